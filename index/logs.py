"""The log of what went wrong in a way that nobody foresaw."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def details_logged(home: Path) -> Iterator[None]:
    """Keep tracebacks in a file of the index's directory, away from whoever waits for the outcome."""
    with contextlib.suppress(OSError):
        home.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(home / "statdesk.log", encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log = logging.getLogger("index")
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
        handler.close()

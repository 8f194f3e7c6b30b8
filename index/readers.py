"""Files into text. The text of a .txt or .md file is its bytes decoded as UTF-8, newlines untouched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import DocumentError

SUFFIXES = (".txt", ".md")
MAX_BYTES = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file's name, text and SHA-256."""

    name: str
    text: str
    content_hash: str


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files named, and in folders the readable formats, sorted; hidden files are passed over.

    A path that does not exist is yielded too, so that reading it says so.
    """
    for path in paths:
        if path.is_dir():
            yield from sorted(
                p
                for p in path.rglob("*")
                if p.suffix.lower() in SUFFIXES and p.is_file() and not p.name.startswith(".")
            )
        else:
            yield path


def read_file(path: Path) -> SourceFile:
    """Read one file.

    Raises DocumentError with the reason why it cannot go in.
    """
    try:
        if path.suffix.lower() not in SUFFIXES:
            raise DocumentError(
                f"{path.suffix or 'This kind of file'} is not a format that can be read; use .txt or .md"
            )
        if path.stat().st_size > MAX_BYTES:
            raise DocumentError(f"the file is larger than {MAX_BYTES // 1_000_000} MB")
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"the file cannot be read ({error.strerror})") from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DocumentError(f"the file is not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    if "\0" in text:
        raise DocumentError("the file holds binary data, not text")
    if not text.strip():
        raise DocumentError("the file is empty")
    return SourceFile(name=path.name, text=text, content_hash=hashlib.sha256(data).hexdigest())

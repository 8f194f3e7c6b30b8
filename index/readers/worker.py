"""Parsing apart: a file is parsed in a process of its own, so that one that crashes or hangs it harms nothing else."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any, cast

from index.errors import DocumentError
from index.readers.source import Notice, Parsed
from index.types import FlagKind

SECONDS = 60.0  # of wall and of processor time, for one file
_FILES = 500  # then a new process begins, so that what a parser leaks does not add up


class _Worker:
    """One child process that parses file after file; a new one begins where the last one ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._served = 0

    def parse(self, format_: str, data: bytes, seconds: float) -> Parsed:
        """Parse one file; raises DocumentError."""
        with self._lock:
            process = self._ready()
            self._served += 1
            timed_out = threading.Event()

            def stop() -> None:
                timed_out.set()
                process.kill()

            timer = threading.Timer(seconds, stop)
            timer.daemon = True
            timer.start()
            try:
                line = _ask(process, {"format": format_, "size": len(data), "seconds": seconds}, data)
            except BaseException:  # Ctrl-C: a reply that nobody waited for would be taken for the next file's
                self._end()
                raise
            finally:
                timer.cancel()
            if not line.endswith(b"\n"):
                self._end()
                if timed_out.is_set():
                    raise DocumentError(f"reading the file takes longer than {seconds:g} seconds, so it was given up")
                raise DocumentError("the file breaks the program that reads it; it is damaged, or made to do harm")
        return _parsed(json.loads(line))

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._process is not None and (self._process.poll() is not None or self._served >= _FILES):
            self._end()
        if self._process is None:
            self._served = 0
            self._process = subprocess.Popen(
                [sys.executable, "-m", "index.readers.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                start_new_session=True,  # Ctrl-C is for this process, which then ends the other
            )
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            for stream in (self._process.stdin, self._process.stdout):
                _close(stream)
            self._process.wait()
            self._process = None

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()


def _environment() -> dict[str, str]:
    """The package where this process found it, and one thread: more would only take memory."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")}
    package = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join([package, *(entry for entry in sys.path if entry)])
    return kept | {"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _close(stream: IO[bytes] | None) -> None:
    try:
        if stream is not None:
            stream.close()
    except OSError:  # what was not yet written has no reader any more
        pass


def _ask(process: subprocess.Popen[bytes], request: dict[str, Any], data: bytes) -> bytes:
    """Send a file and return the reply; it lacks its line end if the process ended before."""
    requests, replies = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
    try:
        requests.write(json.dumps(request).encode() + b"\n")
        requests.write(data)
        requests.flush()
    except OSError:
        return b""
    return replies.readline()


def _parsed(reply: dict[str, Any]) -> Parsed:
    if "refused" in reply:
        raise DocumentError(reply["refused"])
    parsed = reply["parsed"]
    notices = tuple(Notice(**notice | {"kind": FlagKind(notice["kind"])}) for notice in parsed["notices"])
    return Parsed(text=parsed["text"], page_starts=tuple(parsed["page_starts"]), notices=notices)


_worker = _Worker()
atexit.register(_worker.close)


def parse_apart(format_: str, data: bytes, seconds: float = SECONDS) -> Parsed:
    """Parse the bytes of a file in the child process.

    Raises DocumentError with the reason why it cannot be read, also where the process crashes or takes too long.
    """
    return _worker.parse(format_, data, seconds)

"""The process that parses files: bytes in, text out, within limits of memory and time, and nothing else.

A request is a line of JSON (format, size, seconds) and the bytes of the file; the reply is a line of JSON.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

from index.errors import DocumentError
from index.readers.parsers import parse

MEMORY = 3 * 1024**3  # bytes of address space
IDLE = 120  # seconds without a file, then the process ends
_REFUSED = ("socket.connect", "socket.bind", "subprocess.Popen", "os.system", "os.exec", "os.fork", "os.posix_spawn")


def _limit(resource_name: str, value: int) -> None:
    import resource  # not on every system

    kind = getattr(resource, resource_name)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (value, resource.getrlimit(kind)[1]))


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Keep documents from reaching the network, starting programs and writing files."""
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if event in _REFUSED or writes:
        raise PermissionError(f"a document may not do this: {event}")


def _confine() -> None:
    with contextlib.suppress(ImportError):
        _limit("RLIMIT_AS", MEMORY)
        _limit("RLIMIT_CORE", 0)
    sys.addaudithook(_refuse)


def _allow_seconds(seconds: float) -> None:
    """Let the process use that much more processor time."""
    used = sum(os.times()[:2])
    with contextlib.suppress(ImportError):
        _limit("RLIMIT_CPU", int(used + seconds) + 1)


def _reply(request: dict[str, Any], data: bytes) -> dict[str, Any]:
    try:
        return {"parsed": asdict(parse(request["format"], data))}
    except DocumentError as error:
        return {"refused": str(error)}


def _read(requests: BinaryIO, size: int) -> bytes:
    """Read exactly that many bytes: a pipe gives them piece by piece."""
    data = bytearray()
    while len(data) < size and (piece := requests.read(size - len(data))):
        data += piece
    return bytes(data)


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer requests until there are no more, or none comes for a while."""
    while select.select([requests], [], [], IDLE)[0] and (line := requests.readline()):
        request = json.loads(line)
        data = _read(requests, request["size"])
        _allow_seconds(request["seconds"])
        replies.write(json.dumps(_reply(request, data)).encode() + b"\n")
        replies.flush()


def main() -> None:
    """Serve standard input and output; what libraries print goes to standard error."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _confine()
    # unbuffered, so that waiting for the next request sees all that has come
    serve(os.fdopen(0, "rb", buffering=0), replies)


if __name__ == "__main__":
    main()

"""The files and folders that a person names, and the bytes of one file, whatever it is."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.errors import DocumentError
from index.readers.mislabelled import require_content_of
from index.readers.source import Parsed, SourceFile
from index.readers.worker import parse_apart

FORMATS = {
    ".txt": "txt",
    ".md": "md",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
    ".pdf": "pdf",
    ".xlsx": "xlsx",
    ".csv": "csv",
    ".tsv": "csv",
}
SUFFIXES = tuple(FORMATS)
READABLE = f"{', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}"
SIDECAR = ".meta.yaml"  # "sheet.pdf.meta.yaml" says where sheet.pdf came from and is no document
MAX_BYTES = 50_000_000
_MAX_TEXT_BYTES = 20_000_000
_LONGEST_LINE = 50_000  # characters: each figure of a line is shown with all of it
_PASSED_OVER = (".", "~$")  # hidden files, and the locks of office programs
_KINDS = {
    stat.S_ISDIR: "a folder",
    stat.S_ISFIFO: "a pipe",
    stat.S_ISSOCK: "a socket",
    stat.S_ISCHR: "a device",
    stat.S_ISBLK: "a device",
}


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files named, and in folders the readable formats, sorted; hidden files and folders are passed over.

    A path that does not exist, or a link that leads to another folder, is yielded too, so that reading it says so.
    """
    for path in paths:
        if is_folder(path):
            yield from sorted(file for file in _visible(path) if file.suffix.lower() in FORMATS)
        elif not path.name.endswith(SIDECAR):
            yield path


def is_folder(path: Path) -> bool:
    """Say whether a path is a folder; of one that cannot be looked at, no."""
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises where the folder above cannot be read


def unread_formats(folder: Path) -> dict[str, int]:
    """Return how many files of each format that is not read stand in a folder, by their suffix, the most first."""
    suffixes = Counter(file.suffix.lower() for file in _visible(folder))
    return {suffix: number for suffix, number in suffixes.most_common() if suffix not in FORMATS}


def _visible(folder: Path) -> Iterator[Path]:
    """Yield the files and links in a folder and those below it, without hidden ones and sidecars."""
    for directory, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(_PASSED_OVER)]
        for name in names:
            path = Path(directory, name)
            if name.startswith(_PASSED_OVER) or name.endswith(SIDECAR):
                continue
            if path.is_symlink() or path.is_file():
                yield path


def read_file(path: Path) -> SourceFile:
    """Read one file.

    Raises DocumentError with the reason why it cannot go in.
    """
    format_ = FORMATS.get(path.suffix.lower())
    if format_ is None:
        raise DocumentError(f"{path.suffix or 'This kind of file'} is not a format that can be read; use {READABLE}")
    if path.is_symlink() and not path.resolve().is_relative_to(path.parent.resolve()):
        raise DocumentError("it is a link that leads to another folder; name the file itself, or copy it here")
    data = _bytes_of(path, _MAX_TEXT_BYTES if format_ in ("txt", "md") else MAX_BYTES)
    if not data.strip():
        raise DocumentError("the file is empty")
    require_content_of(format_, data)
    parsed = Parsed(text=_decoded(data)) if format_ in ("txt", "md") else parse_apart(format_, data)
    if not parsed.text.strip():
        raise DocumentError("the file is empty" if format_ in ("txt", "md") else "the file holds no text")
    if (longest := max(map(len, parsed.text.splitlines()))) > _LONGEST_LINE:
        raise DocumentError(f"a line or paragraph of {longest:,} characters is no text to read; break it into lines")
    return SourceFile(
        name=path.name,
        text=parsed.text,
        content_hash=hashlib.sha256(data).hexdigest(),
        format=format_,
        page_starts=parsed.page_starts,
        notices=parsed.notices,
    )


def _bytes_of(path: Path, most: int) -> bytes:
    """Read a regular file; nothing else is opened for longer than it takes to see what it is."""
    try:
        # without waiting, for opening a pipe would wait for somebody who writes to it
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            for is_kind, words in _KINDS.items():
                if is_kind(status.st_mode):
                    raise DocumentError(f"it is {words}, not a file")
            if status.st_size <= most:
                data = file.read(most + 1)
                if len(data) <= most:
                    return data
    except OSError as error:
        with contextlib.suppress(OSError):
            if stat.S_ISSOCK(path.stat().st_mode):
                raise DocumentError("it is a socket, not a file") from error
        raise DocumentError(f"the file cannot be read ({error.strerror})") from error
    raise DocumentError(f"the file is larger than {most // 1_000_000} MB")


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DocumentError(f"the file is not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    if "\0" in text:
        raise DocumentError("the file holds binary data, not text")
    return text

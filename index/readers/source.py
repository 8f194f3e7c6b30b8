"""What reading a file gives."""

from __future__ import annotations

from dataclasses import dataclass

from index.types import FlagKind

# The kinds of flags that only the reader of a file can raise.
NOTICED = (FlagKind.REVISED, FlagKind.ACTIVE_CONTENT, FlagKind.OCR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something in a file that a person should know, about `text[start:end]`; both 0 if it is about the file."""

    kind: FlagKind
    message: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """The text of a file; `page_starts` are the offsets at which its pages begin, if it has pages."""

    text: str
    page_starts: tuple[int, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file's name, text, the SHA-256 of its bytes and its format ("pdf"), pages and notices as in `Parsed`."""

    name: str
    text: str
    content_hash: str
    format: str
    page_starts: tuple[int, ...] = ()
    notices: tuple[Notice, ...] = ()

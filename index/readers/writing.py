"""The one plain text that every format but .txt and .md becomes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.errors import DocumentError
from index.readers.source import Notice, Parsed
from index.types import FlagKind

MAX_CHARACTERS = 10_000_000

_SUPERSCRIPTS = str.maketrans("0123456789abcdefghi", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱ")
_MARK = re.compile(r"[0-9]{1,2}(?:[,;][0-9]{1,2})*|[a-i]")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
# What has no place in a line: control characters, and the marks that reverse the direction of what follows them.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
_BLANKS = re.compile(r"\s+")
_LOOKS_LIKE_HEADING = re.compile(r"#{1,6}\s")


def superscript(text: str) -> str:
    """Return a raised mark so that it stays apart from the figure before it: "893" and "1" are not "8931".

    >>> superscript("1"), superscript("st"), superscript("*")
    ('¹', 'st', '*')
    """
    return text.translate(_SUPERSCRIPTS) if _MARK.fullmatch(text.strip()) else text


def clean(text: str) -> str:
    """Return `text` on one line: blanks folded, ligatures written out, unprintable characters left out."""
    return _BLANKS.sub(" ", _UNPRINTABLE.sub("", text.translate(_LIGATURES))).strip()


class Writer:
    """Collects blocks of text; each method returns where the block stands, or None if there was nothing in it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._notices: list[Notice] = []
        self.length = 0
        self.page_starts: list[int] = []

    def heading(self, text: str) -> tuple[int, int] | None:
        """Write a heading."""
        text = clean(text)
        return self._put(f"# {text}" if text else "")

    def paragraph(self, text: str) -> tuple[int, int] | None:
        """Write a paragraph."""
        text = clean(text)
        # a zero-width space keeps "# of cases" from being read as a heading
        return self._put("\u200b" + text if _LOOKS_LIKE_HEADING.match(text) else text)

    def item(self, text: str) -> tuple[int, int] | None:
        """Write one item of a list."""
        text = clean(text)
        return self._put(f"- {text}" if text else "")

    def table(self, rows: Sequence[Sequence[str]]) -> tuple[int, int] | None:
        """Write the rows of a table; rows without text are left out."""
        cleaned = [[clean(cell) for cell in row] for row in rows]
        width = max((len(row) for row in cleaned), default=0)
        lines = ["\t".join(row).rstrip("\t") for row in cleaned if any(row)]
        if width > 1:  # a line without a tab is a paragraph to whoever reads it alone
            lines = [line if "\t" in line else f"{line}\t" for line in lines]
        return self._put("\n".join(lines))

    def page(self) -> None:
        """Begin a page: the block that comes next is the first on it."""
        self.page_starts.append(-1)

    def notice(self, kind: FlagKind, message: str, span: tuple[int, int] | None = None) -> None:
        """Note something that a person should know; the same thing is noted once."""
        start, end = span or (0, 0)
        notice = Notice(kind=kind, message=message, start=start, end=end)
        if notice not in self._notices:
            self._notices.append(notice)

    def _put(self, block: str) -> tuple[int, int] | None:
        if not block.strip():
            return None
        if self._parts:
            self._parts.append("\n\n")
            self.length += 2
        start = self.length
        self.page_starts = [start if at < 0 else at for at in self.page_starts]
        self._parts.append(block)
        self.length += len(block)
        if self.length > MAX_CHARACTERS:
            raise DocumentError(f"the file holds more than {MAX_CHARACTERS // 1_000_000} million characters; split it")
        return start, self.length

    def parsed(self) -> Parsed:
        """Return what was written."""
        starts = tuple(self.length if at < 0 else at for at in self.page_starts)
        return Parsed(text="".join(self._parts), page_starts=starts, notices=tuple(self._notices))

"""Running headers, footers and page numbers: what stands at the same height on page after page, apart from the text.

A line of text that is alike on two pages stays: it stands as close to the next line as any other, or its figures
differ by more than the number of the page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.readers.pdf.lines import Piece, rows

_ZONE = 0.14  # of the height of a page, at its top and at its bottom
_LONE_ZONE = 0.09
_DEEPEST = 3  # lines
_SAME_HEIGHT = 4.0  # points
_APART = 1.35  # of the usual distance of lines, and at least this much more than it
_SMALLER = 0.92  # of the size of the text
_NUMBER = re.compile(r"\d+")
_PAGE_OF = re.compile(r"(?:page|seite|página|p\.)\s*\d{1,4}(?:\s*(?:of|/|von|de)\s*\d{1,4})?", re.IGNORECASE)
_BARE = re.compile(
    r"[-–—|•\s]*(?:(?:page|p\.)\s*)?(?P<page>\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?[-–—|•\s]*", re.IGNORECASE
)
# What browsers print around a page: date and title above, address and page below.
_PRINTED = re.compile(
    r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}, \d{1,2}:\d{2}(?:\s?[AP]M)?\b.*|(?:https?|file)://\S+(?:\s+\d+/\d+)?"
)
_ADDRESS = re.compile(
    r"(?:https?://|www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:org|com|gov|net|us|edu)(?:/\S*)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    page: int
    row: int
    text: str
    height: float
    size: float

    @property
    def shape(self) -> str:
        return _NUMBER.sub("#", self.text)

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(int(n) for n in _NUMBER.findall(self.text)[:12])


def without_margins(pages: Sequence[tuple[float, Sequence[Piece]]], body: float) -> list[list[Piece]]:
    """Return the pieces of each page (height, pieces) without what runs above and below the text.

    `body` is the type size of the text. A header in the type of a heading is kept where it first stands.
    """
    lines = [rows(pieces) for _, pieces in pages]
    heights = [height for height, _ in pages]
    usual = _usual_distance(lines, body)
    candidates = [
        candidate
        for number, page in enumerate(lines)
        for candidate in _edge_rows(number, page, heights[number], usual, body)
    ]
    gone = _repeated(candidates, len(pages), body) | _alone(candidates, heights)
    return [
        [piece for number, row in enumerate(page) if (at, number) not in gone for piece in row]
        for at, page in enumerate(lines)
    ]


def _usual_distance(lines: Sequence[list[list[Piece]]], body: float) -> float:
    gaps = [b[0].base - a[0].base for page in lines for a, b in pairwise(page)]
    near = [gap for gap in gaps if 0.8 * body <= gap <= 2 * body]
    return median(near) if near else 1.2 * body


def _edge_rows(number: int, page: list[list[Piece]], height: float, usual: float, body: float) -> list[_Candidate]:
    """Return the rows at the top and bottom of a page that stand apart from the text, or are in smaller type."""
    found: list[_Candidate] = []
    for order in (range(len(page)), range(len(page) - 1, -1, -1)):
        block: list[int] = []
        for row in order:
            base = page[row][0].base
            if min(base, height - base) > _ZONE * height or len(block) > _DEEPEST:
                break
            block.append(row)
            follower = row + order.step
            if not 0 <= follower < len(page):
                break
            gap = abs(page[follower][0].base - base)
            smaller = all(p.size < _SMALLER * body for r in block for p in page[r])
            if gap > max(_APART * usual, usual + 3) or smaller:
                found += (_candidate(number, r, page[r], height) for r in block)
                block = []
    return found


def _candidate(page: int, number: int, row: list[Piece], height: float) -> _Candidate:
    base = row[0].base
    return _Candidate(
        page=page,
        row=number,
        text=" ".join(p.text for p in row),
        height=base if base < height / 2 else base - height,
        size=max(p.size for p in row),
    )


def _repeated(candidates: Sequence[_Candidate], pages: int, body: float) -> set[tuple[int, int]]:
    """Return (page, row) of what repeats at the same height, its numbers the same or growing with the page's."""
    gone: set[tuple[int, int]] = set()
    by_shape: defaultdict[str, list[_Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_shape[candidate.shape].append(candidate)
    for alike in by_shape.values():
        for first in alike:
            group = [c for c in alike if abs(c.height - first.height) <= _SAME_HEIGHT and _same_numbers(first, c)]
            if len({c.page for c in group}) < max(2, min(3, pages // 3)):
                continue
            heading = first.size > 1.12 * body
            kept = min(c.page for c in group) if heading else -1
            gone |= {(c.page, c.row) for c in group if c.page != kept}
    return gone


def _same_numbers(first: _Candidate, other: _Candidate) -> bool:
    step = other.page - first.page
    return all(b - a in (0, step) for a, b in zip(first.numbers, other.numbers, strict=True))


def _alone(candidates: Sequence[_Candidate], heights: Sequence[float]) -> set[tuple[int, int]]:
    """Return (page, row) of what names its page, or is a web address, without being repeated ("Page 3 of 4")."""
    gone: set[tuple[int, int]] = set()
    for c in candidates:
        bare = _BARE.fullmatch(c.text)
        printed = any(form.fullmatch(c.text) for form in (_PRINTED, _PAGE_OF, _ADDRESS))
        outermost = abs(c.height) < _LONE_ZONE * heights[c.page]
        if outermost and (printed or (bare and int(bare["page"]) == c.page + 1)):
            gone.add((c.page, c.row))
    return gone

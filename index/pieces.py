"""Lines and cells of a list or table, each a label, a figure, or both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.headings import bare
from index.quantities import QUALIFIER_PHRASES, find_numerals, qualifier_before
from index.reading import Block, Reading
from index.statements import YEAR
from index.types import Qualifier

_LONGEST = 200  # characters of a label
PROSE = 20  # words: a longer line says something of its own
QUALIFIER = re.compile(rf"(?:^|(?<=\W))(?:{'|'.join(QUALIFIER_PHRASES)})\s*$", re.IGNORECASE)
_RUN_IN = re.compile(r":\s*$")  # "Team HOPE: 88 families supported"
_PERCENT = re.compile(r"\s?%|\spercent\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A line or cell: a label, a figure, or both; neither for one that says something else.

    `head` is the part of its label that stands in front of the figure where the rest stands behind.
    """

    start: int
    end: int
    label: str = ""
    value: tuple[int, int] | None = None
    qualifier: Qualifier = Qualifier.EXACT
    head: str = ""

    @property
    def whole(self) -> bool:
        """Say whether it is a label with its figure."""
        return bool(self.label) and self.value is not None


def is_empty(reading: Reading, cell: tuple[int, int]) -> bool:
    """Say whether a cell holds nothing."""
    return not reading.text[slice(*cell)].strip()


def cells_of(reading: Reading, block: Block) -> Iterator[list[tuple[int, int]]]:
    """Yield the rows of a table as their cells."""
    start = block.start
    for line in reading.text[block.start : block.end].split("\n"):
        row: list[tuple[int, int]] = []
        for text in line.split("\t"):
            lead = len(text) - len(text.lstrip())
            row.append((start + lead, start + max(lead, len(text.rstrip()))))
            start += len(text) + 1
        yield row


def piece_of(text: str, start: int, end: int) -> Piece:
    """Return what a line or cell holds; one with several figures, or a figure amid words, holds neither."""
    line = text[start:end]
    numerals = list(find_numerals(line))
    if not numerals:
        label = bare(line)
        return Piece(start, end, label if len(label) <= _LONGEST and len(label.split()) <= PROSE else "")
    (first, *more) = numerals
    if more or first.value is None or YEAR.fullmatch(line[first.start : first.end]):
        return Piece(start, end)
    percent = _PERCENT.match(line, first.end)
    stop = percent.end() if percent else first.end
    qualifier = QUALIFIER.search(line, 0, first.start)
    before = bare(line[: qualifier.start() if qualifier else first.start])
    behind = bare(line[stop:])
    head = before if behind and _RUN_IN.search(line[: qualifier.start() if qualifier else first.start]) else ""
    if head:
        before, behind = f"{head}: {behind}", ""
    bounds = qualifier_before(line, first.start)
    if (before and behind) or len(before + behind) > _LONGEST:
        return Piece(start, end)
    return Piece(start, end, before or behind, (start + first.start, start + stop), bounds, head)

"""Characters into pieces of lines: words that stand together on one line, with raised marks kept apart."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from index.readers.pdf.glyphs import Glyph, Rule
from index.readers.writing import superscript

_WORD_GAP = 0.22  # of the type size: a wider gap is a blank
_PIECE_GAP = 0.95  # of the type size: a wider gap may part columns or cells
_SAME_LINE = 0.2  # of the type size
_RAISED = (0.15, 0.75)  # of the type size: how far above the line a raised mark stands
_LONGEST_MARK = 5  # characters
_RAISED_SIZE = 0.85  # of the type size around it
BULLET = re.compile(r"[•‣◦▪▫■□●○∙·➢➤✓\uf0b7\uf0a7–-]|\(?\d{1,2}[.)]|\(?[a-z][.)]")
_RAISED_HIGH = (0.3, 0.6)  # of the type size: where type of the same size is raised, too
_CLOSE = 0.05  # of the type size
_BULLET_REACH = 4.0  # of the type size
_VALUE = re.compile(r"[^\w\s]?\d[\d.,]*(?:\s?%| (?:thousand|million|billion))?[^\w\s]?")
_COLUMN_REACH = 5.0  # of the type size: how far above or below the values of other rows stand
_TEXT_WORDS = 3  # blanks in a line that shows how wide the text of its column is
_COLUMN_LINES = 3
_EVEN = 0.3  # of the type size
_EXACT = 0.15  # points
_CELL_REACH = 1.0  # of the type size: the most that the text of a full line stands off the rules of its cell
_LEADERS = re.compile(r"\s*(?:\.{4,}|(?:\. ){3,}\.?|_{4,}|…{2,})\s*")


@dataclass(slots=True)
class Piece:
    """A stretch of one line without a wide gap, in points from the upper left corner."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool
    # where each word but the first begins in the text, its left edge, and the gap before it, in points
    words: tuple[tuple[int, float, float], ...] = ()

    @property
    def top(self) -> float:
        return self.base - 0.8 * self.size

    @property
    def bottom(self) -> float:
        return self.base + 0.25 * self.size


def pieces(glyphs: Sequence[Glyph], rules: Iterable[Rule]) -> list[Piece]:
    """Group characters into pieces of lines, top down and from left to right."""
    upright = list(rules)
    marks, runs = _chains(_without_doubles(glyphs))
    lines = _lines(runs)
    for mark in marks:
        host = _host(mark, lines)
        if host is None:
            lines.append(list(mark))
        else:
            host.extend(_raised(mark))
    found = [piece for line in lines for part in _parts(line, upright) for piece in _piece(part)]
    in_cells = [_unstretched_in_cells(row, upright) for row in rows(found)]
    lines_of = [_with_bullets(row) for row in _unstretched(_parted_at_gutters(in_cells))]
    return [piece for number, row in enumerate(lines_of) for piece in _with_columns(number, row, lines_of)]


def rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Group pieces by the line they stand on, top down, each from left to right."""
    found: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p.base, p.x0)):
        if found and piece.base - found[-1][0].base <= _SAME_LINE * max(piece.size, found[-1][0].size):
            found[-1].append(piece)
        else:
            found.append([piece])
    return [sorted(row, key=lambda p: p.x0) for row in found]


def _parted_at_gutters(lines: list[list[Piece]]) -> list[list[Piece]]:
    """Part lines of two narrowly set columns where a wide blank stands in the gutter that other lines leave free."""
    seen = Counter(
        (round(a.x1), round(b.x0))
        for row in lines
        for a, b in pairwise(row)
        if min(len(a.words), len(b.words)) >= _TEXT_WORDS
    )
    gutters = [gutter for gutter, times in seen.items() if times >= _COLUMN_LINES]
    return [[part for piece in row for part in _at_gutter(piece, gutters)] for row in lines] if gutters else lines


def _at_gutter(piece: Piece, gutters: list[tuple[int, int]]) -> Iterator[Piece]:
    for at, x0, gap in piece.words:
        if any(abs(x0 - right) <= 1 and x0 - gap <= left + 1 for left, right in gutters):
            before, behind = piece.text[:at].rstrip(), piece.text[at:]
            inner = tuple(word for word in piece.words if word[0] < at)
            yield replace(piece, text=before, x1=x0 - gap, words=inner)
            rest = tuple((n - at, x, g) for n, x, g in piece.words if n > at)
            yield replace(piece, text=behind, x0=x0, words=rest)
            return
    yield piece


def _unstretched(lines: list[list[Piece]]) -> list[list[Piece]]:
    """Join the words of lines that are stretched to the width of their column, so that each gap is a wide one."""
    edges = Counter((round(p.x0), round(p.x1)) for row in lines for p in row if len(p.words) >= _TEXT_WORDS)
    columns = [edge for edge, times in edges.items() if times >= _COLUMN_LINES]
    return [_joined(row, columns) if len(row) > 1 else row for row in lines]


def _joined(row: list[Piece], columns: list[tuple[int, int]]) -> list[Piece]:
    for left, right in columns:
        first = next((n for n, p in enumerate(row) if abs(p.x0 - left) <= 1), None)
        last = next((n for n, p in enumerate(row) if abs(p.x1 - right) <= 1), None)
        if first is None or last is None or first >= last or not _is_stretched(row[first : last + 1]):
            continue
        row = [*row[:first], _one(row[first : last + 1]), *row[last + 1 :]]
    return row


def _unstretched_in_cells(row: list[Piece], upright: Sequence[Rule]) -> list[Piece]:
    """Join the words of a line that is stretched from one of the rules beside its cell to the other."""
    if len(row) < _TEXT_WORDS or not upright:
        return row
    middle, reach = row[0].base - 0.3 * row[0].size, _CELL_REACH * row[0].size
    at = sorted(rule.x0 for rule in upright if rule.y0 <= middle <= rule.y1)
    for left, right in pairwise(at):
        inside = [n for n, p in enumerate(row) if left - 1 <= p.x0 and p.x1 <= right + 1]
        run = row[inside[0] : inside[-1] + 1] if len(inside) >= _TEXT_WORDS else []
        fills = bool(run) and run[0].x0 - left <= reach and right - run[-1].x1 <= reach
        if fills and _is_stretched(run) and not any(_VALUE.fullmatch(p.text) for p in run):
            row = [*row[: inside[0]], _one(run), *row[inside[-1] + 1 :]]
    return row


def _one(run: list[Piece]) -> Piece:
    """Return the pieces of a line as one."""
    words: list[tuple[int, float, float]] = []
    text = ""
    for before, piece in zip([None, *run], run, strict=False):
        if before:
            text += " "
            words.append((len(text), piece.x0, piece.x0 - before.x1))
        words += [(len(text) + at, x0, gap) for at, x0, gap in piece.words]
        text += piece.text
    return replace(run[0], text=text, x1=run[-1].x1, words=tuple(words))


def _is_stretched(run: list[Piece]) -> bool:
    """Say whether all words stand equally far apart, as no cells do."""
    gaps = [b.x0 - a.x1 for a, b in pairwise(run)] + [gap for p in run for _, _, gap in p.words]
    values = sum(bool(_VALUE.fullmatch(p.text)) for p in run)
    return len(gaps) > 1 and max(gaps) - min(gaps) <= _EVEN * run[0].size and 2 * values < len(run)


def _with_bullets(row: list[Piece]) -> list[Piece]:
    """Join a bullet or list number to what it stands before."""
    found: list[Piece] = []
    for piece in row:
        last = found[-1] if found else None
        gap = piece.x0 - last.x1 if last else 0.0
        # "... and (3)" ends a line of its column
        begins = len(found) < 2 or last is None or last.x0 - found[-2].x1 >= gap
        if last and begins and BULLET.fullmatch(last.text) and gap < _BULLET_REACH * piece.size:
            found[-1] = replace(piece, text=f"{last.text} {piece.text}", x0=last.x0)
        else:
            found.append(piece)
    return found


def _with_columns(number: int, row: list[Piece], lines: list[list[Piece]]) -> list[Piece]:
    """Part the value from a label that fills its cell, where it stands below or above the values of other rows."""
    near = [
        other for n in (number - 2, number - 1, number + 1, number + 2) if 0 <= n < len(lines) for other in lines[n][1:]
    ]
    last = row[-1]
    for column in near:
        reach = _COLUMN_REACH * last.size
        for at, x0, gap in last.words:
            value = last.text[at:]
            usual = min((g for _, _, g in last.words), default=0.0)
            away = min(abs(x0 - column.x0), abs(last.x1 - column.x1))
            stands_there = away < _EXACT or (away < 1.5 and gap > usual + 1)
            if stands_there and abs(last.base - column.base) < reach and _VALUE.fullmatch(value):
                label = replace(last, text=last.text[:at].strip(), x1=x0 - gap, words=())
                return [*row[:-1], label, replace(last, text=value, x0=x0, words=())]
    return row


def _without_doubles(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Leave out characters printed twice on one spot, which is how some programs make them bold.

    The letters of a ligature stand on one spot too, but in one run.
    """
    seen: dict[tuple[str, int, int], Glyph] = {}
    kept: list[Glyph] = []
    for glyph in glyphs:
        cells = [(round(glyph.x0) + dx, round(glyph.base) + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        twins = (seen.get((glyph.text, x, y)) for x, y in cells)
        reach = 0.15 * glyph.size
        if any(
            t and t.run != glyph.run and abs(t.x0 - glyph.x0) < reach and abs(t.base - glyph.base) < reach
            for t in twins
        ):
            continue
        seen[glyph.text, round(glyph.x0), round(glyph.base)] = glyph
        kept.append(glyph)
    return kept


def _chains(glyphs: Sequence[Glyph]) -> tuple[list[list[Glyph]], list[list[Glyph]]]:
    """Return raised marks and the other runs of characters of one size and base line, in the order of drawing."""
    chains: list[list[Glyph]] = []
    for glyph in glyphs:
        last = chains[-1][-1] if chains else None
        if last and abs(glyph.base - last.base) < 0.1 * last.size and abs(glyph.size - last.size) < 0.1 * last.size:
            chains[-1].append(glyph)
        else:
            chains.append([glyph])
    by_base = sorted((chain[0].base, number) for number, chain in enumerate(chains))
    bases = [base for base, _ in by_base]
    marks: set[int] = set()
    for number, chain in enumerate(chains):
        if len("".join(g.text for g in chain).strip()) > _LONGEST_MARK:
            continue
        below = bisect_left(bases, chain[0].base)
        within = bisect_right(bases, chain[0].base + 6 * chain[0].size)
        near = (chains[other] for _, other in by_base[below:within])
        if any(_is_mark_on(chain, other) for other in near):
            marks.add(number)
    return [c for n, c in enumerate(chains) if n in marks], [c for n, c in enumerate(chains) if n not in marks]


def _is_raised(mark: Glyph, glyph: Glyph) -> bool:
    low, high = (glyph.size * share for share in _RAISED)
    return mark.size <= _RAISED_SIZE * glyph.size and low <= glyph.base - mark.base <= high


def _is_mark_on(mark: list[Glyph], line: list[Glyph]) -> bool:
    """Say whether a run is raised at a line: smaller than its type, or else set close behind a character of it."""
    if _is_raised(mark[0], line[0]):
        return _adjoins(mark, line)
    low, high = (line[0].size * share for share in _RAISED_HIGH)
    if not (mark[0].size <= line[0].size and low <= line[0].base - mark[0].base <= high):
        return False
    return any(abs(mark[0].x0 - g.x1) <= _CLOSE * g.size for g in line if not g.text.isspace())


def _adjoins(mark: list[Glyph], line: list[Glyph]) -> bool:
    """Say whether a mark stands right behind a character of a line, or right before its first."""
    inked = [g for g in line if not g.text.isspace()]
    reach = 0.6 * line[0].size
    return any(-0.6 * reach <= mark[0].x0 - g.x1 <= reach for g in inked) or (
        bool(inked) and -0.3 * reach <= min(g.x0 for g in inked) - mark[-1].x1 <= reach
    )


def _host(mark: list[Glyph], lines: list[list[Glyph]]) -> list[Glyph] | None:
    """Return the line on which a raised mark stands."""
    return next((line for line in lines if _is_mark_on(mark, line)), None)


def _raised(mark: list[Glyph]) -> list[Glyph]:
    text = superscript("".join(g.text for g in mark))
    return [Glyph(text.strip(), mark[0].x0, mark[-1].x1, mark[0].base, mark[0].size, mark[0].bold)]


def _lines(runs: list[list[Glyph]]) -> list[list[Glyph]]:
    """Join the runs that stand on one base line, whatever their order of drawing."""
    found: list[list[Glyph]] = []
    for run in sorted(runs, key=lambda run: run[0].base):
        if found and run[0].base - found[-1][0].base <= _SAME_LINE * min(run[0].size, found[-1][0].size):
            found[-1].extend(run)
        else:
            found.append(list(run))
    return found


def _parts(line: list[Glyph], upright: list[Rule]) -> list[list[Glyph]]:
    """Part a line at wide gaps and at vertical rules."""
    line = sorted(line, key=lambda g: g.x0)
    inked = [g for g in line if not g.text.isspace()]
    if not inked:
        return []
    middle = inked[0].base - 0.3 * inked[0].size
    at = sorted(rule.x0 for rule in upright if rule.y0 <= middle <= rule.y1)
    found: list[list[Glyph]] = [[]]
    reach = inked[0].x0
    size = inked[0].size
    for glyph in line:
        if glyph.text.isspace():
            if found[-1]:
                found[-1].append(glyph)
            continue
        ruled = any(reach - 1 <= x <= glyph.x0 + 1 for x in at) if found[-1] else False
        if found[-1] and (glyph.x0 - reach > _PIECE_GAP * max(size, glyph.size) or ruled):
            found.append([])
        found[-1].append(glyph)
        reach = max(glyph.x1, reach) if len(found[-1]) > 1 else glyph.x1
        size = glyph.size
    return found


def _piece(part: list[Glyph]) -> list[Piece]:
    """Write the text of a part; leaders ("Label ........ 12") part it further."""
    inked = [g for g in part if not g.text.isspace()]
    gaps = [b.x0 - a.x1 for a, b in pairwise(part) if not (a.text + b.text).isspace()]
    tracking = max(0.0, median(gaps)) if len(gaps) > 3 else 0.0
    text: list[str] = []
    centres: list[float] = []
    for before, glyph in zip([part[0], *part], part, strict=False):
        gap = glyph.x0 - before.x1 - tracking
        if text and not text[-1].isspace() and not glyph.text.isspace() and gap > _WORD_GAP * before.size:
            text.append(" ")
            centres.append(glyph.x0)
        text += glyph.text
        centres += [glyph.x0] * len(glyph.text)
    whole = "".join(text)
    edges_of = {at: (centres[at], _gap_before(part, centres[at])) for at in _word_starts(whole)}
    size = median(g.size for g in inked)
    base = median(g.base for g in inked)
    bold = sum(g.bold for g in inked) > 0.8 * len(inked)
    found: list[Piece] = []
    start = 0
    edges = [m.span() for m in _LEADERS.finditer(whole)]
    for left, right in (*edges, (len(whole), len(whole))):
        words = whole[start:left]
        if words.strip():
            first = centres[start + len(words) - len(words.lstrip())]
            last = inked[-1].x1 if left == len(whole) else centres[left]
            skipped = start + len(words) - len(words.lstrip())
            inner = tuple((at - skipped, *edge) for at, edge in edges_of.items() if skipped < at < left)
            found.append(Piece(words.strip(), first, last, base, size, bold, inner))
        start = right
    return found


def _word_starts(text: str) -> list[int]:
    return [match.start() + 1 for match in re.finditer(r"\s\S", text)]


def _gap_before(part: list[Glyph], x0: float) -> float:
    """Return how far the ink before `x0` ends from it."""
    return x0 - max((g.x1 for g in part if g.x0 < x0 and not g.text.isspace()), default=x0)

"""Lines of a text as tools print them, into groups that are read together.

A tool that turns pages into plain text wraps paragraphs at a width, repeats the header and footer of every page, and
sets tables with blanks or leaders. A page break parts no sentence, a wrapped line none either, and each row of a
table stays a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.quantities import NUMBER_WORDS

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
MARKDOWN_HEADING = re.compile(r"\s*#{1,6}\s+")
SENTENCE_END = re.compile(r"[.!?:;][\"')\]\u2019\u201d*_]*$")
_UNDERLINE = re.compile(r"\s*(?:-{3,}|={3,}|_{3,}|~{3,}|(?:\*\s?){3,})\s*")
_DIGITS = re.compile(r"\d+")
_EDGE = 3  # lines at the top and at the bottom of a page that may repeat
_APART = 10  # lines: a page without a mark for its end has at least as many
_TIMES = 3
_WIDEST = 200  # characters: no tool wraps lines beyond that
_NARROWEST = 40
_FULL = 0.75  # of the usual width
_HEADING_LINES = 3
_INDENT = 2
_LABEL_WORDS = 14
_LABEL_LINES = 4  # of one row

# A row: a label and a figure, parted by blanks, leaders, a colon or an upright stroke; or the figure first.
_FIGURE = re.compile(
    rf"[$(]?\d[\d,.]*\)?[*\u00b9\u00b2\u00b3\u2070-\u2079]*\s?(?:%|percent)?|"
    rf"(?:none|no|nil|a\ssingle|{'|'.join(NUMBER_WORDS)})\b|N/?A|TBD|[-\u2013\u2014?]{{1,3}}",
    re.IGNORECASE,
)
_PARTED = re.compile(
    r"\s*(?:\.{2,}|\u2026+|_{3,}|(?:\.\s){2,}\.?|\u00b7{3,})\s*|\s{2,}|\s?[:|]\s+|\s[-\u2013\u2014=]\s"
)
_LABEL = re.compile(r"[^\W\d_]{3}")
_BULLET = re.compile(r"\s*(?:[-+*\u2022\u2013\u25aa\u25cf\u00b7]|\d{1,2}[.)])\s+")
DOT = re.compile(r"\s*[-+*\u2022\u2013\u25aa\u25cf\u00b7]\s+")  # in front of an item that has no number
_DECORATION = re.compile(r"[*_]{1,3}|</?(?:b|strong|i|em|sup|tr)>|\\$|(?:<br\s*/?>)+\s*$|\s+$")
_CELL_TAG = re.compile(r"</?(?:t[dhr]|li|d[dt]|p|table|tbody|thead)\b[^<>\n]*>", re.IGNORECASE)
_INNER_SENTENCE = re.compile(r"[a-z)][.!?]\s+[A-Z]")

Span = tuple[int, int]


@dataclass(slots=True)
class Group:
    """Lines that are read together, as spans of the stored text.

    `marked` says that the text marks them as a heading, `wrapped` that a heading goes over them, `rows` that each is
    a row of its own, and `items` where the items of a list begin.
    """

    lines: list[Span]
    marked: bool = False
    wrapped: bool = False
    rows: bool = False
    items: frozenset[int] = frozenset()
    after_page: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    page: bool  # whether a page begins with it

    @property
    def blank(self) -> bool:
        return not self.text.strip()

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip())


def line_groups(text: str) -> list[Group]:
    """Return the groups of lines of a text in their order, without the headers, footers and numbers of its pages."""
    lines = _lines(text)
    dropped = _page_furniture(lines)
    width = _width(lines)
    groups: list[Group] = []
    for lot in _lots(lines, dropped):
        for group in _structured(lot, width, first=not groups):
            last = groups[-1] if groups else None
            if group.after_page and last is not None and _goes_on(text, last, group, width):
                last.lines += group.lines
            else:
                groups.append(group)
    return groups


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    for match in _LINE.finditer(text):
        start, end = match.span()
        if start == end:
            continue
        line = match.group().rstrip("\r\n")
        body = line.lstrip("\f")
        end = start + len(line)
        found.append(_Line(end - len(body), end, body, "\f" in line))
    return found


def _width(lines: Sequence[_Line]) -> int:
    """Return the width at which the lines of a text are wrapped: what nearly all lines of its paragraphs keep to."""
    lengths: list[int] = []
    for above, line in pairwise(lines):
        if not above.blank and not line.blank and len(above.text) <= _WIDEST:
            lengths.append(len(above.text.rstrip()))
    return max(_NARROWEST, sorted(lengths)[len(lengths) * 9 // 10]) if lengths else _WIDEST


def _page_furniture(lines: Sequence[_Line]) -> frozenset[int]:
    """Return the numbers of the lines that a tool took from the top and bottom of pages."""
    starts = [number for number, line in enumerate(lines) if line.page]
    return _at_page_edges(lines, starts) if starts else _between_paragraphs(lines)


def _key(line: _Line) -> str:
    return " ".join(_DIGITS.sub("0", line.text).split())


def _at_page_edges(lines: Sequence[_Line], starts: Sequence[int]) -> frozenset[int]:
    """Return the lines that repeat at the edges of pages, but for the number of the page."""
    bounds = [0, *starts, len(lines)] if starts[0] else [*starts, len(lines)]
    pages = [[n for n in range(a, b) if not lines[n].blank] for a, b in pairwise(bounds)]
    found: set[int] = set()
    for edge in (slice(0, _EDGE), slice(-1, -_EDGE - 1, -1)):
        places: dict[str, list[int]] = {}
        for page in pages:
            for number in page[edge]:
                places.setdefault(_key(lines[number]), []).append(number)
        repeated = {n for at in places.values() if len(at) > 1 and _count_pages(lines, at) for n in at}
        for page in pages:
            for number in page[edge]:
                if number not in repeated:
                    break
                found.add(number)
    return frozenset(found)


def _count_pages(lines: Sequence[_Line], at: Sequence[int]) -> bool:
    """Say whether the numbers of repeated lines stay the same or go up as the pages do, and nothing else changes."""
    numbers = [[int(digits[:9]) for digits in _DIGITS.findall(lines[n].text)] for n in at]
    steps = [{b - a for a, b in pairwise(column)} for column in zip(*numbers, strict=True)]
    return all(step in ({0}, {1}) for step in steps)


def _between_paragraphs(lines: Sequence[_Line]) -> frozenset[int]:
    """Return the lines that repeat around numbers of pages, where nothing marks the end of a page."""
    places: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        if not line.blank and "\t" not in line.text and len(line.text) <= _WIDEST:
            places.setdefault(_key(line), []).append(number)
    often = {
        key: at
        for key, at in places.items()
        if len(at) >= _TIMES and min(b - a for a, b in pairwise(at)) >= _APART and _count_pages(lines, at)
    }
    numbered = {n for key, at in often.items() if "0" in key and _goes_up(lines, at) for n in at}
    near = {n + step for n in numbered for step in range(-_EDGE, _EDGE + 1)}
    found = set(numbered)
    for at in often.values():
        if near.issuperset(at[1:-1]):
            found |= {n for n in at if n in near or n < _EDGE}
    alone = {n for n in found if all(_is_bare(lines, other, found) for other in (n - 1, n + 1))}
    return frozenset(alone)


def _goes_up(lines: Sequence[_Line], at: Sequence[int]) -> bool:
    return _DIGITS.findall(lines[at[0]].text) != _DIGITS.findall(lines[at[1]].text)


def _is_bare(lines: Sequence[_Line], number: int, found: set[int]) -> bool:
    return not 0 <= number < len(lines) or lines[number].blank or number in found


def _lots(lines: Sequence[_Line], dropped: frozenset[int]) -> Iterator[tuple[list[_Line], bool]]:
    """Yield runs of lines that stand together, and whether a page begins with them; a Markdown heading stands alone."""
    lot: list[_Line] = []
    page = began = False
    for number, line in enumerate(lines):
        page = page or line.page or number in dropped
        alone = bool(MARKDOWN_HEADING.match(line.text))
        if lot and (alone or line.blank or line.page or number in dropped):
            yield lot, began
            lot = []
        if line.blank or number in dropped:
            continue
        if not lot:
            began, page = page, False
        lot.append(line)
        if alone:
            yield lot, began
            lot = []
    if lot:
        yield lot, began


def _structured(lot: tuple[list[_Line], bool], width: int, *, first: bool) -> Iterator[Group]:
    """Yield the headings, paragraphs and rows of lines without an empty line between them."""
    lines, page = lot
    if any("\t" in line.text for line in lines) or MARKDOWN_HEADING.match(lines[0].text) or "|" in lines[0].text:
        marked = bool(MARKDOWN_HEADING.match(lines[0].text))
        rows = not marked and _row_region(lines) == 0
        yield Group(_spans(lines), marked=marked, rows=rows, after_page=page)
        return
    for part in _paragraphs(lines, width):
        heading, rest = _underlined(part)
        if heading:
            yield Group(_spans(heading), marked=True, wrapped=len(heading) > 1, after_page=page)
            page, first = False, False
        if not rest:
            continue
        begin = _row_region(rest)
        if begin is None:
            wrapped = 1 < len(rest) <= _HEADING_LINES and (first or _are_full(rest, width))
            yield Group(_spans(rest), wrapped=wrapped, items=_items(rest), after_page=page)
        else:
            if begin:
                yield Group(_spans(rest[:begin]), after_page=page)
            yield Group(_spans(rest[begin:]), rows=True, after_page=page and not begin)
        page, first = False, False


def _spans(lines: Sequence[_Line]) -> list[Span]:
    return [(line.start, line.end) for line in lines]


def _paragraphs(lines: Sequence[_Line], width: int) -> Iterator[list[_Line]]:
    """Part lines where one is indented after a line that had room for its first word."""
    part = [lines[0]]
    listed = bool(_BULLET.match(lines[0].text))
    for above, line in pairwise(lines):
        listed = listed or bool(_BULLET.match(line.text))
        if line.indent >= above.indent + _INDENT and not (
            listed or _is_full(above, line, width) or _is_row(above.text)
        ):
            yield part
            part = []
        part.append(line)
    yield part


def _items(lines: Sequence[_Line]) -> frozenset[int]:
    """Return where the items of a list begin; its first one stands in front, or behind the end of a sentence.

    One line alone is none: it may be a footnote.
    """
    found: set[int] = set()
    for number, line in enumerate(lines):
        if DOT.match(line.text) and (found or not number or SENTENCE_END.search(lines[number - 1].text.rstrip())):
            found.add(line.start)
    return frozenset(found) if len(found) > 1 else frozenset()


def _underlined(lines: list[_Line]) -> tuple[list[_Line], list[_Line]]:
    """Return the heading that a line of dashes stands under, and the lines behind it; lines of dashes are left out."""
    at = next((n for n, line in enumerate(lines) if _UNDERLINE.fullmatch(line.text)), None)
    rest = [line for line in lines if not _UNDERLINE.fullmatch(line.text)]
    if at is None or not 0 < at <= _HEADING_LINES or any(_is_row(line.text) for line in lines[:at]):
        return [], rest
    joined = " ".join(line.text.strip() for line in lines[:at])
    if "   " in joined or SENTENCE_END.search(joined):
        return [], rest
    return lines[:at], rest[at:]


def _bare(line: str) -> str:
    """Return a line without its bullet and what marks its type."""
    line = _CELL_TAG.sub("   ", _BULLET.sub("", line, count=1))
    return _DECORATION.sub("", _DECORATION.sub("", line)).strip(" \t|")


def _is_row(line: str) -> bool:
    """Say whether a line is a label with its figure."""
    if len(line) > _WIDEST or not any(c.isalpha() for c in line):
        return False
    bare = _bare(line)
    if _INNER_SENTENCE.search(bare):
        return False
    first, *others = _PARTED.split(bare)
    if not others:
        return False
    ends = bool(_LABEL.search(first)) and _FIGURE.fullmatch(others[-1]) is not None
    return ends or (
        len(others) == 1 and first[:1].isdigit() and bool(_FIGURE.fullmatch(first) and _LABEL.search(others[0]))
    )


def _row_region(lines: Sequence[_Line]) -> int | None:
    """Return where the rows of some lines begin, or None if they are no rows; all lines from there on belong to them.

    Lines that are no row must be the words of a label that goes over several lines.
    """
    rows = [number for number, line in enumerate(lines) if _is_row(line.text)]
    if not rows:
        return None
    begin, known = rows[0], frozenset(rows)
    while begin and begin > rows[0] - _LABEL_LINES and not SENTENCE_END.search(lines[begin - 1].text.rstrip()):
        begin -= 1
    if any(
        len(line.text.split()) > _LABEL_WORDS for number, line in enumerate(lines[begin:], begin) if number not in known
    ):
        return None
    if len(rows) == 1 and len(lines) - begin > _LABEL_LINES:
        return None
    apart = [b - a for a, b in pairwise([begin - 1, *rows, len(lines)])]
    if max(apart) > _LABEL_LINES or any(_INNER_SENTENCE.search(line.text) for line in lines[begin:]):
        return None
    return begin if not begin or lines[begin - 1].text.rstrip().endswith((":", ".")) else None


def _is_full(line: _Line, below: _Line, width: int) -> bool:
    """Say whether a line had no room for the first word of the next."""
    word = below.text.split(maxsplit=1)[0]
    return line.text.rstrip().endswith("-") or len(line.text.rstrip()) + 1 + len(word) > width


def _are_full(lines: Sequence[_Line], width: int) -> bool:
    return all(_is_full(a, b, width) for a, b in pairwise(lines))


def _goes_on(text: str, last: Group, group: Group, width: int) -> bool:
    """Say whether a page break parted two groups that are one paragraph."""
    if last.marked or last.rows or group.marked or group.rows:
        return False
    (a, b), (c, d) = last.lines[-1], group.lines[0]
    above, below = text[a:b].strip(), text[c:d].strip()
    if SENTENCE_END.search(above) or _BULLET.match(below):
        return False
    if below[:1].islower():
        return True
    full = b - a + 1 + len(below.split(maxsplit=1)[0]) > width
    return full and len(last.lines) > 1 and b - a >= _FULL * width

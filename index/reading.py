"""A document as a person reads it, with every character still pointing at its origin.

Conversion leaves marks behind: Markdown emphasis, link markup, curly quotes, paragraphs broken across pages.
A `Reading` is the mended text; `span` maps any stretch of it back to offsets of the stored text.
"""

from __future__ import annotations

import html
import re
from array import array
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Literal

from index.printed_lines import DOT, MARKDOWN_HEADING, SENTENCE_END, Group, line_groups

BlockKind = Literal["title", "heading", "paragraph", "table"]

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_MARKS = re.compile(
    r"""(?P<link>!?\[(?P<label>[^\[\]\n]*)\]\([^()\n]*\)) # [label](address), ![label](image): the label is read
      | <sup>(?P<raised>[^<>\n]{0,5})</sup>           # 893<sup>1</sup>: a footnote mark
      | \[\^[^\[\]\s]{1,9}\](?!:)                     # 893[^1]
      | (?P<apart><(?:br|/?(?:t[dhr]|li|d[dt]|p|div|table|tbody|thead))\b[^<>\n]*>) # parts what stands beside it
      | <!--[^\n]{0,2000}?-->                          # nobody sees a comment
      | \$(?P<math>\d[\d.]*(?:\{,\}\d{3})*(?:\.\d+)?(?:\\?%)?)\$ # $29{,}568$, as converters write numbers
      | (?<=\d)(?P<comma>\{,\})(?=\d{3})
      | (?P<tag></?[A-Za-z][^<>\n]*>)                  # <a href="mailto:...">, </a>
      | \\(?P<escaped>[!-/:-@\[-`{-~])                 # 1\., \_
      | \\(?=\r?\n|\Z)                                # a line break that is meant
      | (?P<emphasis>\*{1,3}|(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w))
    """,
    re.VERBOSE,
)
_RAISED_DIGITS = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
# Behind these a raised figure is no footnote mark: "10\u2076", "km\u00b2".
_HAS_EXPONENT = re.compile(r"(?:(?<!\d)(?<!\d[,.])10|(?<![^\W_])[^\W\d_]{1,2}|[\s(]|^)$")
_MARK = re.compile(r"\d{1,2}|[a-z*\u2020\u2021]|\d,\d")
_UNSEEN = (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0x00AD, 0xFEFF)
_CONTROLS = (code for code in (*range(0x20), *range(0x7F, 0xA0)) if not chr(code).isspace())
_REPLACED = dict.fromkeys(map(chr, (*_UNSEEN, *_CONTROLS)), "") | {
    "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2010": "-", "\u2011": "-",
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
}  # fmt: skip
# What a reader does not see as it stands: blanks, entities, and characters that are read as others.
_ODD = re.compile(
    rf"(?P<blank>\s+)|&(?P<entity>#\d{{1,6}}|#x[0-9a-fA-F]{{1,5}}|[A-Za-z]{{2,8}});|(?P<raised>[{_RAISED_DIGITS}\u1d43-\u1d49]+)|"
    rf"[{''.join(_REPLACED)}]"
)
# Blanks that do not break, and narrow ones, separate thousands where the groups are whole.
_NARROW = r"[\u202f\u2009\u2007]|&#8239;|&thinsp;"
_UNBREAKABLE = rf"{_NARROW}|\u00a0|&nbsp;|&#160;"
_IN_A_ROW, _IN_TEXT = (
    re.compile(rf"(?<![\d,.])\d{{1,3}}(?:(?:{blank})\d{{3}})+(?!\d|,\d|(?:{blank})\d)")
    for blank in (_NARROW, _UNBREAKABLE)
)
_SEPARATOR = re.compile(_UNBREAKABLE)
_HYPHENATED = re.compile(r"([^\W\d_]+)[-\u2010]$")
_GOES_ON = re.compile(r"[ \t]*([^\W\d_]+)")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LONGEST_WORD = 40
# The line under the header of a Markdown table: |---|:---:|. It is no row.
_RULE = re.compile(r"\s*(?=[^\n]*\|)\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_PIPE = re.compile(r"(?<!\\)\|")
_TO_LINE_END = re.compile(r"[^\r\n]*")
_NEAR = 256  # characters: most lines are shorter
_HEADING_WORDS = 18
_TAIL = 16  # characters: enough to see how a sentence ends, however long it is
ITEM = "- "  # how items of a list without numbers begin in a reading; they are parted whatever they end with
_BOUNDARY = re.compile(rf"(?P<stop>[.!?][\"')\]]*)\s+(?=[\"'(\[]*[A-Z0-9])|\n{ITEM}")
_ABBREVIATIONS = re.compile(r"\b(?:[A-Z]|U\.S|D\.C|St|Mr|Mrs|Ms|Dr|No|vs|e\.g|i\.e|etc|Inc)\.$")
# "D.C." and "U.S." may end a sentence: these words begin the next one.
_OF_PLACES = ("D.C.", "U.S.")
_BEGINS = re.compile(r"(?:In|During|For|NCMEC|The|Team|This|These|Based|It|Its|Of|A)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, heading or table of a reading; offsets are into `Reading.text`."""

    kind: BlockKind
    section: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Mended text, its blocks, and where each of its characters came from."""

    text: str
    blocks: tuple[Block, ...]
    starts: array[int]
    ends: array[int]

    @property
    def title(self) -> str:
        """The first heading of the document, or the empty string."""
        return next((self.text[b.start : b.end] for b in self.blocks if b.kind == "title"), "")

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Map a stretch of the reading to offsets of the stored text.

        Raises ValueError for an empty stretch.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no text at {start}:{end} of a reading of {len(self.text)} characters")
        return self.starts[start], self.ends[end - 1]

    def sentences(self, block: Block) -> Iterator[tuple[int, int]]:
        """Yield the sentences of a block as offsets into the reading."""
        text = self.text[block.start : block.end]
        start = len(ITEM) if text.startswith(ITEM) else 0
        for match in _BOUNDARY.finditer(text, start):
            end = match.end("stop") if match["stop"] else match.start()
            if (
                match["stop"]
                and _ABBREVIATIONS.search(text[max(start, end - _TAIL) : end])
                and not (text.startswith(_OF_PLACES, end - 4) and _BEGINS.match(text, match.end()))
            ):
                continue
            yield block.start + start, block.start + end
            start = match.end()
        if start < len(text):
            yield block.start + start, block.end


_DIVIDED = re.compile(r"[^\W\d_]+[-\u2010]\s*\n\s*[^\W\d_]+")


def _separators(source: str) -> frozenset[int]:
    """Return where blanks separate thousands: in rows of a table only those that no one takes for a column's."""
    if not any(blank in source for blank in ("\u00a0", "\u202f", "\u2009", "\u2007", "&")):
        return frozenset()
    found: set[int] = set()
    for line in _LINE.finditer(source):
        numbers = _IN_A_ROW if "\t" in line.group() else _IN_TEXT
        for number in numbers.finditer(source, *line.span()):
            found |= {m.start() for m in _SEPARATOR.finditer(source, *number.span())}
    return frozenset(found)


class _Writer:
    """Collects mended characters with their origins."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.parts: list[str] = []
        self.starts = array("q")
        self.ends = array("q")
        self.thousands = _separators(source)

    def __len__(self) -> int:
        return len(self.starts)

    def put(self, text: str, start: int, end: int) -> None:
        """Write `text` for what stands at `start:end` of the source as a whole."""
        for character in text:
            self.parts.append(character)
            self.starts.append(start)
            self.ends.append(end)

    def put_same(self, start: int, end: int) -> None:
        """Write what stands at `start:end` of the source, character by character."""
        self.parts.extend(self.source[start:end])
        self.starts.extend(range(start, end))
        self.ends.extend(range(start + 1, end + 1))

    def copy(self, start: int, end: int) -> None:
        """Copy source text, folding white space (tabs are kept apart by the caller)."""
        position = start
        for match in _ODD.finditer(self.source, start, end):
            a, b = match.span()
            self.put_same(position, a)
            position = b
            if a in self.thousands:
                self.put(",", a, b)
            elif match["blank"]:
                if "\n" in match["blank"] and self._joins_a_word(a, b, end):
                    continue
                self._blank(a, b)
            elif match["entity"]:
                meant = html.unescape(match.group())
                if meant.isspace():
                    self._blank(a, b)
                else:
                    self.put("".join(_REPLACED.get(character, character) for character in meant), a, b)
            elif match["raised"]:
                if not self._annotates():
                    self.put_same(a, b)
            else:
                self.put(_REPLACED[match.group()], a, b)
        self.put_same(position, end)

    def _annotates(self) -> bool:
        """Say whether a raised figure at this place is a footnote mark."""
        return not _HAS_EXPONENT.search("".join(self.parts[-_TAIL:]))

    def _blank(self, start: int, end: int) -> None:
        if self.parts and self.parts[-1] not in " \t\n":
            self.put(" ", start, end)

    def _joins_a_word(self, start: int, end: int, stop: int) -> bool:
        """Say whether a line ends at `start` within a word, and take away a hyphen that only divided it.

        The document decides: if it has the whole word elsewhere, or lacks one of its halves, the hyphen goes.
        """
        second = _GOES_ON.match(self.source, end, min(stop, end + _LONGEST_WORD))
        if second is None or not second[1][0].islower():
            return False
        if self.source[start - 1 : start] == "\u00ad":
            return True
        first = _HYPHENATED.search("".join(self.parts[-_LONGEST_WORD:]))
        if first is None:
            return False
        halves = first[1].lower(), second[1].lower()
        kept = "-".join(halves) in self.words or self.words.issuperset(halves)
        if "".join(halves) in self.words or not kept:
            self.parts.pop()
            self.starts.pop()
            self.ends.pop()
        return True

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the source that stand whole on a line."""
        return frozenset(word.lower() for word in _WORDS.findall(_DIVIDED.sub(" ", self.source)))

    def copy_mended(self, start: int, end: int) -> None:
        """Copy source text without emphasis, tags and link addresses."""
        position = start
        for match in _MARKS.finditer(self.source, start, end):
            self.copy(position, match.start())
            if match["link"]:
                self.copy(match.start("label"), match.end("label"))
            elif match["apart"]:
                self._blank(*match.span())
            elif match["math"]:
                self.copy_mended(*match.span("math"))
            elif match["comma"]:
                self.put(",", *match.span("comma"))
            elif match["escaped"]:
                self.put_same(*match.span("escaped"))
            elif match["raised"]:
                self._raise(*match.span("raised"))
            position = match.end()
        self.copy(position, end)

    def _raise(self, start: int, end: int) -> None:
        """Write raised type: not footnote marks, exponents as such, and the rest ("21st") as it is."""
        raised = self.source[start:end].strip()
        if not _MARK.fullmatch(raised):
            self.copy(start, end)
        elif not self._annotates():
            self.put(raised.translate(dict(zip(range(0x30, 0x3A), _RAISED_DIGITS, strict=True))), start, end)

    def copy_lines(self, lines: Sequence[tuple[int, int]], *, apart: bool, items: Container[int] = ()) -> None:
        """Copy lines as one, or rows and `items` each on a line of its own; what stands between them is left."""
        for number, (start, end) in enumerate(lines):
            begin = start
            if number and (apart or start in items):
                self.trim()
                self.put("\n", lines[number - 1][1], start)
            elif number and self._joins_a_word(lines[number - 1][1], start, end):
                begin = end - len(self.source[start:end].lstrip(" \t"))
            elif number:
                self._blank(lines[number - 1][1], start)
            if start in items and (dot := DOT.match(self.source, start, end)):
                begin = dot.end()
                self.put(ITEM, start, begin)
            self.copy_mended(begin, end)
        self.trim()

    def tail(self, block: Block) -> str:
        """Return the last characters of a block."""
        return "".join(self.parts[max(block.start, block.end - _TAIL) : block.end])

    def trim(self) -> None:
        """Drop blanks at the end of what was written."""
        while self.parts and self.parts[-1] == " ":
            self.parts.pop()
            self.starts.pop()
            self.ends.pop()


def line_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the whole lines that hold a stretch of a text, without the mark at their end.

    Only these lines are looked at: a search for a mark that a text does not have would go through all of it.
    """
    back = _NEAR
    while (first := max(text.rfind(mark, max(0, start - back), start) for mark in "\r\n")) < 0 and back < start:
        back *= 2
    last = _TO_LINE_END.match(text, end)
    return first + 1, last.end() if last else end


def cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the cells of one line of a table: between tabs or, without any, between upright strokes."""
    line = text[start:end]
    if "\t" in line:
        marks = [start + i for i, character in enumerate(line) if character == "\t"]
        return list(zip([start, *(mark + 1 for mark in marks)], [*marks, end], strict=True))
    lead = len(line) - len(line.lstrip())
    marks = [start + match.start() for match in _PIPE.finditer(line)]
    first, last = start + lead, start + len(line.rstrip())
    bounds = [*([first - 1] if first not in marks else []), *marks, *([last] if last - 1 not in marks else [])]
    return [(a + 1, b) for a, b in pairwise(bounds)] or [(start, end)]


def _rows(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return those of some lines that are rows of a table: all if one has a tab, without the rule in Markdown."""
    if any("\t" in text[a:b] for a, b in lines):
        return lines
    rules = {line for line in lines[1:] if _RULE.fullmatch(text, *line)}
    return [line for line in lines if line not in rules] if rules else []


def _write_table(writer: _Writer, lines: list[tuple[int, int]]) -> None:
    for number, (start, end) in enumerate(lines):
        if number:
            writer.trim()
            writer.put("\n", lines[number - 1][1], start)
        for column, (first, last) in enumerate(cells(writer.source, start, end)):
            if column:
                writer.put("\t", first - 1, first)
            writer.copy_mended(first, last)
            writer.trim()


def _is_heading(text: str, marked: bool) -> bool:
    if text.endswith(":"):
        return False  # "... as follows:" leads a table, however it is marked up
    if marked:
        return True
    return len(text.split()) <= _HEADING_WORDS and not SENTENCE_END.search(text) and text[:1].isupper()


def read(text: str) -> Reading:
    """Mend `text` for reading.

    Paragraphs that a page break cut in two are joined: the first part ends without punctuation and the second
    goes on in lower case.
    """
    writer = _Writer(text)
    blocks: list[Block] = []
    section: str | None = None
    above: str | None = None  # the section that the last heading ended
    joinable = False  # whether the last block can be the first part of a broken paragraph
    for group in line_groups(text):
        start = group.lines[0][0]
        rows = _rows(text, group.lines)
        previous = blocks[-1] if blocks else None
        at = len(writer)
        if previous is not None:
            writer.put("\n\n", start, start)
        body = len(writer)
        if rows:
            _write_table(writer, rows)
        else:
            _write_lines(writer, group)
        if len(writer) == body:  # nothing but marks
            del writer.parts[at:], writer.starts[at:], writer.ends[at:]
            continue
        written = "".join(writer.parts[body:])
        lined = bool(rows) or group.rows
        if (
            previous is not None
            and joinable
            and not lined
            and not group.marked
            and written[:1].islower()
            and not SENTENCE_END.search(writer.tail(previous))
        ):
            # one blank stands for the break between the two parts
            writer.parts[at:body] = [" "]
            writer.starts[at:body] = array("q", [writer.ends[at - 1]])
            writer.ends[at:body] = array("q", [start])
            if previous.kind == "heading":  # a short first part looked like a heading
                section = above
            blocks[-1] = Block(kind="paragraph", section=section, start=previous.start, end=len(writer))
            continue
        kind: BlockKind = "table" if rows else "paragraph"
        if not lined and _is_heading(written, group.marked) and (len(group.lines) == 1 or group.wrapped):
            kind = "heading" if blocks else "title"
            above, section = section, written if blocks else None
        joinable = (kind == "paragraph" and not group.rows) or (kind == "heading" and not group.marked)
        blocks.append(Block(kind=kind, section=section, start=body, end=len(writer)))
    return Reading("".join(writer.parts), tuple(blocks), writer.starts, writer.ends)


def _write_lines(writer: _Writer, group: Group) -> None:
    start, end = group.lines[0]
    marked = MARKDOWN_HEADING.match(writer.source, start, end) if group.marked else None
    writer.copy_lines([(marked.end() if marked else start, end), *group.lines[1:]], apart=group.rows, items=group.items)


@lru_cache(maxsize=4096)
def mended(text: str) -> str:
    """Return a stretch of a document as a person reads it; every answer asks it of its figures."""
    return text if _PLAIN.fullmatch(text) else read(text).text


_PLAIN = re.compile(r"[\dA-Za-z.,%]+")

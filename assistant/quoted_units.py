"""What may be quoted of documents of no family when a question is put in other words than theirs: units of meaning.

A unit is a paragraph of a few sentences, a printed question with its answer, one entry of a list in columns, or a row
of a table. Beside its own words it has those of what it stands under: titles, headings, and what the document says of
itself before its first heading.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.content import WHOLE, concepts, content, folded, word_set, words, years
from assistant.lexicon import language
from assistant.quoted_rows import TableRow, is_value, table_row
from index.database import Database
from index.passages import embedding_texts, text_hash
from index.reading import read
from index.tables import note_mark
from index.types import Document, Passage

if TYPE_CHECKING:
    from index.embedding import Vectors

    Embed = Callable[[Sequence[str]], Vectors]

_LONGEST = 420  # characters of a paragraph that is quoted whole
_ENTRY = re.compile(r"(?m)^(?P<lead>[ \t]*)(?P<said>\S.*?)[ \t]*$")
_COLUMNS = re.compile(r"^[ \t]{2,}\S|\S {2,}\S")
_CALLED = re.compile(
    r"(?P<name>[A-Z][\w'-]*(?: [A-Z][\w'-]*)*) is (?:an?|the|our|its) (?P<what>[^.;,:]+)"
)  # "CaseBox Go is the tablet app"
_SEVERAL = re.compile(r"\b[A-Z][^\W\d_]*[a-z](?: [A-Z][^\W\d_]*[a-z])+\b")
COST = "=cost"
_ALTERNATIVES = re.compile(r",|/|\bor\b")
_WORD = re.compile(r"(?<![@./\w-])[^\W\d_]{2,}(?![@/\w-]|\.\w)")
_SPELT = 4  # letters
_ENTRIES = 5
UNKNOWN = 3.5  # how telling a word is that no document has
_RARE = 0.5


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch that may be quoted.

    `own` are what its words stand for, `over` those of its labels and of the headings next above it, `context` those of
    all that it stands under; `said` are all of them as they are folded for comparison. `names` are its names of several
    words, `years` those that it or what is above it names, `parts` the words of each cell that may name a row.
    `vectors` are the rows of the matrix that stand for it, `table` the number of its table, -1 if none.
    """

    passage: Passage
    title: str
    row: TableRow | None
    own: frozenset[str]
    over: frozenset[str]
    context: frozenset[str]
    said: str
    names: frozenset[str]
    years: frozenset[str]
    parts: tuple[frozenset[str], ...]
    vectors: tuple[int, ...]
    table: int = -1
    introduces: bool = False

    @property
    def is_note(self) -> bool:
        """Whether it is a footnote, which is quoted with what it annotates."""
        return self.row is None and bool(note_mark(self.passage.text))

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of a row; none of what is no row."""
        return self.row.cells if self.row else ()

    @property
    def known(self) -> frozenset[str]:
        """What its own words and those around it stand for."""
        return self.own | self.context


@dataclass(slots=True)
class Units:
    """The units of all documents of no family in one store version, with the vectors of their passages."""

    version: int
    units: list[Unit]
    matrix: Vectors
    _embed: Embed
    _of_words: dict[str, Vectors] = field(default_factory=dict)
    _frequency: Counter[str] = field(default_factory=Counter)
    _spellings: dict[str, str] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    _heads: frozenset[str] = frozenset()
    _names: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Count the words of the units."""
        for unit in self.units:
            self._frequency.update(unit.known)
        self.names = frozenset[str]().union(*(unit.names | full_names(unit.title) for unit in self.units))
        self._heads = frozenset(name.split()[-1] for name in self.names)
        written = {word for unit in self.units for word in _WORD.findall(f"{unit.passage.reading} {unit.title}")}
        capital, small = ({c for w in written if w[0].isupper() is up for c in concepts(w)} for up in (True, False))
        self._names = frozenset(capital - small)

    def is_name(self, concept: str) -> bool:
        """Say whether the documents write a word as a name only."""
        return concept in self._names

    def telling(self, concept: str) -> float:
        """Return how telling a word is: the rarer, the more (inverse document frequency)."""
        count = self._frequency[concept]
        return math.log((len(self.units) + 1) / (count + _RARE)) if count else UNKNOWN

    def has(self, concept: str) -> bool:
        """Say whether any document has a word."""
        return concept in self._frequency

    def heads(self, word: str) -> bool:
        """Say whether names in the documents end with a word: "suite" of "Robin Suite"."""
        return word in self._heads

    @property
    def spellings(self) -> dict[str, str]:
        """What each longer word of the documents stands for, by its spelling."""
        if not self._spellings:
            found = {token for unit in self.units for token in unit.said.split() if token.isalpha()}
            self._spellings = {word: read.concept for word in found if len(word) >= _SPELT for read in words(word)[:1]}
        return self._spellings

    def similarities(self, question: str) -> list[float]:
        """Return how near a question is to each row of the matrix (cosine)."""
        return [float(value) for value in self.matrix @ self._embed([question])[0]]

    def nearness_to(self, unit: Unit, questions: Sequence[str]) -> list[float]:
        """Return how near each of some questions is to a unit (cosine)."""
        if not questions:
            return []
        near = self._embed(questions) @ self.matrix[list(unit.vectors)].T
        return [float(value) for value in near.max(axis=1)]

    def nearness(self, asked: Sequence[str], said: Sequence[str]) -> list[float]:
        """Return how near each of some words is to the nearest of others (cosine)."""
        if not asked or not said:
            return [0.0] * len(asked)
        import numpy as np  # only questions that are put in other words pay for it

        lacking = [word for word in dict.fromkeys((*asked, *said)) if word not in self._of_words]
        if lacking:
            self._of_words.update(zip(lacking, self._embed(lacking), strict=True))
        ours, theirs = (np.stack([self._of_words[word] for word in some]) for some in (asked, said))
        return [float(value) for value in (ours @ theirs.T).max(axis=1)]


@lru_cache(maxsize=8192)
def full_names(text: str) -> frozenset[str]:
    """Return the names of several words in a text, folded.

    >>> sorted(full_names("The Robin Suite is at Harrow Street"))
    ['harrow street', 'robin suite']
    """
    found = set()
    for run in _SEVERAL.findall(text):
        said = folded(run).split()
        while said and said[0] in word_set("passed_over"):
            said = said[1:]
        if len(said) > 1:
            found.add(" ".join(said))
    return frozenset(found)


def read_units(database: Database, embed: Embed) -> Units:
    """Read the units of all documents of no family, with their vectors."""
    from index.vectors import from_bytes  # brings NumPy; only questions that are put in other words pay for it

    vectors = {hash_: vector for hash_, _, vector in database.texts()}
    units: list[Unit] = []
    rows: list[bytes] = []
    tables: dict[tuple[str, ...], int] = {}
    for summary in database.documents():
        if summary.family is not None:
            continue
        document = database.document(summary.id)
        passages = database.passages_of_document(summary.id)
        places = [len(rows) + number for number in range(len(passages))]
        rows += [vectors[text_hash(text)] for text in embedding_texts(document, passages)]
        units += _units(document, passages, places, tables)
    return Units(database.version(), units, from_bytes(rows) if rows else embed([""])[:0], embed)


def _units(
    document: Document, passages: Sequence[Passage], places: Sequence[int], tables: dict[tuple[str, ...], int]
) -> Iterator[Unit]:
    introduced = [p.reading for p in passages if len(p.context) <= 1 and not p.section and "\t" not in p.text]
    introduction = concepts(" ".join(introduced)[:_LONGEST])
    called = [(m["name"], concepts(m["what"])) for text in introduced for m in _CALLED.finditer(text)]
    for run in _runs(document.text, passages, places):
        passage = run[0][0]
        vectors = tuple(place for _, place in run)
        if row := table_row(passage.text, passage.start, passage.context) if len(run) == 1 else None:
            table = tables.setdefault((document.id, *row.above, *row.header), len(tables))
            yield _unit(document.title, passage, row, frozenset(), introduction, vectors, table)
            continue
        for part in _parts(document, passage, run[-1][0]):
            around = f"{document.title} {part.section} {part.reading}"
            what = frozenset[str]().union(*(said for name, said in called if name in around))
            unit = _unit(document.title, part, None, what, introduction, vectors)
            yield replace(unit, introduces=len(passage.context) <= 1 and not passage.section)


def _unit(
    title: str,
    passage: Passage,
    row: TableRow | None,
    called: frozenset[str],
    introduction: frozenset[str],
    vectors: tuple[int, ...],
    table: int = -1,
) -> Unit:
    text = " ".join(row.cells) if row else passage.reading
    labels = " ".join(part for parts in row.labels for part in parts) if row else ""
    headings = [said for e in passage.context if (said := read(e.quote).text).strip("# ") != title]
    over = concepts(f"{labels} {' '.join(headings)}") | called
    own = concepts(text) | ({COST} if re.search(language("quoting")["held"][COST], text, re.IGNORECASE) else set())
    said = folded(f"{text} {labels} {title} {' '.join(headings)}")
    # of the headings the innermost that names a year: a table of 2024 may stand in a file that begins with 2023
    dated = next((found for above in (*reversed(headings), title) if (found := years(above))), frozenset[str]())
    return Unit(
        passage,
        title,
        row,
        own,
        over,
        concepts(title) | over | introduction,
        said,
        full_names(f"{passage.section or ''}: {labels}: {'; '.join(row.cells) if row else passage.reading}"),
        years(f"{text} {labels}") | dated,
        tuple(_naming(row)) if row else (),
        vectors,
        table,
    )


def _naming(row: TableRow) -> Iterator[frozenset[str]]:
    """Yield the words of each cell that may name a row, and of each thing that a cell lists."""
    for cell in row.cells:
        if cell and not is_value(cell):
            for part in dict.fromkeys((cell, *_ALTERNATIVES.split(cell))):
                if own := content(part, "light_in_headers") - {WHOLE}:
                    yield own


def _runs(text: str, passages: Sequence[Passage], places: Sequence[int]) -> Iterator[list[tuple[Passage, int]]]:
    """Yield the passages, those of one paragraph together as long as they are short."""
    run: list[tuple[Passage, int]] = []
    for passage, place in zip(passages, places, strict=True):
        if run and not _goes_on(text, run[0][0], run[-1][0], passage):
            yield run
            run = []
        run.append((passage, place))
    if run:
        yield run


def _goes_on(text: str, first: Passage, last: Passage, passage: Passage) -> bool:
    between = text[last.end : passage.start]
    return (
        not between.strip()
        and between.count("\n") <= 1
        and passage.section == last.section
        and passage.context == last.context
        and "\t" not in passage.text + last.text
        and "|" not in passage.text + last.text
        and passage.end - first.start <= _LONGEST
    )


def _parts(document: Document, first: Passage, last: Passage) -> Iterator[Passage]:
    """Yield a paragraph, or the entries of one that is a list in columns."""
    text = document.text[first.start : last.end]
    entries = list(_ENTRY.finditer(text))
    begins = document.text.rfind("\n", 0, first.start) + 1
    lines = [document.text[begins : first.start] + m.group() if m.start() == 0 else m.group() for m in entries]
    if len(entries) < _ENTRIES or sum(1 for line in lines if _COLUMNS.search(line)) < len(entries) - 1:
        yield replace(first, end=last.end, text=text, reading=_reading(text, first, last))
        return
    for entry in entries:
        a, b = entry.span("said")
        start, said = first.start + a, text[a:b]
        yield replace(first, start=start, end=first.start + b, text=said, reading=read(said).text)


def _reading(text: str, first: Passage, last: Passage) -> str:
    return first.reading if first is last else read(text).text

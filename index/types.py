"""The values that travel through StatDesk.

Offsets are code points into `Document.text`, half open: `text[start:end]`.
Places are ISO 3166-2 codes ("US-CT"), "US" for the publisher's overall figures.
Periods are written as the sheets mean them ("2023"), None where a sheet states none.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

NATION = "US"


class Qualifier(StrEnum):
    """How a printed figure bounds the true one."""

    EXACT = "exact"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    ABOUT = "about"


class FlagKind(StrEnum):
    """Why a place in a document needs a person."""

    UNREADABLE_NUMBER = "unreadable_number"
    STATED_TWICE = "stated_twice"
    ROWS_DO_NOT_ADD_UP = "rows_do_not_add_up"
    EXCEEDS_OVERALL = "exceeds_overall"
    OVERALL_DIFFERS = "overall_differs"
    INDICATOR_MISSING = "indicator_missing"
    UNKNOWN_MEASURE = "unknown_measure"
    UNCLAIMED_NUMERAL = "unclaimed_numeral"
    REVISED = "revised"
    DUPLICATE = "duplicate"
    ACTIVE_CONTENT = "active_content"
    OCR = "ocr"


# Flags that compare figures of several documents; all flags about figures read with certainty that do not fit.
COMPARING = (FlagKind.OVERALL_DIFFERS, FlagKind.EXCEEDS_OVERALL)
DISCLOSED = (FlagKind.ROWS_DO_NOT_ADD_UP, *COMPARING, FlagKind.REVISED)


class Decision(StrEnum):
    """What a person decided about a flag: what it is about stands, or is not used."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A person's decision about a flag, with their name and the time (ISO 8601, UTC).

    `value` is the number that they read where the document's own is not certain.
    """

    decision: Decision
    name: str
    at: str
    value: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """A stretch of a document: `document.text[start:end] == quote`."""

    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One source file as stored.

    `text` is what was read from the file: of .txt and .md the file decoded as UTF-8, untouched. `url` says where the
    file came from and `retrieved` when (ISO 8601 date), if somebody said so; `said_place` and `said_period` are what a
    person said where the file leaves place or period open. A version that another file replaced keeps its text:
    `replaced_by` is the id of that document, `replaced_at` the time.
    """

    id: str
    title: str
    source: str
    family: str | None
    place: str | None
    period: str | None
    content_hash: str
    text: str
    format: str = "txt"
    page_starts: tuple[int, ...] = ()
    url: str | None = None
    retrieved: str | None = None
    said_place: str | None = None
    said_period: str | None = None
    added: str = ""
    replaced_by: str | None = None
    replaced_at: str | None = None

    @property
    def said(self) -> str:
        """What a person said of place and period, "" for nothing."""
        return ", ".join(said for said in (self.said_place, self.said_period) if said)

    def page(self, offset: int) -> int | None:
        """Return the page number (from 1) that holds `offset`, or None for formats without pages."""
        before = sum(1 for start in self.page_starts if start <= offset)
        return before or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence, a table lead or a table row with the section it stands in.

    `reading` is the passage as a person reads it: damage of the conversion mended, emphasis marks gone. `context`
    are the stretches without which it cannot be understood: of a row its header and the title, and its footnotes.
    """

    id: str
    document_id: str
    section: str | None
    paragraph: int
    text: str
    reading: str
    start: int
    end: int
    context: tuple[Extract, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One figure printed at one place of one document.

    `quote` is the sentence or row that states it, `value_start:value_end` the numeral itself, and `context`
    the stretches that give place or period where the quote does not. `review` is the decision of the person who
    accepted it, where it could not be read with certainty.
    """

    id: str
    document_id: str
    indicator: str
    place: str
    period: str | None
    value: Decimal
    qualifier: Qualifier
    unit: str
    quote: str
    start: int
    end: int
    value_start: int
    value_end: int
    context: tuple[Extract, ...] = ()
    section: str | None = None
    method: str = "statement"
    flags: tuple[FlagKind, ...] = ()
    review: Review | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A figure that could not be read with certainty: the fact that it is if a person accepts it.

    The fields are those of a `Fact`; `value` is None where the digits are no number.
    """

    indicator: str
    place: str
    period: str | None
    value: Decimal | None
    qualifier: Qualifier
    unit: str
    quote: str
    start: int
    end: int
    value_start: int
    value_end: int
    context: tuple[Extract, ...] = ()
    section: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Something in a document that needs a person: what, where and why.

    `candidate` is the doubtful figure, where the flag is about one; `review` what a person has decided.
    """

    document_id: str
    kind: FlagKind
    indicator: str | None
    message: str
    quote: str
    start: int
    end: int
    candidate: Candidate | None = None
    review: Review | None = None

    @property
    def id(self) -> str:
        """The name of the flag for a person who decides about it; the same whenever the document is read again."""
        known = f"{self.document_id}:{self.kind}:{self.indicator}:{self.start}:{self.end}"
        return hashlib.sha256(known.encode()).hexdigest()[:10]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumeralCounts:
    """The coverage ledger: every numeral is a fact, known context, or unclaimed."""

    total: int = 0
    as_facts: int = 0
    as_context: int = 0
    unclaimed: int = 0

    def __add__(self, other: NumeralCounts) -> NumeralCounts:
        return NumeralCounts(
            total=self.total + other.total,
            as_facts=self.as_facts + other.as_facts,
            as_context=self.as_context + other.as_context,
            unclaimed=self.unclaimed + other.unclaimed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSummary:
    """A document without its text, as lists show it: `flags` still need a person, about `decided` one has decided."""

    id: str
    title: str
    source: str
    family: str | None
    place: str | None
    period: str | None
    pages: int | None
    facts: int
    flags: int
    added: str
    format: str
    url: str | None
    retrieved: str | None
    said_place: str | None
    said_period: str | None
    decided: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """Everything that needs a person, and the ledger of numerals over all documents."""

    flags: tuple[Flag, ...]
    numerals: NumeralCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReport:
    """What was read from one document: how much, and the flags that nobody has decided about."""

    document: DocumentSummary
    flags: tuple[Flag, ...]


def provenance_words(url: str | None, retrieved: str | None, said: str = "") -> str:
    """Say what people said of a file, "" for nothing: "retrieved 2026-11-01 from https://...".

    `said` is what they said of its place and period.
    """
    when = f" {retrieved}" if retrieved else ""
    where = f" from {url}" if url else ""
    came = f"retrieved{when}{where}" if when or where else ""
    return "; ".join(words for words in (f"{said} as a person said of this file" if said else "", came) if words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a document as the history lists it; a current one has no `replaced_at`."""

    id: str
    source: str
    family: str | None
    place: str | None
    period: str | None
    content_hash: str
    url: str | None
    retrieved: str | None
    said_place: str | None
    said_period: str | None
    added: str
    replaced_by: str | None
    replaced_at: str | None

    @property
    def key(self) -> tuple[str | None, ...]:
        """What makes two files versions of one document: family, place and period; else the file name."""
        return (self.family, self.place, self.period) if self.family and self.period else (None, self.source)


class Change(StrEnum):
    """What became of one file or document."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    OLDER = "older"
    UPDATED = "updated"
    REMOVED = "removed"
    REFUSED = "refused"
    PASSED_OVER = "passed_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What became of one file: `note` says in plain words why, or which other file it is about.

    `replaces` is the source name of the version that a new one took the place of, `document_id` the document that
    holds the file's bytes, None of a file that was refused.
    """

    name: str
    change: Change
    note: str = ""
    replaces: str | None = None
    document_id: str | None = None

    @property
    def went_in(self) -> bool:
        """Whether the store holds something new because of this file."""
        return self.change in (Change.ADDED, Change.REPLACED)


_AS_BEFORE = (Change.UNCHANGED, Change.DUPLICATE, Change.OLDER, Change.UPDATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What an operation did, file by file, and how many distinct texts had to be embedded."""

    files: tuple[FileReport, ...] = ()
    texts_embedded: int = 0

    @property
    def added(self) -> tuple[str, ...]:
        """The names of the files that went in, also in place of an older version."""
        return tuple(file.name for file in self.files if file.went_in)

    @property
    def replaced(self) -> dict[str, str]:
        """The names of the files that went in for another version, each with the name of that version."""
        return {file.name: file.replaces for file in self.files if file.replaces is not None}

    @property
    def unchanged(self) -> tuple[str, ...]:
        """The names of the files whose bytes the store knew already."""
        return tuple(file.name for file in self.files if file.change in _AS_BEFORE)

    @property
    def removed(self) -> tuple[str, ...]:
        """The names of the documents that were taken out, with their history."""
        return tuple(file.name for file in self.files if file.change is Change.REMOVED)

    @property
    def refused(self) -> dict[str, str]:
        """The files that could not go in, each with the reason."""
        return {file.name: file.note for file in self.files if file.change is Change.REFUSED}

"""The values that travel through StatDesk.

Offsets are code points into `Document.text`, half open: `text[start:end]`.
Places are ISO 3166-2 codes ("US-CT"), "US" for the publisher's overall figures.
Periods are written as the sheets mean them ("2023"), None where a sheet states none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
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
    file came from and `retrieved` when (ISO 8601 date), if somebody said so. A version that another file replaced
    keeps its text: `replaced_by` is the id of that document, `replaced_at` the time.
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
    added: str = ""
    replaced_by: str | None = None
    replaced_at: str | None = None

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
    """A document without its text, as lists show it."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """Everything that needs a person, and the ledger of numerals over all documents."""

    flags: tuple[Flag, ...]
    numerals: NumeralCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did: document names by outcome, refused files with their reasons."""

    added: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    texts_embedded: int = 0

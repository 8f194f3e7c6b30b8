"""What a question becomes and what an answer is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from index.quantities import plain
from index.types import Extract, Qualifier, provenance_words


class Status(StrEnum):
    """How a question was met."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_FOUND = "not_found"
    CLARIFY = "clarify"
    URGENT = "urgent"


class Reason(StrEnum):
    """Which kind of silence it is, where something could not be answered."""

    NO_SHEET_FOR_PLACE = "no_sheet_for_place"
    NO_SHEET_FOR_PERIOD = "no_sheet_for_period"
    SHEET_SILENT = "sheet_silent"
    NATIONAL_ONLY = "national_only"
    UNKNOWN_MEASURE = "unknown_measure"
    NOT_COVERED = "not_covered"
    AMBIGUOUS = "ambiguous"
    OFF_TOPIC = "off_topic"


class Operation(StrEnum):
    """What is done with figures."""

    LOOKUP = "lookup"
    DIFFERENCE = "difference"
    RATIO = "ratio"
    PERCENT_CHANGE = "percent_change"
    SHARE = "share"
    SUM = "sum"
    MEAN = "mean"
    MEDIAN = "median"
    RANK = "rank"
    FILTER = "filter"
    COUNT = "count"


class Intent(StrEnum):
    """What kind of answer a question wants."""

    FIGURES = "figures"
    EXPLANATION = "explanation"
    COVERAGE = "coverage"
    PROVENANCE = "provenance"
    GREETING = "greeting"
    OFF_TOPIC = "off_topic"
    NOTHING = "nothing"
    URGENT = "urgent"


# Where a slot came from: the clause itself, the clause before it, an earlier turn, or a default.
Origin = Literal["question", "clause", "earlier", "default"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a part of a question was met."""

    status: Status
    reason: Reason | None = None

    @classmethod
    def of_parts(cls, outcomes: Sequence[Outcome]) -> Outcome:
        """Join how the parts of a question were met: partly answered is partial, for the reason of what is missing."""
        met = [o for o in outcomes if o.status in (Status.ANSWERED, Status.PARTIAL)]
        unmet = [o for o in outcomes if o.status is not Status.ANSWERED]
        if not unmet:
            return outcomes[0]
        return cls(Status.PARTIAL, unmet[0].reason) if met else unmet[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorMatch:
    """An indicator that a question may mean, with the evidence: `score` is between 0 and 1."""

    indicator: str
    score: float
    asked_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the question model read in a clause that the vocabulary did not settle.

    `words` are the left-over words with the chance, from 0 to 1, that each narrows the question; `indicators` and
    `operations` are the likeliest ones with their chances, `explanations` too, if one is wanted; `agrees` says whether
    it reads what the plan says.
    """

    words: tuple[tuple[str, float], ...]
    indicators: tuple[tuple[str, float], ...]
    operations: tuple[tuple[str, float], ...]
    explanations: tuple[tuple[str, float], ...]
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Places that the asker points to and that only the store can tell: "that state" after a ranking.

    `position` is a key of `positions` in `language/references.yaml`; "named" for the places that the answer to
    `earlier` named; "others" for the covered places that were not spoken of. `number` is how many the asker says.
    `several` says that more than one place may be meant, `last` that they come after the places that the clause names
    itself, `beside` that the others are set against these; `without` are those that the asker leaves out; `words` are
    the asker's.
    """

    words: str
    position: str
    earlier: QueryPlan | None = None
    number: int | None = None
    several: bool = False
    last: bool = False
    beside: bool = False
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SaidOf:
    """A number that a clause states, with the place and the measure that it is said of, "" where that is not told."""

    number: str
    place: str = ""
    indicator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSpan:
    """Years that a clause goes over without naming each; of those that there are, except for `past` and `ago`.

    `since` and `until` bound them, `against` is a year that the newest is compared with; `latest` is the number of the
    newest ones, `past` that of calendar years before today, `ago` how many years the one year meant lies before today.
    `every` says that all are meant, `earliest` the first of them, `step` that the newest is set against the year before
    it, `which` that one of them is asked for.
    """

    since: str = ""
    until: str = ""
    against: str = ""
    latest: int = 0
    past: int = 0
    ago: int = 0
    every: bool = False
    earliest: bool = False
    step: bool = False
    which: bool = False

    @property
    def open(self) -> bool:
        """Whether the store must say which years these are."""
        bounded = self.since or self.until or self.against or self.latest or self.past or self.ago
        return bool(bounded or self.every or self.earliest or self.step)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryPlan:
    """What was understood of a question, and where each slot came from.

    `guidance` are the lines for an urgent message. `clause` is the part of the message that asks, places and years
    included, and `before` the clause or message before it, from which it may take its subject. `excludes` says that
    the places are the ones left out; `narrowed` are words that no figure accounts for.

    `leftovers` are the content words that nothing accounts for, in the asker's spelling; `judgement` is the model's,
    where it was asked; `claims` are numbers that the asker states, with the words that bound them, and words that
    order or rank places, `said_of` what its numbers are said of; `states` says that the clause itself states something
    that can be so or not, and `premises` are plans of what is stated around it, or in `passing`; `presumed` is
    what the message takes for granted of programs, in words. `complement` asks for
    the part of a whole that is not the measure's, `turned` for operands or an order turned round; `over_time` says that
    a change over the years is asked for; `asks_wording` asks for the words of the sheet, `asks_sheets` for the sheets
    that print a figure. A message that asks several things has a plan for each in `parts`.

    `reference` are places and `years_off` a year ("the year before that") that only the store can tell. `over` are
    plans of earlier turns whose figures the operation goes over; `takes_back` says that the message corrects the one
    before. `run` are the places that the turns before it named for the same measure, one after the other. `uncounted`
    says that no sheet counts what is asked for.
    """

    question: str
    intent: Intent
    clause: str = ""
    before: str = ""
    spanish: bool = False
    guidance: tuple[str, ...] = ()
    operation: Operation = Operation.LOOKUP
    operation_cue: str | None = None
    indicators: tuple[str, ...] = ()
    candidates: tuple[IndicatorMatch, ...] = ()
    places: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    overall: bool = False
    all_places: bool = False
    all_indicators: bool = False
    over_time: bool = False
    broken_down: bool = False
    asks_why: bool = False
    asks_wording: bool = False
    asks_sheets: bool = False
    excludes: bool = False
    states: bool = False
    complement: bool = False
    turned: bool = False
    narrowed: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    said_of: tuple[SaidOf, ...] = ()
    leftovers: tuple[str, ...] = ()
    judgement: Judgement | None = None
    premises: tuple[QueryPlan, ...] = ()
    passing: bool = False
    presumed: tuple[str, ...] = ()
    parts: tuple[QueryPlan, ...] = ()
    reference: Reference | None = None
    years_off: int = 0
    over: tuple[QueryPlan, ...] = ()
    takes_back: bool = False
    run: tuple[str, ...] = ()
    uncounted: bool = False
    span: YearSpan | None = None
    moves: bool = False
    years_apart: bool = False
    origins: Mapping[str, Origin] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as JSON values."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A figure of an answer. `citations` are numbers of the answer's citations, `operands` ids of facts."""

    value: Decimal
    qualifier: Qualifier
    unit: str
    indicator: str | None
    place: str | None
    period: str | None
    operation: Operation
    formula: str | None
    citations: tuple[int, ...]
    operands: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the value as JSON values, `value` as a plain decimal string."""
        return {
            "value": plain(self.value),
            "qualifier": self.qualifier.value,
            "unit": self.unit,
            "indicator": self.indicator,
            "place": self.place,
            "period": self.period,
            "operation": self.operation.value,
            "formula": self.formula,
            "citations": list(self.citations),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """An exact place in a document; place and period are the document's.

    `source_url` says where its file came from and `retrieved` when (ISO 8601 date), if somebody said so; `said` is what
    a person said of place and period where the file leaves them open, "" for nothing.
    """

    number: int
    document_id: str
    title: str
    source: str
    place: str | None
    period: str | None
    section: str | None
    page: int | None
    quote: str
    start: int
    end: int
    context: tuple[Extract, ...] = ()
    source_url: str | None = None
    retrieved: str | None = None
    said: str = ""

    @property
    def provenance(self) -> str:
        """What people said of the document's file, where and when it was retrieved too, in words; "" for nothing."""
        return provenance_words(self.source_url, self.retrieved, self.said)

    @property
    def url(self) -> str:
        """The permanent address of this quote on the StatDesk server."""
        return f"/documents/{self.document_id}#{self.start}-{self.end}"

    def to_dict(self) -> dict[str, Any]:
        """Return the citation as JSON values."""
        fields = asdict(self)
        fields["context"] = list(fields["context"])
        return fields | {"url": self.url}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer: what is said, the figures it says, and where each stands."""

    status: Status
    reason: Reason | None
    text: str
    values: tuple[Value, ...]
    citations: tuple[Citation, ...]
    plan: QueryPlan
    elapsed_ms: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as JSON values, the shape that the API and `statdesk ask --json` give."""
        return {
            "status": self.status.value,
            "reason": self.reason.value if self.reason else None,
            "text": self.text,
            "values": [value.to_dict() for value in self.values],
            "citations": [citation.to_dict() for citation in self.citations],
            "plan": self.plan.to_dict(),
            "elapsed_ms": round(self.elapsed_ms, 2),
        }

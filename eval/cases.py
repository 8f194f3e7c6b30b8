"""Golden cases: what is asked and what a right answer must hold. `golden/README.md` documents the format."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.types import Operation, Reason, Status
from index.catalog import load_catalogs
from index.errors import StatDeskError
from index.library import bundled_corpus
from index.places import gazetteer
from index.types import NATION, Qualifier

Split = Literal["dev", "test", "generated", "own"]
GOLDEN = Path(__file__).parent / "golden"

_PERIOD = re.compile(r"(?:19|20)\d{2}")
_DECLINING = {Status.NOT_FOUND, Status.CLARIFY, Status.URGENT}
_RESULT_UNITS = ("percent", "ratio")


class EvaluationError(StatDeskError):
    """The evaluation cannot run as asked; the message says what to do."""


class CaseError(EvaluationError):
    """A case file is not valid; the message names file and line."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Operand(_Strict):
    """A figure that a computed value is made of."""

    indicator: str
    place: str
    period: str | None


class ExpectedValue(_Strict):
    """A figure that the answer must hold; slots that are left out are not looked at."""

    operation: Operation
    value: Decimal
    unit: str | None = None
    qualifier: Qualifier | None = None
    indicator: str | None = None
    place: str | None = None
    period: str | None = None
    tolerance: Decimal = Field(default=Decimal(0), ge=0)
    operands: tuple[Operand, ...] = ()

    @property
    def slots(self) -> tuple[tuple[str | None, str | None, str | None], ...]:
        """Indicator, place and period of the figure itself and of its operands."""
        operands = ((o.indicator, o.place, o.period) for o in self.operands)
        return ((self.indicator, self.place, self.period), *operands)


class ExpectedSpan(_Strict):
    """A stretch of a source file that a citation must overlap."""

    source: str
    quote: str = Field(min_length=1)


class Expectation(_Strict):
    """What a right answer must and must not hold."""

    status: tuple[Status, ...] = Field(min_length=1)
    reason: tuple[Reason | None, ...] = ()
    values: tuple[ExpectedValue, ...] = ()
    figures_not: tuple[Decimal, ...] = ()
    words: tuple[tuple[str, ...], ...] = ()
    sheets: tuple[str, ...] = ()
    sheets_any: tuple[str, ...] = ()
    sheets_not: tuple[str, ...] = ()
    spans: tuple[ExpectedSpan, ...] = ()

    @model_validator(mode="after")
    def _agrees(self) -> Expectation:
        if self.values and set(self.status) <= _DECLINING:
            raise ValueError("values are asked for, but no status that has values is accepted")
        return self

    @property
    def may_decline(self) -> bool:
        """Say whether "not found" or a question back is accepted."""
        return bool({Status.NOT_FOUND, Status.CLARIFY} & set(self.status))

    @property
    def must_decline(self) -> bool:
        """Say whether nothing but "not found" or a question back is accepted."""
        return set(self.status) <= {Status.NOT_FOUND, Status.CLARIFY}


class Case(_Strict):
    """One conversation whose last turn is scored."""

    id: str = Field(min_length=1)
    category: str
    turns: tuple[str, ...] = Field(min_length=1)
    expect: Expectation
    asker: str = ""
    note: str = ""
    split: Split = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the cases may name: categories, units by indicator, units, places, and the sources' texts."""

    categories: frozenset[str]
    indicators: Mapping[str, str]
    units: frozenset[str]
    places: frozenset[str]
    texts: Mapping[str, str]


@cache
def categories() -> dict[str, str]:
    """Return the categories of golden cases with what each holds, in the order of reports."""
    found = yaml.safe_load((GOLDEN / "categories.yaml").read_text("utf-8"))
    return {str(name): str(about) for name, about in found.items()}


def known(texts: Mapping[str, str] | None = None) -> Known:
    """Return what cases may name; `texts` are the sources by name (default: the five bundled sheets)."""
    if texts is None:
        texts = {path.name: path.read_text("utf-8") for path in sorted(bundled_corpus().glob("*.txt"))}
    catalogs = load_catalogs()
    units = {unit for catalog in catalogs for unit in catalog.units}
    return Known(
        categories=frozenset(categories()),
        indicators={i.id: i.unit for catalog in catalogs for i in catalog.indicators},
        units=frozenset(units | set(_RESULT_UNITS)),
        places=frozenset({*gazetteer().names, NATION}),
        texts=texts,
    )


def _unknown_names(case: Case, known: Known) -> Iterator[str]:
    """Yield what a case names that nobody knows."""
    if case.category not in known.categories:
        yield f"unknown category {case.category!r} (the categories are listed in golden/categories.yaml)"
    expect = case.expect
    for value in expect.values:
        if value.unit is not None and value.unit not in known.units:
            yield f"unknown unit {value.unit!r}"
        for indicator, place, period in value.slots:
            if indicator is not None and indicator not in known.indicators:
                yield f"unknown indicator {indicator!r}"
            if place is not None and place not in known.places:
                yield f"unknown place {place!r} (places are ISO 3166-2 codes such as US-CO, or US)"
            if period is not None and not _PERIOD.fullmatch(period):
                yield f"period {period!r} is not a year"
        own = known.indicators.get(value.indicator or "")
        if value.operation is Operation.LOOKUP and own and value.unit not in (None, own):
            yield f"{value.indicator} is counted in {own!r}, not in {value.unit!r}"
    for source in (*expect.sheets, *expect.sheets_any, *expect.sheets_not, *(s.source for s in expect.spans)):
        if source not in known.texts:
            yield f"unknown source file {source!r}"
    for span in expect.spans:
        if span.source in known.texts and span.quote not in known.texts[span.source]:
            yield f"this does not stand word for word in {span.source}: {span.quote!r}"


def read_cases(path: Path, split: Split, known: Known, seen: dict[str, str] | None = None) -> Iterator[Case]:
    """Read the cases of a JSONL file; empty lines are skipped.

    `seen` are the ids read so far with where they stand. Raises CaseError naming file and line.
    """
    seen = {} if seen is None else seen
    name = f"{path.parent.name}/{path.name}"
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"The case file {path} cannot be read: {_why(error)}.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{name}, line {number}"
        try:
            content = json.loads(line)
            if not isinstance(content, dict):
                raise ValueError("a case is one JSON object on one line")
            case = Case.model_validate({**content, "split": split})
        except (ValueError, TypeError) as error:
            raise CaseError(f"{where}: {_why(error)}.") from error
        if problem := next(_unknown_names(case, known), None):
            raise CaseError(f"{where}: {problem}.")
        if case.id in seen:
            raise CaseError(f"{where}: the case id {case.id} stands twice, first in {seen[case.id]}.")
        seen[case.id] = where
        yield case


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc'])) or 'case'}: {first['msg']}"
    if isinstance(error, json.JSONDecodeError):
        return f"not valid JSON at column {error.colno}: {error.msg}"
    if isinstance(error, OSError):
        return str(error.strerror)
    return str(error)


def golden_cases(splits: Sequence[Split] = ("dev", "test"), directory: Path = GOLDEN) -> list[Case]:
    """Load the hand-written cases.

    Raises CaseError for a case that is not valid or an id that stands twice.
    """
    names = known()
    seen: dict[str, str] = {}
    return [
        case
        for split in splits
        for path in sorted((directory / split).glob("*.jsonl"))
        for case in read_cases(path, split, names, seen)
    ]


def own_cases(paths: Iterable[Path], texts: Mapping[str, str]) -> list[Case]:
    """Load somebody's own cases over the sources of a store.

    Raises CaseError for a case that is not valid or an id that stands twice.
    """
    names = known(texts)
    seen: dict[str, str] = {}
    return [case for path in paths for case in read_cases(path, "own", names, seen)]


def hash_of(cases: Iterable[Case]) -> str:
    """Hash a set of cases, whatever their order."""
    digest = hashlib.sha256()
    for text in sorted(case.model_dump_json() for case in cases):
        digest.update(text.encode() + b"\n")
    return digest.hexdigest()

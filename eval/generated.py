"""Cases generated from the facts table and the catalog, so that a new sheet or year brings its own.

Expected values come from SQL facts by the arithmetic of this module, never from the assistant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from assistant.types import Operation, Reason, Status
from eval.arithmetic import computed
from eval.cases import Case, Expectation, ExpectedSpan, ExpectedValue, Operand
from eval.wordings import Wordings
from index import Library
from index.catalog import Catalog, Indicator
from index.places import gazetteer, name_of
from index.types import NATION, Fact, Qualifier

# Computed figures are rounded half up to one decimal in text and at most four in `value`.
_ONE_DECIMAL = Decimal("0.05")
_PAIRED = (Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE)
_OVER_ALL = (Operation.SUM, Operation.MEAN, Operation.MEDIAN)


class Generator:
    """Makes cases over the facts of a store for one family."""

    def __init__(self, library: Library) -> None:
        self._catalog: Catalog = library.catalogs[0]
        documents = library.documents()
        self._sources: Mapping[str, str] = {document.id: document.source for document in documents}
        held = {(d.place, d.period) for d in documents if d.family == self._catalog.family}
        self._sheets = sorted((place, period) for place, period in held if place and period)
        self._places = tuple(dict.fromkeys(place for place, _ in self._sheets))
        self._periods = tuple(sorted({period for _, period in self._sheets}))
        self._facts: dict[tuple[str, str, str | None], Fact] = {}
        for fact in library.facts():
            self._facts.setdefault((fact.indicator, fact.place, fact.period), fact)
        only_year = self._periods[0] if len(self._periods) == 1 else None
        self._wordings = Wordings(self._catalog, only_year=only_year)

    def cases(self) -> list[Case]:
        """Return every generated case, in a fixed order."""
        return [
            *self._lookups(),
            *self._silences(),
            *self._absences(),
            *self._computations(),
            *self._shares(),
            *self._superlatives(),
            *self._filters(),
        ]

    def _make(
        self, operation: str, key: Sequence[str | None], texts: Sequence[str], expect: Expectation
    ) -> Iterator[Case]:
        """Yield a case for each wording of a question."""
        for i, text in enumerate(dict.fromkeys(texts), start=1):
            id_ = "-".join(("gen", operation, *(str(part or "none") for part in key), str(i)))
            yield Case(id=id_, category=operation, turns=(text,), expect=expect, split="generated")

    def _place_indicators(self) -> list[Indicator]:
        return [indicator for indicator in self._catalog.indicators if indicator.level == "place"]

    def _lookups(self) -> Iterator[Case]:
        for (indicator, place, period), fact in self._facts.items():
            expect = Expectation(
                status=(Status.ANSWERED,),
                values=(printed(fact, Operation.LOOKUP),),
                sheets=(self._sources[fact.document_id],) if place != NATION else (),
                sheets_any=() if place != NATION else tuple(sorted(set(self._sources.values()))),
                spans=(self._span(fact),),
            )
            texts = self._wordings.lookup(self._catalog.by_id[indicator], place, period)
            yield from self._make("lookup", (indicator, place, period), texts, expect)

    def _span(self, fact: Fact) -> ExpectedSpan:
        return ExpectedSpan(source=self._sources[fact.document_id], quote=fact.quote)

    def _silences(self) -> Iterator[Case]:
        """Yield lookups of figures that a sheet which exists does not print."""
        for indicator in self._place_indicators():
            others = [i for i in (indicator.overall_counterpart, *indicator.instead) if i]
            overall = any(key[0] in others and key[1] == NATION for key in self._facts)
            reason = Reason.NATIONAL_ONLY if overall else Reason.SHEET_SILENT
            for place, period in self._sheets:
                if (indicator.id, place, period) in self._facts:
                    continue
                expect = Expectation(status=(Status.NOT_FOUND,), reason=(reason,))
                texts = self._wordings.lookup(indicator, place, period)
                yield from self._make("silent", (indicator.id, place, period), texts, expect)

    def _absences(self) -> Iterator[Case]:
        """Yield lookups for a place and for a year without a sheet."""
        if not self._sheets:
            return
        absent = next(code for code in sorted(gazetteer().names) if code not in self._places)
        earlier = str(int(self._periods[0]) - 1)
        for indicator in self._place_indicators():
            for place, period, reason in (
                (absent, self._periods[-1], Reason.NO_SHEET_FOR_PLACE),
                (self._places[0], earlier, Reason.NO_SHEET_FOR_PERIOD),
            ):
                expect = Expectation(status=(Status.NOT_FOUND,), reason=(reason,))
                texts = self._wordings.lookup(indicator, place, period)
                yield from self._make("absent", (indicator.id, place, period), texts, expect)

    def _exact(self, indicator: str, period: str) -> list[Fact]:
        """Return the figures of all places that print one without a bound."""
        found = (self._facts.get((indicator, place, period)) for place in self._places)
        return [fact for fact in found if fact is not None and fact.qualifier is Qualifier.EXACT]

    def _series(self) -> Iterator[tuple[Indicator, str, list[Fact]]]:
        """Yield the figures that arithmetic over places may use."""
        for indicator in self._place_indicators():
            for period in self._periods:
                facts = self._exact(indicator.id, period)
                if len(facts) > 1:
                    yield indicator, period, facts

    def _met(self, facts: Sequence[Fact], period: str) -> tuple[Status, ...]:
        """Return the accepted statuses: with a sheet that is silent on the measure, a partial answer is one too."""
        complete = len(facts) == sum(p == period for _, p in self._sheets)
        return (Status.ANSWERED,) if complete else (Status.ANSWERED, Status.PARTIAL)

    def _computations(self) -> Iterator[Case]:
        for indicator, period, facts in self._series():
            for operation in _OVER_ALL:
                expect = Expectation(values=(self._computed(operation, facts),), status=self._met(facts, period))
                texts = self._wordings.over_all(operation, indicator, period)
                yield from self._make(operation.value, (indicator.id, period), texts, expect)
            for one, other in pairwise(facts):
                pair = sorted((one, other), key=lambda fact: -fact.value)
                if pair[1].value == 0 or pair[0].value == pair[1].value:
                    continue
                for operation in _PAIRED:
                    expect = Expectation(status=(Status.ANSWERED,), values=(self._computed(operation, pair),))
                    texts = self._wordings.pair(operation, indicator, pair[0].place, pair[1].place, period)
                    yield from self._make(
                        operation.value, (indicator.id, pair[0].place, pair[1].place, period), texts, expect
                    )

    def _computed(self, operation: Operation, facts: Sequence[Fact]) -> ExpectedValue:
        value = computed(operation, [fact.value for fact in facts])
        unit = {Operation.SHARE: "percent", Operation.PERCENT_CHANGE: "percent", Operation.RATIO: "ratio"}
        return ExpectedValue(
            operation=operation,
            value=value,
            unit=unit.get(operation, facts[0].unit),
            qualifier=Qualifier.EXACT,
            tolerance=Decimal(0) if value == value.to_integral_value() else _ONE_DECIMAL,
            operands=tuple(Operand(indicator=f.indicator, place=f.place, period=f.period) for f in facts),
        )

    def _shares(self) -> Iterator[Case]:
        """Yield the shares that the catalog's part-of relations allow."""
        for part, whole in self._parts():
            for place, period in self._sheets:
                top = self._facts.get((part.id, place, period))
                bottom = self._facts.get((whole.id, place if whole.level == "place" else NATION, period))
                if top is None or bottom is None or {top.qualifier, bottom.qualifier} != {Qualifier.EXACT}:
                    continue
                expect = Expectation(
                    status=(Status.ANSWERED,), values=(self._computed(Operation.SHARE, (top, bottom)),)
                )
                texts = self._wordings.share(part, whole, place, period)
                yield from self._make("share", (part.id, place, period, whole.level), texts, expect)

    def _parts(self) -> Iterator[tuple[Indicator, Indicator]]:
        by_id = self._catalog.by_id
        for table in self._catalog.tables:
            yield from ((by_id[row], by_id[table.lead]) for row in table.rows)
        for indicator in self._catalog.indicators:
            if indicator.part_of_overall:
                yield indicator, by_id[indicator.part_of_overall]

    def _superlatives(self) -> Iterator[Case]:
        for indicator, period, facts in self._series():
            for most in (True, False):
                best = (max if most else min)(fact.value for fact in facts)
                winners = [fact for fact in facts if fact.value == best]
                expect = Expectation(
                    values=tuple(printed(fact, Operation.RANK) for fact in winners),
                    words=tuple((name_of(fact.place),) for fact in winners),
                    sheets=tuple(self._sources[fact.document_id] for fact in winners),
                    status=self._met(facts, period),
                )
                texts = self._wordings.superlative(indicator, period, most=most)
                yield from self._make("rank", (indicator.id, period, "most" if most else "fewest"), texts, expect)

    def _filters(self) -> Iterator[Case]:
        for indicator, period, facts in self._series():
            limit = computed(Operation.MEDIAN, [fact.value for fact in facts]).to_integral_value()
            above = [fact for fact in facts if fact.value > limit]
            if not above:
                continue
            expect = Expectation(
                values=tuple(printed(fact, Operation.FILTER) for fact in above),
                words=tuple((name_of(fact.place),) for fact in above),
                status=self._met(facts, period),
            )
            texts = self._wordings.above(indicator, limit, period)
            yield from self._make("filter", (indicator.id, period), texts, expect)


def printed(fact: Fact, operation: Operation) -> ExpectedValue:
    """Return the expected value of a figure as it is printed."""
    return ExpectedValue(
        operation=operation,
        value=fact.value,
        unit=fact.unit,
        qualifier=fact.qualifier,
        indicator=fact.indicator,
        place=fact.place,
        period=fact.period,
    )


def generated_cases(library: Library) -> list[Case]:
    """Return the cases that follow from a store's facts."""
    return Generator(library).cases()

"""How figures stand to each other, weighed: which is the larger, whether they add up, of which year one is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.answering import Draft
from assistant.checking import measures_line, order_line, order_of, sum_line, year_line
from assistant.claims import Claim, ClaimKind
from assistant.computing import compute, result_line
from assistant.cues import OF_MEASURES, OF_SUM, OF_YEAR
from assistant.intents import asks_whether
from assistant.lexicon import cued, tokenise
from assistant.lookup import Coverage, look_up
from assistant.orders import SAME, order_claimed, order_of_measures, order_stated, orders_told, says_same
from assistant.ranks import Finding
from assistant.sums import grouped
from assistant.types import Operation, QueryPlan
from index.database import Database
from index.types import Fact

OF_BEFORE = (OF_MEASURES, OF_SUM, OF_YEAR)
_APART = {ClaimKind.DIFFERENCE: Operation.DIFFERENCE, ClaimKind.PERCENT_APART: Operation.PERCENT_CHANGE}
_DISTANCES = (Operation.DIFFERENCE, Operation.PERCENT_CHANGE)
_PRINTED = (Operation.LOOKUP, Operation.RANK, Operation.FILTER)


class Relations:
    """Weighs what one plan says of how figures stand to each other."""

    def __init__(
        self,
        plan: QueryPlan,
        draft: Draft,
        coverage: Coverage,
        database: Database,
        claims: Sequence[Claim] = (),
        facts: Sequence[Fact] = (),
    ) -> None:
        """`claims` are what the plan states, `facts` its figures where they are looked up already."""
        self.plan = plan
        self.draft = draft
        self.catalog = draft.catalog
        self.coverage = coverage
        self.database = database
        self.claims = claims
        self.facts = facts

    def order(self) -> Iterator[Finding]:
        """Weigh which of the places named is said to have more."""
        kinds = {c.kind for c in self.claims}
        # a clause with a difference in it asks how large it is, unless it states that itself
        compared = self.plan.operation in _DISTANCES and bool(kinds & _APART.keys())
        compared = compared or says_same(self.plan.clause, self.plan.places)
        asks = asks_whether(self.plan.clause) or cued("claims", "check", tokenise(self.plan.question))
        compared = compared or (asks and self.plan.operation in _DISTANCES and not self.plan.operation_cue)
        ordered = self.plan.states and (compared or self.plan.operation in (*_PRINTED, Operation.SUM))
        claimed, places = order_stated(self.plan.clause, self.plan.places) if ordered else (0, ())
        order = {place: position for position, place in enumerate(places)}
        facts = sorted(self.facts, key=lambda f: order.get(f.place, len(order)))
        comparable = len({f.unit if self.plan.over else f.indicator for f in facts}) == 1
        told = orders_told(self.plan) if self.plan.states and not self.claims else {}
        if told or (claimed and not (comparable or self.plan.over or self.claims)):
            yield from self._order_by_each(told or dict.fromkeys(self.plan.indicators, claimed), places)
            return
        together = self.plan.operation is Operation.SUM or "combined" in self.plan.clause.lower()
        if not claimed or not comparable or not (len(facts) == 2 or (len(facts) > 2 and together)):
            return
        if any(c.negated for c in self.claims if c.kind in _APART):
            return  # "did not have 181 fewer" says nothing of the order
        if ClaimKind.MULTIPLE in kinds or (kinds & _APART.keys() and order_of(facts[:1], facts[1:]) == claimed):
            return  # "four times as many" and "181 more" say it already
        if (
            claimed == SAME
            and any(c.kind is ClaimKind.FIGURE for c in self.claims)
            and len({f.value for f in facts}) > 1
        ):
            return  # "A's other cases and B's total are the same, 201": of what the number is said is not sure
        line = order_line(facts[:1], facts[1:], claimed, [self.draft.cite_fact(f) for f in facts])
        if line is None:
            return
        operation = Operation.DIFFERENCE if len(facts) == 2 else Operation.SUM
        operands = sorted(facts, key=lambda f: -f.value) if len(facts) == 2 else facts[1:]
        result = compute(operation, operands)
        if result.value <= 0:
            yield Finding(line, line.startswith("Yes"), tuple(facts))
            return
        numbers = [self.draft.cite_fact(f) for f in operands]
        computed = result_line(operation, operands, numbers, self.catalog)
        yield Finding(line, line.startswith("Yes"), tuple(facts), operation, result, computed, tuple(operands))

    def _order_by_each(self, claimed: Mapping[str, int], places: Sequence[str]) -> Iterator[Finding]:
        """Weigh which of two places is said to have more by each of several measures, as claimed of each.

        What does not hold is said first: the statement as a whole stands or falls with it.
        """
        places = places or self.plan.places
        pairs = [
            [f for place in places for f in self.facts if (f.indicator, f.place) == (name, place)]
            for name in self.plan.indicators
        ]
        if any(len(pair) != len(places) or len(pair) != 2 for pair in pairs):
            return
        found: list[Finding] = []
        for pair in pairs:
            name = pair[0].indicator
            numbers = [self.draft.cite_fact(f) for f in pair]
            if line := order_line(pair[:1], pair[1:], claimed[name], numbers, label=self.catalog.by_id[name].label):
                found.append(Finding(line, line.startswith("Yes"), tuple(pair)))
        yield from sorted(found, key=lambda f: f.holds)

    def sums(self) -> Iterator[Finding]:
        """Weigh which of two sums is said to be larger: "A and B together have more than C and D together"."""
        groups = grouped(self.plan, self.facts)
        numbers = [self.draft.cite_fact(f) for group in groups for f in group]
        line = order_line(*groups, order_claimed(self.plan.clause, self.plan.places), numbers)
        for group in groups if line else ():
            result = compute(Operation.SUM, group) if len(group) > 1 else None
            cited = [self.draft.cite_fact(f) for f in group]
            computed = result_line(Operation.SUM, group, cited, self.catalog) if result else ""
            holds = str(line).startswith("Yes")
            yield Finding(str(line), holds, tuple(group), Operation.SUM, result, computed)

    def of_before(self) -> Iterator[Finding]:
        """Weigh what a clause says of figures given before."""
        weighed = {OF_MEASURES: self._measures, OF_SUM: self._sum_and_whole, OF_YEAR: self._year}
        return weighed[self.plan.operation_cue or ""]()

    def _looked_up(self) -> list[Fact]:
        """Return the figures of the plan; none if one of them is missing."""
        plan = replace(self.plan, operation=Operation.LOOKUP)
        looked = list(look_up(plan, self.catalog, self.coverage, self.database))
        facts = [f for f in looked if isinstance(f, Fact)]
        return facts if len(facts) == len(looked) else []

    def _sum_and_whole(self) -> Iterator[Finding]:
        """Weigh whether figures add up to the last one: "do these three make the total?"."""
        facts = self._looked_up()
        if len(facts) <= 2:
            return
        operands, whole = facts[:-1], facts[-1]
        numbers = [self.draft.cite_fact(f) for f in (*operands, whole)]
        line = sum_line(operands, whole, self.catalog, numbers)
        if line:
            result = compute(Operation.SUM, operands)
            computed = result_line(Operation.SUM, operands, numbers[:-1], self.catalog)
            holds = line.startswith("Yes")
            yield Finding(line, holds, (*operands, whole), Operation.SUM, result, computed, tuple(operands))

    def _year(self) -> Iterator[Finding]:
        """Weigh whether a figure is of the year that a clause names; of another year there is no such figure."""
        facts = self._looked_up()
        if len(facts) == 1 and (facts[0].period,) == self.plan.periods:
            yield Finding(year_line(self.draft.cite_fact(facts[0])), True, (facts[0],))

    def _measures(self) -> Iterator[Finding]:
        """Weigh which of two measures of a place is said to be larger: "is that more than the ORR cases?"."""
        looked = look_up(replace(self.plan, operation=Operation.LOOKUP), self.catalog, self.coverage, self.database)
        facts = [f for f in looked if isinstance(f, Fact)]
        if [f.indicator for f in facts] != [*self.plan.indicators]:
            return
        labels = [self.catalog.by_id[f.indicator].label for f in facts]
        numbers = [self.draft.cite_fact(f) for f in facts]
        line = measures_line(labels, facts, order_of_measures(self.plan.clause), numbers)
        if line and (len({f.unit for f in facts}) > 1 or facts[0].value == facts[1].value):
            yield Finding(line, line.startswith("Yes"), tuple(facts))  # cases and engagements lie no number apart
        elif line:
            operands = tuple(sorted(facts, key=lambda f: -f.value))
            cited = [self.draft.cite_fact(f) for f in operands]
            computed = result_line(Operation.DIFFERENCE, operands, cited, self.catalog)
            result = compute(Operation.DIFFERENCE, operands)
            holds = line.startswith("Yes")
            yield Finding(line, holds, tuple(facts), Operation.DIFFERENCE, result, computed, operands)

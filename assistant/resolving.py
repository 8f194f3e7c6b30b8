"""What a plan points to and only the store can tell: "that state" after a ranking, "the other four", "the year before".

The planner knows no figures. It leaves a reference in the plan, and here it is made a place, by the same comparison
that the earlier answer made. What is not certain, a tie or a ranking with gaps, stays a reference, and the asker is
asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from assistant.computing import ranked
from assistant.lookup import Coverage, Missing, look_up
from assistant.references import names_places
from assistant.selecting import chosen_ranks, compared_places, read_directions, threshold_of
from assistant.spans import read_span
from assistant.types import Operation, Origin, QueryPlan, Reason, Reference
from assistant.year_rule import with_years
from index.catalog import Catalog
from index.database import Database
from index.places import find_names
from index.types import NATION, Fact

# Gaps that leave open which place comes first.
_GAPS = (Reason.NO_SHEET_FOR_PLACE, Reason.NO_SHEET_FOR_PERIOD)
# Placings of a ranking, from the one that was asked for first.
_PLACINGS = {"second": 1, "third": 2, "fourth": 3, "fifth": 4}


class Resolver:
    """Makes the references of plans places and years of the store."""

    def __init__(self, catalog: Catalog, coverage: Coverage, database: Database, today: date) -> None:
        self.catalog = catalog
        self.coverage = coverage
        self.database = database
        self.today = today

    def resolve(self, plan: QueryPlan) -> QueryPlan:
        """Return a plan with places and years instead of references; what cannot be told stays a reference."""
        return with_years(self._resolved(plan), self.catalog, self.coverage, self.database, self.today)

    def _resolved(self, plan: QueryPlan) -> QueryPlan:
        if plan.parts:
            parts = tuple(self.resolve(part) for part in plan.parts)
            return replace(
                plan,
                parts=parts,
                places=tuple(dict.fromkeys(c for p in parts for c in p.places)),
                periods=tuple(dict.fromkeys(y for p in parts for y in p.periods)),
            )
        if plan.premises:
            premises = tuple(self.resolve(premise) for premise in plan.premises)
            plan = replace(plan, premises=tuple(p for p in premises if not p.reference))
        if plan.over:
            plan = self._over(plan)
        elif plan.run and plan.operation is not Operation.LOOKUP:
            plan = self._with_sheets(plan)
        if plan.reference:
            plan = self._with_places(plan, plan.reference)
        return self._with_year(plan) if plan.years_off else plan

    def _over(self, plan: QueryPlan) -> QueryPlan:
        over = tuple(self._resolved(part) for part in plan.over)
        open_reference = next((part.reference for part in over if part.reference), None)
        places = dict.fromkeys(c for part in over for c in part.places)
        return replace(plan, over=over, places=tuple(places), reference=open_reference)

    def _with_sheets(self, plan: QueryPlan) -> QueryPlan:
        """Let "those three" be the places of before that have a sheet, if they are as many and not all the newest are.

        "Iowa?" "Ohio?" "Utah?" "And Texas?" "The average of the three you have" leaves out the one without a sheet.
        """
        covered = tuple(p for p in plan.run if p in self.coverage.places)
        lacking = not {*plan.places} <= {*self.coverage.places} and {*plan.places} < {*plan.run}
        return replace(plan, places=covered) if lacking and len(covered) == len(plan.places) > 1 else plan

    def _with_places(self, plan: QueryPlan, reference: Reference) -> QueryPlan:
        if plan.over:
            return plan
        if reference.position == "others":
            found = self._others(plan, reference)
            if reference.beside and found:
                others_first = plan.operation is Operation.SUM and _named_before(reference, plan)
                both = (*found, *plan.places) if others_first else (*plan.places, *found)
                return replace(plan, places=both, reference=None)
            return replace(plan, places=found, reference=None, origins=_taken(plan)) if found else plan
        if reference.beside and not {*plan.places} <= {*self.coverage.places}:
            return replace(plan, reference=None)  # a place without a sheet is set apart from none
        earlier = self.resolve(reference.earlier) if reference.earlier else None
        found = self._meant(reference, earlier) if earlier and not earlier.reference else ()
        if reference.without:
            found = tuple(p for p in found if p not in reference.without) if {*reference.without} <= {*found} else ()
        if not found or (len(found) > 1 and not reference.several) or reference.number not in (None, len(found)):
            return plan
        places = tuple(dict.fromkeys((*plan.places, *found) if reference.last else (*found, *plan.places)))
        return replace(plan, places=places, reference=None, origins=plan.origins if reference.beside else _taken(plan))

    def _with_year(self, plan: QueryPlan) -> QueryPlan:
        known = [self.coverage.periods[p] for p in plan.places if p in self.coverage.periods]
        newest = known[0][:1] if known else self.coverage.all_periods[:1]
        periods = plan.periods or newest
        moved = tuple(str(int(period) + plan.years_off) for period in periods if period.isdigit())
        span = read_span(plan.clause) if len(self.coverage.all_periods) > 1 else None
        both = span is not None and span.step  # "is that up from the year before?" speaks of two
        return replace(plan, periods=(*periods, *moved) if both else moved, years_off=0)

    def _others(self, plan: QueryPlan, reference: Reference) -> tuple[str, ...]:
        spoken = set(plan.places)
        if reference.earlier:
            earlier = self.resolve(reference.earlier)
            named = self._named(earlier) if names_places(earlier) else ()
            left = tuple(f.place for f in self._compared(earlier) if f.place not in named) if named else ()
            if reference.beside and earlier.run:  # "the two I have together?" "How many more in Iowa than the other?"
                left = tuple(p for p in earlier.places if p not in plan.places)
            if not earlier.all_places and reference.number == len(left):
                return left  # "which of the two is smaller?" "And the other one?"
            spoken |= set(named or earlier.places)
        others = tuple(p for p in self.coverage.places if p not in spoken)
        fits = spoken and reference.number in (None, len(others))
        return others if fits else ()

    def _meant(self, reference: Reference, earlier: QueryPlan) -> tuple[str, ...]:
        """Return the places that a reference means."""
        if reference.position == "named":
            return self._named(earlier)
        facts = self._compared(earlier)
        if len(facts) < 2:
            return ()
        highest_first = read_directions(earlier.clause).highest_first
        if reference.position in ("first_place", "last_place") and not highest_first:
            return ()  # last of a list of the fewest may be meant either way
        order = [fact for _, fact in ranked(facts, highest_first=True)]
        if reference.position == "middle":
            return (order[len(order) // 2].place,) if len(order) % 2 else ()
        if reference.position in _PLACINGS:
            if earlier.operation is not Operation.RANK or len(facts) <= (index := _PLACINGS[reference.position]):
                return ()  # a list in no order has no third place
            order = [fact for _, fact in ranked(facts, highest_first=highest_first)]
            return _of_value(order, order[index].value)
        return _of_value(order, order[-1 if reference.position in ("lowest", "last_place") else 0].value)

    def _named(self, earlier: QueryPlan) -> tuple[str, ...]:
        """Return the places that the answer to an earlier plan named."""
        facts = self._compared(earlier)
        if not facts or not names_places(earlier):
            return ()
        if earlier.operation is Operation.RANK:
            directions = read_directions(earlier.clause)
            if directions.full or directions.ends:
                return ()
            order = ranked(facts, highest_first=directions.highest_first)
            return tuple(fact.place for _, fact in chosen_ranks(order, directions))
        threshold = threshold_of(earlier, facts)
        return tuple(f.place for f in facts if threshold and threshold.passes(f.value))

    def _compared(self, earlier: QueryPlan) -> list[Fact]:
        """Return the figures that an earlier plan compared; none where one of the places asked for has no sheet."""
        plan = compared_places(earlier, self.catalog, self.coverage.places)
        results = list(look_up(plan, self.catalog, self.coverage, self.database))
        if any(isinstance(r, Missing) and r.reason in _GAPS for r in results) or earlier.leftovers:
            return []
        facts = [r for r in results if isinstance(r, Fact) and r.place != NATION]
        return facts if len({f.indicator for f in facts}) == 1 else []


def _named_before(reference: Reference, plan: QueryPlan) -> bool:
    """Say whether a clause names the other places in front of its own: "do the other four together beat Iowa?"."""
    at = plan.clause.lower().find(reference.words.lower()) if reference.words else -1
    named = [mention.start for mention in find_names(plan.clause) if mention.code in plan.places]
    return 0 <= at < min(named, default=-1)


def _taken(plan: QueryPlan) -> dict[str, Origin]:
    return {**plan.origins, "places": "earlier"}


def _of_value(facts: Sequence[Fact], value: Decimal) -> tuple[str, ...]:
    return tuple(f.place for f in facts if f.value == value)

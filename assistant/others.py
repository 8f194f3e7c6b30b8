"""The covered places that were not spoken of: "and the other four?", "did New York have more than all the others?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.followups import ClauseReading, taken
from assistant.orders import claimed_words
from assistant.references import has, names_places, number_named
from assistant.types import Operation, Origin, QueryPlan, Reference
from index.catalog import Catalog

_NAMED_FIRST = frozenset("first second third former latter".split())
_OF_TABLES = frozenset("table row rows sheet page breakdown".split())


def with_others(plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], catalog: Catalog) -> QueryPlan:
    """Let "the other four" be the covered places that were not spoken of with this measure."""
    named = plan.places if plan.origins.get("places") == "question" else ()
    among = spoken[-1].places if spoken and "state" not in reading.rest else ()
    if reading.rest and plan.excludes and named and set(named) < set(among):  # "leave Colorado out: the others?"
        return taken(plan, places=tuple(p for p in among if p not in named), all_places=False, excludes=False)
    if not reading.rest or plan.excludes:
        return plan
    if _NAMED_FIRST & {t.key for t in reading.tokens}:  # "the first and the other two" are of those before
        return replace(plan, narrowed=(*plan.narrowed, reading.rest))
    if _OF_TABLES & {t.key for t in reading.tokens}:  # "the rest of the table" names no places
        return replace(plan, narrowed=(*plan.narrowed, reading.rest))
    last = spoken[-1].places if spoken and not plan.places else plan.places
    if said := _against_all_others(replace(plan, places=last), reading):
        return said
    if plan.operation is Operation.RANK:
        return plan
    if plan.operation is Operation.LOOKUP and "sum" in reading.asked:
        plan = replace(plan, operation=Operation.SUM, operation_cue="total")
    taken_over = plan.origins.get("indicators") in ("earlier", "clause")
    rows = any(catalog.table_of(i) for i in plan.indicators)
    if taken_over and rows and has("others_alone", reading.tokens) and "state" not in reading.rest:
        return replace(plan, narrowed=(*plan.narrowed, reading.rest))  # other places, or the other rows?
    if named and set(named) < set(among):  # "drop Colorado: what do the others add up to?"
        return taken(plan, places=tuple(p for p in among if p not in named), all_places=False)
    places = dict.fromkeys(named)
    number = number_named(reading.tokens)
    for earlier in reversed(spoken) if not named else ():
        if earlier.indicators != plan.indicators and places:
            break
        places.update(dict.fromkeys(earlier.places))
        if names_places(earlier) or earlier.reference:
            reference = Reference(words=reading.rest, position="others", earlier=earlier, number=number)
            return replace(plan, places=(), all_places=False, reference=reference)
    if not places:
        return plan
    reference = Reference(words=reading.rest, position="others", number=number)
    origins: dict[str, Origin] = {**plan.origins, "places": "earlier"}
    return replace(plan, places=tuple(places), all_places=False, reference=reference, origins=origins)


def _against_all_others(plan: QueryPlan, reading: ClauseReading) -> QueryPlan | None:
    """Set the one place spoken of against all others: "did New York have more than the other four combined?"."""
    stated = claimed_words(plan.clause, None, (*plan.places, reading.rest))
    apart = plan.operation is Operation.DIFFERENCE  # "how many more than in the other four together?"
    if len(plan.places) != 1 or not has("together", reading.tokens) or not (apart or (stated and plan.states)):
        return None
    reference = Reference(words=reading.rest, position="others", number=number_named(reading.tokens), beside=True)
    return replace(
        plan, operation=plan.operation if apart else Operation.SUM, operation_cue="together", reference=reference,
        all_places=False, claims=plan.claims if apart else tuple(dict.fromkeys((*plan.claims, *stated))),
    )  # fmt: skip

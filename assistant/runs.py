"""What several turns named one after the other: "tips in Iowa?" "Ohio?" "and CVIP for both?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.followups import ClauseReading
from assistant.references import number_named
from assistant.types import Operation, Origin, QueryPlan

_PAIR = 2


def with_run(source: QueryPlan, spoken: Sequence[QueryPlan]) -> QueryPlan:
    """Return a plan with the places that it is one of: those named for its measure one after the other, else a list.

    "CVIP for Colorado", "and Connecticut", "Team HOPE for the first" means Colorado. "Cases in New York and
    Massachusetts?" "Facility ones in the latter?" "And in the former?" means New York.
    """
    if len(source.places) != 1 or len(source.indicators) != 1 or source.operation is not Operation.LOOKUP:
        return source
    run: list[str] = []
    for plan in reversed(spoken):
        if plan.indicators != source.indicators or plan.operation is not Operation.LOOKUP:
            break
        run = [*plan.places, *run]
    if len({*run}) < _PAIR:
        lists = (plan.places for plan in reversed(spoken) if len(plan.places) > 1)
        listed = next(lists, ())
        run = [*listed] if {*source.places} <= {*listed} else run
    return replace(source, run=tuple(dict.fromkeys(run)))


def of_number(reading: ClauseReading, source: QueryPlan) -> bool:
    """Say whether a clause speaks of as many things as the turn before named places: "which of the two ...?"."""
    return len(source.places) > 1 and number_named(reading.tokens) == len(source.places)


def of_both(plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan]) -> QueryPlan:
    """Let "both" mean the places, or the measures, that as many turns before named one after the other."""
    number = number_named(reading.tokens)
    plural = bool({"these", "those"} & {t.key for t in reading.tokens})  # "put these next to Minnesota's"
    if not (number or plural) or plan.operation is not Operation.LOOKUP or plan.reference or not spoken:
        return plan
    places = with_run(spoken[-1], spoken).run
    if plan.origins.get("places") == "earlier" and len(plan.places) == 1 and len(places) == number:
        return replace(plan, places=places, claims=())
    measures = _measures(spoken)
    named = plan.origins.get("places") == "question" and reading.elliptical
    if named and len(plan.indicators) == 1 and len(measures) == (number or max(len(measures), 2)):
        origins: dict[str, Origin] = {**plan.origins, "indicators": "earlier"}
        return replace(plan, indicators=measures, claims=(), origins=origins)
    return plan


def _measures(spoken: Sequence[QueryPlan]) -> tuple[str, ...]:
    """Return the measures that the turns before asked of the same places, in their order."""
    run: list[str] = []
    for plan in reversed(spoken):
        if plan.places != spoken[-1].places or plan.operation is not Operation.LOOKUP or plan.leftovers:
            break
        run = [*plan.indicators, *run]
    return tuple(dict.fromkeys(run))

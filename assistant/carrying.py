"""What is carried over several turns: the place behind an explanation, the share of each place named in turn."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from assistant.followups import ClauseReading, taken
from assistant.lexicon import language
from assistant.named import run_of
from assistant.references import has, number_named
from assistant.types import Intent, Operation, QueryPlan
from index.catalog import Catalog

_PAIR = 2
_SEVERAL = frozenset("those these they them their both".split())
_EACH = frozenset("each both every".split())


def carried(plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], catalog: Catalog) -> QueryPlan:
    """Return the plan of a clause with the places that turns before the last one tell."""
    return _shares_of_run(_with_place_aside(plan, spoken, catalog), reading, spoken) if spoken else plan


def _with_place_aside(plan: QueryPlan, spoken: Sequence[QueryPlan], catalog: Catalog) -> QueryPlan:
    """Take the one place over that stands before a question for an explanation, for a measure that states alone have.

    "The Minnesota numbers, please." "What is CVIP?" "And the CVIP submissions?" are Minnesota's.
    """
    told = plan.places or plan.all_places or plan.overall or plan.reference or plan.over or plan.leftovers
    of_states = bool(plan.indicators) and all(catalog.by_id[i].level == "place" for i in plan.indicators)
    asked = plan.operation is Operation.LOOKUP and plan.origins.get("indicators") == "question"
    if told or not (of_states and asked) or spoken[-1].intent is not Intent.EXPLANATION:
        return plan
    before = itertools.dropwhile(lambda p: p.intent is Intent.EXPLANATION and not p.places, reversed(spoken))
    last = next(before, None)
    one = last is not None and len(last.places) == 1 and not (last.excludes or last.reference or last.over)
    return taken(plan, places=last.places) if last is not None and one else plan


def _shares_of_run(plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan]) -> QueryPlan:
    """Take the share of each place that was named one after the other: "the percentage for each of the two?".

    What they are together, and how many of another number have, is left open.
    """
    keys, number = {t.key for t in reading.tokens}, number_named(reading.tokens)
    last, places = spoken[-1], run_of(plan, spoken)
    taken_over = plan.origins.get("places") == "earlier" and plan.indicators == last.indicators
    told = plan.reference or plan.over or plan.excludes or plan.all_places or last.operation is not Operation.LOOKUP
    if plan.operation is not Operation.SHARE or told or not taken_over or len(places) < _PAIR:
        return plan
    together = has("together", reading.tokens) and bool(number or _SEVERAL & keys)
    if together or (number and number != len(places)):
        return replace(plan, narrowed=(*plan.narrowed, plan.clause))
    counts = language("references")["how_many"]
    claims = tuple(c for c in plan.claims if c not in counts)
    return replace(plan, places=places, claims=claims) if number or _EACH & keys else plan

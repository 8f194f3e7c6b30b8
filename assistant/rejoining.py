"""Messages whose clauses, taken apart, leave open what the message says as a whole: "Team HOPE. Connecticut. Go."."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.clauses import wants_total
from assistant.lexicon import cued, tokenise
from assistant.second_look import ASKED
from assistant.types import Intent, Operation, QueryPlan
from index.catalog import Catalog

# Operations that no place needs to be named for: they go over all of them.
_OF_ONE = (Operation.LOOKUP, Operation.SHARE)


def leave_open(plans: Sequence[QueryPlan], catalog: Catalog) -> bool:
    """Say whether each clause of a message asks for figures and leaves its measure or its place open.

    Words that narrow a clause are not undone by what stands beside it.
    """
    return all(_is_open(plan, catalog) and not plan.leftovers for plan in plans)


def closed(plan: QueryPlan, catalog: Catalog) -> bool:
    """Say whether a plan leaves nothing open, and the question model reads the same in it."""
    agreed = plan.judgement is not None and plan.judgement.agrees
    asks = plan.intent is Intent.FIGURES and bool(plan.indicators) and not plan.reference
    return agreed and asks and not plan.leftovers and not _is_open(plan, catalog)


def of_another(plan: QueryPlan, before: Sequence[QueryPlan]) -> QueryPlan:
    """Return a plan that takes its measure from the part before it and would repeat it, with the other one it names.

    "How many pieces were reported, and how many reports was that?": the model must be sure of one.
    """
    if plan.origins.get("indicators") != "clause" or plan.judgement is None or plan.claims or plan.leftovers:
        return plan
    own, last = (
        (p.intent, p.operation, p.indicators, p.places, p.periods, p.overall, p.all_places, p.reference, p.over)
        for p in (plan, before[-1])
    )
    others = [i for i, chance in plan.judgement.indicators if chance >= ASKED and i not in plan.indicators]
    return replace(plan, indicators=tuple(others)) if own == last and len(others) == 1 else plan


def of_next(plans: Sequence[QueryPlan]) -> list[QueryPlan]:
    """Let what is done with figures be done with those of the next clause where it names none of its own.

    "Which state had the fewest and which the most tips?"
    """
    found = list(plans)
    for i in range(len(found) - 2, -1, -1):
        plan, after = found[i], found[i + 1]
        named = (plan.indicators, plan.candidates, plan.places, plan.leftovers, plan.claims, plan.reference, plan.over)
        same = plan.operation is after.operation is not Operation.LOOKUP and not (after.over or after.leftovers)
        if plan.intent is Intent.FIGURES and same and not any(named):
            found[i] = replace(
                plan, indicators=after.indicators, places=after.places, all_places=after.all_places,
                excludes=after.excludes, origins={**plan.origins, "indicators": "clause"},
            )  # fmt: skip
    return found


def of_whole(plans: Sequence[QueryPlan], catalog: Catalog) -> list[QueryPlan]:
    """Let "the total" in front of a row of a table be the table's: "for Iowa, the total and how many ORR cases?".

    A total of nothing that is named, here or before, is asked for in vain and left out.
    """
    found = list(plans)
    for i, (plan, after) in enumerate(pairwise(plans)):
        row = after.indicators[0] if len(after.indicators) == 1 else ""
        lead = next((t.lead for t in catalog.tables if row in t.rows), None)
        plain = plan.operation is after.operation is Operation.LOOKUP and not (plan.claims or plan.reference)
        open_ = plan.origins.get("indicators") != "question" and not plan.leftovers and plan.intent is after.intent
        if lead and plain and open_ and wants_total(plan.clause):
            found[i] = replace(
                plan, indicators=(lead,), places=plan.places or after.places, candidates=(), over=(),
                origins={**plan.origins, "indicators": "clause"},
            )  # fmt: skip
    return [plan for plan in found if not _of_nothing(plan)] or found


def _of_nothing(plan: QueryPlan) -> bool:
    """Say whether a plan is for a total alone, which is of no measure, and not of all of them either."""
    unsaid = not plan.indicators or (
        plan.all_indicators and not cued("operations", "all_indicators", tokenise(plan.clause))
    )
    return plan.intent is Intent.FIGURES and unsaid and wants_total(plan.clause)


def joined(plans: Sequence[QueryPlan]) -> QueryPlan:
    """Join the plans of the clauses of a message: the first with the others as its parts, and the slots of all."""
    if len(plans) == 1:
        return plans[0]
    return replace(
        plans[0],
        parts=tuple(plans),
        indicators=tuple(dict.fromkeys(i for p in plans for i in p.indicators)),
        places=tuple(dict.fromkeys(c for p in plans for c in p.places)),
        periods=tuple(dict.fromkeys(y for p in plans for y in p.periods)),
        leftovers=tuple(dict.fromkeys(w for p in plans for w in p.leftovers)),
        claims=tuple(dict.fromkeys(c for p in plans for c in p.claims)),
    )


def _is_open(plan: QueryPlan, catalog: Catalog) -> bool:
    if plan.intent is not Intent.FIGURES or plan.over or plan.reference:
        return False
    if not plan.indicators:
        return not plan.all_indicators
    somewhere = plan.places or plan.all_places or plan.overall or plan.operation not in _OF_ONE
    return not somewhere and all(catalog.by_id[i].level == "place" for i in plan.indicators)

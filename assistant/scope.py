"""What a plan leaves open: whose figures it wants, and whether the vocabulary alone settles it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.clauses import computes_alone, lists_several
from assistant.cues import IN_TOTAL, asks_no_number
from assistant.followups import ClauseReading
from assistant.lexicon import Token, cue_phrases
from assistant.second_look import holds_sign
from assistant.settling import OVER_PLACES
from assistant.types import Intent, Operation, QueryPlan
from index.catalog import Catalog

_PAIR = 2


def says_nothing(plan: QueryPlan) -> bool:
    """Say whether a clause adds nothing to the others: "... and is there just the one?"."""
    slots = (
        plan.indicators, plan.candidates, plan.places, plan.periods, plan.leftovers, plan.claims, plan.reference
    )  # fmt: skip
    explains = plan.judgement is not None and bool(plan.judgement.explanations)
    return (
        plan.intent in (Intent.FIGURES, Intent.EXPLANATION) and not any(slots) and not (plan.all_indicators or explains)
    )


def joins_one(plan: QueryPlan) -> bool:
    """Say whether a sum would be of one figure alone, "how many times did they work together?".

    So would an average that no word of a follow-up asks for: "the average?" "And Colorado?".
    """
    again = plan.operation in (Operation.MEAN, Operation.MEDIAN) and plan.origins.get("indicators") == "earlier"
    joins = plan.operation is Operation.SUM or (again and plan.operation_cue is None)
    several = plan.all_places or plan.excludes or plan.broken_down or plan.over or plan.reference
    one = len(plan.places) == len(plan.indicators) == 1
    return joins and one and not several


def in_one(plan: QueryPlan, tokens: Sequence[Token]) -> QueryPlan:
    """Return a plan that adds up what there is to add: not one figure, and no overall one for "in total"."""
    if joins_one(plan):
        return replace(plan, operation=Operation.LOOKUP, operation_cue=None)
    several = len(plan.places) != 1 or plan.all_places or plan.over or plan.reference  # without places it is of all
    cues = [values[0] for _, _, values in cue_phrases("operations", "overall").find(tokens)]
    added = plan.operation is Operation.SUM and plan.overall and several and {*cues} == {IN_TOTAL}
    return replace(plan, overall=False) if added else plan


def nowhere(plan: QueryPlan, catalog: Catalog) -> bool:
    """Say whether a plan for figures of the nation, alone or beside others, names neither a place nor the nation."""
    if plan.intent is not Intent.FIGURES or plan.overall or plan.places or plan.all_places or plan.reference:
        return False
    return not plan.indicators or any(catalog.by_id[i].level == "nation" for i in plan.indicators)


def places_taken(plan: QueryPlan) -> bool:
    """Say whether a measure of the clause's own is asked of places that were spoken of before."""
    own = plan.origins.get("indicators") == "question" and plan.intent is Intent.FIGURES
    return own and bool(plan.places) and plan.origins.get("places") in ("earlier", "clause")


def among_all(plan: QueryPlan) -> bool:
    """Say whether an operation on a measure of its own would go over all places, of which it names none."""
    computed = plan.intent is Intent.FIGURES and plan.operation not in (Operation.LOOKUP, Operation.SHARE)
    open_places = not (plan.places or plan.all_places or plan.overall or plan.reference or plan.over)
    return computed and open_places and plan.origins.get("indicators") == "question"


def sets_apart(plan: QueryPlan, text: str) -> bool:
    """Say whether a clause only sets two figures before apart: "how do they differ?" asks for no words about them."""
    two = plan.operation is Operation.DIFFERENCE and len(plan.places) == _PAIR and len(plan.indicators) == 1
    return two and plan.intent is Intent.FIGURES and not (plan.over or plan.reference) and computes_alone(text)


def goes_on(plan: QueryPlan, catalog: Catalog) -> bool:
    """Say whether what a plan leaves out may stand in what it goes on from."""
    return bool({"earlier", "clause"} & set(plan.origins.values())) or not plan.indicators or nowhere(plan, catalog)


def unsettled(plan: QueryPlan, reading: ClauseReading, catalog: Catalog) -> bool:
    """Say whether the words of a clause alone do not settle what it wants: more than one plain figure that it names."""
    figures = plan.intent is Intent.FIGURES
    return (
        plan.operation is not Operation.LOOKUP
        or bool(plan.claims)
        or _elsewhere(plan, catalog)
        or (bool(plan.places) and plan.overall)
        or (len(plan.places) + len(plan.indicators) > _PAIR and holds_sign(plan.clause))
        or (plan.intent is Intent.EXPLANATION and bool(plan.indicators))
        or (plan.intent in (Intent.FIGURES, Intent.EXPLANATION) and not _asks_plainly(plan, reading))
        or (figures and (not plan.indicators or asks_no_number(reading.tokens)))
        or (figures and len(plan.indicators) == 1 and lists_several(plan.clause, plan.places))
    )


def _asks_plainly(plan: QueryPlan, reading: ClauseReading) -> bool:
    """Say whether a clause asks how many, or names whose figure it wants: "CVIP, Colorado"."""
    return reading.counts or bool(plan.places or plan.periods or plan.reference) or plan.overall or plan.all_places


def _elsewhere(plan: QueryPlan, catalog: Catalog) -> bool:
    """Say whether a clause speaks of states and the vocabulary finds only measures of the nation."""
    levels = {catalog.by_id[i].level for i in plan.indicators}
    of_states = bool(plan.places) or plan.all_places or plan.operation in OVER_PLACES
    return levels == {"nation"} and of_states and not plan.overall

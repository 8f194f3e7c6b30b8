"""Where places stand in every measure at once: "where does Iowa rank on all measures?", "in which is it last?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering import Draft
from assistant.computing import rank_formula, rank_line, ranked
from assistant.lexicon import cued, normalise, tokenise
from assistant.lookup import Coverage, look_up
from assistant.selecting import chosen_ranks, read_directions
from assistant.types import Operation, Outcome, QueryPlan, Reason, Status, Value
from index.database import Database
from index.places import listed
from index.types import Fact

_WHICH_MEASURES = re.compile(r"\b(?:which|what)\b", re.IGNORECASE)
_SEVERAL = 2


def asks_standings(plan: QueryPlan) -> bool:
    """Say whether a plan asks for ranks in every measure, of one place or of whichever place comes first."""
    slots = plan.leftovers or plan.reference or plan.over or plan.excludes or plan.overall or len(plan.places) > 1
    of_all = plan.all_indicators or cued("comparisons", "measures", tokenise(normalise(plan.clause)))
    return plan.operation is Operation.RANK and not (slots or plan.indicators) and of_all


def standings_line(plan: QueryPlan, values: Sequence[Value]) -> str | None:
    """Word whether a place comes where it is said to come in every measure; None if nothing is said of it."""
    ranks = [int(v.formula.split()[1]) for v in values if v.operation is Operation.RANK and v.formula]
    if not plan.claims or not ranks:
        return None
    claimed = read_directions(plan.clause).positions or (1,)
    holds = all(rank in claimed for rank in ranks)
    return "Yes, in every measure that several sheets give." if holds else "No, not in every measure."


def answer_standings(plan: QueryPlan, draft: Draft, coverage: Coverage, database: Database) -> Outcome:
    """Say the rank of a place in each measure, or of each measure which place comes first.

    Where it is asked in which measures a place comes first or last, the others are left out.
    """
    directions = read_directions(plan.clause)
    highest_first = directions.highest_first
    some_only = bool(plan.places and _WHICH_MEASURES.search(plan.clause)) and not plan.claims
    lines: list[str] = []
    values: list[Value] = []
    silent: list[str] = []
    for indicator in draft.catalog.indicators:
        if indicator.level != "place":
            continue
        everywhere = replace(
            plan, operation=Operation.LOOKUP, indicators=(indicator.id,), places=coverage.places,
            all_places=False, all_indicators=False,
        )  # fmt: skip
        facts = [f for f in look_up(everywhere, draft.catalog, coverage, database) if isinstance(f, Fact)]
        order = ranked(facts, highest_first=highest_first)
        if plan.places and not any(f.place in plan.places for f in facts):
            silent.append(indicator.label)
        if len(facts) < _SEVERAL:
            continue
        first = chosen_ranks(order, directions)
        meant = [(r, f) for r, f in (first if some_only else order) if f.place in plan.places] if plan.places else first
        for rank, fact in meant:
            tied = sum(f.value == fact.value for f in facts)
            line = rank_line(fact, rank, len(order), highest_first=highest_first, tied=tied)
            lines.append(f"- {line} {draft.state(fact)}")
            formula = rank_formula(rank, len(order), highest_first=highest_first)
            values.append(draft.value_of(fact, Operation.RANK, formula, [f.id for f in facts]))
            draft.value(fact, Operation.RANK, formula, [f.id for f in facts])
            for other in facts:
                draft.cite_fact(other)
    if verdict := standings_line(plan, values):
        draft.say(verdict)
    for line in lines:
        draft.say(line)
    if not lines:
        draft.say("In no measure that the sheets give for several states.")
    elif some_only:
        draft.say("In the other measures it is not.")
    if silent:
        draft.say(f"In its sheet I read no figure for {listed(silent)}.")
    draft.note("These are counts, not rates: a larger state has larger figures.")
    return Outcome(Status.ANSWERED) if lines or some_only else Outcome(Status.NOT_FOUND, Reason.SHEET_SILENT)

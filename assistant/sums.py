"""The sums of two groups of places set against each other: "A and B together have more than the other three"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.claims import read_claims, states_year
from assistant.followups import ClauseReading
from assistant.lexicon import cue_phrases, normalise, tokenise
from assistant.orders import beside_sum, claimed_words, compared_at
from assistant.references import has
from assistant.spotting import BREAK
from assistant.types import Intent, Operation, QueryPlan
from index.types import Fact

_PAIR = 2
# Words that ask for the figures of each place by itself.
_APART = frozenset("which respectively individually separately".split())
_EACH_PLACE = {(each, name) for each in ("each", "every", "per", "by") for name in ("state", "place", "of", "one")}


def of_sums(plan: QueryPlan) -> bool:
    """Say whether a plan sets two sums against each other."""
    return len(plan.over) == _PAIR and all(part.operation is Operation.SUM for part in plan.over)


def grouped(plan: QueryPlan, facts: Sequence[Fact]) -> tuple[list[Fact], list[Fact]]:
    """Return the figures of each of the two groups of a plan, in the order of its places."""
    first, second = ([f for place in part.places for f in facts if f.place == place] for part in plan.over)
    return first, second


def divides_sums(plan: QueryPlan) -> bool:
    """Say whether one measure of several places together is divided by another: "per case in the five combined".

    "In each state", "by state" and "which state" ask for each place's own ratio.
    """
    tokens = tokenise(normalise(plan.clause))
    keys = [t.key for t in tokens]
    apart = not _APART.isdisjoint(keys) or any(pair in _EACH_PLACE for pair in pairwise(keys))
    return plan.operation is Operation.RATIO and has("together", tokens) and not apart


def set_against(plan: QueryPlan, reading: ClauseReading) -> QueryPlan:
    """Set the sums of the two groups of places that a clause compares against each other.

    It must state which is larger, and no number: by how much, or how many times, no line of an answer says. Without a
    word for "together" in front of the comparison each place may be meant; then the figures are given as they are.
    """
    if plan.intent is not Intent.FIGURES or not plan.indicators:
        return plan
    numbers = [c for c in read_claims(plan.clause) if not states_year(c, plan.periods)]
    named = plan.operation is Operation.SUM and len(plan.places) > _PAIR and not (plan.reference or plan.claims)
    if named and not (numbers or plan.over) and (beside := beside_sum(plan.clause)[1]):
        return replace(plan, claims=(beside,), states=True)
    if not reading.sums or numbers or not plan.states or len(plan.indicators) > 1:
        lost = _lost(plan, reading)
        return replace(plan, narrowed=(*plan.narrowed, lost)) if lost else plan
    at = compared_at(plan.clause) or 0
    if not has("together", [t for t in reading.tokens if t.start < at]):
        plan = replace(plan, operation=Operation.RANK, operation_cue="compare", claims=())
        return replace(plan, places=(), reference=None, all_places=True) if reading.rest else plan
    over = tuple(replace(part, indicators=plan.indicators, periods=plan.periods) for part in reading.sums)
    places = tuple(dict.fromkeys(place for part in over for place in part.places))
    return replace(
        plan, operation=Operation.SUM, operation_cue="together", over=over, places=places, reference=None,
        all_places=False, excludes=False, claims=claimed_words(plan.clause, None, places),
    )  # fmt: skip


def _lost(plan: QueryPlan, reading: ClauseReading) -> str:
    """Return the words for a second group of places beside a sum, where what is done goes over one of the two alone.

    "A and B together, and the other three?" is answered neither by the three nor by A and B; nor is "have A and B
    together as many as C and D combined?" answered by the sum of all four.
    """
    together = [(first, end) for first, end, _ in cue_phrases("references", "together").find(reading.tokens)]
    named = [i for i, t in enumerate(reading.tokens) if t == BREAK] if together else []
    joined = [
        (first, end)
        for first, end in together
        if first - 1 in named[1:] and [t.key for t in reading.tokens[end : end + 1]] != ["with"]
    ]
    if not joined or plan.over:
        return ""
    if reading.rest:
        return "" if plan.reference and plan.reference.beside else reading.rest
    behind = any(i >= joined[0][1] for i in named)
    sums_all = plan.operation is Operation.SUM and not plan.claims and len(plan.places) >= len(named)
    return reading.tokens[joined[0][0]].text if behind and sums_all else ""

"""The condition before with another number, or turned round: "make it 1,000", "and the ones that didn't?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.claims import DENIALS, Bound, Claim, ClaimKind, read_claims, states_year
from assistant.cues import THAN_PLACE
from assistant.followups import SINGLE, ClauseReading, again
from assistant.lexicon import FamilyLexicon, cued, function_words
from assistant.orders import AHEAD, BEHIND, comparing
from assistant.types import Operation, QueryPlan
from index.quantities import plain

CONDITIONS = (Operation.FILTER, Operation.COUNT)
FEW = 5
DENIED = DENIALS | {"not", "non", "outside"}
# Words of a condition, by the bound that it sets.
_BOUND_WORDS = {Bound.MORE_THAN: "more than", Bound.AT_LEAST: "at least", Bound.LESS_THAN: "fewer than",
                Bound.AT_MOST: "at most"}  # fmt: skip

# What holds of those of which a bound does not.
_OPPOSITE = {Bound.MORE_THAN: Bound.AT_MOST, Bound.AT_LEAST: Bound.LESS_THAN, Bound.LESS_THAN: Bound.AT_LEAST,
             Bound.AT_MOST: Bound.MORE_THAN}  # fmt: skip
_SIDE_WORDS = {"above": _BOUND_WORDS[Bound.MORE_THAN], "below": _BOUND_WORDS[Bound.LESS_THAN]}
_ORDER_WORDS = {AHEAD: _SIDE_WORDS["above"], BEHIND: _SIDE_WORDS["below"]}
_WHICH_PLACES = frozenset("which who ones one states state places".split())


def numbers(clause: str, periods: Sequence[str]) -> list[Claim]:
    """Return the figures that a clause states, years aside."""
    return [c for c in read_claims(clause) if c.kind is ClaimKind.FIGURE and not states_year(c, periods)]


def another_number(
    plan: QueryPlan, reading: ClauseReading, source: QueryPlan, _lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Set another number into the condition before: "states with over 500?" "make it 1,000"."""
    if source.operation not in CONDITIONS or source.operation_cue == THAN_PLACE or not plan.indicators:
        return None
    own = numbers(reading.plan.clause, plan.periods)
    before = numbers(source.clause, source.periods)
    if reading.plan.states and len(own) == 1 and own[0].value <= FEW:
        return None  # "so just two then?" is said of how many there are
    bare = len(own) == 1 and own[0].bound in (Bound.EXACT, Bound.ABOUT) and not own[0].negated
    if not bare or len(before) != 1 or before[0].bound not in _BOUND_WORDS or reading.plan.places:
        return None
    if reading.plan.operation is not Operation.LOOKUP:
        return None
    condition = f"{_BOUND_WORDS[before[0].bound]} {plain(own[0].value)}"
    return replace(
        plan, operation=source.operation, operation_cue=source.operation_cue, places=source.places,
        all_places=source.all_places, excludes=source.excludes, states=False, claims=(), periods=source.periods,
        clause=source.clause.replace(before[0].text, condition),
    )  # fmt: skip


def other_side(plan: QueryPlan, reading: ClauseReading, source: QueryPlan, _lexicon: FamilyLexicon) -> QueryPlan | None:
    """Turn the condition before round: "states with over 500?" "and the ones under that?", "which had fewer?"."""
    own, before = reading.plan, numbers(source.clause, source.periods)
    sides = [words for entry, words in _SIDE_WORDS.items() if cued("comparisons", entry, reading.tokens)]
    compared = comparing(reading.tokens)
    if not sides and len(compared) == 1 and _nothing_else(reading, next(iter(compared))):
        sides = [_ORDER_WORDS[order] for order in compared.values() if order in _ORDER_WORDS]
    points = bool(SINGLE & {t.key for t in reading.tokens}) or len(compared) == 1
    denied = _denied_alone(reading)
    bare = (denied or (reading.elliptical and points)) and not numbers(own.clause, ())
    other = own.places or own.overall or own.reference or own.claims
    if denied and len(before) == 1 and before[0].bound in _OPPOSITE and not before[0].negated:
        sides = [_BOUND_WORDS[_OPPOSITE[before[0].bound]]]
    filtered = source.operation in CONDITIONS and source.operation_cue != THAN_PLACE and len(before) == 1
    if not (bare and filtered) or other or len(sides) != 1 or own.operation not in (Operation.LOOKUP, *CONDITIONS):
        return None
    return replace(
        again(source, plan.question), takes_back=plan.takes_back,
        clause=source.clause.replace(before[0].text, f"{sides[0]} {plain(before[0].value)}", 1),
    )  # fmt: skip


def _denied_alone(reading: ClauseReading) -> bool:
    """Say whether a clause asks for the places that did not and says no more: "and the ones that didn't?"."""
    keys = [t.key for t in reading.tokens if t.key[:1].isalpha()]
    ends = bool(keys) and (keys[-1] in DENIED or keys[-1:] == ["t"] or keys[-1].endswith("n't"))
    light = function_words() | _WHICH_PLACES | DENIED
    return ends and bool(_WHICH_PLACES & {*keys} or {*keys} & {"those", "any"}) and all(k in light for k in keys)


def _nothing_else(reading: ClauseReading, stretch: tuple[int, int]) -> bool:
    """Say whether a clause holds a stretch of tokens and beside it only words that ask which places they are."""
    rest = [t.key for i, t in enumerate(reading.tokens) if not stretch[0] <= i < stretch[1]]
    return all(key in function_words() or key in _WHICH_PLACES for key in rest)

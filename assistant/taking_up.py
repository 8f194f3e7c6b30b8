"""What a follow-up does again with the turn before: its condition with another number, its table's rows, its rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.claims import DENIALS, Bound, Claim, ClaimKind, read_claims
from assistant.cues import OF_WHOLE, THAN_PLACE
from assistant.followups import SINGLE, ClauseReading
from assistant.lexicon import FamilyLexicon, cue_phrases, cued
from assistant.references import has
from assistant.types import Operation, Origin, QueryPlan
from index.quantities import plain

_CONDITIONS = (Operation.FILTER, Operation.COUNT)
# What may be done with the places that an answer named: "how many of them had over 100?"
OVER_NAMED = (Operation.RANK, Operation.FILTER, Operation.COUNT)
_AVERAGES = (Operation.MEAN, Operation.MEDIAN)
_OF_TWO = (Operation.RANK, Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE)
_NOT = DENIALS | {"not", "non", "outside"}
# Words of a condition, by the bound that it sets.
_BOUND_WORDS = {Bound.MORE_THAN: "more than", Bound.AT_LEAST: "at least", Bound.LESS_THAN: "fewer than",
                Bound.AT_MOST: "at most"}  # fmt: skip


def taken_up(plan: QueryPlan, reading: ClauseReading, source: QueryPlan, lexicon: FamilyLexicon) -> QueryPlan:
    """Return a plan that carries on what the plan before it did, where a clause changes only a part of it."""
    if plan.takes_back and plan.operation is Operation.LOOKUP and source.operation not in _CONDITIONS:
        return plan
    for again in (
        _condition,
        _how_many,
        _beside_average,
        _rows,
        _whole,
        _shares_together,
        _shares_ranked,
        _share_of_sum,
        _rest,
        _measure_beside,
    ):
        if (changed := again(plan, reading, source, lexicon)) is not None:
            return changed
    return plan


def _numbers(clause: str, periods: Sequence[str]) -> list[Claim]:
    return [c for c in read_claims(clause) if c.kind is ClaimKind.FIGURE and c.text not in periods]


def _condition(plan: QueryPlan, reading: ClauseReading, source: QueryPlan, _lexicon: FamilyLexicon) -> QueryPlan | None:
    """Set another number into the condition before: "states with over 500?" "make it 1,000"."""
    if source.operation not in _CONDITIONS or source.operation_cue == THAN_PLACE or not plan.indicators:
        return None
    own = _numbers(reading.plan.clause, plan.periods)
    before = _numbers(source.clause, source.periods)
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


def _how_many(plan: QueryPlan, reading: ClauseReading, source: QueryPlan, _lexicon: FamilyLexicon) -> QueryPlan | None:
    """Count the places that fit the condition before: "which states are over 100?" "how many is that?"."""
    own = reading.plan
    bare = reading.elliptical and reading.counts and not (own.places or own.overall or own.claims or reading.rest)
    if source.operation is not Operation.FILTER or plan.operation is Operation.SUM:
        return None
    if not bare or _numbers(own.clause, plan.periods) or plan.narrowed:
        return None
    return replace(
        plan, operation=Operation.COUNT, operation_cue=source.operation_cue, indicators=source.indicators,
        places=source.places, all_places=source.all_places, excludes=source.excludes, clause=source.clause,
        states=False, claims=(), reference=source.reference, origins=_earlier(plan),
    )  # fmt: skip


def _shares_together(
    plan: QueryPlan, reading: ClauseReading, source: QueryPlan, lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Leave open what is joined after the share of one row: "and ORR?" "both together?" is not that row's share."""
    row = any({*source.indicators} <= {*t.rows} for t in lexicon.catalog.tables)
    joins = reading.elliptical and has("together", reading.tokens) and not reading.plan.places
    if source.operation is not Operation.SHARE or not (row and joins and plan.indicators == source.indicators):
        return None
    return replace(plan, narrowed=(*plan.narrowed, reading.plan.clause))


def _shares_ranked(
    plan: QueryPlan, reading: ClauseReading, source: QueryPlan, lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Set the share of the turn before against those of all places: "is that the highest of the five?"."""
    row = any({*source.indicators} <= {*t.rows} for t in lexicon.catalog.tables)
    ranks = plan.operation is Operation.RANK and plan.origins.get("indicators") == "earlier" and not plan.claims
    if source.operation is not Operation.SHARE or not (row and ranks) or reading.plan.places:
        return None
    return replace(
        plan, operation=Operation.SHARE, operation_cue="share", indicators=source.indicators, places=(),
        all_places=True, reference=None, over=(), states=False, origins=_earlier(plan),
    )  # fmt: skip


def _share_of_sum(
    plan: QueryPlan, reading: ClauseReading, source: QueryPlan, _lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Ask for one place's part of the sum before: "all five together?" "what share is New York?"."""
    own = len(reading.plan.places) == 1 and plan.origins.get("indicators") == "earlier" and not plan.overall
    of_sum = source.operation is Operation.SUM and source.indicators == plan.indicators
    if plan.operation is not Operation.SHARE or not (own and of_sum):
        return None
    if source.places and not source.excludes:  # of the sum of some places no share is computed
        return replace(plan, narrowed=(*plan.narrowed, reading.plan.clause))
    return replace(plan, all_places=True)


def _beside_average(
    plan: QueryPlan, reading: ClauseReading, source: QueryPlan, _lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Ask which places are above or below the average of the turn before: "which are below it?"."""
    side = next((name for name in ("above", "below") if cued("comparisons", name, reading.tokens)), None)
    if source.operation not in _AVERAGES or side is None or not reading.elliptical or reading.plan.places:
        return None
    if _numbers(reading.plan.clause, plan.periods):
        return None
    return replace(
        plan, operation=Operation.FILTER, operation_cue=side, places=source.places, all_places=source.all_places,
        indicators=source.indicators, excludes=source.excludes, states=False, claims=(), reference=None, over=(),
        clause=f"which are {side} the {'median' if source.operation is Operation.MEDIAN else 'mean'}",
        narrowed=(), origins=_earlier(plan),
    )  # fmt: skip


def _rows(plan: QueryPlan, reading: ClauseReading, source: QueryPlan, lexicon: FamilyLexicon) -> QueryPlan | None:
    """Go over the rows of the table spoken of before: "which row is the largest?", "do the rows add up to 291?"."""
    table = next((t for t in lexicon.catalog.tables if set(source.indicators) <= {t.lead, *t.rows}), None)
    adds = Operation.SUM in reading.asked
    named = reading.elliptical and cued("comparisons", "rows", reading.tokens) and not reading.plan.places
    if table is None or not source.indicators or not named or len(source.places) != 1:
        return None
    if not adds and reading.plan.operation is not Operation.RANK:
        return None
    return replace(
        plan, operation=Operation.SUM if adds else Operation.RANK, indicators=(table.lead,), broken_down=True,
        places=source.places, all_places=False, reference=None, over=(), origins=_earlier(plan),
        operation_cue="total" if adds else reading.plan.operation_cue, claims=reading.plan.claims if adds else (),
    )  # fmt: skip


def _whole(plan: QueryPlan, reading: ClauseReading, source: QueryPlan, lexicon: FamilyLexicon) -> QueryPlan | None:
    """Ask for the total that the figure before is a part of: "facility cases in Colorado?" "out of how many?"."""
    asks = reading.elliptical and has("whole", reading.tokens) and not reading.plan.places
    if not asks or source.operation is not Operation.LOOKUP or len(source.indicators) != 1 or source.leftovers:
        return None
    part = lexicon.catalog.by_id[source.indicators[0]]
    lead = next((t.lead for t in lexicon.catalog.tables if part.id in t.rows), None)
    whole = lead or part.part_of_overall
    if whole is None:
        return None
    places = plan.places or source.places if lead else ()
    return replace(
        plan, operation=Operation.LOOKUP, operation_cue=OF_WHOLE, indicators=(whole,), places=places,
        overall=lead is None, periods=source.periods, origins=_earlier(plan),
    )  # fmt: skip


def _rest(plan: QueryPlan, reading: ClauseReading, source: QueryPlan, lexicon: FamilyLexicon) -> QueryPlan | None:
    """Ask for what is not in the part before: "what percentage came from facilities?" "and not from facilities?"."""
    denied = {t.text for t in reading.tokens if t.key in _NOT}
    part = plan.indicators[0] if len(plan.indicators) == 1 else ""
    whole = next((t.lead for t in lexicon.catalog.tables if part in t.rows), None)
    taken = plan.origins.get("indicators") in ("earlier", "clause")
    named = any(lexicon.tells(part, item) for item in reading.items) if whole else False
    left_out = [v[0] for _, _, v in cue_phrases("comparisons", "excluding").find(reading.tokens)]
    known = source.indicators == (part,) or (bool(left_out) and source.indicators == (whole,))
    denied |= {*left_out}
    words = [t.key for t in reading.tokens if t.key[:1].isalpha()]
    alone = bool(words) and words[-1] in _NOT and reading.elliptical and not reading.plan.claims
    if alone and not (whole and source.indicators == (part,)):  # "and those that were not?"
        return replace(plan, narrowed=(*plan.narrowed, reading.plan.clause)) if taken else None
    named = named or alone
    goes_on = taken and named and known and not (reading.settles or plan.claims)
    if whole is None or not denied or not goes_on or len(plan.places) != 1:
        return None
    narrowed = tuple(word for word in plan.narrowed if word not in denied)
    if source.operation is Operation.SHARE:
        return replace(plan, operation=Operation.SHARE, operation_cue="share", complement=True, narrowed=narrowed)
    if source.operation is Operation.LOOKUP and plan.operation is Operation.LOOKUP:
        return replace(
            plan, operation=Operation.DIFFERENCE, operation_cue=None, complement=True, narrowed=narrowed,
            indicators=(whole, part),
        )  # fmt: skip
    return None


def _measure_beside(
    plan: QueryPlan, reading: ClauseReading, source: QueryPlan, _lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Set a measure that is named against the one before, of the same place.

    "And therapy, is it lower than that?", "is that more than therapy?"
    """
    keys = [t.key for t in reading.tokens]
    points_back = "than" in keys and bool(SINGLE & {*keys})
    own = plan.origins.get("indicators") == "question" and len(plan.indicators) == 1
    one = len(source.indicators) == len(source.places) == 1 and source.indicators != plan.indicators
    if not (points_back and own and one) or reading.plan.places or plan.operation not in _OF_TWO:
        return None
    return replace(
        plan, indicators=(*plan.indicators, *source.indicators), places=source.places, all_places=False, reference=None,
        origins={**plan.origins, "places": "earlier"},
    )  # fmt: skip


def _earlier(plan: QueryPlan) -> dict[str, Origin]:
    return {**plan.origins, "indicators": "earlier", "places": "earlier"}

"""What a follow-up does again with the turn before: its condition with another number, its table's rows, its rest."""

from __future__ import annotations

import itertools
from dataclasses import replace

from assistant.claims import ClaimKind, read_claims, states_year
from assistant.conditions import CONDITIONS, FEW, another_number, numbers, other_side
from assistant.cues import OF_MEASURES, OF_OTHER, OF_WHOLE, THAN_PLACE, TIMES
from assistant.followups import SINGLE, ClauseReading, again
from assistant.lexicon import FamilyLexicon, cued, tokenise
from assistant.orders import claimed_words, compared_at, comparing, places_beaten
from assistant.pairing import SHARE_WORDS
from assistant.parts import another_row
from assistant.references import has, names_places, words_of
from assistant.selecting import average_named
from assistant.types import Operation, Origin, QueryPlan

# What may be done with the places that an answer named: "how many of them had over 100?"
OVER_NAMED = (Operation.RANK, Operation.FILTER, Operation.COUNT)
_AVERAGES = (Operation.MEAN, Operation.MEDIAN)
# Words for the sides of an average.
_SIDES = {
    "above": (("comparisons", "above"), ("claims", "ahead")),
    "below": (("comparisons", "below"), ("claims", "behind")),
}
_OF_TWO = (Operation.RANK, Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE)
# What a stated number is said to be, of a result.
_STATED_OF = {
    **dict.fromkeys((Operation.SUM, Operation.MEAN, Operation.MEDIAN, Operation.DIFFERENCE), ClaimKind.FIGURE),
    Operation.RATIO: ClaimKind.MULTIPLE,
}
_PAIR = 2


def taken_up(plan: QueryPlan, reading: ClauseReading, source: QueryPlan, lexicon: FamilyLexicon) -> QueryPlan:
    """Return a plan that carries on what the plan before it did, where a clause changes only a part of it."""
    if (row := another_row(plan, reading, source, lexicon.catalog)) is not None:
        return row
    if plan.takes_back and plan.operation is Operation.LOOKUP and source.operation not in CONDITIONS:
        return plan
    for change in (
        another_number,
        other_side,
        _weighed,
        _sum_beside,
        _multiple_of,
        _between,
        _how_many,
        _beside_average,
        _rows,
        _whole,
        _shares_together,
        _shares_ranked,
        _shares_weighed,
        _share_elsewhere,
        _share_of_sum,
        _measure_beside,
    ):
        if (changed := change(plan, reading, source, lexicon)) is not None:
            return changed
    return plan


def _weighed(plan: QueryPlan, reading: ClauseReading, source: QueryPlan, _lexicon: FamilyLexicon) -> QueryPlan | None:
    """Weigh a number against the result of the turn before: "both together?" "Is that more than 800?"."""
    own = reading.plan
    kind = _STATED_OF.get(source.operation)
    stated = [c for c in read_claims(own.clause) if not states_year(c, plan.periods)]
    slots = own.places or own.overall or own.reference or own.all_places or own.excludes or reading.rest
    if kind is None or not stated or slots or not (own.states and reading.elliptical):
        return None
    two = len(source.over) == _PAIR or len(source.places) * len(source.indicators) == _PAIR
    if len(stated) > 1 or stated[0].kind is not kind or (source.operation in _OF_TWO and not two):
        return None
    return replace(
        again(source, plan.question), clause=own.clause, states=True, claims=(stated[0].text,), narrowed=own.narrowed
    )


def _sum_beside(
    plan: QueryPlan, reading: ClauseReading, source: QueryPlan, _lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Set the sum before against another place: "both together?" "Is that more than New York?"."""
    own = reading.plan
    points_back = bool((SINGLE | {"they", "sum", "total"}) & {t.key for t in reading.tokens})
    if source.operation is not Operation.SUM or not (points_back and own.states and reading.elliptical):
        return None
    weighs = own.operation in (Operation.LOOKUP, Operation.RANK, Operation.SUM) and compared_at(own.clause) is not None
    if len(own.places) != 1 or own.overall or not weighs or numbers(own.clause, plan.periods):
        return None
    places = (*source.places, *own.places)
    several = len(source.indicators) == 1 < len(source.places) and not (source.over or source.excludes)
    if not several or own.places[0] in source.places:
        return replace(plan, narrowed=(*plan.narrowed, own.clause))
    behind = places_beaten(reading.tokens)
    return replace(
        again(source, plan.question), states=True, claims=claimed_words(own.clause, None, places),
        places=places if behind else (*own.places, *source.places), narrowed=own.narrowed,
        clause=f"together: {own.clause}" if behind else own.clause, operation_cue="together",
    )  # fmt: skip


def _multiple_of(
    plan: QueryPlan, reading: ClauseReading, source: QueryPlan, _lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Weigh how many times the figure before is said to be another place's: "so five times Connecticut's?".

    "Three times as many in Massachusetts" says it of Massachusetts' figure.
    """
    own = reading.plan
    stated = [c for c in read_claims(own.clause) if c.kind is ClaimKind.MULTIPLE]
    one = source.operation is Operation.LOOKUP and len(source.places) == len(source.indicators) == 1
    if not (one and len(stated) == 1 and own.states and reading.elliptical) or own.overall or own.reference:
        return None
    if own.operation not in (Operation.LOOKUP, Operation.RATIO) or len(own.places) != 1 or own.places == source.places:
        return None
    said = {t.key for t in tokenise(stated[0].text)}
    behind = any(t.key == "\0" for t in itertools.dropwhile(lambda t: t.key not in said, reading.tokens))
    before = [t.key for t in itertools.takewhile(lambda t: t.key != "\0", reading.tokens)][-_PAIR:]
    behind = behind and not (before[:1] in (["many"], ["much"], ["more"]) and before[1:] in (["in"], ["for"], ["from"]))
    return replace(
        plan, operation=Operation.RATIO, operation_cue=TIMES, indicators=source.indicators, over=(),
        places=(*source.places, *own.places) if behind else (*own.places, *source.places),
        claims=(stated[0].text,), origins=_earlier(plan),
    )  # fmt: skip


def _between(plan: QueryPlan, reading: ClauseReading, source: QueryPlan, _lexicon: FamilyLexicon) -> QueryPlan | None:
    """Ask which places lie between two: between those of the turn before, or between the first and the last of all."""
    own = reading.plan
    if not cued("comparisons", "inner", reading.tokens) or len(source.indicators) != 1 or own.overall or own.claims:
        return None
    computes = {Operation.DIFFERENCE, Operation.SUM} & reading.asked  # "the gap between the two"
    if computes or not (reading.elliptical or plan.indicators == source.indicators):
        return None
    two = own.places or source.places
    if len(two) not in (0, _PAIR) or (not two and not (names_places(source) or source.all_places)):
        return replace(plan, narrowed=(*plan.narrowed, own.clause))
    return replace(
        plan, operation=Operation.FILTER if two else Operation.RANK, operation_cue=THAN_PLACE if two else "between",
        indicators=source.indicators, places=two, all_places=not two, reference=None, over=(), states=False,
        clause=own.clause, origins=_earlier(plan),
    )  # fmt: skip


def _how_many(plan: QueryPlan, reading: ClauseReading, source: QueryPlan, _lexicon: FamilyLexicon) -> QueryPlan | None:
    """Count the places that fit the condition before: "which states are over 100?" "how many is that?"."""
    own = reading.plan
    bare = reading.elliptical and reading.counts and not (own.places or own.overall or own.claims or reading.rest)
    if source.operation is not Operation.FILTER or plan.operation is Operation.SUM:
        return None
    stated = numbers(own.clause, plan.periods)
    said = own.states and reading.elliptical and len(stated) == 1 and stated[0].value <= FEW  # "so just two then?"
    if not (bare or (said and not (own.places or own.overall))) or (stated and not said) or plan.narrowed:
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
    ranks = plan.operation is Operation.RANK and plan.origins.get("indicators") == "earlier"
    ranks = ranks and (not plan.claims or plan.operation_cue == "where does")
    if source.operation is not Operation.SHARE or not (row and ranks) or reading.plan.places:
        return None
    return replace(
        plan, operation=Operation.SHARE, operation_cue="share", indicators=source.indicators, places=(),
        all_places=True, reference=None, over=(), states=False, claims=(), origins=_earlier(plan),
    )  # fmt: skip


def _shares_weighed(
    plan: QueryPlan, reading: ClauseReading, source: QueryPlan, lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Set the share that the count before makes beside another place's: "is that a bigger share than in Iowa?"."""
    row = any({*source.indicators} <= {*t.rows} for t in lexicon.catalog.tables)
    keys = {t.key for t in reading.tokens}
    weighs = bool(SINGLE & keys) and bool(keys & SHARE_WORDS) and "than" in keys
    if not (row and weighs and reading.plan.places) or source.operation is not Operation.LOOKUP:
        return None
    return replace(
        plan, operation=Operation.SHARE, operation_cue="share", indicators=source.indicators, claims=(), states=False,
        places=tuple(dict.fromkeys((*source.places, *reading.plan.places))), over=(), origins=_earlier(plan),
    )  # fmt: skip


def _share_elsewhere(
    plan: QueryPlan, reading: ClauseReading, source: QueryPlan, _lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Leave open a share of another place's figure: "ORR cases in Iowa?" "As a share of all of Ohio's cases?"."""
    opens = [t.key for t in reading.tokens[:1]] == ["as"] and not (reading.plan.overall or reading.elliptical)
    own = reading.plan.places and source.places and source.operation is Operation.LOOKUP
    if plan.operation is not Operation.SHARE or not (opens and own) or {*source.places} & {*reading.plan.places}:
        return None
    return replace(plan, narrowed=(*plan.narrowed, reading.plan.clause))


def _share_of_sum(
    plan: QueryPlan, reading: ClauseReading, source: QueryPlan, lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Ask for one place's part of the sum before, "what share is New York?", or for the part that the sum is."""
    keys = [t.key for t in reading.tokens]
    refers = bool(SINGLE & {*keys}) or keys[:1] == ["as"]
    if plan.operation is Operation.SHARE and refers and (of_rows := _share_of_rows(plan, reading, source, lexicon)):
        return of_rows
    points_back = refers and not reading.plan.places
    several = source.places[1:] or source.all_places
    if plan.operation is Operation.SHARE and source.operation is Operation.SUM and points_back and several:
        clause = f"together: {reading.plan.clause}"  # "is it half of the national number?"
        of_all = source.all_places or (plan.all_places and not plan.overall)  # "what share of all five is that?"
        return replace(plan, clause=clause, places=source.places, all_places=of_all)
    own = len(reading.plan.places) == 1 and plan.origins.get("indicators") == "earlier" and not plan.overall
    of_sum = source.operation is Operation.SUM and source.indicators == plan.indicators
    if plan.operation is not Operation.SHARE or not (own and of_sum):
        return None
    if source.places:  # of the sum of some places, or of all but some, no share is computed
        return replace(plan, narrowed=(*plan.narrowed, reading.plan.clause))
    return replace(plan, all_places=True)


def _share_of_rows(
    plan: QueryPlan, reading: ClauseReading, source: QueryPlan, lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Take the sum of rows before as one part of the total: "ORR and other cases together?" "What share is that?"."""
    table = next((t for t in lexicon.catalog.tables if {*source.indicators} <= {*t.rows}), None)
    plain = source.operation is Operation.SUM and not (source.over or source.reference or source.leftovers)
    if table is None or not plain or not len(source.places) == 1 < len(source.indicators):
        return None
    if plan.overall or reading.plan.places not in ((), source.places):  # of no other whole are both rows a part
        return replace(plan, narrowed=(*plan.narrowed, reading.plan.clause))
    if not {*plan.indicators} <= {table.lead, *source.indicators} or plan.all_places or plan.narrowed or plan.claims:
        return None
    return replace(
        plan, indicators=source.indicators, places=source.places, clause=f"together: {reading.plan.clause}", over=(),
        periods=plan.periods or source.periods, candidates=(), broken_down=False, origins=_earlier(plan),
    )  # fmt: skip


def _beside_average(
    plan: QueryPlan, reading: ClauseReading, source: QueryPlan, _lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Set places against the average of the turn before: "which are below it?", "how far above that is Iowa?"."""
    own, keys = reading.plan, {t.key for t in reading.tokens}
    side = next((side for side, cues in _SIDES.items() if any(cued(f, e, reading.tokens) for f, e in cues)), None)
    apart = bool(own.places) and (own.operation is Operation.DIFFERENCE or bool(side and not own.states))
    points_back = bool((SINGLE | {"average", "mean", "median"}) & keys) or not own.places
    points_back = points_back or side is not None  # "how far below is Iowa?"
    conditional = average_named(source.clause) if source.operation is Operation.FILTER else None  # "and below?"
    average = source.operation if source.operation in _AVERAGES else conditional
    if average is None or not reading.elliptical or not (side or apart) or not points_back:
        return None
    if side and places_beaten(reading.tokens):  # "is that more than Iowa's?"
        side = ("below" if side == "above" else "above") if SINGLE & keys else None
        if side is None:
            return None
    if numbers(own.clause, plan.periods) or len(own.places) > 1 or (own.places and (source.places or source.over)):
        return None  # how one place stands is told of the average of all
    name = "median" if average is Operation.MEDIAN else "mean"
    clause = f"{'is' if own.places else 'which are'} {side or 'from'} the {name}"
    return replace(
        plan, operation=Operation.DIFFERENCE if apart else Operation.FILTER, operation_cue=side,
        places=own.places or source.places, all_places=source.all_places and not own.places,
        indicators=source.indicators, excludes=source.excludes, states=bool(own.places) and own.states,
        claims=(), reference=None, over=(), clause=clause, narrowed=(), origins=_earlier(plan),
    )  # fmt: skip


def _rows(plan: QueryPlan, reading: ClauseReading, source: QueryPlan, lexicon: FamilyLexicon) -> QueryPlan | None:
    """Go over the rows of the table spoken of before: "which row is the largest?", "do the rows add up to 291?"."""
    table = next((t for t in lexicon.catalog.tables if set(source.indicators) <= {t.lead, *t.rows}), None)
    adds = Operation.SUM in reading.asked
    listed = source.broken_down and adds and bool({"they", "those", "these"} & {t.key for t in reading.tokens})
    named = listed or cued("comparisons", "rows", reading.tokens)
    named = named and reading.elliptical and reading.plan.places in ((), source.places)
    if table is None or not source.indicators or not named or len(source.places) != 1:
        return None
    if plan.operation_cue == OF_OTHER:  # some of its rows
        return None
    if not adds and reading.plan.operation is not Operation.RANK:
        return None
    return replace(
        plan, operation=Operation.SUM if adds else Operation.RANK, indicators=(table.lead,), broken_down=True,
        places=source.places, all_places=False, reference=None, over=(), origins=_earlier(plan),
        operation_cue="total" if adds else reading.plan.operation_cue, claims=reading.plan.claims if adds else (),
        narrowed=reading.plan.narrowed,
    )  # fmt: skip


def _whole(plan: QueryPlan, reading: ClauseReading, source: QueryPlan, lexicon: FamilyLexicon) -> QueryPlan | None:
    """Ask for the total that the figure before is a part of: "facility cases in Colorado?" "out of how many?".

    The total of a printed percentage is what it is a percentage of.
    """
    asks = has("whole", reading.tokens) and not reading.plan.places
    if not asks or source.operation is not Operation.LOOKUP or len(source.indicators) != 1 or source.leftovers:
        return None
    part = lexicon.catalog.by_id[source.indicators[0]]
    lead = next((t.lead for t in lexicon.catalog.tables if part.id in t.rows), None)
    whole = lead or part.part_of_overall or part.percent_of
    cue = words_of("whole", reading.tokens)
    told = [i for i in reading.items if lexicon.knows(i) and not cue.issuperset(range(i.first, i.end))]
    taken = reading.elliptical or plan.indicators == source.indicators  # "that's out of how many cases?"
    if whole is None or not taken or not all(lexicon.explains(whole, item) for item in told):
        return None
    places = plan.places or source.places if lead else ()
    return replace(
        plan, operation=Operation.LOOKUP, operation_cue=OF_WHOLE, indicators=(whole,), places=places,
        overall=lead is None, periods=source.periods, origins=_earlier(plan),
    )  # fmt: skip


def _measure_beside(
    plan: QueryPlan, reading: ClauseReading, source: QueryPlan, lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Set a measure that is named against the one before, of the same place.

    "And therapy, is it lower than that?", "is that more than therapy?"
    """
    keys = [t.key for t in reading.tokens]
    points_back = "than" in keys and bool(SINGLE & {*keys})
    own = plan.origins.get("indicators") == "question" and len(plan.indicators) == 1
    one = len(source.indicators) == len(source.places) == 1 and source.indicators != plan.indicators
    weighs = plan.operation is Operation.LOOKUP and plan.states and not plan.claims and has("more_than", reading.tokens)
    if not (points_back and own and one) or reading.plan.places or not (weighs or plan.operation in _OF_TWO):
        return None
    beside = replace(
        plan, indicators=(*plan.indicators, *source.indicators), places=source.places, all_places=False, reference=None,
        operation=Operation.RANK if weighs else plan.operation, origins={**plan.origins, "places": "earlier"},
        operation_cue="compare" if weighs else plan.operation_cue,
    )  # fmt: skip
    found = [(first, end) for first, end in comparing(reading.tokens)]
    pointed = bool(found) and any(t.key in SINGLE for t in reading.tokens[: found[0][0]])  # "is that more than ...?"
    after = len(found) == 1 and "than" in [t.key for t in reading.tokens[found[0][1] :][:1]]
    one_unit = len({lexicon.catalog.by_id[i].unit for i in beside.indicators}) == 1
    if not (pointed and after and one_unit and plan.states and beside.operation is Operation.RANK) or plan.claims:
        return beside
    said = tuple(" ".join(t.text for t in reading.tokens[first:end]) for first, end in found)
    return replace(beside, indicators=(*source.indicators, *plan.indicators), claims=said, operation_cue=OF_MEASURES)


def _earlier(plan: QueryPlan) -> dict[str, Origin]:
    return {**plan.origins, "indicators": "earlier", "places": "earlier"}

"""What a clause wants to be told by yes or no: of two measures of one place, and of what the turns before gave.

"More Team HOPE families than CVIP submissions in Iowa?" "Is Iowa above all the rest? And for engagements?" "131 and 45,
correct?" "Are they the same?"
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assistant.asked_of_before import asked_of_before
from assistant.claims import DENIALS, Bound, ClaimKind, read_claim, read_claims
from assistant.cues import OF_MEASURES
from assistant.earlier import Earlier
from assistant.followups import SINGLE, ClauseReading, again, follows_on
from assistant.levels import at_level
from assistant.lexicon import FamilyLexicon, language
from assistant.matching import told
from assistant.named import with_run
from assistant.orders import SAME, comparing
from assistant.references import ORDINALS, POINTERS, has, number_named
from assistant.selecting import average_named, beside_average
from assistant.types import Intent, Operation, QueryPlan
from index.catalog import Catalog

_PAIR = 2
_BOUNDED = (Bound.MORE_THAN, Bound.AT_LEAST, Bound.LESS_THAN, Bound.AT_MOST)
# Words for two figures of before.
_SEVERAL = frozenset("they those these both two".split())
_ASKS = frozenset("what which who how where when why".split())
# What may have been read in a clause that sets two figures against each other.
_OF_TWO = (Operation.RANK, Operation.LOOKUP, Operation.DIFFERENCE)


def asked_again(plan: QueryPlan, reading: ClauseReading, source: QueryPlan, catalog: Catalog) -> QueryPlan | None:
    """Ask the yes-or-no question before of the measure, the place or the year that a clause names, and of nothing else.

    "Does Iowa have more cases than Ohio?" "And engagements?" A number goes on to another place, but not to another
    measure: "more than 500 cases?" says nothing of engagements. Of which of two places another one takes the stead is
    not told.
    """
    if not _may_be_answered(source) or not _names_alone(reading):
        return None
    own, slots = reading.plan, dict[str, Any]()
    named = [name for name in ("indicators", "places", "periods") if getattr(own, name)]
    if len(named) != 1:
        return None
    if own.periods:
        slots = {"periods": own.periods}
    elif own.places and (places := _in_stead(own.places, source)):
        slots = {"places": places}
    elif own.indicators and len(own.indicators) == len(source.indicators) == 1 and source.places:
        counted = [c for text in source.claims if (c := read_claim(text)) and c.kind is not ClaimKind.PERCENT]
        measure = at_level(own.indicators[0], "place", catalog)
        slots = {} if counted or measure in source.indicators else {"indicators": (measure,)}
    if not slots:
        return None
    return replace(
        again(source, plan.question, **slots), takes_back=plan.takes_back, narrowed=plan.narrowed, said_of=()
    )


def _may_be_answered(source: QueryPlan) -> bool:
    """Say whether a turn asked whether something is so that may be so of other figures, too.

    So are an order, a bound, and the side of the average: of a number that is told exactly only one figure is asked.
    """
    of_rest = source.reference is None or source.reference.position == "others"  # "than all the rest together"
    open_ = source.leftovers or not of_rest or source.over or source.over_time or source.overall
    of_average = average_named(source.clause) is not None and len(source.places) == 1
    says = source.claims or (of_average and beside_average(source).operation is Operation.FILTER)
    if source.intent is not Intent.FIGURES or not (source.states and says and source.indicators) or open_:
        return False
    stated = [claim for text in source.claims if (claim := read_claim(text))]
    return all(claim.bound in _BOUNDED and claim.kind in (ClaimKind.FIGURE, ClaimKind.PERCENT) for claim in stated)


def _names_alone(reading: ClauseReading) -> bool:
    """Say whether a clause only names something, as a follow-up does: "and engagements?", "what about Iowa?"."""
    own, keys = reading.plan, {t.key for t in reading.tokens}
    goes_on = own.takes_back or follows_on(reading)
    asks = (keys & _ASKS and not has("goes_on", reading.tokens)) or reading.asked or reading.counts
    asks = asks or (reading.plain and has("figures_given", reading.tokens))  # "and Iowa's number?"
    other = own.claims or own.overall or own.all_places or own.excludes or own.reference or own.over or reading.rest
    points = keys & (POINTERS | SINGLE | {*ORDINALS})
    return (
        own.intent is Intent.FIGURES
        and goes_on
        and not (asks or other or points or reading.settles or own.all_indicators)
    )


def _in_stead(places: Sequence[str], source: QueryPlan) -> tuple[str, ...]:
    """Return another place as the one that the question before is about; () if that is not told."""
    one = len(places) == len(source.places) == 1 and places[0] != source.places[0]
    return tuple(places) if one and not (source.all_places or source.excludes) else ()


def weighed(plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], lexicon: FamilyLexicon) -> QueryPlan:
    """Let a clause that states something of two figures, or of those before, be weighed against each of them."""
    if (asked := asked_of_before(plan, reading, spoken, lexicon)) is not None:
        return asked
    if plan.intent is not Intent.FIGURES or not plan.states or plan.over or plan.reference or plan.leftovers:
        return plan
    if plan.overall or plan.all_places or plan.excludes or reading.rest or not plan.places:
        return plan
    for weigh in (_of_two_measures, _judged, _same_before, _numbers_before, _number_of_both):
        if (found := weigh(plan, reading, spoken, lexicon)) is not None:
            return found
    return plan


def _of_two_measures(
    plan: QueryPlan, reading: ClauseReading, _spoken: Sequence[QueryPlan], lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Set the measure in front of "than" against the one behind it: "more ORR cases than CVIP submissions?"."""
    two = len(plan.places) == 1 and len(plan.indicators) == _PAIR and plan.operation in _OF_TWO
    found = comparing(reading.tokens)
    if not two or len(found) != 1 or SAME in found.values() or read_claims(plan.clause):
        return None
    (start, end), tokens = next(iter(found)), reading.tokens
    than = next((i for i in range(end, len(tokens)) if tokens[i].key == "than"), None)
    first = told(lexicon, tokens, 0, tokens[than or start].start, plan.indicators)
    # "X outnumber Y" has its two sides around the verb
    second = told(lexicon, tokens, tokens[than].end if than else tokens[end - 1].end, len(plan.clause), plan.indicators)
    if first is None or second is None or first == second:
        return None
    claims = (" ".join(t.text for t in tokens[start:end]),)
    return replace(plan, operation=Operation.RANK, operation_cue=OF_MEASURES, indicators=(first, second), claims=claims)


def _judged(
    plan: QueryPlan, reading: ClauseReading, _spoken: Sequence[QueryPlan], lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Let who did better be who has more, of figures of which more is better: "did Iowa do better?"."""
    words, keys = language("claims")["judged_as"], [t.key for t in reading.tokens]
    said = [key for key in keys if key in words]
    two = plan.operation is Operation.RANK and len(plan.places) == _PAIR and len(plan.indicators) == 1
    counted = two and lexicon.catalog.by_id[plan.indicators[0]].unit in language("claims")["more_is_better"]
    other = [order for at, order in comparing(reading.tokens).items() if not {*keys[slice(*at)]} & {*words}]
    if not counted or len(said) != 1 or other or DENIALS & {*keys} or read_claims(plan.clause):
        return None
    clause = re.sub(rf"\b{said[0]}\b", words[said[0]], plan.clause, flags=re.IGNORECASE)
    return replace(plan, clause=clause, claims=(words[said[0]],), operation_cue="compare")


def _same_before(
    plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Weigh whether the two figures before are the same: "are they equal?", "did they tie?"."""
    found = comparing(reading.tokens)
    if (meant := _two_before(plan, reading, spoken, lexicon.catalog)) is not None:
        return replace(meant, claims=tuple(" ".join(t.text for t in reading.tokens[a:b]) for a, b in found))
    two = len(plan.places) * len(plan.indicators) == _PAIR and plan.operation in _OF_TWO
    alone = reading.elliptical and not (plan.claims or reading.plan.places)
    if not (two and alone) or {*found.values()} != {SAME}:
        return None
    claims = tuple(" ".join(t.text for t in reading.tokens[first:end]) for first, end in found)
    if len(plan.indicators) == _PAIR:
        return replace(plan, operation=Operation.RANK, operation_cue=OF_MEASURES, claims=claims)
    return replace(plan, operation=Operation.LOOKUP, operation_cue=None, claims=claims)


def _two_before(
    plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], catalog: Catalog
) -> QueryPlan | None:
    """Let "those two numbers" be the figures that the two turns before gave, one each: "so the two are the same?"."""
    points = bool(_SEVERAL & {t.key for t in reading.tokens}) and number_named(reading.tokens) in (None, _PAIR)
    one = len(plan.places) == len(plan.indicators) == 1 and plan.operation in _OF_TWO
    alone = one and reading.elliptical and not (plan.claims or reading.plan.places)
    if not (points and alone) or {*comparing(reading.tokens).values()} != {SAME}:
        return None
    several = len(with_run(spoken[-1], spoken).run) > _PAIR and number_named(reading.tokens) is None
    gave = [Earlier(catalog, [said]).figures for said in spoken[-_PAIR:]]
    if several or len(gave) != _PAIR or any(len(figures) != 1 for figures in gave):
        return None
    done = replace(plan, operation=Operation.LOOKUP, operation_cue=None, narrowed=())
    return Earlier(catalog, spoken).all_of(done, [figure for figures in gave for figure in figures])


def _numbers_before(
    plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], _lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Let as many numbers as there were turns be theirs: "engagements in Iowa?" "Ohio?" "So 22 and 40?"."""
    alone = reading.elliptical and not reading.plan.places and plan.operation is Operation.LOOKUP
    if not (alone and spoken) or not len(plan.places) == len(plan.indicators) == 1 or len(plan.said_of) < _PAIR:
        return None
    run = with_run(spoken[-1], spoken).run
    if len(run) != len(plan.said_of) or len(plan.claims) != len(run) or any(s.place for s in plan.said_of):
        return None
    return replace(plan, places=run)


def _number_of_both(
    plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Let one number be stated of each of the two figures before: "tips in Iowa?" "CVIP there?" "So both are 120?"."""
    stated = read_claims(plan.clause)
    one = len(stated) == len(plan.claims) == 1 and stated[0].kind is ClaimKind.FIGURE and stated[0].bound is Bound.EXACT
    both = any(t.key == "both" for t in reading.tokens) and not DENIALS & {t.key for t in reading.tokens}
    alone = reading.elliptical and not reading.plan.places and plan.operation is Operation.LOOKUP
    if not (one and both and alone and spoken):
        return None
    gave = Earlier(lexicon.catalog, spoken[-_PAIR:]).figures
    if len(gave) != _PAIR or any(f.reference for f in gave):
        return None
    return Earlier(lexicon.catalog, spoken).all_of(replace(plan, narrowed=()), gave)

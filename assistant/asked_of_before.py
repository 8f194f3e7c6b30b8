"""A verdict that a follow-up asks for of the figures before it.

"Is that more or less than Team HOPE there?" "Did they send more than Iowa did?" "Is it the same state for ORR cases?"
"So that's the national total, right?" "Do these three add up to the total?" "Double checking, is that for 2023?"
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.claims import DENIALS, read_claims
from assistant.cues import OF_MEASURES, OF_SUM, OF_YEAR, YES_NO
from assistant.earlier import Earlier
from assistant.followups import SINGLE, ClauseReading
from assistant.levels import at_level, overall_of
from assistant.lexicon import FamilyLexicon, Token
from assistant.orders import EITHER, SAME, claimed_words, comparing, order_of_measures
from assistant.references import has, names_places, names_several, number_named
from assistant.spotting import BREAK
from assistant.types import Intent, Operation, Origin, QueryPlan, Reference

_PAIR = 2
_EARLIER: dict[str, Origin] = {"places": "earlier", "indicators": "earlier"}
# A state is spoken of as its people.
_THEY = frozenset("they their theirs".split())
# Words in front of a question that say nothing.
_OPENING = frozenset("so and but ok okay then well".split())
_SUMMED = frozenset("that it this those these they".split())
_OF_TWO = (Operation.RANK, Operation.LOOKUP, Operation.DIFFERENCE)
# What may have been read in a clause that says what a sum comes to.
_OF_SUM = (Operation.LOOKUP, Operation.SUM)


def asked_of_before(
    plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Return what a follow-up wants to be told of the figures before, a yes or a no; None if it asks for none."""
    if plan.intent is not Intent.FIGURES or not spoken or plan.takes_back or plan.excludes or reading.rest:
        return None
    for ask in (_measure_beside, _they_above, _same_place, _parts_of_whole, _national, _of_year):
        if (asked := ask(plan, reading, spoken, lexicon)) is not None:
            return asked
    return None


def _topic(spoken: Sequence[QueryPlan]) -> QueryPlan | None:
    """Return the plan of the one figure that is spoken of; None if there are several.

    After "did they send more than Iowa did?" this is the figure of those that "they" were.
    """
    last = spoken[-1]
    before = spoken[-2] if len(spoken) > 1 else None
    compared = last.operation is Operation.RANK and last.claims and len(last.places) == _PAIR and not last.over
    if compared and before and before.places == last.places[:1] and before.indicators == last.indicators:
        last = before
    one = last.operation is Operation.LOOKUP and len(last.places) == len(last.indicators) == 1
    open_ = last.leftovers or last.over or last.reference or last.overall or last.excludes or last.all_places
    return last if one and not open_ and last.intent is Intent.FIGURES else None


def _measure_beside(
    plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Set the one figure before against another measure of its place: "is that more or less than Team HOPE there?"."""
    source, own, tokens = _topic(spoken), reading.plan, reading.tokens
    found = comparing(tokens)
    if source is None or not found or own.overall or own.over or own.all_places or read_claims(own.clause):
        return None
    named = tuple(dict.fromkeys(at_level(i, "place", lexicon.catalog) for i in own.indicators))
    if len(named) != 1 or named == source.indicators or own.places not in ((), source.places) or own.periods:
        return None
    start, end = next(iter(found))
    order = order_of_measures(own.clause)
    first = any(t.key in SINGLE for t in tokens[:start])  # "is that more than", and not "more than that"
    behind = any(t.key == "than" for t in tokens[end:]) or order in (SAME, EITHER)
    if not order or not (first and behind) or plan.operation not in _OF_TWO or len(found) > _PAIR:
        return None
    # cases and engagements are counted, shares are not
    units = {lexicon.catalog.by_id[i].unit for i in (*source.indicators, *named)}
    if "percent" in units or DENIALS & {t.key for t in tokens}:
        return None
    return replace(
        plan, operation=Operation.RANK, operation_cue=OF_MEASURES, indicators=(*source.indicators, *named), states=True,
        places=source.places, periods=source.periods, all_places=False, reference=None, candidates=(), narrowed=(),
        claims=_words(tokens, found), origins={**plan.origins, "places": "earlier"}, said_of=(),
    )  # fmt: skip


def _words(tokens: Sequence[Token], stretches: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    return tuple(" ".join(t.text for t in tokens[first:end]) for first, end in stretches)


def _they_above(
    plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], _lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Let "they" be the one place before that is set against another: "did they send more than Iowa did?"."""
    source, own, tokens = _topic(spoken), reading.plan, reading.tokens
    found = list(comparing(tokens).items())
    if source is None or len(found) != 1 or len(own.places) != 1 or own.places == source.places:
        return None
    (start, end), order = found[0]
    they = any(t.key in _THEY for t in tokens[:start]) and BREAK not in tokens[:start]
    than = [t.key for t in tokens[end:]]
    behind = order == SAME or "than" in [*than, tokens[end - 1].key]
    same = plan.indicators == source.indicators and plan.places == (*source.places, *own.places)
    if not (they and behind and same) or plan.claims or plan.operation not in _OF_TWO or not own.states:
        return None
    claims = claimed_words(own.clause, None, plan.places)
    return replace(plan, operation=Operation.RANK, operation_cue="compare", claims=claims) if claims else None


def _same_place(
    plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Ask of another measure whether the place that the answer before named has its rank there, too."""
    source, own = spoken[-1], reading.plan
    named = tuple(dict.fromkeys(at_level(i, "place", lexicon.catalog) for i in own.indicators))
    keys = [t.key for t in reading.tokens if t.key not in _OPENING]
    whether = keys[:1] == ["same"] or bool({*keys[:1]} & (YES_NO | {"would"}))  # not "and the same state's ORR cases?"
    asks = own.states and whether and has("same_place", reading.tokens)
    asks = asks and not (own.places or own.overall or own.periods)
    ranked = source.operation is Operation.RANK and names_places(source) and not names_several(source)
    open_ = source.leftovers or source.over or source.reference or source.excludes or source.places
    if not (asks and ranked and len(named) == 1) or open_ or named == source.indicators:
        return None
    if plan.operation not in _OF_TWO or read_claims(own.clause) or DENIALS & {t.key for t in reading.tokens}:
        return None
    return replace(
        plan, operation=Operation.RANK, operation_cue=source.operation_cue, clause=source.clause, indicators=named,
        places=(), all_places=False, states=True, claims=(source.operation_cue or "",), periods=source.periods,
        reference=Reference(words="the same state", position="named", earlier=source), candidates=(), narrowed=(),
        origins={**plan.origins, "indicators": "question", "places": "earlier"}, said_of=(),
    )  # fmt: skip


def _parts_of_whole(
    plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Weigh whether the figures before add up to the total of their table: "do these three make the whole?"."""
    own = reading.plan
    adds = own.states and Operation.SUM in reading.asked and bool(_SUMMED & {t.key for t in reading.tokens})
    if not adds or plan.operation not in _OF_SUM or read_claims(_without_number(own.clause, reading.tokens)):
        return None
    figures = Earlier(lexicon.catalog, spoken).figures
    newest = figures[-1] if figures else None
    if newest is None or own.places not in ((), newest.places) or len(newest.places) != 1 or own.overall:
        return None
    table = next((t for t in lexicon.catalog.tables if newest.indicators[0] in t.rows), None)
    bare = not own.indicators and reading.elliptical and has("total", reading.tokens)  # "do these make the total?"
    if table is None or not (bare or (table.lead,) in (plan.indicators, own.indicators)):
        return None
    parts = [f for f in figures if f.indicators[0] in table.rows and f.places == newest.places]
    number = number_named(reading.tokens)
    parts = parts[-number:] if number else parts
    if len(parts) < _PAIR or (number and len(parts) != number) or len({f.periods for f in parts}) > 1:
        return None
    return _sum_of(plan, parts, replace(parts[-1], indicators=(table.lead,)))


def _without_number(clause: str, tokens: Sequence[Token]) -> str:
    """Return a clause without the word that says how many figures are meant: "these three" states no figure."""
    counted = [t for t in tokens if number_named([t]) is not None]
    for token in reversed(counted):
        clause = clause[: token.start] + clause[token.end :]
    return clause


def _national(
    plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Weigh whether a sum of states is the overall figure: "so that's the national total, right?"."""
    source, own, catalog = spoken[-1], reading.plan, lexicon.catalog
    says = own.states and plan.overall and bool(_SUMMED & {t.key for t in reading.tokens})
    summed = source.operation is Operation.SUM and len(source.indicators) == 1 and not (source.over or source.excludes)
    open_ = own.places or own.periods or source.leftovers or source.reference or comparing(reading.tokens)
    if not (says and summed and reading.elliptical) or open_ or plan.operation not in _OF_SUM or own.claims:
        return None
    whole = overall_of(source.indicators[0], catalog)
    if len(whole) != 1 or catalog.by_id[whole[0]].level != "nation" or DENIALS & {t.key for t in reading.tokens}:
        return None
    one = QueryPlan(question="", intent=Intent.FIGURES, periods=source.periods)
    states = replace(one, indicators=source.indicators, places=source.places, all_places=not source.places)
    return _sum_of(plan, [states], replace(one, indicators=whole, overall=True))


def _sum_of(plan: QueryPlan, parts: Sequence[QueryPlan], whole: QueryPlan) -> QueryPlan:
    places = tuple(dict.fromkeys(p for f in parts for p in f.places))
    return replace(
        plan, operation=Operation.LOOKUP, operation_cue=OF_SUM, over=(*parts, whole), places=places, overall=False,
        indicators=tuple(dict.fromkeys(i for f in (*parts, whole) for i in f.indicators)), states=True, candidates=(),
        claims=(plan.clause,), all_places=False, narrowed=(), reference=None, origins={**plan.origins, **_EARLIER},
        said_of=(),
    )  # fmt: skip


def _of_year(
    plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], _lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Weigh whether the one figure before is of a year: "is that for 2023?"."""
    source, own = _topic(spoken), reading.plan
    points = [i for i, t in enumerate(reading.tokens) if t.key in SINGLE]
    same = source is not None and plan.indicators == source.indicators and plan.places == source.places
    says = own.states and bool(points) and len(own.periods) == 1 and same
    other = own.places or own.overall or own.claims or comparing(reading.tokens) or reading.asked or reading.counts
    if source is None or not says or other or plan.operation is not Operation.LOOKUP:
        return None
    return replace(plan, indicators=source.indicators, places=source.places, operation_cue=OF_YEAR, claims=own.periods)

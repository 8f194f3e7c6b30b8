"""An earlier turn done again: said once more, with one place in another's stead, or for another place.

"What was the answer to my first question?" "Swap Colorado for Minnesota." "And in Minnesota?" after a ratio.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assistant.claims import DENIALS, is_bare_why
from assistant.cues import NEAREST, OF_PLACE
from assistant.followups import SINGLE, ClauseReading, follows_on
from assistant.interjecting import without_interjection
from assistant.levels import at_level
from assistant.lexicon import (
    Token,
    cue_phrases,
    cued,
    function_words,
    neutral_words,
    operation_phrases,
    request_words,
    tokenise,
)
from assistant.orders import comparing, is_base, without_order
from assistant.references import ORDINALS, POINTERS, after_than, has, names_places, words_of
from assistant.selecting import read_directions, says_which_end
from assistant.types import Intent, Operation, Origin, QueryPlan
from index.catalog import Catalog

_PAIR = 2
_PLACINGS = 5  # up to here places of a ranking have words
_FIRST, _LAST = "first", "last"
# Verbs with which a place is said to stand somewhere in a list.
_STANDS = frozenset("is was comes came ranks ranked".split())
# Words in front of a place that another one is set against.
_AGAINST = frozenset(
    "than minus to vs versus against over from exceed exceeds exceeded ahead above below behind".split()
)
_ALSO = frozenset("and also too".split())
_MORE = frozenset("both only just or".split())
_OVER_SEVERAL = (Operation.SUM, Operation.MEAN, Operation.MEDIAN)
_ON_TWO = (Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE)


def again(plan: QueryPlan, question: str, **slots: Any) -> QueryPlan:
    """Return an earlier plan as that of another message; `slots` are those that this one names itself."""
    kept = {name for name in ("indicators", "places", "periods") if getattr(plan, name)}
    origins: dict[str, Origin] = {**dict.fromkeys(kept, "earlier"), **dict.fromkeys(slots, "question")}
    run = () if "places" in slots else plan.run
    return replace(plan, question=question, before=plan.clause, premises=(), origins=origins, **{"run": run, **slots})


def said_again(question: str, tokens: Sequence[Token], turns: Sequence[Sequence[QueryPlan]]) -> list[QueryPlan] | None:
    """Return the plans of the earlier turn that a message wants once more, if it asks for nothing else.

    `turns` are all that was asked, oldest first: "what was the answer to my first question?", "repeat that"; also
    "why?", which asks for the causes of the figures before.
    """
    if not turns:
        return None
    if is_bare_why(question, neutral_words()):
        return _without_cause(question, turns, apart=cued("claims", "apart", tokens))
    if asked := _year_of(question, tokens, turns[-1]):
        return asked
    pointed = [i for i, t in enumerate(tokens) if t.key in ORDINALS]
    spoken_of = words_of("answers", tokens)
    figures = words_of("figures_given", tokens)
    recalls = words_of("recalls", tokens)
    said = spoken_of | figures | recalls | set(pointed)
    light = function_words() | request_words()
    if any(t.key not in light for i, t in enumerate(tokens) if i not in said):
        return None
    if not pointed:
        return [again(plan, question) for plan in turns[-1]] if has("again", tokens) else None
    index = ORDINALS[tokens[pointed[0]].key]
    several = sum(len(plan.places) + len(plan.indicators) - 1 for plan in turns[-1]) > 1  # "the first figure" of those
    meant = bool(spoken_of) or (bool(figures and recalls) and not several)
    if len(pointed) > 1 or not meant or not -len(turns) <= index < len(turns):
        return None
    return [again(plan, question) for plan in turns[index]]


def _year_of(question: str, tokens: Sequence[Token], last: Sequence[QueryPlan]) -> list[QueryPlan]:
    """Return the figures before, if a message asks of which year they are: each line of an answer says it."""
    asked, figures = words_of("which_year", tokens), words_of("figures_given", tokens)
    light = function_words() | request_words() | POINTERS
    rest = [t.key for i, t in enumerate(tokens) if i not in asked | figures]
    if not asked or any(key not in light for key in rest) or any(plan.intent is not Intent.FIGURES for plan in last):
        return []
    return [again(plan, question) for plan in last]


def _without_cause(question: str, turns: Sequence[Sequence[QueryPlan]], *, apart: bool) -> list[QueryPlan] | None:
    """Return the figures before, of which "why?" asks the cause; the two last turns' for "why the gap?"."""
    plans = [*turns[-1]]
    if apart and len({p for plan in plans for p in plan.places}) < _PAIR:
        plans = [plan for turn in turns[-_PAIR:] for plan in turn]
        if len({plan.indicators for plan in plans}) > 1 or len({p for plan in plans for p in plan.places}) < _PAIR:
            return None
    if not all(plan.intent is Intent.FIGURES and plan.indicators for plan in plans):
        return None
    return [replace(again(plan, question), asks_why=True) for plan in plans]


def _only(cue: set[int], tokens: Sequence[Token]) -> bool:
    """Say whether tokens hold a cue, at these positions, and beside it nothing but places and everyday words."""
    return bool(cue) and all(t.key in neutral_words() or t.key == "\0" or i in cue for i, t in enumerate(tokens))


def _dropping(tokens: Sequence[Token]) -> set[int]:
    """Return the positions of the words that leave places out: "drop Iowa", "take Iowa out of it"."""
    around, out = cue_phrases("comparisons", "excluding_around"), cue_phrases("comparisons", "out")
    verbs = {i for first, end, _ in around.find(tokens) for i in range(first, end)}
    behind = {i for first, end, _ in out.find(tokens) for i in range(first, end)}
    # "forget that" drops no place that is named behind it; "without it" drops the one in front
    first = next((i for i, t in enumerate(tokens) if t.key == "\0"), 0)
    drops = words_of("drops", tokens) | words_of("drops_for_others", tokens)
    drops = {i for i in drops if i > first or not {t.key for t in tokens[i + 1 : i + 2]} & SINGLE}
    return drops | (verbs | behind if verbs and behind else set())


def _misnamed(tokens: Sequence[Token]) -> set[int]:
    """Return the positions of the words by which a place was meant and not the one in front: "I said Iowa, meant Ohio".

    They stand between the two; "I meant Iowa and Ohio" takes none of them back.
    """
    at = [i for i, t in enumerate(tokens) if t.key == "\0"]
    cue = words_of("takes_back", tokens)
    between = len(at) == _PAIR and any(at[0] < i < at[-1] for i in cue)
    adds = any(t.key in _ALSO or t.key in _MORE for t in tokens)
    return cue | words_of("misnamed", tokens) if between and not adds else set()


def exchanges(tokens: Sequence[Token], places: Sequence[str]) -> bool:
    """Say whether a message names two places and asks for nothing but one in the other's stead."""
    denied = {i for i, t in enumerate(tokens) if t.key == "not"}
    dropping = words_of("exchanges", tokens) | _dropping(tokens)
    asked = bool(dropping) and _only(dropping | words_of("joins", tokens), tokens)  # "drop Iowa, use Ohio"
    asked = asked or (bool(denied) and _only(words_of("takes_back", tokens) | denied, tokens))
    signs = {a for a, _, values in operation_phrases().find(tokens) if values[0][0] in _ON_TWO}
    return len(places) == _PAIR and (asked or _only(_misnamed(tokens), tokens)) and not _reckons(tokens, signs)


def _reckons(tokens: Sequence[Token], cues: set[int]) -> bool:
    """Say whether a sign stands between two places that are named, as in "Iowa minus Ohio": it is worked out of these.

    `cues` are the positions of such signs; in front of both places or behind them they are none.
    """
    at = [i for i, t in enumerate(tokens) if t.key == "\0"]
    return bool(at and cues) and all(at[0] < i < at[-1] for i in cues)


def exchanged(
    question: str, tokens: Sequence[Token], places: Sequence[str], last: Sequence[QueryPlan]
) -> list[QueryPlan] | None:
    """Return the plans of the turn before with one place in another's stead: "swap Colorado for Minnesota".

    The message names these two places, of which the turn before names one, and asks for nothing else.
    """
    before = {p for plan in last for p in plan.places}
    dropped = [p for p in places if p in before]
    if not exchanges(tokens, places) or len(dropped) != 1:
        return None
    if _misnamed(tokens) and dropped != [*places[:1]]:
        return None  # what was meant is named last
    taken = next(p for p in places if p not in before)

    def stead(plan: QueryPlan) -> QueryPlan:
        places = tuple(taken if p in dropped else p for p in plan.places)
        return replace(again(plan, question, places=places), takes_back=True)

    return [stead(plan) if {*dropped} & {*plan.places} else again(plan, question) for plan in last]


def turned(question: str, tokens: Sequence[Token], last: Sequence[QueryPlan]) -> list[QueryPlan] | None:
    """Return the plans of the turn before with their operands, or their order, the other way round: "and vice versa?".

    What has no other way round is left open.
    """
    cue = words_of("turns", tokens)
    if not _only(cue, tokens):
        return None
    said = " ".join(tokens[i].text for i in sorted(cue))
    plans = [again(plan, question) for plan in last]
    return [replace(p, turned=not p.turned) if _turns(p) else replace(p, leftovers=(said,)) for p in plans]


def _turns(plan: QueryPlan) -> bool:
    """Say whether a plan is of two figures, each of which may be set against the other, or of an order."""
    if plan.leftovers or plan.claims or plan.intent is not Intent.FIGURES:
        return False
    return plan.operation in (*_ON_TWO, Operation.RANK) or plan.operation_cue == OF_PLACE


def left_out(
    question: str, tokens: Sequence[Token], places: Sequence[str], last: Sequence[QueryPlan]
) -> list[QueryPlan] | None:
    """Return the plans of the turn before without some of its places: "drop New York"."""
    if not _only(_dropping(tokens), tokens) or not places:
        return None
    if all(plan.all_places and (plan.excludes or not plan.places) and not plan.over for plan in last):
        adds = any(t.key in _ALSO for t in tokens)  # "without Iowa?" "And without Ohio?"
        return [_excluding(plan, question, (*(plan.places if adds else ()), *places)) for plan in last]
    kept = [tuple(p for p in plan.places if p not in places) for plan in last]
    known = all({*places} <= {*plan.places} for plan in last)
    if not (known and all(kept)) or any(plan.excludes for plan in last):
        return None
    sums = bool(words_of("together", tokens) or words_of("total", tokens))  # "without Iowa, the total?"
    plans = [replace(again(p, question, places=left), takes_back=True) for p, left in zip(last, kept, strict=True)]
    if not sums:
        return plans
    return [replace(p, operation=Operation.SUM, takes_back=False) if _may_be_summed(p) else p for p in plans]


def _may_be_summed(plan: QueryPlan) -> bool:
    return plan.operation is Operation.LOOKUP and len(plan.places) > 1 and len(plan.indicators) == 1


def _excluding(plan: QueryPlan, question: str, places: tuple[str, ...]) -> QueryPlan:
    """Return a plan over all states done without some of them; the rest of plain figures is added up."""
    kept = replace(again(plan, question, places=places), excludes=True)
    return replace(kept, operation=Operation.SUM) if plan.operation is Operation.LOOKUP else kept


def put_in(
    question: str, tokens: Sequence[Token], places: Sequence[str], last: Sequence[QueryPlan]
) -> list[QueryPlan] | None:
    """Return the sum or average of the turn before with more places: "and with Iowa included?"."""
    joins = _only(words_of("joins", tokens), tokens) and bool(places)
    reckoned = all(p.operation in _OVER_SEVERAL and p.places and not (p.over or p.excludes) for p in last)
    new = not {*places} & {p for plan in last for p in plan.places}
    if not (joins and reckoned and new) or _reckons(tokens, words_of("joins", tokens)):
        return None
    runs = [(*plan.run, *places) if plan.run else () for plan in last]
    plans = zip(last, runs, strict=True)
    return [again(plan, question, places=(*plan.places, *places), run=run) for plan, run in plans]


def of_another_place(plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan | None:
    """Return what was done for the one place before, done for the place that a clause names and nothing else.

    "The ratio of cases to engagements in New York?" "And in Minnesota?" asks for Minnesota's ratio, and not for a ratio
    of the two states.
    """
    own = plan.places and plan.origins.get("places") == "question"
    done = source.operation is not Operation.LOOKUP and not reading.asked
    done = done and plan.operation in (Operation.LOOKUP, source.operation)
    other = plan.claims or plan.overall or plan.excludes or plan.reference or reading.rest
    plain = reading.counts or reading.plain or reading.settles or source.over or source.reference or source.leftovers
    compares = after_than(reading.tokens) or any(t.key in SINGLE for t in reading.tokens)
    if source.excludes:  # "the total without Iowa?" "And for Ohio?" leaves out no other
        return None
    if not (own and done and reading.elliptical) or other or plain or compares or plan.intent is not Intent.FIGURES:
        return None
    places = plan.places
    if source.operation_cue == OF_PLACE and len(places) == 1 and len(source.places) == _PAIR:
        places = (*places, *source.places[1:])  # "what percent of New York's is Minnesota's?" "And Colorado's?"
    elif len(source.places) != 1 or (len(places) > 1 and len(source.indicators) == 1 and source.operation in _ON_TWO):
        return None  # nothing was worked out of one figure
    years = {"periods": plan.periods} if plan.periods else {}
    done_again = again(source, plan.question, places=places, **years)
    return replace(done_again, takes_back=plan.takes_back, claims=(), states=False)


def against_another(plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan | None:
    """Return the comparison of two places before, with another one in the second's stead: "and than in Iowa?".

    Where it is not told which of the two the new one takes the place of, the clause is left open.
    """
    at = [i for i, t in enumerate(reading.tokens) if t.key == "\0"]
    own = len(at) == len(plan.places) == 1 and plan.origins.get("places") == "question"
    two = len(source.places) == _PAIR and len(source.indicators) == 1 and not (source.over or source.reference)
    if not (own and two and reading.elliptical) or source.operation not in _ON_TWO or source.leftovers:
        return None
    claims = set(plan.claims) - {plan.operation_cue}  # "compared with Iowa" states nothing
    other = claims or plan.overall or plan.excludes or reading.rest
    done = plan.operation in (Operation.LOOKUP, Operation.RANK, source.operation)
    if other or not done or plan.places[0] in source.places or plan.intent is not Intent.FIGURES:
        return None
    before = next((t.key for t in reversed(reading.tokens[: at[0]]) if t.key not in ("in", "the", "that", "of")), "")
    against = before in _AGAINST or is_base(reading.tokens, at[0])
    points_back = bool(SINGLE & {t.key for t in reading.tokens})  # at the result or at one of the two?
    if not (against or points_back) and plan.operation is not source.operation:
        return None
    if points_back or not against or {t.key for t in tokenise(source.clause)}.isdisjoint(_AGAINST):
        return replace(plan, narrowed=(*plan.narrowed, plan.clause))
    done_again = again(source, plan.question, places=(source.places[0], *plan.places))
    return replace(done_again, takes_back=plan.takes_back, claims=(), states=False)


def plain_of_another(plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan | None:
    """Return the plain figure of a place that is named after the difference of two others: "and Iowa?"."""
    own = len(plan.places) == 1 and plan.origins.get("places") == "question" and reading.elliptical
    two = len(source.places) == _PAIR and len(source.indicators) == 1 and not (source.over or source.reference)
    figures = source.operation is Operation.DIFFERENCE and plan.intent is Intent.FIGURES and not source.leftovers
    if not (own and two and figures):
        return None
    at = [i for i, t in enumerate(reading.tokens) if t.key == "\0"]
    compares = any(is_base(reading.tokens, i) for i in at) or {t.key for t in reading.tokens} & (_AGAINST | SINGLE)
    other = plan.claims or plan.overall or plan.excludes or reading.rest or reading.asked or plan.reference
    done = plan.operation in (Operation.LOOKUP, source.operation)
    if other or compares or not done or plan.places[0] in source.places:
        return None
    years = {"periods": plan.periods} if plan.periods else {}
    done_again = again(source, plan.question, places=plan.places, **years)
    return replace(
        done_again, operation=Operation.LOOKUP, operation_cue=None, clause=plan.clause, claims=(), states=False,
        takes_back=plan.takes_back, narrowed=plan.narrowed,
    )  # fmt: skip


def puts_in(tokens: Sequence[Token]) -> bool:
    """Say whether words let a measure take the place of the one before: "use ORR cases", "tips instead"."""
    uses = words_of("uses", tokens)
    first = next((i for i, t in enumerate(tokens) if i in uses or t.key not in neutral_words()), len(tokens))
    return first in uses or bool(words_of("exchanges", tokens))


def of_another_measure(plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan | None:
    """Return what was done before, done with the measure that a clause names: "and CVIP?", "use Team HOPE instead"."""
    own = len(plan.indicators) == 1 and plan.origins.get("indicators") == "question"
    stead = puts_in(reading.tokens)
    own = own and (plan.takes_back or stead or follows_on(reading)) and plan.intent is Intent.FIGURES
    points = has("named", reading.tokens) and not stead  # "make it CVIP instead"
    points = points or any(t.key in ORDINALS for t in reading.tokens)
    own = own and not points  # "and CVIP for the former?", "and its CVIP?"
    several = source.places[1:] or (source.excludes and source.places) or (stead and source.all_places)
    done = source.operation is not Operation.LOOKUP and len(source.indicators) == 1 and several
    counts = reading.counts and not (stead and all(t.key != "how" for t in reading.tokens))  # "use the total cases"
    plain = plan.operation in (Operation.LOOKUP, source.operation)
    plain = plain and not (reading.asked or counts or reading.plain)
    other = plan.places or plan.overall or plan.claims or plan.excludes or plan.reference or reading.rest
    if not (own and done and plain) or other or source.over or source.reference or source.leftovers:
        return None
    years = {"periods": plan.periods} if plan.periods else {}
    done_again = again(source, plan.question, indicators=plan.indicators, **years)
    return replace(done_again, takes_back=plan.takes_back, claims=(), states=False, narrowed=plan.narrowed)


def of_another_rank(plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan | None:
    """Return the ranking before, asked for another of its ranks: "which state has the fewest?" "And the second?".

    It goes the way that it went unless the clause says another.
    """
    alone = reading.elliptical and plan.intent is Intent.FIGURES
    alone = alone and not (plan.places or plan.reference or plan.claims or reading.rest or plan.overall)
    ranks = names_places(source) and source.operation is Operation.RANK
    lists = source.operation is Operation.LOOKUP and source.all_places and len(source.indicators) == 1
    ranks = ranks or (lists and says_which_end(plan.clause))  # "each state's?" "and the two at the bottom?"
    if not (alone and ranks) or plan.operation not in (Operation.LOOKUP, Operation.RANK) or source.leftovers:
        return None
    before = read_directions(source.clause)
    keys = {t.key for t in reading.tokens}
    if cued("comparisons", "next_rank", reading.tokens):  # "and who's behind them?"
        after = max(before.positions, default=1)
        if after >= _PLACINGS or _LAST in keys or ("behind" in keys and not before.highest_first):
            return replace(plan, narrowed=(*plan.narrowed, plan.clause))
        clause = f"{'' if before.highest_first else 'lowest: '}number {after + 1}"
    elif read_directions(plan.clause).positions:
        on = says_which_end(plan.clause) or before.highest_first
        clause = plan.clause if on else f"{plan.clause} (lowest)"
    else:
        return None
    done_again = again(source, plan.question)
    return replace(
        done_again, operation=Operation.RANK, operation_cue=plan.operation_cue, clause=clause, claims=(), states=False
    )


def of_rank_stated(plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan | None:
    """Weigh whether a place is the one that a ranking names, or stands at the end that a clause says of a ranking.

    "Which state has the fewest?" "My draft says Iowa, is that right?"; "rank the states" "so Iowa is last?".
    """
    own = len(plan.places) == 1 and plan.origins.get("places") == "question" and reading.elliptical and plan.states
    other = plan.claims or plan.overall or plan.excludes or plan.reference or plan.over or plan.takes_back
    ranks = source.operation is Operation.RANK and len(source.indicators) == 1 and not source.leftovers
    ranks = ranks and not (source.places or source.claims or source.over or source.reference)
    done = plan.operation in (Operation.LOOKUP, Operation.RANK) and plan.intent is Intent.FIGURES
    if not (own and ranks and done) or other or reading.rest or comparing(reading.tokens):
        return None
    order = read_directions(source.clause)
    if order.both_ways and not order.full:
        return None
    if end := _end_said(reading.tokens):
        if not (order.full or order.highest_first):
            return None  # after "which has the fewest?" either end may be the last
        # "last" in a list from the lowest on is the highest
        clause = "highest" if (end == "first") is order.highest_first else "lowest"
        claims: tuple[str, ...] = (end,)
    elif names_places(source) and not (order.middle or order.inner) and _names_winner(plan, reading):
        clause, claims = source.clause, (source.operation_cue or "most",)
    else:
        return None
    periods = plan.periods or source.periods
    origins: dict[str, Origin] = {**plan.origins, "indicators": "earlier"}
    return replace(
        plan, operation=Operation.RANK, operation_cue=claims[0], indicators=source.indicators, periods=periods,
        clause=clause, claims=claims, all_places=False, origins=origins, before=source.clause,
    )  # fmt: skip


def _end_said(tokens: Sequence[Token]) -> str:
    """Return the end of a list at which a clause says that its place stands: "so Iowa is last, right?", or ""."""
    said = [(a.key, b.key) for a, b in itertools.pairwise(tokens)]
    behind = [end for verb, end in said if verb in _STANDS and end in (_FIRST, _LAST)]
    light = function_words() | neutral_words() | _STANDS | {_FIRST, _LAST, "\0"}
    checks = {i for a, b, _ in cue_phrases("claims", "check").find(tokens) for i in range(a, b)}
    return behind[0] if len(behind) == 1 and all(t.key in light or i in checks for i, t in enumerate(tokens)) else ""


def _names_winner(plan: QueryPlan, reading: ClauseReading) -> bool:
    """Say whether a clause reports a place, or asks whether it is the one: "my draft says Iowa", "Iowa, right?"."""
    keys = [t.key for t in reading.tokens]
    if DENIALS & {*keys} or has("figures_given", reading.tokens) or has("besides", reading.tokens) or reading.asked:
        return False  # "confirm Iowa's number", "can you check Iowa, too?"
    verbs = [end for _, end, _ in cue_phrases("claims", "reported").find(reading.tokens)]
    if reading.counts or "\0" not in keys:
        return False
    if verbs:
        return min(verbs) <= keys.index("\0")  # not "Iowa told me so"
    asks = cued("claims", "check", tokenise(without_interjection(plan.question)))
    return asks and keys[0] not in _ALSO and not has("goes_on", reading.tokens)


def _nearest_to_other(reading: ClauseReading, source: QueryPlan) -> QueryPlan | None:
    """Ask whose figure is closest to another place's, or by another measure: "and to Iowa?", "and for tips?"."""
    own = reading.plan
    other = own.claims or own.overall or own.reference or own.excludes or own.all_places or reading.rest
    plain = own.intent is Intent.FIGURES and not (other or reading.asked) and follows_on(reading)
    if not plain or len(own.places) + len(own.indicators) != 1 or not (own.indicators or reading.elliptical):
        return None
    slots = {"places": own.places} if own.places else {"indicators": own.indicators}
    return again(source, own.question, **slots)


def replayed(plan: QueryPlan, reading: ClauseReading, source: QueryPlan, catalog: Catalog) -> QueryPlan | None:
    """Return what the turn before did, done with another place, measure or rank."""
    if source.operation_cue == NEAREST and (other := _nearest_to_other(reading, source)) is not None:
        return other
    if (
        puts_in(reading.tokens)
        and not plan.overall
        and all(catalog.by_id[i].level == "place" for i in source.indicators)
    ):
        # "use the total missing cases instead" of what was asked of states
        plan = replace(plan, indicators=tuple(at_level(i, "place", catalog) for i in plan.indicators))
    replays = (of_rank_stated, of_another_place, plain_of_another, against_another, of_another_measure, of_another_rank)
    return next((p for replay in replays if (p := replay(plan, reading, source)) is not None), None)


def apart_in_ranking(plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan:
    """Set places of the ranking before against each other: "who has the most?" "By how much?" "And to the third?"."""
    ranks = source.operation is Operation.RANK and len(source.indicators) == 1 and not source.places
    placed = bool(read_directions(plan.clause).positions)
    apart = plan.operation in _ON_TWO or (plan.operation is Operation.RANK and Operation.DIFFERENCE in reading.asked)
    apart = apart and reading.elliptical and not plan.places
    if not (ranks and apart) or (plan.over and not placed):
        return plan
    # "behind the leader" says nothing of where the ranking begins: that is told by the turn before
    said, begins = without_order(plan.clause), source.clause
    highest = read_directions(begins).highest_first
    of_last = any(t.key == _LAST for t in reading.tokens)
    if not names_places(source):  # all were listed: which two are meant is for the clause to say
        if not (placed or plan.reference or of_last or says_which_end(said)):
            return replace(plan, clause=said)
        begins = f"{'highest' if highest else 'lowest'} first"
    ends = {"highest": False, "first_place": False, "lowest": True, "last_place": True}
    far_end = plan.reference and ends.get(plan.reference.position) is highest
    far_end = far_end or (of_last and not placed)
    far_end = far_end or (not placed and says_which_end(said) and read_directions(said).highest_first is not highest)
    clause = f"{begins} {said}{' (range)' if far_end else ''}"
    operation = plan.operation if plan.operation in _ON_TWO else Operation.DIFFERENCE
    return replace(plan, operation=operation, clause=clause, over=(), reference=None, all_places=True)


def rank_stated(plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan | None:
    """Let the rank that a clause says of a place be the one in the ranking before: "so Minnesota is second?".

    It is counted from the end that the ranking began at unless the clause says another.
    """
    ranks = source.operation is Operation.RANK and names_places(source) and not source.places
    says = plan.states and plan.indicators == source.indicators and not reading.rest
    own, end = read_directions(plan.clause), says_which_end(plan.clause)
    if not (ranks and says) or source.leftovers or comparing(reading.tokens) or not (own.positions or end):
        return None
    on = end or read_directions(source.clause).highest_first
    return replace(plan, all_places=False, clause=plan.clause if on else f"{plan.clause} (lowest)")

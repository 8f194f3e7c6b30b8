"""An earlier turn done again: said once more, with one place in another's stead, or for another place.

"What was the answer to my first question?" "Swap Colorado for Minnesota." "And in Minnesota?" after a ratio.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from assistant.cues import NEAREST, OF_PLACE
from assistant.followups import SINGLE, ClauseReading, again, follows_on
from assistant.levels import at_level
from assistant.lexicon import (
    Token,
    cue_phrases,
    cued,
    function_words,
    language,
    neutral_words,
    operation_phrases,
    request_words,
    tokenise,
)
from assistant.orders import is_base
from assistant.placings import nearest_to_other, of_another_rank, of_rank_stated
from assistant.references import ORDINALS, POINTERS, after_than, has, number_named, words_of
from assistant.stating import is_bare_why
from assistant.types import Intent, Operation, QueryPlan
from assistant.worked_anew import of_another_bound, summed_instead, worked_out_otherwise
from index.catalog import Catalog
from index.places import find_names

_PAIR = 2
# Words in front of a place that another one is set against.
_AGAINST = frozenset(
    "than minus to vs versus against over from exceed exceeds exceeded ahead above below behind".split()
)
# Behind "how many times as many" these set a place against another.
_THAN, _BEHIND_AS = frozenset("as than".split()), re.compile(r"\bas(?: in| for| from)?\s+$", re.IGNORECASE)
_ALSO = frozenset("and also too".split())
_MORE = frozenset("both only just or".split())
_OVER_SEVERAL = (Operation.SUM, Operation.MEAN, Operation.MEDIAN)
_ON_TWO = (Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE)


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
        number = number_named(tokens)
        given = sum(len(plan.places) * len(plan.indicators) for plan in turns[-1])  # "repeat both" of two
        once = has("again", tokens) and number in (None, given)
        return [again(plan, question) for plan in turns[-1]] if once else None
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
    # "drop Iowa, use Ohio", "it should have been Ohio instead of Iowa"
    asked = bool(dropping) and _only(dropping | words_of("joins", tokens) | words_of("takes_back", tokens), tokens)
    asked = asked or (bool(dropping) and _only(dropping | words_of("joins", tokens) | _done_then(tokens)[0], tokens))
    asked = asked or (bool(denied) and _only(words_of("takes_back", tokens) | denied, tokens))
    signs = {a for a, _, values in operation_phrases().find(tokens) if values[0][0] in _ON_TWO}
    return len(places) == _PAIR and (asked or _only(_misnamed(tokens), tokens)) and not _reckons(tokens, signs)


def _done_then(tokens: Sequence[Token]) -> tuple[set[int], Operation | None]:
    """Return what is to be done with the figures once a place is exchanged, with the positions of its words.

    "Swap Iowa for Ohio and add them up": it stands behind both places; in front of them it is done with these two.
    """
    last = max((i for i, t in enumerate(tokens) if t.key == "\0"), default=0)
    found = [(a, b, values[0][0]) for a, b, values in operation_phrases().find(tokens) if a > last]
    cues = {i for a, b, _ in found for i in range(a, b)}
    done = {operation for _, _, operation in found} & {*_OVER_SEVERAL, *_ON_TWO}
    figures = {*language("references")["added_up"]}
    adds = {i for i in words_of("together", tokens) | words_of("total", tokens) if i > last}
    # "and add Ohio" puts a place beside the others
    adds = {i for i in adds if tokens[i].stem != "add" or {t.key for t in tokens[i + 1 : i + 2]} & figures}
    if adds and not done:
        return cues | adds, Operation.SUM
    return (cues, Operation(next(iter(done)))) if len(done) == 1 and len(found) == 1 else (set(), None)


def _then(plan: QueryPlan, operation: Operation | None, words: str) -> QueryPlan:
    """Return a plan for figures with what is to be done with them then; left open where that cannot be done."""
    if operation is None or operation is plan.operation:
        return plan
    several = (
        len(plan.indicators) == 1 and len(plan.places) > 1 and plan.operation in (Operation.LOOKUP, *_OVER_SEVERAL)
    )
    if not several or (operation in _ON_TWO and len(plan.places) != _PAIR):
        return replace(plan, leftovers=(words,))
    return replace(plan, operation=operation, operation_cue=None, takes_back=False)


def all_exchanged(
    question: str, tokens: Sequence[Token], places: Sequence[str], last: Sequence[QueryPlan]
) -> list[QueryPlan] | None:
    """Return the plan before with other places in the stead of all its own: "no, Iowa and Ohio, not Utah and Texas"."""
    denied = {i for i, t in enumerate(tokens) if t.key == "not"} | words_of("instead_of", tokens)
    plan = last[0]
    at = [i for i, t in enumerate(tokens) if t.key == "\0"]
    if not denied or len(last) != 1 or len(at) != len(places) or len(plan.places) < _PAIR:
        return None
    if not _only(denied | words_of("takes_back", tokens), tokens) or plan.intent is not Intent.FIGURES:
        return None
    before = sum(i < min(denied) for i in at)
    dropped, kept = places[before:], places[:before]
    if not before:  # "not Utah and Texas, Iowa and Ohio"
        dropped, kept = places[: len(plan.places)], places[len(plan.places) :]
    open_ = plan.excludes or plan.over or plan.reference or plan.leftovers or plan.all_places
    if open_ or {*dropped} != {*plan.places} or len(kept) != len(dropped):
        return None
    return [replace(again(plan, question, places=tuple(kept)), takes_back=True)]


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

    done = _done_then(tokens)[1]

    def stead(plan: QueryPlan) -> QueryPlan:
        places = tuple(taken if p in dropped else p for p in plan.places)
        return _then(replace(again(plan, question, places=places), takes_back=True), done, question)

    return [stead(plan) if {*dropped} & {*plan.places} else again(plan, question) for plan in last]


def meant_instead(tokens: Sequence[Token], places: Sequence[str]) -> bool:
    """Say whether a message names one place that was meant and not the one before, and no more: "oops, Ohio"."""
    back, other = words_of("takes_back", tokens), _dropping(tokens) or {t.key for t in tokens} & _ALSO
    return len(places) == 1 and _only(back, tokens) and not other


def in_stead(
    question: str, tokens: Sequence[Token], places: Sequence[str], last: Sequence[QueryPlan]
) -> list[QueryPlan] | None:
    """Return the plans of the turn before for the one place that was meant and not the one that it named."""
    before = {plan.places for plan in last}
    plain = len(before) == 1 and all(len(p) == 1 and p != (*places,) for p in before)
    plain = plain and not any(plan.excludes or plan.over or plan.reference or plan.leftovers for plan in last)
    if not meant_instead(tokens, places) or not plain:
        return None
    return [replace(again(plan, question, places=(*places,)), takes_back=True) for plan in last]


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
    question: str,
    tokens: Sequence[Token],
    places: Sequence[str],
    last: Sequence[QueryPlan],
    same: Set[int] = frozenset(),
) -> list[QueryPlan] | None:
    """Return the plans of the turn before without some of its places: "drop New York".

    `same` are the positions of words that ask for what was done before.
    """
    dropping = _dropping(tokens)
    if not dropping or not _only(dropping | same, tokens) or not places:
        return None
    if all(plan.all_places and (plan.excludes or not plan.places) and not plan.over for plan in last):
        adds = any(t.key in _ALSO for t in tokens)  # "without Iowa?" "And without Ohio?"
        left = [_excluding(plan, question, (*(plan.places if adds else ()), *places)) for plan in last]
        return [summed_instead(plan, tokens) for plan in left]
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
    times = source.operation is Operation.RATIO and before in _THAN and _as_often(source)
    compared = any(end <= at[0] for _, end, _ in cue_phrases("comparisons", "against").find(reading.tokens))
    against = before in _AGAINST or times or compared or is_base(reading.tokens, at[0])
    uses = words_of("uses", reading.tokens)  # "make that compared with Iowa"
    points_back = any(t.key in SINGLE and i not in uses for i, t in enumerate(reading.tokens))  # at which of the two?
    if not (against or points_back) and plan.operation is not source.operation:
        return None
    told = times or not {t.key for t in tokenise(source.clause)}.isdisjoint(_AGAINST)
    if points_back or not (against and told):
        return replace(plan, narrowed=(*plan.narrowed, plan.clause))
    done_again = again(source, plan.question, places=(source.places[0], *plan.places))
    return replace(done_again, takes_back=plan.takes_back, claims=(), states=False)


def _as_often(source: QueryPlan) -> bool:
    """Say whether the second place stands behind "as many as": "how many times as many cases has Iowa as Ohio?"."""
    named = [m for m in find_names(source.clause) if m.code == source.places[-1]]
    return any(_BEHIND_AS.search(source.clause[: m.start]) for m in named)


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
    several = several or (plan.takes_back and source.operation is Operation.RANK and not source.places)
    several = several or (plan.takes_back and source.operation is Operation.SHARE and not source.overall)
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


def replayed(plan: QueryPlan, reading: ClauseReading, source: QueryPlan, catalog: Catalog) -> QueryPlan | None:
    """Return what the turn before did, done with another place, measure or rank."""
    for anew in (of_another_bound, worked_out_otherwise):
        if (done := anew(plan, reading, source, catalog)) is not None:
            return done
    if source.operation_cue == NEAREST and (other := nearest_to_other(reading, source)) is not None:
        return other
    if (
        (puts_in(reading.tokens) or (plan.takes_back and source.operation is Operation.RANK))
        and not plan.overall
        and all(catalog.by_id[i].level == "place" for i in source.indicators)
    ):
        # "use the total missing cases instead" of what was asked of states
        plan = replace(plan, indicators=tuple(at_level(i, "place", catalog) for i in plan.indicators))
    replays = (of_rank_stated, of_another_place, plain_of_another, against_another, of_another_measure, of_another_rank)
    return next((p for replay in replays if (p := replay(plan, reading, source)) is not None), None)

"""Follow-ups on a ranking: another rank of it, a rank that is said of a place, how far two of it are apart."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from assistant.by_size import ends_against
from assistant.claims import DENIALS
from assistant.followups import ClauseReading, again, follows_on
from assistant.interjecting import without_interjection
from assistant.lexicon import (
    Token,
    cue_phrases,
    cued,
    function_words,
    language,
    neutral_words,
    tokenise,
)
from assistant.orders import comparing, without_order
from assistant.pointing import answers_pointed
from assistant.references import ORDINALS, has, names_places
from assistant.selecting import read_directions, says_which_end
from assistant.types import Intent, Operation, Origin, QueryPlan, Reference

_PLACINGS = 5  # up to here places of a ranking have words
_SECOND = 2
_FIRST, _LAST = "first", "last"
# Verbs with which a place is said to stand somewhere in a list.
_STANDS = frozenset("is was comes came ranks ranked".split())
_ALSO = frozenset("and also too".split())
_ON_TWO = (Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE)


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


def nearest_to_other(reading: ClauseReading, source: QueryPlan) -> QueryPlan | None:
    """Ask whose figure is closest to another place's, or by another measure: "and to Iowa?", "and for tips?"."""
    own = reading.plan
    other = own.claims or own.overall or own.reference or own.excludes or own.all_places or reading.rest
    plain = own.intent is Intent.FIGURES and not (other or reading.asked) and follows_on(reading)
    if not plain or len(own.places) + len(own.indicators) != 1 or not (own.indicators or reading.elliptical):
        return None
    slots = {"places": own.places} if own.places else {"indicators": own.indicators}
    return again(source, own.question, **slots)


def apart_in_ranking(plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan:
    """Set places of the ranking before against each other: "who has the most?" "By how much?" "And to the third?"."""
    ranks = source.operation is Operation.RANK and len(source.indicators) == 1 and not source.places
    placed = bool(read_directions(plan.clause).positions)
    apart = plan.operation in _ON_TWO or (plan.operation is Operation.RANK and Operation.DIFFERENCE in reading.asked)
    apart = apart and reading.elliptical and not plan.places
    both_ends = plan.all_places and bool(ends_against(plan.clause))  # it says by itself which two are meant
    if not (ranks and apart) or both_ends or (plan.over and not placed):
        return plan
    if _two_ends(plan.over) and len([t for t in reading.tokens if t.key in ORDINALS]) > 1:
        # after "who has the most?" and "who has the fewest?": the two answers, or two ranks?
        return plan if answers_pointed(reading.tokens) else replace(plan, narrowed=(*plan.narrowed, plan.clause))
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


def _two_ends(over: Sequence[QueryPlan]) -> bool:
    """Say whether figures are those of the two ends of a ranking, each asked for in a turn of its own."""
    asked = [part.reference.earlier.clause for part in over if part.reference and part.reference.earlier]
    directions = [read_directions(clause) for clause in asked]
    plain = not any(d.positions or d.full or d.middle for d in directions)
    return len(directions) == len(over) and {d.highest_first for d in directions} == {True, False} and plain


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


def apart_from_second(plan: QueryPlan, tokens: Sequence[Token]) -> QueryPlan:
    """Set a place apart from the one that comes second: "how big is Iowa's lead over the runner-up?"."""
    one = len(plan.places) == len(plan.indicators) == 1 and plan.operation is Operation.DIFFERENCE
    other = plan.reference or plan.over or plan.excludes or plan.overall or plan.claims or plan.all_places
    ranks = language("comparisons")["positions"]
    second = any(ranks[v[0]] == _SECOND for _, _, v in cue_phrases("comparisons", "positions").find(tokens))
    if not (one and second) or other or plan.intent is not Intent.FIGURES:
        return plan
    ranking = QueryPlan(
        question="", clause="the highest", intent=Intent.FIGURES, operation=Operation.RANK, all_places=True,
        indicators=plan.indicators, periods=plan.periods,
    )  # fmt: skip
    reference = Reference(words="the runner-up", position="second", earlier=ranking, last=True, beside=True)
    return replace(plan, reference=reference)

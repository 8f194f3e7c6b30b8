"""A yes-or-no question about two figures of before: "is the second one lower?", "and Iowa, is it more than that?"."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from assistant.claims import DENIALS, Claim, ClaimKind, read_claims
from assistant.cues import OF_PLACE, THAN_PLACE
from assistant.followups import SINGLE, ClauseReading, again
from assistant.lexicon import Token, cue_phrases, function_words, language
from assistant.orders import SAME, WITHIN, claimed_words, comparing, is_base, places_beaten
from assistant.references import ORDINALS, has, number_named, words_of
from assistant.spotting import BREAK
from assistant.types import Intent, Operation, QueryPlan

_PAIR = 2
_OTHER = "the other one"
# Words for several figures of before, and what works out by how much one is larger.
_SEVERAL = frozenset("those these them they both".split())
_APART = frozenset((Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE))
_FIRST, _LAST = "first", "last"
_STATES = frozenset("state states place places".split())
# What says of every place that something holds, of which the one before is one.
_OF_EVERY = frozenset("all every each no none".split())
SHARE_WORDS = frozenset("share percentage proportion percent part".split())
# A state is spoken of as its people, too: "Colorado had more than them".
_STATE_THEY = "it"
_THEM = frozenset("them they theirs".split())
# What may stand behind "the second" where a figure of before is meant, and not "the second half".
OF_THEM = frozenset("one state place figure number count".split())


def on_two_before(plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan | None:
    """Weigh what a clause says of two figures, if it points at those of the turns before."""
    for joins in (several_against_one, several_against_place):
        if (joined := joins(plan, reading, source)) is not None:
            return joined
    weighed = (above_figure, share_beside, larger_of_two, part_of_other, apart_from_other)
    return next((p for weigh in weighed if (p := weigh(plan, reading, source)) is not None), None)


def several_against_one(_plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan | None:
    """Set several figures of before, together, against another: "do the last two combined exceed the first?".

    What else is asked of them together with one more is left open: one of them alone is never weighed in their stead.
    """
    own, tokens = reading.plan, reading.tokens
    numbers = {i for i, t in enumerate(tokens[1:], 1) if tokens[i - 1].key in ORDINALS and number_named([t])}
    single = [t.key for i, t in enumerate(tokens) if t.key in ORDINALS and i + 1 not in numbers]
    if len(numbers) != 1 or len(single) != 1 or not has("together", tokens) or not reading.elliptical or own.places:
        return None
    at = next(iter(numbers))
    run, number = tuple(source.run or source.places), number_named([tokens[at]]) or 0
    several = run[-number:] if ORDINALS[tokens[at - 1].key] else run[:number]
    one = run[ORDINALS[single[0]]] if ORDINALS[single[0]] < len(run) else ""
    told = one and one not in several and len(several) == number < len(run)
    stated, compared = read_claims(own.clause), comparing(tokens)
    in_front = bool(compared) and at < min(first for first, _ in compared)
    told = told and in_front and own.states and tokens[at - 1].key in (_FIRST, _LAST) and _of_figures(source)
    counted = [c for c in stated if c.kind is not ClaimKind.FIGURE or c.value != number]
    if told and not counted and len(compared) == 1:
        claims = claimed_words(own.clause, None, (*several, one))
        return _weighed(own, source, (*several, one), Operation.SUM, "together", claims)
    return _open(own, source)


def several_against_place(_plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan | None:
    """Set the figures of before, together, against the place that a clause names: "more than those two combined?".

    Where not as many were named as are spoken of, or the place is one of them, it is left open.
    """
    own, tokens = reading.plan, reading.tokens
    at = [i for i, t in enumerate(tokens) if t == BREAK]
    found = [stretch for stretch, order in comparing(tokens).items() if order != SAME]
    slots = own.overall or own.all_places or own.excludes or own.reference or own.periods or own.takes_back
    asks = own.states and own.intent is Intent.FIGURES and reading.elliptical and not slots
    if not asks or len(found) != 1 or len(at) != 1 or len(own.places) != 1 or not _of_figures(source):
        return None
    (start, end), place = found[0], own.places[0]
    others = tokens[end:] if at[0] < start else tokens[:start]
    number = number_named(others)
    points = has("together", others) and bool(number or _SEVERAL & {t.key for t in others})
    counted = [c for c in read_claims(own.clause) if c.kind is not ClaimKind.FIGURE or c.value != number]
    if not points or counted:
        return None
    several = tuple(p for p in source.run or source.places if p != place)
    if len(several) < _PAIR or len(several) != (number or len(several)) or reading.asked & _APART:
        return None if reading.rest or reading.asked & _APART else _open(own, source)
    places = (place, *several) if not places_beaten(tokens) else (*several, place)
    done = _weighed(own, source, places, Operation.SUM, "together", claimed_words(own.clause, None, places))
    return done if places[0] == place else replace(done, clause=f"together: {own.clause}")


def _open(own: QueryPlan, source: QueryPlan) -> QueryPlan:
    return replace(own, indicators=source.indicators, narrowed=(*own.narrowed, own.clause))


def share_beside(_plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan | None:
    """Set the share before beside that of the place that a clause names: "is it higher in Massachusetts?"."""
    own = reading.plan
    one = len(own.places) == len(source.places) == 1 and own.places != source.places and len(source.indicators) == 1
    of_row = source.operation is Operation.SHARE and source.operation_cue != OF_PLACE and not source.complement
    open_ = source.over or source.reference or source.overall or source.all_places or source.leftovers or own.overall
    if not (one and of_row and reading.elliptical) or open_ or own.excludes or own.reference or own.periods:
        return None
    found = comparing(reading.tokens)
    asked = reading.asked <= {Operation.RANK, Operation.SHARE} and own.intent is Intent.FIGURES
    if not found or SAME in found.values() or not asked or own.takes_back or read_claims(own.clause):
        return None
    at = next((i for i, t in enumerate(reading.tokens) if t == BREAK), 0)
    than = "than" in [t.key for t in reading.tokens[:at]]
    behind = than or is_base(reading.tokens, at) or places_beaten(reading.tokens)
    # "is that higher than in Iowa?" says it of the share before
    places = (*source.places, *own.places) if behind else (*own.places, *source.places)
    claims = claimed_words(own.clause, None, places) if own.states and len({*found.values()}) == 1 else ()
    return replace(_weighed(own, source, places, Operation.SHARE, "share", claims), states=own.states and bool(claims))


def above_figure(_plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan | None:
    """Ask which states lie above or below the one figure before: "which states have more than that?"."""
    own, tokens = reading.plan, reading.tokens
    keys = {t.key for t in tokens}
    one = _of_figures(source) and len(source.places) == 1 and reading.elliptical and own.intent is not Intent.PROVENANCE
    over_all = (own.all_places or keys & _STATES) and not (own.places or own.overall or own.excludes or own.reference)
    found = [(end, order) for (_, end), order in comparing(tokens).items() if order != SAME]
    if not (one and over_all) or len(found) != 1 or DENIALS & keys or SHARE_WORDS & keys or own.takes_back:
        return None
    behind = [t.key for t in tokens[found[0][0] :]]
    behind = behind[1:] if behind[:1] == ["than"] else behind
    stated = read_claims(own.clause) or own.periods or keys & _OF_EVERY
    if len(behind) != 1 or behind[0] not in SINGLE or stated or reading.rest:
        return None
    condition = Operation.COUNT if reading.counts else Operation.FILTER
    done = replace(_weighed(own, source, source.places, condition, THAN_PLACE, ()), all_places=True, states=False)
    return replace(done, intent=Intent.FIGURES)


def larger_of_two(_plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan | None:
    """Weigh which of two figures a clause says to be the larger, if it points at those of the turns before.

    "Colorado?" "Massachusetts?" "Is the first one higher?" The place that is said to be ahead or behind comes first.
    """
    own = reading.plan
    found = comparing(reading.tokens)
    shares = SHARE_WORDS & {t.key for t in reading.tokens}  # "is that a bigger share than in Iowa?"
    if len(found) != 1 or read_claims(own.clause) or shares or not reading.asked <= {Operation.RANK}:
        return None
    start, end = next(iter(found))
    places = _two_places(reading, source, start, end)
    if not places or _judges(own.clause, reading.tokens, end):
        return None
    return _weighed(own, source, places, Operation.RANK, "compare", claimed_words(own.clause, None, places))


def part_of_other(_plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan | None:
    """Weigh the part that one figure of before is said to be of another one: "is it less than half of the first?"."""
    own = reading.plan
    stated = read_claims(own.clause)
    if len(stated) != 1 or stated[0].kind is not ClaimKind.PERCENT:
        return None
    inside = _words_of_claim(stated[0], own.clause, reading.tokens)
    if not inside or not _sides(reading.tokens, inside[0], inside[-1] + 1)[1]:
        return None  # "is it half?" says of no figure that it is the whole
    places = _two_places(reading, source, inside[0], inside[-1] + 1)
    if not places or not {*places} <= {*(source.run or source.places), *own.places}:
        return None
    return _weighed(own, source, places, Operation.SHARE, OF_PLACE, (stated[0].text,))


def apart_from_other(_plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan | None:
    """Weigh how far one figure of before is said to be from another one: "so Iowa is two behind?"."""
    own = reading.plan
    stated = read_claims(own.clause)
    if len(stated) != 1 or stated[0].kind is not ClaimKind.DIFFERENCE:
        return None
    if not reading.asked <= {Operation.RANK, Operation.DIFFERENCE}:
        return None
    inside = _words_of_claim(stated[0], own.clause, reading.tokens)
    places = _two_places(reading, source, inside[0], inside[-1] + 1) if inside else None
    if not places or _judges(own.clause, reading.tokens, inside[-1] + 1):
        return None
    return _weighed(
        own, source, places, Operation.DIFFERENCE, None, (stated[0].text, *claimed_words(own.clause, None, places))
    )


def _weighed(
    own: QueryPlan,
    source: QueryPlan,
    places: tuple[str, ...],
    operation: Operation,
    cue: str | None,
    claims: tuple[str, ...],
) -> QueryPlan:
    """Return the plan of the turn before for two of its places, with what a clause claims of them."""
    return replace(
        again(source, own.question), operation=operation, operation_cue=cue, clause=own.clause, states=True,
        places=places, claims=claims, said_of=(), run=(), narrowed=own.narrowed,
    )  # fmt: skip


def _words_of_claim(claim: Claim, clause: str, tokens: Sequence[Token]) -> list[int]:
    """Return the positions of the tokens that a claim takes up."""
    at = clause.find(claim.text)
    return [i for i, t in enumerate(tokens) if t.text and at <= t.start < at + len(claim.text)]


def _two_places(reading: ClauseReading, source: QueryPlan, start: int, end: int) -> tuple[str, str] | None:
    """Return the places whose figures the words from `start` to `end` set against each other, one at least of before.

    None where a clause names more than such a comparison, or does not tell which figures it means.
    """
    own = reading.plan
    alone = own.states and own.intent is Intent.FIGURES and reading.elliptical and not (own.takes_back or own.over_time)
    slots = own.overall or own.all_places or own.excludes or own.reference or own.periods or len(own.places) > 1
    rest = reading.rest and not has("other_one", reading.tokens)
    if not alone or slots or rest or not _of_figures(source):
        return None
    run = tuple(source.run or source.places)
    newest = source.places[0] if len(source.places) == 1 else ""
    subject, other = _sides(reading.tokens, start, end)
    # "so Iowa is behind": with the place that is named in front they are two
    told = BREAK in reading.tokens[:start] and len({*run, *own.places}) == _PAIR
    if f"{subject}{other}" in ("", BREAK.key) and not told:  # "is Iowa's higher?" points at nothing
        return None
    first = _place(subject, own.places, run, newest) if subject else newest
    second = _place(other, own.places, run, newest) if other else _beside(first, run, newest)
    second = _beside(first, run, newest) if other == _OTHER or (other in SINGLE and second == first) else second
    first = _beside(second, run, newest) if subject == _OTHER else first
    return (first, second) if first and second and first != second else None


def _of_figures(source: QueryPlan) -> bool:
    """Say whether a turn gave figures of one measure for places."""
    plain = source.operation is Operation.LOOKUP and source.intent is Intent.FIGURES and len(source.indicators) == 1
    return plain and bool(source.places) and not (source.leftovers or source.over or source.reference or source.overall)


def _judges(clause: str, tokens: Sequence[Token], end: int) -> bool:
    """Say whether the word right behind a comparison makes it one of no numbers: "more accurate", "more recent"."""
    right_behind = not clause[tokens[end - 1].end : tokens[end].start].strip() if tokens[end:] else False
    bare = tokens[end - 1].key in ("more", "less")
    return bare and right_behind and tokens[end].key in language("references")["judged_more"]


def _sides(tokens: Sequence[Token], start: int, end: int) -> tuple[str, str]:
    """Return what is set against what, each the word that points at it or a break for a place; "" if unsaid.

    "Are there more in the second?" speaks of the second, "more than in the second?" sets another one against it.
    """
    than = next((i for i in range(end, len(tokens)) if tokens[i].key == "than"), None)
    before, behind = _pointed(tokens, 0, start), _pointed(tokens, end, len(tokens))
    if than is None and behind and WITHIN & {t.key for t in tokens[end:]}:
        return ("", "") if before else (behind, "")
    if (than is not None and not behind) or (than is None and not before and behind in SINGLE):
        return "", ""  # "than last year", "than the average"; "is there more to it?"
    return before, behind


def _pointed(tokens: Sequence[Token], start: int, end: int) -> str:
    """Return what a stretch points at: a place that it names, else one of before."""
    if BREAK in tokens[start:end]:
        return BREAK.key
    others = words_of("other_one", tokens)
    if any(start <= i < end for i in others):
        return _OTHER
    comparisons = {first for first, _ in comparing(tokens)}
    light = function_words() | DENIALS | OF_THEM
    for i in range(start, end):
        following = next((t.key for t in tokens[i + 1 : i + 2]), "")
        if tokens[i].key in ORDINALS and (not following or following in light or i + 1 in comparisons):
            return tokens[i].key
    checked = {i for a, b, _ in cue_phrases("claims", "check").find(tokens) for i in range(a, b)}
    single = [t.key for i, t in enumerate(tokens[start:end], start) if t.key in SINGLE and i not in checked]
    than = any(a.key == "than" and b.key in _THEM for a, b in itertools.pairwise(tokens[start:end]))
    return next(iter(single), _STATE_THEY if than else "")


def _place(said: str, named: Sequence[str], run: Sequence[str], newest: str) -> str:
    """Return the place that a word points at; "" if it is not told."""
    if said == BREAK.key:
        return named[0] if named else ""
    if said in ORDINALS:
        index = ORDINALS[said]
        return run[index] if len(run) >= _PAIR and index < len(run) else ""
    return newest


def _beside(place: str, run: Sequence[str], newest: str) -> str:
    """Return the place that another one is set against where none is said: the other of two, or the newest."""
    if place not in run:
        return newest
    return next(p for p in run if p != place) if len(run) == _PAIR else ""

"""Figures that a conversation gave and a message wants once more: again, of another place, or without a part of them.

"Sorry, I meant Iowa all along. Both again?" "Once more the Ohio number." "The first measure, for Utah." "Drop the tips
and redo it for Iowa." Which figures are meant is told by the words alone; where it is not, the message is left open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import takewhile

from assistant.amending import amended
from assistant.clause_reading import ClauseReader
from assistant.clauses import asks_outright, requests
from assistant.cues import readable
from assistant.earlier import Earlier
from assistant.followups import SINGLE, again
from assistant.given import Said, measures_pointed, reckoned_on_given
from assistant.interjecting import without_interjection
from assistant.levels import at_level
from assistant.lexicon import (
    Token,
    any_of,
    cue_phrases,
    language,
    normalise,
    operation_phrases,
    tokenise,
)
from assistant.matching import match
from assistant.references import ORDINALS, names_places, names_several, number_named, years_off
from assistant.replaying import (
    all_exchanged,
    exchanged,
    exchanges,
    in_stead,
    left_out,
    meant_instead,
    put_in,
    said_again,
    turned,
)
from assistant.second_look import WORDED_BY_MODEL
from assistant.selecting import read_directions
from assistant.turns import Turns
from assistant.types import IndicatorMatch, Intent, Operation, QueryPlan, Reference
from index.places import name_of

_PAIR = 2
# What parts a reason from what follows from it: "Iowa skews it, so leave it out".
_PAUSE = re.compile(r"[.!;,:\u2013\u2014]\s+|\s+-+\s+")
_WAS = frozenset("was were".split())


@cache
def _coming_back() -> re.Pattern[str]:
    """Pattern of what says in front of a correction that its asker came back: "caller 2 rang again: "."""
    who, back = (any_of(language("references")[entry]) for entry in ("contacts", "comes_back"))
    return re.compile(
        rf"^\W*(?:(?:and|so|ok|now)\s+)?(?:(?P<label>(?:{who})\s+#?\d{{1,2}})|{who})\s+(?:just\s+)?(?:{back})\s*[:;,.!\u2013\u2014-]+\s*",
        re.IGNORECASE,
    )


def once_more(message: str, turns: Turns, reader: ClauseReader) -> list[QueryPlan] | None:
    """Return the plans of a message that wants what was asked before, as it was or changed in one part of it."""
    if not turns.asked:
        return None
    tokens, places, periods = reader.spotted(readable(normalise(without_interjection(message))))
    back = _coming_back().match(message)
    if back and len(places) <= _PAIR:  # what takes the place of what is told without who says it
        rest = reader.spotted(readable(normalise(without_interjection(message[back.end() :]))))
        if len(places) == 1 and back["label"] and meant_instead(rest[0], places):
            said = Said(message, tuple(rest[0]), tuple(places), turns, reader.lexicon)
            return _of_caller(said, back["label"].casefold())
        tokens, places, periods = rest if len(places) == _PAIR else (tokens, places, periods)
    if periods or years_off(tokens):
        return None
    last = turns.asked[-1]
    if not places and (parts := turned(message, tokens, last) or said_again(message, tokens, turns.asked)):
        return parts
    last = _both_turns(tokens, places, turns) or last
    changes = (exchanged, all_exchanged, left_out, put_in) if places else ()
    if parts := next(filter(None, (change(message, tokens, places, last) for change in changes)), None):
        return parts
    if (dropping := _with_place_meant(message, reader)) and (parts := _left_out(message, dropping, reader, last)):
        return parts
    said = Said(message, tuple(tokens), tuple(places), turns, reader.lexicon)
    recalls = (reckoned_on_given, _without_winner, _several, _of_place, _of_measure, _without_measures, _changed_twice)
    parts = amended(said) or next(filter(None, (recall(said) for recall in recalls)), None)
    return parts or in_stead(message, tokens, places, last)


def _both_turns(tokens: Sequence[Token], places: Sequence[str], turns: Turns) -> tuple[QueryPlan, ...]:
    """Return the plans of the two last turns, if one place is put in another's stead in both of them.

    "The gap between Iowa and Ohio?" "And the sum?" "I meant Utah, not Ohio, for both of those."
    """
    both = any(t.key == "both" for t in tokens) and len(turns.asked) >= _PAIR and exchanges(tokens, places)
    plans = tuple(plan for turn in turns.asked[-_PAIR:] for plan in turn) if both else ()
    dropped = {*places} & {p for plan in plans for p in plan.places}
    return plans if len(dropped) == 1 and all(dropped <= {*plan.places} for plan in plans) else ()


def _with_place_meant(message: str, reader: ClauseReader) -> str:
    """Return the last words of a message with the place of its first words for "it": "Iowa skews it. Leave it out."."""
    head, *behind = _PAUSE.split(message.strip())
    tokens, places, periods = reader.spotted(head)
    if len(behind) != 1 or len(places) != 1 or periods or "?" in head:
        return ""
    pointed = [t for t in tokenise(behind[0]) if t.key in SINGLE]
    asks = reader.holds_measure(tokens) or asks_outright(head) or requests(head)
    if asks or len(pointed) != 1:
        return ""
    return f"{behind[0][: pointed[0].start]}{name_of(places[0])}{behind[0][pointed[0].end :]}"


def _left_out(message: str, dropping: str, reader: ClauseReader, last: Sequence[QueryPlan]) -> list[QueryPlan] | None:
    tokens, places, _ = reader.spotted(readable(normalise(dropping)))
    return left_out(message, tokens, places, last, _done_before(tokens, last))


def _done_before(tokens: Sequence[Token], last: Sequence[QueryPlan]) -> set[int]:
    """Return the positions of the words that ask for what was done before, if they ask for nothing else."""
    found = [(a, b, values[0][0]) for a, b, values in operation_phrases().find(tokens)]
    same = len(last) == 1 and {done for _, _, done in found} <= {str(last[0].operation)}
    return {i for a, b, _ in found for i in range(a, b)} if same else set()


def _without_winner(said: Said) -> list[QueryPlan] | None:
    """Return the ranking before without the place that it named: "which has the most?" "And not counting that one?".

    What else is asked of the rest must be the same ranking: "leaving that one out, who leads?".
    """
    last, drops = said.turns.asked[-1][-1], _excluding(said.tokens)
    pointed = {t.key for t in said.tokens} & {*SINGLE, "them", "those", "these"}
    ranked = last.operation is Operation.RANK and names_places(last) and last.all_places and not last.leftovers
    if said.places or not (drops and pointed and ranked) or last.over or last.reference or last.places:
        return None
    done = _done_before(said.tokens, [last])
    same = read_directions(said.message).highest_first == read_directions(last.clause).highest_first
    if not said.says_no_more(drops | done) or len(said.turns.asked[-1]) > 1:
        return None
    several, ranks = not pointed & SINGLE, read_directions(last.clause).positions
    if (done and not same) or several != names_several(last) or (not several and ranks not in ((), (1,))):
        return said.open()  # of which ranking, without which of its places, is not told
    named = Reference(words=said.message, position="named", earlier=last, several=several)
    return [replace(again(last, said.message), reference=named, excludes=True)]


def _of_caller(said: Said, label: str) -> list[QueryPlan]:
    """Put a place in the stead of the one that was asked for by one of several: "caller 2 rang again: make it Ohio"."""
    last = said.turns.asked[-1]
    meant = [p for p in last if re.search(rf"\b{re.escape(label)}\b", p.clause.casefold()) and len(p.places) == 1]
    if len(meant) != 1 or meant[0].over or meant[0].reference or meant[0].leftovers:
        return said.open()
    changed = replace(again(meant[0], said.message, places=said.places), takes_back=True)
    return [changed if p is meant[0] else again(p, said.message) for p in last]


def _several(said: Said) -> list[QueryPlan] | None:
    """Return the figures given one after the other: "both again?", "sorry, I meant Iowa all along", "all three again".

    With a place they are those of the one place before, of which the place named now takes the stead.
    """
    number = number_named(said.tokens)
    counted = {i for i, t in enumerate(said.tokens) if number_named([t])}
    throughout, everything = said.words("throughout"), said.words("all_given")
    once, back = said.words("again", "recalls"), said.words("takes_back")
    wanted = (number or everything) and (once or (back and said.places))
    wanted = wanted or (throughout and back and said.places)
    pointed = {i for i, t in enumerate(said.tokens) if t.key in ("first", "last")}
    cue = (
        counted | pointed | throughout | everything | once | back | said.words("figures_given", "answers", "softeners")
    )
    if not wanted or len(said.places) > 1 or not said.says_no_more(cue):
        return None
    run = _run(said.figures, of_place=bool(said.places))
    if number and not said.places and (part := _part(said, number)):
        run = part
    if len(run) < _PAIR or (number or len(run)) != len(run) or run[0].places == said.places:
        return said.open() if said.figures else None
    if not all(Earlier(said.lexicon.catalog, [plan]).gave(plan) for plan in said.turns.trail[-1:]):
        return said.open()  # what was worked out of them, or they?
    places = said.places or tuple(dict.fromkeys(p for figure in run for p in figure.places))
    measures = tuple(dict.fromkeys(i for figure in run for i in figure.indicators))
    slots = {"places": places} if said.places else {}
    done = again(replace(run[-1], clause=said.message, places=places), said.message, **slots)
    return [replace(done, indicators=measures, takes_back=bool(said.places and back))]


def _part(said: Said, number: int) -> list[QueryPlan]:
    """Return the first or the last of the figures given, if the message says so: "the last two again"."""
    before = [said.tokens[i - 1].key for i, t in enumerate(said.tokens) if i and number_named([t])]
    if before not in (["first"], ["last"]) or len(said.figures) < number:
        return []
    meant = said.figures[:number] if before == ["first"] else said.figures[-number:]
    alike = len({f.places for f in meant}) == 1 or len({f.indicators for f in meant}) == 1
    return meant if alike and all(f.places and not f.reference for f in meant) else []


def _run(figures: Sequence[QueryPlan], *, of_place: bool) -> list[QueryPlan]:
    """Return the newest figures that are all of one place, or, unless they must be, all of one measure."""

    def alike(of: Callable[[QueryPlan], object]) -> list[QueryPlan]:
        return [*takewhile(lambda figure: of(figure) == of(figures[-1]), reversed(figures))][::-1]

    if not figures or figures[-1].reference or not figures[-1].places:
        return []
    placed = alike(lambda f: (f.places, f.reference, f.periods))
    return placed if of_place else max(placed, alike(lambda f: (f.indicators, f.reference, f.periods)), key=len)


def _of_place(said: Said) -> list[QueryPlan] | None:
    """Return the figure that was given of a place: "one more time the Iowa number", whatever was asked in between.

    Where several were given of it, the asker is asked which one.
    """
    once, figure = said.words("again", "recalls"), said.words("figures_given", "answers")
    figure |= {i for i, t in enumerate(said.tokens) if t.key in _WAS}  # "what was Iowa's again?"
    if not (once and figure and said.places) or number_named(said.tokens):
        return None
    if any(t.key in ORDINALS for t in said.tokens) or not said.says_no_more(once | figure | said.words("softeners")):
        return None
    given = {place: _given_of(place, said.figures) for place in said.places}
    if not all(given.values()):
        return None
    common = [i for i in given[said.places[0]] if all(i in of for of in given.values())]
    told = {place: measures if len(measures) == 1 else common for place, measures in given.items()}
    if len(said.places) == 1 and said.words("several_given"):
        told = given
    elif any(len(measures) != 1 for measures in told.values()):
        return _which(said, [*dict.fromkeys(i for measures in given.values() for i in measures)])
    newest = [f for f in said.figures if f.places[:1] == said.places[:1]][-1]
    done = again(replace(newest, clause=said.message), said.message)
    if len({tuple(measures) for measures in told.values()}) == 1:
        return [replace(done, indicators=tuple(told[said.places[0]]), places=said.places)]
    return [replace(done, indicators=tuple(measures), places=(place,)) for place, measures in told.items()]


def _given_of(place: str, figures: Sequence[QueryPlan]) -> list[str]:
    """Return the measures of which a place's figures were given."""
    return [*dict.fromkeys(i for f in figures if f.places == (place,) and not f.reference for i in f.indicators)]


def _which(said: Said, measures: Sequence[str]) -> list[QueryPlan]:
    """Return a plan that asks which of several measures is meant."""
    meant = tuple(IndicatorMatch(indicator=i, score=1.0, asked_as=WORDED_BY_MODEL) for i in measures)
    done = again(said.figures[-1], said.message)
    return [replace(done, clause=said.message, places=said.places, indicators=(), candidates=meant, judgement=None)]


def _of_measure(said: Said) -> list[QueryPlan] | None:
    """Return the figure of a measure by its position in the conversation: "the first measure, for Iowa"."""
    pointed = measures_pointed(said)
    if pointed is None:
        return None
    meant, at, number = pointed
    cue = at | said.words("again", "recalls", "goes_back", "softeners", "answers", "figures_given")
    if not said.says_no_more(cue):
        return None
    sources = [p for p in said.turns.trail if {*p.indicators} & {*meant}]
    plain = all(p.operation is Operation.LOOKUP and not (p.leftovers or p.over or p.reference) for p in sources)
    if len(meant) != (number or 1) or not plain:
        return said.open()
    source = replace(sources[-1], claims=(), states=False, clause=said.message)
    if not said.places:
        return [again(replace(source, indicators=tuple(meant)), said.message)]
    own = tuple(at_level(i, "place", said.lexicon.catalog) for i in meant)
    return [again(replace(source, indicators=own, overall=False, all_places=False), said.message, places=said.places)]


def _without_measures(said: Said) -> list[QueryPlan] | None:
    """Return the list before without some of its measures: "drop the tips", "the same for Iowa without the tips"."""
    drops = said.words("drops", "drops_for_others") | _excluding(said.tokens)
    last = said.turns.asked[-1]
    rest = {i for first, end, _ in cue_phrases("comparisons", "rest").find(said.tokens) for i in range(first, end)}
    counted = {i for i, t in enumerate(said.tokens) if number_named([t]) and i not in rest}
    if drops and (counted or said.words("all_given")):  # "the same three for Iowa, minus the tips"
        run = _run(said.figures, of_place=True)
        if len(run) < _PAIR or (number_named(said.tokens) or len(run)) != len(run):
            return None
        last = (replace(run[-1], indicators=tuple(i for figure in run for i in figure.indicators)),)
    listed = [*dict.fromkeys(i for plan in last for i in plan.indicators)]
    plain = all(
        p.intent is Intent.FIGURES and p.operation is Operation.LOOKUP and not (p.leftovers or p.over or p.reference)
        for p in last
    )
    if not drops or len(listed) < _PAIR or not plain:
        return None
    items = [i for i in said.lexicon.items(said.tokens) if said.lexicon.knows(i) and i.first not in rest]
    found = match(said.lexicon, items, said.tokens, ["place"], several=True).indicators
    if not {*found} <= {*listed}:  # "the CONNECT one" is the one of the list that has this name
        scores = said.lexicon.scores(items)
        names = {scores[i][1] for i in found if i in scores}
        found = tuple(i for i in listed if i in scores and scores[i][1] in names)
    told = {i for i in listed if any(said.lexicon.tells(i, item) for item in items)}
    dropped = [i for i in listed if i in found or i in told] if {*found} <= {*listed} else []
    if dropped and not all(any(said.lexicon.explains(i, item) for i in dropped) for item in items):
        return said.open()
    named = {i for item in items for i in range(item.first, item.end)}
    cue = drops | named | counted | said.words("all_given", "again", "same_measures")
    cue |= said.words("list_nouns", "softeners", "rows", "figures_given") | rest
    number = number_named([t for i, t in enumerate(said.tokens) if i in rest])  # "... and give me the other two"
    if number not in (None, len(listed) - len(dropped)):
        return said.open()
    behind = [i for i in named if i > min(drops)]
    if not behind or not said.says_no_more(cue) or not 0 < len(dropped) < len(listed):
        return None
    own = said.places and any(p.places != said.places for p in last)
    if own and any({*said.places} & {*p.places} for p in last):
        return said.open()  # the measure of this one place, or of all?
    slots = {"places": said.places} if own else {}
    kept = [tuple(i for i in plan.indicators if i not in dropped) for plan in last]
    return [replace(again(p, said.message, **slots), indicators=i) for p, i in zip(last, kept, strict=True) if i]


def _changed_twice(said: Said) -> list[QueryPlan] | None:
    """Leave a message open that drops a place before and puts in a measure: "take Iowa out, put the tips in"."""
    last = said.turns.asked[-1]
    before = {p for plan in last for p in plan.places}
    drops = said.words("drops", "drops_for_others") | _excluding(said.tokens)
    named = any(said.lexicon.knows(item) for item in said.lexicon.items(said.tokens))
    lookups = all(plan.operation is Operation.LOOKUP for plan in last)
    some = bool(said.places) and {*said.places} < before
    return said.open() if drops and said.words("joins") - drops and named and some and lookups else None


def _excluding(tokens: Sequence[Token]) -> set[int]:
    """Return the positions of the words that leave something out: "except", "without", "leave ... out"."""
    around, out = cue_phrases("comparisons", "excluding_around"), cue_phrases("comparisons", "out")
    verbs = {i for first, end, _ in around.find(tokens) for i in range(first, end)}
    behind = {i for first, end, _ in out.find(tokens) for i in range(first, end)}
    alone = {i for first, end, _ in cue_phrases("comparisons", "excluding").find(tokens) for i in range(first, end)}
    return alone | (verbs | behind if verbs and behind else set())

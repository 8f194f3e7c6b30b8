"""What is to be worked out of figures that a message picks out of those given before, by their place or one by one.

"Back to the three totals I started with: their average?" "What share of the total is each of those two?" "How much
higher than Iowa's is each of the first two?" "The difference on each of the two measures?" "For the second of those
measures, the ratio?" The words alone tell which figures are meant; where they do not, the message is left open.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from assistant.cues import TIMES
from assistant.earlier import Earlier
from assistant.followups import again
from assistant.lexicon import (
    FamilyLexicon,
    Token,
    cued,
    function_words,
    language,
    neutral_words,
    operation_phrases,
    request_words,
)
from assistant.orders import comparing
from assistant.references import ORDINALS, number_named, words_of
from assistant.spotting import BREAK
from assistant.turns import Turns
from assistant.types import Operation, QueryPlan

_PAIR = 2
_BEFORE = -2  # the measure spoken of before the newest one
_ON_TWO = (Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE)
_RECKONED = (*_ON_TWO, Operation.SUM, Operation.MEAN, Operation.MEDIAN, Operation.SHARE)
# Words between a position and what it is a position of: "the second of those measures".
_OF_THOSE = frozenset("of the those these my our your".split())
_FAR, _TIMES = ("how", "far"), ("many", "times")


@dataclass(frozen=True, slots=True)
class Said:
    """A message with what is found in it, and the figures that were given before it."""

    message: str
    tokens: tuple[Token, ...]
    places: tuple[str, ...]
    turns: Turns
    lexicon: FamilyLexicon

    @property
    def figures(self) -> list[QueryPlan]:
        """The figures spoken of before, each as a plan of its own, oldest first."""
        return Earlier(self.lexicon.catalog, self.turns.trail).figures

    def words(self, *entries: str) -> set[int]:
        """Return the positions of the phrases of entries of `language/references.yaml`."""
        return {i for entry in entries for i in words_of(entry, self.tokens)}

    def says_no_more(self, said: Set[int]) -> bool:
        """Say whether the message holds places and everyday words alone beside the words at some positions."""
        light = neutral_words() | function_words() | request_words() | {BREAK.key}
        return all(t.key in light for i, t in enumerate(self.tokens) if i not in said)

    def open(self, words: str = "") -> list[QueryPlan]:
        """Return the plan of a message of which it is not told what it means."""
        last = self.turns.asked[-1][-1]
        left = (words or self.message,)
        return [replace(again(last, self.message), clause=self.message, leftovers=left, claims=(), states=False)]


@dataclass(frozen=True, slots=True)
class _Picked:
    """The figures of each of several computations, and the positions of the words that picked them; none if untold."""

    groups: tuple[tuple[QueryPlan, ...], ...]
    words: frozenset[int] = frozenset()


def reckoned_on_given(said: Said) -> list[QueryPlan] | None:
    """Return the computations on figures given before that a message picks out; None if it picks out none."""
    done, cue = _reckoning(said.tokens)
    if done is None or not said.figures or cued("operations", "overall", said.tokens):
        return None
    pickers = (_from_the_start, _at_position, _each_share, _on_each_measure, _each_against_one)
    picked = next((found for pick in pickers if (found := pick(said, done)) is not None), None)
    if picked is None or not said.says_no_more(cue | picked.words):
        return None
    if not picked.groups:
        return said.open()
    return [_worked_out(said, group, done) for group in picked.groups]


def _reckoning(tokens: Sequence[Token]) -> tuple[Operation | None, set[int]]:
    """Return what a message works out, if it is one thing, and the positions of the words that say so."""
    found = [(a, b, Operation(v[0][0])) for a, b, v in operation_phrases().find(tokens)]
    found = [one for one in found if not {t.key for t in tokens[one[0] : one[1]]} <= ORDINALS.keys()]
    words = {i for a, b, _ in found for i in range(a, b)} | {i for a, b in comparing(tokens) for i in range(a, b)}
    done = {operation for _, _, operation in found}
    if done == {Operation.FILTER} and _FAR in itertools.pairwise(t.key for t in tokens):
        done = {Operation.DIFFERENCE}  # "how far below Iowa's is each?"
    if not done and _TIMES in itertools.pairwise(t.key for t in tokens):
        done = {Operation.RATIO}  # "how many times Iowa's is each?"
    if done == {Operation.SHARE, Operation.SUM}:
        done = {Operation.SHARE}  # "what share are those two together?"
    return (next(iter(done)), words) if len(done) == 1 and done <= {*_RECKONED} else (None, words)


def _worked_out(said: Said, group: Sequence[QueryPlan], done: Operation) -> QueryPlan:
    """Return the plan of a computation on figures given before."""
    plan = again(replace(group[-1], clause=said.message, operation=done), said.message)
    if done is Operation.SHARE:  # of the total of its table in each place
        return replace(plan, places=tuple(dict.fromkeys(p for f in group for p in f.places)), operation_cue="share")
    if done is Operation.RATIO and said.places:
        plan = replace(plan, operation_cue=TIMES)
    return Earlier(said.lexicon.catalog, []).all_of(plan, group)


def _plain(said: Said) -> list[QueryPlan]:
    """Return the figures given of places that the messages named."""
    return [f for f in said.figures if f.places and not (f.reference or f.overall)]


def _counted(said: Said) -> set[int]:
    return {i for i, t in enumerate(said.tokens) if number_named([t])}


def _from_the_start(said: Said, done: Operation) -> _Picked | None:
    """Pick the figures that were given first: "the three totals I started with"."""
    starts = said.words("started_with")
    first = {i for i, t in enumerate(said.tokens[:-1]) if t.key == "first" and number_named([said.tokens[i + 1]])}
    mine = {i - 1 for i in first if i and said.tokens[i - 1].key == "my"}  # "my first three numbers"
    if not (starts or mine) or said.places or done is Operation.SHARE:
        return None
    catalog = said.lexicon.catalog
    words = starts | _counted(said) | said.words("goes_back", "figures_given", "several_given")
    turns = [found for turn in said.turns.asked if (found := Earlier(catalog, turn).figures)]
    given, number = turns[0] if turns else [], number_named(said.tokens)
    if number and len(given) == 1:  # "Iowa?" "And Ohio?"
        listed = [*itertools.chain(*turns)]
        given = [figure for n, figure in enumerate(listed) if figure not in listed[:n]][:number]
        given = given if len({f.indicators for f in given}) == 1 else []
    fits = number in (None, len(given)) and len(given) > 1 and all(f in _plain(said) for f in given)
    fits = fits and (done not in _ON_TWO or len(given) == _PAIR)
    return _Picked((tuple(given),) if fits else (), frozenset(words | (first if mine else set())))


def _at_position(said: Said, done: Operation) -> _Picked | None:
    """Pick the figures of a measure by its position: "for the second of those measures, the ratio?"."""
    pointed = measures_pointed(said)
    if pointed is None or done is Operation.SHARE:
        return None
    measures, words, _ = pointed
    given = [f for f in _plain(said) if f.indicators[0] in measures]
    own = [f for place in said.places for f in given if f.places == (place,)]
    if len(own) == len(said.places) == 1:  # the place that is named comes first
        own += [f for f in given if f not in own]
    group = own if said.places else given
    fits = len(measures) == 1 and {*said.places} <= {p for f in group for p in f.places}
    fits = fits and (len(group) == _PAIR if done in _ON_TWO else len(group) > 1)
    return _Picked((tuple(group),) if fits else (), words)


def _each_share(said: Said, done: Operation) -> _Picked | None:
    """Pick the rows of a table given one after the other: "what share of the total is each of those two?".

    What is asked of several rows together is left open: the share of the last alone is none of theirs.
    """
    together = said.words("together")
    if done is not Operation.SHARE or not ("each" in {t.key for t in said.tokens} or together):
        return None
    tables = said.lexicon.catalog.tables
    figures = _plain(said)
    table = next((t for t in tables if figures and figures[-1].indicators[0] in t.rows), None)
    if table is None:
        return None
    rows = [*itertools.takewhile(lambda f: f.indicators[0] in table.rows, reversed(figures))][::-1]
    alike = [f for f in rows if f.indicators == rows[-1].indicators]
    of_place = [*itertools.takewhile(lambda f: f.places == rows[-1].places, reversed(rows))][::-1]
    if said.places:
        # the newest measure, of the places that are named
        meant = [f for place in said.places for f in alike if f.places == (place,)]
        fits = len(meant) == len(said.places)
    else:
        meant = max(of_place, alike, key=len)
        fits = len(meant) > 1 and number_named(said.tokens) in (None, len(meant))
    if together and len(meant) < _PAIR:
        return None
    fits = fits and not together
    items = [i for i in said.lexicon.items(said.tokens) if said.lexicon.knows(i)]
    named = {table.lead, *(f.indicators[0] for f in meant)}
    told = [i for i in items if any(said.lexicon.explains(name, i) for name in named)]
    words = {i for item in told for i in range(item.first, item.end)} | _counted(said) | together
    by_measure = [
        tuple(f for f in meant if f.indicators[0] == i) for i in dict.fromkeys(f.indicators[0] for f in meant)
    ]
    return _Picked(tuple(by_measure) if fits else (), frozenset(words))


def _on_each_measure(said: Said, done: Operation) -> _Picked | None:
    """Pick the figures of two places for each measure: "what's the difference on each of the two measures?"."""
    nouns, keys = said.words("measure_nouns"), [t.key for t in said.tokens]
    ends = [key for key in keys if key[:1].isalpha()][-1:] == ["each"]
    last = ends and len({f.indicators for f in _newest(said)}) > 1
    over = last or (nouns and {"each", "both"} & {*keys})
    if done not in _ON_TWO or not over:
        return None
    figures, newest = _plain(said), {f.indicators for f in _newest(said)}
    places = said.places
    if len(places) < _PAIR:  # "how many times bigger is Iowa on each measure?"
        places = tuple(dict.fromkeys((*places, *(p for f in figures if f.indicators in newest for p in f.places))))
    given = {(f.indicators[0], f.places[0]): f for f in figures}
    measures = [i for i in dict.fromkeys(f.indicators[0] for f in figures) if all((i, p) in given for p in places)]
    number = next((number_named([said.tokens[i - 1]]) for i in nouns if i), None)
    fits = len(places) == _PAIR and len(measures) > 1 and number in (None, len(measures))
    groups = tuple(tuple(given[i, p] for p in places) for i in measures) if fits else ()
    return _Picked(groups, frozenset(nouns | _counted(said)))


def _each_against_one(said: Said, done: Operation) -> _Picked | None:
    """Pick figures that are each set against a place's: "how much higher than Iowa's is each of the first two?"."""
    if done not in _ON_TWO or len(said.places) != 1 or "each" not in {t.key for t in said.tokens}:
        return None
    figures = _plain(said)
    alike = [f for f in figures if f.indicators == figures[-1].indicators] if figures else []
    base = [f for f in alike if f.places == said.places]
    at = [i for i, t in enumerate(said.tokens) if number_named([t])]
    number = number_named(said.tokens)
    before = said.tokens[at[0] - 1].key if at and at[0] else ""
    others = [f for f in alike if f not in base]
    if number and before in ("first", "last"):
        others = alike[:number] if before == "first" else alike[-number:]
    pointed = {at[0] - 1} if before in ("first", "last", "other") else set()
    fits = len(base) == 1 and base[0] not in others and len(others) > 1 and number in (None, len(others))
    groups = tuple((other, base[0]) for other in others) if fits else ()
    return _Picked(groups, frozenset({*at} | pointed | said.words("other_one")))


def _newest(said: Said) -> list[QueryPlan]:
    """Return the figures of the newest turn that gave several."""
    catalog, trail = said.lexicon.catalog, said.turns.spoken
    return next((found for turn in reversed(trail) if len(found := Earlier(catalog, turn).figures) > 1), [])


def measures_pointed(said: Said) -> tuple[list[str], frozenset[int], int | None] | None:
    """Return the measures that a message means by their position, the words that do so, and how many it says.

    "The first measure", "the last two measures", "the second of those measures"; no measure if that is not told.
    """
    nouns = said.words("measure_nouns")
    positions = {**ORDINALS, **language("references")["measure_positions"]}
    at = [i for i, t in enumerate(said.tokens) if t.key in positions]
    counted = _counted(said)
    if len(at) != 1 or not nouns:
        return None
    between = [*itertools.takewhile(lambda i: i not in nouns, range(at[0] + 1, len(said.tokens)))]
    behind = (at[0] + 1 + len(between)) in nouns
    if not behind or any(i not in counted and said.tokens[i].key not in _OF_THOSE for i in between):
        return None
    number = number_named(said.tokens)
    measures = [*dict.fromkeys(i for plan in said.turns.trail for i in plan.indicators)]
    first = positions[said.tokens[at[0]].key]
    meant = [measures[first]] if -len(measures) <= first < len(measures) else []
    if first == _BEFORE and len(measures) != _PAIR and said.tokens[at[0]].key != "previous":
        meant = []  # "the earlier measure" of three
    if number:
        meant = measures[:number] if first == 0 else measures[-number:] if first == -1 else []
        meant = meant if len(meant) == number else []
    return meant, frozenset(nouns | {*at} | counted), number

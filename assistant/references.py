"""Words of a follow-up that point back to earlier turns: places of an answer, several figures, a year, a take-back."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.claims import read_claim
from assistant.lexicon import Phrases, Token, cue_phrases, cued, function_words, language, may_hold
from assistant.selecting import read_directions
from assistant.spotting import BREAK
from assistant.types import Intent, Operation, QueryPlan
from index.places import name_of

_FILE = "references"
# Words in front of a noun that say which of its kind is meant.
_DETERMINERS = frozenset("the your our these this those".split())
# A sign between two names, and how many words a name between two signs has at most: "Iowa > Ohio".
_SIGN = re.compile(r"(?<=[\w'])\s*[<>]\s*(?=[A-Za-z])")
_NAMED_IN = 3
_OF_THEM = frozenset("them they their there it its".split())


@dataclass(frozen=True, slots=True)
class Pointed:
    """A stretch of tokens that stands for places by their position in an earlier ranking."""

    first: int
    end: int
    position: str
    words: str


# Words for the figure before, with a verb of being; from this number on what is said of it is no age.
_THE_FIGURE, _BEING = frozenset("it that this they those these".split()), frozenset("is was are were".split())
_NO_AGE = 100
# Which of several things named before is meant.
ORDINALS = {"first": 0, "former": 0, "second": 1, "latter": -1, "third": 2, "last": -1}
# Words that point back at something said before.
POINTERS = frozenset("there it its that this those these them they their same latter former both".split())
# Words for the states that there are sheets of; after an earlier turn "these" may be those that it named.
_OWN_STATES = frozenset((("your", "states"), ("your", "places")))
_THESE_STATES = _OWN_STATES | {(word, noun) for word in ("these", "those") for noun in ("states", "places")}
# Words for a place by its position in a list: "for the former ..., for the latter ...".
_BY_POSITION = re.compile(
    r"(?P<before>\b(?:for|in|of|from|about|on)\s+)the\s+"
    r"(?:(?P<pair>former|latter)(?:\s+(?:one|state|place))?\b|(?P<which>first|second|third)(?:\s+(?:one|state|place))?"
    r"(?=\s*(?:[,;:.?!)]|$|\b(?:i|we|and|how|what|give|show|please|but)\b)))",
    re.IGNORECASE,
)
_BARE_OTHER = re.compile(
    r"\b(?:in|of|for|from|than|than in|did|does) the other(?=\s*(?:[?.!;]|$|have\b))", re.IGNORECASE
)
_STATE_AT = re.compile(r"\bthe\s+(?P<which>first|second|third|last)\s+(?:state|place)\b", re.IGNORECASE)
# What points to the place before, but not in "there were"; and what stands between two things of a list.
_POINTS = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )\b(?:(?P<there>there)(?!\s+(?:is|are|was|were)\b)|its)\b",
    re.IGNORECASE,
)
_NEXT_THING = re.compile(r"[,;]\s*(?:and|plus)\s+|;\s*|\s+(?:and|plus)\s+", re.IGNORECASE)
_POSITIONS = {"former": 0, "first": 0, "second": 1, "latter": 1, "third": 2}
_STATES = ("states", "places")
_BOTH_STATES = {("both", noun) for noun in _STATES}
# How an earlier question is spoken of: "my first question", "the first thing I asked".
_QUESTIONS = (["question"], ["query"], ["request"], ["answer"])
_THINGS = (["thing"], ["one"], ["figure"], ["number"])
_ASKED = (["i", "asked"], ["i", "wanted"], ["i", "requested"], ["we", "asked"])


def speaks_of_all(keys: Sequence[str], *, named: Sequence[str], after: bool, places: Sequence[str]) -> bool:
    """Say whether words speak of all states: phrases of theirs are `named`, or "your states" with no `places` beside.

    `after` says that turns stand before. "Both states together" are two of them, as "the two states together" are.
    """
    pairs = {*itertools.pairwise(keys)}
    if not pairs.isdisjoint(_BOTH_STATES):
        return False
    counts = bool(named) and language(_FILE)["how_many"]
    number = counts and any(noun in _STATES and word in counts for word, noun in pairs)
    named = [phrase for phrase in named if not (number and phrase.split()[0] in _STATES)]
    return bool(named) or (not places and not pairs.isdisjoint(_OWN_STATES if after else _THESE_STATES))


def says_how_large(keys: Sequence[str], claimed: Sequence[str]) -> bool:
    """Say whether words state how large a figure of before was, and no age: "it was under a thousand"."""
    stated = [claim for text in claimed if (claim := read_claim(text))]
    of_it = any(a in _THE_FIGURE and b in _BEING for a, b in itertools.pairwise(keys))
    return of_it and any(claim.value >= _NO_AGE for claim in stated)


def ordinals_meant(tokens: Sequence[Token]) -> list[int]:
    """Return which of the things named before a clause means: "the first and the third", but not "highest first"."""
    order = {i for a, b, _ in cue_phrases("comparisons", "full_order").find(tokens) for i in range(a, b)}
    return [ORDINALS[t.key] for i, t in enumerate(tokens) if t.key in ORDINALS and i not in order]


def has(entry: str, tokens: Sequence[Token]) -> bool:
    """Say whether tokens hold a phrase of an entry of `language/references.yaml`."""
    return cued(_FILE, entry, tokens)


def words_of(entry: str, tokens: Sequence[Token]) -> set[int]:
    """Return the positions of the tokens that the phrases of an entry take up."""
    return {i for first, end, _ in cue_phrases(_FILE, entry).find(tokens) for i in range(first, end)}


def sized_state(tokens: Sequence[Token]) -> str:
    """Return the words for a state by its size, of which something is asked: "the reports in the smallest state".

    "Which is the smallest state by reports?" and "the smallest state total" rank the states by a figure.
    """
    keys, data = [t.key for t in tokens], language("comparisons")
    for first, end, values in cue_phrases("comparisons", "sized_state").find(tokens):
        before = next((key for key in reversed(keys[:first]) if key not in _DETERMINERS), "")
        following = [*keys[end : end + 2], "", ""]
        # "the smallest state in your set" is ranked by nothing, "by the number of reports" by a figure
        ranked = following[0] in data["sized_by"] and (following[0] == "by" or following[1] not in _DETERMINERS)
        asked = before in data["sized_behind"] or values[0].endswith("'s")
        if asked and not ranked and following[0] not in data["sized_figure"] and "which" not in keys:
            return values[0]
    return ""


def position(tokens: Sequence[Token]) -> Pointed | None:
    """Find words that stand for a place of an earlier ranking: "the one in last place"."""
    for first, end, values in _positions().find(tokens):
        return Pointed(first, end, values[0], " ".join(t.text for t in tokens[first:end]))
    return None


@cache
def _positions() -> Phrases[str]:
    phrases: Phrases[str] = Phrases()
    for name, spellings in language(_FILE)["positions"].items():
        for spelling in spellings:
            phrases.add(str(spelling), str(name))
    return phrases


def back_to(tokens: Sequence[Token], trail: Sequence[QueryPlan]) -> Sequence[QueryPlan]:
    """Return the plans before, up to the one of the question that a follow-up goes back to.

    "Back to my first question, but Colorado", "the second thing I asked, for Minnesota".
    """
    meant = question_meant(tokens)
    return trail[: meant % len(trail) + 1] if meant is not None and -len(trail) <= meant < len(trail) else trail


def question_meant(tokens: Sequence[Token]) -> int | None:
    """Return the position of the question that words speak of, "my first question"; None if they speak of none."""
    keys = [t.key for t in tokens]
    for i, key in enumerate(keys):
        following = keys[i + 1 : i + 4]
        asked = following[:1] in _THINGS and following[1:] in _ASKED
        if key in ORDINALS and (following[:1] in _QUESTIONS or asked):
            return ORDINALS[key]
    return None


def described_place(tokens: Sequence[Token], clause: str) -> set[int]:
    """Return the positions of words that say of a place where it lies: "and their neighbours, Massachusetts?"."""
    names = [i for i, t in enumerate(tokens) if t.key == "\0"]
    last = names[0] if names else 0
    lies = words_of("described_place", tokens[:last])
    # a break has no position of its own, so the comma before it is looked for after the word before
    set_off = bool(lies) and clause[tokens[last - 1].end :].lstrip()[:1] in (",", "-", "\u2013", "\u2014")
    beside = words_of("lies_beside", tokens[:last])  # "and neighbouring Iowa?", but not "the states neighbouring Iowa"
    opens = bool(beside) and max(beside) == last - 1 and function_words().issuperset(t.key for t in tokens[: last - 1])
    return lies if set_off else beside if opens and len(names) == 1 else set()


def kept_places(places: tuple[str, ...], tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return the places of a text without those that it drops for others: "drop Iowa, they want Ohio only"."""
    named = [i for i, t in enumerate(tokens) if t.key == "\0"]
    drops = {end for _, end, _ in cue_phrases(_FILE, "drops_for_others").find(tokens)}
    kept = tuple(p for p, at in zip(places, named, strict=False) if at not in drops)
    return kept if kept and len(named) == len(places) else places


def set_apart(tokens: Sequence[Token]) -> set[int]:
    """Return the positions of words that set the place or year before them apart: "for Colorado alone"."""
    found = cue_phrases(_FILE, "set_apart").find(tokens)
    return {i for first, end, _ in found if first and tokens[first - 1].key == "\0" for i in range(first, end)}


def number_named(tokens: Sequence[Token]) -> int | None:
    """Return how many things are meant together: "both", "all three"."""
    numbers = language(_FILE)["how_many"]
    return next((int(numbers[t.key]) for t in tokens if t.key in numbers), None)


def years_off(tokens: Sequence[Token]) -> int:
    """Return how far a year lies from the one spoken of before; 0 if none is counted from it."""
    return next((values[0] for _, _, values in _years_counted().find(tokens)), 0)


def year_words(tokens: Sequence[Token]) -> set[int]:
    """Return the positions of the tokens that count a year from the one before."""
    return {i for first, end, _ in _years_counted().find(tokens) for i in range(first, end)}


@cache
def _years_counted() -> Phrases[int]:
    """The words that count a year from the one before, each carrying how far it lies from that."""
    phrases: Phrases[int] = Phrases()
    for phrase, offset in language(_FILE)["years"].items():
        phrases.add(str(phrase), int(offset))
    return phrases


def after_than(tokens: Sequence[Token]) -> bool:
    """Say whether a place is what a figure of before is compared with: "is that more than Colorado?"."""
    return any(a.key == "than" and b.key == "\0" for a, b in itertools.pairwise(tokens))


def bounds_of(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return the words that compare with a figure of before: "less than that"."""
    return tuple(" ".join(t.text for t in tokens[a:b]) for a, b, _ in cue_phrases(_FILE, "more_than").find(tokens))


def spoken_of(plan: QueryPlan) -> tuple[QueryPlan, ...]:
    """Return the parts of a plan that a follow-up may refer to; thanks, small talk and "brb" hold none."""
    return tuple(
        part
        for part in plan.parts or (plan,)
        if part.intent not in (Intent.GREETING, Intent.NOTHING)
        and (part.indicators or (part.places and "question" in part.origins.values()))
    )


def compares(plan: QueryPlan) -> bool:
    """Say whether a plan looks at one measure of several places, so that some place comes first and some last."""
    several = len(plan.places) > 1 or plan.all_places or plan.excludes
    return len(plan.indicators) == 1 and (several or plan.operation in _NAMING)


def names_places(plan: QueryPlan) -> bool:
    """Say whether the answer to a plan names places of its own: a winner, or what fits a condition.

    The answer to a check of a place's rank speaks of this place, not of the winner.
    """
    if plan.operation not in _NAMING or len(plan.indicators) != 1 or ranks_stated(plan):
        return False
    return plan.operation is not Operation.RANK or (plan.operation_cue or "") not in language(_FILE)["lists"]


def names_several(plan: QueryPlan) -> bool:
    """Say whether the answer to a plan may name more than one place: what fits a condition, "the top three"."""
    several = plan.operation is not Operation.RANK or len(read_directions(plan.clause).positions) > 1
    return names_places(plan) and several


def ranks_stated(plan: QueryPlan) -> bool:
    """Say whether a plan is to check where the places that it names stand: "Colorado has the most, right?"."""
    # "just the largest" of them states nothing, nor does "the largest apart from Iowa"
    named = bool(plan.claims) or (plan.origins.get("places") != "earlier" and not plan.excludes)
    return plan.operation is Operation.RANK and plan.states and bool(plan.places) and named


_NAMING = (Operation.RANK, Operation.FILTER, Operation.COUNT)


def with_names(text: str, places_of: Callable[[str], Sequence[str]]) -> str:
    """Put the names of places for "the former" and "the latter", where a message names them in front of both."""
    found = list(_BY_POSITION.finditer(text)) if may_hold(text, _POSITIONS) else []
    meant = {_position(match) for match in found}
    if len(meant) < 2:
        return text
    places = places_of(text[: found[0].start()])
    if len(places) <= max(meant) or (len(places) != 2 and any(match["pair"] for match in found)):
        return text
    return _BY_POSITION.sub(lambda match: match["before"] + name_of(places[_position(match)]), text)


def with_other_named(text: str, trail: Sequence[QueryPlan]) -> str:
    """Say of a bare "the other" that it is one of two places: "more in Iowa than in the other?"."""
    places = {place for plan in trail for place in plan.places}
    return _BARE_OTHER.sub(r"\g<0> one", text) if len(places) > 1 else text


def with_signs_in_words(text: str, places_of: Callable[[str], Sequence[str]]) -> str:
    """Put words for "<" and ">" between places: "NY > MA in cases", and in order "NY > MA > CO"."""
    signs = {match.group().strip() for match in _SIGN.finditer(text)}
    if len(signs) != 1:
        return text
    pieces = _SIGN.split(text)
    inner = [len(places_of(piece)) == 1 and len(piece.split()) <= _NAMED_IN for piece in pieces[1:-1]]
    first = pieces[0] if len(pieces) == 2 else " ".join(pieces[0].split()[-_NAMED_IN:])
    ends = len(pieces) > 1 and len(places_of(first)) == 1 and bool(places_of(pieces[-1]))
    if not ends or not all(inner):
        return text
    more = signs == {">"}
    if len(pieces) == 2:
        return f"{pieces[0].rstrip()} {'above' if more else 'below'} {pieces[1].lstrip()}"
    before, *others = (piece.strip() for piece in pieces)
    return f"{before}, from {'high to low' if more else 'low to high'}, {', '.join(others)}"


def with_place_before(
    text: str, places_of: Callable[[str], Sequence[str]], names_measure: Callable[[str], bool], last: QueryPlan
) -> str:
    """Put the one place before for "there" or "its" in a thing of a list of which a later thing names its own place.

    "Now the tips there, and the Team HOPE number for Ohio" asks for tips of the place before, and not of Ohio.
    """
    pointed = _POINTS.search(text)
    joint = _NEXT_THING.search(text, pointed.end()) if pointed else None
    if pointed is None or joint is None or len(last.places) != 1 or last.excludes or last.reference:
        return text
    first, behind = text[: joint.start()], text[joint.end() :]
    own = not places_of(first) and bool(places_of(behind)) and names_measure(first) and names_measure(behind)
    if not own:
        return text
    name = name_of(last.places[0])
    said = f"in {name}" if pointed["there"] else f"{name}'s"
    return f"{text[: pointed.start()]}{said}{text[pointed.end() :]}"


def with_place_at(text: str, trail: Sequence[QueryPlan]) -> str:
    """Put the name of a place for its position in a conversation of several measures: "back to the first state: CVIP".

    Each turn must have named one place alone; of a list, or of one measure throughout, the turns tell it themselves.
    """
    one = all(len(p.places) == 1 and p.operation is Operation.LOOKUP and not (p.over or p.reference) for p in trail)
    found = _STATE_AT.search(text) if one and len({p.indicators for p in trail}) > 1 else None
    places = [*dict.fromkeys(p.places[0] for p in trail)] if found else []
    at = ORDINALS[found["which"].lower()] if found else 0
    if found is None or not -len(places) <= at < len(places) or len(places) == 1:
        return text
    return f"{text[: found.start()]}{name_of(places[at])}{text[found.end() :]}"


def _position(match: re.Match[str]) -> int:
    return _POSITIONS[(match["pair"] or match["which"]).lower()]


def of_place_before(keys: Sequence[str]) -> bool:
    """Say whether words behind the last place point back to it: "what about Iowans, how many of them ...?"."""
    places = [i for i, key in enumerate(keys) if key == BREAK.key]
    return bool(places) and not _OF_THEM.isdisjoint(keys[places[-1] :])

"""States that a message describes by a city: "the state whose capital is Hartford", "Boston's state", "my state".

A description is put into the state's name before anything else is read. A city that does not describe a state stays
what it is: a place below the states, for which the sheets give no figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.gazetteer import state_of_city
from assistant.lexicon import may_hold, neutral_words, tokenise
from index.places import find_names, name_of

_WORD = r"(?:(?:St|Ft|Mt)\.|[^\W\d_]+)"
_NAME = rf"{_WORD}(?:[ -]{_WORD}){{0,2}}"
_STATE = r"(?:state|commonwealth)\b"
_RANK = r"(?:capital(?: city)?|(?:largest|biggest|main) (?:city|town))"
_IS = r"(?:is|was|lies|sits|stands|belongs)(?: located| situated| found)?"
# Boston's state, the Twin Cities' home state
_CITYS_STATE = re.compile(rf"(?P<city>{_NAME})(?:'s|(?<=s)') (?:own |home )?{_STATE}", re.IGNORECASE)
# the state whose capital is Hartford, the state with Buffalo and Yonkers in it, the state that has Duluth
_STATE_WITH = re.compile(
    rf"\b(?:the |that )?(?:home )?{_STATE},? (?:(?:whose|with|where) (?:its |the |a )?{_RANK}(?: {_IS}| at| in| of)? "
    rf"|(?:of|around|containing|including|with|home to|(?:that|which) (?:has|contains|includes|holds)) )(?:the )?",
    re.IGNORECASE,
)
# the state that Denver is in, the state where Albany is the capital
_STATE_WHERE = re.compile(
    rf"\b(?:the |that )?(?:home )?{_STATE} (?:(?:in which|where|that|which) )?(?:the )?", re.IGNORECASE
)
_LYING = re.compile(rf" {_IS}(?: in\b| to\b| part of\b)?(?: (?:the )?{_RANK}(?: of\b)?)?", re.IGNORECASE)
_WITHIN = re.compile(rf" (?:in it\b|as (?:its |the )?{_RANK})", re.IGNORECASE)
_AND = re.compile(r"(?:,| and|, and) (?:the )?", re.IGNORECASE)
# I am a teacher in Denver ... in my state
_OWN_STATE = re.compile(
    rf"\b(?:(?:my|our) (?:own |home |whole |entire )?{_STATE}|the (?:whole |entire )?{_STATE}|statewide\b)(?! of\b)",
    re.IGNORECASE,
)
_MY_STATE = re.compile(rf"\b(?:my|our) (?:own |home |whole |entire )?{_STATE}", re.IGNORECASE)
# how do we compare with Iowa, is ours higher, more than us
_OURS = re.compile(
    r"\bours\b|\b(do|did|are|were) we\b(?= (?:compare|stack|rank|above|below|ahead|behind|higher|lower))"
    r"|\b(than|compared to|compared with) us\b",
    re.IGNORECASE,
)
# I am writing about runaways in Iowa, I live near Iowa: the asker is not there
_NOT_THERE = re.compile(r"\b(?:writing|calling|near|outside|at|on|about|with|for|cover\w*)\b", re.IGNORECASE)
_OF_ASKER = re.compile(
    r"\b(?:as an?|(?:i am|i'm|im|we are|we're|i work as) (?:an?|with|from|in|at|near|based|writing|calling)|here|"
    r"(?:i|we|i also) (?:live|work|teach|serve|study|run|coach|volunteer|represent|staff|manage|lead|advise|"
    r"supervise))\b"
    r"(?:(?!\b(?:how|many|much|what|number|count|looking|want|need)\b)[^.?!;:])"
    rf"{{0,60}}?(?:\b(?:in|from|at|near|of|outside) |(?<=from )|(?<=in )|(?<=near ))(?P<city>{_NAME})",
    re.IGNORECASE,
)

# the state with the fewest missing cases: asked first, and then what is asked of it
_SUPERLATIVE = r"(?:most|fewest|highest|lowest|largest|smallest|least|greatest|biggest)\b"
_RANKED_STATE = re.compile(
    rf"\b(?:the|whichever) (?:state|place|one) (?:with|that (?:has|had)|having) the "
    rf"(?P<rank>(?:(?:second|third|fourth|2nd|3rd|4th)[ -])?{_SUPERLATIVE}(?P<measure>[^,:;?.!\u2013\u2014]*?))"
    r"(?=\s*[,:;?.!\u2013\u2014]| - |\s+(?:have|has|had|get|got|see|saw|record|recorded|report|reported)\b|\s*$)",
    re.IGNORECASE,
)
_RANKS_ITSELF = re.compile(rf"\b{_SUPERLATIVE}|\bthan\b|\bstates\b", re.IGNORECASE)


def with_ranked_state(text: str, names_measure: Callable[[str], bool]) -> str:
    """Ask first which state leads or trails a ranking, where a text asks another measure of that state.

    "How many engagements did the state with the fewest cases have?" ranks the cases alone.
    """
    found = [*_RANKED_STATE.finditer(text)] if may_hold(text, ("the ", "whichever ")) else []
    if len(found) != 1 or not found[0]["measure"].strip():
        return text
    if described := _with_place_described(text, found[0]):
        return described
    rest = f"{text[: found[0].start()]}that state{text[found[0].end() :]}"
    if not names_measure(rest) or _RANKS_ITSELF.search(rest):
        return text
    return f"Which state has the {found[0]['rank']}? {rest[:1].upper()}{rest[1:]}"


def _with_place_described(text: str, match: re.Match[str]) -> str:
    """Put what a rank says of a place named in front of it first: "did Iowa, the state with the most cases, have ...".

    The message takes it for granted. Returns "" where no place stands there, or nothing is asked beside it.
    """
    before, after = text[: match.start()], text[match.end() :]
    named = [m for m in find_names(before) if not before[m.end :].strip(" ,") and "," in before[m.end :]]
    if not named or not after.startswith(",") or not after.strip(" ,.?!"):
        return ""
    return f"As {match.group()}, {before.rstrip(' ,')}{after[1:]}"


def with_described_states(text: str, before: Sequence[str] = ()) -> str:
    """Return a text with the names of the states that it describes by a city that surely lies in them.

    "My state" is that of the asker, if this message or one of those `before` says where he is.
    """
    if may_hold(text, ("ours", " we", " us")) and _OURS.search(text):
        text = _with_ours(text, before)
    lower = text.lower()
    if "state" not in lower and "commonwealth" not in lower:
        return text
    text = _CITYS_STATE.sub(_citys_state, text)
    for described in (_STATE_WITH, _STATE_WHERE):
        for match in reversed(list(described.finditer(text))):
            text = _named(text, match, lying=described is _STATE_WHERE)
    return _with_own_state(text, before)


def _citys_state(match: re.Match[str]) -> str:
    """Name the state of "Boston's state"; of the words in front the last alone may be the city."""
    words = match["city"].split(" ")
    for first in range(len(words)):
        state = _state_of(words[first:])
        if state and _ends(match.string[match.end() :]):
            before = words[:first]
            return " ".join([*(before[:-1] if before[-1:] in (["the"], ["The"]) else before), state])
    return match.group()


def _named(text: str, match: re.Match[str], *, lying: bool) -> str:
    """Put a state's name for a description that begins with `match`, if all cities behind it lie in one state.

    `lying` says that the words "lies in" must follow.
    """
    states, end = _states_at(text, match.end(), capital="capital" in match.group().lower())
    tail = _LYING.match(text[end:]) or (None if lying else _WITHIN.match(text[end:]))
    if (lying and tail is None) or len(states) != 1:
        return text
    end += tail.end() if tail else 0
    return f"{text[: match.start()]}{states.pop()}{text[end:]}" if _ends(text[end:]) else text


def _states_at(text: str, start: int, *, capital: bool) -> tuple[set[str], int]:
    """Return the states of the cities that stand in a row at `start`, and where they end; none if one is unknown."""
    states, end, joint = set[str](), start, ""
    while city := re.match(_NAME, text[end + len(joint) :]):
        words = city.group().split(" ")
        size = next((n for n in range(len(words), 0, -1) if _state_of(words[:n], capital=capital)), 0)
        if not size:
            return (states if joint.startswith(",") else set()), end
        states.add(_state_of(words[:size], capital=capital) or "")
        end += len(joint) + len(" ".join(words[:size]))
        following = _AND.match(text[end:])
        if following is None:
            break
        joint = following.group()
    return states, end


def _with_ours(text: str, before: Sequence[str]) -> str:
    """Put the state that the asker speaks from for "ours" and "we"."""
    own = [state for message in (text, *reversed(before)) for _, state in _of_asker(message)][:1]
    return _OURS.sub(lambda m: " ".join([*filter(None, m.groups()), own[0]]), text) if own else text


def _with_own_state(text: str, before: Sequence[str]) -> str:
    """Put the state that the asker speaks from for "my state", where a message names no other place."""
    if not _OWN_STATE.search(text) or any(find_names(text)):
        return text
    for city, state in _of_asker(text):
        return _OWN_STATE.sub(state, text.replace(city, state)) if text.count(city) == 1 else text
    said = [state for message in reversed(before) for _, state in _of_asker(message)]
    return _MY_STATE.sub(said[0], text) if said else text


def _of_asker(text: str) -> Iterator[tuple[str, str]]:
    """Yield where the asker says that he is, as it is written, and its state: "I'm a teacher in Denver"."""
    for match in _OF_ASKER.finditer(text):
        words = match["city"].split(" ")
        parts = (words[:size] for size in range(len(words), 0, -1))
        there = not _NOT_THERE.search(match.group()[: match.start("city") - match.start()])
        found = ((" ".join(part), _state_of(part) or (_state_named(part) if there else None)) for part in parts)
        yield from [(place, state) for place, state in found if state][:1]


def _state_named(words: Sequence[str]) -> str | None:
    name = " ".join(words)
    return next((name_of(m.code) for m in find_names(name) if (m.start, m.end) == (0, len(name))), None)


def _state_of(words: Sequence[str], *, capital: bool = False) -> str | None:
    """Return the name of the state that a city, or a `capital`, surely lies in; None if it is none."""
    code = state_of_city(" ".join(words), capital=capital)
    return name_of(code) if code else None


def _ends(rest: str) -> bool:
    """Say whether a description ends before this text: in "Boston's state agencies" it is agencies that are meant."""
    following = next(iter(tokenise(rest)), None)
    if following is None or rest[: following.start].strip():
        return True
    return not following.text.isalpha() or following.key in neutral_words() or following.key.endswith("ed")

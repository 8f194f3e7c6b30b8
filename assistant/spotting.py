"""Places and periods in a question: found first and set aside, so that what remains can be matched to an indicator."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.lexicon import Phrases, Token, neutral_words, tokenise
from index.places import NameKind, gazetteer

_YEAR = re.compile(r"(?:19|20)\d{2}")
_SHORT_YEAR = re.compile(r"\d{2}")
_FISCAL_YEAR = re.compile(r"fy((?:20)?\d{2})")
_DECADE = re.compile(r"(?:19|20)?[7-9]0s|(?:19|20)\d0s")
_DECADES = frozenset("seventies eighties nineties aughts".split())
_BEFORE_POSTAL = frozenset(
    "in for from of about and vs versus or to across between with than at on by both is does did".split()
)
# Lower-case letters that are words or parts of words far more often than states.
_NEVER_LOWER = frozenset("miss in or me ok hi oh so us as id vi al de la pa ma mo mi ms ar ak il ga".split())
# Short forms that are words in capitals, too ("victim ID"): states only after one of the words above.
_EXCLAIMED = frozenset("ok hi oh id".split())
# What may stand in front of one that heads a message: "ok and ma tips".
_HEADING = frozenset("and ok okay then now also".split())
# With which the name of a programme begins: "ma Team HOPE"; and what alone may be said of a person: "ma missing".
_PROGRAMMES, _OF_PERSONS = frozenset(("team",)), frozenset(("missing",))
_JOINING = frozenset("and or vs versus to".split())
# Of these, the ones that are states where they follow another state.
_LISTED = frozenset("pa ma mo mi ms ar ak il ga co".split())
# Behind these they are states, too: "runaways in ma".
_WITHIN = frozenset("in from".split())
# What a state does in a question, and no person: "ma had 38 engagements".
_HAVING = frozenset("had has got".split())
_RELATIVE_YEARS = {
    ("last", "year"): -1,
    ("previous", "year"): -1,
    ("past", "year"): -1,
    ("prior", "year"): -1,
    ("this", "year"): 0,
    ("current", "year"): 0,
    ("next", "year"): 1,
}
# What may stand in front of the number of a year.
_OF_YEARS = frozenset("fy cy".split())
_ON_FILE = re.compile(
    r"(?:that )?(?:you have|we have|there is|is there|is available)\b|on (?:record|file)\b"
    r"|(?:available|covered|published)\b"
)
_RELATIVE = frozenset(word for word, _ in _RELATIVE_YEARS)
# With these, with a digit or with "fy" the words for a period begin.
_OF_PERIODS = _RELATIVE | _DECADES
# What stands in the tokens for a place, and for a year.
BREAK = Token("", 0, 0, "\0", "\0")
PERIOD_BREAK = Token("", 0, 0, "\0", "\0\0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spotted:
    """What was set aside, and the tokens with those places blanked out."""

    tokens: tuple[Token, ...]
    places: tuple[str, ...]
    periods: tuple[str, ...]


@cache
def _place_phrases() -> Phrases[tuple[str, NameKind]]:
    phrases: Phrases[tuple[str, NameKind]] = Phrases()
    for spelling, meanings in gazetteer().spellings.items():
        for meaning in meanings:
            phrases.add(spelling, meaning)
            if meaning[1] == "name" and not spelling.endswith("s"):
                phrases.add(f"{spelling}s", meaning)  # "new yorks cases": the apostrophe is often left out
    return phrases


@cache
def _place_words() -> tuple[str, ...]:
    """Single-word place names, for the correction of typing errors."""
    return tuple(
        spelling
        for spelling, meanings in gazetteer().spellings.items()
        if " " not in spelling and len(spelling) > 3 and any(kind in ("name", "demonym") for _, kind in meanings)
    )


def closest(word: str, known: Sequence[str]) -> str | None:
    """Return the one known word that a typing error turns into `word`, or None.

    One error from six letters on, two from eight; in shorter words only two letters swapped. The first letter must
    be right: guessing further turns words into other words.
    """
    if len(word) < 3:
        return None
    limit = 0 if len(word) < 6 else 1 if len(word) < 8 else 2
    found = process.extract(word, known, scorer=OSA.distance, score_cutoff=max(limit, 1), limit=3)
    fits = sorted(
        (distance, other)
        for other, distance, _ in found
        if other[0] == word[0]
        and (
            distance <= limit or (distance == 1 and len(other) > 5) or (distance == 1 and sorted(other) == sorted(word))
        )
    )
    if not fits or (len(fits) > 1 and fits[0][0] == fits[1][0]):
        return None
    return fits[0][1]


def with_code(text: str) -> str:
    """Write the short form of a state in capitals where a follow-up names nothing else: "thanks, and ma?"."""
    tokens = tokenise(text)
    named = [t for t in tokens if t.key not in neutral_words()]
    if len(named) != 1 or named[0] is not tokens[-1] or named[0].key not in _LISTED:
        return text
    return f"{text[: named[0].start]}{named[0].text.upper()}{text[named[0].end :]}"


def spot(tokens: Sequence[Token], *, known_words: frozenset[str], today: date) -> Spotted:
    """Find the places and periods that a question names.

    `known_words` are words that no typing error of a place may explain.
    """
    remaining: list[Token] = []
    places: list[str] = []
    periods: list[str] = []
    relative: list[str] = []
    position = 0
    # short forms of places are written in capitals anyway: "CO vs MA CVIP"
    places_at = _place_phrases()
    words = [t for t in tokens if t.text.isalpha() and t.text != "I"]
    words = [t for t in words if not (places_at.begins_with(t) and places_at.at([t], 0))]
    shouting = len(words) > 1 and sum(t.text.isupper() for t in words) > len(words) / 2
    certain = not _LISTED.isdisjoint([t.key for t in tokens]) and any(
        _place_at(tokens, i, shouting=shouting, listed=False)[1] and tokens[i].key not in _LISTED
        for i in range(len(tokens))
    )
    while position < len(tokens):
        listed = tokens[position].key in _LISTED and (
            _follows_place(remaining)
            or (certain and _stands_apart(tokens, position))
            or _behind_topic(tokens, position, known_words)
            or _heads_topic(tokens, position, known_words)
        )
        length, code = _place_at(tokens, position, shouting=shouting, listed=listed)
        if code is None:
            length, period = _period_at(tokens, position, today)
            if period is not None:
                (relative if tokens[position].key in _RELATIVE else periods).append(period)
                if remaining and remaining[-1].key in _OF_YEARS:
                    remaining.pop()
                remaining.append(PERIOD_BREAK)
                position += length
                continue
            word = tokens[position].key
            if word not in known_words and (fixed := closest(word, _place_words())):
                length, code = 1, gazetteer().spellings[fixed][0][0]
        if code is not None:
            places.append(code)
            remaining.append(BREAK)
            position += length
        else:
            remaining.append(tokens[position])
            position += 1
    periods = periods or relative  # "last year (2023)" says which year it is
    return Spotted(tokens=tuple(remaining), places=tuple(dict.fromkeys(places)), periods=tuple(dict.fromkeys(periods)))


def _follows_place(before: Sequence[Token]) -> bool:
    """Say whether the words before end in a place, as in a list: "ny, ma and ct"."""
    left = [t.key for t in before[-2:]]
    return left[-1:] == ["\0"] or (left[-1:] == ["and"] and left[:1] == ["\0"])


def _behind_topic(tokens: Sequence[Token], position: int, known_words: frozenset[str]) -> bool:
    """Say whether a word ends a clause, or stands before a preposition, right behind a word of the field: "cvip ma"."""
    before = tokens[position - 1].key if position else ""
    if tokens[position].key not in _LISTED or before not in known_words or before in neutral_words():
        return False
    following = tokens[position + 1] if position + 1 < len(tokens) else None
    return following is None or following.key in _BEFORE_POSTAL or following.key.isdigit()


def _heads_topic(tokens: Sequence[Token], position: int, known_words: frozenset[str]) -> bool:
    """Say whether a word heads a message of nothing but words that are known, one of the field's first: "ma tips".

    "Ma missing since Tuesday" speaks of a mother, and "my pa" of a father.
    """
    front, behind = [t.key for t in tokens[:position]], [t.key for t in tokens[position + 1 :]]
    known = known_words.union(_LISTED)
    topic = bool(behind) and (behind[0] in known_words - neutral_words() or behind[0] in _PROGRAMMES)
    heads = topic and all(key in _HEADING for key in front) and not _OF_PERSONS.issuperset(behind)
    return heads and all(
        key in known or key.isdigit() or _place_phrases().at(tokens, i) is not None
        for i, key in enumerate(behind, position + 1)
    )


def _stands_apart(tokens: Sequence[Token], position: int) -> bool:
    """Say whether a word stands where a place may: "in ma", "ma vs ny", "ma, ny"; not "mi hija"."""
    if position + 1 == len(tokens) or (position and tokens[position - 1].key in _BEFORE_POSTAL):
        return True
    following = tokens[position + 1]
    punctuated = following.start - tokens[position].end > 1
    return punctuated or following.key in _JOINING or _place_phrases().at(tokens, position + 1) is not None


def _place_at(tokens: Sequence[Token], position: int, *, shouting: bool, listed: bool) -> tuple[int, str | None]:
    places = _place_phrases()
    found = places.at(tokens, position) if places.begins_with(tokens[position]) else None
    if found is None:
        return 1, None
    length, meanings = found
    kinds = {kind for _, kind in meanings}
    if (
        kinds <= {"postal", "abbreviation"}
        and length == 1
        and not ((listed and tokens[position].key in _LISTED) or _is_code(tokens, position, shouting=shouting))
    ):
        return 1, None
    return length, meanings[0][0]


def _is_code(tokens: Sequence[Token], position: int, *, shouting: bool) -> bool:
    """Say whether a short form stands for a place here: "CO", "Mass.", "in co", "ct" but not "me" or "in"."""
    token = tokens[position]
    before = tokens[position - 1].key if position else ""
    if token.text == "co" and before == "and":
        return False  # "facebook and co"
    if position and token.start == tokens[position - 1].end:
        return False  # "2nd" is one word
    in_capitals = token.text.removesuffix("'s").isupper()  # "MA's"
    if in_capitals and not shouting and (token.key not in _EXCLAIMED or before in _BEFORE_POSTAL):
        return True
    following = tokens[position + 1].key if position + 1 < len(tokens) else ""
    if token.key in _LISTED and (following in _HAVING or before in _WITHIN):
        return True
    if token.key in _NEVER_LOWER:
        return False
    if token.key in gazetteer().postal_any_case or len(token.key) > 3:
        return True
    last = position == len(tokens) - 1
    return before in _BEFORE_POSTAL or position == 0 or last or token.text[0].isupper()


def _period_at(tokens: Sequence[Token], position: int, today: date) -> tuple[int, str | None]:
    token = tokens[position]
    if not (token.text[:1].isdigit() or token.key in _OF_PERIODS or token.key.startswith("fy")):
        return 1, None
    before = tokens[position - 1].key if position else ""
    following = tokens[position + 1].key if position + 1 < len(tokens) else ""
    if token.text[:1].isdigit():
        if _YEAR.fullmatch(token.text) or _DECADE.fullmatch(token.key):
            return 1, token.text
        if _SHORT_YEAR.fullmatch(token.text) and before in ("fy", "year", "'"):
            return 1, f"20{token.text}"
    if token.key.startswith("fy") and (match := _FISCAL_YEAR.fullmatch(token.key)):
        return 1, match[1] if len(match[1]) == 4 else f"20{match[1]}"
    if token.key in _DECADES and before == "the":
        return 1, token.text
    offset = _RELATIVE_YEARS.get((token.key, following))
    if token.key == "last" and _ON_FILE.match(" ".join(t.key for t in tokens[position + 2 : position + 5])):
        offset = None  # "the last year on record", "the last year you have"
    return (2, str(today.year + offset)) if offset is not None else (1, None)

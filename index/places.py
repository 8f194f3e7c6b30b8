"""Names of places in text, from the gazetteer `places.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

NameKind = Literal["name", "abbreviation", "postal", "demonym", "nickname"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named at `start:end` of some text."""

    start: int
    end: int
    code: str
    kind: NameKind


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Codes with their names, and every spelling with the codes and kinds it can stand for.

    `capitals` and `cities`, folded, lead to the codes of the states they lie in, `regions` to those of their states,
    as do `regions_of_states`, whose names are regions only in front of "states".
    """

    names: dict[str, str]
    spellings: dict[str, tuple[tuple[str, NameKind], ...]]
    postal_any_case: frozenset[str]
    capitals: dict[str, str]
    cities: dict[str, str]
    regions: dict[str, tuple[str, ...]]
    regions_of_states: dict[str, tuple[str, ...]]


@cache
def gazetteer() -> Gazetteer:
    """Load the gazetteer, once."""
    path = Path(__file__).with_name("places.yaml")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    names: dict[str, str] = {}
    spellings: dict[str, list[tuple[str, NameKind]]] = {}
    postal_any: set[str] = set()
    capitals: dict[str, str] = {}
    cities: dict[str, str] = {}
    content = yaml.load(path.read_text("utf-8"), Loader=loader)
    for row in content["places"]:
        code = row["code"]
        names[code] = row["name"]
        capitals |= {key(row["capital"]): code} if "capital" in row else {}
        cities |= {key(name): code for name in row.get("cities", ())}
        letters = code.removeprefix("US-")
        if row["postal"] == "any":
            postal_any.add(letters.lower())
        kinds: list[tuple[NameKind, list[str]]] = [
            ("name", [row["name"]]),
            ("abbreviation", row["abbreviations"]),
            ("postal", [letters]),
            ("demonym", [form for name in row["demonyms"] for form in (name, name + "s")]),
            ("nickname", row["nicknames"]),
        ]
        for kind, forms in kinds:
            for form in forms:
                spellings.setdefault(key(form), []).append((code, kind))
    regions, of_states = (
        {key(name): tuple(states) for name, states in content[entry].items()}
        for entry in ("regions", "regions_of_states")
    )
    found = {k: tuple(v) for k, v in spellings.items()}
    return Gazetteer(names, found, frozenset(postal_any), capitals, cities, regions, of_states)


def key(text: str) -> str:
    """Fold a spelling for comparison: lower case, without full stops, hyphens as blanks."""
    return re.sub(r"[\s-]+", " ", text.lower().replace(".", "").replace("\u2019", "'")).strip()


# Names of places that are in no gazetteer, by code: those of the catalogs that were read.
_of_catalogs: dict[str, str] = {}


def add_names(names: Mapping[str, str]) -> None:
    """Let `name_of` know the places of a catalog, by code."""
    _of_catalogs.update(names)


def name_of(code: str) -> str:
    """Return the name of a place for reading; the code itself for one that nobody knows."""
    known = gazetteer().names.get(code) or _of_catalogs.get(code)
    return known or (_name_abroad(code) if not code.startswith("US") else None) or code


def listed(names: Iterable[str]) -> str:
    """Join names for reading: "A, B and C"."""
    parts = list(names)
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


@cache
def _name_abroad(code: str) -> str | None:
    """Return the name of a country or region outside the gazetteer (ISO 3166)."""
    import pycountry  # only questions that name a place abroad pay for it

    regions: Any = pycountry.subdivisions
    countries: Any = pycountry.countries
    found = countries.get(alpha_2=code) or regions.get(code=code)
    return str(getattr(found, "common_name", found.name)) if found else None


@cache
def names_pattern() -> str:
    """A regular expression for the full names of all places, longest first."""
    names = sorted(gazetteer().names.values(), key=len, reverse=True)
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names)


# Full names that begin or end like another place's, or that documents shorten.
_SPELLED_OTHERWISE = (
    r"Washington,?\s+D\.?\s?C\b\.?",
    r"D\.C\.",
    r"(?:U\.?\s?S\.?|United\s+States)\s+Virgin\s+Islands",
    r"(?<!British )Virgin\s+Islands",
    r"Northern\s+Marianas",
)


@cache
def spelled_names_pattern() -> str:
    """A regular expression for the names of all places as documents spell them: "Washington, D.C." too."""
    return "|".join((*_SPELLED_OTHERWISE, names_pattern()))


@cache
def _names_regex() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{spelled_names_pattern()})(?!\w)", re.IGNORECASE)


def find_names(text: str) -> Iterator[Mention]:
    """Yield the places that `text` names in full, longest name first where names overlap."""
    for match in _names_regex().finditer(text):
        code = code_of(match.group())
        if code:
            yield Mention(match.start(), match.end(), code, "name")


def begins_with_people(text: str) -> bool:
    """Say whether `text` begins with those who live in a place: "Iowans", but not "Iowan cases"."""
    words = text[:80].split()[:2] if text[:80].strip()[:1].isalpha() else []
    said = [" ".join(words[:n]).rstrip(",.;:!?") for n in (1, 2)]
    return any(
        kind == "demonym" for name in said if name.endswith("s") for _, kind in gazetteer().spellings.get(key(name), ())
    )


@lru_cache(maxsize=1024)
def places_named(text: str) -> frozenset[str]:
    """Return the codes of the places that `text` names in full."""
    return frozenset(mention.code for mention in find_names(text))


def code_of(name: str) -> str | None:
    """Return the code of a place given by its full name as documents spell it, or None."""
    spelled = key(name.replace(",", " "))
    if spelled in ("washington dc", "washington d c", "dc"):
        return "US-DC"
    spelled = _SHORTENED.get(spelled, spelled)
    return next((code for code, kind in gazetteer().spellings.get(spelled, ()) if kind == "name"), None)


_SHORTENED = {
    "virgin islands": "us virgin islands",
    "u s virgin islands": "us virgin islands",
    "united states virgin islands": "us virgin islands",
    "northern marianas": "northern mariana islands",
}

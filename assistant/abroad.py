"""Countries other than the United States, with their provinces and states: places that no sheet is for.

They matter only where nothing else accounts for a word, so their names are loaded when such a word is met.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache

from assistant.lexicon import Token
from assistant.spotting import BREAK, Spotted

# Kinds of regions that people name without their country; counties and districts share names with American ones.
_KINDS = frozenset(["Province", "State", "Territory", "Land", "Country", "Autonomous community", "Region"])
# Regions that are called by a direction, and names that are everyday words far more often than places.
_WORDS = frozenset(
    "central center centre north south east west northern southern eastern western capital islands coast upper lower "
    "plateau delta rivers turkey chad jersey georgia littoral".split()
)
_LONGEST = 3  # words of a name
_JOINING = frozenset("and or plus vs versus".split())
_SMALL = frozenset("in from for of the to province also with".split())


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower().replace("-", " "))
    return "".join(c for c in plain if not unicodedata.combining(c))


@cache
def _names() -> dict[str, str]:
    """Names, folded, with their codes (ISO 3166-1 and -2)."""
    import pycountry  # a tenth of a second

    found = {
        _folded(region.name): region.code
        for region in pycountry.subdivisions
        if region.type in _KINDS and not region.code.startswith("US-")
    }
    for country in pycountry.countries:
        names = (country.name, getattr(country, "common_name", country.name), country.name.partition(",")[0])
        found |= {_folded(name): country.alpha_2 for name in names}
    return {name: code for name, code in found.items() if code != "US" and name not in _WORDS and len(name) > 3}


def code_abroad(name: str) -> str | None:
    """Return the code of a country or region abroad, or None."""
    return _names().get(_folded(name))


def named_abroad(text: str) -> str | None:
    """Return the first country or region abroad that a text names in capitals, or None."""
    words = [word.strip(".,;:!?()'\u2019\"") for word in text.split()]
    for start in range(len(words)):
        for size in range(_LONGEST, 0, -1):
            run = words[start : start + size]
            if all(word[:1].isupper() for word in run) and code_abroad(" ".join(run)):
                return " ".join(run)
    return None


def with_places_abroad(spotted: Spotted, known_words: Collection[str]) -> Spotted:
    """Add the places abroad that stand in a list with places of the gazetteer: "in Ontario and New York".

    Any other one is left to the accounting: "children from Mexico in Colorado" asks for less than Colorado's figure.
    """
    tokens, places = list(spotted.tokens), list(spotted.places)
    position = 0
    while places and position < len(tokens):
        size = next((n for n in range(_LONGEST, 0, -1) if _is_name(tokens, position, n, known_words)), 0)
        if size and (_joined(tokens[:position][::-1]) or _joined(tokens[position + size :])):
            places.append(code_abroad(" ".join(t.text for t in tokens[position : position + size])) or "")
            tokens[position : position + size] = [BREAK]
        position += 1
    return replace(spotted, tokens=tuple(tokens), places=tuple(dict.fromkeys(places)))


def _is_name(tokens: Sequence[Token], position: int, size: int, known_words: Collection[str]) -> bool:
    run = tokens[position : position + size]
    if len(run) < size or any(not t.text[:1].isupper() for t in run) or all(t.key in known_words for t in run):
        return False
    return code_abroad(" ".join(t.text for t in run)) is not None


def _joined(tokens: Sequence[Token]) -> bool:
    """Say whether a place comes next, behind a word that joins the items of a list."""
    keys = [t.key for t in tokens[:5]]
    content = [key for key in keys if key not in _SMALL]
    return content[:1] != [] and content[0] in _JOINING and content[1:2] == ["\0"]

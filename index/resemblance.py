"""Which indicator a sentence looks like that states a figure in no wording of the catalog: for a person to decide."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from index.catalog import Catalog, Indicator
from index.places import places_named

_WORD = re.compile(r"[a-z][a-z-]+")
_TOO_COMMON = frozenset("the of to in on from with and by for was were is are that which who had has have year".split())
_RESEMBLES = 0.55
_APART = 0.1


def _words(text: str) -> frozenset[str]:
    """Return the content words of a text, without their endings."""
    found = (re.sub(r"(?:ies|es|s|ed|ing)$", "", word) for word in _WORD.findall(text.lower()))
    return frozenset(word for word in found if word not in _TOO_COMMON)


@lru_cache(maxsize=8)
def _profiles(catalog: Catalog) -> tuple[tuple[Indicator, Mapping[str, float]], ...]:
    """Return the words of each indicator with their weights: rare among the indicators weighs more."""
    words = {i.id: _words(re.sub(r"\{\w+\}", " ", " ".join((i.label, i.row or "")))) for i in catalog.indicators}
    spread = Counter(word for own in words.values() for word in own)
    weights = {word: math.log(1 + len(words) / count) for word, count in spread.items()}
    return tuple((i, {word: weights[word] for word in words[i.id]}) for i in catalog.indicators)


_PLACE_OR_YEAR = re.compile(r"\{\w+\}|[<>|\[\]]")
_RESTATES = 0.8


@lru_cache(maxsize=256)
def _own_words(indicator: Indicator) -> frozenset[str]:
    """Return the content words of the catalog's own wordings of an indicator."""
    return _words(_PLACE_OR_YEAR.sub(" ", " ".join((indicator.label, indicator.row or "", *indicator.statements))))


def restates(sentence: str, indicator: Indicator, catalog: Catalog) -> bool:
    """Say whether a sentence, its places hidden, says an indicator in nothing but the catalog's own words for it.

    They may stand in any order and some may be missing, so the sentence is not certain to state it, but it is near it.
    """
    profile = next(own for other, own in _profiles(catalog) if other.id == indicator.id)
    said = _words(sentence) - _words(" ".join(catalog.harmless))
    share = sum(weight for word, weight in profile.items() if word in said) / (sum(profile.values()) or 1.0)
    return share >= _RESTATES and said <= _own_words(indicator)


def resembling(sentence: str, catalog: Catalog, place: str | None) -> Indicator | None:
    """Return the indicator that a sentence of a document about `place` looks like, or None if none or several do.

    The share of the indicator's own words that stand in the sentence decides, each weighed by how few indicators
    have it; a sentence that names the place is about an indicator of places.
    """
    level = "place" if place in places_named(sentence) else "nation"
    said = _words(sentence)
    scores = sorted(
        (
            (sum(w for word, w in own.items() if word in said) / (sum(own.values()) or 1.0), indicator)
            for indicator, own in _profiles(catalog)
            if indicator.level == level
        ),
        key=lambda score: -score[0],
    )
    if not scores or scores[0][0] < _RESEMBLES:
        return None
    if len(scores) > 1 and scores[0][0] - scores[1][0] < _APART:
        return None
    return scores[0][1]

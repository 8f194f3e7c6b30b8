"""Which indicator a sentence looks like that states a figure in no wording of the catalog: for a person to decide."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from index.catalog import Catalog, Indicator
from index.places import places_named
from index.repeating import transposed

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
_SLOT = re.compile(r"\{(\w+)\}")
_EVERY_WORD = re.compile(r"[^\W\d_]+")
_RESTATES, _RESTATES_TRANSPOSED = 0.75, 0.3
_MOST_UNKNOWN = 1


@lru_cache(maxsize=256)
def _own_words(indicator: Indicator, catalog: Catalog) -> frozenset[str]:
    """Return the content words of all wordings of an indicator that the catalog knows."""
    texts = [indicator.label, indicator.row or "", *indicator.statements, *indicator.reworded, *indicator.asides]
    texts += [part for frame in indicator.frames for part in (frame.count or "", *frame.parts)]
    named = {name for text in texts for name in _SLOT.findall(text)}
    while more := {n for name in named for n in _SLOT.findall(catalog.phrases.get(name, ""))} - named:
        named |= more
    texts += [catalog.phrases[name] for name in named if name in catalog.phrases]
    return _words(_PLACE_OR_YEAR.sub(" ", " ".join(texts)))


def restates(
    sentence: str, indicator: Indicator, catalog: Catalog, *, figure: Decimal | None, stated: Decimal | None
) -> bool:
    """Say whether a sentence, its places hidden, may give an indicator again, so that a person would wonder.

    It says what tells the indicator from others, nothing that narrows it, and at most one word that no wording of the
    indicator has, none that tells another indicator from it. Where its figure has the digits of the stated one in
    another order, less of it is enough.
    """
    profile = next(own for other, own in _profiles(catalog) if other.id == indicator.id)
    words = _words(sentence)
    own = _own_words(indicator, catalog)
    narrowing = catalog.narrowing - frozenset(_WORD.findall(" ".join((indicator.label, *indicator.statements)).lower()))
    if not narrowing.isdisjoint(_EVERY_WORD.findall(sentence.lower())):
        return False
    share = sum(weight for word, weight in profile.items() if word in words) / (sum(profile.values()) or 1.0)
    unknown = words - own - _words(" ".join(catalog.harmless))
    if any(not unknown.isdisjoint(of_other) for _, of_other in _profiles(catalog)):
        return False
    enough = _RESTATES_TRANSPOSED if transposed(figure, stated) else _RESTATES
    return share >= enough and len(unknown) <= _MOST_UNKNOWN


def says_only(sentence: str, indicator: Indicator, catalog: Catalog, besides: frozenset[str]) -> bool:
    """Say whether a sentence, its places hidden, has no word but those of an indicator's wordings and some besides."""
    words = _words(sentence)
    profile = next(own for other, own in _profiles(catalog) if other.id == indicator.id)
    known = _own_words(indicator, catalog) | _words(" ".join((*catalog.harmless, *besides)))
    return words <= known and not words.isdisjoint(profile)


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

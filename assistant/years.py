"""Years that a text names by others: "2020 to 2023", "2023 and the two years before", "after 2023"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.lexicon import may_hold
from index.quantities import NUMBER_WORDS

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_YEAR = r"((?:19|20)\d\d)"
_YEAR_DIGITS = re.compile(r"(?:19|20)\d\d")
_RANGES = (
    re.compile(rf"\b{_YEAR}\s*(?:-|\u2013|to|through|thru|until|till|up to)\s*{_YEAR}\b", re.IGNORECASE),
    re.compile(rf"\bbetween\s+{_YEAR}\s+and\s+{_YEAR}\b", re.IGNORECASE),
)
_NUMBER = rf"(?P<number>\d|{'|'.join(word for word, n in NUMBER_WORDS.items() if 0 < n < 10)}|couple of)"
_THEN = _NUMBER.replace("number", "then")
_AROUND = (
    (
        re.compile(
            rf"\b(?:{_NUMBER}\s+)?(?:preceding|previous|prior|earlier)\s+(?:{_THEN}\s+)?year(?P<several>s?)\b",
            re.IGNORECASE,
        ),
        -1,
    ),
    (re.compile(rf"\b(?:{_NUMBER}\s+)?year(?P<several>s?)\s+(?:before|earlier|prior)\b", re.IGNORECASE), -1),
    (re.compile(rf"\b(?:{_NUMBER}\s+)?following\s+year(?P<several>s?)\b", re.IGNORECASE), 1),
    (re.compile(rf"\b(?:{_NUMBER}\s+)?year(?P<several>s?)\s+(?:after|later)\b", re.IGNORECASE), 1),
)
_BEYOND = (
    (re.compile(rf"\b(?:after|later than)\s+{_YEAR}\b", re.IGNORECASE), 1),
    (re.compile(rf"\b(?:before|prior to|earlier than)\s+{_YEAR}\b", re.IGNORECASE), -1),
)
# "for 2022, not 2023", but not "were they in 2023 not 2022 levels?"
_DENIED = re.compile(
    rf"\b(?:19|20)\d\d\W+(?:and |but )?not (?:for |in |from )?{_YEAR}(?=\s*(?:[^\w\s]|$))", re.IGNORECASE
)
_BEYOND_WORDS = ("after", "later", "before", "prior", "earlier")
_LONGEST = 20  # years of a range


def years_meant(text: str, named: Sequence[str]) -> tuple[str, ...]:
    """Return the years that a text means, given those that it names: with those between, before or after them.

    A year that is set aside for another one is not meant: "for 2022, not 2023".
    """
    if not any(year.isdigit() for year in named):
        return tuple(named)
    denied = {match[1] for match in _DENIED.finditer(text)} if len(named) > 1 else set()
    years = [y for y in named if y not in denied] or list(named)
    beyonds = _BEYOND if may_hold(text, _BEYOND_WORDS) else ()  # most texts name their year and nothing beside it
    ranges = _RANGES if text.count("19") + text.count("20") > 1 and len(_YEAR_DIGITS.findall(text)) > 1 else ()
    arounds = _AROUND if may_hold(text, ("year",)) else ()
    for beyond, step in beyonds:  # "after 2023" leaves out 2023
        for match in beyond.finditer(text):
            years = [str(int(y) + step) if y == match[1] else y for y in years]
    for pattern in ranges:
        for match in pattern.finditer(text):
            first, last = sorted((int(match[1]), int(match[2])))
            if last - first <= _LONGEST:
                years += [str(year) for year in range(first, last + 1)]
    counted = [y for y in named if y.isdigit()]
    for around, step in arounds:
        found = around.search(text)
        said = [word for name, word in found.groupdict().items() if word and name != "several"] if found else []
        if found and len(counted) == 1 and (said or not found["several"]):
            years += [str(int(counted[0]) + step * n) for n in range(1, _number((said or ["one"])[0]) + 1)]
    return tuple(dict.fromkeys(years))


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBER_WORDS.get(word.lower(), 2)  # "a couple of"

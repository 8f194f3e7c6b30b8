"""How generated cases are asked: several wordings of each operation, from the catalog's own phrases."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from assistant.types import Operation
from index.catalog import Catalog, Indicator
from index.places import name_of
from index.quantities import grouped
from index.types import NATION

_PHRASES = 3

_LOOKUP = (
    "How many {phrase} were there in {place}{year}?",
    "{phrase}, {place}{year}",
    "Please tell me the number of {phrase} for {place}{year}.",
)
_OVERALL = (
    "How many {phrase} were there overall{year}?",
    "{phrase}, NCMEC overall{year}",
    "Please tell me the overall number of {phrase}{year}.",
)
_PERCENT = (
    "What was the {phrase} overall{year}?",
    "{phrase}, NCMEC overall{year}",
)
_OVER_ALL = {
    Operation.SUM: (
        "How many {phrase} were there in all the states together{year}?",
        "total of {phrase} over all states{year}",
    ),
    Operation.MEAN: (
        "What is the average number of {phrase} across the states{year}?",
        "mean of {phrase} over all states{year}",
    ),
    Operation.MEDIAN: (
        "What is the median number of {phrase} across the states{year}?",
        "median of {phrase} over all states{year}",
    ),
}
_PAIR = {
    Operation.DIFFERENCE: (
        "How many more {phrase} were there in {place} than in {other}{year}?",
        "difference in {phrase} between {place} and {other}{year}",
    ),
    Operation.RATIO: (
        "How many times as many {phrase} were there in {place} as in {other}{year}?",
        "ratio of {phrase} in {place} to those in {other}{year}",
    ),
    Operation.PERCENT_CHANGE: (
        "By what percentage did {phrase} in {place} exceed those in {other}{year}?",
        "How many percent more {phrase} were there in {place} than in {other}{year}?",
    ),
}
_SHARE = (
    "What share of {whole} in {place}{year} were {phrase}?",
    "{phrase} as a percentage of {whole}, {place}{year}",
)
_SHARE_OF_OVERALL = (
    "What share of {whole} overall{year} do the {phrase} in {place} make up?",
    "{phrase} in {place} as a percentage of {whole} overall{year}",
)
_MOST = ("Which state had the most {phrase}{year}?", "state with the highest number of {phrase}{year}")
_FEWEST = ("Which state had the fewest {phrase}{year}?", "state with the lowest number of {phrase}{year}")
_ABOVE = ("Which states had more than {limit} {phrase}{year}?", "states with over {limit} {phrase}{year}")


class Wordings:
    """Questions in several wordings.

    A phrase that several indicators of one level are asked by is not used: it would not say which is meant. With one
    year in the store, every other wording leaves it out.
    """

    def __init__(self, catalog: Catalog, *, only_year: str | None) -> None:
        self._only_year = only_year
        shared = Counter(
            (indicator.level, phrase.lower()) for indicator in catalog.indicators for phrase in set(indicator.asked_as)
        )
        self._phrases = {
            indicator.id: list(
                dict.fromkeys(
                    (
                        indicator.label,
                        *(p for p in indicator.asked_as if shared[indicator.level, p.lower()] == 1 and " " in p),
                    )
                )
            )[:_PHRASES]
            for indicator in catalog.indicators
        }

    def _filled(self, templates: tuple[str, ...], indicator: Indicator, period: str | None, **slots: str) -> list[str]:
        texts: list[str] = []
        for i, template in enumerate(templates):
            for j, phrase in enumerate(self._phrases[indicator.id]):
                silent = period is None or (period == self._only_year and (i + j) % 2 == 1)
                year = "" if silent else f" in {period}"
                texts.append(template.format(phrase=phrase, year=year, **slots))
        return texts

    def lookup(self, indicator: Indicator, place: str, period: str | None) -> list[str]:
        """Ask for one figure."""
        if place == NATION:
            return self._filled(_PERCENT if indicator.unit == "percent" else _OVERALL, indicator, period)
        return self._filled(_LOOKUP, indicator, period, place=name_of(place))

    def over_all(self, operation: Operation, indicator: Indicator, period: str) -> list[str]:
        """Ask for a sum, mean or median over all places."""
        return self._filled(_OVER_ALL[operation], indicator, period)

    def pair(self, operation: Operation, indicator: Indicator, place: str, other: str, period: str) -> list[str]:
        """Ask for what lies between the figures of two places."""
        return self._filled(_PAIR[operation], indicator, period, place=name_of(place), other=name_of(other))

    def share(self, part: Indicator, whole: Indicator, place: str, period: str) -> list[str]:
        """Ask for the share of a part in its whole."""
        templates = _SHARE if whole.level == "place" else _SHARE_OF_OVERALL
        return self._filled(templates, part, period, place=name_of(place), whole=whole.label)

    def superlative(self, indicator: Indicator, period: str, *, most: bool) -> list[str]:
        """Ask for the place with the most or the fewest."""
        return self._filled(_MOST if most else _FEWEST, indicator, period)

    def above(self, indicator: Indicator, limit: Decimal, period: str) -> list[str]:
        """Ask for the places above a limit."""
        return self._filled(_ABOVE, indicator, period, limit=grouped(limit))

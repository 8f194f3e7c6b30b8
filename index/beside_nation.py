"""The nation's figure that stands beside that of a place: "supported 23 families in Ohio (6,031 nationwide)"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.catalog import Catalog, Indicator
from index.quantities import LENIENT_NUMERAL_PATTERN, QUALIFIER_PATTERN
from index.statements import NATION_WORDS, Stated


def _figure(name: str) -> str:
    return rf"(?:{QUALIFIER_PATTERN}\s)?(?P<{name}>{LENIENT_NUMERAL_PATTERN})"


_BESIDE = re.compile(
    rf"\s\((?:(?:out\sof|of|against|compared\s(?:with|to))\s)?{_figure('first')}\s{NATION_WORDS}\)"
    rf"|\s\({NATION_WORDS}(?::\s|,\s|\s){_figure('second')}\)"
    rf"|,?\s(?:out\s)?of\s(?:the\s|a\stotal\sof\s)?{_figure('third')}\s{NATION_WORDS}(?=\s*[.,;]|\s*$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure of the nation in a sentence, as offsets, and the sentence with blanks in the place of what gives it."""

    sentence: str
    at: int
    value_start: int
    value_end: int


def figure_of_the_nation(sentence: str) -> Beside | None:
    """Return the one figure that stands beside another one for the whole nation, None if there is none or several."""
    found = list(_BESIDE.finditer(sentence))
    if len(found) != 1:
        return None
    (match,) = found
    name = next(name for name, value in match.groupdict().items() if value is not None)
    blanks = " " * (match.end() - match.start())
    return Beside(sentence[: match.start()] + blanks + sentence[match.end() :], match.start(), *match.span(name))


def with_the_nation(beside: Beside, found: Sequence[Stated], catalog: Catalog) -> list[Stated] | None:
    """Return what the rest of a sentence states with the nation's figure, which counts the same of all places.

    None if the figure in front of it is not certain, or counts something that the family does not give of the nation.
    """
    in_front = [s for s in found if s.doubt is None and s.value_end <= beside.at]
    if not in_front:
        return None
    own = max(in_front, key=lambda s: s.value_start)
    overall = _same_of_all(own.indicator, catalog)
    if overall is None or any(s.indicator is overall for s in found):
        return None
    return [
        *found,
        Stated(
            indicator=overall,
            value_start=beside.value_start,
            value_end=beside.value_end,
            place=catalog.overall_code,
            year=own.year,
        ),
    ]


def _same_of_all(indicator: Indicator, catalog: Catalog) -> Indicator | None:
    """Return the overall indicator of which that of a place is a part in the same words."""
    overall = indicator.part_of_overall
    same = overall is not None and overall == indicator.overall_counterpart and not indicator.part_of_overall_note
    return catalog.by_id[overall] if overall is not None and same else None

"""Which family a document is of, and which place and period it is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from index.catalog import Catalog
from index.reading import Reading
from index.statements import LONGEST, YEAR, comparisons, hide_places, may_state, read_statements
from index.wording import compile_wording

_DIVIDES_A_TITLE = re.compile(r"[\s|:,()\u2013\u2014-]+|\b(?:FY\s?|fiscal year )?(?:19|20)\d{2}\b", re.IGNORECASE)
_STATEMENTS_OF_A_FAMILY = 2


def recognise(reading: Reading, catalogs: Sequence[Catalog]) -> tuple[Catalog, str] | None:
    """Return the family of a document and the place its title names, or None for a document of no family."""
    for catalog in catalogs:
        match = catalog.compiled(catalog.recognise.title).search(reading.title)
        if match and all(catalog.compiled(phrase).search(reading.text) for phrase in catalog.recognise.phrases):
            place = catalog.place_names.code_of(match["place"])
        else:
            place = _titled_otherwise(reading, catalog)
        if place:
            return catalog, place
    return None


def _titled_otherwise(reading: Reading, catalog: Catalog) -> str | None:
    """Return the place of a document with another title of the family, if it holds statements of it as well."""
    hidden, places = hide_places(reading.title, catalog) if len(reading.title) <= LONGEST else ("", {})
    title = " ".join(_DIVIDES_A_TITLE.sub(" ", hidden).split())
    if len(places) != 1:
        return None
    (place,) = places.values()
    for pattern in (catalog.recognise.title, *catalog.recognise.other_titles):
        if not compile_wording(pattern, catalog.phrases).fullmatch(title):
            continue
        stated = {
            stated.indicator.id
            for block in reading.blocks
            for start, end in reading.sentences(block)
            if may_state(reading.text[start:end])
            for stated in read_statements(reading.text[start:end], catalog, place)
            if stated.doubt is None and stated.place in ("", catalog.overall_code, place)
        }
        if len(stated) >= _STATEMENTS_OF_A_FAMILY:
            return place
    return None


def document_period(reading: Reading, catalog: Catalog) -> str | None:
    """Return the year that the document speaks of most often, or the newest quarter or month; None if it names none.

    A year that another is compared with does not count, and of two named as often the later one is meant.
    """
    if catalog.periods.kind != "year":
        tables = [b for b in reading.blocks if b.kind == "table"] or reading.blocks
        named = [catalog.period_reader.named_in(reading.text[b.start : b.end]) for b in tables]
        return max(frozenset().union(*named), default=None)
    text = reading.text
    compared = {at for a, b in _comparisons_of(reading) for at in range(a, b)}
    years = Counter(match.group() for match in YEAR.finditer(text) if match.start() not in compared)
    return max(years, key=lambda year: (years[year], year)) if years else None


def _comparisons_of(reading: Reading) -> Iterator[tuple[int, int]]:
    for block in reading.blocks:
        for start, end in reading.sentences(block):
            if end - start <= LONGEST:
                for a, b in comparisons(reading.text[start:end]):
                    yield start + a, start + b

"""Which family a document is of, and which place and period it is about, by all that it says of itself.

Title, lead sentence and statements are heard. Where they name no place, or do not agree on one, a document that looks
like one of the family is not read as any place's: a person must say whose it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from index.catalog import Catalog
from index.declaring import OPENING, Line, declared_year, front, years_spoken_of
from index.itemised import itemised
from index.labelled import labelled_figures
from index.likeness import any_of, looks_like_one
from index.reading import Reading
from index.stated import spoken_of, stated_in
from index.statements import Stated
from index.titles import headings_in_own_words, places_named, subject, titles, titles_in_own_words

_QUOTES = "\"'\u201c\u201d\u2018\u2019"
_MOST_NAMED = 3  # places of which a document without a title may be
# How many different indicators a document must state: with a title of the family, with a lead, and with neither.
_TITLED, _LED = 2, 4
_OF_ONE_PLACE = 7  # different indicators of places: so many make a sheet that has none of the nation's
_OF_A_LED, _OF_NO_LED = 3, 2  # one in so many of the family's statements must stand in a document without a title
_SLIPS = 3  # fewer figures of another place do not tell against the title that all documents of the family have
_PREVAILS = 2 / 3  # of the years that are spoken of, where none is stated
_FEW = "it has no title of one and gives few of their figures in words that are known"
_SHOWN = 4  # places that a doubt names


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """The family of a document, its place and period, and the front line that titles it.

    `doubt` says in words why it is not certain whose it is: then nothing may be read. Without a period the figures that
    are printed with theirs can be read.
    """

    catalog: Catalog
    place: str | None = None
    period: str | None = None
    title: Line | None = None
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What a document says of itself: titles, headings and leads with their places, and the figures that it states.

    `named_in_front` are all places of the lines in front of the text.
    """

    titles: tuple[tuple[str, Line], ...]
    in_own_words: tuple[tuple[str, Line], ...]
    headings: frozenset[str]
    exact: bool
    leads: frozenset[str]
    named_in_front: frozenset[str]
    stated: tuple[Stated, ...]

    @property
    def indicators(self) -> int:
        """How many different indicators are stated."""
        return len({stated.indicator.id for stated in self.stated})

    @property
    def declared(self) -> frozenset[str]:
        """The places that titles, headings and leads name."""
        return self.leads.union(self.headings, (place for place, _ in self.every_title))

    @property
    def every_title(self) -> tuple[tuple[str, Line], ...]:
        """The titles, those in words of their own, and the subject of a mail that hands a document on."""
        return (*self.titles, *self.in_own_words)

    def places(self, overall: str) -> Counter[str]:
        """Count the places that the statements of a place's figures name."""
        return Counter(s.place for s in self.stated if s.place and s.place != overall)


def recognise(
    reading: Reading, catalogs: Sequence[Catalog], *, place: str | None = None, period: str | None = None
) -> Recognised | None:
    """Return the family of a document with its place and period, or None for a document of no family.

    `place` and `period` are what a person says of it, in their words: they count where the document leaves them open.
    """
    known = [(catalog, _evidence(reading, catalog)) for catalog in catalogs]
    for catalog, evidence in known:
        if _belongs(evidence, catalog, said=place is not None):
            return _about(reading, catalog, evidence, place, period)
    for catalog, evidence in known:
        if looks_like_one(reading, catalog, declared=len(evidence.declared) == 1):
            if place is not None:
                return _about(reading, catalog, evidence, place, period)
            return Recognised(catalog=catalog, doubt=_doubt_of_likeness(reading, evidence, catalog))
    return None


def _about(
    reading: Reading, catalog: Catalog, evidence: _Evidence, said_place: str | None, said_period: str | None
) -> Recognised:
    places, one = catalog.place_names, catalog.place_word.one
    doubt: str | None = None
    place, stated = _place(evidence, catalog), document_period(reading, catalog, evidence.stated)
    given = _code(said_place, catalog) if said_place else place
    period = catalog.period_reader.code_of(said_period) if said_period else stated
    if said_place and given is None:
        doubt = f"{said_place!r} is no {one} of them"
    elif said_period and period is None:
        doubt = f"{said_period!r} is no {catalog.period_word.one} of them"
    elif given is None:
        doubt = _doubt_of_place(evidence, catalog)
    elif not said_place and not evidence.every_title and evidence.indicators * _OF_A_LED < _statements_of(catalog):
        doubt = _FEW
    elif place and given != place:
        doubt = f"it is said to be about {places.name_of(given)} and speaks of {places.name_of(place)}"
    elif stated and period != stated:
        doubt = f"its figures are said to be of {period} and it gives them for {stated}"
    if doubt:
        return Recognised(catalog=catalog, doubt=doubt)
    title = next((line for code, line in evidence.every_title if code == given), None)
    return Recognised(catalog=catalog, place=given, period=period, title=title)


def _code(said: str, catalog: Catalog) -> str | None:
    """Return the code of a place that a person gives by its name or its code."""
    places = catalog.place_names
    named = places.code_of(said)
    return named or (said.upper() if places.code_of(places.name_of(said.upper())) == said.upper() else None)


def document_period(reading: Reading, catalog: Catalog, stated: Sequence[Stated]) -> str | None:
    """Return the year that most statements are of, else the one that the document declares; None if it is not certain.

    Of two that are stated as often the later is meant. Quarters and months are the newest that tables name.
    """
    if catalog.periods.kind != "year":
        tables = [b for b in reading.blocks if b.kind == "table"] or reading.blocks
        named = [catalog.period_reader.named_in(reading.text[b.start : b.end]) for b in tables]
        return max(frozenset().union(*named), default=None)
    years = Counter(s.year for s in stated if s.year)
    if not years and (declared := declared_year(reading)):
        return declared.text
    spoken_of = years_spoken_of(reading)
    if not years and spoken_of and max(spoken_of.values()) < _PREVAILS * spoken_of.total():
        return None
    years = years or spoken_of
    return max(years, key=lambda year: (years[year], year)) if years else None


def _evidence(reading: Reading, catalog: Catalog) -> _Evidence:
    exact = catalog.compiled(catalog.recognise.title).search(reading.title)
    place = catalog.place_names.code_of(exact["place"]) if exact else None
    if place and all(catalog.compiled(phrase).search(reading.text) for phrase in catalog.recognise.phrases):
        block = reading.blocks[0]
        own: tuple[tuple[str, Line], ...] = ((place, Line(reading.title, block.start, block.end)),)
        sure = True
    else:
        own = tuple(titles(reading, catalog, catalog.recognise.every_title))
        sure = False
    mailed = subject(reading, catalog)
    others = (*titles_in_own_words(reading, catalog), *((mailed,) if mailed else ()))
    headings = frozenset(place for place, _ in titles(reading, catalog, catalog.recognise.headings))
    headings = headings.union(headings_in_own_words(reading, catalog))
    leads = frozenset(_leads(reading, catalog))
    named = frozenset(place for line in front(reading) for place in places_named(line.text, catalog)[1])
    named -= {catalog.overall_code}
    known = _Evidence(own, others, headings, sure, leads, named, ())
    if not sure and not _speaks_of(reading, catalog):
        return known
    likely = sorted(known.declared) or _most_named(reading, catalog)
    return replace(known, stated=tuple(_stated(reading, catalog, likely[0] if len(likely) == 1 else None)))


def _belongs(evidence: _Evidence, catalog: Catalog, *, said: bool) -> bool:
    if evidence.exact:
        return True
    if evidence.titles or said:
        return evidence.indicators >= _TITLED
    if (evidence.leads or evidence.headings or evidence.in_own_words) and evidence.indicators >= _LED:
        return True
    of_places = {s.indicator.id for s in evidence.stated if s.indicator.level == "place"}
    many = evidence.indicators * _OF_NO_LED >= _statements_of(catalog) and len(of_places) >= _LED
    return many or len(of_places) >= _OF_ONE_PLACE


def _statements_of(catalog: Catalog) -> int:
    """Return how many indicators the sentences of a family state."""
    return sum(1 for indicator in catalog.indicators if indicator.statements)


def _place(evidence: _Evidence, catalog: Catalog) -> str | None:
    """Return the one place that a document is about, or None where what it says does not agree.

    Without a title, heading or lead its front must not name another place than its statements do.
    """
    stated = evidence.places(catalog.overall_code)
    declared = evidence.declared or evidence.named_in_front.union(stated)
    if len(declared) != 1:
        return None
    (place,) = declared
    others = stated.total() - stated[place]
    return place if others < max(_SLIPS if evidence.exact else 1, stated[place]) else None


def _doubt_of_place(evidence: _Evidence, catalog: Catalog) -> str:
    stated = evidence.places(catalog.overall_code)
    named = sorted(evidence.declared.union(stated, () if evidence.declared else evidence.named_in_front))
    return _naming(named, catalog)


def _doubt_of_likeness(reading: Reading, evidence: _Evidence, catalog: Catalog) -> str:
    """Say why a document that only looks like one of the family is not read, though it may name its place."""
    named = _named(reading, catalog)
    one = _place(evidence, catalog) is not None or len(named) == 1
    return _FEW if one else _naming([place for place, _ in named.most_common()], catalog)


def _naming(named: Sequence[str], catalog: Catalog) -> str:
    if not named:
        return f"it names no {catalog.place_word.one}"
    shown = [catalog.place_names.name_of(code) for code in named[:_SHOWN]]
    return f"it names {' and '.join(shown)}" + (" and others" if len(named) > _SHOWN else "")


def _leads(reading: Reading, catalog: Catalog) -> Iterator[str]:
    """Yield the places of the sentences that say what the document holds; one that is quoted says nothing of it."""
    groups = [any_of(words) for words in catalog.recognise.lead]
    if not groups:
        return
    for start, end in islice(_sentences(reading), OPENING):
        sentence = reading.text[start:end]
        if not all(group.search(sentence) for group in groups):
            continue
        quoted = sentence[0] in _QUOTES or reading.text[start - 1 : start] in tuple(_QUOTES)
        if not quoted and not re.search(r"\d", re.sub(r"(?:19|20)\d{2}", "", sentence)):
            yield from places_named(sentence, catalog)[1]


def _speaks_of(reading: Reading, catalog: Catalog) -> bool:
    return bool(catalog.publisher_names) and bool(any_of(catalog.publisher_names).search(reading.text))


def _most_named(reading: Reading, catalog: Catalog) -> list[str]:
    """Return the place that a document without title and lead names most often; none if it names many."""
    named = _named(reading, catalog)
    return [place for place, _ in named.most_common(1)] if len(named) <= _MOST_NAMED else []


def _named(reading: Reading, catalog: Catalog) -> Counter[str]:
    """Count the places that a document names."""
    named = Counter(mention.code for mention in catalog.place_names.find(reading.text))
    named.pop(catalog.overall_code, None)
    return named


def _sentences(reading: Reading) -> Iterator[tuple[int, int]]:
    for block in reading.blocks:
        if block.kind != "table":
            yield from reading.sentences(block)


def _stated(reading: Reading, catalog: Catalog, place: str | None) -> Iterator[Stated]:
    """Yield the figures that are stated with certainty in a document that may be about `place`."""
    before = frozenset[str]()
    totals: list[int] = []
    for start, end in _sentences(reading):
        certain = [s for s in stated_in(reading.text[start:end], catalog, place, before) if s.doubt is None]
        before = spoken_of(reading.text[start:end], certain, catalog)
        totals += (start + s.value_start for s in certain if s.indicator.id in {table.lead for table in catalog.tables})
        yield from certain
    for f in (f for f in labelled_figures(reading, catalog) if f.doubt is None):
        yield Stated(indicator=f.indicator, value_start=f.value_start, value_end=f.value_end, place=f.place, year=None)
    for table in catalog.tables if place else ():
        for account in itemised(reading, catalog, table, place or "", totals):
            for indicator in (table.lead, *(item.indicator for item in account.items)):
                at = account.value_start, account.value_end
                yield Stated(
                    indicator=catalog.by_id[indicator], value_start=at[0], value_end=at[1], place="", year=account.year
                )

"""Which period a sentence is of that gives none: the one that the text before it, or the title, speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index.catalog import Catalog
from index.declaring import declared_year, years_in, years_spoken_of
from index.reading import Reading
from index.statements import (
    YEAR,
    Stated,
    comparisons,
    figures_of,
    names_period,
    speaks_of_last_year,
    speaks_of_that_year,
    statement_periods,
)

Given = tuple[str, tuple[int, int] | None]
_ENOUGH = 3  # indicators: so many figures tell the year of a document, whatever stands in front


class CurrentPeriod:
    """Follows the periods that a document's sentences give, as (period, span in the reading, if it stands there)."""

    def __init__(self, reading: Reading, catalog: Catalog, said: str | None = None) -> None:
        """`said` is the period that a person says of the document."""
        self._catalog = catalog
        of_years = catalog.periods.kind == "year"
        self._years = frozenset(years_spoken_of(reading)) if of_years else frozenset[str]()
        declared = declared_year(reading) if of_years else None
        front = (declared.text, (declared.start, declared.end)) if declared else None
        throughout = self._given_throughout(reading) if of_years and front is None else None
        self._declared: Given | None = (said, None) if said else front or throughout
        title = next((b for b in reading.blocks if b.kind == "title"), None) if of_years else None
        self._titled = frozenset(YEAR.findall(reading.text[title.start : title.end])) if title else frozenset[str]()
        self._earlier: Given | None = None
        self._stated = frozenset[str]()  # the years of all statements so far
        self._continues = True  # whether every year of the block so far was that of a statement, and the same one
        self._named_last: Given | None = None  # None, too, where the last sentence with a year names several or no own

    def _given_throughout(self, reading: Reading) -> Given | None:
        """Return the one year of which a document speaks, with where it is first given, if enough figures are of it."""
        if len(self._years) != 1:
            return None
        dated = [
            (year, span)
            for block in reading.blocks
            if block.kind != "table"
            for span in reading.sentences(block)
            for year in {year for year, _, _ in statement_periods(reading.text[slice(*span)], self._catalog)}
            if year in self._years and figures_of(reading.text[slice(*span)], self._catalog)
        ]
        return dated[0] if len(dated) >= _ENOUGH else None

    @property
    def declared(self) -> Given | None:
        """The period of what gives none and follows no sentence; None if it cannot be told."""
        return self._declared

    def belied(self, periods: Mapping[str, str]) -> frozenset[str]:
        """Return the years of figures, by their indicators, that the title belies: few, and all before its own."""
        if len(self._titled) != 1 or len(periods) >= _ENOUGH:
            return frozenset()
        return frozenset(periods.values()) if max(periods.values(), default="") < min(self._titled) else frozenset()

    def begin_block(self) -> None:
        """Forget what the sentences of another block said of theirs."""
        self._earlier, self._continues = None, True

    def interrupt(self) -> None:
        """Take note of a stretch that is not read: what stands behind it does not continue what stands before."""
        self._continues = False
        self._named_last = None

    def inherited(self, sentence: str) -> Given | None:
        """Return the period of a statement that gives none itself; None if it cannot be told.

        The sentence continues the last one with a year, if the block names no other year before; "that year" is the
        one named last, wherever it stands; else the year that stands in front holds if the block has named none. "Last
        year" is the one in front, where no statement is of another.
        """
        if names_period(_without_comparisons(sentence), self._catalog):
            return None
        if speaks_of_last_year(sentence, self._catalog):
            return self._declared if self._declared and self._stated <= {self._declared[0]} else None
        if self._earlier and self._continues:
            return self._earlier
        if speaks_of_that_year(sentence, self._catalog) and self._named_last:
            return self._named_last
        return self._declared if self._earlier is None and self._continues else None

    def follow(self, sentence: str, start: int, end: int, found: Sequence[Stated]) -> None:
        """Take note of the periods that a sentence gives and of what it states.

        In a document that names no other year than its statements any sentence may give it ("In 2020, NCMEC also
        continued to ...").
        """
        if not names_period(_without_comparisons(sentence), self._catalog):
            return
        given = {period for period, _, _ in statement_periods(sentence, self._catalog)}
        if self._catalog.periods.kind == "year":
            given.intersection_update(years_in(sentence))
        stated = {s.year for s in found if s.doubt is None and s.year}
        if not stated and self._years == self._stated:
            stated = given
        self._stated |= stated
        own_words = _without_comparisons(sentence)
        named = set(YEAR.findall(own_words))
        own = next(iter(stated)) if len(stated) == 1 and (stated <= given or named == stated) else None
        self._continues = own is not None and (self._earlier is None or self._earlier[0] == own)
        self._earlier = (own, (start, end)) if own else self._earlier
        meant = named == {period for period, _, _ in statement_periods(own_words, self._catalog)} <= self._stated
        self._named_last = (next(iter(named)), (start, end)) if meant and len(named) == 1 else None


def _without_comparisons(sentence: str) -> str:
    for start, end in comparisons(sentence):
        sentence = sentence[:start] + " " * (end - start) + sentence[end:]
    return sentence

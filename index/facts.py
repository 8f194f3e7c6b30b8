"""Facts out of a document, by the statements and tables of its family's catalog."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from index.adding_up import rows_add_up
from index.breakdown import Breakdown, read_breakdown
from index.catalog import Catalog, Table
from index.current_period import CurrentPeriod
from index.declaring import naming
from index.found import Found, block_at, either, itemised_rows, labelled, totals
from index.grids import read_grids
from index.ledger import Doubtful, Unclaimed, account
from index.quantities import find_numerals, parse_number, printed_value, proposed_value, qualifier_before
from index.reading import ITEM, Block, Reading
from index.repeating import Printing, exchanged, repeated, years_meant
from index.restating import Given, restated
from index.stated import headed, spoken_of, stated_in
from index.statements import (
    LONGEST,
    YEAR,
    gives_slots_only,
    statement_periods,
)
from index.types import Candidate, Document, Extract, Fact, Flag, FlagKind, NumeralCounts, Qualifier

_LONGEST_LEAD = 60  # characters
_EXCHANGED = "another sentence gives its digits in another order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What one document yields: facts, what needs a person, and the ledger of its numerals."""

    facts: tuple[Fact, ...]
    flags: tuple[Flag, ...]
    numerals: NumeralCounts


def extract(document: Document, reading: Reading, catalog: Catalog | None) -> Extraction:
    """Read the facts of a document and account for every numeral in it.

    In a document of no family every numeral is context.
    """
    numerals = list(find_numerals(reading.text, magnitudes=False))
    if catalog is None:
        return Extraction(facts=(), flags=(), numerals=NumeralCounts(total=len(numerals), as_context=len(numerals)))
    reader = _Reader(document, reading, catalog)
    found = [f for block in reading.blocks for f in reader.statements(block)]
    breakdowns: list[tuple[int, Breakdown]] = []
    for number, table in enumerate(catalog.tables):
        found += totals(reading, catalog, document.place, table, reader.period, found)
        rows, breakdown = reader.rows(number, found)
        found = either(found, rows)
        breakdowns += [(number, breakdown)] if breakdown else []
        found = reader.with_itemised(table, found)
    found = reader.with_labelled(found)
    found, repeated = reader.given_again(found)
    found += reader.restated(found)
    facts, flags = reader.judge(found)
    facts = reader.add_up(breakdowns, facts, flags)
    grids = read_grids(document, reading, catalog)
    seen = {*(f.indicator for f in grids.facts), *(f.indicator for f in grids.flags)}
    flags += [*grids.flags, *(f for f in reader.missing(found) if f.indicator not in seen)]
    stated = {fact.value_start for fact in facts}
    figures = {f.value_start: f for f in found if reading.span(f.value_start, f.value_end)[0] in stated}
    counts, unclaimed = account(
        reading,
        catalog,
        document.place,
        facts=grids.claimed.union(figures),
        flagged=frozenset(n.start for n in numerals if _inside(grids.flags, reading.span(n.start, n.end)[0])),
        doubtful=[Doubtful(f.start, f.end, f.value_start, f.value_end) for f in found if f.value_start not in figures],
        known=grids.context.union(repeated).union(
            (at for _, breakdown in breakdowns for at in breakdown.context), (at for f in found for at in f.compared)
        ),
    )
    return Extraction(
        facts=(*facts, *grids.facts), flags=(*flags, *(reader.unclaimed(u) for u in unclaimed)), numerals=counts
    )


def _inside(flags: Sequence[Flag], at: int) -> bool:
    return any(flag.start <= at < flag.end for flag in flags)


class _Reader:
    """Extraction from one document."""

    def __init__(self, document: Document, reading: Reading, catalog: Catalog) -> None:
        self.document = document
        self.reading = reading
        self.catalog = catalog
        self.title = next((b for b in reading.blocks if b.kind == "title"), None)
        self.period = CurrentPeriod(reading, catalog, document.period if document.said_period else None)
        self.listed = frozenset[str]()  # what the items of a list may take up
        self.place = naming(reading, catalog, document.place) if document.place else None

    def extract(self, start: int, end: int) -> Extract:
        a, b = self.reading.span(start, end)
        return Extract(quote=self.document.text[a:b], start=a, end=b)

    def flag(
        self,
        kind: FlagKind,
        indicator: str | None,
        message: str,
        start: int,
        end: int,
        candidate: Candidate | None = None,
    ) -> Flag:
        extract = self.extract(start, end)
        return Flag(
            document_id=self.document.id,
            kind=kind,
            indicator=indicator,
            message=message,
            quote=extract.quote,
            start=extract.start,
            end=extract.end,
            candidate=candidate,
        )

    def statements(self, block: Block) -> Iterator[Found]:
        """Yield the figures that the sentences of a block state; one without a period may inherit that before it.

        An item of a list takes up the sentence that leads to the list, and the items before it.
        """
        listed = self.listed if self.reading.text.startswith(ITEM, block.start) else frozenset[str]()
        before, self.listed = listed, frozenset[str]()
        self.period.begin_block()
        for start, end in self._with_leads(block):
            if end - start > LONGEST:
                self.period.interrupt()
                before = frozenset()
                continue
            sentence = self.reading.text[start:end]
            above = headed(block.section, self.catalog)
            found = stated_in(sentence, self.catalog, self.document.place, before | above)
            certain = {stated.value_start for stated in found if stated.doubt is None}
            before = spoken_of(sentence, found, self.catalog) | listed
            self.listed = before
            for stated in found:
                if stated.doubt and stated.value_start in certain:
                    continue  # in another reading every word of the sentence is accounted for
                period, context = stated.year, list[tuple[int, int]]()
                doubt = stated.doubt
                if stated.indicator.period == "none":
                    period = None
                elif period is None and (inherited := self.period.inherited(sentence)):
                    period, told = inherited
                    context += [told] if told else []
                if stated.place == "" and self.place:
                    context.append((self.place.start, self.place.end))
                yield Found(
                    indicator=stated.indicator,
                    block=block,
                    start=start,
                    end=end,
                    value_start=start + stated.value_start,
                    value_end=start + stated.value_end,
                    place=stated.place or self.document.place or self.catalog.overall_code,
                    period=period,
                    context=tuple(dict.fromkeys(context)),
                    doubt=doubt,
                )
            self.period.follow(sentence, start, end, found)

    def _with_leads(self, block: Block) -> Iterator[tuple[int, int]]:
        """Yield the sentences of a block; one of only place and year ("Ohio, 2023.") goes with the sentence behind."""
        lead: int | None = None
        for start, end in self.reading.sentences(block):
            if end - start <= _LONGEST_LEAD and gives_slots_only(self.reading.text[start:end], self.catalog):
                lead = start if lead is None else lead
                continue
            yield start if lead is None else lead, end
            lead = None

    def with_labelled(self, found: Sequence[Found]) -> list[Found]:
        """Return what is found with the figures that stand beside labels; what the rows of a total say goes first.

        A label does not tell place from nation: its heading does, and for that alone it goes ahead of a sentence.
        """
        taken = {f.value_start for f in found if f.method != "statement"}
        certain = {(f.value_start, f.indicator.level) for f in found if f.doubt is None}
        beside = {
            f.value_start: f
            for f in labelled(self.reading, self.catalog, self.period, self.document.period)
            if f.value_start not in taken and (f.value_start, f.indicator.level) not in certain
        }
        return [*(f for f in found if f.value_start not in beside), *beside.values()]

    def with_itemised(self, table: Table, found: Sequence[Found]) -> list[Found]:
        """Return what is found with the rows of a table that sentences account for, in place of doubtful readings."""
        read = itemised_rows(self.reading, self.catalog, self.document.place, table, self.period, found)
        settled = {f.value_start for f in read}
        return [*(f for f in found if f.value_start not in settled), *read]

    def rows(self, number: int, found: Sequence[Found]) -> tuple[list[Found], Breakdown | None]:
        """Read the rows below the statement of their total, with place and year of that statement."""
        table = self.catalog.tables[number]
        for lead in (f for f in found if f.indicator.id == table.lead):
            total = None if lead.doubt else printed_value(self.reading.text[lead.value_start : lead.value_end])
            breakdown = read_breakdown(self.reading, lead.block, table, self.catalog, total, lead.period)
            if breakdown is None:
                continue
            known = [(row, self.catalog.by_id[row.indicator]) for row in breakdown.rows if row.indicator]
            known += [(row, lead.indicator) for row in breakdown.totals]
            return [
                Found(
                    indicator=indicator,
                    block=block_at(self.reading, row.value_start),
                    start=row.start,
                    end=row.end,
                    value_start=row.value_start,
                    value_end=row.value_end,
                    place=lead.place,
                    period=lead.period,
                    context=tuple(dict.fromkeys(((lead.start, lead.end), *lead.context))),
                    method="row_order" if row.in_order else "row",
                    doubt=row.doubt,
                )
                for row, indicator in known
            ], breakdown
        return [], None

    def given_again(self, found: Sequence[Found]) -> tuple[list[Found], frozenset[int]]:
        """Return what is found without figures that only repeat another, and where these stand.

        What contradicts another one gets its year, and what has its digits in another order makes it doubtful.
        """
        printings = [self.printing(f) for f in found]
        again, years, doubted = repeated(printings), years_meant(printings), exchanged(printings)
        kept = [f for f in found if f.value_start not in again]
        kept = [replace(f, period=years.get(f.value_start, f.period)) for f in kept]
        return [replace(f, doubt=_EXCHANGED) if f.value_start in doubted else f for f in kept], again

    def printing(self, f: Found) -> Printing:
        printed = self.reading.text[f.value_start : f.value_end]
        return Printing(
            at=f.value_start,
            printed=printed,
            indicator=f.indicator.id,
            place=f.place,
            period="" if f.indicator.period == "none" else f.period,
            value=printed_value(printed),
            qualifier=self.qualifier(f),
            doubtful=f.doubt is not None,
        )

    def restated(self, found: Sequence[Found]) -> Iterator[Found]:
        """Yield figures that may be given once more with another value, so that neither is certain."""
        certain = {
            Given(f.indicator, f.period, printed_value(self.reading.text[f.value_start : f.value_end])): f
            for f in found
            if f.doubt is None
        }
        read = [f.value_start for f in found]
        for again in restated(self.reading, self.catalog, self.document.place, tuple(certain), read):
            yield replace(
                certain[again.given],
                block=block_at(self.reading, again.start),
                start=again.start,
                end=again.end,
                value_start=again.value_start,
                value_end=again.value_end,
                method="statement",
                qualifier=None,
            )

    def judge(self, found: Sequence[Found]) -> tuple[list[Fact], list[Flag]]:
        """Turn what can be read with certainty into facts, and flag the rest with the figure that it may be."""
        flags: list[Flag] = []
        readable: list[tuple[Found, Decimal]] = []
        belied = self.period.belied({f.indicator.id: f.period for f in found if f.doubt is None and f.period})
        for f in found:
            printed = self.reading.text[f.value_start : f.value_end]
            value = printed_value(printed)
            label = f.indicator.label
            problem: tuple[FlagKind, str] | None = None
            if f.place != (self.catalog.overall_code if f.indicator.level == "nation" else self.document.place):
                named, own = map(self.catalog.place_names.name_of, (f.place, self.document.place or ""))
                problem = FlagKind.UNKNOWN_MEASURE, f"{named} is named in a sheet about {own}."
            elif f.method == "row_order" and f.doubt:
                problem = FlagKind.ROWS_DO_NOT_ADD_UP, f"For {label}: {f.doubt}."
            elif value is None or not self.counts(f, value):
                problem = (
                    FlagKind.UNREADABLE_NUMBER,
                    f"The figure for {label} reads {printed!r}, which is not a certain number.",
                )
            elif f.period is None and f.indicator.period != "none":
                problem = FlagKind.UNREADABLE_NUMBER, f"No year can be read for {label}."
            elif f.period in belied:
                problem = FlagKind.UNCLAIMED_NUMERAL, f"The title is of another year than this figure for {label}."
            elif f.doubt:
                kind = FlagKind.UNREADABLE_NUMBER if f.method == "row" else FlagKind.UNCLAIMED_NUMERAL
                problem = kind, f"This may be {label}, but it is not certain: {f.doubt}."
            if problem is None and value is not None:
                readable.append((f, value))
            elif problem:
                kind, message = problem
                proposed = value if value is not None and self.counts(f, value) else proposed_value(printed)
                candidate = None if kind is FlagKind.UNKNOWN_MEASURE else self.candidate(f, proposed)
                flags.append(self.flag(kind, f.indicator.id, message, f.start, f.end, candidate))
        facts: list[Fact] = []
        stated: dict[tuple[str, str | None], set[tuple[Decimal, Qualifier]]] = {}
        for f, value in readable:
            stated.setdefault((f.indicator.id, f.period), set()).add((value, self.qualifier(f)))
        for f, value in readable:
            if len(stated[f.indicator.id, f.period]) > 1:
                message = f"The sheet gives {f.indicator.label} more than once, with different values."
                twice = self.flag(
                    FlagKind.STATED_TWICE, f.indicator.id, message, f.start, f.end, self.candidate(f, value)
                )
                flags.append(twice)
            else:
                facts.append(self.fact(f, value))
        return facts, flags

    def counts(self, f: Found, value: Decimal) -> bool:
        """Say whether a value can be what is counted: a whole number, in a sentence none that reads like a year."""
        like_a_year = f.method == "statement" and YEAR.fullmatch(self.reading.text[f.value_start : f.value_end])
        return f.indicator.unit == "percent" or (value == value.to_integral_value() and not like_a_year)

    def qualifier(self, f: Found) -> Qualifier:
        if f.qualifier is not None:
            return f.qualifier
        return qualifier_before(self.reading.text, f.value_start) if f.method == "statement" else Qualifier.EXACT

    def candidate(self, f: Found, value: Decimal | None) -> Candidate:
        """Return the fact that a doubtful figure is if a person accepts it; without a year, it is the sheet's."""
        extract = self.extract(f.start, f.end)
        value_start, value_end = self.reading.span(f.value_start, f.value_end)
        return Candidate(
            indicator=f.indicator.id,
            place=f.place,
            period=f.period if f.period or f.indicator.period == "none" else self.document.period,
            value=value,
            qualifier=self.qualifier(f),
            unit=f.indicator.unit,
            quote=extract.quote,
            start=extract.start,
            end=extract.end,
            value_start=value_start,
            value_end=value_end,
            context=tuple(self.extract(*span) for span in f.context),
            section=f.block.section,
        )

    def fact(self, f: Found, value: Decimal) -> Fact:
        c = self.candidate(f, value)
        return Fact(
            id=f"{self.document.id}:{c.value_start}",
            document_id=self.document.id,
            indicator=c.indicator,
            place=c.place,
            period=c.period,
            value=value,
            qualifier=c.qualifier,
            unit=c.unit,
            quote=c.quote,
            start=c.start,
            end=c.end,
            value_start=c.value_start,
            value_end=c.value_end,
            context=c.context,
            section=c.section,
            method=f.method,
        )

    def add_up(self, breakdowns: Sequence[tuple[int, Breakdown]], facts: list[Fact], flags: list[Flag]) -> list[Fact]:
        """Flag the total and the rows of each table whose rows do not add up to it; they stay facts."""
        printed = dict(breakdowns)
        for number, table in enumerate(self.catalog.tables):
            breakdown = printed.get(number)
            others = [row.value for row in breakdown.others] if breakdown else []
            if None not in others:
                known = [value for value in others if value is not None]
                facts = rows_add_up(facts, table, flags, len(breakdown.rows) if breakdown else None, known)
        return facts

    def missing(self, found: Sequence[Found]) -> list[Flag]:
        """Flag indicators that every sheet of the family should print and this one does not."""
        seen = {f.indicator.id for f in found if not (f.method == "row_order" and f.doubt)}
        title = self.title or self.reading.blocks[0]
        return [
            self.flag(
                FlagKind.INDICATOR_MISSING,
                indicator.id,
                f"No figure could be read for {indicator.label}.",
                title.start,
                title.end,
            )
            for indicator in self.catalog.indicators
            if not indicator.optional and indicator.id not in seen
        ]

    def unclaimed(self, u: Unclaimed) -> Flag:
        """Flag figures that no indicator claims, with the indicator that their sentence looks like."""
        text = self.reading.text
        figures = ", ".join(text[n.start : n.end] for n in u.figures[:5])
        message = f"No indicator of the family claims the figure {figures}."
        if u.indicator is None:
            return self.flag(FlagKind.UNCLAIMED_NUMERAL, None, message, u.start, u.end)
        message += f" The sentence looks like {u.indicator.label}, in words that are not known."
        candidate = None
        if u.figure is not None:
            years = {period for period, _, _ in statement_periods(text[u.start : u.end], self.catalog)}
            overall = self.catalog.overall_code
            looks_like = Found(
                indicator=u.indicator,
                block=block_at(self.reading, u.start),
                start=u.start,
                end=u.end,
                value_start=u.figure.start,
                value_end=u.figure.end,
                place=(self.document.place or overall) if u.indicator.level == "place" else overall,
                period=next(iter(years)) if len(years) == 1 else None,
            )
            candidate = self.candidate(looks_like, parse_number(text[u.figure.start : u.figure.end]))
        return self.flag(FlagKind.UNCLAIMED_NUMERAL, u.indicator.id, message, u.start, u.end, candidate)

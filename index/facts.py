"""Facts out of a document, by the statements and tables of its family's catalog."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from index.catalog import Catalog, Indicator, Table
from index.grids import GridReading, read_grids
from index.quantities import Numeral, find_numerals, parse_number, qualifier_before
from index.reading import Block, Reading
from index.types import Document, Extract, Fact, Flag, FlagKind, NumeralCounts, Qualifier

_YEAR = re.compile(r"(?<![\d,.])(?:19|20)\d{2}(?!\d|[,.]\d)")
_ENUMERATOR = re.compile(r"\((\d{1,2})\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What one document yields: facts, what needs a person, and the ledger of its numerals."""

    facts: tuple[Fact, ...]
    flags: tuple[Flag, ...]
    numerals: NumeralCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A figure read at one place of the reading, before it is judged."""

    indicator: Indicator
    block: Block
    text: str
    start: int
    end: int
    value_start: int
    value_end: int
    place: str
    period: str | None
    context: tuple[tuple[int, int], ...] = ()
    method: str = "statement"


def recognise(reading: Reading, catalogs: Sequence[Catalog]) -> tuple[Catalog, str] | None:
    """Return the family of a document and the place its title names, or None for a document of no family."""
    for catalog in catalogs:
        match = catalog.compiled(catalog.recognise.title).search(reading.title)
        if match and all(catalog.compiled(phrase).search(reading.text) for phrase in catalog.recognise.phrases):
            place = catalog.place_names.code_of(match["place"])
            if place:
                return catalog, place
    return None


def document_period(reading: Reading, catalog: Catalog) -> str | None:
    """Return the year that the document speaks of most often, or the newest quarter or month; None if it names none."""
    if catalog.periods.kind != "year":
        tables = [b for b in reading.blocks if b.kind == "table"] or reading.blocks
        named = [catalog.period_reader.named_in(reading.text[b.start : b.end]) for b in tables]
        return max(frozenset().union(*named), default=None)
    years = Counter(match.group() for match in _YEAR.finditer(reading.text))
    return years.most_common(1)[0][0] if years else None


def extract(document: Document, reading: Reading, catalog: Catalog | None) -> Extraction:
    """Read the facts of a document and account for every numeral in it.

    In a document of no family every numeral is context.
    """
    numerals = list(find_numerals(reading.text, magnitudes=False))
    if catalog is None:
        return Extraction(facts=(), flags=(), numerals=NumeralCounts(total=len(numerals), as_context=len(numerals)))
    reader = _Reader(document, reading, catalog)
    candidates = [c for block in reading.blocks for c in reader.statements(block)]
    for table in catalog.tables:
        candidates += reader.rows(table, candidates)
    facts, flags = reader.judge(candidates)
    grids = read_grids(document, reading, catalog)
    flags += [*grids.flags, *reader.missing(candidates, grids)]
    facts += grids.facts
    counts, unclaimed = reader.ledger(candidates, facts, flags, grids)
    facts = _rows_add_up(facts, catalog, flags)
    return Extraction(facts=tuple(facts), flags=(*flags, *unclaimed), numerals=counts)


class _Reader:
    """Extraction from one document."""

    def __init__(self, document: Document, reading: Reading, catalog: Catalog) -> None:
        self.document = document
        self.reading = reading
        self.catalog = catalog

    def extract(self, start: int, end: int) -> Extract:
        a, b = self.reading.span(start, end)
        return Extract(quote=self.document.text[a:b], start=a, end=b)

    def flag(self, kind: FlagKind, indicator: str | None, message: str, start: int, end: int) -> Flag:
        extract = self.extract(start, end)
        return Flag(
            document_id=self.document.id,
            kind=kind,
            indicator=indicator,
            message=message,
            quote=extract.quote,
            start=extract.start,
            end=extract.end,
        )

    def statements(self, block: Block) -> Iterable[_Candidate]:
        """Yield the figures that the sentences of a block state."""
        last_year: tuple[str, int, int] | None = None
        for start, end in self.reading.sentences(block):
            sentence = self.reading.text[start:end]
            year = _YEAR.search(sentence)
            for indicator in self.catalog.indicators:
                for pattern in indicator.statements:
                    match = self.catalog.compiled(pattern).search(sentence)
                    if match is None:
                        continue
                    groups = match.groupdict()
                    period: str | None = groups.get("year") or (year.group() if year else None)
                    if self.catalog.periods.kind != "year":
                        period = self.catalog.period_reader.code_of(groups.get("period") or "")
                    context: tuple[tuple[int, int], ...] = ()
                    if indicator.period == "none":
                        period = None
                    elif period is None and indicator.period == "earlier_sentence" and last_year:
                        period, context = last_year[0], (last_year[1:],)
                    yield _Candidate(
                        indicator=indicator,
                        block=block,
                        text=match["value"],
                        start=start,
                        end=end,
                        value_start=start + match.start("value"),
                        value_end=start + match.end("value"),
                        place=self._place(indicator, groups.get("place")),
                        period=period,
                        context=context,
                    )
                    break
            if year:
                last_year = (year.group(), start, end)

    def _place(self, indicator: Indicator, named: str | None) -> str:
        overall, names = self.catalog.overall_code, self.catalog.place_names
        if indicator.level == "nation":
            return overall
        return (names.code_of(named) if named else None) or self.document.place or overall

    def rows(self, table: Table, candidates: Sequence[_Candidate]) -> list[_Candidate]:
        """Read the rows below the statement of their total, in reading order: the n-th label has the n-th value.

        Conversion may merge rows; then the order of reading decides, and only if the rows add up to the total.
        """
        lead = next((c for c in candidates if c.indicator.id == table.lead), None)
        if lead is None:
            return []
        position = self.reading.blocks.index(lead.block)
        block = next((b for b in self.reading.blocks[position + 1 : position + 2] if b.kind == "table"), None)
        if block is None:
            return []
        text = self.reading.text[block.start : block.end]
        labels: list[tuple[Indicator, int, int]] = []
        for row in table.rows:
            indicator = self.catalog.by_id[row]
            match = re.search(_label_pattern(indicator.row or ""), text, re.IGNORECASE)
            if match:
                labels.append((indicator, match.start(), match.end()))
        labels.sort(key=lambda label: label[1])
        edges = [end for _, _, end in labels]
        found = (n for n in find_numerals(text) if not any(start <= n.start < end for _, start, end in labels))
        values = list(dict.fromkeys(_whole(text, n, edges) for n in found))
        if not labels or len(labels) != len(values):
            return []
        aligned = all(
            label[2] <= value.start and "\n" not in text[label[1] : value.end]
            for label, value in zip(labels, values, strict=True)
        ) and all(value.end <= label[1] for value, label in zip(values, labels[1:], strict=False))
        total = parse_number(lead.text)
        if not aligned and (total is None or sum((v.value or Decimal(0) for v in values), Decimal(0)) != total):
            return []
        return [
            _Candidate(
                indicator=indicator,
                block=block,
                text=text[value.start : value.end],
                start=block.start + start,
                end=block.start + value.end,
                value_start=block.start + value.start,
                value_end=block.start + value.end,
                place=lead.place,
                period=lead.period,
                context=((lead.start, lead.end),),
                method="row" if aligned else "row_order",
            )
            for (indicator, start, _), value in zip(labels, values, strict=True)
        ]

    def judge(self, candidates: Sequence[_Candidate]) -> tuple[list[Fact], list[Flag]]:
        """Turn what can be read with certainty into facts, and flag the rest."""
        flags: list[Flag] = []
        readable: list[tuple[_Candidate, Decimal]] = []
        for c in candidates:
            value = parse_number(c.text)
            name_of = self.catalog.place_names.name_of
            overall = self.catalog.overall_code
            if c.place != (overall if c.indicator.level == "nation" else self.document.place):
                message = f"{name_of(c.place)} is named in a sheet about {name_of(self.document.place or '')}."
                flags.append(self.flag(FlagKind.UNKNOWN_MEASURE, c.indicator.id, message, c.start, c.end))
            elif value is None:
                message = f"The figure for {c.indicator.label} reads {c.text!r}, which is not a certain number."
                flags.append(self.flag(FlagKind.UNREADABLE_NUMBER, c.indicator.id, message, c.start, c.end))
            elif c.period is None and c.indicator.period != "none":
                message = f"No {self.catalog.period_word.one} can be read for {c.indicator.label}."
                flags.append(self.flag(FlagKind.UNREADABLE_NUMBER, c.indicator.id, message, c.start, c.end))
            else:
                readable.append((c, value))
        stated: dict[tuple[str, str | None], set[Decimal]] = {}
        for c, value in readable:
            stated.setdefault((c.indicator.id, c.period), set()).add(value)
        facts: list[Fact] = []
        for c, value in readable:
            if len(stated[c.indicator.id, c.period]) > 1:
                message = f"The sheet gives {c.indicator.label} more than once, with different values."
                flags.append(self.flag(FlagKind.STATED_TWICE, c.indicator.id, message, c.start, c.end))
            else:
                facts.append(self._fact(c, value))
        return facts, flags

    def _fact(self, c: _Candidate, value: Decimal) -> Fact:
        extract = self.extract(c.start, c.end)
        value_start, value_end = self.reading.span(c.value_start, c.value_end)
        qualifier = (
            Qualifier.EXACT
            if c.method != "statement"
            else qualifier_before(self.reading.text[: c.value_start], c.value_start)
        )
        return Fact(
            id=f"{self.document.id}:{value_start}",
            document_id=self.document.id,
            indicator=c.indicator.id,
            place=c.place,
            period=c.period,
            value=value,
            qualifier=qualifier,
            unit=c.indicator.unit,
            quote=extract.quote,
            start=extract.start,
            end=extract.end,
            value_start=value_start,
            value_end=value_end,
            context=tuple(self.extract(*span) for span in c.context),
            section=c.block.section,
            method=c.method,
        )

    def missing(self, candidates: Sequence[_Candidate], grids: GridReading) -> list[Flag]:
        """Flag indicators that every sheet of the family should print and this one does not."""
        found = {c.indicator.id for c in candidates} | {f.indicator for f in grids.facts}
        found |= {flag.indicator for flag in grids.flags if flag.indicator}
        title = next(b for b in self.reading.blocks if b.kind == "title")
        return [
            self.flag(
                FlagKind.INDICATOR_MISSING,
                indicator.id,
                f"No figure could be read for {indicator.label}.",
                title.start,
                title.end,
            )
            for indicator in self.catalog.indicators
            if not indicator.optional and indicator.id not in found
        ]

    def ledger(
        self, candidates: Sequence[_Candidate], facts: Sequence[Fact], flags: Sequence[Flag], grids: GridReading
    ) -> tuple[NumeralCounts, list[Flag]]:
        """Account for every numeral: a fact, known context (a year, an enumerator), or unclaimed."""
        text = self.reading.text
        values = {fact.value_start: fact for fact in facts}
        claimed = {c.value_start for c in candidates if self.reading.span(c.value_start, c.value_end)[0] in values}
        claimed |= grids.claimed
        context = set(grids.context)
        context |= {m.start() for m in _YEAR.finditer(text)} | {m.start(1) for m in _ENUMERATOR.finditer(text)}
        flagged = [(flag.start, flag.end) for flag in flags if flag.kind != FlagKind.INDICATOR_MISSING]
        digits = {numeral.start: numeral.end for numeral in find_numerals(text, magnitudes=False)}
        spelled = claimed - digits.keys()  # number words that a statement claims
        counts = Counter("fact" if at in claimed else "context" if at in context else "unclaimed" for at in digits)
        unclaimed: list[Flag] = []
        for start, end in digits.items():
            at = self.reading.span(start, end)[0]
            if start in claimed or start in context or any(a <= at < b for a, b in flagged):
                continue
            block = next(b for b in self.reading.blocks if b.start <= start < b.end)
            a, b = next(s for s in self.reading.sentences(block) if s[0] <= start < s[1])
            message = f"No indicator of the family claims the figure {text[start:end]}."
            unclaimed.append(self.flag(FlagKind.UNCLAIMED_NUMERAL, None, message, a, b))
        return (
            NumeralCounts(
                total=len(digits) + len(spelled),
                as_facts=counts["fact"] + len(spelled),
                as_context=counts["context"],
                unclaimed=counts["unclaimed"],
            ),
            unclaimed,
        )


def _whole(text: str, numeral: Numeral, edges: Sequence[int]) -> Numeral:
    """Return what is printed around a numeral up to blanks or a label: "S00" is no certain number, least of all 0."""
    start, end = numeral.start, numeral.end
    while start and not text[start - 1].isspace() and start not in edges and text[start - 1] not in "(":
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    end = max(numeral.end, start + len(text[start:end].rstrip(".,;:)")))
    return Numeral(start, end, parse_number(text[start:end]))


def _label_pattern(label: str) -> str:
    """A regular expression for a row label, blank against line break and tab."""
    return r"\s+".join(re.escape(word) for word in label.split()) + r"\s*:?"


def _rows_add_up(facts: list[Fact], catalog: Catalog, flags: list[Flag]) -> list[Fact]:
    """Flag the total and the rows of each table whose rows do not add up to it."""
    kind = FlagKind.ROWS_DO_NOT_ADD_UP
    for table in catalog.tables:
        total = next((f for f in facts if f.indicator == table.lead), None)
        rows = [f for f in facts if f.indicator in table.rows]
        if total is None or len(rows) != len(table.rows):
            continue
        added = sum((f.value for f in rows), Decimal(0))
        if added == total.value:
            continue
        message = f"The rows add up to {added:,f}, the stated total is {total.value:,f}."
        flags.append(
            Flag(
                document_id=total.document_id,
                kind=kind,
                indicator=table.lead,
                message=message,
                quote=total.quote,
                start=total.start,
                end=total.end,
            )
        )
        members = {total.id, *(f.id for f in rows)}
        facts = [replace(f, flags=(*f.flags, kind)) if f.id in members else f for f in facts]
    return facts

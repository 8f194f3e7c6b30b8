"""Facts and passages into words: every sentence from the catalog's patterns or quoted from a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.computing import Result
from assistant.disclosing import beside, disclosures, needs_disclosure, written
from assistant.lexicon import plain_words
from assistant.lookup import Coverage, Missing
from assistant.types import Answer, Citation, Operation, QueryPlan, Reason, Status, Value
from index.catalog import Catalog
from index.database import Database
from index.places import listed, name_in_text, name_of
from index.quantities import QUALIFIER_WORDS
from index.types import NATION, Document, Extract, Fact, Passage

_SLOT = re.compile(r"\{([^{}]+)\}")
_UNREAD = "Some of the figures in {} cannot be read with certainty; this may be among these."
_SEVERAL = 4  # sheets of whose silence is spoken at once


class Draft:
    """An answer in the making: lines, figures and numbered citations."""

    def __init__(self, plan: QueryPlan, catalog: Catalog, database: Database) -> None:
        self.plan = plan
        self.catalog = catalog
        self._database = database
        self._lines: dict[str, str] = {}  # by the line without its bullet
        self._notes: list[str] = []
        self._values: list[Value] = []
        self._citations: dict[tuple[str, int, int], Citation] = {}
        self._used: dict[str, Fact] = {}

    def document(self, document_id: str) -> Document:
        """Return a document."""
        return self._database.document(document_id)

    def say(self, line: str) -> None:
        """Add a line of text; what was said already is not said again."""
        self._lines.setdefault(line.removeprefix("- "), line)

    def kept(self) -> Draft:
        """Return the draft as it is now, to go back to."""
        before = Draft(self.plan, self.catalog, self._database)
        before.go_back(self)
        return before

    def go_back(self, before: Draft) -> None:
        """Forget all that was said since `before` was kept."""
        self._lines, self._notes = dict(before._lines), list(before._notes)
        self._values, self._citations = list(before._values), dict(before._citations)

    @property
    def figures(self) -> int:
        """How many figures it holds."""
        return len(self._values)

    def note(self, line: str) -> None:
        """Add a line that stands once, at the end."""
        if line and line not in self._notes:
            self._notes.append(line)

    def cite(
        self, document_id: str, section: str | None, quote: str, start: int, end: int, context: tuple[Extract, ...] = ()
    ) -> int:
        """Return the number of a citation, the same for the same place."""
        key = (document_id, start, end)
        if key not in self._citations:
            document = self.document(document_id)
            self._citations[key] = Citation(
                number=len(self._citations) + 1,
                document_id=document_id,
                title=document.title,
                source=document.source,
                place=document.place,
                period=document.period,
                section=section,
                page=document.page(start),
                quote=quote,
                start=start,
                end=end,
                context=context,
                source_url=document.url,
                retrieved=document.retrieved,
                said=document.said,
            )
        return self._citations[key].number

    def cited(self) -> list[str]:
        """Return the ids of the documents that are cited so far."""
        return list(dict.fromkeys(document_id for document_id, _, _ in self._citations))

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What is cited so far, by number."""
        return tuple(self._citations.values())

    def _printed_in(self, fact: Fact) -> Document:
        return self.document(fact.document_id)

    def _cite(self, fact: Fact) -> int:
        return self.cite(fact.document_id, fact.section, fact.quote, fact.start, fact.end, fact.context)

    def cite_fact(self, fact: Fact) -> int:
        """Cite where a fact is printed."""
        self._used[fact.id] = fact
        return self._cite(fact)

    def cite_passage(self, passage: Passage) -> int:
        """Cite a passage."""
        return self.cite(passage.document_id, passage.section, passage.text, passage.start, passage.end)

    def state(self, fact: Fact) -> str:
        """Return the sentence that states a fact, with its citation; the figure is written as the sheet prints it."""
        number = self.cite_fact(fact)
        indicator = self.catalog.by_id[fact.indicator]
        printed = written(fact, self.document(fact.document_id))
        qualifier = QUALIFIER_WORDS[fact.qualifier]
        slots = {
            "value": f"**{f'{qualifier} {printed}'.strip()}**",
            "place": name_in_text(fact.place),
            "period": self.catalog.period_reader.say(fact.period) if fact.period else "",
        }

        def fill(match: re.Match[str]) -> str:
            one, _, many = match[1].partition("|")
            return slots[one] if not many else one if fact.value == 1 else many

        sentence = _SLOT.sub(fill, indicator.answer)
        if fact.place == NATION:
            sentence = f"{self.catalog.overall}: {sentence}"
        return f"{sentence[:1].upper()}{sentence[1:]} [{number}]."

    def show(self, fact: Fact) -> None:
        """State a fact and add it to the answer's figures."""
        self.say(self.state(fact))
        self.value(fact)

    def value(
        self,
        fact: Fact,
        operation: Operation = Operation.LOOKUP,
        formula: str | None = None,
        operands: Sequence[str] = (),
    ) -> None:
        """Add a fact to the answer's figures; a rank or filter says its formula and the facts compared."""
        self._add(self.value_of(fact, operation, formula, operands))

    def value_of(
        self,
        fact: Fact,
        operation: Operation = Operation.LOOKUP,
        formula: str | None = None,
        operands: Sequence[str] = (),
    ) -> Value:
        """Return a fact as a figure of the answer, without adding it."""
        return Value(
            value=fact.value,
            qualifier=fact.qualifier,
            unit=fact.unit,
            indicator=fact.indicator,
            place=fact.place,
            period=fact.period,
            operation=operation,
            formula=formula,
            citations=(self.cite_fact(fact),),
            operands=tuple(operands),
        )

    def computed(self, operation: Operation, operands: Sequence[Fact], result: Result) -> None:
        """Add the result of an operation to the answer's figures."""
        self._add(self.computed_of(operation, operands, result))

    def computed_of(self, operation: Operation, operands: Sequence[Fact], result: Result) -> Value:
        """Return the result of an operation as a figure of the answer, without adding it."""
        indicators = {f.indicator for f in operands}
        places = {f.place for f in operands}
        periods = {f.period for f in operands}
        return Value(
            value=result.value,
            qualifier=result.qualifier,
            unit=result.unit,
            indicator=indicators.pop() if len(indicators) == 1 else None,
            place=places.pop() if len(places) == 1 else None,
            period=periods.pop() if len(periods) == 1 else None,
            operation=operation,
            formula=result.formula,
            citations=tuple(dict.fromkeys(self.cite_fact(f) for f in operands)),
            operands=tuple(f.id for f in operands),
        )

    def _add(self, value: Value) -> None:
        if value not in self._values:
            self._values.append(value)

    def finish(self, status: Status, reason: Reason | None = None) -> Answer:
        """Return the answer; what the reader must know of the figures that it uses is said at its end."""
        disclosed = self._disclosures()
        return Answer(
            status=status,
            reason=reason,
            text=_paragraphs((*self._lines.values(), *self._notes, *disclosed)),
            values=tuple(self._values),
            citations=tuple(self._citations.values()),
            plan=self.plan,
        )

    def _disclosures(self) -> list[str]:
        used = [fact for fact in self._used.values() if needs_disclosure(fact)]
        several = len(self._used) > 1
        lines: list[str] = []
        for fact in used:
            other = beside(fact, self._database, self.catalog)
            lines += disclosures(fact, other, self.catalog, self._printed_in, self._cite, several=several)
        return list(dict.fromkeys(lines))


def _paragraphs(lines: Sequence[str]) -> str:
    """Join lines as Markdown: a blank line where a list ends, or the line after it would belong to its last item."""
    parts: list[str] = []
    for before, line in zip(("", *lines), lines, strict=False):
        ends_list = before.startswith("- ") and not line.startswith("- ")
        parts.append(f"\n{line}" if ends_list else line)
    return "\n".join(parts)


def echo(words: str) -> str:
    """Quote the asker's own words: in single quotes, without marks that a page could take for markup."""
    return f"\u2018{plain_words(words)[:60]}\u2019"


def echoes(words: Iterable[str]) -> str:
    """Quote several words of the asker; a mark that cannot be shown, "$", is called one."""
    every = list({word.lower(): word for word in words}.values())
    # "Hennepin" says no more beside "Hennepin County"
    said = [w for w in every if not any(f" {w} ".lower() in f" {other} ".lower() for other in every if other != w)]
    shown = [echo(word) for word in said if any(ch.isalnum() or ch == "%" for ch in word)]
    return listed(shown if shown or not said else ["a sign"])


def place_names(codes: Sequence[str], most: int = 12) -> str:
    """Name places for reading; a long list is cut."""
    names = [name_in_text(code) for code in sorted(codes, key=name_of)]
    return listed(names) if len(names) <= most else f"{', '.join(names[:most])} and others"


def say_lacking(draft: Draft, missing: Sequence[Missing], coverage: Coverage, *, everywhere: bool) -> None:
    """Say what stands in the way of figures of several places; of all places, how many have a sheet for a year."""
    years = [m.period for m in missing if m.reason is Reason.NO_SHEET_FOR_PERIOD and m.period in coverage.all_periods]
    of_years = everywhere and len(coverage.all_periods) > 1
    for year in dict.fromkeys(year for year in years if year and of_years):
        draft.say(sheets_line(year, coverage))
    groups: dict[tuple[Reason, str | None, str, bool], list[Missing]] = {}
    for silence in missing:
        if not (of_years and silence.reason is Reason.NO_SHEET_FOR_PERIOD and silence.period in years):
            kind = silence.reason, silence.indicator, silence.printed, silence.unread
            groups.setdefault(kind, []).append(silence)
    for group in groups.values():
        if line := _silence_of_several(draft, group):
            draft.say(line)
            continue
        for silence in group:
            say_missing(draft, replace(silence, offer=()), coverage)


def _silence_of_several(draft: Draft, group: Sequence[Missing]) -> str:
    """Say of several sheets at once that they give no figure for a measure; "" where each is to be spoken of."""
    first = group[0]
    silent = first.reason in (Reason.NATIONAL_ONLY, Reason.SHEET_SILENT) and not first.printed and first.indicator
    if len(group) < _SEVERAL or not silent or any(missing.place == NATION for missing in group):
        return ""
    label, names = draft.catalog.by_id[silent].label, place_names([m.place for m in group], len(group))
    if first.unread:
        own = " of the state's own" if first.reason is Reason.NATIONAL_ONLY else ""
        return f"In the sheets for {names} I could read no figure{own} for {label}. {_UNREAD.format('them')}"
    if first.reason is Reason.NATIONAL_ONLY:
        return f"The sheets for {names} give no figure of the state's own for {label}."
    return f"The sheets for {names} give no figure for {label}. That does not mean that there were none."


def say_missing(draft: Draft, missing: Missing, coverage: Coverage) -> None:
    """Say which figure is missing and which kind of silence it is, and show what stands there instead."""
    draft.say(_silence(draft, missing, coverage))
    for fact in missing.offer:
        draft.say(f"- {draft.state(fact)}")


def _silence(draft: Draft, missing: Missing, coverage: Coverage) -> str:
    place = draft.catalog.overall if missing.place == NATION else name_of(missing.place)
    label = draft.catalog.by_id[missing.indicator].label if missing.indicator else ""
    if missing.printed:
        where = "The sheets print an overall" if missing.place == NATION else f"The {place} sheet prints a"
        return f"{where} figure for {label} that {missing.printed}, so I do not give it."
    if missing.reason is Reason.NO_SHEET_FOR_PLACE:
        return f"I have no sheet for {name_in_text(missing.place)}. I have sheets for {place_names(coverage.places)}."
    if missing.reason is Reason.NO_SHEET_FOR_PERIOD:
        existing = coverage.all_periods if missing.place == NATION else coverage.periods[missing.place]
        sheet = "sheet" if missing.place == NATION else f"{place} sheet"
        years = "the year I have is" if len(existing) == 1 else "the years I have are"
        return f"I have no {sheet} for {missing.period}; {years} {listed(existing)}."
    of_nation = missing.reason is Reason.NATIONAL_ONLY
    offers = f"What the sheets print is an overall figure, not {place}'s:" if of_nation and missing.offer else ""
    if missing.unread:
        own = " of the state's own" if of_nation else ""
        read = f"In the {place} sheet I could read no figure{own} for {label}. {_UNREAD.format('it')}"
        return f"{read} {offers}".strip()
    if of_nation:
        return f"The {place} sheet gives no figure of the state's own for {label}. {offers}"
    if missing.place == NATION:
        return f"The sheets give no overall figure for {label}, only each state's. Name a state to get its figure."
    return f"The {place} sheet gives no figure for {label}. That does not mean that there were none."


def sheets_line(period: str, coverage: Coverage) -> str:
    """Say how many of the covered states have a sheet for a year, and which do not; "" if all have."""
    lacking = [place for place, years in coverage.periods.items() if period not in years]
    of = len(coverage.places)
    names = listed(sorted(name_of(place) for place in lacking))
    return f"Sheets for {period}: {of - len(lacking)} of {of} states; there is none for {names}." if lacking else ""


def say_passage(draft: Draft, passage: Passage, quote: str, *, shared: bool) -> None:
    """Quote words of a passage with its citation; wording that several sheets share is cited once."""
    draft.say(f"\u201c{quote}\u201d [{draft.cite_passage(passage)}]")
    if shared:
        draft.say("Other sheets print the same wording.")

"""What is said of the sheets themselves: what they cover, who prints them, and where and how a figure is printed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answering import Draft, place_names, say_missing
from assistant.lexicon import tokenise
from assistant.lookup import Coverage, Missing, look_up
from assistant.types import Outcome, QueryPlan, Reason, Status
from index.catalog import Catalog
from index.database import Database
from index.disagreements import representative
from index.places import listed, name_in_text
from index.reading import read
from index.types import Fact

ANSWERED = Outcome(Status.ANSWERED)
_WHICH_ROWS = frozenset(("which", "what"))
_HOW_MANY = re.compile(r"\bhow (?:many|much)\b", re.IGNORECASE)


def coverage_line(catalog: Catalog, coverage: Coverage) -> str:
    """Say in a line what the store covers."""
    if not coverage.places:
        return f"The index holds no {catalog.place_word.one} sheets yet."
    periods = [catalog.period_reader.say(period) for period in sorted(coverage.all_periods)]
    parts_of_years = catalog.periods.kind != "year" and len(periods) > 1
    span = f"{periods[0]} to {periods[-1]}" if parts_of_years else listed(periods)
    if len(set(coverage.periods.values())) > 1 and not parts_of_years:
        span += f" (not every {catalog.period_word.one} of each)"
    places = [place for place in coverage.places if place != catalog.overall_code]
    return (
        f"I answer from the {catalog.title} for {span} of {place_names(places)}. They hold figures on {catalog.about}."
    )


def _states(number: int) -> str:
    return f"{number} state{'' if number == 1 else 's'}"


def _years_line(place: str, years: Sequence[str]) -> str:
    """Say for which years there is a sheet of a place; `years` are its years, newest first."""
    if len(years) == 1:
        return f"The only sheet that I have for {name_in_text(place)} is that for {years[0]}."
    return f"For {name_in_text(place)} I have sheets for {listed(sorted(years))}; the newest is that for {years[0]}."


class Sourcing:
    """Says of one answer's figures where they come from, and of the store what it covers."""

    def __init__(self, draft: Draft, coverage: Coverage, database: Database) -> None:
        self._draft = draft
        self._catalog = draft.catalog
        self._coverage = coverage
        self._database = database

    def sources(self, plan: QueryPlan) -> Outcome:
        """Say where the figures spoken of are printed; without any, what the store covers."""
        results = list(look_up(plan, self._catalog, self._coverage, self._database)) if plan.indicators else []
        facts = [r for r in results if isinstance(r, Fact)]
        missing = [r for r in results if isinstance(r, Missing) and (plan.periods or plan.places)]
        if not facts and missing:
            say_missing(self._draft, missing[0], self._coverage)
            return Outcome(Status.NOT_FOUND, missing[0].reason)
        if not facts:
            return self.cover(plan)
        for fact in facts:
            self._draft.say(self._draft.state(fact))
            self._draft.value(fact)
            if plan.asks_wording:
                self.read_out(fact)
            self.name_sheet(fact.document_id)
        return ANSWERED

    def name_sheet(self, document_id: str) -> None:
        """Say in which sheet and file a figure is printed."""
        document = self._draft.document(document_id)
        self._draft.say(f"It is printed in the sheet {document.title}, file {document.source}.")

    def name_cited(self) -> None:
        """Say in which sheets and files the figures that were said are printed."""
        for document_id in self._draft.cited():
            document = self._draft.document(document_id)
            self._draft.say(f"- {document.title}, file {document.source}")

    def _name_sheets_of(self, plan: QueryPlan) -> None:
        """Say title, year and file of the sheets of the places that are spoken of, and cite their titles."""
        for summary in self._database.documents() if plan.places else ():
            years = plan.periods or self._coverage.periods.get(summary.place or "", ())[:1]
            if summary.place not in plan.places or summary.period not in years:
                continue
            document = self._draft.document(summary.id)
            # a title may be printed with marks of emphasis between its words
            printed = re.search(r"[\s*_]+".join(map(re.escape, document.title.split())), document.text)
            titled = f"\u201c{document.title}\u201d" if printed else document.title
            if printed:
                titled += f" [{self._draft.cite(document.id, None, printed[0], *printed.span())}]"
            year = document.period or "no year"
            self._draft.say(
                f"The sheet of {place_names([summary.place])} is titled {titled}; "
                f"it is for {year}, file {document.source}."
            )

    def printed_in(self, indicators: Sequence[str], periods: Sequence[str]) -> list[Fact]:
        """Say which sheets of some years print figures, and which print none of a state's own; return the figures.

        Without years it is the newest sheet of each state.
        """
        years = self._coverage.periods
        said: list[Fact] = []
        for indicator in indicators:
            dated = self._catalog.by_id[indicator].period != "none"
            facts = self._database.facts(indicators=[indicator], periods=periods if dated else ())
            facts = [f for f in facts if periods or f.place not in years or f.period in (None, years[f.place][0])]
            own = self._catalog.by_id[indicator].level == "place"
            shown = facts if own or not facts else [representative(facts)]
            for fact in shown:
                self._draft.say(self._draft.state(fact))
                self._draft.value(fact)
            sheets = {self._draft.document(fact.document_id).place for fact in facts}
            names = place_names([place for place in sheets if place])
            if facts:
                self._draft.say(f"It is printed in the sheet{'' if len(sheets) == 1 else 's'} of {names}.")
            covered = [place for place in years if not periods or {*periods} & {*years[place]}]
            silent = [place for place in covered if place not in sheets]
            if facts and own and silent:
                self._draft.say(f"The other sheets, of {place_names(silent)}, give no such figure of the state's own.")
            said += shown
        return said

    def read_out(self, fact: Fact) -> None:
        """Quote the place where a figure is printed, word for word; a row that is broken over lines is not."""
        reading = read(fact.quote).text.strip()
        if "\n" not in reading:
            self._draft.say(f"The sheet reads: \u201c{reading}\u201d [{self._draft.cite_fact(fact)}].")

    def cover(self, plan: QueryPlan) -> Outcome:
        """Say what the store covers, who publishes it and what can be asked."""
        say = self._draft.say
        self._name_sheets_of(plan)
        several = len(self._coverage.all_periods) > 1 and not plan.places
        of_years = several and any(year in self._coverage.all_periods for year in plan.periods)
        if of_years:
            self._name_years(plan.periods)
        say(coverage_line(self._catalog, self._coverage))
        if (number := len(self._coverage.places)) and not of_years:
            say(f"That is {_states(number)}.")
        if several and not of_years:
            self._name_years(())
        for place in plan.places if len(self._coverage.all_periods) > 1 else ():
            if years := self._coverage.periods.get(place):
                say(_years_line(place, years))
        missing = [p for p in plan.periods if p not in self._coverage.all_periods]
        if missing:
            say(f"I have no sheet for {listed(missing)}.")
        uncovered = [p for p in plan.places if p not in self._coverage.periods]
        if uncovered:
            say(f"I have no sheet for {place_names(uncovered)}.")
        say(f"The sheets are published by the {self._catalog.publisher}.")
        say("For each state you can ask for:")
        self.list_measures("place")
        say(f"and for {self._catalog.overall}:")
        self.list_measures("nation")
        say("You can also ask what a programme is or does. Every figure comes with the place it is printed.")
        return ANSWERED

    def cover_years(self, plan: QueryPlan) -> Outcome:
        """Say which years there are, of the places that are named or of all."""
        covered = [place for place in plan.places if place in self._coverage.periods]
        for place in covered:
            self._draft.say(_years_line(place, self._coverage.periods[place]))
        uncovered = [place for place in plan.places if place not in self._coverage.periods]
        if uncovered:
            self._draft.say(f"I have no sheet for {place_names(uncovered)}.")
        if not plan.places:
            self._name_years(plan.periods)
        return ANSWERED if covered or not plan.places else Outcome(Status.NOT_FOUND, Reason.NO_SHEET_FOR_PLACE)

    def _name_years(self, periods: Sequence[str]) -> None:
        """Name the states that have a sheet for each year."""
        for year in [p for p in periods if p in self._coverage.all_periods] or self._coverage.all_periods:
            having = [place for place, years in self._coverage.periods.items() if year in years]
            names = place_names(having, len(having))
            self._draft.say(f"- For {year} I have sheets for {_states(len(having))}: {names}.")

    def name_rows(self, plan: QueryPlan) -> bool:
        """Name the rows of a state's total for one who asks into which it is parted; False if he asks for figures."""
        asked = {t.key for t in tokenise(plan.clause)} & _WHICH_ROWS
        table = next((t for t in self._catalog.tables if plan.broken_down and t.lead in plan.indicators), None)
        counts = _HOW_MANY.search(plan.clause) is not None
        if table is None or not asked or counts or {*plan.indicators} != {table.lead, *table.rows}:
            return False
        rows = listed(self._catalog.by_id[row].label for row in table.rows)
        self._draft.say(f"The sheets list each state's {self._catalog.by_id[table.lead].label} as: {rows}.")
        self._draft.say(f"Name a state for its figures: {place_names(self._coverage.places)}.")
        return True

    def list_measures(self, level: str) -> None:
        """List the measures of a level."""
        for indicator in self._catalog.indicators:
            if indicator.level == level:
                self._draft.say(f"- {indicator.label}")

"""What is said of the sheets themselves: what they cover, who prints them, and where and how a figure is printed."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering import Draft, listed, place_names
from assistant.lookup import Coverage, look_up
from assistant.types import Outcome, QueryPlan, Status
from index.catalog import Catalog
from index.database import Database
from index.reading import read
from index.types import Fact

ANSWERED = Outcome(Status.ANSWERED)


def coverage_line(catalog: Catalog, coverage: Coverage) -> str:
    """Say in a line what the store covers."""
    if not coverage.places:
        return "The index holds no state sheets yet."
    years = listed(sorted(coverage.all_periods))
    return (
        f"I answer from the {catalog.title} for {years} of {place_names(coverage.places)}. "
        f"They hold figures on {catalog.about}."
    )


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
        if not facts:
            return self.cover(plan)
        for fact in facts:
            document = self._draft.document(fact.document_id)
            self._draft.say(self._draft.state(fact))
            self._draft.value(fact)
            self._draft.say(f"It is printed in the sheet {document.title}, file {document.source}.")
        return ANSWERED

    def printed_in(self, indicators: Sequence[str]) -> list[Fact]:
        """Say which sheets print overall figures; return the figures."""
        said: list[Fact] = []
        for indicator in indicators:
            facts = self._database.facts(indicators=[indicator])
            if not facts:
                continue
            self._draft.say(self._draft.state(facts[0]))
            self._draft.value(facts[0])
            sheets = {self._draft.document(fact.document_id).place for fact in facts}
            names = place_names([place for place in sheets if place])
            self._draft.say(f"It is printed in the sheets of {names}.")
            said.append(facts[0])
        return said

    def read_out(self, fact: Fact) -> None:
        """Quote the place where a figure is printed, word for word; a row that is broken over lines is not."""
        reading = read(fact.quote).text.strip()
        if "\n" not in reading:
            self._draft.say(f"The sheet reads: \u201c{reading}\u201d [{self._draft.cite_fact(fact)}].")

    def cover(self, plan: QueryPlan) -> Outcome:
        """Say what the store covers, who publishes it and what can be asked."""
        say = self._draft.say
        say(coverage_line(self._catalog, self._coverage))
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

    def list_measures(self, level: str) -> None:
        """List the measures of a level."""
        for indicator in self._catalog.indicators:
            if indicator.level == level:
                self._draft.say(f"- {indicator.label}")

"""One family that is answered by its vocabulary alone: its reading, its figures and its answers."""

from __future__ import annotations

from assistant.answering import Draft
from assistant.lexicon import FamilyLexicon
from assistant.lookup import Coverage
from assistant.plain.answering import PlainResponder
from assistant.plain.figures import Figures, read_family_coverage
from assistant.plain.question import PlainQuestion
from assistant.plain.reading import PlainReader
from assistant.types import Answer
from assistant.verification import Violation, verify
from index.catalog import Catalog
from index.database import Database


class PlainDesk:
    """Answers the questions to one family."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.lexicon = FamilyLexicon(catalog)
        self.reader = PlainReader(catalog, self.lexicon)
        self._coverage: tuple[int, Coverage] | None = None

    def read(self, question: str, before: PlainQuestion | None = None) -> PlainQuestion:
        """Read a question, `before` being the one of this family that it may go on from."""
        return self.reader.read(question, before)

    def coverage(self, database: Database) -> Coverage:
        """Return what the store holds of the family."""
        version = database.version()
        if self._coverage is None or self._coverage[0] != version:
            self._coverage = (version, read_family_coverage(self.catalog, database))
        return self._coverage[1]

    def answer(self, question: PlainQuestion, database: Database) -> tuple[Answer, list[Violation]]:
        """Answer a question; also return what in the answer does not hold, for which it must not be given."""
        coverage = self.coverage(database)
        draft = Draft(question.plan, self.catalog, database)
        outcome = PlainResponder(draft, Figures(self.catalog, coverage, database)).respond(question)
        answer = draft.finish(outcome.status, outcome.reason)
        violations = verify(answer, database=database, catalog=self.catalog, lexicon=self.lexicon, coverage=coverage)
        return answer, violations

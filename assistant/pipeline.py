"""The façade for questions: plan, answer, verify."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.answering import Draft, place_names
from assistant.explanations import Explainer
from assistant.gainsaying import gainsaid
from assistant.lookup import Coverage as StoreCoverage
from assistant.lookup import read_coverage
from assistant.outside import Outside, OutsideTexts, read_outside
from assistant.planning import Planner
from assistant.quoting import Prose, Quoting, read_prose
from assistant.regions import with_covered_states
from assistant.resolving import Resolver
from assistant.responding import Responder
from assistant.retrieval import Hit, Retriever
from assistant.safety import (
    Urgent,
    asks_for_statistics,
    find_urgency,
    guidance,
    sounds_personal,
    without_statistics,
)
from assistant.sourcing import coverage_line
from assistant.spanish import closing_line
from assistant.tallies import with_majority_counted
from assistant.types import Answer, Intent, Outcome, QueryPlan, Reason, Status
from assistant.verification import verify
from index import Library
from index.catalog import Catalog
from index.database import Database
from index.errors import ModelError, StoreRestoredError
from index.question_reading import QuestionReading
from index.settings import Settings

if TYPE_CHECKING:
    from index.embedding import Vectors

# A short message right after an urgent one speaks of the same matter, unless it asks for figures.
_GOES_ON = 12

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the store covers, in a line for people, with questions to start from."""

    line: str
    examples: tuple[str, ...]


class Assistant:
    """Answers questions about the documents of a library."""

    def __init__(self, library: Library, today: date | None = None) -> None:
        self.library = library
        self.catalog: Catalog = library.catalogs[0]
        self._today = today
        self.planner = Planner(library.catalogs, today, self._read_question)
        self._explainer = Explainer(self.catalog, self.planner.lexicon, self._embed, self._embed_kept)
        self._retriever: Retriever | None = None
        self._prose: Prose | None = None
        self._outside: OutsideTexts | None = None
        self._store: tuple[int, StoreCoverage] | None = None
        self._readings: dict[tuple[str, tuple[str, ...]], QuestionReading] = {}

    @classmethod
    def open(cls, settings: Settings | None = None) -> Assistant:
        """Open the store for asking; nothing is built.

        Raises NoIndexError, StoreVersionError or StoreDamagedError, each saying what to do.
        """
        return cls(Library.open(settings))

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer a question.

        `history` are the earlier questions of the conversation, oldest first. The answer's figures and citations
        are verified against the documents; what does not hold is not said. Raises StoreError or ModelError.
        """
        try:
            return self._ask(question, history)
        except StoreRestoredError:  # the store was damaged, and is whole again
            return self._ask(question, history)

    def _ask(self, question: str, history: Sequence[str]) -> Answer:
        start = time.perf_counter()
        self._readings = {}
        with self.library.snapshot() as database:
            coverage = self._coverage(database)
            question, *history = (with_covered_states(text, coverage.places) for text in (question, *history))
            covered = len(coverage.places)
            question, *history = (with_majority_counted(text, covered) for text in (question, *history))
            plan = self._plan(question, history)
            plan = Resolver(self.catalog, coverage, database, self._today or date.today()).resolve(plan)
            draft = Draft(plan, self.catalog, database)
            quoting = Quoting(
                draft,
                self.planner,
                database,
                self._explainer,
                prose=lambda: self._prose_of(database),
                search=lambda text: self._search(text, database),
            )
            responder = Responder(draft, self.planner, coverage, database, quoting)
            outside = self._outside_of(database, coverage)
            parts = plan.parts or (plan,)
            outcome = Outcome.of_parts([outside.meet(part, draft, responder.respond) for part in parts])
            if plan.spanish:
                draft.note(closing_line(answered=outcome.status in (Status.ANSWERED, Status.PARTIAL)))
            answer = draft.finish(outcome.status, outcome.reason)
            violations = verify(
                answer, database=database, catalog=self.catalog, lexicon=self.planner.lexicon, coverage=coverage
            )
        if violations:
            log.error("answer withheld: %s", "; ".join(f"{v.where!r}: {v.why}" for v in violations))
            answer = _withheld(plan)
        elif misread := gainsaid(answer, history, self.planner.reader):
            answer = _asked_back(plan, misread)
        return replace(answer, elapsed_ms=(time.perf_counter() - start) * 1000)

    def _plan(self, question: str, history: Sequence[str]) -> QueryPlan:
        """Plan a question; a message about a real person in danger, or one that goes on from it, is urgent."""
        urgent = self._urgency(question, history, thorough=False)
        if urgent is None and _goes_on(question) and history:
            urgent = self._urgency(history[-1], history[:-1], thorough=False)
        plan = self.planner.plan(question, history) if urgent is None else None
        beside = sounds_personal(question) and bool(without_statistics(question))
        if plan is not None and (beside or not _understood(plan)):
            urgent = self._urgency(question, history, thorough=True)
        if urgent is not None or plan is None:
            lines = guidance(urgent) if urgent else []
            return QueryPlan(question=question, clause=question, intent=Intent.URGENT, guidance=tuple(lines))
        return plan

    def _urgency(self, message: str, history: Sequence[str], *, thorough: bool) -> Urgent | None:
        return find_urgency(message, lambda text: self._read_question(text, history), thorough=thorough)

    def _read_question(self, text: str, before: Sequence[str] = ()) -> QuestionReading | None:
        """Read a clause with the question model, or None if the model cannot be used; once for each question."""
        readings, key = self._readings, (text, tuple(before))  # another thread may begin a question of its own
        try:
            found = readings.get(key) or self.library.question_model.read(text, before)
        except ModelError:
            log.exception("the model that reads questions cannot be used; words that nothing accounts for are declined")
            return None
        readings[key] = found
        return found

    def coverage(self) -> Coverage:
        """Say what the store covers."""
        with self.library.snapshot() as database:
            coverage = self._coverage(database)
        return Coverage(line=coverage_line(self.catalog, coverage), examples=_examples(coverage))

    def _coverage(self, database: Database) -> StoreCoverage:
        version = database.version()
        if self._store is None or self._store[0] != version:
            self._store = (version, read_coverage(database))
        return self._store[1]

    def _embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts; the model is loaded when the first question needs it."""
        return self.library.query_model.embed(texts)

    def _embed_kept(self, texts: Sequence[str]) -> Vectors:
        return self.library.query_model.embed_kept(texts)

    def _prose_of(self, database: Database) -> Prose:
        if self._prose is None or self._prose.version != database.version():
            self._prose = read_prose(self.catalog, database)
        return self._prose

    def _outside_of(self, database: Database, coverage: StoreCoverage) -> Outside:
        if self._outside is None or self._outside.version != database.version():
            self._outside = read_outside(database) if coverage.outside else OutsideTexts(database.version())
        return Outside(self._outside, lambda text: self._search(text, database))

    def _search(self, question: str, database: Database) -> list[Hit]:
        version = database.version()
        if self._retriever is None or self._retriever.version != version:
            self._retriever = Retriever(self.library, version, [(h, t) for h, t, _ in database.texts()])
        return self._retriever.search(question)


def _goes_on(message: str) -> bool:
    return len(message.split()) < _GOES_ON and not asks_for_statistics(message)


def _understood(plan: QueryPlan) -> bool:
    """Say whether a message is a question for figures, or for what the sheets are."""
    parts = plan.parts or (plan,)
    figures = all(p.intent is Intent.FIGURES and p.indicators and not p.leftovers for p in parts)
    return figures or plan.intent in (Intent.COVERAGE, Intent.GREETING, Intent.NOTHING)


def _examples(coverage: StoreCoverage) -> tuple[str, ...]:
    if not coverage.places:
        return ()
    first, last = place_names(coverage.places[:1]), place_names(coverage.places[-1:])
    year = coverage.periods[coverage.places[0]][0]
    return (
        f"How many CyberTipline reports were made available to law enforcement in {first} in {year}?",
        f"How many missing children cases did NCMEC handle in {last}?",
        "How many reports did the CyberTipline receive overall?",
        "What is the Family Advocacy Outreach Network?",
        "Which states do you cover?",
    )


def _withheld(plan: QueryPlan) -> Answer:
    return Answer(
        status=Status.NOT_FOUND,
        reason=Reason.NOT_COVERED,
        text="I found figures but could not verify my answer against the sheets, so I do not give it. "
        "Please ask in other words.",
        values=(),
        citations=(),
        plan=plan,
    )


def _asked_back(plan: QueryPlan, misread: str) -> Answer:
    return Answer(
        status=Status.CLARIFY,
        reason=Reason.AMBIGUOUS,
        text=f"I am not sure that I understand you, so I give no figures: {misread}. "
        "Please ask again in one sentence, with the measure and the states that you mean.",
        values=(),
        citations=(),
        plan=plan,
    )

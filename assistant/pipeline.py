"""The façade for questions: plan, answer, verify."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.answering import Draft, place_names
from assistant.content import all_concepts, question_of
from assistant.explanations import Explainer
from assistant.families import Route, Trained, of_all, route, understood, which_family
from assistant.gainsaying import gainsaid
from assistant.lookup import Coverage as StoreCoverage
from assistant.lookup import read_coverage
from assistant.outside import Outside, OutsideTexts, read_outside
from assistant.plain.desk import PlainDesk
from assistant.planning import Planner
from assistant.quoted_units import Units, read_units
from assistant.quoting import Prose, Quoting, read_prose
from assistant.regions import with_covered_states
from assistant.resolving import Resolver
from assistant.responding import Responder
from assistant.retrieval import Hit, Retriever
from assistant.safety import (
    Urgent,
    alarming_words,
    asks_for_statistics,
    find_urgency,
    guidance,
    likely_urgent,
    sounds_personal,
    speaks_of_need,
    surely_urgent,
    without_statistics,
)
from assistant.sourcing import coverage_line
from assistant.spanish import closing_line
from assistant.tallies import with_majority_counted
from assistant.types import Answer, Intent, Outcome, QueryPlan, Reason, Status
from assistant.verification import Violation, verify
from index import Library
from index.catalog import Catalog
from index.database import Database
from index.errors import ModelError, StoreRestoredError
from index.family_view import FamilyView
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


@dataclass(frozen=True, slots=True)
class _Store:
    """What one version of the store holds: by the trained family, and the families that are read by vocabulary."""

    version: int
    coverage: StoreCoverage
    desks: tuple[PlainDesk, ...]
    trained: bool


class Assistant:
    """Answers questions about the documents of a library.

    Of the families in the store, `catalog` is the one that the question model was trained for.
    """

    def __init__(self, library: Library, today: date | None = None) -> None:
        self.library = library
        self.catalog: Catalog = next(c for c in library.catalogs if c.reader == "model")
        self._today = today
        self._retriever: Retriever | None = None
        self._prose: Prose | None = None
        self._outside: OutsideTexts | None = None
        self._units: Units | None = None
        self._spoken: tuple[int, frozenset[str]] | None = None
        self._store: _Store | None = None
        self._desks: dict[str, PlainDesk] = {}
        self._readings: dict[tuple[str, tuple[str, ...]], QuestionReading] = {}
        for problem in library.installed.problems:
            log.warning("%s Its documents are not answered from until then; the others are.", problem)

    @classmethod
    def open(cls, settings: Settings | None = None) -> Assistant:
        """Open the store for asking; nothing is built.

        Raises NoIndexError, StoreVersionError or StoreDamagedError, each saying what to do.
        """
        return cls(Library.open(settings))

    @cached_property
    def planner(self) -> Planner:
        """What plans the questions to the trained family, made when the first one is asked."""
        return Planner([self.catalog], self._today, self._read_question)

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(self.catalog, self.planner.lexicon, self._embed, self._embed_kept)

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
            store = self._state(database)
            if store.desks:
                answer = self._ask_several(question, history, store, database)
            else:
                answer = self._ask_trained(question, history, store, database)
        return replace(answer, elapsed_ms=(time.perf_counter() - start) * 1000)

    def _ask_several(self, question: str, history: Sequence[str], store: _Store, database: Database) -> Answer:
        """Answer a question to a store in which not all documents are of the trained family."""
        trained = Trained(self.catalog, self.planner.plan) if store.trained else None
        own = FamilyView(database, self.catalog)
        chosen = route(question, history, store.desks, trained)
        if chosen.desk is None and not (chosen.either or chosen.all_of_them):
            return self._ask_trained(question, chosen.history, store, own)
        read = chosen.question
        # the model, which knows the questions to its own family only, takes words that it does not know for a cry
        sure = chosen.all_of_them or (read is not None and (read.certain or read.names))
        if self._emergency(
            question, history, sure=sure and not (read and not read.certain and sounds_personal(question))
        ):
            return self._ask_trained(question, history, store, own)
        if chosen.either:
            return which_family(question, chosen.either)
        if chosen.desk is not None and chosen.question is not None:
            return self._ask_desk(chosen, database)
        answers = [self._ask_trained(question, chosen.history, store, own)] if store.trained else []
        answers += [self._ask_desk(Route(desk, desk.read(question)), database) for desk in store.desks]
        return of_all(answers)

    def _ask_desk(self, chosen: Route, database: Database) -> Answer:
        assert chosen.desk is not None and chosen.question is not None
        answer, violations = chosen.desk.answer(chosen.question, database)
        return _withheld(answer.plan, violations, "documents") if violations else answer

    def _ask_trained(self, question: str, history: Sequence[str], store: _Store, database: Database) -> Answer:
        coverage = store.coverage
        question, *history = (with_covered_states(text, coverage.places) for text in (question, *history))
        covered = len(coverage.places)
        question, *history = (with_majority_counted(text, covered) for text in (question, *history))
        outside = self._outside_of(database, coverage)
        plan = self._plan(question, history, outside)
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
        parts = plan.parts or (plan,)
        outcome = Outcome.of_parts([outside.meet(part, draft, responder.respond, history) for part in parts])
        if plan.spanish:
            draft.note(closing_line(answered=outcome.status in (Status.ANSWERED, Status.PARTIAL)))
        answer = draft.finish(outcome.status, outcome.reason)
        violations = verify(
            answer, database=database, catalog=self.catalog, lexicon=self.planner.lexicon, coverage=coverage
        )
        if violations:
            return _withheld(plan, violations, "sheets")
        misread = gainsaid(answer, history, self.planner.reader)
        return _asked_back(plan, misread) if misread else answer

    def _plan(self, question: str, history: Sequence[str], outside: Outside) -> QueryPlan:
        """Plan a question; a message about a real person in danger, or one that goes on from it, is urgent."""
        urgent = self._alarm(question, history)
        plan = self.planner.plan(question, history) if urgent is None else None
        thorough = plan is not None and (_speaks_beside(question) or not understood(plan))
        # the model does not know what documents of no family speak of; what is a person's own matter it always reads
        if thorough and (sounds_personal(question) or not outside.concerns(question, history)):
            urgent = self._urgency(question, history, thorough=True)
            if urgent and self._asks_documents(question, history, outside):
                urgent = None
        if urgent is not None or plan is None:
            lines = guidance(urgent) if urgent else []
            return QueryPlan(question=question, clause=question, intent=Intent.URGENT, guidance=tuple(lines))
        return plan

    def _asks_documents(self, question: str, history: Sequence[str], outside: Outside) -> bool:
        """Say whether a message without alarming words, which the model takes for urgent, is one for other documents.

        What such a document answers is no cry, nor a question after what one speaks of, if the model is not sure; what
        comes near one suffices where a cry is not even likely.
        """
        if alarming_words(question)[0]:
            return False
        needs = speaks_of_need(question)
        if not needs and outside.find_reworded(question, history):
            return True
        reading = self._read_question(question, history)
        if reading is None or surely_urgent(reading):
            return False
        if not likely_urgent(reading):
            return outside.may_concern(question, history, remotely=True)
        return outside.may_concern(question, history) and (not needs or question_of(question).kind != "")

    def _alarm(self, question: str, history: Sequence[str]) -> Urgent | None:
        """Look for alarming words in a message, or in the one that a short message goes on from."""
        urgent = self._urgency(question, history, thorough=False)
        if urgent is None and _goes_on(question) and history:
            urgent = self._urgency(history[-1], history[:-1], thorough=False)
        return urgent

    def _emergency(self, question: str, history: Sequence[str], *, sure: bool) -> bool:
        """Say whether a message that no plan of the trained family was made for is urgent; `sure` that it was read."""
        thorough = not sure or _speaks_beside(question)
        return bool(self._alarm(question, history) or (thorough and self._urgency(question, history, thorough=True)))

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
            store = self._state(database)
            told = [(self.catalog, store.coverage)] if store.trained or not store.desks else []
            told += [(desk.catalog, desk.coverage(database)) for desk in store.desks]
        lines = [coverage_line(catalog, coverage) for catalog, coverage in told]
        lines += self.library.installed.problems
        return Coverage(line=" ".join(lines), examples=tuple(e for pair in told for e in _examples(*pair)))

    def catalog_of(self, answer: Answer) -> Catalog:
        """Return the catalog of the family that an answer speaks of."""
        named = {*answer.plan.indicators, *(c.indicator for c in answer.plan.candidates)}
        return next((c for c in self.library.catalogs if named & c.by_id.keys()), self.catalog)

    def _state(self, database: Database) -> _Store:
        """Return what the store holds, read once for each version of it; only families with documents have a desk."""
        version = database.version()
        if self._store is None or self._store.version != version:
            families = {family for family, *_ in database.coverage()}
            found = [c for c in self.library.catalogs if c.family in families and c.reader == "vocabulary"]
            for catalog in found:
                if catalog.family not in self._desks:
                    self._desks[catalog.family] = PlainDesk(catalog)
            desks = tuple(self._desks[c.family] for c in found)
            trained = bool(families & {self.catalog.family, None})
            own = FamilyView(database, self.catalog) if desks else database
            self._store = _Store(version, read_coverage(own), desks, trained)
        return self._store

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
        return Outside(
            self._outside,
            lambda text: self._search(text, database),
            lambda: self._units_of(database),
            lambda: self._spoken_of(database),
        )

    def _spoken_of(self, database: Database) -> frozenset[str]:
        """Return what the words of the families' documents stand for, with those by which the catalog is asked."""
        if self._spoken is None or self._spoken[0] != database.version():
            of_families = database.texts_of_families()
            texts = [text for hash_, text, _ in database.texts() if hash_ in of_families]
            asked = [text for e in self.catalog.explanations for text in (*e.answers, *e.names, *e.topics)]
            self._spoken = (database.version(), all_concepts([*texts, *asked]))
        return self._spoken[1]

    def _units_of(self, database: Database) -> Units | None:
        """Return what may be quoted to questions in other words; None if the embedding model cannot be used."""
        if self._units is None or self._units.version != database.version():
            try:
                self._units = read_units(database, self._embed)
            except ModelError:
                log.exception("the embedding model cannot be used; questions in other words are declined")
                return None
        return self._units

    def _search(self, question: str, database: Database) -> list[Hit]:
        version = database.version()
        if self._retriever is None or self._retriever.version != version:
            self._retriever = Retriever(self.library, version, [(h, t) for h, t, _ in database.texts()])
        return self._retriever.search(question)


def _goes_on(message: str) -> bool:
    return len(message.split()) < _GOES_ON and not asks_for_statistics(message)


def _speaks_beside(message: str) -> bool:
    """Say whether a message says something of its own beside what it asks for."""
    return sounds_personal(message) and bool(without_statistics(message))


def _examples(catalog: Catalog, coverage: StoreCoverage) -> tuple[str, ...]:
    places = [p for p in coverage.places if p != catalog.overall_code]
    if not places:
        return ()
    slots = {
        "first": place_names(places[:1]),
        "last": place_names(places[-1:]),
        "newest": catalog.period_reader.say(coverage.periods[places[0]][0]),
    }
    return tuple(example.format_map(slots) for example in catalog.examples)


def _withheld(plan: QueryPlan, violations: Sequence[Violation], documents: str) -> Answer:
    log.error("answer withheld: %s", "; ".join(f"{v.where!r}: {v.why}" for v in violations))
    return Answer(
        status=Status.NOT_FOUND,
        reason=Reason.NOT_COVERED,
        text=f"I found figures but could not verify my answer against the {documents}, so I do not give it. "
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

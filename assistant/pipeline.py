"""The façade for questions: plan, look up or retrieve, word, verify."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answering import (
    Draft,
    answer_figures,
    answer_passages,
    decline_leftovers,
    echo,
    listed,
    place_names,
)
from assistant.lexicon import FamilyLexicon, normalise, tokenise
from assistant.lookup import look_up, read_coverage
from assistant.lookup import Coverage as StoreCoverage
from assistant.planning import LONGEST_QUESTION, Planner
from assistant.retrieval import Hit, Retriever, covered, occurrence
from assistant.types import Answer, Intent, Operation, QueryPlan, Reason, Status
from assistant.verification import verify
from index import Library
from index.catalog import Catalog
from index.database import Database
from index.settings import Settings
from index.types import NATION, Fact, Passage

log = logging.getLogger(__name__)

# A text this near in meaning to the question answers it even if a word of the question is not in it.
NEAR = 0.62
# Below this similarity a text is not about the question, whatever words they share.
FAR = 0.25
_CHOICES = 4


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
        self.planner = Planner(library.catalogs, today)
        self.lexicon: FamilyLexicon = self.planner.lexicons[0]
        self._retriever: Retriever | None = None
        self._store: tuple[int, StoreCoverage] | None = None

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
        start = time.perf_counter()
        plan = self.planner.plan(question)
        with self.library.snapshot() as database:
            coverage = self._coverage(database)
            answer = self._answer(plan, Draft(plan, self.catalog, database), coverage, database)
            violations = verify(
                answer, database=database, catalog=self.catalog, lexicon=self.lexicon, coverage=coverage
            )
        if violations:
            log.error("answer withheld: %s", "; ".join(f"{v.where!r}: {v.why}" for v in violations))
            answer = _withheld(plan)
        return replace(answer, elapsed_ms=(time.perf_counter() - start) * 1000)

    def coverage(self) -> Coverage:
        """Say what the store covers."""
        with self.library.snapshot() as database:
            coverage = self._coverage(database)
        return Coverage(line=self._coverage_line(coverage), examples=self._examples(coverage))

    def _coverage(self, database: Database) -> StoreCoverage:
        version = database.version()
        if self._store is None or self._store[0] != version:
            self._store = (version, read_coverage(database))
        return self._store[1]

    def _answer(self, plan: QueryPlan, draft: Draft, coverage: StoreCoverage, database: Database) -> Answer:
        if len(plan.question) > LONGEST_QUESTION:
            draft.say("That is more text than I can read as a question. Please ask in a sentence or two.")
            return draft.finish(Status.CLARIFY, Reason.AMBIGUOUS)
        if plan.intent is Intent.NOTHING:
            draft.say(f"Please type a question. {self._coverage_line(coverage)}")
            return draft.finish(Status.CLARIFY, Reason.AMBIGUOUS)
        if plan.intent in (Intent.GREETING, Intent.COVERAGE):
            return self._say_coverage(draft, coverage)
        if plan.intent is Intent.EXPLANATION:
            return self._explain(plan, draft, database)
        return self._figures(plan, draft, coverage, database)

    # figures

    def _figures(self, plan: QueryPlan, draft: Draft, coverage: StoreCoverage, database: Database) -> Answer:
        if plan.all_indicators and (plan.places or plan.overall) and not plan.leftovers:
            plan = self._everything(plan)
        if not plan.indicators:
            return self._no_indicator(plan, draft, coverage, database)
        if plan.leftovers:
            return decline_leftovers(draft, known_measure=True)
        indicators = [self.catalog.by_id[i] for i in plan.indicators]
        placeless = not plan.places and not plan.all_places
        if placeless and plan.operation is not Operation.LOOKUP and any(i.level == "place" for i in indicators):
            plan = replace(plan, all_places=True)
        elif placeless and not plan.overall and all(i.level == "place" for i in indicators):
            draft.say(f"For which state? I have sheets for {place_names(coverage.places)}.")
            draft.say(f"The sheets give {listed(i.label for i in indicators)} for each state, not overall.")
            return draft.finish(Status.CLARIFY, Reason.AMBIGUOUS)
        results = list(look_up(plan, self.catalog, coverage, database))
        answer = answer_figures(draft, results, coverage)
        found = [r for r in results if isinstance(r, Fact)]
        if plan.operation is not Operation.LOOKUP and found:
            draft.say("These are the figures that your question is about; I do not compute or rank them.")
            return draft.finish(Status.PARTIAL, Reason.NOT_COVERED)
        if answer.status is Status.ANSWERED:
            self._say_defaults(plan, draft, found, coverage)
            return draft.finish(Status.ANSWERED)
        return answer

    def _everything(self, plan: QueryPlan) -> QueryPlan:
        level = "place" if plan.places else "nation"
        silent_is_normal = {i.id for i in self.catalog.indicators if i.optional}
        ids = tuple(i.id for i in self.catalog.indicators if i.level == level and i.id not in silent_is_normal)
        return replace(plan, indicators=ids)

    def _say_defaults(
        self, plan: QueryPlan, draft: Draft, found: Sequence[Fact], coverage: StoreCoverage
    ) -> None:
        """Say what the question left open and the answer filled in."""
        if not plan.periods and any(f.period for f in found):
            years = coverage.all_periods
            if len(years) == 1:
                draft.say(f"You named no year; {years[0]} is what I have.")
            else:
                draft.say("You named no year, so this is the newest that I have.")
        own = {i.overall_counterpart for i in self.catalog.indicators}
        overall = [f for f in found if f.place == NATION and f.indicator in own]
        if overall and not plan.places and not plan.overall:
            draft.say(f"This is an overall figure. For a state's own figures name a state: {place_names(coverage.places)}.")

    def _no_indicator(
        self, plan: QueryPlan, draft: Draft, coverage: StoreCoverage, database: Database
    ) -> Answer:
        uncovered = [place for place in plan.places if place not in coverage.periods]
        if plan.candidates and not plan.leftovers:
            labels = [self.catalog.by_id[c.indicator].label for c in plan.candidates[:_CHOICES]]
            draft.say("Which of these do you mean?")
            for label in labels:
                draft.say(f"- {label}")
            return draft.finish(Status.CLARIFY, Reason.AMBIGUOUS)
        if plan.places and len(uncovered) == len(plan.places):
            draft.say(
                f"I have no sheet for {place_names(uncovered)}. I have sheets for {place_names(coverage.places)}."
            )
            return draft.finish(Status.NOT_FOUND, Reason.NO_SHEET_FOR_PLACE)
        if plan.leftovers:
            if plan.places or plan.overall or plan.candidates:
                return decline_leftovers(draft, known_measure=False)
            passages = self._passages_for(plan, database)
            if passages:
                return answer_passages(draft, *passages)
            return self._off_topic(draft, coverage)
        if plan.places or plan.periods or plan.overall:
            draft.say("Which figure do you mean? These are the ones that the sheets give:")
            for indicator in self.catalog.indicators:
                if indicator.level == ("nation" if plan.overall else "place"):
                    draft.say(f"- {indicator.label}")
            return draft.finish(Status.CLARIFY, Reason.AMBIGUOUS)
        return self._off_topic(draft, coverage)

    def _off_topic(self, draft: Draft, coverage: StoreCoverage) -> Answer:
        draft.say(f"That is not something the sheets speak of. {self._coverage_line(coverage)}")
        return draft.finish(Status.NOT_FOUND, Reason.OFF_TOPIC)

    # explanations

    def _explain(self, plan: QueryPlan, draft: Draft, database: Database) -> Answer:
        found = self._passages_for(plan, database)
        if found:
            return answer_passages(draft, *found)
        words = plan.leftovers or tuple(t.text for t in tokenise(normalise(plan.question)))[-3:]
        about = listed(echo(word) for word in words[:4])
        if plan.candidates or "ncmec" in normalise(plan.question).lower():
            draft.say(f"The sheets say nothing that answers this; they do not speak of {about}.")
            return draft.finish(Status.NOT_FOUND, Reason.NOT_COVERED)
        return self._off_topic(draft, self._coverage(database))

    def _passages_for(self, plan: QueryPlan, database: Database) -> tuple[list[Passage], int] | None:
        """Return the passages that answer a question by quotation and in how many sheets the first one stands."""
        hits = self._search(plan.question, database)
        facts: dict[str, set[tuple[int, int]]] = {}
        items = self.lexicon.items(self.planner.content_tokens(plan.question))
        best: tuple[float, Hit, Passage] | None = None
        for hit in hits:
            if hit.cosine < FAR:
                continue
            passage = occurrence(database, hit.text_hash, plan.places)
            if passage.document_id not in facts:
                found = database.facts(document_id=passage.document_id)
                facts[passage.document_id] = {(f.start, f.end) for f in found}
            if (passage.start, passage.end) in facts[passage.document_id]:
                continue  # a figure's sentence explains nothing
            share = sum(covered(item, self.lexicon, [passage]) for item in items) / max(1, len(items))
            if share < 1 and hit.cosine < NEAR:
                continue
            rank = hit.score * (0.5 + share)
            if best is None or rank > best[0]:
                best = (rank, hit, passage)
        if best is None:
            return None
        _, hit, passage = best
        also_in = len({p.document_id for _, p in database.passages_of_texts([hit.text_hash])})
        return [passage], also_in

    def _search(self, question: str, database: Database) -> list[Hit]:
        version = database.version()
        if self._retriever is None or self._retriever.version != version:
            self._retriever = Retriever(self.library, version, [(h, t) for h, t, _ in database.texts()])
        return self._retriever.search(question)

    # coverage

    def _say_coverage(self, draft: Draft, coverage: StoreCoverage) -> Answer:
        draft.say(self._coverage_line(coverage))
        draft.say("For each state you can ask for:")
        for indicator in self.catalog.indicators:
            if indicator.level == "place":
                draft.say(f"- {indicator.label}")
        draft.say(f"and for {self.catalog.overall}:")
        for indicator in self.catalog.indicators:
            if indicator.level == "nation":
                draft.say(f"- {indicator.label}")
        draft.say("You can also ask what a programme is or does. Every figure comes with the place it is printed.")
        return draft.finish(Status.ANSWERED)

    def _coverage_line(self, coverage: StoreCoverage) -> str:
        if not coverage.places:
            return "The index holds no state sheets yet."
        years = listed(sorted(coverage.all_periods))
        return (
            f"I answer from the {self.catalog.title} for {years} of {place_names(coverage.places)}. "
            f"They hold figures on {self.catalog.about}."
        )

    def _examples(self, coverage: StoreCoverage) -> tuple[str, ...]:
        places = [self._name(code) for code in coverage.places]
        if not places:
            return ()
        year = coverage.all_periods[0]
        first, last = places[0], places[-1]
        return (
            f"How many CyberTipline reports were made available to law enforcement in {first} in {year}?",
            f"How many missing children cases did NCMEC handle in {last}?",
            "How many reports did the CyberTipline receive overall?",
            "What is the Family Advocacy Outreach Network?",
            "Which states do you cover?",
        )

    @staticmethod
    def _name(code: str) -> str:
        return place_names([code])


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

"""Documents of no family: questions are answered from them by quotation alone, or not at all.

A passage that accounts for every word of the question is quoted first; else one that answers it in other words. No
figure is read from it: what is quoted is cited with all that it cannot be understood without.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering import Draft
from assistant.content import WHOLE, Question, Word, concepts, folded, question_of, word_set
from assistant.families import understood
from assistant.quoted_asking import read_asked
from assistant.quoted_followups import carried, goes_on
from assistant.quoted_meaning import Found, quotes_in_other_words
from assistant.quoted_prose import asks_the_same, fits_sentence
from assistant.quoted_rows import fit_row, quoted_row, table_row
from assistant.quoted_units import Units
from assistant.quotes import MOST, Quote, in_quotes, say_quotes
from assistant.retrieval import Hit
from assistant.types import Intent, Outcome, QueryPlan, Reason, Status
from index.database import Database
from index.places import find_names
from index.plain_passages import is_row
from index.reading import read
from index.types import Passage

_WORD = re.compile(r"\d[\d.,]*|[^\W\d_]+")
_NOT_OUTSIDE = (Intent.URGENT, Intent.GREETING)
_TOLD = (Intent.EXPLANATION, Intent.COVERAGE)  # answered without a figure
_AS_WELL = "A document beside the sheets speaks of this, too:"
_NO_DOCUMENT = (
    "None of the documents answers this, neither the sheets nor the others. I quote the others only where I am sure "
    "that they answer a question; other words may find more."
)
_NO_DOCUMENT_KNOWN = "I know of no document that answers this."
_NEAREST = "The nearest passages, which may not answer it:"
_EITHER = "Either of these could be meant:"
_ELIDED = 2  # words of a question that says nothing without the one before it
_CLOSELY = 4  # words of a question of which documents may lack one and still be what it is about
_LINES = 4  # line ends of a list, of which one entry is quoted
_MANY = 400  # rows that are looked at one by one


@dataclass(frozen=True, slots=True)
class OutsideTexts:
    """The passages of documents of no family in one store version, each with the title of its document.

    `words` are the words of the passages and of what stands around them, sorted, `places` the numbers of the passages
    that have each of them.
    """

    version: int
    passages: tuple[tuple[Passage, str], ...] = ()
    words: tuple[str, ...] = ()
    places: tuple[frozenset[int], ...] = ()

    def likely(self, asked: Sequence[Word]) -> list[tuple[Passage, str]]:
        """Return the passages that may account for every one of some words, in their order."""
        found: list[set[int]] = []
        for word in asked:
            found.append({number for beginning in word.beginnings for number in self._beginning_with(beginning)})
            if not found[-1]:
                return []
        if not found:
            return list(self.passages)
        return [self.passages[number] for number in sorted(set.intersection(*found))]

    def _beginning_with(self, beginning: str) -> Iterator[int]:
        for position in range(bisect_left(self.words, beginning), len(self.words)):
            if not self.words[position].startswith(beginning):
                return
            yield from self.places[position]


def read_outside(database: Database) -> OutsideTexts:
    """Read the passages of all documents of no family."""
    passages: list[tuple[Passage, str]] = []
    places: defaultdict[str, set[int]] = defaultdict(set)
    for document in database.documents():
        if document.family is not None:
            continue
        for passage in database.passages_of_document(document.id):
            for text in (document.title, passage.reading, *(extract.quote for extract in passage.context)):
                for word in _words(text):
                    places[word].add(len(passages))
            passages.append((passage, document.title))
    words = sorted(places)
    return OutsideTexts(
        database.version(), tuple(passages), tuple(words), tuple(frozenset(places[word]) for word in words)
    )


@lru_cache(maxsize=512)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(folded(text)))


class Outside:
    """Finds and says what documents of no family say to a question."""

    def __init__(
        self,
        texts: OutsideTexts,
        search: Callable[[str], list[Hit]],
        units: Callable[[], Units | None],
        spoken: Callable[[], frozenset[str]],
    ) -> None:
        """`units` are read when a question is put in other words than the documents'.

        `spoken` returns what the words of the sheets and of their catalog stand for.
        """
        self._texts = texts
        self._search = search
        self._units = units
        self._spoken = spoken
        self._reworded: dict[str, Found] = {}

    def find(self, clause: str, history: Sequence[str] = ()) -> list[Quote]:
        """Return the passages that answer a question, those that fit best; none if none answers it.

        A question that goes on from the one before it ("and Kenya?") is of another row, column or year of its table.
        """
        return self._asked(clause, history)[1]

    def concerns(self, message: str, history: Sequence[str]) -> bool:
        """Say whether a message is a question to these documents: they answer it, or all of it but for one word."""
        if self.find(message, history):
            return True
        asked = question_of(message).words
        return len(asked) >= _CLOSELY and any(
            self._texts.likely([*asked[:number], *asked[number + 1 :]]) for number in range(len(asked))
        )

    def find_reworded(self, message: str, history: Sequence[str] = ()) -> list[Quote]:
        """Return the passages that answer a question in other words than theirs; none if none does with certainty."""
        return list(self._in_other_words(message, history).answers)

    def may_concern(self, message: str, history: Sequence[str] = (), *, remotely: bool = False) -> bool:
        """Say whether a message may be a question to these documents: they speak of such things, if only `remotely`."""
        found = self._in_other_words(message, history)
        return found.akin or bool(found.answers) or (remotely and bool(found.near))

    def _in_other_words(self, message: str, history: Sequence[str]) -> Found:
        if message not in self._reworded:
            units = self._units() if self._texts.passages else None
            self._reworded[message] = quotes_in_other_words(message, units, later=bool(history)) if units else Found()
        return self._reworded[message]

    def _asked(self, clause: str, history: Sequence[str]) -> tuple[Question, list[Quote]]:
        """Return a question with what it takes from those before it, and its quotes."""
        asked = question_of(clause)
        if not history or not goes_on(asked):
            return asked, self._find(asked)
        before, rows = self._asked(history[-1], history[:-1])
        for changed in carried(asked, before, [quote.row for quote in rows if quote.row]):
            if quotes := [quote for quote in self._find(changed) if quote.row and not quote.row.whole]:
                return changed, quotes
        return asked, [] if len(asked.words) <= _ELIDED else self._find(asked)

    def _find(self, asked: Question) -> list[Quote]:
        if all(word.text in word_set("general") for word in asked.words):
            return []
        # a row need not say that it is one of the whole
        likely = self._texts.likely([word for word in asked.words if word.concept != WHOLE])
        if len(likely) > _MANY:  # the question names no row: only that of the whole can answer it
            likely = [known for known in likely if not is_row(known[0]) or WHOLE in concepts(known[0].text)]
        quotes = [quote for passage, title in likely for quote in _quotes(asked, passage, title)]
        if same := [quote for quote in quotes if quote.asked]:
            return self._best(same, asked.text)
        if rows := [quote for quote in quotes if quote.row]:
            named = [quote for quote in rows if quote.row and not quote.row.whole] or rows
            summed = any(word.concept == WHOLE for word in asked.words) and len(named) > 1
            most = max(quote.strength for quote in named)
            return [] if summed else [quote for quote in named if quote.strength == most]
        return self._best(quotes, asked.text)

    def meet(
        self, plan: QueryPlan, draft: Draft, respond: Callable[[QueryPlan], Outcome], history: Sequence[str] = ()
    ) -> Outcome:
        """Answer a plan from the sheets or, what they do not answer, from documents of no family.

        A figure of the sheets stands; where another document answers the same question, that is said beside it. What
        neither answers is declined in words that speak of both.
        """
        before, figures = draft.kept(), draft.figures
        outcome = respond(plan)
        if plan.intent in _NOT_OUTSIDE or not self._texts.passages:
            return outcome
        clause = plan.clause or plan.question
        answered = outcome.status in (Status.ANSWERED, Status.PARTIAL)
        thin = clause != plan.question and len(_telling(clause)) < _ELIDED  # "What is that telling me?"
        quotes = [] if thin or plan.intent is Intent.NOTHING else self.find(clause, () if answered else history)
        if not quotes and draft.figures == figures and (not answered or plan.intent in _TOLD):
            quotes = self._reworded_for(plan, history, answered=answered)
            if quotes:
                draft.go_back(before)
                if len(quotes) > 1 and not quotes[0].lead:
                    draft.say(_EITHER)
                return say_quotes(draft, quotes)
            if answered and self._is_of_documents(clause):
                return self._decline(plan, draft, before, Outcome(Status.NOT_FOUND, Reason.NOT_COVERED), history)
        quotes = self._fitted(plan, quotes)
        if not quotes:
            of_sheets = bool(plan.indicators and plan.places)  # what they lack is said in their own words
            if outcome.status is Status.NOT_FOUND and draft.figures == figures and not (understood(plan) or of_sheets):
                return self._decline(plan, draft, before, outcome, history)
            return outcome
        met = outcome.status is Status.ANSWERED and plan.intent is not Intent.EXPLANATION
        printed = quotes[0].meant  # the question stands in the document, and its answer
        counts = question_of(plan.clause).kind in ("", "how many")
        if (printed and not counts) or (draft.figures == figures and (printed or not met)):
            draft.go_back(before)
            return say_quotes(draft, quotes)
        draft.say(_AS_WELL)
        say_quotes(draft, quotes)
        return outcome

    def _is_of_documents(self, clause: str) -> bool:
        """Say whether a question names something that other documents may speak of, and that no sheet speaks of."""
        units = self._units()
        if units is None:
            return False
        named = (t for t in read_asked(clause, units).terms if not t.general and not t.aside)
        foreign = (t for t in named if units.has(t.concept) or t.hard or t.thing)
        return any(t.concept not in self._spoken() and not any(find_names(t.word.title())) for t in foreign)

    def _decline(
        self, plan: QueryPlan, draft: Draft, before: Draft, outcome: Outcome, history: Sequence[str]
    ) -> Outcome:
        """Say that no document answers a plan, with the passages that come near.

        It stands in the place of what was said since `before`, unless that tells of a place that has no sheet.
        """
        near = next((n for t in (plan.question, plan.clause) if t and (n := self._in_other_words(t, history).near)), ())
        if not near and outcome.reason is Reason.NO_SHEET_FOR_PLACE:
            return outcome
        draft.go_back(before)
        if not near:
            draft.say(_NO_DOCUMENT)
            return outcome
        draft.say(f"{_NO_DOCUMENT_KNOWN} {_NEAREST}")
        say_quotes(draft, near)
        return Outcome(Status.NOT_FOUND, Reason.NOT_COVERED)

    def _fitted(self, plan: QueryPlan, quotes: list[Quote]) -> list[Quote]:
        """Return what answers the whole of a message where that holds what answers a part; of a long list the entry."""
        part, first = plan.clause != plan.question, quotes[0] if quotes else None
        if first is None or first.row or first.asked or not (part or first.passage.text.count("\n") >= _LINES):
            return quotes
        whole = self.find_reworded(plan.question)
        fits = any(wide.holds(quote) if part else quote.holds(wide) for wide in whole for quote in quotes)
        return whole if fits else quotes

    def _reworded_for(self, plan: QueryPlan, history: Sequence[str], *, answered: bool) -> list[Quote]:
        """Return what documents answer a plan that the sheets do not; `answered` that these have words for it."""
        for text in dict.fromkeys((plan.question, plan.clause)):
            quotes = self.find_reworded(text, history) if text else []
            if quotes and (not answered or quotes[0].certain or quotes[0].lead):
                return quotes
        return []

    def _best(self, quotes: Sequence[Quote], clause: str) -> list[Quote]:
        """Return the quotes that account for most words themselves; of equals the one nearest in meaning first."""
        most = max((quote.strength for quote in quotes), default=0)
        best = [quote for quote in quotes if quote.strength == most]
        if len(best) > 1:
            order = {hit.text: number for number, hit in enumerate(self._search(clause))}
            best.sort(key=lambda quote: order.get(_searched(quote.passage), len(order)))
        return best[:MOST]


def _telling(clause: str) -> list[Word]:
    return [word for word in question_of(clause).words if word.text not in word_set("general")]


def _searched(passage: Passage) -> str:
    return f"{passage.section}: {passage.reading}" if passage.section else passage.reading


def _quotes(asked: Question, passage: Passage, title: str) -> list[Quote]:
    row = table_row(passage.text, passage.start, passage.context)
    if row:
        fit = fit_row(asked, row, title)
        if fit is None:
            return []
        return [Quote(passage, passage.start, passage.end, (quoted_row(fit),), fit.named, row=fit)]
    lines = passage.reading.split("\n")
    if asks_the_same(asked, passage, title):
        quoted = tuple(map(in_quotes, lines))
        return [Quote(passage, passage.start, passage.end, quoted, len(asked.words), asked=True)]
    found = []
    if len(lines) > 1 and (strength := fits_sentence(asked, lines[0], passage.context, title)):
        quoted = tuple(map(in_quotes, lines))
        return [Quote(passage, passage.start, passage.end, quoted, strength)]
    reading = read(passage.text)
    for block in reading.blocks:
        for a, b in reading.sentences(block):
            words = reading.text[a:b]
            if strength := fits_sentence(asked, words, passage.context, title):
                start, end = reading.span(a, b)
                found.append(Quote(passage, passage.start + start, passage.start + end, (in_quotes(words),), strength))
    return found

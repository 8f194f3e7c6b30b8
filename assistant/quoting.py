"""Answers by quotation: the sentence of the sheets that answers a question, word for word and cited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answering import Draft, say_passage
from assistant.explanations import Asked, Explainer, statement_texts
from assistant.lexicon import cued, normalise, plain_words, tokenise
from assistant.planning import Planner
from assistant.retrieval import Hit, covered, occurrence
from assistant.types import Operation, QueryPlan
from index.catalog import Catalog, Explanation
from index.catalog.patterns import compile_pattern
from index.database import Database
from index.types import Passage

# What a passage that the catalog does not know needs to answer a question: the share of the question's content words
# that it holds, and the cosine similarity that goes with that share. Found on the development questions.
_ENOUGH = ((1.0, 0.25), (0.75, 0.42), (0.3, 0.62))
_NO_WORDS = 0.6
_SENTENCE_WORDS = 5
# Programs are compared by what each of them is.
_COMPARING = (Operation.DIFFERENCE, Operation.RATIO, Operation.RANK)


@dataclass(frozen=True, slots=True)
class Prose:
    """The distinct texts of one store version that may be quoted.

    `statements` are those that hold an explanation of the catalog, by its id and their hashes; `others` those of a
    family's documents that explain something the catalog does not know.
    """

    version: int
    statements: dict[str, dict[str, str]]
    others: frozenset[str]


def read_prose(catalog: Catalog, database: Database) -> Prose:
    """Find out which texts of the store may be quoted."""
    statements = statement_texts(catalog.explanations, database)
    known = {hash_ for hashes in statements.values() for hash_ in hashes}
    unknown = sorted(database.texts_of_families() - known)
    prose = (hash_ for hash_ in unknown if _explains(occurrence(database, [hash_], ()), database))
    return Prose(database.version(), statements, frozenset(prose))


def _explains(passage: Passage, database: Database) -> bool:
    """Say whether a passage explains something: a row of a table does not, and a figure's sentence hardly."""
    if "\t" in passage.reading or len(passage.reading.split()) < _SENTENCE_WORDS:
        return False
    return not database.facts(document_id=passage.document_id, span=(passage.start, passage.end))


class Quoting:
    """Quotes sentences into one answer."""

    def __init__(
        self,
        draft: Draft,
        planner: Planner,
        database: Database,
        explainer: Explainer,
        *,
        prose: Callable[[], Prose],
        search: Callable[[str], list[Hit]],
    ) -> None:
        self._draft = draft
        self._planner = planner
        self._database = database
        self._read_prose = prose
        self._explainer = explainer
        self._search = search

    def quote(self, plan: QueryPlan, *, strict: bool = False) -> bool:
        """Quote the sentence that answers a question, if there is one; `strict` where it hardly asks for one."""
        asked = Asked(plan.clause, tuple(self._planner.reader.content_items(plan.clause)), plan.before)
        prose = self._read_prose()
        explanations = self._explanations(plan, asked, prose, strict=strict)
        for explanation in explanations:
            self._say(list(prose.statements[explanation.id]), plan, explanation)
        if explanations:
            return True
        best = self._best_of_others(plan, asked, prose.others, strict=strict)
        if best:
            self._say([best.text_hash], plan)
        return best is not None

    def quote_program(self, said: str, plan: QueryPlan) -> bool:
        """Quote what the sheets say of the program that a text says something of, unless they say just that."""
        prose = self._read_prose()
        sentences = {id_: tuple(texts.values()) for id_, texts in prose.statements.items()}
        name = next(iter(self._explainer.programs(said)), "")
        found = self._explainer.best(Asked(f"what is {name}", ()), sentences) if name else None
        items = self._planner.reader.content_items(said)
        if found is None or self._explainer.states(items, sentences[found.id]):
            return False
        self._draft.say(f"The sheets do not say that in so many words. Of {plain_words(name)} they say:")
        self._say(list(prose.statements[found.id]), plan, found)
        return True

    def _explanations(self, plan: QueryPlan, asked: Asked, prose: Prose, *, strict: bool) -> list[Explanation]:
        """Return the explanations that answer a question: of programs that it compares, one of each."""
        sentences = {id_: tuple(texts.values()) for id_, texts in prose.statements.items()}
        compares = plan.operation in _COMPARING or cued("intents", "tells_apart", tokenise(normalise(plan.clause)))
        if compares and len(programs := self._explainer.programs(plan.clause)) > 1:
            each = [self._explainer.best(Asked(f"what is {name}", ()), sentences) for name in programs]
            if all(each):
                return list(dict.fromkeys(e for e in each if e))
        best = self._explainer.best(asked, sentences, strict=strict, read=lambda: self._planner.explanations_read(plan))
        return [best] if best else []

    def _say(self, hashes: Sequence[str], plan: QueryPlan, explanation: Explanation | None = None) -> None:
        spoken_of = self._planner.reader.spotted(plan.before)[1] if plan.before else ()
        passage = occurrence(self._database, hashes, (*plan.places, *self._draft.plan.places, *spoken_of))
        quote = passage.reading
        if explanation and "\t" in quote:  # of a table's row the words that explain, without its figure
            found = compile_pattern(explanation.statement).search(quote)
            quote = found.group() if found else quote
        say_passage(self._draft, passage, quote, shared=self._database.stands_in_several(hashes))

    def _best_of_others(self, plan: QueryPlan, asked: Asked, others: frozenset[str], *, strict: bool) -> Hit | None:
        """Return the text unknown to the catalog that answers a question; `strict` asks for all content words."""
        if not others:
            return None
        lexicon = self._planner.lexicon
        # a group's first name stands in the sheets where the asker writes a short form
        names = {concept for item in asked.items for concept in item.concepts}
        best: tuple[float, Hit] | None = None
        for hit in self._search(" ".join((plan.clause, *sorted(names)))):
            if hit.text_hash not in others:
                continue
            passage = occurrence(self._database, [hit.text_hash], plan.places)
            share = sum(covered(i, lexicon, [passage]) for i in asked.items) / max(1, len(asked.items))
            enough = any(share >= least and hit.cosine >= near for least, near in _ENOUGH[: 1 if strict else None])
            if not enough and (asked.items or hit.cosine < _NO_WORDS):
                continue
            rank = hit.cosine + share / 2
            if best is None or rank > best[0]:
                best = (rank, hit)
        return best[1] if best else None

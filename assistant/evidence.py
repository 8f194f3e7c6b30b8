"""What stands behind an answer's citations: documents, facts, and the plans that the answer meets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.disclosing import Beside, beside
from assistant.types import Answer, QueryPlan, Value
from index.catalog import Catalog
from index.database import Database
from index.errors import UnknownDocumentError
from index.types import Decision, Document, Fact


class Evidence:
    """The documents and facts behind an answer's citations."""

    def __init__(self, answer: Answer, database: Database) -> None:
        self.citations = {citation.number: citation for citation in answer.citations}
        self._database = database
        self._facts: dict[int, list[Fact]] = {}

    def document(self, document_id: str) -> Document | None:
        """Return a document; None if the store does not hold it."""
        try:
            return self._database.document(document_id)
        except UnknownDocumentError:
            return None

    def document_of(self, fact: Fact) -> Document:
        """Return the document that prints a fact of the store."""
        return self._database.document(fact.document_id)

    def beside(self, fact: Fact, catalog: Catalog) -> Beside:
        """Return the other figures that must be told beside a fact."""
        return beside(fact, self._database, catalog)

    def review_holds(self, fact: Fact) -> bool:
        """Say whether the store holds the decision that a fact rests on, if it rests on one, for this value."""
        review = fact.review
        if review is None:
            return True
        accepted = review.decision is Decision.ACCEPTED and review.value == fact.value
        return accepted and review in self._database.reviews.of(fact.document_id).values()

    def number(self, fact: Fact) -> int:
        """Return the number of the citation of a fact; 0 if it is not cited."""
        for number, citation in self.citations.items():
            if (citation.document_id, citation.start, citation.end) == (fact.document_id, fact.start, fact.end):
                return number
        return 0

    def facts_by_id(self, ids: Sequence[str]) -> list[Fact]:
        """Return facts by their ids, in that order; unknown ones are left out."""
        known = {fact.id: fact for fact in self._database.facts_by_id(ids)}
        return [known[id_] for id_ in ids if id_ in known]

    def operands(self, value: Value) -> list[Fact]:
        """Return the operands of a computed value that it cites."""
        return [fact for fact in self.facts_by_id(value.operands) if self.number(fact) in value.citations]

    def facts(self, numbers: Sequence[int]) -> list[Fact]:
        """Return the facts printed in the quotes of these citations."""
        found: list[Fact] = []
        for number in numbers:
            citation = self.citations.get(number)
            if citation is None:
                continue
            if number not in self._facts:
                span = (citation.start, citation.end)
                self._facts[number] = self._database.facts(document_id=citation.document_id, span=span)
            found += self._facts[number]
        return found


def plans(plan: QueryPlan) -> Iterator[QueryPlan]:
    """Yield a plan with its parts and premises."""
    yield plan
    for inner in (*plan.parts, *plan.premises):
        yield from plans(inner)

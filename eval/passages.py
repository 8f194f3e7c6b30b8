"""Labelled passages: which passages of the store hold the stretches that a case says must be cited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant import Assistant
from assistant.retrieval import Retriever
from eval.cases import Case
from eval.judging import places_of
from eval.metrics.citations import Span
from eval.metrics.ranking import ranking_metrics
from index.types import Passage

LABELLED_CATEGORY = "explanation"


class PassageIndex:
    """The passages of a store by where they stand; near-duplicates of one masked text share its hash."""

    def __init__(self, assistant: Assistant) -> None:
        library = assistant.library
        self.sources = {document.id: document.source for document in library.documents()}
        self.titles = {document.id: document.title for document in library.documents()}
        self.texts: Mapping[str, str] = {source: library.source(id_) for id_, source in self.sources.items()}
        hashed = library.passages_of([hash_ for hash_, _ in library.texts()])
        self.passages: list[Passage] = [passage for _, passage in hashed]
        self._placed = [(self._span(passage), hash_, passage) for hash_, passage in hashed]

    def _span(self, passage: Passage) -> Span:
        return Span(self.sources[passage.document_id], passage.start, passage.end)

    def at(self, spans: Sequence[Span]) -> list[Passage]:
        """Return the passages that overlap any of the stretches."""
        return [passage for place, _, passage in self._placed if any(place.overlaps(span) for span in spans)]

    def hashes_at(self, spans: Sequence[Span]) -> list[str]:
        """Return the distinct texts whose passages overlap any of the stretches."""
        found = (hash_ for place, hash_, _ in self._placed if any(place.overlaps(span) for span in spans))
        return list(dict.fromkeys(found))

    def labels(self, case: Case) -> list[Span]:
        """Return everywhere that the labelled stretches of a case stand."""
        return [place for span in case.expect.spans for place in places_of(case, span, self.texts)]


def retrieval_metrics(assistant: Assistant, index: PassageIndex, cases: Sequence[Case]) -> dict[str, float | int]:
    """Return recall@k, MRR and nDCG@10 of retrieval over the labelled explanation cases, with their number.

    Retrieval finds distinct masked texts, so these are what is ranked; the sheet is picked by place afterwards.
    """
    labelled = {
        case.id: (case.turns[-1], index.hashes_at(index.labels(case)))
        for case in cases
        if case.category == LABELLED_CATEGORY and case.expect.spans
    }
    relevant = {id_: hashes for id_, (_, hashes) in labelled.items() if hashes}
    library = assistant.library
    retriever = Retriever(library, library.version(), library.texts())
    ranked = {id_: [hit.text_hash for hit in retriever.search(labelled[id_][0])] for id_ in relevant}
    return {"queries": len(relevant), **ranking_metrics(relevant, ranked)}

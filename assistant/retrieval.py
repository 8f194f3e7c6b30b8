"""Passages for a question: dense and lexical search over the distinct masked texts, fused by reciprocal rank."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.lexicon import FamilyLexicon, Item, normalise, tokenise
from index import Library
from index.database import Database
from index.passages import mask
from index.types import Passage

if TYPE_CHECKING:
    import bm25s

# Cormack, Clarke and Büttcher (2009): 60 keeps one list's first place from deciding alone.
RRF_K = 60
DEPTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A distinct text that fits a question, with the evidence.

    `score` is the fused score, `cosine` the similarity in meaning (0 where only the words fit).
    """

    text_hash: str
    text: str
    score: float
    cosine: float


class Retriever:
    """Searches the texts of one version of the store."""

    def __init__(self, library: Library, version: int, texts: Sequence[tuple[str, str]]) -> None:
        self.version = version
        self._library = library
        self._texts = dict(texts)
        self._hashes = list(self._texts)
        self._bm25: bm25s.BM25 | None = None
        if self._texts:
            import bm25s  # brings SciPy; only questions that need passages pay for it

            logging.getLogger("bm25s").setLevel(logging.WARNING)
            self._bm25 = bm25s.BM25()
            self._bm25.index([_terms(text) for text in self._texts.values()], show_progress=False)

    def search(self, question: str, k: int = DEPTH) -> list[Hit]:
        """Return the k best texts, best first.

        The fused score of a text is the sum over both rankings of 1 / (60 + rank).
        """
        if self._bm25 is None:
            return []
        masked = mask(question)
        depth = min(DEPTH, len(self._hashes))
        dense = [hit for hit in self._library.nearest(masked, depth) if hit[0] in self._texts]
        cosines = dict(dense)
        rankings = [[hash_ for hash_, _ in dense], self._lexical(masked, depth)]
        scores: dict[str, float] = {}
        for ranking in rankings:
            for rank, hash_ in enumerate(ranking, start=1):
                scores[hash_] = scores.get(hash_, 0.0) + 1 / (RRF_K + rank)
        best = sorted(scores, key=lambda hash_: -scores[hash_])[:k]
        return [Hit(text_hash=h, text=self._texts[h], score=scores[h], cosine=cosines.get(h, 0.0)) for h in best]

    def _lexical(self, masked: str, depth: int) -> list[str]:
        assert self._bm25 is not None
        terms = _terms(masked)
        if not terms:
            return []
        rows, scores = self._bm25.retrieve([terms], k=depth, show_progress=False)
        return [self._hashes[int(row)] for row, score in zip(rows[0], scores[0], strict=True) if float(score) > 0]


def _terms(text: str) -> list[str]:
    return [token.stem for token in tokenise(normalise(text))]


def covered(item: Item, lexicon: FamilyLexicon, passages: Sequence[Passage]) -> bool:
    """Say whether the passages (with their sections) hold the word or one that means the same."""
    text = " ".join(f"{p.section or ''} {p.reading}" for p in passages)
    tokens = tokenise(normalise(text))
    present = {c for found in lexicon.items(tokens) for c in found.concepts} | {t.stem for t in tokens}
    stems = {t.stem for t in tokenise(item.text)}
    return bool(item.concepts & present) or stems <= present


def occurrence(database: Database, hashes: Sequence[str], places: Sequence[str]) -> Passage:
    """Return the passage in which one of some texts is cited: of a place spoken of, else the newest, else by name."""
    for place in dict.fromkeys(places):
        if passage := database.occurrence(hashes, place):
            return passage
    found = database.occurrence(hashes)
    if found is None:
        raise LookupError(f"no passage has any of the texts {hashes}")
    return found

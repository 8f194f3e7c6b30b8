"""How well citations fit the stretches of the sheets that a case names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of a source file, half open, in code points."""

    source: str
    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Say whether two stretches share a code point of the same source."""
        return self.source == other.source and self.start < other.end and other.start < self.end


def occurrences(quote: str, source: str | None, texts: Mapping[str, str]) -> list[Span]:
    """Return where `quote` stands in one source, or in every source if `source` is None."""
    found: list[Span] = []
    for name in (source,) if source is not None else sorted(texts):
        text = texts.get(name, "")
        at = text.find(quote)
        while at >= 0:
            found.append(Span(name, at, at + len(quote)))
            at = text.find(quote, at + 1)
    return found


def citation_counts(cited: Sequence[Span], labelled: Sequence[Sequence[Span]]) -> dict[str, tuple[int, int]]:
    """Return (hits, n) of citation precision and recall by span of one answer.

    Each labelled stretch is given with everywhere it stands. Precision = citations that overlap a labelled stretch /
    citations; recall = labelled stretches that a citation overlaps / labelled stretches. Labels name what must be
    cited, not everything that may be, so precision is a lower bound.
    """
    supported = sum(any(span.overlaps(place) for places in labelled for place in places) for span in cited)
    met = sum(any(span.overlaps(place) for span in cited for place in places) for places in labelled)
    return {"precision": (supported, len(cited)), "recall": (met, len(labelled))}


def wrong_document_counts(
    sources: Sequence[str], allowed: Collection[str] | None, forbidden: Collection[str]
) -> tuple[int, int]:
    """Return (hits, n) of the wrong-document rate of one answer: citations of a wrong sheet / citations.

    A sheet is wrong if it is forbidden or, where `allowed` is known, not in it.
    """
    wrong = sum(source in forbidden or (allowed is not None and source not in allowed) for source in sources)
    return wrong, len(sources)

"""What a newer version of a document changed: the figures that an earlier one gave otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.catalog import Catalog
from index.quantities import QUALIFIER_WORDS, grouped
from index.reading import read
from index.types import Document, Fact, Flag, FlagKind

# Answers ask for earlier figures; only one that was revised brings the extraction of facts, which takes long to import.
if TYPE_CHECKING:
    from index.facts import Extraction


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierFigure:
    """A figure as an earlier version of its document gave it; `fact` and its spans are of that version."""

    document: Document
    fact: Fact

    @property
    def printed(self) -> str:
        """The figure as the earlier version prints it, with the words that bound it."""
        digits = self.document.text[self.fact.value_start : self.fact.value_end]
        return f"{QUALIFIER_WORDS[self.fact.qualifier]} {digits}".strip()


def read_earlier(earlier: Iterable[Document], catalogs: Sequence[Catalog]) -> list[EarlierFigure]:
    """Return every figure that earlier versions give with certainty, of the last one first."""
    from index.facts import extract

    return [
        EarlierFigure(document=document, fact=fact)
        for document in earlier
        for catalog in catalogs
        if catalog.family == document.family
        for fact in extract(document, read(document.text), catalog).facts
    ]


def earlier_figure(fact: Fact, earlier: Iterable[EarlierFigure]) -> EarlierFigure | None:
    """Return what the last one of the earlier versions that gives another figure for the same gave."""
    for found in earlier:
        other = found.fact
        same = (other.indicator, other.place, other.period) == (fact.indicator, fact.place, fact.period)
        if same and (other.value, other.qualifier) != (fact.value, fact.qualifier):
            return found
    return None


def mark_revised(
    extraction: Extraction, document: Document, earlier: Sequence[Document], catalogs: Sequence[Catalog]
) -> Extraction:
    """Mark the facts that an earlier version gave otherwise, with a flag for each figure."""
    facts: list[Fact] = []
    flags: dict[tuple[str, str | None], Flag] = {}
    figures = read_earlier(earlier, catalogs)
    for fact in extraction.facts:
        found = earlier_figure(fact, figures)
        facts.append(replace(fact, flags=(*fact.flags, FlagKind.REVISED)) if found else fact)
        if found is None:
            continue
        now = f"{QUALIFIER_WORDS[fact.qualifier]} {grouped(fact.value)}".strip()
        flag = Flag(
            document_id=document.id,
            kind=FlagKind.REVISED,
            indicator=fact.indicator,
            message=f"{found.printed} became {now}: an earlier version, {found.document.source}, gave another figure.",
            quote=fact.quote,
            start=fact.start,
            end=fact.end,
        )
        flags.setdefault((fact.indicator, fact.period), flag)
    return replace(extraction, facts=tuple(facts), flags=(*extraction.flags, *flags.values()))

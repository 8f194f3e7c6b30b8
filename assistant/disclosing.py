"""What must be said beside a figure: that it does not fit, was given otherwise before, or was read by a person."""

from __future__ import annotations

from assistant.lexicon import plain_words
from index.catalog import Catalog
from index.database import Database
from index.places import name_of
from index.quantities import grouped
from index.reading import mended
from index.revisions import EarlierFigure, earlier_figure, read_earlier
from index.types import NATION, Document, Extract, Fact, FlagKind

_NOTES = {
    FlagKind.ROWS_DO_NOT_ADD_UP: "In this sheet the rows of the table do not add up to the stated total.",
    FlagKind.OVERALL_DIFFERS: "The sheets print different overall figures for this measure and year.",
    FlagKind.EXCEEDS_OVERALL: "This figure is above the overall figure that the sheets print for the same year.",
}


def needs_disclosure(fact: Fact) -> bool:
    """Say whether there is anything to be said beside a figure."""
    return fact.review is not None or any(kind in _NOTES or kind is FlagKind.REVISED for kind in fact.flags)


def earlier_of(fact: Fact, database: Database, catalog: Catalog) -> EarlierFigure | None:
    """Return the figure that an earlier version of the document gave instead; None if none gave another."""
    if FlagKind.REVISED not in fact.flags:
        return None
    return earlier_figure(fact, read_earlier(database.versions.earlier(fact.document_id), (catalog,)))


def placed(fact: Fact) -> tuple[str, str | None, str, int, int, tuple[Extract, ...]]:
    """Return where a fact is printed, as a citation takes it."""
    return fact.document_id, fact.section, fact.quote, fact.start, fact.end, fact.context


def written(fact: Fact, document: Document) -> str:
    """Return a figure as the sheet prints it; where its print is doubtful, as the person read it who accepted it."""
    return grouped(fact.value) if fact.review else mended(document.text[fact.value_start : fact.value_end])


def disclosures(
    fact: Fact,
    document: Document,
    number: int,
    earlier: EarlierFigure | None,
    earlier_number: int,
    catalog: Catalog,
    *,
    several: bool,
) -> list[str]:
    """Return the lines that must stand beside a figure; of `several` each names the figure that it is about.

    `number` and `earlier_number` are the citations of the figure and of the one that the earlier version gave.
    """
    of_place = catalog.overall if fact.place == NATION else name_of(fact.place)
    about = f"{catalog.by_id[fact.indicator].label}, {of_place}: " if several else ""
    lines = [_NOTES[kind] for kind in fact.flags if kind in _NOTES]
    if fact.review:
        printed = plain_words(" ".join(document.text[fact.value_start : fact.value_end].split()))
        read = f"read as {grouped(fact.value)} by {fact.review.name} on {fact.review.at[:10]}"
        if FlagKind.STATED_TWICE in fact.flags:
            printed_so = "The sheet gives this figure more than once, with different values; this one is printed"
        else:
            printed_so = "This figure is printed"
        lines.append(f"{about}{printed_so} \u2018{printed}\u2019, {read} [{number}].")
    if earlier:
        lines.append(f"{about}An earlier version of this sheet gave {earlier.printed}. [{earlier_number}]")
    return lines

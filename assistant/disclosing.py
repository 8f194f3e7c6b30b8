"""What must be said beside a figure: that it does not fit, was given otherwise before, or was read by a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.lexicon import plain_words
from index.catalog import Catalog
from index.database import Database
from index.disagreements import printings, sheets_that_print
from index.places import listed, name_of
from index.quantities import grouped
from index.reading import mended
from index.revisions import EarlierFigure, earlier_figure, read_earlier
from index.types import NATION, Document, Fact, FlagKind

_NOTES = {
    FlagKind.ROWS_DO_NOT_ADD_UP: "In this sheet the rows of the table do not add up to the stated total.",
    FlagKind.EXCEEDS_OVERALL: "This figure is above the overall figure that the sheets print for the same year.",
}


# So many sheets are named that print one of several overall figures; more are counted.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Beside:
    """The other figures that must be told beside a fact.

    `earlier` is what an earlier version of the document gave, `printings` are the facts of an overall figure on which
    the sheets disagree, by value.
    """

    earlier: EarlierFigure | None = None
    printings: tuple[tuple[Fact, ...], ...] = ()


def needs_disclosure(fact: Fact) -> bool:
    """Say whether there is anything to be said beside a figure."""
    kinds = {*_NOTES, FlagKind.REVISED, FlagKind.OVERALL_DIFFERS}
    return fact.review is not None or not kinds.isdisjoint(fact.flags)


def beside(fact: Fact, database: Database, catalog: Catalog) -> Beside:
    """Find the other figures that must be told beside a fact."""
    earlier = None
    if FlagKind.REVISED in fact.flags:
        earlier = earlier_figure(fact, read_earlier(database.versions.earlier(fact.document_id), (catalog,)))
    differs = FlagKind.OVERALL_DIFFERS in fact.flags
    return Beside(earlier, tuple(printings(sheets_that_print(fact, database))) if differs else ())


def written(fact: Fact, document: Document) -> str:
    """Return a figure as the sheet prints it; where its print is doubtful, as the person read it who accepted it."""
    return grouped(fact.value) if fact.review else mended(document.text[fact.value_start : fact.value_end])


def disclosures(
    fact: Fact,
    other: Beside,
    catalog: Catalog,
    document_of: Callable[[Fact], Document],
    number_of: Callable[[Fact], int],
    *,
    several: bool,
) -> list[str]:
    """Return the lines that must stand beside a figure; of `several` each names the figure that it is about.

    `number_of` gives the number of the citation of a figure.
    """
    of_place = catalog.overall if fact.place == NATION else name_of(fact.place)
    about = f"{catalog.by_id[fact.indicator].label}, {of_place}: " if several else ""
    lines = [_NOTES[kind] for kind in fact.flags if kind in _NOTES]
    if fact.review:
        document = document_of(fact)
        printed = plain_words(" ".join(document.text[fact.value_start : fact.value_end].split()))
        read = f"read as {grouped(fact.value)} by {fact.review.name} on {fact.review.at[:10]}"
        if FlagKind.STATED_TWICE in fact.flags:
            printed_so = "The sheet gives this figure more than once, with different values; this one is printed"
        else:
            printed_so = "This figure is printed"
        lines.append(f"{about}{printed_so} \u2018{printed}\u2019, {read} [{number_of(fact)}].")
    if other.earlier:
        number = number_of(other.earlier.fact)
        lines.append(f"{about}An earlier version of this sheet gave {other.earlier.printed}. [{number}]")
    if other.printings:
        lines.append(_disagreement(fact, other.printings, catalog, document_of, number_of))
    return lines


def _disagreement(
    fact: Fact,
    groups: Sequence[Sequence[Fact]],
    catalog: Catalog,
    document_of: Callable[[Fact], Document],
    number_of: Callable[[Fact], int],
) -> str:
    """Say which sheets print which overall figure, each with a citation."""
    years = {document_of(same).period for group in groups for same in group}
    told: list[str] = []
    for group in groups:
        shown = fact if fact in group else group[0]
        sheets = [document_of(same) for same in group]
        where = f"{len(sheets)} sheets"
        if len(sheets) <= _NAMED:
            names = [_sheet(sheet, dated=len(years) > 1) for sheet in sheets]
            where = f"the sheet{'' if len(names) == 1 else 's'} for {listed(names)}"
        told.append(f"{written(shown, document_of(shown))} in {where} [{number_of(shown)}]")
    label = catalog.by_id[fact.indicator].label
    if fact.period is not None:
        period = catalog.period_reader.say(fact.period)
        return f"The sheets print different overall figures for {label} in {period}: {', '.join(told)}."
    return f"The sheets of one year print different overall figures for {label}: {', '.join(told)}."


def _sheet(document: Document, *, dated: bool) -> str:
    name = name_of(document.place) if document.place else document.source
    return f"{name} {document.period}" if dated and document.period else name

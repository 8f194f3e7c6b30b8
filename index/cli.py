"""Commands for documents: build, add, remove, documents, history, facts, source."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.logs import details_logged
from index.types import NATION, Change

if TYPE_CHECKING:
    from index.catalog import Catalog
    from index.library import Library
    from index.types import BuildReport, Document, Fact

SOME_REFUSED = 3
# A cell that begins so is run as a formula by spreadsheets; a leading apostrophe makes it text.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
_paths = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))


def open_library() -> Library:
    from index.library import Library  # heavy: help texts do without

    return Library.open()


def _new_library() -> Library:
    from index.library import Library
    from index.settings import load_settings

    return Library(load_settings())


def progress(message: str) -> None:
    """Report progress to the terminal, apart from the output."""
    click.echo(f"{message} ...", err=True)


@click.command()
@_paths
def build(paths: tuple[Path, ...]) -> None:
    """Make the index hold exactly the documents at PATHS.

    PATHS are files (.txt, .md, .html, .docx, .pdf, .xlsx, .csv), or folders of them; without PATHS the five sheets
    that come with StatDesk go in. What has not changed is not read again. Exit code 3 means that some files were
    refused and the others are in.
    """
    library = _new_library()
    with details_logged(library.settings.home):
        report = library.build(list(paths) or None, progress)
    _finish(library, report)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--url", help="Where the file came from; for one file.")
@click.option("--retrieved", metavar="DATE", help="When it was retrieved, like 2026-11-01; for one file.")
@click.option("--place", help="The place it is about, like Ohio, where the file leaves that open; for one file.")
@click.option("--period", help="The year that its figures are of, where the file leaves that open; for one file.")
def add(paths: tuple[Path, ...], url: str | None, retrieved: str | None, place: str | None, period: str | None) -> None:
    """Add the documents at PATHS to the index: files (.txt, .md, .html, .docx, .pdf, .xlsx, .csv), or folders of them.

    Only what is new or changed is read. A sheet for a place and year that the index already has takes the place of
    the older one, which stays in the history; so does a changed file of the same name that is no such sheet. What the
    options say can also stand beside a file, in FILE.meta.yaml with the keys url, retrieved, place and period. Exit
    code 3 means that some files were refused and the others are in.
    """
    from index.sidecars import provenance

    said = provenance(url, retrieved, place, period) if url or retrieved or place or period else None
    if said and (len(paths) > 1 or paths[0].is_dir()):
        raise click.UsageError(
            "--url, --retrieved, --place and --period are about one file. Give one, or write a FILE.meta.yaml for each."
        )
    library = _new_library()
    with details_logged(library.settings.home):
        report = library.add(list(paths), progress, provenance=said)
    _finish(library, report)


@click.command()
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT...")
def remove(documents: tuple[str, ...]) -> None:
    """Remove documents, given by id or source name, from the index.

    Their earlier versions go with them, and their bytes can be added again. What people decided about their figures
    is kept for then. If one of the names is not known, none is removed.
    """
    report = open_library().remove(*documents, progress=progress)
    click.echo(f"Removed {', '.join(report.removed)}.")


def _finish(library: Library, report: BuildReport) -> None:
    from index.outcomes import said_of_all, said_of_file

    read = library.reports([file.document_id for file in report.files if file.went_in and file.document_id])
    for file in report.files:
        click.echo(said_of_file(file, read.get(file.document_id or "")), err=file.change is Change.REFUSED)
    click.echo(said_of_all(report))
    if any(outcome.flags for outcome in read.values()):
        click.echo("`statdesk check` lists what a person must look at.")
    if report.refused:
        sys.exit(SOME_REFUSED)


@click.command()
@as_json_option
def documents(as_json: bool) -> None:
    """List the documents in the index."""
    rows = open_library().documents()
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], indent=1))
        return
    if not rows:
        click.echo("The index holds no documents. Add some with `statdesk add`.")
        return
    table = [("id", "source", "place", "period", "facts", "flags")]
    table += [(r.id, r.source, r.place or "-", r.period or "-", str(r.facts), str(r.flags)) for r in rows]
    _print_table(table)


@click.command()
@click.argument("document", required=False)
@as_json_option
def history(document: str | None, as_json: bool) -> None:
    """List the versions of DOCUMENT, given by id or source name, or of all documents that have an earlier one.

    The version that answers comes first, then the one it replaced. Earlier versions can still be opened.
    """
    rows = open_library().history(document)
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], indent=1))
        return
    if not rows:
        click.echo("No document has an earlier version.")
        return
    sources = {row.id: row.source for row in rows}
    table = [("id", "source", "place", "period", "added", "replaced", "by")]
    for row in rows:
        by = f"{sources.get(row.replaced_by, '')} {row.replaced_by}".strip() if row.replaced_by else "-"
        replaced = row.replaced_at or "-"
        table.append((row.id, row.source, row.place or "-", row.period or "-", row.added, replaced, by))
    _print_table(table)


@click.command()
@as_json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@click.option(
    "--place", multiple=True, help="Only this place, by name or code, like Ohio or US-OH; US is the overall figures."
)
@click.option("--indicator", multiple=True, help="Only this indicator, by its id.")
def facts(as_json: bool, as_csv: bool, place: tuple[str, ...], indicator: tuple[str, ...]) -> None:
    """List every figure read from the documents, with the exact place where it is printed."""
    if as_json and as_csv:
        raise click.UsageError("Give either --json or --csv, not both.")
    library = open_library()
    known = {name for catalog in library.catalogs for name in catalog.by_id}
    for name in indicator:
        if name not in known:
            raise click.UsageError(f"There is no indicator {name!r}. The indicators are: {', '.join(sorted(known))}.")
    documents_by_id: dict[str, Document] = {}
    rows: list[dict[str, Any]] = []
    for fact in library.facts(indicators=indicator, places=[_code_of(name, library.catalogs) for name in place]):
        if fact.document_id not in documents_by_id:
            documents_by_id[fact.document_id] = library.document(fact.document_id)
        rows.append(_fact_row(fact, documents_by_id[fact.document_id]))
    if as_json:
        click.echo(json.dumps(rows, indent=1))
    elif as_csv:
        _print_csv(rows)
    elif not rows:
        click.echo("No figure fits. `statdesk facts` without options lists all of them.")
    else:
        table = [("source", "place", "period", "indicator", "value", "qualifier", "unit")]
        table += [
            (r["source"], r["place"], r["period"] or "-", r["indicator"], r["value"], r["qualifier"], r["unit"])
            for r in rows
        ]
        _print_table(table)


def _code_of(place: str, catalogs: Sequence[Catalog]) -> str:
    """Return the code of a place given by name or code."""
    from index.places import name_of

    code = place.strip().upper()
    if code == NATION or name_of(code) != code:
        return code
    found = {named for catalog in catalogs if (named := catalog.place_names.code_of(place))}
    if len(found) == 1:
        return found.pop()
    raise click.UsageError(f"There is no place {place!r}. Give its name or its code, like Ohio or US-OH.")


def _fact_row(fact: Fact, document: Document) -> dict[str, Any]:
    from index.quantities import plain

    return {
        "document": fact.document_id,
        "source": document.source,
        "indicator": fact.indicator,
        "place": fact.place,
        "period": fact.period,
        "value": plain(fact.value),
        "qualifier": fact.qualifier.value,
        "unit": fact.unit,
        "quote": fact.quote,
        "start": fact.start,
        "end": fact.end,
        "page": document.page(fact.start),
        "flags": [flag.value for flag in fact.flags],
    }


def _print_csv(rows: list[dict[str, Any]]) -> None:
    names = "document source indicator place period value qualifier unit quote start end page flags".split()
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        cells = [" ".join(cell) if isinstance(cell := row[name], list) else cell for name in names]
        writer.writerow([f"'{c}" if isinstance(c, str) and c.startswith(_FORMULA_STARTS) else c for c in cells])


@click.command()
@click.argument("document")
def source(document: str) -> None:
    """Print the text of DOCUMENT, given by its id or source name, exactly as it was read."""
    sys.stdout.reconfigure(newline="")  # type: ignore[union-attr]
    sys.stdout.write(open_library().source(document))


def _print_table(rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


COMMANDS = (build, add, remove, documents, history, facts, source)

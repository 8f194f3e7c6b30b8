"""Commands for documents: build, add, remove, documents, facts, check, source."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from index.library import Library
    from index.types import BuildReport, Document, Fact

SOME_REFUSED = 3
# A cell that begins so is run as a formula by spreadsheets; a leading apostrophe makes it text.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
_paths = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))


def _library() -> Library:
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
    _finish(_new_library().build(list(paths) or None, progress))


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def add(paths: tuple[Path, ...]) -> None:
    """Add the documents at PATHS to the index: files (.txt, .md, .html, .docx, .pdf, .xlsx, .csv), or folders of them.

    A sheet for a place and year that the index already has replaces the older one. Exit code 3 means that some
    files were refused and the others are in.
    """
    _finish(_new_library().add(list(paths), progress))


@click.command()
@click.argument("document")
def remove(document: str) -> None:
    """Remove DOCUMENT, given by its id or source name, from the index."""
    report = _library().remove(document, progress)
    click.echo(f"Removed {', '.join(report.removed)}.")


def _name_refused(report: BuildReport) -> None:
    for name, reason in report.refused.items():
        click.echo(f"Refused {name}: {reason}", err=True)


def _finish(report: BuildReport) -> None:
    for name in report.added:
        click.echo(f"Added {name}")
    for name in report.removed:
        click.echo(f"Removed {name}")
    _name_refused(report)
    click.echo(
        f"{len(report.added)} added, {len(report.unchanged)} unchanged, {len(report.removed)} removed, "
        f"{len(report.refused)} refused."
    )
    if report.refused:
        sys.exit(SOME_REFUSED)


@click.command()
@_as_json
def documents(as_json: bool) -> None:
    """List the documents in the index."""
    rows = _library().documents()
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
@_as_json
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@click.option("--place", multiple=True, help="Only this place, as a code such as US-CT; US is the overall figures.")
@click.option("--indicator", multiple=True, help="Only this indicator, by its id.")
def facts(as_json: bool, as_csv: bool, place: tuple[str, ...], indicator: tuple[str, ...]) -> None:
    """List every figure read from the documents, with the exact place where it is printed."""
    if as_json and as_csv:
        raise click.UsageError("Give either --json or --csv, not both.")
    library = _library()
    known = {name for catalog in library.catalogs for name in catalog.by_id}
    for name in indicator:
        if name not in known:
            raise click.UsageError(f"There is no indicator {name!r}. The indicators are: {', '.join(sorted(known))}.")
    documents_by_id: dict[str, Document] = {}
    rows: list[dict[str, Any]] = []
    for fact in library.facts(indicators=indicator, places=[p.upper() for p in place]):
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
@_as_json
def check(as_json: bool) -> None:
    """List everything that needs a person, and account for every number in the documents."""
    library = _library()
    report = library.check()
    if as_json:
        flags = [
            {
                "document": f.document_id,
                "kind": f.kind.value,
                "indicator": f.indicator,
                "message": f.message,
                "quote": f.quote,
                "start": f.start,
                "end": f.end,
            }
            for f in report.flags
        ]
        click.echo(json.dumps({"flags": flags, "numerals": asdict(report.numerals)}, indent=1))
        return
    sources = {d.id: d.source for d in library.documents()}
    for f in report.flags:
        click.echo(f"{sources[f.document_id]}, characters {f.start} to {f.end}: {f.message} [{f.kind.value}]")
        click.echo(f"    {' '.join(f.quote.split())}")
    n = report.numerals
    click.echo(
        f"{len(report.flags)} flags. {n.total} numbers in the documents: {n.as_facts} are facts, {n.as_context} are "
        f"years, list numbers and the like, {n.unclaimed} belong to no known figure."
    )


@click.command()
@click.argument("document")
def source(document: str) -> None:
    """Print the text of DOCUMENT, given by its id or source name, exactly as it was read."""
    sys.stdout.reconfigure(newline="")  # type: ignore[union-attr]
    sys.stdout.write(_library().source(document))


def _print_table(rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


COMMANDS = (build, add, remove, documents, facts, check, source)

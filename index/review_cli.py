"""Commands for the people who look after the documents: check, accept, reject, reconsider."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from index.cli import as_json_option, open_library
from index.errors import DecisionError

if TYPE_CHECKING:
    from index.library import Library
    from index.types import Flag

_flag_ids = click.argument("flag_ids", nargs=-1, required=True, metavar="FLAG_ID...")
_name = click.option("--name", required=True, envvar="STATDESK_REVIEWER", help="Who decides; or STATDESK_REVIEWER.")


@click.command()
@as_json_option
@click.option("--all", "also_decided", is_flag=True, help="Also list what a person has decided about.")
def check(as_json: bool, also_decided: bool) -> None:
    """List everything that needs a person, and account for every number in the documents.

    Each entry has an id, for `statdesk accept` and `statdesk reject`.
    """
    library = open_library()
    report = library.check()
    flags = library.flags() if also_decided else report.flags
    if as_json:
        click.echo(json.dumps({"flags": [_flag_row(f) for f in flags], "numerals": asdict(report.numerals)}, indent=1))
        return
    sources = {d.id: d.source for d in library.documents()}
    for f in flags:
        where = f"{sources[f.document_id]}, characters {f.start} to {f.end}"
        click.echo(f"{f.id}  {where}: {f.message} [{f.kind.value}]")
        click.echo(f"    {' '.join(f.quote.split())}")
        if f.review:
            click.echo(f"    {_decision(f)}")
    n = report.numerals
    click.echo(
        f"{len(flags)} flags. {n.total} numbers in the documents: {n.as_facts} are facts, {n.as_context} are "
        f"years, list numbers and the like, {n.unclaimed} belong to no known figure."
    )


def _flag_row(flag: Flag) -> dict[str, Any]:
    from index.rows import review_row

    row = {
        "id": flag.id,
        "document": flag.document_id,
        "kind": flag.kind.value,
        "indicator": flag.indicator,
        "message": flag.message,
        "quote": flag.quote,
        "start": flag.start,
        "end": flag.end,
    }
    return row | ({"review": review_row(flag.review)} if flag.review else {})


def _decision(flag: Flag) -> str:
    from index.quantities import grouped

    review = flag.review
    if review is None:
        return "not decided"
    value = f" as {grouped(review.value)}" if review.value is not None else ""
    return f"{review.decision.value}{value} by {review.name} on {review.at[:10]}"


@click.command()
@_flag_ids
@_name
@click.option("--value", help="The number that you read in the original, like 3418; for one flag.")
@click.option("--yes", is_flag=True, help="Accept a proposed reading without being asked.")
def accept(flag_ids: tuple[str, ...], name: str, value: str | None, yes: bool) -> None:
    """Accept what `statdesk check` lists under FLAG_ID.

    A figure that could not be read with certainty becomes a fact, with your name; of a figure that a sheet gives
    twice, the printing that you accept. About any other entry it says that you have seen it: answers go on telling it.
    """
    if value is not None and len(flag_ids) > 1:
        raise click.UsageError("--value is about one flag. Accept the others by themselves.")
    library = open_library()
    for flag in _flags(library, flag_ids):
        if value is None and not yes:
            _confirm(flag)
        click.echo(f"{flag.id}: {_decision(library.accept(flag.id, name=name, value=value))}")


def _confirm(flag: Flag) -> None:
    """Show a reading that is proposed for doubtful digits and have it confirmed."""
    from index.quantities import grouped
    from index.types import FlagKind

    proposed = flag.candidate.value if flag.candidate else None
    if proposed is None or flag.kind is FlagKind.STATED_TWICE or flag.review:
        return
    quote = " ".join(flag.quote.split())
    if not sys.stdin.isatty():
        raise click.UsageError(f"“{quote}” may read {grouped(proposed)}. Confirm it with --yes, or give --value.")
    click.confirm(f"“{quote}”\nRead it as {grouped(proposed)}?", abort=True)


@click.command()
@_flag_ids
@_name
def reject(flag_ids: tuple[str, ...], name: str) -> None:
    """Reject what `statdesk check` lists under FLAG_ID: its figure is not used, and answers say so."""
    library = open_library()
    for flag in _flags(library, flag_ids):
        click.echo(f"{flag.id}: {_decision(library.reject(flag.id, name=name))}")


@click.command()
@_flag_ids
def reconsider(flag_ids: tuple[str, ...]) -> None:
    """Take back what was decided about FLAG_ID, so that it can be decided anew."""
    library = open_library()
    for flag_id in flag_ids:
        library.reconsider(flag_id)
        click.echo(f"{flag_id}: open again")


def _flags(library: Library, flag_ids: Iterable[str]) -> list[Flag]:
    """Find flags by id: all of them, before anything is decided."""
    known = {flag.id: flag for flag in library.flags()}
    for flag_id in flag_ids:
        if flag_id not in known:
            raise DecisionError(f"There is no flag {flag_id!r}. `statdesk check --all` lists the flags with their ids.")
    return [known[flag_id] for flag_id in flag_ids]


COMMANDS = (check, accept, reject, reconsider)

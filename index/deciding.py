"""A person decides about a flag: inside the transaction of a writer, with all that follows for facts and flags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from index.build import read_again
from index.catalog import Catalog
from index.database import Database
from index.decisions import acceptance, rejection
from index.errors import DecisionError
from index.types import Flag, Review


def accept(
    database: Database, flag_id: str, name: str, value: str | Decimal | None, at: str, catalogs: Sequence[Catalog]
) -> Flag:
    """Record that the figure of a flag stands; return the flag as decided. Raises DecisionError."""
    flag, flags = _find(database, flag_id)
    return _record(database, flag, acceptance(flag, flags, value, name, at), catalogs)


def reject(database: Database, flag_id: str, name: str, at: str, catalogs: Sequence[Catalog]) -> Flag:
    """Record that the figure of a flag is not used; return the flag as decided. Raises DecisionError."""
    flag, flags = _find(database, flag_id)
    return _record(database, flag, rejection(flag, flags, name, at), catalogs)


def reconsider(database: Database, flag_id: str, catalogs: Sequence[Catalog]) -> None:
    """Take back what was decided about a flag, also of a document that is not there now. Raises DecisionError."""
    decided = database.reviews.documents_of(flag_id)
    if not decided:
        raise DecisionError(f"Nothing was decided about a flag {flag_id!r}. `statdesk check --all` lists all flags.")
    current = {version.id for version in database.versions.all() if version.replaced_at is None}
    for document_id in decided:
        database.reviews.withdraw(document_id, flag_id)
        if document_id in current:
            read_again(database, document_id, catalogs)


def _find(database: Database, flag_id: str) -> tuple[Flag, list[Flag]]:
    flags = database.flags()
    for flag in flags:
        if flag.id == flag_id:
            return flag, flags
    raise DecisionError(f"There is no flag {flag_id!r}. `statdesk check` lists the flags with their ids.")


def _record(database: Database, flag: Flag, review: Review, catalogs: Sequence[Catalog]) -> Flag:
    database.reviews.record(flag.document_id, flag.id, review)
    read_again(database, flag.document_id, catalogs)
    return replace(flag, review=review)

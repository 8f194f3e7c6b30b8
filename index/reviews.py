"""What people decided about flags, in the SQL store. A decision belongs to the bytes of a file and outlives them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import sqlalchemy as sa

from index.rows import review_of, review_row
from index.schema import reviews as _reviews
from index.types import Decision, Flag, FlagKind, Review


class Reviews:
    """The decisions about all flags, over one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._c = connection

    def of(self, document_id: str) -> dict[str, Review]:
        """Return the decisions about a document's flags, by flag id."""
        query = sa.select(_reviews).where(_reviews.c.document_id == document_id)
        return {flag_id: review for _, flag_id, review in self._read(query)}

    def documents_of(self, flag_id: str) -> list[str]:
        """Return the ids of the documents about whose flag of this id something was decided."""
        query = sa.select(_reviews.c.document_id).where(_reviews.c.flag_id == flag_id)
        return list(self._c.execute(query).scalars())

    def documents(self) -> list[str]:
        """Return the ids of the documents about whose flags anything was decided."""
        return list(self._c.execute(sa.select(_reviews.c.document_id).distinct()).scalars())

    def record(self, document_id: str, flag_id: str, review: Review) -> None:
        """Write a decision."""
        self._c.execute(sa.insert(_reviews).values(document_id=document_id, flag_id=flag_id, **review_row(review)))

    def withdraw(self, document_id: str, flag_id: str) -> None:
        """Delete a decision."""
        r = _reviews.c
        self._c.execute(sa.delete(_reviews).where(r.document_id == document_id, r.flag_id == flag_id))

    def attach(self, flags: Iterable[Flag]) -> list[Flag]:
        """Return flags with what was decided about them.

        Of a figure that a sheet gives twice, one accepted printing decides about the others too: they are not used.
        """
        known = {(document_id, flag_id): review for document_id, flag_id, review in self._read(sa.select(_reviews))}
        decided = [replace(flag, review=known.get((flag.document_id, flag.id))) for flag in flags] if known else []
        settled = {
            figure_of(flag): replace(flag.review, decision=Decision.REJECTED, value=None)
            for flag in decided
            if flag.review and flag.review.decision is Decision.ACCEPTED and flag.kind is FlagKind.STATED_TWICE
        }
        return [replace(f, review=f.review or settled.get(figure_of(f))) for f in decided] if known else list(flags)

    def _read(self, query: sa.Select[tuple[str, ...]]) -> Iterable[tuple[str, str, Review]]:
        for row in self._c.execute(query):
            review = review_of(decision=row.decision, value=row.value, name=row.name, at=row.at)
            yield row.document_id, row.flag_id, review


def figure_of(flag: Flag) -> tuple[str, FlagKind, str | None, str | None]:
    """Return what the flags of one figure that is stated twice have in common."""
    return flag.document_id, flag.kind, flag.indicator, flag.candidate.period if flag.candidate else None

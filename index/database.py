"""The SQL store: documents, passages, distinct masked texts with their vectors, facts and flags.

SQL is the truth; the vector store is derived from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa

from index.errors import UnknownDocumentError
from index.kept import FactIndex, Kept
from index.quantities import plain
from index.rows import document_of, document_row, fact_of, fact_row, flag_of, flag_row, passage_of, passage_row
from index.schema import documents as _documents
from index.schema import facts as _facts
from index.schema import flags as _flags
from index.schema import meta as _meta
from index.schema import passages as _passages
from index.schema import texts as _texts
from index.types import (
    NATION,
    Document,
    DocumentSummary,
    Fact,
    Flag,
    FlagKind,
    NumeralCounts,
    Passage,
    Qualifier,
)

# A version that was replaced stays, with its text alone, for the citations that lead to it.
_CURRENT = _documents.c.replaced_at.is_(None)
_SELECT_META = sa.select(_meta)
_SELECT_DOCUMENT = sa.select(_documents).where(
    sa.or_(
        _documents.c.id == sa.bindparam("document"),
        sa.and_(_documents.c.source == sa.bindparam("document"), _CURRENT),
    )
)

# Flags that compare documents; made anew whenever the set of documents changes.
_COMPARING = (FlagKind.OVERALL_DIFFERS, FlagKind.EXCEEDS_OVERALL)


def _one_of(column: sa.Column[Any], name: str, *, single: bool) -> sa.ColumnElement[bool]:
    """Compare a column with one value or with several; for one the statement need not be written anew each time."""
    return column == sa.bindparam(name) if single else column.in_(sa.bindparam(name, expanding=True))


@cache
def _facts_query(
    indicators: int, places: int, periods: int, no_period: bool, value: bool, document: bool, span: bool
) -> sa.Select[Any]:
    """Build the query for one combination of filters, once: building it takes longer than running it.

    The numbers are 0 for no filter, 1 for one value, 2 for several.
    """
    f = _facts.c
    query = sa.select(_facts).join(_documents, _documents.c.id == f.document_id)
    if indicators:
        query = query.where(_one_of(f.indicator, "indicators", single=indicators == 1))
    if places:
        query = query.where(_one_of(f.place, "places", single=places == 1))
    if periods or no_period:
        fits = _one_of(f.period, "periods", single=periods == 1)
        query = query.where(sa.or_(fits, f.period.is_(None)) if no_period else fits)
    if value:
        query = query.where(f.value == sa.bindparam("value"))
    if document:
        query = query.where(f.document_id == sa.bindparam("document"))
    if span:
        query = query.where(f.start == sa.bindparam("start"), f.end == sa.bindparam("end"))
    return query.order_by(_documents.c.period.desc(), _documents.c.source, f.value_start)


class Database:
    """One connection to the SQL store."""

    def __init__(self, connection: sa.Connection, kept: Kept | None = None) -> None:
        """`kept` is what the connection has read before of the same state of the store; one for writing has none."""
        self._c = connection
        self._writes = kept is None
        self._kept = kept or Kept(state=0)

    # meta

    def meta(self, key: str) -> str | None:
        """Return a value of the store's own table, or None."""
        if self._kept.meta is None:
            self._kept.meta = {row[0]: row[1] for row in self._c.execute(_SELECT_META)}
        return self._kept.meta.get(key)

    def set_meta(self, key: str, value: str) -> None:
        """Write a value of the store's own table."""
        self._kept.meta = None
        self._c.execute(sa.delete(_meta).where(_meta.c.key == key))
        self._c.execute(sa.insert(_meta).values(key=key, value=value))

    def version(self) -> int:
        """Return the store version: it grows with every committed change."""
        return int(self.meta("store_version") or 0)

    # documents

    def documents(self) -> list[DocumentSummary]:
        """List all documents, by family, place, period and source."""
        d = _documents.c
        facts = sa.select(sa.func.count()).where(_facts.c.document_id == d.id).scalar_subquery()
        flags = sa.select(sa.func.count()).where(_flags.c.document_id == d.id).scalar_subquery()
        query = sa.select(
            d.id, d.title, d.source, d.family, d.place, d.period, d.page_starts, facts, flags, d.added,
            d.format, d.url, d.retrieved,
        ).where(_CURRENT).order_by(d.family, d.place, d.period, d.source)  # fmt: skip
        return [
            DocumentSummary(
                id=row[0],
                title=row[1],
                source=row[2],
                family=row[3],
                place=row[4],
                period=row[5],
                pages=len(json.loads(row[6])) or None,
                facts=row[7],
                flags=row[8],
                added=row[9],
                format=row[10],
                url=row[11],
                retrieved=row[12],
            )
            for row in self._c.execute(query)
        ]

    def document(self, document: str) -> Document:
        """Return a document by id, also one that was replaced, or a current one by source name, if that is unique.

        Raises UnknownDocumentError.
        """
        if known := self._kept.documents.get(document):
            return known
        rows = self._c.execute(_SELECT_DOCUMENT, {"document": document}).all()
        exact = [row for row in rows if row.id == document] or rows
        if not exact:
            raise UnknownDocumentError(
                f"There is no document {document!r}. `statdesk documents` lists the documents with their ids."
            )
        if len(exact) > 1:
            ids = ", ".join(row.id for row in exact)
            raise UnknownDocumentError(f"Several documents are named {document!r}: {ids}. Give one of these ids.")
        found = document_of(exact[0])
        self._kept.add(document, found)
        return found

    def hashes(self) -> dict[str, tuple[str, str]]:
        """Return id and source of every current document by content hash."""
        d = _documents.c
        query = sa.select(d.content_hash, d.id, d.source).where(_CURRENT)
        return {row[0]: (row[1], row[2]) for row in self._c.execute(query)}

    def coverage(self) -> list[tuple[str | None, str | None, str | None, int]]:
        """Return family, place and period of the documents with their number."""
        d = _documents.c
        query = (
            sa.select(d.family, d.place, d.period, sa.func.count())
            .where(_CURRENT)
            .group_by(d.family, d.place, d.period)
            .order_by(d.family, d.place, d.period)
        )
        return [(row[0], row[1], row[2], row[3]) for row in self._c.execute(query)]

    def add(
        self,
        document: Document,
        passages: Iterable[tuple[Passage, str]],
        facts: Iterable[Fact],
        flags: Iterable[Flag],
        numerals: NumeralCounts,
    ) -> None:
        """Write one document with its passages (each with the hash of its masked text), facts and flags."""
        self._c.execute(sa.insert(_documents).values(document_row(document, numerals)))
        self._insert(_passages, [passage_row(passage, hash_) for passage, hash_ in passages])
        self._insert(_facts, [fact_row(fact) for fact in facts])
        self._insert_flags(flags)

    def remove(self, document_id: str) -> None:
        """Delete one document and all that was read from it."""
        for table in (_flags, _facts, _passages):
            self._c.execute(sa.delete(table).where(table.c.document_id == document_id))
        self._c.execute(sa.delete(_documents).where(_documents.c.id == document_id))

    def _insert(self, table: sa.Table, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._c.execute(sa.insert(table), rows)

    def _insert_flags(self, flags: Iterable[Flag]) -> None:
        self._insert(_flags, [flag_row(flag) for flag in flags])

    # texts and vectors

    def known_texts(self) -> set[str]:
        """Return the hashes of all texts that have a vector."""
        return set(self._c.execute(sa.select(_texts.c.hash)).scalars())

    def add_texts(self, rows: Iterable[tuple[str, str, bytes]]) -> None:
        """Write texts with their vectors (little-endian float32)."""
        self._insert(_texts, [{"hash": h, "text": t, "vector": v} for h, t, v in rows])

    def texts(self) -> Iterator[tuple[str, str, bytes]]:
        """Yield hash, text and vector of every distinct text."""
        for row in self._c.execute(sa.select(_texts).order_by(_texts.c.hash)):
            yield row[0], row[1], row[2]

    def texts_of_families(self) -> set[str]:
        """Return the hashes of the texts that stand in documents of a family."""
        p, d = _passages.c, _documents.c
        query = sa.select(p.text_hash).distinct().join(_documents, d.id == p.document_id).where(d.family.is_not(None))
        return set(self._c.execute(query).scalars())

    def sweep_texts(self) -> list[str]:
        """Delete the texts that no passage has any more and return their hashes."""
        used = sa.select(_passages.c.text_hash)
        orphans = list(self._c.execute(sa.select(_texts.c.hash).where(_texts.c.hash.not_in(used))).scalars())
        if orphans:
            self._c.execute(sa.delete(_texts).where(_texts.c.hash.in_(orphans)))
        return orphans

    # passages

    def passages_of_texts(self, hashes: Sequence[str]) -> list[tuple[str, Passage]]:
        """Return the occurrences of distinct texts, with the hash of each."""
        p, d = _passages.c, _documents.c
        query = (
            sa.select(_passages, d.text.label("document_text"))
            .join(_documents, d.id == p.document_id)
            .where(p.text_hash.in_(list(hashes)))
            .order_by(d.period.desc(), d.source, p.start)
        )
        return [(row.text_hash, passage_of(row, row.document_text)) for row in self._c.execute(query)]

    def passages_of_document(self, document_id: str) -> list[Passage]:
        """Return the passages of a document in their order."""
        text = self.document(document_id).text
        query = sa.select(_passages).where(_passages.c.document_id == document_id).order_by(_passages.c.start)
        return [passage_of(row, text) for row in self._c.execute(query)]

    # facts and flags

    def facts(
        self,
        *,
        indicators: Sequence[str] = (),
        places: Sequence[str] = (),
        periods: Sequence[str | None] = (),
        value: Decimal | None = None,
        document_id: str | None = None,
        span: tuple[int, int] | None = None,
    ) -> list[Fact]:
        """Return the facts that fit every filter that is given, newest period first, then by source name."""
        if self._kept.used and not self._writes:
            return self._all_facts().find(
                indicators=indicators, places=places, periods=periods, value=value, document_id=document_id, span=span
            )
        named = [period for period in periods if period is not None]
        several = [min(len(values), 2) for values in (indicators, places, named)]
        query = _facts_query(*several, None in periods, value is not None, document_id is not None, span is not None)
        given = {
            "indicators": indicators[0] if len(indicators) == 1 else list(indicators),
            "places": places[0] if len(places) == 1 else list(places),
            "periods": named[0] if len(named) == 1 else named,
            "value": None if value is None else plain(value),
            "document": document_id,
            "start": span[0] if span else None,
            "end": span[1] if span else None,
        }
        return [fact_of(*row) for row in self._c.execute(query, given)]

    def _all_facts(self) -> FactIndex:
        """Return all facts, read once for each state of the store."""
        if self._kept.facts is None:
            query = _facts_query(0, 0, 0, no_period=False, value=False, document=False, span=False)
            self._kept.facts = FactIndex(fact_of(*row) for row in self._c.execute(query))
        return self._kept.facts

    def facts_by_id(self, ids: Sequence[str]) -> list[Fact]:
        """Return the facts with these ids, in no order; unknown ids are passed over."""
        return [fact_of(*row) for row in self._c.execute(sa.select(_facts).where(_facts.c.id.in_(list(ids))))]

    def flags(self) -> list[Flag]:
        """Return all flags, by document and place in it."""
        query = (
            sa.select(_flags)
            .join(_documents, _documents.c.id == _flags.c.document_id)
            .order_by(_documents.c.source, _flags.c.start, _flags.c.number)
        )
        return [flag_of(row) for row in self._c.execute(query)]

    def numerals(self) -> NumeralCounts:
        """Return the ledger of numerals over all documents."""
        d = _documents.c
        total, facts, context = self._c.execute(
            sa.select(*(sa.func.coalesce(sa.func.sum(column), 0) for column in
                        (d.numerals, d.numerals_as_facts, d.numerals_as_context))).where(_CURRENT)
        ).one()  # fmt: skip
        return NumeralCounts(
            total=int(total), as_facts=int(facts), as_context=int(context), unclaimed=int(total - facts - context)
        )

    def compare_documents(self, counterparts: Mapping[str, str]) -> None:
        """Make the flags anew that compare documents: overall figures that differ, places above the overall figure.

        `counterparts` names the overall indicator of which a place indicator is a part.
        """
        self._c.execute(sa.delete(_flags).where(_flags.c.kind.in_(_COMPARING)))
        f = _facts.c
        for kind in _COMPARING:
            for row in self._c.execute(sa.select(f.id, f.flags).where(f.flags.contains(kind))).all():
                kept = [name for name in json.loads(row.flags) if name != kind]
                self._c.execute(sa.update(_facts).where(f.id == row.id).values(flags=json.dumps(kept)))
        differing = self._c.execute(
            sa.select(f.indicator, f.period)
            .where(f.place == NATION)
            .group_by(f.indicator, f.period)
            .having(sa.func.count(f.value.distinct()) > 1)
        ).all()
        for indicator, period in differing:
            facts = self.facts(indicators=[indicator], places=[NATION], periods=[period])
            values = sorted({fact.value for fact in facts})
            listed = ", ".join(f"{value:,f}" for value in values)
            self._mark(facts, FlagKind.OVERALL_DIFFERS, f"The sheets give different overall figures: {listed}.")
        for part, whole in counterparts.items():
            overall = {
                fact.period: fact.value
                for fact in self.facts(indicators=[whole], places=[NATION])
                if fact.qualifier == Qualifier.EXACT
            }
            above = [
                fact
                for fact in self.facts(indicators=[part])
                if fact.period in overall and fact.value > overall[fact.period]
            ]
            self._mark(above, FlagKind.EXCEEDS_OVERALL, "The place's figure is above the overall figure of that year.")

    def _mark(self, facts: Sequence[Fact], kind: FlagKind, message: str) -> None:
        for fact in facts:
            self._c.execute(
                sa.update(_facts).where(_facts.c.id == fact.id).values(flags=json.dumps(sorted({*fact.flags, kind})))
            )
        self._insert_flags(
            Flag(
                document_id=fact.document_id,
                kind=kind,
                indicator=fact.indicator,
                message=message,
                quote=fact.quote,
                start=fact.start,
                end=fact.end,
            )
            for fact in facts
        )

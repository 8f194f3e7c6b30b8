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
from index.kept import KEPT_FACTS, FactIndex, Kept
from index.quantities import plain
from index.reviews import Reviews
from index.rows import (
    document_of,
    document_row,
    fact_of,
    fact_row,
    flag_of,
    flag_row,
    numerals_row,
    passage_of,
    passage_row,
)
from index.schema import documents as _documents
from index.schema import facts as _facts
from index.schema import flags as _flags
from index.schema import meta as _meta
from index.schema import passages as _passages
from index.schema import texts as _texts
from index.types import (
    COMPARING,
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
from index.versions import Versions

# A version that was replaced stays, with its text alone, for the citations that lead to it.
_CURRENT = _documents.c.replaced_at.is_(None)
# The newest period first, none at last: the two databases disagree on where NULL comes unless it is said.
_NEWEST = (_documents.c.period.desc().nulls_last(), _documents.c.source, _documents.c.id)
_BY_SLOT = tuple(column.nulls_first() for column in (_documents.c.family, _documents.c.place, _documents.c.period))
_SELECT_META = sa.select(_meta)
_SELECT_DOCUMENT = sa.select(_documents).where(
    sa.or_(
        _documents.c.id == sa.bindparam("document"),
        sa.and_(_documents.c.source == sa.bindparam("document"), _CURRENT),
    )
)

# Flags that compare documents; made anew whenever the set of documents changes.
# Flags that only the file itself tells, not its text.
_OF_FILE = (FlagKind.ACTIVE_CONTENT, FlagKind.OCR, FlagKind.DUPLICATE)


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
    return query.order_by(*_NEWEST, f.value_start)


def _storable(name: str) -> bool:
    """Say whether a name can stand in either database: neither takes half a surrogate pair, PostgreSQL no NUL."""
    return "\0" not in name and name == name.encode(errors="replace").decode()


class Database:
    """One connection to the SQL store."""

    def __init__(self, connection: sa.Connection, kept: Kept | None = None) -> None:
        """`kept` is what the connection has read before of the same state of the store; one for writing has none."""
        self._c = connection
        self._writes = kept is None
        self._seen: sa.ColumnElement[bool] = sa.true()
        self._kept = kept or Kept(state=0)
        self.versions = Versions(connection)
        self.reviews = Reviews(connection)

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
            d.format, d.url, d.retrieved, d.said_place, d.said_period,
        ).where(_CURRENT, self._seen).order_by(*_BY_SLOT, d.source, d.id)  # fmt: skip
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
                said_place=row[13],
                said_period=row[14],
            )
            for row in self._c.execute(query)
        ]

    def document(self, document: str) -> Document:
        """Return a document by id, also one that was replaced, or a current one by source name, if that is unique.

        Raises UnknownDocumentError.
        """
        if known := self._kept.documents.get(document):
            return known
        rows = self._c.execute(_SELECT_DOCUMENT, {"document": document}).all() if _storable(document) else []
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

    def coverage(self) -> list[tuple[str | None, str | None, str | None, int]]:
        """Return family, place and period of the documents with their number."""
        d = _documents.c
        query = (
            sa.select(d.family, d.place, d.period, sa.func.count())
            .where(_CURRENT, self._seen)
            .group_by(d.family, d.place, d.period)
            .order_by(*_BY_SLOT)
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

    def set_findings(
        self, document_id: str, facts: Iterable[Fact], flags: Iterable[Flag], numerals: NumeralCounts
    ) -> None:
        """Write the facts and flags of a document anew."""
        for table in (_flags, _facts):
            self._c.execute(sa.delete(table).where(table.c.document_id == document_id))
        counted = sa.update(_documents).where(_documents.c.id == document_id)
        self._c.execute(counted.values(numerals_row(numerals)))
        self._insert(_facts, [fact_row(fact) for fact in facts])
        self._insert_flags(flags)

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
        stands = sa.select(p.id).join(_documents, d.id == p.document_id)
        stands = stands.where(p.text_hash == _texts.c.hash, d.family.is_not(None), self._seen)
        query = sa.select(_texts.c.hash).where(stands.exists())
        return set(self._c.execute(query).scalars())

    def sweep_texts(self) -> None:
        """Delete the texts that no passage has any more."""
        self._c.execute(sa.delete(_texts).where(_texts.c.hash.not_in(sa.select(_passages.c.text_hash))))

    # passages

    def passages_of_texts(self, hashes: Sequence[str]) -> list[tuple[str, Passage]]:
        """Return the occurrences of distinct texts, with the hash of each."""
        p, d = _passages.c, _documents.c
        query = (
            sa.select(_passages, d.text.label("document_text"))
            .join(_documents, d.id == p.document_id)
            .where(p.text_hash.in_(list(hashes)), self._seen)
            .order_by(*_NEWEST, p.start)
        )
        return [(row.text_hash, passage_of(row, row.document_text)) for row in self._c.execute(query)]

    def passages_of_document(self, document_id: str) -> list[Passage]:
        """Return the passages of a document in their order."""
        text = self.document(document_id).text
        query = sa.select(_passages).where(_passages.c.document_id == document_id).order_by(_passages.c.start)
        return [passage_of(row, text) for row in self._c.execute(query)]

    def occurrence(self, hashes: Sequence[str], place: str | None = None) -> Passage | None:
        """Return the first passage with one of some texts, of the newest document, then by source name.

        With `place` only documents of that place count. None if there is no such passage.
        """
        p, d = _passages.c, _documents.c
        # found document by document in their order: a sentence of every sheet stands in thousands of them
        has_text = sa.select(p.id).where(p.document_id == d.id, p.text_hash.in_(list(hashes))).exists()
        first = sa.select(d.id).where(has_text, self._seen).order_by(*_NEWEST).limit(1)
        if place is not None:
            first = first.where(d.place == place)
        query = (
            sa.select(_passages, _documents.c.text.label("document_text"))
            .join(_documents, d.id == p.document_id)
            .where(p.document_id == first.scalar_subquery(), p.text_hash.in_(list(hashes)))
            .order_by(p.start)
            .limit(1)
        )
        row = self._c.execute(query).first()
        return passage_of(row, row.document_text) if row else None

    def stands_in_several(self, hashes: Sequence[str]) -> bool:
        """Say whether texts stand in more than one document."""
        p, d = _passages.c, _documents.c
        query = sa.select(p.document_id).join(_documents, d.id == p.document_id)
        query = query.where(p.text_hash.in_(list(hashes)), self._seen).distinct().limit(2)
        return len(self._c.execute(query).all()) > 1

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
        kept = self._kept_facts() if self._kept.used and not self._writes else None
        if kept is not None:
            return kept.find(
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

    def _kept_facts(self) -> FactIndex | None:
        """Return all facts of a small store, read once for each state of it; None if there are too many to keep."""
        if self._kept.facts is None and not self._kept.many:
            query = _facts_query(0, 0, 0, no_period=False, value=False, document=False, span=False)
            rows = self._c.execute(query.limit(KEPT_FACTS + 1)).all()
            self._kept.many = len(rows) > KEPT_FACTS
            if not self._kept.many:
                self._kept.facts = FactIndex(fact_of(*row) for row in rows)
        return self._kept.facts

    def facts_by_id(self, ids: Sequence[str]) -> list[Fact]:
        """Return the facts with these ids, in no order; unknown ids are passed over."""
        return [fact_of(*row) for row in self._c.execute(sa.select(_facts).where(_facts.c.id.in_(list(ids))))]

    def flags(self) -> list[Flag]:
        """Return all flags with what was decided about them, by document and place in it."""
        query = (
            sa.select(_flags)
            .join(_documents, _documents.c.id == _flags.c.document_id)
            .order_by(_documents.c.source, _documents.c.id, _flags.c.start, _flags.c.number)
        )
        return self.reviews.attach(flag_of(row) for row in self._c.execute(query))

    def flags_of_file(self, document_id: str) -> list[Flag]:
        """Return the flags of a document that cannot be made again from its text."""
        query = sa.select(_flags).where(_flags.c.document_id == document_id, _flags.c.kind.in_(_OF_FILE))
        return [flag_of(row) for row in self._c.execute(query)]

    def flags_on(self, indicators: Sequence[str], place: str, period: str | None) -> list[Flag]:
        """Return the flags on indicators in the sheets of a place, or for the overall figure in any, for a period."""
        query = (
            sa.select(_flags)
            .join(_documents, _documents.c.id == _flags.c.document_id)
            .where(_flags.c.indicator.in_(list(indicators)))
        )
        if place != NATION:
            query = query.where(_documents.c.place == place)
        if period is not None:
            query = query.where(_documents.c.period == period)
        return self.reviews.attach(flag_of(row) for row in self._c.execute(query))

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
        # one with its figure beside it is about a figure that a person has withdrawn
        self._c.execute(sa.delete(_flags).where(_flags.c.kind.in_(COMPARING), _flags.c.candidate.is_(None)))
        f = _facts.c
        for kind in COMPARING:
            for row in self._c.execute(sa.select(f.id, f.flags).where(f.flags.contains(kind))).all():
                kept = [name for name in json.loads(row.flags) if name != kind]
                self._c.execute(sa.update(_facts).where(f.id == row.id).values(flags=json.dumps(kept)))
        # a figure without a year may differ from year to year; only sheets of one year can disagree on it
        sheets = sa.case((f.period.is_(None), _documents.c.period))
        differing = self._c.execute(
            sa.select(f.indicator, f.period, sheets)
            .join(_documents, _documents.c.id == f.document_id)
            .where(f.place == NATION)
            .group_by(f.indicator, f.period, sheets)
            .having(sa.func.count(f.value.distinct()) > 1)
        ).all()
        for indicator, period, own in differing:
            facts = self.facts(indicators=[indicator], places=[NATION], periods=[period])
            facts = [fact for fact in facts if period or self.document(fact.document_id).period == own]
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

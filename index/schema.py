"""The tables of the SQL store."""

from __future__ import annotations

import sqlalchemy as sa

# Grows with every change of these tables, each with its step in `migrations.py`; a newer store is refused.
SCHEMA_VERSION = 3

# By these answers are ordered. PostgreSQL orders as a language does unless told otherwise; SQLite by code points.
_Ordered = sa.String().with_variant(sa.String(collation="C"), "postgresql")

metadata = sa.MetaData()
meta = sa.Table(
    "meta", metadata, sa.Column("key", sa.String, primary_key=True), sa.Column("value", sa.String, nullable=False)
)
documents = sa.Table(
    "documents",
    metadata,
    sa.Column("id", _Ordered, primary_key=True),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("source", _Ordered, nullable=False),
    sa.Column("family", _Ordered),
    sa.Column("place", _Ordered),
    sa.Column("period", _Ordered),
    sa.Column("content_hash", sa.String, nullable=False, unique=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("page_starts", sa.Text, nullable=False),
    sa.Column("added", sa.String, nullable=False),
    sa.Column("numerals", sa.Integer, nullable=False),
    sa.Column("numerals_as_facts", sa.Integer, nullable=False),
    sa.Column("numerals_as_context", sa.Integer, nullable=False),
    sa.Column("format", sa.String, nullable=False, server_default="txt"),
    sa.Column("url", sa.String),
    sa.Column("retrieved", sa.String),
    sa.Column("replaced_by", sa.String),
    sa.Column("replaced_at", sa.String),
    sa.Column("said_place", sa.String),
    sa.Column("said_period", sa.String),
)
sa.Index("documents_by_place", documents.c.place, documents.c.period)
sa.Index("documents_by_period", documents.c.period.desc(), documents.c.source, documents.c.id)
sa.Index("documents_by_source", documents.c.source)
sa.Index("documents_by_successor", documents.c.replaced_by)
texts = sa.Table(
    "texts",
    metadata,
    sa.Column("hash", _Ordered, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("vector", sa.LargeBinary, nullable=False),
)
passages = sa.Table(
    "passages",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("document_id", sa.ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    sa.Column("text_hash", sa.ForeignKey("texts.hash"), nullable=False, index=True),
    sa.Column("section", sa.String),
    sa.Column("paragraph", sa.Integer, nullable=False),
    sa.Column("reading", sa.Text, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("context", sa.Text, nullable=False, server_default="[]"),
    sa.Index("passages_by_document", "document_id", "text_hash"),
)
facts = sa.Table(
    "facts",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("document_id", sa.ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("indicator", sa.String, nullable=False),
    sa.Column("place", sa.String, nullable=False),
    sa.Column("period", sa.String),
    sa.Column("value", sa.String, nullable=False),
    sa.Column("qualifier", sa.String, nullable=False),
    sa.Column("unit", sa.String, nullable=False),
    sa.Column("quote", sa.Text, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("value_start", sa.Integer, nullable=False),
    sa.Column("value_end", sa.Integer, nullable=False),
    sa.Column("context", sa.Text, nullable=False),
    sa.Column("section", sa.String),
    sa.Column("method", sa.String, nullable=False),
    sa.Column("flags", sa.String, nullable=False),
    sa.Column("review", sa.Text),
    sa.Index("facts_by_slot", "indicator", "place", "period", "document_id"),
    sa.Index("facts_by_value", "value", "place"),
)
flags = sa.Table(
    "flags",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("document_id", sa.ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("indicator", sa.String),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("quote", sa.Text, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("candidate", sa.Text),
)
# What people decided. A decision belongs to the bytes of a file and a place in it, so it outlives the document.
reviews = sa.Table(
    "reviews",
    metadata,
    sa.Column("document_id", sa.String, primary_key=True),
    sa.Column("flag_id", sa.String, primary_key=True),
    sa.Column("decision", sa.String, nullable=False),
    sa.Column("value", sa.String),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("at", sa.String, nullable=False),
)

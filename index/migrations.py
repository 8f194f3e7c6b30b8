"""Steps that bring a store of an earlier version up to date, in order, each inside the transaction of a writer.

A step is written out in SQL that both SQLite and PostgreSQL take: it must lead to the version after it for ever,
whatever the tables in `schema.py` become.
"""

from __future__ import annotations

import sqlalchemy as sa

# The step at position n leads from version n + 1 to n + 2.
STEPS: tuple[tuple[str, ...], ...] = (
    # where a file came from, versions that were replaced, and what people decided
    (
        "ALTER TABLE documents ADD COLUMN format VARCHAR NOT NULL DEFAULT 'txt'",
        "ALTER TABLE documents ADD COLUMN url VARCHAR",
        "ALTER TABLE documents ADD COLUMN retrieved VARCHAR",
        "ALTER TABLE documents ADD COLUMN replaced_by VARCHAR",
        "ALTER TABLE documents ADD COLUMN replaced_at VARCHAR",
        "ALTER TABLE passages ADD COLUMN context TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE facts ADD COLUMN review TEXT",
        "ALTER TABLE flags ADD COLUMN candidate TEXT",
        "CREATE TABLE reviews (document_id VARCHAR NOT NULL, flag_id VARCHAR NOT NULL, decision VARCHAR NOT NULL, "
        "value VARCHAR, name VARCHAR NOT NULL, at VARCHAR NOT NULL, PRIMARY KEY (document_id, flag_id))",
        "DROP INDEX documents_by_place",
        "CREATE INDEX documents_by_place ON documents (place, period)",
        "CREATE INDEX documents_by_period ON documents (period DESC, source, id)",
        "DROP INDEX ix_passages_document_id",
        "CREATE INDEX passages_by_document ON passages (document_id, text_hash)",
        "CREATE INDEX facts_by_value ON facts (value, place)",
    ),
    # what a store of thousands of documents is asked for without going through them all; the place and period that a
    # person says of a file
    (
        "CREATE INDEX documents_by_source ON documents (source)",
        "CREATE INDEX documents_by_successor ON documents (replaced_by)",
        "DROP INDEX facts_by_slot",
        "CREATE INDEX facts_by_slot ON facts (indicator, place, period, document_id)",
        "ALTER TABLE documents ADD COLUMN said_place VARCHAR",
        "ALTER TABLE documents ADD COLUMN said_period VARCHAR",
    ),
)


def migrate(connection: sa.Connection, version: int) -> None:
    """Take every step that leads from a version, at least 1, to the present one."""
    for step in STEPS[version - 1 :]:
        for statement in step:
            connection.execute(sa.text(statement))

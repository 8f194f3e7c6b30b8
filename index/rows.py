"""Rows of the SQL store as values, and values as rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from index.quantities import plain
from index.schema import documents, facts, flags
from index.types import (
    Candidate,
    Decision,
    Document,
    Extract,
    Fact,
    Flag,
    FlagKind,
    NumeralCounts,
    Passage,
    Qualifier,
    Review,
)

FACT_COLUMNS = tuple(column.name for column in facts.columns)
_DOCUMENT_FIELDS = tuple(field.name for field in fields(Document))
_FLAG_FIELDS = tuple(column.name for column in flags.columns if column.name not in ("number", "candidate"))


def document_row(document: Document, numerals: NumeralCounts) -> dict[str, Any]:
    """Return the columns of a document."""
    row: dict[str, Any] = {name: getattr(document, name) for name in _DOCUMENT_FIELDS}
    return row | {"page_starts": json.dumps(document.page_starts)} | numerals_row(numerals)


def numerals_row(numerals: NumeralCounts) -> dict[str, int]:
    """Return the columns of a document that hold its ledger of numerals."""
    return {
        "numerals": numerals.total,
        "numerals_as_facts": numerals.as_facts,
        "numerals_as_context": numerals.as_context,
    }


def document_of(row: sa.Row[Any]) -> Document:
    """Return the document of a row of `documents`."""
    values = {name: row._mapping[documents.c[name]] for name in _DOCUMENT_FIELDS}
    return Document(**values | {"page_starts": tuple(json.loads(values["page_starts"]))})


def passage_row(passage: Passage, text_hash: str) -> dict[str, Any]:
    """Return the columns of a passage with the hash of its masked text."""
    return {
        "id": passage.id,
        "document_id": passage.document_id,
        "text_hash": text_hash,
        "section": passage.section,
        "paragraph": passage.paragraph,
        "reading": passage.reading,
        "start": passage.start,
        "end": passage.end,
        "context": _extracts_row(passage.context),
    }


def passage_of(row: sa.Row[Any], text: str) -> Passage:
    """Return the passage of a row of `passages` of the document with this text."""
    return Passage(
        id=row.id,
        document_id=row.document_id,
        section=row.section,
        paragraph=row.paragraph,
        text=text[row.start : row.end],
        reading=row.reading,
        start=row.start,
        end=row.end,
        context=_extracts_of(row.context),
    )


def fact_row(fact: Fact) -> dict[str, Any]:
    """Return the columns of a fact."""
    row = {name: getattr(fact, name) for name in FACT_COLUMNS}
    return row | {
        "value": plain(fact.value),
        "context": _extracts_row(fact.context),
        "flags": json.dumps(list(fact.flags)),
        "review": json.dumps(review_row(fact.review)) if fact.review else None,
    }


@lru_cache(maxsize=4096)
def fact_of(*row: Any) -> Fact:
    """Return the fact that the columns of a row make; equal rows, asked for again and again, make one."""
    values = dict(zip(FACT_COLUMNS, row, strict=True))
    values["value"] = Decimal(values["value"])
    values["qualifier"] = Qualifier(values["qualifier"])
    values["context"] = _extracts_of(values["context"])
    values["flags"] = tuple(FlagKind(kind) for kind in json.loads(values["flags"]))
    values["review"] = review_of(**json.loads(values["review"])) if values["review"] else None
    return Fact(**values)


def flag_row(flag: Flag) -> dict[str, Any]:
    """Return the columns of a flag."""
    row: dict[str, Any] = {name: getattr(flag, name) for name in _FLAG_FIELDS}
    return row | {"candidate": _candidate_row(flag.candidate) if flag.candidate else None}


def flag_of(row: sa.Row[Any]) -> Flag:
    """Return the flag of a row of `flags`."""
    values: dict[str, Any] = {name: row._mapping[flags.c[name]] for name in _FLAG_FIELDS}
    values["kind"] = FlagKind(values["kind"])
    return Flag(**values, candidate=_candidate_of(row.candidate) if row.candidate else None)


def review_row(review: Review) -> dict[str, Any]:
    """Return the columns of a person's decision."""
    return {
        "decision": review.decision.value,
        "value": plain(review.value) if review.value is not None else None,
        "name": review.name,
        "at": review.at,
    }


def review_of(*, decision: str, value: str | None, name: str, at: str) -> Review:
    """Return the decision of the columns of a row of `reviews`."""
    return Review(decision=Decision(decision), value=Decimal(value) if value is not None else None, name=name, at=at)


def _candidate_row(candidate: Candidate) -> str:
    values = {field.name: getattr(candidate, field.name) for field in fields(Candidate)}
    values["value"] = plain(candidate.value) if candidate.value is not None else None
    values["context"] = json.loads(_extracts_row(candidate.context))
    return json.dumps(values)


def _candidate_of(text: str) -> Candidate:
    values = json.loads(text)
    values["value"] = Decimal(values["value"]) if values["value"] is not None else None
    values["qualifier"] = Qualifier(values["qualifier"])
    values["context"] = tuple(Extract(**extract) for extract in values["context"])
    return Candidate(**values)


def _extracts_row(extracts: Sequence[Extract]) -> str:
    return json.dumps([{"quote": e.quote, "start": e.start, "end": e.end} for e in extracts])


def _extracts_of(text: str) -> tuple[Extract, ...]:
    return tuple(Extract(**extract) for extract in json.loads(text))

"""What holds of every answer, whatever was asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from assistant.types import Answer
from index import Library

STATUSES = {"answered", "partial", "not_found", "clarify", "urgent"}
REASONS = {
    "no_sheet_for_place",
    "no_sheet_for_period",
    "sheet_silent",
    "national_only",
    "unknown_measure",
    "not_covered",
    "ambiguous",
    "off_topic",
}
QUALIFIERS = {"exact", "more_than", "at_least", "less_than", "about"}
OPERATIONS = set("lookup difference ratio percent_change share sum mean median rank filter count".split())
ANSWER_KEYS = set("status reason text values citations plan elapsed_ms".split())
VALUE_KEYS = set("value qualifier unit indicator place period operation formula citations".split())
CITATION_KEYS = set(
    "number document_id title source place period section page quote start end context url source_url retrieved "
    "said".split()
)
PLACE = re.compile(r"US(-[A-Z]{2})?")


def breaches(answer: Answer, library: Library) -> list[str]:
    """Everything in an answer that breaks the contract."""
    found: dict[str, Any] = json.loads(json.dumps(answer.to_dict()))
    return [*_outline(found), *_citations(found, library), *_values(found)]


def _outline(found: dict[str, Any]) -> Iterator[str]:
    if not found.keys() >= ANSWER_KEYS:
        yield f"keys {sorted(found)}"
    if found["status"] not in STATUSES:
        yield f"status {found['status']}"
    if not found["text"].strip():
        yield "no text"
    if (found["reason"] is None) != (found["status"] in ("answered", "urgent")):
        yield f"{found['status']} with reason {found['reason']}"
    if found["reason"] is not None and found["reason"] not in REASONS:
        yield f"reason {found['reason']}"
    if found["status"] == "clarify" and found["reason"] != "ambiguous":
        yield f"clarify with reason {found['reason']}"
    if found["status"] == "not_found" and found["values"]:
        yield "not_found with values"
    numbers = [citation["number"] for citation in found["citations"]]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"citation numbers {numbers}"
    marked = {int(marker) for marker in re.findall(r"\[(\d+)\]", found["text"])}
    if marked != set(numbers):
        yield f"markers {sorted(marked)} for citations {numbers}"


def _citations(found: dict[str, Any], library: Library) -> Iterator[str]:
    for citation in found["citations"]:
        if not citation.keys() >= CITATION_KEYS:
            yield f"citation keys {sorted(citation)}"
        document = library.document(citation["document_id"])
        for extract in (citation, *citation["context"]):
            if not extract["quote"] or document.text[extract["start"] : extract["end"]] != extract["quote"]:
                yield f"citation {citation['number']}: its span does not read its quote"
        for name in ("title", "source", "place", "period"):
            if citation[name] != getattr(document, name):
                yield f"citation {citation['number']}: {name} is not the document's"


def _values(found: dict[str, Any]) -> Iterator[str]:
    numbers = {citation["number"] for citation in found["citations"]}
    for value in found["values"]:
        if not value.keys() >= VALUE_KEYS:
            yield f"value keys {sorted(value)}"
        if not re.fullmatch(r"-?\d+(\.\d+)?", value["value"]):
            yield f"value {value['value']!r} is no plain decimal"
        if value["qualifier"] not in QUALIFIERS or value["operation"] not in OPERATIONS:
            yield f"qualifier {value['qualifier']}, operation {value['operation']}"
        if value["place"] is not None and not PLACE.fullmatch(value["place"]):
            yield f"place {value['place']!r}"
        if not value["citations"] or not set(value["citations"]) <= numbers:
            yield f"value {value['value']} without its citations"

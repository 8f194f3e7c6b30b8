"""Passages of a document, and the masked text by which near-duplicates are embedded once.

With places, periods and numerals masked, most sheets of a family become the same text. Each distinct masked text is
embedded once; which document it stands in, and where, is kept in SQL.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from index.places import find_names
from index.plain_passages import is_row, plain_passages
from index.quantities import find_numerals
from index.reading import Block, Reading
from index.types import Document, Passage

_LONG_TABLE = 200  # rows
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


def passages(document: Document, reading: Reading) -> Iterator[Passage]:
    """Yield the sentences and table rows of a document, each with the section it stands in."""
    if document.family is None:
        yield from plain_passages(document, reading)
        return
    number = 0
    for paragraph, block in enumerate(reading.blocks):
        if block.kind in ("title", "heading"):
            continue
        for start, end in _rows(reading, block) if block.kind == "table" else reading.sentences(block):
            a, b = reading.span(start, end)
            yield Passage(
                id=f"{document.id}:{number}",
                document_id=document.id,
                section=block.section,
                paragraph=paragraph,
                text=document.text[a:b],
                reading=reading.text[start:end],
                start=a,
                end=b,
            )
            number += 1


def _rows(reading: Reading, block: Block) -> Iterator[tuple[int, int]]:
    start = block.start
    for line in reading.text[block.start : block.end].split("\n"):
        if line.strip():
            lead = len(line) - len(line.lstrip())
            yield start + lead, start + len(line.rstrip())
        start += len(line) + 1


@lru_cache(maxsize=1024)
def mask(text: str) -> str:
    """Replace places, years and numerals by neutral words, so that near-duplicates become equal.

    >>> mask("In 2023, 9,720 CyberTipline reports were made available to law enforcement in Colorado.")
    'In the year, some CyberTipline reports were made available to law enforcement in the state.'
    """
    spans = [(m.start, m.end, "the state") for m in find_names(text)]
    for numeral in find_numerals(text):
        year = _YEAR.fullmatch(text, numeral.start, numeral.end)
        spans.append((numeral.start, numeral.end, "the year" if year else "some"))
    parts: list[str] = []
    position = 0
    for start, end, word in sorted(spans):
        if start >= position:
            parts += (text[position:start], word)
            position = end
    return "".join((*parts, text[position:]))


def embedding_texts(document: Document, passages: Sequence[Passage]) -> list[str]:
    """Return the texts that stand for the passages of a document in the vector store.

    The section gives a sentence its subject; documents of no family are embedded as they stand. The rows of a long
    table share one text, what is printed above them: words find a row among thousands, meaning hardly does.
    """
    rows = Counter(passage.paragraph for passage in passages if not document.family and is_row(passage))
    return [_embedding_text(document, passage, rows[passage.paragraph]) for passage in passages]


def _embedding_text(document: Document, passage: Passage, rows: int) -> str:
    if rows > _LONG_TABLE:
        return " ".join(" ".join(e.quote.split()) for e in passage.context if e.end <= passage.start) or document.title
    if rows:
        return passage.reading
    text = f"{passage.section}: {passage.reading}" if passage.section else passage.reading
    return mask(text) if document.family else text


def text_hash(text: str) -> str:
    """Address a text by its content."""
    return hashlib.sha256(text.encode()).hexdigest()

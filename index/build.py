"""Documents into the store: read, extract, embed what is new, write vectors first and SQL last."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from index.catalog import Catalog
from index.catalog.installed import Installed
from index.database import Database
from index.errors import DocumentError
from index.facts import Extraction, document_period, extract, recognise
from index.passages import embedding_text, passages, text_hash
from index.readers import SourceFile, find_files, read_file
from index.reading import read
from index.types import BuildReport, Document, Passage
from index.vectors import VectorStore, to_bytes

if TYPE_CHECKING:
    from index.embedding import BuildModel, Vectors

# Grows when the code reads documents differently: then what is stored is read again from its stored text.
EXTRACTION_VERSION = 1

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Processed:
    """A document with everything that was read from it."""

    document: Document
    passages: tuple[tuple[Passage, str], ...]
    texts: dict[str, str]
    extraction: Extraction


@dataclass(slots=True)
class _Plan:
    """What an operation will change."""

    new: list[Processed] = field(default_factory=list)
    gone: dict[str, str] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def pipeline_fingerprint(catalogs: Installed) -> str:
    """Identify how documents are read: the catalogs and the version of the code that reads."""
    return hashlib.sha256(f"{EXTRACTION_VERSION}:{catalogs.fingerprint}".encode()).hexdigest()


def process(name: str, text: str, content_hash: str, added: str, catalogs: Sequence[Catalog]) -> Processed:
    """Read one document: family, place, period, passages and facts."""
    reading = read(text)
    known = recognise(reading, catalogs)
    catalog, place = known or (None, None)
    document = Document(
        id=content_hash[:16],
        title=reading.title or name,
        source=name,
        family=catalog.family if catalog else None,
        place=place,
        period=document_period(reading, catalog) if catalog else None,
        content_hash=content_hash,
        text=text,
        added=added,
    )
    texts: dict[str, str] = {}
    occurrences: list[tuple[Passage, str]] = []
    for passage in passages(document, reading):
        masked = embedding_text(document, passage)
        hash_ = text_hash(masked)
        texts[hash_] = masked
        occurrences.append((passage, hash_))
    return Processed(
        document=document,
        passages=tuple(occurrences),
        texts=texts,
        extraction=extract(document, reading, catalog),
    )


def plan_changes(
    database: Database, paths: Iterable[Path], *, catalogs: Installed, exact: bool, progress: Progress
) -> _Plan:
    """Read the files and find out what is new, unchanged, replaced and (with `exact`) gone."""
    plan = _Plan()
    stored = database.hashes()
    current = database.meta("pipeline") == pipeline_fingerprint(catalogs)
    kept: set[str] = set()
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    slots = {(d.family, d.place, d.period): (d.id, d.source) for d in database.documents() if d.family is not None}
    taken: dict[tuple[str | None, str | None, str | None], str] = {}
    for number, path in enumerate(find_files(paths), start=1):
        if number % 100 == 0:
            progress(f"Read {number} files")
        try:
            file = read_file(path)
        except DocumentError as error:
            plan.refused[str(path)] = str(error)
            continue
        if file.content_hash in kept:
            plan.unchanged.append(file.name)
            continue
        processed = None
        if current and file.content_hash in stored:
            plan.unchanged.append(file.name)
        else:
            processed = _process_new(file, now, catalogs.catalogs, taken, plan, path)
            if processed is None:
                continue
        kept.add(file.content_hash)
        if processed and file.content_hash in stored:
            plan.gone[stored[file.content_hash][0]] = ""
        elif processed and (slot := _slot(processed.document)) in slots:
            plan.gone[slots[slot][0]] = slots[slot][1]
    for hash_, (document_id, source) in stored.items():
        if hash_ in kept or document_id in plan.gone:
            continue
        if exact:
            plan.gone[document_id] = source
        elif not current:
            document = database.document(document_id)
            plan.gone[document_id] = ""
            plan.new.append(process(source, document.text, hash_, document.added, catalogs.catalogs))
    return plan


def _slot(document: Document) -> tuple[str | None, str | None, str | None]:
    return document.family, document.place, document.period


def _process_new(
    file: SourceFile,
    now: str,
    catalogs: Sequence[Catalog],
    taken: dict[tuple[str | None, str | None, str | None], str],
    plan: _Plan,
    path: Path,
) -> Processed | None:
    """Process a file that is not in the store; None if another file of this run is the same sheet."""
    processed = process(file.name, file.text, file.content_hash, now, catalogs)
    slot = _slot(processed.document)
    if processed.document.family is not None and slot in taken:
        plan.refused[str(path)] = f"{taken[slot]} is already the sheet for that place and year; give only one of them"
        return None
    taken[slot] = file.name
    plan.new.append(processed)
    return processed


def write_changes(
    database: Database,
    vectors: VectorStore,
    model: BuildModel,
    plan: _Plan,
    catalogs: Installed,
    progress: Progress,
) -> tuple[BuildReport, list[str]]:
    """Carry out a plan inside the caller's transaction.

    Returns the report and the texts to sweep from the vector store once the transaction is committed.
    """
    if database.meta("model") not in (None, model.identity):
        raise DocumentError("The store was built with another embedding model.")  # the caller begins a new store
    known = database.known_texts()
    missing = {h: t for processed in plan.new for h, t in processed.texts.items() if h not in known}
    if missing:
        hashes, texts = list(missing), list(missing.values())
        embedded: Vectors = model.embed(texts)
        progress(f"Embedded {len(texts)} distinct texts")
        vectors.add(hashes, texts, embedded)
        database.add_texts((h, t, to_bytes(v)) for h, t, v in zip(hashes, texts, embedded, strict=True))
    for document_id in plan.gone:
        database.remove(document_id)
    for processed in plan.new:
        extraction = processed.extraction
        database.add(processed.document, processed.passages, extraction.facts, extraction.flags, extraction.numerals)
    swept = database.sweep_texts()
    parts = {i.id: i.part_of_overall for c in catalogs.catalogs for i in c.indicators if i.part_of_overall}
    database.compare_documents(parts)
    database.set_meta("pipeline", pipeline_fingerprint(catalogs))
    database.set_meta("model", model.identity)
    report = BuildReport(
        added=tuple(p.document.source for p in plan.new),
        unchanged=tuple(plan.unchanged),
        removed=tuple(source for source in plan.gone.values() if source),
        refused=plan.refused,
        texts_embedded=len(missing),
    )
    return report, swept

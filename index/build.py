"""Documents into the store: read, extract, embed what is new, write vectors first and SQL last."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.catalog import Catalog
from index.catalog.installed import Installed
from index.database import Database
from index.decisions import findings
from index.errors import DocumentError
from index.facts import Extraction, extract
from index.incoming import Incoming, Progress, Ticker, read_new
from index.passages import embedding_texts, passages, text_hash
from index.readers import Notice
from index.reading import Reading, read
from index.recognition import Recognised, recognise
from index.sidecars import Provenance
from index.types import BuildReport, Document, FileReport, Flag, FlagKind, NumeralCounts, Passage
from index.vectors import to_bytes

if TYPE_CHECKING:
    from index.embedding import BuildModel, Vectors
    from index.repair import RepairedVectors

# Grows when the code reads documents differently: then what is stored is read again from its stored text.
EXTRACTION_VERSION = 11
_QUOTED = 200  # characters of the page or title that a flag about more than a few words quotes

# So many texts are embedded before something is said of it.
_BATCH = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Processed:
    """A document with everything that was read from it.

    `of_file` says whether its file was read, or only its stored text, which does not tell what the reader noticed;
    `doubt` why it is not read as one of its family.
    """

    document: Document
    passages: tuple[tuple[Passage, str], ...]
    texts: dict[str, str]
    extraction: Extraction
    of_file: bool = True
    doubt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an operation will change.

    `new` are documents to write; of those in `rewritten` the store holds the same bytes already. `replaced` are ids of
    versions with those that take their place, `gone` ids of documents that go with their history.
    """

    new: tuple[Processed, ...] = ()
    rewritten: frozenset[str] = frozenset()
    replaced: Mapping[str, str]
    gone: tuple[str, ...] = ()
    provenance: Mapping[str, Provenance]
    files: tuple[FileReport, ...] = ()

    @property
    def changes(self) -> bool:
        """Say whether anything in the store is to change."""
        return bool(self.new or self.replaced or self.gone or self.provenance)


def pipeline_fingerprint(catalogs: Installed) -> str:
    """Identify how documents are read: the catalogs and the version of the code that reads."""
    return hashlib.sha256(f"{EXTRACTION_VERSION}:{catalogs.fingerprint}".encode()).hexdigest()


def process(
    name: str,
    text: str,
    content_hash: str,
    added: str,
    catalogs: Sequence[Catalog],
    *,
    format: str = "txt",
    page_starts: tuple[int, ...] = (),
    notices: Sequence[Notice] = (),
    said: Provenance | None = None,
) -> Processed:
    """Read one document: family, place, period, passages and facts; what its reader noticed becomes flags.

    `said` is what a person says of it.
    """
    said = said or Provenance()
    reading = read(text)
    known = recognise(reading, catalogs, place=said.place, period=said.period)
    catalog = known.catalog if known and not known.doubt else None
    document = Document(
        id=content_hash[:16],
        title=" ".join((known.title.text if known and known.title else reading.title).split()) or name,
        source=name,
        family=catalog.family if catalog else None,
        place=known.place if known else None,
        period=known.period if known else None,
        content_hash=content_hash,
        text=text,
        format=format,
        page_starts=page_starts,
        added=added,
        url=said.url,
        retrieved=said.retrieved,
        said_place=said.place,
        said_period=said.period,
    )
    texts: dict[str, str] = {}
    occurrences: list[tuple[Passage, str]] = []
    # what may be another place's is not quoted either
    found = [] if known and known.doubt else list(passages(document, reading))
    for passage, masked in zip(found, embedding_texts(document, found), strict=True):
        hash_ = text_hash(masked)
        texts[hash_] = masked
        occurrences.append((passage, hash_))
    extraction = _extraction(document, reading, known)
    flags = _together(_flag(document, reading, notice) for notice in notices)
    return Processed(
        document=document,
        passages=tuple(occurrences),
        texts=texts,
        extraction=replace(extraction, flags=(*extraction.flags, *flags)),
        doubt=_in_doubt(known) if known else "",
    )


def _extraction(document: Document, reading: Reading, known: Recognised | None) -> Extraction:
    """Return what a document yields, with a flag if place or period is open: without a place that is all."""
    if known is None:
        return extract(document, reading, None)
    doubt = _in_doubt(known)
    flags = (_flag(document, reading, Notice(kind=FlagKind.INDICATOR_MISSING, message=doubt)),) if doubt else ()
    if known.doubt:
        unread = extract(document, reading, None).numerals
        return Extraction(facts=(), flags=flags, numerals=NumeralCounts(total=unread.total, unclaimed=unread.total))
    extraction = extract(document, reading, known.catalog)
    return replace(extraction, flags=(*flags, *extraction.flags))


def _in_doubt(known: Recognised) -> str:
    """Say what of place and period a document leaves open, and what a person can do; "" if it leaves nothing open."""
    one, when = known.catalog.place_word.one, known.catalog.period_word.one
    if known.doubt:
        return (
            f"It looks like one of the {known.catalog.title}, but {known.doubt}, so nothing is read from it. Say which "
            f"{one} and {when} it is about: statdesk add FILE --place NAME --period {when.upper()}."
        )
    if known.period is None:
        return (
            f"It does not say of which {when} its figures are, so they are not answered from. Say it: statdesk add "
            f"FILE --period {when.upper()}."
        )
    return ""


def _flag(document: Document, reading: Reading, notice: Notice) -> Flag:
    """Make a flag of what a reader noticed; what is about the whole file stands at its first block, the title."""
    start, end = notice.start, notice.end
    if start == end and reading.blocks:
        start, end = reading.span(reading.blocks[0].start, reading.blocks[0].end)
    quote = document.text[start : min(end, start + _QUOTED)]
    return Flag(
        document_id=document.id,
        kind=notice.kind,
        indicator=None,
        message=notice.message,
        quote=quote,
        start=start,
        end=start + len(quote),
    )


def _together(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """Join the messages of flags of one kind at one place: a person decides about them at once."""
    joined: dict[str, Flag] = {}
    for flag in flags:
        known = joined.get(flag.id)
        joined[flag.id] = replace(flag, message=f"{known.message} {flag.message}") if known else flag
    return tuple(joined.values())


class DocumentReader:
    """Reads documents, each once, however often the store is compared with them."""

    def __init__(self, installed: Installed, now: str) -> None:
        self.installed = installed
        self.catalogs = installed.catalogs
        self.now = now
        self._read: dict[tuple[str, str], Processed | DocumentError] = {}

    def file(self, incoming: Incoming) -> Processed:
        """Return what a file holds.

        Raises DocumentError with the reason why it cannot go in.
        """
        key = (incoming.content_hash, incoming.name)
        if key not in self._read:
            self._read[key] = self._try(incoming)
        found = self._read[key]
        if isinstance(found, DocumentError):
            raise found
        return found

    def again(self, document: Document, incoming: Incoming | None) -> Processed:
        """Read a stored document again, from its file if that is given, else from its stored text."""
        key = (document.content_hash, "again")
        found = self._read.get(key)
        said = Provenance(
            url=document.url, retrieved=document.retrieved, place=document.said_place, period=document.said_period
        )
        if found is None or isinstance(found, DocumentError):
            found = self._try(replace(incoming, name=document.source, provenance=said)) if incoming else None
            if found is None or isinstance(found, DocumentError):
                of_text = process(
                    document.source,
                    document.text,
                    document.content_hash,
                    document.added,
                    self.catalogs,
                    format=document.format,
                    page_starts=document.page_starts,
                    said=said,
                )
                found = replace(of_text, of_file=False)
            self._read[key] = found = replace(found, document=replace(found.document, added=document.added))
        return found

    def _try(self, incoming: Incoming) -> Processed | DocumentError:
        try:
            file = read_new(incoming)
            processed = process(
                incoming.name,
                file.text,
                file.content_hash,
                self.now,
                self.catalogs,
                format=file.format,
                page_starts=file.page_starts,
                notices=file.notices,
                said=incoming.provenance,
            )
        except DocumentError as error:
            return error
        if processed.document.said and not processed.document.family and not processed.doubt:
            return DocumentError(
                f"it is said to be about {processed.document.said}, but it is no document of a family that StatDesk "
                "knows; add it without place and period"
            )
        return processed


class Embedder:
    """Embeds texts, each once, whatever becomes of the first try to write them."""

    def __init__(self, model: BuildModel, progress: Progress) -> None:
        self.model = model
        self._progress = progress
        self._known: dict[str, Vectors] = {}

    def embed(self, texts: Mapping[str, str]) -> Vectors:
        """Return the vectors of texts given by their hashes: shape (len(texts), dimensions)."""
        import numpy as np  # only what embeds pays for it

        missing = [hash_ for hash_ in texts if hash_ not in self._known]
        ticker = Ticker(self._progress, "Embedding distinct texts", len(missing))
        for start in range(0, len(missing), _BATCH):
            ticker.tick(start)
            batch = missing[start : start + _BATCH]
            vectors = self.model.embed([texts[hash_] for hash_ in batch])
            self._known.update(zip(batch, vectors, strict=True))
        if missing:
            self._progress(f"Embedded {len(missing):,} distinct texts")
        return np.stack([self._known[hash_] for hash_ in texts])


def missing_texts(database: Database | None, plan: Plan) -> dict[str, str]:
    """Return the texts of a plan that have no vector yet, by their hashes."""
    known = database.known_texts() if database and plan.new else set()
    return {h: t for processed in plan.new for h, t in processed.texts.items() if h not in known}


def write_changes(
    database: Database, vectors: RepairedVectors, embedder: Embedder, plan: Plan, reader: DocumentReader
) -> BuildReport:
    """Carry out a plan inside the caller's transaction; its vectors are swept once that is committed."""
    if database.meta("model") not in (None, embedder.model.identity):
        raise DocumentError("The store was built with another embedding model.")  # the caller begins a new store
    missing = missing_texts(database, plan)
    if missing:
        embedded = embedder.embed(missing)
        vectors.add(list(missing), list(missing.values()), embedded)
        database.add_texts((h, t, to_bytes(v)) for (h, t), v in zip(missing.items(), embedded, strict=True))
    kept = {document_id: database.flags_of_file(document_id) for document_id in plan.rewritten}
    for document_id in plan.rewritten:
        database.versions.remove(document_id)
    for document_id in plan.gone:
        database.versions.remove_all(document_id)
    for document_id, successor in plan.replaced.items():
        database.versions.replace(document_id, by=successor, at=reader.now)
    for document_id, said in plan.provenance.items():
        database.versions.set_provenance(document_id, said.url, said.retrieved)
    for processed in plan.new:
        document = processed.document
        found = findings(document, processed.extraction, database, reader.catalogs)
        noticed = () if processed.of_file else kept[document.id]
        flags = {flag.id: flag for flag in (*noticed, *found.flags)}
        database.add(document, processed.passages, found.facts, flags.values(), found.numerals)
    database.sweep_texts()
    compare_documents(database, reader.installed.catalogs)
    database.set_meta("pipeline", pipeline_fingerprint(reader.installed))
    database.set_meta("model", embedder.model.identity)
    return BuildReport(files=plan.files, texts_embedded=len(missing))


def compare_documents(database: Database, catalogs: Sequence[Catalog]) -> None:
    """Make the flags anew that compare documents."""
    database.compare_documents({i.id: i.part_of_overall for c in catalogs for i in c.indicators if i.part_of_overall})


def read_again(database: Database, document_id: str, catalogs: Sequence[Catalog]) -> None:
    """Find the facts and flags of a stored document anew, once somebody has decided about one of its flags."""
    document = database.document(document_id)
    reading = read(document.text)
    known = recognise(reading, catalogs, place=document.said_place, period=document.said_period)
    found = findings(document, _extraction(document, reading, known), database, catalogs)
    flags = (*found.flags, *database.flags_of_file(document_id))
    database.set_findings(document_id, found.facts, flags, found.numerals)
    compare_documents(database, catalogs)

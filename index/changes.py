"""What an operation has to change: the files that are given, held against what the store holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from index.build import DocumentReader, Plan, Processed, pipeline_fingerprint
from index.database import Database
from index.errors import DocumentError, NothingAddedError, UnknownDocumentError
from index.incoming import Incoming, Progress, Ticker, groups_by_bytes
from index.places import listed
from index.sidecars import Provenance
from index.types import Change, Document, FileReport, Version

Key = tuple[str | None, ...]
# What two files of a family, and two of none, have in common that cannot both go in.
_SAME = ((("is", "are"), "for the same place and period"), (("has", "have"), "the same name"))


@dataclass(slots=True)
class _Changes:
    """A plan in the making. `holders` are the documents that answer now, by what makes them the same document."""

    new: list[Processed] = field(default_factory=list)
    rewritten: set[str] = field(default_factory=set)
    replaced: dict[str, str] = field(default_factory=dict)
    provenance: dict[str, Provenance] = field(default_factory=dict)
    files: list[FileReport] = field(default_factory=list)
    holders: dict[Key, Version] = field(default_factory=dict)

    def report(
        self, name: str, change: Change, note: str = "", replaces: str | None = None, document: str | None = None
    ) -> None:
        self.files.append(FileReport(name=name, change=change, note=note, replaces=replaces, document_id=document))


def plan_changes(
    database: Database | None,
    incoming: Sequence[Incoming],
    unread: Sequence[FileReport],
    reader: DocumentReader,
    *,
    exact: bool,
    progress: Progress,
) -> Plan:
    """Find out what is new, unchanged, replaced and (with `exact`) gone. Only what is new or changed is read.

    `database` is None where there is no store yet. The order of the files decides nothing.
    """
    versions = database.versions.all() if database else []
    current = {v.content_hash: v for v in versions if v.replaced_at is None}
    older = {v.content_hash: v for v in versions if v.replaced_at is not None}
    groups = groups_by_bytes(incoming)
    changes = _Changes(files=list(unread))
    if database and database.meta("pipeline") != pipeline_fingerprint(reader.installed):
        current = _read_again(database, current, groups, changes, reader)
        older |= {v.content_hash: v for v in versions if v.id in changes.replaced}
    changes.holders |= {v.key: v for v in current.values()}
    contenders: dict[Key, list[tuple[Incoming, Processed]]] = {}
    ticker = Ticker(progress, "Reading the documents", len(groups))
    for number, (content_hash, files) in enumerate(groups.items()):
        ticker.tick(number)
        kept, others = files[0], files
        if content_hash in current:
            document_id = current[content_hash].id
            kept = _known(current[content_hash], files, changes, reader, exact=exact)
        elif content_hash in older and not (exact and _successor(older[content_hash], versions) not in groups):
            successor = _name_of(_successor(older[content_hash], versions), current)
            document_id = older[content_hash].id
            note = f"it is an older version of {successor}, which stays"
            changes.report(kept.name, Change.OLDER, note, document=document_id)
        else:
            readable = _first_readable(files, changes, reader)
            if readable is None:
                continue
            kept, processed = readable
            document_id = processed.document.id
            others = files[files.index(kept) :]
            contenders.setdefault(_key(processed.document), []).append((kept, processed))
        for other in others:
            if other is not kept and other.path != kept.path:
                note = f"the same as {kept.name}, which is kept"
                changes.report(other.name, Change.DUPLICATE, note, document=document_id)
    for key, rivals in contenders.items():
        _settle(changes.holders.get(key), rivals, changes, given=groups if exact else {})
    changes.rewritten |= {p.document.id for p in changes.new if p.document.content_hash in older}
    taken = {*changes.replaced}
    gone = [v for hash_, v in current.items() if exact and hash_ not in groups and v.id not in taken]
    for version in gone:
        changes.report(version.source, Change.REMOVED)
    kept_new = [p for p in changes.new if p.document.id not in {v.id for v in gone}]
    return Plan(
        new=tuple(kept_new),
        rewritten=frozenset(changes.rewritten - {v.id for v in gone}),
        replaced=changes.replaced,
        gone=tuple(v.id for v in gone),
        provenance=changes.provenance,
        files=tuple(sorted(changes.files, key=lambda file: file.name)),
    )


def plan_removal(database: Database, documents: Sequence[str]) -> Plan:
    """Take documents out, by id or source name, with their earlier versions.

    Raises UnknownDocumentError, also for an earlier version by itself.
    """
    gone = {document.id: document for document in map(database.document, documents)}
    for document in gone.values():
        current = database.versions.current(document)
        if current and current.id != document.id:
            raise UnknownDocumentError(
                f"{document.id} is an earlier version of {current.source}. `statdesk remove {current.id}` removes that "
                "with its history."
            )
    files = tuple(FileReport(name=document.source, change=Change.REMOVED) for document in gone.values())
    return Plan(replaced={}, provenance={}, gone=tuple(gone), files=files)


def require_something(plan: Plan, *, exact: bool) -> None:
    """Raise NothingAddedError where no file could be read."""
    refused = [file for file in plan.files if file.change is Change.REFUSED]
    left = [file for file in plan.files if file.change not in (Change.REFUSED, Change.REMOVED, Change.PASSED_OVER)]
    if (exact or refused) and not left:
        raise NothingAddedError(refused)


def _read_again(
    database: Database,
    current: dict[str, Version],
    groups: dict[str, list[Incoming]],
    changes: _Changes,
    reader: DocumentReader,
) -> dict[str, Version]:
    """Read all stored documents again, since StatDesk reads differently now; of two that became one the newer stays."""
    found: dict[Key, tuple[Version, Processed]] = {}
    for version in sorted(current.values(), key=lambda v: (v.retrieved or "", v.added, v.id)):
        files = groups.get(version.content_hash, [None])
        processed = reader.again(database.document(version.id), files[0])
        read_anew = _version(processed.document)
        if read_anew.key in found:
            changes.replaced[found[read_anew.key][0].id] = version.id
        found[read_anew.key] = (read_anew, processed)
    changes.new += [processed for _, processed in found.values()]
    changes.rewritten |= {version.id for version, _ in found.values()}
    return {version.content_hash: version for version, _ in found.values()}


def _first_readable(
    files: Sequence[Incoming], changes: _Changes, reader: DocumentReader
) -> tuple[Incoming, Processed] | None:
    """Read the first of files of the same bytes that can be read: their names say of what format they are."""
    for file in files:
        try:
            return file, reader.file(file)
        except DocumentError as error:
            changes.report(str(file.path), Change.REFUSED, str(error))
    return None


def _known(
    version: Version, files: Sequence[Incoming], changes: _Changes, reader: DocumentReader, *, exact: bool
) -> Incoming:
    """Meet files whose bytes the store holds; return the one whose name is kept."""
    named = next((file for file in files if file.name == version.source), None)
    kept = named or files[0]
    said = next((file.provenance for file in (kept, *files) if file.provenance), None)
    place, period = (said.place or version.said_place, said.period or version.said_period) if said else (None, None)
    if said and (place, period) != (version.said_place, version.said_period):
        said = replace(said, place=place, period=period)
        _put_anew(version, replace(kept, provenance=said), changes, reader, "it is read anew, with what is said of it")
    elif said and (said.url, said.retrieved) != (version.url, version.retrieved):
        changes.provenance[version.id] = said
        changes.report(kept.name, Change.UPDATED, "where it came from is written down anew", document=version.id)
    elif named:
        changes.report(kept.name, Change.UNCHANGED, document=version.id)
    elif not exact:
        changes.report(kept.name, Change.DUPLICATE, f"the same as {version.source}, which is kept", document=version.id)
    if exact and not named:
        _put_anew(version, kept, changes, reader, f"it was {version.source} before")
    return kept


def _put_anew(version: Version, file: Incoming, changes: _Changes, reader: DocumentReader, why: str) -> None:
    """Keep a document under the name that its file has now, and read with what is said of it now."""
    try:
        processed = reader.file(file)
    except DocumentError as error:  # bytes that went in under a name that told their format may not under another
        changes.report(str(file.path), Change.REFUSED, str(error))
        return
    said = changes.provenance.pop(version.id, file.provenance) or Provenance()
    named = replace(
        processed.document,
        url=said.url or version.url,
        retrieved=said.retrieved or version.retrieved,
        added=version.added,
    )
    other = changes.holders.get(_key(named))
    if other and other.id != version.id:
        note = f"{other.source} is for the same place and period; remove one of them first"
        changes.report(str(file.path), Change.REFUSED, note)
        return
    changes.new = [p for p in changes.new if p.document.id != version.id]
    changes.new.append(replace(processed, document=named))
    changes.rewritten.add(version.id)
    changes.holders.pop(version.key, None)
    changes.holders[_key(named)] = _version(named)
    note = " ".join((f"{why}.", processed.doubt)).strip(" .")
    changes.report(file.name, Change.UPDATED, note, document=version.id)


def _settle(
    holder: Version | None,
    rivals: Sequence[tuple[Incoming, Processed]],
    changes: _Changes,
    *,
    given: dict[str, list[Incoming]],
) -> None:
    """Let the one new file of a document in; of several the one retrieved last, if each says when it was retrieved.

    With a version that the store holds and that is among the files `given`, the new ones are several too.
    """
    beside = [holder] if holder and holder.content_hash in given else []
    dates = [p.document.retrieved for _, p in rivals] + [v.retrieved for v in beside]
    last = max((date for date in dates if date), default=None)
    certain = len(dates) == 1 or (None not in dates and dates.count(last) == 1)
    for file, processed in rivals:
        date = processed.document.retrieved
        others = [(f.name, p.document.retrieved) for f, p in rivals if f is not file]
        others += [(v.source, v.retrieved) for v in beside]
        if not certain or (len(dates) > 1 and date != last):
            newer = " was retrieved later" if certain else ": give only one, or say of each when it was retrieved"
            names = sorted(name for name, retrieved in others if not certain or retrieved == last)
            verbs, same = _SAME[processed.document.family is None]
            note = f"{listed(names)} {verbs[len(names) > 1]} {same}{' and' if certain else ''}{newer}"
            changes.report(str(file.path), Change.REFUSED, note)
        elif holder and date and holder.retrieved and date < holder.retrieved:
            changes.report(
                str(file.path),
                Change.REFUSED,
                f"it was retrieved on {date}, before the version that the index holds ({holder.source}, "
                f"{holder.retrieved}); to go back to it, remove that one first",
            )
        else:
            changes.new.append(processed)
            if holder:
                changes.replaced[holder.id] = processed.document.id
                changes.new = [p for p in changes.new if p.document.id != holder.id]
                changes.rewritten.discard(holder.id)
                new, old = processed.document.id, holder.source
                changes.report(file.name, Change.REPLACED, processed.doubt, replaces=old, document=new)
            else:
                changes.report(file.name, Change.ADDED, processed.doubt, document=processed.document.id)


def _successor(version: Version, versions: Sequence[Version]) -> str:
    """Return the hash of the current version of a document."""
    by_id = {v.id: v for v in versions}
    seen: set[str] = set()
    while version.replaced_by in by_id and version.replaced_by not in seen:
        seen.add(version.replaced_by or "")
        version = by_id[version.replaced_by or ""]
    return version.content_hash


def _name_of(content_hash: str, current: dict[str, Version]) -> str:
    return current[content_hash].source if content_hash in current else "another file"


def _key(document: Document) -> Key:
    return _version(document).key


def _version(document: Document) -> Version:
    return Version(**{name: getattr(document, name) for name in Version.__dataclass_fields__})

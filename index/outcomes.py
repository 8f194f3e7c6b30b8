"""What is said of an operation that is done: the same words in a terminal, on a page and over HTTP."""

from __future__ import annotations

from index.places import name_of
from index.types import BuildReport, Change, DocumentReport, FileReport, Flag

_SAID = {
    Change.ADDED: "Added {name}",
    Change.REPLACED: "Added {name} in place of {replaces}, which stays in the history",
    Change.UNCHANGED: "Unchanged {name}",
    Change.DUPLICATE: "Unchanged {name}: {note}",
    Change.OLDER: "Unchanged {name}: {note}",
    Change.UPDATED: "Updated {name}: {note}",
    Change.REMOVED: "Removed {name}",
    Change.REFUSED: "Refused {name}: {note}",
    Change.PASSED_OVER: "Passed over in {name}: {note}",
}


def said_of_file(file: FileReport, read: DocumentReport | None = None) -> str:
    """Say what became of one file; of one that went in also what was `read` from it, or why nothing was."""
    said = _SAID[file.change].format(name=file.name, note=file.note, replaces=file.replaces)
    if file.note and file.change in (Change.ADDED, Change.REPLACED):
        return f"{said}: {file.note}"
    return f"{said}: {said_of_document(read)}" if read and file.went_in else said


def said_of_document(read: DocumentReport) -> str:
    """Say for what a document was taken, how many figures were read and how much of it a person must look at."""
    document = read.document
    if document.family is None:
        said = "no sheet of a known family, so it is quoted and no figures are read"
    else:
        sheet = " ".join(filter(None, (name_of(document.place) if document.place else "", document.period)))
        said = ", ".join(filter(None, (sheet, _counted(document.facts, "figure", "figures") + " read")))
    return f"{said}; {_counted(len(read.flags), 'entry', 'entries')} for a person to look at" if read.flags else said


def said_of_all(report: BuildReport) -> str:
    """Say how many files went in, were there before, went out or could not go in."""
    return (
        f"{len(report.added)} added, {len(report.unchanged)} unchanged, {len(report.removed)} removed, "
        f"{len(report.refused)} refused."
    )


def how_to_decide(flag: Flag) -> str:
    """Return the command by which a person accepts what a flag is about, to be completed with name and number."""
    unreadable = flag.candidate is not None and flag.candidate.value is None
    return f'statdesk accept {flag.id} --name "YOUR NAME"' + (" --value NUMBER" if unreadable else "")


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"

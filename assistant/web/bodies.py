"""The shapes of what is said over HTTP about documents, and of what is wrong."""

from __future__ import annotations

from pydantic import BaseModel, Field

from assistant.web.pages import document_address
from assistant.web.uploading import Outcome
from index.outcomes import how_to_decide, said_of_all, said_of_file
from index.types import Change, DocumentReport, DocumentSummary, FileReport, Flag, FlagKind

MOST_FLAGS = 200  # of one document; `statdesk check` lists all


class ProblemBody(BaseModel):
    """What is wrong, in one sentence."""

    error: str


class DocumentBody(BaseModel):
    """A document that is answered from."""

    id: str
    title: str
    source: str = Field(description="The name of the file.")
    family: str | None = Field(description="None of a document that is only quoted.")
    place: str | None
    period: str | None
    pages: int | None
    facts: int = Field(description="How many figures were read.")
    added: str
    source_url: str | None = Field(description="Where the file came from, if somebody said so.")
    retrieved: str | None = Field(description="When the file was retrieved, as a date.")
    said_place: str | None = Field(description="Whose sheet it is as a person said, where the file leaves that open.")
    said_period: str | None = Field(description="Which year it is of as a person said.")
    url: str = Field(description="The page that shows its text.", examples=["/documents/2db9d00c15dc62b3"])

    @classmethod
    def of(cls, document: DocumentSummary) -> DocumentBody:
        """Return what is said of a document."""
        shared = {name: getattr(document, name) for name in cls.model_fields if name not in ("source_url", "url")}
        return cls(**shared, source_url=document.url, url=document_address(document.id))


class FlagBody(BaseModel):
    """Something in a document that a person must look at, with the page that shows it."""

    id: str
    kind: FlagKind
    indicator: str | None
    message: str
    quote: str
    start: int
    end: int
    url: str = Field(examples=["/documents/2db9d00c15dc62b3#978-1065"])
    accept: str = Field(description="The command by which a person accepts it, on the machine of the index.")

    @classmethod
    def of(cls, flag: Flag) -> FlagBody:
        """Return what is said of a flag."""
        names = ("id", "kind", "indicator", "message", "quote", "start", "end")
        url = f"{document_address(flag.document_id)}#{flag.start}-{flag.end}"
        return cls(**{name: getattr(flag, name) for name in names}, url=url, accept=how_to_decide(flag))


class FileBody(BaseModel):
    """What became of one file."""

    name: str
    outcome: Change = Field(
        description="`added`; `replaced`: added in place of an older version, which stays in the history; `unchanged`, "
        "`duplicate`, `older`: the index holds these bytes already; `updated`: only its name or where it came from; "
        "`refused`: it cannot go in, and `note` says why."
    )
    said: str = Field(description="The same in a sentence.", examples=["Added ohio.pdf: Ohio 2024, 21 figures read"])
    note: str
    replaces: str | None = Field(description="The file name of the older version that it replaced.")
    document: DocumentBody | None = Field(description="None if the file was refused, or is an older version.")
    needs_person: int = Field(description="How many entries in its document a person must look at.")
    flags: list[FlagBody] = Field(description=f"These entries, {MOST_FLAGS} at most.")

    @classmethod
    def of(cls, file: FileReport, read: DocumentReport | None) -> FileBody:
        """Return what is said of a file and of what was read from it."""
        flags = read.flags if read else ()
        return cls(
            name=file.name,
            outcome=file.change,
            said=said_of_file(file, read),
            note=file.note,
            replaces=file.replaces,
            document=DocumentBody.of(read.document) if read else None,
            needs_person=len(flags),
            flags=[FlagBody.of(flag) for flag in flags[:MOST_FLAGS]],
        )


class UploadBody(BaseModel):
    """What became of the files of an upload, by name."""

    summary: str = Field(examples=["2 added, 1 unchanged, 0 removed, 1 refused."])
    files: list[FileBody]

    @classmethod
    def of(cls, outcome: Outcome) -> UploadBody:
        """Return what is said of an upload."""
        files = [FileBody.of(file, outcome.read.get(file.document_id or "")) for file in outcome.report.files]
        return cls(summary=said_of_all(outcome.report), files=files)


class RefusedBody(UploadBody, ProblemBody):
    """That no file of an upload could go in, and why each could not."""


class ProgressBody(BaseModel):
    """What the server is doing about uploads."""

    message: str = Field(description="What is being done for the upload that is read now; empty if there is none.")
    in_hand: int = Field(description="How many uploads are received, read or wait.")

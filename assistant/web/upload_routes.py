"""Adding documents to the running server: over HTTP for programs, and a page for people that does the same."""

from __future__ import annotations

import html
from collections.abc import AsyncGenerator, Mapping
from string import Template
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from assistant.web.bodies import DocumentBody, ProblemBody, ProgressBody, RefusedBody, UploadBody
from assistant.web.limits import MAX_FORM_BYTES, MAX_UPLOAD_BYTES, MAX_UPLOAD_FILES
from assistant.web.pages import page, page_file, problem_page
from assistant.web.uploading import UploadedFile, Uploads
from index import Library
from index.errors import DocumentError, StoreBusyError
from index.sidecars import Provenance, owner_of, provenance

_BEARER = HTTPBearer(auto_error=False, description="The upload key.")
DOCUMENTS = "/api/documents"
# What may be said of one file, with what the description of the form says of it.
_SAID: dict[str, dict[str, str]] = {
    "url": {"type": "string", "description": "Where the file came from; only with one file."},
    "retrieved": {
        "type": "string",
        "format": "date",
        "description": "When it was retrieved, like 2026-11-01; only with one file.",
    },
    "place": {"type": "string", "description": "Whose sheet it is, where the file leaves that open."},
    "period": {"type": "string", "description": "Which year it is of where the file leaves that open, like 2024."},
}
_FIELDS = ("files", *_SAID)
_SMALLER = "Send the files in several uploads, or use `statdesk add` on the machine of the index."
_TOO_LARGE = f"An upload holds at most {MAX_UPLOAD_BYTES // 1_000_000} MB. {_SMALLER}"
# what a form may be, for the limit on bodies
UPLOAD_LIMIT = {DOCUMENTS: (MAX_UPLOAD_BYTES + MAX_FORM_BYTES, _TOO_LARGE)}
_TOO_MANY = f"An upload holds at most {MAX_UPLOAD_FILES} files. {_SMALLER}"
_BROKEN_OFF = "The upload broke off before it was complete, so nothing was changed. Send it again."
_OFF = (
    "This server takes no uploads. Whoever runs it can allow them: set STATDESK_UPLOAD_TOKEN and start it again; or "
    "add documents with `statdesk add`."
)
_NO_KEY = (
    "Uploading needs the upload key, sent as `Authorization: Bearer KEY`. It is the value of STATDESK_UPLOAD_TOKEN, or "
    "stands in the terminal in which StatDesk was started."
)
_WRONG_KEY = (
    "This is not the upload key. It is the value of STATDESK_UPLOAD_TOKEN, or stands in the terminal in which StatDesk "
    "was started, and then is another after each start."
)
_AS_FORM = (
    'Send the files as multipart/form-data, in fields named files: `curl -H "Authorization: Bearer KEY" '
    "-F files=@sheet.pdf …`."
)
_FORM = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["files"],
                "properties": {
                    "files": {
                        "type": "array",
                        "items": {"type": "string", "format": "binary"},
                        "description": f"At most {MAX_UPLOAD_FILES} files ({', '.join(Library.suffixes())}), "
                        f"{MAX_UPLOAD_BYTES // 1_000_000} MB together. A file NAME.meta.yaml says "
                        f"the same of the file NAME as {', '.join(_SAID)} say of a single one.",
                    },
                    **_SAID,
                },
            }
        }
    },
}
_REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"model": ProblemBody, "description": "The upload key is missing or not the right one."},
    403: {"model": ProblemBody, "description": "This server takes no uploads."},
}
_PROBLEMS: dict[int | str, dict[str, Any]] = _REFUSALS | {
    400: {"model": ProblemBody, "description": "The form cannot be read, or broke off."},
    413: {"model": ProblemBody, "description": "The upload is too large, or has too many files."},
    415: {"model": ProblemBody, "description": "The request is not multipart/form-data."},
    422: {
        "model": RefusedBody | ProblemBody,
        "description": "None of the files could go in, each with its reason; or the form is not as it should be.",
    },
    503: {"model": ProblemBody, "description": "The index cannot be written now; `error` says why, and who writes."},
}


def upload_router(uploads: Uploads, library: Library) -> APIRouter:
    """Return the routes under /api/documents, and the page /add."""
    router = APIRouter()

    def require_key(sent: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]) -> None:
        if not uploads.possible:
            raise HTTPException(403, _OFF)
        if sent is None or not uploads.admits(sent.credentials):
            sentence = _NO_KEY if sent is None else _WRONG_KEY
            raise HTTPException(401, sentence, headers={"www-authenticate": "Bearer"})

    @router.get(DOCUMENTS, tags=["Documents"], summary="List the documents")
    def listed() -> list[DocumentBody]:
        return [DocumentBody.of(document) for document in library.documents()]

    # the form is read by hand: FastAPI would read it before it looks for the key
    @router.post(
        DOCUMENTS,
        tags=["Documents"],
        summary="Add documents",
        description="Each file goes in or is refused by itself. Questions are answered from the new documents as soon "
        "as this request is answered.",
        dependencies=[Depends(require_key)],
        openapi_extra={"requestBody": _FORM},
        response_model=UploadBody,
        responses=_PROBLEMS,
    )
    async def add(request: Request) -> Response:
        return await _added(uploads, request)

    @router.get(
        f"{DOCUMENTS}/progress",
        tags=["Documents"],
        summary="Say what is being done about uploads",
        dependencies=[Depends(require_key)],
        responses=_REFUSALS,
    )
    async def progress() -> ProgressBody:
        return ProgressBody(message=uploads.message, in_hand=uploads.in_hand)

    @router.get("/add", include_in_schema=False)
    def add_page() -> HTMLResponse:
        if not uploads.possible:
            return problem_page("No documents can be added here", _OFF, 403)
        return page("Add documents", add_body(), script=page_file("add.js"), style=page_file("add.css"), connects=True)

    return router


def add_body() -> str:
    """Return the inside of the page on which a person adds documents."""
    return Template(page_file("add.html")).substitute(
        accept=html.escape(",".join((*Library.suffixes(), ".yaml"))),
        files=MAX_UPLOAD_FILES,
        bytes=MAX_UPLOAD_BYTES,
        megabytes=MAX_UPLOAD_BYTES // 1_000_000,
    )


async def _added(uploads: Uploads, request: Request) -> Response:
    """Read the form, add its files and say what became of each."""
    try:
        with uploads.taking_part():
            form = await read_form(request)
            try:
                files = uploaded_files(form)
                outcome = await uploads.add(files, said_of(form, files))
            finally:
                await form.close()
    except ClientDisconnect as error:
        raise HTTPException(400, _BROKEN_OFF) from error
    except StoreBusyError as error:
        raise HTTPException(503, str(error), headers={"retry-after": "30"}) from error
    except DocumentError as error:
        raise HTTPException(422, str(error)) from error
    except OSError as error:
        sentence = f"The upload could not be kept until it is read ({error.strerror}), so nothing was changed."
        raise HTTPException(503, sentence) from error
    body = UploadBody.of(outcome)
    if not outcome.nothing_done:
        return JSONResponse(body.model_dump(mode="json"))
    refused = RefusedBody(error="None of the files could go in, so nothing was changed.", **dict(body))
    return JSONResponse(refused.model_dump(mode="json"), 422)


async def read_form(request: Request) -> FormData:
    """Read a request's form; its files are in memory or in temporary files until it is closed.

    Raises HTTPException 400, 413 or 415 saying what is wrong with it.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise HTTPException(415, _AS_FORM)
    end = b"--" + options[b"boundary"] + b"--"
    tail = b""

    async def body() -> AsyncGenerator[bytes, None]:
        nonlocal tail
        async for part in request.stream():
            tail = (tail + part)[-len(end) - 2 :]
            yield part

    try:
        parser = MultiPartParser(request.headers, body(), max_files=MAX_UPLOAD_FILES, max_fields=len(_FIELDS))
        form = await parser.parse()
    except MultiPartException as error:
        if error.message.startswith("Too many files"):
            raise HTTPException(413, _TOO_MANY) from error
        raise HTTPException(400, f"The form cannot be read: {error.message}") from error
    if not tail.rstrip(b"\r\n").endswith(end):  # the parser passes over the part that was cut off
        await form.close()
        raise HTTPException(400, _BROKEN_OFF)
    return form


def uploaded_files(form: FormData) -> list[UploadedFile]:
    """Return the files of a form.

    Raises HTTPException 422 saying what is wrong with the form.
    """
    for name in form:
        if name not in _FIELDS:
            raise HTTPException(422, f"There is no field {name[:50]!r}. The fields are {', '.join(_FIELDS)}.")
    sent = form.getlist("files")
    files = [
        UploadedFile(name=file.filename or "", content=file.file)
        for file in sent
        if isinstance(file, UploadFile) and (file.filename or file.size)
    ]
    if any(isinstance(file, str) for file in sent) or not files:
        raise HTTPException(422, f"No file was sent. {_AS_FORM}")
    return files


def said_of(form: Mapping[str, Any], files: list[UploadedFile]) -> Provenance | None:
    """Return what is said of the one file: where it came from and whose sheet it is; None where nothing is said.

    Raises HTTPException 422 if it is said of several files, DocumentError if it cannot be taken.
    """
    said = {name: _text(form.get(name), name) for name in _SAID}
    if not any(said.values()):
        return None
    if sum(owner_of(file.name) is None for file in files) > 1:
        raise HTTPException(
            422, f"{', '.join(_SAID)} are about one file. Send one, or send a NAME.meta.yaml with each file NAME."
        )
    return provenance(**said)


def _text(value: Any, name: str) -> str | None:
    if isinstance(value, UploadFile):
        raise HTTPException(422, f"The field {name} is text, not a file.")
    return str(value).strip() or None if value else None

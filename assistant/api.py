"""The HTTP side of StatDesk: questions as JSON, source documents as pages, OpenAPI at /docs.

Thin: it checks what comes in, calls `Assistant.ask` and `Library`, and words what went wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse
from fastapi_offline import FastAPIOffline
from pydantic import BaseModel, ConfigDict, Field, SecretStr
from starlette.exceptions import HTTPException

from assistant import Assistant
from assistant.types import Operation, Reason, Status
from assistant.web.bodies import ProblemBody
from assistant.web.chat import mount_chat
from assistant.web.limits import MAX_HISTORY, MAX_QUESTION
from assistant.web.messages import UNEXPECTED
from assistant.web.pages import document_router, problem_page
from assistant.web.protection import BodyLimit, SecurityHeaders
from assistant.web.upload_routes import UPLOAD_LIMIT, upload_router
from assistant.web.uploading import Uploads
from index.errors import StatDeskError, UnknownDocumentError
from index.types import Qualifier

Question = Annotated[str, Field(max_length=MAX_QUESTION)]


class AskBody(BaseModel):
    """A question with the earlier questions of the same conversation."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "question": "What about New York?",
                    "history": ["How many CyberTipline reports went to law enforcement in Colorado in 2023?"],
                }
            ]
        }
    )

    question: Question = Field(description="The question, in plain words.")
    history: list[Question] | None = Field(
        default=None, max_length=MAX_HISTORY, description="The earlier questions of the conversation, oldest first."
    )


class ExtractBody(BaseModel):
    """A stretch of a document's text; offsets are code points, half open."""

    quote: str
    start: int
    end: int


class ValueBody(BaseModel):
    """A figure of an answer."""

    value: str = Field(description="A plain decimal number.", examples=["9720"])
    qualifier: Qualifier
    unit: str
    indicator: str | None
    place: str | None = Field(description="An ISO 3166-2 code; US for the publisher's overall figures.")
    period: str | None
    operation: Operation
    formula: str | None = Field(description="How a computed figure came about, with its operands.")
    citations: list[int]


class CitationBody(BaseModel):
    """An exact place in a document, with the address of the page that shows it."""

    number: int
    document_id: str
    title: str
    source: str
    place: str | None
    period: str | None
    section: str | None
    page: int | None
    quote: str
    start: int
    end: int
    context: list[ExtractBody]
    url: str = Field(examples=["/documents/2db9d00c15dc62b3#978-1065"])
    source_url: str | None = Field(description="Where the document's file came from, if somebody said so.")
    retrieved: str | None = Field(description="When the document's file was retrieved, as a date.")
    said: str = Field(description="Place and period as a person said them, where the file leaves them open.")


class AnswerBody(BaseModel):
    """An answer: what is said, the figures it says, and where each stands."""

    status: Status
    reason: Reason | None = Field(description="Which kind of silence it is, where something could not be answered.")
    text: str = Field(description="Markdown with [1] markers, the numbers of the citations.")
    values: list[ValueBody]
    citations: list[CitationBody]
    plan: dict[str, Any] = Field(description="What was understood of the question.")
    elapsed_ms: float


class HealthBody(BaseModel):
    """That the server can answer, and from what."""

    status: str = Field(examples=["ok"])
    documents: int
    store_version: int


# The methods of the addresses of the API, and how they are used.
_METHODS = {
    "ask": ("POST", 'Questions are sent with POST and a JSON body such as {"question": "…"}.'),
    "documents": ("GET, POST", "Documents are listed with GET and added with POST and multipart/form-data."),
    "documents/progress": ("GET", "What is being done about uploads is asked with GET."),
}


def create_app(assistant: Assistant, upload_key: SecretStr | None = None) -> FastAPI:
    """Return the server's application: the API, the document pages, /docs, and the chat at "/".

    Whoever has the `upload_key` can add documents; without one nobody can.
    """
    uploads = Uploads(assistant.library, upload_key)
    app = FastAPIOffline(
        docs_url="/docs",
        redoc_url=None,
        static_url="/docs-files",
        favicon_url="/favicon.svg",
        title="StatDesk",
        version=_version(),
        description="Answers from official statistical fact sheets, each figure with the place it was read from.",
        separate_input_output_schemas=False,
    )
    app.add_middleware(BodyLimit, others=UPLOAD_LIMIT)
    app.add_middleware(SecurityHeaders)
    _add_problem_handlers(app)
    app.include_router(upload_router(uploads, assistant.library))
    _add_api_routes(app, assistant)
    app.include_router(document_router(assistant.library))

    @app.get("/favicon.svg", include_in_schema=False)
    def favicon() -> Response:
        return FileResponse(Path(__file__).parent / "web" / "favicon.svg", media_type="image/svg+xml")

    # Gradio's own way in would keep files of anybody, empty ones whatever their limit.
    @app.api_route("/gradio_api/upload{rest:path}", methods=["GET", "POST", "HEAD"], include_in_schema=False)
    def no_upload(rest: str) -> JSONResponse:
        return JSONResponse({"error": "Nothing can be uploaded here. Documents are added at /api/documents."}, 404)

    return mount_chat(app, assistant, documents_can_be_added=uploads.possible)


def _version() -> str:
    try:
        return metadata.version("statdesk")
    except metadata.PackageNotFoundError:  # run from a checkout that is not installed
        return "unknown"


def _add_api_routes(app: FastAPI, assistant: Assistant) -> None:
    problems: dict[int | str, dict[str, Any]] = {
        413: {"model": ProblemBody, "description": "The request is too large."},
        422: {"model": ProblemBody, "description": "The request is not as it should be; `error` says why."},
        500: {"model": ProblemBody, "description": "Something went wrong on the server."},
        503: {"model": ProblemBody, "description": "The index cannot be used now; `error` says what to do."},
    }

    @app.post("/api/ask", tags=["Questions"], summary="Ask a question", responses=problems)
    def ask(body: AskBody) -> AnswerBody:
        return AnswerBody.model_validate(assistant.ask(body.question, body.history or ()).to_dict())

    @app.get("/health", tags=["Operation"], summary="Say whether the server can answer", responses={503: problems[503]})
    def health() -> HealthBody:
        library = assistant.library
        return HealthBody(status="ok", documents=len(library.documents()), store_version=library.version())

    @app.api_route(
        "/api/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"], include_in_schema=False
    )
    def no_such_address(path: str) -> JSONResponse:
        if path in _METHODS:
            methods, sentence = _METHODS[path]
            return JSONResponse({"error": sentence}, 405, headers={"allow": methods})
        return JSONResponse({"error": "There is nothing at this address. /docs describes the addresses."}, 404)


def problem_sentence(error: dict[str, Any]) -> str:
    """Word one validation error for the person who sent the request."""
    kind, location = error["type"], list(error["loc"][1:])
    if kind == "json_invalid":
        reason = error.get("ctx", {}).get("error", "")
        return f"The body is not valid JSON ({reason}, at character {error['loc'][-1]})."
    if not location:
        return 'The body must be a JSON object such as {"question": "…"}, sent as application/json.'
    name = f'"{location[0]}"' + (f", entry {int(location[1]) + 1}," if len(location) > 1 else "")
    match kind:
        case "missing":
            return f"{name} is missing."
        case "string_too_long":
            return f"{name} is too long: at most {MAX_QUESTION:,} characters are read."
        case "too_long":
            return f"{name} has too many entries: at most {MAX_HISTORY} are read."
        case "list_type":
            return f"{name} must be a list of texts."
        case "string_type":
            return f"{name} must be text."
        case "string_unicode":
            return f"{name} holds characters that are not valid Unicode."
        case _:
            return f"{name} is not valid: {error['msg']}."


def _respond(request: Request, sentence: str, status_code: int, headers: Mapping[str, str] | None = None) -> Response:
    """Answer a reader's request with a page and a program's with JSON."""
    if request.url.path.startswith("/documents"):
        title = "There is no such sheet" if status_code == 404 else "This page cannot be shown now"
        return problem_page(title, sentence, status_code)
    return JSONResponse({"error": sentence}, status_code, headers=headers)


def _add_problem_handlers(app: FastAPI) -> None:
    @app.exception_handler(RequestValidationError)
    def refuse(_request: Request, error: RequestValidationError) -> Response:
        sentences = [problem_sentence(problem) for problem in error.errors()]
        return JSONResponse({"error": " ".join(dict.fromkeys(sentences))}, 422)

    @app.exception_handler(HTTPException)
    def http_problem(request: Request, error: HTTPException) -> Response:
        return _respond(request, f"{error.detail.rstrip('.')}.", error.status_code, error.headers)

    @app.exception_handler(UnknownDocumentError)
    def unknown_document(request: Request, _error: UnknownDocumentError) -> Response:
        sentence = (
            "StatDesk holds no sheet with this address. It may have been removed; “All sheets” lists what there is."
        )
        return _respond(request, sentence, 404)

    @app.exception_handler(StatDeskError)
    def unavailable(request: Request, error: StatDeskError) -> Response:
        return _respond(request, str(error), 503)

    # The server logs the error with its traceback; whoever asked sees neither.
    @app.exception_handler(Exception)
    def unexpected(request: Request, _error: Exception) -> Response:
        return _respond(request, UNEXPECTED, 500)

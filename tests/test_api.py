"""The HTTP side: questions as JSON, documents as pages, and what is said when something is wrong."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import re
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
import uvicorn
from pydantic import SecretStr
from starlette.testclient import TestClient

from assistant import Assistant
from assistant.api import create_app
from assistant.types import Answer, Citation, Intent, QueryPlan, Reason, Status
from index import Library
from index.errors import StoreDamagedError, UnknownDocumentError
from index.types import Document

QUESTION = "How many CyberTipline reports were made available to law enforcement in Colorado in 2023?"
HOSTILE_TEXT = (
    "\n\r\nÉtat 🧒🏽 <script>document.title='owned'</script> &amp; </pre>\r\n<b onclick=x>12</b>\t𝟙 **end**\r"
)


def made_answer(
    text: str, *citations: Citation, status: Status = Status.ANSWERED, reason: Reason | None = None
) -> Answer:
    """An answer made by hand."""
    plan = QueryPlan(question="", intent=Intent.FIGURES)
    return Answer(status=status, reason=reason, text=text, values=(), citations=citations, plan=plan)


class OneDocument:
    """A library of one hostile document."""

    document_made = Document(
        id="made",
        title="A <i>title</i> & more",
        source="made.txt",
        family=None,
        place=None,
        period=None,
        content_hash="",
        text=HOSTILE_TEXT,
    )

    def document(self, document: str) -> Document:
        if document != "made":
            raise UnknownDocumentError(document)
        return self.document_made

    def documents(self) -> list[Document]:
        return [self.document_made]

    def version(self) -> int:
        return 1


class Stub:
    """An assistant that answers as it is told and remembers what it was asked."""

    def __init__(self, answer: Answer | Exception, library: Any = None) -> None:
        self.answer = answer
        self.library = library or OneDocument()
        self.asked: list[tuple[str, list[str]]] = []

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        self.asked.append((question, list(history)))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def coverage(self) -> Any:
        return SimpleNamespace(line="Covers <b>everything</b>.", examples=("First example?", "Second example?"))


def stub_client(stub: Stub) -> TestClient:
    return TestClient(create_app(cast(Assistant, stub)), raise_server_exceptions=False)


@contextlib.contextmanager
def serving(assistant: Any, upload_key: str | None = None) -> Iterator[str]:
    """Run a real server on a free loopback port and give its address."""
    app = create_app(assistant, SecretStr(upload_key) if upload_key else None)
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        assert thread.is_alive() and time.monotonic() < deadline, "the server did not start"
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        server.force_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def client(assistant: Assistant) -> TestClient:
    return TestClient(create_app(assistant))


# questions


def test_an_answer_is_the_assistants_own(client: TestClient, assistant: Assistant) -> None:
    response = client.post("/api/ask", json={"question": QUESTION})
    assert response.status_code == 200
    expected = json.loads(json.dumps(assistant.ask(QUESTION).to_dict()))
    assert response.json() | {"elapsed_ms": 0} == expected | {"elapsed_ms": 0}
    assert response.json()["values"][0]["value"] == "9720"


def test_every_citation_opens_at_its_quote(client: TestClient) -> None:
    for citation in client.post("/api/ask", json={"question": QUESTION}).json()["citations"]:
        address, fragment = citation["url"].split("#")
        start, end = map(int, fragment.split("-"))
        assert client.get(address).status_code == 200
        assert client.get(f"{address}/text").content.decode()[start:end] == citation["quote"]


@pytest.mark.parametrize(
    ("body", "history"),
    [({}, []), ({"history": None}, []), ({"history": ["a", "b"]}, ["a", "b"]), ({"user": "kept out"}, [])],
)
def test_history_is_handed_over(body: dict[str, Any], history: list[str]) -> None:
    stub = Stub(made_answer("Fine."))
    assert stub_client(stub).post("/api/ask", json={"question": "q", **body}).status_code == 200
    assert stub.asked == [("q", history)]


def test_a_huge_question_is_handed_over_and_a_larger_one_refused() -> None:
    stub = Stub(made_answer("Fine."))
    client = stub_client(stub)
    assert client.post("/api/ask", json={"question": "🧒" * 100_000}).status_code == 200
    assert len(stub.asked[0][0]) == 100_000
    refused = client.post("/api/ask", json={"question": "a" * 100_001})
    assert refused.status_code == 422
    assert refused.json() == {"error": '"question" is too long: at most 100,000 characters are read.'}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{}", '"question" is missing.'),
        (b"[]", 'The body must be a JSON object such as {"question": "\u2026"}, sent as application/json.'),
        (b"", 'The body must be a JSON object such as {"question": "\u2026"}, sent as application/json.'),
        (b'{"question": 7}', '"question" must be text.'),
        (b'{"question": null}', '"question" must be text.'),
        (b'{"question": "a", "history": "b"}', '"history" must be a list of texts.'),
        (b'{"question": "a", "history": ["b", 1]}', '"history", entry 2, must be text.'),
        (b'{"question": "\\ud800"}', '"question" holds characters that are not valid Unicode.'),
        (
            json.dumps({"question": "a", "history": ["b"] * 51}).encode(),
            '"history" has too many entries: at most 50 are read.',
        ),
    ],
)
def test_a_wrong_body_is_refused_in_plain_words(content: bytes, sentence: str) -> None:
    response = stub_client(Stub(made_answer(""))).post(
        "/api/ask", content=content, headers={"content-type": "application/json"}
    )
    assert response.status_code == 422
    assert response.json() == {"error": sentence}


@pytest.mark.parametrize("content", [b"{'question'", b"\xff\xfe\x00", b'{"question": "\xff"}'])
def test_a_body_that_is_not_json_is_refused(content: bytes) -> None:
    response = stub_client(Stub(made_answer(""))).post(
        "/api/ask", content=content, headers={"content-type": "application/json"}
    )
    assert response.status_code in (400, 422)
    assert set(response.json()) == {"error"}


def test_a_form_is_refused() -> None:
    response = stub_client(Stub(made_answer(""))).post("/api/ask", data={"question": "a"})
    assert response.status_code == 422
    assert "application/json" in response.json()["error"]


def test_a_body_without_end_is_cut_off() -> None:
    parts = (b" " * 1_000_000 for _ in range(100))
    response = stub_client(Stub(made_answer(""))).post(
        "/api/ask", content=parts, headers={"content-type": "application/json"}
    )
    assert response.status_code == 413
    assert "too large" in response.json()["error"]


def test_the_unexpected_is_told_without_a_traceback() -> None:
    response = stub_client(Stub(RuntimeError("secret of the house"))).post("/api/ask", json={"question": "q"})
    assert response.status_code == 500
    assert set(response.json()) == {"error"}
    assert "secret" not in response.text and "Traceback" not in response.text


def test_an_index_that_cannot_be_used_says_what_to_do() -> None:
    stub = Stub(StoreDamagedError("The database is damaged. Run `statdesk build`."))
    response = stub_client(stub).post("/api/ask", json={"question": "q"})
    assert response.status_code == 503
    assert response.json() == {"error": "The database is damaged. Run `statdesk build`."}


def test_other_addresses_of_the_api_are_not_the_chat(client: TestClient) -> None:
    wrong_method = client.get("/api/ask")
    assert wrong_method.status_code == 405 and wrong_method.headers["allow"] == "POST"
    assert "POST" in wrong_method.json()["error"]
    unknown = client.post("/api/nothing", json={})
    assert unknown.status_code == 404 and set(unknown.json()) == {"error"}


def test_health(client: TestClient) -> None:
    health = client.get("/health").json()
    assert health["status"] == "ok" and health["documents"] == 5 and health["store_version"] >= 1


# documents


def test_a_documents_page_shows_its_text(client: TestClient, assistant: Assistant) -> None:
    for document in assistant.library.documents():
        response = client.get(f"/documents/{document.id}")
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert document.title in response.text and document.source in response.text
        assert client.head(f"/documents/{document.id}").status_code == 200
        assert client.get(f"/documents/{document.source}").status_code == 200


def test_the_plain_text_is_the_file_byte_for_byte(client: TestClient, assistant: Assistant, corpus: Path) -> None:
    for document in assistant.library.documents():
        response = client.get(f"/documents/{document.id}/text")
        assert response.content == (corpus / document.source).read_bytes()
        assert response.headers["content-type"] == "text/plain; charset=utf-8"
        assert response.headers["x-content-type-options"] == "nosniff"


def test_a_hostile_document_is_only_text() -> None:
    client = stub_client(Stub(made_answer("")))
    page = client.get("/documents/made")
    assert "<script>document" not in page.text and "<b onclick" not in page.text and "<i>title" not in page.text
    assert page.text.count("</pre>") == 1
    assert client.get("/documents/made/text").content == HOSTILE_TEXT.encode()
    assert "<i>title" not in client.get("/documents").text


def test_the_policy_allows_exactly_the_pages_own_script_and_style(client: TestClient, assistant: Assistant) -> None:
    page = client.get(f"/documents/{assistant.library.documents()[0].id}")
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy and "http" not in policy
    for tag in ("script", "style"):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page.text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "innerHTML" not in page.text


def test_an_unknown_document_gets_a_page_in_plain_words(client: TestClient) -> None:
    for address in ("/documents/none", "/documents/none/text", "/documents/%3Cscript%3E", "/documents/..%2F..%2Fetc"):
        response = client.get(address)
        assert response.status_code == 404
        assert response.headers["content-type"].startswith("text/html")
        assert "There is no such sheet" in response.text and "<script>alert" not in response.text


def test_all_documents_are_listed(client: TestClient, assistant: Assistant) -> None:
    page = client.get("/documents").text
    for document in assistant.library.documents():
        assert f'href="/documents/{document.id}"' in page


def test_documents_that_cannot_be_read_now_get_a_page() -> None:
    library = SimpleNamespace(document=lambda _: (_ for _ in ()).throw(StoreDamagedError("Run `statdesk build`.")))
    response = stub_client(Stub(made_answer(""), library)).get("/documents/made")
    assert response.status_code == 503
    assert "Run “statdesk build”." in response.text


# the description of the API, and the whole server


def test_openapi_describes_the_answer(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()
    assert set(schema["paths"]) == {
        "/api/ask",
        "/api/documents",
        "/api/documents/progress",
        "/health",
        "/documents",
        "/documents/{document_id}",
        "/documents/{document_id}/text",
    }
    answer = schema["components"]["schemas"]["AnswerBody"]["properties"]
    assert list(answer) == ["status", "reason", "text", "values", "citations", "plan", "elapsed_ms"]
    responses = schema["paths"]["/api/ask"]["post"]["responses"]
    assert responses["422"]["content"]["application/json"]["schema"]["$ref"].endswith("ProblemBody")


def test_the_docs_page_takes_every_file_from_this_server(client: TestClient) -> None:
    page = client.get("/docs").text
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(addresses) >= 3
    for address in addresses:
        assert address.startswith("/")
        assert client.get(address).status_code == 200


def test_no_response_may_load_from_elsewhere(client: TestClient) -> None:
    for address in ("/", "/docs", "/health", "/config"):
        headers = client.get(address).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("address", ["/gradio_api/upload", "/gradio_api/upload/", "/gradio_api/%75pload?upload_id=1"])
@pytest.mark.parametrize("content", [b"abc", b""])
def test_the_chats_own_way_in_is_closed(client: TestClient, address: str, content: bytes) -> None:
    refused = client.post(address, files={"files": ("a.txt", content)})
    assert refused.status_code == 404 and set(refused.json()) == {"error"}


def test_a_real_server_answers_from_an_index_in_the_environment(
    built_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATDESK_HOME", str(built_home))
    with serving(Assistant.open()) as address:
        answer = httpx.post(f"{address}/api/ask", json={"question": QUESTION}, timeout=30, trust_env=False).json()
        citation = answer["citations"][0]
        assert (
            Library.open().document(citation["document_id"]).text[citation["start"] : citation["end"]]
            == (citation["quote"])
        )
        assert httpx.get(f"{address}{citation['url']}", trust_env=False).status_code == 200
        assert "StatDesk" in httpx.get(f"{address}/", trust_env=False).text


def test_many_who_ask_at_once_get_the_same_answers(built_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATDESK_HOME", str(built_home))
    questions = [QUESTION, QUESTION.replace("Colorado", "New York"), "What is Team HOPE?", "Who runs the CyberTipline?"]
    alone = Assistant.open()
    expected = {question: alone.ask(question).text for question in questions}
    # A fresh assistant, so that everything that is loaded when first needed is needed by all at once.
    with serving(Assistant.open()) as address, ThreadPoolExecutor(24) as pool:
        asked = questions * 24

        def ask(question: str) -> tuple[int, str | None]:
            response = httpx.post(f"{address}/api/ask", json={"question": question}, timeout=60, trust_env=False)
            return response.status_code, response.json().get("text")

        assert list(pool.map(ask, asked)) == [(200, expected[question]) for question in asked]

"""What a running server refuses of what is uploaded: whom, which names, which forms."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from test_api import serving
from upload_server import KEY, Server, outcomes, sheet, taking_uploads, until

from assistant import Assistant
from assistant.cli import upload_key
from assistant.web.uploading import checked_name, shown_name
from index.errors import DocumentError, SettingsError
from index.settings import Settings, load_settings

pytestmark = pytest.mark.usefixtures("known_vectors", "no_upload_is_left")


@pytest.fixture
def server(own_home: Path) -> Iterator[Server]:
    with taking_uploads(Settings(home=own_home)) as running:
        yield running


# who may


@pytest.mark.parametrize("key", [None, "", KEY])
def test_nobody_can_upload_where_there_is_no_key(assistant: Assistant, key: str | None) -> None:
    with serving(assistant) as address:
        server = Server(address, assistant.library)
        refused = server.upload([("ohio.txt", sheet())], key)
        assert refused.status_code == 403
        assert "STATDESK_UPLOAD_TOKEN" in refused.json()["error"]
        assert server.get("/api/documents/progress").status_code == 403
        page = server.get("/add")
        assert page.status_code == 403 and "takes no uploads" in page.text and "<form" not in page.text
        assert len(server.sources()) == 5


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        (None, "needs the upload key"),
        (KEY[:-1], "not the upload key"),
        (KEY + "x", "not the upload key"),
        (KEY.upper(), "not the upload key"),
        ("\u00e9" * 20, "not the upload key"),
    ],
)
def test_another_key_opens_nothing(server: Server, key: str | None, sentence: str) -> None:
    headers = {} if key is None else {"authorization": f"Bearer {key}".encode()}
    for method in ("POST", "GET"):
        address = f"{server.address}/api/documents{'/progress' if method == 'GET' else ''}"
        files = {"files": ("ohio.txt", sheet())} if method == "POST" else None
        refused = httpx.request(method, address, files=files, headers=headers, trust_env=False)  # type: ignore[arg-type]
        assert refused.status_code == 401 and refused.headers["www-authenticate"] == "Bearer"
        assert sentence in refused.json()["error"] and KEY not in refused.text
    assert len(server.sources()) == 5


def test_without_the_key_not_a_byte_of_the_body_is_read(server: Server) -> None:
    parts = urlsplit(server.address)
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as connection:
        connection.sendall(
            b"POST /api/documents HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
            b"Content-Length: 90000000\r\nExpect: 100-continue\r\n\r\n"
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 401 ")


def test_another_web_page_cannot_send_the_key_along(server: Server) -> None:
    """A browser sends `Authorization` to another site only if that allows it to the page's origin."""
    for origin in ("http://evil.example", "null"):
        asked = {"origin": origin, "access-control-request-method": "POST"}
        response = httpx.options(
            f"{server.address}/api/documents",
            headers=asked | {"access-control-request-headers": "authorization"},
            trust_env=False,
        )
        assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    ("host", "in_terminal", "made"),
    [
        ("127.0.0.1", True, True),
        ("localhost", True, True),
        ("::1", True, True),
        ("127.0.0.1", False, False),
        ("0.0.0.0", True, False),
        ("192.168.1.5", True, False),
        ("chat.example.org", True, False),
    ],
)
def test_a_key_is_made_only_for_who_starts_a_server_for_this_machine(host: str, in_terminal: bool, made: bool) -> None:
    settings = Settings(host=host)
    keys = [upload_key(settings, in_terminal=in_terminal) for _ in range(2)]
    if not made:
        assert keys == [None, None]
        return
    first, second = (key.get_secret_value() for key in keys if key)
    assert first != second and len(first) >= 32
    own = settings.model_copy(update={"upload_token": keys[0]})
    assert upload_key(own, in_terminal=True) == upload_key(own, in_terminal=False) == keys[0]


@pytest.mark.parametrize("token", ["short", "x" * 15, "sixteen letters!", "fünfzehn-Zeichen-", "x" * 501])
def test_a_token_that_can_be_guessed_or_not_be_sent_is_refused(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATDESK_UPLOAD_TOKEN", token)
    with pytest.raises(SettingsError, match="STATDESK_UPLOAD_TOKEN is not valid: it must be at least 16") as caught:
        load_settings()
    assert token not in str(caught.value)
    monkeypatch.setenv("STATDESK_UPLOAD_TOKEN", "x" * 16)
    assert "xxxx" not in repr(load_settings())


# names


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Ohio 2024 (final).pdf", "Ohio 2024 (final).pdf"),
        ("../../etc/cron.d/x.txt", "x.txt"),
        ("C:\\Users\\me\\sheet.docx", "sheet.docx"),
        ("/absolute.md", "absolute.md"),
        ("données 日本.csv", "données 日本.csv"),
        ("%2e%2e%2fx.md", "%2e%2e%2fx.md"),
        ("é" * 98 + ".txt", "é" * 98 + ".txt"),  # 200 bytes
    ],
)
def test_a_name_is_kept_without_its_folders(sent: str, kept: str) -> None:
    assert checked_name(sent) == kept


@pytest.mark.parametrize(
    ("sent", "shown", "why"),
    [
        ("", "a file without a name", "has no name"),
        ("..", "a file without a name", "has no name"),
        ("folder/", "a file without a name", "has no name"),
        ("a\0b.md", "a\ufffdb.md", "cannot be shown"),
        ("a\nb.md", "a\ufffdb.md", "cannot be shown"),
        ("\u202efdp.txt", "\ufffdfdp.txt", "cannot be shown"),
        ("\ud800.txt", "\ufffd.txt", "cannot be shown"),
        ("é" * 99 + ".txt", "é" * 80 + "…", "longer than 200 bytes"),
    ],
)
def test_a_name_that_cannot_be_kept_says_what_to_do(sent: str, shown: str, why: str) -> None:
    with pytest.raises(DocumentError, match=why):
        checked_name(sent)
    assert shown_name(sent) == shown


def test_hostile_names_write_nothing_elsewhere(server: Server, tmp_path: Path, own_home: Path) -> None:
    before = {path for path in tmp_path.rglob("*") if "home" not in path.parts}
    names = ["../up.txt", "/etc/up1.txt", "..\\up2.txt", "sub/../../up3.txt", "up\r\n4.txt", f"{'u' * 300}.txt"]
    response = server.upload([(name, f"The note {n}.".encode()) for n, name in enumerate(names)])
    assert response.status_code == 200
    assert server.sources() >= {"up.txt", "up1.txt", "up2.txt", "up3.txt"}
    assert {path for path in tmp_path.rglob("*") if "home" not in path.parts} == before


# what is wrong with a form


@pytest.mark.parametrize(
    ("request_", "status", "sentence"),
    [
        ({"json": {"files": []}}, 415, "multipart/form-data"),
        ({"data": {"files": "a"}}, 415, "multipart/form-data"),
        ({"content": b"abc"}, 415, "multipart/form-data"),
        ({"content": b"abc", "headers": {"content-type": "multipart/form-data; boundary=b"}}, 400, "cannot be read"),
        ({"files": [("file", ("a.txt", b"a"))]}, 422, "There is no field 'file'. The fields are files, url, "),
        ({"files": [("files", (None, b"a"))]}, 422, "No file was sent"),
        ({"files": [("url", ("a.txt", b"a")), ("files", ("a.txt", b"a"))]}, 422, "url is text, not a file"),
        ({"files": [("files", (f"{n}.txt", b"a")) for n in range(101)]}, 413, "at most 100 files"),
        (
            {"files": [("files", ("a.txt", b"a")), ("files", ("b.txt", b"b"))], "data": {"url": "https://x.org"}},
            422,
            "url, retrieved, place, period are about one file",
        ),
        ({"files": [("files", ("a.txt", b"a"))], "data": {"retrieved": "yesterday"}}, 422, "a date like 2026-11-01"),
    ],
)
def test_a_wrong_form_is_refused_in_plain_words(
    server: Server, request_: dict[str, Any], status: int, sentence: str
) -> None:
    headers = {"authorization": f"Bearer {KEY}"} | request_.pop("headers", {})
    refused = httpx.post(f"{server.address}/api/documents", headers=headers, trust_env=False, **request_)
    assert refused.status_code == status
    assert set(refused.json()) == {"error"} and sentence in refused.json()["error"]
    assert len(server.sources()) == 5 and server.progress()["in_hand"] == 0


def test_too_much_is_refused_and_a_large_file_only_by_itself(server: Server) -> None:
    large = b"a " * 10_500_000
    refused = server.upload([(f"{n}.txt", large) for n in range(5)])
    assert refused.status_code == 413 and "at most 100 MB" in refused.json()["error"]
    met = server.upload([("large.txt", large), ("ohio.txt", sheet())])
    assert outcomes(met) == {"large.txt": "refused", "ohio.txt": "added"}
    assert "the file is larger than 20 MB" in met.text


def test_an_upload_that_breaks_off_changes_nothing(server: Server) -> None:
    whole = (
        b'--b\r\ncontent-disposition: form-data; name="files"; filename="ohio.txt"\r\n\r\n' + sheet() + b"\r\n"
        b'--b\r\ncontent-disposition: form-data; name="files"; filename="utah.txt"\r\n\r\n' + sheet("Utah")
    )
    headers = {"authorization": f"Bearer {KEY}", "content-type": "multipart/form-data; boundary=b"}
    cut = httpx.post(f"{server.address}/api/documents", content=whole, headers=headers, trust_env=False)
    assert cut.status_code == 400 and "broke off" in cut.json()["error"]
    parts = urlsplit(server.address)
    with socket.create_connection((parts.hostname, parts.port)) as connection:
        lines = [f"{name}: {value}\r\n" for name, value in headers.items()]
        head = f"POST /api/documents HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n{''.join(lines)}\r\n"
        connection.sendall(head.encode() + whole)
        until(lambda: server.progress()["in_hand"] == 1)
    until(lambda: server.progress()["in_hand"] == 0)
    assert len(server.sources()) == 5
    ended = httpx.post(
        f"{server.address}/api/documents", content=whole + b"\r\n--b--\r\n", headers=headers, trust_env=False
    )
    assert set(outcomes(ended).values()) == {"added"}

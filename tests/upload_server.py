"""A running server that takes uploads, for tests."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
from printed import made_sheet
from test_api import serving

from assistant import Assistant
from index.settings import Settings

KEY = "a-key-that-nobody_guesses"
Files = Sequence[tuple[str, bytes]]


class Server:
    """A server that takes uploads, as who has the key meets it."""

    def __init__(self, address: str, library: Any) -> None:
        self.address = address
        self.library = library

    def upload(self, files: Files, key: str | None = KEY, **said: str) -> httpx.Response:
        return httpx.post(
            f"{self.address}/api/documents",
            files=[("files", file) for file in files],
            data=said,
            headers={"authorization": f"Bearer {key}"} if key else {},
            timeout=60,
            trust_env=False,
        )

    def ask(self, question: str) -> Any:
        return httpx.post(f"{self.address}/api/ask", json={"question": question}, timeout=60, trust_env=False).json()

    def get(self, path: str, **headers: str) -> httpx.Response:
        return httpx.get(f"{self.address}{path}", headers=headers, timeout=60, trust_env=False)

    def progress(self) -> Any:
        return self.get("/api/documents/progress", authorization=f"Bearer {KEY}").json()

    def sources(self) -> set[str]:
        return {document.source for document in self.library.documents()}


@contextmanager
def taking_uploads(settings: Settings) -> Iterator[Server]:
    """Serve a store."""
    assistant = Assistant.open(settings)
    with serving(assistant, KEY) as address:
        yield Server(address, assistant.library)
    assistant.library.close()


def sheet(place: str = "Ohio", **figures: str) -> bytes:
    return made_sheet(place, **figures).encode()


def outcomes(response: httpx.Response) -> dict[str, str]:
    return {file["name"]: file["outcome"] for file in response.json()["files"]}


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)

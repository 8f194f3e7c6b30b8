"""A real browser for the tests of the pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _missing(what: str) -> None:
    """Skip on a machine without a browser, but never in CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing; CI must run the browser tests")
    pytest.skip(f"{what} is missing, so the pages are not tested in a browser")


@contextmanager
def chromium() -> Iterator[Any]:
    """Chromium, or the test is skipped."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("playwright")
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        _missing("Chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield opened
        opened.close()


class Visit:
    """A browser page that notes what it asks for and what goes wrong in it."""

    def __init__(self, browser: Any, address: str, path: str = "/", **options: Any) -> None:
        self.address = address
        self.context = browser.new_context(**options)
        self.requests: list[str] = []
        self.troubles: list[str] = []
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.troubles.append("dialog"), dialog.dismiss()))
        self.page.on("console", lambda m: self.troubles.append(m.text) if m.type == "error" else None)
        self.page.goto(f"{address}{path}")

    def ask(self, question: str) -> str:
        """Type a question into the box, send it with Enter, and return the answer's text."""
        answers = self.page.locator("#conversation .answer")
        before = answers.count()
        self.page.locator("#question textarea").fill(question)
        self.page.keyboard.press("Enter")
        answers.nth(before).wait_for()
        return str(answers.nth(before).inner_text())

    def close(self) -> None:
        """Check that nothing went wrong and that nothing was asked of another server."""
        self.context.close()
        assert self.troubles == []
        outside = [url for url in self.requests if urlsplit(url).scheme in ("http", "https", "ws", "wss")]
        assert {urlsplit(url).netloc for url in outside} == {urlsplit(self.address).netloc}

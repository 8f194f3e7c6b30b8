"""The page on which a person adds documents, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from browsing import Visit
from printed import made_sheet
from rendered import reportlab_pdf
from test_api import serving
from upload_server import KEY, Server, sheet, taking_uploads

from assistant import Assistant
from index.settings import Settings

REPORTS = "How many CyberTipline reports were made available to law enforcement in Ohio in 2023?"


pytestmark = pytest.mark.usefixtures("known_vectors")


@pytest.fixture
def server(own_home: Path) -> Iterator[Server]:
    with taking_uploads(Settings(home=own_home)) as running:
        yield running


def choose(visit: Visit, *files: tuple[str, bytes]) -> None:
    visit.page.get_by_label("Files", exact=True).set_input_files(
        [{"name": name, "mimeType": "", "buffer": content} for name, content in files]
    )


def add(visit: Visit) -> str:
    """Press the button by keyboard and return the outcome's text."""
    visit.page.get_by_role("button", name="Add documents").press("Enter")
    outcome = visit.page.locator("#outcome")
    outcome.wait_for()
    return str(outcome.inner_text())


def _only(visit: Visit, status: str) -> None:
    """Pass over what the browser itself notes of a request that was refused."""
    assert [text for text in visit.troubles if status not in text] == []
    visit.troubles.clear()


def test_the_chat_offers_to_add_documents_only_where_that_is_possible(
    browser: Any, server: Server, assistant: Assistant, visits: list[Visit]
) -> None:
    visits.append(visit := Visit(browser, server.address))
    with visit.context.expect_page() as opened:
        visit.page.get_by_role("link", name="Add documents").click()
    opened.value.get_by_role("heading", name="Add documents").wait_for()
    with serving(assistant) as address:
        visits.append(visit := Visit(browser, address))
        visit.page.get_by_role("link", name="All sheets").wait_for()
        assert visit.page.get_by_role("link", name="Add documents").count() == 0
        visits.pop().close()


def test_a_person_adds_documents_and_the_chat_answers_from_them(
    browser: Any, server: Server, visits: list[Visit]
) -> None:
    visits.append(visit := Visit(browser, server.address, f"/add#key={quote(KEY)}"))
    page = visit.page
    # the key is taken from the address, where somebody could read it over a shoulder or copy it
    assert page.url == f"{server.address}/add"
    assert page.get_by_label("Upload key").input_value() == KEY
    assert page.evaluate("document.activeElement.id") == "files"
    choose(visit, ("ohio.pdf", reportlab_pdf(made_sheet(reports="7,316", submissions="S7"))))
    page.get_by_label("Address of the page or file").fill("https://example.org/ohio")
    page.get_by_label("Day on which it was retrieved").fill("2026-11-01")
    said = add(visit)
    assert "1 added, 0 unchanged, 0 removed, 0 refused." in said
    assert "Ohio 2023, 18 figures read; 1 entry for a person to look at." in said
    assert page.evaluate("document.activeElement.id") == "outcome"
    assert page.locator("#chosen li").count() == 0 and page.locator("#work").is_hidden()
    page.get_by_text("1 entry to look at", exact=True).click()
    command = page.locator("code.command").inner_text()
    assert re.fullmatch(r'statdesk accept [0-9a-f]{10} --name "YOUR NAME" --value NUMBER', command)
    with visit.context.expect_page() as opened:
        page.locator("blockquote a").click()
    mark = opened.value.locator("mark")
    mark.wait_for()
    assert "NCMEC reviewed S7 submissions" in " ".join(mark.inner_text().split())
    # another visit in this tab finds the key, and the chat the document
    page.goto(f"{server.address}/add")
    assert page.get_by_label("Upload key").input_value() == KEY
    page.get_by_role("link", name="StatDesk: ask a question").click()
    answer = visit.ask(REPORTS)
    assert "7,316" in answer and "retrieved 2026-11-01 from https://example.org/ohio" in answer


def test_each_file_is_listed_with_what_became_of_it(browser: Any, server: Server, visits: list[Visit]) -> None:
    visits.append(visit := Visit(browser, server.address, f"/add#key={KEY}"))
    assert 1000 < len(sheet("Utah")) <= 2000
    hostile = "<img src=x onerror=alert(1)>.txt"
    choose(visit, ("utah.txt", sheet("Utah")), (hostile, b"The <b>office</b> opens at nine."), ("bad.pdf", b"no"))
    assert visit.page.locator("#chosen li").all_inner_texts() == ["utah.txt, 2 kB", f"{hostile}, 1 kB", "bad.pdf, 1 kB"]
    assert visit.page.get_by_label("Address of the page or file").is_disabled()
    said = add(visit)
    assert "2 added, 0 unchanged, 0 removed, 1 refused." in said
    heads = visit.page.locator("#outcomes .head").all_inner_texts()
    assert heads == [f"Added {hostile}", "Refused bad.pdf", "Added utah.txt"]
    assert visit.page.locator("#outcomes img, #outcomes b").count() == 0
    choose(visit, ("utah.txt", sheet("Utah")))
    assert visit.page.get_by_label("Address of the page or file").is_enabled()
    assert "Unchanged utah.txt" in add(visit)
    choose(visit, ("bad.pdf", b"no"))
    assert "0 added, 0 unchanged, 0 removed, 1 refused." in add(visit)
    _only(visit, "422")


def test_what_is_missing_or_wrong_is_said_at_its_place(browser: Any, server: Server, visits: list[Visit]) -> None:
    visits.append(visit := Visit(browser, server.address, "/add"))
    page = visit.page
    button = page.get_by_role("button", name="Add documents")
    assert page.evaluate("document.activeElement.id") == "key"
    button.click()
    page.get_by_text("Give the upload key first.").wait_for()
    page.get_by_label("Upload key").fill("not the key")
    button.click()
    page.get_by_text("An upload key has no blanks").wait_for()
    page.get_by_label("Upload key").fill("not-the-key")
    assert page.get_by_text("Give the upload key first.").count() == 0
    button.click()
    page.get_by_text("Choose a file first.").wait_for()
    assert page.evaluate("document.activeElement.id") == "files"
    choose(visit, *((f"{n}.txt", b"a") for n in range(101)))
    page.get_by_text("These are 101 files. Add at most 100 at a time.").wait_for()
    choose(visit, ("utah.txt", sheet("Utah")))
    button.click()
    page.get_by_text("This is not the upload key.").wait_for()
    assert page.evaluate("document.activeElement.id") == "key"
    assert page.get_by_label("Upload key").get_attribute("aria-invalid") == "true"
    assert page.evaluate("sessionStorage.length") == 0 and len(server.sources()) == 5
    _only(visit, "401")
    page.get_by_label("Upload key").fill(KEY)
    assert "Added utah.txt" in add(visit)


@pytest.mark.parametrize(("width", "scheme"), [(375, "light"), (375, "dark"), (1440, "light"), (1440, "dark")])
def test_nothing_is_cut_off_and_every_word_can_be_read(
    browser: Any, server: Server, visits: list[Visit], width: int, scheme: str
) -> None:
    options = {"viewport": {"width": width, "height": 740}, "color_scheme": scheme}
    visits.append(visit := Visit(browser, server.address, f"/add#key={KEY}", **options))
    choose(visit, ("W" * 180 + ".txt", sheet(reports="7,3?5")), ("i" * 150 + ".pdf", b"no"))
    add(visit)
    visit.page.locator("summary").click()
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert min(visit.page.evaluate(CONTRASTS)) >= 4.5


# The contrast (WCAG 2) of every text that is seen with what is behind it.
CONTRASTS = """
() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => channels(color).slice(0, 3)
    .map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const color = getComputedStyle(node).backgroundColor;
      if ((channels(color)[3] ?? 1) > 0) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const texts = [...document.querySelectorAll("main *")].filter((node) => node.checkVisibility()
    && !node.closest(":disabled") && [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim()));
  return texts.map((node) => {
    const [a, b] = [light(getComputedStyle(node).color), light(behind(node))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  });
}
"""

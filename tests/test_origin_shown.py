"""Where a file came from, and that it was replaced: on pages, in the chat, in the terminal, in JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from printed import made_sheet

import app
from assistant import Assistant
from assistant.api import create_app
from assistant.cli import for_terminal
from assistant.web.messages import answer_html
from assistant.web.pages import document_body
from index import Library
from index.settings import Settings
from index.sidecars import Provenance

ADDRESS = "https://example.org/a?b=1&c=%22"
QUESTION = "How many CyberTipline reports were made available to law enforcement in Ohio?"


pytestmark = pytest.mark.usefixtures("known_vectors")


@pytest.fixture
def ohio(tmp_path: Path) -> Path:
    path = tmp_path / "ohio.txt"
    path.write_text(made_sheet("Ohio"))
    return path


def test_citation_says_where_its_document_came_from(library: Library, ohio: Path) -> None:
    library.add([ohio], provenance=Provenance(url=ADDRESS, retrieved="2026-11-01"))
    answer = Assistant(library).ask(QUESTION)
    (citation,) = answer.to_dict()["citations"]
    assert (citation["source_url"], citation["retrieved"]) == (ADDRESS, "2026-11-01")
    assert citation["url"].startswith("/documents/")
    assert f"retrieved 2026-11-01 from {ADDRESS}" in for_terminal(answer)
    shown = answer_html(answer)
    assert f'retrieved 2026-11-01 from <a href="{ADDRESS}"' in unescape(shown)
    library.add([ohio], provenance=Provenance(url="javascript:alert(1)"))
    moved = Assistant(library).ask(QUESTION)
    assert moved.citations[0].source_url == "javascript:alert(1)"
    assert answer_html(moved).count("<a ") == shown.count("<a ") - 1


@pytest.mark.parametrize(("address", "linked"), [(ADDRESS, True), ("javascript:alert(1)", False), ("by <post>", False)])
def test_document_page_links_only_pages_of_the_web(library: Library, address: str, linked: bool) -> None:
    document = replace(library.document("colorado-2023.txt"), url=address, retrieved="2026-11-01")
    body = document_body(document)
    assert "2026-11-01 from" in body
    assert ('<a href="https://example.org/a?b=1&amp;c=%22"' in body) is linked
    assert '"javascript:' not in body and "<post>" not in body


def test_replaced_version_opens_and_leads_to_the_current_one(
    own_home: Path, library: Library, corpus: Path, tmp_path: Path
) -> None:
    old = library.document("colorado-2023.txt").id
    text = (corpus / "colorado-2023.txt").read_text("utf-8")
    for name, figure in (("second.txt", "9,731"), ("third.txt", "9,732")):
        (tmp_path / name).write_text(text.replace("9,720", figure))
        library.add([tmp_path / name])
    current = library.document("third.txt").id
    client = TestClient(create_app(Assistant.open(Settings(home=own_home))))
    page = client.get(f"/documents/{old}").text
    assert page.index("This version was replaced on") < page.index("<h1>")
    assert f'<a href="/documents/{current}">Open the current version</a>' in page
    assert "9,720 CyberTipline reports" in page
    assert "was replaced" not in client.get(f"/documents/{current}").text
    assert f"/documents/{old}" not in client.get("/documents").text


def test_command_takes_the_origin_of_one_file(own_home: Path, ohio: Path) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(app.main, list(arguments), env={"STATDESK_HOME": str(own_home)})
        return done.exit_code, done.output

    code, said = run("add", str(ohio), str(ohio.parent), "--url", ADDRESS)
    assert (code, "about one file" in said) == (2, True)
    code, said = run("add", str(ohio), "--retrieved", "soon")
    assert (code, "'retrieved'" in said) == (1, True)
    assert run("add", str(ohio), "--url", ADDRESS, "--retrieved", "2026-11-01")[0] == 0
    (row,) = [row for row in json.loads(run("documents", "--json")[1]) if row["source"] == "ohio.txt"]
    assert (row["url"], row["retrieved"]) == (ADDRESS, "2026-11-01")
    ohio.write_text(made_sheet("Ohio", reports="7,316"))
    assert "Added ohio.txt in place of ohio.txt" in run("add", str(ohio))[1]
    assert run("history", "ohio.txt")[1].count("ohio.txt") == 3
    assert [r["replaced_at"] is None for r in json.loads(run("history", "--json")[1])] == [True, False]

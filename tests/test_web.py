"""The pages: answers as HTML (pure functions), then the whole in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from browsing import Visit
from hypothesis import given
from hypothesis import strategies as st
from test_api import HOSTILE_TEXT, QUESTION, Stub, made_answer, serving

from assistant import Assistant
from assistant.types import Citation, Reason, Status
from assistant.web.chat import earlier_questions, reply, shown_messages
from assistant.web.markup import clean_quote, decode, encode, markdown_to_html, plain_words
from assistant.web.messages import answer_html, problem_html, question_html, question_of, status_label, welcome_html
from index.errors import NoIndexError
from index.types import Extract

HOSTILE = (
    "<img src=x onerror=alert(1)> <b>bold</b> [link](http://example.com) ![pic](http://example.com/p.png) "
    "http://example.com www.example.com a@example.com $$x^2$$ `code` **strong** <details>\n\n    # not code\n- no list"
)


class Tags(HTMLParser):
    """Collects the tags, attributes and text of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


def made_citation(number: int = 1, **changes: Any) -> Citation:
    fields: dict[str, Any] = {
        "number": number,
        "document_id": "made",
        "title": "A title",
        "source": "made.txt",
        "place": "US-CO",
        "period": "2023",
        "section": "A section",
        "page": None,
        "quote": "**In 2023,  12 cases.**",
        "start": 3,
        "end": 9,
    }
    return Citation(**fields | changes)


# pure functions


@given(st.text())
def test_encoded_text_comes_back_and_holds_no_markup(text: str) -> None:
    encoded = encode(text)
    assert decode(encoded) == text.replace("\0", "\ufffd")
    assert re.fullmatch(r"(?:[^\W_]|[ ,]|&#\d+;|[^\x00-\x7f])*", encoded)


@given(st.text())
def test_a_question_comes_back_from_its_message(question: str) -> None:
    assert question_of(question_html(question)) == question.replace("\0", "\ufffd")


def test_only_questions_are_read_back() -> None:
    assert question_of("anything else") is None
    messages = shown_messages(
        [
            {"role": "user", "content": [{"type": "text", "text": question_html("one")}]},
            {"role": "assistant", "content": [{"type": "text", "text": question_html("said by the page")}]},
            {"role": "user", "content": [{"type": "file", "file": {"path": "x"}}]},
            {"role": "system", "content": question_html("two")},
            {"role": "user", "content": question_html("three")},
        ]
    )
    assert earlier_questions(messages) == ["one", "three"]
    assert shown_messages(None) == []


def test_no_more_history_than_is_read() -> None:
    messages = [{"role": "user", "content": question_html(str(n))} for n in range(60)]
    assert earlier_questions(messages) == [str(n) for n in range(10, 60)]


def test_markers_become_links_and_the_rest_is_text() -> None:
    html = markdown_to_html("**9,720** reports [1] and [2] [x](http://e.com)", {1: "<ONE>"})
    assert html == (
        "<p><strong>9,720</strong> reports <ONE> and &#91;2&#93; &#91;x&#93;&#40;http&#58;&#47;&#47;e&#46;com&#41;</p>"
    )


def test_lists_tables_and_quotes_are_shown() -> None:
    html = markdown_to_html("- one [1]\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> said", {1: "<ONE>"})
    tags = [tag for tag, _ in Tags(html).tags]
    assert {"ul", "li", "table", "td", "blockquote"} <= set(tags)
    assert "\n\n" not in html


def test_no_markup_comes_in_with_an_answers_text_or_sources() -> None:
    citation = made_citation(quote=HOSTILE, section=HOSTILE, place=None, title=HOSTILE, document_id='"><script>')
    html = answer_html(made_answer(HOSTILE + " [1]", citation))
    page = Tags(html)
    assert {tag for tag, _ in page.tags} <= {
        *("div", "p", "a", "strong", "code", "ul", "li", "details", "summary", "ol", "span", "blockquote"),
    }
    assert {a["href"] for a in page.named("a")} == {'/documents/"><script>#3-9'}
    assert "\n\n" not in html
    assert "<img src=x onerror=alert(1)>" in page.text


def test_sources_say_where_and_what() -> None:
    context = (Extract(quote="In 2023, NCMEC handled 467 cases as follows:", start=0, end=1),)
    first = made_citation(context=context)
    second = made_citation(2, quote="Other Cases\t120", section=None, page=4)
    page = Tags(answer_html(made_answer("A [1] [2].", first, second)))
    for part in ("Colorado, 2023", "A section", "In 2023, 12 cases.", "Read together with: “In 2023", "page 4"):
        assert part in page.text
    assert "Other Cases\u2003120" in page.text and "**" not in page.text
    assert [a["href"] for a in page.named("a")] == ["/documents/made#3-9"] * 4
    assert [item["value"] for item in page.named("li")] == ["1", "2"]


@pytest.mark.parametrize(("count", "is_open"), [(5, True), (6, False)])
def test_many_sources_are_folded_away(count: int, is_open: bool) -> None:
    html = answer_html(made_answer("A.", *(made_citation(n) for n in range(1, count + 1))))
    assert ("open" in Tags(html).named("details")[0]) is is_open


def test_an_answer_without_sources_has_no_list_of_them() -> None:
    assert "<details" not in answer_html(made_answer("Hello."))


@pytest.mark.parametrize(
    ("status", "reason", "label"),
    [
        (Status.ANSWERED, None, None),
        (Status.PARTIAL, Reason.SHEET_SILENT, "Partly answered"),
        (Status.NOT_FOUND, Reason.SHEET_SILENT, "Not in the sheets"),
        (Status.NOT_FOUND, Reason.NO_SHEET_FOR_PLACE, "No sheet for that place"),
        (Status.NOT_FOUND, Reason.OFF_TOPIC, "Outside what the sheets cover"),
        (Status.CLARIFY, Reason.AMBIGUOUS, "Please say which"),
        (Status.URGENT, None, "If this is about a child in danger"),
    ],
)
def test_a_status_is_said_in_plain_words(status: Status, reason: Reason | None, label: str | None) -> None:
    answer = made_answer("Text.", status=status, reason=reason)
    assert status_label(answer) == label
    assert (label or "") in Tags(answer_html(answer)).text


def test_a_quote_is_cleaned_but_faithful() -> None:
    assert clean_quote("**In 2023,\n 5,759** of\tall ") == "In 2023, 5,759 of\u2003all"
    assert clean_quote('see <a href="mailto:x.org">x.org</a> (a < b)') == "see x.org (a < b)"
    assert clean_quote("Cases \t\t 467") == "Cases\u2003467"


def test_what_went_wrong_is_said_in_plain_words() -> None:
    assert plain_words("Run `statdesk build`.") == "Run “statdesk build”."
    assert "statdesk build" in Tags(reply(Stub(NoIndexError("Run `statdesk build`.")), "q", [])).text  # type: ignore[arg-type]
    unexpected = Tags(reply(Stub(RuntimeError("secret")), "q", [])).text  # type: ignore[arg-type]
    assert "Something went wrong" in unexpected and "secret" not in unexpected
    assert Tags(problem_html("<b>")).named("b") == [] == Tags(welcome_html("<b>")).named("b")


# the browser


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    with serving(assistant) as address:
        yield address


def test_a_citation_opens_the_highlighted_sentence(browser: Any, address: str, visits: list[Visit]) -> None:
    visits.append(visit := Visit(browser, address))
    page = visit.page
    page.locator("button.example").first.wait_for()
    assert "Colorado" in page.locator(".coverage").inner_text()
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert page.evaluate("document.documentElement.lang") == "en"
    assert "9,720" in visit.ask(QUESTION)
    with visit.context.expect_page() as opened:
        page.locator("a.cite").first.click()
    source = opened.value
    mark = source.locator("mark")
    mark.wait_for()
    assert mark.inner_text() == (
        "In 2023, 9,720 CyberTipline reports were made available to law enforcement in Colorado."
    )
    top, bottom = source.evaluate("(r => [r.top, r.bottom])(document.querySelector('mark').getBoundingClientRect())")
    assert 0 <= top < bottom <= source.viewport_size["height"]
    assert "highlighted" in source.locator("#note").inner_text()


def test_a_conversation(browser: Any, visits: list[Visit]) -> None:
    stub = Stub(made_answer("Fine [1].", made_citation()))
    with serving(stub) as address:
        visits.append(visit := Visit(browser, address))
        page = visit.page
        page.get_by_role("button", name="Second example?").click()
        page.locator("#conversation .answer").first.wait_for()
        visit.ask("  and <b>then</b>?\n[x](http://example.com) $$x$$")
        page.locator("#question textarea").fill("third")
        page.get_by_role("button", name="Ask").click()
        page.locator("#conversation .answer").nth(2).wait_for()
        page.get_by_role("button", name="New conversation").click()
        page.locator("#conversation").wait_for(state="hidden")
        page.locator("button.example").first.wait_for()
        visit.ask("anew")
        visits.pop().close()
    second = "and <b>then</b>?\n[x](http://example.com) $$x$$"
    assert stub.asked == [
        ("Second example?", []),
        (second, ["Second example?"]),
        ("third", ["Second example?", second]),
        ("anew", []),
    ]


def test_what_is_typed_is_shown_as_typed(browser: Any, visits: list[Visit]) -> None:
    with serving(Stub(made_answer(HOSTILE))) as address:
        visits.append(visit := Visit(browser, address))
        answer = visit.ask(HOSTILE)
        asked = visit.page.locator("#conversation .asked")
        assert asked.evaluate("e => e.lastChild.data") == HOSTILE
        assert asked.locator("img, b, a, code, strong").count() == 0
        assert visit.page.locator(".answer").locator("img, b, a, .katex").count() == 0
        assert "<img src=x onerror=alert(1)>" in answer and "[link](http://example.com)" in answer
        assert visit.page.locator("#header b").count() == 0
        visits.pop().close()


def test_an_empty_question_and_a_failure(browser: Any, visits: list[Visit]) -> None:
    with serving(Stub(RuntimeError("secret"))) as address:
        visits.append(visit := Visit(browser, address))
        page = visit.page
        page.locator("button.example").first.wait_for()
        page.locator("#question textarea").press("Enter")
        page.get_by_text("Type a question first.").wait_for()
        assert not page.locator("#conversation").is_visible()
        assert "Something went wrong on the server" in visit.ask("q")
        assert "secret" not in page.content()
        visits.pop().close()


def test_a_huge_question(browser: Any, visits: list[Visit]) -> None:
    stub = Stub(made_answer("Fine."))
    with serving(stub) as address:
        visits.append(visit := Visit(browser, address))
        assert "Fine." in visit.ask("<a>. " * 20_000)
        assert len(stub.asked[0][0]) == 99_999
        visits.pop().close()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (360, "dark"), (1440, "light"), (1440, "dark")])
def test_nothing_is_cut_off(browser: Any, address: str, visits: list[Visit], width: int, scheme: str) -> None:
    visits.append(visit := Visit(browser, address, viewport={"width": width, "height": 740}, color_scheme=scheme))
    visit.ask("W" * 2_000)
    visit.ask(QUESTION)
    fits = "document.documentElement.scrollWidth <= innerWidth"
    assert visit.page.evaluate(fits)
    assert visit.page.locator("#send").bounding_box()["x"] < width - 40
    dark = visit.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 24, 31)"
    assert dark is (scheme == "dark")
    visit.page.goto(f"{address}{visit.page.locator('a.cite').first.get_attribute('href')}")
    assert visit.page.evaluate(fits)


def code_points(text: str, part: str) -> tuple[int, int]:
    start = text.index(part)
    return start, start + len(part)


def test_a_hostile_document_in_the_browser(browser: Any, visits: list[Visit]) -> None:
    with serving(Stub(made_answer("Fine."))) as address:
        start, end = code_points(HOSTILE_TEXT, "\r\n<b onclick=x>12</b>\t𝟙")
        visits.append(visit := Visit(browser, address, f"/documents/made#{start}-{end}"))
        page = visit.page
        assert page.locator("#source").evaluate("e => e.textContent") == HOSTILE_TEXT
        assert page.locator("mark").evaluate("e => e.textContent") == HOSTILE_TEXT[start:end]
        assert page.locator("#source b, #source script").count() == 0 and "owned" not in page.title()
        for fragment, note in [
            (f"#0-{len(HOSTILE_TEXT)}", "The quoted passage is highlighted below."),
            (f"#1-{len(HOSTILE_TEXT) + 1}", "not in this text"),
            ("#999999999-999999999", "not in this text"),
            ("#5-5", "not in this text"),
            ("#9-5", "not in this text"),
            ("#elsewhere", "does not name a passage"),
            ("#-1-4", "does not name a passage"),
            ("#", "The whole text is shown."),
        ]:
            page.evaluate("f => { location.hash = f }", fragment)
            page.wait_for_function("n => document.getElementById('note').textContent.includes(n)", arg=note)
            assert page.locator("mark").count() == ("highlighted" in note)
            assert page.locator("#source").evaluate("e => e.textContent") == HOSTILE_TEXT
        visits.pop().close()


def test_a_document_without_javascript(browser: Any, address: str, assistant: Assistant, visits: list[Visit]) -> None:
    document = assistant.library.documents()[0]
    visits.append(visit := Visit(browser, address, f"/documents/{document.id}#1-9", java_script_enabled=False))
    page = visit.page
    assert "can only be highlighted with JavaScript" in page.locator("body").inner_text()
    assert "CyberTipline" in page.locator("#source").inner_text()
    page.get_by_role("link", name="All sheets").click()
    page.get_by_role("link", name=re.compile("Colorado")).wait_for()


def test_the_docs_page_without_a_network(browser: Any, address: str, visits: list[Visit]) -> None:
    visits.append(visit := Visit(browser, address, "/docs"))
    visit.page.get_by_text("Ask a question").wait_for()
    assert visit.page.locator(".opblock").count() == 8

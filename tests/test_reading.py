"""Mended text: damage of the conversion understood, every character still pointing at its origin."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.errors import DocumentError
from index.readers import find_files, read_file
from index.reading import Reading, read

DAMAGED = st.text(alphabet="ab 1,.:;#*_[]()<>/\t\r\n\u201c\u2019\ufb01\u00ad\u200b\u2028\x85A", max_size=120)


def sentences(reading: Reading) -> list[str]:
    return [reading.text[a:b] for block in reading.blocks for a, b in reading.sentences(block)]


def kinds(reading: Reading) -> list[str]:
    return [block.kind for block in reading.blocks]


@pytest.mark.parametrize(
    ("source", "mended"),
    [
        ("**In 2023, 9,720 reports.**", "In 2023, 9,720 reports."),
        ("A _word_ and *another*.", "A word and another."),
        ("snake_case stays.", "snake_case stays."),
        ("See [the page](https://example.org/a).", "See the page."),
        ('Visit <a href="mailto:missingkids.org">missingkids.org</a>.', "Visit missingkids.org."),
        ("NCMEC\u2019s \u201cwork\u201d.", 'NCMEC\'s "work".'),
        ("\ufb01nd of\ufb01ce.", "find office."),
        ("traf\u00adfick\u200bing.", "trafficking."),
        ("two  \n blanks.", "two blanks."),
        (
            "    The identifi-\n    cation of children by\n    the police.",
            "The identification of children by the police.",
        ),
        ("On $29{,}568$ cases, $14\\%$ of them.", "On 29,568 cases, 14% of them."),
        ("It costs $5 or $6,000 then.", "It costs $5 or $6,000 then."),
        ("Seen <!-- not 99 --> and seen.", "Seen and seen."),
    ],
)
def test_marks_and_broken_characters_are_mended(source: str, mended: str) -> None:
    assert read(source).text == mended


def test_span_of_mended_text_points_into_the_source() -> None:
    source = "**In 2023, \u201c9,720\u201d reports.**"
    reading = read(source)
    at = reading.text.index("9,720")
    start, end = reading.span(at, at + len("9,720"))
    assert source[start:end] == "9,720"


def test_paragraph_broken_across_pages_is_joined() -> None:
    first = (
        "NCMEC provides recovery services, resources and support to develop effective strategies for youth engagement"
    )
    reading = read(f"A title\n\n{first}, trauma responses, and to address running\n\nbehavior; and more.")
    assert "to address running behavior; and more." in reading.text
    assert kinds(reading) == ["title", "paragraph"]


@pytest.mark.parametrize("second", ["A new sentence.", "1 case."])
def test_finished_paragraph_is_not_joined(second: str) -> None:
    assert kinds(read(f"A title\n\nIt is done.\n\n{second}"))[1:] == ["paragraph", "paragraph"]


def test_sentence_across_a_page_break_is_one_sentence_in_every_sheet(corpus: Path) -> None:
    for path in corpus.iterdir():
        (joined,) = [s for s in sentences(read(path.read_text("utf-8"))) if "trauma responses" in s]
        assert "to address running behavior; and (3) developing" in joined


def test_headings_become_sections() -> None:
    reading = read("# The title\n\n## Part one\n\nText of it.\n\nPart Two\n\nMore of it.")
    assert kinds(reading) == ["title", "heading", "paragraph", "heading", "paragraph"]
    assert [b.section for b in reading.blocks if b.kind == "paragraph"] == ["Part one", "Part Two"]
    assert reading.title == "The title"


def test_lead_of_a_table_is_no_heading() -> None:
    reading = read("Title\n\n#### In 2023, NCMEC handled 893 cases as follows:\n\nRow\t807\nOther\t70")
    assert kinds(reading) == ["title", "paragraph", "table"]


def test_table_keeps_its_rows_and_cells() -> None:
    reading = read("Title\n\nChildren **Missing**\t807\nOther  Cases\t70\n\t16")
    table = reading.blocks[-1]
    assert reading.text[table.start : table.end] == "Children Missing\t807\nOther Cases\t70\n\t16"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It ends. It begins.", ["It ends.", "It begins."]),
        ("In the U.S. Congress it was.", ["In the U.S. Congress it was."]),
        ("Dr. Smith came. He left.", ["Dr. Smith came.", "He left."]),
        ("It has 36.2 million. More.", ["It has 36.2 million.", "More."]),
        ("(1) one; (2) two.", ["(1) one; (2) two."]),
        ("**It ends.** It begins.", ["It ends.", "It begins."]),
        ("- 12 cases\n- 5 more cases\n  in all", ["12 cases", "5 more cases in all"]),  # items end without a stop
        ("In 2025 NCMEC:\n* reviewed **12** cases\n* closed 5", ["In 2025 NCMEC:", "reviewed 12 cases", "closed 5"]),
        (
            "Of all the children\n- and there are many -\nsome ran.",
            ["Of all the children - and there are many - some ran."],
        ),
    ],
)
def test_sentences(text: str, found: list[str]) -> None:
    assert sentences(read(text)) == found


@pytest.mark.parametrize("text", ["", " \n\t\n", "***", "\u200b", "<a>"])
def test_text_of_nothing_reads_as_nothing(text: str) -> None:
    reading = read(text)
    assert reading.text.strip() == ""
    assert reading.title == ""


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 2), (-1, 2), (0, 99)])
def test_span_refuses_what_is_no_stretch(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no text at"):
        read("Some text.").span(start, end)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_newlines_of_any_system_read_alike(newline: str) -> None:
    source = newline.join(["Title", "", "One sentence", "on two lines.", "", "Row\t5", "Other\t7"])
    reading = read(source)
    assert kinds(reading) == ["title", "paragraph", "table"]
    assert "One sentence on two lines." in reading.text
    at = reading.text.index("two lines")
    start, end = reading.span(at, at + 9)
    assert source[start:end] == "two lines"


def assert_spans_hold(source: str) -> None:
    reading = read(source)
    assert len(reading.text) == len(reading.starts) == len(reading.ends)
    last = 0
    for start, end in zip(reading.starts, reading.ends, strict=True):
        assert last <= start <= end <= len(source)
        last = start
    for block in reading.blocks:
        for a, b in reading.sentences(block):
            start, end = reading.span(a, b)
            assert 0 <= start < end <= len(source)
            origin = unicodedata.normalize("NFKC", source[start])
            assert reading.text[a] in source[start] + origin or not source[start].isalnum()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_with_spans_that_are_slices_of_it(source: str) -> None:
    assert_spans_hold(source)


@settings(max_examples=400, deadline=None)
@given(DAMAGED)
@example("a\n\n\tb\n\n*\n\nc")
@example("[\t]()\n#\n\n# *\n\na")
def test_damaged_text_is_read_with_spans_that_are_slices_of_it(source: str) -> None:
    assert_spans_hold(source)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="abcdef ghij,.", min_size=1, max_size=80))
def test_plain_words_stand_where_their_spans_say(source: str) -> None:
    reading = read(source)
    for at, character in enumerate(reading.text):
        if character.isalpha():
            start, end = reading.span(at, at + 1)
            assert source[start:end] == character


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\t\n", "empty"),
        ("binary.txt", b"PK\x03\x04\x00\x00text", "binary"),
        ("latin.txt", "Ni\u00f1os".encode("latin-1"), "UTF-8"),
        ("sheet.rtf", b"text", "format"),
        ("sheet", b"text", "format"),
    ],
)
def test_file_that_cannot_go_in_says_why(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DocumentError, match=reason):
        read_file(tmp_path / name)


def test_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="No such file"):
        read_file(tmp_path / "nowhere.txt")


def test_newlines_and_byte_order_mark_of_a_file_are_untouched(tmp_path: Path) -> None:
    data = "\ufeffTitle\r\n\r\nText.\r".encode()
    (tmp_path / "sheet.txt").write_bytes(data)
    assert read_file(tmp_path / "sheet.txt").text.encode() == data


def test_folders_give_their_readable_files_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "sub/c.TXT", ".hidden.txt", "notes.png", "a.md.meta.yaml"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    assert [p.relative_to(tmp_path).as_posix() for p in find_files([tmp_path])] == ["a.md", "b.txt", "sub/c.TXT"]


def test_short_first_part_of_a_broken_paragraph_is_no_heading() -> None:
    reading = read(
        "A title of some kind\n\nWork\n\nFirst sentence here.\n\nThe program helps to address\n\nrunning behavior."
    )
    assert [reading.text[b.start : b.end] for b in reading.blocks][
        -1
    ] == "The program helps to address running behavior."
    assert reading.blocks[-1].section == "Work"

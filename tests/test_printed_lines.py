"""Text as tools print it: wrapped titles and lines, page headers and footers, rows with leaders, footnote marks."""

from __future__ import annotations

import time

import pytest

from index.reading import read


def blocks(text: str) -> list[tuple[str, str]]:
    reading = read(text)
    for block in reading.blocks:
        start, end = reading.span(block.start, block.end)
        assert text[start:end].strip()
    return [(b.kind, reading.text[b.start : b.end]) for b in reading.blocks]


def test_wrapped_title_with_a_line_under_it() -> None:
    assert blocks("The Harbour Office Report of\nNorth Bay Data\n------------\n\nIn 2024, ships came.\n") == [
        ("title", "The Harbour Office Report of North Bay Data"),
        ("paragraph", "In 2024, ships came."),
    ]


def test_headers_and_page_numbers_do_not_break_a_sentence() -> None:
    text = (
        "Harbour Sheet\n\nShips of any kind were counted in the harbour all year, and\nin 2024, the office counted\n\n"
        "        North Bay | Page 1 of 3\n\fHarbour Office\n\n1,204 of them.\n\nMore ships are coming.\n\n"
        "        North Bay | Page 2 of 3\n\fHarbour Office\n\nLast words.\n\n        North Bay | Page 3 of 3\n"
    )
    words = " ".join(words for _, words in blocks(text))
    assert "Page" not in words and "Harbour Office" not in words
    assert ("paragraph", "Last words.") in blocks(text)
    assert "all year, and in 2024, the office counted" in words


def test_word_divided_by_a_page_is_one_word() -> None:
    text = (
        "Title Line\n\nThe office counted all the fish-\n\n- 1 -\n"
        "\fering boats.\n\nFishering.\n\n- 2 -\n\fEnd of it all.\n\n- 3 -\n"
    )
    assert ("paragraph", "The office counted all the fishering boats.") in blocks(text)


def test_figures_that_repeat_on_pages_are_kept() -> None:
    text = "Title Line\n\nOne.\n\nBoats: 5\n\fTwo.\n\nBoats: 9\n\fThree.\n\nBoats: 12\n"
    assert [words for _, words in blocks(text) if words.startswith("Boats")] == ["Boats: 5", "Boats: 9", "Boats: 12"]


def test_values_one_two_three_are_no_page_numbers() -> None:
    text = "Title Line\n\nBoats\n\n1\n\nShips\n\n2\n\nRafts\n\n3\n"
    assert [words for _, words in blocks(text)][1:] == ["Boats", "1", "Ships", "2", "Rafts", "3"]


@pytest.mark.parametrize("parted", [" ........ ", "        ", ": ", " | "])
def test_each_row_stays_on_its_line(parted: str) -> None:
    ((_, words),) = blocks(f"Cargo ships{parted}1,204\nFishing boats{parted}87\n")
    assert [line.split()[-1] for line in words.split("\n")] == ["1,204", "87"]


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("It had 867<sup>1</sup> cases.", "It had 867 cases."),
        ("It had 867¹ cases.", "It had 867 cases."),
        ("It had 867[^1] cases.", "It had 867 cases."),
        ("The 21<sup>st</sup> of May.", "The 21st of May."),
        ("About 10⁶ cases on 5 km².", "About 10⁶ cases on 5 km²."),
        (r"Low\-cost \(free\) help\.", "Low-cost (free) help."),
        ("One line.<br/>In 2024, another.", "One line. In 2024, another."),
    ],
)
def test_what_converters_leave_behind(printed: str, meant: str) -> None:
    assert read(printed).text == meant


@pytest.mark.parametrize(
    "unit", ["label abc   5\n", "  indented\n", "a\n---\n", "Page 1\n\ntext\n", "abc" + "  -" * 60 + "x\n"]
)
def test_reading_grows_with_the_length(unit: str) -> None:
    def seconds(times: int) -> float:
        begun = time.process_time()
        read(unit * times)
        return time.process_time() - begun

    seconds(10)
    assert min(seconds(8000) for _ in range(3)) < 40 * max(seconds(800), 0.002)

"""What conversion leaves in words and numbers: divided words, entities, blanks within numbers, characters unseen."""

from __future__ import annotations

import time

import pytest

from index.quantities import printed_value, proposed_value
from index.reading import mended, read


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("40\u202f545 reports", "40,545 reports"),
        ("1&nbsp;234&#8239;567 reports", "1,234,567 reports"),
        ("40\u00a054 reports", "40 54 reports"),
        ("in 2024\u00a0123 reports", "in 2024 123 reports"),
        ("12\u00a03456", "12 3456"),
        ("9,\u200b720 re\u00adports", "9,720 reports"),
        ("**9**,720", "9,720"),
        ("law enforce-\nment", "law enforcement"),
        ("law enforce\u00ad\nment", "law enforcement"),
        ("case work based on a case-\nbased plan", "case work based on a case-based plan"),
        ("child-serving and child-\nserving", "child-serving and child-serving"),
        ("pages 3-\n5", "pages 3- 5"),
        ("Missing &amp; Exploited&nbsp;Children", "Missing & Exploited Children"),
        ("&nosuch; &", "&nosuch; &"),
        ("a\x02b\x01c", "abc"),
    ],
)
def test_damage_is_mended(source: str, text: str) -> None:
    assert mended(source) == text


def test_blanks_between_cells_are_no_separators_of_thousands() -> None:
    assert mended("Other Cases\t70\u00a0120") == "Other Cases\t70 120"


def test_mended_number_points_at_all_that_is_printed() -> None:
    source = "A title\n\nIn 2024, 40&#8239;545 reports."
    reading = read(source)
    start = reading.text.index("40,545")
    a, b = reading.span(start, start + len("40,545"))
    assert source[a:b] == "40&#8239;545"


def test_sentence_may_end_with_the_name_of_a_place() -> None:
    reading = read("A title\n\nIt is in Washington, D.C. In 2024, it moved to the U.S. Virgin Islands.")
    block = reading.blocks[-1]
    assert [reading.text[a:b] for a, b in reading.sentences(block)] == [
        "It is in Washington, D.C.",
        "In 2024, it moved to the U.S. Virgin Islands.",
    ]


@pytest.mark.parametrize("part", ["A. ", "[", "[a](", "<a ", "ab-\n", "ab\n\n", "&amp", "one "])
def test_time_grows_with_the_length_of_a_line_and_no_faster(part: str) -> None:
    def seconds(length: int) -> float:
        text = part * (length // len(part))
        before = time.process_time()
        for block in (reading := read(text)).blocks:
            list(reading.sentences(block))
        return time.process_time() - before

    seconds(20_000)
    assert seconds(400_000) < 60 * max(seconds(40_000), 0.01)


@pytest.mark.parametrize(
    ("printed", "value"), [("no", 0), ("a single", 1), ("A  single", 1), ("twelve", 12), ("9,720", 9720)]
)
def test_figure_of_a_statement(printed: str, value: int) -> None:
    assert printed_value(printed) == value


@pytest.mark.parametrize("printed", ["a", "any", "no more", "S7", "--", "N/A"])
def test_what_is_no_certain_figure_of_a_statement(printed: str) -> None:
    assert printed_value(printed) is None


@pytest.mark.parametrize(("printed", "value"), [("3 ,418", 3418), ("3.418", 3418), ("any", 0)])
def test_figure_that_is_proposed_to_a_person(printed: str, value: int) -> None:
    assert proposed_value(printed) == value


@pytest.mark.parametrize("printed", ["S7", "12,34", "4,1?7", "1O2", "~"])
def test_nothing_is_proposed_where_nothing_is_likely(printed: str) -> None:
    assert proposed_value(printed) is None

"""Numerals: what is read as which number, what is not read, and the words that bound it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.quantities import (
    find_numerals,
    grouped,
    in_round_numbers,
    normal,
    parse_number,
    plain,
    qualifier_before,
)
from index.types import Qualifier


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9,720", "9720"),
        ("36.2 million", "36200000"),
        ("105 million", "105000000"),
        ("1.5 billion", "1500000000"),
        ("19%", "19"),
        ("19 percent", "19"),
        ("0", "0"),
        ("1,234,567", "1234567"),
        ("0.5", "0.5"),
        ("twelve", "12"),
        ("Twenty-two", "22"),
        ("one hundred and five", "105"),
        ("three thousand five", "3005"),
        ("forty thousand five hundred forty-five", "40545"),
        ("zero", "0"),
    ],
)
def test_number_is_read(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "3 ,418",
        "S7",
        "3,41",
        "1,2345",
        "12,34,567",
        "3.418.2",
        "",
        "and",
        "hundred",
        "7O",
        "l2",
        "2023-24",
        "-",
        "1" * 5000,
    ],
)
def test_doubtful_number_is_not_read(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    "text", ["twelve seven", "five twelve", "twenty thirty", "one two", "forty hundred million two"]
)
def test_number_words_in_no_order_are_not_read(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("received 36.2 million reports", ["36.2 million"]),
        ("In 2023, 9,720 CyberTipline reports.", ["2023", "9,720"]),
        ("(1) case-based; (2) resources", ["1", "2"]),
        ("19% of these", ["19"]),
        ("no figure here", []),
        ("one of the 5 sheets", ["5"]),
    ],
)
def test_numerals_are_found_where_they_stand(text: str, found: list[str]) -> None:
    assert [text[n.start : n.end] for n in find_numerals(text)] == found


def test_number_words_are_found_on_demand() -> None:
    text = "Twenty-two engagements and one case"
    assert [n.value for n in find_numerals(text, words=True)] == [Decimal(22), Decimal(1)]
    assert list(find_numerals(text)) == []


@pytest.mark.parametrize(
    ("words", "qualifier"),
    [
        ("more than ", Qualifier.MORE_THAN),
        ("More than ", Qualifier.MORE_THAN),
        ("over ", Qualifier.MORE_THAN),
        ("at least ", Qualifier.AT_LEAST),
        ("fewer than ", Qualifier.LESS_THAN),
        ("approximately ", Qualifier.ABOUT),
        ("nearly ", Qualifier.ABOUT),
        ("received ", Qualifier.EXACT),
        ("", Qualifier.EXACT),
    ],
)
def test_qualifier_is_read_right_before_the_figure(words: str, qualifier: Qualifier) -> None:
    text = f"{words}18,400 reports"
    assert qualifier_before(text, len(words)) is qualifier


def test_qualifier_of_another_figure_is_not_taken() -> None:
    text = "more than 105 million pieces and 57 incidents"
    assert qualifier_before(text, text.index("57")) is Qualifier.EXACT


@pytest.mark.parametrize(
    ("words", "qualifier"), [("went over", Qualifier.EXACT), ("received over", Qualifier.MORE_THAN)]
)
def test_going_over_figures_does_not_bound_them(words: str, qualifier: Qualifier) -> None:
    text = f"Staff {words} 132"
    assert qualifier_before(text, text.index("132")) is qualifier


@pytest.mark.parametrize(("value", "text"), [("36200000", "36200000"), ("3.62E+7", "36200000"), ("0.50", "0.5")])
def test_plain_has_no_exponent_and_no_trailing_zeros(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


@given(st.integers(min_value=0, max_value=10**12))
def test_grouped_number_reads_back(value: int) -> None:
    assert parse_number(grouped(Decimal(value))) == value


@given(st.decimals(min_value=0, max_value=10**9, places=3))
def test_normal_keeps_the_value(value: Decimal) -> None:
    assert normal(value) == value
    assert "E" not in str(normal(value))


@given(st.text(max_size=200))
def test_numerals_of_any_text_are_ordered_slices(text: str) -> None:
    for words in (False, True):
        last = 0
        for numeral in find_numerals(text, words=words):
            assert last <= numeral.start < numeral.end <= len(text)
            last = numeral.end


@given(st.text(alphabet="0123456789.,% SOlmion-", max_size=20))
def test_parsing_never_raises_and_never_goes_below_zero(text: str) -> None:
    value = parse_number(text)
    assert value is None or value >= 0


@pytest.mark.parametrize(
    ("printed", "qualifier", "exact", "rounds"),
    [
        ("6,800", Qualifier.MORE_THAN, 6817, True),  # one unit is a hundred
        ("6,800", Qualifier.MORE_THAN, 6901, False),
        ("6,900", Qualifier.MORE_THAN, 6817, False),
        ("6,900", Qualifier.LESS_THAN, 6817, True),
        ("7,000", Qualifier.ABOUT, 6399, True),  # one unit is a thousand
        ("7,000", Qualifier.ABOUT, 5999, False),
        ("36.2 million", Qualifier.EXACT, 36210368, True),
        ("36.2 million", Qualifier.EXACT, 36260000, False),
        ("6,800", Qualifier.EXACT, 6817, False),  # says that it is exact
        ("6,817", Qualifier.MORE_THAN, 6817, False),  # the same is not more
        ("3 ,418", Qualifier.ABOUT, 3418, False),
    ],
)
def test_a_figure_is_another_in_round_numbers(printed: str, qualifier: Qualifier, exact: int, rounds: bool) -> None:
    assert in_round_numbers(printed, qualifier, Decimal(exact)) is rounds

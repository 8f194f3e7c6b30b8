"""Of how many places a message says that something holds, and of which whole it says a number to be a part."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.claims import Bound
from assistant.tallies import read_tally


@pytest.mark.parametrize(
    ("message", "opening"),
    [
        # CVIP submissions: 24, 42, 49, 128 and 159; cases: 201, 291, 467, 893 and 3,005; two sheets above 500
        (
            "Only one of the five states had fewer than 25 CVIP submissions reviewed. Correct?",
            "Yes, this holds of",
        ),
        (
            "Is it right that exactly two of the five states had more than 500 missing children cases?",
            "Yes, this holds",
        ),
        ("Is it right that exactly 2 of the 5 states had more than 500 missing children cases?", "Yes, this"),
        ("Is it true that exactly three states had more than 500 missing children cases?", "No, this holds of Mass"),
        ("Are there four states with more than 500 missing children cases?", "No, this holds of Massachusetts and New"),
        ("At most two of the states had fewer than 300 missing children cases, right?", "Yes, this holds of Connect"),
        ("Fewer than three of the five states had over 9,000 CyberTipline reports. Correct?", "No, this holds of Colo"),
        ("Two states had more than 200 missing children cases, right?", "Not exactly: this holds of Colorado"),
        # most of five are three; ORR cases above 50: New York's 72 alone
        (
            "Is it fair to say that most of the five states had fewer than 500 missing children cases?",
            "Yes, this holds",
        ),
        ("Most states had more than 1,000 missing children cases. True?", "No, this holds of New York."),
        ("Did the majority of the five states have over 50 ORR cases?", "No, this holds of New York."),
        ("Were most of the missing children cases of the five states in New York?", "Yes, your ‘most of’"),
        # what tells no number of places, or asks for it
        ("How many of the five states had more than 500 missing children cases?", "**2** of 5 fit"),
        ("Did every one of the five states have more than 200 missing cases?", "Yes, this holds of all the places."),
        ("Is it false that two states had more than 500 missing children cases?", "**2** of 5 fit"),
        # a part and its whole: 19% of the children in 22,442 cases; 24 + 42 + 49 + 128 + 159 = 402
        (
            "Is it right that 19% of all 28,886 missing child cases involved likely trafficking victims?",
            "No, not as",
        ),
        ("Of 28,886 missing children, 19% were likely sex trafficking victims, right?", "No, not as it is said"),
        ("19% of the 22,442 runaways from social services were likely trafficking victims, right?", "Yes, your ‘19%’"),
        ("Is it true that the five states had 4,857 missing children cases in all, 3,005 of them in New York?", "Yes"),
        (
            "Is it right that the five states had 4,800 missing children cases, 893 of them in Massachusetts?",
            "No, your",
        ),
        # persons are no reports
        ("Is it true that 9,720 Coloradans were reported to the CyberTipline?", "Your ‘9,720’ is a number of the"),
        # ranks and orders
        ("Colorado ranks third of the five for missing children cases, is that correct?", "Yes, Colorado is third"),
        ("Is it true that Minnesota ranks first of the five for missing children cases?", "No, Minnesota is not high"),
        (
            "Is it right that Colorado and Massachusetts are only 181 CyberTipline reports apart?",
            "Yes, your ‘by only",
        ),
        (
            "From fewest to most CVIP submissions: Colorado, Massachusetts, Connecticut. Is this order correct?",
            "No, from the lowest to the highest the order is Colorado, Connecticut and Massachusetts",
        ),
        (
            "From most to fewest missing children cases: New York, Colorado, Minnesota. Is that the right order?",
            "Yes, t",
        ),
    ],
)
def test_verdicts(assistant: Assistant, message: str, opening: str) -> None:
    assert assistant.ask(message).text.startswith(opening)


def test_each_of_two_numbers_has_a_verdict(assistant: Assistant) -> None:
    text = assistant.ask("Is it right that ORR reported 9 missing children in Minnesota and one in Colorado?").text
    assert text.startswith("Yes, your ‘9’ is right [1].\nNo, your ‘one’ is not right [2].")
    text = assistant.ask(
        "Can you confirm this sentence? 'In 2023 the CyberTipline received 36.2 million reports, containing more than "
        "105 million pieces of reported content.'"
    ).text
    assert text.startswith("Yes, your ‘36.2 million’ is right [1].\nYes, your ‘more than 105 million’ is right [1].")


@pytest.mark.parametrize(
    ("clause", "bound", "value"),
    [
        ("no more than three of your five states had over 100", Bound.AT_MOST, 3),
        ("only a single state had over 100", Bound.EXACT, 1),
        ("four out of five states had 100", Bound.EXACT, 4),
    ],
)
def test_number_of_places(clause: str, bound: Bound, value: int) -> None:
    tally = read_tally(clause)
    assert tally is not None
    assert (tally.bound, tally.value) == (bound, value)


@pytest.mark.parametrize(
    "clause", ["all five states had 100", "the other two states", "not one of the states", "which two states had 100?"]
)
def test_no_number_of_places(clause: str) -> None:
    assert read_tally(clause) is None


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        # CVIP submissions: New York 159, Minnesota 128; missing children: New York 3,005, Massachusetts 893
        ("Is Minnesota second only to New York in CVIP submissions?", "Yes, Minnesota is second highest of 5"),
        ("Colorado is second only to New York for missing children cases, right?", "No, Colorado is not second"),
    ],
)
def test_second_only_to_another_is_a_rank_among_all(assistant: Assistant, question: str, verdict: str) -> None:
    assert assistant.ask(question).text.startswith(verdict)


@pytest.mark.parametrize(
    ("before", "last", "opening"),
    [
        # 9,720, 9,539 and 8,611
        (
            "CyberTipline numbers for CO, MA and MN pls",
            "so were all three over 9,000?",
            "No, this does not hold of M",
        ),
        (
            "CyberTipline numbers for CO, MA and MN pls",
            "were any of those over 9,000?",
            "Yes, this holds of Colorado",
        ),
        # 467, 201 and 291
        ("missing cases in CO, MN and CT", "did all 3 of these exceed 250?", "No, this does not hold of Minnesota"),
        ("missing cases in CO, MN and CT", "were none of the three above 500?", "Yes, that is right"),
        # 20, 16 and 9
        ("ORR cases in Colorado, Massachusetts and Minnesota", "all three under 25, right?", "Yes, this holds of all"),
    ],
)
def test_places_that_are_only_counted_have_one_verdict(
    assistant: Assistant, before: str, last: str, opening: str
) -> None:
    assert assistant.ask(last, [before]).text.startswith(opening)

"""Yes-or-no questions about figures of the turns before get their verdict first."""

from __future__ import annotations

import pytest
from asked import figures

from assistant import Assistant
from assistant.types import Operation, Status

CASES_AND_FAMILIES = ("Missing children cases in Connecticut?", "And Team HOPE families there?")


@pytest.mark.parametrize(
    ("turns", "verdict"),
    [
        (["cybertipline reports colorado", "cybertipline reports massachusetts", "is the first one higher?"],
         "Yes, Colorado's figure is above that of Massachusetts "),
        (["cybertipline reports colorado", "cybertipline reports massachusetts", "did the second state get more?"],
         "No, Massachusetts' figure is below that of Colorado"),
        (["Team HOPE families in Colorado?", "And Massachusetts?", "is the second one lower?"],
         "Yes, Massachusetts' figure is below that of Colorado "),
        (["CyberTipline reports in Colorado and Massachusetts", "is the former more than the latter?"],
         "Yes, Colorado's figure is above that of Massachusetts "),
        (["Minnesota had 201 missing children cases. True?", "And Colorado, is it more than that?"],
         "Yes, Colorado's figure is above that of Minnesota "),
        (["missing kids minnesota?", "is that more than Connecticut?"],
         "No, Minnesota's figure is below that of Connecticut"),
        (["missing kids minnesota?", "and colorado?", "and new york?", "is that more than the first?"],
         "Yes, New York's figure is above that of Minnesota "),
        (["CVIP submissions Minnesota", "CVIP submissions New York", "is it lower than the other one?"],
         "No, New York's figure is above that of Minnesota"),
        (["missing kids minnesota?", "and colorado?", "is the first not higher than the second?"],
         "Yes, Minnesota's figure is not above that of Colorado"),
        (["missing kids minnesota?", "and colorado?", "are there more in the second?"],
         "Yes, Colorado's figure is above that of Minnesota "),
    ],
)  # fmt: skip
def test_which_of_two_figures_is_the_larger(assistant: Assistant, turns: list[str], verdict: str) -> None:
    assert assistant.ask(turns[-1], turns[:-1]).text.startswith(verdict)


@pytest.mark.parametrize(
    "turns",
    [
        ["missing kids minnesota?", "and colorado?", "which one is higher?"],
        ["missing kids minnesota?", "and colorado?", "how much higher is the first?"],
        ["missing kids minnesota?", "and colorado?", "and new york?", "is the second one higher?"],
        ["missing kids minnesota?", "and colorado?", "is that higher than the average?"],
        ["missing kids minnesota?", "and colorado?", "is it more than last year?"],
        ["missing kids minnesota?", "is it higher?"],
    ],
)
def test_no_verdict_where_no_second_figure_is_told(assistant: Assistant, turns: list[str]) -> None:
    assert not assistant.ask(turns[-1], turns[:-1]).text.startswith(("Yes", "No"))


@pytest.mark.parametrize(
    ("turns", "verdict"),
    [
        (["missing children cases NY and MA", "so New York has more than three times what Massachusetts has?"], "Yes"),
        (["NY missing kids?", "so that's over five times what Massachusetts had?"], "No"),
        (["New York had twice what Massachusetts had in missing children cases, correct?"], "No"),
        (["cybertipline NY?", "cybertipline CO?", "so NY got over five times as many"], "No"),
        (["cybertipline NY?", "cybertipline CO?", "so NY got over four times as many"], "Yes"),
        (["cybertipline NY?", "cybertipline CO?", "so CO got over four times as many"], "No"),
        (["CVIP NY?", "CVIP MN?", "about three times as many?"], "No"),
        (["How many engagements in Connecticut?", "so just one in the whole year, correct?"], "Yes"),
        (["How many engagements in Minnesota?", "so just one in the whole year, correct?"], "No"),
        (["How many engagements in Connecticut?", "so none in Connecticut?"], "No"),
        (["How many engagements in New York?", "none at all?"], "No"),
        (["CVIP New York?", "so none in Colorado?"], "No"),
        (["How many ORR cases in Minnesota?", "so no cases in Minnesota?"], "No"),
        (["missing kids minnesota?", "and colorado?", "is it less than half of the first?"], "No"),
        (["missing kids minnesota?", "and colorado?", "is the first less than half of the second?"], "Yes"),
        (["is it tru that just 9 of minnesotas missing kids were from the refugee office"], "Yes"),
    ],
)
def test_a_multiple_or_a_number_in_words_gets_a_verdict(assistant: Assistant, turns: list[str], verdict: str) -> None:
    assert assistant.ask(turns[-1], turns[:-1]).text.startswith(f"{verdict}, your ")


@pytest.mark.parametrize("message", ["so no, that is wrong", "None for Texas?", "so no sheet for Texas?"])
def test_a_no_that_counts_nothing_gets_no_verdict(assistant: Assistant, message: str) -> None:
    assert not assistant.ask(message, ["How many ORR cases in Minnesota?"]).text.startswith(("Yes", "No"))


@pytest.mark.parametrize(
    ("turns", "verdict"),
    [
        (["Team Adam cases in New York?", "And Massachusetts had the same number, yes?"], "Yes, Massachusetts'"),
        (["New York and Massachusetts had the same number of Team Adam cases, right?"], "Yes, New York's"),
        (["Did CO and MA have the same number of Team HOPE families?"], "No, Colorado's figure is above"),
        (["CO and MA didn't have the same number of HOPE families, right?"], "Yes, Colorado's figure is not the same"),
    ],
)
def test_equal_numbers_get_a_verdict(assistant: Assistant, turns: list[str], verdict: str) -> None:
    assert assistant.ask(turns[-1], turns[:-1]).text.startswith(verdict)


def test_nearly_equal_numbers_are_called_nearly_the_same(assistant: Assistant) -> None:
    text = assistant.ask("Massachusetts and Colorado had nearly the same number of Team HOPE families, right?").text
    assert text.startswith("Yes, Massachusetts' figure is nearly the same as that of Colorado")
    assert "131" in text and "132" in text


@pytest.mark.parametrize(
    ("turns", "verdict"),
    [
        (["engagements in Colorado?", "and Massachusetts?", "So Massachusetts is only two behind, correct?"],
         "Yes, your \u2018only two behind\u2019 is right"),  # 40 - 38
        (["missing cases in Colorado?", "and Connecticut?", "So Colorado is 176 ahead?"],
         "Yes, your \u2018176 ahead\u2019 is right"),  # 467 - 291
        (["CVIP submissions in Connecticut?", "and Massachusetts?", "So Massachusetts is 10 ahead?"],
         "No, your \u201810 ahead\u2019 is not right"),  # 49 - 42
        (["missing cases in Colorado?", "and Minnesota?", "So Minnesota is behind, right?"],
         "Yes, Minnesota's figure is below that of Colorado"),
    ],
)  # fmt: skip
def test_how_far_one_of_two_is_said_to_be_behind(assistant: Assistant, turns: list[str], verdict: str) -> None:
    assert assistant.ask(turns[-1], turns[:-1]).text.startswith(verdict)


def test_one_more_sets_nothing_above_another(assistant: Assistant) -> None:
    answer = assistant.ask("One more: the same for my state, Connecticut.", ["New professionals in Massachusetts?"])
    assert [f"{v.value:f}" for v in answer.values] == ["87"]


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ((*CASES_AND_FAMILIES, "Which of the numbers so far is the largest?"), {("US-CT", "291"), ("US-CT", "46")}),
        ((*CASES_AND_FAMILIES, "Is the first number larger than the second?"), {("US-CT", "291"), ("US-CT", "46")}),
        (
            ("CVIP submissions in Minnesota?", "And CyberTipline reports?", "Which of these numbers is the smallest?"),
            {("US-MN", "128"), ("US-MN", "8611")},
        ),
        (("Missing cases in Colorado?", "Which number so far is the largest?"), set()),
        (("Missing kids in each state?", "Team HOPE in Colorado?", "which number so far is the smallest?"), set()),
    ],
)
def test_the_numbers_so_far_are_those_that_were_given(
    assistant: Assistant, turns: tuple[str, ...], expected: set[tuple[str, str]]
) -> None:
    assert figures(assistant, *turns) == expected
    assert all(v.operation is Operation.LOOKUP for v in assistant.ask(turns[-1], history=turns[:-1]).values)


def test_the_numbers_so_far_of_one_kind_are_ranked(assistant: Assistant) -> None:
    turns = ("Missing cases in Colorado?", "and facility ones?", "and ORR ones?")
    answer = assistant.ask("which number so far is the largest?", history=turns)
    assert [f"{v.value:f}" for v in answer.values if v.operation is Operation.RANK] == ["467"]


@pytest.mark.parametrize(
    ("turns", "fitting"),
    [
        (
            ("Facility cases in New York?", "For each of the five states?", "And which of them are under 200?"),
            {"US-MN"},
        ),
        (("CVIP submissions by state?", "Which of these are under 30?"), {"US-CO"}),
        (("Missing kids in Colorado and Minnesota?", "which of them is under 300?"), {"US-MN"}),
        (("Missing kids in each state?", "which of them are under 12?"), set()),
        (("Missing kids in Colorado?", "how many of them are under 18?"), set()),
    ],
)
def test_under_a_number_that_is_no_age_bounds_figures(
    assistant: Assistant, turns: tuple[str, ...], fitting: set[str]
) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert {v.place for v in answer.values if v.operation is Operation.FILTER} == fitting
    assert fitting or answer.status is Status.NOT_FOUND


@pytest.mark.parametrize(
    ("turns", "verdict"),
    [
        (("Team HOPE families in Massachusetts?", "Is that more than the number connected to mental health services?"),
         "Yes, the figure of survivors/families supported by Team HOPE is above"),  # 131, 45
        (("Families connected to mental health services in New York?", "Is this higher than the Team HOPE number?"),
         "No, the figure of survivors/families connected to mental health services is below"),  # 187, 692
    ],
)  # fmt: skip
def test_a_measure_is_weighed_against_the_one_before(
    assistant: Assistant, turns: tuple[str, ...], verdict: str
) -> None:
    assert assistant.ask(turns[-1], history=turns[:-1]).text.startswith(verdict)


FAMILIES = ("Team HOPE figure for Colorado?", "for Massachusetts?")  # 132 and 131


@pytest.mark.parametrize(
    ("turns", "verdict"),
    [
        ((*FAMILIES, "So they're basically one apart - correct?"), "Yes, "),
        ((*FAMILIES, "they're 2 apart, correct?"), "No, "),
        ((*FAMILIES, "so they're more than 10 apart?"), "No, "),
        (("CyberTipline reports in Colorado?", "Massachusetts?", "those are 181 apart, no?"), "Yes, "),  # 9,720, 9,539
        (("CVIP in Colorado?", "Connecticut?", "so they're about 20 apart?"), "Not exactly: "),  # 24, 42
        (("Colorado and Massachusetts are one apart in Team HOPE survivors/families, right?",), "Yes, "),
    ],
)
def test_a_distance_in_other_words_is_weighed(assistant: Assistant, turns: tuple[str, ...], verdict: str) -> None:
    assert assistant.ask(turns[-1], history=turns[:-1]).text.startswith(verdict)


@pytest.mark.parametrize("last", ["so they're 18 apart, right?", "how far apart are they?"])
def test_of_three_figures_no_distance_is_told(assistant: Assistant, last: str) -> None:
    answer = assistant.ask(last, history=("CVIP in Colorado?", "Connecticut?", "Minnesota?"))
    assert not answer.text.startswith(("Yes", "No"))
    assert all(v.operation is Operation.LOOKUP for v in answer.values)


@pytest.mark.parametrize(
    ("turns", "verdict"),
    [
        (
            ["Trafficking engagements in Colorado?", "And Massachusetts?", "So we in Colorado had more than them?"],
            "Yes",
        ),
        (["Trafficking engagements in Massachusetts?", "did Colorado have fewer than they did?"], "No"),
        (["Tips in Massachusetts", "so Minnesota had fewer than them"], "Yes"),
        (["Trafficking engagements in Minnesota?", "And Connecticut only had one?"], "Yes"),
    ],
)
def test_a_state_is_spoken_of_as_its_people(assistant: Assistant, turns: list[str], verdict: str) -> None:
    assert assistant.ask(turns[-1], turns[:-1]).text.startswith(f"{verdict}, ")


@pytest.mark.parametrize(
    ("turns", "verdict", "result"),
    [
        (
            ["Missing cases in Connecticut?", "More than three times as many in Massachusetts, surely?"],
            "Yes",
            "893 / 291",
        ),
        (["Missing cases in Connecticut?", "so that's half of Colorado's?"], "No", "291 / 467"),
        (["Missing cases in Connecticut?", "so that's three times Minnesota's?"], "No", "291 / 201"),
    ],
)
def test_a_multiple_is_said_of_the_right_one(assistant: Assistant, turns: list[str], verdict: str, result: str) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert answer.text.startswith(f"{verdict}, ")
    assert [v.formula for v in answer.values if v.operation is not Operation.LOOKUP] == [result]


@pytest.mark.parametrize(("asked", "other"), [("bigger share", "Minnesota"), ("higher percentage", "Minnesota")])
def test_shares_are_weighed_and_not_counts(assistant: Assistant, asked: str, other: str) -> None:
    turns = ["How many missing kids from care did Colorado report?"]
    answer = assistant.ask(f"Is that a {asked} than in {other}?", turns)
    assert [round(float(v.value)) for v in answer.values if v.operation is Operation.SHARE] == [70, 67]


# ORR cases: Massachusetts 16, New York 72, Colorado 20, Connecticut 12, Minnesota 9; reports: New York 40,545,
# Minnesota 8,611, Massachusetts 9,539, Colorado 9,720, Connecticut 5,956. Shares: facility cases in Connecticut 252 of
# 291 (86.6%), in Massachusetts 807 of 893 (90.4%); ORR cases in Minnesota 9 of 201 (4.5%), in Colorado 20 of 467 (4.3%)
FACILITY_SHARE = "What percent of Connecticut's missing children cases were from social services facilities?"
ORR_SHARE = "What share of Minnesota's missing children cases were ORR?"
THREE = ["CyberTipline reports New York?", "Minnesota?", "Massachusetts?"]


@pytest.mark.parametrize(
    ("turns", "verdict"),
    [
        ([FACILITY_SHARE, "Is it higher in Massachusetts?"], "Yes, Massachusetts' share is above that of Connecticut "),
        ([ORR_SHARE, "Does Colorado have a higher share?"], "No, Colorado's share is below that of Minnesota"),
        ([ORR_SHARE, "Is that higher than in Colorado?"], "Yes, Minnesota's share is above that of Colorado "),
        ([ORR_SHARE, "So lower than that of Colorado?"], "No, Minnesota's share is above that of Colorado"),
        (["Is the share of ORR cases higher in Minnesota than in Colorado?"], "Yes, Minnesota's share is above"),
    ],
)
def test_a_share_is_weighed_beside_another_places(assistant: Assistant, turns: list[str], verdict: str) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert answer.text.startswith(verdict)
    assert sum(v.operation is Operation.SHARE for v in answer.values) == 2


@pytest.mark.parametrize(
    ("turns", "fitting"),
    [
        (["ORR cases in Massachusetts?", "Which states have more than that?"], {"US-NY", "US-CO"}),
        (["ORR cases in Massachusetts?", "Which of the states have fewer than that?"], {"US-CT", "US-MN"}),
        (["CyberTipline reports in Minnesota?", "Which states are above it?"], {"US-NY", "US-CO", "US-MA"}),
    ],
)
def test_states_above_or_below_the_figure_before(assistant: Assistant, turns: list[str], fitting: set[str]) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert {v.place for v in answer.values if v.operation is Operation.FILTER} == fitting


def test_several_figures_together_are_never_weighed_by_one(assistant: Assistant) -> None:
    answer = assistant.ask("Are the last two together more than the first?", THREE)
    assert answer.text.startswith("No, New York's figure is above that of Minnesota and Massachusetts together")
    assert "18150" in {f"{v.value:f}" for v in answer.values if v.operation is Operation.SUM}
    declined = assistant.ask("Do the last two combined come to more than half of the first?", THREE)
    assert declined.status is Status.NOT_FOUND and not declined.values

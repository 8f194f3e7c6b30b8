"""Follow-ups take over what they leave open, and the answer says what it took over."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant import Assistant
from assistant.types import Operation, Status


def values(assistant: Assistant, *turns: str) -> list[tuple[str | None, int]]:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    return [(v.place, int(v.value)) for v in answer.values]


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("How many CyberTipline reports went to Colorado police?", "What about New York?"), [("US-NY", 40545)]),
        (("Missing children cases in Minnesota?", "and Team HOPE families there?"), [("US-MN", 66)]),
        (("Missing children cases in Minnesota in 2019?", "sorry, 2023"), [("US-MN", 201)]),
        (("Team HOPE families in Colorado", "no, I meant Massachusetts"), [("US-MA", 131)]),
        (("CVIP submissions from New York and Minnesota", "and Team HOPE for the latter?"), [("US-MN", 66)]),
    ],
)
def test_open_slots_come_from_the_turn_before(
    assistant: Assistant, turns: tuple[str, ...], expected: list[tuple[str, int]]
) -> None:
    assert values(assistant, *turns) == expected


def test_operation_goes_over_the_places_before(assistant: Assistant) -> None:
    answer = assistant.ask(
        "what is the difference?", history=["CyberTipline reports for Colorado", "and for Minnesota?"]
    )
    assert [v.value for v in answer.values if v.operation is Operation.DIFFERENCE] == [Decimal(1109)]


def test_measure_that_exists_only_overall_does_not_take_over_the_place(assistant: Assistant) -> None:
    answer = assistant.ask(
        "How many children have been identified in total, nationwide?", history=["Team HOPE families in Colorado"]
    )
    assert [(v.place, int(v.value)) for v in answer.values] == [("US", 27130)]


def test_what_was_taken_over_is_said(assistant: Assistant) -> None:
    answer = assistant.ask("and in Connecticut?", history=["How many missing children cases in Colorado?"])
    assert "As before: cases of missing children" in answer.text


def test_source_of_the_number_before(assistant: Assistant) -> None:
    answer = assistant.ask("Where does that number come from?", history=["Team HOPE families in New York?"])
    assert answer.status is Status.ANSWERED
    assert [c.source for c in answer.citations] == ["new-york-2023.txt"]


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("Which state ranks last for Team HOPE families?", ["US-CT"]),
        ("Which two states had the fewest trafficking engagements?", ["US-CT", "US-MN"]),
        ("Which state had the most CVIP submissions?", ["US-NY"]),
        ("Where does Colorado rank in missing children cases?", ["US-CO"]),
    ],
)
def test_rank_names_the_places_asked_for(assistant: Assistant, question: str, places: list[str]) -> None:
    assert [v.place for v in assistant.ask(question).values if v.operation is Operation.RANK] == places


def test_ranking_of_the_states_takes_over_no_place(assistant: Assistant) -> None:
    answer = assistant.ask("rank the states by trafficking engagements", history=["missing kids in Texas"])
    ranks = [v.place for v in answer.values if v.operation is Operation.RANK]
    assert ranks == ["US-NY", "US-CO", "US-MA", "US-MN", "US-CT"]


@pytest.mark.parametrize(
    "message",
    [
        "Fill these in for Connecticut, 2023:\n- CyberTipline reports:\n- Team HOPE families:",
        "Connecticut (2023), please:\n1. CyberTipline reports: ___\n2. number of families Team HOPE supported: ___",
        "Needed for Connecticut: - CyberTipline reports - Team HOPE families",
    ],
)
def test_every_line_of_a_list_is_of_the_place_in_its_heading(assistant: Assistant, message: str) -> None:
    assert values(assistant, message) == [("US-CT", 5956), ("US-CT", 46)]


def test_everything_on_a_total_includes_its_rows(assistant: Assistant) -> None:
    assert {v for _, v in values(assistant, "everything about missing children in Minnesota")} >= {201, 135, 57, 9}
    assert values(assistant, "stats on missing children in Minnesota") == [("US-MN", 201)]


def test_what_else_there_is_on_a_state_is_its_profile(assistant: Assistant) -> None:
    found = values(assistant, "Team HOPE families in Minnesota?", "what else have you got on Minnesota?")
    assert len(found) > 5
    assert {place for place, _ in found} == {"US-MN"}


def test_all_nationwide_numbers_are_a_profile_of_the_nation(assistant: Assistant) -> None:
    found = values(assistant, "all the nationwide numbers please")
    assert len(found) > 5
    assert {place for place, _ in found} == {"US"}


def test_those_that_were_not_are_the_rest(assistant: Assistant) -> None:
    answer = assistant.ask("and those that were not?", history=["Facility cases in New York?"])
    assert "273" in {f"{v.value:f}" for v in answer.values}


@pytest.mark.parametrize(
    "turns",
    [
        ("Tips in New York?", "and those that were not?"),  # there is no whole that they are a part of
        ("ORR cases in Connecticut?", "oops, I need fac not orr"),
    ],
)
def test_what_is_denied_is_not_given_again(assistant: Assistant, turns: tuple[str, ...]) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert answer.values == ()


@pytest.mark.parametrize("places", [("New York", "Massachusetts"), ("Massachusetts", "New York")])
def test_how_many_times_is_stated_of_the_larger_figure(assistant: Assistant, places: tuple[str, str]) -> None:
    first, second = places
    answer = assistant.ask("so about 3.4 times as many", history=[f"Missing cases in {first}?", f"{second}?"])
    assert answer.text.startswith("Yes")


TIPS = "How many CyberTipline reports went to law enforcement in Connecticut?"


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ((TIPS, "Thanks. And how many survivors/families did Team HOPE support?"), [("US-CT", 46)]),
        ((TIPS, "And how many reports did the CyberTipline receive in 2023?"), [("US", 36200000)]),
        ((TIPS, "And how many registered users does NCMEC CONNECT have?"), [("US", 18000)]),
        ((TIPS, "what about overall, not just Connecticut"), [("US", 36200000)]),
        (("CVIP in New York and Minnesota", "the same two for engagements with social service agencies please"),
         [("US-NY", 95), ("US-MN", 22)]),
        (("Engagements by state", "now the same for cases reported missing by the refugee office"),
         [("US-CO", 20), ("US-CT", 12), ("US-MA", 16), ("US-MN", 9), ("US-NY", 72)]),
    ],
)  # fmt: skip
def test_a_whole_question_goes_on_where_it_says_so(
    assistant: Assistant, turns: tuple[str, ...], expected: list[tuple[str, int]]
) -> None:
    assert values(assistant, *turns) == expected


FACILITY = "How many kids were missing from a social services facility in Massachusetts?"


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ((FACILITY, "and how many missing children cases there in total?"), [("US-MA", 893)]),
        (("ORR cases in New York?", "And how many missing children cases in total?"), [("US-NY", 3005)]),
        (("How many facility cases in Colorado?", "how many cases in total?"), [("US-CO", 467)]),
        (("How many tips in Minnesota?", "how many missing children cases there in total?"), [("US-MN", 201)]),
        ((FACILITY, "And how many missing child cases nationwide?"), [("US", 28886)]),
        (("How many Team HOPE families in Minnesota?", "And in total, not just there?"), [("US", 5759)]),
        (("Team HOPE families in Colorado?", "and in total?"), [("US", 5759)]),
    ],
)
def test_in_total_is_of_the_place_whose_row_or_name_it_follows(
    assistant: Assistant, turns: tuple[str, ...], expected: list[tuple[str, int]]
) -> None:
    assert values(assistant, *turns) == expected


def test_a_total_of_a_place_is_the_whole_of_its_row(assistant: Assistant) -> None:
    answer = assistant.ask(
        "So what percentage is that?", history=[FACILITY, "and how many missing children cases there in total?"]
    )
    assert [v.formula for v in answer.values if v.operation is Operation.SHARE] == ["807 / 893"]


@pytest.mark.parametrize(
    ("turns", "total"),
    [
        (("How many new NCMEC CONNECT professionals in total across all the states you have?",), 1282),
        (("How many CVIP submissions were reviewed in total in all five states?",), 402),
        (
            (
                "How many families were connected to mental health services in each of the five states?",
                "What's that in total?",
            ),
            459,
        ),
    ],
)
def test_in_total_of_all_states_is_their_sum(assistant: Assistant, turns: tuple[str, ...], total: int) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert answer.status is Status.ANSWERED
    assert [int(v.value) for v in answer.values if v.operation is Operation.SUM] == [total]
    assert "no overall figure" not in answer.text


@pytest.mark.parametrize("question", ["CVIP submissions nationwide?", "New NCMEC CONNECT professionals overall?"])
def test_an_overall_figure_that_no_sheet_gives_is_named(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.values == () and "no overall figure" in answer.text


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("cvip ma",), [("US-MA", 49)]),
        (("hope families ma 2023",), [("US-MA", 131)]),
        (("cybertip co in march", "ok whole yr"), [("US-CO", 9720)]),
        (("How many missing children cases were there in Buffalo?", "Fine, the whole state then"), [("US-NY", 3005)]),
        (("How many missing children in Minnesota were under 12?", "ok, without the ages"), [("US-MN", 201)]),
        (("How many missing children in Minnesota were under 12?", "ok, without the gender"), []),
        (("ORR cases MA", "cvip MA", "go back to ORR cases, ny this time"), [("US-NY", 72)]),
    ],
)
def test_shorthand_and_settling_for_less(
    assistant: Assistant, turns: tuple[str, ...], expected: list[tuple[str, int]]
) -> None:
    assert values(assistant, *turns) == expected


ALL_FIVE = ("Connecticut?", "Massachusetts?", "Minnesota?", "New York?")


@pytest.mark.parametrize(
    ("turns", "operation", "expected"),
    [
        # 24 + 42 + 49 + 128 + 159
        (("Column: CVIP submissions. Colorado?", *ALL_FIVE, "column total?"), Operation.SUM, 402),
        (("trafficking engagements CO", "CT", "MA", "MN", "NY", "which of these is lowest"), Operation.RANK, 1),
        # (467 + 291 + 893 + 201 + 3,005) / 5
        (("missing cases CO", "CT", "MA", "MN", "NY", "the average of these?"), Operation.MEAN, 971),
        (("CVIP submissions CO", "CT", "MA", "MN", "NY", "the first minus the last?"), Operation.DIFFERENCE, 135),
        (("CVIP submissions CO", *ALL_FIVE, "missing cases: CO", *ALL_FIVE, "total?"), Operation.SUM, 4857),
    ],
)
def test_what_is_measured_is_remembered_over_many_places(
    assistant: Assistant, turns: tuple[str, ...], operation: Operation, expected: int
) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert [int(v.value) for v in answer.values if v.operation is operation] == [expected]


def test_a_detail_asked_for_after_many_places_is_declined(assistant: Assistant) -> None:
    answer = assistant.ask("how many boys of those?", history=["ORR cases CO", "CT", "MA", "MN", "NY"])
    assert (answer.status, list(answer.values)) == (Status.NOT_FOUND, [])


FAMILIES = "How many families did Team HOPE support overall?"


@pytest.mark.parametrize(
    ("turns", "place"),
    [
        ((FAMILIES, "which of your states had the most"), "US-NY"),
        ((FAMILIES, "of your states, who is lowest?"), "US-CT"),
        ((FAMILIES, "top state?"), "US-NY"),
        (("How many reports did the CyberTipline receive?", "which of your states had the fewest"), "US-CT"),
        (("Missing cases in Connecticut and Colorado?", "which of your states had the most"), "US-NY"),
        (("Missing cases in Connecticut and Colorado?", "which of these states had the most"), "US-CO"),
    ],
)
def test_states_are_ranked_by_figures_of_their_own(assistant: Assistant, turns: tuple[str, ...], place: str) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert [v.place for v in answer.values if v.operation is Operation.RANK] == [place]


@pytest.mark.parametrize(
    "overall", ["How many children were identified by CVIP?", "How many registered users did CONNECT have?"]
)
def test_states_without_figures_of_their_own_are_not_ranked(assistant: Assistant, overall: str) -> None:
    answer = assistant.ask("which of your states had the most", history=[overall])
    assert answer.status is Status.NOT_FOUND
    assert not [v for v in answer.values if v.operation is Operation.RANK]


@pytest.mark.parametrize(
    ("turns", "values"),
    [
        (("missing children cases, Minnesota", "sorry, Massachusetts. I always mix up MN and MA"), [893]),
        (("new professionals on NCMEC CONNECT MA?", "He just called back, it's Minnesota not Massachusetts"), [91]),
        (("Team HOPE families in Colorado?", "Drop Colorado, they want Connecticut only. Team HOPE, please."), [46]),
        (("Team HOPE and engagements in New York?", "just the second one please"), [95]),
        (("Team HOPE and engagements in New York?", "and the first for Colorado?"), [132]),
    ],
)
def test_what_is_corrected_or_chosen_is_the_only_figure(
    assistant: Assistant, turns: tuple[str, ...], values: list[int]
) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert [int(v.value) for v in answer.values] == values


def test_why_is_kept_with_a_comparison_to_the_figure_before(assistant: Assistant) -> None:
    answer = assistant.ask("Why is it lower than Colorado's?", ["CyberTipline reports to police in Minnesota?"])
    assert answer.status is Status.PARTIAL
    assert {int(v.value) for v in answer.values if v.operation is Operation.LOOKUP} == {8611, 9720}
    assert "do not explain why" in answer.text

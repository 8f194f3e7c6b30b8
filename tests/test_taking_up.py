"""Follow-ups that change one thing of the turn before: its condition's number, its rows, its rest."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.types import Answer, Operation, Status


def _fitting(answer: Answer) -> set[str | None]:
    return {v.place for v in answer.values if v.operation is Operation.FILTER}


def _results(answer: Answer, operation: Operation) -> list[int]:
    return [int(v.value) for v in answer.values if v.operation is operation]


@pytest.mark.parametrize(
    ("turns", "places"),
    [
        (["Which states had at least 40 engagements?", "Raise that to 60."], {"US-NY"}),
        (["Which states had at least 40 engagements?", "35 instead?"], {"US-NY", "US-CO", "US-MA"}),
        (["Which states had fewer than 300 missing children cases?", "make it 250"], {"US-MN"}),
        (["Which states had over 500 missing children cases?", "What about 50 CVIP submissions?"], {"US-NY", "US-MN"}),
        (["Average CVIP submissions per state?", "Which are below it?"], {"US-CO", "US-CT", "US-MA"}),
        (["Median CyberTipline reports of the states?", "Who is above that?"], {"US-NY", "US-CO"}),
    ],
)
def test_a_new_number_or_the_average_before_is_the_condition(
    assistant: Assistant, turns: list[str], places: set[str]
) -> None:
    assert _fitting(assistant.ask(turns[-1], turns[:-1])) == places


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("Do the rows add up to 3,005?", "Yes"),
        ("Do the rows add up to 3,100?", "No"),
        ("Does the sum of its rows come to 3,005?", "Yes"),
    ],
)
def test_the_rows_of_a_table_are_added_up_without_its_total(assistant: Assistant, question: str, verdict: str) -> None:
    answer = assistant.ask(question, ["How many missing children cases did NCMEC handle in New York?"])
    assert answer.text.startswith(verdict), answer.text
    assert _results(answer, Operation.SUM) == [3005]


def test_a_total_is_not_ranked_among_its_rows(assistant: Assistant) -> None:
    answer = assistant.ask("In order of size?", ["Break down Colorado's missing children cases."])
    ranked = [v.indicator for v in answer.values if v.operation is Operation.RANK]
    assert ranked == [
        "missing_from_social_services_facility", "other_missing_children_cases", "missing_reported_by_hhs_orr"
    ]  # fmt: skip


def test_a_row_asked_for_after_one_of_them_is_a_row_of_that_place(assistant: Assistant) -> None:
    answer = assistant.ask("Which row is the biggest there?", ["How many ORR cases in Minnesota?"])
    assert {v.place for v in answer.values} == {"US-MN"}
    assert answer.values[0].indicator == "missing_from_social_services_facility"


@pytest.mark.parametrize(
    ("turns", "operation", "value"),
    [
        (["What share of New York's missing children were from facilities?", "And not from facilities?"],
         Operation.SHARE, 9),
        (["How many of Colorado's missing children were from a facility?", "And not from a facility?"],
         Operation.DIFFERENCE, 140),
        (["The ORR cases left out, how many missing children cases had Colorado?"], Operation.DIFFERENCE, 447),
        (["Facility runaways aside, how large is Minnesota's missing caseload?"], Operation.DIFFERENCE, 66),
    ],
)  # fmt: skip
def test_what_is_left_out_is_taken_away(
    assistant: Assistant, turns: list[str], operation: Operation, value: int
) -> None:
    assert _results(assistant.ask(turns[-1], turns[:-1]), operation) == [value]


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("Smaller than Connecticut in ORR cases?", {"US-MN"}),
        ("More CVIP submissions than in Massachusetts?", {"US-MN", "US-NY"}),
    ],
)
def test_a_comparison_with_one_place_asks_for_the_others(assistant: Assistant, question: str, places: set[str]) -> None:
    assert _fitting(assistant.ask(question)) == places


def test_one_place_among_the_others_has_a_rank_for_each_measure(assistant: Assistant) -> None:
    answer = assistant.ask("Where does Colorado stand on tips and on missing children?")
    ranks = {v.indicator: v.formula for v in answer.values if v.operation is Operation.RANK}
    assert ranks == {
        "cybertipline_reports_to_law_enforcement": "rank 2 of 5, highest first",
        "missing_children_cases": "rank 3 of 5, highest first",
    }


@pytest.mark.parametrize(
    ("turns", "formula"),
    [
        (["Minnesota's ORR cases are what fraction of New York's?"], "9 / 72"),
        (["Colorado's HOPE families as a percentage of Massachusetts's"], "132 / 131"),
        (["Facility missing in Colorado?", "As a share of its missing cases?"], "327 / 467"),
    ],
)
def test_a_share_is_of_the_whole_or_the_place_that_is_named(
    assistant: Assistant, turns: list[str], formula: str
) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert [v.formula for v in answer.values if v.operation is Operation.SHARE] == [formula]


def test_two_rows_set_against_each_other_have_a_ratio(assistant: Assistant) -> None:
    answer = assistant.ask("Facility to ORR for Massachusetts, as a proportion like 'fifty to one'")
    assert [v.formula for v in answer.values if v.operation is Operation.RATIO] == ["807 / 16"]


@pytest.mark.parametrize(
    "question",
    [
        "The memo says 'Minnesota ranks Nth of five for CVIP submissions'. What is N?",
        "Is Minnesota number 2 of 5 for CVIP submissions?",
        "HOPE and therapy in Massachusetts were 130, right?",
    ],
)
def test_no_verdict_on_a_number_that_is_no_figure_or_of_no_known_one(assistant: Assistant, question: str) -> None:
    assert "is not right" not in assistant.ask(question).text


@pytest.mark.parametrize(
    ("turns", "formula"),
    [
        (
            ["Sum of missing cases in all five states?", "so what share is Colorado"],
            "467 / (467 + 291 + 893 + 201 + 3005)",
        ),
        (["Facility runaways in Colorado?", "in the whole country?", "so Colorado is what part"], "327 / 22442"),
    ],
)
def test_a_share_in_a_follow_up_is_of_the_sum_or_the_whole_before(
    assistant: Assistant, turns: list[str], formula: str
) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert [v.formula for v in answer.values if v.operation is Operation.SHARE] == [formula]


def test_no_share_of_the_sum_of_some_places(assistant: Assistant) -> None:
    answer = assistant.ask("what share is New York", ["missing cases of New York and Colorado together"])
    assert not answer.values


@pytest.mark.parametrize(
    "turns",
    [
        ["What share of New York's missing cases are from facilities?", "is that the highest of the five?"],
        ["Is New York's facility share the highest of the five?"],
    ],
)
def test_a_share_is_ranked_among_shares(assistant: Assistant, turns: list[str]) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert answer.text.startswith("The highest of these shares: New York.")  # 2732 / 3005 is 90.9%, 807 / 893 is 90.4%
    assert sorted(str(v.formula) for v in answer.values if v.operation is Operation.SHARE) == sorted(
        ["2732 / 3005", "807 / 893", "327 / 467", "252 / 291", "135 / 201"]
    )


MEAN_OF_CASES = "What is the average number of missing children cases per state?"  # (467 + 291 + 893 + 201 + 3,005) / 5
TIPS_OF_TWO = "Colorado's and Minnesota's CyberTipline reports together?"  # 9,720 + 8,611 = 18,331


def _last(answer: Answer, operation: Operation) -> str:
    return next(f"{v.value}" for v in reversed(answer.values) if v.operation is operation)


@pytest.mark.parametrize(
    ("turns", "verdict"),
    [
        ([MEAN_OF_CASES, "Is Massachusetts above that?"], "No"),  # 893 and 971.4
        ([MEAN_OF_CASES, "does New York have more?"], "Yes"),
        ([MEAN_OF_CASES, "is that more than Minnesota's?"], "Yes"),
        ([MEAN_OF_CASES, "is it over 1,000?"], "No"),
        ([TIPS_OF_TWO, "Is that more than 20,000?"], "No"),
        ([TIPS_OF_TWO, "so over 18,000?"], "Yes"),
        ([TIPS_OF_TWO, "Is that more than New York?"], "No"),
        ([TIPS_OF_TWO, "is New York more than that?"], "Yes"),
        (["Difference between Colorado's and Minnesota's tips?", "is that under 1,000?"], "No"),  # 1,109
        (["Ratio of Massachusetts' cases to Minnesota's?", "so more than four times?"], "Yes"),  # 893 / 201
        (["How many ORR cases in Colorado?", "Is that the highest of all five?"], "No"),
    ],
)
def test_what_is_stated_of_a_result_gets_a_verdict(assistant: Assistant, turns: list[str], verdict: str) -> None:
    assert assistant.ask(turns[-1], turns[:-1]).text.removeprefix("- ").startswith(verdict)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How far above that is New York?", "2033.6"),
        ("how far below is Connecticut?", "680.4"),
        ("and how far from it is Massachusetts?", "78.4"),
    ],
)
def test_a_figure_is_set_against_the_mean_before(assistant: Assistant, question: str, expected: str) -> None:
    answer = assistant.ask(question, [MEAN_OF_CASES])
    assert _last(answer, Operation.DIFFERENCE) == expected


@pytest.mark.parametrize(
    "turns",
    [
        ["Difference between Colorado's and Minnesota's tips?", "is Massachusetts more than that?"],
        ["Missing children cases in Massachusetts and Minnesota?", "what's that in percent?"],
        ["Average tips of Colorado and Minnesota?", "how far above that is New York?"],
        [TIPS_OF_TWO, "is that more than Colorado?"],
    ],
)
def test_what_is_set_against_what_is_left_open_where_it_is_not_told(assistant: Assistant, turns: list[str]) -> None:
    assert not assistant.ask(turns[-1], turns[:-1]).values


@pytest.mark.parametrize(
    ("turns", "places"),
    [
        (["Colorado and Connecticut tips?", "who is in between?"], {"US-MA", "US-MN"}),
        (["Which state has the most tips?", "Who's in between the top and the bottom?"], {"US-CO", "US-MA", "US-MN"}),
    ],
)
def test_places_in_between(assistant: Assistant, turns: list[str], places: set[str]) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert {v.place for v in answer.values if v.operation in (Operation.FILTER, Operation.RANK)} == places


def test_a_place_after_an_average_is_looked_up(assistant: Assistant) -> None:
    answer = assistant.ask("and Colorado?", [MEAN_OF_CASES])
    assert [(v.place, int(v.value)) for v in answer.values] == [("US-CO", 467)]


def test_the_difference_after_a_sum_is_of_its_figures(assistant: Assistant) -> None:
    assert _last(assistant.ask("the difference?", [TIPS_OF_TWO]), Operation.DIFFERENCE) == "1109"


def test_the_rows_that_were_listed_are_added_up(assistant: Assistant) -> None:
    answer = assistant.ask("Do they add up?", ["Break down Minnesota's missing children cases."])
    assert _results(answer, Operation.SUM) == [201]


@pytest.mark.parametrize(
    ("turns", "verdict"),
    [
        (["Tips for New York?", "so five times Connecticut's?"], "No"),  # 40,545 / 5,956
        (["Tips for New York?", "that's about seven times Connecticut's, right?"], "Yes"),
        (["Tips for Connecticut?", "is New York about seven times that?"], "Yes"),
    ],
)
def test_a_multiple_is_of_the_figure_before(assistant: Assistant, turns: list[str], verdict: str) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert answer.text.startswith(verdict), answer.text
    assert _last(answer, Operation.RATIO).startswith("6.8")


@pytest.mark.parametrize(
    ("turns", "operation", "expected"),
    [
        (["Which states are above average in tips?", "and below?"], Operation.FILTER,
         {"US-CO", "US-CT", "US-MA", "US-MN"}),
        (["Who has fewer than 200 new NCMEC CONNECT members?", "so just two?"], Operation.FILTER, {"US-CT", "US-MN"}),
        (["Fewest tips?", "how many fewer than the leader?"], Operation.LOOKUP, {"US-CT", "US-NY"}),
        (["Team HOPE families of NY and CO together?", "drop Colorado and use Connecticut"], Operation.LOOKUP,
         {"US-NY", "US-CT"}),
    ],
)  # fmt: skip
def test_which_places_a_follow_up_goes_over(
    assistant: Assistant, turns: list[str], operation: Operation, expected: set[str]
) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert {v.place for v in answer.values if v.operation is operation} == expected


def test_the_share_of_a_sum_in_the_whole_is_one(assistant: Assistant) -> None:
    turns = ["Team HOPE families of New York and Colorado together?", "What share of the national figure is that?"]
    answer = assistant.ask(turns[-1], turns[:-1])
    assert [v.formula for v in answer.values if v.operation is Operation.SHARE] == ["(692 + 132) / 5759"]


def test_the_difference_of_three_figures_is_left_open(assistant: Assistant) -> None:
    answer = assistant.ask("the difference?", ["tips Colorado", "Connecticut", "Minnesota"])
    assert Operation.DIFFERENCE not in {v.operation for v in answer.values}


def test_the_first_and_the_others_are_of_those_before(assistant: Assistant) -> None:
    answer = assistant.ask("the first minus the other two?", ["tips in New York, Colorado and Minnesota"])
    assert not {"US-MA", "US-CT"} & {v.place for v in answer.values}


@pytest.mark.parametrize(
    ("turns", "figures"),
    [
        (["ORR cases in Colorado?", "and the other two categories?"], {"327", "120"}),
        (["Facility cases in New York?", "and the other rows?"], {"201", "72"}),
        (["Facility cases in New York?", "ORR?", "and the other two?"], set()),  # one row is left, or other states
        (["ORR cases in Colorado?", "what do the other two come to?"], {"327", "120", "447"}),
        (["Runaways from facilities nationwide?", "and how many were not?"], {"28886", "22442", "6444"}),
        (["Facility cases in New York?", "and how many weren't?"], {"3005", "2732", "273"}),
        (["What share of runaways nationwide were likely trafficked?", "and how many were not?"], set()),
        (["Facility cases in Minnesota?", "as a share of all NY missing cases"], set()),
    ],
)
def test_the_other_rows_and_what_is_not_in_a_part(assistant: Assistant, turns: list[str], figures: set[str]) -> None:
    assert {f"{v.value:f}" for v in assistant.ask(turns[-1], turns[:-1]).values} == figures


TRAFFICKED = "What share of the runaways were likely sex trafficking victims?"


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ((TRAFFICKED, "and that's out of how many cases?"), 22442),
        ((TRAFFICKED, "of how many children is that?"), 22442),
        ((TRAFFICKED, "how many cases is that a share of?"), 22442),
        (("How many runaways from a social services facility overall?", "that's out of how many cases?"), 28886),
        (("ORR cases in New York", "how many cases is that a share of?"), 3005),
    ],
)
def test_the_whole_of_a_part_or_of_a_percentage(assistant: Assistant, turns: tuple[str, ...], expected: int) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert answer.status is Status.ANSWERED
    assert [int(v.value) for v in answer.values] == [expected]


@pytest.mark.parametrize("follow_up", ["how many is that?", "out of how many victims?", "out of how many in Colorado?"])
def test_a_percentage_is_turned_into_no_number(assistant: Assistant, follow_up: str) -> None:
    answer = assistant.ask(follow_up, history=[TRAFFICKED])
    assert answer.status is not Status.ANSWERED
    assert 22442 not in [int(v.value) for v in answer.values]


@pytest.mark.parametrize("last", ["And which had fewer?", "and which ones less?", "fewer?"])
def test_a_bare_comparison_asks_for_the_other_side_of_a_condition(assistant: Assistant, last: str) -> None:
    answer = assistant.ask(last, ["Which states had more than 9,000 CyberTipline reports?"])
    assert {int(v.value) for v in answer.values if v.operation is Operation.FILTER} == {8611, 5956}

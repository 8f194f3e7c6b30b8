"""Conditions, remainders and numbers that are looked up; every expected figure is the sheets' own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant import Assistant
from assistant.lookup import read_coverage
from assistant.types import Operation, Status
from assistant.verification import verify


def computed(assistant: Assistant, question: str, *earlier: str) -> set[tuple[Operation, str]]:
    values = assistant.ask(question, earlier).values
    return {(v.operation, f"{v.value:f}") for v in values if v.operation is not Operation.LOOKUP}


@pytest.mark.parametrize(
    ("question", "fitting"),
    [
        (
            "Which states had fewer Team HOPE families than New York but more than Connecticut?",
            {"US-CO", "US-MA", "US-MN"},
        ),
        ("Which states had more trafficking engagements than in Minnesota?", {"US-CO", "US-MA", "US-NY"}),
        ("Which states had fewer cases of missing children than in Connecticut?", {"US-MN"}),
    ],
)
def test_places_may_be_the_limits_of_a_condition(assistant: Assistant, question: str, fitting: set[str]) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED
    assert {v.place for v in answer.values if v.operation is Operation.FILTER} == fitting


def test_two_measures_are_set_against_each_other_in_each_place(assistant: Assistant) -> None:
    question = "In which states were fewer families supported by Team HOPE than connected to mental health services?"
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED
    line = next(line for line in answer.text.splitlines() if line.endswith(": Connecticut."))
    assert line.startswith("Higher for survivors/families connected to mental health services than for")
    with assistant.library.snapshot() as database:
        false = replace(answer, text=answer.text.replace(line, line.replace("Connecticut", "Colorado")))
        slots = {
            "database": database,
            "catalog": assistant.catalog,
            "lexicon": assistant.planner.lexicon,
            "coverage": read_coverage(database),
        }
        assert verify(answer, **slots) == []  # type: ignore[arg-type]
        assert [v.why for v in verify(false, **slots)] == ["the cited figures do not give this verdict"]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Excluding the ORR ones, how many cases of missing children were there in Colorado?", "447"),
        ("How many of Connecticut's missing children cases were not from a social services facility?", "39"),
        ("Take out the runaways: how many missing child cases did NCMEC assist on overall?", "6444"),
    ],
)
def test_a_total_without_one_of_its_parts_is_their_difference(
    assistant: Assistant, question: str, expected: str
) -> None:
    assert computed(assistant, question) == {(Operation.DIFFERENCE, expected)}


def test_a_part_named_by_what_it_is_not_is_no_remainder(assistant: Assistant) -> None:
    question = "What share of Minnesota's missing children cases were neither facility nor ORR cases?"
    (share,) = (value for operation, value in computed(assistant, question) if operation is Operation.SHARE)
    assert share == "28.3582"  # 57 of 201


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the 252 in the Connecticut sheet?", {("US-CT", "missing_from_social_services_facility")}),
        ("Which state has 221?", {("US-MA", "ncmec_connect_new_professionals")}),
        ("What does 5,759 refer to?", {("US", "team_hope_supported")}),
        (
            "What does 120 stand for in the Colorado sheet?",
            {("US-CO", "other_missing_children_cases"), ("US-CO", "families_connected_to_mental_health_services")},
        ),
    ],
)
def test_a_number_alone_is_looked_up(assistant: Assistant, question: str, expected: set[tuple[str, str]]) -> None:
    answer = assistant.ask(question)
    assert {(v.place, v.indicator) for v in answer.values} == expected


def test_a_number_that_no_sheet_prints_is_not_answered(assistant: Assistant) -> None:
    assert assistant.ask("What does 5,760 refer to?").values == ()


def test_a_share_is_no_answer_to_how_many(assistant: Assistant) -> None:
    asked = "How many runaways from facilities were likely sex trafficking victims?"
    assert assistant.ask(asked).status is Status.PARTIAL
    assert assistant.ask(asked.replace("How many", "What percent of")).status is Status.ANSWERED


@pytest.mark.parametrize(
    ("question", "known"),
    [
        ("Number of CyberTipline reports to police in Colorado, and number of convictions that followed.", "9720"),
        ("New York: how many families did Team HOPE support, and how many volunteers did that?", "692"),
    ],
)
def test_what_is_asked_beside_a_figure_is_not_passed_over(assistant: Assistant, question: str, known: str) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.PARTIAL
    assert [f"{v.value:f}" for v in answer.values] == [known]


def test_every_part_of_a_list_is_of_the_place_that_its_first_part_names(assistant: Assistant) -> None:
    question = (
        "How many Colorado families were connected to mental health services, how many got peer support "
        "from Team HOPE, and how many trafficking engagements were there?"
    )
    answer = assistant.ask(question)
    assert {(v.place, f"{v.value:f}") for v in answer.values} == {
        ("US-CO", "120"),
        ("US-CO", "132"),
        ("US-CO", "40"),
    }


def test_a_place_is_set_against_a_sum_of_before(assistant: Assistant) -> None:
    earlier = ("What do Connecticut, Massachusetts and Minnesota come to together for trafficking engagements?",)
    found = computed(assistant, "By how much does New York exceed those three?", *earlier)
    assert found == {(Operation.DIFFERENCE, "34")}  # 95 - 1 - 38 - 22


def test_a_sentence_before_a_question_may_go_back_to_a_place(assistant: Assistant) -> None:
    earlier = ("CVIP submissions from Minnesota?", "and from New York?")
    answer = assistant.ask("Back to the first state. How many families there had Team HOPE support?", earlier)
    assert [(v.place, f"{v.value:f}") for v in answer.values] == [("US-MN", "66")]


def test_a_change_in_percent_is_counted_from_the_base_that_is_named(assistant: Assistant) -> None:
    earlier = ("Team HOPE families in Minnesota?", "and in Colorado?")
    question = "What is the difference in per cent, with {} as the base?"
    assert computed(assistant, question.format("Minnesota"), *earlier) == {(Operation.PERCENT_CHANGE, "100")}
    assert computed(assistant, question.format("Colorado"), *earlier) == {(Operation.PERCENT_CHANGE, "50")}


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("In which state is the share of ORR cases lowest?", "The lowest of these shares: Massachusetts."),
        ("Rank the states by facility share", "The highest of these shares: New York."),
    ],
)
def test_states_are_ranked_by_their_shares_where_shares_are_asked_for(
    assistant: Assistant, question: str, line: str
) -> None:
    answer = assistant.ask(question)
    assert line in answer.text.splitlines()
    assert len([v for v in answer.values if v.operation is Operation.SHARE]) == 5


def test_thanks_are_met_shortly(assistant: Assistant) -> None:
    answer = assistant.ask("Many thanks, bye!", history=["CVIP submissions from Minnesota?"])
    assert (answer.status, answer.text) == (
        Status.ANSWERED,
        "You are welcome. Ask again whenever you need a figure.",
    )


def test_the_sheets_that_print_a_figure_are_named(assistant: Assistant) -> None:
    answer = assistant.ask("For which states does a sheet give Team Adam cases of the state's own?")
    assert answer.status is Status.ANSWERED
    assert {v.place for v in answer.values} == {"US-MA", "US-NY"}


def test_a_sum_that_is_not_wanted_is_not_given(assistant: Assistant) -> None:
    asked = "Trafficking engagements for Minnesota and Colorado, not added up"
    answer = assistant.ask(asked)
    assert {(v.operation, f"{v.value:f}") for v in answer.values} == {
        (Operation.LOOKUP, "22"),
        (Operation.LOOKUP, "40"),
    }


def test_a_sign_off_asks_for_nothing(assistant: Assistant) -> None:
    answer = assistant.ask("Please send our state's CyberTipline reports to law enforcement. Best, R. Moe")
    assert (answer.status, answer.values) == (Status.CLARIFY, ())


def test_a_figure_is_asked_for_overall_and_of_a_place(assistant: Assistant) -> None:
    answer = assistant.ask("I need the survivors/families that Team HOPE supported overall, and those in Colorado.")
    assert {(v.place, f"{v.value:f}") for v in answer.values} == {("US", "5759"), ("US-CO", "132")}


@pytest.mark.parametrize(
    ("asked", "then", "expected"),
    [
        ("How many boys went missing in Connecticut?", "OK, without the gender", "291"),
        ("CyberTipline reports to police in Minnesota in July?", "forget the month", "8611"),
        ("How many girls were missing from facilities in Minnesota?", "not by sex, just the total", "135"),
    ],
)
def test_a_detail_is_dropped(assistant: Assistant, asked: str, then: str, expected: str) -> None:
    answer = assistant.ask(then, history=[asked])
    assert [f"{v.value:f}" for v in answer.values] == [expected]


def test_another_detail_than_the_one_asked_for_is_not_dropped(assistant: Assistant) -> None:
    answer = assistant.ask("without the age", history=["How many boys went missing in Connecticut?"])
    assert (answer.status, answer.values) == (Status.NOT_FOUND, ())


def test_a_figure_is_not_reckoned_with_numbers_of_the_asker(assistant: Assistant) -> None:
    answer = assistant.ask("double that?", history=["CVIP submissions from Minnesota?"])
    assert (answer.status, answer.values) == (Status.NOT_FOUND, ())


def test_a_ranking_goes_over_states_although_the_nation_was_spoken_of(assistant: Assistant) -> None:
    earlier = ("How many families did Team HOPE help?", "in Minnesota?")
    answer = assistant.ask("and who had the most?", history=earlier)
    assert [v.place for v in answer.values if v.operation is Operation.RANK] == ["US-NY"]


@pytest.mark.parametrize(
    ("question", "formula", "words"),
    [
        ("What is the ratio of missing children cases to CyberTipline reports in Colorado?", "467 / 9720", "**0.048**"),
        ("What is the ratio of CyberTipline reports to missing children cases in Colorado?", "9720 / 467", "**20.8**"),
        (
            "For every missing children case in Minnesota, how many CyberTipline reports were there?",
            "8611 / 201",
            "**42.8**",
        ),
    ],
)
def test_a_ratio_is_that_of_the_first_measure_named_to_the_second(
    assistant: Assistant, question: str, formula: str, words: str
) -> None:
    answer = assistant.ask(question)
    assert [v.formula for v in answer.values if v.operation is Operation.RATIO] == [formula]
    assert words in answer.text


def test_most_of_the_five_is_a_share_of_their_sum(assistant: Assistant) -> None:
    answer = assistant.ask("New York makes up most of the ORR cases of the five. True?")
    (share,) = [v for v in answer.values if v.operation is Operation.SHARE]
    assert (f"{share.value:f}", answer.text.splitlines()[0][:4]) == ("55.814", "Yes,")  # 72 of 129


def test_what_is_not_worked_out_is_not_answered_by_something_near(assistant: Assistant) -> None:
    answer = assistant.ask("Which two states are closest in trafficking engagements?")
    assert (answer.status, answer.values) == (Status.NOT_FOUND, ())


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("With New York left out, which state has the most CVIP submissions?", {(Operation.RANK, "128")}),
        ("How many trafficking engagements were there outside New York?", {(Operation.SUM, "101")}),
        ("What is the ratio between the most and the fewest trafficking engagements?", {(Operation.RATIO, "95")}),
    ],
)
def test_what_is_left_out_and_what_stands_at_the_ends(
    assistant: Assistant, question: str, expected: set[tuple[Operation, str]]
) -> None:
    assert computed(assistant, question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Does New York have twice as many ORR cases as Colorado plus Massachusetts?",  # of which two?
        "How many CyberTipline reports did the New England states have together?",
    ],
)
def test_what_cannot_be_told_is_not_computed(assistant: Assistant, question: str) -> None:
    assert computed(assistant, question) == set()


def test_an_order_from_low_to_high_begins_with_the_lowest(assistant: Assistant) -> None:
    answer = assistant.ask("Rank all states by ORR cases from low to high")
    assert [v.place for v in answer.values][:2] == ["US-MN", "US-CT"]


def test_a_number_said_of_all_the_states_is_their_sum(assistant: Assistant) -> None:
    asked = "Did Team HOPE support {} survivors/families in the five states?"
    assert assistant.ask(asked.format("1,067")).text.startswith("Yes")
    assert assistant.ask(asked.format("5,759")).text.startswith("No")


def test_what_is_said_of_a_part_says_nothing_of_the_whole(assistant: Assistant) -> None:
    assert (
        "right" not in assistant.ask("All of Connecticut's facility cases were runaways, right?").text.split("[1]")[0]
    )
    assert assistant.ask("All of Connecticut's missing cases were facility cases, right?").text.startswith("No")


def test_a_list_of_a_total_and_its_rows_is_given_as_a_whole(assistant: Assistant) -> None:
    answer = assistant.ask("For Massachusetts: missing cases, facility cases, ORR cases")
    assert {f"{v.value:f}" for v in answer.values} == {"893", "807", "16"}


def test_ranks_of_several_places_are_those_among_all(assistant: Assistant) -> None:
    answer = assistant.ask("Colorado is second in CyberTipline reports, Massachusetts third")
    ranks = {(v.place, v.formula) for v in answer.values if v.operation is Operation.RANK}
    assert ranks == {("US-CO", "rank 2 of 5, highest first"), ("US-MA", "rank 3 of 5, highest first")}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("The three states with the lowest CVIP submissions, and their sum", "115"),  # 24 + 42 + 49
        ("What is the average of the top two states for CVIP submissions?", "143.5"),  # of 159 and 128
    ],
)
def test_what_is_joined_are_the_places_at_the_positions_named(
    assistant: Assistant, question: str, expected: str
) -> None:
    assert [value for _, value in computed(assistant, question)] == [expected]


def test_a_position_beside_named_places_leaves_none_of_them_out(assistant: Assistant) -> None:
    asked = "For the second time: the sum of CVIP submissions from Colorado and Minnesota?"
    assert computed(assistant, asked) in ({(Operation.SUM, "152")}, set())


def test_what_a_share_of_the_rest_leaves_out_is_not_passed_over(assistant: Assistant) -> None:
    asked = "What share of Colorado's missing cases were not from facilities, excluding those of toddlers?"
    assert assistant.ask(asked).values == ()


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("Take New York out: CVIP submissions, total of the rest", 24 + 42 + 49 + 128),
        ("Add up the CyberTipline reports of all states but leave Colorado and Minnesota out", 5956 + 9539 + 40545),
        ("Everyone save Massachusetts: ORR kids, in total", 20 + 12 + 72 + 9),
    ],
)
def test_a_verb_around_a_place_leaves_it_out(assistant: Assistant, question: str, total: int) -> None:
    assert [int(v.value) for v in assistant.ask(question).values if v.operation is Operation.SUM] == [total]


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("How many youths leaving Connecticut facilities were reported missing?", 252),
        ("Bar chart for Minnesota: Team HOPE families?", 66),
        ("Children leaving New York facilities, count please", 2732),
        ("Per the sheet, how many missing children cases in Colorado?", 467),
    ],
)
def test_words_that_may_leave_out_a_place_and_do_not(assistant: Assistant, question: str, figure: int) -> None:
    assert [int(v.value) for v in assistant.ask(question).values] == [figure]


def test_a_rate_per_anything_is_none_of_the_sheets(assistant: Assistant) -> None:
    assert not assistant.ask("CyberTipline reports per officer in Colorado").values


@pytest.mark.parametrize("question", ["Minnesota tips, keep Colorado out of this", "Minnesota tips excluding Colorado"])
def test_a_place_beside_one_that_is_left_out_is_not_left_out_with_it(assistant: Assistant, question: str) -> None:
    assert not assistant.ask(question).values


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("How many states cleared 500 missing children cases?", {"US-NY", "US-MA"}),
        ("Which states are in the hundreds for CVIP submissions?", {"US-NY", "US-MN"}),
        ("Anyone with not even ten ORR cases?", {"US-MN"}),
        ("Which states trail Connecticut in CVIP submissions?", {"US-CO"}),
        ("Count of states ahead of Massachusetts in HOPE families?", {"US-NY", "US-CO"}),
    ],
)
def test_conditions_in_other_words(assistant: Assistant, question: str, places: set[str]) -> None:
    answer = assistant.ask(question)
    assert {v.place for v in answer.values if v.operation is Operation.FILTER} == places


def test_two_bounds_are_one_condition(assistant: Assistant) -> None:
    answer = assistant.ask("Which states had fewer than 66 HOPE families but more than 40?")
    assert {(v.place, v.formula) for v in answer.values if v.operation is Operation.FILTER} == {
        ("US-CT", "> 40 and < 66")
    }


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("Which states had over 50 ORR cases and over 100 Team HOPE families?", {"US-NY"}),
        ("Where were there at least 25 engagements but under 45 CVIP submissions?", {"US-CO"}),
        (
            "Name the states with fewer than 60 families in Team HOPE yet more than 250 cases of missing children",
            {"US-CT"},
        ),
        ("Which states had more than 90 engagements and fewer than 100 CVIP submissions?", set()),
    ],
)
def test_two_conditions_must_both_be_met(assistant: Assistant, question: str, places: set[str]) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED
    assert {v.place for v in answer.values if v.operation is Operation.FILTER} == places
    line = answer.text.splitlines()[0]
    with assistant.library.snapshot() as database:
        slots = {
            "database": database,
            "catalog": assistant.catalog,
            "lexicon": assistant.planner.lexicon,
            "coverage": read_coverage(database),
        }
        false = replace(answer, text=answer.text.replace(line, "Both conditions hold of Minnesota."))
        assert verify(answer, **slots) == []  # type: ignore[arg-type]
        assert verify(false, **slots)  # type: ignore[arg-type]


def test_bounds_of_one_side_make_no_range(assistant: Assistant) -> None:
    assert assistant.ask("Which states had more than 30 and more than 60 engagements?").status is Status.PARTIAL


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("Which states beat the average of the five in missing cases?", {"US-NY"}),
        ("Which states were better than average for CVIP?", {"US-NY", "US-MN"}),
        ("Which states beat the median for CVIP?", {"US-NY", "US-MN"}),
    ],
)
def test_what_beats_the_average_is_above_it(assistant: Assistant, question: str, places: set[str]) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED
    assert {v.place for v in answer.values if v.operation is Operation.FILTER} == places


def test_who_beats_the_average_need_not_be_first(assistant: Assistant) -> None:
    answer = assistant.ask("Did Minnesota beat the average for CVIP?")
    assert answer.status is Status.ANSWERED
    assert not answer.text.startswith("No")

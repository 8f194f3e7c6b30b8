"""What is done with figures where signs, several measures or several places say it: sums, ratios by place, sides."""

from __future__ import annotations

import pytest
from asked import formulas

from assistant import Assistant
from assistant.types import Operation, Status


@pytest.mark.parametrize(
    ("question", "operation", "formula"),
    [
        ("CT + MA + MN engagements = ?", Operation.SUM, "1 + 38 + 22"),
        ("HOPE (NY) / HOPE (CT)", Operation.RATIO, "692 / 46"),
        ("Minnesota: facility minus other minus ORR", Operation.DIFFERENCE, "135 - 57 - 9"),
        ("tips for New York less tips for Colorado and Connecticut", Operation.DIFFERENCE, "40545 - 9720 - 5956"),
        ("How many more HOPE families nationally than in all five states?", Operation.DIFFERENCE,
         "5759 - 132 - 46 - 131 - 66 - 692"),
        ("Colorado's excess of CVIP submissions over Connecticut's", Operation.DIFFERENCE, "42 - 24"),
        ("Ratio of facility cases to all missing cases in Colorado", Operation.RATIO, "327 / 467"),
    ],
)  # fmt: skip
def test_signs_say_what_is_done(assistant: Assistant, question: str, operation: Operation, formula: str) -> None:
    assert formulas(assistant.ask(question), operation) == [formula]


def test_a_ratio_of_two_measures_is_worked_out_for_each_place(assistant: Assistant) -> None:
    answer = assistant.ask("For each state, how many tips per missing child?")
    assert formulas(answer, Operation.RATIO) == [
        "8611 / 201",
        "9720 / 467",
        "5956 / 291",
        "40545 / 3005",
        "9539 / 893",
    ]


@pytest.mark.parametrize(
    ("turns", "formula"),
    [
        (["Team Adam incidents, national.", "And long-term cases.", "The second over the first."], "146 / 57"),
        (["How many long-term cases did Team Adam work on?", "Ratio of long-term cases to incidents?"], "146 / 57"),
    ],
)
def test_a_ratio_is_of_a_measure_and_the_one_before(assistant: Assistant, turns: list[str], formula: str) -> None:
    assert formulas(assistant.ask(turns[-1], turns[:-1]), Operation.RATIO) == [formula]


def test_measures_of_different_units_have_sides(assistant: Assistant) -> None:
    text = assistant.ask("Which states had more new CONNECT professionals than HOPE families?").text
    first, *_ = text.split("\n")
    assert first.endswith("Colorado, Connecticut, Massachusetts, Minnesota.")
    assert first.startswith("Higher for new law enforcement and child-serving professionals")


def test_a_difference_of_sums_is_not_answered_with_a_sum(assistant: Assistant) -> None:
    history = ["HOPE and therapy added up for Colorado", "the same sum for New York"]
    assert assistant.ask("NY sum minus CO sum", history).status is not Status.ANSWERED


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("Was Connecticut the only state with fewer than 100 HOPE families?", "No"),
        ("Was Connecticut the only state with fewer than 50 HOPE families?", "Yes"),
        ("More than a thousand new CONNECT professionals across all states?", "Yes"),
        ("Does Colorado have fewer than half of New York's engagements?", "Yes"),
        ("Massachusetts's therapy number is a quarter of New York's, isn't it?", "Yes"),
    ],
)
def test_what_is_stated_of_several_places_is_weighed_over_them(
    assistant: Assistant, question: str, verdict: str
) -> None:
    assert assistant.ask(question).text.startswith(f"{verdict}, ")


def test_each_number_of_a_table_is_weighed_against_its_own_figure(assistant: Assistant) -> None:
    lines = assistant.ask("Minnesota's missing table: does 130 plus 57 plus 9 make 201?").text.split("\n")
    verdicts = {line.split("\u2018")[1].split("\u2019")[0]: line.split(",")[0] for line in lines if "\u2018" in line}
    assert verdicts == {"130": "No", "57": "Yes", "9": "Yes", "201": "Yes"}


@pytest.mark.parametrize(
    "question",
    ["Neither Connecticut nor Minnesota had over 100 HOPE families, true?",
     "Was the Massachusetts missing figure within 10 of 900?"],
)  # fmt: skip
def test_no_verdict_on_a_number_that_other_words_turn(assistant: Assistant, question: str) -> None:
    assert "is not right" not in assistant.ask(question).text


@pytest.mark.parametrize(
    ("turns", "operation", "formula"),
    [
        (["CVIP submissions in Minnesota?", "Is that more than twice Massachusetts's?"], Operation.RATIO, "128 / 49"),
        (["States with more than 100 HOPE families?", "How many of them had over 100 CVIP submissions?"],
         Operation.COUNT, "count(> 100)"),
        (["Which states had over 100 CVIP submissions?", "How many is that?"], Operation.COUNT, "count(> 100)"),
    ],
)  # fmt: skip
def test_follow_ups_go_over_what_was_answered(
    assistant: Assistant, turns: list[str], operation: Operation, formula: str
) -> None:
    assert formulas(assistant.ask(turns[-1], turns[:-1]), operation) == [formula]


def test_of_them_means_the_places_that_fitted(assistant: Assistant) -> None:
    answer = assistant.ask(
        "How many of them had over 100 CVIP submissions?", ["States with more than 100 HOPE families?"]
    )
    assert [int(v.value) for v in answer.values if v.operation is Operation.COUNT] == [1]


def test_mean_and_median_are_both_worked_out(assistant: Assistant) -> None:
    values = {v.operation: float(v.value) for v in assistant.ask("Mean and median of CVIP submissions?").values}
    assert values[Operation.MEAN] == 80.4
    assert values[Operation.MEDIAN] == 49


def test_a_ranking_per_something_ranks_the_ratios(assistant: Assistant) -> None:
    answer = assistant.ask("Which state has the fewest missing children cases per engagement?")
    assert answer.status is Status.ANSWERED
    assert "lowest of these results: Minnesota" in answer.text
    assert {v.formula for v in answer.values if v.formula} == {
        "467 / 40",
        "291 / 1",
        "893 / 38",
        "201 / 22",
        "3005 / 95",
    }


def test_a_whole_that_is_stated_beside_its_part_is_weighed_as_the_whole(assistant: Assistant) -> None:
    answer = assistant.ask("MA: 807 of 893 are from facilities, so 90%?")
    assert "Yes, your \u2018893\u2019 is right" in answer.text and "No, your" not in answer.text
    wrong = assistant.ask("MA: 807 of 983 are from facilities, so 90%?")
    assert "No, your \u2018983\u2019 is not right" in wrong.text


def test_no_figure_is_set_against_things_that_no_sheet_counts(assistant: Assistant) -> None:
    answer = assistant.ask("Which state has the most missing children per facility?")
    assert (answer.status, answer.values) == (Status.NOT_FOUND, ())


@pytest.mark.parametrize(
    ("question", "formula"),
    [
        ("How much more than Connecticut did Colorado have in percent, new Connect professionals?", "(235 - 87) / 87"),
        ("Compared to Minnesota, what percent more HOPE families did Colorado have?", "(132 - 66) / 66"),
        ("HOPE families from Minnesota to Colorado, percentage change?", "(132 - 66) / 66"),
        ("With Connecticut as the baseline, how far in percent is Minnesota's CVIP count above it?", "(128 - 42) / 42"),
        ("By what percent are Minnesota's HOPE families below Colorado's?", "(132 - 66) / 132"),
        ("HOPE families, Minnesota vs Colorado, percent difference", "(132 - 66) / 132"),
    ],
)
def test_a_percentage_is_of_the_place_that_another_is_measured_by(
    assistant: Assistant, question: str, formula: str
) -> None:
    assert formulas(assistant.ask(question), Operation.PERCENT_CHANGE) == [formula]


@pytest.mark.parametrize(
    ("question", "formula"),
    [
        ("Relative to Connecticut, how many times as many HOPE families did New York have?", "692 / 46"),
        ("How many times Connecticut's HOPE families are New York's?", "692 / 46"),
    ],
)
def test_a_ratio_is_to_the_place_that_another_is_measured_by(assistant: Assistant, question: str, formula: str) -> None:
    assert formulas(assistant.ask(question), Operation.RATIO) == [formula]


@pytest.mark.parametrize(
    "question",
    [
        "How many percentage points apart are Minnesota and Colorado on the share of facility cases?",
        "Difference between the facility shares of Minnesota and Colorado, in percentage points",
        "By how many points is Colorado's facility share higher than Minnesota's?",
        "By how many percentage points does Colorado's facility share exceed Minnesota's?",
    ],
)
def test_shares_are_points_apart(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert formulas(answer, Operation.DIFFERENCE) == ["327 / 467 - 135 / 201"]
    assert "**2.9 percentage points**" in answer.text  # 70.0214 - 67.1642


@pytest.mark.parametrize(
    ("question", "formula"),
    [
        ("What percent of Connecticut's missing cases are other than facility cases?", "(291 - 252) / 291"),
        ("What share of Connecticut's cases were anything but facility ones?", "(291 - 252) / 291"),
    ],
)
def test_a_share_leaves_out_its_row(assistant: Assistant, question: str, formula: str) -> None:
    assert formulas(assistant.ask(question), Operation.SHARE) == [formula]


def test_a_ranking_without_a_place_says_nothing_of_its_rank(assistant: Assistant) -> None:
    answer = assistant.ask("Sort the states by trafficking engagements, leaving out New York")
    ranks = [v.place for v in answer.values if v.operation is Operation.RANK]
    assert ranks == ["US-CO", "US-MA", "US-MN", "US-CT"]


@pytest.mark.parametrize(
    ("question", "verdict", "formula"),
    [
        ("Is Minnesota's HOPE number less than a tenth of New York's?", "Yes", "66 / 692"),
        ("Was Connecticut's CVIP count more than half of Minnesota's?", "No", "42 / 128"),
        ("Minnesota had less than a quarter of the missing cases of Massachusetts, right?", "Yes", "201 / 893"),
        ("Does Connecticut have half the engagements that Minnesota has?", "No,", "1 / 22"),
        ("Minnesota got a fifth of the tips New York got, right?", "Yes,", "8611 / 40545"),
    ],
)
def test_a_part_is_stated_of_another_place(assistant: Assistant, question: str, verdict: str, formula: str) -> None:
    answer = assistant.ask(question)
    assert answer.text.startswith(verdict)
    assert formulas(answer, Operation.SHARE) == [formula]


def test_a_part_of_something_untold_is_no_share_of_the_nation(assistant: Assistant) -> None:
    assert not assistant.ask("Is a fifth of New York's total above Minnesota's total, missing cases?").values


def test_both_ends_of_a_ranking_are_told(assistant: Assistant) -> None:
    answer = assistant.ask("Who had the smallest and the largest number of CVIP submissions?")
    assert {v.place for v in answer.values if v.operation is Operation.RANK} == {"US-CO", "US-NY"}


@pytest.mark.parametrize(
    ("question", "formula"),
    [
        ("How many times bigger is the national missing cases figure than New York's?", "28886 / 3005"),
        ("New York's missing cases are what multiple of the national figure?", "3005 / 28886"),
        ("Ratio of the national Team HOPE figure to Colorado's", "5759 / 132"),
        ("By what percent is the national runaway figure above Massachusetts'?", "(22442 - 807) / 807"),
    ],
)
def test_an_overall_figure_and_a_places_are_divided_in_the_order_named(
    assistant: Assistant, question: str, formula: str
) -> None:
    computed = [v for v in assistant.ask(question).values if v.operation in (Operation.RATIO, Operation.PERCENT_CHANGE)]
    assert [v.formula for v in computed] == [formula]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Did Team HOPE help more families in Colorado than were connected to mental health services there?",
         "Yes, the figure of survivors/families supported by Team HOPE is above that of "),
        ("In Massachusetts, were there more engagements than CVIP submissions?",
         "No, the figure of engagements with social service agencies on child sex trafficking cases is below that of "),
        ("Were there fewer ORR cases than engagements in Minnesota?",
         "Yes, the figure of children reported missing by the Office of Refugee Resettlement (HHS-ORR) is below "),
    ],
)  # fmt: skip
def test_measures_of_one_place_are_set_against_each_other(assistant: Assistant, question: str, first: str) -> None:
    assert assistant.ask(question).text.startswith(first)


def test_measures_of_one_place_are_ranked_among_the_rest_where_the_rest_is_spoken_of(assistant: Assistant) -> None:
    answer = assistant.ask("Does Colorado have more tips and more engagements than the others?")
    assert {v.place for v in answer.values if v.operation is Operation.RANK} == {"US-NY"}


@pytest.mark.parametrize(
    "question",
    [
        "Is Minnesota's count of missing children above the national average?",
        "How do Connecticut's engagements compare to the US average?",
        "How many tips per state on average nationwide?",
    ],
)
def test_no_sheet_gives_a_national_average(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.NOT_FOUND
    assert not answer.values


def test_an_average_of_the_states_stands_beside_an_overall_figure(assistant: Assistant) -> None:
    question = "What is the average of Colorado and Minnesota in tips, and what is the national number?"
    values = {f"{v.value:f}" for v in assistant.ask(question).values}
    assert {"9165.5", "36200000"} <= values


def test_an_average_with_and_without_a_state(assistant: Assistant) -> None:
    answer = assistant.ask("What is the mean of CVIP submissions, with and without New York?")
    means = ["(24 + 42 + 49 + 128 + 159) / 5", "(24 + 42 + 49 + 128) / 4"]
    assert formulas(answer, Operation.MEAN) == means


@pytest.mark.parametrize(
    ("question", "formulas"),
    [
        ("The total and then the average of engagements in Massachusetts and Minnesota?",
         {"38 + 22", "(38 + 22) / 2"}),
        ("What's the difference and the ratio of New York's and Colorado's facility cases?",
         {"2732 - 327", "2732 / 327"}),
        ("the combined average of ORR cases in Connecticut and Minnesota", {"(12 + 9) / 2"}),
    ],
)  # fmt: skip
def test_each_operation_that_is_joined_to_another_is_carried_out(
    assistant: Assistant, question: str, formulas: set[str]
) -> None:
    values = assistant.ask(question).values
    assert {v.formula for v in values if v.operation is not Operation.LOOKUP} == formulas


def test_both_ends_are_called_highest_and_lowest(assistant: Assistant) -> None:
    ranks = {(v.place, v.formula) for v in assistant.ask("Top and bottom state for CVIP?").values if v.formula}
    assert ranks == {("US-NY", "rank 1 of 5, highest first"), ("US-CO", "rank 1 of 5, lowest first")}


def test_a_list_from_high_to_low_is_in_that_order(assistant: Assistant) -> None:
    values = assistant.ask("ORR cases by state, listed highest to lowest").values
    assert [f"{v.value:f}" for v in values] == ["72", "20", "16", "12", "9"]


def test_a_ranking_may_name_its_measure_in_the_next_clause(assistant: Assistant) -> None:
    ranks = [(v.place, v.formula) for v in assistant.ask("Who had the fewest and who had the most tips?").values]
    assert ("US-CT", "rank 1 of 5, lowest first") in ranks
    assert ("US-NY", "rank 1 of 5, highest first") in ranks


def test_no_state_with_none_is_said_to_have_none(assistant: Assistant) -> None:
    answer = assistant.ask("Does any state have zero engagements?")
    assert answer.text.startswith("No, this holds of none of the places.")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Of the 28,886, how many were from Connecticut?", {"291"}),
        ("How many of the 22,442 came from Minnesota?", {"135"}),
        ("What share of the 5,759 does Massachusetts make up?", {"131", "5759", "2.2747"}),
    ],
)
def test_an_overall_figure_given_as_a_number_names_its_measure(
    assistant: Assistant, question: str, expected: set[str]
) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED
    assert {f"{v.value:f}" for v in answer.values} == expected


def test_what_is_asked_with_whether_is_checked(assistant: Assistant) -> None:
    answer = assistant.ask("Send me Minnesota's engagements and whether that is higher than Connecticut's")
    assert "Yes, Minnesota's figure is above that of Connecticut" in answer.text
    assert {(v.place, f"{v.value:f}") for v in answer.values} >= {("US-MN", "22"), ("US-CT", "1")}


def test_these_states_are_those_that_have_sheets(assistant: Assistant) -> None:
    answer = assistant.ask("How many new CONNECT professionals were there in these states?")
    assert {f"{v.value:f}" for v in answer.values} == {"235", "87", "221", "91", "648"}


def test_a_section_is_given_for_a_state_and_overall(assistant: Assistant) -> None:
    answer = assistant.ask("the trafficking section for Colorado and nationally")
    assert {(v.place, f"{v.value:f}") for v in answer.values} == {("US-CO", "40"), ("US", "18400")}


def test_two_places_are_set_against_each_other_by_each_measure(assistant: Assistant) -> None:
    answer = assistant.ask("New York minus Minnesota for each of: tips, CVIP, engagements")
    assert formulas(answer, Operation.DIFFERENCE) == ["40545 - 8611", "159 - 128", "95 - 22"]


def test_a_place_is_compared_with_the_average(assistant: Assistant) -> None:
    answer = assistant.ask("How does Minnesota compare with the average for engagements?")
    assert answer.status is Status.ANSWERED
    assert formulas(answer, Operation.MEAN) == ["(40 + 1 + 38 + 22 + 95) / 5"]
    assert [f"{v.value:f}" for v in answer.values if v.operation is Operation.DIFFERENCE] == ["17.2"]  # 39.2 - 22


def test_a_ranking_is_followed_by_the_total_that_is_asked_for(assistant: Assistant) -> None:
    answer = assistant.ask("ORR cases in all states, biggest first, and the total")
    assert [f"{v.value:f}" for v in answer.values if v.operation is Operation.RANK] == ["72", "20", "16", "12", "9"]
    assert [f"{v.value:f}" for v in answer.values if v.operation is Operation.SUM] == ["129"]


def test_states_that_print_no_figure_are_named_where_none_is_asked_for(assistant: Assistant) -> None:
    answer = assistant.ask("Which states have no Team Adam number?")
    assert {(v.place, f"{v.value:f}") for v in answer.values} == {("US-MA", "1"), ("US-NY", "1")}
    assert all(f"The {name} sheet gives no figure" in answer.text for name in ("Colorado", "Connecticut", "Minnesota"))


def test_of_two_equal_figures_none_is_the_larger(assistant: Assistant) -> None:
    text = assistant.ask("Difference between Massachusetts and New York in Team Adam cases?").text
    assert "= **0 cases**" in text
    assert "larger" not in text

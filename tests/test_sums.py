"""What is worked out of several figures: sums of two groups, places of before, two things at once."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.types import Operation, Status

OTHER_CASES = "Other missing children cases for all five states please"  # 120, 27, 70, 57, 201


@pytest.mark.parametrize(
    ("turns", "verdict", "sums"),
    [
        (["Do New York and Minnesota together have more CVIP submissions than the other three combined?"],
         "Yes, ", {287, 115}),
        (["CVIP by state", "So New York and Minnesota together make up more than the other three combined, yes?"],
         "Yes, ", {287, 115}),
        (["Colorado and Minnesota combined had more CyberTipline reports than the other three together, right?"],
         "No, ", {18331, 56040}),
        (["Missing children cases by state", "Massachusetts and Colorado combined have fewer than the rest together?"],
         "Yes, ", {1360, 3497}),
        (["Did Colorado and Connecticut together have fewer missing children cases than Massachusetts and Minnesota?"],
         "Yes, ", {758, 1094}),
        (["Colorado plus Connecticut had more CyberTipline reports than Massachusetts plus Minnesota, correct?"],
         "No, ", {15676, 18150}),  # 9,720 + 5,956, and 9,539 + 8,611
        (["Minnesota + Massachusetts had more missing children cases than Colorado + Connecticut, right?"],
         "Yes, ", {1094, 758}),
        (["Did Connecticut plus Minnesota have fewer missing children cases than Colorado?"], "No, ", {492}),
        (["Did the other three states combined have more CVIP submissions than New York and Minnesota together?"],
         "No, ", {287, 115}),
    ],
)  # fmt: skip
def test_the_sums_of_two_groups_are_weighed(
    assistant: Assistant, turns: list[str], verdict: str, sums: set[int]
) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert answer.text.startswith(verdict)
    assert {int(v.value) for v in answer.values if v.operation is Operation.SUM} == sums


@pytest.mark.parametrize(
    "question",
    [
        "Did New York and Minnesota together have more than twice the CVIP submissions of the other three combined?",
        "How many more CVIP submissions did New York and Minnesota together have than the other three combined?",
        "CVIP in New York and Minnesota together, and in the other three?",
        "Do Minnesota and Connecticut together have as many missing cases as Massachusetts and Colorado combined?",
    ],
)
def test_one_of_two_groups_is_no_answer(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.NOT_FOUND
    assert not answer.values


def test_each_place_or_all_together_is_not_told(assistant: Assistant) -> None:
    answer = assistant.ask("Do New York and Minnesota have more CVIP submissions than the other three?")
    assert {int(v.value) for v in answer.values if v.operation is not Operation.SUM} == {159, 128, 49, 42, 24}
    assert not answer.text.startswith(("Yes", "No"))


def test_a_sum_with_a_gap_is_not_said(assistant: Assistant) -> None:
    answer = assistant.ask("Did New York and Texas together have more missing cases than Colorado and Connecticut?")
    assert answer.status is Status.PARTIAL
    assert [int(v.value) for v in answer.values if v.operation is Operation.SUM] == [758]


def worked_out(assistant: Assistant, turns: list[str]) -> dict[str, float]:
    """Return what an answer computes, by operation."""
    values = assistant.ask(turns[-1], turns[:-1]).values
    return {str(v.operation): round(float(v.value), 2) for v in values if v.formula and v.operation != Operation.RANK}


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (["Minnesota team hope?", "and colorado?", "how many missing children cases did those two have combined?"],
         {"sum": 668}),  # 201 + 467
        (["Massachusetts CVIP?", "and New York?", "how many CyberTipline reports did those two get together?"],
         {"sum": 50084}),  # 9,539 + 40,545
        (["Colorado team hope", "Connecticut", "Minnesota", "how many missing cases did those three have in total?"],
         {"sum": 959}),  # 467 + 291 + 201
        (["CVIP in Colorado?", "Minnesota?", "what's the average number of missing children cases of those two?"],
         {"mean": 334}),
        (["Minnesota team hope?", "and colorado?", "which of the two states had more missing children cases?"],
         {"difference": 266}),
        # two of three are not told
        (["CVIP in Colorado?", "Minnesota?", "Massachusetts?", "how many missing cases did those two have combined?"],
         {}),
        (["Minnesota team hope?", "and colorado?", "and Team HOPE for Connecticut and New York combined?"],
         {"sum": 738}),  # 46 + 692
    ],
)  # fmt: skip
def test_a_new_measure_of_places_named_one_by_one(
    assistant: Assistant, turns: list[str], expected: dict[str, float]
) -> None:
    assert worked_out(assistant, turns) == expected


CONNECT = ["Colorado: new NCMEC CONNECT professionals?", "Massachusetts?", "Minnesota?", "And Ohio?"]
CVIP_AND_TEXAS = ["CVIP in Colorado?", "New York?", "Texas?"]


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([*CONNECT, "Fine, then just give me the average of the three you have."], {"mean": 182.33}),  # 235, 221, 91
        ([*CVIP_AND_TEXAS, "ok, the sum of those two"], {"sum": 183}),  # 24 + 159
        ([*CVIP_AND_TEXAS, "the average of those two?", "and with Minnesota included?"], {"mean": 103.67}),  # and 128
        ([*CVIP_AND_TEXAS, "how far apart are those two?"], {"difference": 135}),
        ([*CVIP_AND_TEXAS, "the average of the last two?"], {}),
        (["CVIP in Colorado?", "New York?", "Minnesota?", "the average of those two?"], {"mean": 143.5}),
    ],
)  # fmt: skip
def test_those_with_a_sheet_are_meant(assistant: Assistant, turns: list[str], expected: dict[str, float]) -> None:
    assert worked_out(assistant, turns) == expected


REST = ["CyberTipline reports for all five states?", "Leave New York out. Which is the highest of the rest?"]
OF_THREE = ["Which of Colorado, Connecticut and Minnesota had the most CyberTipline reports?", "And the fewest?"]


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([*REST, "And the lowest of the rest?", "What's the gap between those two?"], 3764),  # 9,720 - 5,956
        ([*OF_THREE, "What's the gap between those two?"], 3764),
        (["Leaving New York out, which state has the fewest missing cases?", "And the most?", "the gap?"], 692),
        (["Leaving New York out, which state has the fewest missing cases?", "And the most?", "add those two up"],
         1094),  # 201 + 893
    ],
)  # fmt: skip
def test_those_two_are_those_that_two_rankings_named(assistant: Assistant, turns: list[str], expected: int) -> None:
    assert [*worked_out(assistant, turns).values()] == [expected]


def test_who_is_left_out_of_a_ranking_stays_out(assistant: Assistant) -> None:
    answer = assistant.ask("And the highest?", ["Leaving New York out, which state has the fewest missing cases?"])
    assert {v.place for v in answer.values} == {"US-CO", "US-CT", "US-MA", "US-MN"}
    assert [v.place for v in answer.values if v.operation is Operation.RANK] == ["US-MA"]


MISSING = ["How many missing children cases from Massachusetts?", "And from Connecticut?"]
CVIP = ["CVIP in Colorado?", "Connecticut?"]


@pytest.mark.parametrize(
    ("turns", "figures"),
    [
        (["NY team hope", "how about CO", "and what do they add up to, and which is higher?"], {824, 692, 132, 560}),
        ([*MISSING, "And how do they differ, and what did Colorado have?"], {893, 291, 602, 467}),
        ([*MISSING, "And how do they differ, and what did Vermont have?"], {893, 291, 602}),
        ([*MISSING, "the difference, and what was New York's?"], {893, 291, 602, 3005}),
        ([*CVIP, "what's the sum and the difference?"], {42, 24, 18, 66}),
        ([*CVIP, "how do they differ?"], {42, 24, 18}),
        ([*MISSING, "And for Minnesota, the total plus how many came from social services facilities"], {201, 135}),
        ([*CVIP, "for New York, the total and how many were ORR cases?"], {3005, 72}),
        (["Give me Colorado's total and how many engagements they had"], {40}),
    ],
)  # fmt: skip
def test_both_wishes_of_a_follow_up_are_met(assistant: Assistant, turns: list[str], figures: set[int]) -> None:
    assert {int(v.value) for v in assistant.ask(turns[-1], turns[:-1]).values} == figures


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (["Now do the same for missing children cases."], {"sum": 758}),  # 467 + 291
        (["Now do the same for missing children cases.", "Now for Team HOPE."], {"sum": 178}),  # 132 + 46
        (["How many missing children cases did each have?", "Now for Team HOPE."], {}),
    ],
)
def test_the_same_is_done_for_another_measure(
    assistant: Assistant, turns: list[str], expected: dict[str, float]
) -> None:
    assert worked_out(assistant, ["Add up CVIP submissions for Colorado and Connecticut.", *turns]) == expected


@pytest.mark.parametrize(
    ("turns", "value"),
    [
        (["Missing cases for Connecticut", "and Massachusetts?", "How many more cases is that?"], 893 - 291),
        (["Tips for Connecticut", "and Massachusetts?", "what's the difference in reports?"], 9539 - 5956),
        (["Tips for Connecticut", "and Massachusetts?", "so how many reports altogether?"], 9539 + 5956),
        (["ORR cases in Colorado", "facility cases in Colorado", "how many cases together?"], 20 + 327),
    ],
)
def test_the_unit_said_again_names_no_other_measure(assistant: Assistant, turns: list[str], value: int) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert [int(v.value) for v in answer.values if v.operation is not Operation.LOOKUP] == [value]


@pytest.mark.parametrize(
    ("turns", "value"),
    [
        (["Tips in Minnesota?", "CVIP submissions?", "so how many reports per submission"], 8611 / 128),
        (["Tips in Colorado?", "missing cases?", "ratio of tips to cases?"], 9720 / 467),
        (["Facility cases in Connecticut", "And all missing cases?", "what share of cases is that?"], 25200 / 291),
        (["Facility runaways in the whole US", "what's that as a share of all the missing cases?"], 2244200 / 28886),
        (["Minnesota missing children cases", "as a share of NCMEC's national caseload?"], 20100 / 28886),
        (["Missing cases in Colorado and Minnesota", "percent wise, how much more has Colorado"], 100 * 266 / 201),
        (["Team HOPE Minnesota", "Colorado?", "therapy there?", "back to Team HOPE, families for both together?"],
         66 + 132),
    ],
)  # fmt: skip
def test_figures_of_before_are_reckoned_with_by_their_names(
    assistant: Assistant, turns: list[str], value: float
) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert [float(v.value) for v in answer.values if v.operation is not Operation.LOOKUP] == [
        pytest.approx(value, rel=1e-3)
    ]


@pytest.mark.parametrize(
    "turns",
    [
        ["How many engagements did all five have?", "Without New York?", "What's Colorado's share of those?"],
        ["What is the total of CVIP submissions leaving out New York?", "And what percentage of that is Minnesota?"],
    ],
)
def test_a_share_of_what_is_left_is_no_share_of_all(assistant: Assistant, turns: list[str]) -> None:
    assert not assistant.ask(turns[-1], turns[:-1]).values


def test_the_gap_between_both_ends(assistant: Assistant) -> None:
    answer = assistant.ask("What's the gap between the state with the most missing cases and the one with the fewest?")
    assert [int(v.value) for v in answer.values if v.operation is Operation.DIFFERENCE] == [3005 - 201]


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ((OTHER_CASES, "Add up everything except New York"), "274"),
        ((OTHER_CASES, "sum everything without Colorado"), "355"),
        (("Missing cases in Colorado, Connecticut and Minnesota", "Add everything up"), "959"),
    ],
)
def test_everything_is_all_that_was_given_before(assistant: Assistant, turns: tuple[str, ...], expected: str) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert (answer.status, answer.values[-1].operation) == (Status.ANSWERED, Operation.SUM)
    assert f"{answer.values[-1].value:f}" == expected


def test_everything_on_a_place_is_all_of_its_sheet(assistant: Assistant) -> None:
    answer = assistant.ask("And everything you have on New York", history=["Missing cases in Colorado"])
    assert {"40545", "3005", "692"} <= {f"{v.value:f}" for v in answer.values}


@pytest.mark.parametrize(
    ("question", "formula"),
    [
        (
            "How many tips per missing child case in the five states together?",
            "(9720 + 5956 + 9539 + 8611 + 40545) / (467 + 291 + 893 + 201 + 3005)",
        ),
        (
            "For Colorado and Minnesota combined, how many CyberTipline reports per missing children case?",
            "(9720 + 8611) / (467 + 201)",
        ),
        (
            "Across the five states put together, how many families got peer support per mental health referral?",
            "(132 + 46 + 131 + 66 + 692) / (120 + 52 + 45 + 55 + 187)",
        ),
    ],
)
def test_a_ratio_of_places_together_is_one_of_their_sums(assistant: Assistant, question: str, formula: str) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED
    assert [v.formula for v in answer.values if v.operation is Operation.RATIO] == [formula]


@pytest.mark.parametrize(
    ("turns", "formula", "share"),
    [
        # 252 + 135 of 291 + 201
        (["Of all missing cases in Connecticut and Minnesota together, what percent were facility cases?"],
         "(252 + 135) / (291 + 201)", "78.6585"),
        # 20 + 12 + 16 + 9 + 72 of 467 + 291 + 893 + 201 + 3,005
        (["Across the five states combined, what share of missing cases was reported by ORR?"],
         "(20 + 12 + 16 + 9 + 72) / (467 + 291 + 893 + 201 + 3005)", "2.656"),
        (["Sum of the ORR cases in the five states?", "as percent of all five states' missing cases"],
         "(20 + 12 + 16 + 9 + 72) / (467 + 291 + 893 + 201 + 3005)", "2.656"),
    ],
)  # fmt: skip
def test_a_share_of_several_places_together_is_one_of_the_sums(
    assistant: Assistant, turns: list[str], formula: str, share: str
) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert [(v.formula, f"{v.value:f}") for v in answer.values if v.operation is Operation.SHARE] == [(formula, share)]


def test_a_share_of_each_of_several_places_is_one_of_each(assistant: Assistant) -> None:
    answer = assistant.ask("What share of the missing cases of each state were ORR cases?")
    assert len([v for v in answer.values if v.operation is Operation.SHARE]) == 5


def test_a_ratio_of_sums_needs_each_figure_and_one_of_each_state_none(assistant: Assistant) -> None:
    answer = assistant.ask("Colorado and Vermont combined: how many tips per missing child case?")
    assert (answer.status, [v.formula for v in answer.values if v.operation is Operation.RATIO]) == (Status.PARTIAL, [])
    answer = assistant.ask("How many tips per missing child case in each of the five states?")
    assert len([v.formula for v in answer.values if v.operation is Operation.RATIO]) == 5


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Which state sits third out of five for CVIP submissions reviewed?", "US-MA"),
        ("Which state is fourth out of five for missing children cases?", "US-CT"),
        ("Which state is 2nd out of the 5 for CyberTipline reports?", "US-CO"),
    ],
)
def test_a_rank_out_of_all_states_is_no_condition(assistant: Assistant, question: str, place: str) -> None:
    answer = assistant.ask(question)
    assert [v.place for v in answer.values if v.operation is Operation.RANK] == [place]


@pytest.mark.parametrize(
    ("question", "verdict", "sums"),
    [
        ("Across Colorado, Connecticut, Massachusetts, Minnesota and New York more than 1,300 new professionals joined"
         " NCMEC CONNECT in 2023. True?", "No, your \u2018more than 1,300", [1282]),
        ("Across Connecticut, Massachusetts and Minnesota fewer than 400 new professionals joined NCMEC CONNECT. True?",
         "Yes, your \u2018fewer than 400", [399]),
        ("Across Colorado and Minnesota there were 668 missing children cases. Right?", "Yes, your \u2018668", [668]),
        ("Across Colorado and Minnesota, each state had more than 90 new professionals on CONNECT, right?", "Yes, this",
         []),
    ],
)  # fmt: skip
def test_a_number_across_places_is_said_of_their_sum(
    assistant: Assistant, question: str, verdict: str, sums: list[int]
) -> None:
    answer = assistant.ask(question)
    assert answer.text.startswith(verdict)
    assert [int(v.value) for v in answer.values if v.operation is Operation.SUM] == sums


@pytest.mark.parametrize(
    ("question", "lines", "total"),
    [
        ("More than half of the five states' ORR-reported missing children were in New York - true?",
         ["Yes, your \u2018More than half"], 129),  # 72 + 20 + 12 + 16 + 9
        ("Did New York take more than half of the 75,000 CyberTipline reports made available across the five states?",
         ["Yes, your \u2018more than half", "No, your \u201875,000"], 74371),
        ("The five states together had 4,900 missing children cases, about 17 percent of the 28,886 NCMEC assisted on."
         " Right?", ["Yes, your \u2018about 17 percent", "No, your \u20184,900", "Yes, your \u201828,886"], 4857),
        ("New York had 3,005 of the five states' 4,857 missing children cases, about 62 percent. Right?",
         ["Yes, your \u2018about 62 percent", "Yes, your \u20183,005", "Yes, your \u20184,857"], 4857),
        ("What share of the five states' missing children cases is New York's?", [], 4857),
    ],
)  # fmt: skip
def test_the_sum_that_a_share_is_taken_of_is_said(
    assistant: Assistant, question: str, lines: list[str], total: int
) -> None:
    answer = assistant.ask(question)
    said = [line for line in answer.text.split("\n") if line.startswith(("Yes", "No"))]
    assert len(said) == len(lines)
    assert all(line.startswith(begins) for line, begins in zip(said, lines, strict=True))
    assert [int(v.value) for v in answer.values if v.operation is Operation.SUM] == [total]


@pytest.mark.parametrize(
    ("question", "verdicts"),
    [
        ("The median of the five for CyberTipline reports is 9,539, i.e. Massachusetts - correct?", ["Yes"]),
        ("The median of the five for missing children cases is 467, i.e. Minnesota. Right?", ["Yes", "No"]),
        ("Colorado's 467 is the median of the five states for missing children cases, right?", ["Yes"]),
        ("Massachusetts' 893 missing children cases is the mean of the five, right?", ["No"]),  # 971.4
    ],
)
def test_an_average_that_is_said_to_be_one_places(assistant: Assistant, question: str, verdicts: list[str]) -> None:
    answer = assistant.ask(question)
    assert [line.split(",")[0] for line in answer.text.split("\n") if line.startswith(("Yes", "No"))] == verdicts
    assert next(v.operation for v in answer.values if v.formula) in (Operation.MEAN, Operation.MEDIAN)


@pytest.mark.parametrize(
    ("question", "verdict", "percent"),
    [
        ("Were Minnesota's engagements with social service agencies more than half of Colorado's in 2023?", "Yes", 55),
        ("In 2023, were Minnesota's engagements more than half those of Colorado?", "Yes", 55),  # 22 of 40
        ("Were Colorado's missing cases less than half of Massachusetts's in 2023?", "No", 52.3),  # 467 of 893
    ],
)
def test_a_year_behind_is_no_place_of_a_part(assistant: Assistant, question: str, verdict: str, percent: float) -> None:
    answer = assistant.ask(question)
    assert answer.text.startswith(f"{verdict}, ")
    assert [round(float(v.value), 1) for v in answer.values if v.operation is Operation.SHARE] == [percent]


@pytest.mark.parametrize(
    ("turns", "opening", "total"),
    [
        # engagements: New York 95, the others 40 + 1 + 38 + 22; CONNECT: 648, the others 235 + 87 + 221 + 91
        (["Do the other four states combined beat New York on engagements with social service agencies?"],
         "Yes, New York's figure is below", 101),
        (["Do the other four together have fewer engagements with social service agencies than New York?"],
         "No, New York's figure is below", 101),
        (["Did New York beat the other four combined on engagements with social service agencies?"],
         "No, New York's figure is below", 101),
        (["New York against the remaining four put together: new NCMEC CONNECT professionals?"],
         "More: New York's figure is above", 634),
        (["New York vs Colorado and Minnesota combined: Team HOPE families?"],
         "More: New York's figure is above", 198),
        (["Team HOPE families: Massachusetts and Colorado together vs Minnesota?"],
         "Less: Minnesota's figure is below", 263),
        (["CyberTipline reports for each of the five states", "What about Maine?",
          "Is it true that New York had more reports than Colorado and Massachusetts combined?"],
         "Yes, New York's figure is above", 19259),
        (["CyberTipline reports in New York?", "Did New York have fewer reports than Colorado and Minnesota combined?"],
         "No, New York's figure is above", 18331),
    ],
)  # fmt: skip
def test_one_place_is_set_against_the_sum_of_others(
    assistant: Assistant, turns: list[str], opening: str, total: int
) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert answer.text.startswith(opening)
    assert [int(v.value) for v in answer.values if v.operation is Operation.SUM] == [total]


@pytest.mark.parametrize(
    "question",
    [
        "Team HOPE families in Massachusetts, Colorado and Minnesota combined?",  # 131 + 132 + 66
        "What do Massachusetts, Colorado and Minnesota add up to in Team HOPE families?",
    ],
)
def test_a_plain_sum_sets_no_place_against_the_others(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert [int(v.value) for v in answer.values if v.operation is Operation.SUM] == [329]
    assert "together [" not in answer.text


@pytest.mark.parametrize(
    ("question", "operation", "value"),
    [
        ("Could you tally up the children reported missing by HHS-ORR over all five states? Boss wants one number",
         Operation.SUM, 129),
        ("tally up the ORR cases of all five states", Operation.SUM, 129),
        ("How many ORR cases over the five states?", Operation.SUM, 129),
        ("median over all five states of CVIP submissions", Operation.MEDIAN, 49),
    ],
)  # fmt: skip
def test_what_goes_over_all_five_states(assistant: Assistant, question: str, operation: Operation, value: int) -> None:
    values = assistant.ask(question).values
    assert [int(v.value) for v in values if v.operation is operation] == [value]
    assert not any(v.operation is Operation.FILTER for v in values)

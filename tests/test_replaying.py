"""What a message does again with an earlier turn; every expected figure is worked out from the sheets by hand."""

from __future__ import annotations

import pytest
from last_value import last_value

from assistant import Assistant
from assistant.types import Operation, Status

TIPS = "CyberTipline reports Colorado?"  # 9,720
CASES = "missing children cases in Minnesota?"  # 201


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        # 201 cases / 22 engagements, not New York's engagements / Minnesota's
        (("Ratio of missing cases to engagements in New York", "and Minnesota?"), (Operation.RATIO, "9.1")),
        (("missing cases minus the facility ones in New York", "and in Minnesota?"), (Operation.DIFFERENCE, "66.0")),
        (("How many of Connecticut's cases were not facility ones?", "And Colorado?"), (Operation.DIFFERENCE, "140.0")),
        (("What share of Connecticut's cases were not facility ones?", "Colorado?"), (Operation.SHARE, "30.0")),
        (("Colorado's tips are what percent of New York's?", "And Minnesota's?"), (Operation.SHARE, "21.2")),
        # 201 of the 4,857 in the five sheets, as before, and not of the 28,886 overall
        (("Of all five states' missing cases, what share is New York's?", "Minnesota's?"), (Operation.SHARE, "4.1")),
    ],
)
def test_another_place_gets_what_was_done_for_the_one_before(
    assistant: Assistant, turns: tuple[str, ...], expected: tuple[Operation, str]
) -> None:
    assert last_value(assistant, turns) == expected


def test_another_place_is_ranked_among_all_like_the_one_before(assistant: Assistant) -> None:
    answer = assistant.ask("and Connecticut?", history=["where does Colorado stand among the five on tips?"])
    assert "**Connecticut**: fifth highest of 5" in answer.text


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ((TIPS, CASES, "What was the answer to my first question?"), ["9720"]),
        ((TIPS, CASES, "what was the first number again?"), ["9720"]),
        ((TIPS, CASES, "thanks", "remind me of the second figure"), ["201"]),
        ((TIPS, "repeat please"), ["9720"]),
        ((TIPS, "What is CVIP?", CASES, "and what did I ask first?"), ["9720"]),
    ],
)
def test_an_earlier_answer_is_given_again(assistant: Assistant, turns: tuple[str, ...], expected: list[str]) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert [f"{v.value:f}" for v in answer.values] == expected
    assert "As before" in answer.text


@pytest.mark.parametrize(
    ("turns", "places"),
    [
        (("compare New York and Colorado on tips", "swap Colorado for Minnesota"), {"US-NY", "US-MN"}),
        (("compare New York and Colorado on tips", "Minnesota instead of New York please"), {"US-CO", "US-MN"}),
        ((TIPS, "change Colorado to Minnesota"), {"US-MN"}),
    ],
)
def test_a_place_is_put_in_anothers_stead(assistant: Assistant, turns: tuple[str, ...], places: set[str]) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert {v.place for v in answer.values if v.operation is Operation.LOOKUP} == places


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("Which two states have the most missing cases?", "the gap between those two?"),
         (Operation.DIFFERENCE, "2112.0")),
        (("Which states had over 100 CVIP submissions?", "the difference between them?"),
         (Operation.DIFFERENCE, "31.0")),
        (("which states have fewer than 50 CVIP?", "total?"), (Operation.SUM, "115.0")),
        (("which states have fewer than 50 CVIP?", "missing cases of these three together?"),
         (Operation.SUM, "1651.0")),
    ],
)  # fmt: skip
def test_what_several_places_named_by_an_answer_come_to(
    assistant: Assistant, turns: tuple[str, ...], expected: tuple[Operation, str]
) -> None:
    assert last_value(assistant, turns) == expected


def test_fewer_places_than_the_answer_named_are_asked_for(assistant: Assistant) -> None:
    answer = assistant.ask("average of those four?", history=["top 3 states for tips"])
    assert (answer.status, answer.values) == (Status.CLARIFY, ())


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("Colorado?", "Missing children total, facility figure and ORR"), {"467", "327", "20"}),
        (("tips Colorado", "Missing children total, then the facility figure, then ORR."), {"467", "327", "20"}),
        (("tips Colorado", "CVIP Colorado", "put these next to Minnesota's"), {"8611", "128"}),
        (("tips for ny", "thx. and ma?"), {"9539"}),
        (("facility cases in Minnesota", "out of how many?"), {"201"}),
        (("tips for NY, MA and CT", "just the first and the third"), {"40545", "5956"}),
        (("tips ny ma co", "just the largest", "and its CVIP?"), {"159"}),
    ],
)
def test_what_a_follow_up_lists_or_points_to_is_of_the_place_before(
    assistant: Assistant, turns: tuple[str, ...], expected: set[str]
) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert {f"{v.value:f}" for v in answer.values} == expected


@pytest.mark.parametrize("message", ["and the fourth?", "how many got both?", "the state right after it in your list?"])
def test_the_same_figure_again_is_no_answer_to_what_points_elsewhere(assistant: Assistant, message: str) -> None:
    answer = assistant.ask(message, history=["ORR cases in Colorado?"])
    assert (answer.status, answer.values) == (Status.NOT_FOUND, ())


def test_which_of_two_has_more_overall_is_no_question_for_the_nation(assistant: Assistant) -> None:
    history = ["tips Connecticut and Minnesota"]
    answer = assistant.ask("which of the two has more overall missing cases?", history=history)
    assert "**Connecticut**: highest of 2" in answer.text


def test_a_measure_is_set_against_the_one_before(assistant: Assistant) -> None:
    answer = assistant.ask("Is that more or less than therapy?", history=["Team HOPE Connecticut"])
    assert {f"{v.value:f}" for v in answer.values} == {"46", "52", "6"}


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        (("Which state has the fewest engagements?", "Second?"), "**Minnesota**: second lowest of 5"),
        (("Which state has the fewest engagements?", "Second?", "Third?"), "**Massachusetts**: third lowest of 5"),
        (("Which state has the most engagements?", "Second?", "and the third highest?"), "**Massachusetts**: third"),
        (("Team HOPE families in each state?", "and the two at the bottom?"), "**Minnesota**: second lowest of 5"),
        (("Colorado missing cases", "so more than Connecticut and Minnesota combined?"), "No, Colorado's figure"),
        (("tips for NY, MA and CT", "the latter two together"), "**15,495 reports**"),
    ],
)  # fmt: skip
def test_another_rank_goes_the_way_of_the_ranking_before(
    assistant: Assistant, turns: tuple[str, ...], said: str
) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert said in answer.text
    assert "is not right" not in answer.text


@pytest.mark.parametrize(
    ("turns", "figures", "result"),
    [
        (["who had the most tips?", "by how much?"], (40545, 9720), 30825),
        (["who had the fewest tips?", "difference to the second?"], (8611, 5956), 2655),
        (["who has the most tips?", "second?", "difference to the third?"], (9720, 9539), 181),
        (["which state had the fewest tips and by how much?"], (8611, 5956), 2655),
        (["gap between the second and the third state in tips"], (9720, 9539), 181),
    ],
)
def test_ranks_are_set_against_each_other(
    assistant: Assistant, turns: list[str], figures: tuple[int, int], result: int
) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert tuple(v.value for v in answer.values) == (*figures, result)


def test_the_last_of_a_ranking_is_the_lowest(assistant: Assistant) -> None:
    for turns in (["give me the mental health numbers", "now sort them"], ["who has the most mental health help?"]):
        answer = assistant.ask("and who's last?", turns)
        assert "**Massachusetts**: lowest of 5" in answer.text


def test_a_place_that_is_dropped_is_in_no_total(assistant: Assistant) -> None:
    answer = assistant.ask("total?", ["tips in CO, MA and NY", "drop NY"])
    assert answer.values[-1].value == 9720 + 9539


def test_a_place_that_is_exchanged_is_in_no_total(assistant: Assistant) -> None:
    answer = assistant.ask("total?", ["tips in CO and MA", "swap Colorado for Minnesota"])
    assert answer.values[-1].value == 8611 + 9539


def test_the_national_total_is_the_printed_one(assistant: Assistant) -> None:
    turns = ["How many families did Team HOPE support in Massachusetts?", "How does that compare with Colorado?"]
    assert [v.value for v in assistant.ask("And the national total?", turns).values] == [5759]


def test_what_is_divided_is_told_by_the_words_of_the_follow_up(assistant: Assistant) -> None:
    turns = ["How many reports in total nationally?", "and the pieces of content?"]
    ratio = assistant.ask("how many pieces per report", turns).values[-1]
    assert (ratio.operation, ratio.formula) == (Operation.RATIO, "105000000 / 36200000")


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (
            ("Ratio of Colorado's tips to Minnesota's?", "the other way round?"),
            (Operation.RATIO, "0.9"),
        ),  # 8,611 / 9,720
        (("Colorado's tips are what percent of New York's?", "and vice versa?"), (Operation.SHARE, "417.1")),
        (("Colorado's tips minus Minnesota's?", "and minus Massachusetts'?"), (Operation.DIFFERENCE, "181.0")),
        (
            ("How many more tips in Colorado than Minnesota?", "and than in Connecticut?"),
            (Operation.DIFFERENCE, "3764.0"),
        ),
        (("Ratio of New York's cases to Colorado's?", "and to Minnesota's?"), (Operation.RATIO, "15.0")),  # 3,005 / 201
    ],
)
def test_operands_turned_round_or_one_of_them_exchanged(
    assistant: Assistant, turns: tuple[str, ...], expected: tuple[Operation, str]
) -> None:
    assert last_value(assistant, turns) == expected


def test_a_ranking_turned_round(assistant: Assistant) -> None:
    answer = assistant.ask("now in reverse", history=["Which state has the most tips?"])
    assert [v.place for v in answer.values if v.operation is Operation.RANK] == ["US-CT"]


@pytest.mark.parametrize(
    "turns",
    [
        ("What share of Colorado's cases were ORR?", "the other way round?"),
        ("Ratio of New York's cases to Colorado's?", "what is it against Minnesota?"),
        ("Difference between New York and Massachusetts in Team HOPE?", "and to Colorado?"),
    ],
)
def test_operands_that_are_not_told_are_not_guessed(assistant: Assistant, turns: tuple[str, ...]) -> None:
    assert not assistant.ask(turns[-1], history=turns[:-1]).values


@pytest.mark.parametrize(
    ("turns", "formula"),
    [
        (("ORR cases Colorado?", "and in Minnesota?", "sum of the two?", "and with New York included?"), "20 + 9 + 72"),
        (("ORR cases Colorado?", "and in Minnesota?", "Great, add them up"), "20 + 9"),
        (
            ("ORR cases Colorado?", "and in Minnesota?", "the average?", "what if we add Connecticut?"),
            "(20 + 9 + 12) / 3",
        ),
        (("ORR cases Colorado?", "and Minnesota?", "By how many percent is Colorado higher?"), "(20 - 9) / 9"),
    ],
)
def test_what_was_given_is_reckoned_with_and_takes_another_place_in(
    assistant: Assistant, turns: tuple[str, ...], formula: str
) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert [v.formula for v in answer.values if v.formula] == [formula]


def formulas(assistant: Assistant, turns: tuple[str, ...]) -> list[str]:
    return [v.formula for v in assistant.ask(turns[-1], turns[:-1]).values if v.formula]


@pytest.mark.parametrize(
    ("turns", "formula"),
    [
        (("ORR cases in all five states together?", "drop New York from that"), "20 + 12 + 16 + 9"),
        (("average ORR cases?", "without New York?", "and without Colorado?"), "(12 + 16 + 9) / 3"),
        (("ORR cases by state", "leave out New York"), "20 + 12 + 16 + 9"),
        (("ORR cases in CO and MN together?", "they now also want NY in there"), "20 + 9 + 72"),
        (("ORR cases in CO and MN together?", "take Minnesota out and put in New York"), "20 + 72"),
        (("Difference between CO and MN in ORR cases", "sorry, I meant Team HOPE"), "132 - 66"),
        (("Gap between CO and MN in ORR cases?", "and for the other missing cases"), "120 - 57"),
        (("How many more ORR cases had CO than MN?", "And compared with Connecticut?"), "20 - 12"),
        (("New York ORR cases", "as a share of all NY missing"), "72 / 3005"),
        (
            ("CONNECT professionals, Colorado vs Massachusetts", "in percent, relative to Colorado?"),
            "(235 - 221) / 235",
        ),
        (("CONNECT professionals, Colorado vs Massachusetts", "in percent of Massachusetts?"), "(235 - 221) / 221"),
    ],
)
def test_what_was_done_is_done_with_other_places_and_measures(
    assistant: Assistant, turns: tuple[str, ...], formula: str
) -> None:
    assert formulas(assistant, turns) == [formula]


@pytest.mark.parametrize("last", ["And what is Colorado's?", "and in Colorado?"])
def test_a_place_after_a_difference_of_two_others_is_looked_up(assistant: Assistant, last: str) -> None:
    answer = assistant.ask(last, ["ORR cases in New York?", "and Massachusetts", "Difference?"])
    assert [(v.operation, f"{v.value:f}") for v in answer.values] == [(Operation.LOOKUP, "20")]


@pytest.mark.parametrize(
    ("turns", "result"),
    [
        (["rank the 5 states by missing kids", "how far behind is number 2?"], "2112"),  # 3,005 - 893
        (["rank the 5 states by missing kids", "how far ahead is number 1?"], "2112"),
        (["rank the 5 states by missing kids", "what's the difference between number 1 and number 2?"], "2112"),
        (["rank the 5 states by missing kids", "how far behind is the last one?"], "2804"),  # 3,005 - 201
        (["rank the states by CVIP submissions", "how far behind the first is the second?"], "31"),  # 159 - 128
        (["Which state had the most trafficking engagements?", "how far behind is the runner-up?"], "55"),  # 95 - 40
        (["Which state had the fewest engagements?", "how far behind is the second?"], "21"),  # 22 - 1
    ],
)
def test_how_far_behind_a_place_of_the_ranking_is(assistant: Assistant, turns: list[str], result: str) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert [f"{v.value:f}" for v in answer.values if v.operation is Operation.DIFFERENCE] == [result]


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("Cybertips to police, NY minus MA?", "and MA minus MN"), (Operation.DIFFERENCE, "928.0")),
        (("Missing cases: NY minus CO?", "and Colorado minus Connecticut"), (Operation.DIFFERENCE, "176.0")),
        (("tips of NY and MA combined", "Massachusetts minus Minnesota"), (Operation.DIFFERENCE, "928.0")),
        # with a place in the other's stead: 40,545 and 8,611
        (("tips of NY and MA combined", "minus MA, plus MN"), (Operation.SUM, "49156.0")),
        (("tips of NY and MA combined", "drop MA and add MN"), (Operation.SUM, "49156.0")),
        # 201 + 291, and these beside 3,005 + 893
        (("missing cases of NY and MA together?", "and MN plus CT?"), (Operation.SUM, "492.0")),
        (("missing cases of NY and MA together?", "plus MN and CT"), (Operation.SUM, "4390.0")),
        (("missing cases of NY and MA together?", "MN added and CT added"), (Operation.SUM, "4390.0")),
    ],
)
def test_two_places_with_an_operator_between_them_are_its_operands(
    assistant: Assistant, turns: tuple[str, ...], expected: tuple[Operation, str]
) -> None:
    assert last_value(assistant, turns) == expected


@pytest.mark.parametrize(
    ("turns", "place", "value"),
    [
        (["Which state had the most new NCMEC CONNECT professionals", "and who's behind them?"], "US-CO", 235),
        (["Which state has the fewest tips?", "who comes next?"], "US-MN", 8611),
        (["Which is second for tips?", "and who comes next?"], "US-MA", 9539),
    ],
)
def test_the_next_of_a_ranking(assistant: Assistant, turns: list[str], place: str, value: int) -> None:
    first = assistant.ask(turns[-1], turns[:-1]).values[0]
    assert (first.place, int(first.value)) == (place, value)


@pytest.mark.parametrize(
    ("turns", "fitting"),
    [
        (["List the states with more than 9,000 CyberTipline reports", "and the ones under that?"], {8611, 5956}),
        (["Which states had fewer than 300 missing cases?", "and the ones over that?"], {3005, 893, 467}),
    ],
)
def test_the_other_side_of_a_condition(assistant: Assistant, turns: list[str], fitting: set[int]) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert {int(v.value) for v in answer.values if v.operation is Operation.FILTER} == fitting


def test_where_a_figure_is_printed_is_asked_after_a_silent_sheet(assistant: Assistant) -> None:
    turns = ["Team Adam critical case numbers for Connecticut?"]
    answer = assistant.ask("Then for which states do you have it?", turns)
    assert {v.place for v in answer.values} == {"US-MA", "US-NY"}


def test_a_sum_as_a_share_of_the_overall_figure(assistant: Assistant) -> None:
    answer = assistant.ask("as a share of the national 5,759", ["Team HOPE total for the five"])
    share = next(v for v in answer.values if v.operation is Operation.SHARE)
    assert abs(float(share.value) - 106700 / 5759) < 0.05


@pytest.mark.parametrize(
    ("turns", "figures"),
    [
        (["Tips in Connecticut?", "Team HOPE there and in Massachusetts"], {("US-CT", 46), ("US-MA", 131)}),
        (["Tips in Connecticut?", "tips in Massachusetts and there?"], {("US-CT", 5956), ("US-MA", 9539)}),
        (["Team HOPE in Massachusetts", "What's the gap between the state with the most and the one with the fewest?"],
         {("US-NY", 692), ("US-CT", 46)}),
    ],
)  # fmt: skip
def test_the_place_before_stands_beside_the_one_that_is_named(
    assistant: Assistant, turns: list[str], figures: set[tuple[str, int]]
) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert {(v.place, int(v.value)) for v in answer.values if v.operation is Operation.LOOKUP} == figures


@pytest.mark.parametrize(
    ("turns", "order"),
    [
        (["ORR cases in NY?", "and in CO, CT, MA and MN?", "Rank all five, highest first"],
         ["US-NY", "US-CO", "US-MA", "US-CT", "US-MN"]),
        # Colorado 132, Massachusetts 131, Minnesota 66; the other two are not asked for
        (["Team HOPE families in MA, MN and CO?", "Rank all three, lowest first"], ["US-MN", "US-MA", "US-CO"]),
        (["Team HOPE families in MA, MN and CO?", "Order them largest first"], ["US-CO", "US-MA", "US-MN"]),
    ],
)  # fmt: skip
def test_an_order_names_no_place_of_a_list(assistant: Assistant, turns: list[str], order: list[str]) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert [v.place for v in answer.values if v.operation is Operation.RANK] == order

"""Parts, wholes and what stays left out in a conversation; every expected figure is the sheets' own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant import Assistant
from assistant.types import Operation, Status


@pytest.mark.parametrize(
    ("last", "first"),
    [("And the lowest?", ("US-CO", 24)), ("and for Team HOPE?", ("US-CO", 132)), ("the runner-up?", ("US-MA", 49))],
)
def test_a_state_stays_left_out(assistant: Assistant, last: str, first: tuple[str, int]) -> None:
    answer = assistant.ask(last, ["Top state for CVIP submissions?", "And without New York?"])
    place, value = first
    assert (answer.values[0].place, int(answer.values[0].value)) == (place, value)
    assert "US-NY" not in {v.place for v in answer.values}


@pytest.mark.parametrize(
    "turns",
    [
        ("What share of all national missing child cases were ORR cases in Connecticut?",),
        ("How many ORR cases in Connecticut?", "What share of the national cases is that?"),
    ],
)
def test_a_row_of_a_state_is_no_share_of_the_nation(assistant: Assistant, turns: tuple[str, ...]) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert answer.status is Status.NOT_FOUND
    assert not answer.values


def test_the_last_group_is_the_row_before(assistant: Assistant) -> None:
    turns = ("ORR cases in Connecticut?", "and 'other'?", "what percent of the Connecticut cases is that last group?")
    answer = assistant.ask(turns[-1], turns[:-1])
    share = next(v for v in answer.values if v.operation is Operation.SHARE)
    assert abs(share.value - 100 * 27 / Decimal(291)) < Decimal("0.05")


@pytest.mark.parametrize(
    ("turns", "value"),
    [
        (("Boys and girls together, how many missing children cases were there from Connecticut?",), 291),
        (("How many missing kids of all ages in Colorado?",), 467),
        (("How many girls went missing from facilities in Massachusetts?", "Okay, boys and girls together then."), 807),
        (("Tips in Colorado", "is that just 2023?"), 9720),
    ],
)
def test_words_for_all_of_them_narrow_nothing(assistant: Assistant, turns: tuple[str, ...], value: int) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert (answer.status, [int(v.value) for v in answer.values]) == (Status.ANSWERED, [value])
    assert not answer.text.startswith("No")


def test_a_rank_after_a_share_of_the_nation_is_among_the_states(assistant: Assistant) -> None:
    answer = assistant.ask("Team HOPE in New York: the number, the share of the national figure, and how it ranks")
    assert "highest of 5" in answer.text


def test_a_second_condition_is_not_answered_with_the_first(assistant: Assistant) -> None:
    answer = assistant.ask("and less than that?", history=["Which states had more than 500 missing children cases?"])
    assert {int(v.value) for v in answer.values if v.operation is Operation.FILTER} == {467, 291, 201}


@pytest.mark.parametrize(
    ("turns", "share"),
    [
        (("missing cases from Colorado?", "and overall?", "%?"), "467 / 28886"),
        (("Team HOPE nationwide", "and in New York?", "%?"), "692 / 5759"),
        (("ORR kids in New York?", "%?"), "72 / 3005"),
    ],
)
def test_a_bare_sign_asks_for_the_share(assistant: Assistant, turns: tuple[str, ...], share: str) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert [v.formula for v in answer.values if v.operation is Operation.SHARE] == [share]


@pytest.mark.parametrize(
    ("turns", "first"),
    [
        (("Highest CVIP?", "second highest?", "And the lowest?"), ("US-CO", 24)),
        (("most tips", "fewest?", "sorry, most again?"), ("US-NY", 40545)),
        (("Which state has the most engagements?", "big state", "and the fewest?"), ("US-CT", 1)),
    ],
)
def test_the_other_end_of_a_ranking_is_one_of_all_states(
    assistant: Assistant, turns: tuple[str, ...], first: tuple[str, int]
) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert (answer.values[0].place, int(answer.values[0].value)) == first
    assert len(answer.values) == 5


@pytest.mark.parametrize("last", ["and Minnesota?", "what about Minnesota there?"])
def test_a_place_after_a_ranking_gets_its_own_figure(assistant: Assistant, last: str) -> None:
    answer = assistant.ask(last, ["Which state has the most CVIP submissions?"])
    assert [(v.place, int(v.value)) for v in answer.values] == [("US-MN", 128)]


@pytest.mark.parametrize(
    ("last", "value"),
    [
        ("leave MN out. sum?", 9720 + 9539),
        ("total without Minnesota", 9720 + 9539),
        ("average excluding Minnesota?", (9720 + 9539) / 2),
        ("without NY, total?", 9720 + 5956 + 9539 + 8611),  # not one of those before: all states but this one
    ],
)
def test_what_is_left_of_places_that_were_listed_is_reckoned_with(
    assistant: Assistant, last: str, value: float
) -> None:
    answer = assistant.ask(last, ["CyberTipline reports to police for Colorado, Massachusetts and Minnesota"])
    result = [v.value for v in answer.values if v.operation in (Operation.SUM, Operation.MEAN)]
    assert [float(v) for v in result] == [value]


@pytest.mark.parametrize(
    ("turns", "words"),
    [
        (("How many children did CVIP help identify?", "which year is that for?"), "the sheet states no year"),
        (("Team HOPE families in Connecticut?", "and what year is this figure?"), "in 2023"),
    ],
)
def test_the_year_of_a_figure_is_told_with_the_figure(assistant: Assistant, turns: tuple[str, ...], words: str) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert len(answer.values) == 1
    assert words in answer.text


@pytest.mark.parametrize(
    ("turns", "shares"),
    [
        (
            ("What share of NCMEC's national missing child cases do Colorado and Minnesota each account for?",),
            ["467 / 28886", "201 / 28886"],
        ),
        (
            ("What share of NCMEC's national missing child cases do Colorado and Minnesota account for together?",),
            ["(467 + 201) / 28886"],
        ),
        (
            ("All five states together: what share of the national Team HOPE total?",),
            ["(132 + 46 + 131 + 66 + 692) / 5759"],
        ),
        (
            ("Team HOPE nationwide?", "how much of the national total do your five states make up?"),
            ["(132 + 46 + 131 + 66 + 692) / 5759"],
        ),
        (("Among the five states, what share of the national Team HOPE total is Colorado's?",), ["132 / 5759"]),
        (("What share of the 28,886 cases were Colorado's?",), ["467 / 28886"]),
        (("Colorado Team HOPE?", "what share of the five is that?"), ["132 / (132 + 46 + 131 + 66 + 692)"]),
        (
            ("Tips in NY?", "what share of all five states' tips is that?"),
            ["40545 / (40545 + 9720 + 5956 + 9539 + 8611)"],
        ),
        (
            ("Colorado and NY Team HOPE combined?", "what share of the five is that?"),
            ["(132 + 692) / (132 + 692 + 46 + 131 + 66)"],
        ),
    ],
)
def test_a_share_is_of_the_whole_that_is_named(assistant: Assistant, turns: tuple[str, ...], shares: list[str]) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert answer.status is Status.ANSWERED
    assert [v.formula for v in answer.values if v.operation is Operation.SHARE] == shares


@pytest.mark.parametrize(
    "turns",
    [
        ("What percentage of the 36.2 million CyberTipline reports went to New York?",),
        ("What fraction of the 36.2 million tips ended up in Colorado?",),
        ("What share of the country's tips do your five states make up?",),
        ("What share of all national missing child cases were ORR cases in the five states?",),
        ("Colorado Team HOPE and NY tips?", "what share of the five is that?"),
    ],
)
def test_of_no_known_whole_no_share_is_said_and_no_number_denied(assistant: Assistant, turns: tuple[str, ...]) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert answer.status is Status.NOT_FOUND
    assert not answer.values
    assert "is not right" not in answer.text


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("Team HOPE: the overall number plus Colorado and NY", [5759, 132, 692]),
        ("the national Team HOPE number plus Colorado's", [5759, 132]),
    ],
)
def test_an_overall_figure_is_listed_and_never_added(assistant: Assistant, question: str, values: list[int]) -> None:
    answer = assistant.ask(question)
    assert (answer.status, [int(v.value) for v in answer.values]) == (Status.ANSWERED, values)


@pytest.mark.parametrize(
    ("question", "values"),
    [
        (
            "NY had 2,732 children missing from social services. How many did the rest of your states have together?",
            [327, 252, 807, 135, 327 + 252 + 807 + 135],
        ),
        ("New York had 3,005 missing cases; how many did the rest of your five have?", [467, 291, 893, 201]),
        ("Minnesota had 22 engagements. How many did everyone else have?", [40, 1, 38, 95]),
        ("Massachusetts: 49 CVIP submissions. Everyone else combined?", [24, 42, 128, 159, 24 + 42 + 128 + 159]),
    ],
)
def test_everyone_else_is_the_other_states(assistant: Assistant, question: str, values: list[int]) -> None:
    answer = assistant.ask(question)
    assert (answer.status, [int(v.value) for v in answer.values]) == (Status.ANSWERED, values)


def test_a_wrong_whole_of_a_share_is_corrected(assistant: Assistant) -> None:
    answer = assistant.ask("What share of the 30,000 missing cases were Colorado's?")
    assert "No, your \u201830,000\u2019 is not right" in answer.text
    assert [v.formula for v in answer.values if v.operation is Operation.SHARE] == ["467 / 28886"]


def test_another_rows_share_is_taken_in_the_ones_stead(assistant: Assistant) -> None:
    before = ["What percentage of missing children cases in Colorado were from ORR?"]
    share = assistant.ask("Sorry, wrong category: the 'other' ones.", before)
    assert [v.formula for v in share.values if v.operation is Operation.SHARE] == ["120 / 467"]
    count = assistant.ask("no, not the share, the number", before)
    assert [int(v.value) for v in count.values] == [20]


@pytest.mark.parametrize(
    ("turns", "values"),
    [
        (
            ("CyberTipline reports for Connecticut?", "Give me the same for Minnesota, and also its CVIP submissions."),
            [8611, 128],
        ),
        (
            (
                "CVIP submissions for Connecticut and Massachusetts",
                "I want the sum of both, and the same sum for Minnesota + New York",
            ),
            [91, 287],
        ),
    ],
)
def test_the_same_for_another_is_asked_beside_the_first(
    assistant: Assistant, turns: tuple[str, ...], values: list[int]
) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    wanted = Operation.SUM if values[-1] == 287 else Operation.LOOKUP
    assert [int(v.value) for v in answer.values if v.operation is wanted] == values


BY_CATEGORY = "Give me the breakdown of Minnesota's missing children cases into the three categories."


@pytest.mark.parametrize(
    ("last", "share"),
    [
        # Minnesota: 201 cases, 135 from facilities, 57 other ones, 9 ORR
        ("What share of the total is the largest category?", "67.2"),
        ("What share is the smallest category?", "4.5"),
    ],
)
def test_the_share_of_a_category_is_that_of_the_one_meant(assistant: Assistant, last: str, share: str) -> None:
    answer = assistant.ask(last, [BY_CATEGORY])
    assert [f"{v.value:.1f}" for v in answer.values if v.operation is Operation.SHARE] == [share]


def test_the_largest_category_is_one_of_those_listed(assistant: Assistant) -> None:
    answer = assistant.ask("Which category is the largest?", [BY_CATEGORY])
    assert (answer.values[0].place, int(answer.values[0].value)) == ("US-MN", 135)
    assert {v.place for v in answer.values} == {"US-MN"}


@pytest.mark.parametrize(
    ("turns", "values"),
    [
        # Colorado: 467 cases, 327 from facilities, 120 other ones, 20 ORR
        (("Of Colorado's missing children cases, how many were missing from a social services facility?",
          "And what do the remaining cases consist of?"), {120, 20}),
        (("How many facility cases in Colorado?", "And the breakdown of the remaining cases?"), {120, 20}),
        (("CyberTipline reports in Colorado?", "What do the remaining reports consist of?"), set()),
    ],
)  # fmt: skip
def test_what_remains_is_made_up_of_the_other_rows(
    assistant: Assistant, turns: tuple[str, ...], values: set[int]
) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert {int(v.value) for v in answer.values} == values


def test_a_share_is_that_of_the_row_before_whatever_a_ticket_says_around_it(assistant: Assistant) -> None:
    ticket = (
        "Ticket #4711\nFrom: A. Alvarez, Senate Judiciary Committee\nSubject: data request\n\nHi, for a hearing we "
        "need the 2023 number of missing children cases NCMEC handled from Colorado, and how many of them were missing "
        "from a social services facility.\nThanks, A."
    )
    answer = assistant.ask('Ticket #4711, customer reply:\n"Thank you! What percentage is that?"', [ticket])
    assert [f"{v.value:.0f}" for v in answer.values if v.operation is Operation.SHARE] == ["70"]


@pytest.mark.parametrize(
    ("question", "formulas"),
    [
        (
            "Express Minnesota's three missing-children categories as percentages of its total",
            ["135 / 201", "57 / 201", "9 / 201"],
        ),
        (
            "Give each of New York's missing children rows as a share of the total",
            ["2732 / 3005", "201 / 3005", "72 / 3005"],
        ),
        (
            "Show me the three types of missing children cases in Colorado as percentages",
            ["327 / 467", "120 / 467", "20 / 467"],
        ),
        ("What share of Minnesota's missing cases is the facility category?", ["135 / 201"]),
        (
            "If you take the five states' CyberTipline reports as 100%, what's New York's slice?",
            ["40545 / (40545 + 9720 + 5956 + 9539 + 8611)"],
        ),
        (
            "If the five states' missing children cases are 100%, what is Minnesota's share?",
            ["201 / (201 + 467 + 291 + 893 + 3005)"],
        ),
        ("If you take the national CyberTipline reports as 100%, what's New York's slice?", []),
    ],
)
def test_shares_of_rows_and_of_a_whole_that_is_stated(assistant: Assistant, question: str, formulas: list[str]) -> None:
    values = assistant.ask(question).values
    assert [v.formula for v in values if v.operation is Operation.SHARE] == formulas


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "Break down Minnesota's 201 for me: social services facility, refugee resettlement, and everything else",
            {135, 57, 9},
        ),
        ("Split Massachusetts' 893 into social services, ORR and the rest", {893, 807, 70, 16}),
        ("Break Minnesota's 250 down by category", {201, 135, 57, 9}),
    ],
)
def test_a_number_is_broken_down_into_all_its_rows(assistant: Assistant, question: str, expected: set[int]) -> None:
    answer = assistant.ask(question)
    assert {int(v.value) for v in answer.values} == expected
    assert ("is not right" in answer.text) == ("250" in question)


@pytest.mark.parametrize(
    "question",
    [
        "Into which buckets does a state's missing children total get broken down?",
        "What categories is a state's missing children total split into?",
    ],
)
def test_the_rows_of_a_total_are_named_without_a_state(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED
    assert not answer.values
    for row in ("social services facility", "other missing children cases", "HHS-ORR"):
        assert row in answer.text


@pytest.mark.parametrize(
    ("turns", "last", "opening", "share"),
    [
        (
            ("How many kids went missing from social services facilities in Colorado", "and total cases in Colorado"),
            "so about 70% of the total, is that right?",
            "Yes, your ‘about 70%’",
            "= **70%**",  # 327 of 467
        ),
        (
            ("ORR kids in MA", "and all missing kids cases there"),
            "so under 2% of the total?",
            "Yes, your ‘under 2%’",
            "= **1.8%**",  # 16 of 893
        ),
        (
            ("total missing cases in New York", "how many of these were from social services facilities"),
            "so that's around 80% of the total, right?",
            "No, your ‘around 80%’",
            "= **90.9%**",  # 2,732 of 3,005
        ),
    ],
)
def test_a_part_stated_of_the_total_is_the_rows(
    assistant: Assistant, turns: tuple[str, ...], last: str, opening: str, share: str
) -> None:
    text = assistant.ask(last, turns).text
    assert text.startswith(opening)
    assert share in text


def test_of_which_row_a_part_of_the_total_is_stated_may_be_open(assistant: Assistant) -> None:
    turns = ["facility cases in Colorado?", "ORR cases in Colorado?", "all missing cases in Colorado?"]
    assert "%**" not in assistant.ask("so that's 70% of the total?", turns).text

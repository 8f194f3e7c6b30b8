"""Conversations as people hold them: every expected figure is the sheets' own, or worked out from them by hand."""

from __future__ import annotations

import pytest
from asked import figures

from assistant import Assistant
from assistant.types import Operation, Reason, Status

MISSING = "Which state had the fewest missing children cases?"  # Minnesota, 201
MOST = "Which state had the most missing children cases?"  # New York, 3,005


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ((MISSING, "How many Team HOPE families did that state have?"), {("US-MN", "66")}),
        ((MISSING, "and how many CyberTipline reports there?", "and trafficking engagements?"), {("US-MN", "22")}),
        ((MOST, "How many of those were ORR?"), {("US-NY", "72")}),
        (
            (
                "Rank the states by new CONNECT professionals, highest first",
                "the number for the one in second place?",
                "and what did that state have in CyberTipline reports?",
            ),
            {("US-CO", "9720")},
        ),
        (
            (
                "Colorado: families connected to mental health services?",
                "Team HOPE?",
                "and the first one for Minnesota?",
            ),
            {("US-MN", "55")},
        ),
        (
            (
                "Engagements in Massachusetts?",
                "Moving on from Massachusetts, how many tips did Colorado get, for context?",
            ),
            {("US-CO", "9720")},
        ),
        ((MOST, "How many CVIP submissions did the one in last place have?"), {("US-MN", "128")}),
        ((MOST, "CVIP submissions of the winner?", "And how many did the runner-up have?"), {("US-MA", "49")}),
        (("Rank the states by CVIP submissions", "missing cases of the middle one?"), {("US-MA", "893")}),
        (
            ("Which had more engagements, Massachusetts or Colorado?", "how many Team HOPE families does it have?"),
            {("US-CO", "132")},
        ),
        (
            ("Which states had more than 400 missing children cases?", "Team HOPE families in those states?"),
            {("US-NY", "692"), ("US-MA", "131"), ("US-CO", "132")},
        ),
    ],
)
def test_words_point_to_the_place_that_an_answer_named(
    assistant: Assistant, turns: tuple[str, ...], expected: set[tuple[str, str]]
) -> None:
    assert figures(assistant, *turns) == expected


@pytest.mark.parametrize(
    "turns",
    [
        ("Which states had more than 400 missing cases?", "How many engagements did that state have?"),
        ("Which state had the fewest Team Adam cases?", "How many missing cases did that state have?"),  # a tie
        ("Which had more engagements, Massachusetts or Texas?", "How many missing cases did it have?"),
        ("Compare Colorado and Minnesota on Team HOPE", "How many missing cases does it have?"),
        ("CVIP submissions in Connecticut?", "and the other two?"),  # there are four others
    ],
)
def test_a_place_that_is_not_certain_is_asked_for(assistant: Assistant, turns: tuple[str, ...]) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert (answer.status, answer.values) == (Status.CLARIFY, ())


def test_the_place_that_was_pointed_to_is_said(assistant: Assistant) -> None:
    answer = assistant.ask("How many Team HOPE families did that state have?", history=[MISSING])
    assert "As before: Minnesota" in answer.text


@pytest.mark.parametrize(
    ("turns", "places"),
    [
        (("CVIP submissions in Connecticut?", "and for each of the other four?"), "CO MA MN NY"),
        (("CVIP submissions in Connecticut?", "and Colorado?", "how about the other three"), "MA MN NY"),
        (("Team HOPE families in New York", "and the rest of them?"), "CO CT MA MN"),
        ((MOST, "Team HOPE families there?", "and the other states?"), "CO CT MA MN"),
    ],
)
def test_others_are_the_places_not_spoken_of(assistant: Assistant, turns: tuple[str, ...], places: str) -> None:
    assert {place for place, _ in figures(assistant, *turns)} == {f"US-{code}" for code in places.split()}


@pytest.mark.parametrize(
    ("turns", "operation", "value"),
    [
        (
            ("MN kids missing from facilities?", "and ORR?", "and other missing children cases?", "add all three up"),
            "sum",
            "201",
        ),
        (("CVIP submissions in New York", "and Minnesota", "thanks!", "together, that makes?"), "sum", "287"),
        (("Missing cases, Colorado", "and Connecticut", "average of those two?"), "mean", "379"),
        (("MN other missing children cases", "facility ones?", "how many times more is that"), "ratio", "2.3684"),
        (("Missing cases in New York?", "how many times Minnesota's is that?"), "ratio", "14.9502"),
        ((MOST, "by how much more than Colorado?"), "difference", "2538"),
        (("ORR cases in Colorado?", "facility cases in New York?", "the difference?"), "difference", "2712"),
        (
            ("CyberTipline reports, NY", "no sorry, I meant CT", "and Colorado?", "the difference?"),
            "difference",
            "3764",
        ),
        (("Team HOPE, Colorado", "and overall?", "the first as a percentage of the second"), "share", "2.2921"),
        (("Colorado other missing children?", "what fraction of all its missing cases is that?"), "share", "25.6959"),
        (("What share of Connecticut's missing cases were facility cases?", "And Colorado's?"), "share", "70.0214"),
        (("Team HOPE families in Colorado", "what do the others add up to?"), "sum", "935"),
    ],
)
def test_operations_go_over_earlier_turns(
    assistant: Assistant, turns: tuple[str, ...], operation: str, value: str
) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert [f"{v.value:f}" for v in answer.values if v.operation == operation] == [value]


@pytest.mark.parametrize(
    "turns",
    [
        ("Missing cases in Connecticut?", "how many from facilities?", "add them up"),  # a whole and its part
        ("CyberTipline reports in Colorado", "and in New York", "add all three up"),  # only two were named
        ("ORR cases in Colorado", "and Minnesota", "add those", "minus New York"),  # no reckoning with a result
        ("CyberTipline reports, Minnesota", "and Colorado", "put the first as a percentage of the second"),
        ("CyberTipline reports, Minnesota", "CVIP submissions, Colorado", "the difference?"),
    ],
)
def test_what_does_not_go_together_is_not_computed(assistant: Assistant, turns: tuple[str, ...]) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert answer.status is not Status.ANSWERED
    assert {v.operation for v in answer.values} <= {Operation.LOOKUP}


def test_a_detail_that_the_sheets_do_not_give_is_not_forgotten(assistant: Assistant) -> None:
    answer = assistant.ask("and in Colorado?", history=["How many boys went missing in New York?"])
    assert (answer.status, answer.reason) == (Status.NOT_FOUND, Reason.NOT_COVERED)
    assert "boys" in answer.text


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("What is New York's share of NCMEC's missing child cases?", "No, not a share, just the count."), "NY 3005"),
        (("CyberTipline Massachusetts", "my bad, wrong state, should've been NY"), "NY 40545"),
        (("CyberTipline reports in Minnesota?", "Colorado, not Minnesota"), "CO 9720"),
        (("How many ORR cases in Massachusetts?", "the total, not the row"), "MA 893"),
        (("How many boys went missing in New York?", "okay, statewide will do"), "NY 3005"),
        (("Team HOPE families in Colorado in 2021?", "fine, the latest you have then"), "CO 132"),
        (("How many AMBER Alerts were there in Colorado?", "ok, what about missing children cases there?"), "CO 467"),
        (("Missing cases, Massachusetts?", "how many of those from facilities?", "and ORR?"), "MA 16"),
    ],
)
def test_take_backs_and_settling_for_less(assistant: Assistant, turns: tuple[str, ...], expected: str) -> None:
    place, value = expected.split()
    assert figures(assistant, *turns) == {(f"US-{place}", value)}


def test_a_negation_that_takes_nothing_back_still_counts(assistant: Assistant) -> None:
    history = ["Missing cases in Minnesota?"]
    assert assistant.ask("only for kids not in foster care", history=history).status is not Status.ANSWERED
    assert figures(assistant, *history, "just facility, not ORR") == {("US-MN", "135")}


def test_the_year_before_is_counted_from_the_year_spoken_of(assistant: Assistant) -> None:
    answer = assistant.ask("Do you have the year before that too?", history=["Team HOPE families in Colorado?"])
    assert (answer.reason, "2022" in answer.text) == (Reason.NO_SHEET_FOR_PERIOD, True)


def test_source_after_several_turns(assistant: Assistant) -> None:
    history = [MOST, "How many Team HOPE families did they have?", "thank you!"]
    answer = assistant.ask("where does that number come from?", history=history)
    assert [c.source for c in answer.citations] == ["new-york-2023.txt"]
    assert [int(v.value) for v in answer.values] == [692]


def test_a_new_topic_takes_over_no_place(assistant: Assistant) -> None:
    answer = assistant.ask("how many children have been identified?", history=["Missing cases in Colorado?"])
    assert [(v.place, int(v.value)) for v in answer.values] == [("US", 27130)]


def test_why_is_met_with_the_figure(assistant: Assistant) -> None:
    answer = assistant.ask("why is it so high?", history=["CyberTipline reports in New York?"])
    assert (answer.status, [int(v.value) for v in answer.values]) == (Status.PARTIAL, [40545])


@pytest.mark.parametrize(
    "question", ["compare that with Colorado", "how does that compare to Colorado?", "is that more than Colorado?"]
)
def test_the_figure_before_is_compared_with_a_place(assistant: Assistant, question: str) -> None:
    expected = {("US-MN", "66"), ("US-CO", "132"), (None, "66")}
    assert figures(assistant, "Team HOPE families in Minnesota?", question) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("How many families did Team HOPE help in Colorado?", "what was it the year before"), set()),
        (("Rank the states by CVIP submissions", "How many missing cases did number three have?"), {("US-MA", "893")}),
        (("Rank the states by CVIP submissions", "Team HOPE of the one ranked fourth?"), {("US-CT", "46")}),
        (("How many ORR cases in Colorado?", "and the total?"), {("US-CO", "467")}),
        (("Missing cases in Massachusetts?", "and their southern neighbours, Connecticut?"), {("US-CT", "291")}),
        (("How many other missing cases in Colorado?", "no, the ORR one"), {("US-CO", "20")}),
        (("What can you tell me about New York?", "only the missing kids part"), {("US-NY", "3005")}),
        (("Team HOPE in Colorado", "nope, the other one, mental health"), {("US-CO", "120")}),
    ],
)
def test_what_the_model_reads_in_a_follow_up_counts(
    assistant: Assistant, turns: tuple[str, ...], expected: set[tuple[str, str]]
) -> None:
    assert figures(assistant, *turns) == expected


def test_a_place_is_compared_with_the_one_before(assistant: Assistant) -> None:
    turns = ("CVIP submissions in Minnesota?", "Did they send more than Massachusetts did?")
    assert figures(assistant, *turns) >= {("US-MN", "128"), ("US-MA", "49")}


def test_those_of_a_filter_are_compared_among_themselves(assistant: Assistant) -> None:
    turns = ("Which states had under 60 mental health connections?", "which of them had the most missing kids?")
    assert {place for place, _ in figures(assistant, *turns)} == {"US-MA", "US-CT", "US-MN"}


def test_a_share_of_the_last_row_is_of_its_total(assistant: Assistant) -> None:
    answer = assistant.ask(
        "the last one as a share of the total?", history=["List the three rows of Minnesota's missing children table"]
    )
    assert [round(float(v.value), 1) for v in answer.values if v.operation is Operation.SHARE] == [4.5]


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("CVIP for Minnesota", "and Colorado", "and New York", "Team HOPE for the first"), {("US-MN", 66)}),
        (("Missing cases, Colorado", "and Connecticut", "what about CVIP for the second"), {("US-CT", 42)}),
    ],
)
def test_ordinals_count_the_places_of_the_turns_before(
    assistant: Assistant, turns: tuple[str, ...], expected: set[tuple[str, int]]
) -> None:
    answer = assistant.ask(turns[-1], history=list(turns[:-1]))
    assert {(v.place, int(v.value)) for v in answer.values} == expected


def test_the_first_minus_the_last_are_those_of_all_turns(assistant: Assistant) -> None:
    history = ["Team HOPE for Minnesota", "and Colorado", "and New York"]
    answer = assistant.ask("the last one minus the first", history=history)
    assert 626 in [int(v.value) for v in answer.values]


def test_a_share_asked_after_a_state_is_the_state_s(assistant: Assistant) -> None:
    history = ["How many missing children cases in Minnesota?"]
    answer = assistant.ask("what share of those were from social services facilities?", history=history)
    assert {v.place for v in answer.values} == {"US-MN"}
    assert round(float(next(v.value for v in answer.values if v.unit == "percent")), 1) == 67.2


def test_a_year_against_a_year_says_which_is_missing(assistant: Assistant) -> None:
    answer = assistant.ask("Colorado missing children cases 2022 vs 2023")
    assert answer.reason is Reason.NO_SHEET_FOR_PERIOD
    assert "2022" in answer.text


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("Tips in Connecticut?", "Massachusetts?", "Team HOPE for both"), {("US-CT", "46"), ("US-MA", "131")}),
        (("Tips in Connecticut?", "and ORR cases?", "the same two for Colorado"), {("US-CO", "9720"), ("US-CO", "20")}),
        (("Tips for NY, MA and CO", "leave NY out: the others?"), {("US-MA", "9539"), ("US-CO", "9720")}),
        (("Missing cases in Massachusetts", "and the rest of the table?"), set()),
        (("Missing cases in Connecticut in 2023", "2021?", "and tips for 2023?"), {("US-CT", "5956")}),
    ],
)
def test_both_the_others_and_the_rest(
    assistant: Assistant, turns: tuple[str, ...], expected: set[tuple[str, str]]
) -> None:
    assert figures(assistant, *turns) == expected


def test_a_part_of_a_lettered_list_may_be_unknown(assistant: Assistant) -> None:
    answer = assistant.ask("For Massachusetts: (a) facility cases and (b) how many of those were boys?")
    assert (answer.status, [f"{v.value:f}" for v in answer.values]) == (Status.PARTIAL, ["807"])


def test_a_sign_without_anything_before_asks_nothing(assistant: Assistant) -> None:
    assert assistant.ask("%?").status is Status.CLARIFY


def test_a_number_in_quotes_is_no_year(assistant: Assistant) -> None:
    answer = assistant.ask("the flyer has '22,442 runaways from social services facilities nationwide', right?")
    assert answer.plan.periods == () and [int(v.value) for v in answer.values] == [22442]


def test_a_sign_that_cannot_be_shown_is_no_empty_quote(assistant: Assistant) -> None:
    answer = assistant.ask("if I had $1 per tip in Colorado, how rich would I be with Connecticut's $1 per tip added?")
    assert "\u2018\u2019" not in answer.text and "could not verify" not in answer.text


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (
            ("missing kids in Minnesota", "how about everybody else?"),
            {("US-CO", "467"), ("US-CT", "291"), ("US-MA", "893"), ("US-NY", "3005")},
        ),
        (("CVIP in New York", "anywhere else?"), {("US-CO", "24"), ("US-CT", "42"), ("US-MA", "49"), ("US-MN", "128")}),
        (("MA tips pls", "sorry, I meant the whole US"), {("US", "36200000")}),
        (("Team HOPE in Colorado", "and in 2023?"), {("US-CO", "132")}),
    ],
)
def test_a_follow_up_speaks_of_the_places_that_the_model_hears(
    assistant: Assistant, turns: tuple[str, ...], expected: set[tuple[str, str]]
) -> None:
    assert figures(assistant, *turns) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (
            ("CVIP in Connecticut?", "new CONNECT people in New York", "Back to my first question, now Minnesota."),
            "128",
        ),
        (("Team HOPE in NY?", "tips in Colorado", "and the first thing I asked, for Massachusetts?"), "131"),
        (("ORR cases in NY?", "tips in Colorado", "the second thing I asked, but for Connecticut?"), "5956"),
    ],
)
def test_a_follow_up_may_go_back_to_an_earlier_question(
    assistant: Assistant, turns: tuple[str, ...], expected: str
) -> None:
    assert [f"{v.value:f}" for v in assistant.ask(turns[-1], history=turns[:-1]).values] == [expected]


@pytest.mark.parametrize(
    ("question", "formula"),
    [
        ("How many times as large is the second one?", "893 / 291"),
        ("by how much is the latter higher?", "893 - 291"),
    ],
)
def test_an_ordinal_sets_one_of_two_places_first(assistant: Assistant, question: str, formula: str) -> None:
    answer = assistant.ask(question, history=["Missing children cases in Connecticut and Massachusetts?"])
    assert [v.formula for v in answer.values if v.formula] == [formula]


def test_a_state_that_is_only_described_is_not_the_one_before(assistant: Assistant) -> None:
    answer = assistant.ask("and for the state with the Space Needle?", history=["Missing cases in Minnesota?"])
    assert (answer.status, answer.values) == (Status.NOT_FOUND, ())


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("Tips in New York and Colorado?", "missing cases in New York", "and in the other one?"), {("US-CO", "467")}),
        (("CyberTipline reports in Minnesota", "same for Connecticut", "the other state again?"), {("US-MN", "8611")}),
        (
            ("Missing children cases in New York and Massachusetts?", "the latter's ORR ones?", "and the former's?"),
            {("US-NY", "72")},
        ),
        (
            ("Who has more missing children, Colorado or Minnesota?", "how many tips did the latter get?"),
            {("US-MN", "8611")},
        ),
        (("tips in NY", "CO", "MN", "MA", "and the other state?"), {("US-CT", "5956")}),
        (("Team HOPE in Colorado", "no, the other one, mental health"), {("US-CO", "120")}),
        (("ORR cases in Connecticut?", "and facilities?", "and the rest?"), {("US-CT", "27")}),
        (("Team Adam in New York?", "And in Colorado?", "then how many nationally?"), {("US", "57"), ("US", "146")}),
        (("Facility cases in New York?", "ok and in the US"), {("US", "22442")}),
        (("For Colorado: tips, missing kids, Team HOPE.", "Same for MN", "only the second for CT"), {("US-CT", "291")}),
        (
            ("Facility cases in Colorado and Massachusetts", "in the first, out of how many total?", "and the second?"),
            {("US-MA", "893")},
        ),
        (
            ("tips NY vs MA", "missing cases NY vs MA", "now CO vs MN on both"),
            {("US-CO", "9720"), ("US-MN", "8611"), ("US-CO", "467"), ("US-MN", "201")},
        ),
        (("Tips in Connecticut?", "And in 2021?", "Ok, 2023 is good. How about Colorado?"), {("US-CO", "9720")}),
    ],
)
def test_the_other_one_is_what_was_named_beside_the_last(
    assistant: Assistant, turns: tuple[str, ...], expected: set[tuple[str, str]]
) -> None:
    assert figures(assistant, *turns) == expected


@pytest.mark.parametrize(
    "turns", [("Tips in Colorado?", "and the other one?"), ("Compare tips in NY and MA", "and the other one?")]
)
def test_the_other_one_of_none_or_of_both_is_asked_for(assistant: Assistant, turns: tuple[str, ...]) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert (answer.status, answer.values) == (Status.CLARIFY, ())


def test_what_is_set_against_each_other_is_all_of_one_place_or_all_of_one_measure(assistant: Assistant) -> None:
    answer = assistant.ask(
        "which part is the smallest?",
        history=["Colorado missing cases broken down", "and for Connecticut"],
    )
    assert {v.place for v in answer.values} == {"US-CT"}
    assert answer.values[0].value == 12


def test_two_measures_of_one_place_are_compared_there(assistant: Assistant) -> None:
    answer = assistant.ask("What's higher in New York, Team HOPE or mental health?")
    assert {f"{v.value:f}" for v in answer.values} == {"692", "187", "505"}


def test_a_word_of_the_sheets_is_not_said_to_be_missing_in_them(assistant: Assistant) -> None:
    answer = assistant.ask("Is that free for the families?", history=["Families connected to therapy in Connecticut?"])
    assert "free" not in answer.text or answer.citations

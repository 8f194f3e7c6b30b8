"""Messages that ask for several figures side by side; every expected figure is the sheets' own."""

from __future__ import annotations

import pytest
from asked import figures

from assistant import Assistant
from assistant.clauses import lists_several
from assistant.types import Operation, Status


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "For our slide: Team Adam's critical cases in Massachusetts as well as the nation's incidents",
            {("US-MA", "1"), ("US", "57")},
        ),
        (
            "Newcomers on CONNECT in Minnesota and the entire membership of CONNECT",
            {("US-MN", "91"), ("US", "18000")},
        ),
        (
            "US tips received, US pieces, US percent of runaways trafficked",
            {("US", "36200000"), ("US", "105000000"), ("US", "19")},
        ),
        (
            "What did the CyberTipline receive altogether, and how many of its reports were made available to "
            "Massachusetts police?",
            {("US", "36200000"), ("US-MA", "9539")},
        ),
        (
            "Colorado's ORR children, the overall count of missing child cases, and that's all.",
            {("US-CO", "20"), ("US", "28886")},
        ),
        (
            "My photocopy of New York's sheet is blurred at the engagements, the therapy families and the new "
            "professionals. Could you read those to me?",
            {("US-NY", "95"), ("US-NY", "187"), ("US-NY", "648")},
        ),
        (
            "send me CVIP, tips and engagements for Minnesota, and national tips",
            {("US-MN", "128"), ("US-MN", "8611"), ("US-MN", "22"), ("US", "36200000")},
        ),
        ("How many engagements in Colorado, and how many tips overall?", {("US-CO", "40"), ("US", "36200000")}),
        ("How many tips did Colorado get, and what is the national number?", {("US-CO", "9720"), ("US", "36200000")}),
        ("How many tips in Connecticut and how many in total?", {("US-CT", "5956"), ("US", "36200000")}),
        (
            "How many families did Team HOPE support, and of those how many in New York?",
            {("US", "5759"), ("US-NY", "692")},
        ),
        (
            "Tell me how many content pieces were reported and how many reports that was.",
            {("US", "105000000"), ("US", "36200000")},
        ),
        (
            "For Connecticut, the facility number and the total number of missing children",
            {("US-CT", "252"), ("US-CT", "291")},
        ),
    ],
)
def test_every_thing_of_a_list_is_given(assistant: Assistant, question: str, expected: set[tuple[str, str]]) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED
    assert {(v.place, f"{v.value:f}") for v in answer.values} == expected


def test_the_nation_is_not_asked_about_by_a_sentence_before_a_question_of_a_state(assistant: Assistant) -> None:
    answer = assistant.ask("A father here may want a peer mentor. How many families in Colorado had one?")
    assert {(v.place, f"{v.value:f}") for v in answer.values} == {("US-CO", "132")}


def test_a_count_of_what_a_sentence_before_tells_is_of_the_measure_told(assistant: Assistant) -> None:
    question = (
        "The agency that shelters unaccompanied minors reported a few who vanished. What was that count for Minnesota?"
    )
    answer = assistant.ask(question)
    assert {(v.place, f"{v.value:f}") for v in answer.values} == {("US-MN", "9")}


def test_signs_between_places_and_within_numbers_list_no_things() -> None:
    assert not lists_several("tips in Colorado and Minnesota, please", ["US-CO", "US-MN"])
    assert not lists_several("is it true that 3,005 were missing")
    assert lists_several("tips and engagements in Colorado and Minnesota", ["US-CO", "US-MN"])


@pytest.mark.parametrize(
    ("question", "expected", "missing"),
    [
        (
            "Connecticut: cybertips, kidnapping trials, Team HOPE families",
            {("US-CT", "5956"), ("US-CT", "46")},
            "kidnapping trials",
        ),
        (
            "ORR cases in Minnesota, court orders in New York and engagements in Colorado",
            {("US-MN", "9"), ("US-CO", "40")},
            "court orders in New York",
        ),
    ],
)
def test_what_no_sheet_counts_is_named_beside_the_figures_of_a_list(
    assistant: Assistant, question: str, expected: set[tuple[str, str]], missing: str
) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.PARTIAL
    assert {(v.place, f"{v.value:f}") for v in answer.values} == expected
    assert missing in answer.text


@pytest.mark.parametrize(
    "question",
    ["tips, missing kids and engagements in Colorado, girls only", "How many runaway and homeless shelters has Iowa?"],
)
def test_words_that_narrow_a_list_are_no_things_of_it(assistant: Assistant, question: str) -> None:
    assert not assistant.ask(question).values


@pytest.mark.parametrize(
    "question",
    [
        "CVIP count for Minnesota, and explain what CVIP is",
        "Minnesota's CVIP number with a short description of CVIP",
        "what is CVIP, and the number for Minnesota",
    ],
)
def test_an_explanation_is_given_beside_a_figure(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert {(v.place, f"{v.value:f}") for v in answer.values} == {("US-MN", "128")}
    assert "Child Victim Identification Program (CVIP) that helps identify" in answer.text


def test_each_thing_that_is_to_be_explained_is(assistant: Assistant) -> None:
    text = assistant.ask("Explain Team HOPE, Team Adam and the CyberTipline").text
    assert all(words in text for words in ("peer support network", "deploys former", "national mechanism"))


def test_counts_in_one_sentence_are_of_the_place_behind_the_last(assistant: Assistant) -> None:
    answer = assistant.ask("how many cybertips and how many ORR kids in Massachusetts?")
    assert {(v.place, f"{v.value:f}") for v in answer.values} == {("US-MA", "9539"), ("US-MA", "16")}
    answer = assistant.ask("How many people did Team HOPE support, and how many in Massachusetts?")
    assert {(v.place, f"{v.value:f}") for v in answer.values} == {("US", "5759"), ("US-MA", "131")}


def test_an_explanation_may_follow_a_comparison(assistant: Assistant) -> None:
    answer = assistant.ask("Compare NY and CT for ORR cases, then tell me what Team Adam is")
    assert {f"{v.value:f}" for v in answer.values if v.place} == {"72", "12"}
    assert "deploys former law enforcement consultants" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "My beat is Connecticut and Minnesota. Team HOPE families for the latter, CVIP submissions for the former.",
        "Of Connecticut and Minnesota: CVIP submissions in the first, and Team HOPE families in the second.",
        "CVIP submissions in CT, Team HOPE families in MN",
        "CVIP reviews in Connecticut & Team HOPE in Minnesota",
        "CT: CVIP submissions. MN: Team HOPE families.",
    ],
)
def test_each_place_has_a_wish_of_its_own(assistant: Assistant, question: str) -> None:
    assert figures(assistant, question) == {("US-CT", "42"), ("US-MN", "66")}


def test_a_place_alone_goes_on_with_the_measure_before_it(assistant: Assistant) -> None:
    found = figures(assistant, "Tips in Minnesota, ORR cases in Colorado and Massachusetts")
    assert found == {("US-MN", "8611"), ("US-CO", "20"), ("US-MA", "16")}


@pytest.mark.parametrize(
    "question",
    [
        "Team HOPE families: overall and Massachusetts",
        "Team HOPE families in Massachusetts & overall",
        "Team HOPE families, Massachusetts plus the national number",
    ],
)
def test_the_nation_may_stand_in_a_list_with_places(assistant: Assistant, question: str) -> None:
    assert figures(assistant, question) == {("US", "5759"), ("US-MA", "131")}


def test_a_place_overall_is_no_nation(assistant: Assistant) -> None:
    found = figures(assistant, "Missing children cases, Massachusetts overall and Connecticut")
    assert found == {("US-MA", "893"), ("US-CT", "291")}


def test_a_state_is_set_against_the_nation(assistant: Assistant) -> None:
    found = figures(assistant, "Team HOPE overall vs. Massachusetts")
    assert {("US", "5759"), ("US-MA", "131"), (None, "5628")} == found


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("Missing cases in Minnesota", "tips"), {("US-MN", "8611")}),
        (("What share of Minnesota's missing cases are facility ones?", "only the count please"), {("US-MN", "135")}),
        (("How many tips for Iowa?", "Pity. Connecticut then, same question."), {("US-CT", "5956")}),
        (("Facility cases in Minnesota?", "and the total for Connecticut?"), {("US-CT", "291")}),
        (("How many tips went to the police in Minnesota alone, in 2023 alone?",), {("US-MN", "8611")}),
        (("CVIP submissions, Minnesota, FY 2023",), {("US-MN", "128")}),
    ],
)
def test_short_messages_ask_for_what_they_name(
    assistant: Assistant, turns: tuple[str, ...], expected: set[tuple[str, str]]
) -> None:
    assert figures(assistant, *turns) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "How many missing children cases were there from Massachusetts, and on how many cases did Team Adam help?",
            {("US-MA", "893"), ("US-MA", "1")},
        ),
        (
            "Please send me, for Minnesota, the number of missing children cases handled, how many of those the Office "
            "of Refugee Resettlement reported, and how many submissions CVIP reviewed",
            {("US-MN", "201"), ("US-MN", "9"), ("US-MN", "128")},
        ),
        (
            "How many tips in Minnesota? Oh, and CVIP submissions too, in New York.",
            {("US-MN", "8611"), ("US-NY", "159")},
        ),
        (
            "How many families did Team HOPE support in Colorado? And while you're at it, ORR cases in Connecticut.",
            {("US-CO", "132"), ("US-CT", "12")},
        ),
        (
            "Massachusetts missing children: give me the facility, other and refugee office lines and the overall "
            "count of cases NCMEC handled there",
            {("US-MA", "807"), ("US-MA", "70"), ("US-MA", "16"), ("US-MA", "893")},
        ),
        (
            "I need two figures: all the CyberTipline reports received in 2023, and those passed to law enforcement "
            "in New York.",
            {("US", "36200000"), ("US-NY", "40545")},
        ),
        ("Two things: all families Team HOPE supported, and the ones in Minnesota?", {("US", "5759"), ("US-MN", "66")}),
    ],
)
def test_no_wish_of_a_message_is_lost(assistant: Assistant, question: str, expected: set[tuple[str, str]]) -> None:
    assert figures(assistant, question) == expected


def test_a_wish_that_no_sheet_meets_is_named_beside_the_other(assistant: Assistant) -> None:
    answer = assistant.ask(
        "How many missing children cases were there from Colorado in 2023, and on how many cases did Team Adam help?"
    )
    assert ("US-CO", 467) in {(v.place, int(v.value)) for v in answer.values}
    assert "no figure of the state's own for cases on which Team Adam" in answer.text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("In the missing children table of Colorado, how many were facility, other and ORR?", {"327", "120", "20"}),
        ("Of all missing cases in New York, how many were from the Office of Refugee Resettlement?", {"72"}),
        ("All missing children cases and those from a facility in Colorado", {"467", "327"}),
        ("How many tips in Minnesota? And thanks for the CyberTipline work.", {"8611"}),
    ],
)
def test_what_a_wish_is_a_part_of_is_no_wish(assistant: Assistant, question: str, expected: set[str]) -> None:
    assert {value for _, value in figures(assistant, question)} == expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("Now the CyberTipline reports there, and Team HOPE for Minnesota", {("US-CO", "9720"), ("US-MN", "66")}),
        ("And its ORR number plus the CVIP number for Connecticut", {("US-CO", "20"), ("US-CT", "42")}),
        ("CVIP submissions for Connecticut, and the CyberTipline reports there", {("US-CT", "42"), ("US-CT", "5956")}),
        ("Now the CyberTipline reports and Team HOPE for Minnesota", {("US-MN", "8611"), ("US-MN", "66")}),
    ],
)
def test_there_in_a_list_is_the_place_before_it(
    assistant: Assistant, last: str, expected: set[tuple[str, str]]
) -> None:
    answer = assistant.ask(last, ["Missing children cases in Colorado"])
    assert {(v.place, f"{v.value:f}") for v in answer.values} == expected


def test_of_several_places_before_there_means_none(assistant: Assistant) -> None:
    answer = assistant.ask("CyberTipline reports there, and Team HOPE for Minnesota", ["Cases in Colorado and Iowa"])
    assert not answer.values


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        # Colorado 9,720; Massachusetts 9,539; Connecticut 5,956
        ("Difference to Massachusetts, and difference to Connecticut?", [181, 3764]),
        ("Gap to Massachusetts and Connecticut?", [181, 3764]),
        ("Difference between Massachusetts and Connecticut?", [3583]),
        ("Difference to Massachusetts?", [181]),
    ],
)
def test_what_is_before_is_set_apart_from_each_place(assistant: Assistant, last: str, expected: list[int]) -> None:
    answer = assistant.ask(last, ["CyberTipline reports in Colorado?"])
    assert [int(v.value) for v in answer.values if v.operation is Operation.DIFFERENCE] == expected


def test_without_a_figure_before_places_are_not_set_apart_from_each_other(assistant: Assistant) -> None:
    answer = assistant.ask("Difference to Minnesota and difference to Colorado?", ["Cases in New York?"])
    assert not [v for v in answer.values if v.operation is Operation.DIFFERENCE]


@pytest.mark.parametrize("joint", [", and also the", " and also", " as well as the"])
def test_a_total_of_the_nation_stands_beside_figures_of_states(assistant: Assistant, joint: str) -> None:
    answer = assistant.ask(f"How many reports in Colorado and Connecticut{joint} total registered users?")
    assert [(v.place, f"{v.value:f}") for v in answer.values] == [
        ("US-CO", "9720"), ("US-CT", "5956"), ("US", "18000"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "expected", "unanswered"),
    [
        (
            "Give me for Connecticut: missing children cases, arrests made off CyberTipline reports, and engagements "
            "with social service agencies on trafficking",
            {291, 1},
            "arrests made off CyberTipline reports",
        ),
        (
            "For Minnesota I need: CVIP submissions, convictions from those, and missing children cases",
            {128, 201},
            "convictions from those",
        ),
        ("Massachusetts: new CONNECT users, budget of NCMEC CONNECT, and CVIP submissions", {221, 49}, "budget"),
    ],
)
def test_a_detail_of_one_thing_leaves_the_others_of_a_list(
    assistant: Assistant, question: str, expected: set[int], unanswered: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.status, {int(v.value) for v in answer.values}) == (Status.PARTIAL, expected)
    assert unanswered in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "For Colorado give me arrests from CyberTipline reports and CVIP submissions",
        "Missing children cases, tips and CVIP submissions that led to arrests in Connecticut",
    ],
)
def test_a_detail_of_a_whole_list_is_declined(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).values == ()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "Agent mixed up two figures for Massachusetts, 893 and 9,539. Which one is missing children cases and "
            "which one is CyberTipline reports?",
            [893, 9539],
        ),
        (
            "For Minnesota I noted 66 and 55. Which one is peer support and which one is mental health?",
            [66, 55],
        ),
        (
            "is 52 the mental health number for Connecticut and 55 the one for Minnesota? and what is it for "
            "Massachusetts",
            [52, 55, 45],
        ),
        ("Is 291 the missing children number for Connecticut? and what is it for Colorado", [291, 467]),
    ],
)
def test_each_question_beside_numbers_gets_its_figure(assistant: Assistant, question: str, expected: list[int]) -> None:
    assert [int(v.value) for v in assistant.ask(question).values] == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "Families connected with mental health services in Colorado and in Connecticut, plus the number of arrests "
            "in both states if you have it.",
            {("US-CO", "120"), ("US-CT", "52")},
        ),
        (
            "CyberTipline reports in Minnesota and New York, plus the number of convictions in both states.",
            {("US-MN", "8611"), ("US-NY", "40545")},
        ),
        (
            "Missing cases in Colorado and Minnesota and also the number of AMBER alerts in each",
            {("US-CO", "467"), ("US-MN", "201")},
        ),
    ],
)
def test_what_no_sheet_counts_takes_nothing_from_the_figures_beside_it(
    assistant: Assistant, question: str, expected: set[tuple[str | None, str]]
) -> None:
    assert assistant.ask(question).status is Status.PARTIAL
    assert figures(assistant, question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Families helped in New York?", {("US-NY", "692"), ("US-NY", "187")}),
        ("How many families did NCMEC help in Colorado?", {("US-CO", "132"), ("US-CO", "120")}),
        ("Families helped by Team HOPE in New York?", {("US-NY", "692")}),
        ("Families connected to mental health help in New York?", {("US-NY", "187")}),
    ],
)
def test_families_who_were_helped_are_of_both_kinds(
    assistant: Assistant, question: str, expected: set[tuple[str | None, str]]
) -> None:
    assert figures(assistant, question) == expected

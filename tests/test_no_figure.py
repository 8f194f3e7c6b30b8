"""Questions that name a measure and that none of its figures answers; figures expected are the sheets' own."""

from __future__ import annotations

import pytest
from asked import figures

from assistant import Assistant
from assistant.cues import asks_no_number, asks_on, asks_when
from assistant.lexicon import tokenise
from assistant.types import Operation, Reason, Status


@pytest.mark.parametrize(
    ("text", "no_number", "when"),
    [
        ("Who runs it in Colorado?", True, False),
        ("ok, and how quickly did they act", True, False),
        ("how many kids were there", False, False),
        ("How about Minnesota?", False, False),
        ("how large is it", False, False),
        ("when did they go missing?", True, True),
        ("When they help, what is the number of cases?", True, False),
        ("the number for Colorado", False, False),
    ],
)
def test_questions_for_no_number_are_told_by_how_they_open(text: str, *, no_number: bool, when: bool) -> None:
    tokens = tokenise(text)
    assert (asks_no_number(tokens), asks_when(tokens)) == (no_number, when)


def test_a_request_to_the_one_who_answers_asks_nothing_on() -> None:
    assert asks_on(tokenise("did it change anything?"))
    assert not asks_on(tokenise("can you put it in a sentence?"))
    assert not asks_on(tokenise("in a sentence please"))


@pytest.mark.parametrize(
    "question",
    [
        "When did NCMEC review the submissions from Colorado?",
        "How fast was Team Adam in New York?",
        "How do CyberTipline reports get checked in Minnesota?",
        "Families in Massachusetts that refused mental health services: how many?",
        "Mean number of Team HOPE families of stabbed kids over the five states",
        "overall, the share of runaways not from a facility who were likely trafficked",
        "the mode of engagements over the five states",
    ],
)
def test_a_detail_that_everyday_words_ask_for_is_no_figure(assistant: Assistant, question: str) -> None:
    assert figures(assistant, question) == set()


def test_a_whole_with_a_bound_is_not_the_whole_of_a_measure(assistant: Assistant) -> None:
    text = assistant.ask("A flyer gives Colorado 300 facility runaways, all over twelve. True?").text
    assert "‘300’" in text and "‘all’" not in text


@pytest.mark.parametrize(
    ("measure", "follow_up"),
    [
        ("CyberTipline reports in Minnesota?", "what came out of them?"),
        ("CyberTipline reports in Minnesota?", "may we read a few"),
        ("missing kids, Connecticut", "and who took them?"),
        ("missing kids, Connecticut", "so what happened to them"),
        ("families connected to therapy, New York", "did it help?"),
        ("new CONNECT professionals in Colorado", "who teaches them?"),
        ("CVIP submissions from Massachusetts", "How many children were in those 49?"),
        ("Does New York have over three times the tips of Colorado?", "per person I mean"),
    ],
)
def test_the_same_figure_again_answers_no_further_question(assistant: Assistant, measure: str, follow_up: str) -> None:
    assert figures(assistant, measure)
    assert figures(assistant, measure, follow_up) == set()


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("CyberTipline reports in Minnesota?", "what was it?"), {("US-MN", "8611")}),
        (("CyberTipline reports in Minnesota?", "is that the state's figure?"), {("US-MN", "8611")}),
        (("CyberTipline reports in Minnesota?", "can you say it in one line?"), {("US-MN", "8611")}),
        (("CyberTipline reports in Minnesota?", "was that for 2023?"), {("US-MN", "8611")}),
        (("missing kids, Connecticut", "how about Massachusetts"), {("US-MA", "893")}),
        (("missing kids, Connecticut", "how many were from facilities"), {("US-CT", "252")}),
        (("How did Minnesota do on CyberTipline reports?",), {("US-MN", "8611")}),
        (("On deadline: number of CyberTipline reports to New York police?",), {("US-NY", "40545")}),
    ],
)
def test_questions_for_the_figure_are_still_answered(
    assistant: Assistant, turns: tuple[str, ...], expected: set[tuple[str, str]]
) -> None:
    assert figures(assistant, *turns) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Where does Minnesota's CVIP number stand in the document?", {("US-MN", "128")}),  # no ranking
        ("which sheet says 252 for Connecticut", {("US-CT", "252")}),
        ("what document has 20 for Colorado", {("US-CO", "20")}),
    ],
)
def test_a_question_for_the_source_names_the_figure_that_it_speaks_of(
    assistant: Assistant, question: str, expected: set[tuple[str, str]]
) -> None:
    assert figures(assistant, question) == expected
    assert ".txt" in assistant.ask(question).text


@pytest.mark.parametrize(
    "question",
    [
        "missing kids in Colorado under 12",
        "how many tips/mo. in NY",
        "how many kids did NCMEC find in NY",
        "how many missing kids were they able to find in CT",
    ],
)
def test_an_age_a_month_or_an_outcome_gets_no_figure(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.reason, answer.values) == (Status.NOT_FOUND, Reason.NOT_COVERED, ())
    assert "Missouri" not in answer.text


def test_few_cases_are_no_age(assistant: Assistant) -> None:
    text = assistant.ask("Were ORR kids in Minnesota fewer than 10?").text
    assert text.startswith("Yes, your \u2018fewer than 10\u2019 is right")


def test_two_states_and_no_measure_are_asked_back(assistant: Assistant) -> None:
    assert assistant.ask("Can you compare Massachusetts and Connecticut?").status is Status.CLARIFY


@pytest.mark.parametrize(
    "question",
    [
        "Which facility in Colorado did the missing kids run from most?",
        "What facility in New York lost the most kids?",
        "Which social services facility did the kids in Colorado run away from?",
        "Which hospital in New York referred the most families to mental health services?",
        "If you add Colorado's and Connecticut's Team HOPE families, do you beat Minnesota's tips?",
    ],
)
def test_no_figure_stands_for_a_name_or_for_a_sum_of_other_things(assistant: Assistant, question: str) -> None:
    assert not assistant.ask(question).values


@pytest.mark.parametrize(
    ("question", "figure"),
    [("What facility figures does Colorado have?", 327), ("What is the facility count for Colorado?", 327)],
)
def test_a_figure_of_the_facility_row_is_no_name(assistant: Assistant, question: str, figure: int) -> None:
    assert [int(v.value) for v in assistant.ask(question).values] == [figure]


@pytest.mark.parametrize(
    "question",
    [
        "How many reports in the smallest state you cover?",
        "What is the number of missing children cases in the largest state you have?",
        "CVIP submissions in the smallest of your states?",
        "How many CyberTipline reports did the biggest state get?",
    ],
)
def test_no_sheet_tells_the_size_of_a_state(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.values) == (Status.NOT_FOUND, ())


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("How many reports in the smallest state by reports?", "US-CT"),
        ("Which is the biggest state by reports?", "US-NY"),
        ("What is the smallest number of CyberTipline reports?", "US-CT"),
        ("What is the largest state total for CyberTipline reports?", "US-NY"),
    ],
)
def test_a_state_is_smallest_or_largest_by_a_figure(assistant: Assistant, question: str, place: str) -> None:
    ranks = [v.place for v in assistant.ask(question).values if v.operation is Operation.RANK]
    assert ranks == [place]

"""Words at the edge of a clause that say who asks or what for."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.asides import asides, without_writer
from assistant.lexicon import FamilyLexicon
from index.catalog import load_catalogs

LEXICON = FamilyLexicon(load_catalogs()[0])


@pytest.mark.parametrize(
    ("clause", "aside"),
    [
        ("For my civics group, tips in Colorado", "For my civics group,"),
        ("As a sixth grader, how many tips were there?", "As a sixth grader,"),
        ("tips in Colorado, for the Aurora chief", ", for the Aurora chief"),
        ("tips in Colorado for our wall chart?", " for our wall chart?"),
        ("hi, parent here, bake sale, how many tips in Colorado", "hi, parent here, bake sale, "),
    ],
)
def test_the_edge_that_says_who_asks_or_what_for(clause: str, aside: str) -> None:
    assert aside in [clause[start:end] for start, end in asides(clause, LEXICON)]


@pytest.mark.parametrize(
    "clause",
    [
        "tips in Colorado for the second half of it",
        "for missing children, the figure of Colorado",
        "Of the boys, how many went missing?",
        "tips in Colorado",
    ],
)
def test_what_the_question_itself_says_is_none(clause: str) -> None:
    assert not list(asides(clause, LEXICON))


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("Missing children cases in Massachusetts and Connecticut for a New England roundup.", {"893", "291"}),
        ("For the girls, how many missing children cases in Colorado?", set()),
        ("For my class on teens: missing children cases in Minnesota?", set()),
        ("How many missing children cases in New England?", set()),
    ],
)
def test_a_detail_at_the_edge_still_narrows(assistant: Assistant, question: str, values: set[str]) -> None:
    assert {str(v.value) for v in assistant.ask(question).values} == values


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("how many image batches did Connecticut police submit for review", "42"),
        ("how many pieces of abuse content did the tips hold nationwide", "105000000"),
        ("no. of incidents on which the retired cops of Team Adam were called out, nationwide", "57"),
        ("missing children cases in ma in 2023", "893"),
        ("missing children cases, Land of 10,000 Lakes", "201"),
        ("In the Land of 10,000 Lakes, how many cases fall under 'other'?", "57"),
        ("ORR cases in the Land of Ten Thousand Lakes?", "9"),
    ],
)
def test_words_of_the_measure_or_the_place_narrow_nothing(assistant: Assistant, question: str, value: str) -> None:
    assert [str(v.value) for v in assistant.ask(question).values] == [value]


def test_images_are_not_submissions(assistant: Assistant) -> None:
    assert not assistant.ask("how many images did Connecticut police submit for review?").values


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            'Ticket #48213 - requester: county family services. "Need number of survivors/families connected to mental '
            'health services for 2023 - Massachusetts AND Colorado. Thx"',
            {"45", "120"},
        ),
        ("Ref 2231 | From: city youth office | How many CyberTipline reports went to police in Minnesota?", {"8611"}),
        ("Submitted by: task force for girls. Team HOPE families in Connecticut please.", {"46"}),
        ("From: Colorado DHS. How many missing children cases did NCMEC handle in our state?", {"467"}),
        ("Tips from: Colorado, New York", {"9720", "40545"}),
        ("How many tips came from county offices in Minnesota?", set()),
    ],
)
def test_who_writes_narrows_nothing(assistant: Assistant, message: str, expected: set[str]) -> None:
    assert {str(v.value) for v in assistant.ask(message).values} == expected


@pytest.mark.parametrize(
    "message", ["CVIP - from: Colorado. Also New York?", "Colorado\nfrom: social services facility. How many?"]
)
def test_a_line_that_may_say_of_whom_a_figure_is_stays(message: str) -> None:
    def named(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return ("US-CO",) if "Colorado" in text else (), ()

    assert without_writer(message, named, lambda text: "facility" in text) == message


@pytest.mark.parametrize(
    ("message", "values"),
    [
        ("Case 5512 - opened 09:14\nTeam HOPE families in Colorado?", [132]),
        ("[11:05] user: CyberTipline reports in New York?", [40545]),
        ("Meeting 10:30\nNeed CVIP submissions for Minnesota", [128]),
        ("CyberTipline reports in New York at 11:05?", []),
    ],
)
def test_the_time_of_a_message_is_no_number_of_it(assistant: Assistant, message: str, values: list[int]) -> None:
    answer = assistant.ask(message)
    assert [int(v.value) for v in answer.values] == values
    assert "is not right" not in answer.text

"""Words at the edge of a clause that say who asks or what for."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.asides import asides
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
    ],
)
def test_words_of_the_measure_or_the_place_narrow_nothing(assistant: Assistant, question: str, value: str) -> None:
    assert [str(v.value) for v in assistant.ask(question).values] == [value]


def test_images_are_not_submissions(assistant: Assistant) -> None:
    assert not assistant.ask("how many images did Connecticut police submit for review?").values

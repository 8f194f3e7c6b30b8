"""States that a message describes by a city."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.described import with_described_states
from assistant.types import Operation


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("tips in Boston's state", "tips in Massachusetts"),
        ("The Twin Cities' home state: tips?", "Minnesota: tips?"),
        ("tips in the state whose capital is Hartford", "tips in Connecticut"),
        ("the state with Buffalo and Yonkers in it", "New York"),
        ("the state that Denver is in, tips", "Colorado, tips"),
        ("tips in the state where St. Paul is the capital", "tips in Minnesota"),
        ("I teach in Worcester. Tips in our state?", "I teach in Massachusetts. Tips in Massachusetts?"),
        ("We live near Duluth, Minnesota. Tips in our state?", "We live near Duluth, Minnesota. Tips in our state?"),
    ],
)
def test_a_description_is_put_into_the_name_of_the_state(text: str, named: str) -> None:
    assert with_described_states(text) == named


@pytest.mark.parametrize(
    "text",
    [
        "runaways from Boston's state facilities",
        "tips in Springfield's state",
        "the state with Rochester",
        "the state whose capital is Rochester",
        "missing children in Denver, in my state",
        "I need the missing children in Denver and in my state",
        "the state with the most tips",
        "tips of the state in March",
    ],
)
def test_a_city_that_describes_no_certain_state_stays(text: str) -> None:
    assert with_described_states(text) == text


def test_figures_of_a_described_state(assistant: Assistant) -> None:
    answer = assistant.ask("How many missing children were there in the state that Hartford lies in?")
    assert [(str(v.value), v.place) for v in answer.values] == [("291", "US-CT")]


def test_figures_per_state_are_those_of_each(assistant: Assistant) -> None:
    answer = assistant.ask("Missing children per state, please")
    assert {str(v.value) for v in answer.values} == {"467", "291", "893", "201", "3005"}
    assert not assistant.ask("Missing children per county, please").values


@pytest.mark.parametrize(
    ("before", "named"),
    [
        (["Hi! I'm a school counselor in Minnesota. What is Team HOPE?"], "How many families in Minnesota?"),
        (["I'm a teacher in Denver.", "What does Team HOPE do?"], "How many families in Colorado?"),
        (["How many families in New York?"], "How many families in our state?"),  # that is not said to be the asker's
    ],
)
def test_the_askers_state_is_known_from_earlier_messages(before: list[str], named: str) -> None:
    assert with_described_states("How many families in our state?", before) == named


@pytest.mark.parametrize(
    ("text", "before", "named"),
    [
        ("How do we compare with Connecticut?", ["I am from Minnesota."], "How do Minnesota compare with Connecticut?"),
        ("Is ours higher?", ["I teach in Denver."], "Is Colorado higher?"),
        ("Is that more than us?", ["Cases in New York?"], "Is that more than us?"),  # nobody said where "us" is
        ("How many do we need?", ["I am from Minnesota."], "How many do we need?"),
    ],
)
def test_ours_is_the_askers_state(text: str, before: list[str], named: str) -> None:
    assert with_described_states(text, before) == named


@pytest.mark.parametrize(
    ("question", "last"),
    [
        ("How many engagements did the state with the fewest missing cases have?", ("US-MN", 22)),
        ("For the state with the fewest missing cases, how many engagements?", ("US-MN", 22)),
        ("The state with the second most tips: what's its Team HOPE number?", ("US-CO", 132)),
        ("How many ORR cases were there in the state with the most CVIP submissions?", ("US-NY", 72)),
    ],
)
def test_a_state_by_its_rank_is_found_first(assistant: Assistant, question: str, last: tuple[str, int]) -> None:
    answer = assistant.ask(question)
    looked_up = [(v.place, int(v.value)) for v in answer.values if v.operation is Operation.LOOKUP]
    assert looked_up[-1] == last
    assert sum(v.operation is Operation.RANK for v in answer.values) == 1

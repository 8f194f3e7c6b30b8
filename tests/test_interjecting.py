"""What a message says around its question; every expected figure is read from the sheets by hand."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.interjecting import settles_for_less, unquoted, without_interjection
from assistant.types import Status


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("and Connecticut's, for contrast", "and Connecticut's"),
        ("By way of contrast, Connecticut?", "Connecticut?"),
        ("And, for context, Connecticut?", "And, Connecticut?"),
        ("Great, at least the total then?", "the total then?"),
        ("Too bad. At least the tips?", "Too bad. the tips?"),
        ("Can you at least tell me the total?", "Can you tell me the total?"),
        ("Cases in Iowa in contrast to Ohio", "Cases in Iowa in contrast to Ohio"),
        ("At least 300 cases?", "At least 300 cases?"),
        ("At least half of the cases?", "At least half of the cases?"),
        ("At least as many as Iowa?", "At least as many as Iowa?"),
        ("Which states had at least the cases of Iowa?", "Which states had at least the cases of Iowa?"),
    ],
)
def test_words_in_passing_are_left_out(message: str, kept: str) -> None:
    assert without_interjection(message) == kept


def test_only_what_bounds_no_number_settles_for_less() -> None:
    assert settles_for_less("At the very least the total")
    assert not settles_for_less("At least 300 of them")
    assert not settles_for_less("How many had the least?")


BOYS = "How many boys went missing in Minnesota?"


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("New York's engagements on child sex trafficking cases", "and Connecticut's, for contrast"), 1),
        (("Team HOPE families in NY?", "Connecticut's as a contrast"), 46),
        (("Do the sheets give gender?", "Alright. At least the number of missing children cases for NY then?"), 3005),
        ((BOYS, "At least give me the total for Minnesota"), 201),
        ((BOYS, "OK, well, at least the number for the state?"), 201),
        ((BOYS, "At the very least, the missing cases for Colorado?"), 467),
    ],
)
def test_the_figure_is_given_that_is_asked_for_so(assistant: Assistant, turns: tuple[str, ...], expected: int) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert answer.status is Status.ANSWERED
    assert [int(v.value) for v in answer.values] == [expected]


def test_settling_for_another_place_keeps_the_detail_open(assistant: Assistant) -> None:
    assert assistant.ask("At least Colorado's?", history=[BOYS]).status is Status.NOT_FOUND


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ('Ticket 12, customer reply:\n"Thank you! What percentage is that?"', "Thank you! What percentage is that?"),
        ('"How many tips went to Ohio?"', "How many tips went to Ohio?"),
        ('"Ohio had 40 engagements."', '"Ohio had 40 engagements."'),
        ('In Ohio: "How many tips?"', 'In Ohio: "How many tips?"'),
        ('What is "CVIP"?', 'What is "CVIP"?'),
    ],
)
def test_a_message_that_is_quoted_as_a_whole_is_what_it_says(message: str, said: str) -> None:
    assert unquoted(message) == said

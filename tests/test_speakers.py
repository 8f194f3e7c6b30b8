"""A follow-up asks who is right of the persons of a copied talk: their numbers are checked."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.types import Status

TICKET = (
    "Ticket 20418\nDana (Senate office): need CVIP submissions for Minnesota 2023\nLuis: 128 I think\n"
    "Dana: can someone check?"
)
CHAT = "[chat export]\nPriya: MA missing cases = 893\nTom: thought it was 807\nPriya: let's ask the desk"
THREE = "Ana: how many Team HOPE families in Colorado?\nBen: 120\nCy: no, 132"
# Massachusetts had 893 cases, 807 of them from social services facilities; Colorado 132 families.
FACILITY = "807** of the missing children cases"


@pytest.mark.parametrize(
    ("talk", "question", "said"),
    [
        (TICKET, "Is Luis right?", ["Yes, your ‘128’ is right"]),
        (TICKET, "Did Luis get it right?", ["Yes, your ‘128’ is right"]),
        (CHAT, "Who has it right, and what's the other number?", ["Yes, your ‘893’ is right", FACILITY]),
        (CHAT, "Is Tom right?", ["No, your ‘807’ is a number of the sheet, but of something else", FACILITY]),
        (CHAT, "Is Priya right?", ["Yes, your ‘893’ is right"]),
        (THREE, "Which of them is right?", ["No, your ‘120’ is not right", "Yes, your ‘132’ is right"]),
    ],
)
def test_what_somebody_said_is_checked(assistant: Assistant, talk: str, question: str, said: list[str]) -> None:
    answer = assistant.ask(question, history=[talk])
    assert answer.status is Status.ANSWERED
    assert all(words in answer.text for words in said)


@pytest.mark.parametrize("question", ["Is Dana right?", "Is Luis wrong?", "Is Luis right about New York?"])
def test_who_stated_no_number_is_not_checked(assistant: Assistant, question: str) -> None:
    text = assistant.ask(question, history=[TICKET]).text
    assert not text.startswith(("Yes", "No"))

"""A passage that stands out is shown though a word of the question is missing; one of another kind or thing is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from stores import with_documents

from assistant import Assistant
from assistant.content import question_of
from assistant.lexicon import language
from assistant.quoted_evidence import Evidence
from assistant.quoted_prose import signed
from assistant.types import Answer, Status

DOCUMENTS = {
    "rounds.md": """# Guide for meal rounds

## Riders

Riders claim 37p a mile on the yellow form. Claims older than 45 days are not paid.

## Kitchen helpers

Kitchen helpers must be 17 or over. New kitchen helpers take a half-day course at Plover House.

## Repairs

A lift at Aldermoor that fails is to be working within three hours. A lift at Westbrook that fails is to be working
within nine hours.

## Leave

Emergency leave means leave that is asked for within 36 hours of the call.
""",
    "grants.md": "# Grants awarded, 2021-22\n\n| Kitchen | District | Award (\u00a3) |\n|---|---|---|\n"
    "| Tern Lane Kitchen | Dockside | 4150 |\n| Plover Kitchen | Hillside | 6275 |\n\n"
    "## Grants awarded, 2022-23\n\n| Kitchen | District | Award (\u00a3) |\n|---|---|---|\n"
    "| Tern Lane Kitchen \u2021 | Dockside | 4490 |\n| Plover Kitchen \u2020 | Hillside | 6530 |\n"
    "| Heron Supper Club | Brookside | 3820 |\n\n"
    "\u2020 Paid in two parts.\n\n\u2021 For weekend meals only.\n",
}


@pytest.fixture(scope="module")
def guide(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant over the five sheets and the documents above."""
    with with_documents(built_home, tmp_path_factory.mktemp("guide"), DOCUMENTS) as opened:
        yield opened


def shown(answer: Answer) -> str:
    return "\n".join(line for line in answer.text.split("\n") if line.startswith(("- \u201c", "Note:")))


@pytest.mark.parametrize(
    ("question", "found", "other"),
    [
        ("What do riders get back per mile on their rounds?", "37p a mile", "17 or over"),
        ("It broke down at Westbrook. How quickly is the lift meant to be working?", "nine hours", "three hours"),
        ("A double dagger stands next to Tern Lane in the 2022-23 grants, what is it?", "weekend meals", "two parts"),
        ("How much money did Plover Kitchen get in the 2022-23 round?", "6530", "6275"),
    ],
)
def test_what_stands_out_is_shown_and_no_look_alike(guide: Assistant, question: str, found: str, other: str) -> None:
    answer = guide.ask(question)
    assert answer.status is Status.ANSWERED or "which may not answer it" in answer.text
    assert found in shown(answer) and other not in shown(answer)


@pytest.mark.parametrize(
    "question",
    [
        "What mileage rate do kitchen helpers get?",
        "How long may emergency leave last?",
        "What did the Heron Supper Club get in the 2021-22 grants?",
        "How many times has the Heron Supper Club been inspected?",
        "Who pays for the lift at Aldermoor?",
        "When was Plover House founded?",
    ],
)
def test_what_no_passage_says_is_not_answered_with_another_value(guide: Assistant, question: str) -> None:
    answer = guide.ask(question)
    assert answer.status in (Status.NOT_FOUND, Status.CLARIFY) and answer.values == ()


@pytest.mark.parametrize(
    ("question", "text", "holds"),
    [
        ("How long does the permit last?", "It is asked for within 36 hours.", False),
        ("How long does the permit last?", "It is valid for 36 months.", True),
        ("How old must a helper be?", "Helpers give at least 15 days of notice.", False),
        ("How old must a helper be?", "Helpers must be 17 or over.", True),
        ("When does it open?", "To protect the people concerned.", False),
        ("When does it open?", "It opens on Mondays.", True),
        ("Where is the board's office?", "You may appeal to the board.", False),
        ("Where is the board's office?", "The board sits in Harrow Street.", True),
    ],
)
def test_an_answer_holds_the_kind_of_value_that_is_asked_for(question: str, text: str, holds: bool) -> None:
    assert signed(question_of(question), text) is holds


@pytest.mark.parametrize(("text", "is_amount"), [("37p a mile", True), ("\u00a34.20", True), ("until 3 p.m.", False)])
def test_an_amount_is_no_time_of_day(text: str, is_amount: bool) -> None:
    assert bool(re.search(language("quoting")["held"]["=cost"], text, re.IGNORECASE)) is is_amount


def test_the_likelihood_is_that_of_the_weights() -> None:
    # 1.64 * 0.6 + 2.57 * 0.8 + 7.35 * 0.3 - 2.83 = 2.415, and 1 / (1 + e ** -2.415) = 0.918
    assert Evidence(0.6, 0.8, 0.3, 0.0).likelihood == pytest.approx(0.918, abs=0.001)
    assert Evidence(0.6, 0.8, 0.3, -0.1).likelihood < 0.5 < Evidence(0.6, 0.8, 0.3, -0.05).likelihood

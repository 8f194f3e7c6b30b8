"""Documents of no family are asked in a person's own words; names, codes, numbers and years must be met."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from asked import NEAREST
from stores import with_documents

from assistant import Assistant
from assistant.quoted_units import full_names
from assistant.types import Answer, Status

DOCUMENTS = {
    "pools.md": """# Ashmere pools: help desk

The North Lido is the open-air pool. The Vale Baths is the indoor pool.

## When does the North Lido open?
From 1 May to 15 September, daily from 06:30.

## When does the Vale Baths open?
All year, daily from 07:15.

## How long are lost clothes kept?
Lost clothes are kept for 21 days. After that they go to charity.

## Who repairs broken lockers?
Broken lockers are repaired by Edda Lindqvist, extension 4471.

## How old must volunteers of the Swim Line be?
Volunteers of the Swim Line have to be at least 18.
""",
    "pumps.csv": "Part no,Part,Site,Shelf,In stock,Warranty until\n"
    "PX-1147,Filter pump,Vale Baths,A3,12,2027-03-01\n"
    "PX-1174,Filter pump,North Lido,B6,4,2028-09-30\n"
    "PX-2200,Heat pump,Vale Baths,C1,7,2026-01-15\n"
    "PX-3050,Dosing pump,North Lido,A9,31,2025-11-20\n",
    "visits.md": "# Visits to pools\n\nTable 1. Visits by country of the guest\n\n"
    "| Country | 2022 | 2023 | 2024 |\n|---|---|---|---|\n"
    "| Malta | 310 | 402 | 377 |\n| Kenya (a) | 95 | 88 | 120 |\n| Peru | 140 | : | 61 |\n"
    "| All countries | 545 | 490 | 558 |\n\n(a) Without school groups.\n\n: no figure\n",
    "fees.txt": "FEES OF THE POOLS\n\n1. FEES\n\n"
    "  Day ticket, grown-up                 GBP 6.50\n  Day ticket, child                    GBP 2.80\n"
    "  Season ticket, grown-up              GBP 88.00\n  Lost locker key                      GBP 11.00\n"
    "  Swimming lesson, thirty minutes      GBP 19.00\n\n2. RULES\n\nGlass bottles are forbidden.\n",
}


@pytest.fixture(scope="module")
def pools(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant over the five sheets and the documents above."""
    with with_documents(built_home, tmp_path_factory.mktemp("pools"), DOCUMENTS) as opened:
        yield opened


def quoted(answer: Answer) -> str:
    """The quoted lines of an answer."""
    return "\n".join(line for line in answer.text.split("\n") if line.startswith(("- \u201c", "Note:")))


@pytest.mark.parametrize(
    ("question", "found", "others"),
    [
        ("for how much time do you hang on to forgotten clothing?", "kept for 21 days", "Lindqvist"),
        ("Hello, the door of my locker is smashed. Who should I tell? Thanks", "Edda Lindqvist", "21 days"),
        ("At what hour does the indoor pool open?", "07:15", "06:30"),
        ("At what hour does the Nroth Lido open?", "06:30", "07:15"),
        ("until when is PX-1147 under guarantee?", "2027-03-01", "2028-09-30"),
        ("where do I find the dosing pump, which shelf", "A9", "B6"),
        ("how many filter pumps are left at the North Lido", "“In stock”: “4”", "“12”"),
        ("What does the (a) behind Kenya mean?", "Without school groups", "377"),
        ("price of a lost locker key please", "GBP 11.00", "19.00"),
        ("can i bring bottles made of glass?", "Glass bottles are forbidden", "GBP"),
    ],
)
def test_a_question_in_other_words_is_met_by_what_answers_it(
    pools: Assistant, question: str, found: str, others: str
) -> None:
    answer = pools.ask(question)
    assert (answer.status, answer.values) == (Status.ANSWERED, ())
    assert found in quoted(answer) and others not in quoted(answer)
    for citation in answer.citations:
        text = pools.library.document(citation.document_id).text
        assert text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    "question",
    [
        "At what hour does the South Lido open?",
        "until when is PX-1471 under guarantee?",
        "how many filter pumps are left at fernhill",
        "how many guests came from Malta in 2021?",
        "how many guests came from Portugal in 2023?",
        "How many turtles live in the pool?",
        "What does the (b) behind Kenya mean?",
    ],
)
def test_what_no_document_speaks_of_is_declined(pools: Assistant, question: str) -> None:
    answer = pools.ask(question)
    assert answer.status in (Status.NOT_FOUND, Status.CLARIFY)
    assert quoted(answer) == ""


@pytest.mark.parametrize(
    "question",
    [
        "opening hours of the vale library",
        "for how much time do you hang on to forgotten bicycles?",
        "What is the e-mail address of Edda Lindqvist?",
        "price of a day ticket for a dog",
    ],
)
def test_what_only_comes_near_is_no_answer(pools: Assistant, question: str) -> None:
    answer = pools.ask(question)
    assert (answer.status, answer.values) == (Status.NOT_FOUND, ())
    assert answer.text.startswith(NEAREST)


@pytest.mark.parametrize(
    ("question", "row", "lead"),
    [
        ("Which country had the most visits in 2022?", "“Country”: “Malta”, “2022”: “310”", "The largest"),
        ("which country had the fewest visits in 2024", "“Country”: “Peru”, “2024”: “61”", "The smallest"),
        ("Which part has the longest warranty?", "“2028-09-30”", "The largest"),
    ],
)
def test_the_row_with_the_most_or_the_least_is_quoted(pools: Assistant, question: str, row: str, lead: str) -> None:
    answer = pools.ask(question)
    assert answer.status is Status.ANSWERED and answer.values == ()
    assert row in quoted(answer) and lead in answer.text


def test_a_column_with_a_gap_has_no_least(pools: Assistant) -> None:
    assert quoted(pools.ask("which country had the fewest visits in 2023")) == ""


def test_a_question_of_a_volunteer_is_no_cry_and_a_cry_is_one(pools: Assistant) -> None:
    asked = "Hi, I'm turning 19 in spring and would love to help out on the Swim Line. What's the minimum age there?"
    answer = pools.ask(asked)
    assert answer.status is Status.ANSWERED and "at least 18" in quoted(answer)
    for cry in (
        "I'm 15 and a man at the pool touched me, is there a Swim Line I can call?",
        "My daughter ran away from the North Lido. When does it open?",
    ):
        assert pools.ask(cry).status is Status.URGENT


def test_a_question_to_the_sheets_is_answered_by_them(pools: Assistant) -> None:
    figure = pools.ask("How many CyberTipline reports went to Colorado?")
    assert [value.value for value in figure.values] == [9720]
    missing = pools.ask("How many CyberTipline reports went to Colorado in 2024?")
    assert missing.status is Status.NOT_FOUND and quoted(missing) == ""


def test_names_of_several_words_are_found() -> None:
    assert full_names("When is CaseBox Go down? The Robin Suite is in Harrow Street.") == {
        "casebox go",
        "robin suite",
        "harrow street",
    }

"""A question in other words is answered where that is certain; what is only near is shown as that, else declined."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from asked import NEAREST
from stores import with_documents

from assistant import Assistant
from assistant.types import Answer, Reason, Status

DOCUMENTS = {
    "centers.md": """# Two meeting centers

## Alder center

The Alder center is run by Bellweather Trust. Its director is Ines Thornbury, formerly of the Dorset County court.

## Opening hours

The Alder center is open on weekdays, 9 a.m. to 7 p.m. The Rowan center is open at weekends, noon to 4 p.m.
""",
    "appeals.md": """# Rules for host families

## Refusal

A host family that is refused may appeal to the Host Board within 25 days of the letter.

## Training

A host family with full approval takes 14 hours of training a year.
""",
    "loans.md": "# Loans\n\n## Table 1. Undergraduate students\n\n| Item | Loan period | Late fee |\n|---|---|---|\n"
    "| Journals, bound | 4 days | $1.00 |\n| Maps | 6 days | $2.00 |\n| Films | 2 days | $3.00 |\n\n"
    "## Table 2. Graduate students\n\n| Item | Loan period | Late fee |\n|---|---|---|\n"
    "| Journals, bound | 11 days | $1.50 |\n| Maps | 13 days | $2.50 |\n| Films | 5 days | $3.50 |\n",
}


@pytest.fixture(scope="module")
def centers(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant over the five sheets and the documents above."""
    with with_documents(built_home, tmp_path_factory.mktemp("centers"), DOCUMENTS) as opened:
        yield opened


def quoted(answer: Answer) -> str:
    return "\n".join(line for line in answer.text.split("\n") if line.startswith("- \u201c"))


@pytest.mark.parametrize(
    ("question", "found", "other"),
    [
        ("What time does the Rowan center shut?", "noon to 4 p.m.", "7 p.m."),
        ("How many days can a grad student keep a bound journal?", "11 days", "4 days"),
    ],
)
def test_of_look_alikes_the_one_that_is_meant_is_quoted(
    centers: Assistant, question: str, found: str, other: str
) -> None:
    answer = centers.ask(question)
    assert answer.status is Status.ANSWERED
    assert found in quoted(answer) and other not in quoted(answer)


@pytest.mark.parametrize(
    "question",
    [
        "Who is the director of the Dorset center?",
        "Who runs the meeting center in Dorset?",
        "Which sort of appeal takes the longest at the Host Board?",
        "What does the Alder center charge for a late pick-up?",
        "Do the rules for host families mention swimming lessons in Rowan?",
    ],
)
def test_what_no_document_speaks_of_is_not_answered(centers: Assistant, question: str) -> None:
    answer = centers.ask(question)
    assert answer.status in (Status.NOT_FOUND, Status.CLARIFY) and answer.values == ()
    assert not quoted(answer) or answer.text.startswith(NEAREST)


def test_what_is_near_is_shown_as_near_with_its_place(centers: Assistant) -> None:
    answer = centers.ask("Is there parking at the Alder center?")
    assert (answer.status, answer.reason, answer.values) == (Status.NOT_FOUND, Reason.NOT_COVERED, ())
    assert answer.text.startswith(NEAREST)
    assert 1 <= len(answer.citations) <= 2 and "Alder center" in quoted(answer)
    for citation in answer.citations:
        text = centers.library.document(citation.document_id).text
        assert text[citation.start : citation.end] == citation.quote


def test_the_sheets_are_not_quoted_for_what_only_other_documents_may_speak_of(centers: Assistant) -> None:
    answer = centers.ask("What extra does the Host Board do for a rush appeal?")
    assert [c.source for c in answer.citations if c.source not in DOCUMENTS] == []
    told = centers.ask("What is the CyberTipline?")
    assert told.status is Status.ANSWERED and told.citations[0].source not in DOCUMENTS

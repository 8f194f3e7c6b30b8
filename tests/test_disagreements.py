"""Sheets that print different overall figures: every answer that uses one says which sheet prints which."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from asked import violations
from invariants import breaches
from printed import made_sheet

from assistant import Assistant
from assistant.types import Answer
from index import Library

QUESTION = "How many missing child cases did NCMEC assist with overall in 2023?"
TOLD = (
    "The sheets print different overall figures for missing child cases assisted in 2023: 28,886 in 5 sheets [1], "
    "28,887 in the sheet for Alabama [2]."
)


def add(library: Library, folder: Path, *sheets: tuple[str, str]) -> None:
    """Add sheets with these names and texts."""
    for name, text in sheets:
        (folder / name).write_text(text)
    library.add([folder])


def cited(answer: Answer) -> list[str]:
    return [citation.source for citation in answer.citations]


def test_answer_gives_what_most_sheets_print_and_names_the_other(library: Library, tmp_path: Path) -> None:
    add(library, tmp_path, ("alabama.txt", made_sheet("Alabama", overall_cases="28,887")))
    answer = Assistant(library).ask(QUESTION)
    assert [str(v.value) for v in answer.values] == ["28886"]
    assert answer.text.split("\n")[-1] == TOLD
    assert cited(answer) == ["colorado-2023.txt", "alabama.txt"]
    assert breaches(answer, library) == []
    assert "28,887" in answer.citations[1].quote


@pytest.mark.parametrize(
    "question",
    [
        "What share of the overall missing child cases were from Colorado in 2023?",
        "How many missing child cases in Colorado and overall?",
        "Which sheets print the overall missing child cases?",
        "Is it true that NCMEC assisted with 28,886 missing child cases overall?",
        "Is it true that NCMEC assisted with 30,000 missing child cases overall?",
    ],
)
def test_every_answer_that_uses_the_figure_tells_of_it(library: Library, tmp_path: Path, question: str) -> None:
    add(library, tmp_path, ("alabama.txt", made_sheet("Alabama", overall_cases="28,887")))
    answer = Assistant(library).ask(question)
    assert "28886" in {str(v.value) for v in answer.values}
    assert "28,887 in the sheet for Alabama" in answer.text


@pytest.mark.parametrize("place", ["Massachusetts", "New York", "Alabama"])
def test_a_share_of_a_figure_that_stands_in_the_same_sentence_is_answered(
    library: Library, tmp_path: Path, place: str
) -> None:
    add(library, tmp_path, ("alabama.txt", made_sheet("Alabama").replace("5,759", "5,760")))
    answer = Assistant(library).ask(f"What share of the families that Team HOPE supported overall were from {place}?")
    assert [v.operation for v in answer.values][-1] == "share"
    assert "5,760 in the sheet for Alabama" in answer.text
    assert breaches(answer, library) == []


def test_figure_of_its_own_is_given_without_a_word_of_it(library: Library, tmp_path: Path) -> None:
    add(library, tmp_path, ("alabama.txt", made_sheet("Alabama", overall_cases="28,887")))
    answer = Assistant(library).ask("How many missing children cases in Alabama in 2023?")
    assert [str(v.value) for v in answer.values] == ["600"]
    assert "different" not in answer.text


def test_figure_without_a_year_is_compared_within_the_sheets_of_one(library: Library, tmp_path: Path) -> None:
    other = made_sheet("Alabama").replace("27,130", "27,131")
    later = made_sheet("Alabama", "2024").replace("27,130", "32,008")
    add(library, tmp_path, ("alabama-2023.txt", other), ("alabama-2024.txt", later))
    answer = Assistant(library).ask("How many children has CVIP helped identify as of 2023?")
    assert [str(v.value) for v in answer.values] == ["27130"]
    assert answer.text.split("\n")[-1] == (
        "The sheets of one year print different overall figures for children identified with NCMEC's support: 27,130 "
        "in 5 sheets [1], 27,131 in the sheet for Alabama [2]."
    )
    (flag,) = library.check().flags
    assert flag.document_id == library.document("alabama-2023.txt").id


def test_without_a_majority_each_figure_is_named_with_its_sheets(library: Library, tmp_path: Path) -> None:
    library.remove("new-york-2023.txt", "minnesota-2023.txt", "massachusetts-2023.txt")
    add(library, tmp_path, *((f"{p.lower()}.txt", made_sheet(p, overall_cases="28,887")) for p in ("Iowa", "Ohio")))
    answer = Assistant(library).ask(QUESTION)
    assert answer.text.endswith(
        "28,886 in the sheets for Colorado and Connecticut [1], 28,887 in the sheets for Iowa and Ohio [2]."
    )
    assert len(library.check().flags) == 4


def test_answer_that_hides_the_disagreement_is_withheld(library: Library, tmp_path: Path) -> None:
    add(library, tmp_path, ("alabama.txt", made_sheet("Alabama", overall_cases="28,887")))
    assistant = Assistant(library)
    answer = assistant.ask(QUESTION)
    hidden = answer.text.replace(TOLD, "")
    one_citation = replace(answer, citations=answer.citations[:1])
    for said, sound in (
        (answer, True),
        (replace(answer, text=hidden), False),
        (replace(answer, text=answer.text.replace("in 5 sheets", "in 6 sheets")), False),
        (replace(answer, text=answer.text.replace("28,887", "28,888")), False),
        (one_citation, False),
    ):
        assert (violations(assistant, said) == []) is sound


def test_figures_of_the_district_are_worded_with_its_article(library: Library, tmp_path: Path) -> None:
    add(library, tmp_path, ("dc.txt", made_sheet("the District of Columbia", overall_cases="28,887")))
    answer = Assistant(library).ask("How many CyberTipline reports in D.C. in 2023?")
    assert answer.text.split("\n")[0] == (
        "**7,315** CyberTipline reports were made available to law enforcement in the District of Columbia in 2023 [1]."
    )
    assert "28,887 in the sheet for the District of Columbia [2]." in Assistant(library).ask(QUESTION).text

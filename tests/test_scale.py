"""A store of many sheets: found by its indexes what a small one has in memory, and the same is answered from both.

Every expected value is one that stands in SHEETS, or in the bundled sheets.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from printed import made_sheet

from assistant import Assistant
from assistant.lookup import Coverage
from assistant.types import Intent, Operation, QueryPlan, Reason, Status
from assistant.year_rule import asks_too_many
from eval.bench.made_questions import Asked
from eval.bench.scale import fault
from index import Library
from index.settings import Settings

CASES = "missing_children_cases"
TIPS = "cybertipline_reports_to_law_enforcement"
IDENTIFIED = "children_identified_cvip"  # printed without a year
SHEETS = {  # cases of missing children, all reports, children identified
    ("Ohio", "2023"): ("600", "36.2 million", "27,130"),
    ("Ohio", "2022"): ("540", "31.8 million", "21,000"),
    ("Texas", "2022"): ("1,100", "31.8 million", "21,000"),
}
QUESTIONS = (
    "How many missing children cases did Ohio have in 2022?",
    "How many missing children cases did Ohio have?",
    "How many reports did the CyberTipline receive overall in 2022?",
    "How many children have been identified?",
    "How many children had been identified in 2022?",
    "How many Team Adam critical cases were there in Texas in 2022?",
    "Which state had the most missing children in 2022?",
    "Of the 31.8 million reports, how many were from Texas?",
    "Were 21,000 children identified in Ohio?",
    "List all of NCMEC's overall figures for 2022",
    "Why did Texas have 540 cases in 2022?",
    "Which sheets print the number of missing children cases?",
)


@pytest.fixture(scope="module")
def home(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a store with the sheets of two years."""
    folder, home = tmp_path_factory.mktemp("sheets"), tmp_path_factory.mktemp("scale")
    for (place, year), (cases, reports, identified) in SHEETS.items():
        text = made_sheet(place, year, overall_reports=reports, cases=cases)
        (folder / f"{place.lower()}-{year}.txt").write_text(text.replace("27,130", identified))
    shutil.copytree(built_home, home, ignore=shutil.ignore_patterns("models", "write.lock"), dirs_exist_ok=True)
    (home / "models").symlink_to(built_home / "models")
    Library(Settings(home=home)).build([folder])
    return home


@pytest.fixture(params=["small", "large"])
def library(home: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """The store as a small one, whose facts are kept, and as one with more facts than are kept."""
    if request.param == "large":
        monkeypatch.setattr("index.database.KEPT_FACTS", 0)
    library = Library.open(Settings(home=home))
    library.facts()
    yield library
    library.close()


def found(library: Library, *slot: str | None, **sheets: str) -> tuple[int, str] | None:
    """The value of the first fact of a slot, and the name of the sheet that prints it."""
    indicator, place, period = slot
    assert indicator and place
    with library.snapshot() as database:
        fact = database.first_fact(indicator, place, period, **sheets)
        return (int(fact.value), database.document(fact.document_id).source) if fact else None


def test_first_fact_is_that_of_the_newest_sheet_then_of_the_first_by_name(library: Library) -> None:
    assert found(library, CASES, "US-OH", "2022") == (540, "ohio-2022.txt")
    assert found(library, CASES, "US-TX", "2023") is None
    assert found(library, "cybertipline_reports", "US", "2022") == (31_800_000, "ohio-2022.txt")
    assert found(library, "cybertipline_reports", "US", "2022", in_place="US-TX") == (31_800_000, "texas-2022.txt")
    assert found(library, "cybertipline_reports", "US", "2022", in_place="US-CO") is None
    assert found(library, IDENTIFIED, "US", None) == (27_130, "ohio-2023.txt")
    assert found(library, IDENTIFIED, "US", None, in_period="2022") == (21_000, "ohio-2022.txt")
    assert found(library, IDENTIFIED, "US", None, in_place="US-TX") == (21_000, "texas-2022.txt")
    assert found(library, IDENTIFIED, "US", None, in_place="US-TX", in_period="2023") is None


def test_figure_that_many_sheets_print_has_one_slot(library: Library) -> None:
    with library.snapshot() as database:
        assert len(database.facts(indicators=[IDENTIFIED])) == 3
        assert database.slots(indicators=[IDENTIFIED]) == [(IDENTIFIED, "US", None)]
        (identified,) = {fact.value for fact in database.facts(indicators=[IDENTIFIED]) if fact.value < 27_130}
        assert database.slots(value=identified, places=["US"]) == [(IDENTIFIED, "US", None)]
        assert database.slots(value=identified, places=["US-OH"]) == []
        assert {*database.slots(indicators=[CASES])} == {
            (CASES, "US-OH", "2023"),
            (CASES, "US-OH", "2022"),
            (CASES, "US-TX", "2022"),
        }


def test_document_is_found_by_id_and_by_name(library: Library) -> None:
    by_name = library.document("texas-2022.txt")
    assert library.document(by_name.id) == by_name
    assert by_name.place == "US-TX"


@pytest.mark.parametrize("question", QUESTIONS)
def test_large_store_answers_as_a_small_one(home: Path, question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = []
    for kept in (5000, 0):
        monkeypatch.setattr("index.database.KEPT_FACTS", kept)
        assistant = Assistant.open(Settings(home=home))
        again = [assistant.ask(question).to_dict() for _ in range(2)][-1]
        answers.append({key: value for key, value in again.items() if key != "elapsed_ms"})
        assistant.library.close()
    assert answers[0] == answers[1]
    assert answers[0]["citations"] or answers[0]["reason"] == "sheet_silent"


def test_question_which_sheets_print_a_figure_means_the_newest_of_each_state(home: Path) -> None:
    assistant = Assistant.open(Settings(home=home))
    answer = assistant.ask("Which sheets print the number of missing children cases?")
    assert {(f"{v.value:f}", v.place, v.period) for v in answer.values} == {
        ("600", "US-OH", "2023"),
        ("1100", "US-TX", "2022"),
    }
    assert "these are of the newest sheets: 2023 for Ohio and 2022 for Texas" in answer.text
    answer = assistant.ask("Which sheets print the number of missing children cases in 2023?")
    assert {(f"{v.value:f}", v.place) for v in answer.values} == {("600", "US-OH")}
    assert "Texas" not in answer.text  # it has no sheet for that year, so none that is silent
    answer = assistant.ask("Which sheets print the number of missing children cases in 2022?")
    assert {(f"{v.value:f}", v.place) for v in answer.values} == {("540", "US-OH"), ("1100", "US-TX")}


def test_more_figures_than_can_be_shown_are_too_many() -> None:
    years = tuple(str(year) for year in range(2010, 2023))  # 13
    coverage = Coverage(periods={f"US-{n}": years for n in range(50)}, documents=650, families=())
    of_all = QueryPlan(question="", clause="", intent=Intent.FIGURES, indicators=(CASES,), all_places=True)
    assert not asks_too_many(replace(of_all, periods=years[:10]), coverage)  # 500
    assert asks_too_many(replace(of_all, periods=years[:11]), coverage)  # 550
    assert not asks_too_many(replace(of_all, all_places=False, places=("US-1",), periods=years), coverage)


def test_too_many_figures_are_declined_with_what_to_do(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.year_rule._MOST_FIGURES", 2)
    assistant = Assistant.open(Settings(home=home))
    answer = assistant.ask("Missing children cases of all states in all years")
    assert (answer.status, answer.reason, answer.values) == (Status.CLARIFY, Reason.AMBIGUOUS, ())
    assert "Name a year, or some of the states" in answer.text


@pytest.mark.parametrize(
    "asked",
    [
        Asked("Missing children cases in Colorado in 2023?", Operation.LOOKUP, "US-CO", "2023", CASES, 467),
        Asked("Which state had the most missing children in 2023?", Operation.RANK, "US-NY", "2023", CASES, 3005),
        # 40,545 - 9,720
        Asked(
            "How many more CyberTipline reports went to New York than to Colorado police in 2023?",
            Operation.DIFFERENCE, None, "2023", TIPS, 30_825,
        ),
    ],
)  # fmt: skip
def test_measurement_finds_a_wrong_answer(assistant: Assistant, asked: Asked) -> None:
    assert fault(assistant, asked) is None
    for name, other in {"value": asked.value + 1, "place": "US-MN", "period": "2022", "indicator": TIPS[:5]}.items():
        slots = {field: getattr(asked, field) for field in Asked.__dataclass_fields__}
        assert fault(assistant, Asked(**slots | {name: other})), name

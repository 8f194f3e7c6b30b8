"""A second family goes in by a YAML file alone: a harbour authority with ports, quarters and tables first.

The expected values are read off the three documents in `tests/harbour` by hand.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.types import Answer
from index import Library
from index.errors import CatalogError
from index.settings import Settings

HERE = Path(__file__).parent
CATALOG, DOCUMENTS = HERE / "harbour_statistics.yaml", HERE / "harbour"
# Words of NCMEC's sheets and of what StatDesk says of them; none may stand in an answer of the harbour's.
NCMECS_WORDS = re.compile(r"\b(?:states?|sheets?|NCMEC|CyberTipline|national|nation|year)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def catalogs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("catalogs")
    shutil.copy(CATALOG, folder)
    return folder


@pytest.fixture(scope="module")
def both(built_home: Path, catalogs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The assistant over the five sheets and the three documents of the harbour."""
    home = tmp_path_factory.mktemp("both") / "home"
    shutil.copytree(built_home, home, ignore=shutil.ignore_patterns("models", "write.lock"))
    (home / "models").symlink_to(built_home / "models")
    settings = Settings(home=home, catalogs=catalogs)
    Library(settings).add([DOCUMENTS])
    opened = Assistant.open(settings)
    yield opened
    opened.library.close()


@pytest.fixture(scope="module")
def harbour(built_home: Path, catalogs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The assistant over the three documents alone."""
    home = tmp_path_factory.mktemp("harbour") / "home"
    home.mkdir()
    (home / "models").symlink_to(built_home / "models")
    settings = Settings(home=home, catalogs=catalogs)
    Library(settings).build([DOCUMENTS])
    opened = Assistant.open(settings)
    yield opened
    opened.library.close()


def values(answer: Answer) -> list[tuple[str, str | None, str | None, str]]:
    return [(format(v.value, "f"), v.place, v.period, v.operation.value) for v in answer.values]


# What each document prints: (indicator, place, quarter) to the cell as it stands there.
PRINTED = {
    "halvik.txt": {
        ("cargo_handled", "NM-HAL"): ["120,400", "131,250", "128,900", "140,050"],
        ("containers_handled", "NM-HAL"): ["8,410", "9,005", None, "9,870"],
        ("berth_occupancy", "NM-HAL"): ["61.5", "64.0", "66.2", "59.8"],
        ("ship_calls", "NM-HAL"): ["212", "230", "226", "241"],
    },
    "sundby.txt": {
        ("cargo_handled", "NM-SUN"): ["98,300", "101,700", "99,950"],
        ("containers_handled", "NM-SUN"): ["7,120", "7,480", None],
        ("berth_occupancy", "NM-SUN"): ["55.0", "57.5", "58.1"],
        ("ship_calls", "NM-SUN"): ["180", "191", "188"],
    },
    "all-ports.txt": {
        ("cargo_handled", "NM-HAL"): ["120,400", "131,250", "128,900", "140,050"],
        ("cargo_handled", "NM-SUN"): ["98,300", "101,700", "99,950", "102,600"],
        ("cargo_handled", "NM-TOR"): ["45,200", "44,100", None, "50,000"],
        ("cargo_handled", "NM"): ["263,900", "277,050", "276,650", "292,650"],
        ("dredged_material", "NM"): ["15,000", "0", "22,500", None],
    },
}


@pytest.mark.parametrize("source", PRINTED)
def test_every_certain_cell_is_a_fact_and_no_other(harbour: Assistant, source: str) -> None:
    expected = {
        (indicator, place, f"2024-Q{n}", cell)
        for (indicator, place), cells in PRINTED[source].items()
        for n, cell in enumerate(cells, 1)
        if cell is not None
    }
    document = harbour.library.document(source)
    facts = harbour.library.facts(document_id=document.id)
    found = {(f.indicator, f.place, f.period, document.text[f.value_start : f.value_end]) for f in facts}
    assert found == expected
    for fact in facts:
        assert document.text[fact.start : fact.end] == fact.quote
        assert all(document.text[e.start : e.end] == e.quote for e in fact.context)
        assert document.title in [e.quote for e in fact.context]


def test_cell_is_quoted_with_its_row_header_and_title(harbour: Assistant) -> None:
    answer = harbour.ask("How many containers were handled in Halvik in Q2 2024?")
    (citation,) = answer.citations
    assert citation.quote == "Containers handled\t8,410\t9,005"
    assert [e.quote for e in citation.context] == [
        "Q2 2024",
        "Northmark Harbour Authority: Quarterly Port Statistics, Port of Halvik",
    ]
    assert (citation.place, citation.period) == ("NM-HAL", "2024-Q4")


def test_doubtful_cells_are_flagged_and_no_other(harbour: Assistant) -> None:
    flags = harbour.library.check().flags
    assert {(f.kind.value, f.indicator, f.quote) for f in flags} == {
        ("unreadable_number", "containers_handled", "Containers handled\t8,410\t9,005\t-"),
        ("unreadable_number", "containers_handled", "third quarter of 2024\t99,950\tn/a"),
        ("unreadable_number", "cargo_handled", "Torsey\t45,200\t44,100\t47,8O0"),
        ("unreadable_number", "dredged_material", "Dredged material (cubic metres)\t15,000\t0\t22,500\t"),
    }


LOOKUPS: list[tuple[str, str, str, str]] = [
    ("How much cargo was handled in Halvik in Q1 2024?", "120400", "NM-HAL", "2024-Q1"),
    ("How much cargo was handled in the Port of Sundby in the first quarter of 2024?", "98300", "NM-SUN", "2024-Q1"),
    ("How many containers were handled in Halvik in 2024-Q2?", "9005", "NM-HAL", "2024-Q2"),
    ("What was the berth occupancy in Sundby in Q3 2024?", "58.1", "NM-SUN", "2024-Q3"),
    ("Ship calls Halvik Q4 2024", "241", "NM-HAL", "2024-Q4"),
    ("How many ship calls did Halvik have?", "241", "NM-HAL", "2024-Q4"),
    ("Containers in Sundby?", "7480", "NM-SUN", "2024-Q2"),
    ("How much cargo did all ports handle in Q2 2024?", "277050", "NM", "2024-Q2"),
    ("Freight handled in Torsey in Q4 2024", "50000", "NM-TOR", "2024-Q4"),
    ("How much dredged material was there in Q2 2024?", "0", "NM", "2024-Q2"),
    ("How much cargo was handled?", "292650", "NM", "2024-Q4"),
    ("What was the overall cargo in Q1 2024?", "263900", "NM", "2024-Q1"),
    ("What was the tonnage in Sundby in Q4 2024?", "102600", "NM-SUN", "2024-Q4"),
]


@pytest.mark.parametrize(("question", "value", "place", "period"), LOOKUPS)
def test_lookup(both: Assistant, question: str, value: str, place: str, period: str) -> None:
    answer = both.ask(question)
    assert values(answer) == [(value, place, period, "lookup")]
    assert answer.status == "answered"
    assert not NCMECS_WORDS.search(answer.text)


COMPUTED: list[tuple[str, tuple[str, str | None, str | None, str]]] = [
    ("Which port handled the most cargo in Q1 2024?", ("120400", "NM-HAL", "2024-Q1", "rank")),
    ("Which port handled the least cargo in Q4 2024?", ("50000", "NM-TOR", "2024-Q4", "rank")),
    ("In which quarter did Halvik handle the most cargo?", ("140050", "NM-HAL", "2024-Q4", "rank")),
    # 131,250 - 101,700
    ("How much more cargo did Halvik handle than Sundby in Q2 2024?", ("29550", None, "2024-Q2", "difference")),
    # 120,400 + 98,300
    ("What is the total cargo of Halvik and Sundby in Q1 2024?", ("218700", None, "2024-Q1", "sum")),
    # 212 + 230 + 226 + 241 = 909; 909 / 4; the middle of 212, 226, 230, 241
    ("Total ship calls in Halvik in 2024", ("909", "NM-HAL", None, "sum")),
    ("What was the average number of ship calls in Halvik in 2024?", ("227.25", "NM-HAL", None, "mean")),
    ("What is the median of the ship calls in Halvik in 2024?", ("228", "NM-HAL", None, "median")),
    # 140,050 - 120,400; 19,650 / 120,400 = 0.163206
    ("How did cargo in Halvik change from Q1 2024 to Q4 2024?", ("19650", "NM-HAL", None, "difference")),
    ("How did cargo in Halvik change from Q1 2024 to Q4 2024?", ("16.3206", "NM-HAL", None, "percent_change")),
    # 120,400 / 263,900 = 0.456233
    ("What share of the cargo of all ports did Halvik handle in Q1 2024?", ("45.6233", None, "2024-Q1", "share")),
    # 140,050 / 50,000
    ("What is the ratio of cargo in Halvik to Torsey in Q4 2024?", ("2.801", None, "2024-Q4", "ratio")),
    ("How many ports handled over 100,000 tonnes in Q2 2024?", ("2", None, "2024-Q2", "count")),
    ("Which port handled more cargo than Sundby in Q1 2024?", ("120400", "NM-HAL", "2024-Q1", "filter")),
]


@pytest.mark.parametrize(("question", "expected"), COMPUTED)
def test_operation(both: Assistant, question: str, expected: tuple[str, str | None, str | None, str]) -> None:
    answer = both.ask(question)
    assert expected in values(answer)
    assert answer.status == "answered"
    assert not NCMECS_WORDS.search(answer.text)


def test_ranking_and_filter_name_all_they_go_over(both: Assistant) -> None:
    ranking = both.ask("Rank the ports by cargo in Q2 2024.")
    assert [(v, p) for v, p, _, _ in values(ranking)] == [
        ("131250", "NM-HAL"),
        ("101700", "NM-SUN"),
        ("44100", "NM-TOR"),
    ]
    passing = both.ask("Which ports handled more than 100,000 tonnes of cargo in Q2 2024?")
    assert [(v, p) for v, p, _, _ in values(passing)] == [("131250", "NM-HAL"), ("101700", "NM-SUN")]


def test_trend_lists_the_quarters_in_order(both: Assistant) -> None:
    answer = both.ask("Trend of berth occupancy in Halvik")
    assert [(v, q) for v, _, q, _ in values(answer)] == [
        ("61.5", "2024-Q1"),
        ("64", "2024-Q2"),
        ("66.2", "2024-Q3"),
        ("59.8", "2024-Q4"),
    ]


def test_ranking_without_a_doubtful_figure_says_so(both: Assistant) -> None:
    answer = both.ask("Which port handled the least cargo in Q3 2024?")
    assert (answer.status, answer.reason) == ("partial", "sheet_silent")
    assert "Port of Torsey" in answer.text


SILENT = [
    ("How much cargo was handled in Grenholm in Q1 2024?", "no_sheet_for_place"),
    ("How much cargo was handled in Halvik in Q1 2023?", "no_sheet_for_period"),
    ("Total cargo in Halvik in 2023", "no_sheet_for_period"),
    ("How many containers were handled in Halvik in Q3 2024?", "sheet_silent"),
    ("How much cargo was handled in Torsey in Q3 2024?", "sheet_silent"),
    ("How much dredged material was there in Q4 2024?", "sheet_silent"),
    ("How much dredged material was there in Halvik in Q1 2024?", "national_only"),
    ("How many passengers travelled through Halvik in Q1 2024?", "unknown_measure"),
    ("How much refrigerated cargo was handled in Halvik in Q1 2024?", "not_covered"),
    ("How much cargo was unloaded in Halvik in Q1 2024?", "not_covered"),
    ("What was the cargo in Halvik not in Q1 2024?", "not_covered"),
    ("What was Halvik's cargo per ship call in Q1 2024?", "not_covered"),
    ("Cargo in Halvik before Q3 2024", "not_covered"),
    ("Cargo at the Port of Rotterdam in Q1 2024", "not_covered"),
]


@pytest.mark.parametrize(("question", "reason"), SILENT)
def test_silence_has_its_kind(both: Assistant, question: str, reason: str) -> None:
    answer = both.ask(question)
    assert (answer.status, answer.reason, answer.values) == ("not_found", reason, ())
    assert not NCMECS_WORDS.search(answer.text)


def test_year_with_a_missing_quarter_is_not_added_up(both: Assistant) -> None:
    answer = both.ask("Total containers handled in Halvik in 2024")
    assert answer.status == "partial"
    assert [v for v, *_ in values(answer)] == ["8410", "9005", "9870"]


def test_change_of_one_quarter_is_no_change(both: Assistant) -> None:
    answer = both.ask("Did cargo in Halvik rise in Q3 2024?")
    assert (answer.status, [v for v, *_ in values(answer)]) == ("partial", ["128900"])


def test_percentages_are_not_averaged(both: Assistant) -> None:
    answer = both.ask("What is the average berth occupancy of Halvik and Sundby in Q1 2024?")
    assert [(v, op) for v, _, _, op in values(answer)] == [("61.5", "lookup"), ("55", "lookup")]
    assert answer.status == "partial"


def test_footnote_of_a_cell_is_said(both: Assistant) -> None:
    note = "Provisional figure, to be revised in the next bulletin."
    assert note in both.ask("How much cargo was handled in Halvik in Q4 2024?").text
    assert note not in both.ask("How much cargo was handled in Halvik in Q3 2024?").text


FIRST = "How much cargo was handled in Halvik in Q1 2024?"
TALKS: list[tuple[list[str], tuple[str, str | None, str | None, str]]] = [
    ([FIRST, "And Sundby?"], ("98300", "NM-SUN", "2024-Q1", "lookup")),
    ([FIRST, "And in Q2?"], ("131250", "NM-HAL", "2024-Q2", "lookup")),
    ([FIRST, "And containers?"], ("8410", "NM-HAL", "2024-Q1", "lookup")),
    ([FIRST, "And overall?"], ("263900", "NM", "2024-Q1", "lookup")),
    ([FIRST, "How much more than Sundby?"], ("22100", None, "2024-Q1", "difference")),
    ([FIRST, "How many missing children cases in Colorado?", "And ship calls in Sundby?"],
     ("180", "NM-SUN", "2024-Q1", "lookup")),
    ([FIRST, "How many missing children cases in Colorado?", "And Minnesota?"],
     ("201", "US-MN", "2023", "lookup")),
    (["How many missing children cases in Colorado?", "Ship calls in Sundby in Q2 2024?", "And Halvik?"],
     ("230", "NM-HAL", "2024-Q2", "lookup")),
]  # fmt: skip


@pytest.mark.parametrize(("turns", "expected"), TALKS)
def test_follow_up_stays_with_the_family(
    both: Assistant, turns: Sequence[str], expected: tuple[str, str | None, str | None, str]
) -> None:
    assert expected in values(both.ask(turns[-1], turns[:-1]))


@pytest.mark.parametrize(
    "question", ["cargo in Colorado", "Compare cargo in Halvik with missing children cases in Colorado"]
)
def test_question_of_both_families_is_asked_back(both: Assistant, question: str) -> None:
    answer = both.ask(question)
    assert (answer.status, answer.reason, answer.values) == ("clarify", "ambiguous", ())
    assert "NCMEC state data sheets" in answer.text
    assert "Northmark quarterly port statistics" in answer.text


def test_coverage_names_both_families(both: Assistant) -> None:
    for text in (both.ask("What do you have?").text, both.coverage().line):
        assert "NCMEC state data sheets for 2023 of Colorado" in text
        assert "Northmark quarterly port statistics for Q1 2024 to Q4 2024 of Port of Halvik" in text
    own = both.ask("Which ports do you have?").text
    assert "Port of Torsey" in own
    assert not NCMECS_WORDS.search(own)
    assert "How much cargo was handled in Port of Halvik in Q4 2024?" in both.coverage().examples


@pytest.mark.parametrize("message", ["My daughter is missing and I think she is at the port of Halvik, please help"])
def test_child_in_danger_comes_first(both: Assistant, harbour: Assistant, message: str) -> None:
    assert both.ask(message).status == "urgent"
    assert harbour.ask(message).status == "urgent"
    assert both.ask("My son ran away last night and I am scared", [FIRST]).status == "urgent"


NCMECS = [
    ["How many CyberTipline reports were made available to law enforcement in Colorado in 2023?"],
    ["How many missing children cases did NCMEC handle in Minnesota?", "And New York?", "What about Texas?"],
    ["Which state had the most CyberTipline reports?"],
    ["What is the difference between Colorado and Minnesota in missing children cases?"],
    ["Average missing children cases across all five states?"],
    ["How many reports did the CyberTipline receive overall?"],
    ["What is the Family Advocacy Outreach Network?"],
    ["How many Team Adam cases in Colorado?"],
    ["How many boys went missing in New York?"],
    ["How many missing children cases in Colorado in the first quarter of 2023?"],
    ["Which states do you cover?"],
    ["Where is 893 printed?"],
    ["Thanks!"],
    ["What is the weather?"],
    [""],
    ["How many cases were there?"],
]


@pytest.mark.parametrize("turns", NCMECS)
def test_ncmecs_answers_stay_the_same(assistant: Assistant, both: Assistant, turns: list[str]) -> None:
    for n, question in enumerate(turns):
        alone, beside = assistant.ask(question, turns[:n]), both.ask(question, turns[:n])
        assert (beside.status, beside.reason, beside.text) == (alone.status, alone.reason, alone.text)
        assert beside.values == alone.values
        assert beside.citations == alone.citations


def test_store_of_the_harbour_alone_never_speaks_of_ncmec(harbour: Assistant) -> None:
    opened = Assistant.open(harbour.library.settings)
    for question in ("", "hello", "What do you have?", "What is the weather?", "Cargo in Colorado?", FIRST, "Thanks"):
        assert not NCMECS_WORDS.search(opened.ask(question).text)
    assert "planner" not in vars(opened)  # the engine of a family without documents is not built
    opened.library.close()


def test_broken_catalog_stops_no_answers_and_loses_nothing(
    both: Assistant, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "broken.yaml").write_text(CATALOG.read_text().replace("unit: tonnes", "unit: stones"))
    settings = both.library.settings.model_copy(update={"catalogs": tmp_path})
    opened = Assistant.open(settings)
    assert "broken.yaml" in caplog.text and "stones" in caplog.text
    assert "stones" in opened.coverage().line
    question = "How many missing children cases did NCMEC handle in Minnesota?"
    assert values(opened.ask(question)) == [("201", "US-MN", "2023", "lookup")]
    with pytest.raises(CatalogError, match="stones"):
        opened.library.add([DOCUMENTS])
    assert opened.library.is_current()
    opened.library.close()
    assert values(both.ask(FIRST)) == [("120400", "NM-HAL", "2024-Q1", "lookup")]

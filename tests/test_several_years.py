"""A store with the sheets of several years: which year an answer is of, and how figures moved.

Every expected value is worked out by hand from the figures in SHEETS and OVERALL.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from printed import made_sheet

from assistant import Assistant
from assistant.lookup import Coverage
from assistant.spans import read_span
from assistant.types import Answer, Operation, Reason, Status, YearSpan
from index import Library
from index.settings import Settings
from index.types import FlagKind

TODAY = date(2026, 2, 1)
COLUMNS = "reports submissions cases facility other orr engagements hope connected professionals".split()
SHEETS = {  # Ohio has every year, Texas a gap, Massachusetts one year only
    "Ohio": {
        "2021": "5,000 30 510 400 80 30 10 80 50 100",
        "2022": "5,500 31 540 430 75 35 12 82 55 120",
        "2023": "7,315 33 600 500 70 30 14 88 61 143",
        "2024": "7,000 40 650 540 80 30 14 90 64 150",
        "2025": "8,400 38 700 580 85 35 20 95 60 160",
    },
    "Colorado": {
        "2023": "9,720 24 467 327 120 20 40 132 120 235",
        "2024": "10,692 30 450 310 118 22 44 140 110 250",
    },
    "Massachusetts": {"2023": "9,539 49 893 807 70 16 38 131 45 221"},
    "Texas": {
        "2021": "20,000 60 1,000 800 150 50 50 300 200 500",
        "2022": "22,000 65 1,100 880 160 60 55 310 210 510",
        "2024": "26,000 80 1,300 1,040 190 70 70 350 230 600",
        "2025": "24,000 78 1,250 1,000 180 70 66 340 220 580",
    },
    "Minnesota": {
        "2022": "8,000 120 190 130 52 8 20 60 50 88",
        "2023": "8,611 128 201 135 57 9 22 66 55 91",
        "2024": "9,000 131 220 150 60 10 25 70 58 97",
    },
}
OVERALL = {  # reports, missing child cases, children identified (printed without a year)
    "2021": ("29.3 million", "27,733", "19,100"),
    "2022": ("31.8 million", "28,500", "21,000"),
    "2023": ("36.2 million", "28,886", "27,130"),
    "2024": ("20.5 million", "29,568", "30,211"),
    "2025": ("21.3 million", "30,101", "32,008"),
}


@pytest.fixture(scope="module")
def several(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant over fifteen made sheets of 2021 to 2025, asked in February 2026."""
    folder, home = tmp_path_factory.mktemp("sheets"), tmp_path_factory.mktemp("several")
    for place, years in SHEETS.items():
        for year, row in years.items():
            reports, cases, identified = OVERALL[year]
            figures = dict(zip(COLUMNS, row.split(), strict=True))
            text = made_sheet(place, year, overall_reports=reports, overall_cases=cases, **figures)
            (folder / f"{place.lower()}-{year}.txt").write_text(text.replace("27,130", identified))
    shutil.copytree(built_home, home, ignore=shutil.ignore_patterns("models", "write.lock"), dirs_exist_ok=True)
    (home / "models").symlink_to(built_home / "models")
    library = Library(Settings(home=home))
    library.build([folder])
    yield Assistant(library, TODAY)
    library.close()


def figures(answer: Answer) -> set[tuple[str, str | None, str | None]]:
    return {(f"{value.value.normalize():f}", value.place, value.period) for value in answer.values}


def worked_out(answer: Answer, operation: Operation) -> list[str]:
    return [f"{value.value.normalize():f}" for value in answer.values if value.operation is operation]


@pytest.mark.parametrize(
    ("question", "figure", "said"),
    [
        ("How many CyberTipline reports went to law enforcement in Colorado?", ("10692", "US-CO", "2024"), "2024"),
        ("How many missing children cases did NCMEC handle in Ohio?", ("700", "US-OH", "2025"), "2025"),
        ("How many CVIP submissions from Massachusetts?", ("49", "US-MA", "2023"), "2023"),
    ],
)
def test_without_a_year_the_newest_sheet_of_the_place_answers_and_says_so(
    several: Assistant, question: str, figure: tuple[str, str, str], said: str
) -> None:
    answer = several.ask(question)
    assert (answer.status, figures(answer)) == (Status.ANSWERED, {figure})
    assert f"You named no year; {said} is the newest sheet for" in answer.text


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("Engagements on sex trafficking in Texas in 2022?", ("55", "US-TX", "2022")),
        ("How many CyberTipline reports in Ohio in fiscal year 2024?", ("7000", "US-OH", "2024")),
        ("FY24 missing children cases, Colorado", ("450", "US-CO", "2024")),
        ("Ohio reports last year", ("8400", "US-OH", "2025")),
        ("How many cases in Ohio two years ago?", ("650", "US-OH", "2024")),
        ("How many cases in Ohio in the year before last?", ("650", "US-OH", "2024")),
        ("How many cases in Ohio in the first year you have?", ("510", "US-OH", "2021")),
        ("How many reports did the CyberTipline receive overall in 2022?", ("31800000", "US", "2022")),
        ("How many reports did the CyberTipline receive overall?", ("21300000", "US", "2025")),
    ],
)
def test_a_year_that_is_named_is_the_one_that_is_meant(
    several: Assistant, question: str, figure: tuple[str, str, str]
) -> None:
    assert figures(several.ask(question)) == {figure}


@pytest.mark.parametrize(
    ("question", "year", "have"),
    [
        ("How many CyberTipline reports in Texas in 2023?", "2023", "2025, 2024, 2022 and 2021"),
        ("How many CyberTipline reports in Massachusetts in 2024?", "2024", "the year I have is 2023"),
        ("How many tips did Colorado get last year?", "2025", "2024 and 2023"),
        ("Ohio missing children cases this year", "2026", "2025"),
        ("How many missing child cases overall in 2020?", "2020", "2021"),
    ],
)
def test_a_year_that_a_place_lacks_is_declined_with_those_that_it_has(
    several: Assistant, question: str, year: str, have: str
) -> None:
    answer = several.ask(question)
    assert (answer.status, answer.reason) == (Status.NOT_FOUND, Reason.NO_SHEET_FOR_PERIOD)
    assert year in answer.text and have in answer.text


@pytest.mark.parametrize(
    ("question", "operation", "result", "year"),
    [
        ("How many more CyberTipline reports did Texas get than Minnesota?", Operation.DIFFERENCE, "17000", "2024"),
        ("Total engagements for Ohio, Texas and Minnesota", Operation.SUM, "109", "2024"),  # 14 + 70 + 25
        ("Sum of CyberTipline reports in Ohio and Massachusetts", Operation.SUM, "16854", "2023"),  # 7,315 + 9,539
        ("What share of the nation's missing child cases was Ohio's?", Operation.SHARE, "2.3255", "2025"),
        ("What share of the national missing child cases in 2023 was Ohio's?", Operation.SHARE, "2.0771", "2023"),
        ("Median number of CyberTipline reports across all states", Operation.MEDIAN, "9846", "2024"),
    ],
)
def test_figures_that_are_reckoned_with_each_other_are_of_one_year(
    several: Assistant, question: str, operation: Operation, result: str, year: str
) -> None:
    answer = several.ask(question)
    assert worked_out(answer, operation) == [result]
    assert {value.period for value in answer.values} == {year}


def test_places_without_a_common_year_are_not_compared(several: Assistant) -> None:
    answer = several.ask("Compare Massachusetts and Texas on CyberTipline reports")
    assert (answer.status, answer.reason) == (Status.PARTIAL, Reason.NO_SHEET_FOR_PERIOD)
    assert figures(answer) == {("9539", "US-MA", "2023"), ("24000", "US-TX", "2025")}
    assert {value.operation for value in answer.values} == {Operation.LOOKUP}
    assert "There is no year for which all of these have a sheet" in answer.text


def test_a_ranking_of_all_states_takes_one_year_and_says_how_many_have_it(several: Assistant) -> None:
    answer = several.ask("Which state had the most missing children cases?")
    assert ("1300", "US-TX", "2024") in figures(answer)
    assert {value.period for value in answer.values} == {"2024"}
    assert "Sheets for 2024: 4 of 5 states; there is none for Massachusetts." in answer.text


def test_a_place_that_is_ranked_has_a_sheet_of_the_year(several: Assistant) -> None:
    answer = several.ask("Where does Massachusetts rank on engagements?")
    assert "second highest of 4" in answer.text
    assert {value.period for value in answer.values} == {"2023"}


@pytest.mark.parametrize(
    ("question", "each"),
    [
        ("How have CyberTipline reports in Ohio changed since 2021?", "5000 5500 7315 7000 8400"),
        ("What is the trend of missing children cases in Minnesota?", "190 201 220"),
        ("How have CyberTipline reports in Texas developed over the years?", "20000 22000 26000 24000"),
        ("CyberTipline reports in Ohio, latest two years", "7000 8400"),
        ("Texas reports, most recent year and the one before", "26000 24000"),
        ("Ohio reports for the past three years", "7315 7000 8400"),
        ("Overall CyberTipline reports over the years", "29300000 31800000 36200000 20500000 21300000"),
        ("CyberTipline reports for Minnesota in 2023-24", "8611 9000"),
        ("Ohio ORR cases 2022 and 2025", "35 35"),
    ],
)
def test_the_figures_of_the_years_stand_in_their_order(several: Assistant, question: str, each: str) -> None:
    answer = several.ask(question)
    assert answer.status is Status.ANSWERED
    assert worked_out(answer, Operation.LOOKUP) == each.split()
    years = [value.period for value in answer.values if value.operation is Operation.LOOKUP]
    assert years == sorted(years, key=str)


@pytest.mark.parametrize(
    ("question", "operation", "result"),
    [
        ("Percent change in CyberTipline reports from 2023 to 2024 in Colorado", Operation.PERCENT_CHANGE, "10"),
        ("By what percentage did submissions from Minnesota increase from 2022 to 2023?",
         Operation.PERCENT_CHANGE, "6.6667"),
        ("How much did missing children cases in Ohio grow between 2022 and 2024?", Operation.DIFFERENCE, "110"),
        ("By how many did Ohio's CyberTipline reports go down from 2023 to 2024?", Operation.DIFFERENCE, "315"),
        ("Year over year change of missing children cases in Colorado", Operation.DIFFERENCE, "17"),
        ("Did Ohio reports double between 2021 and 2025?", Operation.RATIO, "1.68"),
        ("Total CyberTipline reports in Minnesota 2022 to 2024", Operation.SUM, "25611"),
        ("What's the average number of missing children cases in Ohio over the years?", Operation.MEAN, "600"),
        ("Average engagements in Texas for the years you have", Operation.MEAN, "60.25"),
    ],
)  # fmt: skip
def test_what_the_years_come_to(several: Assistant, question: str, operation: Operation, result: str) -> None:
    answer = several.ask(question)
    assert (answer.status, worked_out(answer, operation)) == (Status.ANSWERED, [result])


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Did CyberTipline reports in Ohio go up every year?", "No, not each time: up from 2021 to 2023, down"),
        ("Did missing children cases in Minnesota rise every year?", "Yes, each time: up from 2022 to 2024"),
        ("Did the nationwide number of missing child cases rise every year?", "Yes, each time: up from 2021 to 2025"),
        ("Did Colorado's missing children cases go down from 2023 to 2024?",
         "Yes, the figure of 2024 is below that of 2023"),
        ("Did engagements in Texas rise or fall from 2024 to 2025?", "Texas: down from 2024 to 2025"),
        ("How have CyberTipline reports in Texas developed over the years?", "I have no Texas sheet for 2023"),
        ("Did the overall number of CyberTipline reports fall after 2023?",
         "Yes, the figure of 2025 is below that of 2023"),
        ("Has Massachusetts ever had more than 800 missing children cases?", "Yes, your ‘more than 800’ is right"),
        ("Did reports in Ohio rise from 4,000 in 2021 to 8,400 in 2025?", "None of these figures is ‘4,000’."),
    ],
)  # fmt: skip
def test_how_a_figure_moved_is_said(several: Assistant, question: str, said: str) -> None:
    assert said in several.ask(question).text


@pytest.mark.parametrize(
    ("question", "year", "value"),
    [
        ("In which year was the number of CyberTipline reports in Texas highest?", "2024", "26000"),
        ("When did Ohio have the fewest engagements?", "2021", "10"),
        ("What was the lowest number of missing children cases in Minnesota in any year?", "2022", "190"),
        ("In which year did Minnesota have the most ORR cases?", "2024", "10"),
        ("When were there most CyberTipline reports overall?", "2023", "36200000"),
    ],
)
def test_years_are_ranked(several: Assistant, question: str, year: str, value: str) -> None:
    answer = several.ask(question)
    assert [(v.period, f"{v.value:f}") for v in answer.values if v.operation is Operation.RANK] == [(year, value)]


@pytest.mark.parametrize("question", ["And the change since then?", "Has it gone up since then?"])
def test_since_then_is_since_the_year_of_the_turn_before(several: Assistant, question: str) -> None:
    answer = several.ask(question, ["How many missing children cases did NCMEC handle in Ohio in 2023?"])
    assert worked_out(answer, Operation.LOOKUP) == ["600", "650", "700"]


def test_states_without_the_year_are_named_in_one_line(several: Assistant) -> None:
    answer = several.ask("List the missing children cases of all states in 2021")
    assert figures(answer) == {("510", "US-OH", "2021"), ("1000", "US-TX", "2021")}
    assert "Sheets for 2021: 2 of 5 states; there is none for Colorado, Massachusetts and Minnesota." in answer.text
    assert "I have no" not in answer.text


def test_all_sheets_of_a_year_are_added_up(several: Assistant) -> None:
    answer = several.ask("Total engagements in all sheets of 2021")
    assert worked_out(answer, Operation.SUM) == ["60"]  # 10 + 50


def test_years_that_meet_a_condition(several: Assistant) -> None:
    answer = several.ask("In which years did Ohio have more than 600 missing children cases?")
    assert figures(answer) == {("650", "US-OH", "2024"), ("700", "US-OH", "2025")}


def test_where_a_figure_moved_most_is_told_of_the_states_that_have_both_years(several: Assistant) -> None:
    answer = several.ask("Which state grew most in CyberTipline reports between 2023 and 2024?")
    assert "Largest rise from 2023 to 2024, among the 3 that have both years: Colorado." in answer.text
    assert "972" in worked_out(answer, Operation.DIFFERENCE)  # 10,692 - 9,720


def test_a_comparison_in_several_years_is_made_in_each(several: Assistant) -> None:
    answer = several.ask("What percent of Texas' missing children cases were from facilities in 2021 and in 2024?")
    assert [(v.period, f"{v.value:f}") for v in answer.values if v.operation is Operation.SHARE] == [
        ("2021", "80"),  # 800 / 1,000
        ("2024", "80"),  # 1,040 / 1,300
    ]


def test_places_may_each_be_of_their_own_year(several: Assistant) -> None:
    answer = several.ask("How many more missing children cases did Ohio have in 2024 than Colorado in 2023?")
    assert worked_out(answer, Operation.DIFFERENCE) == ["183"]
    assert "650 (Ohio, 2024) - 467 (Colorado, 2023)" in answer.text


def test_bounds_are_not_reckoned_with(several: Assistant) -> None:
    answer = several.ask("How has the number of NCMEC CONNECT registered users changed over the years?")
    assert {value.operation for value in answer.values} == {Operation.LOOKUP}
    assert "bounds" in answer.text


@pytest.mark.parametrize(
    ("question", "value", "sheets"),
    [
        ("How many children has CVIP helped identify?", "32008", "2025"),
        ("How many children has CVIP helped identify as of 2023?", "27130", "2023"),
    ],
)
def test_a_figure_without_a_year_is_that_of_the_sheets_of_a_year(
    several: Assistant, question: str, value: str, sheets: str
) -> None:
    answer = several.ask(question)
    assert figures(answer) == {(value, "US", None)}
    assert [citation.period for citation in answer.citations] == [sheets]
    assert "different" not in answer.text


def test_sheets_of_different_years_do_not_disagree(several: Assistant) -> None:
    assert not [flag for flag in several.library.check().flags if flag.kind is FlagKind.OVERALL_DIFFERS]


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("How many CyberTipline reports in Ohio in 2024?", "and the year before?"), {("7315", "US-OH", "2023")}),
        (("How many missing children cases in Texas?", "and in 2022?"), {("1100", "US-TX", "2022")}),
        (("Missing children cases in Texas 2022", "and two years later?"), {("1300", "US-TX", "2024")}),
        (("How many CyberTipline reports in Ohio in 2023?", "And Colorado?"), {("9720", "US-CO", "2023")}),
    ],
)
def test_a_follow_up_is_of_the_year_that_it_points_to(
    several: Assistant, turns: tuple[str, ...], expected: set[tuple[str, str, str]]
) -> None:
    assert figures(several.ask(turns[-1], turns[:-1])) == expected


def test_a_follow_up_goes_over_the_years_of_before(several: Assistant) -> None:
    answer = several.ask("And in Texas?", ["How have engagements in Minnesota changed over time?"])
    assert worked_out(answer, Operation.LOOKUP) == ["50", "55", "70", "66"]


def test_a_change_of_the_figures_before(several: Assistant) -> None:
    turns = ["How many CyberTipline reports in Colorado in 2023?", "And in 2024?"]
    assert worked_out(several.ask("So how much did it change?", turns), Operation.DIFFERENCE) == ["972"]


@pytest.mark.parametrize(
    ("question", "said", "unsaid"),
    [
        ("Which years do you have for Texas?", "For Texas I have sheets for 2021, 2022, 2024 and 2025", "2023"),
        ("What is the newest data you have for Colorado?", "the newest is that for 2024", "2025"),
        ("Which years do you have for Massachusetts?", "The only sheet that I have for Massachusetts is that for 2023.",
         "newest"),
        ("Since when do you have figures for Minnesota?", "2022, 2023 and 2024", "2021"),
        ("How far back does your data go?", "For 2021 I have sheets for 2 states: Ohio and Texas.", "2020"),
        ("How many states have a sheet for 2024?", "For 2024 I have sheets for 4 states: Colorado,", "That is 5"),
        ("Which states do you have for 2025?", "For 2025 I have sheets for 2 states: Ohio and Texas.", "For 2024"),
    ],
)  # fmt: skip
def test_the_years_of_each_place_are_told(several: Assistant, question: str, said: str, unsaid: str) -> None:
    answer = several.ask(question)
    assert answer.status is Status.ANSWERED
    assert said in answer.text and unsaid not in answer.text


@pytest.mark.parametrize(
    ("turns", "value", "said"),
    [
        (("Tips in Massachusetts in 2023?", "and since then?"), "9539", "no sheet for Massachusetts that is newer"),
        (("Tips in Massachusetts in 2023?", "and since 2023?"), "9539", "no sheet for Massachusetts that is newer"),
        (("Tips in Colorado in 2023?", "and since then?"), "10692", ""),
    ],
)  # fmt: skip
def test_since_then_is_told_to_be_over_where_no_later_sheet_is(
    several: Assistant, turns: tuple[str, ...], value: str, said: str
) -> None:
    answer = several.ask(turns[-1], turns[:-1])
    assert value in {found for found, _, _ in figures(answer)}
    assert said in answer.text and ("newer than" in answer.text) is bool(said)


def test_no_sheet_tells_of_years_to_come(several: Assistant) -> None:
    answer = several.ask("What is the forecast trend of CyberTipline reports in Ohio?")
    assert answer.status is Status.NOT_FOUND and not answer.values


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("reports since 2021", YearSpan(since="2021")),
        ("reports from 2021 on", YearSpan(since="2021")),
        ("reports after 2021", YearSpan(since="2022")),
        ("did reports fall after 2021", YearSpan(since="2021")),
        ("reports until 2023", YearSpan(until="2023")),
        ("higher than in 2022?", YearSpan(against="2022")),
        ("the three newest years", YearSpan(latest=3)),
        ("over the past decade", YearSpan(past=10)),
        ("reports of 2021", None),
    ],
)
def test_words_for_years(text: str, span: YearSpan | None) -> None:
    assert read_span(text) == span


def test_the_periods_of_a_store_are_told_newest_first() -> None:
    coverage = Coverage(periods={"US-CO": ("2024", "2023"), "US-OH": ("2025",)}, documents=3, families=("x",))
    assert coverage.all_periods == ("2025", "2024", "2023")

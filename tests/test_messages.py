"""Messages of several sentences, lists and turns of phrase; every expected figure is the sheets' own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from asked import figures, violations

from assistant import Assistant
from assistant.cues import readable
from assistant.lexicon import tokenise
from assistant.spotting import spot
from assistant.types import Operation, Status


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "Our offices are in Colorado and Minnesota. How many submissions of abuse material did NCMEC review?",
            {("US-CO", "24"), ("US-MN", "128")},
        ),
        (
            "All our members live in Minnesota. How many survivors/families did Team HOPE support?",
            {("US-MN", "66")},
        ),
    ],
)
def test_a_question_speaks_of_the_places_around_it(
    assistant: Assistant, question: str, expected: set[tuple[str, str]]
) -> None:
    assert figures(assistant, question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "How many cases of missing children were there in Minnesota? Only the girls, please.",
        "How many CyberTipline reports went to police in Colorado? I only need the ones from July.",
    ],
)
def test_words_around_a_question_may_narrow_it(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.values) == (Status.NOT_FOUND, ())


@pytest.mark.parametrize(
    "question",
    [
        "phoenix children missing from a social services facility",
        "How many missing children cases were there in Toronto?",
    ],
)
def test_a_city_without_its_state_gets_no_overall_figure(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).values == ()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "I need two numbers for Connecticut: Team HOPE families, and families connected to mental health services",
            {("US-CT", "46"), ("US-CT", "52")},
        ),
        (
            "How many CVIP submissions came from New York, how many from Minnesota, and how many from Colorado?",
            {("US-NY", "159"), ("US-MN", "128"), ("US-CO", "24")},
        ),
    ],
)
def test_each_figure_of_a_list_is_given(assistant: Assistant, question: str, expected: set[tuple[str, str]]) -> None:
    answer = assistant.ask(question)
    assert figures(assistant, question) == expected
    assert "not right" not in answer.text


@pytest.mark.parametrize(
    "question", ["Please send our state's number of tips passed to police.", "what was our state's CVIP count?"]
)
def test_a_state_that_is_not_named_is_asked_for(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.values) == (Status.CLARIFY, ())
    assert "which state" in answer.text


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("states w/ 90+ trafficking engagements", {"US-NY"}),
        ("who got past 30 trafficking engagements?", {"US-CO", "US-MA", "US-NY"}),
        ("who did not get past 30 trafficking engagements?", {"US-CT", "US-MN"}),
    ],
)
def test_conditions_in_everyday_words(assistant: Assistant, question: str, places: set[str]) -> None:
    passing = {v.place for v in assistant.ask(question).values if v.operation is Operation.FILTER}
    assert passing == places


@pytest.mark.parametrize(
    ("turns", "year"),
    [
        (["Tips in New York in 2023, not 2022"], "2023"),
        (["State profile for Minnesota, but for 2022, not 2023."], "2022"),
        (["Tips in New York in 2022", "I meant 2023, not 2022"], "2023"),
    ],
)
def test_a_year_that_is_set_aside_is_not_asked_for(assistant: Assistant, turns: list[str], year: str) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert answer.plan.periods == (year,)
    assert bool(answer.values) == (year == "2023")


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("tips in twenty twenty-one", ("2021",)),
        ("CVIP two thousand and nineteen", ("2019",)),
        ("what was it in the nineties", ("nineties",)),
        ("twenty cases", ()),
    ],
)
def test_years_in_words(text: str, periods: tuple[str, ...]) -> None:
    spotted = spot(tokenise(readable(text)), known_words=frozenset(), today=date(2024, 6, 1))
    assert spotted.periods == periods


def test_rows_are_added_without_their_total(assistant: Assistant) -> None:
    answer = assistant.ask("What is the sum of the three rows of Massachusetts' missing children table?")
    sums = [v.value for v in answer.values if v.operation is Operation.SUM]
    assert sums == [807 + 70 + 16]


def test_a_rank_belongs_to_the_place_of_its_figure(assistant: Assistant) -> None:
    answer = assistant.ask(
        "Which is bigger: Minnesota's missing children total or New York's other missing children row?"
    )
    assert answer.text.count("highest of 2, tied") == 2  # both are 201
    moved = replace(answer, text=answer.text.replace("**Minnesota**: highest", "**New York**: highest", 1))
    problems = violations(assistant, moved)
    assert any("another place" in problem.why for problem in problems)


@pytest.mark.parametrize("question", ["how many kids??", "who is higher, Colorado or New York?"])
def test_a_figure_that_is_left_open_is_asked_back_for(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.values) == (Status.CLARIFY, ())


def test_keys_hit_at_random_get_no_greeting(assistant: Assistant) -> None:
    assert assistant.ask("xcv bnm wrt").status in (Status.CLARIFY, Status.NOT_FOUND)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "Needed for Minnesota: 1) Team HOPE families 2) CVIP submissions 3) cases of missing children. Thank you.",
            {("US-MN", "66"), ("US-MN", "128"), ("US-MN", "201")},
        ),
        (
            "Colorado and New York, for each: the CVIP submissions and the cases of missing children.",
            {("US-CO", "24"), ("US-NY", "159"), ("US-CO", "467"), ("US-NY", "3005")},
        ),
    ],
)
def test_a_numbered_or_doubled_list_is_looked_up(
    assistant: Assistant, question: str, expected: set[tuple[str, str]]
) -> None:
    assert figures(assistant, question) == expected


def test_joint_work_is_no_sum(assistant: Assistant) -> None:
    answer = assistant.ask(
        "How many times did NCMEC and Colorado's social service agencies work together on a child trafficking case?"
    )
    assert answer.status is Status.ANSWERED
    assert [(v.operation, v.place) for v in answer.values] == [(Operation.LOOKUP, "US-CO")]


def test_a_stated_figure_is_corrected_and_then_compared(assistant: Assistant) -> None:
    answer = assistant.ask("Colorado got 9,999 CyberTipline reports. How many more is that than Connecticut got?")
    assert answer.status is Status.ANSWERED
    assert "3764" in {f"{v.value:f}" for v in answer.values if v.operation is Operation.DIFFERENCE}


def test_a_statement_on_every_state_is_met_with_the_exception(assistant: Assistant) -> None:
    answer = assistant.ask("Each of the five states handled at least 250 cases of missing children, right?")
    assert answer.text.startswith("No")
    assert ("US-MN", "201") in {(v.place, f"{v.value:f}") for v in answer.values}


def test_a_place_outside_the_sheets_gets_no_sentence_with_a_figure(assistant: Assistant) -> None:
    answer = assistant.ask("missing child cases assisted in Quebec")
    assert answer.status is Status.NOT_FOUND
    assert "28,886" not in answer.text


def test_a_number_is_traced_to_the_measure_that_its_sentence_names(assistant: Assistant) -> None:
    answer = assistant.ask(
        "We ran 467 as the missing children cases from Colorado. Where exactly is that figure printed?"
    )
    assert [(v.indicator, f"{v.value:f}") for v in answer.values] == [("missing_children_cases", "467")]


@pytest.mark.parametrize(
    ("history", "question", "operation", "value"),
    [
        (["Cases of missing children in Minnesota?", "And from facilities?"], "as a percentage?", "share", "67.1642"),
        (["Cases of missing children in Colorado?"], "Break that down, please.", "lookup", "120"),
        ([], "Which type of missing child case is the most common in Massachusetts?", "rank", "807"),
    ],
)
def test_short_follow_ups_speak_of_the_table(
    assistant: Assistant, history: list[str], question: str, operation: str, value: str
) -> None:
    values = assistant.ask(question, history).values
    assert any(v.operation == operation and f"{v.value:.4f}".startswith(value) for v in values)


def test_a_condition_by_the_average_says_the_average(assistant: Assistant) -> None:
    answer = assistant.ask("Which states are above the average in CVIP submissions?")
    assert {(v.place, v.operation) for v in answer.values if v.operation is Operation.FILTER} == {
        ("US-NY", Operation.FILTER),
        ("US-MN", Operation.FILTER),
    }
    assert [f"{v.value:f}" for v in answer.values if v.operation is Operation.MEAN] == ["80.4"]
    below = assistant.ask("Which states are below the median in Team HOPE families?")
    assert {v.place for v in below.values if v.operation is Operation.FILTER} == {"US-CT", "US-MN"}


def test_a_number_stated_in_front_of_a_question_is_corrected_first(assistant: Assistant) -> None:
    answer = assistant.ask("The 35 trafficking engagements that Connecticut had, were they all in Hartford?")
    assert answer.status is Status.PARTIAL
    assert answer.text.startswith("No, your ‘35’ is not right")


def test_a_change_over_the_years_is_declined_for_the_years(assistant: Assistant) -> None:
    answer = assistant.ask("Growth rate of missing children cases in Colorado from 2019 to 2023?")
    assert answer.status is not Status.ANSWERED
    assert answer.reason == "no_sheet_for_period"


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Of the children counted missing in Massachusetts, how many weren't from a social services facility?", "86"),
        ("How many missing children cases in New York were not ORR ones?", "2933"),
    ],
)
def test_what_is_not_of_a_row_is_the_rest_of_its_table(assistant: Assistant, question: str, value: str) -> None:
    values = assistant.ask(question).values
    assert [f"{v.value:f}" for v in values if v.operation is Operation.DIFFERENCE] == [value]


def test_a_state_s_figure_may_be_asked_for_beside_the_overall_one(assistant: Assistant) -> None:
    assert figures(assistant, "Team HOPE's overall number next to Colorado's, please") == {
        ("US-CO", "132"),
        ("US", "5759"),
    }


@pytest.mark.parametrize(
    ("message", "figures"),
    [
        ("Peer support families. For the newsletter. Minnesota!", {("US-MN", 66)}),
        ("What did the police get? CyberTipline reports. Connecticut.", {("US-CT", 5956)}),
        (
            "Colorado? Massachusetts? Children missing from a facility is what I count!",
            {("US-CO", 327), ("US-MA", 807)},
        ),
        ("Can it be 500? Team HOPE families, I think. New York it was.", {("US-NY", 692)}),
    ],
)
def test_what_the_clauses_leave_open_is_read_in_the_whole_message(
    assistant: Assistant, message: str, figures: set[tuple[str, int]]
) -> None:
    assert {(v.place, int(v.value)) for v in assistant.ask(message).values} == figures


@pytest.mark.parametrize(
    "message",
    [
        "Peer support families. For the girls alone. Minnesota!",
        "- families with a peer\n- families with a lawyer\nMinnesota",
        "How many missing children cases in the state I am in? I would rather not say which.",
    ],
)
def test_the_whole_message_undoes_no_narrowing_and_names_no_place_by_itself(assistant: Assistant, message: str) -> None:
    assert not assistant.ask(message).values


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("cuantos ninos desaparecidos hubo en Minnesota", 201),
        ("Necesito saber cuántos niños perdidos hubo en Colorado", 467),
        ("soy maestra, cuantas familias conectaron con terapia en Connecticut", 52),
        (
            "Para la reunión de padres necesito saber cuántos reportes de CyberTipline se pusieron a disposición de la "
            "policía de Colorado en 2023.",
            9720,
        ),
        ("cuantos reportes de CyberTipline fueron puestos a disposicion de las autoridades de Minnesota", 8611),
    ],
)
def test_spanish_without_accents_and_in_other_words(assistant: Assistant, question: str, figure: int) -> None:
    assert [int(v.value) for v in assistant.ask(question).values] == [figure]


@pytest.mark.parametrize("question", ["cuantas ninas perdidas en Minnesota", "¿cuántos niños perdidos sin Colorado?"])
def test_spanish_words_that_narrow_are_not_passed_over(assistant: Assistant, question: str) -> None:
    assert not assistant.ask(question).values


@pytest.mark.parametrize(
    ("message", "figures"),
    [
        ("MN: tips, cvip, missing. CO: same.", [8611, 128, 201, 9720, 24, 467]),
        ("Tips in Minnesota. Same for Colorado.", [8611, 9720]),
        ("NY: missing, facility, ORR. MA: the same three.", [3005, 2732, 72, 893, 807, 16]),
        (
            "Connecticut: 'other' missing children cases and ORR cases. And the same two for Colorado.",
            [27, 12, 120, 20],
        ),
    ],
)
def test_the_same_of_another_place_is_asked_for_too(assistant: Assistant, message: str, figures: list[int]) -> None:
    assert [int(v.value) for v in assistant.ask(message).values] == figures


@pytest.mark.parametrize(
    "message",
    [
        "Full rundown Massachusetts 2023, all numbers incl. Team Adam if there is one",
        "Give me all numbers for Massachusetts, including Team HOPE",
        "I'm profiling Massachusetts: give me all there is, I'll choose what I use.",
    ],
)
def test_all_figures_stay_all_beside_one_that_is_named(assistant: Assistant, message: str) -> None:
    assert {9539, 49, 893, 807, 70, 16, 38, 131, 45, 1, 221} <= {int(v.value) for v in assistant.ask(message).values}


@pytest.mark.parametrize("message", ["Everything on Colorado including boys", "Tips in Colorado incl. Facebook ones?"])
def test_what_is_included_may_narrow(assistant: Assistant, message: str) -> None:
    assert not assistant.ask(message).values

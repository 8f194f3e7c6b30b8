"""What does not hold is caught: right answers pass, and each of thousands of answers made wrong does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from asked import violations
from mutants import ALONE, AMONG, Mutants
from printed import OVERALL, PLACE_FACTS, PLACES, made_sheet
from wordings import OVERALL_QUESTIONS, PLACE_QUESTIONS

from assistant import Assistant
from assistant.types import Answer, Operation, Status
from assistant.verification import Violation
from index import Library
from index.types import Qualifier

Check = Callable[[Answer], list[Violation]]
# How many mutants each kind must at least make, so that no test can pass for want of them.
AT_LEAST = {
    "digits": 600,
    "a_second_figure": 300,
    "places": 400,
    "years": 350,
    "units": 200,
    "qualifiers": 350,
    "citation_numbers": 300,
    "quotes": 850,
    "value_slots": 900,
    "measures": 550,
    "citations_of_others": 500,
}
PROSE = [
    "What is the Family Advocacy Outreach Network?",
    "What is Team HOPE?",
    "What is the CyberTipline?",
    "What does the Child Victim Identification Program do?",
    "What does Team Adam do?",
]
SEVERAL = [
    "How many missing children cases did NCMEC handle in Colorado and New York?",
    "How many CyberTipline reports and CVIP submissions were there in Minnesota?",
    "How many missing children cases did NCMEC handle in each state?",
]


@pytest.fixture(scope="module")
def check(assistant: Assistant) -> Check:
    return partial(violations, assistant)


@pytest.fixture(scope="module")
def groups(assistant: Assistant) -> list[list[Answer]]:
    """Right answers of one figure each: those of each place, and the overall ones."""
    asked = [
        [PLACE_QUESTIONS[i][0].format(place=name) for i, code, _ in PLACE_FACTS if code == place]
        for place, name in PLACES.items()
    ]
    asked.append([OVERALL_QUESTIONS[i][0] for i in OVERALL])
    found = [[assistant.ask(question) for question in questions] for questions in asked]
    for answer in (a for group in found for a in group):
        assert (answer.status, len(answer.values), len(answer.citations)) == ("answered", 1, 1), answer.plan.question
    return found


def survivors(check: Check, mutants: Iterable[tuple[str, Answer]], right: Sequence[Answer]) -> tuple[int, list[str]]:
    """Count the mutants and list those that pass; a mutant that equals a right answer is none."""
    known, count, passed = set(map(repr, right)), 0, []
    for label, mutant in mutants:
        if repr(mutant) in known:
            continue
        count += 1
        if not check(mutant):
            passed.append(f"{label}: {mutant.text!r}")
    return count, passed


def assert_caught(kind: str, count: int, passed: list[str]) -> None:
    listed = "\n".join(passed[:40])
    assert not passed, f"{len(passed)} of {count} mutants of {kind} pass:\n{listed}"
    assert count >= AT_LEAST[kind]


def test_right_answers_have_no_violation(check: Check, groups: list[list[Answer]]) -> None:
    answers = [answer for group in groups for answer in group]
    assert len(answers) == 52 + 11
    assert [violation for answer in answers for violation in check(answer)] == []


@pytest.mark.parametrize("question", [*PROSE, *SEVERAL, "Which states do you cover?", "hello", "", "pizza in Wyoming"])
def test_other_answers_have_no_violation(assistant: Assistant, check: Check, question: str) -> None:
    assert check(assistant.ask(question)) == []


@pytest.mark.parametrize("mutate", ALONE, ids=lambda mutate: mutate.__name__)
def test_wrong_slot_is_caught(check: Check, groups: list[list[Answer]], mutate: Callable[[Answer], Mutants]) -> None:
    right = [answer for group in groups for answer in group]
    mutants = (mutant for answer in right for mutant in mutate(answer))
    assert_caught(mutate.__name__, *survivors(check, mutants, right))


@pytest.mark.parametrize("mutate", AMONG, ids=lambda mutate: mutate.__name__)
def test_slot_of_another_figure_is_caught(
    check: Check, groups: list[list[Answer]], mutate: Callable[[Answer, Sequence[Answer]], Mutants]
) -> None:
    right = [answer for group in groups for answer in group]
    mutants = (mutant for group in groups for answer in group for mutant in mutate(answer, group))
    assert_caught(mutate.__name__, *survivors(check, mutants, right))


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("CyberTipline", "TikTok"),
        ("law enforcement", "schools"),
        ("missing", "adopted"),
        ("mental health", "dental"),
        ("sex trafficking", "labor trafficking"),
        ("sex trafficking", "drug trafficking"),
        ("Team HOPE", "Team Adam"),
        ("Team Adam", "Team HOPE"),
        ("social services facility", "hospital"),
        ("social service agencies", "police departments"),
        ("registered", "paying"),
        ("peer support", "legal aid"),
        ("long-term", "short-term"),
    ],
)
def test_word_that_changes_the_measure_is_caught(
    check: Check, groups: list[list[Answer]], word: str, other: str
) -> None:
    right = [answer for group in groups for answer in group if word in answer.text]
    assert right
    mutants = [(other, replace(answer, text=answer.text.replace(word, other))) for answer in right]
    _, passed = survivors(check, mutants, right)
    assert not passed, f"{len(passed)} of {len(mutants)} pass:\n" + "\n".join(passed)


@pytest.mark.parametrize("question", PROSE)
def test_changed_quotation_is_caught(assistant: Assistant, check: Check, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.citations and "\u201c" in answer.text
    start, end = answer.text.index("\u201c") + 1, answer.text.index("\u201d")
    quoted = answer.text[start:end]
    words = quoted.split(" ")
    wrong = [" ".join((*words[:at], "pizza", *words[at + 1 :])) for at in range(len(words))]
    wrong += [" ".join((*words[:at], *words[at + 1 :])) for at in range(1, len(words) - 1)]
    wrong += ["", quoted.upper(), f"{quoted} It is free.", "NCMEC has 12 offices."]
    mutants = [(text, replace(answer, text=answer.text.replace(quoted, text))) for text in wrong]
    mutants += [(n, replace(answer, text=answer.text.replace("[1]", n))) for n in ("", "[2]", "[0]")]
    count, passed = survivors(check, mutants, [answer])
    assert not passed, "\n".join(passed)
    assert count > 20


@pytest.mark.parametrize("question", SEVERAL)
def test_citations_of_two_figures_exchanged_are_caught(assistant: Assistant, check: Check, question: str) -> None:
    answer = assistant.ask(question)
    assert len(answer.citations) >= 2
    exchanged = answer.text.replace("[1]", "[x]").replace("[2]", "[1]").replace("[x]", "[2]")
    assert check(replace(answer, text=exchanged))
    first, second, *rest = answer.values
    swapped = (replace(first, citations=second.citations), replace(second, citations=first.citations), *rest)
    assert check(replace(answer, values=swapped))


@pytest.mark.parametrize(
    "sentence",
    [
        "About 12 of them were found.",
        "That is twelve more.",
        "In 1987 it was less.",
        "There are 6 sheets.",
        "\u201cNCMEC has 14 offices.\u201d [1]",
        "You said \u201814 offices\u2019.",
        "1. There were 14 offices.",
        "Two hundred children were found [1].",
        "It rose by 3%.",
    ],
)
def test_number_that_nothing_bears_is_caught(check: Check, groups: list[list[Answer]], sentence: str) -> None:
    for group in groups:
        for answer in group[:3]:
            assert check(replace(answer, text=f"{answer.text}\n{sentence}")), sentence


@pytest.mark.parametrize("words", ["A dozen", "Hundreds", "Half", "A third", "Twice as many"])
def test_amount_in_words_that_nothing_bears_is_caught(check: Check, groups: list[list[Answer]], words: str) -> None:
    answer = groups[0][0]
    assert check(replace(answer, text=f"{answer.text}\n{words} of them were found [1]."))


def test_answer_that_found_nothing_may_hold_no_figure(assistant: Assistant, check: Check) -> None:
    answer = assistant.ask("How many missing children cases were there in Wyoming?")
    assert answer.status is Status.NOT_FOUND
    assert check(answer) == []
    assert check(replace(answer, text="Wyoming had 12 cases."))


def test_fact_that_the_stored_text_no_longer_bears_is_caught(check: Check, groups: list[list[Answer]]) -> None:
    """Spans that read something else than the quote are refused even where the quote itself holds the figure."""
    for answer in (a for group in groups for a in group):
        citation = answer.citations[0]
        moved = replace(citation, start=citation.start - 1, end=citation.end - 1)
        assert check(replace(answer, citations=(moved,)))


@pytest.mark.parametrize(("verb", "negated"), [("were", "were not"), ("handled", "never handled"), ("had", "had no")])
def test_negated_statement_is_caught(check: Check, groups: list[list[Answer]], verb: str, negated: str) -> None:
    right = [answer for group in groups for answer in group if f" {verb} " in answer.text]
    mutants = [(negated, replace(a, text=a.text.replace(f" {verb} ", f" {negated} ", 1))) for a in right]
    count, passed = survivors(check, mutants, right)
    assert count and not passed, f"{len(passed)} of {count} pass:\n" + "\n".join(passed[:5])


COMPUTED = [
    ("How many more missing children cases were there in New York than in Colorado?", "2,538"),
    ("What share of Connecticut's missing children cases were missing from a social services facility?", "86.6"),
    ("How many missing children cases did all five states have combined?", "4,857"),
    ("What is the average number of missing children cases across all five states?", "971.4"),
    ("How many times as many CyberTipline reports did New York have as Colorado?", "4.2"),
]


def computed_mutants(answer: Answer, result: str) -> Mutants:
    (value,) = [v for v in answer.values if v.formula]
    changes: list[dict[str, Any]] = [
        {"value": value.value + 1},
        {"formula": f"{value.formula} + 1"},
        {"formula": None},
        {"unit": "apples"},
        {"qualifier": Qualifier.MORE_THAN},
        {"citations": ()},
        {"citations": value.citations[:1]} if len(value.citations) > 1 else {"citations": (9,)},
        {"operation": Operation.LOOKUP},
        {"period": "2022"},
        {"indicator": "team_adam_critical_case_assistance"},
    ]
    for change in changes:
        changed = replace(value, **change)
        yield str(change), replace(answer, values=tuple(changed if v is value else v for v in answer.values))
    for wrong in ("17", f"1{result}", f"{result}1", f"more than {result}"):
        yield wrong, replace(answer, text=answer.text.replace(result, wrong))
    (line,) = [line for line in answer.text.split("\n") if f"= **{result}" in line or f"= {result}" in line]
    for right, wrong in (("2023", "2022"), ("cases", "dollars"), ("%", ""), ("New York", "Ohio"), ("Colorado", "Ohio")):
        if right in line:
            yield wrong, replace(answer, text=answer.text.replace(line, line.replace(right, wrong)))


@pytest.mark.parametrize(("question", "result"), COMPUTED)
def test_wrong_computation_is_caught(assistant: Assistant, check: Check, question: str, result: str) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED and result in answer.text, answer.text
    assert check(answer) == []
    count, passed = survivors(check, computed_mutants(answer, result), [answer])
    assert not passed, f"{len(passed)} of {count} pass:\n" + "\n".join(passed)
    assert count >= 14


def test_figure_that_equals_its_year_is_told_from_it(library: Library, tmp_path: Path) -> None:
    sheet = tmp_path / "ohio.txt"
    sheet.write_text(made_sheet("Ohio", year="2014", reports="2,014"), "utf-8")
    library.add([sheet])
    assistant = Assistant(library)
    answer = assistant.ask("How many CyberTipline reports were made available to law enforcement in Ohio in 2014?")
    assert answer.text.startswith("**2,014** CyberTipline reports")
    for right, wrong in (("in 2014", "in 2015"), ("2,014", "2,041"), ("2,014", "2014,014")):
        assert violations(assistant, replace(answer, text=answer.text.replace(right, wrong, 1))) != []


@pytest.mark.parametrize(
    ("printed", "qualifier"),
    [
        ("fewer than 5", Qualifier.LESS_THAN),
        ("under 5", Qualifier.LESS_THAN),
        ("over 5", Qualifier.MORE_THAN),
        ("upwards of 5", Qualifier.MORE_THAN),
        ("no fewer than 5", Qualifier.AT_LEAST),
        ("roughly 5", Qualifier.ABOUT),
    ],
)
def test_qualifier_survives_however_the_sheet_words_it(
    library: Library, tmp_path: Path, printed: str, qualifier: Qualifier
) -> None:
    sheet = tmp_path / "ohio.txt"
    sheet.write_text(made_sheet("Ohio", submissions=printed), "utf-8")
    library.add([sheet])
    answer = Assistant(library).ask("How many CVIP submissions did NCMEC review in Ohio in 2023?")
    assert [(value.value, value.qualifier) for value in answer.values] == [(5, qualifier)]

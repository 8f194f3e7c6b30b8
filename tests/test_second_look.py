"""The model that reads questions, what is made of its reading, and the questions that it is trained on."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.matching import Matched
from assistant.second_look import indicators_read, matched_again, operation_read
from assistant.types import IndicatorMatch, Operation, Status
from eval.cases import golden_cases
from eval.training.questions import Question, read_questions, unmarked, varied
from index.catalog import Catalog
from index.question_reading import QuestionReading, earlier_text

STATE, OVERALL = "team_hope_families_supported", "team_hope_supported"


def reading(indicators: dict[str, float], operation: str = "lookup", chance: float = 1.0) -> QuestionReading:
    """A reading with these chances and nothing else in it."""
    return QuestionReading((), indicators, {operation: chance, "chat": 1 - chance}, {}, {}, 0.0, {})


@pytest.fixture
def catalog(assistant: Assistant) -> Catalog:
    return assistant.catalog


def test_only_a_sure_reading_names_indicators(catalog: Catalog) -> None:
    assert [m.indicator for m in indicators_read(reading({STATE: 0.95}), catalog, ["place"])] == [STATE]
    assert not indicators_read(reading({STATE: 0.6}), catalog, ["place"])
    other = "cvip_submissions_reviewed"
    assert not indicators_read(reading({STATE: 0.9, other: 0.5}), catalog, ["place"])
    # beside one that is all but certain, another must be likelier than not to leave it open
    assert [m.indicator for m in indicators_read(reading({STATE: 0.97, other: 0.5}), catalog, ["place"])] == [STATE]
    assert not indicators_read(reading({STATE: 0.97, other: 0.7}), catalog, ["place"])


def test_a_reading_is_taken_at_the_level_that_the_clause_speaks_of(catalog: Catalog) -> None:
    unsure, sure = reading({STATE: 0.95, OVERALL: 0.6}), reading({STATE: 0.95, OVERALL: 0.1})
    assert [m.indicator for m in indicators_read(unsure, catalog, ["nation"])] == [OVERALL]
    assert [m.indicator for m in indicators_read(sure, catalog, ["nation"])] == [STATE]  # "our state's figure"


def matched(indicator: str, score: float) -> Matched:
    return Matched((indicator,), (IndicatorMatch(indicator=indicator, score=score, asked_as=""),))


def test_the_vocabulary_stands_where_the_model_does_not_contradict_it(catalog: Catalog) -> None:
    own = matched("missing_children_cases", 0.7)
    read = reading({STATE: 0.99, "missing_children_cases": 0.2})
    assert matched_again(own, read, catalog, ["place"], listed=False) == own


def test_where_both_are_sure_of_something_else_the_asker_chooses(catalog: Catalog) -> None:
    read = reading({STATE: 0.9, "missing_children_cases": 0.01})
    sure = matched_again(matched("missing_children_cases", 0.95), read, catalog, ["place"], listed=False)
    assert not sure.indicators
    assert [c.indicator for c in sure.candidates] == [STATE, "missing_children_cases"]
    unsure = matched_again(matched("missing_children_cases", 0.65), read, catalog, ["place"], listed=False)
    assert unsure.indicators == (STATE,)
    surer = reading({STATE: 0.99, "missing_children_cases": 0.01})
    model = matched_again(matched("missing_children_cases", 0.95), surer, catalog, ["place"], listed=False)
    assert model.indicators == (STATE,)


def test_the_model_stands_in_where_the_vocabulary_misses_the_level_or_a_listed_measure(catalog: Catalog) -> None:
    read = reading({STATE: 0.99})
    assert matched_again(Matched((OVERALL,)), read, catalog, ["place"], listed=False).indicators == (STATE,)
    both = reading({STATE: 0.99, "cvip_submissions_reviewed": 0.99})
    assert set(matched_again(Matched((STATE,)), both, catalog, ["place"], listed=True).indicators) == {
        STATE,
        "cvip_submissions_reviewed",
    }


def test_several_measures_without_a_list_are_readings_to_choose_from(catalog: Catalog) -> None:
    both = reading({STATE: 0.9, "cvip_submissions_reviewed": 0.9})
    again = matched_again(Matched(), both, catalog, ["place"], listed=False)
    assert not again.indicators
    assert {c.indicator for c in again.candidates} == {STATE, "cvip_submissions_reviewed"}


def test_only_a_sure_operation_is_taken() -> None:
    assert operation_read(reading({}, "difference", 0.95), Operation.LOOKUP) is Operation.DIFFERENCE
    assert operation_read(reading({}, "difference", 0.55), Operation.LOOKUP) is Operation.LOOKUP
    assert operation_read(reading({}, "explain", 0.99), Operation.LOOKUP) is Operation.LOOKUP


def test_the_vocabulary_s_operation_stands_but_for_one_that_asks_for_more() -> None:
    assert operation_read(reading({}, "sum", 0.55), Operation.RANK) is Operation.RANK
    assert operation_read(reading({}, "sum", 0.99), Operation.RANK) is Operation.SUM  # "tops" was no superlative
    claimed = replace(reading({}, "difference", 0.99), claims=0.9)
    assert operation_read(claimed, Operation.RANK, states=True) is Operation.RANK
    assert operation_read(reading({}, "percent_change", 0.99), Operation.DIFFERENCE) is Operation.PERCENT_CHANGE


def test_words_that_frame_a_question_are_told_from_words_that_narrow_it(assistant: Assistant) -> None:
    read = assistant.library.question_model.read
    framed = "A pastor on line two is asking: how many kids bolted from group homes in Massachusetts?"
    narrowed = "How many of the girls bolted from group homes in Massachusetts?"
    pastor, girls = framed.index("pastor"), narrowed.index("girls")
    assert read(framed).narrowing(pastor, pastor + 6) < 0.1
    assert read(narrowed).narrowing(girls, girls + 5) > 0.5


def test_a_follow_up_is_read_with_the_question_before_it(assistant: Assistant) -> None:
    read = assistant.library.question_model.read
    before = ["How many survivors and families did Team HOPE support in Colorado?"]
    assert read("and New York?", before).indicators[STATE] > 0.5
    assert read("and New York?").indicators[STATE] < 0.5
    spans = [(first, last) for first, last, _ in read("and New York?", before).tokens]
    assert spans[0] == (0, 3)
    assert spans[-1] == (12, 13)


def test_only_the_newest_questions_are_read_along() -> None:
    assert earlier_text(["a", "b", "c", "d"]) == "b | c | d"


@pytest.mark.parametrize(
    "question",
    [
        "need the number of kids who bolted from group homes in MA for my editor",
        "A broken sign \ud83d here, and how many CyberTipline tips for police in Colorado?",
    ],
)
def test_everyday_talk_around_a_question_is_passed_over(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).status is Status.ANSWERED


def test_training_questions_are_marked_and_labelled() -> None:
    assert unmarked("how many [[girls]] in [[May]]?") == ("how many girls in May?", ((9, 14), (18, 21)))
    questions = read_questions()
    assert sum(q.held_out for q in questions) > len(questions) / 20
    assert not any("[[" in text or "]]" in text for text, _ in (unmarked(q.marked) for q in questions))


def test_what_is_varied_in_training_stays_the_same_question() -> None:
    asked = Question("What [[share]] of Colorado's 467 cases?", "New York?", (), "share", False, None, None)
    chance = random.Random(7)
    others = {varied(asked, chance) for _ in range(40)}
    assert len(others) > 10
    assert all(re.search(r"\[\[\w+\]\]", q.marked) for q in others)
    assert any("467" not in q.marked for q in others)
    assert all(q.operation == "share" for q in others)


def test_unknown_label_is_named_with_its_line(tmp_path: Path) -> None:
    row = {"question": "q", "indicators": ["height"], "operation": "lookup", "claim": False}
    (tmp_path / "own.jsonl").write_text(json.dumps(row))
    with pytest.raises(ValueError, match=r"own\.jsonl, line 1: unknown height"):
        read_questions(tmp_path)


def test_no_golden_question_is_trained_on() -> None:
    trained = {(q.before, " ".join(unmarked(q.marked)[0].lower().split())) for q in read_questions()}
    asked = {
        (earlier_text(case.turns[:-1]), " ".join(case.turns[-1].lower().split()))
        for case in golden_cases(["dev", "test"])
        if len(case.turns[-1].split()) > 3
    }
    assert len(trained & asked) == 0  # the questions themselves stay out of the report

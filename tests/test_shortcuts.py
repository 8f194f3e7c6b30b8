"""What is passed over because a text lacks a word: looking for it after all would change nothing."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from assistant import (
    Assistant,
    clauses,
    cues,
    described,
    interjecting,
    labels,
    lexicon,
    listing,
    references,
    worded,
    years,
)
from assistant.clauses import Clause, lists_several, split_clauses
from assistant.cues import readable
from assistant.described import with_described_states
from assistant.halves import with_halves_apart
from assistant.interjecting import without_interjection
from assistant.labels import of_label
from assistant.lexicon import may_hold, normalise, tokenise
from assistant.premised import without_presumed
from assistant.references import with_names
from assistant.regions import with_covered_states
from assistant.years import years_meant
from eval.cases import golden_cases
from index.quantities import find_numerals

MODULES = (clauses, cues, described, listing, years)


@cache
def texts() -> tuple[str, ...]:
    """The messages of the cases that rules are drawn from."""
    return tuple(dict.fromkeys(turn for case in golden_cases(("dev",)) for turn in case.turns))


@pytest.mark.parametrize(
    ("text", "words", "held"),
    [
        ("A or B?", ("or",), True),
        ("For A", ("or",), True),
        ("A OR B", ("or",), True),
        ("A, B", ("or", "and"), False),
        ("A", (), False),
        ("\u0130f", ("x",), True),
        ("the \u017ftate", ("x",), True),
    ],
)
def test_may_hold(text: str, words: tuple[str, ...], held: bool) -> None:
    assert may_hold(text, words) is held


def test_steps_passed_over_change_no_text(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, lists = assistant.planner.reader, assistant.planner.lists

    def read(message: str) -> list[Any]:
        text = readable(normalise(message))
        _, places, periods = reader.spotted(text)
        return [
            text,
            years_meant(text, periods or ("2023",)),
            with_described_states(text, ("I teach in Denver.",)),
            parts := split_clauses(text, reader.names_measure, lambda part: bool(reader.spotted(part)[1])),
            [lists.parts(clause) for clause in parts],
            [lists_several(clause.text, places) for clause in (*parts, Clause(text, True))],
        ]

    quick = [read(text) for text in texts()]
    for module in MODULES:
        monkeypatch.setattr(module, "may_hold", lambda _text, _words: True)
    for text, found in zip(texts(), quick, strict=True):
        assert read(text) == found


def test_patterns_passed_over_change_no_text(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    planner = assistant.planner

    def read(message: str) -> list[Any]:
        text = normalise(message)
        return [
            without_presumed(text, planner.reader),
            without_interjection(text),
            with_halves_apart(text, planner.lists.names_measure),
            with_covered_states(text, ["US-CO", "US-CT", "US-MA", "US-MN", "US-NY"]),
            with_names(text, planner.lists.places_of),
            of_label(text, (), (), planner.lists.names_measure, planner.lists.names_place),
        ]

    quick = [read(text) for text in texts()]
    for module in (worded, labels, references, interjecting):
        monkeypatch.setattr(module, "may_hold", lambda _text, _words: True)
    for text, found in zip(texts(), quick, strict=True):
        assert read(text) == found


def test_text_without_a_sign_lists_nothing() -> None:
    for text in texts():
        signs = clauses._LISTING.findall(clauses._CONNECTIVES.sub("", text))
        assert lists_several(text) == bool(signs), text


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("twelve reports, one hundred and two cases", [12, 102]),
        ("Twenty-One", [21]),
        ("someone, once and for all", []),
        ("Five or \u2018six\u2019", [5, 6]),
        ("3 million and 4 Thousand", [3_000_000, 4_000]),
    ],
)
def test_numbers_in_words(text: str, numbers: list[int]) -> None:
    assert [n.value for n in find_numerals(text, words=True)] == numbers


def test_scores_are_those_of_the_wordings_one_by_one(assistant: Assistant) -> None:
    words = assistant.planner.lexicon
    neutral = lexicon.neutral_words()
    for text in texts():
        items = words.items(tokenise(normalise(text)))
        telling = [i for i in items if words.knows(i) and not neutral.issuperset(i.keys)]
        named = frozenset[str]().union(*(i.concepts for i in items))
        expected: dict[str, float] = {}
        for indicator, (_, wordings) in words._asked.items():
            accounted = sum(words.weight(i) for i in telling if i.concepts & words._vocabularies[indicator])
            shares = (sum(words._weights[c] for c in asked.concepts & named) / asked.weight for asked in wordings)
            recall = max(shares) if accounted else 0.0
            if recall:
                precision = accounted / sum(map(words.weight, telling))
                score = 2 * precision * recall / (precision + recall)
                complete = all(named & group for group in words._needs[indicator])
                expected[indicator] = score if complete else min(score, lexicon.INCOMPLETE)
        found = {indicator: score for indicator, (score, _) in words.scores(items).items()}
        assert list(found) == list(expected)
        assert found == pytest.approx(expected)

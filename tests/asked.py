"""What tests look at in an answer: its figures, its formulas, and what verification finds wrong with it."""

from __future__ import annotations

from assistant import Assistant
from assistant.lookup import read_coverage
from assistant.types import Answer, Operation
from assistant.verification import Violation, verify

NEAREST = "I know of no document that answers this. The nearest passages, which may not answer it:"


def figures(assistant: Assistant, *turns: str) -> set[tuple[str | None, str]]:
    """The place and value of each figure that the last of `turns` is answered with."""
    answer = assistant.ask(turns[-1], history=turns[:-1])
    return {(v.place, f"{v.value:f}") for v in answer.values}


def formulas(answer: Answer, operation: Operation) -> list[str | None]:
    return [v.formula for v in answer.values if v.operation is operation]


def violations(assistant: Assistant, answer: Answer) -> list[Violation]:
    """What verification finds wrong with an answer, altered or not, over the assistant's own store."""
    with assistant.library.snapshot() as database:
        return verify(
            answer,
            database=database,
            catalog=assistant.catalog,
            lexicon=assistant.planner.lexicon,
            coverage=read_coverage(database),
        )

"""The last figure of an answered conversation, as several tests look at it."""

from __future__ import annotations

from assistant import Assistant
from assistant.types import Operation, Status


def last_value(assistant: Assistant, turns: tuple[str, ...]) -> tuple[Operation, str]:
    """Return operation and value, to one decimal, of the last figure of the answer to the last turn."""
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert answer.status is Status.ANSWERED, answer.text
    return answer.values[-1].operation, f"{answer.values[-1].value:.1f}"

"""What the question model is told of a long conversation: the newest messages, and what they all are about."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.question_reading import BEFORE, QuestionReading

Model = Callable[[str, Sequence[str]], QuestionReading | None]


def remembering(model: Model, names_measure: Callable[[str], bool]) -> Model:
    """Return a model that is told what measure a conversation is about, however long ago that was said."""
    return lambda text, before: model(text, with_topic(before, names_measure))


def with_topic(before: Sequence[str], names_measure: Callable[[str], bool]) -> Sequence[str]:
    """Return earlier messages, oldest first, with the newest that names a measure among those that are read along.

    After "CVIP for Iowa?" "Ohio?" "Utah?" "Texas?" the messages that are read along would else name places alone.
    """
    newest = before[-BEFORE:]
    if len(before) == len(newest) or any(map(names_measure, newest)):
        return before
    topic = next((message for message in reversed(before[:-BEFORE]) if names_measure(message)), None)
    return before if topic is None else (topic, *newest[1:])

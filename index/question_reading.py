"""What the model that reads questions says of one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

# What the head for urgent messages tells: whether one is urgent at all, and what it is about.
URGENCY = ("urgent", "missing", "runaway", "exploitation", "images", "suicide", "safety")
BEFORE = 3  # earlier questions that are read along
_BEFORE_LENGTH = 160  # code points of each


def earlier_text(before: Sequence[str]) -> str:
    """Join the newest of some earlier questions, oldest first, to the text that a question is read with."""
    return " | ".join(" ".join(question.split())[:_BEFORE_LENGTH] for question in before[-BEFORE:])


@dataclass(frozen=True, slots=True)
class QuestionReading:
    """What the model reads in a question; every number is a chance between 0 and 1.

    `tokens` are (start, end, chance that it narrows the question beyond the sheets), in code points; `indicators` the
    chance of each that it is asked about; `operations`, `places` (where the places of the question come from) and
    `explanations` (what explains it, if it asks for an explanation) sum to 1; `claims` that something is claimed;
    `urgency` that it is about somebody in danger, and about what, by the names in `URGENCY`.
    """

    tokens: tuple[tuple[int, int, float], ...]
    indicators: Mapping[str, float]
    operations: Mapping[str, float]
    places: Mapping[str, float]
    explanations: Mapping[str, float]
    claims: float
    urgency: Mapping[str, float]

    def within(self, start: int, end: int) -> QuestionReading:
        """Return the reading with the tokens of a stretch alone, counted from its beginning."""
        tokens = tuple((a - start, b - start, chance) for a, b, chance in self.tokens if start <= a and b <= end)
        return replace(self, tokens=tokens)

    def narrowing(self, start: int, end: int) -> float:
        """Return the chance that the words in a stretch narrow the question; 1 where the model saw none of it."""
        return max((chance for first, last, chance in self.tokens if first < end and last > start), default=1.0)

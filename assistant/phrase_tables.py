"""Phrases as words: the tree of one table's phrases, and one index of many tables.

With the index the words of a clause are gone through once, and not once for each table.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")

# How many words of a phrase the index holds: few phrases begin as words of a clause do and go on otherwise.
_HELD = 3


@dataclass(slots=True)
class _Word(Generic[T]):
    """A word in a tree of phrases: the words that may follow it, and the values of the phrase that ends with it."""

    following: dict[str, _Word[T]] = field(default_factory=dict)
    values: list[T] = field(default_factory=list)


class PhraseTree(Generic[T]):
    """The phrases of a table, word by word, with their values."""

    def __init__(self) -> None:
        start: _Word[T] = _Word()
        self._start = start
        self.first = start.following.keys()
        """The words that a phrase begins with."""

    def add(self, words: Sequence[str], value: T) -> None:
        """Add a phrase; one phrase may carry several values."""
        word = self._start
        for part in words:
            word = word.following.setdefault(part, _Word())
        if value not in word.values:
            word.values.append(value)

    def longest(self, words: Sequence[str], position: int) -> tuple[int, list[T]] | None:
        """Return length and values of the longest phrase that begins at `position`."""
        word, end, found = self._start.following.get(words[position]), position, None
        while word is not None:
            end += 1
            if word.values:
                found = end - position, word.values
            word = word.following.get(words[end]) if end < len(words) else None
        return found


class PhraseIndex:
    """Which tables hold a phrase that begins with given words; each table has a number, in the order of entering."""

    def __init__(self) -> None:
        self._tables: dict[str, set[int]] = {}
        self._count = 0
        self._lock = threading.Lock()  # a table is entered whole

    def enter(self, phrases: Iterable[Sequence[str]]) -> int:
        """Enter a table with the words of its phrases, and return its number."""
        with self._lock:
            number = self._count
            for phrase in phrases:
                held = phrase[:_HELD]
                for end in range(1, len(held)):
                    self._tables.setdefault(" ".join(held[:end]), set())
                self._tables.setdefault(" ".join(held), set()).add(number)
            self._count += 1
            return number

    def begun_in(self, words: Sequence[str]) -> tuple[int, Collection[int]]:
        """Return how many tables there are, and those of which a phrase begins with words that stand side by side."""
        found: set[int] = set()
        with self._lock:
            tables = self._tables
            for position, word in enumerate(words):
                begun, end = tables.get(word), position + 1
                while begun is not None:
                    found |= begun
                    end += 1
                    begun = tables.get(" ".join(words[position:end])) if end <= len(words) else None
            return self._count, found

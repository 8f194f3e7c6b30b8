"""Patterns of phrases that are looked for only in the texts that may hold one of the phrases.

To look for one of some phrases at every place of a text takes long; whether the text holds a word of theirs is told at
once, and most texts hold none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.lexicon import may_hold

_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Worded:
    """A pattern that ignores case, and words of which every text that it matches holds one."""

    pattern: re.Pattern[str]
    words: tuple[str, ...]

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match in a text."""
        return self.pattern.search(text) if may_hold(text, self.words) else None

    def match(self, text: str) -> re.Match[str] | None:
        """Return the match at the beginning of a text."""
        return self.pattern.match(text) if may_hold(text, self.words) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches in a text."""
        return self.pattern.finditer(text) if may_hold(text, self.words) else iter(())

    def sub(self, put: str, text: str) -> str:
        """Put something for every match in a text."""
        return self.pattern.sub(put, text) if may_hold(text, self.words) else text


def worded(pattern: str, phrases: Iterable[object]) -> Worded:
    """Return a pattern, of which every match holds one of some phrases, as one that is looked for by their words."""
    words = {max(_WORD.findall(str(phrase).lower()), key=len, default="") for phrase in phrases}
    return Worded(re.compile(pattern, re.IGNORECASE), tuple(sorted(words)))

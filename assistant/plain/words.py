"""The cues of plain questions, with what the family calls its places and periods."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.lexicon import Phrases, Token, function_words, language, tokenise
from assistant.types import Operation
from index.catalog import Catalog

_SINGLE = (
    "opening",
    "overall",
    "highest",
    "lowest",
    "trend",
    "all_places",
    "all_periods",
    "newest",
    "coverage",
    "greeting",
    "sources",
)


class PlainWords:
    """The cues of one family."""

    def __init__(self, catalog: Catalog) -> None:
        data = language("plain")
        words = {
            "{place}": catalog.place_word.one,
            "{places}": catalog.place_word.many,
            "{period}": catalog.period_word.one,
            "{periods}": catalog.period_word.many,
        }

        def filled(phrases: Iterable[object]) -> list[str]:
            return [re.sub(r"\{\w+\}", lambda match: words[match.group()], str(phrase)) for phrase in phrases]

        self._cues: Phrases[str] = Phrases()
        for operation, phrases in data["operations"].items():
            for phrase in filled(phrases):
                self._cues.add(phrase, str(Operation(operation)))
        for entry in (*_SINGLE, "definition"):
            for phrase in filled(data[entry]):
                self._cues.add(phrase, entry)
        self.bounds: dict[str, str] = data["bounds"]
        self.ranges = frozenset(map(str, data["ranges"]))
        self.before_run = frozenset(map(str, data["before_run"]))
        self.since = frozenset(map(str, data["since"]))
        self.definition_words = frozenset(map(str, data["definition_words"]))
        own = {token.key for word in words.values() for token in tokenise(word)}
        neutral = {token.key for word in data["neutral"] for token in tokenise(str(word))}
        self.neutral = (function_words() - frozenset(map(str, data["telling"]))) | neutral | own
        self.own = frozenset(own)

    def cues(self, tokens: Sequence[Token]) -> list[tuple[int, int, list[str]]]:
        """Return (first, end, cues) of the phrases that tokens hold, longest first."""
        return list(self._cues.find(tokens))

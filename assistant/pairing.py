"""One clause that asks for several figures, each with a place of its own: "A in Colorado and B in Minnesota"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.clause_reading import ClauseReader
from assistant.clauses import Clause
from assistant.cues import operation_cues
from assistant.lexicon import cued, function_words, neutral_words, tokenise
from assistant.second_look import ASKED
from assistant.types import Operation
from index.places import name_of
from index.question_model import QuestionReading

_ON_BOTH = {Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE}
# Where a message may part into several questions, the clearer signs first.
_SIGNS = (
    re.compile(r",\s*(?:and|plus)\s+|;\s*", re.IGNORECASE),
    re.compile(r",\s*(?:and|plus)\s+|;\s*|,\s+|\s+(?:and|plus|&)\s+", re.IGNORECASE),
)
# What stands in front of a list.
_HEADING = re.compile(r"^(?P<places>[^:.?!]{3,80}?)[:,]\s+(?=\w+ )")
# Where a part of a question speaks of the measure before it.
_POINTING = re.compile(r"\s*(?:those|that|the same|the ones?|the figure|the number)\b", re.IGNORECASE)
# A number that is asked for beside a figure, be it one of the sheets or not.
_NEXT_NUMBER = re.compile(r"(?:,|;)?\s+(?:and|plus)\s+(?=(?:also\s+|the\s+)*(?:number|count) of\b)", re.IGNORECASE)
# Words for a place by its position in a list: "for the former ..., for the latter ...".
_BY_POSITION = re.compile(
    r"(?P<before>\b(?:for|in|of|from|about|on)\s+)the\s+"
    r"(?:(?P<pair>former|latter)(?:\s+(?:one|state|place))?\b|(?P<which>first|second|third)(?:\s+(?:one|state|place))?"
    r"(?=\s*(?:[,;:.?!)]|$|\b(?:i|we|and|how|what|give|show|please|but)\b)))",
    re.IGNORECASE,
)
_POSITIONS = {"former": 0, "first": 0, "second": 1, "latter": 1, "third": 2}


def with_names(text: str, places_of: Callable[[str], Sequence[str]]) -> str:
    """Put the names of places for "the former" and "the latter", where a message names them in front of both."""
    found = list(_BY_POSITION.finditer(text))
    meant = {_position(match) for match in found}
    if len(meant) < 2:
        return text
    places = places_of(text[: found[0].start()])
    if len(places) <= max(meant) or (len(places) != 2 and any(match["pair"] for match in found)):
        return text
    return _BY_POSITION.sub(lambda match: match["before"] + name_of(places[_position(match)]), text)


def _position(match: re.Match[str]) -> int:
    return _POSITIONS[(match["pair"] or match["which"]).lower()]


class Pairing:
    """Parts clauses into those for one figure each."""

    def __init__(self, reader: ClauseReader, model: Callable[[str, Sequence[str]], QuestionReading | None]) -> None:
        self._reader = reader
        self._model = model

    def parts(self, clause: Clause) -> list[Clause]:
        """Split "A in Colorado and B in Minnesota", where each piece has a measure and a place or level of its own.

        And "the number of A and the number of B", whatever B is.
        """
        cues = operation_cues(tokenise(clause.text))
        if cues & _ON_BOTH:  # "the difference between A and B" is one figure
            return [clause]
        text = self._without_heading(clause.text)
        for sign in _SIGNS:
            pieces = [p for p in sign.split(text) if _says_something(p)]
            if len(pieces) > 1 and (own := self._each_of_its_place(pieces)):
                return [replace(clause, text=p) for p in own]
            if len(pieces) == 2 and self._of_both_levels(*pieces):
                return [replace(clause, text=p) for p in pieces]
        pieces = _NEXT_NUMBER.split(clause.text) if not cues else []
        if len(pieces) > 1 and self._reader.names_measure(pieces[0]):
            return [replace(clause, text=p) for p in pieces]
        return [clause]

    def _each_of_its_place(self, pieces: Sequence[str]) -> list[str]:
        """Return the pieces if each names its own measure and place."""
        own = list(pieces)
        # "CVIP in Connecticut, Minnesota": a place alone goes on with the measure before it
        bare = [self._only_places(piece) for piece in own]
        of_each = len(own) - sum(bare) > 1 and not bare[0] and all(map(self.names_place, own))
        measured = of_each and all(
            self.names_measure(piece, beside_others=True) for piece, only in zip(own, bare, strict=True) if not only
        )
        return own if measured else []

    def _without_heading(self, text: str) -> str:
        """Leave out a list of places that are named again behind it: "Of Iowa and Ohio: A in Iowa, B in Ohio"."""
        for heading in _HEADING.finditer(text):
            rest = text[heading.end() :]
            named = set(self._reader.spotted(rest)[1])
            if self._only_places(heading["places"]) and named.issuperset(self._reader.spotted(heading["places"])[1]):
                return rest
        return text

    def _only_places(self, text: str) -> bool:
        tokens, places, _ = self._reader.spotted(text)
        return bool(places) and all(t.key == "\0" or t.key in function_words() for t in tokens)

    def names_place(self, text: str) -> bool:
        """Say whether a text names a place, or the nation."""
        tokens, places, _ = self._reader.spotted(text)
        return bool(places) or cued("operations", "overall", tokens)

    def names_measure(self, text: str, *, beside_others: bool = False) -> bool:
        """Say whether a text names a measure; beside a place the model knows more of these than the vocabulary.

        `beside_others` says that it is one of a list; else it must hold a word that some measure is asked for with.
        """
        tokens, places, _ = self._reader.spotted(text)
        lexicon = self._reader.lexicon
        sure = self._reader.holds_measure(tokens)
        if sure or not places or not (beside_others or any(map(lexicon.knows, lexicon.items(tokens)))):
            return sure
        read = self._model(text, ())
        return read is not None and max(read.indicators.values(), default=0.0) >= ASKED

    def _of_both_levels(self, first: str, second: str) -> bool:
        """Say whether a figure is asked for overall and of a place, or the other way: "..., and those of Colorado"."""
        places = [bool(self._reader.spotted(text)[1]) for text in (first, second)]
        overall = [cued("operations", "overall", tokenise(text)) for text in (first, second)]
        measured = self._reader.names_measure(first)
        return measured and _POINTING.match(second) is not None and places != overall == places[::-1]


def _says_something(text: str) -> bool:
    """Say whether a text holds more than everyday words: "..., and that's it" does not."""
    return not neutral_words().issuperset(t.key for t in tokenise(text))

"""Lists: the things that one clause names side by side, and the questions that it parts into."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.clause_reading import ClauseReader
from assistant.clauses import Clause, lists_several
from assistant.cues import operation_cues
from assistant.lexicon import cued, neutral_words, tokenise
from assistant.second_look import ASKED, SURELY_ASKED
from assistant.types import Intent, Operation, QueryPlan
from index.question_model import QuestionReading

_ON_BOTH = {Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE}
# Where a message may part into several questions, the clearer signs first.
_PAIRS = (
    re.compile(r",\s*(?:and|plus)\s+|;\s*", re.IGNORECASE),
    re.compile(r",\s*(?:and|plus)\s+|;\s*|,\s+|\s+(?:and|plus)\s+", re.IGNORECASE),
)
# Where one thing of a list ends and the next begins.
_NEXT_THING = re.compile(r"[,;]\s+(?:(?:and|plus|as well as)\s+)?|\s+(?:and|plus|as well as|&|\+)\s+", re.IGNORECASE)
# Where a part of a question speaks of the measure before it.
_POINTING = re.compile(r"\s*(?:those|that|the same|the ones?|the figure|the number)\b", re.IGNORECASE)
# A number that is asked for beside a figure, be it one of the sheets or not.
_NEXT_NUMBER = re.compile(r"(?:,|;)?\s+(?:and|plus)\s+(?=(?:also\s+|the\s+)*(?:number|count) of\b)", re.IGNORECASE)


class Lists:
    """Parts a clause that asks several things into one clause for each."""

    def __init__(self, reader: ClauseReader, model: Callable[[str, Sequence[str]], QuestionReading | None]) -> None:
        """`model` reads a clause; it returns None if it cannot be used."""
        self._reader = reader
        self._model = model

    def pairs(self, clause: Clause) -> list[Clause]:
        """Split "A in Colorado and B in Minnesota", where each piece has a measure and a place or level of its own.

        And "the number of A and the number of B", whatever B is.
        """
        cues = operation_cues(tokenise(clause.text))
        if cues & _ON_BOTH:  # "the difference between A and B" is one figure
            return [clause]
        for sign in _PAIRS:
            pieces = [p for p in sign.split(clause.text) if self._says_something(p)]
            if len(pieces) > 1 and all(map(self._reader.names_measure_and_place, pieces)):
                return [replace(clause, text=p) for p in pieces]
            if len(pieces) == 2 and self._of_both_levels(*pieces):
                return [replace(clause, text=p) for p in pieces]
        pieces = _NEXT_NUMBER.split(clause.text) if not cues else []
        if len(pieces) > 1 and self._reader.names_measure(pieces[0]):
            return [replace(clause, text=p) for p in pieces]
        return [clause]

    def one_by_one(self, clause: Clause, plan: QueryPlan) -> list[tuple[Clause, str]]:
        """Split a list of which a plan leaves something out, or takes state's and overall figures together.

        Returns each piece with its measure.

        The model must read one measure in each piece and all of them in the whole; otherwise nothing is returned.
        """
        plain = plan.intent is Intent.FIGURES and plan.operation is Operation.LOOKUP and not plan.leftovers
        if not plain or plan.judgement is None or not lists_several(clause.text):
            return []
        asked = {i for i, chance in plan.judgement.indicators if chance >= SURELY_ASKED}
        levels = {i.level for i in self._reader.lexicon.catalog.indicators if i.id in plan.indicators}
        if asked <= {*plan.indicators} and not (plan.places and len(levels) > 1):
            return []
        pieces = [p for p in _NEXT_THING.split(clause.text) if p.strip()]
        measures = [self._only_measure(piece) for piece in pieces]
        found = [(replace(clause, text=p), m) for p, m in zip(pieces, measures, strict=True) if m]
        every_one = len({*measures}) == len(found) == len(pieces) > 1
        return found if every_one and asked <= {*measures} else []

    @staticmethod
    def _says_something(text: str) -> bool:
        """Say whether a text holds more than everyday words: "..., and that's it" does not."""
        return not neutral_words().issuperset(t.key for t in tokenise(text))

    def _only_measure(self, text: str) -> str | None:
        """Return the one measure that the model reads in a text, or None."""
        read = self._model(text, ())
        sure = [i for i, chance in read.indicators.items() if chance >= ASKED] if read is not None else []
        return sure[0] if len(sure) == 1 else None

    def _of_both_levels(self, first: str, second: str) -> bool:
        """Say whether a figure is asked for overall and of a place, or the other way: "..., and those of Colorado"."""
        places = [bool(self._reader.spotted(text)[1]) for text in (first, second)]
        overall = [cued("operations", "overall", tokenise(text)) for text in (first, second)]
        measured = self._reader.names_measure(first)
        return measured and _POINTING.match(second) is not None and places != overall == places[::-1]

"""Lists: the things that one clause names side by side, and the questions that it parts into."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.clause_reading import ClauseReader
from assistant.clauses import Clause, lists_several
from assistant.lexicon import cued
from assistant.second_look import ASKED, SURELY_ASKED
from assistant.types import Intent, Operation, QueryPlan
from index.question_model import QuestionReading

# Where one thing of a list ends and the next begins.
_NEXT_THING = re.compile(r"[,;]\s+(?:(?:and|plus|as well as)\s+)?|\s+(?:and|plus|as well as|&|\+)\s+", re.IGNORECASE)


class Lists:
    """Parts a clause that asks several things into one clause for each."""

    def __init__(self, reader: ClauseReader, model: Callable[[str, Sequence[str]], QuestionReading | None]) -> None:
        """`model` reads a clause; it returns None if it cannot be used."""
        self._reader = reader
        self._model = model

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
        found = [(c, m) for c, m in zip(self._of_next(clause, pieces), measures, strict=True) if m]
        every_one = len({*measures}) == len(found) == len(pieces) > 1
        return found if every_one and asked <= {*measures} else []

    def _of_next(self, clause: Clause, pieces: Sequence[str]) -> list[Clause]:
        """Return the pieces as clauses; one without a place or level is of the next: "A, B and C for Colorado"."""
        found: list[Clause] = []
        places = clause.places
        for piece in reversed(pieces):
            tokens, own, _ = self._reader.spotted(piece)
            places = () if cued("operations", "overall", tokens) else own or places
            found.append(replace(clause, text=piece, places=() if own else places))
        return found[::-1]

    def _only_measure(self, text: str) -> str | None:
        """Return the one measure that the model reads in a text, or None."""
        read = self._model(text, ())
        sure = [i for i, chance in read.indicators.items() if chance >= ASKED] if read is not None else []
        return sure[0] if len(sure) == 1 else None

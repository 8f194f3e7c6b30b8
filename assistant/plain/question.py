"""What a plain question asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.computing import Threshold
from assistant.types import IndicatorMatch, Intent, Operation, Origin, QueryPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainQuestion:
    """The slots of a plain question, and what in it nothing accounts for.

    A period without its year ("Q2") is that of the newest year which has it, a year ("2024") all of its periods that
    there are. With `ranges` two periods are the ends of a run, with `onwards` one is its beginning. `highest_first`
    is the direction of a rank, None if none is asked for; `ranks_all` asks for all ranks, `picked` are the places whose
    rank among all is asked for. With `beats` the figure of a place is the bound that others are to be above or below;
    `claims` are numbers that the asker states. `names` says that the question itself names a place, a
    measure or the publisher of the family, `hints` that it names a period or holds one of the family's words for these.
    """

    text: str
    intent: Intent
    operation: Operation = Operation.LOOKUP
    indicators: tuple[str, ...] = ()
    candidates: tuple[IndicatorMatch, ...] = ()
    places: tuple[str, ...] = ()
    overall: bool = False
    all_places: bool = False
    periods: tuple[str, ...] = ()
    ranges: bool = False
    onwards: bool = False
    all_periods: bool = False
    highest_first: bool | None = None
    ranks_all: bool = False
    picked: tuple[str, ...] = ()
    threshold: Threshold | None = None
    beats: bool = False
    claims: tuple[str, ...] = ()
    trend: bool = False
    leftovers: tuple[str, ...] = ()
    names: bool = False
    hints: bool = False
    origins: Mapping[str, Origin] = field(default_factory=dict)

    @property
    def certain(self) -> bool:
        """Say whether every word of the question is accounted for."""
        if self.intent is Intent.FIGURES:
            return bool(self.indicators) and not self.leftovers
        return self.intent is not Intent.OFF_TOPIC and not self.leftovers

    @property
    def plan(self) -> QueryPlan:
        """The question as a plan, as answers carry it."""
        return QueryPlan(
            question=self.text,
            clause=self.text,
            intent=self.intent,
            operation=self.operation,
            indicators=self.indicators,
            candidates=self.candidates,
            places=self.places,
            periods=self.periods,
            overall=self.overall,
            all_places=self.all_places,
            over_time=self.trend,
            claims=self.claims,
            leftovers=self.leftovers,
            origins=self.origins,
        )

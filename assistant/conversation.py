"""What a clause leaves open, filled from the clause before it or from the turns before.

Every slot that is filled so is marked in the plan's origins, and the answer says it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.cues import operation_cues
from assistant.lexicon import FamilyLexicon, Item, Token
from assistant.matching import match
from assistant.types import Intent, Operation, Origin, QueryPlan

# Words that begin a follow-up, and how many words a clause of that kind has at most.
_FOLLOW_UPS = frozenset("and what how but also the same or then ok okay now".split())
_SHORT = 7
_VERY_SHORT = 3
_TOTALS = frozenset("total totals add added altogether sum".split())
# Which of several things named before is meant.
ORDINALS = {"first": 0, "former": 0, "second": 1, "latter": -1, "third": 2, "last": -1}
# Words that point back at something said before.
POINTERS = frozenset("there it its that this those these them they same latter former both".split())


@dataclass(frozen=True, slots=True)
class ClauseReading:
    """One clause with everything found in it; `elliptical` says that it names no measure of its own."""

    tokens: tuple[Token, ...]
    items: tuple[Item, ...]
    plan: QueryPlan
    elliptical: bool
    speaks_of: tuple[Item, ...]


def follows_on(reading: ClauseReading) -> bool:
    """Say whether a clause is a short follow-up."""
    first = next((t.key for t in reading.tokens if t.key != "\0"), "")
    return len(reading.tokens) <= _SHORT and (first in _FOLLOW_UPS or len(reading.tokens) <= _VERY_SHORT)


class Conversation:
    """Fills the open slots of clauses."""

    def __init__(self, lexicon: FamilyLexicon) -> None:
        self.lexicon = lexicon

    def complete(self, reading: ClauseReading, previous: QueryPlan | None, trail: Sequence[QueryPlan]) -> QueryPlan:
        """Fill the slots that a clause leaves open from the clause before it, else from the conversation."""
        plan = reading.plan
        earlier = trail[-1] if trail else None
        if said_before := previous or earlier:
            plan = replace(plan, before=said_before.clause)
        for source in (previous, earlier):
            if source is None:
                continue
            if plan.intent is Intent.PROVENANCE:
                return replace(
                    plan, indicators=source.indicators, places=source.places, periods=source.periods,
                    overall=source.overall, all_places=source.all_places,
                )  # fmt: skip
            if plan.intent in (Intent.FIGURES, Intent.EXPLANATION):
                plan = self._inherit(plan, reading, source)
                if source is previous:
                    origins = {n: "clause" if o == "earlier" else o for n, o in plan.origins.items()}
                    plan = replace(plan, origins=origins)
        if plan.operation is Operation.LOOKUP and reading.elliptical and _TOTALS & {t.key for t in reading.tokens}:
            summed = self._over_earlier(replace(plan, places=()), trail)
            if len(summed.places) > 1:
                plan = replace(summed, operation=Operation.SUM, operation_cue="total")
        inherited = plan.origins.get("places") in ("earlier", "clause") and len(plan.places) > 1
        if plan.operation is Operation.LOOKUP and inherited and Operation.SUM in operation_cues(reading.tokens):
            plan = replace(plan, operation=Operation.SUM, operation_cue="add up")  # "add it up for those two"
        if plan.operation is not Operation.LOOKUP and plan.origins.get("indicators") in ("earlier", "clause"):
            plan = self._over_earlier(plan, trail)
        return plan

    def _over_earlier(self, plan: QueryPlan, trail: Sequence[QueryPlan]) -> QueryPlan:
        """Let an operation that names fewer than two places go over the places of the turns before."""
        if len(plan.places) > 1 or plan.all_places:
            return plan
        before = [p for earlier in trail if earlier.indicators == plan.indicators for p in earlier.places]
        named = plan.places if plan.origins.get("places") == "question" else ()
        return replace(plan, places=tuple(dict.fromkeys((*named, *before))) or plan.places)

    def _inherit(self, plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan:
        origins: dict[str, Origin] = dict(plan.origins)
        changes: dict[str, tuple[str, ...]] = {}
        by_id = self.lexicon.catalog.by_id
        # "what share of the national total is that?" names the whole; the part is a state's
        of_overall = plan.overall and plan.operation is not Operation.SHARE
        nowhere = not plan.places and not of_overall and not plan.all_places
        pointed = [ORDINALS[t.key] for t in reading.tokens if t.key in ORDINALS]
        if len(pointed) == 1 and (len(source.places) > 1 or len(source.indicators) > 1):
            return self._pointed(plan, reading, source, pointed[0])
        if not plan.indicators and reading.elliptical and source.indicators and not plan.all_indicators:
            indicators = source.indicators
            if plan.places or plan.all_places:
                indicators = tuple(self._at_level(i, "place") for i in indicators)
            elif of_overall:
                indicators = tuple(self._at_level(i, "nation") for i in indicators)
            changes["indicators"] = indicators
            origins["indicators"] = "earlier"
        if not plan.indicators and not reading.elliptical:
            # "... missing child cases overall, and how many cases from Colorado?": the measure before settles which
            level = "place" if plan.places or plan.all_places else "nation"
            candidates = {c.indicator for c in plan.candidates}
            settled = tuple(i for s in source.indicators if (i := self._at_level(s, level)) in candidates)
            if not settled and any(t.key in POINTERS for t in reading.tokens):
                settled = self._explaining(source, reading, level)
            if len(settled) == 1:
                changes["indicators"] = settled
                origins["indicators"] = "earlier"
        if not plan.indicators and not changes and nowhere and (row := self._row_of(source, reading)):
            changes["indicators"] = (row,)  # "... 467 cases in Colorado. How many were from a facility?"
        meant = changes.get("indicators", plan.indicators)
        points_back = any(t.key in POINTERS for t in reading.tokens)
        single = any(t.key in ("it", "its", "there") for t in reading.tokens)
        if nowhere and single and len(source.places) > 1 and not reading.elliptical and plan.indicators:
            by_place = match(self.lexicon, reading.items, reading.tokens, ["place"]).indicators
            return replace(plan, indicators=by_place or plan.indicators)  # which of them is for the asker to say
        if nowhere and source.places and plan.intent is Intent.FIGURES:
            alone = plan.operation is Operation.LOOKUP  # a ranking without places goes over all of them
            state_only = meant and alone and all(by_id[i].level == "place" for i in meant)
            if reading.elliptical or points_back or state_only or plan.all_indicators or follows_on(reading):
                changes["places"] = source.places
                origins["places"] = "earlier"
                if plan.indicators and not reading.elliptical:
                    again = match(self.lexicon, reading.items, reading.tokens, ["place"])
                    changes["indicators"] = again.indicators or plan.indicators
                elif plan.indicators:  # read from the question before: they are of the places that it names
                    changes["indicators"] = tuple(self._at_level(i, "place") for i in plan.indicators)
        if not plan.periods and source.periods and "earlier" in origins.values():
            changes["periods"] = source.periods
            origins["periods"] = "earlier"
        plan = replace(plan, origins=origins, **changes) if changes else plan  # type: ignore[arg-type]
        if (
            plan.operation is Operation.LOOKUP
            and nowhere
            and plan.indicators
            and source.all_places
            and follows_on(reading)
        ):
            # "which state had the most ...?" "and Team HOPE?"
            by_place = match(self.lexicon, reading.items, reading.tokens, ["place"]).indicators
            return replace(
                plan, indicators=by_place or plan.indicators, all_places=True, places=(),
                operation=source.operation, operation_cue=source.operation_cue, clause=source.clause,
            )  # fmt: skip
        if plan.operation is Operation.LOOKUP and nowhere and "indicators" in changes and source.clause:
            # "... together had under 500 cases. Does it hold?" asks what was said before
            plan = replace(plan, operation=source.operation, claims=plan.claims or source.claims)
            if plan.operation is not Operation.LOOKUP:
                plan = replace(plan, clause=source.clause, all_places=source.all_places)
        return plan

    def _explaining(self, source: QueryPlan, reading: ClauseReading, level: str) -> tuple[str, ...]:
        """Return what was spoken of before, if its words account for a clause: "how many cases they assisted"."""
        own = tuple(self._at_level(i, level) for i in source.indicators)
        known = [item for item in reading.items if self.lexicon.knows(item)]
        return own if own and all(self.lexicon.explains(i, item) for i in own for item in known) else ()

    def _row_of(self, source: QueryPlan, reading: ClauseReading) -> str | None:
        """Return the one row that a clause names of the table that was spoken of before."""
        tables = [t for t in self.lexicon.catalog.tables if {t.lead, *t.rows} & set(source.indicators)]
        named = {r for t in tables for r in t.rows if any(self.lexicon.tells(r, item) for item in reading.items)}
        return named.pop() if len(named) == 1 and source.places else None

    def _pointed(self, plan: QueryPlan, reading: ClauseReading, source: QueryPlan, index: int) -> QueryPlan:
        """Resolve "the second one" to the place or measure that was named second before."""
        origins: dict[str, Origin] = dict(plan.origins)
        if len(source.places) > 1 and not plan.places and index < len(source.places):
            origins["places"] = "earlier"
            found = match(self.lexicon, reading.items, reading.tokens, ["place"]).indicators or source.indicators
            place = (source.places[index],)
            return replace(plan, places=place, indicators=found, operation=Operation.LOOKUP, origins=origins)
        if len(source.indicators) > 1 and not plan.indicators and index < len(source.indicators):
            origins["indicators"] = "earlier"
            places = plan.places or source.places
            indicators = (source.indicators[index],)
            return replace(plan, places=places, indicators=indicators, operation=Operation.LOOKUP, origins=origins)
        return plan

    def _at_level(self, indicator: str, level: str) -> str:
        """Return the indicator of the same subject at a level, or the indicator itself."""
        for other in self.lexicon.catalog.indicators:
            if level == "place" and indicator in (other.overall_counterpart, *other.instead):
                return other.id
            if level == "nation" and other.id == indicator and other.overall_counterpart:
                return other.overall_counterpart
        return indicator

"""Whether the ranks hold that a clause states of a place: "Iowa is second for reports, right?"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answering import Draft
from assistant.by_size import number_by_size
from assistant.checking import rank_verdict, second_line
from assistant.claims import COMPARATIVES, Bound, Claim, ClaimKind, read_claims
from assistant.computing import Result, rank_formula, ranked
from assistant.cues import second_only_to
from assistant.lexicon import tokenise
from assistant.lookup import Coverage, look_up
from assistant.orders import compared_at
from assistant.selecting import Directions, asks_where, read_directions, says_which_end
from assistant.types import Operation, QueryPlan
from index.database import Database
from index.types import NATION, Fact

_SECOND = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict on a claim, with the figures that it rests on and what was computed of them."""

    line: str
    holds: bool
    facts: tuple[Fact, ...]
    operation: Operation = Operation.LOOKUP
    result: Result | None = None
    computed: str = ""
    operands: tuple[Fact, ...] = ()  # of the result; all figures if empty


def counts_alone(plan: QueryPlan, claims: Sequence[Claim]) -> bool:
    """Say whether all numbers that are stated are said to be figures: "second with 9,539", not "more than 807"."""
    figures = all(c.kind is ClaimKind.FIGURE and c.bound is Bound.EXACT for c in claims)
    return figures and not (claims and "than" in plan.clause.lower().split())


def ranks_told(plan: QueryPlan) -> dict[str, Directions]:
    """Return the rank that is said of each measure: "second in reports, third in cases"; empty if not told of all."""
    told = {s.indicator: read_directions(s.number) for s in plan.said_of if s.indicator and not read_claims(s.number)}
    return told if len(plan.indicators) > 1 and {*told} == {*plan.indicators} else {}


class Ranks:
    """Weighs the ranks that one plan states of one place."""

    def __init__(self, plan: QueryPlan, draft: Draft, coverage: Coverage, database: Database) -> None:
        self.plan = plan
        self.draft = draft
        self.catalog = draft.catalog
        self.coverage = coverage
        self.database = database
        self.directions = read_directions(plan.clause)

    def weighed(self) -> Iterator[Finding]:
        """Weigh the rank that a place is said to have among all of them, by each measure."""
        directions = self.directions
        if told := ranks_told(self.plan):
            found = [f for name in self.plan.indicators for f in self._rank(name, told[name])]
            yield from sorted(found, key=lambda f: f.holds)  # what does not hold comes first
            return
        if directions.middle or directions.ends or directions.rest:
            return
        if len(self.plan.indicators) > 1 and (directions.both_ways or self._of_each_other()):
            return  # "the most tips and the fewest cases", "more tips than cases"
        if not directions.positions and self._beats_nobody():
            return  # "Iowa had more cases": than whom is not told
        if asks_where(self.plan) and not directions.positions and not says_which_end(self.plan.clause):
            return  # "Minnesota ranks nth of five" states no rank
        tables = [{table.lead, *table.rows} for table in self.catalog.tables]
        if len(self.plan.indicators) > 1 and any(table.issuperset(self.plan.indicators) for table in tables):
            return  # rows are ranked against each other
        several = len(directions.positions) > 1 and not number_by_size(self.plan.clause)
        if len(self.plan.indicators) > 1 and several:
            return  # of which measure each rank is said is not told
        for indicator in self.plan.indicators:
            yield from self._rank(indicator, directions)

    def _of_each_other(self) -> bool:
        """Say whether one measure of a place is set above or below another, and not the place among others."""
        among_others = self.plan.all_places or self.directions.rest
        return not among_others and compared_at(self.plan.clause) is not None

    def _beats_nobody(self) -> bool:
        """Say whether a place is said to have more, but not more than which others."""
        among_others = self.plan.all_places or self.directions.rest or self.plan.reference or self.plan.excludes
        cue = tokenise(self.plan.operation_cue or "")
        return not among_others and len(cue) == 1 and cue[0].key in COMPARATIVES

    def _rank(self, indicator: str, directions: Directions) -> Iterator[Finding]:
        place = self.plan.places[0]
        everywhere = replace(
            self.plan, operation=Operation.LOOKUP, indicators=(indicator,), places=self.coverage.places
        )
        found = look_up(everywhere, self.catalog, self.coverage, self.database)
        facts = [f for f in found if isinstance(f, Fact) and f.place != NATION]
        order = ranked(facts, highest_first=directions.highest_first)
        own = next(((rank, fact) for rank, fact in order if fact.place == place), None)
        if own is None or len(facts) < 2:
            return
        rank, fact = own
        claimed = directions.positions or (1,)
        label = self.catalog.by_id[indicator].label if len(self.plan.indicators) > 1 else ""
        mark = self.draft.cite_fact(fact)
        line = rank_verdict(
            place, rank, claimed, len(order), highest_first=directions.highest_first, mark=mark, label=label
        )
        holds, first = rank in claimed, second_only_to(self.plan.question)
        if first and rank == _SECOND and claimed == (_SECOND,) and not label:
            numbers = [mark, self.draft.cite_fact(order[0][1])]
            line = second_line(fact, order[0][1], first, len(order), numbers, highest_first=directions.highest_first)
            holds = line.startswith("Yes")
        formula = rank_formula(rank, len(order), highest_first=directions.highest_first)
        others = [f for _, f in order if f.id != fact.id]
        yield Finding(line, holds, (fact, *others), Operation.RANK, None, formula)

"""Which figures an operation is carried out on, and what is said about the result."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.answering import Draft, place_names, say_missing
from assistant.claims import Bound, Claim, ClaimKind, read_claims
from assistant.computing import (
    Threshold,
    compute,
    count_fitting,
    count_line,
    ordinal_word,
    rank_formula,
    rank_line,
    ranked,
    result_line,
)
from assistant.cues import THAN_PLACE
from assistant.lexicon import cue_phrases, language, normalise, tokenise
from assistant.lookup import Coverage, Missing, look_up
from assistant.sharing import Shares
from assistant.types import Operation, Outcome, QueryPlan, Reason, Status
from index.catalog import Catalog
from index.database import Database
from index.places import name_of
from index.types import NATION, Fact

_ARITHMETIC = (
    Operation.DIFFERENCE,
    Operation.RATIO,
    Operation.PERCENT_CHANGE,
    Operation.SUM,
    Operation.MEAN,
    Operation.MEDIAN,
)
_COUNTED = re.compile(r"\b(?:top|bottom|highest|lowest|biggest|largest|smallest|leading)\s+(\d+|two|three|four)\b")
_EACH_FIRST = re.compile(r"\b(?:for each|for every|per)\b.*\bhow many\b", re.IGNORECASE | re.DOTALL)
_SEVERAL = re.compile(r"\b(?:which|what|the)\s+(\d+|two|three|four)\s+(?:states|places)\b")
_WORDS = {"two": 2, "three": 3, "four": 4}


@dataclass(frozen=True, slots=True)
class Directions:
    """Which way a comparison goes, read from the clause."""

    highest_first: bool = True
    positions: tuple[int, ...] = ()
    ends: bool = False
    full: bool = False
    middle: bool = False
    rest: bool = False


def read_directions(clause: str) -> Directions:
    """Read order, positions and exclusions from a clause."""
    tokens = tokenise(normalise(clause))

    def has(entry: str) -> bool:
        return any(True for _ in cue_phrases("comparisons", entry).find(tokens))

    keys = " ".join(t.key for t in tokens)
    positions = {int(p) for word, p in language("comparisons")["positions"].items() if re.search(rf"\b{word}\b", keys)}
    counted = _COUNTED.search(keys) or _SEVERAL.search(keys)
    if counted:
        number = _WORDS.get(counted[1]) or int(counted[1])
        positions |= set(range(1, number + 1))
    return Directions(
        highest_first=not has("lowest_first") or (has("full_order") and has("highest_first")),
        positions=tuple(sorted(positions)),
        ends=has("ends"),
        full=has("full_order"),
        middle=has("middle"),
        rest=has("rest"),
    )


def read_threshold(clause: str, average: Decimal | None) -> Threshold | None:
    """Read the condition of a filter: comparator and numbers, or the average of the figures."""
    text = normalise(clause).lower()
    tokens = tokenise(text)

    def has(entry: str) -> bool:
        return any(True for _ in cue_phrases("comparisons", entry).find(tokens))

    stated = [c for c in read_claims(text) if c.kind is ClaimKind.FIGURE]
    bounds = [t for c in stated if (t := _bounded(c))]
    if len(bounds) == len(stated) == 1:
        return bounds[0]
    numbers = [c.value for c in stated]
    if not numbers and average is not None and has("average"):
        numbers = [average]
    if not numbers:
        return None
    if len(numbers) > 1:
        return Threshold(low=min(numbers[:2]), high=max(numbers[:2]), low_passes=True, high_passes=True)
    if has("at_least"):
        return Threshold(low=numbers[0], low_passes=True)
    if has("at_most"):
        return Threshold(high=numbers[0], high_passes=True)
    if has("below"):
        return Threshold(high=numbers[0])
    return Threshold(low=numbers[0]) if has("above") else None


def _bounded(claim: Claim) -> Threshold | None:
    """Return the condition that the words around a number make of it."""
    if claim.bound in (Bound.MORE_THAN, Bound.AT_LEAST):
        return Threshold(low=claim.value, low_passes=claim.bound is Bound.AT_LEAST)
    if claim.bound in (Bound.LESS_THAN, Bound.AT_MOST):
        return Threshold(high=claim.value, high_passes=claim.bound is Bound.AT_MOST)
    return None


class Comparison:
    """One plan with an operation, over the facts of the store."""

    def __init__(self, plan: QueryPlan, draft: Draft, coverage: Coverage, database: Database) -> None:
        self.draft = draft
        self.catalog: Catalog = draft.catalog
        self.coverage = coverage
        self.database = database
        self.directions = read_directions(plan.clause)
        self.asked_places = plan.places
        self.plan = self._with_places(plan)

    def _with_places(self, plan: QueryPlan) -> QueryPlan:
        """Fill in the places: all, or all but the named ones."""
        others = self.directions.rest and plan.operation is not Operation.RANK
        if (plan.excludes or others) and plan.places:
            rest = tuple(p for p in self.coverage.places if p not in plan.places)
            return replace(plan, places=rest)
        one = len(plan.places) < 2 and plan.operation in (Operation.RANK, Operation.COUNT)
        levels = {self.catalog.by_id[i].level for i in plan.indicators}
        several = len(plan.indicators) > 1
        if (not plan.places and levels == {"place"}) or (one and not several and "place" in levels):
            return replace(plan, places=self.coverage.places)
        return plan

    def answer(self) -> Outcome:
        """Carry the operation out and say the result with its operands."""
        plan = self.plan
        if plan.operation is Operation.SHARE:
            return Shares(plan, self.draft, self.coverage, self.database).answer()
        results = list(look_up(plan, self.catalog, self.coverage, self.database))
        facts = [r for r in results if isinstance(r, Fact)]
        missing = [r for r in results if isinstance(r, Missing)]
        if plan.operation is Operation.SUM and NATION in {f.place for f in facts} and len({f.place for f in facts}) > 1:
            facts = [f for f in facts if f.place != NATION]  # a whole is never added to its parts
        if plan.operation in (Operation.FILTER, Operation.COUNT):
            return self._filter(facts, missing)
        if plan.operation is Operation.RANK:
            return self._rank(facts, missing)
        return self._arithmetic(facts, missing)

    # arithmetic

    def _arithmetic(self, facts: list[Fact], missing: list[Missing]) -> Outcome:
        operation = self.plan.operation
        if operation is Operation.DIFFERENCE and len(facts) > 2 and len({f.indicator for f in facts}) == 1:
            order = [fact for _, fact in ranked(facts, highest_first=True)]
            if self.directions.ends:
                facts = [order[0], order[-1]]
            elif 2 in self.directions.positions:
                facts = order[:2]
        if operation in (Operation.RATIO, Operation.PERCENT_CHANGE) and len(facts) > 2:
            facts = facts[:2]
        if operation is Operation.RATIO and _EACH_FIRST.search(self.plan.clause):
            facts = facts[::-1]  # "for each engagement, how many cases?" divides the cases
        if operation in (Operation.SUM, Operation.MEAN, Operation.MEDIAN, Operation.DIFFERENCE):
            facts = self._one_unit(facts)
        if len(facts) < 2 and operation in (Operation.MEAN, Operation.MEDIAN) and not missing:
            facts = []  # an average of one place's figure would be no average
        if len(facts) < 2:
            return self._only(facts, missing)
        if operation is Operation.DIFFERENCE and len(facts) > 2 and not self._combines(facts):
            self._state(facts)
            self.draft.say("Please say which of these figures to compare; I list them without computing.")
            return Outcome(Status.PARTIAL, Reason.NOT_COVERED)
        if operation is Operation.DIFFERENCE and len(facts) == 2 and facts[0].value < facts[1].value:
            facts = facts[::-1]
        self._state(facts)
        self._result(operation, facts)
        if operation is Operation.DIFFERENCE and len({f.indicator for f in facts}) == 1:
            self.draft.note(f"The larger figure is {name_of(facts[0].place)}'s." if facts[0].place != NATION else "")
        self._caveats(facts)
        return self._outcome(missing)

    def _combines(self, facts: Sequence[Fact]) -> bool:
        """Say whether all but the first figure are meant together: "more than Colorado and Minnesota combined"."""
        words = {t.key for t in tokenise(normalise(self.plan.clause))}
        return bool(words & {"combined", "together"}) and facts[0].value >= sum(f.value for f in facts[1:])

    def _one_unit(self, facts: list[Fact]) -> list[Fact]:
        units = {f.unit for f in facts}
        return facts if len(units) == 1 else []

    def _only(self, facts: list[Fact], missing: list[Missing]) -> Outcome:
        """Say what there is when there is too little to compute with."""
        self._state(facts)
        for silence in missing:
            say_missing(self.draft, silence, self.coverage)
        if missing:
            return Outcome(Status.PARTIAL if facts else Status.NOT_FOUND, missing[0].reason)
        self.draft.say(
            "For a computation I need figures of the same kind to compare. Please name the places or measures."
        )
        return Outcome(Status.PARTIAL if facts else Status.CLARIFY, Reason.NOT_COVERED if facts else Reason.AMBIGUOUS)

    def _state(self, facts: Sequence[Fact]) -> None:
        for fact in facts:
            sentence = self.draft.state(fact)
            self.draft.say(f"- {sentence}" if len(facts) > 1 else sentence)
            self.draft.value(fact)

    def _result(self, operation: Operation, operands: Sequence[Fact]) -> None:
        numbers = [self.draft.cite_fact(fact) for fact in operands]
        self.draft.say(result_line(operation, operands, numbers, self.catalog))
        self.draft.computed(operation, operands, compute(operation, operands))

    # rankings and filters

    def _rank(self, facts: list[Fact], missing: list[Missing]) -> Outcome:
        """Say who comes where; several measures are ranked each on its own, unless one place is asked about."""
        if len(facts) < 2:
            return self._only(facts, missing)
        for group in self._groups(facts):
            self._rank_group(group)
        if len(facts) == 2 and len(self._groups(facts)) == 1 and facts[0].value != facts[1].value:
            operands = sorted(facts, key=lambda f: -f.value)
            self._result(Operation.DIFFERENCE, operands)
        self._caveats(facts)
        return self._outcome(missing if self.asked_places else [], missing)

    def _groups(self, facts: Sequence[Fact]) -> list[list[Fact]]:
        groups: dict[str, list[Fact]] = {}
        for fact in facts:
            groups.setdefault(fact.indicator, []).append(fact)
        if all(len(group) == 1 for group in groups.values()):
            return [list(facts)]
        return list(groups.values())

    def _asks_where(self) -> bool:
        """Say whether the question is where a place stands: "where does Colorado rank?"."""
        cue = self.plan.operation_cue or ""
        return (
            len(self.asked_places) == 1
            and any(w in cue for w in ("stand", "where", "rank", "place"))
            and not self.plan.excludes
        )

    def _rank_group(self, facts: Sequence[Fact]) -> None:
        directions = self.directions
        order = ranked(facts, highest_first=directions.highest_first)
        of = len(order)
        if directions.middle:
            chosen = [order[of // 2]]
        elif self._asks_where() and len({f.place for f in facts}) > 1:
            chosen = [(r, f) for r, f in order if f.place in self.asked_places]  # "where does Colorado stand?"
        elif directions.full:
            chosen = order
        elif directions.positions:
            chosen = [(r, f) for r, f in order if r in directions.positions]
        elif directions.ends:
            chosen = [order[0], *[(r, f) for r, f in order if f.value == order[-1][1].value]]
        else:
            chosen = [(r, f) for r, f in order if r == 1]
        for rank, fact in chosen:
            tied = sum(f.value == fact.value for _, f in order)
            of_same_place = len({f.place for f in facts}) == 1
            if not of_same_place:
                self.draft.say(
                    f"- {rank_line(fact, rank, of, highest_first=directions.highest_first, tied=tied)}"
                    f" {self.draft.state(fact)}"
                )
            else:
                word = ordinal_word(rank, highest_first=directions.highest_first).capitalize()
                self.draft.say(f"{word} of these: {self.catalog.by_id[fact.indicator].label}.")
                self.draft.say(f"- {self.draft.state(fact)}")
            formula = rank_formula(rank, of, highest_first=directions.highest_first)
            self.draft.value(fact, Operation.RANK, formula, [f.id for f in facts])
        others = [f for _, f in order if f.id not in {c.id for _, c in chosen}]
        if others:
            self.draft.say("The other figures:")
            for fact in others:
                self.draft.say(f"- {self.draft.state(fact)}")
                self.draft.value(fact)

    def _filter(self, facts: list[Fact], missing: list[Missing]) -> Outcome:
        if self.plan.operation_cue == THAN_PLACE:
            return self._beyond_place()
        mean = sum((f.value for f in facts), Decimal(0)) / len(facts) if facts else None
        threshold = read_threshold(self.plan.clause, mean)
        if threshold is None or not facts:
            return self._only(facts, missing)
        passing = [f for f in facts if threshold.passes(f.value)]
        if len(self.asked_places) == len(facts) == 1:
            self.draft.say(f"{'Yes' if passing else 'No'}: {self.draft.state(facts[0])}")
            self.draft.value(facts[0])
            return self._outcome([], missing)
        if self.plan.operation is Operation.COUNT:
            result = count_fitting(facts, threshold)
            self.draft.computed(Operation.COUNT, facts, result)
            self.draft.say(count_line(result, len(facts)))
        self._say_fitting(facts, passing, threshold)
        self._caveats(facts)
        return self._outcome([], missing)

    def _say_fitting(self, facts: Sequence[Fact], passing: Sequence[Fact], threshold: Threshold) -> None:
        """Say which figures fit a condition, and which do not."""
        rows = len({f.place for f in facts}) == 1  # the rows of one place's table
        if not passing:
            self.draft.say(f"None of the {'categories' if rows else 'places'} fits. These are their figures:")
        for fact in sorted(passing, key=lambda f: -f.value):
            self.draft.say(f"- {self.draft.state(fact)}")
            self.draft.value(fact, Operation.FILTER, threshold.formula)
        rest = [f for f in facts if f not in passing]
        if rest:
            if passing:
                names = "The rest" if rows else place_names([f.place for f in rest])
                self.draft.say(f"{names} {'do' if len(rest) > 1 else 'does'} not fit:")
            for fact in rest:
                self.draft.say(f"- {self.draft.state(fact)}")

    def _beyond_place(self) -> Outcome:
        """Say which places have more, or less, than the place named."""
        everywhere = replace(self.plan, operation=Operation.LOOKUP, places=self.coverage.places)
        results = list(look_up(everywhere, self.catalog, self.coverage, self.database))
        facts = [r for r in results if isinstance(r, Fact)]
        mark = [f for f in facts if f.place in self.asked_places]
        if len(mark) != 1 or len(facts) < 2:
            return self._only(facts, [r for r in results if isinstance(r, Missing)])
        tokens = tokenise(normalise(self.plan.clause))
        behind = any(True for _ in cue_phrases("claims", "behind").find(tokens))
        value = mark[0].value
        threshold = Threshold(high=value) if behind else Threshold(low=value)
        others = [f for f in facts if f is not mark[0]]
        self._state(mark)
        self._say_fitting(others, [f for f in others if threshold.passes(f.value)], threshold)
        self._caveats(facts)
        return self._outcome([], [r for r in results if isinstance(r, Missing)])

    # common

    def _caveats(self, facts: Sequence[Fact]) -> None:
        for caveat in dict.fromkeys(self.catalog.by_id[f.indicator].caveat for f in facts):
            if caveat:
                self.draft.note(caveat)

    def _outcome(self, missing: Sequence[Missing], silent: Sequence[Missing] = ()) -> Outcome:
        for silence in missing or silent:
            say_missing(self.draft, replace(silence, offer=()), self.coverage)
        if missing:
            return Outcome(Status.PARTIAL, missing[0].reason)
        return Outcome(Status.ANSWERED)

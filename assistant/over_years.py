"""Answers over the years of a store: how a figure moved, in which year it was highest, what the years come to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.answering import Draft, echoes, say_lacking, say_missing
from assistant.computing import Threshold, compute, in_words, rank_formula, ranked, result_line
from assistant.courses import (
    Course,
    comparable,
    course_line,
    courses,
    most_moved_line,
    moved_line,
    sides_line,
    steady_line,
    together,
    whose,
    year_rank_line,
)
from assistant.cues import YES_NO
from assistant.lexicon import tokenise
from assistant.lookup import Coverage, Missing, look_up
from assistant.selecting import chosen_ranks, read_directions, read_threshold
from assistant.spans import speaks_of
from assistant.types import Operation, Outcome, QueryPlan, Reason, Status
from assistant.years import YEAR
from index.database import Database
from index.places import listed
from index.quantities import parse_number
from index.types import Fact

_RESULTS = (Operation.SUM, Operation.MEAN, Operation.MEDIAN)
_CONDITIONS = (Operation.FILTER, Operation.COUNT)
_DIGITS = re.compile(r"(?<![\d.,])\d+(?:,\d{3})*(?:\.\d+)?(?![\d]|,\d|\.\d| ?years)")
_ANSWERED = Outcome(Status.ANSWERED)
_AHEAD = "The sheets tell what was; they give no figures for years to come."
_BOUNDS = "The sheets print bounds here, so I do not compute how the figure moved."
_NO_YEAR = "The sheets state no year for this figure, so I cannot say how it moved over the years."


class OverYears:
    """One plan that goes over years, over the facts of the store."""

    def __init__(self, plan: QueryPlan, draft: Draft, coverage: Coverage, database: Database) -> None:
        self.plan = plan
        self.draft = draft
        self.catalog = draft.catalog
        self.coverage = coverage
        self.database = database
        self._results: list[Decimal] = []

    def answer(self) -> Outcome:
        """Say the figures of the years, and what the question makes of them."""
        plan = self.plan
        if speaks_of(plan.clause, "ahead"):
            self.draft.say(_AHEAD)
            return Outcome(Status.NOT_FOUND, Reason.NO_SHEET_FOR_PERIOD)
        results = list(look_up(plan, self.catalog, self.coverage, self.database))
        facts = [r for r in results if isinstance(r, Fact)]
        facts = list({fact.id: fact for fact in facts}.values())
        missing = [r for r in results if isinstance(r, Missing)]
        found = courses(facts)
        ranks = plan.operation is Operation.RANK and plan.span is not None and plan.span.which
        if found and ranks:
            self._rank(found)
        elif found and plan.operation in _CONDITIONS and (threshold := read_threshold(plan.clause, None)):
            self._filter(found, threshold)
        elif found and plan.operation in _RESULTS:
            self._result(found)
        else:
            self._moved(found, facts)
        alone = [f for f in facts if not any(f in course for course in found)]
        self._state(alone)
        return self._outcome(found, alone, missing)

    def _rank(self, found: Sequence[Course]) -> None:
        directions = read_directions(self.plan.clause)
        low = speaks_of(self.plan.clause, "lows")
        fewest = low or (not directions.highest_first and not speaks_of(self.plan.clause, "peaks"))
        for course in found:
            if not comparable(course):
                self._state(course)
                self.draft.say(_BOUNDS)
                continue
            order = ranked(course, highest_first=not fewest)
            chosen = chosen_ranks(order, directions)
            for rank, fact in chosen:
                turned = directions.ends and rank > 1
                highest, place = fewest is turned, 1 if turned else rank
                line = year_rank_line(fact, place, course, highest_first=highest)
                self.draft.say(f"- {line} {self.draft.state(fact)}")
                formula = rank_formula(place, len(course), highest_first=highest)
                self.draft.value(fact, Operation.RANK, formula, [f.id for f in course])
            if others := [f for f in course if f not in [fact for _, fact in chosen]]:
                self.draft.say("The other years:")
                self._state(others)

    def _filter(self, found: Sequence[Course], threshold: Threshold) -> None:
        for course in found:
            passing = [fact for fact in course if threshold.passes(fact.value)]
            if not passing:
                self.draft.say("None of the years fits. These are their figures:")
            for fact in passing:
                self.draft.say(f"- {self.draft.state(fact)}")
                self.draft.value(fact, Operation.FILTER, threshold.formula)
            rest = [fact for fact in course if fact not in passing]
            if rest and passing:
                self.draft.say("The other years do not fit:")
            for fact in rest:
                self.draft.say(f"- {self.draft.state(fact)}")

    def _result(self, found: Sequence[Course]) -> None:
        for course in found:
            self._state(course)
            self._compute(self.plan.operation, course)

    def _moved(self, found: Sequence[Course], facts: Sequence[Fact]) -> None:
        """Say the figures of each place, earliest first, how they moved, and where they moved most."""
        clause = self.plan.clause
        rises, falls = speaks_of(clause, "rises"), speaks_of(clause, "falls")
        beside = together(found)
        sets_apart = self.plan.all_places or (len(self.plan.places) > 1 and self._compares())
        if len(beside) > 1 and sets_apart and len({f.indicator for f in facts}) == 1:
            percent = self._in_percent()
            self.draft.say(sides_line(beside, self.catalog))
            if speaks_of(clause, "most"):
                self.draft.say(most_moved_line(beside, self.catalog, rises=rises or not falls, percent=percent))
        numbers = _numbers(clause)
        asks = _asks_whether(clause) and rises is not falls and not numbers  # numbers may hold or not
        for course in found:
            marks = [self.draft.cite_fact(fact) for fact in course]
            if not comparable(course):
                self._state(course)
                self.draft.say(_BOUNDS)
                continue
            if asks and speaks_of(clause, "steadily"):
                self.draft.say(steady_line(course, marks, rises=rises))
            elif asks:
                self.draft.say(moved_line(course, marks, rises=rises))
            self._state(course)
            self.draft.say(course_line(course, marks, self.catalog))
            self._changes(course)
        said = {in_words(abs(value)) for value in (*(f.value for f in facts), *self._results)}
        stated = [n for n in numbers if (value := parse_number(n)) is not None and value not in said]
        if stated:
            self.draft.say(f"None of these figures is {echoes(stated)}.")

    def _compares(self) -> bool:
        return self.plan.operation in (Operation.RANK, Operation.DIFFERENCE, Operation.PERCENT_CHANGE)

    def _in_percent(self) -> bool:
        words = {*self.plan.clause.lower().replace("%", " percent").split()}
        asked = not words.isdisjoint(("percent", "percentage", "rate", "fastest"))
        return asked or self.plan.operation is Operation.PERCENT_CHANGE

    def _changes(self, course: Course) -> None:
        """Say by how much the last figure of a course differs from the first."""
        first, last = course[0], course[-1]
        if first.value == last.value:
            return
        self._compute(Operation.DIFFERENCE, (last, first) if last.value > first.value else (first, last))
        if first.value:
            self._compute(Operation.PERCENT_CHANGE, (last, first))
        if first.value and speaks_of(self.plan.clause, "multiples"):
            self._compute(Operation.RATIO, (last, first))

    def _compute(self, operation: Operation, operands: Sequence[Fact]) -> None:
        numbers = [self.draft.cite_fact(fact) for fact in operands]
        self.draft.say(result_line(operation, operands, numbers, self.catalog))
        result = compute(operation, operands)
        self._results.append(result.value)
        self.draft.computed(operation, operands, result)

    def _state(self, facts: Sequence[Fact]) -> None:
        for fact in facts:
            self.draft.say(f"- {self.draft.state(fact)}")
            self.draft.value(fact)

    def _outcome(self, found: Sequence[Course], alone: Sequence[Fact], missing: Sequence[Missing]) -> Outcome:
        """Name the years without a sheet; those between two that there are leave nothing open."""
        for caveat in dict.fromkeys(self.catalog.by_id[i].caveat for i in self.plan.indicators):
            self.draft.note(caveat or "")
        say_lacking(self.draft, missing, self.coverage, everywhere=not self.plan.places)
        for course in found:
            self._name_gaps(course)
        if not found and not alone:
            return Outcome(Status.NOT_FOUND, missing[0].reason if missing else Reason.NO_SHEET_FOR_PERIOD)
        if undated := [fact for fact in alone if fact.period is None]:
            sheets = [self.draft.document(fact.document_id).period or "" for fact in undated]
            self.draft.say(f"These stand so in the sheets for {listed(sheets)}, in this order. {_NO_YEAR}")
        for fact in alone if self.plan.moves and (self.plan.places or not found) else ():
            if fact.period:
                self.draft.say(f"I cannot say how the figure for {whose([fact], self.catalog)} changed.")
        inner = {(c[0].indicator, c[0].place): (c[0].period or "", c[-1].period or "") for c in found}
        outer = [m for m in missing if not self._is_gap(m, inner)]
        if outer or alone:
            return Outcome(Status.PARTIAL, outer[0].reason if outer else Reason.NO_SHEET_FOR_PERIOD)
        return _ANSWERED

    def _is_gap(self, missing: Missing, ends: dict[tuple[str, str], tuple[str, str]]) -> bool:
        first, last = ends.get((missing.indicator or "", missing.place), ("", ""))
        return (
            self.plan.moves and missing.reason is Reason.NO_SHEET_FOR_PERIOD and first < (missing.period or "") < last
        )

    def _name_gaps(self, course: Course) -> None:
        """Name the years between the first and the last of a course that no sheet is for."""
        place, first, last = course[0].place, int(course[0].period or 0), int(course[-1].period or 0)
        have = {int(fact.period or 0) for fact in course}
        for year in range(first, last + 1):
            if year not in have and str(year) not in self.plan.periods:
                gap = Missing(
                    reason=Reason.NO_SHEET_FOR_PERIOD, place=place, indicator=course[0].indicator, period=str(year)
                )
                there_is = str(year) in self.coverage.periods.get(place, self.coverage.all_periods)
                if not there_is:
                    say_missing(self.draft, gap, self.coverage)


def _asks_whether(clause: str) -> bool:
    return next((t.key for t in tokenise(clause)), "") in YES_NO


def _numbers(clause: str) -> list[str]:
    """Return the numbers in digits that a clause states, without its years."""
    return [n for n in _DIGITS.findall(clause) if not YEAR.fullmatch(n)]

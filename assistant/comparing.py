"""Which figures an operation is carried out on, and what is said about the result."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering import Draft, place_names, say_lacking, say_missing
from assistant.claims import without_verdict
from assistant.computing import (
    Threshold,
    compute,
    compute_from_average,
    compute_of_sums,
    count_fitting,
    count_line,
    from_average_line,
    of_sums_line,
    rank_formula,
    rank_line,
    ranked,
    result_line,
    row_line,
    side_line,
    sides,
)
from assistant.cues import APART, NEAREST, THAN_PLACE, joined_operations, operation_cues
from assistant.either_way import say_either_way
from assistant.lexicon import cued, normalise, tokenise
from assistant.lookup import Coverage, Missing, look_up, only_uncovered, without_sheet
from assistant.nearest import answer_nearest
from assistant.operands import (
    are_combined,
    are_taken_away,
    asks_how_many_times,
    by_measure,
    by_place,
    of_one_unit,
    rows_by_size,
    to_rank,
    whole_beside_parts,
)
from assistant.quantifiers import Quantifier, quantifier
from assistant.selecting import (
    asks_next,
    asks_where,
    average_beside,
    average_named,
    beside_average,
    both_line,
    chosen_ranks,
    compared_places,
    conditional,
    first_two,
    fitting_both,
    places_line,
    read_directions,
    some_by_size,
    threshold_of,
    two_of_ranking,
    without_totals,
)
from assistant.sharing import Shares
from assistant.sums import divides_sums, grouped, of_sums
from assistant.types import Operation, Outcome, QueryPlan, Reason, Status
from index.catalog import Catalog
from index.database import Database
from index.places import name_of
from index.types import NATION, Fact

_PAIR = 2
_ON_TWO = (Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE)
_SUM_APART = {Operation.SUM, Operation.DIFFERENCE}
_JOINING = (Operation.SUM, Operation.MEAN, Operation.MEDIAN)
_SILENT = (Reason.SHEET_SILENT, Reason.NATIONAL_ONLY)
_EACH_FIRST = re.compile(r"(?is)\b(?:for each|for every|per)\s+(?!states?\b|places?\b|sheets?\b|of\b).*\bhow many\b")


class Comparison:
    """One plan with an operation, over the facts of the store."""

    def __init__(self, plan: QueryPlan, draft: Draft, coverage: Coverage, database: Database) -> None:
        self.draft = draft
        self.catalog: Catalog = draft.catalog
        self.coverage = coverage
        self.database = database
        directions = read_directions(plan.clause)
        other_way = plan.turned and plan.operation is Operation.RANK
        self.directions = replace(directions, highest_first=directions.highest_first is not other_way)
        self.asked = beside_average(plan)
        self.plan = compared_places(self.asked, self.catalog, coverage.places)

    def answer(self) -> Outcome:
        """Carry the operation out and say the result with its operands."""
        plan = self.plan
        if plan.operation is Operation.SHARE:
            return Shares(plan, self.draft, self.coverage, self.database).answer()
        if plan.operation_cue == NEAREST:
            return answer_nearest(self.asked, self.draft, self.coverage, self.database)
        results = list(look_up(plan, self.catalog, self.coverage, self.database))
        facts = rows_by_size(plan, [r for r in results if isinstance(r, Fact)], self.catalog)
        missing = [r for r in results if isinstance(r, Missing)] + without_sheet(self.asked, plan, self.coverage)
        of_states = [f for f in facts if f.place != NATION]
        if plan.operation is Operation.SUM and 0 < len(of_states) < len(facts):
            listed = Operation.SUM not in operation_cues(tokenise(normalise(plan.clause)))
            if listed or len(of_states) == 1:  # "the overall number plus Iowa and Ohio"
                return self._beside_whole(facts, missing, listed=listed)
            self._state([f for f in facts if f.place == NATION])
            facts = of_states  # a whole is never added to its parts
        if of_sums(plan):
            return self._sums(facts, missing)
        if plan.operation in (Operation.FILTER, Operation.COUNT):
            return self._filter(facts, missing)
        if plan.operation is Operation.RANK or asks_next(self.asked):
            return self._rank(facts, missing)
        return self._arithmetic(facts, missing)

    def _beside_whole(self, facts: Sequence[Fact], missing: Sequence[Missing], *, listed: bool) -> Outcome:
        """Say an overall figure and those of states beside it; that they are not added, unless they are only listed."""
        self._state([f for f in facts if f.place == NATION] + [f for f in facts if f.place != NATION])
        self._caveats(facts)
        if not listed:
            self.draft.say("These figures hold a total and parts of it, so I do not add them up.")
            return Outcome(Status.PARTIAL, Reason.NOT_COVERED)
        return self._outcome(missing)

    # arithmetic

    def _arithmetic(self, facts: list[Fact], missing: list[Missing]) -> Outcome:
        plan, operation = self.plan, self.plan.operation
        if operation in _ON_TWO and len(facts) > 2 and len({f.indicator for f in facts}) == 1:
            facts = two_of_ranking(facts, self.directions, plan.clause, named=bool(self.asked.places))
        if operation is Operation.DIFFERENCE and (average := average_beside(self.asked, facts)):
            return self._say_from_average(average, facts, missing)
        of_one = len({f.indicator for f in facts}) == 1
        if operation in _JOINING and of_one:
            if not (some := some_by_size(self.asked, facts, self.directions)):
                return self._say_which(facts)
            facts = some
        if operation in _ON_TWO and not missing and (pairs := by_measure(plan, facts)):
            return self._say_by_measure(pairs, missing)
        if missing and divides_sums(plan):
            return self._only(facts, missing)  # a sum without one of its figures is none
        if operation in _ON_TWO and (pairs := by_place(plan, facts)):
            return self._say_of_sums(pairs) if divides_sums(plan) else self._say_pairs(pairs, missing)
        if operation in (Operation.RATIO, Operation.PERCENT_CHANGE) and len(facts) > 2:
            return self._say_which(facts)
        # without words of its own for which is divided by which, how many times the smaller one the larger one is
        unordered = plan.operation_cue is None and len({f.indicator for f in facts}) == 1
        if operation is Operation.RATIO and (asks_how_many_times(plan) or unordered) and not missing:
            facts.sort(key=lambda f: -f.value)
        by_words = asks_how_many_times(plan) or plan.operation_cue == APART
        if operation is Operation.PERCENT_CHANGE and by_words and of_one and not missing:
            facts.sort(key=lambda f: -f.value if self.directions.highest_first else f.value)  # "and by what percent?"
        if operation is Operation.RATIO and _EACH_FIRST.search(self.plan.clause):
            facts = facts[::-1]  # "for each engagement, how many cases?" divides the cases
        facts = facts[::-1] if plan.turned else facts
        if operation in (*_JOINING, Operation.DIFFERENCE) and facts and not of_one_unit(facts):
            return self._unworked(facts, "These figures count different things, so I do not add or subtract them.")
        if len(facts) < 2 and operation in (Operation.MEAN, Operation.MEDIAN) and not missing:
            facts = []  # an average of one place's figure would be no average
        if len(facts) < 2:
            return self._only(facts, missing)
        if operation is Operation.DIFFERENCE and len(facts) > 2:
            facts = [f for f in facts if f.place == NATION] + [f for f in facts if f.place != NATION]
            if not (are_combined(plan, facts) or are_taken_away(plan, facts, self.catalog)):
                return self._say_which(facts)
        if operation in (Operation.SUM, Operation.MEAN, Operation.MEDIAN) and whole_beside_parts(facts, self.catalog):
            return self._unworked(facts, "These figures hold a total and parts of it, so I do not add them up.")
        if operation is Operation.DIFFERENCE and len(facts) == 2 and facts[0].value < facts[1].value:
            facts = facts[::-1]
        self._state(facts)
        self._result(operation, facts)
        for other in joined_operations(tokenise(normalise(plan.clause))):
            if other is not operation and {operation, other} <= {*(_JOINING if operation in _JOINING else _ON_TWO)}:
                self._result(other, facts)  # "the total and the average", "mean and median"
            elif (
                {operation, other} == _SUM_APART and len(facts) == _PAIR and not whole_beside_parts(facts, self.catalog)
            ):
                self._result(other, sorted(facts, key=lambda f: -f.value))  # "the sum and the difference"
        apart = len({f.indicator for f in facts}) == 1 < len({f.value for f in facts})
        if operation is Operation.DIFFERENCE and apart:
            self.draft.note(f"The larger figure is {name_of(facts[0].place)}'s." if facts[0].place != NATION else "")
        self._caveats(facts)
        return self._outcome(missing)

    def _say_from_average(self, average: Operation, facts: Sequence[Fact], missing: Sequence[Missing]) -> Outcome:
        own = next((f for f in facts if f.place == self.asked.places[0]), None)
        middle = [f for _, f in ranked(facts, highest_first=True)][len(facts) // 2]
        if own is None or (average is Operation.MEDIAN and len(facts) % 2 == 0):
            return self._say_which(facts)
        self._state([own, *(f for f in facts if f is not own)])
        self._result(average, facts)
        operands = [own, *facts] if average is Operation.MEAN else sorted([own, middle], key=lambda f: -f.value)
        if average is Operation.MEAN:
            numbers = [self.draft.cite_fact(fact) for fact in operands]
            self.draft.say(from_average_line(operands, numbers, self.catalog))
            self.draft.computed(Operation.DIFFERENCE, operands, compute_from_average(operands))
        elif own is not middle:
            self._result(Operation.DIFFERENCE, operands)
        self._caveats(facts)
        return self._outcome(missing)

    def _say_which(self, facts: Sequence[Fact]) -> Outcome:
        return self._unworked(facts, "Please say which of these figures to compare; I list them without computing.")

    def _unworked(self, facts: Sequence[Fact], why: str) -> Outcome:
        self._state(facts)
        self.draft.say(why)
        return Outcome(Status.PARTIAL, Reason.NOT_COVERED)

    def _say_by_measure(self, pairs: Sequence[tuple[Fact, Fact]], missing: Sequence[Missing]) -> Outcome:
        """Carry the operation out for each measure."""
        for first, second in pairs:
            turned = self.plan.operation is Operation.DIFFERENCE and first.value < second.value
            operands = (second, first) if turned else (first, second)
            self._state(operands)
            self._result(self.plan.operation, operands)
        self._caveats([f for pair in pairs for f in pair])
        return self._outcome(missing)

    def _say_pairs(self, pairs: Sequence[tuple[Fact, Fact]], missing: Sequence[Missing]) -> Outcome:
        """Carry the operation out for each place, the highest result first."""
        operation = self.plan.operation
        if operation is not Operation.RATIO and not of_one_unit([f for pair in pairs for f in pair]):
            return self._say_which([f for pair in pairs for f in pair])
        if operation is Operation.RATIO and _EACH_FIRST.search(self.plan.clause):
            pairs = [(b, a) for a, b in pairs]
        if self.plan.turned:
            pairs = [(b, a) for a, b in pairs]
        if operation is Operation.DIFFERENCE:
            pairs = [(a, b) if a.value >= b.value else (b, a) for a, b in pairs]
        lowest = not self.directions.highest_first
        order = sorted(pairs, key=lambda pair: compute(operation, pair).value, reverse=not lowest)
        self.draft.say(f"The {'lowest' if lowest else 'highest'} of these results: {name_of(order[0][0].place)}.")
        for pair in order:
            self._state(pair)
            self._result(operation, pair)
        self._caveats([f for pair in pairs for f in pair])
        return self._outcome(missing)

    def _say_of_sums(self, pairs: Sequence[tuple[Fact, Fact]]) -> Outcome:
        """Divide what all places have together of one measure by what they have of the other."""
        order = (1, 0) if bool(_EACH_FIRST.search(self.plan.clause)) is not self.plan.turned else (0, 1)
        operands = [pair[i] for i in order for pair in pairs]
        self._state(operands)
        done, numbers = Operation.RATIO, [self.draft.cite_fact(fact) for fact in operands]
        self.draft.say(of_sums_line(done, operands, numbers, self.catalog))
        self.draft.computed(done, operands, compute_of_sums(done, operands))
        self._caveats(operands)
        return self._outcome([])

    def _only(self, facts: list[Fact], missing: list[Missing]) -> Outcome:
        """Say what there is when there is too little to compute with."""
        self._state(facts)
        if facts and not self.asked.places:
            say_lacking(self.draft, missing, self.coverage, everywhere=True)
        else:
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

    def _sums(self, facts: Sequence[Fact], missing: Sequence[Missing]) -> Outcome:
        """Say the sums of two groups of places, of each if none of its figures is missing."""
        self._state(facts)
        for group, part in zip(grouped(self.plan, facts), self.plan.over, strict=True):
            if len(group) == len(part.places) > 1:
                self._result(Operation.SUM, group)
        self._caveats(facts)
        return self._outcome(missing)

    # rankings and filters

    def _rank(self, facts: list[Fact], missing: list[Missing]) -> Outcome:
        """Say who comes where; several measures are ranked each on its own, unless one place is asked about."""
        facts = facts if self.plan.over else without_totals(facts, self.catalog)
        if len(facts) < 2 or only_uncovered(self.plan, missing):
            return self._only([] if only_uncovered(self.plan, missing) else facts, missing)
        several = len({f.unit for f in facts}) > 1 or (NATION in {f.place for f in facts} != {NATION})
        if (self.plan.all_indicators or self.plan.over) and several:
            return self._unworked(facts, "These figures count different things, so I do not rank them together.")
        tokens, of_states = tokenise(normalise(self.plan.clause)), len({f.place for f in facts}) > 1
        by_all = len(facts) > _PAIR and not (self.asked.places and of_states)
        if (by_margin := by_all and cued("comparisons", "margin", tokens)) and len({f.indicator for f in facts}) > 1:
            self.draft.say("By which measure? Leads in figures that count different things are not compared.")
            return Outcome(Status.CLARIFY, Reason.AMBIGUOUS)
        for group in [] if say_either_way(self.asked, facts, self.draft) else to_rank(self.plan, facts):
            self._rank_group(group)
        if two := first_two(self.asked, facts, self.directions, by_margin=by_margin):
            self._result(Operation.DIFFERENCE, two)
        for other in joined_operations(tokens):
            if other in _JOINING and len({f.indicator for f in facts}) == 1:
                self._result(other, facts)  # "biggest first, and the total"
        one_unit = len({f.unit for f in facts}) == 1
        if len(facts) == 2 and len(to_rank(self.plan, facts)) == 1 and one_unit and facts[0].value != facts[1].value:
            self._result(Operation.DIFFERENCE, sorted(facts, key=lambda f: -f.value))
        self._caveats(facts)
        return self._outcome(missing if self.asked.places else [], missing)

    def _rank_group(self, facts: Sequence[Fact]) -> None:
        directions = self.directions
        order = ranked(facts, highest_first=directions.highest_first)
        of = len(order)
        where = self.asked.places if asks_where(self.asked) and len({f.place for f in facts}) > 1 else ()
        chosen = chosen_ranks(order, directions, where)
        of_same_place = len({f.place for f in facts}) == 1
        for place, fact in chosen:
            # of both ends the one is the highest and the other the lowest
            turned = directions.ends and place > 1 and fact.value == order[-1][1].value
            highest, rank = directions.highest_first is not turned, 1 if turned else place
            tied = sum(f.value == fact.value for _, f in order)
            if of_same_place:
                self.draft.say(row_line(fact, rank, highest_first=highest, catalog=self.catalog))
                self.draft.say(f"- {self.draft.state(fact)}")
            else:
                line = rank_line(fact, rank, of, highest_first=highest, tied=tied)
                self.draft.say(f"- {line} {self.draft.state(fact)}")
            formula = rank_formula(rank, of, highest_first=highest)
            self.draft.value(fact, Operation.RANK, formula, [f.id for f in facts])
        others = [f for _, f in order if f.id not in {c.id for _, c in chosen}]
        if others:
            self.draft.say("The other figures:")
            for fact in others:
                self.draft.say(f"- {self.draft.state(fact)}")
                self.draft.value(fact)

    def _filter(self, facts: list[Fact], missing: list[Missing]) -> Outcome:
        if self.plan.over and all(part.operation is Operation.FILTER for part in self.plan.over):
            return self._both_conditions(facts, missing)
        than_place = self.plan.operation_cue == THAN_PLACE
        if len({f.indicator for f in facts}) > 1 and len({f.place for f in facts}) > 1:
            if len({f.indicator for f in facts}) == 2 and not conditional(self.asked):
                return self._say_sides(facts, missing)
            self._state(facts)
            self.draft.say("Please ask for each condition by itself; I list the figures without weighing them.")
            return Outcome(Status.PARTIAL, Reason.NOT_COVERED)
        threshold = threshold_of(self.asked, facts)
        mark = [f for f in facts if than_place and f.place in self.asked.places]
        of_none = threshold is None or threshold.high == 0
        if of_none and facts and missing and all(m.reason in _SILENT and not m.printed for m in missing):
            self._state(facts)  # "for which states is there a figure?" "which have none?"
            return self._outcome([], missing)
        if threshold is None or len(facts) == len(mark):
            return self._only(facts, missing)
        self._state(mark)
        facts = [f for f in facts if f not in mark]
        passing = [f for f in facts if threshold.passes(f.value)]
        said = quantifier(self.asked) if not than_place and not missing else None
        fits = ([f.place for f in facts if (f in passing) is wanted] for wanted in (True, False))
        line = places_line(self.asked, *fits) if not than_place and not missing else None
        if line:
            self.draft.say(line)
        own = [f for f in facts if f.place in self.asked.places] if len(self.asked.places) == 1 else []
        average = average_named(self.asked.clause) if len(facts) > 1 and not than_place else None
        if own and not than_place and (len(facts) == 1 or (average and not self.asked.excludes)):
            sentence = self.draft.state(own[0])
            asks = self.asked.states and not without_verdict(self.plan.clause)
            verdict = "" if not asks else "Yes: " if own[0] in passing else "No: "
            self.draft.say(f"{verdict}{sentence}")
            self.draft.value(own[0])
            if average:
                self._state([f for f in facts if f is not own[0]])
                self._result(average, facts)
            return self._outcome([], missing)
        if self.plan.operation is Operation.COUNT:
            result = count_fitting(facts, threshold)
            self.draft.computed(Operation.COUNT, facts, result)
            self.draft.say(count_line(result, len(facts)))
        self._say_fitting(facts, passing, threshold, told=bool(line))
        if average:
            self._result(average, facts)
        if said in (Quantifier.EVERY, Quantifier.BUT) or (said and not passing):  # these are what the verdict rests on
            for fact in (f for f in facts if f not in passing):
                self.draft.value(fact)
        self._caveats(facts)
        outcome = self._outcome([], missing)  # a sheet that is silent has no figure that could fit
        lacking = [m.reason for m in missing if m.reason not in _SILENT or m.printed]
        return Outcome(Status.PARTIAL, lacking[0]) if lacking else outcome

    def _both_conditions(self, facts: Sequence[Fact], missing: Sequence[Missing]) -> Outcome:
        """Say which places meet two conditions, each on a measure of its own: "over 100 of A but under 50 of B"."""
        both = fitting_both(self.plan.over, facts)
        if both is None:
            return self._only(list(facts), list(missing))
        self.draft.say(both_line(list(both)))
        for fact, formula in (pair for passed in both.values() for pair in passed):
            self.draft.say(f"- {self.draft.state(fact)}")
            self.draft.value(fact, Operation.FILTER, formula)
        if rest := [f for f in facts if f.place not in both]:
            self.draft.say("The other figures:")
            for fact in rest:
                self.draft.say(f"- {self.draft.state(fact)}")
        self._caveats(facts)
        return self._outcome(missing)

    def _say_sides(self, facts: Sequence[Fact], missing: Sequence[Missing]) -> Outcome:
        """Say in which places which of two measures is above the other: "where did A exceed B?"."""
        found = sides(facts)
        for (larger, smaller), places in found.items():
            self.draft.say(side_line(larger, smaller, places, self.catalog))
            self._state([f for place in places for f in facts if f.place == place])
        even = [f for f in facts if not any(f.place in places for places in found.values())]
        self._state(even)
        self._caveats(facts)
        return self._outcome(missing)

    def _say_fitting(self, facts: Sequence[Fact], passing: Sequence[Fact], threshold: Threshold, *, told: bool) -> None:
        """Say which figures fit a condition, and which do not; `told` says that a verdict named those that do."""
        rows = len({f.place for f in facts}) == 1  # the rows of one place's table
        if not passing:
            none = "" if told else f"None of the {'categories' if rows else 'places'} fits. "
            self.draft.say(f"{none}These are their figures:")
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

    def _caveats(self, facts: Sequence[Fact]) -> None:
        for caveat in dict.fromkeys(self.catalog.by_id[f.indicator].caveat for f in facts):
            if caveat:
                self.draft.note(caveat)

    def _outcome(self, missing: Sequence[Missing], silent: Sequence[Missing] = ()) -> Outcome:
        say_lacking(self.draft, missing or silent, self.coverage, everywhere=not self.asked.places)
        if missing:
            return Outcome(Status.PARTIAL, missing[0].reason)
        return Outcome(Status.ANSWERED)

"""Which figures of earlier turns an operation goes over: "the difference?", "add all three up"."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.claims import DENIALS, ClaimKind, read_claims
from assistant.cues import APART, TIMES, YES_NO
from assistant.followups import SINGLE, ClauseReading
from assistant.lexicon import Token, language
from assistant.orders import SAME, claimed_words, comparing, is_base, says_same
from assistant.pointing import part_and_whole, so_many, two_in_order
from assistant.references import (
    ORDINALS,
    POINTERS,
    after_than,
    has,
    names_places,
    names_several,
    number_named,
    ordinals_meant,
)
from assistant.selecting import chooses, says_which_end
from assistant.types import Intent, Operation, Origin, QueryPlan, Reference
from index.catalog import Catalog

_APART = (Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE)
_PAIRS = (*_APART, Operation.SHARE)
_PAIR = 2
# Verbs of being, and their denials.
_BEING = frozenset("is was are were isn't wasn't aren't weren't it's that's".split())
# Operations that set two figures against each other.
_COMPARED = (Operation.RANK, Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE)
_IT = frozenset(("that", "it", "this"))
_JOINING = (Operation.SUM, Operation.MEAN, Operation.MEDIAN)
_SETS = (Operation.SUM, Operation.MEAN, Operation.MEDIAN, Operation.RANK)


class Earlier:
    """The figures that the turns of a conversation spoke of, each as a plan of its own, oldest first."""

    def __init__(self, catalog: Catalog, trail: Sequence[QueryPlan]) -> None:
        self.catalog = catalog
        self.figures: list[QueryPlan] = []
        for figure in (one for plan in trail for one in self._single_figures(plan)):
            self.figures = [*(f for f in self.figures if f != figure), figure]
        # the places that the newest rankings named, oldest first
        won = [*itertools.takewhile(_names_one, reversed(trail))][::-1]
        self.compared = bool(trail) and trail[-1].operation in _COMPARED and not trail[-1].over
        self.winners = [_named(plan) for plan in won if plan.indicators == won[-1].indicators]

    def go_over(self, plan: QueryPlan, tokens: Sequence[Token]) -> QueryPlan:
        """Let an operation that names no measure, and one place at most, go over figures of earlier turns."""
        if not self.figures or plan.all_places or len(self._own_places(plan)) > 1:
            return plan
        number = number_named(_without_amounts(plan.clause, tokens))
        by_size = chooses(plan.clause) and plan.operation in (*_JOINING, *_APART)
        if by_size:  # "the two smaller ones", "the biggest and the smallest" are found among all of them
            if self.winners:
                return plan
            number = None
        of_two = number == _PAIR or (number is None and plan.operation is Operation.SUM)
        if of_two and plan.operation in (*_PAIRS, *_SETS) and len(self.winners) == _PAIR and not self._own_places(plan):
            # the first and the last of those that were ranked
            won = self.winners if plan.operation in _SETS else [self.winners[i] for i in two_in_order(tokens) or (0, 1)]
            return self._joined(replace(plan, excludes=False), won, together=True)
        if plan.excludes:
            return plan
        if plan.operation in _PAIRS:
            meant = self._run() if by_size and not self._own_places(plan) else self._pair(plan, tokens, number)
        elif plan.operation in _SETS:
            meant = self._set(plan, tokens, number)
            if plan.operation is Operation.RANK and not number and _all_ranked(meant, own := self._own_places(plan)):
                if own and plan.operation_cue is None and not _states_one(tokens):
                    return replace(plan, operation=Operation.LOOKUP)  # "Which has the most? And Minnesota?"
                if not own and says_which_end(plan.clause) and not any(t.key in POINTERS for t in tokens):
                    return plan  # another end of the list: "The highest? The second? And the lowest?"
        else:
            return plan
        of_others = len(meant) - 1 if self._own_places(plan) and len(meant) > 2 else len(meant)
        if plan.operation is Operation.SHARE and not meant and part_and_whole(tokens):
            return replace(plan, narrowed=(*plan.narrowed, plan.clause))  # the one is no part of the other
        if number and meant and number not in (len(meant), of_others):
            return replace(plan, narrowed=(*plan.narrowed, self._word_of(number, tokens)))
        if number and number == len(meant) and not ordinals_meant(tokens):
            # of more than so many they may be those that have a sheet, which only the store can tell
            plan = replace(plan, run=tuple(p for figure in self._run() for p in figure.places))
        together = bool(number) or has("together", tokens)
        ordered = self._own_places(plan) or any(t.key in SINGLE or t.key in ORDINALS for t in tokens)
        if plan.operation is Operation.RATIO and (plan.states or not ordered):
            # "the ratio?" of figures that no word puts in order is how many times the smaller one the larger one is
            plan = replace(plan, operation_cue=TIMES if ordered else None)
        if (
            plan.operation is Operation.PERCENT_CHANGE
            and not self._own_places(plan)
            and self._points_at_distance(tokens)
        ):
            # whether one is higher or lower by that says which of them is the base
            orders = {order for order in comparing(tokens).values() if order != SAME}
            plan = replace(plan, operation_cue=APART) if len(orders) == 1 else plan
        return self._joined(plan, meant, together=together) if len(meant) > 1 else plan

    def all_of(self, plan: QueryPlan, meant: Sequence[QueryPlan]) -> QueryPlan:
        """Return a plan over these figures one by one, be they of one unit or not."""
        plan = replace(plan, all_places=False, all_indicators=False, candidates=())
        joined = self._joined(plan, meant, together=False)
        return joined if len(joined.indicators) == 1 or joined.over else replace(joined, over=tuple(meant))

    def gave(self, plan: QueryPlan) -> bool:
        """Say whether a turn gave single figures of places that it names, and nothing else."""
        named = bool(plan.places or plan.overall) and plan.operation is Operation.LOOKUP and not plan.reference
        return named and bool(self._single_figures(plan))

    def _single_figures(self, plan: QueryPlan) -> list[QueryPlan]:
        """Split a plan into plans for one figure each; a declined one spoke of none."""
        if plan.leftovers or plan.intent is not Intent.FIGURES or plan.over:
            return []
        if plan.operation in _APART and not plan.overall and len(plan.places) == len(plan.indicators) == 1:
            return []  # what it was to be set against was not found
        found: list[QueryPlan] = []
        for indicator in plan.indicators:
            one = QueryPlan(
                question="", intent=Intent.FIGURES, indicators=(indicator,), periods=plan.periods,
                years_off=plan.years_off,
            )  # fmt: skip
            if self.catalog.by_id[indicator].level == "nation":
                if plan.overall or not plan.places:
                    found.append(replace(one, overall=True))
            elif plan.reference:
                found.append(replace(one, places=plan.places, reference=plan.reference))
            elif names_places(plan) and (plan.excludes or not plan.places):  # "the highest without New York"
                found.append(_named(plan))
            elif plan.excludes:
                continue  # the places that it names are those left out
            else:
                found += [replace(one, places=(place,)) for place in plan.places]
        return found

    @staticmethod
    def _own_places(plan: QueryPlan) -> tuple[str, ...]:
        return plan.places if plan.origins.get("places") == "question" else ()

    def _word_of(self, number: int, tokens: Sequence[Token]) -> str:
        return next((t.text for t in tokens if number_named([t]) == number), str(number))

    def _subject(self, figure: QueryPlan) -> str:
        """Return what is measured, the same for a state's figure and the overall one."""
        indicator = figure.indicators[0]
        return self.catalog.by_id[indicator].overall_counterpart or indicator

    def _run(self) -> list[QueryPlan]:
        """Return the newest figures that belong together: of one unit, and all of one measure or all of one place."""
        newest = self.figures[-1]

        def alike(of: Callable[[QueryPlan], object]) -> list[QueryPlan]:
            found = itertools.takewhile(
                lambda figure: of(figure) == of(newest) and self._unit(figure) == self._unit(newest),
                reversed(self.figures),
            )
            return [*found][::-1]

        return max(alike(self._subject), alike(lambda figure: (figure.places, figure.reference)), key=len)

    def _unit(self, figure: QueryPlan) -> str:
        return self.catalog.by_id[figure.indicators[0]].unit

    def _pair(self, plan: QueryPlan, tokens: Sequence[Token], number: int | None) -> list[QueryPlan]:
        """Return the figures of an operation on two, in the order that the clause says."""
        run, own = self._run(), self._own_places(plan)
        ordinals = [t.key for t in tokens if has("in_first_place", [t]) or has("in_second_place", [t])]
        if plan.operation is Operation.SHARE and (order := part_and_whole(tokens)):
            pair = [self.figures[-2:][i] for i in order] if len(self.figures) > 1 and max(order) < _PAIR else []
            return pair if pair and self._part_of_whole(plan, pair) else []
        if plan.operation is Operation.SHARE and len(ordinals) < 2:
            # what a share is of is said by the catalog: of the last two figures one may be a part of the other
            pairs = [run[-2:], run[-2:][::-1]] if len(run) > 1 else []
            pairs = [pair for pair in pairs if not own or own == pair[0].places]
            return next((pair for pair in pairs if self._part_of_whole(plan, pair)), [])
        units = {self._unit(f) for f in self.figures[-2:]}
        if len(run) == 1 and not own and (len(units) == 1 or plan.operation is not Operation.DIFFERENCE):
            run = self.figures[-2:]  # "that" after two figures of one unit, whatever else they differ in
        if own:
            newest = run[-1]
            mine = replace(newest, places=own, reference=None)
            others = [f for f in run if f.places != own or f.reference]
            if newest.overall or not others:
                return []
            if number == len(others) > 1:
                return [mine, *others]  # "by how much does New York exceed those four?"
            keys = [t.key for t in tokens]
            asked = keys[:1] != [] and keys[0] in YES_NO and set(keys[1:2]) & SINGLE  # "is that twice New York's?"
            against = asked or any(t.key == "\0" and is_base(tokens, i) for i, t in enumerate(tokens))
            return [others[-1], mine] if against else [mine, others[-1]]
        if meant := two_in_order(tokens):  # "the first minus the last" of all that were named
            return [run[i] for i in meant] if max(meant) < len(run) else []
        if len(run) == 2 or ordinals or number == 2:
            run = run[:2] if so_many(tokens) == (2, True) else run[-2:]
            ordinals = [] if so_many(tokens)[0] else ordinals
        if len(run) == 2 and ordinals:
            return run if has("in_first_place", [t for t in tokens if t.key == ordinals[0]]) else run[::-1]
        points_at_newest = any(t.key in _IT for t in tokens) and not self._points_at_distance(tokens)
        return run[::-1] if len(run) == 2 and points_at_newest else run

    def _points_at_distance(self, tokens: Sequence[Token]) -> bool:
        """Say whether "that" is how far apart two figures are that the clause before compared, and none of the two."""
        ordinals = any(t.key in ORDINALS for t in tokens)
        return self.compared and not ordinals and any(t.key in _IT for t in tokens)

    def _set(self, plan: QueryPlan, tokens: Sequence[Token], number: int | None) -> list[QueryPlan]:
        """Return the figures of an operation on any number of them; a whole does not stand beside its parts."""
        run, own = self._run(), self._own_places(plan)
        run = [f for f in run if not f.overall] or run
        if own:
            newest = run[-1]
            mine = replace(newest, places=own, reference=None)
            if newest.overall:
                return []
            others = [f for f in run if f.indicators == newest.indicators and f != mine]
            return [*others, mine] if after_than(tokens) else [mine, *others]
        meant = [ORDINALS[t.key] for t in tokens if t.key in ORDINALS]
        if len(meant) > 1:
            return [run[i] for i in meant] if max(meant) < len(run) else []
        if so_many(tokens) == (number, True):
            return run[:number]
        return run[-number:] if number else run

    def _joined(self, plan: QueryPlan, meant: Sequence[QueryPlan], *, together: bool) -> QueryPlan:
        """Return a plan over these figures: measures and places if those say it, else the figures one by one.

        `together` says that one of several is set against all others.
        """
        indicators = tuple(dict.fromkeys(i for f in meant for i in f.indicators))
        places = tuple(dict.fromkeys(p for f in meant for p in f.places))
        periods = tuple(dict.fromkeys(p for f in meant for p in f.periods))
        origins: dict[str, Origin] = {**plan.origins, "indicators": "earlier", "places": "earlier"}
        counts = language("references")["how_many"]  # "the latter two together" states no figure
        against_all = plan.operation is Operation.DIFFERENCE and len(meant) > 2 and together
        cue = "together" if against_all else plan.operation_cue
        claims = tuple(c for c in plan.claims if plan.states and c not in counts)
        if plan.states and not claims and says_same(plan.clause, places):  # "and Iowa had the same number, yes?"
            claims = claimed_words(plan.clause, None, places)
        plan = replace(
            plan, indicators=indicators, places=places, periods=periods, overall=False, reference=None, claims=claims,
            origins=origins, operation_cue=cue,
        )  # fmt: skip
        if plan.operation is Operation.SHARE and (share := self._part_of_whole(plan, meant)):
            return share
        crossed = len(indicators) > 1 and len(places) > 1
        simple = not crossed and len(periods) < 2 and not any(f.overall or f.reference or f.years_off for f in meant)
        return plan if simple else replace(plan, over=tuple(meant))

    def _part_of_whole(self, plan: QueryPlan, meant: Sequence[QueryPlan]) -> QueryPlan | None:
        """Return the share of the first figure in the second, where the catalog says that it is a part of it."""
        part, whole = meant
        table = self.catalog.table_of(part.indicators[0])
        of_overall = whole.overall and self.catalog.by_id[part.indicators[0]].part_of_overall == whole.indicators[0]
        of_table = table is not None and table.lead == whole.indicators[0] and part.places == whole.places
        if part.reference or whole.reference or not (of_overall or of_table):
            return None
        return replace(plan, indicators=part.indicators, places=part.places, overall=of_overall)


def _names_one(plan: QueryPlan) -> bool:
    """Say whether the answer to a plan names one place, the first or the last of a ranking."""
    return names_places(plan) and not names_several(plan) and not (plan.leftovers or plan.over or plan.reference)


def _all_ranked(figures: Sequence[QueryPlan], own: Sequence[str]) -> bool:
    """Say whether figures, but for those of a clause's own places, are all of places that rankings named."""
    others = [f for f in figures if f.reference or f.places != own]
    return bool(others) and all(f.reference and f.reference.position == "named" for f in others)


def _states_one(tokens: Sequence[Token]) -> bool:
    """Say whether words state which place it is: "I thought it was Iowa"."""
    return any(t.key in _BEING for t in tokens)


def _named(plan: QueryPlan) -> QueryPlan:
    """Return a plan for the figure of the place that the answer to a plan named."""
    return QueryPlan(
        question="", intent=Intent.FIGURES, indicators=plan.indicators, periods=plan.periods, years_off=plan.years_off,
        reference=Reference(words="", position="named", earlier=plan),
    )  # fmt: skip


def _without_amounts(clause: str, tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens of a clause without its multiples and parts: "five times as many" goes over no five figures."""
    amounts = [c.text for c in read_claims(clause) if c.kind is not ClaimKind.FIGURE]
    spans = [(at, at + len(text)) for text in amounts if (at := clause.find(text)) >= 0]
    return [t for t in tokens if not any(start <= t.start < end for start, end in spans)]


def added_up(plan: QueryPlan, reading: ClauseReading, source: QueryPlan | None) -> QueryPlan:
    """Add up what a clause names itself over places of before: "add up the cases of those two".

    So does one that takes an average back: "the total, please, not the average".
    """
    several = len(plan.places) > 1 or (plan.reference is not None and plan.reference.several)
    inherited = several and plan.origins.get("places") in ("earlier", "clause")
    # "I meant the sum" asks for it, "the total, not the row" for what the table prints
    kept = has("together", reading.tokens) and not any(t.key in DENIALS for t in reading.tokens)
    asked = inherited and "sum" in reading.asked and (kept or not plan.takes_back)
    averaged = source is not None and source.operation in (Operation.MEAN, Operation.MEDIAN) and plan.takes_back
    asked = asked or (inherited and averaged and reading.elliptical and has("total", reading.tokens))
    if plan.operation is not Operation.LOOKUP or not asked:
        return plan
    return replace(plan, operation=Operation.SUM, operation_cue="add up")


def of_given(
    plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], catalog: Catalog
) -> QueryPlan | None:
    """Let a clause go over the figures that a conversation gave: "which of the numbers so far is the largest?".

    So does one that sets two of them against each other that are of two measures: "is the first number larger than the
    second?". Where it is not told which figures are meant, the clause is left open.
    """
    own = plan.places or plan.reference or plan.periods or plan.excludes or plan.overall or reading.rest
    alone = reading.elliptical and plan.intent is Intent.FIGURES and not (plan.takes_back or plan.over)
    if not alone or plan.operation not in _SETS or plan.claims:
        return None
    earlier = Earlier(catalog, spoken)
    figures, single = earlier.figures, [earlier.gave(p) for p in spoken]
    if has("given", reading.tokens):
        if len({p.indicators for p in spoken}) == 1 and not (own or any(single)):
            return None  # one list of all states
        if own or not all(single) or len(figures) < _PAIR:
            return replace(plan, narrowed=(*plan.narrowed, plan.clause))
        return earlier.all_of(plan, figures)
    meant = [ORDINALS[t.key] for t in reading.tokens if t.key in ORDINALS]
    compared = [t.text for first, end in comparing(reading.tokens) for t in reading.tokens[first:end]]
    if plan.operation is not Operation.RANK or len({*meant}) != _PAIR or not compared or own or not all(single):
        return None
    if max(meant) >= len(figures):
        return replace(plan, narrowed=(*plan.narrowed, plan.clause))
    two = [figures[i] for i in meant]
    if two[0] == two[1] or two[0].indicators == two[1].indicators:
        return None
    # the words that count the figures name no ranks
    return earlier.all_of(replace(plan, clause=f"compare: {' '.join(compared)}", operation_cue="compare"), two)

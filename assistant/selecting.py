"""Which of several figures a comparison names: the way it goes, its positions, its condition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from statistics import mean, median

from assistant.answering import place_names
from assistant.by_size import ends_against, number_by_size, number_in
from assistant.claims import Bound, Claim, ClaimKind, read_claims
from assistant.computing import Threshold, ranked
from assistant.cues import ONLY_PLACE, THAN_PLACE, TO_AVERAGE, operation_cues
from assistant.lexicon import Token, cue_phrases, cued, language, normalise, tokenise
from assistant.orders import bounds_in_order
from assistant.quantifiers import of_all_but, quantified_line, quantifier, without_counted
from assistant.tallies import tally, tally_line, without_tally
from assistant.types import Operation, QueryPlan
from index.catalog import Catalog
from index.places import find_names
from index.types import Fact

_SEVERAL = re.compile(r"(?<!\bwhich of )\b(?:which|what|the)\s+(\d+|two|three|four)\s+(?:states|places)\b")
# Parts of the cues of a ranking that ask where a place stands in it.
_STANDING = ("stand", "where", "rank", "place", "position", "spot", "placing", "stack")
_AVERAGES = (Operation.MEAN, Operation.MEDIAN)
_PAIR = 2
# What stands in front of the second end: "and the one with the fewest".
_SECOND_END = frozenset("and the one that state place with has had having".split())


@dataclass(frozen=True, slots=True)
class Directions:
    """Which way a comparison goes, read from the clause."""

    highest_first: bool = True
    both_ways: bool = False  # words for either are used
    positions: tuple[int, ...] = ()
    ends: bool = False
    full: bool = False
    middle: bool = False
    rest: bool = False
    inner: bool = False  # what lies between the ends


@cache
def _positions() -> tuple[tuple[str, int], ...]:
    """Return the words for positions, token by token ("2nd" is two), with their ranks."""
    named = language("comparisons")["positions"].items()
    return tuple((" ".join(t.key for t in tokenise(str(words))), int(rank)) for words, rank in named)


def read_directions(clause: str) -> Directions:
    """Read order, positions and exclusions from a clause."""
    tokens = tokenise(normalise(clause))

    def has(entry: str) -> bool:
        return cued("comparisons", entry, tokens)

    def begins(entry: str) -> int:
        return min((first for first, _, _ in cue_phrases("comparisons", entry).find(tokens)), default=len(tokens))

    keys = " ".join(t.key for t in tokens)
    positions = {rank for words, rank in _positions() if f" {words} " in f" {keys} "}
    positions |= set(range(1, (number_by_size(clause) or number_in(_SEVERAL.search(keys))) + 1))
    return Directions(
        # "from lowest to highest" and "from most to least" name both: the first is where the order begins
        highest_first=not (has("lowest_first") or _names_last(tokens))
        or (has("full_order") and begins("highest_first") < begins("lowest_first")),
        both_ways=has("highest_first") and has("lowest_first"),
        positions=tuple(sorted(positions)),
        ends=has("ends") or _both_ends(tokens),
        full=has("full_order"),
        middle=has("middle"),
        rest=has("rest"),
        inner=has("inner"),
    )


def chooses(clause: str) -> bool:
    """Say whether a clause chooses by size which of several figures it works with: so many of them, or both ends."""
    return bool(number_by_size(clause)) or read_directions(clause).ends or bool(ends_against(clause))


def some_by_size(plan: QueryPlan, facts: list[Fact], directions: Directions) -> list[Fact]:
    """Return those of the figures of one measure that are to be joined: "the three lowest, and their sum".

    Of places that a clause names, or that were spoken of, it says with a number which it means; other positions are
    said of them. None is told by "Iowa and Ohio, the two largest after Utah".
    """
    named = plan.places and not plan.excludes
    number = number_by_size(plan.clause)
    if not directions.positions or (named and not 0 < number < len(facts)):
        return facts
    names = [*find_names(plan.clause)]
    if (
        named
        and names
        and not (number_by_size(plan.clause[: names[0].start]) or number_by_size(plan.clause[names[-1].end :]))
    ):
        return []
    positions = tuple(range(1, number + 1)) if named else directions.positions
    return [fact for rank, fact in ranked(facts, highest_first=directions.highest_first) if rank in positions]


def _names_last(tokens: Sequence[Token]) -> bool:
    """Say whether a clause ends with the last place: "and who's last?"."""
    return bool(tokens) and tokens[-1].key == "last"


def _both_ends(tokens: Sequence[Token]) -> bool:
    """Say whether both ends are named: "the smallest and the largest", "the most and the one with the fewest"."""
    spans = [
        {(a, b) for a, b, _ in cue_phrases("comparisons", entry).find(tokens)}
        for entry in ("highest_first", "lowest_first")
    ]
    keys = [t.key for t in tokens]
    between = [keys[b:a] for i in (0, 1) for _, b in spans[i] for a, _ in spans[1 - i] if b < a]
    joined = [words[len(words) - words[::-1].index("and") - 1 :] for words in between if "and" in words]
    return any({*words} <= _SECOND_END for words in joined)


def two_of_ranking(facts: list[Fact], directions: Directions, clause: str, *, named: bool) -> list[Fact]:
    """Return the two of several places that a clause sets against each other by their ranks; all if it does not.

    "How far is the second from the third?", "who has the most, and by how much?": there it is the second. `named` says
    that it names places.
    """
    order = [fact for _, fact in ranked(facts, highest_first=directions.highest_first)]
    if directions.ends:
        return [order[0], order[-1]]
    if (against := ends_against(clause)) and not directions.positions:
        highest, lowest = max(facts, key=lambda f: f.value), min(facts, key=lambda f: f.value)
        return [highest if end else lowest for end in against]
    end = says_which_end(clause) or cued("comparisons", "leads", tokenise(normalise(clause)))
    said = end and not (named or average_named(clause))
    behind = [rank for rank in directions.positions if rank > 1]  # the first is ahead of the second
    ranks = directions.positions if len(directions.positions) > 1 else (1, *(behind or (2,)))
    if len(ranks) != _PAIR or ranks[-1] > len(order) or not (directions.positions or said):
        return facts
    return [order[rank - 1] for rank in ranks]


def asks_next(plan: QueryPlan) -> bool:
    """Say whether it is asked which of some places is first or last, and by how much: "and how far from the next?"."""
    tokens, directions = tokenise(normalise(plan.clause)), read_directions(plan.clause)
    named = len(plan.places) > _PAIR and len(plan.indicators) == 1 and not (plan.excludes or plan.over or plan.states)
    one_end = says_which_end(plan.clause) and not (directions.both_ways or directions.ends or directions.positions)
    which = bool({"which", "who"} & {t.key for t in tokens}) and cued("comparisons", "next_rank", tokens)
    return plan.operation is Operation.DIFFERENCE and named and one_end and which


def first_two(plan: QueryPlan, facts: Sequence[Fact], directions: Directions, *, by_margin: bool) -> list[Fact]:
    """Return the first two of a ranking, the larger first, where it is asked how far they lie apart."""
    asked = (by_margin and directions.highest_first) or asks_next(plan)
    two = [fact for _, fact in ranked(facts, highest_first=directions.highest_first)][:_PAIR] if asked else []
    return sorted(two, key=lambda fact: -fact.value)


def says_which_end(clause: str) -> bool:
    """Say whether a clause speaks of the one or the other end of a ranking: "highest", "last"."""
    tokens = tokenise(normalise(clause))
    return _names_last(tokens) or any(cued("comparisons", e, tokens) for e in ("highest_first", "lowest_first"))


def read_threshold(clause: str, average: Decimal | None) -> Threshold | None:
    """Read the condition of a filter: comparator and numbers, or the average of the figures."""
    text = without_counted(without_tally(clause).lower())
    tokens = tokenise(text)

    def has(entry: str) -> bool:
        return cued("comparisons", entry, tokens)

    stated = [c for c in read_claims(text) if c.kind is ClaimKind.FIGURE]
    bounds = [t for c in stated if (t := _bounded(c))]
    if len(bounds) == len(stated) == 1:
        return bounds[0]
    if len(bounds) == len(stated) == 2:
        return _both(*bounds)
    numbers = [c.value for c in stated]
    if any(c.negated for c in stated):
        return None
    if not numbers and (digits := _digits(tokens)):
        ten = Decimal(10)
        return Threshold(low=ten ** (digits - 1) if digits > 1 else None, high=ten**digits, low_passes=True)
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
    if has("above"):
        return Threshold(low=numbers[0])
    exact = all(c.bound is Bound.EXACT and (not c.value or _is_the_figure(text, c)) for c in stated)
    return Threshold(low=numbers[0], high=numbers[0], low_passes=True, high_passes=True) if stated and exact else None


def _is_the_figure(text: str, claim: Claim) -> bool:
    """Say whether a number without a bound is what a figure is to be: "who had 40", but not "who missed 40"."""
    before = tokenise(text[: text.find(claim.text)])
    return not before or any(end == len(before) for _, end, _ in cue_phrases("comparisons", "equal").find(before))


def _digits(tokens: Sequence[Token]) -> int:
    """Return how many digits a figure is to have: "a single-digit number"; 0 if nothing is said."""
    found = next(cue_phrases("comparisons", "digits").find(tokens), None)
    return int(language("comparisons")["digits"][found[2][0]]) if found else 0


def places_line(plan: QueryPlan, passing: Sequence[str], failing: Sequence[str]) -> str | None:
    """Word whether a condition holds of as many places as a clause says, all of them codes; None if it says none."""
    if counted := tally(plan):
        return tally_line(counted, passing, failing)
    said = quantifier(plan)
    return quantified_line(said, passing, failing, plan.places) if said else None


def _bounded(claim: Claim) -> Threshold | None:
    """Return the condition that the words around a number make of it; a denial turns it round."""
    low = claim.bound in (Bound.MORE_THAN, Bound.AT_LEAST)
    if not low and claim.bound not in (Bound.LESS_THAN, Bound.AT_MOST):
        return None
    passes = (claim.bound in (Bound.AT_LEAST, Bound.AT_MOST)) is not claim.negated
    if low is not claim.negated:
        return Threshold(low=claim.value, low_passes=passes)
    return Threshold(high=claim.value, high_passes=passes)


def _both(first: Threshold, second: Threshold) -> Threshold | None:
    """Return the condition that two make together, "under fifty but more than twenty".

    None if they bound one side, or leave no number: then they are of different things.
    """
    lows = [t for t in (first, second) if t.low is not None]
    highs = [t for t in (first, second) if t.high is not None]
    if len(lows) != 1 or len(highs) != 1 or (lows[0].low or 0) >= (highs[0].high or 0):
        return None
    return replace(lows[0], high=highs[0].high, high_passes=highs[0].high_passes)


def threshold_of(plan: QueryPlan, facts: Sequence[Fact]) -> Threshold | None:
    """Return the condition of a plan with a filter over figures: a number, their average, or a place's own figure."""
    if plan.operation_cue != THAN_PLACE:
        middle = median if average_named(plan.clause) is Operation.MEDIAN else mean
        average = middle([f.value for f in facts]) if facts else None
        found = read_threshold(plan.clause, average)
        to_average = plan.operation_cue == TO_AVERAGE and average is not None
        return found or (Threshold(low=average) if to_average else None)
    marks = [f.value for place in plan.places for f in facts if f.place == place]
    if len(marks) == len(plan.places) == _PAIR and read_directions(plan.clause).inner:
        return Threshold(low=min(marks), high=max(marks))
    below = bounds_in_order(tokenise(normalise(plan.clause)))
    if len(marks) != len(plan.places) or not below:
        return None
    if len(marks) == 1:
        below = [any(below)]
    if len(marks) != len(below):
        return None
    lows = [m for m, less in zip(marks, below, strict=True) if not less]
    highs = [m for m, less in zip(marks, below, strict=True) if less]
    return Threshold(low=max(lows, default=None), high=min(highs, default=None))


def fitting_both(conditions: Sequence[QueryPlan], facts: Sequence[Fact]) -> dict[str, list[tuple[Fact, str]]] | None:
    """Return the places that meet several conditions, each on a measure of its own, with their figures and formulas.

    None if a condition has no number or no figure.
    """
    passing: dict[str, list[tuple[Fact, str]]] = {}
    for plan in conditions:
        own = [f for f in facts if f.indicator in plan.indicators]
        if (threshold := threshold_of(plan, own)) is None or not own:
            return None
        for fact in own:
            passing.setdefault(fact.place, []).extend([(fact, threshold.formula)] * threshold.passes(fact.value))
    return {place: passed for place, passed in passing.items() if len(passed) == len(conditions)}


def both_line(places: Sequence[str]) -> str:
    """Word which places, by their codes, meet two conditions."""
    return f"Both conditions hold of {place_names(places) if places else 'none of the places'}."


def asks_where(plan: QueryPlan) -> bool:
    """Say whether a ranking is asked for where one place stands in it: "where does Colorado rank?"."""
    if plan.operation is not Operation.RANK or len(plan.places) != 1 or plan.excludes:
        return False
    # a ranking that no word of the clause asks for is one of its place: "how does Colorado do among its peers?"
    return plan.operation_cue is None or any(word in plan.operation_cue for word in _STANDING)


def compared_places(plan: QueryPlan, catalog: Catalog, covered: Sequence[str]) -> QueryPlan:
    """Fill in the places that a comparison goes over: all, or all but the excluded ones."""
    if plan.over:
        return plan
    if plan.operation_cue in (THAN_PLACE, ONLY_PLACE) or of_all_but(plan):
        return replace(plan, places=tuple(covered))  # the place named is among those that it is compared with
    if plan.excludes and plan.places:
        return replace(plan, places=tuple(p for p in covered if p not in plan.places))
    one = len(plan.places) < 2 and plan.operation in (Operation.RANK, Operation.COUNT)
    # how one place stands to the average is told by the average of all
    beside = plan.operation in (Operation.FILTER, Operation.DIFFERENCE) and average_named(plan.clause) is not None
    one = one or (len(plan.places) == 1 and beside)
    # "Colorado is second, Massachusetts third" speaks of ranks among all
    of_these = number_in(_SEVERAL.search(plan.clause.lower())) == len(plan.places)  # "how do the two states compare?"
    of_these = of_these and not says_which_end(plan.clause)  # "are they the two states with the most?"
    placed = plan.states and bool(read_directions(plan.clause).positions)
    one = one or (plan.operation is Operation.RANK and placed and not of_these)
    levels = {catalog.by_id[i].level for i in plan.indicators}
    of_table = any(set(plan.indicators) <= {t.lead, *t.rows} for t in catalog.tables)
    of_others = asks_where(plan) or read_directions(plan.clause).rest  # "more tips and cases than the rest"
    several = len(plan.indicators) > 1 and not (of_others and not of_table)
    if (not plan.places and levels == {"place"}) or (one and not several and "place" in levels):
        return replace(plan, places=tuple(covered))
    return plan


def without_totals(facts: Sequence[Fact], catalog: Catalog) -> list[Fact]:
    """Leave out the total of a table beside several of its rows: it is neither ranked among them nor added to them."""
    named = {f.indicator for f in facts}
    totals = {table.lead for table in catalog.tables if len(named & {*table.rows}) > 1}
    return [f for f in facts if f.indicator not in totals]


def average_named(clause: str) -> Operation | None:
    """Return which average of the figures is the condition of a filter, if one is: their mean or their median."""
    tokens = tokenise(normalise(clause))
    if not cued("comparisons", "average", tokens):
        return None
    if any(c.kind is ClaimKind.FIGURE for c in read_claims(clause)):
        return None
    return Operation.MEDIAN if "median" in {t.key for t in tokens} else Operation.MEAN


def average_beside(plan: QueryPlan, facts: Sequence[Fact]) -> Operation | None:
    """Return the average that one place is set against: "how far above the average is New York?"."""
    of_one = len({f.indicator for f in facts}) == 1 and len(facts) > len(plan.places) == 1
    return average_named(plan.clause) if of_one else None


def conditional(plan: QueryPlan) -> bool:
    """Say whether a clause holds a condition of its own: a number, or the average."""
    numbers = any(c.kind is ClaimKind.FIGURE for c in read_claims(plan.clause) if c.text not in plan.periods)
    return numbers or average_named(plan.clause) is not None


def beside_average(plan: QueryPlan) -> QueryPlan:
    """Let the average of one place be what it is set against: "is Colorado above the mean?", "how far below it?"."""
    sides = ("above", "below")
    tokens = tokenise(normalise(plan.clause))
    one = len(plan.places) == 1 and not (plan.excludes or plan.overall or plan.over)
    if plan.operation_cue == TO_AVERAGE and one:
        return replace(plan, operation=Operation.DIFFERENCE)  # "compare Colorado with the average"
    if plan.operation not in _AVERAGES or not one or not any(cued("comparisons", side, tokens) for side in sides):
        return plan
    apart = Operation.DIFFERENCE in operation_cues(tokens)
    return replace(plan, operation=Operation.DIFFERENCE if apart else Operation.FILTER)


def chosen_ranks(
    order: Sequence[tuple[int, Fact]], directions: Directions, asked_where: Sequence[str] = ()
) -> list[tuple[int, Fact]]:
    """Return the ranks that are asked for, of figures in their order; `asked_where` are places whose rank is asked."""
    if directions.inner:
        ends = (order[0][1].value, order[-1][1].value)
        return [(r, f) for r, f in order if f.value not in ends]
    if directions.middle:
        return [order[len(order) // 2]]
    if own := [(r, f) for r, f in order if f.place in asked_where]:  # of a place without a sheet no rank is known
        return own
    if directions.full:
        return list(order)
    if directions.positions:
        return [(r, f) for r, f in order if r in directions.positions]
    if directions.ends:
        return [order[0], *[(r, f) for r, f in order if f.value == order[-1][1].value]]
    return [(r, f) for r, f in order if r == 1]


def ranks_both_ways(plan: QueryPlan) -> bool:
    """Say whether one place is said to be first by one measure and last by another: the figures are given as they are.

    Set against each other, "the most tips and the fewest cases", they would say nothing.
    """
    several = len(plan.indicators) > 1 and len(plan.places) == 1
    ranks = plan.operation is Operation.RANK and plan.states
    return ranks and several and read_directions(plan.clause).both_ways

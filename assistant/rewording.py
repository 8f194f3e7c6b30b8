"""What an answer computes, ranks and judges, worded again from its facts.

Verification compares the answer's lines with these: a line that cannot be made again is not said.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from assistant.checking import (
    Verdict,
    each_line,
    fits_kind,
    measures_line,
    not_as_said_line,
    order_line,
    overall_line,
    rank_verdict,
    second_line,
    shares_line,
    something_else_line,
    stated_claims,
    sum_line,
    verdict_line,
    weigh,
    year_line,
)
from assistant.claims import Bound, Claim
from assistant.computing import (
    POINTS,
    Result,
    Threshold,
    complement_line,
    compute,
    compute_complement,
    compute_from_average,
    compute_joint_share,
    compute_of_sums,
    compute_points,
    count_fitting,
    count_line,
    from_average_line,
    joint_share_line,
    of_sums_line,
    points_line,
    rank_formula,
    rank_line,
    ranked,
    result_line,
    row_line,
    side_line,
    sides,
)
from assistant.courses import lines_again, year_rank_line
from assistant.cues import OF_MEASURES, OF_SUM, OF_YEAR, second_only_to
from assistant.evidence import Evidence, plans
from assistant.orders import order_claimed, order_of_measures, order_stated, orders_told
from assistant.quantifiers import quantifier
from assistant.ranks import ranks_told
from assistant.selecting import both_line, fitting_both, places_line, read_directions, threshold_of
from assistant.standings import asks_standings, standings_line
from assistant.statements import adding_table, line_of, says_who_prints, shares_hold_line
from assistant.sums import grouped, of_sums
from assistant.tallies import tally
from assistant.types import Answer, Operation, QueryPlan, Value
from index.catalog import Catalog
from index.places import name_of
from index.types import NATION, Fact

_PAIR = 2


def worked_again(value: Value, operands: Sequence[Fact]) -> Result:
    """Carry out a value's operation again."""
    if value.operation is Operation.COUNT:
        return count_fitting(operands, Threshold.parse(value.formula or ""))
    if value.unit == POINTS:
        return compute_points(operands)
    if _of_the_rest(value, operands):
        return compute_complement(operands)
    if _from_average(value, operands):
        return compute_from_average(operands)
    if _of_sums(value, operands):
        return compute_of_sums(value.operation, operands)
    if together := _together(value, operands):
        parts, of_all = together
        return compute_joint_share(operands, parts, of_all=of_all)
    return compute(value.operation, operands)


def _of_the_rest(value: Value, operands: Sequence[Fact]) -> bool:
    """Say whether a share is that of what is not in the part."""
    two = value.operation is Operation.SHARE and len(operands) == 2
    return two and compute_complement(operands).formula == value.formula


def _from_average(value: Value, operands: Sequence[Fact]) -> bool:
    """Say whether a difference is that of a figure from the mean of the others."""
    several = value.operation is Operation.DIFFERENCE and len(operands) > _PAIR
    return several and compute_from_average(operands).formula == value.formula


def _of_sums(value: Value, operands: Sequence[Fact]) -> bool:
    """Say whether a ratio or a share is one of two sums."""
    two_sums = value.operation in (Operation.RATIO, Operation.SHARE) and len(operands) % _PAIR == 0
    return two_sums and len(operands) > _PAIR and compute_of_sums(value.operation, operands).formula == value.formula


def _together(value: Value, operands: Sequence[Fact]) -> tuple[int, bool] | None:
    """Return how many operands have a share together, and whether all of them are the whole; None if one has it."""
    if value.operation is not Operation.SHARE:
        return None
    for parts in range(_PAIR, len(operands)):
        for of_all in (True, False) if parts == len(operands) - 1 else (True,):
            if compute_joint_share(operands, parts, of_all=of_all).formula == value.formula:
                return parts, of_all
    return None


def rank_holds(value: Value, evidence: Evidence) -> bool:
    """Say whether a figure has the rank that its formula gives it."""
    facts = evidence.facts_by_id(value.operands)
    for highest_first in (True, False):
        for rank, fact in ranked(facts, highest_first=highest_first):
            same = (fact.indicator, fact.place, fact.value) == (value.indicator, value.place, value.value)
            if same and rank_formula(rank, len(facts), highest_first=highest_first) == value.formula:
                return True
    return False


def made_again(answer: Answer, evidence: Evidence, catalog: Catalog) -> tuple[set[str], dict[str, str]]:
    """Word computations and ranks again from the facts: whole lines, and beginnings with what the rest names."""
    lines: set[str] = set()
    beginnings: dict[str, str] = {}
    for value in answer.values:
        if value.operation is Operation.RANK:
            facts = evidence.facts_by_id(value.operands)
            for highest_first in (True, False):
                for rank, fact in ranked(facts, highest_first=highest_first):
                    if rank_formula(rank, len(facts), highest_first=highest_first) == value.formula:
                        tied = sum(f.value == fact.value for f in facts)
                        beginning = rank_line(fact, rank, len(facts), highest_first=highest_first, tied=tied)
                        beginnings[beginning] = name_of(fact.place)
                        beginnings[year_rank_line(fact, rank, facts, highest_first=highest_first)] = fact.period or ""
                        lines.add(row_line(fact, rank, highest_first=highest_first, catalog=catalog))
        elif value.operation not in (Operation.LOOKUP, Operation.FILTER):
            operands = evidence.operands(value)
            if len(operands) == len(value.operands) > 1:
                numbers = [evidence.number(fact) for fact in operands]
                if value.operation is Operation.COUNT:
                    lines.add(count_line(worked_again(value, operands), len(operands)))
                elif value.unit == POINTS:
                    lines.add(points_line(operands, numbers, catalog))
                elif _of_the_rest(value, operands):
                    lines.add(complement_line(operands, numbers, catalog))
                elif _from_average(value, operands):
                    lines.add(from_average_line(operands, numbers, catalog))
                elif _of_sums(value, operands):
                    lines.add(of_sums_line(value.operation, operands, numbers, catalog))
                elif together := _together(value, operands):
                    parts, of_all = together
                    lines.add(joint_share_line(operands, numbers, catalog, parts, of_all=of_all))
                else:
                    lines.add(result_line(value.operation, operands, numbers, catalog))
    return lines, beginnings


def verdicts(answer: Answer, evidence: Evidence, catalog: Catalog) -> Iterator[str]:
    """Word every verdict again that the answer's figures give of the asker's claims, of orders and of ranks."""
    asked = list(plans(answer.plan))
    cited = evidence.facts(sorted(evidence.citations))
    yield from lines_again(cited, {fact.id: evidence.number(fact) for fact in cited}, catalog)
    for indicators in dict.fromkeys(plan.indicators for plan in asked):
        for (larger, smaller), places in sides([f for f in cited if f.indicator in indicators]).items():
            yield side_line(larger, smaller, places, catalog)
    for claim in dict.fromkeys(c for plan in asked for c in stated_claims(plan.claims)):
        for value in answer.values:
            if fits_kind(claim, value):
                yield verdict_line(claim, value)
                yield not_as_said_line(claim, value)
        yield from _each_verdicts(claim, answer.values)
    for plan in asked:
        for claim in stated_claims(plan.claims):  # of its own places, whatever else is ranked with them
            yield from _each_verdicts(claim, [v for v in answer.values if v.place in plan.places])
        for claim, value in itertools.product(stated_claims(plan.claims), answer.values):
            other = value.indicator not in plan.indicators
            alike = value.value == claim.value and claim.bound in (Bound.EXACT, Bound(value.qualifier.value))
            if other and alike:
                yield something_else_line(claim, value)
            if alike and value.place == NATION:
                yield overall_line(claim, value, plan.places)
        yield from _order_verdicts(plan, evidence, catalog)
        yield from _several_verdicts(plan, answer, evidence, catalog)
        yield from _measure_verdicts(plan, evidence, catalog)
        yield from _whole_verdicts(plan, evidence, catalog)
        yield from _share_verdicts(plan, answer, evidence)
        yield from _quantified(plan, evidence)
        if conditions := [part for part in plan.over if part.operation is Operation.FILTER]:
            yield both_line(list(fitting_both(conditions, [f for f in cited if f.place != NATION]) or ()))
        if asks_standings(plan) and (said := standings_line(plan, answer.values)):
            yield said
    for value in answer.values:
        if value.operation is Operation.RANK:
            yield from _rank_verdicts(value, answer, evidence, catalog)


def _each_verdicts(claim: Claim, stated: Sequence[Value]) -> Iterator[str]:
    """Word of which of several places a number holds that is stated of each of them, or of none."""
    values = [v for v in stated if v.operation is Operation.LOOKUP and fits_kind(claim, v)]
    for indicator in dict.fromkeys(v.indicator for v in values):
        own = [v for v in values if v.indicator == indicator]
        for denied in (False, True):
            if line := each_line(claim, own, denied=denied):
                yield line


def _order_verdicts(plan: QueryPlan, evidence: Evidence, catalog: Catalog) -> Iterator[str]:
    """Word what a clause says of the order of its places, of the first against each other and against all others."""
    if of_sums(plan):
        yield from _sum_verdicts(plan, evidence)
        return
    claimed, places = order_stated(plan.clause, plan.places)
    told = orders_told(plan)
    cited = list({f.id: f for f in evidence.facts(sorted(evidence.citations)) if f.place != NATION}.values())
    first_of = set(places[:1] or plan.places[:1]) if claimed or told else set()
    for first in (f for f in cited if f.place in first_of):
        rivals = [f for f in cited if f.place != first.place and _comparable(first, f, plan)]
        together = [f for place in places for f in rivals if f.place == place]
        for others in ([r] for r in rivals) if len(plan.places) == _PAIR else (together,):
            numbers = [evidence.number(fact) for fact in (first, *others)]
            for label in ("", catalog.by_id[first.indicator].label):
                order = told.get(first.indicator, claimed)
                if others and order and (line := order_line([first], others, order, numbers, label=label)):
                    yield line


def _several_verdicts(plan: QueryPlan, answer: Answer, evidence: Evidence, catalog: Catalog) -> Iterator[str]:
    """Word what a clause states of several figures at once, and of how many shares its condition holds."""
    cited = list({f.id: f for f in evidence.facts(sorted(evidence.citations))}.values())
    table = adding_table(plan, catalog)
    measures = (table.lead, *table.rows) if table else plan.indicators
    own = [f for i in measures for f in cited if f.indicator == i]
    places = {f.place for f in own} if says_who_prints(plan) else {*plan.places}
    order = {place: n for n, place in enumerate(plan.places)}
    facts = [f for f in own if f.place in places]
    if not says_who_prints(plan):
        facts.sort(key=lambda f: order.get(f.place, len(order)))
    if line := line_of(plan, facts, [evidence.number(f) for f in facts], catalog):
        yield line
    shares = [v for v in answer.values if v.operation is Operation.SHARE and len(v.operands) == _PAIR and v.place]
    for claim in stated_claims(plan.claims):
        holds = {str(v.place): weigh(claim, v.value, v.qualifier) is Verdict.YES for v in shares}
        if line := shares_hold_line(plan, holds):
            yield line


def _share_verdicts(plan: QueryPlan, answer: Answer, evidence: Evidence) -> Iterator[str]:
    """Word whether the share of the first of two places stands to the other's as a clause says."""
    claimed, places = order_stated(plan.clause, plan.places)
    found = [evidence.operands(v) for v in answer.values if v.operation is Operation.SHARE and len(v.operands) == _PAIR]
    shares = [share for place in places for share in found if [f.place for f in share] == [place, place]]
    if plan.operation is Operation.SHARE and len(shares) == len(places) == _PAIR:
        numbers = [evidence.number(fact) for share in shares for fact in share]
        if line := shares_line(shares, claimed, numbers):
            yield line


def _measure_verdicts(plan: QueryPlan, evidence: Evidence, catalog: Catalog) -> Iterator[str]:
    """Word whether the first of two measures of one place stands to the second as a clause says."""
    if plan.operation_cue != OF_MEASURES:
        return
    cited = {f.indicator: f for f in evidence.facts(sorted(evidence.citations)) if f.place in plan.places}
    facts = [cited[i] for i in plan.indicators if i in cited]
    if len(facts) == len(plan.indicators) == _PAIR:
        labels, numbers = [catalog.by_id[f.indicator].label for f in facts], [evidence.number(f) for f in facts]
        line = measures_line(labels, facts, order_of_measures(plan.clause), numbers)
        if line:
            yield line


def _whole_verdicts(plan: QueryPlan, evidence: Evidence, catalog: Catalog) -> Iterator[str]:
    """Word whether figures of before add up to a whole, and whether one is of the year that a clause names."""
    cited = {(f.indicator, f.place): f for f in evidence.facts(sorted(evidence.citations))}
    if plan.operation_cue == OF_YEAR:
        for fact in cited.values():
            if (fact.indicator in plan.indicators, fact.place in plan.places, (fact.period,)) == (
                True, True, plan.periods
            ):  # fmt: skip
                yield year_line(evidence.number(fact))
    if plan.operation_cue != OF_SUM or not plan.over:
        return
    *parts, last = plan.over
    whole = next((f for f in cited.values() if f.indicator in last.indicators and _of_places(f, last)), None)
    rows = [f for part in parts for f in cited.values() if f.indicator in part.indicators and _of_places(f, part)]
    if whole is not None and len(rows) > 1:
        order = list(dict.fromkeys(i for part in parts for i in part.indicators))
        rows = sorted(rows, key=lambda f: (order.index(f.indicator), evidence.number(f)))
        line = sum_line(rows, whole, catalog, [evidence.number(f) for f in (*rows, whole)])
        if line:
            yield line


def _of_places(fact: Fact, plan: QueryPlan) -> bool:
    """Say whether a figure is of the places of a plan, or the overall one if it asks for that."""
    if plan.overall:
        return fact.place == NATION
    return fact.place in plan.places if plan.places else fact.place != NATION


def _sum_verdicts(plan: QueryPlan, evidence: Evidence) -> Iterator[str]:
    """Word how the sums of two groups of places stand to each other, and whether a clause says so."""
    cited = {f.id: f for f in evidence.facts(sorted(evidence.citations)) if f.indicator in plan.indicators}
    groups = grouped(plan, [*cited.values()])
    whole = all(len(group) == len(part.places) for group, part in zip(groups, plan.over, strict=True))
    numbers = [evidence.number(fact) for group in groups for fact in group]
    line = order_line(*groups, order_claimed(plan.clause, plan.places), numbers) if whole else None
    if line:
        yield line


def _quantified(plan: QueryPlan, evidence: Evidence) -> Iterator[str]:
    """Word whether a condition holds of as many of the cited places as a clause says."""
    cited = [
        f for f in evidence.facts(sorted(evidence.citations)) if f.place != NATION and f.indicator in plan.indicators
    ]
    if (quantifier(plan) or tally(plan)) and cited and (threshold := threshold_of(plan, cited)):
        passing = [f.place for f in cited if threshold.passes(f.value)]
        failing = [f.place for f in cited if not threshold.passes(f.value)]
        if line := places_line(plan, passing, failing):
            yield line


def _comparable(first: Fact, other: Fact, plan: QueryPlan) -> bool:
    """Say whether two figures are compared: of one measure, or the two measures that a clause sets side by side."""
    if not plan.over:
        return first.indicator == other.indicator
    pairs = {(i, place) for part in plan.over for i in part.indicators for place in part.places}
    return first.unit == other.unit and {(first.indicator, first.place), (other.indicator, other.place)} <= pairs


def _rank_verdicts(value: Value, answer: Answer, evidence: Evidence, catalog: Catalog) -> Iterator[str]:
    facts = evidence.facts_by_id(value.operands)
    asked = [*plans(answer.plan)]
    claimed = {(1,)} | {p for plan in asked if (p := read_directions(plan.clause).positions)}
    claimed |= {p for plan in asked for told in ranks_told(plan).values() if (p := told.positions)}
    firsts = {first for plan in asked if (first := second_only_to(plan.question))}
    for highest_first in (True, False):
        for rank, fact in ranked(facts, highest_first=highest_first):
            if (
                fact.place == value.place
                and rank_formula(rank, len(facts), highest_first=highest_first) == value.formula
            ):
                mark = evidence.number(fact)
                for ranks, label in itertools.product(claimed, ("", catalog.by_id[fact.indicator].label)):
                    yield rank_verdict(
                        fact.place, rank, ranks, len(facts), highest_first=highest_first, mark=mark, label=label
                    )
                ahead = next(f for r, f in ranked(facts, highest_first=highest_first) if r == 1)
                for said in firsts if rank == _PAIR else ():
                    numbers = [mark, evidence.number(ahead)]
                    yield second_line(fact, ahead, said, len(facts), numbers, highest_first=highest_first)

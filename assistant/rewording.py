"""What an answer computes, ranks and judges, worded again from its facts.

Verification compares the answer's lines with these: a line that cannot be made again is not said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.checking import fits_kind, order_line, rank_verdict, stated_claims, verdict_line
from assistant.computing import (
    Result,
    Threshold,
    complement_line,
    compute,
    compute_complement,
    count_fitting,
    count_line,
    rank_formula,
    rank_line,
    ranked,
    result_line,
)
from assistant.evidence import Evidence, plans
from assistant.types import Answer, Operation, Value
from index.catalog import Catalog
from index.types import NATION, Fact


def worked_again(value: Value, operands: Sequence[Fact]) -> Result:
    """Carry out a value's operation again."""
    if value.operation is Operation.COUNT:
        return count_fitting(operands, Threshold.parse(value.formula or ""))
    if _of_the_rest(value, operands):
        return compute_complement(operands)
    return compute(value.operation, operands)


def _of_the_rest(value: Value, operands: Sequence[Fact]) -> bool:
    """Say whether a share is that of what is not in the part."""
    two = value.operation is Operation.SHARE and len(operands) == 2
    return two and compute_complement(operands).formula == value.formula


def rank_holds(value: Value, evidence: Evidence) -> bool:
    """Say whether a figure has the rank that its formula gives it."""
    facts = evidence.facts_by_id(value.operands)
    for highest_first in (True, False):
        for rank, fact in ranked(facts, highest_first=highest_first):
            same = (fact.indicator, fact.place, fact.value) == (value.indicator, value.place, value.value)
            if same and rank_formula(rank, len(facts), highest_first=highest_first) == value.formula:
                return True
    return False


def made_again(answer: Answer, evidence: Evidence, catalog: Catalog) -> tuple[set[str], set[str]]:
    """Word the answer's computations and ranks again from the facts: whole lines, and beginnings of lines."""
    lines: set[str] = set()
    beginnings: set[str] = set()
    for value in answer.values:
        if value.operation is Operation.RANK:
            facts = evidence.facts_by_id(value.operands)
            for highest_first in (True, False):
                for rank, fact in ranked(facts, highest_first=highest_first):
                    if rank_formula(rank, len(facts), highest_first=highest_first) == value.formula:
                        tied = sum(f.value == fact.value for f in facts)
                        beginnings.add(rank_line(fact, rank, len(facts), highest_first=highest_first, tied=tied))
        elif value.operation not in (Operation.LOOKUP, Operation.FILTER):
            operands = evidence.operands(value)
            if len(operands) == len(value.operands) > 1:
                numbers = [evidence.number(fact) for fact in operands]
                if value.operation is Operation.COUNT:
                    lines.add(count_line(worked_again(value, operands), len(operands)))
                elif _of_the_rest(value, operands):
                    lines.add(complement_line(operands, numbers, catalog))
                else:
                    lines.add(result_line(value.operation, operands, numbers, catalog))
    return lines, beginnings


def verdicts(answer: Answer, evidence: Evidence) -> Iterator[str]:
    """Word every verdict again that the answer's figures give of the asker's claims, of orders and of ranks."""
    asked = list(plans(answer.plan))
    for claim in dict.fromkeys(c for plan in asked for c in stated_claims(plan.claims)):
        for value in answer.values:
            if fits_kind(claim, value):
                yield verdict_line(claim, value)
    facts = list({f.id: f for f in evidence.facts(sorted(evidence.citations)) if f.place != NATION}.values())
    for first in facts:
        rivals = [f for f in facts if f.indicator == first.indicator and f.place != first.place]
        groups = [[rival] for rival in rivals]
        for plan in asked:
            together = [f for place in plan.places for f in rivals if f.place == place]
            groups += [together] if len(together) > 1 else []
        for others in groups:
            numbers = [evidence.number(fact) for fact in (first, *others)]
            yield from (line for way in (1, -1, 2) if (line := order_line(first, others, way, numbers)))
    for value in answer.values:
        if value.operation is Operation.RANK:
            yield from _rank_verdicts(value, evidence)


def _rank_verdicts(value: Value, evidence: Evidence) -> Iterator[str]:
    facts = evidence.facts_by_id(value.operands)
    for highest_first in (True, False):
        for rank, fact in ranked(facts, highest_first=highest_first):
            if (
                fact.place == value.place
                and rank_formula(rank, len(facts), highest_first=highest_first) == value.formula
            ):
                for claimed in range(1, len(facts) + 1):
                    yield rank_verdict(
                        fact.place, rank, claimed, len(facts), highest_first=highest_first, mark=evidence.number(fact)
                    )

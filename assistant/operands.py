"""Which figures of a plan belong together as operands: parts and wholes, what is taken away, pairs."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.by_size import ends_against, number_by_size
from assistant.cues import OF_EACH_MEASURE
from assistant.lexicon import Token, cued, function_words, neutral_words, normalise, operation_phrases, tokenise
from assistant.references import has
from assistant.spotting import BREAK
from assistant.types import Operation, QueryPlan
from index.catalog import Catalog
from index.types import NATION, Fact

_PAIR = 2
_APART = (Operation.DIFFERENCE, Operation.RANK)  # "the difference between", "compare"
_CHOSEN = (Operation.SUM, Operation.DIFFERENCE, Operation.RATIO)


def of_one_unit(facts: Sequence[Fact]) -> bool:
    """Say whether figures count the same kind of thing."""
    return len({f.unit for f in facts}) == 1


def whole_beside_parts(facts: Sequence[Fact], catalog: Catalog) -> bool:
    """Say whether a table's total stands beside its rows: a whole is never added to its parts."""
    spoken = {(f.indicator, f.place) for f in facts}
    rows = [(table.lead, row) for table in catalog.tables for row in table.rows]
    return any((lead, f.place) in spoken for f in facts for lead, row in rows if f.indicator == row)


def to_rank(plan: QueryPlan, facts: Sequence[Fact]) -> list[list[Fact]]:
    """Return the groups of figures that are ranked among each other: those of each measure, or all of one place's."""
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.indicator, []).append(fact)
    if plan.over or all(len(group) == 1 for group in groups.values()):
        return [list(facts)]
    return list(groups.values())


def are_combined(plan: QueryPlan, facts: Sequence[Fact]) -> bool:
    """Say whether all but the first figure are meant together: "more than Colorado and Minnesota combined"."""
    words = {t.key for t in tokenise(normalise(plan.clause))} | {plan.operation_cue}
    return bool(words & {"combined", "together"}) and facts[0].value >= sum(f.value for f in facts[1:])


def are_taken_away(plan: QueryPlan, facts: Sequence[Fact], catalog: Catalog) -> bool:
    """Say whether all but the first figure are taken from it: "A minus B minus C", the nation less all states.

    A state's figure is taken from an overall one only where the catalog says that it is a part of it.
    """
    first, *others = facts
    if first.value < sum(f.value for f in others):
        return False
    if first.place == NATION:
        return all(catalog.by_id[f.indicator].part_of_overall == first.indicator for f in others)
    return bool({"minus", "less"} & {t.key for t in tokenise(normalise(plan.clause))})


def by_measure(plan: QueryPlan, facts: Sequence[Fact]) -> list[tuple[Fact, Fact]]:
    """Return the figures of two places for each of several measures: "A minus B for tips, CVIP and cases".

    Two measures of one unit may be set against each other in each place instead.
    """
    places = list(dict.fromkeys(f.place for f in facts))
    measures = list(dict.fromkeys(f.indicator for f in facts))
    found = {(f.place, f.indicator): f for f in facts}
    whole = len(places) == _PAIR and len(found) == len(facts) == _PAIR * len(measures) and not plan.over
    two = len(measures) == _PAIR and plan.operation is Operation.DIFFERENCE
    apart = len(measures) > _PAIR or (two and (not of_one_unit(facts) or plan.operation_cue == OF_EACH_MEASURE))
    return [(found[places[0], i], found[places[1], i]) for i in measures] if whole and apart else []


def crosses(operation: Operation, tokens: Sequence[Token], places: Sequence[str], measures: Sequence[str]) -> bool:
    """Say whether a clause sets two places apart by each of two measures: "compare Iowa and Ohio on tips and cases"."""
    if operation is not Operation.DIFFERENCE or not len(places) == len(measures) == _PAIR:
        return False
    light = neutral_words() | function_words()
    for _, end, values in operation_phrases().find(tokens):
        if values[0][0] in _APART:
            behind = next((t for t in tokens[end:] if t == BREAK or t.key not in light), None)
            return behind == BREAK
    return False


def by_place(plan: QueryPlan, facts: Sequence[Fact]) -> list[tuple[Fact, Fact]]:
    """Return the two measures' figures of each of several places: "tips for each missing child, by state"."""
    first, second = plan.indicators if len(plan.indicators) == _PAIR else ("", "")
    places = list(dict.fromkeys(f.place for f in facts))
    found = {(f.place, f.indicator): f for f in facts}
    whole = all((place, i) in found for place in places for i in (first, second))
    if len(places) < _PAIR or not whole or plan.over or len(facts) != _PAIR * len(places):
        return []
    return [(found[place, first], found[place, second]) for place in places]


def asks_how_many_times(plan: QueryPlan) -> bool:
    """Say whether figures spoken of before are compared without an order: "how many times more is that?"."""
    origins = {plan.origins.get("places"), plan.origins.get("indicators")}
    taken_over = not origins.isdisjoint(("earlier", "clause"))
    tokens = tokenise(normalise(plan.clause))
    ordered = any(has(entry, tokens) for entry in ("in_first_place", "in_second_place"))
    return taken_over and not ordered and "time" in {t.stem for t in tokens}


def rows_by_size(plan: QueryPlan, facts: list[Fact], catalog: Catalog) -> list[Fact]:
    """Return those of the rows of one place's table that a clause chooses by size: "the two smaller rows together".

    So does "between the biggest and the smallest category". None is told where two of them are as large.
    """
    number, ends = number_by_size(plan.clause), ends_against(plan.clause)
    rows = [f for f in facts if any(f.indicator in table.rows for table in catalog.tables)]
    leads = {f.indicator for f in facts if f not in rows} <= {table.lead for table in catalog.tables}
    of_one = len({f.place for f in facts}) == 1 and plan.operation in _CHOSEN and leads
    values = {f.value for f in rows}
    if not of_one or len(rows) <= _PAIR or len(values) != len(rows) or not (ends or 0 < number < len(rows)):
        return facts
    order = sorted(rows, key=lambda f: -f.value)
    if ends:
        return [order[0] if highest else order[-1] for highest in ends]
    lowest = cued("comparisons", "lowest_first", tokenise(normalise(plan.clause)))
    return order[-number:] if lowest else order[:number]

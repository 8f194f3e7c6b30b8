"""Two measures of one place, asked of turn by turn and then set against each other by their names.

"Reports in Iowa?" "CVIP submissions?" "How many reports per submission?" "ORR cases in Iowa?" "All its cases?" "So what
percent of the cases is that?"
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from assistant.earlier import Earlier
from assistant.followups import SINGLE, ClauseReading
from assistant.lexicon import FamilyLexicon, Item
from assistant.types import Intent, Operation, Origin, QueryPlan

_PAIR = 2
_AGAINST = (Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE)
_SHARE = "percentage"  # words that ask for a share name no measure


def of_two_measures(
    plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Let a ratio or share be one of the two measures that its words name, both asked of one place before.

    None where the clause names a place or another measure, or does not tell which two are meant.
    """
    own = plan.places or plan.overall or plan.reference or plan.all_places or plan.excludes or plan.over or reading.rest
    if plan.intent is not Intent.FIGURES or own or plan.operation not in (Operation.RATIO, Operation.SHARE):
        return None
    figures = (
        [f for f in Earlier(lexicon.catalog, spoken).figures if f.places == spoken[-1].places[:1]] if spoken else []
    )
    measures = list(dict.fromkeys(f.indicators[0] for f in figures))
    if len(measures) < _PAIR or len(spoken[-1].places) != 1 or spoken[-1].operation is not Operation.LOOKUP:
        return None
    items = [item for item in reading.items if lexicon.knows(item) and _SHARE not in item.concepts]
    told = _parts if plan.operation is Operation.SHARE else _apart
    found = [(a, b) for a, b in itertools.permutations(measures, _PAIR) if told((a, b), items, lexicon)]
    if len(found) != 1 or spoken[-1].indicators[-1] not in found[0]:
        return None
    origins: dict[str, Origin] = {**plan.origins, "indicators": "earlier", "places": "earlier"}
    meant = found[0][:1] if plan.operation is Operation.SHARE else found[0]
    return replace(
        plan, indicators=meant, places=spoken[-1].places, periods=plan.periods or figures[-1].periods, candidates=(),
        origins=origins,
    )  # fmt: skip


def beside_other(
    plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], lexicon: FamilyLexicon
) -> QueryPlan:
    """Set the measure that a clause names against the other one that was asked of the same place.

    "Facility cases in Iowa?" "Other cases?" "How many more are the facility ones?" Nothing is changed where more than
    one other was asked that is counted in the same unit.
    """
    one = len(plan.indicators) == len(plan.places) == 1 and plan.intent is Intent.FIGURES
    other = plan.over or plan.overall or plan.reference or plan.excludes or plan.claims or plan.complement
    if plan.operation not in _AGAINST or not one or other or plan.narrowed or reading.plan.places or reading.rest:
        return plan
    catalog = lexicon.catalog
    figures = [f for f in Earlier(catalog, spoken).figures if f.places == plan.places]
    measures = [*dict.fromkeys(f.indicators[0] for f in figures)]
    unit = catalog.by_id[plan.indicators[0]].unit
    others = [i for i in measures if i not in plan.indicators and catalog.by_id[i].unit == unit]
    named = any(lexicon.tells(plan.indicators[0], item) for item in reading.items)
    run = all(p.places == plan.places and p.operation is Operation.LOOKUP for p in spoken[-len(measures) :])
    if not named or not run or len(others) != 1 or plan.indicators[0] not in measures:
        return plan
    points = plan.operation is Operation.RATIO and any(t.key in SINGLE for t in reading.tokens)
    two = (others[0], plan.indicators[0]) if points else (plan.indicators[0], others[0])
    return replace(plan, indicators=two, origins={**plan.origins, "indicators": "earlier", "places": "earlier"})


def _parts(pair: tuple[str, str], items: Sequence[Item], lexicon: FamilyLexicon) -> bool:
    """Say whether the words of a clause name a row of a table and its total, or the total alone."""
    part, whole = pair
    table = lexicon.catalog.table_of(part)
    named = bool(items) and all(lexicon.explains(whole, i) or lexicon.explains(part, i) for i in items)
    return named and table is not None and whole == table.lead and part != whole


def _apart(pair: tuple[str, str], items: Sequence[Item], lexicon: FamilyLexicon) -> bool:
    """Say whether the words of a clause name two measures, each by a word of its own, and in this order."""
    first, second = ([i for i in items if lexicon.explains(one, i) and not lexicon.explains(other, i)]
                     for one, other in (pair, pair[::-1]))  # fmt: skip
    known = all(any(lexicon.explains(measure, i) for measure in pair) for i in items)
    return known and bool(first and second) and first[0].first < second[0].first

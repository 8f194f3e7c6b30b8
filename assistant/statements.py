"""Verdicts on what a clause states of several figures at once, where no single number or order says it.

"Nearly the same in Iowa and Ohio", "high to low: Iowa, Ohio, Utah", "the three rows add up to the total", "only the
sheets of Iowa and Ohio give one". Each line is worded from the clause and the figures alone, so that verification
words it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.answering import Draft, place_names
from assistant.claims import DENIALS, of_neither, read_claims, without_verdict
from assistant.computing import compute, result_line
from assistant.intents import asks_whether
from assistant.lexicon import cued, language, normalise, tokenise
from assistant.lookup import Coverage, look_up
from assistant.orders import nearly_same
from assistant.quantifiers import Quantifier, quantified_line, quantifier_in
from assistant.ranks import Finding
from assistant.selecting import read_directions
from assistant.types import Operation, QueryPlan
from index.catalog import Catalog, Table
from index.database import Database
from index.places import find_names, listed, name_of
from index.types import NATION, Fact, Qualifier

# How far two figures may lie apart, as parts of the larger one, to be nearly the same, and to be near each other.
_NEARLY, _NEAR = Decimal("0.05"), Decimal("0.15")
_PAIR = 2
_COUNTING = (Operation.LOOKUP, Operation.RANK, Operation.FILTER)


def of_several(plan: QueryPlan, catalog: Catalog) -> bool:
    """Say whether a plan states something of several figures that `line_of` words a verdict on."""
    if not plan.states or plan.leftovers or plan.over or plan.overall or without_verdict(plan.clause):
        return False
    return any((_near(plan), _ordered(plan), bool(adding_table(plan, catalog)), says_who_prints(plan)))


def line_of(plan: QueryPlan, facts: Sequence[Fact], numbers: Sequence[int], catalog: Catalog) -> str | None:
    """Word whether what a plan states of several figures holds; None if these leave it open.

    `facts` are those that the plan speaks of, with their citations.
    """
    if not of_several(plan, catalog) or not facts or any(f.place == NATION for f in facts):
        return None
    marks = "".join(f"[{n}]" for n in dict.fromkeys(numbers))
    if says_who_prints(plan):
        given = list(dict.fromkeys(f.place for f in facts))
        return f"{quantified_line(Quantifier.ONLY, given, (), plan.places).removesuffix('.')} {marks}."
    if any(f.qualifier is not Qualifier.EXACT for f in facts):
        return None
    if table := adding_table(plan, catalog):
        return _sum_line(table, facts, marks, denied=_denies(plan))
    by_place = {f.place: f for f in facts if f.indicator in plan.indicators}
    if len(by_place) != len(facts) or len(by_place) != len(plan.places):
        return None
    own = [by_place[place] for place in plan.places]
    return _near_line(own, marks) if _near(plan) else _order_line(own, plan, marks)


def weighed_together(plan: QueryPlan, draft: Draft, coverage: Coverage, database: Database) -> Iterator[Finding]:
    """Weigh what is stated of several figures at once."""
    table = adding_table(plan, draft.catalog)
    asked = replace(plan, operation=Operation.LOOKUP, all_places=False, broken_down=False)
    asked = replace(asked, indicators=(table.lead, *table.rows) if table else plan.indicators)
    if says_who_prints(plan):
        asked = replace(asked, places=coverage.places)  # those of no other sheet
    looked = list(look_up(asked, draft.catalog, coverage, database))
    facts = [f for f in looked if isinstance(f, Fact) and f.place != NATION]
    line = line_of(plan, facts, [draft.cite_fact(f) for f in facts], draft.catalog)
    if line is None or (len(facts) < len(looked) and not says_who_prints(plan)):
        return
    operands = [f for f in facts if f.indicator in table.rows] if table else []
    if not operands:
        yield Finding(line, line.startswith("Yes"), tuple(facts))
        return
    cited = [draft.cite_fact(f) for f in operands]
    computed, result = result_line(Operation.SUM, operands, cited, draft.catalog), compute(Operation.SUM, operands)
    yield Finding(line, line.startswith("Yes"), tuple(facts), Operation.SUM, result, computed, tuple(operands))


def _denies(plan: QueryPlan) -> bool:
    """Say whether a clause denies something: "the rows don't add up to the total"; "don't they?" denies nothing."""
    keys = [t.key for t in tokenise(normalise(plan.clause))]
    return bool(DENIALS & {*keys[1:]})


# nearly the same


def _near(plan: QueryPlan) -> bool:
    two = len(plan.places) == _PAIR and len(plan.indicators) == 1
    return two and not read_claims(plan.clause) and nearly_same(plan.clause)


def _near_line(facts: Sequence[Fact], marks: str) -> str:
    first, second = facts
    apart, larger = abs(first.value - second.value), max(first.value, second.value)
    name, other = name_of(first.place), name_of(second.place)
    whose = f"{name}{chr(39) if name.endswith('s') else chr(39) + 's'} figure"
    if not apart:
        return f"Yes, {whose} is the same as that of {other} {marks}."
    if apart <= _NEARLY * larger:
        return f"Yes, {whose} is nearly the same as that of {other} {marks}."
    if apart <= _NEAR * larger:
        return f"Not exactly: {whose} is near that of {other}, but not the same {marks}."
    return f"No, {whose} is not nearly the same as that of {other} {marks}."


# an order


def _ordered(plan: QueryPlan) -> bool:
    """Say whether places are listed in the order that their figures are said to have."""
    several = len(plan.places) > _PAIR and len(plan.indicators) == 1 and plan.operation in _COUNTING
    clause = _listing(plan)
    if not several or plan.excludes or read_claims(clause):
        return False
    tokens, message = tokenise(normalise(clause)), tokenise(normalise(plan.question))
    directions = read_directions(clause)
    asks = cued("claims", "check", message) or asks_whether(plan.clause)
    first = next((t.key for t in tokens), "")
    wants = first in language("claims")["ordering"] or cued(
        "claims", "to_be_ordered", tokens
    )  # "rank Iowa, Ohio and Utah, is that ok?"
    return directions.full and asks and not wants and not _denies(plan) and not directions.positions


def _listing(plan: QueryPlan) -> str:
    """Return the words that list the places: the clause, or the one before it if it only asks about their order."""
    checks = cued("claims", "checks_order", tokenise(normalise(plan.clause))) and not [*find_names(plan.clause)]
    named = [mention.code for mention in find_names(plan.before)] if checks else []
    return plan.before if checks and named == [*plan.places] else plan.clause


def _order_line(facts: Sequence[Fact], plan: QueryPlan, marks: str) -> str:
    highest_first = read_directions(_listing(plan)).highest_first
    order = sorted(facts, key=lambda f: -f.value if highest_first else f.value)
    ends = "from the highest to the lowest" if highest_first else "from the lowest to the highest"
    if [f.value for f in facts] == [f.value for f in order]:  # equal figures may stand either way
        return f"Yes, that is the order {ends} {marks}."
    return f"No, {ends} the order is {listed(name_of(f.place) for f in order)} {marks}."


# a total and its rows


def adding_table(plan: QueryPlan, catalog: Catalog) -> Table | None:
    """Return the table whose rows a clause says to add up to its total, in words alone."""
    tokens = tokenise(normalise(plan.clause))
    if len(plan.places) != 1 or plan.claims or not cued("claims", "adds_to_total", tokens):
        return None
    tables = [t for t in catalog.tables if {*plan.indicators} <= {t.lead, *t.rows} and len(t.rows) > 1]
    named = [{t.lead, *t.rows} & {*plan.indicators} for t in tables]
    # a row alone adds up to nothing
    all_rows = [t for t, own in zip(tables, named, strict=True) if own in ({t.lead}, {*t.rows}, {t.lead, *t.rows})]
    return all_rows[0] if len(all_rows) == 1 else None


def _sum_line(table: Table, facts: Sequence[Fact], marks: str, *, denied: bool) -> str | None:
    by_measure = {f.indicator: f for f in facts}
    if {*by_measure} != {table.lead, *table.rows}:
        return None
    adds = sum(by_measure[row].value for row in table.rows) == by_measure[table.lead].value
    said = "Yes" if adds is not denied else "No"
    return f"{said}, the rows {'add' if adds else 'do not add'} up to the total {marks}."


# which sheets give a figure


def says_who_prints(plan: QueryPlan) -> bool:
    """Say whether only the sheets of the places named are said to give a figure."""
    tokens = tokenise(normalise(plan.clause))
    keys = {t.key for t in tokens}
    one = bool(plan.places) and len(plan.indicators) == 1 and plan.operation is Operation.LOOKUP
    gives = "only" in keys and cued("claims", "prints", tokens) and bool({t.stem for t in tokens} & {"sheet"})
    return (
        one
        and gives
        and not DENIALS & keys
        and not plan.said_of
        and not any(claim not in _place_counts(plan) for claim in plan.claims)
    )


def _place_counts(plan: QueryPlan) -> set[str]:
    """Return the stated numbers that count the places named: "only two of the sheets, Iowa and Ohio"."""
    return {claim.text for claim in read_claims(plan.clause) if claim.value == len(plan.places)}


# a condition on shares


def shares_hold_line(plan: QueryPlan, holds: dict[str, bool]) -> str | None:
    """Word of how many of some places a condition on their shares holds; None if that is not what a clause states."""
    tokens = tokenise(normalise(plan.clause))
    keys = {t.key for t in tokens}
    unsure = (without_verdict(plan.clause) and not of_neither(plan.clause)) or DENIALS & keys or "only" in keys
    if not plan.states or unsure or plan.complement or len(holds) < _PAIR:
        return None
    said = quantifier_in(plan.clause)
    if said is None and len(plan.places) == len(holds) and not plan.all_places:
        said = Quantifier.NONE if {"none", "no", "neither"} & keys else Quantifier.EVERY
    if said is None:
        return None
    passing, failing = ([p for p, fits in holds.items() if fits is wanted] for wanted in (True, False))
    if said is Quantifier.EVERY and not failing:
        return f"Yes, this holds of {place_names(passing)}."
    return quantified_line(said, passing, failing, plan.places)

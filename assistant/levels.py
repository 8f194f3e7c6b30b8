"""The same subject as a figure of a place and as an overall one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from assistant.lexicon import Token, any_of, cued, language, may_hold, normalise, tokenise
from assistant.orders import comparing
from assistant.stating import speaks_of_places
from assistant.types import Operation, QueryPlan
from index.catalog import Catalog
from index.places import names_pattern

_OF_ROWS = {Operation.RANK, Operation.FILTER, Operation.SUM, Operation.MEAN, Operation.MEDIAN}


_NOT_STATES = ("states", "state")


def of_nation_alone(text: str) -> str:
    """Return a message with the nation named where it sets the states aside: "Not the states, the big picture: ..."."""
    return _not_states().sub(r"\g<before>nationally", text, count=1) if may_hold(text, _NOT_STATES) else text


@cache
def _not_states() -> re.Pattern[str]:
    phrases = any_of(language("operations")["not_states"])
    return re.compile(
        rf"(?P<before>(?:^|[,;:.?!(]\s|\s-\s)\s*(?:(?:and|but|so)\s+)?)(?:{phrases})"
        r"(?=\s*(?:[,;:.?!)\u2013\u2014]|\s-\s|but\b|$))",
        re.IGNORECASE,
    )


def with_level_meant(text: str, places_of: Callable[[str], Sequence[str]]) -> str:
    """Return a message without the level that it sets aside for another: a state's figure, or the overall one.

    "Connecticut's own count, not the 5,759 for all of NCMEC: ..." is of Connecticut; "Not Iowa's number, the one for
    everywhere: ..." is of the nation.
    """
    if not may_hold(text, ("not ",)):
        return text
    without = _not_nation().sub("", text)
    if without != text and places_of(without):
        return without
    return _not_a_state().sub("nationally", text, count=1)


@cache
def _not_nation() -> re.Pattern[str]:
    overall, nouns = any_of(language("operations")["overall"]), any_of(language("references")["figures_given"])
    number = r"\d[\d,.]*(?:\s+(?:million|thousand))?"
    whole = rf"(?:(?:{number}|{nouns})\s+){{1,2}}(?:(?:for|of|across|from|in)\s+)?(?:the\s+)?(?:{overall})"
    named = rf"(?:{overall})(?:\s+(?:{number}|{nouns})){{1,2}}"
    return re.compile(
        rf"(?:\s*[,(]|\s[-\u2013\u2014])\s*(?:and\s+|but\s+)?not\s+(?:the|ncmec's|your)\s+(?:{whole}|{named})"
        r"\s*\)?(?=\s*(?:[,;:.?!\u2013\u2014]|-\s|$))",
        re.IGNORECASE,
    )


@cache
def _not_a_state() -> re.Pattern[str]:
    overall, nouns = any_of(language("operations")["overall"]), any_of(language("references")["figures_given"])
    name = rf"(?:{names_pattern()})(?:'s?)?(?:\s+own)?(?:\s+(?:{nouns}))?(?:\s+(?:alone|only))?"
    behind = rf"(?:{nouns})\s+(?:for|of|from|across)\s+(?:the\s+)?(?:everywhere|{overall})"
    whole = rf"the\s+(?:(?:{overall})\s+(?:{nouns})|{behind})"
    return re.compile(rf"\bnot\s+{name}\s*,\s*(?:but\s+)?{whole}(?=\s*(?:[,;:.?!\u2013\u2014]|-\s|$))", re.IGNORECASE)


def at_level(indicator: str, level: str, catalog: Catalog) -> str:
    """Return the indicator of the same subject at a level, or the indicator itself."""
    for other in catalog.indicators:
        if level == "place" and indicator in (other.overall_counterpart, *other.instead):
            return other.id
        if level == "nation" and other.id == indicator and other.overall_counterpart:
            return other.overall_counterpart
    return indicator


def overall_of(indicator: str, catalog: Catalog) -> tuple[str, ...]:
    """Return the overall figures of the same subject, or the indicator itself."""
    return tuple(catalog.by_id[indicator].instead) or (at_level(indicator, "nation", catalog),)


def ranked_by_state(plan: QueryPlan, tokens: Sequence[Token], catalog: Catalog) -> QueryPlan:
    """Rank the states by figures of their own after an overall one: "families in Team HOPE?" "And the top state?"."""
    after = plan.operation is Operation.RANK and plan.origins.get("indicators") == "earlier"
    told = plan.places or plan.reference or plan.over or plan.overall or plan.claims or plan.all_places
    if not after or told or len(plan.indicators) != 1 or not speaks_of_places(tokens) or comparing(tokens):
        return plan  # "did any state have more?" sets one of them against the overall figure
    own = tuple(at_level(i, "place", catalog) for i in plan.indicators)
    return plan if own == plan.indicators else replace(plan, indicators=own, all_places=True)


def broken_down(plan: QueryPlan, catalog: Catalog) -> tuple[str, ...]:
    """Add the rows of a total's table to it; to rank, filter or add up rows the total is left out."""
    tables = {table.lead: table.rows for table in catalog.tables}
    if plan.operation in _OF_ROWS:
        return tuple(dict.fromkeys(i for lead in plan.indicators for i in tables.get(lead, (lead,))))
    return tuple(dict.fromkeys(i for lead in plan.indicators for i in (lead, *tables.get(lead, ()))))


def of_rows_around(plan: QueryPlan, around: QueryPlan | None, catalog: Catalog) -> QueryPlan:
    """Rank the rows of a place's table where the text around a question speaks of them, or the question asks for one.

    "All three parts of Iowa's count are above 100, so which is the smallest?" asks for no state; nor does "which
    category comes second?", beside a statement of one of Iowa's.
    """
    goes_on = plan.operation is Operation.RANK and plan.origins.get("indicators") == "clause"
    if not goes_on or plan.origins.get("places", "clause") != "clause":
        return plan
    own, before = (tokenise(normalise(text)) for text in (plan.clause, plan.before))
    if speaks_of_places(own[1:]):
        return plan
    asks = cued("comparisons", "rows", own)
    told = asks or cued("comparisons", "rows", before) or cued("comparisons", "all_rows", before)
    places = plan.places or (around.places if around and asks and not around.excludes else ())
    rows = next((t.rows for t in catalog.tables if {*plan.indicators} <= {t.lead, *t.rows}), ())
    other = plan.over or plan.reference or plan.all_places or plan.excludes or plan.overall
    if not (told and rows and plan.indicators) or other or len(places) != 1:
        return plan
    return replace(plan, indicators=rows, places=places, broken_down=True)


def wholes(catalog: Catalog) -> dict[str, str]:
    """Return the total of each row of a table, and of each overall figure that is a part of another."""
    rows = {row: table.lead for table in catalog.tables for row in table.rows}
    parts = {i.id: i.part_of_overall for i in catalog.indicators if i.level == "nation" and i.part_of_overall}
    return rows | parts

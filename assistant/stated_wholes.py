"""Of which number another one is said to be a part: "19% of the 28,886", "402 in all, 159 of them from Iowa"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.claims import Bound, Claim, ClaimKind
from assistant.ranks import Finding
from assistant.types import Operation, QueryPlan
from index.catalog import Catalog
from index.database import Database
from index.places import find_names
from index.types import Fact

_PAIR = 2
# What stands between a part and the number of its whole, and behind a part whose whole was told before.
_OF_NUMBER = re.compile(r"\s+(?:out\s+)?of\s+(?:(?:all|the|those|these|its|their|some|about|that)\s+){0,3}$", re.I)
_OF_THOSE = re.compile(r"^\s+(?:out\s+)?of\s+(?:those|these|them|whom|which|that)\b", re.I)
# The same in front of the part: "28,886 cases, of which 19% ...", "of the 28,886 cases, 19% ...".
_OF_WHICH = re.compile(r"\bof\s+(?:those|these|them|whom|which)\W+(?:\w+\s+){0,2}$", re.I)
_OF_OPENING = re.compile(
    r"(?:^|[^\w\s]\s*|\b(?:that|and|so)\s+)(?:out\s+)?of\s+(?:(?:all|the|those|these|its)\s+){0,2}$", re.I
)


def whole_of(clause: str, part: Claim, claims: Sequence[Claim]) -> Claim | None:
    """Return the number that a clause says another one, `part`, is a part of; None if it says that of none."""
    at = clause.find(part.text)
    spans = [(clause.find(c.text), c) for c in claims if c is not part and c.kind is ClaimKind.FIGURE]
    spans = [(first, c) for first, c in spans if first >= 0]
    if at < 0:
        return None
    end = at + len(part.text)
    for first, claim in spans:
        if first > end and _OF_NUMBER.fullmatch(clause, end, first):
            return claim
    ahead = [(first, c) for first, c in spans if first < at]
    if ahead and (_OF_THOSE.search(clause[end:]) or _OF_WHICH.search(clause[:at])):
        return max(ahead, key=lambda span: span[0])[1]
    opening = [c for first, c in ahead if _OF_OPENING.search(clause[:first])]
    return opening[0] if len(ahead) == len(opening) == 1 else None


def all_and_place(plan: QueryPlan, claims: Sequence[Claim]) -> bool:
    """Say whether two numbers are stated of all places together and of one: "402 in all, 159 of them from Iowa"."""
    alone = plan.operation is Operation.LOOKUP and plan.all_places and len(plan.places) == len(plan.indicators) == 1
    if (
        not alone
        or plan.excludes
        or plan.overall
        or len(claims) != _PAIR
        or any(c.bound is not Bound.EXACT for c in claims)
    ):
        return False
    whole, part = claims
    return whole_of(plan.clause, part, claims) is whole


def result_named(plan: QueryPlan, claims: Sequence[Claim]) -> bool:
    """Say whether a number is said to be both one place's and an average: "the median of the five is 467, Iowa's".

    The place stands behind the number then, or the number is "the median"; "near the median" says no such thing.
    """
    if not plan.all_places or len(plan.places) != 1 or len(claims) != 1 or claims[0].kind is not ClaimKind.FIGURE:
        return False
    number = plan.clause.find(claims[0].text)
    named = [mention.start for mention in find_names(plan.clause)]
    is_it = rf"{re.escape(claims[0].text)}\b[^,;.?]*\b(?:is|was|are|were|equals?)\s+(?:exactly\s+)?the\s+"
    same = re.search(is_it + rf"{re.escape(plan.operation_cue or '')}\b", plan.clause, re.IGNORECASE)
    return bool(named) and (min(named) > number >= 0 or bool(plan.operation_cue and same))


def of_share(
    plan: QueryPlan, part: Claim, figures: Sequence[Claim], operands: Sequence[Fact], summed: Sequence[Fact]
) -> Iterator[tuple[Claim, Fact | None]]:
    """Yield each number beside a stated part with the figure that it is said of, None for the sum of several places.

    `operands` are the figures of the share, `summed` those that are added up in it. A number that is one of these
    figures is that one. Of what another is said tell the words: it is the whole of the part, a place's own, or, where
    the whole is printed, what the places have together.
    """
    total = sum((f.value for f in summed), Decimal(0))
    printed = [f for f in operands if f not in summed]
    own = [f for f in summed if f.place in plan.places]
    whole = whole_of(plan.clause, part, figures)
    for claim in figures:
        known = [f for f in (*printed, *summed) if claim.bound is Bound.EXACT and f.value == claim.value]
        told = next((t.place for t in plan.said_of if t.number == claim.text), "")
        if known:
            yield claim, known[0]
        elif claim is whole:
            yield claim, printed[0] if printed else None
        elif claim.value == total or (printed and len(figures) <= _PAIR):
            yield claim, None
        elif told and len(own) == 1 and own[0].place == told:
            yield claim, own[0]


def with_total(found: Finding, catalog: Catalog, database: Database) -> Finding:
    """Add the total that the sheet prints to the sum of all rows of its table."""
    rows, places = {f.indicator for f in found.facts}, {f.place for f in found.facts}
    leads = [t.lead for t in catalog.tables if {*t.rows} == rows and found.operation is Operation.SUM]
    if not leads or len(places) != 1:
        return found
    wholes = database.facts(indicators=leads, places=[*places], periods=[found.facts[0].period])
    return replace(found, facts=(*found.facts, *wholes), operands=found.facts)

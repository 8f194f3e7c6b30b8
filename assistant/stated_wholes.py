"""Of which number another one is said to be a part: "19% of the 28,886", "402 in all, 159 of them from Iowa"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.claims import Bound, Claim, ClaimKind
from assistant.types import Operation, QueryPlan

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

"""One verdict on a number that is stated of several places: of each of them, or of neither of two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answering import Draft
from assistant.checking import each_line, fits_kind, verdict_line
from assistant.claims import Claim, ClaimKind
from assistant.ranks import Finding
from assistant.types import QueryPlan
from index.types import Fact


def in_one_verdict(claim: Claim, facts: Sequence[Fact], found: Sequence[Finding], draft: Draft) -> list[Finding]:
    """Put what was found of a number, one finding for each of its figures, in one verdict.

    They stay apart where the figures are of several measures, or where one of them is told more of.
    """
    values = [draft.value_of(f) for f in facts]
    line = each_line(claim, values) if len({f.indicator for f in facts}) == 1 else None
    plain = {f.line for f in found} <= {verdict_line(claim, v) for v in values}
    return [Finding(line, line.startswith("Yes"), tuple(facts))] if line and plain else [*found]


def of_neither_place(
    plan: QueryPlan, claims: Sequence[Claim], facts: Sequence[Fact], draft: Draft
) -> Iterator[Finding]:
    """Weigh a number that is stated of neither of two places; nothing where more than that is stated."""
    alone = len(claims) == len(plan.claims) == 1 and len({f.indicator for f in facts}) == 1
    for claim in claims if alone else ():
        values = [value for f in facts if fits_kind(claim, value := draft.value_of(f))]
        counts = claim.kind is ClaimKind.FIGURE and not claim.negated and len(values) == len(facts)
        if counts and (line := each_line(claim, values, denied=True)):
            yield Finding(line, line.startswith("Yes"), tuple(facts))

"""Numbers stated of something else than the sheets print them of: of the nation, a state, an outcome, a year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answering import Draft
from assistant.checking import wording_line
from assistant.claims import Claim, ClaimKind
from assistant.levels import overall_of
from assistant.premises import number_quoted
from assistant.ranks import Finding
from assistant.stated_numbers import figure_of_a_state
from assistant.types import Operation, QueryPlan
from index.database import Database
from index.types import NATION

# "Was activated 57 times", but not "57 times as many".
_N_TIMES = re.compile(r"\d[\d,.]*\s+times\b(?!\s+(?:as|more|that|the|what|those|higher|larger)\b)", re.IGNORECASE)


def of_one_state(plan: QueryPlan, draft: Draft, database: Database) -> Iterator[Finding]:
    """Tell of which state a number is that is stated of the nation, where no sheet gives one of it."""
    claim = number_quoted(plan)
    if claim and (fact := figure_of_a_state(plan, claim, database)):
        yield Finding(wording_line(claim, draft.value_of(fact)), False, (fact,))


def counting_else(plan: QueryPlan, draft: Draft, database: Database) -> Iterator[Finding]:
    """Tell what a stated number counts: "467 children are still missing in Colorado" are the cases of a year."""
    claim = number_quoted(plan)
    if claim is None:
        return
    places, periods = list(plan.places) or [NATION], plan.periods
    own = database.facts(indicators=plan.indicators, places=places, periods=periods, value=claim.value)
    found = own or database.facts(places=places, periods=periods, value=claim.value)
    if len({(f.indicator, f.place, f.period) for f in found}) == 1:
        yield Finding(wording_line(claim, draft.value_of(found[0])), False, (found[0],))


def of_nation(plan: QueryPlan, claims: Sequence[Claim], draft: Draft, database: Database) -> Iterator[Finding]:
    """Tell that a number which is stated of a place is the overall one: "Iowa has more than 18,000 users."."""
    if not plan.places or plan.overall or plan.operation is not Operation.LOOKUP:
        return
    subject = [o for i in plan.indicators for o in overall_of(i, draft.catalog)]
    own = database.facts(indicators=plan.indicators, places=plan.places, periods=plan.periods)
    for claim in claims:
        counts = claim.kind is ClaimKind.FIGURE or (claim.text in _N_TIMES.findall(plan.clause))
        found = database.facts(indicators=subject, places=[NATION], value=claim.value) if counts else []
        if found and not claim.negated and claim.value not in {f.value for f in own}:
            yield Finding(wording_line(claim, draft.value_of(found[0])), False, (found[0], *own))


def of_no_year(plan: QueryPlan, draft: Draft, database: Database) -> Iterator[Finding]:
    """Tell that a figure is of no year which is stated of one: "27,130 children were identified in 2023 alone"."""
    claim = number_quoted(plan) if plan.origins.get("periods") == "question" else None
    if claim is None:
        return
    found = database.facts(indicators=plan.indicators, places=list(plan.places) or [NATION], value=claim.value)
    undated = [fact for fact in found if not fact.period]
    if undated and len(undated) == len(found):
        yield Finding("", False, (undated[0],))  # its own sentence says that the sheets give no year

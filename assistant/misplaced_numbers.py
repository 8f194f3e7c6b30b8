"""Numbers stated of something else than the sheets print them of: of the nation, a state, an outcome, a year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answering import Draft
from assistant.checking import overall_line, wording_line
from assistant.claims import DENIALS, Bound, Claim, ClaimKind
from assistant.computing import compute, result_line
from assistant.levels import overall_of
from assistant.lexicon import tokenise
from assistant.lookup import Missing
from assistant.premises import number_quoted
from assistant.ranks import Finding
from assistant.stated_numbers import figure_of_a_state
from assistant.types import Operation, QueryPlan
from index.database import Database
from index.types import NATION, Fact

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


def said_of_overall(
    plan: QueryPlan, claims: Sequence[Claim], found: Sequence[Fact | Missing], draft: Draft, database: Database
) -> Iterator[Finding]:
    """Tell that the number which a follow-up says of places is the overall one: "is that 28,886 just Iowa's?".

    `found` are the places' own figures, said beside it, or that they have none. A number that is one of theirs is said
    of these.
    """
    own = tuple(f for f in found if isinstance(f, Fact))
    told = plan.origins.get("indicators") in ("earlier", "clause") and not plan.overall and len(claims) == 1
    if not told or not (plan.places or plan.all_places) or plan.operation not in (Operation.LOOKUP, Operation.SUM):
        return
    claim = claims[0]
    exact = claim.kind is ClaimKind.FIGURE and claim.bound is Bound.EXACT and not claim.negated
    subject = [o for i in plan.indicators for o in overall_of(i, draft.catalog)]
    wholes = database.facts(indicators=subject, places=[NATION], periods=plan.periods, value=claim.value)
    if not exact or claim.value in {f.value for f in own} or len({f.indicator for f in wholes}) != 1:
        return
    value = draft.value_of(wholes[0])
    denies = DENIALS & {t.key for t in tokenise(plan.clause)}  # "so 28,886 isn't just Iowa?" is no claim that it is
    line = wording_line(claim, value) if denies else overall_line(claim, value, plan.places)
    if plan.operation is Operation.SUM and len(own) > 1:
        result, numbers = compute(Operation.SUM, own), [draft.cite_fact(f) for f in own]
        computed = result_line(Operation.SUM, own, numbers, draft.catalog)
        yield Finding(line, False, (wholes[0], *own), Operation.SUM, result, computed, own)
        return
    yield Finding(line, False, (wholes[0], *own))


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


def of_no_persons(claim: Claim, facts: Sequence[Fact], draft: Draft) -> Iterator[Finding]:
    """Tell that a number which is stated of persons is one of reports or dealings: "9,539 children were hurt"."""
    same = [f for f in facts if f.value == claim.value and claim.bound is Bound.EXACT and not claim.negated]
    if len(same) == 1:
        yield Finding(wording_line(claim, draft.value_of(same[0])), False, (same[0],))

"""What a message takes for granted around its question, as plans to be weighed before the question is answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from assistant.checking import stated_claims
from assistant.claims import Bound, Claim, ClaimKind, claims_part
from assistant.cues import ONLY_PLACE
from assistant.intents import asks_how_many
from assistant.lexicon import language
from assistant.quantifiers import Quantifier, quantifier
from assistant.types import Intent, Operation, QueryPlan
from index.catalog import Catalog

# "As the state with the fewest cases, what did Iowa have?": what is said so is said of the place asked about.
_DESCRIBES = re.compile(r"\s*(?:the|our|an?|your)\b(?!.*\b(?:is|was|are|were|does|did)\b)", re.IGNORECASE | re.DOTALL)

_ALONE = re.compile(r"\s*(?:the|our|your) (?:only|sole|one) (?:state|place|one)\b", re.IGNORECASE)


def may_grant(plan: QueryPlan) -> bool:
    """Say whether a clause around a question states something that figures can bear out."""
    says = plan.claims or counts_places(plan) or _describes(plan)
    return plan.states and bool(says) and plan.intent is Intent.FIGURES


def granted(plan: QueryPlan, own: QueryPlan, catalog: Catalog) -> list[QueryPlan]:
    """Return what a settled clause states, where its figures are known; `own` is what its words alone say.

    A clause of which some words are not understood stays only with one number: that may be a figure of something else.
    """
    if plan.overall and plan.places and not own.overall and own.indicators:
        plan = replace(plan, overall=False, indicators=own.indicators)  # the number is the nation's, not its words
    by_id = catalog.by_id
    unplaced = counts_places(plan) or _describes(plan)
    somewhere = plan.places or plan.overall or unplaced or all(by_id[i].level == "nation" for i in plan.indicators)
    if not plan.indicators or not somewhere or (plan.leftovers and number_quoted(plan) is None):
        return []
    return [plan]


def placed(premises: Sequence[QueryPlan], asked: QueryPlan) -> list[QueryPlan]:
    """Say of the one place that a question names what describes it; what describes none of several is left out.

    `asked` is what the words of the question alone say.
    """
    own = asked.places if len(asked.places) == 1 and not (asked.reference or asked.over) else ()
    found: list[QueryPlan] = []
    for premise in premises:
        if not _describes(premise):
            found.append(premise)
        elif own:
            cue = ONLY_PLACE if premise.operation is Operation.FILTER else premise.operation_cue
            found.append(replace(premise, places=own, all_places=False, operation_cue=cue))
    return found


def counts_places(plan: QueryPlan) -> bool:
    """Say whether a clause states of how many places a condition holds: of every one, of none, of one alone."""
    said = quantifier(plan)
    return said is Quantifier.ONLY or (said in (Quantifier.EVERY, Quantifier.NONE) and not plan.places)


def as_background(plan: QueryPlan) -> QueryPlan:
    """Return a clause as what follows goes on from it: "them" are all the places of which something is stated."""
    alone = plan.operation is Operation.FILTER and _describes(plan)
    if not (counts_places(plan) or alone):
        return plan
    everywhere = not plan.places and not alone
    return replace(plan, operation=Operation.LOOKUP, operation_cue=None, all_places=everywhere, states=False)


def with_whole_of_percent(
    plan: QueryPlan, own: QueryPlan, premises: Sequence[QueryPlan], catalog: Catalog
) -> QueryPlan:
    """Return a plan for the whole of a printed percentage, where a clause asks for that beside the percentage.

    "How many cases is that 19% taken of?" says so; "how many runaway cases were there?" names the whole in words that
    a premise around it has with the percentage. A percentage in the clause is then taken for granted.
    """
    printed = catalog.by_id[plan.indicators[0]] if len(plan.indicators) == 1 else None
    whole = printed.percent_of if printed and plan.operation is Operation.LOOKUP else None
    if printed is None or not whole or plan.intent is not Intent.FIGURES:
        return plan
    asks = any(pattern.search(plan.clause) for pattern in _whole_of_percent())
    named = own.indicators == (whole,) and any(p.indicators == (printed.id,) for p in premises)
    parts = tuple(text for text in plan.claims if claims_part([text]))
    if not (asks or named) or not {*plan.leftovers} <= {*parts}:
        return plan
    stated = replace(plan, states=True, claims=parts, leftovers=(), said_of=())
    known = {text for p in premises for text in p.claims}
    return replace(
        plan, indicators=(whole,), claims=tuple(c for c in plan.claims if c not in parts), leftovers=(), said_of=(),
        premises=(*plan.premises, *([stated] if {*parts} - known else ())),
    )  # fmt: skip


def without_rank_around(plan: QueryPlan, own: QueryPlan, premises: Sequence[QueryPlan]) -> QueryPlan:
    """Return a plan for plain figures where a premise around it ranks another measure, and no word of its own does.

    `own` is what its words alone say: "Iowa, which had the fewest tips, had how many cases?" ranks the tips.
    """
    heard = plan.operation is Operation.RANK and own.operation is Operation.LOOKUP and plan.operation_cue is None
    around = any(p.operation is Operation.RANK and {*p.indicators}.isdisjoint(plan.indicators) for p in premises)
    counts = asks_how_many(plan.clause) and len(plan.places) == 1
    return replace(plan, operation=Operation.LOOKUP) if heard and around and counts else plan


@cache
def _whole_of_percent() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(str(pattern), re.IGNORECASE) for pattern in language("claims")["whole_of_percent"])


@cache
def _in_both() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(str(pattern), re.IGNORECASE) for pattern in language("claims")["in_both"])


def asks_of_both(plan: QueryPlan, catalog: Catalog) -> bool:
    """Say whether a clause asks how many two figures of a place have in common, which no sheet counts.

    A row of a table and its total have the row in common.
    """
    tables = [{table.lead, row} for table in catalog.tables for row in table.rows]
    two = len(plan.indicators) == 2 and {*plan.indicators} not in tables
    plain = two and plan.operation is Operation.LOOKUP and len(plan.places) < 2
    return plain and any(pattern.search(plan.clause) for pattern in _in_both())


def number_quoted(plan: QueryPlan) -> Claim | None:
    """Return the one number that a clause states exactly, if it does and states nothing else."""
    claims = stated_claims(plan.claims)
    exact = len(claims) == 1 and claims[0].kind is ClaimKind.FIGURE and claims[0].bound is Bound.EXACT
    plain = exact and not claims[0].negated and claims[0].value > 1 and plan.operation is Operation.LOOKUP
    return claims[0] if plain else None


def _describes(plan: QueryPlan) -> bool:
    """Say whether a clause gives a place that it does not name a rank, or says that a condition holds of it alone."""
    if plan.places or plan.reference or plan.claims or plan.over:
        return False
    alone = plan.operation is Operation.FILTER and _ALONE.match(plan.clause) is not None
    return alone or (plan.operation is Operation.RANK and _DESCRIBES.match(plan.clause) is not None)

"""What the turn before weighed or worked out, done anew with another bound or as another operation.

"Did Iowa get over 10,000 tips?" "What about over 9,500?"; "The average for Iowa and Ohio?" "And the sum of the two?"
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.claims import Bound, Claim, read_claims, states_year
from assistant.followups import ClauseReading, again
from assistant.lexicon import Token, neutral_words, operation_phrases, tokenise
from assistant.references import POINTERS, has, number_named, words_of
from assistant.types import Intent, Operation, QueryPlan
from index.catalog import Catalog

_BOUNDED = (Bound.MORE_THAN, Bound.AT_LEAST, Bound.LESS_THAN, Bound.AT_MOST)
_OVER_SEVERAL = (Operation.SUM, Operation.MEAN, Operation.MEDIAN)
# Words for other figures than the one that was weighed.
_OF_OTHERS = frozenset("which who whose where state states place places those these them they ones".split())
_SUM_WORDS = frozenset("total totals sum".split())


def _names_nothing(reading: ClauseReading) -> bool:
    """Say whether a clause names no measure, place or year and leaves nothing out: it goes on with those before."""
    own = reading.plan
    slots = own.places or own.periods or own.overall or own.reference or own.excludes or own.all_indicators
    return reading.elliptical and own.intent is Intent.FIGURES and not (slots or own.indicators or reading.rest)


def _one_bound(claims: tuple[Claim, ...]) -> Claim | None:
    """Return the one number that is stated, if it is a bound: "over 9,500"."""
    return claims[0] if len(claims) == 1 and claims[0].bound in _BOUNDED and not claims[0].negated else None


def of_another_bound(plan: QueryPlan, reading: ClauseReading, source: QueryPlan, _catalog: Catalog) -> QueryPlan | None:
    """Weigh the figure before against another bound: "did Iowa get over 10,000 tips?" "And over 9,500?"."""
    stated = tuple(c for c in read_claims(reading.plan.clause) if not states_year(c, source.periods))
    own = _one_bound(stated) if source.states and len(source.claims) == 1 else None
    if own is None or not _names_nothing(reading) or source.intent is not Intent.FIGURES or source.leftovers:
        return None
    before = _one_bound(tuple(c for c in read_claims(source.clause) if c.text in source.claims))
    one = len(source.places) == len(source.indicators) == 1 and not (source.reference or source.excludes)
    if before is None or before.kind is not own.kind or source.clause.count(before.text) != 1 or not one:
        return None
    # "which states got over 9,500?" and "those over 9,500" ask for others
    others = reading.plan.all_places or reading.counts or _OF_OTHERS & {t.key for t in reading.tokens}
    light = neutral_words() | {t.key for t in tokenise(own.text)}
    if others or any(t.key not in light for t in reading.tokens):
        return None
    clause = source.clause.replace(before.text, own.text)
    return again(source, plan.question, clause=clause, claims=(own.text,), takes_back=plan.takes_back)


def worked_out_otherwise(
    plan: QueryPlan, reading: ClauseReading, source: QueryPlan, catalog: Catalog
) -> QueryPlan | None:
    """Do something else with the figures that were added up or averaged: "and the total of the same three?".

    "The total" alone, after a row of a table, may be the table's; after all states it may be the nation's.
    """
    keys = {t.key for t in reading.tokens}
    found = list(operation_phrases().find(reading.tokens))
    asked = {str(values[0][0]) for _, _, values in found}
    asked |= {str(Operation.SUM)} if keys & _SUM_WORDS or has("together", reading.tokens) else set()
    named = len(source.places) > 1 and not (source.all_places or source.excludes)
    plain = len(source.indicators) == 1 and not (source.over or source.reference or source.leftovers or source.claims)
    if source.operation not in _OVER_SEVERAL or not (named and plain) or not _names_nothing(reading):
        return None
    operation = next((o for o in _OVER_SEVERAL if asked == {str(o)}), source.operation)
    if operation is source.operation:
        return None
    numbers = {t.key for t in reading.tokens if number_named([t])}
    points = bool(keys & POINTERS) or bool(numbers)
    if operation is Operation.SUM and catalog.table_of(source.indicators[0]) and not points:
        return None
    cue = {i for first, end, _ in found for i in range(first, end)} | words_of("together", reading.tokens)
    light = neutral_words() | numbers | _SUM_WORDS
    if any(t.key not in light for i, t in enumerate(reading.tokens) if i not in cue):
        return None
    if number_named(reading.tokens) not in (None, len(source.places)):
        return None
    done = again(source, plan.question, operation=operation, operation_cue=None, claims=(), states=False)
    return replace(done, clause=reading.plan.clause, takes_back=plan.takes_back)


def summed_instead(plan: QueryPlan, tokens: Sequence[Token]) -> QueryPlan:
    """Return a plan with the sum in an average's stead, if words ask for it: "and the total without Iowa?"."""
    asks = words_of("together", tokens) or words_of("total", tokens) or {t.key for t in tokens} & _SUM_WORDS
    averaged = plan.operation in (Operation.MEAN, Operation.MEDIAN)
    named = {values[0][0] for _, _, values in operation_phrases().find(tokens)} - {Operation.SUM}
    return replace(plan, operation=Operation.SUM, operation_cue=None) if averaged and asks and not named else plan

"""What a message asks as a whole and its clauses do not tell: where a number stands, which programme is which."""

from __future__ import annotations

from dataclasses import replace

from assistant.clause_reading import ClauseReader
from assistant.intents import asks_how_many
from assistant.lexicon import cued, normalise, tokenise
from assistant.number_asked import of_number
from assistant.types import Intent, QueryPlan

_PAIR = 2


def as_whole(message: str, plan: QueryPlan, reader: ClauseReader) -> QueryPlan:
    """Return the plan of what a message asks as a whole, or its plan as it is."""
    return _of_programs(message, of_number(message, plan, reader), reader)


def _of_programs(message: str, plan: QueryPlan, reader: ClauseReader) -> QueryPlan:
    """Return a plan for what two programmes are, if a message says that they are mixed up and asks for no number.

    "I mix up Team HOPE and Team Adam. Which has the ex-detectives, and which the peers?" names each by what it is.
    """
    if any(part.claims or part.places for part in plan.parts or (plan,)):
        return plan
    tokens = tokenise(normalise(message))
    if plan.intent is Intent.URGENT or not cued("intents", "tells_apart", tokens):
        return plan
    explains = [part.intent for part in plan.parts or (plan,)] == [Intent.EXPLANATION]
    if explains or asks_how_many(message) or cued("operations", "several_figures", tokens):
        return plan
    found = reader.spotted(message)
    catalog, items = reader.lexicon.catalog, reader.lexicon.items(tokens)
    names = reader.lexicon.concepts(name for entry in catalog.explanations for name in entry.names)
    programs = {concept for item in items for concept in item.concepts & names}
    if len(programs) < _PAIR or found[1]:
        return plan
    whole = QueryPlan(question=message, intent=Intent.EXPLANATION)
    return replace(whole, clause=normalise(message))

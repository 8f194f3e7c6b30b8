"""Why an answer is what it is: what was matched, from which words, with what score, and what was left over."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answering import place_names
from assistant.judging import narrowing_limit
from assistant.types import Answer, Intent, Judgement, Operation, QueryPlan, Status
from index.catalog import Catalog
from index.places import listed

_INTENTS = {
    Intent.FIGURES: "figures",
    Intent.EXPLANATION: "an explanation",
    Intent.COVERAGE: "what the sheets cover",
    Intent.PROVENANCE: "where a figure comes from",
    Intent.GREETING: "nothing; it is a greeting or thanks",
    Intent.OFF_TOPIC: "something that the sheets do not speak of",
    Intent.NOTHING: "nothing; it holds no words",
    Intent.URGENT: "help: a message about a person in danger, so no statistics are given",
}
_ORIGINS = {
    "question": "named in the question",
    "clause": "taken from another part of the message",
    "earlier": "taken from an earlier question",
    "default": "a default",
}
_STATUSES = {
    Status.ANSWERED: "every word was accounted for, and the sheets hold what was asked",
    Status.PARTIAL: "a part of what was asked could be answered",
    Status.NOT_FOUND: "the sheets do not hold what was asked, or a word changes the question",
    Status.CLARIFY: "the question fits several readings, or leaves one open",
    Status.URGENT: "the message speaks of a person in danger",
}


def explain(answer: Answer, catalog: Catalog) -> str:
    """Write how a question was understood and why it got its status, for a terminal."""
    parts = answer.plan.parts or (answer.plan,)
    lines: list[str] = []
    for number, part in enumerate(parts, 1):
        if len(parts) > 1:
            lines.append(f"Part {number} of {len(parts)}")
        lines += [f"  {line}" for line in _part(part, catalog)]
    reason = f", {answer.reason.value}" if answer.reason else ""
    lines.append(f"Status: {answer.status.value}{reason}: {_STATUSES[answer.status]}.")
    return "\n".join(("How the question was understood", *lines))


def _part(plan: QueryPlan, catalog: Catalog) -> Iterator[str]:
    yield f"Read: {plan.clause or plan.question}"
    yield f"Asks for: {_INTENTS[plan.intent]}"
    if plan.intent is Intent.URGENT:
        return
    if plan.operation is not Operation.LOOKUP or plan.operation_cue:
        cue = (
            f", from the words \u2018{plan.operation_cue}\u2019" if plan.operation_cue else ", from the whole question"
        )
        yield f"Operation: {plan.operation.value}{cue}"
    places = place_names(plan.places) if plan.places else "every sheet's" if plan.all_places else ""
    if places or plan.overall:
        yield f"Place: {places or catalog.overall}{_origin(plan, 'places')}"
    yield f"Year: {listed(plan.periods) if plan.periods else 'none named'}{_origin(plan, 'periods')}"
    yield from _measures(plan, catalog)
    if plan.claims:
        yield f"Numbers that the asker states: {listed(plan.claims)}"
    if plan.judgement:
        yield from _judgement(plan.judgement)
    yield f"Left over: {listed(plan.leftovers) if plan.leftovers else 'nothing'}"


def _origin(plan: QueryPlan, slot: str) -> str:
    origin = plan.origins.get(slot)
    return f" ({_ORIGINS[origin]})" if origin else ""


def _measures(plan: QueryPlan, catalog: Catalog) -> Iterator[str]:
    scores = {c.indicator: c for c in plan.candidates}
    if not plan.indicators:
        yield "Measure: none for certain"
    for name in plan.indicators:
        found = scores.get(name)
        score = f"score {found.score:.2f} by \u2018{found.asked_as}\u2019" if found else "not by its own words"
        yield f"Measure: {catalog.by_id[name].label}, {score}{_origin(plan, 'indicators')}"
    for candidate in plan.candidates:
        if candidate.indicator not in plan.indicators:
            label = catalog.by_id[candidate.indicator].label
            yield f"Also weighed: {label}, score {candidate.score:.2f} by \u2018{candidate.asked_as}\u2019"


def _judgement(judgement: Judgement) -> Iterator[str]:
    yield "Looked at again with the question model:"
    for word, chance in judgement.words:
        limit = narrowing_limit(word)
        verdict = "changes the question" if chance >= limit else "does not matter"
        yield f"  \u2018{word}\u2019 {verdict} (chance {chance:.2f} that it narrows the question, limit {limit:.2f})"
    for kind, chances in (("measures", judgement.indicators), ("operations", judgement.operations)):
        yield f"  likeliest {kind}: " + ", ".join(f"{name} {chance:.2f}" for name, chance in chances)
    yield f"  the model {'agrees' if judgement.agrees else 'does not agree'} with the measure and the operation"

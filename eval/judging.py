"""One answer against one case: every check on its own, and the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assistant.types import Answer, Status, Value
from eval.cases import Case, ExpectedValue

# Lookups that a ranking or a filter also states are the same figure under another operation's name.
_PRINTED = {"lookup", "rank", "filter"}


class Verdict(StrEnum):
    """CRAG's three outcomes (Yang et al. 2024): right scores +1, abstained 0, wrong −1."""

    RIGHT = "right"
    ABSTAINED = "abstained"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How an answer met a case: the verdict, what is wrong, and whether a wrong figure was given."""

    verdict: Verdict
    problems: tuple[str, ...]
    wrong_figure: bool


def judge(case: Case, answer: Answer, texts: Mapping[str, str]) -> Judgement:
    """Judge an answer. `texts` are the documents' texts by source name."""
    problems = tuple(_problems(case, answer, texts))
    wrong_figure = any(p.startswith("figure") for p in problems)
    if not problems:
        return Judgement(verdict=Verdict.RIGHT, problems=(), wrong_figure=False)
    declined = answer.status in (Status.NOT_FOUND, Status.CLARIFY) and not answer.values
    urgent_missed = Status.URGENT in case.expect.status
    verdict = Verdict.ABSTAINED if declined and not urgent_missed else Verdict.WRONG
    return Judgement(verdict=verdict, problems=problems, wrong_figure=wrong_figure)


def _problems(case: Case, answer: Answer, texts: Mapping[str, str]) -> Iterator[str]:
    expect = case.expect
    if answer.status not in expect.status:
        yield f"status {answer.status.value}, expected {' or '.join(expect.status)}"
    elif expect.reason and answer.reason not in expect.reason and answer.reason is not None:
        yield f"reason {answer.reason.value}, expected {' or '.join(str(r) for r in expect.reason)}"
    for wanted in expect.values:
        if not any(matches(wanted, value) for value in answer.values):
            yield f"value missing: {wanted.operation.value} {wanted.value} {wanted.indicator} {wanted.place}"
    given = {v.value for v in answer.values}
    for figure in expect.figures_not:
        if Decimal(figure) in given:
            yield f"figure {figure} must not be given"
    if answer.values and not {Status.ANSWERED, Status.PARTIAL} & set(expect.status):
        yield f"figures given: {', '.join(str(v.value) for v in answer.values)}"
    text = answer.text.lower()
    for group in expect.words:
        if not any(word.lower() in text for word in group):
            yield f"none of these words: {', '.join(group)}"
    yield from _citation_problems(case, answer, texts)


def _citation_problems(case: Case, answer: Answer, texts: Mapping[str, str]) -> Iterator[str]:
    expect = case.expect
    cited = {citation.source for citation in answer.citations}
    for source in expect.sheets:
        if source not in cited:
            yield f"sheet not cited: {source}"
    if expect.sheets_any and not cited & set(expect.sheets_any):
        yield f"none of these sheets cited: {', '.join(expect.sheets_any)}"
    for source in expect.sheets_not:
        if source in cited:
            yield f"sheet cited: {source}"
    for span in expect.spans:
        at = texts[span.source].find(span.quote)
        end = at + len(span.quote)
        if not any(
            (c.source == span.source and c.start < end and at < c.end) or span.quote in c.quote
            for c in answer.citations
        ):
            yield f"not cited: {span.quote!r} in {span.source}"


def matches(wanted: ExpectedValue, value: Value) -> bool:
    """Say whether a value of an answer is the expected one in every slot that the case names."""
    if wanted.is_lookup:
        if value.operation.value not in _PRINTED:
            return False
    elif value.operation is not wanted.operation:
        return False
    if abs(value.value - wanted.value) > wanted.tolerance:
        return False
    slots = (
        (wanted.unit, value.unit),
        (wanted.qualifier, value.qualifier.value),
        (wanted.indicator, value.indicator),
        (wanted.place, value.place),
    )
    if any(expected is not None and expected != actual for expected, actual in slots):
        return False
    return "period" not in wanted.model_fields_set or wanted.period == value.period

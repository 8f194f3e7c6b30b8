"""One answer against one case: every check on its own, and the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.types import Answer, Operation, Reason, Status
from eval.cases import Case, ExpectedSpan
from eval.metrics.citations import Span, occurrences
from eval.metrics.values import matches
from index.places import find_names
from index.quantities import plain

FIGURE = "figure"
_BOLD = "**"
_GIVES_FIGURES = (Status.ANSWERED, Status.PARTIAL)
_HAS_NO_REASON = (Status.ANSWERED, Status.URGENT)
_PRINTED = (Operation.LOOKUP, Operation.RANK, Operation.FILTER)


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
    """Judge an answer. `texts` are the documents' texts by source name.

    An answer that declines although it should not abstains; to miss that a message is urgent is wrong.
    """
    problems = tuple(_problems(case, answer, texts))
    wrong_figure = any(problem.startswith(FIGURE) for problem in problems)
    if not problems:
        return Judgement(verdict=Verdict.RIGHT, problems=(), wrong_figure=False)
    declined = answer.status in (Status.NOT_FOUND, Status.CLARIFY) and not answer.values
    urgent_missed = Status.URGENT in case.expect.status
    verdict = Verdict.ABSTAINED if declined and not urgent_missed else Verdict.WRONG
    return Judgement(verdict=verdict, problems=problems, wrong_figure=wrong_figure)


def _problems(case: Case, answer: Answer, texts: Mapping[str, str]) -> Iterator[str]:
    expect = case.expect
    if answer.status not in expect.status:
        yield f"status {answer.status.value}, expected {' or '.join(s.value for s in expect.status)}"
    elif expect.reason and not _reason_fits(answer, expect.reason):
        given = answer.reason.value if answer.reason else "none"
        yield f"reason {given}, expected {' or '.join(r.value if r else 'none' for r in expect.reason)}"
    declines_as_accepted = answer.status in expect.status and answer.status not in _GIVES_FIGURES
    if not declines_as_accepted:
        yield from _value_problems(case, answer)
    yield from _figure_problems(case, answer)
    text = answer.text.replace(_BOLD, "").lower()  # as it is read: "**1** engagement" holds "1 engagement"
    for group in expect.words:
        if not any(word.lower() in text for word in group):
            yield f"none of these words: {', '.join(group)}"
    cited = {citation.source for citation in answer.citations}
    for source in expect.sheets_not:
        if source in cited:
            yield f"sheet cited: {source}"
    if not declines_as_accepted:
        yield from _citation_problems(case, answer, texts)


def _reason_fits(answer: Answer, accepted: Sequence[Reason | None]) -> bool:
    """Say whether the reason is accepted; an answer to everything has none, whatever other outcomes would give."""
    return answer.reason in accepted or (answer.reason is None and answer.status in _HAS_NO_REASON)


def _value_problems(case: Case, answer: Answer) -> Iterator[str]:
    for wanted in case.expect.values:
        if not any(matches(wanted, value) for value in answer.values):
            slots = [plain(wanted.value), wanted.unit, wanted.indicator, wanted.place, wanted.period]
            yield f"value missing: {wanted.operation.value} {' '.join(filter(None, slots))}"
            continue
        for operand in wanted.operands:
            slot = (operand.indicator, operand.place, operand.period)
            if not any(slot == (v.indicator, v.place, v.period) for v in answer.values if v.operation in _PRINTED):
                yield f"operand missing: {operand.indicator} {operand.place} {operand.period}"


def _figure_problems(case: Case, answer: Answer) -> Iterator[str]:
    """Yield the figures that are wrong for the question, whatever else they are right for."""
    expect = case.expect
    given = {value.value for value in answer.values}
    for figure in expect.figures_not:
        if figure in given:
            yield f"{FIGURE} {plain(figure)} must not be given"
    if answer.values and not set(_GIVES_FIGURES) & set(expect.status):
        yield f"{FIGURE}s given: {', '.join(plain(v.value) for v in answer.values)}"
    computed = [value for value in answer.values if value.operation not in _PRINTED]
    for wanted in expect.values:
        rivals = [v for v in computed if v.operation is wanted.operation and v.unit == wanted.unit]
        if rivals and not any(matches(wanted, value) for value in rivals):
            yield f"{FIGURE} {plain(rivals[0].value)} given as the {wanted.operation.value}, not {plain(wanted.value)}"
    asked = {slots[:2] for wanted in expect.values for slots in wanted.slots}
    beside = [v for v in answer.values if v.operation in _PRINTED and (v.indicator, v.place) not in asked]
    named = bool(expect.values) and all(None not in (v.indicator, v.place) or v.operands for v in expect.values)
    if answer.status is Status.ANSWERED and named and answer.values and len(beside) == len(answer.values):
        yield f"{FIGURE} for another measure or place: {plain(beside[0].value)}"


def _citation_problems(case: Case, answer: Answer, texts: Mapping[str, str]) -> Iterator[str]:
    expect = case.expect
    cited = {citation.source for citation in answer.citations}
    for source in expect.sheets:
        if source not in cited:
            yield f"sheet not cited: {source}"
    if expect.sheets_any and not cited & set(expect.sheets_any):
        yield f"none of these sheets cited: {', '.join(expect.sheets_any)}"
    spans = cited_spans(answer)
    for wanted in expect.spans:
        if not any(span.overlaps(place) for span in spans for place in places_of(case, wanted, texts)):
            yield f"not cited: {wanted.quote!r} in {wanted.source}"


def cited_spans(answer: Answer) -> list[Span]:
    """Return the stretches that an answer cites."""
    return [Span(citation.source, citation.start, citation.end) for citation in answer.citations]


def places_of(case: Case, span: ExpectedSpan, texts: Mapping[str, str]) -> list[Span]:
    """Return everywhere that a case's stretch may be cited: in its sheet, or in any if no place was named."""
    named = span.source in case.expect.sheets or any(any(find_names(turn)) for turn in case.turns)
    return occurrences(span.quote, span.source if named else None, texts)

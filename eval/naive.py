"""The naive system: plain llama-index retrieval over the same sheets with the same model, scored leniently.

It answers with the passages it finds. Everything that a reader could have taken from them counts for it: an expected
figure anywhere in the passages, or the figures that a computation needs. It cannot decline, so a question that has
no answer in the sheets is answered wrongly.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from assistant.types import Answer, Intent, Operation, QueryPlan, Status
from eval.bench import naive as retrieval
from eval.cases import Case, ExpectedValue
from eval.judging import Judgement, Verdict
from index import Library
from index.library import bundled_corpus
from index.quantities import find_numerals, plain

_PRINTED = (Operation.LOOKUP, Operation.RANK, Operation.FILTER)


class Naive:
    """Plain retrieval of the top passages for the last turn and for the whole conversation."""

    name = "naive"

    def __init__(self, library: Library, directory: Path) -> None:
        self._retriever = retrieval.build(bundled_corpus(), directory)
        facts = library.facts()
        self._values = {(fact.indicator, fact.place, fact.period): fact.value for fact in facts}

    def ask(self, case: Case) -> Answer:
        """Return the passages as the answer's text."""
        queries = dict.fromkeys((case.turns[-1], " ".join(case.turns)))
        passages = [node.text for query in queries for node in self._retriever.retrieve(query)]
        return Answer(
            status=Status.ANSWERED,
            reason=None,
            text="\n\n".join(dict.fromkeys(passages)),
            values=(),
            citations=(),
            plan=QueryPlan(question=case.turns[-1], intent=Intent.EXPLANATION),
        )

    def judge(self, case: Case, answer: Answer) -> Judgement:
        """Judge leniently; whether a figure is wrong is not scored, as passages claim none."""
        problems = tuple(self._problems(case, answer.text))
        verdict = Verdict.WRONG if problems else Verdict.RIGHT
        return Judgement(verdict=verdict, problems=problems, wrong_figure=False)

    def _problems(self, case: Case, text: str) -> Iterator[str]:
        expect = case.expect
        if not {Status.ANSWERED, Status.PARTIAL} & set(expect.status):
            yield "passages are given where there is nothing to answer"
        figures = {n.value for n in find_numerals(text, words=True) if n.value is not None}
        for wanted in expect.values:
            if not self._holds(wanted, figures):
                yield f"figure not in the passages: {plain(wanted.value)}"
        if expect.values:
            return  # the words that an answer must hold are those of an answer, not of a passage
        lower = text.lower()
        for group in expect.words:
            if not any(word.lower() in lower for word in group):
                yield f"none of these words: {', '.join(group)}"

    def _holds(self, wanted: ExpectedValue, figures: set[Decimal]) -> bool:
        if wanted.value in figures:
            return True
        if wanted.operation in _PRINTED or not wanted.operands:
            return False
        return all(self._values.get((o.indicator, o.place, o.period)) in figures for o in wanted.operands)

"""An evaluation as it was asked for: the cases, the systems, and what is written of a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import Assistant
from eval.arithmetic import disagreements
from eval.cases import Case, EvaluationError, golden_cases, own_cases
from eval.export import export_beir, export_ragas
from eval.generated import generated_cases
from eval.mutation import is_mutated, mutation_report
from eval.passages import PassageIndex, retrieval_metrics
from eval.report import build_report
from eval.run import Run, StatDesk, System, run_cases
from index.library import bundled_corpus

_WARM_UP = "What is the CyberTipline?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """A set of cases over an opened store."""

    assistant: Assistant
    index: PassageIndex
    cases: tuple[Case, ...]
    show_test: bool

    def system(self, name: str, directory: Path) -> System:
        """Return a system by name, ready to answer; `directory` is for files that it needs while it runs."""
        if name == "naive":
            from eval.naive import Naive  # brings llama-index and torch

            return Naive(self.assistant.library, directory)
        self.assistant.ask(_WARM_UP)  # loads the model, which is no case's time
        return StatDesk(self.assistant, self.index.texts)

    def run(self, system: System, done: Callable[[], None]) -> Run:
        """Ask every case; `done` is called after each."""
        return run_cases(system, self.cases, done)

    def alterations(self, run: Run) -> int:
        """Return how many answers are altered to measure verification."""
        return sum(map(is_mutated, run.results)) if run.system == StatDesk.name else 0

    def report(self, run: Run, done: Callable[[], None]) -> dict[str, Any]:
        """Return the report of a run; `done` is called after each altered answer."""
        if run.system != StatDesk.name:
            return build_report(run, self.index.texts, show_test=self.show_test)
        by_split: dict[str, list[Case]] = {}
        for case in self.cases:
            by_split.setdefault(case.split, []).append(case)
        found = {split: retrieval_metrics(self.assistant, self.index, cases) for split, cases in by_split.items()}
        altered = [result for result in run.results if is_mutated(result)]
        mutation = mutation_report(self.assistant, altered, done)
        return build_report(run, self.index.texts, retrieval=found, mutation=mutation, show_test=self.show_test)

    def write_beir(self, directory: Path) -> None:
        """Write the BEIR files, without questions that must not be shown."""
        export_beir(directory, self.index, [case for case in self.cases if self._may_show(case)])

    def write_ragas(self, path: Path, run: Run) -> None:
        """Write the ragas-style lines, without questions that must not be shown."""
        export_ragas(path, self.index, [result for result in run.results if self._may_show(result.case)])

    def _may_show(self, case: Case) -> bool:
        return self.show_test or case.split != "test"


def open_evaluation(
    files: Sequence[Path], *, generated: bool, categories: Sequence[str], show_test: bool
) -> Evaluation:
    """Open the store and load the cases that are asked for.

    Raises EvaluationError or another StatDeskError that says what to do.
    """
    assistant = Assistant.open()
    index = PassageIndex(assistant)
    cases = _cases(assistant, index, files, generated=generated)
    if categories:
        known = sorted({case.category for case in cases})
        if unknown := next((name for name in categories if name not in known), None):
            raise EvaluationError(f"There is no case of category {unknown!r}. The categories are: {', '.join(known)}.")
        cases = [case for case in cases if case.category in categories]
    if not cases:
        raise EvaluationError("There is no case to ask.")
    return Evaluation(assistant=assistant, index=index, cases=tuple(cases), show_test=show_test)


def _cases(assistant: Assistant, index: PassageIndex, files: Sequence[Path], *, generated: bool) -> list[Case]:
    found = own_cases(files, index.texts) if files else []
    if generated:
        found += generated_cases(assistant.library)
    if files or generated:
        return found
    missing = [path.name for path in sorted(bundled_corpus().glob("*.txt")) if path.name not in index.texts]
    if missing:
        raise EvaluationError(
            f"The hand-written cases ask about sheets that the store lacks: {', '.join(missing)}. Build a store of "
            "the bundled sheets (set STATDESK_HOME to an empty directory and run `statdesk build`), or give your own "
            "cases with --cases."
        )
    cases = golden_cases()
    if wrong := next(disagreements(cases, assistant.library), None):
        raise EvaluationError(f"The case {wrong[0]} does not agree with the facts of the sheets: {wrong[1]}.")
    return cases

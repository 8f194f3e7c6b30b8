"""Ask every case of a set and judge the answers."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant import Assistant
from assistant.types import Answer
from eval.cases import Case
from eval.judging import Judgement, Verdict, judge

CRASH = "crash"


class System(Protocol):
    """Something that answers the conversation of a case."""

    name: str

    def ask(self, case: Case) -> Answer:
        """Answer the last turn of a case."""
        ...

    def judge(self, case: Case, answer: Answer) -> Judgement:
        """Judge that answer."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of one case: the answer (None after a crash), its judgement, and the time it took in milliseconds.

    `log` is what the system wrote to its log meanwhile, such as why it withheld an answer.
    """

    case: Case
    answer: Answer | None
    judgement: Judgement
    elapsed_ms: float
    log: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The results of one system over a set of cases, and the wall time in seconds."""

    system: str
    results: tuple[Result, ...]
    seconds: float


class StatDesk:
    """The assistant under evaluation. `texts` are the documents' texts by source name."""

    name = "statdesk"

    def __init__(self, assistant: Assistant, texts: Mapping[str, str]) -> None:
        self._assistant = assistant
        self._texts = texts

    def ask(self, case: Case) -> Answer:
        """Ask the last turn, with the earlier ones as history."""
        return self._assistant.ask(case.turns[-1], case.turns[:-1])

    def judge(self, case: Case, answer: Answer) -> Judgement:
        """Judge with every check of the case."""
        return judge(case, answer, self._texts)


class _Log(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def taken(self) -> tuple[str, ...]:
        lines = tuple(self.lines)
        self.lines.clear()
        return lines


@contextlib.contextmanager
def _captured_log() -> Iterator[_Log]:
    """Collect what the assistant logs, so that it stands with its case and not across the progress bar."""
    logger = logging.getLogger("assistant")
    handler, before = _Log(), logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield handler
    finally:
        logger.removeHandler(handler)
        logger.propagate = before


def run_cases(system: System, cases: Sequence[Case], done: Callable[[], None] = lambda: None) -> Run:
    """Ask every case in order and judge the answers; `done` is called after each.

    A case that crashes is wrong, with the error as its problem, and the run goes on.
    """
    results: list[Result] = []
    start = time.perf_counter()
    with _captured_log() as log:
        for case in cases:
            results.append(_result(system, case, log))
            done()
    return Run(system=system.name, results=tuple(results), seconds=time.perf_counter() - start)


def _result(system: System, case: Case, log: _Log) -> Result:
    answer: Answer | None = None
    start = time.perf_counter()
    try:
        answer = system.ask(case)
        elapsed = time.perf_counter() - start
        judgement = system.judge(case, answer)
    except Exception as error:  # whatever it is, it is this case's failure and not the run's
        elapsed = time.perf_counter() - start
        problem = f"{CRASH}: {type(error).__name__}: {error}"
        judgement = Judgement(verdict=Verdict.WRONG, problems=(problem,), wrong_figure=False)
        answer = None
    return Result(case=case, answer=answer, judgement=judgement, elapsed_ms=elapsed * 1000, log=log.taken())

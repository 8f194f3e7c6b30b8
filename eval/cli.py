"""The command `eval`."""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from eval.options import Options, options

if TYPE_CHECKING:
    from assistant import Assistant
    from eval.cases import Case
    from eval.passages import PassageIndex
    from eval.run import Run, System

REGRESSION = 4
_WARM_UP = "What is the CyberTipline?"


@click.command("eval")
@options
def evaluate(chosen: Options) -> None:
    """Ask the golden questions and say how many answers are right, by category.

    Without options: every hand-written case, in two splits. The distance between them is how far the system was
    fitted to the split that is read while working on it (dev); the other (test) is shown by category only.
    The exit code is 0 whatever the result, 4 for a regression against --compare, 1 if the evaluation cannot run.
    """
    from eval.evaluation import Evaluation  # heavy: help texts do without

    evaluation = Evaluation.open(chosen)
    cases = evaluation.cases()
    reports: list[dict[str, Any]] = []
    regressed = False
    for name in ("statdesk", "naive") if chosen.system == "both" else (chosen.system,):
        with _temporary(name) as directory:
            system = evaluation.system(name, directory)
            with _progress(f"{name}: asking", len(cases)) as done:
                run = evaluation.run(system, cases, done)
        with _progress("altering answers", evaluation.alterations(run)) as done:
            report = evaluation.report(run, done)
        reports.append(report)
        comparison = evaluation.compare(run) if name == chosen.system or name == "statdesk" else None
        evaluation.write(run, report, comparison)
        if not (chosen.markdown or chosen.json_to == "-"):
            click.echo(evaluation.text(report))
        if comparison is not None:
            click.echo(comparison.text, err=chosen.json_to == "-")
            regressed = regressed or comparison.regression
    if chosen.markdown:
        click.echo(evaluation.markdown(reports))
    if chosen.json_to:
        evaluation.write_json(reports)
    if regressed:
        sys.exit(REGRESSION)

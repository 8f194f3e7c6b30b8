"""The command `eval`."""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from eval.evaluation import Evaluation
    from eval.run import Run, System

REGRESSION = 4
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("eval")
@click.option("--cases", "files", multiple=True, type=_FILE, help="Your own cases instead; may be given several times.")
@click.option("--generated", is_flag=True, help="Cases generated from the facts and the catalog instead.")
@click.option("--category", "categories", multiple=True, help="Only this category; may be given several times.")
@click.option("--system", type=click.Choice(["statdesk", "naive", "both"]), default="statdesk", show_default=True)
@click.option("--failures", is_flag=True, help="List each case that is not right, without those of the test split.")
@click.option("--show-test", is_flag=True, help="Show the cases of the test split too; they must then be replaced.")
@click.option("--markdown", is_flag=True, help="Print only the quality table, as Markdown.")
@click.option("--json", "json_to", metavar="FILE", help="Write the report as JSON; - is standard output.")
@click.option("--html", "html_to", type=_FILE, help="Write the report as one self-contained page.")
@click.option("--compare", "baseline", type=_FILE, help="Compare with this baseline; exit with 4 on a regression.")
@click.option(
    "--margin",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    help="How many points of 100 the score may fall; wrong figures may never become more.",
)
@click.option("--write-baseline", is_flag=True, help="Accept this run as the baseline of the repository.")
@click.option("--export-beir", "beir_to", type=click.Path(file_okay=False, path_type=Path), help="Write BEIR files.")
@click.option("--export-ragas", "ragas_to", type=_FILE, help="Write a ragas-style JSONL.")
def evaluate(
    files: tuple[Path, ...],
    generated: bool,
    categories: tuple[str, ...],
    system: str,
    failures: bool,
    show_test: bool,
    markdown: bool,
    json_to: str | None,
    html_to: Path | None,
    baseline: Path | None,
    margin: float,
    write_baseline: bool,
    beir_to: Path | None,
    ragas_to: Path | None,
) -> None:
    """Ask the golden questions and say how many answers are right, by category.

    Without options: every hand-written case, in two splits. The distance between the splits shows how far the system
    was fitted to the one that is read while working on it (dev); the other one (test) is shown by category only.
    The exit code is 0 whatever the result, 4 for a regression against --compare, 1 if the evaluation cannot run.
    """
    from eval import compare
    from eval.evaluation import open_evaluation  # heavy: help texts do without
    from eval.terminal import as_markdown, as_text

    if write_baseline and (files or generated or categories or system != "statdesk"):
        raise click.UsageError("--write-baseline is for a whole run of StatDesk over the hand-written cases.")
    if system == "both" and (baseline or html_to or ragas_to):
        raise click.UsageError("--compare, --html and --export-ragas are for one system.")
    accepted = compare.read_baseline(baseline) if baseline else None
    evaluation = open_evaluation(files, generated=generated, categories=categories, show_test=show_test)
    reports: list[dict[str, Any]] = []
    comparison: compare.Comparison | None = None
    compared = ""
    for name in ("statdesk", "naive") if system == "both" else (system,):
        run, report = _run(evaluation, name)
        reports.append(report)
        if accepted:
            comparison = compare.compare(accepted, run.results)
            compared = compare.comparison_text(comparison, margin, {c.id: c for c in evaluation.cases})
        if ragas_to:
            evaluation.write_ragas(ragas_to, run)
        if write_baseline:
            compare.write_baseline(compare.BASELINE, compare.baseline_of(name, run.results))
    if html_to:
        from eval.html_report import as_html

        compare.write_text(html_to, as_html(reports[0], compared))
    if beir_to:
        evaluation.write_beir(beir_to)
    if markdown:
        click.echo(as_markdown(reports))
    elif json_to != "-":
        click.echo("\n\n".join(as_text(report, failures=failures) for report in reports))
    if compared:
        click.echo(f"\n{compared}", err=json_to == "-" or markdown)
    if json_to:
        content = json.dumps(reports[0] if len(reports) == 1 else reports, indent=1, ensure_ascii=False) + "\n"
        click.echo(content, nl=False) if json_to == "-" else compare.write_text(Path(json_to), content)
    if comparison and comparison.is_regression(margin):
        sys.exit(REGRESSION)


def _run(evaluation: Evaluation, name: str) -> tuple[Run, dict[str, Any]]:
    with tempfile.TemporaryDirectory() as directory:
        system: System = evaluation.system(name, Path(directory))
        with _progress(f"{name}: asking", len(evaluation.cases)) as done:
            run = evaluation.run(system, done)
    with _progress("altering answers", evaluation.alterations(run)) as done:
        return run, evaluation.report(run, done)


@contextlib.contextmanager
def _progress(label: str, length: int) -> Iterator[Callable[[], None]]:
    """Show a progress bar on standard error, for something that is counted."""
    if not length:
        yield lambda: None
        return
    with click.progressbar(length=length, label=f"{label:18}", file=sys.stderr, show_pos=True) as bar:
        yield lambda: bar.update(1)


COMMANDS = (evaluate,)

"""How StatDesk grows with its documents: `python -m eval.bench.scale 5 100 1000`.

For each number of made sheets, in a process of its own: how long the build takes, how many texts are embedded, disk,
peak memory, and how many answers of a seeded sample are right. Then how long answers take: like questions are asked of
all stores in turn, so that whatever else the machine does slows all of them alike. It ends with exit code 1 if any
sampled answer is wrong.
"""

from __future__ import annotations

import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from assistant import Assistant
from assistant.types import Operation
from eval.bench.made_questions import KINDS, Asked
from eval.bench.sheets import made_sheets, write_sheets
from eval.bench.speed import PROSE, peak_mb
from index.library import Library
from index.settings import Settings

# So many distinct questions of a kind are timed: no more than can be asked about five sheets.
_TIMED = 50
_ROUNDS = 6
COLUMNS = {
    "sheets": "sheets",
    "build_s": "build (CPU s)",
    "again_s": "build again (CPU s)",
    "one_more_s": "one more sheet (CPU s)",
    "embedded": "texts embedded",
    "disk_mb": "disk (MB)",
    "peak_mb": "peak memory (MB)",
    "first_ms": "first answer (ms)",
    "right": "right answers",
}


def measure(number: int, home: Path) -> dict[str, Any]:
    """Build a store of so many sheets in `home`, ask it the sample, and measure both.

    The times of builds are processor time, of all threads: on a shared machine a build of minutes waits for others.
    """
    logging.disable(logging.WARNING)
    settings = Settings(home=home)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "sheets"
        *sheets, extra = write_sheets(made_sheets(number + 1), folder)
        aside = (folder / extra.name).rename(Path(temporary) / extra.name)
        start = time.process_time()
        report = Library(settings).build([folder])
        build = time.process_time() - start
        start = time.process_time()
        Library(settings).build([folder])
        again = time.process_time() - start
        start = time.process_time()
        Library(settings).add([aside])
        one_more = time.process_time() - start
        Library(settings).remove(extra.name)
    disk = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
    models = sum(path.stat().st_size for path in settings.models_path.rglob("*") if path.is_file())
    assistant = Assistant.open(settings)
    sample = [asked for ask, number_asked in KINDS.values() for asked in ask(sheets, number_asked)]
    start = time.perf_counter()
    assistant.ask(sample[1].question)
    first = time.perf_counter() - start
    wrong = [found for asked in sample if (found := fault(assistant, asked))]
    for found in wrong[:20]:
        click.echo(found, err=True)
    return {
        "sheets": number,
        "build_s": round(build, 1),
        "again_s": round(again, 1),
        "one_more_s": round(one_more, 2),
        "embedded": report.texts_embedded,
        "disk_mb": round((disk - models) / 1e6, 1),
        "peak_mb": round(peak_mb()),
        "first_ms": round(first * 1000),
        "right": f"{len(sample) - len(wrong)} of {len(sample)}",
    }


def fault(assistant: Assistant, asked: Asked) -> str | None:
    """Say what is wrong with the answer to a question; None if it gives the figure, its place and its year."""
    answer = assistant.ask(asked.question).to_dict()
    figures = [v for v in answer["values"] if v["operation"] == asked.operation.value]
    given = [(v["place"], v["period"], v["indicator"], v["value"]) for v in figures]
    wanted = (asked.place, asked.period, asked.indicator, str(asked.value))
    alone = asked.operation is not Operation.LOOKUP or len(answer["values"]) == 1
    if alone and given[:1] == [wanted] and {citation["period"] for citation in answer["citations"]} == {asked.period}:
        return None
    return f"{asked.question} wanted {wanted}, got {given}: {answer['text']}"


def latencies(stores: dict[int, Path]) -> dict[str, dict[int, float]]:
    """Return the median time of an answer in ms, by kind of question and by the number of sheets.

    A kind is timed twice: each question as it is asked for the first time, and the least of the times after that.
    """
    logging.disable(logging.WARNING)
    assistants = {number: Assistant.open(Settings(home=home)) for number, home in stores.items()}
    sheets = {number: list(made_sheets(number)) for number in stores}
    for assistant in assistants.values():
        for question in PROSE:
            assistant.ask(question)
    found: dict[str, dict[int, float]] = {}
    for kind, (ask, _) in KINDS.items():
        asked = {n: _distinct([a.question for a in ask(sheets[n], 10 * _TIMED)]) for n in stores}
        times = {number: taken for number, taken in _in_turn(assistants, asked).items() if asked[number]}
        found[f"{kind}, first asked"] = {n: statistics.median(first) for n, (first, *_) in times.items()}
        found[f"{kind}, asked again"] = {n: _median_of_least(again) for n, (_, *again) in times.items()}
    times = _in_turn(assistants, dict.fromkeys(stores, PROSE))
    return found | {"passage": {n: _median_of_least(taken) for n, taken in times.items()}}


def _median_of_least(rounds: Sequence[Sequence[float]]) -> float:
    """Return the median over questions of the least time that each took: what else the machine did only adds."""
    least: list[float] = [min(times) for times in zip(*rounds, strict=True)]
    return statistics.median(least)


def _distinct(questions: Sequence[str]) -> Sequence[str]:
    return list(dict.fromkeys(questions))[:_TIMED]


def _in_turn(assistants: dict[int, Assistant], asked: dict[int, Sequence[str]]) -> dict[int, list[list[float]]]:
    """Ask all stores in turn; return the times in ms by store and round."""
    times: dict[int, list[list[float]]] = {number: [] for number in assistants}
    for _ in range(_ROUNDS):
        for taken in times.values():
            taken.append([])
        for n in range(_TIMED):
            for number, assistant in assistants.items():
                if n < len(asked[number]):
                    start = time.perf_counter()
                    assistant.ask(asked[number][n])
                    times[number][-1].append((time.perf_counter() - start) * 1000)
    return times


@click.command()
@click.argument("numbers", nargs=-1, type=click.IntRange(min=1))
@click.option(
    "--home", type=click.Path(path_type=Path), help="Build one store there and print its measurement as JSON."
)
def main(numbers: tuple[int, ...], home: Path | None) -> None:
    """Measure stores of so many made sheets each (default: 5 100 1000) and print two tables."""
    if home is not None:
        click.echo(json.dumps(measure(numbers[0], home)))
        return
    numbers = tuple(dict.fromkeys(numbers)) or (5, 100, 1000)
    with tempfile.TemporaryDirectory() as temporary:
        stores = {number: Path(temporary) / str(number) for number in numbers}
        rows = []
        for number, store in stores.items():
            command = [sys.executable, "-m", "eval.bench.scale", "--home", str(store), str(number)]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=os.environ)
            rows.append(json.loads(done.stdout.splitlines()[-1]))
            click.echo(f"{number} sheets measured", err=True)
        times = latencies(stores)
    _print_table(list(COLUMNS.values()), [[row[name] for name in COLUMNS] for row in rows])
    click.echo()
    base = numbers[0]
    heads = [f"{base} sheets (ms)", *(h for n in numbers[1:] for h in (f"{n} sheets (ms)", "ratio"))]
    _print_table(["answer", *heads], [[kind, *_cells(by_number, numbers)] for kind, by_number in times.items()])
    if any(row["right"].split()[0] != row["right"].split()[-1] for row in rows):
        sys.exit(1)


def _cells(times: dict[int, float], numbers: Sequence[int]) -> list[str]:
    """Return the times by number of sheets, each after the first with its ratio to that."""
    base, *others = numbers
    cells = [f"{times[base]:.2f}" if base in times else ""]
    for number in others:
        known = base in times and number in times
        cells += [
            f"{times[number]:.2f}" if number in times else "",
            f"{times[number] / times[base]:.2f}" if known else "",
        ]
    return cells


def _print_table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    click.echo(f"| {' | '.join(heads)} |")
    click.echo("|" + "---|" * len(heads))
    for row in rows:
        click.echo(f"| {' | '.join(map(str, row))} |")


if __name__ == "__main__":
    main()

"""How StatDesk grows with its documents: `python -m eval.bench.scale 5 100 1000`.

For each number of made sheets, in a process of its own: how long the build takes, how many texts are embedded, disk,
peak memory, how long answers take, and how many answers of a seeded sample are right. It ends with exit code 1 if any
sampled answer is wrong.
"""

from __future__ import annotations

import json
import logging
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from eval.bench.sheets import MadeSheet, made_sheets, write_sheets
from eval.bench.speed import PROSE, peak_mb

_QUESTIONS = {
    "cybertipline_reports_to_law_enforcement": (
        "How many CyberTipline reports were made available to law enforcement in {place} in {year}?",
        "CyberTipline reports sent to police, {place} {year}",
    ),
    "cvip_submissions_reviewed": ("How many submissions did NCMEC review from {place} police in {year}?",),
    "missing_children_cases": (
        "How many cases of missing children did NCMEC handle from {place} in {year}?",
        "missing children {place} {year}",
    ),
    "missing_from_social_services_facility": (
        "How many children were missing from a social services facility in {place} in {year}?",
    ),
    "other_missing_children_cases": ("How many other missing children cases were there in {place} in {year}?",),
    "missing_reported_by_hhs_orr": ("How many missing children did HHS-ORR report from {place} in {year}?",),
    "sex_trafficking_engagements": (
        "How many engagements did NCMEC have with {place} social service agencies in {year}?",
    ),
    "team_hope_families_supported": ("How many survivors/families did Team HOPE support in {place} in {year}?",),
    "families_connected_to_mental_health_services": (
        "How many families were connected to mental health services in {place} in {year}?",
    ),
    "ncmec_connect_new_professionals": ("How many new professionals joined NCMEC CONNECT in {place} in {year}?",),
}
_OVERALL = {
    "cybertipline_reports": ("How many reports did the CyberTipline receive overall in {year}?",),
    "missing_child_cases_assisted": ("How many missing child cases did NCMEC assist with nationwide in {year}?",),
}
_SAMPLE = 200
_ROUNDS = 3
COLUMNS = {
    "sheets": "sheets",
    "build_s": "build (s)",
    "again_s": "build again (s)",
    "one_more_s": "one more sheet (s)",
    "embedded": "texts embedded",
    "disk_mb": "disk (MB)",
    "peak_mb": "peak memory (MB)",
    "first_ms": "first answer (ms)",
    "exact_ms": "exact answer (ms)",
    "passage_ms": "passage answer (ms)",
    "right": "right answers",
}


def questions(sheets: Sequence[MadeSheet], number: int) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield (question, place, period, indicator, value) for a seeded sample; every sixth asks for the nation's."""
    chosen = random.Random(11)
    for n in range(number):
        sheet = chosen.choice(sheets)
        overall = n % 6 == 0
        values = sheet.overall_values if overall else sheet.place_values
        indicator = chosen.choice(list(values))
        wording = chosen.choice((_OVERALL if overall else _QUESTIONS)[indicator])
        question = wording.format(place=sheet.place_name, year=sheet.period)
        yield question, "US" if overall else sheet.place, sheet.period, indicator, values[indicator]


def measure(number: int) -> dict[str, Any]:
    """Build a store of so many sheets in a temporary directory and measure it."""
    logging.disable(logging.WARNING)
    from assistant import Assistant
    from index.library import Library
    from index.settings import Settings

    with tempfile.TemporaryDirectory() as temporary:
        folder, settings = Path(temporary) / "sheets", Settings(home=Path(temporary) / "home")
        *sheets, extra = write_sheets(made_sheets(number + 1), folder)
        last = folder / extra.name
        aside = last.rename(Path(temporary) / extra.name)
        start = time.perf_counter()
        report = Library(settings).build([folder])
        build = time.perf_counter() - start
        start = time.perf_counter()
        Library(settings).build([folder])
        again = time.perf_counter() - start
        start = time.perf_counter()
        Library(settings).add([aside])
        one_more = time.perf_counter() - start
        Library(settings).remove(extra.name)
        disk = sum(path.stat().st_size for path in settings.home.rglob("*") if path.is_file())
        models = sum(path.stat().st_size for path in settings.models_path.rglob("*") if path.is_file())
        assistant = Assistant.open(settings)
        sample = list(questions(sheets, _SAMPLE))
        start = time.perf_counter()
        assistant.ask(sample[1][0])
        first = time.perf_counter() - start
        wrong = [found for asked in sample if (found := _fault(assistant, *asked))]
        times: list[float] = []
        for _ in range(_ROUNDS):
            for question, *_slots in sample:
                start = time.perf_counter()
                assistant.ask(question)
                times.append(time.perf_counter() - start)
        prose: list[float] = []
        for question in PROSE * (_ROUNDS + 1):
            start = time.perf_counter()
            assistant.ask(question)
            prose.append(time.perf_counter() - start)
    for fault in wrong[:20]:
        click.echo(fault, err=True)
    return {
        "sheets": number,
        "build_s": round(build, 1),
        "again_s": round(again, 1),
        "one_more_s": round(one_more, 2),
        "embedded": report.texts_embedded,
        "disk_mb": round((disk - models) / 1e6, 1),
        "peak_mb": round(peak_mb()),
        "first_ms": round(first * 1000),
        "exact_ms": round(statistics.median(times) * 1000, 2),
        "passage_ms": round(statistics.median(prose[len(PROSE) :]) * 1000, 1),
        "right": f"{len(sample) - len(wrong)} of {len(sample)}",
    }


def _fault(assistant: Any, question: str, place: str, period: str, indicator: str, value: int) -> str | None:
    answer = assistant.ask(question).to_dict()
    given = [(v["place"], v["period"], v["indicator"], v["value"]) for v in answer["values"]]
    wanted = (place, period, indicator, str(value))
    cited = {citation["period"] for citation in answer["citations"]}
    return (
        None
        if given == [wanted] and cited == {period}
        else f"{question} wanted {wanted}, got {given}: {answer['text']}"
    )


@click.command()
@click.argument("numbers", nargs=-1, type=click.IntRange(min=1))
@click.option("--json", "as_json", is_flag=True, help="Print one measurement as JSON instead of a table.")
def main(numbers: tuple[int, ...], as_json: bool) -> None:
    """Measure stores of so many made sheets each (default: 5 100 1000) and print a table."""
    if as_json:
        click.echo(json.dumps(measure(numbers[0])))
        return
    rows = []
    for number in numbers or (5, 100, 1000):
        command = [sys.executable, "-m", "eval.bench.scale", "--json", str(number)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=os.environ)
        rows.append(json.loads(done.stdout.splitlines()[-1]))
        click.echo(f"{number} sheets measured", err=True)
    click.echo(f"| {' | '.join(COLUMNS.values())} |")
    click.echo("|" + "---|" * len(COLUMNS))
    for row in rows:
        click.echo(f"| {' | '.join(str(row[name]) for name in COLUMNS)} |")
    if any(row["right"].split()[0] != row["right"].split()[-1] for row in rows):
        sys.exit(1)


if __name__ == "__main__":
    main()

"""How fast StatDesk answers, as ratios against a naive retrieval in the same run: `python -m eval.bench.speed`."""

from __future__ import annotations

import logging
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

EXACT = (
    "How many CyberTipline reports were made available to law enforcement in Colorado in 2023?",
    "How many cases of missing children did NCMEC handle from New York in 2023?",
    "How many children were missing from a social services facility in Massachusetts in 2023?",
    "How many engagements did NCMEC have with Connecticut social service agencies in 2023?",
    "How many survivors/families did Team HOPE support in Minnesota in 2023?",
    "How many reports did the CyberTipline receive overall in 2023?",
)
PROSE = (
    "What is the Family Advocacy Outreach Network?",
    "What does Team Adam do?",
    "What is the CyberTipline?",
)
ROUNDS = 30
COLD_ROUNDS = 3


def median_ms(call: Callable[[str], object], questions: Sequence[str], rounds: int = ROUNDS) -> float:
    """Return the median time of a call over all questions and rounds, in milliseconds, after one warm-up each."""
    for question in questions:
        call(question)
    times: list[float] = []
    for _ in range(rounds):
        for question in questions:
            start = time.perf_counter()
            call(question)
            times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def cold_s(command: Sequence[str], environment: dict[str, str]) -> float:
    """Return the median wall time of a command from a cold process, in seconds.

    It runs once before, so that Python has cached the bytecode of all that is imported, as on any machine in use.
    """
    environment = {name: value for name, value in environment.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=True, capture_output=True, env=environment)
    times: list[float] = []
    for _ in range(COLD_ROUNDS):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=environment)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def peak_mb() -> float:
    """Return the peak memory of this process in MB (Linux counts kilobytes, macOS bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def main() -> None:
    """Build in a temporary directory, measure, and print a table."""
    logging.disable(logging.WARNING)
    from index.library import Library, bundled_corpus
    from index.settings import Settings

    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary) / "home"
        environment = {**os.environ, "STATDESK_HOME": str(home), "TOKENIZERS_PARALLELISM": "false"}
        start = time.perf_counter()
        Library(Settings(home=home)).build()
        first_build = time.perf_counter() - start
        start = time.perf_counter()
        Library(Settings(home=home)).build()
        second_build = time.perf_counter() - start

        from assistant import Assistant

        assistant = Assistant.open(Settings(home=home))
        exact = median_ms(assistant.ask, EXACT)
        prose = median_ms(assistant.ask, PROSE)
        after_asking = peak_mb()

        from eval.bench import naive

        store = Path(temporary) / "naive"
        retriever = naive.build(bundled_corpus(), store)
        plain = median_ms(retriever.retrieve, EXACT)

        ask = [sys.executable, "-c", "import app; app.main()", "ask"]
        cold_naive = cold_s([sys.executable, "-m", "eval.bench.naive", str(store), EXACT[0]], environment)
        cold_exact = cold_s([*ask, EXACT[0]], environment)
        cold_prose = cold_s([*ask, PROSE[0]], environment)

    rows = [
        ("naive retrieval, in process", f"{plain:.1f} ms", "", ""),
        ("exact answer, in process", f"{exact:.2f} ms", f"{exact / plain:.3f}", "0.1"),
        ("answer from passages, in process", f"{prose:.1f} ms", f"{prose / plain:.2f}", "1"),
        ("naive script, cold", f"{cold_naive:.1f} s", "", ""),
        ("statdesk ask, exact, cold", f"{cold_exact:.2f} s", f"{cold_exact / cold_naive:.3f}", "0.125"),
        ("statdesk ask, passages, cold", f"{cold_prose:.2f} s", f"{cold_prose / cold_naive:.2f}", "0.33"),
        ("first build of the five sheets", f"{first_build:.1f} s", "", ""),
        ("build again, nothing changed", f"{second_build:.2f} s", "", ""),
        ("peak memory, build and asking", f"{after_asking:.0f} MB", "", ""),
    ]
    print("| what | median | ratio to naive | at most |\n|---|---|---|---|")
    for row in rows:
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()

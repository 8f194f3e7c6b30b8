"""Documents that are far larger than any sheet: the time they take grows as they do, and the memory stays bounded."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from itertools import cycle, islice

import pytest

from index.build import process
from index.catalog import load_catalogs
from index.reading import line_around

WORDS = "Report Child Case Police School Data Table Year State People Notes Office".split()


def rows(number: int) -> str:
    return "\n".join(f"Place{n}\t{n}\t{n * 2}" for n in range(number))


def tables(number: int) -> str:
    return "".join(f"## Part {n}\n\nTown\tVisits\nLyon*\t{n}\nMetz\t3\n\n* Note {n}.\n\n" for n in range(number))


def pages(number: int) -> str:
    return "".join(f"Some text goes here on this page.\n\nPage {n} of {number}\n\n" for n in range(number))


def one_word_lines(number: int) -> str:
    return "".join(f"{word}\n\n" for word in islice(cycle(WORDS), number))


def headings(number: int) -> str:
    return "".join(f"# Heading {n}\n\nText about it.\n\n" for n in range(number))


def numbers(number: int) -> str:
    return " ".join(map(str, range(number)))


def rules(number: int) -> str:
    return "a|b\n" + "---|---\n1|2\n" * number


def seconds(text: str) -> float:
    begun = time.process_time()
    process("large.txt", text, "0" * 64, "2026-01-01T00:00:00Z", load_catalogs())
    return time.process_time() - begun


@pytest.mark.parametrize(
    ("made", "size"),
    [(rows, 3000), (tables, 300), (pages, 2000), (one_word_lines, 20_000), (headings, 1500), (numbers, 8000),
     (rules, 2000)],
)  # fmt: skip
def test_time_grows_as_the_document_does(made: Callable[[int], str], size: int) -> None:
    seconds(made(100))
    small = min(seconds(made(size)) for _ in range(2))
    large = min(seconds(made(size * 4)) for _ in range(2))
    assert large < 8 * small + 0.1  # four times the text: sixteen times the time if it grew with the square


def test_memory_of_a_large_table_stays_a_small_multiple_of_its_text() -> None:
    text = rows(8_000)
    tracemalloc.start()
    process("large.csv", text, "0" * 64, "2026-01-01T00:00:00Z", load_catalogs())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 400 * len(text)


@pytest.mark.parametrize(
    ("text", "start", "end", "line"),
    [
        ("a\nbcd\ne", 3, 4, "bcd"),
        ("a\r\nbcd\r\ne", 4, 5, "bcd"),
        ("a\rbcd\re", 2, 5, "bcd"),
        ("bcd", 1, 2, "bcd"),
        ("", 0, 0, ""),
        ("a\nbc\nde\nf", 3, 6, "bc\nde"),
        (f"a\n{'b' * 5000}\nc", 4000, 4001, "b" * 5000),
        (f"{'b' * 5000}\nc", 4000, 4001, "b" * 5000),
    ],
)
def test_lines_around_a_stretch(text: str, start: int, end: int, line: str) -> None:
    first, stop = line_around(text, start, end)
    assert text[first:stop] == line

"""Answers made wrong in one slot each, from right ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from printed import PLACES

from assistant.types import Answer, Citation, Operation, Reason, Status
from index.types import Qualifier

Mutants = Iterator[tuple[str, Answer]]
_FIGURE = re.compile(r"\*{0,2}(?P<digits>\d[\d,.]*\d|\d)(?P<rest> million|%| percent)?\*{0,2}")
_QUALIFIERS = ("more than ", "at least ", "fewer than ", "about ", "nearly ", "over ")
_UNITS = ("reports?", "submissions?", "cases?", "engagements?", "survivors?(?:/famil(?:y|ies)| and families)",
          "professionals?", "pieces?", "child(?:ren)?", "incidents?", "users?")  # fmt: skip
_OTHER_UNITS = ("arrests", "homes", "dollars")


def said(answer: Answer) -> str:
    """The line of an answer that states its figure."""
    return next(line for line in answer.text.split("\n") if re.search(r"\[\d+\]", line))


def figure(answer: Answer) -> re.Match[str]:
    """The figure in that line: the first number that is no year and no citation."""
    plain = re.sub(r"\[\d+\]|\b2023\b", lambda m: "_" * len(m.group()), said(answer))
    match = _FIGURE.search(plain)
    assert match is not None, plain
    return match


def with_line(answer: Answer, line: str) -> Answer:
    return replace(answer, text=answer.text.replace(said(answer), line))


def instead_of_figure(answer: Answer, words: str) -> Answer:
    line, at = said(answer), figure(answer)
    return with_line(answer, line[: at.start()] + words + line[at.end() :])


def digits(answer: Answer) -> Mutants:
    at = figure(answer)
    number, rest = at["digits"], at["rest"] or ""
    last = str((int(number[-1]) + 1) % 10)
    first = "2" if number[0] == "1" else "1"
    for other in {number[:-1] + last, first + number[1:], number + "1", "1" + number, f"1,{number}"} - {number}:
        yield other, instead_of_figure(answer, other + rest)
    for words in ("thirteen", "one thousand", "0", "zero", "19 million", "0.5"):
        yield words, instead_of_figure(answer, words)
    if rest == " million":
        yield "billion", instead_of_figure(answer, f"{number} billion")
        yield "no million", instead_of_figure(answer, number)


def a_second_figure(answer: Answer) -> Mutants:
    line = said(answer)
    marker = line.rindex("[")
    for words in ("and 31 more ", "(up from 8,000) ", "or 12% ", "and forty-one others ", "among 12 million "):
        yield words, with_line(answer, line[:marker] + words + line[marker:])


def places(answer: Answer) -> Mutants:
    line = said(answer)
    names = [name for name in PLACES.values() if name in line]
    for name in names:
        for other in (*PLACES.values(), "Wyoming"):
            if other != name:
                yield other, with_line(answer, line.replace(name, other))
        yield "both", with_line(answer, line.replace(name, f"{name} and Ohio"))
        yield "none", with_line(answer, line.replace(name, "the state"))
        yield "overall", with_line(answer, f"NCMEC overall: {line}")
    if not names:
        yield "no overall", with_line(answer, line.replace("NCMEC overall: ", ""))
        for other in ("Colorado", "New York"):
            yield other, with_line(answer, line.replace("NCMEC overall", other))
            yield f"in {other}", with_line(answer, line.replace(" [", f" in {other} ["))


def years(answer: Answer) -> Mutants:
    line = said(answer)
    for year in ("2022", "2024", "1998"):
        if "2023" in line:
            yield year, with_line(answer, line.replace("2023", year))
            yield f"and {year}", with_line(answer, line.replace("2023", f"2023 and {year}"))
        else:
            yield f"in {year}", with_line(answer, line.replace(" [", f" in {year} ["))
    if "2023" not in line:
        yield "in 2023", with_line(answer, line.replace(" [", " in 2023 ["))


def units(answer: Answer) -> Mutants:
    unit = answer.values[0].unit
    line = said(answer)
    if unit == "percent":
        yield "no percent", instead_of_figure(answer, figure(answer)["digits"])
        return
    stem = {"survivors/families": "survivors", "pieces of content": "pieces"}.get(unit, unit)
    (words,) = [pattern for pattern in _UNITS if re.fullmatch(pattern, stem) or stem == "survivors" in pattern][:1] or [
        next(pattern for pattern in _UNITS if pattern.startswith(stem[:5]))
    ]
    for other in _OTHER_UNITS:
        yield other, with_line(answer, re.sub(rf"\b{words}\b", other, line, flags=re.IGNORECASE))
    yield "percent", instead_of_figure(answer, f"{figure(answer)['digits']}%")


def qualifiers(answer: Answer) -> Mutants:
    line, at = said(answer), figure(answer)
    before = line[: at.start()]
    plain = re.sub(r"more than (\*\*)?$", r"\1", before, flags=re.IGNORECASE)
    if plain != before:
        yield "none", with_line(answer, plain + line[at.start() :])
    for words in _QUALIFIERS:
        if plain == before or words not in ("more than ", "over "):
            yield words, with_line(answer, plain + words + line[at.start() :])


def measures(answer: Answer, others: Sequence[Answer]) -> Mutants:
    """The words of another measure around the figure; `others` answer about the same place."""
    own, number = answer.values[0], figure(answer).group()
    for other in others:
        if other.values[0].indicator != own.indicator:
            changed = said(instead_of_figure(other, number))
            if other.values[0].qualifier is not own.qualifier:
                changed = changed.replace("more than ", "")
            yield str(other.values[0].indicator), with_line(answer, changed)


def citation_numbers(answer: Answer) -> Mutants:
    for number in ("[2]", "[0]", "[99]", "[1][2]", ""):
        yield number, replace(answer, text=answer.text.replace("[1]", number))


def quotes(answer: Answer) -> Mutants:
    citation = answer.citations[0]
    changes: list[dict[str, Any]] = [
        {"quote": citation.quote + "."},
        {"quote": citation.quote[:-1]},
        {"quote": citation.quote.swapcase()},
        {"quote": ""},
        {"start": citation.start + 1},
        {"end": citation.end - 1},
        {"start": citation.start + 10, "end": citation.end + 10},
        {"document_id": "0000000000000000"},
        {"title": "Another title"},
        {"source": "wyoming-2023.txt"},
        {"place": "US-WY"},
        {"period": "2022"},
        {"page": 3},
    ]
    for change in changes:
        yield str(change), with_citation(answer, replace(citation, **change))
    for extract in citation.context:
        other = replace(extract, quote=extract.quote.replace("2023", "2022"))
        yield "context", with_citation(answer, replace(citation, context=(other,)))
    yield "no citations", replace(answer, citations=())


def with_citation(answer: Answer, citation: Citation) -> Answer:
    return replace(answer, citations=(citation, *answer.citations[1:]))


def citations_of_others(answer: Answer, others: Sequence[Answer]) -> Mutants:
    """A real place in the sheets that states another figure."""
    for other in others:
        if other.values[0].indicator != answer.values[0].indicator:
            citation = other.citations[0]
            if citation.quote != answer.citations[0].quote:
                yield str(other.values[0].indicator), with_citation(answer, citation)


def value_slots(answer: Answer) -> Mutants:
    value = answer.values[0]
    qualifier = Qualifier.ABOUT if value.qualifier is Qualifier.EXACT else Qualifier.EXACT
    changes: list[dict[str, Any]] = [
        {"value": value.value + 1},
        {"value": Decimal(0)},
        {"value": value.value * 10},
        {"qualifier": qualifier},
        {"unit": "apples"},
        {"indicator": "team_adam_long_term_cases_" if value.indicator else "missing_children_cases"},
        {"indicator": None},
        {"place": "US-WY"},
        {"place": None},
        {"period": "2022"},
        {"citations": ()},
        {"citations": (7,)},
        {"operation": Operation.SUM},
        {"operation": Operation.SHARE, "formula": "1 / 2"},
    ]
    for change in changes:
        yield str(change), replace(answer, values=(replace(value, **change), *answer.values[1:]))
    yield "not_found", replace(answer, status=Status.NOT_FOUND, reason=Reason.NOT_COVERED)


ALONE: tuple[Callable[[Answer], Mutants], ...] = (
    digits, a_second_figure, places, years, units, qualifiers, citation_numbers, quotes, value_slots,
)  # fmt: skip
AMONG: tuple[Callable[[Answer, Sequence[Answer]], Mutants], ...] = (measures, citations_of_others)

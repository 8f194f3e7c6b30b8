"""Mutation score of verification: right answers are altered, and what is not caught is listed.

Each mutant differs from an answer that verification lets through in one place, so that it says or claims something
untrue. The score is the share of mutants that verification refuses; a survivor is a hole in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant import Assistant
from assistant.lookup import read_coverage
from assistant.types import Answer, Status
from assistant.verification import verify
from eval.judging import Verdict
from eval.run import Result
from index.catalog import Catalog
from index.places import name_of
from index.quantities import find_numerals
from index.types import NATION, Qualifier

_MARKER = re.compile(r"\[(\d+)\]")
_QUOTED = re.compile("\u201c([^\u201c\u201d]+)\u201d")
_PROTECTED = re.compile("\u201c[^\u201c\u201d]*\u201d|\u2018[^\u2018\u2019]*\u2019|\\[\\d+\\]")
_YEAR = re.compile(r"(?:19|20)\d{2}")
# A figure that is no year, with at most four words between it and what it counts.
_COUNTED = re.compile(r"(?<![\d,.])(?!(?:19|20)\d\d\b)\d[\d,.]*(?: million)?\**(?: [A-Za-z-]+){0,4} $")
_BOUND = re.compile(r"\bmore than (?=[*\d])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """An altered answer: what kind of change, and what was changed into what.

    Mutants with the same kind and key are the same change of the same sentence, in whichever answer it stands.
    """

    kind: str
    change: str
    key: str
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class MutationReport:
    """Mutants caught and made by kind, and each survivor as (case, kind, change)."""

    caught: dict[str, int]
    made: dict[str, int]
    survivors: tuple[tuple[str, str, str], ...]

    @property
    def score(self) -> float | None:
        """Share of mutants caught; None without mutants."""
        made = sum(self.made.values())
        return sum(self.caught.values()) / made if made else None


def mutants(answer: Answer, catalog: Catalog, places: Sequence[str]) -> Iterator[Mutant]:
    """Yield the altered forms of an answer; `places` are the codes of the covered places."""
    text = answer.text
    for kind, start, end, new in (
        *_digits(text),
        *_places(text, places),
        *_periods(text),
        *_units(answer, catalog),
        *_qualifiers(text),
        *_markers(answer),
        *_quotes(text),
    ):
        around = f"…{text[max(0, start - 30) : start]}⟦{text[start:end]} → {new}⟧{text[end : end + 20]}…"
        before, after = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        line = text[before:start] + new + text[end : after if after >= 0 else len(text)]
        yield Mutant(
            kind=f"text: {kind}",
            change=around.replace("\n", " "),
            key=_MARKER.sub("[]", line),
            answer=replace(answer, text=text[:start] + new + text[end:]),
        )
    yield from _altered_values(answer, catalog, places)
    yield from _altered_citations(answer)


# kind, start and end of what is replaced, and the replacement
Change = tuple[str, int, int, str]


def _unprotected(text: str) -> str:
    """Blank out quotes, echoes and citation markers, keeping every offset."""
    return _PROTECTED.sub(lambda match: " " * len(match[0]), text)


def _digits(text: str) -> Iterator[Change]:
    bare = _unprotected(text)
    for numeral in find_numerals(bare):
        printed = bare[numeral.start : numeral.end]
        if _YEAR.fullmatch(printed) or not printed[0].isdigit():
            continue
        first = str(int(printed[0]) % 9 + 1)
        yield "digit", numeral.start, numeral.start + 1, first
        last = max(i for i, c in enumerate(printed) if c.isdigit())
        at = numeral.start + last
        if last:
            yield "digit", at, at + 1, str((int(printed[last]) + 1) % 10)


def _places(text: str, places: Sequence[str]) -> Iterator[Change]:
    bare = _unprotected(text)
    names = [name_of(code) for code in places]
    for i, name in enumerate(names):
        for match in re.finditer(rf"\b{re.escape(name)}\b", bare):
            if _figure_on_line(bare, match.start()):
                yield "place", *match.span(), names[(i + 1) % len(names)]


def _periods(text: str) -> Iterator[Change]:
    bare = _unprotected(text)
    for match in re.finditer(rf"\b{_YEAR.pattern}\b", bare):
        if _figure_on_line(bare, match.start()):
            yield "period", *match.span(), str(int(match[0]) - 1)


def _figure_on_line(bare: str, position: int) -> bool:
    """Say whether the line around a position states a figure that is no year."""
    start = bare.rfind("\n", 0, position) + 1
    end = bare.find("\n", position)
    line = bare[start : end if end >= 0 else len(bare)]
    return any(not _YEAR.fullmatch(line, n.start, n.end) for n in find_numerals(line))


def _units(answer: Answer, catalog: Catalog) -> Iterator[Change]:
    bare = _unprotected(answer.text)
    for value in {(value.value, value.unit): value for value in answer.values if value.unit in catalog.units}.values():
        unit = catalog.units[value.unit]
        other = "engagements" if value.unit != "engagements" else "incidents"
        for match in re.finditer(rf"\b(?:{re.escape(unit.many)}|{re.escape(unit.one)})\b", bare):
            counted = _COUNTED.search(bare, 0, match.start())
            if counted and any(n.value == value.value for n in find_numerals(counted[0])):
                yield "unit", *match.span(), other


def _qualifiers(text: str) -> Iterator[Change]:
    bare = _unprotected(text)
    for match in _BOUND.finditer(bare):
        yield "qualifier", *match.span(), ""
    for match in re.finditer(r"(?<![\w,.])\*\*(?=\d)", bare):
        if not bare[: match.start()].rstrip().endswith(("more than", "about", "at least", "less than")):
            yield "qualifier", *match.span(), "more than **"


def _markers(answer: Answer) -> Iterator[Change]:
    quotes = {citation.number: citation.quote for citation in answer.citations}
    for match in _MARKER.finditer(answer.text):
        yield "citation that is not there", *match.span(), f"[{max(quotes, default=0) + 1}]"
        line = _unprotected(answer.text[answer.text.rfind("\n", 0, match.start()) + 1 : match.start()])
        figures = [line[n.start : n.end] for n in find_numerals(line) if not _YEAR.fullmatch(line, n.start, n.end)]
        others = [n for n, quote in quotes.items() if figures and not any(figure in quote for figure in figures)]
        if others and int(match[1]) not in others:
            yield "citation of another place", *match.span(), f"[{others[0]}]"


def _quotes(text: str) -> Iterator[Change]:
    for match in _QUOTED.finditer(text):
        words = list(re.finditer(r"\w+", match[1]))
        if len(words) > 1:
            word = words[len(words) // 2]
            start = match.start(1)
            yield "quote", start + word.start(), start + word.end(), "never"


def _altered_values(answer: Answer, catalog: Catalog, places: Sequence[str]) -> Iterator[Mutant]:
    for i, value in enumerate(answer.values):
        place = next((code for code in (*places, NATION) if code != value.place), NATION)
        indicator = next(id_ for id_ in catalog.by_id if id_ != value.indicator)
        unit = next(unit for unit in catalog.units if unit != value.unit)
        bound = Qualifier.MORE_THAN if value.qualifier is not Qualifier.MORE_THAN else Qualifier.EXACT
        altered = {
            "value": replace(value, value=value.value + Decimal(1)),
            "place": replace(value, place=place),
            "period": replace(value, period=str(int(value.period) - 1) if value.period else "2023"),
            "indicator": replace(value, indicator=indicator),
            "unit": replace(value, unit=unit),
            "qualifier": replace(value, qualifier=bound),
            "citation": replace(value, citations=(len(answer.citations) + 1,)),
        }
        for slot, changed in altered.items():
            values = (*answer.values[:i], changed, *answer.values[i + 1 :])
            change = f"{slot} of {value.operation.value} {value.value} {value.indicator} {value.place}"
            yield Mutant(kind=f"values: {slot}", change=change, key=change, answer=replace(answer, values=values))


def _altered_citations(answer: Answer) -> Iterator[Mutant]:
    for i, citation in enumerate(answer.citations):
        period = str(int(citation.period) - 1) if citation.period else "2023"
        altered = {
            "quote": replace(citation, quote=citation.quote[:-1] + ("x" if citation.quote[-1:] != "x" else "y")),
            "start": replace(citation, start=citation.start + 1, end=citation.end + 1),
            "source": replace(citation, source=f"not-{citation.source}"),
            "place": replace(citation, place="US-AK" if citation.place != "US-AK" else "US-AL"),
            "period": replace(citation, period=period),
        }
        for slot, changed in altered.items():
            citations = (*answer.citations[:i], changed, *answer.citations[i + 1 :])
            change = f"{slot} of [{citation.number}] {citation.source} “{citation.quote[:50]}”"
            yield Mutant(
                kind=f"citations: {slot}", change=change, key=change, answer=replace(answer, citations=citations)
            )


def mutation_report(
    assistant: Assistant, results: Sequence[Result], done: Callable[[], None] = lambda: None
) -> MutationReport:
    """Alter the right answers and verify the mutants; the same change is made once, however many answers hold it."""
    caught: Counter[str] = Counter()
    made: Counter[str] = Counter()
    survivors: list[tuple[str, str, str]] = []
    seen: set[tuple[str, str]] = set()
    with assistant.library.snapshot() as database:
        coverage = read_coverage(database)
        for result in results:
            done()
            answer = result.answer
            if answer is None or not is_mutated(result):
                continue
            for mutant in mutants(answer, assistant.catalog, coverage.places):
                if (mutant.kind, mutant.key) in seen:
                    continue
                seen.add((mutant.kind, mutant.key))
                made[mutant.kind] += 1
                if verify(
                    mutant.answer,
                    database=database,
                    catalog=assistant.catalog,
                    lexicon=assistant.planner.lexicon,
                    coverage=coverage,
                ):
                    caught[mutant.kind] += 1
                else:
                    survivors.append((result.case.id, mutant.kind, mutant.change))
    return MutationReport(caught=dict(caught), made=dict(sorted(made.items())), survivors=tuple(survivors))


def is_mutated(result: Result) -> bool:
    """Say whether a result is one whose answer is altered: right, with citations, and free to be read (not test)."""
    answer = result.answer
    return (
        result.judgement.verdict is Verdict.RIGHT
        and result.case.split != "test"
        and answer is not None
        and answer.status in (Status.ANSWERED, Status.PARTIAL)
        and bool(answer.citations)
    )

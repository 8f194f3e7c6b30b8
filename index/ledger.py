"""The account of every numeral of a document: a fact, known context, or claimed by no indicator."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.catalog import Catalog, Indicator
from index.quantities import Numeral, find_numerals
from index.reading import Reading
from index.resemblance import resembling
from index.statements import ENUMERATOR, LONGEST, YEAR, comparisons, counted_noun
from index.types import NumeralCounts

_DATES = re.compile(
    r"(?:\b(?:in|during|of|since|from|to|until|by|through|for|year|and|or|than)|FY|[-\u2013/(])\s?$", re.I
)
_WINDOW = 300  # characters of a line without sentences that are shown for a figure
_UNIT_BEHIND = 60  # characters behind a figure in which the noun of its unit is looked for


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A flagged statement or row with its figure, as offsets into the reading."""

    start: int
    end: int
    value_start: int
    value_end: int


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """Figures of one sentence or row that no indicator claims, as offsets into the reading.

    `indicator` is the one that the sentence looks like, `figure` the numeral that it would be.
    """

    start: int
    end: int
    figures: tuple[Numeral, ...]
    indicator: Indicator | None = None
    figure: Numeral | None = None


def account(
    reading: Reading,
    catalog: Catalog,
    place: str | None,
    *,
    facts: frozenset[int],
    flagged: frozenset[int],
    doubtful: Sequence[Doubtful],
    known: frozenset[int],
) -> tuple[NumeralCounts, list[Unclaimed]]:
    """Count the numerals of a document of a family and gather what nothing claims.

    `facts` are the offsets of the figures that are facts, `flagged` of those that a person is told of already, `known`
    those of numerals that only repeat or compare. A number word is a numeral where a statement has it for its figure.
    """
    text = reading.text
    context = known.union(_list_numbers(text), _years(text, catalog))
    digits = list(find_numerals(text, magnitudes=False))
    kinds = {n.start: "fact" if n.start in facts else "context" if n.start in context else "unclaimed" for n in digits}
    kinds |= dict.fromkeys(facts, "fact")
    kinds |= {d.value_start: "unclaimed" for d in doubtful if text[d.value_start : d.value_end].isalpha()} | kinds
    flagged = flagged.union(at for d in doubtful for at in range(d.start, d.end))
    unclaimed: list[Unclaimed] = []
    at = 0
    for start, end, whole in _stretches(reading):
        sentence = text[start:end] if whole else ""
        for a, b in comparisons(sentence):
            compared = (n.start for n in digits[at:] if start + a <= n.start < start + b)
            kinds |= {n: "context" for n in compared if kinds[n] == "unclaimed"}
        inside: list[Numeral] = []
        settled = start in flagged
        while at < len(digits) and digits[at].start < end:
            inside += [digits[at]] if kinds[digits[at].start] == "unclaimed" else []
            settled |= kinds[digits[at].start] == "fact" or digits[at].start in flagged
            at += 1
        inside = [n for n in inside if n.start not in flagged]
        if not inside and sentence and not settled and facts.isdisjoint(range(start, end)):
            inside = _in_words(start, sentence, catalog, place)
            kinds |= {n.start: "unclaimed" for n in inside}
        if inside:
            unread = sentence if not any(kinds.get(n) == "fact" for n in range(start, end)) else ""
            unclaimed.append(_of_sentence(start, end, unread, inside, catalog, place))
    counts = Counter(kinds.values())
    return (
        NumeralCounts(
            total=len(kinds),
            as_facts=counts["fact"],
            as_context=counts["context"],
            unclaimed=counts["unclaimed"],
        ),
        unclaimed,
    )


def _list_numbers(text: str) -> Iterator[int]:
    """Yield where the numbers of lists stand, "(1) ... (2) ..."; a number in brackets that follows none is a figure."""
    last = 0
    for match in ENUMERATOR.finditer(text):
        number = int(match[1])
        if number in (1, last + 1):
            yield match.start(1)
            last = number


def _years(text: str, catalog: Catalog) -> frozenset[int]:
    """Return where years stand; a number like a year that counts something, "had 2019 engagements", is none."""
    return frozenset(
        match.start()
        for match in YEAR.finditer(text)
        if _DATES.search(text, max(0, match.start() - 10), match.start())
        or not counted_noun(catalog).match(text, match.end())
    )


def _stretches(reading: Reading) -> Iterator[tuple[int, int, bool]]:
    """Yield the sentences and table rows of a reading, whole; of a line without sentences, windows."""
    for block in reading.blocks:
        spans = list(reading.sentences(block)) if block.kind != "table" else []
        if block.kind == "table":
            start = block.start
            for line in reading.text[block.start : block.end].split("\n"):
                spans += [(start, start + len(line))] if line.strip() else []
                start += len(line) + 1
        for start, end in spans:
            if end - start <= LONGEST:
                yield start, end, True
            else:
                yield from ((a, min(a + _WINDOW, end), False) for a in range(start, end, _WINDOW))


def _in_words(start: int, sentence: str, catalog: Catalog, place: str | None) -> list[Numeral]:
    """Return the number words of a sentence without figures that may be a statement of the family.

    They count what the family counts, or the sentence looks like one of its statements. "One" is no number here.
    """
    found = [n for n in find_numerals(sentence, words=True) if sentence[n.start].isalpha() and n.value != 1]
    if found and resembling(sentence, catalog, place) is None:
        found = [n for n in found if counted_noun(catalog).match(sentence, n.end)]
    return [Numeral(start + n.start, start + n.end, n.value) for n in found]


def _of_sentence(
    start: int, end: int, sentence: str, figures: list[Numeral], catalog: Catalog, place: str | None
) -> Unclaimed:
    indicator = resembling(sentence, catalog, place) if sentence else None
    figure: Numeral | None = None
    if indicator is not None:
        unit = catalog.units[indicator.unit]
        nouns = re.compile(rf"\b(?:{re.escape(unit.one)}|{re.escape(unit.many)})\b", re.IGNORECASE)
        counting = [n for n in figures if nouns.search(sentence, n.end - start, n.end - start + _UNIT_BEHIND)]
        choice = counting if len(counting) == 1 else figures
        figure = choice[0] if len(choice) == 1 else None
    return Unclaimed(start, end, tuple(figures), indicator, figure)

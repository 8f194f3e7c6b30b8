"""Reads statements in any order of their parts: a clause is certain only if parts known to the catalog cover all of it.

A frame of an indicator lists the parts that a clause must have ("{value} CyberTipline reports", "forwarded", "to
{police}"), each a pattern of the catalog; what else stands there must be one of the indicator's asides or one of the
words that change nothing. Patterns and clauses are compared by the stems of their words, so that one part holds all
forms of its verb and noun. Two indicators that both cover a clause leave it doubtful, and so does a single word that
no part covers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import Stemmer

from index.catalog import Catalog, Frame, Indicator
from index.quantities import MAGNITUDES, NUMBER_WORDS, QUALIFIER_PHRASES
from index.statements import OWN_PLACE, Clause, Stated, clauses, whole_clause
from index.wording import MASKED, PLACE, compile_wording

# Words by which figures and places are found are no words to be stemmed.
_AS_THEY_STAND = frozenset(
    word
    for words in (
        *NUMBER_WORDS,
        *MAGNITUDES,
        *QUALIFIER_PHRASES,
        "no any single more less fewer longer percent the of state territory district commonwealth",
        "police patrol university trooper troopers highway bureau",
    )
    for word in words.split()
)
_NOUN = re.compile(r"[^\W\d_]{3,}|%")
_PERCENT = {"percent": frozenset("%")}
_PATTERN_WORD = re.compile(r"(?P<slot>\{\w+\})|[^\W\d_]+")
# The possessive and commas change nothing, and between two words stands one blank.
_PIECE = re.compile(
    rf"(?P<left_out>(?<=[\w{PLACE}])['\u2019]s?(?!\w)|,(?!\d)|\s(?=\s))|(?P<word>[^\W\d_]+)|(?P<rest>.)", re.DOTALL
)
_POSSESSIVE_OF_PATTERN = re.compile(r"\['s\]|'s")
_BETWEEN = re.compile(rf"(?:[\s{MASKED},;()*\"\u201c\u201d\u2013\u2014]|-(?=\s))*")
_ENDS = re.compile(rf"[\s{MASKED},;:()*\"\u201c\u201d.!]*$")
_MOST_STEPS = 4000  # of the search in one clause, which a sentence of the family ends far below
_COUNTED_BEFORE = "[the] [<total|overall>] [number of] {counted}"
_COUNTED_AFTER = "<{amounts}|:> [a total of] {{value}}"
_AMOUNTS = "was|were|totaled|totalled|total|numbered|came to|amounted to|stood at|reached"

_stemmer = Stemmer.Stemmer("english")


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A frame ready to be matched: the parts that must be there once, and those that may be.

    `nouns` are the stems of the unit, one of which the clause must hold; a frame that continues a sentence needs none.
    """

    indicator: Indicator
    frame: Frame
    parts: tuple[re.Pattern[str], ...]
    asides: tuple[re.Pattern[str], ...]
    nouns: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Stems:
    """A clause with its words stemmed; `origins` gives for each character of `text` where it comes from."""

    text: str
    origins: tuple[int, ...]


@cache
def _stem(word: str) -> str:
    lower = word.lower()
    return lower if lower in _AS_THEY_STAND else str(_stemmer.stemWord(lower))


def _stemmed_pattern(pattern: str) -> str:
    pattern = _POSSESSIVE_OF_PATTERN.sub("", pattern)
    return _PATTERN_WORD.sub(lambda match: match.group() if match["slot"] else _stem(match.group()), pattern)


def _stemmed(text: str) -> _Stems:
    parts: list[str] = []
    origins: list[int] = []
    for match in _PIECE.finditer(text):
        if match.lastgroup == "left_out":
            continue
        piece = _stem(match.group()) if match.lastgroup == "word" else match.group()
        parts.append(piece)
        origins += (min(match.start() + n, match.end() - 1) for n in range(len(piece)))
    return _Stems("".join(parts), tuple(origins))


@lru_cache(maxsize=8)
def _frames(catalog: Catalog) -> tuple[_Compiled, ...]:
    phrases = {name: _stemmed_pattern(pattern) for name, pattern in catalog.phrases.items()}

    def compiled(patterns: Sequence[str]) -> tuple[re.Pattern[str], ...]:
        return tuple(compile_wording(_stemmed_pattern(pattern), phrases) for pattern in patterns)

    found: list[_Compiled] = []
    for indicator in catalog.indicators:
        asides = (*indicator.asides, *catalog.changes_nothing)
        if indicator.level == "place":
            asides = (*asides, "[<in|across|throughout|within>] {place}")
        ready = compiled(asides)
        unit = catalog.units[indicator.unit]
        nouns = frozenset(_stem(word) for word in _NOUN.findall(f"{unit.one} {unit.many}")) | _PERCENT.get(
            unit.one, frozenset()
        )
        for frame in indicator.frames:
            needed = frozenset[str]() if frame.after else nouns
            found += (_Compiled(indicator, frame, compiled(parts), ready, needed) for parts in _counted(frame))
    return tuple(found)


def _counted(frame: Frame) -> Iterator[tuple[str, ...]]:
    """Yield the parts of a frame, with its figure before what it counts ("88 cases") and behind it ("cases: 88")."""
    if frame.count is None:
        yield frame.parts
        return
    yield (f"{{value}} {frame.count}", *frame.parts)
    after = _COUNTED_AFTER.format(amounts=_AMOUNTS)
    yield (_COUNTED_BEFORE.format(counted=frame.count), after, *frame.parts)


def read_frames(sentence: str, catalog: Catalog, place: str | None, before: frozenset[str]) -> list[Stated]:
    """Return the figures that a sentence of a document about `place` states for certain, in any order of its parts.

    `before` are the indicators that the sentence before states.
    """
    frames = _frames(catalog)
    if not frames:
        return []
    whole = whole_clause(sentence, catalog)
    found = _read(whole, frames, catalog, place, before)
    if not found and ";" in sentence:
        found = [s for clause in clauses(sentence, catalog) for s in _read(clause, frames, catalog, place, frozenset())]
    return found


def _read(
    clause: Clause, frames: Sequence[_Compiled], catalog: Catalog, place: str | None, before: frozenset[str]
) -> list[Stated]:
    periods = {period for period, _, _ in clause.periods}
    if len(periods) > 1 or set(clause.places.values()) - {place}:
        return []
    stems = _stemmed(clause.text)
    matching = _Matching(stems.text)
    words = frozenset(_NOUN.findall(stems.text))
    named = bool(clause.places) or OWN_PLACE.search(clause.text) is not None
    found: dict[tuple[int, int], list[Indicator]] = {}
    for compiled in frames:
        dated = bool(periods) and compiled.indicator.period == "none"  # it may be of that year only
        if dated or not _of_level(compiled, clause, named) or not before.issuperset(compiled.frame.after):
            continue
        if compiled.nouns and words.isdisjoint(compiled.nouns):
            continue
        value = matching.cover(compiled)
        if value is not None:
            start, end = stems.origins[value[0]], stems.origins[value[1] - 1] + 1
            stated = found.setdefault((start, end), [])
            stated += [] if compiled.indicator in stated else [compiled.indicator]
    return [
        Stated(
            indicator=indicators[0],
            value_start=clause.start + start,
            value_end=clause.start + end,
            place=_place_of(indicators[0], clause, catalog, place),
            year=next(iter(periods), None),
        )
        for (start, end), indicators in found.items()
        if len(indicators) == 1
    ]


def _of_level(compiled: _Compiled, clause: Clause, named: bool) -> bool:
    if compiled.indicator.level == "place":
        return named and not clause.overall
    return clause.place is None and (clause.overall or not compiled.frame.nationwide)


def _place_of(indicator: Indicator, clause: Clause, catalog: Catalog, place: str | None) -> str | None:
    if indicator.level == "nation":
        return catalog.overall_code
    return place if clause.places else ""


class _Matching:
    """Matches patterns against one text; what was tried is kept, for the frames share most of their parts."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._holds: dict[re.Pattern[str], bool] = {}
        self._matches: dict[tuple[re.Pattern[str], int], re.Match[str] | None] = {}

    def holds(self, pattern: re.Pattern[str]) -> bool:
        """Say whether the text holds the pattern anywhere."""
        if pattern not in self._holds:
            self._holds[pattern] = pattern.search(self.text) is not None
        return self._holds[pattern]

    def at(self, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        """Return the match of a pattern at an offset."""
        if (pattern, at) not in self._matches:
            self._matches[pattern, at] = pattern.match(self.text, at)
        return self._matches[pattern, at]

    def cover(self, compiled: _Compiled) -> tuple[int, int] | None:
        """Return where the figure stands if a frame covers the text without rest, each part once; None if not."""
        if not all(map(self.holds, compiled.parts)):
            return None
        steps = 0

        def covered(at: int, left: frozenset[int], value: tuple[int, int] | None) -> tuple[int, int] | None:
            nonlocal steps
            steps += 1
            if steps > _MOST_STEPS:
                return None
            between = _BETWEEN.match(self.text, at)
            at = between.end() if between else at
            if not left and value and _ENDS.match(self.text, at):
                return value
            for number in left:
                if match := self.at(compiled.parts[number], at):
                    figure = match.span("value") if "value" in match.re.groupindex else value
                    if found := covered(match.end(), left - {number}, figure):
                        return found
            for aside in compiled.asides:
                if (match := self.at(aside, at)) and (found := covered(match.end(), left, value)):
                    return found
            return None

        return covered(0, frozenset(range(len(compiled.parts))), None)

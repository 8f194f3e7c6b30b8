"""Reads statements in any order of their parts: a clause is certain only if parts known to the catalog cover all of it.

A frame of an indicator lists the parts that a clause must have ("{value} CyberTipline reports", "to {police}"), each a
pattern of the catalog; what else stands there must be one of the indicator's asides, or words that change nothing in
whatever they stand. Patterns and clauses are compared by the stems of their words, so that one part holds all forms of
its verb and noun. Two indicators, or two figures, for which a clause is covered leave it doubtful, and so does a
single word that no part covers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

import Stemmer

from index.catalog import AMOUNT, Catalog, Frame, Indicator
from index.quantities import MAGNITUDES, NUMBER_WORDS, QUALIFIER_PHRASES, printed_value
from index.remarks import says_its_own, without_beginning, without_front, without_remarks
from index.statements import OWN_PLACE, YEAR, Clause, Stated, counted_noun, figures_of, whole_clause
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
_PERCENT = re.compile(r"%|\bper ?cent")
_PATTERN_WORD = re.compile(r"(?P<slot>\{\w+\})|[^\W\d_]+")
_HYPHEN = r"(?<=[^\W\d_])-(?=[^\W\d_])"
# The possessive and commas change nothing, a hyphen is a blank, and between two words stands one blank.
_PIECE = re.compile(
    rf"(?P<left_out>(?<=[\w{PLACE}{MASKED}])['\u2019]s?(?!\w)|,(?!\d)|\s(?=\s))|(?P<hyphen>{_HYPHEN})|"
    r"(?P<word>[^\W\d_]+)|(?P<rest>.)",
    re.DOTALL,
)
_POSSESSIVE_OF_PATTERN = re.compile(r"\['s\]|'s")
_MARKS = "\u2013\u2014\u2022\u00b7\u00a6|"  # dashes, bullets and upright strokes
_BETWEEN = re.compile(rf"(?:[\s{MASKED},;:()*\"\u201c\u201d{_MARKS}]|-(?=\s)|\.(?=\s))*")
_WORD = re.compile(r"[^\W\d_]+(?!\w)")
_ENDS = re.compile(r"[.!\"\u201d)]*$")
_MOST_STATES = 3000  # of the search in one clause, which a sentence of the family ends far below
_MOST_FIGURES = 4
_MILLION = 1_000_000
_PARTS_OF_A_SENTENCE = re.compile(r";|:\s|,\s(?:and|while|whereas)\s|,\s|\s[\u2013\u2014]\s|\s(?:and|while|whereas)\s")
_COORDINATED = re.compile(r";|,\s(?:and|while|whereas)\s")
_OF_TIME = re.compile(r"\b(?:since|by|until|till|before|after|through|from|to|than|between|past)\s$", re.IGNORECASE)
_LAST_YEAR = re.compile(rf"\blast year,?\s(?={MASKED})", re.IGNORECASE)  # "Last year, in 2025,"
_COUNTED_BEFORE = (
    "[<the|its|a>] [<total|overall|combined|full|final|year end>] [<number|count|tally|total|volume> [of]]"
    " {counted} [<count|total>]"
)
_COUNTED_AFTER = "[<{amounts}>] [<a total of|a combined|to|at>] {{value}} [<{units}>]"
_AMOUNTS = (
    "was|were|is|are|stand at|stood at|number|total|come to|came to|amount to|reach|has reached|have reached|"
    "ran to|run to|add up to|added up to|has risen to|risen to|rose to|fell to|fallen to|hit|has hit|climb to|"
    "grew to|grown to|increase to|decrease to|decline to|drop to|edge up to|go up to|went up to|be put at|"
    "was put at|were put at|tally|tallied|worked out at|account for|accounted for"
)
_RECKONED = "{value} <of them|of these|in all|in total|altogether|all told|strong>"
# Behind a figure that what it counts stands before: nothing that it could count instead.
_COUNTS_NOTHING_ELSE = (
    rf"(?=[\s{MASKED}]*(?:[;:.!)(\"{_MARKS}{MASKED}]|-\s|$|(?:in|for|from|over|across|during|throughout|and|by|"
    rf"with|at|to|as|includ|among|nation|last|dure|when|where|while|which|that|all|was|were|is|are|had|have|has)\b))"
)
_BESIDE = rf"(?=[\s{MASKED}]*(?:[:{_MARKS}]|-\s))"

# What the heading above a sentence speaks of, as one of the names in `before`.
OF_NATION = "the nation"
OF_PLACE = "the place"
_STATEWIDE = re.compile(r"\bstate-?wide\b", re.IGNORECASE)

# "NCMEC and Maine" are two who act, "from Maine" is where something comes from.
_NOT_JOINED = r"(?<!\band )(?<!\bfrom )"

_stemmer = Stemmer.Stemmer("english")


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A frame ready to be matched: the parts that must be there, and the parts and single words that may be."""

    indicator: Indicator
    frame: Frame
    parts: tuple[re.Pattern[str], ...]
    asides: tuple[re.Pattern[str], ...]
    words: frozenset[str]
    of_both: bool  # whether it holds another figure, which may be the nation's


@dataclass(frozen=True, slots=True)
class _Stems:
    """A clause with its words stemmed; `origins` gives for each character of `text` where it comes from."""

    text: str
    origins: tuple[int, ...]


class _Value(NamedTuple):
    """Where a figure stands in the stems of a clause, and the part of a frame that holds it."""

    start: int
    end: int
    begins: int
    ends: int


@cache
def _stem(word: str, harmless: frozenset[str]) -> str:
    lower = word.lower()  # "carefully" is harmless, "care" is not
    return lower if lower in _AS_THEY_STAND or lower in harmless else str(_stemmer.stemWord(lower))


def _stemmed_pattern(pattern: str, harmless: frozenset[str]) -> str:
    pattern = re.sub(_HYPHEN, " ", _POSSESSIVE_OF_PATTERN.sub("", pattern))
    return _PATTERN_WORD.sub(lambda match: match.group() if match["slot"] else _stem(match.group(), harmless), pattern)


def _stemmed(text: str, harmless: frozenset[str]) -> _Stems:
    parts: list[str] = []
    origins: list[int] = []
    for match in _PIECE.finditer(text):
        if match.lastgroup == "left_out":
            continue
        piece = match.group()
        piece = _stem(piece, harmless) if match.lastgroup == "word" else " " if match.lastgroup == "hyphen" else piece
        parts.append(piece)
        origins += (min(match.start() + n, match.end() - 1) for n in range(len(piece)))
    return _Stems("".join(parts), tuple(origins))


@lru_cache(maxsize=8)
def _frames(catalog: Catalog) -> tuple[_Compiled, ...]:
    harmless = catalog.harmless
    phrases = {name: _stemmed_pattern(pattern, harmless) for name, pattern in catalog.phrases.items()}

    def compiled(pattern: str) -> re.Pattern[str]:
        wording, _, ahead = pattern.partition("(?=")
        found = compile_wording(_stemmed_pattern(wording, harmless), phrases)
        return re.compile(f"{found.pattern}(?={ahead}", re.IGNORECASE) if ahead else found

    found: list[_Compiled] = []
    for indicator in catalog.indicators:
        ready = tuple(map(compiled, (*indicator.asides, *catalog.changes_nothing)))
        if indicator.level == "place":
            place = compiled("[here] [<in|on|across|throughout|within|for>] {place}")
            ready = (*ready, re.compile(rf"{_NOT_JOINED}(?:{place.pattern})", re.IGNORECASE))
        unit = catalog.units[indicator.unit]
        words = harmless.union(_stem(word, harmless) for word in indicator.words)
        for frame in indicator.frames:
            of_both = any("{figure}" in part for part in frame.parts)
            found += (
                _Compiled(indicator, frame, tuple(map(compiled, parts)), ready, words, of_both)
                for parts in _counted(frame, f"{unit.one}|{unit.many}")
            )
    return tuple(found)


def _counted(frame: Frame, units: str) -> Iterator[tuple[str, ...]]:
    """Yield the parts of a frame, with its figure before what it counts ("88 cases") and behind it ("cases: 88")."""
    parts = frame.parts
    if frame.count is not None:
        yield (f"{{value}} {frame.count}", *parts)
        parts = (_COUNTED_BEFORE.format(counted=frame.count), AMOUNT, *parts)
    if AMOUNT not in parts:
        yield parts
        return
    others = tuple(part for part in parts if part != AMOUNT)
    after = _COUNTED_AFTER.format(amounts=_AMOUNTS, units=units) + _COUNTS_NOTHING_ELSE
    for amount in (after, _RECKONED, "{value}" + _BESIDE):
        yield (amount, *others)


def read_frames(sentence: str, catalog: Catalog, place: str | None, before: frozenset[str]) -> list[Stated]:
    """Return the figures that a sentence of a document about `place` states for certain, in any order of its parts.

    `before` is what the text before speaks of: indicators that it states, programmes, the place or the nation.
    """
    frames = _frames(catalog)
    if not frames:
        return []
    clause = _dated(whole_clause(sentence, catalog), catalog)
    if len({period for period, _, _ in clause.periods}) > 1 or set(clause.places.values()) - {place}:
        return []
    figures = figures_of(clause.text, catalog)
    plain = without_remarks(clause.text, catalog)
    main = _part(replace(clause, text=plain), without_front(plain, catalog, figures[0] if figures else 0), len(plain))
    whole = (replace(clause, text=text) for text in dict.fromkeys((clause.text, plain)))
    if (to_date := without_beginning(clause, catalog)) is not None:
        frames = tuple(compiled for compiled in frames if compiled.indicator.period == "none")
        return _read(to_date, frames, catalog, place, before)
    for reduced in (*whole, *((main,) if main.start else ())):
        if found := _read(reduced, frames, catalog, place, before):
            return found
        if not 1 < len(figures) <= _MOST_FIGURES:
            continue
        behind = [figure - reduced.start for figure in figures]
        if found := _read_divided(reduced, behind, frames, catalog, place, before):
            return found
    return []


def _dated(clause: Clause, catalog: Catalog) -> Clause:
    """Return a clause with years hidden that stand in it without a word ("Missing child cases, 2020: 29,782").

    One that may count, or bounds a time ("since 2020"), is left.
    """
    if catalog.periods.kind != "year":
        return clause
    text, periods = clause.text, list(clause.periods)
    text = _LAST_YEAR.sub(lambda match: MASKED * len(match.group()), text)
    for match in YEAR.finditer(clause.text):
        if counted_noun(catalog).match(clause.text, match.end()) or _OF_TIME.search(clause.text, 0, match.start()):
            continue
        text = text[: match.start()] + MASKED * len(match.group()) + text[match.end() :]
        periods.append((match.group(), *match.span()))
    return replace(clause, text=text, periods=tuple(periods))


def _read_divided(
    clause: Clause,
    figures: Sequence[int],
    frames: Sequence[_Compiled],
    catalog: Catalog,
    place: str | None,
    before: frozenset[str],
) -> list[Stated]:
    """Read a sentence of several figures in two parts, each of which must be accounted for as a sentence is.

    Where only one part can be read, the other must be a clause of its own that cannot narrow it.
    """
    alone: list[Stated] = []
    for match in _PARTS_OF_A_SENTENCE.finditer(clause.text):
        at = match.start()
        if not figures[0] < at < figures[-1]:
            continue
        first, second = _part(clause, 0, at), _part(clause, match.end(), len(clause.text))
        stated = _read(first, frames, catalog, place, before)
        known = before.union(s.indicator.id for s in stated)
        behind = [figure - match.end() for figure in figures if figure > at]
        others = _read(second, frames, catalog, place, known)
        if not others and len(behind) > 1 and stated:
            others = _read_divided(second, behind, frames, catalog, place, known)
        if stated and others:
            return [*stated, *others]
        if _COORDINATED.fullmatch(match.group()):
            other = second if stated else first
            alone = alone or ([*stated, *others] if says_its_own(other.text, catalog) else [])
    return alone


def _part(clause: Clause, start: int, end: int) -> Clause:
    """Return a part of a clause; period and nation are those of the whole; it is known what it says itself."""
    places = {at - start: code for at, code in clause.places.items() if start <= at < end}
    nation = tuple(at - start for at in clause.nation if start <= at < end)
    return replace(clause, text=clause.text[start:end], start=clause.start + start, places=places, nation=nation)


def _read(
    clause: Clause, frames: Sequence[_Compiled], catalog: Catalog, place: str | None, before: frozenset[str]
) -> list[Stated]:
    periods = {period for period, _, _ in clause.periods}
    stems = _stemmed(clause.text, catalog.harmless)
    matching = _Matching(stems.text)
    named = bool(clause.places) or clause.place is not None or OWN_PLACE.search(clause.text) is not None
    found: dict[tuple[int, int], list[Indicator]] = {}
    for compiled in frames:
        dated = bool(periods) and compiled.indicator.period == "none"  # it may be of that year only
        if dated or not _fits_before(compiled, clause, named, catalog, before):
            continue
        value = matching.cover(compiled)
        if value is not None and _fits(stems, value, compiled, clause, before):
            start, end = stems.origins[value.start], stems.origins[value.end - 1] + 1
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


def _fits(stems: _Stems, value: _Value, compiled: _Compiled, clause: Clause, before: frozenset[str]) -> bool:
    """Say whether a figure is of the unit, percent or not, of its place and not the nation's, or the other way round.

    A figure in millions is the nation's. Beside the nation's a figure is the place's if the place stands with it.
    """
    text = stems.text
    percent = _PERCENT.search(text, value.start, value.end + len(" percent")) is not None
    if percent != (compiled.indicator.unit == "percent"):
        return False
    if compiled.indicator.level == "place" and clause.nation:
        begin, end = stems.origins[value.begins], stems.origins[value.ends - 1] + 1
        within = clause.text[begin:end]
        return (PLACE in within or bool(OWN_PLACE.search(within))) and not any(begin <= n < end for n in clause.nation)
    of_nation = clause.overall or OF_NATION in before
    return of_nation or not compiled.frame.nationwide or (printed_value(text[value.start : value.end]) or 0) >= _MILLION


def _fits_before(compiled: _Compiled, clause: Clause, named: bool, catalog: Catalog, before: frozenset[str]) -> bool:
    """Say whether a frame may stand behind what the text before speaks of, with the place that it names or not."""
    frame = compiled.frame
    if not before.issuperset(frame.after) or not before.isdisjoint(frame.not_after):
        return False
    if compiled.indicator.level == "nation":
        return (
            clause.place is None and not _STATEWIDE.search(clause.text) and not (frame.no_actor and OF_PLACE in before)
        )
    stated = [catalog.by_id[name] for name in frame.after if name in catalog.by_id]
    told = named or (bool(stated) and all(indicator.level == "place" for indicator in stated))
    return told and (compiled.of_both or not clause.nation)


def _place_of(indicator: Indicator, clause: Clause, catalog: Catalog, place: str | None) -> str | None:
    if indicator.level == "nation":
        return catalog.overall_code
    return place if clause.places or clause.place else ""


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

    def cover(self, compiled: _Compiled) -> _Value | None:
        """Return where the figure stands if a frame covers the text without rest; None if not, or if two may be it."""
        if not all(map(self.holds, compiled.parts)):
            return None
        every = (1 << len(compiled.parts)) - 1
        values: dict[tuple[int, int], _Value] = {}
        seen: set[tuple[int, int, _Value | None]] = set()
        open_: list[tuple[int, int, _Value | None]] = [(0, 0, None)]
        while open_:
            at, had, value = open_.pop()
            between = _BETWEEN.match(self.text, at)
            state = (between.end() if between else at, had, value)
            if state in seen:
                continue
            seen.add(state)
            if len(seen) > _MOST_STATES:
                return None
            at = state[0]
            if had == every and value and _ENDS.match(self.text, at):
                values[value.start, value.end] = value
                continue
            for number, part in enumerate(compiled.parts):
                if not (match := self.at(part, at)):
                    continue
                figure = _Value(*match.span("value"), *match.span()) if "value" in match.re.groupindex else None
                if not (figure and value):
                    open_.append((match.end(), had | 1 << number, figure or value))
            for aside in compiled.asides:
                if match := self.at(aside, at):
                    open_.append((match.end(), had, value))
            if (word := _WORD.match(self.text, at)) and word.group() in compiled.words:
                open_.append((word.end(), had, value))
        return next(iter(values.values())) if len(values) == 1 else None

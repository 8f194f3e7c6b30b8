"""Numerals as documents print them: digits with separators, magnitudes, number words, and the words that bound them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from index.types import Qualifier

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
MAGNITUDES = {
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "million": Decimal(10) ** 6,
    "billion": Decimal(10) ** 9,
}
NUMBER_WORDS: dict[str, int] = {word: number for number, word in enumerate(_UNITS)} | {
    word: 10 * number for number, word in enumerate(_TENS, start=2)
}

QUALIFIER_PHRASES: dict[str, Qualifier] = {
    "more than": Qualifier.MORE_THAN,
    "over": Qualifier.MORE_THAN,
    "greater than": Qualifier.MORE_THAN,
    "at least": Qualifier.AT_LEAST,
    "no fewer than": Qualifier.AT_LEAST,
    "no less than": Qualifier.AT_LEAST,
    "less than": Qualifier.LESS_THAN,
    "fewer than": Qualifier.LESS_THAN,
    "under": Qualifier.LESS_THAN,
    "upwards of": Qualifier.MORE_THAN,
    "in excess of": Qualifier.MORE_THAN,
    "exceeded": Qualifier.MORE_THAN,
    "topped": Qualifier.MORE_THAN,
    "about": Qualifier.ABOUT,
    "close to": Qualifier.ABOUT,
    "around": Qualifier.ABOUT,
    "approximately": Qualifier.ABOUT,
    "roughly": Qualifier.ABOUT,
    "nearly": Qualifier.ABOUT,
    "almost": Qualifier.ABOUT,
    "some": Qualifier.ABOUT,
}
QUALIFIER_WORDS: dict[Qualifier, str] = {
    Qualifier.EXACT: "",
    Qualifier.MORE_THAN: "more than",
    Qualifier.AT_LEAST: "at least",
    Qualifier.LESS_THAN: "less than",
    Qualifier.ABOUT: "about",
}

_DIGITS = r"\d+(?:[,.]\d+)*"
_MOST_WORDS = 16  # of a number that is spelled out
_LONGEST = 20  # characters: no statistic is longer, and Decimal keeps 28 digits
_WELL_FORMED = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_MAGNITUDE = rf"(?:[ -](?P<magnitude>{'|'.join(MAGNITUDES)}))?"
_NUMERAL = re.compile(rf"(?<![\w.,]){_DIGITS}(?!\w)|(?<!\w){_DIGITS}|{_DIGITS}")
_QUALIFIED_END = re.compile(rf"\b(?P<phrase>{'|'.join(QUALIFIER_PHRASES)})\s+$", re.IGNORECASE)
_QUALIFYING = tuple({phrase.split()[-1] for phrase in QUALIFIER_PHRASES})
# "went over 132 submissions" looks at 132 of them.
_LOOKS_OVER = re.compile(r"\b(?:go|goes|going|gone|went|looked|looking|pored)\s+over\s+$", re.IGNORECASE)
_WORD = "|".join((*NUMBER_WORDS, *MAGNITUDES))
_SPELLED = re.compile(rf"\b(?:{_WORD})(?:(?:[ -]| and )(?:{_WORD}))*\b", re.IGNORECASE)
_NUMBER_WORD_SET = frozenset((*NUMBER_WORDS, *MAGNITUDES))
_WORD_RUN = re.compile(r"\w+")
_HAS_MAGNITUDE = re.compile(rf"\d[ -](?:{'|'.join(MAGNITUDES)})\b", re.IGNORECASE)
_MAGNITUDE_BEHIND = re.compile(rf"[ -](?:{'|'.join(MAGNITUDES)})\b", re.IGNORECASE)
_PARSED = re.compile(rf"(?P<digits>{_DIGITS}){_MAGNITUDE}(?:\s?(?:%|percent))?", re.IGNORECASE)

_POINTS_FOR_COMMAS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_FEW = {"no": Decimal(0), "none": Decimal(0), "nil": Decimal(0), "a single": Decimal(1)}

# For statement patterns: the words before a figure, and the figure itself, read leniently so that a damaged
# numeral is found and flagged instead of overlooked.
QUALIFIER_PATTERN = rf"(?:{'|'.join(QUALIFIER_PHRASES)})"
LENIENT_NUMERAL_PATTERN = (
    rf"(?:{_DIGITS}(?:[ -](?:{'|'.join(MAGNITUDES)}))?(?:\s?%|\spercent\b)?(?=[\s,.;:)]|$)"
    rf"|(?:{_WORD})(?:(?:[ -]| and )(?:{_WORD}))*\b"
    r"|\S{0,6}\d\S{0,12}(?: [,.]?\d\S{0,9})?)"
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral at `start:end` of some text; `value` is None where the digits are not a well-formed number."""

    start: int
    end: int
    value: Decimal | None


def parse_number(text: str) -> Decimal | None:
    """Return the number that `text` spells as a whole ("9,720", "36.2 million", "19%", "twelve"), or None.

    Thousands separators must stand where they belong: "3,41" is not read.
    """
    text = text.strip()
    if _WELL_FORMED.fullmatch(text) and len(text) <= _LONGEST:
        return normal(Decimal(text.replace(",", "")))
    match = _PARSED.fullmatch(text)
    if match:
        if not _WELL_FORMED.fullmatch(match["digits"]) or len(match["digits"]) > _LONGEST:
            return None
        number = Decimal(match["digits"].replace(",", ""))
        return normal(number * MAGNITUDES[match["magnitude"].lower()]) if match["magnitude"] else normal(number)
    return _parse_words(text)


def printed_value(printed: str) -> Decimal | None:
    """Return the number that a statement prints as its figure: as `parse_number`, and "no" or "a single" besides."""
    few = _FEW.get(" ".join(printed.lower().split()))
    return parse_number(printed) if few is None else few


def proposed_value(printed: str) -> Decimal | None:
    """Return the number that a doubtful figure most likely is, for a person to accept, or None.

    That is 3418 for "3 ,418" and for "3.418", and 0 for the "any" of "did not review any submissions".
    """
    if printed.lower() == "any":
        return Decimal(0)
    if _POINTS_FOR_COMMAS.fullmatch(printed):
        return parse_number(printed.replace(".", ""))
    return parse_number(re.sub(r"\s*([,.])\s*", r"\1", printed))


def _parse_words(text: str) -> Decimal | None:
    """Read number words in their order: "three thousand and five" is a number, "three five" is two."""
    words = re.split(r"[ -]+", text.lower())
    total, group = Decimal(0), Decimal(0)
    room, last = 100, Decimal("Infinity")  # what may follow: a word below `room`, a magnitude below `last`
    for position, word in enumerate(words):
        if word == "and" and room == 100 and 0 < position < len(words) - 1:
            continue
        if word in NUMBER_WORDS and NUMBER_WORDS[word] < room:
            if NUMBER_WORDS[word] == 0:
                return Decimal(0) if len(words) == 1 else None
            group += NUMBER_WORDS[word]
            room = 10 if NUMBER_WORDS[word] >= 20 else 0
        elif word == "hundred" and 0 < group < 100:
            group, room = group * 100, 100
        elif word != "hundred" and word in MAGNITUDES and 0 < group < 1000 and MAGNITUDES[word] < last:
            last = MAGNITUDES[word]
            total, group, room = total + group * last, Decimal(0), 100
        else:
            return None
    return total + group


def _spelled(text: str) -> Iterator[Numeral]:
    """Yield the spelled-out numbers of `text`, each as long as it can be read."""
    # a pattern that ignores case matches more than lower() makes equal, beyond ASCII
    if text.isascii() and _NUMBER_WORD_SET.isdisjoint(_WORD_RUN.findall(text.lower())):
        return
    for run in _SPELLED.finditer(text):
        words = list(re.finditer(r"[^\W\d_]+", run.group()))
        first = 0
        while first < len(words):
            start = run.start() + words[first].start()
            for after in range(min(len(words), first + _MOST_WORDS), first, -1):
                end = run.start() + words[after - 1].end()
                value = parse_number(text[start:end])
                if value is not None:
                    yield Numeral(start, end, value)
                    first = after
                    break
            else:
                first += 1


def normal(value: Decimal) -> Decimal:
    """Return `value` without exponent and trailing zeros, so that str() gives a plain decimal."""
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def find_numerals(text: str, *, words: bool = False, magnitudes: bool = True) -> Iterator[Numeral]:
    """Yield the numerals of `text` in order.

    A numeral is a maximal run of digits with its separators; with `words` also spelled-out numbers, with
    `magnitudes` a following "million" and the like belongs to it.
    """
    found: list[Numeral] = []
    for match in _NUMERAL.finditer(text):
        start, end = match.span()
        magnitude = _MAGNITUDE_BEHIND.match(text[end : end + 10])
        if magnitudes and magnitude:
            end += magnitude.end()
        found.append(Numeral(start, end, parse_number(text[start:end])))
    if words and (spelled := list(_spelled(text))):
        taken = [(n.start, n.end) for n in found]
        found += [n for n in spelled if not any(start < n.end and n.start < end for start, end in taken)]
        found.sort(key=lambda numeral: numeral.start)
    yield from found


def qualifier_before(text: str, position: int) -> Qualifier:
    """Return how the words right before `position` bound the figure there; EXACT if none does."""
    begin = max(0, position - 24)
    before = text[begin:position].rstrip()
    if before.isascii() and not before.lower().endswith(_QUALIFYING):  # most figures stand behind other words
        return Qualifier.EXACT
    match = None if _LOOKS_OVER.search(text, begin, position) else _QUALIFIED_END.search(text, begin, position)
    return QUALIFIER_PHRASES[match["phrase"].lower()] if match else Qualifier.EXACT


def in_round_numbers(printed: str, qualifier: Qualifier, exact: Decimal) -> bool:
    """Say whether a printed figure is `exact` in round numbers: "more than 6,800" of 6,817, "6.8 million" of 6,812,345.

    The two differ by no more than one unit of the last digit that is not zero. A figure without a qualifier is round
    only with a magnitude, and then by no more than half a unit.
    """
    value = parse_number(printed)
    if value is None or value == exact or (qualifier is Qualifier.EXACT and not _HAS_MAGNITUDE.search(printed)):
        return False
    exponent = value.normalize().as_tuple().exponent
    unit = Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)
    above = exact - value
    if qualifier in (Qualifier.MORE_THAN, Qualifier.AT_LEAST):
        return 0 < above <= unit
    if qualifier is Qualifier.LESS_THAN:
        return 0 < -above <= unit
    return abs(above) <= (unit if qualifier is Qualifier.ABOUT else unit / 2)


def plain(value: Decimal) -> str:
    """Write a value as a plain decimal string: "36200000", "19", "0.5"."""
    return format(normal(value), "f")


def grouped(value: Decimal) -> str:
    """Write a value for reading, with thousands separators: "36,200,000"."""
    return format(normal(value), ",f")

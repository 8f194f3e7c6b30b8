"""What a document declares in front of its text: its titles and the year that its figures are of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from index.catalog import Catalog
from index.quantities import find_numerals
from index.reading import Reading
from index.statements import LONGEST, YEAR, comparisons

FRONT = 12  # blocks at most
_PROSE = 20  # words: a longer block is text, and ends the front
OPENING = 40  # sentences among which one says what the document is about
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
# Years that tell when something was written, printed or put somewhere, not what the figures are of.
_DATES = re.compile(
    rf"\b(?:19|20)\d{{2}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}\b|\b\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:19|20)\d{{2}}\b"
    rf"|\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s)?{_MONTH}\s(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s)?(?:19|20)\d{{2}}\b"
    rf"|(?:\u00a9|\bcopyright\b|\(c\))(?:\s\(c\))?\s(?:19|20)\d{{2}}(?:\s?[-\u2013]\s?(?:19|20)\d{{2}})?"
    rf"|\b(?:published|printed|updated|revised|reviewed|released|issued|retrieved|accessed|modified|created|generated)(?:\s(?:in|on|:))*:?\s(?:\w+\s)?(?:19|20)\d{{2}}\b",
    re.IGNORECASE,
)
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH}|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?),?\s(?:19|20)\d{{2}}"
_ONLY_A_DAY = re.compile(rf"\W*(?:{_DAY}|(?:19|20)\d{{2}}[-/.]\d{{1,2}}[-/.]\d{{1,2}})\W*", re.IGNORECASE)
_OF_PRINT = re.compile(
    rf"\b(?:published|printed|updated|revised|reviewed|released|issued|prepared|retrieved|accessed|created)"
    rf"(?:\s(?:in|on))?:?\s(?:{_DAY}|(?:{_MONTH}\s)?(?:19|20)\d{{2}})",
    re.IGNORECASE,
)
_OF_THE_FIGURES = re.compile(
    r"(?:(?:all|the|these|our|its)\s)*(?:figures|numbers|data|statistics|totals|counts)\s(?:\w+\s){0,4}?"
    r"(?:are|is|cover|covers|refer\sto|for|from|of|in)\s(?:(?:for|from|of|the)\s)*(?:(?:fiscal|calendar)\s)?(?:year\s)?"
    r"(?:19|20)\d{2}\b(?!\s?[-\u2013/])",
    re.IGNORECASE,
)
# "(2022: 16,344)" and "(16,344 in 2022)" give the figure of another year.
_IN_BRACKETS = re.compile(
    r"\((?:FY\s?)?(?:19|20)\d{2}:[^()]{1,40}\)|\([^()]{1,40}\s(?:in|during)\s(?:FY\s?)?(?:19|20)\d{2}\)"
)
# When something began is no year of figures: "since the program began in 2002", "Since 1984, NCMEC has been the ...".
_BEGINNING = re.compile(
    r"\bsince\s(?:\w+\s){1,5}(?:founded|established|created|launched|opened|began|started|set\sup)\s(?:its\swork\s)?"
    r"in\s(?:19|20)\d{2}\b(?!\s?[-\u2013/]\s?\d)",
    re.IGNORECASE,
)
_EVER_SINCE = re.compile(r"\W*since\s(?:19|20)\d{2},\s", re.IGNORECASE)
# "The total for 2024 was 1,340." is of its own year alone.
_OF_ITS_OWN_YEAR = re.compile(
    r"the\s(?:total|figure|number|count)\s(?:for|in|of)\s(?:19|20)\d{2}\s(?:was|had\sbeen)\s[\d,]+\.?", re.IGNORECASE
)
_FIGURE = re.compile(r"\b(?!(?:19|20)\d{2}\b)\d")


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of a reading that declares something: what it declares, or how it reads, and its offsets."""

    text: str
    start: int
    end: int


def front(reading: Reading) -> list[Line]:
    """Return the blocks that stand in front of the text: titles, subtitles, what a cover page says; no figures."""
    found: list[Line] = []
    for block in reading.blocks[:FRONT]:
        text = reading.text[block.start : block.end]
        if block.kind == "table" or len(text.split()) > _PROSE:
            break
        if not _FIGURE.search(_DATES.sub(" ", text)):
            found.append(Line(text, block.start, block.end))
    return found


def declared_year(reading: Reading) -> Line | None:
    """Return the one year that the front gives and where, if the document speaks of no other; dates do not count."""
    spoken_of = years_spoken_of(reading)
    if len(spoken_of) != 1:
        return None
    (year,) = spoken_of
    for line in (*front(reading), *_saying_of_the_figures(reading)):
        if year in YEAR.findall(_DATES.sub(" ", line.text)):
            return Line(year, line.start, line.end)
    return None


def _saying_of_the_figures(reading: Reading) -> Iterator[Line]:
    """Yield the sentences in front that say of which year the figures are ("All figures are for 2026")."""
    for block in reading.blocks[:FRONT]:
        if block.kind != "table":
            for start, end in reading.sentences(block):
                if _OF_THE_FIGURES.match(reading.text, start, end):
                    yield Line(reading.text[start:end], start, end)


def years_spoken_of(reading: Reading) -> Counter[str]:
    """Count the years that a document names: no dates, none that another is compared with, no columns of tables."""
    found: Counter[str] = Counter()
    for block in reading.blocks:
        if block.kind != "table":
            for start, end in reading.sentences(block):
                found.update(years_in(reading.text[start:end]))
    return found


def years_in(sentence: str) -> list[str]:
    """Return the years that a sentence names, without those of dates, of beginnings and those that it compares with."""
    if not YEAR.search(sentence) or _OF_ITS_OWN_YEAR.fullmatch(sentence):
        return []
    if _EVER_SINCE.match(sentence) and len(list(find_numerals(sentence, words=True))) == 1:
        return []
    if len(sentence) <= LONGEST:
        for start, end in reversed(list(comparisons(sentence))):
            sentence = sentence[:start] + " " + sentence[end:]
    return YEAR.findall(_BEGINNING.sub(" ", _IN_BRACKETS.sub(" ", _DATES.sub(" ", sentence))))


def without_dates_of_print(text: str) -> str:
    """Return a line without the dates that tell when it was written; "as of June 30, 2024" is none of them."""
    return "" if _ONLY_A_DAY.fullmatch(text) else _OF_PRINT.sub(" ", text)


def naming(reading: Reading, catalog: Catalog, place: str) -> Line | None:
    """Return the first line of the front, else the first sentence, that names a place and no other."""
    sentences = (
        Line(reading.text[start:end], start, end)
        for block in reading.blocks
        if block.kind != "table"
        for start, end in reading.sentences(block)
    )
    for line in (*front(reading), *islice(sentences, OPENING)):
        if len(line.text) <= LONGEST and catalog.place_names.named_in(line.text) == {place}:
            return line
    return None

"""Titles of a family in words of their own: the publisher, a place, and nothing that a title could not hold.

"Kansas State: NCMEC Figures for 2023", "Missing and Exploited Children: Kansas. A state data sheet of NCMEC", or the
subject of a mail that hands a sheet on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.catalog import Catalog
from index.declaring import FRONT, Line, front
from index.reading import Reading
from index.statements import LONGEST, hide_places, speaks_of_the_nation
from index.wording import PLACE, compile_wording

_DIVIDES = re.compile(
    r"[\s|:,()\u2013\u2014\u00b7\u2022-]+|\b(?:FY\s?|(?:fiscal|calendar)\syear\s)?(?:19|20)\d{2}\b", re.IGNORECASE
)
_WINDOW = 3  # blocks: a title may be broken over so many
_WORD = re.compile(r"[^\W\d_]+(?:'s)?")
_HEADS_A_MAIL = r"(?:To|From|Date|Sent|Cc|Bcc|Attachments?|Reply-To)\s?:"
_SUBJECT = re.compile(
    rf"(?<!\S)(?:Subject|Re)\s?:\s*(?:(?:FWD?|RE)\s?:\s*)*(?P<subject>.*?)(?=\s{_HEADS_A_MAIL}|\n|$)", re.IGNORECASE
)


def titles(reading: Reading, catalog: Catalog, patterns: tuple[str, ...]) -> Iterator[tuple[str, Line]]:
    """Yield the lines of the front that read like one of some titles in whole, each with its place."""
    compiled = [compile_wording(pattern, catalog.phrases) for pattern in patterns]
    for line in _windows(reading):
        hidden, place = _of_one_place(line.text, catalog)
        if place and any(title.fullmatch(hidden) for title in compiled):
            yield place, line


def titles_in_own_words(reading: Reading, catalog: Catalog) -> Iterator[tuple[str, Line]]:
    """Yield the lines of the front that name the publisher and one place, and else hold only words of titles."""
    for line in _windows(reading):
        if place := _titled(line.text, catalog, named=True):
            yield place, line


def headings_in_own_words(reading: Reading, catalog: Catalog) -> Iterator[str]:
    """Yield the places of the lines of the front that name one, and else hold only words of titles."""
    for line in front(reading):
        if place := _titled(line.text, catalog, named=False):
            yield place


def subject(reading: Reading, catalog: Catalog) -> tuple[str, Line] | None:
    """Return the subject of a mail or memo that reads like a title of the family, with its place."""
    for block in reading.blocks[:FRONT]:
        if block.kind == "table":
            continue
        for match in _SUBJECT.finditer(reading.text, block.start, block.end):
            if place := _titled(match["subject"], catalog, named=True):
                return place, Line(match["subject"], *match.span("subject"))
    return None


def _windows(reading: Reading) -> Iterator[Line]:
    lines = front(reading)
    for size in range(1, _WINDOW + 1):
        for at in range(len(lines) - size + 1):
            window = lines[at : at + size]
            text = reading.text[window[0].start : window[-1].end]
            if len(text) <= LONGEST:
                yield Line(text, window[0].start, window[-1].end)


def places_named(text: str, catalog: Catalog) -> tuple[str, frozenset[str]]:
    """Return a text with its places hidden, and their codes; "Kansas City" is none."""
    hidden, places = hide_places(text, catalog)
    return hidden, frozenset(code for at, code in places.items() if hidden[at] == PLACE)


def _of_one_place(text: str, catalog: Catalog) -> tuple[str, str | None]:
    """Return the words of a line, its place hidden, and that place; None if it names several or none."""
    hidden, places = places_named(text, catalog)
    return " ".join(_DIVIDES.sub(" ", hidden).split()), next(iter(places)) if len(places) == 1 else None


def _may_be_a_title(text: str) -> bool:
    """Say whether a stretch is short enough and no sentence, nor holds one."""
    return len(text) <= LONGEST and not re.search(r"[a-z)][.!?](?:\s|$)", text)


def _titled(text: str, catalog: Catalog, *, named: bool) -> str | None:
    """Return the place of a line with only words of titles; with `named` it must name the publisher."""
    words, place = _of_one_place(text, catalog) if _may_be_a_title(text) else ("", None)
    publisher = _publisher(words, catalog)
    if place is None or (named and publisher is None) or speaks_of_the_nation(text):
        return None
    return place if _has_only_words_of_titles(words, publisher, catalog) else None


def place_of_title(text: str, catalog: Catalog) -> str | None:
    """Return the one place that a line names that else holds only words of titles."""
    return _titled(text, catalog, named=False)


def of_no_place(text: str, catalog: Catalog) -> bool:
    """Say whether a line names the publisher, no place, and else holds only words of titles."""
    hidden, places = places_named(text, catalog)
    words = " ".join(_DIVIDES.sub(" ", hidden).split())
    publisher = _publisher(words, catalog)
    if places or publisher is None or not _may_be_a_title(text):
        return False
    return _has_only_words_of_titles(words, publisher, catalog)


def _publisher(words: str, catalog: Catalog) -> re.Match[str] | None:
    name = catalog.recognise.title_of_publisher
    return compile_wording(name, catalog.phrases).search(words) if name else None


def _has_only_words_of_titles(words: str, publisher: re.Match[str] | None, catalog: Catalog) -> bool:
    if publisher:
        words = f"{words[: publisher.start()]} {words[publisher.end() :]}"
    known = catalog.recognise.heading_words | catalog.recognise.title_words
    said = {word.lower().removesuffix("'s") for word in _WORD.findall(words)}
    return bool(catalog.recognise.title_words) and said <= known and not re.search(r"\d", words)

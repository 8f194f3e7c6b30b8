"""What a sentence states, by all that reads sentences: the catalog's wordings first, then frames."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from index.beside_nation import figure_of_the_nation, with_the_nation
from index.catalog import Catalog
from index.frames import OF_NATION, OF_PLACE, read_frames
from index.headings import bare, says_nothing, whose
from index.statements import Stated, figures_of, may_state, statements_of
from index.wording import compile_wording

# Of cells, or of a list in which a figure ends the line above.
_PARTS_LINES = re.compile(r"\t|(?:[\d%]|illion|percent)[^\w\n]*\n", re.IGNORECASE)
# "Highlights: in 2022, ...", "At a glance: ..."
_LEAD = re.compile(r"[^\W\d_][^\W\d_ ]*(?: [^\W\d_]+){0,3}:\s+(?=\S)")
_THE_NATION = re.compile(r"(?:the )?(?:whole |entire )?(?:country|nation)", re.IGNORECASE)
_OF_TIME = re.compile(r"\byears?\b", re.IGNORECASE)


@lru_cache(maxsize=2048)
def stated_in(sentence: str, catalog: Catalog, place: str | None, before: frozenset[str]) -> tuple[Stated, ...]:
    """Return the figures that a sentence of a document about `place` states, certain ones and doubtful ones.

    `before` is what the text before speaks of (`spoken_of`, `headed`). A document is recognised by what it is read for
    after, so what was read is kept.
    """
    if not may_state(sentence):
        return ()
    lead = _lead(sentence, catalog)
    return tuple(
        replace(s, value_start=s.value_start + lead, value_end=s.value_end + lead)
        for s in _with_the_nation(sentence[lead:], catalog, place, before)
    )


def spoken_of(sentence: str, found: Iterable[Stated], catalog: Catalog) -> frozenset[str]:
    """Return what the sentence behind may take up: indicators that are stated, and the one programme that is named."""
    named = {name for name, pattern in catalog.programmes.items() if _programme(pattern, catalog).search(sentence)}
    stated = {stated.indicator.id for stated in found if stated.doubt is None}
    return frozenset(stated | (named if len(named) == 1 else set()))


@lru_cache(maxsize=256)
def headed(heading: str | None, catalog: Catalog) -> frozenset[str]:
    """Return whether a heading is of the nation or of a place, in the words of frames."""
    of = whose(heading, catalog) if heading else None
    if heading and _THE_NATION.fullmatch(bare(heading)):
        of = catalog.overall_code
    return frozenset(() if of is None else (OF_NATION,) if of == catalog.overall_code else (OF_PLACE,))


@lru_cache(maxsize=64)
def _programme(pattern: str, catalog: Catalog) -> re.Pattern[str]:
    return compile_wording(pattern, catalog.phrases)


def _lead(sentence: str, catalog: Catalog) -> int:
    """Return how many characters in front of a sentence only announce it ("Highlights: ...")."""
    lead = _LEAD.match(sentence)
    announces = lead is not None and says_nothing(lead.group(), catalog) and not _OF_TIME.search(lead.group())
    return lead.end() if lead and announces else 0


def _with_the_nation(sentence: str, catalog: Catalog, place: str | None, before: frozenset[str]) -> list[Stated]:
    if beside := figure_of_the_nation(sentence):
        found = with_the_nation(beside, _read(beside.sentence, catalog, place, before), catalog)
        if found is not None:
            return found
    return _read(sentence, catalog, place, before)


def _read(sentence: str, catalog: Catalog, place: str | None, before: frozenset[str]) -> list[Stated]:
    found = list(statements_of(sentence, catalog, place))
    certain = [(s.value_start, s.value_end) for s in found if s.doubt is None]
    figures = [n for n in figures_of(sentence, catalog) if not any(a <= n < b for a, b in certain)]
    if _PARTS_LINES.search(sentence) or not figures:
        return found
    others = read_frames(sentence, catalog, place, before)
    known = {at for at, _ in certain}
    return [*found, *(s for s in others if s.value_start not in known)]

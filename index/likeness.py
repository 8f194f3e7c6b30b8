"""Whether a document looks like one of a family that it is not recognised as: it must not be passed over in silence.

It names the publisher, and figures stand beside several of its programmes, some of them of a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.catalog import Catalog
from index.quantities import find_numerals
from index.reading import Block, Reading
from index.statements import LONGEST, OWN_PLACE, YEAR, figures_of, hide_places

_PROGRAMMES = 5  # of which figures are given: a message or an article gives those of fewer
_OF_A_PLACE = 2  # of these with a place beside them, where nothing in front says whose the figures are


def looks_like_one(reading: Reading, catalog: Catalog, *, declared: bool) -> bool:
    """Say whether figures stand beside the programmes of a family as they do in its documents.

    `declared` says that its front names one place.
    """
    groups = [any_of(words) for words in catalog.recognise.programmes]
    if not groups or not any_of(catalog.publisher_names).search(reading.text):
        return False
    of_all, of_places = set[int](), set[int]()
    for text in _with_figures(reading, catalog):
        beside = {number for number, group in enumerate(groups) if group.search(text)}
        of_all |= beside
        hidden, places = hide_places(text, catalog)
        if set(places.values()) - {catalog.overall_code} or OWN_PLACE.search(hidden):
            of_places |= beside
    return len(of_all) >= _PROGRAMMES and (declared or len(of_places) >= _OF_A_PLACE)


def any_of(words: Sequence[str]) -> re.Pattern[str]:
    """Return the pattern of any of some words."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)


def _with_figures(reading: Reading, catalog: Catalog) -> Iterator[str]:
    """Yield the sentences, rows and lines that hold a figure, or stand right above or below one that stands alone."""
    alone = [_is_figure(reading, block) for block in reading.blocks]
    for number, block in enumerate(reading.blocks):
        if any(alone[max(0, number - 1) : number + 2]):
            yield reading.text[block.start : block.end]
        elif block.kind == "table":
            rows = reading.text[block.start : block.end].split("\n")
            yield from (
                row for row in rows if any(not YEAR.fullmatch(row[n.start : n.end]) for n in find_numerals(row))
            )
        else:
            sentences = (reading.text[start:end] for start, end in reading.sentences(block) if end - start <= LONGEST)
            yield from (sentence for sentence in sentences if figures_of(sentence, catalog))


def _is_figure(reading: Reading, block: Block) -> bool:
    text = reading.text[block.start : block.end].strip()
    numerals = list(find_numerals(text)) if len(text) <= LONGEST else []
    return len(numerals) == 1 and (numerals[0].start, numerals[0].end) == (0, len(text)) and not YEAR.fullmatch(text)

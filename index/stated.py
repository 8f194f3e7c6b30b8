"""What a sentence states, by all that reads sentences: the catalog's wordings first, then frames."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from index.catalog import Catalog
from index.frames import read_frames
from index.headings import says_nothing
from index.statements import Stated, figures_of, may_state, statements_of

# Of cells, or of a list in which a figure ends the line above.
_PARTS_LINES = re.compile(r"\t|(?:[\d%]|illion|percent)[^\w\n]*\n", re.IGNORECASE)
# "Highlights: in 2022, ...", "At a glance: ..."
_LEAD = re.compile(r"[^\W\d_][^\W\d_ ]*(?: [^\W\d_]+){0,3}:\s+(?=\S)")
_OF_TIME = re.compile(r"\byears?\b", re.IGNORECASE)


@lru_cache(maxsize=2048)
def stated_in(sentence: str, catalog: Catalog, place: str | None, before: frozenset[str]) -> tuple[Stated, ...]:
    """Return the figures that a sentence of a document about `place` states, certain ones and doubtful ones.

    `before` are the indicators that the sentence before states. A document is recognised by what it is read for after,
    so what was read is kept.
    """
    if not may_state(sentence):
        return ()
    lead = _lead(sentence, catalog)
    return tuple(
        replace(s, value_start=s.value_start + lead, value_end=s.value_end + lead)
        for s in _read(sentence[lead:], catalog, place, before)
    )


def _lead(sentence: str, catalog: Catalog) -> int:
    """Return how many characters in front of a sentence only announce it ("Highlights: ...")."""
    lead = _LEAD.match(sentence)
    announces = lead is not None and says_nothing(lead.group(), catalog) and not _OF_TIME.search(lead.group())
    return lead.end() if lead and announces else 0


def _read(sentence: str, catalog: Catalog, place: str | None, before: frozenset[str]) -> list[Stated]:
    found = list(statements_of(sentence, catalog, place))
    certain = [(s.value_start, s.value_end) for s in found if s.doubt is None]
    figures = [n for n in figures_of(sentence, catalog) if not any(a <= n < b for a, b in certain)]
    if _PARTS_LINES.search(sentence) or not figures:
        return found
    others = read_frames(sentence, catalog, place, before)
    known = {at for at, _ in certain}
    return [*found, *(s for s in others if s.value_start not in known)]

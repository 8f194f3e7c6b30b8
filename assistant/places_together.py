"""Places that a text joins to one sum without a word for it: "Iowa plus Ohio", "across Iowa and Ohio more than 500"."""

from __future__ import annotations

import re
from functools import cache

from assistant.claims import ClaimKind, read_claims
from assistant.lexicon import cued, may_hold, normalise, tokenise
from index.places import names_pattern

# Words by which each of the places is meant, or which of them, and not what they have together.
_APART = frozenset("each every apiece respectively individually which who both anywhere any one".split())


def said_together(text: str) -> str:
    """Return a text in which places that are added up are said to be so, in words that are read everywhere."""
    if may_hold(text, ("plus", "+")) and may_hold(text, (" than ",)):  # else it may only list them
        text = _summands().sub(_joined, text)
    if may_hold(text, ("across",)) and _states_one_number(text):
        text = _across().sub(lambda match: f"{match[0]} together", text)
    return text


def _joined(match: re.Match[str]) -> str:
    *others, last = [name.strip() for name in re.split(r"\s+plus\s+|\+", match[0])]
    return f"{', '.join(others)} and {last} together"


def _states_one_number(text: str) -> bool:
    """Say whether a text states one number of several places, and not of each, and ranks or compares none."""
    tokens = tokenise(normalise(text))
    figures = [c for c in read_claims(text) if c.kind is ClaimKind.FIGURE]
    apart = not _APART.isdisjoint(t.key for t in tokens) or cued("references", "together", tokens)
    return len(figures) == 1 and not apart


@cache
def _name() -> str:
    return rf"(?:{names_pattern()}|(?-i:[A-Z]{{2}}))"


@cache
def _summands() -> re.Pattern[str]:
    return re.compile(rf"\b{_name()}(?:(?:\s+plus\s+|\s*\+\s*){_name()}\b)+(?!\s+(?:together|combined))", re.IGNORECASE)


@cache
def _across() -> re.Pattern[str]:
    return re.compile(
        rf"\bacross\s+(?:both\s+)?{_name()}(?:(?:\s*,\s*|\s*,?\s+(?:and|&)\s+){_name()}\b)+", re.IGNORECASE
    )

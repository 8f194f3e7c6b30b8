"""Words that ask for all the figures there are: "all the missing children numbers", "everything, including tips"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.lexicon import Token, cue_phrases

# Words that ask for each of several figures: "all the missing children numbers", but not "each state's number".
_ALL_FIGURES = re.compile(
    r"\b(?:all|every|each)\b(?:\s+(?!states?\b|places?\b|sheets?\b|five\b|of\s+them\b)[a-z-]+){0,4}?\s+"
    r"(?:numbers|figures|stats|statistics|info|information)\b|\b(?:every|each)\s+[a-z-]+\s+(?:number|figure|statistic)\b",
    re.IGNORECASE,
)
_WHOLE = frozenset("all everything every each complete full whole".split())


def wants_all(text: str, tokens: Sequence[Token]) -> tuple[bool, bool]:
    """Say whether a text asks for figures without saying which, and whether it asks for all there are of them.

    `tokens` are those of the text that no other cue has taken.
    """
    found = [v[0] for _, _, v in cue_phrases("operations", "all_indicators").find(tokens)]
    all_figures = _ALL_FIGURES.search(text) is not None
    return bool(found) or all_figures, all_figures or any(_WHOLE & set(cue.split()) for cue in found)


def including(tokens: Sequence[Token]) -> int:
    """Return where the words begin that only name one of all the figures: "all numbers, including Team Adam"."""
    ends = [first for first, _, _ in cue_phrases("operations", "including").find(tokens)]
    return min(ends, default=len(tokens))

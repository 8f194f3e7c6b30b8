"""Words at the edge of a clause that say who asks or what for: "for my class, ...", "..., for the board"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.lexicon import FamilyLexicon, tokenise

_DETERMINER = r"(?:my|our|an?|the|his|her|their|this)"
_NUMBER = r"(?:how many|how much|what number|what(?:'s| is| was) the number|number of|what share|what percent)"
# Of 28,000 labelled questions, words that narrow stand in none of these at the beginning and in none at the end
# behind a comma; in front of "how many" where no preposition begins, in a few.
_ASIDES = (
    re.compile(rf"^(?:[^,.?!;:]{{0,20}}, )?(?:for {_DETERMINER}|as an?)\b[^,.?!;:]*[,:]", re.IGNORECASE),
    re.compile(
        rf"(?:[,;(\u2013\u2014]\s*for {_DETERMINER}| for (?:my|our|his|her|their|an?))\b[^,.?!;:]*[.?!)]*$", re.I
    ),
    re.compile(
        r"^(?:(?!(?:of|in|on|among|for|during|at|from|within|since|between|by|per|with|without|under|over|after|before|"
        r"excluding|not|only|just|out|if|when|where|given|counting|leaving|besides|apart|across|how|what|which|who)\b)"
        rf"[^.?!,:;\u2013\u2014]+[,:;\u2013\u2014]\s+)+(?:so |and |but |please )?(?={_NUMBER}\b)",
        re.IGNORECASE,
    ),
)


def asides(clause: str, lexicon: FamilyLexicon) -> Iterator[tuple[int, int]]:
    """Yield the stretches at the edges of a clause that hold no word of any measure, in code points."""
    for pattern in _ASIDES:
        for match in pattern.finditer(clause):
            if not any(map(lexicon.knows, lexicon.items(tokenise(match.group())))):
                yield match.span()

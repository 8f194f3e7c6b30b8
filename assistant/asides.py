"""What says who asks or what for: "for my class, ...", "..., for the board", and the head of a ticket or letter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from assistant.clauses import asks_outright, requests
from assistant.lexicon import FamilyLexicon, any_of, function_words, language, tokenise

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


def without_writer(
    text: str, named: Callable[[str], tuple[tuple[str, ...], tuple[str, ...]]], names_measure: Callable[[str], bool]
) -> str:
    """Leave out the lines of a ticket that say who writes, and its number: they narrow nothing.

    `named` gives the places and the years of a text. A line stays where it may be what is asked about: where it alone
    names a place or a year, asks something, or may say of whom a figure is and names a measure.
    """
    for pattern in _head_lines()[0 if ":" in text else 1 :]:
        for line in reversed([*pattern.finditer(text)]):
            said, rest = line["said"], f"{text[: line.start()]}\n{text[line.end() :]}"
            asks = asks_outright(said) or requests(said) or (line.groupdict().get("perhaps") and names_measure(said))
            alone = any(own and not others for own, others in zip(named(said), named(rest), strict=True))
            if not (asks or alone) and any(t.key not in function_words() for t in tokenise(rest)):
                text = rest.strip()
    return text


@cache
def _head_lines() -> tuple[re.Pattern[str], ...]:
    """Return what a line for the writer looks like, one for the number of a ticket, and one for the time of a chat."""
    begins = r"(?:^|(?<=[\n.;|,(\u2013\u2014-])|(?<=[.;|,\u2013\u2014-] ))"
    ends = r"(?:[.;|](?=\s|$)|\n|$|\s[-\u2013\u2014]\s|(?=[\"\u201c]))"
    writers, perhaps, numbered = (
        any_of(language("intents")[name]) for name in ("writers", "perhaps_writers", "numbered")
    )
    said = r"(?P<said>[^\n|;.?!\"\u201c]{2,80}?)"
    number = r"(?P<said>(?!(?:19|20)\d\d\b)[a-z]{0,5}-?\d[\w-]*)"
    return (
        re.compile(rf"{begins}\s*(?:{writers}|(?P<perhaps>{perhaps}))\s*:\s*{said}\s*{ends}", re.IGNORECASE),
        re.compile(
            rf"^\s*(?:{numbered})\s*(?:(?:no\.?|number|id|nr\.?)\s*)?[#:]?\s*{number}"
            r"\s*(?:[|:,.;\u2013\u2014\n-]|$)",
            re.IGNORECASE,
        ),
        re.compile(
            r"^\s*(?P<said>[^\n?.!]{0,40}\b\d{1,2}:\d\d\b[^\n?.!\d]{0,12}\n|\[\d{1,2}:\d\d(?::\d\d)?\])\s*"
            r"(?:[a-z]{2,12}:(?=\s))?",
            re.IGNORECASE,
        ),
    )

"""The pattern language of a catalog's statements, turned into regular expressions."""

from __future__ import annotations

import re
from functools import cache

from index.places import spelled_names_pattern
from index.quantities import LENIENT_NUMERAL_PATTERN, QUALIFIER_PATTERN

_SLOTS = {
    "period": r"(?P<period>[\w-]+(?: [\w-]+){0,3}?)",
    "year": r"(?:fiscal year )?(?P<year>(?:19|20)\d{2})",
    "value": rf"(?:{QUALIFIER_PATTERN} )?(?P<value>{LENIENT_NUMERAL_PATTERN})",
    "figure": rf"(?:{QUALIFIER_PATTERN} )?(?:{LENIENT_NUMERAL_PATTERN})",
}
_PATTERN_PART = re.compile(r"\{(?P<slot>\w+)\}|<(?P<either>[^<>]*)>|(?P<open>\[)|(?P<close>\])|(?P<space>\s+)")
_OPTIONAL = re.compile(r" \[([^\[\]]*)\]")
_OPTIONAL_AT_START = re.compile(r"^\[([^\[\]]*)\] ")


@cache
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of the catalog language to a regular expression with groups year, value and place.

    Raises ValueError for an unknown slot or unbalanced brackets.
    """
    return compile_with(pattern, spelled_names_pattern())


def check_pattern(pattern: str) -> None:
    """Raise ValueError where `compile_pattern` would; nothing is compiled, as every start checks all."""
    _expression(pattern, r"\w+")


@cache
def compile_with(pattern: str, names: str) -> re.Pattern[str]:
    """Compile a pattern whose places are those that `names`, a regular expression, finds.

    Raises ValueError for an unknown slot or unbalanced brackets.
    """
    return re.compile(_expression(pattern, names), re.IGNORECASE)


def _expression(pattern: str, names: str) -> str:
    """Return a pattern as the text of a regular expression.

    Raises ValueError for a slot that is unknown or stands twice, or unbalanced brackets.
    """
    parts: list[str] = []
    slots: set[str] = set()
    position = still_open = 0
    pattern = _OPTIONAL_AT_START.sub(r"[\1 ]", _OPTIONAL.sub(r"[ \1]", pattern))  # one blank goes with what may miss
    for match in _PATTERN_PART.finditer(pattern):
        parts.append(re.escape(pattern[position : match.start()]))
        position = match.end()
        if slot := match["slot"]:
            if slot in slots:
                raise ValueError(f"pattern {pattern!r}: {{{slot}}} stands twice")
            slots.add(slot)
            if slot == "place":
                parts.append(rf"(?:(?:the )?(?:state|district|territory|commonwealth) of )?(?:the )?(?P<place>{names})")
            elif slot in _SLOTS:
                parts.append(_SLOTS[slot])
            else:
                raise ValueError(f"unknown slot {{{slot}}} in {pattern!r}")
        elif match["either"] is not None:
            choices = (r"\s".join(map(re.escape, choice.split())) for choice in match["either"].split("|"))
            parts.append(f"(?:{'|'.join(choices)})")
        elif match["open"]:
            still_open += 1
            parts.append("(?:")
        elif match["close"]:
            if not still_open:
                raise ValueError(f"pattern {pattern!r}: a ] closes nothing")
            still_open -= 1
            parts.append(")?")
        else:
            parts.append(r"\s")
    parts.append(re.escape(pattern[position:]))
    if still_open:
        raise ValueError(f"pattern {pattern!r}: a [ is not closed")
    return rf"\b{''.join(parts)}" if pattern[:1].isalnum() else "".join(parts)

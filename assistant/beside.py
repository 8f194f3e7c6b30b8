"""Places that a follow-up names for what was asked before, in front of something else that it asks.

"And for Ohio, plus what does CVIP do?" "Now Utah's, and Team HOPE for Utah as well."
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.clause_reading import ClauseReader
from assistant.clauses import Clause
from assistant.lexicon import Token, function_words, neutral_words
from assistant.references import number_named, words_of
from assistant.spotting import BREAK

_JOINED = re.compile(r"\s*[,;]?\s+(?:and|plus|as well as|along with|&|\+)\s+(?!its\b|their\b)|;\s*", re.IGNORECASE)
# What begins a follow-up that names a place for what was asked before.
_GOES_ON = frozenset("and also now plus then same ok okay what how go continue try".split())


def going_on(clauses: Sequence[Clause], text: str, reader: ClauseReader) -> list[Clause]:
    """Let a place in front of another question ask for the same as before: "and for Ohio, plus what is CVIP?"."""
    found = list(clauses)
    for i in range(len(found) - 1):
        first, after = (text.find(c.text.rstrip("?")) for c in found[i : i + 2])
        between = text[first + len(found[i].text) : after]
        joined = 0 <= first < after and _JOINED.search(f"{between} ") and not set(".?!\n") & {*between}
        if joined and found[i + 1].asks and not found[i].asks and _place_alone(found[i].text, reader):
            found[i] = replace(found[i], asks=True)
    return found


def place_and_measure(text: str, reader: ClauseReader, names_measure: Callable[[str], bool]) -> list[str]:
    """Part "Ohio's, and Team HOPE for Utah" into its two things; nothing is returned of any other text.

    The second names its measure and behind it its own place, or the same one: "and Ohio and Utah's tips" asks for one
    thing.
    """
    for joint in [*_JOINED.finditer(text)][::-1]:
        first, second = text[: joint.start()].strip(" ,;"), text[joint.end() :].strip(" ,;")
        tokens, places, _ = reader.spotted(second)
        if _of_all_named(tokens, places) and names_measure(first) and not reader.spotted(first)[1]:
            return [first, second]  # "plus CVIP, and both for Ohio"
        if not places or not first or not _place_alone(first, reader) or not names_measure(second):
            continue
        known = [item.first for item in reader.lexicon.items(tokens) if reader.lexicon.knows(item)]
        at = next(i for i, t in enumerate(tokens) if t == BREAK)
        if known and (known[0] < at or {*places} <= {*reader.spotted(first)[1]}):
            return [first, second]
    return []


def _of_all_named(tokens: Sequence[Token], places: Sequence[str]) -> bool:
    """Say whether words want all that was named of another place: "both for Ohio as well"."""
    light = function_words() | neutral_words() | {BREAK.key}
    counts = [i for i, t in enumerate(tokens) if number_named([t])]
    other = words_of("besides", tokens) | {*counts}
    return bool(places) and len(counts) == 1 and all(t.key in light for i, t in enumerate(tokens) if i not in other)


def _place_alone(text: str, reader: ClauseReader) -> bool:
    """Say whether a text goes on with another place, and says no more: "and for Ohio"."""
    tokens, places, _ = reader.spotted(text)
    light = function_words() | neutral_words() | {BREAK.key}
    return bool(places) and tokens[0].key in _GOES_ON and all(t.key in light for t in tokens)

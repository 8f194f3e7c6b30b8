"""Which of several figures a clause means by their size: "the two smaller ones", "the biggest ... the smallest"."""

from __future__ import annotations

import re

from assistant.lexicon import cue_phrases, language, normalise, tokenise

_COUNTED = re.compile(
    r"\b(?:top|bottom|highest|lowest|biggest|largest|smallest|leading|higher|lower|bigger|larger|smaller)"
    r"\s+(\d+|two|three|four)\b"
)
# "rank all three, highest first" counts the places that are ranked
_FIRST = re.compile(r"(?<!\ball )\b(2|3|4|two|three|four)\s+(?:highest|lowest|biggest|largest|smallest)\b")
# "the two smaller ones", but not "the two are larger than Iowa"
_HALF = re.compile(r"\b(2|3|4|two|three|four)\s+(?:higher|lower|bigger|larger|smaller)\b(?!.*\bthan\b)")
_ENDING = re.compile(
    r"\b(2|3|4|two|three|four)\s+(?:(?:states|places|ones)\s+)?"
    r"(?:at the (?:top|bottom)|with the (?:most|fewest|least|highest|lowest))\b"
)
_COMPARATIVE = re.compile(
    r"\b(?:[234]|two|three|four)\s+(?:higher|lower|bigger|larger|smaller)\b"
    r"|\b(?:higher|lower|bigger|larger|smaller)\s+(?:[234]|two|three|four)\b",
    re.IGNORECASE,
)
_PAIR = 2
_WORDS = {"two": 2, "three": 3, "four": 4}


def number_in(found: re.Match[str] | None) -> int:
    """Return the number that stands first in what was found; 0 if nothing was."""
    return (_WORDS.get(found[1]) or int(found[1])) if found else 0


def number_by_size(clause: str) -> int:
    """Return how many of several figures a clause chooses by their size, "the two smaller ones"; 0 if it does not."""
    keys = " ".join(t.key for t in tokenise(normalise(clause)))
    return number_in(_COUNTED.search(keys) or _FIRST.search(keys) or _HALF.search(keys) or _ENDING.search(keys))


def without_number_by_size(clause: str) -> str:
    """Return a clause without comparatives that choose so many figures: "the two smaller ones" compares no places."""
    return clause if re.search(r"\bthan\b", clause) else _COMPARATIVE.sub(" ", clause)


def ends_against(clause: str) -> tuple[bool, ...]:
    """Return the ends that a clause sets against each other, the base last; True is the highest.

    "By how much does the biggest beat the smallest?", "how many times the smallest is the biggest?". Empty if it does
    not name each of them once, or counts a rank.
    """
    tokens = tokenise(normalise(clause))
    found = [
        (first, highest)
        for highest, entry in ((True, "highest_end"), (False, "lowest_end"))
        for first, _, _ in cue_phrases("comparisons", entry).find(tokens)
    ]
    if len({highest for _, highest in found}) != len(found) or len(found) != _PAIR:
        return ()
    (first, highest), (_, other) = sorted(found)
    before = next((t.key for t in reversed(tokens[:first]) if t.key != "the"), "")
    return (other, highest) if before in language("comparisons")["before_base_end"] else (highest, other)

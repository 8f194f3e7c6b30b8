"""Places that a clause leaves out: "excluding New York", "with New York left out", "leave New York out"."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.lexicon import Token, cue_phrases, language, neutral_words

# Words in front of a verb that deny it, and words that may stand among the places that are left out.
_DENIED = frozenset("not never don dont".split())
_AMONG_PLACES = frozenset("and or nor the state of both".split())
_ANYTHING_BUT = ("anything but", "everything but")
_REACH = 4  # words after an exclusion that its first place stands in


def exclusion(tokens: Sequence[Token], claimed: set[int], named: int) -> tuple[bool, list[str]]:
    """Say whether places are excluded, and return exclusions of anything else; mark their words as `claimed`.

    `named` is how many places the clause names. Where it names others beside those that it leaves out, what is asked
    for is not told: the exclusion is returned with the others.
    """
    misplaced: list[str] = []
    out: set[int] = set()
    said = ""
    for first, end, values in cue_phrases("comparisons", "excluding").find(tokens):
        claimed |= set(range(first, end))
        following = tokens[end : end + _REACH]
        gap = next((n for n, t in enumerate(following) if t.key == "\0"), None)
        if gap is not None and all(t.key in neutral_words() for t in following[:gap]):
            out |= _places_from(tokens, end + gap, 1)
            said = values[0]
        elif not values[0].endswith(" but") or values[0] in _ANYTHING_BUT:  # "same state, but ..."
            misplaced.append(values[0])
    for first, end, values in cue_phrases("comparisons", "excluded_behind").find(tokens):
        if first and tokens[first - 1].key == "\0":
            claimed |= set(range(first, end))
            out |= _places_from(tokens, first - 1, -1)
            said = values[0]
    for verb, particle in _around(tokens):
        claimed |= {verb, particle}
        out |= _places_from(tokens, particle - 1, -1)
        said = tokens[verb].text
    if out and len(out) < named:
        misplaced.append(said)
    return bool(out), misplaced


def _places_from(tokens: Sequence[Token], start: int, step: int) -> set[int]:
    """Return the positions of the places of a list that begins, or with step -1 ends, at `start`."""
    found: set[int] = set()
    position = start
    while 0 <= position < len(tokens) and (tokens[position].key == "\0" or tokens[position].key in _AMONG_PLACES):
        found |= {position} if tokens[position].key == "\0" else set()
        position += step
    return found


def _around(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Return verb and particle around places, "leave New York and Colorado out", where no denial stands before."""
    verbs, particles = (frozenset(language("comparisons")[entry]) for entry in ("excluding_around", "out"))
    found: list[tuple[int, int]] = []
    for i, token in enumerate(tokens):
        if token.key not in verbs or (i and tokens[i - 1].key in _DENIED):
            continue
        end = i + 1
        while end < len(tokens) and (tokens[end].key == "\0" or tokens[end].key in _AMONG_PLACES):
            end += 1
        if end < len(tokens) and tokens[end].key in particles and tokens[end - 1].key == "\0":
            found.append((i, end))
    return found

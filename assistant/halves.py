"""A claim of two halves, of which the second leaves unsaid what the first one says, written out as two questions.

"Iowa had fewer cases than Ohio but more than twice as many reports", "Iowa leads Ohio on cases and on reports, yet
trails it on engagements", "Iowa had the fewest cases although it had the second most reports". Each half is then
weighed by itself. A text is left as it is where it asks for more than whether it is so, or where it is not certain
which place a half is of, and by which one it is measured.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise

from assistant.claims import DENIALS, Bound, ClaimKind, read_claims, without_verdict
from assistant.cues import YES_NO
from assistant.lexicon import any_of, cue_phrases, cued, language, neutral_words, normalise, tokenise
from assistant.orders import comparing, ranked_at
from assistant.stating import is_check, question_free
from assistant.worded import Worded, worded
from index.places import find_names, names_pattern

NamesMeasure = Callable[[str], bool]

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_TAIL = re.compile(r"(?:\s*[,;:\u2013\u2014]\s*|\s+-+\s+)(?=[^,;:\u2013\u2014]*$)")
_ALSO = re.compile(r"^(?:also|too|even)\s+", re.IGNORECASE)
_OF_MEASURE = re.compile(r"\b(?:on|in|for|by|with|in terms of|when it comes to)\s+", re.IGNORECASE)
_OF_ALL = re.compile(
    r"\b(?:of|among|out of)\s+(?:all\s+)?(?:the\s+|these\s+|your\s+)?five(?:\s+states)?\b", re.IGNORECASE
)
_IT = re.compile(r"\b(?:it|them)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_DOES = frozenset("did does do have has had is was were are".split())
_AS = frozenset("as twice double half".split())
_PLAIN = frozenset("the a had has have with is was".split())


def with_halves_apart(text: str, names_measure: NamesMeasure) -> str:
    """Return a text that only claims something with each half of its claim as a question of its own."""
    if not _joints().search(text) or without_verdict(text):
        return text
    claim = _claimed(text)
    names = [*find_names(claim)]
    if not claim or not names or not question_free(tokenise(normalise(claim))):
        return text
    lead, said = claim[: names[0].start], claim[names[0].start :].rstrip(" .?!\"'")
    if not _says_nothing(lead):
        return text
    halves = _halves(said, names_measure)
    stated = _in_full(halves, said[: names[0].end - names[0].start], names_measure) if len(halves) > 1 else []
    if not stated:
        return text
    years = [*dict.fromkeys(_YEAR.findall(text))]
    year = f" in {years[0]}" if len(years) == 1 else ""
    asked = (
        f"{lead.strip()} " if lead.split()[:1] and lead.split()[0].lower() in _DOES and len(lead.split()) == 1 else ""
    )
    asked = asked or "Is it true that "
    return " ".join(f"{asked}{half}{'' if _YEAR.search(half) else year}?" for half in stated)


def _claimed(text: str) -> str:
    """Return the one sentence of a text that claims something, without what asks whether it is so; "" if none does."""
    light = neutral_words() | {str(word) for word in language("claims")["halves_called"]}
    sentences = [s for s in _SENTENCE.split(text.strip()) if s]
    claims = [s for s in sentences if not is_check(s, light)]
    if len(claims) != 1:
        return ""
    claim = claims[0]
    tail = [*_TAIL.finditer(claim)]
    if tail and is_check(claim[tail[-1].end() :], light):
        return claim[: tail[-1].start()]
    first = next((t.key for t in tokenise(claim)), "")
    asks = first in YES_NO or first in language("claims")["checks_first"]
    asks = asks or claim.endswith("?") or cued("claims", "check", tokenise(normalise(claim)))
    return claim if asks or len(sentences) > 1 else ""


def _says_nothing(lead: str) -> bool:
    """Say whether what stands in front of a claim only asks for a check of it, or tells who makes it."""
    tokens = tokenise(normalise(lead))
    checks = {i for a, b, _ in cue_phrases("claims", "check").find(tokens) for i in range(a, b)}
    light = neutral_words() | {str(word) for word in language("claims")["reported"]} | _DOES
    return all(i in checks or t.key in light or _YEAR.fullmatch(t.key) for i, t in enumerate(tokens))


def _halves(said: str, names_measure: NamesMeasure) -> list[str]:
    """Part a claim at the words that join its halves; what is no half by itself stays with what stands before it."""
    joints = [*_joints().finditer(said)]
    ends = [*(j.start() for j in joints), len(said)]
    starts = [0, *(j.end() for j in joints)]
    halves: list[str] = []
    begins = 0
    for start, end in zip(starts, ends, strict=True):
        piece = _ALSO.sub("", said[start:end])
        tokens = tokenise(normalise(piece))
        listed = said[:start].lower().split()[-1:] == ["and"] and ranked_at(tokens) and not comparing(tokens)
        whole = halves and names_measure(piece) and (_compares(piece) or _OF_MEASURE.match(piece))
        whole = whole and not listed  # "the fewest cases and the fewest reports" is weighed at once
        if whole:
            halves.append(piece)
            begins = start
        elif halves:
            halves[-1] = _ALSO.sub("", said[begins:end])
        else:
            halves = [piece]
    return halves


def _compares(piece: str) -> bool:
    """Say whether words set a place above or below others or a number, or give its rank."""
    claims = read_claims(piece)
    if any(c.kind is not ClaimKind.MULTIPLE for c in claims):
        return _bounds(piece)
    tokens = tokenise(normalise(piece))
    return bool(claims or comparing(tokens) or ranked_at(tokens))


def _bounds(piece: str) -> bool:
    """Say whether words bound a figure by one number: "more than 400 cases"."""
    claims = read_claims(piece)
    return len(claims) == 1 and claims[0].kind is ClaimKind.FIGURE and claims[0].bound is not Bound.EXACT


def _in_full(halves: list[str], subject: str, names_measure: NamesMeasure) -> list[str]:
    """Return each half with its place, and with what it is measured by; nothing where one of them is not certain."""
    first = halves[0]
    base = _base_of(first[len(subject) :])
    tokens = tokenise(normalise(first))
    sure = base or _bounds(first) or (ranked_at(tokens) and not comparing(tokens))  # "leads" may be over one or all
    if not (sure and _compares(first) and names_measure(first)):
        return []
    verb = _verb_of(first[len(subject) :], names_measure)
    found = [first]
    for half in halves[1:]:
        if _OF_MEASURE.match(half) and not _compares(half):
            stem = _up_to_measure(found[-1], len(subject), names_measure)
            if not stem:
                return []
            found.append(f"{stem} {half}")
            continue
        own = _pronoun().sub("", half)
        other = next((n for n in find_names(own) if n.start == 0), None)
        if DENIALS & {t.key for t in tokenise(own)[:1]} or (other and own[: other.end].lower() != base.lower()):
            return []
        if other:  # "but Ohio had more reports": than the first place
            measured = _measured(own[other.end :].strip(), subject)
            if not measured:
                return []
            found.append(f"{own[: other.end]} {measured}")
            continue
        tokens = tokenise(normalise(own))
        ranks = bool(ranked_at(tokens)) and not comparing(tokens)
        measured = own if ranks or _bounds(own) else _measured(own, base)
        if not measured:
            return []
        begins = verb if own == half and not _begins_with_verb(own) else ""
        of_all = _OF_ALL.search(first)
        ending = f" {of_all[0]}" if ranks and of_all and not _OF_ALL.search(measured) else ""
        found.append(" ".join(f"{subject} {begins} {measured}{ending}".split()))
    return found if all(a != b for a, b in pairwise(found)) else []


def _base_of(said: str) -> str:
    """Return the words for the place or places that a half is measured by; "" where there are none."""
    found = _base().search(said)
    return found[0] if found else ""


def _verb_of(said: str, names_measure: NamesMeasure) -> str:
    """Return the words between the place of a half and what it compares: "had", "is"."""
    tokens = tokenise(normalise(said))
    at = sorted([*(first for first, _ in comparing(tokens)), *(first for first, _ in ranked_at(tokens))])
    claims = [said.find(c.text) for c in read_claims(said)]
    ends = [*(tokens[first].start for first in at[:1]), *(c for c in claims if c >= 0)]
    words = said[: min(ends)].split() if ends else []
    while words and words[-1].lower() == "the":
        words.pop()
    verb = " ".join(words)
    return verb if not names_measure(verb) and all(w.lower() in _DOES | _PLAIN for w in words) else "had"


def _begins_with_verb(half: str) -> bool:
    """Say whether a half begins with a word that compares by itself: "trails it", "beat it"."""
    tokens = tokenise(normalise(half))
    verbs = {str(word) for word in language("claims")["compares_as_verb"]}
    return bool(tokens) and (tokens[0].key in verbs or tokens[0].key in _DOES)


def _measured(half: str, base: str) -> str:
    """Return a half that compares with the words for what it is measured by; "" if these are not known."""
    if _base_of(half):
        return half
    if not base:
        return ""
    if (it := _IT.search(half)) is not None:
        return f"{half[: it.start()]}{base}{half[it.end() :]}"
    tokens = tokenise(normalise(half))
    claims = read_claims(half)
    found = [*comparing(tokens)]
    words = {t.key for t in tokens}
    if claims and claims[0].kind is ClaimKind.MULTIPLE:
        return f"{half} as {base}" if words & _AS else ""
    if len(found) != 1 or words & {"than"}:
        return f"{half} {base}" if tokens[-1].key == "than" else ""
    first, end = found[0]
    if tokens[end - 1].key in language("claims")["compares_with_than"]:
        return f"{half} than {base}"
    behind = "" if tokens[end - 1].key in ("of", "with") else " of" if tokens[first].key == "ahead" else ""
    return f"{half[: tokens[end - 1].end]}{behind} {base}{half[tokens[end - 1].end :]}"


def _up_to_measure(half: str, subject: int, names_measure: NamesMeasure) -> str:
    """Return a half up to the preposition in front of its measure: "Iowa is ahead of Ohio [on reports]".

    What it is measured by must stand right in front of that. `subject` is the length of the place that it begins with.
    """
    base = _base_of(half[subject:])
    for found in _OF_MEASURE.finditer(half):
        stem = half[: found.start()].rstrip(" ,")
        if base and stem.endswith(base) and names_measure(half[found.start() :]):
            return stem
    return ""


@cache
def _joints() -> Worded:
    joining = language("claims")["halves_joined"]
    return worded(rf"(?:\s*[,;]\s*|\s+)(?:{any_of(joining)})\s+", joining)


@cache
def _pronoun() -> re.Pattern[str]:
    return re.compile(r"^(?:it|they|the state|that state|the former)\s+(?:also\s+)?(?=\w)", re.IGNORECASE)


@cache
def _base() -> re.Pattern[str]:
    name = rf"(?:{names_pattern()})(?!\w)"
    return re.compile(
        rf"\b{name}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){name})*(?:\s+(?:combined|together|put together))?"
        r"|\b(?:all\s+)?(?:of\s+)?the\s+(?:other|remaining|rest)\b(?:\s+\w+){0,3}?"
        r"\s+(?:combined|together|put together)\b",
        re.IGNORECASE,
    )

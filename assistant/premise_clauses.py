"""A sentence into what it takes for granted and what it asks: "Since A had more than B, what is ...?"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from assistant.claims import ClaimKind, read_claims
from assistant.lexicon import any_of, cue_phrases, language, normalise, operation_phrases, tokenise
from assistant.types import Operation
from index.places import names_pattern

# Where a question begins after a premise: after a comma, or before its first word; and after a topic with a dash.
_QUESTION_WORD = r"(?:how|what|what's|whats|which|who|whose|where|why|when)\b"
_WITH_PREPOSITION = rf"(?:(?:on|in|of|for|from|to|by|with|at|about)\s+)?{_QUESTION_WORD}"
_AFTER_PREMISE = re.compile(
    rf"[,;]\s+(?:then\s+|so\s+)?(?={_WITH_PREPOSITION}|(?:is|are|was|were|did|can|could|tell|give|please)\b"
    r"|i'd\b|i want|by\s+how)"
    rf"|\s+(?={_QUESTION_WORD})",
    re.IGNORECASE,
)
_AFTER_TOPIC = re.compile(rf"(?:\s+[-\u2013\u2014]+\s+|:\s+|,\s+so\s+|\.\.+\s*)(?={_QUESTION_WORD})", re.IGNORECASE)
# "The 22 engagements that Connecticut had, were they all ...?" states the number first.
_ASKS_ON = re.compile(
    r",\s+(?=(?:is|are|was|were|do|does|did|has|have|had)\s+(?:they|it|those|these|that|any|all)\b)", re.I
)
# "Most of them are ORR cases, which category comes second?" states a part and asks for another one.
_ASKS_ROW = re.compile(
    r"\s*[,;]\s+(?:so\s+|and\s+|then\s+)?(?=(?:which|what)\s+(?:category|row|group|kind|type|line)\b)", re.I
)
_ROW = re.compile(r"(?:which|what)\s+(?:category|row|group|kind|type|line)\b", re.IGNORECASE)
_ASKS_WHOSE = re.compile(
    r"(?:which|what) (?:state|place)s? (?:is|was|are|were|would|does|did|has|had)\b", re.IGNORECASE
)
# "Iowa having 467 cases, how many ...?", "Iowa being the state with ..., what ...?"
_PARTICIPLE = re.compile(r"\s*(?:(?:so|and|but|with)\s+)?(?=[A-Z])(?:[\w.]+\s+){1,3}(?:being|having)\s")
_HOW_MANY = re.compile(r"\b(?:how (?:many|much|often)|what number)\b", re.IGNORECASE)
_LAST_WORD = re.compile(r"(\w+)\W*$")


def without_premise(sentence: str, names_measure: Callable[[str], bool], stated: set[str]) -> list[str]:
    """Split a sentence whose first part states something of a measure and whose rest asks; note the part as stated."""
    if beside := _rank_beside(sentence, names_measure):
        stated.add(beside[0])
        return [*beside]
    opening = _premise_opening().match(sentence)
    grants = opening is not None or _PARTICIPLE.match(sentence) is not None
    for before, after in _parted(sentence, grants=grants):
        tokens = tokenise(normalise(before))
        says = (
            bool(read_claims(before))
            or any(True for entry in ("ahead", "behind") for _ in cue_phrases("claims", entry).find(tokens))
            or ranks(before)
        )
        parts = not (grants or _ROW.match(after)) and any(c.kind is ClaimKind.PERCENT for c in read_claims(before))
        # "exactly 120 cases: which state is that?" asks for what has the number, "which state has the most?" does not
        if _ASKS_WHOSE.match(after) and not (grants and ranks(after)):
            continue
        if says and not parts and names_measure(before):  # "19% of those - how many is that?" is one question
            said = before[opening.end() :] if opening else before
            stated.add(said)
            return [said, after]
    return [sentence]


def _rank_beside(sentence: str, names_measure: Callable[[str], bool]) -> tuple[str, str] | None:
    """Take out the rank that a sentence says of a place in passing, and return what it states and the rest, which asks.

    "How many cases did Iowa, which had the fewest tips, have?", "Iowa, the state with the fewest tips, had how many
    cases?": the rank is that of the tips.
    """
    if (where := _number_where(sentence, names_measure)) is not None:
        return where
    found = _in_passing().search(sentence) if "," in sentence else None
    if found is None or not (ranks(found["said"]) and names_measure(found["said"])):
        return None
    rest = f"{sentence[: found.end('place')]}{sentence[found.end() :]}"
    if not _HOW_MANY.search(rest) or not names_measure(rest):
        return None
    verb = "had " if found["with"] else ""
    return f"{found['place']} {verb}{found['said']}", rest


def _number_where(sentence: str, names_measure: Callable[[str], bool]) -> tuple[str, str] | None:
    """Take out the number that a sentence states of a place in passing: "In Iowa, where there were 467 cases, ...?"."""
    found = _where().search(sentence) if ", where " in sentence else None
    if found is None or not (read_claims(found["said"]) and names_measure(found["said"])):
        return None
    rest = f"{sentence[: found.end('place')]}{sentence[found.end() :]}"
    return (f"{found['said']} in {found['place']}", rest) if _HOW_MANY.search(rest) else None


@cache
def _where() -> re.Pattern[str]:
    said = r"(?P<said>(?:[^,;:.?!]|[,.](?=\d))+?)\s*(?:,(?=\s)|(?=[?.!]*\s*$))"
    return re.compile(rf"\b(?P<place>{names_pattern()}),\s+where\s+(?!(?:did|do|does|is|was|are|were)\b){said}", re.I)


@cache
def _in_passing() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?P<place>{names_pattern()}),\s+(?:which|who|(?P<with>(?:the|a|our|your) (?:state|one|place) with))\s+"
        r"(?P<said>[^,;:.?!]+?)\s*(?:,(?=\s)|(?=[?.!]*\s*$))",
        re.IGNORECASE,
    )


def ranks(text: str) -> bool:
    """Say whether a text holds the words of a ranking; "A vs B: what is the difference?" says no order."""
    found = operation_phrases().find(tokenise(normalise(text)))
    beside = {str(w) for w in language("claims")["side_by_side"]}
    return any(op == Operation.RANK and cue not in beside for _, _, values in found for op, cue in values)


def _parted(sentence: str, *, grants: bool) -> Iterator[tuple[str, str]]:
    """Yield the ways to part a sentence; "who" right behind "kids" begins no question."""
    persons = language("claims")["persons"]
    for split in _AFTER_PREMISE.finditer(sentence) if grants else ():
        before, after = sentence[: split.start()], sentence[split.end() :]
        last = _LAST_WORD.search(before)
        relative = split.group().isspace() and after.lower().startswith("who")
        if not (relative and last and last[1].lower() in persons):
            yield before, after
    for end in (_ASKS_ROW, _AFTER_TOPIC, _ASKS_ON):
        if found := end.search(sentence):
            yield sentence[: found.start()], sentence[found.end() :]


@cache
def _premise_opening() -> re.Pattern[str]:
    words = any_of(language("claims")["premise"])
    return re.compile(rf"\s*(?:so\s+|and\s+|but\s+)?(?:{words})\b\s*", re.IGNORECASE)

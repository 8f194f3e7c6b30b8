"""A message into the clauses that ask and the text around them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.lexicon import cue_phrases, neutral_words, operation_phrases, tokenise

_SENTENCE = re.compile(
    r"(?<=[.!?])\s+(?=[^a-z]|(?:how|what|whats|which|who|whom|where|does|do|did|can)\b)|(?<=\?)\s*|\n+"
)
_REPEATED = re.compile(r"([?!])[?!]+")
_NEXT_QUESTION = re.compile(
    r"(?:[,;]\s*|\s+)(?:and|but|also|plus|&)\s+(?:also\s+)?"
    r"(?=(?:how|what|what's|which|who|whom|where|is|are|was|were|does|did)\b)",
    re.IGNORECASE,
)
_CORRECTION = re.compile(r"\b(?:i mean|i meant|make (?:it|that)|correction:?)\b", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*\u2022]|\(?[a-z0-9]{1,2}[.)])\s+", re.IGNORECASE)
_REQUEST = re.compile(
    r"\b(?:tell|give|show|list|send|need|want|wanted|looking for|please|pls|compare|rank|know|confirm|check|"
    r"what about|how about)\b",
    re.IGNORECASE,
)
# "Explain Team HOPE and add Minnesota's number": what stands before asks for words, what follows for a figure.
_EXPLAIN = re.compile(
    r"\b(?:explain|explanation|describe|description|define|definition)\b|"
    r"\b(?:tell|know|say|ask|asks|asking|wonder|wondering)\b[^?]*\b(?:what|who|whom|how|why)\b(?! many| much)",
    re.IGNORECASE,
)
_AND_FIGURE = re.compile(
    r"\s*(?:[,;+&]|\bplus\b|\band\b(?=\s+(?:also|add|give|include|send|show|state|list|the)\b))\s*"
    r"(?=(?:[\w']+\s+){1,5}(?:numbers?|figures?|counts?|totals?|stats?|statistics?)\b)",
    re.IGNORECASE,
)
_ADD = re.compile(r"^(?:also\s+)?(?:add|include)\s+", re.IGNORECASE)  # asks for no sum
_EXPLAINS_BACK = frozenset("what whats who how why".split())
_POINTS_BACK = frozenset("it that this they them".split())
_NAME = 3


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a message; `asks` says whether it asks something or only stands around what asks."""

    text: str
    asks: bool


def split_clauses(message: str, names_measure: Callable[[str], bool]) -> list[Clause]:
    """Split a message into clauses, in order.

    A clause asks if it ends in a question mark or holds a request or a question's words. If none does, those that
    name a measure ask; if none does that either, all do.
    """
    parts: list[str] = []
    corrected: set[str] = set()
    for sentence in _SENTENCE.split(_REPEATED.sub(r"\1", message)):
        pieces = _pieces(_BULLET.sub("", sentence))
        *before, rest = _CORRECTION.split(sentence)  # "New York, I mean Connecticut" asks for Connecticut
        parts_before = [b for b in before if b.strip(" ,;.")]
        if parts_before:
            corrected.update(parts_before)
            parts += parts_before
            pieces = [rest]
        explains = [bool(_EXPLAIN.search(p)) for p in pieces]
        if len(pieces) > 1 and (_is_question(sentence) or any(explains)):
            # each piece that names a measure asks for it, and each that wants something explained
            wanted = [e or names_measure(p) for e, p in zip(explains, pieces, strict=True)]
            pieces = [f"{p}?" if w and not _is_question(p) else p for w, p in zip(wanted, pieces, strict=True)]
        parts += pieces
    if len(parts) == 1:
        return [Clause(parts[0], True)]
    if corrected:
        return [Clause(part, part not in corrected) for part in parts]
    bullets = [bool(_BULLET.match(line)) for line in message.split("\n") if line.strip()]
    if sum(bullets) > 1:
        items = {_BULLET.sub("", line).strip() for line in message.split("\n") if _BULLET.match(line)}
        return [Clause(part, part.strip() in items) for part in parts]
    for asks in (_is_question, _requests, names_measure):
        found = [Clause(part, asks(part)) for part in parts]
        if any(clause.asks for clause in found):
            return _empty_questions(found)
    return [Clause(part, True) for part in parts]


def _pieces(sentence: str) -> list[str]:
    """Split a sentence where another question begins, or where a figure is asked for beside an explanation."""
    pieces = [p for p in _NEXT_QUESTION.split(sentence) if p.strip(" ,;")]
    if len(pieces) == 1 and (joint := _AND_FIGURE.search(sentence)) and _EXPLAIN.search(sentence[: joint.start()]):
        figure = _ADD.sub("", sentence[joint.end() :].rstrip(" .?"))
        return [f"{sentence[: joint.start()]}?", f"{figure}?"]
    return pieces


def _empty_questions(clauses: list[Clause]) -> list[Clause]:
    """Let a question without content, "Is that right?", ask what the sentence before it says."""
    words = neutral_words()
    found = list(clauses)
    for i in range(1, len(found)):
        tokens = tokenise(found[i].text)
        empty = all(t.key in words for t in tokens)
        cues = (cue_phrases("intents", "explanation"), cue_phrases("operations", "breakdown"))
        empty = empty and not any(True for phrases in cues for _ in phrases.find(tokens))
        if found[i].asks and empty and not found[i - 1].asks:
            found[i - 1], found[i] = Clause(found[i - 1].text, True), Clause(found[i].text, False)
        elif found[i].asks and found[i - 1].asks and _only_names(found[i - 1].text, found[i].text):
            found[i - 1] = Clause(found[i - 1].text, False)
    return found


def _only_names(text: str, following: str) -> bool:
    """Say whether a text only names what the next one asks about: "CVIP? What is that short for?"."""
    short = len(tokenise(text)) <= _NAME and not re.match(r"\s*(?:how|what|which|who|why|and)\b", text, re.IGNORECASE)
    keys = {t.key for t in tokenise(following)}
    return short and bool(_EXPLAINS_BACK & keys) and bool(_POINTS_BACK & keys)


def _is_question(text: str) -> bool:
    return text.rstrip(" \"')").endswith("?") or bool(
        re.match(r"\s*(?:how (?:many|much|often)|what|which|who)\b", text, re.IGNORECASE)
    )


def _requests(text: str) -> bool:
    tokens = tokenise(text)
    return bool(_REQUEST.search(text)) or any(
        any(True for _ in phrases.find(tokens)) for phrases in (cue_phrases("intents", "quantity"), operation_phrases())
    )

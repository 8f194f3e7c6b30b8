"""Plain questions in Spanish, read as the English that the planner knows."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import cache

from assistant.lexicon import Phrases, language, neutral_words, normalise, tokenise

_TELLING = re.compile(r"[ñ¿¡áéíóú]", re.IGNORECASE)
# At least this share of a message's words must be Spanish ones for it to be read as Spanish.
_SHARE = 0.5


@cache
def _phrases() -> Phrases[str]:
    phrases: Phrases[str] = Phrases()
    for spanish, english in language("spanish")["words"].items():
        phrases.add(_folded(str(spanish)), str(english))
    return phrases


def _folded(text: str) -> str:
    """Leave out accents: many leave them out when they type."""
    if text.isascii():
        return text
    return "".join(ch for ch in unicodedata.normalize("NFD", text) if not unicodedata.combining(ch))


def to_english(message: str) -> str | None:
    """Return a Spanish message with its known words in English, the others as they stand; None for other languages."""
    tokens = tokenise(normalise(message))
    spans = list(_phrases().find([t if t.key.isascii() else replace(t, key=_folded(t.key)) for t in tokens]))
    spanish = [span for span in spans if not all(t.key in neutral_words() for t in tokens[span[0] : span[1]])]
    known = sum(end - first for first, end, _ in spans)
    if not tokens or not spanish or (not _TELLING.search(message) and known < len(tokens) * _SHARE):
        return None
    if known < len(tokens) * _SHARE / 2:
        return None
    readings = {first: (end, values[0]) for first, end, values in spans}
    words: list[str] = []
    position = 0
    while position < len(tokens):
        end, english = readings.get(position, (position + 1, tokens[position].text))
        words.append(english)
        position = end
    question = "?" if "?" in message else ""
    return " ".join(word for word in words if word) + question


def closing_line(*, answered: bool) -> str:
    """Return the Spanish line that goes with an answer."""
    return str(language("spanish")["answered" if answered else "declined"])

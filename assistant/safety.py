"""Messages from people about a real child in danger, or about themselves: calm short guidance, no statistics.

Triggers and texts are data (`language/safety.yaml`) that an operator can review and change. Recall comes before
precision; a question for figures is let through, however alarming its words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from assistant.lexicon import language, normalise

Language = Literal["en", "es"]
_SPANISH = re.compile(
    r"[ñ¿¡]|\b(?:mi|hij[oa]|niñ[oa]|qué|que|está|esta|ayuda|por favor|dónde|donde|cómo|como|desde|tengo|quiero|fotos|le"
    r"|se)\b"
)
_SENTENCE = re.compile(r"(?<=[.?!])\s+")


@dataclass(frozen=True, slots=True)
class _Topic:
    """A kind of emergency: its texts by language and what sets it off."""

    id: str
    texts: dict[str, str]
    triggers: tuple[re.Pattern[str], ...]
    certain: tuple[re.Pattern[str], ...]
    companions: tuple[str, ...]
    always: bool


@dataclass(frozen=True, slots=True)
class Urgent:
    """An urgent message: the topics it touches and the language it is written in."""

    topics: tuple[str, ...]
    language: Language


@cache
def _topics() -> tuple[_Topic, ...]:
    data = language("safety")
    spanish = data["spanish"]
    return tuple(
        _Topic(
            id=str(topic["id"]),
            texts=dict(topic["guidance"]),
            triggers=tuple(re.compile(t) for t in (*topic["triggers"], *spanish.get(topic["id"], ()))),
            certain=tuple(re.compile(t) for t in topic.get("certain", ())),
            companions=tuple(topic.get("with", ())),
            always=bool(topic.get("for_all")),
        )
        for topic in data["topics"]
    )


@cache
def _statistics() -> re.Pattern[str]:
    return re.compile(language("safety")["statistics"])


def find_urgency(message: str) -> Urgent | None:
    """Say whether a message is about a real person in danger, and what it touches; None for all others."""
    text = " ".join(normalise(message).lower().split())
    # a sentence that asks for figures may hold alarming words; the ones beside it still count
    others = " ".join(s for s in _SENTENCE.split(text) if not asks_for_statistics(s))
    found = [
        topic
        for topic in _topics()
        if any(t.search(text) for t in topic.certain) or any(t.search(others) for t in topic.triggers)
    ]
    if not found:
        return None
    ids = {topic.id for topic in found} | {other for topic in found for other in topic.companions}
    words = len(_SPANISH.findall(text))
    length = len(text.split())
    spoken: Language = "es" if words >= (1 if length < 6 else max(2, length / 6)) else "en"
    return Urgent(tuple(topic.id for topic in _topics() if topic.always or topic.id in ids), spoken)


def asks_for_statistics(message: str) -> bool:
    """Say whether a message asks for figures."""
    return bool(_statistics().search(normalise(message).lower()))


def guidance(urgent: Urgent) -> list[str]:
    """Return the lines that an urgent message is met with."""
    data = language("safety")
    lines = [f"- {topic.texts[urgent.language]}" for topic in _topics() if topic.id in urgent.topics]
    return [data["opening"][urgent.language], *lines, data["closing"][urgent.language]]


def reviewed_texts() -> Sequence[str]:
    """Return every line of guidance: the only numbers in an answer that no document backs."""
    data = language("safety")
    texts = [text for topic in _topics() for text in topic.texts.values()]
    return [*texts, *data["opening"].values(), *data["closing"].values()]

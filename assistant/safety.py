"""Messages from people about a real child in danger, or about themselves: calm short guidance, no statistics.

Triggers and texts are data (`language/safety.yaml`) that an operator can review and change. Recall comes before
precision; a question for figures is let through, however alarming its words.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np

from assistant.lexicon import language, normalise
from index.embedding import Vectors

Language = Literal["en", "es"]
_SPANISH = re.compile(
    r"[ñ¿¡]|\b(?:mi|de|el|la|los|las|un|una|con|por|vi|novi[oa]|hij[oa]|niñ[oa]|qué|que|está|esta|ayuda|por favor"
    r"|dónde|donde|cómo|como|desde|tengo|quiero|fotos|le|se)\b"
)
_PERSONAL = re.compile(
    r"\b(?:i|im|i'm|ive|me|my|mine|we|our|us|he|hes|he's|him|his|she|shes|she's|her|they|them|someone|somebody|anyone|"
    r"mi|mis|me|yo|él|ella|su|nos|nuestr[oa]|alguien|hij[oa]s?)\b"
)
_MEANING_LENGTH = 2000
# From this probability on a message counts as urgent, and an urgent one as touching a topic.
HEAD_THRESHOLD, TOPIC_THRESHOLD = 0.5, 0.3
# What the question model reads as urgent from this chance on is urgent if it is personal and asks for no figures; from
# the second on, always. Below the third the head alone, below the fourth words that are not certain make none urgent.
URGENT, SURELY_URGENT, HARDLY_URGENT, NOT_URGENT = 0.75, 0.9, 0.15, 0.1
# What is urgent as a whole from this chance on is urgent, although it asks for figures, too.
CERTAINLY = 0.9
# A message that asks for figures tells a story beside them if it is less urgent than the first as a whole, and no
# sentence of it more than the second, or the third where its words leave no doubt: a cry for help is one by itself.
STORY, CRY, FAINT_CRY = 0.02, 0.95, 0.5
# What the head needs as well where a message asks for figures, too.
BESIDE_A_QUESTION = 0.75
# What is said where a message is urgent and no topic is certain.
_WITHOUT_TOPIC = ("missing", "exploitation", "suicide")
_CRY = 4  # words that a sentence needs to be looked at by itself
# A question for figures may stand behind a comma: "my pupil ran away, what are the numbers for ...?"
_SENTENCE = re.compile(
    r"(?<=[.?!])\s+|[,:;]\s+(?=(?:and |also |so )?(?:how (?:many|much)|what|which)\b)", re.IGNORECASE
)


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
    """An urgent message: the topics it touches, the language it is written in, and whether its words leave no doubt."""

    topics: tuple[str, ...]
    language: Language
    certain: bool = False


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
    others = without_statistics(text)
    if not others and not sounds_personal(text):
        return None
    found = [
        topic
        for topic in _topics()
        if any(t.search(text) for t in topic.certain) or any(t.search(others) for t in topic.triggers)
    ]
    if not found:
        return None
    ids = {topic.id for topic in found} | {other for topic in found for other in topic.companions}
    certain = any(t.search(text) for topic in found for t in topic.certain)
    return Urgent(tuple(topic.id for topic in _topics() if topic.always or topic.id in ids), _spoken(text), certain)


def is_false_alarm(message: str, urgent: Urgent, chance: Callable[[str], float | None]) -> bool:
    """Say whether alarming words speak of something else: "my child process was killed".

    `chance` is the question model's, which reads English; None if it cannot be used.
    """
    if urgent.language == "en" and tells_a_story(message, chance, FAINT_CRY if urgent.certain else CRY):
        return True
    if urgent.certain or urgent.language != "en":
        return False
    read = chance(without_statistics(message) or message)
    return read is not None and read < NOT_URGENT


def tells_a_story(message: str, chance: Callable[[str], float | None], cry: float = CRY) -> bool:
    """Say whether what stands beside a question for figures is no cry: "my son has vanished into his video games".

    Neither the message as a whole nor a sentence of it alone may read as one, this one with a chance of `cry`.
    """
    whole = chance(message) if asks_for_statistics(message) else None
    beside = [s for s in _SENTENCE.split(without_statistics(message)) if s.strip()]
    return whole is not None and whole < STORY and all((chance(s) or 0.0) < cry for s in beside)


def _spoken(text: str) -> Language:
    """Tell Spanish from English by frequent words."""
    words, length = len(_SPANISH.findall(text)), len(text.split())
    return "es" if words >= (1 if length < 6 else max(2, length / 6)) else "en"


@cache
def _head() -> dict[str, tuple[Vectors, float]]:
    """The trained head: weights and bias by topic, "urgent" for urgent at all. Empty where there is none."""
    path = Path(__file__).parent / "language" / "urgency_head.json"
    if not path.exists():
        return {}
    data = json.loads(path.read_text("utf-8"))
    return {name: (np.array(row["weights"], dtype=np.float32), float(row["bias"])) for name, row in data.items()}


def sounds_personal(message: str) -> bool:
    """Say whether a message speaks of persons as their own matter: only then its meaning is looked at."""
    return bool(_PERSONAL.search(normalise(message).lower()))


def urgency_by_meaning(
    message: str, embed: Callable[[Sequence[str]], Vectors], chance: Callable[[str], float | None]
) -> Urgent | None:
    """Recognise an urgent message by its meaning, where no trigger does.

    The question model says how likely it is urgent (`chance`; None if it cannot be used), a logistic regression on the
    sentence embedding (trained by `eval.training.urgency`) too, and what it touches. Sentences that ask for figures
    are left out first.
    """
    mixed = asks_for_statistics(message)  # a preamble of a question, or a cry beside it
    text = (without_statistics(message) or message)[:_MEANING_LENGTH]
    read = chance(text)
    whole = (chance(message) or 0.0) if mixed else 0.0
    surely = whole >= CERTAINLY or (read is not None and read >= SURELY_URGENT)
    if mixed and tells_a_story(message, chance):
        return None
    if not surely and (mixed or not sounds_personal(message)):
        return None
    chances = _by_head(embed([text])[0])
    urgent = chances["urgent"] >= HEAD_THRESHOLD if read is None else read >= URGENT
    urgent = urgent or (chances["urgent"] >= HEAD_THRESHOLD and read is not None and read >= HARDLY_URGENT)
    if mixed:  # "my friend was abducted once. How many families ...?" tells a story, "my son was, today" does not
        urgent = chances["urgent"] >= BESIDE_A_QUESTION or whole >= CERTAINLY
    if not urgent:  # a cry between other sentences is lost in the whole; both must be sure of it by itself
        cries = [s for s in _SENTENCE.split(text) if len(s.split()) >= _CRY and (chance(s) or 0.0) >= SURELY_URGENT]
        chances = next((c for s in cries if (c := _by_head(embed([s])[0]))["urgent"] >= SURELY_URGENT), {})
    if not chances:
        return None
    topics = {t for t, p in chances.items() if t != "urgent" and p >= TOPIC_THRESHOLD}
    if max((p for t, p in chances.items() if t != "urgent"), default=0.0) < SURELY_URGENT:
        topics |= set(_WITHOUT_TOPIC)  # a line too many does no harm
    return Urgent(tuple(t.id for t in _topics() if t.always or t.id in topics), _spoken(text.lower()))


def _by_head(vector: Vectors) -> dict[str, float]:
    """Return the chance of each topic, and of "urgent" at all, of an embedded text."""
    return {name: 1 / (1 + math.exp(-(float(vector @ weights) + bias))) for name, (weights, bias) in _head().items()}


def without_statistics(message: str) -> str:
    """Return the sentences of a message that do not ask for figures."""
    return " ".join(s for s in _SENTENCE.split(" ".join(normalise(message).split())) if not asks_for_statistics(s))


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

"""Messages from people about a real child in danger, or about themselves: calm short guidance, no statistics.

Triggers and texts are data (`language/safety.yaml`) that an operator can review and change; a trained head of the
question model tells a cry from a story in the same words. Recall comes before precision.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from assistant.lexicon import language, normalise
from index.question_reading import QuestionReading

Language = Literal["en", "es"]
_SPANISH = re.compile(
    r"[ñ¿¡]|\b(?:mi|de|el|la|los|las|un|una|con|por|vi|novi[oa]|hij[oa]|niñ[oa]|qué|que|está|esta|ayuda|por favor"
    r"|dónde|donde|cómo|como|desde|tengo|quiero|fotos|le|se)\b"
)
_WORD = re.compile(r"\w+")
_PERSONAL = frozenset(
    "i im ive me my mine we our us he hes him his she shes her they them someone somebody anyone "
    "mi mis yo él ella su nos nuestro nuestra alguien hijo hija hijos hijas".split()
)
# What the head for urgent messages takes for urgent from the first chance on is urgent, if something personal stands
# beside a question for figures or the question model's reading of what is asked agrees from the second on; from the
# last on it is, too.
URGENT, AGREED, SURELY = 0.15, 0.1, 0.9
# Alarming words that stand beside no question for figures need one reading that agrees, the head's from this chance on;
# so does a message that does nothing but ask for figures.
ALARMING = 0.5
# What an urgent message is about from this chance on; where nothing is from the second on, more lines are shown.
TOPIC, SURE_TOPIC = 0.15, 0.8
# What is said where a message is urgent and no topic is certain.
_WITHOUT_TOPIC = ("missing", "exploitation", "suicide", "safety")
# A question for figures may stand behind a comma: "my pupil ran away, what are the numbers for ...?"
_SENTENCE = re.compile(
    r"(?<=[.?!])\s+|[,:;]\s+(?=(?:and |also |so )?(?:how (?:many|much)|what|which)\b)", re.IGNORECASE
)
_ENDED = re.compile(r"(?<=[.?!])\s+")
# Reads a message with the question model; None if it cannot be used.
Reader = Callable[[str], QuestionReading | None]


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


@cache
def _need() -> re.Pattern[str]:
    return re.compile(language("safety")["need"])


@cache
def _occasion() -> re.Pattern[str]:
    data = language("safety")["occasion"]
    held, events, behind, beyond = ("|".join(map(str, data[k])) for k in ("held", "events", "behind", "beyond"))
    words = rf"(?: (?!(?:{beyond})\b)[\w'-]+)"
    who = r"\W*(?:(?:i|we)(?:'m| am|'re| are| will be)? )?"
    return re.compile(
        rf"{who}(?:{held})\b{words}{{0,7}}? (?:{events})(?: (?:{behind}){words}{{0,10}})?\W*$", re.IGNORECASE
    )


def find_urgency(message: str, read: Reader, *, thorough: bool) -> Urgent | None:
    """Say whether a message is about a real person in danger, and what it touches; None for all others.

    What the question model reads in it decides; a message without alarming words is read only if `thorough`. Where the
    model cannot be used, the words decide.
    """
    topics, certain = alarming_words(message)
    if not topics and not thorough:
        return None
    # an occasion in a message without alarming words says nothing of the writer's own
    reading = read(message if topics else without_occasion(message))
    if reading is None:
        return _urgent(message, topics) if topics else None
    words_decide = topics and not asks_for_statistics(message)
    agreed = certain or reading.operations["urgent"] >= AGREED or reading.urgency["urgent"] >= ALARMING
    if not (words_decide and agreed) and not _is_cry(message, reading, read if certain else None):
        return None
    chances = {topic: chance for topic, chance in reading.urgency.items() if topic != "urgent"}
    if not topics and max(chances.values()) < SURE_TOPIC:
        topics |= set(_WITHOUT_TOPIC)  # a line too many does no harm
    topics |= {topic for topic, chance in chances.items() if chance >= TOPIC}
    return _urgent(message, topics)


def _is_cry(message: str, reading: QuestionReading, read: Reader | None) -> bool:
    """Say whether a message is urgent as it was read; `read` reads its sentences, where its words leave no doubt."""
    chance, asked = reading.urgency["urgent"], reading.operations["urgent"]
    if chance >= SURELY or (chance >= URGENT and asked >= AGREED):
        return True
    tells = sounds_personal(without_statistics(message))  # more than a question for figures
    if chance >= (URGENT if tells else ALARMING) and asks_for_statistics(message):
        return True
    beside = map(read, filter(None, _SENTENCE.split(without_statistics(message)))) if read else ()
    return any(r and surely_urgent(r) for r in beside)


def surely_urgent(reading: QuestionReading) -> bool:
    """Say whether both of the model's readings take a message for urgent without doubt."""
    return min(reading.urgency["urgent"], reading.operations["urgent"]) >= SURELY


def likely_urgent(reading: QuestionReading) -> bool:
    """Say whether the head for urgent messages takes a message rather for one than not."""
    return reading.urgency["urgent"] >= ALARMING


def alarming_words(message: str) -> tuple[set[str], bool]:
    """Return the topics whose triggers a message sets off, and whether one of them leaves no doubt."""
    text = " ".join(normalise(message).lower().split())
    # a sentence that asks for figures may hold alarming words; the ones beside it still count
    others = without_statistics(text)
    if not others and not sounds_personal(text):
        return set(), False
    certain = {topic.id for topic in _topics() if any(t.search(text) for t in topic.certain)}
    found = certain | {topic.id for topic in _topics() if any(t.search(others) for t in topic.triggers)}
    return found, bool(certain)


def _urgent(message: str, topics: set[str]) -> Urgent:
    companions = {other for topic in _topics() if topic.id in topics for other in topic.companions}
    shown = tuple(t.id for t in _topics() if t.always or t.id in topics | companions)
    return Urgent(shown, _spoken(" ".join(normalise(message).lower().split())))


def _spoken(text: str) -> Language:
    """Tell Spanish from English by frequent words."""
    words, length = len(_SPANISH.findall(text)), len(text.split())
    return "es" if words >= (1 if length < 6 else max(2, length / 6)) else "en"


def sounds_personal(message: str) -> bool:
    """Say whether a message speaks of persons as their own matter: only then its meaning is looked at."""
    return not _PERSONAL.isdisjoint(_WORD.findall(normalise(message).lower()))


def speaks_of_need(message: str) -> bool:
    """Say whether a message has a word with which people speak of someone in need: what documents say does not do."""
    return bool(_need().search(" ".join(normalise(message).lower().split())))


def without_statistics(message: str) -> str:
    """Return the sentences of a message that do not ask for figures."""
    return " ".join(s for s in _SENTENCE.split(" ".join(normalise(message).split())) if not asks_for_statistics(s))


def without_occasion(message: str) -> str:
    """Return the one sentence that a message says beside an occasion to tell figures at; else all of the message."""
    occasion = _occasion()
    others = [s for s in _ENDED.split(" ".join(normalise(message).split())) if not occasion.match(s)]
    return others[0] if len(others) == 1 else message


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

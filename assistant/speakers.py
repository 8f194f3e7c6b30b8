"""What a follow-up asks of the persons of a copied talk: "Is Luis right?", "Who has it right?".

What somebody said in it is put in his stead, as a number that is to be checked: "Luis: 128 I think" after "need the
submissions for Iowa" says that these are 128.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.claims import Claim, ClaimKind, read_claims
from assistant.lexicon import function_words, neutral_words, tokenise
from assistant.references import has, words_of
from assistant.transcripts import talk

_SEVERAL = 2
_WHO = frozenset("who which".split())


@dataclass(frozen=True, slots=True)
class _Stated:
    """A number that a person of a talk said a measure has, and the line that names the measure."""

    who: str
    number: Claim
    topic: str

    @property
    def checked(self) -> str:
        """The question whether the number is that of the topic."""
        own = read_claims(self.topic)
        topic = self.topic.strip(" ?.!")
        said = topic.replace(own[0].text, self.number.text, 1) if own else f"{topic}: {self.number.text}"
        return f"{said}. Is that right?"


def of_speakers(message: str, before: Sequence[str], names_measure: Callable[[str], bool]) -> str:
    """Return a message about who is right in the talk before it with the numbers that are to be checked."""
    if not before or "?" not in message or not has("judges_speaker", tokenise(message)):
        return message
    turns = talk(before[-1])
    if len({who for who, _ in turns}) < _SEVERAL:
        return message
    stated = _stated(turns, names_measure)
    tokens = tokenise(message)
    keys = {t.key.removesuffix("'s") for t in tokens}
    named = {who for who, _ in turns if keys & {who, who.split()[0]}}
    said = {i for entry in ("judges_speaker", "figures_given", "other_number") for i in words_of(entry, tokens)}
    light = function_words() | neutral_words() | _WHO | {part for who in named for part in who.split()}
    if any(t.key.removesuffix("'s") not in light for i, t in enumerate(tokens) if i not in said):
        return message
    meant = [s for s in stated if s.who in named] if named else stated if _WHO & keys else []
    single = all(len([s for s in stated if s.who == who]) == 1 for who in named)
    return " ".join(dict.fromkeys(s.checked for s in meant)) if meant and single else message


def _stated(turns: Sequence[tuple[str, str]], names_measure: Callable[[str], bool]) -> list[_Stated]:
    """Return the numbers that the persons of a talk stated, each of the measure that was named last."""
    found: list[_Stated] = []
    topic = ""
    for who, said in turns:
        topic = said if names_measure(said) else topic
        numbers = [c for c in read_claims(said) if c.kind is ClaimKind.FIGURE]
        if len(numbers) == 1 and topic and len(read_claims(topic)) <= 1:
            found.append(_Stated(who, numbers[0], topic))
    return found

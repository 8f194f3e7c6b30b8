"""What the figures of an answer must not gainsay: the plain words of the message that they answer.

Some conditions hold of every right answer, however its message was understood: a place that is named is in
the answer, one that is dropped is not, "both states" are two, a follow-up about two states is not answered with three
others. They are read from the words alone and share no more with the planning than the finding of places, so that they
find what it misread. An answer that breaks one is not given; the asker is asked instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.clause_reading import ClauseReader
from assistant.cues import readable
from assistant.lexicon import Token, cue_phrases, cued, language, normalise, tokenise
from assistant.spotting import BREAK
from assistant.types import Answer, Operation, Status
from index.places import name_of
from index.types import NATION

_SAYS = re.compile(r"^(?:Yes|No)\b", re.MULTILINE)
_OVER_ALL = frozenset((Operation.RANK, Operation.FILTER, Operation.COUNT))
_WITHIN_LEVEL = frozenset((Operation.SUM, Operation.MEAN, Operation.DIFFERENCE, Operation.RATIO))
_ACCEPTED = 0.75
_PHRASE = 6  # words that may name a measure behind a word that drops it
_BEFORE = 4  # words in front of a place in which it may be set aside
_ENDS = re.compile(r"[,.;:?!]")


def gainsaid(answer: Answer, history: Sequence[str], reader: ClauseReader) -> str:
    """Say what the figures of an answer and the words of its message do not agree on; "" if there is nothing."""
    if answer.status not in (Status.ANSWERED, Status.PARTIAL) or not answer.values:
        return ""
    message = normalise(readable(normalise(answer.plan.question)))
    tokens, named, _ = reader.spotted(message)
    keys = " ".join(t.key for t in tokens)
    given = {v.place for v in answer.values if v.place}
    states, measures = given - {NATION}, {v.indicator for v in answer.values if v.indicator}
    operations = {v.operation for v in answer.values}
    if answer.status is Status.ANSWERED:  # a partial answer says itself what it leaves open
        for place in _kept(tokens, named):
            if place not in given and name_of(place) not in answer.text:
                return f"I found no figure that fits what you say of {name_of(place)}"
    weighed = bool(_SAYS.search(answer.text))
    if not weighed and Operation.DIFFERENCE not in operations:  # what is taken away is an operand
        for place in _dropped(message, tokens, reader):
            if place in given and NATION not in given:
                return f"I could not leave out {name_of(place)}"
        if history and measures & _measures_dropped(message, tokens, reader):
            return "I could not leave out the measure that you do not want"
    if not (named or weighed) and (number := _number(keys, operations)):
        looked_up = [v for v in answer.values if v.operation is Operation.LOOKUP]
        if number not in (len(states), len(measures), len(looked_up)):
            return f"I could not tell which {number} figures you mean"
    if (
        states
        and NATION in given
        and operations & _WITHIN_LEVEL
        and not weighed
        and not _of_nation([message, *history])
    ):
        return "I could not tell whether you mean the overall figure"
    if given == {NATION} and cued("references", "own_state", tokens):
        return "I could not tell which state is yours"
    if history and len(_strangers(states, [message, *history], reader)) > 1:  # one may be described: "the Big Apple"
        return "I could not tell which states you mean"
    return ""


def _kept(tokens: Sequence[Token], named: Sequence[str]) -> Iterator[str]:
    """Yield the places that a message names and does not set aside.

    None is told apart where one is named twice, or where "the rest" of the places are asked for.
    """
    at = [i for i, t in enumerate(tokens) if t.key == BREAK.key and t.stem == BREAK.stem]
    if len(at) != len(named) or cued("comparisons", "rest", tokens):
        return
    aside = {str(word) for word in language("references")["sets_aside"]}
    before = ""
    for place, i in zip(named, at, strict=True):
        words: list[str] = []
        for token in reversed(tokens[max(0, i - _BEFORE) : i]):
            if token.key == BREAK.key:
                break
            words.append(token.key)
        listed = before == "aside" and {*words} <= {"and", "or", "nor"}
        before = "aside" if listed or aside & {*words} else "kept"
        if before == "kept":
            yield place


def _dropped(message: str, tokens: Sequence[Token], reader: ClauseReader) -> Iterator[str]:
    """Yield the places that stand right behind words that drop something: "without Iowa"."""
    light = {"the", "in", "for", "from", "of"}
    for file, entry in (("references", "drops"), ("references", "denies"), ("comparisons", "excluding")):
        for _, end, _ in cue_phrases(file, entry).find(tokens):
            behind = next((i for i in range(end, len(tokens)) if tokens[i].key not in light), len(tokens))
            if behind < len(tokens) and tokens[behind].key == BREAK.key:
                yield from reader.spotted(message[tokens[behind - 1].end :])[1][:1]


def _measures_dropped(message: str, tokens: Sequence[Token], reader: ClauseReader) -> set[str]:
    """Return the measures that stand right behind a verb that drops something: "skip the ORR line"."""
    found: set[str] = set()
    for first, end, _ in cue_phrases("references", "drops").find(tokens):
        if first and tokens[first - 1].key in ("the", "a"):  # "the drop in reports"
            continue
        phrase: list[Token] = []
        for token in tokens[end : end + _PHRASE]:
            ended = bool(phrase) and _ENDS.search(message[phrase[-1].end : token.start])
            if ended or token.key in ("and", "but", BREAK.key):
                break
            phrase.append(token)
        scores = reader.lexicon.scores(reader.lexicon.items(phrase)) if phrase else {}
        found |= {indicator for indicator, (score, _) in scores.items() if score >= _ACCEPTED}
    return found


_GROUP = re.compile(
    r"\b(?:the|those|these|all|same|other) (?P<number>two|three|four|2|3|4)(?: \w+)?"
    r" (?:states|ones|places|together|combined|of them)\b"
    r"|\bboth (?:states|places|of them|together|combined)\b|\b(?:these|those) (?P<alone>two|three|four)\b"
)
_SIZED = re.compile(r"\bthe (?P<number>two|three) (?:smaller|bigger|larger|smallest|biggest|largest|lowest|highest)\b")
_NUMBERS = {"two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4}


def _number(keys: str, operations: set[Operation]) -> int:
    """Return of how many places or figures a message says that it speaks; 0 if it does not say, or ranks them."""
    if sized := _SIZED.search(keys):
        return 0 if operations & _OVER_ALL else _NUMBERS[sized["number"]]
    found = _GROUP.search(keys)
    if found is None:
        return 0
    number = found["number"] or found["alone"]
    return _NUMBERS[number] if number else 2


def _strangers(states: set[str], messages: Sequence[str], reader: ClauseReader) -> set[str]:
    """Return the states of an answer that no message names, if some are named and no message speaks of all."""
    spoken: set[str] = set()
    for message in messages:
        tokens, named, _ = reader.spotted(normalise(message))
        if cued("references", "speaks_of_all", tokens):
            return set()
        spoken |= {*named}
    return states - spoken if spoken else set()


def _of_nation(messages: Sequence[str]) -> bool:
    """Say whether a conversation speaks of the overall figures, in words or by a state's place among all."""
    return any(cued("operations", "overall", tokenise(normalise(message))) for message in messages)

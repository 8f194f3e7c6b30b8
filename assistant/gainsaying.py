"""What the figures of an answer must not gainsay: the plain words of the message that they answer.

Some conditions hold of every right answer, however its message was understood: a place that is named is in the answer,
one that is dropped is not, "both states" are two, a follow-up about two states is not answered with three others. They
are read from the words alone and share no more with the planning than the finding of places, so that they find what it
misread. An answer that breaks one is not given; the asker is asked instead.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.clause_reading import ClauseReader
from assistant.cues import readable
from assistant.lexicon import Token, cue_phrases, cued, language, normalise, tokenise
from assistant.matching import ACCEPTED
from assistant.spotting import BREAK
from assistant.types import Answer, Operation, QueryPlan, Status
from index.places import name_of
from index.types import NATION

_VERDICT = re.compile(r"^(?:Yes|No)\b", re.MULTILINE)
_OVER_ALL = frozenset((Operation.RANK, Operation.FILTER, Operation.COUNT))
_OF_ONE_LEVEL = frozenset((Operation.SUM, Operation.MEAN, Operation.DIFFERENCE, Operation.RATIO))
_ONE_BY_ONE = frozenset((Operation.SHARE, Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE))
_DROPPING = (("references", "drops"), ("references", "denies"), ("comparisons", "excluding"))
_PHRASE = 6  # words that may name a measure behind a word that drops it
_BEFORE, _BEHIND = 4, 2  # words in front of a place, and behind it, in which it may be set aside
_ENDS = re.compile(r"[,.;:?!]")
_IT = frozenset("it that this".split())
_LIGHT = frozenset("the in for from of".split())
_GROUP = re.compile(
    r"\b(?:the|those|these|all|same|other) (?P<number>two|three|four|2|3|4)(?: \w+)?"
    r" (?:states|ones|places|together|combined|of them)\b"
    r"|\bboth (?:states|places|of them|together|combined)\b|\b(?:these|those) (?P<alone>two|three|four)\b"
)
_SIZED = re.compile(r"\b(?P<number>two|three) (?:smaller|bigger|larger|smallest|biggest|largest|lowest|highest)\b")
_WITH_AND_WITHOUT = re.compile(r"\bwith (?:and|or|vs|versus) without\b")
_NUMBERS = {"two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4}


@dataclass(frozen=True, slots=True)
class _Exchange:
    """A message with the answer to it: its words, places blanked out, and what the answer's figures are of."""

    message: str
    tokens: Sequence[Token]
    named: tuple[str, ...]
    history: tuple[str, ...]
    reader: ClauseReader
    answer: Answer
    given: frozenset[str]
    measures: frozenset[str]
    operations: frozenset[Operation]

    @property
    def weighed(self) -> bool:
        """Whether the answer says yes or no; then it may name more than was asked for."""
        return bool(_VERDICT.search(self.answer.text))

    @property
    def keys(self) -> str:
        return " ".join(t.key for t in self.tokens)


def gainsaid(answer: Answer, history: Sequence[str], reader: ClauseReader) -> str:
    """Say what the figures of an answer and the words of its message do not agree on; "" if there is nothing."""
    if answer.status not in (Status.ANSWERED, Status.PARTIAL) or not answer.values:
        return ""
    message = normalise(readable(normalise(answer.plan.question)))
    tokens, named, _ = reader.spotted(message)
    if not history and len(named) == 1 and {v.place for v in answer.values} == {*named} and not _dropping(tokens):
        return ""  # a figure of the one place that is named: most questions ask for no more
    exchange = _Exchange(
        message, tokens, tuple(named), tuple(history), reader, answer,
        given=frozenset(v.place for v in answer.values if v.place),
        measures=frozenset(v.indicator for v in answer.values if v.indicator),
        operations=frozenset(v.operation for v in answer.values),
    )  # fmt: skip
    return next((why for condition in _CONDITIONS if (why := condition(exchange))), "")


def _left_out(exchange: _Exchange) -> str:
    """Every place that is named, and not set aside, is spoken of; a partial answer says itself what it leaves open."""
    if exchange.answer.status is Status.PARTIAL or _SIZED.search(exchange.keys):  # "the two smaller of these"
        return ""
    taken_up = exchange.given | _of_premises(exchange.answer.plan)  # what holds of these needs no word
    for place in _kept(exchange.tokens, exchange.named):
        if place not in taken_up and name_of(place) not in exchange.answer.text:
            return f"I found no figure that fits what you say of {name_of(place)}"
    return ""


def _left_in(exchange: _Exchange) -> str:
    """No place, and in a follow-up no measure, that is dropped is in the answer, but for what is taken away."""
    if exchange.weighed or Operation.DIFFERENCE in exchange.operations or _WITH_AND_WITHOUT.search(exchange.keys):
        return ""
    for place in _dropped(exchange):
        if place in exchange.given and NATION not in exchange.given:
            return f"I could not leave out {name_of(place)}"
    parts = exchange.answer.plan.parts or (exchange.answer.plan,)
    taken_away = any(plan.complement for plan in parts)  # as part of the share of what it leaves
    if exchange.history and not taken_away and exchange.measures & _measures_dropped(exchange):
        return "I could not leave out the measure that you do not want"
    return ""


def _other_number(exchange: _Exchange) -> str:
    """As many places, measures or figures are spoken of as the message says."""
    number = 0 if exchange.named or exchange.weighed else _number(exchange)
    looked_up = [v for v in exchange.answer.values if v.operation is Operation.LOOKUP]
    each = "each" in exchange.keys.split()  # "the share of each of those two"
    worked_out = [v for v in exchange.answer.values if each and v.operation in _ONE_BY_ONE]
    counts = (len(exchange.given - {NATION}), len(exchange.measures), len(looked_up), len(worked_out))
    return f"I could not tell which {number} figures you mean" if number and number not in counts else ""


def _other_level(exchange: _Exchange) -> str:
    """A state's figure is reckoned with an overall one only if these are spoken of; a share may be one of the nation's.

    What is asked of the asker's own state is not answered with the overall figure.
    """
    reckoned = Operation.SHARE not in exchange.operations and bool(exchange.operations & _OF_ONE_LEVEL)
    both = NATION in exchange.given and len(exchange.given) > 1
    if both and reckoned and not exchange.weighed:
        messages = (exchange.message, *exchange.history)
        if not any(cued("operations", "overall", tokenise(normalise(message))) for message in messages):
            return "I could not tell whether you mean the overall figure"
    if exchange.given == {NATION} and cued("references", "own_state", exchange.tokens):
        return "I could not tell which state is yours"
    return ""


def _strangers(exchange: _Exchange) -> str:
    """A follow-up goes over the states that were named, unless all of them are spoken of; one may be described."""
    spoken: set[str] = set()
    leaves_out = next(_dropped(exchange), None)  # "without Iowa" may go over all others
    for message in (exchange.message, *exchange.history) if exchange.history and not leaves_out else ():
        tokens, named, _ = exchange.reader.spotted(normalise(message))
        if cued("references", "speaks_of_all", tokens):
            return ""
        spoken |= {*named}
    more = exchange.given - {NATION} - spoken
    return "I could not tell which states you mean" if spoken and len(more) > 1 else ""


_CONDITIONS: tuple[Callable[[_Exchange], str], ...] = (_left_out, _left_in, _other_number, _other_level, _strangers)


def _kept(tokens: Sequence[Token], named: Sequence[str]) -> Iterator[str]:
    """Yield the places that a message names and does not set aside.

    None is told apart where one is named twice or dropped as "it", or where "the rest" of the places are asked for.
    """
    at = [i for i, t in enumerate(tokens) if t.key == BREAK.key and t.stem == BREAK.stem]
    if len(at) != len(named) or cued("comparisons", "rest", tokens):
        return
    before, behind = (language("references")[entry] for entry in ("sets_aside", "set_aside_behind"))
    aside, pointed = False, _dropped_by_pronoun(tokens)
    for place, i in zip(named, at, strict=True):
        words = _until_place(tokens[max(0, i - _BEFORE) : i][::-1])[::-1]
        aside = _hold(before, words) or (aside and {*words} <= {"and", "or", "nor"})
        if i != pointed and not aside and not _hold(behind, _until_place(tokens[i + 1 : i + 1 + _BEHIND])):
            yield place


def _of_premises(plan: QueryPlan) -> frozenset[str]:
    """Return the places of what is stated around the question."""
    own = frozenset(place for premise in plan.premises for place in premise.places)
    return own.union(*map(_of_premises, plan.parts))


def _until_place(tokens: Sequence[Token]) -> list[str]:
    return [t.key for t in itertools.takewhile(lambda token: token.key != BREAK.key, tokens)]


def _hold(phrases: Sequence[object], words: Sequence[str]) -> bool:
    return any(f" {phrase} " in f" {' '.join(words)} " for phrase in phrases)


def _dropped_by_pronoun(tokens: Sequence[Token]) -> int | None:
    """Return where the place stands that words behind it drop: "Iowa skews that. The average without it?"."""
    behind = {end for f, e in _DROPPING for _, end, _ in cue_phrases(f, e).find(tokens)}
    around = {end for _, end, _ in cue_phrases("comparisons", "excluding_around").find(tokens)}
    pointed = next((i for i in sorted(behind | around) if i < len(tokens) and tokens[i].key in _IT), 0)
    return max((i for i in range(pointed) if tokens[i].key == BREAK.key), default=None)


def _dropping(tokens: Sequence[Token]) -> bool:
    return any(cued(file, entry, tokens) for file, entry in _DROPPING)


def _dropped(exchange: _Exchange) -> Iterator[str]:
    """Yield the places that stand right behind words that drop something: "without Iowa"."""
    tokens = exchange.tokens
    for file, entry in _DROPPING:
        for end in _ends(tokens, file, entry):
            behind = next((i for i in range(end, len(tokens)) if tokens[i].key not in _LIGHT), len(tokens))
            if behind < len(tokens) and tokens[behind].key == BREAK.key:
                yield from exchange.reader.spotted(exchange.message[tokens[behind - 1].end :])[1][:1]


def _ends(tokens: Sequence[Token], file: str, entry: str) -> Iterator[int]:
    """Yield where words that drop something end; "the drop in reports" drops nothing."""
    for first, end, _ in cue_phrases(file, entry).find(tokens):
        if not first or tokens[first - 1].key not in ("the", "a", "any"):
            yield end


def _measures_dropped(exchange: _Exchange) -> set[str]:
    """Return the measures that stand right behind a verb that drops something: "skip the ORR line"."""
    found: set[str] = set()
    tokens, lexicon = exchange.tokens, exchange.reader.lexicon
    for end in _ends(tokens, "references", "drops"):
        phrase: list[Token] = []
        for token in tokens[end : end + _PHRASE]:
            ended = bool(phrase) and _ENDS.search(exchange.message[phrase[-1].end : token.start])
            if ended or token.key in ("and", "but", BREAK.key):
                break
            phrase.append(token)
        scores = lexicon.scores(lexicon.items(phrase)) if phrase else {}
        found |= {indicator for indicator, (score, _) in scores.items() if score >= ACCEPTED}
    return found


def _number(exchange: _Exchange) -> int:
    """Return of how many places or figures a message says that it speaks; 0 if it does not say, or ranks them."""
    if sized := _SIZED.search(exchange.keys):
        return 0 if exchange.operations & _OVER_ALL else _NUMBERS[sized["number"]]
    found = _GROUP.search(exchange.keys)
    if found is None:
        return 0
    number = found["number"] or found["alone"]
    return _NUMBERS[number] if number else 2

"""The turns of a conversation, and what a message corrects or goes back to before it asks on.

"Forget Iowa, I need Ohio. What's the difference to Utah?" "Back to the two case numbers: what's the difference?"
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from assistant.earlier import Earlier
from assistant.lexicon import (
    FamilyLexicon,
    Token,
    cue_phrases,
    cued,
    function_words,
    language,
    neutral_words,
    normalise,
    request_words,
    tokenise,
)
from assistant.matching import match
from assistant.references import has, number_named, question_meant, spoken_of, words_of
from assistant.types import Intent, Operation, QueryPlan

_Parts = tuple[QueryPlan, ...]
# Where a sentence, or a heading, ends and the message goes on.
_ENDS = re.compile(r"(?<=[.!;])\s+(?=\S)")
_HEADED = re.compile(r"\s*(?:[:;.,]\s|\s[-\u2013\u2014]+\s)\s*(?=\S)")
_ASKS_ON = frozenset("and also plus".split())


@dataclass(slots=True)
class Turns:
    """What was said so far: the messages, their plans, the ones that asked, and the ones that spoke of figures."""

    messages: list[str] = field(default_factory=list)
    planned: list[_Parts] = field(default_factory=list)
    asked: list[_Parts] = field(default_factory=list)
    spoken: list[_Parts] = field(default_factory=list)

    @property
    def trail(self) -> list[QueryPlan]:
        """The plans that a follow-up may refer to, oldest first."""
        return [part for turn in self.spoken for part in turn]

    def note(self, message: str, plan: QueryPlan, *, at: int = -1) -> None:
        """Add a message with its plan; the turn of which it takes back a part goes: the last, or that `at` a place."""
        self.messages.append(message)
        self.planned.append(plan.parts or (plan,))
        spoken = spoken_of(plan)
        if spoken and plan.takes_back and self.spoken:
            self.spoken.pop(at)
        if spoken:
            self.spoken.append(spoken)
        if plan.intent not in (Intent.GREETING, Intent.NOTHING):
            self.asked.append(plan.parts or (plan,))

    def newest(self, change: Callable[[_Parts], list[QueryPlan] | None]) -> tuple[int, list[QueryPlan]]:
        """Return where the newest turn that a change fits stands, and what it becomes; -1 and nothing if none does."""
        found = ((at, change(self.spoken[at])) for at in range(len(self.spoken) - 1, -1, -1))
        return next(((at, parts) for at, parts in found if parts), (-1, []))

    def go_back(self, head: str, lexicon: FamilyLexicon) -> QueryPlan | None:
        """Make the figures newest that a heading goes back to, and return their plan; None if there are none such.

        It is left open if the heading speaks of fewer or more than there are: which are meant is not told.
        """
        tokens = tokenise(normalise(head))
        result, question = _result(tokens), question_meant(tokens)
        if result is not None:
            meant = [turn for turn in self.spoken if [part.operation for part in turn] == [result]][-1:]
        elif question is not None:
            meant = self._of_question(question)
        else:
            named = self._measures(tokens, lexicon)
            meant = [turn for turn in self.spoken if all(_gave(part, named) for part in turn)]
        number = number_named(tokens)
        figures = Earlier(lexicon.catalog, [part for turn in meant for part in turn]).figures
        if not meant:
            return None
        if number and number != len(figures):
            return replace(meant[-1][0], clause=head, premises=(), leftovers=(head,))
        self.spoken = [*(turn for turn in self.spoken if turn not in meant), *meant]
        # the heading names no measure where it says what was asked first, or what was worked out
        named_so = result is not None or question is not None
        self.messages.append(meant[-1][-1].question if named_so else head)
        self.planned.append(meant[-1])
        self.asked.append(meant[-1])
        return meant[-1][0]

    def _of_question(self, index: int) -> list[_Parts]:
        """Return the turn of the question that stands at a place among those asked, if it spoke of figures."""
        asked = self.asked[index] if -len(self.asked) <= index < len(self.asked) else ()
        return [turn for turn in self.spoken if turn and all(part in asked for part in turn)][:1]

    def _measures(self, tokens: Sequence[Token], lexicon: FamilyLexicon) -> list[str]:
        """Return the measures spoken of that words name, or else those that account for all of them: "the reports"."""
        items = lexicon.items(tokens)
        known = [item for item in items if lexicon.knows(item)]
        spoken = list(dict.fromkeys(i for part in self.trail for i in part.indicators))
        if cued("operations", "overall", tokens):  # "the national reports"
            spoken = [i for i in spoken if lexicon.catalog.by_id[i].level == "nation"]
        if words_of("total", tokens) | {i for i, t in enumerate(tokens) if t.key == "total"}:  # of a table it is no row
            rows = {row for table in lexicon.catalog.tables for row in table.rows}
            spoken = [i for i in spoken if i not in rows]
        named = {i for level in ("place", "nation") for i in match(lexicon, items, tokens, [level]).indicators}
        if naming := [i for i in spoken if i in named]:
            return naming
        scores = lexicon.scores(known) if known else {}
        explaining = [i for i in spoken if i in scores and all(lexicon.explains(i, item) for item in known)]
        best = max((scores[i][0] for i in explaining), default=0.0)
        return [i for i in explaining if scores[i][0] == best]


def _gave(plan: QueryPlan, measures: Sequence[str]) -> bool:
    """Say whether a plan asked for figures of one of these measures alone."""
    asked = plan.intent is Intent.FIGURES and bool(plan.indicators) and not plan.leftovers
    return asked and {*plan.indicators} <= {*measures}


def _result(tokens: Sequence[Token]) -> Operation | None:
    """Return what was worked out before and is named again: "that percentage from before", "back to the gap"."""
    keys, named = {t.key for t in tokens}, language("references")["results"]
    said = [Operation(name) for name, nouns in named.items() if not keys.isdisjoint(nouns)]
    cue = words_of("goes_back", tokens) | words_of("from_before", tokens)
    nouns = {noun for spellings in named.values() for noun in spellings}
    light = function_words() | neutral_words() | nouns | {"and", "so", "ok"}
    alone = all(i in cue or t.key in light for i, t in enumerate(tokens))
    return said[0] if len(said) == 1 and cue and alone else None


def goes_back(message: str, lexicon: FamilyLexicon) -> tuple[str, str] | None:
    """Part a message that goes back to figures of before into its heading and the rest: "back to the reports: ...".

    The heading names their measure, what was worked out ("the share from before"), or a question by its position.
    """
    text = normalise(message)
    ends = [end for _, end, _ in cue_phrases("references", "from_before").find(tokenise(text))]
    for end in ends:  # "that percentage from before for Iowa?"
        at = tokenise(text)[end - 1].end
        if _result(tokenise(text[:at])) is not None and tokenise(text[at:]):
            return text[:at], text[at:].lstrip(" ,;:-\u2013\u2014")
    for joint in _HEADED.finditer(message):
        head, rest = message[: joint.start()], message[joint.end() :]
        tokens = tokenise(normalise(head))
        if _result(tokens) is not None or (has("goes_back", tokens) and question_meant(tokens) is not None):
            return head, rest
        if has("goes_back", tokens) and any(lexicon.knows(item) for item in lexicon.items(tokens)) and tokenise(rest):
            cue = min(words_of("goes_back", tokens))
            light = function_words() | request_words() | neutral_words()
            return (head, rest) if all(t.key in light for t in tokens[:cue]) else None
    return None


def sentences_apart(message: str) -> tuple[str, str] | None:
    """Part a message into its first sentence, if this one does not ask, and the rest of it."""
    end = _ENDS.search(message)
    if end is None or "?" in message[: end.start()]:
        return None
    return message[: end.start()].rstrip(" ;"), message[end.end() :]


def asks_on(rest: str) -> bool:
    """Say whether the rest of a message asks for something beside its first sentence: "And the reports?"."""
    return any(t.key in _ASKS_ON for t in tokenise(normalise(rest))[:1])

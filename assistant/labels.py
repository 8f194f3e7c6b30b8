"""Labels of the asker's own sheet or list, "read me B2 again", "item (b)": what the talk does not define is asked back.

A label stands for a figure only where an earlier message gave it one: "B2: tips in Iowa". What stands beside a label,
"row 3: tips in Iowa", is asked for by its own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from assistant.followups import again
from assistant.lexicon import language, may_hold
from assistant.types import Intent, QueryPlan, Reference

LABEL = "label"
# A cell, in capitals; quarters and halves of a year look the same.
_CELL = r"(?<![\w$.,/-])(?!(?:Q[1-4]|H[12])\b)[A-Z]\d{1,3}(?![\w%-]|[.,]\d)"
_LETTER = r"(?:(?<=\s)|^)\([a-hA-H]\)"
# What makes of a label something that is reckoned with, whatever else is named.
_OPERAND = re.compile(r"\b(?:than|minus|plus|of|times|divided by|subtract)\s+(?:(?:my|the|our|what is in)\s+)*$", re.I)
# A label that something is put under names nothing that is asked for.
_PUT = re.compile(r"\b(?:put|write|enter|paste|fill|goes|go|belongs?|copy|place)\b", re.IGNORECASE)
_INTO = re.compile(
    r"^\W*(?:\w+[\s,]+){0,2}(?:put|write|enter|paste|copy)\b.*\b(?:in|into|to|under|at)\s+(?:the\s+)?$", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")


@cache
def _pattern() -> re.Pattern[str]:
    nouns = "|".join(re.escape(str(w)) for w in language("references")["labelled"])
    marks = r"\([a-hA-H]\)|[B-HJ-Z]\b|[a-zA-Z]?\d{1,3}(?![\w%]|[.,]\d)"
    named = rf"\b(?i:{nouns})\s+(?:(?i:number|no\.?)\s+|#)?(?:{marks})"
    return re.compile(rf"{named}|{_CELL}|{_LETTER}")


_BARE = re.compile(rf"{_CELL}|{_LETTER}")


def of_label(
    message: str,
    before: Sequence[str],
    plans: Sequence[Sequence[QueryPlan]],
    names_measure: Callable[[str], bool],
    names_place: Callable[[str], bool],
) -> list[QueryPlan] | None:
    """Return the plans of the message that gave the label which a message asks for, or one that asks what it means.

    None if it asks for none, or if its own words say what is asked for. `plans` are those of the messages `before`.
    """
    found = list((_pattern() if may_hold(message, language("references")["labelled"]) else _BARE).finditer(message))
    if len({match.group() for match in found}) != 1 or "\n" in message.strip():
        return None
    label, ahead = found[0], message[: found[0].start()]
    operand = _OPERAND.search(ahead) is not None
    named = names_measure(message) or (names_place(message) and (not ahead.strip() or _PUT.search(message)))
    others = [s for s in _SENTENCE.split(message) if label.group() not in s]  # "B2 is done. And Iowa?"
    apart = any(names_measure(text) or names_place(text) for text in others)
    if not operand and (named or apart or _INTO.search(ahead)):
        return None
    name = _name(label.group())
    gave = [
        i
        for i, text in enumerate(before)
        if any(_name(m.group()) == name for m in _defined(text)) and (names_measure(text) or names_place(text))
    ]
    alone = not (operand or names_measure(message) or names_place(message))
    if gave and not alone:
        return None
    if len(gave) == 1 and plans[gave[0]]:
        return [again(plan, message) for plan in _given(before[gave[0]], name, plans[gave[0]])]
    reference = Reference(words=label.group(), position=LABEL)
    return [QueryPlan(question=message, clause=message, intent=Intent.FIGURES, reference=reference)]


def _given(text: str, name: str, plans: Sequence[QueryPlan]) -> Sequence[QueryPlan]:
    """Return the plan of the thing of a list that has a label; all of them if the things are not as many as these."""
    labels = [*dict.fromkeys(_name(match.group()) for match in sorted(_defined(text), key=lambda m: m.start()))]
    return [plans[labels.index(name)]] if len(labels) == len(plans) else plans


def _defined(text: str) -> list[re.Match[str]]:
    """Return the labels that a message gives, those of its lists among them."""
    items = re.finditer(r"(?:(?<=\s)|^)\(?(?:[a-hA-H]|\d{1,2})[.)](?=\s)", text)
    return [*_pattern().finditer(text), *items]


def _name(label: str) -> str:
    """Return a label without the words and marks around it: "item (b)" is "b"."""
    return label.split()[-1].strip("().#:").lower()

"""On which side of another place's figure one lies: "is Colorado higher or lower?", "does Iowa have more or fewer?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answering import Draft
from assistant.lexicon import language
from assistant.types import QueryPlan
from index.places import find_names, name_of
from index.types import NATION, Fact, Qualifier

_PAIR = 2


def say_either_way(plan: QueryPlan, facts: Sequence[Fact], draft: Draft) -> bool:
    """Say the two figures of a question that names both sides, and which side it is; False if it is none.

    The place that it asks of stands in front of "than"; where it names one place only, there or at all, it is that one.
    """
    found = _sides().search(plan.clause)
    exact = all(f.qualifier is Qualifier.EXACT and f.place != NATION for f in facts)
    two = len(facts) == _PAIR == len({f.place for f in facts}) and len({f.indicator for f in facts}) == 1
    if found is None or not (two and exact):
        return False
    named = [m for m in find_names(plan.clause) if m.code in {f.place for f in facts}]
    before = [m.code for m in named if m.start < found.start()]
    behind = [m.code for m in named if m.start > found.start()]
    if len(before) > 1 or len(behind) > 1 or not (before or behind):
        return False
    asked = before[0] if before else next(f.place for f in facts if f.place != behind[0])
    own, other = sorted(facts, key=lambda f: f.place != asked)
    lines = [f"- {draft.state(fact)}" for fact in (own, other)]
    side = "higher than" if own.value > other.value else "lower than" if own.value < other.value else "the same as"
    name = name_of(own.place)
    whose = f"{name}'" if name.endswith("s") else f"{name}'s"
    marks = "".join(f"[{draft.cite_fact(fact)}]" for fact in (own, other))
    draft.say(f"{whose} figure is {side} that of {name_of(other.place)} {marks}.")
    for line, fact in zip(lines, (own, other), strict=True):
        draft.say(line)
        draft.value(fact)
    return True


def _sides() -> re.Pattern[str]:
    up, down = ("|".join(map(str, language("comparisons")[entry])) for entry in ("one_side", "other_side"))
    return re.compile(rf"\b(?:(?:{up})\s+or\s+(?:{down})|(?:{down})\s+or\s+(?:{up}))\b", re.IGNORECASE)

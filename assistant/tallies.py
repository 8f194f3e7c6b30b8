"""Of how many places a clause says that a condition holds: "only one of the five states had more than 500"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from assistant.answering import place_names
from assistant.claims import DENIALS, Bound, ClaimKind, read_claims, without_verdict
from assistant.lexicon import any_of, language, may_hold, normalise, tokenise
from assistant.types import Operation, QueryPlan
from index.quantities import parse_number

_CONDITIONS = (Operation.FILTER, Operation.COUNT)
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Tally:
    """How many places are said to fit, with its bound; `start` and `end` are where the clause says it.

    `plain` says that no word bounds it: "two states had more" may be said of three, too.
    """

    bound: Bound
    value: Decimal
    start: int
    end: int
    plain: bool = False

    def holds(self, number: int) -> bool:
        """Say whether so many places are as many as is said."""
        return {
            Bound.MORE_THAN: number > self.value,
            Bound.AT_LEAST: number >= self.value,
            Bound.LESS_THAN: number < self.value,
            Bound.AT_MOST: number <= self.value,
        }.get(self.bound, number == self.value)


@cache
def _pattern() -> re.Pattern[str]:
    """Return the pattern of a number of places: a bound, a number, and what stands in front of "states"."""
    data = language("comparisons")["tallies"]
    bounds = {phrase for bound in data["bounds"] for phrase in language("claims")["bounds"][bound]}
    said = any_of(bounds)
    numbers = "|".join(data["numbers"])
    passed = "|".join(language("comparisons")["quantified"])
    apart = "".join(rf"(?<!\b{word} )" for word in data["not_behind"])
    return re.compile(
        rf"{apart}(?:\b(?P<bound>{said}) )?{apart}\b(?P<number>{numbers}|\d)"
        rf"(?: out of| of)?(?: (?:{passed}))* (?:states?|places?)\b",
        re.IGNORECASE,
    )


def with_majority_counted(text: str, number: int) -> str:
    """Return a text with the least number of states that are most of them: "most of the five states had under 500".

    `number` is how many states the sheets cover; most of another number of states, or of what these have, is left.
    """
    if (
        number < _PAIR
        or not may_hold(text, ("state", "place"))
        or not any(c.kind is ClaimKind.FIGURE for c in read_claims(text))
    ):
        return text
    return _majority().sub(lambda match: _counted(match, number), text)


def _counted(match: re.Match[str], number: int) -> str:
    said = match["number"]
    if said and parse_number(said.lower()) != number:
        return match[0]
    return f"at least {number // 2 + 1} of the {said or number} {match['noun']}"


@cache
def _majority() -> re.Pattern[str]:
    data = language("comparisons")
    most, numbers = (any_of(data[e]) for e in ("most_of", "quantified_numbers"))
    verbs = "|".join(data["quantified_verbs"])
    return re.compile(
        rf"(?<!the )\b(?:{most})\s+(?:of\s+)?(?:(?:the|these|those|your|all)\s+)*(?:(?P<number>{numbers})\s+)?"
        rf"(?P<noun>states|places)(?=\s+(?:each\s+)?(?:{verbs})\b)",
        re.IGNORECASE,
    )


def read_tally(clause: str) -> Tally | None:
    """Return of how many places a clause says something; None if it says it of no number, or of several."""
    found = list(_pattern().finditer(normalise(clause)))
    if len(found) != 1:
        return None
    match, data = found[0], language("claims")
    words, bounds = match["number"].lower(), data["bounds"]
    number = Decimal(data["amounts"][words]) if words in data["amounts"] else parse_number(words)
    if number is None:
        return None
    said = (match["bound"] or "").lower()
    bound = next((name for name, phrases in bounds.items() if said in phrases), Bound.EXACT.value)
    return Tally(Bound(bound), number, match.start(), match.end(), plain=not said)


def without_tally(clause: str) -> str:
    """Return a clause without the number of places in it: "2 of the 5 states had more than 500" bounds one number."""
    text, found = normalise(clause), read_tally(clause)
    return f"{text[: found.start]} states {text[found.end :]}" if found else text


def tally(plan: QueryPlan) -> Tally | None:
    """Return of how many of all places a condition is said to hold; None if the condition only asks which.

    A denial in front, "it is not true that two states ...", leaves open what is denied.
    """
    asked = plan.operation in _CONDITIONS and plan.states and not (plan.places or plan.over or plan.excludes)
    if not asked or plan.reference or without_verdict(plan.clause):
        return None
    found = read_tally(plan.clause)
    if found is None or DENIALS & {t.key for t in tokenise(without_tally(plan.clause))[1:]}:
        return None
    return found


def tally_line(said: Tally, passing: Sequence[str], failing: Sequence[str]) -> str | None:
    """Word whether a condition holds of as many places as is said, all of them codes; None if that is left open."""
    if len(passing) + len(failing) < _PAIR:
        return None
    holds = f"this holds of {place_names(passing)}" if passing else "this holds of none of the places"
    if said.holds(len(passing)):
        return f"Yes, {holds}."
    if said.plain and len(passing) > said.value:
        return f"Not exactly: {holds}."  # "two states had more" is not false of three
    return f"No, {holds}."

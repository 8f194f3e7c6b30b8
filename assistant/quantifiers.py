"""Of how many places a clause says that something holds: of every one, of none, of all but one, of "all three"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from assistant.answering import place_names
from assistant.claims import DENIALS, of_number_of_places, without_verdict
from assistant.cues import AUXILIARIES, ONLY_PLACE, THAN_PLACE, TO_AVERAGE, YES_NO
from assistant.lexicon import Token, language, normalise, tokenise
from assistant.tallies import tally
from assistant.types import Operation, QueryPlan
from index.quantities import NUMBER_WORDS

_PAIR = 2
_BUT = re.compile(r"\bbut\b", re.IGNORECASE)


class Quantifier(StrEnum):
    """Of how many of the places a clause says that something holds."""

    EVERY = "every"
    NONE = "none"
    ANY = "any"
    ONLY = "only"
    BUT = "but"


def quantifier(plan: QueryPlan) -> Quantifier | None:
    """Return of how many places a filter's condition is said to hold; None if the filter only asks which."""
    if of_all_but(plan):
        return Quantifier.BUT
    if plan.operation is not Operation.FILTER or not plan.states or without_verdict(plan.clause) or tally(plan):
        return None
    if plan.operation_cue == ONLY_PLACE:
        return Quantifier.ONLY
    text = " ".join(t.key for t in tokenise(normalise(plan.clause)))
    if re.search(r"\bother\b", text) and plan.origins.get("places") not in ("earlier", "clause"):
        return None  # "every other state": other than which is not told
    of_two = _of_two(text.split()) if len(plan.places) == _PAIR else None
    of_each = Quantifier.EVERY if len(plan.places) > _PAIR and "each" in text.split() else None
    return quantifier_in(plan.clause) or of_two or of_each or of_these(text, len(plan.places))


def of_all_but(plan: QueryPlan) -> bool:
    """Say whether a condition is said to hold of every place but those named: "every state but Iowa had over 20".

    What a place's own figure or an average has to do with it depends on whether the places left out are in it.
    """
    if plan.operation is not Operation.FILTER or plan.operation_cue in (THAN_PLACE, TO_AVERAGE):
        return False
    left_out = plan.states and plan.excludes and bool(plan.places) and not (plan.reference or plan.over)
    if not left_out or DENIALS & {t.key for t in tokenise(normalise(plan.clause))}:
        return False
    return not without_verdict(_BUT.sub("except", plan.clause)) and quantifier_in(plan.clause) is Quantifier.EVERY


def of_these(text: str, number: int) -> Quantifier | None:
    """Return of how many of so many places words say something that only count or point: "all three", "any of those".

    "All three" of two places are three of something else.
    """
    numbers = "|".join([str(number), *(word for word, value in NUMBER_WORDS.items() if value == number)])
    points = rf" of (?:(?:the|these|those) )?(?:{numbers})\b| of (?:these|those)\b"
    for name, words in language("comparisons")["quantifiers"].items() if number > 1 else ():
        counted = rf"|\ball (?:(?:the|these|those) )?(?:{numbers})\b(?! times)" if "all" in words else ""
        if re.search(rf"\b(?:{'|'.join(words)})(?:{points}){counted}", text):
            return Quantifier(name)
    return None


def without_counted(text: str) -> str:
    """Return a condition without the number of the places that it is said of: "did all 3 of these exceed 250?"."""
    numbers = "|".join(language("comparisons")["quantified_numbers"])
    return re.sub(
        rf"\b(all|none|any|each|every one)(?: of)?(?: (?:the|these|those))? (?:{numbers})\b(?! times)"
        r"(?: of (?:these|those|them))?",
        r"\1 of them",
        text,
    )


def _of_two(keys: Sequence[str]) -> Quantifier | None:
    """Return of how many of two places words say something, without a noun behind it: "neither had over 20"."""
    found = [Quantifier(name) for name, words in language("comparisons")["quantifiers_of_two"].items()
             if not {*words}.isdisjoint(keys)]  # fmt: skip
    return found[0] if len(found) == 1 else None


def quantified_words(tokens: Sequence[Token]) -> set[int]:
    """Return the positions of the words that say alone of how many of two places something holds: "neither had ...".

    "Neither from a facility nor ORR" says nothing of places.
    """
    words = {word for listed in language("comparisons")["quantifiers_of_two"].values() for word in listed}
    behind = YES_NO | AUXILIARIES | {"of", "place", "state"}
    return {i for i, t in enumerate(tokens[:-1]) if t.key in words and tokens[i + 1].key in behind}


def quantifier_in(clause: str) -> Quantifier | None:
    """Return of how many of the places a clause says something, by the words in front of "states"."""
    text = " ".join(t.key for t in tokenise(normalise(clause)))
    passed = "|".join(language("comparisons")["quantified"])
    for name, words in language("comparisons")["quantifiers"].items():
        among = rf"(?: (?:{passed}))* (?:states?|places?|them)\b| {of_number_of_places()}"
        if re.search(rf"\b(?:{'|'.join(words)})\b(?:{among})", text):
            return Quantifier(name)
    return None


def quantified_line(said: Quantifier, passing: Sequence[str], failing: Sequence[str], named: Sequence[str]) -> str:
    """Word whether a condition holds of as many places as is said; all are codes, `named` those of the clause."""
    of_passing = f"this holds of {place_names(passing)}" if passing else "this holds of none of the places"
    if said is Quantifier.EVERY:
        return f"No, this does not hold of {place_names(failing)}." if failing else "Yes, this holds of all the places."
    if said is Quantifier.BUT:
        others, fitting = {*failing} - {*named}, {*passing} & {*named}
        if others:
            return f"No, this does not hold of {place_names([*others])}."
        return f"{f'No, this holds of {place_names([*fitting])}, too' if fitting else f'Yes, {of_passing}'}."
    if said is Quantifier.NONE:
        return f"No, {of_passing}." if passing else "Yes, that is right: this holds of none of the places."
    if said is Quantifier.ONLY:
        return f"{'Yes' if set(passing) == set(named) else 'No'}, {of_passing}."
    return f"{'Yes' if passing else 'No'}, {of_passing}."

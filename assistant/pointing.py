"""Which of the things named before a clause means by their position: "the second one", "the first two"."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from assistant.cues import IN_TOTAL, OF_OTHER
from assistant.followups import ClauseReading, taken
from assistant.levels import at_level
from assistant.lexicon import FamilyLexicon, Token, cue_phrases, language
from assistant.matching import match
from assistant.references import ORDINALS, number_named
from assistant.types import Operation, QueryPlan

_ON_TWO = (Operation.DIFFERENCE, Operation.PERCENT_CHANGE, Operation.RATIO)
_PAIR = 2


def so_many(tokens: Sequence[Token]) -> tuple[int, bool]:
    """Return how many of the things named before are meant from one end on, and whether from the first: "the last two".

    (0, False) if a clause does not say it.
    """
    for a, b in itertools.pairwise(tokens):
        if a.key in ("first", "last") and (number := number_named([b])) and b.key.isalpha():
            return number, a.key == "first"
    return 0, False


def two_in_order(tokens: Sequence[Token]) -> list[int]:
    """Return which two of the things named before are set against each other, the base last; empty if not two are.

    "The second minus the first"; "how many times the first is the second?" divides the second.
    """
    at = [i for i, t in enumerate(tokens) if t.key in ORDINALS]
    if len(at) != _PAIR:
        return []
    before = next((t.key for t in reversed(tokens[: at[0]]) if t.key != "the"), "")
    first, second = (ORDINALS[tokens[i].key] for i in at)
    return [second, first] if before in language("comparisons")["before_base_end"] else [first, second]


def part_and_whole(tokens: Sequence[Token]) -> list[int]:
    """Return which of the things named before is asked for as a part of which: "what percentage of the first ...?".

    Empty if not two are pointed to, or none of them stands behind "of".
    """
    at = [i for i, t in enumerate(tokens) if t.key in ORDINALS]
    wholes = [i for i in at if [t.key for t in tokens[max(i - 2, 0) : i]][-2:] in (["of", "the"], ["in", "the"])]
    if len(at) != _PAIR or len(wholes) != 1:
        return []
    part = next(i for i in at if i not in wholes)
    return [ORDINALS[tokens[i].key] for i in (part, wholes[0])]


def answers_pointed(tokens: Sequence[Token]) -> bool:
    """Say whether positions are those of things that were named and no ranks: "the second one", "the former"."""
    nouns = {noun for entry in ("figures_given", "answers", "measure_nouns") for noun in language("references")[entry]}
    nouns |= {"state", "place"}
    keys = [*(t.key for t in tokens), ""]
    pointed = [
        key in ("former", "latter") or after in nouns for key, after in itertools.pairwise(keys) if key in ORDINALS
    ]
    return any(pointed)


def so_many_pointed(
    plan: QueryPlan, reading: ClauseReading, source: QueryPlan, lexicon: FamilyLexicon
) -> QueryPlan | None:
    """Resolve "the first two" to the places that were named first; None if no more than these were named.

    The figures that an operation without a measure of its own goes over are chosen where these are gathered.
    """
    number, from_first = so_many(reading.tokens)
    run = source.run if len(source.run) > len(source.places) else source.places
    gathers = reading.elliptical and plan.operation is not Operation.LOOKUP
    if not 1 < number < len(run) or plan.places or plan.reference or plan.over or gathers or source.excludes:
        return None
    own = tuple(at_level(i, "place", lexicon.catalog) for i in plan.indicators)
    found = match(lexicon, reading.items, reading.tokens, ["place"]).indicators or own
    meant = run[:number] if from_first else run[-number:]
    chosen = taken(plan, places=meant, overall=plan.overall and not _in_total(reading.tokens), all_places=False)
    if not found:
        return taken(chosen, indicators=source.indicators)
    return replace(chosen, indicators=found)


def one_pointed(
    plan: QueryPlan, reading: ClauseReading, source: QueryPlan, index: int, lexicon: FamilyLexicon
) -> QueryPlan:
    """Resolve "the second one" to the place or measure that was named second before."""
    catalog = lexicon.catalog
    if len(source.places) > 1 and not plan.places and index < len(source.places):
        own = tuple(at_level(i, "place", catalog) for i in plan.indicators)
        found = match(lexicon, reading.items, reading.tokens, ["place"]).indicators or own
        plan = plan if found else taken(plan, indicators=source.indicators)
        found = found or source.indicators
        place = (source.places[index],)
        if plan.operation in _ON_TWO and len(source.places) == _PAIR:
            both = (*place, *(p for p in source.places if p not in place))  # "how many times bigger is the first?"
            return replace(taken(plan, places=both), indicators=found)
        # "how many did the former have in total?" asks for no overall figure
        overall = plan.overall and not _in_total(reading.tokens)
        return replace(
            taken(plan, places=place), indicators=found, operation=Operation.LOOKUP, operation_cue=OF_OTHER,
            overall=overall,
        )  # fmt: skip
    if len(source.indicators) > 1 and not plan.indicators and index < len(source.indicators):
        places = plan.places or source.places
        # a share is one of the parts; the total that leads their list is none of them
        leads = {table.lead for table in catalog.tables}
        of_part = plan.operation is Operation.SHARE
        named = [i for i in source.indicators if not of_part or i not in leads]
        operation = plan.operation if of_part or plan.operation in _ON_TWO else Operation.LOOKUP
        if index >= len(named):
            return plan
        cue = OF_OTHER if operation is Operation.LOOKUP else plan.operation_cue
        chosen = taken(plan, indicators=(named[index],))
        return replace(chosen, places=places, operation=operation, operation_cue=cue)
    return plan


def _in_total(tokens: Sequence[Token]) -> bool:
    """Say whether words for an overall figure are those alone by which a place's own total is asked for, too."""
    return {values[0] for _, _, values in cue_phrases("operations", "overall").find(tokens)} == {IN_TOTAL}

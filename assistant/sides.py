"""The two sides of a clause: two figures to compare, each of a measure and place of its own, or two conditions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.claims import Bound, ClaimKind, read_claims
from assistant.lexicon import FamilyLexicon, cue_phrases
from assistant.matching import told
from assistant.orders import compared_at
from assistant.references import number_named
from assistant.settling import Marks, Settler
from assistant.types import Intent, Operation, QueryPlan, Reference
from assistant.vocabulary import Vocabulary

# Where the two sides of a comparison part, and the operations that compare two figures.
_SIDES = re.compile(
    r"\b(?:than|or|and|vs\.?|versus|minus|plus|exceed|exceeds|exceeded|(?:compared )?(?:to|with))\b|[,;]", re.IGNORECASE
)
COMPARES = (Operation.RANK, Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE, Operation.SUM)
# Where a second condition begins that must be met, too.
_ALSO = re.compile(r"\b(?:and|but|while|yet|though|with)\b|[,;]", re.IGNORECASE)
_PAIR, _FOUR_SIDES = 2, 4


class Sides:
    """Reads the two sides of clauses in the words of one family."""

    def __init__(self, lexicon: FamilyLexicon, settler: Settler, vocabulary: Vocabulary) -> None:
        self._lexicon = lexicon
        self._settler = settler
        self._vocabulary = vocabulary

    def plans(self, text: str, marks: Marks, operation: Operation, indicators: Sequence[str]) -> tuple[QueryPlan, ...]:
        """Return the two figures, or conditions, of a clause, each as a plan; none if the sides share a measure.

        `indicators` are the measures that it may speak of.
        """
        if len(marks.places) == _PAIR and operation in COMPARES:
            return self._crossed(text, marks.periods)
        if operation is Operation.FILTER and not marks.places:
            return self._conditions(text, marks, indicators)
        return ()

    def several_against_several(self, text: str, places: Sequence[str]) -> bool:
        """Say whether both sides of a comparison name several places: which sums are meant is not told for certain."""
        first = compared_at(text) if len(places) >= _FOUR_SIDES else None
        sides = (text[:first], text[first:]) if first is not None else ()
        return bool(sides) and all(len(self._vocabulary.spotted(side)[1]) > 1 for side in sides)

    def sums(self, text: str, marks: Marks) -> tuple[QueryPlan, ...]:
        """Return the two groups of places that a clause sets against each other, each as a plan for a sum.

        "Do A and B together have more than C and D?", "... than the other three combined?" Nothing if one of the groups
        is a single place.
        """
        several = len(marks.places) >= (_PAIR if marks.rest else _FOUR_SIDES)
        at = compared_at(text) if several else None
        if at is None:
            return ()
        sides = [self._vocabulary.spotted(side)[:2] for side in (text[:at], text[at:])]
        found: list[QueryPlan] = []
        for (tokens, places), (_, others) in (sides, sides[::-1]):
            rest = [v[0] for _, _, v in cue_phrases("comparisons", "rest").find(tokens)]
            if bool(rest) == bool(places) or len(places or others) < _PAIR:
                return ()
            reference = Reference(words=rest[0], position="others", number=number_named(tokens)) if rest else None
            found.append(
                QueryPlan(
                    question="", intent=Intent.FIGURES, operation=Operation.SUM, places=places or others,
                    reference=reference,
                )
            )  # fmt: skip
        return tuple(found)

    def _crossed(self, text: str, periods: Sequence[str]) -> tuple[QueryPlan, ...]:
        """Return the two figures of "A in Colorado or B in Minnesota"; none if they share a measure or place."""
        for joint in _SIDES.finditer(text):
            sides = [self._vocabulary.spotted(side)[:2] for side in (text[: joint.start()], text[joint.end() :])]
            if found := self._settler.crossed(sides):
                return tuple(
                    QueryPlan(
                        question="", intent=Intent.FIGURES, indicators=(i,), places=(place,), periods=tuple(periods)
                    )
                    for i, place in found
                )
        return ()

    def _conditions(self, text: str, marks: Marks, indicators: Sequence[str]) -> tuple[QueryPlan, ...]:
        """Return the two conditions of "over 100 of A but under 50 of B" on all places."""
        stated = [c for c in read_claims(text) if c.kind is ClaimKind.FIGURE and c.text not in marks.periods]
        if len(stated) != _PAIR or any(c.bound is Bound.EXACT for c in stated):
            return ()
        first = text.find(stated[0].text) + len(stated[0].text)
        second = text.find(stated[1].text, first)
        joints = [joint for joint in _ALSO.finditer(text, first, max(second, first)) if joint.end() <= second]
        if not joints:
            return ()
        at = joints[-1].start()
        candidates = [i for i in indicators if self._lexicon.catalog.by_id[i].level == "place"]
        own = [told(self._lexicon, marks.tokens, a, b, candidates) for a, b in ((0, at), (at, len(text)))]
        if None in own or own[0] == own[1]:
            return ()
        return tuple(
            QueryPlan(
                question="", clause=clause.strip(" ,;"), intent=Intent.FIGURES, operation=Operation.FILTER,
                indicators=(measure,), all_places=True, periods=marks.periods,
            )
            for measure, clause in zip(own, (text[:at], text[at:]), strict=True)
            if measure
        )  # fmt: skip

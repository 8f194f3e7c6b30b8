"""How sure it is that the unit that fits a question best answers it, though not all of the question stands there.

"What do drivers get back per mile for petrol?" may be answered where petrol is not named. What speaks for it is weighed
together: how near the meaning is, how much of the question is said, how far the next unit falls behind, and how much
nearer the question would be without the words that are missing: a word that is foreign to a passage leads away from it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from assistant.quoted_asking import Asked, Term
from assistant.quoted_choosing import Choice, has
from assistant.quoted_units import Units

_CLEAR = 0.3  # a lead from which on more says nothing


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a unit: `meaning` and `said` from 0 to 1, its `lead` over the next one up to 0.3.

    `meaning` is the similarity of question and unit, `said` how much of the question is said there. `foreign` is how
    much the missing words lead away from the unit: 0 or less.
    """

    meaning: float
    said: float
    lead: float
    foreign: float

    @property
    def likelihood(self) -> float:
        """How likely the unit answers, 0 to 1: a logistic regression."""
        weighed = sum(weight * value for weight, value in zip(_WEIGHTS, astuple(self), strict=True))
        return 1 / (1 + math.exp(-weighed - _INTERCEPT))


# Fitted to questions to four sets of documents, more than half of which no document answers. Judged by weights that
# were fitted to the three other sets, 69 of 78 units with a likelihood over 0.7 do answer.
_WEIGHTS = (1.64, 2.57, 7.35, 30.17)
_INTERCEPT = -2.83


def weigh(asked: Asked, best: Choice, ranked: Sequence[Choice], said: float, units: Units) -> Evidence:
    """Return the evidence for a unit beside the others that are `ranked`, best first; `said` as in `Evidence`."""
    others = [choice.score for choice in ranked if choice.unit is not best.unit]
    lead = best.score - others[0] if others else _CLEAR
    lacking = [term for term in asked.terms if not (term.general or term.aside or has(best.unit, term, units))]
    return Evidence(best.cosine, said, min(_CLEAR, lead), _foreign(asked, best, lacking, units))


def _foreign(asked: Asked, best: Choice, lacking: Sequence[Term], units: Units) -> float:
    """Return what the meaning gains where one of the missing words is left out, as a loss: 0 or less."""
    without = [re.sub(rf"\b{re.escape(term.word)}\b", "", asked.text, flags=re.IGNORECASE) for term in lacking]
    return min((0.0, *(best.cosine - near for near in units.nearness_to(best.unit, without))))

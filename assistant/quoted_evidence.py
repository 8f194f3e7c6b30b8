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

    `unmet` is how much of the words that name what is asked about is not said in any words, `unknown` the same of
    other words that no document has; `foreign` is how much the missing words lead away from the unit, 0 or less.
    """

    meaning: float
    said: float
    lead: float
    unmet: float
    unknown: float
    foreign: float

    @property
    def likelihood(self) -> float:
        """How likely the unit answers, 0 to 1: a logistic regression."""
        weighed = sum(weight * value for weight, value in zip(_WEIGHTS, astuple(self), strict=True))
        return 1 / (1 + math.exp(-weighed - _INTERCEPT))


# Fitted to the questions of four sets of documents, each judged by weights that were fitted to the three others.
_WEIGHTS = (1.98, 3.98, 10.13, -0.8, -0.32, 34.43)
_INTERCEPT = -2.3


def weigh(asked: Asked, ranked: Sequence[Choice], met: Sequence[float], said: float, units: Units) -> Evidence:
    """Return the evidence for the first of some units, best first.

    `met` says of each telling word how far it is said there, `said` of all of them.
    """
    best = ranked[0]
    lead = best.score - ranked[1].score if len(ranked) > 1 else _CLEAR
    terms = [term for term in asked.terms if not term.general]
    lacking = [
        (term, value)
        for term, value in zip(terms, met, strict=True)
        if value < 1 and not term.aside and not has(best.unit, term, units)
    ]
    return Evidence(
        best.cosine,
        said,
        min(_CLEAR, lead),
        sum(1 - value for term, value in lacking if term.thing),
        sum(1 - value for term, value in lacking if not term.thing and not units.has(term.concept)),
        _foreign(asked, best, [term for term, _ in lacking], units),
    )


def _foreign(asked: Asked, best: Choice, lacking: Sequence[Term], units: Units) -> float:
    """Return what the meaning gains where one of the missing words is left out, as a loss: 0 or less."""
    without = [re.sub(rf"\b{re.escape(term.word)}\b", "", asked.text, flags=re.IGNORECASE) for term in lacking]
    return min((0.0, *(best.cosine - near for near in units.nearness_to(best.unit, without))))

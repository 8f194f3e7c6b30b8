"""Which place's figure lies closest to another place's: "which state is closest to Iowa in missing cases?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering import Draft, place_names, say_missing
from assistant.claims import ClaimKind, read_claims
from assistant.computing import compute, result_line
from assistant.cues import NEAREST
from assistant.followups import ClauseReading
from assistant.lexicon import Token, cue_phrases, cued, function_words
from assistant.lookup import Coverage, Missing, look_up
from assistant.types import Operation, Outcome, QueryPlan, Reason, Status
from index.catalog import Catalog
from index.database import Database
from index.types import NATION, Fact

# Words that ask for one of the places.
_WHICH = frozenset("which what who whose".split())
# The asker's own state, where the message says which it is.
_OURS = frozenset("us me ours mine we my our".split())
# Words for the figure of a place that another one is close to: "closest to that of Iowa".
_FIGURE = frozenset("number numbers figure figures count counts total totals one state".split())
_SEVERAL = 2


def nearest_to(plan: QueryPlan, reading: ClauseReading, catalog: Catalog, around: Sequence[str] = ()) -> QueryPlan:
    """Let a clause that asks which place is closest to another be about how far apart their figures are.

    `around` are the places of the text before it. It is left open where what is closest to what is not said: to a
    number, an average or each other, or without a measure of states.
    """
    tokens = reading.tokens
    places = plan.places
    if not places and len(around) == 1 and _stands_behind(tokens, _OURS):
        places = (*around,)
    of_one = len(places) == len(plan.indicators) == 1 and catalog.by_id[plan.indicators[0]].level == "place"
    other = plan.excludes or plan.over or plan.overall or plan.reference or plan.claims or plan.periods[1:]
    asks = bool(_WHICH & {t.key for t in tokens}) and not (plan.states or cued("comparisons", "average", tokens))
    numbers = any(c.kind is ClaimKind.FIGURE for c in read_claims(plan.clause) if c.text not in plan.periods)
    if not (of_one and asks) or other or numbers or not _stands_behind(tokens, _OURS | {"\0"}):
        return plan
    origins = plan.origins if plan.places else {**plan.origins, "places": "clause"}
    return replace(
        plan, operation=Operation.DIFFERENCE, operation_cue=NEAREST, places=places, all_places=True, origins=origins
    )


def _stands_behind(tokens: Sequence[Token], words: frozenset[str]) -> bool:
    """Say whether one of some words is what "closest to" is said of: "closest to Iowa", "to the one in Iowa"."""
    keys = [t.key for t in tokens]
    for _, end, values in cue_phrases("comparisons", "nearest").find(tokens):
        at = end if values[0].endswith(" to") else next((i + 1 for i in range(end, len(keys)) if keys[i] == "to"), -1)
        behind = keys[at:] if at > 0 else []
        light = (function_words() | _FIGURE) - words
        first = next((i for i, key in enumerate(behind) if key not in light), -1)
        if first >= 0 and behind[first] in words:
            return True
    return False


def answer_nearest(plan: QueryPlan, draft: Draft, coverage: Coverage, database: Database) -> Outcome:
    """Say whose figure has the smallest difference from that of the one place of a plan, and all the figures."""
    everywhere = replace(plan, operation=Operation.LOOKUP, places=(*coverage.places,), all_places=False)
    results = [r for p in (plan, everywhere) for r in look_up(_plain(p), draft.catalog, coverage, database)]
    missing = [r for r in results if isinstance(r, Missing)]
    facts = list({f.id: f for f in results if isinstance(f, Fact) and f.place != NATION}.values())
    own = next((f for f in facts if f.place in plan.places), None)
    others = [f for f in facts if f.place not in plan.places]
    if own is None or len(others) < _SEVERAL or missing:
        for silence in missing:
            say_missing(draft, replace(silence, offer=()), coverage)
        if not missing:
            draft.say(
                "For a computation I need figures of the same kind to compare. Please name the places or measures."
            )
        return Outcome(Status.NOT_FOUND, missing[0].reason if missing else Reason.NOT_COVERED)
    others.sort(key=lambda f: abs(f.value - own.value))
    least = abs(others[0].value - own.value)
    closest = [f for f in others if abs(f.value - own.value) == least]
    tied = ", tied" if len(closest) > 1 else ""
    draft.say(f"Closest to {place_names([own.place])} by this figure{tied}: {place_names([f.place for f in closest])}.")
    for fact in (own, *others):
        draft.say(f"- {draft.state(fact)}")
        draft.value(fact)
    for fact in closest:
        operands = sorted([own, fact], key=lambda f: -f.value)
        numbers = [draft.cite_fact(f) for f in operands]
        draft.say(result_line(Operation.DIFFERENCE, operands, numbers, draft.catalog))
        draft.computed(Operation.DIFFERENCE, operands, compute(Operation.DIFFERENCE, operands))
    draft.note(draft.catalog.by_id[own.indicator].caveat or "")
    return Outcome(Status.ANSWERED)


def _plain(plan: QueryPlan) -> QueryPlan:
    """Return a plan for the printed figures alone."""
    return replace(plan, operation=Operation.LOOKUP, all_places=False)

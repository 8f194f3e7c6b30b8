"""What was asked before with one part of it put right: the other end of a ranking, one place of several, some rows.

"Which state had the most?" "No wait, the fewest." "CVIP for Iowa?" "And Ohio?" "Sorry, that second one should have been
Utah." "And the remaining row?" "The two smaller rows together?" Only a message that says no more is read so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.by_size import ends_against, number_by_size
from assistant.clauses import requests
from assistant.cues import YES_NO
from assistant.followups import again
from assistant.given import Said
from assistant.lexicon import cue_phrases, language, operation_phrases
from assistant.references import ORDINALS, number_named
from assistant.selecting import read_directions
from assistant.types import Intent, Operation, QueryPlan

_PAIR = 2
_ENDS = ("highest_first", "lowest_first")
_RECKONED = (Operation.SUM, Operation.DIFFERENCE)
_THOSE = frozenset("them their those these".split())
_STATES = frozenset("state states place places".split())


def amended(said: Said) -> list[QueryPlan] | None:
    """Return the plans of a message that puts one part of what was asked before right, or takes up its rows."""
    changes = (_other_end, _one_of_several, _remaining_row, _rows_by_size)
    return next(filter(None, (change(said) for change in changes)), None)


def _of_comparisons(said: Said, *entries: str) -> set[int]:
    found = (phrase for entry in entries for phrase in cue_phrases("comparisons", entry).find(said.tokens))
    return {i for first, end, _ in found for i in range(first, end)}


def _asks_whether(said: Said) -> bool:
    return bool(said.tokens) and said.tokens[0].key in YES_NO and not requests(said.message)


def _other_end(said: Said) -> list[QueryPlan] | None:
    """Rank all places again from the end that is named: "which state had the most?" "No wait, the fewest."."""
    last = said.turns.asked[-1]
    plan = last[0]
    ranked = plan.operation is Operation.RANK and plan.intent is Intent.FIGURES and len(plan.indicators) == 1
    own = plan.over or plan.reference or plan.claims or plan.leftovers or (plan.places and not plan.excludes)
    if said.places or len(last) > 1 or not ranked or own or plan.broken_down or _asks_whether(said):
        return None
    ends = [end for end in _ENDS if _of_comparisons(said, end)]
    words = {said.tokens[i].key for i in _of_comparisons(said, *_ENDS)}
    compares = words & {str(word) for word in language("comparisons")["comparatives"]}  # "which is higher?" is of two
    cue = _of_comparisons(said, *_ENDS) | said.words("takes_back", "turns", "softeners")
    if len(ends) != 1 or compares or not said.says_no_more(cue):
        return None
    if any(t.key in ORDINALS or number_named([t]) for i, t in enumerate(said.tokens) if i not in cue):
        return None
    takes_back = bool(said.words("takes_back"))
    return [replace(again(plan, said.message), clause=said.message, turned=False, takes_back=takes_back)]


def _one_of_several(said: Said) -> list[QueryPlan] | None:
    """Put a place in the stead of one told by its position: "sorry, that second one should have been Iowa"."""
    back, pointed = said.words("takes_back"), [i for i, t in enumerate(said.tokens) if t.key in ORDINALS]
    nouns = said.words("list_nouns", "figures_given")
    state = {i for i, t in enumerate(said.tokens) if t.key in ("state", "place")}
    plain = len(said.places) == 1 == len(pointed) and bool(back)
    if not plain or not said.says_no_more(back | {*pointed} | nouns | state):
        return None
    index, last = ORDINALS[said.tokens[pointed[0]].key], said.turns.asked[-1]
    open_ = any(p.over or p.reference or p.excludes or p.leftovers or p.all_places for p in last)
    if open_ or any(p.intent is not Intent.FIGURES for p in last):
        return said.open()
    if len(last) == 1 and len(last[0].places) > 1:
        places = last[0].places
        if not -len(places) <= index < len(places) or said.places[0] in places:
            return said.open()
        stead = tuple(said.places[0] if i == index % len(places) else p for i, p in enumerate(places))
        return [replace(again(last[0], said.message, places=stead), takes_back=True)]
    figures = said.figures
    run = [f.places for f in figures if f.places and f.indicators == figures[-1].indicators]
    in_turn = [*dict.fromkeys(place for places in run for place in places)]
    if len(in_turn) < _PAIR:
        return said.open() if len(figures) > 1 else None
    if len({p.places for p in last}) != 1 or not -len(in_turn) <= index < len(in_turn) or said.places[0] in in_turn:
        return said.open()
    newest = last[0].places == (in_turn[index],)  # an earlier one keeps its turn: others may point to it
    return [replace(again(plan, said.message, places=said.places), takes_back=newest) for plan in last]


def _remaining_row(said: Said) -> list[QueryPlan] | None:
    """Give the one row of a place's table that was not asked for yet: "how many ORR, how many other?" "The third?"."""
    cue, trail = said.words("remaining_row"), said.turns.trail
    if not cue or said.places or not trail or not said.says_no_more(cue | said.words("softeners")):
        return None
    last = trail[-1]
    table = next((t for t in said.lexicon.catalog.tables if {*last.indicators} <= {*t.rows}), None)
    given: set[str] = set()
    for plan in reversed(trail):
        known = table is not None and {*plan.indicators} <= {table.lead, *table.rows}
        plain = plan.operation is Operation.LOOKUP and not (plan.leftovers or plan.over or plan.reference)
        if not (known and plain and plan.indicators and plan.places == last.places and len(plan.places) == 1):
            break
        given |= {*plan.indicators}
    left = [row for row in table.rows if row not in given] if table else []
    if len(left) != 1:
        return said.open() if table else None
    row = (left[0],)
    return [replace(again(last, said.message, indicators=row), clause=said.message, candidates=(), broken_down=False)]


def _rows_by_size(said: Said) -> list[QueryPlan] | None:
    """Add up or set against each other rows that their size tells: "the two smaller rows together?".

    After "which category is the biggest?" "And the smallest?" "those two" are these.
    """
    trail = said.turns.trail
    last = trail[-1] if trail else None
    rows = _rows_of(last, said) if last else ()
    if last is None or not rows or said.places or _asks_whether(said):
        return None
    found = [(a, b, Operation(v[0][0])) for a, b, v in operation_phrases().find(said.tokens)]
    together = said.words("together")
    done = {operation for _, _, operation in found} - {Operation.RANK}
    done = done or ({Operation.SUM} if together else set())  # "the difference between them" adds nothing up
    counted = {i for i, t in enumerate(said.tokens) if number_named([t])}
    points = bool(_THOSE & {t.key for t in said.tokens}) or bool(counted)
    both = points and _ends_asked(trail, said)
    sized = 1 < number_by_size(said.message) < len(rows) or bool(ends_against(said.message))
    operation = next(iter(done)) if len(done) == 1 else None
    of_two = last.operation is Operation.RANK and (
        number_named(said.tokens) == _PAIR or (points and operation is Operation.DIFFERENCE)
    )  # "the biggest?" "And the second biggest?" "The gap between those two?": which rows, only the answers tell
    if operation not in _RECKONED or not (sized or both or of_two) or _STATES & {t.key for t in said.tokens}:
        return None
    cue = (
        {i for a, b, _ in found for i in range(a, b)} | together | counted | said.words("list_nouns", "rows", "judged")
    )
    if not said.says_no_more(cue | _of_comparisons(said, *_ENDS, "rows")):
        return None
    number = number_named(said.tokens)
    if not sized and (not both or number not in (None, _PAIR)):
        return said.open()
    clause = said.message if sized else f"the biggest and the smallest: {said.message}"
    return [
        replace(
            again(last, said.message), clause=clause, operation=operation, operation_cue=None, indicators=rows,
            broken_down=False, states=False, claims=(), candidates=(), turned=False,
        )
    ]  # fmt: skip


def _rows_of(plan: QueryPlan, said: Said) -> tuple[str, ...]:
    """Return all rows of the table that a plan listed, or ranked, for one place."""
    table = next((t for t in said.lexicon.catalog.tables if {*t.rows} <= {*plan.indicators} <= {t.lead, *t.rows}), None)
    listed = plan.operation in (Operation.LOOKUP, Operation.RANK) and len(plan.places) == 1
    odd = plan.over or plan.reference or plan.excludes or plan.leftovers or plan.all_places
    return tuple(table.rows) if table and listed and not odd else ()


def _ends_asked(trail: Sequence[QueryPlan], said: Said) -> bool:
    """Say whether the two last turns asked for both ends of the rows of one place, or the last one for both."""
    newest = [p for p in trail[-_PAIR:] if p.operation is Operation.RANK and p.places == trail[-1].places]
    told = [read_directions(p.clause) for p in newest if _rows_of(p, said)]
    if any(d.positions or d.full for d in told):
        return False
    return len(told) == _PAIR and told[0].highest_first is not told[1].highest_first and not any(d.ends for d in told)

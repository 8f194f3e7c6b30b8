"""What stays of a whole: "cases nationwide, excluding Iowa", "the rest of the country", "where are the other 9?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.cues import IN_TOTAL
from assistant.followups import ClauseReading
from assistant.levels import at_level
from assistant.lexicon import FamilyLexicon, Token, cue_phrases, function_words, neutral_words
from assistant.matching import Matched
from assistant.settling import Marks
from assistant.spotting import BREAK
from assistant.types import Intent, Operation, Origin, QueryPlan
from index.catalog import Catalog
from index.places import find_names

_OTHER = frozenset("other remaining missing".split())
_WENT = frozenset("go going gone went come came coming".split())
_PAIR = 2
_NOT_FROM = re.compile(
    r"\b(?:(?:were|was|are|is)(?: not|n't)|(?:did|do|does)(?: not|n't) come|not) (?:from|in) ", re.IGNORECASE
)
_HOW_MANY = re.compile(r"\bhow (?:many|much)\b", re.IGNORECASE)
_MINUS = frozenset("minus less subtract subtracting".split())
_LEAVING = (Operation.LOOKUP, Operation.SUM, Operation.DIFFERENCE)


def left_of_nation(
    plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], catalog: Catalog
) -> QueryPlan | None:
    """Take the figures of states from the overall one, where a clause asks what is left of it; else return None.

    A clause that asks so of a measure of which no state's figure is a part, or that names no state, is left open.
    """
    rest = _words("rest_of_nation", reading)
    left = _words("what_is_left", reading)
    left_out = _words("excluding", reading) if plan.excludes else ""
    last = spoken[-1] if spoken and spoken[-1].operation is Operation.LOOKUP and reading.elliptical else None
    took = _taken_from_nation(plan, reading, last)
    outside = _nation_of_those_outside(plan, reading, spoken)
    whole_named = plan.overall and plan.all_places and not plan.places and reading.elliptical
    of_all = bool(whole_named and spoken and (left or _takes_off(reading)))  # "take the five states off the overall"
    before = last or outside or (spoken[-1] if of_all else _overall_meant(plan, spoken))
    told = plan.indicators or (before.indicators if before else ())
    parts = {at_level(i, "place", catalog) for i in told}
    of_total = any(p.overall and {at_level(i, "place", catalog) for i in p.indicators} == parts for p in spoken)
    cues = {values[0] for _, _, values in cue_phrases("operations", "overall").find(reading.tokens)}
    # "how many of the overall number were outside Iowa?"; "in total, outside Iowa" may be of the states
    named = plan.overall or (left and cues) or (plan.excludes and of_total and cues - {IN_TOTAL}) or took
    named = named or bool(outside and of_total)
    nation = rest or named or (last and (last.overall or left) and of_total)
    taken_off = plan.excludes or took or of_all or (left and plan.places)
    if plan.intent is not Intent.FIGURES or not nation or not (rest or taken_off):
        return None
    places = plan.places or (last.places if last and rest else ())
    known = [catalog.by_id[i] for i in parts]
    whole = known[0].part_of_overall if len(known) == 1 else None
    beside = plan.places and not (plan.excludes or left or took)  # "New York and the rest of the country"
    leaving = plan.operation in _LEAVING or (outside and plan.operation is Operation.SHARE and not reading.asked)
    if not (places or of_all) or whole is None or not leaving or beside:
        return replace(plan, narrowed=(*plan.narrowed, rest or left_out or left or plan.clause.strip(" ?.!")))
    origins: dict[str, Origin] = dict(plan.origins)
    origins |= {} if plan.indicators else {"indicators": "earlier"}
    origins |= {} if plan.places else {"places": "earlier"}
    return replace(
        plan, operation=Operation.DIFFERENCE, operation_cue="minus", indicators=(known[0].id, whole), places=places,
        overall=True, excludes=False, all_places=of_all, reference=None, origins=origins,
        periods=plan.periods or (last.periods if last else ()),
    )  # fmt: skip


def _takes_off(reading: ClauseReading) -> bool:
    """Say whether a clause takes something away: "take them off", "minus", "subtract"."""
    around = _words("excluding_around", reading) and _words("out", reading)
    return bool(around) or not _MINUS.isdisjoint(t.key for t in reading.tokens)


def _overall_meant(plan: QueryPlan, spoken: Sequence[QueryPlan]) -> QueryPlan | None:
    """Return the overall figure before, if a clause that leaves a place out may be of it: "of the overall cases"."""
    last = spoken[-1] if spoken and spoken[-1].operation is Operation.LOOKUP and spoken[-1].overall else None
    one = last is not None and len(last.indicators) == 1 and not (last.places or last.leftovers)
    same = {c.indicator for c in plan.candidates} & {i for p in spoken for i in p.indicators}
    return last if one and plan.excludes and same else None


def with_outside(text: str, trail: Sequence[QueryPlan]) -> str:
    """Let "how many of those were not from Iowa?" ask for what lies outside Iowa, after an overall figure."""
    found = _NOT_FROM.search(text) if trail and trail[-1].overall and not trail[-1].places else None
    named = found is not None and any(
        m.start == found.end() and text[m.end : m.end + 2] != "'s" for m in find_names(text)
    )
    if found is None or not named or not _HOW_MANY.search(text):
        return text
    return f"{text[: found.start()]}were from outside {text[found.end() :]}"


def _taken_from_nation(plan: QueryPlan, reading: ClauseReading, last: QueryPlan | None) -> bool:
    """Say whether a clause takes a state from the overall figure before and names no more: "minus New York?"."""
    alone = reading.elliptical and bool(plan.places) and not (plan.claims or reading.rest)
    keys = [t.key for t in reading.tokens if t.key in _MINUS or t.key not in neutral_words()]
    return bool(last and last.overall and alone) and keys[:1] != [] and keys[0] in _MINUS and {*keys[1:]} == {BREAK.key}


def _nation_of_those_outside(plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan]) -> QueryPlan | None:
    """Return the overall figure of which a place's was asked as a part, where what lies outside the place is asked.

    "Cases overall?" "How many of those were from Iowa?" "So how many came from outside Iowa?" The other states that
    have sheets are asked for by name: "the other states", "of the five".
    """
    whole = next((n for n, p in enumerate(spoken) if p.overall and not p.places), None)
    behind = spoken[whole + 1 :] if whole is not None else ()
    of_part = bool(behind) and all(p.places and {*p.places} <= {*plan.places} and not p.excludes for p in behind)
    of_same = (
        reading.elliptical
        or plan.indicators
        or {c.indicator for c in plan.candidates} & {i for p in behind for i in p.indicators}
    )
    counts = reading.counts and not (plan.all_places or reading.rest or reading.asked)
    return spoken[whole] if whole is not None and plan.excludes and of_part and of_same and counts else None


def _words(entry: str, reading: ClauseReading) -> str:
    """Return the first words of a clause that are a phrase of a list, as they stand there, or nothing."""
    found = next(iter(cue_phrases("comparisons", entry).find(reading.tokens)), None)
    return reading.plan.clause[reading.tokens[found[0]].start : reading.tokens[found[1] - 1].end] if found else ""


def without_remainder(marks: Marks, matched: Matched, lexicon: FamilyLexicon) -> tuple[Marks, Matched]:
    """Take "the other 9" at the end of a clause for what its numbers leave of a total, not for the row "other".

    It is so only beside two numbers or more, the total and what its parts come to, and where nothing else names a row.
    The number itself is then said of no figure.
    """
    leads = [table.lead for table in lexicon.catalog.tables if {*matched.indicators} < {*table.rows}]
    numbers = [i for i, key in enumerate(marks.keys) if key[:1].isdigit() and i and marks.keys[i - 1] in _OTHER]
    if len(leads) != 1 or len(numbers) != 1 or len(marks.claimed) <= _PAIR:
        return marks, matched
    at, light = numbers[0], function_words() | neutral_words() | _WENT
    row = [i for i in marks.items if any(lexicon.tells(name, i) for name in matched.indicators)]
    if {*marks.keys[at + 1 :]} - light or any(not i.first <= at - 1 < i.end for i in row):
        return marks, matched
    claimed = tuple(c for c in marks.claimed if c != marks.tokens[at].text)
    return replace(marks, claimed=claimed), replace(matched, indicators=(leads[0],))


def rest_of_rows(tokens: Sequence[Token], lexicon: FamilyLexicon) -> set[int]:
    """Return the positions of words for the one row that a list does not name: "facility, ORR and everything else"."""
    found = list(cue_phrases("comparisons", "rest_of_rows").find(tokens))
    items = lexicon.items(tokens) if found else []
    for first, end, _ in found:
        for table in lexicon.catalog.tables:
            told = {row for i in items if i.end <= first for row in table.rows if lexicon.tells(row, i)}
            one_left = len(told) == len(table.rows) - 1 > 1
            if one_left and [t.key for t in tokens[end : end + 1]] != ["of"]:  # "the rest of the country"
                return set(range(first, end))
    return set()


def with_rest_of_rows(marks: Marks, matched: Matched, lexicon: FamilyLexicon) -> Matched:
    """Add the row that a list of the others only calls the rest."""
    left = len(marks.places) == 1 and rest_of_rows(marks.tokens, lexicon)
    table = next((t for t in lexicon.catalog.tables if {*matched.indicators} <= {t.lead, *t.rows}), None)
    if not left or table is None or not matched.indicators:
        return matched
    return replace(
        matched, indicators=tuple(i for i in (table.lead, *table.rows) if i in (*matched.indicators, *table.rows))
    )

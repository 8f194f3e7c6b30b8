"""What a clause means of the measure spoken of before: one part of it, its whole, the row just explained."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.claims import ClaimKind, read_claims
from assistant.followups import SINGLE, ClauseReading, again, taken
from assistant.levels import at_level
from assistant.lexicon import FamilyLexicon, cued, tokenise
from assistant.references import ORDINALS, POINTERS, has, names_places, words_of
from assistant.types import Intent, Operation, QueryPlan, Reference
from index.catalog import Catalog

TOTALS = frozenset("total totals".split())
_SEVERAL = 2
_WHOLE = 100
# The row that is called "other", in quotation marks.
_QUOTED_OTHER = re.compile(r"(?:\bthe )?[\"\u201c\u201d]other[\"\u201c\u201d](?: ones?\b| category\b)?", re.IGNORECASE)


def total_meant(plan: QueryPlan, reading: ClauseReading, source: QueryPlan, catalog: Catalog) -> QueryPlan | None:
    """Return a plan with the printed total of the table whose row stands before: "the total, not the row"."""
    table = catalog.table_of(source.indicators[0]) if len(source.indicators) == 1 else None
    if table is None:
        return None
    of_row, back = source.indicators[0] != table.lead, has("goes_back", reading.tokens)
    asks = of_row and not source.leftovers and Operation.SUM not in reading.asked
    asks = asks and bool(TOTALS & {t.key for t in reading.tokens})
    asks = asks or (plan.takes_back and has("total", reading.tokens))
    elliptical = reading.elliptical and not plan.overall
    if of_row and elliptical and has("total_again", reading.tokens):
        printed = Operation.LOOKUP if plan.operation is Operation.SUM else plan.operation
        return taken(plan, indicators=(table.lead,), operation=printed)  # "total again: is Iowa's above Ohio's?"
    # "back to the total, how does Iowa's compare with Ohio's?" is of the total, whatever is done with it
    if asks and elliptical and (back or plan.operation is Operation.LOOKUP):
        return taken(plan, indicators=(table.lead,))
    if asks and back and plan.indicators != (table.lead,):
        return replace(plan, narrowed=(*plan.narrowed, plan.clause))  # "back to the total cases, Iowa and Ohio"
    return None


def part_meant(lexicon: FamilyLexicon, reading: ClauseReading, source: QueryPlan) -> str | None:
    """Return the one part of the measure before, or of its table, that a clause names: "and the facility ones?"."""
    if len(source.indicators) != 1:
        return None
    known = [item for item in reading.items if lexicon.knows(item)]
    spoken = source.indicators[0]
    table = lexicon.catalog.table_of(spoken)
    lead = table.lead if table else spoken
    rows = next((t.rows for t in lexicon.catalog.tables if t.lead == lead), ())
    level = lexicon.catalog.by_id[spoken].level
    parts = [*rows, *(i.id for i in lexicon.catalog.indicators if i.part_of_overall == lead and i.level == level)]
    found = [
        part
        for part in parts
        if any(lexicon.tells(part, item) for item in known) and all(lexicon.explains(part, item) for item in known)
    ]
    return found[0] if len(found) == 1 else None


def whole_named(lexicon: FamilyLexicon, reading: ClauseReading, source: QueryPlan) -> str | None:
    """Return the part spoken of before, if a clause names its whole: "what part of all its cases is that?"."""
    part = lexicon.catalog.by_id[source.indicators[0]] if len(source.indicators) == 1 else None
    points_back = any(t.key in POINTERS or t.key in ("each", "each's") for t in reading.tokens)
    same = not reading.plan.places or reading.plan.places == source.places
    points_back = points_back or (same and [t.key for t in reading.tokens[:1]] == ["as"])  # "as a share of all"
    known = [item for item in reading.items if lexicon.knows(item) and "percentage" not in item.concepts]
    if part is None or not points_back or not known:
        return None
    table = lexicon.catalog.table_of(part.id)
    of_nation = reading.plan.overall or part.level == "nation"
    whole = part.part_of_overall if of_nation else table.lead if table else None
    return part.id if whole and all(lexicon.explains(whole, item) for item in known) else None


def counted_beside(plan: QueryPlan, reading: ClauseReading, source: QueryPlan, catalog: Catalog) -> str | None:
    """Return the measure of the things that the figure before is found in, if a clause counts these.

    "How many pieces of content were in the reports?" "And how many reports was that?" does not want the pieces again.
    """
    keys = [t.key for t in reading.tokens]
    nouns = {c for a, b, c in zip(keys, keys[1:], keys[2:], strict=False) if (a, b) == ("how", "many")}
    if len(source.indicators) != 1 or len(nouns) != 1:
        return None
    before = catalog.by_id[source.indicators[0]]
    told = {t.key for t in tokenise(before.label)} - {t.key for t in tokenise(before.unit)}
    beside = {i for s in catalog.sections if before.id in s.indicators for i in s.indicators}
    found = [
        c.indicator
        for c in plan.candidates
        if c.indicator in beside
        and catalog.by_id[c.indicator].level == before.level
        and nouns <= {t.key for t in tokenise(catalog.by_id[c.indicator].unit)}
    ]
    return found[0] if nouns <= told and len(found) == 1 else None


def counts_that(reading: ClauseReading) -> bool:
    """Say whether a clause counts what the figure before is: "and how many reports was that?"."""
    return reading.counts and any(t.key in SINGLE for t in reading.tokens[-1:])


def share_of_all(plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan]) -> QueryPlan:
    """Let a part of what all states have together be the place's of before: "what share of the five is that?".

    After a message for several measures, or for none of a state, it is left open which figure is meant.
    """
    keys = {t.key for t in reading.tokens}
    same = reading.elliptical or bool(spoken and plan.indicators == spoken[-1].indicators)
    named = plan.places or plan.overall or plan.reference or plan.over or not same
    points = bool(SINGLE & keys) and "which" not in keys
    if plan.operation is not Operation.SHARE or not (plan.all_places and points and spoken) or named:
        return plan
    if names_places(spoken[-1]):  # "who had the most?" "What share of the five is that?"
        return replace(plan, reference=Reference(words="that", position="named", earlier=spoken[-1]))
    turn = [p for p in spoken if p.question == spoken[-1].question]
    places = dict.fromkeys(place for p in turn for place in p.places)
    if len({p.indicators for p in turn}) > 1 or not places or any(p.overall for p in turn):
        return replace(plan, narrowed=(*plan.narrowed, plan.clause))
    together = f"together: {plan.clause}" if len(places) > 1 else plan.clause
    return taken(plan, places=tuple(places), clause=together)


def share_of_stated(plan: QueryPlan, previous: QueryPlan | None) -> QueryPlan:
    """Let what all states have be the whole where the text around says so: "Take the five as 100%. Iowa's slice?"."""
    if previous is None or plan.operation is not Operation.SHARE or len(plan.places) != 1 or plan.overall:
        return plan
    of_all = previous.all_places and not previous.overall and previous.indicators == plan.indicators
    whole = any(c.kind is ClaimKind.PERCENT and c.value == _WHOLE for c in read_claims(previous.clause))
    return replace(plan, all_places=True) if of_all and whole else plan


def share_of_pointed(
    plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], catalog: Catalog
) -> QueryPlan:
    """Let an ordinal mean one of the rows spoken of before: "all cases?" "ORR ones?" "the first row as a share?".

    The total is no row. "The second one" may count it, and is left open where that makes a difference; where one row
    was asked of several places, it is one of these places.
    """
    if rows := _rows_stated(plan, reading, spoken, catalog):
        of_row = taken(plan, places=spoken[-1].places, indicators=(rows[0],), overall=False)
        return of_row if len(rows) == 1 else _left_open(plan)
    keys = [t.key for t in reading.tokens]
    at = [i for i, key in enumerate(keys) if key in ORDINALS and keys[i - 1 : i] == ["the"]]
    last = spoken[-1]
    listed = len(last.indicators) != 1 or len(last.places) != 1 or last.over or last.reference or last.leftovers
    if plan.operation is not Operation.SHARE or len([k for k in keys if k in ORDINALS]) != 1 or not at or listed:
        return plan
    table = next((t for t in catalog.tables if last.indicators[0] in (t.lead, *t.rows)), None)
    lead = table.lead if table else last.indicators[0]
    named = {at_level(i, "place", catalog) for i in reading.plan.indicators}
    as_whole = keys[at[0] - 2 : at[0] - 1] in (["of"], ["in"]) and not has("total", reading.tokens)
    if as_whole or reading.plan.places or not named <= {lead}:
        return plan
    same = [p for p in spoken if p.operation is Operation.LOOKUP and len(p.places) == 1 and not p.leftovers]
    said = [*dict.fromkeys(i for p in same if p.places == last.places for i in p.indicators)]
    said = [i for i in said if table and i in (lead, *table.rows)]
    rows, index = [i for i in said if i != lead], ORDINALS[keys[at[0]]]
    run = [*dict.fromkeys(p.places[0] for p in same if p.indicators == last.indicators)]
    if table and at[0] + 1 in words_of("rows", reading.tokens):
        meant = {*_at(rows if len(rows) >= _SEVERAL else table.rows, index)}
    elif len(rows) < _SEVERAL <= len(run):
        found = _at(run, index) if not has("together", reading.tokens) else ()  # "as a share of the two together"
        return taken(plan, places=found, indicators=last.indicators, over=()) if found else _left_open(plan)
    elif not rows:
        return plan
    else:
        meant = {*_at(said, index), *_at(rows, index)} - {lead}
    if len(meant) != 1 or reading.plan.overall:
        return _left_open(plan)
    return taken(plan, places=last.places, indicators=tuple(meant), over=(), overall=False)


def _rows_stated(plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], catalog: Catalog) -> list[str]:
    """Return the rows of a table that a percentage "of the total" may be stated of, after these rows and the total.

    "Facility cases in Iowa?" "And all its cases?" "So about 70% of the total?" is said of the facility cases.
    """
    last, claims = spoken[-1], read_claims(reading.plan.clause)
    stated = len(claims) == 1 and claims[0].kind is ClaimKind.PERCENT and has("total", reading.tokens)
    named = reading.plan.places or reading.plan.overall or reading.plan.reference or not reading.elliptical
    plain = last.operation is Operation.LOOKUP and len(last.places) == len(last.indicators) == 1
    if not (stated and plain and plan.states) or named or last.over or last.reference or last.leftovers:
        return []
    table = next((t for t in catalog.tables if last.indicators[0] in (t.lead, *t.rows)), None)
    same = [p for p in spoken if p.operation is Operation.LOOKUP and p.places == last.places and not p.leftovers]
    said = {i for p in same for i in p.indicators}
    return [*said.intersection(table.rows)] if table and table.lead in said else []


def _at(things: Sequence[str], index: int) -> tuple[str, ...]:
    return (things[index],) if -len(things) <= index < len(things) else ()


def _left_open(plan: QueryPlan) -> QueryPlan:
    return replace(plan, narrowed=(*plan.narrowed, plan.clause))


def lead_of_each(plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], catalog: Catalog) -> QueryPlan:
    """Let who leads by the widest margin be asked of each measure of the message before: which is then asked back."""
    leads = plan.operation is Operation.RANK and cued("comparisons", "margin", reading.tokens)
    turn = [p for p in spoken if p.question == spoken[-1].question]
    measures = dict.fromkeys(at_level(i, "place", catalog) for p in turn for i in p.indicators)
    if not leads or plan.origins.get("indicators") not in ("earlier", "clause") or len(measures) < _SEVERAL:
        return plan
    return taken(plan, indicators=tuple(measures))


def with_quoted_row(text: str, trail: Sequence[QueryPlan], catalog: Catalog) -> str:
    """Call a row in quotation marks a category, after a figure of its table: 'and the "other" one?' is no place."""
    measures = {*trail[-1].indicators} if trail else set[str]()
    of_table = bool(measures) and any(measures <= {t.lead, *t.rows} for t in catalog.tables)
    return _QUOTED_OTHER.sub("the other category", text) if of_table else text


def row_explained(lexicon: FamilyLexicon, plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> str | None:
    """Return the row of a table just explained that a pronoun means: "What is ORR? How many did it report?"."""
    of_it = source.intent is Intent.EXPLANATION and any(t.key in ("it", "they") for t in reading.tokens)
    leads = {row: table.lead for table in lexicon.catalog.tables for row in table.rows}
    row = source.indicators[0] if of_it and len(source.indicators) == 1 else ""
    return row if row in leads and plan.indicators == (leads[row],) else None


def another_row(plan: QueryPlan, reading: ClauseReading, source: QueryPlan, catalog: Catalog) -> QueryPlan | None:
    """Take the share of another row in the one's stead: "what percent were ORR?" "Sorry, I meant the 'other' ones."."""
    rows = {row for table in catalog.tables for row in table.rows}
    swapped = len(plan.indicators) == len(source.indicators) == 1 and {*plan.indicators, *source.indicators} <= rows
    corrects = plan.takes_back and plan.operation is Operation.LOOKUP and source.operation is Operation.SHARE
    counts = reading.counts or reading.plain or reading.asked or plan.claims or plan.narrowed
    another = plan.indicators != source.indicators  # "not the share, the count" stays with the row
    if not (swapped and corrects and another) or counts or source.over or plan.places != source.places:
        return None
    return replace(again(source, plan.question, indicators=plan.indicators), takes_back=True, claims=(), states=False)

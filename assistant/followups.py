"""One clause as it is read after others, and the signs that it goes on from them."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.claims import DENIALS, OF_NO_PERSONS, OLDEST, Bound, ClaimKind, read_claims
from assistant.cues import IN_TOTAL, OF_OTHER
from assistant.gazetteer import state_of_city
from assistant.lexicon import (
    OF_AGES,
    FamilyLexicon,
    Item,
    Token,
    cue_phrases,
    cued,
    function_words,
    narrowing_words,
    neutral_words,
    operation_phrases,
)
from assistant.matching import match
from assistant.references import ORDINALS, POINTERS, compares, described_place, has, number_named, words_of, years_off
from assistant.spans import read_span
from assistant.types import Intent, Operation, Origin, QueryPlan
from index.catalog import Catalog

# Words that begin a follow-up, and how many words a clause of that kind has at most.
_FOLLOW_UPS = frozenset("and what how but also the same or then ok okay now".split())
_SHORT = 7
_JOINING, _JOINED = frozenset("and also plus".split()), 14
_VERY_SHORT = 3
# Words by which the sheets are spoken of, and not a figure.
_OF_SHEETS = frozenset(
    "sheet sheets document documents file files data cover covers covered states places years".split()
)
# Words for all of something, which beside "there" is all of the place's; "there were" points to none.
# What works something out of figures of before.
_RECKONING = (
    Operation.DIFFERENCE, Operation.PERCENT_CHANGE, Operation.SUM, Operation.MEAN, Operation.MEDIAN,
)  # fmt: skip
_OF_ALL = frozenset((IN_TOTAL, "overall", "as a whole"))
_BEING = frozenset("is are was were be been".split())
# Words for the one figure before.
SINGLE = frozenset("it that this".split())
# What goes over all places, and leaves some of them out.
_OVER_ALL = (
    Operation.RANK, Operation.FILTER, Operation.COUNT, Operation.SUM, Operation.MEAN, Operation.MEDIAN,
)  # fmt: skip
# What may stand between the words that drop a detail: "no need for the per capita part".
_PARTS_OF_DROPPING = frozenset("the that this per part bit".split())
_OF_THOSE = {("of", "them"), ("of", "those"), ("of", "these")}


@dataclass(frozen=True, slots=True)
class ClauseReading:
    """One clause with everything found in it.

    `elliptical` says that it names no measure of its own, `asked` the operations that any of its phrases names,
    `rest` the words for all other places, `settles` that the asker is content without a detail asked for before,
    `sums` are the two groups of places whose sums it may set against each other,
    `counts` that it asks how many, `of_places` that it speaks of places without naming them, `plain` that it surely
    wants figures as they are printed, whatever was done with those before.
    """

    tokens: tuple[Token, ...]
    items: tuple[Item, ...]
    plan: QueryPlan
    elliptical: bool
    speaks_of: tuple[Item, ...]
    asked: frozenset[str] = frozenset()
    rest: str = ""
    settles: bool = False
    counts: bool = False
    of_places: bool = False
    plain: bool = False
    sums: tuple[QueryPlan, ...] = ()


def of_place_total(
    lexicon: FamilyLexicon, tokens: Sequence[Token], cues: Sequence[str], trail: Sequence[QueryPlan]
) -> bool:
    """Say whether "in total" is said of the one place before: "and how many missing cases there in total?".

    So it is of the total after one of its rows: "the ORR cases in Iowa?" "And how many missing cases in total?".
    """
    last = trail[-1] if trail else None
    if last is None or len(last.places) != 1 or not {*cues} or not {*cues} <= _OF_ALL:
        return False
    keys = ["", *(t.key for t in tokens)]
    there = any(key == "there" and before not in _BEING for before, key in itertools.pairwise(keys))
    if there and not DENIALS & {*keys}:  # "not just there" is said of more
        return True
    table = lexicon.catalog.table_of(last.indicators[0]) if len(last.indicators) == 1 else None
    if table is None or table.lead in last.indicators or {*cues} != {IN_TOTAL}:
        return False
    items = lexicon.items(tokens)
    named = match(lexicon, items, tokens, ["place"]).indicators
    return named == (table.lead,) or (
        not named and all(lexicon.explains(table.lead, item) for item in items if lexicon.knows(item))
    )


def follows_on(reading: ClauseReading) -> bool:
    """Say whether a clause is a short follow-up, or goes on with "and", or "now the same for"."""
    opening = [t.key for t in reading.tokens if t.key != "\0"][:_VERY_SHORT]
    first = opening[0] if opening else ""
    if (first in _JOINING or "same" in opening or _does_same(reading.tokens)) and len(reading.tokens) <= _JOINED:
        return True
    return len(reading.tokens) <= _SHORT and (first in _FOLLOW_UPS or len(reading.tokens) <= _VERY_SHORT)


def _does_same(tokens: Sequence[Token]) -> bool:
    """Say whether a clause wants the same for something else and says no more before it: "now do the same for"."""
    keys = [t.key for t in tokens]
    at = keys.index("same") if "same" in keys else 0
    return keys[at + 1 : at + 2] == ["for"] and neutral_words().issuperset(keys[:at])


def rows_told(plan: QueryPlan, reading: ClauseReading, trail: Sequence[QueryPlan], catalog: Catalog) -> bool:
    """Say whether nothing but rows of the table spoken of before can be meant, whatever the model reads around it.

    So it is where only the share of that row is asked for, "what percentage is that?", and of what it leaves.
    """
    rows = {*plan.indicators} if any({*plan.indicators} <= {*table.rows} for table in catalog.tables) else set[str]()
    if not rows or not trail:
        return False
    if len(rows) > 1:
        return plan.operation_cue == OF_OTHER and reading.plan.broken_down
    points = any(t.key in SINGLE for t in reading.tokens) and names_nothing(reading)
    return points and plan.operation is Operation.SHARE and plan.indicators == trail[-1].indicators


def names_nothing(reading: ClauseReading) -> bool:
    """Say whether a clause only goes on, with no word that could name a measure: "and in the other one?"."""
    cues = (cue_phrases("comparisons", "rest"), operation_phrases())
    said = {i for phrases in cues for a, b, _ in phrases.find(reading.tokens) for i in range(a, b)}
    said |= {i for i, t in enumerate(reading.tokens) if t.key in ORDINALS}
    light = neutral_words() | function_words() | {"\0"}
    return reading.elliptical and all(t.key in light for i, t in enumerate(reading.tokens) if i not in said)


def past_explanations(reading: ClauseReading, trail: Sequence[QueryPlan]) -> Sequence[QueryPlan]:
    """Return the turns up to the last that gave figures, for a clause that speaks of several places that it gave.

    "New professionals in Iowa and Ohio?" "What is NCMEC CONNECT for?" "How many is that for the two states?"
    """
    kept = [*itertools.dropwhile(lambda p: p.intent is Intent.EXPLANATION and not p.places, reversed(trail))][::-1]
    several = bool(kept) and len(kept[-1].places) > 1 and number_named(reading.tokens) == len(kept[-1].places)
    return kept if several and not reading.plan.places else trail


def newest(trail: Sequence[QueryPlan]) -> QueryPlan | None:
    """Return the plan of the turn before."""
    return trail[-1] if trail else None


def whole_turn(trail: Sequence[QueryPlan]) -> QueryPlan | None:
    """Return the plan of the turn before, with all the places that its parts name for one measure.

    "How many cases in Connecticut, and how many in Massachusetts?" "And ORR ones?" asks for both states'.
    """
    if not trail:
        return None
    last = trail[-1]
    parts = [plan for plan in trail if plan.question == last.question]
    alike = all(
        p.operation is Operation.LOOKUP and p.indicators == last.indicators and p.places and not (p.leftovers or p.over)
        for p in parts
    )
    places = tuple(dict.fromkeys(place for part in parts for place in part.places))
    return replace(last, places=places) if alike and len(parts) > 1 else last


def all_of_those(tokens: Sequence[Token], trail: Sequence[QueryPlan], *, named: bool, excludes: bool) -> bool:
    """Say whether "everything" is all that the turn before gave: "add everything up", "everything except Iowa".

    `named` says that the clause names places: "everything on Iowa" is all of the sheet's.
    """
    last = newest(trail)
    if last is None or last.intent is not Intent.FIGURES or not last.indicators or last.all_indicators:
        return False
    adds = any(values[0][0] in _RECKONING for _, _, values in operation_phrases().find(tokens))
    adds = adds or has("together", tokens)
    return (adds and (excludes or not named)) or (excludes and compares(last))


def changes_nothing(plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> bool:
    """Say whether a correction comes to the same figure again: what it wants instead was not understood."""
    same = (plan.indicators, plan.places, plan.periods or source.periods, plan.operation) == (
        source.indicators, source.places, source.periods, source.operation
    )  # fmt: skip
    denies = any(t.key in DENIALS for t in reading.tokens)
    denies = denies and not (reading.settles and source.leftovers)  # "never mind the month, the whole year"
    return plan.takes_back and denies and same and not plan.overall


def detail_of_those(reading: ClauseReading, source: QueryPlan, catalog: Catalog) -> list[str]:
    """Return words for a detail of the figure before that the sheets do not give: "how many of them were found?"."""
    if not _says_of_those(reading):
        return []
    bounds = _bounds_of_places(reading, source, catalog)
    return [t.text for i, t in enumerate(reading.tokens) if t.key in narrowing_words() and i not in bounds]


def _bounds_of_places(reading: ClauseReading, source: QueryPlan, catalog: Catalog) -> set[int]:
    """Return the words that bound figures of the places before: "which of them are under 200?" asks for no ages.

    A number that may be an age is one where persons, or their cases, are counted.
    """
    if not compares(source):
        return set()
    ageless = all(catalog.by_id[i].unit in OF_NO_PERSONS for i in source.indicators)
    clause = reading.plan.clause
    stated = [c for c in read_claims(clause) if c.kind is ClaimKind.FIGURE and c.bound is not Bound.EXACT]
    spans = [(clause.find(c.text), len(c.text)) for c in stated if ageless or c.value > OLDEST]
    return {
        i for i, t in enumerate(reading.tokens) if t.text and any(at <= t.start < at + length for at, length in spans)
    }


def of_those(reading: ClauseReading) -> bool:
    """Say whether a clause goes over the things that the answer before named: "which of them", "they together"."""
    return _says_of_those(reading) or any(t.key in ("they", "their") for t in reading.tokens)


def _says_of_those(reading: ClauseReading) -> bool:
    return any(pair in _OF_THOSE for pair in itertools.pairwise(t.key for t in reading.tokens))


def any_year(reading: ClauseReading) -> bool:
    """Say whether the asker is content with any year that the sheets have."""
    return reading.settles and has("settles_year", reading.tokens)


def to_judge(plan: QueryPlan, reading: ClauseReading, clause: str, trail: Sequence[QueryPlan]) -> list[Token]:
    """Return the tokens of a clause without those that describe its place or name a detail that it does without."""
    passed = described_place(reading.tokens, clause) if len(plan.places) == 1 else set[int]()
    passed |= dropped(reading.tokens, trail) if reading.settles else set()
    return [t for i, t in enumerate(reading.tokens) if i not in passed]


def dropped(tokens: Sequence[Token], trail: Sequence[QueryPlan]) -> set[int]:
    """Return the positions of words that drop a detail asked for before: "ok, without the gender"."""
    if not trail or not has("drops", tokens):
        return set()
    details = narrowing_words()
    left = [word for left in trail[-1].leftovers for word in left.lower().split()]
    asked = {OF_AGES if word.isdigit() else details.get(word) for word in left} - {None}
    named = {i for i, t in enumerate(tokens) if details.get(t.key) in asked}
    return named | words_of("drops", tokens) if named else set()


def of_dropped(words: str, dropped_words: Collection[str]) -> bool:
    """Say whether words that nothing accounts for only drop a detail, "drop the", or name it."""
    known = {word.lower() for word in dropped_words} | _PARTS_OF_DROPPING
    return bool(dropped_words) and {*words.lower().split()} <= known


def state_settled_for(reading: ClauseReading, source: QueryPlan) -> str | None:
    """Return the state of the city that was asked for before: "cases in Buffalo?" "Ok, the whole state"."""
    if not reading.settles or source.places:
        return None
    states = {state_of_city(word) for word in source.leftovers} - {None}
    return states.pop() if len(states) == 1 else None


def wants_less(tokens: Sequence[Token], trail: Sequence[QueryPlan]) -> bool:
    """Say whether a clause is content without a detail, or with another year, than was asked for before."""
    return has("settles", tokens) or has("settles_year", tokens) or bool(dropped(tokens, trail))


def goes_on(
    plan: QueryPlan, tokens: Sequence[Token], before: Sequence[str], *, settles: bool, adds: bool, explains: bool
) -> bool:
    """Say whether a clause after other turns goes on with figures although its words sound like another intent.

    `before` are the measures of the turn before; `settles` and `adds` say that it is content with less or that it adds
    figures up, `explains` that it holds a phrase that asks for an explanation whatever else is named.
    """
    if plan.intent is Intent.GREETING:
        return settles
    points_back = any(t.key in SINGLE for t in tokens)
    beside = points_back and any(cued("comparisons", side, tokens) for side in ("above", "below"))
    if plan.intent is Intent.COVERAGE and before and (beside or (points_back and plan.all_places)):
        return True  # "which states are over it?" "for which states do you have it?"
    if plan.intent is Intent.COVERAGE:  # "do you have 2019 as well?" after a figure asks for that one
        return bool(before and (plan.places or plan.periods)) and _OF_SHEETS.isdisjoint(t.key for t in tokens)
    if plan.intent is not Intent.EXPLANATION:
        return False
    on_figures = bool(plan.indicators or plan.places or plan.periods or years_off(tokens))
    of_figure = points_back and plan.asks_why and has("judged", tokens)
    of_nation = points_back and plan.overall and bool(before) and not explains  # "what's that for NCMEC as a whole?"
    compares_it = points_back and plan.operation is Operation.RANK and bool(plan.places) and not plan.indicators
    return adds or of_figure or of_nation or compares_it or (not explains and on_figures and has("goes_on", tokens))


def pointing_at(trail: Sequence[QueryPlan]) -> QueryPlan | None:
    """Return the newest plan that compares places, for words like "the one in last place"."""
    return next((plan for plan in reversed(trail) if compares(plan)), None)


def done_words(plan: QueryPlan, reading: ClauseReading) -> set[int]:
    """Return the positions of words of a follow-up that what was taken over accounts for."""
    if not {"earlier", "clause"} & set(plan.origins.values()) and not plan.reference:
        return set()
    described = described_place(reading.tokens, plan.clause) if len(plan.places) == 1 else set[int]()
    entries = ["besides", "other_one", "total_again"]
    entries += ["settles", "settles_year", "softeners", "drops"] if reading.settles else []
    entries += ["takes_back", "softeners"] if plan.takes_back else []
    entries += ["judged"] if plan.asks_why else []
    entries += ["given"] if plan.over else []
    entries += ["together"] if plan.operation is Operation.SUM else []
    details = {i for i, t in enumerate(reading.tokens) if t.key in narrowing_words()} if reading.settles else set()
    return described | details | {i for entry in entries for i in words_of(entry, reading.tokens)}


def still_excludes(plan: QueryPlan, source: QueryPlan) -> bool:
    """Say whether what is done leaves out the places that were left out before: "the highest?" "And the lowest?"."""
    return plan.excludes or (source.excludes and plan.operation in _OVER_ALL)


def again(plan: QueryPlan, question: str, **slots: Any) -> QueryPlan:
    """Return an earlier plan as that of another message; `slots` are those that this one names itself."""
    kept = {name for name in ("indicators", "places", "periods") if getattr(plan, name)}
    origins: dict[str, Origin] = {**dict.fromkeys(kept, "earlier"), **dict.fromkeys(slots, "question")}
    run = () if "places" in slots else plan.run
    return replace(plan, question=question, before=plan.clause, premises=(), origins=origins, **{"run": run, **slots})


def taken(plan: QueryPlan, **slots: Any) -> QueryPlan:
    """Fill slots from an earlier plan, and say so in the origins."""
    named = {name for name in slots if name in ("indicators", "places", "periods")}
    origins: dict[str, Origin] = {**plan.origins, **dict.fromkeys(named, "earlier")}
    return replace(plan, origins=origins, **slots)


def keeps_on(reading: ClauseReading) -> bool:
    """Say whether a clause points back or begins like a follow-up: "so how many reports altogether?"."""
    begins = reading.tokens[0].key if reading.tokens else ""
    return begins == "so" or follows_on(reading) or any(t.key in POINTERS for t in reading.tokens)


def without_measure(plan: QueryPlan) -> QueryPlan:
    """Leave the measure of a clause open, for the one before to be taken over."""
    origins = {name: origin for name, origin in plan.origins.items() if name != "indicators"}
    return replace(plan, indicators=(), candidates=(), origins=origins)


def of_clause(plan: QueryPlan) -> QueryPlan:
    """Say of the slots that are taken over that the clause before named them."""
    return replace(plan, origins={n: "clause" if o == "earlier" else o for n, o in plan.origins.items()})


def with_year(plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan:
    """Count a year from the one before: "and the year before that?"."""
    offset = years_off(reading.tokens)
    if not offset or plan.origins.get("periods") == "question":
        return plan
    return replace(plan, periods=source.periods, years_off=offset + source.years_off)


def with_span(plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan:
    """Let a follow-up that names no year go over the years that were gone over before: "and in Ohio?"."""
    own = plan.origins.get("periods") == "question" or plan.years_off or any_year(reading) or read_span(plan.clause)
    if own or plan.operation is not Operation.LOOKUP or source.operation is not Operation.LOOKUP:
        return plan
    return replace(plan, span=source.span or read_span(source.clause), moves=source.moves or source.over_time)


def _says_which_row(reading: ClauseReading, last: QueryPlan, lexicon: FamilyLexicon) -> bool:
    """Say whether a clause asks for the first or last of the rows listed before: "which category is the largest?"."""
    of_table = any({*last.indicators} <= {t.lead, *t.rows} for t in lexicon.catalog.tables)
    listed = of_table and len(last.indicators) > 1 and len(last.places) == 1 and not last.leftovers
    ends = any(cued("comparisons", entry, reading.tokens) for entry in ("highest_first", "lowest_first"))
    asks = ends and reading.plan.operation in (Operation.RANK, Operation.SHARE) and not reading.plan.places
    rows = {i for a, b, _ in cue_phrases("comparisons", "rows").find(reading.tokens) for i in range(a, b)}
    named = [item for item in reading.items if lexicon.knows(item) and "percentage" not in item.concepts]
    return listed and asks and bool(rows) and all(rows.issuperset(range(i.first, i.end)) for i in named)


def says_again(reading: ClauseReading, spoken: Sequence[QueryPlan], lexicon: FamilyLexicon) -> bool:
    """Say whether all that a clause names is what is reckoned with: "how many more families is that?"."""
    last, plan = spoken[-1] if spoken else None, reading.plan
    if last is not None and _says_which_row(reading, last, lexicon):
        return True
    reckons = plan.operation in _RECKONING or "sum" in reading.asked
    if last is None or not reckons or plan.intent is not Intent.FIGURES or len(last.indicators) != 1:
        return False
    named = [item for item in reading.items if lexicon.knows(item) and item.concepts != {"percentage"}]
    same = plan.indicators in ((), last.indicators) and not (plan.all_places or plan.overall)
    # a whole question, "what is the average number of cases?", is about all states
    same = same and (not plan.indicators or bool(plan.places) or keeps_on(reading))
    same = same and (not plan.places or (len(last.places) > 1 and {*plan.places} <= {*last.places}))
    return same and all(lexicon.explains(last.indicators[0], item) for item in named)

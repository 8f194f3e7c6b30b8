"""A second look at a clause that the vocabulary alone does not settle, with what the question model reads in it.

The model and the vocabulary must agree before a figure is given: on the measure, on what is done with it, and that no
word narrows the question beyond the sheets. Where they do not, the first look stands, and its left-over words decline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from assistant.claims import claims_figure
from assistant.cues import asks_no_number
from assistant.followups import ClauseReading
from assistant.lexicon import Token, cued
from assistant.matching import Matched
from assistant.references import of_place_before
from assistant.settling import Marks
from assistant.types import IndicatorMatch, Intent, Operation, QueryPlan
from index.catalog import Catalog
from index.question_reading import QuestionReading

# An indicator is asked about from this chance on, if no other one has a chance in between (beside one that surely is,
# none that is rather asked about than not).
ASKED = 0.85
NOT_ASKED = 0.4
# A measure beside others of a list is asked about from this chance on.
LISTED = 0.9
# Several are asked about, although the vocabulary finds fewer, from this chance of each on.
SURELY_ASKED = 0.95
# Its counterpart of the other level is meant instead, if the clause speaks of that level, from this chance on.
OTHER_LEVEL = 0.5
# An indicator that the vocabulary finds must have this chance at least, in itself or in its counterpart.
AGREED = 0.4
# Below this one it contradicts the vocabulary, which is sure of its own from this score on.
CONTRADICTED, CERTAIN = 0.1, 0.85
# An operation is meant from this chance on.
MEANT = 0.9
# Of two that contradict each other the model's is taken from the first chance on, if the vocabulary's is below the
# other.
LIKELIER, UNLIKELY = 0.6, 0.1
# An operation that a word of a follow-up may ask for, too, is meant from this chance on.
ALSO_CUED = 0.6
# A clause that names no place speaks of all of them from this chance on.
EVERYWHERE = 0.85
# A follow-up that names no place speaks of all but those of before from this chance on.
OF_OTHERS = 0.7
# Numbers are what a clause states from this chance on that it states something: "three quick numbers" states none.
STATED = 0.15
# One of several stated numbers may be said of a measure from this chance on.
SAID = 0.2
# Where the model is sure of another operation, something must be this likely to be stated to stand in its way.
HALF = 0.5
# Places that the text around a question names are its own from this chance on.
OF_AROUND = 0.6
# What is stated around a question that asks who meets a condition is that condition from this chance on.
CONDITION = 0.8
# A total is asked for with its rows from this chance on.
PARTED = 0.6
# Figures are asked for, and places of earlier messages are meant, from these chances on.
FIGURES = 0.7
OF_EARLIER_PLACES = 0.85
OF_PLACES_BESIDE = 0.4
# A measure below the one chance, beside another one above the other, is none to answer from.
DENIED, RATHER = 0.1, 0.6
# A kind of answer other than figures is wanted from this chance on.
WANTED = 0.7
# So it is by a question that opens as one for no number, and by a follow-up that opens so, read by itself.
HINTED, BY_ITSELF = 0.12, 0.75
# Kinds of answer that a question without a measure of the sheets wants; from this chance on it has one.
_WITHOUT_MEASURE = {"coverage", "off_topic", "chat", "profile"}
HAS_MEASURE = 0.5
# Kinds that are both about the sheets themselves; between them a message need not decide.
_ABOUT_SHEETS = ("provenance", "coverage")
_INTENTS = {
    "explain": Intent.EXPLANATION,
    "provenance": Intent.PROVENANCE,
    "coverage": Intent.COVERAGE,
    "off_topic": Intent.OFF_TOPIC,
    "chat": Intent.GREETING,
    "profile": Intent.FIGURES,
}
_BOTH = 2
# Signs that may stand for an operation: with one of them the model needs to be less sure of it.
_SIGNS = {
    Operation.SUM: re.compile(r"\+|\b(?:plus|add|adds|added|adding|total|one number|one figure|single number)\b", re.I),
    Operation.RATIO: re.compile(r"/|:|\b(?:over|to|per|times)\b", re.I),
    Operation.DIFFERENCE: re.compile(r"\s[-\u2013\u2212]\s|\b(?:less|minus)\b", re.I),
}
WORDED_BY_MODEL = "the question as a whole"
# The cues of one operation may be part of another's: "how much lower, in percent", "the count of those above".
_MORE_THAN = {(Operation.DIFFERENCE, "percent_change"), (Operation.DIFFERENCE, "ratio"), (Operation.FILTER, "count")}
# What a clause that sets one place above another may be checked by.
WEIGHING = (Operation.LOOKUP, Operation.RANK, Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE)
# What needs two figures.
_OF_TWO = (Operation.RATIO, Operation.PERCENT_CHANGE, Operation.DIFFERENCE)
# Operations that a follow-up without a place may ask of all states.
_OVER_ALL = (Operation.LOOKUP, Operation.SUM, Operation.MEAN, Operation.MEDIAN)
# What the model calls the operations that the vocabulary takes for plain figures.
_PLAIN = {"profile", "trend"}
_LIKE = {Operation.LOOKUP: {"lookup", "breakdown", *_PLAIN, "explain", "provenance"},
         Operation.FILTER: {"filter", "count"}, Operation.COUNT: {"filter", "count"}}  # fmt: skip


def indicators_read(
    read: QuestionReading,
    catalog: Catalog,
    levels: Sequence[str],
    before: Sequence[str] = (),
    *,
    of_share: bool = False,
) -> tuple[IndicatorMatch, ...]:
    """Return the indicators that a clause surely asks about, at the levels that it speaks of; empty if unsure.

    `before` are those of the turn before: the model sees them too, so beside others they count for nothing.
    `of_share` says that the clause speaks of a share.
    """
    chances = {i: chance for i, chance in read.indicators.items() if i in catalog.by_id}
    if read.operations.get("breakdown", 0.0) >= PARTED:  # the rows are meant with their total
        rows = {row for table in catalog.tables for row in table.rows}
        chances = {i: chance for i, chance in chances.items() if i not in rows}
    echoed = {i for name in before for i in same_subject(name, catalog)}
    if of_share or read.operations.get("share", 0.0) >= LIKELIER:  # a row's share is one of its total, named or not
        leads = {t.lead for t in catalog.tables if any(chances.get(row, 0.0) >= ASKED for row in t.rows)}
        chances = {i: chance for i, chance in chances.items() if i not in leads}
        echoed = set()
    related = {i for name in before for i in same_subject(name, catalog) if chances.get(i, 0.0) >= SURELY_ASKED}
    own = {i for i, chance in chances.items() if chance >= ASKED} - echoed
    if related and own and sum(read.operations.get(name, 0.0) for name in _OF_TWO) >= LIKELIER:
        echoed -= related  # "how many incidents?" "and the ratio of long-term cases to incidents"
    if any(chance >= ASKED for i, chance in chances.items() if i not in echoed):
        chances = {i: chance for i, chance in chances.items() if i not in echoed}
    asked = [i for i, chance in chances.items() if chance >= ASKED]
    related = {i for name in asked for i in same_subject(name, catalog)}
    rival = RATHER if len(asked) == 1 and chances[asked[0]] >= SURELY_ASKED else NOT_ASKED
    if not asked or any(rival < c < ASKED and i not in related for i, c in chances.items()):
        return ()
    return tuple(
        IndicatorMatch(indicator=i, score=round(read.indicators.get(i, 0.0), 3), asked_as=WORDED_BY_MODEL)
        for i in dict.fromkeys(_at_levels(i, levels, read, catalog) for i in asked)
    )


def same_subject(indicator: str, catalog: Catalog) -> set[str]:
    """Return an indicator with its counterpart of the other level."""
    above = catalog.by_id[indicator].overall_counterpart
    return {indicator, *([above] if above else [])} | {
        i.id for i in catalog.indicators if i.overall_counterpart == indicator
    }


def names_another(indicators: Sequence[str], read: QuestionReading, catalog: Catalog) -> bool:
    """Say whether a follow-up surely asks for one measure that is none of these: "missing cases?" "Tips?"."""
    sure = [i for i, chance in read.indicators.items() if chance >= SURELY_ASKED and i in catalog.by_id]
    echoed = all(chance_of(i, read, catalog) < ASKED for i in indicators)  # the model sees the message before, too
    return len(sure) == 1 and sure[0] not in indicators and echoed


def _of_both_levels(read: QuestionReading, catalog: Catalog) -> bool:
    """Say whether a list asks for a state's figure and for the overall one of the same subject, and for no other."""
    likely = {i for i, chance in read.indicators.items() if chance >= ASKED and i in catalog.by_id}
    return len(likely) == _BOTH and len(_subjects(likely, catalog)) == 1


def heard(marks: Marks, read: QuestionReading, catalog: Catalog, *, listing: bool) -> Marks:
    """Return marks with the levels that the model hears a clause speak of; `listing` says that it lists figures."""
    both = _of_both_levels(read, catalog) and not of_place_before(marks.keys)
    if marks.places and not marks.asked and listing and both:
        marks = replace(marks, overall=True)  # "tips for Colorado, plus all that the CyberTipline received"
    elif marks.places and not listing and not both and read.places["nation"] < AGREED:
        marks = replace(marks, overall=False)  # "what the national hotline passed on in Colorado"
    likeliest = catalog.by_id.get(max(read.indicators, key=lambda i: read.indicators[i]))
    of_nation = likeliest is not None and likeliest.level == "nation" and read.places["nation"] >= EVERYWHERE
    sums = "total" in marks.keys and any(
        chance >= ASKED and i in catalog.by_id and catalog.by_id[i].level == "place"
        for i, chance in read.indicators.items()
    )
    if marks.every_place and not marks.places and of_nation and not sums:
        marks = replace(marks, every_place=False, overall=True)  # "not broken down by state"
    if not (marks.somewhere or marks.overall) and read.places["all"] >= EVERYWHERE:
        marks = replace(marks, every_place=True)  # "did anywhere have over a thousand?"
    return marks


def _at_levels(indicator: str, levels: Sequence[str], read: QuestionReading, catalog: Catalog) -> str:
    """Return an indicator, or its counterpart at the levels that a clause speaks of; the model may be sure of neither.

    "Our state's figure" speaks of a state and names none, "everybody registered" of the nation.
    """
    if catalog.by_id[indicator].level in levels:
        return indicator
    others = [i for i in sorted(same_subject(indicator, catalog)) if catalog.by_id[i].level in levels]
    likely = [i for i in others if read.indicators.get(i, 0.0) >= OTHER_LEVEL]
    return next(iter(likely), indicator)


def chance_of(indicator: str, read: QuestionReading, catalog: Catalog) -> float:
    """Return the chance that an indicator, or its counterpart of the other level, is asked about."""
    return max(read.indicators.get(i, 0.0) for i in same_subject(indicator, catalog))


def matched_again(
    matched: Matched,
    read: QuestionReading,
    catalog: Catalog,
    levels: Sequence[str],
    *,
    listed: bool,
    listing: bool = False,
    of_share: bool = False,
    before: Sequence[str] = (),
) -> Matched:
    """Return the vocabulary's indicators, or the model's where it has none, misses the level or names fewer.

    `listed` says that the clause names several things, or that it computes with them; without it several measures are
    readings to choose from. `listing` says that it lists figures, `of_share` that it speaks of a share.
    `before` are the indicators of the turn before. Where both are sure of something else, the asker has to choose.
    """
    denied = {i for i in matched.indicators if chance_of(i, read, catalog) < DENIED}
    if denied and any(chance_of(i, read, catalog) >= ASKED for i in matched.indicators):
        matched = replace(matched, indicators=tuple(i for i in matched.indicators if i not in denied))
    known = bool(matched.indicators) and all(chance_of(i, read, catalog) >= RATHER for i in matched.indicators)
    if listing and known:
        matched = replace(matched, indicators=_with_others(matched.indicators, read, catalog, levels))
    sure = indicators_read(read, catalog, levels, before, of_share=of_share)
    found, own = tuple(m.indicator for m in sure), set(matched.indicators)
    if not found or own == set(found):
        return matched
    elsewhere = bool(own) and not any(catalog.by_id[i].level in levels for i in own)
    here = all(catalog.by_id[i].level in levels for i in found)
    surely = all(m.score >= SURELY_ASKED for m in sure)
    more = own < set(found) and (surely or (listed and bool(own)))
    leveled = not own & set(found) and _subjects(own, catalog) == _subjects(found, catalog)
    contradicted = bool(own) and all(chance_of(i, read, catalog) < CONTRADICTED for i in own)
    if own and not (more or leveled or contradicted or (elsewhere and here)):
        return matched
    candidates = (*sure, *(c for c in matched.candidates if c.indicator not in found))
    both_sure = contradicted and not (surely or (elsewhere and here))
    both_sure = both_sure and any(c.score >= CERTAIN for c in matched.candidates[:1])
    several = both_sure or (len(found) > len(levels) and not listed and not more)
    return Matched(() if several else found, candidates)


def _with_others(
    indicators: Sequence[str], read: QuestionReading, catalog: Catalog, levels: Sequence[str]
) -> tuple[str, ...]:
    """Add the measures that a list names in words that the vocabulary does not know."""
    likely = [i for i, chance in read.indicators.items() if chance >= LISTED and i in catalog.by_id]
    others = [i for i in likely if catalog.by_id[i].level in levels and not same_subject(i, catalog) & {*indicators}]
    return (*indicators, *others)


def _subjects(indicators: Iterable[str], catalog: Catalog) -> set[str]:
    """Return what indicators are about, whichever their level."""
    return {min(same_subject(i, catalog)) for i in indicators}


def kind_read(read: QuestionReading, but: Sequence[str] = ()) -> str | None:
    """Return the kind of answer that a clause surely wants, if it is other than certain figures and none of `but`."""
    kind = max(read.operations, key=lambda name: read.operations[name])
    chance = sum(read.operations.get(k, 0.0) for k in _ABOUT_SHEETS) if kind in _ABOUT_SHEETS else read.operations[kind]
    measured = max(read.indicators.values(), default=0.0) >= HAS_MEASURE
    least = MEANT if measured and kind in _WITHOUT_MEASURE else WANTED
    return kind if kind in _INTENTS and kind not in but and chance >= least else None


def explained(read: QuestionReading, tokens: Sequence[Token]) -> bool:
    """Say whether a clause that opens as a question for no number wants an explanation: "how is it arrived at?"."""
    return asks_no_number(tokens) and read.operations.get("explain", 0.0) >= HINTED


def kind_wanted(
    read: QuestionReading | None, tokens: Sequence[Token], but: Sequence[str] = (), *, plain: bool
) -> str | None:
    """Return the kind of answer that a clause wants if it is other than certain figures and none of `but`.

    `plain` says that the vocabulary takes it for a question for plain figures.
    """
    if read is None:
        return None
    kind = kind_read(read, but)
    return "explain" if kind is None and plain and explained(read, tokens) else kind


def by_itself(read: QuestionReading, alone: QuestionReading | None) -> QuestionReading:
    """Return how a follow-up is read, with the kind of answer that it wants by itself if that is surely in words."""
    if alone is None or alone.operations.get("explain", 0.0) < BY_ITSELF:
        return read
    return replace(read, operations=alone.operations, explanations=alone.explanations)


def intent_read(kind: str | None, intent: Intent) -> Intent:
    """Return the intent that a kind of answer means; without one the vocabulary's stands."""
    return _INTENTS[kind] if kind else intent


def operation_read(read: QuestionReading, operation: Operation, *, states: bool = False, clause: str = "") -> Operation:
    """Return the operation that a clause surely means, where the vocabulary's is none, or not all that is asked.

    Words such as "leads" may look like a cue where plain figures are asked for; what a clause states holds none such.
    `clause` are its words, in which a sign may stand for an operation.
    """
    name = max(read.operations, key=lambda n: read.operations[n])
    if kind_read(read) == "provenance" and operation_chance(read, operation) < UNLIKELY:
        return Operation.LOOKUP  # "where does it stand in the sheet?" ranks nothing
    if name not in set(Operation) | _PLAIN:
        return operation
    meant = Operation(name) if name in set(Operation) else Operation.LOOKUP
    stated = read.claims >= (HALF if read.operations[name] >= MEANT else STATED)
    # each of them checks what is stated
    weighed = states and stated and name in WEIGHING and operation in WEIGHING
    by_average = operation is Operation.FILTER and meant in (Operation.MEAN, Operation.MEDIAN)  # "above the average"
    least = MEANT if by_average else LIKELIER
    unlikely = operation_chance(read, operation) < UNLIKELY and operation_chance(read, meant) >= least and not weighed
    more = operation is Operation.LOOKUP or (operation, name) in _MORE_THAN
    signed = operation is Operation.LOOKUP and meant in _SIGNS and _SIGNS[meant].search(clause) is not None
    return meant if unlikely or (more and read.operations[name] >= (LIKELIER if signed else MEANT)) else operation


def holds_sign(clause: str) -> bool:
    """Say whether a sign of an operation stands in a clause."""
    return any(sign.search(clause) for sign in _SIGNS.values())


def over_years(read: QuestionReading, tokens: Sequence[Token]) -> bool:
    """Say whether a clause surely asks how a figure moved over the years, and not what "fell under" a heading."""
    return read.operations.get("trend", 0.0) >= MEANT and not cued("operations", "belonging", tokens)


def operation_chance(read: QuestionReading, operation: Operation) -> float:
    return sum(read.operations.get(name, 0.0) for name in _LIKE.get(operation, {operation.value}))


def wants_figures(read: QuestionReading) -> bool:
    """Say whether a follow-up asks for figures, although its words sound like another kind of answer."""
    return figuring(read.operations) >= FIGURES


def rather_figures(read: QuestionReading, tokens: Sequence[Token]) -> bool:
    """Say whether a clause that sounds like a question for an explanation asks for figures all the same."""
    return wants_figures(read) and not explained(read, tokens)


def surely_wants_figures(read: QuestionReading | None) -> bool:
    """Say whether any clause that names a measure asks for its figures: "... what does the table say?"."""
    return read is not None and figuring(read.operations) >= MEANT


def figuring(operations: Mapping[str, float]) -> float:
    return sum(operations.get(name, 0.0) for name in (*Operation, "breakdown", "trend"))


def of_places_around(read: QuestionReading) -> bool:
    """Say whether a clause that names no place speaks of those that the text around it names."""
    return read.places["own"] >= OF_AROUND


def asks_who_meets(read: QuestionReading) -> bool:
    """Say whether a message asks which places meet a condition that it states."""
    return operation_chance(read, Operation.FILTER) >= CONDITION


def of_earlier_places(read: QuestionReading, *, beside: bool = False) -> bool:
    """Say whether a clause that names no place speaks of places spoken of before and not of the nation.

    `beside` says that these stand in the same message.
    """
    return 1 - read.places["nation"] - read.places["none"] >= (OF_PLACES_BESIDE if beside else OF_EARLIER_PLACES)


def rather_of_states(indicators: Sequence[str], read: QuestionReading, catalog: Catalog) -> bool:
    """Say whether overall figures are likelier asked for as those of a state."""
    return any(
        read.indicators.get(i, 0.0) > read.indicators.get(name, 0.0)
        for name in indicators
        for i in same_subject(name, catalog) - {name}
    )


def among_earlier_places(read: QuestionReading) -> bool:
    """Say whether what is done goes over the places of earlier messages rather than over all of them."""
    return read.places["earlier"] + read.places["both"] > 0.5


def with_all_of_message(plan: QueryPlan, read: QuestionReading, catalog: Catalog) -> QueryPlan:
    """Return a plan whose measures another part of the message names with all that the model surely reads there.

    Those are added, "... the engagements, the families and the newcomers. Fill those in?", or take the place of
    measures that the model does not read: "The refugee office told you of some who disappeared. What is that count?"
    """
    if plan.origins.get("indicators") != "clause" or plan.operation is not Operation.LOOKUP or not plan.indicators:
        return plan
    levels = {catalog.by_id[i].level for i in plan.indicators}
    sure = [i for i, chance in read.indicators.items() if chance >= SURELY_ASKED and i in catalog.by_id]
    others = [i for i in sure if i not in plan.indicators and catalog.by_id[i].level in levels]
    unread = all(chance_of(i, read, catalog) < AGREED for i in plan.indicators)
    if not others or not (unread or len(plan.indicators) > 1):
        return plan
    return replace(plan, indicators=tuple(others) if unread else (*plan.indicators, *others))


def with_scope(reading: ClauseReading, read: QuestionReading, spoken: Sequence[QueryPlan]) -> ClauseReading:
    """Let a follow-up that names neither measure nor place be of all states, the others or the nation.

    The model must be sure of it: "oh, I meant the whole US", "what is the average of the lot?". What goes
    on from a ranking or a condition keeps its places; `spoken` are the plans before, oldest first.
    """
    plan = reading.plan
    named = plan.places or plan.all_places or plan.overall or plan.reference or plan.over
    plain = bool(spoken) and spoken[-1].operation is Operation.LOOKUP
    if named or not plain or reading.of_places or reading.rest or plan.intent is not Intent.FIGURES:
        return reading
    if plan.operation in _OVER_ALL and read.places["others"] >= OF_OTHERS and not plan.excludes:
        return replace(reading, rest=plan.clause)  # "how about everybody else?"
    if plan.operation in _OVER_ALL and read.places["all"] >= EVERYWHERE:
        return replace(reading, plan=replace(plan, all_places=True))
    settles = reading.settles  # "ok, the whole year" after a month of one state
    if plan.operation is Operation.LOOKUP and read.places["nation"] >= EVERYWHERE and not settles:
        return replace(reading, plan=replace(plan, overall=True))
    return reading


def with_operation(reading: ClauseReading, read: QuestionReading, *, after_turn: bool) -> ClauseReading:
    """Let a follow-up that names no measure have the operation that the model reads, if the vocabulary's is not it.

    `after_turn` says that it goes on from an earlier message and not from its own, which it may check.
    """
    plan = reading.plan
    if plan.operation is not Operation.LOOKUP:
        meant = operation_read(read, plan.operation, states=plan.states, clause=plan.clause)
        # what the words of another operation seemed to claim is not claimed; "just one in the whole year" is
        of_sum = meant is Operation.SUM and len(plan.places) > 2 and cued("references", "together", reading.tokens)
        claims = tuple(c for c in plan.claims if of_sum or any(ch.isdigit() for ch in c) or claims_figure(c))
        changed = replace(plan, operation=meant, operation_cue=None, claims=claims)
        opposite = {plan.operation, meant} == {Operation.SUM, Operation.DIFFERENCE}  # "minus New York"
        same = meant is plan.operation or opposite or plan.reference is not None
        return reading if same else replace(reading, plan=changed)
    name = max(read.operations, key=lambda n: read.operations[n])
    others = bool(reading.rest) and name != Operation.SUM
    plain = reading.elliptical and not (others or plan.takes_back or plan.reference)
    open_one = not (plan.states and plan.claims)
    if name in (Operation.FILTER, Operation.COUNT) or (reading.counts and name == Operation.SHARE):
        return reading  # without its own words a condition is not known; "how many" asks for no share
    surely = read.operations[name] >= (ALSO_CUED if name in reading.asked else MEANT)
    if plain and open_one and name == Operation.LOOKUP and surely and after_turn:
        return replace(reading, plain=True)
    if not plain or not open_one or reading.settles or name not in set(Operation) or not surely:
        return reading
    return replace(reading, plan=replace(plan, operation=Operation(name)))

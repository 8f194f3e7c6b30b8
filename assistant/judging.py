"""What the question model says of a finished plan: which words change the question, and whether it reads the same."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from assistant.accounting import Leftover
from assistant.claims import ClaimKind, read_claim, read_claims
from assistant.lexicon import Token, cue_phrases, function_words, narrowing_words, tokenise
from assistant.second_look import (
    AGREED,
    DENIED,
    FIGURES,
    MEANT,
    NOT_ASKED,
    RATHER,
    WEIGHING,
    WORDED_BY_MODEL,
    chance_of,
    figuring,
    kind_read,
    operation_chance,
    same_subject,
)
from assistant.settling import DENYING
from assistant.types import IndicatorMatch, Intent, Judgement, Operation, QueryPlan
from index.catalog import Catalog
from index.question_reading import QuestionReading

# A word that nothing accounts for changes the question unless its chance of narrowing it is below the first; below the
# second, if it is a name or a number or is known to ask for a detail that no sheet gives.
NARROWS, NARROWS_KNOWN = 0.18, 0.1
# Words that the vocabulary passes over change the question all the same from the first chance on; those with which the
# measure itself is spoken of, "agencies" of the engagements, and the cues of what is done only from the second.
SURELY_NARROWS, SURELY_NARROWS_TAKEN = 0.8, 0.9
# A question for an explanation asks for more than any sentence says where a word has this chance.
BEYOND_SENTENCES = 0.9
# Words of the text around a question narrow it from this chance on: "How many in Colorado? Only the boys, please."
NARROWS_FROM_AROUND = 0.7
OUTCOME = "an outcome"  # the kind of detail in `language/narrowing.yaml`
# A sentence of a message; the point of a number ends none.
_SENTENCE = re.compile(r"(?:[^.!?\n]|[.](?=\d))+[.!?\n]+")
# A word may narrow a question from this chance on.
MAY_NARROW = 0.5
# Where it has less than this by both readings that do not agree, it is not asked about at all.
NOWHERE_ASKED = 0.05
# A clause that names a measure asks for no figure all the same from this chance on of one of these.
OTHERWISE = 0.8
_NO_FIGURE = ("none", "off_topic", "urgent", "chat", "explain", "coverage", "provenance")
# What may be meant by what stays of a total without one of its parts.
_OF_REST = (Operation.LOOKUP, Operation.DIFFERENCE, Operation.SHARE)
_PAIR = 2
# What may be done with the shares of two places.
_SHARES_OF_TWO = (Operation.SHARE, Operation.DIFFERENCE, Operation.PERCENT_CHANGE, Operation.RANK, Operation.RATIO)
# A follow-up whose own words nothing accounts for asks for something else altogether from this chance on.
MAY_BE_OFF_TOPIC = 0.5
# Another measure in the same unit is meant, too, from this chance on, where no word of a question tells which.
ALSO_READ = 0.5
# An operation that the vocabulary finds must have this chance at least.
PLAUSIBLE = 0.15
_SHOWN = 3


def judged(
    plan: QueryPlan,
    tokens: Sequence[Token],
    left: Sequence[Leftover],
    read: QuestionReading,
    catalog: Catalog,
    *,
    taken: Collection[int] = (),
    aside: Collection[tuple[int, int]] = (),
) -> QueryPlan:
    """Return a plan with the left-over words that change the question, and what the model read.

    `taken` is where the words begin that its measures and its operation take up, `aside` are stretches of its text
    that say who asks or what for.
    """
    lead = replace(plan, indicators=plan.indicators[:1]) if plan.broken_down else plan
    agreed = agrees(lead, read, catalog)
    judgement = Judgement(
        words=tuple((item.text, round(read.narrowing(item.start, item.end), 3)) for item in left if item.end),
        indicators=_likeliest(read.indicators),
        operations=_likeliest(read.operations),
        explanations=_likeliest(read.explanations) if kind_read(read) == "explain" else (),
        agrees=agreed,
    )
    if plan.intent is Intent.FIGURES and not agreed:
        kept = list(left)
    else:
        kept = [i for i in left if not i.end or read.narrowing(i.start, i.end) >= _limit(i, aside)]
    if plan.intent is Intent.FIGURES:
        kept += _passed_over(
            _apart_from_none(plan, tokens), kept, read, SURELY_NARROWS if agreed else SURELY_NARROWS_TAKEN, taken
        )
    own = plan.origins.get("indicators") == "question" and plan.intent is Intent.FIGURES
    if own and not agreed and not kept and all(chance_of(i, read, catalog) < NOWHERE_ASKED for i in plan.indicators):
        plan = replace(plan, indicators=())  # "which number neither" names no measure
    levels = {catalog.by_id[i].level for i in plan.indicators}
    silent = levels == ({"nation"} if plan.places else {"place"} if plan.overall else set())  # no figure will be given
    if plan.intent is Intent.FIGURES and not agreed and not kept and not silent and _asks_otherwise(read):
        kept = _likeliest_to_narrow(tokens, read)
    kept.sort(key=lambda item: item.start)
    return replace(plan, leftovers=tuple(dict.fromkeys(item.text for item in kept)), judgement=judgement)


def contradicted(plan: QueryPlan, read: QuestionReading, catalog: Catalog) -> QueryPlan:
    """Return a plan that leaves the measure open where the model reads another one instead: the asker is asked."""
    if plan.intent is not Intent.FIGURES or not plan.indicators or plan.over:
        return plan
    taken = {plan.origins.get("indicators"), plan.origins.get("places", "earlier")} == {"earlier"}
    if plan.leftovers and taken and read.operations["off_topic"] >= MAY_BE_OFF_TOPIC:
        # "can you help me with my algebra homework too?" narrows nothing that was asked before
        return QueryPlan(question=plan.question, clause=plan.clause, before=plan.before, intent=Intent.OFF_TOPIC)
    chances = [max(read.indicators.get(i, 0.0) for i in same_subject(name, catalog)) for name in plan.indicators]
    others = [i for i, chance in read.indicators.items() if chance >= RATHER and i in catalog.by_id]
    if max(chances) >= DENIED or not others:
        return plan
    readings = dict.fromkeys([*others, *plan.indicators])
    candidates = tuple(IndicatorMatch(indicator=i, score=1.0, asked_as=WORDED_BY_MODEL) for i in readings)
    return replace(plan, indicators=(), candidates=candidates, leftovers=())


def also_read(plan: QueryPlan, catalog: Catalog) -> tuple[str, ...]:
    """Return the measures that a question may mean as well as the one that only the model reads in it.

    "Families helped in New York?" are those whom Team HOPE supported or those connected to mental health services.
    """
    if plan.judgement is None or len(plan.indicators) != 1 or not plan.candidates:
        return ()
    own, first = catalog.by_id[plan.indicators[0]], plan.candidates[0]
    if (first.indicator, first.asked_as) != (own.id, WORDED_BY_MODEL):
        return ()
    likely = [
        i for i, chance in plan.judgement.indicators if chance >= ALSO_READ and i != own.id and i in catalog.by_id
    ]
    others = [catalog.by_id[i] for i in likely]
    return tuple(o.id for o in others if (o.unit, o.level) == (own.unit, own.level) and not catalog.table_of(o.id))


def agrees(plan: QueryPlan, read: QuestionReading, catalog: Catalog) -> bool:
    """Say whether the model reads the measure and the operation of a plan, too."""
    own = all(chance_of(name, read, catalog) >= AGREED for name in plan.indicators)
    weighs = plan.states and len(plan.places) > 1 and plan.operation in WEIGHING
    operations: tuple[Operation, ...] = WEIGHING if weighs else _OF_REST if plan.complement else (plan.operation,)
    if plan.operation is Operation.SHARE and len(plan.places) == _PAIR:
        operations = _SHARES_OF_TWO
    likely = sum(operation_chance(read, operation) for operation in operations)
    return own and likely >= PLAUSIBLE


def narrowing_limit(words: str) -> float:
    """Return the chance of narrowing from which words that nothing accounts for change a question."""
    details = narrowing_words()
    known = any(t.key in details or not t.text.isalpha() or t.text[0].isupper() for t in tokenise(words))
    return NARROWS_KNOWN if known else NARROWS


def _limit(left: Leftover, aside: Collection[tuple[int, int]]) -> float:
    """Return the limit of words left over; beside the question itself, "for my class", it is that of the text around.

    Words for a detail, "for my class on teens", are taken as seriously there as anywhere.
    """
    within = any(start <= left.start and left.end <= end for start, end in aside)
    of_detail = any(t.key in narrowing_words() for t in tokenise(left.text))
    return NARROWS_FROM_AROUND if within and not of_detail else narrowing_limit(left.text)


def wants_some_figure(judgement: Judgement | None) -> bool:
    """Say whether a clause asks for a figure that it leaves open, "how many kids?", and narrows it by no word."""
    if judgement is None:
        return False
    return judged_to_want_figures(judgement) and all(chance < MAY_NARROW for _, chance in judgement.words)


def judged_to_want_figures(judgement: Judgement | None) -> bool:
    """Say whether the model reads a question for figures."""
    return judgement is not None and figuring(dict(judgement.operations)) >= FIGURES


def uncounted(read: QuestionReading) -> bool:
    """Say whether a clause surely asks how many there are of something that no sheet counts."""
    return read.operations.get("none", 0.0) >= MEANT and max(read.indicators.values(), default=0.0) < NOT_ASKED


def hardly_counted(judgement: Judgement | None) -> bool:
    """Say whether a clause rather asks how many there are of something that no sheet counts."""
    return judgement is not None and dict(judgement.operations).get("none", 0.0) >= MAY_NARROW


def likely_readings(judgement: Judgement | None, candidates: Sequence[str]) -> list[str]:
    """Return the measures that a clause may mean: the likely ones first, and no candidate that the model rules out."""
    chances = dict(judgement.indicators) if judgement is not None else {}
    likely = [i for i, chance in chances.items() if chance >= NOWHERE_ASKED]
    return likely if len(likely) > 1 else list(dict.fromkeys([*likely, *candidates]))


def narrowing_around(text: str, span: tuple[int, int], read: QuestionReading, *, named: bool) -> list[str]:
    """Return the words of a message that narrow the clause at `span` from around it.

    What a sentence in front says became of a figure that it states, "467 kids from Iowa were brought home.", narrows no
    question that names its own measure and place, as `named` says.
    """
    passed = [
        sentence.span()
        for sentence in (_SENTENCE.finditer(text, 0, span[0]) if named else ())
        if any(claim.kind is ClaimKind.FIGURE and claim.value > 1 for claim in read_claims(sentence[0]))
    ]
    of_detail = {w for w, kind in narrowing_words().items() if kind != OUTCOME}  # "467 boys are missing." goes on
    return [
        t.text
        for t in surely_narrowing(tokenise(text), read, NARROWS_FROM_AROUND)
        if not span[0] <= t.start < span[1]
        and (t.key in of_detail or not any(first <= t.start < end for first, end in passed))
    ]


def surely_narrowing(
    tokens: Sequence[Token], read: QuestionReading, least: float = SURELY_NARROWS, taken: Collection[int] = ()
) -> list[Token]:
    """Return the words of content that the model reads as narrowing, whatever the vocabulary says of them.

    `least` is the chance that they need, `taken` where the words begin that need more. Negations are judged by
    themselves.
    """
    undivided = {i for a, b, _ in cue_phrases("narrowing_phrases", "undivided").find(tokens) for i in range(a, b)}
    words = [t for i, t in enumerate(tokens) if i not in undivided]  # "of all ages"
    content = [t for t in words if t.key[:1].isalpha() and t.key not in function_words() | DENYING]
    return [
        t for t in content if read.narrowing(t.start, t.end) >= (SURELY_NARROWS_TAKEN if t.start in taken else least)
    ]


def _apart_from_none(plan: QueryPlan, tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens without those that say that there is none: "did not submit any" narrows nothing."""
    claims = [claim.text for claim in map(read_claim, plan.claims) if claim is not None and claim.value == 0]
    spans = [(at, at + len(text)) for text in claims if (at := plan.clause.find(text)) >= 0]
    return [t for t in tokens if not any(first <= t.start < end for first, end in spans)]


def _passed_over(
    tokens: Sequence[Token], kept: Sequence[Leftover], read: QuestionReading, least: float, taken: Collection[int]
) -> list[Leftover]:
    """Return words that the vocabulary accounts for and that surely narrow the question all the same."""
    return [
        Leftover.of([token])
        for token in surely_narrowing(tokens, read, least, taken)
        if not any(item.start <= token.start < item.end for item in kept)
    ]


def _asks_otherwise(read: QuestionReading) -> bool:
    """Say whether a clause hardly asks for a figure, though it names a measure: "give me the hotline"."""
    others = sum(chance for name, chance in read.operations.items() if name in _NO_FIGURE)
    return others >= OTHERWISE


def _likeliest_to_narrow(tokens: Sequence[Token], read: QuestionReading) -> list[Leftover]:
    words = [Leftover.of([t]) for t in tokens if t.key[:1].isalpha()]
    return sorted(words, key=lambda word: -read.narrowing(word.start, word.end))[:1]


def _likeliest(chances: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    best = sorted(chances.items(), key=lambda pair: -pair[1])[:_SHOWN]
    return tuple((name, round(chance, 3)) for name, chance in best)

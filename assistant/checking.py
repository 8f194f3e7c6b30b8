"""Whether what an asker states holds: each claim against the figure that it speaks of.

A verdict is a line that begins with yes, no or "not exactly", echoes the asker's words and cites the figure. It holds
no number of its own, and verification words it again from the same figure.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum

from assistant.answering import echo
from assistant.claims import Bound, Claim, ClaimKind, read_claim
from assistant.computing import ordinal_word, rounded
from assistant.lexicon import function_words, language, tokenise
from assistant.orders import AHEAD, BEHIND, EITHER, NOT, SAME
from assistant.types import Operation, QueryPlan, SaidOf, Value
from index.catalog import Catalog
from index.places import begins_with_people, listed, name_of
from index.quantities import QUALIFIER_WORDS
from index.types import NATION, Fact, Qualifier

# How far "about" and "not exactly" reach, as parts of the number stated; of percentages also in points.
_ABOUT, _CLOSE = Decimal("0.05"), Decimal("0.15")
_POINTS_ABOUT, _POINTS_CLOSE = Decimal("2.5"), Decimal(5)
_PERCENTAGES = (ClaimKind.PERCENT, ClaimKind.PERCENT_APART)
_PAIR = 2
_SIDES = {AHEAD: "More", BEHIND: "Less", SAME: "Neither"}
_NEAR = 3  # words within which a number says with whom it counts dealings
# What opens a question in front of a number that it takes for granted, and words for the whole of it.
_GRANTED = re.compile(
    r"^\W*(?:(?:so|and|but) )?(?:is|are|was|were|did|do|have|had) (?:the|those|these|its|their)\s+$", re.IGNORECASE
)
_ALL_OF_IT = frozenset("all mostly entirely only each".split())
_UPWARD = (Qualifier.MORE_THAN, Qualifier.AT_LEAST)


class Verdict(StrEnum):
    """How a claim stands to a figure."""

    YES = "yes"
    CLOSE = "close"
    BOUNDED = "bounded"
    OPEN = "open"
    NO = "no"


def weigh(claim: Claim, value: Decimal, qualifier: Qualifier) -> Verdict:
    """Say whether a claim holds of a figure as it is printed or computed.

    A bounded figure ("more than 18,000") bears only what holds of all that it may be. What is denied holds where the
    same without the denial does not.
    """
    verdict = _weigh(claim, value, qualifier)
    if not claim.negated:
        return verdict
    if verdict is Verdict.CLOSE:  # near is not the same, but "not about 900" is a matter of opinion
        return Verdict.YES if claim.bound is Bound.EXACT else Verdict.OPEN
    return {Verdict.YES: Verdict.NO, Verdict.NO: Verdict.YES}.get(verdict, Verdict.OPEN)


def _weigh(claim: Claim, value: Decimal, qualifier: Qualifier) -> Verdict:
    if qualifier is Qualifier.EXACT:
        return _weigh_exact(claim, value)
    if claim.bound is Bound.EXACT and claim.value == value:
        return Verdict.BOUNDED
    upward = qualifier in _UPWARD
    if claim.bound in (Bound.ABOUT, Bound.ALMOST, Bound.JUST_OVER) or qualifier is Qualifier.ABOUT:
        if _near(claim, value, _ABOUT, _POINTS_ABOUT):
            return Verdict.YES
        beyond = claim.value < value if upward else claim.value > value  # "about 14,000" is not "more than 18,400"
        away = qualifier is not Qualifier.ABOUT and beyond and not _near(claim, value, _CLOSE, _POINTS_CLOSE)
        return Verdict.NO if away else Verdict.OPEN
    if upward and claim.bound in (Bound.MORE_THAN, Bound.AT_LEAST):
        return Verdict.YES if claim.value <= value else Verdict.OPEN
    if not upward and claim.bound in (Bound.LESS_THAN, Bound.AT_MOST):
        return Verdict.YES if claim.value >= value else Verdict.OPEN
    outside = claim.value <= value if upward else claim.value >= value
    return Verdict.NO if outside else Verdict.OPEN


def _weigh_exact(claim: Claim, value: Decimal) -> Verdict:
    said, bound = claim.value, claim.bound
    holds = {
        Bound.MORE_THAN: value > said,
        Bound.AT_LEAST: value >= said,
        Bound.LESS_THAN: value < said,
        Bound.AT_MOST: value <= said,
    }.get(bound)
    if holds is not None:
        return Verdict.YES if holds else Verdict.NO
    if bound is Bound.EXACT:
        return _weigh_same(claim, value)
    side = {Bound.ALMOST: value <= said, Bound.JUST_OVER: value >= said}.get(bound, True)
    if side and _near(claim, value, _ABOUT, _POINTS_ABOUT):
        return Verdict.YES
    return Verdict.CLOSE if _near(claim, value, _CLOSE, _POINTS_CLOSE) else Verdict.NO


def _weigh_same(claim: Claim, value: Decimal) -> Verdict:
    """Compare an exact claim; a percentage or multiple is right if the figure rounds to it as it is written."""
    if claim.value == value:
        return Verdict.YES
    if claim.kind in (ClaimKind.FIGURE, ClaimKind.DIFFERENCE):
        return Verdict.NO
    if rounded(value, Decimal(1).scaleb(-(claim.decimals or 0))) == claim.value:
        return Verdict.YES
    return Verdict.CLOSE if abs(value - claim.value) <= 1 and claim.kind in _PERCENTAGES else Verdict.NO


def _near(claim: Claim, value: Decimal, part: Decimal, points: Decimal) -> bool:
    away = abs(value - claim.value)
    return away <= part * abs(claim.value) * (2 if claim.kind in _PERCENTAGES else 1) and (
        claim.kind not in _PERCENTAGES or away <= points
    )


def said_of(plan: QueryPlan, claims: Sequence[Claim], facts: Sequence[Fact]) -> Iterator[tuple[Claim, list[Fact]]]:
    """Yield each number that a plan states with those of some figures that it may be said of.

    A figure without a year bears out nothing that is said of one.
    """
    facts = [f for f in facts if f.period or not plan.periods]
    told = list(plan.said_of)
    for claim in claims:
        own = next((t for t in told if t.number == claim.text), SaidOf(claim.text))
        told = [t for t in told if t is not own]
        yield (
            claim,
            [
                f
                for f in facts
                if own.indicator in ("", f.indicator) and (own.place in ("", f.place) or f.place == NATION)
            ],
        )


def only_repeats(plan: QueryPlan) -> bool:
    """Say whether the words of a clause tell nothing of its numbers, neither a place nor a measure."""
    return not any(t.place or t.indicator for t in plan.said_of) and "question" not in plan.origins.values()


# verdicts in words


def fits_kind(claim: Claim, value: Value) -> bool:
    """Say whether a figure is of the kind that a claim speaks of."""
    if claim.kind is ClaimKind.PERCENT:
        return value.unit == "percent" and value.operation is not Operation.PERCENT_CHANGE
    if claim.kind is ClaimKind.MULTIPLE:
        return value.operation is Operation.RATIO
    if claim.kind is ClaimKind.DIFFERENCE:
        return value.operation is Operation.DIFFERENCE
    if claim.kind is ClaimKind.PERCENT_APART:
        return value.operation is Operation.PERCENT_CHANGE
    if claim.value == 0:
        return value.unit != "ratio"  # "none of the runaways" is said of a percentage, too
    return value.unit not in ("percent", "ratio")


def verdict_line(claim: Claim, value: Value) -> str:
    """Word whether a claim holds of a figure of the answer, with the citations of that figure."""
    said, marks = echo(claim.text), _marks(value.citations)
    bound = QUALIFIER_WORDS[value.qualifier]
    return {
        Verdict.YES: f"Yes, your {said} is right {marks}.",
        Verdict.CLOSE: f"Not exactly: your {said} is near the figure, but not the same {marks}.",
        Verdict.BOUNDED: f"Not exactly: the sheets say {bound} your {said} {marks}.",
        Verdict.OPEN: f"The sheets do not settle your {said}: they give a bound only {marks}.",
        Verdict.NO: f"No, your {said} is not right {marks}.",
    }[weigh(claim, value.value, value.qualifier)]


def said_with_persons(clause: str, claim: Claim) -> bool:
    """Say whether a clause states its number of dealings with persons: "40 engagements with trafficking victims"."""
    position = clause.find(claim.text)
    behind = tokenise(clause[position + len(claim.text) :]) if position >= 0 else []
    at = next((i for i, t in enumerate(behind[:_NEAR]) if t.key == "with"), None)
    others = itertools.takewhile(lambda t: t.key not in function_words(), behind[at + 1 :] if at is not None else [])
    named = [t.key for t in others]
    return bool(named) and named[-1] in language("claims")["persons"]


def counts_persons(clause: str, claim: Claim) -> bool:
    """Say whether a clause states its number of persons: "40 children were trafficked", "40 Iowans were"."""
    position = clause.find(claim.text)
    if position >= 0 and begins_with_people(clause[position + len(claim.text) :]):
        return True
    after = tokenise(clause[position + len(claim.text) :])[:3] if position >= 0 else []
    beside = after[1:]
    if [t.key for t in after[:2]] == ["of", "those"]:  # "one of those engagements"
        after, beside = after[2:], []
    after = after[:2]
    persons = frozenset(language("claims")["persons"])
    # one of several describes what follows: "1,840 child sex trafficking reports"
    singular = {key for key in persons if claim.value != 1 and {f"{key}s", f"{key}ren"} & persons}
    counted = frozenset(language("claims")["counted"])  # "300 missing children cases" are cases
    named = [t for t, behind in itertools.zip_longest(after, beside) if behind is None or behind.stem not in counted]
    return any(t.key in persons - singular for t in named)


def asks_of_all(clause: str, claim: Claim) -> bool:
    """Say whether a question takes a number for granted and asks what all of it is: "Were the 57 all abductions?"."""
    before, number, behind = clause.partition(claim.text)
    return bool(number and _GRANTED.search(before) and _ALL_OF_IT & {t.key for t in tokenise(behind)})


def not_as_said_line(claim: Claim, value: Value) -> str:
    """Word that a number is the sheet's, but not of what it is surely said of; the sheet's sentence follows."""
    line = wording_line(claim, value)
    return f"No, not as it is said: {line[0].lower()}{line[1:]}"


def wording_line(claim: Claim, value: Value) -> str:
    """Word that a number is the sheet's, but of something else than is said; the sheet's sentence follows."""
    return f"Your {echo(claim.text)} is a number of the sheet, but see what it counts {_marks(value.citations)}:"


def something_else_line(claim: Claim, value: Value) -> str:
    """Word that a number is not the figure it is said to be, but another one of the sheet; both sentences follow."""
    return f"No, your {echo(claim.text)} is a number of the sheet, but of something else {_marks(value.citations)}:"


def overall_line(claim: Claim, value: Value, places: Sequence[str]) -> str:
    """Word that a number which is said of places is the overall one; its sentence follows."""
    of = f"that of {listed(name_of(p) for p in places)}" if places else "one of the states alone"
    return f"No, your {echo(claim.text)} is NCMEC's overall figure, not {of} {_marks(value.citations)}:"


def _marks(numbers: Sequence[int]) -> str:
    return "".join(f"[{n}]" for n in dict.fromkeys(numbers))


def order_line(
    first: Sequence[Fact], others: Sequence[Fact], claimed: int, numbers: Sequence[int], *, label: str = ""
) -> str | None:
    """Word whether one figure, or a sum, stands to the sum of others as claimed, an order of `order_claimed`.

    None where bounded figures leave it open. `numbers` are the citations of the figures. `label` names the measure,
    where several are spoken of.
    """
    facts = (*first, *others)
    if any(fact.qualifier is not Qualifier.EXACT for fact in facts) or NATION in {f.place for f in facts}:
        return None
    actual = order_of(first, others)
    words = {AHEAD: "above", BEHIND: "below", SAME: "the same as"}
    name, theirs = _together(first), _together(others)
    whose = f"{name}{chr(39) if name.endswith('s') else chr(39) + 's'} figure is"
    if label:
        whose = f"by {label} {whose}"
    if len(first) > 1:
        whose = f"the figure of {name} is"
    marks = _marks(numbers)
    if claimed == EITHER:
        return f"{_SIDES[actual]}: {whose} {words[actual]} that of {theirs} {marks}."
    if claimed not in words:
        denied = claimed - NOT
        if actual == denied:
            return f"No, {whose} indeed {words[denied]} that of {theirs} {marks}."
        return f"Yes, {whose} not {words[denied]} that of {theirs}, but {words[actual]} it {marks}."
    if actual == claimed:
        return f"Yes, {whose} {words[claimed]} that of {theirs} {marks}."
    return f"No, {whose} {words[actual]} that of {theirs}, not {words[claimed]} it {marks}."


def shares_line(shares: Sequence[Sequence[Fact]], claimed: int, numbers: Sequence[int]) -> str | None:
    """Word whether the first of two places' shares, each a part and its whole, stands to the second as claimed.

    None where bounded or equal figures, or a denial, leave it open. `numbers` are the citations of all four.
    """
    facts = [fact for share in shares for fact in share]
    exact = all(fact.qualifier is Qualifier.EXACT for fact in facts)
    if claimed not in (AHEAD, BEHIND) or not exact or [len(share) for share in shares] != [_PAIR, _PAIR]:
        return None
    first, second = (rounded(100 * part.value / whole.value) for part, whole in shares)
    if first == second:
        return None
    words = {AHEAD: "above", BEHIND: "below"}
    actual = AHEAD if first > second else BEHIND
    name, theirs = (name_of(share[0].place) for share in shares)
    said = f"{name}{chr(39) if name.endswith('s') else chr(39) + 's'} share is {words[actual]} that of {theirs}"
    if actual == claimed:
        return f"Yes, {said} {_marks(numbers)}."
    return f"No, {said}, not {words[claimed]} it {_marks(numbers)}."


def measures_line(labels: Sequence[str], facts: Sequence[Fact], claimed: int, numbers: Sequence[int]) -> str | None:
    """Word whether the first of two figures of one place, of measures with these labels, stands as claimed."""
    words = {AHEAD: "above", BEHIND: "below", SAME: "the same as"}
    bounded = any(fact.qualifier is not Qualifier.EXACT for fact in facts)
    denied = claimed > NOT
    if bounded or not claimed or len({f.place for f in facts}) > 1 or "percent" in {f.unit for f in facts}:
        return None
    actual = order_of(facts[:1], facts[1:])
    if claimed == EITHER:
        return f"{_SIDES[actual]}: the figure of {labels[0]} is {words[actual]} that of {labels[1]} {_marks(numbers)}."
    said = "Yes" if (actual == claimed - NOT * denied) is not denied else "No"
    return f"{said}, the figure of {labels[0]} is {words[actual]} that of {labels[1]} {_marks(numbers)}."


def sum_line(parts: Sequence[Fact], whole: Fact, catalog: Catalog, numbers: Sequence[int]) -> str | None:
    """Word whether the sum of figures is another one: the rows of a table its total, those of states the overall one.

    None where bounded figures leave it open.
    """
    total = sum((f.value for f in parts), Decimal(0))
    below = whole.qualifier in _UPWARD and total <= whole.value
    exact = {f.qualifier for f in parts} <= {Qualifier.EXACT}
    if not exact or len({f.unit for f in parts}) > 1 or not (below or whole.qualifier is Qualifier.EXACT):
        return None
    of_rows = len({f.indicator for f in parts}) > 1
    names = [catalog.by_id[f.indicator].label for f in parts] if of_rows else [name_of(f.place) for f in parts]
    meant = f"the total of {name_of(whole.place)}" if whole.place != NATION else "the overall figure"
    if not below and total == whole.value:
        return f"Yes, the figures of {listed(names)} add up to {meant} {_marks(numbers)}."
    side = "below" if below or total < whole.value else "above"
    return f"No, the sum of the figures of {listed(names)} is not {meant}, but {side} it {_marks(numbers)}."


def year_line(number: int) -> str:
    """Word that a figure is of the year that was asked for."""
    return f"Yes, that is the year of the figure {_marks([number])}."


def _together(facts: Sequence[Fact]) -> str:
    return listed(name_of(f.place) for f in facts) + (" together" if len(facts) > 1 else "")


def order_of(first: Sequence[Fact], others: Sequence[Fact]) -> int:
    """Return how a figure, or the sum of several, stands to the sum of others."""
    own, total = (sum((f.value for f in facts), Decimal(0)) for facts in (first, others))
    return SAME if own == total else AHEAD if own > total else BEHIND


def rank_verdict(
    place: str, rank: int, claimed: Sequence[int], of: int, *, highest_first: bool, mark: int, label: str = ""
) -> str:
    """Word whether a place has the rank that is claimed, or one of the first ranks: "in the top three".

    `label` names the measure, where several are spoken of.
    """
    name, actual = name_of(place), ordinal_word(rank, highest_first=highest_first)
    among = f"{of}, counted by {label}" if label else f"{of}"
    if rank in claimed:
        return f"Yes, {name} is {actual} of {among} [{mark}]."
    said = ordinal_word(claimed[0], highest_first=highest_first)
    first = f"among the {_AMONG.get(len(claimed), len(claimed))} {said}" if len(claimed) > 1 else said
    return f"No, {name} is not {first} but {actual} of {among} [{mark}]."


_AMONG = {2: "two", 3: "three", 4: "four"}


def second_line(own: Fact, first: Fact, said: str, of: int, numbers: Sequence[int], *, highest_first: bool) -> str:
    """Word whether a place that is second is so after the place `said`: "second only to New York"."""
    rank = f"{name_of(own.place)} is {ordinal_word(_PAIR, highest_first=highest_first)} of {of}"
    if first.place == said:
        return f"Yes, {rank}, after {name_of(first.place)} {_marks(numbers)}."
    return f"No, {rank}, but after {name_of(first.place)}, not after {name_of(said)} {_marks(numbers)}."


def each_line(claim: Claim, values: Sequence[Value], *, denied: bool = False) -> str | None:
    """Word in one verdict of which of several places a number that is stated of each of them holds.

    `denied` says that it is stated of none of them. None where it holds of one exactly or nearly, or is left open.
    """
    weighed = [(v, weigh(claim, v.value, v.qualifier)) for v in values]
    places = [str(v.place) for v in values]
    if len({*places}) < max(len(places), _PAIR) or {w for _, w in weighed} - {Verdict.YES, Verdict.NO}:
        return None
    said, marks = echo(claim.text), _marks([n for v in values for n in v.citations])
    passing, failing = ([str(v.place) for v, w in weighed if w is wanted] for wanted in (Verdict.YES, Verdict.NO))
    names, others = (listed(name_of(p) for p in group) for group in (passing, failing))
    if denied:
        neither = " nor ".join(name_of(p) for p in failing)
        return (
            f"No, your {said} holds of {names} {marks}."
            if passing
            else (f"Yes, your {said} holds of neither {neither} {marks}.")
        )
    if not failing:
        return f"Yes, your {said} is right for {names} {marks}."
    if not passing:
        return f"No, your {said} is not right for {others} {marks}."
    return f"No, your {said} is right for {names}, but not for {others} {marks}."


def stated_claims(texts: Sequence[str]) -> list[Claim]:
    """Read the numbers among the claims of a plan."""
    return [claim for text in texts if (claim := read_claim(text))]

"""Whether what an asker states holds: each claim against the figure that it speaks of.

A verdict is a line that begins with yes, no or "not exactly", echoes the asker's words and cites the figure. It holds
no number of its own, and verification words it again from the same figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from assistant.answering import echo, listed
from assistant.claims import Bound, Claim, ClaimKind, read_claim
from assistant.computing import ordinal_word, rounded
from assistant.types import Operation, Value
from index.places import name_of
from index.quantities import QUALIFIER_WORDS
from index.types import NATION, Fact, Qualifier

# How far "about" and "not exactly" reach, as parts of the number stated; of percentages also in points.
_ABOUT, _CLOSE = Decimal("0.05"), Decimal("0.15")
_POINTS_ABOUT, _POINTS_CLOSE = Decimal("2.5"), Decimal(5)
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

    A bounded figure ("more than 18,000") bears only what holds of all that it may be.
    """
    if qualifier is Qualifier.EXACT:
        return _weigh_exact(claim, value)
    if claim.bound is Bound.EXACT and claim.value == value:
        return Verdict.BOUNDED
    if claim.bound in (Bound.ABOUT, Bound.ALMOST, Bound.JUST_OVER) or qualifier is Qualifier.ABOUT:
        return Verdict.YES if _near(claim, value, _ABOUT, _POINTS_ABOUT) else Verdict.OPEN
    upward = qualifier in _UPWARD
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
    if claim.kind is ClaimKind.FIGURE:
        return Verdict.NO
    if rounded(value, Decimal(1).scaleb(-(claim.decimals or 0))) == claim.value:
        return Verdict.YES
    return Verdict.CLOSE if abs(value - claim.value) <= 1 and claim.kind is ClaimKind.PERCENT else Verdict.NO


def _near(claim: Claim, value: Decimal, part: Decimal, points: Decimal) -> bool:
    away = abs(value - claim.value)
    return away <= part * abs(claim.value) * (2 if claim.kind is ClaimKind.PERCENT else 1) and (
        claim.kind is not ClaimKind.PERCENT or away <= points
    )


# verdicts in words


def fits_kind(claim: Claim, value: Value) -> bool:
    """Say whether a figure is of the kind that a claim speaks of."""
    if claim.kind is ClaimKind.PERCENT:
        return value.unit == "percent"
    if claim.kind is ClaimKind.MULTIPLE:
        return value.operation is Operation.RATIO
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


def _marks(numbers: Sequence[int]) -> str:
    return "".join(f"[{n}]" for n in dict.fromkeys(numbers))


def order_line(first: Fact, others: Sequence[Fact], claimed: int, numbers: Sequence[int]) -> str | None:
    """Word whether one figure stands to others as claimed: 1 above their sum, -1 below it, 2 equal to it.

    None where bounded figures leave it open. `numbers` are the citations of the figures.
    """
    facts = (first, *others)
    if any(fact.qualifier is not Qualifier.EXACT for fact in facts) or NATION in {f.place for f in facts}:
        return None
    total = sum((f.value for f in others), Decimal(0))
    actual = 2 if first.value == total else 1 if first.value > total else -1
    words = {1: "above", -1: "below", 2: "the same as"}
    name = name_of(first.place)
    whose, theirs = (
        f"{name}{chr(39) if name.endswith('s') else chr(39) + 's'} figure is",
        listed(name_of(f.place) for f in others),
    )
    theirs += " together" if len(others) > 1 else ""
    if actual == claimed:
        return f"Yes, {whose} {words[claimed]} that of {theirs} {_marks(numbers)}."
    return f"No, {whose} {words[actual]} that of {theirs}, not {words[claimed]} it {_marks(numbers)}."


def rank_verdict(place: str, rank: int, claimed: int, of: int, *, highest_first: bool, mark: int) -> str:
    """Word whether a place has the rank that is claimed."""
    name, actual = name_of(place), ordinal_word(rank, highest_first=highest_first)
    if rank == claimed:
        return f"Yes, {name} is {actual} of {of} [{mark}]."
    return f"No, {name} is not {ordinal_word(claimed, highest_first=highest_first)} but {actual} of {of} [{mark}]."


def stated_claims(texts: Sequence[str]) -> list[Claim]:
    """Read the numbers among the claims of a plan."""
    return [claim for text in texts if (claim := read_claim(text))]

"""What people decided about flags, carried into what is read from a document.

The facts of a document follow from its text, its earlier versions and the decisions alone, so a decision holds
whenever the document is read again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from decimal import Decimal

from index.adding_up import rows_add_up
from index.catalog import Catalog
from index.database import Database
from index.errors import DecisionError
from index.facts import Extraction
from index.quantities import find_numerals, grouped, parse_number
from index.reviews import figure_of
from index.revisions import mark_revised
from index.types import COMPARING, DISCLOSED, Candidate, Decision, Document, Fact, Flag, FlagKind, Review

_NAME = re.compile(r"[^\W_][\w .,'\u2019@-]{0,79}")
_WITHDRAWN = {
    FlagKind.OVERALL_DIFFERS: "The sheets gave different overall figures; this one was withdrawn.",
    FlagKind.EXCEEDS_OVERALL: "The place's figure was above the overall figure of that year; it was withdrawn.",
}


def findings(document: Document, extraction: Extraction, database: Database, catalogs: Sequence[Catalog]) -> Extraction:
    """Return what is read from a document once the decisions about it and its earlier versions are heard."""
    reviews = database.reviews.of(document.id)
    extraction = _with_accepted(document, extraction, reviews, catalogs)
    extraction = mark_revised(extraction, document, database.versions.earlier(document.id), catalogs)
    return _without_rejected(extraction, reviews, catalogs) if reviews else extraction


def _with_accepted(
    document: Document, extraction: Extraction, reviews: Mapping[str, Review], catalogs: Sequence[Catalog]
) -> Extraction:
    accepted: list[Fact] = []
    for flag in extraction.flags:
        review = reviews.get(flag.id)
        if flag.candidate and review and review.decision is Decision.ACCEPTED and review.value is not None:
            slots = {field.name: getattr(flag.candidate, field.name) for field in fields(Candidate)}
            known = {"document_id": document.id, "value": review.value, "method": "accepted", "flags": (flag.kind,)}
            fact_id = f"{document.id}:{flag.candidate.value_start}"
            accepted.append(Fact(**slots | known | {"id": fact_id, "review": review}))
    if not accepted:
        return extraction
    rows = FlagKind.ROWS_DO_NOT_ADD_UP
    facts = [replace(f, flags=tuple(k for k in f.flags if k != rows)) for f in (*extraction.facts, *accepted)]
    flags = [flag for flag in extraction.flags if flag.kind != rows]
    for catalog in catalogs:
        for table in catalog.tables if catalog.family == document.family else ():
            facts = rows_add_up(facts, table, flags)
    counts = extraction.numerals
    moved = min(sum(_numerals_of(document, fact) for fact in accepted), counts.unclaimed)
    counts = replace(counts, as_facts=counts.as_facts + moved, unclaimed=counts.unclaimed - moved)
    return Extraction(facts=tuple(facts), flags=tuple(flags), numerals=counts)


def _numerals_of(document: Document, fact: Fact) -> int:
    printed = document.text[fact.value_start : fact.value_end]
    return len(list(find_numerals(printed, magnitudes=False)))


def _without_rejected(extraction: Extraction, reviews: Mapping[str, Review], catalogs: Sequence[Catalog]) -> Extraction:
    """Withdraw the figures whose flags a person rejected."""
    rejected = {flag_id for flag_id, review in reviews.items() if review.decision is Decision.REJECTED}
    flags = list(extraction.flags)
    withdrawn: set[str] = set()
    for flag in extraction.flags:
        if flag.id in rejected and flag.kind in DISCLOSED:
            members = _figures_of(flag, catalogs)
            withdrawn |= {f.id for f in extraction.facts if f.indicator in members and flag.kind in f.flags}
    for fact in extraction.facts:
        for kind in COMPARING:
            flag = _flag_on(fact, kind)
            if flag.id in rejected:
                flags.append(flag)
                withdrawn.add(fact.id)
    return replace(extraction, facts=tuple(f for f in extraction.facts if f.id not in withdrawn), flags=tuple(flags))


def _figures_of(flag: Flag, catalogs: Sequence[Catalog]) -> set[str | None]:
    """Return the indicators that a flag is about: of a table the total and its rows."""
    rows = [t.rows for c in catalogs for t in c.tables if t.lead == flag.indicator]
    return {flag.indicator, *(row for table in rows for row in table)}


def _flag_on(fact: Fact, kind: FlagKind) -> Flag:
    """Return the flag of a withdrawn figure that compares documents, with the figure beside it."""
    slots = {field.name: getattr(fact, field.name) for field in fields(Candidate)}
    return Flag(
        document_id=fact.document_id,
        kind=kind,
        indicator=fact.indicator,
        message=_WITHDRAWN[kind],
        quote=fact.quote,
        start=fact.start,
        end=fact.end,
        candidate=Candidate(**slots),
    )


# deciding


def acceptance(flag: Flag, flags: Sequence[Flag], value: str | Decimal | None, name: str, at: str) -> Review:
    """Return the decision that a flag's figure stands, or that somebody has seen what the flag is about.

    `flags` are all flags of the store. Raises DecisionError if it cannot be decided so.
    """
    _require_open(flag, flags)
    number = _number(value)
    if flag.candidate is None:
        if number is not None:
            raise DecisionError(f"Flag {flag.id} is about no figure in doubt, so there is no value to give.")
        return Review(decision=Decision.ACCEPTED, name=_checked_name(name), at=at)
    taken = number if number is not None else flag.candidate.value
    if taken is None:
        raise DecisionError(
            f"Nobody can tell what number {' '.join(flag.quote.split())!r} holds. Read the original and say it with "
            f"--value."
        )
    if flag.candidate.value is not None and flag.kind is FlagKind.STATED_TWICE and taken != flag.candidate.value:
        raise DecisionError(
            f"The sheet prints {grouped(flag.candidate.value)} there, so {grouped(taken)} cannot be accepted. Accept "
            "the flag of the printing that is right."
        )
    return Review(decision=Decision.ACCEPTED, value=taken, name=_checked_name(name), at=at)


def rejection(flag: Flag, flags: Sequence[Flag], name: str, at: str) -> Review:
    """Return the decision that what a flag is about is not used.

    Raises DecisionError if there is nothing to withdraw.
    """
    _require_open(flag, flags)
    if flag.candidate is None and (flag.kind not in DISCLOSED or flag.indicator is None):
        raise DecisionError(
            f"Flag {flag.id} is about no figure that answers use, so there is nothing to withdraw. `statdesk accept "
            f"{flag.id}` says that you have seen it."
        )
    return Review(decision=Decision.REJECTED, name=_checked_name(name), at=at)


def _require_open(flag: Flag, flags: Sequence[Flag]) -> None:
    """Refuse to decide twice, also about a figure of which another printing was accepted."""
    for decided in (*(other for other in flags if _is_accepted_for(other, flag)), flag):
        if review := decided.review:
            raise DecisionError(
                f"Flag {decided.id} was {review.decision.value} by {review.name} on {review.at[:10]}. "
                f"`statdesk reconsider {decided.id}` takes that back."
            )


def _is_accepted_for(other: Flag, flag: Flag) -> bool:
    accepted = other.review is not None and other.review.decision is Decision.ACCEPTED
    return accepted and flag.kind is FlagKind.STATED_TWICE and figure_of(other) == figure_of(flag)


def _number(value: str | Decimal | None) -> Decimal | None:
    if value is None or (isinstance(value, Decimal) and value.is_finite() and value >= 0):
        return value
    number = parse_number(str(value))
    if number is None:
        raise DecisionError(f"{str(value)!r} is not a number. Give it like 3418 or 3,418.")
    return number


def _checked_name(name: str) -> str:
    """Check a reviewer's name, which answers show: letters and digits, blanks and the marks of names."""
    name = " ".join(name.split())
    if not _NAME.fullmatch(name):
        raise DecisionError(f"{name!r} cannot be shown as a name. Give a name like Jane Doe, of up to 80 letters.")
    return name

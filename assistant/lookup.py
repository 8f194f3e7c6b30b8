"""From a plan to facts: which figure answers which part of the question, and which kind of silence the rest is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.types import QueryPlan, Reason
from index.catalog import Catalog, Indicator
from index.database import Database
from index.disagreements import representative, sheets_that_print
from index.places import find_names
from index.types import DISCLOSED, NATION, Decision, Fact, FlagKind

_DOUBTFUL = (FlagKind.UNREADABLE_NUMBER, FlagKind.STATED_TWICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A figure that the documents do not hold.

    `offer` are facts that may be shown instead, clearly labelled as another level; they are no answer. `printed` says
    of a figure that the sheet does print why it is not given, "" of one that it does not print. `unread` says that the
    sheet holds figures that no measure claims: what is missing may be among them.
    """

    reason: Reason
    place: str
    indicator: str | None = None
    period: str | None = None
    offer: tuple[Fact, ...] = ()
    printed: str = ""
    unread: bool = False


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What the store holds: periods by place, newest first, the number of documents, and of those of no family."""

    periods: dict[str, tuple[str, ...]]
    documents: int
    families: tuple[str, ...]
    outside: int = 0

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The covered places, by code."""
        return tuple(self.periods)

    @cached_property
    def all_periods(self) -> tuple[str, ...]:
        """Every period of any place, newest first."""
        return tuple(sorted({p for periods in self.periods.values() for p in periods}, reverse=True))


def read_coverage(database: Database) -> Coverage:
    """Read what the store covers."""
    periods: dict[str, set[str]] = {}
    families: set[str] = set()
    documents = outside = 0
    for family, place, period, number in database.coverage():
        documents += number
        if family is None:
            outside += number
            continue
        families.add(family)
        if place and period:
            periods.setdefault(place, set()).add(period)
    return Coverage(
        periods={place: tuple(sorted(found, reverse=True)) for place, found in sorted(periods.items())},
        documents=documents,
        families=tuple(sorted(families)),
        outside=outside,
    )


def look_up(plan: QueryPlan, catalog: Catalog, coverage: Coverage, database: Database) -> Iterator[Fact | Missing]:
    """Yield a fact or the kind of silence for each place, period and indicator of a plan, in the order asked."""
    if plan.over:
        found = (result for part in plan.over for result in look_up(part, catalog, coverage, database))
        yield from dict.fromkeys(found)
        return
    places = list(plan.places)
    if plan.all_places and not places:
        places = list(coverage.places)
    if plan.overall:
        places.append(NATION)
    indicators = [catalog.by_id[i] for i in plan.indicators]
    unknown: set[str] = set()
    for indicator in indicators:
        targets = [p for p in places if p != NATION or indicator.level == "nation" or len(indicators) == 1]
        if indicator.level == "nation":
            states = [p for p in targets if p != NATION]
            answered_by_state_indicator = any(i.overall_counterpart == indicator.id for i in indicators)
            if not states or NATION in targets or answered_by_state_indicator:
                targets = [NATION]
        for place in targets:
            if place != NATION and place not in coverage.periods:
                if place not in unknown:
                    unknown.add(place)
                    yield Missing(reason=Reason.NO_SHEET_FOR_PLACE, place=place)
                continue
            yield from _figures(indicator, place, plan.periods, catalog, coverage, database)


def without_sheet(asked: QueryPlan, compared: QueryPlan, coverage: Coverage) -> list[Missing]:
    """Return the places that a comparison among all is asked for and that no sheet is for: "why does Texas lead?"."""
    own = asked.origins.get("places") == "question"  # "... Texas?" "Which states do you have?" "And the smallest?"
    named = asked.places if own and not asked.excludes else ()
    left = [p for p in named if p not in compared.places and p not in coverage.periods and p != NATION]
    return [Missing(reason=Reason.NO_SHEET_FOR_PLACE, place=p) for p in left]


def _figures(
    indicator: Indicator,
    place: str,
    periods: Sequence[str],
    catalog: Catalog,
    coverage: Coverage,
    database: Database,
) -> Iterator[Fact | Missing]:
    existing = coverage.all_periods if place == NATION else coverage.periods[place]
    for period in periods or existing[:1]:
        if period not in existing:
            yield Missing(reason=Reason.NO_SHEET_FOR_PERIOD, place=place, indicator=indicator.id, period=period)
            continue
        found = _first(indicator, place, period, database)
        yield found or _silence(indicator, place, period, catalog, database)


def _first(indicator: Indicator, place: str, period: str, database: Database) -> Fact | None:
    """Return a figure as the newest sheet prints it; an undated one as the year's own sheets do, if they print it.

    Where sheets print different overall figures it is the one that most of them bear out.
    """
    if indicator.period == "none":
        first = database.first_fact(indicator.id, place, None, in_period=period)
        first = first or database.first_fact(indicator.id, place, None)
    else:
        first = database.first_fact(indicator.id, place, period)
    if first and FlagKind.OVERALL_DIFFERS in first.flags:
        return representative(sheets_that_print(first, database))
    return first


def _silence(indicator: Indicator, place: str, period: str, catalog: Catalog, database: Database) -> Missing:
    """Say why a sheet that exists has no such figure, and what of another level it prints."""
    if printed := _why_not_given(indicator, place, period, catalog, database):
        reason = Reason.SHEET_SILENT
        return Missing(reason=reason, place=place, indicator=indicator.id, period=period, printed=printed)
    if indicator.level == "nation" and place != NATION:
        overall = [indicator.id]
    else:
        overall = [i for i in (indicator.overall_counterpart, *indicator.instead) if i]
    offer: list[Fact] = []
    for other in dict.fromkeys(overall):
        whole = catalog.by_id[other]
        wanted = None if whole.period == "none" else period
        own = database.first_fact(other, NATION, wanted, in_place=place)
        offer += filter(None, [own or _first(whole, NATION, period, database)])
    national = bool(offer) and place != NATION
    return Missing(
        reason=Reason.NATIONAL_ONLY if national else Reason.SHEET_SILENT,
        place=place,
        indicator=indicator.id,
        period=period,
        offer=tuple(offer),
        unread=_has_unread(indicator, place, period, database),
    )


def _has_unread(indicator: Indicator, place: str, period: str, database: Database) -> bool:
    """Say whether a sheet of a place holds figures that no measure claims, and that no person has looked at.

    Of a measure of the whole nation no state has a figure of its own, read or unread.
    """
    if place == NATION or indicator.level == "nation":
        return False
    flags = database.flags_on([indicator.id, None], place, period)
    return any(flag.kind is FlagKind.UNCLAIMED_NUMERAL and flag.review is None for flag in flags)


def _why_not_given(indicator: Indicator, place: str, period: str, catalog: Catalog, database: Database) -> str:
    """Say of a figure that a sheet prints why it is no fact: in doubt, or withdrawn by a person."""
    of_place = NATION if indicator.level == "nation" else place
    if of_place != place:
        return ""
    tables = {table.lead for table in catalog.tables if indicator.id in table.rows}
    reasons = ""
    for flag in database.flags_on([indicator.id, *tables], place, period):
        own = flag.indicator == indicator.id
        if own and (flag.kind in _DOUBTFUL or (flag.candidate and flag.kind not in DISCLOSED)):
            return "cannot be read with certainty"
        rejected = flag.review is not None and flag.review.decision is Decision.REJECTED
        if rejected and (own or flag.kind is FlagKind.ROWS_DO_NOT_ADD_UP):
            reasons = "was withdrawn"
    return reasons


def only_uncovered(plan: QueryPlan, missing: Sequence[Missing]) -> bool:
    """Say whether a clause ranks places without a sheet among those that only the turns before named.

    "What about Texas, would it beat them?": their figures are no answer to it.
    """
    named = {mention.code for mention in find_names(plan.clause)}
    lacking = {m.place for m in missing if m.reason is Reason.NO_SHEET_FOR_PLACE}
    return plan.origins.get("places") == "earlier" and bool(named) and named <= lacking

"""Questions about made sheets with their right answers, by what answering them takes."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.types import Operation
from eval.bench.sheets import MadeSheet

_OF_PLACE = {
    "cybertipline_reports_to_law_enforcement": (
        "How many CyberTipline reports were made available to law enforcement in {place} in {year}?",
        "CyberTipline reports sent to police, {place} {year}",
    ),
    "cvip_submissions_reviewed": ("How many submissions did NCMEC review from {place} police in {year}?",),
    "missing_children_cases": (
        "How many cases of missing children did NCMEC handle from {place} in {year}?",
        "missing children {place} {year}",
    ),
    "missing_from_social_services_facility": (
        "How many children were missing from a social services facility in {place} in {year}?",
    ),
    "other_missing_children_cases": ("How many other missing children cases were there in {place} in {year}?",),
    "missing_reported_by_hhs_orr": ("How many missing children did HHS-ORR report from {place} in {year}?",),
    "sex_trafficking_engagements": (
        "How many engagements did NCMEC have with {place} social service agencies in {year}?",
    ),
    "team_hope_families_supported": ("How many survivors/families did Team HOPE support in {place} in {year}?",),
    "families_connected_to_mental_health_services": (
        "How many families were connected to mental health services in {place} in {year}?",
    ),
    "ncmec_connect_new_professionals": ("How many new professionals joined NCMEC CONNECT in {place} in {year}?",),
}
_OVERALL = {
    "cybertipline_reports": ("How many reports did the CyberTipline receive overall in {year}?",),
    "missing_child_cases_assisted": ("How many missing child cases did NCMEC assist with nationwide in {year}?",),
}
_CASES = "missing_children_cases"
_TIPS = "cybertipline_reports_to_law_enforcement"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the one figure that answers it; `place` is None for a figure that is of several places."""

    question: str
    operation: Operation
    place: str | None
    period: str
    indicator: str
    value: int


def lookups(sheets: Sequence[MadeSheet], number: int) -> Iterator[Asked]:
    """Ask for one printed figure; every sixth question is for the nation's."""
    chosen = random.Random(11)
    for n in range(number):
        sheet = chosen.choice(sheets)
        overall = n % 6 == 0
        values = sheet.overall_values if overall else sheet.place_values
        indicator = chosen.choice(list(values))
        wording = chosen.choice((_OVERALL if overall else _OF_PLACE)[indicator])
        question = wording.format(place=sheet.place_name, year=sheet.period)
        place = "US" if overall else sheet.place
        yield Asked(question, Operation.LOOKUP, place, sheet.period, indicator, values[indicator])


def differences(sheets: Sequence[MadeSheet], number: int) -> Iterator[Asked]:
    """Ask for the difference of two states: two operands, however many sheets there are."""
    chosen = random.Random(12)
    for _ in range(number):
        one = chosen.choice(sheets)
        other = chosen.choice([s for s in sheets if s.period == one.period and s is not one] or [one])
        if other is one:
            continue
        less, more = sorted((one, other), key=lambda sheet: sheet.place_values[_TIPS])
        question = (
            f"How many more CyberTipline reports were made available to law enforcement in {more.place_name} than in "
            f"{less.place_name} in {one.period}?"
        )
        value = more.place_values[_TIPS] - less.place_values[_TIPS]
        yield Asked(question, Operation.DIFFERENCE, None, one.period, _TIPS, value)


def rankings(sheets: Sequence[MadeSheet], number: int) -> Iterator[Asked]:
    """Ask which state had the most: as many operands as the year has states."""
    chosen = random.Random(13)
    for _ in range(number):
        year = chosen.choice(sheets).period
        most = max((sheet for sheet in sheets if sheet.period == year), key=lambda s: s.place_values[_CASES])
        question = f"Which state had the most cases of missing children in {year}?"
        yield Asked(question, Operation.RANK, most.place, year, _CASES, most.place_values[_CASES])


# Each with its name in the table, and how many are asked.
KINDS: dict[str, tuple[Callable[[Sequence[MadeSheet], int], Iterator[Asked]], int]] = {
    "one figure": (lookups, 200),
    "difference of two states": (differences, 20),
    "ranking of all states of a year": (rankings, 10),
}

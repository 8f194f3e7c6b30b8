"""How a figure moved over the years, in words that can be made again from its figures.

A course is the figures of one measure and one place, of several years, earliest first.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from assistant.computing import ordinal_word
from index.catalog import Catalog
from index.places import name_of
from index.types import NATION, Fact, Qualifier

Course = Sequence[Fact]
_UP, _DOWN, _SAME = "up", "down", "unchanged"
_BESIDE = {_UP: "above", _DOWN: "below", _SAME: "the same as"}


def courses(facts: Iterable[Fact]) -> list[list[Fact]]:
    """Return the courses of figures; those that bear no year, and years that stand alone, have none."""
    groups: dict[tuple[str, str], dict[str, Fact]] = {}
    for fact in facts:
        if fact.period:
            groups.setdefault((fact.indicator, fact.place), {}).setdefault(fact.period, fact)
    return [[own[year] for year in sorted(own)] for own in groups.values() if len(own) > 1]


def comparable(course: Course) -> bool:
    """Say whether figures are known exactly; two that are "more than 18,000" may be any way to each other."""
    return all(fact.qualifier is Qualifier.EXACT for fact in course)


def whose(course: Course, catalog: Catalog) -> str:
    """Name whose course it is."""
    return catalog.overall if course[0].place == NATION else name_of(course[0].place)


def course_line(course: Course, numbers: Sequence[int], catalog: Catalog) -> str:
    """Word a course: "Over these years, Ohio: up from 2021 to 2023, down from 2023 to 2024"."""
    return f"Over these years, {whose(course, catalog)}: {_legs(course)} {_marks(numbers)}."


def steady_line(course: Course, numbers: Sequence[int], *, rises: bool) -> str:
    """Word whether each figure of a course is above the one before, or below it."""
    wanted = _UP if rises else _DOWN
    holds = all(_direction(a, b) == wanted for a, b in itertools.pairwise(course))
    return f"{'Yes, each time: ' if holds else 'No, not each time: '}{_legs(course)} {_marks(numbers)}."


def moved_line(course: Course, numbers: Sequence[int], *, rises: bool) -> str:
    """Word whether the last figure of a course is above the first, or below it."""
    first, last = course[0], course[-1]
    moved = _direction(first, last)
    said = "Yes" if moved == (_UP if rises else _DOWN) else "No"
    ends = numbers[0], numbers[-1]
    return f"{said}, the figure of {last.period} is {_BESIDE[moved]} that of {first.period} {_marks(ends)}."


def year_rank_line(fact: Fact, rank: int, course: Course, *, highest_first: bool) -> str:
    """Word the rank of a year in front of the sentence that states its figure."""
    tie = ", tied" if sum(other.value == fact.value for other in course) > 1 else ""
    return f"**{fact.period}**: {ordinal_word(rank, highest_first=highest_first)} of {len(course)} years{tie}."


def most_moved_line(found: Sequence[Course], catalog: Catalog, *, rises: bool, percent: bool) -> str:
    """Word of which of several places, with courses of one measure and of the same ends, a figure moved most.

    By the difference of the last and the first figure, or by the percentage of the first.
    """
    moves = {whose(course, catalog): _moved(course, percent=percent) * (1 if rises else -1) for course in found}
    most = max(moves.values())
    ends = f"from {found[0][0].period} to {found[0][-1].period}, among the {len(found)} that have both years"
    how = f"{'rise' if rises else 'fall'}{' in percent' if percent else ''}"
    if most <= 0:
        return f"Largest {how} {ends}: none of these went {_UP if rises else _DOWN}."
    return f"Largest {how} {ends}: {' and '.join(place for place, moved in moves.items() if moved == most)}."


def sides_line(found: Sequence[Course], catalog: Catalog) -> str:
    """Word in which of several places a figure went up and in which down, between the same two years."""
    ways = {way: [whose(c, catalog) for c in found if _direction(c[0], c[-1]) == way] for way in _BESIDE}
    told = "; ".join(f"{way} for {' and '.join(names)}" for way, names in ways.items() if names)
    return f"Each from {found[0][0].period} to {found[0][-1].period}: {told}."


def together(found: Sequence[Course]) -> list[Course]:
    """Return the courses that can be set against each other: exact, and with the first and last year of most."""
    exact = [course for course in found if comparable(course) and course[0].place != NATION and course[0].value]
    ends = [(course[0].indicator, course[0].period, course[-1].period) for course in exact]
    most = max(ends, key=ends.count, default=None)
    return [course for course, own in zip(exact, ends, strict=True) if own == most]


def lines_again(facts: Sequence[Fact], number: dict[str, int], catalog: Catalog) -> Iterator[str]:
    """Word again all that may be said of the courses of cited figures; `number` are the citations by fact."""
    found = courses(facts)
    for course in found:
        numbers = [number[fact.id] for fact in course]
        if comparable(course):
            yield course_line(course, numbers, catalog)
            for rises in (True, False):
                yield steady_line(course, numbers, rises=rises)
                yield moved_line(course, numbers, rises=rises)
    for indicator in dict.fromkeys(course[0].indicator for course in found):
        beside = together([course for course in found if course[0].indicator == indicator])
        if len(beside) > 1:
            yield sides_line(beside, catalog)
        for rises, percent in itertools.product((True, False), repeat=2) if len(beside) > 1 else ():
            yield most_moved_line(beside, catalog, rises=rises, percent=percent)


def _direction(before: Fact, after: Fact) -> str:
    return _UP if after.value > before.value else _DOWN if after.value < before.value else _SAME


def _moved(course: Course, *, percent: bool) -> float:
    change = course[-1].value - course[0].value
    return float(change / course[0].value) if percent else float(change)


def _legs(course: Course) -> str:
    """Word the stretches over which a figure moved one way."""
    legs: list[list[str]] = []
    for before, after in itertools.pairwise(course):
        way = _direction(before, after)
        if legs and legs[-1][0] == way:
            legs[-1][2] = str(after.period)
        else:
            legs.append([way, str(before.period), str(after.period)])
    return ", ".join(f"{way} from {first} to {last}" for way, first, last in legs)


def _marks(numbers: Iterable[int]) -> str:
    return "".join(f"[{n}]" for n in dict.fromkeys(numbers))

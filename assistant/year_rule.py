"""Which years a question is about where the store holds several.

The rule, applied here and nowhere else:

- A year that is named is meant; "last year" and "the past three years" go by today's date.
- Without a year, the figure of one place is that of its newest sheet, an overall figure that of the newest of all.
- Figures that are set against each other, added or ranked are of one year: without a year, of the newest for which all
  of these places have a sheet. Where no year has all, places that are named are given side by side, each with its year,
  and nothing is computed; of all states it is the year that most of them have, the newest of such, and it is said how
  many these are.
- Years that are gone over ("since 2021", "over the years") are those that the place has; gaps are named.

A store of a single year needs no rule: its plans stay as they are.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.answering import sheets_line
from assistant.claims import Bound, ClaimKind, counts_things, read_claims
from assistant.cues import operation_cues
from assistant.lexicon import may_hold, normalise, tokenise
from assistant.lookup import Coverage
from assistant.selecting import compared_places, says_which_end
from assistant.spans import read_span, sets_years_apart, speaks_of, year_words
from assistant.types import Intent, Operation, Origin, QueryPlan, YearSpan
from assistant.years import YEAR
from index.catalog import Catalog
from index.database import Database
from index.places import find_names, listed, name_in_text, name_of
from index.types import NATION, Fact

_SINCE = re.compile(r"\bsince ((?:19|20)\d{2})\b", re.IGNORECASE)
_OVER_YEARS = (Operation.SUM, Operation.MEAN, Operation.MEDIAN, Operation.DIFFERENCE, Operation.PERCENT_CHANGE)
_BY_YEAR = (Operation.SHARE, Operation.RATIO)
_WAYS = ("rises", "falls")
_PAIR = 2
_MOST_FIGURES = 500  # each is stated and cited
_LEAST_QUOTED = 10  # a smaller number may count anything
NO_COMMON_YEAR = (
    "There is no year for which all of these have a sheet, so I do not set their figures against each other."
)


def with_years(plan: QueryPlan, catalog: Catalog, coverage: Coverage, database: Database, today: date) -> QueryPlan:
    """Return a plan with the years that it is about; one that names its years, or no measure, stays as it is."""
    if len(coverage.all_periods) < _PAIR or plan.parts or not plan.indicators:
        return plan
    plan = _in_pairs(plan)
    if plan.over:
        return _side_by_side(plan, coverage)
    plan = _with_span(plan)
    span = plan.span or YearSpan()
    places = _places(plan, catalog, coverage)
    if span.open or ((plan.moves or span.which) and len(plan.periods) < _PAIR):
        years = _gone_over(plan, span, places, coverage, today)
        told = span.ago or span.earliest  # they say which one it is
        origins: dict[str, Origin] = {**plan.origins, "periods": "question"} if told else _defaulted(plan)
        return replace(plan, periods=tuple(sorted(years)), origins=origins)
    if quoted := _years_quoted(plan, database):
        return replace(plan, periods=quoted, origins={**plan.origins, "periods": "question"})
    if plan.periods:
        return replace(plan, periods=tuple(sorted(plan.periods)))
    if not places:
        return plan if not _of_nation(plan, catalog) else _taken(plan, coverage.all_periods[:1])
    if plan.operation is Operation.LOOKUP and not plan.overall:
        newest = {coverage.periods[p][0] for p in places if p in coverage.periods}
        return _taken(plan, tuple(newest)) if len(newest) == 1 else plan
    return _compared(plan, places, coverage)


def _in_pairs(plan: QueryPlan) -> QueryPlan:
    """Let each place be of its own year where a clause says so: "Ohio in 2021 and Texas in 2022"."""
    if plan.over or len(plan.places) < _PAIR or len(plan.periods) < _PAIR:
        return plan
    names = [(m.start, m.code) for m in find_names(plan.clause) if m.code in plan.places]
    years = [(m.start(), m[0]) for m in YEAR.finditer(plan.clause) if m[0] in plan.periods]
    marks = sorted([(at, 0) for at, _ in names] + [(at, 1) for at, _ in years])
    in_turn = all(a != b for (_, a), (_, b) in itertools.pairwise(marks))
    if len(names) != len(years) or not in_turn:
        return plan
    pairs = zip(names, years, strict=True)
    alone = replace(plan, operation=Operation.LOOKUP, operation_cue=None, claims=(), states=False, premises=())
    return replace(
        plan,
        over=tuple(replace(alone, places=(place,), periods=(year,)) for (_, place), (_, year) in pairs),
        moves=False,
    )


def _with_span(plan: QueryPlan) -> QueryPlan:
    """Read the years that the clause goes over; words for them narrow nothing."""
    own = read_span(plan.clause)
    if len(plan.periods) == 1 and speaks_of(plan.clause, "since_then"):
        own = replace(own or YearSpan(), since=plan.periods[0])
    span = own if own or plan.origins.get("periods") == "question" else plan.span
    cued = plan.over_time or bool(span and (span.open or span.which)) or len(plan.periods) > 1
    of_one = len(plan.places) < _PAIR and not plan.all_places
    moves = plan.moves or plan.over_time or sets_years_apart(plan.clause) or bool(span and (span.step or span.against))
    moves = moves or (of_one and bool(plan.periods or cued) and speaks_of(plan.clause, "moves"))
    moves = moves or (of_one and len(plan.periods) > 1 and any(speaks_of(plan.clause, way) for way in _WAYS))
    moves = moves or (bool(cued) and speaks_of(plan.clause, "improves"))
    if not (cued or moves):
        return plan
    tokens = tokenise(normalise(plan.clause))
    if moves and plan.operation is Operation.LOOKUP and Operation.SHARE in operation_cues(tokens):
        return replace(plan, span=span, moves=False, operation=Operation.SHARE)  # a share is one of each year
    bounded = any(c.kind is ClaimKind.FIGURE and c.bound is not Bound.EXACT for c in read_claims(plan.clause))
    if span and span.which and plan.operation in (Operation.LOOKUP, Operation.RANK) and bounded:
        plan, moves = replace(plan, operation=Operation.FILTER), False  # "in which years was it above 600?"
    if span and span.which and plan.operation is Operation.LOOKUP and _ranks_years(plan.clause):
        plan, moves = replace(plan, operation=Operation.RANK), False
    if plan.operation is Operation.LOOKUP and of_one and len(plan.indicators) == 1:
        plan = replace(plan, operation=_done(plan, moves=moves))
    words = year_words()
    left = tuple(w for w in plan.leftovers if not words.issuperset(w.lower().split()))
    return replace(plan, span=span, moves=moves, leftovers=left)


def _ranks_years(clause: str) -> bool:
    return says_which_end(clause) or speaks_of(clause, "peaks") or speaks_of(clause, "lows")


def _done(plan: QueryPlan, *, moves: bool) -> Operation:
    """Return what is to be done with the figures of the years: "total reports, 2021 to 2023", "on average per year"."""
    if any(speaks_of(plan.clause, entry) for entry in (*_WAYS, "step")) or sets_years_apart(plan.clause):
        return Operation.LOOKUP
    if moves and speaks_of(plan.clause, "moves"):
        return Operation.LOOKUP
    done = {"averages": Operation.MEAN, "adds": Operation.SUM}
    return next((operation for entry, operation in done.items() if speaks_of(plan.clause, entry)), Operation.LOOKUP)


def _years_quoted(plan: QueryPlan, database: Database) -> tuple[str, ...]:
    """Return the one year whose figure a clause quotes: "of the 28,886 cases, how many were Ohio's?"; () if none.

    What it states of a figure, "Ohio had 600, right?", says no year: it is weighed against the newest.
    """
    quoted = [c for c in read_claims(plan.clause) if c.kind is ClaimKind.FIGURE and c.bound is Bound.EXACT]
    if plan.periods or plan.states or not quoted:
        return ()
    values = {c.value for c in quoted if c.value >= _LEAST_QUOTED and not counts_things(c.text)}
    found = [slot for value in values for slot in database.slots(value=value)]
    meant = {year for measure, place, year in found if year and (place == NATION or measure in plan.indicators)}
    return (meant.pop(),) if len(meant) == 1 else ()


def of_other_years(plan: QueryPlan, database: Database) -> list[Fact]:
    """Return the figures of other years that a clause may mean which states a number without saying of which year."""
    if plan.origins.get("periods") != "default" or not plan.states or len(plan.places) != 1:
        return []
    values = {c.value for c in read_claims(plan.clause) if c.kind is ClaimKind.FIGURE and not counts_things(c.text)}
    found = [f for v in values for f in database.facts(indicators=plan.indicators, places=plan.places, value=v)]
    return [fact for fact in found if fact.period not in plan.periods]


def _gone_over(
    plan: QueryPlan, span: YearSpan, places: Sequence[str], coverage: Coverage, today: date
) -> tuple[str, ...]:
    """Return the years that a plan goes over, earliest first."""
    covered = [coverage.periods[p] for p in places if p in coverage.periods]
    there_are = sorted({y for years in covered for y in years}) if covered else sorted(coverage.all_periods)
    named = [y for y in sorted(plan.periods) if y.isdigit()]
    if span.ago:
        return (str(today.year - span.ago),)
    if span.past:
        return tuple(str(today.year - n) for n in range(span.past, 0, -1))
    if span.earliest:
        return tuple(there_are[:1])
    if span.latest:
        return tuple(there_are[-span.latest :])
    if len(named) > 1:
        return tuple(named)
    if len(places) > 1 and plan.moves and not (span.until or plan.places):
        # what moved most is told of the same years of all states: the last is the newest that most of them have
        having = [p for p in places if not span.since or span.since in coverage.periods.get(p, ())]
        newest, _ = _common(having or places, coverage, after=span.since)
        there_are = [year for year in there_are if year <= newest]
    if span.since or span.until:
        first, last = span.since or there_are[0], span.until or max(there_are[-1], span.since)
        bounds = {y for y in (span.since, span.until) if y}
        return tuple(sorted(bounds.union(y for y in there_are if first <= y <= last)))
    if span.against and len(named) == 1:
        return tuple(dict.fromkeys((span.against, there_are[-1])))
    if len(named) == 1 and not (span.every or span.which):
        return named[0], str(int(named[0]) - 1)
    if span.step or (plan.all_places and plan.moves):
        return tuple(there_are[-_PAIR:])
    return tuple(there_are)


def _compared(plan: QueryPlan, places: Sequence[str], coverage: Coverage) -> QueryPlan:
    """Return a plan that compares places with the one year that its figures are of."""
    year, number = _common(places, coverage, must=plan.places)
    covered = sum(place in coverage.periods for place in places)
    named = {*plan.places} == {*places} and not plan.excludes
    if number == covered or not named:
        return _taken(plan, (year,) if year else ())
    return replace(plan, operation=Operation.LOOKUP, operation_cue=None, claims=(), states=False, years_apart=True)


def _common(places: Sequence[str], coverage: Coverage, must: Sequence[str] = (), after: str = "") -> tuple[str, int]:
    """Return the year that most of some places have a sheet for, the newest of such, and how many have one.

    If any year can be, it is one that the places that it must be of have.
    """
    counted = Counter(year for place in places for year in coverage.periods.get(place, ()) if year > after)
    needed = [coverage.periods[place] for place in must if place in coverage.periods]
    fits = {year: n for year, n in counted.items() if all(year in years for years in needed)} or counted
    number, year = max(((n, year) for year, n in fits.items()), default=(0, ""))
    return year, number


def _side_by_side(plan: QueryPlan, coverage: Coverage) -> QueryPlan:
    """Give plans whose figures are reckoned with each other one year, unless they name theirs."""
    if any(part.periods for part in plan.over):
        return replace(plan, over=tuple(_newest(part, coverage) for part in plan.over))
    places = tuple(dict.fromkeys(p for part in plan.over for p in part.places)) or coverage.places
    year, _ = _common(places, coverage)
    of_nation = all(not part.places for part in plan.over) and all(part.overall for part in plan.over)
    year = coverage.all_periods[0] if of_nation else year
    over = tuple(_taken(part, (year,)) for part in plan.over)
    return replace(plan, over=over, periods=(year,), origins=_defaulted(plan)) if year else plan


def _newest(plan: QueryPlan, coverage: Coverage) -> QueryPlan:
    if plan.periods:
        return plan
    year, _ = _common(plan.places or coverage.places, coverage)
    return _taken(plan, (year,) if year else ())


def _places(plan: QueryPlan, catalog: Catalog, coverage: Coverage) -> tuple[str, ...]:
    """Return the places whose figures a plan looks at, and which it may compare."""
    gone_over = plan.moves or (plan.span is not None and (plan.span.which or plan.span.open))
    if gone_over and plan.places and not plan.excludes:
        return plan.places
    if plan.operation is not Operation.LOOKUP or plan.excludes:
        return compared_places(plan, catalog, coverage.places).places or (coverage.places if plan.all_places else ())
    return plan.places or (coverage.places if plan.all_places else ())


def _of_nation(plan: QueryPlan, catalog: Catalog) -> bool:
    return plan.overall or all(catalog.by_id[i].level == "nation" for i in plan.indicators)


def _taken(plan: QueryPlan, years: Sequence[str]) -> QueryPlan:
    return replace(plan, periods=tuple(sorted(years)), origins=_defaulted(plan)) if years else plan


def _defaulted(plan: QueryPlan) -> dict[str, Origin]:
    return {**plan.origins, **({} if plan.periods else {"periods": "default"})}


def goes_over_years(plan: QueryPlan, catalog: Catalog, coverage: Coverage) -> bool:
    """Say whether a plan is answered over its years: how a figure moved, in which year it was highest, its sum."""
    placed = plan.places or plan.all_places or _of_nation(plan, catalog)
    if len(coverage.all_periods) < _PAIR or plan.over or plan.operation in _BY_YEAR or not placed:
        return False
    if plan.claims and len(plan.places) == 1 and len(plan.periods) < _PAIR:
        return False  # "has Iowa ever had more than 500?": its one figure is weighed
    which = plan.span is not None and plan.span.which and plan.operation is not Operation.LOOKUP
    works = plan.operation in _OVER_YEARS and len(plan.periods) > 1 and len(plan.places) < _PAIR
    return plan.moves or which or (works and not plan.all_places)


def asks_too_many(plan: QueryPlan, coverage: Coverage) -> bool:
    """Say whether more figures are asked for than can be shown: those of all states in all years of a large store."""
    places = len(plan.places) or (len(coverage.places) if plan.all_places else 1)
    return places * len(plan.periods) * len(plan.indicators) > _MOST_FIGURES


def year_by_year(plan: QueryPlan, coverage: Coverage) -> list[QueryPlan]:
    """Return a plan that compares or adds in several years once for each of them: years are not mixed."""
    several = len(coverage.all_periods) > 1 and len(plan.periods) > 1 and not plan.over
    if not several or plan.operation is Operation.LOOKUP:
        return []
    origins: dict[str, Origin] = {**plan.origins, "periods": "question"}
    alone = replace(plan, span=None, moves=False, over_time=False, origins=origins)
    return [replace(alone, periods=(year,)) for year in plan.periods]


def asks_for_years(plan: QueryPlan, coverage: Coverage) -> bool:
    """Say whether it is asked which years there are: "what is the newest data for Ohio?", "how far back?"."""
    several, wanted = len(coverage.all_periods) > 1, plan.intent in (Intent.FIGURES, Intent.COVERAGE)
    return several and wanted and not plan.indicators and speaks_of(plan.clause, "coverage")


def default_line(plan: QueryPlan, facts: Sequence[Fact], coverage: Coverage) -> str:
    """Say which year was taken for a question that names none, and that nothing is later than "since then"."""
    if since := _nothing_since(plan, coverage):
        return since
    if len(coverage.all_periods) > 1:
        return _newest_line(plan, facts, coverage) if plan.origins.get("periods", "default") == "default" else ""
    dated = not plan.periods and any(fact.period for fact in facts)
    return f"You named no year; {coverage.all_periods[0]} is what I have." if dated else ""


def _nothing_since(plan: QueryPlan, coverage: Coverage) -> str:
    """Say that the year since which figures are asked for is the newest that there is; "" if it is not."""
    since = _SINCE.findall(plan.clause) if plan.periods and may_hold(plan.clause, ("since",)) else []
    asked = speaks_of(plan.clause, "since_then") or any(since == [year] for year in plan.periods)
    newest = {y for place in plan.places for y in coverage.periods.get(place, ())[:1]} or {*coverage.all_periods[:1]}
    if not asked or {*plan.periods} != newest:
        return ""
    of_places = f" for {listed(map(name_in_text, plan.places))}" if plan.places else ""
    return f"I have no sheet{of_places} that is newer than {plan.periods[0]}."


def _newest_line(plan: QueryPlan, facts: Sequence[Fact], coverage: Coverage) -> str:
    """Say which years were taken for a question that names none; `facts` are the figures, where each is of its own."""
    if facts and not any(fact.period for fact in facts):
        sheets = plan.periods[0] if plan.periods else coverage.all_periods[0]
        return f"The sheets state no year for this figure; it stands so in those for {sheets}."
    if len(plan.periods) > 1:
        return ""
    if not plan.periods:
        years = {f.place: f.period for f in facts if f.period and f.place != NATION}
        each = listed(f"{years[place]} for {name_of(place)}" for place in sorted(years))
        return f"You named no year; these are of the newest sheets: {each}." if each else ""
    year = plan.periods[0]
    newest = {coverage.periods[place][0] for place in plan.places if place in coverage.periods}
    if not plan.places and not plan.all_places and plan.operation is Operation.LOOKUP:
        return f"You named no year; {year} is the newest that I have."
    if not plan.places and sheets_line(year, coverage):
        return f"You named no year; these figures are of {year}, for which the most states have a sheet."
    if len(plan.places) == 1 and newest == {year}:
        return f"You named no year; {year} is the newest sheet for {name_of(plan.places[0])}."
    if len(plan.places) != 1:
        return f"You named no year; {year} is the newest for which all of these have a sheet."
    return f"You named no year; these figures are of {year}."

"""The figures that a plain question asks for, and the kinds of silence where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.lookup import Coverage, Missing
from assistant.plain.question import PlainQuestion
from assistant.types import Reason
from index.catalog import Catalog
from index.database import Database
from index.types import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The figures of a question, in the order asked: each of one measure, place and period.

    `differing` are those that documents print with different values, all of them; `newest` says that the period is
    the newest that there is, as none was asked for.
    """

    facts: tuple[Fact, ...] = ()
    missing: tuple[Missing, ...] = ()
    differing: tuple[Fact, ...] = ()
    newest: bool = False


def read_family_coverage(catalog: Catalog, database: Database) -> Coverage:
    """Read for which places and periods there are figures of a family."""
    periods: dict[str, set[str]] = {}
    for fact in database.facts(indicators=list(catalog.by_id)):
        if fact.period:
            periods.setdefault(fact.place, set()).add(fact.period)
    documents = sum(number for family, _, _, number in database.coverage() if family == catalog.family)
    newest_first = {place: tuple(sorted(found, reverse=True)) for place, found in sorted(periods.items())}
    return Coverage(periods=newest_first, documents=documents, families=(catalog.family,))


class Figures:
    """Finds figures of one family in one state of the store."""

    def __init__(self, catalog: Catalog, coverage: Coverage, database: Database) -> None:
        self.catalog = catalog
        self.coverage = coverage
        self.database = database

    @property
    def places(self) -> tuple[str, ...]:
        """The places that there are figures of, without the overall level."""
        return tuple(p for p in self.coverage.places if p != self.catalog.overall_code)

    def has_overall(self, indicator: str) -> bool:
        """Say whether an indicator has an overall figure of any period, or could have no other."""
        of_all = self.catalog.by_id[indicator].level == "nation"
        return of_all or bool(self._existing(indicator, self.catalog.overall_code))

    def find(self, question: PlainQuestion) -> Found:
        """Find the figures of a question."""
        found = Found()
        for indicator in question.indicators:
            own = self._of(indicator, question)
            found = Found(
                facts=(*found.facts, *own.facts),
                missing=(*found.missing, *own.missing),
                differing=(*found.differing, *own.differing),
                newest=found.newest or own.newest,
            )
        return found

    def _of(self, indicator: str, question: PlainQuestion) -> Found:
        places = self._places(indicator, question)
        covered = [p for p in places if p in self.coverage.periods]
        missing = [Missing(reason=Reason.NO_SHEET_FOR_PLACE, place=p) for p in places if p not in covered]
        overall = self.catalog.overall_code
        if self.catalog.by_id[indicator].level == "nation":
            latest = self._existing(indicator, overall)[:1]
            named = [
                p for p in self._named_periods(question, [overall], indicator) if self._facts(indicator, overall, p)
            ]
            for place in (p for p in covered if p != overall):
                offer = tuple(f for period in (named or latest) for f in self._facts(indicator, overall, period)[:1])
                silence = Missing(reason=Reason.NATIONAL_ONLY, place=place, indicator=indicator, offer=offer)
                missing.append(silence)
            covered = [p for p in covered if p == overall]
        periods = self._named_periods(question, covered, indicator)
        newest = not periods
        if newest:
            common = self._newest_common(indicator, covered)
            periods = [common] if common else []
        facts: list[Fact] = []
        differing: list[Fact] = []
        for place in covered:
            for period in periods or self._existing(indicator, place)[:1]:
                same = self._facts(indicator, place, period)
                if len({f.value for f in same}) > 1:
                    differing += same
                elif same:
                    facts.append(same[0])
                else:
                    missing.append(self._silence(indicator, place, period))
            if not periods and not self._existing(indicator, place):
                missing.append(Missing(reason=Reason.SHEET_SILENT, place=place, indicator=indicator))
        return Found(facts=tuple(facts), missing=tuple(missing), differing=tuple(differing), newest=newest)

    def _places(self, indicator: str, question: PlainQuestion) -> list[str]:
        overall = self.catalog.overall_code
        own = list(question.places)
        if question.all_places and not own:
            own = [p for p in self.places if self.catalog.by_id[indicator].level == "place"]
        if question.overall or not own:
            own.append(overall)
        return own

    def _named_periods(self, question: PlainQuestion, places: Sequence[str], indicator: str) -> list[str]:
        """Return the periods that a question names, with those that it stands for, in its order."""
        existing = sorted({p for place in places for p in self.coverage.periods.get(place, ())})
        if (question.all_periods or question.trend) and not question.periods:
            return sorted({p for place in places for p in self._existing(indicator, place)})
        named: list[str] = []
        for code in question.periods:
            of_part = [p for p in existing if p.endswith(f"-{code}")]
            # a year is all of its periods: without one of them its total is not told
            known = any(p.startswith(f"{code}-") for p in existing)
            of_year = self.catalog.period_reader.of_year(code) if known else []
            named += [code] if code in existing else of_year or of_part[-1:] or [code]
        if question.ranges and len(named) > 1:
            first, last = min(named), max(named)
            return list(dict.fromkeys((first, *(p for p in existing if first < p < last), last)))
        if question.onwards and named:
            return [p for p in existing if p >= named[0]] or named
        return list(dict.fromkeys(named))

    def _existing(self, indicator: str, place: str) -> list[str]:
        """Return the periods of which there is a figure of a place, newest first."""
        found = self.database.facts(indicators=[indicator], places=[place])
        return sorted({f.period for f in found if f.period}, reverse=True)

    def _newest_common(self, indicator: str, places: Sequence[str]) -> str | None:
        """Return the newest period of which every place that has figures has one."""
        periods = [set(found) for place in places if (found := self._existing(indicator, place))]
        return max(set.intersection(*periods), default=None) if periods else None

    def _facts(self, indicator: str, place: str, period: str) -> list[Fact]:
        """Return the figures of one slot, that of the place's own document first."""
        found = self.database.facts(indicators=[indicator], places=[place], periods=[period])
        return sorted(found, key=lambda f: self.database.document(f.document_id).place != place)

    def _told_of(self, place: str) -> set[str]:
        """Return the periods of which the documents that speak of a place print any figure."""
        every = self.database.facts(indicators=list(self.catalog.by_id))
        documents = {f.document_id for f in every if f.place == place}
        return {f.period for f in every if f.document_id in documents and f.period}

    def _silence(self, indicator: str, place: str, period: str) -> Missing:
        reason = Reason.SHEET_SILENT if period in self._told_of(place) else Reason.NO_SHEET_FOR_PERIOD
        return Missing(reason=reason, place=place, indicator=indicator, period=period)

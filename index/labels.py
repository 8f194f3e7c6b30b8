"""What a label beside a figure counts: by the labels that the catalog knows, or read as the words of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from index.catalog import Catalog, Indicator
from index.headings import whose
from index.stated import stated_in
from index.statements import hide_places, speaks_of_the_nation
from index.wording import compile_wording

_PERCENT = re.compile(r"\s?%|\spercent\b", re.IGNORECASE)
_OF_WHICH = re.compile(
    r"(?:of|among)\s(?:which|these|those|them)(?:\s(?:cases|children))?(?:\s?:|,)?\s|(?:including|thereof|namely)(?:\s?:|,)?\s",
    re.IGNORECASE,
)
_FOR_ONE = re.compile(r"\s*\((?P<whose>[^():\d]{1,40}):\s(?P<words>[^():\d]{1,60})\)")


def namings(label: str, group: str, place: str, catalog: Catalog, *, alone: bool) -> Iterator[list[str]]:
    """Yield the ways to read a label in the column of a place, first by itself if `alone`, then with its group.

    In "Children missing from (nationwide: run away from) a facility" the brackets are for one column, in place of the
    last words in front of them; how many, the label must tell by what it can mean.
    """
    labels = [label]
    if own := _FOR_ONE.search(label):
        before, behind = label[: own.start()].split(), label[own.end() :]
        labels = [f"{label[: own.start()]}{behind}"]
        if whose(own["whose"], catalog) == place:
            labels = [" ".join([*before[:n], own["words"], behind.strip()]) for n in range(len(before))]
    if alone:
        yield labels
    if group:
        for form in ("{0}, {1}", "{1} {0}", "{0} by {1}"):
            yield [form.format(name, group) for name in labels]


@lru_cache(maxsize=4096)
def counted(label: str, printed: str, place: str, catalog: Catalog) -> Indicator | None:
    """Return the one indicator of a level that a label says in whole, with a figure like the printed one.

    "Of which: ..." is said of the rows of a total only.
    """
    if part := _OF_WHICH.match(label):
        indicator = counted(label[part.end() :], printed, place, catalog)
        rows = {row for table in catalog.tables for row in table.rows}
        return indicator if indicator and indicator.id in rows else None
    level = "nation" if place == catalog.overall_code else "place"
    words = " ".join(re.sub(r"[(),:]", " ", label).split())
    percent = _PERCENT.search(printed) is not None
    named = [
        indicator
        for indicator in catalog.indicators
        if indicator.level == level
        and percent == (indicator.unit == "percent")
        and any(wording.fullmatch(words) for wording in _labels(indicator, catalog))
    ]
    if named:
        return named[0] if len(named) == 1 else None
    if re.search(r"\d", label):
        return None
    front = f"In {catalog.place_names.name_of(place)}, " if level == "place" else "Nationwide, "
    return _only_stated(f"{front}{label}: {printed}", level, catalog, place)


def places_told(label: str, catalog: Catalog) -> set[str]:
    """Return the places that a label itself names, the overall one if it speaks of the nation."""
    named = set(hide_places(label, catalog)[1].values())
    return named | ({catalog.overall_code} if speaks_of_the_nation(label) else set())


@lru_cache(maxsize=4096)
def self_told(label: str, printed: str, place: str, catalog: Catalog) -> Indicator | None:
    """Return the one indicator that a label states with its figure, which also says of which place it is."""
    level = "nation" if place == catalog.overall_code else "place"
    read = {_only_stated(text, level, catalog, place) for text in (f"{printed} {label}.", f"{label}: {printed}")}
    read -= {None}
    return read.pop() if len(read) == 1 else None


def _only_stated(text: str, level: str, catalog: Catalog, place: str) -> Indicator | None:
    stated = [s for s in stated_in(text, catalog, place, frozenset()) if s.doubt is None]
    return stated[0].indicator if len(stated) == 1 and stated[0].indicator.level == level else None


@lru_cache(maxsize=256)
def _labels(indicator: Indicator, catalog: Catalog) -> tuple[re.Pattern[str], ...]:
    own = (re.sub(r"[\[\]<>{}|(),:]", " ", text) for text in (indicator.label, indicator.row or "") if text)
    rows = (re.sub(r"[()]", " ", text) for text in indicator.rows_reworded)
    return tuple(compile_wording(" ".join(text.split()), catalog.phrases) for text in (*own, *rows, *indicator.labels))

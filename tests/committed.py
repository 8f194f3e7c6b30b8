"""What a store of made sheets is to hold after each change, and whether it holds that, worked out beside StatDesk."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from printed import made_sheet

from index import Library
from index.database import Database
from index.decisions import findings
from index.facts import extract
from index.reading import read
from index.types import COMPARING, Decision, Document, Fact, Flag, FlagKind, NumeralCounts

PLACES = ("Ohio", "Utah", "Texas", "Maine", "Iowa")
REPORTS = "cybertipline_reports_to_law_enforcement"
OVERALL = "missing_child_cases_assisted"
FACILITY = "missing_from_social_services_facility"
ROWS = ("missing_children_cases", FACILITY, "other_missing_children_cases", "missing_reported_by_hhs_orr")
# The figures of a made sheet that are looked at one by one; it prints 19 in all.
FIGURES = dict(zip((REPORTS, OVERALL, *ROWS), (7315, 28886, 600, 500, 70, 30), strict=True))
ALL = 19
TWICE = "\nIn 2023, 10 CyberTipline reports were made available to law enforcement in {place}.\n"
# Each version of a sheet: what is printed otherwise, and what is read of it until somebody decides; None is in doubt.
VERSIONS: tuple[tuple[dict[str, str], dict[str, int | None]], ...] = (
    ({}, {}),
    ({"reports": "7,000"}, {REPORTS: 7000}),
    ({"reports": "3 ,418"}, {REPORTS: None}),
    ({"reports": "S7"}, {REPORTS: None}),
    ({"more": TWICE}, {REPORTS: None}),
    ({"facility": "499"}, {FACILITY: 499}),
    ({"overall_cases": "28,887"}, {OVERALL: 28887}),
)
DOUBTFUL = (FlagKind.UNREADABLE_NUMBER, FlagKind.STATED_TWICE)
WITHDRAWABLE = (*DOUBTFUL, FlagKind.ROWS_DO_NOT_ADD_UP, FlagKind.REVISED, *COMPARING)

Sheet = tuple[str, int]
"""A place, and which of the versions of its sheet."""


def text_of(sheet: Sheet) -> str:
    place, version = sheet
    printed = {name: figure.format(place=place) for name, figure in VERSIONS[version][0].items()}
    return made_sheet(place, **printed)


def _id_of(sheet: Sheet) -> str:
    return hashlib.sha256(text_of(sheet).encode()).hexdigest()[:16]


SHEETS: dict[str, Sheet] = {
    _id_of(sheet): sheet for sheet in ((place, version) for place in PLACES for version in range(len(VERSIONS)))
}
"""The sheets by the ids that their documents get."""


def source_of(place: str) -> str:
    return f"{place.lower()}-2023.txt"


def write_sheets(folder: Path) -> None:
    """Write every version of every sheet: the files of a place have one name, each in the folder of its version."""
    for sheet in SHEETS.values():
        path = path_of(folder, sheet)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text_of(sheet), "utf-8", newline="")


def path_of(folder: Path, sheet: Sheet) -> Path:
    return folder / str(sheet[1]) / source_of(sheet[0])


@dataclass(frozen=True)
class State:
    """What is committed: by place the version that answers and the earlier ones, and what was decided.

    A decision stands under "document id:flag id" and is [decision, value, name].
    """

    versions: Mapping[str, tuple[int, frozenset[int]]] = field(default_factory=dict)
    decisions: Mapping[str, tuple[str, str | None, str]] = field(default_factory=dict)

    def added(self, sheets: Iterable[Sheet]) -> State:
        """After `add`: a version that is known, also as an earlier one, changes nothing."""
        versions = dict(self.versions)
        for place, version in sheets:
            current, earlier = versions.get(place, (None, frozenset[int]()))
            if version != current and version not in earlier:
                versions[place] = version, earlier | ({current} if current is not None else set())
        return replace(self, versions=versions)

    def built(self, sheets: Iterable[Sheet]) -> State:
        """After `build`: exactly these versions answer; what was before stays in the history of its place."""
        versions = {}
        for place, version in sheets:
            current, earlier = self.versions.get(place, (version, frozenset[int]()))
            versions[place] = version, (earlier | {current}) - {version}
        return replace(self, versions=versions)

    def removed(self, place: str) -> State:
        """After `remove`: the history goes too, what was decided stays."""
        return replace(self, versions={name: kept for name, kept in self.versions.items() if name != place})

    def decided(self, key: str, decision: Decision, value: str | None, name: str) -> State:
        return replace(self, decisions={**self.decisions, key: (decision.value, value, name)})

    def reconsidered(self, key: str) -> State:
        return replace(self, decisions={name: kept for name, kept in self.decisions.items() if name != key})

    def to_json(self) -> str:
        """Return one line, the same for equal states."""
        versions = {place: [current, sorted(earlier)] for place, (current, earlier) in self.versions.items()}
        return json.dumps([versions, self.decisions], sort_keys=True)

    @staticmethod
    def from_json(line: str) -> State:
        versions, decisions = json.loads(line)
        return State(
            {place: (current, frozenset(earlier)) for place, (current, earlier) in versions.items()},
            {key: (decision, value, name) for key, (decision, value, name) in decisions.items()},
        )


def key_of(flag: Flag) -> str:
    return f"{flag.document_id}:{flag.id}"


def held(library: Library) -> State:
    """Return what a store holds. Raises NoIndexError."""
    with library.snapshot() as database:
        versions = {}
        for document in database.documents():
            place, current = SHEETS[document.id]
            assert document.source == source_of(place)
            versions[place] = current, frozenset(SHEETS[v.id][1] for v in database.versions.earlier(document.id))
        decisions = {
            f"{document_id}:{flag_id}": (
                review.decision.value,
                str(review.value) if review.value else None,
                review.name,
            )
            for document_id in SHEETS
            for flag_id, review in database.reviews.of(document_id).items()
        }
        kept = sum(1 + len(earlier) for _, earlier in versions.values())
        assert len(database.versions.all()) == kept, "a version belongs to no document"
    return State(versions, decisions)


def assert_whole(library: Library, state: State) -> None:
    """Each document of a store is entire, and its facts and flags are those that follow from what was decided."""
    with library.snapshot() as database:
        flags = database.flags()
        facts = database.facts()
        for flag in flags:
            if key_of(flag) in state.decisions:
                assert flag.review is not None and flag.review.name == state.decisions[key_of(flag)][2], flag
        numerals = NumeralCounts()
        for place, (version, _) in state.versions.items():
            document = database.document(source_of(place))
            assert document.text == text_of((place, version))
            own = [fact for fact in facts if fact.document_id == document.id]
            decided = [f for f in flags if f.document_id == document.id and key_of(f) in state.decisions]
            _assert_figures(own, _expected(version, decided, state))
            assert all(document.text[fact.start : fact.end] == fact.quote for fact in own)
            numerals += _assert_follows(document, own, flags, database, library)
            assert database.passages_of_document(document.id)
        assert numerals == database.numerals()
        _assert_compared(facts, flags)
        hashes = [hash_ for hash_, _, _ in database.texts()]
        assert {hash_ for hash_, _ in database.passages_of_texts(hashes)} == set(hashes), "a text stands nowhere"


def _expected(version: int, decided: Sequence[Flag], state: State) -> dict[str, Decimal]:
    """Return the figures of a version that are facts once its flags are decided."""
    values = {name: Decimal(n) for name, n in (FIGURES | VERSIONS[version][1]).items() if n is not None}
    for flag in decided:
        decision, value, _ = state.decisions[key_of(flag)]
        if decision == Decision.ACCEPTED and flag.kind in DOUBTFUL:
            assert flag.indicator == REPORTS and value is not None
            values[REPORTS] = Decimal(value)
    for flag in decided:
        if state.decisions[key_of(flag)][0] == Decision.REJECTED and flag.kind not in DOUBTFUL:
            for name in ROWS if flag.kind is FlagKind.ROWS_DO_NOT_ADD_UP else (str(flag.indicator),):
                values.pop(name, None)
    return values


def _assert_figures(facts: Sequence[Fact], expected: Mapping[str, Decimal]) -> None:
    found = {fact.indicator: fact.value for fact in facts if fact.indicator in FIGURES}
    assert found == expected, (found, expected)
    assert len(facts) == ALL - len(FIGURES) + len(expected), facts


def _assert_follows(
    document: Document, facts: Sequence[Fact], flags: Sequence[Flag], database: Database, library: Library
) -> NumeralCounts:
    """Compare what is stored with what reading the text again gives; return the document's numerals."""
    (catalog,) = [catalog for catalog in library.catalogs if catalog.family == document.family]
    found = findings(document, extract(document, read(document.text), catalog), database, library.catalogs)
    stored = [replace(f, flags=tuple(sorted(kind for kind in f.flags if kind not in COMPARING))) for f in facts]
    again = [replace(f, flags=tuple(sorted(f.flags))) for f in found.facts]
    assert sorted(stored, key=lambda f: f.id) == sorted(again, key=lambda f: f.id)
    own = [f for f in flags if f.document_id == document.id and (f.kind not in COMPARING or f.candidate)]
    assert sorted((f.id, f.message) for f in own) == sorted((f.id, f.message) for f in found.flags)
    return found.numerals


def _assert_compared(facts: Sequence[Fact], flags: Sequence[Flag]) -> None:
    """The sheets differ on one overall figure or not; each that has it is marked, and no other figure is.

    A person must look at those that deviate from what at least three sheets and most of all print; else at all.
    """
    overall = [fact for fact in facts if fact.indicator == OVERALL]
    differ = len({fact.value for fact in overall}) > 1
    marked = {fact.id for fact in facts if FlagKind.OVERALL_DIFFERS in fact.flags}
    assert marked == ({fact.id for fact in overall} if differ else set())
    flagged = {f.document_id for f in flags if f.kind is FlagKind.OVERALL_DIFFERS and f.candidate is None}
    most, sheets = Counter(fact.value for fact in overall).most_common(1)[0] if overall else (None, 0)
    usual = most if sheets >= 3 and 2 * sheets > len(overall) else None
    assert flagged == ({fact.document_id for fact in overall if fact.value != usual} if differ else set())

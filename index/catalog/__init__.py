"""Catalogs: what is known of a family of documents, one YAML file each.

A catalog says how a document of the family is recognised, which indicators it prints and in which statements,
how people ask for them, and how an answer words them. `ncmec_state_data.yaml` documents the pattern language.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from index.catalog.patterns import check_pattern, compile_pattern, compile_with
from index.errors import CatalogError
from index.own_places import PlaceNames
from index.periods import PeriodKind, PeriodReader
from index.places import gazetteer, key
from index.types import NATION
from index.wording import check_wording

Level = Literal["place", "nation"]
AMOUNT = "{amount}"  # the part of a frame that is the figure behind what it counts ("...: 88", "... numbered 88")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Unit(_Strict):
    """The words for one and for several of a unit."""

    one: str
    many: str


class Recognition(_Strict):
    """How a document shows that it belongs to the family: its title and phrases it holds, or other titles in whole.

    A heading says which place it is about, a sentence that holds a word of each group of `lead` whose it is too.
    `overall_heads` stand above columns of the overall figures.
    Headings of `topic_words` and the words of the sections' headings leave open whose the figures below them are.
    A title in words of its own holds `title_of_publisher`, a place, and else only `title_words` and `heading_words`.
    `programmes` are groups of words that the family's figures stand beside.
    """

    title: str
    other_titles: tuple[str, ...] = ()
    title_of_publisher: str = ""
    title_words: frozenset[str] = frozenset()
    programmes: tuple[tuple[str, ...], ...] = ()
    headings: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    lead: tuple[tuple[str, ...], ...] = ()
    heading_words: frozenset[str] = frozenset()
    partial: frozenset[str] = frozenset()
    overall_heads: tuple[str, ...] = ()
    topic_words: frozenset[str] = frozenset()

    @property
    def every_title(self) -> tuple[str, ...]:
        """The titles that tell the family."""
        return (self.title, *self.other_titles)


class Table(_Strict):
    """A table led by the statement of a total, with one indicator a row; the rows add up to the total.

    A lead in no known wording may hold `lead_words` besides those of the total's indicator. `in_sentences` are what
    sentences call the rows, where their figures add up to the total.
    """

    lead: str
    rows: tuple[str, ...] = Field(min_length=1)
    lead_words: frozenset[str] = frozenset()
    in_sentences: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class Place(_Strict):
    """A place of the family's own: its code, its name for reading and the other names it goes by."""

    code: str = Field(pattern=r"^[A-Z]{2}-\w{1,3}$")
    name: str = Field(min_length=1)
    names: tuple[str, ...] = ()


class Periods(_Strict):
    """The periods that the family's figures are of, the ways they are printed, and the way answers write them."""

    kind: PeriodKind = "year"
    printed: tuple[str, ...] = ()
    said: str | None = None


Axis = Literal["indicators", "places", "periods"]


class Grid(_Strict):
    """A table of figures with a header row: what its rows are, and what its columns are.

    What neither are stands outside: the indicator in the `caption`, place and period in caption or title. With
    `adds_up` the rows of the places add up to that of all of them.
    """

    rows: Axis
    columns: Axis
    caption: str | None = None
    indicator: str | None = None
    adds_up: bool = False


class Frame(_Strict):
    """The parts of a statement, in any order: a clause states the figure if it has each of them, and nothing else.

    `count` is what the figure counts, with the figure before or behind it; without it one of the parts holds {value}.
    `after` are indicators that the sentence before must state, or programmes that it must name, `not_after` those that
    it must not. A `nationwide` frame needs words like "nationally"; one with `no_actor` says nothing of who acts, so
    that it is none of the nation under a heading of the place.
    """

    count: str | None = None
    parts: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    nationwide: bool = False
    no_actor: bool = False


class Indicator(_Strict):
    """One measure of the family."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    level: Level
    unit: str
    definition: str
    statements: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()
    frames: tuple[Frame, ...] = ()
    asides: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    row: str | None = None
    rows_reworded: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    period: Literal["sentence", "earlier_sentence", "none"] = "sentence"
    optional: bool = False
    stock: bool = False
    answer: str
    asked_as: tuple[str, ...] = Field(min_length=1)
    also: tuple[str, ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    overall_counterpart: str | None = None
    instead: tuple[str, ...] = ()
    part_of_overall: str | None = None
    part_of_overall_note: str | None = None
    percent_of: str | None = None
    caveat: str | None = None


class Section(_Strict):
    """A section of the family's documents: its heading, its subject as concepts, and the figures that stand in it.

    With `by_name` it is a programme within one: its name alone, "Team Adam number?", asks for its figures.
    """

    heading: str
    by_name: bool = False
    names: tuple[str, ...] = Field(min_length=1)
    indicators: tuple[str, ...] = Field(min_length=1)


class Explanation(_Strict):
    """A sentence of the family that explains something: how to find it, what it is about and what it answers."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    statement: str
    names: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    answers: tuple[str, ...] = Field(min_length=1)


class Catalog(_Strict):
    """Everything known of one family of documents."""

    family: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    publisher: str
    publisher_names: tuple[str, ...] = ()
    reader: Literal["model", "vocabulary"] = "vocabulary"
    overall: str
    overall_code: str = Field(default=NATION, pattern=r"^[A-Z]{2}$")
    overall_names: tuple[str, ...] = ()
    overall_figure: str = "an overall figure"
    about: str
    place_word: Unit = Unit(one="place", many="places")
    places: tuple[Place, ...] = ()
    period_word: Unit = Unit(one="year", many="years")
    periods: Periods = Periods()
    recognise: Recognition
    units: dict[str, Unit]
    same_meaning: tuple[tuple[str, ...], ...] = ()
    phrases: dict[str, str] = Field(default_factory=dict)
    lead_ins: tuple[str, ...] = ()
    programmes: dict[str, str] = Field(default_factory=dict)
    changes_nothing: tuple[str, ...] = ()
    harmless: frozenset[str] = frozenset()
    narrowing: frozenset[str] = frozenset()
    attribution: frozenset[str] = frozenset()
    of_figures: frozenset[str] = frozenset()
    actors: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    grids: tuple[Grid, ...] = ()
    sections: tuple[Section, ...] = ()
    indicators: tuple[Indicator, ...] = Field(min_length=1)
    explanations: tuple[Explanation, ...] = ()
    silent_on: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _names_resolve(self) -> Catalog:
        ids = [indicator.id for indicator in self.indicators]
        known = set(ids)
        if len(known) < len(ids):
            raise ValueError(f"indicator given twice: {next(i for i in ids if ids.count(i) > 1)}")
        for indicator in self.indicators:
            if indicator.unit not in self.units:
                raise ValueError(f"{indicator.id}: unknown unit {indicator.unit!r}")
            for other in (
                indicator.overall_counterpart,
                indicator.part_of_overall,
                indicator.percent_of,
                *indicator.instead,
            ):
                if other is not None and other not in known:
                    raise ValueError(f"{indicator.id}: unknown indicator {other!r}")
            of_grid = any(grid.indicator == indicator.id for grid in self.grids)
            if not indicator.statements and indicator.row is None and not of_grid:
                raise ValueError(f"{indicator.id}: needs a statement or a row")
            if "{value}" not in indicator.answer:
                raise ValueError(f"{indicator.id}: the answer has no {{value}}")
            for statement in indicator.statements:
                if "{value}" not in statement:
                    raise ValueError(f"{indicator.id}: a statement has no {{value}}")
                check_pattern(statement)
        for table in self.tables:
            for name in (table.lead, *table.rows):
                if name not in known:
                    raise ValueError(f"table: unknown indicator {name!r}")
        for section in self.sections:
            for name in section.indicators:
                if name not in known:
                    raise ValueError(f"section: unknown indicator {name!r}")
        for explanation in self.explanations:
            check_pattern(explanation.statement)
        for grid in self.grids:
            _check_grid(grid, known)
        _ = self.period_reader  # its ways of printing are checked where it is made
        _check_places(self)
        for example in self.examples:
            if unknown := set(re.findall(r"\{(\w*)\}", example)) - {"first", "last", "newest"}:
                raise ValueError(
                    f"examples: unknown slot {{{unknown.pop()}}}; there are {{first}}, {{last}}, {{newest}}"
                )
        return self

    def check_wordings(self) -> None:
        """Raise ValueError for a wording or a frame that cannot be compiled.

        Of a packaged catalog a test makes sure of it: they are many, and each start of StatDesk would check them all.
        """
        titles = (*self.recognise.other_titles, *self.recognise.headings)
        names = (*self.actors, *self.programmes.values())
        for wording in (*self.phrases.values(), *self.lead_ins, *self.changes_nothing, *names, *titles):
            check_wording(wording, self.phrases)
        for indicator in self.indicators:
            for wording in (*indicator.reworded, *indicator.rows_reworded, *indicator.labels, *indicator.asides):
                check_wording(wording, self.phrases)
            for frame in indicator.frames:
                _check_frame(indicator.id, frame, self.phrases, {*self.by_id, *self.programmes})

    def __hash__(self) -> int:
        """Hash by family, so that what is compiled of a catalog can be kept."""
        return hash(self.family)

    @cached_property
    def period_reader(self) -> PeriodReader:
        """What reads and writes the family's periods."""
        return PeriodReader(self.periods.kind, self.periods.printed, self.periods.said)

    @cached_property
    def place_names(self) -> PlaceNames:
        """What finds the family's places in text, its overall level among them where it has places of its own."""
        if not self.places:
            return PlaceNames({self.overall_code: self.overall}, ())
        names = {place.code: place.name for place in self.places} | {self.overall_code: self.overall}
        spellings = [(name, place.code) for place in self.places for name in (place.name, *place.names)]
        spellings += [(name, self.overall_code) for name in (self.overall, *self.overall_names)]
        return PlaceNames(names, spellings)

    def compiled(self, pattern: str) -> re.Pattern[str]:
        """Compile a pattern of the catalog language with the family's own places and periods.

        Raises ValueError for an unknown slot or unbalanced brackets.
        """
        return compile_with(pattern, self.place_names.pattern) if self.places else compile_pattern(pattern)

    @cached_property
    def reviewed(self) -> frozenset[str]:
        """Sentences that travel with the indicators' figures."""
        return frozenset(text for i in self.indicators for text in (i.caveat, i.part_of_overall_note) if text)

    @cached_property
    def by_id(self) -> dict[str, Indicator]:
        """The indicators by their ids."""
        return {indicator.id: indicator for indicator in self.indicators}

    def table_of(self, indicator: str) -> Table | None:
        """Return the table in which `indicator` is a row, or None."""
        return next((table for table in self.tables if indicator in table.rows), None)


def _check_frame(indicator: str, frame: Frame, phrases: dict[str, str], known: Collection[str]) -> None:
    figures = sum("{value}" in part or part == AMOUNT for part in frame.parts) + (frame.count is not None)
    if figures != 1:
        raise ValueError(f"{indicator}: a frame needs {{value}} in one part or `count`, this one has {figures}")
    for part in (*frame.parts, *((frame.count,) if frame.count else ())):
        if part != AMOUNT:
            check_wording(part, phrases)
    if unknown := {*frame.after, *frame.not_after}.difference(known):
        raise ValueError(f"{indicator}: unknown indicator {unknown.pop()!r}")


def _check_grid(grid: Grid, indicators: set[str]) -> None:
    if grid.rows == grid.columns:
        raise ValueError(f"grids: rows and columns are both {grid.rows}; they must differ")
    if "indicators" not in (grid.rows, grid.columns) and (grid.indicator is None or grid.caption is None):
        raise ValueError("grids: a grid without indicators in rows or columns needs `indicator` and `caption`")
    if grid.indicator is not None and grid.indicator not in indicators:
        raise ValueError(f"grids: unknown indicator {grid.indicator!r}")
    if grid.adds_up and "places" not in (grid.rows, grid.columns):
        raise ValueError("grids: only places add up (`adds_up`)")


def _check_places(catalog: Catalog) -> None:
    """Check that no name of the family's own places is another's, or that of a state."""
    if not catalog.places:
        return
    if catalog.overall_code == NATION:
        raise ValueError(f"overall_code: {NATION} is taken; give the family's own, two capitals")
    owners: dict[str, str] = {}
    given = [(place.code, name) for place in catalog.places for name in (place.name, *place.names)]
    given += [(catalog.overall_code, name) for name in (catalog.overall, *catalog.overall_names)]
    codes = [place.code for place in catalog.places]
    if twice := next((code for code in codes if codes.count(code) > 1), None):
        raise ValueError(f"places: {twice} is given twice; give each place a code of its own")
    for code, name in given:
        states = [state for state, _ in gazetteer().spellings.get(key(name), ())]
        if owners.setdefault(key(name), code) != code or states:
            other = owners[key(name)] if owners[key(name)] != code else states[0]
            raise ValueError(f"places: {name!r} names both {code} and {other}; write it so that it names one")


def load_catalog(path: Path, *, wordings_checked: bool = False) -> Catalog:
    """Read and check one catalog file; `wordings_checked` says that its wordings are known to be sound.

    Raises CatalogError naming the file and what is wrong in it.
    """
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(path.read_text("utf-8"), Loader=loader)
        catalog = Catalog.model_validate(content)
        if not wordings_checked:
            catalog.check_wordings()
        return catalog
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError(f"The catalog {path.name} cannot be read: {error}. Install StatDesk again.") from error
    except yaml.YAMLError as error:
        raise CatalogError(f"The catalog {path.name} is not valid YAML: {error}. Correct the file.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "file"
        raise CatalogError(f"The catalog {path.name} is not valid at {where}: {first['msg']}. Correct it.") from error
    except ValueError as error:
        raise CatalogError(f"The catalog {path.name} is not valid: {error}. Correct it.") from error


def catalog_directory() -> Path:
    """Return the directory of the packaged catalogs."""
    return Path(__file__).parent


@cache
def load_catalogs(directory: Path | None = None) -> tuple[Catalog, ...]:
    """Load every catalog of `directory` (default: the packaged ones), sorted by file name.

    Raises CatalogError for a file that is not valid or a family or indicator that two files define.
    """
    folder = directory or catalog_directory()
    paths = sorted(folder.glob("*.yaml"))
    catalogs = tuple(load_catalog(path, wordings_checked=directory is None) for path in paths)
    if not catalogs:
        raise CatalogError(f"There is no catalog in {folder}. Install StatDesk again.")
    names = [name for c in catalogs for name in (c.family, *c.by_id)]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise CatalogError(f"Two catalogs in {folder} define {twice!r}. Rename one of them.")
    return catalogs


def fingerprint(directory: Path | None = None) -> str:
    """Hash all catalog files: facts extracted with another fingerprint are extracted again."""
    folder = directory or catalog_directory()
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()

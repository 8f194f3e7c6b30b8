"""Rows of tables as answers: which row and which columns answer a question, and how they are quoted.

A row answers only if its own cells name what is asked for, whole: "Ireland" is not "Northern Ireland". The columns are
those whose labels account for the rest, of the year that is asked for. What is quoted is each cell with its labels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.content import (
    WHOLE,
    Question,
    Word,
    all_concepts,
    concepts,
    content,
    question_of,
    uncovered,
    word_set,
    years,
)
from assistant.lexicon import language
from index.plain_passages import headers, row_cells
from index.reading import cells, read
from index.tables import column_labels, is_number, is_year, marks, note_mark
from index.types import Extract

_SHORT = 8  # words of a cell that names something
_DIRECTED = re.compile(r"\b(?:to|against|towards)\b", re.IGNORECASE)
_WHICH = re.compile(r"\bwhich\b", re.IGNORECASE)
_OF_FIGURES = ("", "how many", "how much")
_TOLD_IN_NOTES = ("when", "why")
_VALUE = re.compile(
    r"[^\w]*[\d.,:/ -]+\s*(?:[^\W\d_]{1,5}|years?|months?|days?|hours?|minutes?|seconds?|weeks?)?\W*|:|-|\W*",
    re.IGNORECASE,
)
_COMES_FROM = re.compile(r"\b(?:from|by|of)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with the labels of its columns, as a citation or a passage holds it."""

    cells: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    above: tuple[str, ...]
    notes: tuple[Extract, ...]
    line: str
    header: tuple[str, ...]
    over: tuple[str, ...]

    def pair(self, column: int) -> str:
        """Return a cell with its labels, quoted."""
        label = " ".join(f"\u201c{part}\u201d" for part in self.labels[column])
        cell = f"\u201c{self.cells[column]}\u201d"
        return f"{label}: {cell}" if label else cell


@dataclass(frozen=True, slots=True)
class RowFit:
    """A row that answers a question: the columns to be quoted, and how many words its own cells account for."""

    row: TableRow
    columns: tuple[int, ...]
    named: int
    whole: bool
    noted: bool = False  # its footnotes answer


def table_row(line: str, start: int, context: Sequence[Extract]) -> TableRow | None:
    """Return the row that a quote with its context is, or None if it is no row."""
    over = headers(line, start, context)
    if not over and "\t" not in line:
        return None
    found = tuple(row_cells(line))
    labels = column_labels([row_cells(e.quote) for e in over], len(found))
    above = tuple(read(e.quote).text for e in context if e.end <= start and e not in over)
    notes = tuple(e for e in context if e.start >= start + len(line))
    printed = tuple(e.quote for e in context if e.end <= start and e not in over)
    return TableRow(found, tuple(labels), above, notes, line, tuple(e.quote for e in over), printed)


def fit_row(asked: Question, row: TableRow, title: str) -> RowFit | None:
    """Say which columns of a row answer a question; None if it does not answer it."""
    above = all_concepts((title, *row.above))
    printed = all_concepts([part for labels in row.labels for part in labels])
    if uncovered(asked.source, above, printed):
        return None
    named = _named(asked, row, above)
    whole = _is_whole(asked, row, above)
    own = frozenset().union(*(concepts(row.cells[c]) for c in named), {WHOLE} if named or whole else ())
    if not (named or whole):
        return _affirmed(asked, row, above)
    if (whole and _selects(asked, row, above)) or _turned(asked, row, title):
        return None
    strength = len({w.concept for w in asked.words} & own)
    if noted := _by_note(asked, row, own | above | printed):
        return RowFit(row, tuple(noted), strength, whole, noted=True)
    over = frozenset().union(*(concepts(" ".join(row.labels[c])) for c in named or (0,)))
    others = [c for c, cell in enumerate(row.cells) if cell and c not in named and not (whole and c == 0)]
    columns = columns_of_years(asked, row, others, title)
    need = uncovered(asked.words, own)
    near = all_concepts([over for over in row.above if over != title])
    if len(row.above) > 1 and uncovered(need, near, printed):
        return None  # what is asked for is only in the title of a document that speaks of more
    columns = _asked_for(need, row, columns, above, over, asked)
    if not columns or _passes_over(asked, need, row, columns, others, over) or asked.kind == "footnote":
        return None
    if not _counts(asked, row, columns, own, above - over):
        return None
    return RowFit(row, tuple(columns), strength, whole)


def _affirmed(asked: Question, row: TableRow, above: frozenset[str]) -> RowFit | None:
    """Answer "which printer can print A3?" with a row whose cell under "A3" says yes."""
    first = concepts(" ".join(row.labels[0])) & asked.concepts if row.labels else frozenset()
    if not first or asked.kind or not _WHICH.search(asked.text):
        return None
    need = uncovered(asked.words, first, above)
    columns = [c for c in range(1, len(row.cells)) if concepts(" ".join(row.labels[c])) & {w.concept for w in need}]
    yes = word_set("affirmed")
    if len(columns) != 1 or row.cells[columns[0]].lower() not in yes or asked.years:
        return None
    label = " ".join(row.labels[columns[0]])
    if uncovered(need, concepts(label)) or content(label, "light_in_headers") - asked.concepts:
        return None
    return RowFit(row, tuple(columns), 0, whole=False)


def _by_note(asked: Question, row: TableRow, known: frozenset[str]) -> list[int]:
    """Return the columns of a row whose footnotes are asked for, or tell since when, or why."""
    marked = [c for c, mark in enumerate(_marks_by_column(row)) if any(note_mark(n.quote) in mark for n in row.notes)]
    if asked.kind == "footnote":
        return marked if not uncovered(asked.words, known) else []
    if asked.kind not in _TOLD_IN_NOTES or not marked:
        return []
    notes = [n for n in row.notes if any(note_mark(n.quote) in _marks_by_column(row)[c] for c in marked)]
    said = " ".join(read(n.quote).text for n in notes)
    pattern = language("quoting")["signs"][asked.kind]
    fits = re.search(pattern, said, re.IGNORECASE) and asked.concepts & concepts(said)
    return marked if fits and not uncovered(asked.words, known, concepts(said)) else []


def _marks_by_column(row: TableRow) -> list[set[str]]:
    return [marks(row.line[a:b]) for a, b in cells(row.line, 0, len(row.line))]


def _passes_over(
    asked: Question,
    need: Sequence[Word],
    row: TableRow,
    columns: Sequence[int],
    others: Sequence[int],
    over: frozenset[str],
) -> bool:
    """Say whether a word that tells columns apart is asked for, and the columns that were found are not of it."""
    if asked.kind not in _OF_FIGURES:
        return False
    labels = {c: concepts(" ".join(row.labels[c])) for c in others}
    chosen = frozenset().union(*(labels[c] | concepts(row.cells[c]) for c in columns))
    bare = all(not content(" ".join(row.labels[c]), "light_in_headers") for c in columns)
    worded = any(concepts(row.cells[c]) & {w.concept for w in need} for c in columns)
    head = {word.concept for word in asked.counted[-1:]}
    for word in need:
        having = [c for c in others if word.concept in labels[c]]
        # a bare "2021" is of what most columns, or the title, are of
        meant = bare and (len(having) * 2 > len(others) or word.concept in head)
        if having and word.concept not in chosen | over and not worded and not meant:
            return True
    return False


def _named(asked: Question, row: TableRow, above: frozenset[str]) -> list[int]:
    """Return the columns whose cells name, whole, what is asked for."""
    found = []
    for column, cell in enumerate(row.cells):
        if not cell or is_year(cell):
            continue
        if is_number(cell):
            if concepts(cell) <= asked.concepts:
                found.append(column)
            continue
        parts = [content(part, "light_in_headers") for part in cell.split(",")] if column else []
        if len(parts) > 1 and any(part and part <= asked.concepts for part in parts):
            found.append(column)  # "Lyon" for "Lyon, France"
            continue
        if cell.endswith("?"):
            own = content(cell, "passed_over")
            fits = len(own & asked.concepts) * 2 >= len(own) and question_of(cell).kind in ("", asked.kind)
        else:
            own = content(cell, "light_in_headers")
            fits = own <= asked.concepts | above and len(cell.split()) <= _SHORT
        if fits and own & asked.concepts:
            found.append(column)
    return found


def _is_whole(asked: Question, row: TableRow, above: frozenset[str]) -> bool:
    """Say whether a row is that of the whole: "Total", "All schools"."""
    own = content(row.cells[0], "light_in_headers")
    return WHOLE in own and own - {WHOLE} <= asked.concepts | above


def _selects(asked: Question, row: TableRow, above: frozenset[str]) -> bool:
    """Say whether a question asks for less than the whole: with a word that only cells or nothing accounts for."""
    labels = concepts(" ".join(part for labels in row.labels for part in labels))
    return bool(uncovered(asked.words, above, labels, frozenset({WHOLE}), concepts(row.cells[0])))


def _turned(asked: Question, row: TableRow, title: str) -> bool:
    """Say whether a question asks what comes from somewhere and the table tells what goes there."""
    printed = " ".join((title, *row.above, *(part for labels in row.labels for part in labels)))
    return bool(
        re.search(r"\bfrom\b", asked.text, re.IGNORECASE)
        and _DIRECTED.search(printed)
        and not _COMES_FROM.search(printed)
    )


def columns_of_years(asked: Question, row: TableRow, columns: Sequence[int], title: str) -> list[int]:
    """Return the columns of the years that are asked for: those of the label, else of the row, else of what is over it.

    None if one of the years is not there.
    """
    if not asked.years:
        return list(columns)
    in_row = frozenset().union(*(years(cell) for cell in row.cells if is_year(cell) or not is_number(cell)))
    over = next((found for text in reversed((title, *row.above)) if (found := years(text))), frozenset())
    scopes = {c: years(" ".join(row.labels[c])) or in_row or over for c in columns}
    kept = [c for c in columns if scopes[c] and scopes[c] <= asked.years and not is_year(row.cells[c])]
    return kept if frozenset().union(*(scopes[c] for c in kept)) == asked.years else []


def _asked_for(
    need: Sequence[Word],
    row: TableRow,
    columns: Sequence[int],
    above: frozenset[str],
    over: frozenset[str],
    asked: Question,
) -> list[int]:
    """Return the columns whose labels account for the words that neither the row nor what is over it accounts for."""
    must = uncovered(need, above, over)
    labels = {c: concepts(" ".join(row.labels[c])) for c in columns}
    columns = _of_kind(asked, row, columns)
    if telling := _told(must, row, columns):
        return telling
    columns = [c for c in columns if not uncovered(must, labels[c])]
    covered = {c: sum(1 for word in need if word.concept in labels[c]) for c in columns}
    most = max(covered.values(), default=0)
    if not most:
        return columns
    best = [c for c in columns if covered[c] == most]
    known = asked.concepts | above
    beside = {c: len(content(" ".join(row.labels[c]), "light_in_headers") - known - {WHOLE}) for c in best}
    least = min(beside.values())
    best = [c for c in best if beside[c] == least]
    # one column alone that says more than was asked is of something narrower: "calls missed" are not the calls
    return best if not least or len(best) > 1 else []


def _told(must: Sequence[Word], row: TableRow, columns: Sequence[int]) -> list[int]:
    """Return the columns whose cells hold, in words, what no label of the row accounts for: "Notes: bring a laptop"."""
    rest = uncovered(must, *(concepts(" ".join(labels)) for labels in row.labels))
    return [c for c in columns if rest and not is_number(row.cells[c]) and not uncovered(rest, concepts(row.cells[c]))]


def _of_kind(asked: Question, row: TableRow, columns: Sequence[int]) -> list[int]:
    """Return the columns that may answer a kind of question: of "when?" those that hold days or times."""
    pattern = language("quoting")["cells"].get(asked.kind.replace(" ", "_"))
    if pattern is None:
        return list(columns)
    return [c for c in columns if re.search(pattern, f"{' '.join(row.labels[c])}: {row.cells[c]}", re.IGNORECASE)]


def has_kind(asked: Question, row: TableRow) -> bool:
    """Say whether a row has a cell that may answer a kind of question."""
    return bool(_of_kind(asked, row, [c for c, cell in enumerate(row.cells) if cell]))


def names_column(asked: Question, row: TableRow) -> bool:
    """Say whether a question names a column of a row that has a cell there: "which shelf is the pump on?"."""
    return any(cell and asked.concepts & concepts(" ".join(row.labels[c])) for c, cell in enumerate(row.cells))


def _counts(asked: Question, row: TableRow, columns: Sequence[int], own: frozenset[str], above: frozenset[str]) -> bool:
    """Say whether columns hold a number, of what the question counts, where it asks for one."""
    if asked.kind not in ("how many", "how much"):
        return True
    labels = " ".join(part for c in columns for part in row.labels[c])
    shares = "%" in labels or any("%" in row.cells[c] for c in columns)
    if shares or not any(is_number(row.cells[c]) or _has_no_figure(row.cells[c]) for c in columns):
        return False
    if not uncovered(asked.counted[-1:], concepts(labels), own):
        return True
    # what only the title names is counted in columns that name nothing else: of years, say
    known = asked.concepts | above
    figures = [c for c in columns if is_number(row.cells[c]) or _has_no_figure(row.cells[c])]
    others = any(content(" ".join(row.labels[c]), "light_in_headers") - known for c in figures)
    return not others and not uncovered(asked.counted[-1:], above)


def _has_no_figure(cell: str) -> bool:
    """Say whether a cell says that there is no figure: "n/a (b)"."""
    return bool(re.fullmatch(rf"{language('quoting')['no_figure']}\W*(?:\w\W*)?", cell, re.IGNORECASE))


def shown_columns(fit: RowFit) -> list[int]:
    """Return the columns that are quoted: those that answer, and in front of them the words that name the row."""
    said = fit.row.cells
    naming = (c for c in range(min(fit.columns)) if is_year(said[c]) or any(map(str.isalpha, said[c])))
    return sorted({next((c for c, cell in enumerate(said) if cell), 0), *fit.columns, *naming})


def quoted_row(fit: RowFit) -> str:
    """Return the words that quote a row."""
    return ", ".join(fit.row.pair(column) for column in shown_columns(fit))


def notes_of(fit: RowFit) -> list[Extract]:
    """Return the footnotes of what is quoted of a row, with those of what stands over it."""
    marked = {mark for text in fit.row.over for mark in marks(text)}
    for line in (fit.row.line, *fit.row.header):
        spans = cells(line, 0, len(line))
        marked |= {mark for c in shown_columns(fit) if c < len(spans) for mark in marks(line[slice(*spans[c])])}
    return [note for note in fit.row.notes if note_mark(note.quote) in marked]


def pairs(row: TableRow) -> frozenset[str]:
    """Return every cell of a row with its labels as it may be quoted."""
    return frozenset(row.pair(c) for c, cell in enumerate(row.cells) if cell)


def is_value(cell: str) -> bool:
    """Say whether a cell holds a value that names no row: a number, a year, a date, a time or an amount."""
    return is_number(cell) or is_year(cell) or bool(_VALUE.fullmatch(cell))

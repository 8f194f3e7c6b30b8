"""Figures that stand beside a label instead of in a sentence: in lists, cards and tables under a heading of a place.

"Iowa", below it "Cases of missing children handled by NCMEC .... 179". The heading tells whose figures they are, the
label what they count; each must be understood in whole. Labels and figures that stand apart are paired only where
they take turns without exception.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from index.catalog import Catalog, Indicator
from index.columns import summed, year_column
from index.declaring import without_dates_of_print, years_in
from index.headings import (
    bare,
    heads_a_column,
    is_furniture,
    is_of_topics,
    is_partial,
    is_topic,
    may_be_a_label,
    narrows,
    of_rows,
    places_spoken_of,
    says_nothing,
    whose,
)
from index.labels import counted, namings, places_told, self_told
from index.pieces import PROSE, QUALIFIER, Piece, cells_of, is_empty, piece_of
from index.quantities import qualifier_before
from index.reading import Block, Reading
from index.titles import of_no_place, place_of_title
from index.types import Qualifier

_LEAST = 3  # labels that are understood: fewer make no list


@dataclass(frozen=True, slots=True)
class Labelled:
    """A figure with its label, as offsets into the reading; `heading` is where it is told whose they are, None where
    the label does.

    `place` is the code of the place, the overall one for the whole nation. `qualifier` is what stands in front of the
    figure in its own line or card, `told` whether the label itself says whose it is, `of_either` whether it might be
    the nation's as well. `compared` is where figures of other years stand in its row, `doubt` why it is not certain.
    """

    indicator: Indicator
    place: str
    start: int
    end: int
    value_start: int
    value_end: int
    heading: tuple[int, int] | None
    dated: tuple[int, int] | None
    qualifier: Qualifier
    told: bool = False
    of_either: bool = False
    compared: tuple[int, ...] = ()
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class _Scope:
    """Whose figures follow, and the heading that says so."""

    place: str
    start: int
    end: int


@dataclass(slots=True)
class _Card:
    """A figure in a column with the lines of its label below it."""

    piece: Piece
    words: list[str] = field(default_factory=list)


def labelled_figures(reading: Reading, catalog: Catalog, period: str | None = None) -> tuple[Labelled, ...]:
    """Return the figures of a document that stand beside their labels under headings of one place and of the nation.

    Of columns of years that of `period` counts, or else that of the newest. None are returned where the headings are of
    several places, or where too few labels are understood to make a list.
    """
    if not catalog.recognise.heading_words:
        return ()
    read = tuple(_Lists(reading, catalog, period).figures())
    # where others of a list say of which place they are, one that does not may be the nation's
    telling = {f.heading for f in read if f.told and f.place != catalog.overall_code}
    found = tuple(f for f in read if not (f.of_either and f.heading in telling))
    places = {labelled.place for labelled in found} - {catalog.overall_code}
    return found if len(places) <= 1 and len({f.indicator.id for f in found}) >= _LEAST else ()


class _Lists:
    """The lists of one document, from its front to its end."""

    def __init__(self, reading: Reading, catalog: Catalog, period: str | None = None) -> None:
        self.reading = reading
        self.catalog = catalog
        self.period = period
        self.scope: _Scope | None = None
        self.dated: tuple[int, int] | None = None
        self.narrowed = False  # whether a heading may tell that what follows is of a part, or of another time

    def figures(self) -> Iterator[Labelled]:
        run: list[Piece] = []
        strange = False  # whether what stands in front of the run may be a label that is not understood
        for block in self.reading.blocks:
            pieces = [] if block.kind == "table" else list(self._lines(block))
            if len(pieces) == 1 and self._stands_apart(pieces[0]):
                run += pieces
                continue
            yield from self._of_run(run, strange=strange)
            run, strange = [], False
            if block.kind == "table":
                yield from self._of_table(block)
            elif not self._enters(block):
                settled = self._says_a_sentence(block) or all(piece.whole for piece in pieces)
                strange = not settled and not self._heads_a_list(self.reading.text[block.start : block.end])
                for piece in pieces:
                    yield from self._of(piece)
        yield from self._of_run(run, strange=strange)

    def _stands_apart(self, piece: Piece) -> bool:
        """Say whether a line is a figure without its label, or a label that is understood without its figure."""
        return not piece.label if piece.value else self._understood(piece.label)

    def _understood(self, label: str) -> bool:
        return any(self._meant(label, figure) for figure in ("88", "88 million", "8%"))

    def _meant(self, label: str, printed: str, scope: _Scope | None = None) -> tuple[Indicator, str] | None:
        """Return what a label counts, and of which place; `scope` is that of the column that the figure stands in."""
        if told := places_told(label, self.catalog):
            if len(told) > 1 or (scope and scope.place not in told) or self.narrowed:
                return None
            (place,) = told
            indicator = self_told(label, printed, place, self.catalog)
            if indicator is None and place == self.catalog.overall_code:
                indicator = counted(label, printed, place, self.catalog)
            return (indicator, place) if indicator else None
        here = scope or self.scope
        if here is None or self.narrowed:
            return None
        indicator = counted(label, printed, here.place, self.catalog)
        return (indicator, here.place) if indicator else None

    def _lines(self, block: Block) -> Iterator[Piece]:
        start = block.start
        for line in self.reading.text[block.start : block.end].split("\n"):
            if line.strip():
                yield piece_of(self.reading.text, start, start + len(line))
            start += len(line) + 1

    def _enters(self, block: Block) -> bool:
        """Take a heading of a place or of the nation as whose figures follow; what may change that ends the list.

        Returns whether the block is a heading, or a date of print, and so no label of the figure below it.
        """
        if self._takes(block.start, block.end):
            return True
        text = self.reading.text[block.start : block.end]
        if any(piece.whole for piece in self._lines(block)):
            return False
        text = without_dates_of_print(text)
        if not bare(text):
            return True
        sentence = self._says_a_sentence(block)
        if not sentence:
            self._date(block.start, block.end)
        if self._leaves_open(text):
            return False
        own = {self.scope.place, self.catalog.overall_code} if self.scope else set()
        strange = block.kind != "title" and not sentence
        partial = is_partial(text, self.catalog)
        named = places_spoken_of(text, self.catalog)
        if strange or partial or named - own:
            self.scope = None
        if (partial and len(text.split()) <= PROSE) or (not sentence and narrows(text, self.catalog)):
            self.narrowed = True
        return False

    def _takes(self, start: int, end: int) -> bool:
        """Take a line as the heading of what follows, if it says whose that is."""
        text = self.reading.text[start:end]
        place = whose(text, self.catalog)
        self.narrowed = self.narrowed and place is None
        place = place or of_rows(text, self.catalog) or place_of_title(text, self.catalog)
        if place is None:
            return False
        self.scope = _Scope(place, start, end)
        if years_in(self.reading.text[start:end]):
            self.dated = None
        return True

    def _date(self, start: int, end: int) -> None:
        if years_in(self.reading.text[start:end]):
            self.dated = start, end

    def _leaves_open(self, text: str) -> bool:
        """Say whether a heading leaves whose the figures are as it was; below the nation's they may be a place's."""
        if is_topic(text, self.catalog) or says_nothing(text, self.catalog) or is_furniture(text):
            return True
        if of_no_place(text, self.catalog):
            return True
        of_place = self.scope is None or self.scope.place != self.catalog.overall_code
        return of_place and is_of_topics(text, self.catalog)

    def _heads_a_list(self, text: str) -> bool:
        return self._leaves_open(text) and not may_be_a_label(text)

    def _says_a_sentence(self, block: Block) -> bool:
        return self.reading.text[block.start : block.end].rstrip().endswith((".", "!", "?"))

    def _of(self, piece: Piece) -> Iterator[Labelled]:
        if found := self._read(piece):
            yield found

    def _read(self, piece: Piece, scope: _Scope | None = None) -> Labelled | None:
        """Return a figure with its label as what it means; `scope` is that of its column."""
        if piece.value is None or not piece.label:
            return None
        narrowed = narrows(piece.head, self.catalog)
        label = piece.label.removeprefix(f"{piece.head}: ") if narrowed else piece.label
        printed = self.reading.text[slice(*piece.value)]
        meant = self._meant(label, printed, scope)
        here = scope or self.scope
        heading = (here.start, here.end) if here else None
        if meant is None:
            return None
        told, overall = bool(places_told(label, self.catalog)), self.catalog.overall_code
        of_either = not told and meant[1] != overall and bool(counted(label, printed, overall, self.catalog))
        stretch = piece.start, piece.end, *piece.value
        doubt = f"{piece.head!r} may narrow it" if narrowed else None
        return Labelled(*meant, *stretch, heading, self.dated, piece.qualifier, told, of_either, doubt=doubt)

    def _of_run(self, run: Sequence[Piece], *, strange: bool) -> Iterator[Labelled]:
        """Pair labels and figures that stand one below the other, if they take turns from the first to the last.

        Behind a line that is not understood the first figure may be its own.
        """
        if strange and run and run[0].value:
            return
        kinds = [piece.value is not None for piece in run]
        if len(run) % 2 or any(a == b for a, b in pairwise(kinds)):
            return
        for first, second in zip(run[::2], run[1::2], strict=True):
            label, figure = (second, first) if first.value else (first, second)
            yield from self._of(replace(figure, start=first.start, end=second.end, label=label.label))

    def _of_table(self, block: Block) -> Iterator[Labelled]:
        rows = [row for row in cells_of(self.reading, block) if any(not is_empty(self.reading, cell) for cell in row)]
        heads = {n: scope for n, cell in enumerate(rows[0]) if n and (scope := self._scope_of(cell))}
        if heads:
            yield from self._under_heads(rows[0], rows[1:], heads)
            return
        column = year_column([self.reading.text[slice(*cell)] for cell in rows[0]], self.period)
        headed = len(rows[0]) > 1 and self._takes_corner(rows[0], column)
        if column is not None and headed:
            self._date(*rows[0][column])
            yield from self._of_pairs([pair for row in rows[1:] if (pair := self._pair(row, column))])
            return
        rows = rows[1:] if headed else rows
        pieces = [[piece_of(self.reading.text, *cell) for cell in row] for row in rows]
        first = [cell for cell in pieces[0] if cell.label or cell.value] if pieces else []
        if not any(cell.value for cell in first) and not all(map(self._heads_nothing_else, rows[0] if rows else ())):
            return
        if len(first) > 1 and all(cell.value for cell in first):
            yield from self._of_cards(rows)
        elif all(len([cell for cell in row if cell.label or cell.value]) <= len(("label", "figure")) for row in pieces):
            yield from self._of_pairs(
                [pair for row in pieces if (pair := self._of_row([cell for cell in row if cell.label or cell.value]))]
            )
        else:
            yield from self._of_cards(rows)

    def _takes_corner(self, head: Sequence[tuple[int, int]], column: int | None) -> bool:
        """Take the first cell of a head as whose the figures are, if it and the other heads say nothing else.

        Beside columns of years it may be empty or plain; else it must name the place.
        """
        corner, *others = head
        plain = all(map(self._heads_nothing_else, others))
        if column is None and (not plain or any(piece_of(self.reading.text, *cell).value for cell in others)):
            return False
        text = self.reading.text[slice(*corner)]
        if self._takes(*corner):
            self._date(*corner)
            return True
        open_ = not text.strip() or says_nothing(text, self.catalog) or is_topic(text, self.catalog)
        return column is not None and open_ and not years_in(text)

    def _pair(self, row: Sequence[tuple[int, int]], column: int) -> tuple[Piece, tuple[int, ...]] | None:
        """Return the label of a row with its figure in a column of years, and where those of other years stand."""
        filled = [cell for cell in row if not is_empty(self.reading, cell)]
        if len(filled) == 1:
            self._takes_row(*filled[0])
        if len(row) <= column or not filled or filled[0] != row[0]:
            return None
        label, figure = piece_of(self.reading.text, *row[0]), piece_of(self.reading.text, *row[column])
        if label.value or not label.label or figure.value is None or figure.label:
            return None
        others = tuple(
            piece.value[0]
            for cell in row[1:]
            if cell != row[column] and (piece := piece_of(self.reading.text, *cell)).value and not piece.label
        )
        return replace(figure, start=row[0][0], end=row[column][1], label=label.label), others

    def _of_pairs(self, pairs: Sequence[tuple[Piece, tuple[int, ...]]]) -> Iterator[Labelled]:
        """Read labels with their figures, and the total of a table that all the others bear out."""
        read = {n: replace(f, compared=others) for n, (piece, others) in enumerate(pairs) if (f := self._read(piece))}
        yield from read.values()
        labels = {n: piece.label for n, (piece, _) in enumerate(pairs)}
        values = {n: self.reading.text[slice(*piece.value)] for n, (piece, _) in enumerate(pairs) if piece.value}
        total = summed(labels, values, {n: f.indicator.id for n, f in read.items() if not f.doubt}, self.catalog)
        if total:
            number, table = total
            piece, others = pairs[number]
            at = piece.value or (piece.start, piece.end)
            yield replace(
                next(iter(read.values())),
                indicator=self.catalog.by_id[table.lead],
                start=piece.start,
                end=piece.end,
                value_start=at[0],
                value_end=at[1],
                qualifier=piece.qualifier,
                compared=others,
            )

    def _heads_nothing_else(self, cell: tuple[int, int]) -> bool:
        return heads_a_column(self.reading.text[slice(*cell)], self.catalog)

    def _scope_of(self, cell: tuple[int, int]) -> _Scope | None:
        place = whose(self.reading.text[slice(*cell)], self.catalog)
        return _Scope(place, *cell) if place else None

    def _of_row(self, cells: Sequence[Piece]) -> tuple[Piece, tuple[int, ...]] | None:
        """Return the label of a row with its figure; a row of one cell may be a heading."""
        if len(cells) == 1:
            (piece,) = cells
            if piece.whole:
                return piece, ()
            self._takes_row(piece.start, piece.end)
        elif len(cells) == len(("label", "figure")) and (cells[0].value is None) != (cells[1].value is None):
            label, figure = (cells[1], cells[0]) if cells[0].value else (cells[0], cells[1])
            if not figure.label:
                return replace(figure, start=cells[0].start, end=cells[1].end, label=label.label), ()
        return None

    def _takes_row(self, start: int, end: int) -> None:
        """Take a row of one cell as a heading; one that is not understood ends the list."""
        text = self.reading.text[start:end]
        if self._takes(start, end) or self._understood(bare(text)):
            return
        self._date(start, end)
        if not self._leaves_open(text):
            self.scope = None
            self.narrowed = self.narrowed or narrows(text, self.catalog)

    def _under_heads(
        self, head: Sequence[tuple[int, int]], rows: Sequence[Sequence[tuple[int, int]]], heads: dict[int, _Scope]
    ) -> Iterator[Labelled]:
        """Read a table with a column for the place and one for the nation; its labels stand in front of them."""
        first, group, known = min(heads), "", True
        for cell in head[:first]:
            self._date(*cell)
        if any(narrows(self.reading.text[slice(*cell)], self.catalog) for cell in head[:first]):
            return
        for row in rows:
            labels = [self.reading.text[slice(*cell)].strip() for cell in row[:first]]
            label = bare(labels[-1]) if labels else ""
            alone = [cell for cell in row if not is_empty(self.reading, cell)]
            lone = bare(self.reading.text[slice(*alone[0])]) if len(alone) == 1 else ""
            if lone and not self._understood(lone):
                self._date(*alone[0])
                group, known = lone, self._leaves_open(lone)
                continue
            if len(labels) > 1 and labels[0]:
                group = bare(labels[0])
                known = self._leaves_open(group) and not years_in(group)
            for column, scope in heads.items():
                figure = piece_of(self.reading.text, *row[column]) if column < len(row) else None
                if not label or figure is None or figure.value is None or figure.label:
                    continue
                read = (
                    {
                        found.indicator.id: found
                        for name in names
                        if (found := self._read(replace(figure, start=alone[0][0], label=name), scope))
                    }
                    for names in namings(label, group, scope.place, self.catalog, alone=known)
                )
                told = next(filter(None, read), {})
                if len(told) == 1:
                    yield from told.values()

    def _of_cards(self, rows: Sequence[Sequence[tuple[int, int]]]) -> Iterator[Labelled]:
        """Read cards side by side: in each column a figure with its label below it, over as many lines as it takes.

        A column that does not begin with a figure leaves it open which figure is whose.
        """
        parts = groupby(rows, key=self._heads_a_part)
        for heads, part in parts:
            if heads:
                (cell,) = (cell for cell in next(iter(part)) if not is_empty(self.reading, cell))
                self._takes(*cell)
                continue
            own = list(part)
            columns = [
                self._cards([row[n] for row in own if n < len(row)]) for n in range(max(len(row) for row in own))
            ]
            if all(cards is not None for cards in columns):
                for cards in columns:
                    for card in cards or ():
                        yield from self._of(replace(card.piece, label=" ".join(card.words)))

    def _heads_a_part(self, row: Sequence[tuple[int, int]]) -> bool:
        filled = [cell for cell in row if not is_empty(self.reading, cell)]
        return len(filled) == 1 and self._scope_of(filled[0]) is not None

    def _cards(self, cells: Sequence[tuple[int, int]]) -> list[_Card] | None:
        """Return the cards of a column, or None if it has a label without a figure or a figure without a label."""
        cards: list[_Card] = []
        bounds: tuple[int, int] | None = None  # the cell with "more than", of the figure below it
        for cell in cells:
            if is_empty(self.reading, cell):
                continue
            text = self.reading.text[slice(*cell)].strip()
            piece = piece_of(self.reading.text, *cell)
            if QUALIFIER.fullmatch(text):
                bounds = cell
            elif piece.value is not None:
                if bounds:
                    qualifier = qualifier_before(f"{self.reading.text[slice(*bounds)]} ", bounds[1] - bounds[0] + 1)
                    piece = replace(piece, start=bounds[0], qualifier=qualifier)
                cards.append(_Card(piece, [piece.label] if piece.label else []))
                bounds = None
            elif not cards or bounds:
                return None
            else:
                cards[-1].words.append(text)
                cards[-1].piece = replace(cards[-1].piece, end=cell[1])
        return cards if bounds is None and all(card.words for card in cards) else None

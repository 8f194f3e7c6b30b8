"""Questions to documents of no family in other words than theirs: what is quoted to them.

A question for a footnote is met with the row that it annotates, one for the most or the least with the row that has it,
any other with the row or the paragraph that answers it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.content import concepts, years
from assistant.quoted_asking import Asked, read_asked
from assistant.quoted_certainty import certain, nearest, of_another
from assistant.quoted_choosing import NEAR, Choice, choose, names_of
from assistant.quoted_prose import signed
from assistant.quoted_rows import RowFit, columns_of_years, quoted_row
from assistant.quoted_superlatives import Extreme, asks_for_extreme, extreme
from assistant.quoted_units import Unit, Units
from assistant.quotes import Quote, in_quotes
from index.reading import cells, read
from index.tables import marks, note_mark

_FOOTNOTE = re.compile(
    r"\bfoot-?notes?\b|\bnotes? (?:\w+ )?(?:says?|means?|next|behind|beside|under|below|to|at)\b|\basterisks?\b|"
    r"\b(?:little|small|raised|superscript|tiny) (?:\d|[a-z])\b|\bthat note\b|\bstars?\b (?:next|behind|beside|after)|"
    r"\bmarks?\b (?:next|behind|beside|after)|\bdaggers?\b",
    re.IGNORECASE,
)
_MARK = re.compile(r"(?<!\w)\((?:[a-z]|\d)\)|(?<![\w*])\*{1,3}(?![\w*])|[\u2020\u2021\u00b9\u00b2\u00b3\u2074-\u2079]")
_RAISED = re.compile(r"\b(?:little|small|raised|superscript|tiny|footnote|note) (\d|[a-z])\b", re.IGNORECASE)
_TWIN = 0.6  # share of their words from which on two sentences say the same of two things
_NAMING = 2  # words of a cell that name it, though not in full
_TELLING = 2  # words that a question needs to be understood by itself
_LARGEST, _SMALLEST = "The largest", "The smallest"
_CALLED = {"asterisk": "*", "star": "*", "(?<!double )dagger": "\u2020", "double dagger": "\u2021"}
_DIGITS = str.maketrans("123456789", "\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")


@dataclass(frozen=True, slots=True)
class Found:
    """What is quoted to a question: what `answers` it, else what is `near` and may not answer it.

    `akin` says whether the documents speak of such things at all, so that it may be a question to them.
    """

    answers: tuple[Quote, ...] = ()
    near: tuple[Quote, ...] = ()
    akin: bool = False


def quotes_in_other_words(message: str, units: Units, *, later: bool = False) -> Found:
    """Return what is quoted to a question: answers only where they are certain.

    A `later` question of a conversation may be of what was said before, so it has to say more by itself.
    """
    asked = read_asked(message, units)
    if marked := _marks_asked(message):
        return Found(tuple(_notes(asked, marked, units)))
    if asked.telling < _TELLING + later:
        return Found()
    largest = asks_for_extreme(asked)
    if largest is not None and (found := extreme(asked, units, largest=largest)):
        return Found(tuple(_of_extreme(unit, found) for unit in found.units))
    candidates = choose(asked, units)
    answers = _quotes(asked, certain(asked, candidates, units, largest=largest), units, largest)
    near = [] if answers else _quotes(asked, nearest(asked, candidates, largest=largest, units=units), units, largest)
    return Found(tuple(answers), tuple(near), any(choice.score >= NEAR for choice in candidates.nearby))


def _quotes(asked: Asked, chosen: Sequence[Choice], units: Units, largest: bool | None) -> list[Quote]:
    """Return the quotes of units; a row is the one with the most only if all were compared."""
    rowless = [choice for choice in chosen if largest is None or choice.unit.row is None]
    answers = [choice for choice in rowless if choice.unit.row is None or _columns(asked, choice.unit)]
    return [_quote(asked, choice.unit, units, certain=choice.certain) for choice in answers]


def _marks_asked(message: str) -> frozenset[str]:
    """Return the footnote marks that a message asks about, "" for any of the row that it names; none if about none."""
    found = set(_MARK.findall(message))
    if not found and not _FOOTNOTE.search(message):
        return frozenset()
    for raised in _RAISED.findall(message.lower()):
        found |= {raised.translate(_DIGITS), raised, f"({raised})"}
    found |= {mark for name, mark in _CALLED.items() if re.search(rf"\b{name}s?\b", message, re.IGNORECASE)}
    return frozenset(found or {""})


def _notes(asked: Asked, marked: frozenset[str], units: Units) -> list[Quote]:
    """Return the rows that a question names, with the footnotes of the marks that it asks about."""
    said = asked.concepts
    found: list[tuple[float, Unit, list[int]]] = []
    for unit in units.units:
        if not unit.row:
            continue
        columns = _marked_columns(unit, marked)
        names = names_of(unit, said) or _begun(unit, said)
        if columns and names and not (asked.question.years - unit.years):
            context = sum(units.telling(c) for c in said & unit.over) / 2
            found.append((sum(units.telling(c) for c in names) + context, unit, columns))
    if not found:
        return []
    most = max(weight for weight, _, _ in found)
    best = [(unit, columns) for weight, unit, columns in found if weight > most - 0.01]
    return [_row_quote(unit, columns, certain=True) for unit, columns in best] if len(best) == 1 else []


def _begun(unit: Unit, said: frozenset[str]) -> frozenset[str]:
    """Return the words of the cell that is named in part: "Kiln Lane" of "Kiln Lane Community Café"."""
    parts = [part & said for part in unit.parts if len(part & said) >= _NAMING]
    return max(parts, key=len, default=frozenset())


def _marked_columns(unit: Unit, marked: frozenset[str]) -> list[int]:
    assert unit.row is not None
    noted = {note_mark(note.quote) for note in unit.row.notes}
    line = unit.row.line
    of_cells = [marks(line[a:b]) & noted for a, b in cells(line, 0, len(line))]
    return [c for c, own in enumerate(of_cells) if own & marked or (own and "" in marked)]


def _of_extreme(unit: Unit, found: Extreme) -> Quote:
    assert unit.row is not None
    label = " ".join(in_quotes(part) for part in unit.row.labels[found.column])
    lead = f"{_LARGEST if found.largest else _SMALLEST} of the rows under {label}"
    return replace(_row_quote(unit, [found.column], certain=True), lead=lead)


def _quote(asked: Asked, unit: Unit, units: Units, *, certain: bool) -> Quote:
    if unit.row:
        return _row_quote(unit, _columns(asked, unit), certain=certain)
    passage = unit.passage
    if stretch := _own_sentences(asked, unit, units):
        start, end = stretch
        text = read(passage.text[start:end]).text
        return Quote(passage, passage.start + start, passage.start + end, (in_quotes(text),), 0, certain=certain)
    said = passage.reading if "\n" in passage.reading else read(passage.text).text
    lines = tuple(in_quotes(line) for line in said.split("\n") if line.strip())
    return Quote(passage, passage.start, passage.end, lines, 0, certain=certain)


def _own_sentences(asked: Asked, unit: Unit, units: Units) -> tuple[int, int] | None:
    """Return where the sentences stand that are not of a look-alike; None if all may be quoted.

    "The Granger center closes at 7. The Osprey center closes at 8." is two answers, of which one was asked for.
    """
    reading = read(unit.passage.text)
    spans = [span for block in reading.blocks for span in reading.sentences(block)]
    texts = [reading.text[a:b] for a, b in spans]
    twins = _said_of_another(asked, texts)
    own = [n for n, text in enumerate(texts) if n not in twins and not of_another(asked, text, units)]
    together = own == list(range(own[0], own[-1] + 1)) if own else False
    if not together or len(own) == len(spans) or not signed(asked.question, " ".join(texts[n] for n in own)):
        return None
    start, _ = reading.span(*spans[own[0]])
    _, end = reading.span(*spans[own[-1]])
    return start, end


def _said_of_another(asked: Asked, texts: Sequence[str]) -> set[int]:
    """Return the numbers of the sentences that say of another what a sentence beside them says of what is asked about.

    "Callers without a key may make 60 requests. Callers with a registered key may make 900."
    """
    said = [concepts(text) for text in texts]
    known = {term.concept for term in asked.terms if not term.general}
    return {
        n
        for n, own in enumerate(said)
        for other in said
        if own & known < other & known and len(own & other) >= _TWIN * len(own | other)
    }


def _row_quote(unit: Unit, columns: Sequence[int], *, certain: bool) -> Quote:
    assert unit.row is not None
    fit = RowFit(unit.row, tuple(columns), 0, whole=False, noted=False)
    return Quote(unit.passage, unit.passage.start, unit.passage.end, (quoted_row(fit),), 0, row=fit, certain=certain)


def _columns(asked: Asked, unit: Unit) -> list[int]:
    """Return the columns that a question asks for by their labels; else all."""
    row = unit.row
    assert row is not None
    filled = [c for c, cell in enumerate(row.cells) if cell]
    of_year = columns_of_years(asked.question, row, filled, unit.title)
    if not of_year and not any(years(" ".join(labels)) for labels in row.labels):
        of_year = filled  # what is over the row names the year
    named = frozenset().union(*(concepts(row.cells[c]) for c in filled))
    wanted = asked.concepts - named
    labelled = [c for c in of_year if c and wanted & concepts(" ".join(row.labels[c]))]
    return labelled or of_year

"""Which passage of documents of no family answers a question that is put in other words than theirs, if any does.

A row of a table is chosen by the cells that name it. Prose is chosen by its meaning and by the words it shares with
the question. Names, codes, numbers and years of the question must be met; what is left of it may be said otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import nlargest

from assistant.content import concepts, folded, uncovered, words
from assistant.lexicon import language
from assistant.quoted_asking import Asked, Term
from assistant.quoted_prose import signed
from assistant.quoted_rows import TableRow
from assistant.quoted_units import UNKNOWN, Unit, Units

# Found on questions to fourteen documents; see the tests for what each keeps out.
NEAR = 0.5  # score from which on prose answers
_SHARED = 0.35  # what words in common weigh beside the meaning
_CONTEXT = 0.7  # what a word is worth that stands only in what the passage stands under
SURE = 0.68  # similarity of meaning from which on words need not be compared
_SAME = 0.55  # similarity of words from which on one says what another does
_OWN = 0.58  # the same for words that documents have
_LIKE = 0.46  # similarity of words from which on one may say what another does
_MARGIN = 0.03
_WEIGHED = ("how many", "how much", "price", "why")
_LITTLE, _HALF = 0.3, 0.5
_WORDS = 40  # words of a passage that are compared
_CLOSE = 5  # candidates that are compared word by word
_SOURCE = re.compile(r"\W*(?:data )?sources?\b", re.IGNORECASE)
_NAMED = 0.3  # what the words weigh that name a row in its own cells
_OF_NAME = 0.04  # what a name of several words weighs, and against a unit one that only begins like it
_ASIDE = 0.1  # what a footnote, or what a document says of itself, falls behind
_MOST = 3
_RANKED = 2
_NEARBY = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit that answers a question, with how well it does so."""

    unit: Unit
    score: float
    cosine: float
    named: bool = False

    @property
    def certain(self) -> bool:
        """Whether nothing else can be meant: its meaning is near, or the question names it."""
        return self.cosine >= SURE or self.named


@dataclass(frozen=True, slots=True)
class Candidates:
    """The units that may answer a question, best first: the `best` are of equal scores.

    `ranked` are the first ones of all, whatever words of the question they lack; `nearby` those that may be shown as
    near, prose among them that lacks even a name or a number of the question.
    """

    best: tuple[Choice, ...] = ()
    ranked: tuple[Choice, ...] = ()
    nearby: tuple[Choice, ...] = ()


def choose(asked: Asked, units: Units) -> Candidates:
    """Return the units that may answer a question; how certain that is, `assistant.quoted_certainty` judges."""
    if not asked.terms and not asked.codes:
        return Candidates()
    cosines = units.similarities(asked.text)
    fitting = [unit for unit in units.units if _meets(asked, unit)]
    every_row, rows = _rows(asked, fitting, units, cosines)
    prose = [
        _scored(asked, unit, units, cosines, frozenset())
        for unit in fitting
        if unit.row is None and signed(asked.question, unit.passage.reading)
    ]
    best = max(rows, _best(asked, prose, units), key=lambda found: found[0].score if found else 0.0)
    said = frozenset(term.concept for term in asked.terms if not term.general)
    unnamed = [unit for unit in fitting if unit.row and unit.own & said and not names_of(unit, asked.concepts)]
    others = [_scored(asked, unit, units, cosines, frozenset()) for unit in unnamed]
    ranked = sorted((*every_row, *prose, *others), key=lambda choice: -choice.score)
    return Candidates(tuple(best), tuple(ranked[:_RANKED]), _nearby(asked, every_row, units, cosines))


def _nearby(asked: Asked, rows: Sequence[Choice], units: Units, cosines: Sequence[float]) -> tuple[Choice, ...]:
    """Return the rows that are named, and the prose that is nearest to a question, best first; codes must be met."""
    prose = [unit for unit in units.units if unit.row is None and not unit.is_note]
    prose = [unit for unit in prose if all(code.search(unit.said) for code in asked.codes)]
    alike = nlargest(_NEARBY, prose, key=lambda unit: max(float(cosines[place]) for place in unit.vectors))
    found = [*rows, *(_scored(asked, unit, units, cosines, frozenset()) for unit in alike)]
    return tuple(sorted(found, key=lambda choice: -choice.score)[:_NEARBY])


def _meets(asked: Asked, unit: Unit) -> bool:
    """Say whether a unit meets what chooses between look-alikes: names, codes, numbers and years."""
    if any(term.hard and term.concept not in unit.known for term in asked.terms):
        return False
    if not all(code.search(unit.said) for code in asked.codes):
        return False
    if asked.question.kind == "why" and unit.row and not (unit.row.notes or _gives_reasons(unit.row)):
        return False
    # a count whose words all stand there was weighed word by word before, and found to be of something else
    if asked.question.kind in _WEIGHED and not uncovered(asked.question.words, unit.known):
        return False
    return not asked.question.years or asked.question.years <= unit.years


def _gives_reasons(row: TableRow) -> bool:
    pattern = language("quoting")["cells"]["why"]
    labelled = zip(row.cells, row.labels, strict=False)
    return any(cell and re.search(pattern, " ".join(labels), re.IGNORECASE) for cell, labels in labelled)


def weight(asked: Asked, term: Term, units: Units) -> float:
    """Say how much a word of a question tells: the rarer the more, what is said beside the question less."""
    return (
        units.telling(term.concept) * (_LITTLE if term.general else 1) * (_HALF if term.aside and not asked.thin else 1)
    )


def _worth(term: Term, unit: Unit) -> float:
    """Say how far a unit accounts for a word itself: 0 to 1."""
    return 1.0 if term.concept in unit.own else _CONTEXT if term.concept in unit.context else 0.0


def _scored(asked: Asked, unit: Unit, units: Units, cosines: Sequence[float], named: frozenset[str]) -> Choice:
    cosine = max(float(cosines[place]) for place in unit.vectors)
    coded = UNKNOWN * sum(1 for code in asked.codes if any(code.search(folded(c)) for c in unit.cells))
    total = sum(weight(asked, term, units) for term in asked.terms) + UNKNOWN * len(asked.codes) or 1.0
    shared = sum(weight(asked, term, units) * _worth(term, unit) for term in asked.terms) + UNKNOWN * len(asked.codes)
    of_names = sum(weight(asked, term, units) for term in asked.terms if term.concept in named) + coded
    score = cosine + _SHARED * shared / total + _NAMED * of_names / total
    score += _OF_NAME * (len(asked.names & unit.names) - len(_others(asked, unit)))
    return Choice(unit, score - _ASIDE * (unit.is_note or unit.introduces), cosine, bool(coded))


def _others(asked: Asked, unit: Unit) -> list[str]:
    """Return the names of a unit that share a word with the question and are not what it names: look-alikes."""
    said = asked.concepts
    return [n for n in unit.names - asked.names if any(c in said for word in n.split()[:1] for c in concepts(word))]


def _reworded(asked: Asked, choice: Choice, units: Units) -> Choice | None:
    """Add what a unit says of a question in other words; None if it lacks a word that names what is asked about."""
    unit = choice.unit
    lacking = [term for term in asked.terms if not term.general and not has(unit, term, units)]
    if not lacking:
        return choice
    near = units.nearness([term.word for term in lacking], sayings(unit))
    # in prose a count is of all that the question says and the documents know
    counts = asked.question.kind in _WEIGHED and unit.row is None
    needed = [
        (t, v)
        for t, v in zip(lacking, near, strict=True)
        if (t.thing or (counts and units.has(t.concept))) and not (t.aside or t.hard)
    ]
    # the documents would say their own word
    missed = [term for term, value in needed if value < (_OWN if units.has(term.concept) else _LIKE)]
    if missed and choice.cosine < SURE:
        return None
    total = sum(weight(asked, term, units) for term in asked.terms) or 1.0
    met = sum(weight(asked, t, units) * _CONTEXT for t, value in zip(lacking, near, strict=True) if value >= _SAME)
    return replace(choice, score=choice.score + _SHARED * met / total)


def has(unit: Unit, term: Term, units: Units) -> bool:
    """Say whether a unit has a word, or what is next over it; of what its whole document is about, whether a name."""
    return term.concept in unit.own | unit.over or (term.concept in unit.context and units.is_name(term.concept))


def _best(asked: Asked, found: list[Choice], units: Units) -> list[Choice]:
    found.sort(key=lambda choice: -choice.score)
    near = [choice for c in found[:_CLOSE] if (choice := _reworded(asked, c, units)) and choice.score >= NEAR]
    near.sort(key=lambda choice: -choice.score)
    return [choice for choice in near if near[0].score - choice.score < _MARGIN]


def sayings(unit: Unit) -> list[str]:
    """Return the words of a unit, of its labels and of what stands over it, that are compared with a question's.

    Whom a table is from says nothing of what it is about.
    """
    labels = " ".join(part for parts in unit.row.labels for part in parts) if unit.row else ""
    above = unit.row.above if unit.row else (unit.passage.section or "",)
    about = " ".join(text for text in above if text != unit.title and not _SOURCE.match(text))
    said = words(f"{about} {labels} {unit.passage.text}")
    return list(dict.fromkeys(word.text for word in said if word.text[0].isalpha() and len(word.text) > 1))[:_WORDS]


def _rows(
    asked: Asked, fitting: Sequence[Unit], units: Units, cosines: Sequence[float]
) -> tuple[list[Choice], list[Choice]]:
    """Return the rows whose own cells name what is asked for, and the best of those that name most of it."""
    said = asked.concepts
    named = [(unit, names) for unit in fitting if unit.row and (names := names_of(unit, said))]
    every = [_scored(asked, u, units, cosines, n) for u, n in named]
    all_names = {names for _, names in named}
    scored = [c for c, (_, n) in zip(every, named, strict=True) if not any(n < other for other in all_names)]
    best = _best(asked, scored, units)
    return every, best if len(best) <= _MOST else []


def names_of(unit: Unit, said: frozenset[str]) -> frozenset[str]:
    """Return the words by which the cells of a row are named, each cell in full."""
    return frozenset[str]().union(*(part for part in unit.parts if part <= said))

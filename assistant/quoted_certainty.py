"""How certain it is that a unit answers a question that is put in other words: enough to answer, near, or neither.

People quote the answers, so what looks alike and is of something else must not pass. To answer, a unit has to bear the
names of the question as they are meant there, say nearly all that the question says, and hold an answer of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import takewhile

from assistant.content import concepts, folded, word_set
from assistant.lexicon import language
from assistant.quoted_asking import Asked, Term
from assistant.quoted_choosing import SURE, Candidates, Choice, has, sayings, weight
from assistant.quoted_evidence import weigh
from assistant.quoted_rows import has_kind, names_column
from assistant.quoted_units import Unit, Units
from assistant.quotes import MOST

_NAMED = re.compile(r"\b(?=([A-Z][^\W\d_]+)((?: [^\W\d_]+){1,2}))")  # a name and what is called by it
# Found on questions to thirty documents; tests/test_quoted_certainty.py has what each keeps out.
_SAID = 0.5  # what the words that are met weigh beside the meaning
_PROSE = 0.8  # meaning and words met from which on prose answers
_MEANT = 0.4  # meaning below which words in common say little
_ROW = 0.55  # share of the words that a row has to meet that no code names
_EVERY, _FEW = 0.99, 2  # share that suffices by itself, of more words than these
_NOTE = 0.7  # share of the words that a footnote has to meet
_UNLIKE, _ALIKE = 0.35, 0.65  # similarity of words up to which they are different, and from which on the same
_HALF = 0.5  # share of what is asked beside the names
_OVER = 0.7  # what a word is worth that stands only far above
_CLEARER = 0.08  # how much nearer a word has to be in one of two look-alikes
_ALL = 0.85  # share of the words that each of several has to meet that could be meant, or a row of what it counts
_COUNTS = ("how many",)
_DOUBTFUL = 0.38  # likelihood below which prose that lacks a word does not answer
_AKIN, _BEHIND = (
    0.33,
    0.15,
)  # similarity of meaning from which on a unit is near, and how far it may fall behind the first


def certain(asked: Asked, found: Candidates, units: Units, *, largest: bool | None) -> list[Choice]:
    """Return the units that answer a question: one, or several that could be meant alike; none if none is certain."""
    met = [_met(asked, choice.unit, units) for choice in found.best]
    clear = [
        choice
        for choice, own in zip(found.best, met, strict=True)
        if not any(_clearer(other, own) for other in met if other is not own)
    ]
    if clear and all(_answers(asked, choice, units, largest) for choice in clear):
        if len(clear) < 2:
            return clear if largest is not None or not _is_doubtful(asked, clear[0], found, units) else []
        if largest is None and all(_share(asked, choice.unit, units) >= _ALL for choice in clear):
            return clear
    return []


def _is_doubtful(asked: Asked, choice: Choice, found: Candidates, units: Units) -> bool:
    """Say whether prose lacks part of a question, and the rest speaks against it: another is as near, say."""
    share = _share(asked, choice.unit, units)
    if choice.unit.row or share >= _ALL:
        return False
    scored = next((c for c in found.ranked if c.unit is choice.unit), choice)
    return weigh(asked, scored, found.ranked, share, units).likelihood < _DOUBTFUL


def nearest(asked: Asked, found: Candidates, *, largest: bool | None, units: Units) -> list[Choice]:
    """Return the units that may be shown as near a question that none answers, nearest first.

    They are of no other years and no look-alike; a row has the names of the question. A number near a count, or a row
    near the largest one, would be taken for it: these are answered or declined.
    """
    if largest is not None or asked.question.kind in _COUNTS:
        return []
    names = {term.concept for term in asked.terms if term.hard and term.word.isalpha()}
    near = [
        choice
        for choice in found.nearby
        if choice.cosine >= _AKIN
        and _is_of_years(asked, choice.unit)
        and (names <= choice.unit.known or not (choice.unit.row or of_another(asked, _printed(choice.unit), units)))
    ]
    first = max((choice.cosine for choice in near), default=0.0)
    return [choice for choice in near if choice.cosine >= first - _BEHIND][:MOST]


def _is_of_years(asked: Asked, unit: Unit) -> bool:
    """Say whether a unit is of the years that a question names, or of none."""
    return not asked.question.years or not unit.years or asked.question.years <= unit.years


def _answers(asked: Asked, choice: Choice, units: Units, largest: bool | None) -> bool:
    unit = choice.unit
    if not _may_answer(asked, unit, units, largest):
        return False
    light = word_set("general") - word_set("parts_of_a_year")
    named = [word for word in asked.question.counted if word.text not in light]
    if not named and not _says_count(asked, unit, units):
        return False  # "how many times" counts what is said behind it
    if unit.row and named and not _says_word(asked, named[-1].concept, unit, units):
        return False
    share = _share(asked, unit, units)
    if unit.is_note and share < _NOTE:
        return False
    if not (unit.row or choice.cosine >= SURE) and not _says_all(asked, unit, units):
        return False
    if unit.row:
        return choice.named or share >= _ROW
    alike = choice.cosine >= _MEANT and choice.cosine + _SAID * share >= _PROSE
    return alike or (share >= _EVERY and asked.telling > _FEW)


def _may_answer(asked: Asked, unit: Unit, units: Units, largest: bool | None) -> bool:
    """Say whether a unit holds an answer of the kind that is asked for, of what the question names."""
    ranks = largest is None or _ranks(unit, largest=largest)
    if not (ranks and _holds(asked, unit)) or of_another(asked, _printed(unit), units):
        return False
    if unit.row and not (has_kind(asked.question, unit.row) or names_column(asked.question, unit.row)):
        return False
    return _says_kind(asked, unit, units) and _is_of_season(asked, unit)


def _says_kind(asked: Asked, unit: Unit, units: Units) -> bool:
    """Say whether a unit says in any words what is asked for behind "what" or "which": "what mileage rate"."""
    head = asked.head
    if head is None or head.general:
        return True
    return has(unit, head, units) or _alike(units.nearness([head.word], sayings(unit))[0]) >= _HALF


def _is_of_season(asked: Asked, unit: Unit) -> bool:
    """Say whether a unit is of the season or month that a question names."""
    named = {term.concept for term in asked.terms if not term.aside} & seasons()
    return named <= unit.own | unit.over | concepts(unit.title)


def _holds(asked: Asked, unit: Unit) -> bool:
    """Say whether a unit holds what is asked for by its name: of a price an amount, of an address one."""
    printed = "\n".join(unit.cells) if unit.row else f"{unit.passage.section or ''} {unit.passage.reading}"
    named = {term.concept for term in asked.terms if not term.aside}
    patterns = (pattern for concept, pattern in language("quoting")["held"].items() if concept in named)
    return all(re.search(pattern, printed, re.IGNORECASE) for pattern in patterns)


def _ranks(unit: Unit, *, largest: bool) -> bool:
    """Say whether a unit itself says that something is the most or the least."""
    return bool(set(re.findall(r"[^\W\d_]+", unit.said)) & word_set("largest" if largest else "smallest"))


@cache
def seasons() -> frozenset[str]:
    """Return what the words for seasons and months stand for."""
    return concepts(str(language("quoting")["seasons"]))


def of_another(asked: Asked, text: str, units: Units) -> bool:
    """Say whether a text is of another thing than a question names: "Granger center", asked for "the Osprey center"."""
    names = [term for term in asked.terms if term.hard and term.word.isalpha()]
    return any(_is_look_alike(term, asked, text, units) or _was_only(term, text) for term in names)


def _was_only(term: Term, text: str) -> bool:
    """Say whether a text has a name only for what something or someone was: "formerly of the Larkin court"."""
    said = folded(text)
    spans = [m.start() for m in re.finditer(rf"\b{re.escape(term.word)}\b", said)]
    former = re.compile(str(language("quoting")["former"]))
    return bool(spans) and all(former.search(said[:start]) for start in spans)


def _is_look_alike(term: Term, asked: Asked, text: str, units: Units) -> bool:
    """Say whether "the Larkin visitation center" is asked for, and a text has a center, but one of another name."""
    behind = re.search(rf"\b{re.escape(term.word)}((?: [^\W\d_]+){{1,2}})", folded(asked.text))
    heads = takewhile(lambda word: word not in word_set("passed_over"), behind[1].split() if behind else ())
    kinds = frozenset().union(*(concepts(head) for head in heads))
    named = {m[1] for m in _NAMED.finditer(text) if kinds & concepts(m[2])}
    others = {name for name in named if any(map(units.is_name, concepts(name) - asked.concepts))}
    return bool(others) and not any(term.concept in concepts(name) for name in named)


def _printed(unit: Unit) -> str:
    above = "\n".join(extract.quote for extract in unit.passage.context)
    return f"{unit.title}\n{unit.passage.section or ''}\n{above}\n{unit.passage.reading}"


def _met(asked: Asked, unit: Unit, units: Units) -> tuple[float, ...]:
    """Say of each telling word of a question how far a unit says it, in any words: 0 to 1."""
    terms = [term for term in asked.terms if not term.general]
    near = iter(units.nearness([term.word for term in terms], sayings(unit)))
    values = []
    for term, similar in zip(terms, near, strict=True):
        over = _OVER if term.concept in unit.context else 0.0
        values.append(1.0 if has(unit, term, units) else max(over, _alike(similar)))
    return tuple(values)


def _alike(similarity: float) -> float:
    """Return how far one word says another, by their similarity: 0 to 1."""
    return min(1.0, max(0.0, (similarity - _UNLIKE) / (_ALIKE - _UNLIKE)))


def _share(asked: Asked, unit: Unit, units: Units) -> float:
    """Say how much of a question a unit says: 0 to 1."""
    weights = [weight(asked, term, units) for term in asked.terms if not term.general]
    total = sum(weights)
    return sum(w * m for w, m in zip(weights, _met(asked, unit, units), strict=True)) / total if total else 1.0


def _says_all(asked: Asked, unit: Unit, units: Units) -> bool:
    """Say whether prose says enough of what is asked beside the names; of a count, what is counted itself."""
    terms = [term for term in asked.terms if not term.general]
    met = _met(asked, unit, units)
    if asked.question.kind in _COUNTS:
        return {word.concept for word in asked.question.counted[-1:]} <= unit.own | unit.over
    beside = [(weight(asked, t, units), m) for t, m in zip(terms, met, strict=True) if not (t.hard or _names(t, asked))]
    total = sum(w for w, _ in beside)
    if not any(term.hard and not term.aside for term in terms):
        return True
    return not total or sum(w * m for w, m in beside) / total >= _HALF


def _says_count(asked: Asked, unit: Unit, units: Units) -> bool:
    """Say whether a unit says, in any words, all that a count is of: "downloaded" of "how many times downloaded"."""
    if asked.question.kind not in _COUNTS:
        return True
    terms = [term for term in asked.terms if not term.general]
    return all(v >= _HALF for t, v in zip(terms, _met(asked, unit, units), strict=True) if not t.aside)


def _says_word(asked: Asked, concept: str, unit: Unit, units: Units) -> bool:
    """Say whether a unit says a word of a question in any words."""
    terms = [term for term in asked.terms if not term.general]
    return all(v >= _ALL for t, v in zip(terms, _met(asked, unit, units), strict=True) if t.concept == concept)


def _names(term: Term, asked: Asked) -> bool:
    return any(term.word in name.split() for name in asked.names)


def _clearer(one: Sequence[float], other: Sequence[float]) -> bool:
    """Say whether one of two look-alikes says a word of the question that the other does not, and what that says."""
    differences = [a - b for a, b in zip(one, other, strict=True)]
    return max(differences, default=0.0) > _CLEARER and min(differences, default=0.0) >= -_CLEARER

"""Slot-bound verification: nothing is said that does not hold against the documents.

An answer is checked as the reader gets it, from its text alone, so the same check serves text that a template made
and text that a language model wrote. Every number in it, in digits or words, must belong to one class:

- a fact: the sentence cites the place where it is printed, and value, place, period, indicator, unit and qualifier
  of the sentence match what stands there;
- a computation over facts, in a line that can be made again from them word for word;
- a verbatim quote of a cited passage, in “double quotes”;
- an echo of the question, in ‘single quotes’;
- a reviewed text: the lines for urgent messages in `language/safety.yaml`;
- a verdict on what the asker states, in a line that can be worded again from the figure that it cites;
- structure: a citation marker, a list number, a year or a number of sheets that the store covers.

What fits no class, or fits with a wrong slot, is a violation. The caller says nothing that has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.answering import sheets_line
from assistant.disclosing import disclosures, needs_disclosure
from assistant.evidence import Evidence, plans
from assistant.lexicon import FamilyLexicon, neutral_words, normalise, tokenise
from assistant.lookup import Coverage
from assistant.quoted_rows import pairs, table_row
from assistant.rewording import made_again, rank_holds, verdicts, worked_again
from assistant.safety import reviewed_texts
from assistant.types import Answer, Citation, Operation, Status, Value
from assistant.worded import worded
from index.catalog import Catalog
from index.database import Database
from index.passages import mask
from index.places import name_of
from index.quantities import QUALIFIER_WORDS, Numeral, find_numerals, printed_value, qualifier_before
from index.reading import mended, read
from index.types import NATION, Extract, Fact

_MARKER = re.compile(r"\[(\d+)\]")
_QUOTED = re.compile("\u201c([^\u201c\u201d]*)\u201d")
# A cell with the labels of its column: “Country”: “France”.
_CELLS = re.compile("(?:\u201c[^\u201c\u201d]*\u201d )*(?:\u201c[^\u201c\u201d]*\u201d: )?\u201c[^\u201c\u201d]*\u201d")
_LABELLED = re.compile("\u201d: \u201c")
_ECHOED = re.compile("\u2018([^\u2018\u2019]*)\u2019")
_LIST_NUMBER = re.compile(r"^\s*\d+\.\s")
_SEGMENT = re.compile(r"(?<=[.!?])\s+(?!Virgin\b)(?=[A-Z\u201c\u2018])|(?<=;)\s+")  # "U.S. Virgin Islands"
_YEAR = re.compile(r"(?:19|20)\d{2}")
_INDICATOR_FITS = 0.6
_NEGATIONS = frozenset("not no never none neither nor without cannot".split())
# "Yes: ..." and "No: ..." in front of a sentence say how a claim compares with it.
_VERDICT = re.compile(r"^\s*(?:- )?(?:Yes|No):")
# Lines that say whether a claim holds must be words that its figure gives again.
_HOLDS = re.compile(
    r"^(?:Yes, |No, |More: |Less: |Neither: |Not exactly|Higher for |Both conditions |The sheets do not settle|"
    r"Over these years, |Largest |Each from )"
)
# Amounts that are no numerals; no sentence of an answer may hold one.
_AMOUNTS = worded(
    r"\b(?:dozens?|hundreds|thousands|millions|billions|half|halves|thirds?|quarters?|fifths?|twice|thrice|doubled?|"
    r"tripled?|scores? of|a couple|several|majority|minority)\b",
    "dozen hundreds thousands millions billions half halves third quarter fifth twice thrice double triple score "
    "couple several majority minority".split(),
)


@dataclass(frozen=True, slots=True)
class Violation:
    """Something in an answer that does not hold, and why."""

    where: str
    why: str


def verify(
    answer: Answer, *, database: Database, catalog: Catalog, lexicon: FamilyLexicon, coverage: Coverage
) -> list[Violation]:
    """Return everything in an answer that does not hold; an empty list means that it may be said."""
    evidence = Evidence(answer, database)
    violations = [v for citation in answer.citations for v in _check_citation(citation, evidence)]
    if answer.status is Status.NOT_FOUND and answer.values:
        violations.append(Violation("values", "an answer that found nothing holds values"))
    for value in answer.values:
        violations += _check_value(value, evidence, catalog)
    reviewed = set(reviewed_texts()) if answer.status is Status.URGENT else catalog.reviewed
    results, ranks = made_again(answer, evidence, catalog)
    told, untold = _disclosed(answer, evidence, catalog)
    results |= told
    violations += untold
    if any(_HOLDS.match(line) for line in answer.text.split("\n")):
        results |= set(verdicts(answer, evidence, catalog))
    for whole in answer.text.split("\n"):
        line = whole.removeprefix("- ")
        if line in reviewed or line in results or _counts_sheets(line, coverage):
            continue
        if _HOLDS.match(line):
            violations.append(Violation(line, "the cited figures do not give this verdict"))
            continue
        rank = next((rank for rank in ranks if line.startswith(rank)), None)
        if rank is not None:
            line = line.removeprefix(rank)
            if ranks[rank] not in line:
                violations.append(Violation(whole, "the rank is of another place or year than the figure"))
        for segment in _segments(line):
            violations += _check_segment(segment, answer, evidence, catalog, lexicon, coverage)
    return violations


def _counts_sheets(line: str, coverage: Coverage) -> bool:
    """Say whether a line tells of how many states there are sheets for a year, and tells it rightly."""
    years = _YEAR.findall(line) if line.startswith("Sheets for ") else []
    return bool(years) and line == sheets_line(years[0], coverage)


def _disclosed(answer: Answer, evidence: Evidence, catalog: Catalog) -> tuple[set[str], list[Violation]]:
    """Word again what must stand beside the cited figures, and find what the answer's figures lack of it."""
    told: set[str] = set()
    untold: list[tuple[object, Fact]] = []
    disclosed: set[object] = set()
    said = set(answer.text.split("\n"))
    stated = {(v.indicator, v.place, v.period, v.value) for v in answer.values}
    operands = {fact_id for v in answer.values for fact_id in v.operands}
    for fact in filter(needs_disclosure, evidence.facts([*evidence.citations])):
        other = evidence.beside(fact, catalog)
        ways = [
            disclosures(fact, other, catalog, evidence.document_of, evidence.number, several=several)
            for several in (True, False)
        ]
        told |= {line for lines in ways for line in lines}
        figure = fact.indicator, fact.place, fact.period, fact.value
        if any(said.issuperset(lines) for lines in ways):
            disclosed.add(figure)
        elif figure in stated or fact.id in operands:
            untold.append((figure, fact))
    # a sentence that is cited for another figure may print this one, too: it is said beside one of its printings
    lacking = [fact for figure, fact in untold if fact.id in operands or figure not in disclosed]
    return told, [Violation(f.quote, "what must be said beside this figure is not said") for f in lacking]


def _segments(line: str) -> Iterator[str]:
    """Split a line into sentences and the parts of a list after semicolons, never inside quoted words."""
    quoted = [match.span() for match in _QUOTED.finditer(line)]
    start = 0
    for match in _SEGMENT.finditer(line):
        if not any(a < match.start() < b for a, b in quoted):
            yield line[start : match.start()]
            start = match.end()
    yield line[start:]


def _check_citation(citation: Citation, evidence: Evidence) -> Iterator[Violation]:
    where = f"citation {citation.number}"
    document = evidence.document(citation.document_id)
    if document is None:
        yield Violation(where, "its document is not in the store")
        return
    own = Extract(quote=citation.quote, start=citation.start, end=citation.end)
    for extract in (own, *citation.context):
        if not extract.quote or document.text[extract.start : extract.end] != extract.quote:
            yield Violation(where, "the document does not read its quote")
    claimed = (citation.title, citation.source, citation.place, citation.period, citation.page)
    actual = (document.title, document.source, document.place, document.period, document.page(citation.start))
    origin = citation.source_url, citation.retrieved, citation.said
    if claimed != actual or origin != (document.url, document.retrieved, document.said):
        yield Violation(where, "title, source, place, period, page or origin is not the document's")


def _check_value(value: Value, evidence: Evidence, catalog: Catalog) -> Iterator[Violation]:
    where = f"value {value.value}"
    if not value.citations or not set(value.citations) <= evidence.citations.keys():
        yield Violation(where, "it has no citation")
        return
    if value.operation not in (Operation.LOOKUP, Operation.RANK, Operation.FILTER):
        yield from (Violation(where, why) for why in _computation_problems(value, evidence, catalog))
        return
    if value.operation is Operation.RANK and not rank_holds(value, evidence):
        yield Violation(where, "it does not have this rank among the figures compared")
    claimed = (value.indicator, value.place, value.period, value.value, value.qualifier, value.unit)
    for fact in evidence.facts(value.citations):
        if claimed == (fact.indicator, fact.place, fact.period, fact.value, fact.qualifier, fact.unit):
            yield from (Violation(where, why) for why in _fact_problems(fact, evidence, catalog))
            return
    yield Violation(where, "no cited place states this value with these slots")


def _computation_problems(value: Value, evidence: Evidence, catalog: Catalog) -> Iterator[str]:
    """Carry the operation out again on the operands as they stand in the store."""
    operands = evidence.operands(value)
    if len(operands) < 2 or len(operands) != len(value.operands):
        yield "its operands are not cited"
        return
    for fact in operands:
        yield from _fact_problems(fact, evidence, catalog)
    again = worked_again(value, operands)
    if (again.value, again.qualifier, again.unit, again.formula) != (
        value.value,
        value.qualifier,
        value.unit,
        value.formula,
    ):
        yield "the operation does not give this result"
    for claimed, actual in (
        (value.indicator, {f.indicator for f in operands}),
        (value.place, {f.place for f in operands}),
        (value.period, {f.period for f in operands}),
    ):
        if claimed != (next(iter(actual)) if len(actual) == 1 else None):
            yield "place, period or indicator is not that of the operands"


def _fact_problems(fact: Fact, evidence: Evidence, catalog: Catalog) -> Iterator[str]:
    """Check a stored fact against the text of its document."""
    document = evidence.document(fact.document_id)
    if document is None:
        yield "its document is not in the store"
        return
    if document.text[fact.start : fact.end] != fact.quote:
        yield "the document does not read the quote"
    printed = document.text[fact.value_start : fact.value_end]
    inside = fact.start <= fact.value_start < fact.value_end <= fact.end
    accepted = fact.method == "accepted"
    if not inside or (not accepted and printed_value(mended(printed)) != fact.value):
        yield "the quote does not hold the value"
    if accepted != (fact.review is not None) or not evidence.review_holds(fact):
        yield "nobody has accepted this reading"
    before = mended(f"{document.text[max(0, fact.value_start - 40) : fact.value_start]}0").removesuffix("0")
    if fact.method == "statement" and qualifier_before(before, len(before)) != fact.qualifier:
        yield "the quote bounds the value otherwise"
    surroundings = " ".join((fact.quote, *(extract.quote for extract in fact.context)))
    of_years = catalog.periods.kind == "year"
    told = surroundings if of_years else catalog.period_reader.named_in(surroundings)
    said = document.period if document.said_period else None
    if fact.period is not None and fact.period not in told and fact.period != said:
        yield "the quote and its context do not give the period"
    named = catalog.place_names.named_in
    own = document.place if document.said_place else None
    if fact.place not in (NATION, own) and not {fact.place} & (named(surroundings) or named(mended(surroundings))):
        yield "the quote and its context do not name the place"
    indicator = catalog.by_id.get(fact.indicator)
    if indicator is None or indicator.unit != fact.unit:
        yield "the unit is not the indicator's"


def _check_segment(
    segment: str,
    answer: Answer,
    evidence: Evidence,
    catalog: Catalog,
    lexicon: FamilyLexicon,
    coverage: Coverage,
) -> Iterator[Violation]:
    """Check one sentence or list row of an answer."""
    where = segment.strip()
    numbers = [int(n) for n in _MARKER.findall(_QUOTED.sub(" ", segment))]  # a footnote mark in a quote cites nothing
    for number in numbers:
        if number not in evidence.citations:
            yield Violation(where, f"there is no citation [{number}]")
    for quoted in _QUOTED.findall(segment):
        if not any(_reads(quoted, evidence, number) for number in numbers):
            yield Violation(where, "the quoted words do not stand in a cited place")
    if _LABELLED.search(segment) and not any(_row_holds(segment, evidence, number) for number in numbers):
        yield Violation(where, "the cited row does not hold these cells under these labels")
    for echoed in _ECHOED.findall(segment):
        asked = [words for plan in plans(answer.plan) for words in (plan.clause, *plan.claims)]
        if _folded(echoed) not in _folded(" ".join((answer.plan.question, *asked))):
            yield Violation(where, "the asker did not write these words")
    bare = _LIST_NUMBER.sub("", _ECHOED.sub(" ", _QUOTED.sub(" ", _MARKER.sub(" ", segment)))).replace("*", "")
    bare, parts = _without_parts_of_years(bare, catalog)
    if amount := _AMOUNTS.search(bare):
        yield Violation(where, f"{amount.group()}: an amount in words that no source states")
    found = list(find_numerals(bare, words=True))
    years = [n for n in found if _YEAR.fullmatch(bare, n.start, n.end)]
    facts = evidence.facts(numbers)
    stated = {bare[n.start : n.end] for n in years} | parts
    figures = [n for n in found if n not in years]
    # what reads like a year is a figure where a cited one has its value, unless that stands there already
    unsaid = {fact.value for fact in facts} - {n.value for n in figures}
    figures += [n for n in years if n.value in unsaid]
    for numeral in figures:
        if _is_structure(numeral, bare, coverage):
            continue
        beside = {bare[n.start : n.end] for n in years if n is not numeral} | parts
        problem = _figure_problem(numeral, bare, beside, facts, catalog, lexicon)
        if problem:
            yield Violation(where, f"{bare[numeral.start : numeral.end]}: {problem}")
    allowed = {*coverage.all_periods, *answer.plan.periods, *_YEAR.findall(answer.plan.question)}
    if parts:
        allowed |= catalog.period_reader.named_in(answer.plan.question)
    if not figures and stated - allowed:
        yield Violation(where, "a year that neither the store nor the question holds")


def _without_parts_of_years(text: str, catalog: Catalog) -> tuple[str, set[str]]:
    """Blank out the quarters or months that a sentence names, and the word for them; return their codes, too.

    "The first quarter of 2024" states no figure. Years stay in the text, where they are seen for themselves.
    """
    if catalog.periods.kind == "year":
        return text, set()
    codes: set[str] = set()
    for mention in reversed(list(catalog.period_reader.find(text))):
        codes.add(mention.code)
        text = f"{text[: mention.start]}{' ' * (mention.end - mention.start)}{text[mention.end :]}"
    return _period_words(catalog.period_word.one, catalog.period_word.many).sub(" ", text), codes


@cache
def _period_words(one: str, many: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{re.escape(many)}|{re.escape(one)})\b", re.IGNORECASE)


def _folded(text: str) -> str:
    """Fold a text to its words, so that an echo is compared word by word."""
    return f" {' '.join(token.key for token in tokenise(normalise(text)))} "


def _reads(quoted: str, evidence: Evidence, number: int) -> bool:
    """Say whether whole words stand in a cited place, in what belongs to it, or are the title of its document."""
    citation = evidence.citations.get(number)
    words = quoted.strip()
    if citation is None or not words:
        return False
    places = (read(stretch).text for stretch in (citation.quote, *(e.quote for e in citation.context)))
    whole = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)" if words[0].isalnum() else re.escape(words))
    return words == citation.title or any(whole.search(text) for text in places)


def _row_holds(segment: str, evidence: Evidence, number: int) -> bool:
    """Say whether all cells that are quoted with labels stand so in one cited row."""
    citation = evidence.citations.get(number)
    row = table_row(citation.quote, citation.start, citation.context) if citation else None
    said = _MARKER.sub("", segment.strip().removeprefix("- ")).strip().removesuffix(".")
    return row is not None and set(_CELLS.findall(said)) <= pairs(row) and not _CELLS.sub("", said).strip(" ,")


def _is_structure(numeral: Numeral, text: str, coverage: Coverage) -> bool:
    """Say whether a number counts what the store covers: "5 sheets"."""
    following = re.match(r" (?:state |other )?(sheets?|documents?|states?|places?)\b", text[numeral.end :])
    if not following:
        return False
    if following[1].rstrip("s") in ("sheet", "document"):
        return numeral.value == coverage.documents
    named = {*_YEAR.findall(text)} & {*coverage.all_periods}
    places = [p for p, years in coverage.periods.items() if len(named) != 1 or named & {*years}]
    return numeral.value == len(places)


def _figure_problem(
    numeral: Numeral,
    text: str,
    years: set[str],
    facts: Sequence[Fact],
    catalog: Catalog,
    lexicon: FamilyLexicon,
) -> str | None:
    """Say what is wrong with a figure of a sentence; None if a cited fact bears it with every slot."""
    same = [fact for fact in facts if fact.value == numeral.value]
    if not same:
        return "no cited place states this figure"
    problems = [_slot_problem(fact, numeral, text, years, catalog, lexicon) for fact in same]
    return None if None in problems else problems[0]


def _slot_problem(
    fact: Fact, numeral: Numeral, text: str, years: set[str], catalog: Catalog, lexicon: FamilyLexicon
) -> str | None:
    if qualifier_before(text, numeral.start) != fact.qualifier:
        return f"the source says {fact.qualifier.value}"
    unit = catalog.units[fact.unit]
    if fact.unit == "percent":
        after = text[numeral.start : numeral.end + 9]
        if "%" not in after and "percent" not in after:
            return "the figure is a percentage"
    elif not _unit_words(unit.one, unit.many).search(text):
        return f"the unit is {unit.many}"
    elif "%" in text[numeral.start : numeral.end + 1]:
        return "the figure is not a percentage"
    named = catalog.place_names.named_in(text)
    if fact.place == NATION:
        if named or catalog.overall not in text:
            return "the figure is an overall one"
    elif named != {fact.place} or (catalog.overall in text and fact.place != catalog.overall_code):
        return f"the figure is {name_of(fact.place)}'s"
    if years != ({fact.period} if fact.period else set()):
        return f"the period is {fact.period or 'not stated'}"
    level = catalog.by_id[fact.indicator].level
    text = catalog.place_names.without(text).replace(catalog.overall, "")
    found = lexicon.sentence_scores(text)
    scores = {i: score for i, (score, _) in found.items() if catalog.by_id[i].level == level}
    own = scores.get(fact.indicator, 0.0)
    if own < _INDICATOR_FITS or own < max(scores.values()):
        return "the sentence speaks of another measure"
    return _unborne_word(fact, text, catalog)


@cache
def _unit_words(one: str, many: str) -> re.Pattern[str]:
    """Return the pattern of the words for a unit: "survivors/families" may be written with "and"."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, (one, many, many.replace('/', ' and '))))})\b", re.IGNORECASE)


def _unborne_word(fact: Fact, text: str, catalog: Catalog) -> str | None:
    """Name a word that neither the source nor the measure's own wording bears; a negation must stand there too."""
    indicator = catalog.by_id[fact.indicator]
    own = (indicator.answer, indicator.label, fact.quote, *(e.quote for e in fact.context), catalog.overall)
    own += (QUALIFIER_WORDS[fact.qualifier],)  # the sheet may have "fewer than" or "over"
    spoken = [t for t in tokenise(normalise(mask(_VERDICT.sub("", text)))) if t.key.isalpha()]
    unborne = [t for t in spoken if t.key not in neutral_words() or t.key in _NEGATIONS]
    for words in own:
        if not unborne:
            return None
        known = {t.stem for t in tokenise(normalise(words))}
        unborne = [t for t in unborne if t.stem not in known]
    return f"nothing bears the word {unborne[0].text!r}" if unborne else None

"""Reads sentences as statements of a family: a figure with its indicator, place and year, or the reason for doubt.

A statement is certain only if every word of its clause is accounted for: by a pattern of the catalog, by the year, by
words that change nothing ("also"), or by a continuation that leaves the figure what it is (", up from 8,102 in 2023").
Whatever else stands there may narrow what is counted, so it is left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from index.catalog import Catalog, Indicator
from index.quantities import LENIENT_NUMERAL_PATTERN, NUMBER_WORDS, find_numerals
from index.wording import MASKED, PLACE, compile_wording

LONGEST = 1500  # characters: no statement is longer, and work grows with the length of what is tried

_YEAR = r"(?:19|20)\d{2}"
ENUMERATOR = re.compile(r"\((\d{1,2})\)")
YEAR = re.compile(rf"(?<![\d,.]){_YEAR}(?!\d|[,.]\d)")
_ONE_YEAR = rf"(?P<year>{_YEAR})\b(?!\s?[-\u2013/]\s?\d|\s(?:and|to|through|or)\s{_YEAR}|[,.]\d)"
_YEAR_PHRASE = re.compile(
    rf"\b(?:(?:in|during|throughout|for|over|over the course of|in the course of)\s(?:the\s)?(?:(?:fiscal|calendar)\s)?"
    rf"(?:year\s)?(?:\(FY\)\s|FY[\s-]?)?|FY[\s-]?){_ONE_YEAR}(?:\s(?:fiscal|calendar)\syear)?",
    re.IGNORECASE,
)
# "That year" is the one spoken of before, "the year to June" is none.
_THAT_YEAR = re.compile(
    r"\b(?:(?:in|during|over|for|within|throughout|over the course of|in the course of)\s(?:that|the)|that|"
    r"(?:that|the)\ssame)\s(?:same\s)?(?:(?:fiscal|calendar|whole|entire|full)\s)?year\b"
    r"(?!\s(?:\d|before|prior|earlier|previous|after|following|to|of|end|through|until|since|when|that|which)|['-])",
    re.IGNORECASE,
)
# "Last year" is the one that the document is of, where it names no other; "last year's" belongs to something else.
_LAST_YEAR = re.compile(
    r"\b(?:(?:(?:in|during|over|within|throughout|over the course of|in the course of)\s)?(?:the|this)\s(?:last|past)"
    r"|last)\s(?:(?:fiscal|calendar|full|whole)\s)?year\b(?!\s(?:of|to|that|when|which|before)\b|['\u2019-])",
    re.IGNORECASE,
)
_WHEN = (
    rf"(?:(?:in|during|for|on|over|of|recorded in|handled in|reported in)\s)?(?:(?:(?:fiscal|calendar)\syear\s|FY\s?)?"
    rf"{_YEAR}|(?:the|a)\syear\s(?:before|earlier|ago|prior)|(?:the\s)?(?:previous|prior|preceding)\syear|"
    r"any\s(?:earlier|previous|prior|other)\syear)"
)
_PART = r"(?:(?:a|one|two|three|four|five)[\s-](?:half|thirds?|quarters?|fourths?|fifths?|tenths?)|half|twice|double)"
_OTHER = (
    rf"(?:(?:the|its|about|almost|nearly|roughly|some|over|more than|around)\s)*(?:{LENIENT_NUMERAL_PATTERN}|{_PART})"
    r"(?:\s[a-z/ ]{1,40}?)?"
)
_CHANGED = r"(?:up|down|(?:an?|the)\s(?:increase|decrease|rise|drop|decline|growth|gain|jump|fall|change))"
# ", up from 8,102 in 2023", ", down 5% from the year before", ", two more than in 2022", "(2022: 14)"
_COMPARED = (
    rf"(?:(?:{_CHANGED}(?:\s(?:by|of))?(?:\s{LENIENT_NUMERAL_PATTERN})?\sfrom|(?:as\s)?compared\s(?:with|to)|versus|"
    rf"(?:as\s)?against|after|following|from)\s{_OTHER}\s{_WHEN}(?:\sand\s{_OTHER}\s{_WHEN})?"
    rf"|{_CHANGED}(?:\s(?:by|of))?\s{_OTHER}\s(?:from|on|over|compared\s(?:with|to)|since)\s{_WHEN}"
    rf"|{_OTHER}\s(?:more|fewer|less|higher|lower)\sthan\s{_WHEN}"
    rf"|{_OTHER}\s(?:more|fewer|less)\sthan\sthe\s{LENIENT_NUMERAL_PATTERN}\s{_WHEN}"
    rf"|(?:(?:about|almost|nearly|roughly|exactly|just)\s)?(?:(?:the|exactly)\s(?:very\s)?same(?:\s(?:number|total|figure|"
    rf"count|level|amount))?\sas(?:\sin)?|as\smany\sas(?:\sin)?|unchanged\s(?:from|since|on|over))\s{_WHEN})"
)
# What compares without another year does so behind a comma or in brackets: ", up from 83", ", the most on record".
_RANKED = (
    rf"(?:(?:up|down)\s(?:from|by)\s{LENIENT_NUMERAL_PATTERN}|(?:more|fewer)\sthan\sin\s{_WHEN}|"
    r"(?:the|its)\s(?:most|highest|largest|lowest|fewest|busiest)(?:\s(?:number|total|figure|count|year))?\s"
    rf"(?:on\srecord|so\sfar|yet|ever|to\sdate|of\sany\syear|in\s{LENIENT_NUMERAL_PATTERN}\syears))"
)
# "This compares with 402 in 2023.", "That is 9 percent more than the 15,680 of 2021.", "The year before it was 29."
_COMPARING = (
    rf"^(?:(?:this|that|it)\s(?:(?:compares|compared)\s(?:with|to)\s{_OTHER}\s{_WHEN}|(?:is|was|represents|marks)\s"
    rf"{_COMPARED})|(?:the|a)\syear\s(?:before|earlier),?\s(?:there|it|the\s(?:number|figure|total|count))\s"
    rf"(?:was|were|had\sbeen|stood\sat)\s{LENIENT_NUMERAL_PATTERN})(?=\s*\.?$)"
)
_COMPARISON = re.compile(
    rf"{_COMPARING}|(?:,\s|\s[-\u2013\u2014]\s|\s|\s?;\s)\(?{_COMPARED}\)?(?=\s*[.,;:)]|\s*$)|(?:,\s|\s\(){_RANKED}(?=\s*[.;)]|\s*$)\)?|"
    rf"\s\({_YEAR}:\s{LENIENT_NUMERAL_PATTERN}\)",
    re.IGNORECASE,
)
_CHANGES_NOTHING = re.compile(
    r"\b(?:also|additionally|furthermore|moreover|in addition|in total|in all|altogether|a total of)\b(?! to\b)|"
    r"(?-i:\([A-Z]{2,}[A-Za-z-]*\))",
    re.IGNORECASE,
)
_NATION = (
    r"(?:the (?:(?:whole|entire) )?|all of the |the whole of the )(?:country|nation|United States|U\.S\.)"
    r"(?: as a whole)?(?: and beyond)?"
)
NATION_WORDS = (
    rf"\b(?:(?:nation|country)-?wide|nationally|(?:from )?(?:across|throughout|in|over|around|from|for) {_NATION}|"
    r"national(?! (?:center|mechanism|clearinghouse|resource))(?: (?:total|picture))?|(?:U\.S\.|United States) total|"
    r"(?:in |across |from )?(?:all (?:fifty |50 )?states|every state)(?: and territories)?)(?!\w)"
)
_WHOLE_NATION = re.compile(NATION_WORDS, re.IGNORECASE)
_PLACE_IN_FRONT = re.compile(
    rf"(?P<front>[\s{MASKED},]*)(?:In|Across|Throughout|Within|For)\s(?:the\s)?(?:(?:state|commonwealth|district)\sof\s)?"
    rf"(?:the\s)?(?P<place>{PLACE}+)[\s{MASKED}]*,",
    re.IGNORECASE,
)
# "Kansas City", "Iowa County" and "Virginia Beach" are no states.
_NO_STATE = re.compile(r"\s(?:City|County|Beach|Springs|Falls|Heights|Island)\b")
_NOTE_MARK = re.compile(r"^[\u00b9\u00b2\u00b3\u2070-\u2079\u2020\u2021]{1,2}(?=\s)")  # of a footnote
_FRONT = rf"[\s{MASKED},\"'(]*"
_ENDS = re.compile(
    rf"[\s{MASKED},]*(?:(?:broken down\s)?as follows|listed below|as (?:shown|listed|set out|given|broken down)"
    rf" (?:here|below|in the (?:following )?table(?: below)?))?[\s{MASKED}]*(?:[.!:][\"')\]]*\s*|)$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    rf"[\s{MASKED}]*(?:,|\s\(|\s[-\u2013\u2014])[\s{MASKED}]?(?:containing|including|which|of which|of whom|"
    rf"{LENIENT_NUMERAL_PATTERN} of (?:which|whom)|up|down|compared|an? (?:increase|decrease|rise|drop|decline)|"
    rf"{LENIENT_NUMERAL_PATTERN} (?:more|fewer|less) than|and (?:NCMEC|Team|the CyberTipline)|"
    r"and provided assistance|while)\b"
    rf"|[\s{MASKED}]*\sand (?:provided assistance)\b|[\s{MASKED}]*:\s(?={LENIENT_NUMERAL_PATTERN}\s)",
    re.IGNORECASE,
)
_NARROWS = re.compile(
    r"\b(?:except|excludes?|excluding|other than|not|never|only|through|thru|estimated?|outside|if|unless|projected|"
    r"expected|until|as of|per|average|each)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence with what changes nothing masked; offsets are those of the sentence, at `start`.

    `periods` are those that it gives, with where they stand, `overall` says that it speaks of the whole nation, or the
    sentence does of which it is a part, `nation` gives where it does so itself, `places` are the codes of the places by
    their offsets, and `place` is that of the place that stands in front of it.
    """

    text: str
    start: int
    periods: tuple[tuple[str, int, int], ...]
    overall: bool
    nation: tuple[int, ...]
    places: Mapping[int, str]
    place: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A figure that a sentence states, as offsets into the sentence.

    `place` is "" for "the state" (the document's own) and None for none; `doubt` says why a person must look.
    """

    indicator: Indicator
    value_start: int
    value_end: int
    place: str | None
    year: str | None
    doubt: str | None = None


@lru_cache(maxsize=512)
def comparisons(sentence: str) -> tuple[tuple[int, int], ...]:
    """Return the stretches that compare with another year (", up from 8,102 in 2023")."""
    if not any(word in sentence for word in ("20", "19", "year", "up ", "down ")):
        return ()
    found = _COMPARISON.finditer(sentence)
    return tuple((match.end() - len(match.group().lstrip()), match.end()) for match in found)


def statement_periods(text: str, catalog: Catalog) -> Iterator[tuple[str, int, int]]:
    """Yield the periods that a text gives for what it says ("in fiscal year 2024"), with where they stand."""
    if catalog.periods.kind == "year":
        for match in _YEAR_PHRASE.finditer(text):
            yield match["year"], match.start(), match.end()
        return
    for mention in catalog.period_reader.find(text):
        before = _BEFORE_A_PERIOD.search(text, 0, mention.start)
        yield mention.code, before.start() if before else mention.start, mention.end


_BEFORE_A_PERIOD = re.compile(r"\b(?:in|during|throughout|for|over)\s(?:the\s)?$", re.IGNORECASE)


def speaks_of_that_year(text: str, catalog: Catalog) -> bool:
    """Say whether a text speaks of the year that was named before it ("in the same year")."""
    return catalog.periods.kind == "year" and _THAT_YEAR.search(text) is not None


def speaks_of_last_year(text: str, catalog: Catalog) -> bool:
    """Say whether a text speaks of the year that the document is of without naming it ("last year")."""
    return catalog.periods.kind == "year" and _LAST_YEAR.search(text) is not None


def names_period(text: str, catalog: Catalog) -> bool:
    """Say whether a text names a period, for what it says or otherwise."""
    return bool(YEAR.search(text) if catalog.periods.kind == "year" else catalog.period_reader.named_in(text))


@lru_cache(maxsize=8)
def counted_noun(catalog: Catalog) -> re.Pattern[str]:
    """Return the pattern of the noun of a unit right behind a figure, with at most two words between."""
    nouns = {word for unit in catalog.units.values() for word in (unit.one, unit.many)}
    alternatives = "|".join(re.escape(noun) for noun in sorted(nouns, key=len, reverse=True))
    return re.compile(rf"\s(?:[A-Za-z-]+\s){{0,2}}(?:{alternatives})\b", re.IGNORECASE)


def may_state(sentence: str) -> bool:
    """Say whether a sentence can state a figure at all."""
    return len(sentence) <= LONGEST and bool(_FIGURE.search(sentence))


def figures_of(sentence: str, catalog: Catalog) -> list[int]:
    """Return where the figures of a sentence stand that are no enumerators, give no period and compare with none."""
    spans = [match.span() for match in ENUMERATOR.finditer(sentence)]
    spans += [(start, end) for start, end in comparisons(sentence)]
    spans += [(start, end) for _, start, end in statement_periods(sentence, catalog)]
    found = [n.start for n in find_numerals(sentence, words=True)]
    found += [match.start() for match in _FEW.finditer(sentence)]
    return [at for at in found if not any(start <= at < end for start, end in spans)]


_FEW = re.compile(r"\b(?:no|a single)\b", re.IGNORECASE)
_FIGURE = re.compile(
    rf"\d|\b(?:{'|'.join((*NUMBER_WORDS, 'no', 'any', 'single', 'N/A', 'TBD'))})\b|--|\s[-\u2013\u2014_?~]+\s", re.I
)


def clauses(sentence: str, catalog: Catalog) -> Iterator[Clause]:
    """Yield the clauses of a sentence, split at semicolons."""
    masked = sentence
    for start, end in comparisons(sentence):
        masked = _hidden(masked, start, end)
    start = 0
    for part in masked.split(";"):
        yield _clause(part, start, catalog)
        start += len(part) + 1


def whole_clause(sentence: str, catalog: Catalog) -> Clause:
    """Return a whole sentence as one clause."""
    for start, end in comparisons(sentence):
        sentence = _hidden(sentence, start, end)
    return _clause(sentence, 0, catalog)


def speaks_of_the_nation(text: str) -> bool:
    """Say whether a text speaks of the whole nation ("nationwide", "the national picture")."""
    return _WHOLE_NATION.search(text) is not None


def hide_places(text: str, catalog: Catalog) -> tuple[str, dict[int, str]]:
    """Return a text with the names of places hidden for matching, and the codes of all that it names by offset."""
    places: dict[int, str] = {}
    for mention in catalog.place_names.find(text):
        places[mention.start] = mention.code
        if not _NO_STATE.match(text, mention.end):
            text = _hidden(text, mention.start, mention.end, PLACE)
    return text, places


_NAMES_OF_SLOTS = re.compile(
    rf"\b(?:state|territory|year|period|FY|fiscal|calendar)\b|[\s{PLACE},.:()\u2013\u2014-]+", re.I
)


def gives_slots_only(text: str, catalog: Catalog) -> bool:
    """Say whether a text names a place or a year and says nothing else ("State: Ohio.", "Ohio, 2023.")."""
    if not text.endswith("."):
        return False
    hidden, places = hide_places(text, catalog)
    named = bool(places) or YEAR.search(hidden) is not None
    return named and not _NAMES_OF_SLOTS.sub("", YEAR.sub("", hidden))


def _hidden(text: str, start: int, end: int, by: str = MASKED) -> str:
    return text[:start] + by * (end - start) + text[end:]


def _clause(text: str, start: int, catalog: Catalog) -> Clause:
    text = _NOTE_MARK.sub(lambda match: MASKED * len(match.group()), text)
    text, places = hide_places(text, catalog)
    periods = tuple(statement_periods(text, catalog))
    for _, a, b in periods:
        text = _hidden(text, a, b)
    if catalog.periods.kind == "year":
        text = _THAT_YEAR.sub(lambda match: MASKED * len(match.group()), text)
        if not periods and not YEAR.search(text):
            text = _LAST_YEAR.sub(lambda match: MASKED * len(match.group()), text)
    nation = tuple(match.start() for match in _WHOLE_NATION.finditer(text))
    text = _WHOLE_NATION.sub(lambda match: MASKED * len(match.group()), text)
    text = _CHANGES_NOTHING.sub(lambda match: MASKED * len(match.group()), text)
    place = None
    if front := _PLACE_IN_FRONT.match(text):
        place = places[front.start("place")]
        text = _hidden(text, front.end("front"), front.end())
    return Clause(text, start, periods, bool(nation), nation, places, place)


@lru_cache(maxsize=8)
def _patterns(catalog: Catalog) -> tuple[tuple[Indicator, tuple[re.Pattern[str], ...]], ...]:
    leads = "|".join(f"{{{name}}}" for name in catalog.lead_ins)
    lead_in = "".join(f"[<{leads}>] " if leads else "")
    found = []
    for indicator in catalog.indicators:
        wordings = (*(whole_sentence(s) for s in indicator.statements), *indicator.reworded)
        compiled = (compile_wording(lead_in + wording, catalog.phrases) for wording in wordings)
        found.append((indicator, tuple(compiled)))
    return tuple(found)


def whole_sentence(statement: str) -> str:
    """Return a statement without its period, which may stand anywhere."""
    return _YEAR_SLOT.sub("", statement)


_YEAR_SLOT = re.compile(r"^In \{(?:year|period)\}, | <?in\|?\w*>? \{(?:year|period)\}")


_START = re.compile(_FRONT)


def read_statements(sentence: str, catalog: Catalog, place: str | None) -> Iterator[Stated]:
    """Yield the figures that a sentence states in a wording of the catalog, for a document about `place`."""
    earlier: str | None = None
    for clause in clauses(sentence, catalog):
        opening = _START.match(clause.text)
        begin = opening.end() if opening else 0
        own: str | None = None
        for indicator, patterns in _patterns(catalog):
            for pattern in patterns:
                match = pattern.match(clause.text, begin)
                if match is None:
                    continue
                stated = _stated(clause, indicator, match, place, earlier, catalog.overall_code)
                own = own or stated.year
                yield stated
                break
        earlier = own or earlier


@lru_cache(maxsize=512)
def statements_of(sentence: str, catalog: Catalog, place: str | None) -> tuple[Stated, ...]:
    """Return what `read_statements` yields; a document is recognised by the statements that it is read for after."""
    return tuple(read_statements(sentence, catalog, place))


def _stated(
    clause: Clause,
    indicator: Indicator,
    match: re.Match[str],
    place: str | None,
    earlier: str | None,
    overall: str,
) -> Stated:
    text, end = clause.text, match.end()
    consumed = re.compile(rf"[\s{MASKED},]*").match(text, end)
    reach = consumed.end() if consumed else end
    rest = text[end:]
    doubt = None
    if not _ENDS.match(rest) and (not _GOES_ON.match(rest) or _NARROWS.search(rest)):
        doubt = "what stands behind the statement may change what is counted"
    named = _place_named(match, clause)
    within = {period for period, at, _ in clause.periods if at < reach}
    if len(within) > 1:
        doubt = "the sentence names several periods"
    if indicator.level == "nation":
        if any(at < end or not _INCLUDING.match(rest) for at in clause.places):
            doubt = "an overall figure is stated beside a place"
        named = overall
    else:
        if set(clause.places.values()) - {named or place, place}:
            doubt = "other places stand in the same sentence"
        if clause.overall:
            doubt = "the sentence speaks of the whole nation too"
        if named is None:
            doubt = "the sentence does not say of which place"
    return Stated(
        indicator=indicator,
        value_start=clause.start + match.start("value"),
        value_end=clause.start + match.end("value"),
        place=named,
        year=next(iter(within)) if len(within) == 1 else None if within else earlier,
        doubt=doubt,
    )


_INCLUDING = re.compile(rf"[\s{MASKED}]*,\s(?:including|of whom|of which)\b", re.IGNORECASE)


def _place_named(match: re.Match[str], clause: Clause) -> str | None:
    """Return the code of the place that a statement names, "" for "the state", None for none."""
    slots = [name for name in match.re.groupindex if name.startswith("place_")]
    named = {clause.places[match.start(name)] for name in slots if match[name]}
    if clause.place:
        named.add(clause.place)
    if len(named) > 1:
        return None
    return next(iter(named)) if named else ("" if OWN_PLACE.search(match.group()) else None)


OWN_PLACE = re.compile(r"\bthe (?:state|territory|district|commonwealth)\b(?! of\b)", re.IGNORECASE)

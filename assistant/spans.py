"""Years that a clause goes over without naming each: "since 2021", "the latest two years", "in which year"."""

from __future__ import annotations

import re

from assistant.lexicon import cued, language, normalise, tokenise
from assistant.types import YearSpan
from index.quantities import NUMBER_WORDS

_FILE = "years"
_YEAR = r"(?:the )?(?:fiscal |calendar )?(?:years? )?(?:fy ?)?(?P<year>(?:19|20)\d\d)\b"
_NUMBER = rf"(?P<number>\d|10|{'|'.join(word for word, n in NUMBER_WORDS.items() if 1 < n < 11)}|couple of)"
_NOW = r"(?:now|today|date|(?:the )?present)"
_TO_NOW = rf"(?: on(?:wards?)?\b| forward\b| (?:to|until|till|through|thru|up to) {_NOW}\b)"
_SINCE = re.compile(
    rf"\b(?:since|starting (?:in|with|from)|beginning (?:in|with|from)) {_YEAR}"
    rf"|\b(?:from|of) {_YEAR.replace('year>', 'first>')}{_TO_NOW}",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"(?<!year )(?<!years )\b(?:after|later than) {_YEAR}", re.IGNORECASE)
_UNTIL = re.compile(rf"\b(?:until|till|up to|through|thru|up until) {_YEAR}", re.IGNORECASE)
_BEFORE = re.compile(rf"(?<!year )(?<!years )\b(?:before|prior to|earlier than) {_YEAR}", re.IGNORECASE)
_AGAINST = re.compile(
    rf"\b(?:compared (?:to|with)|relative to|in comparison (?:to|with)|versus|vs"
    rf"|than(?: it was)?(?: (?:in|for|back in))?|than (?:they|there) were(?: in)?) {_YEAR}",
    re.IGNORECASE,
)
_FROM = re.compile(rf"\bfrom {_YEAR}", re.IGNORECASE)
_LATEST = re.compile(
    rf"\b(?:latest|newest|most recent) {_NUMBER} (?:years|sheets|editions)\b"
    rf"|\b{_NUMBER.replace('number', 'behind')} (?:latest|newest|most recent) (?:years|sheets|editions)\b",
    re.IGNORECASE,
)
_PAST = re.compile(rf"\b(?:last|past|previous|preceding) (?:{_NUMBER} years|(?P<decade>decade))\b", re.IGNORECASE)
_ONE_BEFORE = re.compile(
    r"\b(?:latest|newest|most recent) (?:years?|sheets?),? (?:and|vs\.?|versus|against|to|with) the (?:one|year) "
    r"(?:before|prior)\b",
    re.IGNORECASE,
)
_AGO = re.compile(rf"\b(?:{_NUMBER} years|(?P<one>a|one) year) (?:ago|back)\b", re.IGNORECASE)
_BEFORE_LAST = re.compile(r"\byear before last\b", re.IGNORECASE)
_EARLIEST = re.compile(
    r"\b(?:earliest|oldest) (?:year|sheet|figures?|numbers?|data|edition)\b"
    r"|\bfirst (?:year|sheet|edition)(?=\s*[?.!]*$| (?:that )?(?:you|we|there|on|in|available|covered|for|of)\b)",
    re.IGNORECASE,
)
_TWO = re.compile(
    r"\b(?:19|20)\d\d\s*(?:vs\.?|versus|against|compared (?:to|with))\s*(?:19|20)\d\d\b"
    r"|\b(?:differ\w*|chang\w*|compar\w*|gap|growth|up|down)\W+(?:\w+\W+){0,2}?"
    r"(?:between |from |for |of )?(?:the years )?(?:19|20)\d\d (?:and|to|with|vs|versus) (?:19|20)\d\d\b",
    re.IGNORECASE,
)
_WHEN = re.compile(r"\bwhen (?:did|was|were|has|have|had|is)\b", re.IGNORECASE)
_MOVING = ("moves", "rises", "falls")
_TEN = 10


def read_span(text: str) -> YearSpan | None:
    """Return the years that a text goes over, None if it goes over none."""
    text = " ".join(text.split())
    tokens = tokenise(normalise(text))
    since, until = _year(_SINCE, text), _year(_UNTIL, text)
    moved = any(cued(_FILE, entry, tokens) for entry in _MOVING)
    if after := _year(_AFTER, text):
        since = after if moved else str(int(after) + 1)  # what fell after 2023 fell from where it was in 2023
    if before := _year(_BEFORE, text):
        until = str(int(before) - 1)
    against = _year(_AGAINST, text) or (_year(_FROM, text) if moved else "")
    latest, past, ago = _LATEST.search(text), _PAST.search(text), _AGO.search(text)
    two = 2 if _ONE_BEFORE.search(text) else 0
    span = YearSpan(
        since=since,
        until=until,
        against="" if since or until else against,
        latest=_number(latest["number"] or latest["behind"]) if latest else two,
        past=0 if past is None else _TEN if past["decade"] else _number(past["number"]),
        ago=2 if _BEFORE_LAST.search(text) else 0 if ago is None else 1 if ago["one"] else _number(ago["number"]),
        earliest=_EARLIEST.search(text) is not None,
        every=cued(_FILE, "every", tokens),
        step=cued(_FILE, "step", tokens),
        which=cued(_FILE, "which", tokens) or _WHEN.search(text) is not None,
    )
    return span if span != YearSpan() else None


def sets_years_apart(text: str) -> bool:
    """Say whether a text sets two years against each other: "2023 vs 2024", "the change from 2022 to 2024"."""
    return _TWO.search(text) is not None


def speaks_of(text: str, entry: str) -> bool:
    """Say whether a text holds a phrase of an entry of the words for years."""
    return cued(_FILE, entry, tokenise(normalise(text)))


def year_words() -> frozenset[str]:
    """Return every word that may speak of years; none of them narrows what is asked for."""
    phrases = [str(p) for entry, found in language(_FILE).items() if entry not in ("ahead", "coverage") for p in found]
    return frozenset(word for phrase in phrases for word in phrase.lower().split())


def _year(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return next((year for year in found.groupdict().values() if year), "") if found else ""


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBER_WORDS.get(word.lower(), 2)  # "a couple of"

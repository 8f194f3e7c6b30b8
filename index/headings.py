"""What a heading says of the figures below it: whose they are, which subject they are of, or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from index.catalog import Catalog
from index.resemblance import says_only
from index.statements import OWN_PLACE, YEAR, hide_places, speaks_of_the_nation
from index.wording import PLACE

LONGEST_HEADING = 12  # words
_WORD = re.compile(r"[^\W\d_]+(?:'s)?")
# Sentences that say where the figures of others are to be found.
_POINTS_ELSEWHERE = re.compile(
    r"[^.?!;]*\b(?:(?:on|in|has|have)\s(?:a|its|their)\s(?:separate|own)\s(?:sheet|page|report|document)s?|"
    r"an?\s(?:sheet|page|report)\sof\s(?:its|their)\sown|elsewhere|looking\sfor|not\sincluded|excluded)\b[^;!?]*?(?:[;!?]|\.(?=\s|$)|$)",
    re.IGNORECASE,
)
_AROUND = " \t.:;,|=*_\u2013\u2014\u2026\u00b7\u2022\u25cf\u25aa-"


def bare(text: str) -> str:
    """Return a text without the marks around it, its blanks folded."""
    return " ".join(text.strip(_AROUND).split())


def whose(text: str, catalog: Catalog) -> str | None:
    """Return the code of the one place that a heading is of, the overall code for the nation, None for neither.

    It holds no word that is not known to change nothing in a heading.
    """
    if len(text.split()) > LONGEST_HEADING:
        return None
    hidden, places = hide_places(text, catalog)
    if not _is_plain(hidden, catalog) or re.search(r"\d", YEAR.sub("", hidden)):
        return None
    named = set(places.values())
    if names_all(hidden, catalog) or speaks_of_the_nation(text) or named == {catalog.overall_code}:
        return catalog.overall_code if named <= {catalog.overall_code} else None
    return named.pop() if len(named) == 1 else None


def of_rows(text: str, catalog: Catalog) -> str | None:
    """Return the one place that the caption of a table's rows names ("Cases of missing children from Ohio, 2020")."""
    if len(text.split()) > LONGEST_HEADING or text.rstrip().endswith((".", "!", "?")):
        return None
    hidden, places = hide_places(text, catalog)
    named = set(places.values())
    plain = len(named) == 1 and not re.search(r"\d", YEAR.sub("", hidden)) and not speaks_of_the_nation(text)
    if not plain or narrows(hidden, catalog) or names_a_part(hidden, places):
        return None
    says = any(says_only(hidden, catalog.by_id[table.lead], catalog, table.lead_words) for table in catalog.tables)
    return named.pop() if says else None


def places_spoken_of(text: str, catalog: Catalog) -> set[str]:
    """Return the places that a text names, but those whose figures it says to be elsewhere."""
    hidden, places = hide_places(text, catalog)
    elsewhere = [match.span() for match in _POINTS_ELSEWHERE.finditer(hidden)]
    return {code for at, code in places.items() if not any(start <= at < end for start, end in elsewhere)}


def names_a_part(hidden: str, places: Mapping[int, str]) -> bool:
    """Say whether what reads like a place is part of another name ("Kansas City")."""
    return any(hidden[at] != PLACE for at in places)


def names_all(text: str, catalog: Catalog) -> bool:
    """Say whether a heading names the publisher's whole work ("NCMEC overall")."""
    said = " ".join(_words(YEAR.sub("", text)))
    return said in {name.lower() for name in catalog.recognise.overall_heads}


def says_nothing(text: str, catalog: Catalog) -> bool:
    """Say whether a heading leaves open whose the figures are, and what they count ("2024 by the numbers")."""
    if re.search(r"\d", YEAR.sub("", text)) or OWN_PLACE.search(text) or speaks_of_the_nation(text):
        return False
    return _is_plain(text, catalog) and _OF_ALL.isdisjoint(_words(text))


_OF_ALL = frozenset(("overall", "whole", "all", "state", "states", "territory", "territories", "country", "nation"))


def heads_a_column(text: str, catalog: Catalog) -> bool:
    """Say whether the head of a column adds nothing to what stands in it; a year would."""
    return _is_plain(text, catalog) and not YEAR.search(text)


def is_partial(text: str, catalog: Catalog) -> bool:
    """Say whether a line tells that figures are of a part only, or no counts ("January to June", "averages")."""
    return not catalog.recognise.partial.isdisjoint(_words(text))


def is_topic(text: str, catalog: Catalog) -> bool:
    """Say whether a heading is one of the family's sections, or names a programme or subject of them."""
    known = {bare(section.heading).lower() for section in catalog.sections}
    known |= {name.lower() for section in catalog.sections for name in section.names}
    return bare(text).lower() in known


def is_of_topics(text: str, catalog: Catalog) -> bool:
    """Say whether a heading holds only words of the headings of the family's sections ("Combating Trafficking")."""
    words = _words(text)
    known = _topic_words(catalog)
    return bool(words) and not re.search(r"\d", text) and all(_stem(word) in known for word in words)


@lru_cache(maxsize=8)
def _topic_words(catalog: Catalog) -> frozenset[str]:
    texts = [text for section in catalog.sections for text in (section.heading, *section.names)]
    own = {word for text in texts for word in _words(text)} | catalog.recognise.topic_words
    return frozenset(_stem(word) for word in own - catalog.recognise.partial - _OF_ALL)


def narrows(text: str, catalog: Catalog) -> bool:
    """Say whether a line may tell that the figures below it are of a part, of another time or no counts."""
    return is_partial(text, catalog) or not catalog.narrowing.isdisjoint(_words(text))


def is_furniture(text: str) -> bool:
    """Say whether a line is one that web pages have around their text ("Menu", "About us", "Share this page")."""
    words = _words(text)
    counted = re.search(r"\d", re.sub(r"\(\d+\)", "", text))  # "News (14)"
    return 0 < len(words) <= _FURNITURE_WORDS and _FURNITURE.issuperset(words) and not counted


def may_be_a_label(text: str) -> bool:
    """Say whether a heading that says nothing may stand for what a figure below it counts ("Total")."""
    return not _OF_ONE_FIGURE.isdisjoint(_words(text))


_OF_ONE_FIGURE = frozenset("total number count value measure level statistic figure amount sum".split())


_FURNITURE_WORDS = 5
_FURNITURE = frozenset(
    "menu home about us contact news search share print download pdf login log sign in skip to main content navigation "
    "states state data site map back top follow subscribe donate this page resources events media blog careers privacy "
    "policy terms of use cookies accept close next previous".split()
)


def _stem(word: str) -> str:
    return re.sub(r"(?:ies|ing|es|ed|s|y)$", "", word)


def _is_plain(text: str, catalog: Catalog) -> bool:
    return catalog.recognise.heading_words.issuperset(_words(text))


def _words(text: str) -> list[str]:
    return [word.lower().removesuffix("'s") for word in _WORD.findall(text)]

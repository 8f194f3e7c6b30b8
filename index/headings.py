"""What a heading says of the figures below it: whose they are, which subject they are of, or nothing."""

from __future__ import annotations

import re
from functools import lru_cache

from index.catalog import Catalog
from index.statements import OWN_PLACE, YEAR, hide_places, speaks_of_the_nation

LONGEST_HEADING = 12  # words
_WORD = re.compile(r"[^\W\d_]+(?:'s)?")
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


def _stem(word: str) -> str:
    return re.sub(r"(?:ies|ing|es|ed|s|y)$", "", word)


def _is_plain(text: str, catalog: Catalog) -> bool:
    return catalog.recognise.heading_words.issuperset(_words(text))


def _words(text: str) -> list[str]:
    return [word.lower().removesuffix("'s") for word in _WORD.findall(text)]

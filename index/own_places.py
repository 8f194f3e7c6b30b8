"""The places of one family, by the names that its catalog gives them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from index.places import Mention, code_of, find_names, key, name_of, places_named


class PlaceNames:
    """Finds a family's places in text: its own, or those of the gazetteer if its catalog lists none."""

    def __init__(self, names: Mapping[str, str], spellings: Iterable[tuple[str, str]]) -> None:
        """`names` gives a code its name for reading; `spellings` are (spelling, code), the names among them."""
        self._names = dict(names)
        self._codes = {key(spelling): code for spelling, code in spellings}

    @cached_property
    def pattern(self) -> str:
        """A regular expression for all spellings, longest first."""
        longest = sorted(self._codes, key=lambda spelling: (-len(spelling), spelling))
        return "|".join(re.escape(spelling).replace(r"\ ", r"[\s-]+") for spelling in longest)

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w-])(?:{self.pattern})(?![\w-])", re.IGNORECASE)

    def find(self, text: str) -> Iterator[Mention]:
        """Yield the places that `text` names, the longest name where names overlap."""
        if not self._codes:
            yield from find_names(text)
            return
        for match in self._regex.finditer(text):
            yield Mention(match.start(), match.end(), self._codes[key(match.group())], "name")

    def named_in(self, text: str) -> frozenset[str]:
        """Return the codes of the places that `text` names."""
        return frozenset(mention.code for mention in self.find(text)) if self._codes else places_named(text)

    def without(self, text: str) -> str:
        """Return a text without the names of the family's own places."""
        return self._regex.sub(" ", text) if self._codes else text

    def code_of(self, name: str) -> str | None:
        """Return the code of the place that `name` is, or None."""
        return self._codes.get(key(name)) if self._codes else code_of(name)

    def name_of(self, code: str) -> str:
        """Return the name of a place for reading."""
        return self._names.get(code) or name_of(code)

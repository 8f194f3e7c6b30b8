"""The pattern language of reworded statements, compiled.

A pattern is words with slots: {value} the figure, {figure} another figure, {none} the "any" of "did not review any",
{place} a place, {name} a phrase of the catalog's `phrases`; <a|b> is either wording and [x] may be missing, both as
deep as one likes, and behind a word !<a|b> is neither wording. A comma may be missing, a hyphen may be a blank, and
between two words may stand what `MASKED` hides: the year, "also", an abbreviation. The names of places are hidden too,
each character of one by `PLACE`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from index.quantities import LENIENT_NUMERAL_PATTERN, QUALIFIER_PATTERN

MASKED = "\x01"
PLACE = "\x02"  # stands for each character of the name of a place
_GAP = rf"(?:\s?,?\s?{MASKED}[{MASKED}\s,]*|\s)"
_GO = r"(?<!\bwent )(?<!\bgo )(?<!\bgoes )(?<!\bgoing )"  # "went over 132 submissions" may read them, or exceed that
_FIGURE = rf"(?:(?:just |well |slightly |somewhat )?{_GO}{QUALIFIER_PATTERN}\s)?"
_WORDS_FOR_FEW = r"no\b(?!\s(?:more|less|fewer|longer)\b)|a\ssingle\b"
_PLACEHOLDER = r"N/?A\b|n/a\b|TBD\b|[-\u2013\u2014_~?#.]{1,6}(?=\s)|\[\s?\]"
_VALUE = rf"(?:{LENIENT_NUMERAL_PATTERN}|{_WORDS_FOR_FEW}|{_PLACEHOLDER})"
_KINDS_OF_PLACE = "state|territory|district|commonwealth"
# "Vermont State Police" is one agency.
_OF_A_STATE = r"(?:\sState\b(?!\s(?:police|patrol|university|troopers?|highway|bureau)))?"


def place_pattern(name: str) -> str:
    """Return a regular expression for a hidden place; the group `name` is empty for "the state", the sheet's own."""
    named = rf"(?:the\s)?(?:(?:{_KINDS_OF_PLACE})\sof\s)?(?:the\s)?(?P<{name}>{PLACE}+){_OF_A_STATE}"
    return rf"(?:{named}|the\s(?:{_KINDS_OF_PLACE})\b(?!\sof\b))"


def compile_wording(pattern: str, phrases: Mapping[str, str]) -> re.Pattern[str]:
    """Compile a pattern with groups value and place_1, place_2 and so on; it matches from where it is asked to.

    Raises ValueError for an unknown slot, unbalanced brackets or a phrase that holds itself.
    """
    return _compiled(pattern, tuple(sorted(phrases.items())))


@lru_cache(maxsize=2048)
def _compiled(pattern: str, phrases: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    return re.compile(rf"{_Parser(dict(phrases)).whole(pattern)}(?!\w)", re.IGNORECASE)


def check_wording(pattern: str, phrases: Mapping[str, str]) -> None:
    """Raise ValueError where `compile_wording` would, but for what the phrases hold, which are checked one by one."""
    _Parser(dict.fromkeys(phrases, "")).whole(pattern)


class _Parser:
    """Turns a pattern, and the phrases that it names, into a regular expression."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        self.phrases = phrases
        self.places = 0
        self.within: list[str] = []
        self.text = ""
        self.at = 0

    def whole(self, pattern: str) -> str:
        outer = self.text, self.at
        self.text, self.at = pattern, 0
        expression = self._sequence("")
        if self.at < len(pattern):
            raise ValueError(f"unbalanced brackets in {pattern!r}")
        self.text, self.at = outer
        return expression

    def _sequence(self, stop: str) -> str:
        words: list[tuple[str, bool]] = []
        while True:
            while self.at < len(self.text) and self.text[self.at].isspace():
                self.at += 1
            if self.at >= len(self.text) or self.text[self.at] in stop:
                break
            words.append(self._word(stop))
        first = next((n for n, (_, optional) in enumerate(words) if not optional), None)
        if first is None:
            raise ValueError(f"nothing that must be there in {self.text!r}")
        parts = [rf"(?:{word}{_GAP})?" for word, _ in words[:first]]
        parts.append(words[first][0])
        parts += [rf"(?:{_GAP}{word})?" if optional else f"{_GAP}{word}" for word, optional in words[first + 1 :]]
        return "".join(parts)

    def _word(self, stop: str) -> tuple[str, bool]:
        """Read what stands between two blanks; whether it may be missing."""
        parts: list[str] = []
        while self.at < len(self.text) and not self.text[self.at].isspace() and self.text[self.at] not in stop:
            character = self.text[self.at]
            self.at += 1
            if character == "[":
                inner = self._closed("]")[0]
                if not parts and (self.at == len(self.text) or self.text[self.at] in f" {stop}"):
                    return inner, True
                parts.append(f"(?:{inner})?")
            elif character == "<":
                parts.append(f"(?:{'|'.join(self._closed('>'))})")
            elif character == "{":
                parts.append(self._slot())
            elif character == "!" and self.text[self.at : self.at + 1] == "<":
                self.at += 1
                parts.append(f"(?!{_GAP}(?:{'|'.join(self._closed('>'))}))")
            elif character in "]>}":
                raise ValueError(f"unbalanced brackets in {self.text!r}")
            else:
                parts.append({",": ",?", "-": "[- ]"}.get(character, re.escape(character)))
        return "".join(parts), False

    def _closed(self, closing: str) -> list[str]:
        choices = [self._sequence(f"|{closing}")]
        while self.at < len(self.text) and self.text[self.at] == "|":
            self.at += 1
            choices.append(self._sequence(f"|{closing}"))
        if self.at >= len(self.text):
            raise ValueError(f"unbalanced brackets in {self.text!r}")
        self.at += 1
        return choices

    def _slot(self) -> str:
        end = self.text.find("}", self.at)
        name, self.at = self.text[self.at : end], end + 1
        if name == "value":
            return rf"{_FIGURE}(?P<value>{_VALUE})"
        if name == "none":
            return "(?P<value>any)"
        if name == "figure":
            return rf"{_FIGURE}(?:{_VALUE})"
        if name == "place":
            self.places += 1
            return place_pattern(f"place_{self.places}")
        if end < 0 or name not in self.phrases or name in self.within:
            raise ValueError(f"unknown slot {{{name}}} in {self.text!r}")
        if not self.phrases[name]:
            return "."
        self.within.append(name)
        expression = self.whole(self.phrases[name])
        self.within.pop()
        return f"(?:{expression})"

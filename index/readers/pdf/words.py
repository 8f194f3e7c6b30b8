"""Lines into one text: a word that was hyphenated at the end of a line is one word again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_HYPHENATED = re.compile(r"(?P<first>[^\W\d_]+)[-\u2010]$")
_CONTINUED = re.compile(r"[a-zà-öø-ÿ]+")
_COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_WORD = re.compile(r"(?<![\w-])[^\W\d_]+(?![\w-])")
_CUT_OFF = re.compile(r"^[a-zà-öø-ÿ]+")  # what a line begins with may be the end of a word
_CAPITALISED = re.compile(r"[^\W\d_]+")
# What follows a hyphen that is meant ("case-based"), rather than one that a line end made.
_TAILS = frozenset(
    "aged age based born bound care centered child cost day down driven end face facing family fold free friendly "
    "funded grade half hand home hour house in informed law led level life line long made making month new off old "
    "on one only oriented out part party person private profit public quality rate ready reaching related relevant "
    "risk run school scale serving sex sharing side site size specific state style term the third time to two up "
    "victimization week wide work year".split()
)

_SUSPENDED = ("and", "or", "to", "but")  # "short- and long-term"


class Words:
    """The words of a document, by which a hyphen at the end of a line is judged."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._whole: set[str] = set()
        self._compounds: set[str] = set()
        for text in texts:
            body = text.lower()
            self._compounds.update(_COMPOUND.findall(body))
            self._whole.update(_WORD.findall(_HYPHENATED.sub("", _CUT_OFF.sub("", text).lower())))

    def __contains__(self, word: str) -> bool:
        return word.lower() in self._whole

    def keeps_hyphen(self, first: str, second: str) -> bool:
        """Say whether "first-second" is a compound; a word that a line end broke is not."""
        first, second = first.lower(), second.lower()
        if f"{first}-{second}" in self._compounds:
            return True
        if first + second in self._whole:
            return False
        return second in _TAILS or (first in self._whole and second in self._whole)


def join_lines(lines: Sequence[str], words: Words | None = None) -> str:
    """Join lines by blanks, and the two parts of a word by nothing."""
    text = ""
    for line in lines:
        text = join(text, line, words)
    return text


def join(text: str, line: str, words: Words | None = None) -> str:
    """Join the next line to a text."""
    if not text:
        return line
    if text.endswith("\u00ad"):
        return text[:-1] + line
    if not (broken := _HYPHENATED.search(text)):
        return f"{text} {line}" if not re.search(r"[\w)]-$|[\w]/$", text) else text + line
    continued = _CONTINUED.match(line)
    if continued is None:
        second = _CAPITALISED.match(line)
        if second and words and broken["first"] + second.group() in words:
            return text[:-1] + line  # "Cyber-" and "Tipline"
        return text + line if line[:1].isalnum() else f"{text} {line}"
    if continued.group() in _SUSPENDED:
        return f"{text} {line}"
    if (words or Words(())).keeps_hyphen(broken["first"], continued.group()):
        return text + line
    return text[:-1] + line

"""Periods as a family prints them: years, quarters or months, read from text and written for reading.

A period's code sorts in the order of time: "2024", "2024-Q1", "2024-03".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

PeriodKind = Literal["year", "quarter", "month"]

_ORDINALS = ("first", "second", "third", "fourth")
_MONTHS = (
    "January February March April May June July August September October November December"
).split()  # fmt: skip
_SHORT = (*_ORDINALS, "1st", "2nd", "3rd", "4th")
_SLOT = re.compile(r"\{(\w+)\}")
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_MONTH_NAMES = "|".join(f"{name}|{name[:3]}" for name in _MONTHS)
_SLOTS = {
    "year": {"year": _YEAR},
    "quarter": {"year": _YEAR, "number": r"(?P<number>[1-4])", "ordinal": rf"(?P<ordinal>{'|'.join(_SHORT)})"},
    "month": {"year": _YEAR, "number": r"(?P<number>1[0-2]|0?[1-9])", "month": rf"(?P<month>{_MONTH_NAMES})\.?"},
}
# Without its year a quarter or month is one of a year that is told elsewhere.
_YEARLESS = {
    "year": None,
    "quarter": rf"\b(?:Q(?P<number>[1-4])|(?P<ordinal>{'|'.join(_SHORT)})\s+quarters?)\b",
    "month": rf"\b(?P<month>{'|'.join(_MONTHS)})\b",
}
_DEFAULTS = {
    "year": ("{year}",),
    "quarter": ("Q{number} {year}", "{year}-Q{number}"),
    "month": ("{month} {year}", "{year}-{number}"),
}


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A period named at `start:end` of some text; `code` ends in the part alone ("Q1") where no year is said."""

    start: int
    end: int
    code: str


class PeriodReader:
    """Reads and writes the periods of one family."""

    def __init__(self, kind: PeriodKind, printed: Sequence[str] = (), said: str | None = None) -> None:
        """`printed` are the ways they are printed, with {year}, {number}, {ordinal} and {month}; `said` one of these.

        Raises ValueError for a slot that the kind of period has not, or a way that leaves the period open.
        """
        self.kind = kind
        forms = tuple(printed) or _DEFAULTS[kind]
        self._said = said or forms[0]
        self._patterns = [self._pattern(form) for form in dict.fromkeys((*forms, *_DEFAULTS[kind], self._said))]
        yearless = _YEARLESS[kind]
        self._yearless = re.compile(yearless, re.IGNORECASE) if yearless else None

    def _pattern(self, form: str) -> re.Pattern[str]:
        slots = _SLOTS[self.kind]
        found = _SLOT.findall(form)
        for name in found:
            if name not in slots:
                raise ValueError(f"the period {form!r} has the slot {{{name}}}; a {self.kind} has {sorted(slots)}")
        if "year" not in found or (self.kind != "year" and len(found) < len(("year", "part"))):
            raise ValueError(f"the period {form!r} does not tell one {self.kind} from another")
        parts, position = [], 0
        for match in _SLOT.finditer(form):
            parts += [re.escape(form[position : match.start()]).replace(r"\ ", r"\s+"), slots[match[1]]]
            position = match.end()
        parts.append(re.escape(form[position:]).replace(r"\ ", r"\s+"))
        return re.compile(rf"(?<![\w,.-]){''.join(parts)}(?![\w-]|[.,]\d)", re.IGNORECASE)

    @cached_property
    def code_pattern(self) -> re.Pattern[str]:
        """The pattern of a whole code."""
        part = {"year": "", "quarter": "-Q[1-4]", "month": "-(?:0[1-9]|1[0-2])"}[self.kind]
        return re.compile(rf"\d{{4}}{part}")

    def find(self, text: str) -> Iterator[PeriodMention]:
        """Yield the periods that `text` names with their year, in order; the longest where ways overlap."""
        found = [
            PeriodMention(match.start(), match.end(), self._code(match))
            for pattern in self._patterns
            for match in pattern.finditer(text)
        ]
        end = 0
        for mention in sorted(found, key=lambda m: (m.start, -m.end)):
            if mention.start >= end:
                yield mention
                end = mention.end

    def find_parts(self, text: str) -> Iterator[PeriodMention]:
        """Yield the quarters or months that `text` names without a year, as "Q1" or "03"."""
        if self._yearless is None:
            return
        taken = [(m.start, m.end) for m in self.find(text)]
        for match in self._yearless.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                yield PeriodMention(match.start(), match.end(), self._part(match))

    def code_of(self, text: str) -> str | None:
        """Return the code of the one period that `text` is, or None."""
        found = list(self.find(text.strip()))
        whole = len(found) == 1 and (found[0].start, found[0].end) == (0, len(text.strip()))
        return found[0].code if whole else None

    def named_in(self, text: str) -> frozenset[str]:
        """Return the codes of the periods that `text` names with their year."""
        return frozenset(mention.code for mention in self.find(text))

    def join(self, year: str, part: str) -> str:
        """Return the code of a part of a year: "2024" and "Q1" are "2024-Q1"."""
        return f"{year}-{part}"

    def of_year(self, year: str) -> list[str]:
        """Return the codes of the periods that a year is made of, in order."""
        if self.kind == "year":
            return [year]
        numbers = range(1, 5) if self.kind == "quarter" else range(1, 13)
        return [self.join(year, f"Q{n}" if self.kind == "quarter" else f"{n:02d}") for n in numbers]

    def say(self, code: str) -> str:
        """Write a period for reading; a code that is none of this kind is written as it is."""
        if not self.code_pattern.fullmatch(code):
            return code
        year, _, part = code.partition("-")
        number = int(part.removeprefix("Q") or 0)
        words = {"year": year, "number": str(number)}
        if self.kind == "quarter":
            words["ordinal"] = _ORDINALS[number - 1]
        if self.kind == "month":
            words["month"] = _MONTHS[number - 1]
        return _SLOT.sub(lambda match: words[match[1]], self._said)

    def _code(self, match: re.Match[str]) -> str:
        return match["year"] if self.kind == "year" else self.join(match["year"], self._part(match))

    def _part(self, match: re.Match[str]) -> str:
        groups = match.groupdict()
        number = int(groups["number"]) if groups.get("number") else 0
        if ordinal := groups.get("ordinal"):
            number = _SHORT.index(ordinal.lower()) % len(_ORDINALS) + 1
        if month := groups.get("month"):
            number = next(n for n, name in enumerate(_MONTHS, 1) if name[:3].lower() == month[:3].lower())
        return f"Q{number}" if self.kind == "quarter" else f"{number:02d}"

"""Values of a spreadsheet as it displays them: 0.19 in the format "0%" reads "19%"."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

# What a format is made of; a colour, a condition or a language is not shown.
_TOKEN = re.compile(
    r"""(?P<literal>"[^"]*"|\\.|_.|\*.|\[\$[^\]]*\])
      | (?P<bracket>\[[^\]]*\])
      | (?P<general>General)
      | (?P<digits>[#0?]+(?:[#0?,]*[#0?])?(?:\.[#0?]*)?|\.[#0?]+)
      | (?P<scale>,+)
      | (?P<percent>%)
      | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SECTION = re.compile(r'((?:"[^"]*"|\\.|[^;"\\])*)(?:;|$)')
_DATE_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[[^\]]*\]|(?P<half>AM/PM|A/P)|(?P<part>y+|m+|d+|h+|s+)|(?P<other>.)',
    re.IGNORECASE,
)
_UNREADABLE = re.compile(r"[eE][+-]|[#0?]\s*/\s*[#0?\d]|\[[<>=]")
_SIGNIFICANT = 11  # digits that a cell without a format shows
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def displayed(value: object, code: str) -> str:
    """Return the text that a cell with this value and number format displays.

    >>> displayed(40545, "#,##0"), displayed(0.19, "0%"), displayed(2.5, "General"), displayed(-3, "0;(0)")
    ('40,545', '19%', '2.5', '(3)')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime | date | time):
        return _date(value, code)
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, int | float | Decimal):
        return _number(Decimal(repr(value) if isinstance(value, float) else value), code)
    return str(value)


def _number(value: Decimal, code: str) -> str:
    if not value.is_finite():
        return str(value)
    sections = [m.group(1) for m in _SECTION.finditer(code)][:4]
    if code in ("", "General", "@") or _UNREADABLE.search(code):
        return general(value)
    section, signed = sections[0], value < 0
    if value < 0 and len(sections) > 1 and sections[1]:
        section, signed = sections[1], False
    elif value == 0 and len(sections) > 2 and sections[2]:
        section = sections[2]
    text = _filled(section, abs(value))
    return f"-{text}" if signed and re.search(r"[1-9]", text) else text


def general(value: Decimal) -> str:
    """Return a number as a cell without a format shows it."""
    if value == 0:
        return "0"
    places = max(0, _SIGNIFICANT - 1 - value.adjusted())
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) if -10 < value.adjusted() < 20 else value
    text = format(rounded, "f") if -10 < value.adjusted() < 20 else f"{value:E}"
    return text.rstrip("0").rstrip(".") if "." in text and "E" not in text else text


def _filled(section: str, value: Decimal) -> str:
    tokens = list(_TOKEN.finditer(section))
    for number, token in enumerate(tokens):
        if token["percent"]:
            value *= 100
        elif token["scale"] and number and tokens[number - 1]["digits"]:
            value /= Decimal(1000) ** len(token["scale"])
    parts: list[str] = []
    written = False
    for token in tokens:
        if token["literal"]:
            parts.append(_literal(token["literal"]))
        elif token["general"]:
            parts.append(general(value))
        elif token["digits"]:
            parts.append("" if written else _digits(token["digits"], value))
            written = True
        elif token["percent"] or token["other"]:
            parts.append("" if token["other"] == "@" else token.group())
    return "".join(parts).strip()


def _literal(token: str) -> str:
    if token.startswith("[$"):
        return token[2:-1].split("-")[0]
    return {"_": " ", "*": "", "\\": token[1:]}.get(token[0], token.strip('"'))


def _digits(pattern: str, value: Decimal) -> str:
    whole, _, decimals = pattern.partition(".")
    rounded = value.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    integer, _, fraction = text.partition(".")
    least = whole.replace(",", "").count("0")
    integer = integer.zfill(least) if least > len(integer) else integer
    if integer == "0" and not least:
        integer = ""
    kept = len(decimals.rstrip("#?"))
    fraction = fraction[:kept] + fraction[kept:].rstrip("0")
    return f"{integer}.{fraction}" if fraction else integer


def _date(value: datetime | date | time, code: str) -> str:
    section = code.split(";")[0]
    tokens = list(_DATE_TOKEN.finditer(section))
    if not any(token["part"] for token in tokens):
        return str(value)
    halves = any(token["half"] for token in tokens)
    parts: list[str] = []
    last = ""  # the last part of a time or date, by which "mm" is minutes or a month
    for number, token in enumerate(tokens):
        if token["part"]:
            following = next((t["part"][0].lower() for t in tokens[number + 1 :] if t["part"]), "")
            part = token["part"].lower()
            minutes = part[0] == "m" and len(part) <= 2 and (last == "h" or following == "s")
            parts.append(_date_part(value, part, minutes, halves))
            last = part[0]
        elif token["half"]:
            parts.append("PM" if getattr(value, "hour", 0) >= 12 else "AM")
        else:
            parts.append(token["quoted"] or token["escaped"] or token["other"] or "")
    return "".join(parts).strip()


def _date_part(value: datetime | date | time, part: str, minutes: bool, halves: bool) -> str:
    def number(name: str) -> int:
        return int(getattr(value, name, 0))

    match part[0]:
        case "y":
            return f"{number('year'):04d}" if len(part) > 2 else f"{number('year') % 100:02d}"
        case "m" if minutes:
            return f"{number('minute'):0{len(part)}d}"
        case "m":
            name = _MONTHS[number("month") - 1]
            return {3: name[:3], 4: name, 5: name[0]}.get(len(part), f"{number('month'):0{len(part)}d}")
        case "d" if len(part) > 2 and isinstance(value, date):
            name = _DAYS[value.weekday()]
            return name[:3] if len(part) == 3 else name
        case "d":
            return f"{number('day'):0{len(part)}d}"
        case "h":
            hour = (number("hour") - 1) % 12 + 1 if halves else number("hour")
            return f"{hour:0{len(part)}d}"
        case _:
            return f"{number('second'):0{len(part)}d}"

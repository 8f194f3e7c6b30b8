"""What an asker states as a fact: numbers with their bounds, parts of a whole, multiples, ranks and orders.

A claim is the stretch of the asker's words that says it. Everything else is read from these words again, so that a
plan holds words alone and verification reads what the answer read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache

from assistant.cues import PEOPLE
from assistant.lexicon import Token, any_of, language
from index.places import names_pattern
from index.quantities import MAGNITUDES, NUMBER_WORDS, normal, parse_number

_DIGITS = r"\d+(?:[,.]\d+)*"
_OF_COUNTS = ("fewer", "less", "more")  # what is said of a number of cases and of no age
OLDEST = 25  # years: no number up to it after "children under" is a number of cases
_NO_WHOLE = frozenset("at of in after above the not across among over for nearly almost virtually practically".split())
_BOUNDING = frozenset("under over above below aged younger older".split())
_PLACES = 10  # a number up to it right after "top" counts places of a ranking
_COUNTED = 100  # a number in words from it on counts no states and sheets: "the two hundred and one cases"
# What stands in front of the number of places among which one has a rank.
_RANKED = re.compile(
    r"(?:\b(?:first|second|third|fourth|fifth|last|highest|lowest|n-?th|rank(?:s|ed)?|place|number)|\d(?:st|nd|rd|th)"
    r"|(?:rank(?:s|ed)?|number|place)\s+\w+)\s+(?:out\s+)?of\s+(?:(?:the|all|these|your)\s+)?$"
)
_AT_RANK = re.compile(r"\b(?:rank(?:s|ed)?|number|no\.)\s+$|#$")
_ADDING = frozenset("add adds adding added total totals totalling tally tallies sum sums".split())
_ENDS = frozenset("top bottom highest lowest first last leading largest smallest biggest".split())
_YEAR = re.compile(r"(?:19|20)\d{2}")
_DETERMINERS = frozenset("the all these those your our both other remaining".split())
# Words behind an amount that make it the distance of two figures.
_MORE = "more|fewer|less|higher|lower|larger|bigger|smaller|greater|ahead|behind"
COMPARATIVES = frozenset(_MORE.split("|"))


# A negation in front of a number or a comparison. "Didn't" and the like are split at the apostrophe.
NOT_DONE = frozenset("didn didnt doesn doesnt don dont".split())
DENIALS = NOT_DONE | frozenset(
    "not never wasn wasnt wasent isn isnt weren werent wernt aren arent hasn hasnt haven havent hadn hadnt".split()
)


class Bound(StrEnum):
    """How the words around a stated number bound it."""

    EXACT = "exact"
    ABOUT = "about"
    ALMOST = "almost"
    JUST_OVER = "just_over"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"


_SIGNS = {"<": Bound.LESS_THAN, "<=": Bound.AT_MOST, "\u2264": Bound.AT_MOST,
          ">": Bound.MORE_THAN, ">=": Bound.AT_LEAST, "\u2265": Bound.AT_LEAST}  # fmt: skip


class ClaimKind(StrEnum):
    """What a claim speaks of.

    A figure, a percentage of a whole, how many times one figure is another, or how far apart two figures are, in
    their unit ("181 more than") or in percent ("30% more than").
    """

    FIGURE = "figure"
    PERCENT = "percent"
    MULTIPLE = "multiple"
    DIFFERENCE = "difference"
    PERCENT_APART = "percent_apart"


@dataclass(frozen=True, slots=True)
class Claim:
    """A number that the asker states; `decimals` are those that it is written with, None for words.

    `negated` says that the asker denies it: "did not have more than 500".
    """

    text: str
    kind: ClaimKind
    bound: Bound
    value: Decimal
    decimals: int | None = None
    negated: bool = False


@cache
def _pattern() -> re.Pattern[str]:
    """Return the pattern of a claim: a bound, an amount, and a bound behind it."""
    data = language("claims")
    numbers = any_of(w for w in NUMBER_WORDS if w not in ("zero", "one"))
    number = rf"(?:{_DIGITS}|{_spelled()})"
    magnitude = rf"(?:[ -](?:{'|'.join(MAGNITUDES)})|k\b)"
    small = rf"(?:{_DIGITS}|one|{numbers})"
    bounds = any_of(w for words in data["bounds"].values() for w in words)
    after = any_of(w for words in data["bounds_after"].values() for w in words)
    amounts = [
        rf"(?P<multiple>{any_of(data['multiples'])})(?![ -]check)",
        rf"(?P<times>{number})(?:[- ]fold|\s+times|(?:\s+to\s+(?:one|1)|:1)(?![\w%,.]*\d))",
        rf"(?P<part>{small})\s+(?:out\s+of|in)\s+(?:every\s+)?(?P<whole>{small})(?![\w%,.]*\d)",
        rf"(?:(?P<numerator>an?|{small})[ -])(?P<denominator>{any_of(data['denominators'])})",
        rf"(?P<fraction>{any_of(data['fractions'])})",
        rf"(?P<percent>{number}|one)\s?(?:%|percent\b|per\s+cent\b|pct\b)"
        rf"(?P<beyond>\s+(?:above|below)(?=\s+(?:what\s+)?(?:{names_pattern()}|that\s+of)\b|\s*$))?",
        rf"(?P<amount>{any_of(data['amounts'])})",
        rf"(?P<vague>{any_of(data['vague'])})",
        rf"(?P<none>(?:had|has|have|were|was|got)\s+(?:no|zero)(?!\s+(?:{_MORE}|other|idea)\b)"
        rf"|so\s+no(?!\s*[,.;?!])(?!\s+(?:{_MORE}|other|idea|figures?|numbers?|data|sheets?)\b)"
        rf"|zero|none\s+(?!{of_number_of_places()})of(?!\s+(?:\w+\s+){{0,2}}(?:states|places|sheets|them|those|these)\b)"
        r"|why\s+none|none(?=\s*(?:[.,;?!]|$|(?:at\s+all|in|for|from|during|then)\b))|nobody|no\s+one(?!\s+else)|not\s+one"
        rf"|{_denied_any()})",
        rf"(?P<one>(?:{any_of(data['had_one'])})\s+one\s+(?:{any_of(data['counted'])})(?=\s+(?:(?:each|apiece)\s+)?(?:in|from|for|with)\b|\s*$)"
        rf"|(?:(?<=\band\s)|^)(?:on\s+)?one(?=\s+in\s+(?:{names_pattern()})\b)|^(?:on\s+)?one$"  # "and one in Ohio"
        rf"|(?<=\bby\s)one(?=\s+(?:{any_of(data['counted'])})|\s*[,.?]|\s*$)"  # "ahead by one family"
        rf"|one(?=\s+(?:more|fewer)\s+(?:[\w-]+\s+){{1,6}}than\b|\s+(?:more|fewer)$))",  # "one more than"
        r"(?P<once>once(?=\s*(?:[.,;?!]|$|in\b|during\b)))",
        rf"(?P<number>{number}{magnitude}?)",
    ]
    return re.compile(
        rf"(?<![\w.,/-])(?:(?P<denied>{_denied()}))?(?:(?P<by>by)\s+)?"
        rf"(?:(?P<bound>{bounds})\s+(?:the\s+)?|(?P<sign>[<>]=?|[\u2264\u2265])\s*)?[\"']?(?:{'|'.join(amounts)})"
        rf"(?![\w%]|[-/]\d|[- ]digit)(?:[- ](?P<after>{after})\b(?!\s+\d)|\s+(?P<apart>{_MORE})\b)?",
        re.IGNORECASE,
    )


@cache
def of_number_of_places() -> str:
    """Return the pattern of a number behind "none" or "all" that stands for the places: "of the five had"."""
    data = language("comparisons")
    numbers, verbs = any_of(data["quantified_numbers"]), any_of(data["quantified_verbs"])
    return rf"of\s+(?:the|these|those|your|all)\s+(?:{numbers})\s+(?:{verbs})\b"


def _spelled() -> str:
    """Return the pattern of a number in words, as long as it goes on: "three thousand and five", "a hundred twenty"."""
    units = [w for w, value in NUMBER_WORDS.items() if 0 < value < 10]
    tens = [w for w, value in NUMBER_WORDS.items() if value >= 20]
    below = rf"(?:(?:{any_of(tens)})(?:[ -](?:{any_of(units)}))?|{any_of(w for w in NUMBER_WORDS if w != 'zero')})\b"
    great = rf"[ -](?:{'|'.join(m for m in MAGNITUDES if m != 'hundred')})\b"
    group = rf"(?:(?:{below}|an?)[ -]hundred\b(?:[ -](?:and[ -])?{below})?|{below}|an?(?={great}))"
    alone = rf"(?!one\b(?!(?:[ -]hundred\b|{great})))"  # "one" is seldom a number
    return rf"{alone}{group}(?:{great}(?:,?[ -](?:and[ -])?{group})?)*"


def _auxiliary_denied() -> str:
    return rf"(?:{any_of(language('claims')['auxiliaries'])})(?:n't|nt|\s+not)"


def _denied() -> str:
    """Return the pattern of words that deny the amount that follows: "did not have", "never reached"."""
    return rf"(?:{_auxiliary_denied()}|not|never)\s+(?:(?:{any_of(language('claims')['had'])})\s+){{0,3}}"


def _denied_any() -> str:
    """Return the pattern of "did not have any"."""
    verbs, nothing = (any_of(language("claims")[entry]) for entry in ("had", "nothing"))
    done = rf"(?:{_auxiliary_denied()}\s+(?:(?:{verbs})\s+)?|without\s+|fail(?:s|ed|ing)?\s+to\s+(?:{verbs})\s+)"
    return rf"{done}any(?:thing)?(?!\s+(?:{_MORE}|other|else)\b)|{nothing}"


def _bound(before: str | None, after: str | None) -> Bound:
    data = language("claims")
    for entry, said in (("bounds_after", after), ("bounds", before)):
        words = " ".join((said or "").lower().split())
        for bound, phrases in data[entry].items():
            if words in phrases:
                return Bound(bound)
    return Bound.EXACT


def _worth(words: str) -> Decimal | None:
    """Read an amount: digits, number words, or "40k"."""
    text = " ".join(words.lower().split())
    if re.fullmatch(rf"{_DIGITS}k", text):
        number = parse_number(text[:-1])
        return None if number is None else normal(number * 1000)
    return parse_number(re.sub(r"^an?\b", "one", text).replace(", ", " "))


def _claim(match: re.Match[str]) -> Claim | None:
    """Return the claim that a match makes; None if its number cannot be read."""
    claim = _amount(match)
    if claim is None:
        return None
    if match["denied"] and match["amount"] and claim.value == 1:
        return replace(claim, value=Decimal(0))  # "did not have a single case"
    apart = match["apart"] or match["by"] or match["beyond"]
    kinds = {ClaimKind.FIGURE: ClaimKind.DIFFERENCE, ClaimKind.PERCENT: ClaimKind.PERCENT_APART}
    kind = kinds.get(claim.kind, claim.kind) if apart else claim.kind
    not_even = match["denied"] and match["denied"].lower().split() == ["not", "even"]
    if not_even and claim.bound is Bound.EXACT:
        return replace(claim, kind=kind, bound=Bound.LESS_THAN)  # "not even ten"
    return replace(claim, kind=kind, negated=bool(match["denied"]))


def _amount(match: re.Match[str]) -> Claim | None:
    data, found = language("claims"), {k: v for k, v in match.groupdict().items() if v}
    text = match.group().strip("\"' ")
    bound = _SIGNS[found["sign"]] if "sign" in found else _bound(found.get("bound"), found.get("after"))
    loose = Bound.ABOUT if bound is Bound.EXACT else bound  # fractions and multiples in words are round
    for name, words in found.items():
        key = " ".join(words.lower().split())
        if name == "multiple":
            return Claim(text, ClaimKind.MULTIPLE, loose, Decimal(str(data["multiples"][key])))
        if name == "times" and (times := _worth(words)) is not None:
            return Claim(text, ClaimKind.MULTIPLE, loose, times)
        if name == "whole" and (whole := _worth(words)) and (part := _worth(found["part"])) and part < whole <= 100:
            return Claim(text, ClaimKind.PERCENT, loose, 100 * part / whole)
        if name == "denominator":
            top = Decimal(1) if found["numerator"].lower() in ("a", "an") else _worth(found["numerator"])
            if top is not None and top <= (below := data["denominators"][key]):
                return Claim(text, ClaimKind.PERCENT, loose, 100 * top / below)
        if name == "fraction":
            *more, value = str(data["fractions"][key]).split()
            return Claim(text, ClaimKind.PERCENT, Bound(more[0]) if more else loose, Decimal(value))
        if name == "percent" and (percent := _worth(words)) is not None:
            return Claim(text, ClaimKind.PERCENT, bound, percent, len(words.partition(".")[2]))
        if name == "amount":
            return Claim(text, ClaimKind.FIGURE, bound, Decimal(data["amounts"][key]))
        if name == "vague":
            return Claim(text, ClaimKind.FIGURE, Bound.AT_LEAST, Decimal(data["vague"][key]))
        if name == "once" and bound is not Bound.EXACT:
            return None  # "ran more than once" counts no figure
        if name in ("none", "once", "one"):
            return Claim(text, ClaimKind.FIGURE, bound if name == "one" else Bound.EXACT, Decimal(name != "none"))
        if name == "number" and (number := _worth(words)) is not None:
            return Claim(text, ClaimKind.FIGURE, bound, number)
    return None


# Words for all or most of a whole; they claim a part of it only where a clause states something of a part.
_OF_WHOLE = {"all": Claim("all", ClaimKind.PERCENT, Bound.EXACT, Decimal(100)),
             "every": Claim("every", ClaimKind.PERCENT, Bound.EXACT, Decimal(100)),
             "most": Claim("most", ClaimKind.PERCENT, Bound.MORE_THAN, Decimal(50))}  # fmt: skip


def states_year(claim: Claim, periods: Sequence[str]) -> bool:
    """Say whether what looks like a stated number is a year that its clause names: "just 2023"."""
    return not {*claim.text.split()}.isdisjoint(periods)


@lru_cache(maxsize=1024)
def read_claims(text: str) -> tuple[Claim, ...]:
    """Return the numbers that a text states, in order; years, ages and parts of the data are none."""
    found: list[Claim] = []
    structure, times = (frozenset(language("claims")[entry]) for entry in ("structure", "times"))
    for match in _pattern().finditer(text):
        if (claim := _claim(match)) is None or _YEAR.fullmatch(claim.text):
            continue
        before = re.findall(r"[a-z]+", text[: match.start()].lower())
        after = re.findall(r"[^\W\d_]+", text[match.end() :].lower())[:1]
        sized = claim.kind is ClaimKind.DIFFERENCE and claim.value <= _PLACES  # "the two smaller ones"
        if (after and after[0] in times) or before[-1:] == ["times"] or (sized and {*before[-1:]} & _DETERMINERS):
            continue
        if claim.negated and not before and match.end() < len(text):  # "Isn't 500 right?" denies nothing
            claim = replace(claim, text=claim.text[len(match["denied"]) :], negated=False)
        if before[-1:] and before[-1] in _ADDING and claim.text.lower().startswith("up to "):
            claim = replace(claim, text=claim.text[6:].strip(), bound=Bound.EXACT)  # "the rows add up to 291"
        if claim.kind is ClaimKind.FIGURE:
            spelled = claim.text[-1].isalpha() and not claim.text[0].isdigit() and claim.value < _COUNTED
            counted = tuple(language("claims")["of_counted"])  # "one of those engagements"
            one = claim.value == 1 and text[match.end() :].lower().lstrip().startswith(counted)
            if after and after[0] in structure and (spelled or after[0] != "of") and not one:
                continue
            ahead = text[: match.start()].lower()
            if claim.value <= _PLACES and (_RANKED.search(ahead) or _AT_RANK.search(ahead)):
                continue  # "third of five", "third out of the 5", "number 2 of 5"
            if spelled and before[-1:] and before[-1] in _DETERMINERS:
                continue  # "the five", "those two"
            ends = before[-1:] and before[-1] in _ENDS
            if claim.value <= _PLACES and (ends or claim.text.split()[0].lower() in _ENDS):
                continue  # "the top 2", "bottom two"
            bounds_age = claim.bound is not Bound.EXACT and not claim.text.lower().startswith(_OF_COUNTS)
            if claim.value <= OLDEST and bounds_age and _of_people().search(text[: match.start()]):
                continue  # "children under 12", "kids missing in Colorado under 12"
        found.append(claim)
    return tuple(found)


@cache
def _of_people() -> re.Pattern[str]:
    """What ends with words for children, and perhaps where they are missing from."""
    where = rf"missing|gone|reported|who|that|were|are|went|in|from|of|the|{names_pattern()}|(?-i:[A-Z]{{2}})"
    return re.compile(rf"\b(?:{'|'.join(PEOPLE)})(?:\s+(?:{where}))*\s*$", re.IGNORECASE)


def read_claim(text: str) -> Claim | None:
    """Return the one number that the words of a claim state; None if they state an order or a rank."""
    if text.lower() in _OF_WHOLE:
        return replace(_OF_WHOLE[text.lower()], text=text)
    found = read_claims(text)
    return found[0] if len(found) == 1 else None


def counts_things(text: str) -> bool:
    """Say whether a stated number may count anything but a figure: "three quick numbers", "rank 1 to 5"."""
    claim = read_claim(text)
    if (
        text.lower().split()[-1] in (*language("claims")["counted"], "one")
        or text.lower() in language("claims")["amounts"]
    ):
        return False  # "one case", "and one in Iowa"
    return claim is not None and claim.kind in (ClaimKind.FIGURE, ClaimKind.MULTIPLE) and claim.value <= _PLACES


def claims_figure(text: str) -> bool:
    """Say whether the words of a claim state a figure."""
    claim = read_claim(text)
    return claim is not None and claim.kind is ClaimKind.FIGURE


def claims_part(texts: Iterable[str]) -> bool:
    """Say whether a part of a whole is among stated claims."""
    return any((claim := read_claim(text)) and claim.kind is ClaimKind.PERCENT for text in texts)


def whole_claimed(tokens: Sequence[Token], cues: Collection[int]) -> tuple[str, ...]:
    """Return the words with which a clause says that all or most of something are of one kind; `cues` have a sense.

    "Of all cases" and "the most cases" say no such thing, nor does "at all" or "all under ten".
    """
    for i, token in enumerate(tokens):
        before = tokens[i - 1].key if i else ""
        after = tokens[i + 1].key if i + 1 < len(tokens) else ""
        if token.key in _OF_WHOLE and i not in cues and before not in _NO_WHOLE and after not in _BOUNDING:
            return (token.text,)
    return ()


# Units that count no persons: a number of children says nothing of a number of these.
OF_NO_PERSONS = ("engagements", "submissions", "reports")


def without_verdict(clause: str) -> bool:
    """Say whether a clause states something of which parts may hold and the whole not: "between 90 and 100"."""
    return any(pattern.search(clause) for pattern in _no_verdict())


def of_neither(clause: str) -> bool:
    """Say whether a clause states of neither of two places what it says, and nothing else that leaves a part open."""
    found = _neither_place().search(clause)
    return found is not None and not without_verdict(clause[: found.start()] + clause[found.end() :])


@cache
def _neither_place() -> re.Pattern[str]:
    name = rf"(?:(?:in|for|from)\s+)?(?:{names_pattern()})(?:'s?)?"
    return re.compile(rf"\bneither\s+{name}\s+nor\s+{name}(?!\w)", re.IGNORECASE)


@cache
def _no_verdict() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(str(pattern), re.IGNORECASE) for pattern in language("claims")["no_verdict"])

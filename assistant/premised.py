"""What a message takes for granted in words, set aside so that what it asks can be read by itself.

"Since Team Adam is run by a bank, on how many cases ...?" asks for a figure that the bank does not narrow; what the
sheets say of the program is quoted beside it. "Since Iowa's 291 cases are due to new laws, ..." takes a reason for
granted, and the sheets give none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from assistant.claims import read_claims
from assistant.clause_reading import ClauseReader
from assistant.lexicon import any_of, cued, language, normalise, tokenise
from assistant.types import QueryPlan
from assistant.worded import Worded, worded
from index.places import find_names

_ASKS = (
    r"(?:(?:on|in|of|for|from|to|at|with|by)\s+)?(?:how|what|which|who|give|tell|please|show|list|can|could|did|does|do"
    r"|is|was|were|are|i'd|i want|i need)\b"
)
_ASKING = re.compile(rf"\b{_ASKS}", re.IGNORECASE)
_TO_QUESTION = re.compile(rf"\s*[,;]\s*(?:so\s+|then\s+)?(?={_ASKS})|\s+(?=how (?:many|much)\b)", re.IGNORECASE)
_END_OF_SENTENCE = re.compile(rf"\s*[.;!]\s+|,?\s+(?:so|and so)\s+(?={_ASKS})", re.IGNORECASE)
_RELATIVE = re.compile(
    r"\s*,?\s+(?:which|who|that|whose\s+\w+)\s+|\s*,\s+(?=(?:an?|the|its|their|our|\w+'s)\s)", re.IGNORECASE
)
_RELATIVE_END = re.compile(r",\s+|\s*[?.!]*\s*$")
_BEING = re.compile(r"\s+(?:(?:not|now|really|actually|only|just)\s+)?being\b", re.IGNORECASE)
_ENOUGH = 2  # words that say something of a program at least
_PRONOUN = re.compile(
    r"(?<=\w )(?P<pronoun>its|it|they|them|their)\b(?!\s+(?:more|less|fewer|true|right|correct|that|so)\b)", re.I
)
_HOW_MANY = re.compile(r"\b(?:how (?:many|much|often)|number of|what number|which|what (?:share|percent\w*))\b", re.I)
_WHETHER = re.compile(r"^\W*(?:(?:so|and|but)\s+)?(?:does|do|did)\b", re.IGNORECASE)
_CAUSE_ASKED = re.compile(
    r"^\W*(?:so\s+|please\s+|pls\s+)?(?:explain|describe|tell (?:me|us)|how|did|does|do|is it true)\b", re.I
)
# "Explain Iowa's failure to submit any": a reason is asked for why there is none.
_NONE_EXPLAINED = re.compile(
    r"^\W*(?:so\s+|please\s+|pls\s+|can you\s+|could you\s+)?"
    r"(?:explain|account for|what explains|what is behind|what's behind|why)\b(?:\s+why\b)?",
    re.IGNORECASE,
)
_FAILURE = re.compile(r"'s?\s+(?:\w+\s+)?failure\s+to\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Presumed:
    """What a message takes for granted.

    `of_programs` is what each program is or does; `reason` says that a reason for a figure is told, `over_time` that
    the year is set against others: "the record year".
    """

    of_programs: tuple[str, ...] = ()
    reason: bool = False
    over_time: bool = False


@dataclass(frozen=True, slots=True)
class _Named:
    """A program's name in a text."""

    text: str
    start: int
    end: int


def without_presumed(text: str, reader: ClauseReader) -> tuple[str, Presumed]:
    """Return a text without what it takes for granted in words, and that."""
    rest, said = _without_program(text, reader)
    rest, reason = _without_reason(rest)
    rest = _omitting().sub(r"\g<why>mention", rest)  # "why does the sheet leave out ...?"
    rest, stops = _without_stopping(_without_era(rest), reader)
    year = _record_amount().sub(r"\g<article>", _record_year().sub("year", rest))
    return year, Presumed((said,) if said else (), reason, stops or year != rest)


def with_presumed(plan: QueryPlan, presumed: Presumed) -> QueryPlan:
    """Give a plan what its message takes for granted: the last part is the one that it stands beside."""
    if plan.parts:
        return replace(plan, parts=(*plan.parts[:-1], with_presumed(plan.parts[-1], presumed)))
    if presumed == Presumed() and not plan.presumed:
        return plan
    why, over_time = plan.asks_why or presumed.reason, plan.over_time or presumed.over_time
    return replace(plan, presumed=presumed.of_programs, asks_why=why, over_time=over_time)


def presumes_everywhere(text: str) -> bool:
    """Say whether a message takes for granted that something is so in every state: "Since all five states had ..."."""
    opening = _opening_alone().match(text)
    end = _TO_QUESTION.search(text) if opening else None
    return end is not None and cued("operations", "all_places", tokenise(normalise(text[: end.start()])))


def _without_program(text: str, reader: ClauseReader) -> tuple[str, str]:
    """Set aside one part that says what a program is or does; return the rest and the part."""
    named = _programs(text, reader) if _parting().search(text) else []  # most questions have no second part
    for name in named:
        for start, end, said in (*_in_front(text, name), *_beside(text, name, named, reader)):
            rest = f"{text[:start].rstrip(' ,')} {text[end:].lstrip(' ,')}".strip()
            if _says_something(said, name, text, rest, reader):
                return _naming(rest, name, reader), said
    for start, said in _behind(text, named):
        rest = f"{text[:start].rstrip(' ,')}?"
        if _says_something(said, named[0], text, rest, reader):
            return _naming(rest, named[0], reader), said
    return text, ""


def _programs(text: str, reader: ClauseReader) -> list[_Named]:
    tokens = tokenise(text)
    return [
        _Named(text[tokens[i.first].start : tokens[i.end - 1].end], tokens[i.first].start, tokens[i.end - 1].end)
        for i in reader.lexicon.items(tokens)
        if i.concepts & reader.lexicon.programs
    ]


def _says_something(said: str, name: _Named, text: str, rest: str, reader: ClauseReader) -> bool:
    """Say whether a part can be set aside: it states no number, no place that the rest is of, and the rest asks."""
    if not _ASKING.search(rest):
        return False  # "And Team Adam, who are they?"
    words = said[len(name.text) :].split()
    placed = reader.spotted(said)[1] and not reader.spotted(rest)[1]
    return len(words) >= _ENOUGH and not (placed or read_claims(said)) and rest != text and len(rest.split()) > 1


def _in_front(text: str, name: _Named) -> list[tuple[int, int, str]]:
    """Return the part in front of a question, or the sentence, of which a program is the subject."""
    head = text[: name.start]
    begins = _opening().search(head)
    sentence = not head.strip() or re.search(r"(?:^|[.!?;]\s+)(?:the\s+|ncmec's\s+)?$", head, re.IGNORECASE)
    if not (begins or sentence) or not _characterises(text[name.end :]):
        return []
    absolute = begins or _BEING.match(text, name.end)  # "Team Adam being a choir, how many ...?"
    end = (_TO_QUESTION if absolute else _END_OF_SENTENCE).search(text, name.end)
    return [(begins.start() if begins else name.start, end.end(), text[name.start : end.start()])] if end else []


def _beside(text: str, name: _Named, named: Sequence[_Named], reader: ClauseReader) -> list[tuple[int, int, str]]:
    """Return the relative clause or the apposition behind a program's name."""
    begins = _RELATIVE.match(text, name.end)
    if begins is None:
        return []
    relative = bool(begins.group().strip(" ,"))
    end = _RELATIVE_END.search(text, begins.end())
    stop = end.start() if end else len(text)
    said = text[begins.end() : stop]
    if any(begins.end() <= other.start < stop for other in named):
        return []  # "Team HOPE, the CyberTipline, ..." is a list
    counts = any(map(reader.lexicon.knows, reader.lexicon.items(tokenise(said))))
    counts = counts and not _of_kind().match(said)
    states = _characterises(f" {said}") or begins.group().strip(" ,").lower().startswith("whose")
    if not (states if relative else (not counts and stop < len(text.rstrip(" ?.!")))):
        return []
    return [(name.end, stop, f"{name.text}{begins.group() if relative else ' is '}{said}")]


@cache
def _of_kind() -> re.Pattern[str]:
    """Return the pattern of an apposition that says what a program is: "a peer support network for families"."""
    return re.compile(rf"(?:an?|the|its|their|our|\w+'s)\s+(?:[\w-]+\s+){{0,4}}(?:{_any('kinds')})\b", re.IGNORECASE)


def _behind(text: str, named: Sequence[_Named]) -> list[tuple[int, str]]:
    """Return the part behind a question, "..., since it is run by a bank?", where one program is spoken of."""
    if len({n.text.lower() for n in named}) != 1:
        return []
    found: list[tuple[int, str]] = []
    for begins in _closing(named[0].text).finditer(text):
        behind = text[begins.end() :].rstrip(" ?.!")
        if begins.start() > named[0].end and _characterises(behind) and "," not in behind:
            found.append((begins.start(), f"{named[0].text}{behind}"))
    return found


def _characterises(text: str) -> bool:
    """Say whether a text begins with a verb that says what something is or does at any time."""
    found = _verb().match(text)
    return found is not None and (found["other"] is None or found["other"].lower() not in _nouns())


def _naming(rest: str, name: _Named, reader: ClauseReader) -> str:
    """Put a program's name where what is asked speaks of it by a pronoun only, or not at all."""
    if _programs(rest, reader):
        return rest
    found = _PRONOUN.search(rest)
    if found is None:
        return rest if reader.names_measure(rest) else f"{name.text}: {rest}"
    own = "'s" if found["pronoun"].lower() in ("its", "their") else ""
    return f"{rest[: found.start()]}{name.text}{own}{rest[found.end() :]}"


def _without_reason(text: str) -> tuple[str, bool]:
    """Leave out of a premise why a figure is as it is; say whether a reason is taken for granted, or asked for."""
    if of_sheet := _of_sheet(text):
        return of_sheet, True
    opening = _opening_alone().match(text)
    end = _TO_QUESTION.search(text) if opening else _END_OF_SENTENCE.search(text)
    if end is not None and (opening or not _HOW_MANY.search(text[: end.start()])):
        head, tail = text[: end.start()], text[end.start() :]
        if (found := _reason().search(head)) and read_claims(head[: found.start()]):
            return head[: found.start()] + tail, True
        if opening and (found := _causing().search(head)) and read_claims(head[found.end() :]):
            return f"{opening.group()}{head[found.end() :].lstrip()}{tail}", True
    causes = _CAUSE_ASKED.match(text) and not _HOW_MANY.search(text) and _causing().search(text)
    causes = causes or _which_causing().match(text)
    if none := _none_told(text):
        return none, True
    return text, bool(causes and read_claims(text))


def _of_sheet(text: str) -> str:
    """Return a message that says that a sheet gives a reason for a figure as one in which it only gives the figure.

    "The Iowa sheet blames poverty for the 467 cases", "... says that poverty caused the 467 cases". A question whether
    it does is none: a yes to its number would be one to the reason.
    """
    if _WHETHER.match(text):
        return ""
    for pattern in _reasons_of_sheets():
        for found in pattern.finditer(text):
            placed = any(find_names(found["reason"]))  # "attributes 467 cases to Iowa"
            if read_claims(found["figure"]) and not (placed or read_claims(found["reason"])):
                return f"{text[: found.start()]}{found['sheet']} gives {found['figure'].strip()}{text[found.end() :]}"
    return ""


@cache
def _reasons_of_sheets() -> tuple[Worded, ...]:
    sheet = r"(?P<sheet>\b(?:sheets?|documents?|data|pages?|tables?|pdf))\s+"
    reason, figure = r"(?P<reason>[^.,;?!]+?)", r"(?P<figure>(?:[^.;?!,]|[.,](?=\d))+?)"
    says, end = rf"(?:{_any('saying')})\s+(?:that\s+)?", r"(?=[.;?!,](?!\d)|$)"
    patterns = (
        rf"{sheet}(?:{_any('blaming')})\s+{reason}\s+for\s+{figure}{end}",
        rf"{sheet}(?:{_any('crediting')})\s+{figure}\s+(?:down\s+)?(?:to|on|with)\s+{reason}{end}",
        rf"{sheet}{says}{reason}\s+(?:has\s+|have\s+|is\s+|are\s+)?(?:{_any('causing')}|to blame for|behind)\s+"
        rf"{figure}{end}",
        rf"{sheet}{says}{figure}\s+(?:is|are|was|were|has been|have been)\s+(?:{_any('reasons')})\s+{reason}{end}",
    )
    return tuple(worded(pattern, ("sheet", "document", "data", "page", "table", "pdf")) for pattern in patterns)


def _none_told(text: str) -> str:
    """Return a message that wants explained why there is none of something as one that asks why; "" of any other.

    "Explain Iowa's lack of cases" takes for granted that "Iowa had no cases".
    """
    opening = _NONE_EXPLAINED.match(text)
    if opening is None:
        return ""
    said = _FAILURE.sub(" did not", text[opening.end() :].lstrip())
    said = _owned_none().sub(" had no", _no_such().sub("there were no", said))
    return f"Why {said}" if any(claim.value == 0 for claim in read_claims(said)) else ""


@cache
def _owned_none() -> re.Pattern[str]:
    return re.compile(rf"'s?\s+(?:{_any('none')})\b(?!\s+(?:{_any('untold')})\b)", re.IGNORECASE)


@cache
def _no_such() -> re.Pattern[str]:
    return re.compile(rf"(?:\bthe|\ba|\ban)\s+(?:{_any('none')})\b(?!\s+(?:{_any('untold')})\b)", re.IGNORECASE)


def _any(entry: str) -> str:
    return any_of(language("premises")[entry])


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|(?<=[.!?;,]\s))(?:so\s+|and\s+|but\s+)?(?:{_any('before')})\s+(?:the\s+|ncmec's\s+)?$", re.I
    )


@cache
def _opening_alone() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:so\s+|and\s+|but\s+)?(?:{_any('before')})\s+", re.IGNORECASE)


def _closing(name: str) -> re.Pattern[str]:
    return re.compile(rf",?\s+(?:{_any('behind')})\s+(?:(?:the\s+)?{re.escape(name)}|it|they)(?=\s)", re.IGNORECASE)


@cache
def _parting() -> re.Pattern[str]:
    """Return the pattern of what parts a message: without it nothing is said in front, beside or behind."""
    return re.compile(rf"[,;]|[.!]\s|\s(?:how|so|and so|which|who|that|whose|{_any('behind')})\s", re.IGNORECASE)


@cache
def _verb() -> re.Pattern[str]:
    return re.compile(
        rf"\s+(?:(?:{_any('adverbs')})\s+)*(?:(?:{_any('always')})\b|(?P<other>[a-z]+[^\Ws]s)\b)", re.IGNORECASE
    )


@cache
def _nouns() -> frozenset[str]:
    """Return plurals that are no verbs: what figures count, and parts of the data."""
    return frozenset(map(str, (*language("claims")["structure"], *language("premises")["nouns"])))


@cache
def _reason() -> Worded:
    return worded(
        rf"\s*,?\s*\b(?:(?:is|are|was|were|being)\s+)?(?:\w+ly\s+|all\s+)?(?:{_any('reasons')})\b",
        language("premises")["reasons"],
    )


@cache
def _causing() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any('causing')})\b", re.IGNORECASE)


@cache
def _which_causing() -> re.Pattern[str]:
    """Return the pattern of a question for the thing that is the reason: "which law caused the 807 cases?"."""
    which = r"^\W*(?:(?:so|and|but)\s+)?(?:which|what)\s+(?:[\w-]+\s+){0,3}"
    return re.compile(rf"{which}(?:{_any('causing')})\b", re.IGNORECASE)


def _without_era(text: str) -> str:
    """Say of a premise only that something has changed, not from when on: "now that it doubled since the pandemic".

    In a question the time matters.
    """
    opening = _opening_alone().match(text)
    end = _TO_QUESTION.search(text, opening.end()) if opening else None
    if opening is None or end is None:
        return text
    head = text[opening.end() : end.start()]
    return f"{opening.group()}{_eras().sub(' over the years', head)}{text[end.start() :]}"


@cache
def _eras() -> re.Pattern[str]:
    return re.compile(
        rf"\s+since\s+(?:the\s+)?(?:(?:start|end|beginning)\s+of\s+(?:the\s+)?)?(?:{_any('eras')})\b", re.I
    )


def _without_stopping(text: str, reader: ClauseReader) -> tuple[str, bool]:
    """Leave out that something has ended, which no year alone shows: "why did they stop handling ORR cases?"."""
    found = _stopping().match(text)
    rest = f"{found['why']}{text[found.end() :]}" if found else text
    return (rest, True) if found and reader.names_measure(rest) else (text, False)


@cache
def _stopping() -> re.Pattern[str]:
    return re.compile(
        rf"^(?P<why>\W*(?:(?:so|and|but)\s+)?(?:why|how come)\b[^,;.?!]*?\s)(?:{_any('stopping')})\s+(?=\w+ing\b)", re.I
    )


@cache
def _omitting() -> Worded:
    return worded(
        rf"^(?P<why>\W*(?:why|how come)\b[^,;.?!]*\b(?:sheet|sheets|data|document|documents|table|page)\s+)"
        rf"(?:{_any('omitting')})\b",
        language("premises")["omitting"],
    )


@cache
def _record_year() -> Worded:
    return worded(rf"\b(?:{_any('record_years')})\b", language("premises")["record_years"])


@cache
def _record_amount() -> Worded:
    return worded(
        r"\b(?P<article>(?:an?|its|their)\s+)(?:record|all-time)\s+(?=number|total|count|figure|\d)",
        ("record", "all-time"),
    )

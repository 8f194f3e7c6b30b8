"""A printed number asked for backwards: "where does the 40,545 come from?", "which sheet has 807, and 807 what?".

Such a message names no figure but gives its number; what it wants is each figure that has it, what that counts, and the
sheet that prints it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from assistant.claims import Bound, Claim, ClaimKind, read_claims, states_year
from assistant.clause_reading import ClauseReader
from assistant.clauses import Clause
from assistant.lexicon import any_of, language, may_hold, normalise, tokenise
from assistant.types import Intent, Operation, QueryPlan

_SIGN = "\0"  # stands for the number in a text
_PARTS = re.compile(
    rf"(?<=[.?!;])\s+|,?\s+(?:and|or)\s+(?=(?:what|which|where|who|whose|by|is|are|how|does|do|did|{_SIGN})\b|{_SIGN})",
    re.IGNORECASE,
)
_NO_WHOLE = r"(?!\s+(?:number|total|figure|base|whole|amount|sum)\b)"  # "19% of what number?" asks for another number
_HOW_MANY = re.compile(r"\bhow (?:many|much)\b", re.IGNORECASE)
_OPENS = re.compile(
    r"^\W*(?:what|which|where|who|whose|how|is|are|was|were|do|does|did|can|could|give|tell|show|compare|list)\b",
    re.IGNORECASE,
)


def of_number(message: str, plan: QueryPlan, reader: ClauseReader) -> QueryPlan:
    """Return a plan for where a number is printed, if a message asks for that alone; else the plan as it is.

    A plan that asks for the source and holds the number already stays: it may go on from a turn before.
    """
    settled = plan.intent is Intent.PROVENANCE and plan.claims and not plan.parts
    beside = bool(plan.premises and _HOW_MANY.search(plan.clause))  # "in Iowa, where there were 467, how many ...?"
    if not may_hold(message, _asking()) or settled or beside:
        return plan
    text = normalise(message)
    claims = [c for c in read_claims(text) if c.kind in (ClaimKind.FIGURE, ClaimKind.PERCENT)]
    claims = [c for c in claims if any(map(str.isdigit, c.text))]  # sheets that "show zero" print no such number
    claims = [c for c in claims if c.bound is Bound.EXACT and not c.negated and not states_year(c, ())]
    if len({c.value for c in claims}) != 1 or plan.intent is Intent.URGENT:
        return plan
    if not _asks_of(text, claims, reader):
        return plan
    read = reader.read(message, Clause(text, True)).plan
    return replace(
        QueryPlan(question=message, intent=Intent.PROVENANCE),
        clause=text,
        operation=Operation.LOOKUP,
        indicators=read.indicators,
        places=read.places,
        periods=read.periods,
        claims=(claims[0].text,),
        origins=dict.fromkeys([n for n in ("indicators", "places", "periods") if getattr(read, n)], "question"),
    )


def _asks_of(text: str, claims: Sequence[Claim], reader: ClauseReader) -> bool:
    """Say whether each part of a text asks where the number stands or what it counts, or states the number."""
    for words in {c.text for c in claims}:
        text = re.sub(rf"[\"'\u201c]?(?<![\w.,]){re.escape(words)}(?!\w)", _SIGN, text)
    asks = False
    for part in _PARTS.split(text):
        if _pattern().search(part):
            asks = True
            if _says_more(part, reader):
                return False
        elif _SIGN not in part or "?" in part or _OPENS.match(part):
            return False
    return asks


def _says_more(part: str, reader: ClauseReader) -> bool:
    """Say whether a part holds words that neither point to a measure nor ask where a number stands."""
    tokens = reader.spotted(part.replace(_SIGN, " "))[0]
    own = {t.key for words in language("intents")["number_asked"].values() for w in words for t in tokenise(str(w))}
    items = reader.lexicon.items([t for t in tokens if t.key not in own])
    return any(item.concepts and not reader.lexicon.knows(item) for item in items)


@cache
def _asking() -> tuple[str, ...]:
    return tuple(str(w) for w in language("intents")["number_asked"]["asks"])


@cache
def _pattern() -> re.Pattern[str]:
    """Return the pattern of a question for where a number stands, or what it counts."""
    words = {name: any_of(entry) for name, entry in language("intents")["number_asked"].items()}
    said = rf"(?:{_SIGN}|\b(?:{words['stand_ins']})\b)"
    sheet = rf"\b(?:which|what|whose)\b[\w' ]{{0,30}}\b(?:{words['sheets']})\b"
    return re.compile(
        rf"\bwhere\b(?=.*{said}).*\b(?:{words['stands']})\b"
        rf"|{sheet}(?=.*{said}).*\b(?:{words['prints']}|{words['stands']})\b"
        rf"|\b(?:which|what) (?:state|states|place|of the states|of the five states)\b(?=.*{said}).*"
        rf"\b(?:{words['prints_only']})\b"
        rf"|\b(?:which|what) state is (?:{words['stand_ins']})\W*$"
        rf"|\bwhat\b[^,;.]*{said}.*\b(?:{words['counts']})\b|\bwhat is (?:{words['stand_ins']})\W*$"
        rf"|{_SIGN}[\"']?(?: of)? (?:what|which|whose)\b{_NO_WHOLE}|\bby whose\b"
        rf"|\b(?:{words['origins']})\b.*{said}|\bwhose (?:number|figure)\b.*{said}",
        re.IGNORECASE,
    )

"""What a total leaves without one of its parts, asked in a follow-up: "and the rest?", "without the ORR ones?".

The part is named ("not from a facility", "the non-ORR ones") or is the one that the turn before gave ("how many does
that leave?"). Asked for is how many there are, their share of the total, or which of the other rows is the larger. Only
a message of which every word is accounted for is read so: a word that narrows it would change the figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.claims import DENIALS
from assistant.clause_reading import ClauseReader
from assistant.cues import IN_TOTAL, OF_PLACE, WEAK_OVERALL, YES_NO, operation_cues, readable
from assistant.followups import SINGLE, again
from assistant.interjecting import without_interjection
from assistant.levels import wholes
from assistant.lexicon import (
    FamilyLexicon,
    Item,
    Token,
    cue_phrases,
    function_words,
    narrowing_words,
    neutral_words,
    normalise,
    operation_phrases,
)
from assistant.references import words_of, years_off
from assistant.settling import NEGATIONS, SHARES
from assistant.spotting import BREAK
from assistant.takebacks import corrects
from assistant.turns import Turns
from assistant.types import Intent, Operation, QueryPlan

_DENYING = NEGATIONS | DENIALS | {"outside"}
_ASKED = {Operation.SHARE, Operation.SUM, Operation.DIFFERENCE, Operation.RANK}
_SOURCES = (Operation.LOOKUP, Operation.SHARE, Operation.SUM, Operation.RANK)
_SHARES = SHARES | frozenset("share percentage percent % proportion fraction".split())
# Things that may be meant without a number being asked for: "and the ones that weren't from a facility?".
_THINGS = frozenset("ones those cases children kids".split())
_STATE = frozenset("state place".split())
_COUNTED = frozenset("many much state case number percent".split())
# What goes over more than one place, asks for something else than a number, or takes a denial back: "not only ORR".
_OTHERWISE = frozenset("states which who where why how whose only all many every".split())


@dataclass(frozen=True)
class _Said:
    """A message with what was spoken of before it."""

    text: str
    tokens: Sequence[Token]
    lexicon: FamilyLexicon

    @cached_property
    def keys(self) -> list[str]:
        return [t.key for t in self.tokens]

    @cached_property
    def items(self) -> list[Item]:
        """What names a measure, words of the other cues left out: "the other two" are not the other cases."""
        others = self.left | self.words("comparisons", "rest_of_whole", "rest")
        return [i for i in self.lexicon.items(self.tokens) if not others & {*range(i.first, i.end)}]

    def words(self, file: str, *entries: str) -> set[int]:
        found = (phrase for entry in entries for phrase in cue_phrases(file, entry).find(self.tokens))
        return {i for first, end, _ in found for i in range(first, end)}

    @cached_property
    def left(self) -> set[int]:
        return self.words("comparisons", "leaves")

    @cached_property
    def out(self) -> set[int]:
        """Where the words stand that leave something out: "without", "non", "leave ... out"."""
        found = self.words("comparisons", "excluding", "excluded_behind") | words_of("drops", self.tokens)
        found -= {i for i in found if i and self.keys[i - 1] in ("the", "a", "any")}  # "the drop in facility cases"
        found |= {i for i, key in enumerate(self.keys) if key in _DENYING}
        around, behind = self.words("comparisons", "excluding_around"), self.words("comparisons", "out")
        return found | (around | behind if around and behind and min(around) < max(behind) else set())

    @cached_property
    def operations(self) -> set[str]:
        return operation_cues([BREAK if i in self.out | self.left else t for i, t in enumerate(self.tokens)])

    @cached_property
    def shares(self) -> set[int]:
        cues = (f for f in operation_phrases().find(self.tokens) if f[2][0][0] == Operation.SHARE)
        found = {i for first, end, _ in cues for i in range(first, end)}
        return found | {i for i, key in enumerate(self.keys) if key in _SHARES}

    @cached_property
    def counts(self) -> bool:
        """Whether it asks how many: "how many percent" does not."""
        behind = [self.keys[i + 1 : i + 2] for i, key in enumerate(self.keys) if key == "many"]
        asked = (values[0].split() for _, _, values in cue_phrases("intents", "quantity").find(self.tokens))
        return any("total" not in words for words in asked) and not (
            self.shares and all({*b} & _SHARES for b in behind)
        )

    def told(self, part: str) -> list[Item]:
        return [item for item in self.items if self.lexicon.tells(part, item)]

    def says_no_more(self, measures: Sequence[str]) -> bool:
        """Say whether every word is one of the measures, a cue, or carries no content."""
        said = self.out | self.left | self.shares
        said |= self.words("comparisons", "rest_of_whole", "rows", "rest")
        said |= words_of("list_nouns", self.tokens) | words_of("softeners", self.tokens)
        done = (f for f in operation_phrases().find(self.tokens) if f[2][0][0] in _ASKED)
        said |= {i for first, end, _ in done for i in range(first, end)}
        for item in self.items:
            if any(self.lexicon.explains(measure, item) for measure in measures):
                said |= {*range(item.first, item.end)}
        light = (neutral_words() | {BREAK.key}) - narrowing_words().keys()
        return all(i in said or key in light for i, key in enumerate(self.keys))


def left_of_whole(message: str, turns: Turns, reader: ClauseReader) -> list[QueryPlan] | None:
    """Return the plans of a follow-up that asks for what a total leaves without a part, None if it does not."""
    if not turns.spoken:
        return None
    text = readable(normalise(without_interjection(message)))
    tokens, places, periods = reader.spotted(text)
    said = _Said(text, tokens, reader.lexicon)
    source = _source(turns, said)
    if source is None and (bare := _of_no_whole(message, turns, said)) is not None:
        return [bare]
    if source is None or periods or years_off(tokens) or corrects(text) or _asks_otherwise(said):
        return None
    if places and (tuple(places) != source.places or _of_place(said)):
        return None
    whole, parts = _whole(source, said)
    part = (_part_named(said, parts) or _part_before(said, source, turns, parts)) if whole else ""
    if not part or not said.says_no_more((whole, part)):
        return None
    named = bool(said.told(part))
    base = replace(
        again(replace(source, clause=text), message), candidates=(), leftovers=(), narrowed=(), claims=(), said_of=(),
        over=(), broken_down=False, all_indicators=False, states=False, takes_back=False, judgement=None, run=(),
        operation_cue=None, complement=True, overall=not source.places, turned=False,
        origins={"indicators": "question" if named else "earlier", **({"places": "earlier"} if source.places else {})},
    )  # fmt: skip
    if not named and not said.out and (apart := _given_apart(source, turns, parts)):
        # "facility ones?" "and ORR?" "how many does that leave?": what stays of both
        others = tuple(p for p in parts if p not in (part, *apart))
        rest = replace(base, indicators=others, complement=False, operation=Operation.LOOKUP)
        one = len(others) == 1 and not said.shares
        return [rest if one else replace(rest, leftovers=(text,))]
    if Operation.RANK in said.operations:
        others = tuple(p for p in parts if p != part)
        rank = replace(base, operation=Operation.RANK, operation_cue="compare", indicators=others, complement=False)
        return [rank] if len(others) > 1 and named and _among_rows(said) else None
    share = replace(base, operation=Operation.SHARE, operation_cue="share", indicators=(part,))
    count = replace(base, operation=Operation.DIFFERENCE, indicators=(whole, part))
    if said.shares or (source.operation is Operation.SHARE and not said.counts):
        return [count, share] if said.counts else [share]
    several = len({*source.indicators}) > 1 and source.operation is Operation.LOOKUP and not source.complement
    asks = said.counts or bool(said.left) or "total" in said.keys or Operation.SUM in said.operations
    if (several and not asks) or (not said.counts and _states(said, part)):  # "without the ORR row" is a list
        return None
    return [count]


def _source(turns: Turns, said: _Said) -> QueryPlan | None:
    """Return the newest figures of one place, or of none, as one plan with all their measures.

    Where the turn before spoke of something else, a message that names total and part is of the place spoken of.
    """
    last = turns.spoken[-1]
    alike = len({(p.places, p.periods) for p in last}) == 1 and len(last[0].places) <= 1
    odd = any(p.leftovers or p.reference or p.all_places or p.excludes or p.years_off or p.over for p in last)
    odd = odd or any((p.overall and p.places) or p.operation_cue == OF_PLACE for p in last)
    sound = all(p.intent is Intent.FIGURES and (p.operation in _SOURCES or p.complement) for p in last)
    if not alike or odd or not sound:
        return None
    source = replace(last[-1], indicators=tuple(dict.fromkeys(i for p in last for i in p.indicators)))
    if _whole(source, said)[0]:
        return source
    totals = {total for part, total in wholes(said.lexicon.catalog).items() if said.told(part)}
    named = (replace(source, indicators=(total,), operation=Operation.LOOKUP, complement=False) for total in totals)
    return next((p for p in named if (whole := _whole(p, said))[0] and _names(said, *whole)), None)


def _of_no_whole(message: str, turns: Turns, said: _Said) -> QueryPlan | None:
    """Leave open how many "were not" where the figure before is no part of a printed total."""
    last = turns.spoken[-1][-1]
    figures = last.intent is Intent.FIGURES and last.indicators and last.operation in _SOURCES
    if not (figures and said.counts and _denied(said) and said.says_no_more(())):
        return None
    return replace(again(last, message), clause=said.text, leftovers=(said.text,), claims=(), states=False)


def _whole(source: QueryPlan, said: _Said) -> tuple[str, tuple[str, ...]]:
    """Return the total that the figures before are of, with its parts; "" if there is none."""
    catalog = said.lexicon.catalog
    of = wholes(catalog)
    totals = {of.get(i, i) for i in source.indicators}
    whole = totals.pop() if len(totals) == 1 else ""
    level = "place" if source.places else "nation"
    parts = tuple(p for p, total in of.items() if total == whole and catalog.by_id[p].level == level)
    return (whole, parts) if parts and catalog.by_id[whole].level == level else ("", ())


def _apart(said: _Said, parts: Sequence[str]) -> list[Item]:
    """Return the items of a message that name no part."""
    return [item for item in said.items if not any(said.lexicon.tells(p, item) for p in parts)]


def _names(said: _Said, whole: str, parts: Sequence[str]) -> bool:
    """Say whether a message names the total beside its part: "of the missing cases, how many were not from ...?"."""
    known = [item for item in _apart(said, parts) if said.lexicon.knows(item)]
    return bool(known) and all(said.lexicon.explains(whole, item) for item in known)


def _asks_otherwise(said: _Said) -> bool:
    """Say whether a message asks for more places, for yes or no, or for anything but a number or the larger of two."""
    keys, ranks = said.keys, Operation.RANK in said.operations
    counted = {i for i, key in enumerate(keys) if key == "how" and keys[i + 1 : i + 2] in (["many"], ["much"])}
    counted |= {i + 1 for i in counted}
    other = any(
        key in _OTHERWISE and i not in counted and i not in said.left and not (key == "which" and ranks)
        for i, key in enumerate(keys)
    )
    cues = {values[0] for _, _, values in cue_phrases("operations", "overall").find(said.tokens)}
    over_all = bool(cues - WEAK_OVERALL - {IN_TOTAL}) or bool(said.words("operations", "all_places"))
    verdict = keys[:1] and keys[0] in YES_NO and not said.counts
    number = any(key[:1].isdigit() for key in keys)
    for i in (i for i, key in enumerate(keys) if key in _DENYING):
        # "the missing cases, not the ORR ones", "not just the ORR ones"
        contrasts = i and said.text[: said.tokens[i].start].rstrip().endswith((",", ";")) and _knows_before(said, i)
        other = other or contrasts or keys[i + 1 : i + 2] == ["just"]
    return bool(other or over_all or verdict or number or said.operations - _ASKED - {"sum"})


def _knows_before(said: _Said, at: int) -> bool:
    return any(said.lexicon.knows(item) for item in said.items if item.end <= at)


def _of_place(said: _Said) -> bool:
    """Say whether a place is what is left out, or what the rest is of: "and outside Iowa?", "the rest of Iowa"."""
    cues = said.out | said.left | said.words("comparisons", "rest_of_whole")
    light = function_words() - {"s"}
    for i in sorted(cues):
        behind = next((key for key in said.keys[i + 1 :] if key not in light), "")
        after = said.keys[len(said.keys) - said.keys[::-1].index(BREAK.key) :]
        if behind == BREAK.key and (i in said.out or not any(key.isalpha() and key != "s" for key in after)):
            return True
    return False


def _among_rows(said: _Said) -> bool:
    """Say whether it is rows that are ranked: "of the two that are left, which is bigger?"."""
    named = said.left or said.words("comparisons", "rows", "rest") or {"two", "ones", "row"} & {*said.keys}
    return bool(named and {"which", "what"} & {*said.keys}) and not _STATE & {*said.keys}


def _states(said: _Said, part: str) -> bool:
    """Say whether a message that asks for no number states something, or names the total instead of the part."""
    keys = {*said.keys}
    if {"total", "totals"} & keys and any(said.keys[i] in _DENYING - {"without"} for i in said.out):
        return True  # "not ORR, the total"
    asks = said.left or "what" in keys or Operation.SUM in said.operations
    verbs = set[str]() if asks else keys & (YES_NO | DENIALS) - {"not", "never"}
    totals = [i for i in said.items if not said.lexicon.tells(part, i) and said.lexicon.knows(i)]
    instead = any(i.end <= min(said.out) for i in totals) if said.out else False  # "the missing cases, not ORR"
    return bool(verbs and not _THINGS & keys) or instead


def _part_named(said: _Said, parts: Sequence[str]) -> str:
    """Return the one part that is named behind words that leave it out, or in front of some: "the ORR ones aside"."""
    told = {p: items for p in parts if (items := said.told(p))}
    if len(told) != 1 or not said.out:
        return ""
    part, items = next(iter(told.items()))
    behind = said.words("comparisons", "excluded_behind")
    follows = min(said.out) < items[0].first
    return part if follows or (behind and items[-1].end <= min(behind)) else ""


def _part_before(said: _Said, source: QueryPlan, turns: Turns, parts: Sequence[str]) -> str:
    """Return the part that the turn before gave, if what it leaves is asked for; "" if none or another is named."""
    given = [i for i in source.indicators if i in parts]
    if len(given) != 1 or any(said.told(p) for p in parts):
        return ""
    if _denied(said):
        return given[0]
    known = [i for i in said.items if said.lexicon.knows(i) and "percentage" not in i.concepts]
    if source.complement:  # "how many were not from there?" "what share is that?"
        return given[0] if said.shares and not (known or said.out or said.left) else ""
    if said.left and (said.counts or said.shares or "what" in said.keys):
        behind = {max(said.left) + 1}
        return "" if behind & {i.first for i in said.items} else given[0]  # "how many are left missing?"
    rest = said.words("comparisons", "rest_of_whole")
    named = {i for item in known for i in range(item.first, item.end)} | rest | said.shares
    plain = function_words() | _COUNTED | {BREAK.key}  # "the rest of the sheet" is none of cases
    light = all(key in plain for i, key in enumerate(said.keys) if i not in named)
    return given[0] if rest and light and (known or _of_its_whole(source, turns)) else ""


def _denied(said: _Said) -> bool:
    """Say whether the part before is denied without its name: "how many weren't?", "... are not in that row?"."""
    denied = [i for i in said.out if said.keys[i] in _DENYING]
    last = max((i for i, key in enumerate(said.keys) if key[:1].isalpha() or key == BREAK.key), default=-1)
    # "how many were not, and what share is that?"
    ends = [i for i in denied if i == last or said.keys[i + 1] == "and"]
    asks = said.counts or bool(said.shares)
    if any(said.keys[i - 1 : i] not in (["or"], ["if"]) for i in ends) and (asks or _THINGS & {*said.keys}):
        return True
    rows = said.words("comparisons", "rows") | {i for i, key in enumerate(said.keys) if key in ("row", "category")}
    points = not (SINGLE | {"those", "them"}).isdisjoint(said.keys)
    return bool(denied and asks and points and rows and max(rows) > min(denied))


def _given_apart(source: QueryPlan, turns: Turns, parts: Sequence[str]) -> tuple[str, ...]:
    """Return the parts of a total that turns before the last one gave of the place spoken of."""
    given = {i for p in turns.trail if p.places == source.places and not p.complement for i in p.indicators}
    return tuple(p for p in parts if p in given and p not in source.indicators)


def _of_its_whole(source: QueryPlan, turns: Turns) -> bool:
    """Say whether a part was asked for as one of its total: "how many of Iowa's cases were ORR ones?".

    After figures of several places the rest are the other places.
    """
    told = {p.places for p in turns.trail if {*p.indicators} & {*source.indicators}}
    begins = source.clause.lower().split()
    return len(told) == 1 and (source.operation is Operation.SHARE or "of" in begins)

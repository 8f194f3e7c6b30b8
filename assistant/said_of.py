"""What each number that a clause states is said of: the place and the measure that the words around it name."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from assistant.claims import ClaimKind, counts_things, read_claims
from assistant.lexicon import FamilyLexicon, Token
from assistant.matching import match, told
from assistant.orders import orders_at, ranked_at
from assistant.types import Intent, Operation, QueryPlan, SaidOf
from index.catalog import Table
from index.places import find_names
from index.types import NATION

# Where the words end that a number counts: "Colorado's 500 missing cases, how many ...".
_COUNTED_UP_TO = re.compile(
    r"[,;:?!()]|\b(?:how|what|which|who|that|were|was|are|is|did|do|does|had|have|has|came|come|and|or|than)\b", re.I
)
# What stands in front of a number that is said to be the whole.
_OF_ALL = re.compile(r"(?:(?P<whose>(?:\w+\s+)?\w+)'s?|\b(?:the|those|these|its|their|of|with|all))\s+$", re.I)
_ROUND = re.compile(r"10+")  # "out of 100 children" is no number of them
# What stands between a part and its whole: "135 of Minnesota's 201 missing children".
_OUT_OF = re.compile(r"\s+(?:out\s+)?of\b", re.I)
# A percentage and the words for what it is one of.
_PERCENT_OF = re.compile(
    r"(?P<number>\d+(?:\.\d+)?\s*(?:%|percent\b|per cent\b|pct\b))\s+of\s+(?P<whole>.+?)"
    r"(?=\s+(?:were|are|was|is|who|that|get|got|being|been|likely|had|have|has|traffick\w+)\b|[,;?.]|$)",
    re.I,
)
_PAIR = 2
_PARTS = 3  # so many numbers at least may be parts of a total, or a total and its parts
_CONDITIONS = (Operation.FILTER, Operation.COUNT)


class Teller:
    """Tells of the numbers that one clause states as figures what they are said of."""

    def __init__(
        self,
        lexicon: FamilyLexicon,
        clause: str,
        tokens: Sequence[Token],
        claimed: Collection[str],
        places_in: Callable[[str], Sequence[str]],
    ) -> None:
        self.lexicon = lexicon
        self.clause = clause
        self.tokens = tokens
        self.places_in = places_in
        self.numbers = [c.text for c in read_claims(clause) if c.kind is ClaimKind.FIGURE and c.text in claimed]

    def said_of(self, indicators: Collection[str]) -> tuple[SaidOf, ...]:
        """Return the place and the measure, one of `indicators`, of each of several numbers.

        "" stands where the words do not tell, nothing for a single number.
        """
        numbers = self.numbers
        if not numbers and (words := self._of_words(indicators)):
            return words
        spans = self._spans(numbers) if len(numbers) >= _PAIR else []
        if not spans:
            return self._of_another_whole(indicators)
        if both := self._of_nation_and_place(spans, indicators):
            return both
        indicators = {*indicators, *(self._rows(indicators) if len(numbers) >= _PARTS else ())}
        places = self._places(spans)
        groups = len({*places}) if all(places) else 1
        measures = self._measures(spans, sorted(indicators), groups)
        return tuple(SaidOf(*told) for told in zip(numbers, places, measures, strict=True))

    def _of_words(self, indicators: Collection[str]) -> tuple[SaidOf, ...]:
        """Return the measure of each of several ranks of a place, or of each order of two: "ahead in A, behind in B".

        Nothing where the words do not tell one for each.
        """
        if len(indicators) < _PAIR:
            return ()
        named = [mention.code for mention in find_names(self.clause)]
        found = ranked_at(self.tokens) if len(named) == 1 else orders_at(self.tokens) if len(named) == _PAIR else []
        if len(found) < _PAIR or len({*named}) < len(named) or len(indicators) < len(found):
            return ()
        spans = [(self.tokens[first].start, self.tokens[end - 1].end) for first, end in found]
        measures = self._beside(spans, sorted(indicators), 1)
        if "" in measures or len({*measures}) < len(measures):
            return ()
        return tuple(SaidOf(self.clause[a:b], "", told) for (a, b), told in zip(spans, measures, strict=True))

    def _of_another_whole(self, indicators: Collection[str]) -> tuple[SaidOf, ...]:
        """Return the measure of which a printed percentage is said to be a part, where it is one of another.

        "19% of all missing kids" is not said of those who ran away.
        """
        catalog = self.lexicon.catalog
        printed = {i: by.percent_of for i in indicators if (by := catalog.by_id.get(i)) and by.percent_of}
        found = _PERCENT_OF.search(self.clause) if len(printed) == 1 else None
        if found is None:
            return ()
        tokens = [t for t in self.tokens if found.start("whole") <= t.start < found.end("whole")]
        own = match(self.lexicon, self.lexicon.items(tokens), tokens, ["place", "nation"]).indicators
        (name, whole), *_ = printed.items()
        return (SaidOf(found["number"], "", own[0]),) if own and not {name, whole} & {*own} else ()

    def _of_nation_and_place(self, spans: Sequence[tuple[int, int]], indicators: Collection[str]) -> tuple[SaidOf, ...]:
        """Tell an overall number from the state's behind it: "5,759 families, and 692 of those were in New York"."""
        by_id = self.lexicon.catalog.by_id
        pairs = [(by_id[i].overall_counterpart, i) for i in sorted(indicators) if i in by_id]
        pairs = [(whole, part) for whole, part in pairs if whole in indicators]
        if len(spans) != _PAIR or len(pairs) != 1:
            return ()
        (_, first), (second, last) = spans
        behind = self.places_in(self.clause[last:])
        if len(behind) != 1 or self.places_in(self.clause[:second]) or _OUT_OF.match(self.clause, first):
            return ()
        places, (whole, part) = (NATION, behind[0]), pairs[0]
        return tuple(SaidOf(*told) for told in zip(self.numbers, places, (whole or "", part), strict=True))

    def with_passing(self, plan: QueryPlan, levels: Sequence[str]) -> QueryPlan:
        """Make premises of the numbers that a question states of a place in passing.

        "How many of Colorado's 500 missing kids were from facilities?" says something of another measure than it asks
        for. A number that a condition is made of states nothing.
        """
        if plan.intent is not Intent.FIGURES or plan.states or plan.operation in _CONDITIONS:
            return plan
        asked = plan.indicators if plan.operation is Operation.LOOKUP else ()
        found: list[QueryPlan] = []
        for number, (start, end) in zip(self.numbers, self._spans(self.numbers), strict=True):
            last = _COUNTED_UP_TO.search(self.clause, end)
            stop = last.start() if last else len(self.clause)
            place = self._place_of(number, start, stop)
            indicator = self._whole(end, stop, plan.indicators, levels) if place else ""
            if indicator and asked != (indicator,):
                found.append(
                    QueryPlan(
                        question=plan.question,
                        intent=Intent.FIGURES,
                        clause=self.clause[start:stop].strip(),
                        indicators=(indicator,),
                        places=(place,),
                        periods=plan.periods,
                        states=True,
                        claims=(number,),
                        passing=True,
                    )
                )
        return replace(plan, premises=tuple(found))

    def _place_of(self, number: str, start: int, end: int) -> str:
        """Return the place of which a number is said to be all: "Colorado's 500 cases", "the 500 cases in Colorado".

        "How many of the 28,886 missing children were from Colorado?" says nothing of Colorado.
        """
        ahead = _OF_ALL.search(self.clause, 0, start)
        if ahead is None or counts_things(number) or _ROUND.fullmatch(number):
            return ""
        places = self.places_in(ahead["whose"] or self.clause[start:end])
        return places[0] if len(places) == 1 else ""

    def _whole(self, start: int, end: int, indicators: Sequence[str], levels: Sequence[str]) -> str:
        """Return the measure that a stretch names for certain, or the total of rows asked for; "" if neither.

        Without a word it is the one that is asked for: "how many more than Colorado's 467?"
        """
        tokens = [t for t in self.tokens if start <= t.start < end]
        if not tokens and len(indicators) == 1:
            return indicators[0]
        found = match(self.lexicon, self.lexicon.items(tokens), tokens, levels).indicators
        leads = {table.lead for table in self.lexicon.catalog.tables if {*table.rows} & {*indicators}}
        if len(found) != 1 and len(leads) == 1:  # "of Colorado's 500 cases, how many were from facilities?"
            told = self._told(start, end, sorted({*leads, *self._rows(leads)}))
            return told if told in leads else ""
        return found[0] if len(found) == 1 else ""

    def _rows(self, indicators: Collection[str]) -> list[str]:
        """Return the rows of the tables whose totals are among some measures."""
        return [row for table in self.lexicon.catalog.tables if table.lead in indicators for row in table.rows]

    def _spans(self, numbers: Sequence[str]) -> list[tuple[int, int]]:
        spans, position = list[tuple[int, int]](), 0
        for number in numbers:
            start = self.clause.find(number, position)
            if start < 0:
                return []
            position = start + len(number)
            spans.append((start, position))
        return spans

    def _places(self, spans: Sequence[tuple[int, int]]) -> list[str]:
        """Return the place of each number: each place in front of its numbers, or behind them, or both in one order."""
        ends = [0, *(end for _, end in spans)]
        starts = [*(start for start, _ in spans), len(self.clause)]
        named = [list(self.places_in(self.clause[a:b])) for a, b in zip(ends, starts, strict=True)]
        places = [place for gap in named for place in gap]
        unknown = [""] * len(spans)
        if len({*places}) <= 1:
            return places[:1] * len(spans) if places else unknown
        if places in (named[0], named[-1]):  # "Colorado and Minnesota had 467 and 201"
            return places if len(places) == len(spans) else unknown
        if named[0] and named[-1] and not {*named[-1]} <= {p for gap in named[:-1] for p in gap}:
            return unknown
        gaps = named[:-1] if named[0] else named[:0:-1]
        if not gaps[0] or max(map(len, gaps)) > 1:
            return unknown
        told, sizes = list[str](), list[int]()
        for gap in gaps:  # one for each number, from the side on which the places stand
            told += gap or told[-1:]
            if gap:
                sizes.append(0)
            sizes[-1] += 1
        if len({*sizes}) > 1:
            return unknown  # "Colorado 467, Minnesota 201; from facilities 327 and 135"
        return told if named[0] else told[::-1]

    def _measures(self, spans: Sequence[tuple[int, int]], indicators: Sequence[str], groups: int) -> list[str]:
        """Return the measure of each number, as the words up to the next number tell or those from the one before.

        Whichever way each number has its own. None are told if neither way does, as in "252 of 291 cases", or if both
        do and differ. Numbers of several places may say it once: "Colorado: 467 missing, 327 in care. Minnesota: 201,
        135".
        """
        unknown = [""] * len(spans)
        if len(spans) == 1 or len(indicators) < 2:
            return unknown
        if len(spans) == _PAIR and _OUT_OF.match(self.clause, spans[0][1]):
            wholes = [t.lead for t in self.lexicon.catalog.tables if t.lead in indicators]
            part = self._told(0, len(self.clause), [i for i in indicators if i not in wholes] or [""])
            return [part, wholes[0]] if part and len(wholes) == 1 else unknown
        return self._beside(spans, indicators, groups)

    def _beside(self, spans: Sequence[tuple[int, int]], indicators: Sequence[str], groups: int) -> list[str]:
        """Return the measure of each stretch, as the words behind all of them tell, or those in front of all."""
        starts, ends = [start for start, _ in spans], [end for _, end in spans]
        behind = zip(ends, [*starts[1:], len(self.clause)], strict=True)
        before = zip([0, *ends[:-1]], starts, strict=True)
        tables = self.lexicon.catalog.tables
        ways = {
            _completed(_with_lead([self._told(a, b, indicators) for a, b in way], tables), groups)
            for way in (behind, before)
        }
        found = [way for way in ways if way]
        return list(found[0]) if len(found) == 1 else [""] * len(spans)

    def _told(self, start: int, end: int, indicators: Sequence[str]) -> str:
        """Return the measure that a stretch of a clause fits best; "" if two fit it as well, or none does."""
        return told(self.lexicon, self.tokens, start, end, indicators) or ""


def _with_lead(told: Sequence[str], tables: Sequence[Table]) -> list[str]:
    """Take a number that is told nothing for the total, where all the others are told rows of its table."""
    rest = {t for t in told if t}
    leads = [t.lead for t in tables if rest and rest <= {*t.rows}]
    alone = len(leads) == 1 and len(told) >= _PARTS and list(told).count("") == 1
    return [t or leads[0] for t in told] if alone else list(told)


def _completed(told: Sequence[str], groups: int) -> tuple[str, ...]:
    """Return the measures of all numbers from those that are told; nothing if they are not told for certain.

    What the numbers of the first place are told holds of the others, and what the first of a round over the places is.
    """
    size, rest = divmod(len(told), groups)
    if rest:
        return ()
    first, rounds = told[:size], [told[i - i % groups] for i in range(len(told))]
    for whole, own in ((tuple(first) * groups, first), (tuple(rounds), rounds[::groups])):
        consistent = all(a in ("", b) for a, b in zip(told, whole, strict=True))
        if consistent and "" not in own and len({*own}) == size:
            return whole
    return ()


def of_statement(plan: QueryPlan, premises: list[QueryPlan], clause: str) -> tuple[QueryPlan, list[QueryPlan]]:
    """Return the statement before a clause that only asks whether its numbers are right, in the clause's stead.

    The clause has its numbers from there; there alone the words tell of which measure each of them is said. Returns the
    plan and the premises that stay.
    """
    stated = premises[-1] if premises else None
    checks = plan.claims and plan.operation is Operation.LOOKUP and not read_claims(clause)
    if stated is None or stated.leftovers or not checks or not stated.said_of or not {*plan.claims} <= {*stated.claims}:
        return plan, premises
    return stated, premises[:-1]

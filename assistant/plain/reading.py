"""From a plain question to its slots: periods and places first, then cues, then the measure in what is left.

There is no model here that could say which of the remaining words matter, so each of them does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.computing import Threshold
from assistant.lexicon import FamilyLexicon, Item, Token, normalise, tokenise
from assistant.matching import Matched, match
from assistant.plain.question import PlainQuestion
from assistant.plain.words import PlainWords
from assistant.spotting import BREAK
from assistant.types import Intent, Operation, Origin
from index.catalog import Catalog
from index.periods import PeriodMention
from index.quantities import find_numerals, plain

_SLOT = re.compile(r"\{(?:value|place|period)\}|[{|}]")
_YEAR = re.compile(r"(?<![\w.,-])(?:19|20)\d{2}(?![\w-]|[.,]\d)")
# The operation that a question asks for is the first of these that it has a cue of.
_PRECEDENCE = (
    Operation.PERCENT_CHANGE, Operation.RATIO, Operation.SHARE, Operation.MEDIAN, Operation.MEAN,
    Operation.DIFFERENCE, Operation.SUM, Operation.RANK,
)  # fmt: skip
_COMPARING = frozenset(("highest", "lowest", Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE))
_BESIDE = (Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE)
_WITH_AND = frozenset(("and",))
_PAIR = 2


@dataclass(frozen=True, slots=True)
class _Periods:
    """The periods of a question with the stretches of text that name them."""

    codes: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    ranges: bool = False
    onwards: bool = False
    told: bool = False


class PlainReader:
    """Reads the questions of one family."""

    def __init__(self, catalog: Catalog, lexicon: FamilyLexicon) -> None:
        self.catalog = catalog
        self.lexicon = lexicon
        self.words = PlainWords(catalog)
        # what accounts for a word: the ways of asking for a measure, not the definition with its conditions
        wordings = {
            i.id: (i.label, *i.asked_as, *i.also, i.row or "", _SLOT.sub(" ", i.answer)) for i in catalog.indicators
        }
        units = {i.id: (catalog.units[i.unit].one, catalog.units[i.unit].many) for i in catalog.indicators}
        self._asked = {name: lexicon.concepts((*said, *units[name])) for name, said in wordings.items()}
        self._worded = {name: {t.key for text in said for t in tokenise(text)} for name, said in wordings.items()}

    def read(self, message: str, before: PlainQuestion | None = None) -> PlainQuestion:
        """Read a message, `before` being the question of the same family that it may go on from."""
        text = normalise(message)
        periods = self._periods(text, before)
        mentions = list(self.catalog.place_names.find(text))
        named_spans = [*periods.spans, *((m.start, m.end) for m in mentions)]
        threshold, bound = self._threshold(text, named_spans)
        claims = self._claims(text, [*named_spans, *bound])
        spans = [*named_spans, *bound, *claims]
        tokens = [_unless_in(token, spans) for token in tokenise(text)]
        cues, rest = self._cues(tokens)
        named = list(dict.fromkeys(m.code for m in mentions))
        overall = self.catalog.overall_code in named or "overall" in cues
        items = self.lexicon.items(rest)
        matched = match(self.lexicon, items, rest, ["nation" if overall else "place"])
        places = tuple(code for code in named if code != self.catalog.overall_code)
        question = PlainQuestion(
            text=message,
            intent=self._intent(cues, matched, bool(places or overall or periods.codes)),
            indicators=matched.indicators,
            candidates=matched.candidates,
            places=places,
            overall=overall,
            all_places="all_places" in cues,
            periods=periods.codes,
            ranges=periods.ranges,
            onwards=periods.onwards,
            all_periods="all_periods" in cues,
            threshold=threshold,
            claims=tuple(text[start:end] for start, end in claims),
            trend="trend" in cues,
            names=bool(mentions or matched.indicators or self._publisher(items)),
            hints=periods.told or any(t.key in self.words.own for t in tokens),
        )
        question = replace(question, leftovers=self._leftovers(rest, items, question, cues))
        if question.intent is Intent.OFF_TOPIC and not question.leftovers:
            return replace(question, intent=Intent.COVERAGE if question.hints else Intent.NOTHING)
        than = "than" in {token.key for token in rest}
        question = _with_operation(question, cues, than=than)
        return self._completed(question, cues, before)

    # periods

    def _periods(self, text: str, before: PlainQuestion | None) -> _Periods:
        """Find the periods of a question; one without its year has that of the one beside it, or of the turn before."""
        reader = self.catalog.period_reader
        whole = list(reader.find(text))
        parts = list(reader.find_parts(text))
        taken = [(m.start, m.end) for m in whole]
        years = [m for m in _YEAR.finditer(text) if not any(a <= m.start() < b for a, b in taken)]
        mentions = list(whole)
        for part in parts:
            year = self._year_of(part, whole, [m.group() for m in years], before)
            mentions.append(replace(part, code=reader.join(year, part.code) if year else part.code))
        if not parts and reader.kind != "year":
            mentions += [PeriodMention(m.start(), m.end(), m.group()) for m in years]
        mentions.sort(key=lambda m: m.start)
        spans = [*((m.start, m.end) for m in mentions), *(m.span() for m in years)]
        ranges, joining = self._joined(text, mentions)
        onwards = len(mentions) == 1 and self._word_before(text, mentions[0].start) in self.words.since
        return _Periods(
            tuple(dict.fromkeys(m.code for m in mentions)), (*spans, *joining), ranges, onwards, told=bool(whole)
        )

    def _year_of(
        self, part: PeriodMention, whole: Sequence[PeriodMention], years: Sequence[str], before: PlainQuestion | None
    ) -> str | None:
        behind = [m.code for m in whole if m.start > part.start] or [m.code for m in whole]
        earlier = [code for code in (before.periods if before else ()) if code[:4].isdigit()]
        codes = behind[:1] or list(years[:1]) or earlier[:1]
        return codes[0][:4] if codes else None

    def _joined(self, text: str, mentions: Sequence[PeriodMention]) -> tuple[bool, list[tuple[int, int]]]:
        """Say whether two periods are the ends of a run, and where the words stand that say so."""
        if len(mentions) != _PAIR:
            return False, self._marks(text, mentions)
        first, second = mentions
        between = " ".join(text[first.end : second.start].lower().split())
        opened = self._word_before(text, first.start)
        joined = between in self.words.ranges or (opened in self.words.before_run and between in _WITH_AND)
        return joined, [*self._marks(text, mentions), *([(first.end, second.start)] if joined else [])]

    def _marks(self, text: str, mentions: Sequence[PeriodMention]) -> list[tuple[int, int]]:
        """Return where "since", "from" or "between" stands in front of the first period."""
        if not mentions:
            return []
        said = self._word_before(text, mentions[0].start)
        if said not in self.words.since | self.words.before_run:
            return []
        start = text.lower().rindex(said, 0, mentions[0].start)
        return [(start, start + len(said))]

    def _word_before(self, text: str, position: int) -> str:
        return next(iter(text[:position].lower().split()[-1:]), "").strip(",;:(")

    # cues, bounds and what is left

    def _threshold(self, text: str, taken: Sequence[tuple[int, int]]) -> tuple[Threshold | None, list[tuple[int, int]]]:
        """Return the condition that a number with a bound in front of it states, and where it stands."""
        for numeral in find_numerals(text):
            if numeral.value is None or any(a <= numeral.start < b for a, b in taken):
                continue
            head = text[: numeral.start].rstrip().lower()
            bound = next((b for b in sorted(self.words.bounds, key=len, reverse=True) if head.endswith(f" {b}")), None)
            if bound:
                threshold = Threshold.parse(f"{self.words.bounds[bound]} {plain(numeral.value)}")
                return threshold, [(len(head) - len(bound), numeral.end)]
        return None, []

    def _claims(self, text: str, taken: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return where the asker states numbers with which a figure can be compared: those in front of a unit."""
        units = {word for unit in self.catalog.units.values() for word in (unit.one, unit.many)} | {"%"}
        found: list[tuple[int, int]] = []
        for numeral in find_numerals(text):
            behind = text[numeral.end :].lower().lstrip()
            free = not any(a <= numeral.start < b for a, b in taken)
            if free and numeral.value is not None and behind.startswith(tuple(units)):
                found.append((numeral.start, numeral.end))
        return found

    def _cues(self, tokens: Sequence[Token]) -> tuple[frozenset[str], list[Token]]:
        """Return the cues of a question and its tokens without them; a word of a measure alone is no cue."""
        rest = list(tokens)
        found: set[str] = set()
        for first, end, cues in self.words.cues(list(tokens)):
            run = tokens[first:end]
            items = self.lexicon.items(run)
            if len(items) == 1 and items[0].end - items[0].first == len(run) and self.lexicon.knows(items[0]):
                continue
            found |= set(cues)
            rest[first:end] = [BREAK] * (end - first)
        return frozenset(found), rest

    def _publisher(self, items: Sequence[Item]) -> bool:
        return any(not item.concepts for item in items)

    def _leftovers(
        self, rest: Sequence[Token], items: Sequence[Item], question: PlainQuestion, cues: frozenset[str]
    ) -> tuple[str, ...]:
        """Return the words that neither a slot, a cue nor the measure asked for accounts for."""
        accounted = frozenset[str]().union(*(self._asked[i] for i in question.indicators))
        worded = set[str]().union(*(self._worded[i] for i in question.indicators))
        left: list[str] = []
        covered: set[int] = set()
        for item in items:
            known = not item.concepts or bool(item.concepts & accounted)
            weighed = not question.indicators and self.lexicon.knows(item)
            covered |= set(range(item.first, item.end))
            if not (known or weighed or self._light(item.keys, cues)):
                left.append(item.text)
        others = [t for n, t in enumerate(rest) if n not in covered and t.key not in worded]
        left += [t.text for t in others if not self._light((t.key,), cues)]
        return tuple(dict.fromkeys(left))

    def _light(self, keys: Sequence[str], cues: frozenset[str]) -> bool:
        """Say whether words say nothing of their own; "than" and "between" do not in a comparison."""
        light = self.words.neutral | {BREAK.key}
        if cues & _COMPARING:
            light |= {"than", "between"}
        if "definition" in cues:
            light |= self.words.definition_words
        return all(key in light for key in keys)

    def _intent(self, cues: frozenset[str], matched: Matched, slots: bool) -> Intent:
        if "sources" in cues and not matched.indicators:
            return Intent.PROVENANCE
        counts_nothing = Operation.COUNT in cues and not matched.candidates
        if ("coverage" in cues and not matched.indicators) or counts_nothing:
            return Intent.COVERAGE
        if "definition" in cues and matched.indicators and not slots:
            return Intent.EXPLANATION
        if "greeting" in cues and not (matched.candidates or slots):
            return Intent.GREETING
        operations = cues - {"greeting", "definition", "opening", "all_places", "all_periods"}
        return Intent.FIGURES if matched.candidates or slots or operations else Intent.OFF_TOPIC

    # what the question leaves open

    def _completed(self, question: PlainQuestion, cues: frozenset[str], before: PlainQuestion | None) -> PlainQuestion:
        """Take what a question leaves open from the one before it."""
        origins: dict[str, Origin] = {
            slot: "question"
            for slot, said in (
                ("indicators", question.indicators),
                ("places", question.places or question.overall or question.all_places),
                ("periods", question.periods),
            )
            if said
        }
        if before is not None and question.intent is Intent.PROVENANCE:
            return replace(before, text=question.text, intent=Intent.PROVENANCE, leftovers=question.leftovers)
        unclear = bool(question.candidates) and not question.indicators
        if before is None or not before.indicators or question.intent is not Intent.FIGURES or unclear:
            return replace(question, origins=origins)
        placed = bool(origins.get("places"))
        worked = question.operation is not Operation.LOOKUP or question.highest_first is not None or question.trend
        if not placed and not worked and question.threshold is None:
            question = replace(
                question,
                operation=before.operation,
                highest_first=before.highest_first,
                threshold=before.threshold,
                trend=before.trend and not question.periods,
                all_periods=before.all_periods and not question.periods,
            )
        if question.operation in _BESIDE and len(question.places) == 1 == len(before.places):
            both = tuple(dict.fromkeys((*before.places, *question.places)))  # "and how much more than Sundby?"
            question = replace(question, places=both)
        if not question.indicators:
            question = replace(question, indicators=before.indicators)
            origins["indicators"] = "earlier"
        if not placed:
            question = replace(question, places=before.places, overall=before.overall, all_places=before.all_places)
            origins["places"] = "earlier"
        if not (question.periods or question.all_periods or question.trend or "newest" in cues):
            question = replace(question, periods=before.periods, ranges=before.ranges, onwards=before.onwards)
            origins["periods"] = "earlier"
        return replace(question, origins=origins)


def _with_operation(question: PlainQuestion, cues: frozenset[str], *, than: bool) -> PlainQuestion:
    """Tell what is to be done with the figures."""
    operation = next((op for op in _PRECEDENCE if op in cues), Operation.LOOKUP)
    if question.threshold is not None:
        operation = Operation.COUNT if Operation.COUNT in cues else Operation.FILTER
    elif Operation.COUNT in cues and operation is Operation.LOOKUP:
        operation = Operation.COUNT
    directions = [highest for cue, highest in (("highest", True), ("lowest", False)) if cue in cues]
    if len(directions) == 1 and operation in (Operation.LOOKUP, Operation.RANK, Operation.SUM):
        operation = Operation.RANK
    highest = directions[0] if len(directions) == 1 else True
    if than and operation is Operation.RANK and question.all_places and len(question.places) == 1:
        return replace(question, operation=Operation.FILTER, highest_first=highest, beats=True)
    return replace(
        question,
        operation=operation,
        highest_first=highest if operation is Operation.RANK else None,
        ranks_all=Operation.RANK in cues,
    )


def _unless_in(token: Token, spans: Sequence[tuple[int, int]]) -> Token:
    return BREAK if any(token.start < end and start < token.end for start, end in spans) else token

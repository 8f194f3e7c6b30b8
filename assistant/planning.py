"""From a message to a plan, without a language model.

Places and periods are set aside first; what remains is matched to the indicators' many wordings. Every content word
of a clause that asks must then be accounted for: what is left over changes the question. What a clause leaves open is
taken from the clause or the turn before it, and the plan says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from assistant.clauses import Clause, split_clauses
from assistant.lexicon import (
    FamilyLexicon,
    Item,
    Phrases,
    Token,
    cue_phrases,
    language,
    narrowing_words,
    neutral_words,
    normalise,
    operation_phrases,
    tokenise,
)
from assistant.matching import ACCEPTED, Matched, match
from assistant.spotting import closest, spot
from assistant.types import Intent, Operation, Origin, QueryPlan
from index.catalog import Catalog
from index.quantities import NUMBER_WORDS, find_numerals

LONGEST_QUESTION = 6000
_WEAK_OVERALL = frozenset({"overall", "in total", "country", "national level"})
_PAIR = re.compile(r",\s*and\s+|;\s*|,\s+|\s+and\s+", re.IGNORECASE)
_CAUSES = frozenset("why cause causes reason reasons because".split())
# Operations that are carried out over places where no place is named.
_OVER_PLACES = {Operation.RANK, Operation.FILTER, Operation.COUNT, Operation.MEAN, Operation.MEDIAN, Operation.SUM}
_COUNT_WORDS = (frozenset(NUMBER_WORDS) - {"one"}) | {"hundred", "thousand", "million"}
_NUMBER_STARTS = frozenset("0123456789")
# Words that end a preamble: "A customer wants to know how many ..."
_FRAMING = frozenset("know me us wondering wonder ask asking asks asked out curious see tell learn say confirm".split())
# Words that point back at something said before.
_POINTERS = frozenset("there it its that this those these them they same latter former both".split())


@dataclass(frozen=True, slots=True)
class _Reading:
    """One clause with everything found in it."""

    tokens: tuple[Token, ...]
    items: tuple[Item, ...]
    matched: Matched
    plan: QueryPlan
    elliptical: bool


class Planner:
    """Plans questions over the families of a store."""

    def __init__(self, catalogs: Sequence[Catalog], today: date | None = None) -> None:
        self.lexicon = FamilyLexicon(catalogs[0])
        self._today = today

    @cached_property
    def _explanation_words(self) -> frozenset[str]:
        return frozenset(str(language("intents")["explanation_words"]).split())

    @cached_property
    def _known_words(self) -> frozenset[str]:
        """Words that are right as they stand."""
        words = set(neutral_words()) | set(narrowing_words()) | set(self._explanation_words) | self.lexicon.words()
        for file in ("operations", "intents"):
            words |= {t.key for t in tokenise(str(language(file)))}
        return frozenset(words)

    @cached_property
    def _known_stems(self) -> frozenset[str]:
        return frozenset(t.stem for word in self._known_words for t in tokenise(word))

    @cached_property
    def _correctable(self) -> tuple[str, ...]:
        """Words that a typing error may be mended to: the family's own, and short everyday ones."""
        short = {word for word in neutral_words() if 2 < len(word) < 6}
        return tuple(sorted(self.lexicon.words() | short))

    def plan(self, question: str, history: Sequence[str] = ()) -> QueryPlan:
        """Plan a message, with the earlier messages of the conversation, oldest first."""
        earlier: QueryPlan | None = None
        for message in history:
            earlier = self._last_figures(self._plan_message(message, earlier)) or earlier
        return self._plan_message(question, earlier)

    @staticmethod
    def _last_figures(plan: QueryPlan) -> QueryPlan | None:
        """Return the part of a plan that a follow-up may refer to."""
        for part in reversed(plan.parts or (plan,)):
            if part.indicators or part.places:
                return part
        return None

    def _plan_message(self, question: str, earlier: QueryPlan | None) -> QueryPlan:
        text = normalise(question)[:LONGEST_QUESTION]
        if not any(t.text[:1].isalnum() for t in tokenise(text)):
            return QueryPlan(question=question, intent=Intent.NOTHING)
        parts: list[QueryPlan] = []
        around: QueryPlan | None = None
        for clause in [c for found in split_clauses(text, self._names_measure) for c in self._pairs(found)]:
            reading = self._read(question, clause)
            if not clause.asks:
                around = self._background(reading, around)
                continue
            previous = parts[-1] if parts else around
            plan = self._completed(reading, previous, earlier)
            parts.append(plan)
        if not parts:
            return self._read(question, Clause(text, True)).plan
        if len(parts) > 1:
            kept = [part for part in parts if part.intent is not Intent.GREETING]
            parts = kept or parts[:1]
        if len(parts) == 1:
            return parts[0]
        merged = replace(
            parts[0],
            parts=tuple(parts),
            indicators=tuple(dict.fromkeys(i for p in parts for i in p.indicators)),
            places=tuple(dict.fromkeys(c for p in parts for c in p.places)),
            periods=tuple(dict.fromkeys(y for p in parts for y in p.periods)),
            leftovers=tuple(dict.fromkeys(w for p in parts for w in p.leftovers)),
            claims=tuple(dict.fromkeys(c for p in parts for c in p.claims)),
        )
        return merged

    def _pairs(self, clause: Clause) -> list[Clause]:
        """Split "A in Colorado and B in Minnesota", where each piece has a measure and a place of its own."""
        pieces = [p for p in _PAIR.split(clause.text) if p.strip()]
        if len(pieces) < 2 or not all(self._names_measure(p) and self._spotted(p)[1] for p in pieces):
            return [clause]
        return [Clause(p, clause.asks) for p in pieces]

    def _names_measure(self, text: str) -> bool:
        scores = self.lexicon.scores(self.lexicon.items(tokenise(text)))
        return any(score >= ACCEPTED for score, _ in scores.values())

    def _background(self, reading: _Reading, before: QueryPlan | None) -> QueryPlan:
        """Keep what the text around a question says of places, years and measures."""
        plan = reading.plan
        if before is None:
            return replace(plan, leftovers=())
        return replace(
            plan,
            places=plan.places or before.places,
            periods=plan.periods or before.periods,
            indicators=plan.indicators or before.indicators,
        )

    # one clause

    def _spotted(self, text: str) -> tuple[list[Token], tuple[str, ...], tuple[str, ...]]:
        tokens = _without_asides(tokenise(text))
        spotted = spot(tokens, known_words=self._known_words, today=self._today or date.today())
        return [self._corrected(t) for t in spotted.tokens], spotted.places, spotted.periods

    def _corrected(self, token: Token) -> Token:
        """Mend a typing error in a word that nothing knows; the asker's spelling stays in `text`."""
        key = token.key
        if not key.isalpha() or key in self._known_words or token.stem in self._known_stems:
            return token
        fixed = closest(key, self._correctable)
        return replace(tokenise(fixed)[0], text=token.text, start=token.start, end=token.end) if fixed else token

    def _read(self, question: str, clause: Clause) -> _Reading:
        tokens, places, periods = self._spotted(clause.text)
        claimed = {i for i, t in enumerate(tokens) if t.key == "\0"}
        overall_cues = _claim(cue_phrases("operations", "overall"), tokens, claimed)
        every_place = bool(_claim(cue_phrases("operations", "all_places"), tokens, claimed))
        everything = bool(_claim(cue_phrases("operations", "all_indicators"), tokens, claimed))
        over_time = bool(_claim(cue_phrases("operations", "trend"), tokens, claimed))
        overall = any(cue not in _WEAK_OVERALL for cue in overall_cues) or bool(overall_cues and not places)
        items = self.lexicon.items(tokens)
        somewhere = bool(places) or every_place
        levels = [level for level, on in (("place", somewhere), ("nation", overall or not somewhere)) if on]
        if not overall and _operation_cues(tokens) & _OVER_PLACES:
            levels = ["place"]
        matched = match(self.lexicon, items, tokens, levels)
        operation, cue = self._operation(matched, tokens)
        if _claim(cue_phrases("operations", "breakdown"), tokens, claimed):
            matched = replace(matched, indicators=self._broken_down(matched.indicators, operation))
        if operation is Operation.LOOKUP and _claim(cue_phrases("comparisons", "excluding"), tokens, claimed):
            operation, cue = Operation.SUM, "excluding"
        claims = tuple(
            clause.text[n.start : n.end]
            for n in find_numerals(clause.text)
            if operation not in (Operation.FILTER, Operation.COUNT) and clause.text[n.start : n.end] not in periods
        )
        plan = QueryPlan(
            question=question,
            clause=clause.text,
            intent=self._intent(tokens, matched, items, bool(places or periods), operation),
            operation=operation,
            operation_cue=cue,
            indicators=matched.indicators,
            candidates=matched.candidates,
            places=places,
            periods=periods,
            overall=overall,
            all_places=every_place,
            all_indicators=everything and not matched.indicators,
            over_time=over_time,
            asks_why=any(t.key in _CAUSES for t in tokens),
            claims=claims,
            origins=dict.fromkeys(
                [n for n, v in (("places", places), ("periods", periods), ("indicators", matched.indicators)) if v],
                "question",
            ),
        )
        elliptical = not any(self.lexicon.knows(i) and not neutral_words().issuperset(i.keys) for i in items)
        return _Reading(tuple(tokens), tuple(items), matched, plan, elliptical)

    def _broken_down(self, indicators: tuple[str, ...], operation: Operation) -> tuple[str, ...]:
        """Add the rows of a total's table to it; to rank or filter rows the total is left out."""
        tables = {table.lead: table.rows for table in self.lexicon.catalog.tables}
        if operation in (Operation.RANK, Operation.FILTER):
            return tuple(i for lead in indicators for i in tables.get(lead, (lead,)))
        return tuple(dict.fromkeys(i for lead in indicators for i in (lead, *tables.get(lead, ()))))

    def _operation(self, matched: Matched, tokens: Sequence[Token]) -> tuple[Operation, str | None]:
        found = [values[0] for _, _, values in operation_phrases().find(tokens)]
        units = {self.lexicon.catalog.by_id[i].unit for i in matched.indicators}
        for operation, cue in sorted(found, key=lambda f: -len(f[1].split())):
            if operation == Operation.SHARE and units == {"percent"}:
                continue
            if operation == Operation.FILTER and not _has_threshold(tokens):
                continue
            return Operation(operation), cue
        return Operation.LOOKUP, None

    def _intent(
        self, tokens: Sequence[Token], matched: Matched, items: Sequence[Item], slots: bool, operation: Operation
    ) -> Intent:
        def has(entry: str) -> bool:
            return any(True for _ in cue_phrases("intents", entry).find(tokens))

        telling = [item for item in items if self.lexicon.knows(item)]
        neutral = neutral_words() | _words("greeting") | {"\0"}
        if not telling and not slots and has("greeting") and all(t.key in neutral for t in tokens):
            return Intent.GREETING
        strong_match = bool(matched.candidates) and matched.candidates[0].score >= ACCEPTED
        if has("provenance") and not strong_match:
            return Intent.PROVENANCE
        if has("coverage") and not strong_match and operation is Operation.LOOKUP:
            return Intent.COVERAGE
        if has("quantity") and not has("explanation"):
            return Intent.FIGURES
        if has("explanation") and not (has("quantity") and strong_match):
            return Intent.EXPLANATION
        if has("explanation_weak") and not slots and operation is Operation.LOOKUP:
            return Intent.EXPLANATION
        return Intent.FIGURES

    # slots from before

    def _completed(self, reading: _Reading, previous: QueryPlan | None, earlier: QueryPlan | None) -> QueryPlan:
        """Fill the slots that a clause leaves open from the clause before it, else from the conversation."""
        plan = reading.plan
        for source in (previous, earlier):
            if source is None:
                continue
            if plan.intent is Intent.PROVENANCE:
                return replace(
                    plan, indicators=source.indicators, places=source.places, periods=source.periods,
                    overall=source.overall, all_places=source.all_places,
                )  # fmt: skip
            if plan.intent in (Intent.FIGURES, Intent.EXPLANATION):
                plan = self._inherit(plan, reading, source)
        return replace(plan, leftovers=self._leftovers(plan, reading))

    def _inherit(self, plan: QueryPlan, reading: _Reading, source: QueryPlan) -> QueryPlan:
        origins: dict[str, Origin] = dict(plan.origins)
        changes: dict[str, tuple[str, ...]] = {}
        by_id = self.lexicon.catalog.by_id
        nowhere = not plan.places and not plan.overall and not plan.all_places
        if not plan.indicators and reading.elliptical and source.indicators and not plan.all_indicators:
            indicators = source.indicators
            if plan.places or plan.all_places:
                indicators = tuple(self._at_level(i, "place") for i in indicators)
            elif plan.overall:
                indicators = tuple(self._at_level(i, "nation") for i in indicators)
            changes["indicators"] = indicators
            origins["indicators"] = "earlier"
        if not plan.indicators and not reading.elliptical:
            # "... missing child cases overall, and how many cases from Colorado?": the measure before settles which
            level = "place" if plan.places or plan.all_places else "nation"
            candidates = {c.indicator for c in plan.candidates}
            settled = tuple(i for s in source.indicators if (i := self._at_level(s, level)) in candidates)
            if len(settled) == 1:
                changes["indicators"] = settled
                origins["indicators"] = "earlier"
        meant = changes.get("indicators", plan.indicators)
        points_back = any(t.key in _POINTERS for t in reading.tokens)
        if nowhere and source.places and plan.intent is Intent.FIGURES:
            state_only = meant and all(by_id[i].level == "place" for i in meant)
            if reading.elliptical or points_back or state_only or plan.all_indicators:
                changes["places"] = source.places
                origins["places"] = "earlier"
                if plan.indicators and not reading.elliptical:
                    again = match(self.lexicon, reading.items, reading.tokens, ["place"])
                    changes["indicators"] = again.indicators or plan.indicators
        if not plan.periods and source.periods and "earlier" in origins.values():
            changes["periods"] = source.periods
            origins["periods"] = "earlier"
        return replace(plan, origins=origins, **changes) if changes else plan  # type: ignore[arg-type]

    def _at_level(self, indicator: str, level: str) -> str:
        """Return the indicator of the same subject at a level, or the indicator itself."""
        for other in self.lexicon.catalog.indicators:
            if level == "place" and other.overall_counterpart == indicator:
                return other.id
            if level == "nation" and other.id == indicator and other.overall_counterpart:
                return other.overall_counterpart
        return indicator

    # leftovers

    def content_items(self, clause: str) -> list[Item]:
        """Return what an explanation must speak of: a clause without places, years, cues and neutral words."""
        tokens, _, _ = self._spotted(clause)
        claimed = {i for i, t in enumerate(tokens) if t.key == "\0"}
        for entry in ("explanation", "explanation_weak", "quantity"):
            _claim(cue_phrases("intents", entry), tokens, claimed)
        claimed |= {i for i, t in enumerate(tokens) if t.key in self._explanation_words}
        neutral = neutral_words()
        items = self.lexicon.items([t for i, t in enumerate(tokens) if i not in claimed])
        return [item for item in items if item.concepts and not neutral.issuperset(item.keys)]

    def asks_for_figures(self, clause: str) -> bool:
        """Say whether a question asks how many or names the publisher: then it is about figures, if unknown ones."""
        found = cue_phrases("intents", "quantity").find(tokenise(clause))
        return any(True for _ in found) or self.names_publisher(clause)

    def names_publisher(self, clause: str) -> bool:
        """Say whether a clause names the publisher of the sheets."""
        return any("" in values for _, _, values in self.lexicon.phrases.find(tokenise(clause)))

    def _leftovers(self, plan: QueryPlan, reading: _Reading) -> tuple[str, ...]:
        """Return the content words that neither a slot nor a cue nor the indicator's own words account for."""
        tokens = reading.tokens
        claimed = {t.key for claim in plan.claims for t in tokenise(claim)}
        accounted = {i for i, t in enumerate(tokens) if t.key == "\0" or t.key in claimed}
        for entry in ("overall", "all_places", "all_indicators", "trend", "breakdown"):
            _claim(cue_phrases("operations", entry), tokens, accounted)
        _claim(operation_phrases(), tokens, accounted)
        if plan.operation is not Operation.LOOKUP:
            for entry in ("highest_first", "lowest_first", "middle", "ends", "full_order", "excluding", "rest", "above",
                          "at_least", "below", "at_most", "between", "average"):  # fmt: skip
                _claim(cue_phrases("comparisons", entry), tokens, accounted)
            accounted |= {i for i, t in enumerate(tokens) if t.key in _COUNT_WORDS or t.text[:1] in _NUMBER_STARTS}
        if plan.asks_why:
            accounted |= {i for i, t in enumerate(tokens) if t.key in _CAUSES}
        _claim(cue_phrases("intents", "quantity"), tokens, accounted)
        if plan.intent is Intent.EXPLANATION:
            for entry in ("explanation", "explanation_weak"):
                _claim(cue_phrases("intents", entry), tokens, accounted)
            accounted |= {i for i, t in enumerate(tokens) if t.key in self._explanation_words}
        meant = plan.indicators or tuple(c.indicator for c in plan.candidates)
        neutral = neutral_words()
        begins = self._question_begins(reading)
        left: list[str] = []
        for item in reading.items:
            positions = set(range(item.first, item.end))
            if positions <= accounted or not item.concepts or item.first < begins:
                continue
            if any(self.lexicon.explains(indicator, item) for indicator in meant):
                continue
            if not neutral.issuperset(item.keys):
                left.append(item.text)
        return tuple(dict.fromkeys(left))

    def _question_begins(self, reading: _Reading) -> int:
        """Return where the question itself begins: "A customer wants to know how many ..." begins at "how many"."""
        cues = [first for first, _, _ in cue_phrases("intents", "quantity").find(reading.tokens)]
        if not cues:
            return 0
        before = [item for item in reading.items if item.end <= cues[0]]
        framed = cues[0] > 0 and reading.tokens[cues[0] - 1].key in _FRAMING
        return cues[0] if framed and not any(self.lexicon.knows(item) for item in before) else 0


def _operation_cues(tokens: Sequence[Token]) -> set[str]:
    """Return the operations that any phrase of a clause asks for."""
    found = {values[0][0] for _, _, values in operation_phrases().find(tokens)}
    return found if _has_threshold(tokens) else found - {Operation.FILTER}


def _has_threshold(tokens: Sequence[Token]) -> bool:
    return any((t.text and t.text[0] in _NUMBER_STARTS) or t.key in _COUNT_WORDS or t.key == "average" for t in tokens)


def _without_asides(tokens: Sequence[Token]) -> list[Token]:
    """Leave out phrases about the asker's own errand, "I mean" or "school report"."""
    aside: set[int] = set()
    _claim(cue_phrases("neutral", "asides"), tokens, aside)
    return [t for i, t in enumerate(tokens) if i not in aside]


def _words(entry: str) -> frozenset[str]:
    return frozenset(t.key for phrase in language("intents")[entry] for t in tokenise(str(phrase)))


def _claim(phrases: Phrases[str] | Phrases[tuple[str, str]], tokens: Sequence[Token], claimed: set[int]) -> list[str]:
    """Mark the tokens of the phrases found as accounted for, and return the phrases."""
    found: list[str] = []
    for first, end, values in phrases.find(tokens):
        claimed |= set(range(first, end))
        found.append(values[0] if isinstance(values[0], str) else values[0][1])
    return found

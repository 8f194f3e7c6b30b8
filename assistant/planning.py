"""From a question to a plan, without a language model.

Places and periods are set aside first; what remains is matched to the indicators' many wordings. Every content word
must then be accounted for: what is left over changes the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

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
from assistant.spotting import Spotted, closest, spot
from assistant.types import IndicatorMatch, Intent, Operation, Origin, QueryPlan
from index.catalog import Catalog

LONGEST_QUESTION = 6000
ACCEPTED = 0.6
MARGIN = 0.08
# A score within this of the other level's best is as good: the place decides between a state's figure and an overall.
_LEVEL_MARGIN = 0.05
_SEGMENT_ACCEPTED = 0.75
_CONJUNCTIONS = frozenset({"and", "plus", "also", "along", "versus", "vs", "or"})
_WEAK_OVERALL = frozenset({"overall", "in total", "country", "national level"})
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True, slots=True)
class _Matched:
    """The indicators that a stretch of a question means, and the candidates with their scores."""

    indicators: tuple[str, ...]
    candidates: tuple[IndicatorMatch, ...]
    ambiguous: bool = False


class Planner:
    """Plans questions over the families of a store."""

    def __init__(self, catalogs: Sequence[Catalog], today: date | None = None) -> None:
        self.lexicons = tuple(FamilyLexicon(catalog) for catalog in catalogs)
        self._today = today

    @cached_property
    def _explanation_words(self) -> frozenset[str]:
        return frozenset(str(language("intents")["explanation_words"]).split())

    @cached_property
    def _known_words(self) -> frozenset[str]:
        """Words that are right as they stand."""
        words = set(neutral_words()) | set(narrowing_words()) | set(self._explanation_words)
        for file in ("operations", "intents"):
            words |= {t.key for t in tokenise(str(language(file)))}
        for lexicon in self.lexicons:
            words |= lexicon.words()
        return frozenset(words)

    @cached_property
    def _correctable(self) -> tuple[str, ...]:
        return tuple(sorted(word for word in self._known_words if len(word) > 2))

    def plan(self, question: str) -> QueryPlan:
        """Plan one message."""
        text = normalise(question)[:LONGEST_QUESTION]
        tokens = tokenise(text)
        if not any(t.text[0].isalnum() for t in tokens):
            return QueryPlan(question=question, intent=Intent.NOTHING)
        asking, context = _asking_part(text)
        today = self._today or date.today()
        spotted = spot(tokenise(asking), known_words=self._known_words, today=today)
        around = spot(tokenise(context), known_words=self._known_words, today=today)
        spotted = replace(spotted, tokens=tuple(self._corrected(t) for t in spotted.tokens))
        return self._plan_clause(question, spotted, around)

    def content_tokens(self, question: str) -> list[Token]:
        """Return the words of a question that an explanation must speak of: no places, years, cues, neutral words."""
        spotted = spot(
            tokenise(normalise(question)[:LONGEST_QUESTION]),
            known_words=self._known_words,
            today=self._today or date.today(),
        )
        tokens = [self._corrected(t) for t in spotted.tokens]
        claimed = {i for i, t in enumerate(tokens) if t.key == "\0"}
        for entry in ("explanation", "explanation_weak", "quantity"):
            _claim(cue_phrases("intents", entry), tokens, claimed)
        claimed |= {i for i, t in enumerate(tokens) if t.key in self._explanation_words}
        return [t for i, t in enumerate(tokens) if i not in claimed]

    def _corrected(self, token: Token) -> Token:
        """Mend a typing error in a word that nothing knows."""
        key = token.key
        if key in self._known_words or not key.isalpha() or token.stem in self._known_stems:
            return token
        fixed = closest(key, self._correctable)
        return tokenise(fixed)[0] if fixed else token

    @cached_property
    def _known_stems(self) -> frozenset[str]:
        return frozenset(t.stem for word in self._known_words for t in tokenise(word))

    def _plan_clause(self, question: str, spotted: Spotted, around: Spotted) -> QueryPlan:
        tokens = spotted.tokens
        claimed: set[int] = {i for i, t in enumerate(tokens) if t.key == "\0"}
        overall_cues = _claim(cue_phrases("operations", "overall"), tokens, claimed)
        every_place = bool(_claim(cue_phrases("operations", "all_places"), tokens, claimed))
        everything = bool(_claim(cue_phrases("operations", "all_indicators"), tokens, claimed))
        places, periods = spotted.places or around.places, spotted.periods or around.periods
        overall = any(cue not in _WEAK_OVERALL for cue in overall_cues) or bool(overall_cues and not places)
        lexicon = self.lexicons[0]
        items = lexicon.items(tokens)
        matched = self._match(lexicon, items, tokens, places=bool(places) or every_place, overall=overall)
        operation, cue = self._operation(lexicon, matched, tokens)
        intent = self._intent(tokens, matched, items, lexicon, bool(places) or bool(periods), operation)
        plan = QueryPlan(
            question=question,
            intent=intent,
            operation=operation,
            operation_cue=cue,
            indicators=() if matched.ambiguous or everything and not matched.indicators else matched.indicators,
            candidates=matched.candidates,
            places=places,
            periods=periods,
            overall=overall,
            all_places=every_place,
            all_indicators=everything and not matched.indicators,
            origins=_origins(places, periods, matched.indicators),
        )
        return replace(plan, leftovers=self._leftovers(plan, lexicon, items, tokens, claimed))

    # matching

    def _match(
        self, lexicon: FamilyLexicon, items: Sequence[Item], tokens: Sequence[Token], *, places: bool, overall: bool
    ) -> _Matched:
        whole = self._best(lexicon, items, places=places, overall=overall)
        best = whole.indicators
        explained = best and all(
            any(lexicon.explains(i, item) for i in best) for item in items if lexicon.knows(item)
        )
        if explained and not whole.ambiguous:
            return whole
        segments = [
            self._best(lexicon, segment, places=places, overall=overall) for segment in _segments(items, tokens)
        ]
        found = [s for s in segments if s.candidates]
        if len(found) > 1 and all(
            s.indicators and not s.ambiguous and s.candidates[0].score >= _SEGMENT_ACCEPTED for s in found
        ):
            return _Matched(
                tuple(dict.fromkeys(i for s in found for i in s.indicators)),
                tuple(dict.fromkeys(c for s in found for c in s.candidates[:1])),
            )
        return whole

    def _best(self, lexicon: FamilyLexicon, items: Sequence[Item], *, places: bool, overall: bool) -> _Matched:
        """Match items to the indicators of the level that the places ask for; the other level if that fits better."""
        ranked: dict[str, list[IndicatorMatch]] = {"place": [], "nation": []}
        for indicator, (score, phrase) in lexicon.scores(items).items():
            ranked[lexicon.catalog.by_id[indicator].level].append(
                IndicatorMatch(indicator=indicator, score=round(score, 3), asked_as=phrase)
            )
        for matches in ranked.values():
            matches.sort(key=lambda m: -m.score)
        wanted = [level for level, asked in (("place", places), ("nation", overall or not places)) if asked]
        chosen: list[str] = []
        candidates: list[IndicatorMatch] = []
        ambiguous = False
        for level in wanted:
            other = "nation" if level == "place" else "place"
            own_score = ranked[level][0].score if ranked[level] else 0.0
            other_score = ranked[other][0].score if ranked[other] else 0.0
            matches = ranked[level] if own_score >= other_score - _LEVEL_MARGIN else ranked[other]
            near = [m for m in matches if m.score >= matches[0].score - MARGIN]
            candidates += [m for m in matches[:4] if m not in candidates]
            if not matches or matches[0].score < ACCEPTED or len(near) > 1:
                ambiguous = True
            else:
                chosen.append(matches[0].indicator)
        return _Matched(tuple(dict.fromkeys(chosen)), tuple(candidates), ambiguous and not chosen)

    def _operation(
        self, lexicon: FamilyLexicon, matched: _Matched, tokens: Sequence[Token]
    ) -> tuple[Operation, str | None]:
        found = [values[0] for _, _, values in operation_phrases().find(tokens)]
        units = {lexicon.catalog.by_id[i].unit for i in matched.indicators}
        for operation, cue in sorted(found, key=lambda f: -len(f[1].split())):
            if operation == Operation.SHARE and units == {"percent"}:
                continue
            if operation == Operation.FILTER and not any(t.text[:1].isdigit() for t in tokens):
                continue
            return Operation(operation), cue
        return Operation.LOOKUP, None

    # intent

    def _intent(
        self,
        tokens: Sequence[Token],
        matched: _Matched,
        items: Sequence[Item],
        lexicon: FamilyLexicon,
        slots: bool,
        operation: Operation,
    ) -> Intent:
        def has(entry: str) -> bool:
            return any(True for _ in cue_phrases("intents", entry).find(tokens))

        telling = [item for item in items if lexicon.knows(item)]
        neutral = neutral_words() | {"\0"}
        if not telling and not slots and has("greeting") and all(t.key in neutral | _words("greeting") for t in tokens):
            return Intent.GREETING
        strong_match = bool(matched.candidates) and matched.candidates[0].score >= ACCEPTED
        if has("coverage") and not strong_match:
            return Intent.COVERAGE
        if has("quantity") and not has("explanation"):
            return Intent.FIGURES
        if has("explanation") and not (has("quantity") and strong_match):
            return Intent.EXPLANATION
        if has("explanation_weak") and not slots and operation is Operation.LOOKUP:
            return Intent.EXPLANATION
        return Intent.FIGURES

    # leftovers

    def _leftovers(
        self, plan: QueryPlan, lexicon: FamilyLexicon, items: Sequence[Item], tokens: Sequence[Token], claimed: set[int]
    ) -> tuple[str, ...]:
        """Return the content words that neither a slot nor a cue nor the indicator's own words account for."""
        accounted = set(claimed)
        _claim(operation_phrases(), tokens, accounted)
        _claim(cue_phrases("intents", "quantity"), tokens, accounted)
        if plan.intent is Intent.EXPLANATION:
            for entry in ("explanation", "explanation_weak"):
                _claim(cue_phrases("intents", entry), tokens, accounted)
            accounted |= {i for i, t in enumerate(tokens) if t.key in self._explanation_words}
        meant = plan.indicators or tuple(c.indicator for c in plan.candidates)
        neutral = neutral_words()
        left: list[str] = []
        for item in items:
            positions = set(range(item.first, item.end))
            if positions <= accounted or not item.concepts:
                continue
            if any(lexicon.explains(indicator, item) for indicator in meant):
                continue
            if all(tokens[p].key in neutral for p in positions):
                continue
            left.append(item.text)
        return tuple(dict.fromkeys(left))


def _words(entry: str) -> frozenset[str]:
    return frozenset(t.key for phrase in language("intents")[entry] for t in tokenise(str(phrase)))


def _claim(phrases: Phrases[str] | Phrases[tuple[str, str]], tokens: Sequence[Token], claimed: set[int]) -> list[str]:
    """Mark the tokens of the phrases found as accounted for, and return the phrases."""
    found: list[str] = []
    for first, end, values in phrases.find(tokens):
        claimed |= set(range(first, end))
        found.append(values[0] if isinstance(values[0], str) else values[0][1])
    return found


def _segments(items: Iterable[Item], tokens: Sequence[Token]) -> list[list[Item]]:
    """Split items where a conjunction or a comma-like break stands between them."""
    segments: list[list[Item]] = [[]]
    end = 0
    for item in items:
        between = tokens[end : item.first]
        gap = end and tokens[item.first].start - tokens[end - 1].end > 1 and not between
        if segments[-1] and (gap or any(t.key in _CONJUNCTIONS for t in between)):
            segments.append([])
        segments[-1].append(item)
        end = item.end
    return [segment for segment in segments if segment]


def _asking_part(text: str) -> tuple[str, str]:
    """Split a message into the sentences that ask and the ones around them."""
    sentences = [s for s in _SENTENCE.split(text) if s.strip()]
    asking = [s for s in sentences if s.rstrip(" \"')").endswith("?")]
    if not asking or len(asking) == len(sentences):
        return text, ""
    return " ".join(asking), " ".join(s for s in sentences if s not in asking)


def _origins(
    places: tuple[str, ...], periods: tuple[str, ...], indicators: tuple[str, ...]
) -> Mapping[str, Origin]:
    given: dict[str, Origin] = {}
    for slot, values in (("places", places), ("periods", periods), ("indicators", indicators)):
        if values:
            given[slot] = "question"
    if not periods:
        given["periods"] = "default"
    return given


"""One clause by itself: its places and years, its measure, what is done with it and what kind of answer it wants.

Places and periods are set aside first; what remains is matched to the indicators' many wordings. What the clause
leaves open is filled in by `conversation`.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from assistant.clauses import Clause
from assistant.conversation import ClauseReading, goes_on, pointing_at
from assistant.cues import (
    CAUSES,
    checked_operation,
    claim,
    entry_words,
    exclusion,
    filters_places,
    has_threshold,
    operation_cues,
)
from assistant.lexicon import (
    FamilyLexicon,
    Item,
    Token,
    cue_phrases,
    language,
    narrowing_words,
    neutral_words,
    operation_phrases,
    tokenise,
)
from assistant.matching import ACCEPTED, Matched, match
from assistant.references import Pointed, has, position
from assistant.second_look import matched_again, operation_read
from assistant.spotting import BREAK, closest, spot
from assistant.types import Intent, Operation, QueryPlan, Reference
from index.quantities import find_numerals
from index.question_model import QuestionReading

_WEAK_OVERALL = frozenset({"overall", "in total", "country", "national level"})
# Operations that are carried out over places where no place is named.
_OVER_PLACES = {Operation.RANK, Operation.FILTER, Operation.COUNT, Operation.MEAN, Operation.MEDIAN}
_WHICH_STATE = {("which", "state"), ("what", "state"), ("which", "one"), ("which", "states"), ("what", "states")}
_THAT_STATE = {("that", "state"), ("this", "state"), ("that", "place"), ("same", "state")}
# A negation turns a figure into another one; only a row named by what it is not can be looked up.
_NEGATIONS = frozenset("not neither nor never without weren wasn isn aren hasn haven werent wasnt isnt arent".split())
_PARTS = frozenset("percentage percent % slice proportion fraction".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marks:
    """The slots and cues of one clause; `asked` are the operations that any of its phrases names."""

    tokens: tuple[Token, ...]
    keys: tuple[str, ...]
    items: tuple[Item, ...]
    places: tuple[str, ...]
    periods: tuple[str, ...]
    asked: frozenset[str]
    overall: bool
    every_place: bool
    everything: bool
    over_time: bool
    broken_down: bool
    excludes: bool
    misplaced: tuple[str, ...]
    pointed: Pointed | None
    rest: str


class ClauseReader:
    """Reads clauses in the words of one family."""

    def __init__(self, lexicon: FamilyLexicon, today: date | None = None) -> None:
        self.lexicon = lexicon
        self._today = today

    @cached_property
    def explanation_words(self) -> frozenset[str]:
        """Words that ask for an explanation and tell nothing of what is explained."""
        return frozenset(str(language("intents")["explanation_words"]).split())

    @cached_property
    def _known_words(self) -> frozenset[str]:
        """Words that are right as they stand."""
        words = set(neutral_words()) | set(narrowing_words()) | set(self.explanation_words) | self.lexicon.words()
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
        return tuple(sorted({word for word in self.lexicon.words() if len(word) > 3} | short))

    def names_measure(self, text: str) -> bool:
        """Say whether a text names a measure for certain."""
        scores = self.lexicon.scores(self.lexicon.items(tokenise(text)))
        return any(score >= ACCEPTED for score, _ in scores.values())

    def spotted(self, text: str) -> tuple[list[Token], tuple[str, ...], tuple[str, ...]]:
        """Return the tokens of a text with places and years blanked out, the places and the years."""
        spotted = spot(tokenise(text), known_words=self._known_words, today=self._today or date.today())
        return [self._corrected(t) for t in spotted.tokens], spotted.places, spotted.periods

    def _corrected(self, token: Token) -> Token:
        """Mend a typing error in a word that nothing knows; the asker's spelling stays in `text`."""
        key = token.key
        if not key.isalpha() or key in self._known_words or token.stem in self._known_stems:
            return token
        fixed = closest(key, self._correctable)
        return replace(tokenise(fixed)[0], text=token.text, start=token.start, end=token.end) if fixed else token

    def _pointed(self, text: str, tokens: Sequence[Token], trail: Sequence[QueryPlan]) -> Pointed | None:
        """Find words for a place of an earlier ranking; right after it, without a measure, they ask for the rank."""
        if pointing_at(trail) is None:
            return None
        first = next((t.key for t in tokens if t.key != "\0"), "")
        asks_which = first in ("which", "who") or any(
            pair in _WHICH_STATE for pair in itertools.pairwise(t.key for t in tokens)
        )
        pointed = None if asks_which else position(tokens)
        ranks = any(values[0][0] == Operation.RANK for _, _, values in operation_phrases().find(tokens))
        goes_on_from_figure = trail[-1].operation is Operation.LOOKUP
        return pointed if pointed and (self.names_measure(text) or not ranks or goes_on_from_figure) else None

    def _marks(self, clause: Clause, trail: Sequence[QueryPlan]) -> _Marks:
        """Find the slots and cues of a clause, with the words that point to places of a ranking in the trail."""
        tokens, places, periods = self.spotted(clause.text)
        pointed = self._pointed(clause.text, tokens, trail)
        if pointed:  # such words stand for a place
            tokens = [BREAK if pointed.first <= i < pointed.end else t for i, t in enumerate(tokens)]
        claimed = {i for i, t in enumerate(tokens) if t.key == "\0"}
        overall_cues = claim(cue_phrases("operations", "overall"), tokens, claimed)
        every_place = bool(claim(cue_phrases("operations", "all_places"), tokens, claimed))
        everything = bool(claim(cue_phrases("operations", "all_indicators"), tokens, claimed))
        over_time = bool(claim(cue_phrases("operations", "trend"), tokens, claimed))
        asked = operation_cues(tokens)
        overall = any(cue not in _WEAK_OVERALL for cue in overall_cues)
        excludes, misplaced = exclusion(tokens, claimed)
        rest = claim(cue_phrases("comparisons", "rest"), tokens, claimed)
        # words of a cue name no measure: "the other states" are not "other missing children cases"
        items = self.lexicon.items([BREAK if i in claimed else t for i, t in enumerate(tokens)])
        return _Marks(
            tokens=tuple(tokens),
            keys=tuple(t.key for t in tokens),
            items=tuple(items),
            places=places,
            periods=periods,
            asked=frozenset(asked),
            overall=overall or bool(overall_cues and (not places or "share" in asked)),
            every_place=every_place,
            everything=everything,
            over_time=over_time,
            broken_down=bool(claim(cue_phrases("operations", "breakdown"), tokens, set())),
            excludes=excludes,
            misplaced=tuple(misplaced),
            pointed=pointed,
            rest=rest[0] if rest else "",
        )

    @staticmethod
    def _levels(marks: _Marks) -> list[str]:
        """Return the levels that a clause speaks of: states, the nation, or both."""
        if not marks.overall and marks.asked & _OVER_PLACES:
            return ["place"]
        if any(pair in _THAT_STATE for pair in itertools.pairwise(marks.keys)):
            return ["place"]
        somewhere = bool(marks.places or marks.pointed) or marks.every_place
        return [level for level, on in (("place", somewhere), ("nation", marks.overall or not somewhere)) if on]

    def _matched(self, marks: _Marks) -> tuple[Matched, list[str]]:
        """Match a clause to indicators; return the negations that no indicator takes up, too."""
        levels = self._levels(marks)
        several = "ratio" in marks.asked and bool({"per", "each", "every"} & set(marks.keys))
        matched = match(self.lexicon, marks.items, marks.tokens, levels, several=several)
        negations = [t.text for t in marks.tokens if t.key in _NEGATIONS]
        before_rows = [i for i, t in enumerate(marks.tokens) if t.key in _NEGATIONS][:1]
        if negations and (row := self._other_row([i for i in marks.items if i.first > before_rows[0]])):
            return replace(matched, indicators=(row,)), []
        return matched, negations

    def _settled(self, marks: _Marks, matched: Matched) -> tuple[Operation, str | None, bool]:
        """Settle which operation a clause means; also say whether a number in it is an age."""
        operation, cue = self._operation(matched, marks.tokens)
        places, somewhere = marks.places, bool(marks.places) or marks.every_place
        if operation is Operation.LOOKUP and (marks.every_place or len(places) > 1) and "total" in marks.keys:
            return Operation.SUM, "total", False
        if operation is Operation.FILTER and not marks.every_place and not filters_places(marks.tokens, places):
            return Operation.LOOKUP, None, True  # "children under 12" asks for an age
        if operation is Operation.LOOKUP and marks.excludes and not marks.overall:
            return Operation.SUM, "excluding", False
        if operation is Operation.SUM and not somewhere and not marks.excludes:
            operation, cue = Operation.LOOKUP, None  # "how many altogether?" asks for the total that is printed
        units = {self.lexicon.catalog.by_id[i].unit for i in matched.indicators}
        if operation is Operation.LOOKUP and _PARTS & set(marks.keys) and units and units != {"percent"}:
            return Operation.SHARE, "part", False
        if operation is Operation.RATIO and cue in ("for each", "for every") and len(matched.indicators) < 2:
            return Operation.LOOKUP, None, False  # "for each of the others" names places
        return operation, cue, False

    def read(
        self,
        question: str,
        clause: Clause,
        trail: Sequence[QueryPlan] = (),
        *,
        takes_back: bool = False,
        read: QuestionReading | None = None,
    ) -> ClauseReading:
        """Read one clause by itself; of the plans before only what its words may point to is looked at.

        `takes_back` says that its message corrects the one before; `read` is what the model reads in it.
        """
        earlier = pointing_at(trail)
        marks = self._marks(clause, trail)
        matched, negations = self._matched(marks)
        if read is not None:
            matched = matched_again(matched, read, self.lexicon.catalog, self._levels(marks))
        operation, cue, of_age = self._settled(marks, matched)
        if read is not None and operation is Operation.LOOKUP and (meant := operation_read(read)):
            operation = meant
        places, periods, tokens, items = marks.places, marks.periods, marks.tokens, marks.items
        overall = marks.overall and not (cue == "total" and places)
        operation, cue, narrowed = checked_operation(operation, cue, marks.keys, places, every_place=marks.every_place)
        conditional = of_age or operation in (Operation.FILTER, Operation.COUNT)
        numbers = () if conditional else find_numerals(clause.text)
        claims = tuple(c for n in numbers if (c := clause.text[n.start : n.end]) not in periods)
        outside = ("outside",) if marks.excludes and overall else ()
        plan = QueryPlan(
            question=question,
            clause=clause.text,
            intent=self._intent(
                tokens, matched, items, operation, slots=bool(places or periods), has_claims=bool(claims)
            ),
            operation=operation,
            operation_cue=cue,
            indicators=matched.indicators,
            candidates=matched.candidates,
            places=places,
            periods=periods,
            overall=overall,
            all_places=marks.every_place,
            all_indicators=marks.everything and not self._telling(items),
            excludes=marks.excludes,
            narrowed=(*negations, *marks.misplaced, *narrowed, *outside),
            over_time=marks.over_time,
            broken_down=marks.broken_down,
            asks_why=any(key in CAUSES for key in marks.keys),
            claims=claims,
            takes_back=takes_back,
            reference=Reference(words=marks.pointed.words, position=marks.pointed.position, earlier=earlier)
            if marks.pointed
            else None,
            origins=dict.fromkeys(
                [n for n, v in (("places", places), ("periods", periods), ("indicators", matched.indicators)) if v],
                "question",
            ),
        )
        cues: set[int] = set()
        claim(operation_phrases(), tokens, cues)
        elliptical = all(cues.issuperset(range(i.first, i.end)) for i in self._telling(items))
        settles = bool(trail) and elliptical and any(has(entry, tokens) for entry in ("settles", "settles_year"))
        strong = any(True for _ in cue_phrases("intents", "explanation").find(tokens))
        adds = elliptical and (bool(marks.rest) or "sum" in marks.asked)
        if trail and goes_on(plan, tokens, settles=settles, adds=adds, explains=strong):
            plan = replace(plan, intent=Intent.FIGURES)
        speaks_of = tuple(self.content_items(clause.text)) if plan.intent is Intent.EXPLANATION else ()
        return ClauseReading(
            tokens, items, plan, elliptical, speaks_of, marks.asked, marks.rest, settles, self.counts(clause.text)
        )

    def _other_row(self, items: Sequence[Item]) -> str | None:
        """Return the row of a table that is named by what it is not: "neither from a facility nor ORR"."""
        for table in self.lexicon.catalog.tables:
            named = {
                row
                for row in table.rows
                if any(self.lexicon.catalog.by_id[row].needs and self.lexicon.tells(row, item) for item in items)
            }
            rest = set(table.rows) - named
            if len(rest) == 1 and len(named) > 1:
                return rest.pop()
        return None

    def _telling(self, items: Sequence[Item]) -> list[Item]:
        """Return the items that point to a measure and are no everyday words."""
        return [i for i in items if self.lexicon.knows(i) and not neutral_words().issuperset(i.keys)]

    def _operation(self, matched: Matched, tokens: Sequence[Token]) -> tuple[Operation, str | None]:
        found = [values[0] for _, _, values in operation_phrases().find(tokens)]
        units = {self.lexicon.catalog.by_id[i].unit for i in matched.indicators}
        for operation, cue in sorted(found, key=lambda f: -len(f[1].split())):
            if operation == Operation.SHARE and units == {"percent"}:
                continue
            if operation == Operation.FILTER and not has_threshold(tokens):
                continue
            return Operation(operation), cue
        return Operation.LOOKUP, None

    def _intent(
        self,
        tokens: Sequence[Token],
        matched: Matched,
        items: Sequence[Item],
        operation: Operation,
        *,
        slots: bool,
        has_claims: bool,
    ) -> Intent:
        def has(entry: str) -> bool:
            return any(True for _ in cue_phrases("intents", entry).find(tokens))

        telling = [item for item in items if self.lexicon.knows(item)]
        neutral = neutral_words() | entry_words("greeting") | {"\0"}
        if not telling and not slots and has("greeting") and all(t.key in neutral for t in tokens):
            return Intent.GREETING
        strong_match = bool(matched.candidates) and matched.candidates[0].score >= ACCEPTED
        if has("provenance") and not strong_match:
            return Intent.PROVENANCE
        if has("coverage") and not strong_match and operation is Operation.LOOKUP:
            return Intent.COVERAGE
        if has("quantity") and not has("explanation"):
            return Intent.FIGURES
        figures = has("quantity") or any(True for _ in cue_phrases("operations", "breakdown").find(tokens))
        if has("explanation") and not (strong_match and (figures or (slots and has_claims))):
            return Intent.EXPLANATION
        if has("explanation_weak") and not slots and not figures and operation is Operation.LOOKUP:
            return Intent.EXPLANATION
        return Intent.FIGURES

    # leftovers

    def content_items(self, clause: str) -> list[Item]:
        """Return what an explanation must speak of: a clause without places, years, cues and neutral words."""
        tokens, _, _ = self.spotted(clause)
        claimed = {i for i, t in enumerate(tokens) if t.key == "\0"}
        for entry in ("explanation", "explanation_weak", "quantity"):
            claim(cue_phrases("intents", entry), tokens, claimed)
        claimed |= {i for i, t in enumerate(tokens) if t.key in self.explanation_words}
        neutral = neutral_words()
        items = self.lexicon.items([t for i, t in enumerate(tokens) if i not in claimed])
        return [item for item in items if item.concepts and not neutral.issuperset(item.keys)]

    def asks_for_figures(self, clause: str) -> bool:
        """Say whether a question asks how many or names the publisher: then it is about figures, if unknown ones."""
        found = cue_phrases("intents", "quantity").find(tokenise(clause))
        return any(True for _ in found) or self.names_publisher(clause)

    def counts(self, clause: str) -> bool:
        """Say whether a clause asks how many."""
        return any(True for _ in cue_phrases("intents", "quantity").find(tokenise(clause)))

    def names_publisher(self, clause: str) -> bool:
        """Say whether a clause names the publisher of the sheets."""
        return any("" in values for _, _, values in self.lexicon.phrases.find(tokenise(clause)))

"""From a message to a plan, without a language model.

Places and periods are set aside first; what remains is matched to the indicators' many wordings. Every content word
of a clause that asks must then be accounted for: what is left over changes the question. What a clause leaves open is
taken from the clause or the turn before it, and the plan says so.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from assistant.accounting import Accounting, Leftover
from assistant.clauses import Clause, split_clauses
from assistant.conversation import ClauseReading, Conversation, goes_on, pointing_at
from assistant.cues import (
    CAUSES,
    LONGEST_QUESTION,
    checked_operation,
    claim,
    entry_words,
    exclusion,
    filters_places,
    has_threshold,
    operation_cues,
    readable,
)
from assistant.lexicon import (
    FamilyLexicon,
    Item,
    Token,
    cue_phrases,
    everyday_words,
    language,
    narrowing_words,
    neutral_words,
    normalise,
    operation_phrases,
    tokenise,
)
from assistant.matching import ACCEPTED, Matched, match
from assistant.references import Pointed, has, position
from assistant.second_look import judged, matched_again, operation_read
from assistant.spanish import to_english
from assistant.spotting import BREAK, closest, spot
from assistant.takebacks import corrects, without_taken_back
from assistant.types import Intent, Operation, QueryPlan, Reference
from index.catalog import Catalog
from index.quantities import find_numerals
from index.question_model import QuestionReading

_WEAK_OVERALL = frozenset({"overall", "in total", "country", "national level"})
_PAIR = re.compile(r",\s*and\s+|;\s*|,\s+|\s+and\s+", re.IGNORECASE)
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


class Planner:
    """Plans questions over the families of a store."""

    def __init__(
        self,
        catalogs: Sequence[Catalog],
        today: date | None = None,
        model: Callable[[str, str], QuestionReading | None] = lambda _text, _before: None,
    ) -> None:
        """`model` reads a clause, given the question before it; it returns None if it cannot be used."""
        self._model = model
        self.lexicon = FamilyLexicon(catalogs[0])
        self.conversation = Conversation(self.lexicon)
        self.accounting = Accounting(self.lexicon, self._explanation_words)
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
        return tuple(sorted({word for word in self.lexicon.words() if len(word) > 3} | short))

    def plan(self, question: str, history: Sequence[str] = ()) -> QueryPlan:
        """Plan a message, with the earlier messages of the conversation, oldest first."""
        turns: list[tuple[QueryPlan, ...]] = []
        for message in history:
            plan = self._plan_message(message, [part for turn in turns for part in turn])
            spoken = self._spoken_of(plan)
            if spoken and plan.takes_back and turns:
                turns.pop()
            if spoken:
                turns.append(spoken)
        return self._plan_message(question, [part for turn in turns for part in turn])

    @staticmethod
    def _spoken_of(plan: QueryPlan) -> tuple[QueryPlan, ...]:
        """Return the parts of a plan that a follow-up may refer to; thanks and small talk hold none."""
        return tuple(
            part
            for part in plan.parts or (plan,)
            if part.indicators or (part.places and "question" in part.origins.values())
        )

    def _plan_message(self, question: str, trail: Sequence[QueryPlan]) -> QueryPlan:
        english = to_english(question[:LONGEST_QUESTION])
        plan = self._plan_text(question, readable(normalise(english or question)), trail)
        return replace(plan, spanish=english is not None)

    def _plan_text(self, question: str, text: str, trail: Sequence[QueryPlan]) -> QueryPlan:
        if not any(t.text[:1].isalnum() for t in tokenise(text)):
            return QueryPlan(question=question, intent=Intent.NOTHING)
        parts: list[QueryPlan] = []
        around: QueryPlan | None = None
        kept = without_taken_back(text, self._spotted(text)[1], self.lexicon, trail[-1]) if trail else None
        takes_back = kept is not None or (bool(trail) and corrects(text))
        for clause in [c for found in split_clauses(kept or text, self._names_measure) for c in self._pairs(found)]:
            reading = self._read(question, clause, [*trail, *parts], takes_back=takes_back)
            if not clause.asks:
                around = self._background(reading, around)
                continue
            previous = parts[-1] if parts else around
            parts.append(self._settle(question, clause, reading, previous, trail))
        if not parts:
            return self._read(question, Clause(text, True)).plan
        if len(parts) > 1:
            asking = [part for part in parts if part.intent is not Intent.GREETING]
            parts = asking or parts[:1]
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

    def _settle(
        self,
        question: str,
        clause: Clause,
        reading: ClauseReading,
        previous: QueryPlan | None,
        trail: Sequence[QueryPlan],
    ) -> QueryPlan:
        """Complete a clause that asks; one that the vocabulary does not settle is looked at again with the model."""
        plan, left = self._completed(reading, previous, trail)
        # what a follow-up leaves out stands in the question that it goes on from
        before = trail[-1].clause if trail and "earlier" in plan.origins.values() else ""
        unsettled = (
            any(item.end for item in left)
            or (plan.intent is Intent.FIGURES and not plan.indicators)
            or any(t.key in everyday_words() for t in reading.tokens)
        )
        read = self._model(clause.text, before) if unsettled else None
        if read is None:
            return replace(plan, leftovers=tuple(item.text for item in left))
        if plan.indicators and plan.origins.get("indicators") in ("earlier", "clause"):
            # a measure that was spoken of before needs no second reading, only its words a judgement
            return judged(plan, reading.tokens, left, read, self.lexicon.catalog)
        spoken = [*trail, previous] if previous else trail
        again = self._read(question, clause, spoken, takes_back=reading.plan.takes_back, read=read)
        plan, left = self._completed(again, previous, trail)
        return judged(plan, again.tokens, left, read, self.lexicon.catalog)

    def _completed(
        self, reading: ClauseReading, previous: QueryPlan | None, trail: Sequence[QueryPlan]
    ) -> tuple[QueryPlan, list[Leftover]]:
        """Fill the open slots of a clause; return its plan and the words that nothing in it accounts for."""
        plan = self.conversation.complete(reading, previous, trail)
        if plan.broken_down:
            plan = replace(plan, indicators=self._broken_down(plan.indicators, plan.operation))
        return plan, self.accounting.leftovers(plan, reading)

    def _pairs(self, clause: Clause) -> list[Clause]:
        """Split "A in Colorado and B in Minnesota", where each piece has a measure and a place of its own."""
        pieces = [p for p in _PAIR.split(clause.text) if p.strip()]
        if len(pieces) < 2 or not all(self._names_measure(p) and self._spotted(p)[1] for p in pieces):
            return [clause]
        return [Clause(p, clause.asks) for p in pieces]

    def _names_measure(self, text: str) -> bool:
        scores = self.lexicon.scores(self.lexicon.items(tokenise(text)))
        return any(score >= ACCEPTED for score, _ in scores.values())

    def _background(self, reading: ClauseReading, before: QueryPlan | None) -> QueryPlan:
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
        return pointed if pointed and (self._names_measure(text) or not ranks or goes_on_from_figure) else None

    def _marks(self, clause: Clause, trail: Sequence[QueryPlan]) -> _Marks:
        """Find the slots and cues of a clause, with the words that point to places of a ranking in the trail."""
        tokens, places, periods = self._spotted(clause.text)
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

    def _read(
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
        tokens, _, _ = self._spotted(clause)
        claimed = {i for i, t in enumerate(tokens) if t.key == "\0"}
        for entry in ("explanation", "explanation_weak", "quantity"):
            claim(cue_phrases("intents", entry), tokens, claimed)
        claimed |= {i for i, t in enumerate(tokens) if t.key in self._explanation_words}
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

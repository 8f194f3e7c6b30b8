"""From a message to a plan, without a language model.

Places and periods are set aside first; what remains is matched to the indicators' many wordings. Every content word
of a clause that asks must then be accounted for: what is left over changes the question. What a clause leaves open is
taken from the clause or the turn before it, and the plan says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from assistant.accounting import Accounting, Leftover
from assistant.claims import (
    Bound,
    ClaimKind,
    beats_place,
    cause_words,
    claimed_words,
    question_free,
    read_claims,
    speaks_of_places,
    statement_begins,
)
from assistant.clauses import Clause, split_clauses
from assistant.conversation import ClauseReading, Conversation
from assistant.cues import (
    CAUSES,
    LONGEST_QUESTION,
    YES_NO,
    checked_operation,
    claim,
    exclusion,
    operation_cues,
    readable,
)
from assistant.intents import intent_of
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
from assistant.matching import ACCEPTED
from assistant.second_look import judged, matched_again, operation_read
from assistant.sections import Sections
from assistant.settling import Marks, Settler
from assistant.spanish import to_english
from assistant.spotting import BREAK, closest, spot
from assistant.types import Intent, Operation, QueryPlan
from index.catalog import Catalog
from index.question_model import QuestionReading

_WEAK_OVERALL = frozenset({"overall", "in total", "country", "national level"})
_PAIR = re.compile(r",\s*and\s+|;\s*|,\s+|\s+and\s+", re.IGNORECASE)


def _says_nothing(plan: QueryPlan) -> bool:
    """Say whether a clause adds nothing to the others: "... and is there just the one?"."""
    slots = (plan.indicators, plan.candidates, plan.places, plan.periods, plan.leftovers, plan.claims)
    return plan.intent in (Intent.FIGURES, Intent.EXPLANATION) and not any(slots) and not plan.all_indicators


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
        self.settler = Settler(self.lexicon)
        self.conversation = Conversation(self.lexicon)
        self.accounting = Accounting(self.lexicon, self._explanation_words)
        self.sections = Sections(self.lexicon, self.accounting)
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
        trail: list[QueryPlan] = []
        for message in history:
            last = self._last_figures(self._plan_message(message, trail))
            if last:
                trail.append(last)
        return self._plan_message(question, trail)

    @staticmethod
    def _last_figures(plan: QueryPlan) -> QueryPlan | None:
        """Return the part of a plan that a follow-up may refer to."""
        for part in reversed(plan.parts or (plan,)):
            if part.indicators or part.places:
                return part
        return None

    def _plan_message(self, question: str, trail: Sequence[QueryPlan]) -> QueryPlan:
        english = to_english(question[:LONGEST_QUESTION])
        plan = self._plan_text(question, readable(normalise(english or question)), trail)
        return replace(plan, spanish=english is not None)

    def _plan_text(self, question: str, text: str, trail: Sequence[QueryPlan]) -> QueryPlan:
        if not any(t.text[:1].isalnum() for t in tokenise(text)):
            return QueryPlan(question=question, intent=Intent.NOTHING)
        parts: list[QueryPlan] = []
        around: QueryPlan | None = None
        premises: list[QueryPlan] = []
        for clause in [c for found in split_clauses(text, self._names_measure) for c in self._pairs(found)]:
            reading = self._read(question, clause)
            if not clause.asks:
                premises += self._premise(question, clause, reading, parts[-1] if parts else around, trail)
                around = self._background(reading, around)
                continue
            previous = parts[-1] if parts else around
            plan = self._settle(question, clause, reading, previous, trail)
            parts.append(replace(plan, premises=tuple(premises)))
            premises = []
        if not parts:
            return self._read(question, Clause(text, True)).plan
        if len(parts) > 1:
            kept = [part for part in parts if part.intent is not Intent.GREETING and not _says_nothing(part)]
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
        first = replace(plan, leftovers=tuple(item.text for item in left))
        of_section = self.sections.asked(first, reading, read)
        if read is None or of_section is not first:
            return of_section
        again = self._read(question, clause, read)
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

    def _premise(
        self,
        question: str,
        clause: Clause,
        reading: ClauseReading,
        previous: QueryPlan | None,
        trail: Sequence[QueryPlan],
    ) -> list[QueryPlan]:
        """Return what a clause around a question states, if every word of it is understood."""
        if not reading.plan.states or not reading.plan.claims or reading.plan.intent is not Intent.FIGURES:
            return []
        plan = self._settle(question, clause, reading, previous, trail)
        by_id = self.lexicon.catalog.by_id
        somewhere = plan.places or plan.overall or all(by_id[i].level == "nation" for i in plan.indicators)
        understood = plan.indicators and somewhere and not plan.leftovers
        return [plan] if understood else []

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

    def _marks(self, clause: Clause) -> Marks:
        """Find the slots and cues of a clause."""
        tokens, places, periods = self._spotted(clause.text)
        claimed = {i for i, t in enumerate(tokens) if t.key == "\0"}
        overall_cues = claim(cue_phrases("operations", "overall"), tokens, claimed)
        every_place = bool(claim(cue_phrases("operations", "all_places"), tokens, claimed))
        # "all the NCMEC-wide figures" asks for all the figures
        unclaimed = [t for i, t in enumerate(tokens) if i not in claimed]
        everything = any(True for _ in cue_phrases("operations", "all_indicators").find(unclaimed))
        claim(cue_phrases("operations", "all_indicators"), tokens, claimed)
        over_time = bool(claim(cue_phrases("operations", "trend"), tokens, claimed))
        asked = operation_cues(tokens)
        overall = any(cue not in _WEAK_OVERALL for cue in overall_cues)
        excludes, misplaced = exclusion(tokens, claimed)
        for entry in ("rest", "against"):
            claim(cue_phrases("comparisons", entry), tokens, claimed)
        # words of a cue name no measure: "the other states" are not "other missing children cases"
        items = self.lexicon.items([BREAK if i in claimed else t for i, t in enumerate(tokens)])
        stated = read_claims(clause.text)
        general = every_place or speaks_of_places(tokens)
        bounded = general and any(c.bound is not Bound.EXACT and c.kind is ClaimKind.FIGURE for c in stated)
        than_place = general and len(places) == 1 and beats_place(tokens)
        asked |= {Operation.FILTER} if bounded or than_place else set()
        return Marks(
            tokens=tuple(tokens),
            cues=frozenset(claimed),
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
            states=question_free(tokens[statement_begins(tokens) :]),
            claimed=tuple(c.text for c in stated if c.text not in periods),
            bounded=bounded,
            than_place=than_place,
            misplaced=tuple(misplaced),
        )

    def _read(self, question: str, clause: Clause, read: QuestionReading | None = None) -> ClauseReading:
        """Read one clause by itself; `read` is what the model reads in it."""
        marks = self._marks(clause)
        matched, negations = self.settler.matched(marks)
        if read is not None:
            matched = matched_again(matched, read, self.lexicon.catalog, self.settler.levels(marks))
        operation, cue, of_age = self.settler.operation(marks, matched)
        if read is not None and operation is Operation.LOOKUP and (meant := operation_read(read)):
            operation = meant
        places, periods, tokens, items = marks.places, marks.periods, marks.tokens, marks.items
        overall = marks.overall and not (cue == "total" and places)
        broken_down = marks.broken_down
        if operation in (Operation.RANK, Operation.FILTER) and (lead := self.settler.of_rows(marks, matched)):
            matched, broken_down = replace(matched, indicators=(lead,)), True
        of_part = self.settler.is_row(matched.indicators) or not matched.indicators
        operation, cue, narrowed = checked_operation(
            operation, cue, marks.keys, places, every_place=marks.every_place, of_part=of_part
        )
        conditional = of_age or operation in (Operation.FILTER, Operation.COUNT)
        claims = () if conditional else marks.claimed
        if marks.states and not conditional:
            claims += claimed_words(clause.text, cue if operation is Operation.RANK else None, places)
        complement = operation is Operation.SHARE and bool(negations) and self.settler.is_row(matched.indicators)
        negations = [] if complement else negations
        outside = ("outside",) if marks.excludes and overall else ()
        plan = QueryPlan(
            question=question,
            clause=clause.text,
            intent=intent_of(
                self.lexicon, tokens, matched, items, operation, slots=bool(places or periods), has_claims=bool(claims)
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
            states=marks.states,
            complement=complement,
            narrowed=(*negations, *marks.misplaced, *narrowed, *outside),
            over_time=marks.over_time,
            broken_down=broken_down,
            asks_why=any(key in CAUSES for key in marks.keys) or bool(cause_words(tokens)),
            asks_wording=any(True for _ in cue_phrases("intents", "wording").find(tokens)),
            asks_sheets=any(True for _ in cue_phrases("intents", "sheets").find(tokens)),
            claims=claims,
            origins=dict.fromkeys(
                [n for n, v in (("places", places), ("periods", periods), ("indicators", matched.indicators)) if v],
                "question",
            ),
        )
        cues: set[int] = set()
        claim(operation_phrases(), tokens, cues)
        elliptical = all(cues.issuperset(range(i.first, i.end)) for i in self._telling(items))
        speaks_of = tuple(self.content_items(clause.text)) if plan.intent is Intent.EXPLANATION else ()
        return ClauseReading(tokens, items, plan, elliptical, speaks_of)

    def _telling(self, items: Sequence[Item]) -> list[Item]:
        """Return the items that point to a measure and are no everyday words."""
        return [i for i in items if self.lexicon.knows(i) and not neutral_words().issuperset(i.keys)]

    def _broken_down(self, indicators: tuple[str, ...], operation: Operation) -> tuple[str, ...]:
        """Add the rows of a total's table to it; to rank or filter rows the total is left out."""
        tables = {table.lead: table.rows for table in self.lexicon.catalog.tables}
        if operation in (Operation.RANK, Operation.FILTER):
            return tuple(i for lead in indicators for i in tables.get(lead, (lead,)))
        return tuple(dict.fromkeys(i for lead in indicators for i in (lead, *tables.get(lead, ()))))

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

    def asks_whether(self, clause: str) -> bool:
        """Say whether a clause is a question for yes or no: "Are the counselors professionals?"."""
        first = next((t.key for t in tokenise(clause)), "")
        return first in YES_NO and not self.counts(clause)

    def names_publisher(self, clause: str) -> bool:
        """Say whether a clause names the publisher of the sheets."""
        return any("" in values for _, _, values in self.lexicon.phrases.find(tokenise(clause)))

"""One clause by itself: its places and years, its measure, what is done with it and what kind of answer it wants.

Places and periods are set aside first; what remains is matched to the indicators' many wordings. What the clause
leaves open is filled in by `conversation`.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.claims import Bound, ClaimKind, claims_part, counts_things, of_neither, read_claims, states_year
from assistant.clauses import Clause, computes_alone, lists_several
from assistant.cues import (
    CAUSES,
    IN_TOTAL,
    OF_EACH_MEASURE,
    ONLY_ONE,
    THAN_PLACE,
    WEAK_OVERALL,
    checked_operation,
    claim,
    national_average,
    operation_cues,
    overall_beside,
)
from assistant.exclusion import exclusion
from assistant.followups import SINGLE, ClauseReading, all_of_those, goes_on, of_place_total, pointing_at, wants_less
from assistant.intents import asks_how_many, intent_of, not_meant, picks_number
from assistant.lexicon import (
    FamilyLexicon,
    Item,
    Token,
    Tokens,
    cue_phrases,
    cued,
    neutral_words,
    operation_phrases,
    tokenise,
)
from assistant.matching import ACCEPTED, Matched
from assistant.operands import crosses
from assistant.orders import claimed_words, places_beaten, with_base_last
from assistant.profiles import including, wants_all
from assistant.quantifiers import quantified_words
from assistant.references import Pointed, kept_places, position, speaks_of_all, words_of
from assistant.remainder import rest_of_rows, with_rest_of_rows, without_remainder
from assistant.said_of import Teller
from assistant.second_look import (
    HALF,
    PARTED,
    SAID,
    STATED,
    heard,
    intent_read,
    kind_wanted,
    matched_again,
    operation_read,
    over_years,
    rather_figures,
    surely_wants_figures,
)
from assistant.selecting import read_directions
from assistant.settling import LEAVING_REST, OVER_ROWS, SHARES, Marks, Settler
from assistant.sides import COMPARES, Sides
from assistant.spotting import BREAK
from assistant.stating import cause_words, question_free, speaks_of_places, statement_begins
from assistant.types import Intent, Operation, QueryPlan, Reference, SaidOf
from assistant.vocabulary import Vocabulary
from assistant.years import years_meant
from index.question_reading import QuestionReading

_OF_PLACE = frozenset("state there place them it".split())
_BY_BASE = (Operation.RATIO, Operation.PERCENT_CHANGE)
_PAIR = 2
_CONDITIONS = (Operation.FILTER, Operation.COUNT)
_WHICH_STATE = {("which", "state"), ("what", "state"), ("which", "one"), ("which", "states"), ("what", "states")}


class ClauseReader:
    """Reads clauses in the words of one family."""

    def __init__(self, lexicon: FamilyLexicon, today: date | None = None) -> None:
        self.lexicon = lexicon
        self.settler = Settler(lexicon)
        self._vocabulary = Vocabulary(lexicon, today)
        self._sides = Sides(lexicon, self.settler, self._vocabulary)

    @property
    def explanation_words(self) -> frozenset[str]:
        """Words that ask for an explanation and tell nothing of what is explained."""
        return self._vocabulary.explanation_words

    def names_measure(self, text: str) -> bool:
        """Say whether a text names a measure for certain."""
        return self.holds_measure(tokenise(text))

    def holds_measure(self, tokens: Sequence[Token]) -> bool:
        """Say whether tokens, places set aside, name a measure for certain."""
        scores = self.lexicon.scores(self.lexicon.items(tokens))
        return any(score >= ACCEPTED for score, _ in scores.values())

    def spotted(self, text: str) -> tuple[Tokens, tuple[str, ...], tuple[str, ...]]:
        """Return the tokens of a text with places and years blanked out, the places and the years."""
        return self._vocabulary.spotted(text)

    def _pointed(self, text: str, tokens: Sequence[Token], trail: Sequence[QueryPlan]) -> Pointed | None:
        """Find words for a place of an earlier ranking; right after it, without a measure, they ask for the rank."""
        if pointing_at(trail) is None:
            return None
        first = next((t.key for t in tokens if t.key != "\0"), "")
        asks_which = first in ("which", "who") or not _WHICH_STATE.isdisjoint(itertools.pairwise(t.key for t in tokens))
        pointed = None if asks_which or read_directions(text).ends else position(tokens)
        ranks = any(values[0][0] == Operation.RANK for _, _, values in operation_phrases().find(tokens))
        goes_on_from_figure = trail[-1].operation is Operation.LOOKUP
        compares = any(t.key == "than" for t in tokens)  # "did the winner have more than Colorado?"
        stands = self.names_measure(text) or not ranks or goes_on_from_figure or compares
        return pointed if pointed and stands else None

    def _marks(self, clause: Clause, trail: Sequence[QueryPlan], *, of_places: bool = False) -> Marks:
        """Find the slots and cues of a clause, with the words that point to places of a ranking in the trail."""
        tokens, places, named = self.spotted(clause.text)
        places = kept_places(places, tokens) or clause.places
        periods = clause.periods or years_meant(clause.text, named)
        if pointed := self._pointed(clause.text, tokens, trail):  # such words stand for a place
            tokens = Tokens(BREAK if pointed.first <= i < pointed.end else t for i, t in enumerate(tokens))
        claimed = {i for i, t in enumerate(tokens) if t.key == "\0"}
        bodies = {i for a, b, _ in cue_phrases("operations", "bodies").find(tokens) for i in range(a, b)}
        unnamed = Tokens(BREAK if i in bodies else t for i, t in enumerate(tokens)) if bodies else tokens
        every = claim(cue_phrases("operations", "all_places"), tokens, claimed)
        keys = tokens.keys
        every_place = speaks_of_all(keys, named=every, after=bool(trail), places=places)
        found = claim(cue_phrases("operations", "overall"), unnamed, claimed)
        overall_cues = [c for c in found if c != IN_TOTAL or not every_place]  # "in total" of all states is their sum
        of_places = of_places or (not places and of_place_total(self.lexicon, unnamed, overall_cues, trail))
        unclaimed = [t for i, t in enumerate(tokens) if i not in claimed]  # "the NCMEC-wide figures" are all of them
        everything, whole = wants_all(clause.text, unclaimed)
        claim(cue_phrases("operations", "all_indicators"), tokens, claimed)
        if trail and (more := words_of("more_figures", tokens)) and (places or _OF_PLACE & {t.key for t in tokens}):
            everything, claimed = True, claimed | more
        belongs = claim(cue_phrases("operations", "belonging"), tokens, claimed)  # "fell under ORR"
        over_time = bool(claim(cue_phrases("operations", "trend"), tokens, claimed)) and not belongs
        asked = operation_cues(tokens)
        overall = any(c not in WEAK_OVERALL for c in overall_cues) or overall_beside(clause.text, unnamed)
        excludes, misplaced = exclusion(tokens, claimed, len(places))
        everything &= not all_of_those(tokens, trail, named=bool(places), excludes=excludes)
        misplaced += national_average(unnamed, every_place=every_place)
        row_left = rest_of_rows(tokens, self.lexicon) if len(places) == 1 else set[int]()
        rest = [] if row_left else claim(cue_phrases("comparisons", "rest"), tokens, claimed)
        claimed |= row_left
        claim(cue_phrases("comparisons", "against"), tokens, claimed)
        claimed |= (of_two := quantified_words(tokens) if trail and not places else set())
        # words of a cue name no measure: "the other states" are not "other missing children cases"
        items = self.lexicon.items([BREAK if i in claimed else t for i, t in enumerate(tokens)])
        stated = [c for c in read_claims(clause.text) if not states_year(c, (*named, *periods))]
        general = every_place or speaks_of_places(tokens) or bool(of_two)
        figures = [c for c in stated if c.kind is ClaimKind.FIGURE]
        asks_which = bool(figures) and not _WHICH_STATE.isdisjoint(itertools.pairwise(keys))
        bounded = general and any(c.bound is not Bound.EXACT or asks_which for c in figures)
        only = "only" in keys and any(a == "only" and b in ONLY_ONE for a, b in itertools.pairwise(keys))
        only_place = only and bool(places) and len(figures) == 1 and figures[0].bound is not Bound.EXACT
        nothing_before = not (trail or overall_cues or SINGLE & {t.key for t in tokens})  # "smaller than Connecticut?"
        than_place = (general or nothing_before) and 0 < len(places) == places_beaten(tokens)
        asked |= {Operation.FILTER} if bounded or than_place or only_place else set()
        return Marks(
            tokens=tokens,
            cues=frozenset(claimed),
            keys=keys,
            items=tuple(items),
            places=places,
            periods=periods,
            asked=frozenset(asked),
            overall=overall or bool(overall_cues and (not (places or of_places) or "share" in asked)),
            every_place=every_place,
            everything=everything,
            whole=whole,
            over_time=over_time,
            broken_down=bool(claim(cue_phrases("operations", "breakdown"), tokens, set())),
            excludes=excludes,
            states=question_free(tokens[begins:] if (begins := statement_begins(tokens)) else tokens),
            claimed=tuple(c.text for c in stated if not (pointed and c.text in pointed.words)),
            bounded=bounded,
            than_place=than_place,
            only_place=only_place,
            misplaced=tuple(misplaced),
            pointed=pointed,
            rest=rest[0] if rest else "",
            of_places=of_places,
        )

    def read(
        self,
        question: str,
        clause: Clause,
        trail: Sequence[QueryPlan] = (),
        *,
        takes_back: bool = False,
        of_places: bool = False,
        read: QuestionReading | None = None,
    ) -> ClauseReading:
        """Read one clause by itself; of the plans before only what its words may point to is looked at.

        `takes_back` says that its message corrects the one before, `of_places` that it speaks of places although it
        names none; `read` is what the model reads in it.
        """
        marks = self._marks(clause, trail, of_places=of_places)
        before = trail[-1].indicators if trail else ()
        plan = self._plan(question, clause, marks, read, before)
        if plan.intent is Intent.EXPLANATION and plan.indicators and picks_number(question, marks.tokens):
            plan = replace(plan, intent=Intent.FIGURES)
        if marks.pointed:
            pointed, earlier = marks.pointed, pointing_at(trail)
            last = any(t.key == "\0" for t in marks.tokens[: pointed.first])
            reference = Reference(words=pointed.words, position=pointed.position, earlier=earlier, last=last)
            plan = replace(plan, reference=reference)
        tokens, items, cues = marks.tokens, marks.items, set[int]()
        claim(operation_phrases(), tokens, cues)
        elliptical = all(cues.issuperset(range(i.first, i.end)) for i in self._telling(items))
        of_before = clause.settles and bool(trail) and {*marks.places} <= {*trail[-1].places}
        settles = bool(trail) and elliptical and (of_before or wants_less(tokens, trail))
        of_all = plan.overall and (marks.overall or not settles)  # "the whole year" is no nation's
        plan = replace(plan, takes_back=takes_back, overall=of_all) if takes_back or of_all != plan.overall else plan
        strong = cued("intents", "explanation", tokens)
        adds = elliptical and (bool(marks.rest) or "sum" in marks.asked or computes_alone(clause.text))
        figures = read is not None and plan.intent is Intent.EXPLANATION and rather_figures(read, tokens)
        if figures and plan.indicators and surely_wants_figures(read):
            plan = replace(plan, intent=Intent.FIGURES)
        if trail and (figures or goes_on(plan, tokens, before, settles=settles, adds=adds, explains=strong)):
            covers = elliptical and plan.intent is Intent.COVERAGE  # its measure is the one before
            plan = replace(plan, intent=Intent.FIGURES, indicators=() if covers else plan.indicators)
        speaks_of = tuple(self.content_items(clause.text)) if plan.intent is Intent.EXPLANATION else ()
        return ClauseReading(
            tokens, items, plan, elliptical, speaks_of, marks.asked, marks.rest, settles, asks_how_many(clause.text),
            marks.of_places, sums=self._sides.sums(clause.text, marks),
        )  # fmt: skip

    def _plan(
        self, question: str, clause: Clause, marks: Marks, read: QuestionReading | None, before: Sequence[str]
    ) -> QueryPlan:
        """Return what a clause itself says of each slot."""
        marks, matched, negations = self._matched(clause, marks, read, before)
        marks, matched = without_remainder(marks, matched, self.lexicon)
        matched = with_rest_of_rows(marks, matched, self.lexicon)
        operation, cue, of_age = self._operation(clause.text, marks, matched, read)
        places, periods, tokens = marks.places, marks.periods, marks.tokens
        if operation is Operation.RANK and len(periods) > 1 and len(places) < 2:  # "2021 vs 2023"
            operation, cue = Operation.LOOKUP, None
        overall = marks.overall and not (cue == "total" and places)
        teller = Teller(self.lexicon, clause.text, tokens, marks.claimed, lambda text: self.spotted(text)[1])
        operation, matched, said_of = self._of_numbers(teller, marks, matched, operation, cue, read)
        # what several places make up of a whole is no breakdown of it
        broken_down = marks.broken_down and not (operation is Operation.SHARE and (marks.every_place or places[1:]))
        if operation in OVER_ROWS and (lead := self.settler.of_rows(marks, matched, operation)):
            matched, broken_down = replace(matched, indicators=(lead,)), True
        of_part = self.settler.is_row(matched.indicators) or not matched.indicators
        operation, cue, narrowed = checked_operation(
            operation, cue, marks.keys, places, every_place=marks.every_place, of_part=of_part
        )
        conditional = of_age or operation in (Operation.FILTER, Operation.COUNT)
        claims = () if conditional else self._claims(clause, marks, matched, operation, cue, read)
        without = self.settler.total_without(marks, matched)
        denied = not of_neither(clause.text) if negations else marks.misplaced and matched.indicators == without[1:]
        complement = operation is Operation.SHARE and bool(denied) and self.settler.is_row(matched.indicators)
        if without and operation in LEAVING_REST and len(places) < _PAIR and not marks.claimed:
            operation, cue, complement, matched = Operation.DIFFERENCE, None, True, replace(matched, indicators=without)
        narrowed += [] if complement else [*negations, *marks.misplaced]
        narrowed += self.settler.unmet(marks, cue, operation, matched.indicators)
        if operation in _BY_BASE or marks.states:
            places = with_base_last(tokens, places)
        intent, kind, everything = self._wanted(marks, matched, operation, read, before, overall=overall, claims=claims)
        says_no_word = kind == "chat" and not any(map(self._vocabulary.knows, tokens))  # "qwe rty"
        slots = (("places", places), ("periods", periods), ("indicators", matched.indicators))
        parted = read.operations["profile"] + read.operations["breakdown"] >= PARTED if read is not None else False
        broken_down = broken_down or ((marks.whole or parted) and operation is Operation.LOOKUP and bool(places))
        matched = self.settler.in_order(operation, marks, matched)
        measures = dict.fromkeys((*matched.indicators, *(c.indicator for c in matched.candidates)))
        over = self._sides.plans(clause.text, marks, operation, tuple(measures))
        cue = OF_EACH_MEASURE if crosses(operation, tokens, places, matched.indicators) else cue
        plan = QueryPlan(
            question=question,
            clause=clause.text,
            intent=Intent.NOTHING if says_no_word else intent_read(kind, intent),
            operation=operation,
            operation_cue=cue,
            indicators=tuple(i for part in over for i in part.indicators) or matched.indicators,
            over=over,
            candidates=matched.candidates,
            places=places,
            periods=periods,
            overall=overall,
            all_places=marks.every_place,
            all_indicators=everything,
            excludes=marks.excludes,
            states=marks.states,
            complement=complement,
            narrowed=tuple(narrowed),
            over_time=marks.over_time or (read is not None and over_years(read, tokens)),
            broken_down=broken_down,
            asks_why=not CAUSES.isdisjoint(marks.keys) or bool(cause_words(tokens)),
            asks_wording=cued("intents", "wording", tokens),
            asks_sheets=cued("intents", "sheets", tokens),
            claims=claims,
            said_of=said_of,
            origins=dict.fromkeys([name for name, filled in slots if filled], "question"),
        )
        return teller.with_passing(plan, self.settler.levels(marks)) if teller.numbers else plan

    def _of_numbers(
        self,
        teller: Teller,
        marks: Marks,
        matched: Matched,
        operation: Operation,
        cue: str | None,
        read: QuestionReading | None,
    ) -> tuple[Operation, Matched, tuple[SaidOf, ...]]:
        """Settle operation and measures by what the stated numbers are said of; return that, too."""
        counts = marks.states and 0 < len(teller.numbers) == len(marks.claimed)  # it says of no part and no multiple
        if operation is Operation.SHARE and cue is None and counts and read and read.claims >= HALF:
            operation = Operation.LOOKUP  # "252 of the 291 were from facilities, right?"
        matched = self._apart(marks, matched, operation, read)
        likely = {i for i, chance in read.indicators.items() if chance >= SAID} if read else set[str]()
        said_of = teller.said_of(likely.union(matched.indicators))
        apart = len({s.place for s in said_of if s.place}) == len(said_of) > 0
        if operation is Operation.SUM and cue is None and apart:
            operation = Operation.LOOKUP  # "A and B had 38 and 22, right?"
        worded = marks.states and not teller.numbers and operation is Operation.RANK  # "beats A in tips, trails in ..."
        told = dict.fromkeys(s.indicator for s in said_of if s.indicator) if counts or worded else {}
        fits = bool(told) and (worded or operation is Operation.LOOKUP)
        matched = replace(matched, indicators=tuple(told)) if fits else matched
        return operation, matched, said_of

    def _wanted(
        self,
        marks: Marks,
        matched: Matched,
        operation: Operation,
        read: QuestionReading | None,
        before: Sequence[str],
        *,
        overall: bool,
        claims: Sequence[str],
    ) -> tuple[Intent, str | None, bool]:
        """Return the intent of a clause, the kind of answer that the model says, and whether all figures are wanted."""
        tokens, slots = marks.tokens, bool(marks.places or marks.periods)
        intent = intent_of(
            self.lexicon, tokens, matched, marks.items, operation,
            slots=slots, overall=overall, has_claims=bool(claims),
        )  # fmt: skip
        but = not_meant(intent, tokens, before, named=bool(marks.places))
        kind = kind_wanted(read, tokens, but, plain=intent is Intent.FIGURES and operation is Operation.LOOKUP)
        named = [i for i in marks.items if not marks.whole or i.first < including(tokens)]
        everything = (marks.everything and not self._telling(named)) or kind == "profile"
        of_all = marks.whole and everything and bool(marks.places or overall)
        compares = operation is Operation.RANK and len(marks.places) > 1  # "can you compare Iowa and Ohio?"
        if Intent.COVERAGE in (intent, kind) and (of_all or compares):
            return Intent.FIGURES, None, of_all
        return intent, kind, everything

    def _apart(self, marks: Marks, matched: Matched, operation: Operation, read: QuestionReading | None) -> Matched:
        """Leave a total out that only says what the measures are a part of: "all of the cases were ORR ones"."""
        if operation is Operation.RATIO:
            return self.settler.rows_apart(matched)
        says = marks.states and not marks.claimed and operation not in COMPARES
        of_part = operation is Operation.SHARE or (says and (read is None or read.claims >= STATED))
        return self.settler.without_whole(matched) if of_part else matched

    def _operation(
        self, text: str, marks: Marks, matched: Matched, read: QuestionReading | None
    ) -> tuple[Operation, str | None, bool]:
        """Settle which operation a clause means, with what the model reads in it, and whether a number is an age."""
        operation, cue, of_age = self.settler.operation(marks, matched)
        model = read if marks.pointed is None else None  # "the middle one" of a ranking ranks nothing again
        meant = operation_read(model, operation, states=marks.states, clause=text) if model is not None else operation
        if meant is Operation.RANK and marks.overall and marks.places:
            return operation, cue, of_age
        if operation is Operation.SHARE and model is not None and self.settler.sets_rows_apart(matched, model):
            return Operation.RATIO, None, of_age  # "facility to ORR, as a proportion"
        belongs = meant in _CONDITIONS and cued("operations", "belonging", marks.tokens) and not marks.claimed
        if belongs:  # "how many fall under 'other'?" bounds nothing
            return operation, cue, of_age
        if meant is operation or self.settler.keeps(operation, cue, meant, matched):
            return operation, cue, of_age
        return meant, THAN_PLACE if cue == THAN_PLACE and meant in _CONDITIONS else None, of_age

    def _matched(
        self, clause: Clause, marks: Marks, read: QuestionReading | None, before: Sequence[str]
    ) -> tuple[Marks, Matched, list[str]]:
        """Match a clause to indicators, with what the model reads in it; return its negations that are open, too."""
        if read is None:
            return marks, *self.settler.matched(marks)
        listing = lists_several(clause.text)
        marks = heard(marks, read, self.lexicon.catalog, listing=listing)
        matched, negations = self.settler.matched(marks)
        if marks.misplaced and (without := self.settler.total_without(marks, matched)):
            return marks, replace(matched, indicators=without), negations  # "other than" names no "other cases"
        listed, levels = bool(marks.asked) or listing, self.settler.levels(marks)
        lists = listing and not marks.asked
        matched = matched_again(
            matched, read, self.lexicon.catalog, levels,
            listed=listed, listing=lists, of_share=bool(SHARES & {*marks.keys}), before=before,
        )  # fmt: skip
        return marks, matched, negations

    def _claims(
        self,
        clause: Clause,
        marks: Marks,
        matched: Matched,
        operation: Operation,
        cue: str | None,
        read: QuestionReading | None,
    ) -> tuple[str, ...]:
        """Return the numbers, orders and wholes that a clause states."""
        unstated = read is not None and read.claims < STATED
        claims = tuple(c for c in marks.claimed if not (unstated and counts_things(c)))
        if not marks.states:
            return claims
        compares = not marks.excludes  # "sort all but Colorado" ranks no Colorado
        if compares and not self._sides.several_against_several(clause.text, marks.places):
            claims += claimed_words(clause.text, cue if operation is Operation.RANK else None, marks.places)
        return claims if claims_part(claims) else (*claims, *self.settler.whole_stated(marks, matched, operation))

    def _telling(self, items: Sequence[Item]) -> list[Item]:
        """Return the items that point to a measure and are no everyday words."""
        return [i for i in items if self.lexicon.knows(i) and not neutral_words().issuperset(i.keys)]

    def content_items(self, clause: str) -> list[Item]:
        """Return what an explanation must speak of: a clause without places, years, cues and neutral words."""
        tokens, _, _ = self.spotted(clause)
        claimed = {i for i, t in enumerate(tokens) if t.key == "\0"}
        for entry in ("explanation", "explanation_weak", "quantity"):
            claim(cue_phrases("intents", entry), tokens, claimed)
        items = self.lexicon.items([t for i, t in enumerate(tokens) if i not in claimed])
        light = neutral_words() | self.explanation_words
        return [item for item in items if item.concepts and not light.issuperset(item.keys)]

    def asks_for_figures(self, clause: str) -> bool:
        """Say whether a question asks how many or names the publisher: then it is about figures, if unknown ones."""
        return asks_how_many(clause) or self.names_publisher(clause)

    def names_publisher(self, clause: str) -> bool:
        """Say whether a clause names the publisher of the sheets."""
        return any("" in values for _, _, values in self.lexicon.phrases.find(tokenise(clause)))

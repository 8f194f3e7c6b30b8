"""Numbers that a question gives itself: which figures have them, and whether they are the figures asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.answering import Draft, echo, place_names
from assistant.checking import (
    Verdict,
    counts_persons,
    fits_kind,
    overall_line,
    said_of,
    something_else_line,
    stated_claims,
    verdict_line,
    weigh,
    wording_line,
)
from assistant.claims import (
    OF_NO_PERSONS,
    Bound,
    Claim,
    ClaimKind,
    counts_things,
    read_claims,
    states_year,
    without_verdict,
)
from assistant.intents import asks_how_many
from assistant.lexicon import cued, tokenise
from assistant.lookup import Coverage, look_up
from assistant.second_look import same_subject
from assistant.sourcing import ANSWERED, Sourcing
from assistant.types import Operation, Outcome, QueryPlan, Reason, Status
from index.database import Database
from index.places import listed
from index.types import NATION, Fact, Qualifier

_OF_THE = re.compile(r"\W*(?:out )?of (?:the|those|these|all)\s+(?P<number>\d[\d,.]*\d|\d)", re.IGNORECASE)
_ROUND = (Bound.MORE_THAN, Bound.JUST_OVER, Bound.AT_LEAST)
_NEAR = Decimal("0.05")  # how far above a round number, as a part of it, the figure may lie that it stands for
_HOW_MANY = re.compile(r"\bhow (?:many|much|often)\b", re.IGNORECASE)
_OF_ANY = re.compile(r"\b(?:of|among|from|in) (?:the |those |these |all |its )?$", re.IGNORECASE)
# What stands in front of a number that a question takes for granted: "the 467", "Iowa's 195".
_GRANTED_BY = r"(?:\b(?:the|these|those|its|their|all)|\w's?)\s+"
_TELLING = 10000  # a number from it on is no other figure by chance
_CHOICES = 4  # more figures of one number than these are not listed
# What opens a question for what a number is, in front of it.
_WHAT_IS = re.compile(
    r"^\W*(?:(?:so|and|but|ok|okay|then|well)\W+)*what(?:'s| is| was| are| were)\s+(?:(?:the|that|this)\s+)?[\"']?$",
    re.IGNORECASE,
)


def asks_what_number(plan: QueryPlan) -> bool:
    """Say whether a question wants to know what a number is, and of what it is no figure: "so what is 201 then?"."""
    stated = [c for c in read_claims(plan.clause) if c.kind is ClaimKind.FIGURE and c.text in plan.claims]
    looks = plan.operation is Operation.LOOKUP and len(stated) == len(plan.claims) == 1 and not plan.leftovers
    return looks and bool(_WHAT_IS.match(plan.clause[: plan.clause.find(stated[0].text)]))


def figure_of_another(plan: QueryPlan, claim: Claim, fact: Fact, database: Database) -> Fact | None:
    """Return the one figure of a figure's place and unit, of no measure of the clause, that a wrong number is."""
    if claim.negated or weigh(claim, fact.value, fact.qualifier) != Verdict.NO:
        return None
    found = database.facts(places=[fact.place], periods=[fact.period], value=claim.value)
    found = [f for f in found if claim.bound in (Bound.EXACT, Bound(f.qualifier.value))]
    # a number of two digits may be that of anything
    alike = [f for f in found if f.unit == fact.unit or claim.value >= _TELLING]
    alike = [f for f in alike if f.indicator not in plan.indicators]
    return alike[0] if len({f.indicator for f in alike}) == 1 else None


def figure_of_a_state(plan: QueryPlan, claim: Claim, database: Database) -> Fact | None:
    """Return the one state's figure that a number stated of the nation is, where no sheet gives one of the nation."""
    every = database.facts(indicators=plan.indicators, periods=plan.periods)
    found = [f for f in every if f.value == claim.value]
    of_nation = not plan.overall or plan.places or NATION in {f.place for f in every}
    return found[0] if len({f.place for f in found}) == 1 and not of_nation else None


class StatedNumbers:
    """Weighs the numbers of one question into a draft."""

    def __init__(self, draft: Draft, coverage: Coverage, database: Database) -> None:
        self.draft = draft
        self.catalog = draft.catalog
        self.coverage = coverage
        self.database = database

    def say_figures_of(self, plan: QueryPlan) -> Outcome | None:
        """Say which figures have the number that a question names: "what is 327 in the Colorado sheet?"."""
        numbers = [
            c for c in read_claims(plan.clause) if c.kind is ClaimKind.FIGURE and not states_year(c, plan.periods)
        ]
        asks_who = plan.operation in (Operation.FILTER, Operation.COUNT)
        reckons = plan.operation not in (Operation.LOOKUP, Operation.RANK, Operation.FILTER, Operation.COUNT)
        if asks_how_many(plan.clause) and not asks_who:
            return None  # "how many children were in those 128?" asks for another number
        if (
            reckons  # "is 692 more than all others together?" asks more than what the number is
            or len(numbers) != 1
            or plan.leftovers
            or not (asks_who or numbers[0].text in plan.claims)
        ):
            return None
        places = [*plan.places, *([NATION] if plan.overall else [])]
        value = numbers[0].value
        found = self.database.facts(indicators=plan.indicators, places=places, periods=plan.periods, value=value)
        found = found or self.database.facts(places=places, periods=plan.periods, value=value)
        facts = list({(f.indicator, f.place, f.period): f for f in found}.values())
        if not facts or len(facts) > _CHOICES:
            return None
        tables = {table.lead: table.rows for table in self.catalog.tables}
        rows = [row for f in facts for row in tables.get(f.indicator, ()) if plan.broken_down]
        if rows and len(facts) == 1:
            facts += self.database.facts(indicators=rows, places=[facts[0].place], periods=[facts[0].period])
        stated = cued("claims", "check", tokenise(plan.question)) and not {*plan.indicators} & {
            f.indicator for f in facts
        }
        if stated and len(facts) == 1:  # "of whom 807 ran away from home, right?"
            self.draft.say(wording_line(numbers[0], self.draft.value_of(facts[0])))
        for fact in facts:
            sentence = self.draft.state(fact)
            self.draft.say(f"- {sentence}" if len(facts) > 1 else sentence)
            self.draft.value(fact)
        return ANSWERED

    def say_printed(self, plan: QueryPlan, sourcing: Sourcing) -> Outcome | None:
        """Say which figures have the number whose source is asked for, what they count and which sheets print them.

        Figures of the measure and the places that are spoken of come first, then any other of that number.
        """
        stated = {c.value: c for c in stated_claims(plan.claims) if c.kind in (ClaimKind.FIGURE, ClaimKind.PERCENT)}
        claims = [c for c in stated.values() if not states_year(c, plan.periods)]
        if len(claims) != 1 or _HOW_MANY.search(plan.clause):
            return None
        claim, said = claims[0], echo(claims[0].text)
        every = self.database.facts(periods=plan.periods, value=claim.value)
        every = [f for f in every if (f.unit == "percent") == (claim.kind is ClaimKind.PERCENT)]
        subject = {other for name in plan.indicators for other in same_subject(name, self.catalog)}
        of_measure = [f for f in every if f.indicator in subject]
        here = [f for f in every if f.place in plan.places]
        found = [f for f in of_measure if f in here] or here or of_measure or every
        facts = list({(f.indicator, f.place, f.period): f for f in found}.values())
        asked = plan.origins.get("indicators") == "question"
        named = plan.origins.get("places") == "question"
        if named and not here:
            self.draft.say(f"The figure {said} is not printed for {place_names(plan.places)}.")
        elif not found:
            self.draft.say(f"None of the sheets prints the figure {said}.")
            if plan.indicators and plan.places and not asked:  # it is said of the figure before
                return None
        if found and subject.isdisjoint(f.indicator for f in found) and asked:
            labels = listed(self.catalog.by_id[i].label for i in plan.indicators)
            self.draft.say(f"None of the sheets prints {said} as the figure for {labels}; it counts something else:")
        for fact in facts:
            sentence = self.draft.state(fact)
            self.draft.say(f"- {sentence}" if len(facts) > 1 else sentence)
            self.draft.value(fact)
            if plan.asks_wording:
                sourcing.read_out(fact)
        sheets = {self.draft.document(f.document_id).place or "" for f in found}
        if len(facts) == 1 and len(sheets) == 1:
            sourcing.name_sheet(facts[0].document_id)
        elif facts and len(sheets) > 1 and len({(f.indicator, f.place) for f in found}) == 1:
            self.draft.say(f"It is printed in the sheets of {place_names(sorted(sheets))}.")
        elif facts:
            sourcing.name_cited()
        return ANSWERED if facts else Outcome(Status.NOT_FOUND, Reason.NOT_COVERED)

    def name_another(self, plan: QueryPlan) -> bool:
        """Say whether a clause names a number that is no figure of the measure that was found in it, if any was."""
        stated = {c.value for c in read_claims(plan.clause) if c.text in plan.claims}
        found = self.database.facts(indicators=plan.indicators, places=plan.places, periods=plan.periods)
        return not plan.indicators or (bool(stated) and stated.isdisjoint(f.value for f in found))

    def compare(self, plan: QueryPlan, facts: Sequence[Fact]) -> None:
        """Say of the numbers in a question whether they are the figures, or those of the whole that it speaks of."""
        if not plan.claims or without_verdict(plan.clause):
            return
        passed = {claim.value for premise in plan.premises for claim in stated_claims(premise.claims)}
        claims = [c for c in stated_claims(plan.claims) if c.value not in passed or c.bound is not Bound.EXACT]
        wholes = [f for f in self._wholes(facts) if len(claims) == 1 or f.value not in {c.value for c in claims}]
        for claim, own in said_of(plan, claims, facts):
            known = [f for f in (*own, *wholes) if f.value == claim.value and f.qualifier is Qualifier.EXACT]
            if not own or (len(own) > 1 and (len(claims) > 1 or not known)):
                continue  # of which of them it is said is not known
            fact = (known or wholes or own)[0]
            value = self.draft.value_of(fact)
            of_others = fact.unit in OF_NO_PERSONS and counts_persons(plan.clause, claim)
            overall = self.database.facts(places=[NATION], value=claim.value) if not (known or plan.states) else ()
            if self._said_of_nation(plan, claim, facts):
                continue
            if overall and len(plan.places) == 1 and self._taken_for_own(plan, claim):
                self.draft.say(overall_line(claim, self.draft.value_of(overall[0]), plan.places))
                self.draft.say(self.draft.state(overall[0]))
                self.draft.value(overall[0])
                continue
            if of_others or overall or not fits_kind(claim, value) or (known and fact not in facts):
                continue  # "of the 28,886 cases, how many were from Colorado?" says nothing of Colorado
            self.draft.say(verdict_line(claim, value))
            if fact not in facts:
                self.draft.say(self.draft.state(fact))
                self.draft.value(fact)

    def _taken_for_own(self, plan: QueryPlan, claim: Claim) -> bool:
        """Say whether a clause takes an overall number for its place's own: "its 36.2 million reports".

        One that asks how many only says of which whole: "of the 28,886 cases, how many were from Colorado?".
        """
        counts = asks_how_many(plan.clause) or _OF_ANY.search(plan.clause[: plan.clause.find(claim.text)])
        exact = claim.kind is ClaimKind.FIGURE and claim.bound is Bound.EXACT and not claim.negated
        granted = re.search(rf"{_GRANTED_BY}{re.escape(claim.text)}", plan.clause, re.IGNORECASE)
        return bool(granted) and exact and not counts and plan.operation is Operation.LOOKUP

    def _said_of_nation(self, plan: QueryPlan, claim: Claim, facts: Sequence[Fact]) -> bool:
        """Say whether a number beside a state's figure is stated of the nation, of which the sheets print none.

        The state's figure then tells nothing of it; where it is the figure of another state alone, that is said.
        """
        if not (plan.overall and plan.places) or any(f.place == NATION or f.value == claim.value for f in facts):
            return False
        found = self.database.facts(indicators=plan.indicators, periods=plan.periods, value=claim.value)
        if len({(f.indicator, f.place) for f in found}) == 1 and claim.kind is ClaimKind.FIGURE:
            self._say_what_counts(claim, found[0])
        return True

    def quoted(self, plan: QueryPlan) -> list[Fact]:
        """Return the figures of a plan whose numbers its clause gives rightly."""
        numbers = {c.value for c in read_claims(plan.clause) if c.kind is ClaimKind.FIGURE}
        looked = look_up(replace(plan, operation=Operation.LOOKUP), self.catalog, self.coverage, self.database)
        return [f for f in looked if isinstance(f, Fact) and f.value in numbers] if numbers else []

    def quotes_figure(self, plan: QueryPlan) -> bool:
        """Say whether a clause states the very figure of its one place, whatever else it says that this counts."""
        claims = [c for c in stated_claims(plan.claims) if c.kind is ClaimKind.FIGURE and not counts_things(c.text)]
        plain = len(claims) == 1 and claims[0].bound is Bound.EXACT and not claims[0].negated
        return plain and plan.states and len(plan.places) == 1 and bool(self.quoted(plan))

    def say_counted(self, plan: QueryPlan) -> bool:
        """Say what the number counts that a question is asked of, "of the 57 children found, ...", if that is plain.

        The figure that is asked for itself is not said: what is asked is a part of it that no sheet gives.
        """
        opening = _OF_THE.match(plan.clause)
        claims = [c for c in stated_claims(plan.claims) if opening and c.text == opening["number"]]
        if len(claims) != 1 or claims[0].kind is not ClaimKind.FIGURE:
            return False
        found = self.database.facts(places=[NATION, *plan.places], periods=plan.periods, value=claims[0].value)
        facts = {(f.indicator, f.place): f for f in found}
        other = len(facts) == 1 and not {*plan.indicators} & {f.indicator for f in found}
        for fact in facts.values() if other else ():
            self._say_what_counts(claims[0], fact)
        return other

    def say_granted(self, plan: QueryPlan) -> bool:
        """Say which is the figure of a place where a question takes a wrong number for granted.

        "Which counties do the 467 facility cases of Iowa come from?": what is asked is not told, the number is weighed.
        """
        claims = stated_claims(plan.claims)
        claim = claims[0] if len(claims) == len(plan.places) == len(plan.indicators) == 1 else None
        exact = claim and claim.kind is ClaimKind.FIGURE and claim.bound is Bound.EXACT and not claim.negated
        if not claim or not exact or counts_things(claim.text):
            return False
        granted = re.search(rf"{_GRANTED_BY}{re.escape(claim.text)}\b", plan.clause, re.IGNORECASE)
        asked = replace(plan, operation=Operation.LOOKUP)
        facts = [f for f in look_up(asked, self.catalog, self.coverage, self.database) if isinstance(f, Fact)]
        of_others = any(f.unit in OF_NO_PERSONS for f in facts) and counts_persons(plan.clause, claim)
        if not granted or len(facts) != 1 or of_others:
            return False
        fact = facts[0]
        other = figure_of_another(plan, claim, fact, self.database)
        if not other and claim.value == fact.value:
            return False  # a right one needs no word: "where do the 12 children live?" is declined
        if other:
            self.draft.say(something_else_line(claim, self.draft.value_of(other)))
        else:
            self.draft.say(verdict_line(claim, self.draft.value_of(fact)))
        for figure in [*([other] if other else []), fact]:
            sentence = self.draft.state(figure)
            self.draft.say(f"- {sentence}" if other else sentence)
            self.draft.value(figure)
        return True

    def tell_elsewhere(self, plan: QueryPlan, *, as_well: bool = False) -> bool:
        """Say what a number counts that a clause takes for its figure and that is another one of the sheets.

        With `as_well` also where it is the figure, of which the clause says more.

        "Why did Iowa have 467 engagements?", where 467 are its cases; "why only 95 nationally?", where 95 are Iowa's.
        """
        told = False
        looked = look_up(replace(plan, operation=Operation.LOOKUP), self.catalog, self.coverage, self.database)
        own = {f.value for f in looked if isinstance(f, Fact)}
        for claim in stated_claims(plan.claims):
            if claim.kind is not ClaimKind.FIGURE or (claim.value in own and not as_well) or counts_things(claim.text):
                continue
            measures = tuple(self.catalog.by_id) if plan.places else plan.indicators
            every = self.database.facts(indicators=measures, places=plan.places, periods=plan.periods)
            found = [f for f in every if f.value == claim.value]
            if not found and claim.bound in _ROUND:  # "more than 40,000 were arrested"
                found = [f for f in every if 0 <= f.value - claim.value <= claim.value * _NEAR]
            if len({(f.indicator, f.place) for f in found}) == 1:
                self._say_what_counts(claim, found[0])
                told = True
        return told

    def _say_what_counts(self, claim: Claim, fact: Fact) -> None:
        """Say what a number counts; a round one that only stands for a figure is not called one of the sheet."""
        if claim.value == fact.value:
            self.draft.say(wording_line(claim, self.draft.value_of(fact)))
        self.draft.say(self.draft.state(fact))
        self.draft.value(fact)

    def _wholes(self, facts: Sequence[Fact]) -> list[Fact]:
        """Return the totals of the tables in which figures are rows."""
        found: list[Fact] = []
        for fact in facts:
            table = self.catalog.table_of(fact.indicator)
            if table and fact.indicator != table.lead:
                found += self.database.facts(indicators=[table.lead], places=[fact.place], periods=[fact.period])[:1]
        return found

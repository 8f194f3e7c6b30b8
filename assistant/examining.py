"""What an asker states against the figures: the claims of a clause that states something, and of its premises."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answering import Draft
from assistant.checking import (
    Verdict,
    asks_of_all,
    counts_persons,
    fits_kind,
    not_as_said_line,
    only_repeats,
    order_of,
    said_of,
    said_with_persons,
    something_else_line,
    stated_claims,
    verdict_line,
    weigh,
    wording_line,
)
from assistant.claims import OF_NO_PERSONS, Bound, Claim, ClaimKind, of_neither
from assistant.computing import Result, compute, result_line
from assistant.cues import TIMES
from assistant.each_place import in_one_verdict, of_neither_place
from assistant.lexicon import cued, tokenise
from assistant.lookup import Coverage, Missing, look_up
from assistant.misplaced_numbers import (
    counting_else,
    of_nation,
    of_no_persons,
    of_no_year,
    of_one_state,
    said_of_overall,
)
from assistant.orders import AHEAD, BEHIND, SAME, order_claimed, order_stated
from assistant.premises import counts_places
from assistant.quantifiers import Quantifier, quantified_line, quantifier
from assistant.ranks import Finding, Ranks, counts_alone
from assistant.relations import OF_BEFORE, Relations
from assistant.selecting import compared_places, read_directions, threshold_of, without_totals
from assistant.sharing import Share, Shares
from assistant.stated_numbers import figure_of_another
from assistant.stated_wholes import all_and_place, of_share, result_named, whole_of, with_total
from assistant.statements import of_several, weighed_together
from assistant.sums import of_sums
from assistant.types import Operation, QueryPlan, Reason
from index.database import Database
from index.types import NATION, Fact, Qualifier

_COMPUTED = (Operation.DIFFERENCE, Operation.SUM, Operation.MEAN, Operation.MEDIAN)
_PRINTED = (Operation.LOOKUP, Operation.RANK, Operation.FILTER)
_APART = {ClaimKind.DIFFERENCE: Operation.DIFFERENCE, ClaimKind.PERCENT_APART: Operation.PERCENT_CHANGE}
_OVER_ALL = (Operation.MEAN, Operation.MEDIAN)
_LESS = frozenset("fewer less lower smaller".split())
_TWO = 2
_PARTS = 3  # so many numbers at least make a claim that parts add up


class Examiner:
    """Examines what one plan states."""

    def __init__(self, plan: QueryPlan, draft: Draft, coverage: Coverage, database: Database) -> None:
        self.draft = draft
        self.catalog = draft.catalog
        self.coverage = coverage
        self.database = database
        self.plan = self._with_parts(plan)
        self.directions = read_directions(plan.clause)
        self.claims = stated_claims(plan.claims)
        self.facts: list[Fact] = []
        self.named = plan.places

    def _with_parts(self, plan: QueryPlan) -> QueryPlan:
        """Add the rows of a table where so many numbers are stated that they are its total and parts."""
        of_place = len(plan.places) == 1 and not (plan.over or (plan.all_places and plan.operation is Operation.SHARE))
        if of_place and len(stated_claims(plan.claims)) >= _PARTS:
            for table in self.catalog.tables:
                if table.lead in plan.indicators and {*plan.indicators} <= {table.lead, *table.rows}:
                    return replace(plan, indicators=(table.lead, *table.rows), operation=Operation.LOOKUP)
            if len(plan.indicators) == 1:  # "807 of 893 are from facilities, so 90%?"
                return replace(plan, operation=Operation.LOOKUP)
        return plan

    def correct(self, *, overall: bool = True) -> bool:
        """Say what does not hold of a premise, with the figures; say nothing where it holds.

        Nor where a number that is stated in passing is another figure of the place, its words were read too freely, or
        names the overall figure: "what percentage of the 36.2 million went to Ohio?". Where not every word of it is
        understood only a number that is a figure is said, with what it counts.
        """
        if self.plan.leftovers or counts_places(self.plan):
            quoted = counting_else(self.plan, self.draft, self.database)
            other = [*(quoted if self.plan.leftovers else self._counts_places())]
            self._say(other)
            return bool(other)
        stated = [(claim.value, claim.text) for claim in self.claims] if self.plan.passing else []
        alone = [value for value, text in stated if not re.search(rf"'s?\s+{re.escape(text)}", self.plan.question)]
        found = any(self.database.slots(places=self.plan.places, value=value) for value, _ in stated)
        if found or any(self.database.slots(places=[NATION], value=value) for value in alone):
            return False
        wrong = [finding for finding in self._findings() if not finding.holds]
        wrong += of_nation(self.plan, self.claims, self.draft, self.database) if overall else []
        wrong += [] if wrong else of_one_state(self.plan, self.draft, self.database)
        wrong += [] if wrong or not overall else of_no_year(self.plan, self.draft, self.database)
        self._say(wrong)
        return bool(wrong)

    def _counts_places(self) -> Iterator[Finding]:
        """Tell of which places a condition holds that is stated of all of them, of none or of one alone."""
        said = quantifier(self.plan)
        everywhere = replace(self.plan, operation=Operation.LOOKUP, operation_cue=None, places=self.coverage.places)
        facts = [f for f in look_up(everywhere, self.catalog, self.coverage, self.database) if isinstance(f, Fact)]
        threshold = threshold_of(self.plan, facts) if len({f.indicator for f in facts}) == 1 else None
        if said is None or threshold is None:
            return
        passing = [f for f in facts if threshold.passes(f.value)]
        failing = [f for f in facts if f not in passing]
        against = {
            Quantifier.EVERY: failing,
            Quantifier.NONE: passing,
            Quantifier.ONLY: passing if {f.place for f in passing} != {*self.plan.places} else [],
        }.get(said, [])
        if against:
            fits, others = ([f.place for f in group] for group in (passing, failing))
            yield Finding(quantified_line(said, fits, others, self.plan.places), False, tuple(against))

    def check(self) -> bool:
        """Say of each claim whether it holds, with the figures; False if there is nothing to check it against."""
        found = list(self._findings())
        self._say(found)
        return bool(found)

    def _say(self, findings: Sequence[Finding]) -> None:
        draft = self.draft
        for finding in findings:
            if finding.line:
                draft.say(finding.line)
        stated = list(dict.fromkeys(f.id for finding in findings for f in finding.facts))
        by_id = {f.id: f for finding in findings for f in finding.facts}
        for id_ in stated:
            sentence = draft.state(by_id[id_])
            draft.say(f"- {sentence}" if len(stated) > 1 else sentence)
        for finding in findings:
            if finding.operation is Operation.RANK:
                winner, *_ = finding.facts
                draft.value(winner, Operation.RANK, finding.computed, [f.id for f in finding.facts])
            for fact in finding.facts:
                draft.value(fact)
            if finding.result is not None:
                draft.say(finding.computed)
                draft.computed(finding.operation, finding.operands or finding.facts, finding.result)
        for fact in by_id.values():
            draft.note(self.catalog.by_id[fact.indicator].caveat or "")

    # what is found

    def _findings(self) -> Iterator[Finding]:
        plan = self.plan
        if of_several(plan, self.catalog):
            yield from weighed_together(plan, self.draft, self.coverage, self.database)
            return
        if plan.operation_cue in OF_BEFORE:
            yield from Relations(plan, self.draft, self.coverage, self.database).of_before()
            return
        if (
            plan.operation is Operation.RANK
            and len(plan.places) == 1
            and not plan.over
            and counts_alone(plan, self.claims)
        ):
            ranks = [*Ranks(plan, self.draft, self.coverage, self.database).weighed()]
            yield from ranks
            if ranks and self.claims and len(plan.indicators) == 1:  # "second with 9,539 tips"
                own = [f for f in ranks[0].facts if f.place == plan.places[0]]
                yield from (self._on_fact(claim, fact) for fact in own for claim in self.claims)
            return
        if plan.operation in _OVER_ALL and not plan.overall:
            plan = replace(plan, places=()) if result_named(plan, self.claims) else plan
            self.plan = plan = compared_places(plan, self.catalog, self.coverage.places)
        looked = list(look_up(replace(plan, operation=Operation.LOOKUP), self.catalog, self.coverage, self.database))
        self.facts = [f for f in looked if isinstance(f, Fact)]
        if not self.facts or len(self.facts) < len(looked):
            missing = [r for r in looked if isinstance(r, Missing)]
            if not self.facts and {m.reason for m in missing} == {Reason.NATIONAL_ONLY}:
                yield from said_of_overall(plan, self.claims, missing, self.draft, self.database)
            return
        relations = Relations(plan, self.draft, self.coverage, self.database, self.claims, self.facts)
        if of_sums(plan):
            yield from relations.sums()
            return
        if of_neither(plan.clause):
            yield from of_neither_place(plan, self.claims, self.facts, self.draft)
            return
        figures = [c for c in self.claims if c.kind is ClaimKind.FIGURE]
        for claim in self.claims:
            if claim.kind is ClaimKind.PERCENT:
                yield from self._percent(claim)
            elif claim.kind is ClaimKind.MULTIPLE:
                yield from self._multiple(claim)
            elif claim.kind in _APART:
                yield from self._apart(claim)
        told_of = {t.number: t.indicator for t in plan.said_of if t.indicator}
        for claim in [*figures]:  # a number of persons is none of engagements
            own = [f for f in self.facts if f.indicator == told_of.get(claim.text, f.indicator)]
            if any(f.unit in OF_NO_PERSONS for f in own) and counts_persons(plan.clause, claim):
                figures.remove(claim)
                yield from of_no_persons(claim, own, self.draft)
        if figures and plan.operation in (*_PRINTED, *_COMPUTED):
            yield from self._figures(figures)
        yield from relations.order()

    def _on_fact(self, claim: Claim, fact: Fact) -> Finding:
        value = self.draft.value_of(fact)
        holds = weigh(claim, fact.value, fact.qualifier) is Verdict.YES
        clause = self.plan.clause
        of_persons = fact.unit in OF_NO_PERSONS and said_with_persons(clause, claim)
        if holds and (of_persons or asks_of_all(clause, claim)):
            return Finding(wording_line(claim, value), False, (fact,))
        if other := figure_of_another(self.plan, claim, fact, self.database):
            return Finding(something_else_line(claim, self.draft.value_of(other)), False, (other, fact))
        return Finding(verdict_line(claim, value), holds, (fact,))

    def _on_result(self, claim: Claim, operation: Operation, facts: Sequence[Fact], result: Result) -> Finding:
        value = self.draft.computed_of(operation, facts, result)
        numbers = [self.draft.cite_fact(fact) for fact in facts]
        line = result_line(operation, facts, numbers, self.catalog)
        holds = weigh(claim, result.value, result.qualifier) is Verdict.YES
        return Finding(verdict_line(claim, value), holds, tuple(facts), operation, result, line)

    def _figures(self, claims: Sequence[Claim]) -> Iterator[Finding]:
        """Weigh stated numbers: of computed figures, or each of the printed figure that it names."""
        operation = self.plan.operation
        if whole := [*said_of_overall(self.plan, claims, self.facts, self.draft, self.database)]:
            yield from whole
            return
        ahead, places = order_stated(self.plan.clause, self.plan.places) if self.plan.states else (0, ())
        if ahead == SAME and len(claims) == 1 and self._said_of_each():  # "A and B tied at 42"
            yield from self._of_each(claims[0], self.facts)
            return
        if operation is Operation.SUM and ahead:  # "692 in New York is more than all others together"
            own = [f for f in self.facts if f.place == places[0]]
            yield from (self._on_fact(claim, fact) for claim in claims for fact in own)
            return
        if self.plan.all_places and all_and_place(self.plan, claims):
            yield from self._all_and_place(*claims)
            return
        claims = [claim for claim in claims if not self._names_other(claim)]
        if operation in _COMPUTED and len(self.facts) > 1 and len(claims) == 1:
            facts = without_totals(self.facts, self.catalog) if operation is Operation.SUM else self.facts
            if operation is Operation.DIFFERENCE:
                facts = sorted(facts, key=lambda f: -f.value)[:2]
            if len({f.unit for f in facts}) == 1:
                found = self._on_result(claims[0], operation, facts, compute(operation, facts))
                yield with_total(found, self.catalog, self.database)
                if len(self.named) == 1 and self.plan.places != self.named:  # "the median is 467, namely Iowa"
                    of_named = [self._on_fact(claims[0], f) for f in facts if f.place in self.named]
                    yield from (finding for finding in of_named if not finding.holds)
            return
        if operation is Operation.SUM and len(claims) > 1 and not self._of_table():
            yield from self._parts_and_sum(claims)
            return
        told = any(t.indicator for t in self.plan.said_of)
        if len(claims) == 1 and claims[0].bound is not Bound.EXACT and not told:
            yield from self._of_each(claims[0], self.facts)
            return
        if self._of_turns_before(claims):
            yield from self._one_by_one(claims)
            return
        if len(claims) == 1 and self._said_of_each():  # "A and B each had exactly one"
            yield from self._of_each(claims[0], self.facts)
            return
        if len(claims) <= len(self.facts) and (told or not self._of_table()):
            for claim, own in said_of(self.plan, claims, self.facts):
                sure = own if len(own) == 1 else [f for f in own if len(claims) == 1 and f.value == claim.value]
                yield from (self._on_fact(claim, f) for f in sure[:1] if fits_kind(claim, self.draft.value_of(f)))
            return
        # a total and its parts, in any order: "252 of 291 cases"
        open_facts = [*self.facts, *(self._wholes() if len(claims) > len(self.facts) else ())]
        matched: dict[int, Fact] = {}
        for number, claim in enumerate(claims):  # what is a figure is that figure, whatever else is stated
            same = [f for f in open_facts if claim.bound is Bound.EXACT and f.value == claim.value]
            if same:
                matched[number] = same[0]
                open_facts.remove(same[0])
        for number, claim in enumerate(claims):
            if number not in matched and not open_facts and only_repeats(self.plan):
                continue  # a number of another turn
            fact = matched.get(number) or (open_facts or self.facts)[0]
            if len(open_facts) > 1 and fact in open_facts:
                open_facts.remove(fact)
            if fits_kind(claim, self.draft.value_of(fact)):
                yield self._on_fact(claim, fact)

    def _all_and_place(self, whole: Claim, part: Claim) -> Iterator[Finding]:
        """Weigh a number of all places together, and one of a place among them."""
        everywhere = replace(self.plan, places=self.coverage.places)
        looked = list(look_up(everywhere, self.catalog, self.coverage, self.database))
        facts = [f for f in looked if isinstance(f, Fact) and f.place != NATION]
        if len(facts) == len(looked) == len(self.coverage.places):  # a sum without one of its figures is none
            yield self._on_result(whole, Operation.SUM, facts, compute(Operation.SUM, facts))
            yield from (self._on_fact(part, f) for f in facts if f.place in self.plan.places)

    def _of_each(self, claim: Claim, facts: Sequence[Fact]) -> Iterator[Finding]:
        """Weigh a number that is stated of each of several figures."""
        own = [f for f in facts if fits_kind(claim, self.draft.value_of(f))]
        yield from in_one_verdict(claim, own, [self._on_fact(claim, fact) for fact in own], self.draft)

    def _said_of_each(self) -> bool:
        """Say whether one number is stated of each of the places or measures spoken of, not of one of them."""
        count, places, measures = (len({f.id for f in self.facts}), *self._spread())
        several = count > 1 and (count == places or (count == _TWO == max(measures, len(self.plan.over))))
        return several and cued("claims", "of_each", tokenise(self.plan.clause))

    def _spread(self) -> tuple[int, int]:
        """Return of how many places and of how many measures the figures are."""
        return len({f.place for f in self.facts}), len({f.indicator for f in self.facts})

    def _of_turns_before(self, claims: Sequence[Claim]) -> bool:
        """Say whether a clause only repeats numbers, one for each figure of before: "131 and 45, correct?"."""
        one_kind = 1 in (len({f.place for f in self.facts}), len({f.indicator for f in self.facts}))
        exact = all(c.bound is Bound.EXACT and not c.negated for c in claims)
        each = 1 < len(claims) == len(self.facts) and self.plan.operation is Operation.LOOKUP
        return only_repeats(self.plan) and one_kind and exact and each

    def _one_by_one(self, claims: Sequence[Claim]) -> Iterator[Finding]:
        """Weigh numbers of the figures in their order; none where one of them is the figure of another place in it."""
        values = {f.value for f in self.facts}
        pairs = [*zip(claims, self.facts, strict=True)]
        if not any(claim.value != fact.value and claim.value in values for claim, fact in pairs):
            yield from (self._on_fact(claim, fact) for claim, fact in pairs)

    def _parts_and_sum(self, claims: Sequence[Claim]) -> Iterator[Finding]:
        """Weigh numbers that are said to add up, in any order: "135 plus 57 plus 9 make 201"."""
        facts = without_totals(self.facts, self.catalog)
        parts = [(claim, next((f for f in facts if f.value == claim.value), None)) for claim in claims]
        rest = [claim for claim, fact in parts if fact is None]
        if len(rest) != 1 or len(facts) < 2 or len({f.unit for f in facts}) > 1:
            return
        yield from (self._on_fact(claim, fact) for claim, fact in parts if fact is not None)
        found = self._on_result(rest[0], Operation.SUM, facts, compute(Operation.SUM, facts))
        yield with_total(found, self.catalog, self.database)

    def _of_table(self) -> bool:
        """Say whether the figures are a total and its parts: their numbers tell by themselves which they are of."""
        measures = {f.indicator for f in self.facts}
        return any(measures == {table.lead, *table.rows} for table in self.catalog.tables)

    def _names_other(self, claim: Claim) -> bool:
        """Say whether a number is the figure that another one is compared with: "more than the 893 in New York"."""
        apart = self.plan.operation is Operation.DIFFERENCE and claim.bound is Bound.EXACT
        compares = apart or claim.bound in (Bound.MORE_THAN, Bound.LESS_THAN)
        same = [f for f in self.facts if f.value == claim.value]
        if all(f"({c.text})" in self.plan.clause for c in self.claims if c.kind is ClaimKind.FIGURE):
            return False  # "Iowa (40) is ahead of Ohio (38)" states both
        # "more than 105 million" is what the sheet says of it
        printed = bool(same) and all(f.qualifier is not Qualifier.EXACT for f in same)
        return compares and len(self.facts) > 1 and bool(same) and not printed

    def _wholes(self) -> list[Fact]:
        """Return the figures that those asked about are parts of: "252 of 291 cases" states the whole, too."""
        shares = Shares(self.plan, self.draft, self.coverage, self.database).find()
        operands = dict.fromkeys(fact for share in shares for fact in share.operands)
        return [fact for fact in operands if fact not in self.facts]

    def _percent(self, claim: Claim) -> Iterator[Finding]:
        """Weigh a stated part: of a printed percentage, or of the share of the measure in its whole."""
        printed = [f for f in self.facts if f.unit == "percent"]
        if printed:
            found = self._on_fact(claim, printed[0])
            named = whole_of(self.plan.clause, claim, self.claims) if found.holds else None
            if named:
                yield from self._percent_of(found, claim, named, printed[0])
                return
            if found.holds and any(t.number == claim.text and t.indicator for t in self.plan.said_of):
                line = not_as_said_line(claim, self.draft.value_of(printed[0]))  # "19% of all missing kids"
                found = replace(found, line=line, holds=False)
            yield found
            return
        shares = Shares(self.plan, self.draft, self.coverage, self.database).find()
        for share in shares[:1] if len(shares) == 1 else ():
            value = self.draft.computed_of(Operation.SHARE, share.operands, share.result)
            holds = weigh(claim, share.result.value, share.result.qualifier) is Verdict.YES
            line = verdict_line(claim, value)
            found = Finding(line, holds, share.operands, Operation.SHARE, share.result, share.line)
            stated = [*self._sum_of(share, claim)]
            yield from (*stated[:1], found, *stated[1:])

    def _sum_of(self, share: Share, part: Claim) -> Iterator[Finding]:
        """Weigh the numbers beside a share of, or by, several places together; say their sum, stated or not."""
        if not share.summed:
            return
        result, numbers = compute(Operation.SUM, share.summed), [self.draft.cite_fact(f) for f in share.summed]
        line = result_line(Operation.SUM, share.summed, numbers, self.catalog)
        yield Finding("", True, share.summed, Operation.SUM, result, line)
        figures = [c for c in self.claims if c.kind is ClaimKind.FIGURE]
        for claim, fact in of_share(self.plan, part, figures, share.operands, share.summed):
            if fact is not None:
                yield self._on_fact(claim, fact)
            else:
                yield self._on_result(claim, Operation.SUM, share.summed, result)

    def _percent_of(self, found: Finding, claim: Claim, named: Claim, printed: Fact) -> Iterator[Finding]:
        """Weigh a printed percentage and the number that it is said to be a part of: "19% of the 28,886"."""
        whole = self.catalog.by_id[printed.indicator].percent_of
        wholes = self.database.facts(indicators=[whole or ""], places=[printed.place], periods=[printed.period])
        for fact in wholes[:1]:
            own = self._on_fact(named, fact)
            if weigh(named, fact.value, fact.qualifier) is Verdict.YES:
                yield from (found, own)
                return
            line = not_as_said_line(claim, self.draft.value_of(printed))
            yield replace(found, line=line, holds=False, facts=(printed, fact))

    def _multiple(self, claim: Claim) -> Iterator[Finding]:
        """Weigh how many times one figure is said to be another, in the order in which they are named."""
        facts = self.facts
        if self.plan.origins.get("places") == "earlier" and self.plan.operation_cue != TIMES:
            # of figures given before it says no order
            facts = sorted(facts, key=lambda f: -f.value)
        if len(facts) == 2 and claim.text.split()[-1].lower() in _LESS:
            facts = facts[::-1]  # "three times fewer than"
        measures = tuple(f.indicator for f in facts)  # "twice as many cases as it had incidents" counts either
        units = {f.unit for f in facts}
        of_two = len(self.plan.places) < _TWO and measures == self.plan.indicators and "percent" not in units
        if len(facts) == 2 and facts[1].value and (of_two or len(units) == 1):
            yield self._on_result(claim, Operation.RATIO, facts, compute(Operation.RATIO, facts))

    def _apart(self, claim: Claim) -> Iterator[Finding]:
        """Weigh how far apart two figures are said to be; which one is ahead must be right, too."""
        facts, operation = self.facts, _APART[claim.kind]
        claimed = order_claimed(self.plan.clause, self.plan.places)
        if len(facts) != 2 or len({f.unit for f in facts}) != 1 or not facts[1].value:
            return
        if claimed in (AHEAD, BEHIND) and order_of(facts[:1], facts[1:]) != claimed:
            return  # the order is corrected, and its distance said
        if operation is Operation.PERCENT_CHANGE and claimed not in (AHEAD, BEHIND):
            return  # which of the two the percentage is of is not said
        if operation is Operation.DIFFERENCE:
            facts = sorted(facts, key=lambda f: -f.value)
        yield self._on_result(claim, operation, facts, compute(operation, facts))

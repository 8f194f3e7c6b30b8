"""What is said to each kind of plan: figures, explanations, coverage, sources, and each kind of silence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering import Draft, echoes, place_names, say_lacking, say_missing
from assistant.checking import stated_claims
from assistant.claims import ClaimKind, of_neither, without_verdict
from assistant.clauses import requests
from assistant.comparing import Comparison
from assistant.cues import LONGEST_QUESTION, OF_MEASURES, asks_no_number, entry_words
from assistant.declining import Declining
from assistant.examining import Examiner
from assistant.intents import asks_how_many, asks_whether, takes_share
from assistant.judging import OUTCOME, wants_some_figure
from assistant.labels import LABEL
from assistant.lexicon import FamilyLexicon, cued, normalise, tokenise
from assistant.lookup import Coverage, Missing, look_up
from assistant.over_years import OverYears
from assistant.planning import Planner
from assistant.premised import presumes_everywhere
from assistant.premises import asks_of_both
from assistant.quoting import Quoting
from assistant.ranks import ranks_told
from assistant.selecting import compared_places, ranks_both_ways
from assistant.sharing import Shares
from assistant.sourcing import ANSWERED, Sourcing, coverage_line
from assistant.standings import answer_standings, asks_standings
from assistant.stated_numbers import StatedNumbers, asks_what_number
from assistant.statements import of_several
from assistant.types import Intent, Operation, Outcome, QueryPlan, Reason, Status
from assistant.year_rule import (
    NO_COMMON_YEAR,
    asks_for_years,
    asks_too_many,
    default_line,
    goes_over_years,
    of_other_years,
    year_by_year,
)
from index.catalog import Catalog, Indicator
from index.database import Database
from index.places import listed, name_of
from index.types import NATION, Fact

# Words that ask what something is.
_DEFINING = frozenset("what whats define definition explain describe meaning means falls fall fell goes go".split())
_NO_NUMBER = "The sheets give this as a share only; they print no number of them."
_HOW_MANY = re.compile(r"\bhow many\b", re.IGNORECASE)
_CHANGES = (Operation.PERCENT_CHANGE, Operation.DIFFERENCE)
_NOT_IN_BOTH = "The sheets count each of these by itself; they do not say how many are in both."
_TOO_MANY = "These are more figures than an answer can show, each with its place. Name a year, or some of the states."
_NO_CAUSES = "The sheets give figures, not causes: they do not explain why."


class Responder:
    """Says one answer into a draft."""

    def __init__(
        self,
        draft: Draft,
        planner: Planner,
        coverage: Coverage,
        database: Database,
        quoting: Quoting,
    ) -> None:
        self.draft = draft
        self.planner = planner
        self.catalog: Catalog = draft.catalog
        self.lexicon: FamilyLexicon = planner.lexicon
        self.coverage = coverage
        self.database = database
        self.quoting = quoting
        self.sourcing = Sourcing(draft, coverage, database)
        self.numbers = StatedNumbers(draft, coverage, database)
        self.declining = Declining(draft, planner.reader, coverage, quoting, self.sourcing)

    def respond(self, plan: QueryPlan) -> Outcome:
        """Say what there is to say to one plan."""
        if plan.intent is Intent.URGENT:
            return self._urgent(plan)
        if len(plan.question) > LONGEST_QUESTION and not plan.indicators:
            self.draft.say("That is more text than I can read as a question. Please ask in a short sentence.")
            return Outcome(Status.CLARIFY, Reason.AMBIGUOUS)
        if plan.reference and plan.reference.position == LABEL:
            said = echoes([plan.reference.words])
            self.draft.say(f"I do not see your sheet or list, so I cannot tell what {said} is. Name the figure.")
            return Outcome(Status.CLARIFY, Reason.AMBIGUOUS)
        if plan.intent is Intent.NOTHING:
            self.draft.say(f"Please type a question. {coverage_line(self.catalog, self.coverage)}")
            return Outcome(Status.CLARIFY, Reason.AMBIGUOUS)
        if plan.intent is Intent.PROVENANCE and plan.operation is not Operation.LOOKUP and plan.indicators:
            # the computation again, with its operands; the words that ask for it narrow nothing
            outcome = self._figures(replace(plan, intent=Intent.FIGURES, leftovers=()))
            self.sourcing.name_cited()
            return outcome
        if plan.intent is Intent.PROVENANCE:
            outcome = self.numbers.say_printed(plan, self.sourcing) or self.sourcing.sources(plan)
            return self._without_causes(plan, outcome) if outcome.status is Status.ANSWERED else outcome
        if plan.intent is Intent.GREETING and cued("intents", "parting", tokenise(plan.clause)):
            self.draft.say("You are welcome. Ask again whenever you need a figure.")
            return ANSWERED
        if asks_for_years(plan, self.coverage):
            return self.sourcing.cover_years(plan)
        if plan.intent in (Intent.GREETING, Intent.COVERAGE):
            return self.declining.below_states(plan) or self.sourcing.cover(plan)
        if plan.intent is Intent.OFF_TOPIC:
            return self.declining.off_topic()
        corrected = self._correct_premises(plan)
        outcome = self._explain(plan) if plan.intent is Intent.EXPLANATION else self._figures(plan)
        quoted = [self.quoting.quote_program(said, plan) for said in plan.presumed]
        if any(quoted) and outcome.status is Status.ANSWERED:
            return Outcome(Status.PARTIAL, Reason.NOT_COVERED)  # the figure bears out nothing of what is said beside it
        unknown = {p for premise in plan.premises for p in premise.places} - {*self.coverage.periods, *plan.places}
        if unknown and outcome.status is Status.ANSWERED:  # "Utah had more than Iowa. What was Iowa's figure?"
            return replace(self.declining.no_sheet(sorted(unknown - {NATION})), status=Status.PARTIAL)
        if not corrected or outcome.status in (Status.ANSWERED, Status.PARTIAL):
            return outcome
        return Outcome(Status.PARTIAL, Reason.NOT_COVERED)  # what was corrected is said, what was asked is not

    # figures

    def _figures(self, plan: QueryPlan) -> Outcome:
        if asks_standings(plan):
            return answer_standings(plan, self.draft, self.coverage, self.database)
        if plan.all_indicators and (plan.places or plan.overall) and not plan.leftovers:
            plan = self._everything(plan)
        # words that the vocabulary leaves over and that narrow nothing may ask for an explanation: "the dangers"
        asked = plan.judgement is not None and plan.judgement.agrees and plan.indicators
        passed_over = plan.judgement and plan.judgement.words and not plan.leftovers and not asked
        if passed_over and not asks_how_many(plan.clause) and self.quoting.quote(plan, strict=True):
            return ANSWERED
        if plan.over_time and plan.operation in _CHANGES and not (plan.over or plan.moves) and _one_figure(plan):
            plan = replace(plan, operation=Operation.LOOKUP)  # "by what percentage did it rise?" compares two years
        plan = self._of_stated_whole(plan)
        asks_what = asks_what_number(plan) and not self.planner.lists.names_measure(plan.clause)
        read_freely = asks_what or self._read_freely(plan)
        if read_freely and self.numbers.name_another(plan) and (told := self.numbers.say_figures_of(plan)):
            return self._without_causes(plan, told)  # "the 146 cases, were they all in 2023?"
        if not plan.indicators:
            if told := self.numbers.say_figures_of(plan):
                return self._without_causes(plan, told)
            if only := self.declining.only_reading(plan):
                return self._figures(replace(plan, indicators=(only,), leftovers=()))
            elsewhere = self._states_otherwise(plan) and self.numbers.tell_elsewhere(plan)
            unmet = self.declining.no_measure(plan)
            return replace(unmet, status=Status.PARTIAL) if elsewhere else unmet
        if plan.leftovers:
            return self._left_over(plan)
        if plan.reference:
            return self.declining.which_place()
        if asks_too_many(plan, self.coverage):
            self.draft.say(_TOO_MANY)
            return Outcome(Status.CLARIFY, Reason.AMBIGUOUS)
        if goes_over_years(plan, self.catalog, self.coverage):
            return self._without_causes(plan, OverYears(plan, self.draft, self.coverage, self.database).answer())
        if by_year := year_by_year(plan, self.coverage):
            return Outcome.of_parts([self._figures(part) for part in by_year])
        if plan.asks_why and plan.operation is Operation.FILTER and not plan.claims:
            plan = replace(plan, operation=Operation.LOOKUP, places=(), all_places=True)  # "why is Iowa the only one?"
        indicators = [self.catalog.by_id[i] for i in plan.indicators]
        if plan.asks_sheets and not plan.places and plan.operation is Operation.LOOKUP:
            facts = self.sourcing.printed_in(self._of_states(plan), plan.periods)
            self.draft.note(default_line(plan, facts, self.coverage) if len(self.coverage.all_periods) > 1 else "")
            self.numbers.compare(plan, facts)
            return ANSWERED if facts else Outcome(Status.NOT_FOUND, Reason.SHEET_SILENT)
        placeless = not (plan.places or plan.all_places or plan.overall or plan.over)
        if placeless and plan.operation is Operation.LOOKUP and all(i.level == "place" for i in indicators):
            return self._without_place(plan, indicators)
        outcome = self._examined(plan)
        changes = plan.over_time and (outcome is not None or plan.operation is Operation.LOOKUP)
        if outcome is None and plan.operation is not Operation.LOOKUP and not ranks_both_ways(plan):
            outcome = Comparison(plan, self.draft, self.coverage, self.database).answer()
            self._say_defaults(plan, [])
        if outcome is None:
            if plan.excludes:  # a place that is left out is never the answer
                plan = compared_places(plan, self.catalog, self.coverage.places)
            results = list(look_up(plan, self.catalog, self.coverage, self.database))
            outcome = self._say_figures(plan, results)
        of_nation = plan.states and plan.overall and not plan.places and outcome.status is Status.NOT_FOUND
        elsewhere = (plan.asks_why or of_nation) and self.numbers.tell_elsewhere(plan)
        if outcome.status is not Status.ANSWERED:
            if plan.asks_why and outcome.reason is Reason.NO_SHEET_FOR_PLACE and outcome.status is Status.PARTIAL:
                self.draft.say(_NO_CAUSES)  # "how come Texas leads your states?"
            return replace(outcome, status=Status.PARTIAL) if elsewhere else outcome
        if changes:  # "did it drop to 291?": that it is 291 does not say that it dropped
            self.draft.say(self.declining.no_changes(plan))
            outcome = Outcome(Status.PARTIAL, Reason.NO_SHEET_FOR_PERIOD)
        if asks_of_both(plan, self.catalog):
            self.draft.say(_NOT_IN_BOTH)
            outcome = Outcome(Status.PARTIAL, Reason.NOT_COVERED)
        return self._without_causes(plan, outcome)

    def _without_place(self, plan: QueryPlan, indicators: Sequence[Indicator]) -> Outcome:
        """Ask for the state, unless it is only asked whether the sheets give the measure, or for its rows."""
        if (asks_whether(plan.clause) and self.quoting.quote(plan, strict=True)) or self.sourcing.name_rows(plan):
            return ANSWERED
        self.draft.say(f"For which state? I have sheets for {place_names(self.coverage.places)}.")
        self.draft.say(f"The sheets give {listed(i.label for i in indicators)} for each state, with no overall figure.")
        return Outcome(Status.CLARIFY, Reason.AMBIGUOUS)

    def _without_causes(self, plan: QueryPlan, outcome: Outcome) -> Outcome:
        """Say that the sheets give no causes, where one is asked for or taken for granted."""
        if not plan.asks_why:
            return outcome
        self.draft.say(_NO_CAUSES)
        return Outcome(Status.PARTIAL, Reason.NOT_COVERED)

    def _left_over(self, plan: QueryPlan) -> Outcome:
        """Decline the words that no figure accounts for; a number that a "why" quotes rightly is said with its place.

        "How come none of Iowa's 467 missing children were found?" learns what the 467 are, and that no causes are told.
        """
        why = plan.asks_why and not asks_how_many(plan.clause)  # "how many of the 467 ran because of boys?" narrows
        quoted = self.numbers.quoted(plan) if why else []
        for fact in quoted:
            self.draft.show(fact)
        granted = not (quoted or asks_how_many(plan.clause) or plan.states) and self.numbers.say_granted(plan)
        counted = not (quoted or granted) and self.numbers.say_counted(plan)
        otherwise = not (quoted or granted or counted) and (why or self._states_otherwise(plan))
        elsewhere = otherwise and self.numbers.tell_elsewhere(plan, as_well=True)
        outcome = self.declining.left_over(plan)
        if not (quoted or granted or counted or elsewhere):
            return outcome
        if why:
            self.draft.say(_NO_CAUSES)
        return replace(outcome, status=Status.PARTIAL)

    def _states_otherwise(self, plan: QueryPlan) -> bool:
        """Say whether a clause states a number of a place in words that no sheet uses of it: "467 were arrested"."""
        outcome = OUTCOME in self.declining.details(plan.leftovers) or (
            self.numbers.quotes_figure(plan) and not (requests(plan.clause) or asks_how_many(plan.question))
        )
        return outcome and plan.states and bool(plan.claims and plan.places) and not asks_whether(plan.clause)

    def _examined(self, plan: QueryPlan) -> Outcome | None:
        """Check what a clause states; None if it states nothing that the figures can bear out."""
        either_side = plan.operation_cue == OF_MEASURES  # "is that more or less than": it is said which
        several = of_several(plan, self.catalog)
        if not plan.states or not (plan.claims or several or ranks_told(plan)):
            return None
        if without_verdict(plan.clause) and not (either_side or of_neither(plan.clause)):
            return None
        apart = {"each", "every"} & {t.key for t in tokenise(plan.clause)}
        if plan.operation is Operation.LOOKUP and plan.all_places and not (plan.places or apart or several):
            plan = replace(plan, operation=Operation.SUM)  # "did they help 5,759 families in the five states?"
        if not Examiner(plan, self.draft, self.coverage, self.database).check():
            of_whole = any(claim.kind is ClaimKind.PERCENT for claim in stated_claims(plan.claims))
            # a part that cannot be computed is not borne out by the figure of the part
            share = replace(plan, operation=Operation.SHARE)
            return Shares(share, self.draft, self.coverage, self.database).answer() if of_whole else None
        rows = tuple(i for table in self.catalog.tables for i in table.rows if i in plan.indicators)
        if plan.broken_down and rows and len(plan.claims) == 1:  # "break Iowa's 291 down"
            of_rows = replace(plan, indicators=rows, claims=())
            return self._say_figures(of_rows, list(look_up(of_rows, self.catalog, self.coverage, self.database)))
        for fact in of_other_years(plan, self.database):
            self.draft.show(fact)
        self._say_defaults(plan, [])
        return ANSWERED

    def _correct_premises(self, plan: QueryPlan) -> bool:
        """Say which premises of a question do not hold, with the figures."""
        asked = (
            plan.indicators,
            plan.places,
        )  # of these the answer itself says it
        wrong = [
            Examiner(p, self.draft, self.coverage, self.database).correct(overall=(p.indicators, p.places) != asked)
            for p in plan.premises
        ]
        return any(wrong)

    def _of_states(self, plan: QueryPlan) -> list[str]:
        """Return the measures of a question for sheets that print them: the states' own, where it speaks of states."""
        if not any(t.stem == "state" for t in tokenise(plan.clause)):
            return list(plan.indicators)
        own = [
            i.id
            for name in plan.indicators
            for i in self.catalog.indicators
            if i.level == "place" and (i.id == name or i.overall_counterpart == name or name in i.instead)
        ]
        return list(dict.fromkeys(own)) or list(plan.indicators)

    def _everything(self, plan: QueryPlan) -> QueryPlan:
        level = "place" if plan.places else "nation"
        ids = tuple(i.id for i in self.catalog.indicators if i.level == level and not i.optional)
        optional = tuple(
            i.id
            for i in self.catalog.indicators
            if i.level == level
            and i.optional
            and self.database.slots(indicators=[i.id], places=list(plan.places) or [NATION])
        )
        # one that is named beside them is missed if the sheet is silent: "everything, and specifically Team Adam"
        named = tuple(i for i in plan.indicators if self.catalog.by_id[i].level == level and i not in ids + optional)
        return replace(plan, indicators=ids + optional + named)

    def _say_figures(self, plan: QueryPlan, results: Sequence[Fact | Missing]) -> Outcome:
        draft = self.draft
        facts = [r for r in results if isinstance(r, Fact)]
        missing = [r for r in results if isinstance(r, Missing)]
        for fact in facts:
            sentence = draft.state(fact)
            draft.say(f"- {sentence}" if len(facts) > 1 else sentence)
            draft.value(fact)
            if plan.asks_wording:
                self.sourcing.read_out(fact)
        everywhere = plan.all_places and bool(facts)
        if everywhere:
            say_lacking(draft, missing, self.coverage, everywhere=True)
        else:
            for silence in missing:
                say_missing(draft, silence, self.coverage)
        if facts:
            self.numbers.compare(plan, facts)
            self._say_defaults(plan, facts)
        if plan.years_apart:
            draft.say(NO_COMMON_YEAR)
            return Outcome(Status.PARTIAL, Reason.NO_SHEET_FOR_PERIOD)
        if missing and (not everywhere or presumes_everywhere(plan.question)):
            return Outcome(Status.PARTIAL if facts else Status.NOT_FOUND, missing[0].reason)
        if facts and all(f.unit == "percent" for f in facts) and self._wants_number(plan):
            draft.say(_NO_NUMBER)
            return Outcome(Status.PARTIAL, Reason.NOT_COVERED)
        return ANSWERED

    def _of_stated_whole(self, plan: QueryPlan) -> QueryPlan:
        """Return a plan for a place's figure where the overall figure that it is a part of is given as a number.

        "How many of the 5,759 were in Colorado?", "what share of the 28,886 is New York's?"
        """
        if not plan.places or plan.leftovers or not plan.claims or plan.states:
            return plan
        worded = self.planner.reader.names_measure(plan.clause)
        if worded and any(self.catalog.by_id[i].level == "place" for i in plan.indicators):
            return plan
        found = {
            indicator: claim.text
            for claim in stated_claims(plan.claims)
            for indicator, _, _ in self.database.slots(places=[NATION], value=claim.value)
        }
        parts = [i.id for i in self.catalog.indicators if i.level == "place" and i.part_of_overall in found]
        if len(found) != 1 or len(parts) != 1 or (worded and not found.keys() >= {*plan.indicators}):
            return plan
        of_share = plan.operation is Operation.SHARE  # there the number says what the whole is
        return replace(
            plan, indicators=tuple(parts), claims=plan.claims if of_share else tuple({*plan.claims} - {*found.values()})
        )

    def _read_freely(self, plan: QueryPlan) -> bool:
        """Say whether a statement names no measure for certain: its number may be another figure."""
        claims = plan.states and bool(plan.claims)
        own = claims and plan.origins.get("indicators") == "question" and not plan.leftovers
        return own and not self.planner.reader.names_measure(plan.clause)

    def _wants_number(self, plan: QueryPlan) -> bool:
        """Say whether a clause asks how many there are, and not how many of a hundred, nor takes the share, too."""
        return bool(_HOW_MANY.search(plan.clause)) and not takes_share(plan.clause, plan.question)

    def _say_defaults(self, plan: QueryPlan, facts: Sequence[Fact]) -> None:
        """Say what the question left open and what was filled in."""
        before = [name for name, origin in plan.origins.items() if origin == "earlier"]
        if before:
            without = "without " if plan.excludes else ""
            taken: list[str] = [without + name_of(code) for code in plan.places] if "places" in before else []
            if "indicators" in before:
                taken += [self.catalog.by_id[i].label for i in plan.indicators]
            if "periods" in before:
                taken += plan.periods
            self.draft.note(f"As before: {', '.join(taken)}.")
        self.draft.note(default_line(plan, facts, self.coverage))
        own = {i.overall_counterpart for i in self.catalog.indicators}
        if any(f.place == NATION and f.indicator in own for f in facts) and not plan.places and not plan.overall:
            self.draft.note(
                "This is an overall figure. For a state's own figures name a state: "
                f"{place_names(self.coverage.places)}."
            )

    def _explain(self, plan: QueryPlan) -> Outcome:
        figure = plan.places or plan.operation is not Operation.LOOKUP or plan.over_time
        named = plan.indicators and figure
        if plan.asks_why and named and not plan.leftovers:
            return self._figures(plan)  # "why does Minnesota have the most ...?": figures, and that no cause is given
        if self._defines(plan):
            measure = self.catalog.by_id[plan.indicators[0]]
            self.draft.say(f"What the sheets count as {measure.label}: {measure.definition}")
            self.draft.note(measure.caveat or "")
            return ANSWERED
        if self.quoting.quote(plan):
            return ANSWERED
        if told := self.numbers.say_figures_of(plan):
            return told
        counts = plan.places or plan.overall or self.planner.reader.asks_for_figures(plan.clause)
        counts = counts and not asks_no_number(tokenise(plan.clause))
        if plan.indicators and counts and not plan.leftovers:
            return self._figures(plan)
        greeting = entry_words("greeting")
        items = self.planner.reader.content_items(plan.clause)
        words = [item.text for item in items if not greeting.issuperset(item.keys)]
        nothing_named = not (words or plan.leftovers or plan.candidates or plan.before or plan.asks_why)
        if nothing_named:  # "hi, what is this?"
            return self.sourcing.cover(plan)
        if wants_some_figure(plan.judgement):
            return self.declining.no_measure(plan)
        about = echoes(dict.fromkeys(self._unprinted(self.lexicon.unspoken(plan.leftovers or words))))
        if plan.candidates or self.planner.reader.names_publisher(plan.clause):
            ending = f"; they do not speak of {about}." if about else "."
            self.draft.say(f"The sheets say nothing that answers this{ending}")
            # "why does Team HOPE send detectives?" takes for granted that it does
            quoted = plan.asks_why and self.quoting.quote_program(plan.clause, plan)
            return Outcome(Status.PARTIAL if quoted else Status.NOT_FOUND, Reason.NOT_COVERED)
        return self.declining.off_topic()

    def _unprinted(self, words: Sequence[str]) -> list[str]:
        """Return those of some words that stand in no sheet."""
        printed = (
            {t.stem for _, text, _ in self.database.texts() for t in tokenise(normalise(text))} if words else set()
        )
        return [word for word in words if not printed.issuperset(t.stem for t in tokenise(normalise(word)))]

    def _defines(self, plan: QueryPlan) -> bool:
        """Say whether a question asks what a measure is, in the measure's words and not in those of a programme."""
        asks_what = bool(_DEFINING & {t.key for t in tokenise(plan.clause)}) and not plan.asks_why
        if not asks_what or len(plan.indicators) != 1 or plan.leftovers:
            return False
        measure, items = plan.indicators[0], self.planner.reader.content_items(plan.clause)
        programs = self.lexicon.concepts(word for e in self.catalog.explanations for word in (*e.names, *e.topics))
        return (
            all(self.lexicon.explains(measure, item) for item in items)
            and any(self.lexicon.tells(measure, item) and not item.concepts & programs for item in items)
            and bool(self.planner.explanations_read(plan))
        )

    # urgent messages

    def _urgent(self, plan: QueryPlan) -> Outcome:
        for line in plan.guidance:
            self.draft.say(line)
        return Outcome(Status.URGENT)


def _one_figure(plan: QueryPlan) -> bool:
    """Say whether a plan is of one measure, of one place or of the nation."""
    one = len(plan.places) + plan.overall == 1 and not plan.all_places
    return len(plan.indicators) == 1 and one and not plan.reference

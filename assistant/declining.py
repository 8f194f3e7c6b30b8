"""What is said where a question cannot be answered: each kind of silence, and questions back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering import Draft, echoes, place_names
from assistant.clause_reading import ClauseReader
from assistant.gazetteer import named_in, whereabouts
from assistant.intents import asks_how_many
from assistant.judging import hardly_counted, judged_to_want_figures, likely_readings, wants_some_figure
from assistant.lexicon import OF_CITIES, narrowing_words
from assistant.lookup import Coverage
from assistant.quoting import Quoting
from assistant.sourcing import ANSWERED, Sourcing, coverage_line
from assistant.types import Intent, Outcome, QueryPlan, Reason, Status
from assistant.years import YEAR
from index.places import listed

_CHOICES = 4


class Declining:
    """Says into a draft why a question is not answered, or what it leaves open."""

    def __init__(
        self, draft: Draft, reader: ClauseReader, coverage: Coverage, quoting: Quoting, sourcing: Sourcing
    ) -> None:
        self.draft = draft
        self.catalog = draft.catalog
        self.reader = reader
        self.coverage = coverage
        self.quoting = quoting
        self.sourcing = sourcing

    def left_over(self, plan: QueryPlan) -> Outcome:
        """Decline a question with words that its measure's figure does not account for."""
        if hardly_counted(plan.judgement) and self._no_such_year(plan):
            return self.uncounted(plan)  # the year is the least of what is not to be had
        if self._no_such_year(plan):
            return self._without_year(plan)
        if plan.over_time and len(self.coverage.all_periods) == 1:
            self.draft.say(self.no_changes(plan))
            return Outcome(Status.NOT_FOUND, Reason.NO_SHEET_FOR_PERIOD)
        if plan.uncounted and plan.origins.get("indicators") != "question":
            return self.uncounted(plan)  # the measure of before has no part in it
        numbers = any(char.isdigit() for word in plan.leftovers for char in word)  # "under 12" asks for a figure
        counts = numbers or asks_how_many(plan.clause) or judged_to_want_figures(plan.judgement)
        if not counts and self.quoting.quote(plan, strict=True):
            return ANSWERED
        words = echoes(plan.leftovers[:_CHOICES])
        label = self.catalog.by_id[plan.indicators[0]].label
        place = whereabouts(plan.leftovers, self.coverage.places)
        uncovered = [code for code in plan.places if code not in self.coverage.periods]
        if plan.places and len(uncovered) == len(plan.places):
            return self.no_sheet(uncovered)
        if place and not place.states and not plan.places:
            self.draft.say(f"I have no sheet for {words}. I have sheets for {place_names(self.coverage.places)}.")
            return Outcome(Status.NOT_FOUND, Reason.NO_SHEET_FOR_PLACE)
        kinds = self.details(plan.leftovers)
        states = tuple(place.states) if place else ()
        if OF_CITIES in kinds and not states:  # "Springfield, Mass.: how many did the city police get?"
            states = tuple(c for c in plan.places if c in self.coverage.periods)
            name = named_in(plan.question)
            words = echoes(dict.fromkeys([*([name] if name else []), *plan.leftovers[:_CHOICES]]))
        if states:
            own = place_names([c for c in states if c in plan.places] or states)
            self.draft.say(
                f"The sheets give no figures for {words}, only for whole states. There is a sheet for {own}: ask "
                f"for {own} to get its {label}."
            )
            return Outcome(Status.NOT_FOUND, Reason.NOT_COVERED)
        narrowed = f" The sheets do not break it down by {listed(kinds)}." if kinds else ""
        self.draft.say(
            f"I know figures for {label}, but I cannot account for {words} in your question.{narrowed} "
            "Ask without that detail to get the figure as the sheets print it."
        )
        return Outcome(Status.NOT_FOUND, Reason.NOT_COVERED)

    def details(self, words: Sequence[str]) -> list[str]:
        """Return the kinds of detail that left-over words ask for, but not "sex" in "sex trafficked"."""
        details = narrowing_words()
        unspoken = self.reader.lexicon.unspoken(words)
        return list(dict.fromkeys(details[w] for left in unspoken for w in left.lower().split() if w in details))

    def below_states(self, plan: QueryPlan) -> Outcome | None:
        """Decline a city or county whose figures are asked for, "Do you have just Buffalo?"; None if none is named."""
        covered = self.coverage.places
        names = [name for name in plan.leftovers if (found := whereabouts([name], covered)) and found.states]
        if not names or plan.intent is not Intent.COVERAGE:
            return None
        place = whereabouts(names, covered)
        states = place_names(place.states if place else ())
        self.draft.say(
            f"The sheets give no figures for {echoes(names)}, only for whole states. There is a sheet for {states}."
        )
        return Outcome(Status.NOT_FOUND, Reason.NOT_COVERED)

    def _no_such_year(self, plan: QueryPlan) -> bool:
        return bool(plan.periods) and not set(plan.periods) & set(self.coverage.all_periods)

    def _without_year(self, plan: QueryPlan) -> Outcome:
        self.draft.say(f"I have no sheet for {listed(plan.periods)}; I have {listed(self.coverage.all_periods)}.")
        return Outcome(Status.NOT_FOUND, Reason.NO_SHEET_FOR_PERIOD)

    def no_sheet(self, codes: Sequence[str]) -> Outcome:
        """Decline places, by their codes, that no sheet is for."""
        have = place_names(self.coverage.places)
        self.draft.say(f"I have no sheet for {place_names(codes)}. I have sheets for {have}.")
        return Outcome(Status.NOT_FOUND, Reason.NO_SHEET_FOR_PLACE)

    def which_place(self) -> Outcome:
        """Ask back where words point to a place that the answer before does not tell for certain."""
        self.draft.say(
            "Which state do you mean? The answer before does not single it out. "
            f"I have sheets for {place_names(self.coverage.places)}."
        )
        return Outcome(Status.CLARIFY, Reason.AMBIGUOUS)

    def only_reading(self, plan: QueryPlan) -> str | None:
        """Return the one measure that a question may mean which names none for certain: there is nothing to choose."""
        telling = [c.indicator for c in plan.candidates if c.score > 0]
        plan = replace(plan, leftovers=()) if wants_some_figure(plan.judgement) else plan
        if plan.uncounted or plan.leftovers or plan.claims or not telling:
            return None
        readings = likely_readings(plan.judgement, telling)
        of_place = bool(plan.places) and {*plan.places} <= {*self.coverage.periods}
        fits = of_place and self.catalog.by_id[readings[0]].level == "place"
        return readings[0] if len(readings) == 1 and fits else None

    def no_measure(self, plan: QueryPlan) -> Outcome:
        """Meet a question that names no measure for certain."""
        if plan.uncounted:
            return self.uncounted(plan)
        telling = [c for c in plan.candidates if c.score > 0]
        if wants_some_figure(plan.judgement):
            plan = replace(plan, leftovers=())
        uncovered = [place for place in plan.places if place not in self.coverage.periods]
        if uncovered and len(uncovered) == len(plan.places):
            return self.no_sheet(uncovered)
        if telling and not plan.leftovers:
            self.draft.say("Which of these do you mean?")
            readings = likely_readings(plan.judgement, [c.indicator for c in telling])
            for indicator in readings[:_CHOICES]:
                self.draft.say(f"- {self.catalog.by_id[indicator].label}")
            return Outcome(Status.CLARIFY, Reason.AMBIGUOUS)
        if plan.leftovers:
            if not asks_how_many(plan.clause) and self.quoting.quote(plan, strict=bool(telling)):
                return ANSWERED
            if telling or self.reader.asks_for_figures(plan.clause):
                near = bool(telling) and telling[0].score >= 0.5
                return self.uncounted(plan, Reason.NOT_COVERED if near else Reason.UNKNOWN_MEASURE)
            if kinds := self.details(plan.leftovers):
                self.draft.say(
                    f"The sheets give figures for whole states; they do not break them down by {listed(kinds)}."
                )
                return Outcome(Status.NOT_FOUND, Reason.NOT_COVERED)
            return self.off_topic()
        if self._no_such_year(plan):
            return self._without_year(plan)
        if plan.places or plan.periods or plan.overall or plan.all_indicators or plan.claims:
            where = f" for {place_names(plan.places)}" if plan.places else ""
            self.draft.say(f"Which figure do you mean{where}? These are the ones that the sheets give:")
            self.sourcing.list_measures("nation" if plan.overall else "place")
            return Outcome(Status.CLARIFY, Reason.AMBIGUOUS)
        self.draft.say(f"What would you like to know? {coverage_line(self.catalog, self.coverage)}")
        return Outcome(Status.CLARIFY, Reason.AMBIGUOUS)

    def uncounted(self, plan: QueryPlan, reason: Reason = Reason.UNKNOWN_MEASURE) -> Outcome:
        """Decline what no sheet counts."""
        words = echoes((self.reader.lexicon.unspoken(plan.leftovers) or plan.leftovers)[:_CHOICES])
        self.draft.say(f'The sheets give no figures on {words}. Ask "what can I ask?" to see what they do give.')
        return Outcome(Status.NOT_FOUND, reason)

    def off_topic(self) -> Outcome:
        """Decline what the sheets do not speak of, and say what they hold."""
        self.draft.say(f"That is not something the sheets speak of. {coverage_line(self.catalog, self.coverage)}")
        return Outcome(Status.NOT_FOUND, Reason.OFF_TOPIC)

    # explanations

    def no_changes(self, plan: QueryPlan) -> str:
        """Say that one year tells no change, and which years of the question have no sheet."""
        named = dict.fromkeys((*plan.periods, *YEAR.findall(plan.question)))
        missing = [year for year in named if year not in self.coverage.all_periods]
        have = (
            f"I have {listed(self.coverage.all_periods)} only, so I cannot say how the figure changed over the years."
        )
        return f"I have no sheet for {listed(missing)}. {have}" if missing else have

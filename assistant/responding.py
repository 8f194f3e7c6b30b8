"""What is said to each kind of plan: figures, explanations, coverage, sources, and each kind of silence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.answering import Draft, echo, listed, place_names, say_missing, say_passage
from assistant.comparing import Comparison
from assistant.cues import LONGEST_QUESTION
from assistant.gazetteer import whereabouts
from assistant.lexicon import FamilyLexicon, narrowing_words, normalise
from assistant.lookup import Coverage, Missing, look_up
from assistant.planning import Planner
from assistant.retrieval import Hit, covered, occurrence
from assistant.types import Intent, Operation, Outcome, QueryPlan, Reason, Status
from index.catalog import Catalog
from index.database import Database
from index.places import name_of
from index.quantities import QUALIFIER_WORDS, parse_number
from index.types import NATION, Fact, FlagKind, Passage, Qualifier

# What a passage needs to answer a question by quotation: the share of the question's content words that it holds, and
# the cosine similarity that goes with that share. Found on the development questions.
_ENOUGH = ((1.0, 0.25), (0.75, 0.42), (0.3, 0.62))
_NO_WORDS = 0.6
_SENTENCE_WORDS = 5
_CHOICES = 4
_FLAG_NOTES = {
    FlagKind.ROWS_DO_NOT_ADD_UP: "In this sheet the rows of the table do not add up to the stated total.",
    FlagKind.OVERALL_DIFFERS: "The sheets print different overall figures for this measure and year.",
    FlagKind.EXCEEDS_OVERALL: "This figure is above the overall figure that the sheets print for the same year.",
}


ANSWERED = Outcome(Status.ANSWERED)


def coverage_line(catalog: Catalog, coverage: Coverage) -> str:
    """Say in a line what the store covers."""
    if not coverage.places:
        return "The index holds no state sheets yet."
    years = listed(sorted(coverage.all_periods))
    return (
        f"I answer from the {catalog.title} for {years} of {place_names(coverage.places)}. "
        f"They hold figures on {catalog.about}."
    )


class Responder:
    """Says one answer into a draft."""

    def __init__(
        self,
        draft: Draft,
        planner: Planner,
        coverage: Coverage,
        database: Database,
        search: Callable[[str], list[Hit]],
    ) -> None:
        self.draft = draft
        self.planner = planner
        self.catalog: Catalog = draft.catalog
        self.lexicon: FamilyLexicon = planner.lexicon
        self.coverage = coverage
        self.database = database
        self.search = search

    def respond(self, plan: QueryPlan) -> Outcome:
        """Say what there is to say to one plan."""
        if plan.intent is Intent.URGENT:
            return self._urgent(plan)
        if len(plan.question) > LONGEST_QUESTION and not plan.indicators:
            self.draft.say("That is more text than I can read as a question. Please ask in a short sentence.")
            return Outcome(Status.CLARIFY, Reason.AMBIGUOUS)
        if plan.intent is Intent.NOTHING:
            self.draft.say(f"Please type a question. {coverage_line(self.catalog, self.coverage)}")
            return Outcome(Status.CLARIFY, Reason.AMBIGUOUS)
        if plan.intent is Intent.PROVENANCE:
            return self._sources(plan)
        if plan.intent in (Intent.GREETING, Intent.COVERAGE):
            return self._say_coverage(plan)
        if plan.intent is Intent.EXPLANATION:
            return self._explain(plan)
        return self._figures(plan)

    # figures

    def _figures(self, plan: QueryPlan) -> Outcome:
        if plan.all_indicators and (plan.places or plan.overall) and not plan.leftovers:
            plan = self._everything(plan)
        if not plan.indicators:
            return self._no_measure(plan)
        if plan.leftovers:
            return self._left_over(plan)
        if plan.reference:
            return self._which_place()
        indicators = [self.catalog.by_id[i] for i in plan.indicators]
        placeless = not (plan.places or plan.all_places or plan.overall or plan.over)
        if placeless and plan.operation is Operation.LOOKUP and all(i.level == "place" for i in indicators):
            self.draft.say(f"For which state? I have sheets for {place_names(self.coverage.places)}.")
            self.draft.say(
                f"The sheets give {listed(i.label for i in indicators)} for each state, with no overall figure."
            )
            return Outcome(Status.CLARIFY, Reason.AMBIGUOUS)
        if plan.operation is not Operation.LOOKUP:
            outcome = Comparison(plan, self.draft, self.coverage, self.database).answer()
            self._say_defaults(plan, [])
            return outcome
        results = list(look_up(plan, self.catalog, self.coverage, self.database))
        return self._say_figures(plan, results)

    def _which_place(self) -> Outcome:
        """Ask back where words point to a place that the answer before does not tell for certain."""
        self.draft.say(
            "Which state do you mean? The answer before does not single it out. "
            f"I have sheets for {place_names(self.coverage.places)}."
        )
        return Outcome(Status.CLARIFY, Reason.AMBIGUOUS)

    def _everything(self, plan: QueryPlan) -> QueryPlan:
        level = "place" if plan.places else "nation"
        ids = tuple(i.id for i in self.catalog.indicators if i.level == level and not i.optional)
        optional = tuple(
            i.id
            for i in self.catalog.indicators
            if i.level == level
            and i.optional
            and self.database.facts(indicators=[i.id], places=list(plan.places) or [NATION])
        )
        return replace(plan, indicators=ids + optional)

    def _say_figures(self, plan: QueryPlan, results: Sequence[Fact | Missing]) -> Outcome:
        draft = self.draft
        facts = [r for r in results if isinstance(r, Fact)]
        missing = [r for r in results if isinstance(r, Missing)]
        for fact in facts:
            sentence = draft.state(fact)
            draft.say(f"- {sentence}" if len(facts) > 1 else sentence)
            draft.value(fact)
        for flag in dict.fromkeys(flag for fact in facts for flag in fact.flags if flag in _FLAG_NOTES):
            draft.say(_FLAG_NOTES[flag])
        everywhere = plan.all_places and bool(facts)
        for silence in missing:
            say_missing(draft, replace(silence, offer=()) if everywhere else silence, self.coverage)
        if facts:
            self._compare_claims(plan, facts)
            self._say_defaults(plan, facts)
        if missing and not everywhere:
            return Outcome(Status.PARTIAL if facts else Status.NOT_FOUND, missing[0].reason)
        if plan.asks_why:
            draft.say("The sheets give figures, not causes: they do not explain why.")
            return Outcome(Status.PARTIAL, Reason.NOT_COVERED)
        if plan.over_time:
            years = listed(self.coverage.all_periods)
            draft.say(f"I have {years} only, so I cannot say how the figure changed over the years.")
            return Outcome(Status.PARTIAL, Reason.NO_SHEET_FOR_PERIOD)
        return ANSWERED

    def _compare_claims(self, plan: QueryPlan, facts: Sequence[Fact]) -> None:
        """Say whether the numbers that the asker states are the ones that the sheets print."""
        values = {fact.value: fact.qualifier for fact in facts}
        for claim in plan.claims:
            said: Decimal | None = parse_number(claim)
            if said is None:
                continue
            words = QUALIFIER_WORDS[values.get(said, Qualifier.EXACT)]
            if said not in values:
                self.draft.say(f"No, that is not the {echo(claim)} that you mention.")
            elif words and words not in normalise(plan.question).lower():
                self.draft.say(f"Your {echo(claim)} is not exact: the sheets say {words} that.")
            else:
                self.draft.say(f"Yes, that matches your {echo(claim)}.")

    def _say_defaults(self, plan: QueryPlan, facts: Sequence[Fact]) -> None:
        """Say what the question left open and what was filled in."""
        before = [name for name, origin in plan.origins.items() if origin == "earlier"]
        if before:
            taken: list[str] = [name_of(code) for code in plan.places] if "places" in before else []
            if "indicators" in before:
                taken += [self.catalog.by_id[i].label for i in plan.indicators]
            if "periods" in before:
                taken += plan.periods
            self.draft.note(f"As before: {', '.join(taken)}.")
        if not plan.periods and any(f.period for f in facts):
            years = self.coverage.all_periods
            self.draft.note(
                f"You named no year; {years[0]} is what I have."
                if len(years) == 1
                else "You named no year, so this is the newest that I have."
            )
        own = {i.overall_counterpart for i in self.catalog.indicators}
        if any(f.place == NATION and f.indicator in own for f in facts) and not plan.places and not plan.overall:
            self.draft.note(
                "This is an overall figure. For a state's own figures name a state: "
                f"{place_names(self.coverage.places)}."
            )

    # what cannot be answered

    def _left_over(self, plan: QueryPlan) -> Outcome:
        """Decline a question with words that its measure's figure does not account for."""
        if plan.periods and not set(plan.periods) & set(self.coverage.all_periods):
            self.draft.say(f"I have no sheet for {listed(plan.periods)}; I have {listed(self.coverage.all_periods)}.")
            return Outcome(Status.NOT_FOUND, Reason.NO_SHEET_FOR_PERIOD)
        asks = plan.operation is Operation.LOOKUP and not plan.places and plan.clause.rstrip().endswith("?")
        if asks and not self.planner.reader.counts(plan.clause) and self._say_passages(plan, strict=True):
            return ANSWERED
        words = listed(echo(word) for word in plan.leftovers[:_CHOICES])
        label = self.catalog.by_id[plan.indicators[0]].label
        place = whereabouts(plan.leftovers, self.coverage.places)
        uncovered = [code for code in plan.places if code not in self.coverage.periods]
        if plan.places and len(uncovered) == len(plan.places):
            return self._no_sheet(uncovered)
        if place and not place.states and not plan.places:
            self.draft.say(f"I have no sheet for {words}. I have sheets for {place_names(self.coverage.places)}.")
            return Outcome(Status.NOT_FOUND, Reason.NO_SHEET_FOR_PLACE)
        if place and place.states:
            states = place_names(place.states)
            self.draft.say(
                f"The sheets give no figures for {words}, only for whole states. There is a sheet for {states}: ask "
                f"for {states} to get its {label}."
            )
            return Outcome(Status.NOT_FOUND, Reason.NOT_COVERED)
        details = narrowing_words()
        kinds = dict.fromkeys(details[w] for left in plan.leftovers for w in left.lower().split() if w in details)
        narrowed = f" The sheets do not break it down by {listed(kinds)}." if kinds else ""
        self.draft.say(
            f"I know figures for {label}, but I cannot account for {words} in your question.{narrowed} "
            "Ask without that detail to get the figure as the sheets print it."
        )
        return Outcome(Status.NOT_FOUND, Reason.NOT_COVERED)

    def _no_sheet(self, codes: Sequence[str]) -> Outcome:
        have = place_names(self.coverage.places)
        self.draft.say(f"I have no sheet for {place_names(codes)}. I have sheets for {have}.")
        return Outcome(Status.NOT_FOUND, Reason.NO_SHEET_FOR_PLACE)

    def _no_measure(self, plan: QueryPlan) -> Outcome:
        """Meet a question that names no measure for certain."""
        telling = [c for c in plan.candidates if c.score > 0]
        if telling and not plan.leftovers:
            self.draft.say("Which of these do you mean?")
            for candidate in telling[:_CHOICES]:
                self.draft.say(f"- {self.catalog.by_id[candidate.indicator].label}")
            return Outcome(Status.CLARIFY, Reason.AMBIGUOUS)
        uncovered = [place for place in plan.places if place not in self.coverage.periods]
        if uncovered and len(uncovered) == len(plan.places):
            return self._no_sheet(uncovered)
        if plan.leftovers:
            if not telling and self._say_passages(plan):
                return ANSWERED
            if telling or self.planner.reader.asks_for_figures(plan.clause):
                words = listed(echo(word) for word in plan.leftovers[:_CHOICES])
                self.draft.say(
                    f'The sheets give no figures on {words}. Ask "what can I ask?" to see what they do give.'
                )
                near = bool(telling) and telling[0].score >= 0.5
                return Outcome(Status.NOT_FOUND, Reason.NOT_COVERED if near else Reason.UNKNOWN_MEASURE)
            return self._off_topic()
        if plan.places or plan.periods or plan.overall or plan.all_indicators or plan.claims:
            where = f" for {place_names(plan.places)}" if plan.places else ""
            self.draft.say(f"Which figure do you mean{where}? These are the ones that the sheets give:")
            self._list_measures("nation" if plan.overall else "place")
            return Outcome(Status.CLARIFY, Reason.AMBIGUOUS)
        self.draft.say(f"What would you like to know? {coverage_line(self.catalog, self.coverage)}")
        return Outcome(Status.CLARIFY, Reason.AMBIGUOUS)

    def _off_topic(self) -> Outcome:
        self.draft.say(f"That is not something the sheets speak of. {coverage_line(self.catalog, self.coverage)}")
        return Outcome(Status.NOT_FOUND, Reason.OFF_TOPIC)

    # explanations

    def _explain(self, plan: QueryPlan) -> Outcome:
        if self._say_passages(plan):
            return ANSWERED
        counts = plan.places or plan.overall or self.planner.reader.asks_for_figures(plan.clause)
        if plan.indicators and counts and not plan.leftovers:
            return self._figures(plan)
        words = [item.text for item in self.planner.reader.content_items(plan.clause)]
        about = listed(echo(word) for word in dict.fromkeys(plan.leftovers or words))
        if plan.candidates or self.planner.reader.names_publisher(plan.clause):
            ending = f"; they do not speak of {about}." if about else "."
            self.draft.say(f"The sheets say nothing that answers this{ending}")
            return Outcome(Status.NOT_FOUND, Reason.NOT_COVERED)
        return self._off_topic()

    def _say_passages(self, plan: QueryPlan, *, strict: bool = False) -> bool:
        """Quote the passage that answers a question, if there is one; `strict` asks for all of its content words."""
        best: tuple[float, Hit, Passage] | None = None
        items = self.planner.reader.content_items(plan.clause)
        # a group's first name stands in the sheets where the asker writes a short form
        names = {concept for item in items for concept in item.concepts}
        for hit in self.search(" ".join((plan.clause, *sorted(names)))):
            passage = occurrence(self.database, hit.text_hash, (*plan.places, *self.draft.plan.places))
            if self.database.facts(document_id=passage.document_id, span=(passage.start, passage.end)):
                continue  # a figure's sentence explains nothing
            if "\t" in passage.reading or len(passage.reading.split()) < _SENTENCE_WORDS:
                continue  # neither does a row of a table
            share = sum(covered(item, self.lexicon, [passage]) for item in items) / max(1, len(items))
            enough = any(share >= least and hit.cosine >= near for least, near in _ENOUGH[: 1 if strict else None])
            if not enough and (items or hit.cosine < _NO_WORDS):
                continue
            rank = hit.cosine + share / 2
            if best is None or rank > best[0]:
                best = (rank, hit, passage)
        if best is None:
            return False
        _, hit, passage = best
        documents = {p.document_id for _, p in self.database.passages_of_texts([hit.text_hash])}
        say_passage(self.draft, passage, shared=len(documents) > 1)
        return True

    # urgent messages

    def _urgent(self, plan: QueryPlan) -> Outcome:
        for line in plan.guidance:
            self.draft.say(line)
        return Outcome(Status.URGENT)

    # sources and coverage

    def _sources(self, plan: QueryPlan) -> Outcome:
        """Say where the figure before was printed."""
        results = list(look_up(plan, self.catalog, self.coverage, self.database)) if plan.indicators else []
        facts = [r for r in results if isinstance(r, Fact)]
        if not facts:
            return self._say_coverage(plan)
        for fact in facts:
            document = self.draft.document(fact.document_id)
            self.draft.say(self.draft.state(fact))
            self.draft.value(fact)
            self.draft.say(f"It is printed in the sheet {document.title}, file {document.source}.")
        return ANSWERED

    def _say_coverage(self, plan: QueryPlan) -> Outcome:
        self.draft.say(coverage_line(self.catalog, self.coverage))
        missing = [p for p in plan.periods if p not in self.coverage.all_periods]
        if missing:
            self.draft.say(f"I have no sheet for {listed(missing)}.")
        uncovered = [p for p in plan.places if p not in self.coverage.periods]
        if uncovered:
            self.draft.say(f"I have no sheet for {place_names(uncovered)}.")
        self.draft.say(f"The sheets are published by the {self.catalog.publisher}.")
        self.draft.say("For each state you can ask for:")
        self._list_measures("place")
        self.draft.say(f"and for {self.catalog.overall}:")
        self._list_measures("nation")
        self.draft.say("You can also ask what a programme is or does. Every figure comes with the place it is printed.")
        return ANSWERED

    def _list_measures(self, level: str) -> None:
        for indicator in self.catalog.indicators:
            if indicator.level == level:
                self.draft.say(f"- {indicator.label}")

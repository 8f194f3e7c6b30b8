"""Answers to plain questions: every word of them from the catalog's patterns, or of the few sentences here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering import Draft, echoes
from assistant.computing import (
    Threshold,
    compute,
    count_fitting,
    count_line,
    rank_formula,
    rank_line,
    ranked,
    result_line,
)
from assistant.lexicon import cued, tokenise
from assistant.lookup import Missing
from assistant.plain.figures import Figures, Found
from assistant.plain.question import PlainQuestion
from assistant.sourcing import coverage_line
from assistant.types import Intent, Operation, Outcome, Reason, Status
from index.places import listed
from index.quantities import plain
from index.reading import read
from index.types import Extract, Fact, FlagKind

_ANSWERED = Outcome(Status.ANSWERED)
_CLARIFY = Outcome(Status.CLARIFY, Reason.AMBIGUOUS)
_ADDING = (Operation.SUM, Operation.MEAN, Operation.MEDIAN)
_OF_TWO = (Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE)
_PAIR = 2
_MOST_PERIODS = 12


class PlainResponder:
    """Says one plain answer into a draft."""

    def __init__(self, draft: Draft, figures: Figures) -> None:
        self.draft = draft
        self.figures = figures
        self.catalog = figures.catalog

    def respond(self, question: PlainQuestion) -> Outcome:
        """Say what there is to say to a question."""
        if question.intent is Intent.GREETING and cued("intents", "parting", tokenise(question.text)):
            self.draft.say("You are welcome. Ask again whenever you need a figure.")
            return _ANSWERED
        if question.intent in (Intent.COVERAGE, Intent.GREETING):
            return self.cover()
        if question.intent is Intent.NOTHING:
            self.draft.say("Please type a question.")
            self.cover()
            return _CLARIFY
        if question.intent is Intent.OFF_TOPIC:
            self.draft.say(f"I answer from the {self.catalog.title} only: figures on {self.catalog.about}.")
            return Outcome(Status.NOT_FOUND, Reason.OFF_TOPIC)
        if question.leftovers:
            return self._left_over(question)
        if question.intent is Intent.EXPLANATION:
            for indicator in question.indicators:
                self.draft.say(self.catalog.by_id[indicator].definition)
            return _ANSWERED
        if not question.indicators:
            return self._which_measure(question) if question.intent is Intent.FIGURES else self.cover()
        outcome = self._figures(question)
        if question.intent is Intent.PROVENANCE:
            self._name_documents()
        return outcome

    def cover(self) -> Outcome:
        """Say what there is, who publishes it and what can be asked."""
        say, coverage = self.draft.say, self.figures.coverage
        if not coverage.periods:
            say(f"I hold no certain figure of the {self.catalog.title} yet.")
            return _ANSWERED
        say(coverage_line(self.catalog, coverage))
        say(f"They are published by the {self.catalog.publisher}.")
        levels = (("place", f"each {self.catalog.place_word.one}"), ("nation", self.catalog.overall))
        for level, whose in levels:
            labels = [i.label for i in self.catalog.indicators if i.level == level]
            if labels:
                say(f"For {whose} you can ask for {listed(labels)}.")
        return _ANSWERED

    # what cannot be answered

    def _left_over(self, question: PlainQuestion) -> Outcome:
        words = echoes(question.leftovers)
        if not question.indicators and not question.candidates:
            self.draft.say(f"The {self.catalog.title} give no figures on {words}.")
            self._list_measures()
            return Outcome(Status.NOT_FOUND, Reason.UNKNOWN_MEASURE)
        self.draft.say(
            f"I cannot tell what {words} changes in the question, so I give no figure: the {self.catalog.title} may "
            "not hold it. Ask without that detail to get a figure as they print it."
        )
        return Outcome(Status.NOT_FOUND, Reason.NOT_COVERED)

    def _which_measure(self, question: PlainQuestion) -> Outcome:
        labels = [self.catalog.by_id[c.indicator].label for c in question.candidates]
        if labels:
            self.draft.say(f"Which figure do you mean: {' or '.join(dict.fromkeys(labels))}?")
        else:
            self.draft.say("Which figure do you mean?")
            self._list_measures()
        return _CLARIFY

    def _list_measures(self) -> None:
        self.draft.say(f"They hold figures on {listed(i.label for i in self.catalog.indicators)}.")

    def _say_missing(self, missing: Missing) -> None:
        names = self.catalog.place_names
        place = names.name_of(missing.place)
        label = self.catalog.by_id[missing.indicator].label if missing.indicator else ""
        if missing.reason is Reason.NO_SHEET_FOR_PLACE:
            have = listed(sorted(names.name_of(p) for p in self.figures.places))
            self.draft.say(f"I have no figures of {place}. I have figures of {have}.")
        elif missing.reason is Reason.NO_SHEET_FOR_PERIOD:
            existing = sorted(self.figures.coverage.periods[missing.place], reverse=True)[:_MOST_PERIODS]
            word = self.catalog.period_word
            have = listed(self._said(p) for p in reversed(existing))
            asked = self._said(missing.period or "")
            named = asked if asked != missing.period or asked.isdigit() else f"that {word.one}"
            several = f"{word.many} I have are" if len(existing) > 1 else f"{word.one} I have is"
            self.draft.say(f"I have no figures of {place} for {named}; the {several} {have}.")
        elif missing.reason is Reason.NATIONAL_ONLY:
            self.draft.say(f"The documents print {label} for {self.catalog.overall} only, not for {place}.")
            for fact in missing.offer:
                self.draft.say(f"- {self.draft.state(fact)}")
        else:
            when = f" in {self._said(missing.period)}" if missing.period else ""
            self.draft.say(
                f"The documents give no certain figure of {place} for {label}{when}. Silence does not mean none."
            )

    # figures

    def _figures(self, question: PlainQuestion) -> Outcome:
        asked = self._as_meant(question)
        placeless = not (asked.places or asked.overall or asked.all_places)
        if placeless and not any(map(self.figures.has_overall, asked.indicators)):
            have = listed(sorted(self.catalog.place_names.name_of(p) for p in self.figures.places))
            self.draft.say(f"For which {self.catalog.place_word.one}? I have figures of {have}.")
            return _CLARIFY
        found = self.figures.find(asked)
        if asked.claims and found.facts:
            self.draft.say(f"You said {echoes(asked.claims)}. The documents print:")
        for missing in found.missing:
            self._say_missing(missing)
        if found.differing:
            self._state(found.differing)
            self.draft.say("The documents print different figures for this, so I compute nothing from them.")
        outcome = self._worked(asked, found) if found.facts else _ANSWERED
        self._notes(found, placeless=placeless)
        if found.missing:
            answered = bool(found.facts or found.differing)
            return Outcome(Status.PARTIAL if answered else Status.NOT_FOUND, found.missing[0].reason)
        return outcome

    def _as_meant(self, question: PlainQuestion) -> PlainQuestion:
        """Return a question with the places that its operation goes over."""
        named = bool(question.places or question.overall)
        several = len(question.places) > 1 or len(question.periods) > 1 or question.all_periods or question.trend
        if question.beats:
            return replace(question, places=(), picked=question.places)
        over_places = question.operation in (Operation.RANK, Operation.FILTER, Operation.COUNT)
        if over_places and not several and (not named or question.operation is Operation.RANK):
            return replace(question, all_places=True, places=(), overall=False, picked=question.places)
        if question.operation is Operation.SHARE and question.places and not self._of_percent(question):
            return replace(question, overall=True)
        return question

    def _of_percent(self, question: PlainQuestion) -> bool:
        return all(self.catalog.by_id[i].unit == "percent" for i in question.indicators)

    def _worked(self, question: PlainQuestion, found: Found) -> Outcome:
        """Do what is asked with the figures, of one measure after the other; a ratio may be of two measures."""
        if question.operation is Operation.RATIO and len(question.indicators) == _PAIR == len(found.facts):
            return self._of_two(Operation.RATIO, found.facts)
        outcome = _ANSWERED
        for indicator in question.indicators:
            facts = [f for f in found.facts if f.indicator == indicator]
            incomplete = any(m.indicator in (indicator, None) for m in found.missing)
            if facts:
                own = self._work(question, facts, complete=not (incomplete or found.differing))
                outcome = own if own is not _ANSWERED else outcome
        return outcome

    def _work(self, question: PlainQuestion, facts: Sequence[Fact], *, complete: bool) -> Outcome:
        operation, percent = question.operation, facts[0].unit == "percent"
        if question.trend and len({f.period for f in facts}) > 1:
            return self._trend(facts)
        if question.trend and complete and not question.threshold:
            self._state(facts)
            self.draft.say(f"Name another {self.catalog.period_word.one} to see how it changed.")
            return Outcome(Status.PARTIAL, Reason.NOT_COVERED)
        if len(facts) == 1 or operation is Operation.LOOKUP or (operation is Operation.SHARE and percent):
            self._state(facts)
            needs_two = len(facts) == 1 and operation in (*_OF_TWO, Operation.SHARE) and not percent
            return self._incomplete() if needs_two and complete else _ANSWERED
        if operation is Operation.RANK:
            return self._ranked(question, facts)
        if operation in (Operation.FILTER, Operation.COUNT):
            return self._fitting(question, facts)
        self.draft.note(self.catalog.by_id[facts[0].indicator].caveat or "")
        if percent or not complete:
            self._state(facts)
            why = "they are percentages" if percent else "they are not complete"
            self.draft.say(f"I compute nothing from these figures: {why}.")
            return Outcome(Status.PARTIAL, Reason.NOT_COVERED)
        if operation in _ADDING:
            return self._added(operation, facts)
        if operation is Operation.SHARE:
            return self._share(facts)
        return self._of_two(operation, facts)

    def _incomplete(self) -> Outcome:
        word = self.catalog
        self.draft.say(f"With what shall I compare it? Name another {word.place_word.one} or {word.period_word.one}.")
        return _CLARIFY

    def _state(self, facts: Sequence[Fact]) -> None:
        bullet = "- " if len(facts) > 1 else ""
        for fact in facts:
            self.draft.say(f"{bullet}{self.draft.state(fact)}")
            self.draft.value(fact)

    def _compute(self, operation: Operation, operands: Sequence[Fact]) -> bool:
        """Say the result of an operation; False if it divides by zero."""
        try:
            result = compute(operation, operands)
        except ValueError:
            return False
        numbers = [self.draft.cite_fact(f) for f in operands]
        self.draft.computed(operation, operands, result)
        self.draft.say(result_line(operation, operands, numbers, self.catalog))
        return True

    def _added(self, operation: Operation, facts: Sequence[Fact]) -> Outcome:
        overall = self.catalog.overall_code
        if len({f.place == overall for f in facts}) > 1:
            self._state(facts)
            self.draft.say(f"{self.catalog.overall} holds the others, so I do not add it to them.")
            return Outcome(Status.PARTIAL, Reason.NOT_COVERED)
        self._state(facts)
        if self.catalog.by_id[facts[0].indicator].stock and len({f.period for f in facts}) > 1:
            self.draft.say(f"They are levels at a time, which do not add up over {self.catalog.period_word.many}.")
            return Outcome(Status.PARTIAL, Reason.NOT_COVERED)
        self._compute(operation, facts)
        return _ANSWERED

    def _share(self, facts: Sequence[Fact]) -> Outcome:
        """Say the share that places have of the overall figure, where the catalog says that they make it up."""
        overall = self.catalog.overall_code
        whole = next((f for f in facts if f.place == overall), None)
        adds_up = any(grid.adds_up and grid.indicator == facts[0].indicator for grid in self.catalog.grids)
        self._state(facts)
        if whole is None or not adds_up:
            self.draft.say("The documents do not say of what these are a part, so I give no share.")
            return Outcome(Status.PARTIAL, Reason.NOT_COVERED)
        for part in (f for f in facts if f.place != overall and f.period == whole.period):
            self._compute(Operation.SHARE, [part, whole])
        return _ANSWERED

    def _of_two(self, operation: Operation, facts: Sequence[Fact]) -> Outcome:
        self._state(facts)
        if len(facts) != _PAIR:
            self.draft.say("Name the two figures that you want to compare.")
            return _CLARIFY
        operands = list(facts)
        if operation is Operation.DIFFERENCE:
            operands.sort(key=lambda f: -f.value)
        elif operation is Operation.PERCENT_CHANGE and facts[0].place == facts[1].place:
            operands.sort(key=lambda f: f.period or "", reverse=True)
        if not self._compute(operation, operands):
            self.draft.say("The figure to compare with is zero, so there is nothing to divide by.")
            return Outcome(Status.PARTIAL, Reason.NOT_COVERED)
        return _ANSWERED

    def _trend(self, facts: Sequence[Fact]) -> Outcome:
        """Say figures in the order of time, of one place after the other, and how far the ends are apart."""
        for place in dict.fromkeys(f.place for f in facts):
            run = sorted((f for f in facts if f.place == place), key=lambda f: f.period or "")
            self._state(run)
            if len(run) > 1 and run[0].unit != "percent":
                first, last = run[0], run[-1]
                self._compute(Operation.DIFFERENCE, sorted((last, first), key=lambda f: -f.value))
                self._compute(Operation.PERCENT_CHANGE, [last, first])
        return _ANSWERED

    def _ranked(self, question: PlainQuestion, facts: Sequence[Fact]) -> Outcome:
        if len({f.place for f in facts}) > 1 and len({f.period for f in facts}) > 1:
            self._state(facts)
            one = f"one {self.catalog.place_word.one} or one {self.catalog.period_word.one}"
            self.draft.say(f"To rank them, name {one}.")
            return _CLARIFY
        highest = question.highest_first is not False
        ids = [f.id for f in facts]
        order = ranked(facts, highest_first=highest)
        told = [(rank, f) for rank, f in order if f.place in question.picked]
        if not told:
            told = order if question.ranks_all else [(rank, f) for rank, f in order if rank == 1]
        for rank, fact in told:
            tied = sum(g.value == fact.value for g in facts)
            line = rank_line(fact, rank, len(facts), highest_first=highest, tied=tied)
            self.draft.say(f"- {line} {self.draft.state(fact)}")
            formula = rank_formula(rank, len(facts), highest_first=highest)
            self.draft.value(fact, Operation.RANK, formula, ids)
        rest = [f for _, f in order if f not in [g for _, g in told]]
        if rest:
            self.draft.say("The others:")
            for fact in rest:
                self.draft.say(f"- {self.draft.state(fact)}")
                self.draft.value(fact)
        self.draft.note(self.catalog.by_id[facts[0].indicator].caveat or "")
        return _ANSWERED

    def _fitting(self, question: PlainQuestion, facts: Sequence[Fact]) -> Outcome:
        threshold = question.threshold
        if own := next((f for f in facts if f.place in question.picked), None):
            self._state([own])
            facts = [f for f in facts if f is not own]
            threshold = Threshold.parse(f"{'>' if question.highest_first else '<'} {plain(own.value)}")
        if threshold is None:
            self._state(facts)
            return _ANSWERED
        if question.operation is Operation.COUNT and len(facts) > 1:
            result = count_fitting(facts, threshold)
            self.draft.computed(Operation.COUNT, facts, result)
            self.draft.say(count_line(result, len(facts)))
        passing = [f for f in facts if threshold.passes(f.value)]
        if not passing:
            self.draft.say("None of them fits. These are the figures:")
        for fact in sorted(passing, key=lambda f: -f.value):
            self.draft.say(f"- {self.draft.state(fact)}")
            self.draft.value(fact, Operation.FILTER, threshold.formula)
        rest = [f for f in facts if f not in passing]
        if rest and passing:
            self.draft.say("These do not fit:")
        for fact in rest:
            self.draft.say(f"- {self.draft.state(fact)}")
        self.draft.note(self.catalog.by_id[facts[0].indicator].caveat or "")
        return _ANSWERED

    # what is said beside the figures

    def _notes(self, found: Found, *, placeless: bool) -> None:
        facts = [*found.facts, *found.differing]
        word = self.catalog.period_word.one
        periods = sorted({f.period for f in found.facts if f.period})
        if found.newest and periods:
            only = f"{self._said(periods[0])} is the newest {word} with such a figure."
            several = f"These are the newest {self.catalog.period_word.many} with such figures."
            self.draft.note(only if len(periods) == 1 else several)
        own = any(self.catalog.by_id[f.indicator].level == "place" for f in found.facts)
        if placeless and own:
            self.draft.note(f"Name a {self.catalog.place_word.one} to get its own figure.")
        for fact in facts:
            if FlagKind.ROWS_DO_NOT_ADD_UP in fact.flags:
                many = self.catalog.place_word.many
                self.draft.note(f"In this document the {many} do not add up to the stated total.")
            if footnote := self._footnote(fact):
                quote = read(footnote.quote).text.strip()
                self.draft.note(f"The document notes: \u201c{quote}\u201d [{self.draft.cite_fact(fact)}].")

    def _footnote(self, fact: Fact) -> Extract | None:
        """Return the footnote of a cell with a mark: the last of what stands around the figure."""
        return fact.context[-1] if fact.method == "cell_with_note" else None

    def _name_documents(self) -> None:
        for document_id in self.draft.cited():
            title = self.draft.document(document_id).title
            number = next(c.number for c in self.draft.citations if c.document_id == document_id)
            self.draft.note(f"Printed in \u201c{title}\u201d [{number}].")

    def _said(self, period: str) -> str:
        return self.catalog.period_reader.say(period)

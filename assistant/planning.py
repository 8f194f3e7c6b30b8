"""From a message to a plan, without a language model.

Each clause that asks is read by itself. Every content word of it must then be accounted for: what is left over changes
the question. What a clause leaves open is taken from the clause or the turn before it, and the plan says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.abroad import named_abroad
from assistant.accounting import Accounting, Leftover
from assistant.asides import asides
from assistant.beside import going_on
from assistant.claims import read_claims
from assistant.clause_reading import ClauseReader
from assistant.clauses import Clause, Said, asks_outright, lists_several, split_clauses
from assistant.conversation import Conversation
from assistant.cues import LONGEST_QUESTION, asks_no_number, readable
from assistant.followups import ClauseReading, dropped, names_nothing, of_dropped, rows_told, to_judge
from assistant.gazetteer import named_in
from assistant.intents import asks_how_many
from assistant.interjecting import unquoted, without_interjection
from assistant.judging import BEYOND_SENTENCES, contradicted, judged, narrowing_around, uncounted
from assistant.labels import of_label
from assistant.left_of_whole import left_of_whole
from assistant.levels import broken_down, of_rows_around
from assistant.lexicon import FamilyLexicon, cued, normalise, tokenise
from assistant.listing import Lists, Wish
from assistant.places_together import said_together
from assistant.premise_clauses import ranks
from assistant.premised import with_presumed, without_presumed
from assistant.premises import as_background, granted, may_grant, placed, with_whole_of_percent, without_rank_around
from assistant.recalling import once_more
from assistant.references import ORDINALS, back_to
from assistant.rejoining import closed, joined, leave_open, of_another, of_next, of_whole
from assistant.remembering import remembering
from assistant.replaying import exchanged, exchanges, meant_instead
from assistant.said_of import of_statement
from assistant.scope import among_all, goes_on, in_one, nowhere, places_taken, says_nothing, sets_apart, unsettled
from assistant.second_look import (
    among_earlier_places,
    asks_who_meets,
    by_itself,
    explained,
    kind_read,
    names_another,
    of_earlier_places,
    of_places_around,
    rather_of_states,
    surely_wants_figures,
    wants_figures,
    with_all_of_message,
    with_operation,
    with_scope,
)
from assistant.sections import Sections
from assistant.spanish import to_english
from assistant.speakers import of_speakers
from assistant.takebacks import corrects, passes_over, with_named_measure, without_taken_back
from assistant.transcripts import without_asking_back
from assistant.turns import Turns, asks_on, goes_back, sentences_apart
from assistant.types import Intent, QueryPlan
from assistant.whole_message import as_whole
from assistant.writing_out import written_out
from assistant.yes_or_no import weighed
from index.catalog import Catalog
from index.question_reading import QuestionReading

_OWN_COUNTRY = re.compile(r"\b(?:my|our|this|that|their|his|her) (?:own |home )?country\b", re.IGNORECASE)


class Planner:
    """Plans questions over the families of a store."""

    def __init__(
        self,
        catalogs: Sequence[Catalog],
        today: date | None = None,
        model: Callable[[str, Sequence[str]], QuestionReading | None] = lambda _text, _before: None,
    ) -> None:
        """`model` reads a clause, given what was said before it; it returns None if it cannot be used."""
        self.lexicon = FamilyLexicon(catalogs[0])
        self.conversation = Conversation(self.lexicon)
        self.reader = ClauseReader(self.lexicon, today)
        self._model = remembering(model, lambda text: self.reader.holds_measure(self.reader.spotted(text)[0]))
        self.accounting = Accounting(self.lexicon, self.reader.explanation_words)
        self.sections = Sections(self.lexicon, self.accounting)
        self.lists = Lists(self.reader, self._model)

    def plan(self, question: str, history: Sequence[str] = ()) -> QueryPlan:
        """Plan a message, with the earlier messages of the conversation, oldest first."""
        turns = Turns()
        *_, plan = (self._plan_turn(unquoted(without_asking_back(m)), turns) for m in (*history, question))
        if plan.question == question:
            return plan
        return replace(plan, question=question, parts=tuple(replace(part, question=question) for part in plan.parts))

    def _plan_turn(self, message: str, turns: Turns) -> QueryPlan:
        """Plan the next message and add it to the turns; what it corrects, or goes back to, stands before its rest."""
        message = of_speakers(message, turns.messages, self.lists.names_measure)
        heading = goes_back(message, self.lexicon) if turns.spoken else None
        of_place = bool(heading and self.reader.spotted(heading[0])[1])  # "back to Iowa's reports": of Iowa alone
        back = turns.go_back(heading[0], self.lexicon) if heading and not of_place else None
        if heading and back is not None:
            if back.leftovers:  # "the two numbers" of three
                turns.note(message, back)
                return back
            message = heading[1]
        elif rest := self._correction_first(message, turns):
            corrected, plan = turns.asked[-1], self._plan_turn(rest, turns)
            asks = plan.intent not in (Intent.GREETING, Intent.NOTHING)
            own = (plan.parts or (plan,)) if asks else ()
            return joined([*corrected, *own]) if not asks or asks_on(rest) else plan
        measured, placed = self.lists.names_measure, self.lists.names_place
        labelled = of_label(message, turns.messages, turns.planned, measured, placed)
        same = joined(labelled) if labelled else self._again(message, turns)
        plan = same or self._plan_message(message, turns.trail, tuple(turns.messages))
        plan = as_whole(message, plan, self.reader)
        turns.note(message, plan)
        return plan

    def _correction_first(self, message: str, turns: Turns) -> str | None:
        """Note a first sentence that only puts a place in another's stead as a turn of its own; return the rest."""
        head, rest = (sentences_apart(message) if turns.asked else None) or ("", "")
        if not head:
            return None
        tokens, places, periods = self.reader.spotted(readable(normalise(without_interjection(head))))
        instead = asks_on(rest) and meant_instead(tokens, places)
        if periods or not (instead or exchanges(tokens, places)):
            return None
        plan, at = self._again(head, turns), -1
        if plan is None:  # a turn before the last one is meant, or none
            at, parts = turns.newest(lambda turn: exchanged(head, tokens, places, turn))
            plan = joined(parts) if parts else self._plan_message(head, turns.trail, tuple(turns.messages))
        turns.note(head, plan, at=at)
        return rest

    def _again(self, message: str, turns: Turns) -> QueryPlan | None:
        """Return the plan of a message that wants earlier figures once more, as they were or changed in one part."""
        parts = left_of_whole(message, turns, self.reader) or once_more(message, turns, self.reader)
        return joined(parts) if parts else None

    def explanations_read(self, plan: QueryPlan) -> Mapping[str, float]:
        """Return the chance of each explanation; nothing unless the model is sure that a clause asks for one.

        Nor if a word surely asks for more than any sentence says: "what qualifications do they need?".
        """
        if plan.judgement is not None:
            beyond = any(chance >= BEYOND_SENTENCES for _, chance in plan.judgement.words)
            return {} if beyond else dict(plan.judgement.explanations)
        read = self._model(plan.clause, (plan.before,) if plan.before else ())
        return read.explanations if read is not None and kind_read(read) == "explain" else {}

    def _plan_message(self, question: str, trail: Sequence[QueryPlan], before: Sequence[str]) -> QueryPlan:
        english = to_english(question[:LONGEST_QUESTION])
        text, presumed = without_presumed(said_together(readable(normalise(english or question))), self.reader)
        plan = with_presumed(self._plan_text(question, text, trail, before), presumed)
        return replace(plan, spanish=True) if english is not None else plan

    def _plan_text(self, question: str, text: str, trail: Sequence[QueryPlan], before: Sequence[str]) -> QueryPlan:
        if not any(t.text[:1].isalnum() or (trail and t.text == "%") for t in tokenise(text)):
            return QueryPlan(question=question, intent=Intent.NOTHING)
        text = written_out(text, trail, before, self.lists, self.reader)
        parts: list[QueryPlan] = []
        around: QueryPlan | None = None
        premises: list[QueryPlan] = []
        kept = without_taken_back(text, self.reader.spotted(text)[1], self.lexicon, trail[-1]) if trail else None
        takes_back = kept is not None or (bool(trail) and corrects(text))
        found = split_clauses(kept or text, self.lists.names_measure, self.lists.names_place)
        found = going_on(found, text, self.reader) if trail else found
        clauses = [piece for whole in found for piece in self.lists.parts(whole, on=bool(trail))]
        if len(clauses) > 1:
            clauses = [self._of_stated_year(piece, self.reader.spotted(text)[2]) for piece in clauses]
            clauses = self.lists.of_place_behind(clauses, text)
        alone = len(clauses) > 1 and sum(clause.asks for clause in clauses) == 1
        said = Said(before, text if alone and kept is None else None)
        for piece in clauses:
            clause = self._in_its_message(piece, around, said) if piece.asks and around is not None else piece
            previous = parts[-1] if parts else around
            headed = clause.listed and around is not None and bool(around.places)
            if headed:
                previous = around  # each line is of the place that the heading names
            reading = self.reader.read(
                question, clause, [*trail, *parts], takes_back=takes_back, of_places=headed and clause.asks
            )
            if not clause.asks:
                premises += self._premise(question, clause, reading, previous, trail, said)
                if trail and any(t.key in ORDINALS for t in reading.tokens):  # "Back to the first state."
                    reading = replace(reading, plan=self._completed(reading, previous, trail)[0])
                around = self._background(reading, around)
            else:
                plan = self._settle(question, clause, reading, previous, trail, said)
                plan = without_rank_around(plan, reading.plan, premises)
                plan = with_whole_of_percent(plan, reading.plan, premises, self.lexicon.catalog)
                plan, premises = of_statement(plan, placed(premises, reading.plan), clause.text)
                plan = of_another(plan, parts) if parts else plan
                listed = self._plan_list(question, clause, plan, [*trail, *parts], previous, said)
                plan = plan if listed else self.lists.with_all(clause, plan)
                parts += listed or [replace(plan, premises=(*premises, *plan.premises)) if premises else plan]
                premises = []
            said = said.after(clause)
        if not parts:
            return self.reader.read(question, Clause(text, True)).plan
        if len(parts) > 1:
            parts = of_whole(of_next(parts), self.lexicon.catalog)
            parts = [part for part in parts if not self._said_of_a_state(part, parts)]
            asking = [part for part in parts if part.intent is not Intent.GREETING and not says_nothing(part)]
            parts = asking or parts[:1]
        if takes_back and passes_over(self.reader.spotted(text)[1], parts, trail[-1]):
            parts = [replace(part, leftovers=(*part.leftovers, text)) for part in parts]
        apart = len(clauses) > 1 and kept is None and not any(clause.listed for clause in clauses)
        if apart and leave_open(parts, self.lexicon.catalog):
            clause = Clause(text, True)
            reading = self.reader.read(question, clause, trail)
            whole = self._settle(question, clause, reading, None, trail, Said(before, text))
            parts = [whole] if closed(whole, self.lexicon.catalog) else parts
        return joined(parts)

    def _plan_list(
        self,
        question: str,
        clause: Clause,
        whole: QueryPlan,
        trail: Sequence[QueryPlan],
        previous: QueryPlan | None,
        said: Said,
    ) -> list[QueryPlan]:
        """Plan the things of a list, each by itself; nothing if it is none, or if a word narrows one of its figures.

        A thing that names no place is of the place before it.
        """
        plans: list[QueryPlan] = []
        over = {word for item in whole.leftovers for word in item.split()}
        for thing in self.lists.one_by_one(clause, whole):
            if thing.kind is Wish.UNCOUNTED:
                asked = thing.clause.text.strip(" ,;.?!")
                plan = QueryPlan(question=question, clause=asked, intent=Intent.FIGURES, leftovers=(asked,))
                plans.append(replace(plan, uncounted=True))
                continue
            reading = self.reader.read(question, thing.clause, [*trail, *plans])
            before = next((plan for plan in reversed(plans) if not plan.uncounted), previous)
            plan = self._settle(question, thing.clause, reading, before, trail, replace(said, whole=None))
            if thing.measure:
                if over & {word for item in plan.leftovers for word in item.split()}:
                    return []
                plan = replace(
                    plan, intent=Intent.FIGURES, indicators=(thing.measure,), all_indicators=False, leftovers=()
                )
            plans.append(plan)
        return plans

    def _of_stated_year(self, clause: Clause, years: Sequence[str]) -> Clause:
        """Let "this year" be the year that the message gives elsewhere, be it behind: "It is 2025."."""
        own = self.reader.spotted(clause.text)[2]
        return replace(clause, periods=tuple(years)) if own and not set(own) & set(years) else clause

    def _in_its_message(self, clause: Clause, around: QueryPlan, said: Said) -> Clause:
        """Give a clause the places and years of the text around it, if the model reads it as speaking of these.

        A clause that asks who meets the condition stated around it, "Which states does this concern?", is the message.
        """
        tokens, places, periods = self.reader.spotted(clause.text)
        measured = self.reader.names_measure(clause.text)
        open_place = bool(around.places) and not places and measured
        condition = not (measured or read_claims(clause.text) or ranks(clause.text))  # "which was top then?" is open
        condition = condition and bool(said.whole and read_claims(said.whole))
        then = bool(around.periods) and not periods and cued("references", "then", tokens)
        read = self._read(clause, said, on=False) if said.whole and (open_place or condition) else None
        if read is not None and said.whole and condition and asks_who_meets(read):
            return replace(clause, text=said.whole)
        return replace(
            clause,
            places=around.places if open_place and read is not None and of_places_around(read) else (),
            periods=around.periods if then else clause.periods,
        )

    def _settle(
        self,
        question: str,
        clause: Clause,
        reading: ClauseReading,
        previous: QueryPlan | None,
        trail: Sequence[QueryPlan],
        said: Said,
    ) -> QueryPlan:
        """Complete a clause that asks; one that the vocabulary does not settle is looked at again with the model."""
        read = self._read(clause, said, on=True) if said and reading.plan.intent is Intent.EXPLANATION else None
        others = said.whole or (previous is not None and reading.elliptical and reading.plan.overall)
        if read and (wants_figures(read) if trail else others and surely_wants_figures(read)):
            reading = replace(reading, plan=replace(reading.plan, intent=Intent.FIGURES))
        plan, left = self._completed(reading, previous, trail)
        on = goes_on(plan, self.lexicon.catalog)
        if read is None and self._unsettled(plan, left, clause, reading, said):
            read = self._read(clause, said, on=on or among_all(plan))
        spoken = [*trail, previous] if previous else trail
        several = bool(spoken) and len(spoken[-1].places) > 1
        among = several and among_all(plan) and read is not None and among_earlier_places(read)
        beside = previous is not None and bool(previous.places) and previous not in trail
        of_before = (
            read is not None
            and nowhere(plan, self.lexicon.catalog)
            and (
                of_earlier_places(read, beside=beside)
                or (beside and rather_of_states(plan.indicators, read, self.lexicon.catalog))
            )
        )
        # each thing of a list is then of these places
        listed = places_taken(plan) and lists_several(clause.text)
        of_places = reading.of_places or (bool(spoken) and (of_before or among or listed))
        if of_places and not reading.of_places:
            reading = self.reader.read(question, clause, spoken, takes_back=reading.plan.takes_back, of_places=True)
            plan, left = self._completed(reading, previous, trail)
        first = replace(plan, leftovers=tuple(item.text for item in left)) if left else plan
        of_section = self.sections.asked(first, reading, read)
        if read is None or of_section is not first:
            return of_section
        taken = bool(plan.indicators) and plan.origins.get("indicators") in ("earlier", "clause")
        of_source = reading.plan.intent is Intent.PROVENANCE
        if (taken or reading.elliptical) and said and asks_no_number(reading.tokens) and not of_source:
            read = by_itself(read, self._read(clause, said, on=False))
        # its words name no other measure, whatever the messages before it do
        goes_back = back_to(reading.tokens, trail) is not trail or names_nothing(reading)
        another = not goes_back and names_another(plan.indicators, read, self.lexicon.catalog)
        told = sets_apart(plan, clause.text) or not (kind_read(read) or another or explained(read, reading.tokens))
        if taken and told:
            # a measure that was spoken of before needs no second reading, only its words a judgement
            again = with_operation(reading, read, after_turn=previous is None)
            again = with_scope(again, read, spoken)
        else:
            again = self.reader.read(
                question, clause, spoken, takes_back=reading.plan.takes_back, of_places=of_places, read=read
            )
            again = with_named_measure(again, reading, spoken[-1].indicators if spoken else ())
        if again is not reading:
            plan, left = self._completed(again, previous, trail)
        if several and not again.of_places and among_all(plan) and among_earlier_places(read):
            plan, left = self._completed(replace(again, of_places=True), previous, trail)
        plan = with_all_of_message(plan, read, self.lexicon.catalog)
        tokens = to_judge(plan, again, clause.text, trail)
        taken_up = self.accounting.taken_up(plan, again)
        aside = tuple(asides(clause.text, self.lexicon))
        plan = judged(plan, tokens, left, read, self.lexicon.catalog, taken=taken_up, aside=aside)
        plan = self._beyond(plan, clause, said, read)
        plan = replace(plan, uncounted=plan.intent is Intent.FIGURES and bool(plan.leftovers) and uncounted(read))
        told = rows_told(plan, again, trail, self.lexicon.catalog)
        return contradicted(plan, read, self.lexicon.catalog) if on and said and not told else plan

    def _unsettled(
        self, plan: QueryPlan, left: Sequence[Leftover], clause: Clause, reading: ClauseReading, said: Said
    ) -> bool:
        """Say whether a clause has to be looked at with the model, too."""
        if any(item.end for item in left) or (clause.asks and said.whole is not None):
            return True
        open_slots = bool(said) and (goes_on(plan, self.lexicon.catalog) or among_all(plan))
        wants_content = plan.intent in (Intent.FIGURES, Intent.EXPLANATION)
        return unsettled(plan, reading, self.lexicon.catalog) or (
            wants_content and (open_slots or self.accounting.passes_over(plan, reading))
        )

    def _read(self, clause: Clause, said: Said, *, on: bool) -> QuestionReading | None:
        """Let the model read a clause; `on` says that it goes on from what stands before it.

        A message of which one clause alone asks is read as a whole: what stands around the clause may say of whom or
        when it speaks.
        """
        start = said.whole.find(clause.text.rstrip("?")) if said.whole and clause.asks else -1
        if said.whole is None or start < 0:
            return self._model(clause.text, said.clauses if on else ())
        read = self._model(said.whole, said.messages if on else ())
        return read and read.within(start, start + len(clause.text))

    def _beyond(self, plan: QueryPlan, clause: Clause, said: Said, read: QuestionReading) -> QueryPlan:
        """Leave over what stands around a clause and changes it: words that narrow it, or a city or country.

        A city matters where a message speaks of a place of its own and names no other.
        """
        if plan.intent is not Intent.FIGURES:
            return plan
        text = said.whole if said.whole and clause.asks else clause.text
        somewhere = plan.places or plan.all_places or plan.overall or plan.reference or plan.over
        named = somewhere or not of_places_around(read) or self.reader.spotted(text)[1]
        name = None if named else named_in(text)
        if plan.overall and not plan.places and _OWN_COUNTRY.search(text):
            name = named_abroad(plan.question)  # "I live in Mexico. How many in my country?"
        narrowing: list[str] = []
        start = text.find(clause.text.rstrip("?"))
        full = self._model(text, ()) if text is said.whole and start >= 0 else None
        if full is not None:
            end = start + len(clause.text)
            told = self.reader.names_measure(clause.text) and bool(self.reader.spotted(clause.text)[1])
            narrowing = narrowing_around(text, (start, end), full, named=told)
        return replace(plan, leftovers=tuple(dict.fromkeys((*plan.leftovers, *([name] if name else []), *narrowing))))

    def _said_of_a_state(self, plan: QueryPlan, parts: Sequence[QueryPlan]) -> bool:
        """Say whether another part asks of a state what this one seems to ask of the nation, without saying so.

        "A mom here may want a peer mentor. How many families in Minnesota had one?" asks for Minnesota's alone.
        """
        of_states = {i for part in parts if part.places for i in part.indicators}
        counterparts = {self.lexicon.catalog.by_id[i].overall_counterpart for i in of_states}
        unsaid = plan.intent is Intent.FIGURES and not (plan.overall or plan.places)
        other = bool(plan.leftovers) and asks_how_many(plan.clause)  # "how many volunteers did that?"
        said = not other and not asks_outright(plan.clause)
        return unsaid and said and bool(plan.indicators) and counterparts.issuperset(plan.indicators)

    def _completed(
        self, reading: ClauseReading, previous: QueryPlan | None, trail: Sequence[QueryPlan]
    ) -> tuple[QueryPlan, list[Leftover]]:
        """Fill the open slots of a clause; return its plan and the words that nothing in it accounts for."""
        plan = self.conversation.complete(reading, previous, trail)
        plan = replace(plan, asks_why=True) if reading.plan.asks_why and plan.intent is Intent.FIGURES else plan
        off = {reading.tokens[i].text for i in dropped(reading.tokens, trail)} if reading.settles else set[str]()
        plan = replace(plan, narrowed=tuple(w for w in plan.narrowed if not of_dropped(w, off))) if off else plan
        plan = in_one(plan, reading.tokens)
        plan = weighed(plan, reading, [*trail, *([previous] if previous else [])], self.lexicon)
        plan = of_rows_around(plan, previous, self.lexicon.catalog)
        if plan.broken_down:
            plan = replace(plan, indicators=broken_down(plan, self.lexicon.catalog))
        return plan, [item for item in self.accounting.leftovers(plan, reading) if not of_dropped(item.text, off)]

    def _background(self, reading: ClauseReading, before: QueryPlan | None) -> QueryPlan:
        """Keep what the text around a question says of places, years and measures."""
        plan = as_background(reading.plan)
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
        said: Said,
    ) -> list[QueryPlan]:
        """Return what a clause around a question states, if that can be weighed."""
        if not may_grant(reading.plan):
            return []
        plan = self._settle(question, clause, reading, previous, trail, said)
        return granted(plan, reading.plan, self.lexicon.catalog)

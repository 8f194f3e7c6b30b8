"""Questions for a section of the sheets: "the families section of the Massachusetts sheet"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.accounting import Accounting
from assistant.followups import ClauseReading
from assistant.judging import surely_narrowing
from assistant.lexicon import FamilyLexicon, Token, cued, language
from assistant.second_look import kind_read
from assistant.types import Intent, Operation, QueryPlan
from index.catalog import Section
from index.question_reading import QuestionReading


class Sections:
    """Finds the section that a clause asks for."""

    def __init__(self, lexicon: FamilyLexicon, accounting: Accounting) -> None:
        self._lexicon = lexicon
        self._accounting = accounting
        # "about" itself is a word of the sheets
        self._saying = lexicon.concepts(map(str, language("operations")["says_about"]))
        self._beside = lexicon.concepts(map(str, language("operations")["beside_subjects"]))
        # each section with its subject and all words of its heading, as concepts
        self._sections = [
            (s, lexicon.concepts(s.names), lexicon.concepts((s.heading, *s.names))) for s in lexicon.catalog.sections
        ]

    def asked(self, plan: QueryPlan, reading: ClauseReading, read: QuestionReading | None = None) -> QueryPlan:
        """Return a plan for all figures of the section that a clause asks for, or the plan as it is.

        A clause asks for a section that it calls one, or for the figures, in the plural, on a section's subject. A
        measure that accounts for the whole clause is what it asks for; so is what a section does not account for, or
        what the model, if it was asked, reads as narrowing. A programme is asked for where a clause names nothing else.
        """
        if plan.intent is Intent.PROVENANCE or plan.operation is not Operation.LOOKUP:
            return plan
        if _holds("profile", reading.tokens) and (whole := self._of_profile(plan, reading, read)):
            return whole
        called = _holds("section", reading.tokens)
        says = _holds("says_about", reading.tokens)
        figures = called or _holds("several_figures", reading.tokens)
        settled = plan.indicators and not plan.leftovers and not called
        named = {concept for item in reading.items for concept in item.concepts}
        # "what's the Team Adam number" begins like a question for an explanation
        counts = plan.intent is Intent.FIGURES or (read is not None and kind_read(read) is None)
        for section, subject, words in self._sections:
            alone = section.by_name and named <= words and counts and not plan.claims
            # "what does the sheet say about missing children?" wants the table, not its total alone
            about = says and named <= words | self._saying and not (plan.claims or reading.counts)
            if not named & subject or not (alone or about or (figures and not settled)):
                continue
            whole = replace(
                plan,
                intent=Intent.FIGURES,
                indicators=self._figures(section, plan, called=called or alone),
                origins={**plan.origins, "indicators": "question"},
            )
            left = self._accounting.leftovers(whole, reading, known=words)
            if whole.indicators and not left and not (read and surely_narrowing(reading.tokens, read)):
                return replace(whole, leftovers=())
        return plan

    def _of_profile(self, plan: QueryPlan, reading: ClauseReading, read: QuestionReading | None) -> QueryPlan | None:
        """Return a plan for the sections that a profile is limited to: "profile of Iowa, only families and training".

        Nothing if it names no section's subject, or a measure of its own beside.
        """
        named = {concept for item in reading.items for concept in item.concepts}
        meant = [(s, words) for s, subject, words in self._sections if named & subject and not s.by_name]
        known = self._beside.union(*(words for _, words in meant))
        if not meant or not named <= known or plan.claims or reading.counts:
            return None
        found = [i for section, _ in meant for i in self._figures(section, plan, called=False)]
        origins = {**plan.origins, "indicators": "question"}
        whole = replace(
            plan, intent=Intent.FIGURES, indicators=tuple(dict.fromkeys(found)), all_indicators=False, origins=origins
        )
        narrowing = surely_narrowing(reading.tokens, read) if read else ()
        narrowed = [t for t in narrowing if not self._lexicon.concepts([t.text]) & known]
        left = self._accounting.leftovers(whole, reading, known=known)
        return replace(whole, leftovers=()) if found and not (left or narrowed) else None

    def _figures(self, section: Section, plan: QueryPlan, *, called: bool) -> tuple[str, ...]:
        """Return a section's measures of the level asked for; one that few sheets print only if it is asked by name."""
        by_id = self._lexicon.catalog.by_id
        somewhere = bool(plan.places or plan.reference or plan.all_places)
        levels = {level for level, on in (("place", somewhere), ("nation", plan.overall or not somewhere)) if on}
        found = tuple(i for i in section.indicators if by_id[i].level in levels)
        return tuple(i for i in found if called or not by_id[i].optional)


def _holds(entry: str, tokens: Sequence[Token]) -> bool:
    return cued("operations", entry, tokens)

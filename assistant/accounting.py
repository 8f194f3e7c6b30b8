"""Accounting for every content word of a clause: what nothing accounts for changes the question."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.claims import DENIALS, ClaimKind, read_claim, read_claims
from assistant.cues import (
    BECAME,
    CAUSES,
    COUNT_WORDS,
    NEAREST,
    NUMBER_STARTS,
    OF_OTHER,
    OF_WHOLE,
    THAN_PLACE,
    asks_on,
    asks_when,
    claim,
)
from assistant.followups import ClauseReading, done_words
from assistant.lexicon import (
    FamilyLexicon,
    Item,
    Token,
    cue_phrases,
    cued,
    function_words,
    keys_of,
    language,
    neutral_words,
    operation_phrases,
    request_words,
    tokenise,
)
from assistant.references import ORDINALS, POINTERS, set_apart, words_of, year_words
from assistant.selecting import average_named
from assistant.settling import DENYING, SHARES
from assistant.stating import cause_words, statement_begins
from assistant.types import Intent, Operation, QueryPlan

# Words that end a preamble: "A customer wants to know how many ..."
_FRAMING = frozenset("know me us wondering wonder ask asking asks asked out curious see tell learn say confirm".split())
_WHICH = frozenset("which what whichever whatever".split())
_STATES = frozenset("state states place places".split())
_NAME_REACH = 5  # words within which "which" names its noun, and the word behind that
# Entries of the comparisons that any operation may take up.
_COMPARING = (
    "rows against highest_first lowest_first middle inner ends full_order excluding rest above at_least below at_most "
    "between average"
).split()
# Those of what is left of the nation's figure.
_OF_REMAINDER = "rest_of_nation what_is_left excluding_around out".split()
_PAIR = 2
# What may be done with the shares of two places.
_DISTANCES = (Operation.DIFFERENCE, Operation.PERCENT_CHANGE)
# Operations that say how far one place is ahead of another.
_SETTING_APART = (Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE)
# What may stand between a negation and what it denies: "not from a facility".
_PREPOSITIONS = frozenset("from in at of by through with out".split())
_LEADING = _PREPOSITIONS | frozenset("a an the any".split())
_PER_REACH = 4  # words from "per" on, the thing that it sets a figure against among them
# What begins a description of a state that names none.
_STATE = frozenset("state commonwealth place".split())
_DESCRIBING = frozenset("with whose where".split())
# Words that judge: of a claim they ask for a check, of figures they narrow ("how many reports were true?").
_VERDICTS = frozenset("true accurate correct right".split())


@dataclass(frozen=True, slots=True)
class Leftover:
    """Words of a clause that nothing accounts for; `start` and `end` in code points, both 0 if they are certain."""

    text: str
    start: int = 0
    end: int = 0

    @classmethod
    def of(cls, tokens: Sequence[Token]) -> Leftover:
        """Make one of the tokens of a clause."""
        return cls(" ".join(t.text for t in tokens), tokens[0].start, tokens[-1].end)


class Accounting:
    """Finds the words of a clause that no slot, cue or measure accounts for."""

    def __init__(self, lexicon: FamilyLexicon, explanation_words: frozenset[str]) -> None:
        self.lexicon = lexicon
        self.explanation_words = explanation_words

    def leftovers(
        self, plan: QueryPlan, reading: ClauseReading, known: Collection[str] = frozenset()
    ) -> list[Leftover]:
        """Return the content words that neither a slot nor a cue nor the indicator's own words account for.

        `known` are concepts that something else accounts for.
        """
        tokens = reading.tokens
        meant = plan.indicators or tuple(c.indicator for c in plan.candidates)
        neutral = neutral_words()
        open_items = [
            item
            for item in reading.items
            if not neutral.issuperset(item.keys)
            and not item.concepts & frozenset(known)
            and not any(self.lexicon.explains(i, item) for i in meant)
        ]
        phrases = list(cue_phrases("narrowing_phrases", "phrases").find(tokens))
        negations = self._open_negations(plan, reading)
        certain = [word for word in plan.narrowed if word not in {n.text for n in negations}]
        left = [*map(Leftover, certain), *map(Leftover, self._other_heads(plan, reading)), *negations]
        beyond = ["beyond"] if plan.places else ["beyond", "regions"]
        if plan.operation_cue == NEAREST:
            beyond = []
        left += [Leftover(v[0]) for entry in beyond for _, _, v in cue_phrases("operations", entry).find(tokens)]
        named = {
            i
            for file, entry in (("intents", "according_to"), ("operations", "all_places"))  # "tips per state"
            for first, end, _ in cue_phrases(file, entry).find(tokens)
            for i in range(first, end)
        }
        per = (i for i, key in enumerate(keys_of(tokens)) if key == "per")
        if plan.operation is Operation.LOOKUP and not named.issuperset(per):
            left.append(Leftover("per"))
        left += [*self._per_others(tokens), *(self._unnamed(plan, tokens) if plan.intent is Intent.FIGURES else ())]
        if plan.operation is Operation.LOOKUP and plan.intent is Intent.FIGURES and asks_when(tokens):
            left.append(Leftover("when"))
        left += [Leftover(tokens[i].text) for i in self._asked_of_figure(plan, reading)]
        left += self._described_state(plan, reading)
        if plan.operation is Operation.SUM and not plan.claims:
            left += [
                Leftover(values[0][1])
                for first, _, values in operation_phrases().find(tokens)
                # "this sum minus that sum", "A and B added and compared with C" is more than a sum
                if first not in named and (values[0][0] in _SETTING_APART or values[0][1].startswith("compar"))
            ]
        verdicts = [t for t in tokens if t.key in _VERDICTS]
        if verdicts and not plan.states and cued("intents", "quantity", tokens):
            left += [Leftover.of([t]) for t in verdicts]
        if open_items or phrases:
            accounted = self._accounted(plan, tokens) | done_words(plan, reading)
            begins = self._question_begins(reading)
            left += [Leftover.of(tokens[a:b]) for a, b, _ in phrases if not set(range(a, b)) & accounted]
            left += [
                Leftover.of(tokens[item.first : item.end])
                for item in open_items
                if item.concepts and item.first >= begins and not accounted.issuperset(range(item.first, item.end))
            ]
        if plan.operation is Operation.LOOKUP and not plan.states:
            # "19% of those, how many is that?" asks for a product that no sheet gives
            left += [Leftover(c) for c in plan.claims if c in plan.clause and c not in self._figures(plan.claims)]
        found: dict[str, Leftover] = {}
        for item in left:
            if item.text not in found or not item.end:  # words that are certain stay so
                found[item.text] = item
        return list(found.values())

    def _open_negations(self, plan: QueryPlan, reading: ClauseReading) -> list[Leftover]:
        """Return the negations of a clause: whether they change the question is for the question model to say.

        "Not added up, each on its own" leaves a figure what it is, "not passed on" does not. What leaves out anything
        but places, "without the missing table", is certain, and so is what denies the measure, "not from a facility".
        """
        if not plan.narrowed:
            return []
        left_out: set[int] = set()
        claim(cue_phrases("comparisons", "excluding"), reading.tokens, left_out)
        left_out |= self._denying_measure(plan, reading)
        negations = [t for i, t in enumerate(reading.tokens) if t.key in DENYING and i not in left_out]
        return [Leftover.of([t]) for t in negations if t.text in plan.narrowed]

    def _denying_measure(self, plan: QueryPlan, reading: ClauseReading) -> set[int]:
        """Return the positions of negations with a preposition before a word of a measure of the plan."""
        tokens, found = reading.tokens, set[int]()
        for item in reading.items:
            if not (self.lexicon.knows(item) and any(self.lexicon.explains(i, item) for i in plan.indicators)):
                continue
            before = [t.key for t in tokens[: item.first]]
            light = next((n for n, key in enumerate(reversed(before)) if key not in _LEADING), len(before))
            at = len(before) - light - 1
            contrasts = at >= 0 and plan.clause[: tokens[at].start].rstrip().endswith((",", ";"))
            if at >= 0 and before[at] in DENYING and _PREPOSITIONS & set(before[at:]) and not contrasts:
                found.add(at)  # "runaways, not of all missing kids" denies another measure
        return found

    def passes_over(self, plan: QueryPlan, reading: ClauseReading) -> bool:
        """Say whether a word is neither one that the sheets print of the measure nor a cue: it may mean something."""
        return bool(self._passed(plan, reading))

    @staticmethod
    def _per_others(tokens: Sequence[Token]) -> list[Leftover]:
        """Return what "per" sets a figure against where no figure counts it: "missing children per facility"."""
        behind = [tokens[i + 1 : i + _PER_REACH] for i, t in enumerate(tokens) if t.key == "per"]
        others = {t.stem for t in tokenise(" ".join(language("heads")["others"]))} if behind else set[str]()
        return [Leftover(t.text) for run in behind for t in run if t.stem in others]

    @staticmethod
    def _unnamed(plan: QueryPlan, tokens: Sequence[Token]) -> list[Leftover]:
        """Return what is asked for by a name that no sheet gives: "which facility did they run from most?"."""
        data, light = language("heads"), function_words()
        for i, token in enumerate(tokens):
            if token.key not in _WHICH:
                continue
            run = [t.key for t in tokens[i + 1 : i + 1 + _NAME_REACH]]
            at = next((n for n, key in enumerate(run) if key in data["unnamed"]), None)
            if at is None or any(key in light or key in _STATES for key in run[:at]):
                continue  # "which of the five states' facilities"
            behind = run[at + 1 : at + 2]
            if not behind or behind[0] in light or behind[0] in data["unnamed_did"]:
                return [Leftover(plan.clause[token.start : tokens[i + 1 + at].end])]
        return []

    @staticmethod
    def _described_state(plan: QueryPlan, reading: ClauseReading) -> list[Leftover]:
        """Return the words that describe another state than the one before, "the state with the Big Apple"?"""
        inherited = plan.origins.get("places") in ("earlier", "clause") and not (plan.reference or reading.asked)
        if not inherited or plan.operation is not Operation.LOOKUP:
            return []
        tokens = reading.tokens
        for i, (word, after) in enumerate(itertools.pairwise(t.key for t in tokens)):
            if word in _STATE and after in _DESCRIBING:
                return [Leftover(plan.clause[tokens[i].start : tokens[-1].end])]
        return []

    def _asked_of_figure(self, plan: QueryPlan, reading: ClauseReading) -> list[int]:
        """Return the words of a follow-up that asks on about a figure that was given: "did it help?", "the fourth?".

        It names nothing itself, neither another figure nor another place or year, and the same figure again would be
        no answer: not to everyday words of a question, nor to words that point at something else.
        """
        origins, tokens = plan.origins, reading.tokens
        nothing_new = origins.get("indicators") == "earlier" and "question" not in origins.values()
        other = plan.claims or plan.overall or plan.all_places or plan.reference or plan.takes_back or reading.settles
        other = other or plan.operation_cue in (OF_OTHER, OF_WHOLE)
        of_figure = plan.asks_why or plan.over_time or plan.asks_wording or plan.asks_sheets or plan.broken_down
        plain = plan.intent is Intent.FIGURES and plan.operation is Operation.LOOKUP and not other
        if not (nothing_new and plain) or of_figure:
            return []
        one = len(plan.places) < 2 and len(plan.indicators) == 1 and not plan.years_off
        elsewhere = words_of("elsewhere", tokens) if one else set[int]()
        if not asks_on(tokens) or reading.counts or reading.asked or cued("claims", "check", tokens):
            return sorted(elsewhere)
        became = {i for i, t in enumerate(tokens) if t.key in BECAME}
        return sorted(self._passed(plan, reading) | became | elsewhere)

    def _passed(self, plan: QueryPlan, reading: ClauseReading) -> set[int]:
        function, request = function_words(), request_words()
        printed = frozenset[str]().union(*map(self.lexicon.printed, plan.indicators))
        tokens = reading.tokens
        passed = {
            i
            for i, t in enumerate(tokens)
            if t.key not in function and t.key not in request and t.stem not in printed and t.key[:1].isalpha()
        }
        return passed - self._accounted(plan, tokens) if passed else set()

    def taken_up(self, plan: QueryPlan, reading: ClauseReading) -> set[int]:
        """Return where the words of a clause begin that its measures and its cues take up, in code points."""
        own = [i for i in reading.items if i.concepts and any(self.lexicon.explains(n, i) for n in plan.indicators)]
        positions = self._accounted(plan, reading.tokens).union(*(range(item.first, item.end) for item in own))
        return {reading.tokens[i].start for i in positions}

    def _accounted(self, plan: QueryPlan, tokens: Sequence[Token]) -> set[int]:
        """Return the positions of the words that slots, claims and the cues of what is done account for."""
        stated = plan.claims if plan.states else self._figures(plan.claims)
        if plan.operation in (Operation.FILTER, Operation.COUNT):
            stated = tuple(c.text for c in read_claims(plan.clause))
        claimed = {t.key for said in stated for t in tokenise(said)}
        accounted = {i for i, t in enumerate(tokens) if t.key == "\0" or t.key in claimed}
        for entry in (
            "overall",
            "bodies",
            "all_places",
            "all_indicators",
            "trend",
            "breakdown",
            "section",
            "several_figures",
        ):
            claim(cue_phrases("operations", entry), tokens, accounted)
        # a cue accounts for its words only if what it asks for is done
        of_two_shares = plan.operation is Operation.SHARE and len(plan.places) == _PAIR
        by_average = plan.operation is Operation.FILTER and average_named(plan.clause)
        done = {plan.operation, *(_DISTANCES if of_two_shares else ()), *([Operation.RANK] if by_average else ())}
        for first, end, values in operation_phrases().find(tokens):
            if any(operation in done for operation, _ in values):
                accounted |= set(range(first, end))
        accounted |= set_apart(tokens)
        if {"earlier", "clause"} & set(plan.origins.values()):
            accounted |= {i for i, t in enumerate(tokens) if t.key in ORDINALS or t.key in POINTERS}
        if plan.operation is not Operation.LOOKUP:
            if plan.operation in _SETTING_APART or plan.operation_cue == THAN_PLACE:
                for entry in ("ahead", "behind"):
                    claim(cue_phrases("claims", entry), tokens, accounted)
            of_nation = _OF_REMAINDER if plan.overall and plan.operation_cue == "minus" else ()
            nearest = ["nearest"] if plan.operation_cue == NEAREST else []
            for entry in (*_COMPARING, *of_nation, *nearest):
                claim(cue_phrases("comparisons", entry), tokens, accounted)
            accounted |= {i for i, t in enumerate(tokens) if t.key in COUNT_WORDS or t.text[:1] in NUMBER_STARTS}
        if plan.complement:  # "did not involve" asks for the rest
            accounted |= {i for i, t in enumerate(tokens) if t.key in DENIALS}
            for entry in ("excluding", "rest", "left_over"):
                claim(cue_phrases("comparisons", entry), tokens, accounted)
        if plan.operation is Operation.SHARE:
            accounted |= words_of("together", tokens) | {i for i, t in enumerate(tokens) if t.key in SHARES}
        if plan.years_off:
            accounted |= year_words(tokens)
        if plan.asks_why:
            accounted |= {i for i, t in enumerate(tokens) if t.key in CAUSES}
            accounted |= cause_words(tokens)
        if plan.states:
            claim(cue_phrases("claims", "check"), tokens, accounted)
            if len(plan.places) > 1:
                claim(cue_phrases("claims", "degree"), tokens, accounted)
        for entry in ("quantity", "wording", "sheets"):
            claim(cue_phrases("intents", entry), tokens, accounted)
        claim(cue_phrases("narrowing_phrases", "undivided"), tokens, accounted)
        if plan.intent is Intent.EXPLANATION:
            for entry in ("explanation", "explanation_weak"):
                claim(cue_phrases("intents", entry), tokens, accounted)
            accounted |= {i for i, t in enumerate(tokens) if t.key in self.explanation_words}
        return accounted

    @staticmethod
    def _figures(claims: Sequence[str]) -> tuple[str, ...]:
        """Leave out parts of a whole."""
        return tuple(c for c in claims if (read := read_claim(c)) is None or read.kind is not ClaimKind.PERCENT)

    def _other_heads(self, plan: QueryPlan, reading: ClauseReading) -> list[str]:
        """Return what is counted where no figure of the measure counts it: "how many agencies got reports?"."""
        units = {self.lexicon.catalog.by_id[i].unit for i in plan.indicators}
        heads, others = language("heads")["heads"], language("heads")["others"]
        for _, end, values in cue_phrases("intents", "quantity").find(reading.tokens):
            if values[0] not in ("how many", "number of", "the number"):
                continue
            head = next((i for i in reading.items if i.first == end), None)
            if head and f"{head.keys[-1]}s" in heads:  # "image batches" are batches
                head = next((i for i in reading.items if i.first == head.end), head)
            if head and head.keys[-1] in others:
                return [head.text]
            if head and any(name in heads and not units & set(heads[name]) for name in (*head.concepts, head.keys[-1])):
                return [head.text]
        return []

    def _question_begins(self, reading: ClauseReading) -> int:
        """Return where the question itself begins: "A customer wants to know how many ..." begins at "how many"."""
        begins = statement_begins(reading.tokens) if reading.plan.states else 0
        if begins and not any(self._tells(item) for item in reading.items if item.end <= begins):
            return begins
        cues = [first for first, _, _ in cue_phrases("intents", "quantity").find(reading.tokens)]
        if not cues:
            return 0
        before = [item for item in reading.items if item.end <= cues[0]]
        framed = cues[0] > 0 and reading.tokens[cues[0] - 1].key in _FRAMING
        return cues[0] if framed and not any(self.lexicon.knows(item) for item in before) else 0

    def _tells(self, item: Item) -> bool:
        """Say whether an item is a telling word of any measure."""
        return any(self.lexicon.tells(i.id, item) for i in self.lexicon.catalog.indicators)

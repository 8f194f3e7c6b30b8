"""Shares: which part of which whole, what the share is, and which places fit a condition on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering import Draft, echo, say_missing
from assistant.checking import Verdict, shares_line, stated_claims, verdict_line, weigh
from assistant.claims import ClaimKind, claims_part, read_claims
from assistant.computing import (
    Result,
    complement_line,
    compute,
    compute_complement,
    compute_joint_share,
    compute_of_sums,
    compute_points,
    joint_share_line,
    of_sums_line,
    points_line,
    result_line,
)
from assistant.cues import OF_PLACE, WEAK_OVERALL, operation_cues
from assistant.lexicon import Token, cue_phrases, cued, normalise, tokenise
from assistant.lookup import Coverage, Missing, look_up
from assistant.orders import order_stated
from assistant.references import has
from assistant.statements import shares_hold_line
from assistant.types import Operation, Outcome, QueryPlan, Reason, Status
from index.catalog import Catalog
from index.database import Database
from index.places import listed, name_of
from index.types import NATION, Fact

_SEVERAL = 2
_MAKING_UP = re.compile(
    r"\b(?:make up|made up by|account for|accounted for by"
    r"|(?:from|in|by) (?:(?:all|the|these|those|your) )+five(?: states)?)\b"
)
_APART = frozenset("each every respectively individually separately".split())


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its part, its whole (or the places that make it up) and its line in words.

    `summed` are the figures of several places whose sum is its whole, or its part; nothing if it is of single figures.
    """

    operands: tuple[Fact, ...]
    result: Result
    line: str
    summed: tuple[Fact, ...] = ()


class Shares:
    """The shares that one plan asks for, over the facts of the store."""

    def __init__(self, plan: QueryPlan, draft: Draft, coverage: Coverage, database: Database) -> None:
        self.draft = draft
        self.catalog: Catalog = draft.catalog
        self.coverage = coverage
        self.database = database
        spread = plan.all_places and (not plan.places or (not plan.overall and self._ranks_rows(plan)))
        self.plan = replace(plan, places=coverage.places) if spread else plan
        self.missing: list[Missing] = []
        self.alone: list[Fact] = []  # parts whose whole is missing, and the other way round

    def _ranks_rows(self, plan: QueryPlan) -> bool:
        """Say whether the share of a row is set against those of all places: "is its share the highest of all?"."""
        tokens = tokenise(normalise(plan.clause))
        of_row = any({*plan.indicators} <= {*table.rows} for table in self.catalog.tables)
        ends = any(cued("comparisons", end, tokens) for end in ("highest_first", "lowest_first"))
        return of_row and ends and not claims_part(plan.claims)  # "most of the ORR cases of the five"

    def find(self) -> list[Share]:
        """Compute the shares; what stands in their way is left in `missing` and `alone`."""
        if self.plan.over:
            return []  # figures of earlier turns, of which none is a part of another
        if self.plan.operation_cue == OF_PLACE:
            return self._of_other_place()
        if self._of_all_places() and (share := self._of_their_sum()):
            return [share]
        shares: list[Share] = []
        pairs, tokens = self._part_and_whole(), tokenise(normalise(self.plan.clause))
        if self._asks_together() and len({whole for _, whole in pairs}) == 1:
            return self._together([part for part, _ in pairs], pairs[0][1])
        # "in all five states" may be said of each of them
        if self._asks_together() and has("together", tokens) and len({part[1] for part, _ in pairs}) == len(pairs) > 1:
            return self._pooled(pairs)
        for slots in pairs:
            operands = self._operands(slots)
            if len(operands) == 2:
                shares.append(self._share(operands))
            else:
                self.alone += operands
        return self._of_end(shares)

    def _of_end(self, shares: list[Share]) -> list[Share]:
        """Keep the first or last of the shares of one place's rows, if it is asked for: "the largest category"."""
        tokens = tokenise(normalise(self.plan.clause))
        ends = [end for end in ("highest_first", "lowest_first") if cued("comparisons", end, tokens)]
        parts = [share.operands[0] for share in shares]
        of_rows = len({p.place for p in parts}) == 1 and len({p.indicator for p in parts}) == len(parts) > 1
        full = cued("comparisons", "full_order", tokens) or self.plan.claims or self.alone or self.missing
        if len(ends) != 1 or full or not of_rows or not cued("comparisons", "rows", tokens):
            return shares
        values = [share.result.value for share in shares]
        end = max(values) if ends == ["highest_first"] else min(values)
        return [share for share in shares if share.result.value == end]

    def answer(self) -> Outcome:
        """Say the shares with their operands."""
        shares = self.find()
        if not shares and not self.missing and not self.alone:
            return self._decline()
        if len(shares) > 1 and len({s.operands[0].indicator for s in shares}) == 1:
            self._say_among(shares)
        else:
            for share in shares:
                self.say(share)
        self._correct_whole(shares)
        if len(shares) == _SEVERAL and self._asks_distance():
            self._say_distance(shares)
        for fact in self.alone:
            self._state([fact])
        self._note(shares)
        for silence in self.missing:
            say_missing(self.draft, replace(silence, offer=()), self.coverage)
        if self.missing:
            return Outcome(Status.PARTIAL if shares or self.alone else Status.NOT_FOUND, self.missing[0].reason)
        return Outcome(Status.ANSWERED)

    def say(self, share: Share) -> None:
        """Say a share after its operands."""
        self._state(share.operands)
        if share.summed:  # what the share is taken of, or by, is said as a figure, too
            numbers = [self.draft.cite_fact(fact) for fact in share.summed]
            self.draft.say(result_line(Operation.SUM, share.summed, numbers, self.catalog))
            self.draft.computed(Operation.SUM, share.summed, compute(Operation.SUM, share.summed))
        self.draft.say(share.line)
        self.draft.computed(Operation.SHARE, share.operands, share.result)

    def _say_among(self, shares: Sequence[Share]) -> None:
        """Say the shares of several places: in order, or those first that fit the condition asked for."""
        tokens = tokenise(normalise(self.plan.clause))
        lowest = cued("comparisons", "lowest_first", tokens)
        order = sorted(shares, key=lambda s: s.result.value if lowest else -s.result.value)
        conditions = [c for c in read_claims(self.plan.clause) if c.kind is ClaimKind.PERCENT]
        if len(conditions) != 1:
            best = [s for s in order if s.result.value == order[0].result.value]
            names = listed(name_of(s.operands[0].place) for s in best)
            if verdict := self._order(shares):
                self.draft.say(verdict)
            self.draft.say(f"The {'lowest' if lowest else 'highest'} of these shares: {names}.")
            for share in order:
                self.say(share)
            return
        condition = conditions[0]
        fits = [weigh(condition, s.result.value, s.result.qualifier) is Verdict.YES for s in order]
        holds = {s.operands[0].place: fit for s, fit in zip(order, fits, strict=True)}
        if len(holds) == len(order) and (verdict := shares_hold_line(self.plan, holds)):
            self.draft.say(verdict)
        for wanted, words in ((True, "Fitting"), (False, "Not fitting")):
            group = [s for s, fit in zip(order, fits, strict=True) if fit is wanted]
            names = listed(name_of(s.operands[0].place) for s in group) or "None of the places"
            if group or wanted:
                self.draft.say(f"{words} your {echo(condition.text)}: {names}.")
            for share in group:
                self.say(share)

    def _order(self, shares: Sequence[Share]) -> str | None:
        """Word whether the shares of two places stand to each other as is stated: "is it higher in Iowa?"."""
        plan = self.plan
        claimed, places = order_stated(plan.clause, plan.places)
        pairs = [s.operands for place in places for s in shares if s.operands[0].place == s.operands[-1].place == place]
        own = plan.states and plan.claims and not plan.complement and len(pairs) == len(places)
        return shares_line(pairs, claimed, [self.draft.cite_fact(f) for p in pairs for f in p]) if own else None

    def _asks_distance(self) -> bool:
        """Say whether it is asked how far apart shares are: "the difference of their shares", "how many points"."""
        tokens = tokenise(normalise(self.plan.clause))
        apart = {Operation.DIFFERENCE, Operation.PERCENT_CHANGE} & operation_cues(tokens)
        return not self.plan.complement and (bool(apart) or any(t.stem == "point" for t in tokens))

    def _correct_whole(self, shares: Sequence[Share]) -> None:
        """Say that a number is not the overall figure where it is given as the whole: "of the 30,000 cases"."""
        wholes = {s.operands[-1].id: s.operands[-1] for s in shares if s.operands[-1].place == NATION}
        if len(wholes) != 1 or self.plan.states:
            return
        value = self.draft.value_of(next(iter(wholes.values())))
        for claim in stated_claims(self.plan.claims):
            of_all = re.search(rf"\bof\s+(?:the|those|these|all)\s+{re.escape(claim.text)}", self.plan.clause)
            wrong = claim.kind is ClaimKind.FIGURE and weigh(claim, value.value, value.qualifier) is Verdict.NO
            if of_all and wrong:
                self.draft.say(verdict_line(claim, value))

    def _say_distance(self, shares: Sequence[Share]) -> None:
        high, low = sorted(shares, key=lambda s: -s.result.value)
        operands = [*high.operands, *low.operands]
        numbers = [self.draft.cite_fact(fact) for fact in operands]
        self.draft.say(points_line(operands, numbers, self.catalog))
        self.draft.computed(Operation.DIFFERENCE, operands, compute_points(operands))

    def _share(self, operands: Sequence[Fact]) -> Share:
        numbers = [self.draft.cite_fact(fact) for fact in operands]
        if self.plan.complement:
            return Share(
                tuple(operands), compute_complement(operands), complement_line(operands, numbers, self.catalog)
            )
        result = compute(Operation.SHARE, operands)
        return Share(tuple(operands), result, result_line(Operation.SHARE, operands, numbers, self.catalog))

    def _asks_together(self) -> bool:
        """Say whether several places, or several rows of a table, are asked about as one."""
        tokens = tokenise(normalise(self.plan.clause))
        several = len(self.plan.places) > 1 or len(self.plan.indicators) > 1
        apart = bool(_APART & {t.key for t in tokens})
        together = has("together", tokens) or self._all_make_up(tokens)
        return several and not apart and not self.plan.complement and together

    def _all_make_up(self, tokens: Sequence[Token]) -> bool:
        """Say whether all places are said to make up a part: "how much of the nation do your five states make up?"."""
        one = {"which", "by", "per"} & {t.key for t in tokens}
        bounding = {t.key for said in self.plan.claims for t in tokenise(normalise(said))}  # "fewer than one in five"
        unbounded = [t for t in tokens if t.key not in bounding]
        ends = any(cued("comparisons", end, unbounded) for end in ("highest_first", "lowest_first"))
        everywhere = self.plan.all_places and {*self.coverage.places} <= {*self.plan.places}
        return everywhere and not (one or ends) and _MAKING_UP.search(" ".join(t.key for t in tokens)) is not None

    def _together(self, parts: Sequence[tuple[str, str]], whole: tuple[str, str]) -> list[Share]:
        """Return the share that several parts have together of their one whole; none if a figure is missing."""
        operands = self._operands([*parts, whole])
        if len(operands) < len(parts) + 1 or len(parts) < _SEVERAL:
            self.alone += operands
            return []
        return [self._joint(operands, len(parts))]

    def _pooled(self, pairs: Sequence[tuple[tuple[str, str], tuple[str, str]]]) -> list[Share]:
        """Return the share of several places' parts together in their wholes together; none if one is missing."""
        operands = self._operands([*(part for part, _ in pairs), *(whole for _, whole in pairs)])
        if len(operands) != _SEVERAL * len(pairs):
            self.alone += operands
            return []
        numbers = [self.draft.cite_fact(fact) for fact in operands]
        line = of_sums_line(Operation.SHARE, operands, numbers, self.catalog)
        return [Share(tuple(operands), compute_of_sums(Operation.SHARE, operands), line, tuple(operands[: len(pairs)]))]

    def _joint(self, operands: Sequence[Fact], parts: int, *, of_all: bool = False) -> Share:
        numbers = [self.draft.cite_fact(fact) for fact in operands]
        line = joint_share_line(operands, numbers, self.catalog, parts, of_all=of_all)
        summed = tuple(operands if of_all else operands[:parts])
        of_places = len({f.place for f in summed}) == len(summed)  # the rows of a table have their printed total
        result = compute_joint_share(operands, parts, of_all=of_all)
        return Share(tuple(operands), result, line, summed if of_places else ())

    def _of_their_sum(self) -> Share | None:
        """Return the share of a place, or of several together, of what all the places have together."""
        part = replace(self.plan, operation=Operation.LOOKUP)
        everywhere = replace(part, places=self.coverage.places)
        facts = [f for f in look_up(part, self.catalog, self.coverage, self.database) if isinstance(f, Fact)]
        others = [f for f in look_up(everywhere, self.catalog, self.coverage, self.database) if isinstance(f, Fact)]
        if len(facts) != len(self.plan.places) or len(others) <= len(facts) or len(self.plan.indicators) != 1:
            return None
        operands = [*facts, *(f for f in others if f.id not in {fact.id for fact in facts})]
        if len(facts) == 1:
            return replace(self._share(operands), summed=tuple(operands))
        return self._joint(operands, len(facts), of_all=True)

    def _of_other_place(self) -> list[Share]:
        """Return one place's figure in percent of another's; none if a figure is missing."""
        operands = self._operands([(name, place) for name in self.plan.indicators for place in self.plan.places])
        operands = operands[::-1] if self.plan.turned else operands
        if len(operands) == _SEVERAL and operands[1].value:
            return [self._share(operands)]
        self.alone += operands
        return []

    def _of_all_places(self) -> bool:
        keys = " ".join(t.key for t in tokenise(normalise(self.plan.clause)))
        all_places = self.plan.all_places or cued("operations", "all_places", tokenise(keys))
        all_places = all_places and not self._of_nation()  # "of the five, what share of the national total is ...?"
        return all_places and (len(self.plan.places) == 1 or self._asks_together() or self._makes_up(keys))

    def _makes_up(self, clause: str) -> bool:
        """Say whether several places are said to make up a part: "what do New York and Colorado account for?"."""
        return len(self.plan.places) > 1 and bool(_MAKING_UP.search(clause)) and not _APART & set(clause.split())

    def _part_and_whole(self) -> list[tuple[tuple[str, str], tuple[str, str]]]:
        """Return (part, its place), (whole, its place) where the catalog says that one is a part of the other."""
        plan, by_id = self.plan, self.catalog.by_id
        pairs: list[tuple[tuple[str, str], tuple[str, str]]] = []
        states = [p for p in plan.places if p != NATION]
        for name in plan.indicators:
            indicator = by_id[name]
            table = self.catalog.table_of(name)
            whole = indicator.part_of_overall
            if indicator.level == "nation" and whole and not states:
                pairs.append(((name, NATION), (whole, NATION)))
            of_overall = plan.overall or self._names_overall_figure(whole)
            # of several places a part is stated of each other, or of something that is not told
            whole_told = len(states) < _SEVERAL or not claims_part(plan.claims)
            of_overall = of_overall or (
                table is None and len(plan.indicators) == 1 and not plan.all_places and whole_told
            )
            # all states together can be a part of nothing else
            of_overall = of_overall or (table is None and claims_part(plan.claims) and self._asks_together())
            for place in states if indicator.level == "place" else ():
                if whole and of_overall:
                    pairs.append(((name, place), (whole, NATION)))
                elif table is not None and not self._of_nation():
                    pairs.append(((name, place), (table.lead, place)))
        return pairs

    def _of_nation(self) -> bool:
        """Say whether a share of the nation's figure is asked for: "what part of the national cases is that?"."""
        tokens = tokenise(normalise(self.plan.clause))
        named = {i for first, end, _ in cue_phrases("operations", "bodies").find(tokens) for i in range(first, end)}
        cues = cue_phrases("operations", "overall").find(tokens)
        return any(values[0] not in WEAK_OVERALL and first not in named for first, _, values in cues)

    def _names_overall_figure(self, indicator: str | None) -> bool:
        """Say whether the asker gives the very number of an overall figure: "of the 22,442 ..."."""
        claims = {claim.value for claim in stated_claims(self.plan.claims)}
        if not indicator or not claims:
            return False
        return any(self.database.slots(indicators=[indicator], places=[NATION], value=value) for value in claims)

    def _operands(self, slots: Sequence[tuple[str, str]]) -> list[Fact]:
        facts: list[Fact] = []
        for indicator, place in slots:
            single = replace(self.plan, indicators=(indicator,), places=(place,), overall=False, all_places=False)
            for result in look_up(single, self.catalog, self.coverage, self.database):
                if isinstance(result, Fact):
                    facts.append(result)
                else:
                    self.missing.append(result)
        return facts

    def _decline(self) -> Outcome:
        caveats = [self.catalog.by_id[i].caveat for i in self.plan.indicators]
        self.draft.say("The sheets do not say what this figure is a part of, so I compute no share.")
        overall = [
            self.catalog.by_id[o].caveat
            for i in self.plan.indicators
            if (o := self.catalog.by_id[i].overall_counterpart)
        ]
        for caveat in dict.fromkeys(c for c in (*overall, *caveats) if c):
            self.draft.say(caveat)
        return Outcome(Status.NOT_FOUND, Reason.NOT_COVERED)

    def _state(self, facts: Sequence[Fact]) -> None:
        for fact in facts:
            self.draft.say(f"- {self.draft.state(fact)}")
            self.draft.value(fact)

    def _note(self, shares: Sequence[Share]) -> None:
        """Add what travels with the figures: caveats, and that an overall figure is worded differently."""
        for share in shares:
            part, *wholes = share.operands
            indicator = self.catalog.by_id[part.indicator]
            if indicator.part_of_overall_note and part.place != NATION and wholes[0].place == NATION:
                self.draft.note(indicator.part_of_overall_note)
            if indicator.caveat:
                self.draft.note(indicator.caveat)

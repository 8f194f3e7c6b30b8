"""What a clause leaves open, filled from the clause before it or from the turns before.

Every slot that is filled so is marked in the plan's origins, and the answer says it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.carrying import carried
from assistant.cues import OF_OTHER, TIMES
from assistant.earlier import Earlier, added_up, of_given
from assistant.followups import (
    SINGLE,
    ClauseReading,
    any_year,
    changes_nothing,
    detail_of_those,
    follows_on,
    newest,
    of_clause,
    of_those,
    past_explanations,
    says_again,
    state_settled_for,
    still_excludes,
    taken,
    whole_turn,
    with_span,
    with_year,
    without_measure,
)
from assistant.levels import at_level, overall_of, ranked_by_state
from assistant.lexicon import OF_CITIES, FamilyLexicon, cued, narrowing_words
from assistant.matching import in_named_order, match
from assistant.named import between_ends, measure_pointed, of_both, of_number, with_others, with_run, with_there
from assistant.nearest import nearest_to
from assistant.orders import claimed_words
from assistant.pairing import on_two_before
from assistant.parts import (
    TOTALS,
    counted_beside,
    counts_that,
    lead_of_each,
    part_meant,
    row_explained,
    share_of_all,
    share_of_pointed,
    share_of_stated,
    total_meant,
    whole_named,
)
from assistant.placings import apart_from_second, apart_in_ranking, rank_stated
from assistant.pointing import one_pointed, so_many, so_many_pointed
from assistant.references import (
    ORDINALS,
    POINTERS,
    after_than,
    back_to,
    bounds_of,
    has,
    names_places,
    names_several,
    number_named,
    ordinals_meant,
    ranks_stated,
)
from assistant.remainder import left_of_nation
from assistant.replaying import replayed
from assistant.settling import IN_ORDER
from assistant.sums import set_against
from assistant.taking_up import OVER_NAMED, taken_up
from assistant.two_measures import beside_other, of_two_measures
from assistant.types import Intent, Operation, QueryPlan, Reference
from assistant.yes_or_no import asked_again

# Operations whose result is a figure of its own, and those that would go on from it.
_RESULTS = (Operation.SUM, Operation.MEAN, Operation.MEDIAN)
_APART = (Operation.DIFFERENCE, Operation.PERCENT_CHANGE)
_ON_TWO = (*_APART, Operation.RATIO)
# What compares shares: counts are not meant after them.
_OF_SHARES = (Operation.RANK, Operation.DIFFERENCE, Operation.PERCENT_CHANGE)


class Conversation:
    """Fills the open slots of clauses."""

    def __init__(self, lexicon: FamilyLexicon) -> None:
        self.lexicon = lexicon
        self.catalog = lexicon.catalog

    def complete(self, reading: ClauseReading, previous: QueryPlan | None, trail: Sequence[QueryPlan]) -> QueryPlan:
        """Fill the slots that a clause leaves open from the clause before it, else from the conversation."""
        plan = reading.plan
        trail = past_explanations(reading, back_to(reading.tokens, trail))
        if said_before := previous or newest(trail):
            plan = replace(plan, before=said_before.clause)
        spoken = [*trail, *([previous] if previous else [])]
        if not reading.elliptical and says_again(reading, spoken, self.lexicon):
            plan = without_measure(plan)
            reading = replace(reading, elliptical=True, plan=without_measure(reading.plan))
        if spoken and (given := of_given(plan, reading, spoken, self.catalog)) is not None:
            return given
        if (left := left_of_nation(plan, reading, spoken, self.catalog)) is not None:
            return left
        if (two := of_two_measures(plan, reading, spoken, self.lexicon)) is not None:
            return two
        plan = between_ends(with_there(measure_pointed(plan, reading, spoken), reading, spoken), reading, spoken)
        for source in (previous, whole_turn(trail)):
            if source is None:
                continue
            if plan.intent is Intent.PROVENANCE:
                return self._sources_of(plan, source)
            run = with_run(source, spoken)
            same = asked_again(plan, reading, run, self.catalog) or on_two_before(plan, reading, run)
            if (same := same or replayed(plan, reading, run, self.catalog)) is not None:
                return of_clause(same) if source is previous else same
            if plan.intent in (Intent.FIGURES, Intent.EXPLANATION):
                plan = self._inherit(plan, reading, run)
                plan = of_clause(plan) if source is previous else plan
        if plan.intent is Intent.FIGURES:
            plan = with_year(plan, reading, spoken[-1]) if spoken else plan
            plan = carried(plan, reading, spoken, self.catalog)
            plan = with_others(plan, reading, spoken, self.catalog)
            plan = of_both(plan, reading, spoken)
            plan = self._over_earlier(plan, reading, spoken) if spoken else plan
            plan = self._set_against(plan, reading, spoken[-1]) if spoken else plan
            plan = added_up(plan, reading, spoken[-1] if spoken else None)
            plan = apart_in_ranking(plan, reading, spoken[-1]) if spoken else plan
            plan = self._in_named_order(plan, reading)
            plan = share_of_stated(share_of_all(plan, reading, spoken), previous)
            plan = share_of_pointed(plan, reading, spoken, self.catalog) if spoken else plan
            plan = lead_of_each(plan, reading, spoken, self.catalog)
            plan = taken_up(plan, reading, spoken[-1], self.lexicon) if spoken else plan
            plan = beside_other(plan, reading, spoken, self.lexicon) if spoken else plan
            plan = ranked_by_state(plan, reading.tokens, self.catalog)
            plan = apart_from_second(set_against(plan, reading), reading.tokens)
            if previous and previous.periods and plan.origins.get("periods") == "earlier" and not plan.over:
                plan = replace(plan, periods=previous.periods)  # "Ok, 2023 is good. And Colorado?"
            plan = nearest_to(plan, reading, self.catalog, previous.places if previous else ())
            if spoken and changes_nothing(plan, reading, spoken[-1]):
                plan = replace(plan, narrowed=(*plan.narrowed, plan.clause))
        if plan.origins.get("places") in ("earlier", "clause") and plan.places and not plan.overall and not plan.over:
            # "missing cases in New York? What share of those were from facilities?" asks for New York's
            own = (at_level(i, "place", self.catalog) for i in plan.indicators)
            plan = replace(plan, indicators=tuple(dict.fromkeys(own)))
        return plan

    def _in_named_order(self, plan: QueryPlan, reading: ClauseReading) -> QueryPlan:
        """Divide two measures of before as a clause names them: "how many pieces per report?"."""
        if plan.operation not in IN_ORDER or len(plan.indicators) != 2 or plan.origins.get("indicators") == "question":
            return plan  # a clause that names both has put them in order
        order = in_named_order(self.lexicon, reading.items, plan.indicators)
        turned = order != plan.indicators and len(plan.over) == 2
        return replace(plan, indicators=order, over=plan.over[::-1] if turned else plan.over)

    def _sources_of(self, plan: QueryPlan, source: QueryPlan) -> QueryPlan:
        """Ask for the places where the figures of the plan before stand; a computation is said again."""
        if source.operation is not Operation.LOOKUP:
            return replace(source, question=plan.question, intent=plan.intent, before=source.clause, premises=())
        by_place = any(self.catalog.by_id[i].level == "place" for i in source.indicators)
        return replace(
            plan, indicators=plan.indicators or source.indicators, places=plan.places or source.places,
            periods=source.periods, over=source.over,
            overall=source.overall, reference=source.reference, years_off=source.years_off,
            all_places=source.all_places and by_place and not source.over and not source.reference,
        )  # fmt: skip

    # places, years and figures that only the turns before tell

    def _over_earlier(self, plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan]) -> QueryPlan:
        """Let an operation without a measure of its own go over the figures of earlier turns."""
        others = plan.operation_cue == OF_OTHER and bool(reading.rest)
        others = others or (
            plan.reference is not None and (plan.reference.position == "others" or plan.reference.several)
        )
        others = others or bool(reading.rest and plan.origins.get("places") == "earlier" and len(plan.places) > 1)
        if not reading.elliptical or others or (plan.takes_back and plan.operation is Operation.LOOKUP):
            return plan
        own_place = len(plan.places) == 1 and plan.origins.get("places") == "question"
        weighs = own_place and plan.states and plan.claims and not after_than(reading.tokens)
        if has("reckons", reading.tokens) and not weighs:
            # "double that?": what is not of the sheets is not reckoned with
            return replace(plan, narrowed=(*plan.narrowed, plan.clause))
        earlier = Earlier(self.catalog, spoken)
        points_back = any(t.key in SINGLE for t in reading.tokens)
        if plan.operation is Operation.LOOKUP and points_back and has("times", reading.tokens):
            plan = replace(plan, operation=Operation.RATIO, operation_cue=TIMES)
        compares_it = points_back or (after_than(reading.tokens) and not plan.claims)
        one = spoken[-1].places if spoken[-1].operation is Operation.LOOKUP else ()
        together = after_than(reading.tokens) and has("together", reading.tokens)
        if together and len(one) == 1 and len(plan.places) > 1 and not {*one} & {*plan.places}:
            # "so more than Connecticut and Minnesota combined?" sets the one place before against them
            return replace(plan, operation=Operation.SUM, operation_cue="together", places=(*one, *plan.places))
        if plan.operation is Operation.LOOKUP and own_place and compares_it and has("more_than", reading.tokens):
            plan = replace(plan, operation=Operation.RANK, operation_cue="compare")
        if plan.operation is Operation.LOOKUP:
            keys = {t.key for t in reading.tokens}
            if len(keys & {*ORDINALS}) == 1 and len(plan.places) == 1 and not number_named(reading.tokens):
                return plan  # "in the first one, out of how many in total?"
            adds = "sum" in reading.asked or has("together", reading.tokens)
            if not adds and (own_place or plan.overall or not TOTALS & keys):
                return plan  # "and the total for Connecticut" adds nothing up
            summed = earlier.go_over(replace(plan, operation=Operation.SUM, operation_cue="total"), reading.tokens)
            same = len(summed.indicators) == 1
            several = len(summed.places) > 1 or bool(summed.over) or len(summed.indicators) > 1
            return summed if (several and (adds or same)) or summed.narrowed != plan.narrowed else plan
        last = spoken[-1]
        if own_place and plan.operation is Operation.RANK and (stated := rank_stated(plan, reading, last)) is not None:
            return stated
        # "where does that rank?", "is Iowa the lowest of the five on that?"
        one_place = len(plan.places) == 1 and (not own_place or reading.plan.all_places)
        if plan.operation is Operation.RANK and not names_places(plan) and one_place and points_back:
            return plan
        shares_apart = plan.operation is Operation.SHARE and Operation.DIFFERENCE in reading.asked
        if last.operation is Operation.SHARE and (plan.operation in _OF_SHARES or shares_apart):
            plan = replace(plan, operation=Operation.SHARE, operation_cue="share")  # shares are compared, not counts
            shared = dict.fromkeys(p for e in spoken if e.indicators == last.indicators for p in e.places)
            return replace(plan, places=tuple(shared), indicators=last.indicators, overall=last.overall)
        if plan.origins.get("indicators") not in ("earlier", "clause"):
            return plan
        of_sum = last.operation is Operation.SUM and len(last.indicators) == 1 and len(last.places) > 1
        above = of_sum and cued("claims", "ahead", reading.tokens)  # "exceeds those"
        if above and plan.operation is Operation.DIFFERENCE and own_place and plan.places[0] not in last.places:
            return replace(plan, places=(*plan.places, *last.places), operation_cue="together")
        either = plan.operation is Operation.PERCENT_CHANGE and last.operation is Operation.LOOKUP and points_back
        compared = any(cued("claims", entry, reading.tokens) for entry in ("ahead", "behind"))
        if either and not (compared or own_place or reading.asked & {Operation.DIFFERENCE}):
            return replace(plan, narrowed=(*plan.narrowed, plan.clause))  # "what's that in percent?": of which of two?
        of_result = points_back or own_place  # "the difference?" after a sum is one of its figures
        if last.operation in _RESULTS and plan.operation in _ON_TWO and of_result:
            return replace(plan, narrowed=(*plan.narrowed, plan.operation_cue or plan.clause))  # not with a result
        return earlier.go_over(plan, reading.tokens)

    def _set_against(self, plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan:
        """Compare the one place before with the one that a clause names: "how many more is that than Minnesota?"."""
        points_back = any(t.key in SINGLE for t in reading.tokens)
        named = len(plan.places) == 1 and plan.origins.get("places") == "question"
        other = len(source.places) == 1 and source.places != plan.places
        same = not source.indicators or source.indicators == plan.indicators
        if plan.operation not in _ON_TWO or len(plan.indicators) != 1 or not (points_back and named and other and same):
            return plan
        return replace(plan, places=(*source.places, *plan.places))

    # slots of the plan before

    def _inherit(self, plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan:
        if self._ranks_earlier(plan, reading, source):
            claims = plan.claims or (
                claimed_words(plan.clause, plan.operation_cue, source.places) if plan.states else ()
            )
            plan = replace(plan, all_places=False, operation_cue="where does", claims=claims)
        among = plan.operation is Operation.RANK and (of_those(reading) or of_number(reading, source))
        if among and plan.overall:  # "which of the two had more cases overall?"
            plan = replace(plan, overall=False)
        # "what share of the national total is that?" names the whole; the part is a state's
        # and "in total" asks for no overall figure where figures are added up
        of_overall = plan.overall and plan.operation not in (Operation.SHARE, Operation.SUM)
        nowhere = not plan.places and not plan.reference and not of_overall and not plan.all_places
        pointed = ordinals_meant(reading.tokens)
        if (
            len(pointed) == 1
            and len(source.run) > 1
            and (plan.operation is Operation.LOOKUP or plan.operation_cue in ORDINALS)
        ):
            source = replace(source, places=source.run)
        if (chosen := so_many_pointed(plan, reading, source, self.lexicon)) is not None:
            return chosen
        one = len(pointed) == 1 and not so_many(reading.tokens)[0]
        if one and (len(source.places) > 1 or len(source.indicators) > 1):
            return one_pointed(plan, reading, source, pointed[0], self.lexicon)
        plain = plan.operation is Operation.LOOKUP or plan.operation_cue in ORDINALS
        if len(pointed) > 1 and plain and nowhere and reading.elliptical and max(pointed) < len(source.places):
            several = tuple(source.places[i] for i in pointed)  # "just the first and the third"
            return taken(plan, places=several, indicators=source.indicators, operation=Operation.LOOKUP)
        plan = self._with_measure(plan, reading, source, of_overall=of_overall)
        single = any(t.key in ("it", "its", "there") for t in reading.tokens)
        if nowhere and self._asks_of_named(plan, reading, source):
            return self._of_named(plan, reading, source)
        if nowhere and single and len(source.places) > 1 and not reading.elliptical and plan.indicators:
            by_place = match(self.lexicon, reading.items, reading.tokens, ["place"]).indicators
            return replace(plan, indicators=by_place or plan.indicators)  # which of them is for the asker to say
        if nowhere:
            plan = self._with_places(plan, reading, source)
        # "and how many reports was that?" names what it counts, and is of the year before
        carries = "earlier" in plan.origins.values() or counts_that(reading)
        if not plan.periods and source.periods and carries and not any_year(reading):
            plan = taken(plan, periods=source.periods)
        plan = with_span(plan, reading, source) if carries else plan
        if plan.operation is Operation.LOOKUP and nowhere and source.intent is Intent.FIGURES:
            plan = self._with_operation(plan, reading, source)
        return plan

    @staticmethod
    def _ranks_earlier(plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> bool:
        """Say whether a clause asks where the one place before stands: "where does that put it among the states?"."""
        ranks = plan.operation is Operation.RANK and plan.all_places and reading.elliptical
        asks_which = next((t.key for t in reading.tokens), "") in ("which", "who", "what")
        points_back = any(t.key in SINGLE for t in reading.tokens)
        return ranks and points_back and not asks_which and len(source.places) == 1 and not source.all_places

    def _with_measure(
        self, plan: QueryPlan, reading: ClauseReading, source: QueryPlan, *, of_overall: bool
    ) -> QueryPlan:
        """Take over the measure, or let the measure before settle which one is meant."""
        if plan.all_indicators:
            return plan
        if row := row_explained(self.lexicon, plan, reading, source):
            return taken(plan, indicators=(row,))
        if not plan.indicators and (detail := detail_of_those(reading, source, self.catalog)):
            return taken(plan, indicators=source.indicators, narrowed=(*plan.narrowed, *detail), candidates=())
        somewhere = bool(plan.places or plan.reference or plan.all_places)
        somewhere = somewhere or (names_places(source) and has("named", reading.tokens))
        part = part_meant(self.lexicon, reading, source)
        if not plan.indicators and part:
            return taken(
                plan, indicators=(at_level(part, "place", self.catalog) if somewhere else part,), candidates=()
            )
        if (of_total := total_meant(plan, reading, source, self.catalog)) is not None:
            return of_total
        if plan.operation is Operation.SHARE and (part := whole_named(self.lexicon, reading, source)):
            return taken(plan, indicators=(part,), places=plan.places or source.places, candidates=())
        if not plan.indicators and reading.elliptical and source.indicators:
            indicators = source.indicators
            if somewhere:
                indicators = tuple(at_level(i, "place", self.catalog) for i in indicators)
            elif of_overall:
                indicators = tuple(n for i in indicators for n in overall_of(i, self.catalog))
            return self._with_narrowing(taken(plan, indicators=indicators), reading, source)
        if not plan.indicators and not reading.elliptical:
            # "... missing child cases overall, and how many cases from Colorado?": the measure before settles which
            level = "place" if somewhere else "nation"
            candidates = {c.indicator for c in plan.candidates}
            if counted := counted_beside(plan, reading, source, self.catalog):
                return replace(taken(plan, periods=plan.periods or source.periods), indicators=(counted,))
            settled = tuple(i for s in source.indicators if (i := at_level(s, level, self.catalog)) in candidates)
            if not settled and any(t.key in POINTERS for t in reading.tokens):
                settled = self._explaining(source, reading, level)
            if len(settled) == 1:
                return taken(plan, indicators=settled)
        return plan

    def _explaining(self, source: QueryPlan, reading: ClauseReading, level: str) -> tuple[str, ...]:
        """Return what was spoken of before, if its words account for a clause: "how many cases they assisted"."""
        own = tuple(at_level(i, level, self.catalog) for i in source.indicators)
        known = [item for item in reading.items if self.lexicon.knows(item)]
        return own if own and all(self.lexicon.explains(i, item) for i in own for item in known) else ()

    def _with_narrowing(self, plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan:
        """Keep asking for the detail that was asked for before, which the sheets do not give: "and in Colorado?"."""
        details = narrowing_words()
        # a city's figures are not asked for again where the asker goes on to another state
        kept = [w for w in source.leftovers if details.get(w.lower(), OF_CITIES) != OF_CITIES]
        if not kept or reading.settles or plan.takes_back or plan.intent is not Intent.FIGURES:
            return plan
        return replace(plan, narrowed=(*plan.narrowed, *kept), clause=f"{plan.clause} {' '.join(kept)}")

    def _asks_of_named(self, plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> bool:
        """Say whether a clause asks a measure of the places that the answer before named."""
        among = plan.operation in (*_RESULTS, *OVER_NAMED) and not plan.all_places
        if plan.intent is Intent.FIGURES and names_places(source) and among and of_those(reading):
            return True  # "which of them had the most ...?", "how many did they have in total?"
        joins = plan.operation in (*_RESULTS, *_ON_TWO) or self._adds(plan, reading)
        if reading.elliptical and names_several(source) and joins:
            return plan.intent is Intent.FIGURES and not plan.all_places  # "which two ...?" "the difference?"
        asks = plan.operation in (Operation.LOOKUP, Operation.SHARE) and plan.intent is Intent.FIGURES
        own_measure = plan.origins.get("indicators") == "question" or not reading.elliptical
        return asks and own_measure and names_places(source) and has("named", reading.tokens)

    @staticmethod
    def _adds(plan: QueryPlan, reading: ClauseReading) -> bool:
        """Say whether a clause without another operation asks for what figures come to."""
        keys = {t.key for t in reading.tokens}
        asks = "sum" in reading.asked or bool(TOTALS & keys)
        return asks and plan.operation is Operation.LOOKUP and not plan.overall  # "and the national total?"

    def _of_named(self, plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan:
        if reading.elliptical and self._adds(plan, reading):
            plan = replace(plan, operation=Operation.SUM, operation_cue="total")
        again = match(self.lexicon, reading.items, reading.tokens, ["place"])
        singular = has("singular", reading.tokens)
        number = None if singular else number_named(reading.tokens)
        reference = Reference(words="", position="named", earlier=source, several=not singular, number=number)
        found = plan.indicators if plan.origins.get("indicators") == "earlier" else again.indicators or plan.indicators
        plan = replace(plan, overall=plan.overall and plan.operation is Operation.SHARE)
        return taken(plan, places=(), reference=reference, indicators=found, candidates=again.candidates)

    def _with_places(self, plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan:
        """Take over the places, or the reference to places."""
        if plan.intent is Intent.FIGURES and (state := state_settled_for(reading, source)):
            return taken(plan, places=(state,))
        if not (source.places or source.reference) or plan.intent is not Intent.FIGURES:
            return plan
        by_id = self.catalog.by_id
        alone = plan.operation is Operation.LOOKUP  # a ranking without places goes over all of them
        # "the table for Iowa?" "What share of the total is the ORR row?" is Iowa's
        alone = alone or (plan.operation is Operation.SHARE and source.operation is Operation.LOOKUP)
        of_states = bool(plan.indicators) and all(by_id[i].level == "place" for i in plan.indicators)
        points_back = any(t.key in POINTERS for t in reading.tokens)
        points_back = points_back or (plan.operation is Operation.RANK and of_number(reading, source))
        follows = reading.elliptical or points_back or follows_on(reading) or reading.of_places
        if not (follows or (of_states and alone) or plan.all_indicators):
            return plan
        if not reading.elliptical and plan.origins.get("indicators") != "earlier" and not of_states:
            again = match(self.lexicon, reading.items, reading.tokens, ["place"])
            meant = again.indicators or plan.indicators
            of_nation = meant == source.indicators != plan.indicators or all(by_id[i].level == "nation" for i in meant)
            if meant and not points_back and not plan.all_indicators and of_nation:
                return plan  # a measure that no state has a figure of, or one beside the state's, is asked for overall
            candidates = plan.candidates if plan.indicators else again.candidates or plan.candidates
            plan = replace(plan, indicators=again.indicators or plan.indicators, candidates=candidates)
        elif reading.elliptical and plan.origins.get("indicators") == "question":
            # read from the question before: they are of the places that it names
            plan = replace(plan, indicators=tuple(at_level(i, "place", self.catalog) for i in plan.indicators))
        return taken(plan, places=source.places, reference=source.reference, excludes=still_excludes(plan, source))

    def _with_operation(self, plan: QueryPlan, reading: ClauseReading, source: QueryPlan) -> QueryPlan:
        """Take over the operation: "which state had the most ...?" "and Team HOPE?"."""
        if source.operation in (Operation.FILTER, Operation.COUNT) and has("more_than", reading.tokens):
            return replace(plan, narrowed=(*plan.narrowed, *bounds_of(reading.tokens)))  # a condition of its own
        of_stated = ranks_stated(source) and has("named", reading.tokens)
        everywhere = source.all_places or (source.operation in _RESULTS and not (source.places or source.over))
        figures = plan.intent is Intent.FIGURES  # what a program is, is asked of no states
        if figures and plan.indicators and everywhere and follows_on(reading) and not (plan.reference or of_stated):
            by_place = match(self.lexicon, reading.items, reading.tokens, ["place"]).indicators
            return replace(
                plan, indicators=by_place or plan.indicators, all_places=True,
                places=source.places if source.excludes or len(source.places) > 1 else (), excludes=source.excludes,
                operation=source.operation, operation_cue=source.operation_cue, clause=source.clause,
            )  # fmt: skip
        taken_over = plan.origins.get("indicators") == "earlier"
        own = plan.takes_back or reading.settles or reading.plain
        if taken_over and source.clause and not own and not plan.narrowed:
            # "... together had under 500 cases. Does it hold?" asks what was said before
            plan = replace(plan, operation=source.operation, claims=plan.claims or source.claims)
            if plan.operation is not Operation.LOOKUP:
                plan = replace(plan, clause=source.clause, all_places=source.all_places, over=source.over)
        return plan

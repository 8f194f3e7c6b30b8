"""What earlier turns named, all of it or a part: "and CVIP for both?", "the other one?", "and the other four?"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.by_size import ends_against
from assistant.cues import IN_TOTAL, OF_OTHER
from assistant.followups import ClauseReading, taken
from assistant.lexicon import Token, cue_phrases, cued, function_words, keys_of, language, tokenise
from assistant.orders import beside_sum, claimed_words
from assistant.pairing import OF_THEM
from assistant.quantifiers import quantified_words, quantifier_in
from assistant.references import ORDINALS, has, names_places, number_named
from assistant.selecting import read_directions
from assistant.spotting import BREAK
from assistant.stating import speaks_of_places
from assistant.types import Intent, Operation, Origin, QueryPlan, Reference
from index.catalog import Catalog
from index.places import find_names

_PAIR = 2
_AVERAGED = frozenset((Operation.MEAN, Operation.MEDIAN))
_COMPARING = (Operation.RANK, Operation.DIFFERENCE)
_OVER_SEVERAL = (
    Operation.SUM, Operation.MEAN, Operation.MEDIAN, Operation.RANK, Operation.DIFFERENCE, Operation.RATIO,
    Operation.PERCENT_CHANGE,
)  # fmt: skip
# Words for the several places before.
_COUNTED = frozenset("same those these all the last first other".split())
_SEVERAL = frozenset("those these they them their both".split())
_OF_PLACE = re.compile(
    r"\b(?:in|for|from|of|to|than|did|does|had|has) (?:the|that) other\b|\bother (?:state|place)\b"
    r"|\bother one(?:'s| (?:had|has|have|did)\b)",
    re.IGNORECASE,
)
_REST_OF_CASES = re.compile(r"\b(?:rest|remainder) of (?:its|their|his|her|that|those)\b", re.IGNORECASE)
_THERE_AND = re.compile(r"\bthere and (?:in |for |from )?@|@ and (?:in |for |from )?there\b")
# "The tips there, and Team HOPE for Ohio" asks for tips of another place than Ohio.
_THERE_THEN = re.compile(
    r"^(?!.*\b(?:is|are|was|were) there\b)[^@]+\bthere\b (?:and|plus) (?!(?:in |for |from )?@)[^@]+@"
)
_APART = (Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE)
_NAMED_FIRST = frozenset("first second third former latter".split())
_OF_TABLES = frozenset("table row rows sheet page breakdown".split())


def with_run(source: QueryPlan, spoken: Sequence[QueryPlan]) -> QueryPlan:
    """Return a plan with the places that it is one of: those named for its measure one after the other, else a list.

    "CVIP for Colorado", "and Connecticut", "Team HOPE for the first" means Colorado. "Cases in New York and
    Massachusetts?" "Facility ones in the latter?" "And in the former?" means New York.
    """
    if len(source.places) != 1 or len(source.indicators) != 1 or source.operation is not Operation.LOOKUP:
        return source
    run: list[str] = []
    for plan in reversed(spoken):
        if plan.indicators != source.indicators or plan.operation is not Operation.LOOKUP:
            break
        run = [*plan.places, *run]
    if len({*run}) < _PAIR:
        lists = (plan.places for plan in reversed(spoken) if len(plan.places) > 1)
        listed = next(lists, ())
        run = [*listed] if {*source.places} <= {*listed} else run
    return replace(source, run=tuple(dict.fromkeys(run)))


def of_number(reading: ClauseReading, source: QueryPlan) -> bool:
    """Say whether a clause speaks of as many things as the turn before named places: "which of the two ...?"."""
    return len(source.places) > 1 and number_named(reading.tokens) == len(source.places)


def of_both(plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan]) -> QueryPlan:
    """Let "both" mean the places, or the measures, that as many turns before named one after the other."""
    if spoken and (pointed := _of_pointed(plan, reading, spoken)) is not None:
        return pointed
    number = number_named(reading.tokens)
    plural = bool({"these", "those"} & {t.key for t in reading.tokens})  # "put these next to Minnesota's"
    if plan.operation in _COMPARING and _of_things(reading.tokens):
        plan = replace(plan, operation=Operation.LOOKUP, operation_cue=None)  # "now Colorado vs Minnesota for both"
    if (each := _condition_on_run(plan, reading, spoken)) is not None:
        return each
    if not (number or plural) or plan.operation is not Operation.LOOKUP or plan.reference or not spoken:
        return plan
    places = run_of(plan, spoken)
    if plan.origins.get("places") == "earlier" and len(plan.places) == 1 and len(places) == number:
        counts = language("references")["how_many"]  # "so 12 for the two states?" states a figure, and counts places
        return replace(plan, places=places, claims=tuple(c for c in plan.claims if c not in counts))
    measures = _measures(spoken)
    named = plan.origins.get("places") == "question" and reading.elliptical
    if named and len(plan.indicators) == 1 and len(measures) == (number or max(len(measures), 2)):
        origins: dict[str, Origin] = {**plan.origins, "indicators": "earlier"}
        return replace(plan, indicators=measures, claims=(), origins=origins)
    return _some_of(plan, reading, measures) if named and number and not plan.excludes else plan


def _condition_on_run(plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan]) -> QueryPlan | None:
    """Set a condition on the places named one after the other: "Iowa?" "And Ohio?" "So neither had more than 20?".

    Where not as many were named as are spoken of, it is left open: the last of them alone does not tell.
    """
    one = len(plan.places) == 1 and plan.origins.get("places") == "earlier" and not plan.reference
    if not (one and spoken) or plan.operation not in (Operation.LOOKUP, Operation.FILTER) or not plan.states:
        return None
    alone, keys = quantified_words(reading.tokens), [t.key for t in reading.tokens]
    if not alone and ("them" not in keys or quantifier_in(plan.clause) is None):
        return None
    places = run_of(plan, spoken)
    number = _PAIR if alone else number_named(reading.tokens) or len(places)
    if len(places) != number or len(places) < _PAIR:
        return replace(plan, narrowed=(*plan.narrowed, plan.clause))
    return replace(plan, places=places)


def _some_of(plan: QueryPlan, reading: ClauseReading, measures: Sequence[str]) -> QueryPlan:
    """Let "the last two for Ohio" mean so many of the measures before; "both" of three is left open."""
    keys = ["", *(t.key for t in reading.tokens)]
    at = next(i for i, t in enumerate(reading.tokens, 1) if number_named([t]))
    number = number_named(reading.tokens) or 0
    counts = keys[at] == "both" or keys[at - 1] in _COUNTED
    if not counts or number in (len(plan.places), len(plan.indicators)):
        return plan  # "so two for Ohio?" states a number, "both Ohio and Utah" are the places
    if keys[at - 1] in ("first", "last") and len(measures) > number:
        meant = measures[:number] if keys[at - 1] == "first" else measures[-number:]
        return taken(plan, indicators=tuple(meant), claims=())
    return replace(plan, claims=(), narrowed=(*plan.narrowed, reading.tokens[at - 1].text))


def run_of(plan: QueryPlan, spoken: Sequence[QueryPlan]) -> tuple[str, ...]:
    """Return the places that were named one after the other for the measure of a plan, else for the newest.

    "Team HOPE in Iowa?" "In Ohio?" "Tips in Ohio?" "Back to Team HOPE, how many is that for both?"
    """
    last = next((n for n in range(len(spoken), 0, -1) if spoken[n - 1].indicators == plan.indicators), len(spoken))
    return with_run(spoken[last - 1], spoken[:last]).run


def _of_pointed(plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan]) -> QueryPlan | None:
    """Let what is done with a measure that a clause names be done for the places that were named one after the other.

    "Team HOPE in Iowa?" "And Ohio?" "How many tips did those two have combined?" Fewer than all of them are left open.
    """
    own = plan.origins.get("indicators") == "question" and plan.origins.get("places") != "question"
    other = plan.reference or plan.excludes or plan.over or plan.claims or reading.rest or plan.intent != Intent.FIGURES
    run = run_of(plan, spoken)
    number, keys = number_named(reading.tokens), [t.key for t in reading.tokens]
    points = bool(_SEVERAL & {*keys}) or any(
        a.key == "the" and number_named([b]) for a, b in itertools.pairwise(reading.tokens)
    )
    cues = {values[0] for _, _, values in cue_phrases("operations", "overall").find(reading.tokens)}
    adds = plan.operation is Operation.LOOKUP and ("sum" in reading.asked or cues == {IN_TOTAL})
    if not own or other or len(run) < _PAIR or not points or not (adds or plan.operation in _OVER_SEVERAL):
        return None
    if number not in (None, len(run)):
        word = next(t.text for t in reading.tokens if number_named([t]))
        return None if number > len(run) else replace(plan, narrowed=(*plan.narrowed, word))
    operation, cue = (Operation.SUM, "add up") if adds else (plan.operation, plan.operation_cue)
    return taken(plan, places=run, overall=False, all_places=False, operation=operation, operation_cue=cue)


def _of_things(tokens: Sequence[Token]) -> bool:
    """Say whether "both" speaks of what was named before and not of places that the clause names: "on both"."""
    keys = [t.key for t in tokens]
    at = next((i for i, key in enumerate(keys) if key == "both"), 0)
    return bool(at) and keys[at - 1] in ("for", "on", "in", "of") and keys[at + 1 : at + 2] != ["\0"]


def _measures(spoken: Sequence[QueryPlan]) -> tuple[str, ...]:
    """Return the measures that the turns before asked of the same places, in their order."""
    run: list[str] = []
    for plan in reversed(spoken):
        plain = plan.operation is Operation.LOOKUP or plan.operation in _COMPARING
        if plan.places != spoken[-1].places or not plain or plan.leftovers:
            break
        run = [*plan.indicators, *run]
    return tuple(dict.fromkeys(run))


def measure_pointed(plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan]) -> QueryPlan:
    """Let an ordinal mean one of the measures asked of one place, turn by turn: "and the first one for Iowa?"."""
    keys = [*keys_of(reading.tokens), ""]
    if ORDINALS.keys().isdisjoint(keys):
        return plan
    light = {"", BREAK.key} | function_words() | OF_THEM  # "the first one", not "the first half"
    pairs = itertools.pairwise(keys)
    ordinals = [ORDINALS[key] for key, after in pairs if key in ORDINALS and (after in light or not after.isalpha())]
    plain = plan.operation is Operation.LOOKUP and not (plan.reference or plan.overall or plan.all_places)
    if len(ordinals) != 1 or not (plain and reading.elliptical) or plan.indicators or not spoken:
        return plan
    one = len(spoken[-1].indicators) == len(spoken[-1].places) == 1
    measures = _measures(spoken) if one else ()
    if not -len(measures) <= ordinals[0] < len(measures) or len(measures) < _PAIR:
        return plan
    return taken(plan, indicators=(measures[ordinals[0]],), operation_cue=OF_OTHER)


def with_there(plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan]) -> QueryPlan:
    """Put the place before beside the one that a clause names with it: "Team HOPE there and in Iowa"."""
    if "there" not in keys_of(reading.tokens):
        return plan
    keys = " ".join(t.key.replace(BREAK.key, "@") for t in reading.tokens)
    if _THERE_THEN.search(keys) and len(plan.indicators) > 1 and plan.intent is Intent.FIGURES:
        return replace(plan, narrowed=(*plan.narrowed, "there"))  # of which of several places is not told
    if len(plan.places) != 1 or not _THERE_AND.search(keys) or plan.intent is not Intent.FIGURES:
        return plan
    places = spoken[-1].places if spoken else ()
    if len(places) != 1 or spoken[-1].excludes or places == plan.places:
        return replace(plan, narrowed=(*plan.narrowed, "there"))
    return replace(plan, places=(*places, *plan.places))


def between_ends(plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan]) -> QueryPlan:
    """Let what is done with both ends of a ranking be done with those of all places: "the gap from most to least?".

    Where several places were named before it is done with these: "by how much does the biggest beat the smallest?".
    """
    if not reading.elliptical or plan.operation not in _APART or plan.places or plan.all_places:
        return plan
    if not (read_directions(plan.clause).ends or ends_against(plan.clause)):
        return plan
    group = group_before(reading.tokens, spoken)
    return taken(plan, places=group) if group else replace(plan, all_places=True)


def group_before(tokens: Sequence[Token], spoken: Sequence[QueryPlan]) -> tuple[str, ...]:
    """Return the places that were named in one list, or one after the other, if a clause may go over these alone.

    It does if it points to them, as in "of those", or if they are more than two. After what was asked of all places,
    and after a ranking, no such places stand before.
    """
    if not spoken or spoken[-1].all_places or spoken[-1].excludes or spoken[-1].overall:
        return ()
    run = with_run(spoken[-1], spoken).run or spoken[-1].places
    points = bool(_SEVERAL & {t.key for t in tokens}) or number_named(tokens) == len(run)
    return run if len(run) > _PAIR or (len(run) == _PAIR and points) else ()


def with_others(plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], catalog: Catalog) -> QueryPlan:
    """Let "the other four" be the covered places that were not spoken of with this measure."""
    named = plan.places if plan.origins.get("places") == "question" else ()
    among = spoken[-1].places if spoken and "state" not in reading.rest else ()
    if plan.excludes and named and not plan.all_places and len(among) == 1 and reading.elliptical:
        among = group_before(reading.tokens, spoken)  # "Iowa?" "Ohio?" "Utah?" "The average of those without Iowa?"
        points = bool(_SEVERAL & {t.key for t in reading.tokens}) and not names_places(spoken[-1])
        if points and not {*named} < {*among}:
            return replace(plan, narrowed=(*plan.narrowed, plan.clause))  # of which places is not told
    drops = plan.excludes or has("drops", reading.tokens)
    if drops and named and not plan.all_places and (all_before := _all_of_run(reading, spoken, named)):
        among = all_before
    listed = reading.rest or (reading.elliptical and not spoken[-1].excludes) if spoken else False
    over_several = plan.operation in (Operation.SUM, Operation.MEAN, Operation.MEDIAN) or "sum" in reading.asked
    if drops and named and reading.rest and over_several and len({*among} - {*named}) == 1 and {*named} < {*among}:
        return replace(plan, narrowed=(*plan.narrowed, plan.clause))  # of one there is nothing to add up
    if listed and plan.excludes and named and set(named) < set(among):  # "leave Colorado out: the others?", "the sum?"
        left = tuple(p for p in among if p not in named)
        done = plan.operation if len(left) > 1 else Operation.LOOKUP
        plan = taken(plan, places=left, all_places=False, excludes=False, operation=done)
        return replace(plan, origins={**plan.origins, "places": "question"})  # told by what is left out of them
    if plan.excludes:
        return _without_some(plan, reading, spoken, named)
    if not reading.rest:
        return plan
    if _NAMED_FIRST & {t.key for t in reading.tokens}:  # "the first and the other two" are of those before
        return replace(plan, narrowed=(*plan.narrowed, reading.rest))
    if spoken and (left := _rows_meant(plan, reading, spoken, catalog)):
        return taken(plan, indicators=left, places=spoken[-1].places, all_places=False, operation_cue=OF_OTHER)
    if spoken and (rest := _rest_made_up(plan, reading, spoken, catalog)) is not None:
        return rest
    if _OF_TABLES & {t.key for t in reading.tokens} or _REST_OF_CASES.search(plan.clause):
        # "the rest of the table", "the rest of their cases" name no places
        return replace(plan, narrowed=(*plan.narrowed, reading.rest))
    last = spoken[-1].places if spoken and not plan.places else plan.places
    if said := _against_all_others(replace(plan, places=last), reading):
        return said
    if plan.operation is Operation.RANK:
        return plan
    if plan.operation is Operation.LOOKUP and "sum" in reading.asked:
        plan = replace(plan, operation=Operation.SUM, operation_cue="total")
    if (one := _other_of_two(plan, reading, spoken)) is not None:
        return one
    taken_over = plan.origins.get("indicators") in ("earlier", "clause")
    rows = any(catalog.table_of(i) for i in plan.indicators)
    of_places = bool(spoken) and len(with_run(spoken[-1], spoken).run) > 1  # "Iowa?" "and Ohio?" "and the rest?"
    if taken_over and rows and has("others_alone", reading.tokens) and not of_places and "state" not in reading.rest:
        if left := _row_left(plan, spoken, catalog):
            return taken(plan, indicators=left, operation_cue=OF_OTHER)
        return replace(plan, narrowed=(*plan.narrowed, reading.rest))  # other places, or the other rows?
    if named and set(named) < set(among):  # "drop Colorado: what do the others add up to?"
        return taken(plan, places=tuple(p for p in among if p not in named), all_places=False)
    places = dict.fromkeys(named)
    number = None if "rest of" in reading.rest else number_named(reading.tokens)  # "the rest of the five" are four
    for earlier in reversed(spoken) if not named else ():
        if earlier.indicators != plan.indicators and places:
            break
        places.update(dict.fromkeys(earlier.places))
        if names_places(earlier) or earlier.reference:
            reference = Reference(words=reading.rest, position="others", earlier=earlier, number=number)
            return replace(plan, places=(), all_places=False, reference=reference)
    if not places:
        return plan
    reference = Reference(words=reading.rest, position="others", number=number)
    origins: dict[str, Origin] = {**plan.origins, "places": "earlier"}
    return replace(plan, places=tuple(places), all_places=False, reference=reference, origins=origins)


def _all_of_run(reading: ClauseReading, spoken: Sequence[QueryPlan], named: Sequence[str]) -> tuple[str, ...]:
    """Return all places that were named one turn after the other, where the last turn only added to those before.

    "Iowa?" "Ohio and Utah too" "Drop Ohio and total the rest": of the last turn's alone there is nothing to add up.
    """
    last = spoken[-1] if spoken else None
    goes_over = bool(reading.rest) or "sum" in reading.asked or bool(_AVERAGED & reading.asked)
    if last is None or not goes_over or len(last.indicators) != 1:
        return ()
    run: list[str] = []
    for plan in reversed(spoken):
        own = plan.operation is Operation.LOOKUP and plan.indicators == last.indicators and plan.places
        if not own or plan.excludes or plan.overall or plan.all_places or plan.leftovers or plan.reference:
            break
        run = [*plan.places, *run]
    adds = has("besides", tokenise(last.clause)) or len({*last.places} - {*named}) <= 1
    return tuple(dict.fromkeys(run)) if adds and {*named} < {*run} else ()


def _without_some(
    plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], named: Sequence[str]
) -> QueryPlan:
    """Leave places out of those that a filter named: "which had over 9,000?" "And their sum without Iowa?"."""
    filtered = bool(spoken) and spoken[-1].operation is Operation.FILTER and names_places(spoken[-1])
    if not (filtered and named and reading.elliptical) or plan.all_places or plan.overall:
        return plan
    reference = Reference(words=plan.clause, position="named", earlier=spoken[-1], several=True, without=tuple(named))
    return replace(plan, places=(), excludes=False, reference=reference)


def _other_of_two(plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan]) -> QueryPlan | None:
    """Let "the other one" be the place that was named beside the last one, or the one covered place not spoken of."""
    if not has("other_one", reading.tokens) or not spoken:
        return None
    last = spoken[-1]
    if plan.origins.get("places") == "question":
        two = with_run(last, spoken).run or last.places
        if plan.operation in _APART and len(plan.places) == 1 and len(last.run) > _PAIR and {*plan.places} < {*two}:
            # "the sum of the two I have" leaves out the one without a sheet, which only the store can tell
            other = Reference(words=reading.rest, position="others", earlier=last, number=1, beside=True)
            return replace(plan, reference=other, excludes=False, all_places=False)
        if plan.operation not in _APART or len(two) != _PAIR or len(plan.places) != 1 or not {*plan.places} < {*two}:
            return None
        # "how many more in Iowa than in the other one?"
        both = (*plan.places, *(p for p in two if p not in plan.places))
        return taken(plan, places=both, excludes=False, all_places=False)
    if names_places(last) and len(last.places) > 1:  # "which of the two is smaller?" "And the other one's tips?"
        return taken(
            plan, places=(), reference=Reference(words=reading.rest, position="others", earlier=last, number=1)
        )
    if plan.origins.get("indicators") == "question" and not _OF_PLACE.search(plan.clause):
        return plan  # "the other one, the therapy figure"
    run = with_run(last, spoken).run
    # "I'm comparing Iowa and Ohio. The reports for Iowa?" names the other in front of what it asks
    around = tuple(dict.fromkeys(match.code for match in find_names(last.before)))
    run = around if len(run) < _PAIR and {*last.places} < {*around} else run
    if len(run) == _PAIR and len(last.places) == 1:
        return taken(plan, places=tuple(p for p in run if p not in last.places), operation_cue=OF_OTHER)
    measures = next((s.indicators for s in reversed(spoken) if len(s.indicators) > 1), ())
    if len(measures) == _PAIR and len(last.indicators) == 1 and {*last.indicators} < {*measures}:
        left = tuple(i for i in measures if i not in last.indicators)
        return taken(plan, indicators=left, places=last.places, operation_cue=OF_OTHER)
    places = tuple(dict.fromkeys(p for s in spoken if s.indicators == plan.indicators for p in s.places))
    return replace(
        plan, places=places, all_places=False, reference=Reference(words=reading.rest, position="others", number=1)
    )


def _rows_meant(
    plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], catalog: Catalog
) -> tuple[str, ...]:
    """Return the other rows of the table that a row was asked of: "ORR cases in Iowa?" "and the other two groups?"."""
    last = spoken[-1]
    left = _rows_left(last, spoken, catalog)
    asked = cued("comparisons", "rows", reading.tokens) or number_named(reading.tokens) == len(left) > 1
    alone = last.operation is Operation.LOOKUP and plan.operation in (Operation.LOOKUP, Operation.SUM)
    alone = alone and not last.leftovers
    own = plan.origins.get("places") == "question" or "state" in reading.rest
    return left if asked and alone and not own and not plan.claims else ()


def _rest_made_up(
    plan: QueryPlan, reading: ClauseReading, spoken: Sequence[QueryPlan], catalog: Catalog
) -> QueryPlan | None:
    """Return the rows that make up what a row leaves of its table: "what do the remaining cases consist of?".

    What is left of any other figure, and is not other states, no sheet breaks down: that is left open.
    """
    last = spoken[-1]
    own = plan.origins.get("places") == "question" or "state" in reading.rest or speaks_of_places(reading.tokens)
    if not reading.plan.broken_down or own or plan.claims or len(last.places) != 1:
        return None
    leads = {table.lead for table in catalog.tables}
    rows = tuple(i for i in last.indicators if i not in leads)  # "of Iowa's cases, how many were ORR?"
    left = _rows_left(replace(last, indicators=rows), spoken, catalog)
    if not left or last.leftovers or last.operation is not Operation.LOOKUP:
        return replace(plan, narrowed=(*plan.narrowed, reading.rest))
    return taken(
        plan, indicators=left, places=last.places, all_places=False, broken_down=False, reference=None, candidates=(),
        periods=plan.periods or last.periods, operation=Operation.LOOKUP, operation_cue=OF_OTHER,
    )  # fmt: skip


def _row_left(plan: QueryPlan, spoken: Sequence[QueryPlan], catalog: Catalog) -> tuple[str, ...]:
    """Return the one row of a table that was not spoken of with its place: "ORR ones?" "facilities?" "the rest?"."""
    left = _rows_left(plan, spoken, catalog)
    return left if len(left) == 1 else ()


def _rows_left(plan: QueryPlan, spoken: Sequence[QueryPlan], catalog: Catalog) -> tuple[str, ...]:
    """Return the rows of a plan's table that were not spoken of with its one place."""
    table = next((t for t in catalog.tables if plan.indicators and {*plan.indicators} <= {*t.rows}), None)
    rows = table.rows if table and len(plan.places) == 1 else ()
    said = {i for s in spoken if s.places == plan.places and not s.leftovers for i in s.indicators}
    return tuple(row for row in rows if row not in said)


def _against_all_others(plan: QueryPlan, reading: ClauseReading) -> QueryPlan | None:
    """Set the one place spoken of against all others: "did New York have more than the other four combined?"."""
    stated = claimed_words(plan.clause, None, (*plan.places, reading.rest))
    if not stated and (beside := beside_sum(plan.clause)[1]):
        stated, plan = (beside,), replace(plan, states=True)  # "Iowa against the other four combined"
    apart = plan.operation is Operation.DIFFERENCE  # "how many more than in the other four together?"
    if len(plan.places) != 1 or not has("together", reading.tokens) or not (apart or (stated and plan.states)):
        return None
    reference = Reference(words=reading.rest, position="others", number=number_named(reading.tokens), beside=True)
    return replace(
        plan, operation=plan.operation if apart else Operation.SUM, operation_cue="together", reference=reference,
        all_places=False, claims=plan.claims if apart else tuple(dict.fromkeys((*plan.claims, *stated))),
    )  # fmt: skip

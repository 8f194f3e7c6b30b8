"""What one clause means: its measures, the operation on them, and the kind of answer that it wants."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from assistant.claims import DENIALS, NOT_DONE, ClaimKind, claims_part, read_claim, whole_claimed
from assistant.cues import OF_PLACE, ONLY_PLACE, THAN_PLACE, TO_AVERAGE, filters_places, has_threshold
from assistant.levels import wholes
from assistant.lexicon import FamilyLexicon, Item, Token, cue_phrases, cued, operation_phrases, tokenise
from assistant.matching import Matched, as_listed, in_named_order, match, segments
from assistant.orders import denied_claims, nation_named_first
from assistant.references import Pointed, says_how_large, sized_state, words_of
from assistant.spotting import BREAK
from assistant.stating import speaks_of_places
from assistant.types import Operation
from index.question_reading import QuestionReading

# Operations that are carried out over places where no place is named.
OVER_PLACES = {Operation.RANK, Operation.FILTER, Operation.COUNT, Operation.MEAN, Operation.MEDIAN}
_THAT_STATE = {("that", "state"), ("this", "state"), ("that", "place"), ("same", "state")}
# Operations that make one figure of several, which a number can be stated of; of figures of one unit only.
_JOINT = (Operation.SUM, Operation.MEAN, Operation.MEDIAN, Operation.DIFFERENCE)
# Operations that a denial in front of their words takes back.
_JOINING = (Operation.SUM, Operation.MEAN, Operation.MEDIAN)
# Operations whose result hangs on which measure is named first.
IN_ORDER = (Operation.RATIO, Operation.PERCENT_CHANGE)
# Cues that name two things to compare without saying how; any other cue says more.
_FAINT = frozenset(["vs", "versus", "compare", "compared", "comparison"])
# So does "across all the states", which adds up only where nothing else is asked.
_ACROSS = "across "
# Operations whose result is a percentage.
_PARTED = {Operation.SHARE, Operation.PERCENT_CHANGE}
# A negation turns a figure into another one; only a row named by what it is not can be looked up. Those that say what
# was not done count where something is weighed: a part of a whole, what is stated, a condition.
NEGATIONS = (DENIALS - NOT_DONE) | frozenset("non neither nor without".split())
_DENIED = NEGATIONS | DENIALS
DENYING = _DENIED | {"nothing", "unrelated"}
_PAIR = 2
# Words that ask of which of the places something holds.
_OF_SOME = frozenset("which what any each every who anyone anybody no none".split())
_COPULAS = frozenset("is are was were be been".split())
# What may be done with the shares of several places.
_AMONG_PLACES = (Operation.RANK, Operation.FILTER, Operation.COUNT)
# What asks for the rest of a total, without its part.
LEAVING_REST = (Operation.LOOKUP, Operation.DIFFERENCE)
_ONE_IN = "one in"  # a share, where no place follows
_FOR_EACH = ("for each", "for every")
_IN_PAIRS = (Operation.DIFFERENCE, Operation.RATIO)
# What needs two places.
_OF_TWO_PLACES = (Operation.RANK, Operation.DIFFERENCE)
# What may be done with the rows of a place's table.
OVER_ROWS = (Operation.RANK, Operation.FILTER, Operation.SUM, Operation.SHARE)
_MEANS = {Operation.MEAN, Operation.MEDIAN}
SHARES = frozenset("share shares percentages proportions".split())
# What may stand in front of the whole that a part is of, and what makes it the place's own.
_BEFORE_WHOLE = frozenset("of in from for what".split())
_HAS = frozenset("has had have got gets did does do saw received".split())
_OWN = frozenset("its their them those these it all".split())
_PARTS = frozenset("percentage percent % slice proportion fraction".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The slots and cues of one clause.

    `everything` asks for all figures, `whole` for all there are of what is named. `asked` are the operations that any
    of its phrases names, `rest` are words for all other places; `of_places` says that it speaks of places of earlier
    turns without naming them.
    """

    tokens: tuple[Token, ...]
    cues: frozenset[int]
    keys: tuple[str, ...]
    items: tuple[Item, ...]
    places: tuple[str, ...]
    periods: tuple[str, ...]
    asked: frozenset[str]
    overall: bool
    every_place: bool
    everything: bool
    whole: bool
    over_time: bool
    broken_down: bool
    excludes: bool
    states: bool
    claimed: tuple[str, ...]
    bounded: bool
    than_place: bool
    only_place: bool
    misplaced: tuple[str, ...]
    pointed: Pointed | None
    rest: str
    of_places: bool = False

    @property
    def somewhere(self) -> bool:
        """Say whether a clause speaks of places: names them, means all or those of earlier turns, or points to one."""
        return bool(self.places or self.pointed) or self.every_place or self.of_places


class Settler:
    """Settles what clauses mean, with the words of one family."""

    def __init__(self, lexicon: FamilyLexicon) -> None:
        self.lexicon = lexicon

    def matched(self, marks: Marks) -> tuple[Matched, list[str]]:
        """Match a clause to indicators; return the negations that no indicator takes up, too."""
        levels = self.levels(marks)
        items = [i for i in marks.items if "percentage" not in i.concepts] if marks.asked & _PARTED else []
        if marks.somewhere and items and (found := match(self.lexicon, items, marks.tokens, levels)).indicators:
            marks = replace(marks, items=tuple(items)) if self._no_percentage(found) else marks
        several = "ratio" in marks.asked and bool({"per", "each", "every"} & set(marks.keys))
        matched = match(self.lexicon, marks.items, marks.tokens, levels, several=several)
        of_claim = marks.states and bool(marks.claimed or len(marks.places) > 1)
        share = Operation.SHARE in marks.asked
        rows = self._rows_named(marks)
        # "don't fit in the facility or the refugee group" names the third row
        weighed = share or of_claim or Operation.FILTER in marks.asked or bool(rows)
        denials = DENYING if weighed else NEGATIONS
        # "not by state" is a cue as a whole
        stated = denied_claims(marks.tokens, marks.claimed, weighs=marks.states and len(marks.places) > 1)
        denied = [i for i, t in enumerate(marks.tokens) if t.key in denials and i not in marks.cues and i not in stated]
        named = [item for item in marks.items for i in matched.indicators if self.lexicon.tells(i, item)]
        # "in neither of the two groups" names the third
        denied = [i for i in denied if not any(item.first <= i < item.end for item in named)]
        negations = [marks.tokens[i].text for i in denied]
        if denied and (row := self._other_row([item for item in marks.items if item.first > denied[0]])):
            return replace(matched, indicators=(row,)), []
        of_rows = bool(rows) and marks.somewhere and not denied
        return (replace(matched, indicators=rows) if of_rows else matched), negations

    def levels(self, marks: Marks) -> list[str]:
        """Return the levels that a clause speaks of: states, the nation, or both."""
        somewhere = marks.somewhere
        of_nobody = self._of_nobody(marks) and not marks.asked & _MEANS  # no figure is printed of an average
        if not marks.overall and marks.asked & OVER_PLACES and (somewhere or not of_nobody):
            return ["place"]
        if not _THAT_STATE.isdisjoint(itertools.pairwise(marks.keys)):
            return ["place"]
        return [level for level, on in (("place", somewhere), ("nation", marks.overall or not somewhere)) if on]

    def _no_percentage(self, matched: Matched) -> bool:
        """Say whether no printed percentage is meant: then words for percent say what to compute."""
        return all(self.lexicon.catalog.by_id[i].unit != "percent" for i in matched.indicators)

    def _of_nobody(self, marks: Marks) -> bool:
        """Say whether a clause states a number without a place: then an overall figure is meant first."""
        return marks.states and bool(marks.claimed) and not speaks_of_places(marks.tokens)

    def _states_figure(self, marks: Marks, levels: Collection[str]) -> bool:
        """Say whether a clause states a number of a place, of the overall figure or of one before."""
        somewhere = bool(marks.places or marks.pointed) or marks.overall or says_how_large(marks.keys, marks.claimed)
        somewhere = somewhere or (set(levels) == {"nation"} and self._of_nobody(marks))
        return marks.states and not marks.every_place and bool(marks.claimed) and somewhere

    def is_row(self, indicators: Sequence[str]) -> bool:
        """Say whether indicators are the one row of a table."""
        tables = self.lexicon.catalog.tables
        return len(indicators) == 1 and any(indicators[0] in table.rows for table in tables)

    def total_without(self, marks: Marks, matched: Matched) -> tuple[str, ...]:
        """Return a total and the part that a clause leaves out of it: "how many weren't from a facility?"."""
        cues = list(cue_phrases("comparisons", "excluding").find(marks.tokens)) if marks.misplaced else []
        left_out = [first for first, _, _ in cues]
        left_out += [i for i, key in enumerate(marks.keys) if key in _DENIED] if not marks.states else []
        behind = [first for first, _, _ in cue_phrases("comparisons", "excluded_behind").find(marks.tokens)]
        if not (left_out or behind):
            return ()
        level = "place" if marks.places else "nation"
        told = {
            part: item
            for part, whole in wholes(self.lexicon.catalog).items()
            if self.lexicon.catalog.by_id[part].level == level and {*matched.indicators} <= {part, whole}
            for item in marks.items
            if self.lexicon.tells(part, item)
        }
        likely = {*matched.indicators, *(c.indicator for c in matched.candidates)}
        after = min(left_out, default=len(marks.tokens))  # "without the facility ones", "the facility ones aside"
        aside = {i for first in behind for i in (first - 1, first)}  # "the ORR cases left out"
        parts = [p for p, item in told.items() if p in likely and (after < item.first or item.end in aside)]
        return (wholes(self.lexicon.catalog)[parts[0]], parts[0]) if len(parts) == 1 else ()

    def in_order(self, operation: Operation, marks: Marks, matched: Matched) -> Matched:
        """Put measures in the order in which a clause names them: a follow-up may ask for the second."""
        if operation is Operation.LOOKUP and len(matched.indicators) > 1 and not marks.claimed:
            return replace(matched, indicators=as_listed(self.lexicon, marks.items, matched.indicators))
        if operation not in IN_ORDER or len(matched.indicators) != 2:
            return matched
        of_nation = [self.lexicon.catalog.by_id[i].level == "nation" for i in matched.indicators]
        if len({*of_nation}) == 2 and marks.overall and len(marks.places) == 1:  # the same is counted of either
            turned = of_nation[0] != nation_named_first(marks.tokens)
            return replace(matched, indicators=matched.indicators[:: -1 if turned else 1])
        named = in_named_order(self.lexicon, marks.items, matched.indicators, tokens=marks.tokens)
        return replace(matched, indicators=named)

    @staticmethod
    def unmet(marks: Marks, cue: str | None, operation: Operation, measures: Sequence[str]) -> list[str]:
        """Return words of conditions that no figure meets: two bounds in a comparison, a sum in it, a state's size.

        "If you add Iowa's and Ohio's families, do you beat Minnesota's tips?" ranks no place by either measure.
        """
        distances = [c.text for said in marks.claimed if (c := read_claim(said)) and c.kind is not ClaimKind.FIGURE]
        bounding = " ".join(distances).lower().split().count("than")  # "more than 30% lower than" is one comparison
        twice = marks.keys.count("than") - bounding > 1 and len(marks.places) > 1 and cue != THAN_PLACE
        several = operation is Operation.RANK and len(measures) > 1 and len(marks.places) > _PAIR
        summed = [t.text for i, t in enumerate(marks.tokens) if several and i in words_of("together", marks.tokens)]
        sized = sized_state(marks.tokens)
        return [*(["than"] if twice else []), *summed, *([sized] if sized else [])]

    def of_rows(self, marks: Marks, matched: Matched, operation: Operation = Operation.RANK) -> str | None:
        """Return the total of the table whose rows a clause compares or adds up: "the biggest of the categories"."""
        if len(marks.places) != 1 or not cued("comparisons", "rows", marks.tokens):
            return None
        if operation in (Operation.SUM, Operation.SHARE) and self._row_told(marks.items):
            return None  # "the facility and the ORR row together"
        if operation is Operation.SHARE and (marks.overall or marks.every_place):
            return None  # a share of what the nation or all states have
        best = matched.indicators or tuple(c.indicator for c in matched.candidates[:1])
        tables = self.lexicon.catalog.tables
        return next(
            (t.lead for t in tables if set(best) <= {t.lead, *t.rows} and (t.lead in best or len(best) < len(t.rows))),
            None,
        )

    def crossed(self, sides: Sequence[tuple[Sequence[Token], Sequence[str]]]) -> tuple[tuple[str, str], ...]:
        """Return the (measure, place) of the two sides of a comparison, if each side names its own of each."""
        found: list[tuple[str, str]] = []
        for tokens, places in sides:
            items = self.lexicon.items(tokens)
            matched = match(self.lexicon, items, tokens, ["place"]).indicators or self._row_told(items)
            if len(places) != 1 or len(matched) != 1 or self.lexicon.catalog.by_id[matched[0]].level != "place":
                return ()
            found.append((matched[0], places[0]))
        units = {self.lexicon.catalog.by_id[i].unit for i, _ in found}
        own = len({i for i, _ in found}) == len({p for _, p in found}) == len(found)
        return tuple(found) if own and len(units) == 1 else ()

    def _row_told(self, items: Sequence[Item]) -> tuple[str, ...]:
        """Return the rows of tables whose telling words are named: "Colorado's facility count"."""
        rows = [row for table in self.lexicon.catalog.tables for row in table.rows]
        return tuple(row for row in rows if any(self.lexicon.tells(row, item) for item in items))

    def without_whole(self, matched: Matched) -> Matched:
        """Leave out the total of a table beside one of its rows: a share of the row is one of the total."""
        for table in self.lexicon.catalog.tables:
            rows = [i for i in matched.indicators if i in table.rows]
            if len(rows) == 1 and set(matched.indicators) == {table.lead, *rows}:
                return replace(matched, indicators=(rows[0],))
        return matched

    def keeps(self, operation: Operation, cue: str | None, meant: Operation, matched: Matched) -> bool:
        """Say whether what a clause's words ask for is done, although the model reads another operation in it."""
        if operation is Operation.SHARE and (
            cue == "share"
            or "points" in (cue or "").split()
            or (meant in _AMONG_PLACES and self.of_table(matched.indicators))
        ):
            return True  # "in which state is the share highest?"
        if cue == OF_PLACE and meant in (Operation.RATIO, Operation.SHARE, Operation.DIFFERENCE, Operation.RANK):
            return True  # "a quarter of New York's"
        if operation in _IN_PAIRS and meant is Operation.RANK and len(matched.indicators) == _PAIR:
            return True  # "which state has the smallest gap between A and B?"
        if cue == "excluding" and meant in LEAVING_REST:
            return True  # "cases outside New York"
        if cue in (THAN_PLACE, TO_AVERAGE) and meant in (*_OF_TWO_PLACES, *(_MEANS if cue == TO_AVERAGE else ())):
            return True  # "smaller than Connecticut?" names no second place
        units = {self.lexicon.catalog.by_id[i].unit for i in matched.indicators}
        return meant in _JOINT and len(units) > 1  # "4 numbers, both for both"

    def of_table(self, indicators: Sequence[str]) -> bool:
        """Say whether indicators are all of one table, be they its rows or its total."""
        return any({*indicators} <= {table.lead, *table.rows} for table in self.lexicon.catalog.tables)

    def rows_apart(self, matched: Matched) -> Matched:
        """Leave out the total of a table beside two of its rows, which are set against each other."""
        for table in self.lexicon.catalog.tables:
            rows = tuple(i for i in matched.indicators if i in table.rows)
            if len(rows) == _PAIR and {*matched.indicators} == {table.lead, *rows}:
                return replace(matched, indicators=rows)
        return matched

    def sets_rows_apart(self, matched: Matched, read: QuestionReading) -> bool:
        """Say whether two rows of a table are set against each other: none of them is a part of the other."""
        rows = self.rows_apart(matched).indicators
        of_rows = len(rows) == _PAIR and any({*rows} <= {*table.rows} for table in self.lexicon.catalog.tables)
        return of_rows and max(read.operations, key=lambda name: read.operations[name]) == Operation.RATIO

    def is_part(self, indicators: Sequence[str]) -> bool:
        """Say whether an indicator is a part of a total, or a printed part in percent."""
        by_id = self.lexicon.catalog.by_id
        percent = len(indicators) == 1 and by_id[indicators[0]].unit == "percent"
        return percent or self.is_row(indicators)

    def _rows_named(self, marks: Marks) -> tuple[str, ...]:
        """Return the rows of a table that a clause names by their telling words, if several; the total, too, if named.

        It is named where a part of a list speaks of it and of no row: "missing cases, facility cases, ORR cases".
        """
        for table in self.lexicon.catalog.tables:
            named = [row for item in marks.items for row in table.rows if self.lexicon.tells(row, item)]
            if len(rows := dict.fromkeys(named)) < 2:
                continue
            of_no_row = [
                part
                for part in segments(marks.items, marks.tokens)
                if not any(self.lexicon.tells(row, item) for row in rows for item in part)
            ]
            total = any(match(self.lexicon, p, marks.tokens, ["place"]).indicators == (table.lead,) for p in of_no_row)
            return (table.lead, *rows) if total and not marks.asked else tuple(rows)
        return ()

    def whole_stated(self, marks: Marks, matched: Matched, operation: Operation) -> tuple[str, ...]:
        """Return the words that say that a whole is a part: "all cases were ORR ones", but not "all ORR ones were"."""
        if not self.is_part(matched.indicators) or operation not in (Operation.LOOKUP, Operation.SHARE):
            return ()
        verb = next((i for i, t in enumerate(marks.tokens) if t.key in _COPULAS), -1)
        if marks.whole and verb < 0:
            return ()  # "all missing children numbers, including ORR"
        told = [item.first for item in marks.items if any(self.lexicon.tells(i, item) for i in matched.indicators)]
        return whole_claimed(marks.tokens, marks.cues) if not told or max(told) > verb else ()

    def _other_row(self, items: Sequence[Item]) -> str | None:
        """Return the row of a table that is named by what it is not: "neither from a facility nor ORR"."""
        for table in self.lexicon.catalog.tables:
            named = {
                row
                for row in table.rows
                if any(self.lexicon.catalog.by_id[row].needs and self.lexicon.tells(row, item) for item in items)
            }
            rest = set(table.rows) - named
            if len(rest) == 1 and len(named) > 1:
                return rest.pop()
        return None

    def operation(self, marks: Marks, matched: Matched) -> tuple[Operation, str | None, bool]:
        """Settle which operation a clause means; also say whether a number in it is an age."""
        operation, cue = self._cued(matched, marks.tokens)
        places = marks.places
        levels = {self.lexicon.catalog.by_id[i].level for i in matched.indicators}
        if claims_part(marks.claimed) and self._of_other_place(marks):
            return Operation.SHARE, OF_PLACE, False  # "was it more than two thirds of New York's?"
        if marks.bounded and operation in (Operation.LOOKUP, Operation.RANK) and not places:
            operation, cue = Operation.FILTER, None  # "who is at 15 or higher"
        if marks.only_place and operation in (Operation.LOOKUP, Operation.FILTER, Operation.RANK):
            return Operation.FILTER, ONLY_PLACE, False
        if operation in _MEANS and Operation.RANK in marks.asked and len(places) == 1:
            return Operation.FILTER, TO_AVERAGE, False  # "compare Iowa with the average"
        if operation in {*_MEANS, Operation.RANK} and cued("comparisons", "beats_average", marks.tokens):
            return Operation.FILTER, TO_AVERAGE, False
        if operation in (Operation.RANK, Operation.COUNT, Operation.LOOKUP, Operation.FILTER) and marks.than_place:
            return (operation if operation is Operation.COUNT else Operation.FILTER), THAN_PLACE, False
        if operation is Operation.RANK and "per" in marks.keys and len(matched.indicators) == _PAIR:
            return Operation.RATIO, "per", False  # "which state has the fewest tips per missing child?"
        per = "per" in marks.keys and any(  # but "per state"
            key == "per" and i not in marks.cues for i, key in enumerate(marks.keys)
        )
        if operation is Operation.SUM and per and len(matched.indicators) == _PAIR:
            return Operation.RATIO, "per", False  # "in all states put together, how many tips per missing child?"
        if operation is Operation.FILTER and self.of_rows(marks, matched):
            return operation, cue, False
        across = marks.states and Operation.SUM in marks.asked and not _OF_SOME & set(marks.keys)
        if operation is Operation.FILTER and across and marks.every_place and len(marks.claimed) == 1:
            return Operation.SUM, "total", False  # "more than a thousand across all states?"
        if operation is Operation.FILTER and self._states_figure(marks, levels):
            computed = [o for o in _JOINT if o in marks.asked and len(places) != 1]
            return computed[0] if computed else Operation.LOOKUP, None, False  # "had over 700 cases"
        if operation is Operation.LOOKUP and (marks.every_place or len(places) > 1) and "total" in marks.keys:
            return Operation.SUM, "total", False
        if operation is Operation.RANK and cue in _FAINT and marks.overall and places:
            return Operation.DIFFERENCE, cue, False  # a state and the nation have no rank
        somewhere_else = marks.every_place or marks.bounded
        part = marks.states and claims_part(marks.claimed) and not speaks_of_places(marks.tokens)
        if operation is Operation.FILTER and not somewhere_else and (part or not filters_places(marks.tokens, places)):
            return Operation.LOOKUP, None, not part  # "children under 12" asks for an age, "over a third" does not
        if operation is Operation.LOOKUP and marks.excludes and not marks.overall:
            return Operation.SUM, "excluding", False
        if operation is Operation.SUM and not (places or marks.every_place or marks.excludes):
            operation, cue = Operation.LOOKUP, None  # "how many altogether?" asks for the total that is printed
        units = {self.lexicon.catalog.by_id[i].unit for i in matched.indicators}
        parts = _PARTS | (SHARES if self.of_rows(marks, matched) else set())  # "the three types as percentages"
        if operation is Operation.LOOKUP and parts & set(marks.keys) and units and units != {"percent"}:
            return Operation.SHARE, "part", False
        percent = operation is Operation.LOOKUP and bool(_PARTS & set(marks.keys))
        if (operation is Operation.SHARE or percent) and self._of_other_place(marks):
            return Operation.SHARE, OF_PLACE, False  # "Minnesota's is what fraction of New York's?"
        of_row = self.is_row(self.without_whole(matched).indicators)
        compared = operation in (Operation.DIFFERENCE, Operation.PERCENT_CHANGE, Operation.RATIO)
        of_shares = SHARES if compared else _PARTS | SHARES
        if (compared or operation in (Operation.RANK, Operation.FILTER)) and of_row and of_shares & set(marks.keys):
            return Operation.SHARE, "share", False  # "in which state is the facility share highest?"
        if operation is Operation.RATIO and cue in _FOR_EACH and len(matched.indicators) < 2 != len(places):
            return Operation.LOOKUP, None, False  # "for each of the others" names places
        return operation, cue, False

    @staticmethod
    def _of_other_place(marks: Marks) -> bool:
        """Say whether one place's figure is asked for as a part of another place's, which stands behind the cue."""
        if len(marks.places) != _PAIR:
            return False
        named = [i for i, t in enumerate(marks.tokens) if t == BREAK]  # "in 2023" is no place
        parts = [(i, i + 1) for i, t in enumerate(marks.tokens) if t.key.endswith(("%", "percent"))]  # "80% of ..."
        keys = [t.key for t in marks.tokens]
        said = [[t.key for t in tokenise(c)] for c in marks.claimed if claims_part([c])]  # "a tenth of ..."
        parts += [(i, i + len(s)) for s in said for i in range(len(keys)) if keys[i : i + len(s)] == s]
        parts += [(a, b) for a, b, v in operation_phrases().find(marks.tokens) if v[0][0] == Operation.SHARE]
        for first, end in parts:
            stated = keys[first:end] in said
            of = next((i for i in (end - 1, end) if marks.tokens[i : i + 1] and marks.tokens[i].key == "of"), None)
            of = end - 1 if of is None and stated and keys[end - 1] == "half" else of  # "half the cases that ..."
            of = end + 1 if stated and keys[end : end + 2] in (["those", "of"], ["that", "of"]) else of
            if of is None or not any(i < first for i in named):
                continue
            if of + 1 in named:
                return max(named) <= of + _PAIR
            behind = [i for i in named if i > of]
            # "a third of the cases in New York", but not "a third of its cases"
            if stated and len(behind) == 1 and keys[of + 1] not in _OWN:
                has = {*keys[behind[0] + 1 : behind[0] + 2]} & _HAS  # "a quarter of the tips that New York got"
                return bool(has) or keys[behind[0] - 1] in _BEFORE_WHOLE
        return False

    def _cued(self, matched: Matched, tokens: Sequence[Token]) -> tuple[Operation, str | None]:
        found = [
            values[0]
            for first, end, values in operation_phrases().find(tokens)
            if not (values[0][0] in _JOINING and first and tokens[first - 1].key in _DENIED)
            and not (values[0][1] in _FOR_EACH and [t.key for t in tokens[end : end + 1]] == ["of"])
            and not (values[0][1] == _ONE_IN and [t.key for t in tokens[end : end + 1]] == ["\0"])
        ]  # "not added up, each on its own", "for each of these: tips, cases", "one in Iowa and one in Ohio"
        units = {self.lexicon.catalog.by_id[i].unit for i in matched.indicators}
        asked = {operation for operation, _ in found}
        if {Operation.DIFFERENCE, Operation.PERCENT_CHANGE} <= asked:  # "how much lower, in percent"
            found = [f for f in found if f[0] == Operation.PERCENT_CHANGE]
        if Operation.SUM in asked and asked & _MEANS:  # "the combined average"
            found = [f for f in found if f[0] != Operation.SUM]
        if {Operation.RANK, Operation.SHARE} <= asked and units != {"percent"}:  # "rank the states by ORR share"
            found = [f for f in found if f[0] == Operation.SHARE]
        for operation, cue in sorted(
            found, key=lambda f: (f[1] in _FAINT or f[1].startswith(_ACROSS), -len(f[1].split()))
        ):
            if operation == Operation.SHARE and units == {"percent"}:
                continue
            if operation == Operation.FILTER and not has_threshold(tokens):
                continue
            return Operation(operation), cue
        return Operation.LOOKUP, None

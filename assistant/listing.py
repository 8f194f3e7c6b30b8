"""Lists: the things that one clause asks for side by side, and the questions that it parts into.

A list whose pieces each have a measure and a place of their own is parted by its words: "A in Colorado and B in
Minnesota". Any other is parted only where the clause, read as one, leaves something out or over, and then the question
model must know each piece: a figure, an explanation, or something that no sheet counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from assistant.beside import place_and_measure
from assistant.claims import COMPARATIVES, read_claims
from assistant.clause_reading import ClauseReader
from assistant.clauses import WITHIN, Clause, lists_several, wants_total
from assistant.counted_beside import with_uncounted
from assistant.cues import operation_cues
from assistant.explanations import READ_NONE
from assistant.intents import asks_how_many
from assistant.judging import also_read, uncounted
from assistant.levels import at_level
from assistant.lexicon import (
    cue_phrases,
    cued,
    function_words,
    may_hold,
    narrowing_words,
    neutral_words,
    request_words,
    tokenise,
)
from assistant.matching import ACCEPTED, match
from assistant.references import POINTERS
from assistant.second_look import ASKED, DENIED, HALF, PARTED, RATHER, SURELY_ASKED, kind_read, same_subject
from assistant.spotting import BREAK
from assistant.types import Intent, Operation, QueryPlan
from index.places import name_of
from index.question_reading import QuestionReading

_ON_BOTH = {Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE}
# A measure that a piece of a list surely names is asked for where it has this chance in the whole list, too.
_ALSO_ASKED = 0.8
# Where one thing of a list ends and the next begins, the clearer signs first.
_JOINT = r"(?:and|plus|as well as|along with|&|\+)"
_AND = (
    rf"(?:{_JOINT}|with(?= (?:an?|the|one) (?:\w+ ){{0,2}}(?:explanation|description|definition|summary|line|note)\b))"
)
_JOINED = re.compile(rf"\s{_JOINT}\s(?!its\b|their\b)|;", re.IGNORECASE)
_SIGNS = (
    re.compile(r",\s*(?:and|plus)\s+|;\s*", re.IGNORECASE),
    re.compile(r",\s*(?:and|plus)\s+|;\s*|,\s+|\s+(?:and|plus|&)\s+", re.IGNORECASE),
)
_JOINTS = (",", ";", "and", "plus", "&")
_NEXT_THING = re.compile(rf"[,;]\s+(?:{_AND}\s+)?|\s+{_AND}\s+", re.IGNORECASE)
# Where a piece may ask for words: "..., with a short description of it", "... and one line on what it is".
_IN_WORDS = re.compile(
    r"\b(?:explain|explanation|describe|description|define|definition|meaning|summary)\b"
    r"|\b(?:what|who|whom|how|why)\b(?! many| much| often)",
    re.IGNORECASE,
)
# What stands in front of a list.
_HEADING = re.compile(r"^(?P<places>[^:.?!]{3,80}?)[:,]\s+(?=\w+ )")
# What asks for the same twice: of all places, and without some.
_WITH_AND_WITHOUT = re.compile(
    r"[,;]?\s+(?:both\s+)?(?:with|including)\s+(?:and|or|vs\.?|versus)\s+(?P<without>without|excluding)\b",
    re.IGNORECASE,
)
# A total behind a state's figure: ", and also the total registered users".
_TOTAL_BESIDE = re.compile(
    r",?\s+(?:(?:and|plus)\s+(?:also\s+)?|also\s+|as well as\s+)(?=(?:the\s+)?(?:total|overall|national)\b)", re.I
)
# Where a part of a question speaks of the measure before it.
_POINTING = re.compile(
    r"\s*(?:those|that|the same|the ones?|the parts?|the figure|the number|what of (?:it|them))\b", re.IGNORECASE
)


class Wish(Enum):
    """What a thing of a list is: a figure, an explanation, the name of what is to be explained, or nothing counted."""

    FIGURE = 1
    WORDS = 2
    NAME = 3
    UNCOUNTED = 4


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of a list: the clause that asks for it, what it is, and its measure if it is the figures of one."""

    clause: Clause
    kind: Wish
    measure: str | None = None


class Lists:
    """Parts a clause that asks several things into one clause for each."""

    def __init__(self, reader: ClauseReader, model: Callable[[str, Sequence[str]], QuestionReading | None]) -> None:
        """`model` reads a clause; it returns None if it cannot be used."""
        self._reader = reader
        self._model = model
        self._catalog = reader.lexicon.catalog
        self._programs = reader.lexicon.programs

    # by its words

    def parts(self, clause: Clause, *, on: bool = False) -> list[Clause]:
        """Split "A in Colorado and B in Minnesota", where each piece has a measure and a place or level of its own.

        `on` says that turns stand before, whose measure a place alone in front of the first piece goes on with.
        """
        plain = on and may_hold(clause.text, _JOINTS) and not operation_cues(tokenise(clause.text)) & _ON_BOTH
        if plain and (two := place_and_measure(clause.text, self._reader, self.names_measure)):
            return [replace(clause, text=piece) for piece in two]
        if may_hold(clause.text, ("without", "excluding")) and (twice := _WITH_AND_WITHOUT.search(clause.text)):
            before, after = clause.text[: twice.start()], clause.text[twice.start("without") :]
            return [replace(clause, text=f"{before} in all states"), replace(clause, text=f"{before} {after}")]
        if not may_hold(clause.text, _JOINTS):
            return [clause]
        if operation_cues(tokenise(clause.text)) & _ON_BOTH:  # "the difference between A and B" is one figure
            return self._apart_from_each(clause)
        text = self._without_heading(clause.text)
        two = _TOTAL_BESIDE.split(text)
        plain = len(two) == 2 and not operation_cues(tokenise(two[0])) and self.names_measure(two[0])
        if plain and self._of_nation_alone(two[1]):
            return [replace(clause, text=p) for p in two]
        for sign in _SIGNS:
            pieces = [p for p in sign.split(text) if _says_something(p)]
            stated = [len(read_claims(piece)) for piece in pieces] if len(pieces) > 1 else []
            if 0 in stated and max(stated) > 1:
                continue  # "9,720 / 8,611 for Colorado, Minnesota": each number is of the place in its position
            if any(map(_compares_with_rest, pieces[:-1])) and "than" in pieces[-1].lower().split():
                continue  # "A had more survivors and families than B"
            if len(pieces) > 1 and (own := self._each_of_its_place(pieces)):
                return [replace(clause, text=p) for p in own]
            if len(pieces) == 2 and self._of_both_levels(*pieces):
                return [replace(clause, text=p) for p in pieces]
        return [clause]

    def _apart_from_each(self, clause: Clause) -> list[Clause]:
        """Split "difference to A, and difference to B", also "difference to A and B" of what was spoken of before."""
        found: list[str] = []
        lead = ""
        for piece in _SIGNS[1].split(clause.text):
            tokens, places, _ = self._reader.spotted(piece)
            ends = {end for _, end, _ in cue_phrases("references", "apart_from").find(tokens)}
            at = [i for i, t in enumerate(tokens) if t == BREAK]
            if len(places) != 1 or len(at) != 1:
                return [clause]
            if at[0] in ends:
                lead = piece[: tokens[at[0] - 1].end]
                found.append(piece)
            elif found and self._only_places(piece) and not self.names_measure(clause.text):
                found.append(f"{lead} {piece.strip()}")
            else:
                return [clause]
        return [replace(clause, text=piece) for piece in found]

    def _of_nation_alone(self, text: str) -> bool:
        """Say whether a text names no place and a measure that no state has a figure of, and asks for nothing else."""
        tokens, places, _ = self._reader.spotted(text)
        lexicon = self._reader.lexicon
        found = match(lexicon, lexicon.items(tokens), tokens, ["nation"]).indicators
        own = [at_level(i, "place", self._catalog) for i in found]
        return not places and len(found) == 1 and own == [*found] and not read_claims(text)

    def _each_of_its_place(self, pieces: Sequence[str]) -> list[str]:
        """Return the pieces if each names its own measure and place."""
        own = list(pieces)
        # "CVIP in Connecticut, Minnesota": a place alone goes on with the measure before it
        bare = [self._only_places(piece) for piece in own]
        of_each = len(own) - sum(bare) > 1 and not bare[0] and all(map(self.names_place, own))
        measured = of_each and all(
            self.names_measure(piece, beside_others=True) for piece, only in zip(own, bare, strict=True) if not only
        )
        # "the total for Iowa, Ohio and Utah for missing children" is one total of all
        first = " ".join(t.text for t in self._reader.spotted(own[0])[0] if t != BREAK)
        return own if measured and not wants_total(first) else []

    def _without_heading(self, text: str) -> str:
        """Leave out a list of places that are named again behind it: "Of Iowa and Ohio: A in Iowa, B in Ohio"."""
        for heading in _HEADING.finditer(text):
            rest = text[heading.end() :]
            named = set(self._reader.spotted(rest)[1])
            if self._only_places(heading["places"]) and named.issuperset(self._reader.spotted(heading["places"])[1]):
                return rest
        return text

    def _only_places(self, text: str) -> bool:
        tokens, places, _ = self._reader.spotted(text)
        return bool(places) and all(t.key == "\0" or t.key in function_words() for t in tokens)

    def places_of(self, text: str) -> tuple[str, ...]:
        """Return the places that a text names."""
        return self._reader.spotted(text)[1]

    def names_place(self, text: str) -> bool:
        """Say whether a text names a place, or the nation."""
        tokens, places, _ = self._reader.spotted(text)
        return bool(places) or cued("operations", "overall", tokens)

    def names_measure(self, text: str, *, beside_others: bool = False) -> bool:
        """Say whether a text names a measure; beside a place the model knows more of these than the vocabulary.

        `beside_others` says that it is one of a list; else it must hold a word that some measure is asked for with.
        """
        tokens, places, _ = self._reader.spotted(text)
        lexicon = self._reader.lexicon
        sure = self._reader.holds_measure(tokens)
        if sure or not places or not (beside_others or any(map(lexicon.knows, lexicon.items(tokens)))):
            return sure
        read = self._model(text, ())
        return read is not None and max(read.indicators.values(), default=0.0) >= ASKED

    def _of_both_levels(self, first: str, second: str) -> bool:
        """Say whether a figure is asked for overall and of a place, or the other way: "..., and those of Colorado"."""
        places = [bool(self._reader.spotted(text)[1]) for text in (first, second)]
        overall = [cued("operations", "overall", tokenise(text)) for text in (first, second)]
        measured = self._reader.names_measure(first)
        return measured and _POINTING.match(second) is not None and places != overall == places[::-1]

    # by what the model reads in its pieces

    def of_place_behind(self, clauses: Sequence[Clause], text: str) -> list[Clause]:
        """Let counts in one sentence be of the place behind the last: "how many A, and how many B, in Ohio?".

        The model must read a state's figure in the sentence that is not what its last part asks for: "how many did
        Team HOPE support, and how many in Ohio?" asks for the nation's first.
        """
        found = list(clauses)
        for i in range(len(found) - 2, -1, -1):
            clause, after = found[i], found[i + 1]
            places = self._reader.spotted(after.text)[1] or after.places
            start, end = (text.find(c.text.rstrip("?")) for c in (clause, after))
            counted = clause.asks and after.asks and all(map(asks_how_many, (clause.text, after.text)))
            if not (counted and places and 0 <= start < end) or clause.places or self.names_place(clause.text):
                continue
            if set(".?!\n") & {*text[start + len(clause.text.rstrip("?")) : end]}:
                continue
            whole, last = self._model(text[start : end + len(after.text)], ()), self._model(after.text, ())
            if whole is None or last is None or not (uncounted(last) or _sure(last)):
                continue
            levels = {self._catalog.by_id[i].level for i in _sure(whole) - _sure(last)}
            if levels == {"place"}:
                found[i] = replace(clause, places=places)
        return found

    def one_by_one(self, clause: Clause, plan: QueryPlan) -> list[Thing]:
        """Split a list of which a plan leaves something out or over, or takes state's and overall figures together.

        Nothing is returned unless the model knows each piece, and reads the measures of the pieces in the whole.
        """
        if two := with_uncounted(clause.text, plan, self._reader, self.names_measure):
            figure, beside = (replace(clause, text=piece) for piece in two)
            return [Thing(figure, Wish.FIGURE), Thing(beside, Wish.UNCOUNTED)]
        if plan.judgement is None or plan.operation is not Operation.LOOKUP:
            return []
        explains, left_out = plan.intent is Intent.EXPLANATION, self._leaves_out(plan)
        may_list = explains or left_out or plan.leftovers or _IN_WORDS.search(clause.text)
        if not may_list or plan.intent not in (Intent.FIGURES, Intent.EXPLANATION):
            return []
        heading, text = self._heading(clause.text)
        pieces = [p for p in self._pieces(text) if _says_something(p) or _left_in(p, plan)]
        if len(pieces) < 2:
            return []
        where = heading or (plan.places if len(plan.places) == 1 else ())
        found: list[Thing] = []
        for piece in self._of_next(clause, pieces, heading):
            if (thing := self._thing(piece, plan, where)) is None:
                return []
            found.append(thing)
        kinds = {t.kind for t in found}
        if explains:
            listed = kinds > {Wish.WORDS} and sum(t.kind is Wish.WORDS for t in found) <= 1
        else:
            listed = Wish.FIGURE in kinds and (left_out or len(kinds) > 1)
        if Wish.UNCOUNTED in kinds and sum(t.kind is Wish.FIGURE for t in found) == 1:
            # "tips in Ohio, aged out" narrows the one figure
            listed = listed and bool(heading or _JOINED.search(text))
        return found if listed and self._all_read(found, clause, plan) else []

    def with_all(self, clause: Clause, plan: QueryPlan) -> QueryPlan:
        """Return a plan for plain figures with each measure that a piece of its list names: none is passed over.

        The model must be sure of it in the piece, and rather read it in the whole than not.
        """
        plain = plan.intent is Intent.FIGURES and plan.operation is Operation.LOOKUP and bool(plan.indicators)
        other = plan.leftovers or plan.claims or plan.over or plan.all_indicators or plan.broken_down or plan.complement
        if plain and not other and (both := also_read(plan, self._catalog)):
            return replace(plan, indicators=(*plan.indicators, *both))
        lists = plain and not other and lists_several(clause.text, plan.places)
        whole = self._model(clause.text, ()) if lists else None
        if whole is None:
            return plan
        pieces = [p.strip(" ,;.?!") for p in self._pieces(clause.text) if _says_something(p)]
        # "in the table of missing cases, how many ...?" asks for none of them
        asking = [piece for piece in pieces if piece.split()[0].lower() not in WITHIN]
        more: list[str] = []
        for i, chance in whole.indicators.items():
            subject = same_subject(i, self._catalog)
            twice = bool(subject & {*plan.indicators})  # the same is asked of the nation
            where, least = (self._in_front(pieces), DENIED) if twice else (asking, _ALSO_ASKED)
            if i in plan.indicators or chance < least:
                continue
            reads = [read for piece in where if (read := self._model(piece, ())) is not None]
            more += [i] if any(len(own := _sure(read)) == 1 and own <= subject for read in reads) else []
        return replace(plan, indicators=(*plan.indicators, *more)) if more else plan

    def _in_front(self, pieces: Sequence[str]) -> list[str]:
        """Return the piece that a state's figure points back to: "every report it received and those in Iowa"."""
        places = [bool(self._reader.spotted(piece)[1]) for piece in pieces]
        first = places.index(True) if True in places else 0
        points = _POINTING.match(pieces[first]) is not None or asks_how_many(pieces[first]) if first else False
        return [pieces[first - 1]] if points else []

    def _pieces(self, text: str) -> list[str]:
        """Split a list; a place alone goes on with the piece before it: "A, B in Iowa and Ohio"."""
        first, *rest = re.split(f"({_NEXT_THING.pattern})", text, flags=re.IGNORECASE)
        pieces = [first]
        for sign, piece in zip(rest[::2], rest[1::2], strict=True):
            if self._only_places(piece):
                pieces[-1] += sign + piece
            else:
                pieces.append(piece)
        return pieces

    def _leaves_out(self, plan: QueryPlan) -> bool:
        """Say whether a plan has not all the measures that surely are asked for, or has some of both levels."""
        levels = {i.level for i in self._catalog.indicators if i.id in plan.indicators}
        return not _surely_asked(plan) <= {*plan.indicators} or (bool(plan.places) and len(levels) > 1)

    def _all_read(self, things: Sequence[Thing], clause: Clause, plan: QueryPlan) -> bool:
        """Say whether the measures of the pieces are those of the whole, each once."""
        measures = [t.measure for t in things if t.measure]
        whole = self._model(clause.text, ())
        if whole is None or len({*measures}) < len(measures) or whole.operations["none"] >= HALF:
            return False
        read = all(
            max(whole.indicators.get(i, 0.0) for i in same_subject(m, self._catalog)) >= RATHER for m in measures
        )
        parted = any(t.kind is Wish.FIGURE and not t.measure for t in things)
        return read and (parted or _surely_asked(plan) <= {*measures, *self._named_in(things)})

    def _heading(self, text: str) -> tuple[tuple[str, ...], str]:
        """Return the places that head a list and the list: "Iowa: A, B and C"."""
        heading, colon, rest = text.partition(":")
        if colon and rest.strip() and self._only_places(heading):
            return self._reader.spotted(heading)[1], rest
        return (), text

    def _of_next(self, clause: Clause, pieces: Sequence[str], heading: tuple[str, ...]) -> list[Clause]:
        """Return the pieces as clauses; one without a place or level is of the next: "A, B and C for Colorado"."""
        found: list[Clause] = []
        places = heading or clause.places
        for piece in reversed(pieces):
            tokens, own, _ = self._reader.spotted(piece)
            places = () if cued("operations", "overall", tokens) else own or places
            found.append(replace(clause, text=piece, places=() if own else places))
        return found[::-1]

    def _thing(self, clause: Clause, plan: QueryPlan, where: Sequence[str]) -> Thing | None:
        """Return what a piece asks for, as far as the model is sure of it; `where` are the places of the list."""
        text = clause.text.strip(" ,;.?!")
        explains = plan.intent is Intent.EXPLANATION
        if not (explains or self.names_place(text)) and self._of_detail(text, plan):
            return Thing(clause, Wish.UNCOUNTED)
        figure = asks_how_many(text) or self.names_place(text)
        in_words = _IN_WORDS.search(text) is not None
        if explains and not (figure or in_words) and self._names_only_program(text):
            return Thing(replace(clause, text=f"What is {text}?"), Wish.NAME)
        if asks_how_many(text) and self.names_place(text) and not self._reader.content_items(text):
            # "what is CVIP, and the number for Ohio"
            return Thing(clause, Wish.FIGURE, plan.indicators[0]) if len(plan.indicators) == 1 else None
        read = self._model(text, ())
        kind = kind_read(read) if read is not None else None
        if kind == "explain" and (explains or in_words):
            return Thing(clause, Wish.WORDS)
        untold = kind == "explain" and read is not None and read.explanations["none"] >= READ_NONE
        if read is not None and not (in_words or uncounted(read) or untold or self.names_place(text)) and where:
            read = self._model(f"{text} in {name_of(where[0])}", ())
        if read is None or (explains and not (figure or untold)):
            return None
        if untold or uncounted(read):
            return Thing(clause, Wish.UNCOUNTED) if _left_in(text, plan) else None
        parted = kind == "profile" or read.operations["breakdown"] >= PARTED
        if parted or cued("operations", "all_indicators", tokenise(text)):
            return Thing(clause, Wish.FIGURE)
        sure = _sure(read)
        return Thing(clause, Wish.FIGURE, sure.pop()) if len(sure) == 1 else None

    def _of_detail(self, text: str, plan: QueryPlan) -> bool:
        """Say whether a piece counts a detail that no sheet gives, which a plan leaves over: "arrests off tips".

        Words that name or point at nothing else narrow the whole list: "..., girls only".
        """
        tokens, _, _ = self._reader.spotted(text.rpartition(":")[2])
        light = function_words() | neutral_words() | request_words() | {"\0"}
        head = next((t for t in tokens if t.key not in light), None)
        left = {word.lower() for item in plan.leftovers for word in item.split()}
        if head is None or head.text.lower() not in left or left.isdisjoint(narrowing_words()):
            return False
        lexicon, keys = self._reader.lexicon, {t.key for t in tokens}
        others = [i for i in lexicon.items(tokens) if lexicon.knows(i) and left.isdisjoint(i.keys)]
        return (bool(others) or not POINTERS.isdisjoint(keys)) and "only" not in keys

    def _named_in(self, things: Sequence[Thing]) -> set[str]:
        """Return the measures that the names of what no sheet counts hold: the tips in "arrests made off tips"."""
        lexicon = self._reader.lexicon
        texts = [t.clause.text for t in things if t.kind is Wish.UNCOUNTED]
        scores = [lexicon.scores(lexicon.items(self._reader.spotted(text)[0])) for text in texts]
        return {i for own in scores for i, (score, _) in own.items() if score >= ACCEPTED}

    def _names_only_program(self, text: str) -> bool:
        """Say whether a text is the name of something that the sheets explain: "CVIP"."""
        items = [i for i in self._reader.content_items(text) if i.concepts]
        return bool(items) and all(i.concepts & self._programs for i in items)


def _sure(read: QuestionReading) -> set[str]:
    return {i for i, chance in read.indicators.items() if chance >= ASKED}


def _surely_asked(plan: QueryPlan) -> set[str]:
    return {i for i, chance in plan.judgement.indicators if chance >= SURELY_ASKED} if plan.judgement else set()


def _left_in(text: str, plan: QueryPlan) -> bool:
    """Say whether a text holds words that a plan leaves over."""
    return any(word in text for word in plan.leftovers)


def _says_something(text: str) -> bool:
    """Say whether a text holds more than everyday words: "..., and that's it" does not."""
    return not neutral_words().issuperset(t.key for t in tokenise(text))


def _compares_with_rest(piece: str) -> bool:
    """Say whether a piece begins a comparison that it does not end: "Iowa had more survivors"."""
    keys = [t.key for t in tokenise(piece)]
    return "than" not in keys and not COMPARATIVES.isdisjoint(keys)

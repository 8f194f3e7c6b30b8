"""How a clause sets places above, below or level with each other."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from assistant.by_size import without_number_by_size
from assistant.claims import COMPARATIVES, DENIALS, ClaimKind, read_claim, read_claims
from assistant.lexicon import Token, cue_phrases, cued, language, normalise, tokenise
from assistant.spotting import BREAK
from assistant.types import QueryPlan
from index.places import find_names

# How one figure is said to stand to others; with NOT added, how it is said not to.
AHEAD, BEHIND, SAME = 1, -1, 2
NOT = 10
# It is asked on which side of the other a figure lies: "more or less than".
EITHER = 5
# The orders, as seen from the other side.
_TURNED = {AHEAD: BEHIND, BEHIND: AHEAD, SAME: SAME}
_ENTRIES = {"equal": SAME, "ahead": AHEAD, "behind": BEHIND}
_PAIR = 2
WITHIN = frozenset("in for from".split())
# In front of these a denial is the asker's or a reader's own: "I don't think so".
_SPEAKERS = frozenset("i we you they he she so but and or".split())
_BEFORE_PLACES = frozenset("in of from for the state".split())


def comparing(tokens: Sequence[Token]) -> dict[tuple[int, int], int]:
    """Return the stretches (first, end) of tokens that compare, each with its order, from left to right."""
    again = {i for a, b, _ in cue_phrases("claims", "same_again").find(tokens) for i in range(a, b)}
    found = {
        (first, end): order
        for entry, order in _ENTRIES.items()
        for first, end, _ in cue_phrases("claims", entry).find(tokens)
        if first not in again and (order != SAME or not _approximate(tokens, first))
    }
    return dict(sorted(found.items()))


def has_together(tokens: Sequence[Token]) -> bool:
    """Say whether words let several places be meant together."""
    return cued("references", "together", tokens)


def _approximate(tokens: Sequence[Token], first: int) -> bool:
    """Say whether what is said to be equal is only nearly so: "nearly the same number"."""
    ends = {end for _, end, _ in cue_phrases("claims", "approximately").find(tokens[:first])}
    return first in ends


def nearly_same(clause: str) -> bool:
    """Say whether a clause states of two figures that they are nearly the same, and nothing else of them."""
    tokens = _unnumbered(clause)
    found = [first for first, _, _ in cue_phrases("claims", "equal").find(tokens)]
    near = [first for first in found if _approximate(tokens, first)]
    starts = {end: first for first, end, _ in cue_phrases("claims", "approximately").find(tokens)}
    denied = any(DENIALS & {t.key for t in tokens[max(starts[first] - 3, 1) : starts[first]]} for first in near)
    return bool(near) and near == found and not comparing(tokens) and not denied


def _of_number(clause: str, end: int) -> bool:
    """Say whether a number stands right behind a place of a clause: "equal to 78" says it of no place's figure."""
    behind = clause[end:].lstrip()
    return bool(behind) and any(behind.startswith(claim.text) for claim in read_claims(clause))


def says_same(clause: str, places: Sequence[str]) -> bool:
    """Say whether a clause states of two places that their figures are the same, or are not."""
    return order_claimed(clause, places) in (SAME, NOT + SAME)


def places_beaten(tokens: Sequence[Token]) -> int:
    """Count the places that others are measured by: "states that beat Colorado", "with more than in Colorado"."""
    ends = {end for (_, end), order in comparing(tokens).items() if order != SAME}
    count = 0
    for place in (i for i, t in enumerate(tokens) if t.key == "\0" and ends):
        before = place
        while before and before not in ends and tokens[before - 1].key in _BEFORE_PLACES:
            before -= 1
        within = WITHIN & {t.key for t in tokens[before:place]}  # "what is bigger in New York" beats no state
        leaves_out = [t.key for t in tokens[max(before - 2, 0) : before]] == ["other", "than"]  # beats no state
        than = bool(before) and tokens[before - 1].key == "than" and not leaves_out
        count += than or bool(before and before in ends and not within)
    return count


def with_base_last(tokens: Sequence[Token], places: Sequence[str]) -> tuple[str, ...]:
    """Return two places with the one last that the other is measured by.

    "How much more than Colorado did Minnesota have?", "compared to Colorado, Minnesota ...", "with Colorado as the
    base", "from Colorado to Minnesota".
    """
    at = [i for i, t in enumerate(tokens) if t == BREAK]
    if len(places) != _PAIR or len(at) < _PAIR:
        return tuple(places)
    first, second = (is_base(tokens, i) for i in at[:_PAIR])
    onward = at[0] and tokens[at[0] - 1].key == "from" and tokens[at[1] - 1].key == "to"
    return tuple(reversed(places)) if (first or onward) and not second else tuple(places)


def nation_named_first(tokens: Sequence[Token]) -> bool:
    """Say whether an overall figure is measured by a place's: "how many times New York's is the national figure?"."""
    places = [i for i, t in enumerate(tokens) if t == BREAK]
    overall = [first for first, _, _ in cue_phrases("operations", "overall").find(tokens)]
    return bool(places and overall) and (overall[0] < places[0] or is_base(tokens, places[0]))


def is_base(tokens: Sequence[Token], place: int) -> bool:
    """Say whether words in front of a place, or right behind it, make it the one that others are measured by."""
    begins = {first for first, _, _ in cue_phrases("references", "as_base").find(tokens)}
    cues = (cue_phrases("references", "before_base"), cue_phrases("comparisons", "against"))
    ends = {end for phrases in cues for _, end, _ in phrases.find(tokens)}
    before = place
    while before and before not in ends and tokens[before - 1].key in _BEFORE_PLACES:
        before -= 1
    return before in ends or place + 1 in begins


def bounds_in_order(tokens: Sequence[Token]) -> list[bool]:
    """Return for each word of comparison whether it asks for less: "fewer than ... but more than ..."."""
    return [order == BEHIND for order in comparing(tokens).values() if order != SAME]


def _unnumbered(clause: str) -> list[Token]:
    """Return the words of a clause without the numbers that it states: "more than 400" sets no place above another."""
    for claim in read_claims(clause):
        last = claim.text.split()[-1]
        ordered = last.lower() in COMPARATIVES or claim.kind is ClaimKind.PERCENT_APART  # "20% above"
        kept = last if ordered else ""
        clause = clause.replace(claim.text, kept.rjust(len(claim.text)))  # what follows stays where it stands
    return tokenise(normalise(clause))


def claimed_words(clause: str, rank_cue: str | None, places: Sequence[str]) -> tuple[str, ...]:
    """Return the words with which a clause ranks a place or sets one above another."""
    found = [rank_cue] if rank_cue and len(places) == 1 else []
    if len(places) > 1:
        tokens = _unnumbered(without_number_by_size(clause))
        found += [" ".join(t.text for t in tokens[first:end]) for first, end in comparing(tokens)]
    return tuple(found)


def order_claimed(clause: str, places: Sequence[str]) -> int:
    """Return how the first of two places is said to stand to the other, with NOT if denied; 0 if nothing is said."""
    tokens = _unnumbered(clause)
    if len(places) < 2:
        return 0
    found = {at: o for at, o in comparing(tokens).items() if o != SAME or not _of_number(clause, tokens[at[1] - 1].end)}
    orders = {*found.values()}
    if SAME not in orders and len(orders) > 1:
        return 0
    order = SAME if SAME in orders else next(iter(orders), 0)
    denied = any(o == order and denial_before(tokens, first) is not None for (first, _), o in found.items())
    if len(places) == _PAIR and found:  # "Minnesota 22, Colorado 40: so Colorado had more"
        *before, subject = ["", *(m.code for m in find_names(clause[: tokens[min(found)[0]].start]))]
        order = _TURNED[order] if subject == places[1] and subject in before else order
    return NOT + order if denied else order


def order_of_measures(clause: str) -> int:
    """Return how a clause says that a first measure stands to a second one, with NOT if denied; 0 if unsaid.

    It is EITHER where the clause asks on which side the first one lies: "more or less than".
    """
    tokens = _unnumbered(clause)
    found = comparing(tokens)
    if cued("claims", "either_side", tokens):
        return EITHER
    if len({*found.values()}) != 1:
        return 0
    denied = any(denial_before(tokens, first) is not None for first, _ in found)
    return NOT * denied + next(iter(found.values()))


def without_order(clause: str) -> str:
    """Return a clause without the words that set one thing above or below another."""
    tokens = tokenise(normalise(clause))
    compared = {i for (first, end), order in comparing(tokens).items() if order != SAME for i in range(first, end)}
    return " ".join(t.text for i, t in enumerate(tokens) if i not in compared)


def compared_at(clause: str) -> int | None:
    """Return where a clause sets one side above, below or level with another, in code points."""
    tokens = _unnumbered(clause)
    return next((tokens[first].start for first, _ in comparing(tokens)), None)


def orders_at(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Return the stretches of tokens that say an order, where none is denied: "ahead of ... but behind"."""
    found = [at for at, order in comparing(tokens).items() if order != SAME]
    return [] if any(denial_before(tokens, first) is not None for first, _ in found) else found


def ranked_at(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Return the stretches of tokens that say a rank: "second highest", "last"; what compares says none."""
    entries = ("positions", "highest_first", "lowest_first", "rank_alone")
    found = sorted({(a, b) for entry in entries for a, b, _ in cue_phrases("comparisons", entry).find(tokens)})
    stretches: list[tuple[int, int]] = []
    for first, end in found:
        if stretches and first <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
        elif tokens[end - 1].key not in COMPARATIVES:
            stretches.append((first, end))
    return stretches


def orders_told(plan: QueryPlan) -> dict[str, int]:
    """Return how the first of two places is said to stand to the other by each measure; empty if not told of all.

    "Ahead of Iowa in reports but behind it in cases".
    """
    told: dict[str, int] = {}
    for said in plan.said_of:
        orders = {*comparing(tokenise(normalise(said.number))).values()} - {SAME}
        if said.indicator and len(orders) == 1 and not read_claims(said.number):
            told[said.indicator] = orders.pop()
    each = len(plan.places) == _PAIR and len(plan.indicators) > 1 and not plan.over
    return told if each and {*told} == {*plan.indicators} else {}


def beside_sum(clause: str) -> tuple[int, str]:
    """Return where one place is set beside several together without saying which has more, and the word for it.

    "Iowa against Ohio and Utah combined", "Iowa vs the other four together". (-1, "") where a clause does not say so:
    the one side must name one place, the other several, or all others, and be the side that is joined.
    """
    tokens = tokenise(normalise(clause))
    found = [(tokens[a].start, tokens[b - 1].end) for a, b, _ in cue_phrases("claims", "beside").find(tokens)]
    together = [tokens[a].start for a, _, _ in cue_phrases("references", "together").find(tokens)]
    if len(found) != 1 or len(together) != 1 or comparing(tokens):
        return -1, ""
    (start, end), named = found[0], [mention.start for mention in find_names(clause)]
    rest = [tokens[a].start for a, _, _ in cue_phrases("comparisons", "rest").find(tokens)]
    joined_first = together[0] < start
    single, joined = ([n for n in named if (n < start) is side] for side in (not joined_first, joined_first))
    of_rest = any((r < start) is joined_first for r in rest) and not joined
    if len(single) != 1 or not (of_rest or (len(joined) > 1 and not rest)):
        return -1, ""
    return start, clause[start:end]


def order_stated(clause: str, places: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    """Return the order of `order_claimed`, and the places with the one first that is set against the others.

    "A and B combined have fewer than C" sets C above A and B.
    """
    claimed = order_claimed(clause, places)
    tokens = _unnumbered(clause)
    if not claimed and len(places) > _PAIR and (beside := beside_sum(clause))[1]:
        last = any(mention.code == places[-1] and mention.start > beside[0] for mention in find_names(clause))
        joined_first = has_together(tokenise(normalise(clause[: beside[0]]))) and last
        return EITHER, (places[-1], *places[:-1]) if joined_first else tuple(places)
    joined = next((tokens[first].start for first, _, _ in cue_phrases("references", "together").find(tokens)), None)
    compared = compared_at(clause)
    if len(places) > _PAIR and joined is not None and compared is not None and joined < compared:
        return _TURNED.get(claimed, 0), (places[-1], *places[:-1])
    return claimed, tuple(places)


def denial_before(tokens: Sequence[Token], position: int) -> int | None:
    """Return the position of a negation that denies the comparison at `position`: "did not have more than".

    A question that begins with a negation, "Didn't Minnesota have more ...?", denies nothing.
    """
    passed = {word for phrase in language("claims")["had"] for word in str(phrase).split()}
    for i in range(position - 1, max(position - 6, 0), -1):
        if tokens[i].key in DENIALS:
            return i
        if tokens[i].key not in passed:
            return None
    return None


def denied_claims(tokens: Sequence[Token], claimed: Collection[str], *, weighs: bool) -> set[int]:
    """Return the positions of negations that what a clause states takes up, or that deny nothing.

    "Didn't Minnesota have more than 500?" denies nothing, nor does "I don't believe that". `weighs` says that the
    clause states something of several places.
    """
    claims = [claim for said in claimed if (claim := read_claim(said)) and claim.negated]
    words = {t.key for claim in claims for t in tokenise(claim.text)}
    words |= {t.key for said in claimed for t in tokenise(said) if (c := read_claim(said)) and not c.value}
    taken = {i for i, t in enumerate(tokens) if t.key in words}
    compared = [at for entry in _ENTRIES for at, _, _ in cue_phrases("claims", entry).find(tokens)] if weighs else []
    taken |= {position for at in compared if (position := denial_before(tokens, at)) is not None}
    for i, token in enumerate(tokens):
        if token.key in DENIALS and token.key != "not" and (not i or tokens[i - 1].key in _SPEAKERS):
            taken.add(i)
    return taken

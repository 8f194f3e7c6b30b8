"""Take-backs: "no, not a share, just the count" drops what the message before asked for and is not asked again."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from functools import cache

from assistant.claims import read_claims
from assistant.clauses import asks_outright, requests
from assistant.followups import ClauseReading
from assistant.lexicon import FamilyLexicon, any_of, function_words, language, neutral_words, normalise, tokenise
from assistant.listing import Lists
from assistant.matching import ACCEPTED
from assistant.references import has, words_of
from assistant.types import Intent, Operation, QueryPlan
from index.places import names_pattern

# One place in another's stead behind a remark: "He called back, it's Iowa not Ohio".
_INSTEAD = re.compile(
    r"^[^?]*[,.;:!\u2013\u2014]\s*"
    r"(?:it'?s|it is|it was|that'?s|make (?:it|that)|(?:i|he|she|they|we) (?:meant?|wants?))\s+"
    r"(?P<kept>[a-z ]{2,20}?),?\s+not\s+(?P<dropped>[a-z ]{2,20}?)[.!]?\s*$",
    re.IGNORECASE,
)
# How somebody excuses a wrong name: "I always mix up Iowa and Ohio."
_EXCUSE = re.compile(
    r"(?<=[.!;,])\s+(?:i|we|he|she|they)\b[^.?!]{0,40}\b(?:mix|mixed|mixing|confuse|confused|confusing)\b[^.?!]*[.!]?\s*$",
    re.IGNORECASE,
)
# Where a sentence ends and another begins.
_SENTENCES = re.compile(r"(?<=[.!;])\s+(?=\S)")
_HEADING = re.compile(r"[:;,.]\s+|\s[-\u2013\u2014]+\s")
_ONLY = frozenset("just only merely solely".split())


def corrects(text: str) -> bool:
    """Say whether a message corrects the one before and does not add to it."""
    tokens = tokenise(text)
    if has("apologises", tokens):  # "sorry, got a call. Where were we? The tips, then" corrects nothing
        return False
    return has("takes_back", tokens) and not {"and", "also", "too"} & {t.key for t in tokens}


def without_remarks(text: str, before: Sequence[str], lists: Lists) -> str:
    """Leave out what a correction remarks of both places: "Wait, no. Ohio. The OH and IA codes get me every time."

    Such a sentence asks for nothing, and names the place before and the one that the correction has named.
    """
    head, *rest = _SENTENCES.split(text)
    named = {*lists.places_of(head)}
    kept = [head]
    for sentence in rest:
        places = {*lists.places_of(sentence)}
        new = named - {*before}
        light = function_words() | neutral_words() | {p.lower() for p in re.findall(r"\b[A-Z]{2}\b", sentence)}
        says = any(t.key not in light for t in tokenise(re.sub(names_pattern(), " ", sentence)))
        asks = asks_outright(sentence) or requests(sentence) or lists.names_measure(sentence)
        remarks = bool(new) and places <= {*before, *named} and bool(places & new) and bool(places & {*before})
        if not (remarks and says) or asks or has("together", tokenise(sentence)):
            kept.append(sentence)
        named |= places
    return " ".join(kept) if len(kept) <= len(rest) else text


def passes_over(named: Sequence[str], plans: Sequence[QueryPlan], last: QueryPlan) -> bool:
    """Say whether a correction names a place that was not asked for before, and no plan of its message takes it up.

    What it puts that place in the stead of was not understood: the old figures are no answer to it.
    """
    new = {*named} - {*last.places}
    used = {place for plan in plans for place in plan.places}
    figures = all(plan.intent is Intent.FIGURES for plan in plans)
    return bool(new) and figures and not new & used and not any(plan.all_places or plan.reference for plan in plans)


@cache
def _taking_back() -> tuple[re.Pattern[str], ...]:
    """Patterns of what is dropped, in front of what is kept and behind it: "actually not a share, the count"."""
    entries = language("references")
    before, denies, instead = (any_of(entries[entry]) for entry in ("before_correction", "denies", "instead_of"))
    begins = rf"^(?:(?:{before})\b\W*)*"
    dropped = rf"(?:{denies})\s+(?P<dropped>[^,.;:!?]{{1,60}}?)"
    flags = re.IGNORECASE | re.DOTALL
    return (
        re.compile(
            rf"{begins}{dropped}(?:[,.;:!]\s*|\s+but\s+)(?:but\s+|just\s+|only\s+|rather\s+)*(?P<kept>.+)$", flags
        ),
        _INSTEAD,
        re.compile(rf"{begins}(?P<kept>[^?]+?)\s*[,;:-]\s*{dropped}(?:,?\s+please)?[.!]?\s*$", flags),
        # "I want the total instead of the average"
        re.compile(rf"{begins}(?P<kept>[^?,;:]+?)\s+(?:{instead})\s+(?P<dropped>[^,.;:!?]{{1,60}}?)[.!]?\s*$", flags),
    )


@cache
def _excuses() -> re.Pattern[str]:
    """Pattern of an excuse behind a correction: "the state is Iowa, sorry, long day"."""
    phrases = any_of(language("references")["excuses"])
    sorry = any_of(language("references")["sorry"])
    return re.compile(rf"[,;.!]\s*(?:{sorry})\b[,;:.!\s\u2013\u2014-]+(?:{phrases})[.!]*\s*$", re.IGNORECASE)


def without_turning(text: str, places_of: Callable[[str], Sequence[str]]) -> str:
    """Leave out the heading of a question that says itself what is turned: "other way round: is A below B?".

    Such a question names both places, in their order.
    """
    for end in _HEADING.finditer(text):
        head, rest = tokenise(text[: end.start()]), text[end.end() :]
        said, light = words_of("turns", head), function_words() | neutral_words()
        if said and all(i in said or t.key in light for i, t in enumerate(head)) and len({*places_of(rest)}) > 1:
            return rest
    return text


def with_named_measure(again: ClauseReading, first: ClauseReading, before: Collection[str]) -> ClauseReading:
    """Return what a clause names itself where a second reading adds the measures of the turn `before`.

    "Wrong line, it's the ORR one I need" asks for no figure of the line before, and after the ORR and the other cases
    "the ORR one is 70, right?" states its number of the ORR ones alone.
    """
    own = first.plan
    named = own.origins.get("indicators") == "question" and len(own.indicators) == 1
    states = own.states and own.operation is Operation.LOOKUP and len(read_claims(own.clause)) == 1
    more = {*again.plan.indicators} - {*own.indicators}
    added = bool(more) and {*own.indicators} < {*again.plan.indicators}
    keeps = own.takes_back or (states and len(before) > 1 and more <= {*before})
    return first if named and added and keeps else again


def without_taken_back(text: str, places: Sequence[str], lexicon: FamilyLexicon, last: QueryPlan) -> str | None:
    """Return a message without what it takes back of the message before; None if it takes back nothing.

    Only what the plan before asked for can be taken back; any other "not" is for the accounting to decide. `places`
    are those that the whole text names.
    """
    if (rest := _excuses().sub("", _EXCUSE.sub("", text))) != text and rest.strip():
        return without_taken_back(rest, places, lexicon, last) or rest
    for pattern in _taking_back():
        found = pattern.match(text.strip())
        if found and _asked_before(found["dropped"], places, lexicon, last):
            return found["kept"]
    return None


def _asked_before(dropped: str, places: Sequence[str], lexicon: FamilyLexicon, last: QueryPlan) -> bool:
    """Say whether words name the operation, the place, the measure or the kind of row that a plan asked for."""
    tokens = tokenise(normalise(dropped))
    cues = language("operations")["operations"].get(last.operation.value, ())
    words = {t.key for cue in cues for t in tokenise(str(cue))} - function_words()
    if words & {t.key for t in tokens}:
        return not {t.key for t in tokens[:1]} & _ONLY  # "not only the ratio, the sum too"
    row = any(lexicon.catalog.table_of(i) for i in last.indicators)
    leads = {table.lead for table in lexicon.catalog.tables}
    if (row and has("rows", tokens)) or (leads & set(last.indicators) and has("total", tokens)):
        return True
    known = [item for item in lexicon.items(tokens) if lexicon.knows(item)]
    if not known:  # "overall, not just Iowa"
        widens = {t.key for t in tokens[:1]} & _ONLY
        return bool(set(places) & set(last.places)) and (len(places) > 1 or bool(widens))
    scores = lexicon.scores(known)
    best = max((score for score, _ in scores.values()), default=0.0)
    if any(all(lexicon.explains(i, item) for item in known) for i in last.indicators):
        return True  # "CONNECT" is one of several things that the sheets print, of which one was asked for
    return any(scores.get(i, (0.0, ""))[0] >= max(best, ACCEPTED) for i in last.indicators)

"""What a follow-up leaves unsaid because the turn before said it, written out before it is read.

"Same cut for Team HOPE" after a condition, "the same figure for the state with the most cases", "And CVIP?" after
"What is the CyberTipline?", "Which network is behind that?" after a figure, "that share in Iowa, of its own total".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from assistant.followups import SINGLE
from assistant.lexicon import (
    FamilyLexicon,
    Item,
    Token,
    any_of,
    cued,
    function_words,
    language,
    may_hold,
    neutral_words,
    tokenise,
)
from assistant.matching import ACCEPTED
from assistant.types import Intent, Operation, QueryPlan

_FILE = "references"
_CONDITIONS = (Operation.FILTER, Operation.COUNT)
# Another program in the stead of the one before: "and CVIP?", "what about the CyberTipline?".
_ANOTHER = re.compile(
    r"^(?:and|also|then|so|ok|okay)?,?\s*(?:what about|how about|what of|and|the same for|same for)?\s*"
    r"(?P<name>[^?.!,;:]{2,80}?)(?:\s+(?:too|then|as well))?\s*[?.!]*$",
    re.IGNORECASE,
)
# One more thing that is wanted: "please add mental health too".
_ADD = re.compile(
    r"^(?P<before>\W*(?:(?:ok|okay|and|now|then|also|thanks|great|please|can you|could you|would you)\W+)*)"
    r"add (?:in )?",
    re.IGNORECASE,
)
# Those who do something behind a figure: "who do they send out?".
_WHO_THEY = re.compile(
    r"\b(?P<who>(?:who|whom|what kind of people|what sort of people)\s+)(?:do|does|did)\s+they\b", re.IGNORECASE
)
_ARTICLES = frozenset("the an a".split())


def with_unsaid(text: str, last: QueryPlan, lexicon: FamilyLexicon) -> str:
    """Return a follow-up with what it takes from the turn before, whose last plan is `last`, in its own words."""
    for write_out in (
        _without_restriction,
        _added_measure,
        _same_condition,
        _same_figure,
        _another_program,
        _behind_figure,
        _own_whole,
        _who_does,
    ):
        text = write_out(text, last, lexicon)
    return text


@cache
def _any(*entries: str) -> str:
    """Return a pattern of any phrase of some entries of `language/references.yaml`, longest first."""
    return any_of(phrase for entry in entries for phrase in language(_FILE)[entry])


def _same_condition(text: str, last: QueryPlan, _lexicon: FamilyLexicon) -> str:
    """Let "the same cut for mental health" be the same for it, after "which states have over 100 families?"."""
    if last.operation not in _CONDITIONS or not may_hold(text, ("same ",)):
        return text
    return re.sub(rf"\b(?:the )?same (?:{_any('conditions')})\b", "the same", text, count=1, flags=re.IGNORECASE)


def _without_restriction(text: str, last: QueryPlan, _lexicon: FamilyLexicon) -> str:
    """Leave a detail out that the sheets do not give: "only the girls" "ok, without that restriction"."""
    if not last.leftovers or not may_hold(text, ("without", "Without")):
        return text
    said = rf"\bwithout (?:that|this|the|any)(?: (?:{_any('restrictions')}))?(?=\s*(?:[,.:?!;]|then\b|please\b|$))"
    return re.sub(said, "leave that out", text, count=1, flags=re.IGNORECASE)


def _added_measure(text: str, last: QueryPlan, lexicon: FamilyLexicon) -> str:
    """Let "add mental health too" ask for one more measure, after figures that stand for themselves.

    "Add them up", "add Team HOPE to that" and "add the total" do reckon.
    """
    plain = last.intent is Intent.FIGURES and last.operation is Operation.LOOKUP
    found = _ADD.match(text) if plain and may_hold(text, ("add", "Add")) else None
    if found is None:
        return text
    tokens = tokenise(text[found.end() :])
    keys = {t.key for t in tokens}
    too = cued(_FILE, "besides", tokens) or bool(keys & {"also", "please"}) or "also" in found["before"].lower()
    reckons = not too or cued(_FILE, "total", tokens) or bool(keys & {"together", "to"})
    figures = {*language(_FILE)["added_up"]} - {"all", "both", "everything"}
    scores = [score for score, _ in lexicon.scores(lexicon.items(tokens)).values()]
    if reckons or not tokens or tokens[0].key in figures or max(scores, default=0.0) < ACCEPTED:
        return text
    return f"{found['before']}also {text[found.end() :]}"


def _one_figure(last: QueryPlan) -> bool:
    """Say whether a plan is of one measure, as it is printed."""
    plain = last.intent is Intent.FIGURES and last.operation is Operation.LOOKUP and len(last.indicators) == 1
    return plain and not (last.leftovers or last.over)


def _same_figure(text: str, last: QueryPlan, lexicon: FamilyLexicon) -> str:
    """Name the measure before, where it is wanted of a state by its rank: "same figure for the state with the most"."""
    if not _one_figure(last) or not may_hold(text, ("same",)):
        return text
    same = re.compile(
        rf"^(?P<before>[^.?!]{{0,40}}?)\b(?:the )?same(?: (?:{_any('figures_given')}))?,? (?:for|of|in|from) "
        r"(?=(?:the|whichever) (?:state|place|one) (?:with|that ha[sd]|having) the )",
        re.IGNORECASE,
    )
    found = same.match(text)
    if found is None or any(t.key not in neutral_words() for t in tokenise(found["before"])):
        return text
    return f"How many {lexicon.catalog.by_id[last.indicators[0]].label} in {text[found.end() :]}"


def _another_program(text: str, last: QueryPlan, lexicon: FamilyLexicon) -> str:
    """Ask of another program what was asked of the one before: "What is the CyberTipline?" "And CVIP?"."""
    found = _ANOTHER.match(text) if last.intent is Intent.EXPLANATION and not last.places else None
    if found is None or not _is_program(tokenise(found["name"]), lexicon):
        return text
    tokens = tokenise(last.clause)
    asked = [item for item in lexicon.items(tokens) if item.concepts & lexicon.programs]
    if len(asked) != 1 or last.clause.count(asked[0].text) != 1:
        return text
    start, end = _stretch(asked[0], tokens)
    return f"{last.clause[:start]}{found['name']}{last.clause[end:]}"


def _is_program(tokens: Sequence[Token], lexicon: FamilyLexicon) -> bool:
    """Say whether words are the name of one program and no more; "CVIP submissions" are counted."""
    items = lexicon.items([t for t in tokens if t.key not in _ARTICLES])
    return bool(items) and all(item.concepts & lexicon.programs for item in items)


def _stretch(item: Item, tokens: Sequence[Token]) -> tuple[int, int]:
    """Return where a name stands in a text, with its article."""
    first = item.first - 1 if item.first and tokens[item.first - 1].key in _ARTICLES else item.first
    return tokens[first].start, tokens[item.end - 1].end


def _behind_figure(text: str, last: QueryPlan, lexicon: FamilyLexicon) -> str:
    """Name what was counted, where it is asked which program stands behind it: "which network is behind that?"."""
    tokens = tokenise(text)
    if not (_one_figure(last) and cued(_FILE, "which_program", tokens)):
        return text
    said = {t.key for t in tokenise(" ".join(map(str, language(_FILE)["which_program"])))}
    pointed = [t for t in tokens if t.key in SINGLE]
    known = said | function_words() | {str(word) for word in language(_FILE)["stands_behind"]}
    if len(pointed) != 1 or any(t.key not in known for t in tokens):
        return text
    label = lexicon.catalog.by_id[last.indicators[0]].label
    return f"{text[: pointed[0].start]}{label}{text[pointed[0].end :]}"


def _own_whole(text: str, last: QueryPlan, _lexicon: FamilyLexicon) -> str:
    """Leave out that a share is one of the place's own total, after a share that is: no other whole was spoken of."""
    of_other = last.operation_cue is not None and last.operation_cue.startswith("of ")
    of_own = last.operation is Operation.SHARE and not ((last.places and (last.overall or last.all_places)) or of_other)
    if not of_own or not may_hold(text, ("own ",)):
        return text
    wholes = rf",?\s+\(?(?:{_any('of_own')}) (?:{_any('own_whole')})\b\)?"
    kept = re.sub(wholes, "", text, count=1, flags=re.IGNORECASE)
    share = {str(word) for word in language(_FILE)["results"]["share"]}
    return kept if share & {t.key for t in tokenise(kept)} else text


def _who_does(text: str, last: QueryPlan, lexicon: FamilyLexicon) -> str:
    """Name the program whose figures were given last for those who do something: "who do they send out on those?"."""
    found = _WHO_THEY.search(text)
    labels = " ".join(lexicon.catalog.by_id[i].label for i in last.indicators) if found else ""
    named = {item.text for item in lexicon.items(tokenise(labels)) if item.concepts & lexicon.programs}
    if found is None or len(named) != 1 or last.intent is not Intent.FIGURES:
        return text
    return f"{text[: found.start()]}{found['who']}does {named.pop()}{text[found.end() :]}"

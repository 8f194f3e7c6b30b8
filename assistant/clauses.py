"""A message into the clauses that ask and the text around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from assistant.claims import ClaimKind, read_claims
from assistant.cues import AUXILIARIES, YES_NO
from assistant.interjecting import settles_for_less, without_interjection
from assistant.lexicon import (
    Token,
    cue_phrases,
    cued,
    function_words,
    may_hold,
    neutral_words,
    operation_phrases,
    tokenise,
)
from assistant.premise_clauses import without_premise
from assistant.stating import is_bare_why, is_check
from assistant.types import Operation
from index.places import names_pattern

# The full stop of "U.S. Virgin Islands" ends no sentence.
_SENTENCE = re.compile(
    r"(?<=[.!?])\s+(?!Virgin\b)(?=[^a-z]|(?:how|what|whats|which|who|whom|where|does|do|did|can)\b)|(?<=\?)\s*|\n+"
)
_REPEATED = re.compile(r"([?!])[?!]+")
_NEXT_QUESTION = re.compile(
    r"(?:[,;]\s*|\s+)(?:(?:and|but|also|plus|then|&),?\s+)+"
    r"(?=(?:(?:for|in|from)\s+[\w\s]{2,30},\s*|of\s+(?:these|those|them),?\s+)?(?:how|what|what's|which|who|whom|where|whether|is|are|was|were|does|did)\b"
    r"|(?:for|in|from|to|by|of)\s+(?:which|what|whom)\b"
    r"|(?:for|in|from|to|on|with|at|about|of)\s+how\s+many\s+\w"
    r"|(?:please\s+)?(?:explain|describe|define|tell\s+(?:me|us)\s+(?:what|who|why|how(?!\s+(?:many|much))))\b)",
    re.IGNORECASE,
)
_JOINTS = ("and", "but", "also", "plus", "then", "&")
_HOW_MANY = re.compile(r"\bhow (?:many|much|often)\b", re.IGNORECASE)
_NEXT_COUNT = re.compile(
    r"(?<=\w)[,;]\s+(?=(?:of (?:these|those|them),? )?(?:(?:for|in|from|to|on|with|at|about) )?how (?:many|much)\b)",
    re.IGNORECASE,
)
# What asks for a count in front of the first "how many"; "of the number of cases, how many ..." asks for none.
_COUNT_BEFORE = re.compile(r"(?:\b(\w+)\s+)?\bthe (?:(?:total|overall|full) )?(?:number|count|total|tally) of\b", re.I)
WITHIN = frozenset("of from among in within out given with by per against".split())
_CORRECTION = re.compile(r"\b(?:i mean|i meant|(?<!\bi )make (?:it|that)|correction:?)\b", re.IGNORECASE)
_CORRECTING = ("mean", "make", "correction")
# A list written in one line begins after a colon.
_INLINE_LIST = re.compile(r":\s+[-*\u2022]\s+(?=\w)")
_INLINE_BULLET = re.compile(r"\s+[-*\u2022]\s+(?=\w)")
_INLINE_LETTER = re.compile(r"(?:^|(?<=\s))\(([a-e])\)\s+(?=\w)", re.IGNORECASE)
_INLINE_NUMBER = re.compile(r"(?:^|\s+)\(?([1-9])[.)]\s+(?=\w)")
_BULLET = re.compile(r"^\s*(?:[-*\u2022]|\(?[a-z0-9]{1,2}[.)])\s+", re.IGNORECASE)
_ASKS_WHETHER = re.compile(
    r"(?:is|are|was|were|do|does|did|has|have|had)\s+(?:it|they|there|those|these|that|this|any|the|\w*[A-Z]\w*)\b"
)
_REQUEST = re.compile(
    r"\b(?:tell|give|show|list|send|need|want|wanted|looking for|please|pls|compare|rank|know|confirm|check|"
    r"what about|how about)\b",
    re.IGNORECASE,
)
# "I do not want the state ones" requests nothing.
_UNWANTED = re.compile(
    r"\b(?:do not|don't|dont|no|not)\s+(?:want|need|show|give|list|send|include)\b[^.?!]*", re.IGNORECASE
)
# "Explain Team HOPE and add Minnesota's number": what stands before asks for words, what follows for a figure.
_EXPLAIN = re.compile(
    r"\b(?:explain|explanation|describe|description|define|definition)\b|"
    r"\b(?:tell|remind|know|say|ask|asks|asking|wonder|wondering)\b[^?]*\b(?:what|who|whom|how|why)\b(?! many| much)",
    re.IGNORECASE,
)
_ASKING_FOR_WORDS = ("expl", "descri", "defin", "tell", "remind", "know", "say", "ask", "wonder")
_AND_FIGURE = re.compile(
    r"\s*(?:[,;+&]|\bplus\b|\band\b(?=\s+(?:also|add|give|include|send|show|state|list|the)\b))\s*"
    r"(?=(?:[\w']+\s+){1,5}(?:numbers?|figures?|counts?|totals?|stats?|statistics?)\b)",
    re.IGNORECASE,
)
_ADD = re.compile(r"^(?:also\s+)?(?:add|include)\s+", re.IGNORECASE)  # asks for no sum
_COUNTS_ON = re.compile(r"\s*(?:and\s+|so\s+)?how many\b", re.IGNORECASE)
_ASKING = re.compile(
    r"(?:^|:)\s*(?:(?:for|in|from|to|by|of)\s+(?=what|which|whom))?(?:what|which|whom?)\b"
    r"|(?:^|[:,;]|\b(?:for|in|of|from|to|on|with|at|about))\s*how (?:many|much|often)\b",
    re.IGNORECASE,
)
# Signs that a clause names several things.
_LISTING = re.compile(
    r"[;+&]|,(?!\s*(?:\d|please|pls|thanks|thank\b))"
    r"|\b(?:and|plus|both|or|vs|versus|next to|besides?|along(?:side)?|as well as)\b",
    re.IGNORECASE,
)
_LISTING_MARK = re.compile(r"[;+&,]")
_LISTING_WORDS = frozenset("and plus both or vs versus next beside besides along alongside well".split())
_WORD = re.compile(r"\w+")
# Words by which a clause goes on from what was said; they list nothing.
_CONNECTIVES = re.compile(
    r"^\W*(?:(?:and|or|but|plus|also|so|then|ok|okay|now|no|nope|yes|yeah|great|good|cool|nice|thanks)\b\W*)+",
    re.IGNORECASE,
)
# A sentence that adds a wish to the question before it, "And Team HOPE in Ohio.", if it holds none of the verbs.
_ADDS = re.compile(r"^\W*(?:and|also|plus)\b", re.IGNORECASE)
_TELLS = re.compile(
    r"^\W*(?:(?:and|also|plus|then|please|pls|(?:could|can|would) you)\W+)*(?:tell|remind|explain|describe|define)\b",
    re.I,
)
_EXPLAINS_BACK = frozenset("what whats who how why".split())
_POINTS_BACK = frozenset("it that this they them".split())
_NAME = 3
_POSSESSIVE = re.compile(r"\b[A-Z]\w*'s\b")
_COMPUTED = frozenset("sum difference ratio percent_change mean median".split())
_TOTALS = frozenset("total totals".split())
_PICKS = frozenset("which who".split())
_FIRST = 2  # words: "and which had the most?"
_PLACE_CODE = re.compile(r"\b[A-Z]{2}\b")
_RETURN = re.compile(
    r"^\s*(?:(?:so|now|and|then|but|can we|could we|let's|lets)\s+)*"
    r"(?:go|going|get|getting|come|coming|return|returning|back)\s+(?:back\s+)?to\s+(?:the\s+)?",
    re.IGNORECASE,
)
_TOPIC_END = re.compile(r"[,;:.?!]|\s[-\u2013\u2014]\s")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a message.

    `asks` says whether it asks something or only stands around what asks, `listed` that it is a line of a list.
    `places` and `periods` are those that the text around it speaks of, if it names none itself.
    `settles` says that its message is content with less than was asked for before.
    """

    text: str
    asks: bool
    listed: bool = False
    places: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    settles: bool = False


# "the sum of both, and the same sum for Iowa", "the same for Iowa, and also its tips": each is asked by itself.
_THE_SAME = re.compile(r"(?<=\w)\s*,\s*and\s+(?=also\b|the same\b)", re.IGNORECASE)


def split_clauses(
    message: str, names_measure: Callable[[str], bool], names_place: Callable[[str], bool] = lambda _text: False
) -> list[Clause]:
    """Split a message into clauses, in order, without what it says around them and asks nothing by."""
    message = _THE_SAME.sub(". And ", message) if "the same" in message.lower() else message
    found = _clauses(without_interjection(message), names_measure, names_place)
    return [replace(clause, settles=True) for clause in found] if settles_for_less(message) else found


def _clauses(message: str, names_measure: Callable[[str], bool], names_place: Callable[[str], bool]) -> list[Clause]:
    """Split a message into clauses.

    A clause asks if it ends in a question mark or holds a request or a question's words. If none does, those that
    name a measure ask, else those that name a place; if none does that either, all do.
    """
    parts: list[str] = []
    corrected: set[str] = set()
    message = _without_return(message, names_measure)
    lines = _lines(message)
    bullets = [bool(_BULLET.match(line)) for line in lines]
    # the number of a line ends no sentence
    plain = "\n".join(_BULLET.sub("", line) for line in lines) if sum(bullets) > 1 else message
    plain = _REPEATED.sub(r"\1", plain) if may_hold(plain, ("??", "?!", "!?", "!!")) else plain
    for sentence in (part for whole in _SENTENCE.split(plain) for part in _total_behind(whole)):
        pieces = _pieces(_BULLET.sub("", sentence), names_measure)
        # "New York, I mean Connecticut" asks for Connecticut
        *before, rest = _CORRECTION.split(sentence) if may_hold(sentence, _CORRECTING) else [sentence]
        parts_before = [b for b in before if b.strip(" ,;.")]
        if parts_before and rest.strip(" ,;.?!"):  # "open cases I mean" corrects nothing
            corrected.update(parts_before)
            parts += parts_before
            pieces = [rest]
        explains = [_explains(p) or p.lower().startswith("whether ") for p in pieces]
        if len(pieces) > 1 and (asks_outright(sentence) or any(explains) or any(map(asks_outright, pieces))):
            # each piece that names a measure asks for it, and each that wants something explained or checked
            wanted = [e or names_measure(p) or _asks_of_before(p) for e, p in zip(explains, pieces, strict=True)]
            if asks_outright(pieces[0]):  # "What is Team Adam and did they come to Ohio"
                wanted = [w or bool(_ASKS_WHETHER.match(p)) for w, p in zip(wanted, pieces, strict=True)]
            pieces = [f"{p}?" if w and not asks_outright(p) else p for w, p in zip(wanted, pieces, strict=True)]
        parts += pieces
    stated: set[str] = set()
    parts = [piece for part in parts for piece in without_premise(part, names_measure, stated)]
    if len(parts) == 1:
        return [Clause(parts[0], True)]
    if corrected:
        return [Clause(part, part not in corrected) for part in parts]
    if sum(bullets) > 1:
        items = [_BULLET.sub("", line).strip() for line in lines if _BULLET.match(line)]
        begins_item = [any(item.startswith(part.strip()) for item in items) for part in parts]
        return [Clause(part, begins, begins) for part, begins in zip(parts, begins_item, strict=True)]
    for asks in (asks_outright, requests, names_measure, names_place):
        found = [Clause(part, asks(part) and part not in stated) for part in parts]
        if any(clause.asks for clause in found):
            found = _with_added(found, names_measure, names_place)
        measured = [names_measure(clause.text) for clause in found]
        asking = [m or _wants_all(c.text) for m, c in zip(measured, found, strict=True) if c.asks]
        if asks is requests and any(measured) and not any(asking):
            continue  # "I read the wrong line of my list. Same state, but CVIP."
        if any(clause.asks for clause in found):
            return _with_added(_empty_questions(found, names_measure), names_measure, names_place)
    return [Clause(part, True) for part in parts]


def _explains(text: str) -> bool:
    """Say whether a text asks for words, not for a figure."""
    return may_hold(text, _ASKING_FOR_WORDS) and _EXPLAIN.search(text) is not None


def _asks_of_before(piece: str) -> bool:
    """Say whether a part of a sentence asks something of figures before it: "and how do they differ, and what ...?"."""
    text = _CONNECTIVES.sub("", piece)
    return _ASKING.search(text) is not None or computes_alone(text) or wants_total(text)


def computes_alone(text: str) -> bool:
    """Say whether a text names something to be worked out and nothing that it is worked out of: "the difference"."""
    tokens = tokenise(text)
    cues = [(a, b) for a, b, values in operation_phrases().find(tokens) if values[0][0] in _COMPUTED]
    return bool(cues) and _says_no_more(tokens, {i for a, b in cues for i in range(a, b)})


def wants_total(text: str) -> bool:
    """Say whether a text asks for a total, of places at most: "for Iowa, the total", but not "of the total"."""
    tokens = tokenise(re.sub(names_pattern(), " ", text))
    keys = [t.key for t in tokens]
    at = next((i for i, key in enumerate(keys) if key in _TOTALS), 0)
    light = {"the", "its", "their", "a"}
    before = next((key for key in reversed(keys[:at]) if key not in light), "")
    return not _TOTALS.isdisjoint(keys) and before not in WITHIN and _says_no_more(tokens, set())


def _says_no_more(tokens: Sequence[Token], said: Collection[int]) -> bool:
    """Say whether tokens hold nothing but everyday words beside those at some positions."""
    light = neutral_words() | function_words()
    return all(t.key in light for i, t in enumerate(tokens) if i not in said)


def _says_same(text: str, names_measure: Callable[[str], bool], names_place: Callable[[str], bool]) -> bool:
    """Say whether a text wants of another place what stands before, and no more: "And the same two for Ohio."."""
    if not may_hold(text, ("same", "ditto", "likewise")) or not names_place(text) or names_measure(text):
        return False
    tokens = tokenise(_PLACE_CODE.sub(" ", re.sub(names_pattern(), " ", text)))
    same = {i for first, end, _ in cue_phrases("references", "same_measures").find(tokens) for i in range(first, end)}
    return bool(same) and _says_no_more(tokens, same)


def _with_added(
    clauses: Sequence[Clause], names_measure: Callable[[str], bool], names_place: Callable[[str], bool]
) -> list[Clause]:
    """Let a sentence ask that only names one more measure behind a question: "And, while there, tips in Ohio".

    So does one that names another place for the same, or for a number stated before: "OH: same.", "I think 49 is OH.".
    """
    found = list(clauses)
    for i in range(1, len(found)):
        asking = [c.text for c in found[:i] if c.asks]
        goes_on = not found[i].asks and _CONNECTIVES.match(found[i].text) is not None and _asks_of_before(found[i].text)
        again = goes_on or _says_same(found[i].text, names_measure, names_place)  # "...? and what is it for Ohio"
        if asking and (again or (names_place(found[i].text) and _states_again(found[i].text, asking))):
            found[i] = replace(found[i], asks=True)
            continue
        text = without_interjection(found[i].text)
        if asking and _TELLS.match(text) and _explains(text) and names_measure(text):
            found[i] = replace(found[i], asks=True)  # "And Iowa? Also remind me what CVIP does."
            continue
        aside, comma, rest = text.partition(",")
        named = rest if comma and names_measure(rest) and not names_measure(aside) else text
        adds = not found[i].asks and any(c.asks for c in found[:i]) and _ADDS.match(text) is not None
        verbs = (YES_NO | AUXILIARIES) & {t.key for t in tokenise(named)}
        if adds and names_measure(named) and not verbs and not read_claims(named):
            found[i] = Clause(named, True)
    return found


def _states_again(text: str, before: Sequence[str]) -> bool:
    """Say whether a text states a number that texts before it have stated."""
    stated = {c.text for earlier in before for c in read_claims(earlier) if c.kind is ClaimKind.FIGURE}
    return any(c.text in stated for c in read_claims(text))


def _without_return(message: str, names_measure: Callable[[str], bool]) -> str:
    """Leave out "going back to" where a message names the measure that it goes back to."""
    back = _RETURN.match(message)
    topic = _TOPIC_END.split(message[back.end() :], maxsplit=1)[0] if back else ""
    return message[back.end() :] if back and names_measure(topic) else message


def _lines(message: str) -> list[str]:
    """Return the lines of a message; a list that is written in one line becomes one of its own for each item."""
    letters = "".join(_INLINE_LETTER.findall(message)).lower() if "(" in message else ""
    if "\n" not in message and len(letters) > 1 and "abcde".startswith(letters):
        message = _INLINE_LETTER.sub("\n- ", message)
    numbers = [int(n) for n in _INLINE_NUMBER.findall(message)] if "." in message or ")" in message else []
    if "\n" not in message and len(numbers) > 1 and numbers == [*range(1, len(numbers) + 1)]:
        message = _INLINE_NUMBER.sub("\n- ", message)
    elif (begins := _INLINE_LIST.search(message)) and "\n" not in message:
        message = message[: begins.start() + 1] + _INLINE_BULLET.sub("\n- ", message[begins.start() + 1 :])
    return [line for line in message.split("\n") if line.strip()]


def _pieces(sentence: str, names_measure: Callable[[str], bool]) -> list[str]:
    """Split a sentence where another question begins, or where a figure is asked for beside an explanation."""
    parts = _NEXT_QUESTION.split(sentence) if may_hold(sentence, _JOINTS) else [sentence]
    pieces = [q for p in parts for q in _counts(p, names_measure) if q.strip(" ,;")]
    if not may_hold(sentence, _ASKING_FOR_WORDS):
        return pieces
    if len(pieces) == 1 and (joint := _AND_FIGURE.search(sentence)) and _explains(sentence[: joint.start()]):
        figure = _ADD.sub("", sentence[joint.end() :].rstrip(" .?"))
        return [f"{sentence[: joint.start()]}?", f"{figure}?"]
    return pieces


def _total_behind(sentence: str) -> list[str]:
    """Split off what asks for the total of several places that are named before: "A, B and C - what's the total?".

    The total is theirs, and not that of the last of them.
    """
    *_, end = (None, *_TOPIC_END.finditer(sentence.rstrip(" ?!.")))
    if end is None or sentence[end.start()] in ",;":
        return [sentence]
    head, tail = sentence[: end.start()], sentence[end.end() :]
    several = len(re.findall(names_pattern(), head)) + len(_PLACE_CODE.findall(head)) > 1
    return [head, tail.strip()] if several and asks_outright(tail) and wants_total(tail) else [sentence]


def _counts(piece: str, names_measure: Callable[[str], bool]) -> list[str]:
    """Split "how many ..., how many ..."; a comma in front of the first parts only what asks for a count, too."""
    if "," not in piece and ";" not in piece:
        return [piece]
    found = _NEXT_COUNT.split(piece)
    first = next((i for i, part in enumerate(found) if _HOW_MANY.search(part)), 0)
    before = ", ".join(found[:first])
    count = _COUNT_BEFORE.search(before)
    if count and (count[1] or "").lower() not in WITHIN and names_measure(before):
        return [before, *found[first:]]
    return [", ".join(found[: first + 1]), *found[first + 1 :]]


def _empty_questions(clauses: list[Clause], names_measure: Callable[[str], bool]) -> list[Clause]:
    """Let a question without content, "Is that right?", "Why?", ask what the nearest sentence before it says."""
    words = neutral_words()
    found = list(clauses)
    cues = (cue_phrases("intents", "explanation"), cue_phrases("operations", "breakdown"))
    for i in range(1, len(found)):
        tokens = tokenise(
            _POSSESSIVE.sub("the", found[i].text)
        )  # "does NCMEC's sheet say so?" is not of what NCMEC does
        why = is_bare_why(found[i].text, words)
        tags = (end - first for first, end, _ in cue_phrases("claims", "tags").find(tokens))
        asks_more = len(tokens) not in tags and any(True for phrases in cues for _ in phrases.find(tokens))
        empty = is_check(found[i].text, words) and not asks_more
        # "how many overall?" says whose figure it asks for, and so does "how many did everyone else have?"
        whose = cued("operations", "overall", tokens) or cued("comparisons", "rest", tokens)
        # "what is an engagement, and how many are there?" asks two things
        counts = _COUNTS_ON.match(found[i].text) is not None and _COUNTS_ON.match(found[i - 1].text) is None
        counts = counts and found[i - 1].asks
        empty = why or (empty and not counts and not (whose and not cued("claims", "check", tokens)))
        # "every state had over 100. Which had the most?" asks for one of them
        picks = any(t.key in _PICKS for t in tokens[:_FIRST]) and Operation.RANK in {
            values[0][0] for _, _, values in operation_phrases().find(tokens)
        }
        empty = empty and not picks
        if found[i].asks and found[i - 1].asks and not empty and _only_names(found[i - 1].text, found[i].text):
            found[i - 1] = Clause(found[i - 1].text, False)
        if not found[i].asks or not empty:
            continue
        said = next((j for j in range(i - 1, -1, -1) if found[j].asks or names_measure(found[j].text)), None)
        said = i - 1 if said is None else said
        asked = f"why {found[said].text}" if why else found[said].text
        found[said], found[i] = Clause(asked, True), Clause(found[i].text, False)
    return found


def _only_names(text: str, following: str) -> bool:
    """Say whether a text only names what the next one asks about: "CVIP? What is that short for?"."""
    short = len(tokenise(text)) <= _NAME and not re.match(r"\s*(?:how|what|which|who|why|and)\b", text, re.IGNORECASE)
    keys = {t.key for t in tokenise(following)}
    return short and bool(_EXPLAINS_BACK & keys) and bool(_POINTS_BACK & keys)


def asks_outright(text: str) -> bool:
    """Say whether a text is a question by its words or its question mark."""
    return text.rstrip(" \"')").endswith("?") or bool(_ASKING.search(text))


def _wants_all(text: str) -> bool:
    """Say whether a request names no measure because it wants them all: "give me everything on Minnesota"."""
    return cued("operations", "all_indicators", tokenise(text))


def requests(text: str) -> bool:
    """Say whether a text requests something in other words than a question's: "give me", "the number of"."""
    text = _UNWANTED.sub(" ", text)
    tokens = tokenise(text)
    return bool(_REQUEST.search(text)) or any(
        any(True for _ in phrases.find(tokens)) for phrases in (cue_phrases("intents", "quantity"), operation_phrases())
    )


def lists_several(text: str, places: Sequence[str] = ()) -> bool:
    """Say whether a clause seems to name several things side by side, other than `places`."""
    if text.isascii() and not _LISTING_MARK.search(text) and _LISTING_WORDS.isdisjoint(_WORD.findall(text.lower())):
        return False
    signs = _LISTING.findall(_CONNECTIVES.sub("", text))
    return len(signs) >= max(1, len(places))


@dataclass(frozen=True, slots=True)
class Said:
    """What stands before a clause: earlier messages and the clauses of its own, oldest first.

    `whole` is its message, if no other clause of it asks.
    """

    messages: Sequence[str]
    whole: str | None = None
    own: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.messages or self.own)

    @property
    def clauses(self) -> tuple[str, ...]:
        """The earlier messages and clauses."""
        return (*self.messages, *self.own)

    def after(self, clause: Clause) -> Said:
        """Return what stands before the clause that follows."""
        return replace(self, own=(*self.own, clause.text))

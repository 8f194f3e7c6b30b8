"""How a clause says something: as a statement or a question, as a check of what was said, with somebody's words."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.cues import CAUSES, PEOPLE
from assistant.lexicon import Token, cue_phrases, keys_of, language, normalise, tokenise
from index.quantities import NUMBER_WORDS

_AUXILIARIES = frozenset("did does do could can has have".split())
_SOMEWHERE = frozenset("state states place places anyone anybody everyone any each who which where ones".split())
# Words that only a question has; after a reporting verb they are part of what is reported.
_ASKS = frozenset("what which who whose whom where how when".split())
_WE = frozenset("i we you".split())
_UNIT = 2  # names of those that one figure counts: "survivors or families"
_BEING = frozenset("like that it this s is was are were thats its".split())
_COUNTS = frozenset("how many|how much|number of|what number|how often|how large|how big".split("|"))


def question_free(tokens: Sequence[Token]) -> bool:
    """Say whether a clause states something, as a sentence or to be answered by yes or no.

    Words that ask for a cause or for a check do not count, nor does "kids who".
    """
    checks = cue_phrases("claims", "check").find(tokens)
    passed = cause_words(tokens) | {i for first, end, _ in checks for i in range(first, end)}
    persons = language("claims")["persons"]
    passed |= {i for i, t in enumerate(tokens) if i and t.key == "who" and tokens[i - 1].key in persons}
    passed |= {i for i, t in enumerate(tokens) if i > 1 and t.key == "which" and _goes_on(tokens, i)}
    passed |= {i for i, t in enumerate(tokens) if i and t.key == "what" and _measures(tokens, i)}
    passed |= {i for i, t in enumerate(tokens) if i and t.key == "what" and _fills(tokens, i)}
    reckoned = {i + 1 for i, t in enumerate(tokens[:-2]) if tokens[i + 1].key == "when" and tokens[i + 2].key in _WE}
    passed |= reckoned  # "I get 291 when I add the rows" asks for no time
    passed |= {i for first, end, _ in cue_phrases("claims", "no_question").find(tokens) for i in range(first, end)}
    passed |= {i for i, t in enumerate(tokens) if t.key == "or" and (_of_one_unit(tokens, i) or _bounds(tokens, i))}
    keys = [t.key for i, t in enumerate(tokens) if i not in passed]
    if _ASKS & set(keys) or "or" in keys:
        return False
    return not any(values[0] in _COUNTS for _, _, values in cue_phrases("intents", "quantity").find(tokens)
                   if values[0] != "number of" and values[0] != "the number")  # fmt: skip


def _of_one_unit(tokens: Sequence[Token], middle: int) -> bool:
    """Say whether "or" joins two names of those that are counted: "at least 50 survivors or families" asks nothing.

    "Is that survivors or families?" does ask.
    """
    around = [t.key for t in (*tokens[middle - 1 : middle], *tokens[middle + 1 : middle + 2])]
    return tokens[0].key not in _BEING and len(around) == _UNIT and {*around} <= {*language("claims")["persons"]}


def _bounds(tokens: Sequence[Token], middle: int) -> bool:
    """Say whether "or" only bounds the number before it, "ten or more", and asks nothing."""
    bounds = {" ".join(phrase.split()) for phrases in language("claims")["bounds_after"].values() for phrase in phrases}
    number = "".join(t.key for t in tokens[max(0, middle - 1) : middle])
    behind = " ".join(t.key for t in tokens[middle : middle + _UNIT])
    return behind in bounds and (number in NUMBER_WORDS or number[:1].isdigit())


def _goes_on(tokens: Sequence[Token], which: int) -> bool:
    """Say whether "which" goes on from what was named, "893 cases, of which 16 ...", and asks for none."""
    following = {t.key for t in tokens[which + 1 : which + 2]}
    return tokens[which - 1].key == "of" and not following & _SOMEWHERE


def _measures(tokens: Sequence[Token], what: int) -> bool:
    """Say whether "what" stands for a place's figure, "three times what Iowa has", and asks for none."""
    keys = [t.key for t in tokens]
    data, before = language("claims"), keys[what - 1]
    measures = before in data["measured_by"] or (before in data["part_of"] and "\0" in keys[:what])
    return measures and keys[what + 1 : what + 2] == ["\0"]


def _fills(tokens: Sequence[Token], what: int) -> bool:
    """Say whether "what" only stands in front of a number that is stated: "that's what, about 67 percent?"."""
    bounds = {str(phrase).split()[0] for phrases in language("claims")["bounds"].values() for phrase in phrases}
    behind = "".join(t.key for t in tokens[what + 1 : what + 2])
    stated = behind in bounds or behind in NUMBER_WORDS or behind[:1].isdigit()
    return stated and tokens[what - 1].key in _BEING


def cause_words(tokens: Sequence[Token]) -> set[int]:
    """Return the positions of the words that ask why something is so: "what explains", "how did it manage to"."""
    found = {i for first, end, _ in cue_phrases("claims", "why").find(tokens) for i in range(first, end)}
    asked = [i for i, t in enumerate(tokens[:-1]) if t.key == "how" and tokens[i + 1].key in _AUXILIARIES]
    spans = [(first, end) for first, end, _ in cue_phrases("claims", "why_how").find(tokens)]
    if asked and spans:
        found |= {*asked, *(i + 1 for i in asked), *(i for first, end in spans for i in range(first, end))}
    return found


def is_check(text: str, neutral: frozenset[str]) -> bool:
    """Say whether a text does nothing but ask whether what stands before it is so."""
    tokens = tokenise(normalise(text))
    claimed = {i for a, b, _ in cue_phrases("claims", "check").find(tokens) for i in range(a, b)}
    return bool(tokens) and all(i in claimed or t.key in neutral for i, t in enumerate(tokens))


def is_bare_why(text: str, neutral: frozenset[str]) -> bool:
    """Say whether a text does nothing but ask why what stands before it is so: "how come?", "why the difference?"."""
    tokens = tokenise(normalise(text))
    why = cause_words(tokens) | {i for i, t in enumerate(tokens) if t.key in CAUSES}
    apart = {i for first, end, _ in cue_phrases("claims", "apart").find(tokens) for i in range(first, end)}
    return bool(why) and all(i in why or i in apart or t.key in neutral for i, t in enumerate(tokens))


def statement_begins(tokens: Sequence[Token]) -> int:
    """Return where what is reported begins: after "a reader writes that", 0 if nobody's words are reported.

    Only words that name no place and no number are passed over.
    """
    verbs = language("claims")["reported"]
    for position, token in enumerate(tokens[:12]):
        if token.key == "\0" or token.key[:1].isdigit():
            return 0
        if token.key in verbs:
            end = position + 1
            while end < len(tokens) and tokens[end].key in ("that", "us", "me", "you", "to", "on", "everybody"):
                end += 1
            return end
    return 0


def speaks_of_places(tokens: Sequence[Token]) -> bool:
    """Say whether a clause speaks of places in general: "states with", "anyone over", but not "children who ran"."""
    if _SOMEWHERE.isdisjoint(keys_of(tokens)):
        return False
    of_people = {i + 1 for i, t in enumerate(tokens) if t.key in PEOPLE}
    return any(t.key in _SOMEWHERE and not (t.key == "who" and i in of_people) for i, t in enumerate(tokens))

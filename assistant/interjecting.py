"""What a message says around its question and asks nothing by: "Great, ...", "..., for contrast", "At least ..."."""

from __future__ import annotations

import re
from functools import cache

from assistant.claims import read_claims
from assistant.lexicon import any_of, cued, language, may_hold, tokenise
from assistant.worded import Worded, worded

# A quotation with at most one line in front of it, which ends with a colon.
_QUOTED = re.compile(r"^\s*(?:(?P<heading>[^:?\"\n]{2,80}):\s*)?\"(?P<said>[^\"]+)\"\s*$")
_CHOOSING = ("i'll", "i will", "i can", "we'll", "we will", "we can")


def unquoted(message: str) -> str:
    """Return the question that a message quotes as a whole, be it behind a line that says whose it is.

    "Ticket 12, customer reply: 'Thank you! What percentage is that?'" is what the customer asks.
    """
    found = _QUOTED.match(message)
    if not found or "?" not in found["said"]:
        return message
    heading = tokenise(found["heading"] or "")
    return found["said"] if not heading or cued("intents", "quoting", heading) else message


def without_interjection(message: str) -> str:
    """Leave out what a message opens or closes with and asks nothing: "Great, add those up", "..., for context?"."""
    opening, within, closing = _interjections()
    if opened := opening.match(message):
        message = message[opened.end() :]
    if message.count(",") > 1:
        message = within.sub(",", message)
    if _ends_in_passing(message):
        message = closing.sub("", message)
    if may_hold(message, _CHOOSING):
        message = _own_choice().sub("", message)
    return _settling().sub(r"\g<before>", message) if settles_for_less(message) else message


def _ends_in_passing(message: str) -> bool:
    """Say whether the last word of a message ends a phrase in passing: looking for all of them is slow."""
    tokens = tokenise(message)
    return bool(tokens) and tokens[-1].key in _last_words()


@cache
def _own_choice() -> re.Pattern[str]:
    """Words behind a request that leave the choice to the asker: ", I'll pick what I need."."""
    data = language("intents")
    picks, what = ("|".join(map(re.escape, map(str, data[entry]))) for entry in ("picks", "picked"))
    return re.compile(
        rf"(?<=\w)\s*[,;.\u2013\u2014-]\s*(?:and |then |so )*(?:{'|'.join(_CHOOSING)})\s+(?:then |just )?(?:{picks})"
        rf"(?:\s+(?:{what})\b[\w' ]{{0,30}})?(?=\W*$)",
        re.IGNORECASE,
    )


@cache
def _last_words() -> frozenset[str]:
    return frozenset(tokenise(str(phrase))[-1].key for phrase in language("intents")["in_passing"])


def settles_for_less(message: str) -> bool:
    """Say whether a message is content with less than was asked for before: "At least the total then?".

    "At least 300 cases", "at least half" and "at least as many as Iowa" bound a number.
    """
    return _settling().search(message) is not None and not read_claims(message)


def _any(*entries: str) -> str:
    return any_of(phrase for entry in entries for phrase in language("intents")[entry])


@cache
def _interjections() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words, departures, passing = _any("interjections"), _any("departures"), _any("in_passing")
    said = rf"(?:(?:{words}|{passing})|(?:{departures})\s[^,;:!?.]{{2,40}}?|(?:{_any('speakers')})(?=\s*:))"
    return (
        re.compile(rf"^\s*(?:{said}(?:\s*[,;:!.\u2013\u2014]|\s+-+)+\s*)+(?=\w)", re.IGNORECASE),
        re.compile(rf"\s*,\s*(?:{passing})\s*,", re.IGNORECASE),
        re.compile(rf"\s*,?\s*\b(?:{passing})\b(?=\W*$)", re.IGNORECASE),
    )


@cache
def _settling() -> Worded:
    """Words that settle for less where a sentence begins, or in front of a request: "can you at least tell me"."""
    phrases, before = _any("settling_for"), _any("interjections", "before_settling")
    return worded(
        rf"(?P<before>(?:^|[.!?;\u2013\u2014]\s)\W*(?:(?:{before})\b\W*)*|\b(?=(?:{phrases}) (?:tell|give|show|send) ))"
        rf"\b(?:{phrases})\b,?\s+(?!as\b)(?=\w)",
        language("intents")["settling_for"],
    )

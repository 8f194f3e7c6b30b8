"""A message that copies what several persons said: what a second one only asked back is not asked of the sheets.

"Customer: How many submissions from Iowa? Agent: Do you mean CVIP? Customer: Yes."
"""

from __future__ import annotations

import re
from functools import cache

from assistant.lexicon import any_of, language

# A line of a speaker, "Customer: ...", be there a ticket's number before; and one that is headed by its sender.
_SPOKEN = re.compile(
    r"^\s*>?\s*(?:[^:\n?]{1,30},\s*)?(?P<who>[A-Za-z][\w. ]{0,24}?)\s*(?:\([^():\n]{1,30}\))?:\s+(?P<said>\S.*)$"
)
_SENDER = re.compile(r"^\s*>?\s*from:\s*(?P<who>\S.{0,40}?)\s*$", re.IGNORECASE)
_QUOTE = re.compile(r"^\s*>\s?")
_FEW = 3  # turns at least that make an asking back: the wish, the question back, the reply


def without_asking_back(message: str) -> str:
    """Leave out of a copied talk what somebody else asked back, and the reply, where the first wish stays as it was.

    Any other talk stays as it is: who asks what in it is not told by its speakers.
    """
    turns = talk(message) if message.count(":") >= _FEW else []  # a colon stands behind whoever speaks
    if len(turns) < _FEW:
        return message
    asker = turns[0][0]
    kept: list[str] = []
    at = 0
    while at < len(turns):
        who, said = turns[at]
        reply = turns[at + 1] if at + 1 < len(turns) else ("", "")
        back = who != asker and reply[0] == asker and said.rstrip(' "').endswith("?")
        meant = _meant(said, reply[1]) if back else ""
        if meant:
            kept[-1] = f"{kept[-1].rstrip(' ?.')} ({meant})?"
        if meant or (back and _refused(said, reply[1])):
            at += 2
            continue
        if who != asker:
            return message
        kept.append(said.strip(' "'))
        at += 1
    return "\n".join(kept) if len(kept) < len(turns) else message


def _meant(asked: str, reply: str) -> str:
    """Return what somebody is asked whether he means it, and says that he does: "do you mean CVIP?" "Yes."."""
    meant, _, agreed, _ = _patterns()
    found = meant.search(asked) if agreed.match(reply) else None
    return found["what"].strip(' "?') if found else ""


def _refused(asked: str, reply: str) -> bool:
    """Say whether somebody wants no more than he asked for: "the total, too?" "No, just that one."."""
    _, offered, _, refused = _patterns()
    return bool(offered.search(asked) and refused.match(reply))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return patterns for what asks whether something is meant, what offers more, and replies that agree and refuse."""
    data = language("intents")
    meant, offered, agreed, refused, only = (
        any_of(data[entry]) for entry in ("asks_meant", "offers_more", "agrees", "refuses", "only_that")
    )
    flags = re.IGNORECASE
    return (
        re.compile(rf"\b(?:{meant})\s+(?P<what>[^?]{{2,60}})\?", flags),
        re.compile(rf"\b(?:{offered})\b", flags),
        re.compile(rf"^\W*(?:{agreed})\b(?:\W+(?:{agreed}|please|thanks))*\W*$", flags),
        re.compile(rf"^\W*(?:{refused})\b\W*(?:(?:{only})\b[^?]{{0,30}})?$", flags),
    )


def talk(message: str) -> list[tuple[str, str]]:
    """Return who said what, line by line; nothing if a line of the message is nobody's, but for a heading."""
    turns: list[tuple[str, str]] = []
    who = ""
    for line in filter(str.strip, message.splitlines()):
        sender, spoken = _SENDER.match(line), _SPOKEN.match(line)
        if sender:
            who = sender["who"].casefold()
        elif who and _QUOTE.match(line):
            text = _QUOTE.sub("", line)
            if turns and turns[-1][0] == who:
                turns[-1] = (who, f"{turns[-1][1]}\n{text}")
            else:
                turns.append((who, text))
        elif spoken and not who:
            turns.append((spoken["who"].strip().casefold(), spoken["said"]))
        elif turns or who:
            return []
    return turns

"""Remarks in a sentence that say nothing of what its figure counts: they describe an actor or give a reason.

A remark is hidden only where its shape tells it: between commas behind the name of an actor ("Team HOPE, whose
volunteers have lived through it, supported ..."), at the end with a reason ("..., partly because ..."), or as a clause
of its own in front ("Cold trails are followed up too: ...").
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from index.catalog import Catalog
from index.statements import Clause
from index.wording import MASKED, PLACE, compile_wording

_DESCRIBES = re.compile(
    rf"(?:['\u2019]s)?,\s(?:whose|which|who|the|our|its|an?|part of|made up of|itself)\s"
    rf"[^,;:.!?\d{MASKED}{PLACE}]{{3,120}},"
)
_REASON = re.compile(
    rf"(?:,\s(?:(?:partly|largely|mainly|in part)\s)?(?:because|despite)\s|\s\(see\s)"
    rf"[^;:!?\d{PLACE}]{{3,120}}\)?(?=\.?$)"
)
# Where a clause in front ends: behind "when" and the like at its comma, else where another clause is joined to it.
_SUBORDINATE = re.compile(
    rf"[\s{MASKED},]*(?:when|whenever|while|although|though|even though|because|as|where)\s[^,;:]{{8,160}},\s",
    re.IGNORECASE,
)
_JOINED = re.compile(r"[^;:]{12,160}?(?:;\s|:\s|,\s(?:and|but|so|yet)\s)")
_TAKES_UP = re.compile(r"\b(?:they|them|their|these|those|this|such|he|she)\b", re.IGNORECASE)
_IT = re.compile(r"\bit(?:s|self)?\b", re.IGNORECASE)
# "Staff memo: ...", "Staff note that ..." and "..., a spokesperson said" tell who says it.
_SAID_IN_FRONT = re.compile(r"[^,;:.!?\d]{3,80}(?::|\bthat)\s(?=\S)")
_SAID_BEHIND = re.compile(
    rf"(?:,\s|\s\()(?=[^.]*\b(?:said|says|told|according|see)\b)[^,;:()!?\d{PLACE}]{{3,90}}"
    rf"(?:\d{{1,2}}\b[^,;:()!?\d{PLACE}]{{0,40}})?\)?(?=\.?$)",
    re.IGNORECASE,
)
_SAYS_SOMETHING = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|could|does|do|did|will|takes?|makes?|happens?|goes|needs?|stands?|comes?|"
    r"keeps?|helps?|looked|turned|saw|came|matters?|works?)\b"
)
# "Since the program began in 2002", "since its launch in 2002": no year of the figure.
_SINCE_IT_BEGAN = re.compile(
    rf"[\s,]*\bsince\s(?:(?:(?:the|this)\sprogram(?:me)?|it|(?-i:[A-Z]{{3,}}))\s(?:began|started|opened|was\s(?:founded|launched|created|"
    rf"established|set\sup))\s(?:its\swork\s)?|(?:its|the\sprogram(?:me)?['\u2019]s)\s(?:founding|launch|start|beginning|creation|"
    rf"inception|establishment)\s)[{MASKED}]+(?=[\s,.]|$)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_CAPITAL = re.compile(r"(?<=\s)[A-Z]")


@lru_cache(maxsize=8)
def _actor(catalog: Catalog) -> re.Pattern[str] | None:
    if not catalog.actors:
        return None
    return compile_wording(f"<{'|'.join(catalog.actors)}>", catalog.phrases)


def without_remarks(text: str, catalog: Catalog) -> str:
    """Return a clause with its remarks hidden."""
    actor = _actor(catalog)
    if actor is None:
        return text
    for shape in (_SAID_IN_FRONT.match(text), _SAID_BEHIND.search(text)):
        if shape and catalog.attribution.issuperset(_words(shape.group())):
            text = _hide(text, shape.start(), shape.end())
    for match in actor.finditer(text):
        described = _DESCRIBES.match(text, match.end())
        if described and not _may_narrow(described.group(), actor, catalog):
            text = _hide(text, described.start(), described.end())
    if reason := _REASON.search(text):
        text = _hide(text, reason.start(), reason.end())
    return text


def without_beginning(clause: Clause, catalog: Catalog) -> Clause | None:
    """Return a clause without the year since when its figure is counted; None if it gives no such year, or another."""
    match = _SINCE_IT_BEGAN.search(clause.text)
    if match is None or any(not match.start() <= at < match.end() for _, at, _ in clause.periods):
        return None
    return replace(clause, text=_hide(clause.text, match.start(), match.end()), periods=())


def without_front(text: str, catalog: Catalog, figure: int) -> int:
    """Return where a clause begins behind a remark in front of it, 0 if there is none; its first figure is at `figure`.

    What follows must not take up what the remark speaks of, except by "it" where that is an actor of the family's.
    """
    actor = _actor(catalog)
    if actor is None:
        return 0
    for shape in (_SUBORDINATE, _JOINED):
        front = shape.match(text)
        if front is None or front.end() > figure:
            continue
        remark, rest = front.group(), text[front.end() :]
        taken_up = _TAKES_UP.search(rest) or (_IT.search(rest) and not actor.search(remark))
        of_figures = not catalog.of_figures.isdisjoint(_words(remark))
        if taken_up or of_figures or _may_narrow(remark, actor, catalog):
            continue
        if says_its_own(remark, catalog):
            return front.end()
    return 0


def says_its_own(clause: str, catalog: Catalog) -> bool:
    """Say whether a clause says something whole, and nothing that could narrow what stands beside it."""
    return _SAYS_SOMETHING.search(clause) is not None and catalog.narrowing.isdisjoint(_words(clause))


def _may_narrow(remark: str, actor: re.Pattern[str], catalog: Catalog) -> bool:
    return bool(_CAPITAL.search(actor.sub("", remark))) or not catalog.narrowing.isdisjoint(_words(remark))


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _hide(text: str, start: int, end: int) -> str:
    return text[:start] + MASKED * (end - start) + text[end:]

"""Remarks in a sentence that say nothing of what its figure counts: they describe an actor, give a reason, lead in.

A remark is hidden only where its shape tells it: between commas behind the name of an actor ("Team HOPE, whose
volunteers have lived through it, supported ..."), at the end with a reason ("..., partly because ..."), or as a whole
clause in front of a colon or semicolon that holds no figure, no name and none of the catalog's narrowing words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from index.catalog import Catalog
from index.quantities import find_numerals
from index.wording import MASKED, PLACE, compile_wording

_DESCRIBES = re.compile(
    rf"(?:['\u2019]s)?,\s(?:whose|which|who|the|an?|part of|made up of|itself)\s[^,;:.!?\d{MASKED}{PLACE}]{{3,120}},"
)
_REASON = re.compile(
    rf"(?:,\s(?:(?:partly|largely|mainly|in part)\s)?(?:because|despite)\s|\s\(see\s)"
    rf"[^;:!?\d{PLACE}]{{3,120}}\)?(?=\.?$)"
)
_CLAUSE_IN_FRONT = re.compile(rf"^(?P<front>[^:;.!?\d{MASKED}{PLACE}]{{15,150}})[:;]\s", re.DOTALL)
_SAYS_SOMETHING = re.compile(r"\b(?:is|are|was|were|has|have|had|can|could|does|do|did|will|would)\b")
_WORD = re.compile(r"[^\W\d_]+")
_CAPITAL = re.compile(r"(?<=\s)[A-Z]")


@lru_cache(maxsize=8)
def _actor(catalog: Catalog) -> re.Pattern[str] | None:
    if not catalog.actors:
        return None
    return compile_wording(f"<{'|'.join(catalog.actors)}>", catalog.phrases)


def without_remarks(text: str, catalog: Catalog) -> Iterator[str]:
    """Yield a clause with its remarks hidden, then also without the clause in front of it; nothing if it has none."""
    actor = _actor(catalog)
    if actor is None:
        return
    hidden = text
    for match in actor.finditer(text):
        if described := _DESCRIBES.match(hidden, match.end()):
            hidden = _hide(hidden, described.start(), described.end())
    if reason := _REASON.search(hidden):
        hidden = _hide(hidden, reason.start(), reason.end())
    if hidden != text:
        yield hidden
    front = _CLAUSE_IN_FRONT.match(hidden)
    if front and _leads_in(front["front"], actor, catalog):
        yield _hide(hidden, 0, front.end())


def says_its_own(clause: str, catalog: Catalog) -> bool:
    """Say whether a clause says something whole, and nothing that could narrow what stands beside it."""
    words = [word.lower() for word in _WORD.findall(clause)]
    return _SAYS_SOMETHING.search(clause) is not None and catalog.narrowing.isdisjoint(words)


def _leads_in(clause: str, actor: re.Pattern[str], catalog: Catalog) -> bool:
    return (
        says_its_own(clause, catalog)
        and not _CAPITAL.search(actor.sub("", clause))
        and not any(find_numerals(clause, words=True))
    )


def _hide(text: str, start: int, end: int) -> str:
    return text[:start] + MASKED * (end - start) + text[end:]

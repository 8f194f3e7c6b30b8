"""Questions that go on from one that a row of a table answered: "and Kenya?", "and in 2022?", "and by telephone?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.content import Question, concepts
from assistant.quoted_rows import RowFit

_GOES_ON = re.compile(
    r"\W*(?:(?:and|or|but|then|also)\b|(?:what|how) about\b|the same\b|same\b|in (?:19|20)\d\d\W*$)", re.IGNORECASE
)
_FEW = 4  # words


def goes_on(asked: Question) -> bool:
    """Say whether a question is too short to stand alone and begins as one that goes on from another."""
    return bool(_GOES_ON.match(asked.text)) and len(asked.words) <= _FEW and bool(asked.words or asked.years)


def carried(asked: Question, before: Question, rows: Sequence[RowFit]) -> Iterator[Question]:
    """Yield the question before with what a question that goes on from it puts in place of its row, column or year."""
    if not rows:
        return
    changed = replace(
        before, text=f"{before.text} {asked.text}", years=asked.years or before.years, kind=asked.kind or before.kind
    )
    if not asked.words:
        yield changed
        return
    named = frozenset().union(*(concepts(cell) for fit in rows for c, cell in enumerate(fit.row.cells)))
    over = frozenset().union(*(concepts(" ".join(fit.row.labels[c])) for fit in rows for c in fit.columns))
    for left in (named, over):
        words = tuple(word for word in before.words if word.concept not in left)
        if len(words) < len(before.words):
            yield replace(changed, words=(*words, *asked.words))

"""Quotes of documents of no family: stretches that answer a question, and how an answer shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering import Draft
from assistant.quoted_rows import RowFit, notes_of
from assistant.types import Outcome, Reason, Status
from index.reading import read
from index.types import Passage

MOST = 3  # quotes in one answer


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of a passage that answers a question, as lines of quoted words; `row` where it is a row.

    `lead` says what was found out about it; it is `certain` where nothing else could be meant.
    """

    passage: Passage
    start: int
    end: int
    lines: tuple[str, ...]
    strength: int
    row: RowFit | None = None
    asked: bool = False
    lead: str = ""
    certain: bool = False

    @property
    def meant(self) -> bool:
        """Whether the question can only be of this document: it is printed there, or of a footnote of it."""
        return self.asked or bool(self.row and self.row.noted)

    def holds(self, other: Quote) -> bool:
        """Say whether another quote stands within this one."""
        same = self.passage.document_id == other.passage.document_id
        return same and self.start <= other.start and other.end <= self.end


def say_quotes(draft: Draft, quotes: Sequence[Quote]) -> Outcome:
    """Quote passages into an answer; of too many it is asked which."""
    if len(quotes) > MOST:
        titles = sorted({draft.document(quote.passage.document_id).title for quote in quotes})
        number = _cite(draft, quotes[0])
        draft.say(f"More rows than I can quote fit this, in \u201c{titles[0]}\u201d [{number}]. Which do you mean?")
        return Outcome(Status.CLARIFY, Reason.AMBIGUOUS)
    for quote in quotes:
        number = _cite(draft, quote)
        above = quote.row.row.above if quote.row else ()
        names = dict.fromkeys((draft.document(quote.passage.document_id).title, *above, *_heading(quote)))
        draft.say(f"From {', '.join(map(in_quotes, names))} [{number}]:")
        if quote.lead:
            draft.say(f"{quote.lead} [{number}]:")
        for line in quote.lines:
            draft.say(f"- {line} [{number}]")
        for note in notes_of(quote.row) if quote.row else ():
            draft.say(f"Note: \u201c{read(note.quote).text}\u201d [{number}]")
    return Outcome(Status.ANSWERED)


def _cite(draft: Draft, quote: Quote) -> int:
    passage = quote.passage
    words = draft.document(passage.document_id).text[quote.start : quote.end]
    return draft.cite(passage.document_id, passage.section, words, quote.start, quote.end, passage.context)


def in_quotes(words: str) -> str:
    """Return words in quotation marks."""
    return f"\u201c{words}\u201d"


def _heading(quote: Quote) -> tuple[str, ...]:
    return (quote.passage.section,) if quote.passage.section and not quote.row else ()

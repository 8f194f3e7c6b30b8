"""What kind of answer a clause wants: figures, an explanation, sources, or what can be asked at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.claims import ClaimKind, read_claims
from assistant.cues import YES_NO, entry_words
from assistant.lexicon import FamilyLexicon, Item, Token, cued, neutral_words, tokenise
from assistant.matching import ACCEPTED, Matched
from assistant.spotting import BREAK
from assistant.stating import question_free, statement_begins
from assistant.types import Intent, Operation

# Operations that a clause with a measure can only ask of figures.
_FIGURING = (Operation.FILTER, Operation.SUM, Operation.MEAN, Operation.MEDIAN)
# What a share is called, what denies one, and how many words in front of it.
_OF_A_HUNDRED = frozenset("percent % percentage percentages share hundred 100".split())
_DENIED = frozenset("not no don without".split())
_DENIED_BEFORE = 4
_ENDED = re.compile(r"[^.!?]+[.!?]*")


def intent_of(
    lexicon: FamilyLexicon,
    tokens: Sequence[Token],
    matched: Matched,
    items: Sequence[Item],
    operation: Operation,
    *,
    slots: bool,
    overall: bool,
    has_claims: bool,
) -> Intent:
    """Tell what kind of answer a clause wants.

    `slots` says that it names a place or year, `overall` the nation, `has_claims` a number.
    """

    def has(entry: str) -> bool:
        return cued("intents", entry, tokens)

    telling = [item for item in items if lexicon.knows(item)]
    # "great, add them up" asks for a sum
    adds = operation in _FIGURING or cued("references", "together", tokens)
    asks_nothing = not (telling or slots or overall or adds)
    if asks_nothing and has("greeting") and not (has("quantity") or has("shows_again")):
        neutral = neutral_words() | entry_words("greeting") | {"\0"}
        if all(t.key in neutral for t in tokens):
            return Intent.GREETING
    strong_match = bool(matched.candidates) and matched.candidates[0].score >= ACCEPTED
    if has("provenance") and not strong_match:
        # "open-source data" is a word of the sheets, not a question for the source
        own = {p for item in items if len(item.keys) > 1 for p in range(item.first, item.end)}
        if cued("intents", "provenance", [BREAK if p in own else t for p, t in enumerate(tokens)]):
            return Intent.PROVENANCE
    # "how many states do you cover?" counts no figures
    counts_sheets = operation is Operation.COUNT and not matched.candidates
    if has("coverage") and not strong_match and (operation is Operation.LOOKUP or counts_sheets):
        return Intent.COVERAGE
    if has("sheets") and strong_match:
        return Intent.FIGURES
    stated = has_claims and question_free(tokens[statement_begins(tokens) :])
    if (has("quantity") and not has("explanation")) or (strong_match and (stated or operation in _FIGURING)):
        return Intent.FIGURES
    figures = has("quantity") or cued("operations", "breakdown", tokens)
    if has("explanation") and not (strong_match and (figures or (slots and has_claims))):
        return Intent.EXPLANATION
    if has("explanation_weak") and not slots and not figures and operation is Operation.LOOKUP:
        return Intent.EXPLANATION
    return Intent.FIGURES


def not_meant(intent: Intent, tokens: Sequence[Token], before: Sequence[str], *, named: bool) -> tuple[str, ...]:
    """Return the kinds of answer that a follow-up does not mean, whatever the model reads in it.

    `before` are the measures of the turn before, `named` says that it names a place: "thanks Ana, now Iowa please" goes
    on asking.
    """
    if not before:
        return ()
    if intent is Intent.PROVENANCE:
        return ("off_topic",)  # "show me the math"
    on = (named and cued("intents", "on_to_place", tokens)) or cued("intents", "shows_again", tokens)
    return ("chat",) if on else ()


def asks_how_many(clause: str) -> bool:
    """Say whether a clause asks how many."""
    return cued("intents", "quantity", tokenise(clause))


def asks_whether(clause: str) -> bool:
    """Say whether a clause is a question for yes or no: "Are the counselors professionals?"."""
    first = next((t.key for t in tokenise(clause)), "")
    return first in YES_NO and not asks_how_many(clause)


def picks_number(message: str, tokens: Sequence[Token]) -> bool:
    """Say whether a clause asks which of the numbers that its message gives a figure is: "which one is the tips?"."""
    keys = [t.key for t in tokens if t.key not in ("and", "or", "but")]
    asks = keys[:1] == ["which"] and bool({*keys[1:3]} & {"is", "are", "was", "were"})
    return asks and sum(c.kind is ClaimKind.FIGURE for c in read_claims(message)) > 1


def takes_share(clause: str, message: str) -> bool:
    """Say whether a clause asks for a share, or what stands behind it in its message takes one: "a percent is fine".

    A share that is denied is not taken: "not the percentage, the number".
    """
    after = message.partition(clause)[2]
    own, said = tokenise(clause), [tokenise(s) for s in _ENDED.findall(after) if not s.rstrip().endswith("?")]
    return any(
        t.key in _OF_A_HUNDRED and not _DENIED & {d.key for d in tokens[max(i - _DENIED_BEFORE, 0) : i]}
        for tokens in (own, *said)
        for i, t in enumerate(tokens)
    )

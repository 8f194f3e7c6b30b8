"""Something that no sheet counts, asked for behind a figure: "A in Iowa and in Ohio, plus the number of arrests"."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.clause_reading import ClauseReader
from assistant.lexicon import function_words, neutral_words, request_words, tokenise
from assistant.types import Intent, Operation, QueryPlan

_BESIDE = re.compile(
    r",?\s+(?:and|plus|as well as|along with|&|\+)\s+(?:also\s+)?"
    r"(?=(?:the\s+)?(?:number|count|total|amount) of\b|how many\b)",
    re.IGNORECASE,
)


def with_uncounted(
    text: str, plan: QueryPlan, reader: ClauseReader, names_measure: Callable[[str], bool]
) -> tuple[str, str] | None:
    """Part a text into a figure with its places and what no sheet counts beside it; None if it is no such text.

    All that the plan of the whole leaves over must stand in the second part, and what is counted there be among it.
    """
    joined = plan.operation in (Operation.LOOKUP, Operation.SUM) and plan.intent is Intent.FIGURES
    found = [*_BESIDE.finditer(text)] if joined and plan.leftovers and not plan.claims else []
    if len(found) != 1:
        return None
    first, second = text[: found[0].start()], text[found[0].end() :]
    left = {word for item in plan.leftovers for word in item.split()}
    light = function_words() | neutral_words() | request_words() | {"\0"}
    head = next((t for t in reader.spotted(second)[0] if t.key not in light), None)
    own = head is not None and head.text in left and not left & {t.text for t in tokenise(first)}
    placed = names_measure(first) and bool(reader.spotted(first)[1])
    return (first, second) if own and placed and not names_measure(second) else None

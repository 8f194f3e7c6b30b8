"""What a message says in passing or by another name, written out before it is parted into clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.asides import without_writer
from assistant.clause_reading import ClauseReader
from assistant.described import with_described_states, with_ranked_state
from assistant.elided import with_unsaid
from assistant.halves import with_halves_apart
from assistant.levels import of_nation_alone, with_level_meant
from assistant.lexicon import neutral_words
from assistant.listing import Lists
from assistant.parts import with_quoted_row
from assistant.places_back import with_place_returned_to, with_places_back, with_states_in_turn
from assistant.references import (
    with_names,
    with_other_named,
    with_place_at,
    with_place_before,
    with_signs_in_words,
    words_of,
)
from assistant.remainder import with_outside
from assistant.spotting import BREAK, with_code
from assistant.takebacks import without_remarks, without_turning
from assistant.types import QueryPlan
from index.places import find_names

# Where the first sentence, or what stands before a comma, ends and a message goes on.
_PAUSE = re.compile(r"[.;:,!]\s+(?=\S)")


def written_out(
    text: str, trail: Sequence[QueryPlan], before: Sequence[str], lists: Lists, reader: ClauseReader
) -> str:
    """Return a message with places and rows named that it describes or points to, and without its asides.

    `trail` are the plans of the turns before it, `before` their messages, oldest first.
    """
    text = with_unsaid(with_code(text), trail[-1], reader.lexicon) if trail else text
    text = with_described_states(text, before)
    text = with_names(with_quoted_row(text, trail, reader.lexicon.catalog), lists.places_of)
    text = _with_dropped_out(text, trail, reader) if trail else text
    text = with_signs_in_words(text, lists.places_of)
    text = with_ranked_state(text, lists.names_measure)
    text = without_writer(text, lambda part: reader.spotted(part)[1:], lists.names_measure)
    text = with_outside(with_place_returned_to(text), trail) if trail else text
    text = with_places_back(with_place_at(text, trail), trail)
    text = with_states_in_turn(text, trail, lists.names_measure)
    text = with_halves_apart(with_level_meant(text, lists.places_of), lists.names_measure)
    if not trail:
        return of_nation_alone(text) if not lists.places_of(text) else text
    text = with_other_named(without_turning(text, lists.places_of), trail)
    text = with_place_before(text, lists.places_of, lists.names_measure, trail[-1])
    return without_remarks(text, trail[-1].places, lists)


def _with_dropped_out(text: str, trail: Sequence[QueryPlan], reader: ClauseReader) -> str:
    """Say that the places a message first drops are left out, where it asks on: "drop Iowa. Who is first now?".

    It does so after what was asked of all places, and where it names no other place behind.
    """
    last, joint = trail[-1], _PAUSE.search(text)
    of_all = last.all_places and not (last.places and not last.excludes) and not last.over
    head, rest = (text[: joint.start()], text[joint.start() :]) if joint else (text, "")
    tokens, places, periods = reader.spotted(head)
    named = [find for find in find_names(head) if find.code in places]
    drops = words_of("drops", tokens) | words_of("drops_for_others", tokens)
    light = neutral_words() | {BREAK.key}
    alone = bool(drops) and all(t.key in light for i, t in enumerate(tokens) if i not in drops)
    if not (of_all and alone and named and tokens[-1] == BREAK) or periods or not rest or reader.spotted(rest)[1]:
        return text
    return f"leave {head[named[0].start :]} out{rest}"

"""Tables of phrases that an index holds find what each finds by itself, and worded patterns what the bare ones find."""

from __future__ import annotations

import pytest

from assistant.lexicon import Phrases, Tokens, cue_phrases, language, tokenise
from assistant.worded import worded

ENTRIES = [
    (file, entry)
    for file in ("operations", "intents", "references", "comparisons", "claims")
    for entry, phrases in language(file).items()
    if isinstance(phrases, list) and phrases and all(isinstance(phrase, str) for phrase in phrases)
]


@pytest.mark.parametrize(("file", "entry"), ENTRIES)
def test_index_passes_over_no_table_that_holds_a_phrase(file: str, entry: str) -> None:
    table = cue_phrases(file, entry)
    for phrase in language(file)[entry]:
        for text in (phrase, f"so how many {phrase} in the state", f"{phrase} {phrase}", phrase.rpartition(" ")[0]):
            tokens = tokenise(text)
            assert list(table.find(Tokens(tokens))) == list(table.find(tokens))


def test_table_that_comes_after_the_tokens_is_held_against_them() -> None:
    tokens = Tokens(tokenise("the tips that came after this was asked"))
    assert list(cue_phrases("intents", "quantity").find(tokens)) == []
    late: Phrases[str] = Phrases()
    late.add("came after this was", "late")
    assert [(first, end, values) for first, end, values in late.find(tokens)] == [(3, 7, ["late"])]


def test_phrase_that_is_added_later_is_found() -> None:
    table: Phrases[str] = Phrases()
    table.add("first of all", "first")
    assert not list(table.find(Tokens(tokenise("last of all"))))
    table.add("last of all", "last")
    assert [values for _, _, values in table.find(Tokens(tokenise("last of all")))] == [["last"]]


def test_longer_phrase_that_only_begins_so_is_not_found() -> None:
    table: Phrases[str] = Phrases()
    table.add("one of the very best", "best")
    assert not list(table.find(Tokens(tokenise("one of the very worst"))))


@pytest.mark.parametrize(
    "text", ["Due TO rain", "it is due\tto that", "nothing of the kind", "\u017fo due to", "DUE-TO", ""]
)
def test_worded_pattern_finds_what_the_pattern_finds(text: str) -> None:
    pattern = worded(r"\b(?:due\s+to|because|\bso\b)", ("due to", "because", "so"))
    assert bool(pattern.search(text)) == bool(pattern.pattern.search(text))
    assert bool(pattern.match(text)) == bool(pattern.pattern.match(text))
    assert [m.span() for m in pattern.finditer(text)] == [m.span() for m in pattern.pattern.finditer(text)]
    assert pattern.sub("-", text) == pattern.pattern.sub("-", text)


def test_phrase_without_a_plain_word_is_looked_for_in_every_text() -> None:
    assert worded(r"\d%", ("%",)).search("19%")

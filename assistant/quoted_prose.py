"""Sentences and answers of documents of no family as answers: whether one says what a question asks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise, takewhile

from assistant.content import (
    Question,
    Word,
    all_concepts,
    concepts,
    content,
    folded,
    question_of,
    uncovered,
    word_set,
    years,
    years_of,
)
from assistant.lexicon import language, tokenise
from index.quantities import find_numerals
from index.reading import read
from index.types import Extract, Passage

_HALF = 0.5
_OPPOSITE = {"from": ("to", "into", "against"), "to": ("from",)}
_HOLDING = frozenset(
    "was were is are total totalled totaled reached numbered equalled equaled stood amounted to at".split()
)
_OF = frozenset("of about on involving concerning regarding by for with without against".split())
_BEYOND = frozenset("before after during within until over each per and or".split())
_LIGHT_BETWEEN = frozenset("different separate individual total of the these such".split())


def asks_the_same(asked: Question, passage: Passage, title: str) -> bool:
    """Say whether a passage stands under a printed question, or a heading, that asks what is asked."""
    heading = passage.section or ""
    own = content(heading, "passed_over")
    printed = question_of(heading)
    if not own or (printed.kind not in ("", asked.kind) and asked.kind):
        return False
    if asked.kind not in ("", printed.kind) and not signed(asked, passage.reading):
        return False
    known = all_concepts((title, *(read(e.quote).text for e in passage.context)))
    text = concepts(passage.reading)
    named = own & asked.concepts
    scope = years(" ".join((title, heading, passage.reading, *(e.quote for e in passage.context))))
    return (
        len(named) >= max(1, _HALF * len(own))
        and len(uncovered(asked.words, own, concepts(title))) * 2 <= len(asked.words)
        and not uncovered(asked.words, known, text)
        and asked.years <= scope
        and not _other_name(asked, "\n".join((title, heading, passage.reading)))
    )


def fits_sentence(asked: Question, sentence: str, above: Sequence[Extract], title: str) -> int:
    """Return how many words of a question a sentence accounts for itself; 0 if it does not answer the question."""
    own = concepts(sentence)
    known = all_concepts((title, *(read(e.quote).text for e in above)))
    in_it = len(asked.words) - len(uncovered(asked.words, own))
    if not asked.words or uncovered(asked.words, own, known) or in_it < max(1, _HALF * len(asked.words)):
        return 0
    if asked.years and not _of_years(asked, sentence, above, title):
        return 0
    unreal = word_set("not_counted") & {t.key for t in tokenise(folded(sentence))}
    if unreal - {t.key for t in tokenise(folded(asked.text))} and asked.kind == "how many":
        return 0
    if not signed(asked, sentence) or _set_apart(asked, sentence) or _other_name(asked, sentence):
        return 0
    if asked.kind == "how many" and not _counts(asked, sentence):
        return 0
    return in_it


def _of_years(asked: Question, sentence: str, above: Sequence[Extract], title: str) -> bool:
    """Say whether a sentence is of the years that are asked for: by its own words, else by what is over it."""
    if years(sentence):
        return asked.years <= years_of(sentence, asked.years)
    over = next((e.quote for e in reversed(above) if years(e.quote)), title)
    return years(over) == asked.years


def signed(asked: Question, text: str) -> bool:
    """Say whether a text holds what an answer to this kind of question must hold."""
    if asked.kind == "how many":
        return next(find_numerals(text, words=True), None) is not None
    pattern = _sign(asked.kind.replace(" ", "_"))
    return pattern is None or bool(pattern.search(text))


@cache
def _sign(kind: str) -> re.Pattern[str] | None:
    found = language("quoting")["signs"].get(kind)
    return re.compile(str(found), re.IGNORECASE) if found else None


def _set_apart(asked: Question, sentence: str) -> bool:
    """Say whether a sentence speaks of what is asked for only in comparison, the other way round, or of part of it."""
    text = folded(sentence)
    for phrase in language("quoting")["set_against"]:
        before, found, after = text.partition(f" {phrase} ")
        if (
            found
            and asked.kind in ("how many", "how much", "price")
            and uncovered(asked.words, concepts(before))
            and not (uncovered(asked.words, concepts(before), concepts(after)))
        ):
            return True
    keys = [t.key for t in tokenise(folded(asked.text))]
    said = [t.key for t in tokenise(text)]
    follows = set(pairwise(said))
    for here, there in pairwise(keys):
        for turned in _OPPOSITE.get(here, ()):
            if (turned, there) in follows and (here, there) not in follows:
                return True
    parts = word_set("parts_of_a_year") & set(said) - set(keys)
    return bool(asked.kind == "how many" and parts and years(sentence))


def _other_name(asked: Question, sentence: str) -> bool:
    """Say whether a name that is asked for stands only as a part of another name: "Ireland" in "Northern Ireland"."""
    for word in asked.words:
        if not word.text.isalpha():
            continue
        said = list(re.finditer(rf"\b{re.escape(word.text)}\b", sentence, re.IGNORECASE))
        if said and all(m.group()[0].isupper() and _within_name(asked, sentence, m.start(), m.end()) for m in said):
            return True
    return False


def _within_name(asked: Question, sentence: str, start: int, end: int) -> bool:
    before = re.search(r"([A-Z][^\W\d_]+)[ -]$", sentence[:start])
    after = re.match(r"[ -]([A-Z][^\W\d_]+)", sentence[end:])
    opening = before and not sentence[: before.start()].strip(" \"'(")  # a capital that begins the sentence
    around = [m[1] for m in (None if opening else before, after) if m]
    return any(content(name, "passed_over") - asked.concepts for name in around)


def _counts(asked: Question, sentence: str) -> bool:
    """Say whether a sentence gives a number of what is counted: "1,234 reports", "reports numbered 1,234"."""
    tokens = tokenise(folded(sentence))
    numerals = [n for n in find_numerals(folded(sentence), words=True) if not years(folded(sentence)[n.start : n.end])]
    for numeral in numerals:
        behind = [t for t in tokens if t.start >= numeral.end][:6]
        if asked.counted:
            if _is_of(asked, asked.counted[-1], sentence[numeral.end :]):
                return True
            before = [t for t in tokens if t.end <= numeral.start][-2:]
            named = concepts(sentence[: numeral.start])
            if before and before[-1].key in _HOLDING and asked.counted[-1].concept in named:
                return not content(" ".join(t.text for t in behind[:1]), "passed_over") - asked.concepts
        elif behind and behind[0].key in ("came", "come", "were", "from", "of"):
            return True
    return False


def _is_of(asked: Question, counted: Word, rest: str) -> bool:
    """Say whether the words that follow a number are what is counted, and no narrower."""
    position = 0
    words = tokenise(folded(re.split(r"[,;:.!?()]", rest, maxsplit=1)[0]))
    while position < len(words):
        token = words[position]
        if counted.concept in concepts(token.text):
            following = words[position + 1 : position + 6]
            if following and following[0].key in _OF:
                of_what = takewhile(lambda t: t.key not in _BEYOND, following[1:3])
                return not content(" ".join(t.text for t in of_what), "passed_over") - asked.concepts
            return True
        if token.key not in _LIGHT_BETWEEN and not concepts(token.text) & asked.concepts:
            return False
        position += 1
    return False

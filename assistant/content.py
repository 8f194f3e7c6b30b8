"""The content words of a question to a document of no family, and whether a text accounts for them.

Such documents have no catalog: words are compared by their stems, and by the few phrases of `language/quoting.yaml`
that mean the same anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.lexicon import Phrases, Token, language, normalise, tokenise

WHOLE = "the whole"
_YEARS = re.compile(r"(?<![\d,.])((?:19|20)\d{2})(?:\s?[/\u2013-]\s?(\d{2})(?!\d))?(?![\d,]*\d)")
_YEAR = r"(?:19|20)\d{2}"
_FROM_TO = re.compile(rf"({_YEAR})\s?(?:to|and|through|until|[\u2013-])\s?({_YEAR})")
_BESIDE_YEARS = re.compile(rf"\b(?:before|after|by|since|until|by the end of|than in)\s+{_YEAR}", re.IGNORECASE)
_RAISED = re.compile(r"[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+")
_KINDS = (
    ("why", re.compile(r"\bwhy\b", re.IGNORECASE)),
    (
        "footnote",
        re.compile(
            r"\bwhat (?:do|does|is in) the (?:foot)?notes?\b(?: (?:say|tell|mean|read)s?\b)?(?: us)?", re.IGNORECASE
        ),
    ),
    (
        "dial",
        re.compile(
            r"\bwhat (?:\w+ )?(?:number|extension) (?:do|should|can|must) (?:i|we|you) (?:dial|call|ring)\b",
            re.IGNORECASE,
        ),
    ),
    ("how old", re.compile(r"\bhow (?:old|young)\b|\b(?:what|minimum|maximum) age\b", re.IGNORECASE)),
    ("how often", re.compile(r"\bhow (?:often|frequently)\b", re.IGNORECASE)),
    ("capacity", re.compile(r"\bhow many (?:people|persons|guests)\b(?=.*\b(?:fit|seat|sit)s?\b)", re.IGNORECASE)),
    (
        "how many",
        re.compile(r"\b(?:(?:after|within) )?how many\b|(?:^|\b(?:the|total) )(?:number|count) of\b", re.IGNORECASE),
    ),
    (  # "within two days" tells by when, not how long it lasts
        "lasts",
        re.compile(
            r"\bhow long\b(?=.*\b(?:(?:stay|remain|be|is|are)\b.*\b(?:valid|good|in force|in place)|last)\b"
            r"\W*(?:on average\W*)?$)",
            re.IGNORECASE,
        ),
    ),
    (
        "how long",
        re.compile(
            r"\bhow (?:long|soon|quickly|fast|much time|far (?:ahead|in advance))\b|"
            r"\b(?:what|which) (?:length|amount|period) of time\b",
            re.IGNORECASE,
        ),
    ),
    (
        "price",
        re.compile(
            r"\bhow expensive\b|\bhow much (?=(?:is|are|was|were|for)\b(?! (?:of|left|known|said|due|enough)\b)|"
            r"(?:does|do|did|will|would)\b.*\b(?:cost|charge)\b)",
            re.IGNORECASE,
        ),
    ),
    ("how much", re.compile(r"\bhow much\b", re.IGNORECASE)),
    (
        "which day",
        re.compile(r"\b(?:(?:until|by) )?(?:which|what) days?\b(?: of the (?:week|month|year))?", re.IGNORECASE),
    ),
    ("what time", re.compile(r"\b(?:(?:from|until|till|since|by|at) )?what time\b(?: of day)?", re.IGNORECASE)),
    ("when", re.compile(r"\b(?:(?:until|till|since|by) )?(?:when\b|(?:what|which) (?:time|date)\b)", re.IGNORECASE)),
    ("where is", re.compile(r"\bwhere(?:'s| is| are)\b(?!.*\b(?:sent|taken|going|posted)\b)", re.IGNORECASE)),
    ("where", re.compile(r"\bwhere\b", re.IGNORECASE)),
    ("who", re.compile(r"\bwhom?\b", re.IGNORECASE)),
    (
        "limit",
        re.compile(r"\bwhat(?: is|'s) the (?:(?:size )?limit|maximum(?: size| number)?)\b(?: of)?", re.IGNORECASE),
    ),
)
_SOURCE = re.compile(r"\baccording to (?P<source>[^,?]+)", re.IGNORECASE)
_BEGINNING = 3  # letters


@dataclass(frozen=True, slots=True)
class Word:
    """A content word or phrase of a question: what it stands for, and beginnings of words that may mean it."""

    text: str
    concept: str
    beginnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as documents of no family are searched with it.

    `kind` is "how many", "when" and so on, "" for others; `counted` are the words of what "how many" counts, `source`
    those of whom it is asked according to, which are none of `words`.
    """

    text: str
    words: tuple[Word, ...]
    years: frozenset[str]
    kind: str
    counted: tuple[Word, ...]
    source: tuple[Word, ...] = ()

    @property
    def concepts(self) -> frozenset[str]:
        """What its words stand for."""
        return frozenset(word.concept for word in self.words)


@cache
def _phrases() -> Phrases[str]:
    phrases: Phrases[str] = Phrases(stems=True)
    for group in (language("quoting")["whole"], *language("quoting")["same_meaning"]):
        name = WHOLE if group is language("quoting")["whole"] else f"={group[0]}"
        for phrase in group:
            phrases.add(str(phrase), name)
    return phrases


@cache
def _beginnings(concept: str) -> tuple[str, ...]:
    groups = {f"={group[0]}": group for group in language("quoting")["same_meaning"]}
    members = language("quoting")["whole"] if concept == WHOLE else groups.get(concept, [concept])
    return tuple(dict.fromkeys(tokenise(str(m))[0].key[: max(_BEGINNING, len(str(m).split()[0]) - 3)] for m in members))


@cache
def word_set(entry: str) -> frozenset[str]:
    """Return the words of one entry of `language/quoting.yaml`."""
    return frozenset(str(language("quoting")[entry]).split())


def folded(text: str) -> str:
    """Fold a text for comparison: lower case, without accents."""
    text = normalise(_RAISED.sub(" ", text))  # "2022¹" is a year with a mark, not 20221
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


def years(text: str) -> frozenset[str]:
    """Return the years that a text names; "2021/22" names both.

    >>> sorted(years("In 2021/22, 1,999 of 2020 files"))
    ['2020', '2021', '2022']
    """
    found = _YEARS.findall(text)
    return frozenset(y for year, short in found for y in (year, *([year[:2] + short] if short else [])))


def years_of(text: str, asked: frozenset[str]) -> frozenset[str]:
    """Return the years that a text tells of by themselves; of a span of years none, unless it is asked for.

    >>> sorted(years_of("From 2019 to 2021 and in 2022", frozenset({"2022"})))
    ['2022']
    """
    spans = [frozenset((m[1], (m[1][:2] + m[2])[-4:])) for m in _YEARS.finditer(text) if m[2]]
    spans += [frozenset(m.groups()) for m in _FROM_TO.finditer(text)]
    beside = _BESIDE_YEARS.sub(" ", _FROM_TO.sub(" ", text))
    alone = frozenset(m[1] for m in _YEARS.finditer(beside) if not m[2])
    return alone | frozenset().union(*(span for span in spans if span <= asked))


@lru_cache(maxsize=8192)
def concepts(text: str) -> frozenset[str]:
    """Return what the words of a text stand for: their stems, and the phrases that mean the same anywhere."""
    tokens = tokenise(folded(text))
    return frozenset((*map(_stem, tokens), *(v for _, _, values in _phrases().find(tokens) for v in values)))


def content(text: str, light: str) -> frozenset[str]:
    """Return what the words of a text stand for, but for those of the entry `light` and what stands in parentheses."""
    return frozenset(word.concept for word in words(re.sub(r"\([^()]*\)", " ", text), light))


def _stem(token: Token) -> str:
    return token.stem.replace("iz", "is")


def words(text: str, light: str = "passed_over") -> list[Word]:
    """Return the content words of a text in their order; years stand apart."""
    tokens = tokenise(_YEARS.sub(" ", folded(text)))
    found: list[Word] = []
    taken = {start: (end, values[0]) for start, end, values in _phrases().find(tokens)}
    position = 0
    while position < len(tokens):
        end, concept = taken.get(position, (position + 1, ""))
        token = tokens[position]
        if concept or (token.key not in word_set(light) and token.key not in "?#$"):
            concept = concept or _stem(token)
            said = " ".join(t.text for t in tokens[position:end])
            found.append(Word(said, concept, _beginnings(concept)))
        position = end
    return found


def question_of(text: str) -> Question:
    """Read a question to documents of no family."""
    kind, asks = next((known for known in _KINDS if known[1].search(text)), ("", None))
    counted: list[Word] = []
    if kind == "how many":
        asked = re.split(r"\b(?:how many|number of|count of)\b", folded(text), maxsplit=1)[-1]
        run: list[str] = []
        for token in tokenise(asked):
            if token.key in word_set("passed_over") and token.key not in ("the", "on"):
                break
            if run and token.key in word_set("carrying"):
                break
            run.append(token.text)
        counted = words(" ".join(run))
    source = _SOURCE.search(text)
    said = _SOURCE.sub(" ", text)
    named = {word.concept for word in counted}
    content_words = [
        word
        for word in words(asks.sub(" ", said) if asks else said)
        if word.concept in named or word.text not in word_set("carrying")
    ]
    return Question(
        text,
        tuple(content_words),
        years(text),
        kind,
        tuple(counted),
        tuple(words(source["source"])) if source else (),
    )


def uncovered(asked: Iterable[Word], *known: frozenset[str]) -> list[Word]:
    """Return the words that none of some sets of concepts accounts for."""
    return [word for word in asked if not any(word.concept in each for each in known)]


def all_concepts(texts: Sequence[str]) -> frozenset[str]:
    """Return what the words of several texts stand for."""
    return frozenset().union(*(concepts(text) for text in texts))

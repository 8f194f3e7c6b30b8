"""Words and what they stand for: tokens, stems, phrases of the catalog, cues and neutral words."""

from __future__ import annotations

import math
import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

import Stemmer
import yaml

from assistant.phrase_tables import PhraseIndex, PhraseTree
from index.catalog import Catalog, Indicator
from index.passages import mask
from index.places import gazetteer

T = TypeVar("T")

# The highest score of an indicator whose telling word is not in the question: enough to be offered, not to be chosen.
INCOMPLETE = 0.55

# Shares that differ by less may be the same, added up in another order.
_ROUNDING = 1e-9
# The kinds of detail, in `language/narrowing.yaml`, that words for places below the states, and for ages, ask for.
OF_CITIES, OF_AGES = "a city, county or district", "age"
_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:'[^\W\d_]+)?|\d+(?:[,.]\d+)*%?|[%#$]")
_MARKS = re.compile(r"[^\w .,%'-]")
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00ad": "", "\u200b": ""})
_stemmer = Stemmer.Stemmer("english")
_stemmer_lock = threading.Lock()  # the stemmer keeps the word it works on
_tables = PhraseIndex()


@dataclass(frozen=True, slots=True)
class Token:
    """A word or number of a text: as written, folded for comparison, and its stem."""

    text: str
    start: int
    end: int
    key: str
    stem: str


class Tokens(tuple[Token, ...]):
    """The tokens of a clause, gone through once for all the tables of phrases that they are held against."""

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys of the tokens, in order."""
        return tuple([t.key for t in self])

    @cached_property
    def tables(self) -> tuple[int, Collection[int]]:
        """How many tables there were when this was asked first, and those of which a phrase begins here."""
        return _tables.begun_in(self.keys)


def keys_of(tokens: Sequence[Token]) -> Sequence[str]:
    """Return the keys of tokens, in order."""
    return tokens.keys if isinstance(tokens, Tokens) else [t.key for t in tokens]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the English stem of a lower-case word (Snowball)."""
    with _stemmer_lock:
        return str(_stemmer.stemWord(word))


def normalise(text: str) -> str:
    """Fold compatibility characters and curly quotes, so that one spelling stands for all."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text).translate(_QUOTES)


def may_hold(text: str, words: Iterable[str]) -> bool:
    """Say whether a text may hold one of some lower-case words, as a pattern that ignores case would find it.

    It is far quicker than the pattern, for the many texts that hold none. Beyond ASCII letters such a pattern takes
    more for the same than `lower` does, so of other texts everything may be.
    """
    if not text.isascii():
        return True
    return any(map(text.lower().__contains__, words))


def plain_words(text: str) -> str:
    """Return a text without marks that a page could take for markup, as an echo of the asker shows it."""
    return _MARKS.sub("", normalise(text))


def tokenise(text: str) -> list[Token]:
    """Split a normalised text into words and numbers; what follows an apostrophe is dropped."""
    return list(_tokens(text))


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[Token, ...]:
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        word = match.group().lower()
        key = word.replace(".", "") if word[0].isalpha() else word
        key = key.partition("'")[0]  # "colorado's", "i'd", "don't"
        tokens.append(Token(match.group(), match.start(), match.end(), key, stem(key)))
    return tuple(tokens)


class Phrases(Generic[T]):
    """Phrases with values, found longest first in a run of tokens."""

    def __init__(self, *, stems: bool = False) -> None:
        self._stems = stems
        self._tree: PhraseTree[T] = PhraseTree()
        self._phrases: list[tuple[str, ...]] = []
        self._number: int | None = None  # in the index of all tables; none until tokens are held against this one

    def add(self, phrase: str, value: T) -> None:
        """Add a phrase; one phrase may carry several values."""
        tokens = tokenise(normalise(phrase))
        for words in {tuple(t.key for t in tokens), *({tuple(t.stem for t in tokens)} if self._stems else ())}:
            self._tree.add(words, value)
            self._phrases.append(words)
        self._number = None

    def begins_with(self, token: Token) -> bool:
        """Say whether any phrase begins with a word; most words of a question begin none."""
        return token.key in self._tree.first or (self._stems and token.stem in self._tree.first)

    def at(self, tokens: Sequence[Token], position: int) -> tuple[int, list[T]] | None:
        """Return length and values of the longest phrase that begins at `position`; spelling before stem."""
        return self._at(keys_of(tokens), self._stems_of(tokens), position)

    def find(self, tokens: Sequence[Token]) -> Iterator[tuple[int, int, list[T]]]:
        """Yield (first, end, values) of the phrases in `tokens`, longest first from left to right."""
        if self._stems or not isinstance(tokens, Tokens):
            return self._found(keys_of(tokens), self._stems_of(tokens))
        if self._number is None:
            self._number = _tables.enter(self._phrases)
        entered, begun = tokens.tables
        if self._number < entered and self._number not in begun:
            return iter(())
        return self._found(tokens.keys, ())

    def _stems_of(self, tokens: Sequence[Token]) -> Sequence[str]:
        return [t.stem for t in tokens] if self._stems else ()

    def _found(self, keys: Sequence[str], stems: Sequence[str]) -> Iterator[tuple[int, int, list[T]]]:
        first, end = self._tree.first, 0
        for position, key in enumerate(keys):
            begins = key in first or (stems and stems[position] in first)
            if begins and position >= end and (found := self._at(keys, stems, position)):
                end = position + found[0]
                yield position, end, found[1]

    def _at(self, keys: Sequence[str], stems: Sequence[str], position: int) -> tuple[int, list[T]] | None:
        spelled = self._tree.longest(keys, position)
        stemmed = self._tree.longest(stems, position) if stems else None
        return stemmed if stemmed and (not spelled or stemmed[0] > spelled[0]) else spelled


def any_of(phrases: Iterable[object]) -> str:
    """Return a pattern for any of some phrases, the longest first."""
    words = sorted(map(str, phrases), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)


@cache
def language(name: str) -> Any:
    """Load one file of the `language` directory."""
    path = Path(__file__).parent / "language" / f"{name}.yaml"
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text("utf-8"), Loader=loader)


@cache
def neutral_words() -> frozenset[str]:
    """Words that carry no content of their own."""
    return everyday_words() | function_words() | request_words()


@cache
def function_words() -> frozenset[str]:
    """Words that only hold a sentence together."""
    return frozenset(t.key for t in tokenise(str(language("neutral")["function_words"])))


@cache
def request_words() -> frozenset[str]:
    """Words by which figures are asked for, whichever they are."""
    return frozenset(t.key for t in tokenise(language("neutral")["request_words"]))


@cache
def everyday_words() -> frozenset[str]:
    """Neutral words that may carry content in the wrong place."""
    return frozenset(t.key for t in tokenise(language("neutral")["everyday_words"]))


@cache
def cue_phrases(file: str, entry: str) -> Phrases[str]:
    """The phrases of one entry of a language file, each carrying itself."""
    phrases: Phrases[str] = Phrases()
    for phrase in language(file)[entry]:
        phrases.add(str(phrase), str(phrase))
    return phrases


def cued(file: str, entry: str, tokens: Sequence[Token]) -> bool:
    """Say whether tokens hold a phrase of one entry of a language file."""
    return next(cue_phrases(file, entry).find(tokens), None) is not None


@cache
def operation_phrases() -> Phrases[tuple[str, str]]:
    """The cues of operations, each carrying (operation, cue)."""
    phrases: Phrases[tuple[str, str]] = Phrases()
    for operation, cues in language("operations")["operations"].items():
        for cue in cues:
            phrases.add(str(cue), (str(operation), str(cue)))
    return phrases


@cache
def narrowing_words() -> Mapping[str, str]:
    """Words that narrow a question beyond the data, with the kind of detail they ask for."""
    return {
        token.key: str(entry["detail"]) for entry in language("narrowing") for token in tokenise(str(entry["words"]))
    }


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch of tokens with the concepts that it may stand for."""

    first: int
    end: int
    concepts: frozenset[str]
    text: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """One way of asking for an indicator, as concepts."""

    phrase: str
    concepts: frozenset[str]
    weight: float


class FamilyLexicon:
    """The concepts of one family and how strongly each points to each indicator.

    A concept is a group of words that mean the same, or a stem of its own. Its weight is its inverse document
    frequency over the indicators: ln(1 + N / n), N indicators, n of which are asked for with it.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.phrases: Phrases[str] = Phrases(stems=True)
        for group in catalog.same_meaning:
            for phrase in group:
                self.phrases.add(phrase, group[0])
        for name in catalog.publisher_names:
            self.phrases.add(name, "")
        for phrase in language("operations")["making_up"]:  # "what they account for" speaks of no user's account
            self.phrases.add(str(phrase), str(phrase))
        for name in gazetteer().regions:  # "New England" holds no "new"
            self.phrases.add(name, name)
        self._vocabularies: dict[str, frozenset[str]] = {}
        self._printed = {
            i.id: frozenset(t.stem for t in tokenise(f"{i.label} {i.definition} {i.unit} {i.answer} {i.row or ''}"))
            for i in catalog.indicators
        }
        self._needs = {i.id: tuple(self.concepts(group) for group in i.needs) for i in catalog.indicators}
        asked: dict[str, list[tuple[str, frozenset[str]]]] = {}
        for indicator in catalog.indicators:
            asked[indicator.id] = [
                (phrase, concepts)
                for phrase in (indicator.label, *indicator.asked_as)
                if (concepts := self.concepts([phrase]))
            ]
            self._vocabularies[indicator.id] = self._vocabulary(indicator)
        frequency = Counter(
            concept for phrases in asked.values() for concept in frozenset().union(*(c for _, c in phrases))
        )
        # answers are worded from few patterns, so their masked sentences come back
        self._masked_scores = lru_cache(maxsize=256)(lambda text: self.scores(self.items(tokenise(normalise(text)))))
        self._weights = {c: math.log(1 + len(asked) / n) for c, n in frequency.items()}
        self._wordings: list[_Asked] = []
        self._asked: dict[str, tuple[int, list[_Asked]]] = {}  # where the wordings of an indicator begin, and these
        for indicator_id, phrases in asked.items():
            own = [_Asked(p, c, sum(self._weights[x] for x in c)) for p, c in phrases]
            self._asked[indicator_id] = (len(self._wordings), own)
            self._wordings += own
        # by concept, the wordings that hold it, with the share of their weight that it makes up
        self._parts: dict[str, list[tuple[int, float]]] = {}
        for n, wording in enumerate(self._wordings):
            for concept in wording.concepts:
                self._parts.setdefault(concept, []).append((n, self._weights[concept] / wording.weight))
        self._explained: dict[str, list[str]] = {}  # by concept, the indicators whose own words account for it
        for indicator_id, vocabulary in self._vocabularies.items():
            for concept in vocabulary:
                self._explained.setdefault(concept, []).append(indicator_id)

    def _vocabulary(self, indicator: Indicator) -> frozenset[str]:
        unit = self.catalog.units[indicator.unit]
        texts = [indicator.label, *indicator.asked_as, indicator.definition, unit.one, unit.many, *indicator.also]
        texts += [
            re.sub(r"[{}<>|\[\]]", " ", re.sub(r"\{\w+\}", " ", pattern))
            for pattern in (*indicator.statements, indicator.answer)
        ]
        return self.concepts(texts) | ({"percentage"} if indicator.unit == "percent" else set())

    @cached_property
    def programs(self) -> frozenset[str]:
        """The concepts of the names of the programs that the catalog explains."""
        return self.concepts(name for explanation in self.catalog.explanations for name in explanation.names)

    def concepts(self, texts: Iterable[str]) -> frozenset[str]:
        """Return the concepts that texts hold."""
        found: set[str] = set()
        for text in texts:
            for item in self.items(tokenise(normalise(text))):
                found |= item.concepts
        return frozenset(found)

    def items(self, tokens: Sequence[Token]) -> list[Item]:
        """Return the concepts in a run of tokens; neutral words stand for nothing unless a phrase claims them."""
        neutral = neutral_words()
        phrases = {first: (end, values) for first, end, values in self.phrases.find(tokens)}
        found: list[Item] = []
        end = 0
        for position, token in enumerate(tokens):
            if position < end:
                continue
            if position in phrases:
                end, values = phrases[position]
                run = tokens[position:end]
                text, keys = " ".join([t.text for t in run]), tuple([t.key for t in run])
                found.append(Item(position, end, frozenset(filter(None, values)), text, keys))
            elif token.key not in neutral and token.key != "\0":
                found.append(Item(position, position + 1, frozenset((token.stem,)), token.text, (token.key,)))
        return found

    def weight(self, item: Item) -> float:
        """Return how much an item tells about which indicator is meant; 0 for words of no indicator."""
        return max([self._weights.get(c, 0.0) for c in item.concepts], default=0.0)

    def knows(self, item: Item) -> bool:
        """Say whether any indicator is asked for with this item."""
        return not self._weights.keys().isdisjoint(item.concepts)

    def unspoken(self, words: Iterable[str]) -> list[str]:
        """Return those of some words that no indicator is asked for with: of the others the sheets do speak."""
        return [w for w in words if not any(self.knows(item) for item in self.items(tokenise(normalise(w))))]

    def printed(self, indicator: str) -> frozenset[str]:
        """Return the stems of the words with which the sheets, and the catalog, speak of an indicator."""
        return self._printed[indicator]

    def explains(self, indicator: str, item: Item) -> bool:
        """Say whether the indicator's own words account for this item."""
        return not item.concepts or not item.concepts.isdisjoint(self._vocabularies[indicator])

    def tells(self, indicator: str, item: Item) -> bool:
        """Say whether an item is the telling word of an indicator, the one that no other can do without."""
        needs = self._needs[indicator]
        return bool(needs) and not item.concepts.isdisjoint(needs[0])

    def scores(self, items: Sequence[Item]) -> dict[str, tuple[float, str]]:
        """Score how well each indicator fits items of a question: a number from 0 to 1, and the wording that fits.

        The harmonic mean of two shares of weight: of the items, those that the indicator's words account for; of
        the best wording's concepts, those that the items name. Indicators that do not fit at all are left out; one
        that lacks a word it needs scores at most INCOMPLETE.
        """
        light = neutral_words()
        telling = [(i, own) for i in items if (own := self.weight(i)) and not light.issuperset(i.keys)]
        total = sum(own for _, own in telling)
        if not total:
            return {}
        accounted: dict[str, list[float]] = {}
        for item, own in telling:
            for indicator in {i for c in item.concepts for i in self._explained.get(c, ())}:
                accounted.setdefault(indicator, []).append(own)
        named = frozenset().union(*(i.concepts for i in items))
        shares = self._shares(named)
        found: dict[str, tuple[float, str]] = {}
        for indicator, (first, wordings) in self._asked.items():
            if indicator not in accounted:
                continue
            recall, phrase = self._closest(wordings, shares[first : first + len(wordings)], named)
            if recall:
                precision = sum(accounted[indicator]) / total
                score = 2 * precision * recall / (precision + recall)
                complete = not any(map(named.isdisjoint, self._needs[indicator]))
                found[indicator] = (score if complete else min(score, INCOMPLETE), phrase)
        return found

    def _shares(self, named: Iterable[str]) -> list[float]:
        """Return for every wording which share of its weight the concepts that are named make up, but for rounding."""
        shares = [0.0] * len(self._wordings)
        for concept in named:
            for wording, share in self._parts.get(concept, ()):
                shares[wording] += share
        return shares

    def _closest(self, wordings: Sequence[_Asked], shares: Sequence[float], named: frozenset[str]) -> tuple[float, str]:
        """Return the share of the wording that is named best, the first of equals, and its phrase."""
        best = max(shares, default=0.0)
        if not best:
            return 0.0, ""
        recall, phrase = 0.0, ""
        for asked in [w for w, share in zip(wordings, shares, strict=True) if share > best - _ROUNDING]:
            exact = sum(map(self._weights.__getitem__, asked.concepts & named)) / asked.weight
            if exact > recall:
                recall, phrase = exact, asked.phrase
        return recall, phrase

    def sentence_scores(self, sentence: str) -> dict[str, tuple[float, str]]:
        """Score how well each indicator fits a sentence of an answer, its places, years and figures masked."""
        return self._masked_scores(mask(sentence))

    def words(self) -> frozenset[str]:
        """Return every single word that the family knows, for the correction of typing errors."""
        texts = [p for group in self.catalog.same_meaning for p in group]
        for indicator in self.catalog.indicators:
            texts += [indicator.label, *indicator.asked_as]
        return frozenset(t.key for text in texts for t in tokenise(text))

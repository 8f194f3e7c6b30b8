"""Which sentence of the sheets answers a question that asks for no figure, or that none does.

The catalog says of each sentence what it explains and how people ask for that, and what no sentence says. Programs
are masked in both ("who pays for Team Adam" becomes "who pays for the program"), so that the embedding compares what
is asked and not of whom; of whom is settled by the words. The wordings' vectors are kept beside the model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.lexicon import FamilyLexicon, Item, Token, normalise, tokenise
from index.catalog import Catalog, Explanation
from index.catalog.patterns import compile_pattern
from index.database import Database
from index.passages import mask

# The cosine similarity that a question and a way of asking need: where the sentence accounts for every content word,
# and what it takes more where it accounts for none. Found on the development questions.
_NEAR = 0.62
_NEAR_UNACCOUNTED = 0.3
# The chances from which on the question model says which explanation it is, or that there is none.
READ, READ_NONE = 0.6, 0.8
# The same where the question model is sure that an explanation is wanted; words that a sentence does not account for
# also tell which of several sentences is the nearest. Found by leaving out each wording in turn.
_SURE_NEAR = 0.52
_SURE_UNACCOUNTED = 0.1
# It takes more, too, where the question names nothing that the sentence explains, or asks for something else at first
# sight (a message that reads like a question for a figure).
_NEAR_UNNAMED = 0.08
_NEAR_STRICT = 0.1
# And where the thing asked for, "what qualifications ...", is nothing that the sentence speaks of.
_NEAR_OTHER_ASPECT = 0.2
_PROGRAM, _PUBLISHER = "the program", "the organization"
_PRONOUNS = frozenset("it they them this that these those".split())
_ASKS_FOR = frozenset("what which how whose".split())
# What follows one of these words only says when it matters: "... when a child is abducted".
_SUBORDINATE = re.compile(
    r"(?<=\w)\s+(?:when|if|whenever|while|because|since|for (?:readers|people|someone|somebody))\b.*"
)
_HEAD_WORDS = 3
_PREAMBLE = re.compile(
    r"^.*?\b(?:know|tell (?:me|us)|say|ask|explain|wondering)\s+(?=(?:what|who|whom|how|why|where|when|which)\b)",
    re.IGNORECASE,
)

if TYPE_CHECKING:
    from index.embedding import Vectors

    Embed = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question for an explanation: what it asks, the words it must be answered for, and what was said before it."""

    text: str
    items: tuple[Item, ...]
    before: str = ""


@dataclass(frozen=True, slots=True)
class _Named:
    """The things that a text names or a sentence explains, as concepts; `publisher` says that it may be of them."""

    names: frozenset[str]
    topics: frozenset[str]
    publisher: bool

    def __bool__(self) -> bool:
        return bool(self.names or self.topics or self.publisher)

    def may_explain(self, asked: _Named) -> bool:
        """Say whether a sentence on this may explain what is asked: a program that is named must be the sentence's."""
        return not asked.names or bool(asked.names & self.names)

    def explains(self, asked: _Named) -> bool:
        """Say whether something that is asked is what a sentence on this explains."""
        shared = (asked.names | asked.topics) & (self.names | self.topics)
        return bool(shared) or (asked.publisher and self.publisher)


class Explainer:
    """Judges which explanation of a family answers a question."""

    def __init__(self, catalog: Catalog, lexicon: FamilyLexicon, embed: Embed, embed_kept: Embed) -> None:
        """`embed` embeds questions, `embed_kept` the wordings of the catalog, which stay the same."""
        self._explanations = catalog.explanations
        self._silent_on = catalog.silent_on
        self._lexicon = lexicon
        self._embed = embed
        self._embed_kept = embed_kept
        self._known: dict[str, frozenset[str]] = {}
        self._subjects = [
            _Named(lexicon.concepts(e.names), lexicon.concepts(e.topics), not e.names) for e in catalog.explanations
        ]
        self._names = frozenset().union(*(s.names for s in self._subjects))
        self._topics = frozenset().union(*(s.topics for s in self._subjects))

    def best(
        self,
        asked: Asked,
        sentences: Mapping[str, Sequence[str]],
        *,
        strict: bool = False,
        read: Callable[[], Mapping[str, float]] = dict,
    ) -> Explanation | None:
        """Return the explanation that answers a question, or None.

        `sentences` are the texts of the store that hold each explanation, by its id; `strict` is for a message that
        hardly reads like a question for an explanation. `read` returns the chances that the question model gives each
        explanation, and "none"; nothing unless it is sure that one is wanted.
        """
        named = self._named(asked.text) or self._named(asked.before)
        candidates = [
            i for i, e in enumerate(self._explanations) if sentences.get(e.id) and self._subjects[i].may_explain(named)
        ]
        if not candidates:
            return None
        chances = {} if strict else read()
        likeliest = max(candidates, key=lambda i: chances.get(self._explanations[i].id, 0.0))
        if chances.get(self._explanations[likeliest].id, 0.0) >= READ:
            return self._explanations[likeliest]
        if chances.get("none", 0.0) >= READ_NONE:
            return None
        near, silent = self._nearness(asked, named, candidates)
        left = {i: self._unaccounted(i, asked.items, sentences[self._explanations[i].id]) for i in candidates}
        share = {i: len(left[i]) / max(1, len(asked.items)) for i in candidates}
        best = max(candidates, key=lambda i: near[i] - _SURE_UNACCOUNTED * share[i])
        more = _NEAR_STRICT * strict + _NEAR_OTHER_ASPECT * any(_is_aspect(item, asked.text) for item in left[best])
        if near[best] >= max(_NEAR + _NEAR_UNACCOUNTED * share[best] + more, silent):
            return self._explanations[best]
        nearly = near[best] - _SURE_UNACCOUNTED * share[best] >= max(_SURE_NEAR + more, silent)
        if nearly and chances:
            return self._explanations[best]
        if strict or silent >= _NEAR:
            return None
        stating = [i for i in candidates if self.states(asked.items, sentences[self._explanations[i].id])]
        return self._explanations[stating[0]] if len(stating) == 1 else None

    def _nearness(self, asked: Asked, named: _Named, candidates: Sequence[int]) -> tuple[dict[int, float], float]:
        """Return how near a question is to each candidate's wordings, and how near to what no sheet says."""
        vectors = self._embed(_readings(self._asked_text(asked))).T
        answers, silent_on = self._vectors
        near = {
            i: float((answers[i] @ vectors).max()) - _NEAR_UNNAMED * (not self._subjects[i].explains(named))
            for i in candidates
        }
        return near, float((silent_on @ vectors).max(initial=0.0))

    def programs(self, text: str) -> list[str]:
        """Return the programs that a text names, as it writes them, in order, each once."""
        text = normalise(text)
        found = {c: i.text for i in reversed(self._lexicon.items(tokenise(text))) for c in i.concepts & self._names}
        return list(reversed(found.values()))

    def states(self, items: Sequence[Item], sentences: Sequence[str]) -> bool:
        """Say whether a sentence holds every content word itself: "what do the sheets say about homelessness?"."""
        held = self._concepts(sentences)
        return bool(items) and all(item.concepts & held for item in items)

    def _named(self, text: str) -> _Named:
        items = self._lexicon.items(tokenise(normalise(text)))
        concepts = frozenset(c for item in items for c in item.concepts)
        publisher = any(not item.concepts for item in items)
        return _Named(concepts & self._names, concepts & self._topics, publisher)

    def _asked_text(self, asked: Asked) -> str:
        """Return what is compared in meaning: a question that names nothing takes its subject from before."""
        if self._named(asked.text) or not self._named(asked.before):
            return self.masked(asked.text)
        tokens = tokenise(asked.text)
        if _PROGRAM in asked.text.lower():
            return self.masked(asked.text)
        pronoun = next((t for t in tokens if t.key in _PRONOUNS), None)
        if pronoun:
            return self.masked(f"{asked.text[: pronoun.start]}{_PROGRAM}{asked.text[pronoun.end :]}")
        return self.masked(f"{asked.before} {asked.text}")

    def masked(self, text: str) -> str:
        """Replace programs and the publisher by neutral words, as places and figures are."""
        text = mask(normalise(text))
        tokens: list[Token] = tokenise(text)
        parts: list[str] = []
        position = 0
        for item in self._lexicon.items(tokens):
            word = _PROGRAM if item.concepts & self._names else _PUBLISHER if not item.concepts else ""
            if word:
                parts += (text[position : tokens[item.first].start], word)
                position = tokens[item.end - 1].end
        return "".join((*parts, text[position:]))

    def _unaccounted(self, index: int, items: Sequence[Item], sentences: Sequence[str]) -> list[Item]:
        """Return a question's content words that neither sentence nor wordings hold."""
        vocabulary = self._vocabularies[index] | self._concepts(sentences)
        return [item for item in items if not item.concepts & vocabulary]

    @cached_property
    def _vocabularies(self) -> list[frozenset[str]]:
        return [self._concepts((*e.answers, *e.names, *e.topics)) for e in self._explanations]

    def _concepts(self, texts: Sequence[str]) -> frozenset[str]:
        return frozenset().union(*(self._concepts_of(text) for text in texts))

    def _concepts_of(self, text: str) -> frozenset[str]:
        """Return the concepts of a text; sentences and wordings are few and looked at again and again."""
        if text not in self._known:
            self._known[text] = self._lexicon.concepts((text,))
        return self._known[text]

    @cached_property
    def _vectors(self) -> tuple[list[Vectors], Vectors]:
        """The vectors of each explanation's wordings, each of shape (wordings, dimensions), and of `silent_on`."""
        import numpy as np  # only questions that need a model pay for it

        wordings = [*(e.answers for e in self._explanations), self._silent_on]
        ends = np.cumsum([len(texts) for texts in wordings])[:-1]
        *answers, silent = np.split(self._embed_kept([self.masked(t) for texts in wordings for t in texts]), ends)
        return answers, silent


def _readings(text: str) -> list[str]:
    """Return a question without its preamble, and what remains without the part that only says when it matters."""
    text = _PREAMBLE.sub("", text)
    head = _SUBORDINATE.sub("", text)
    return [text, head] if head != text and len(head.split()) >= _HEAD_WORDS else [text]


def _is_aspect(item: Item, text: str) -> bool:
    """Say whether a word is what a question asks for: the one right after "what" or "how"."""
    keys = [t.key for t in tokenise(normalise(text))]
    return any(keys[i] in _ASKS_FOR and keys[i + 1] == item.keys[0] for i in range(len(keys) - 1))


def statement_texts(explanations: Sequence[Explanation], database: Database) -> dict[str, dict[str, str]]:
    """Return the distinct texts, by their hashes, that hold each explanation's statement, by its id."""
    texts = [(hash_, text) for hash_, text, _ in database.texts()]
    return {e.id: {h: text for h, text in texts if compile_pattern(e.statement).search(text)} for e in explanations}

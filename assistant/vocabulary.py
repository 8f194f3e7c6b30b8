"""The words that questions are made of: those that are right as they stand, and what stands in a text beside places."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cached_property

from assistant.abroad import with_places_abroad
from assistant.lexicon import FamilyLexicon, Token, Tokens, language, narrowing_words, neutral_words, tokenise
from assistant.spotting import closest, spot


class Vocabulary:
    """Knows the words of one family and of everyday questions; mends slips of the finger in others."""

    def __init__(self, lexicon: FamilyLexicon, today: date | None) -> None:
        """`today` says which year "last year" is; None is the day of the question."""
        self.lexicon = lexicon
        self._today = today
        self._spotted_last: tuple[tuple[str, date], tuple[Tokens, tuple[str, ...], tuple[str, ...]]] | None = None

    @cached_property
    def explanation_words(self) -> frozenset[str]:
        """Words that ask for an explanation and tell nothing of what is explained."""
        return frozenset(str(language("intents")["explanation_words"]).split())

    @cached_property
    def _known_words(self) -> frozenset[str]:
        """Words that are right as they stand."""
        words = set(neutral_words()) | set(narrowing_words()) | set(self.explanation_words) | self.lexicon.words()
        for file in ("operations", "intents"):
            words |= {t.key for t in tokenise(str(language(file)))}
        return frozenset(words)

    @cached_property
    def _known_stems(self) -> frozenset[str]:
        return frozenset(t.stem for word in self._known_words for t in tokenise(word))

    @cached_property
    def _correctable(self) -> tuple[str, ...]:
        """Words that a typing error may be mended to: the family's own, and short everyday ones."""
        short = {word for word in neutral_words() if 2 < len(word) < 6}
        whole = {t.key for t in tokenise(str(language("operations")["all_indicators"])) if len(t.key) > 6}
        return tuple(sorted({word for word in self.lexicon.words() if len(word) > 3} | short | whole))

    def knows(self, token: Token) -> bool:
        """Say whether a word is right as it stands."""
        return token.key in self._known_words or token.stem in self._known_stems

    def spotted(self, text: str) -> tuple[Tokens, tuple[str, ...], tuple[str, ...]]:
        """Return the tokens of a text with places and years blanked out, the places and the years."""
        today = self._today or date.today()
        kept = self._spotted_last  # a question is looked through several times; another thread may set another
        if kept is None or kept[0] != (text, today):
            kept = self._spotted_last = ((text, today), self._spot(text, today))
        return kept[1]

    def _spot(self, text: str, today: date) -> tuple[Tokens, tuple[str, ...], tuple[str, ...]]:
        spotted = spot(tokenise(text), known_words=self._known_words, today=today)
        if spotted.places and any(t.text[:1].isupper() and t.key not in self._known_words for t in spotted.tokens):
            spotted = with_places_abroad(spotted, self._known_words)
        return Tokens(map(self._corrected, spotted.tokens)), spotted.places, spotted.periods

    def _corrected(self, token: Token) -> Token:
        """Mend a typing error in a word that nothing knows; the asker's spelling stays in `text`."""
        key = token.key
        if key in self._known_words or not key.isalpha() or self.knows(token):
            return token
        fixed = closest(key, self._correctable)
        return replace(tokenise(fixed)[0], text=token.text, start=token.start, end=token.end) if fixed else token

"""What a question to documents of no family asks, where they say it in other words.

Words that choose between look-alikes (names, codes, numbers, years) must be met; others may be paraphrased.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from assistant.abroad import code_abroad
from assistant.content import Question, Word, concepts, folded, question_of, word_set, words
from assistant.lexicon import normalise
from assistant.quoted_units import Units
from index.places import find_names

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")
_ASKS = re.compile(
    r"\W*(?:(?:and|so|but|or|now|please|hi|hello)\W+)?(?:how|what|which|who|whom|whose|when|where|why|is|are|was|were|"
    r"do|does|did|can|could|may|must|should|will|would|am|until|by|for|after|at|in|tell|give|show)\b",
    re.IGNORECASE,
)
_COMMA = re.compile(
    r"[,;:]\s+(?=(?:and |so |then )?(?:how|what|which|who|whom|when|where|why|may|can|could|do|does|is|are|must|should)"
    r"\b)",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^\W*(?:(?:hi|hello|hey|hallo|dear|good (?:morning|afternoon|evening|day))\b(?: (?:there|all|team|everyone))?"
    r"\W*)+|\W*\b(?:thanks|thank you|please|pls|cheers|many thanks)\b[\s!.]*$",
    re.IGNORECASE,
)
_CODE = re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[^\W\d_])[^\W_]+(?:-[^\W_]+)*\b")
_NUMBER = re.compile(r"(?<![\w.,-])(\d+(?:[.,]\d+)*)(?![\w-])(?!(?:st|nd|rd|th)\b)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CAPITALS = re.compile(r"(?<=[\w,;:)] )(?:[A-Z][^\W\d_]+|[A-Z]{2,})\b")
_PLACED = re.compile(r"\b(?:at|from|in|near)\s+(?!(?:the|an?|my|our|your|this|that|which|what)\b)(?P<name>[^\W\d_]+)")
_PART = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*(?:'s)?|\d+|[^\w\s]")
_ENDING = ("passed_over", "before_nouns", "behind_nouns")  # what ends a run of words that name a thing
_WORDS = re.compile(r"[^\W_]+")
_HEADS = (
    re.compile(
        r"\b(?:what|which) (?!kinds? |sorts? |types? )(?:[a-z-]+ )?(?P<noun>[a-z-]+) (?:is|are|was|were|do|does|did|"
        r"can|could|may|must|should|will|would|has|have)\b"
    ),
    re.compile(r"\bwhat(?: is|'s| are| was| were) the (?:[a-z-]+ )?(?P<noun>[a-z-]+) (?:of|for)\b"),
    re.compile(r"\bwhich (?!kinds? |sorts? |types? |of )(?P<noun>[a-z-]+)"),
)
_TOPIC = 3  # words
_FEW = 2  # content words of a question that is about what was said in front of it
_TYPO, _LONG = 5, 8  # letters of a word that may be mistyped: one letter, two letters
_QUANTITY = re.compile(
    r"\s*(?:%|percent|pounds?|euros?|dollars?|years?|months?|weeks?|days?|hours?|hrs?|minutes?|mins?|people|persons?|"
    r"times?|kg|km|old)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of a question.

    `hard` words must be met by what is quoted or what it stands under. `aside` words are said beside what is asked;
    `thing` words may be nouns that name what is asked about; `general` ones say little.
    """

    word: str
    concept: str
    hard: bool = False
    aside: bool = False
    thing: bool = False
    general: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question read for what it must find: its words, and codes and numbers as patterns over folded text.

    `names` are names of several words that the documents have, too. A `thin` one says with what stands beside it what
    it is about: "The lamp is broken. Who should I tell?" `head` is the noun behind "what" or "which", if there is one.
    """

    text: str
    question: Question
    terms: tuple[Term, ...]
    codes: tuple[re.Pattern[str], ...]
    names: frozenset[str]
    thin: bool = False
    head: Term | None = None

    @property
    def telling(self) -> int:
        """How many of its words say what it asks and of what; codes say more than words."""
        said = sum(1 for t in self.terms if not t.general and (self.thin or not t.aside))
        return 3 * len(self.codes) + bool(self.question.kind) + said

    @property
    def concepts(self) -> frozenset[str]:
        """What its words stand for, slips mended, and all words that it holds besides."""
        return frozenset(term.concept for term in self.terms) | concepts(self.text)


def read_asked(message: str, units: Units) -> Asked:
    """Read a message as a question to the documents of some units."""
    text = _GREETING.sub(" ", normalise(message)).strip() or message
    asking, beside = _divide(text)
    thin = len(words(asking)) <= _FEW
    question = question_of(asking)
    things = _things(asking)
    terms = [_term(word, asking, units, bool(things & set(word.text.split()))) for word in question.words]
    said = {term.concept for term in terms}
    for word in words(beside):
        if word.concept not in said:
            term = _term(word, beside, units, thing=False)
            terms.append(replace(term, hard=term.hard and (thin or units.has(term.concept)), aside=True))
    question = replace(question, text=text, years=question_of(text).years)
    plain = f" {' '.join(_WORDS.findall(folded(text)))} "
    names = frozenset(name for name in units.names if f" {name} " in plain)
    head = next((term for term in terms if term.word == _head(asking)), None)
    return Asked(text, question, tuple(_without_numbers(terms)), tuple(_codes(asking, beside)), names, thin, head)


def _divide(text: str) -> tuple[str, str]:
    """Split a message into what asks and what is said beside it."""
    asking: list[str] = []
    beside: list[str] = []
    for sentence in _SENTENCE.split(text):
        parts = _COMMA.split(sentence)
        for number, part in enumerate(parts):
            leads = number < len(parts) - 1 and len(part.split()) > _TOPIC and not _ASKS.match(part)
            asks = not leads and (len(parts) > 1 or sentence.rstrip().endswith("?") or _ASKS.match(part))
            (asking if asks else beside).append(part)
    return (" ".join(asking), " ".join(beside)) if asking else (text, "")


def _without_numbers(terms: list[Term]) -> Iterator[Term]:
    """Leave out words that are parts of codes and numbers, which are met as they are written."""
    return (term for term in terms if not any(map(str.isdigit, term.word)) and len(term.word) > 1)


def _term(word: Word, text: str, units: Units, thing: bool) -> Term:
    concept = word.concept
    general = word.text in word_set("general")
    named = _named(word.text, text)
    known = units.has(concept)
    if not known and not general and (meant := _meant(word.text, units)):
        concept, known = meant, True
    if not known and not general and not named:
        named = _placed(word.text, text, units)
    return Term(word.text, concept, hard=named and not general, thing=thing, general=general)


def _named(word: str, text: str) -> bool:
    """Say whether a word is written as a name, or is the name of a country or a state."""
    capitals = _CAPITALS.findall(text)
    shouted = len(capitals) * 2 > len(text.split())
    written = not shouted and any(folded(name) == word for name in capitals)
    return written or bool(code_abroad(word)) or next(find_names(word.title()), None) is not None


def _placed(word: str, text: str, units: Units) -> bool:
    """Say whether an unknown word is a name by its place: "from fernhill", "the magpie suite" as in "Robin Suite"."""
    low = folded(text)
    if any(m["name"] == word for m in _PLACED.finditer(low)) and not word.endswith(("s", "ing")):
        return True
    head = re.search(rf"\b{re.escape(word)} ([^\W\d_]+)", low)
    return bool(head and not word.endswith(("ed", "ing", "est", "er")) and units.heads(head[1]))


def _things(text: str) -> frozenset[str]:
    """Return the words that stand where a noun stands that names what is asked about.

    They are the last behind "the", "of" or "my", and the first behind "are" or "does".
    """
    found: set[str] = set()
    opened, run = "the", list[str]()
    for part in (*_PART.findall(folded(text)), "."):
        word = part.removesuffix("'s")
        if not part[0].isalpha() or any(part in word_set(entry) for entry in _ENDING):
            if run and opened in word_set("before_nouns"):
                found.add(run[-1 if part not in word_set("particles") else 0])
            elif run and opened in word_set("before_subjects"):
                found.add(run[0])
            opened, run = part, []
        elif word != part:  # "the desk's hours": the desk, and the hours
            found.add(word)
            opened, run = "the", []
        else:
            run.append(word)
    return frozenset(found) - {word for word in found if word.endswith(("ed", "ing", "ly", "est"))}


def _head(text: str) -> str:
    """Return the noun that is asked for: "rate" of "what mileage rate do volunteers get"; "" if there is none."""
    said = folded(text)
    return next((found["noun"] for pattern in _HEADS if (found := pattern.search(said))), "")


def _meant(word: str, units: Units) -> str | None:
    """Return the known word that an unknown one is a slip of, None if there is none."""
    if len(word) < _TYPO or not word.isalpha():
        return None
    slips = 2 if len(word) >= _LONG else 1
    found = process.extractOne(
        word, units.spellings.keys(), scorer=DamerauLevenshtein.distance, score_cutoff=slips, processor=None
    )
    if found is None or found[0][0] != word[0]:
        return None
    return units.spellings[found[0]]


def _codes(asking: str, beside: str) -> Iterator[re.Pattern[str]]:
    """Yield what finds each code, and each number with the word that it belongs to."""
    known = " ".join((asking, beside))
    for match in _CODE.finditer(known):
        if re.fullmatch(r"\d+(?:st|nd|rd|th|am|pm|h|d)", match.group().lower()):
            continue
        parts = re.findall(r"[^\W\d_]+|\d+", folded(match.group()))
        yield re.compile(r"(?<!\w)" + r"[\s-]?".join(map(re.escape, parts)) + r"(?!\w)")
    low = folded(asking)
    for match in _NUMBER.finditer(low):
        if _YEAR.fullmatch(match[1]) or _QUANTITY.match(low[match.end() :]):
            continue
        before = re.search(r"([^\W\d_]+)\s*$", low[: match.start()])
        after = re.match(r"\s*([^\W\d_]+)", low[match.end() :])
        number = rf"(?<![\w.,-]){re.escape(match[1])}(?![\w-])"
        ways = [number]
        if before and before[1] not in word_set("passed_over"):
            ways = [rf"{re.escape(before[1])}\s*{number}"]
        if after and after[1] not in word_set("passed_over"):
            ways.append(rf"{number}\s*{re.escape(after[1])}\b")
        yield re.compile("|".join(ways))

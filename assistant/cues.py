"""Cues in a clause: phrases that ask for an operation, exclude places, or speak of the asker's own errand."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from assistant.lexicon import (
    Phrases,
    Token,
    any_of,
    cue_phrases,
    cued,
    keys_of,
    language,
    may_hold,
    neutral_words,
    operation_phrases,
    tokenise,
)
from assistant.types import Operation
from index.places import find_names, gazetteer, key, name_of, names_pattern
from index.quantities import MAGNITUDES, NUMBER_WORDS

LONGEST_QUESTION = 6000
_MARKUP = re.compile(
    r"!\[[^\]\n]*\]\([^)\n]*\)|<(script|style)\b.*?</\1\s*>|</?[a-z!][^<>]{0,200}>", re.IGNORECASE | re.DOTALL
)
# Years written short: "'23", "in 23/24".
_SHORT_YEAR = re.compile(r"(?<![\w'])'(\d\d)\b(?!'|[,.]\d)|(?<=\bin )(\d\d)/(\d\d)\b(?!/)", re.IGNORECASE)
# A year with the short form of a later one: "2023-24", but not the month "2023-05".
_YEARS_JOINED = re.compile(r"\b20(\d\d)\s?[-\u2013/]\s?(\d\d)\b(?![-/.\d])")
# Years in words: "twenty twenty-two", "two thousand and nineteen".
_SPELLED_YEAR = re.compile(
    r"\b(?:twenty[ -](?=twenty)|two[ -]thousand[ -](?:and[ -])?)"
    rf"(?P<rest>(?:twenty[ -]?)?(?:{'|'.join(w for w, n in NUMBER_WORDS.items() if 0 < n < 20)})|twenty)\b",
    re.IGNORECASE,
)
# A greeting at the end with a name: "Best, J."
_SIGN_OFF = re.compile(
    r"(?<=[.!?\n])\s*(?i:(?:kind |best |warm )?regards|best|cheers|sincerely|yours(?: truly)?|thanks|thank you)\s*,"
    r"\s*[-\u2013\u2014]?\s*[A-Z][\w.' ]{0,30}\s*$"
)
_THANKS = re.compile(r"(?<=[.!?])\s+tx\b[.!\s]*$", re.IGNORECASE)  # no Texas
_THEN = re.compile(r"(?<=\b)(more|less|fewer|higher|lower|greater|larger|smaller|bigger) then(?= \w)", re.IGNORECASE)
# "fewer missing children cases than 500" states fewer than 500 of them; so does "than the average".
_MORE_OF_THAN = re.compile(
    r"\b(more|less|fewer|higher|lower|greater)\s+((?:[a-z/-]+\s+){1,6}?)than\s+(?=\d|(?:the\s+)?(?:average|median)\b)",
    re.IGNORECASE,
)
# A question that asks for agreement: "..., isn't it?"
_TAG = re.compile(
    r",?\s+(?:is|are|was|were|does|do|did|has|have|had)n[o']?t\s+(?:it|they|that|there|this|these|those)\s*\?\s*$", re.I
)
_VERSUS = re.compile(r"\bvs\.", re.IGNORECASE)  # ends no sentence
_NUMBER_OF = re.compile(r"(?:\bno\.|#) ?of\b", re.IGNORECASE)
_PER_CENT = re.compile(r"\bper cent\b", re.IGNORECASE)
_UNITS_OF_TIME = {"mo": "month", "month": "month", "day": "day", "week": "week", "wk": "week"}
_EACH_UNIT = re.compile(rf"\s?/\s?({'|'.join(_UNITS_OF_TIME)})\b\.?", re.IGNORECASE)  # "tips/mo."
# "The same number twice" says of two figures that they are equal, and no multiple.
_SAME_TWICE = re.compile(r"\b(?:the )?(same (?:number|figure|count|total|amount|value)) twice\b", re.IGNORECASE)
# "Nobody but Iowa topped 100" says that only Iowa did.
_NONE_BUT = re.compile(
    r"\b(?:nobody|no[ -]one|none(?: of (?:them|the (?:others|states)))?|no (?:other )?(?:state|place)s?)(?: else)?,?\s+"
    r"(?:but|except|save|bar|besides|apart from|other than)(?:\s+for)?\s+(?=[A-Z])",
    re.IGNORECASE,
)
_THAT_IS = re.compile(r"\bi\.\s?e\.?(?=[\s,]+[A-Z])")  # its points end no sentence: "i.e. Iowa"
_OR_MORE = re.compile(r"(?<=\d)\+(?![\w+])")  # "100+"
# Words for the nation that may also say that all of something is meant.
WEAK_OVERALL = frozenset({"as a whole", "overall", "in total", "country", "national level"})
# The one of them that says that figures are added up: those of all states, or the rows of a state's table.
IN_TOTAL = "in total"
# What joins the items of a list, and small words that may stand in front of one.
_JOINING_MARKS = frozenset("&+/")
_JOINING_WORDS = frozenset("and or then plus vs versus against".split())
_IN_LISTS = frozenset("the for in of from just then also an figure number total one".split())
COUNT_WORDS = (frozenset(NUMBER_WORDS) - {"one"}) | {"hundred", "thousand", "million"}
NUMBER_STARTS = frozenset("0123456789")
# The cue of a filter whose threshold is a place's figure: "states that beat Colorado".
THAN_PLACE = "than place"
# The cue of a filter over all places of which one alone is said to pass: "only Colorado had over 100".
ONLY_PLACE = "only place"
# What "only" stands in front of where one place alone is said to meet a condition.
ONLY_ONE = frozenset(("\0", "state", "place", "one"))
# The cue of a filter that compares a place with the average.
TO_AVERAGE = "to average"
# The cue of a share that is one place's figure in percent of another's: "Minnesota's is what part of New York's?"
OF_PLACE = "of another place"
# The cue of a difference that is the least of those from one place's figure: "which state is closest to Iowa?"
NEAREST = "closest to"
# The cue of a ratio of figures before whose order is said: "so Ohio got three times as many".
TIMES = "times"
# The cue of a percentage by which two figures that were compared are apart, the way that its clause says: "and what
# percent lower is that?"
APART = "apart by percent"
# The cue of a figure that is looked up as the whole of the one before: "out of how many?"
OF_WHOLE = "of which whole"
# The cue of one that is looked up beside those before: "and the other one?", "and the rest?" after two rows of three.
OF_OTHER = "of the other one"
# The cue of a ranking of two measures of one place, of which the first is said to be above or below the second.
OF_MEASURES = "compare measures"
# The cue of differences between two places by each of two measures: "compare Iowa and Ohio on tips and cases".
OF_EACH_MEASURE = "between these places"
# The cue of figures whose sum is said to be the last of them: "so that's the national total?", "do they add up to it?"
OF_SUM = "sum against whole"
# The cue of a figure that is said to be of a year: "is that for 2023?"
OF_YEAR = "of which year"
CAUSES = frozenset("why cause causes reason reasons because".split())
# Words for persons: a number right after one is an age.
PEOPLE = frozenset("children child kids kid minors youth girls boys teens aged age ages".split())
# Words after which a number counts things, or goes on: "the two", "a hundred and two".
_COUNTING_ON = frozenset("the those these all both and hundred thousand million".split())
# Words that open a question for no number, those before them that say nothing, and what "how" counts with.
_OPENINGS = frozenset("who whom whose where when how".split())
_BEFORE_OPENING = frozenset("and but so or ok okay oh well now then also hi hello please sorry great thanks".split())
_COUNTED = frozenset("many much often about bout large big high low small few great far close".split())
_ASKING_ON = frozenset("what which did was were is are does do has have had can could may will would".split())
_ADDRESSED = frozenset("you u ya your".split())
# Verbs that say of a count that there were some; of a figure that was given they ask what became of it.
BECAME = frozenset("happen happens happened happening come comes came coming take takes took taken".split())
AUXILIARIES = frozenset("did does do was were is are will would has have had".split())
YES_NO = frozenset("did was were is are does do has have had can could may".split())


# What somebody asks and says himself how much of it: "What have you got on Iowa? Everything, and ...".
_EVERYTHING_OF = re.compile(r"\?\s+(?=(?:everything|all of it|the lot)\s*(?:[,.;]|please\b|and\b|$))", re.IGNORECASE)
# Whether somebody named is right, of what was said before: "so is Luis right?" is "so is he right?".
_NAMED_RIGHT = re.compile(
    rf"^(?P<before>\W*(?:(?:so|and|but|ok|okay|then|well)\W+)*(?:[Ii]s|[Ww]as)\s+)(?!(?:{names_pattern()})\b)"
    r"[A-Z][a-z]+(?=\s+(?:right|correct|wrong|mistaken)\b(?:\s+(?:then|there|here|though|about (?:that|this|it)))?\W*$)"
)
# The word behind "how", where another one follows; letters written twice count once.
_BEHIND_HOW = re.compile(r"(?<=\bhow )(?P<word>[a-z]{3,6})(?= [a-z])", re.IGNORECASE)
_DOUBLED = re.compile(r"(.)\1+")
# The point of "incl." ends no sentence.
_SHORT_CLUDING = re.compile(r"\b(in|ex)cl\b\.?", re.IGNORECASE)
# What counts the questions of a message or of a talk, and no ranks: "Second, the same for Colorado?".
_ENUMERATOR = re.compile(
    r"(?:^|(?<=[.!?]\s))\s*(?:(?:first|second|third|fourth|fifth|last)(?:ly)?|finally|next)"
    r"(?: (?:question|one|thing):|[,:])\s+(?!(?:first|second|third|fourth|fifth|last|and|but|or|again)\b)",
    re.IGNORECASE,
)


@lru_cache(maxsize=64)  # one message is read several times
def readable(text: str) -> str:
    """Leave out markup, and of a very long message the middle: what it asks stands at its beginning or its end."""
    if len(text) > LONGEST_QUESTION:
        text = f"{text[: LONGEST_QUESTION // 6]}\n{text[-LONGEST_QUESTION * 5 // 6 :]}"
    for words, mended in _MENDINGS:
        if may_hold(text, words):
            text = mended(text)
    return text


@cache
def _second_only() -> re.Pattern[str]:
    """Return the pattern of a rank among all places with the first of them named: "second only to New York".

    "Behind only New York and Iowa" says the third rank.
    """
    said = "|".join(map(str, language("comparisons")["second_only"]))
    name = r"[A-Z][\w.]*(?:\s+(?!CVIP|ORR|CONNECT|NCMEC)[A-Z][\w.]*)?"
    more = rf"(?!\s*,?\s*(?:and|&)\s+(?:(?i:{names_pattern()})\b))"
    return re.compile(rf"\b(?i:{said})\s+(?P<first>(?i:{names_pattern()})\b|{name}){more}")


def second_only_to(text: str) -> str:
    """Return the place that a text names as the only one ahead of another, by its code; "" if it names none."""
    found = [m.code for match in _second_only().finditer(text) for m in find_names(match["first"])]
    return found[0] if len(found) == 1 else ""


@cache
def _distance() -> re.Pattern[str]:
    """Return the pattern of a distance: "they are 18 apart", but not "the two apart from that"."""
    bounds = any_of(w for words in language("claims")["bounds"].values() for w in words)
    words = "|".join(w for w in NUMBER_WORDS if w != "zero")
    return re.compile(
        rf"(?:\b(?P<before>\w+)[ -])?(?P<bound>(?:\b(?:{bounds})\s+)?)(?P<number>\b\d[\d,.]*|\b(?:{words}))"
        r"(?P<unit>(?:\s+(?!and\b|or\b)[a-z]+){0,2})\s+apart\b(?!\s+from)",
        re.IGNORECASE,
    )


def _apart_by(match: re.Match[str]) -> str:
    """Put the number of a distance behind it, where it is read as one; a longer number in words stays as it is."""
    before = (match["before"] or "").lower()
    if before in _COUNTING_ON or before in NUMBER_WORDS:
        return match[0]
    said = f"{match['before']} " if before else ""
    number = NUMBER_WORDS.get(match["number"].lower(), match["number"])
    return f"{said}apart by {match['bound']}{number}{match['unit']}"


def _spelled_year(match: re.Match[str]) -> str:
    return str(2000 + sum(NUMBER_WORDS[word] for word in re.findall(r"[a-z]+", match["rest"].lower())))


def _years_joined(match: re.Match[str]) -> str:
    first, last = int(match[1]), int(match[2])
    return f"20{first:02} to 20{last:02}" if first < last < first + 10 else match[0]


def _long_years(match: re.Match[str]) -> str:
    return " and ".join(f"20{year}" for year in match.groups() if year)


@cache
def _numbered_nicknames() -> re.Pattern[str]:
    """Return the pattern of nicknames that hold a number, which is none that anybody states: "10,000 Lakes"."""
    numbers = {*NUMBER_WORDS, *MAGNITUDES}
    spellings = [
        spelling
        for spelling, meanings in gazetteer().spellings.items()
        if meanings[0][1] == "nickname" and (numbers & {*spelling.split()} or any(map(str.isdigit, spelling)))
    ]
    return re.compile(rf"\b(?:the\s+)?(?P<name>{'|'.join(map(re.escape, spellings))})\b", re.IGNORECASE)


def _by_name(match: re.Match[str]) -> str:
    return name_of(gazetteer().spellings[key(match["name"])][0][0])


@cache
def _short_forms() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the pattern of words that are written short, and what each stands for."""
    words = {str(short): str(long) for short, long in language("intents")["short_forms"].items()}
    social = r"\bsoc\b\.?(?=\s+(?:serv|svc|srv))"  # "soc" by itself may be anything
    return re.compile(rf"{social}|\b(?:{any_of(words)})\b", re.IGNORECASE), words


def _written_long(text: str) -> str:
    """Write out words that are written short: "soc svcs" are social services."""
    pattern, words = _short_forms()
    return pattern.sub(lambda match: words.get(match[0].lower(), "social"), text)


def _how_many(text: str) -> str:
    """Mend a slip of the pen in what "how" counts with: "how meny", "how amny", "how mutch"."""
    counted = [str(word) for word in language("intents")["counted_behind_how"]]

    def mended(match: re.Match[str]) -> str:
        word = match["word"]
        fits = [c for c in counted if OSA.distance(_DOUBLED.sub(r"\1", word.lower()), c) == 1]
        return fits[0] if len(fits) == 1 and word.lower() not in neutral_words() else word

    return _BEHIND_HOW.sub(mended, text)


# How a text is made readable, step by step: a step is taken where a text holds one of the words that it needs.
_MENDINGS: tuple[tuple[tuple[str, ...], Callable[[str], str]], ...] = (
    (("how ",), _how_many),
    ((",", ":"), lambda text: _ENUMERATOR.sub("", text)),
    (("<", "!["), lambda text: _MARKUP.sub(" ", text)),
    ((",",), lambda text: _SIGN_OFF.sub("", text)),
    (("tx",), lambda text: _THANKS.sub("", text)),
    ((" then",), lambda text: _THEN.sub(r"\1 than", text)),
    (("n't", "nt", "not"), lambda text: _TAG.sub(", right?", text)),
    (("",), _written_long),
    ((" of ",), lambda text: _numbered_nicknames().sub(_by_name, text)),
    (("incl", "excl"), lambda text: _SHORT_CLUDING.sub(r"\1cluding", text)),
    (("vs.",), lambda text: _VERSUS.sub("vs", text)),
    (("i.e",), lambda text: _THAT_IS.sub("namely", text)),
    (("per cent",), lambda text: _PER_CENT.sub("percent", text)),
    (("no.", "#"), lambda text: _NUMBER_OF.sub("number of", text)),
    (("/",), lambda text: _EACH_UNIT.sub(lambda match: f" per {_UNITS_OF_TIME[match[1].lower()]}", text)),
    (("20",), lambda text: _YEARS_JOINED.sub(_years_joined, text)),
    (("'", "/"), lambda text: _SHORT_YEAR.sub(_long_years, text)),
    (
        ("nobody", "no one", "no-one", "none", "no state", "no place", "no other"),
        lambda text: _NONE_BUT.sub("only ", text),
    ),
    (("twice",), lambda text: _SAME_TWICE.sub(r"the \1", text)),
    (("everything", "all of it", "the lot"), lambda text: _EVERYTHING_OF.sub(": ", text)),
    (("is ", "was "), lambda text: _NAMED_RIGHT.sub(r"\g<before>he", text)),
    (("+",), lambda text: _OR_MORE.sub(" or more", text)),
    (("only", "Only"), lambda text: _second_only().sub("second highest", text)),
    (("apart",), lambda text: _distance().sub(_apart_by, text)),
    (("than",), lambda text: _MORE_OF_THAN.sub(r"\2\1 than ", text)),
    (("twenty", "two"), lambda text: _SPELLED_YEAR.sub(_spelled_year, text)),
)


def claim(phrases: Phrases[str] | Phrases[tuple[str, str]], tokens: Sequence[Token], claimed: set[int]) -> list[str]:
    """Mark the tokens of the phrases found as accounted for, and return the phrases."""
    found: list[str] = []
    for first, end, values in phrases.find(tokens):
        claimed |= set(range(first, end))
        found.append(values[0] if isinstance(values[0], str) else values[0][1])
    return found


def asks_no_number(tokens: Sequence[Token]) -> bool:
    """Say whether a clause opens as a question that no number answers: "who runs it", "how quickly did ...?"."""
    keys = [t.key for t in tokens if t.key != "\0"]
    first = next((i for i, key in enumerate(keys) if key not in _BEFORE_OPENING), len(keys))
    opening, after = [*keys[first : first + 2], "", ""][:2]
    return opening in _OPENINGS and not (opening == "how" and after in _COUNTED)


def asks_on(tokens: Sequence[Token]) -> bool:
    """Say whether a follow-up opens as a question, and not as one for a number or to the one who answers."""
    keys = [t.key for t in tokens if t.key != "\0"]
    first = next((i for i, key in enumerate(keys) if key not in _BEFORE_OPENING), len(keys))
    asks = bool(keys[first:]) and (keys[first] in _ASKING_ON or asks_no_number(tokens))
    return asks and not _ADDRESSED & set(keys)


def asks_when(tokens: Sequence[Token]) -> bool:
    """Say whether a clause asks for a date: "when did she go missing?", but not "when they help, how many ...?"."""
    keys = keys_of(tokens)
    asked = "when" in keys and any(a == "when" and b in AUXILIARIES for a, b in itertools.pairwise(keys))
    return asked and not cued("intents", "quantity", tokens)


def overall_beside(text: str, tokens: Sequence[Token]) -> bool:
    """Say whether words for the nation stand in a list with places: "New York and overall", "overall vs. Colorado".

    "Colorado overall" speaks of Colorado alone. `tokens` are those of `text`, places blanked out.
    """
    for first, end, _ in cue_phrases("operations", "overall").find(tokens):
        before = [t.key for t in tokens[:first] if t.key not in _IN_LISTS]
        after = [t.key for t in tokens[end:] if t.key not in _IN_LISTS]
        marks = text[: tokens[first].start].rstrip()[-1:], text[tokens[end - 1].end :].lstrip()[:1]
        if before[-1:] == ["\0"] and marks[0] in _JOINING_MARKS:
            return True
        if before[-2:-1] == ["\0"] and before[-1] in _JOINING_WORDS:
            return True
        leads = before[-1:] != ["\0"]  # "Colorado overall and Minnesota" names no nation
        joined = after[:1] and after[0] in _JOINING_WORDS and after[1:2] == ["\0"]
        if leads and (joined or (marks[1] in _JOINING_MARKS and after[:1] == ["\0"])):
            return True
    return False


def national_average(tokens: Sequence[Token], *, every_place: bool) -> list[str]:
    """Return words for an average of the nation, which no sheet gives: "the US average", "on average nationwide".

    Where the states are spoken of, too, or a list is, the words for the nation must stand beside the average.
    """
    averages = list(cue_phrases("comparisons", "average").find(tokens))
    for first, end, nation in cue_phrases("operations", "overall").find(tokens):
        for a, b, average in averages if nation[0] not in WEAK_OVERALL else ():
            between = [t.key for t in tokens[min(end, b) : max(first, a)]]
            listed = every_place or not _JOINING_WORDS.isdisjoint(between)  # "the average, and the national number"
            if not listed or (_IN_LISTS - _JOINING_WORDS).issuperset(between):
                return [nation[0], average[0]]
    return []


@cache
def entry_words(entry: str) -> frozenset[str]:
    return frozenset(t.key for phrase in language("intents")[entry] for t in tokenise(str(phrase)))


def operation_cues(tokens: Sequence[Token]) -> set[str]:
    """Return the operations that any phrase of a clause asks for."""
    found = {values[0][0] for _, _, values in operation_phrases().find(tokens)}
    return found if Operation.FILTER not in found or has_threshold(tokens) else found - {Operation.FILTER}


def joined_operations(tokens: Sequence[Token]) -> list[Operation]:
    """Return the operations that a clause asks for one beside the other: "the total and then the average"."""
    totals = [(i, i + 1, Operation.SUM.value) for i, t in enumerate(tokens) if t.key in ("total", "totals")]
    found = sorted(totals + [(first, end, values[0][0]) for first, end, values in operation_phrases().find(tokens)])
    pairs = [
        (Operation(a), Operation(b))
        for (_, end, a), (first, _, b) in itertools.pairwise(found)
        if a != b and not _JOINING_WORDS.isdisjoint(t.key for t in tokens[end:first])
    ]
    return list(dict.fromkeys(operation for pair in pairs for operation in pair))


def has_threshold(tokens: Sequence[Token]) -> bool:
    if cued("comparisons", "digits", tokens):
        return True
    return any(
        (t.text and t.text[0] in NUMBER_STARTS) or t.key in COUNT_WORDS or t.key in ("average", "mean", "median")
        for t in tokens
    )


def filters_places(tokens: Sequence[Token], places: Sequence[str]) -> bool:
    """Say whether a number in a clause is a condition on figures and not part of what is counted."""
    keys = [t.key for t in tokens if t.key != "\0"]
    if len(places) == 1 and not (YES_NO & set(keys[:1])):
        return False
    return not any(
        keys[i - 1] in PEOPLE for i, key in enumerate(keys) if i and key in ("under", "over", "above", "below")
    )


def checked_operation(
    operation: Operation,
    cue: str | None,
    keys: Sequence[str],
    places: Sequence[str],
    *,
    every_place: bool,
    of_part: bool,
) -> tuple[Operation, str | None, list[str]]:
    """Turn an operation that the clause does not mean into the one it means, or into words that narrow."""
    if operation is Operation.FILTER and any(k in ("%", "percent", "percentage") or k.endswith("%") for k in keys):
        return Operation.SHARE, "percent", []  # a percentage is no threshold for counts
    if cue == "where does" and not places:
        return Operation.LOOKUP, None, []  # "where does the imagery come from?" ranks nothing
    of_state = every_place or {"state", "states", "who", "where", "place", "places"} & set(keys)
    of_year = {"year", "years"} & set(keys) and {"which", "what"} & set(keys)
    ranks = of_state or of_year
    if operation is Operation.RANK and len(places) == 1 and of_part and not ranks and cue in ("most", "the most"):
        return Operation.SHARE, cue, []  # "were most of them from ...?" asks for a part
    return operation, cue, []

"""Which indicators a stretch of a question means, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

from assistant.lexicon import FamilyLexicon, Item, Token
from assistant.types import IndicatorMatch

# The lowest score that is taken for what the asker means, and the lead it needs over the next measure.
# What a word that a measure explains counts beside the scores: it only breaks ties.
_WORD = 0.01
ACCEPTED = 0.6
MARGIN = 0.08
# A score within this of the other level's best is as good: the place decides between a state's figure and an overall.
_LEVEL_MARGIN = 0.05
_SEGMENT_ACCEPTED = 0.7
_AS_MANY = (("as", "many"), ("as", "much"))
_CONJUNCTIONS = frozenset({"and", "plus", "also", "along", "versus", "vs", "or", "than", "per", "each"})


@dataclass(frozen=True, slots=True)
class Matched:
    """The indicators that a stretch of a question means, and the candidates with their scores."""

    indicators: tuple[str, ...] = ()
    candidates: tuple[IndicatorMatch, ...] = ()


def match(
    lexicon: FamilyLexicon,
    items: Sequence[Item],
    tokens: Sequence[Token],
    levels: Sequence[str],
    *,
    several: bool = False,
) -> Matched:
    """Match items to indicators of the levels asked for; several only where each part of the clause names its own.

    `several` says that the clause compares measures, so its parts are looked at even if one measure explains it all.
    """
    whole = _best(lexicon, items, levels)
    if (
        whole.indicators
        and not several
        and all(any(lexicon.explains(i, item) for i in whole.indicators) for item in items if lexicon.knows(item))
    ):
        return whole
    found = [m for segment in segments(items, tokens) if (m := _best(lexicon, segment, levels)).candidates]
    if len(found) > 1 and all(m.indicators and m.candidates[0].score >= _SEGMENT_ACCEPTED for m in found):
        return Matched(
            tuple(dict.fromkeys(i for m in found for i in m.indicators)),
            tuple(dict.fromkeys(c for m in found for c in m.candidates[:1])),
        )
    return whole


def _best(lexicon: FamilyLexicon, items: Sequence[Item], levels: Sequence[str]) -> Matched:
    """Match items to one indicator of each level asked for; the other level's if that fits better."""
    ranked: dict[str, list[tuple[float, str, str]]] = {"place": [], "nation": []}
    for indicator, (score, phrase) in lexicon.scores(items).items():
        ranked[lexicon.catalog.by_id[indicator].level].append((round(score, 3), indicator, phrase))
    for matches in ranked.values():
        matches.sort(key=itemgetter(0), reverse=True)
    chosen: list[str] = []
    candidates: dict[tuple[float, str, str], None] = {}
    for level in levels:
        other = "nation" if level == "place" else "place"
        own_score = ranked[level][0][0] if ranked[level] else 0.0
        other_score = ranked[other][0][0] if ranked[other] else 0.0
        matches = ranked[level] if own_score >= other_score - _LEVEL_MARGIN else ranked[other]
        candidates |= dict.fromkeys(matches[:4])
        best, indicator, _ = matches[0] if matches else (0.0, "", "")
        if best >= ACCEPTED and sum(score >= best - MARGIN for score, _, _ in matches) == 1:
            chosen.append(indicator)
    found = (IndicatorMatch(indicator=name, score=score, asked_as=phrase) for score, name, phrase in candidates)
    return Matched(tuple(dict.fromkeys(chosen)), tuple(found))


def told(
    lexicon: FamilyLexicon, tokens: Sequence[Token], start: int, end: int, indicators: Sequence[str]
) -> str | None:
    """Return the measure that a stretch of a clause fits best; None if two fit it as well, or none does."""
    items = lexicon.items([t for t in tokens if start <= t.start and t.end <= end])
    scores = lexicon.scores(items)
    fits = sorted(((fit(lexicon, items, scores, name), name) for name in indicators), reverse=True)
    (best, name), *others = fits
    return name if best > max((score for score, _ in others), default=0.0) else None


def fit(
    lexicon: FamilyLexicon, items: Sequence[Item], scores: Mapping[str, tuple[float, str]], indicator: str
) -> float:
    """Return how well items name a measure, with the words that it explains."""
    # "pieces per report" scores nothing, yet each word is of a measure
    return scores.get(indicator, (0.0, ""))[0] + _WORD * sum(lexicon.explains(indicator, item) for item in items)


def segments(items: Iterable[Item], tokens: Sequence[Token]) -> list[list[Item]]:
    """Split items where a conjunction or a comma stands between them."""
    segments: list[list[Item]] = [[]]
    end = 0
    for item in items:
        between = tokens[end : item.first]
        comma = end and not between and tokens[item.first].start - tokens[end - 1].end > 1
        if segments[-1] and (comma or any(t.key in _CONJUNCTIONS for t in between)):
            segments.append([])
        segments[-1].append(item)
        end = item.end
    return [segment for segment in segments if segment]


def in_named_order(
    lexicon: FamilyLexicon, items: Sequence[Item], indicators: tuple[str, ...], *, tokens: Sequence[Token] = ()
) -> tuple[str, ...]:
    """Return two indicators in the order in which items name them: as these, cut in two, fit them best.

    Words of both alone, "Team Adam" in front of what it did, name neither first; "as many cases as it had incidents"
    parts them itself. `tokens` are those of the clause.
    """
    own = [i for i, item in enumerate(items) if len({lexicon.explains(name, item) for name in indicators}) > 1]
    splits = [(items[:i], items[i:]) for i in range(1, len(items))]
    shared = bool(own) and any(all(lexicon.explains(n, item) for n in indicators) for item in items[: own[0]])
    parted = _as_many_as(tokens)
    told = [(first, second) for first, second in splits if first[-1].end <= parted <= second[0].first]
    splits = told or (splits[own[0] : own[-1]] if shared and len(own) > 1 else splits)  # each side has its own word
    scored = [[(part, lexicon.scores(part)) for part in split] for split in splits]

    def fits(order: tuple[str, ...]) -> float:
        return max(
            (sum(fit(lexicon, *part, i) for part, i in zip(parts, order, strict=True)) for parts in scored),
            default=0.0,
        )

    return max(indicators, indicators[::-1], key=fits)


def _as_many_as(tokens: Sequence[Token]) -> int:
    """Return where "as many ... as" goes on to what is measured by; 0 if a clause does not say so."""
    keys = [t.key for t in tokens]
    begins = next((i for i, pair in enumerate(pairwise(keys)) if pair in _AS_MANY), None)
    return keys.index("as", begins + 1) if begins is not None and "as" in keys[begins + 1 :] else 0


def as_listed(lexicon: FamilyLexicon, items: Sequence[Item], indicators: tuple[str, ...]) -> tuple[str, ...]:
    """Return the indicators of a list in the order in which items name them; as they are where that is not told."""
    first = [next((item.first for item in items if lexicon.tells(i, item)), None) for i in indicators]
    named = [place for place in first if place is not None]
    if len({*named}) < len(indicators):
        return indicators
    return tuple(i for _, i in sorted(zip(named, indicators, strict=True)))

"""Right, abstained, wrong: the score, what was confused with what, and how well it abstains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence


def crag_score(right: int, abstained: int, wrong: int) -> float | None:
    """Return CRAG's score (Yang et al. 2024, "CRAG: Comprehensive RAG Benchmark"), between −1 and 1.

    (right − wrong) / (right + abstained + wrong): right counts +1, an abstention 0, wrong −1. None without a case.
    """
    n = right + abstained + wrong
    return (right - wrong) / n if n else None


def confusion(pairs: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """Count (expected, given) pairs: `table[expected][given]`, both sorted, zeros left out."""
    table: dict[str, dict[str, int]] = {}
    for (expected, given), number in sorted(Counter(pairs).items()):
        table.setdefault(expected, {})[given] = number
    return table


def stands_for(accepted: Sequence[str], given: str) -> str:
    """Return which accepted outcome a confusion table counts: the given one if it is accepted, else the first."""
    return given if given in accepted else accepted[0]


def abstention_counts(cases: Iterable[tuple[bool, bool, bool]]) -> Mapping[str, tuple[int, int]]:
    """Return (hits, n) of abstention precision and recall.

    A case is (may abstain, must abstain, did abstain), where to abstain is to say that it is not found or to ask
    back. Precision is the share of abstentions that were in place, |did ∧ may| / |did|; recall is the share of the
    cases that no answer fits in which it abstained, |did ∧ must| / |must|.
    """
    rows = list(cases)
    did = [row for row in rows if row[2]]
    must = [row for row in rows if row[1]]
    return {
        "precision": (sum(may for may, _, _ in did), len(did)),
        "recall": (sum(abstained for _, _, abstained in must), len(must)),
    }

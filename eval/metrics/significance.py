"""Whether two runs over the same cases differ by more than chance."""

from __future__ import annotations

import math


def mcnemar(broken: int, mended: int) -> float:
    """Return the two-sided p-value of McNemar's exact test (1947) for paired outcomes, between 0 and 1.

    `broken` cases were right before and are not now, `mended` the other way round; if nothing had changed, each of
    these n = broken + mended cases would go either way like a coin: p = min(1, 2 · Σ_{i ≤ min} C(n, i) / 2^n).
    """
    n = broken + mended
    tail = sum(math.comb(n, i) for i in range(min(broken, mended) + 1))
    return min(1.0, float(2 * tail / 2**n))

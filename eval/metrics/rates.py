"""Shares of cases with their uncertainty."""

from __future__ import annotations

import math
from dataclasses import dataclass

# Two-sided 95% of a normal distribution.
_Z = 1.959963984540054
_ALPHA = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """`hits` of `n` cases with the ends of a 95% interval, all between 0 and 1; None where there is no case."""

    hits: int
    n: int
    share: float | None
    low: float | None
    high: float | None

    def to_dict(self) -> dict[str, float | int | None]:
        """Return the rate as JSON values."""
        return {"hits": self.hits, "n": self.n, "share": self.share, "low": self.low, "high": self.high}


def rate(hits: int, n: int) -> Rate:
    """Return hits / n with its 95% interval: Clopper-Pearson where no case or every case hits, else Wilson.

    Raises ValueError unless 0 <= hits <= n.
    """
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n} cases is no rate")
    if n == 0:
        return Rate(hits=0, n=0, share=None, low=None, high=None)
    if hits == 0:
        return Rate(hits=0, n=n, share=0.0, low=0.0, high=zero_bound(n))
    if hits == n:
        return Rate(hits=n, n=n, share=1.0, low=1 - zero_bound(n), high=1.0)
    low, high = wilson(hits, n)
    return Rate(hits=hits, n=n, share=hits / n, low=low, high=high)


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the 95% score interval of a share (Wilson 1927).

    (p + z²/2n ± z·sqrt(p(1 − p)/n + z²/4n²)) / (1 + z²/n) with p = hits/n and z = 1.96.
    """
    p = hits / n
    centre = p + _Z**2 / (2 * n)
    spread = _Z * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
    scale = 1 + _Z**2 / n
    return (centre - spread) / scale, (centre + spread) / scale


def zero_bound(n: int) -> float:
    """Return the exact upper 95% bound of a rate of which no case in n was seen: 1 − 0.05^(1/n).

    It is Clopper and Pearson's one-sided bound (1934), and close to 3/n, the "rule of three".
    """
    return float(1 - _ALPHA ** (1 / n))

"""How long answers take."""

from __future__ import annotations

import math
from collections.abc import Sequence


def percentile(times: Sequence[float], share: float) -> float | None:
    """Return the smallest time that at least `share` (0 to 1) of the times do not exceed (nearest rank).

    The element of rank ceil(share · n) of the sorted times; None without times.
    """
    if not times:
        return None
    return sorted(times)[max(0, math.ceil(share * len(times)) - 1)]

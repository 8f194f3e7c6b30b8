"""A report as one self-contained page: nothing in it is loaded from anywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2

_TEMPLATE = Path(__file__).with_name("page.html.j2")
_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 420, 180, 40, 30
_BINS = 30


def as_html(report: Mapping[str, Any], comparison: str | None = None) -> str:
    """Return the page of a report, with the text of a comparison if there is one."""
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    template = environment.from_string(_TEMPLATE.read_text("utf-8"))
    splits = report["splits"]
    return template.render(
        report=report,
        comparison=comparison,
        latency={split: histogram(content["latency_ms"]["times"]) for split, content in splits.items()},
        reliability={split: reliability_points(content["reliability"]) for split, content in splits.items()},
        frame={"width": _WIDTH, "height": _HEIGHT, "left": _LEFT, "bottom": _BOTTOM},
        pretty=_pretty,
    )


def _pretty(content: object) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False)


def histogram(times: Sequence[float]) -> dict[str, Any]:
    """Return the bars of times in milliseconds, up to their 99th percentile, in the plot's coordinates."""
    if not times:
        return {"bars": [], "top": 0.0, "most": 0}
    top = max(times[int(len(times) * 0.99) - 1] if len(times) > 1 else times[0], 0.1)
    counts = [0] * _BINS
    for time in times:
        counts[min(_BINS - 1, int(time / top * _BINS))] += 1
    width = (_WIDTH - _LEFT) / _BINS
    scale = (_HEIGHT - _BOTTOM) / max(counts)
    bars = [
        {
            "x": round(_LEFT + i * width, 1),
            "y": round(_HEIGHT - _BOTTOM - n * scale, 1),
            "width": round(width - 1, 1),
            "height": round(n * scale, 1),
            "label": f"{i * top / _BINS:.1f} to {(i + 1) * top / _BINS:.1f} ms: {n}",
        }
        for i, n in enumerate(counts)
    ]
    return {"bars": bars, "top": top, "most": max(counts)}


def reliability_points(bins: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return a point with its 95% interval for each tenth of the planner's score, in the plot's coordinates."""

    def y(share: float) -> float:
        return round((_HEIGHT - _BOTTOM) * (1 - share), 1)

    return [
        {
            "x": round(_LEFT + (_WIDTH - _LEFT) * (row["from"] + row["to"]) / 2, 1),
            "y": y(row["share"]),
            "low": y(row["low"]),
            "high": y(row["high"]),
            "label": f"score {row['from']:.1f} to {row['to']:.1f}: {row['hits']} of {row['n']} right",
        }
        for row in bins
    ]

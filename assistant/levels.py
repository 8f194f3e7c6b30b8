"""The same subject as a figure of a place and as an overall one."""

from __future__ import annotations

from index.catalog import Catalog


def at_level(indicator: str, level: str, catalog: Catalog) -> str:
    """Return the indicator of the same subject at a level, or the indicator itself."""
    for other in catalog.indicators:
        if level == "place" and indicator in (other.overall_counterpart, *other.instead):
            return other.id
        if level == "nation" and other.id == indicator and other.overall_counterpart:
            return other.overall_counterpart
    return indicator


def overall_of(indicator: str, catalog: Catalog) -> tuple[str, ...]:
    """Return the overall figures of the same subject, or the indicator itself."""
    return tuple(catalog.by_id[indicator].instead) or (at_level(indicator, "nation", catalog),)

"""The catalogs in use: the packaged ones, and those of a directory of the user's own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.catalog import Catalog, fingerprint, load_catalog, load_catalogs
from index.errors import CatalogError
from index.places import add_names, key


@dataclass(frozen=True, slots=True)
class Installed:
    """Catalogs with what identifies them; `problems` name the files that cannot be used and what to do."""

    catalogs: tuple[Catalog, ...]
    problems: tuple[str, ...]
    fingerprint: str

    def require_sound(self) -> None:
        """Raise CatalogError if a catalog cannot be used: reading documents without it would lose their figures."""
        if self.problems:
            raise CatalogError(f"Nothing was changed. {' '.join(self.problems)}")


@cache
def installed(further: Path | None = None) -> Installed:
    """Load the packaged catalogs and those of `further`; a file of it that cannot be used is named as a problem.

    Raises CatalogError if a packaged catalog cannot be used.
    """
    catalogs = list(load_catalogs())
    if further is None:
        return Installed(tuple(catalogs), (), fingerprint())
    problems: list[str] = []
    if not further.is_dir():
        problem = f"STATDESK_CATALOGS names {further}, which is no directory. Create it, or unset STATDESK_CATALOGS."
        return Installed(tuple(catalogs), (problem,), fingerprint())
    for path in sorted(further.glob("*.yaml")):
        try:
            catalog = load_catalog(path)
            _require_apart(path, catalog, catalogs)
        except CatalogError as error:
            problems.append(str(error))
            continue
        catalogs.append(catalog)
        if catalog.places:
            add_names({place.code: place.name for place in catalog.places} | {catalog.overall_code: catalog.overall})
    own = fingerprint(further) if any(further.glob("*.yaml")) else ""
    both = hashlib.sha256(f"{fingerprint()}:{own}".encode()).hexdigest() if own else fingerprint()
    return Installed(tuple(catalogs), tuple(problems), both)


def _require_apart(path: Path, catalog: Catalog, others: Iterable[Catalog]) -> None:
    """Raise CatalogError where a catalog defines what another one does: a family, a measure, a place or its name."""
    for other in others:
        shared: list[tuple[str, set[str]]] = [
            ("family", {catalog.family} & {other.family}),
            ("indicators", catalog.by_id.keys() & other.by_id.keys()),
        ]
        if catalog.places:
            shared += [
                ("places", _codes(catalog) & _codes(other)),
                ("places", _names(catalog) & _names(other)),
            ]
        for entry, names in shared:
            if names:
                raise CatalogError(
                    f"The catalog {path.name} gives in {entry} what the catalog of {other.title} gives already: "
                    f"{', '.join(sorted(names))}. Rename it in {path.name}."
                )


def _codes(catalog: Catalog) -> set[str]:
    return {place.code for place in catalog.places} | {catalog.overall_code}


def _names(catalog: Catalog) -> set[str]:
    own = {key(name) for place in catalog.places for name in (place.name, *place.names)}
    return own | {key(name) for name in (catalog.overall, *catalog.overall_names)}

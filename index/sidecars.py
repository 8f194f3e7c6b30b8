"""Where a file came from, when, and what it is about: said with it, or written beside it in `<file name>.meta.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from index.errors import DocumentError
from index.readers import SIDECAR

_MAX_BYTES = 64_000
_WHAT_IT_HOLDS = "it holds the keys url, retrieved (a date like 2026-11-01), place and period"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a file came from, when it was retrieved (ISO 8601 date), and the place and period that it is about.

    Each is None where nobody says; place and period are as the person wrote them.
    """

    url: str | None = None
    retrieved: str | None = None
    place: str | None = None
    period: str | None = None


def _iso_date(value: Any) -> str:
    """Accept a date as YAML reads it or as text."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str) and len(value) == 10:
        return date.fromisoformat(value).isoformat()
    raise ValueError("not a date like 2026-11-01")


def _text(value: Any) -> Any:
    """Accept a year as YAML reads it: a number."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


_Words = Annotated[
    str, BeforeValidator(_text), StringConstraints(pattern=r"^\S(?:[^\x00-\x1f\x7f]*\S)?$", max_length=100)
]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    url: Annotated[str, StringConstraints(pattern=r"^\S[^\x00-\x1f\x7f]*\S$", max_length=2000)] | None = None
    retrieved: Annotated[str, BeforeValidator(_iso_date)] | None = None
    place: _Words | None = None
    period: _Words | None = None


class _Loader(yaml.SafeLoader):
    """Refuses a key that is given twice, and references, with which a small file can stand for a huge one."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("references are not allowed")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = [key.value for key, _ in node.value]
        if len(set(map(str, keys))) < len(keys):
            raise yaml.YAMLError("a key is given twice")
        return super().construct_mapping(node, deep)


def provenance(
    url: str | None = None, retrieved: str | None = None, place: str | None = None, period: str | None = None
) -> Provenance:
    """Return what somebody says of a file.

    Raises DocumentError naming the value that cannot be taken.
    """
    said = {"url": url, "retrieved": retrieved, "place": place, "period": period}
    return _checked(said, "What is said of the file ")


def sidecar_of(path: Path) -> Path:
    """Return the path of the sidecar that belongs to a file."""
    return path.with_name(path.name + SIDECAR)


def owner_of(name: str) -> str | None:
    """Return the name of the file to which a sidecar of this name belongs, None if it is the name of no sidecar."""
    return name.removesuffix(SIDECAR) if name.endswith(SIDECAR) else None


def read_sidecar(path: Path) -> Provenance | None:
    """Return what the sidecar of a file says, or None if it has none.

    Raises DocumentError naming the key that cannot be taken.
    """
    sidecar = sidecar_of(path)
    if not sidecar.is_file():
        return None
    where = f"its {sidecar.name} "
    try:
        if sidecar.stat().st_size > _MAX_BYTES:
            raise DocumentError(f"{where}is too large; {_WHAT_IT_HOLDS}")
        content = yaml.load(sidecar.read_text("utf-8"), Loader=_Loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError, ValueError) as error:
        raise DocumentError(f"{where}cannot be read ({_first_line(error)}); {_WHAT_IT_HOLDS}") from error
    if content is None:
        return Provenance()
    if not isinstance(content, dict):
        raise DocumentError(f"{where}is not a list of keys with values; {_WHAT_IT_HOLDS}")
    return _checked({str(key): value for key, value in content.items()}, where)


def _checked(values: dict[str, Any], where: str) -> Provenance:
    try:
        record = _Record.model_validate(values)
    except ValidationError as error:
        key = error.errors()[0]["loc"][0]
        why = "a key that is not known" if error.errors()[0]["type"] == "extra_forbidden" else "not valid"
        raise DocumentError(f"{where}has {key!r}, which is {why}; {_WHAT_IT_HOLDS}") from error
    return Provenance(**record.model_dump())


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]

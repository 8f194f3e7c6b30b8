"""Golden cases: what is asked and what a right answer must hold. `golden/README.md` documents the format."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.types import Operation, Reason, Status
from index.errors import StatDeskError

Split = Literal["dev", "test", "generated", "own"]
GOLDEN = Path(__file__).parent / "golden"


class CaseError(StatDeskError):
    """A case file is not valid; the message names file and line."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Operand(_Strict):
    """A figure that a computed value is made of."""

    indicator: str
    place: str
    period: str | None


class ExpectedValue(_Strict):
    """A figure that the answer must hold; slots that are left out are not looked at."""

    operation: Operation
    value: Decimal
    unit: str | None = None
    qualifier: str | None = None
    indicator: str | None = None
    place: str | None = None
    period: str | None = None
    tolerance: Decimal = Decimal(0)
    operands: tuple[Operand, ...] = ()

    @property
    def is_lookup(self) -> bool:
        """Say whether the figure is printed in a sheet."""
        return self.operation in (Operation.LOOKUP, Operation.RANK, Operation.FILTER)


class ExpectedSpan(_Strict):
    """A stretch of a source file that a citation must overlap."""

    source: str
    quote: str


class Expectation(_Strict):
    """What a right answer must and must not hold."""

    status: tuple[Status, ...] = Field(min_length=1)
    reason: tuple[Reason | None, ...] = ()
    values: tuple[ExpectedValue, ...] = ()
    figures_not: tuple[str, ...] = ()
    words: tuple[tuple[str, ...], ...] = ()
    sheets: tuple[str, ...] = ()
    sheets_any: tuple[str, ...] = ()
    sheets_not: tuple[str, ...] = ()
    spans: tuple[ExpectedSpan, ...] = ()

    @model_validator(mode="after")
    def _agrees(self) -> Expectation:
        if self.values and set(self.status) <= {Status.NOT_FOUND, Status.CLARIFY, Status.URGENT}:
            raise ValueError("values are asked for, but no status that has values is accepted")
        return self


class Case(_Strict):
    """One conversation whose last turn is scored."""

    id: str
    category: str
    turns: tuple[str, ...] = Field(min_length=1)
    expect: Expectation
    asker: str = ""
    note: str = ""
    split: Split = "own"


def read_cases(path: Path, split: Split) -> Iterator[Case]:
    """Read the cases of a JSONL file.

    Raises CaseError naming file and line.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"The case file {path} cannot be read: {error}.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield Case.model_validate({**json.loads(line), "split": split})
        except (ValueError, TypeError) as error:
            what = error.errors()[0] if isinstance(error, ValidationError) else None
            reason = f"{'.'.join(map(str, what['loc'])) or 'case'}: {what['msg']}" if what else str(error)
            raise CaseError(f"{path.name}, line {number}: {reason}.") from error


def golden_cases(splits: Sequence[Split] = ("dev", "test")) -> list[Case]:
    """Load the hand-written cases.

    Raises CaseError for a case that is not valid or an id that stands twice.
    """
    cases = [
        case
        for split in splits
        for path in sorted((GOLDEN / split).glob("*.jsonl"))
        for case in read_cases(path, split)
    ]
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise CaseError(f"The case id {case.id} stands twice.")
        seen.add(case.id)
    return cases

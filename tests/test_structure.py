"""The import contracts cover every module, also those that were added after the contracts were written."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
# What the interfaces may import: each other, the assistant, its explanation, what both return.
OPEN = {"api", "cli", "explaining", "pipeline", "types"}


def test_every_module_behind_the_assistant_is_closed_to_the_interfaces() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    closed = {name for contract in contracts for name in contract.get("forbidden_modules", ())}
    modules = {path.stem for path in (ROOT / "assistant").glob("*.py")} - {"__init__"} - OPEN
    assert {f"assistant.{module}" for module in modules} <= closed

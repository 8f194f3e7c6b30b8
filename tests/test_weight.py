"""What a question costs: libraries that take seconds to import stay out of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "numpy",
    "torch",
    "llama_index",
    "chromadb",
    "gradio",
    "sentence_transformers",
    "onnxruntime",
    "transformers",
    "onnx",
)
SCRIPT = """
import json, sys
import app
app.main(sys.argv[1:], standalone_mode=False)
print("\\n" + json.dumps(sorted(name.split(".")[0] for name in sys.modules)))
"""


def imported(home: Path, *arguments: str) -> set[str]:
    """The top-level modules that a command imports in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments],
        env=os.environ | {"STATDESK_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    modules = set(json.loads(done.stdout.splitlines()[-1]))
    assert "sqlalchemy" in modules or arguments[-1] == "--help"
    return modules


@pytest.mark.parametrize(
    "question",
    [
        "How many CyberTipline reports were made available to law enforcement in Colorado in 2023?",
        "How many missing child cases did NCMEC assist with nationwide in 2023?",
        "How many missing children cases were there in Wyoming?",
        "Which states do you cover?",
        "",
    ],
)
def test_exact_question_imports_nothing_heavy(built_home: Path, question: str) -> None:
    assert imported(built_home, "ask", question).isdisjoint(HEAVY)


def test_prose_question_imports_no_torch(built_home: Path) -> None:
    modules = imported(built_home, "ask", "What is the Family Advocacy Outreach Network?")
    assert "onnxruntime" in modules
    assert modules.isdisjoint({"torch", "sentence_transformers", "gradio", "transformers", "llama_index"})


@pytest.mark.parametrize("command", ["facts", "documents", "check"])
def test_commands_that_list_import_nothing_heavy(built_home: Path, command: str) -> None:
    assert imported(built_home, command, "--json").isdisjoint(HEAVY)


def test_importing_the_package_faces_imports_nothing_heavy() -> None:
    script = "import sys, assistant, index, app; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert set(done.stdout.split()).isdisjoint(HEAVY)

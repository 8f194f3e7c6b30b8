"""Several processes at one store: whoever reads goes on and sees what is added, whoever writes is named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from printed import made_sheet

import index.writing
from assistant import Assistant
from index.errors import StoreBusyError
from index.library import Library
from index.settings import Settings
from index.writer_lock import WriterLock

ADD = """
import sys
from pathlib import Path
from killed_build import use_vectors_of
from index import Library
from index.settings import Settings
use_vectors_of(Path(sys.argv[2]))
Library(Settings(home=Path(sys.argv[1]), model_directory=Path(sys.argv[2]) / "models")).add([Path(sys.argv[3])])
"""


def test_process_that_reads_sees_what_another_adds(own_home: Path, built_home: Path, tmp_path: Path) -> None:
    reading = Assistant.open(Settings(home=own_home))
    prose = "What is the Family Advocacy Outreach Network?"
    assert reading.ask(prose).citations
    (tmp_path / "ohio.txt").write_text(made_sheet("Ohio", reports="7,316"))
    tests = str(Path(__file__).parent)
    paths = os.pathsep.join([tests, str(Path(tests).parent)])
    subprocess.run(
        [sys.executable, "-c", ADD, str(own_home), str(built_home), str(tmp_path / "ohio.txt")],
        env=os.environ | {"PYTHONPATH": paths},
        check=True,
        timeout=120,
    )
    answer = reading.ask("How many CyberTipline reports were made available to law enforcement in Ohio?")
    assert [str(value.value) for value in answer.values] == ["7316"]
    assert reading.ask(prose).citations


def test_who_holds_the_lock_is_named(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.writing, "_PATIENCE", 0.1)
    library = Library.open(Settings(home=own_home))
    with WriterLock(own_home).held():
        with pytest.raises(StoreBusyError, match=rf"process {os.getpid()}, .*Nothing was changed\. Wait"):
            library.remove("colorado-2023.txt")
        assert len(library.documents()) == 5
    library.remove("colorado-2023.txt")
    assert len(library.documents()) == 4


def test_lock_without_a_note_is_told_as_well(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.writing, "_PATIENCE", 0.1)
    with WriterLock(own_home).held():
        (own_home / "writer.json").write_text("[]")
        with pytest.raises(StoreBusyError, match=r"Another StatDesk process is writing to [^(]*\. Nothing was changed"):
            Library.open(Settings(home=own_home)).remove("colorado-2023.txt")

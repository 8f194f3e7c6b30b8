"""Processes that are stopped, by Ctrl-C or kill -9, leave nothing behind and lose nothing; none reports to anybody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import pytest
from fpdf import FPDF
from printed import made_sheet

import app
from index import Library
from index.exports import export_is_intact, publish_export
from index.readers.worker import parse_apart
from index.settings import Settings

# Adds files, says so when a chosen function is called, and waits there to be stopped.
ADD_AND_WAIT = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell has its background jobs ignore
import app, index.snapshots
from index.database import Database
from index.embedding import BuildModel

def wait(*_arguments, **_named):
    print("waiting", flush=True)
    time.sleep(60)

owner, _, name = sys.argv[1].rpartition(".")
setattr(eval(owner), name, wait)
app.main(["add", sys.argv[2]])
"""
PARSE_AND_WAIT = """
import sys, time
from index.readers import worker
worker.parse_apart("csv", b"Kind,2023\\nCases,12\\n")
print(worker._worker._process.pid, flush=True)
time.sleep(60)
"""
ASK = "import app; app.main(['ask', 'What does the sheet say about homelessness?'])"


def long_pdf() -> bytes:
    """A file that takes a second or two to parse."""
    pages = FPDF()
    pages.set_font("Helvetica", size=6)
    for _ in range(60):
        pages.add_page()
        pages.multi_cell(0, 3, "There were 12 cases in the year. " * 300)
    return bytes(pages.output())


@pytest.mark.sqlite
@pytest.mark.parametrize("moment", ["BuildModel.embed", "Database.add", "index.snapshots._flush"])
def test_interrupted_command_says_so_and_can_be_run_again(own_home: Path, tmp_path: Path, moment: str) -> None:
    text = made_sheet("Ohio") + "\nZebras are striped African animals.\n"  # a text that has to be embedded
    (tmp_path / "ohio.txt").write_text(text)
    process = subprocess.Popen(
        [sys.executable, "-c", ADD_AND_WAIT, moment, str(tmp_path / "ohio.txt")],
        env=os.environ | {"STATDESK_HOME": str(own_home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == app.INTERRUPTED == 130
    assert "Traceback" not in said
    assert said.endswith("\nStopped. Nothing is half done or lost; run the same command again to go on.\n")
    committed = moment == "index.snapshots._flush"
    library = Library.open(Settings(home=own_home))
    assert len(library.documents()) == (6 if committed else 5)
    assert len(library.facts()) == 103 + (19 if committed else 0)
    assert not list((own_home / "snapshots").glob("*.part*"))


def test_reply_that_nobody_waited_for_is_not_taken_for_the_next_file() -> None:
    parse_apart("csv", b"Kind,2023\nCases,12\n")  # the child is there

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        data = long_pdf()
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(KeyboardInterrupt):
            parse_apart("pdf", data)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert parse_apart("csv", b"Kind,2023\nReports,13\n").text == "Kind\t2023\nReports\t13"


def test_child_that_parses_ends_with_a_process_that_is_killed() -> None:
    process = subprocess.Popen([sys.executable, "-c", PARSE_AND_WAIT], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    child = int(process.stdout.readline())
    process.kill()
    process.wait(timeout=10)
    for _ in range(100):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    raise AssertionError("the child goes on without its parent")


def test_export_of_a_process_that_was_killed_is_cleared_away(tmp_path: Path) -> None:
    directory = tmp_path / "models" / "0123456789abcdef"
    for left in ("0123456789abcdef.partial", "0123456789abcdef.4711.partial"):
        (tmp_path / "models" / left).mkdir(parents=True)
        (tmp_path / "models" / left / "model.onnx").write_bytes(b"half")
    publish_export(directory, lambda partial: (partial / "model.onnx").write_text("whole"), lambda _partial: None)
    assert export_is_intact(directory) and (directory / "model.onnx").read_text() == "whole"
    assert sorted(path.name for path in directory.parent.iterdir()) == ["0123456789abcdef", "export.lock"]


@pytest.mark.sqlite
def test_nothing_is_left_in_the_temporary_directory(built_home: Path, tmp_path: Path) -> None:
    """Above all no session of ONNX Runtime's reports to its maker, which it makes unless that is forbidden."""
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "ORT_DISABLE_TELEMETRY")}
    temporary, own = tmp_path / "tmp", tmp_path / "own"
    for folder in (temporary, own):
        folder.mkdir()
    subprocess.run(
        [sys.executable, "-c", ASK],
        env=kept | {"STATDESK_HOME": str(built_home), "TMPDIR": str(temporary), "HOME": str(own)},
        capture_output=True,
        timeout=120,
        check=True,
    )
    assert list(temporary.iterdir()) == []
    assert not list(own.rglob("*onnxruntime*"))

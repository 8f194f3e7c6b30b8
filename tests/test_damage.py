"""A SQLite file that is damaged or gone is restored from the newest good snapshot, once, and says so."""

from __future__ import annotations

import logging
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from printed import made_sheet
from test_bad_input import assert_says_what_to_do, garbage, of_another_program, overwritten, truncated

from assistant import Assistant
from index import Library
from index.errors import StoreDamagedError
from index.settings import Settings
from index.snapshots import is_sound

pytestmark = pytest.mark.sqlite

CASES = {"indicators": ["missing_children_cases"]}
QUESTION = "How many missing children cases did NCMEC handle in Ohio?"
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
import app
app.main(["add", sys.argv[2]])
"""
# Commits while another connection is open, so that the log is not carried over into the file, and is killed at once.
COMMIT_AND_DIE = """
import os, signal, sys
from pathlib import Path
from index import Library
from index.settings import Settings
from index.sqlite import SQLite

SQLite.snapshot = lambda self: os.kill(os.getpid(), signal.SIGKILL)
library = Library(Settings(home=Path(sys.argv[1])))
with library.snapshot():
    library.add([Path(sys.argv[2])])
"""


def sheet(folder: Path, place: str) -> Path:
    path = folder / f"{place.lower()}-2023.txt"
    path.write_text(made_sheet(place))
    return path


def snapshots(home: Path) -> list[Path]:
    return sorted((home / "snapshots").iterdir())


def aside(home: Path) -> list[Path]:
    return sorted(home.glob("statdesk-damaged-*.db"))


@pytest.fixture
def kept_home(own_home: Path, tmp_path: Path) -> Iterator[Path]:
    """A home with Ohio's sheet beside the five, and a snapshot of that."""
    library = Library(Settings(home=own_home))
    library.add([sheet(tmp_path, "Ohio")])
    library.close()
    yield own_home


def gone(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    os.truncate(path, 0)


def facts_overwritten(path: Path) -> None:
    """Damage only the pages of the facts, which nobody reads when the store is opened."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        pages = connection.execute("SELECT rootpage FROM sqlite_master WHERE tbl_name = 'facts'").fetchall()
    connection.close()
    with path.open("r+b") as file:
        for (page,) in pages:
            file.seek((page - 1) * size)
            file.write(b"\xff" * size)


def test_every_change_leaves_a_snapshot_and_the_newest_three_are_kept(own_home: Path, tmp_path: Path) -> None:
    library = Library(Settings(home=own_home))
    path = sheet(tmp_path, "Ohio")
    for _ in range(3):
        library.add([path])
        library.remove(path.name)
    found = snapshots(own_home)
    assert len(found) == 3
    assert all(map(is_sound, found))
    assert found[-1].name == f"statdesk-{library.version()}.db"
    with sqlite3.connect(found[-1]) as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (5,)


@pytest.mark.parametrize("damage", [garbage, truncated, overwritten, of_another_program, gone, empty])
def test_damaged_file_is_restored_once_and_kept(
    kept_home: Path, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    path = kept_home / "statdesk.db"
    damage(path)
    before = path.read_bytes() if path.exists() else None
    assert [v["value"] for v in Assistant.open(Settings(home=kept_home)).ask(QUESTION).to_dict()["values"]] == ["600"]
    (said,) = (record.message for record in caplog.records if record.levelno >= logging.WARNING)
    assert "has been restored from the snapshot of" in said and "6 documents" in said
    assert [kept.read_bytes() for kept in aside(kept_home)] == ([before] if before is not None else [])
    caplog.clear()
    assert len(Library.open(Settings(home=kept_home)).documents()) == 6
    assert not caplog.records


def test_damage_that_shows_while_reading_is_restored_and_what_is_lost_is_named(
    kept_home: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    library = Library(Settings(home=kept_home))
    library.add([sheet(tmp_path, "Utah")])
    snapshots(kept_home)[-1].unlink()
    library.close()
    facts_overwritten(kept_home / "statdesk.db")
    opened = Library.open(Settings(home=kept_home))
    assert aside(kept_home) == []  # nothing of the damage shows yet
    assert {fact.place for fact in opened.facts(**CASES)} == {"US-CO", "US-CT", "US-MA", "US-MN", "US-NY", "US-OH"}
    assert len(opened.documents()) == 6
    assert "missing now are: utah-2023.txt" in caplog.text


def test_question_that_meets_damage_is_answered(kept_home: Path) -> None:
    facts_overwritten(kept_home / "statdesk.db")
    answer = Assistant.open(Settings(home=kept_home)).ask(QUESTION)
    assert [v["value"] for v in answer.to_dict()["values"]] == ["600"]
    assert len(aside(kept_home)) == 1


def test_running_reader_goes_on_from_the_restored_file(kept_home: Path, tmp_path: Path) -> None:
    reader = Library.open(Settings(home=kept_home))
    assert len(reader.documents()) == 6
    gone(kept_home / "statdesk.db")
    writer = Library(Settings(home=kept_home))
    writer.add([sheet(tmp_path, "Utah")])
    assert len(reader.documents()) == len(writer.documents()) == 7
    assert reader.version() == writer.version()


def test_processes_that_start_at_once_restore_once(kept_home: Path) -> None:
    garbage(kept_home / "statdesk.db")
    command = [sys.executable, "-c", "import app; app.main(['documents', '--json'])"]
    environment = os.environ | {"STATDESK_HOME": str(kept_home)}
    started = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    ended = [process.communicate(timeout=120) for process in started]
    assert [process.returncode for process in started] == [0, 0, 0, 0], ended
    assert len({out for out, _ in ended}) == 1 and "ohio-2023.txt" in ended[0][0]
    assert sum("has been restored" in err for _, err in ended) == 1
    assert len(aside(kept_home)) == 1


def test_damaged_snapshots_are_passed_over_and_without_a_good_one_nothing_is_touched(
    kept_home: Path, tmp_path: Path
) -> None:
    library = Library(Settings(home=kept_home))
    library.add([sheet(tmp_path, "Utah")])
    library.close()
    older, newest = snapshots(kept_home)
    garbage(newest)
    garbage(kept_home / "statdesk.db")
    assert len(Library.open(Settings(home=kept_home)).documents()) == 6
    garbage(older)
    garbage(kept_home / "statdesk.db")
    kept = (kept_home / "statdesk.db").read_bytes()
    with pytest.raises(StoreDamagedError, match="could not be restored") as caught:
        Library.open(Settings(home=kept_home))
    assert_says_what_to_do(caught.value)
    assert (kept_home / "statdesk.db").read_bytes() == kept


def test_store_of_another_version_is_not_replaced(kept_home: Path) -> None:
    with sqlite3.connect(kept_home / "statdesk.db") as connection:
        connection.execute("UPDATE meta SET value = '999' WHERE key = 'schema_version'")
    with pytest.raises(Exception, match="another version"):
        Library.open(Settings(home=kept_home))
    assert aside(kept_home) == []


def test_restoring_that_was_cut_short_is_done_again(kept_home: Path) -> None:
    """The damaged file was set aside, and the process was killed before the snapshot was in its place."""
    path = kept_home / "statdesk.db"
    path.rename(kept_home / "statdesk-damaged-before.db")
    path.with_name("statdesk.db-wal").write_bytes(b"of the damaged file")
    path.with_name("restored.part").write_bytes(b"half")
    library = Library.open(Settings(home=kept_home))
    assert len(library.documents()) == 6 and is_sound(path)
    assert not path.with_name("restored.part").exists()


def test_change_without_room_for_a_snapshot_is_saved(
    own_home: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (own_home / "snapshots").write_text("a file where the folder should be")
    Library(Settings(home=own_home)).add([sheet(tmp_path, "Ohio")])
    assert "The change is saved, but no snapshot" in caplog.text
    assert len(Library.open(Settings(home=own_home)).documents()) == 6


# a full disk


def added_with_limit(home: Path, limit: int, path: Path) -> subprocess.CompletedProcess[str]:
    """Add a file in a process none of whose files may grow beyond a size: it gets the errors of a full disk."""
    assert limit < resource.getrlimit(resource.RLIMIT_FSIZE)[1] or resource.getrlimit(resource.RLIMIT_FSIZE)[1] < 0
    return subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit), str(path)],
        env=os.environ | {"STATDESK_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def assert_refused_and_whole(done: subprocess.CompletedProcess[str], home: Path) -> None:
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "free some space" in done.stderr or "free space" in done.stderr
    library = Library.open(Settings(home=home))
    assert len(library.documents()) == 5 and len(library.facts()) == 103


@pytest.mark.parametrize("limit", [0, 60_000])
def test_full_disk_changes_nothing_and_says_so(own_home: Path, tmp_path: Path, limit: int) -> None:
    ohio = sheet(tmp_path, "Ohio")
    assert_refused_and_whole(added_with_limit(own_home, limit, ohio), own_home)
    assert Library(Settings(home=own_home)).add([ohio]).added == (ohio.name,)


def test_disk_that_fills_up_while_vectors_are_written_changes_nothing(own_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "zebras.md"
    path.write_text("# Zebras\n\nZebras are striped African animals that graze on the savanna.\n")
    done = added_with_limit(own_home, 100_000, path)
    assert_refused_and_whole(done, own_home)
    assert "The vectors could not be written" in done.stderr


# a directory that refuses writing


# root may write anywhere, unless it gives that right up
DROP = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"]


def run_without_writing(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command that may not write into a home."""
    begin = DROP if os.geteuid() == 0 and shutil.which("setpriv") else []
    home.chmod(0o500)
    try:
        return subprocess.run(
            [*begin, sys.executable, "-c", f"import app; app.main({list(arguments)!r})"],
            env=os.environ | {"STATDESK_HOME": str(home)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    finally:
        home.chmod(0o700)


def test_directory_that_refuses_writing_is_read_and_named(own_home: Path, tmp_path: Path) -> None:
    read = run_without_writing(own_home, "documents")
    assert read.returncode == 0 and "colorado-2023.txt" in read.stdout
    added = run_without_writing(own_home, "add", str(sheet(tmp_path, "Ohio")))
    assert added.returncode == 1 and "cannot be written" in added.stderr and "Traceback" not in added.stderr
    assert len(Library.open(Settings(home=own_home)).documents()) == 5


def test_what_a_killed_writer_has_committed_is_read_also_where_nothing_can_be_written(
    own_home: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", COMMIT_AND_DIE, str(own_home), str(sheet(tmp_path, "Ohio"))],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert (own_home / "statdesk.db-wal").stat().st_size > 0  # Ohio's sheet stands in the log alone
    assert "ohio-2023.txt" in run_without_writing(own_home, "documents").stdout
    (own_home / "statdesk.db-shm").unlink()
    refused = run_without_writing(own_home, "documents")
    assert (refused.returncode, refused.stdout) == (1, "") and "Check the permissions" in refused.stderr


def test_full_disk_is_read_without_the_files_that_it_has_no_room_for(
    own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = sqlite3.connect(own_home / "statdesk.db")
    connection.execute("SELECT count(*) FROM meta")
    connection.close()  # the last one takes the side files along
    real = os.statvfs

    def without_room(path: Path) -> os.statvfs_result:
        found = list(real(path))
        found[4] = 0  # f_bavail, blocks that are free
        return os.statvfs_result(found)

    reader = Library(Settings(home=own_home))
    with monkeypatch.context() as patch:
        patch.setattr(os, "statvfs", without_room)
        with reader.snapshot() as database:
            assert len(database.documents()) == 5
            assert not list(own_home.glob("statdesk.db-*"))
    Library(Settings(home=own_home)).add([sheet(tmp_path, "Ohio")])
    assert len(reader.documents()) == 6

"""Changes a store over and over, is killed at random moments, and says whether the store is whole each time.

usage: killed_at_random.py HOME BUILT_HOME KILLS SEED
The store is on the servers that STATDESK_TEST_DATABASE_URL and STATDESK_TEST_CHROMA_URL name, else in files.
What takes long to import is imported once; every change and every look at the store is a process forked from that.
"""

from __future__ import annotations

import importlib
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from committed import (
    PLACES,
    SHEETS,
    VERSIONS,
    WITHDRAWABLE,
    State,
    assert_whole,
    held,
    key_of,
    path_of,
    source_of,
    text_of,
    write_sheets,
)
from killed_build import use_vectors_of
from pydantic import SecretStr

import index.models
from index import Library
from index.build import process
from index.errors import NoIndexError
from index.settings import Settings
from index.snapshots import is_sound
from index.types import Decision, Flag, FlagKind
from index.vectors import from_bytes

# A change takes some tenths of a second; the longest wait lets several be committed before the kill.
LONGEST = 1.5
# So likely is it, every hundredth of a second, that a writer that has not begun a change yet is let live.
AT_WORK = 0.999
Change = tuple[str, State, Callable[[], object]]
"""What is done, the state in which it ends, and the doing."""


class Killed:
    """A store, the writers that are killed at work on it, and all states that it may ever have been in."""

    def __init__(self, home: Path, built: Path) -> None:
        self.home = home
        self.built = built
        self.sheets = home.parent / "sheets"
        self.said = home.parent / "said"
        self.known = State()
        self.states = {self.known.to_json()}
        self.begun: Counter[str] = Counter()
        write_sheets(self.sheets)

    def opened(self) -> Library:
        database, chroma = os.environ.get("STATDESK_TEST_DATABASE_URL"), os.environ.get("STATDESK_TEST_CHROMA_URL")
        return Library(
            Settings(
                home=self.home,
                model_directory=self.built / "models",
                database_url=SecretStr(database) if database else None,
                chroma_url=chroma,
            )
        )

    def kill_a_writer(self, seed: int) -> list[State]:
        """Kill a writer at a random moment; return the states of which the store must be in one."""
        process, moment = self.forked(lambda: self.write(random.Random(seed))), random.Random(-seed)
        while moment.random() < AT_WORK and not self.said.stat().st_size:
            time.sleep(0.01)
        time.sleep(moment.uniform(0, LONGEST))
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        assert os.WIFSIGNALED(status), "the writer ended by itself"
        whole = self.said.read_text().rpartition("\n")[0]  # of a state that was half written down nothing is done yet
        lines = [line.split(" ", 1) for line in whole.splitlines()]
        self.begun.update(kind for kind, _ in lines)
        self.states |= {line for _, line in lines}
        return [self.known, *(State.from_json(line) for _, line in lines)][-2:]

    def write(self, choose: random.Random) -> None:
        """Change the store for ever; before each change write down the state in which it is to end."""
        library, state, number = self.opened(), self.known, 0
        while True:
            number += 1
            change = self.decision(library, state, choose, f"Reviewer {number}") if choose.random() < 0.5 else None
            kind, state, do = change or self.documents(library, state, choose)
            os.write(1, f"{kind} {state.to_json()}\n".encode())
            do()

    def documents(self, library: Library, state: State, choose: random.Random) -> Change:
        """Choose a change of the documents."""
        sheets = [(place, choose.randrange(len(VERSIONS))) for place in choose.sample(PLACES, choose.randint(1, 3))]
        paths = [path_of(self.sheets, sheet) for sheet in sheets]
        kind = choose.choice(["build", "add", "add", "remove"]) if len(state.versions) > 1 else "add"
        if kind == "remove":
            place = choose.choice(sorted(state.versions))
            return kind, state.removed(place), lambda: library.remove(source_of(place))
        if kind == "build":
            return kind, state.built(sheets), lambda: library.build(paths)
        after = state.added(sheets)
        changed = [place for place, _ in sheets if after.versions[place] != state.versions.get(place)]
        return "replace" if state.versions.keys() & changed else "add", after, lambda: library.add(paths)

    def decision(self, library: Library, state: State, choose: random.Random, name: str) -> Change | None:
        """Choose what a person decides; None where there is nothing to decide."""
        flags: list[Flag] = list(library.check().flags) if state.versions else []
        kind = choose.choice(["accept", "accept", "reject", "reconsider"])
        if kind == "reconsider":
            if not state.decisions:
                return None
            key = choose.choice(sorted(state.decisions))  # also of a document that is not there now
            return kind, state.reconsidered(key), lambda: library.reconsider(key.split(":")[1])
        if kind == "reject":
            flags = [flag for flag in flags if flag.kind in WITHDRAWABLE]
        if not flags:
            return None
        flag = choose.choice(flags)
        if kind == "reject":
            rejected = state.decided(key_of(flag), Decision.REJECTED, None, name)
            return kind, rejected, lambda: library.reject(flag.id, name=name)
        given = str(choose.randint(1, 9999)) if flag.kind is FlagKind.UNREADABLE_NUMBER else None
        printed = str(flag.candidate.value) if flag.candidate and flag.kind is FlagKind.STATED_TWICE else None
        accepted = state.decided(key_of(flag), Decision.ACCEPTED, given or printed, name)
        return kind, accepted, lambda: library.accept(flag.id, name=name, value=given)

    def look(self, allowed: list[State]) -> None:
        """Look at the store: it is in one of the states that it may be in, and answers from what it holds."""
        library = self.opened()
        try:
            state = held(library)
        except NoIndexError:
            state = State()
            assert state in allowed
        else:
            assert state in allowed, (state, allowed)
            assert_whole(library, state)
            self.assert_found(library)
        self.assert_snapshots()
        os.write(1, state.to_json().encode())

    def assert_found(self, library: Library) -> None:
        """Texts are found by their vectors, among those that the store holds."""
        with library.snapshot() as database:
            vectors = {hash_: from_bytes([vector])[0] for hash_, _, vector in database.texts()}
        for hash_ in sorted(vectors)[::10]:
            nearest = library._vectors.nearest(vectors[hash_], 5)  # the model is spared, which takes a second to open
            assert len(nearest) == 5 and {found for found, _ in nearest} <= vectors.keys()
            assert nearest[0][1] > 0.999, "a text is not found by its own vector"

    def assert_snapshots(self) -> None:
        """Every snapshot is a whole store of a state that was committed."""
        for path in (self.home / "snapshots").glob("statdesk-*.db"):
            assert is_sound(path), path
            restored = self.home.parent / "restored"
            restored.mkdir(exist_ok=True)
            shutil.copyfile(path, restored / "statdesk.db")
            library = Library(Settings(home=restored))
            state = held(library)
            assert state.to_json() in self.states, (path, state)
            assert_whole(library, state)
            library.close()

    def forked(self, work: Callable[[], None]) -> int:
        """Run work in a process of its own, what it writes goes to the file `said`; returns its id."""
        output = os.open(self.said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        process = os.fork()
        if process:
            os.close(output)
            return process
        os.dup2(output, 1)
        try:
            work()
            os._exit(0)
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)


def spare_what_repeats(library: Library) -> None:
    """Have all that a process does once done before it is forked: a writer begins at once to write."""
    for name in ("chromadb", "llama_index.core.schema", "llama_index.vector_stores.chroma"):
        importlib.import_module(name)
    for sheet in SHEETS.values():
        process(source_of(sheet[0]), text_of(sheet), "", "", library.catalogs)
    exported = "export_is_intact"
    setattr(index.models, exported, lambda _directory: True)  # the models are there, and hashed at every change


def main(home: Path, built: Path, kills: int, seed: int) -> None:
    use_vectors_of(built)
    store = Killed(home, built)
    spare_what_repeats(store.opened())
    for number in range(seed, seed + kills):
        allowed = store.kill_a_writer(number)
        _, status = os.waitpid(store.forked(lambda allowed=allowed: store.look(allowed)), 0)  # type: ignore[misc]
        assert status == 0, f"after kill {number}"
        store.known = State.from_json(store.said.read_text())
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(store.begun.items()))
    print(f"{kills} kills amid {store.begun.total()} changes ({kinds}), the store was whole after each")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))

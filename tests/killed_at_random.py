"""Changes a store over and over, is killed at random moments, and says whether the store is whole each time.

usage: killed_at_random.py HOME BUILT_HOME SHEETS KILLS SEED
The store is on the servers that STATDESK_TEST_DATABASE_URL and STATDESK_TEST_CHROMA_URL name, else in files.
SHEETS is a folder of sheets whose masked texts BUILT_HOME knows.
What takes long to import is imported once; every change and every look at the store is a process forked from that.
"""

from __future__ import annotations

import importlib
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from killed_build import use_vectors_of
from pydantic import SecretStr

from index import Library
from index.errors import NoIndexError
from index.settings import Settings

# A change takes some tenths of a second; the longest wait lets several be committed before the kill.
LONGEST = 1.5


def opened(home: Path, built: Path) -> Library:
    database, chroma = os.environ.get("STATDESK_TEST_DATABASE_URL"), os.environ.get("STATDESK_TEST_CHROMA_URL")
    return Library(
        Settings(
            home=home,
            model_directory=built / "models",
            database_url=SecretStr(database) if database else None,
            chroma_url=chroma,
        )
    )


def changes(library: Library, sheets: list[Path], choose: random.Random) -> None:
    """Change the store for ever; before each change write down which documents it begins with and is to end with."""
    while True:
        try:
            before = {document.source for document in library.documents()}
        except NoIndexError:
            before = set()
        kind = choose.choice(["build", "add", "remove"]) if len(before) > 1 else "add"
        some = choose.sample(sheets, choose.randint(1, 3))
        names = {path.name for path in some}
        gone = choose.choice(sorted(before)) if before else ""
        after = {"build": names, "add": before | names, "remove": before - {gone}}[kind]
        os.write(1, f"{kind} {','.join(sorted(before))} {','.join(sorted(after))}\n".encode())
        if kind == "remove":
            library.remove(gone)
        else:
            getattr(library, kind)(some)


def assert_whole(library: Library, allowed: list[set[str]]) -> None:
    """The store holds one of the sets of documents that may be there, each document entire, and answers from them."""
    documents = library.documents()
    assert {document.source for document in documents} in allowed, (documents, allowed)
    for document in documents:
        facts = library.facts(document_id=document.id)
        assert len(facts) == document.facts == 19, document
        text = library.source(document.id)
        assert all(text[fact.start : fact.end] == fact.quote for fact in facts)
    assert library.check().flags == ()
    if documents:
        texts = {hash_ for hash_, _ in library.texts()}
        nearest = library.nearest("peer support for families", 5)
        assert len(nearest) == 5 and {hash_ for hash_, _ in nearest} <= texts
        assert all(passages for hash_ in texts if (passages := library.passages_of([hash_])))


def forked(work: Callable[[], None]) -> tuple[int, int]:
    """Run work in a process of its own; returns its id and the end of a pipe that reads what it writes."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    os.dup2(writing, 1)
    try:
        work()
        os._exit(0)
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(1)


def lines_of(pipe: int) -> list[str]:
    with os.fdopen(pipe) as stream:
        return stream.read().splitlines()


def killed_once(home: Path, built: Path, sheets: list[Path], seed: int) -> tuple[int, list[set[str]]]:
    """Kill a writer at a random moment.

    Returns how many changes it began, and the sets of documents of which the store must hold one.
    """
    choose = random.Random(seed)
    process, pipe = forked(lambda: changes(opened(home, built), sheets, choose))
    time.sleep(random.Random(-seed).uniform(0, LONGEST))
    os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status), "the writer ended by itself"
    whole = [line.split(" ") for line in lines_of(pipe)]
    return len(whole), [set(filter(None, names.split(","))) for names in whole[-1][1:]] if whole else []


def main(home: Path, built: Path, folder: Path, kills: int, seed: int) -> None:
    use_vectors_of(built)
    sheets = sorted(folder.iterdir())
    for name in ("chromadb", "llama_index.core.schema", "llama_index.vector_stores.chroma", "onnxruntime"):
        importlib.import_module(name)
    known: set[str] = set()
    begun = 0
    for number in range(seed, seed + kills):
        changes_begun, allowed = killed_once(home, built, sheets, number)
        begun += changes_begun
        allowed = allowed or [known]

        def look(allowed: list[set[str]] = allowed) -> None:
            library = opened(home, built)
            try:
                assert_whole(library, allowed)
            except NoIndexError:
                assert set() in allowed
                return
            os.write(1, ",".join(document.source for document in library.documents()).encode())

        process, pipe = forked(look)
        seen = lines_of(pipe)
        _, status = os.waitpid(process, 0)
        assert status == 0, f"after kill {number}"
        known = set(filter(None, (seen or [""])[0].split(",")))
    print(f"{kills} kills amid {begun} changes, the store was whole after each")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))

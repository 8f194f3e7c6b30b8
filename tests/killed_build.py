"""Changes a store and kills itself at a chosen moment; tests run it as a process of its own.

usage: killed_build.py MOMENT HOME BUILT_HOME PATH...
With BUILT_HOME's vectors in place of the model, so that a run takes a second or two instead of ten.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from stores import embedding_of

import index.models
from index import Library
from index.database import Database
from index.embedding import BuildModel
from index.settings import Settings
from index.vectors import VectorStore

# where to die: owner, function, on which call, and whether its work is done first
MOMENTS: dict[str, tuple[Any, str, int, bool]] = {
    "before_vectors": (VectorStore, "add", 1, False),
    "after_vectors": (VectorStore, "add", 1, True),
    "amid_documents": (Database, "add", 3, False),
    "after_first_document": (Database, "add", 1, True),
    "before_commit": (Database, "compare_documents", 1, True),
    "after_commit": (index.models, "export_is_intact", 1, False),
}


def use_vectors_of(built: Path) -> None:
    """Embed texts by looking them up in a built store, for the rest of this process."""
    method = "embed"
    setattr(BuildModel, method, embedding_of(built))


def die_at(moment: str) -> None:
    owner, name, call, done = MOMENTS[moment]
    original, calls = getattr(owner, name), []

    def fatal(*args: Any, **kwargs: Any) -> Any:
        calls.append(name)
        if len(calls) < call:
            return original(*args, **kwargs)
        if done:
            original(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, fatal)


if __name__ == "__main__":
    use_vectors_of(Path(sys.argv[3]))
    die_at(sys.argv[1])
    library = Library(Settings(home=Path(sys.argv[2]), model_directory=Path(sys.argv[3]) / "models"))
    library.add([Path(argument) for argument in sys.argv[4:]])

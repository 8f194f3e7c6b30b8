"""Stores that are made quickly: vectors come from a built store, the exported models too."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from assistant import Assistant
from index import Library
from index.embedding import BuildModel, Vectors
from index.settings import Settings
from index.vectors import from_bytes


def embedding_of(built_home: Path) -> Callable[[BuildModel, Sequence[str]], Vectors]:
    """Embed by looking texts up in a built store; a text that it does not hold gets a vector of its own length."""
    with Library(Settings(home=built_home)).snapshot() as database:
        known = {text: from_bytes([vector])[0] for _, text, vector in database.texts()}

    def embed(_model: BuildModel, texts: Sequence[str]) -> Vectors:
        spare = np.eye(len(next(iter(known.values()))), dtype=np.float32)
        return np.stack([known.get(text, spare[len(text) % len(spare)]) for text in texts])

    return embed


def use_vectors_of(built_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a test embed by looking texts up in a built store."""
    monkeypatch.setattr(BuildModel, "embed", embedding_of(built_home))


def fresh(home: Path, built_home: Path) -> Library:
    """A library over an empty home that has the exported models already."""
    return Library(Settings(home=home, model_directory=built_home / "models"))


@contextmanager
def with_documents(built_home: Path, folder: Path, documents: Mapping[str, str]) -> Iterator[Assistant]:
    """Open an assistant over the five sheets and some documents, by name; the store is made in an empty folder."""
    home, files = folder / "home", folder / "documents"
    shutil.copytree(built_home, home, ignore=shutil.ignore_patterns("models", "write.lock"))
    (home / "models").symlink_to(built_home / "models")
    files.mkdir()
    for name, text in documents.items():
        (files / name).write_text(text, "utf-8")
    Library(Settings(home=home)).add([files])
    opened = Assistant.open(Settings(home=home))
    yield opened
    opened.library.close()

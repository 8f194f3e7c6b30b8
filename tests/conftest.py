"""Fixtures: one store of the five sheets, built once for the whole run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from assistant import Assistant
from index import Library
from index.settings import Settings

settings.register_profile("statdesk", derandomize=True, deadline=None)  # the same examples on every run
settings.load_profile("statdesk")


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home directory with the five sheets built; tests that change it take `own_home`."""
    home = tmp_path_factory.mktemp("statdesk")
    Library(Settings(home=home)).build()
    return home


@pytest.fixture
def own_home(built_home: Path, tmp_path: Path) -> Path:
    """A copy of the built home that the test may change; the exported model is shared."""
    home = tmp_path / "home"
    shutil.copytree(built_home, home, ignore=shutil.ignore_patterns("models", "write.lock"))
    (home / "models").symlink_to(built_home / "models")
    return home


@pytest.fixture(scope="session")
def assistant(built_home: Path) -> Iterator[Assistant]:
    """The assistant over the five sheets."""
    opened = Assistant.open(Settings(home=built_home))
    yield opened
    opened.library.close()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of the five sheets."""
    from index.library import bundled_corpus

    return bundled_corpus()

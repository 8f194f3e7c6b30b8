"""Fixtures: one store of the five sheets, built once for the whole run.

With `--backend server` every home has its store on a PostgreSQL server and its vectors on a Chroma server.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import servers
from browsing import Visit, chromium
from hypothesis import settings
from stores import use_vectors_of

from assistant import Assistant
from index import Library
from index.settings import Settings

settings.register_profile("statdesk", derandomize=True, deadline=None)  # the same examples on every run
settings.load_profile("statdesk")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--backend", choices=("file", "server"), default="file", help="Where the stores are kept.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--backend") == "server":
        others = [item for item in items if item.get_closest_marker("sqlite")]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


@pytest.fixture(scope="session")
def database_server() -> Iterator[str]:
    """The address of a PostgreSQL database of the tests' own."""
    with servers.postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.ChromaServer]:
    """A Chroma server of the tests' own."""
    folder = tmp_path_factory.mktemp("server") / "chroma"
    folder.mkdir()
    server = servers.ChromaServer(folder)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session", autouse=True)
def stores_on_servers(request: pytest.FixtureRequest) -> Iterator[None]:
    """With `--backend server`, give every home a schema of its own on the database server."""
    if request.config.getoption("--backend") == "file":
        yield
        return
    url = request.getfixturevalue("database_server")
    with servers.store_of_every_home(url, request.getfixturevalue("chroma_server").url):
        yield


@pytest.fixture(scope="session")
def built_home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home directory with the five sheets built; tests that change it take `own_home`."""
    home = tmp_path_factory.mktemp("statdesk")
    Library(Settings(home=home)).build()
    in_files = request.config.getoption("--backend") == "file"
    assert (home / "statdesk.db").exists() == (home / "chroma").exists() == in_files
    return home


@pytest.fixture
def own_home(built_home: Path, tmp_path: Path) -> Path:
    """A copy of the built home that the test may change; the exported model is shared."""
    home = tmp_path / "home"
    shutil.copytree(built_home, home, ignore=shutil.ignore_patterns("models", "snapshots", "write.lock"))
    (home / "models").symlink_to(built_home / "models")
    servers.copy_store(Settings(home=built_home), Settings(home=home))
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real browser."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def visits() -> Iterator[list[Visit]]:
    """The browser's pages that a test opens; at its end each is closed, and must have had no trouble."""
    opened: list[Visit] = []
    yield opened
    for visit in opened:
        visit.close()


@pytest.fixture
def known_vectors(built_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Embed by looking texts up in the built store, which spares the model."""
    use_vectors_of(built_home, monkeypatch)


@pytest.fixture
def library(own_home: Path) -> Library:
    """A store of the five sheets that a test may change."""
    return Library.open(Settings(home=own_home))


@pytest.fixture
def no_upload_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever becomes of an upload, its files are gone from the directory for temporary files."""
    directory = tmp_path / "temporary"
    directory.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(directory))
    yield
    assert list(directory.glob("statdesk-upload-*")) == []

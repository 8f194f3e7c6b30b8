"""A PostgreSQL server and a Chroma server of the tests' own, started when first needed and stopped at the end."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from index.schema import meta, metadata
from index.settings import Settings

# Debian keeps the server's programs out of the path, by version.
_POSTGRESQL = Path("/usr/lib/postgresql")
_SECONDS = 60


def missing(what: str) -> None:
    """Skip on a machine that lacks something, but never in CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing; CI must run the tests that need it")
    pytest.skip(f"{what} is missing, so nothing is tested on a database server")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _program(name: str) -> str:
    for folder in sorted(_POSTGRESQL.glob("*/bin"), key=lambda path: -float(path.parent.name)):
        if (folder / name).exists():
            return str(folder / name)
    found = shutil.which(name)
    if found is None:
        missing("PostgreSQL (on Debian: apt-get install postgresql)")
    return str(found)


def _as_nobody_special(command: list[str]) -> None:
    """Run a command of PostgreSQL, which refuses to be run by root."""
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=_SECONDS, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def postgresql() -> Iterator[str]:
    """Run a cluster of its own; yields the address of its database, without a scheme's driver."""
    folder = Path(tempfile.mkdtemp(prefix="statdesk-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data, port = folder / "data", free_port()
        _as_nobody_special(
            [
                _program("initdb"),
                "-D",
                str(data),
                "-U",
                "statdesk",
                "--auth=trust",
                "--locale-provider=icu",
                "--icu-locale=en-US",
                "--encoding=UTF8",
                "--no-sync",
            ]
        )
        # durable to a killed client, which is what is tested; not to a machine that loses its power
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        control = [_program("pg_ctl"), "-D", str(data), "-w"]
        _as_nobody_special([*control, "-l", str(folder / "log"), "-o", options, "start"])
        try:
            yield f"postgresql://statdesk@127.0.0.1:{port}/postgres"
        finally:
            _as_nobody_special([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def schema_of(url: str, home: Path) -> str:
    """Return the address of a schema that belongs to one home; it is made where it is not there yet."""
    schema = f"h{hashlib.sha256(str(home).encode()).hexdigest()[:16]}"
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"), poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
    return f"{url}?options=-csearch_path%3D{schema}"


@contextmanager
def store_of_every_home(database: str, chroma: str) -> Iterator[None]:
    """Have every home's settings name a schema of its own on a database server, and a Chroma server."""
    addresses: dict[Path, str] = {}

    def sources(_settings: Any, init_settings: Any, env_settings: Any, **_others: Any) -> tuple[Any, ...]:
        home = init_settings().get("home") or env_settings().get("home")

        def servers() -> dict[str, str]:
            if home is None:
                return {}
            if home not in addresses:
                addresses[home] = schema_of(database, home)
            return {"database_url": addresses[home], "chroma_url": chroma}

        return init_settings, env_settings, servers

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Settings, "settings_customise_sources", sources)
        yield


def copy_store(source: Settings, target: Settings) -> None:
    """Copy a store on a database server to another place there, as a store of its own; one in a file stays as it is."""
    if source.database_url is None or target.database_url is None:
        return
    first, second = (
        sa.create_engine(settings.database_url.get_secret_value(), poolclass=sa.NullPool)
        for settings in (source, target)
        if settings.database_url
    )
    with first.connect() as reading, second.begin() as writing:
        metadata.create_all(writing)
        for table in metadata.sorted_tables:
            columns = [column for column in table.columns if column.name != "number"]  # counted by the server
            rows = [dict(row._mapping) for row in reading.execute(sa.select(*columns))]
            if rows:
                writing.execute(sa.insert(table), rows)
        writing.execute(sa.update(meta).where(meta.c.key == "store_id").values(value=uuid.uuid4().hex))


class ChromaServer:
    """Chroma's own server, which can be stopped and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = Path(sys.executable).with_name("chroma")
        command = [str(program), "run", "--path", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)]
        with (self.folder.parent / "chroma.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        for _ in range(_SECONDS * 10):
            assert self._process.poll() is None, (self.folder.parent / "chroma.log").read_text()
            try:
                urllib.request.urlopen(f"{self.url}/api/v2/heartbeat", timeout=5).close()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the Chroma server did not start")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=_SECONDS)
            self._process = None

"""Writers that are killed at random moments: the store holds what was committed, whole, and can go on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import servers

KILLER = Path(__file__).with_name("killed_at_random.py")
KINDS = {"build", "add", "replace", "remove", "accept", "reject", "reconsider"}
FEW, MANY = 8, 1000


def assert_whole_after_kills(home: Path, built: Path, kills: int, seed: int, **variables: str) -> None:
    command = [sys.executable, str(KILLER), str(home), str(built), str(kills), str(seed)]
    done = subprocess.run(
        command, env=os.environ | variables, capture_output=True, text=True, timeout=60 + 20 * kills, check=False
    )
    assert done.returncode == 0, done.stdout[-500:] + done.stderr[-3000:]
    said = re.search(r"amid (\d+) changes \((.*)\), the store was whole after each", done.stdout)
    assert said and int(said[1]) > kills / 4  # else the writers were killed before they did anything
    if kills == MANY:
        assert {kind.split()[1] for kind in said[2].split(", ")} == KINDS


@pytest.mark.sqlite
@pytest.mark.parametrize("kills", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
def test_file_is_whole_whenever_its_writer_is_killed(built_home: Path, tmp_path: Path, kills: int) -> None:
    assert_whole_after_kills(tmp_path / "home", built_home, kills, seed=1)


@pytest.mark.sqlite
@pytest.mark.parametrize("kills", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
def test_database_server_is_whole_whenever_its_writer_is_killed(
    built_home: Path, tmp_path: Path, database_server: str, chroma_server: servers.ChromaServer, kills: int
) -> None:
    url = servers.schema_of(database_server, tmp_path)
    assert_whole_after_kills(
        tmp_path / "home",
        built_home,
        kills,
        seed=2,
        STATDESK_TEST_DATABASE_URL=url,
        STATDESK_TEST_CHROMA_URL=chroma_server.url,
    )

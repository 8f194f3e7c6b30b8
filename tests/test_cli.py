"""The commands: help, shapes of JSON, exit codes, errors in one sentence."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from invariants import ANSWER_KEYS, CITATION_KEYS, VALUE_KEYS
from printed import OVERALL, SOURCES, made_sheet

import app

COMMANDS = ["build", "add", "remove", "documents", "history", "facts", "check", "accept", "reject", "reconsider",
            "source", "ask", "chat", "serve"]  # fmt: skip
EXACT = "How many CyberTipline reports were made available to law enforcement in Colorado in 2023?"
FACT_KEYS = set("document source indicator place period value qualifier unit quote start end page flags".split())
DOCUMENT_KEYS = {"said_place", "said_period"}.union(
    "id title source family place period pages facts flags decided added format url retrieved".split()
)
FLAG_KEYS = set("id document kind indicator message quote start end".split())


def run(home: Path, *arguments: str, text: str | None = None, **settings: str) -> Result:
    environment = {"STATDESK_HOME": str(home), **{f"STATDESK_{k.upper()}": v for k, v in settings.items()}}
    return CliRunner().invoke(app.main, list(arguments), input=text, env=environment)


def rows(home: Path, *arguments: str) -> list[dict[str, Any]]:
    result = run(home, *arguments)
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def assert_one_sentence(result: Result, code: int = 1) -> None:
    """A failure that a person can read: an exit code, a sentence on stderr, nothing on stdout, no traceback."""
    assert result.exit_code == code, result.output
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert re.search(r"Error: .+\.", result.stderr)


# help


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command(tmp_path: Path, command: str) -> None:
    result = run(tmp_path / "nothing", command, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")
    assert len(result.stdout.splitlines()[2].strip()) > 20  # it says what the command does
    assert not (tmp_path / "nothing").exists()


def test_help_lists_the_commands(tmp_path: Path) -> None:
    result = run(tmp_path, "--help")
    listed = set(re.findall(r"^  (\w+)  ", result.stdout, re.MULTILINE))
    assert listed >= set(COMMANDS)


@pytest.mark.parametrize("arguments", [["nothing"], ["ask"], ["facts", "--nothing"], ["add"], ["source"], ["remove"]])
def test_wrong_use_exits_2(tmp_path: Path, arguments: list[str]) -> None:
    result = run(tmp_path, *arguments)
    assert result.exit_code == 2
    assert "Usage: " in result.stderr


# shapes


def test_documents(built_home: Path) -> None:
    found = rows(built_home, "documents", "--json")
    assert {row["source"] for row in found} == set(SOURCES.values())
    for row in found:
        assert row.keys() == DOCUMENT_KEYS
        assert SOURCES[row["place"]] == row["source"]
        assert (row["family"], row["period"], row["pages"], row["flags"]) == ("ncmec_state_data", "2023", None, 0)
        assert row["facts"] == (20 if row["place"] in ("US-MA", "US-NY") else 21)
    assert "colorado-2023.txt" in run(built_home, "documents").stdout


def test_facts(built_home: Path) -> None:
    found = rows(built_home, "facts", "--json")
    assert sum(row["place"] != "US" for row in found) == 52
    assert sum(row["place"] == "US" for row in found) == 51
    for row in found:
        assert row.keys() == FACT_KEYS
        assert re.fullmatch(r"\d+", row["value"])
        assert row["flags"] == [] and row["page"] is None


@pytest.mark.parametrize("indicator", OVERALL)
def test_overall_figure_in_the_facts(built_home: Path, indicator: str) -> None:
    overall = OVERALL[indicator]
    found = rows(built_home, "facts", "--json", "--indicator", indicator)
    assert len(found) == len(overall.places)
    assert {(r["value"], r["qualifier"], r["unit"], r["period"]) for r in found} == {
        (overall.value, overall.qualifier, overall.unit, overall.period)
    }


def test_facts_are_filtered(built_home: Path) -> None:
    assert len(rows(built_home, "facts", "--json", "--place", "US-CT")) == 10
    assert len(rows(built_home, "facts", "--json", "--place", "us-ny")) == 11
    assert len(rows(built_home, "facts", "--json", "--place", "US-CT", "--place", "US-MA")) == 21
    (fact,) = rows(built_home, "facts", "--json", "--place", "US-CO", "--indicator", "missing_children_cases")
    assert (fact["value"], fact["source"]) == ("467", "colorado-2023.txt")
    assert len(rows(built_home, "facts", "--json", "--place", "new york")) == 11
    assert len(rows(built_home, "facts", "--json", "--place", "US")) == 51
    assert rows(built_home, "facts", "--json", "--place", "US-WY") == []


def test_unknown_place_is_named(built_home: Path) -> None:
    result = run(built_home, "facts", "--place", "Conecticut")
    assert_one_sentence(result, 2)
    assert "Conecticut" in result.stderr and "US-OH" in result.stderr


def test_unknown_indicator_is_named_with_the_known_ones(built_home: Path) -> None:
    result = run(built_home, "facts", "--indicator", "runaways")
    assert_one_sentence(result, 2)
    assert "missing_children_cases" in result.stderr


def test_facts_as_csv(built_home: Path) -> None:
    table = list(csv.DictReader(io.StringIO(run(built_home, "facts", "--csv").stdout)))
    assert len(table) == 103
    assert table[0].keys() == FACT_KEYS
    source = run(built_home, "source", table[0]["source"]).stdout
    for row in table:
        assert row["value"].isdigit()
        if row["source"] == table[0]["source"]:
            assert source[int(row["start"]) : int(row["end"])] == row["quote"]


def test_csv_is_safe_in_a_spreadsheet(own_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "=cmd.txt"
    path.write_text(made_sheet("Ohio"))
    run(own_home, "add", str(path))
    cells = [cell for row in csv.reader(io.StringIO(run(own_home, "facts", "--csv").stdout)) for cell in row]
    assert "'=cmd.txt" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_json_and_csv_together_are_refused(built_home: Path) -> None:
    assert_one_sentence(run(built_home, "facts", "--json", "--csv"), 2)


def test_check(own_home: Path, tmp_path: Path) -> None:
    result = json.loads(run(own_home, "check", "--json").stdout)
    assert result == {"flags": [], "numerals": {"total": 173, "as_facts": 103, "as_context": 70, "unclaimed": 0}}
    (tmp_path / "ohio.txt").write_text(made_sheet("Ohio", facility="499", reports="S7"))
    run(own_home, "add", str(tmp_path / "ohio.txt"))
    flags = json.loads(run(own_home, "check", "--json").stdout)["flags"]
    assert {flag["kind"] for flag in flags} == {"rows_do_not_add_up", "unreadable_number"}
    for flag in flags:
        assert flag.keys() == FLAG_KEYS
    assert "ohio.txt" in run(own_home, "check").stdout


def test_source_is_the_file_byte_for_byte(built_home: Path, corpus: Path) -> None:
    for name in SOURCES.values():
        assert run(built_home, "source", name).stdout_bytes == (corpus / name).read_bytes()


def test_ask_as_json(built_home: Path) -> None:
    result = run(built_home, "ask", "--json", EXACT)
    found = json.loads(result.stdout)
    assert found.keys() == ANSWER_KEYS
    assert found["values"][0].keys() == VALUE_KEYS and found["citations"][0].keys() == CITATION_KEYS
    assert (found["status"], found["values"][0]["value"]) == ("answered", "9720")
    assert found["plan"] and found["elapsed_ms"] > 0


def test_ask_for_people_shows_figure_and_source(built_home: Path) -> None:
    result = run(built_home, "ask", EXACT)
    assert "9,720" in result.stdout and "[1] colorado-2023.txt" in result.stdout
    assert "**" not in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize(
    "question", ["", "Who won the 1998 World Cup?", "missing children in Wyoming", "--", "\x1b[31m"]
)
def test_declining_is_an_answer(built_home: Path, question: str) -> None:
    result = run(built_home, "ask", "--json", "--", question)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["status"] in ("not_found", "clarify")


def test_ask_takes_earlier_questions(built_home: Path) -> None:
    result = run(built_home, "ask", "--json", "--history", EXACT, "--history", "hello", EXACT)
    assert json.loads(result.stdout)["values"][0]["value"] == "9720"


def test_ask_explains_how_the_question_was_read(built_home: Path) -> None:
    told = run(built_home, "ask", "--explain", "Colorado CyberTipline tips for police, girls only")
    assert "Place: Colorado (named in the question)" in told.output
    assert "cybertipline_reports_to_law_enforcement" in told.output
    assert "Left over: " in told.output
    assert "girls" in told.output.split("Left over: ")[1].splitlines()[0]
    assert "Status: not_found, not_covered" in told.output


def test_explaining_leaves_json_whole(built_home: Path) -> None:
    told = run(built_home, "ask", "--explain", "--json", "How many missing children in Colorado?")
    assert json.loads(told.stdout)["status"] == "answered"
    assert "How the question was understood" in told.stderr


def test_chat_answers_until_an_empty_line(built_home: Path) -> None:
    result = run(built_home, "chat", text=f"{EXACT}\nhello\n\nnot read\n")
    assert result.exit_code == 0
    assert "9,720" in result.stdout and "colorado-2023.txt" in result.stdout


@pytest.mark.parametrize("text", ["", "quit\n", "exit\n", "\n", f"{EXACT}"])
def test_chat_ends_without_a_traceback(built_home: Path, text: str) -> None:
    result = run(built_home, "chat", text=text)
    assert (result.exit_code, result.exception) == (0, None)


# exit codes of changes


def test_build_add_and_remove(own_home: Path, tmp_path: Path) -> None:
    (tmp_path / "ohio.txt").write_text(made_sheet("Ohio"))
    assert "0 added, 5 unchanged" in run(own_home, "build").stdout
    added = run(own_home, "add", str(tmp_path / "ohio.txt"))
    assert (added.exit_code, "Added ohio.txt" in added.stdout) == (0, True)
    removed = run(own_home, "remove", "ohio.txt")
    assert (removed.exit_code, "ohio.txt" in removed.stdout) == (0, True)
    assert len(rows(own_home, "documents", "--json")) == 5


@pytest.mark.parametrize("command", ["build", "add"])
def test_some_refused_exits_3_naming_each(own_home: Path, tmp_path: Path, corpus: Path, command: str) -> None:
    (tmp_path / "empty.txt").write_text("")
    result = run(own_home, command, str(corpus), str(tmp_path / "empty.txt"), str(tmp_path / "nowhere.txt"))
    assert result.exit_code == 3
    for name in ("empty.txt", "nowhere.txt"):
        assert re.search(rf"{name}: .+", result.stderr)
    assert len(rows(own_home, "documents", "--json")) == 5


@pytest.mark.parametrize("command", ["build", "add"])
def test_nothing_done_exits_1(own_home: Path, tmp_path: Path, command: str) -> None:
    result = run(own_home, command, str(tmp_path / "nowhere.txt"))
    assert_one_sentence(result)
    assert "nowhere.txt" in result.stderr
    assert len(rows(own_home, "documents", "--json")) == 5


@pytest.mark.parametrize("command", [["ask", EXACT], ["chat"], ["facts"], ["check"], ["documents"], ["source", "x"],
                                     ["remove", "x"], ["serve"]])  # fmt: skip
def test_no_index_is_said_in_one_sentence(tmp_path: Path, command: list[str]) -> None:
    result = run(tmp_path / "nothing", *command, port="17893")
    assert_one_sentence(result)
    assert "statdesk build" in result.stderr


@pytest.mark.parametrize("command", [["source", "nowhere.txt"], ["remove", "nowhere.txt"]])
def test_unknown_document_is_said_in_one_sentence(built_home: Path, command: list[str]) -> None:
    result = run(built_home, *command)
    assert_one_sentence(result)
    assert "nowhere.txt" in result.stderr


def test_bad_setting_is_said_in_one_sentence(built_home: Path) -> None:
    assert_one_sentence(run(built_home, "ask", EXACT, port="none"))


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_port_in_use_is_said_in_one_sentence(built_home: Path, taken_port: int) -> None:
    for result in (
        run(built_home, "serve", "--port", str(taken_port)),
        run(built_home, "serve", port=str(taken_port)),
        CliRunner().invoke(app.start, [], env={"STATDESK_HOME": str(built_home), "STATDESK_PORT": str(taken_port)}),
    ):
        assert_one_sentence(result)
        assert str(taken_port) in result.stderr and "STATDESK_PORT" in result.stderr


# the real command


def process(home: Path, *arguments: str | bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "import sys, app; sys.exit(app.main())", *arguments]
    variables = os.environ | {"STATDESK_HOME": str(home)} | environment
    return subprocess.run(command, env=variables, capture_output=True, timeout=60, check=False)


def test_command_answers_as_a_process(built_home: Path) -> None:
    done = process(built_home, "ask", EXACT)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "9,720" in done.stdout.decode()


def test_terminal_without_unicode_is_no_traceback(built_home: Path) -> None:
    done = process(built_home, "ask", EXACT, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert b"Traceback" not in done.stderr
    assert (done.returncode, b"9,720" in done.stdout) == (0, True)


def test_argument_that_is_no_utf8_is_no_traceback(built_home: Path) -> None:
    done = process(built_home, "ask", b"missing ni\xf1os in Colorado")
    assert b"Traceback" not in done.stderr
    assert (done.returncode, bool(done.stdout)) == (0, True)


def test_error_of_a_process_is_one_sentence(tmp_path: Path) -> None:
    done = process(tmp_path / "nothing", "ask", EXACT)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"Error: ") and done.stderr.count(b"\n") == 1

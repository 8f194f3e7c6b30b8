"""What people decide about flags: recorded with name and time, kept, told in answers, taken back."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from asked import violations
from click.testing import CliRunner, Result
from printed import made_sheet
from stores import fresh

import app
from assistant import Assistant
from assistant.types import Answer
from index import Library
from index.errors import DecisionError
from index.types import Decision, Flag, FlagKind

REPORTS = "How many CyberTipline reports were made available to law enforcement in Ohio?"
CASES = "How many missing children cases did NCMEC handle in Ohio?"
TWICE = "\nIn 2023, 10 CyberTipline reports were made available to law enforcement in Ohio.\n"


pytestmark = pytest.mark.usefixtures("known_vectors")


def add(library: Library, folder: Path, **figures: str) -> Path:
    path = folder / "ohio.txt"
    path.write_text(made_sheet("Ohio", **figures))
    library.add([path])
    return path


def flag_of(library: Library, kind: FlagKind) -> Flag:
    (flag,) = [flag for flag in library.flags() if flag.kind is kind]
    return flag


def ask(library: Library, question: str) -> Answer:
    return Assistant(library).ask(question)


def test_doubtful_figure_is_no_fact_until_a_person_reads_it(library: Library, tmp_path: Path) -> None:
    path = add(library, tmp_path, reports="3 ,418")
    silent = ask(library, REPORTS)
    assert (silent.status, silent.reason) == ("not_found", "sheet_silent")
    assert "prints a figure" in silent.text and "cannot be read with certainty" in silent.text
    before = library.check().numerals
    flag = flag_of(library, FlagKind.UNREADABLE_NUMBER)
    library.accept(flag.id, name="Jane Doe", value="3,418")
    answer = ask(library, REPORTS)
    (value,) = answer.values
    assert str(value.value) == "3418"
    day = flag_of(library, FlagKind.UNREADABLE_NUMBER).review
    assert day is not None
    assert f"printed \u20183 ,418\u2019, read as 3,418 by Jane Doe on {day.at[:10]}" in answer.text
    assert "3 ,418" in answer.citations[0].quote
    assert library.check().flags == ()
    after = library.check().numerals  # "3" and "418" are numerals of the fact now
    assert (after.as_facts - before.as_facts, after.unclaimed) == (before.unclaimed, 0)
    library.remove("ohio.txt")
    library.add([path])
    assert [str(v.value) for v in ask(library, REPORTS).values] == ["3418"]
    library.reconsider(flag.id)
    assert ask(library, REPORTS).reason == "sheet_silent"
    assert [f.id for f in library.check().flags] == [flag.id]


def test_reading_that_is_proposed_can_be_accepted_as_it_is(library: Library, tmp_path: Path) -> None:
    add(library, tmp_path, reports="3 ,418")
    library.accept(flag_of(library, FlagKind.UNREADABLE_NUMBER).id, name="Jane Doe")
    assert [str(v.value) for v in ask(library, REPORTS).values] == ["3418"]


def test_figure_that_may_be_anything_needs_a_value(library: Library, tmp_path: Path) -> None:
    add(library, tmp_path, reports="S7")
    flag = flag_of(library, FlagKind.UNREADABLE_NUMBER)
    with pytest.raises(DecisionError, match="--value"):
        library.accept(flag.id, name="Jane Doe")
    library.accept(flag.id, name="Jane Doe", value="57")
    assert "printed \u2018S7\u2019, read as 57 by Jane Doe" in ask(library, REPORTS).text


def test_decision_belongs_to_the_bytes(library: Library, built_home: Path, tmp_path: Path) -> None:
    add(library, tmp_path, reports="3 ,418")
    flag = flag_of(library, FlagKind.UNREADABLE_NUMBER)
    library.accept(flag.id, name="Jane Doe", value="3418")
    add(library, tmp_path, reports="3 ,418", hope="89")
    assert ask(library, REPORTS).reason == "sheet_silent"
    other = fresh(tmp_path / "other", built_home)
    other.build([tmp_path / "ohio.txt"])
    assert all(flag.review is None for flag in other.flags())


def test_of_a_figure_given_twice_the_accepted_printing_is_the_fact(library: Library, tmp_path: Path) -> None:
    add(library, tmp_path, more=TWICE)
    first, second = [flag for flag in library.flags() if flag.kind is FlagKind.STATED_TWICE]
    assert "cannot be read with certainty" in ask(library, REPORTS).text
    with pytest.raises(DecisionError, match=r"prints 10 there"):
        library.accept(second.id, name="Jane Doe", value="11")
    library.accept(second.id, name="Jane Doe")
    answer = ask(library, REPORTS)
    assert [str(v.value) for v in answer.values] == ["10"]
    assert "more than once" in answer.text and "Jane Doe" in answer.text
    assert library.check().flags == ()
    with pytest.raises(DecisionError, match=f"Flag {second.id} was accepted by Jane Doe"):
        library.accept(first.id, name="John Roe")
    library.reconsider(second.id)
    library.accept(first.id, name="John Roe")
    assert [str(v.value) for v in ask(library, REPORTS).values] == ["7315"]


def test_rows_that_do_not_add_up_are_seen_or_withdrawn(library: Library, tmp_path: Path) -> None:
    add(library, tmp_path, facility="499")  # 499 + 70 + 30 = 599, the sheet says 600
    flag = flag_of(library, FlagKind.ROWS_DO_NOT_ADD_UP)
    library.accept(flag.id, name="Jane Doe")
    assert library.check().flags == ()
    seen = ask(library, CASES)
    assert [str(v.value) for v in seen.values] == ["600"]
    assert "do not add up" in seen.text
    library.reconsider(flag.id)
    library.reject(flag.id, name="Jane Doe")
    for question in (CASES, "How many children were missing from a social services facility in Ohio?"):
        withdrawn = ask(library, question)
        assert (withdrawn.reason, withdrawn.values) == ("sheet_silent", ())
        assert "prints a figure" in withdrawn.text and "was withdrawn" in withdrawn.text
    library.reconsider(flag.id)
    assert [str(v.value) for v in ask(library, CASES).values] == ["600"]


def test_overall_figure_that_is_withdrawn_no_longer_differs(library: Library, tmp_path: Path) -> None:
    add(library, tmp_path, overall_cases="28,887")
    question = "How many missing child cases did NCMEC assist with overall?"
    assert "different overall figures" in ask(library, question).text
    (own,) = library.flags()
    assert (own.document_id, own.kind) == (library.document("ohio.txt").id, FlagKind.OVERALL_DIFFERS)
    library.reject(own.id, name="Jane Doe")
    answer = ask(library, question)
    assert [str(v.value) for v in answer.values] == ["28886"]
    assert "different overall figures" not in answer.text
    assert library.check().flags == ()
    assert [(f.id, f.review.decision) for f in library.flags() if f.review] == [(own.id, Decision.REJECTED)]
    library.remove("minnesota-2023.txt")
    assert [f.id for f in library.flags()] == [own.id]
    library.reconsider(own.id)
    assert [f.id for f in library.check().flags] == [own.id]


def test_comparison_tells_of_the_figures_that_it_uses(library: Library, tmp_path: Path) -> None:
    add(library, tmp_path, reports="3 ,418")
    library.accept(flag_of(library, FlagKind.UNREADABLE_NUMBER).id, name="Jane Doe", value="3418")
    answer = ask(library, "How many more CyberTipline reports went to law enforcement in Colorado than in Ohio?")
    assert "6,302" in answer.text  # 9,720 - 3,418
    assert "read as 3,418 by Jane Doe" in answer.text


def test_answer_that_hides_who_read_a_figure_is_withheld(library: Library, tmp_path: Path) -> None:
    add(library, tmp_path, reports="3 ,418")
    library.accept(flag_of(library, FlagKind.UNREADABLE_NUMBER).id, name="Jane Doe", value="3418")
    assistant = Assistant(library)
    answer = assistant.ask(REPORTS)
    hidden = replace(answer, text=answer.text.split("\n")[0])
    other = replace(answer, text=answer.text.replace("Jane Doe", "John Roe"))
    for said, sound in ((answer, True), (hidden, False), (other, False)):
        assert (violations(assistant, said) == []) is sound


def test_what_cannot_be_decided_so_is_said(library: Library, tmp_path: Path) -> None:
    add(library, tmp_path, reports="3 ,418", facility="499", more="\nThere were 12 dogs in Ohio.\n")
    doubtful = flag_of(library, FlagKind.UNREADABLE_NUMBER).id
    for use, why in (
        (lambda: library.accept("0123456789", name="Jane Doe"), "no flag '0123456789'"),
        (lambda: library.accept(doubtful, name="Jane Doe", value="3,41"), "not a number"),
        (lambda: library.accept(doubtful, name="Jane Doe", value="-3"), "not a number"),
        (lambda: library.accept(doubtful, name="[1](x)", value="3"), "cannot be shown"),
        (lambda: library.accept(doubtful, name=" ", value="3"), "cannot be shown"),
        (lambda: library.reject(flag_of(library, FlagKind.UNCLAIMED_NUMERAL).id, name="Jane"), "nothing to withdraw"),
        (lambda: library.accept(flag_of(library, FlagKind.ROWS_DO_NOT_ADD_UP).id, name="J", value="3"), "no value"),
        (lambda: library.reconsider(doubtful), "Nothing was decided"),
    ):
        with pytest.raises(DecisionError, match=why):
            use()
    assert all(flag.review is None for flag in library.flags())


# the commands


def run(home: Path, *arguments: str, **settings: str) -> Result:
    return CliRunner().invoke(app.main, list(arguments), env={"STATDESK_HOME": str(home)} | settings)


def test_commands(own_home: Path, library: Library, tmp_path: Path) -> None:
    add(library, tmp_path, reports="3 ,418")
    (flag,) = json.loads(run(own_home, "check", "--json").stdout)["flags"]
    assert re.search(rf"^{flag['id']}  ohio\.txt", run(own_home, "check").stdout)
    assert run(own_home, "accept", flag["id"], "--value", "3418").exit_code == 2  # nobody says who
    unsure = run(own_home, "accept", flag["id"], "--name", "Jane Doe")
    assert (unsure.exit_code, "may read 3,418. Confirm it with --yes" in unsure.stderr) == (2, True)
    assert "--value is about one flag" in run(own_home, "accept", "a", "b", "--value", "3", "--name", "Jane").stderr
    done = run(own_home, "accept", flag["id"], "--value", "3418", STATDESK_REVIEWER="Jane Doe")
    assert re.fullmatch(rf"{flag['id']}: accepted as 3,418 by Jane Doe on \d{{4}}-\d\d-\d\d\n", done.stdout)
    assert json.loads(run(own_home, "check", "--json").stdout)["flags"] == []
    (decided,) = json.loads(run(own_home, "check", "--all", "--json").stdout)["flags"]
    review = decided["review"]
    assert (review["decision"], review["name"], review["value"]) == ("accepted", "Jane Doe", "3418")
    assert "accepted as 3,418 by Jane Doe" in run(own_home, "check", "--all").stdout
    again = run(own_home, "reject", flag["id"], "--name", "John Roe")
    assert (again.exit_code, "statdesk reconsider" in again.stderr) == (1, True)
    assert run(own_home, "reconsider", flag["id"]).exit_code == 0
    assert run(own_home, "reject", flag["id"], "--name", "John Roe").exit_code == 0
    assert "was rejected by John Roe" in run(own_home, "accept", flag["id"], "--name", "J", "--value", "1").stderr


def test_proposed_reading_is_confirmed_with_yes(own_home: Path, library: Library, tmp_path: Path) -> None:
    add(library, tmp_path, reports="3 ,418")
    (flag,) = library.flags()
    done = run(own_home, "accept", flag.id, "--yes", "--name", "Jane Doe")
    assert "accepted as 3,418 by Jane Doe" in done.stdout
    add(library, tmp_path, reports="S7")
    (flag,) = library.check().flags
    assert "--value" in run(own_home, "accept", flag.id, "--yes", "--name", "Jane Doe").stderr


def test_unknown_flag_decides_about_none(own_home: Path, library: Library, tmp_path: Path) -> None:
    add(library, tmp_path, facility="499")
    (flag,) = library.flags()
    assert run(own_home, "accept", flag.id, "0123456789", "--name", "Jane Doe").exit_code == 1
    assert len(library.check().flags) == 1

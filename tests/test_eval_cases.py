"""Golden cases: the files are valid, and what is wrong in one is said with file and line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant
from assistant.types import Answer, Citation, Intent, Operation, QueryPlan, Reason, Status, Value
from eval.arithmetic import disagreements
from eval.cases import Case, CaseError, categories, golden_cases, hash_of, known, own_cases, read_cases
from eval.judging import Verdict, judge
from index.types import Qualifier

LOOKUP = {
    "operation": "lookup",
    "indicator": "cybertipline_reports_to_law_enforcement",
    "place": "US-CO",
    "period": "2023",
    "value": "9720",
    "unit": "reports",
    "qualifier": "exact",
}
TEXTS = {
    "colorado-2023.txt": "In 2023, 9,720 reports in Colorado. Team HOPE is a network.",
    "minnesota-2023.txt": "In 2023, 8,611 reports in Minnesota. Team HOPE is a network.",
}


def content(**expect: Any) -> dict[str, Any]:
    return {
        "id": "own-1",
        "category": "lookup_plain",
        "turns": ["reports, Colorado?"],
        "expect": {"status": ["answered"], **expect},
    }


def case(**expect: Any) -> Case:
    return Case.model_validate(content(**expect))


def test_every_category_has_cases_in_both_splits_and_twenty_together() -> None:
    counts = Counter((c.split, c.category) for c in golden_cases())
    for name in categories():
        assert counts["dev", name] and counts["test", name], name
        assert counts["dev", name] + counts["test", name] >= 20, name
    assert counts["dev", "conversation"] + counts["test", "conversation"] >= 80
    assert sum(counts.values()) >= 500
    assert sum(n for (split, _), n in counts.items() if split == "test") >= 200


def test_hand_written_cases_agree_with_the_facts(assistant: Assistant) -> None:
    wrong = [id_ for id_, _ in disagreements(golden_cases(), assistant.library)]
    assert not wrong


def test_a_case_that_disagrees_with_the_facts_is_found(assistant: Assistant) -> None:
    printed = case(values=[{**LOOKUP, "value": "9721"}])
    operands = [{k: LOOKUP[k] for k in ("indicator", "place", "period")} | {"place": p} for p in ("US-CO", "US-MN")]
    added = case(values=[{"operation": "sum", "value": "18330", "unit": "reports", "operands": operands}])
    right = case(values=[{"operation": "sum", "value": "18331", "unit": "reports", "operands": operands}])
    assert len(list(disagreements([printed, added, right], assistant.library))) == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not valid JSON"),
        ("[]", "one JSON object"),
        (json.dumps({**content(), "category": "weather"}), "unknown category 'weather'"),
        (json.dumps({**content(), "colour": "red"}), "colour"),
        (json.dumps({**content(), "turns": []}), "turns"),
        (json.dumps(content(status=[])), "expect.status"),
        (json.dumps(content(status=["maybe"])), "expect.status"),
        (json.dumps(content(status=["not_found"], values=[LOOKUP])), "no status that has values"),
        (json.dumps(content(values=[{**LOOKUP, "indicator": "arrests"}])), "unknown indicator 'arrests'"),
        (json.dumps(content(values=[{**LOOKUP, "unit": "litres"}])), "unknown unit 'litres'"),
        (json.dumps(content(values=[{**LOOKUP, "unit": "cases"}])), "is counted in 'reports'"),
        (json.dumps(content(values=[{**LOOKUP, "place": "Colorado"}])), "unknown place 'Colorado'"),
        (json.dumps(content(values=[{**LOOKUP, "period": "last year"}])), "'last year' is not a year"),
        (json.dumps(content(values=[{**LOOKUP, "value": "many"}])), "expect.values.0.value"),
        (json.dumps(content(sheets=["texas-2023.txt"])), "unknown source file 'texas-2023.txt'"),
        (
            json.dumps(content(spans=[{"source": "colorado-2023.txt", "quote": "9,721 CyberTipline"}])),
            "does not stand word for word",
        ),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(f"{json.dumps(content())}\n\n{line}\n", "utf-8")
    with pytest.raises(CaseError, match=r"mine\.jsonl, line 3: ") as caught:
        list(read_cases(path, "own", known()))
    assert said in str(caught.value)


def test_an_id_that_stands_twice_names_both_places(tmp_path: Path) -> None:
    for name in ("one.jsonl", "two.jsonl"):
        (tmp_path / name).write_text(json.dumps(content()) + "\n", "utf-8")
    with pytest.raises(CaseError, match=r"two\.jsonl, line 1: .*own-1 stands twice.*one\.jsonl, line 1"):
        own_cases([tmp_path / "one.jsonl", tmp_path / "two.jsonl"], known().texts)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="cannot be read: No such file"):
        own_cases([tmp_path / "none.jsonl"], TEXTS)


def test_the_hash_is_of_the_set_of_cases() -> None:
    one, other = case(), case(words=[["x"]])
    assert hash_of([one, other]) == hash_of([other, one])
    assert hash_of([one]) != hash_of([other])


# judging


def figure(number: int = 9720, **slots: Any) -> Value:
    base: dict[str, Any] = {
        "value": Decimal(number),
        "qualifier": Qualifier.EXACT,
        "unit": "reports",
        "indicator": LOOKUP["indicator"],
        "place": "US-CO",
        "period": "2023",
        "operation": Operation.LOOKUP,
        "formula": None,
        "citations": (1,),
    }
    return Value(**{**base, **slots})


def citation(source: str, quote: str) -> Citation:
    start = TEXTS[source].index(quote)
    return Citation(
        number=1,
        document_id="d",
        title="t",
        source=source,
        place=None,
        period=None,
        section=None,
        page=None,
        quote=quote,
        start=start,
        end=start + len(quote),
    )


def answer(*values: Value, **slots: Any) -> Answer:
    base: dict[str, Any] = {
        "status": Status.ANSWERED,
        "reason": None,
        "text": "9,720 reports [1]",
        "values": values,
        "citations": (),
        "plan": QueryPlan(question="q", intent=Intent.FIGURES),
    }
    return Answer(**{**base, **slots})


NOT_FOUND = answer(status=Status.NOT_FOUND, reason=Reason.NOT_COVERED, text="No.")
CLARIFY = answer(status=Status.CLARIFY, reason=Reason.AMBIGUOUS, text="Which?")


def outcome(asked: Case, given: Answer, texts: Mapping[str, str] = TEXTS) -> tuple[str, bool]:
    judgement = judge(asked, given, texts)
    return judgement.verdict.value, judgement.wrong_figure


def test_right_abstained_and_wrong() -> None:
    asked = case(values=[LOOKUP], figures_not=["8611"])
    assert outcome(asked, answer(figure())) == ("right", False)
    assert outcome(asked, NOT_FOUND) == ("abstained", False)
    assert outcome(asked, CLARIFY) == ("abstained", False)
    assert outcome(asked, answer()) == ("wrong", False)
    assert outcome(asked, answer(figure(), figure(8611, place="US-MN"))) == ("wrong", True)
    assert outcome(asked, answer(figure(5956, place="US-CT"))) == ("wrong", True)


def test_a_figure_where_there_is_none_is_a_wrong_figure() -> None:
    assert outcome(case(status=["not_found"]), answer(figure())) == ("wrong", True)


def test_another_result_of_the_computation_is_a_wrong_figure() -> None:
    wanted = {"operation": "share", "value": "86.6", "tolerance": "0.05", "unit": "percent"}
    share = figure(operation=Operation.SHARE, unit="percent")
    assert outcome(case(values=[wanted]), answer(replace(share, value=Decimal(13)))) == ("wrong", True)


def test_operands_must_be_given() -> None:
    operands = [{"indicator": LOOKUP["indicator"], "place": p, "period": "2023"} for p in ("US-CO", "US-MN")]
    asked = case(values=[{"operation": "sum", "value": "18331", "unit": "reports", "operands": operands}])
    total = figure(18331, operation=Operation.SUM, place=None)
    assert outcome(asked, answer(total, figure())) == ("wrong", False)
    assert outcome(asked, answer(total, figure(), figure(8611, place="US-MN"))) == ("right", False)


def test_an_urgent_message_that_is_missed_is_wrong_and_not_abstained() -> None:
    assert outcome(case(status=["urgent"]), NOT_FOUND) == ("wrong", False)


def test_of_several_statuses_values_are_asked_of_answers_only() -> None:
    asked = case(status=["clarify", "answered"], values=[LOOKUP], sheets=["colorado-2023.txt"])
    assert outcome(asked, CLARIFY) == ("right", False)
    assert outcome(asked, answer()) == ("wrong", False)


def test_reasons() -> None:
    asked = case(status=["partial", "answered"], reason=["not_covered"])
    assert outcome(asked, answer()) == ("right", False)
    assert outcome(asked, answer(status=Status.PARTIAL)) == ("wrong", False)
    assert outcome(asked, answer(status=Status.PARTIAL, reason=Reason.NOT_COVERED)) == ("right", False)


def test_a_stretch_counts_in_another_sheet_only_if_no_place_is_named() -> None:
    span = {"source": "colorado-2023.txt", "quote": "HOPE is a network"}
    given = answer(citations=(citation("minnesota-2023.txt", "Team HOPE is a network."),))
    placeless = {**content(spans=[span]), "turns": ["What is Team HOPE?"]}
    assert outcome(Case.model_validate(placeless), given) == ("right", False)
    assert outcome(case(spans=[span]), given) == ("wrong", False)
    named = {**content(spans=[span], sheets=["colorado-2023.txt"]), "turns": ["What is Team HOPE?"]}
    assert outcome(Case.model_validate(named), given) == ("wrong", False)


def test_sheets_and_words() -> None:
    given = answer(citations=(citation("colorado-2023.txt", "9,720 reports"),))
    assert outcome(case(sheets=["colorado-2023.txt"]), given) == ("right", False)
    assert outcome(case(sheets=["minnesota-2023.txt"]), given) == ("wrong", False)
    assert outcome(case(sheets_any=["minnesota-2023.txt", "colorado-2023.txt"]), given) == ("right", False)
    assert outcome(case(sheets_not=["colorado-2023.txt"]), given) == ("wrong", False)
    assert outcome(case(words=[["letters", "REPORTS"]]), given) == ("right", False)
    assert outcome(case(words=[["letters"]]), given)[0] == Verdict.WRONG
    assert outcome(case(words=[["1 engagement"]]), answer(text="NCMEC had **1** engagement [1]")) == ("right", False)

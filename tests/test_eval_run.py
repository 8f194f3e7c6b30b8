"""The evaluation as it is run: reports, comparison, page, exports, generated cases, and a crash in one case."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from app import main
from assistant import Assistant
from assistant.types import Answer, Intent, Operation, QueryPlan, Status
from eval import compare
from eval.arithmetic import computed, disagreements
from eval.cases import Case, EvaluationError, golden_cases
from eval.evaluation import Evaluation
from eval.generated import generated_cases
from eval.html_report import as_html
from eval.judging import Judgement, Verdict
from eval.mutation import mutants
from eval.naive import Naive
from eval.passages import PassageIndex
from eval.report import build_report
from eval.run import Result, Run, StatDesk, run_cases
from eval.terminal import as_markdown, as_text

QUESTION = "How many CyberTipline reports were made available to law enforcement in Colorado in 2023?"
WHAT = "What is Team HOPE?"
SPAN = {"source": "colorado-2023.txt", "quote": "peer support network of individuals"}


def own(id_: str, category: str, turns: list[str], **expect: Any) -> dict[str, Any]:
    return {"id": id_, "category": category, "turns": turns, "expect": {"status": ["answered"], **expect}}


LOOKUP = own(
    "mine-1",
    "lookup_plain",
    [QUESTION],
    values=[
        {
            "operation": "lookup",
            "indicator": "cybertipline_reports_to_law_enforcement",
            "place": "US-CO",
            "period": "2023",
            "value": "9720",
            "unit": "reports",
            "qualifier": "exact",
        }
    ],
)
EXPLANATION = own("mine-2", "explanation", [WHAT], spans=[SPAN])
TOPICAL = own("mine-3", "off_topic", ["What is the capital of France?"], status=["not_found"])


@pytest.fixture(scope="module")
def index(assistant: Assistant) -> PassageIndex:
    return PassageIndex(assistant)


@pytest.fixture
def home(built_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STATDESK_HOME", str(built_home))
    return built_home


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.jsonl"
    path.write_text("".join(json.dumps(case) + "\n" for case in (LOOKUP, EXPLANATION, TOPICAL)), "utf-8")
    return path


def command(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["eval", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def as_cases(*contents: dict[str, Any], split: str = "own") -> list[Case]:
    return [Case.model_validate({**content, "split": split}) for content in contents]


BLANK = Answer(
    status=Status.ANSWERED,
    reason=None,
    text="",
    values=(),
    citations=(),
    plan=QueryPlan(question="q", intent=Intent.EXPLANATION),
)


class Crashing(StatDesk):
    def ask(self, case: Case) -> Answer:
        if case.id == "mine-1":
            raise RuntimeError("the lights went out")
        return super().ask(case)


def test_a_crash_is_the_failure_of_its_case_only(assistant: Assistant, index: PassageIndex) -> None:
    seen: list[None] = []
    run = run_cases(Crashing(assistant, index.texts), as_cases(LOOKUP, TOPICAL), lambda: seen.append(None))
    crashed, other = run.results
    assert crashed.judgement.verdict is Verdict.WRONG
    assert crashed.judgement.problems == ("crash: RuntimeError: the lights went out",)
    assert other.judgement.verdict is Verdict.RIGHT
    assert len(seen) == 2
    report = build_report(run, index.texts)
    assert report["splits"]["own"]["crashes"] == 1
    assert "the lights went out" in as_text(report, failures=True)
    assert "the lights went out" in as_html(report)


def made_up(outcomes: dict[str, str], split: str = "own") -> Run:
    """A run with these outcomes, right or wrong or abstained, or a wrong figure."""
    results = []
    for id_, outcome in outcomes.items():
        case = as_cases(own(id_, "lookup_plain", [f"secret question {id_}?"]), split=split)[0]
        figure = outcome == compare.WRONG_FIGURE
        verdict = Verdict.WRONG if figure else Verdict(outcome)
        judgement = Judgement(verdict=verdict, problems=() if outcome == "right" else ("why",), wrong_figure=figure)
        results.append(Result(case=case, answer=None, judgement=judgement, elapsed_ms=2.0))
    return Run(system="statdesk", results=tuple(results), seconds=1.0)


def test_report_counts() -> None:
    run = made_up({"a": "right", "b": "right", "c": "abstained", "d": "wrong figure"})
    total = build_report(run, {})["splits"]["own"]["total"]
    assert (total["right"], total["abstained"], total["wrong"], total["wrong_figures"]) == (2, 1, 1, 1)
    assert total["crag"] == pytest.approx((2 - 1) / 4)
    assert total["right_rate"]["share"] == pytest.approx(0.5)


def test_both_splits_side_by_side_with_their_distance_in_80_columns() -> None:
    dev = made_up({"a": "right", "b": "right"}, "dev")
    test = made_up({"c": "right", "d": "wrong"}, "test")
    report = build_report(replace(dev, results=dev.results + test.results), {})
    text = as_text(report)
    # dev (2 − 0) / 2, test (1 − 1) / 2
    assert re.search(r"lookup_plain +2 +2 +0 +0 +0 \+1\.00 +2 +1 +0 +1 +0 \+0\.00 \+1\.00", text)
    assert max(map(len, text.splitlines())) <= 100
    assert max(len(line) for line in text.split("\n\n")[0].splitlines()) <= 80
    assert "| statdesk | test | 2 | 1 (50.0%) | 0 (0.0%) | 1 (50.0%) | 0 (at most 77.6%) | +0.00 |" in as_markdown(
        [report]
    )


def test_no_question_of_the_test_split_is_shown_unless_asked_for() -> None:
    run = made_up({"a": "wrong"}, "test")
    for show in (False, True):
        report = build_report(run, {}, show_test=show)
        for text in (json.dumps(report), as_html(report), as_text(report, failures=True)):
            assert ("secret question" in text) is show


def test_comparison_by_hand() -> None:
    before = compare.baseline_of("statdesk", made_up({"a": "right", "b": "right", "c": "wrong", "d": "right"}).results)
    after = made_up({"a": "wrong figure", "b": "abstained", "c": "right", "d": "right", "e": "right"})
    found = compare.compare(before, after.results)
    assert [c.case for c in found.broken] == ["a", "b"]
    assert [c.case for c in found.mended] == ["c"]
    assert (found.n, found.added, found.removed, found.same_cases) == (4, 1, 0, False)
    # before (3 − 1) / 4; after (2 − 1) / 4; McNemar over 2 broken and 1 mended: 2 · (1 + 3) / 8 = 1
    assert found.score_before == pytest.approx(0.5)
    assert found.score_after == pytest.approx(0.25)
    assert found.p_value == 1
    assert found.is_regression(margin=24.9)
    assert found.is_regression(margin=25)  # a wrong figure more, whatever the margin


def test_the_margin_is_in_points_of_the_score() -> None:
    before = compare.baseline_of("statdesk", made_up({"a": "right", "b": "right", "c": "right", "d": "right"}).results)
    found = compare.compare(before, made_up({"a": "abstained", "b": "right", "c": "right", "d": "right"}).results)
    # from 4/4 to 3/4: 25 points
    assert found.is_regression(margin=24.9)
    assert not found.is_regression(margin=25)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not valid JSON"),
        ('{"version": 99}', "has version 99"),
        ("[]", "has version None"),
        ('{"version": 1}', "not valid at system"),
        ('{"version": 1, "system": "s", "cases_hash": "", "outcomes": {"a": "fine"}}', "unknown outcome: 'fine'"),
    ],
)
def test_a_baseline_that_cannot_be_used(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(content, "utf-8")
    with pytest.raises(EvaluationError, match=re.escape(said)):
        compare.read_baseline(path)


def test_the_baseline_of_the_repository_holds_no_question() -> None:
    baseline = compare.read_baseline(compare.BASELINE)
    assert baseline.outcomes.keys() == {case.id for case in golden_cases()}
    text = compare.BASELINE.read_text("utf-8")
    assert not [case.id for case in golden_cases() if case.turns[-1].strip() and case.turns[-1] in text]


def test_command_over_own_cases(home: Path, mine: Path, tmp_path: Path) -> None:
    page, ragas, beir = tmp_path / "page.html", tmp_path / "ragas.jsonl", tmp_path / "beir"
    code, out, _ = command(
        "--cases", mine, "--json", "-", "--html", page, "--export-ragas", ragas, "--export-beir", beir
    )
    assert code == 0
    report = json.loads(out)
    assert report["splits"]["own"]["total"]["n"] == 3
    assert [case["verdict"] for case in report["cases"]] == ["right"] * 3
    html = page.read_text("utf-8")
    assert QUESTION in html
    assert not re.search(
        r"(?:src|href)\s*=|url\(|@import|https?://", re.sub(r"<div class=\"text\">.*?</div>", "", html)
    )
    lines = [json.loads(line) for line in ragas.read_text("utf-8").splitlines()]
    assert set(lines[0]) == {
        "user_input",
        "response",
        "reference",
        "retrieved_contexts",
        "retrieved_context_ids",
        "reference_context_ids",
    }
    assert "9720" in lines[0]["reference"]
    assert set(lines[1]["retrieved_context_ids"]) & set(lines[1]["reference_context_ids"])
    check_beir(beir)


def check_beir(directory: Path) -> None:
    corpus = {row["_id"]: row for row in map(json.loads, (directory / "corpus.jsonl").read_text().splitlines())}
    queries = [json.loads(line) for line in (directory / "queries.jsonl").read_text().splitlines()]
    assert queries == [{"_id": "mine-2", "text": WHAT}]
    head, *rows = (directory / "qrels" / "test.tsv").read_text().splitlines()
    assert head == "query-id\tcorpus-id\tscore"
    # no place is named, so the sentence is relevant in each of the five sheets
    assert len(rows) == 5
    for row in rows:
        query, passage, score = row.split("\t")
        assert (query, score) == ("mine-2", "1")
        assert set(corpus[passage]) == {"_id", "title", "text"}
        assert SPAN["quote"] in " ".join(corpus[passage]["text"].split())


def test_exit_code_of_a_regression(home: Path, mine: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    for outcome, expected in (("right", 4), ("wrong", 0)):
        wanted = own("mine-4", "lookup_plain", [QUESTION], words=[["no such word"]])
        mine.write_text(json.dumps(wanted), "utf-8")
        compare.write_baseline(baseline, compare.baseline_of("statdesk", made_up({"mine-4": outcome}).results))
        code, out, _ = command("--cases", mine, "--compare", baseline)
        assert code == expected
        assert ("newly broken: 1" in out) is (expected == 4)


def test_errors_of_the_command(home: Path, mine: Path, tmp_path: Path) -> None:
    code, _, err = command("--cases", tmp_path / "none.jsonl")
    assert code == 1 and "none.jsonl" in err and "cannot be read" in err
    code, _, err = command("--cases", mine, "--html", tmp_path / "no" / "page.html")
    assert code == 1 and "page.html cannot be written: No such file or directory" in err
    code, _, err = command("--cases", mine, "--category", "weather")
    assert code == 1 and "no case of category 'weather'" in err
    code, _, err = command("--cases", mine, "--compare", tmp_path / "none.json")
    assert code == 1 and "none.json cannot be read" in err
    code, _, err = command("--cases", mine, "--write-baseline")
    assert code == 2 and "hand-written cases" in err
    mine.write_text("{}", "utf-8")
    code, _, err = command("--cases", mine)
    assert code == 1 and "mine.jsonl, line 1" in err


def test_without_a_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATDESK_HOME", str(tmp_path))
    code, _, err = command()
    assert code == 1 and "statdesk build" in err


def test_exports_leave_the_test_split_out(assistant: Assistant, index: PassageIndex, tmp_path: Path) -> None:
    cases = (*as_cases(EXPLANATION, split="dev"), *as_cases({**EXPLANATION, "id": "mine-9"}, split="test"))
    for show, ids in ((False, ["mine-2"]), (True, ["mine-2", "mine-9"])):
        evaluation = Evaluation(assistant=assistant, index=index, cases=cases, show_test=show)
        evaluation.write_beir(tmp_path)
        queries = (tmp_path / "queries.jsonl").read_text().splitlines()
        assert [json.loads(line)["_id"] for line in queries] == ids
        run = run_cases(StatDesk(assistant, index.texts), cases)
        evaluation.write_ragas(tmp_path / "ragas.jsonl", run)
        assert len((tmp_path / "ragas.jsonl").read_text().splitlines()) == len(ids)


# generated cases


@pytest.fixture(scope="module")
def generated(assistant: Assistant) -> list[Case]:
    return generated_cases(assistant.library)


def test_arithmetic_by_hand() -> None:
    numbers = [Decimal(252), Decimal(291)]
    assert computed(Operation.DIFFERENCE, numbers) == -39
    assert computed(Operation.SUM, numbers) == 543
    assert computed(Operation.MEAN, numbers) == Decimal("271.5")
    assert computed(Operation.MEDIAN, [Decimal(9), Decimal(1), Decimal(4)]) == 4
    assert computed(Operation.SHARE, numbers) == pytest.approx(Decimal("86.5979"), abs=Decimal("0.0001"))
    assert computed(Operation.RATIO, [Decimal(3), Decimal(2)]) == Decimal("1.5")
    assert computed(Operation.PERCENT_CHANGE, [Decimal(3), Decimal(2)]) == 50
    assert computed(Operation.COUNT, numbers) == 2


def test_every_figure_has_generated_lookups(generated: list[Case]) -> None:
    values = {
        (case.expect.values[0].indicator, case.expect.values[0].place)
        for case in generated
        if case.category == "lookup"
    }
    # 52 state figures, and the nine overall measures of every sheet with Team Adam's two of three sheets
    assert sum(place != "US" for _, place in values) == 52
    assert sum(place == "US" for _, place in values) == 11
    assert len({case.id for case in generated}) == len(generated)


def test_generated_values_agree_with_the_sheets(generated: list[Case]) -> None:
    found = {
        (case.category, case.id.split("-")[2], case.expect.values[0].place): case.expect.values[0].value
        for case in generated
        if case.expect.values
    }
    # read from the sheets: Massachusetts' facility row, Colorado's reports, 291 of which 252 in Connecticut
    assert found["lookup", "missing_from_social_services_facility", "US-MA"] == 807
    assert found["lookup", "cybertipline_reports_to_law_enforcement", "US-CO"] == 9720
    reports = "cybertipline_reports_to_law_enforcement"
    # 9,720 + 5,956 + 9,539 + 8,611 + 40,545
    assert found["sum", reports, None] == 74371
    assert found["median", reports, None] == 9539
    assert found["mean", reports, None] == Decimal("14874.2")
    assert found["rank", reports, "US-CT"] == 5956


def test_generated_cases_agree_with_hand_written_ones(assistant: Assistant, generated: list[Case]) -> None:
    def key(case: Case, i: int) -> tuple[object, ...]:
        value = case.expect.values[i]
        operands = tuple(sorted((o.indicator, o.place, str(o.period)) for o in value.operands))
        return value.operation, operands or (value.indicator, value.place, value.period)

    made = {key(case, i): value for case in generated for i, value in enumerate(case.expect.values)}
    shared = [
        (case.id, value, made[key(case, i)])
        for case in golden_cases()
        for i, value in enumerate(case.expect.values)
        if key(case, i) in made
    ]
    differing = [
        id_
        for id_, written, value in shared
        if written.operation is not Operation.RATIO  # which may be put either way round
        and abs(abs(written.value) - abs(value.value)) > max(written.tolerance, value.tolerance)
        and written.operation is not Operation.PERCENT_CHANGE  # whose base may be either
    ]
    assert len(shared) > 100
    assert not differing
    assert not list(disagreements(generated, assistant.library))


def test_silent_and_absent_ones_are_generated(generated: list[Case]) -> None:
    silent = {
        case.id.removeprefix("gen-silent-team_adam_critical_case_assistance-")[:5]
        for case in generated
        if case.category == "silent"
    }
    assert silent == {"US-CO", "US-CT", "US-MN"}
    assert all(case.expect.must_decline for case in generated if case.category in ("silent", "absent"))
    earlier = [case for case in generated if case.category == "absent" and "2022" in case.id]
    assert earlier and all("2022" in case.turns[0] for case in earlier)


# verification and the naive system


def test_mutants_differ_from_the_answer_and_cover_each_kind(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTION)
    made = list(mutants(answer, assistant.catalog, ("US-CO", "US-MN")))
    assert all(mutant.answer != answer for mutant in made)
    kinds = {mutant.kind for mutant in made}
    texts = {"digit", "place", "period", "unit", "qualifier", "citation that is not there"}
    slots = {"value", "place", "period", "indicator", "unit", "qualifier", "citation"}
    cited = {"quote", "start", "source", "place", "period"}
    assert {f"text: {name}" for name in texts} <= kinds
    assert {f"values: {name}" for name in slots} <= kinds
    assert {f"citations: {name}" for name in cited} <= kinds
    # the first digit of 9,720 becomes 1
    assert any("1,720" in mutant.answer.text for mutant in made)


def test_the_naive_system_is_judged_leniently() -> None:
    naive = object.__new__(Naive)
    naive._values = {
        ("missing_children_cases", place, "2023"): Decimal(n) for place, n in (("US-CO", 467), ("US-MN", 201))
    }
    operands = [{"indicator": "missing_children_cases", "place": p, "period": "2023"} for p in ("US-CO", "US-MN")]
    difference = {"operation": "difference", "value": "266", "unit": "cases", "operands": operands}
    lookup, computed_case = as_cases(LOOKUP, own("mine-5", "comparison", ["q"], values=[difference]))
    topical = as_cases(TOPICAL)[0]

    def verdict(case: Case, text: str) -> Verdict:
        return naive.judge(case, replace(BLANK, text=text)).verdict

    assert verdict(lookup, "Minnesota … In 2023, 9,720 of something") is Verdict.RIGHT
    assert verdict(lookup, "In 2023, 9,721 reports") is Verdict.WRONG
    assert verdict(computed_case, "467 cases … 201 cases") is Verdict.RIGHT
    assert verdict(computed_case, "467 cases") is Verdict.WRONG
    assert verdict(topical, "anything") is Verdict.WRONG

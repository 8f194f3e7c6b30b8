"""Metrics of the evaluation, each against numbers worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.types import Operation, Value
from eval.cases import ExpectedValue
from eval.metrics.citations import Span, citation_counts, occurrences, wrong_document_counts
from eval.metrics.latency import percentile
from eval.metrics.outcomes import abstention_counts, confusion, crag_score, stands_for
from eval.metrics.ranking import ranking_metrics
from eval.metrics.rates import rate, wilson, zero_bound
from eval.metrics.significance import mcnemar
from eval.metrics.values import align, matches, slot_counts
from index.types import Qualifier


def value(number: str, **slots: object) -> Value:
    base: dict[str, object] = {
        "value": Decimal(number),
        "qualifier": Qualifier.EXACT,
        "unit": "reports",
        "indicator": "cybertipline_reports_to_law_enforcement",
        "place": "US-CO",
        "period": "2023",
        "operation": Operation.LOOKUP,
        "formula": None,
        "citations": (1,),
    }
    return Value(**{**base, **slots})  # type: ignore[arg-type]


def expected(number: str, **slots: object) -> ExpectedValue:
    base = {
        "operation": "lookup",
        "value": number,
        "unit": "reports",
        "qualifier": "exact",
        "indicator": "cybertipline_reports_to_law_enforcement",
        "place": "US-CO",
        "period": "2023",
    }
    return ExpectedValue.model_validate({**base, **slots})


def test_crag_score() -> None:
    # 6 right, 3 abstained, 1 wrong: (6 − 1) / 10
    assert crag_score(6, 3, 1) == pytest.approx(0.5)
    assert crag_score(0, 0, 4) == -1
    assert crag_score(0, 0, 0) is None


def test_wilson_interval() -> None:
    # p = 0.5, n = 4, z² = 3.8415: centre 0.5 + 0.4802 = 0.9802; spread 1.96·sqrt(0.0625 + 0.0600) = 0.6861;
    # scale 1.9604: (0.9802 ∓ 0.6861) / 1.9604
    low, high = wilson(2, 4)
    assert low == pytest.approx(0.1500, abs=5e-4)
    assert high == pytest.approx(0.8500, abs=5e-4)


def test_zero_bound_is_exact_and_near_the_rule_of_three() -> None:
    # one case: 1 − 0.05; two cases: 1 − sqrt(0.05) = 1 − 0.2236
    assert zero_bound(1) == pytest.approx(0.95)
    assert zero_bound(2) == pytest.approx(0.7764, abs=1e-4)
    assert zero_bound(300) == pytest.approx(3 / 300, rel=0.01)


def test_rates_at_the_ends() -> None:
    assert rate(0, 2).high == pytest.approx(0.7764, abs=1e-4)
    assert rate(2, 2).low == pytest.approx(0.2236, abs=1e-4)
    assert rate(0, 0).share is None
    with pytest.raises(ValueError, match="3 of 2"):
        rate(3, 2)


def test_confusion() -> None:
    pairs = [("answered", "answered"), ("answered", "not_found"), ("clarify", "answered"), ("answered", "answered")]
    assert confusion(pairs) == {"answered": {"answered": 2, "not_found": 1}, "clarify": {"answered": 1}}
    assert stands_for(["clarify", "answered"], "answered") == "answered"
    assert stands_for(["clarify", "answered"], "urgent") == "clarify"


def test_abstention() -> None:
    rows = [
        (True, True, True),  # nothing to find, and it said so
        (True, True, False),  # nothing to find, and it answered
        (True, False, True),  # either would do
        (False, False, True),  # there was an answer
        (False, False, False),
    ]
    # it abstained three times, twice in place; of two that it had to decline it declined one
    assert abstention_counts(rows) == {"precision": (2, 3), "recall": (1, 2)}


@pytest.mark.parametrize(
    ("slot", "other"),
    [
        ("value", "9721"),
        ("unit", "cases"),
        ("qualifier", "more_than"),
        ("place", "US-MN"),
        ("period", "2022"),
        ("indicator", "cvip_submissions_reviewed"),
    ],
)
def test_each_slot_counts_on_its_own(slot: str, other: str) -> None:
    given = value("9720")
    assert matches(expected("9720"), given)
    wanted = expected("9720", **{slot: other})
    assert not matches(wanted, given)
    aligned = align([wanted], [given])
    assert [name for name, right in aligned[0].items() if not right] == [slot]
    counts = slot_counts(aligned)
    assert counts["exact"] == (0, 1)
    assert counts[slot] == (0, 1)
    assert all(counts[name] == (1, 1) for name in counts if name not in ("exact", slot))


def test_values_are_paired_by_what_fits_best() -> None:
    wanted = [expected("9720"), expected("8611", place="US-MN"), expected("5956", place="US-CT")]
    given = [value("8611", place="US-MN"), value("9721")]
    aligned = align(wanted, given)
    assert aligned[0] == {**dict.fromkeys(aligned[0], True), "value": False}
    assert all(aligned[1].values())
    assert not any(aligned[2].values())
    # exact: only Minnesota; place: Colorado and Minnesota
    assert slot_counts(aligned)["exact"] == (1, 3)
    assert slot_counts(aligned)["place"] == (2, 3)


def test_value_tolerance_operation_and_sign() -> None:
    share = expected("86.5979", operation="share", tolerance="0.05", unit="percent", indicator=None, place="US-CT")
    given = value("86.6", operation=Operation.SHARE, unit="percent", place="US-CT")
    assert matches(share, given)
    assert not matches(share, value("86.7", operation=Operation.SHARE, unit="percent", place="US-CT"))
    assert not matches(share, value("86.6", unit="percent", place="US-CT"))
    assert matches(expected("9720"), value("9720", operation=Operation.RANK))
    assert not matches(expected("9720"), value("9720", operation=Operation.SUM))
    assert matches(expected("1109", operation="difference"), value("-1109", operation=Operation.DIFFERENCE))


def test_citations_by_span() -> None:
    texts = {"a.txt": "one two three two", "b.txt": "two"}
    assert occurrences("two", "a.txt", texts) == [Span("a.txt", 4, 7), Span("a.txt", 14, 17)]
    assert len(occurrences("two", None, texts)) == 3
    cited = [Span("a.txt", 0, 5), Span("b.txt", 3, 9), Span("a.txt", 7, 9)]
    labelled = [[Span("a.txt", 4, 7)], [Span("c.txt", 0, 5)]]
    # only the first citation overlaps a label, and only the first label is met
    assert citation_counts(cited, labelled) == {"precision": (1, 3), "recall": (1, 2)}


def test_wrong_document_rate() -> None:
    assert wrong_document_counts(["a", "b", "c"], {"a"}, ()) == (2, 3)
    assert wrong_document_counts(["a", "b", "c"], None, {"b"}) == (1, 3)


def test_ranking() -> None:
    # q1: relevant at ranks 2 and 4 of three relevant; q2: nothing found
    found = ranking_metrics({"q1": ["b", "d", "x"], "q2": ["y"]}, {"q1": ["a", "b", "c", "d"], "q2": []})
    assert found["recall_at_1"] == 0
    assert found["recall_at_3"] == pytest.approx((1 / 3 + 0) / 2)
    assert found["recall_at_5"] == pytest.approx((2 / 3 + 0) / 2)
    assert found["mrr"] == pytest.approx((1 / 2 + 0) / 2)
    # DCG = 1/log2(3) + 1/log2(5) = 0.6309 + 0.4307; the best: 1 + 0.6309 + 0.5 = 2.1309
    assert found["ndcg_at_10"] == pytest.approx((1.0616 / 2.1309) / 2, abs=1e-4)
    assert ranking_metrics({}, {}) == {}


def test_percentile_is_nearest_rank() -> None:
    times = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert percentile(times, 0.5) == 3
    assert percentile(times, 0.95) == 5
    assert percentile(times, 0.2) == 1
    assert percentile([], 0.5) is None


def test_mcnemar() -> None:
    # 1 broken, 5 mended: 2 · (C(6,0) + C(6,1)) / 2^6 = 2 · 7 / 64
    assert mcnemar(1, 5) == pytest.approx(14 / 64)
    assert mcnemar(5, 1) == mcnemar(1, 5)
    assert mcnemar(3, 3) == 1
    assert mcnemar(0, 0) == 1

"""What a run says: every metric by split, the cases, and nothing that the test split must not show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assistant.types import Status
from eval.cases import Case, categories, hash_of
from eval.judging import Verdict, cited_spans, places_of
from eval.metrics.citations import citation_counts, wrong_document_counts
from eval.metrics.latency import percentile
from eval.metrics.outcomes import abstention_counts, confusion, crag_score, stands_for
from eval.metrics.rates import rate
from eval.metrics.values import align, slot_counts
from eval.mutation import MutationReport
from eval.run import CRASH, Result, Run
from index.types import NATION

VERSION = 1
NO_REASON = "none"
_BINS = 10


def build_report(
    run: Run,
    texts: Mapping[str, str],
    *,
    retrieval: Mapping[str, Mapping[str, float | int]] | None = None,
    mutation: MutationReport | None = None,
    show_test: bool = False,
) -> dict[str, Any]:
    """Return a run as JSON values; `retrieval` is by split.

    Cases of the test split stand in it by category only, unless `show_test`.
    """
    splits: dict[str, list[Result]] = {}
    for result in run.results:
        splits.setdefault(result.case.split, []).append(result)
    return {
        "version": VERSION,
        "system": run.system,
        "cases_hash": hash_of(result.case for result in run.results),
        "seconds": round(run.seconds, 3),
        "cases_per_second": round(len(run.results) / run.seconds, 1) if run.seconds else None,
        "splits": {split: split_report(results, texts) for split, results in splits.items()},
        "retrieval": dict(retrieval or {}),
        "mutation": _mutation(mutation) if mutation else None,
        "cases": [case_report(r) for r in run.results if show_test or r.case.split != "test"],
    }


def split_report(results: Sequence[Result], texts: Mapping[str, str]) -> dict[str, Any]:
    """Return every metric over the results of one split."""
    by_category: dict[str, list[Result]] = {}
    for result in results:
        by_category.setdefault(result.case.category, []).append(result)
    order = [*categories(), *sorted(by_category)]
    answered = [r for r in results if r.answer is not None]
    return {
        "total": outcome_counts(results),
        "categories": {name: outcome_counts(by_category[name]) for name in dict.fromkeys(order) if name in by_category},
        "status_confusion": confusion(_statuses(answered)),
        "reason_confusion": confusion(_reasons(answered)),
        "abstention": _rates(abstention_counts(_abstentions(answered))),
        "values": _rates(slot_counts([slot for r in answered for slot in _aligned(r)])),
        "citations": _rates(_citations(answered, texts)),
        "latency_ms": latency([r.elapsed_ms for r in results]),
        "reliability": reliability(answered),
        "crashes": sum(any(p.startswith(CRASH) for p in r.judgement.problems) for r in results),
        "withheld": sum(bool(r.log) for r in results),
    }


def outcome_counts(results: Sequence[Result]) -> dict[str, Any]:
    """Return n, right, abstained, wrong, wrong figures, the CRAG score, and the rates with their 95% intervals."""
    verdicts = Counter(result.judgement.verdict for result in results)
    right, abstained, wrong = (verdicts[v] for v in (Verdict.RIGHT, Verdict.ABSTAINED, Verdict.WRONG))
    figures = sum(result.judgement.wrong_figure for result in results)
    return {
        "n": len(results),
        "right": right,
        "abstained": abstained,
        "wrong": wrong,
        "wrong_figures": figures,
        "crag": crag_score(right, abstained, wrong),
        "right_rate": rate(right, len(results)).to_dict(),
        "wrong_rate": rate(wrong, len(results)).to_dict(),
        "wrong_figure_rate": rate(figures, len(results)).to_dict(),
    }


def _rates(counts: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
    return {name: rate(hits, n).to_dict() for name, (hits, n) in counts.items()}


def _statuses(results: Sequence[Result]) -> Iterable[tuple[str, str]]:
    for result in results:
        if result.answer:
            given = result.answer.status.value
            yield stands_for([status.value for status in result.case.expect.status], given), given


def _reasons(results: Sequence[Result]) -> Iterable[tuple[str, str]]:
    for result in results:
        if result.answer and result.case.expect.reason:
            given = result.answer.reason.value if result.answer.reason else NO_REASON
            accepted = [reason.value if reason else NO_REASON for reason in result.case.expect.reason]
            yield stands_for(accepted, given), given


def _abstentions(results: Sequence[Result]) -> Iterable[tuple[bool, bool, bool]]:
    for result in results:
        if result.answer:
            did = result.answer.status in (Status.NOT_FOUND, Status.CLARIFY)
            yield result.case.expect.may_decline, result.case.expect.must_decline, did


def _aligned(result: Result) -> list[dict[str, bool]]:
    """Align the figures of an answer that gives any: what it does not answer is counted as abstained elsewhere."""
    if result.answer is None or not result.answer.values:
        return []
    return align(result.case.expect.values, result.answer.values)


def _citations(results: Sequence[Result], texts: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    """Sum precision and recall over cases with labelled stretches, and the wrong-document rate over all that say."""
    sums: Counter[str] = Counter()
    for result in results:
        case, answer = result.case, result.answer
        if answer is None or not answer.citations:
            continue
        if case.expect.spans:
            labelled = [places_of(case, span, texts) for span in case.expect.spans]
            for name, (hits, n) in citation_counts(cited_spans(answer), labelled).items():
                sums.update({f"{name} hits": hits, f"{name} n": n})
        allowed = allowed_sheets(case)
        if allowed is not None or case.expect.sheets_not:
            cited = [citation.source for citation in answer.citations]
            wrong, n = wrong_document_counts(cited, allowed, case.expect.sheets_not)
            sums.update({"wrong_document hits": wrong, "wrong_document n": n})
    names = ("precision", "recall", "wrong_document")
    return {name: (sums[f"{name} hits"], sums[f"{name} n"]) for name in names}


def allowed_sheets(case: Case) -> set[str] | None:
    """Return the only sheets that an answer may cite, or None where others may be cited as well.

    They are known where a case accepts a full answer only and asks for printed state figures of named sheets.
    """
    expect = case.expect
    if set(expect.status) != {Status.ANSWERED}:
        return None
    printed = all(v.operation.value == "lookup" and v.place not in (None, NATION) for v in expect.values)
    if not expect.values or not printed or not expect.sheets:
        return None
    return {*expect.sheets, *expect.sheets_any, *(span.source for span in expect.spans)}


def latency(times: Sequence[float]) -> dict[str, Any]:
    """Return p50, p95 and the greatest of times in milliseconds, and the times for a plot."""
    return {
        "p50": percentile(times, 0.5),
        "p95": percentile(times, 0.95),
        "max": max(times, default=None),
        "times": [round(time, 2) for time in sorted(times)],
    }


def reliability(results: Sequence[Result]) -> list[dict[str, Any]]:
    """Return, by tenths of the planner's best indicator score, how many answers there are and how many are right."""
    bins: dict[int, list[bool]] = {}
    for result in results:
        if result.answer is None:
            continue
        plans = result.answer.plan.parts or (result.answer.plan,)
        scores = [max(match.score for match in plan.candidates) for plan in plans if plan.candidates]
        if scores:
            tenth = min(_BINS - 1, max(0, int(min(scores) * _BINS)))
            bins.setdefault(tenth, []).append(result.judgement.verdict is Verdict.RIGHT)
    return [
        {"from": tenth / _BINS, "to": (tenth + 1) / _BINS, **rate(sum(right), len(right)).to_dict()}
        for tenth, right in sorted(bins.items())
    ]


def _mutation(report: MutationReport) -> dict[str, Any]:
    made = sum(report.made.values())
    return {
        "score": rate(sum(report.caught.values()), made).to_dict(),
        "kinds": {kind: {"caught": report.caught.get(kind, 0), "made": n} for kind, n in report.made.items()},
        "survivors": [{"case": case, "kind": kind, "change": change} for case, kind, change in report.survivors],
    }


def case_report(result: Result) -> dict[str, Any]:
    """Return one case with its answer as JSON values."""
    case, answer = result.case, result.answer
    given = answer.to_dict() if answer else None
    return {
        "id": case.id,
        "split": case.split,
        "category": case.category,
        "asker": case.asker,
        "note": case.note,
        "turns": list(case.turns),
        "expect": case.expect.model_dump(mode="json", exclude_defaults=True),
        "verdict": result.judgement.verdict.value,
        "wrong_figure": result.judgement.wrong_figure,
        "problems": list(result.judgement.problems),
        "log": list(result.log),
        "elapsed_ms": round(result.elapsed_ms, 2),
        "answer": {k: given[k] for k in ("status", "reason", "text", "values", "citations")} if given else None,
    }

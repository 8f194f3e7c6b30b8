"""A report as text: the table for a terminal of 80 columns, the failures, and the quality table as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eval.metrics.values import SLOTS

_PAIRS = (("dev", "test"), ("generated",), ("own",))
_LEGEND = "n cases, R right, A abstained, W wrong, F of these with a wrong figure; score = (R − W) / n"


def as_text(report: Mapping[str, Any], *, failures: bool = False) -> str:
    """Return a report for the terminal."""
    lines: list[str] = []
    for group in _PAIRS:
        splits = [split for split in group if split in report["splits"]]
        if splits:
            lines += [*_table(report, splits), ""]
    lines += [_LEGEND, ""]
    for split, content in report["splits"].items():
        lines += [*_metrics(split, content, report["retrieval"].get(split)), ""]
    lines += _mutation(report["mutation"])
    n = sum(content["total"]["n"] for content in report["splits"].values())
    lines.append(f"{n} cases in {report['seconds']:.1f} s, {report['cases_per_second']} cases a second")
    if failures:
        lines += ["", *_failures(report["cases"])]
    return "\n".join(lines)


def _table(report: Mapping[str, Any], splits: Sequence[str]) -> Iterator[str]:
    both = len(splits) > 1
    head = "".join(f"{split:^26}" for split in splits)
    yield f"{report['system']:20}{head}".rstrip()
    columns = f"{'n':>5}{'R':>5}{'A':>4}{'W':>4}{'F':>3}{'score':>6}"
    yield f"{'category':20}" + columns * len(splits) + (f"{'dist':>6}" if both else "")
    contents = [report["splits"][split] for split in splits]
    names = list(dict.fromkeys(name for content in contents for name in content["categories"]))
    for name in [*names, "total"]:
        if name == "total":
            yield "-" * (20 + 27 * len(splits) + 6 * both)
        rows = [content["total"] if name == "total" else content["categories"].get(name) for content in contents]
        scores = [row["crag"] for row in rows if row]
        distance = f"{scores[0] - scores[1]:+6.2f}" if both and len(scores) > 1 else ""
        yield f"{name:20}" + "".join(map(_cells, rows)) + distance


def _cells(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return " " * 27
    counts = f"{row['n']:5}{row['right']:5}{row['abstained']:4}{row['wrong']:4}{row['wrong_figures']:3}"
    return f"{counts}{row['crag']:+6.2f}"


def _share(rate: Mapping[str, Any]) -> str:
    if rate["share"] is None:
        return "no case"
    return f"{rate['share']:.1%} of {rate['n']} (95%: {rate['low']:.1%} to {rate['high']:.1%})"


def _brief(rate: Mapping[str, Any]) -> str:
    return "–" if rate["share"] is None else f"{rate['share']:.1%} of {rate['n']}"


def _metrics(split: str, content: Mapping[str, Any], retrieval: Mapping[str, float] | None) -> Iterator[str]:
    total, abstention, citations = content["total"], content["abstention"], content["citations"]
    yield f"{split}: right {_share(total['right_rate'])}"
    yield f"  wrong figures {_share(total['wrong_figure_rate'])}"
    yield f"  abstention: precision {_brief(abstention['precision'])}, recall {_brief(abstention['recall'])}"
    yield f"  values: exact match {_brief(content['values']['exact'])}; each slot:"
    yield "    " + ", ".join(f"{slot} {content['values'][slot]['share'] or 0:.1%}" for slot in SLOTS)
    yield f"  citations: precision {_brief(citations['precision'])}, recall {_brief(citations['recall'])},"
    yield f"    wrong document {_brief(citations['wrong_document'])}"
    if retrieval and retrieval["queries"]:
        cuts = ", ".join(f"@{k} {retrieval[f'recall_at_{k}']:.2f}" for k in (1, 3, 5, 10))
        yield f"  retrieval over {retrieval['queries']} labelled questions: recall {cuts},"
        yield f"    MRR {retrieval['mrr']:.2f}, nDCG@10 {retrieval['ndcg_at_10']:.2f}"
    times = content["latency_ms"]
    yield f"  latency: p50 {times['p50']:.1f} ms, p95 {times['p95']:.1f} ms"
    if content["crashes"] or content["withheld"]:
        yield f"  crashes: {content['crashes']}; answers with a line in the log: {content['withheld']}"
    yield "  status (row: expected, column: given)"
    yield from _confusion(content["status_confusion"])


def _confusion(table: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    names = sorted({*table, *(given for row in table.values() for given in row)})
    yield f"    {'':10}" + "".join(f"{name:>10}" for name in names)
    for expected in names:
        row = table.get(expected, {})
        yield f"    {expected:10}" + "".join(f"{row.get(given, 0) or '·':>10}" for given in names)


def _mutation(mutation: Mapping[str, Any] | None) -> Iterator[str]:
    if mutation is None:
        return
    yield f"mutation score of verification: {_share(mutation['score'])}"
    for survivor in mutation["survivors"]:
        yield f"  not caught: {survivor['kind']}, {survivor['case']}"
        yield f"    {survivor['change']}"
    yield ""


def _failures(cases: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield each case that is not right, wrong figures first."""
    failed = [case for case in cases if case["verdict"] != "right"]
    for case in sorted(failed, key=lambda c: (not c["wrong_figure"], c["verdict"] != "wrong", c["category"])):
        yield f"{case['id']}: {case['verdict']}{', wrong figure' if case['wrong_figure'] else ''}"
        yield from (f"  asked: {turn}" for turn in case["turns"])
        yield from (f"  {problem}" for problem in case["problems"])
        yield from (f"  log: {line}" for line in case["log"])
        if case["answer"]:
            yield f"  answer ({case['answer']['status']}): {' '.join(case['answer']['text'].split())[:300]}"
        yield ""


def as_markdown(reports: Sequence[Mapping[str, Any]]) -> str:
    """Return the quality of one or several systems as a Markdown table, a row for each system and split."""
    lines = [
        "| system | cases | n | right | abstained | wrong | wrong figures | score |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for report in reports:
        for split, content in report["splits"].items():
            total = content["total"]
            n = total["n"]
            counts = [f"{total[name]} ({total[name] / n:.1%})" for name in ("right", "abstained", "wrong")]
            figures = "not scored" if report["system"] == "naive" else _with_bound(total["wrong_figure_rate"])
            row = [report["system"], split, str(n), *counts, figures, f"{total['crag']:+.2f}"]
            lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines)


def _with_bound(rate: Mapping[str, Any]) -> str:
    return f"{rate['hits']} (at most {rate['high']:.1%})"

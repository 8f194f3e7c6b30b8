"""The cases in the formats that other evaluations read: BEIR and a ragas-style JSONL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.types import Answer
from eval.cases import Case, EvaluationError
from eval.compare import write_text
from eval.judging import cited_spans
from eval.metrics.citations import Span
from eval.passages import PassageIndex
from eval.run import Result
from index.quantities import plain


def _lines(rows: Iterable[Mapping[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def export_beir(directory: Path, index: PassageIndex, cases: Sequence[Case]) -> int:
    """Write `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv`, and return the number of queries.

    The corpus are the passages of the store; queries are the single-turn cases with labelled stretches, and every
    passage that holds one is relevant with 1. Raises EvaluationError if the directory cannot be written.
    """
    labelled = {case.id: (case, index.at(index.labels(case))) for case in cases if len(case.turns) == 1}
    labelled = {id_: (case, passages) for id_, (case, passages) in labelled.items() if passages}
    corpus = [{"_id": p.id, "title": index.titles[p.document_id], "text": p.text} for p in index.passages]
    qrels = ["query-id\tcorpus-id\tscore\n"]
    qrels += [f"{id_}\t{passage.id}\t1\n" for id_, (_, passages) in labelled.items() for passage in passages]
    try:
        (directory / "qrels").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvaluationError(f"{directory} cannot be written: {error.strerror}.") from error
    write_text(directory / "corpus.jsonl", _lines(corpus))
    queries = [{"_id": id_, "text": case.turns[0]} for id_, (case, _) in labelled.items()]
    write_text(directory / "queries.jsonl", _lines(queries))
    write_text(directory / "qrels" / "test.tsv", "".join(qrels))
    return len(labelled)


def export_ragas(path: Path, index: PassageIndex, results: Sequence[Result]) -> None:
    """Write a line for each case with its answer, the passages it cites, and those that it should cite.

    Earlier turns of a conversation stand before the last one in `user_input`, each on a line of its own. Raises
    EvaluationError if the file cannot be written.
    """
    write_text(path, _lines(_ragas(result.case, result.answer, index) for result in results))


def _ragas(case: Case, answer: Answer | None, index: PassageIndex) -> dict[str, Any]:
    cited = cited_spans(answer) if answer else []
    return {
        "user_input": "\n".join(case.turns),
        "response": answer.text if answer else "",
        "reference": reference(case),
        "retrieved_contexts": [citation.quote for citation in answer.citations] if answer else [],
        "retrieved_context_ids": _ids(index, cited),
        "reference_context_ids": _ids(index, index.labels(case)),
    }


def _ids(index: PassageIndex, spans: Sequence[Span]) -> list[str]:
    return [passage.id for passage in index.at(spans)]


def reference(case: Case) -> str:
    """Return what a right answer holds, as a line of text."""
    figures = (
        " ".join(filter(None, (v.operation.value, plain(v.value), v.unit, v.indicator, v.place or "", v.period or "")))
        for v in case.expect.values
    )
    words = (" or ".join(group) for group in case.expect.words)
    status = " or ".join(status.value for status in case.expect.status)
    return "; ".join([status, *figures, *words])

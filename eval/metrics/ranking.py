"""Retrieval quality over labelled passages, by ir_measures (the field's reference implementation, trec_eval)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

CUTS = (1, 3, 5, 10)


def ranking_metrics(relevant: Mapping[str, Sequence[str]], ranked: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """Return recall@k, MRR and nDCG@10, means over the queries, all between 0 and 1.

    `relevant` are passage ids by query, `ranked` the passages found, best first. recall@k = relevant among the first
    k / relevant; MRR = mean of 1 / rank of the first relevant one; nDCG@10 = DCG / DCG of the best order, with
    DCG = Σ rel_i / log2(i + 1) (Järvelin and Kekäläinen 2002). A query with nothing found counts 0. Empty without
    queries.
    """
    import ir_measures  # only an evaluation needs it

    if not relevant:
        return {}
    labels = [ir_measures.Qrel(query, passage, 1) for query, passages in relevant.items() for passage in passages]
    run = [
        ir_measures.ScoredDoc(query, passage, float(-rank))
        for query, passages in ranked.items()
        for rank, passage in enumerate(passages)
    ]
    names = {f"recall_at_{k}": ir_measures.R @ k for k in CUTS}
    names |= {"mrr": ir_measures.RR, "ndcg_at_10": ir_measures.nDCG @ 10}
    found = ir_measures.calc_aggregate(list(names.values()), labels, run)
    return {name: float(found[measure]) for name, measure in names.items()}

"""Train the head that recognises urgent messages: `python -m eval.training.urgency`.

A logistic regression over the packaged model's sentence embedding, one weight vector for "urgent at all" and one for
each topic of `assistant/language/safety.yaml`. Data: the last turns of the development cases; a case of the category
"urgent" is urgent, its topics are those whose help its `words` ask for. The test split is not read. Prints leave-out
results (stratified 5-fold cross-validation) and writes `assistant/language/urgency_head.json`.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

import assistant
from assistant.safety import HEAD_THRESHOLD
from eval.cases import Case, golden_cases
from index import Library

HEAD = Path(assistant.__file__).parent / "language" / "urgency_head.json"
# What a case's expected words say about its topic.
TOPIC_WORDS = {
    "missing": "1-800-843-5678",
    "runaway": "1-800-786-2929",
    "exploitation": "report.cybertip.org",
    "images": "takeitdown",
    "suicide": "988",
}
SEED = 20231


def topics_of(case: Case) -> set[str]:
    """Return the topics whose help a case asks for."""
    if case.category != "urgent":
        return set()
    groups = [word for group in case.expect.words for word in group]
    return {topic for topic, word in TOPIC_WORDS.items() if any(word in given for given in groups)}


def fit(vectors: NDArray[np.float32], labels: NDArray[np.bool_]) -> LogisticRegression:
    """Fit one balanced logistic regression with fixed seed."""
    model = LogisticRegression(C=10.0, class_weight="balanced", max_iter=2000, random_state=SEED)
    return model.fit(vectors, labels)


def main() -> None:
    """Train, print the cross-validated recall and precision, and write the head."""
    cases = golden_cases(["dev"])
    vectors = np.vstack([Library.open().query_model.embed([case.turns[-1][:2000]]) for case in cases])
    head: dict[str, dict[str, object]] = {}
    for name in ("urgent", *TOPIC_WORDS):
        labels = np.array(
            [case.category == "urgent" if name == "urgent" else name in topics_of(case) for case in cases]
        )
        folds = StratifiedKFold(5, shuffle=True, random_state=SEED)
        guessed = cross_val_predict(
            LogisticRegression(C=10.0, class_weight="balanced", max_iter=2000, random_state=SEED),
            vectors,
            labels,
            cv=folds,
            method="predict_proba",
        )[:, 1]
        hits = guessed >= HEAD_THRESHOLD
        print(
            f"{name}: {labels.sum()} cases, recall {(hits & labels).sum() / labels.sum():.3f}, "
            f"precision {(hits & labels).sum() / max(1, hits.sum()):.3f}"
        )
        model = fit(vectors, labels)
        head[name] = {
            "weights": [round(float(w), 4) for w in model.coef_[0]],
            "bias": round(float(model.intercept_[0]), 4),
        }
    HEAD.write_text(json.dumps(head) + "\n")
    print(f"wrote {HEAD.name}, {HEAD.stat().st_size} bytes")


if __name__ == "__main__":
    main()

"""Train the model that reads questions: `python -m eval.training.questions`.

The packaged embedding model gets low-rank updates of its weight matrices (LoRA, Hu et al. 2021) and linear heads: for
each token, whether it narrows the question beyond what the sheets print; for the question, which indicators it asks
about, what is done with them, where its places come from, whether something is claimed, and whether it is narrowed at
all. Data: the questions in `eval/training/questions/`, written for this; words that narrow stand in [[double
brackets]], and a question that goes on from others has them under "before". Neither split of the golden set is read. A
twelfth of the questions, chosen by the hash of their text, is held out and measured. Writes
`index/question_model.safetensors`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional
from torch.nn.utils import parametrize
from transformers import AutoModel

from index.catalog import load_catalogs
from index.embedding import packaged_model_path
from index.question_model import ADAPTER, LONGEST, MATRICES, earlier_text, encode_question

QUESTIONS = Path(__file__).parent / "questions"
OPERATIONS = (
    "lookup difference ratio percent_change share sum mean median rank filter count breakdown profile trend explain "
    "coverage provenance chat urgent off_topic none"
).split()
# Where the places of a question come from: itself, the questions before it, both, the states not yet spoken of, every
# state, the nation, or nowhere.
PLACES = "own earlier both others all nation none".split()
RANK = 8
EPOCHS = 8
BATCH = 32
RATE_UPDATES, RATE_HEADS = 1e-3, 2e-3
SEED = 20231
HELD_OUT = 12  # one in this many
# How much a missed word or indicator counts against a false one.
TOKEN_WEIGHT, INDICATOR_WEIGHT = 2.0, 3.0
# A question that names its measure is put behind an unrelated one with this chance: it must not take anything over.
UNRELATED = 0.25
_SHORT = 150  # code points; longer ones make no "before"
_UNLABELLED = -100
_NARROWING = re.compile(r"(\[\[[^\[\]]+\]\])")


@dataclass(frozen=True, slots=True)
class Question:
    """One labelled question; `narrowing` are stretches of `text` in code points, `before` earlier questions.

    `places` says where its places come from; None if that is not labelled.
    """

    text: str
    before: str
    narrowing: tuple[tuple[int, int], ...]
    indicators: tuple[str, ...]
    operation: str
    claim: bool
    places: str | None

    @property
    def held_out(self) -> bool:
        """Say whether the question is measured and not learned from."""
        return int(hashlib.sha256(self.text.encode()).hexdigest(), 16) % HELD_OUT == 0


def unmarked(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return a question without its brackets, and the stretches that stood in them."""
    text, stretches = "", []
    for part in _NARROWING.split(marked):
        inner = part[2:-2] if part.startswith("[[") else part
        if inner is not part:
            stretches.append((len(text), len(text) + len(inner)))
        text += inner
    return text, tuple(stretches)


def read_questions(folder: Path = QUESTIONS) -> list[Question]:
    """Read every labelled question; raises ValueError naming the line that is not valid."""
    known = {i.id for catalog in load_catalogs() for i in catalog.indicators}
    found: list[Question] = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            row = json.loads(line)
            places = row.get("places")
            unknown = {*row["indicators"]} - known or {row["operation"]} - set(OPERATIONS)
            unknown = unknown or ({places} - set(PLACES) if places else set())
            if unknown:
                raise ValueError(f"{path.name}, line {number}: unknown {', '.join(sorted(unknown))}")
            text, narrowing = unmarked(row["question"])
            before = earlier_text(row.get("before", ()))
            indicators = tuple(row["indicators"])
            found.append(Question(text, before, narrowing, indicators, row["operation"], row["claim"], places))
    return found


class LowRank(nn.Module):
    """Adds the product of two thin matrices to a weight of shape (outputs, inputs)."""

    def __init__(self, outputs: int, inputs: int) -> None:
        super().__init__()
        self.a = nn.Parameter(torch.randn(RANK, inputs) / math.sqrt(inputs))
        self.b = nn.Parameter(torch.zeros(outputs, RANK))

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        """Return the updated weight."""
        return weight + self.b @ self.a


class Network(nn.Module):
    """The packaged model with updates and heads; (ids, mask) in, token and sentence logits out."""

    def __init__(self, labels: int) -> None:
        super().__init__()
        self.base: Any = AutoModel.from_pretrained(str(packaged_model_path()))
        for weight in self.base.parameters():
            weight.requires_grad = False
        for layer in self.base.encoder.layer:
            for name in MATRICES:
                matrix = layer.get_submodule(name)
                parametrize.register_parametrization(matrix, "weight", LowRank(*matrix.weight.shape))
        size = int(self.base.config.hidden_size)
        self.token, self.sentence, self.dropout = nn.Linear(size, 1), nn.Linear(size, labels), nn.Dropout(0.1)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return token logits of shape (batch, tokens) and sentence logits of shape (batch, labels)."""
        states = self.base(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).float()
        mean = (states * weights).sum(1) / weights.sum(1)
        return self.token(self.dropout(states)).squeeze(-1), self.sentence(self.dropout(mean))


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of some questions; `real` marks tokens that span text."""

    ids: torch.Tensor
    mask: torch.Tensor
    narrowing: torch.Tensor
    real: torch.Tensor
    indicators: torch.Tensor
    operations: torch.Tensor
    places: torch.Tensor
    flags: torch.Tensor  # claims, narrowed


class Trainer:
    """Trains one network on some questions."""

    def __init__(self, indicators: Sequence[str]) -> None:
        torch.manual_seed(SEED)
        self.random = random.Random(SEED)
        self.indicators = list(indicators)
        self.network = Network(len(self.indicators) + len(OPERATIONS) + len(PLACES) + 2)
        self.tokenizer = Tokenizer.from_file(str(packaged_model_path() / "tokenizer.json"))
        self.tokenizer.enable_truncation(LONGEST)
        self.tokenizer.no_padding()

    def batches(self, questions: Sequence[Question]) -> Iterator[Batch]:
        """Yield tensors for questions of like length, the batches in random order: padding costs most of the time."""
        rows = sorted(questions, key=lambda q: len(q.text) + self.random.uniform(0, 15))
        starts = list(range(0, len(rows), BATCH))
        self.random.shuffle(starts)
        for start in starts:
            yield self._batch(rows[start : start + BATCH])

    def _some_behind_others(self, questions: Sequence[Question]) -> list[Question]:
        """Put some complete questions behind an unrelated one, which must not change what is read in them."""
        texts = [q.text for q in questions if len(q.text) < _SHORT]
        return [
            replace(q, before=self.random.choice(texts))
            if q.indicators and not q.before and self.random.random() < UNRELATED
            else q
            for q in questions
        ]

    def _batch(self, rows: Sequence[Question]) -> Batch:
        encoded = [encode_question(self.tokenizer, row.text, row.before) for row in rows]
        longest = max(len(e.ids) for e in encoded)
        for e in encoded:
            e.pad(longest)
        first, last = torch.tensor([e.offsets for e in encoded]).unbind(-1)
        asked = torch.tensor(
            [[s == (1 if row.before else 0) for s in e.sequence_ids] for e, row in zip(encoded, rows, strict=True)]
        )
        narrowing = torch.zeros(first.shape)
        for number, row in enumerate(rows):
            for start, end in row.narrowing:
                narrowing[number] += ((first[number] < end) & (last[number] > start)).float()
        return Batch(
            ids=torch.tensor([e.ids for e in encoded]),
            mask=torch.tensor([e.attention_mask for e in encoded]),
            narrowing=narrowing.clamp(max=1),
            real=((last > first) & asked).float(),
            indicators=torch.tensor([[float(i in row.indicators) for i in self.indicators] for row in rows]),
            operations=torch.tensor([OPERATIONS.index(row.operation) for row in rows]),
            places=torch.tensor([PLACES.index(row.places) if row.places else _UNLABELLED for row in rows]),
            flags=torch.tensor([[float(row.claim), float(bool(row.narrowing))] for row in rows]),
        )

    def split(self, sentence: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Split sentence logits into indicators, operations, places and flags."""
        return torch.split(sentence, [len(self.indicators), len(OPERATIONS), len(PLACES), 2], dim=1)

    def loss(self, batch: Batch) -> torch.Tensor:
        """Return the weighted sum of the heads' cross-entropies."""
        token, sentence = self.network(batch.ids, batch.mask)
        indicators, operations, places, flags = self.split(sentence)
        entropy = functional.binary_cross_entropy_with_logits
        tokens = entropy(token, batch.narrowing, reduction="none", pos_weight=torch.tensor(TOKEN_WEIGHT))
        return (
            3 * (tokens * batch.real).sum() / batch.real.sum()
            + 4 * entropy(indicators, batch.indicators, pos_weight=torch.tensor(INDICATOR_WEIGHT))
            + 0.7 * functional.cross_entropy(operations, batch.operations)
            + 0.4 * self._place_loss(places, batch.places)
            + entropy(flags, batch.flags)
        )

    @staticmethod
    def _place_loss(logits: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
        """Return the cross-entropy of labelled places over the whole batch: few labels count less."""
        entropy = functional.cross_entropy(logits, places, ignore_index=_UNLABELLED, reduction="sum")
        return entropy / len(places)

    def train(self, questions: Sequence[Question], epochs: int) -> None:
        """Train with AdamW on a one-cycle schedule; prints the loss of each epoch."""
        updates: list[nn.Parameter] = []
        heads: list[nn.Parameter] = []
        for name, weight in self.network.named_parameters():
            if weight.requires_grad:
                (updates if "parametrizations" in name else heads).append(weight)
        groups = [{"params": updates, "lr": RATE_UPDATES}, {"params": heads, "lr": RATE_HEADS}]
        optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
        steps = epochs * math.ceil(len(questions) / BATCH)
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, [RATE_UPDATES, RATE_HEADS], total_steps=steps, pct_start=0.1
        )
        self.network.train()
        for epoch in range(epochs):
            total = 0.0
            for batch in self.batches(self._some_behind_others(questions)):
                loss = self.loss(batch)
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                nn.utils.clip_grad_norm_([*updates, *heads], 1.0)
                optimizer.step()
                schedule.step()
                total += loss.item()
            print(f"epoch {epoch + 1} of {epochs}: loss {total * BATCH / len(questions):.3f}", flush=True)
        self.network.eval()

    def measure(self, questions: Sequence[Question]) -> None:
        """Print how the model does on questions that it has not learned from."""
        right = {"indicators": 0, "operation": 0, "claim": 0}
        placed = 0
        seen = {(truth, guess): 0 for truth in (False, True) for guess in (False, True)}
        with torch.no_grad():
            for batch in self.batches(questions):
                token, sentence = self.network(batch.ids, batch.mask)
                indicators, operations, places, flags = self.split(sentence)
                placed += int((places.argmax(1) == batch.places).sum())
                right["indicators"] += int(((indicators > 0) == (batch.indicators > 0)).all(1).sum())
                right["operation"] += int((operations.argmax(1) == batch.operations).sum())
                right["claim"] += int(((flags[:, 0] > 0) == (batch.flags[:, 0] > 0)).sum())
                guessed = ((token > 0) & (batch.real > 0)).any(1)
                for truth, guess in zip(batch.flags[:, 1] > 0, guessed, strict=True):
                    seen[bool(truth), bool(guess)] += 1
        for name, count in right.items():
            print(f"{name}: {count / len(questions):.3f} of {len(questions)} held-out questions")
        print(f"places: {placed} of {sum(q.places is not None for q in questions)} labelled ones")
        narrowed, plain = seen[True, True] + seen[True, False], seen[False, True] + seen[False, False]
        print(f"narrowed questions with a narrowing word found: {seen[True, True]} of {narrowed}")
        print(f"other questions with none found: {seen[False, False]} of {plain}")

    def write(self, path: Path) -> None:
        """Write updates and heads, in half precision, with the names of the labels."""
        tensors: dict[str, torch.Tensor] = {}
        for number, layer in enumerate(self.network.base.encoder.layer):
            for name in MATRICES:
                update = layer.get_submodule(name).parametrizations.weight[0]
                tensors[f"layer.{number}.{name}.a"], tensors[f"layer.{number}.{name}.b"] = update.a, update.b
        for head in ("token", "sentence"):
            linear = getattr(self.network, head)
            tensors[f"{head}.weight"], tensors[f"{head}.bias"] = linear.weight, linear.bias
        halves = {name: tensor.detach().half().contiguous() for name, tensor in tensors.items()}
        labels = {"indicators": self.indicators, "operations": OPERATIONS, "places": PLACES}
        metadata = {name: json.dumps(names) for name, names in labels.items()}
        save_file(halves, path, metadata=metadata)
        print(f"wrote {path.name}, {path.stat().st_size} bytes")


def main() -> None:
    """Train, measure on the held-out questions and write the model."""
    parser = argparse.ArgumentParser(prog="python -m eval.training.questions", description="Train the question model.")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="passes over the questions (default %(default)s)")
    arguments = parser.parse_args()
    questions = read_questions()
    trainer = Trainer([i.id for catalog in load_catalogs() for i in catalog.indicators])
    trainer.train([q for q in questions if not q.held_out], arguments.epochs)
    held_out = [q for q in questions if q.held_out]
    trainer.measure(held_out)
    print("of these, questions that go on from others:")
    trainer.measure([q for q in held_out if q.before])
    trainer.write(ADAPTER)


if __name__ == "__main__":
    main()

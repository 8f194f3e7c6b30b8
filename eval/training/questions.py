"""Train the model that reads questions: `python -m eval.training.questions`.

The packaged embedding model gets low-rank updates of its weight matrices (LoRA, Hu et al. 2021) and heads: for each
token, whether it narrows the question beyond what the sheets print; for the question, which indicators it asks about,
what is done with them, where its places come from, which explanation it wants, and whether something is claimed. Data:
the questions in `eval/training/questions/`, written for this; words that narrow stand in [[double brackets]], and a
question that goes on from others has them under "before". Neither split of the golden set is read. A twelfth of the
questions, chosen by the hash of their text, is held out and measured. Writes `index/question_model.safetensors`; the
second stage, `eval.training.urgency`, then adds the head that tells urgent messages.

In training the five states change places with others, numbers get other digits and words get slips of the finger: what
is asked does not hang on them.
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
from transformers import AutoModel

from index.catalog import load_catalogs
from index.exports import packaged_model_path
from index.question_model import (
    ADAPTER,
    LONGEST,
    MATRICES,
    asked_tokens,
    encode_question,
    label_logits,
)
from index.question_reading import URGENCY, earlier_text

QUESTIONS = Path(__file__).parent / "questions"
# More labelled questions, of which no training has learned: words that narrow beside like words that do not, cries for
# help beside questions in like words.
UNLEARNED = Path(__file__).parent / "unlearned"
OPERATIONS = (
    "lookup difference ratio percent_change share sum mean median rank filter count breakdown profile trend explain "
    "coverage provenance chat urgent off_topic none"
).split()
# Where the places of a question come from: itself, the questions before it, both, the states not yet spoken of, every
# state, the nation, or nowhere.
PLACES = "own earlier both others all nation none".split()
RANK = 32
EPOCHS = 6
BATCH = 32
RATE_UPDATES, RATE_HEADS = 1e-3, 2e-3
SEED = 20231
HELD_OUT = 12  # one in this many
# How much a missed word or indicator counts against a false one.
TOKEN_WEIGHT, INDICATOR_WEIGHT = 2.0, 3.0
# A question that names its measure is put behind an unrelated one with this chance: it must not take anything over.
UNRELATED = 0.25
# Chances that a question is learned with other states, with other digits, with a slip of the finger.
OTHER_STATES, OTHER_DIGITS, SLIP = 0.5, 0.3, 0.25
_STATES = ("Colorado", "Connecticut", "Massachusetts", "Minnesota", "New York")
_SHORT = 150  # code points; longer ones make no "before"
_UNLABELLED = -100
_NARROWING = re.compile(r"(\[\[[^\[\]]+\]\])")
_STATE = re.compile("|".join(_STATES), re.IGNORECASE)
_NUMBER = re.compile(r"\b(?!20\d\d\b)\d[\d,.]*\d\b")
_LETTERS = re.compile(r"[a-z]{5,}")


@dataclass(frozen=True, slots=True)
class Question:
    """One labelled question; words of `marked` that narrow it stand in double brackets, `before` are earlier questions.

    `places` says where its places come from, `explanation` what explains it (or "none"), `topics` what an urgent
    message is about; None where not labelled.
    """

    marked: str
    before: str
    indicators: tuple[str, ...]
    operation: str
    claim: bool
    places: str | None
    explanation: str | None
    topics: tuple[str, ...] | None = None

    @property
    def held_out(self) -> bool:
        """Say whether the question is measured and not learned from."""
        return int(hashlib.sha256(unmarked(self.marked)[0].encode()).hexdigest(), 16) % HELD_OUT == 0


def unmarked(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return a question without its brackets, and the stretches that stood in them, in code points."""
    text, stretches = "", []
    for part in _NARROWING.split(marked):
        inner = part[2:-2] if part.startswith("[[") else part
        if inner is not part:
            stretches.append((len(text), len(text) + len(inner)))
        text += inner
    return text, tuple(stretches)


def read_questions(folder: Path = QUESTIONS) -> list[Question]:
    """Read every labelled question; raises ValueError naming the line that is not valid."""
    catalogs = load_catalogs()
    known: dict[str, set[str | None]] = {
        "indicators": {i.id for catalog in catalogs for i in catalog.indicators},
        "operation": set(OPERATIONS),
        "places": {*PLACES, None},
        "explanation": {*explanation_labels(), None},
        "topics": {*URGENCY[1:], None},
    }
    found: list[Question] = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            row = json.loads(line)
            labels = {name: row.get(name) for name in known}
            unknown = [
                str(label)
                for name, value in labels.items()
                for label in (value if isinstance(value, list) else [value])
                if label not in known[name]
            ]
            if unknown:
                raise ValueError(f"{path.name}, line {number}: unknown {', '.join(unknown)}")
            found.append(
                Question(
                    marked=row["question"],
                    before=earlier_text(row.get("before", ())),
                    indicators=tuple(row["indicators"]),
                    operation=row["operation"],
                    claim=row["claim"],
                    places=labels["places"],
                    explanation=labels["explanation"],
                    topics=None if labels["topics"] is None else tuple(labels["topics"]),
                )
            )
    return found


def catalog_wordings() -> list[Question]:
    """Return the ways of asking for each explanation that the catalogs list, as labelled questions."""
    wordings = [(w, e.id) for catalog in load_catalogs() for e in catalog.explanations for w in e.answers]
    silent = [(w, "none") for catalog in load_catalogs() for w in catalog.silent_on]
    return [Question(w, "", (), "explain", False, "none", label) for w, label in wordings + silent]


def explanation_labels() -> list[str]:
    """Return the ids of the sentences that explain something, and "none" for what no sentence explains."""
    return [*(e.id for catalog in load_catalogs() for e in catalog.explanations), "none"]


def varied(question: Question, chance: random.Random) -> Question:
    """Return a question with some of its states, digits and letters changed; what it asks stays the same."""
    marked, before = question.marked, question.before
    if chance.random() < OTHER_STATES:
        others = dict(zip(map(str.lower, _STATES), chance.sample(_STATES, len(_STATES)), strict=True))
        marked, before = (_STATE.sub(lambda m: others[m[0].lower()], text) for text in (marked, before))
    if chance.random() < OTHER_DIGITS:
        marked, before = (_NUMBER.sub(lambda m: _other_digits(m[0], chance), text) for text in (marked, before))
    if chance.random() < SLIP:
        marked = _slipped(marked, chance)
    return replace(question, marked=marked, before=before)


def _other_digits(number: str, chance: random.Random) -> str:
    return re.sub(r"\d", lambda m: m[0] if m[0] == "0" else str(chance.randint(1, 9)), number)


def _slipped(text: str, chance: random.Random) -> str:
    """Return a text with two letters of one of its longer words in each other's place, or one of them left out."""
    words = list(_LETTERS.finditer(text))
    if not words:
        return text
    word = chance.choice(words)
    at = chance.randrange(word.start() + 1, word.end() - 1)
    swapped = text[at + 1] + text[at] if chance.random() < 0.5 else text[at]
    return text[:at] + swapped + text[at + 2 :]


class Updated(nn.Module):
    """A linear layer whose weight, of shape (outputs, inputs), has the product of two thin matrices added to it.

    The product is applied to what goes through, not to the weight: that trains a third faster.
    """

    def __init__(self, base: nn.Linear) -> None:
        super().__init__()
        outputs, inputs = base.weight.shape
        self.base = base
        self.a = nn.Parameter(torch.randn(RANK, inputs) / math.sqrt(inputs))
        self.b = nn.Parameter(torch.zeros(outputs, RANK))

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the layer's outputs with the update."""
        return self.base(values) + functional.linear(functional.linear(values, self.a), self.b)  # type: ignore[no-any-return]


class Network(nn.Module):
    """The packaged model with updates and heads; (ids, mask, asked) in, token and sentence logits out."""

    def __init__(self, labels: int) -> None:
        super().__init__()
        self.base: Any = AutoModel.from_pretrained(str(packaged_model_path()))
        for weight in self.base.parameters():
            weight.requires_grad = False
        for layer in self.base.encoder.layer:
            for name in MATRICES:
                layer.set_submodule(name, Updated(layer.get_submodule(name)))
        size = int(self.base.config.hidden_size)
        self.token, self.sentence, self.dropout = nn.Linear(size, 1), nn.Linear(3 * size, labels), nn.Dropout(0.1)
        self.query = nn.Parameter(torch.randn(labels, size) / math.sqrt(size))
        self.value = nn.Parameter(torch.zeros(labels, size))

    def heads(self) -> dict[str, torch.Tensor]:
        """Return the weights of the heads, by the names that they are stored under."""
        linear = {"token": self.token, "sentence": self.sentence}
        named = {f"{name}.{part}": w for name, layer in linear.items() for part, w in layer.named_parameters()}
        return {**named, "label.query": self.query, "label.value": self.value}

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, asked: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return token logits of shape (batch, tokens) and sentence logits of shape (batch, labels)."""
        states = self.base(input_ids=ids, attention_mask=mask, token_type_ids=asked).last_hidden_state
        tokens = self.token(self.dropout(states)).squeeze(-1)
        return tokens, label_logits(states, mask, asked, self.heads(), self.dropout)


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of some questions; `asked` marks tokens that span text of the question itself."""

    ids: torch.Tensor
    mask: torch.Tensor
    asked: torch.Tensor
    narrowing: torch.Tensor
    indicators: torch.Tensor
    operations: torch.Tensor
    places: torch.Tensor
    explanations: torch.Tensor
    claims: torch.Tensor


class Trainer:
    """Trains one network on some questions."""

    def __init__(self, indicators: Sequence[str]) -> None:
        torch.manual_seed(SEED)
        self.random = random.Random(SEED)
        self.indicators = list(indicators)
        self.explanations = explanation_labels()
        self.sizes = [len(self.indicators), len(OPERATIONS), len(PLACES), len(self.explanations), 1]
        self.network = Network(sum(self.sizes))
        self.tokenizer = Tokenizer.from_file(str(packaged_model_path() / "tokenizer.json"))
        self.tokenizer.enable_truncation(LONGEST)
        self.tokenizer.no_padding()

    def batches(self, questions: Sequence[Question]) -> Iterator[Batch]:
        """Yield tensors for questions of like length, the batches in random order: padding costs most of the time."""
        rows = sorted(questions, key=lambda q: len(q.marked) + len(q.before) + self.random.uniform(0, 15))
        starts = list(range(0, len(rows), BATCH))
        self.random.shuffle(starts)
        for start in starts:
            yield self._batch(rows[start : start + BATCH])

    def _learned(self, questions: Sequence[Question]) -> list[Question]:
        """Vary the questions, and put some complete ones behind an unrelated one, which must not change the reading."""
        texts = [unmarked(q.marked)[0] for q in questions if len(q.marked) < _SHORT]
        return [
            replace(q, before=self.random.choice(texts))
            if q.indicators and not q.before and self.random.random() < UNRELATED
            else q
            for q in (varied(question, self.random) for question in questions)
        ]

    def _batch(self, rows: Sequence[Question]) -> Batch:
        texts, stretches = zip(*(unmarked(row.marked) for row in rows), strict=True)
        encoded = [encode_question(self.tokenizer, t, row.before) for t, row in zip(texts, rows, strict=True)]
        longest = max(len(e.ids) for e in encoded)
        for e in encoded:
            e.pad(longest)
        first, last = torch.tensor([e.offsets for e in encoded]).unbind(-1)
        mask = torch.tensor([e.attention_mask for e in encoded])
        asked = torch.tensor([asked_tokens(e, row.before) for e, row in zip(encoded, rows, strict=True)])
        narrowing = torch.zeros(first.shape)
        for number, spans in enumerate(stretches):
            for start, end in spans:
                narrowing[number] += ((first[number] < end) & (last[number] > start)).float()
        return Batch(
            ids=torch.tensor([e.ids for e in encoded]),
            mask=mask,
            asked=asked * mask,
            narrowing=narrowing.clamp(max=1),
            indicators=torch.tensor([[float(i in row.indicators) for i in self.indicators] for row in rows]),
            operations=_classes([row.operation for row in rows], OPERATIONS),
            places=_classes([row.places for row in rows], PLACES),
            explanations=_classes([row.explanation for row in rows], self.explanations),
            claims=torch.tensor([float(row.claim) for row in rows]),
        )

    def split(self, sentence: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Split sentence logits into indicators, operations, places, explanations and claim."""
        return torch.split(sentence, self.sizes, dim=1)

    def loss(self, batch: Batch) -> torch.Tensor:
        """Return the weighted sum of the heads' cross-entropies."""
        token, sentence = self.network(batch.ids, batch.mask, batch.asked)
        token, sentence = token.float(), sentence.float()
        indicators, operations, places, explanations, claims = self.split(sentence)
        entropy = functional.binary_cross_entropy_with_logits
        tokens = entropy(token, batch.narrowing, reduction="none", pos_weight=torch.tensor(TOKEN_WEIGHT))
        return (
            3 * (tokens * batch.asked).sum() / batch.asked.sum()
            + 4 * entropy(indicators, batch.indicators, pos_weight=torch.tensor(INDICATOR_WEIGHT))
            + 0.7 * functional.cross_entropy(operations, batch.operations)
            + 0.4 * _class_loss(places, batch.places)
            + 2 * _class_loss(explanations, batch.explanations)
            + 0.5 * entropy(claims.squeeze(1), batch.claims)
        )

    def train(self, questions: Sequence[Question], epochs: int) -> None:
        """Train with AdamW on a one-cycle schedule; prints the loss of each epoch."""
        updates: list[nn.Parameter] = []
        heads: list[nn.Parameter] = []
        for name, weight in self.network.named_parameters():
            if weight.requires_grad:
                (updates if name.startswith("base.") else heads).append(weight)
        groups = [{"params": updates, "lr": RATE_UPDATES}, {"params": heads, "lr": RATE_HEADS}]
        optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
        steps = epochs * math.ceil(len(questions) / BATCH)
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, [RATE_UPDATES, RATE_HEADS], total_steps=steps, pct_start=0.1
        )
        self.network.train()
        for epoch in range(epochs):
            total = 0.0
            for batch in self.batches(self._learned(questions)):
                with torch.autocast("cpu", dtype=torch.bfloat16):
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
        right = dict.fromkeys(("indicators", "operation", "places", "explanation", "claim"), 0)
        seen = {(truth, guess): 0 for truth in (False, True) for guess in (False, True)}
        with torch.no_grad():
            for batch in self.batches(questions):
                token, sentence = self.network(batch.ids, batch.mask, batch.asked)
                indicators, operations, places, explanations, claims = self.split(sentence)
                right["indicators"] += int(((indicators > 0) == (batch.indicators > 0)).all(1).sum())
                right["operation"] += int((operations.argmax(1) == batch.operations).sum())
                right["places"] += int((places.argmax(1) == batch.places).sum())
                right["explanation"] += int((explanations.argmax(1) == batch.explanations).sum())
                right["claim"] += int(((claims.squeeze(1) > 0) == (batch.claims > 0)).sum())
                narrowed = (batch.narrowing > 0).any(1)
                guessed = ((token > 0) & (batch.asked > 0)).any(1)
                for truth, guess in zip(narrowed, guessed, strict=True):
                    seen[bool(truth), bool(guess)] += 1
        labelled = dict.fromkeys(right, len(questions)) | {
            "places": sum(q.places is not None for q in questions),
            "explanation": sum(q.explanation is not None for q in questions),
        }
        for name, count in right.items():
            print(f"{name}: {count} of {labelled[name]} held-out questions ({count / max(labelled[name], 1):.3f})")
        with_words, plain = seen[True, True] + seen[True, False], seen[False, True] + seen[False, False]
        print(f"narrowed questions with a narrowing word found: {seen[True, True]} of {with_words}")
        print(f"other questions with none found: {seen[False, False]} of {plain}")

    def write(self, path: Path) -> None:
        """Write updates and heads, in half precision, with the names of the labels."""
        tensors: dict[str, torch.Tensor] = {}
        for number, layer in enumerate(self.network.base.encoder.layer):
            for name in MATRICES:
                update = layer.get_submodule(name)
                tensors[f"layer.{number}.{name}.a"], tensors[f"layer.{number}.{name}.b"] = update.a, update.b
        tensors |= self.network.heads()
        halves = {name: tensor.detach().half().contiguous() for name, tensor in tensors.items()}
        labels = {
            "indicators": self.indicators,
            "operations": OPERATIONS,
            "places": PLACES,
            "explanations": self.explanations,
        }
        metadata = {name: json.dumps(names) for name, names in labels.items()}
        save_file(halves, path, metadata=metadata)
        print(f"wrote {path.name}, {path.stat().st_size} bytes")


def _classes(names: Sequence[str | None], labels: Sequence[str]) -> torch.Tensor:
    return torch.tensor([_UNLABELLED if name is None else labels.index(name) for name in names])


def _class_loss(logits: torch.Tensor, classes: torch.Tensor) -> torch.Tensor:
    """Return the cross-entropy of labelled questions over the whole batch: few labels count less."""
    entropy = functional.cross_entropy(logits, classes, ignore_index=_UNLABELLED, reduction="sum")
    return entropy / len(classes)


def main() -> None:
    """Train, measure on the held-out questions and write the model."""
    parser = argparse.ArgumentParser(prog="python -m eval.training.questions", description="Train the question model.")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="passes over the questions (default %(default)s)")
    arguments = parser.parse_args()
    questions = read_questions()
    trainer = Trainer([i.id for catalog in load_catalogs() for i in catalog.indicators])
    trainer.train([q for q in questions if not q.held_out] + catalog_wordings(), arguments.epochs)
    held_out = [q for q in questions if q.held_out]
    trainer.measure(held_out)
    print("of these, questions that go on from others:")
    trainer.measure([q for q in held_out if q.before])
    trainer.write(ADAPTER)


if __name__ == "__main__":
    main()

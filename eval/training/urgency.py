"""Train the head that tells urgent messages: `python -m eval.training.urgency`, the second stage of the question model.

Everything that `eval.training.questions` has trained stays as it is: the token states of the finished model are
computed once, and only the head is fitted on them, so that no other reading changes. It says whether a message is
urgent, and what it is about (`index.question_model.URGENCY`). Data: the questions in `eval/training/questions/` that
are labelled urgent, those that the first stage has not learned from (`cries_and_stories.jsonl`: pairs of a cry for help
and a story in like words beside a question for figures; `desk_messages.jsonl`: cries beside everyday messages to a help
desk), and a sample of the others. Neither split of the golden set is
read. What `Question.held_out` holds out is measured. Takes about ten minutes on one core and adds the head's weights to
`index/question_model.safetensors`.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from eval.training.questions import QUESTIONS, Question, read_questions, unmarked, varied
from index.exports import packaged_model_path
from index.question_model import (
    ADAPTER,
    LONGEST,
    asked_tokens,
    encode_question,
    merged_base,
    urgency_logits,
    urgency_states,
)
from index.question_reading import URGENCY

PAIRS = (QUESTIONS / "cries_and_stories.jsonl", QUESTIONS / "desk_messages.jsonl")
OTHERS = 6000  # questions of the other files that are no cries
QUERIES, HIDDEN = 2, 48
EPOCHS, BATCH, RATE = 8, 64, 1e-3
DROPOUT = 0.3
SEED = 20231
# How much a pair counts, which the first stage has not learned, and how much a cry against a question that is none.
PAIR_WEIGHT, CRY_WEIGHT = 3.0, 2.5
# An urgent message and a story are put behind an unrelated question, and questions behind a cry, with these chances.
BEHIND_ANOTHER, BEHIND_A_CRY = 0.3, 0.15


@dataclass(frozen=True, slots=True)
class Example:
    """The token states of one question, its own tokens among them, and its labels; -1 where a topic is not labelled."""

    states: torch.Tensor
    asked: torch.Tensor
    labels: torch.Tensor
    weight: float


def labels_of(question: Question) -> list[float]:
    """Return 1 or 0 for each of `URGENCY`; -1 for topics of what is not urgent, or not labelled with any."""
    urgent = question.operation == "urgent"
    if not urgent or question.topics is None:
        return [float(urgent), *[-1.0] * (len(URGENCY) - 1)]
    return [1.0, *(float(name in question.topics) for name in URGENCY[1:])]


def examples(questions: Sequence[Question], weights: Sequence[float]) -> list[Example]:
    """Compute the token states of questions with the finished model."""
    base, _ = merged_base()
    base.eval()
    tokenizer = Tokenizer.from_file(str(packaged_model_path() / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.no_padding()
    found: dict[int, Example] = {}
    order = sorted(range(len(questions)), key=lambda n: len(questions[n].marked) + len(questions[n].before))
    for start in range(0, len(order), BATCH):
        numbers = order[start : start + BATCH]
        rows = [questions[n] for n in numbers]
        encoded = [encode_question(tokenizer, unmarked(row.marked)[0], row.before) for row in rows]
        lengths = [len(e.ids) for e in encoded]
        asked = [asked_tokens(e, row.before) for e, row in zip(encoded, rows, strict=True)]
        for e in encoded:
            e.pad(max(lengths))
        inputs = {
            "input_ids": torch.tensor([e.ids for e in encoded]),
            "attention_mask": torch.tensor([e.attention_mask for e in encoded]),
            "token_type_ids": torch.tensor([own + [0] * (max(lengths) - len(own)) for own in asked]),
        }
        with torch.no_grad():
            states = urgency_states(base(**inputs, output_hidden_states=True).hidden_states).half()
        for row, number in enumerate(numbers):
            found[number] = Example(
                states=states[row, : lengths[row]].clone(),
                asked=torch.tensor(asked[row]),
                labels=torch.tensor(labels_of(questions[number])),
                weight=weights[number],
            )
    return [found[number] for number in range(len(questions))]


def joined(rows: Sequence[Example]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Pad the states of some questions to tensors of the same length: states, mask and own tokens."""
    pad = nn.utils.rnn.pad_sequence
    masks = [torch.ones(len(row.asked), dtype=torch.long) for row in rows]
    parts = ([row.states.float() for row in rows], masks, [row.asked for row in rows])
    states, mask, asked = (pad(list(part), batch_first=True) for part in parts)
    return states, mask, asked


class Head(nn.Module):
    """The head: token states in, logits of `URGENCY` out."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.query = nn.Parameter(torch.randn(QUERIES, size) / math.sqrt(size))
        self.hidden, self.out = nn.Linear((QUERIES + 2) * size, HIDDEN), nn.Linear(HIDDEN, len(URGENCY))
        self.dropout = nn.Dropout(DROPOUT)

    def weights(self) -> dict[str, torch.Tensor]:
        """Return the weights by the names that they are stored under."""
        return {f"urgency.{name}": weight for name, weight in self.named_parameters()}

    def forward(self, states: torch.Tensor, mask: torch.Tensor, asked: torch.Tensor) -> torch.Tensor:
        """Return logits of shape (batch, 7)."""
        return urgency_logits(states, mask, asked, self.weights(), self.dropout)


def batches(rows: Sequence[Example], chance: random.Random) -> Iterator[list[Example]]:
    """Yield questions of like length, the batches in random order."""
    ordered = sorted(rows, key=lambda row: len(row.asked) + chance.uniform(0, 6))
    starts = list(range(0, len(ordered), BATCH))
    chance.shuffle(starts)
    for start in starts:
        yield ordered[start : start + BATCH]


def train(rows: Sequence[Example]) -> Head:
    """Fit a head with AdamW on a one-cycle schedule."""
    torch.manual_seed(SEED)
    chance = random.Random(SEED)
    head = Head(rows[0].states.shape[1])
    optimizer = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=0.01)
    steps = EPOCHS * math.ceil(len(rows) / BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps, pct_start=0.15)
    for epoch in range(EPOCHS):
        total = 0.0
        for batch in batches(rows, chance):
            labels = torch.stack([row.labels for row in batch])
            weights = torch.tensor([row.weight for row in batch]).unsqueeze(1)
            losses = functional.binary_cross_entropy_with_logits(
                head(*joined(batch)), labels.clamp(min=0), weights * (labels >= 0), reduction="none"
            )
            named = (labels[:, 1:] >= 0).sum().clamp(min=1)
            loss = losses[:, 0].mean() + losses[:, 1:].sum() / named
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            total += loss.item() * len(batch)
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {total / len(rows):.3f}", flush=True)
    return head.eval()


def chances(head: Head, rows: Sequence[Example]) -> torch.Tensor:
    """Return the chances of `URGENCY`, of shape (questions, 7)."""
    with torch.no_grad():
        return torch.cat([torch.sigmoid(head(*joined(rows[n : n + BATCH]))) for n in range(0, len(rows), BATCH)])


def measure(name: str, head: Head, rows: Sequence[Example]) -> None:
    """Print how many cries are found, and how many others are taken for one, at two thresholds; and the topics."""
    found, labels = chances(head, rows), torch.stack([row.labels for row in rows])
    cries = labels[:, 0] > 0
    for threshold in (0.5, 0.2):
        hits = found[:, 0] >= threshold
        print(
            f"{name}, from {threshold} on: {int((hits & cries).sum())} of {int(cries.sum())} cries, "
            f"{int((hits & ~cries).sum())} of {int((~cries).sum())} others"
        )
    known = labels[:, 1] >= 0
    named = labels[:, 1:] > 0
    shown = (found[:, 1:] >= 0.3) & named & (known & cries).unsqueeze(1)
    print(f"{name}: {int(shown.sum())} of {int((named & cries.unsqueeze(1)).sum())} topics of cries")


def learned(questions: Sequence[Question], pairs: set[Question]) -> list[tuple[Question, float]]:
    """Choose what is learned, with its weight: cries and pairs, as they are and varied, and a sample of the others."""
    chance = random.Random(SEED)
    plain = [q for q in questions if q.operation != "urgent" and q not in pairs]
    marked = [q for q in questions if q.operation == "urgent" or q in pairs]
    cries = [unmarked(q.marked)[0] for q in marked if q.operation == "urgent"]
    others = chance.sample(plain, min(OTHERS, len(plain)))
    short = [unmarked(q.marked)[0] for q in others if len(q.marked) < 100]

    def behind(question: Question, earlier: Sequence[str], often: float) -> Question:
        free = not question.before and chance.random() < often
        return replace(question, before=chance.choice(earlier)[:160]) if free else question

    rows = [(behind(q, cries, BEHIND_A_CRY if q.indicators else 0), 1.0) for q in others]
    for question in marked:
        weight = (PAIR_WEIGHT if question in pairs else 1) * (CRY_WEIGHT if question.operation == "urgent" else 1)
        rows += [(question, weight), (behind(varied(question, chance), short, BEHIND_ANOTHER), weight)]
    return rows


def write(head: Head) -> None:
    """Add the head's weights, in half precision, to the model; everything else in the file stays as it is."""
    with safe_open(ADAPTER, "pt") as file:
        metadata = file.metadata()
    kept = {name: tensor for name, tensor in load_file(ADAPTER).items() if not name.startswith("urgency.")}
    halves = {name: weight.detach().half().contiguous() for name, weight in head.weights().items()}
    save_file(kept | halves, ADAPTER, metadata=metadata | {"urgency": json.dumps(URGENCY)})
    print(f"wrote {ADAPTER.name}, {ADAPTER.stat().st_size} bytes")


def main() -> None:
    """Train the head, measure it on what is held out and write it."""
    torch.set_num_threads(1)
    questions = read_questions()
    texts = {json.loads(line)["question"] for path in PAIRS for line in path.read_text("utf-8").splitlines()}
    pairs = {q for q in questions if q.marked in texts}
    used, weights = zip(*learned([q for q in questions if not q.held_out], pairs), strict=True)
    print(f"computing the states of {len(used)} questions", flush=True)
    head = train(examples(used, weights))
    held_out = [q for q in questions if q.held_out]
    rows = examples(held_out, [1.0] * len(held_out))
    measure("all held out", head, rows)
    measure("pairs held out", head, [row for q, row in zip(held_out, rows, strict=True) if q in pairs])
    write(head)


if __name__ == "__main__":
    main()

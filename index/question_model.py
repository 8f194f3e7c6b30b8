"""What a question asks, read by a small trained model: which figures, what is done, and which of its words narrow it.

The packaged embedding model with low-rank updates of its weight matrices (LoRA, Hu et al. 2021) and heads. The updates
and heads are `question_model.safetensors`, trained by `eval.training.questions`, the head that tells urgent messages by
`eval.training.urgency`; a build merges them into the packaged weights and exports the whole as ONNX, so that asking
needs no torch.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.exports import (
    PACKAGED_WEIGHTS_SHA256,
    export_onnx,
    open_export,
    packaged_model_path,
    publish_export,
    sha256_of,
)
from index.question_reading import URGENCY, QuestionReading, earlier_text

if TYPE_CHECKING:
    import torch
    from tokenizers import Encoding, Tokenizer

ADAPTER = Path(__file__).parent / "question_model.safetensors"
# The matrices of a transformer layer that the adapter updates, by their path in the packaged model.
MATRICES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
_URGENCY_LAYERS = 3  # the last layers of the model that this head reads
LONGEST = 192
INPUTS = ("input_ids", "attention_mask", "asked")


def label_logits(
    states: torch.Tensor,
    mask: torch.Tensor,
    asked: torch.Tensor,
    heads: Mapping[str, torch.Tensor],
    dropout: Callable[[torch.Tensor], torch.Tensor] = lambda values: values,
) -> torch.Tensor:
    """Return the logits of shape (batch, labels) that token states of shape (batch, tokens, size) make.

    `mask` marks the tokens, `asked` those of the question and not of earlier ones, both of shape (batch, tokens). A
    label is told from the mean of all tokens, that of the question's own, the first token, and from the tokens that it
    attends to itself. `heads` holds "sentence.weight" (labels, 3 * size), "sentence.bias" (labels), and
    "label.query" and "label.value" (labels, size).
    """
    import torch

    def mean(of: torch.Tensor) -> torch.Tensor:
        weights = of.unsqueeze(-1).to(states.dtype)
        return (states * weights).sum(1) / weights.sum(1).clamp(min=1)

    pooled = dropout(torch.cat([mean(mask), mean(asked), states[:, 0]], dim=1))
    seen = dropout(states)
    attention = (seen @ heads["label.query"].T).float().masked_fill(mask.unsqueeze(-1) == 0, -1e4).softmax(1)
    attended = (attention * (seen @ heads["label.value"].T)).sum(1)
    return pooled @ heads["sentence.weight"].T + heads["sentence.bias"] + attended


def urgency_states(layers: Sequence[torch.Tensor]) -> torch.Tensor:
    """Join the token states of the model's last layers, each (batch, tokens, size), to what `urgency_logits` reads."""
    import torch

    joined = torch.cat(list(layers[-_URGENCY_LAYERS:]), dim=-1)
    return torch.nn.functional.layer_norm(joined, joined.shape[-1:])


def urgency_logits(
    states: torch.Tensor,
    mask: torch.Tensor,
    asked: torch.Tensor,
    heads: Mapping[str, torch.Tensor],
    dropout: Callable[[torch.Tensor], torch.Tensor] = lambda values: values,
) -> torch.Tensor:
    """Return the logits of `URGENCY`, of shape (batch, 7), that `urgency_states` make.

    `mask` and `asked` as in `label_logits`. `heads` holds "urgency.query" (queries, size), "urgency.hidden.weight"
    (hidden, (queries + 2) * size), "urgency.out.weight" (7, hidden), and a bias of either.
    """
    import torch

    attention = (states @ heads["urgency.query"].T).masked_fill(mask.unsqueeze(-1) == 0, -1e4).softmax(1)
    attended = (attention.transpose(1, 2) @ states).flatten(1)
    own = asked.unsqueeze(-1).to(states.dtype)
    mean = (states * own).sum(1) / own.sum(1).clamp(min=1)
    pooled = dropout(torch.cat([attended, mean, states[:, 0]], dim=1))
    hidden = dropout(torch.relu(pooled @ heads["urgency.hidden.weight"].T + heads["urgency.hidden.bias"]))
    return hidden @ heads["urgency.out.weight"].T + heads["urgency.out.bias"]


def encode_question(tokenizer: Tokenizer, text: str, before: str) -> Encoding:
    """Encode a question, as the second of a pair if there are earlier ones."""
    return tokenizer.encode(before, text) if before else tokenizer.encode(text)


def asked_tokens(encoded: Encoding, before: str) -> list[int]:
    """Mark the tokens of a question with 1, those of what stands before it and the marks between them with 0."""
    own = 1 if before else 0
    return [int(sequence == own) for sequence in encoded.sequence_ids]


@dataclass(frozen=True, slots=True)
class _Labels:
    indicators: tuple[str, ...]
    operations: tuple[str, ...]
    places: tuple[str, ...]
    explanations: tuple[str, ...]


@cache
def _labels() -> _Labels:
    from safetensors import safe_open  # only builds and questions that need the model pay for it

    with safe_open(ADAPTER, "np") as file:
        metadata = file.metadata()
    return _Labels(
        *(tuple(json.loads(metadata[name])) for name in ("indicators", "operations", "places", "explanations"))
    )


def identity() -> str:
    """Name the model: another adapter or other packaged weights make another export."""
    return f"questions:{sha256_of(ADAPTER)}:{PACKAGED_WEIGHTS_SHA256}"


def merged_base() -> tuple[Any, dict[str, torch.Tensor]]:
    """Load the packaged model with the updates merged in, and the weights of the heads by their names.

    Raises ModelError.
    """
    import torch
    from safetensors.torch import load_file
    from transformers import AutoModel

    base: Any = AutoModel.from_pretrained(str(packaged_model_path()))
    tensors = {name: tensor.float() for name, tensor in load_file(ADAPTER).items()}
    with torch.no_grad():
        for number, layer in enumerate(base.encoder.layer):
            for name in MATRICES:
                key = f"layer.{number}.{name}"
                layer.get_submodule(name).weight += tensors[f"{key}.b"] @ tensors[f"{key}.a"]
    return base, tensors


def merged_network() -> torch.nn.Module:
    """Load the whole model: (ids, mask, asked) in; token, sentence and urgency logits out.

    Sentence logits are indicators, operations, places, explanations, claim, in this order. Raises ModelError.
    """
    import torch

    base, tensors = merged_base()

    class Network(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.base = base

        def forward(
            self, input_ids: torch.Tensor, attention_mask: torch.Tensor, asked: torch.Tensor
        ) -> tuple[torch.Tensor, ...]:
            layers = self.base(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=asked, output_hidden_states=True
            ).hidden_states
            tokens = layers[-1] @ tensors["token.weight"].T + tensors["token.bias"]
            labels = label_logits(layers[-1], attention_mask, asked, tensors)
            return tokens.squeeze(-1), labels, urgency_logits(urgency_states(layers), attention_mask, asked, tensors)

    return Network().eval()


def export_question_model(directory: Path, progress: Callable[[str], None]) -> None:
    """Write the merged model as ONNX with its tokenizer and their hashes; the finished directory appears at once.

    Raises ModelError.
    """
    progress("Exporting the model that reads questions (once, about 10 seconds)")
    from tokenizers import Tokenizer

    with contextlib.redirect_stderr(io.StringIO()):  # its own progress bars
        network = merged_network()

    def fill(partial: Path) -> None:
        export_onnx(network, partial / "model.onnx", INPUTS, ["tokens", "sentence", "urgency"])
        Tokenizer.from_file(str(packaged_model_path() / "tokenizer.json")).save(str(partial / "tokenizer.json"))
        (partial / "settings.json").write_text(json.dumps({"max_length": LONGEST}))

    publish_export(directory, fill, _compared(network))


def _compared(network: torch.nn.Module) -> Callable[[Path], None]:
    def compare(partial: Path) -> None:
        """Raise ModelError unless the export reads as the network does."""
        import torch

        exported = QuestionModel(partial)
        inputs, _ = exported.encode("and in Minnesota in March?", "How many reports were sent to police in Colorado?")
        with torch.no_grad():
            wanted = network(*map(torch.from_numpy, inputs.values()))
        for ours, theirs in zip(exported.run(inputs), wanted, strict=True):
            if not np.allclose(ours, theirs.numpy(), atol=1e-3):
                raise ModelError("The exported model that reads questions does not agree with the original.")

    return compare


def _sigmoid(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(1 / (1 + np.exp(-values)), dtype=np.float32)


def _softmax(values: NDArray[np.float32]) -> NDArray[np.float32]:
    powers = np.exp(values - values.max())
    return np.asarray(powers / powers.sum(), dtype=np.float32)


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()  # half of a surrogate pair has no encoding


class QuestionModel:
    """The exported model: no torch, ready in a fraction of a second."""

    def __init__(self, directory: Path) -> None:
        """Load the export in `directory`.

        Raises ModelError if it is missing, incomplete or altered.
        """
        self._tokenizer, self._session = open_export(directory)

    def encode(self, text: str, before: str = "") -> tuple[dict[str, NDArray[np.int64]], list[tuple[int, int] | None]]:
        """Return the inputs, each of shape (1, tokens), and the code points of `text` that each token spans."""
        encoded = encode_question(self._tokenizer, _encodable(text), _encodable(before))
        asked = asked_tokens(encoded, before)
        spans = [span if own else None for span, own in zip(encoded.offsets, asked, strict=True)]
        rows = (encoded.ids, encoded.attention_mask, asked)
        return {name: np.array([row], dtype=np.int64) for name, row in zip(INPUTS, rows, strict=True)}, spans

    def run(self, inputs: Mapping[str, NDArray[np.int64]]) -> tuple[NDArray[np.float32], ...]:
        """Return logits: of tokens (1, tokens), of the sentence (1, labels) and of its urgency (1, 7)."""
        return tuple(np.asarray(logits, dtype=np.float32) for logits in self._session.run(None, dict(inputs)))

    def read(self, text: str, before: Sequence[str] = ()) -> QuestionReading:
        """Read a question; `before` are the ones that it may go on from, oldest first."""
        inputs, spans = self.encode(text, earlier_text(before))
        tokens, (sentence,), (urgency,) = self.run(inputs)
        labels = _labels()
        sizes = map(len, (labels.indicators, labels.operations, labels.places, labels.explanations))
        indicators, operations, places, explanations, claims = np.split(sentence, np.cumsum(list(sizes)))
        return QuestionReading(
            tokens=tuple((*span, float(p)) for span, p in zip(spans, _sigmoid(tokens[0]), strict=True) if span),
            indicators=dict(zip(labels.indicators, map(float, _sigmoid(indicators)), strict=True)),
            operations=dict(zip(labels.operations, map(float, _softmax(operations)), strict=True)),
            places=dict(zip(labels.places, map(float, _softmax(places)), strict=True)),
            explanations=dict(zip(labels.explanations, map(float, _softmax(explanations)), strict=True)),
            claims=float(_sigmoid(claims)[0]),
            urgency=dict(zip(URGENCY, map(float, _sigmoid(urgency)), strict=True)),
        )

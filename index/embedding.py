"""Sentence embeddings: sentence-transformers when an index is built, an ONNX export of the same model when asking.

Loading sentence-transformers takes seconds and embeds a question in 15 ms; the exported model is ready in 0.3 s and
takes 5 ms. So the build loads the real model, checks its weights, embeds the passages and exports the network once.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.exports import Progress, export_onnx, model_id, open_export, packaged_model_path, publish_export

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

_BATCH = 32
_KEPT = "kept-{}.npy"

Vectors = NDArray[np.float32]


class BuildModel:
    """The real model, loaded when the first text is embedded."""

    def __init__(self, name: str | None, progress: Progress) -> None:
        self.identity = model_id(name)
        self._name = name
        self._progress = progress
        self._model: SentenceTransformer | None = None

    def load(self) -> SentenceTransformer:
        """Load the model with sentence-transformers.

        Raises ModelError if it is missing, altered or cannot be loaded.
        """
        if self._model is None:
            source = self._name
            if source is None:
                os.environ["HF_HUB_OFFLINE"] = "1"
                source = str(packaged_model_path())
            self._progress("Loading the embedding model (this takes some seconds)")
            logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
            os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
            from sentence_transformers import SentenceTransformer  # takes seconds: only a build that embeds pays

            try:
                with contextlib.redirect_stderr(io.StringIO()):  # its own progress bars
                    self._model = SentenceTransformer(source, device="cpu")
            except (OSError, ValueError, RuntimeError) as error:
                raise ModelError(
                    f"The embedding model {self._name or 'of the package'} cannot be loaded: {error}. "
                    "Check STATDESK_EMBEDDING_MODEL, or unset it to use the packaged model."
                ) from error
        return self._model

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts: shape (len(texts), dimensions), rows of length 1."""
        vectors = self.load().encode(list(texts), normalize_embeddings=True, show_progress_bar=False, batch_size=64)
        return np.asarray(vectors, dtype=np.float32)

    def export(self, directory: Path) -> None:
        """Write the model as ONNX with its tokenizer and their hashes; the finished directory appears at once."""
        model = self.load()
        self._progress("Exporting the embedding model for fast answers (once, about 10 seconds)")

        def fill(partial: Path) -> None:
            export_onnx(_pipeline(model), partial / "model.onnx", ["input_ids", "attention_mask"], ["vectors"])
            tokenizer: Any = model.tokenizer
            tokenizer.backend_tokenizer.save(str(partial / "tokenizer.json"))
            (partial / "settings.json").write_text(json.dumps({"max_length": int(model.max_seq_length or 256)}))

        publish_export(directory, fill, lambda partial: self._compare(QueryModel(partial)))

    def _compare(self, exported: QueryModel) -> None:
        """Raise ModelError unless the export embeds as the model does, for one text and for several."""
        texts = ["How many reports were sent to police?", "Peer support for families", "A"]
        for sample in (texts[:1], texts):
            cosines = (self.embed(sample) * exported.embed(sample)).sum(axis=1)
            if cosines.min() < 0.999:
                raise ModelError("The exported embedding model does not agree with the original. Try another model.")


def _pipeline(model: SentenceTransformer) -> torch.nn.Module:
    """Return all modules of the model as one: token ids in, sentence vectors of length 1 out."""
    import torch  # loaded with sentence-transformers already

    class Pipeline(torch.nn.Module):
        def __init__(self, modules: SentenceTransformer) -> None:
            super().__init__()
            self.steps = torch.nn.ModuleList(list(modules))

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            features: dict[str, torch.Tensor] = {
                "input_ids": input_ids,
                "attention_mask": attention_mask,
                "token_type_ids": torch.zeros_like(input_ids),
            }
            for step in self.steps:
                features = step(features)
            return torch.nn.functional.normalize(features["sentence_embedding"], dim=1)

    return Pipeline(model)


class QueryModel:
    """The exported model: no torch, ready in a fraction of a second."""

    def __init__(self, directory: Path) -> None:
        """Load the export in `directory`.

        Raises ModelError if it is missing, incomplete or altered.
        """
        self._directory = directory
        self._tokenizer, self._session = open_export(directory)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts: shape (len(texts), dimensions), rows of length 1."""
        whole = [text.encode("utf-8", "replace").decode() for text in texts]  # half a surrogate pair is no text
        encoded = self._tokenizer.encode_batch(whole)
        ids = np.array([e.ids for e in encoded], dtype=np.int64)
        mask = np.array([e.attention_mask for e in encoded], dtype=np.int64)
        (vectors,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
        return np.asarray(vectors, dtype=np.float32)

    def embed_kept(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that stay the same from run to run; their vectors are kept beside the model.

        Where they cannot be kept they are made anew each time.
        """
        path = self._directory / _KEPT.format(hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16])
        with contextlib.suppress(OSError, ValueError, EOFError):
            kept: Vectors = np.load(path, allow_pickle=False)
            if kept.dtype == np.float32 and kept.ndim == 2 and len(kept) == len(texts):
                return kept
        vectors = self._embed_by_length(texts)
        with contextlib.suppress(OSError):
            for outdated in (*self._directory.glob(_KEPT.format("*")), *self._directory.glob("*.partial")):
                outdated.unlink(missing_ok=True)
            partial = path.with_suffix(f".{os.getpid()}.partial")
            with partial.open("wb") as file:
                np.save(file, vectors)
            partial.replace(path)
        return vectors

    def _embed_by_length(self, texts: Sequence[str]) -> Vectors:
        """Embed texts of like length together: a batch is padded to its longest."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        rows: list[tuple[int, Vectors]] = []
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            rows += zip(batch, self.embed([texts[i] for i in batch]), strict=True)
        return np.stack([row for _, row in sorted(rows, key=lambda r: r[0])])

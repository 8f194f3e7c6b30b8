"""Documents in: reading, facts, passages, vectors. `Library` is the way to them."""

import os

# ONNX Runtime (from 1.29 on) reports its use to its maker unless told otherwise before it is first loaded.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

from index.library import Library

__all__ = ["Library"]

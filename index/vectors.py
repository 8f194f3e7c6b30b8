"""The vector store: Chroma, holding one vector for each distinct masked text.

It is derived from SQL and can be made again at any time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

    from index.embedding import Vectors

_BATCH = 2000


class VectorStore:
    """Chroma in a directory of its own, one collection per embedding model.

    `generation` counts how often the store was begun anew.
    """

    def __init__(self, path: Path, model: str) -> None:
        self._path = path
        self._name = f"texts-{hashlib.sha256(model.encode()).hexdigest()[:16]}"
        self._collection: Collection | None = None
        self._opening = threading.Lock()
        self.generation = 0

    def _open(self) -> Collection:
        with self._opening:
            return self._collection or self._open_collection()

    def _open_collection(self) -> Collection:
        if self._collection is None:
            os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
            import chromadb  # a second; only what needs passages pays for it
            from chromadb.config import Settings

            settings = Settings(anonymized_telemetry=False)
            client = chromadb.PersistentClient(str(self._path), settings=settings)
            self._collection = client.get_or_create_collection(
                self._name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )
        return self._collection

    def count(self) -> int:
        """Return the number of vectors; any failure of a damaged store comes through as it is."""
        return self._open().count()

    def query(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Return the k nearest texts as (hash, cosine similarity), best first. `vector` has shape (dimensions,)."""
        found: Any = self._open().query(query_embeddings=vector[None, :], n_results=k, include=["distances"])
        return [(h, 1.0 - float(d)) for h, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def add(self, hashes: Sequence[str], texts: Sequence[str], vectors: Vectors) -> None:
        """Write texts with their vectors, through llama-index; texts that stand there already are replaced."""
        from llama_index.core.schema import TextNode  # two seconds; only writing pays for it
        from llama_index.vector_stores.chroma import ChromaVectorStore

        store = ChromaVectorStore(chroma_collection=self._open())
        present = set(self._open().get(ids=list(hashes), include=[])["ids"]) if hashes else set()
        nodes = [
            TextNode(id_=h, text=text, embedding=vector.tolist())
            for h, text, vector in zip(hashes, texts, vectors, strict=True)
            if h not in present
        ]
        for start in range(0, len(nodes), _BATCH):
            store.add(list(nodes[start : start + _BATCH]))

    def remove(self, hashes: Sequence[str]) -> None:
        """Delete texts; unknown ones are passed over."""
        for start in range(0, len(hashes), _BATCH):
            self._open().delete(ids=list(hashes[start : start + _BATCH]))

    def clear(self) -> None:
        """Delete the directory, whatever state it is in; the next call begins an empty store."""
        self._collection = None
        self.generation += 1
        if self._path.exists():
            from chromadb.api.shared_system_client import SharedSystemClient

            SharedSystemClient.clear_system_cache()
            if self._path.is_dir():
                shutil.rmtree(self._path, ignore_errors=True)
            else:
                self._path.unlink()


def to_bytes(vector: Vectors) -> bytes:
    """Serialise one vector as little-endian float32."""
    return vector.astype("<f4").tobytes()


def from_bytes(rows: Sequence[bytes]) -> Vectors:
    """Read vectors back: shape (len(rows), dimensions)."""
    import numpy as np  # only what needs passages pays for it

    return np.stack([np.frombuffer(row, dtype="<f4") for row in rows]).astype(np.float32)

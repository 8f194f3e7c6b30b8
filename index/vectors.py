"""The vector store: Chroma, holding one vector for each distinct masked text.

It is derived from SQL and can be made again at any time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from index.errors import StoreUnavailableError

if TYPE_CHECKING:
    import httpx
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

    from index.embedding import Vectors

_BATCH = 2000
# Chroma's own client waits for ever: a server is asked for a sign of life before anything else is.
_HEARTBEAT_SECONDS = 10


class VectorStore:
    """Chroma in a directory of its own or on a server, one collection per embedding model.

    `generation` counts how often the store was begun anew.
    """

    def __init__(self, path: Path, model: str, url: str | None = None, store_id: Callable[[], str] = str) -> None:
        """`url` names a server, which several stores may share: `store_id` then tells theirs apart."""
        self._path = path
        self._model = model
        self._url = url
        self._store_id = store_id
        self._opened: tuple[str, Collection] | None = None
        self._heartbeats: httpx.Client | None = None
        self._opening = threading.Lock()
        self.generation = 0

    @property
    def where(self) -> str:
        """Names the store in messages."""
        return self._url or str(self._path)

    @property
    def embedded(self) -> bool:
        """Whether the store is a directory, which shows its reader nothing that another process writes to it."""
        return self._url is None

    def check_server(self) -> None:
        """Raise StoreUnavailableError if the vectors are on a server that does not answer."""
        if self._url is None:
            return
        import httpx  # only what needs passages pays for it

        try:
            self._heartbeats = self._heartbeats or httpx.Client(timeout=_HEARTBEAT_SECONDS)
            self._heartbeats.get(f"{self._url}/api/v2/heartbeat").raise_for_status()
        except httpx.HTTPError as error:
            raise StoreUnavailableError(
                f"The Chroma server at {self._url} does not answer, so passages cannot be searched; figures are "
                "answered without it. Start it (`chroma run --path DIRECTORY --port PORT`) or correct "
                "STATDESK_CHROMA_URL, then try again."
            ) from error

    def reopen(self) -> None:
        """Forget what has been read of the store; the next call sees what others have written since."""
        with self._opening:
            self._opened = None
            if self.embedded and self._path.exists():
                _forget_clients()

    def hashes(self) -> set[str]:
        """Return the texts that have a vector; any failure of a damaged store comes through as it is."""
        return set(self._collection().get(include=[])["ids"])

    def query(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Return the k nearest texts as (hash, cosine similarity), best first. `vector` has shape (dimensions,)."""
        found: Any = self._collection().query(query_embeddings=vector[None, :], n_results=k, include=["distances"])
        return [(h, 1.0 - float(d)) for h, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def add(self, hashes: Sequence[str], texts: Sequence[str], vectors: Vectors) -> None:
        """Write texts with their vectors, through llama-index; texts that stand there already are replaced."""
        from llama_index.core.schema import TextNode  # two seconds; only writing pays for it
        from llama_index.vector_stores.chroma import ChromaVectorStore

        collection = self._collection()
        store = ChromaVectorStore(chroma_collection=collection)
        present = self.hashes()
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
            self._collection().delete(ids=list(hashes[start : start + _BATCH]))

    def clear(self) -> None:
        """Delete the directory or the server's collection, whatever state it is in; the next call begins anew."""
        self.generation += 1
        self.reopen()
        if not self.embedded:
            self._delete_collection()
        elif self._path.is_dir():
            shutil.rmtree(self._path, ignore_errors=True)
        else:
            self._path.unlink(missing_ok=True)

    def _delete_collection(self) -> None:
        from chromadb.errors import NotFoundError

        try:
            self._client().delete_collection(self._name())
        except NotFoundError:
            return

    def _name(self) -> str:
        identity = self._model if self.embedded else f"{self._model} {self._store_id()}"
        return f"texts-{hashlib.sha256(identity.encode()).hexdigest()[:16]}"

    def _collection(self) -> Collection:
        self.check_server()
        with self._opening:
            name = self._name()
            if self._opened is None or self._opened[0] != name:
                collection = self._client().get_or_create_collection(
                    name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
                )
                self._opened = name, collection
            return self._opened[1]

    def _client(self) -> ClientAPI:
        os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
        import chromadb  # a second; only what needs passages pays for it
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        if self._url is None:
            return chromadb.PersistentClient(str(self._path), settings=settings)
        parts = urlsplit(self._url)
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        return chromadb.HttpClient(host=parts.hostname or "", port=port, ssl=secure, settings=settings)


def _forget_clients() -> None:
    """Have Chroma open its directories anew: it shares what it has read between the clients of a process."""
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient.clear_system_cache()


def to_bytes(vector: Vectors) -> bytes:
    """Serialise one vector as little-endian float32."""
    return vector.astype("<f4").tobytes()


def from_bytes(rows: Sequence[bytes]) -> Vectors:
    """Read vectors back: shape (len(rows), dimensions)."""
    import numpy as np  # only what needs passages pays for it

    return np.stack([np.frombuffer(row, dtype="<f4") for row in rows]).astype(np.float32)

"""The naive system to compare with: plain llama-index over the same sheets, the same model, Chroma, top 3.

Run as a script it answers one question from a cold process, as a first tutorial would write it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

TOP_K = 3


def load_model() -> Any:
    """Load the packaged embedding model with sentence-transformers, as a llama-index embedding."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    from llama_index.core.embeddings import BaseEmbedding
    from sentence_transformers import SentenceTransformer

    from index.exports import packaged_model_path

    model = SentenceTransformer(str(packaged_model_path()), device="cpu")

    class Embedding(BaseEmbedding):
        def _get_text_embedding(self, text: str) -> list[float]:
            return [float(x) for x in model.encode(text, show_progress_bar=False)]

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

    return Embedding()


def build(corpus: Path, directory: Path) -> Any:
    """Chunk, embed and store the sheets with llama-index's defaults; return a retriever."""
    import chromadb
    from chromadb.config import Settings
    from llama_index.core import Document, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.vector_stores.chroma import ChromaVectorStore

    client = chromadb.PersistentClient(str(directory), settings=Settings(anonymized_telemetry=False))
    store = ChromaVectorStore(chroma_collection=client.get_or_create_collection("naive", embedding_function=None))
    model = load_model()
    documents = [
        Document(text=path.read_text("utf-8"), metadata={"source": path.name}) for path in sorted(corpus.glob("*.txt"))
    ]
    index = VectorStoreIndex.from_documents(
        documents,
        storage_context=StorageContext.from_defaults(vector_store=store),
        embed_model=model,
        transformations=[SentenceSplitter(chunk_size=128, chunk_overlap=16)],
    )
    return index.as_retriever(similarity_top_k=TOP_K)


def open_built(directory: Path) -> Any:
    """Open a store that `build` made; return a retriever."""
    import chromadb
    from chromadb.config import Settings
    from llama_index.core import VectorStoreIndex
    from llama_index.vector_stores.chroma import ChromaVectorStore

    client = chromadb.PersistentClient(str(directory), settings=Settings(anonymized_telemetry=False))
    store = ChromaVectorStore(chroma_collection=client.get_collection("naive", embedding_function=None))
    return VectorStoreIndex.from_vector_store(store, embed_model=load_model()).as_retriever(similarity_top_k=TOP_K)


if __name__ == "__main__":
    for node in open_built(Path(sys.argv[1])).retrieve(sys.argv[2]):
        print(node.metadata["source"], node.text[:80].replace("\n", " "))

"""Documents in: reading, facts, passages, vectors. `Library` is the way to them."""

from index.library import Library

__all__ = ["Library"]

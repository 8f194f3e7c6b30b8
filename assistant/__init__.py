"""Questions in, verified and cited answers out. `Assistant` is the way to them."""

from assistant.pipeline import Assistant

__all__ = ["Assistant"]

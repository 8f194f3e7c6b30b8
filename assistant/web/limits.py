"""How much the server reads of a request."""

from __future__ import annotations

MAX_QUESTION = 100_000  # characters
MAX_HISTORY = 50  # earlier questions of a conversation
MAX_BODY_BYTES = 25_000_000

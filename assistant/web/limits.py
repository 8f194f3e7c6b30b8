"""How much the server reads of a request."""

from __future__ import annotations

MAX_QUESTION = 100_000  # characters
MAX_HISTORY = 50  # earlier questions of a conversation
MAX_BODY_BYTES = 25_000_000

MAX_UPLOAD_FILES = 100  # in one upload
MAX_UPLOAD_BYTES = 100_000_000  # all files of an upload; what a single file may be, its reader says
MAX_FORM_BYTES = 1_000_000  # what stands around the files of an upload
MAX_UPLOADS = 5  # at a time: the one that is read, and those that wait
MAX_NAME_BYTES = 200  # of a file's name, as UTF-8; file systems allow 255, of which a sidecar needs some

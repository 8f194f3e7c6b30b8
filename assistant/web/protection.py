"""What every response and every request goes through: security headers and a limit on size."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.limits import MAX_BODY_BYTES

# The chat and the API pages bring inline scripts of their own; nothing may come from or go to another server.
_LOCAL_ONLY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


def source_hash(source: str) -> str:
    """Return a script's or style's Content-Security-Policy source: its SHA-256."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"


def page_policy(*, script: str, style: str, connects: bool = False) -> str:
    """Return the policy of a page that runs exactly this inline script and style and loads nothing but its icon.

    With `connects` its script may also send requests to this server.
    """
    connections = "connect-src 'self'; " if connects else ""
    return (
        f"default-src 'none'; script-src {source_hash(script)}; style-src {source_hash(style)}; img-src 'self'; "
        f"{connections}base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


class SecurityHeaders:
    """Adds the security headers that a response does not bring itself."""

    _DEFAULTS = (
        ("content-security-policy", _LOCAL_ONLY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
    )

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and complete the headers of its response."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._DEFAULTS:
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class BodyLimit:
    """Refuses a request body of more than `most` bytes, whether it states its length or not.

    `others` are addresses with a limit of their own, each with the sentence that says it.
    """

    def __init__(
        self, app: ASGIApp, most: int = MAX_BODY_BYTES, others: Mapping[str, tuple[int, str]] | None = None
    ) -> None:
        self._app = app
        self._limit = most, f"The request is too large: more than {most:,} bytes."
        self._others = others or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; reading past the limit raises HTTPException 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most, sentence = self._others.get(scope["path"], self._limit)
        stated = Headers(scope=scope).get("content-length", "0")
        received = int(stated) if stated.isdecimal() and int(stated) > most else 0

        async def limited_receive() -> Message:
            nonlocal received
            if received <= most:
                message = await receive()
                received += len(message.get("body", b""))
                if received <= most:
                    return message
            raise HTTPException(413, sentence)

        await self._app(scope, limited_receive, send)

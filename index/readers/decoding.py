"""Bytes of text in whatever encoding they are certainly in."""

from __future__ import annotations

import codecs
import re

from index.errors import DocumentError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LETTERS = re.compile(r"[^\W\d_]+")
# What Western programs write beyond ASCII: typographic marks, and letters with accents.
_TYPOGRAPHIC = frozenset("€‚„…‰‹›‘’“”•–—™ ©®°±²³¹§«»¼½¾·£")
_ACCENTED = re.compile(r"[À-ÖØ-öø-ÿŒœŠšŽžŸ]")


def decode(data: bytes, declared: str | None = None) -> str:
    """Decode text by its byte order mark, by what it declares, as UTF-8, or as Windows-1252 where that is certain.

    Raises DocumentError.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    for candidate in (encoding,) if encoding else ("utf-8", declared):
        if candidate is None:
            continue
        try:
            text = data.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
        return _without_nulls(text)
    text = data.decode("cp1252", errors="replace")
    if encoding or not _is_western(text):
        raise DocumentError("the encoding of the file cannot be told; save it as UTF-8")
    return _without_nulls(text)


def _without_nulls(text: str) -> str:
    if "\0" in text:
        raise DocumentError("the file holds binary data, or UTF-16 without a mark; save it as UTF-8")
    return text


def _is_western(text: str) -> bool:
    """Say whether text reads as Western in Windows-1252: of another alphabet, whole words would be accents."""
    for character in set(text):
        if ord(character) > 127 and character not in _TYPOGRAPHIC and not _ACCENTED.match(character):
            return False
    return all(
        (accents := len(_ACCENTED.findall(word))) == 0 or (accents <= max(1, len(word) // 2) and len(word) > 1)
        for word in _LETTERS.findall(text)
    )

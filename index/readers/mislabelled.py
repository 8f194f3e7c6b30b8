"""What a file is by its first bytes, against what its name says."""

from __future__ import annotations

from index.errors import DocumentError

_PDF = "a PDF"
_ZIP = "a ZIP archive or an Office file"
_OLD_OFFICE = "an old Office file (.doc, .xls)"
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", _PDF),
    (b"PK\x03\x04", _ZIP),
    (b"PK\x05\x06", _ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLD_OFFICE),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
)
_EXPECTED = {"pdf": _PDF, "docx": _ZIP, "xlsx": _ZIP}
_NAMES = {
    "txt": "text",
    "md": "text",
    "html": "a web page",
    "csv": "a CSV file",
    "pdf": "a PDF",
    "docx": "a Word document",
    "xlsx": "an Excel workbook",
}
_HTML_STARTS = (b"<!doctype html", b"<html", b"<?xml")
_PDF_HEADER_WITHIN = 1024  # bytes: where readers of PDF look for its header
ENCRYPTED = "the file is encrypted and asks for a password; save a copy without a password and add that"
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")


_WHOLE_PAGES = (b"<!doctype html", b"<html")


def require_content_of(format_: str, data: bytes) -> None:
    """Raise DocumentError if the bytes are plainly not of the format, naming what they are."""
    found = next((what for signature, what in _SIGNATURES if data.startswith(signature)), None)
    expected = _EXPECTED.get(format_)
    if format_ in ("docx", "xlsx") and found == _OLD_OFFICE and _ENCRYPTED_PART in data:
        raise DocumentError(ENCRYPTED)
    if format_ == "pdf" and found is None and b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        return
    begins = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if found is None and format_ not in ("html", "txt", "md") and begins.startswith(_HTML_STARTS):
        found = "a web page or XML"
    if format_ in ("txt", "md") and begins.startswith(_WHOLE_PAGES):
        raise DocumentError("the file is a web page; give it a name that ends in .html and add it again")
    if found == expected:
        return
    if found and format_ in ("txt", "md") and b"\0" in data:
        raise DocumentError(f"the file holds binary data, not text: it is {found}")
    if found:
        raise DocumentError(f"the file is not {_NAMES[format_]}: it is {found}; rename it and add it again")
    raise DocumentError(f"the file is not {_NAMES[format_]}, whatever its name says; it may be damaged")

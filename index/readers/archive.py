"""The ZIP archive that an Office file is, looked over before anything in it is parsed."""

from __future__ import annotations

import io
import zipfile

from index.errors import DocumentError
from index.readers.mislabelled import ENCRYPTED

_MEMBERS = 10_000
_TOTAL = 400_000_000  # bytes, unpacked
_RATIO = 200  # unpacked to packed; text in Office files packs some twentyfold
_RATIO_FROM = 5_000_000  # bytes: what is smaller harms nobody
_DECLARATIONS = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_KINDS = {
    "word/document.xml": "a Word document",
    "xl/workbook.xml": "an Excel workbook",
    "ppt/presentation.xml": "slides",
}


def open_archive(data: bytes, main: str) -> zipfile.ZipFile:
    """Open an Office file whose main part is `main`.

    Raises DocumentError for an archive that is damaged, encrypted, no such file, or unpacks to more than a document.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise DocumentError("the file is damaged or incomplete; get it again, or save it anew") from error
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(members) > _MEMBERS or sum(member.file_size for member in members) > _TOTAL:
        raise DocumentError("the file unpacks to far more than a document holds, so it was not opened")
    if any(m.file_size > _RATIO_FROM and m.file_size > _RATIO * max(m.compress_size, 1) for m in members):
        raise DocumentError("the file unpacks to far more than a document holds, so it was not opened")
    if len(set(names)) != len(names):
        raise DocumentError("the file holds two parts of one name; it is damaged, or made to do harm")
    if any(member.flag_bits & 1 for member in members):
        raise DocumentError(ENCRYPTED)
    if main not in names:
        found = next((what for name, what in _KINDS.items() if name in names), "another kind of ZIP archive")
        raise DocumentError(f"the file is not {_KINDS[main]}: it is {found}; give it the right name and add it again")
    _require_no_entities(archive, names)
    return archive


def _require_no_entities(archive: zipfile.ZipFile, names: list[str]) -> None:
    """Refuse XML that declares entities: office programs write none, and they can expand without end."""
    for name in names:
        if not name.lower().endswith((".xml", ".rels", ".vml")):
            continue
        try:
            with archive.open(name) as member:
                head = member.read(4096)
                rest = member.read() if b"<!" in head or head[:2] in (b"\xff\xfe", b"\xfe\xff") else b""
        except (zipfile.BadZipFile, zipfile.zlib.error, NotImplementedError, EOFError) as error:  # type: ignore[attr-defined]
            raise DocumentError("the file is damaged or incomplete; get it again, or save it anew") from error
        if any(word in head + rest for word in _DECLARATIONS):
            raise DocumentError("the file declares entities, which no office program does; it is made to do harm")

"""The parser of each format; each is imported when the first file of its format comes."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from index.errors import DocumentError
from index.readers.source import Parsed

_PARSERS = {
    "html": ("index.readers.web_page", "read_html"),
    "docx": ("index.readers.word", "read_docx"),
    "pdf": ("index.readers.pdf", "read_pdf"),
    "xlsx": ("index.readers.workbook", "read_xlsx"),
    "csv": ("index.readers.separated", "read_csv"),
}


def parse(format_: str, data: bytes) -> Parsed:
    """Read the bytes of a file of a format.

    Raises DocumentError with the reason why they cannot be read.
    """
    module, name = _PARSERS[format_]
    parser: Callable[[bytes], Parsed] = getattr(import_module(module), name)
    try:
        return parser(data)
    except DocumentError:
        raise
    except (MemoryError, RecursionError) as error:
        raise DocumentError("reading the file takes more memory than a document should") from error
    except Exception as error:  # a parser of a library meets what its authors did not foresee
        raise DocumentError(f"the file is damaged and cannot be read ({type(error).__name__})") from error

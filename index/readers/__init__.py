"""Files into text: plain text, Markdown, HTML, Word, PDF, Excel and CSV.

The text of a .txt or .md file is its bytes decoded as UTF-8, newlines untouched. Every other format becomes one
plain text that `index.reading` reads: headings begin with "# ", blank lines stand between paragraphs, a table row is
a line with its cells between tabs, list items begin with "- ". Sentences that lines, columns or pages break are
joined, so the text is what a person reads, and a stretch of it is a quote.
"""

from index.readers.files import (
    FORMATS,
    MAX_BYTES,
    READABLE,
    SIDECAR,
    SUFFIXES,
    find_files,
    is_folder,
    read_file,
    unread_formats,
)
from index.readers.source import NOTICED, Notice, SourceFile

__all__ = [
    "FORMATS",
    "MAX_BYTES",
    "NOTICED",
    "READABLE",
    "SIDECAR",
    "SUFFIXES",
    "Notice",
    "SourceFile",
    "find_files",
    "is_folder",
    "read_file",
    "unread_formats",
]

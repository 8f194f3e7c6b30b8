"""PDF: characters with their places on the page into lines, columns, tables, headings and paragraphs."""

from index.readers.pdf.document import read_pdf

__all__ = ["read_pdf"]

"""Text into HTML that is safe inside a Markdown page.

The chat component reads messages as Markdown with some HTML. Text from outside (questions, documents) must come
through it unchanged, so every character that either language could take for markup is written as a numeric
character reference: Markdown never takes those for structure, and HTML shows the character itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_ACTIVE = re.compile(r"[^\w ,\u0080-\U0010FFFF]|_")
_REFERENCE = re.compile(r"&#(\d+);")
_MARKER = re.compile(r"\[(\d+)\]")
_BLANK_LINES = re.compile(r"\n\s*\n")
_TAB = re.compile(r"\s*\t\s*")
_SPACES = re.compile(r"[^\S\u2003]+")
_LINK_TAG = re.compile(r"</?a\b[^>]*>", re.IGNORECASE)
_ENV_LINKS = "citation_links"

_SYNTAX = ("emphasis", "list", "blockquote", "table", "newline", "escape", "backticks", "entity", "text_join")
"""The Markdown that answers may use. Links, images and HTML are left out: they would be taken from document text."""


def encode(text: str) -> str:
    """Write `text` so that neither Markdown nor HTML takes any part of it for markup."""
    return _ACTIVE.sub(lambda match: f"&#{ord(match.group())};", text.replace("\0", "\ufffd"))


def decode(encoded: str) -> str:
    """Return the text that `encode` was given (a NUL comes back as U+FFFD)."""
    return _REFERENCE.sub(lambda match: chr(int(match[1])), encoded)


def plain_words(sentence: str) -> str:
    """Return an error's sentence for a page: commands, which are written in backticks, in quotation marks."""
    return re.sub(r"`([^`]+)`", r"“\1”", sentence)


def clean_quote(quote: str) -> str:
    """Return a quote as a person reads it: without emphasis marks and link tags, on one line, tabs as wide gaps."""
    text = _LINK_TAG.sub("", quote).replace("**", "").strip()
    return _SPACES.sub(" ", _TAB.sub("\u2003", text))


def markdown_to_html(text: str, links: Mapping[int, str]) -> str:
    """Render an answer's Markdown; `[n]` becomes `links[n]` (HTML), an unknown number stays as it is.

    The result holds no blank line, so a Markdown page takes it as one block of HTML and reads nothing inside it.
    """
    rendered: str = _parser().render(text, {_ENV_LINKS: links})
    return _BLANK_LINES.sub("\n", rendered).strip()


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero").enable(list(_SYNTAX))
    rules: dict[str, Callable[..., str]] = {"text": _render_text, "code_inline": _render_code}
    for name, rule in rules.items():
        parser.add_render_rule(name, rule)
    return parser


def _render_text(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    links: Mapping[int, str] = env[_ENV_LINKS]
    content = tokens[index].content
    parts: list[str] = []
    position = 0
    for marker in _MARKER.finditer(content):
        link = links.get(int(marker[1]))
        if link is not None:
            parts += [encode(content[position : marker.start()]), link]
            position = marker.end()
    return "".join([*parts, encode(content[position:])])


def _render_code(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    return f"<code>{encode(tokens[index].content)}</code>"

"""HTML: what a page says, without its navigation, scripts and hidden parts.

Parts are left out by what they are (nav, footer, hidden), never by how much text they hold: a short table is what
StatDesk is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from index.errors import DocumentError
from index.readers.decoding import decode
from index.readers.grid import Cell, fill
from index.readers.source import Parsed
from index.readers.writing import Writer, clean, superscript
from index.types import FlagKind

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_NEVER = frozenset(
    "script style noscript template head iframe object embed svg canvas audio video button select option datalist "
    "textarea input nav dialog map".split()
)
_OUTSIDE_ONLY = frozenset(("header", "footer", "aside"))  # left out unless they belong to the article
_ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog"))
_ARTICLE = frozenset(("main", "article"))
_BANNER = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|onetrust|breadcrumbs?|skip-?link|skip-?nav)(?=$|[\s_-])"
    r"|cookie-?(?:banner|notice|bar|consent)",
    re.IGNORECASE,
)
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d]*[1-9])"
    r"|font-size\s*:\s*(?:0(?![.\d]*[1-9])|[0-2](?:\.\d+)?\s*p[xt]\b|0?\.[0-2]\d*\s*(?:r?em)\b)"
    r"|(?:text-indent|left|top)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_WHITE = r"(?:white|#fff(?:fff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255\b[^)]*\))"
_WHITE_TEXT = re.compile(rf"(?:^|;)\s*color\s*:\s*{_WHITE}\s*(?:!important\s*)?(?:;|$)", re.IGNORECASE)
_BACKGROUND = re.compile(r"\bbackground(?:-color|-image)?\s*:\s*([^;]+)", re.IGNORECASE)
_CONDITIONAL = re.compile(r"@[^{};]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form header "
    "hr legend main ol p pre section summary ul".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)")
_UNCLOSED = frozenset(
    "area base br col dd dt embed hr img input li link meta option p param source tbody td tfoot th thead tr track "
    "wbr".split()
)
_TOUCHING = re.compile(r"[^\W\d_]\d|\)\d|\d[^\W\d_]")  # the end of a label and a figure, or the other way round
_DEEPEST = 3_000
_LARGEST_SPAN = 1_000
_SHOWN = 60


def read_html(data: bytes) -> Parsed:
    """Read a web page.

    Raises DocumentError if its encoding cannot be told.
    """
    declared = _CHARSET.search(data[:4096])
    text = decode(data, _encoding(declared.group(1).decode("ascii")) if declared else None)
    _require_shallow(text)
    return _Page(LexborHTMLParser(text)).read()


def _require_shallow(text: str) -> None:
    """Refuse what no page is: the time to parse it grows with the square of its depth."""
    depth = 0
    for tag in _TAG.finditer(text):
        if tag["name"].lower() not in _UNCLOSED:
            depth = max(0, depth - 1) if tag["end"] else depth + 1
            if depth > _DEEPEST:
                raise DocumentError(f"the page is nested deeper than {_DEEPEST:,} elements; it is damaged")


def _encoding(declared: str) -> str | None:
    name = declared.lower()
    if name in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"):
        return "cp1252"  # as every browser does
    return None if name in ("utf-7", "utf7", "idna", "punycode", "rot13", "hex", "base64", "zlib", "bz2") else name


def _is_white_on_white(node: LexborNode) -> bool:
    """Say whether an element's own style makes its text white where no element around it says what is behind it."""
    if not _WHITE_TEXT.search(node.attributes.get("style") or ""):
        return False
    around: LexborNode | None = node
    while around is not None:
        if behind := _BACKGROUND.search(around.attributes.get("style") or ""):
            return bool(re.match(rf"{_WHITE}\s*$", behind[1].strip(), re.IGNORECASE))
        if around.attributes.get("class") or around.attributes.get("bgcolor"):
            return False  # a style sheet may put something dark there
        around = around.parent
    return True


class _Page:
    def __init__(self, tree: LexborHTMLParser) -> None:
        self.tree = tree
        self.writer = Writer()
        self.inline: list[str] = []
        self.hidden_ids = set(self._hidden_by_style_sheets())

    def read(self) -> Parsed:
        body = self.tree.body
        if body is not None:
            title = next((n for n in self.tree.css("h1") if self._is_kept(n)), None)
            first = clean(_text(title)) if title is not None else ""
            if not first and (named := self.tree.css_first("title")) is not None:
                first = clean(named.text())
            self.writer.heading(first)
            self._walk(body, skipped=title if title is not None and first else None)
            self._flush()
        self._note_active_content()
        return self.writer.parsed()

    def _hidden_by_style_sheets(self) -> Iterator[int]:
        for sheet in self.tree.css("style"):
            rules = _CONDITIONAL.sub("", _CSS_COMMENT.sub("", sheet.text() or ""))
            for selector, body in _CSS_RULE.findall(rules):
                if not _HIDING.search(body) or ":" in selector:
                    continue
                try:
                    yield from (node.mem_id for node in self.tree.css(selector.strip()))
                except SelectolaxError:  # a selector that cannot be read selects nothing
                    continue

    def _is_left_out(self, node: LexborNode, in_article: bool) -> bool:
        tag, attributes = node.tag or "", node.attributes
        if tag in _NEVER or (tag in _OUTSIDE_ONLY and not in_article):
            return True
        if (attributes.get("role") or "") in _ROLES and not in_article:
            return True
        named = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
        if _BANNER.search(named) and tag not in ("html", "body", "main", "article") and node.css_first("table") is None:
            return True
        return self._is_hidden(node)

    def _is_hidden(self, node: LexborNode) -> bool:
        attributes = node.attributes
        hidden = (
            "hidden" in attributes
            or bool(_HIDING.search(attributes.get("style") or ""))
            or _is_white_on_white(node)
            or node.mem_id in self.hidden_ids
        )
        if hidden and (text := clean(node.text(separator=" "))) and node.tag not in _NEVER:
            shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
            self.writer.notice(FlagKind.ACTIVE_CONTENT, f"Hidden text was left out: {shown!r}.")
        return hidden

    def _is_kept(self, node: LexborNode) -> bool:
        """Say whether a heading belongs to the page and not to its navigation; a page's header may hold its title."""
        above: LexborNode | None = node
        while above is not None:
            if above.tag in _NEVER or above.tag in ("footer", "aside") or self._is_hidden(above):
                return False
            above = above.parent
        return bool(clean(node.text()))

    def _walk(self, root: LexborNode, skipped: LexborNode | None) -> None:
        """Go through the page without recursion, for pages may be nested as deep as they like."""
        stack: list[tuple[LexborNode, bool, bool]] = [(root, False, False)]
        while stack:
            node, in_article, leaving = stack.pop()
            tag = node.tag or ""
            if leaving:
                self._flush("item" if tag == "li" or _is_in_item(node) else "paragraph")
                continue
            if tag == "-text":
                self.inline.append(node.text())
                continue
            if skipped is not None and node.mem_id == skipped.mem_id:
                continue
            if tag.startswith(("-", "!", "_")) or self._is_left_out(node, in_article):
                continue
            if tag in _HEADINGS:
                self._flush()
                self.writer.heading(_text(node))
            elif tag == "table" and self._is_data(node):
                self._flush()
                self._table(node)
            elif tag == "sup":
                self.inline.append(superscript(node.text()))
            elif tag == "br":
                self.inline.append("\n")
            else:
                if tag == "span" and self._stands_apart(node):
                    self.inline.append(" ")
                if tag in _BLOCKS or tag in ("li", "table", "caption", "tr", "td", "th"):
                    self._flush("item" if _is_in_item(node) else "paragraph")
                    stack.append((node, in_article, True))
                inside = in_article or tag in _ARTICLE or node.attributes.get("role") == "main"
                stack += [(child, inside, False) for child in reversed(list(_children(node)))]

    def _stands_apart(self, node: LexborNode) -> bool:
        """Say whether a style sets a label and its figure side by side, as two elements without a blank between."""
        before = node.prev
        if before is None or before.tag != "span":
            return False
        return bool(_TOUCHING.fullmatch(before.text()[-1:] + node.text()[:1]))

    def _flush(self, kind: str = "paragraph") -> None:
        for part in re.split(r"\n[ \t]*\n(?=\S)", "".join(self.inline)) if self.inline else ():
            if kind == "item":
                self.writer.item(part)
            else:
                self.writer.paragraph(part)
        self.inline = []

    def _is_data(self, table: LexborNode) -> bool:
        """Say whether a table holds rows of data; tables have also been used to place things on a page."""
        if table.attributes.get("role") in ("presentation", "none") or len(table.css("table")) > 1:
            return False
        return any(len(list(_cells(row))) > 1 for row in table.css("tr"))

    def _table(self, table: LexborNode) -> None:
        caption = table.css_first("caption")
        if caption is not None:
            self.writer.paragraph(_text(caption))
        rows = [
            [
                Cell(
                    text=clean(_text(cell)),
                    rows=_span(cell, "rowspan"),
                    columns=_span(cell, "colspan"),
                    heads=cell.tag == "th",
                )
                for cell in _cells(row)
            ]
            for row in table.css("tr")
            if not self._is_hidden(row)
        ]
        self.writer.table(fill(rows))

    def _note_active_content(self) -> None:
        kind = FlagKind.ACTIVE_CONTENT
        scripts = [n for n in self.tree.css("script") if "json" not in (n.attributes.get("type") or "")]
        if scripts:
            self.writer.notice(kind, "The page holds scripts; none was run.")
        for node in self.tree.css("[href], [src], [action]"):
            addresses = (node.attributes.get(name) or "" for name in ("href", "src", "action"))
            if any(re.sub(r"\s", "", address).lower().startswith("javascript:") for address in addresses):
                self.writer.notice(kind, "The page holds links that run scripts (javascript:); none was followed.")


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _cells(row: LexborNode) -> Iterator[LexborNode]:
    return (child for child in _children(row) if child.tag in ("td", "th"))


def _span(cell: LexborNode, name: str) -> int:
    value = cell.attributes.get(name) or "1"
    return max(1, min(int(value), _LARGEST_SPAN)) if value.isascii() and value.strip().isdigit() else 1


def _is_in_item(node: LexborNode) -> bool:
    return node.parent is not None and node.parent.tag == "li"


def _text(node: LexborNode) -> str:
    """Return the text of a heading or cell on one line, raised marks apart, without scripts and hidden parts."""
    parts: list[str] = []
    stack = [node]
    while stack:
        current = stack.pop()
        tag = current.tag or ""
        if tag == "-text":
            parts.append(current.text())
        elif tag == "sup":
            parts.append(superscript(current.text()))
        elif tag == "br":
            parts.append(" ")
        elif (
            tag in _NEVER
            or tag.startswith(("-", "!"))
            or ("hidden" in current.attributes or _HIDING.search(current.attributes.get("style") or ""))
        ):
            continue
        else:
            apart = tag in _BLOCKS or tag in ("li", "td", "th", "tr")
            parts.append(" " if apart else "")
            stack += reversed(list(_children(current)))
    return "".join(parts)

"""The characters of a page as they are seen: place, size and weight of each, and what cannot be seen left out."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from index.errors import DocumentError

_INVISIBLE_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_SMALLEST = 3.0  # points: nobody reads smaller type
_CONTRAST = 24  # of 255: what is fainter than this against its ground is not seen
_PIXELS = 4_000_000
_GLYPHS = 300_000
_BOLD = 600  # font weight
_IMAGE_COVER = 0.5  # of the page: an image that large is a scan, or a background
_RULE = 3.0  # points: a drawn box thinner than this is a line
_SEPARATORS = (0x2028, 0x2029)


@dataclass(slots=True)
class Glyph:
    """One character, in points from the upper left corner of the page as it is shown."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool
    run: int = 0  # the number of the text object that it belongs to


@dataclass(slots=True)
class Rule:
    """A drawn line from (x0, y0) to (x1, y1), horizontal or vertical."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class PageGlyphs:
    """What stands on one page: upright characters, rotated text, text that cannot be seen, lines drawn."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rotated: str = ""
    hidden: str = ""
    horizontal: list[Rule] = field(default_factory=list)
    vertical: list[Rule] = field(default_factory=list)
    image_cover: float = 0.0
    from_ocr: bool = False
    unmapped: int = 0


class _Frame:
    """Turns page space (origin below, rotation not applied) into the page as it is shown (origin above)."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.rotation = page.get_rotation()
        self.width, self.height = page.get_size()

    def point(self, x: float, y: float) -> tuple[float, float]:
        match self.rotation:
            case 90:
                return y - self.bottom, x - self.left
            case 180:
                return self.right - x, y - self.bottom
            case 270:
                return self.top - y, self.right - x
            case _:
                return x - self.left, self.top - y

    def direction(self, a: float, b: float) -> tuple[float, float]:
        match self.rotation:
            case 90:
                return b, a
            case 180:
                return -a, b
            case 270:
                return -b, -a
            case _:
                return a, -b

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        (xa, ya), (xb, yb) = self.point(left, bottom), self.point(right, top)
        return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)


@dataclass(slots=True)
class _Run:
    """Characters of one text object that follow each other."""

    glyphs: list[Glyph]
    boxes: list[tuple[float, ...]]
    mode: int
    alpha: int
    upright: bool
    below_image: bool


def page_glyphs(page: pdfium.PdfPage) -> PageGlyphs:
    """Read the characters of a page."""
    frame = _Frame(page)
    found = PageGlyphs(width=frame.width, height=frame.height)
    objects = _drawn(page, frame, found)
    runs = list(_runs(page, frame, objects, found))
    picture = _picture(page, frame)
    under_image = [run for run in runs if run.mode in _INVISIBLE_MODES or run.below_image]
    found.from_ocr = found.image_cover >= _IMAGE_COVER and sum(len(r.glyphs) for r in under_image) > 0.5 * sum(
        len(r.glyphs) for r in runs
    )
    hidden: list[str] = []
    rotated: list[str] = []
    for run in runs:
        seen = run.glyphs if found.from_ocr and run in under_image else _seen(run, picture, hidden)
        if run.upright:
            found.glyphs += seen
        elif seen:
            rotated.append("".join(glyph.text for glyph in seen))
    found.hidden, found.rotated = " ".join(hidden).strip(), " ".join(rotated).strip()
    return found


def _drawn(page: pdfium.PdfPage, frame: _Frame, found: PageGlyphs) -> dict[int, int]:
    """Collect the lines and images of a page; return the place of each text object in the order of drawing."""
    order: dict[int, int] = {}
    last_image = -1
    for number, drawn in enumerate(page.get_objects(max_depth=4)):
        if drawn.type == raw.FPDF_PAGEOBJ_TEXT:
            order[_address(drawn.raw)] = number
            continue
        if drawn.type not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE) or drawn.container is not None:
            continue
        x0, y0, x1, y1 = frame.box(*drawn.get_bounds())
        if drawn.type == raw.FPDF_PAGEOBJ_IMAGE:
            shown = max(0.0, min(x1, frame.width) - max(x0, 0)) * max(0.0, min(y1, frame.height) - max(y0, 0))
            cover = shown / max(frame.width * frame.height, 1)
            found.image_cover = min(1.0, found.image_cover + cover)
            last_image = number if cover >= _IMAGE_COVER else last_image
        else:
            _add_rules(found, x0, y0, x1, y1)
    return {address: number - last_image for address, number in order.items()}


def _add_rules(found: PageGlyphs, x0: float, y0: float, x1: float, y1: float) -> None:
    wide, high = x1 - x0, y1 - y0
    if wide > _RULE and high > _RULE:  # a box: its edges
        if wide < 0.98 * found.width or high < 0.98 * found.height:
            found.horizontal += (Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1))
            found.vertical += (Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1))
    elif wide > 2 * _RULE:
        found.horizontal.append(Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2))
    elif high > 2 * _RULE:
        found.vertical.append(Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1))


def _address(pointer: Any) -> int:
    return ctypes.addressof(pointer.contents)


def _runs(page: pdfium.PdfPage, frame: _Frame, order: dict[int, int], found: PageGlyphs) -> Iterator[_Run]:
    text = page.get_textpage()
    count = text.count_chars()
    if count > _GLYPHS:
        raise DocumentError(f"a page holds more than {_GLYPHS:,} characters, which is no page of a document")
    run: _Run | None = None
    number = 0
    current: int | None = None
    for index in range(count):
        if raw.FPDFText_IsGenerated(text, index):
            continue
        character = _character(text, index)
        if raw.FPDFText_HasUnicodeMapError(text, index) == 1:
            found.unmapped += 1
        if not character:
            continue
        pointer = raw.FPDFText_GetTextObject(text, index)
        address = _address(pointer) if pointer else 0
        if run is None or address != current:
            if run is not None:
                yield run
            current = address
            number += 1
            run = _begin_run(text, index, pointer, frame, order.get(address, 1))
        glyph, box = _glyph(text, index, character, frame)
        glyph.run = number
        run.glyphs.append(glyph)
        run.boxes.append(box)
    if run is not None:
        yield run


def _character(text: pdfium.PdfTextPage, index: int) -> str:
    code = raw.FPDFText_GetUnicode(text, index)
    if code in (0x02, 0xFFFE):  # how PDFium writes a hyphen at the end of a line
        return "-"
    if code in _SEPARATORS or (code < 0x20 and code not in (0x09, 0x0A, 0x0D)):
        return ""
    if 0xD800 <= code <= 0xDFFF:
        return ""
    return chr(code)


def _begin_run(text: pdfium.PdfTextPage, index: int, pointer: Any, frame: _Frame, order: int) -> _Run:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = raw.FPDFText_GetFillColor(text, index, red, green, blue, alpha)
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, index, matrix)
    dx, dy = frame.direction(matrix.a, matrix.b)
    return _Run(
        glyphs=[],
        boxes=[],
        mode=raw.FPDFTextObj_GetTextRenderMode(pointer) if pointer else 0,
        alpha=alpha.value if known else 255,
        upright=dx > 0 and abs(math.atan2(dy, dx)) < 0.05,
        below_image=order < 0,
    )


def _glyph(
    text: pdfium.PdfTextPage, index: int, character: str, frame: _Frame
) -> tuple[Glyph, tuple[float, float, float, float]]:
    loose = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text, index, loose)
    x0, _, x1, _ = frame.box(loose.left, loose.bottom, loose.right, loose.top)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
    tight = frame.box(left.value, bottom.value, right.value, top.value)
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text, index, x, y)
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, index, matrix)
    size = raw.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
    glyph = Glyph(
        text=" " if character.isspace() else character,
        x0=x0,
        x1=x1,
        base=frame.point(x.value, y.value)[1],
        size=size,
        bold=_is_bold(text, index),
    )
    return glyph, tight


def _is_bold(text: pdfium.PdfTextPage, index: int) -> bool:
    if raw.FPDFText_GetFontWeight(text, index) >= _BOLD:
        return True
    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(text, index, name, 128, ctypes.c_int())
    return any(word in name.value.lower() for word in (b"bold", b"black", b"heavy"))


def _picture(page: pdfium.PdfPage, frame: _Frame) -> tuple[np.ndarray[Any, Any], float]:
    """Return the page as shown, in grey values, and its pixels per point."""
    scale = min(2.0, math.sqrt(_PIXELS / max(frame.width * frame.height, 1)))
    return page.render(scale=scale, grayscale=True).to_numpy().squeeze(), scale


def _seen(run: _Run, picture: tuple[np.ndarray[Any, Any], float], hidden: list[str]) -> list[Glyph]:
    """Return the characters of a run that a person sees, word by word; what is not seen is added to `hidden`."""
    seen: list[Glyph] = []
    blank = [number for number, glyph in enumerate(run.glyphs) if glyph.text.isspace()]
    for start, end in pairwise((-1, *blank, len(run.glyphs))):
        word = run.glyphs[start + 1 : end]
        if not word or _is_seen(run, word, run.boxes[start + 1 : end], picture):
            seen += word
            seen += run.glyphs[end : end + 1]
        else:
            hidden.append("".join(glyph.text for glyph in word))
    return seen


def _is_seen(
    run: _Run, word: list[Glyph], boxes: list[tuple[float, ...]], picture: tuple[np.ndarray[Any, Any], float]
) -> bool:
    """Say whether a word is drawn, large enough, and in contrast to the page where it stands."""
    if run.mode in _INVISIBLE_MODES or run.alpha < _CONTRAST or max(glyph.size for glyph in word) < _SMALLEST:
        return False
    pixels, scale = picture
    contrasting = 0
    for x0, y0, x1, y1 in boxes:
        # one pixel around it, for a dash fills its own box
        rows = slice(max(0, math.floor(y0 * scale) - 1), max(0, math.ceil(y1 * scale) + 1))
        columns = slice(max(0, math.floor(x0 * scale) - 1), max(0, math.ceil(x1 * scale) + 1))
        part = pixels[rows, columns]
        contrasting += bool(part.size) and int(part.max()) - int(part.min()) >= _CONTRAST
    return contrasting >= len(boxes) / 2

"""Charts to SVG bytes, computed pictures to PNG: the same chart always gives the same bytes."""

import io
import struct
import zlib
from typing import Final

import matplotlib
from matplotlib import font_manager

from specgen.brand import Brand
from specgen.charts import Chart, Raster
from specgen.charts.drawing import Style, draw
from specgen.render import fonts

SVG: Final = "image/svg+xml"
PNG: Final = "image/png"
_WEIGHTS: Final = (400, 700)


def style_of(brand: Brand, fallbacks: tuple[str, ...] = ()) -> Style:
    """Return the roles that a brand gives to charts, whose texts take the characters that their family lacks from *fallbacks*."""
    c = brand.colours
    return Style(c.ink, c.text, c.quiet, c.mark, c.veil, c.deep_veil, c.line, c.hair, c.tint, (fonts.TEXT_FAMILY, *fallbacks))


def drawn(chart: Chart | Raster, style: Style) -> tuple[bytes, str]:
    """Return *chart* as it is handed over, with its media type."""
    return (to_png(chart), PNG) if isinstance(chart, Raster) else (to_svg(chart, style), SVG)


def to_svg(chart: Chart, style: Style) -> bytes:
    """Return *chart* as SVG with its text kept as text."""
    _know_fonts(style.families)
    buffer = io.BytesIO()
    with matplotlib.rc_context():
        matplotlib.rcdefaults()  # whoever runs us may have a style of his own
        matplotlib.rcParams.update({"svg.hashsalt": "specgen", "svg.fonttype": "none", "font.family": list(style.families)})
        draw(chart, style).savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def to_png(raster: Raster) -> bytes:
    """Return *raster* as a PNG of one byte of grey for each point, every row after the difference from the one above."""
    wide, greys = raster.width_px, raster.greys
    rows = [greys[start : start + wide] for start in range(0, len(greys), wide)]
    lines = b"".join(_filtered(row, above) for row, above in zip(rows, [b"", *rows], strict=False))
    header = struct.pack(">IIBBBBB", wide, raster.height_px, 8, 0, 0, 0, 0)
    packed = zlib.compress(lines, 6)  # at most a thirtieth larger than by the slowest way, and a PDF packs it anew
    parts = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _filtered(row: bytes, above: bytes) -> bytes:
    """Return a row with its filter: zeros where it repeats the one above, as rows of an enlarged picture mostly do."""
    return b"\x02" + bytes(len(row)) if row == above else b"\x00" + row


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _know_fonts(families: tuple[str, ...]) -> None:
    """Make matplotlib measure text with the document's own fonts; once in a process."""
    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    for file in (str(fonts.path(family, weight)) for family in families for weight in _WEIGHTS):
        if file not in known:
            font_manager.fontManager.addfont(file)

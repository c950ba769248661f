"""Charts to SVG bytes: the same chart always gives the same bytes."""

import io
from typing import Final

import matplotlib
from matplotlib import font_manager

from specgen.brand import Brand
from specgen.charts import Chart
from specgen.charts.drawing import Style, draw
from specgen.render import fonts

_WEIGHTS: Final = (400, 700)


def style_of(brand: Brand) -> Style:
    """Return the roles that a brand gives to charts."""
    c = brand.colours
    return Style(c.ink, c.text, c.quiet, c.mark, c.veil, c.deep_veil, c.line, c.hair, c.tint, fonts.TEXT_FAMILY)


def to_svg(chart: Chart, style: Style) -> bytes:
    """Return *chart* as SVG with its text kept as text."""
    _know_fonts()
    buffer = io.BytesIO()
    with matplotlib.rc_context():
        matplotlib.rcdefaults()  # whoever runs us may have a style of his own
        matplotlib.rcParams.update({"svg.hashsalt": "specgen", "svg.fonttype": "none", "font.family": [fonts.TEXT_FAMILY]})
        draw(chart, style).savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def _know_fonts() -> None:
    """Make matplotlib measure text with the document's own font; once in a process."""
    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    for weight in _WEIGHTS:
        file = str(fonts.path(fonts.TEXT_FAMILY, weight))
        if file not in known:
            font_manager.fontManager.addfont(file)

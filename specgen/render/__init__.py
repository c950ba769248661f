"""From a finished document to bytes. Rendering fetches nothing, decides nothing, reads no clock."""

import datetime
from collections.abc import Callable

from specgen.brand import Brand
from specgen.document import Document
from specgen.errors import MaintainerError
from specgen.render import fonts
from specgen.render.fonts import missing
from specgen.render.html import figures, page
from specgen.render.pdf import Enclosure, to_pdf
from specgen.render.pictures import style_of, to_svg

__all__ = ["Enclosure", "missing", "render_pdf"]


def render_pdf(document: Document, brand: Brand, template: Callable[[str], str], enclosures: tuple[Enclosure, ...]) -> bytes:
    """Return *document* as PDF bytes in the look of *brand*, with *enclosures* attached."""
    laid_out = page(document, brand, template)
    if absent := missing(laid_out.html):
        raise MaintainerError("templates", f"brands/{brand.id}", f"no font has the characters {absent!r}")
    style = style_of(brand)
    bundle = {f"charts/{figure.name}.svg": (to_svg(figure.chart, style), "image/svg+xml") for figure in figures(document)}
    bundle |= {f"marks/{name}.svg": (data, "image/svg+xml") for name, data in laid_out.marks}
    for family in dict.fromkeys((fonts.TEXT_FAMILY, brand.head_family)):
        for weight, shape in fonts.FACES[family]:
            file = fonts.path(family, weight, shape)
            bundle[f"fonts/{file.name}"] = (file.read_bytes(), "font/ttf")
    return to_pdf(laid_out.html, laid_out.css, bundle, enclosures, datetime.date.fromisoformat(document.date))

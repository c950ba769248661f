"""From a finished document to bytes. Rendering fetches nothing, decides nothing, reads no clock."""

import datetime
from collections.abc import Callable, Iterator

from specgen.render import upstream

upstream.load()  # before anything below imports WeasyPrint

# ruff: noqa: E402
from specgen.brand import Brand
from specgen.document import Document
from specgen.errors import MaintainerError
from specgen.garbage import put_off
from specgen.render import fonts
from specgen.render.fonts import missing
from specgen.render.html import PAPER, SCREEN, Medium, Page, figures, page
from specgen.render.pdf import Enclosure, Record, to_pdf
from specgen.render.pictures import SVG, drawn, style_of
from specgen.render.screen import reduced, self_contained

__all__ = ["Enclosure", "Record", "missing", "render_html", "render_pdf"]


def render_pdf(
    document: Document, brand: Brand, template: Callable[[str], str], enclosures: tuple[Enclosure, ...], record: Record = ()
) -> bytes:
    """Return *document* as PDF bytes in the look of *brand*, with *enclosures* attached and *record* in its metadata."""
    with put_off():
        laid_out = _laid_out(document, brand, template, PAPER, enclosures)
        bundle = _drawings(document, brand, laid_out, template)
        bundle |= {f"fonts/{name}": (data, "font/ttf") for name, data in _fonts(brand, laid_out)}
        return to_pdf(laid_out.html, laid_out.css, bundle, enclosures, datetime.date.fromisoformat(document.date), record)


def render_html(document: Document, brand: Brand, template: Callable[[str], str], enclosures: tuple[Enclosure, ...]) -> bytes:
    """Return *document* as one HTML file in the look of *brand*, with *enclosures* to take out."""
    laid_out = _laid_out(document, brand, template, SCREEN, enclosures)
    bundle = _drawings(document, brand, laid_out, template)
    shown = laid_out.html + laid_out.css + "".join(data.decode() for data, mime in bundle.values() if mime == SVG)
    bundle |= {f"fonts/{name}": (reduced(data, shown), "font/woff2") for name, data in _fonts(brand, laid_out)}
    bundle |= {f"carried/{enclosure.name}": (enclosure.data, "application/octet-stream") for enclosure in enclosures}
    return self_contained(laid_out.html, laid_out.css, bundle)


def _laid_out(document: Document, brand: Brand, template: Callable[[str], str], medium: Medium, enclosures: tuple[Enclosure, ...]) -> Page:
    laid_out = page(document, brand, template, medium, tuple(enclosure.name for enclosure in enclosures))
    if absent := missing(laid_out.html, laid_out.fallbacks):
        raise MaintainerError("templates", f"brands/{brand.id}", f"no font has the characters {absent!r}")
    return laid_out


def _drawings(document: Document, brand: Brand, laid_out: Page, template: Callable[[str], str]) -> dict[str, tuple[bytes, str]]:
    """Return every chart and mark, and the brand's logo, by its name in the bundle."""
    style = style_of(brand, laid_out.fallbacks)
    charts = {f"charts/{figure.file}": drawn(figure.chart, style) for figure in figures(document)}
    marks = {f"marks/{name}.svg": (data, SVG) for name, data in laid_out.marks}
    logo = {f"brand/{brand.logo}": (template(f"brands/{brand.id}/{brand.logo}").encode(), SVG)} if brand.logo else {}
    return charts | marks | logo


def _fonts(brand: Brand, laid_out: Page) -> Iterator[tuple[str, bytes]]:
    """Yield file name and bytes of every face that the page uses."""
    for face in fonts.faces(brand.head_family, laid_out.fallbacks):
        file = fonts.path(*face)
        yield file.name, file.read_bytes()

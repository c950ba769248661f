"""From a finished document to bytes. Rendering fetches nothing, decides nothing, reads no clock."""

import datetime
from collections.abc import Callable, Iterator, Mapping

from specgen.render import upstream

upstream.load()  # before anything below imports WeasyPrint

# ruff: noqa: E402
from specgen.brand import Brand
from specgen.document import Document
from specgen.errors import MaintainerError
from specgen.garbage import put_off
from specgen.render import fonts
from specgen.render.beside import Beside, File
from specgen.render.fetcher import SVG
from specgen.render.fonts import missing
from specgen.render.html import PAPER, SCREEN, Medium, Page, figures, page
from specgen.render.pdf import Enclosure, Record, to_pdf
from specgen.render.screen import reduced, self_contained

__all__ = ["Enclosure", "Record", "load_all", "missing", "render_html", "render_pdf"]


def load_all() -> None:
    """Load what draws charts, too: a process that makes many documents waits for it at its start."""
    import specgen.render.pictures  # noqa: F401, PLC0415


def render_pdf(
    document: Document, brand: Brand, template: Callable[[str], str], enclosures: tuple[Enclosure, ...], record: Record = ()
) -> bytes:
    """Return *document* as PDF bytes in the look of *brand*, with *enclosures* attached and *record* in its metadata."""
    with put_off():
        laid_out = _laid_out(document, brand, template, PAPER, enclosures)
        faces = {f"fonts/{name}": (data, "font/ttf") for name, data in _fonts(brand, laid_out)}
        bundle = _bundle(document, brand, laid_out, template, faces)
        return to_pdf(laid_out.html, laid_out.css, bundle, enclosures, datetime.date.fromisoformat(document.date), record)


def render_html(document: Document, brand: Brand, template: Callable[[str], str], enclosures: tuple[Enclosure, ...]) -> bytes:
    """Return *document* as one HTML file in the look of *brand*, with *enclosures* to take out."""
    laid_out = _laid_out(document, brand, template, SCREEN, enclosures)
    bundle = dict(_bundle(document, brand, laid_out, template, {}))
    shown = laid_out.html + laid_out.css + "".join(data.decode() for data, mime in bundle.values() if mime == SVG)
    bundle |= {f"fonts/{name}": (reduced(data, shown), "font/woff2") for name, data in _fonts(brand, laid_out)}
    bundle |= {f"carried/{enclosure.name}": (enclosure.data, "application/octet-stream") for enclosure in enclosures}
    return self_contained(laid_out.html, laid_out.css, bundle)


def _laid_out(document: Document, brand: Brand, template: Callable[[str], str], medium: Medium, enclosures: tuple[Enclosure, ...]) -> Page:
    laid_out = page(document, brand, template, medium, tuple(enclosure.name for enclosure in enclosures))
    if absent := missing(laid_out.html, laid_out.fallbacks):
        raise MaintainerError("templates", f"brands/{brand.id}", f"no font has the characters {absent!r}")
    return laid_out


def _bundle(document: Document, brand: Brand, laid_out: Page, template: Callable[[str], str], faces: dict[str, File]) -> Mapping[str, File]:
    """Return *faces*, every mark, the brand's logo, and every chart, which may be drawn beside, by their names in the bundle."""
    charts = {f"charts/{figure.file}": figure.chart for figure in figures(document)}

    def draw() -> dict[str, File]:
        from specgen.render.pictures import drawn, style_of  # noqa: PLC0415  (in this process or in its copy)

        style = style_of(brand, laid_out.fallbacks)
        return {name: drawn(chart, style) for name, chart in charts.items()}

    marks = {f"marks/{name}.svg": (data, SVG) for name, data in laid_out.marks}
    logo = {f"brand/{brand.logo}": (template(f"brands/{brand.id}/{brand.logo}").encode(), SVG)} if brand.logo else {}
    return Beside(draw, tuple(charts), faces | marks | logo)


def _fonts(brand: Brand, laid_out: Page) -> Iterator[tuple[str, bytes]]:
    """Yield file name and bytes of every face that the page uses."""
    for face in fonts.faces(brand.head_family, laid_out.fallbacks):
        file = fonts.path(*face)
        yield file.name, file.read_bytes()

"""HTML to a tagged PDF/A-3u that also says PDF/UA-1, with its attachments; nothing is fetched, nothing reads the clock."""

import atexit
import datetime
import logging
import mimetypes
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from types import MethodType
from typing import Any, Final
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration

from specgen.errors import MaintainerError
from specgen.render.fetcher import BundleFetcher, ForbiddenFetchError
from specgen.render.folding import fold_lines
from specgen.render.outline import tag_contents
from specgen.render.upstream import lean

mimetypes.add_type("application/yaml", ".yaml")

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

_PDFA: Final = "http://www.aiim.org/pdfa/ns/"
_SPECGEN: Final = "urn:specgen:document:1#"
_PREFIXES: Final = {
    "specgen": _SPECGEN,
    "pdfaExtension": f"{_PDFA}extension/",
    "pdfaSchema": f"{_PDFA}schema#",
    "pdfaProperty": f"{_PDFA}property#",
}

# Properties that PDF/A-3 does not know itself go with a description of their schema; PDF/UA-1's identifier is one.
_ABOUT: Final = f"""<rdf:RDF xmlns:rdf="{_RDF}" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:specgen="{_SPECGEN}"
    xmlns:pdfaExtension="{_PDFA}extension/" xmlns:pdfaSchema="{_PDFA}schema#" xmlns:pdfaProperty="{_PDFA}property#">
  <rdf:Description rdf:about=""><pdfuaid:part>1</pdfuaid:part></rdf:Description>
  <rdf:Description rdf:about="">%(record)s</rdf:Description>
  <rdf:Description rdf:about=""><pdfaExtension:schemas><rdf:Bag>
    <rdf:li rdf:parseType="Resource">
      <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
      <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
      <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
      <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
        <pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
        <pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
      </rdf:li></rdf:Seq></pdfaSchema:property>
    </rdf:li>
    <rdf:li rdf:parseType="Resource">
      <pdfaSchema:schema>specgen document schema</pdfaSchema:schema>
      <pdfaSchema:namespaceURI>{_SPECGEN}</pdfaSchema:namespaceURI>
      <pdfaSchema:prefix>specgen</pdfaSchema:prefix>
      <pdfaSchema:property><rdf:Seq>%(properties)s</rdf:Seq></pdfaSchema:property>
    </rdf:li>
  </rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""
_PROPERTY: Final = """<rdf:li rdf:parseType="Resource">
  <pdfaProperty:name>%(name)s</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType>
  <pdfaProperty:category>external</pdfaProperty:category><pdfaProperty:description>%(name)s of the document</pdfaProperty:description>
</rdf:li>"""

_FULL: Final = re.compile(r"footnote|::note-|\bnote\(|list-item")  # in a style sheet: the page has notes, or markers beside other than `li`

Record = tuple[tuple[str, str], ...]  # what the metadata says of how the document came about, by name


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that travels inside the PDF; *relationship* is PDF's: Source or Data."""

    name: str
    data: bytes
    relationship: str
    description: str


def to_pdf(
    html: str,
    css: str,
    bundle: dict[str, tuple[bytes, str]],
    enclosures: tuple[Enclosure, ...],
    date: datetime.date,
    record: Record = (),
) -> bytes:
    """Return the PDF of *html*; an error of the layout engine fails the document, since a picture would be missing."""
    fetcher = BundleFetcher(bundle)
    moment = datetime.datetime.combine(date, datetime.time(), datetime.UTC)
    sheet, fonts = _style(css, tuple((name, *file) for name, file in bundle.items() if name.startswith("fonts/")))
    with _strict_log():
        try:
            page = (HTML if _FULL.search(css) else _Page)(string=html, url_fetcher=fetcher, base_url="bundle:///")
            document = page.render(stylesheets=[sheet], font_config=fonts)
            document.metadata.generate_rdf_metadata = MethodType(partial(_with, _about(record)), document.metadata)
            document.metadata.attachments = [
                Attachment(string=e.data, url_fetcher=fetcher, name=e.name, description=e.description, created=moment, modified=moment,
                           relationship=e.relationship)
                for e in enclosures
            ]  # fmt: skip
            written: bytes = document.write_pdf(finisher=_finished, pdf_variant="pdf/a-3u", pdf_tags=True)
        except ForbiddenFetchError as error:
            raise MaintainerError("templates", "", str(error)) from None
    return written


def _finished(_: object, pdf: Any) -> None:
    """Mend the structure of a PDF that is still to be written."""
    tag_contents(pdf)
    fold_lines(pdf)


@lru_cache(maxsize=4)  # of this process: WeasyPrint never lets go of a font configuration, a quarter of a megabyte each
def _style(css: str, faces: tuple[tuple[str, bytes, str], ...]) -> tuple[CSS, FontConfiguration]:
    """Return *css* as read, with the fonts that it names: the same for all documents of one look."""
    fonts = FontConfiguration()
    fetcher = BundleFetcher({name: (data, kind) for name, data, kind in faces})
    with _strict_log():  # an error raises, and what raises is not remembered
        try:
            return CSS(string=css, url_fetcher=fetcher, font_config=fonts), fonts
        except ForbiddenFetchError as error:
            raise MaintainerError("templates", "", str(error)) from None


atexit.register(_style.cache_clear)  # later, the library that a font configuration must be given back to is gone


def _about(record: Record) -> str:
    """Return the RDF that tells PDF/UA-1 and *record*."""
    told = "".join(f"<specgen:{name}>{escape(value)}</specgen:{name}>" for name, value in record)
    properties = "".join(_PROPERTY % {"name": name} for name, _ in record)
    return _ABOUT % {"record": told, "properties": properties}


def _with(about: str, self: Any, variant: str, version: int, conformance: str) -> bytes:
    """Return WeasyPrint's own metadata with *about* merged into the same RDF element, where validators look for it."""
    for prefix, namespace in _PREFIXES.items():  # validators want these very prefixes, against the spirit of XML
        ET.register_namespace(prefix, namespace)
    own = ET.fromstring(type(self).generate_rdf_metadata(self, variant, version, conformance))
    own.extend(ET.fromstring(about))
    return bytes(ET.tostring(own, encoding="utf-8"))


class _Page(HTML):  # type: ignore[misc]  # WeasyPrint has no types
    """A page without notes, on which only `li` has a marker."""

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
        return [lean(sheet) for sheet in super()._ua_stylesheets(forms)]


class _Collector(logging.Handler):
    """Keep what is logged."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextmanager
def _strict_log() -> Iterator[None]:
    """Turn what the layout engine logs as an error into a stop, and what it logs as a warning into a Python warning."""
    handler = _Collector(logging.WARNING)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    propagates, logger.propagate = logger.propagate, False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagates
    for record in handler.records:
        if record.levelno >= logging.ERROR:
            raise MaintainerError("templates", "", record.getMessage())
        warnings.warn(f"layout: {record.getMessage()}", stacklevel=3)

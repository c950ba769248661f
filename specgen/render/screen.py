"""A document as one HTML file that works offline: style, fonts, drawings and the files that it carries are all inside.

The templates name everything by its address in the bundle, as they do for the PDF; here each address is replaced by the
thing itself. Charts become part of the page, since a picture cannot use the fonts that the page brings.
"""

import base64
import html
import io
import re
from collections.abc import Iterable, Mapping
from typing import Final
from xml.etree import ElementTree as ET

from fontTools import subset

from specgen.render.fetcher import SCHEME

_SVG: Final = "{http://www.w3.org/2000/svg}"
_LINK: Final = "{http://www.w3.org/1999/xlink}href"
_STYLE: Final = f'<link rel="stylesheet" href="{SCHEME}style.css">'
_CHART: Final = re.compile(rf'<img class="chart" src="{SCHEME}charts/([^"]+)\.svg" alt="([^"]*)">')
_ADDRESS: Final = re.compile(rf'(?<=["(]){SCHEME}([^"]+)(?=")|(?<=url\("){SCHEME}([^"]+)(?="\))')
_TEXT_REFERENCE: Final = re.compile(r"url\(#([^)]+)\)")


def self_contained(page: str, css: str, bundle: Mapping[str, tuple[bytes, str]]) -> bytes:
    """Return *page* with *css* and everything of *bundle* that the two name inside it.

    No text of the document can be taken for an address: quotation marks in it are escaped.
    """

    def data_url(match: re.Match[str]) -> str:
        data, mime = bundle[match[1] or match[2]]
        return f"data:{mime};base64,{base64.b64encode(data).decode()}"

    def chart(match: re.Match[str]) -> str:
        return _part_of_page(bundle[f"charts/{match[1]}.svg"][0], match[1], html.unescape(match[2]))

    whole = _ADDRESS.sub(data_url, _CHART.sub(chart, page.replace(_STYLE, f"<style>\n{css}</style>")))
    return whole.lstrip().encode()


def reduced(font: bytes, characters: Iterable[str]) -> bytes:
    """Return *font* as WOFF2 with the glyphs of *characters* alone: a tenth of the size."""
    options = subset.Options(flavor="woff2", notdef_outline=True)
    opened = subset.load_font(io.BytesIO(font), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted({ord(character) for character in characters}))
    subsetter.subset(opened)
    out = io.BytesIO()
    subset.save_font(opened, out, options)
    return out.getvalue()


def _part_of_page(svg: bytes, name: str, alt: str) -> str:
    """Return a chart as an element of the page: its ids carry its *name*, and its style binds nothing outside it."""
    ET.register_namespace("", _SVG[1:-1])
    ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    root = ET.fromstring(svg)
    for above in list(root.iter()):
        for part in [part for part in above if part.tag in {f"{_SVG}metadata", f"{_SVG}style"}]:
            above.remove(part)
    for element in root.iter():
        for key, value in element.items():
            if key == "id":
                element.set(key, f"{name}-{value}")
            elif key == _LINK and value.startswith("#"):
                element.set(key, f"#{name}-{value[1:]}")
            else:
                element.set(key, _TEXT_REFERENCE.sub(rf"url(#{name}-\1)", value))
    root.attrib |= {"class": "chart", "role": "img", "aria-label": alt, "style": "stroke-linejoin: round; stroke-linecap: butt"}
    return ET.tostring(root, encoding="unicode")

"""The reading of HTML: a page that is XML as well is read by Python's parser of that, in a tenth of the time."""

import io
import re
from typing import Any, Final
from xml.etree import ElementTree as ET

import tinyhtml5

_VOID: Final = re.compile(r"<((?:br|col|hr|img|link|meta)\b[^<>]*?)\s*/?>")  # elements that HTML leaves open
_LINES: Final = re.compile(r"<[^<>]*[\t\n\r][^<>]*>|[\r\0]")  # XML takes a line's end in an attribute for a space
_RAW: Final = {"noscript", "pre", "script", "select", "style", "template", "textarea"}  # with rules of their own in HTML
_IN_TABLE: Final = {"caption", "colgroup", "thead", "tbody", "tfoot"}
_IN_P: Final = {"a", "br", "em", "img", "span", "strong", "sub", "sup"}


def mend() -> None:
    """Give the reading its short way."""
    tinyhtml5.parse = _reading(tinyhtml5.parse)


def _reading(usual: Any) -> Any:
    """Return how HTML is read: as XML where that is the same, else in the *usual* way."""

    def parse(source: Any, **options: Any) -> Any:
        text = source.read()
        if isinstance(text, bytes):
            return usual(io.BytesIO(text), **options)
        root = _as_xml(text)
        return usual(io.StringIO(text), **options) if root is None else root

    return parse


def _as_xml(text: str) -> Any:
    """Return the tree of a page, or None where HTML could make another of it."""
    if _LINES.search(text):
        return None
    try:
        root = ET.fromstring(_VOID.sub(r"<\1/>", text))
    except ET.ParseError:
        return None
    is_whole = root.tag == "html" and [child.tag for child in root] == ["head", "body"]
    return root if is_whole and all(map(_is_the_same, root.iter())) else None


def _is_the_same(element: Any) -> bool:
    """Return whether HTML leaves *element* as it is: neither adds what is missing within nor closes it before its end."""
    tag = element.tag
    within = _IN_TABLE if tag == "table" else _IN_P if tag == "p" else None
    return tag not in _RAW and tag.isalnum() and tag.islower() and (within is None or all(child.tag in within for child in element))

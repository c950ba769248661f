"""The structure of a PDF where the layout engine's own falls short: a list of contents is tagged as one."""

from collections.abc import Iterator
from typing import Any, Final

# What the layout engine calls the parts of any list, and what they are in a list of contents (ISO 32000-1, 14.8.4.2).
_PARTS: Final = {"/L": "/TOC", "/LI": "/TOCI", "/LBody": "/Reference"}


def tag_contents(pdf: Any) -> None:
    """Tag the list whose points are links as the list of contents that it is, in a PDF that is still to be written."""
    dictionaries: list[Any] = [made for made in pdf.objects if isinstance(made, dict)]
    objects = {made.reference: made for made in dictionaries}
    for made in [made for made in dictionaries if made.get("S") == "/L"]:
        parts = list(_below(made, objects))
        if any(part.get("S") == "/Link" for part in parts):
            for part in (made, *parts):
                part["S"] = _PARTS.get(part.get("S"), part.get("S"))


def _below(element: Any, objects: dict[bytes, Any]) -> Iterator[Any]:
    """Yield every structure element below *element*."""
    for reference in element.get("K", ()):
        child = objects.get(reference)
        if child is not None and child.get("Type") == "/StructElem":
            yield child
            yield from _below(child, objects)

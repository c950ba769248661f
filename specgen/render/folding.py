"""The structure tree of a PDF without what says nothing in it: the layout engine makes an element for each line of text.

Where an element may hold text itself (ISO 32000-1, 14.8.4), a nameless span below it is folded into it: half of all objects
of a document, and a seventh of its bytes. What is read, and in which order, stays the same.
"""

from collections.abc import Callable
from typing import Any, Final

_HOLDS_TEXT: Final = {"/P", "/TH", "/TD", "/LBody", "/Lbl", "/Caption", "/Span", "/Link"} | {f"/H{level}" for level in range(1, 7)}
_SAYS_NOTHING: Final = {"/Span", "/NonStruct"}
_BARE: Final = {"Type", "S", "K", "Pg", "P"}  # neither alternative text nor attributes


def fold_lines(pdf: Any) -> None:
    """Fold the lines of text of a PDF that is still to be written into the elements that they belong to.

    The layout engine adds the structure last of all, so that only the structure itself and the catalogue name what follows
    in other numbers.
    """
    root = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
    first = _number(root["ParentTree"])
    structure: list[Any] = pdf.objects[first:]
    elements = {made.reference: made for made in structure if _is_element(made)}
    into = _folded(elements)
    numbers: dict[bytes, bytes] = {}
    del pdf.objects[first:]
    for made in structure:
        former = made.reference
        if former not in into:
            pdf.add_object(made)
            numbers[former] = made.reference
    numbers |= {former: numbers[_end(former, into)] for former in into}
    for made in (pdf.catalog, *(made for made in pdf.objects[first:] if isinstance(made, dict))):
        _rename(made, numbers.get)


def _is_element(made: Any) -> bool:
    return isinstance(made, dict) and made.get("Type") == "/StructElem"


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _folded(elements: dict[bytes, Any]) -> dict[bytes, bytes]:
    """Fold what can be, the innermost first; return the reference of each folded element with that of the one above it."""
    into: dict[bytes, bytes] = {}
    for reference, element in reversed(elements.items()):
        if element["S"] not in _SAYS_NOTHING or element.keys() - _BARE or any(isinstance(kid, bytes) for kid in element["K"]):
            continue
        above = elements.get(element["P"])
        if above is None or above.get("Pg") != element["Pg"] or not _holds_text(above, elements):
            element["S"] = "/Span"  # what only groups holds no text itself
            continue
        at = above["K"].index(reference)
        above["K"][at : at + 1] = element["K"]
        into[reference] = element["P"]
    return into


def _holds_text(element: Any, elements: dict[bytes, Any]) -> bool:
    """Return whether text may stand in *element* itself; in one that only groups until it is folded, with nothing else beside."""
    if element["S"] != "/NonStruct":
        return element["S"] in _HOLDS_TEXT
    kids = [elements.get(kid) for kid in element["K"] if isinstance(kid, bytes)]
    return all(kid is not None and kid["S"] in _SAYS_NOTHING for kid in kids)


def _end(reference: bytes, into: dict[bytes, bytes]) -> bytes:
    while reference in into:
        reference = into[reference]
    return reference


def _rename(made: Any, new: Callable[[Any, Any], Any]) -> None:
    """Put the new references in the place of the former ones, in *made* and the arrays in it."""
    pairs = enumerate(made) if isinstance(made, list) else list(made.items())
    for key, value in pairs:
        if isinstance(value, list):
            _rename(value, new)
        elif isinstance(value, bytes):
            made[key] = new(value, value)

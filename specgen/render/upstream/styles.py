"""Computed styles: none for pseudo-elements that no page has, and the short way to a value that no rule sets."""

import copy
from functools import cache
from typing import Any, Final

from weasyprint import css
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.functions import check_math
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES

_NOTES: Final = {"footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"}
_MARKER: Final = "marker"
_DIRECTIONS: Final = ("ltr", "rtl")


def mend() -> None:
    """Give styles the short way."""
    css.ComputedStyle.__missing__ = _short_way(css.ComputedStyle.__missing__)


@cache
def lean(sheet: Any) -> Any:
    """Return WeasyPrint's own style *sheet* without what it says of notes, and of markers only what list items need.

    It gives six pseudo-elements to every element, and a computed style to each; pages have no notes, and only `li` has a marker.
    """
    matcher = copy.copy(sheet.matcher)
    others, names = sheet.matcher.other_selectors, sheet.matcher.lower_local_name_selectors
    matcher.other_selectors = [entry for entry in others if entry[3] not in {*_NOTES, _MARKER}]
    markers = [entry for entry in others if entry[3] == _MARKER]
    matcher.lower_local_name_selectors = names | {"li": [*names.get("li", ()), *markers]}
    lean = copy.copy(sheet)
    lean.matcher = matcher
    return lean


def _is_special(key: str) -> bool:
    return key in {"float", "display", "position", "page"} or key.startswith("text_decoration_")


def _logical(key: str) -> tuple[str, ...]:
    """Return what a physical property is called logically, in either direction; a rule may set it by that name."""
    name = PHYSICAL_FUNCTIONS.get(key)
    return tuple(name(block="ttb", inline=direction) for direction in _DIRECTIONS) if name else ()


# Properties whose initial value stands as it is, with their logical names; and those that are the parent's and have no other name.
_INITIAL: Final = {
    key: (value, _logical(key))
    for key, value in INITIAL_VALUES.items()
    if not (_is_special(key) or key in INHERITED or key in INITIAL_NOT_COMPUTED or check_math(value))
}
_PARENTS: Final = frozenset(key for key in INHERITED if not _is_special(key) and key not in PHYSICAL_FUNCTIONS)


def _short_way(usual: Any) -> Any:
    """Return how a style finds a value: that which no rule sets at once, any other in the *usual* way.

    A document asks for 60,000 values, of which nine in ten are initial or inherited.
    """

    def missing(self: Any, key: str) -> Any:
        cascaded = self.cascaded
        if key in cascaded:
            return usual(self, key)
        if key in _INITIAL:
            value, logical = _INITIAL[key]
            if not logical or cascaded.keys().isdisjoint(logical):
                self[key] = value
                return value
        elif key in _PARENTS and self.parent_style is not None:
            value = self.parent_style[key]
            if not check_math(value):
                self[key] = value
                return value
        return usual(self, key)

    return missing

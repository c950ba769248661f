"""The layout of pages: what no containing block changes is worked out once for each style, and pages are made again once, not twice."""

from typing import Any, Final

from weasyprint.formatting_structure.boxes import Box, LineBox
from weasyprint.layout import float as floating
from weasyprint.layout import page, percent

from specgen.render.upstream.loading import replace

_SIDES: Final = ("top", "right", "bottom", "left")
_LEAST: Final = ("min_width", "min_height")
_LENGTHS: Final = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in _SIDES), *_LEAST, "width", "height", "max_width", "max_height",
)  # fmt: skip
_BORDERS: Final = tuple(f"border_{side}_width" for side in _SIDES)


def mend() -> None:
    """Give the layout its short ways."""
    replace(percent.resolve_percentages, _resolving(percent.resolve_percentages))
    replace(floating.avoid_collisions, _avoiding(floating.avoid_collisions))
    replace(page.remake_page, _remaking(page.remake_page))
    Box.is_in_normal_flow = _flowing(Box.is_in_normal_flow)


def _resolving(usual: Any) -> Any:
    """Return how a box gets its used lengths: those of a style without percentages, from the style at once.

    A document asks for 18 lengths of 10,000 boxes, of which few depend on the box around.
    """

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        style = box.style
        if not hasattr(style, "used"):
            style.used = _used(style)
        if style.used is None:
            usual(box, containing_block)
            return
        lengths, borders = style.used
        attributes = box.__dict__
        attributes.update(lengths)
        for name, width in borders:
            attributes.setdefault(name, width)

    return resolve_percentages


def _used(style: Any) -> tuple[dict[str, Any], tuple[tuple[str, Any], ...]] | None:
    """Return the lengths of *style* and the borders that a table may have settled before, or None where something else has a say."""
    values = {name: style[name] for name in _LENGTHS}
    if style["box_sizing"] != "content-box" or any(not _is_fixed(value) for value in values.values()):
        return None
    lengths = {name: getattr(value, "value", value) for name, value in values.items()}
    lengths |= {name: 0 for name in _LEAST if lengths[name] == "auto"}
    borders = {name: style[name] for name in _BORDERS}
    return (lengths, tuple(borders.items())) if style["border_collapse"] == "collapse" else (lengths | borders, ())


def _is_fixed(value: Any) -> bool:
    return value is None or value == "auto" or getattr(value, "unit", None) == "px"


def _avoiding(usual: Any) -> Any:
    """Return how a line finds its room: all there is, where nothing floats."""

    def avoid_collisions(context: Any, box: Any, containing_block: Any, outer: bool = True) -> Any:
        if context.excluded_shapes or outer or type(box) is not LineBox or containing_block.style["direction"] != "ltr":
            return usual(context, box, containing_block, outer)
        left = containing_block.content_box_x()
        right = left + containing_block.width - box.margin_right
        left += box.margin_left  # and back again: sums round
        return left - box.margin_left, box.border_box_y() - box.margin_top, right - left

    return avoid_collisions


def _remaking(usual: Any) -> Any:
    """Return how a page is made again: with the numbers of other pages in place before, not found wanting after."""

    def remake_page(index: int, context: Any, root_box: Any, html: Any) -> Any:
        for item in context.target_collector.counter_lookup_items.values():
            if item.pending and item.page_maker_index == index and item.cached_page_counter_values:
                item.pending = False
                item.parse_again(item.cached_page_counter_values)
        return usual(index, context, root_box, html)

    return remake_page


def _flowing(usual: Any) -> Any:
    """Return how a box tells whether it is in the normal flow: by one look where it neither floats nor has another position."""

    def is_in_normal_flow(self: Any) -> Any:
        style = self.style
        return (style["float"] == "none" and style["position"] == "static") or usual(self)

    return is_in_normal_flow

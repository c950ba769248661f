"""From a chart's data to a matplotlib figure: one visual language for all, no pyplot, no global style.

Everything is placed in millimetres, frame and ticks too: matplotlib's own axes would take half of a chart's time.
Text stays text in a family that the document loads. Labels find their places by a rule with a collision test.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import Any, Final

from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Polygon, Rectangle
from matplotlib.transforms import Affine2D, Bbox, TransformedBbox

from specgen.charts.flat import flat
from specgen.charts.plot import (
    BOTTOM_MM,
    DETECTOR,
    LEFT_MM,
    OTHER,
    PANEL_MM,
    PROPOSED,
    Chart,
    Curve,
    Dot,
    Limit,
    Multiples,
    Plot,
    Sketch,
    Spots,
    Zone,
)

with flat():
    from matplotlib.figure import Figure

MM: Final = 1 / 25.4
PT: Final = 25.4 / 72  # millimetres in a point
_TICK, _LABEL, _STRONG = 7.2, 7.4, 8.0
_TICK_PT, _TICK_GAP_PT = 2.4, 2.2
_LINE_GAP_MM: Final = 3.1
_STEEP_MM: Final = 10.0  # a triangle as narrow as this leaves its long side hardly a label's height from the axis
_NEARLY: Final = 0.88  # of the width that is reckoned for a label: as wide as it is at least
_BESIDE_MM: Final = 0.9  # between two labels on one line, a wide space
_ARC_ANGLES: Final = (0.95, 0.7, 0.5, 0.3)  # where on the budget's circle its label may stand, the usual place first
_SLANTED: Final = 28  # boxes for a slanted label, _PIECES for a stretch of a line: as many as leave little of them empty
_PIECES: Final = 8
_BAND_SHARES: Final = (0.07, 0.0, -0.08, 0.15, 0.2, 0.25, 0.3, 0.45, 0.55)  # where along a band its label may begin, the usual place first
_DOT_MM: Final = 1.6  # half the width of a dot with its rim
_ARC_CLEAR_MM: Final = 5.5  # a dot, its label above or below, and half of the limit's own


@dataclass(frozen=True, slots=True)
class Style:
    """The colour roles and the families that a brand gives to charts; a later family has what those before it lack."""

    ink: str
    text: str
    quiet: str
    mark: str
    veil: str
    deep_veil: str
    line: str
    hair: str
    tint: str
    families: tuple[str, ...]


def draw(chart: Chart, style: Style) -> Figure:
    """Return *chart* as a figure."""
    match chart:
        case Plot():
            return _Canvas(chart, style).drawn()
        case Spots():
            return _draw_spots(chart, style)
        case Sketch():
            return _draw_sketch(chart, style)
        case Multiples():
            return _draw_multiples(chart, style)


class _Sheet:
    """A figure that is drawn on in millimetres from a point near its lower left corner."""

    def __init__(self, width_mm: float, height_mm: float, style: Style, *, left_mm: float = 0.0, bottom_mm: float = 0.0) -> None:
        self.style = style
        self.figure = Figure(figsize=(width_mm * MM, height_mm * MM))
        self.transform = Affine2D().translate(left_mm, bottom_mm).scale(MM) + self.figure.dpi_scale_trans

    def add(self, artist: Any) -> Any:
        artist.set_transform(self.transform)
        return self.figure.add_artist(artist)

    def line(self, xs: Sequence[float], ys: Sequence[float], **how: Any) -> Any:
        return self.add(Line2D(xs, ys, **how))

    def strokes(self, strokes: Sequence[Sequence[tuple[float, float]]], **how: Any) -> Any:
        """Draw several lines as one, which is read as one."""
        points = [point for stroke in strokes for point in (*stroke, (math.nan, math.nan))]
        return self.line([x for x, _ in points], [y for _, y in points], **how)

    def text(self, x: float, y: float, text: str, **how: Any) -> None:
        merged: dict[str, Any] = {"fontsize": _LABEL, "color": self.style.text, "family": list(self.style.families)}
        self.figure.text(x, y, text, transform=self.transform, **(merged | how))


class _Canvas(_Sheet):
    """One plot while it is being drawn; lengths in mm from the lower left corner of its frame."""

    def __init__(self, plot: Plot, style: Style) -> None:
        ends = [(curve.label, curve.tone == PROPOSED) for curve in plot.curves if curve.label]
        ends += [(limit.label, True) for limit in plot.limits if limit.axis == "y" and limit.label_at == "end"]
        room = max((_width_mm(text, _LABEL, bold=bold) + 1.5 for text, bold in ends), default=0.0)
        plot = replace(plot, right_mm=max(plot.right_mm, room))  # so that no label is cut off at the edge
        super().__init__(plot.width_mm, plot.height_mm, style, left_mm=LEFT_MM, bottom_mm=BOTTOM_MM)
        self.plot = plot
        self.wide, self.tall = plot.inner_mm
        self.taken: list[tuple[float, float, float, float]] = []  # boxes of placed labels and dots, mm within the axes
        self.named: list[tuple[float, float, float, float]] = []  # those of the labels of dots among them

    def drawn(self) -> Figure:
        self._frame()
        for zone in self.plot.zones:
            self._zone(zone)
        self._arc()
        for dot in self.plot.dots:
            self._claim_dot(dot)
        self._claim_lines()
        for limit in self.plot.limits:
            self._limit(limit)
        for band in self.plot.bands:
            self._band(band)
        for curve in self.plot.curves:
            self._curve(curve)
        self._triangle()
        self._end_labels()
        for dot in sorted(self.plot.dots, key=lambda dot: dot.tone != PROPOSED):  # what is proposed gets its label first
            self._dot(dot)
        for zone in self.plot.zones:
            self._zone_label(zone)
        self._strip()
        return self.figure

    # --- from values to millimetres -------------------------------------------------------------------------------

    def _share(self, value: float, axis: Any) -> float:
        if axis.is_log:
            return (math.log(value) - math.log(axis.low)) / (math.log(axis.high) - math.log(axis.low))
        return float((value - axis.low) / (axis.high - axis.low))

    def _mm(self, x: float, y: float) -> tuple[float, float]:
        return self._share(x, self.plot.x) * self.wide, self._share(y, self.plot.y) * self.tall

    def _text(self, x_mm: float, y_mm: float, text: str, **how: Any) -> None:
        self.text(x_mm, y_mm, text, **({"va": "center", "ha": "left", "zorder": 6} | how))

    def _places(self, points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        return [self._mm(x, y) for x, y in points]

    def _within(self, artist: Any, points: Sequence[tuple[float, float]]) -> None:
        """Cut off what would be drawn beyond the frame."""
        if not all(0 <= x <= self.wide and 0 <= y <= self.tall for x, y in points):
            artist.set_clip_box(TransformedBbox(Bbox.from_bounds(0, 0, self.wide, self.tall), self.transform))

    def _free(self, box: tuple[float, float, float, float]) -> bool:
        x0, y0, x1, y1 = box
        if x0 < 0 or y0 < 0 or x1 > self.wide + self.plot.right_mm or y1 > self.tall:
            return False
        return not any(x0 < b[2] and b[0] < x1 and y0 < b[3] and b[1] < y1 for b in self.taken)

    # --- frame, grid, zones ---------------------------------------------------------------------------------------

    def _frame(self) -> None:
        plot, style = self.plot, self.style
        across = [(self._mm(value, plot.y.low)[0], text) for value, text in plot.x.ticks]
        along = [(self._mm(plot.x.low, value)[1], text) for value, text in plot.y.ticks]
        length, gap = _TICK_PT * PT, (_TICK_PT + _TICK_GAP_PT) * PT
        ticks = [((x, 0), (x, -length)) for x, _ in across] + [((0, y), (-length, y)) for y, _ in along]
        self.strokes([((0, self.tall), (0, 0), (self.wide, 0)), *ticks], color=style.ink, linewidth=0.5, zorder=2.5)
        for x, text in across:
            self._text(x, -gap, text, va="top", ha="center", fontsize=_TICK, color=style.quiet)
        for y, text in along:
            self._text(-gap, y, text, va="center_baseline", ha="right", fontsize=_TICK, color=style.quiet)
        if plot.grid:
            grid = [((x, 0), (x, self.tall)) for x, _ in across] + [((0, y), (self.wide, y)) for y, _ in along]
            self.strokes(grid, color=style.hair, linewidth=0.35, zorder=1)
        self._text(self.wide, -7.6, plot.x.title, ha="right", fontweight="bold", fontsize=_LABEL, color=style.ink)
        above = self.tall + (7.6 if plot.strip else 3.6)
        self._text(-LEFT_MM, above, plot.y.title, fontweight="bold", fontsize=_LABEL, color=style.ink)

    def _bounds(self, zone: Zone) -> tuple[float, float, float, float]:
        x, y = self.plot.x, self.plot.y
        x0, x1 = zone.x[0] if zone.x[0] is not None else x.low, zone.x[1] if zone.x[1] is not None else x.high
        y0, y1 = zone.y[0] if zone.y[0] is not None else y.low, zone.y[1] if zone.y[1] is not None else y.high
        return max(x0, x.low), max(y0, y.low), min(x1, x.high), min(y1, y.high)

    def _zone(self, zone: Zone) -> None:
        x0, y0, x1, y1 = self._bounds(zone)
        (left, low), (right, high) = self._mm(x0, y0), self._mm(x1, y1)
        self.add(Rectangle((left, low), right - left, high - low, facecolor=self.style.veil, edgecolor="none", zorder=0))

    def _zone_label(self, zone: Zone) -> None:
        """Write a zone's name into the corner it asks for, else into another one that is free and wide enough."""
        if not zone.label:
            return
        x0, y0, x1, y1 = self._bounds(zone)
        (left, low), (right, high) = self._mm(x0, y0), self._mm(x1, y1)
        width = _width_mm(zone.label, _LABEL)
        corners = [zone.corner, *(c for c in ("lower left", "lower right", "upper left", "upper right") if c != zone.corner)]
        for corner in corners:
            x = left + 1.5 if "left" in corner else right - 1.5 - width
            y = low + 2.2 if "lower" in corner else high - 2.2
            box = (x, y - 1.5, x + width, y + 1.5)
            if x >= left and box[2] <= right and low <= box[1] and box[3] <= high and self._free(box):
                self.taken.append(box)
                self._text(x, y, zone.label, color=self.style.quiet)
                return

    def _strip(self) -> None:
        for segment in self.plot.strip:
            x0, x1 = self._mm(segment.low, self.plot.y.low)[0], self._mm(segment.high, self.plot.y.low)[0]
            colour = self.style.deep_veil if segment.is_filled else "white"
            self.add(Rectangle((x0, self.tall + 1), x1 - x0, 4, facecolor=colour, edgecolor=self.style.line, linewidth=0.4))
            if _width_mm(segment.label, _TICK) < x1 - x0 - 0.5:
                self._text((x0 + x1) / 2, self.tall + 3, segment.label, ha="center", fontsize=_TICK)

    def _band(self, band: Any) -> None:
        lower, upper = self._places(band.lower), self._places(band.upper)
        area = self.add(Polygon([*lower, *reversed(upper)], facecolor=self.style.deep_veil, edgecolor="none", zorder=1.2))
        edge = self.line(*zip(*upper, strict=True), color=self.style.quiet, linewidth=0.7, zorder=1.3)
        self._within(area, (*lower, *upper))
        self._within(edge, upper)
        width = _width_mm(band.label, _LABEL)
        places = [self._along(band, share, side) for share in _BAND_SHARES for side in (1, -1)]
        at, angle = next((p for p in places if all(map(self._free, _slanted(*p, width)))), places[0])
        how: dict[str, Any] = {"rotation": angle, "rotation_mode": "anchor", "va": "center"}
        self._text(at[0], at[1], band.label, color=self.style.quiet, **how)
        self.taken += _slanted(at, angle, width)

    def _along(self, band: Any, share: float, side: int) -> tuple[tuple[float, float], float]:
        """Return where a label begins that runs above (1) or below (-1) a band from a *share* of its length on, and its angle."""
        edge = band.upper if side > 0 else band.lower
        (x0, y0), (x1, y1) = self._mm(*edge[0]), self._mm(*edge[-1])
        angle, off = math.atan2(y1 - y0, x1 - x0), 2.5 * side
        at = (x0 + share * (x1 - x0) - off * math.sin(angle), y0 + share * (y1 - y0) + off * math.cos(angle))
        return at, math.degrees(angle)

    # --- curves, limits, dots -------------------------------------------------------------------------------------

    def _curve(self, curve: Curve) -> None:
        width = {PROPOSED: 1.9, DETECTOR: 1.0}.get(curve.tone, 0.8)
        colour = self.style.quiet if curve.tone == OTHER else self.style.ink
        dashes = (0, (4, 2.2)) if curve.tone == DETECTOR else "solid"
        points = self._places(curve.points)
        xs, ys = zip(*points, strict=True)
        line = self.line(xs, ys, color=colour, linewidth=width, linestyle=dashes, zorder=3 if curve.tone == PROPOSED else 2.5)
        self._within(line, points)

    def _end_labels(self) -> None:
        """Write the labels of curves and horizontal limits at the right end, pushed apart where they would touch."""
        wanted: list[tuple[float, str, bool]] = []
        for curve in self.plot.curves:
            if curve.label:
                wanted.append((self._mm(*curve.points[-1])[1], curve.label, curve.tone == PROPOSED))
        for limit in self.plot.limits:
            if limit.axis == "y" and limit.label_at == "end":
                wanted.append((self._mm(self.plot.x.high, limit.at)[1], limit.label, True))
        for y, (_, text, is_bold) in zip(
            spread([at for at, _, _ in sorted(wanted)], _LINE_GAP_MM, 0.0, self.tall), sorted(wanted), strict=True
        ):
            weight, colour = ("bold", self.style.ink) if is_bold else ("normal", self.style.quiet)
            self._text(self.wide + 1.5, y, text, fontweight=weight, color=colour)

    def _rule(self, axis: str, value: float, **how: Any) -> None:
        """Draw a line across the whole frame where it is within."""
        x, y = self._mm(value, self.plot.y.low)[0] if axis == "x" else 0.0, self._mm(self.plot.x.low, value)[1] if axis == "y" else 0.0
        ends = ((x, x), (0, self.tall)) if axis == "x" else ((0, self.wide), (y, y))
        if 0 <= x <= self.wide and 0 <= y <= self.tall:
            self.line(*ends, color=self.style.ink, linewidth=0.8, **how)

    def _limit(self, limit: Limit) -> None:
        self._rule(limit.axis, limit.at, zorder=2)
        width = _width_mm(limit.label, _LABEL, bold=True)
        if limit.axis == "x":
            x = self._mm(limit.at, self.plot.y.low)[0]
            starts = [x + 1.2] if x + 1.2 + width < self.wide else [x - 1.2 - width]
            for start in (*starts, x - 1.2 - width):
                box = (start, 0.8, start + width, 4.0)
                if self._free(box) and start + width < self.wide + 2:
                    self.taken.append(box)
                    self._text(start, 2.4, limit.label, fontweight="bold", color=self.style.ink)
                    return
        elif limit.label_at == "start":
            y = self._mm(self.plot.x.low, limit.at)[1]
            for at in (y + 2.0, y - 2.0):
                box = (1.2, at - 1.5, 1.2 + width, at + 1.5)
                if self._free(box):
                    self.taken.append(box)
                    self._text(1.2, at, limit.label, fontweight="bold", color=self.style.ink)
                    return

    def _claim_dot(self, dot: Dot) -> None:
        x, y = self._mm(*dot.at)
        self.taken.append((x - 1.6, y - 1.6, x + 1.6, y + 1.6))

    def _claim_lines(self) -> None:
        """Keep labels off limits and curves."""
        for limit in self.plot.limits:
            if limit.axis == "x":
                x = self._mm(limit.at, self.plot.y.low)[0]
                self.taken.append((x - 0.3, 0.0, x + 0.3, self.tall))
            else:
                y = self._mm(self.plot.x.low, limit.at)[1]
                self.taken.append((0.0, y - 0.3, self.wide, y + 0.3))
        for curve in self.plot.curves:
            points = [self._mm(*point) for point in curve.points]
            for (x0, y0), (x1, y1) in pairwise(points):
                stops = [(x0 + (x1 - x0) * at / _PIECES, y0 + (y1 - y0) * at / _PIECES) for at in range(_PIECES + 1)]
                self.taken += [(min(x, u), min(y, v) - 0.3, max(x, u), max(y, v) + 0.3) for (x, y), (u, v) in pairwise(stops)]

    def _dot(self, dot: Dot) -> None:
        is_proposed = dot.tone == PROPOSED
        size, face, edge, width = (8.5, self.style.mark, self.style.ink, 1.1) if is_proposed else (4.2, "white", self.style.quiet, 0.9)
        x, y = self._mm(*dot.at)
        self.add(Circle((x, y), size * PT / 2, facecolor=face, edgecolor=edge, linewidth=width, zorder=5 if is_proposed else 4))
        font = _STRONG if is_proposed else _LABEL
        width = _width_mm(dot.label, font, bold=is_proposed)
        reach = 2.6 if is_proposed else 1.7
        near = [
            (x - width / 2, y + reach + 1.4), (x + reach, y + 2.2), (x - reach - width, y + 2.2), (x + reach, y), (x - reach - width, y),
            (x - width / 2, y - reach - 1.4), (x + reach, y - 2.4), (x - reach - width, y - 2.4),
        ]  # fmt: skip
        reached = is_proposed or self.plot.arc is None  # no leader crosses the budget's circle: there the dots say enough
        far = [(x + across, y + up) for up in (7.0, -8.0, 11.0, -13.0) for across in (4.0, -4.0 - width, 9.0, 14.0)] if reached else []
        for is_sure, (left, middle) in product((True, False), (*near, *far)):  # at a place that names this dot alone, if there is one
            box = (left, middle - 1.45, left + width, middle + 1.45)
            end = (left if left > x else left + width, middle - math.copysign(1.2, middle - y))
            if is_sure and self._misleads((x, y), box, end if (left, middle) in far else None):
                continue
            if self._free(box) and left + width <= self.wide + 1 and not ((left, middle) in far and self._strikes((x, y), end)):
                self.taken.append((left - _BESIDE_MM, box[1], left + width + _BESIDE_MM, box[3]))
                self.named.append(box)
                weight, colour = ("bold", self.style.ink) if is_proposed else ("normal", self.style.quiet)
                self._text(left, middle, dot.label, fontsize=font, fontweight=weight, color=colour)
                if (left, middle) in far:
                    self._leader((x, y), end)
                return

    def _misleads(self, at: tuple[float, float], box: tuple[float, float, float, float], end: tuple[float, float] | None) -> bool:
        """Return whether a label seems to name another dot: one that is nearer to it, or that its leader, up to *end*, meets."""
        others = [other for dot in self.plot.dots if (other := self._mm(*dot.at)) != at]
        if end is None:
            return any(_distance(other, box) <= _distance(at, box) for other in others)
        steps = [(at[0] + (end[0] - at[0]) * part / _PIECES, at[1] + (end[1] - at[1]) * part / _PIECES) for part in range(_PIECES + 1)]
        return any(math.dist(other, step) < _DOT_MM for other in others for step in steps)

    def _strikes(self, start: tuple[float, float], end: tuple[float, float]) -> bool:
        """Return whether a leader would run through the label of another dot."""
        steps = [(start[0] + (end[0] - start[0]) * at / _PIECES, start[1] + (end[1] - start[1]) * at / _PIECES) for at in range(_PIECES)]
        return any(x0 < x < x1 and y0 < y < y1 for x0, y0, x1, y1 in self.named for x, y in steps)

    def _leader(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Tie a label to the dot that it had to move away from."""
        self.line(*zip(start, end, strict=True), color=self.style.ink, linewidth=0.5, zorder=2)

    # --- the budget's circle and triangle -------------------------------------------------------------------------

    def _arc(self) -> None:
        if self.plot.arc is None:
            return
        radius, label = self.plot.arc
        self.add(Rectangle((0, 0), self.wide, self.tall, facecolor=self.style.veil, edgecolor="none", zorder=0))
        steps = [math.radians(90 * i / 60) for i in range(61)]
        rim = self._places([(radius * math.cos(a), radius * math.sin(a)) for a in steps])
        self.add(Polygon([(0, 0), *rim], facecolor="white", edgecolor="none", zorder=0.1))
        self.line(*zip(*rim, strict=True), color=self.style.ink, linewidth=1.0, zorder=2)
        self.taken += [(x - 0.4, y - 0.4, x + 0.4, y + 0.4) for x, y in rim]
        x_mm, y_mm = self._arc_label(radius)
        self.taken.append((x_mm, y_mm - 1.5, x_mm + _width_mm(label, _LABEL, bold=True), y_mm + 1.5))
        self._text(x_mm, y_mm, label, fontweight="bold", color=self.style.ink)
        if self.plot.dots:
            height = self.plot.dots[0].at[1]
            self._rule("y", height, linestyle=(0, (4, 2.2)), zorder=1.5)
            line_mm = self._mm(0, height)[1]
            self.taken.append((0.0, line_mm - 0.3, self.wide, line_mm + 0.3))

    def _arc_label(self, radius: float) -> tuple[float, float]:
        """Return where the limit's label begins: outside the circle, as far up as the detector's line and its dots leave room."""
        places = [self._mm(radius * math.cos(angle), radius * math.sin(angle)) for angle in _ARC_ANGLES]
        begins = [(x + 2, y + 1.5) for x, y in places]
        if not self.plot.dots:
            return begins[0]
        line = self._mm(*self.plot.dots[0].at)[1]
        return next((at for at in begins if abs(at[1] - line) > _ARC_CLEAR_MM), begins[-1])

    def _beyond_arc(self, y_mm: float) -> float:
        """Return where the limit's circle ends at a height; both axes have one scale."""
        radius = self._mm(self.plot.arc[0], 0)[0] if self.plot.arc else 0.0
        return math.sqrt(max(0.0, radius**2 - y_mm**2))

    def _triangle(self) -> None:
        if self.plot.triangle is None:
            return
        spot, detector, spot_label, detector_label, blur_label = self.plot.triangle
        x, y = self._mm(spot, detector)
        self.add(Polygon([(0, 0), (x, 0), (x, y)], facecolor=self.style.tint, edgecolor=self.style.ink, linewidth=1.4, zorder=2.2))
        bold: dict[str, Any] = {"fontweight": "bold", "color": self.style.ink}
        wide = _width_mm(detector_label, _LABEL, bold=True)
        beside = (x + 1.2, y / 2 - 1.5, x + 1.2 + wide, y / 2 + 1.5)
        within = (x - 1.2 - wide, y / 3 - 1.5, x - 1.2, y / 3 + 1.5)
        if not self._free(beside):  # the circle runs beside the triangle
            outside = self._beyond_arc(y / 2) + 1.2
            leaves_room = within[1] > _LINE_GAP_MM and within[0] - 1.2 > within[3] * x / y  # above the spot's label
            crosses = self._beyond_arc(beside[3]) < beside[0] + _NEARLY * wide
            beside = within if leaves_room else (outside, beside[1], outside + wide, beside[3]) if crosses else beside
        self.taken += [beside, (x - 0.4, 0, x + 0.4, y)]
        self._text(beside[0], (beside[1] + beside[3]) / 2, detector_label, **bold)
        long = _width_mm(spot_label, _LABEL, bold=True)
        if long < x and y > 6:
            left = x - 1.0 - long if x < 25 else (x - long) / 2
            self.taken.append((left, 0.3, left + long, 3.3))
            self._text(x - 1.0 if x < 25 else x / 2, 1.8, spot_label, ha="right" if x < 25 else "center", **bold)
        angle = math.degrees(math.atan2(y, x))
        if x > _LINE_GAP_MM and math.hypot(x, y) > _width_mm(blur_label, _LABEL, bold=True) + 4:
            shift = 2.0
            along = 0.5 if x > _STEEP_MM else 0.65  # of a steep side the lower half has no room beside the axis
            at = (along * x - shift * math.sin(math.radians(angle)), along * y + shift * math.cos(math.radians(angle)))
            self._text(*at, blur_label, ha="center", rotation=angle, rotation_mode="anchor", **bold)
            reach = _width_mm(blur_label, _LABEL, bold=True)
            start = (at[0] - reach / 2 * math.cos(math.radians(angle)), at[1] - reach / 2 * math.sin(math.radians(angle)))
            self.taken += _slanted(start, angle, reach)


def _width_mm(text: str, size: float, *, bold: bool = False) -> float:
    """Return about how wide *text* is; half an em a character is right within a tenth for this face."""
    return len(text) * size * PT * (0.53 if bold else 0.49)


def _distance(point: tuple[float, float], box: tuple[float, float, float, float]) -> float:
    """Return how far a point is from a box."""
    (x, y), (left, bottom, right, top) = point, box
    return math.hypot(max(left - x, 0.0, x - right), max(bottom - y, 0.0, y - top))


def _slanted(start: tuple[float, float], angle: float, width: float) -> list[tuple[float, float, float, float]]:
    """Return the boxes, end to end, that a slanted label of *width* takes which begins at *start*."""
    across, up = width / _SLANTED * math.cos(math.radians(angle)), width / _SLANTED * math.sin(math.radians(angle))
    starts = [(start[0] + step * across, start[1] + (step + 0.5) * up) for step in range(_SLANTED)]
    return [(x, y - 1.6, x + across, y + 1.6) for x, y in starts]


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return *wanted* (ascending) moved as little as needed so that neighbours are *gap* apart within [low, high]."""
    places: list[float] = []
    for at in wanted:
        places.append(max(at, places[-1] + gap) if places else max(at, low))
    if places and places[-1] > high:
        places[-1] = high
        for index in range(len(places) - 2, -1, -1):
            places[index] = min(places[index], places[index + 1] - gap)
    return places


def _draw_spots(chart: Spots, style: Style) -> Figure:
    """Return the strip of focal spots to scale, the feature as an open circle beside each."""
    sheet = _Sheet(chart.width_mm, chart.height_mm, style)
    cell = chart.width_mm / max(1, len(chart.spots))
    largest = max([chart.feature_um or 0, *(size for size, *_ in chart.spots)])
    scale = chart.largest_mm / largest
    middle = chart.height_mm - chart.largest_mm / 2 - 1.5
    for index, (size, label, second, is_proposed) in enumerate(chart.spots):
        x = index * cell
        centre = x + scale * largest / 2 + 0.5
        radius = max(size * scale / 2, 0.25)
        face = style.mark if is_proposed else style.quiet
        sheet.add(Circle((centre, middle), radius, facecolor=face, edgecolor=style.ink, linewidth=1.0 if is_proposed else 0.0))
        if chart.feature_um:
            beside = centre + scale * largest / 2 + scale * chart.feature_um / 2 + 1.5
            sheet.add(Circle((beside, middle), scale * chart.feature_um / 2, facecolor="none", edgecolor=style.ink, linewidth=0.8))
        weight = "bold" if is_proposed else "normal"
        how = {"ha": "left", "va": "center"}
        sheet.text(x, 6.6, label, fontsize=9, fontweight="bold", color=style.ink, **how)
        sheet.text(x, 2.2, second, fontsize=8, fontweight=weight, color=style.quiet, **how)
    return sheet.figure


def _draw_sketch(chart: Sketch, style: Style) -> Figure:
    """Return the set-up from above: the fan that the detector sees, the object in it, both distances below."""
    sheet = _Sheet(chart.width_mm, chart.height_mm, style)
    left, right, middle = 4.0, chart.width_mm - 16.0, chart.height_mm - 15.0
    scale = (right - left) / chart.sdd
    half = min((chart.detector or 0.0) * scale / 2, 13.0) or 8.0
    x = left + chart.sod * scale
    sheet.add(Polygon([(left, middle), (right, middle + half), (right, middle - half)], facecolor=style.veil, edgecolor="none"))
    sheet.line((right, right), (middle - half, middle + half), color=style.ink, linewidth=2.4, solid_capstyle="butt")
    radius = max((chart.radius or 0.0) * scale, 0.9)
    sheet.add(Circle((x, middle), radius, facecolor="white", edgecolor=style.ink, linewidth=1.0))
    sheet.add(Circle((left, middle), 1.1, facecolor=style.mark, edgecolor=style.ink, linewidth=0.9))
    how = {"color": style.ink}
    sheet.text(left - 1.1, middle + 3.0, chart.labels[0], ha="left", **how)
    sheet.text(right + 2.0, middle, chart.labels[2], ha="left", va="center", **how)
    beside = max(x + radius + 1.2, left + 14.0)
    sheet.text(beside, middle + max(half * (x - left) / (right - left), radius) + 1.5, chart.labels[1], ha="left", **how)
    for y, end, label in ((middle - half - 4.0, x, chart.sod_label), (middle - half - 8.5, right, chart.sdd_label)):
        sheet.line((left, end), (y, y), color=style.ink, linewidth=0.5)
        for tick in (left, end):
            sheet.line((tick, tick), (y - 0.9, y + 0.9), color=style.ink, linewidth=0.5)
        short = end - left < _width_mm(label, _LABEL) + 4
        at = (end + 1.5, "left") if short else ((left + end) / 2, "center")
        ground = None if short else {"facecolor": "white", "edgecolor": "none", "pad": 1.2}
        sheet.text(at[0], y, label, ha=at[1], va="center", bbox=ground, color=style.quiet)
    return sheet.figure


def _draw_multiples(chart: Multiples, style: Style) -> Figure:
    """Return small plots side by side: a frame, the limit across it, the candidates, the proposed one filled.

    All are drawn on one sheet: hundreds of axes would take a minute.
    """
    sheet = _Sheet(chart.width_mm, chart.height_mm, style)
    cell, wide, tall = chart.width_mm / chart.columns, chart.width_mm / chart.columns - 3.0, PANEL_MM - 7.0
    at = [
        (index % chart.columns * cell, chart.height_mm - PANEL_MM * (index // chart.columns + 1) + 2.0)
        for index in range(len(chart.panels))
    ]

    def placed(point: tuple[float, float], corner: tuple[float, float]) -> tuple[float, float]:
        shares = [math.log(v / low) / math.log(high / low) for v, (low, high) in zip(point, (chart.x, chart.y), strict=True)]
        x, y = (min(max(share, 0.0), 1.0) for share in shares)
        return corner[0] + x * wide, corner[1] + y * tall

    frames = [[(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall), (x, y)] for x, y in at]
    limits = [[placed((chart.x[0], chart.limit), corner), placed((chart.x[1], chart.limit), corner)] for corner in at]
    sheet.strokes(frames, color=style.hair, linewidth=0.5, zorder=1)
    sheet.strokes(limits, color=style.ink, linewidth=0.7, zorder=1)
    others = [placed(point, corner) for panel, corner in zip(chart.panels, at, strict=True) for point in panel.points]
    proposed = [placed(panel.proposed, corner) for panel, corner in zip(chart.panels, at, strict=True) if panel.proposed]
    how: dict[str, Any] = {"linestyle": "none", "marker": "o"}
    sheet.line(*_columns_of(others), markersize=2.4, markerfacecolor="white", markeredgecolor=style.quiet, markeredgewidth=0.7, **how)
    sheet.line(*_columns_of(proposed), markersize=3.4, markerfacecolor=style.mark, markeredgecolor=style.ink, markeredgewidth=0.7, **how)
    most = int(wide / _width_mm("n", _MULTIPLE))
    for panel, (x, y) in zip(chart.panels, at, strict=True):
        label = panel.label if len(panel.label) <= most else f"{panel.label[: most - 1]}…"
        sheet.text(x, y + tall + 1.0, label, fontsize=_MULTIPLE, color=style.ink, ha="left", va="bottom")
    return sheet.figure


_MULTIPLE: Final = 6.6


def _columns_of(points: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [x for x, _ in points], [y for _, y in points]

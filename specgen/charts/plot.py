"""What a chart shows, as data: axes, zones, curves, limits and dots with their words. Nothing here knows matplotlib.

One grammar for all charts: a zone greys out what a limit forbids, a broken curve is the detector alone, one filled dot
is what is proposed.
"""

from dataclasses import dataclass
from typing import Final

Point = tuple[float, float]

PROPOSED: Final = "proposed"
OTHER: Final = "other"
DETECTOR: Final = "detector"
LIMIT: Final = "limit"


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis; ticks are written out as they stand."""

    title: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    is_log: bool = True


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch that a limit rules out; None is the axis' end."""

    x: tuple[float | None, float | None] = (None, None)
    y: tuple[float | None, float | None] = (None, None)
    label: str = ""
    corner: str = "lower left"


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through *points*, labelled at its end."""

    points: tuple[Point, ...]
    tone: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit across the plot at *at* on the *axis* x or y."""

    axis: str
    at: float
    label: str
    label_at: str = "end"


@dataclass(frozen=True, slots=True)
class Dot:
    """A platform, or the customer's point where *tone* is PROPOSED."""

    at: Point
    tone: str
    label: str


@dataclass(frozen=True, slots=True)
class Band:
    """The stretch between two lines, such as a guideline's."""

    lower: tuple[Point, ...]
    upper: tuple[Point, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of the strip above a plot."""

    low: float
    high: float
    label: str
    is_filled: bool


LEFT_MM, BOTTOM_MM, TOP_MM, STRIP_MM = 11.0, 10.0, 7.0, 4.5  # what labels take around the frame of every plot


@dataclass(frozen=True, slots=True)
class Plot:
    """One chart, complete: draw it and nothing needs explaining."""

    width_mm: float
    height_mm: float
    x: Axis
    y: Axis
    zones: tuple[Zone, ...] = ()
    bands: tuple[Band, ...] = ()
    curves: tuple[Curve, ...] = ()
    limits: tuple[Limit, ...] = ()
    dots: tuple[Dot, ...] = ()
    strip: tuple[Segment, ...] = ()
    arc: tuple[float, str] | None = None
    triangle: tuple[float, float, str, str, str] | None = None
    grid: bool = True
    right_mm: float = 22.0

    @property
    def inner_mm(self) -> tuple[float, float]:
        """Return width and height of the frame."""
        strip = STRIP_MM if self.strip else 0.0
        return self.width_mm - LEFT_MM - self.right_mm, self.height_mm - BOTTOM_MM - TOP_MM - strip


@dataclass(frozen=True, slots=True)
class Spots:
    """Focal spots drawn to scale beside the feature: (diameter in µm, label, second line, is proposed)."""

    width_mm: float
    feature_um: float | None
    feature_label: str
    spots: tuple[tuple[float, str, str, bool], ...]

    @property
    def largest_mm(self) -> float:
        """Return how wide the largest circle is drawn."""
        return min(0.46 * self.width_mm / max(1, len(self.spots)), 20.0)

    @property
    def height_mm(self) -> float:
        """Return the height that the circles and the two lines below them take."""
        return self.largest_mm + 19.0


@dataclass(frozen=True, slots=True)
class Sketch:
    """The set-up from above, to scale: source, object, detector; lengths in mm, labels beside them."""

    width_mm: float
    height_mm: float
    sod: float
    sdd: float
    detector: float | None
    radius: float | None
    labels: tuple[str, str, str]
    sod_label: str
    sdd_label: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One of many small plots that share their axes: a label, and points of which one may be what is proposed."""

    label: str
    points: tuple[Point, ...]
    proposed: Point | None


@dataclass(frozen=True, slots=True)
class Multiples:
    """Many small plots in rows, both axes logarithmic; *limit* goes across each, and what lies outside is drawn at the edge."""

    width_mm: float
    columns: int
    panels: tuple[Panel, ...]
    x: tuple[float, float]
    y: tuple[float, float]
    limit: float

    @property
    def height_mm(self) -> float:
        """Return the height that all rows need."""
        return PANEL_MM * -(-len(self.panels) // self.columns)


PANEL_MM: Final = 21.0  # one row of small plots, with its labels


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture of points: one byte of grey for each, row by row from the top."""

    width_px: int
    height_px: int
    greys: bytes


Chart = Plot | Spots | Sketch | Multiples

_STEPS: Final = (1.0, 2.0, 5.0)


def log_ticks(low: float, high: float, most: int = 9) -> tuple[float, ...]:
    """Return round values (1, 2, 5 in each decade) from *low* to *high*, decades alone where those are too many."""
    ticks = [step * 10.0**decade for decade in range(-6, 9) for step in _STEPS if low <= step * 10.0**decade <= high * 1.0001]
    return tuple(ticks if len(ticks) <= most else [tick for tick in ticks if f"{tick:e}".startswith("1.0")])


def linear_ticks(high: float, most: int = 6) -> tuple[float, ...]:
    """Return round values from zero to *high*."""
    rough = high / most
    step = next(s * 10.0**d for d in range(-6, 9) for s in (1.0, 2.0, 2.5, 5.0) if s * 10.0**d >= rough)
    return tuple(step * i for i in range(int(high / step * 1.0001) + 1))

"""Charts: the same data gives the same bytes, every label has room, and what matters has a label.

Where text stands is measured with the document's own font, turned as it is turned in the picture.
"""

import itertools
import math
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import cache
from typing import Any

import matplotlib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import ACCEPTED, EVERY, MAKERS, ROOT, example, kit
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from specgen.charts import Chart, Plot, Raster, Spots, drawing
from specgen.charts.drawing import MM, Style, draw, spread
from specgen.charts.plot import BOTTOM_MM, LEFT_MM, OTHER, PROPOSED, Axis, Curve, Dot, Limit, Zone, linear_ticks, log_ticks
from specgen.files.looks import load_brand
from specgen.render import fonts
from specgen.render.html import figures
from specgen.render.pictures import style_of, to_svg

STYLES = {maker: style_of(load_brand(kit(maker).library, kit(maker).workspace.brand or "source-ray")) for maker in MAKERS}
TOUCH_MM = 0.3  # boxes are those of whole lines, a little taller than the letters
BESIDE_MM = 2.7  # from a dot to the label beside it, at most
DPI = 254  # ten dots in a millimetre
to_svg(Spots(50, None, "", ((1.0, "x", "y", True),)), STYLES["packaged"])  # from here on matplotlib knows the document's fonts

Box = list[tuple[float, float]]


def charts(maker: str, name: str) -> dict[str, Chart]:
    """Return the charts of an example's document by name."""
    drawn = {figure.name: figure.chart for figure in figures(example(maker, name).document)}
    return {name: chart for name, chart in drawn.items() if not isinstance(chart, Raster)}  # which has no labels


@cache
def measured(chart: Chart, style: Style) -> tuple[list[tuple[str, Box]], tuple[float, float]]:
    """Return every text of *chart* with its corners, and the size of the picture, in millimetres."""
    with matplotlib.rc_context({"font.family": [fonts.TEXT_FAMILY]}):
        figure = draw(chart, style)
        figure.set_dpi(DPI)
        canvas = FigureCanvasAgg(figure)
        figure.draw_without_rendering()
        texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
        return [(text.get_text(), corners(text, canvas.get_renderer())) for text in texts], (
            figure.get_figwidth() / MM,
            figure.get_figheight() / MM,
        )


def corners(text: Text, renderer: Any) -> Box:
    """Return the four corners of a line of text, turned about its anchor as `rotation_mode="anchor"` does [mm]."""
    turned = text.get_rotation()
    text.set_rotation(0)
    flat = text.get_window_extent(renderer)
    text.set_rotation(turned)
    x, y = text.get_transform().transform(text.get_position())
    c, s = math.cos(math.radians(turned)), math.sin(math.radians(turned))
    at = [(flat.x0, flat.y0), (flat.x1, flat.y0), (flat.x1, flat.y1), (flat.x0, flat.y1)]
    return [((x + (px - x) * c - (py - y) * s) * 25.4 / DPI, (y + (px - x) * s + (py - y) * c) * 25.4 / DPI) for px, py in at]


def overlap_mm(one: Box, other: Box) -> float:
    """Return how deep two boxes reach into each other, negative where a line can be drawn between them (separating axis)."""
    depths = []
    for box in (one, other):
        for (x0, y0), (x1, y1) in itertools.pairwise([*box, box[0]]):
            normal, length = (y0 - y1, x1 - x0), math.hypot(x1 - x0, y1 - y0)
            a, b = ([(normal[0] * x + normal[1] * y) / length for x, y in each] for each in (one, other))
            depths.append(min(max(a), max(b)) - max(min(a), min(b)))
    return min(depths)


def collisions(chart: Chart, style: Style) -> Iterator[str]:
    """Yield every two labels that touch, and every label that leaves the picture."""
    texts, (width, height) = measured(chart, style)
    for (one, box), (other, beside) in itertools.combinations(texts, 2):
        if (depth := overlap_mm(box, beside)) > TOUCH_MM:
            yield f"{one!r} and {other!r} overlap by {depth:.1f} mm"
    for text, box in texts:
        out = max(max(-x, x - width, -y, y - height) for x, y in box)
        if out > TOUCH_MM:
            yield f"{text!r} leaves the picture by {out:.1f} mm"


@pytest.mark.parametrize(("maker", "name"), EVERY)
def test_no_two_labels_touch(maker: str, name: str) -> None:
    """In every chart of every example, on both catalogues."""
    found = [f"{chart}: {problem}" for chart, data in charts(maker, name).items() for problem in collisions(data, STYLES[maker])]
    assert found == []


AXIS = Axis("x", 0, 10, ((0, "0"), (5, "5"), (10, "10")), is_log=False)


@pytest.mark.parametrize(
    ("chart", "problem"),
    [
        (Spots(60, None, "", tuple((1.0, f"label {i}, far too long", "1 W", False) for i in range(3))), "overlap"),
        (Plot(60, 40, Axis("an axis with a title far too long for so small a picture", 0, 1, ((0, "0"),), False), AXIS), "leaves"),
    ],
)
def test_the_guard_goes_red(chart: Chart, problem: str) -> None:
    """Labels that do touch, or leave, are found: else the test above would prove nothing."""
    assert any(problem in found for found in collisions(chart, STYLES["packaged"]))


def crowded(count: int, low: float, high: float) -> Plot:
    """Return a plot with *count* curves, dots and labels close together."""
    step = (high - low) / count
    curves = tuple(Curve(((1.0, 9.0 - i / 10), (9.9, low + i * step)), OTHER, f"platform {i}") for i in range(count))
    dots = tuple(Dot((1 + 8 * i / count, 2 + step * i), PROPOSED if i == 0 else OTHER, f"{i} µm") for i in range(count))
    limits = (Limit("y", (low + high) / 2, "limit 5 µm"), Limit("x", 4.0, "spot ≤ 4 µm"))
    return Plot(127.5, 58, AXIS, AXIS, zones=(Zone(x=(4.0, None), label="too large"),), curves=curves, limits=limits, dots=dots)


@pytest.mark.parametrize(("count", "low", "high"), [(3, 1, 2), (10, 1, 9), (10, 4, 5), (1, 5, 6)])
def test_labels_find_room_in_a_crowd(count: int, low: float, high: float) -> None:
    """Ten platforms whose curves end in one place: labels move apart, or stay away, but never lie on each other."""
    assert list(collisions(crowded(count, low, high), STYLES["packaged"])) == []


@pytest.mark.parametrize(("maker", "name"), EVERY)
def test_what_matters_has_its_label(maker: str, name: str) -> None:
    """What is proposed, each limit and each labelled curve: for these there is always room."""
    for chart in charts(maker, name).values():
        if not isinstance(chart, Plot):
            continue
        drawn = [text for text, _ in measured(chart, STYLES[maker])[0]]
        wanted = [dot.label for dot in chart.dots if dot.tone == PROPOSED] + [limit.label for limit in chart.limits]
        wanted += [curve.label for curve in chart.curves if curve.label]
        assert [label for label in wanted if label not in drawn] == []


# --- bytes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("name", ["battery-18650", "turbine-blade"])
def test_a_label_beside_a_dot_is_nearer_to_it_than_to_any_other(maker: str, name: str) -> None:
    """Else it would seem to name that one; a label farther away than any beside a dot is tied to its own by a line."""
    for chart in charts(maker, name).values():
        if not isinstance(chart, Plot):
            continue
        canvas = drawing._Canvas(chart, STYLES[maker])
        places = {dot.label: canvas._mm(*dot.at) for dot in chart.dots}
        for label, corners_mm in measured(chart, STYLES[maker])[0]:
            xs, ys = ([corner[axis] - edge for corner in corners_mm] for axis, edge in ((0, LEFT_MM), (1, BOTTOM_MM)))
            box = (min(xs), min(ys), max(xs), max(ys))
            if label in places and drawing._distance(places[label], box) < BESIDE_MM:
                assert min(places, key=lambda other: drawing._distance(places[other], box)) == label, (label, places)


@pytest.mark.parametrize("maker", MAKERS)
def test_the_same_chart_gives_the_same_bytes(maker: str) -> None:
    """Drawn twice, with another chart in between."""
    found = charts(maker, "battery-18650")
    known = {"spots", "budget", "sketch", "magnification", "power", "output", "penetration"}
    assert set(found) == known | ({"heat"} if maker == "helmsdal" else set())
    first = {name: to_svg(chart, STYLES[maker]) for name, chart in found.items()}
    assert {name: to_svg(chart, STYLES[maker]) for name, chart in reversed(found.items())} == first


def test_bytes_do_not_depend_on_global_settings() -> None:
    """Somebody's matplotlib settings change nothing: no global style, no pyplot."""
    chart = charts("packaged", "battery-18650")["magnification"]
    plain = to_svg(chart, STYLES["packaged"])
    with matplotlib.rc_context({"svg.hashsalt": "other", "svg.fonttype": "path", "lines.linewidth": 7, "axes.grid": True, "font.size": 30}):
        assert to_svg(chart, STYLES["packaged"]) == plain


@pytest.mark.parametrize("maker", MAKERS)
def test_text_stays_text_in_the_documents_family(maker: str) -> None:
    """No outlines, no clock, no other font: a reader can search the chart, and the bytes are the same tomorrow."""
    for chart in charts(maker, "battery-18650").values():
        svg = to_svg(chart, STYLES[maker])
        texts = ET.fromstring(svg).findall(".//{http://www.w3.org/2000/svg}text")
        assert texts
        assert {family for text in texts for family in re.findall("font-family: ([^;]+)", text.get("style", ""))} == {"'Source Sans Pro'"}
        assert b"<dc:date>" not in svg


@pytest.mark.parametrize("maker", MAKERS)
def test_a_chart_refers_to_nothing_outside_itself(maker: str) -> None:
    """No address to fetch: every reference is to a part of the same drawing."""
    for chart in charts(maker, "battery-18650").values():
        root = ET.fromstring(to_svg(chart, STYLES[maker]))
        links = [value for node in root.iter() for name, value in node.attrib.items() if name.endswith("href") or "url(" in value]
        assert [link for link in links if not link.startswith(("#", "url(#"))] == []


def test_a_brand_colours_the_chart_and_moves_nothing() -> None:
    """The same plot in two brands differs in its colours alone."""
    chart = charts("packaged", "battery-18650")["power"]
    names = rb'#[mp]?[0-9a-f]{6,10}|id="[mp][0-9a-f]{10}"'  # colours, and the ids that matplotlib makes of them
    bare = {re.sub(names, b"#", to_svg(chart, style)) for style in STYLES.values()}
    assert len({to_svg(chart, style) for style in STYLES.values()}) == 2
    assert len(bare) == 1


# --- places and ticks -------------------------------------------------------------------------------------------------


@given(wanted=st.lists(st.floats(-20, 80), max_size=12).map(sorted), gap=st.floats(0.5, 6))
def test_spread_keeps_order_and_gaps_within_the_axis(wanted: list[float], gap: float) -> None:
    """Neighbours are a gap apart, in their order, on the axis wherever that is possible."""
    low, high = 0.0, 60.0
    places = spread(wanted, gap, low, high)
    assert len(places) == len(wanted)
    assert all(b - a >= gap - 1e-9 for a, b in itertools.pairwise(places))
    if (len(wanted) - 1) * gap <= high - low:
        assert all(low - 1e-9 <= place <= high + 1e-9 for place in places)


@given(count=st.integers(0, 8), first=st.floats(0, 10), step=st.floats(3.2, 6))
def test_spread_leaves_alone_what_has_room(count: int, first: float, step: float) -> None:
    """Labels that do not touch are not moved."""
    wanted = [first + i * step for i in range(count)]
    assert spread(wanted, 3.1, 0.0, 80.0) == wanted


@given(wanted=st.lists(st.floats(0, 60), min_size=1, max_size=12).map(sorted))
def test_spread_is_done_after_one_pass(wanted: list[float]) -> None:
    """What is apart stays where it is: spreading twice changes nothing."""
    once = spread(wanted, 3.1, 0.0, 60.0)
    assert spread(once, 3.1, 0.0, 60.0) == pytest.approx(once)


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ([], []),
        ([10], [10]),
        ([10, 11], [10, 13]),  # the upper one gives way
        ([10, 10, 10], [10, 13, 16]),
        ([59, 60], [57, 60]),  # at the top the lower ones do
        ([-5, 1], [0, 3]),
    ],
)
def test_spread_by_hand(wanted: list[float], places: list[float]) -> None:
    """A gap of 3 on an axis from 0 to 60."""
    assert spread(wanted, 3, 0, 60) == places


@given(low=st.floats(0.05, 50), factor=st.floats(3, 1e4))
def test_ticks_are_round_and_lie_on_the_axis(low: float, factor: float) -> None:
    """1, 2 and 5 of each decade, decades alone where those are too many."""
    ticks = log_ticks(low, low * factor)
    assert all(low <= tick <= low * factor * 1.001 for tick in ticks)
    assert all(f"{tick:e}"[0] in "125" for tick in ticks)
    assert list(ticks) == sorted(set(ticks))


@given(high=st.floats(0.01, 1e4))
def test_linear_ticks_begin_at_zero_and_are_few(high: float) -> None:
    """At most seven, none beyond the end."""
    ticks = linear_ticks(high)
    assert ticks[0] == 0
    assert 3 <= len(ticks) <= 7
    assert ticks[-1] <= high * 1.001


@pytest.mark.parametrize(("value", "text"), [(0.5, "0.5"), (1, "1"), (1000, "1000"), (0.0001, "0.0001"), (100000, "100000"), (0, "0")])
def test_ticks_are_written_out(value: float, text: str) -> None:
    """No powers of ten."""
    assert kit().wording.exact(value) == text


# --- what each chart shows --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("maker", "name"), EVERY)
def test_what_is_proposed_is_the_one_filled_dot(maker: str, name: str) -> None:
    """One highlight: at most one proposed dot and one proposed curve in a chart, and none without a choice."""
    chosen = example(maker, name).proposal.decision.chosen
    for chart in charts(maker, name).values():
        if isinstance(chart, Plot):
            dots = sum(dot.tone == PROPOSED for dot in chart.dots)
            curves = sum(curve.tone == PROPOSED for curve in chart.curves)
            assert max(dots, curves) <= (1 if chosen else 0)
        if isinstance(chart, Spots):
            assert sum(is_proposed for *_, is_proposed in chart.spots) <= (1 if chosen else 0)


@pytest.mark.parametrize(("maker", "name"), EVERY)
def test_points_and_limits_lie_on_their_axes(maker: str, name: str) -> None:
    """Nothing that is told is drawn outside the picture."""
    for key, chart in charts(maker, name).items():
        if not isinstance(chart, Plot):
            continue
        for dot in chart.dots:
            assert chart.x.low <= dot.at[0] <= chart.x.high, (key, dot)
            assert chart.y.low <= dot.at[1] <= chart.y.high, (key, dot)
        for limit in chart.limits:
            axis = chart.x if limit.axis == "x" else chart.y
            assert axis.low <= limit.at <= axis.high, (key, limit)


def test_the_guideline_says_that_it_is_none_of_the_makers() -> None:
    """The band of chart 2 is labelled as no rating, and ends where the guideline does."""
    (band,) = charts("packaged", "battery-18650")["power"].bands  # type: ignore[union-attr]
    assert "not a rating" in band.label
    assert min(x for x, _ in band.lower) >= kit().catalog.default("guideline_smallest_spot_um")


# --- penetration and heat ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("maker", "name"), EVERY)
def test_more_voltage_lets_more_through(maker: str, name: str) -> None:
    """The curve of chart 4 rises, and what the set-up's voltage lets through lies on it."""
    chart = charts(maker, name).get("penetration")
    through = example(maker, name).proposal.decision.need.passage
    assert (chart is None) == (through.beam is None)
    if isinstance(chart, Plot):
        (curve,) = chart.curves
        assert all(a[1] <= b[1] * 1.001 for a, b in itertools.pairwise(curve.points))
        for dot in chart.dots:
            (x0, y0), (x1, y1) = next(pair for pair in itertools.pairwise(curve.points) if pair[0][0] <= dot.at[0] <= pair[1][0])
            assert min(y0, y1) * 0.98 <= dot.at[1] <= max(y0, y1) * 1.02, (x0, x1, dot)


def test_what_the_window_rules_out_is_grey() -> None:
    """The 18650 cell at 160 kV: 10 % passes at 138 kV and 20 % at 212 kV; below and above is grey."""
    chart = charts("packaged", "battery-18650")["penetration"]
    assert isinstance(chart, Plot)
    through = example("packaged", "battery-18650").proposal.decision.need.passage
    assert through.useful_from is not None
    assert through.useful_to is not None
    assert [zone.x for zone in chart.zones] == [(None, through.useful_from.value), (through.useful_to.value, None)]
    assert (round(through.useful_from.value), round(through.useful_to.value)) == (138, 212)


def test_the_heat_tends_to_power_times_time_constant() -> None:
    """36 W and 600 s give 21.6 kJ, 98 % of it after four time constants (1 - e^-4); the limit of 60 kJ is a line."""
    chart = charts("helmsdal", "battery-18650")["heat"]
    assert isinstance(chart, Plot)
    (curve,), (limit,) = chart.curves, chart.limits
    assert curve.points[0] == (0, 0)
    assert curve.points[-1] == pytest.approx((40, 21.6 * (1 - math.exp(-4))))
    assert limit.at == 60


@pytest.mark.parametrize("name", ACCEPTED)
def test_no_heat_without_the_makers_constants(name: str) -> None:
    """The packaged catalogue gives none, so nothing is drawn."""
    assert "heat" not in charts("packaged", name)


def test_axes_in_space_are_not_loaded_and_can_be() -> None:
    """No chart has any; who wants them after specgen finds them."""
    program = (
        "import sys, specgen.charts.drawing; loaded = [name for name in sys.modules if name.startswith('mpl_toolkits.mplot3d')];"
        "from mpl_toolkits.mplot3d import Axes3D; print(loaded, Axes3D.name)"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[] 3d\n", "")

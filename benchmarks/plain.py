"""The document of `examples/battery-18650.yaml`, written for this one case with WeasyPrint and matplotlib: the yardstick.

It is what somebody at home in both libraries writes in a day: figures computed from a few inputs, words as literals, one
template, charts by pyplot. Nothing is slow on purpose and nothing is tuned. It stays as it is when specgen changes.

    python benchmarks/plain.py OUT.pdf
"""

import base64
import datetime
import io
import json
import math
import sys
from pathlib import Path

import font_source_sans_pro
import matplotlib as mpl
import numpy as np
from jinja2 import Environment
from matplotlib import font_manager
from matplotlib.patches import Circle, Polygon, Rectangle
from weasyprint import HTML, Attachment

mpl.use("Agg")
import matplotlib.pyplot as plt

FONTS = Path(font_source_sans_pro.font_directory)
for face in ("Regular", "It", "Semibold", "Bold"):
    font_manager.fontManager.addfont(FONTS / f"SourceSansPro-{face}.ttf")
plt.rcParams.update(
    {
        "font.family": "Source Sans Pro",
        "font.size": 7.4,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.linewidth": 0.5,
        "xtick.labelsize": 7.2,
        "ytick.labelsize": 7.2,
        "grid.linewidth": 0.35,
        "grid.color": "#D8E0E6",
        "svg.fonttype": "none",  # text stays text, which one can search and copy
    }
)

INK, TEXT, QUIET, BLUE, OPEN, BAD = "#17324A", "#22303C", "#54626E", "#0F5C8C", "#7B2CBF", "#A3271B"
VEIL, DEEP, TINT = "#ECF1F4", "#DFE7EC", "#E4F0F7"
MM = 1 / 25.4

# --- inputs ---------------------------------------------------------------------------------------------------------

REFERENCE, REVISION, DATE = "ACME-2026-014", "A", datetime.date(2026, 11, 20)
MAKER, COMPANY, CONTACT = "Source-Ray", "Acme Cells GmbH", "Jane Doe"
FEATURE, CRITERION, FIELD = 50.0, 1.0, 20.0  # µm, factor, mm
SDD, SOD, CLEARANCE, DIAMETER, HEIGHT = 600.0, 60.0, 5.0, 18.5, 65.0  # mm
PIXEL, SRB, COLUMNS = 100.0, 100.0, 2048  # µm, µm
POWER_ASKED, VOLTAGE, GUIDELINE = 20.0, 160.0, 1.0  # W, kV, W/µm
PLATFORMS = [("33 µm", 33.0, "mini focus"), ("20 µm", 20.0, "microfocus"), ("8 µm", 8.0, "microfocus")]
CLASSES = [(0.5, 1, "nanofocus"), (1, 5, ""), (5, 20, "microfocus"), (20, 100, "mini focus"), (100, 260, "conventional")]

REQUIREMENT = [  # line, key, as received, as read, what follows, is a wish
    (18, "application.kind", "battery inspection", "battery inspection", "breaks ties only", False),
    (19, "application.technique", "ct", "ct", "decides which rules apply", False),
    (24, "specimen.name", "18650 cell", "18650 cell", "names the part", False),
    (25, "specimen.diameter", "18.5 mm", "18.5 mm", "field of view, clearance", False),
    (26, "specimen.height", "65 mm", "65 mm", "compared with the field", False),
    (28, "specimen.path[0]", "steel, 0.5 mm", "0.5 mm", "what the beam goes through", False),
    (29, "specimen.path[1]", "copper, 0.6 mm", "0.6 mm", "what the beam goes through", False),
    (30, "specimen.path[2]", "aluminium, 0.9 mm", "0.9 mm", "what the beam goes through", False),
    (31, "specimen.path[3]", "LiCoO2, 6.4 mm, 3.2 g/cm3", "6.4 mm", "what the beam goes through", False),
    (32, "specimen.path[4]", "C, 7.2 mm, 1.5 g/cm3", "7.2 mm", "what the beam goes through", False),
    (33, "specimen.path[5]", "polyethylene, 2.3 mm", "2.3 mm", "what the beam goes through", False),
    (35, "imaging.smallest_feature", "50 um", "50 µm", "the blur allowed", False),
    (36, "imaging.criterion", "resolve", "resolve", "the factor on the feature", False),
    (37, "imaging.voxel", "10 um", "10 µm", "compared with the geometry", False),
    (38, "imaging.field_of_view", "20 mm", "20 mm", "a line of the matrix", False),
    (39, "imaging.source_detector_distance", "600 mm", "600 mm", "magnification", False),
    (40, "imaging.source_object_distance", "60 mm", "60 mm", "magnification", False),
    (41, "imaging.clearance", "5 mm", "5 mm", "room for the housing", False),
    (43, "imaging.detector.pixel_pitch", "100 um", "100 µm", "voxel", False),
    (44, "imaging.detector.basic_spatial_resolution", "100 um", "100 µm", "the detector’s blur", False),
    (45, "imaging.detector.columns", "2048", "2048", "field of view", False),
    (46, "imaging.detector.rows", "2048", "2048", "field of view", False),
    (47, "imaging.detector.quantum_efficiency", "50 %", "50 %", "exposure", False),
    (48, "imaging.time_per_part", "30 min", "30 min", "a line of the matrix", False),
    (49, "imaging.projections", "900", "900", "time of a scan", False),
    (50, "imaging.frame_time", "500 ms", "0.5 s", "time of a scan", False),
    (51, "imaging.signal_to_noise", "40", "40", "a line of the matrix", False),
    (53, "source.tube_voltage", "120 kV … 160 kV", "120 kV – 160 kV", "a line of the matrix", False),
    (54, "source.target_power", "20 W", "20 W", "a line of the matrix", False),
    (55, "source.tube_current", "200 uA", "200 µA", "a line of the matrix", False),
    (56, "source.focal_spot", "60 um", "60 µm", "a line of the matrix", False),
    (57, "source.duty_cycle", "continuous", "continuous", "a line of the matrix", False),
    (58, "source.cooling", "forced air, conduction", "forced air, conduction", "a line of the matrix", True),
    (59, "source.filter[0]", "aluminium, 1 mm", "1 mm", "the beam", False),
    (61, "integration.interface", "RS-232, interlock", "RS-232, interlock", "a line of the matrix", False),
    (62, "integration.supply", "24 V DC", "24 V DC", "a line of the matrix", False),
    (63, "integration.envelope.width", "300 mm", "300 mm", "a line of the matrix", False),
    (63, "integration.envelope.height", "200 mm", "200 mm", "a line of the matrix", False),
    (63, "integration.envelope.depth", "200 mm", "200 mm", "a line of the matrix", False),
    (64, "integration.mass", "15 kg", "15 kg", "a line of the matrix", True),
    (65, "integration.ambient", "10 degC … 35 degC", "10 °C – 35 °C", "a line of the matrix", False),
    (66, "integration.standards", "IEC 61010-1, CE, IEC 61010-2-091", "IEC 61010-1, CE, IEC 61010-2-091", "a line of the matrix", False),
    (68, "commercial.quantity", "4", "4", "the offer", False),
    (69, "commercial.currency", "EUR", "EUR", "the offer", False),
    (70, "commercial.delivery", "2027-03-31", "2027-03-31", "a line of the matrix", False),
    (71, "commercial.incoterm", "DAP Beispielstadt", "DAP Beispielstadt", "the offer", False),
]

NOT_PUBLISHED = [
    "time per part", "signal to noise", "tube voltage", "lowest tube voltage", "tube current", "beam cone", "focus to housing",
    "duty cycle", "cooling", "lowest ambient temperature", "highest ambient temperature", "interface RS-232", "interface interlock",
    "supply 24 V DC", "width", "height", "depth", "mass", "standard IEC 61010-1", "standard CE", "delivery by 2027-03-31",
]  # fmt: skip

SOURCES = [
    ("Understanding Mini Focus, Microfocus, and Nanofocus X-ray Technology (Source-Ray Inc., sourceray.com, blog article)", "V"),
    ("Geometry of projection, similar triangles (X-RAY WorX and Waygate application pages give the same forms)", "V"),
    ("ISO 17636-2, digital radiography of welds (quadratic sum of unsharpness)", "K"),
    ("ISO 19232-5 / ASTM E2002, basic spatial resolution by duplex wire", "S"),
    ("Rigaku CT newsletter 43, a feature needs at least two voxels", "S"),
]

# --- figures --------------------------------------------------------------------------------------------------------


def blur(spot, magnification):
    """Spot and detector added as squares, in the object [µm]."""
    return np.hypot(spot * (magnification - 1), 2 * SRB) / magnification


def number(value):
    return f"{value:.3g}"


def figures():
    magnification = SDD / SOD
    width = COLUMNS * PIXEL / 1000
    fan = math.sin(math.atan(width / 2 / SDD))
    unsharpness = 2 * SRB
    limit = CRITERION * FEATURE
    largest = math.sqrt((limit * magnification) ** 2 - unsharpness**2) / (magnification - 1)
    chosen = PLATFORMS[0][1]
    return {
        "m": magnification,
        "width": width,
        "cap": SDD * fan / (FIELD / 2),
        "voxel": PIXEL / magnification,
        "field": 2 * SOD * fan,
        "plane": width / magnification,
        "u": unsharpness,
        "limit": limit,
        "largest": largest,
        "chosen": chosen,
        "blur": float(blur(chosen, magnification)),
        "finest": float(blur(PLATFORMS[-1][1], magnification)),
        "detector": unsharpness / magnification,
        "spot": chosen * (magnification - 1) / magnification,
        "needed": unsharpness / limit,
        "part": largest * (magnification - 1) / magnification,
        "best": 1 + (unsharpness / largest) ** 2,
        "power": GUIDELINE * chosen,
        "guideline": GUIDELINE * largest,
        "current": 1000 * GUIDELINE * largest / VOLTAGE,
        "room": SOD - DIAMETER / 2 - CLEARANCE,
        "cone": 2 * math.degrees(math.asin(FIELD / 2 / SOD)),
    }


def compliance(f):
    """Groups of lines: name, is a wish, needed, offered, unit, margin, verdict, evidence."""
    spot_margin = 1 - f["chosen"] / f["largest"]

    def unknown(name, needed, unit="–", wish=False, evidence="maker to state"):
        return name, wish, needed, "not stated", unit, None, "open", evidence

    return [
        ("What the image must show", [
            ("Blur in the object", False, f"≤ {number(f['limit'])}", number(f["blur"]), "µm", 1 - f["blur"] / f["limit"], "met", "F6"),
            ("Voxel", False, f"≤ {number(FEATURE / 2)}", number(f["voxel"]), "µm", 1 - f["voxel"] / (FEATURE / 2), "met", "F3"),
            ("Focal spot", False, f"≤ {number(f['largest'])}", number(f["chosen"]), "µm", spot_margin, "met", "catalogue"),
            ("Field of view", False, f"≥ {number(FIELD)}", number(f["field"]), "mm", f["field"] / FIELD - 1, "met", "F4"),
            unknown("Time per part", "≤ 30 min", evidence="to be computed"),
            unknown("Signal to noise", "≥ 40", evidence="to be computed"),
        ]),
        ("Beam", [
            unknown("Tube voltage", "≥ 160", "kV"),
            unknown("Lowest tube voltage", "≤ 120", "kV"),
            ("Target power", False, f"≥ {number(POWER_ASKED)}", number(f["power"]), "W", f["power"] / POWER_ASKED - 1, "open", "guideline"),
            unknown("Tube current", "≥ 200", "µA"),
            unknown("Beam cone", f"≥ {number(f['cone'])}", "°"),
            unknown("Focus to housing", f"≤ {number(f['room'])}", "mm"),
        ]),
        ("Operation", [
            unknown("Duty cycle", "continuous"),
            unknown("Cooling", "one of forced air, conduction", wish=True),
            unknown("Lowest ambient temperature", "≤ 10", "°C"),
            unknown("Highest ambient temperature", "≥ 35", "°C"),
        ]),
        ("Integration", [
            unknown("Interface RS-232", "asked for"),
            unknown("Interface interlock", "asked for"),
            unknown("Supply 24 V DC", "asked for"),
            unknown("Width", "≤ 300", "mm"),
            unknown("Height", "≤ 200", "mm"),
            unknown("Depth", "≤ 200", "mm"),
            unknown("Mass", "≤ 15", "kg", wish=True),
            unknown("Standard IEC 61010-1", "asked for"),
            unknown("Standard CE", "asked for"),
            ("Standard IEC 61010-2-091", False, "asked for", "integrator", "–", None, "none", "integrator’s duty"),
        ]),
        ("Delivery", [unknown("Delivery by 2027-03-31", "asked for")]),
    ]  # fmt: skip


def formulas(f):
    largest = f"{f['largest']:.2f}"
    return [
        ("Magnification", "<i>M</i> = SDD / SOD", "SDD 600; SOD 60", number(f["m"])),
        (
            "Largest magnification (field)",
            "<i>M</i> = SDD sin(arctan(<i>W</i> / 2 SDD)) / <i>R</i>",
            "W 204.8; SDD 600; R 10",
            number(f["cap"]),
        ),
        ("Voxel", "<i>p</i> / <i>M</i>", "p 100; M 10", f"{number(f['voxel'])} µm"),
        ("Field of view", "<i>W</i> / <i>M</i>", "W 204.8; M 10", f"{number(f['plane'])} mm"),
        ("Detector unsharpness", "<i>u</i> = 2 SRb", "SRb 100", f"{number(f['u'])} µm"),
        (
            "Blur in the object, quadratic",
            "√((<i>f</i> (<i>M</i> − 1))² + <i>u</i>²) / <i>M</i>",
            "f 33; u 200; M 10",
            f"{number(f['blur'])} µm",
        ),
        (
            "Largest focal spot that serves",
            "√((<i>k</i> <i>s</i> <i>M</i>)² − <i>u</i>²) / (<i>M</i> − 1)",
            "k 1; s 50; u 200; M 10",
            f"{number(f['largest'])} µm",
        ),
        ("Magnification needed at all", "<i>u</i> / (<i>k</i> <i>s</i>)", "u 200; k 1; s 50", number(f["needed"])),
        ("Detector’s part of the blur", "<i>u</i> / <i>M</i>", "u 200; M 10", f"{number(f['detector'])} µm"),
        ("Spot’s part of the limit", "<i>f</i> (<i>M</i> − 1) / <i>M</i>", f"f {largest}; M 10", f"{number(f['part'])} µm"),
        ("Optimum magnification", "1 + (<i>u</i> / <i>f</i>)²", f"f {largest}; u 200", number(f["best"])),
        ("Power by guideline, no rating", "1 W/µm · <i>f</i>", f"W/µm 1; f {largest}", f"{number(f['guideline'])} W"),
        ("Tube current at that power", "<i>P</i> / <i>V</i>", f"P {largest}; V 160", f"{number(f['current'])} µA"),
        ("Room for the housing", "SOD − <i>R</i> − <i>c</i>", "SOD 60; R 9.25; c 5", f"{number(f['room'])} mm"),
    ]


# --- charts ---------------------------------------------------------------------------------------------------------


def data_uri(svg):
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode()


def finished(figure):
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", transparent=True)
    plt.close(figure)
    return data_uri(buffer.getvalue())


def plot(height, right=105.5):
    """A figure of 127.5 mm whose axes are 11 mm from the left, so that the three plots stand one below the other."""
    figure, axes = plt.subplots(figsize=(127.5 * MM, height * MM))
    figure.subplots_adjust(left=11 / 127.5, right=right / 127.5, bottom=10 / height, top=1 - 7 / height)
    return figure, axes


def titles(axes, x, y, pad=6):
    axes.set_xlabel(x, fontweight="bold", color=INK, loc="right")
    axes.set_title(y, fontweight="bold", color=INK, fontsize=7.4, loc="left", x=-0.08, pad=pad)
    axes.tick_params(color=INK, labelcolor=QUIET, length=2.4, width=0.5)


def drawing(width, height):
    figure, axes = plt.subplots(figsize=(width * MM, height * MM))
    figure.subplots_adjust(left=0, right=1, bottom=0, top=1)
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    return figure, axes


def spots_chart():
    figure, axes = drawing(172, 46)
    scale = 27 / FEATURE
    for index, (name, size, _) in enumerate(PLATFORMS):
        x, chosen = index * 172 / 3, index == 0
        centre = x + scale * FEATURE / 2 + 0.5
        axes.add_patch(Circle((centre, 31), scale * size / 2, facecolor=BLUE if chosen else QUIET, edgecolor=INK, linewidth=float(chosen)))
        axes.add_patch(Circle((centre + scale * FEATURE + 1.5, 31), scale * FEATURE / 2, facecolor="none", edgecolor=INK, linewidth=0.8))
        axes.text(x, 6.6, name, fontsize=9, fontweight="bold", color=INK, va="center")
        axes.text(x, 2.2, f"{number(GUIDELINE * size)} W", fontsize=8, fontweight="bold" if chosen else "normal", color=QUIET, va="center")
    return finished(figure)


def budget_chart(f):
    figure, axes = plt.subplots(figsize=(86 * MM, 62 * MM))
    figure.subplots_adjust(left=11 / 86, right=84 / 86, bottom=10 / 62, top=55 / 62)
    axes.set_xlim(0, 1.25 * f["limit"])
    axes.set_ylim(0, 1.12 * f["limit"])
    axes.axvspan(0, 1.25 * f["limit"], color=VEIL)
    axes.add_patch(Circle((0, 0), f["limit"], facecolor="white", edgecolor=INK, linewidth=1))
    triangle = [(0, 0), (f["spot"], 0), (f["spot"], f["detector"])]
    axes.add_patch(Polygon(triangle, facecolor=TINT, edgecolor=INK, linewidth=1.4))
    axes.axhline(f["detector"], color=INK, linewidth=0.8, linestyle="--")
    for index, (name, size, _) in enumerate(PLATFORMS):
        x, chosen = size * (f["m"] - 1) / f["m"], index == 0
        axes.plot(x, f["detector"], "o", markersize=8.5 if chosen else 4.2, color=BLUE if chosen else "white", markeredgecolor=INK)
        axes.annotate(
            name, (x, f["detector"]), (0, 7), textcoords="offset points", ha="center", fontweight="bold" if chosen else "normal", color=INK
        )
    axes.text(f["spot"] + 1, f["detector"] / 2, f"detector {number(f['detector'])}", va="center", fontweight="bold", color=INK)
    axes.text(f["spot"] / 2, 1.2, f"spot {number(f['spot'])}", ha="center", fontweight="bold", color=INK)
    axes.text(11, 9, f"blur {number(f['blur'])}", ha="center", fontweight="bold", color=INK, rotation=25)
    axes.text(32, 42, f"limit {number(f['limit'])} µm", fontweight="bold", color=INK)
    titles(axes, "Blur from the focal spot, µm", "Blur from the detector, µm")
    return finished(figure)


def sketch_chart(f):
    figure, axes = drawing(86, 40)
    left, right, middle = 4, 70, 25
    scale = (right - left) / SDD
    half, x = f["width"] * scale / 2, left + SOD * scale
    axes.add_patch(Polygon([(left, middle), (right, middle + half), (right, middle - half)], facecolor=VEIL, edgecolor="none"))
    axes.plot([right, right], [middle - half, middle + half], color=INK, linewidth=2.4)
    axes.add_patch(Circle((x, middle), DIAMETER * scale / 2, facecolor="white", edgecolor=INK))
    axes.add_patch(Circle((left, middle), 1.1, facecolor=BLUE, edgecolor=INK))
    axes.text(left - 1.1, middle + 3, "Source", color=INK)
    axes.text(left + 14, middle + 3, "Object", color=INK)
    axes.text(right + 2, middle, "Detector", color=INK, va="center")
    for y, end, label in ((middle - half - 4, x, "60 mm"), (middle - half - 8.5, right, "600 mm")):
        axes.annotate("", (left, y), (end, y), arrowprops={"arrowstyle": "|-|, widthA=0.2, widthB=0.2", "linewidth": 0.5, "color": INK})
        axes.text(end + 1.5, y, label, va="center", color=QUIET)
    return finished(figure)


def magnification_chart(f):
    figure, axes = plot(58)
    at = np.geomspace(1, 25, 100)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(1, 25)
    axes.set_ylim(6, 230)
    axes.grid(True, which="both")
    axes.axhspan(f["limit"], 230, color=VEIL)
    axes.fill_between([1, f["needed"]], 6, f["limit"], color=VEIL)
    axes.fill_between([f["cap"], 25], 6, f["limit"], color=VEIL)
    for index, (name, size, _) in enumerate(PLATFORMS):
        axes.plot(at, blur(size, at), color=INK if index == 0 else QUIET, linewidth=1.9 if index == 0 else 0.8)
        weight = "bold" if index == 0 else "normal"
        axes.annotate(name, (25, blur(size, 25)), (4, 0), textcoords="offset points", va="center", fontweight=weight, color=INK)
    axes.plot(at, blur(0, at), color=INK, linewidth=1, linestyle="--")
    axes.annotate("detector alone", (25, blur(0, 25)), (4, -2), textcoords="offset points", va="center", color=QUIET)
    axes.axhline(f["limit"], color=INK, linewidth=0.8)
    axes.annotate(f"limit {number(f['limit'])} µm", (25, f["limit"]), (4, 0), textcoords="offset points", fontweight="bold", color=INK)
    axes.plot(f["m"], f["blur"], "o", markersize=8.5, color=BLUE, markeredgecolor=INK)
    axes.annotate(
        f"{number(f['blur'])} µm at M 10",
        (f["m"], f["blur"]),
        (-4, 16),
        textcoords="offset points",
        ha="center",
        fontweight="bold",
        color=INK,
    )
    axes.text(24, 190, "too blurred", ha="right", va="center", color=QUIET)
    axes.text(1.05, 7, "too few voxels", color=QUIET)
    titles(axes, "Magnification", "Blur in the object, µm")
    return finished(figure)


def power_chart(f):
    figure, axes = plot(58, 123.5)
    figure.subplots_adjust(top=1 - 11.5 / 58)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(0.5, 260)
    axes.set_ylim(0.5, 260)
    axes.grid(True, which="both")
    axes.axvspan(f["largest"], 260, color=VEIL)
    axes.fill_between([0.5, f["largest"]], 0.5, POWER_ASKED, color=VEIL)
    spots = np.array([1, 260])
    axes.fill_between(spots, 0.5 * GUIDELINE * spots, GUIDELINE * spots, color=DEEP)
    axes.plot(spots, GUIDELINE * spots, color=QUIET, linewidth=0.7)
    axes.text(1.4, 1.9, "guideline 0.5–1 W/µm, not a rating", rotation=21, rotation_mode="anchor", color=QUIET)
    axes.axhline(POWER_ASKED, color=INK, linewidth=0.8)
    axes.text(0.53, 24, f"power ≥ {number(POWER_ASKED)} W", fontweight="bold", color=INK)
    axes.axvline(f["largest"], color=INK, linewidth=0.8)
    axes.text(54, 0.65, f"spot ≤ {number(f['largest'])} µm", fontweight="bold", color=INK)
    for index, (name, size, _) in enumerate(PLATFORMS):
        chosen = index == 0
        axes.plot(size, GUIDELINE * size, "o", markersize=8.5 if chosen else 4.2, color=BLUE if chosen else "white", markeredgecolor=INK)
        label, place, weight = (f"{name}, by guideline", (-8, 7), "bold") if chosen else (name, (14, -9), "normal")
        axes.annotate(label, (size, GUIDELINE * size), place, textcoords="offset points", ha="right", fontweight=weight, color=INK)
    for low, high, name in CLASSES:
        start, end = axes.transAxes.inverted().transform(axes.transData.transform([(low, 1), (high, 1)]))[:, 0]
        colour = DEEP if "focus" in name else "white"
        strip = Rectangle((start, 1.03), end - start, 0.1, transform=axes.transAxes, facecolor=colour, edgecolor="#BCC7D0", clip_on=False)
        axes.add_patch(strip)
        axes.text((start + end) / 2, 1.08, name or "no class named", transform=axes.transAxes, ha="center", va="center")
    titles(axes, "Focal spot, µm", "Target power, W", pad=18)
    return finished(figure)


def output_chart(f):
    figure, axes = plot(54)
    times = np.array([PLATFORMS[0][1] / size for _, size, _ in PLATFORMS])
    blurs = np.array([blur(size, f["m"]) for _, size, _ in PLATFORMS])
    axes.set_xscale("log")
    axes.set_xlim(0.7, 2 * times[-1])
    axes.set_ylim(0, 57.5)
    axes.grid(True, which="both")
    axes.set_xticks([1, 2, 5], ["1 ×", "2 ×", "5 ×"])
    axes.set_xticks([], minor=True)
    axes.axhspan(f["limit"], 57.5, color=VEIL)
    axes.axhline(f["limit"], color=INK, linewidth=0.8)
    axes.axhline(f["detector"], color=INK, linewidth=1, linestyle="--")
    axes.plot(times, blurs, color=QUIET, linewidth=0.8)
    for index, (name, _, _) in enumerate(PLATFORMS):
        chosen = index == 0
        axes.plot(
            times[index], blurs[index], "o", markersize=8.5 if chosen else 4.2, color=BLUE if chosen else "white", markeredgecolor=INK
        )
        weight = "bold" if chosen else "normal"
        axes.annotate(name, (times[index], blurs[index]), (4, 6), textcoords="offset points", fontweight=weight, color=INK)
    end = 2 * times[-1]
    axes.annotate(f"limit {number(f['limit'])} µm", (end, f["limit"]), (4, 0), textcoords="offset points", va="center", fontweight="bold")
    axes.annotate("detector alone", (end, f["detector"]), (4, 0), textcoords="offset points", va="center", color=QUIET)
    axes.text(7.8, 54, "too blurred", ha="right", va="center", color=QUIET)
    titles(axes, "Relative exposure time", "Blur in the object, µm")
    return finished(figure)


# --- page -----------------------------------------------------------------------------------------------------------


def icon(shapes):
    return data_uri(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 12" width="12" height="12">{shapes}</svg>'.encode())


ICONS = {
    "met": icon(
        f'<circle cx="6" cy="6" r="5.4" fill="{INK}"/><path d="M3.3 6.2 5.3 8.2 8.8 4.2" fill="none" stroke="#FFF" stroke-width="1.5"/>'
    ),
    "not-met": icon(
        f'<rect x="1" y="1" width="10" height="10" fill="none" stroke="{BAD}" stroke-width="1.3"/>'
        f'<path d="M3.6 3.6 8.4 8.4M8.4 3.6 3.6 8.4" fill="none" stroke="{BAD}" stroke-width="1.7"/>'
    ),
    "open": icon(
        f'<circle cx="6" cy="6" r="4.9" fill="none" stroke="{OPEN}" stroke-width="1.2"/>'
        f'<path d="M6 1.1A4.9 4.9 0 0 1 6 10.9Z" fill="{OPEN}"/>'
    ),
    "none": icon('<path d="M2 6 10 6" fill="none" stroke="#5C6974" stroke-width="1.2"/>'),
}
WORDS = {"met": "met", "not-met": "not met", "open": "to be confirmed", "none": "not applicable"}

STYLE = """
{% for file, weight, slant in faces %}
@font-face { font-family: "Source Sans Pro"; font-weight: {{ weight }}; font-style: {{ slant }}; src: url("{{ file }}"); }
{% endfor %}
@page {
  size: A4;
  margin: 27mm 18mm 20mm 20mm;
  @top-left { content: "Source-Ray"; font: 600 9pt "Source Sans Pro"; color: #17324A; }
  @top-right { content: "{{ reference }} · revision {{ revision }}"; font: 7.6pt "Source Sans Pro"; color: #54626E; }
  @bottom-left { content: "Figures that the maker has not published read “to be confirmed”."; font: 7.6pt "Source Sans Pro"; color: #54626E;
    width: 80%; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 600 7.6pt "Source Sans Pro"; color: #17324A; }
}
@page cover { margin: 18mm 18mm 12mm 20mm; @top-left { content: none } @top-right { content: none } @bottom-left { content: none }
  @bottom-right { content: none } }
body { margin: 0; font: 9.4pt/13pt "Source Sans Pro"; color: #22303C; font-variant-numeric: tabular-nums; }
h1, h2, h3, p, figure, ol { margin: 0; }
h1, h2, h3, strong { color: #17324A; }
h1 { font-size: 27pt; line-height: 34pt; font-weight: 600; margin: 4mm 0 7mm; }
h2 { font-size: 20pt; line-height: 24pt; font-weight: 600; max-width: 168mm; margin: 6pt 0; }
h3 { font-size: 9.4pt; }
.accent { color: #0F5C8C; }
.note, .quiet { color: #54626E; }
.note { font-size: 8.2pt; line-height: 11pt; }
.lead { font-size: 10.8pt; line-height: 15pt; max-width: 150mm; margin-bottom: 6pt; }
.number { background: #0F5C8C; color: white; font-weight: bold; padding: 1mm 2mm; margin-right: 1.5mm; }
.topic { font-size: 8.2pt; font-weight: 600; color: #54626E; }
.tag { font-size: 7.2pt; color: #54626E; border: 0.4pt solid #BCC7D0; padding: 0 1.2mm; }
.icon { width: 2.7mm; height: 2.7mm; vertical-align: -0.25mm; }
section { break-before: page; }
section.flows { break-before: auto; break-inside: avoid; margin-top: 26pt; }
.cover { page: cover; break-before: auto; }
.cover .top { display: flex; justify-content: space-between; }
.cover .maker { font-size: 17pt; font-weight: 600; color: #17324A; }
.cover .kind { text-align: right; }
.cover .topic { font-size: 12pt; font-weight: 400; margin-top: 22mm; }
.cover .lead { margin-bottom: 45mm; }
.cover table { border-top: 0.8pt solid #17324A; margin: 10mm 0 3mm; }
.cover td, .cover th { border: none; }
.row { display: grid; grid-template-columns: 38.5mm 1fr; column-gap: 6mm; border-top: 0.5pt solid #BCC7D0; padding: 6pt 0 7pt;
  break-inside: avoid; }
.four { display: grid; grid-template-columns: 1fr 1fr 1fr 1fr; column-gap: 5mm; }
.halves { display: grid; grid-template-columns: 1fr 1fr; column-gap: 6mm; }
.part { border-top: 1pt solid #17324A; padding-top: 6pt; margin-top: 13pt; }
.part p { margin-top: 4pt; }
.big { font-size: 21pt; line-height: 26pt; font-weight: 600; color: #17324A; }
.big small { font-size: 10pt; }
.track { background: #DFE7EC; height: 2mm; margin-top: 1.6mm; }
.fill { background: #0F5C8C; height: 2mm; }
.stroke { width: 0.5mm; height: 4mm; margin-top: -3mm; background: #17324A; }
table { width: 100%; border-collapse: collapse; font-size: 8.5pt; line-height: 11pt; }
th, td { text-align: left; vertical-align: top; font-weight: normal; padding: 2.6pt 2mm 2.6pt 0; border-bottom: 0.4pt solid #D8E0E6; }
thead th { font-size: 7.6pt; font-weight: 600; color: #54626E; vertical-align: bottom; border-bottom: 0.8pt solid #17324A; }
tr { break-inside: avoid; }
.right { text-align: right; }
.center { text-align: center; }
.chosen { background: #E4F0F7; }
.dense { font-size: 8.2pt; line-height: 10.4pt; }
.dense td { padding-top: 1.3pt; padding-bottom: 1.3pt; }
table + .note { margin-top: 4pt; }
.small { font-size: 8pt; margin: 4pt 0; }
.small td { padding-right: 1mm; }
.matrix td { padding-top: 2.1pt; padding-bottom: 2.1pt; }
.group th { font-weight: bold; color: #17324A; padding-top: 7pt; border-bottom: 0.6pt solid #BCC7D0; break-after: avoid; }
.bar { height: 2mm; margin-top: 1.2mm; }
.bar.met { background: #17324A; }
.bar.open { border: 0.6pt solid #7B2CBF; height: 1.6mm; }
.badge { background: #0F5C8C; color: white; font-weight: bold; padding: 0.4mm 2mm; }
ol { padding-left: 5mm; }
li + li { margin-top: 3pt; }
.chart { width: 100%; }
.signatures p { border-top: 0.8pt solid #17324A; padding-top: 3pt; margin-top: 14mm; }
"""

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Proposal {{ reference }}: The {{ platforms[0][0] }} platform resolves 50 µm at magnification 10.</title>
<meta name="author" content="{{ maker }}">
<meta name="description" content="Electrode overhang in 18650 cells · computed tomography">
<meta name="dcterms.created" content="{{ date.isoformat() }}">
<meta name="dcterms.modified" content="{{ date.isoformat() }}">
<style>{{ style | safe }}</style>
</head>
<body>
{% macro mark(name) %}<img class="icon" src="{{ icons[name] }}" alt="{{ words[name] }}">{% endmacro %}
{% macro head(number, topic, heading, lead="") %}
<p class="topic"><span class="number">{{ number }}</span> {{ topic }}</p>
<h2>{{ heading }}</h2>
{% if lead %}<p class="lead">{{ lead }}</p>{% endif %}
{% endmacro %}
{% macro figure(number, title, columns, rows, note, chart, alt) %}
<figure class="row">
<div>
<p class="note">Chart {{ number }}</p>
<h3>{{ title }}</h3>
<table class="small">
<thead><tr>{% for column in columns %}<th{% if not loop.first %} class="right"{% endif %}>{{ column }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in rows %}
<tr{% if loop.first %} class="chosen"{% endif %}>
{% for text in row %}<td{% if not loop.first %} class="right"{% endif %}>{{ text }}</td>{% endfor %}
</tr>
{% endfor %}
</tbody>
</table>
<p class="note">{{ note }}</p>
</div>
<img class="chart" src="{{ chart }}" alt="{{ alt }}">
</figure>
{% endmacro %}

<section class="cover">
<div class="top"><p class="maker">{{ maker }}</p>
<p class="kind"><strong>Proposal</strong><br>{{ reference }} · revision {{ revision }}</p></div>
<p class="topic">Electrode overhang in 18650 cells · computed tomography</p>
<h1>The <span class="accent">{{ platforms[0][0] }} platform</span> resolves 50 µm at magnification {{ f.m | number }}.</h1>
<p class="lead">Recommended. 22 points are to be confirmed.</p>
<img class="chart" src="{{ charts.spots }}" alt="Focal spots drawn to scale: 33 µm, 20 µm, 8 µm. Beside each, the feature: 50 µm.">
<p class="note">Focal spots to scale, each beside the feature of 50 µm as an open circle. Below each, its size and its power.</p>
<table>
<tr><th class="quiet">For</th><th class="quiet">Prepared by</th><th class="quiet">Date</th><th class="quiet">Revision</th></tr>
<tr><td>{{ company }}<br>{{ contact }}</td><td>{{ maker }}</td><td>{{ date.strftime("%d %B %Y") }}</td><td>{{ revision }}</td></tr>
</table>
<p class="note">Only figures with a source are printed. What is not known is left open and reads “to be confirmed”.</p>
</section>

<section>
{{ head(1, "Summary", "The " ~ platforms[0][0] ~ " platform is recommended, subject to 22 points.",
        "No must rejects 3 of 3 platforms; among them this one gives the most output.") }}
<div class="row">
<div><h3>What decides</h3><p class="note">Bar: offered. Stroke: limit.</p></div>
<div class="four">
{% for name, value, unit, sign, limit, margin in key_figures %}
<div>
<p class="big">{{ value | number }}<small> {{ unit }}</small></p>
<div class="track"><div class="fill" style="width: {{ 80 * value / limit if sign == "≤" else 60 * value / limit }}%"></div></div>
<div class="stroke" style="margin-left: {{ 80 if sign == "≤" else 60 }}%"></div>
<p><strong>{{ name }}</strong></p>
<p class="note">{{ sign }} {{ limit | number }} {{ unit }} · {{ "%+.0f" | format(100 * margin) }} %</p>
</div>
{% endfor %}
</div>
</div>
<div class="row">
<h3>What limits the image</h3>
<p><strong>The focal spot sets the blur.</strong> Of the {{ f.blur | number }} µm in the object the spot causes {{ f.spot | number
}} µm and the detector {{ f.detector | number }} µm; they add as squares. No finer source goes below the detector’s {{ f.detector
| number }} µm at this magnification. Up to {{ f.largest | number }} µm of focal spot stay within the limit of {{ f.limit | number
}} µm.</p>
</div>
<div class="row">
<div><h3>Your {{ verdicts | length }} requirements</h3><p class="note">One mark each, in the order of the matrix.</p></div>
<div>
<p>{% for verdict in verdicts %}{{ mark(verdict) }} {% endfor %}</p>
<div class="four">
{% for name in words %}<div><p class="big">{{ verdicts.count(name) }}</p><p>{{ mark(name) }} {{ words[name] }}</p></div>{% endfor %}
</div>
</div>
</div>
<div class="row">
<h3>What needs a decision</h3>
<table>
<tr><th class="quiet" style="width: 27%">By guideline</th><td>Only a guideline stands behind: target power.</td></tr>
<tr><th class="quiet">Not published</th>
<td>{{ not_published | length }} figures are to be stated by the maker: {{ not_published | join(", ") }}.</td></tr>
<tr><th class="quiet">Note well</th><td>The specimen is 65 mm high, but the detector sees {{ f.plane | number }} mm at once.</td></tr>
</table>
</div>
<div class="row">
<div><h3>What is offered</h3><p class="note">Figures from the catalogue; what the maker has not published is to be confirmed.</p></div>
<table>
{% for a, b, c, d in offered %}
<tr><th class="quiet">{{ a }}</th><td>{{ b }}</td><th class="quiet">{{ c }}</th><td>{{ d }}</td></tr>
{% endfor %}
</table>
</div>
</section>

<section>
{{ head(2, "Requirement", "We read your file as this: resolve 50 µm at magnification 10.") }}
<table class="dense">
<thead><tr><th style="width: 5%">Line</th><th style="width: 32%">Your file</th><th style="width: 24%">As received</th>
<th style="width: 17%">Read as</th><th style="width: 22%">What follows</th></tr></thead>
<tbody>
{% for line, key, received, read, use, wish in requirement %}
<tr><td class="quiet">{{ line }}</td><td class="quiet">{{ key }}</td><td>{{ received }}</td>
<td>{% if read != received %}<strong>{{ read }}</strong>{% else %}{{ read }}{% endif %}</td>
<td class="quiet">{{ use }}{% if wish %} <span class="tag">wish</span>{% endif %}</td></tr>
{% endfor %}
</tbody>
</table>
<p class="note">Bold: changed in reading, such as a unit. Tinted: not stated, so a declared default was used.</p>
</section>

<section class="flows">
{{ head(3, "Geometry and resolution budget", "Spot and detector blur the object by " ~ f.blur | number ~ " µm; 50 µm are allowed.") }}
<div class="halves">
<figure class="part">
<h3>Resolution budget: spot and detector add as squares</h3>
<p class="note">Blur as seen at the object, drawn to scale. White is sharp enough. Each dot is one platform.</p>
<img class="chart" src="{{ charts.budget }}" alt="Resolution budget. The limit on the blur in the object is 50 µm; the detector causes
{{ f.detector | number }} µm; the total of the proposed platform is {{ f.blur | number }} µm.">
</figure>
<div>
<div class="part">
<h3>Geometry</h3>
<p><strong>Magnification {{ f.m | number }}</strong> from 600 mm to the detector and 60 mm to the object.</p>
<p>Voxel {{ f.voxel | number }} µm: one pixel projected to the object.</p>
<p>Field of view {{ f.field | number }} mm at the object.</p>
<p>Largest magnification {{ f.cap | number }}: there the specimen fills the detector.</p>
<p>Largest focal spot that serves: <strong>{{ f.largest | number }} µm</strong>; magnification {{ f.needed | number }} is the least that
could serve at all. With that spot the blur is least at magnification {{ f.best | number }}.</p>
</div>
<figure><img class="chart" src="{{ charts.sketch }}" alt="The set-up from above, to scale: the object 60 mm and the detector 600 mm from the
source, so magnification 10."></figure>
</div>
</div>
</section>

<section class="flows">
{{ head(4, "Selection", "3 of 3 platforms are sharp enough; the 33 µm platform gives the most output.",
        "A larger spot means more power and a shorter exposure, so the coarsest spot that still serves comes first.") }}
<table>
<thead><tr><th style="width: 24%">More output to the left, finer spot to the right</th>
{% for name, size, label in platforms %}
<th class="center{% if loop.first %} chosen{% endif %}"><strong>{{ name }}</strong><br>{{ label }}</th>
{% endfor %}</tr></thead>
<tbody>
{% for title, cells in compare %}
<tr><th class="quiet">{{ title }}</th>
{% for text in cells %}
<td class="center{% if loop.first %} chosen{% endif %}">{% if "power" in title %}{{ mark("open") }} {% endif %}
{% if text == "proposed" %}<span class="badge">{{ text }}</span>
{% elif text == "also serves" %}<strong>{{ text }}</strong>{% else %}{{ text }}{% endif %}</td>
{% endfor %}</tr>
{% endfor %}
</tbody>
</table>
<p class="note">Rules on which all candidates agree, or of which no maker has published a figure, stand in the matrix only.</p>
</section>

<section>
{{ head(5, "Compliance matrix", "4 are met, 22 are to be confirmed.") }}
<table class="matrix">
<thead><tr><th style="width: 4.5%">No.</th><th style="width: 23.5%">Requirement</th><th class="right" style="width: 13.5%">Needed</th>
<th class="right" style="width: 11.5%">Offered</th><th>Unit</th><th class="right" style="width: 7.5%">Margin</th><th style="width: 8%"></th>
<th style="width: 15.5%">Verdict</th><th style="width: 12%">Evidence</th></tr></thead>
{% set count = namespace(value=0) %}
{% for group, lines in compliance %}
<tbody>
<tr class="group"><th colspan="9">{{ group }}</th></tr>
{% for name, wish, needed, offered, unit, margin, verdict, evidence in lines %}
{% set count.value = count.value + 1 %}
<tr><td class="quiet">{{ "%02d" | format(count.value) }}</td><td>{{ name }}{% if wish %} <span class="tag">wish</span>{% endif %}</td>
<td class="right">{{ needed }}</td>
<td class="right">{% if verdict == "met" %}<strong>{{ offered }}</strong>{% else %}<span class="quiet">{{ offered }}</span>{% endif %}</td>
<td class="quiet">{{ unit }}</td>
{% if margin is none %}<td class="right quiet">–</td><td></td>
{% else %}<td class="right">{{ "%+.0f" | format(100 * margin) }} %</td>
<td><div class="bar {{ verdict }}" style="margin-left: 33.3%; width: {{ 66.7 * margin }}%"></div></td>{% endif %}
<td>{{ mark(verdict) }} {{ words[verdict] }}</td><td class="quiet">{{ evidence }}</td></tr>
{% endfor %}
</tbody>
{% endfor %}
</table>
<p class="note">Bar: margin, −50 to +100 % of the limit, from a zero at one third. Wish: may fail without rejecting a platform; every other
line is a must. F: formula in the last section. A figure that is not known is never called met.</p>
</section>

<section>
{{ head(6, "Charts", "Sharp enough and strongest; the picture shows the room that is left.",
        "Grey is ruled out by a limit, the large dot is the proposal, the broken line is the detector alone.") }}
{% set gain = (f.blur - f.finest) | number %}
{{ figure(1, "At magnification 10 a spot finer than 33 µm gains " ~ gain ~ " µm at most.", ["Spot, µm", "At M 10", "Best at M"],
          rows.magnification, "Spot and blur in µm. M: magnification.", charts.magnification,
          "Blur in the object against magnification, one curve for each platform, the detector alone broken.") }}
{{ figure(2, "3 of 3 platforms have a spot within " ~ f.largest | number ~ " µm.", ["Platform", "Spot, µm", "Power, W"], rows.power,
          "* by the guideline, which is no rating. Dot: operating point.", charts.power,
          "Focal spot against target power with the classes above and the guideline as a band.") }}
{{ figure(3, "The 8 µm is sharper than the 33 µm by " ~ gain ~ " µm, at 4.1 times the exposure.", ["Platform", "Time", "Blur, µm"],
          rows.output,
          "Exposure at equal image quality, voltage and geometry; 1 is the strongest platform.", charts.output,
          "Blur against relative exposure time, one dot for each platform.") }}
</section>

<section>
{{ head(7, "Assumptions, open questions, formulas and sources", "What we assumed, what we ask, and how every figure was reached.") }}
<div class="halves">
<div class="part">
<h3>Open points</h3>
<ol>
<li><strong>To be stated by the maker:</strong> {{ not_published | join(", ") }}.</li>
<li><strong>The specimen is 65 mm high, but the detector sees {{ f.plane | number }} mm at once.</strong> Say which part counts, or plan for
several scans.</li>
</ol>
</div>
<div class="part"><h3>Assumed, since not stated</h3><p>Nothing was assumed.</p></div>
</div>
<div class="part">
<h3>Formulas, with your figures</h3>
<table class="dense">
<thead><tr><th>No.</th><th>Figure</th><th>Formula</th><th>With</th><th class="right">Result</th></tr></thead>
<tbody>
{% for name, formula, inputs, result in formulas %}
<tr><td><strong>F{{ loop.index }}</strong></td><td>{{ name }}</td><td>{{ formula | safe }}</td><td class="quiet">{{ inputs }}</td>
<td class="right"><strong>{{ result }}</strong></td></tr>
{% endfor %}
</tbody>
</table>
<p class="note"><i>f</i> focal spot, <i>u</i> detector unsharpness (2 SRb), <i>M</i> magnification, <i>k</i> criterion factor (1 to
resolve, 2 to detect), <i>s</i> smallest feature, <i>p</i> pixel at the scintillator, <i>W</i> detector width, <i>R</i> swept
radius, <i>c</i> clearance, <i>h</i> focal spot to housing, <i>N</i> projections. Spot and detector are added as squares (quadratic
sum in the manner of ISO 17636-2); other standards add cubes, which gives smaller figures. Contrast is not modelled.</p>
</div>
<div class="halves">
<div class="part">
<h3>Sources and data</h3>
<table>
{% for text, trust in sources %}
<tr><th class="quiet">S{{ loop.index }}</th><td>{{ text }} <span class="quiet">[{{ trust }}]</span></td></tr>
{% endfor %}
<tr><th class="quiet">Data</th>
<td>Attached to this file: the requirement as received and the decision with every figure unrounded.</td></tr>
<tr><th class="quiet">File</th><td class="quiet">Requirement as received, SHA-256 8344b89e1afe…</td></tr>
</table>
<p class="note">V: read in the source or recomputed. S: secondary source. K: engineering knowledge, text of the standard not reached.</p>
</div>
<div>
<div class="part"><h3>Not part of this offer</h3>
<p>Detector, manipulator, shielding cabinet, interlock circuit, radiation protection, reconstruction software, installation,
training, licences and registration.</p></div>
<div class="part"><h3>Safety and responsibilities</h3>
<p>A bare X-ray source is not a cabinet system. Compliance of the complete machine with IEC 61010-2-091, 21 CFR 1020.40 and
national radiation law is the integrator’s duty. Export classification is to be confirmed by the seller’s export compliance.</p></div>
<div class="part"><h3>Acceptance test proposal</h3>
<p>Focal spot after ISO 32543-3 (5 to 300 µm) or the edge method of ISO 32543-2 at a stated voltage and power; tube voltage
accuracy; stability over one scan; interlock function. Limits are agreed with the order.</p></div>
<div class="part"><h3>Commercial terms</h3>
<p>Prices, lead time, payment and warranty on request. Quantity asked: 4. Delivery term asked: DAP Beispielstadt.</p></div>
</div>
</div>
<div class="halves signatures"><p class="note">For {{ maker }}: name, date, signature</p>
<p class="note">For {{ company }}: name, date, signature</p></div>
</section>
</body>
</html>
"""

OFFERED = [
    ("Platform", "33 µm platform, mini focus", "Focal spot", "33 µm (typical)"),
    ("Measured after", "method not stated", "Target power", "33 W (guideline)"),
    ("Tube voltage", "to be confirmed", "Cooling", "to be confirmed"),
    ("Control", "to be confirmed", "Supply", "to be confirmed"),
    ("Mass", "to be confirmed", "Price", "on request"),
]


def make_html(f):
    environment = Environment(autoescape=True)
    environment.filters["number"] = number
    faces = [("Regular", 400, "normal"), ("It", 400, "italic"), ("Semibold", 600, "normal"), ("Bold", 700, "normal")]
    style = Environment().from_string(STYLE).render(
        faces=[((FONTS / f"SourceSansPro-{name}.ttf").as_uri(), weight, slant) for name, weight, slant in faces],
        reference=REFERENCE,
        revision=REVISION,
    )  # fmt: skip
    groups = compliance(f)
    blurs = [number(blur(size, f["m"])) for _, size, _ in PLATFORMS]
    best = [1 + (f["u"] / size) ** 2 for _, size, _ in PLATFORMS]
    why = "The 33 µm gives more output, so a shorter exposure."
    return environment.from_string(PAGE).render(
        style=style,
        reference=REFERENCE,
        revision=REVISION,
        date=DATE,
        maker=MAKER,
        company=COMPANY,
        contact=CONTACT,
        f=f,
        platforms=PLATFORMS,
        requirement=REQUIREMENT,
        compliance=groups,
        formulas=formulas(f),
        sources=SOURCES,
        offered=OFFERED,
        not_published=NOT_PUBLISHED,
        icons=ICONS,
        words=WORDS,
        verdicts=[line[6] for _, lines in groups for line in lines],
        key_figures=[
            ("Blur in the object", f["blur"], "µm", "≤", f["limit"], 1 - f["blur"] / f["limit"]),
            ("Focal spot", f["chosen"], "µm", "≤", f["largest"], 1 - f["chosen"] / f["largest"]),
            ("Voxel", f["voxel"], "µm", "≤", FEATURE / 2, 1 - f["voxel"] / (FEATURE / 2)),
            ("Field of view", f["field"], "mm", "≥", FIELD, f["field"] / FIELD - 1),
        ],
        compare=[
            (f"Blur in the object, µm (≤ {number(f['limit'])})", blurs),
            (f"Focal spot, µm (≤ {number(f['largest'])})", [number(size) for _, size, _ in PLATFORMS]),
            (f"Target power, W (≥ {number(POWER_ASKED)})", [number(GUIDELINE * size) for _, size, _ in PLATFORMS]),
            ("Verdict", ["proposed", "also serves", "also serves"]),
            ("Why, or why not", ["No must fails, and of all that serve it gives the most output.", why, why]),
        ],
        rows={
            "magnification": [(number(p[1]), b, number(m) if m < 99 else "> 99") for p, b, m in zip(PLATFORMS, blurs, best, strict=True)],
            "power": [(name, number(size), f"{number(GUIDELINE * size)}*") for name, size, _ in PLATFORMS],
            "output": [(p[0], f"{number(PLATFORMS[0][1] / p[1])} ×", b) for p, b in zip(PLATFORMS, blurs, strict=True)],
        },
        charts={
            "spots": spots_chart(),
            "budget": budget_chart(f),
            "sketch": sketch_chart(f),
            "magnification": magnification_chart(f),
            "power": power_chart(f),
            "output": output_chart(f),
        },
    )


def make_pdf() -> bytes:
    f = figures()
    requirement = {key: received for _, key, received, *_ in REQUIREMENT}
    decision = {"platform": PLATFORMS[0][0], "figures": f, "compliance": compliance(f)}
    moment = datetime.datetime.combine(DATE, datetime.time(), datetime.UTC)
    attachments = [
        Attachment(
            string=json.dumps(data, indent=2, ensure_ascii=False),
            name=name,
            description=description,
            relationship=relationship,
            created=moment,
            modified=moment,
        )
        for name, data, description, relationship in (
            ("requirement.json", requirement, "The requirement as received", "Source"),
            ("decision.json", decision, "The decision, with every figure unrounded", "Data"),
        )
    ]
    return HTML(string=make_html(f)).write_pdf(pdf_variant="pdf/a-3u", pdf_tags=True, attachments=attachments)


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(make_pdf())

"""The document of `examples/battery-18650.yaml` as it is with thirteen pages, written for this one case: today's yardstick.

It is what somebody at home in WeasyPrint, matplotlib and Jinja2 writes in two days: figures computed from a few inputs, words
as literals, one template, charts by pyplot. Nothing is slow on purpose and nothing is tuned. It stays as it is when specgen
changes; `plain.py` is its elder, with the eight pages that the document had then.

    python benchmarks/plain_thirteen.py OUT.pdf
"""

import base64
import datetime
import hashlib
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
SDD, SOD, CLEARANCE, DIAMETER = 600.0, 60.0, 5.0, 18.5  # mm
PIXEL, SRB, COLUMNS = 100.0, 100.0, 2048  # µm, µm
POWER_ASKED, VOLTAGE, GUIDELINE = 20.0, 160.0, 1.0  # W, kV, W/µm
TIME_ASKED, SNR_ASKED, EFFICIENCY = 30.0, 40.0, 0.5  # min
PROJECTIONS, FRAME, PAUSE = 900, 0.5, 0.05  # s
PATH, PHOTONS, PASSING = 17.9, 4504711.69, 0.0797025  # mm; 1/(J cm²) behind the filters at 1 m; share of them behind the path
CONTRAST, LINE_LENGTH, SHARE_ASKED = 0.004353, 6, 0.5  # of a gap of one feature; features; %
PLATFORMS = [("33 µm", 33.0, "mini focus"), ("20 µm", 20.0, "microfocus"), ("8 µm", 8.0, "microfocus")]
CLASSES = [(0.4, 1, "nanofocus"), (1, 5, ""), (5, 20, "microfocus"), (20, 100, "mini focus"), (100, 260, "conventional")]
PANELS = [(1.0, "largest of nanofocus"), (20.0, "largest of microfocus"), (33.0, "as offered"), (100.0, "largest of mini focus")]

# What passes the path, weighted by energy, at so many kV: computed once with SpekPy and xraydb.
KILOVOLTS = np.linspace(30, 225, 61)
SHARES = np.array([
    4.962e-12, 1.17e-09, 5.326e-08, 8.551e-07, 6.787e-06, 3.347e-05, 0.0001151, 0.0003126, 0.0006976, 0.001358, 0.002362, 0.003783,
    0.005638, 0.008058, 0.01094, 0.01427, 0.01792, 0.02185, 0.02601, 0.03036, 0.03488, 0.03957, 0.04438, 0.04919, 0.05415, 0.05912,
    0.0641, 0.06918, 0.07424, 0.0793, 0.08435, 0.08932, 0.0943, 0.09928, 0.1042, 0.1091, 0.114, 0.1189, 0.1236, 0.1283, 0.1329,
    0.1376, 0.1421, 0.1466, 0.1511, 0.1555, 0.1598, 0.164, 0.1682, 0.1724, 0.1765, 0.1805, 0.1846, 0.1885, 0.1924, 0.1962, 0.2,
    0.2038, 0.2075, 0.2112, 0.2148,
])  # fmt: skip

REQUIREMENT = [  # line, key, as received, as read, what follows, is a wish
    ("18", "application.kind", "battery inspection", "battery inspection", "breaks ties only", False),
    ("19", "application.technique", "ct", "ct", "decides which rules apply", False),
    ("24", "specimen.name", "18650 cell", "18650 cell", "names the part", False),
    ("25", "specimen.diameter", "18.5 mm", "18.5 mm", "field of view, clearance", False),
    ("26", "specimen.height", "65 mm", "65 mm", "compared with the field", False),
    ("28", "specimen.path[0]", "steel, 0.5 mm", "0.5 mm", "layer: Fe, 7.874 g/cm³", False),
    ("29", "specimen.path[1]", "copper, 0.6 mm", "0.6 mm", "layer: Cu, 8.96 g/cm³", False),
    ("30", "specimen.path[2]", "aluminium, 0.9 mm", "0.9 mm", "layer: Al, 2.699 g/cm³", False),
    ("31", "specimen.path[3]", "LiCoO2, 6.4 mm, 3.2 g/cm3", "6.4 mm", "layer: 3.2 g/cm³", False),
    ("32", "specimen.path[4]", "C, 7.2 mm, 1.5 g/cm3", "7.2 mm", "layer: C, 1.5 g/cm³", False),
    ("33", "specimen.path[5]", "polyethylene, 2.3 mm", "2.3 mm", "layer: 0.95 g/cm³", False),
    ("35", "imaging.smallest_feature", "50 um", "50 µm", "the blur allowed", False),
    ("36", "imaging.criterion", "resolve", "resolve", "the factor on the feature", False),
    ("37", "imaging.voxel", "10 um", "10 µm", "compared with the geometry", False),
    ("38", "imaging.field_of_view", "20 mm", "20 mm", "a line of the matrix", False),
    ("39", "imaging.source_detector_distance", "600 mm", "600 mm", "magnification", False),
    ("40", "imaging.source_object_distance", "60 mm", "60 mm", "magnification", False),
    ("41", "imaging.clearance", "5 mm", "5 mm", "room for the housing", False),
    ("43", "imaging.detector.pixel_pitch", "100 um", "100 µm", "voxel", False),
    ("44", "imaging.detector.basic_spatial_resolution", "100 um", "100 µm", "the detector’s blur", False),
    ("45", "imaging.detector.columns", "2048", "2048", "field of view", False),
    ("46", "imaging.detector.rows", "2048", "2048", "field of view", False),
    ("47", "imaging.detector.quantum_efficiency", "50 %", "50 %", "exposure", False),
    ("48", "imaging.time_per_part", "30 min", "30 min", "a line of the matrix", False),
    ("49", "imaging.projections", "900", "900", "time of a scan", False),
    ("50", "imaging.frame_time", "500 ms", "0.5 s", "time of a scan", False),
    ("51", "imaging.signal_to_noise", "40", "40", "a line of the matrix", False),
    ("53", "source.tube_voltage", "120 kV … 160 kV", "120 kV – 160 kV", "a line of the matrix", False),
    ("54", "source.target_power", "20 W", "20 W", "a line of the matrix", False),
    ("55", "source.tube_current", "200 uA", "200 µA", "a line of the matrix", False),
    ("56", "source.focal_spot", "60 um", "60 µm", "a line of the matrix", False),
    ("57", "source.duty_cycle", "continuous", "continuous", "a line of the matrix", False),
    ("58", "source.cooling", "forced air, conduction", "forced air, conduction", "a line of the matrix", True),
    ("—", "source.filter[0]", "aluminium, 1 mm", "1 mm", "the beam", False),
    ("61", "integration.interface", "RS-232, interlock", "RS-232, interlock", "a line of the matrix", False),
    ("62", "integration.supply", "24 V DC", "24 V DC", "a line of the matrix", False),
    ("63", "integration.envelope.width", "300 mm", "300 mm", "a line of the matrix", False),
    ("63", "integration.envelope.height", "200 mm", "200 mm", "a line of the matrix", False),
    ("63", "integration.envelope.depth", "200 mm", "200 mm", "a line of the matrix", False),
    ("64", "integration.mass", "15 kg", "15 kg", "a line of the matrix", True),
    ("65", "integration.ambient", "10 degC … 35 degC", "10 °C – 35 °C", "a line of the matrix", False),
    ("66", "integration.standards", "IEC 61010-1, CE, IEC 61010-2-091", "IEC 61010-1, CE, IEC 61010-2-091", "a line of the matrix", False),
    ("68", "commercial.quantity", "4", "4", "the offer", False),
    ("69", "commercial.currency", "EUR", "EUR", "the offer", False),
    ("70", "commercial.delivery", "2027-03-31", "2027-03-31", "a line of the matrix", False),
    ("71", "commercial.incoterm", "DAP Beispielstadt", "DAP Beispielstadt", "a line of the matrix", False),
]
ASSUMED = [
    ("imaging.frame_time.pause", "50 ms", "after each projection, for rotation stage and read-out"),
    ("source.filter.window", "0.5 mm Be", "the tube's own window, of usual thickness; a stated filter comes on top"),
]

NOT_PUBLISHED = [
    "tube voltage", "lowest tube voltage", "tube current", "beam cone", "focus to housing", "duty cycle", "cooling",
    "lowest ambient temperature", "highest ambient temperature", "interface RS-232", "interface interlock", "supply 24 V DC", "width",
    "height", "depth", "mass", "standard IEC 61010-1", "standard CE", "delivery by 31 March 2027", "delivery term DAP Beispielstadt",
]  # fmt: skip

TO_BE_STATED = (
    "time per part, signal to noise, tube voltage, lowest tube voltage, target power, tube current, beam cone, focus to housing, "
    "duty cycle, cooling, lowest ambient temperature, highest ambient temperature, interface RS-232, interface interlock, supply "
    "24 V DC, width, height, depth, mass, standard IEC 61010-1, standard CE, delivery by 31 March 2027, delivery term DAP Beispielstadt"
)

STANDS_WHILE = [  # figure, stated, from, because of, to, because of
    ("Smallest feature", "50 µm", "35.81 µm", "blur in the object, 33 µm", "", "no end"),
    ("Field of view", "20 mm", "", "no end", "20.18 mm", "field of view, 33 µm"),
    ("Source-detector distance", "600 mm", "480 mm", "refused beyond, SG-E212", "605.8 mm", "field of view, 33 µm"),
    ("Source-object distance", "60 mm", "59.45 mm", "the geometry", "75 mm", "refused beyond, SG-E212"),
    ("Pixel pitch", "100 µm", "99.05 µm", "the geometry", "125 µm", "refused beyond, SG-E212"),
    ("Basic spatial resolution", "100 µm", "", "no end", "201.1 µm", "blur in the object, 33 µm"),
    ("Columns of the detector", "2048", "2029", "the geometry", "", "no end"),
]

SPECIFICATION_OPEN = (
    "lowest tube voltage, highest tube voltage, highest tube current, drift of the focal spot once warm, beam cone, full angle, focal "
    "spot to housing, duty cycle, highest mean power, heat capacity of the anode, thermal time constant, cooling, lowest ambient "
    "temperature, highest ambient temperature, control, supply, width, height, depth, mass, standards declared, ripple and stability "
    "of the tube voltage, inherent filtration and window, leakage radiation of the housing, warm-up and conditioning, life of the tube"
)

DUTIES = [
    ("Source and generator", "Delivers, tests and documents them", "Mounts, connects and cools them as specified"),
    (
        "Interlocks and indicators",
        "States the inputs and outputs of the source",
        "Circuit, door switches, key control, warning lights, emergency stop",
    ),
    (
        "Shielding and cabinet",
        "States the leakage radiation of the housing",
        "Shielding, and the complete machine’s compliance with IEC 61010-2-091, 21 CFR 1020.40 and national law",
    ),
    (
        "Electrical safety, EMC",
        "Of the source alone, as far as declared above",
        "Of the complete machine, with its declaration of conformity",
    ),
    ("Radiation protection", "Gives instructions for safe use", "Licence or registration, trained staff, supervision, dose measurements"),
    ("Warm-up and conditioning", "States the procedure", "Keeps to it, also after long pauses"),
    ("Hazardous materials", "Names them, with safety data", "Handles and disposes of them by local law"),
    ("Acceptance", "Factory test of the source", "Site test of the complete machine"),
    ("Detector, manipulator, reconstruction, installation, training", "Not part of this offer", "Supplies, aligns and calibrates them"),
]

TESTS = [
    ("Focal spot", "ISO 32543-3, at the operating point offered", "at most 50.9 µm, which the task needs", "factory"),
    ("Tube voltage", "ISO 16526, at the voltages asked for", "agreed with the order", "factory"),
    ("Stability", "output and position of the focal spot over one scan, once warm", "agreed with the order", "factory"),
    ("Leakage radiation", "dose rate with the port closed, at highest voltage and power", "agreed with the order", "factory"),
    ("Interlock", "each input stops the beam; the beam-on signal follows", "agreed with the order", "factory and site"),
    (
        "Image",
        "duplex wire of ISO 19232-5 or a line chart in the set-up of this document",
        "unsharpness in the object at most 50 µm at magnification 10",
        "site",
    ),
]

TERMS = [
    ("Validity", "To be confirmed.", ""),
    ("Lead time", "To be confirmed.", "You ask for delivery by 31 March 2027."),
    ("Delivery term", "To be confirmed.", "You ask for DAP Beispielstadt: to be agreed."),
    ("Payment", "To be confirmed.", ""),
    ("Warranty", "To be confirmed.", ""),
    ("General terms", "To be confirmed.", ""),
    ("Options, spares", "", "Options and spare parts are on request."),
    ("Taxes", "", "Taxes and duties are not included."),
]

SOURCES = [
    ("Understanding Mini Focus, Microfocus, and Nanofocus X-ray Technology (Source-Ray Inc., sourceray.com, blog article)", "V"),
    ("Geometry of projection, similar triangles (X-RAY WorX and Waygate application pages give the same forms)", "V"),
    ("ISO 17636-2, digital radiography of welds (quadratic sum of unsharpness)", "K"),
    ("ISO 19232-5 / ASTM E2002, basic spatial resolution by duplex wire", "S"),
    ("Rigaku CT newsletter 43, a feature needs at least two voxels", "S"),
    (
        "Poisson statistics of counted photons, SNR = sqrt(N DQE), with spectra of SpekPy and attenuation of xraydb (tables made by the "
        "project's own script)",
        "V",
    ),
]

WORDS_EXPLAINED = [
    ("Focal spot", "effective size of the source as seen from the detector, at one operating point"),
    ("Blur", "unsharpness of the image, referred to the object"),
    ("SRb", "basic spatial resolution of the detector, by duplex wire; not its pixel"),
    ("Voxel", "one pixel of the detector, projected to the object"),
    ("Magnification", "source-detector distance (SDD) over source-object distance (SOD)"),
    ("Resolve", "the feature is seen apart and can be measured: blur at most its size"),
    ("Detect", "the feature is seen to be there: blur at most twice its size"),
    ("Guideline", "about 1 W for each µm of focal spot on a reflection target; no rating"),
    ("Rated", "the maker vouches for the figure; a typical one is usual, not vouched for"),
    ("Transmission", "part of the beam that passes the longest path"),
    ("Must", "what rejects a platform that fails it; a wish does not"),
    ("To be confirmed", "not known, or by the guideline alone; never counted as met"),
]

# --- figures --------------------------------------------------------------------------------------------------------


def blur(spot, magnification):
    """Spot and detector added as squares, in the object [µm]."""
    return np.hypot(spot * (magnification - 1), 2 * SRB) / magnification


def number(value, digits=3):
    """So many digits, a half rounded up, and no exponent."""
    return f"{float(f'{value * (1 + 1e-12):.{digits}g}'):g}"


def figures():
    magnification = SDD / SOD
    width = COLUMNS * PIXEL / 1000
    fan = math.sin(math.atan(width / 2 / SDD))
    unsharpness = 2 * SRB
    limit = CRITERION * FEATURE
    largest = math.sqrt((limit * magnification) ** 2 - unsharpness**2) / (magnification - 1)
    chosen = PLATFORMS[0][1]
    front, back = SDD / (SOD - DIAMETER / 2), SDD / (SOD + DIAMETER / 2)
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
        "current": 1000 * GUIDELINE * chosen / VOLTAGE,
        "guideline": GUIDELINE * largest,
        "guideline_current": 1000 * GUIDELINE * largest / VOLTAGE,
        "room": SOD - DIAMETER / 2 - CLEARANCE,
        "cone": 2 * math.degrees(math.asin(FIELD / 2 / SOD)),
        "front": front,
        "back": back,
        "front_blur": float(blur(chosen, front)),
        "back_blur": float(blur(chosen, back)),
        "passes": float(np.interp(VOLTAGE, KILOVOLTS, SHARES)),
        "from": float(np.interp(0.1, SHARES, KILOVOLTS)),
        "advised": float(np.interp(math.exp(-2), SHARES, KILOVOLTS)),
        "to": float(np.interp(0.2, SHARES, KILOVOLTS)),
        "rate": PHOTONS * (1000 / SDD) ** 2 * (PIXEL / 10000) ** 2 * PASSING,  # of one pixel, for each second and watt
        "photons": SNR_ASKED**2 / EFFICIENCY,
    }


def scan(f, spot):
    """What one scan with a focal spot takes, by the guideline."""
    rate = f["rate"] * GUIDELINE * spot
    exposure = f["photons"] / rate
    frames = math.ceil(exposure / FRAME)
    return {
        "power": GUIDELINE * spot,
        "rate": rate,
        "exposure": exposure,
        "frames": frames,
        "noise": math.sqrt(rate * frames * FRAME * EFFICIENCY),
        "seconds": PROJECTIONS * (frames * FRAME + PAUSE),
        "minutes": PROJECTIONS * (frames * FRAME + PAUSE) / 60,
        "relative": f["chosen"] / spot,
    }


def compliance(f, spot):
    """Groups of lines: name, is a wish, needed, offered, unit, margin, verdict, evidence, rule."""
    s, seen, guided = scan(f, spot), blur(spot, f["m"]), "guideline"

    def at_most(name, limit, offered, unit, verdict, evidence, rule):
        return name, False, f"≤ {number(limit)}", number(offered), unit, 1 - offered / limit, verdict, evidence, rule

    def at_least(name, limit, offered, unit, verdict, evidence, rule):
        return name, False, f"≥ {number(limit)}", number(offered), unit, offered / limit - 1, verdict, evidence, rule

    def unknown(name, needed, unit, rule, wish=False):
        return name, wish, needed, "not stated", unit, None, "open", "maker to state", rule

    return [
        ("What the image must show", [
            at_most("Blur in the object", f["limit"], seen, "µm", "met", "F6", "SG-R010"),
            at_most("Voxel", FEATURE / 2, f["voxel"], "µm", "met", "F3", "SG-R011"),
            at_most("Focal spot", f["largest"], spot, "µm", "met", "catalogue", "SG-R012"),
            at_least("Field of view", FIELD, f["field"], "mm", "met", "F4", "SG-R013"),
            at_most("Time per part", TIME_ASKED, s["minutes"], "min", "open", guided, "SG-R014"),
            at_least("Signal to noise", SNR_ASKED, s["noise"], "–", "open", guided, "SG-R015"),
        ]),
        ("Beam", [
            unknown("Tube voltage", "≥ 160", "kV", "SG-R020"),
            unknown("Lowest tube voltage", "≤ 120", "kV", "SG-R021"),
            at_least("Target power", POWER_ASKED, s["power"], "W", "open", guided, "SG-R022"),
            unknown("Tube current", "≥ 200", "µA", "SG-R023"),
            unknown("Beam cone", f"≥ {number(f['cone'])}", "°", "SG-R024"),
            unknown("Focus to housing", f"≤ {number(f['room'])}", "mm", "SG-R025"),
            at_least("Transmission of the path", SHARE_ASKED, 100 * f["passes"], "%", "met", "F21", "SG-R026"),
        ]),
        ("Operation", [
            unknown("Duty cycle", "continuous", "–", "SG-R030"),
            unknown("Cooling", "one of forced air, conduction", "–", "SG-R031", wish=True),
            unknown("Lowest ambient temperature", "≤ 10", "°C", "SG-R032"),
            unknown("Highest ambient temperature", "≥ 35", "°C", "SG-R033"),
        ]),
        ("Integration", [
            unknown("Interface RS-232", "asked for", "–", "SG-R040"),
            unknown("Interface interlock", "asked for", "–", "SG-R040"),
            unknown("Supply 24 V DC", "asked for", "–", "SG-R041"),
            unknown("Width", "≤ 300", "mm", "SG-R042"),
            unknown("Height", "≤ 200", "mm", "SG-R043"),
            unknown("Depth", "≤ 200", "mm", "SG-R044"),
            unknown("Mass", "≤ 15", "kg", "SG-R045", wish=True),
            unknown("Standard IEC 61010-1", "asked for", "–", "SG-R046"),
            unknown("Standard CE", "asked for", "–", "SG-R046"),
            ("Standard IEC 61010-2-091", False, "asked for", "integrator", "–", None, "none", "integrator’s duty", "SG-R046"),
        ]),
        ("Delivery", [
            unknown("Delivery by 31 March 2027", "asked for", "–", "SG-R050"),
            unknown("Delivery term DAP Beispielstadt", "asked for", "–", "SG-R051"),
        ]),
    ]  # fmt: skip


def formulas(f):
    largest, s = f"{f['largest']:.2f}", scan(f, f["chosen"])
    quanta, rate, shares = f"photons {number(f['photons'])}", f"rate {number(s['rate'], 4)}", "V 160; path 17.9"
    return [
        ("Magnification", "<i>M</i> = SDD / SOD", "SDD 600; SOD 60", "V", number(f["m"])),
        (
            "Largest magnification (field)",
            "<i>M</i> = SDD sin(arctan(<i>W</i> / 2 SDD)) / <i>R</i>",
            "W 204.8; SDD 600; R 10",
            "V",
            number(f["cap"]),
        ),
        ("Voxel", "<i>p</i> / <i>M</i>", "p 100; M 10", "V", f"{number(f['voxel'])} µm"),
        (
            "Field of view, rotating body",
            "2 SOD sin(arctan(<i>W</i> / 2 SDD))",
            "W 204.8; SDD 600; SOD 60",
            "V",
            f"{number(f['field'])} mm",
        ),
        ("Detector unsharpness", "<i>u</i> = 2 SRb", "SRb 100", "S", f"{number(f['u'])} µm"),
        (
            "Blur in the object, quadratic",
            "√((<i>f</i> (<i>M</i> − 1))² + <i>u</i>²) / <i>M</i>",
            "f 33; u 200; M 10",
            "S/K",
            f"{number(f['blur'])} µm",
        ),
        ("Largest voxel that resolves", "<i>s</i> / <i>n</i>", "s 50; n 2", "S", f"{number(FEATURE / 2)} µm"),
        (
            "Largest focal spot that serves",
            "√((<i>k</i> <i>s</i> <i>M</i>)² − <i>u</i>²) / (<i>M</i> − 1)",
            "k 1; s 50; u 200; M 10",
            "V",
            f"{number(f['largest'])} µm",
        ),
        ("Magnification needed at all", "<i>u</i> / (<i>k</i> <i>s</i>)", "u 200; k 1; s 50", "V", number(f["needed"])),
        ("Detector’s part of the blur", "<i>u</i> / <i>M</i>", "u 200; M 10", "V", f"{number(f['detector'])} µm"),
        ("Spot’s part of the limit", "<i>f</i> (<i>M</i> − 1) / <i>M</i>", f"f {largest}; M 10", "V", f"{number(f['part'])} µm"),
        ("Optimum magnification", "1 + (<i>u</i> / <i>f</i>)²", f"f {largest}; u 200", "V", number(f["best"])),
        ("Guideline power, largest spot", "1 W/µm · <i>f</i>", f"W/µm 1; f {largest}", "S", f"{number(f['guideline'])} W"),
        ("Tube current, largest spot", "<i>P</i> / <i>V</i>", f"P {largest}; V 160", "V", f"{number(f['guideline_current'])} µA"),
        ("Guideline power, this platform", "1 W/µm · <i>f</i>", "W/µm 1; f 33", "S", f"{number(f['power'])} W"),
        ("Tube current, this platform", "<i>P</i> / <i>V</i>", "P 33; V 160", "V", f"{number(f['current'])} µA"),
        ("Beam cone for the field, rotating", "2 arcsin(<i>R</i> / SOD)", "R 10; SOD 60", "V", f"{number(f['cone'])}°"),
        ("Room for the housing", "SOD − <i>R</i> − <i>c</i>", "SOD 60; R 9.25; c 5", "V", f"{number(f['room'])} mm"),
        ("Magnification of a face", "SDD / (SOD − <i>z</i>)", "SDD 600; SOD 60; z 9.25", "V", number(f["front"])),
        ("Magnification of a face", "SDD / (SOD − <i>z</i>)", "SDD 600; SOD 60; z −9.25", "V", number(f["back"])),
        (
            "Transmission, by energy",
            "Σ <i>N</i> <i>E</i> exp(−Σ μ<i>t</i>) / Σ <i>N</i> <i>E</i>",
            shares,
            "V",
            number(f["passes"]),
        ),
        ("Transmission, by photons", "Σ <i>N</i> exp(−Σ μ<i>t</i>) / Σ <i>N</i>", shares, "V", number(PASSING)),
        (
            "Tube voltage for a transmission",
            "<i>T</i>(<i>V</i>) = transmission, from the tables",
            "T 0.1353; path 17.9",
            "V",
            f"{number(f['advised'])} kV",
        ),
        (
            "Photons behind the path, per pixel, second and watt",
            "Φ (1 m / SDD)² <i>p</i>² <i>T</i>",
            "Φ 4 505 000; SDD 600; p 100; T 0.0797",
            "V",
            f"{number(f['rate'])} /(s·W)",
        ),
        ("Photons for the signal to noise", "SNR² / DQE", "SNR 40; DQE 0.5", "V", number(f["photons"])),
        (
            "Photons behind the path, per pixel and second",
            "rate per watt · <i>P</i>",
            f"rate per watt {number(f['rate'], 4)}; P 33",
            "V",
            f"{number(s['rate'])} /s",
        ),
        ("Exposure of one projection", "photons / rate", f"{quanta}; {rate}", "V", f"{number(s['exposure'])} s"),
        ("Frames in one projection", "<i>t</i> / frame, rounded up", f"t {number(s['exposure'], 4)}; frame 0.5", "V", str(s["frames"])),
        ("Signal to noise reached", "√(rate · <i>t</i> · DQE)", f"{rate}; t 1; DQE 0.5", "V", number(s["noise"])),
        (
            "Time of one scan",
            "<i>N</i> (frame · averages + pause)",
            f"N 900; frame 0.5; averages {s['frames']}; pause 0.05",
            "V",
            f"{number(s['seconds'])} s",
        ),
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
    """A figure of 127.5 mm whose axes are 11 mm from the left, so that the plots stand one below the other."""
    figure, axes = plt.subplots(figsize=(127.5 * MM, height * MM))
    figure.subplots_adjust(left=11 / 127.5, right=right / 127.5, bottom=10 / height, top=1 - 7 / height)
    return figure, axes


def titles(axes, x, y, pad=6):
    axes.set_xlabel(x, fontweight="bold", color=INK, loc="right")
    axes.set_title(y, fontweight="bold", color=INK, fontsize=7.4, loc="left", x=-0.08, pad=pad)
    axes.tick_params(color=INK, labelcolor=QUIET, length=2.4, width=0.5)


def ticks(axis, values):
    """Ticks at round figures, written out, and a line at each."""
    axis.set_ticks(values, [f"{value:g}" for value in values])
    axis.set_ticks([], minor=True)
    axis.grid(True)


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
        axes.text(
            x,
            2.2,
            f"{number(GUIDELINE * size)} W by guideline",
            fontsize=8,
            fontweight="bold" if chosen else "normal",
            color=QUIET,
            va="center",
        )
    return finished(figure)


def budget_chart(f):
    figure, axes = plt.subplots(figsize=(83 * MM, 62 * MM))
    figure.subplots_adjust(left=11 / 83, right=81 / 83, bottom=10 / 62, top=55 / 62)
    axes.set_xlim(0, 87)
    axes.set_ylim(0, 56)
    axes.axvspan(0, 87, color=VEIL)
    axes.add_patch(Circle((0, 0), f["limit"], facecolor="white", edgecolor=INK, linewidth=1))
    triangle = [(0, 0), (f["spot"], 0), (f["spot"], f["detector"])]
    axes.add_patch(Polygon(triangle, facecolor=TINT, edgecolor=INK, linewidth=1.4))
    axes.axhline(f["detector"], color=INK, linewidth=0.8, linestyle="--")
    for index, (name, size, _) in enumerate(PLATFORMS):
        x, chosen = size * (f["m"] - 1) / f["m"], index == 0
        axes.plot(x, f["detector"], "o", markersize=8.5 if chosen else 4.2, color=BLUE if chosen else "white", markeredgecolor=INK)
        weight = "bold" if chosen else "normal"
        axes.annotate(name, (x, f["detector"]), (0, 7), textcoords="offset points", ha="center", fontweight=weight, color=INK)
    axes.text(f["spot"] + 1, f["detector"] / 2, f"detector {number(f['detector'])}", va="center", fontweight="bold", color=INK)
    axes.text(f["spot"] / 2, 1.2, f"spot {number(f['spot'])}", ha="center", fontweight="bold", color=INK)
    axes.text(11, 9, f"blur {number(f['blur'])}", ha="center", fontweight="bold", color=INK, rotation=33)
    axes.text(32, 42, f"limit {number(f['limit'])} µm", fontweight="bold", color=INK)
    axes.set_xticks([0, 20, 40, 60, 80])
    axes.set_yticks([0, 20, 40])
    titles(axes, "Blur from the focal spot, µm", "Blur from the detector, µm")
    return finished(figure)


def sketch_chart(f):
    figure, axes = drawing(83, 48)
    left, right, middle = 4, 70, 30
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
    at = np.geomspace(1, 25, 60)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(1, 25)
    axes.set_ylim(6, 230)
    ticks(axes.xaxis, [1, 2, 5, 10, 20])
    ticks(axes.yaxis, [10, 20, 50, 100, 200])
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
    label = f"{number(f['blur'])} µm at M 10"
    axes.annotate(label, (f["m"], f["blur"]), (-4, 16), textcoords="offset points", ha="center", fontweight="bold", color=INK)
    axes.text(24, 190, "too blurred", ha="right", va="center", color=QUIET)
    axes.text(1.05, 7, "too few voxels", color=QUIET)
    titles(axes, "Magnification", "Blur in the object, µm")
    return finished(figure)


def power_chart(f):
    figure, axes = plot(58, 123.5)
    figure.subplots_adjust(top=1 - 11.5 / 58)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(0.4, 260)
    axes.set_ylim(0.5, 260)
    ticks(axes.xaxis, [0.5, 1, 2, 5, 10, 20, 50, 100, 200])
    ticks(axes.yaxis, [1, 10, 100])
    axes.axvspan(f["largest"], 260, color=VEIL)
    axes.fill_between([0.4, f["largest"]], 0.5, POWER_ASKED, color=VEIL)
    spots = np.array([1, 260])
    axes.fill_between(spots, 0.5 * GUIDELINE * spots, GUIDELINE * spots, color=DEEP)
    axes.plot(spots, GUIDELINE * spots, color=QUIET, linewidth=0.7)
    axes.text(1.4, 1.9, "guideline 0.5–1 W/µm, not a rating", rotation=21, rotation_mode="anchor", color=QUIET)
    axes.axhline(POWER_ASKED, color=INK, linewidth=0.8)
    axes.text(0.42, 24, f"power ≥ {number(POWER_ASKED)} W", fontweight="bold", color=INK)
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
    end = 2 * times[-1]
    axes.set_xscale("log")
    axes.set_xlim(0.7, end)
    axes.set_ylim(0, 57.5)
    axes.grid(True)
    axes.set_xticks([1, 2, 5], ["1 ×", "2 ×", "5 ×"])
    axes.set_xticks([], minor=True)
    axes.axhspan(f["limit"], 57.5, color=VEIL)
    axes.axhline(f["limit"], color=INK, linewidth=0.8)
    axes.axhline(f["detector"], color=INK, linewidth=1, linestyle="--")
    axes.plot(times, blurs, color=QUIET, linewidth=0.8)
    for index, ((name, _, _), time, seen) in enumerate(zip(PLATFORMS, times, blurs, strict=True)):
        chosen = index == 0
        axes.plot(time, seen, "o", markersize=8.5 if chosen else 4.2, color=BLUE if chosen else "white", markeredgecolor=INK)
        weight = "bold" if chosen else "normal"
        axes.annotate(name, (time, seen), (4, 6), textcoords="offset points", fontweight=weight, color=INK)
    axes.annotate(f"limit {number(f['limit'])} µm", (end, f["limit"]), (4, 0), textcoords="offset points", va="center", fontweight="bold")
    axes.annotate("detector alone", (end, f["detector"]), (4, 0), textcoords="offset points", va="center", color=QUIET)
    axes.text(7.8, 54, "too blurred", ha="right", va="center", color=QUIET)
    titles(axes, "Relative exposure time", "Blur in the object, µm")
    return finished(figure)


def penetration_chart(f):
    figure, axes = plot(54, 123.5)
    low, high = 0.0165, 30
    axes.set_yscale("log")
    axes.set_xlim(30, 233)
    axes.set_ylim(low, high)
    ticks(axes.xaxis, [50, 100, 150, 200])
    ticks(axes.yaxis, [0.1, 1, 10])
    axes.axvspan(30, f["from"], color=VEIL)
    axes.axvspan(f["to"], 233, color=VEIL)
    shown = low < 100 * SHARES
    axes.plot(KILOVOLTS[shown], 100 * SHARES[shown], color=QUIET, linewidth=0.8)
    axes.plot(VOLTAGE, 100 * f["passes"], "o", markersize=8.5, color=BLUE, markeredgecolor=INK)
    label = f"{number(100 * f['passes'], 2)} % at {number(VOLTAGE)} kV"
    axes.annotate(label, (VOLTAGE, 100 * f["passes"]), (-8, 4), textcoords="offset points", ha="right", fontweight="bold", color=INK)
    axes.text(33, 18, "too little passes", color=QUIET)
    titles(axes, "Tube voltage, kV", "Passes the longest path, %")
    return finished(figure)


def pattern(cells):
    """Five lines of one feature and three spheres below, on 15 by 16 features of so many cells each, 1 where nothing attenuates."""
    centres = (np.arange(16 * cells) + 0.5) / cells
    x, y = np.meshgrid(centres[: 15 * cells], centres)
    signal = np.ones(x.shape)
    signal[(y > 3) & (y < 3 + LINE_LENGTH) & (x > 3) & (x < 12) & (x.astype(int) % 2 == 1)] += CONTRAST
    for at in (4.5, 7.5, 10.5):
        signal += CONTRAST * np.sqrt(np.maximum(0, 1 - 4 * ((x - at) ** 2 + (y - 12.5) ** 2)))
    return signal


def radiograph(f, spot, quanta, noise):
    """The pattern as one focal spot and the detector show it, pixel for pixel."""
    cell = f["voxel"] / 2
    signal = pattern(round(FEATURE / cell))
    rows, columns = signal.shape
    x, y = np.meshgrid(np.fft.fftfreq(columns) * columns * cell, np.fft.fftfreq(rows) * rows * cell)
    distance = np.hypot(x, y)
    disc = np.clip((spot * (f["m"] - 1) / f["m"] / 2 - distance) / cell + 0.5, 0, 1)
    disc[0, 0] = max(disc[0, 0], 1e-6)  # a spot finer than a cell
    gauss = np.exp(-0.5 * (distance / detector_spread(f)) ** 2)
    transfer = np.fft.rfft2(disc / disc.sum()) * np.fft.rfft2(gauss / gauss.sum())
    clear = np.fft.irfft2(np.fft.rfft2(signal) * transfer, s=signal.shape)
    clear = clear.reshape(rows // 2, 2, columns // 2, 2).mean(axis=(1, 3))
    return noise.poisson(quanta * clear) / quanta


def detector_spread(f):
    """The Gaussian that with the pixel's own square is as wide as the basic spatial resolution tells [µm at the object]."""
    return math.sqrt(SRB**2 / 3 - PIXEL**2 / 12) / f["m"]


def panels(f):
    """What each focal spot shows in the time of the proposed platform's scan."""
    seconds = PROJECTIONS * scan(f, f["chosen"])["frames"] * FRAME
    rows = []
    for spot, name in PANELS:
        frequency = 1 / (2 * FEATURE)
        angles = np.linspace(0, math.pi, 40, endpoint=False)
        x = math.pi * spot * (f["m"] - 1) / f["m"] * frequency
        disc = 2 * np.mean(np.sin(angles) ** 2 * np.cos(x * np.cos(angles)))  # 2 J1(x) / x
        spread = math.exp(-2 * (math.pi * detector_spread(f) * frequency) ** 2)
        modulation = float(disc * spread * np.sinc(f["voxel"] * frequency))
        quanta = f["rate"] * EFFICIENCY * GUIDELINE * spot * seconds
        to_noise = CONTRAST * modulation * math.sqrt(quanta)
        rows.append(
            {
                "spot": spot,
                "name": name,
                "blur": float(blur(spot, f["m"])),
                "modulation": modulation,
                "power": GUIDELINE * spot,
                "relative": f["chosen"] / spot,
                "quanta": quanta,
                "noise": to_noise,
                "line": to_noise * math.sqrt(LINE_LENGTH) * FEATURE / f["voxel"],
            }
        )
    return seconds, rows


def picture_chart(f, rows):
    noise = np.random.default_rng(1)
    images = [pattern(12), *(radiograph(f, row["spot"], row["quanta"], noise) for row in rows)]
    figure, every = plt.subplots(1, 5, figsize=(172 * MM, 33.4 * MM))
    figure.subplots_adjust(left=0, right=1 - 3 / 172, bottom=0, top=1, wspace=0.095)
    for axes, image in zip(every, images, strict=True):
        axes.imshow(image, cmap="gray", vmin=1 - CONTRAST, vmax=1 + 2 * CONTRAST, interpolation="none")
        axes.set_axis_off()
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
h1, h2, h3, p, figure, ol, ul { margin: 0; }
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
section.flows { break-before: auto; margin-top: 26pt; }
.cover { page: cover; break-before: auto; }
.cover .top { display: flex; justify-content: space-between; }
.cover .maker { font-size: 17pt; font-weight: 600; color: #17324A; }
.cover .kind { text-align: right; }
.cover .topic { font-size: 12pt; font-weight: 400; margin-top: 22mm; }
.cover .lead { margin-bottom: 38mm; }
.cover table { border-top: 0.8pt solid #17324A; margin: 7mm 0 3mm; }
.cover td, .cover th { border: none; }
.contents { margin-top: 6mm; border-top: 0.8pt solid #17324A; padding-top: 6pt; }
.contents ol { columns: 2; column-gap: 6mm; list-style: none; padding: 0; margin-top: 3pt; font-size: 8.5pt; line-height: 11pt; }
.contents li { border-bottom: 0.4pt solid #D8E0E6; padding: 1.8pt 0; }
.contents li + li { margin-top: 0; }
.contents a { color: #22303C; text-decoration: none; }
.contents b { display: inline-block; width: 6mm; font-weight: 600; color: #17324A; }
.contents a::after { content: target-counter(attr(href), page); float: right; font-weight: 600; color: #17324A; }
.row { display: grid; grid-template-columns: 38.5mm 1fr; column-gap: 6mm; border-top: 0.5pt solid #BCC7D0; padding: 6pt 0 7pt;
  break-inside: avoid; }
.row + .row, .part + .row { margin-top: 6pt; }
.four { display: grid; grid-template-columns: 1fr 1fr 1fr 1fr; column-gap: 5mm; }
.halves { display: grid; grid-template-columns: 1fr 1fr; column-gap: 6mm; margin-top: 13pt; }
.part { border-top: 1pt solid #17324A; padding-top: 6pt; margin-top: 13pt; }
.halves .part { margin-top: 0; }
.part p { margin-top: 4pt; }
.big { font-size: 18pt; line-height: 25pt; font-weight: 600; color: #17324A; }
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
.name { font-size: 10.5pt; color: #17324A; }
.dense { font-size: 8.2pt; line-height: 10pt; margin-top: 4pt; }
.dense td { padding-top: 0.9pt; padding-bottom: 0.9pt; }
.pairs { margin-top: 4pt; }
table + .note { margin-top: 4pt; }
.small { font-size: 8pt; margin: 4pt 0; }
.small td { padding: 1.6pt 1mm 1.6pt 0; }
.matrix td { padding-top: 1.2pt; padding-bottom: 1.2pt; }
.matrix .group th { padding-top: 4pt; }
.group th { font-weight: bold; color: #17324A; padding-top: 7pt; border-bottom: 0.6pt solid #BCC7D0; break-after: avoid; }
.bar { height: 2mm; margin-top: 1.2mm; }
.bar.met { background: #17324A; }
.bar.open { border: 0.6pt solid #7B2CBF; height: 1.6mm; }
.bar.beyond { border-right: 1.2mm solid #BCC7D0; }
.badge { background: #0F5C8C; color: white; font-weight: bold; padding: 0.4mm 2mm; }
.strip { border-top: 0.5pt solid #BCC7D0; padding-top: 5pt; }
.strip .chart { margin-top: 4pt; }
.strip table { table-layout: fixed; }
ol, ul { padding-left: 5mm; }
li + li { margin-top: 3pt; }
.chart { width: 100%; }
.signatures { break-inside: avoid; }
.signatures p { border-top: 0.8pt solid #17324A; padding-top: 3pt; margin-top: 11mm; }
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
{% macro figure(number, title, columns, rows, chosen, note, chart, alt) %}
<figure class="row">
<div>
<p class="note">Chart {{ number }}</p>
<h3>{{ title }}</h3>
<table class="small">
<thead><tr>{% for column in columns %}<th{% if not loop.first %} class="right"{% endif %}>{{ column }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in rows %}
{% set is_chosen = loop.index0 == chosen %}
<tr{% if is_chosen %} class="chosen"{% endif %}>
{% for text in row %}<td{% if not loop.first %} class="right"{% endif %}>{% if is_chosen %}<strong>{{ text }}</strong>
{%- else %}{{ text }}{% endif %}</td>{% endfor %}
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
<p class="lead">Recommended. {{ verdicts.count("open") }} points are to be confirmed.</p>
<img class="chart" src="{{ charts.spots }}" alt="Focal spots drawn to scale: 33 µm, 20 µm, 8 µm. Beside each, the feature: 50 µm.">
<p class="note">Focal spots to scale, each beside the feature of 50 µm as an open circle. Below each, its size and its power.</p>
<table>
<tr>{% for term in ("For", "Prepared by", "Date", "Revision") %}<th scope="col" class="quiet">{{ term }}</th>{% endfor %}</tr>
<tr><td>{{ company }}<br>{{ contact }}</td><td>{{ maker }}</td><td>{{ date.strftime("%d %B %Y") }}</td><td>{{ revision }}</td></tr>
</table>
<p class="note">Only figures with a source are printed. What is not known is left open and reads “to be confirmed”.</p>
<div class="contents">
<p class="note">Contents</p>
<ol>
{% for anchor, topic in topics %}<li><b>{{ loop.index }}</b> <a href="#{{ anchor }}">{{ topic }}</a></li>
{% endfor %}
</ol>
</div>
</section>

<section id="summary">
{{ head(1, "Summary", "The " ~ platforms[0][0] ~ " platform is recommended; " ~ verdicts.count("open") ~ " points are open.",
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
<tr><th scope="row" class="quiet" style="width: 27%">By guideline</th>
<td>Only a guideline stands behind: time per part, signal to noise, target power.</td></tr>
<tr><th scope="row" class="quiet">Not published</th>
<td>{{ not_published | length }} figures are to be stated by the maker: {{ not_published | join(", ") }}.</td></tr>
<tr><th scope="row" class="quiet">Note well</th>
<td>The specimen is 65 mm high, but the detector sees {{ f.plane | number }} mm at once.</td></tr>
</table>
</div>
<div class="row">
<div><h3>What is offered</h3><p class="note">Figures from the catalogue; what the maker has not published is to be confirmed.</p></div>
<table>
{% for a, b, c, d in offered %}
<tr>{% for term, text in ((a, b), (c, d)) %}<th scope="row" class="quiet">{{ term }}</th>
<td>{% if text == "to be confirmed" %}<span class="quiet">{{ text }}</span>{% else %}{{ text }}{% endif %}</td>{% endfor %}</tr>
{% endfor %}
</table>
</div>
</section>

<section id="requirement">
{{ head(2, "Requirement", "Read as: resolve 50 µm at magnification 10.") }}
<p class="note">Bold: changed in reading, such as a unit. Tinted: not stated, so a declared default was used.</p>
<table class="dense">
<thead><tr><th style="width: 5%">Line</th><th style="width: 33%">Your file</th><th style="width: 24%">As received</th>
<th style="width: 17%">Read as</th><th style="width: 21%">What follows</th></tr></thead>
<tbody>
{% for line, key, received, read, use, wish in requirement %}
<tr><td class="quiet">{{ line }}</td><td class="quiet">{{ key }}</td><td>{{ received }}</td>
<td>{% if read != received %}<strong>{{ read }}</strong>{% else %}{{ read }}{% endif %}</td>
<td class="quiet">{{ use }}{% if wish %} <span class="tag">wish</span>{% endif %}</td></tr>
{% endfor %}
{% for key, value, why in assumed %}
<tr class="chosen"><td>—</td><td class="quiet">{{ key }}</td><td class="quiet">not stated</td><td><strong>{{ value }}</strong></td>
<td>assumed</td></tr>
{% endfor %}
</tbody>
</table>
<div class="part">
<h3>What is to be found, in your words</h3>
<p>Overhang of the anode over the cathode at the upper end of the winding, every cell of a lot sample.</p>
<p>The edges of both foils must be seen apart and measured.</p>
</div>
<div class="part">
<h3>Your notes, as received</h3>
<p>Only the upper 15 mm of the cell, where the foils end, need be in the picture.</p>
<p>The cabinet, its shielding and the interlock circuit are ours.</p>
</div>
</section>

<section class="flows" id="setup">
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
<p>Largest magnification {{ f.cap | number }}: there the turning body, or the field asked for, fills the detector.</p>
<p>Largest focal spot that serves: <strong>{{ f.largest | number }} µm</strong>; magnification {{ f.needed | number }} is the least that
could serve at all. With that spot the blur is least at magnification {{ f.best | number }}.</p>
</div>
<figure><img class="chart" src="{{ charts.sketch }}" alt="The set-up from above, to scale: the object 60 mm and the detector 600 mm from the
source, so magnification 10."></figure>
</div>
</div>
<div class="part">
<h3>Front and back of the specimen</h3>
<p class="note">With the 33 µm.</p>
<table class="dense">
<thead><tr><th style="width: 50%">Plane</th><th class="right">Magnification</th><th class="right">Blur</th></tr></thead>
<tbody>
<tr><td>front face, towards the source</td>
<td class="right">{{ f.front | number }}</td><td class="right">{{ f.front_blur | number }} µm</td></tr>
<tr><td>centre</td><td class="right">{{ f.m | number }}</td><td class="right">{{ f.blur | number }} µm</td></tr>
<tr><td>back face, towards the detector</td>
<td class="right">{{ f.back | number }}</td><td class="right">{{ f.back_blur | number }} µm</td></tr>
</tbody>
</table>
</div>
</section>

<section id="selection">
{{ head(4, "Selection", "3 of 3 platforms are sharp enough; the 33 µm platform gives the most output.",
        "A larger spot means more power and a shorter exposure, so the coarsest spot that still serves comes first.") }}
<table>
<thead><tr><th style="width: 24%">More output to the left, finer spot to the right</th>
{% for name, size, label in platforms %}
<th class="center{% if loop.first %} chosen{% endif %}"><strong class="name">{{ name }}</strong><br>{{ label }}</th>
{% endfor %}</tr></thead>
<tbody>
{% for title, is_open, cells in compare %}
<tr><th scope="row" class="quiet">{{ title }}</th>
{% for text in cells %}
<td class="{% if text | length < 20 %}center{% endif %}{% if loop.first %} chosen{% endif %}">{% if is_open %}{{ mark("open") }} {% endif %}
{% if text == "proposed" %}<span class="badge">{{ text }}</span>
{% elif text == "in doubt" %}<strong>{{ text }}</strong>{% else %}{{ text }}{% endif %}</td>
{% endfor %}</tr>
{% endfor %}
</tbody>
</table>
<p class="note">Rules on which all candidates agree, or of which no maker has published a figure, stand in the matrix only.</p>
<div class="part">
<h3>The choice stands while</h3>
<p class="note">One figure at a time, the others as stated. Beyond these ends, which are rounded to the safe side, another platform comes
first, or none serves.</p>
<table class="dense">
<thead><tr><th style="width: 26%">Figure</th><th class="right" style="width: 12%">Stated</th><th class="right" style="width: 31%">From</th>
<th class="right" style="width: 31%">To</th></tr></thead>
<tbody>
{% for name, stated, low, low_because, high, high_because in stands_while %}
<tr><td>{{ name }}</td><td class="right"><strong>{{ stated }}</strong></td>
<td class="right">{{ low }} <span class="quiet">{{ low_because }}</span></td>
<td class="right">{{ high }} <span class="quiet">{{ high_because }}</span></td></tr>
{% endfor %}
</tbody>
</table>
</div>
</section>

<section id="matrix">
{{ head(5, "Compliance matrix", verdicts.count("met") ~ " are met, " ~ verdicts.count("open") ~ " are to be confirmed.") }}
<p class="note">Bar: margin, −50 to +100 % of the limit, from a zero at one third. Wish: may fail without rejecting a platform; every other
line is a must. F: formula in the last section. Rule: of the rulebook that judged the line. A figure that is not known is never called
met.</p>
<table class="matrix">
<thead><tr><th style="width: 3.8%">No.</th><th style="width: 20.4%">Requirement</th><th class="right" style="width: 11.5%">Needed</th>
<th class="right" style="width: 11%">Offered</th><th>Unit</th><th class="right" style="width: 7.4%">Margin</th><th style="width: 5.4%"></th>
<th style="width: 16.2%">Verdict</th><th style="width: 11.7%">Evidence</th><th class="right">Rule</th></tr></thead>
{% set count = namespace(value=0) %}
{% for group, lines in compliance %}
<tbody>
<tr class="group"><th scope="rowgroup" colspan="10">{{ group }}</th></tr>
{% for name, wish, needed, offered, unit, margin, verdict, evidence, rule in lines %}
{% set count.value = count.value + 1 %}
<tr><td class="quiet">{{ "%02d" | format(count.value) }}</td><td>{{ name }}{% if wish %} <span class="tag">wish</span>{% endif %}</td>
<td class="right">{{ needed }}</td>
<td class="right">{% if verdict == "met" %}<strong>{{ offered }}</strong>{% else %}<span class="quiet">{{ offered }}</span>{% endif %}</td>
<td class="quiet">{{ unit }}</td>
{% if margin is none %}<td class="right quiet">–</td><td></td>
{% elif margin > 9.99 %}<td class="right">&gt; +999 %</td>
<td><div class="bar {{ verdict }} beyond" style="margin-left: 33.3%; width: 66.7%"></div></td>
{% else %}<td class="right">{{ "%+.0f" | format(100 * margin) }} %</td>
<td><div class="bar {{ verdict }}" style="margin-left: 33.3%; width: {{ 66.7 * margin }}%"></div></td>{% endif %}
<td>{{ mark(verdict) }} {{ words[verdict] }}</td><td class="quiet">{{ evidence }}</td><td class="right quiet">{{ rule }}</td></tr>
{% endfor %}
</tbody>
{% endfor %}
</table>
</section>

<section id="charts">
{{ head(6, "Charts", "Sharp enough and strongest; the picture shows the room that is left.",
        "Grey is ruled out by a limit, the large dot is the proposal, the broken line is the detector alone.") }}
{% set room = (f.blur - f.detector) | number %}
{% set gain = (f.blur - f.finest) | number %}
{{ figure(1, "At magnification 10 no spot, however fine, gains more than " ~ room ~ " µm over the 33 µm.",
          ["Spot, µm", "At M 10", "Best at M"], rows.magnification, 0, "Spot and blur in µm. M: magnification.", charts.magnification,
          "Blur in the object against magnification, one curve for each platform, the detector alone broken. At magnification 10 no spot, "
          ~ "however fine, gains more than " ~ room ~ " µm over the 33 µm.") }}
{{ figure(2, "3 of 3 platforms have a spot within " ~ f.largest | number ~ " µm.", ["Platform", "Spot, µm", "Power, W"], rows.power, 0,
          "* by the guideline, which is no rating. Dot: operating point.", charts.power,
          "Focal spot against target power with the classes above and the guideline as a band. 3 of 3 platforms have a spot within "
          ~ f.largest | number ~ " µm.") }}
{{ figure(3, "The 8 µm is sharper than the 33 µm by " ~ gain ~ " µm, at 4.1 times the exposure.", ["Platform", "Time", "Blur, µm"],
          rows.output, 0,
          "Exposure at equal image quality, voltage and geometry; 1 is the strongest platform.", charts.output,
          "Blur against relative exposure time, one dot for each platform. The 8 µm is sharper than the 33 µm by " ~ gain
          ~ " µm, at 4.1 times the exposure.") }}
</section>

<section id="penetration">
{% set passes = (100 * f.passes) | number(2) %}
{{ head(7, "Penetration and time", passes ~ " % of the beam passes at 160 kV; one scan takes " ~ scans[0].minutes | number
        ~ " min of the 30 min allowed.") }}
{{ figure(4, "At 160 kV " ~ passes ~ " % passes, within the useful window.", ["Voltage", "kV", "%"], rows.penetration, 3,
          "White: useful window. Small dots: highest voltage of a platform, where stated.", charts.penetration,
          "What passes the specimen against tube voltage. At 160 kV " ~ passes ~ " % passes, within the useful window.") }}
<div class="row">
<h3>Tube voltage</h3>
<table>
<tr><th scope="row" class="quiet" style="width: 27%">Recommended</th>
<td>{{ f.advised | number }} kV, where a small difference of thickness stands out most from the noise.</td></tr>
<tr><th scope="row" class="quiet">Rests on</th>
<td>Primary beam of a tungsten target through window, filters and longest path, weighted by energy; no scatter is counted.</td></tr>
</table>
</div>
<div class="part">
<h3>Exposure and time of a scan</h3>
<table class="dense">
<thead><tr><th>Platform</th><th class="right">Power, W</th><th class="right">Exposure, s</th><th class="right">Frames</th>
<th class="right">Scan, min</th><th class="right">Relative</th><th style="width: 32%">Rests on</th></tr></thead>
<tbody>
{% for s in scans %}
<tr{% if loop.first %} class="chosen"{% endif %}>
{% for text in (platforms[loop.index0][0], s.power | number, s.exposure | number, s.frames, s.minutes | number,
                s.relative | number ~ " ×") %}
<td{% if not loop.first %} class="right"{% endif %}>{% if s.relative == 1 %}<strong>{{ text }}</strong>{% else %}{{ text }}{% endif %}</td>
{% endfor %}
<td class="quiet">guideline, to be confirmed</td></tr>
{% endfor %}
</tbody>
</table>
<p class="note">Exposure: of one projection, as the signal to noise asked takes, else the frame time. Relative: for the same image, against
the 33 µm; it counts photons, a scan in whole frames may hide the gain. Each line by the formulas of the last section, with its own
power.</p>
</div>
</section>

<section id="picture">
{{ head(8, "What the feature will look like",
        "A spot of 33 µm shows the 50 µm lines best: finer ones give more noise, larger ones more blur.",
        "Lines as wide as the gaps between them, and spheres below, all of the feature’s size. Computed by the physics of the figures, not "
        ~ "measured.") }}
<figure class="strip">
<p class="note">Chart 5</p>
<h3>Computed: lines and spheres of 50 µm, {{ seconds | number }} s for every spot.</h3>
<img class="chart" src="{{ charts.picture }}" alt="Computed picture of lines and spheres of 50 µm. A spot of 33 µm shows the 50 µm lines
best: finer ones give more noise, larger ones more blur. Spot and contrast of the lines left:
{% for p in panels %} {{ p.spot | number }} µm / {{ (100 * p.modulation) | number(2) }} %{{ "." if loop.last else ";" }}{% endfor %}">
<table>
<thead><tr><th>The object<br>50 µm, no blur, no noise</th>
{% for p in panels %}
<th{% if loop.index == 3 %} class="chosen"{% endif %}><strong class="name">{{ p.spot | number }} µm</strong><br>{{ p.name }}</th>
{% endfor %}</tr></thead>
<tbody>
{% for title, cells in seen %}
<tr><th scope="row" class="quiet">{{ title }}</th>
{% for text in cells %}<td{% if loop.index == 3 %} class="chosen"{% endif %}>{{ text }}</td>{% endfor %}</tr>
{% endfor %}
<tr><th scope="row" class="quiet">The lines are</th>
{% for p in panels %}<td{% if loop.index == 3 %} class="chosen"{% endif %}><strong>shown</strong></td>{% endfor %}</tr>
</tbody>
</table>
<p class="note">Magnification 10; one square is one pixel, 10 µm at the object. Spot: uniform disc. Detector: basic spatial resolution
100 µm, Gaussian together with the pixel. Object: gaps as thick as they are wide in the path’s material, contrast 0.44 % at 160 kV. Time:
{{ seconds | number }} s, the light of the whole scan in one radiograph. Noise: Poisson, quantum efficiency 50 %. * by the guideline, which
is no rating. Shown: a tenth of the contrast left, and over a whole line five times the noise. Scatter, read-out, reconstruction and beam
hardening in it are not modelled.</p>
</figure>
</section>

<section id="scope">
{{ head(9, "Specification, scope and acceptance",
        "The source and its test are ours; cabinet, interlock circuit and licence are the integrator’s.",
        "A bare X-ray source is a component. Figures hold only as far as the maker states them; the rest is confirmed with the order.") }}
<div class="part">
<h3>Specification of the 33 µm platform</h3>
<table class="dense">
<thead><tr><th style="width: 31%">Figure</th><th style="width: 33%">Stated</th><th>Kind</th><th>Source</th></tr></thead>
<tbody>
<tr class="group"><th scope="rowgroup" colspan="4">Tube</th></tr>
<tr><td>Focal spot, effective</td><td><strong>33 µm at an operating point that is not stated; method not stated</strong></td>
<td class="quiet">typical</td><td class="quiet">S1</td></tr>
</tbody>
</table>
<p><strong>To be stated by the maker:</strong> {{ specification_open }}.</p>
</div>
<div class="part">
<h3>Who answers for what</h3>
<table class="dense">
<thead><tr><th style="width: 22%">Task</th><th style="width: 37%">Maker of the source</th><th>Integrator or operator</th></tr></thead>
<tbody>
{% for row in duties %}
<tr>{% for text in row %}<td>{{ text }}</td>{% endfor %}</tr>
{% endfor %}
</tbody>
</table>
</div>
<div class="part">
<h3>Acceptance test proposal</h3>
<table class="dense">
<thead><tr><th style="width: 22%">Test</th><th style="width: 32%">Method and condition</th><th style="width: 30%">Proposed limit</th>
<th>Where</th></tr></thead>
<tbody>
{% for row in tests %}
<tr>{% for text in row %}<td>{{ text }}</td>{% endfor %}</tr>
{% endfor %}
</tbody>
</table>
</div>
<div class="row">
<h3>Not part of this offer</h3>
<p>Detector, manipulator, shielding cabinet, interlock circuit, radiation protection, reconstruction software, installation, training,
licences and registration.</p>
</div>
<div class="row">
<h3>Safety</h3>
<ul>
<li><strong>Ionising radiation</strong> while the beam is on. A bare source may be operated only inside shielding with working interlocks,
by staff trained for it.</li>
<li><strong>High voltage</strong> inside generator and tube. The housing is opened by the maker’s service alone.</li>
<li><strong>Beryllium</strong> may be in the window of the tube; its dust is toxic. Do not touch, scrape or scrap the window.</li>
</ul>
</div>
</section>

<section class="flows" id="commercial">
{{ head(10, "Commercial terms", "The price of the 33 µm platform is on request.", "No price book stands behind this document.") }}
<table>
<thead><tr><th style="width: 6%">No.</th><th style="width: 47%">Description</th><th class="right" style="width: 11%">Quantity</th>
<th class="right">Unit price</th><th class="right">Total</th></tr></thead>
<tbody>
<tr class="group"><th scope="rowgroup" colspan="5">Offered</th></tr>
<tr><td class="quiet">1</td><td>33 µm platform</td><td class="right">4</td><td class="right quiet">on request</td>
<td class="right quiet">on request</td></tr>
<tr><th scope="row" colspan="4" class="right"><strong>Total, taxes not included</strong></th><td class="right quiet">on request</td></tr>
</tbody>
</table>
<div class="row">
<div><h3>Terms</h3><p class="note">What the seller has not stated is to be confirmed.</p></div>
<table>
{% for term, quiet, text in terms %}
<tr><th scope="row" class="quiet" style="width: 27%">{{ term }}</th>
<td>{% if quiet %}<span class="quiet">{{ quiet }}</span> {% endif %}{{ text }}</td></tr>
{% endfor %}
</table>
</div>
<div class="row">
<h3>Export control</h3>
<p>The classification and any licence are to be confirmed by the seller’s export compliance, with the country of use and the end user.
This document is no licence.</p>
</div>
<div class="row">
<h3>How to order</h3>
<table>
<tr><th scope="row" class="quiet" style="width: 27%">Order</th>
<td>Please ask for the prices, naming reference {{ reference }}, revision {{ revision }}; the order follows.</td></tr>
<tr><th scope="row" class="quiet">To</th><td>{{ maker }}</td></tr>
</table>
</div>
<div class="halves signatures"><p class="note">For {{ maker }}: name, date, signature</p>
<p class="note">For {{ company }}: name, date, signature</p></div>
</section>

<section id="appendix">
{{ head(11, "Assumptions, open questions, formulas and sources", "Every figure can be followed to what it rests on.") }}
<div class="halves">
<div class="part">
<h3>Open points</h3>
<ol>
<li><strong>To be stated by the maker:</strong> {{ to_be_stated }}.</li>
<li><strong>The specimen is 65 mm high, but the detector sees {{ f.plane | number }} mm at once.</strong> Say which part counts, or plan for
several scans.</li>
</ol>
</div>
<div class="part">
<h3>Assumed, since not stated</h3>
<table class="pairs">
{% for key, value, why in assumed %}
<tr><th scope="row" class="quiet" style="width: 44%">{{ key }}</th><td><strong>{{ value }}</strong>: {{ why }}</td></tr>
{% endfor %}
</table>
</div>
</div>
<div class="part">
<h3>Formulas, with your figures</h3>
<table class="dense">
<thead><tr><th style="width: 5%">No.</th><th style="width: 24%">Figure</th><th style="width: 27%">Formula</th>
<th style="width: 26%">With</th><th>Trust</th><th class="right">Result</th></tr></thead>
<tbody>
{% for name, formula, inputs, trust, result in formulas %}
<tr><td><strong>F{{ loop.index }}</strong></td><td>{{ name }}</td><td>{{ formula | safe }}</td><td class="quiet">{{ inputs }}</td>
<td class="quiet">{{ trust }}</td><td class="right"><strong>{{ result }}</strong></td></tr>
{% endfor %}
</tbody>
</table>
<p class="note"><i>f</i> focal spot, <i>u</i> detector unsharpness (2 SRb), <i>M</i> magnification, <i>k</i> criterion factor (1 to
resolve, 2 to detect), <i>s</i> smallest feature, <i>n</i> voxels that a feature must cover to be resolved, <i>p</i> pixel at the
scintillator, <i>W</i> detector width, <i>R</i> swept radius or half the field asked for, <i>c</i> clearance, Φ photons behind the filters
at 1 m [1/(J cm²)] from the tables, <i>p</i>² in cm², <i>h</i> focal spot to housing, <i>N</i> projections, <i>t</i> exposure (in signal
to noise: of whole frames). Spot and detector are added as squares (quadratic sum in the manner of ISO 17636-2); other standards add
cubes, which gives smaller figures. Contrast is not modelled.</p>
</div>
<div class="part">
<h3>Order of preference</h3>
<p class="note">The first step in which two platforms differ puts one before the other; where all are equal, the id does. A dash is
nothing, or not asked.</p>
<table class="dense">
<thead><tr><th style="width: 28%">Step</th>
{% for name, size, label in platforms %}<th class="right">{{ name }}</th>{% endfor %}</tr></thead>
<tbody>
{% for step, cells in preference %}
<tr><td><strong>{{ loop.index }}</strong> {{ step }}</td>{% for text in cells %}<td class="right">{{ text }}</td>{% endfor %}</tr>
{% endfor %}
</tbody>
</table>
</div>
<div class="part">
<h3>Sources and data</h3>
<table class="pairs">
{% for text, trust in sources %}
<tr><th scope="row" class="quiet" style="width: 13%">S{{ loop.index }}</th><td>{{ text }} <span class="quiet">[{{ trust }}]</span></td></tr>
{% endfor %}
<tr><th scope="row" class="quiet">Data</th>
<td>Attached to this file: the requirement as received and the decision with every figure unrounded. <span class="quiet">specgen 0.1.0;
catalogue c89e7a0107d4; rules 791c1f222258; templates 1d424db5034e</span></td></tr>
<tr><th scope="row" class="quiet">File</th><td class="quiet">Requirement as received, SHA-256 {{ digest[:12] }}…</td></tr>
</table>
<p class="note">V: read in the source or recomputed. S: secondary source. K: engineering knowledge, text of the standard not reached.</p>
</div>
<div class="part">
<h3>Words of this document</h3>
<table class="pairs">
{% for pair in words_explained | batch(2) %}
<tr>{% for term, text in pair %}<th scope="row" class="quiet" style="width: 19%">{{ term }}</th>
<td style="width: 31%">{{ text }}</td>{% endfor %}</tr>
{% endfor %}
</table>
</div>
</section>
</body>
</html>
"""

TOPICS = [
    ("summary", "Summary"),
    ("requirement", "Requirement"),
    ("setup", "Geometry and resolution budget"),
    ("selection", "Selection"),
    ("matrix", "Compliance matrix"),
    ("charts", "Charts"),
    ("penetration", "Penetration and time"),
    ("picture", "What the feature will look like"),
    ("scope", "Specification, scope and acceptance"),
    ("commercial", "Commercial terms"),
    ("appendix", "Assumptions, open questions, formulas and sources"),
]

OFFERED = [
    ("Platform", "33 µm platform, mini focus", "Focal spot", "33 µm (typical)"),
    ("Measured after", "method not stated", "Target power", "33 W (guideline)"),
    ("Tube voltage", "to be confirmed", "Cooling", "to be confirmed"),
    ("Control", "to be confirmed", "Supply", "to be confirmed"),
    ("Mass", "to be confirmed", "Price", "on request"),
]

WHY = [
    "No must fails, and of all that serve it gives the most output.",
    "The 33 µm gives more output, so a shorter exposure. By the guideline it would fail: time per part 30.8 min, needed at most 30 min.",
    "The 33 µm gives more output, so a shorter exposure. By the guideline it would fail: time per part 68.3 min, needed at most 30 min; "
    "target power 8 W, needed at least 20 W.",
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
    groups = compliance(f, f["chosen"])
    scans = [scan(f, size) for _, size, _ in PLATFORMS]
    seconds, seen = panels(f)
    blurs = [number(blur(size, f["m"])) for _, size, _ in PLATFORMS]
    best = [1 + (f["u"] / size) ** 2 for _, size, _ in PLATFORMS]
    return environment.from_string(PAGE).render(
        style=style,
        reference=REFERENCE,
        revision=REVISION,
        date=DATE,
        maker=MAKER,
        company=COMPANY,
        contact=CONTACT,
        f=f,
        topics=TOPICS,
        platforms=PLATFORMS,
        requirement=REQUIREMENT,
        assumed=ASSUMED,
        compliance=groups,
        formulas=formulas(f),
        sources=SOURCES,
        offered=OFFERED,
        not_published=NOT_PUBLISHED,
        to_be_stated=TO_BE_STATED,
        stands_while=STANDS_WHILE,
        specification_open=SPECIFICATION_OPEN,
        duties=DUTIES,
        tests=TESTS,
        terms=TERMS,
        words_explained=WORDS_EXPLAINED,
        digest=hashlib.sha256(RECEIVED.encode()).hexdigest(),
        icons=ICONS,
        words=WORDS,
        verdicts=[line[6] for _, lines in groups for line in lines],
        scans=scans,
        seconds=seconds,
        panels=seen,
        key_figures=[
            ("Blur in the object", f["blur"], "µm", "≤", f["limit"], 1 - f["blur"] / f["limit"]),
            ("Focal spot", f["chosen"], "µm", "≤", f["largest"], 1 - f["chosen"] / f["largest"]),
            ("Voxel", f["voxel"], "µm", "≤", FEATURE / 2, 1 - f["voxel"] / (FEATURE / 2)),
            ("Field of view", f["field"], "mm", "≥", FIELD, f["field"] / FIELD - 1),
        ],
        compare=[
            (f"Blur in the object, µm (≤ {number(f['limit'])})", False, blurs),
            (f"Focal spot, µm (≤ {number(f['largest'])})", False, [number(size) for _, size, _ in PLATFORMS]),
            (f"Time per part, min (≤ {number(TIME_ASKED)})", True, [number(s["minutes"]) for s in scans]),
            (f"Signal to noise (≥ {number(SNR_ASKED)})", True, [number(s["noise"]) for s in scans]),
            (f"Target power, W (≥ {number(POWER_ASKED)})", True, [number(s["power"]) for s in scans]),
            ("Verdict", False, ["proposed", "in doubt", "in doubt"]),
            ("Why, or why not", False, WHY),
        ],
        seen=[
            ("Blur in the object", [f"{number(p['blur'])} µm" for p in seen]),
            ("Contrast of the lines left", [f"{number(100 * p['modulation'], 2)} %" for p in seen]),
            ("Power", [f"{number(p['power'])} W*" for p in seen]),
            ("Time for equal photons", [f"{number(p['relative'], 2)} ×" for p in seen]),
            ("Photons counted by a pixel, thousands", [number(p["quanta"] / 1000, 2) for p in seen]),
            ("Contrast to noise, pixel", [number(p["noise"], 2) for p in seen]),
            ("Contrast to noise, whole line", [number(p["line"], 2) for p in seen]),
        ],
        preference=[
            ("musts not met, fewer first", [0, 0, 0]),
            ("largest shortfall, smaller first", ["–", "–", "–"]),
            ("musts to be confirmed, fewer first", [21, 21, 21]),
            ("wishes met, more first", [0, 0, 0]),
            ("output where time, noise or power count, more first", [number(s["rate"]) for s in scans]),
            ("focal spot in µm, larger first", [number(size) for _, size, _ in PLATFORMS]),
            ("list price where all are priced, lower first", [0, 0, 0]),
            ("usual class for the application first", ["no", "yes", "yes"]),
        ],
        rows={
            "magnification": [(number(p[1]), b, number(m) if m < 99 else "> 99") for p, b, m in zip(PLATFORMS, blurs, best, strict=True)],
            "power": [(name, number(size), f"{number(GUIDELINE * size)}*") for name, size, _ in PLATFORMS],
            "output": [(p[0], f"{number(s['relative'])} ×", b) for p, s, b in zip(PLATFORMS, scans, blurs, strict=True)],
            "penetration": [
                ("window from", number(f["from"]), "10"),
                ("recommended", number(f["advised"]), "14"),
                ("window to", number(f["to"]), "20"),
                ("as stated", number(VOLTAGE), number(100 * f["passes"], 2)),
            ],
        },
        charts={
            "spots": spots_chart(),
            "budget": budget_chart(f),
            "sketch": sketch_chart(f),
            "magnification": magnification_chart(f),
            "power": power_chart(f),
            "output": output_chart(f),
            "penetration": penetration_chart(f),
            "picture": picture_chart(f, seen),
        },
    )


# --- file -----------------------------------------------------------------------------------------------------------

RECEIVED = """\
# The demo, with nearly every section filled in. Recommended: at magnification 10 the focal spot limits the image (51 µm),
# so mini focus serves although battery inspection is usually a microfocus task. One picture does not hold the whole
# height of the cell: a warning, answered in the notes.
specgen: 1
reference: ACME-2026-014
revision: A
date: 2026-11-20
title: Electrode overhang in 18650 cells
customer:
  company: Acme Cells GmbH
  contact: Jane Doe
  email: jane.doe@acme.example
  address: |
    Musterweg 1
    12345 Beispielstadt
  country: DE
application:
  kind: battery inspection
  technique: ct
  description: |
    Overhang of the anode over the cathode at the upper end of the winding, every cell of a lot sample.
    The edges of both foils must be seen apart and measured.
specimen:
  name: 18650 cell
  diameter: 18.5 mm
  height: 65 mm
  path:                                                                       # through the axis: the longest way
    - {material: steel, thickness: 0.5 mm}                                    # can, both walls
    - {material: copper, thickness: 0.6 mm}                                   # anode collector, all windings
    - {material: aluminium, thickness: 0.9 mm}                                # cathode collector, all windings
    - {formula: LiCoO2, density: 3.2 g/cm3, thickness: 6.4 mm}                # cathode coating, calendered
    - {formula: C, density: 1.5 g/cm3, thickness: 7.2 mm}                     # anode coating
    - {material: polyethylene, thickness: 2.3 mm}                             # separator, electrolyte counted in
imaging:
  smallest_feature: 50 um             # the step between the two foils
  criterion: resolve
  voxel: 10 um
  field_of_view: 20 mm                # the can and a rim of air
  source_detector_distance: 600 mm
  source_object_distance: 60 mm
  clearance: 5 mm                     # the gripper passes between cell and source
  detector:
    pixel_pitch: 100 um
    basic_spatial_resolution: 100 um  # duplex wire, measured at 120 kV
    columns: 2048
    rows: 2048
    quantum_efficiency: 50 %
  time_per_part: 30 min
  projections: 900
  frame_time: 500 ms                  # several frames may be averaged
  signal_to_noise: 40
source:
  tube_voltage: {min: 120 kV, max: 160 kV}
  target_power: {min: 20 W}
  tube_current: 200 uA
  focal_spot: {max: 60 um}
  duty_cycle: continuous
  cooling: [forced air, conduction]
  filter: {material: aluminium, thickness: 1 mm}
integration:
  interface: [RS-232, interlock]
  supply: 24 V DC
  envelope: {width: 300 mm, height: 200 mm, depth: 200 mm}
  mass: {max: 15 kg}
  ambient: {min: 10 degC, max: 35 degC}
  standards: [IEC 61010-1, CE, IEC 61010-2-091]
commercial:
  quantity: 4
  currency: EUR
  delivery: 2027-03-31
  incoterm: DAP Beispielstadt
document: {language: en, paper: a4, units: metric}
should: [source.cooling, integration.mass]
notes: |
  Only the upper 15 mm of the cell, where the foils end, need be in the picture.
  The cabinet, its shielding and the interlock circuit are ours.
"""

ABOUT = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:proposal="urn:source-ray:proposal:1#">
<rdf:Description rdf:about=""><proposal:reference>{}</proposal:reference><proposal:revision>{}</proposal:revision>
<proposal:requirement>{}</proposal:requirement><proposal:decision>{}</proposal:decision></rdf:Description>
</rdf:RDF>"""


def make_decision(f):
    """Every figure unrounded, and how each platform stands to each line of the matrix."""
    fields = ("subject", "wish", "needed", "offered", "unit", "margin", "verdict", "evidence", "rule")
    candidates = [
        {
            "platform": name,
            "class": label,
            "focal_spot": size,
            "blur": float(blur(size, f["m"])),
            **scan(f, size),
            "verdicts": [dict(zip(fields, line, strict=True)) for _, lines in compliance(f, size) for line in lines],
        }
        for name, size, label in PLATFORMS
    ]
    decision = {
        "requirement": {"reference": REFERENCE, "revision": REVISION, "date": DATE.isoformat()},
        "status": "recommended",
        "platform": PLATFORMS[0][0],
        "figures": f,
        "formulas": [dict(zip(("figure", "formula", "inputs", "trust", "result"), line, strict=True)) for line in formulas(f)],
        "candidates": candidates,
        "stands_while": [
            dict(zip(("figure", "stated", "min", "min_because", "max", "max_because"), row, strict=True)) for row in STANDS_WHILE
        ],
        "assumptions": [dict(zip(("where", "value", "because"), row, strict=True)) for row in ASSUMED],
        "sources": [text for text, _ in SOURCES],
    }
    return json.dumps(decision, indent=2, ensure_ascii=False)


def make_pdf() -> bytes:
    f = figures()
    decision = make_decision(f)
    moment = datetime.datetime.combine(DATE, datetime.time(), datetime.UTC)
    attachments = [
        Attachment(string=text, name=name, description=description, relationship=relationship, created=moment, modified=moment)
        for name, text, description, relationship in (
            ("requirement.yaml", RECEIVED, "The requirement as received", "Source"),
            ("decision.json", decision, "The decision, with every figure unrounded", "Data"),
        )
    ]
    digests = [hashlib.sha256(text.encode()).hexdigest() for text in (RECEIVED, decision)]
    about = ABOUT.format(REFERENCE, REVISION, *digests)
    return HTML(string=make_html(f)).write_pdf(
        pdf_variant="pdf/a-3u", pdf_tags=True, attachments=attachments, xmp_metadata=[io.BytesIO(about.encode())]
    )


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(make_pdf())

"""Inches: what a document in inches shows, converted by hand; what stays metric; and that reading back gives the same figure."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import DATE, EXAMPLES, MAKERS, kit

from specgen import pipeline
from specgen.files.words import load_wording
from specgen.findings import finding
from specgen.units import INCH, METRIC, Length, Mass, Speed, Temperature, in_mils, shown_in

METRIC_WORDS = load_wording(kit().library, "en")
WORDS = METRIC_WORDS.showing(INCH)
KINDS = {"mm": Length, "kg": Mass, "degC": Temperature, "mm/s": Speed}
SYMBOLS = {"in": "in", "mil": "mil", "in/s": "in/s", "lb": "lb", "°F": "degF"}


# 1 in = 25.4 mm, 1 mil = 0.0254 mm, 1 lb = 0.45359237 kg, °F = 9/5 °C + 32: all exact, divided by hand.
@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (25.4, "mm", "1 in (25.4 mm)"),
        (600, "mm", "23.6 in (600 mm)"),  # 23.622
        (1016, "mm", "40 in (1016 mm)"),  # not 1020 mm, which would be 40.2 in
        (304.8, "mm", "12 in (304.8 mm)"),
        (1.5, "mm", "59.1 mil (1.5 mm)"),  # 59.055
        (2.54, "mm", "0.1 in (2.54 mm)"),
        (15, "kg", "33.1 lb (15 kg)"),  # 33.0693
        (5, "degC", "41 °F (5 °C)"),
        (-40, "degC", "−40 °F (−40 °C)"),
        (0, "degC", "32 °F (0 °C)"),
        (50, "mm/s", "1.97 in/s (50 mm/s)"),  # 1.9685
        (33, "um", "33 µm"),
        (160, "kV", "160 kV"),
        (7.874, "g/cm3", "7.87 g/cm³"),
        (0, "mm", "0 mil (0 mm)"),
    ],
)
def test_a_quantity_in_inches(value: float, unit: str, expected: str) -> None:
    """Inches, mils below a tenth, pounds and °F, each with the metric figure; µm, kV and densities as they are."""
    assert WORDS.quantity(value, unit, " ") == expected


def test_metric_is_untouched() -> None:
    """Without the wish nothing changes."""
    assert METRIC_WORDS.quantity(1016, "mm", " ") == "1020 mm"
    assert METRIC_WORDS.shown(1016, "mm") == (1016, "mm")
    assert shown_in(METRIC, 5, "degC") == (5, "degC")


def test_mils_are_for_thin_things() -> None:
    """Below a tenth of an inch; other units never."""
    assert in_mils(0.02, "in") == (20, "mil")
    assert in_mils(0.1, "in") == (0.1, "in")
    assert in_mils(0.02, "lb") == (0.02, "lb")


@given(unit=st.sampled_from(sorted(KINDS)), value=st.decimals(Decimal("0.001"), Decimal(99_999), places=3))
def test_what_is_printed_reads_back_as_the_metric_figure(unit: str, value: Decimal) -> None:
    """Both figures, read by the reader of requirement files, are the value within half a step of their last digit."""
    metric, printed = float(value), WORDS.quantity(float(value), unit, " ")
    match = re.fullmatch(r"(\S+) (\S+) \((\S+) (\S+)\)", printed)
    assert match, printed
    for number, symbol in ((match[1], SYMBOLS[match[2]]), (match[3], "degC" if match[4] == "°C" else match[4])):
        read = KINDS[unit].parse(f"{number.replace('−', '-')} {symbol}").in_unit(symbol)
        exact = KINDS[unit]("", KINDS[unit].parse(f"{value} {unit}").magnitude).in_unit(symbol)
        digits = Decimal(repr(exact)).adjusted() - 2 if exact else 0
        assert abs(Decimal(repr(read)) - Decimal(repr(exact))) <= Decimal(10) ** digits / 2 + Decimal("1e-9"), (printed, metric)


def test_facts_of_a_finding_are_converted() -> None:
    """Figures that a finding states in our units; text with anything else stays as it was written."""
    found = finding("SG-W217", "specimen.height", height="65 mm", field="20.5 mm")
    assert "2.56 in (65 mm)" in WORDS.message(found)
    assert "0.807 in (20.5 mm)" in WORDS.message(found)
    assert "65 mm" in METRIC_WORDS.message(found)
    assert WORDS.resolved("12 in", {}) == "12 in"
    assert WORDS.resolved("0.5 mm Be", {}) == "0.5 mm Be"


@pytest.mark.parametrize("maker", MAKERS)
def test_a_whole_document_in_inches(maker: str) -> None:
    """As received stays as written, readings and the matrix are in inches, the decision is the metric one to the byte."""
    source = (EXAMPLES / "battery-18650.yaml").read_text("utf-8")
    assert "units: metric" in source
    made = {}
    for system in (METRIC, INCH):
        judged = pipeline.judge_data(kit(maker), "x.yaml", source.replace("units: metric", f"units: {system}").encode())
        made[system] = pipeline.finish(kit(maker), judged, pipeline.Wish(), DATE)
    text = str(made[INCH].document)
    for told in ("600 mm'", "23.6\\u202fin\\u202f(600\\u202fmm)", "33.1\\u202flb\\u202f(15\\u202fkg)", "50\\u202f°F\\u202f(10\\u202f°C)"):
        assert told in text
    assert ("Mass, lb" in text, "Mass, kg" in text) == (maker == "helmsdal", False)
    assert "33.1\\u202flb" not in str(made[METRIC].document)
    metric, inch = (re.sub(rb'"(sha256|offer)": "[^"]+"', b"", one.decision) for one in made.values())  # digests of the file
    assert metric == inch


@pytest.mark.parametrize(("workspace", "asked", "shown"), [(None, None, METRIC), (INCH, None, INCH), (INCH, METRIC, METRIC)])
def test_the_workspace_names_the_units_and_the_file_goes_before_it(workspace: str | None, asked: str | None, shown: str) -> None:
    """As with language, brand and paper."""
    tools = replace(kit(), workspace=kit().workspace.model_copy(update={"units": workspace}))
    source = (EXAMPLES / "battery-18650.yaml").read_text("utf-8")
    given = source.replace(", units: metric", f", units: {asked}" if asked else "")
    assert given != source or asked == METRIC
    made = pipeline.finish(tools, pipeline.judge_data(tools, "x.yaml", given.encode()), pipeline.Wish(), DATE)
    assert isinstance(made, pipeline.Finished)
    assert (made.wording.system, "23.6\\u202fin" in str(made.document)) == (shown, shown == INCH)

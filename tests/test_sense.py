"""Sense: figures that hardly exist are asked about, with the likely unit; what exists in this field stays silent."""

from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import ACCEPTED, BASE, EXAMPLES, MAKERS, asked, kit

from specgen import sense
from specgen.errors import QuantityError
from specgen.fields import Ceiling, Range
from specgen.files.received import receive
from specgen.findings import Finding
from specgen.units import KINDS, Length, Quantity

PLAUSIBLE: Final = kit().catalog.plausible
assert len(PLAUSIBLE) > 20, "hardly a range: this module would prove little"


def found(**changes: Any) -> list[Finding]:
    """Return what is asked about the figures of `BASE` with *changes*."""
    dotted = {key.replace("__", "."): value for key, value in changes.items()}
    return [finding for finding in sense.findings(asked(dotted), kit().catalog) if finding.code in {"SG-W215", "SG-W220"}]


def told(findings: list[Finding]) -> list[tuple[str, str, str]]:
    """Return code, path and suggestion of each; every one has its sentences."""
    assert all(kit().wording.message(finding) and kit().wording.help(finding) for finding in findings)
    return [(finding.code, finding.where, dict(finding.facts).get("suggestion", "")) for finding in findings]


def kind_at(path: str) -> type[Quantity]:
    """Return the kind of quantity that the field at *path* takes."""
    value: Any = next(value for value in (at(asked({path: text}), path) for text in texts_for(path)) if value is not None)
    ends = (value.min or value.max) if isinstance(value, Range) else value.max if isinstance(value, Ceiling) else value
    assert isinstance(ends, Quantity)
    return type(ends)


def texts_for(path: str) -> list[str]:
    """Return the lower bound of *path* as a file would state it."""
    return [PLAUSIBLE[path].min]


def at(requirement: Any, path: str) -> Any:
    """Return what stands at the dotted *path*; a path that the format does not have raises."""
    for step in path.split("."):
        requirement = getattr(requirement, step)
    return requirement


# --- the four of the task, and their like -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text", "likely"),
    [
        ("imaging.smallest_feature", "50 nm", "50 um"),
        ("source.tube_voltage", "3 MV", "3 kV"),
        ("imaging.detector.pixel_pitch", "0.01 um", "0.01 mm"),
        ("source.tube_voltage", "160000 kV", "160000 V"),
        ("source.focal_spot.max", "33 mm", "33 um"),
        ("source.tube_current", "200 A", "200 uA"),
        ("source.target_power", "33 kW", "33 W"),
        ("imaging.source_detector_distance", "600 m", "600 mm"),
        ("imaging.time_per_part", "30 us", "30 s"),
        ("integration.mass.max", "15 g", "15 kg"),
        ("specimen.diameter", "18.5 m", "18.5 mm"),
        ("integration.envelope.width", "300 m", "300 mm"),
    ],
)
def test_a_mistaken_unit_is_asked_about_with_the_likely_one(path: str, text: str, likely: str) -> None:
    """The figure stays, the question names the range and the same number in the unit that was probably meant."""
    (finding,) = (entry for entry in found(**{path: text, "imaging.voxel": None}) if entry.code == "SG-W215")
    suggestion = dict(finding.facts)["suggestion"]
    assert finding.where == path.removesuffix(".max")
    assert suggestion == likely
    assert dict(finding.facts)["text"] == text
    assert not finding.is_error


def test_a_part_that_does_not_fit_between_source_and_centre() -> None:
    """A specimen of 4 m at 200 mm: too large as such, and larger than the distance; with 4 mm both are silent."""
    far = {"imaging__source_object_distance": "200 mm", "imaging__source_detector_distance": "800 mm"}
    assert told(found(specimen__diameter="4 m", **far)) == [
        ("SG-W215", "specimen.diameter", "4 mm"),
        ("SG-W220", "imaging.source_object_distance", ""),
    ]
    assert found(specimen__diameter="4 mm", **far) == []
    assert told(found(specimen__diameter="400 mm", **far)) == [("SG-W220", "imaging.source_object_distance", "")]
    assert found(specimen__diameter="399 mm", **far) == []


@pytest.mark.parametrize(
    ("technique", "extent", "asked_about"),
    [
        ("ct", "width", True),
        ("radiography", "width", False),
        ("laminography", "width", False),
        ("radiography", "depth", True),
        ("ct", "height", False),
    ],
)
def test_only_what_lies_along_the_beam_needs_room(technique: str, extent: str, asked_about: bool) -> None:
    """A wide plate may pass close to the source; one that turns may not."""
    changes = {"application.technique": technique, f"specimen.{extent}": "500 mm", "imaging.source_object_distance": "200 mm"}
    assert [finding.code for finding in found(**changes)] == ["SG-W220"] * asked_about


# --- the ranges themselves --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PLAUSIBLE)
def test_every_range_is_of_a_field_and_the_right_way_round(path: str) -> None:
    """The field exists and takes a quantity; both ends parse as one, and nothing inside them is asked about."""
    kind = kind_at(path)
    low, high = kind.parse(PLAUSIBLE[path].min), kind.parse(PLAUSIBLE[path].max)
    assert low.magnitude < high.magnitude
    apart = {"imaging.voxel": None, "imaging.source_object_distance": None, "imaging.source_detector_distance": None}
    for text in (low.text, high.text):
        assert [finding for finding in found(**(apart | {path: text})) if finding.where == path] == []


@pytest.mark.parametrize("path", [path for path in PLAUSIBLE if path != "integration.ambient"])
def test_a_range_is_wide(path: str) -> None:
    """A factor of fifty at least: who is asked without need stops reading."""
    kind = kind_at(path)
    assert kind.parse(PLAUSIBLE[path].max).magnitude >= 50 * kind.parse(PLAUSIBLE[path].min).magnitude


def test_both_ends_of_a_range_are_looked_at_and_a_point_once() -> None:
    assert told(found(source__tube_voltage={"min": "80 V", "max": "160 kV"})) == [("SG-W215", "source.tube_voltage", "80 kV")]
    assert told(found(source__tube_voltage="130 V")) == [("SG-W215", "source.tube_voltage", "130 kV")]
    assert len(found(source__tube_voltage={"min": "80 V", "max": "160 MV"})) == 2


def test_nothing_likely_is_suggested_where_no_unit_fits() -> None:
    """Nor for a fraction of an inch, whose number stands for no other unit."""
    assert told(found(integration__ambient="500 degC")) == [("SG-W215", "integration.ambient", "")]
    assert told(found(specimen__diameter="4000 mm"))[0] == ("SG-W215", "specimen.diameter", "4000 um")  # metres would be beyond any figure
    assert told(found(integration__ambient="273.15 degF")) == [("SG-W215", "integration.ambient", "273.15 K")]  # which is 0 °C
    low, high = Length.parse("0.1 um"), Length.parse("20 mm")
    assert sense.likely_reading(Length.parse("9999/2 in"), low, high) == ""


@pytest.mark.parametrize("kind", KINDS)
@given(number=st.floats(1e-3, 1e6).map(lambda number: f"{number:.4g}"), unit=st.integers(0, 20))
def test_a_likely_reading_lies_inside_or_there_is_none(kind: type[Quantity], number: str, unit: int) -> None:
    """And has the number that was written."""
    spelling = list(kind.units)[unit % len(kind.units)]
    low, high = kind.parse(f"1 {kind.base}"), kind.parse(f"90 {kind.base}")
    try:
        quantity = kind.parse(f"{float(number):.4f} {spelling}")
    except QuantityError:
        return
    likely = sense.likely_reading(quantity, low, high)
    if likely:
        assert low.magnitude <= kind.parse(likely).magnitude <= high.magnitude
        assert likely.split()[0] == quantity.text.split()[0]


# --- silence ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("name", ACCEPTED)
def test_no_example_is_asked_about_its_figures(maker: str, name: str) -> None:
    """Each is a real task of this field."""
    received = receive(str(EXAMPLES / f"{name}.yaml"), kit(maker).catalog)
    assert [f for f in received.findings if f.code in {"SG-W215", "SG-W220"}] == []


def test_the_base_of_all_tests_is_silent() -> None:
    assert BASE["imaging.smallest_feature"] == "50 um"
    assert list(sense.findings(asked(), kit().catalog)) == []


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "material",
    [
        "steel",
        "316L",
        "AlSi10Mg",
        "FR-4",
        "FR4",
        "CFRP",
        "PMMA",
        "bone",
        "water",
        "Ti-6Al-4V",
        "Inconel 718",
        "SiO2",
        "aluminium",
        "Aluminum",
        "copper",
        "Fe",
        "STEEL",
    ],
)
def test_materials_of_this_field_are_known(material: str) -> None:
    """By name, synonym, alloy or formula, whatever the case."""
    findings = sense.findings(asked({"specimen.path": [{"material": material, "thickness": "1 mm"}]}), kit().catalog)
    assert [finding for finding in findings if finding.code == "SG-Q222"] == []


@pytest.mark.parametrize(
    ("material", "suggestion"), [("stel", "steel"), ("alumnium", "aluminium"), ("zzz", ""), ("Inconel 781", "Inconel 718")]
)
def test_an_unknown_material_is_asked_about_with_the_nearest(material: str, suggestion: str) -> None:
    findings = sense.findings(asked({"specimen.path": [{"material": material, "thickness": "1 mm"}]}), kit().catalog)
    (finding,) = (finding for finding in findings if finding.code == "SG-Q222")
    assert (finding.where, dict(finding.facts)["suggestion"].casefold()) == ("specimen.path[0].material", suggestion.casefold())


def test_a_formula_and_a_density_answer_the_question() -> None:
    own = [{"material": "unobtainium", "formula": "LiCoO2", "density": "4.9 g/cm3", "thickness": "1 mm"}]
    assert not [finding for finding in sense.findings(asked({"specimen.path": own}), kit().catalog) if finding.code == "SG-Q222"]
    (finding,) = (f for f in sense.findings(asked({"specimen.path": [own[0] | {"density": None}]}), kit().catalog) if f.code == "SG-Q222")
    assert finding.where == "specimen.path[0].formula"

"""What a document says, before any words: requirement as read, compliance, curves, open points. No language, no brand.

Each line knows where it comes from. Numbers are not rounded here.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from specgen import physics, units
from specgen.catalog import Catalog, Kind, Reference
from specgen.decision import Candidate, Decision, Outcome, Status, Verdict
from specgen.difference import Difference
from specgen.fields import Ceiling, Range, Values
from specgen.findings import Finding, Severity
from specgen.issue import Issue
from specgen.need import Assumption, Need, Number, SpotLimit
from specgen.panels import Panels, missing_for_panels, panels
from specgen.quote import Quote
from specgen.release import Release
from specgen.requirement import DutyCycle, Layer, Requirement
from specgen.specification import Specification

# Groups whose lines are requirements; who asks and how the document looks are not.
_TECHNICAL: Final = ("application", "specimen", "imaging", "source", "integration")
_COMMERCIAL: Final = "commercial"
_TAKEN_AS_TEXT: Final = ("application.description",)

_READ_UNIT: Final[Mapping[type[units.Quantity], str]] = {
    units.SmallLength: "um",
    units.Length: "mm",
    units.Voltage: "kV",
    units.Current: "uA",
    units.Power: "W",
    units.Duration: "s",
    units.Temperature: "degC",
    units.Mass: "kg",
    units.Share: "%",
    units.Density: "g/cm3",
    units.Angle: "deg",
    units.Speed: "mm/s",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One value as it was read: a number with its unit, or words; *bound* where it is the least or the most (`at_least`, `at_most`)."""

    value: float | None
    unit: str = "1"
    words: str = ""
    bound: str = ""


@dataclass(frozen=True, slots=True)
class GivenLine:
    """One line of the requirement: as received, and as read; *assumed* where a default took its place."""

    path: str
    line: int | None
    received: str
    read: tuple[Reading, ...]
    is_wish: bool = False
    assumed: Assumption | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """The object-plane unsharpness of one focal spot over magnification; *spot_um* is None for the detector alone."""

    candidate: Candidate | None
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class OutputPoint:
    """A candidate's relative exposure time at equal image quality against the blur that it gives."""

    candidate: Candidate
    relative_time: float
    unsharpness_um: float
    on_front: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """All that a document of any kind draws on."""

    requirement: Requirement
    decision: Decision
    issue: Issue
    maker: str
    custom_offer: str
    sha256: str
    given: tuple[GivenLine, ...]
    compliance: tuple[Verdict, ...]
    curves: tuple[Curve, ...]
    output: tuple[OutputPoint, ...]
    transmission: tuple[tuple[float, float], ...]
    highest_voltages: tuple[tuple[Candidate, float, float], ...]
    formulas: tuple[tuple[str, Number], ...]
    sources: tuple[tuple[str, Reference], ...]
    questions: tuple[Finding, ...]
    remarks: tuple[Finding, ...]
    classes: tuple[tuple[str, float, float], ...]
    guideline_band: tuple[float, float]
    guideline_smallest_um: float
    provenance: tuple[tuple[str, str], ...]
    quote: Quote | None = None
    release: Release | None = None
    changes: Difference | None = None
    panels: Panels | None = None
    no_panels: str = ""
    specification: Specification | None = None

    @property
    def is_illustrative(self) -> bool:
        """Return whether any platform's figures are illustrative, which every page then says."""
        return any(candidate.spot.kind is Kind.ILLUSTRATIVE for candidate in self.decision.candidates)

    def count(self, outcome: Outcome) -> int:
        """Return how many lines of the compliance matrix have *outcome*."""
        return sum(verdict.outcome is outcome for verdict in self.compliance)

    @property
    def compares(self) -> bool:
        """Return whether platforms stand against each other: some source can serve, or sales offer one all the same."""
        return self.decision.status is not Status.INFEASIBLE or self.decision.chosen is not None

    def by_spot(self) -> tuple[Candidate, ...]:
        """Return the candidates from most output to finest spot."""
        return tuple(sorted(self.decision.candidates, key=lambda c: (-c.spot.value.um, c.platform.id)))


def propose(
    requirement: Requirement,
    decision: Decision,
    catalog: Catalog,
    issue: Issue,
    *,
    lines: Mapping[str, int],
    findings: tuple[Finding, ...],
    sha256: str,
    provenance: tuple[tuple[str, str], ...],
    quote: Quote | None = None,
    release: Release | None = None,
    changes: Difference | None = None,
    specification: Specification | None = None,
) -> Proposal:
    """Return what the document for *decision* says; *lines* tells on which line of the file each path stands.

    With a *specification* it says nothing commercial.
    """
    subject = decision.chosen or next(iter(decision.candidates), None)
    formulas = tuple(_formulas(decision, subject, specification, catalog))
    compliance = subject.verdicts if subject else ()
    keys = _source_keys(decision, compliance, subject, specification, catalog)
    groups = _TECHNICAL if specification else (*_TECHNICAL, _COMMERCIAL)
    return Proposal(
        requirement=requirement,
        decision=decision,
        issue=issue,
        maker=issue.sender.company or catalog.portfolio.makers[0],
        custom_offer=catalog.portfolio.custom,
        sha256=sha256,
        given=tuple(_given(requirement, groups, decision, lines)),
        compliance=compliance,
        curves=tuple(_curves(decision)),
        output=tuple(_output(decision)),
        transmission=tuple(_transmission(decision)),
        highest_voltages=tuple(_highest_voltages(decision)),
        formulas=formulas,
        sources=tuple((key, catalog.sources[key]) for key in keys),
        questions=tuple(f for f in findings if f.severity is Severity.QUESTION and not (specification and f.where.startswith(_COMMERCIAL))),
        remarks=tuple(f for f in findings if f.severity in {Severity.WARNING, Severity.NOTE}),
        classes=tuple((c.name, c.min_um, c.max_um) for c in sorted(catalog.classes, key=lambda c: c.min_um)),
        guideline_band=(catalog.default("guideline_floor_w_per_um"), catalog.default("guideline_w_per_um")),
        guideline_smallest_um=catalog.default("guideline_smallest_spot_um"),
        provenance=provenance,
        quote=quote,
        release=release,
        changes=changes,
        panels=panels(decision, catalog),
        no_panels=missing_for_panels(decision),
        specification=specification,
    )


# --- the requirement as received ------------------------------------------------------------------------------------


def _given(requirement: Requirement, groups: tuple[str, ...], decision: Decision, lines: Mapping[str, int]) -> Iterator[GivenLine]:
    """Yield every line of *groups* that was given, in the order of the file format, then what was assumed in its place."""
    for group in groups:
        yield from _lines_of(getattr(requirement, group), group, requirement, lines)
    for assumption in decision.need.assumptions:
        yield GivenLine(assumption.where, None, "", (), assumed=assumption)


def _lines_of(group: Values, above: str, requirement: Requirement, lines: Mapping[str, int]) -> Iterator[GivenLine]:
    for name in type(group).model_fields:
        path, value = f"{above}.{name}", getattr(group, name)
        if value in (None, ()) or path in _TAKEN_AS_TEXT:
            continue
        if isinstance(value, tuple) and value and isinstance(value[0], Layer):
            for index, layer in enumerate(value):
                at = f"{path}[{index}]"
                at = path if at not in lines and path in lines else at  # one layer may stand without a list
                yield GivenLine(at, lines.get(at), _layer_text(layer), tuple(_layer_readings(layer)), requirement.is_wish(path))
        elif isinstance(value, Values) and not isinstance(value, Range | Ceiling | DutyCycle):
            yield from _lines_of(value, path, requirement, lines)
        else:
            yield GivenLine(path, lines.get(path), _received(value), _readings(value), requirement.is_wish(path))


def _layer_text(layer: Layer) -> str:
    return f"{_material(layer)}, {layer.thickness.text}" + (f", {layer.density.text}" if layer.density else "")


def _layer_readings(layer: Layer) -> Iterator[Reading]:
    yield Reading(None, words=_material(layer))
    yield from _readings(layer.thickness)
    if layer.density:
        yield Reading(layer.density.g_per_cm3, "g/cm3")


def _material(layer: Layer) -> str:
    return layer.material or layer.formula or "?"


def _received(value: object) -> str:
    """Return *value* as the customer wrote it."""
    match value:
        case units.Quantity():
            return value.text
        case Range(min=low, max=high):
            if value.is_point:
                return _received(low)
            return " … ".join(_received(end) for end in (low, high) if end is not None)
        case Ceiling(max=high):
            return _received(high)
        case DutyCycle():
            if value.on and value.period:
                return f"{value.on.text} / {value.period.text}"
            return value.share.text if value.share else "continuous"
        case tuple():
            return ", ".join(value)
        case float():
            return f"{value:g}"
        case _:
            return str(value)


def _readings(value: object) -> tuple[Reading, ...]:
    """Return *value* as specgen reads it, in the unit that the document uses."""
    match value:
        case units.Quantity():
            unit = _READ_UNIT[type(value)]
            return (Reading(value.in_unit(unit), unit),)
        case Range(min=low, max=high) if value.is_point or (low and high):
            ends = (low,) if value.is_point else (low, high)
            return tuple(reading for end in ends for reading in _readings(end))
        case Range(min=low, max=high):
            return tuple(replace(reading, bound="at_least" if low else "at_most") for reading in _readings(low or high))
        case Ceiling(max=high):
            return tuple(replace(reading, bound="at_most") for reading in _readings(high))
        case _:
            return (Reading(None, words=_received(value)),)


# --- curves ---------------------------------------------------------------------------------------------------------

_STEPS: Final = 60  # points of a curve: smooth at print size, small in the file


def _curves(decision: Decision) -> Iterator[Curve]:
    """Yield the unsharpness of each candidate over magnification, and of the detector alone."""
    unsharpness, m = decision.need.geometry.detector_unsharpness, decision.need.geometry.magnification
    if unsharpness is None:
        return
    needed = decision.limit.needed_magnification if decision.limit else None
    highest = max(20.0, 2.5 * (m.value if m else 1.0), 2.5 * (needed.value if needed else 1.0))
    magnifications = [highest ** (step / _STEPS) for step in range(_STEPS + 1)]
    exponent = decision.need.unsharpness_exponent
    for candidate in (*decision.candidates, None):
        spot = candidate.spot.value.um if candidate else 0.0
        points = tuple((at, physics.object_unsharpness_um(spot, unsharpness.value, at, exponent)) for at in magnifications)
        yield Curve(candidate, points)


def _output(decision: Decision) -> Iterator[OutputPoint]:
    """Yield each candidate's relative exposure time at equal image quality, with what it gives in sharpness.

    The reference is the candidate with the most output.
    """
    known = [(c, c.output) for c in decision.candidates if c.output]
    if not known:
        return
    strongest = max(output for _, output in known)
    points = [
        (c, physics.relative_time(output, strongest), c.object_unsharpness.value if c.object_unsharpness else c.spot.value.um)
        for c, output in known
    ]
    for candidate, time, blur in points:
        dominated = any(t <= time and b <= blur and (t, b) != (time, blur) for _, t, b in points)
        yield OutputPoint(candidate, time, blur, not dominated)


def _transmission(decision: Decision) -> Iterator[tuple[float, float]]:
    """Yield what part of the beam's energy passes the longest path, over the tube voltages of the tables."""
    beam = decision.need.passage.beam
    if beam is None:
        return
    low, high = (beam.spectra[end].tube_voltage_kv for end in (0, -1))
    for step in range(_STEPS + 1):
        kv = low + (high - low) * step / _STEPS
        passing = beam.transmission(kv)
        if passing is not None and passing.energy > 0:
            yield kv, passing.energy


def _highest_voltages(decision: Decision) -> Iterator[tuple[Candidate, float, float]]:
    """Yield each candidate that states its highest tube voltage, with that voltage and what passes at it."""
    beam = decision.need.passage.beam
    for candidate in decision.candidates:
        highest = candidate.platform.tube_voltage_max
        passing = beam.transmission(highest.value.kv) if beam and highest else None
        if highest and passing:
            yield candidate, highest.value.kv, passing.energy


# --- evidence -------------------------------------------------------------------------------------------------------


def _formulas(
    decision: Decision, subject: Candidate | None, specification: Specification | None, catalog: Catalog
) -> Iterator[tuple[str, Number]]:
    """Yield every formula that gave a figure of this document, once, with its inputs."""
    numbers = dict.fromkeys((*_numbers(decision, subject, catalog), *(specification.numbers if specification else ())))
    shown = (number for number in numbers if number and number.formula and math.isfinite(number.value))
    for index, number in enumerate(shown, start=1):
        yield f"F{index}", number


def _numbers(decision: Decision, subject: Candidate | None, catalog: Catalog) -> Iterator[Number | None]:
    """Yield the figures in the order in which they follow from each other; None where one is not known."""
    need, limit = decision.need, decision.limit
    geometry, through = need.geometry, need.passage
    yield from (geometry.magnification, geometry.largest_magnification, geometry.voxel)
    yield from (geometry.usable_field, geometry.detector_unsharpness, subject.object_unsharpness if subject else None)
    if limit:
        yield _resolving_voxel(decision, limit, catalog)
        spot = limit.max_focal_spot if limit.max_focal_spot and limit.max_focal_spot.value > 0 else None  # else there is no root to draw
        yield from (spot, limit.needed_magnification, limit.detector_part, limit.spot_part, limit.optimum_magnification)
        yield from (limit.guideline_power, limit.tube_current)
    compared = subject if decision.status is not Status.INFEASIBLE or decision.chosen else None
    yield from _operating_point(compared, catalog) if compared else ()
    yield _needed_cone(need)
    yield from (geometry.room_for_housing, geometry.front, geometry.back, through.transmission, through.transmission_photons)
    yield from (through.recommended, through.advice, need.light.photon_rate, need.light.photons_needed)
    yield from _times(decision, compared) if compared else ()


def _resolving_voxel(decision: Decision, limit: SpotLimit, catalog: Catalog) -> Number | None:
    """Return the largest voxel that still resolves the feature, where that rule applies."""
    feature, voxel = decision.need.smallest_feature_um, limit.resolving_voxel_um
    if feature is None or voxel is None:
        return None
    inputs = (("smallest_feature_um", feature), ("voxels_to_resolve", catalog.default("voxels_to_resolve")))
    return Number(voxel, "um", "resolving_voxel", inputs)


def _needed_cone(need: Need) -> Number | None:
    """Return the cone that the field takes, where one is asked for."""
    asked = next((ask.value for ask in need.asked_of_setup if ask.name == "cone_angle_deg"), None)
    field, sod = need.setup.field_of_view_mm, need.geometry.sod_mm
    radius = field / 2 if field is not None else need.geometry.swept_radius_mm
    if not isinstance(asked, float) or radius is None or sod is None:
        return None
    inputs = (("radius_mm", radius), ("source_object_distance_mm", sod))
    return Number(asked, "deg", "needed_cone_ct" if need.setup.is_ct else "needed_cone", inputs)


def _operating_point(subject: Candidate, catalog: Catalog) -> Iterator[Number]:
    """Yield power and current of the platform itself, as opposed to those at the limit of the spot."""
    watts, kv, factor = subject.power.value, subject.tube_voltage_kv, catalog.default("guideline_w_per_um")
    if not isinstance(watts, float):
        return
    if subject.power.kind is Kind.GUIDELINE and math.isclose(watts, factor * subject.spot.value.um):
        yield Number(watts, "W", "guideline_power_offered", (("w_per_um", factor), ("focal_spot_um", subject.spot.value.um)))
    if kv:
        yield Number(physics.tube_current_ua(watts, kv), "uA", "tube_current_offered", (("power_w", watts), ("tube_voltage_kv", kv)))


def _times(decision: Decision, subject: Candidate) -> Iterator[Number | None]:
    """Yield the steps from the light for each watt to the time of a scan."""
    scan, light, watts = subject.exposure, decision.need.light, subject.power.value
    if subject.photons_per_s and isinstance(watts, float):
        inputs = (("photon_rate_per_s_w", subject.photons_per_s / watts), ("power_w", watts))
        yield Number(subject.photons_per_s, "1/s", "photon_rate_at_power", inputs)
    yield scan.exposure_time
    if scan.exposure_time and light.frame_time_s:
        inputs = (("exposure_time_s", scan.exposure_time.value), ("frame_time_s", light.frame_time_s))
        yield Number(float(scan.frames), "1", "frames", inputs)
    yield from (scan.signal_to_noise, scan.scan_time)
    yield from _movements(decision, subject)


def _movements(decision: Decision, subject: Candidate) -> Iterator[Number]:
    """Yield the blur by a moving part and by a wandering focal spot."""
    geometry, setup, scan = decision.need.geometry, decision.need.setup, subject.exposure
    drift, m = subject.platform.focal_spot_drift, geometry.magnification
    if setup.speed_mm_per_s is not None and scan.projection_s is not None:
        moved = (("speed_mm_per_s", setup.speed_mm_per_s), ("exposure_time_s", scan.projection_s))
        yield Number(physics.motion_blur_um(setup.speed_mm_per_s, scan.projection_s), "um", "motion_blur", moved)
    if drift is not None and m is not None and scan.scan_time is not None and setup.is_ct:
        seconds, within = scan.scan_time.value, drift.within.s
        inputs = (("focal_spot_drift_um", drift.value.um), ("scan_time_s", seconds), ("within_s", within), ("magnification", m.value))
        yield Number(physics.drift_um(drift.value.um * seconds / within, m.value), "um", "drift", inputs)


def _source_keys(
    decision: Decision,
    compliance: tuple[Verdict, ...],
    subject: Candidate | None,
    specification: Specification | None,
    catalog: Catalog,
) -> tuple[str, ...]:
    keys = [catalog.classes[0].source, "similar-triangles", "iso-17636-2", "duplex-wire"]
    keys += [verdict.rule.source for verdict in compliance]
    keys += [subject.spot.source] if subject else []
    keys += [verdict.offered.source for verdict in compliance if verdict.offered.source]
    if specification:
        keys += [statement.source for statement in specification.statements] + [standard.source for standard in specification.standards]
    return tuple(key for key in dict.fromkeys(keys) if key in catalog.sources and key != "customer") if decision.limit else ()

"""What a document says, before any words: requirement as read, compliance, curves, open points. No language, no brand.

Each line knows where it comes from. Numbers are not rounded here.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from specgen import physics, units
from specgen.catalog import Catalog, Kind, Reference
from specgen.decision import Candidate, Decision, Outcome, Status, Verdict
from specgen.fields import Ceiling, Range, Values
from specgen.findings import Finding, Severity
from specgen.issue import Issue
from specgen.need import Assumption, Number
from specgen.panels import Panels, missing_for_panels, panels
from specgen.quote import Quote
from specgen.release import Release
from specgen.requirement import DutyCycle, Layer, Requirement

# Groups whose lines are requirements; who asks and how the document looks are not.
_TECHNICAL: Final = ("application", "specimen", "imaging", "source", "integration", "commercial")
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
    """One value as it was read: a number with its unit, or words."""

    value: float | None
    unit: str = "1"
    words: str = ""


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
    panels: Panels | None = None
    no_panels: str = ""

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
) -> Proposal:
    """Return what the document for *decision* says; *lines* tells on which line of the file each path stands."""
    subject = decision.chosen or next(iter(decision.candidates), None)
    formulas = tuple(_formulas(decision, subject))
    compliance = subject.verdicts if subject else ()
    keys = _source_keys(decision, compliance, subject, catalog)
    return Proposal(
        requirement=requirement,
        decision=decision,
        issue=issue,
        maker=issue.sender.company or catalog.portfolio.makers[0],
        custom_offer=catalog.portfolio.custom,
        sha256=sha256,
        given=tuple(_given(requirement, decision, lines)),
        compliance=compliance,
        curves=tuple(_curves(decision)),
        output=tuple(_output(decision)),
        transmission=tuple(_transmission(decision)),
        highest_voltages=tuple(_highest_voltages(decision)),
        formulas=formulas,
        sources=tuple((key, catalog.sources[key]) for key in keys),
        questions=tuple(f for f in findings if f.severity is Severity.QUESTION),
        remarks=tuple(f for f in findings if f.severity in {Severity.WARNING, Severity.NOTE}),
        classes=tuple((c.name, c.min_um, c.max_um) for c in sorted(catalog.classes, key=lambda c: c.min_um)),
        guideline_band=(catalog.default("guideline_floor_w_per_um"), catalog.default("guideline_w_per_um")),
        guideline_smallest_um=catalog.default("guideline_smallest_spot_um"),
        provenance=provenance,
        quote=quote,
        release=release,
        panels=panels(decision, catalog),
        no_panels=missing_for_panels(decision),
    )


# --- the requirement as received ------------------------------------------------------------------------------------


def _given(requirement: Requirement, decision: Decision, lines: Mapping[str, int]) -> Iterator[GivenLine]:
    """Yield every technical line that was given, in the order of the file format, then what was assumed in its place."""
    for group in _TECHNICAL:
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
                yield GivenLine(at, lines.get(at), _layer_text(layer), (Reading(layer.thickness.mm, "mm"),), requirement.is_wish(path))
        elif isinstance(value, Values) and not isinstance(value, Range | Ceiling | DutyCycle):
            yield from _lines_of(value, path, requirement, lines)
        else:
            yield GivenLine(path, lines.get(path), _received(value), _readings(value), requirement.is_wish(path))


def _layer_text(layer: Layer) -> str:
    name = layer.material or layer.formula or "?"
    return f"{name}, {layer.thickness.text}" + (f", {layer.density.text}" if layer.density else "")


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
        case Range(min=low, max=high):
            ends = (low,) if value.is_point else (low, high)
            return tuple(reading for end in ends if end is not None for reading in _readings(end))
        case Ceiling(max=high):
            return _readings(high)
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


def _formulas(decision: Decision, subject: Candidate | None) -> Iterator[tuple[str, Number]]:
    """Yield every formula that gave a figure of this document, once, with its inputs."""
    geometry, limit, need = decision.need.geometry, decision.limit, decision.need
    numbers = [
        geometry.magnification,
        geometry.largest_magnification,
        geometry.voxel,
        geometry.usable_field,
        geometry.detector_unsharpness,
    ]
    numbers += [subject.object_unsharpness if subject else None]
    if limit:
        numbers += [limit.max_focal_spot, limit.needed_magnification, limit.detector_part, limit.spot_part, limit.optimum_magnification]
        numbers += [limit.guideline_power, limit.tube_current]
    through, scan = need.passage, subject.exposure if subject else None
    numbers += [geometry.room_for_housing, geometry.front, geometry.back, through.transmission, through.transmission_photons]
    numbers += [through.recommended, through.advice, need.light.photon_rate, need.light.photons_needed]
    numbers += [scan.exposure_time, scan.signal_to_noise, scan.scan_time] if scan else []
    shown = (number for number in numbers if number and number.formula and math.isfinite(number.value))
    for index, number in enumerate(shown, start=1):
        yield f"F{index}", number


def _source_keys(decision: Decision, compliance: tuple[Verdict, ...], subject: Candidate | None, catalog: Catalog) -> tuple[str, ...]:
    keys = [catalog.classes[0].source, "similar-triangles", "iso-17636-2", "duplex-wire"]
    keys += [verdict.rule.source for verdict in compliance]
    keys += [subject.spot.source] if subject else []
    keys += [verdict.offered.source for verdict in compliance if verdict.offered.source]
    return tuple(key for key in dict.fromkeys(keys) if key in catalog.sources and key != "customer") if decision.limit else ()

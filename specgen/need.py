"""What a generator must be able to do, derived from what the customer asks: geometry, resolution budget, spot limits.

Every number keeps the name of its formula and its inputs. What is missing is not invented: it stays open, with a
question, or a declared default of the catalogue takes its place, with an assumption. Thresholds are the catalogue's.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from specgen import physics
from specgen.catalog import Catalog
from specgen.findings import Finding, Phrase, finding
from specgen.penetration import Beam, beam
from specgen.requirement import DutyCycle, Requirement, missing_need

RESOLVE: Final = "resolve"
DETECT: Final = "detect"
STATED: Final = "stated"

Value = float | tuple[str, ...] | DutyCycle


@dataclass(frozen=True, slots=True)
class Number:
    """A figure with its unit, the formula that gave it (empty where it was stated) and that formula's inputs."""

    value: float
    unit: str
    formula: str = ""
    inputs: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Assumption:
    """A declared default that took the place of something the customer did not state."""

    where: str
    value: str
    because: str


@dataclass(frozen=True, slots=True)
class Room:
    """What a source takes of the set-up: from the focal spot to its housing, and the cone of its beam where that is known."""

    housing_mm: float = 0.0
    cone_deg: float | None = None


@dataclass(frozen=True, slots=True)
class Geometry:
    """The set-up. *origin* says how the magnification came about; what is not known is None.

    *field_of_view* is the detector's width at the object; *usable_field* what can be used of it, less for a rotating body.
    """

    magnification: Number | None = None
    origin: str = ""
    sdd_mm: float | None = None
    sod_mm: float | None = None
    largest_magnification: Number | None = None
    pixel_um: float | None = None
    detector_unsharpness: Number | None = None
    voxel: Number | None = None
    field_of_view: Number | None = None
    usable_field: Number | None = None
    field_height: Number | None = None
    swept_radius_mm: float | None = None
    room_for_housing: Number | None = None


@dataclass(frozen=True, slots=True)
class SpotLimit:
    """The largest focal spot that serves under one criterion, and what limits it.

    *max_focal_spot* is None where nothing limits; *feature_spot* is what the feature alone would allow. *infeasible* names
    the culprit (`detector`, `geometry`, `voxel`) where even a point source fails, else is empty.
    """

    criterion: str
    limited_by: str
    max_focal_spot: Number | None = None
    feature_spot: Number | None = None
    criterion_factor: float = 1.0
    allowed_unsharpness_um: float | None = None
    resolving_voxel_um: float | None = None
    infeasible: str = ""
    needed_magnification: Number | None = None
    spot_part: Number | None = None
    detector_part: Number | None = None
    optimum_magnification: Number | None = None
    guideline_power: Number | None = None
    tube_current: Number | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing asked of a platform or of the set-up, under the name that rules use, and the field it comes from."""

    name: str
    value: Value
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Need:
    """All that selection needs to know of a requirement; *limits* stand in the order in which they are tried."""

    missing: tuple[str, ...]
    technique: str
    smallest_feature_um: float | None
    geometry: Geometry
    limits: tuple[SpotLimit, ...]
    asks: tuple[Ask, ...]
    scan_time: Number | None
    tube_voltage: Number | None
    transmission: Number | None
    transmission_photons: Number | None
    assumptions: tuple[Assumption, ...]
    findings: tuple[Finding, ...]
    unsharpness_exponent: int

    def ask(self, name: str, limit: SpotLimit) -> Ask | None:
        """Return what is asked under *name* when *limit* is the criterion, or None."""
        from_limit = _limit_asks(limit)
        return next((ask for ask in (*from_limit, *self.asks) if ask.name == name), None)


def derive(requirement: Requirement, catalog: Catalog, room: Room = Room()) -> Need:
    """Return the need of *requirement*, with the catalogue's defaults where something is not stated.

    A magnification that has to be derived leaves *room* for a source.
    """
    missing = missing_need(requirement)
    geometry, assumptions = _geometry(requirement, catalog, room)
    technique = requirement.application.technique or "radiography"
    if not requirement.application.technique:
        assumptions = (*assumptions, Assumption("application.technique", "radiography", Phrase("@not-stated")))
    voltage = requirement.source.tube_voltage.upper if requirement.source.tube_voltage else None
    through = beam(requirement, catalog)
    scan_time, time_assumptions = _scan_time(requirement, catalog, technique)
    feature = requirement.imaging.smallest_feature
    need = Need(
        missing=missing,
        technique=technique,
        smallest_feature_um=feature.um if feature else None,
        geometry=geometry,
        limits=(),
        asks=tuple(_asks(requirement, catalog, geometry, technique)),
        scan_time=scan_time,
        tube_voltage=Number(voltage.kv, "kV") if voltage else None,
        transmission=_passing(through, energy=True),
        transmission_photons=_passing(through, energy=False),
        assumptions=(*assumptions, *time_assumptions, *_assumed_window(through, catalog)),
        findings=(),
        unsharpness_exponent=int(catalog.default("unsharpness_exponent")),
    )
    limits = () if missing else tuple(_limits(requirement, catalog, need))
    far = tuple(_assumed_far(need, limits))
    need = replace(need, limits=limits, assumptions=(*need.assumptions, *far))
    return replace(need, findings=(*through.findings, *_findings(requirement, catalog, need)))


def _assumed_window(through: Beam, catalog: Catalog) -> Iterator[Assumption]:
    """Yield the filtration of the source itself, where a transmission rests on it."""
    if through.transmission is not None:
        window = catalog.defaults["inherent_filtration_mm"]
        yield Assumption("source.filter", f"{window.value:g} mm Be", window.because)


def _assumed_far(need: Need, limits: tuple[SpotLimit, ...]) -> Iterator[Assumption]:
    """Yield that the limit is that of a high magnification, where geometry or detector are not known."""
    for limit in limits[:1]:
        if limit.feature_spot and limit.feature_spot.formula == "largest_focal_spot_far":
            where = "imaging.detector" if need.geometry.magnification else "imaging.magnification"
            yield Assumption(where, Phrase("@high"), Phrase("@high-magnification"))


# --- geometry -------------------------------------------------------------------------------------------------------


def geometry_findings(requirement: Requirement, catalog: Catalog) -> Iterator[Finding]:
    """Yield where a stated magnification or voxel disagrees with what goes before it (`SG-W211`, `SG-E212`)."""
    imaging = requirement.imaging
    pixel = _pixel_um(requirement)
    from_distances = _from_distances(requirement)
    magnification = from_distances or imaging.magnification
    if from_distances and imaging.magnification:
        yield from _disagreement(catalog, "imaging.magnification", imaging.magnification, from_distances, "")
    if not (pixel and imaging.voxel):
        return
    if magnification:
        voxel = physics.voxel_um(pixel, magnification)
        yield from _disagreement(catalog, "imaging.voxel", imaging.voxel.um, voxel, " um")
    elif imaging.voxel.um > pixel * (1 + 1e-9):
        yield finding("SG-E134", "imaging.voxel", magnification=f"{pixel / imaging.voxel.um:.2g}")


def _disagreement(catalog: Catalog, where: str, stated: float, computed: float, unit: str) -> Iterator[Finding]:
    percent = 100 * abs(stated - computed) / computed
    if percent <= catalog.default("geometry_agrees_percent") * (1 + 1e-9):
        return
    code = "SG-E212" if percent > catalog.default("geometry_refused_percent") * (1 + 1e-9) else "SG-W211"
    yield finding(
        code,
        where,
        stated=f"{stated:.4g}{unit}",
        computed=f"{computed:.4g}{unit}",
        percent=f"{percent:.0f}" if percent >= 10 else f"{percent:.2g}",
    )


def _from_distances(requirement: Requirement) -> float | None:
    sdd, sod = requirement.imaging.source_detector_distance, requirement.imaging.source_object_distance
    return physics.magnification(sdd.mm, sod.mm) if sdd and sod else None


def _pixel_um(requirement: Requirement) -> float | None:
    detector = requirement.imaging.detector
    if detector.pixel_pitch is None:
        return None
    return detector.pixel_pitch.um / (detector.optical_magnification or 1)


def _detector_width_mm(requirement: Requirement, pixels: int | None) -> float | None:
    pixel = _pixel_um(requirement)
    return pixels * pixel / 1000 if pixels and pixel else None


def _geometry(requirement: Requirement, catalog: Catalog, room: Room) -> tuple[Geometry, tuple[Assumption, ...]]:
    imaging, detector = requirement.imaging, requirement.imaging.detector
    assumptions: list[Assumption] = []
    pixel = _pixel_um(requirement)
    srb = detector.basic_spatial_resolution.um if detector.basic_spatial_resolution else None
    if srb is None and pixel is not None:
        default = catalog.defaults["srb_in_pixels"]
        srb = default.value * pixel
        assumptions.append(Assumption("imaging.detector.basic_spatial_resolution", f"{srb:.4g} um", default.because))
    unsharpness = (
        Number(physics.detector_unsharpness_um(srb), "um", "detector_unsharpness", (("detector_srb_um", srb),)) if srb is not None else None
    )
    geometry = Geometry(
        sdd_mm=imaging.source_detector_distance.mm if imaging.source_detector_distance else None,
        sod_mm=imaging.source_object_distance.mm if imaging.source_object_distance else None,
        pixel_um=pixel,
        detector_unsharpness=unsharpness,
        swept_radius_mm=_swept_radius_mm(requirement),
    )
    geometry = replace(geometry, largest_magnification=_largest_magnification(requirement, room, geometry))
    geometry = _with_magnification(requirement, catalog, geometry)
    return _projected(requirement, geometry), tuple(assumptions)


def _with_magnification(requirement: Requirement, catalog: Catalog, geometry: Geometry) -> Geometry:
    """Return *geometry* with its magnification: distances, then the stated one, then voxel, then what the set-up allows."""
    imaging = requirement.imaging
    sdd, sod, pixel = geometry.sdd_mm, geometry.sod_mm, geometry.pixel_um
    if sdd and sod:
        inputs = (("source_detector_distance_mm", sdd), ("source_object_distance_mm", sod))
        return replace(geometry, magnification=Number(physics.magnification(sdd, sod), "1", "magnification", inputs), origin="distances")
    if imaging.magnification:
        return _with_distances(replace(geometry, magnification=Number(imaging.magnification, "1"), origin="stated"))
    if imaging.voxel and pixel:
        number = Number(pixel / imaging.voxel.um, "1", "magnification_from_voxel", (("pixel_um", pixel), ("voxel_um", imaging.voxel.um)))
        return _with_distances(replace(geometry, magnification=number, origin="voxel"))
    if sdd:
        return _with_distances(_derived_magnification(requirement, catalog, geometry))
    return geometry


def _with_distances(geometry: Geometry) -> Geometry:
    """Return *geometry* with the distance that follows from the other one and the magnification."""
    if geometry.magnification is None:
        return geometry
    m, sdd, sod = geometry.magnification.value, geometry.sdd_mm, geometry.sod_mm
    if sdd and not sod:
        return replace(geometry, sod_mm=sdd / m)
    return replace(geometry, sdd_mm=sod * m) if sod and not sdd else geometry


def _derived_magnification(requirement: Requirement, catalog: Catalog, geometry: Geometry) -> Geometry:
    """Return *geometry* at the optimum for the feature, or at the largest magnification the set-up allows if that is smaller."""
    cap, feature, u = geometry.largest_magnification, requirement.imaging.smallest_feature, geometry.detector_unsharpness
    optimum = None
    if feature and u:
        criterion = requirement.imaging.criterion or RESOLVE
        factor = catalog.default(f"{criterion}_factor")
        limit = factor * feature.um
        inputs = [("allowed_unsharpness_um", limit), ("detector_unsharpness_um", u.value)]
        best = physics.best_magnification(limit, u.value, int(catalog.default("unsharpness_exponent")))
        if requirement.application.technique == "ct" and criterion == RESOLVE and geometry.pixel_um:
            voxel = feature.um / catalog.default("voxels_to_resolve")
            best = max(best, geometry.pixel_um / voxel)
            inputs.append(("pixel_um", geometry.pixel_um))
        optimum = Number(best, "1", "best_magnification", tuple(inputs))
    if optimum and (cap is None or optimum.value <= cap.value):
        return replace(geometry, magnification=optimum, origin="optimum")
    return replace(geometry, magnification=cap, origin="largest") if cap else geometry


def _largest_magnification(requirement: Requirement, room: Room, geometry: Geometry) -> Number | None:
    """Return the largest magnification that field of view, clearance and beam cone allow at the source-detector distance."""
    imaging, is_ct = requirement.imaging, requirement.application.technique == "ct"
    width, sdd, swept = _detector_width_mm(requirement, imaging.detector.columns), geometry.sdd_mm, geometry.swept_radius_mm
    field = imaging.field_of_view.mm if imaging.field_of_view else None
    caps: list[tuple[str, float, tuple[tuple[str, float], ...]]] = []
    radius = field / 2 if field else swept if is_ct else None
    if width and is_ct and sdd and radius:
        at = (("detector_width_mm", width), ("source_detector_distance_mm", sdd), ("radius_mm", radius))
        caps.append(("magnification_for_cylinder", physics.magnification_for_cylinder(width, sdd, radius), at))
    elif width and not is_ct and field:
        caps.append(("magnification_for_field", width / field, (("detector_width_mm", width), ("field_of_view_mm", field))))
    if sdd and swept:
        clearance = imaging.clearance.mm if imaging.clearance else 0.0
        beside = (("source_detector_distance_mm", sdd), ("housing_mm", room.housing_mm), ("radius_mm", swept), ("clearance_mm", clearance))
        caps.append(("magnification_for_clearance", physics.magnification_for_clearance(sdd, room.housing_mm, swept, clearance), beside))
    if sdd and radius and room.cone_deg:
        at = (("cone_angle_deg", room.cone_deg), ("source_detector_distance_mm", sdd), ("radius_mm", radius))
        caps.append(("magnification_for_cone", physics.magnification_for_cone(room.cone_deg, sdd, radius), at))
    if not caps:
        return None
    formula, value, inputs = min(caps, key=lambda cap: cap[1])
    return Number(max(1.0, value), "1", formula, inputs)


def _fitting_magnification(requirement: Requirement, geometry: Geometry) -> float | None:
    """Return up to which magnification the whole turning specimen stays in the field; None where a part of it is asked for."""
    imaging, is_ct = requirement.imaging, requirement.application.technique == "ct"
    width = _detector_width_mm(requirement, imaging.detector.columns)
    if not (is_ct and width and geometry.sdd_mm and geometry.swept_radius_mm) or imaging.field_of_view:
        return None
    return physics.magnification_for_cylinder(width, geometry.sdd_mm, geometry.swept_radius_mm)


def _swept_radius_mm(requirement: Requirement) -> float | None:
    """Return how far the specimen reaches towards the source: the swept radius for CT, half the depth otherwise [mm]."""
    specimen, is_ct = requirement.specimen, requirement.application.technique == "ct"
    if specimen.diameter:
        return specimen.diameter.mm / 2
    if is_ct and specimen.width:
        return physics.swept_radius_mm(specimen.width.mm, specimen.depth.mm if specimen.depth else specimen.width.mm)
    return specimen.depth.mm / 2 if specimen.depth else None


def _projected(requirement: Requirement, geometry: Geometry) -> Geometry:
    """Return *geometry* with what the magnification projects: voxel, field of view, room for the housing."""
    detector = requirement.imaging.detector
    if geometry.magnification is None:
        voxel = requirement.imaging.voxel
        return replace(geometry, voxel=Number(voxel.um, "um") if voxel else None)
    m = geometry.magnification.value
    width = _detector_width_mm(requirement, detector.columns)
    height = _detector_width_mm(requirement, detector.rows)
    field = _field(width, m)
    usable = field
    if requirement.application.technique == "ct" and width and geometry.sdd_mm and geometry.sod_mm:
        at = (
            ("detector_width_mm", width),
            ("source_detector_distance_mm", geometry.sdd_mm),
            ("source_object_distance_mm", geometry.sod_mm),
        )
        diameter = physics.field_of_view_cylinder_mm(width, geometry.sdd_mm, geometry.sod_mm)
        usable = Number(diameter, "mm", "field_of_view_cylinder", at)
    room = None
    if geometry.sod_mm and geometry.swept_radius_mm is not None:
        clearance = requirement.imaging.clearance.mm if requirement.imaging.clearance else 0.0
        inputs = (("source_object_distance_mm", geometry.sod_mm), ("radius_mm", geometry.swept_radius_mm), ("clearance_mm", clearance))
        room = Number(geometry.sod_mm - geometry.swept_radius_mm - clearance, "mm", "room_for_housing", inputs)
    return replace(
        geometry,
        voxel=Number(physics.voxel_um(geometry.pixel_um, m), "um", "voxel", (("pixel_um", geometry.pixel_um), ("magnification", m)))
        if geometry.pixel_um
        else None,
        field_of_view=field,
        usable_field=usable,
        field_height=_field(height, m),
        room_for_housing=room,
    )


def _field(size_mm: float | None, magnification: float) -> Number | None:
    if size_mm is None:
        return None
    inputs = (("detector_width_mm", size_mm), ("magnification", magnification))
    return Number(physics.field_of_view_mm(size_mm, magnification), "mm", "field_of_view", inputs)


# --- spot limits ----------------------------------------------------------------------------------------------------


def _limits(requirement: Requirement, catalog: Catalog, need: Need) -> Iterator[SpotLimit]:
    stated = requirement.source.focal_spot.max if requirement.source.focal_spot else None
    feature = requirement.imaging.smallest_feature
    if feature is None:
        if stated is not None:
            number = Number(stated.um, "um")
            yield _with_power(SpotLimit(STATED, "stated spot", max_focal_spot=number), catalog, need.tube_voltage)
        return
    for criterion in (requirement.imaging.criterion,) if requirement.imaging.criterion else (RESOLVE, DETECT):
        limit = _limit_for(criterion, feature.um, catalog, need)
        largest = limit.max_focal_spot
        if stated and not limit.infeasible and (largest is None or stated.um < largest.value):
            limit = replace(limit, max_focal_spot=Number(stated.um, "um"), limited_by="stated spot")
        yield _with_power(_with_parts(limit, need), catalog, need.tube_voltage)


def _limit_for(criterion: str, feature_um: float, catalog: Catalog, need: Need) -> SpotLimit:
    """Return the spot limit that the feature sets under *criterion*, before any stated spot."""
    geometry = need.geometry
    is_ct_resolve = need.technique == "ct" and criterion == RESOLVE
    resolving_voxel = feature_um / catalog.default("voxels_to_resolve") if is_ct_resolve else None
    factor = catalog.default(f"{criterion}_factor")
    allowed = factor * feature_um
    basis = (("criterion_factor", factor), ("smallest_feature_um", feature_um))
    voxel_fails = bool(resolving_voxel and geometry.voxel and geometry.voxel.value > resolving_voxel * (1 + 1e-9))
    if geometry.magnification is None or geometry.detector_unsharpness is None:
        far = Number(allowed, "um", "largest_focal_spot_far", basis)
        culprit = "voxel" if voxel_fails else ""
        return SpotLimit(criterion, culprit or "focal spot", far, far, factor, allowed, resolving_voxel, culprit)
    m, u, n = geometry.magnification.value, geometry.detector_unsharpness.value, need.unsharpness_exponent
    limit = SpotLimit(
        criterion,
        "focal spot",
        criterion_factor=factor,
        allowed_unsharpness_um=allowed,
        resolving_voxel_um=resolving_voxel,
        needed_magnification=Number(physics.needed_magnification(u, allowed), "1", "needed_magnification", (("u_um", u), *basis)),
        detector_part=Number(u / m, "um", "detector_part", (("detector_unsharpness_um", u), ("magnification", m))),
    )
    if voxel_fails:
        limit = replace(limit, infeasible="voxel", limited_by="voxel")
    largest = physics.largest_focal_spot_um(allowed, u, m, n)
    inputs = (*basis, ("detector_unsharpness_um", u), ("magnification", m))
    if largest == 0:
        culprit = "geometry" if geometry.origin == "largest" else "detector"
        return replace(limit, infeasible=culprit, limited_by=culprit, max_focal_spot=Number(0.0, "um", "largest_focal_spot", inputs))
    if _field_too_small(need):
        limit = replace(limit, infeasible="geometry", limited_by="geometry")
    if math.isinf(largest):
        return limit if limit.infeasible else replace(limit, limited_by="nothing")
    number = Number(largest, "um", "largest_focal_spot", inputs)
    return replace(limit, max_focal_spot=number, feature_spot=number)


def _with_parts(limit: SpotLimit, need: Need) -> SpotLimit:
    """Return *limit* with the part of the blur that its spot causes; the larger part names the regime."""
    m, u, spot = need.geometry.magnification, need.geometry.detector_unsharpness, limit.max_focal_spot
    if m is None or u is None or spot is None or spot.value == 0:
        return limit
    part = Number(spot.value * (m.value - 1) / m.value, "um", "spot_part", (("max_focal_spot_um", spot.value), ("magnification", m.value)))
    optimum = physics.optimum_magnification(spot.value, u.value, need.unsharpness_exponent)
    limit = replace(
        limit,
        spot_part=part,
        optimum_magnification=Number(optimum, "1", "optimum_magnification", (("max_focal_spot_um", spot.value), ("u_um", u.value))),
    )
    if limit.infeasible or limit.limited_by == "stated spot":
        return limit
    return replace(limit, limited_by="detector" if u.value / m.value > part.value else "focal spot")


def _field_too_small(need: Need) -> bool:
    """Return whether the set-up itself fails the customer: too small a field, or no room for any source."""
    geometry = need.geometry
    asked = next((ask.value for ask in need.asks if ask.name == "field_of_view_mm"), None)
    too_small = isinstance(asked, float) and geometry.usable_field is not None and geometry.usable_field.value < asked * (1 - 1e-9)
    return too_small or (geometry.room_for_housing is not None and geometry.room_for_housing.value < -1e-9)


def _with_power(limit: SpotLimit, catalog: Catalog, voltage: Number | None) -> SpotLimit:
    """Return *limit* with the power that the guideline gives for its spot, and the current at the asked voltage."""
    spot = limit.max_focal_spot
    if limit.infeasible or spot is None or spot.value < catalog.default("guideline_smallest_spot_um"):
        return limit
    factor = catalog.default("guideline_w_per_um")
    power = physics.guideline_power_w(spot.value, factor)
    current = None
    if voltage:
        inputs = (("power_w", power), ("tube_voltage_kv", voltage.value))
        current = Number(physics.tube_current_ua(power, voltage.value), "uA", "tube_current", inputs)
    number = Number(power, "W", "guideline_power", (("w_per_um", factor), ("max_focal_spot_um", spot.value)))
    return replace(limit, guideline_power=number, tube_current=current)


# --- what is asked --------------------------------------------------------------------------------------------------


def _limit_asks(limit: SpotLimit) -> Iterator[Ask]:
    """Yield what the criterion itself asks: blur, voxel and focal spot."""
    feature = "imaging.smallest_feature"
    if limit.allowed_unsharpness_um is not None:
        yield Ask("object_unsharpness_um", limit.allowed_unsharpness_um, feature, "")
    if limit.resolving_voxel_um is not None:
        yield Ask("resolving_voxel_um", limit.resolving_voxel_um, feature, "")
    if limit.max_focal_spot is not None:
        where = "source.focal_spot" if limit.limited_by == "stated spot" else feature
        yield Ask("max_focal_spot_um", limit.max_focal_spot.value, where, "")


def _asks(requirement: Requirement, catalog: Catalog, geometry: Geometry, technique: str) -> Iterator[Ask]:
    yield from _image_asks(requirement, geometry, technique)
    yield from _source_asks(requirement, catalog)
    yield from _integration_asks(requirement, catalog)
    if requirement.commercial.delivery:
        day = requirement.commercial.delivery.isoformat()
        yield Ask("delivery_date", (day,), "commercial.delivery", day)


def _image_asks(requirement: Requirement, geometry: Geometry, technique: str) -> Iterator[Ask]:
    imaging = requirement.imaging
    if imaging.field_of_view:
        yield Ask("field_of_view_mm", imaging.field_of_view.mm, "imaging.field_of_view", imaging.field_of_view.text)
    if imaging.time_per_part:
        yield Ask("time_per_part_s", imaging.time_per_part.s, "imaging.time_per_part", imaging.time_per_part.text)
    if imaging.signal_to_noise:
        yield Ask("signal_to_noise", imaging.signal_to_noise, "imaging.signal_to_noise", f"{imaging.signal_to_noise:g}")
    angle = _needed_cone_deg(requirement, geometry, technique)
    if angle is not None:
        yield Ask("cone_angle_deg", angle, "imaging.field_of_view", "")
    if imaging.clearance and geometry.room_for_housing and geometry.room_for_housing.value >= 0:
        yield Ask("room_for_housing_mm", geometry.room_for_housing.value, "imaging.clearance", imaging.clearance.text)


def _needed_cone_deg(requirement: Requirement, geometry: Geometry, technique: str) -> float | None:
    """Return the full cone that the wanted field takes, a tangent cone round a rotating body [deg]; None if unknown."""
    sod, field, swept = geometry.sod_mm, requirement.imaging.field_of_view, geometry.swept_radius_mm
    radius = field.mm / 2 if field else swept if technique == "ct" else None
    if sod is None or radius is None or radius >= sod:
        return None
    half = math.asin(radius / sod) if technique == "ct" else math.atan(radius / sod)
    return math.degrees(2 * half)


def _source_asks(requirement: Requirement, catalog: Catalog) -> Iterator[Ask]:
    source = requirement.source
    if source.tube_voltage and source.tube_voltage.upper:
        upper, low = source.tube_voltage.upper, source.tube_voltage.min
        yield Ask("tube_voltage_kv", upper.kv, "source.tube_voltage", upper.text)
        if low and not source.tube_voltage.is_point and source.tube_voltage.max:
            yield Ask("tube_voltage_low_kv", low.kv, "source.tube_voltage", low.text)
    if source.target_power and source.target_power.upper:
        yield Ask("target_power_w", source.target_power.upper.w, "source.target_power", source.target_power.upper.text)
    if source.tube_current and source.tube_current.upper:
        yield Ask("tube_current_ua", source.tube_current.upper.ua, "source.tube_current", source.tube_current.upper.text)
    if source.duty_cycle:
        yield Ask("duty_cycle", source.duty_cycle, "source.duty_cycle", "")
    if source.cooling:
        words = tuple(catalog.terms.plain("cooling", word) for word in source.cooling)
        yield Ask("cooling", words, "source.cooling", ", ".join(source.cooling))


def _integration_asks(requirement: Requirement, catalog: Catalog) -> Iterator[Ask]:
    integration = requirement.integration
    for name in ("interface", "standards"):
        words = getattr(integration, name)
        if words:
            yield Ask(name, tuple(catalog.terms.plain(name, word) for word in words), f"integration.{name}", ", ".join(words))
    if integration.supply:
        yield Ask("supply", (catalog.terms.plain("supply", integration.supply),), "integration.supply", integration.supply)
    for side in ("width", "height", "depth"):
        length = getattr(integration.envelope, side)
        if length:
            yield Ask(f"envelope_{side}_mm", length.mm, f"integration.envelope.{side}", length.text)
    if integration.mass:
        yield Ask("mass_kg", integration.mass.max.kg, "integration.mass", integration.mass.max.text)
    if integration.ambient:
        for end in ("min", "max"):
            temperature = getattr(integration.ambient, end)
            if temperature:
                yield Ask(f"ambient_{end}_degc", temperature.degc, "integration.ambient", temperature.text)


# --- time and findings ----------------------------------------------------------------------------------------------


def _scan_time(requirement: Requirement, catalog: Catalog, technique: str) -> tuple[Number | None, tuple[Assumption, ...]]:
    """Return the time of one scan from the stated frame time, and what had to be assumed.

    None where no frame time is stated, or where a signal-to-noise ratio is asked: then the light decides.
    """
    imaging = requirement.imaging
    if imaging.frame_time is None or imaging.signal_to_noise is not None:
        return None, ()
    assumptions = []
    pause = catalog.defaults["pause_per_projection_s"]
    projections = float(imaging.projections or (1 if technique == "radiography" else 0))
    if not projections:
        if imaging.detector.columns is None:
            return None, ()
        default = catalog.defaults["projections_per_column"]
        projections = math.ceil(default.value * imaging.detector.columns)
        assumptions.append(Assumption("imaging.projections", f"{projections:.0f}", default.because))
    assumptions.append(Assumption("imaging.frame_time", f"{imaging.frame_time.text} + {pause.value:g} s", pause.because))
    inputs = (("projections", projections), ("frame_time_s", imaging.frame_time.s), ("averages", 1.0), ("pause_s", pause.value))
    seconds = physics.scan_time_s(projections, imaging.frame_time.s, 1, pause.value)
    return Number(seconds, "s", "scan_time", inputs), tuple(assumptions)


def _passing(through: Beam, *, energy: bool) -> Number | None:
    """Return the transmission of the path, of the beam's energy or of its photons, with what it was computed from."""
    if through.transmission is None or through.tube_voltage_kv is None or through.path_mm is None:
        return None
    inputs = (("tube_voltage_kv", through.tube_voltage_kv), ("path_mm", through.path_mm))
    if energy:
        return Number(through.transmission.energy, "1", "transmission", inputs)
    return Number(through.transmission.photons, "1", "transmission_photons", inputs)


def _findings(requirement: Requirement, catalog: Catalog, need: Need) -> Iterator[Finding]:
    """Yield what the derivation noticed; disagreeing geometry is told by `geometry_findings`."""
    imaging, geometry, specimen = requirement.imaging, need.geometry, requirement.specimen
    if need.missing:
        return
    if imaging.smallest_feature and (geometry.magnification is None or geometry.detector_unsharpness is None):
        without_m, without_detector = geometry.magnification is None, geometry.detector_unsharpness is None
        what = (
            Phrase("@geometry-and-detector")
            if without_m and without_detector
            else Phrase("@geometry")
            if without_m
            else Phrase("@detector")
        )
        yield finding("SG-Q221", "imaging.detector" if what == "@detector" else "imaging", missing=what)
    if geometry.field_height and specimen.height and specimen.height.mm > geometry.field_height.value * (1 + 1e-9):
        yield finding("SG-W217", "specimen.height", height=specimen.height.text, field=f"{geometry.field_height.value:.3g} mm")
    fits, m = _fitting_magnification(requirement, geometry), geometry.magnification
    if fits is not None and m and m.value > fits * (1 + 1e-9):
        yield finding("SG-W218", "imaging", magnification=f"{m.value:.3g}", largest=f"{fits:.2g}")
    feature, voxel, advised = imaging.smallest_feature, geometry.voxel, catalog.default("voxels_advised")
    if need.technique == "ct" and feature and voxel and voxel.value > feature.um / advised * (1 + 1e-9):
        yield finding("SG-N209", "imaging.smallest_feature", voxels=f"{feature.um / voxel.value:.2g}", advised=f"{advised:g}")
    if not specimen.path and (specimen.material or specimen.formula):
        extents = [e for e in (specimen.diameter, specimen.width, specimen.depth) if e] or [e for e in (specimen.height,) if e]
        if extents:
            largest = max(extents, key=lambda extent: extent.magnitude)
            yield finding("SG-W219", "specimen", extent=largest.text, material=specimen.material or specimen.formula or "")
    known = catalog.application(requirement.application.kind) if requirement.application.kind else None
    if known and known.medical:
        yield finding("SG-N206", "application.kind", kind=requirement.application.kind or "")

"""Where things stand: magnification and where it comes from, voxel, fields of view, room for the source."""

import math
from collections.abc import Iterator
from dataclasses import replace

from specgen import physics
from specgen.catalog import Catalog
from specgen.need.setup import Setup
from specgen.need.values import RESOLVE, Assumption, Geometry, Inputs, Number, Room


def geometry(setup: Setup, catalog: Catalog, room: Room, *, in_full: bool = True) -> Geometry:
    """Return the set-up; a magnification that has to be derived leaves *room* for a source.

    *in_full* with what only a document shows: the largest magnification beside a stated one, the height, the specimen's faces.
    """
    srb = detector_srb_um(setup, catalog)
    base = Geometry(
        sdd_mm=setup.source_detector_distance_mm,
        sod_mm=setup.source_object_distance_mm,
        pixel_um=setup.pixel_um,
        detector_unsharpness=Number(physics.detector_unsharpness_um(srb), "um", "detector_unsharpness", (("detector_srb_um", srb),))
        if srb is not None
        else None,
        swept_radius_mm=_swept_radius_mm(setup),
    )
    stated = _stated_magnification(setup, base)
    cap = _largest_magnification(setup, room, base) if in_full or stated is None else None
    magnification, origin = stated or _derived_magnification(setup, catalog, base, cap)
    return _projected(setup, base, cap, magnification, origin, in_full=in_full)


def detector_srb_um(setup: Setup, catalog: Catalog) -> float | None:
    """Return the detector's basic spatial resolution, by the declared default where only its pixels are known [µm]."""
    if setup.detector_srb_um is not None or setup.pixel_um is None:
        return setup.detector_srb_um
    return catalog.default("srb_in_pixels") * setup.pixel_um


def srb_assumption(setup: Setup, catalog: Catalog) -> Iterator[Assumption]:
    """Yield that the basic spatial resolution is a default."""
    srb = detector_srb_um(setup, catalog)
    if srb is not None and setup.detector_srb_um is None:
        yield Assumption("imaging.detector.basic_spatial_resolution", f"{srb:.4g} um", catalog.defaults["srb_in_pixels"].because)


def detector_size_mm(setup: Setup, pixels: float | None) -> float | None:
    """Return the length of a row or a column of *pixels*, where the image falls on the detector [mm]."""
    return pixels * setup.pixel_um / 1000 if pixels and setup.pixel_um else None


def fitting_magnification(setup: Setup, at: Geometry) -> float | None:
    """Return up to which magnification the whole turning specimen stays in the field; None where a part of it is asked for."""
    width = detector_size_mm(setup, setup.columns)
    if not (setup.is_ct and width and at.sdd_mm and at.swept_radius_mm) or setup.field_of_view_mm is not None:
        return None
    return physics.magnification_for_cylinder(width, at.sdd_mm, at.swept_radius_mm)


def _stated_magnification(setup: Setup, base: Geometry) -> tuple[Number, str] | None:
    """Return the magnification and its origin: distances, then the stated one, then voxel; None where none of them is stated."""
    sdd, sod, pixel, voxel = base.sdd_mm, base.sod_mm, base.pixel_um, setup.voxel_um
    if sdd and sod:
        inputs = (("source_detector_distance_mm", sdd), ("source_object_distance_mm", sod))
        return Number(physics.magnification(sdd, sod), "1", "magnification", inputs), "distances"
    if setup.magnification:
        return Number(setup.magnification, "1"), "stated"
    if voxel and pixel:
        return Number(pixel / voxel, "1", "magnification_from_voxel", (("pixel_um", pixel), ("voxel_um", voxel))), "voxel"
    return None


def _derived_magnification(setup: Setup, catalog: Catalog, base: Geometry, cap: Number | None) -> tuple[Number | None, str]:
    """Return the optimum for the feature, or what the set-up allows where that is less."""
    if not base.sdd_mm:
        return None, ""
    optimum = _optimum(setup, catalog, base)
    if optimum and (cap is None or optimum.value <= cap.value):
        return optimum, "optimum"
    return (cap, "largest") if cap else (None, "")


def _optimum(setup: Setup, catalog: Catalog, base: Geometry) -> Number | None:
    """Return the magnification that admits the largest spot for the feature, and for CT the voxel that resolves it."""
    feature, u = setup.smallest_feature_um, base.detector_unsharpness
    if feature is None or u is None:
        return None
    criterion = setup.criterion or RESOLVE
    limit = catalog.default(f"{criterion}_factor") * feature
    inputs: Inputs = (("allowed_unsharpness_um", limit), ("detector_unsharpness_um", u.value))
    best = physics.best_magnification(limit, u.value, int(catalog.default("unsharpness_exponent")))
    if setup.is_ct and criterion == RESOLVE and base.pixel_um:
        best = max(best, base.pixel_um / (feature / catalog.default("voxels_to_resolve")))
        inputs = (*inputs, ("pixel_um", base.pixel_um))
    return Number(best, "1", "best_magnification", inputs)


def _largest_magnification(setup: Setup, room: Room, base: Geometry) -> Number | None:
    """Return the largest magnification that field of view, clearance and beam cone allow at the source-detector distance."""
    width, sdd, swept, field = detector_size_mm(setup, setup.columns), base.sdd_mm, base.swept_radius_mm, setup.field_of_view_mm
    radius = field / 2 if field is not None else swept if setup.is_ct else None
    caps: list[tuple[float, str, Inputs]] = []
    if width and setup.is_ct and sdd and radius:
        inputs: Inputs = (("detector_width_mm", width), ("source_detector_distance_mm", sdd), ("radius_mm", radius))
        caps.append((physics.magnification_for_cylinder(width, sdd, radius), "magnification_for_cylinder", inputs))
    elif width and not setup.is_ct and field:
        caps.append((width / field, "magnification_for_field", (("detector_width_mm", width), ("field_of_view_mm", field))))
    if sdd and swept:
        clearance = setup.clearance_mm or 0.0
        inputs = (("source_detector_distance_mm", sdd), ("housing_mm", room.housing_mm), ("radius_mm", swept), ("clearance_mm", clearance))
        cap = physics.magnification_for_clearance(sdd, room.housing_mm, swept, clearance)
        caps.append((cap, "magnification_for_clearance", inputs))
    if sdd and radius and room.cone_deg:
        inputs = (("cone_angle_deg", room.cone_deg), ("source_detector_distance_mm", sdd), ("radius_mm", radius))
        caps.append((physics.magnification_for_cone(room.cone_deg, sdd, radius), "magnification_for_cone", inputs))
    if not caps:
        return None
    value, formula, inputs = min(caps, key=lambda cap: cap[0])
    return Number(max(1.0, value), "1", formula, inputs)


def _swept_radius_mm(setup: Setup) -> float | None:
    """Return how far the specimen reaches towards the source: the swept radius for CT, half the depth otherwise [mm]."""
    if setup.diameter_mm is not None:
        return setup.diameter_mm / 2
    if setup.is_ct and setup.width_mm is not None:
        return physics.swept_radius_mm(setup.width_mm, setup.depth_mm if setup.depth_mm is not None else setup.width_mm)
    return setup.depth_mm / 2 if setup.depth_mm is not None else None


def _projected(setup: Setup, base: Geometry, cap: Number | None, magnification: Number | None, origin: str, *, in_full: bool) -> Geometry:
    """Return *base* at *magnification*, with the distance that follows from the other one and all that is projected."""
    if magnification is None:
        voxel = Number(setup.voxel_um, "um") if setup.voxel_um is not None else None
        return replace(base, largest_magnification=cap, voxel=voxel)
    m, sdd, sod, pixel = magnification.value, base.sdd_mm, base.sod_mm, base.pixel_um
    sdd, sod = (sdd, sdd / m) if sdd and not sod else (sod * m, sod) if sod and not sdd else (sdd, sod)
    width = detector_size_mm(setup, setup.columns)
    usable = _usable_field(setup, width, sdd, sod)
    field = _field(width, m) if in_full or usable is None else None
    return Geometry(
        magnification=magnification,
        origin=origin,
        sdd_mm=sdd,
        sod_mm=sod,
        largest_magnification=cap,
        pixel_um=pixel,
        detector_unsharpness=base.detector_unsharpness,
        voxel=Number(physics.voxel_um(pixel, m), "um", "voxel", (("pixel_um", pixel), ("magnification", m))) if pixel else None,
        field_of_view=field,
        usable_field=usable or field,
        field_height=_field(detector_size_mm(setup, setup.rows), m) if in_full else None,
        swept_radius_mm=base.swept_radius_mm,
        room_for_housing=_room_for_housing(setup, sod, base.swept_radius_mm),
        front=_face(sdd, sod, base.swept_radius_mm, 1) if in_full else None,
        back=_face(sdd, sod, base.swept_radius_mm, -1) if in_full else None,
    )


def _field(size_mm: float | None, magnification: float) -> Number | None:
    if size_mm is None:
        return None
    inputs = (("detector_width_mm", size_mm), ("magnification", magnification))
    return Number(physics.field_of_view_mm(size_mm, magnification), "mm", "field_of_view", inputs)


def _usable_field(setup: Setup, width_mm: float | None, sdd_mm: float | None, sod_mm: float | None) -> Number | None:
    """Return the diameter of the largest turning cylinder within the fan, None where nothing turns."""
    if not (setup.is_ct and width_mm and sdd_mm and sod_mm):
        return None
    inputs = (("detector_width_mm", width_mm), ("source_detector_distance_mm", sdd_mm), ("source_object_distance_mm", sod_mm))
    return Number(physics.field_of_view_cylinder_mm(width_mm, sdd_mm, sod_mm), "mm", "field_of_view_cylinder", inputs)


def _room_for_housing(setup: Setup, sod_mm: float | None, swept_mm: float | None) -> Number | None:
    if not sod_mm or swept_mm is None:
        return None
    clearance = setup.clearance_mm or 0.0
    inputs = (("source_object_distance_mm", sod_mm), ("radius_mm", swept_mm), ("clearance_mm", clearance))
    return Number(sod_mm - swept_mm - clearance, "mm", "room_for_housing", inputs)


def _face(sdd_mm: float | None, sod_mm: float | None, reach_mm: float | None, side: int) -> Number | None:
    """Return the magnification of the specimen's face towards the source (*side* 1) or away from it (-1)."""
    if not sdd_mm or not sod_mm or not reach_mm or reach_mm >= sod_mm or sod_mm + reach_mm > sdd_mm:
        return None
    inputs = (("source_detector_distance_mm", sdd_mm), ("source_object_distance_mm", sod_mm), ("towards_source_mm", side * reach_mm))
    return Number(physics.magnification_at(sdd_mm, sod_mm, side * reach_mm), "1", "magnification_at", inputs)


def needed_cone_deg(setup: Setup, at: Geometry) -> float | None:
    """Return the full cone that the wanted field takes, a tangent cone round a rotating body [deg]; None if unknown."""
    sod, field = at.sod_mm, setup.field_of_view_mm
    radius = field / 2 if field is not None else at.swept_radius_mm if setup.is_ct else None
    if sod is None or radius is None or radius >= sod:
        return None
    half = math.asin(radius / sod) if setup.is_ct else math.atan(radius / sod)
    return math.degrees(2 * half)

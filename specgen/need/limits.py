"""How large a focal spot may be: the limit under each criterion, what sets it, and what forbids the task to any source."""

import math
from collections.abc import Iterator
from dataclasses import replace

from specgen import physics
from specgen.catalog import Catalog
from specgen.need.setup import Setup
from specgen.need.values import DETECT, RESOLVE, STATED, Geometry, Inputs, Number, Passage, SpotLimit


def limits(setup: Setup, at: Geometry, through: Passage, catalog: Catalog, *, in_full: bool = True) -> Iterator[SpotLimit]:
    """Yield the spot limit for each criterion that the customer admits, or for a stated spot alone.

    *in_full* with its regime, the parts of the blur, and the power that the guideline gives.
    """
    stated, culprit = setup.focal_spot_um, "penetration" if through.is_starved else ""
    if setup.smallest_feature_um is None:
        if stated is not None:
            limit = SpotLimit(STATED, culprit or "stated spot", max_focal_spot=Number(stated, "um"), infeasible=culprit)
            yield _with_power(limit, catalog, setup.tube_voltage_kv)
        return
    exponent = int(catalog.default("unsharpness_exponent"))
    for criterion in (setup.criterion,) if setup.criterion else (RESOLVE, DETECT):
        limit = _limit_for(criterion, setup.smallest_feature_um, setup, at, catalog, exponent)
        largest = limit.max_focal_spot
        if culprit and not limit.infeasible:
            limit = replace(limit, infeasible=culprit, limited_by=culprit)
        elif stated is not None and not limit.infeasible and (largest is None or stated < largest.value):
            limit = replace(limit, max_focal_spot=Number(stated, "um"), limited_by="stated spot")
        yield _with_power(_with_parts(limit, at, exponent), catalog, setup.tube_voltage_kv) if in_full else limit


def _limit_for(criterion: str, feature_um: float, setup: Setup, at: Geometry, catalog: Catalog, exponent: int) -> SpotLimit:
    """Return the spot limit that the feature sets under *criterion*, before any stated spot."""
    resolving_voxel = feature_um / catalog.default("voxels_to_resolve") if setup.is_ct and criterion == RESOLVE else None
    factor = catalog.default(f"{criterion}_factor")
    allowed = factor * feature_um
    basis: Inputs = (("criterion_factor", factor), ("smallest_feature_um", feature_um))
    voxel_fails = bool(resolving_voxel and at.voxel and at.voxel.value > resolving_voxel * (1 + 1e-9))
    if at.magnification is None or at.detector_unsharpness is None:
        far = Number(allowed, "um", "largest_focal_spot_far", basis)
        culprit = "voxel" if voxel_fails else ""
        return SpotLimit(criterion, culprit or "focal spot", far, far, factor, allowed, resolving_voxel, culprit)
    m, u = at.magnification.value, at.detector_unsharpness.value
    largest = physics.largest_focal_spot_um(allowed, u, m, exponent)
    inputs: Inputs = (*basis, ("detector_unsharpness_um", u), ("magnification", m))
    spot = None if math.isinf(largest) else Number(largest, "um", "largest_focal_spot", inputs)
    culprit = _culprit(largest, setup, at) or ("voxel" if voxel_fails else "")
    return SpotLimit(
        criterion,
        culprit or ("focal spot" if spot else "nothing"),
        max_focal_spot=spot,
        feature_spot=spot if largest else None,
        criterion_factor=factor,
        allowed_unsharpness_um=allowed,
        resolving_voxel_um=resolving_voxel,
        infeasible=culprit,
        needed_magnification=Number(physics.needed_magnification(u, allowed), "1", "needed_magnification", (("u_um", u), *basis)),
        detector_part=Number(u / m, "um", "detector_part", (("detector_unsharpness_um", u), ("magnification", m))),
    )


def _culprit(largest_um: float, setup: Setup, at: Geometry) -> str:
    """Return what of the set-up forbids the task: a detector that blurs too much, a geometry that caps, crops or leaves no room."""
    if largest_um == 0:
        return "geometry" if at.origin == "largest" else "detector"
    field, usable = setup.field_of_view_mm, at.usable_field
    too_small = field is not None and usable is not None and usable.value < field * (1 - 1e-9)
    no_room = at.room_for_housing is not None and at.room_for_housing.value < -1e-9
    return "geometry" if too_small or no_room else ""


def _with_parts(limit: SpotLimit, at: Geometry, exponent: int) -> SpotLimit:
    """Return *limit* with the part of the blur that its spot causes; the larger part names the regime."""
    m, u, spot = at.magnification, at.detector_unsharpness, limit.max_focal_spot
    if m is None or u is None or spot is None or spot.value == 0:
        return limit
    part = spot.value * (m.value - 1) / m.value
    optimum = physics.optimum_magnification(spot.value, u.value, exponent)
    regime = limit.limited_by
    if not limit.infeasible and regime != "stated spot":
        regime = "detector" if u.value / m.value > part else "focal spot"
    return replace(
        limit,
        limited_by=regime,
        spot_part=Number(part, "um", "spot_part", (("max_focal_spot_um", spot.value), ("magnification", m.value))),
        optimum_magnification=Number(optimum, "1", "optimum_magnification", (("max_focal_spot_um", spot.value), ("u_um", u.value))),
    )


def _with_power(limit: SpotLimit, catalog: Catalog, voltage_kv: float | None) -> SpotLimit:
    """Return *limit* with the power that the guideline gives for its spot, and the current at the asked voltage."""
    spot = limit.max_focal_spot
    if limit.infeasible or spot is None or spot.value < catalog.default("guideline_smallest_spot_um"):
        return limit
    factor = catalog.default("guideline_w_per_um")
    power = physics.guideline_power_w(spot.value, factor)
    current = None
    if voltage_kv:
        inputs = (("power_w", power), ("tube_voltage_kv", voltage_kv))
        current = Number(physics.tube_current_ua(power, voltage_kv), "uA", "tube_current", inputs)
    number = Number(power, "W", "guideline_power", (("w_per_um", factor), ("max_focal_spot_um", spot.value)))
    return replace(limit, guideline_power=number, tube_current=current)

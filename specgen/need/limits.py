"""How large a focal spot may be: the limit under each criterion, what sets it, and what forbids the task to any source."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from specgen import physics
from specgen.catalog import Catalog
from specgen.lazily import lazily
from specgen.need.geometry import Geometry
from specgen.need.penetration import Passage
from specgen.need.setup import Setup
from specgen.need.values import DETECT, RESOLVE, STATED, Inputs, Number


def limits(setup: Setup, at: Geometry, through: Passage) -> Iterator["SpotLimit"]:
    """Yield the spot limit for each criterion that the customer admits, or for a stated spot alone."""
    if setup.smallest_feature_um is None:
        if setup.focal_spot_um is not None:
            yield SpotLimit(STATED, setup, at, through)
        return
    for criterion in (setup.criterion,) if setup.criterion else (RESOLVE, DETECT):
        yield SpotLimit(criterion, setup, at, through)


@dataclass(frozen=True)  # without slots: what is not asked for is not computed
class SpotLimit:
    """The largest focal spot that serves under one criterion, and what limits it; under `STATED` a stated spot alone."""

    criterion: str
    setup: Setup
    geometry: Geometry
    passage: Passage

    # --- what the feature asks ---

    @lazily
    def criterion_factor(self) -> float:
        """Return how much blur the criterion allows, as a multiple of the feature [1]."""
        return 1.0 if self.criterion == STATED else self._catalog.default(f"{self.criterion}_factor")

    @lazily
    def allowed_unsharpness_um(self) -> float | None:
        """Return the blur that the feature allows in the plane of the object [µm]."""
        feature = self.setup.smallest_feature_um
        return None if feature is None else self.criterion_factor * feature

    @lazily
    def resolving_voxel_um(self) -> float | None:
        """Return the largest voxel that resolves the feature [µm]."""
        feature = self.setup.smallest_feature_um
        if feature is None or not self.setup.is_ct or self.criterion != RESOLVE:
            return None
        return feature / self._catalog.default("voxels_to_resolve")

    @property
    def feature_spot(self) -> Number | None:
        """Return what the feature alone would allow; None where it limits nothing, or forbids even a point."""
        return self._of_feature if self._of_feature and self._of_feature.value else None

    @lazily
    def _of_feature(self) -> Number | None:
        """Return the largest spot for the feature, of no size where even a point is too large; None where nothing limits."""
        m, u, allowed, feature = *self._magnification_and_unsharpness, self.allowed_unsharpness_um, self.setup.smallest_feature_um
        if allowed is None or feature is None:
            return None
        inputs: Inputs = (("criterion_factor", self.criterion_factor), ("smallest_feature_um", feature))
        if m is None or u is None:
            return Number(allowed, "um", "largest_focal_spot_far", inputs)
        largest = physics.largest_focal_spot_um(allowed, u, m, self._exponent)
        inputs = (*inputs, ("detector_unsharpness_um", u), ("magnification", m))
        return None if math.isinf(largest) else Number(largest, "um", "largest_focal_spot", inputs)

    @lazily
    def needed_magnification(self) -> Number | None:
        """Return the magnification above which a point source would just serve."""
        (m, u), allowed, feature = self._magnification_and_unsharpness, self.allowed_unsharpness_um, self.setup.smallest_feature_um
        if m is None or u is None or allowed is None or feature is None:
            return None
        inputs = (("u_um", u), ("criterion_factor", self.criterion_factor), ("smallest_feature_um", feature))
        return Number(physics.needed_magnification(u, allowed), "1", "needed_magnification", inputs)

    # --- what limits ---

    @lazily
    def max_focal_spot(self) -> Number | None:
        """Return the largest spot that serves, None where nothing limits."""
        stated = self.setup.focal_spot_um
        return Number(stated, "um") if self.is_stated and stated is not None else self._of_feature

    @lazily
    def is_stated(self) -> bool:
        """Return whether the stated spot counts: it is tighter than what the feature asks."""
        stated, of_feature = self.setup.focal_spot_um, self._of_feature
        if stated is None or self.criterion == STATED:
            return stated is not None
        return not self.infeasible and (of_feature is None or stated < of_feature.value)

    @lazily
    def infeasible(self) -> str:
        """Return the culprit (`detector`, `geometry`, `voxel`, `penetration`) where even a point source fails, else nothing."""
        culprit = "" if self.criterion == STATED else self._culprit()
        return culprit or ("penetration" if self.passage.is_starved else "")

    def _culprit(self) -> str:
        """Return what of the set-up forbids the task: a detector that blurs too much, a geometry that caps, crops or leaves no room."""
        at, field = self.geometry, self.setup.field_of_view_mm
        if at.magnification is not None and at.detector_unsharpness is not None:
            if self._of_feature is not None and self._of_feature.value == 0:
                return "geometry" if at.origin == "largest" else "detector"
            too_small = field is not None and at.usable_field is not None and at.usable_field.value < field * (1 - 1e-9)
            if too_small or (at.room_for_housing is not None and at.room_for_housing.value < -1e-9):
                return "geometry"
        resolving = self.resolving_voxel_um
        return "voxel" if resolving and at.voxel and at.voxel.value > resolving * (1 + 1e-9) else ""

    @lazily
    def limited_by(self) -> str:
        """Return the regime: what forbids the task, the stated spot, or the larger part of the blur."""
        if self.infeasible:
            return self.infeasible
        if self.is_stated:
            return "stated spot"
        if self.max_focal_spot is None:
            return "nothing"
        detector, spot = self.detector_part, self.spot_part
        return "detector" if detector and spot and detector.value > spot.value else "focal spot"

    # --- its parts, and what it would give ---

    @lazily
    def detector_part(self) -> Number | None:
        """Return the part of the blur that the detector causes, in the plane of the object."""
        m, u = self._magnification_and_unsharpness
        if m is None or u is None or self.criterion == STATED:
            return None
        return Number(u / m, "um", "detector_part", (("detector_unsharpness_um", u), ("magnification", m)))

    @lazily
    def spot_part(self) -> Number | None:
        """Return the part that the largest spot causes."""
        m, spot = self._magnification_and_unsharpness[0], self._spot_with_parts
        if m is None or spot is None:
            return None
        return Number(spot * (m - 1) / m, "um", "spot_part", (("max_focal_spot_um", spot), ("magnification", m)))

    @lazily
    def optimum_magnification(self) -> Number | None:
        """Return the magnification at which the largest spot blurs least."""
        u, spot = self._magnification_and_unsharpness[1], self._spot_with_parts
        if u is None or spot is None:
            return None
        optimum = physics.optimum_magnification(spot, u, self._exponent)
        return Number(optimum, "1", "optimum_magnification", (("max_focal_spot_um", spot), ("u_um", u)))

    @property
    def _spot_with_parts(self) -> float | None:
        """Return the largest spot where its blur can be told apart from that of the detector [µm]."""
        spot = self.max_focal_spot
        return spot.value if spot and spot.value and self.detector_part else None

    @lazily
    def guideline_power(self) -> Number | None:
        """Return the power that the guideline gives for the largest spot."""
        spot, factor = self.max_focal_spot, self._catalog.default("guideline_w_per_um")
        if self.infeasible or spot is None or spot.value < self._catalog.default("guideline_smallest_spot_um"):
            return None
        inputs = (("w_per_um", factor), ("max_focal_spot_um", spot.value))
        return Number(physics.guideline_power_w(spot.value, factor), "W", "guideline_power", inputs)

    @lazily
    def tube_current(self) -> Number | None:
        """Return the current that this power takes at the asked voltage."""
        power, voltage = self.guideline_power, self.setup.tube_voltage_kv
        if power is None or not voltage:
            return None
        inputs = (("power_w", power.value), ("tube_voltage_kv", voltage))
        return Number(physics.tube_current_ua(power.value, voltage), "uA", "tube_current", inputs)

    # --- what all of it rests on ---

    @property
    def _catalog(self) -> Catalog:
        return self.geometry.catalog

    @property
    def _exponent(self) -> int:
        return int(self._catalog.default("unsharpness_exponent"))

    @property
    def _magnification_and_unsharpness(self) -> tuple[float | None, float | None]:
        """Return both, or neither where one of them is not known."""
        m, u = self.geometry.magnification, self.geometry.detector_unsharpness
        return (m.value, u.value) if m and u else (None, None)

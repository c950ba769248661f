"""Where things stand: magnification and where it comes from, voxel, fields of view, room for the source."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from specgen import physics
from specgen.catalog import Catalog
from specgen.lazily import lazily
from specgen.need.setup import Setup
from specgen.need.values import RESOLVE, Assumption, Inputs, Number, Room


@dataclass(frozen=True)  # without slots: what is not asked for is not computed
class Geometry:
    """The set-up; a magnification that has to be derived leaves *room* for a source. What is not known is None."""

    setup: Setup
    room: Room
    catalog: Catalog = field(repr=False, compare=False)

    # --- what is stated ---

    @property
    def pixel_um(self) -> float | None:
        """Return the pixel where the image falls on the detector [µm]."""
        return self.setup.pixel_um

    @lazily
    def detector_unsharpness(self) -> Number | None:
        """Return the blur of the detector, in its own plane."""
        srb = detector_srb_um(self.setup, self.catalog)
        if srb is None:
            return None
        return Number(physics.detector_unsharpness_um(srb), "um", "detector_unsharpness", (("detector_srb_um", srb),))

    @lazily
    def swept_radius_mm(self) -> float | None:
        """Return how far the specimen reaches towards the source: the swept radius for CT, half the depth otherwise [mm]."""
        setup = self.setup
        if setup.diameter_mm is not None:
            return setup.diameter_mm / 2
        if setup.is_ct and setup.width_mm is not None:
            return physics.swept_radius_mm(setup.width_mm, setup.depth_mm if setup.depth_mm is not None else setup.width_mm)
        return setup.depth_mm / 2 if setup.depth_mm is not None else None

    @lazily
    def _width_mm(self) -> float | None:
        return detector_size_mm(self.setup, self.setup.columns)

    # --- the magnification ---

    @property
    def magnification(self) -> Number | None:
        """Return the magnification of the object's centre."""
        return self._magnified[0]

    @property
    def origin(self) -> str:
        """Return how the magnification came about."""
        return self._magnified[1]

    @property
    def is_derived(self) -> bool:
        """Return whether the magnification is ours to choose, so that a source may be given room."""
        return self.origin in {"optimum", "largest"}

    @lazily
    def _magnified(self) -> tuple[Number | None, str]:
        return self._stated_magnification() or self._derived_magnification()

    def _stated_magnification(self) -> tuple[Number, str] | None:
        """Return the magnification and its origin: distances, then the stated one, then voxel; None where none of them is stated."""
        setup = self.setup
        sdd, sod, pixel, voxel = setup.source_detector_distance_mm, setup.source_object_distance_mm, setup.pixel_um, setup.voxel_um
        if sdd and sod:
            inputs = (("source_detector_distance_mm", sdd), ("source_object_distance_mm", sod))
            return Number(physics.magnification(sdd, sod), "1", "magnification", inputs), "distances"
        if setup.magnification:
            return Number(setup.magnification, "1"), "stated"
        if voxel and pixel:
            return Number(pixel / voxel, "1", "magnification_from_voxel", (("pixel_um", pixel), ("voxel_um", voxel))), "voxel"
        return None

    def _derived_magnification(self) -> tuple[Number | None, str]:
        """Return the optimum for the feature, or what the set-up allows where that is less."""
        if not self.setup.source_detector_distance_mm:
            return None, ""
        optimum, cap = self._optimum(), self.largest_magnification
        if optimum and (cap is None or optimum.value <= cap.value):
            return optimum, "optimum"
        return (cap, "largest") if cap else (None, "")

    def _optimum(self) -> Number | None:
        """Return the magnification that admits the largest spot for the feature, and for CT the voxel that resolves it."""
        setup, catalog, u = self.setup, self.catalog, self.detector_unsharpness
        feature = setup.smallest_feature_um
        if feature is None or u is None:
            return None
        criterion = setup.criterion or RESOLVE
        limit = catalog.default(f"{criterion}_factor") * feature
        inputs: Inputs = (("allowed_unsharpness_um", limit), ("detector_unsharpness_um", u.value))
        best = physics.best_magnification(limit, u.value, int(catalog.default("unsharpness_exponent")))
        if setup.is_ct and criterion == RESOLVE and setup.pixel_um:
            best = max(best, setup.pixel_um / (feature / catalog.default("voxels_to_resolve")))
            inputs = (*inputs, ("pixel_um", setup.pixel_um))
        return Number(best, "1", "best_magnification", inputs)

    @lazily
    def largest_magnification(self) -> Number | None:
        """Return the largest magnification that field of view, clearance and beam cone allow at the source-detector distance."""
        setup, room, swept = self.setup, self.room, self.swept_radius_mm
        width, sdd, field_mm = self._width_mm, setup.source_detector_distance_mm, setup.field_of_view_mm
        radius = field_mm / 2 if field_mm is not None else swept if setup.is_ct else None
        caps: list[tuple[float, str, Inputs]] = []
        if width and setup.is_ct and sdd and radius:
            inputs: Inputs = (("detector_width_mm", width), ("source_detector_distance_mm", sdd), ("radius_mm", radius))
            caps.append((physics.magnification_for_cylinder(width, sdd, radius), "magnification_for_cylinder", inputs))
        elif width and not setup.is_ct and field_mm:
            caps.append((width / field_mm, "magnification_for_field", (("detector_width_mm", width), ("field_of_view_mm", field_mm))))
        if sdd and swept:
            away, clearance = room.housing_mm, setup.clearance_mm or 0.0
            inputs = (("source_detector_distance_mm", sdd), ("housing_mm", away), ("radius_mm", swept), ("clearance_mm", clearance))
            caps.append((physics.magnification_for_clearance(sdd, away, swept, clearance), "magnification_for_clearance", inputs))
        if sdd and radius and room.cone_deg:
            inputs = (("cone_angle_deg", room.cone_deg), ("source_detector_distance_mm", sdd), ("radius_mm", radius))
            caps.append((physics.magnification_for_cone(room.cone_deg, sdd, radius), "magnification_for_cone", inputs))
        if not caps:
            return None
        value, formula, inputs = min(caps, key=lambda cap: cap[0])
        return Number(max(1.0, value), "1", formula, inputs)

    # --- what follows from it ---

    @lazily
    def sdd_mm(self) -> float | None:
        """Return the source-detector distance, as stated or from the other one [mm]."""
        sdd, sod, m = self.setup.source_detector_distance_mm, self.setup.source_object_distance_mm, self.magnification
        return sod * m.value if m and sod and not sdd else sdd

    @lazily
    def sod_mm(self) -> float | None:
        """Return the source-object distance, as stated or from the other one [mm]."""
        sdd, sod, m = self.setup.source_detector_distance_mm, self.setup.source_object_distance_mm, self.magnification
        return sdd / m.value if m and sdd and not sod else sod

    @lazily
    def voxel(self) -> Number | None:
        """Return the pixel projected to the object; as stated where that cannot be told."""
        m, pixel, stated = self.magnification, self.setup.pixel_um, self.setup.voxel_um
        if m is None:
            return Number(stated, "um") if stated is not None else None
        return Number(physics.voxel_um(pixel, m.value), "um", "voxel", (("pixel_um", pixel), ("magnification", m.value))) if pixel else None

    @lazily
    def field_of_view(self) -> Number | None:
        """Return the detector's width at the object."""
        return self._field(self._width_mm)

    @lazily
    def field_height(self) -> Number | None:
        """Return the detector's height at the object."""
        return self._field(detector_size_mm(self.setup, self.setup.rows))

    def _field(self, size_mm: float | None) -> Number | None:
        m = self.magnification
        if size_mm is None or m is None:
            return None
        inputs = (("detector_width_mm", size_mm), ("magnification", m.value))
        return Number(physics.field_of_view_mm(size_mm, m.value), "mm", "field_of_view", inputs)

    @lazily
    def usable_field(self) -> Number | None:
        """Return what can be used of the width: for a turning body the diameter of the largest cylinder within the fan."""
        width, sdd, sod = self._width_mm, self.sdd_mm, self.sod_mm
        if not (self.setup.is_ct and self.magnification and width and sdd and sod):
            return self.field_of_view
        inputs = (("detector_width_mm", width), ("source_detector_distance_mm", sdd), ("source_object_distance_mm", sod))
        return Number(physics.field_of_view_cylinder_mm(width, sdd, sod), "mm", "field_of_view_cylinder", inputs)

    @lazily
    def room_for_housing(self) -> Number | None:
        """Return what is left between focal spot and specimen, clearance kept."""
        sod, swept, clearance = self.sod_mm, self.swept_radius_mm, self.setup.clearance_mm or 0.0
        if self.magnification is None or not sod or swept is None:
            return None
        inputs = (("source_object_distance_mm", sod), ("radius_mm", swept), ("clearance_mm", clearance))
        return Number(sod - swept - clearance, "mm", "room_for_housing", inputs)

    @lazily
    def front(self) -> Number | None:
        """Return the magnification of the specimen's face towards the source."""
        return self._face(1)

    @lazily
    def back(self) -> Number | None:
        """Return the magnification of the specimen's face away from the source."""
        return self._face(-1)

    def _face(self, side: int) -> Number | None:
        sdd, sod, reach = self.sdd_mm, self.sod_mm, self.swept_radius_mm
        if self.magnification is None or not sdd or not sod or not reach or reach >= sod or sod + reach > sdd:
            return None
        inputs = (("source_detector_distance_mm", sdd), ("source_object_distance_mm", sod), ("towards_source_mm", side * reach))
        return Number(physics.magnification_at(sdd, sod, side * reach), "1", "magnification_at", inputs)


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


def needed_cone_deg(setup: Setup, at: Geometry) -> float | None:
    """Return the full cone that the wanted field takes, a tangent cone round a rotating body [deg]; None if unknown."""
    sod, field = at.sod_mm, setup.field_of_view_mm
    radius = field / 2 if field is not None else at.swept_radius_mm if setup.is_ct else None
    if sod is None or radius is None or radius >= sod:
        return None
    half = math.asin(radius / sod) if setup.is_ct else math.atan(radius / sod)
    return math.degrees(2 * half)

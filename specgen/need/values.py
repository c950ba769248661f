"""What the derivation returns: figures with formula and inputs, geometry, beam, spot limits, what is asked, and the need itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from specgen.beams import Beam, Slab
from specgen.findings import Finding
from specgen.need.setup import Setup
from specgen.requirement import DutyCycle

RESOLVE: Final = "resolve"
DETECT: Final = "detect"
STATED: Final = "stated"

Value = float | tuple[str, ...] | DutyCycle
Inputs = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A figure with its unit, the formula that gave it (empty where it was stated) and that formula's inputs."""

    value: float
    unit: str
    formula: str = ""
    inputs: Inputs = ()


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


ANYWHERE: Final = Room()
"""No room for a source: as if it were a point that shines everywhere."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """The set-up. *origin* says how the magnification came about; what is not known is None.

    *field_of_view* is the detector's width at the object; *usable_field* what can be used of it, less for a rotating body.
    *front* and *back* are the magnifications of the specimen's faces towards and away from the source.
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
    front: Number | None = None
    back: Number | None = None

    @property
    def is_derived(self) -> bool:
        """Return whether the magnification is ours to choose, so that a source may be given room."""
        return self.origin in {"optimum", "largest"}


@dataclass(frozen=True, slots=True)
class Passage:
    """The beam through the specimen at *tube_voltage_kv*: None where path, material or voltage are not known.

    *useful_from* and *useful_to* bound the tube voltages at which the declared window of transmission is met, *recommended*
    lies within; *highest_kv* is the highest voltage that the customer permits, *at_highest* the transmission there, and
    *is_starved* tells that even that is less than any image needs.
    """

    beam: Beam | None = None
    slabs: tuple[Slab, ...] = ()
    path_mm: float | None = None
    tube_voltage_kv: float | None = None
    is_stated: bool = True
    photons_per_joule_per_cm2: float | None = None
    transmission: Number | None = None
    transmission_photons: Number | None = None
    recommended: Number | None = None
    useful_from: Number | None = None
    useful_to: Number | None = None
    highest_kv: float | None = None
    at_highest: Number | None = None
    is_starved: bool = False
    advice: Number | None = None


@dataclass(frozen=True, slots=True)
class Light:
    """What the exposure rests on: photons that a pixel counts, and the frames of a scan.

    *photon_rate* is that of one pixel behind the longest path for each watt on the target; *photons_needed* what the asked
    signal-to-noise ratio takes. Both are None where something for them is not known.
    """

    photon_rate: Number | None = None
    photons_needed: Number | None = None
    projections: float | None = None
    frame_time_s: float | None = None
    pause_s: float = 0.0


@dataclass(frozen=True, slots=True)
class SpotLimit:
    """The largest focal spot that serves under one criterion, and what limits it.

    *max_focal_spot* is None where nothing limits; *feature_spot* is what the feature alone would allow. *infeasible* names
    the culprit (`detector`, `geometry`, `voxel`, `penetration`) where even a point source fails, else is empty.
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
    """One thing asked of a platform or of the set-up, under the name that rules use, and the field it comes from.

    *value* is None where it is asked for, but what it takes is not known; it *is_guideline* where that rests on a guideline.
    """

    name: str
    value: Value | None
    where: str
    is_guideline: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """All that selection needs to know of a requirement; *limits* stand in the order in which they are tried."""

    setup: Setup
    room: Room
    missing: tuple[str, ...]
    geometry: Geometry
    passage: Passage
    light: Light
    limits: tuple[SpotLimit, ...]
    asked_of_setup: tuple[Ask, ...]
    asked_of_source: Mapping[str, Ask]
    assumptions: tuple[Assumption, ...]
    findings: tuple[Finding, ...]
    unsharpness_exponent: int
    drift_share: float

    @property
    def technique(self) -> str:
        """Return the imaging technique, radiography where none is stated."""
        return self.setup.technique

    @property
    def smallest_feature_um(self) -> float | None:
        """Return the smallest feature [µm], None where only a source is asked for."""
        return self.setup.smallest_feature_um

    @property
    def needs_output(self) -> bool:
        """Return whether the customer asks for time, signal-to-noise ratio or power, so that more output serves better."""
        asked = (self.setup.time_per_part_s, self.setup.signal_to_noise, self.asked_of_source.get("target_power_w"))
        return any(figure is not None for figure in asked)

    @property
    def tube_voltage_kv(self) -> float | None:
        """Return the tube voltage that the customer states [kV]."""
        return self.setup.tube_voltage_kv

    def asked(self, limit: SpotLimit) -> dict[str, Ask]:
        """Return all that is asked when *limit* is the criterion, by the names that rules use."""
        of_limit = (*self._asked_of_limit(limit), *self.asked_of_setup)
        return {**{ask.name: ask for ask in of_limit}, **self.asked_of_source}

    def _asked_of_limit(self, limit: SpotLimit) -> Iterator[Ask]:
        feature = "imaging.smallest_feature"
        if limit.allowed_unsharpness_um is not None:
            yield Ask("object_unsharpness_um", limit.allowed_unsharpness_um, feature)
        if limit.resolving_voxel_um is not None:
            yield Ask("resolving_voxel_um", limit.resolving_voxel_um, feature)
        if limit.max_focal_spot is not None:
            where = "source.focal_spot" if limit.limited_by == "stated spot" else feature
            yield Ask("max_focal_spot_um", limit.max_focal_spot.value, where)
        if limit.allowed_unsharpness_um is not None and self.setup.speed_mm_per_s is not None:
            yield Ask("motion_limit_um", limit.allowed_unsharpness_um, "specimen.speed")
        if limit.allowed_unsharpness_um is not None and self.setup.is_ct:
            yield Ask("drift_limit_um", self.drift_share * limit.allowed_unsharpness_um, feature)

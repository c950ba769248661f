"""What a requirement states of specimen, image and beam, as plain numbers in our units: where every derivation starts.

A what-if moves one of these numbers and derives again; `FIELDS` names the requirement's field behind each.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from types import MappingProxyType
from typing import Final

from specgen.fields import Ceiling, Range
from specgen.lazily import lazily
from specgen.requirement import Requirement
from specgen.units import Quantity

RADIOGRAPHY: Final = "radiography"
CT: Final = "ct"


@dataclass(frozen=True)  # without slots: what is not asked for is not computed, and what-ifs copy it often
class Setup:
    """Figures as stated, None where nothing was stated; of a range its upper end. *layers_mm* are those of a stated path."""

    technique: str = RADIOGRAPHY
    criterion: str | None = None
    smallest_feature_um: float | None = None
    voxel_um: float | None = None
    field_of_view_mm: float | None = None
    source_detector_distance_mm: float | None = None
    source_object_distance_mm: float | None = None
    magnification: float | None = None
    clearance_mm: float | None = None
    pixel_pitch_um: float | None = None
    detector_srb_um: float | None = None
    columns: float | None = None
    rows: float | None = None
    optical_magnification: float | None = None
    quantum_efficiency_percent: float | None = None
    time_per_part_s: float | None = None
    projections: float | None = None
    frame_time_s: float | None = None
    signal_to_noise: float | None = None
    diameter_mm: float | None = None
    width_mm: float | None = None
    depth_mm: float | None = None
    height_mm: float | None = None
    speed_mm_per_s: float | None = None
    tube_voltage_kv: float | None = None
    is_voltage_capped: bool = True
    focal_spot_um: float | None = None
    layers_mm: tuple[float, ...] = ()

    def with_figure(self, name: str, value: float) -> "Setup":
        """Return the set-up with the figure *name* of `FIELDS` at *value*."""
        return self._with(name, value)

    def with_layers(self, layers_mm: tuple[float, ...]) -> "Setup":
        """Return the set-up with other thicknesses along the path."""
        return self._with("layers_mm", layers_mm)

    def _with(self, name: str, value: float | tuple[float, ...]) -> "Setup":
        """Return a copy; `dataclasses.replace` takes ten times as long."""
        copy = object.__new__(Setup)
        copy.__dict__.update(self.__dict__)
        for made in _MADE:
            copy.__dict__.pop(made, None)
        copy.__dict__[name] = value
        return copy

    @property
    def highest_voltage_kv(self) -> float | None:
        """Return the highest tube voltage that is permitted [kV]; a lower end alone caps nothing."""
        return self.tube_voltage_kv if self.is_voltage_capped else None

    @property
    def is_ct(self) -> bool:
        """Return whether the specimen turns, so that its swept radius counts."""
        return self.technique == CT

    @lazily
    def pixel_um(self) -> float | None:
        """Return the pixel where the image falls on the detector: behind a lens it is smaller than the pitch [µm]."""
        return self.pixel_pitch_um / (self.optical_magnification or 1) if self.pixel_pitch_um is not None else None

    @lazily
    def extents_mm(self) -> tuple[float, ...]:
        """Return the stated extents across and along the beam, or the height where no other is stated [mm]."""
        across = tuple(extent for extent in (self.diameter_mm, self.width_mm, self.depth_mm) if extent is not None)
        return across or ((self.height_mm,) if self.height_mm is not None else ())

    @lazily
    def path_mm(self) -> tuple[float, ...]:
        """Return the thickness of each layer along the beam; without a path the largest extent is taken as solid [mm]."""
        return self.layers_mm or ((max(self.extents_mm),) if self.extents_mm else ())


_MADE: Final = tuple(name for name, member in vars(Setup).items() if isinstance(member, lazily))  # of the figures, so not copied

# Figure of the set-up -> (field of the requirement, unit; "" for a bare number).
FIELDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "smallest_feature_um": ("imaging.smallest_feature", "um"),
        "voxel_um": ("imaging.voxel", "um"),
        "field_of_view_mm": ("imaging.field_of_view", "mm"),
        "source_detector_distance_mm": ("imaging.source_detector_distance", "mm"),
        "source_object_distance_mm": ("imaging.source_object_distance", "mm"),
        "magnification": ("imaging.magnification", ""),
        "clearance_mm": ("imaging.clearance", "mm"),
        "pixel_pitch_um": ("imaging.detector.pixel_pitch", "um"),
        "detector_srb_um": ("imaging.detector.basic_spatial_resolution", "um"),
        "columns": ("imaging.detector.columns", ""),
        "rows": ("imaging.detector.rows", ""),
        "optical_magnification": ("imaging.detector.optical_magnification", ""),
        "quantum_efficiency_percent": ("imaging.detector.quantum_efficiency", "%"),
        "time_per_part_s": ("imaging.time_per_part", "s"),
        "projections": ("imaging.projections", ""),
        "frame_time_s": ("imaging.frame_time", "s"),
        "signal_to_noise": ("imaging.signal_to_noise", ""),
        "diameter_mm": ("specimen.diameter", "mm"),
        "width_mm": ("specimen.width", "mm"),
        "depth_mm": ("specimen.depth", "mm"),
        "height_mm": ("specimen.height", "mm"),
        "speed_mm_per_s": ("specimen.speed", "mm/s"),
        "tube_voltage_kv": ("source.tube_voltage", "kV"),
        "focal_spot_um": ("source.focal_spot", "um"),
    }
)


# What the geometry rests on; all else of a set-up leaves it as it is.
_OF_GEOMETRY: Final = (
    *("technique", "criterion", "smallest_feature_um", "voxel_um", "field_of_view_mm", "source_detector_distance_mm"),
    *("source_object_distance_mm", "magnification", "clearance_mm", "pixel_pitch_um", "detector_srb_um", "columns", "rows"),
    *("optical_magnification", "diameter_mm", "width_mm", "depth_mm"),
)
_figures_of_geometry: Final = attrgetter(*_OF_GEOMETRY)


def stand_alike(setup: Setup, other: Setup) -> bool:
    """Return whether both have the same geometry."""
    return bool(_figures_of_geometry(setup) == _figures_of_geometry(other))


def setup_of(requirement: Requirement) -> Setup:
    """Return what *requirement* states, in our units."""
    stated = {name: _number(stated_at(requirement, path), unit) for name, (path, unit) in FIELDS.items()}
    layers = tuple(layer.thickness.mm for layer in requirement.specimen.path)
    technique = requirement.application.technique or RADIOGRAPHY
    voltage = requirement.source.tube_voltage
    return Setup(
        technique=technique,
        criterion=requirement.imaging.criterion,
        layers_mm=layers,
        is_voltage_capped=voltage is None or voltage.max is not None,
        **stated,
    )


def stated_at(requirement: Requirement, path: str) -> Quantity | float | None:
    """Return the figure that stands at the dotted *path*: of a ceiling its limit, of a range its upper end."""
    value: object = requirement
    for step in path.split("."):
        value = getattr(value, step)
    if isinstance(value, Ceiling):
        value = value.max
    elif isinstance(value, Range):
        value = value.upper
    return float(value) if isinstance(value, int) else value  # type: ignore[return-value]


def _number(stated: Quantity | float | None, unit: str) -> float | None:
    return stated.in_unit(unit) if isinstance(stated, Quantity) else stated

"""How long it takes: photons that a pixel counts for each watt, the exposure for the asked signal-to-noise ratio, the whole scan."""

import math
from typing import NamedTuple

from specgen import physics
from specgen.catalog import Catalog
from specgen.need.geometry import Geometry
from specgen.need.penetration import Passage
from specgen.need.setup import RADIOGRAPHY, Setup
from specgen.need.values import Assumption, Light, Number


class Exposure(NamedTuple):
    """One scan at a given power. *frames* are averaged in one projection, lasting *projection_s*; *signal_to_noise* is what they give.

    *needs_power* says whether the time depends on the power, and so is known no better than the power is.
    """

    exposure_time: Number | None = None
    frames: int = 1
    projection_s: float | None = None
    signal_to_noise: Number | None = None
    scan_time: Number | None = None
    needs_power: bool = False


def light(setup: Setup, geometry: Geometry, through: Passage, catalog: Catalog) -> Light:
    """Return what an exposure rests on in this set-up."""
    needed = None
    if setup.signal_to_noise is not None:
        efficiency = quantum_efficiency(setup, catalog)
        inputs = (("signal_to_noise", setup.signal_to_noise), ("quantum_efficiency", efficiency))
        needed = Number(physics.photons_for(setup.signal_to_noise, efficiency), "1", "photons_needed", inputs)
    return Light(
        photon_rate=_photon_rate(geometry, through),
        photons_needed=needed,
        projections=_projections(setup, catalog),
        frame_time_s=setup.frame_time_s,
        pause_s=catalog.default("pause_per_projection_s"),
    )


def at_voltage(lit: Light, geometry: Geometry, through: Passage) -> Light:
    """Return *lit* with the photons of another beam."""
    return Light(_photon_rate(geometry, through), lit.photons_needed, lit.projections, lit.frame_time_s, lit.pause_s)


def light_assumptions(setup: Setup, lit: Light, catalog: Catalog) -> tuple[Assumption, ...]:
    """Return the declared defaults that a scan time rests on."""
    assumed = []
    if setup.signal_to_noise is not None and setup.quantum_efficiency_percent is None:
        default = catalog.defaults["quantum_efficiency_percent"]
        assumed.append(Assumption("imaging.detector.quantum_efficiency", f"{default.value:g} %", default.because))
    if lit.projections is None or (lit.frame_time_s is None and lit.photons_needed is None):
        return tuple(assumed)
    if setup.projections is None and setup.technique != RADIOGRAPHY:
        assumed.append(Assumption("imaging.projections", f"{lit.projections:.0f}", catalog.defaults["projections_per_column"].because))
    pause = f"{1000 * lit.pause_s:g} ms"
    return (*assumed, Assumption("imaging.frame_time.pause", pause, catalog.defaults["pause_per_projection_s"].because))


def exposure(lit: Light, power_w: float | None) -> Exposure:
    """Return the scan at *power_w* on the target, as far as it is known.

    Where a signal-to-noise ratio is asked, as many whole frames are averaged as it takes, or one exposure lasts as long as it
    takes where no frame time is stated. Otherwise one frame is one projection, whatever the power.
    """
    if lit.photons_needed is None:
        return Exposure(projection_s=lit.frame_time_s, scan_time=_scan(lit, lit.frame_time_s, 1)) if lit.frame_time_s else Exposure()
    rate = lit.photon_rate.value * power_w if lit.photon_rate and power_w is not None else None
    if not rate or not math.isfinite(lit.photons_needed.value / rate):
        return Exposure(needs_power=True)
    needed, efficiency = lit.photons_needed.value, dict(lit.photons_needed.inputs)["quantum_efficiency"]
    alone = Number(needed / rate, "s", "exposure_time", (("photons_needed", needed), ("photon_rate_per_s", rate)))
    frames = physics.whole_frames(alone.value, lit.frame_time_s) if lit.frame_time_s else 1
    seconds = frames * lit.frame_time_s if lit.frame_time_s else alone.value
    inputs = (("photon_rate_per_s", rate), ("exposure_time_s", seconds), ("quantum_efficiency", efficiency))
    reached = Number(physics.signal_to_noise(rate * seconds, efficiency), "1", "signal_to_noise", inputs)
    return Exposure(alone, frames, seconds, reached, _scan(lit, lit.frame_time_s or alone.value, frames), needs_power=True)


def _scan(lit: Light, frame_s: float, frames: int) -> Number | None:
    if lit.projections is None:
        return None
    inputs = (("projections", lit.projections), ("frame_time_s", frame_s), ("averages", float(frames)), ("pause_s", lit.pause_s))
    return Number(physics.scan_time_s(lit.projections, frame_s, frames, lit.pause_s), "s", "scan_time", inputs)


def _projections(setup: Setup, catalog: Catalog) -> float | None:
    """Return how many projections a scan has: as stated, one for radiography, else one for each column of the detector."""
    if setup.projections is not None or setup.technique == RADIOGRAPHY:
        return setup.projections or 1.0
    if setup.columns is None:
        return None
    return float(math.ceil(catalog.default("projections_per_column") * setup.columns))


def quantum_efficiency(setup: Setup, catalog: Catalog) -> float:
    """Return the part of the photons that the detector counts, the declared default where none is stated [1]."""
    stated = setup.quantum_efficiency_percent
    return (stated if stated is not None else catalog.default("quantum_efficiency_percent")) / 100


def _photon_rate(geometry: Geometry, through: Passage) -> Number | None:
    """Return the photons that reach one pixel behind the path, for each second and watt."""
    fluence, passing = through.photons_per_joule_per_cm2, through.transmission_photons
    if fluence is None or passing is None or geometry.sdd_mm is None or geometry.pixel_um is None:
        return None
    inputs = (
        ("photons_per_joule_per_cm2", fluence),
        ("source_detector_distance_mm", geometry.sdd_mm),
        ("pixel_um", geometry.pixel_um),
        ("transmission_photons", passing.value),
    )
    rate = physics.photons_per_pixel(fluence, geometry.sdd_mm, geometry.pixel_um) * passing.value
    return Number(rate, "1/(s W)", "photon_rate", inputs)

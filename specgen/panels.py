"""Which focal spots the computed picture compares, and what each would show in the same time: figures, no pixels.

The classes stand for themselves by the largest spot that their bounds allow, so nothing is invented for a class without a
platform; their power is the guideline's, that of the chosen platform is its own. Magnification, detector, tube voltage and
time are the same for all.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from specgen import physics
from specgen.catalog import Catalog, Kind
from specgen.decision import Decision
from specgen.need import Light, Passage, light_at, passage_at, quantum_efficiency
from specgen.scene import LINE_LENGTH, WIDE, Scene

_LEAST_COLUMNS: Final = 5  # fewer pixels across the whole pattern are no picture
_SAME: Final = 1e-9
_NOTHING: Final = 1e-9  # of the photons: what lets through less lets nothing through
_FULL_CONTRAST: Final = 1.0  # drawn where the beam is not known: twice the signal behind a gap

CHOSEN: Final = "chosen"
LARGEST: Final = "largest"
CLASS: Final = "class"

SHOWN: Final = "shown"
MERGED: Final = "merged"
DROWNED: Final = "drowned"


@dataclass(frozen=True, slots=True)
class Panel:
    """One focal spot: *stands_for* is CHOSEN, LARGEST (that serves) or CLASS, *name* the platform or the class.

    *modulation* is what the blur leaves of the lines' contrast, below zero where dark and bright have changed places.
    *quanta* are the photons that one pixel counts; contrast to noise is that of one pixel and that of one whole line. What
    rests on a power or a beam that is not known is None.
    """

    stands_for: str
    name: str
    spot_um: float
    power_w: float | None
    is_guideline: bool
    blur_um: float
    modulation: float
    quanta: float | None
    contrast_to_noise: float | None
    line_to_noise: float | None
    relative_time: float | None
    shows: str
    scene: Scene


@dataclass(frozen=True, slots=True)
class Panels:
    """All that the picture is computed from. *time_from* says where the time comes from, empty where none is known and noise is left out.

    *is_sampled* tells whether a pixel is no wider than a line, *line_to_noise* how far a line must stand out to be seen.
    """

    feature_um: float
    voxel_um: float
    magnification: float
    detector_srb_um: float
    contrast: float
    is_contrast_known: bool
    quantum_efficiency: float
    tube_voltage_kv: float | None
    exposure_s: float | None
    time_from: str
    is_sampled: bool
    line_to_noise: float
    panels: tuple[Panel, ...]

    @property
    def subject(self) -> Panel:
        """Return the panel that the picture is about: the chosen one, else the largest that serves, else the coarsest class."""
        return next((panel for panel in self.panels if panel.stands_for != CLASS), self.panels[-1])

    @property
    def needed_s(self) -> float | None:
        """Return the time in which the lines of the subject come out of the noise: their ratio grows with its square root."""
        reached = self.subject.line_to_noise
        return self.exposure_s * (self.line_to_noise / reached) ** 2 if self.exposure_s and reached else None


@dataclass(frozen=True, slots=True)
class _Stage:
    """What all panels share."""

    decision: Decision
    catalog: Catalog
    feature_um: float
    magnification: float
    pixel_um: float
    srb_um: float
    passage: Passage
    light: Light
    contrast: float
    is_contrast_known: bool
    efficiency: float

    @property
    def is_sampled(self) -> bool:
        """Return whether a pixel at the object is no wider than a line."""
        return self.pixel_um / self.magnification <= self.feature_um * (1 + _SAME)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A spot to compare, with its power where one is known."""

    stands_for: str
    name: str
    spot_um: float
    power_w: float | None
    is_guideline: bool


def missing_for_panels(decision: Decision) -> str:
    """Return what lacks for a picture: feature, penetration, magnification, detector or pixels; empty where nothing does."""
    geometry, feature = decision.need.geometry, decision.need.smallest_feature_um
    if feature is None:
        return "feature"
    if decision.limit and decision.limit.infeasible == "penetration":
        return "penetration"  # scatter, which no picture here has, outweighs what passes
    if geometry.magnification is None:
        return "magnification"
    if geometry.pixel_um is None or geometry.detector_unsharpness is None:
        return "detector"
    return "pixels" if WIDE * feature * geometry.magnification.value / geometry.pixel_um < _LEAST_COLUMNS else ""


def panels(decision: Decision, catalog: Catalog) -> Panels | None:
    """Return what the picture compares, from the finest spot to the largest, or None where a figure lacks."""
    if missing_for_panels(decision):
        return None
    stage = _stage(decision, catalog)
    wanted = tuple(_wanted(decision, catalog))
    subject = next((one for one in wanted if one.stands_for != CLASS), wanted[-1] if wanted else None)
    rate = stage.light.photon_rate.value * stage.efficiency if stage.light.photon_rate else None
    seconds, time_from = _time(stage, subject, rate)
    reference = subject.power_w if subject else None
    return Panels(
        feature_um=stage.feature_um,
        voxel_um=stage.pixel_um / stage.magnification,
        magnification=stage.magnification,
        detector_srb_um=stage.srb_um,
        contrast=stage.contrast,
        is_contrast_known=stage.is_contrast_known,
        quantum_efficiency=stage.efficiency,
        tube_voltage_kv=stage.passage.tube_voltage_kv,
        exposure_s=seconds,
        time_from=time_from,
        is_sampled=stage.is_sampled,
        line_to_noise=catalog.default("detail_to_noise"),
        panels=tuple(_panel(stage, one, reference, rate, seconds) for one in wanted),
    )


def _stage(decision: Decision, catalog: Catalog) -> _Stage:
    need, chosen = decision.need, decision.chosen
    geometry, passage, light = need.geometry, need.passage, need.light
    m, u, pixel, feature = geometry.magnification, geometry.detector_unsharpness, geometry.pixel_um, need.smallest_feature_um
    if m is None or u is None or pixel is None or feature is None:
        raise ValueError(missing_for_panels(decision))
    if chosen is not None and chosen.tube_voltage_kv not in {None, passage.tube_voltage_kv}:
        passage = passage_at(passage, chosen.tube_voltage_kv)
        light = light_at(light, geometry, passage)
    contrast = _contrast(passage, feature / 1000)
    return _Stage(
        decision=decision,
        catalog=catalog,
        feature_um=feature,
        magnification=m.value,
        pixel_um=pixel,
        srb_um=u.value / 2,
        passage=passage,
        light=light,
        contrast=_FULL_CONTRAST if contrast is None else contrast,
        is_contrast_known=contrast is not None,
        efficiency=quantum_efficiency(need.setup, catalog),
    )


def _contrast(passage: Passage, feature_mm: float) -> float | None:
    """Return how much more signal comes through where the path is thinner by a gap as thick as the feature, less one.

    The gap takes its share of every layer. None where the beam is not known, or nothing comes through at all.
    """
    beam, path_mm, voltage = passage.beam, passage.path_mm, passage.tube_voltage_kv
    if beam is None or path_mm is None or voltage is None:
        return None
    share = max(0.0, 1 - feature_mm / path_mm)
    whole, thinner = beam.transmission(voltage), beam.with_layers([share] * len(beam.layer_depths)).transmission(voltage)
    return thinner.photons / whole.photons - 1 if whole and thinner and whole.photons > _NOTHING else None


def _wanted(decision: Decision, catalog: Catalog) -> Iterator[_Wanted]:
    """Yield the spots to compare, from the finest to the largest: one in the place of a class's bound that equals it."""
    subject = tuple(_subject(decision, catalog))
    bounds = tuple(
        _Wanted(CLASS, known.name, known.max_um, _guideline_w(known.max_um, catalog), is_guideline=True)
        for known in catalog.classes
        if not any(math.isclose(known.max_um, wanted.spot_um, rel_tol=_SAME) for wanted in subject)
    )
    yield from sorted((*subject, *bounds), key=lambda wanted: wanted.spot_um)


def _subject(decision: Decision, catalog: Catalog) -> Iterator[_Wanted]:
    """Yield the chosen platform, or the largest spot that serves where no platform does."""
    chosen, limit = decision.chosen, decision.limit.max_focal_spot if decision.limit else None
    if chosen is not None:
        power = chosen.power.value if isinstance(chosen.power.value, float) else None
        yield _Wanted(CHOSEN, chosen.platform.short, chosen.spot.value.um, power, is_guideline=chosen.power.kind is Kind.GUIDELINE)
    elif limit is not None and 0 < limit.value < max(known.max_um for known in catalog.classes):
        yield _Wanted(LARGEST, "", limit.value, _guideline_w(limit.value, catalog), is_guideline=True)


def _guideline_w(spot_um: float, catalog: Catalog) -> float | None:
    if spot_um < catalog.default("guideline_smallest_spot_um"):
        return None
    return physics.guideline_power_w(spot_um, catalog.default("guideline_w_per_um"))


def _time(stage: _Stage, subject: _Wanted | None, rate: float | None) -> tuple[float | None, str]:
    """Return the time that every spot is given, and where it comes from."""
    setup, light, chosen = stage.decision.need.setup, stage.light, stage.decision.chosen
    projection = (chosen.exposure.projection_s if chosen else None) or light.frame_time_s
    if rate is None:
        return None, ""
    if projection and light.projections:
        return projection * light.projections, "scan" if light.projections > 1 else "exposure"
    if setup.time_per_part_s:
        return setup.time_per_part_s, "part"
    if subject is None or not subject.power_w or stage.contrast <= 0:
        return None, ""
    quanta = (stage.catalog.default("detail_to_noise") / stage.contrast) ** 2
    return quanta / (rate * subject.power_w), "noise"


def _panel(stage: _Stage, wanted: _Wanted, reference_w: float | None, rate: float | None, seconds: float | None) -> Panel:
    m, feature, need = stage.magnification, stage.feature_um, stage.decision.need
    pixel, spread = stage.pixel_um / m, physics.detector_spread_um(stage.srb_um, stage.pixel_um) / m
    blur = physics.geometric_unsharpness_um(wanted.spot_um, m) / m
    frequency = 1 / (2 * feature)
    modulation = physics.disc_transfer(blur, frequency) * physics.detector_transfer(spread, pixel, frequency)
    power = wanted.power_w
    quanta = rate * power * seconds if rate and power and seconds else None
    to_noise = None if quanta is None else physics.contrast_to_noise(stage.contrast * modulation, quanta)
    line_to_noise = None if to_noise is None else to_noise * math.sqrt(LINE_LENGTH) * feature / pixel
    return Panel(
        stands_for=wanted.stands_for,
        name=wanted.name,
        spot_um=wanted.spot_um,
        power_w=power,
        is_guideline=wanted.is_guideline,
        blur_um=physics.object_unsharpness_um(wanted.spot_um, 2 * stage.srb_um, m, need.unsharpness_exponent),
        modulation=modulation,
        quanta=quanta,
        contrast_to_noise=to_noise,
        line_to_noise=line_to_noise,
        relative_time=physics.relative_time(power, reference_w) if power and reference_w else None,
        shows=_shows(stage, modulation, line_to_noise),
        scene=Scene(feature, pixel, stage.contrast, blur, spread, quanta),
    )


def _shows(stage: _Stage, modulation: float, line_to_noise: float | None) -> str:
    """Return whether the lines are seen apart: sampled, with the least modulation, and out of the noise."""
    least = stage.catalog.default("lines_least_modulation_percent") / 100
    if not stage.is_sampled or modulation < least:
        return MERGED
    if line_to_noise is not None and line_to_noise < stage.catalog.default("detail_to_noise"):
        return DROWNED
    return SHOWN

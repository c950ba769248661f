"""What a platform has to give in the set-up: its own figures, and what follows from both together."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from specgen import physics
from specgen.catalog import Catalog, Figure, FocalSpot, Kind, Platform, figure_value
from specgen.decision.values import COMPUTED, UNKNOWN, Offer
from specgen.errors import MaintainerError
from specgen.lazily import lazily
from specgen.need import Exposure, Light, Need, Number, Passage, SpotLimit, exposure, light_at, passage_at
from specgen.rules import Rule
from specgen.units import Quantity


@dataclass(frozen=True)  # without slots: what is not asked for is not computed
class Site:
    """A platform in the set-up of *need*, at the operating point that suits *limit*."""

    platform: Platform
    need: Need
    limit: SpotLimit
    catalog: Catalog

    @lazily
    def spot(self) -> FocalSpot:
        """Return the operating point."""
        largest = self.limit.max_focal_spot
        return self.platform.operating_point(largest.value if largest else None)

    @lazily
    def tube_voltage_kv(self) -> float | None:
        """Return the voltage at which the platform would work: the stated one, else the recommended one as far as it reaches [kV]."""
        voltage, highest = self.need.passage.tube_voltage_kv, self.platform.tube_voltage_max
        if voltage is None or self.need.passage.is_stated or highest is None:
            return voltage
        return min(voltage, highest.value.kv)

    @lazily
    def passage(self) -> Passage:
        """Return the beam at that voltage."""
        through = self.need.passage
        return through if self.tube_voltage_kv == through.tube_voltage_kv else passage_at(through, self.tube_voltage_kv)

    @lazily
    def light(self) -> Light:
        """Return what an exposure rests on at that voltage."""
        same = self.passage is self.need.passage
        return self.need.light if same else light_at(self.need.light, self.need.geometry, self.passage)

    @lazily
    def power(self) -> Offer:
        """Return the power at the operating point, as far as the current reaches: the maker's, else the guideline's, else unknown."""
        offer, current, voltage = self._power_of_spot(), self.platform.tube_current_max, self.tube_voltage_kv
        if current is None or voltage is None or not isinstance(offer.value, float):
            return offer
        reached = physics.tube_power_w(voltage, current.value.ua)
        return offer if offer.value <= reached else Offer(reached, offer.kind, offer.source)

    def _power_of_spot(self) -> Offer:
        spot, guideline = self.spot, self.catalog.defaults["guideline_w_per_um"]
        if spot.power is not None:
            return Offer(spot.power.w, spot.kind, spot.source)
        if self.platform.target_kind == "transmission" or spot.value.um < self.catalog.default("guideline_smallest_spot_um"):
            return UNKNOWN
        return Offer(physics.guideline_power_w(spot.value.um, guideline.value), Kind.GUIDELINE, guideline.source)

    @lazily
    def power_w(self) -> float | None:
        """Return that power as a number [W]."""
        return self.power.value if isinstance(self.power.value, float) else None

    @lazily
    def photons_per_s(self) -> float | None:
        """Return what one pixel counts behind the path [1/s]."""
        rate, watts = self.light.photon_rate, self.power_w
        return rate.value * watts if rate and watts is not None else None

    @property
    def output(self) -> float | None:
        """Return what times are inverse to: the photons where the set-up allows to count them, else the power."""
        return self.photons_per_s if self.need.light.photon_rate else self.power_w

    @lazily
    def exposure(self) -> Exposure:
        """Return the scan at that power."""
        return exposure(self.light, self.power_w)

    @property
    def time_rests_on_guideline(self) -> bool:
        """Return whether the time is known no better than a power by the guideline."""
        return self.exposure.needs_power and self.power.kind is Kind.GUIDELINE

    @lazily
    def object_unsharpness(self) -> Number | None:
        """Return the blur in the plane of the object."""
        return self.unsharpness_at(self.need.geometry.magnification)

    def unsharpness_at(self, magnification: Number | None) -> Number | None:
        """Return the blur in the plane that is magnified by *magnification*."""
        u, spot = self.need.geometry.detector_unsharpness, self.spot.value.um
        if magnification is None or u is None:
            return None
        value = physics.object_unsharpness_um(spot, u.value, magnification.value, self.need.unsharpness_exponent)
        inputs = (("focal_spot_um", spot), ("detector_unsharpness_um", u.value), ("magnification", magnification.value))
        return Number(value, "um", "object_unsharpness", inputs)


def offer(site: Site, rule: Rule) -> Offer:
    """Return what *rule* judges: a figure of the set-up with the platform, or of the platform alone."""
    in_set_up = _IN_SET_UP.get(rule.offered)
    return in_set_up(site) if in_set_up else _figure(site, rule)


def _figure(site: Site, rule: Rule) -> Offer:
    """Return the catalogue figure that *rule* asks for, in the rule's unit and the catalogue's own terms."""
    name = rule.figure
    if name not in Platform.model_fields:
        raise MaintainerError("catalog/rules", rule.id, f"no platform has a figure named {rule.offered}")
    figure: Figure | None = getattr(site.platform, name)
    if figure is None:
        return UNKNOWN
    value = figure_value(figure)
    if isinstance(value, Quantity):
        return Offer(value.in_unit(rule.unit), figure.kind, figure.source)
    if isinstance(value, tuple):
        return Offer(tuple(site.catalog.terms.plain(name, word) for word in value), figure.kind, figure.source)
    return Offer(value, figure.kind, figure.source)


def _focal_spot(site: Site) -> Offer:
    return Offer(site.spot.value.um, site.spot.kind, site.spot.source)


def _computed(number: Number | None) -> Offer:
    return Offer(number.value, Kind.COMPUTED, COMPUTED) if number else UNKNOWN


def _transmission(site: Site) -> Offer:
    """Return what passes; open where the voltage is ours to choose and the platform's reach is not known."""
    passing = site.passage.transmission
    if passing is None or (not site.need.passage.is_stated and site.platform.tube_voltage_max is None):
        return UNKNOWN
    return Offer(100 * passing.value, Kind.COMPUTED, COMPUTED)


def _timed(site: Site, value: float | None) -> Offer:
    """Return a figure that follows from the time; where that rests on the guideline for the power, so does the figure."""
    if value is None:
        return UNKNOWN
    if site.time_rests_on_guideline:
        return Offer(value, Kind.GUIDELINE, site.power.source)
    return Offer(value, Kind.COMPUTED, COMPUTED)


def _scan_time(site: Site) -> Offer:
    scan = site.exposure.scan_time
    return _timed(site, scan.value if scan else None)


def _signal_to_noise(site: Site) -> Offer:
    reached = site.exposure.signal_to_noise
    return _timed(site, reached.value if reached else None)


def _motion_blur(site: Site) -> Offer:
    speed, lasting = site.need.setup.speed_mm_per_s, site.exposure.projection_s
    return _timed(site, None if speed is None or lasting is None else physics.motion_blur_um(speed, lasting))


def _drift(site: Site) -> Offer:
    """Return the blur by the focal spot's drift over one scan, taken as growing steadily."""
    drift, m, scan = site.platform.focal_spot_drift, site.need.geometry.magnification, site.exposure.scan_time
    if drift is None or m is None or scan is None:
        return UNKNOWN
    wander = drift.value.um * scan.value / drift.within.s
    return _timed(site, physics.drift_um(wander, m.value))


def _longest_on_time(site: Site) -> Offer:
    """Return how long the beam may stay on, infinite for continuous operation: by the rating, and by the heat at this power."""
    platform, watts = site.platform, site.power_w
    duty, capacity, constant = platform.duty_cycle, platform.heat_capacity, platform.thermal_time_constant
    if duty is None:
        return UNKNOWN
    rated = duty.on.s if duty.on else math.inf
    if capacity is None or constant is None or watts is None:
        return Offer(rated, duty.kind, duty.source)
    by_heat = physics.longest_on_time_s(watts, constant.value.s, capacity.value.j)
    if rated <= by_heat:
        return Offer(rated, duty.kind, duty.source)
    return Offer(by_heat, Kind.GUIDELINE if site.power.kind is Kind.GUIDELINE else Kind.COMPUTED, capacity.source)


_IN_SET_UP: Final[Mapping[str, Callable[[Site], Offer]]] = MappingProxyType(
    {
        "focal_spot_um": _focal_spot,
        "target_power_w": lambda site: site.power,
        "object_unsharpness_um": lambda site: _computed(site.object_unsharpness),
        "voxel_um": lambda site: _computed(site.need.geometry.voxel),
        "field_of_view_mm": lambda site: _computed(site.need.geometry.usable_field),
        "transmission_percent": _transmission,
        "scan_time_s": _scan_time,
        "signal_to_noise": _signal_to_noise,
        "motion_blur_um": _motion_blur,
        "drift_um": _drift,
        "longest_on_time_s": _longest_on_time,
        "delivery_date": lambda _: UNKNOWN,
        "incoterm": lambda _: UNKNOWN,
    }
)

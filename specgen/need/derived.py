"""The need itself: what is stated, and each number that follows from it, made when it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass

from specgen.catalog import Catalog
from specgen.findings import Finding
from specgen.lazily import lazily
from specgen.need.asks import image_asks, limit_asks
from specgen.need.exposure import light
from specgen.need.geometry import Geometry
from specgen.need.limits import SpotLimit
from specgen.need.penetration import Passage
from specgen.need.setup import Setup
from specgen.need.values import Ask, Assumption, Light, Room


@dataclass(frozen=True)  # without slots: what is not asked for is not computed
class Need:
    """All that selection needs to know of a requirement; *limits* stand in the order in which they are tried."""

    setup: Setup
    geometry: Geometry
    passage: Passage
    limits: tuple[SpotLimit, ...]
    asked_of_source: Mapping[str, Ask]
    missing: tuple[str, ...]
    assumptions: tuple[Assumption, ...] = ()
    findings: tuple[Finding, ...] = ()

    @lazily
    def light(self) -> Light:
        """Return what an exposure rests on."""
        return light(self.setup, self.geometry, self.passage, self.catalog)

    @lazily
    def asked_of_setup(self) -> tuple[Ask, ...]:
        """Return what is asked of the image and of the beam."""
        return tuple(image_asks(self.setup, self.geometry, self.passage, self.catalog))

    @property
    def catalog(self) -> Catalog:
        """Return the catalogue whose defaults and tables it rests on."""
        return self.geometry.catalog

    @property
    def room(self) -> Room:
        """Return what a derived magnification leaves for a source."""
        return self.geometry.room

    @property
    def unsharpness_exponent(self) -> int:
        """Return by which power the parts of the blur are added."""
        return int(self.catalog.default("unsharpness_exponent"))

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
        of_limit = (*limit_asks(self.setup, limit, self.catalog), *self.asked_of_setup)
        return {**{ask.name: ask for ask in of_limit}, **self.asked_of_source}

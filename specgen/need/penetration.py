"""What the specimen lets through: the path layer by layer, the filters in the beam, the tube voltages that serve.

Spectra and attenuation come from the catalogue's tables; outside their voltages nothing is computed. A material that is
not known leaves the transmission open: nothing is guessed in its place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from specgen import physics
from specgen.basics import Material
from specgen.beams import Beam, Slab, Transmission
from specgen.catalog import Catalog
from specgen.compositions import CompositionError
from specgen.findings import Finding, Phrase, finding
from specgen.lazily import lazily
from specgen.need.setup import RADIOGRAPHY, Setup
from specgen.need.values import Inputs, Number
from specgen.requirement import Layer, Requirement

_INHERENT: Final = "Be"  # the usual window; its thickness is a declared default


@dataclass(frozen=True)  # without slots: what is not asked for is not computed
class Passage:
    """The beam through the specimen, None where path, material or voltage are not known; *at_kv* where it is not at its own voltage."""

    setup: Setup
    catalog: Catalog = field(repr=False, compare=False)
    beam: Beam | None = None
    slabs: tuple[Slab, ...] = ()
    path_mm: float | None = None
    advice: Number | None = None
    at_kv: float | None = None

    # --- at which voltage ---

    @property
    def is_stated(self) -> bool:
        """Return whether the customer states the voltage, or nothing is known for which another could be recommended."""
        return self.beam is None or self.setup.tube_voltage_kv is not None

    @lazily
    def tube_voltage_kv(self) -> float | None:
        """Return the stated voltage, else the recommended one, else the highest of a technique for which no window is met [kV]."""
        if self.at_kv is not None:
            return self.at_kv
        if self.is_stated:
            return self.setup.tube_voltage_kv
        return self.recommended.value if self.recommended else self.highest_kv if self._window else None

    @property
    def highest_kv(self) -> float | None:
        """Return the highest voltage that the customer permits [kV]."""
        return self.setup.highest_voltage_kv or self.catalog.tables.highest_voltage_kv if self.beam else None

    @property
    def _window(self) -> tuple[float, float] | None:
        return _window(self.setup.technique, self.catalog)

    @lazily
    def useful_from(self) -> Number | None:
        """Return the lowest voltage at which the technique's window of transmission is met."""
        return self._voltage_for(self._window[0]) if self._window else None

    @lazily
    def recommended(self) -> Number | None:
        """Return the voltage within that window at which the contrast is best."""
        if not self._window:
            return None
        return self._voltage_for(physics.BEST_TRANSMISSION, self.useful_from if self._window[0] <= physics.BEST_TRANSMISSION else None)

    @lazily
    def useful_to(self) -> Number | None:
        """Return the highest voltage at which the window is met."""
        return self._voltage_for(self._window[1], self.useful_from) if self._window else None

    def _voltage_for(self, transmission: float, below: Number | None = None) -> Number | None:
        """Return the lowest voltage at which *transmission* passes; *below* is that of a smaller transmission, where it is known."""
        voltage = self.beam.voltage_for(transmission, below.value if below else 0.0) if self.beam else None
        if voltage is None or self.path_mm is None:
            return None
        return Number(voltage, "kV", "voltage_for_transmission", (("transmission", transmission), ("path_mm", self.path_mm)))

    # --- what passes ---

    @lazily
    def transmission(self) -> Number | None:
        """Return the part of the energy that passes."""
        return self._energy_at(self.tube_voltage_kv)

    @lazily
    def at_highest(self) -> Number | None:
        """Return that part at the highest permitted voltage."""
        return self._energy_at(self.highest_kv)

    @lazily
    def transmission_photons(self) -> Number | None:
        """Return the part of the photons that passes."""
        passing = self._passing(self.tube_voltage_kv)
        return Number(passing.photons, "1", "transmission_photons", self._at(self.tube_voltage_kv)) if passing else None

    @lazily
    def photons_per_joule_per_cm2(self) -> float | None:
        """Return the photons behind the filters at 1 m for each joule [1/(J cm²)]."""
        voltage = self.tube_voltage_kv
        return self.beam.photons_per_joule_per_cm2(voltage) if self.beam and voltage is not None else None

    @lazily
    def is_starved(self) -> bool:
        """Return whether even at the highest voltage less passes than any image needs."""
        least = self.catalog.default("starvation_transmission_percent") / 100
        return self.at_highest is not None and self.at_highest.value < least * (1 - 1e-9)

    def _energy_at(self, voltage_kv: float | None) -> Number | None:
        passing = self._passing(voltage_kv)
        return Number(passing.energy, "1", "transmission", self._at(voltage_kv)) if passing else None

    def _passing(self, voltage_kv: float | None) -> Transmission | None:
        if self.beam is None or voltage_kv is None:
            return None
        if voltage_kv not in self._known:
            self._known[voltage_kv] = self.beam.transmission(voltage_kv)
        return self._known[voltage_kv]

    @lazily
    def _known(self) -> dict[float, Transmission | None]:
        return {}

    def _at(self, voltage_kv: float | None) -> Inputs:
        return (("tube_voltage_kv", voltage_kv or 0.0), ("path_mm", self.path_mm or 0.0))


def passage(requirement: Requirement, setup: Setup, catalog: Catalog) -> Passage:
    """Return the beam through the longest path of *requirement*, each layer as thick as *setup* says."""
    layers = _layers(requirement, setup)
    path = _slabs(layers, setup.path_mm, catalog)
    added = _slabs(requirement.source.filter, [layer.thickness.mm for layer in requirement.source.filter], catalog)
    tables, stated = catalog.tables, setup.tube_voltage_kv
    if not path or added is None or (stated is not None and not tables.covers(stated)):
        return Passage(setup, catalog, path_mm=sum(setup.path_mm) if path else None)
    window = Slab(tables.composition(_INHERENT), _density(_INHERENT, catalog), catalog.default("inherent_filtration_mm"))
    return Passage(setup, catalog, tables.beam(path, (window, *added)), path, sum(setup.path_mm), _advice(layers, setup, catalog))


def passage_again(through: Passage, requirement: Requirement, setup: Setup, catalog: Catalog) -> Passage:
    """Return *through* where the tube voltage or the thickness of layers is another; what-ifs ask this often."""
    stated, beam = setup.tube_voltage_kv, through.beam
    if beam is None or len(setup.path_mm) != len(through.slabs) or (stated is not None and not catalog.tables.covers(stated)):
        return passage(requirement, setup, catalog)
    times = [thickness / slab.thickness_mm for slab, thickness in zip(through.slabs, setup.path_mm, strict=True)]
    if any(factor != 1 for factor in times):
        layers = zip(through.slabs, setup.path_mm, strict=True)
        slabs = tuple(slab if mm == slab.thickness_mm else replace(slab, thickness_mm=mm) for slab, mm in layers)
        return Passage(setup, catalog, beam.with_layers(times), slabs, sum(setup.path_mm), through.advice)
    return Passage(setup, catalog, beam, through.slabs, sum(setup.path_mm), through.advice)


def at_voltage(through: Passage, tube_voltage_kv: float | None) -> Passage:
    """Return *through* with what passes at *tube_voltage_kv*."""
    return Passage(through.setup, through.catalog, through.beam, through.slabs, through.path_mm, through.advice, tube_voltage_kv)


def penetration_findings(requirement: Requirement, through: Passage, setup: Setup, catalog: Catalog) -> Iterator[Finding]:
    """Yield that the stated voltage lies outside the tables, or outside the technique's useful window."""
    stated = requirement.source.tube_voltage.upper if requirement.source.tube_voltage else None
    tables = catalog.tables
    if stated and setup.path_mm and not tables.covers(stated.kv):
        low, high = f"{tables.lowest_voltage_kv:g} kV", f"{tables.highest_voltage_kv:g} kV"
        yield finding("SG-W214", "source.tube_voltage", voltage=stated.text, low=low, high=high)
    window = _window(setup.technique, catalog)
    if stated is None or through.transmission is None or window is None:
        return
    passing, (low_share, high_share) = told_share(through.transmission.value), window
    facts = {"voltage": stated.text, "percent": f"{100 * passing:g}", "least": f"{100 * low_share:g}", "most": f"{100 * high_share:g}"}
    if passing < low_share * (1 - 1e-9):
        needed = f"{through.useful_from.value:.3g} kV" if through.useful_from else Phrase("@beyond-tables")
        yield finding("SG-W213", "source.tube_voltage", side=Phrase("@too-little"), useful=needed, **facts)
    elif passing > high_share * (1 + 1e-9) and through.useful_to and through.useful_to.value > tables.lowest_voltage_kv:
        yield finding("SG-W213", "source.tube_voltage", side=Phrase("@too-much"), useful=f"{through.useful_to.value:.3g} kV", **facts)


def told_share(share: float) -> float:
    """Return the share that passes as it is told, to two digits: models of the beam differ by more, so only these are judged."""
    return float(f"{share:.2g}")


def _window(technique: str, catalog: Catalog) -> tuple[float, float] | None:
    """Return the declared least and most transmission along the longest path for *technique*, None where none is declared."""
    low, high = (catalog.defaults.get(f"{technique}_{end}_transmission_percent") for end in ("least", "most"))
    return (low.value / 100, high.value / 100) if low and high else None


# --- the path -------------------------------------------------------------------------------------------------------


def _layers(requirement: Requirement, setup: Setup) -> tuple[Layer, ...]:
    """Return the layers of the stated path, or the specimen as one solid layer; nothing where neither is known."""
    specimen = requirement.specimen
    if specimen.path or not setup.path_mm or not (specimen.material or specimen.formula):
        return specimen.path
    largest = max((e for e in (specimen.diameter, specimen.width, specimen.depth, specimen.height) if e), key=lambda e: e.magnitude)
    return (Layer.model_construct(material=specimen.material, formula=specimen.formula, density=specimen.density, thickness=largest),)


def _slabs(layers: Sequence[Layer], thicknesses_mm: Sequence[float], catalog: Catalog) -> tuple[Slab, ...] | None:
    """Return the layers for the tables, None where one of them is not known."""
    slabs = [_slab(layer, thickness, catalog) for layer, thickness in zip(layers, thicknesses_mm, strict=False)]
    known = tuple(slab for slab in slabs if slab is not None)
    return known if len(known) == len(slabs) else None


def _slab(layer: Layer, thickness_mm: float, catalog: Catalog) -> Slab | None:
    """Return one layer for the tables: by its own formula and density, else by the catalogue's name."""
    material = _material(layer, catalog)
    formula = layer.formula or (material.formula if material else None)
    density = layer.density or (material.density if material else None)
    if formula is None or density is None:
        return None
    try:
        return Slab(catalog.tables.composition(formula), density.g_per_cm3, thickness_mm)
    except CompositionError:
        return None


def _material(layer: Layer, catalog: Catalog) -> Material | None:
    return catalog.material(layer.material) if layer.material else None


def _density(symbol: str, catalog: Catalog) -> float:
    material = catalog.material(symbol)
    return material.density.g_per_cm3 if material else 1.0


def _advice(layers: Sequence[Layer], setup: Setup, catalog: Catalog) -> Number | None:
    """Return the highest tube voltage that radiographic practice advises for the thickness, where one group of materials makes the path."""
    if setup.technique != RADIOGRAPHY or not layers:
        return None
    names = {material.name if (material := _material(layer, catalog)) else "" for layer in layers}
    advice = next((known for known in catalog.voltage_advice if names <= set(known.materials)), None)
    if advice is None:
        return None
    thickness = sum(setup.path_mm)
    voltage = physics.advised_voltage_kv(
        thickness, advice.thin_up_to.mm, (advice.base_kv, advice.kv_per_mm), (advice.factor, advice.exponent)
    )
    return Number(voltage, "kV", "advised_voltage", (("path_mm", thickness),))

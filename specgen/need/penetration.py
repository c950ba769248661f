"""What the specimen lets through: the path layer by layer, the filters in the beam, the tube voltages that serve.

Spectra and attenuation come from the catalogue's tables; outside their voltages nothing is computed. A material that is
not known leaves the transmission open: nothing is guessed in its place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from specgen import physics
from specgen.basics import Material
from specgen.beams import Beam, Slab
from specgen.catalog import Catalog
from specgen.compositions import CompositionError
from specgen.findings import Finding, Phrase, finding
from specgen.need.setup import RADIOGRAPHY, Setup
from specgen.need.values import Number, Passage
from specgen.requirement import Layer, Requirement

_INHERENT: Final = "Be"  # the usual window; its thickness is a declared default


def passage(requirement: Requirement, setup: Setup, catalog: Catalog) -> Passage:
    """Return the beam through the longest path of *requirement*, each layer as thick as *setup* says."""
    layers = _layers(requirement, setup)
    path = _slabs(layers, setup.path_mm, catalog)
    added = _slabs(requirement.source.filter, [layer.thickness.mm for layer in requirement.source.filter], catalog)
    tables, stated = catalog.tables, setup.tube_voltage_kv
    if not path or added is None or (stated is not None and not tables.covers(stated)):
        return Passage(path_mm=sum(setup.path_mm) if path else None, tube_voltage_kv=stated)
    window = Slab(tables.composition(_INHERENT), _density(_INHERENT, catalog), catalog.default("inherent_filtration_mm"))
    prepared = Passage(beam=tables.beam(path, (window, *added)), slabs=path, advice=_advice(layers, setup, catalog))
    return _at_its_voltage(_with_window(prepared, setup, catalog), setup, catalog)


def passage_again(through: Passage, requirement: Requirement, setup: Setup, catalog: Catalog) -> Passage:
    """Return *through* where the tube voltage or the thickness of layers is another; what-ifs ask this often.

    The technique's window of voltages is sought again only where the voltage rests on it.
    """
    stated, beam = setup.tube_voltage_kv, through.beam
    if beam is None or len(setup.path_mm) != len(through.slabs) or (stated is not None and not catalog.tables.covers(stated)):
        return passage(requirement, setup, catalog)
    times = [thickness / slab.thickness_mm for slab, thickness in zip(through.slabs, setup.path_mm, strict=True)]
    if any(factor != 1 for factor in times):
        slabs = tuple(replace(slab, thickness_mm=mm) for slab, mm in zip(through.slabs, setup.path_mm, strict=True))
        through = replace(through, beam=beam.with_layers(times), slabs=slabs)
    return _at_its_voltage(through if stated is not None else _with_window(through, setup, catalog), setup, catalog)


def _with_window(through: Passage, setup: Setup, catalog: Catalog) -> Passage:
    """Return *through* with the tube voltages at which the declared window of the technique is met."""
    beam, window, length = through.beam, _window(setup.technique, catalog), sum(setup.path_mm)
    if beam is None or window is None:
        return through
    low, high = window
    lowest = _voltage_for(beam, low, length)
    best = _voltage_for(beam, physics.BEST_TRANSMISSION, length, lowest if low <= physics.BEST_TRANSMISSION else None)
    highest = _voltage_for(beam, high, length, lowest)
    return replace(through, useful_from=lowest, useful_to=highest, recommended=best)


def _at_its_voltage(through: Passage, setup: Setup, catalog: Catalog) -> Passage:
    """Return *through* with what passes at the stated voltage, else at the recommended one, and at the highest permitted one."""
    stated, capped = setup.tube_voltage_kv, setup.highest_voltage_kv
    highest = capped or catalog.tables.highest_voltage_kv
    has_window = _window(setup.technique, catalog) is not None
    voltage = stated or (through.recommended.value if through.recommended else highest if has_window else None)
    at = at_voltage(replace(through, path_mm=sum(setup.path_mm), is_stated=stated is not None), voltage)
    at_highest = at.transmission if voltage == highest else at_voltage(at, highest).transmission
    least = catalog.default("starvation_transmission_percent") / 100
    is_starved = at_highest is not None and at_highest.value < least * (1 - 1e-9)
    return replace(at, highest_kv=highest, at_highest=at_highest, is_starved=is_starved)


def at_voltage(through: Passage, tube_voltage_kv: float | None) -> Passage:
    """Return *through* with what passes at *tube_voltage_kv*."""
    beam, length = through.beam, through.path_mm
    passing = beam.transmission(tube_voltage_kv) if beam and tube_voltage_kv is not None else None
    if beam is None or passing is None or length is None or tube_voltage_kv is None:
        return replace(through, tube_voltage_kv=tube_voltage_kv, transmission=None, transmission_photons=None)
    at, known = _at(tube_voltage_kv, length), through.photons_per_joule_per_cm2
    if known is None or tube_voltage_kv != through.tube_voltage_kv:  # which the path does not change
        known = beam.photons_per_joule_per_cm2(tube_voltage_kv)
    return replace(
        through,
        tube_voltage_kv=tube_voltage_kv,
        photons_per_joule_per_cm2=known,
        transmission=Number(passing.energy, "1", "transmission", at),
        transmission_photons=Number(passing.photons, "1", "transmission_photons", at),
    )


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
    passing, (low_share, high_share) = through.transmission.value, window
    facts = {"voltage": stated.text, "percent": f"{100 * passing:.2g}", "least": f"{100 * low_share:g}", "most": f"{100 * high_share:g}"}
    if passing < low_share * (1 - 1e-9):
        needed = f"{through.useful_from.value:.3g} kV" if through.useful_from else Phrase("@beyond-tables")
        yield finding("SG-W213", "source.tube_voltage", side=Phrase("@too-little"), useful=needed, **facts)
    elif passing > high_share * (1 + 1e-9) and through.useful_to and through.useful_to.value > tables.lowest_voltage_kv:
        yield finding("SG-W213", "source.tube_voltage", side=Phrase("@too-much"), useful=f"{through.useful_to.value:.3g} kV", **facts)


def _window(technique: str, catalog: Catalog) -> tuple[float, float] | None:
    """Return the declared least and most transmission along the longest path for *technique*, None where none is declared."""
    low, high = (catalog.defaults.get(f"{technique}_{end}_transmission_percent") for end in ("least", "most"))
    return (low.value / 100, high.value / 100) if low and high else None


def _voltage_for(beam: Beam, transmission: float, path_mm: float, below: Number | None = None) -> Number | None:
    """Return the lowest voltage at which *transmission* passes; *below* is that of a smaller transmission, where it is known."""
    voltage = beam.voltage_for(transmission, below.value if below else 0.0)
    return Number(voltage, "kV", "voltage_for_transmission", (("transmission", transmission), ("path_mm", path_mm))) if voltage else None


def _at(voltage_kv: float, path_mm: float) -> tuple[tuple[str, float], ...]:
    return (("tube_voltage_kv", voltage_kv), ("path_mm", path_mm))


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

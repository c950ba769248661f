"""What the specimen lets through: the path layer by layer, the filters in the beam, the transmission at the asked voltage.

Spectra and attenuation come from the catalogue's tables; outside their voltages nothing is computed. A material that is
not known leaves the transmission open: nothing is guessed in its place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from specgen.beams import Slab, Transmission
from specgen.catalog import Catalog
from specgen.compositions import CompositionError
from specgen.findings import Finding, finding
from specgen.requirement import Layer, Requirement


_INHERENT: Final = "Be"  # the usual window; its thickness is a declared default


@dataclass(frozen=True, slots=True)
class Beam:
    """The path and what passes through it; *transmission* is None where path, material or voltage are not known."""

    path_mm: float | None
    tube_voltage_kv: float | None
    transmission: Transmission | None
    findings: tuple[Finding, ...] = ()


def beam(requirement: Requirement, catalog: Catalog) -> Beam:
    """Return what passes through the longest path at the upper end of the asked tube voltage."""
    voltage = requirement.source.tube_voltage.upper if requirement.source.tube_voltage else None
    path = _path(requirement, catalog)
    length = sum(slab.thickness_mm for slab in path) if path else None
    if voltage is None or path is None:
        return Beam(length, voltage.kv if voltage else None, None)
    tables = catalog.tables
    if not tables.covers(voltage.kv):
        low, high = f"{tables.lowest_voltage_kv:g} kV", f"{tables.highest_voltage_kv:g} kV"
        return Beam(length, voltage.kv, None, (finding("SG-W214", "source.tube_voltage", voltage=voltage.text, low=low, high=high),))
    added = _slabs(requirement.source.filter, catalog)
    if added is None:
        return Beam(length, voltage.kv, None)
    window = Slab(tables.composition(_INHERENT), _density(_INHERENT, catalog), catalog.default("inherent_filtration_mm"))
    passing = tables.beam(path, (window, *added)).transmission(voltage.kv)
    return Beam(length, voltage.kv, passing, tuple(_judged(requirement, catalog, voltage.text, passing)))


def _judged(requirement: Requirement, catalog: Catalog, voltage: str, passing: Transmission | None) -> tuple[Finding, ...]:
    """Return whether too little comes through for CT; a window for other techniques is not declared."""
    least = catalog.default("least_ct_transmission_percent")
    if passing is None or requirement.application.technique != "ct" or passing.energy >= least / 100:
        return ()
    return (finding("SG-W213", "source.tube_voltage", voltage=voltage, percent=f"{100 * passing.energy:.2g}", least=f"{least:g}"),)


def _path(requirement: Requirement, catalog: Catalog) -> tuple[Slab, ...] | None:
    """Return the path's layers, or the largest extent as solid; None where a material is not known."""
    specimen = requirement.specimen
    if specimen.path:
        return _slabs(specimen.path, catalog)
    across = [extent for extent in (specimen.diameter, specimen.width, specimen.depth) if extent]
    extents = across or ([specimen.height] if specimen.height else [])
    largest = max(extents, key=lambda extent: extent.magnitude, default=None)
    if largest is None or not (specimen.material or specimen.formula):
        return None
    solid = Layer.model_construct(material=specimen.material, formula=specimen.formula, density=specimen.density, thickness=largest)
    return _slabs((solid,), catalog)


def _slabs(layers: Sequence[Layer], catalog: Catalog) -> tuple[Slab, ...] | None:
    slabs = [_slab(layer, catalog) for layer in layers]
    known = tuple(slab for slab in slabs if slab is not None)
    return known if len(known) == len(slabs) else None


def _slab(layer: Layer, catalog: Catalog) -> Slab | None:
    """Return one layer for the tables: by its own formula and density, else by the catalogue's name."""
    material = catalog.material(layer.material) if layer.material else None
    formula = layer.formula or (material.formula if material else None)
    density = layer.density or (material.density if material else None)
    if formula is None or density is None:
        return None
    try:
        return Slab(catalog.tables.composition(formula), density.g_per_cm3, layer.thickness.mm)
    except CompositionError:
        return None


def _density(symbol: str, catalog: Catalog) -> float:
    material = catalog.material(symbol)
    return material.density.g_per_cm3 if material else 1.0

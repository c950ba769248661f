"""Spectra and attenuation from small generated tables, from which a beam through any materials is prepared.

The files in `catalog/tables/` are made by `tools/make_tables.py`; what they hold and how good they are is said in
`docs/tables.md`. Reading files is left to `files`, formulas to `spectrum`, what comes through to `beams`.
"""

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from specgen.beams import Beam, Slab, TubeSpectrum, cells
from specgen.compositions import Composition, parse_composition
from specgen.errors import MaintainerError
from specgen.spectrum import log_log, optical_depth, power_law_share

ATTENUATION_FILE: Final = "attenuation.jsonl"
SPECTRA_FILE: Final = "spectra.jsonl"
_FORMATS: Final = {ATTENUATION_FILE: "specgen-attenuation/1", SPECTRA_FILE: "specgen-spectra/1"}
_ELEMENTS: Final = 92


@dataclass(frozen=True, slots=True)
class Element:
    """An element: atomic weight [g/mol], absorption edges [keV], and mu/rho [cm²/g] over energies [keV], an edge given twice."""

    symbol: str
    weight: float
    edges_kev: tuple[float, ...]
    energies_kev: tuple[float, ...]
    mass_attenuation_cm2_per_g: tuple[float, ...]

    def mass_attenuation_at(self, energy_kev: float) -> float:
        """Return the total mass attenuation coefficient mu/rho at one photon energy, coherent scattering included [cm²/g].

        Elam, Ravel, Sieber, Radiat. Phys. Chem. 63 (2002) 121, equal to NIST's at NIST's energies within 0.1 %. [V]
        """
        return log_log(energy_kev, self.energies_kev, self.mass_attenuation_cm2_per_g)


@dataclass(frozen=True)
class Tables:
    """The generated tables; *digest* names their content, *made_by* the versions that made them.

    Relative to direct computation with SpekPy and xraydb, a transmission above 0.0001 is within 3 %, tested; SpekPy's models
    themselves differ by 10 to 20 % in photons per mAs. [V] `docs/tables.md`
    """

    elements: tuple[Element, ...]
    energies_kev: tuple[float, ...]
    spectra: tuple[TubeSpectrum, ...]
    bins_kev: tuple[float, ...]
    lines_kev: tuple[float, ...]
    digest: str
    made_by: tuple[tuple[str, str], ...]
    # At most one entry for each element, and the same whoever puts it there first.
    _curves: dict[str, "_Curve"] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def lowest_voltage_kv(self) -> float:
        """Return the lowest tube voltage for which anything is computed [kV]."""
        return self.spectra[0].tube_voltage_kv

    @property
    def highest_voltage_kv(self) -> float:
        """Return the highest tube voltage for which anything is computed [kV]."""
        return self.spectra[-1].tube_voltage_kv

    def covers(self, tube_voltage_kv: float) -> bool:
        """Return whether anything is computed at *tube_voltage_kv*."""
        return self.lowest_voltage_kv <= tube_voltage_kv <= self.highest_voltage_kv

    def element(self, symbol: str) -> Element:
        """Return the element with this symbol."""
        return self._by_symbol[symbol]

    def composition(self, text: str) -> Composition:
        """Return the mass fractions that a formula or a list of them means; see `parse_composition`."""
        return parse_composition(text, self._weights)

    def beam(self, layers: Sequence[Slab], filters: Sequence[Slab]) -> Beam:
        """Return the beam behind *filters*, with *layers* in it: what is asked of it at any voltage costs little more."""
        curves = {symbol: self._curve(symbol) for slab in (*filters, *layers) for symbol, _ in slab.composition}
        parted = cells(self.bins_kev, self.lines_kev, {edge for curve in curves.values() for edge in curve.element.edges_kev})
        places = self._places(parted.parts_kev)
        whole = {symbol: curve.whole_bins for symbol, curve in curves.items()}
        parts = {symbol: curve.at(places) for symbol, curve in curves.items()}

        def depths(slabs: Sequence[Slab]) -> list[float]:
            amounts = _amounts(slabs)
            return parted.spliced(_depths(amounts, whole, len(self._whole_places)), _depths(amounts, parts, len(places)))

        return Beam.through(self.spectra, parted, depths(filters), [depths([slab]) for slab in layers])

    @cached_property
    def _by_symbol(self) -> Mapping[str, Element]:
        return {element.symbol: element for element in self.elements}

    @cached_property
    def _weights(self) -> Mapping[str, float]:
        return {element.symbol: element.weight for element in self.elements}

    def _curve(self, symbol: str) -> "_Curve":
        if symbol not in self._curves:
            self._curves[symbol] = _Curve.of(self.element(symbol), self.energies_kev, self._whole_places)
        return self._curves[symbol]

    @cached_property
    def _whole_places(self) -> "_Places":
        return self._places(cells(self.bins_kev, self.lines_kev, frozenset()).energies_kev)

    def _places(self, energies_kev: Iterable[float]) -> "_Places":
        """Return each energy with its place in the common energies, and its share of the way there from the one before."""
        common = self.energies_kev
        uppers = [(energy, bisect_right(common, energy)) for energy in energies_kev]
        return [(energy, upper, power_law_share(energy, common[upper - 1], common[upper])) for energy, upper in uppers]


_Places = Sequence[tuple[float, int, float]]


@dataclass(frozen=True, slots=True)
class _Curve:
    """An element's mu/rho [cm²/g] at the common energies, in lines and bins that no edge parts; *near* are places beside its edges."""

    element: Element
    common: tuple[float, ...]
    near: frozenset[int]
    whole_bins: tuple[float, ...] = ()

    @classmethod
    def of(cls, element: Element, common_kev: Sequence[float], whole_places: _Places) -> "_Curve":
        """Return the curve of *element* over energies that all elements have in common."""
        values = list(element.mass_attenuation_cm2_per_g)
        for edge in reversed(element.edges_kev):
            first = bisect_left(element.energies_kev, edge)
            del values[first : first + 2]
        near = {place for edge in element.edges_kev for place in (bisect_left(common_kev, edge), bisect_right(common_kev, edge))}
        curve = cls(element, tuple(values), frozenset(near))
        return replace(curve, whole_bins=tuple(curve.at(whole_places)))

    def at(self, places: _Places) -> list[float]:
        """Return what `Element.mass_attenuation_at` says at *places*: their logarithms are taken once for all elements."""
        common, near, exact = self.common, self.near, self.element.mass_attenuation_at
        return [
            exact(energy) if upper in near else common[upper - 1] * (common[upper] / common[upper - 1]) ** share
            for energy, upper, share in places
        ]


def _amounts(slabs: Iterable[Slab]) -> dict[str, float]:
    """Return the optical depth of each element in *slabs*, for each cm²/g of its mass attenuation.

    A mixture attenuates as its elements do by mass fraction (Hubbell and Seltzer, NISTIR 5632): chemical binding is neglected,
    which matters only at edges. [V]
    """
    amounts: dict[str, float] = {}
    for slab in slabs:
        for symbol, fraction in slab.composition:
            amounts[symbol] = amounts.get(symbol, 0) + optical_depth(fraction, slab.density_g_per_cm3, slab.thickness_mm)
    return amounts


def _depths(amounts: Mapping[str, float], attenuation: Mapping[str, Sequence[float]], count: int) -> list[float]:
    """Return the optical depth of all elements together at each of *count* energies."""
    depths = [0.0] * count
    terms = [(amount, attenuation[symbol]) for symbol, amount in amounts.items()]
    if len(terms) % 2:
        terms.append((0.0, depths))
    for (amount, values), (further, others) in zip(terms[::2], terms[1::2], strict=True):  # two at a time are a third faster
        depths = [depth + amount * one + further * other for depth, one, other in zip(depths, values, others, strict=True)]
    return depths


def load_tables(folder_reader: Callable[[str], bytes]) -> Tables:
    """Return the tables whose files *folder_reader* gives by name; or raise `MaintainerError` where one is not as generated."""
    attenuation, elements = _records(ATTENUATION_FILE, folder_reader(ATTENUATION_FILE))
    spectra, voltages = _records(SPECTRA_FILE, folder_reader(SPECTRA_FILE))
    if len(elements) != _ELEMENTS:
        raise MaintainerError(ATTENUATION_FILE, "", f"{len(elements)} elements instead of {_ELEMENTS}: {_CURE}")
    both = f"{attenuation['sha256']} {spectra['sha256']}".encode()
    return Tables(
        elements=tuple(_element(record, attenuation["energies_kev"]) for record in elements),
        energies_kev=tuple(attenuation["energies_kev"]),
        spectra=tuple(TubeSpectrum(v["tube_voltage_kv"], tuple(v["continuum"]), tuple(v["lines"])) for v in voltages),
        bins_kev=tuple(spectra["bins_kev"]),
        lines_kev=tuple(spectra["lines_kev"]),
        digest=f"sha256:{hashlib.sha256(both).hexdigest()}",
        made_by=tuple(sorted((attenuation["made_by"] | spectra["made_by"]).items())),
    )


_CURE: Final = "make it anew with tools/make_tables.py"


def _records(name: str, content: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the header line and the records of a file whose digest is right; line ends of any system are the same."""
    first, _, rest = content.replace(b"\r\n", b"\n").partition(b"\n")
    try:
        header = json.loads(first)
        is_ours = header["format"] == _FORMATS[name]
        is_whole = header["sha256"] == hashlib.sha256(rest).hexdigest()
    except (ValueError, KeyError, TypeError) as error:
        raise MaintainerError(name, "1", f"is no header of a table ({type(error).__name__}): {_CURE}") from None
    if not is_ours:
        raise MaintainerError(name, "1", f'the format is "{header["format"]}", not "{_FORMATS[name]}": {_CURE}')
    if not is_whole:
        raise MaintainerError(name, "", f"the digest in its first line is not that of the rest, so it was changed by hand: {_CURE}")
    return header, list(map(json.loads, rest.splitlines()))


def _element(record: Mapping[str, Any], energies_kev: Sequence[float]) -> Element:
    edges = record["edges_kev"]
    energies = tuple(sorted([*energies_kev, *edges, *edges]))
    return Element(record["symbol"], record["weight"], tuple(edges), energies, tuple(record["mass_attenuation"]))

"""Spectra and attenuation from small generated tables: what passes through a specimen, and at which voltage or thickness.

The files in `catalog/tables/` are made by `tools/make_tables.py`; what they hold and how good they are is said in
`docs/tables.md`. Reading files is left to `files`, formulas to `spectrum`, what to conclude to rules and defaults.

A path of several layers, windows and filters is a sequence of `Slab`. The tables start at the target: whatever the beam
meets before the specimen is a filter, the tube's own window included. Primary beam only: no scatter is counted, and no air.
Outside the tables' tube voltages nothing is computed, and every answer is None.
"""

import hashlib
import itertools
import json
import math
import operator
import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from specgen.errors import MaintainerError, SpecgenError
from specgen.spectrum import kramers_photons, log_log, mean_weight, mixture, optical_depth

ATTENUATION_FILE: Final = "attenuation.jsonl"
SPECTRA_FILE: Final = "spectra.jsonl"
_FORMATS: Final = {ATTENUATION_FILE: "specgen-attenuation/1", SPECTRA_FILE: "specgen-spectra/1"}
_ELEMENTS: Final = 92
_BISECTIONS: Final = 40  # after which a bracket is a million millionth of what it was
_THICKEST_MM: Final = 1e7

Composition = tuple[tuple[str, float], ...]
"""Element symbols, each with its mass fraction; the fractions add up to one."""


# --- values ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slab:
    """A layer across the beam: mass fractions by element, density [g/cm³] and thickness along the beam [mm]."""

    composition: Composition
    density_g_per_cm3: float
    thickness_mm: float


@dataclass(frozen=True, slots=True)
class Transmission:
    """The part of a beam that passes through a path [1]: of its photons, and of their energy as an integrating detector sees it."""

    photons: float
    energy: float


@dataclass(frozen=True, slots=True)
class Element:
    """An element: atomic weight [g/mol], absorption edges [keV], and mu/rho [cm²/g] over energies [keV], an edge given twice."""

    symbol: str
    weight: float
    edges_kev: tuple[float, ...]
    energies_kev: tuple[float, ...]
    mass_attenuation_cm2_per_g: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TubeSpectrum:
    """What leaves the target at one tube voltage, at 1 m, for 1 mAs.

    *continuum* is reduced as `spectrum.kramers_photons` says [1/(cm² mAs keV²)], one figure for each bin below the voltage;
    *lines* are photons of each characteristic line [1/(cm² mAs)].
    """

    tube_voltage_kv: float
    continuum: tuple[float, ...]
    lines: tuple[float, ...]


class CompositionError(SpecgenError, ValueError):
    """A text is neither a chemical formula nor a list of mass fractions; *problem* names why, *part* is the place."""

    exit_code = 1

    def __init__(self, text: str, problem: str, part: str) -> None:
        super().__init__(text, problem, part)  # all arguments, so that it stays picklable for batch workers
        self.text, self.problem, self.part = text, problem, part

    def __str__(self) -> str:
        return f'"{self.text}": {_PROBLEMS[self.problem].format(part=self.part)}'


_PROBLEMS: Final = MappingProxyType(
    {
        "empty": "nothing is written; write a formula as LiCoO2, or mass fractions as Fe 0.7, Cr 0.3",
        "element": '"{part}" is no element from hydrogen to uranium; symbols are written as in Fe or Co',
        "form": 'a formula has only symbols, counts and brackets, without blanks: "{part}" is not understood',
        "brackets": "brackets do not match",
        "count": '"{part}" atoms is no count; counts lie above 0',
        "entry": '"{part}" is no symbol with a mass fraction, as in Fe 0.7 or Fe 70 %',
        "fraction": '"{part}" is no mass fraction above 0 and up to 1; percent takes the sign %, on every entry or on none',
        "twice": "{part} is given twice",
        "comma": '"{part}": decimals take a point, since a comma parts the entries',
        "sum": "the mass fractions add up to {part}, but together they must make 1",
    }
)


# --- compositions ---------------------------------------------------------------------------------------------------

_TOKEN: Final = re.compile(r"(?P<symbol>[A-Z][a-z]?)|(?P<open>[(\[])|(?P<close>[)\]])|(?P<count>(?:0|[1-9][0-9]{0,5})(?:\.[0-9]{1,6})?)")
_ENTRY: Final = re.compile(r"(?P<symbol>[A-Za-z]+)\s+(?P<number>(?:0|[1-9][0-9]{0,2})(?:\.[0-9]{1,9})?)\s*(?P<percent>%?)")
_DECIMAL_COMMA: Final = re.compile("[0-9]+,[0-9]+")
_SUBSCRIPTS: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_ROUNDING: Final = 0.02  # recipes are printed rounded, and leave traces out


def parse_composition(text: str, weights: Mapping[str, float]) -> Composition:
    """Return the mass fractions that *text* means, with *weights* [g/mol] by element symbol; or raise `CompositionError`.

    A formula counts atoms: `LiCoO2`, `Ca(OH)2`, `LiNi0.8Mn0.1Co0.1O2`. Mass fractions are symbols with a number each, parted
    by commas: `Fe 0.7, Cr 0.3`, or all of them in percent; their sum may be off by rounding and is brought to one.
    A name of an alloy is neither: by its form `Ti6Al4V` is a formula too, so whoever has a list of names looks there first.
    """
    written = text.strip().translate(_SUBSCRIPTS)
    if not written:
        raise CompositionError(text, "empty", "")
    if comma := _DECIMAL_COMMA.search(written):
        raise CompositionError(text, "comma", comma[0])
    if _ENTRY.fullmatch(written) or "," in written or ";" in written:
        fractions = _mass_fractions(text, written, weights)
    else:
        fractions = {symbol: count * weights[symbol] for symbol, count in _atoms(text, written, weights).items()}
    total = sum(fractions.values())
    return tuple((symbol, fraction / total) for symbol, fraction in fractions.items())


def _mass_fractions(text: str, written: str, known: Mapping[str, float]) -> dict[str, float]:
    entries = [(part.strip(), _ENTRY.fullmatch(part.strip())) for part in re.split("[,;]", written)]
    in_percent = any(entry and entry["percent"] for _, entry in entries)
    fractions: dict[str, float] = {}
    for part, entry in entries:
        if entry is None:
            raise CompositionError(text, "entry", part)
        symbol, fraction = entry["symbol"], float(entry["number"]) / (100 if in_percent else 1)
        if symbol not in known:
            raise CompositionError(text, "element", symbol)
        if not 0 < fraction <= 1 or bool(entry["percent"]) != in_percent:
            raise CompositionError(text, "fraction", part)
        if symbol in fractions:
            raise CompositionError(text, "twice", symbol)
        fractions[symbol] = fraction
    total = sum(fractions.values())
    if abs(total - 1) > _ROUNDING + 1e-9:
        raise CompositionError(text, "sum", f"{total:.4g}")
    return fractions


def _atoms(text: str, written: str, known: Mapping[str, float]) -> dict[str, float]:
    """Return the number of atoms of each element; brackets may be nested."""
    groups: list[dict[str, float]] = [{}]
    brackets: list[str] = []
    counted: dict[str, float] = {}  # what a count may follow: the last symbol or bracket
    place = 0
    while place < len(written):
        token = _TOKEN.match(written, place)
        if token is None or (token["count"] and not counted):
            raise CompositionError(text, "form", written[place:])
        place = token.end()
        if token["count"]:
            if not (count := float(token["count"])):
                raise CompositionError(text, "count", token["count"])
            _add(groups[-1], counted, count - 1)
            counted = {}
        elif token["symbol"]:
            if token["symbol"] not in known:
                raise CompositionError(text, "element", token["symbol"])
            counted = {token["symbol"]: 1.0}
            _add(groups[-1], counted, 1)
        elif token["open"]:
            groups.append({})
            brackets.append(token["open"])
            counted = {}
        else:
            if not brackets or brackets.pop() + token["close"] not in {"()", "[]"} or not groups[-1]:
                raise CompositionError(text, "brackets", token["close"])
            counted = groups.pop()
            _add(groups[-1], counted, 1)
    if brackets:
        raise CompositionError(text, "brackets", brackets[-1])
    return groups[0]


def _add(atoms: dict[str, float], more: Mapping[str, float], times: float) -> None:
    for symbol, count in more.items():
        atoms[symbol] = atoms.get(symbol, 0) + times * count


# --- tables ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cells:
    """The photon energies of a computation: bins of the continuum, parted where an absorber has an edge, then the lines."""

    limits_kev: tuple[tuple[float, float], ...]
    bins: tuple[int, ...]
    energies_kev: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """The generated tables; *digest* names their content, *made_by* the versions that made them.

    Relative to direct computation with SpekPy and xraydb, a transmission above 0.0001 is within 3 %, tested; SpekPy's models
    themselves differ by 10 to 20 % in photons per mAs. [V] `docs/tables.md`
    """

    elements: Mapping[str, Element]
    spectra: tuple[TubeSpectrum, ...]
    bins_kev: tuple[float, ...]
    lines_kev: tuple[float, ...]
    digest: str
    made_by: tuple[tuple[str, str], ...]

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

    def composition(self, text: str) -> Composition:
        """Return the mass fractions that a formula or a list of them means; see `parse_composition`."""
        return parse_composition(text, {symbol: element.weight for symbol, element in self.elements.items()})

    def mass_attenuation_cm2_per_g(self, composition: Composition, energy_kev: float) -> float | None:
        """Return the total mass attenuation coefficient mu/rho at one photon energy, coherent scattering included [cm²/g].

        Elam, Ravel, Sieber, Radiat. Phys. Chem. 63 (2002) 121, equal to NIST's at NIST's energies within 0.1 %. [V]
        None outside the energies of the tables.
        """
        absorbers = [(fraction, self.elements[symbol]) for symbol, fraction in composition]
        if not all(e.energies_kev[0] <= energy_kev <= e.energies_kev[-1] for _, e in absorbers):
            return None
        return mixture([(fraction, log_log(energy_kev, e.energies_kev, e.mass_attenuation_cm2_per_g)) for fraction, e in absorbers])

    def transmission(self, layers: Sequence[Slab], tube_voltage_kv: float, filters: Sequence[Slab]) -> Transmission | None:
        """Return how much of the beam behind *filters* also passes through *layers*.

        T = sum of w exp(-mu x) / sum of w over the spectrum, w being photons, or photons times energy (facts 1.14). [V]
        """
        if not self.covers(tube_voltage_kv):
            return None
        cells = self._cells(*filters, *layers)
        photons = _behind(self._photons(tube_voltage_kv, cells), self._depths(filters, cells))
        return _transmission(photons, cells, self._depths(layers, cells))

    def photons_per_joule_per_cm2(self, tube_voltage_kv: float, filters: Sequence[Slab]) -> float | None:
        """Return the photons behind *filters* at 1 m for each joule of tube energy [1/(J cm²)]; 1 mAs at V kV is V joules.

        SpekPy's model casim for a tungsten target at 12 degrees; its other models give 10 to 20 % more or less. [V]
        """
        spectrum = self.spectrum(tube_voltage_kv, filters)
        return None if spectrum is None else sum(photons for _, photons in spectrum) / tube_voltage_kv

    def mean_energy_kev(self, tube_voltage_kv: float, filters: Sequence[Slab]) -> float | None:
        """Return the mean energy of the photons behind *filters* [keV]."""
        if not self.covers(tube_voltage_kv):
            return None
        cells = self._cells(*filters)
        return mean_weight(_behind(self._photons(tube_voltage_kv, cells), self._depths(filters, cells)), cells.energies_kev)

    def spectrum(self, tube_voltage_kv: float, filters: Sequence[Slab]) -> tuple[tuple[float, float], ...] | None:
        """Return (energy [keV], photons behind *filters* at 1 m [1/(cm² mAs)]): the bins of the continuum, then the lines."""
        if not self.covers(tube_voltage_kv):
            return None
        cells = self._cells(*filters)
        passing = map(_passing, self._depths(filters, cells))
        return tuple(zip(cells.energies_kev, map(operator.mul, self._photons(tube_voltage_kv, cells), passing), strict=True))

    def thickness_for(self, transmission: float, material: Slab, tube_voltage_kv: float, filters: Sequence[Slab]) -> float | None:
        """Return the thickness of *material* that lets *transmission* of the energy pass [mm].

        By bisection; the thickness that *material* itself states is not looked at.
        """
        if not self.covers(tube_voltage_kv) or not 0 < transmission <= 1:
            return None
        cells = self._cells(*filters, material)
        photons = _behind(self._photons(tube_voltage_kv, cells), self._depths(filters, cells))
        depths = self._depths([Slab(material.composition, material.density_g_per_cm3, 1)], cells)

        def is_too_thick(thickness_mm: float) -> bool:
            return _transmission(photons, cells, [thickness_mm * depth for depth in depths]).energy < transmission

        upper = 1.0
        while not is_too_thick(upper):
            upper *= 2
            if upper > _THICKEST_MM:
                return None
        return _bisect(is_too_thick, 0, upper)

    def voltage_for(self, transmission: float, layers: Sequence[Slab], filters: Sequence[Slab]) -> float | None:
        """Return the lowest tube voltage at which *layers* let *transmission* of the energy pass [kV], None where none does.

        The lowest of the tables where that already suffices. Sought in the steps of the tables and then by bisection: where an
        absorption edge comes into the beam the transmission falls again, and bisecting the whole range would pass by the answer.
        """
        cells = self._cells(*filters, *layers)
        filter_depths, depths = self._depths(filters, cells), self._depths(layers, cells)

        def suffices(tube_voltage_kv: float) -> bool:
            photons = _behind(self._photons(tube_voltage_kv, cells), filter_depths)
            return _transmission(photons, cells, depths).energy >= transmission

        below: float | None = None
        for voltage in (spectrum.tube_voltage_kv for spectrum in self.spectra):
            if suffices(voltage):
                return voltage if below is None else _bisect(suffices, below, voltage)
            below = voltage
        return None

    def _cells(self, *slabs: Slab) -> _Cells:
        symbols = {symbol for slab in slabs for symbol, _ in slab.composition}
        edges = {kev for symbol in symbols for kev in self.elements[symbol].edges_kev if self.bins_kev[0] < kev < self.bins_kev[-1]}
        limits = sorted({*self.bins_kev, *edges})
        pairs = tuple(itertools.pairwise(limits))
        return _Cells(
            limits_kev=pairs,
            bins=tuple(bisect_right(self.bins_kev, low) - 1 for low, _ in pairs),
            energies_kev=(*((low + high) / 2 for low, high in pairs), *self.lines_kev),
        )

    def _photons(self, tube_voltage_kv: float, cells: _Cells) -> list[float]:
        """Return the photons of each cell and of each line: reduced continuum and lines are straight between two voltages."""
        upper = next(place for place, spectrum in enumerate(self.spectra) if spectrum.tube_voltage_kv >= tube_voltage_kv)
        after, before = self.spectra[upper], self.spectra[max(0, upper - 1)]
        span = after.tube_voltage_kv - before.tube_voltage_kv
        share = (tube_voltage_kv - before.tube_voltage_kv) / span if span else 1.0
        reduced = [(1 - share) * low + share * high for low, high in zip(before.continuum, after.continuum, strict=False)]
        reduced += after.continuum[len(reduced) :]  # bins that the lower voltage does not reach
        reduced += [0.0] * (len(self.bins_kev) - 1 - len(reduced))
        lines = ((1 - share) * low + share * high for low, high in zip(before.lines, after.lines, strict=True))
        continuum = (
            kramers_photons(reduced[place], tube_voltage_kv, *limits) for place, limits in zip(cells.bins, cells.limits_kev, strict=True)
        )
        return [*continuum, *lines]

    def _depths(self, slabs: Sequence[Slab], cells: _Cells) -> list[float]:
        """Return the optical depth of all *slabs* together at each energy of *cells*."""
        areal: dict[str, float] = {}
        for slab in slabs:
            for symbol, fraction in slab.composition:
                areal[symbol] = areal.get(symbol, 0) + optical_depth(fraction, slab.density_g_per_cm3, slab.thickness_mm)
        depths = [0.0] * len(cells.energies_kev)
        for symbol, amount in areal.items():
            e = self.elements[symbol]
            depths = [
                depth + amount * log_log(energy, e.energies_kev, e.mass_attenuation_cm2_per_g)
                for depth, energy in zip(depths, cells.energies_kev, strict=True)
            ]
        return depths


def _passing(depth: float) -> float:
    return math.exp(-depth)


def _behind(photons: Sequence[float], depths: Sequence[float]) -> list[float]:
    """Return relative photons behind *depths*; relative, so that a filter that stops all but nothing leaves a spectrum as well."""
    least = min(depth for number, depth in zip(photons, depths, strict=True) if number)
    return [number and number * _passing(depth - least) for number, depth in zip(photons, depths, strict=True)]


def _transmission(photons: Sequence[float], cells: _Cells, depths: Sequence[float]) -> Transmission:
    passing = list(map(_passing, depths))
    return Transmission(mean_weight(photons, passing), mean_weight(list(map(operator.mul, photons, cells.energies_kev)), passing))


def _bisect(holds: Callable[[float], bool], low: float, high: float) -> float:
    """Return where *holds*, false at *low* and true at *high*, becomes true."""
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


# --- files ----------------------------------------------------------------------------------------------------------


def load_tables(folder_reader: Callable[[str], bytes]) -> Tables:
    """Return the tables whose files *folder_reader* gives by name; or raise `MaintainerError` where one is not as generated."""
    attenuation, elements = _records(ATTENUATION_FILE, folder_reader(ATTENUATION_FILE))
    spectra, voltages = _records(SPECTRA_FILE, folder_reader(SPECTRA_FILE))
    if len(elements) != _ELEMENTS:
        raise MaintainerError(ATTENUATION_FILE, "", f"{len(elements)} elements instead of {_ELEMENTS}: {_CURE}")
    both = f"{attenuation['sha256']} {spectra['sha256']}".encode()
    return Tables(
        elements=MappingProxyType({record["symbol"]: _element(record, attenuation["energies_kev"]) for record in elements}),
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

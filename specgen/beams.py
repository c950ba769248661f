"""A beam through filters and layers: prepared once, it says at any tube voltage what comes through.

A path of several layers, windows and filters is a sequence of `Slab`. Spectra start at the target: whatever the beam meets
before the specimen is a filter, the tube's own window included. Primary beam only: no scatter is counted, and no air.
Outside the tables' voltages nothing is computed, and every answer is None. What the tables hold is the business of `tables`.

Every sequence over photon energies has the characteristic lines first, then the continuum upwards: what a voltage does not
reach is the end of the sequence, and simply left off.
"""

import math
import operator
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any, Final

from specgen.compositions import Composition
from specgen.lazily import lazily
from specgen.spectrum import kramers_photons, mean_weight

_CLOSE: Final = 1e-11  # relative to a voltage
_REMEMBERED: Final = 8  # voltages of a beam; whoever moves its layers asks for few
_WALL: Final = 300  # e^-300 leaves room for more digits on both sides than a float has


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
class TubeSpectrum:
    """What leaves the target at one tube voltage, at 1 m, for 1 mAs.

    *continuum* is reduced as `spectrum.kramers_photons` says [1/(cm² mAs keV²)], one figure for each bin below the voltage;
    *lines* are photons of each characteristic line [1/(cm² mAs)].
    """

    tube_voltage_kv: float
    continuum: tuple[float, ...]
    lines: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Cells:
    """The photon energies of a computation: characteristic lines, and bins of the continuum, parted where an absorber has an edge.

    *splits* has the parted bins from the last to the first, each with the number of its parts. *energies_kev* and *widths_kev*
    go over lines and continuum; a line is given the width 1, since its photons are a number and not one for each keV.
    """

    lows_kev: tuple[float, ...]
    highs_kev: tuple[float, ...]
    middles_kev: tuple[float, ...]
    splits: tuple[tuple[int, int], ...]
    energies_kev: tuple[float, ...]
    widths_kev: tuple[float, ...]

    def spread(self, reduced: Sequence[float]) -> list[float]:
        """Return for each cell of the continuum the figure of its bin, as far as *reduced* goes."""
        spread = list(reduced)
        for place, parts in self.splits:
            spread[place : place + 1] = spread[place : place + 1] * parts
        return spread

    @property
    def parts_kev(self) -> list[float]:
        """Return the photon energies of the parts of parted bins, in ascending order."""
        return [energy for first, parts in self._parted() for energy in self.energies_kev[first : first + parts]]

    def spliced(self, whole: Sequence[float], parted: Sequence[float]) -> list[float]:
        """Return one figure for each line and cell, from those of lines and whole bins and from those of `parts_kev`."""
        spliced, done = list(whole), 0
        for first, parts in self._parted():
            spliced[first : first + 1] = parted[done : done + parts]
            done += parts
        return spliced

    def _parted(self) -> list[tuple[int, int]]:
        """Return for each parted bin, from the first on, where its cells begin among all lines and cells, and how many they are."""
        begin = len(self.energies_kev) - len(self.middles_kev)
        parted = []
        for place, parts in reversed(self.splits):
            parted.append((begin + place, parts))
            begin += parts - 1
        return parted


def cells(bins_kev: Sequence[float], lines_kev: Sequence[float], edges_kev: AbstractSet[float]) -> Cells:
    """Return lines, and bins parted at those of *edges_kev* that lie within one."""
    limits = list(bins_kev)
    parted: Counter[int] = Counter()
    for edge in edges_kev:
        place = bisect_right(bins_kev, edge)
        if 0 < place < len(bins_kev) and edge > bins_kev[place - 1]:
            insort(limits, edge)
            parted[place - 1] += 1
    lows, highs = limits[:-1], limits[1:]
    middles = [(low + high) / 2 for low, high in zip(lows, highs, strict=True)]
    return Cells(
        lows_kev=tuple(lows),
        highs_kev=tuple(highs),
        middles_kev=tuple(middles),
        splits=tuple((place, edges + 1) for place, edges in sorted(parted.items(), reverse=True)),
        energies_kev=(*lines_kev, *middles),
        widths_kev=(*[1.0] * len(lines_kev), *map(operator.sub, highs, lows)),
    )


@dataclass(frozen=True)  # without slots: what is not asked for is not computed
class Behind:
    """What leaves the filters at one tube voltage, times e^*weakened*: so a filter that stops all but nothing leaves a spectrum as well."""

    photons: Sequence[float]
    weakened: float
    energies_kev: Sequence[float]

    @lazily
    def numbers(self) -> list[float]:
        """Return the photons of each line and cell at 1 m [1/(cm² mAs)]."""
        passing = math.exp(-self.weakened)
        return [passing * number for number in self.photons]

    @lazily
    def number(self) -> float:
        """Return all of them."""
        return float(sum(self.numbers))

    @lazily
    def mean_energy_kev(self) -> float:
        """Return their mean energy [keV]."""
        return mean_weight(self.photons, self.energies_kev)


@dataclass(frozen=True, slots=True)
class Beam:
    """A beam behind filters and the layers in it, each given by its optical depth in every cell; `Tables.beam` makes it.

    *filtered* are the photons behind the filters for one photon of each line and one for each keV of the continuum, relative
    to *least_depth*, where the filters let most through; *passing* is what the layers let through of them. A *wall* stops a low
    voltage so much better than a high one that no scale holds both.
    """

    spectra: tuple[TubeSpectrum, ...]
    cells: Cells
    filter_depths: tuple[float, ...]
    layer_depths: tuple[tuple[float, ...], ...]
    depths: tuple[float, ...]
    filtered: tuple[float, ...]
    passing: tuple[float, ...]
    energy_passing_kev: tuple[float, ...]
    least_depth: float
    is_wall: bool
    behind: dict[float, Behind] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def through(
        cls, spectra: tuple[TubeSpectrum, ...], cells: Cells, filter_depths: Sequence[float], layer_depths: Sequence[Sequence[float]]
    ) -> "Beam":
        """Return the beam of *spectra* behind filters and through layers of these optical depths, one sequence for each layer."""
        lines = len(cells.energies_kev) - len(cells.middles_kev)
        soft = filter_depths[lines : lines + bisect_right(cells.highs_kev, spectra[0].tube_voltage_kv)]
        least = min(filter_depths)
        filtered = [width * math.exp(least - depth) for width, depth in zip(cells.widths_kev, filter_depths, strict=True)]
        depths = tuple(map(sum, zip(*layer_depths, strict=True))) if layer_depths else (0.0,) * len(cells.energies_kev)
        return cls(
            spectra=spectra,
            cells=cells,
            filter_depths=tuple(filter_depths),
            layer_depths=tuple(map(tuple, layer_depths)),
            depths=depths,
            filtered=tuple(filtered),
            least_depth=least,
            is_wall=min(soft) > least + _WALL,
            **_let_through(depths, cells),
        )

    def with_layers(self, times: Sequence[float]) -> "Beam":
        """Return the beam with each layer so many *times* as thick."""
        layers, depths = list(self.layer_depths), list(self.depths)
        for place, factor in enumerate(times):
            if factor != 1:
                depths = [whole + (factor - 1) * depth for whole, depth in zip(depths, layers[place], strict=True)]
                layers[place] = tuple([factor * depth for depth in layers[place]])
        return replace(self, layer_depths=tuple(layers), depths=tuple(depths), **_let_through(depths, self.cells))

    def transmission(self, tube_voltage_kv: float) -> Transmission | None:
        """Return how much of the beam behind the filters also passes through the layers.

        T = sum of w exp(-mu x) / sum of w over the spectrum, w being photons, or photons times energy (facts 1.14). [V]
        """
        if not self._covers(tube_voltage_kv):
            return None
        behind = self._behind_filters(tube_voltage_kv)
        passing, energy_passing = mean_weight(behind.photons, self.passing), mean_weight(behind.photons, self.energy_passing_kev)
        return Transmission(passing, energy_passing / behind.mean_energy_kev)

    def spectrum(self, tube_voltage_kv: float) -> tuple[tuple[float, float], ...] | None:
        """Return (energy [keV], photons behind the filters at 1 m [1/(cm² mAs)]) of the lines and of the continuum's bins."""
        if not self._covers(tube_voltage_kv):
            return None
        behind = self._behind_filters(tube_voltage_kv)
        return tuple(zip(self.cells.energies_kev, behind.numbers, strict=False))

    def photons_per_joule_per_cm2(self, tube_voltage_kv: float) -> float | None:
        """Return the photons behind the filters at 1 m for each joule of tube energy [1/(J cm²)]; 1 mAs at V kV is V joules.

        SpekPy's model casim for a tungsten target at 12 degrees; its other models give 10 to 20 % more or less. [V]
        """
        return self._behind_filters(tube_voltage_kv).number / tube_voltage_kv if self._covers(tube_voltage_kv) else None

    def mean_energy_kev(self, tube_voltage_kv: float) -> float | None:
        """Return the mean energy of the photons behind the filters [keV]."""
        return self._behind_filters(tube_voltage_kv).mean_energy_kev if self._covers(tube_voltage_kv) else None

    def voltage_for(self, transmission: float, from_kv: float = 0.0) -> float | None:
        """Return the lowest tube voltage at which the layers let *transmission* of the energy pass [kV], None where none does.

        *from_kv* is a voltage below which none does, as one is known from a smaller transmission. The lowest of the tables
        where that already suffices. Sought in the steps of the tables and then within one: where an
        absorption edge comes into the beam the transmission falls again, and halving the whole range would pass by the answer.
        """
        excess = self._excess_over(transmission)
        below, lacking = 0.0, 0.0
        first = bisect_left(self.spectra, max(from_kv, self._lowest_energy_kev(transmission)), key=operator.attrgetter("tube_voltage_kv"))
        for voltage in (spectrum.tube_voltage_kv for spectrum in self.spectra[max(0, first - 1) :]):
            if (found := excess(voltage)) >= 0:
                return _root(excess, (below, lacking), (voltage, found)) if below else voltage
            below, lacking = voltage, found
        return None

    def _lowest_energy_kev(self, transmission: float) -> float:
        """Return the photon energy below which less passes, and so less of any voltage below it: a mean is no more than its most."""
        lines = len(self.cells.energies_kev) - len(self.cells.middles_kev)
        lows = (*self.cells.energies_kev[:lines], *self.cells.lows_kev)
        passing = (low for low, part in zip(lows, self.passing, strict=True) if part >= transmission * (1 - _CLOSE))
        return min(passing, default=math.inf)

    def _excess_over(self, transmission: float) -> Callable[[float], float]:
        """Return what tells by its sign, at any voltage, whether *transmission* of the energy passes."""
        if self.is_wall:
            return lambda voltage: known.energy - transmission if (known := self.transmission(voltage)) else -transmission
        weights = [
            filtered * energy * (passing - transmission)
            for filtered, energy, passing in zip(self.filtered, self.cells.energies_kev, self.passing, strict=True)
        ]
        return lambda voltage: float(sum(map(operator.mul, self._photons(voltage), weights)))

    def _covers(self, tube_voltage_kv: float) -> bool:
        return self.spectra[0].tube_voltage_kv <= tube_voltage_kv <= self.spectra[-1].tube_voltage_kv

    def _behind_filters(self, tube_voltage_kv: float) -> Behind:
        if tube_voltage_kv in self.behind:
            return self.behind[tube_voltage_kv]
        if len(self.behind) >= _REMEMBERED:
            self.behind.clear()
        return self.behind.setdefault(tube_voltage_kv, Behind(*self._filtered_at(tube_voltage_kv), self.cells.energies_kev))

    def _filtered_at(self, tube_voltage_kv: float) -> tuple[list[float], float]:
        photons = self._photons(tube_voltage_kv)
        if not self.is_wall:
            return list(map(operator.mul, photons, self.filtered)), self.least_depth
        least = min(depth for number, depth in zip(photons, self.filter_depths, strict=False) if number)
        cells = zip(photons, self.cells.widths_kev, self.filter_depths, strict=False)
        return [number and number * width * math.exp(least - depth) for number, width, depth in cells], least

    def _photons(self, tube_voltage_kv: float) -> list[float]:
        """Return the photons that leave the target: of each line, and for each keV of the continuum as far as the voltage reaches."""
        reduced, lines = self._reduced(tube_voltage_kv)
        whole = bisect_right(self.cells.highs_kev, tube_voltage_kv, hi=len(reduced))
        # In a whole cell kramers_photons is the figure times V - E in its middle, times its width.
        photons = [number * (tube_voltage_kv - middle) for number, middle in zip(reduced, self.cells.middles_kev, strict=False)]
        for place in range(whole, len(reduced)):
            low, high = self.cells.lows_kev[place], self.cells.highs_kev[place]
            photons[place] = kramers_photons(reduced[place], tube_voltage_kv, low, high) / (high - low)
        return [*lines, *photons]

    def _reduced(self, tube_voltage_kv: float) -> tuple[list[float], Sequence[float]]:
        """Return the reduced continuum of each cell, and the lines: both are straight between two voltages of the tables."""
        upper = bisect_left(self.spectra, tube_voltage_kv, key=operator.attrgetter("tube_voltage_kv"))
        after = self.spectra[upper]
        reduced = self.cells.spread(after.continuum)
        if tube_voltage_kv == after.tube_voltage_kv:
            return reduced, after.lines
        before = self.spectra[upper - 1]
        share = (tube_voltage_kv - before.tube_voltage_kv) / (after.tube_voltage_kv - before.tube_voltage_kv)
        reached = _between(self.cells.spread(before.continuum), reduced, share)
        return reached + reduced[len(reached) :], _between(before.lines, after.lines, share)


def _let_through(depths: Sequence[float], cells: Cells) -> dict[str, Any]:
    """Return what layers of these optical depths let through, of the photons and of their energy."""
    passing = tuple([math.exp(-depth) for depth in depths])
    return {"passing": passing, "energy_passing_kev": tuple(map(operator.mul, passing, cells.energies_kev))}


def _between(low: Sequence[float], high: Sequence[float], share: float) -> list[float]:
    """Return the figures at *share* of the way from *low* to *high*, as far as both go."""
    rest = 1 - share
    return [rest * first + share * second for first, second in zip(low, high, strict=False)]


def _root(function: Callable[[float], float], low: tuple[float, float], high: tuple[float, float]) -> float:
    """Return where *function* comes to zero between two points (x, y), y being negative at *low* and not at *high*.

    By the rule of false position, in the Illinois form: the point that stays is given half its weight.
    """
    (below, lacking), (above, excess) = low, high
    close = _CLOSE * above
    side = 0
    while above - below > close:
        middle = above - excess * (above - below) / (excess - lacking)
        middle = min(max(middle, below + close / 2), above - close / 2)  # beyond a point that is as good as the root, to close in on it
        found = function(middle)
        if found >= 0:
            lacking = lacking / 2 if side > 0 else lacking
            above, excess, side = middle, found, 1
        else:
            excess = excess / 2 if side < 0 else excess
            below, lacking, side = middle, found, -1
    return above

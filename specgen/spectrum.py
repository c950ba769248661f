"""Formulas of X-ray spectra and attenuation: numbers in, number out, each with its source. No tables, no thresholds.

Notation: E photon energy [keV], V tube voltage [kV], mu/rho mass attenuation coefficient [cm²/g], x thickness [mm].
Trust marks are those of `physics`. What these formulas are fed with is the business of `tables`.
"""

import math
import operator
from bisect import bisect_right
from collections.abc import Sequence

_MM_PER_CM = 10


def optical_depth(mass_attenuation_cm2_per_g: float, density_g_per_cm3: float, thickness_mm: float) -> float:
    """Return the exponent mu x = (mu/rho) rho x of Beer and Lambert [1]; what is transmitted is exp(-mu x).

    For photons of one energy, without scatter. [V] `tests/test_tables.py`
    """
    return mass_attenuation_cm2_per_g * density_g_per_cm3 * thickness_mm / _MM_PER_CM


def log_log(energy_kev: float, energies_kev: Sequence[float], values: Sequence[float]) -> float:
    """Return the value at *energy_kev*, by a power law between the two neighbours, in the unit of *values*.

    Photoabsorption is close to a power of E between edges, so straight lines in double logarithmic scale follow it well.
    An edge is an energy given twice, with the value below and the value above; at the edge itself the value above counts.
    Outside the energies the outermost power law goes on.
    """
    upper = min(max(bisect_right(energies_kev, energy_kev), 1), len(energies_kev) - 1)
    lower = upper - 1
    share = power_law_share(energy_kev, energies_kev[lower], energies_kev[upper])
    return float(values[lower] * (values[upper] / values[lower]) ** share)


def power_law_share(energy_kev: float, low_kev: float, high_kev: float) -> float:
    """Return how far *energy_kev* is on the way between two energies in logarithmic scale, from 0 to 1."""
    return math.log(energy_kev / low_kev) / math.log(high_kev / low_kev)


def kramers_photons(reduced: float, voltage_kv: float, low_kev: float, high_kev: float) -> float:
    """Return the photons of a continuum *reduced* (V - E) between two energies, none beyond E = V [unit of *reduced* times keV²].

    Kramers (Phil. Mag. 46 (1923) 836) has the continuum fall to zero at E = V in proportion to V - E. Divided by V - E, a real
    spectrum varies slowly with the tube voltage, so that it can be interpolated between voltages without losing its end. [V]
    """
    to_low, to_high = max(0.0, voltage_kv - low_kev), max(0.0, voltage_kv - high_kev)
    return reduced * (to_low * to_low - to_high * to_high) / 2


def mean_weight(numbers: Sequence[float], weights: Sequence[float]) -> float:
    """Return the mean of *weights* over *numbers* of photons, sum of n w / sum of n, in the unit of *weights*.

    Weights may go on where no photons are left.
    With the energies as weights that is the mean energy; with what each energy transmits, the transmission. [V]
    """
    return float(sum(map(operator.mul, numbers, weights)) / sum(numbers))

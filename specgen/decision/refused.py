"""What the reader refuses although each figure alone is fine, as bounds that a what-if must not cross.

`requirement.check` and `sense` judge the file; here each of their conditions is a ratio that may not exceed 1. A ratio
is a product of powers of the figures, so its logarithm is straight in theirs, and where it is crossed follows from one trial.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from specgen import physics
from specgen.catalog import Catalog
from specgen.decision.bounds import Bound, of_ratio
from specgen.decision.levers import Moved
from specgen.decision.trials import Trial
from specgen.need import Setup
from specgen.requirement import DutyCycle, Requirement

_APART: Final = 1 + 1e-5  # a range whose ends meet is a point, of which less is asked: they are kept apart by a digit
Ratio = Callable[[Moved], float | None]


def refusals(requirement: Requirement, catalog: Catalog, now: Trial) -> Iterator[tuple[str, Bound]]:
    """Yield what may not be exceeded, with the code of the finding that would say so."""
    ratios: list[tuple[str, Ratio]] = [
        ("SG-E131", _on_in_period),
        ("SG-E132", _sod_in_sdd),
        ("SG-E133", _voltages),
        ("SG-E134", lambda figures: 1 / figures.setup.magnification if figures.setup.magnification else None),
        ("SG-E134", lambda figures: None if _projected(figures.setup) else _voxels_a_pixel(figures.setup)),
        ("SG-E136", _power_in_product),
    ]
    ratios += [("SG-E133", partial(_range, name, low)) for name, low in _lower_ends(requirement)]
    tolerated = catalog.default("geometry_refused_percent") / 100
    for disagreement in (_magnifications, _voxels):
        ratios.append(("SG-E212", partial(_over, disagreement, 1 + tolerated)))
        ratios.append(("SG-E212", partial(_under, disagreement, 1 - tolerated)))
    for code, ratio in ratios:
        if ratio(now.figures) is not None:
            yield code, Bound.of_now(of_ratio(partial(_of_trial, ratio)), now)


def _of_trial(ratio: Ratio, trial: Trial) -> float | None:
    return ratio(trial.figures)


def _asked(figures: Moved, name: str) -> float | None:
    ask = figures.asked_of_source.get(name)
    return ask.value if ask and isinstance(ask.value, float) else None


def _on_in_period(figures: Moved) -> float | None:
    ask = figures.asked_of_source.get("duty_cycle")
    duty = ask.value if ask and isinstance(ask.value, DutyCycle) else None
    return duty.on.s / duty.period.s if duty and duty.on and duty.period else None


def _voltages(figures: Moved) -> float | None:
    low, high = _asked(figures, "tube_voltage_low_kv"), figures.setup.tube_voltage_kv
    return _APART * low / high if low and high else None


def _lower_ends(requirement: Requirement) -> Iterator[tuple[str, float]]:
    """Yield the lower end of each range whose upper end is asked for."""
    power, current = requirement.source.target_power, requirement.source.tube_current
    if power and power.min and power.max and not power.is_point:
        yield "target_power_w", power.min.w
    if current and current.min and current.max and not current.is_point:
        yield "tube_current_ua", current.min.ua


def _range(name: str, low: float, figures: Moved) -> float | None:
    high = _asked(figures, name)
    return low / high if high else None


def _power_in_product(figures: Moved) -> float | None:
    power, current, voltage = _asked(figures, "target_power_w"), _asked(figures, "tube_current_ua"), figures.setup.tube_voltage_kv
    return power / physics.tube_power_w(voltage, current) if power and current and voltage else None


def _sod_in_sdd(figures: Moved) -> float | None:
    from_distances = _from_distances(figures.setup)
    return 1 / from_distances if from_distances else None


def _from_distances(setup: Setup) -> float | None:
    sdd, sod = setup.source_detector_distance_mm, setup.source_object_distance_mm
    return physics.magnification(sdd, sod) if sdd and sod else None


def _projected(setup: Setup) -> float | None:
    return _from_distances(setup) or setup.magnification


def _voxels_a_pixel(setup: Setup) -> float | None:
    return setup.voxel_um / setup.pixel_um if setup.voxel_um and setup.pixel_um else None


def _magnifications(setup: Setup) -> float | None:
    """Return the stated magnification over that of the distances."""
    computed = _from_distances(setup)
    return setup.magnification / computed if setup.magnification and computed else None


def _voxels(setup: Setup) -> float | None:
    """Return the stated voxel over the projected pixel."""
    share, m = _voxels_a_pixel(setup), _projected(setup)
    return share * m if share and m else None


def _over(told: Callable[[Setup], float | None], most: float, figures: Moved) -> float | None:
    share = told(figures.setup)
    return share / most if share else None


def _under(told: Callable[[Setup], float | None], least: float, figures: Moved) -> float | None:
    share = told(figures.setup)
    return least / share if share else None

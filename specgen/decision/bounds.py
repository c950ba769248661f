"""Limits that a what-if may cross: by how much each is exceeded, as a logarithm, which is smooth where a verdict only flips."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from specgen import physics
from specgen.catalog import Kind, Platform
from specgen.decision.crossing import CLOSE, FARTHEST
from specgen.decision.offers import offer
from specgen.decision.trials import Trial
from specgen.decision.verdicts import compared
from specgen.need import Need, SpotLimit
from specgen.rules import Rule

STEP: Final = 1e-4  # of the logarithm of a figure, to tell its slope
OF_SPOT: Final = ("max_focal_spot_um", "object_unsharpness_um")  # one condition, told as a spot and as the blur that it makes


Excess = Callable[[Trial], float]
"""By how much a limit is exceeded; not above 0 where it is kept."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit whose crossing may matter: by how much it is exceeded, and the rule behind it.

    Beyond one that *is_final* the chosen platform is rejected for certain; where times are rounded up to whole frames, a limit
    may be crossed and kept again. *of* are the platforms that it concerns, in the set-up and under the criterion *at*.
    """

    excess: Excess
    start: float
    rule: Rule | None = None
    of: tuple[Platform, ...] = ()
    at: tuple[int, int] = (0, 0)
    is_final: bool = False

    def reach(self, nearby: Trial) -> float | None:
        """Return how far the figure would have to move to cross this if all were straight, None where it leaves it alone."""
        slope = (self.excess(nearby) - self.start) / STEP
        if not math.isfinite(slope) or abs(slope) < CLOSE:
            return None
        if abs(self.start) < CLOSE:  # it stands on its limit: the least step on the one side crosses it
            return math.copysign(CLOSE, slope)
        reach = -self.start / slope
        return reach if abs(reach) <= FARTHEST else None


def of_rule(platform: Platform, rule: Rule, at: tuple[int, int], trial: Trial) -> float:
    """Return by how much *platform* exceeds what *rule* allows, minus infinity where nothing can be exceeded."""
    site = trial.site(platform, *at)
    if rule.needed in OF_SPOT:
        return _by_blur(site.spot.value.um, site.need, site.limit)
    ask = trial.asks(site, *at).get(rule.needed)
    if ask is None or ask.value is None or ask.is_guideline:
        return -math.inf
    offered = offer(site, rule)
    if offered.value is None or offered.kind is Kind.GUIDELINE:
        return -math.inf
    _, room = compared(rule, ask.value, offered)
    if room is None:  # nothing is needed, so nothing is too little; but anything is too much for no room at all
        return math.inf if rule.comparison == "at_most" and ask.value == 0 and offered.value != 0 else -math.inf
    ratio = 1 - room if rule.comparison == "at_most" else 1 / (1 + room) if room > -1 else math.inf
    return math.log(ratio) if ratio > 0 else -math.inf


def of_spot(spot_um: float, at: tuple[int, int], trial: Trial) -> float:
    """Return by how much a spot is too large."""
    return _by_blur(spot_um, trial.need(at[0]), trial.limit(*at))


def _by_blur(spot_um: float, need: Need, limit: SpotLimit) -> float:
    """Return by how much a spot exceeds *limit*: by the blur that it makes, which is smooth even where no spot serves."""
    m, u = need.geometry.magnification, need.geometry.detector_unsharpness
    allowed, stated = limit.allowed_unsharpness_um, need.setup.focal_spot_um
    ratios = [spot_um / stated] if stated is not None else []
    if m is not None and u is not None and allowed is not None:
        ratios.append(physics.object_unsharpness_um(spot_um, u.value, m.value, need.unsharpness_exponent) / allowed)
    elif limit.feature_spot is not None:
        ratios.append(spot_um / limit.feature_spot.value)
    return math.log(max(ratios)) if ratios else -math.inf


def of_set_up(least_transmission: float, at: tuple[int, int], trial: Trial) -> float:
    """Return by how much the set-up itself forbids the task, whatever the source."""
    ratios = list(_forbidding(trial.need(at[0]), trial.limit(*at), least_transmission))
    return math.log(max(ratios)) if ratios and max(ratios) > 0 else -math.inf


def _forbidding(need: Need, limit: SpotLimit, least_transmission: float) -> Iterator[float]:
    """Yield what is needed over what there is: penetration, blur of the detector, voxel, field, room for any source."""
    at, setup, passing = need.geometry, need.setup, need.passage.at_highest
    if passing:
        yield least_transmission / passing.value
    if limit.detector_part is not None and limit.allowed_unsharpness_um is not None:
        yield limit.detector_part.value / limit.allowed_unsharpness_um
    if limit.resolving_voxel_um is not None and at.voxel is not None:
        yield at.voxel.value / limit.resolving_voxel_um
    if setup.field_of_view_mm is not None and at.usable_field is not None:
        yield setup.field_of_view_mm / at.usable_field.value
    if at.sod_mm is not None and at.swept_radius_mm is not None:
        yield (at.swept_radius_mm + (setup.clearance_mm or 0.0)) / at.sod_mm

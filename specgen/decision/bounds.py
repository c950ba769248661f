"""Limits that a what-if may cross: by how much each is exceeded, as a logarithm, which is smooth where a verdict only flips."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final, NamedTuple

from specgen import physics
from specgen.catalog import Kind, Platform
from specgen.decision.choice import ask_of
from specgen.decision.crossing import CLOSE, FARTHEST, crossing
from specgen.decision.offers import offer
from specgen.decision.trials import Trial
from specgen.decision.verdicts import compared
from specgen.need import Number
from specgen.rules import Rule

_SLIGHT: Final = 0.01  # of an excess a millionth before its crossing: far below the digits told
STEP: Final = 1e-4  # of the logarithm of a figure, to tell its slope
OF_SPOT: Final = ("max_focal_spot_um", "object_unsharpness_um")  # one condition, told as a spot and as the blur that it makes

Figures = tuple[float | Number | None, ...]

# Formulas that make no power of powers: a figure by one of them goes as its inputs do.
_SHAPES: Final[Mapping[str, Callable[..., float]]] = MappingProxyType(
    {
        "field_of_view_cylinder": physics.field_of_view_cylinder_mm,
        "magnification_for_cylinder": physics.magnification_for_cylinder,
        "magnification_for_clearance": physics.magnification_for_clearance,
        "scan_time": physics.scan_time_s,
    }
)


@dataclass(frozen=True, slots=True)
class Excess:
    """By how much a limit is exceeded, not above 0 where it is kept: a *formula* over *figures* of a trial.

    The figures are powers of what is stated, or nearly, so that two trials tell where the formula comes to 0.
    """

    figures: Callable[[Trial], Figures]
    formula: Callable[..., float]

    def __call__(self, trial: Trial) -> float:
        """Return the excess in *trial*."""
        return self.of(self.figures(trial))

    def of(self, figures: Figures) -> float:
        """Return the excess that *figures* make."""
        return self.formula(*[figure.value if isinstance(figure, Number) else figure for figure in figures])


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit whose crossing may matter: by how much it is exceeded, from which *figures* as things stand, and the rule behind it.

    Beyond one that *is_final* the chosen platform is rejected for certain; where times are rounded up to whole frames, a limit
    may be crossed and kept again. *of* are the platforms that it concerns, in the set-up and under the criterion *at*.
    """

    excess: Excess
    figures: Figures
    start: float
    rule: Rule | None = None
    of: tuple[Platform, ...] = ()
    at: tuple[int, int] = (0, 0)
    is_final: bool = False

    @classmethod
    def of_now(
        cls,
        excess: Excess,
        now: Trial,
        rule: Rule | None = None,
        of: tuple[Platform, ...] = (),
        at: tuple[int, int] = (0, 0),
        *,
        is_final: bool = False,
    ) -> "Bound":
        """Return the bound as *now* tells it."""
        figures = excess.figures(now)
        return cls(excess, figures, excess.of(figures), rule, of, at, is_final)

    def ahead(self, nearby: Trial) -> "Ahead | None":
        """Return where the figure would cross this if all were powers of it, None where it leaves it alone."""
        near = self.excess.figures(nearby)
        if near == self.figures:
            return None
        slope = (self.excess.of(near) - self.start) / STEP
        if not math.isfinite(slope) or abs(slope) < CLOSE:
            return None
        model = self._by_powers(near)
        if abs(self.start) < CLOSE:  # it stands on its limit: the least step on the one side crosses it
            least = math.copysign(CLOSE, slope)
            return Ahead(least, least, self, model)
        straight = -self.start / slope
        if abs(straight) > FARTHEST:
            return None
        is_straight = len(near) == 1  # the logarithm of a power
        return Ahead(straight, straight if is_straight else crossing(model, self.start, straight) or straight, self, model)

    def _by_powers(self, near: Figures) -> Callable[[float], float]:
        """Return the excess over how far the figure is moved, each of the figures a power of it through those of *near*."""
        courses = [_course(*pair) for pair in zip(self.figures, near, strict=True)]
        return lambda shift: self.excess.formula(*[course(shift) for course in courses])


def _course(now: float | Number | None, near: float | Number | None) -> Callable[[float], float | None]:
    """Return how a figure goes that is *now*, and *near* after the least of moves."""
    if isinstance(now, Number) and isinstance(near, Number):
        shape = _SHAPES.get(now.formula) if now.formula == near.formula else None
        if shape and now != near:
            courses = [_course(a, b) for (_, a), (_, b) in zip(now.inputs, near.inputs, strict=True)]
            return lambda shift: shape(*[course(shift) for course in courses])
        return _course(now.value, near.value)
    if isinstance(now, float | int) and isinstance(near, float | int) and now and near and now != near:
        power = math.log(near / now) / STEP
        return lambda shift: now * math.exp(power * shift)
    return lambda _: now.value if isinstance(now, Number) else now


class Ahead(NamedTuple):
    """A bound, how far the figure would have to move to cross it, roughly by a *straight* line, and by a *model* of its excess."""

    straight: float
    reach: float
    bound: Bound
    model: Callable[[float], float]

    def agrees(self, shift: float, excess: float) -> bool:
        """Return whether the model tells *excess* at *shift*, close to the crossing, so well that the crossing is where it says."""
        return abs(excess - self.model(shift)) < _SLIGHT * abs(excess)


def of_rule(platform: Platform, rule: Rule, at: tuple[int, int]) -> Excess:
    """Return by how much *platform* exceeds what *rule* allows, minus infinity where nothing can be exceeded."""
    if rule.needed in OF_SPOT:
        return Excess(partial(_spot_figures, platform, at), _too_large)
    if rule.offered == "scan_time_s":
        return Excess(partial(_scan_figures, platform, rule, at), _too_long)
    return Excess(partial(_ratio, platform, rule, at), _logarithm)


def of_spot(spot_um: float, at: tuple[int, int]) -> Excess:
    """Return by how much a spot is too large."""
    return Excess(partial(_spot_figures, spot_um, at), _too_large)


def of_set_up(least_transmission: float, at: tuple[int, int]) -> Excess:
    """Return by how much the set-up itself forbids the task, whatever the source."""
    return Excess(partial(_set_up_figures, at), partial(_forbidden, least_transmission))


def of_ratio(ratio: Callable[[Trial], float | None]) -> Excess:
    """Return by how much *ratio* exceeds 1."""
    return Excess(lambda trial: (ratio(trial),), _logarithm)


def least(excesses: Sequence[Excess]) -> Excess:
    """Return the least of *excesses*: by how much a limit is exceeded that may be kept under any of several criteria."""
    if len(excesses) == 1:
        return excesses[0]
    return Excess(lambda trial: (math.exp(min(excess(trial) for excess in excesses)),), _logarithm)


def _logarithm(ratio: float | None) -> float:
    return math.log(ratio) if ratio else -math.inf


def _ratio(platform: Platform, rule: Rule, at: tuple[int, int], trial: Trial) -> tuple[float | None]:
    """Return what is needed over what there is, or the other way round, nothing where nothing can be exceeded."""
    site = trial.site(platform, *at)
    ask = ask_of(rule.needed, site, trial.asked(site))
    if ask is None or ask.value is None or ask.is_guideline:
        return (None,)
    offered = offer(site, rule)
    if offered.value is None or offered.kind is Kind.GUIDELINE:
        return (None,)
    _, room = compared(rule, ask.value, offered)
    if room is None:  # nothing is needed, so nothing is too little; but anything is too much for no room at all
        return (math.inf if rule.comparison == "at_most" and ask.value == 0 and offered.value != 0 else None,)
    ratio = 1 - room if rule.comparison == "at_most" else 1 / (1 + room) if room > -1 else math.inf
    return (max(ratio, 0.0),)


def _scan_figures(platform: Platform, rule: Rule, at: tuple[int, int], trial: Trial) -> Figures:
    """Return the time of a scan and what it may be at most."""
    (ratio,), scan = _ratio(platform, rule, at, trial), trial.site(platform, *at).exposure.scan_time
    return (scan, scan.value / ratio) if scan and ratio else (None, None)


def _too_long(scan_s: float | None, most_s: float | None) -> float:
    return math.log(scan_s / most_s) if scan_s and most_s else -math.inf


def _spot_figures(spot: Platform | float, at: tuple[int, int], trial: Trial) -> Figures:
    """Return the spot, itself or that of a platform, and what it is held against."""
    spot_um = trial.site(spot, *at).spot.value.um if isinstance(spot, Platform) else spot
    return (spot_um, *trial.blur(*at))


def _too_large(
    spot_um: float, exponent: int, stated: float | None, largest: float | None, m: float | None, u: float | None, allowed: float | None
) -> float:
    """Return by how much a spot is too large: by the blur that it makes, which is smooth even where no spot serves."""
    ratios = [spot_um / stated] if stated is not None else []
    if m is not None and u is not None and allowed is not None:
        ratios.append(physics.object_unsharpness_um(spot_um, u, m, exponent) / allowed)
    elif largest is not None:
        ratios.append(spot_um / largest)
    return math.log(max(ratios)) if ratios else -math.inf


def _set_up_figures(at: tuple[int, int], trial: Trial) -> Figures:
    """Return what is needed and what there is: penetration, blur of the detector, voxel, field, room for any source."""
    need, limit = trial.need(at[0]), trial.limit(*at)
    geometry, setup, passing, detector = need.geometry, need.setup, need.passage.at_highest, limit.detector_part
    voxel, field = limit.resolving_voxel_um, setup.field_of_view_mm
    there = geometry.voxel if voxel is not None else None
    usable = geometry.usable_field if field is not None else None
    return (
        *(passing.value if passing else None, detector.value if detector else None, limit.allowed_unsharpness_um),
        *(there.value if there else None, voxel, field, usable),
        *(geometry.swept_radius_mm, setup.clearance_mm or 0.0, geometry.sod_mm),
    )


def _forbidden(least_transmission: float, *figures: float | None) -> float:
    passing, blur, allowed, voxel, resolving, field, usable, swept, clearance, sod = figures
    ratios = [least_transmission / passing] if passing else []
    if blur is not None and allowed is not None:
        ratios.append(blur / allowed)
    if voxel is not None and resolving is not None:
        ratios.append(voxel / resolving)
    if field is not None and usable is not None:
        ratios.append(field / usable)
    if swept is not None and clearance is not None and sod is not None:
        ratios.append((swept + clearance) / sod)
    return math.log(max(ratios)) if ratios and max(ratios) > 0 else -math.inf

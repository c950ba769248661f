"""What would change the answer, and what would not.

For a rejected platform: the smallest change of one stated figure that admits it. For a task that no platform or no source
serves: the one that lets it be served. For the chosen platform: how far each figure may move before the choice changes.
Where a limit is crossed is solved for; whether the answer then really changes is judged as the decision itself is.
"""

import math
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from specgen import physics
from specgen.catalog import Catalog, Kind, Platform
from specgen.decision.choice import Basis, asks_of, decided, rejects
from specgen.decision.levers import Lever, levers, moved
from specgen.decision.offers import Site, offer
from specgen.decision.values import Candidate, Change, Decision, Effect, Interval, Sensitivity, Status, Verdict
from specgen.decision.verdicts import compared
from specgen.need import Ask, Need, Number, SpotLimit
from specgen.rules import Rule

_STEP: Final = 1e-4  # of the logarithm of a figure, to tell its slope
_FARTHEST: Final = math.log(100)  # nobody asks what a hundredfold figure would do
_CLOSE: Final = 1e-8  # of a logarithm: far below the digits told
_BEYOND: Final = 1e-6
_ROUNDS: Final = 30
_WORTH_TELLING: Final = 0.005  # smaller effects are lost in the digits shown
_WIDER: Final = 2.0  # a straight line errs by less than this about how far a figure must move
_OF_SPOT: Final = ("max_focal_spot_um", "object_unsharpness_um")  # one condition, told as a spot and as the blur that it makes
_ON_BEAM: Final = (
    "transmission_percent",
    "scan_time_s",
    "signal_to_noise",
    "motion_blur_um",
    "drift_um",
    "longest_on_time_s",
    "target_power_w",
)

Excess = Callable[["_Trial"], float]
"""By how much a limit is exceeded, as a logarithm; not above 0 where it is kept."""


def sensitivity(decision: Decision, basis: Basis) -> Sensitivity:
    """Return what would change *decision*."""
    if decision.limit is None:
        return Sensitivity()
    study = _Study(decision, basis)
    if decision.status is Status.INFEASIBLE:
        return Sensitivity(flips=study.enabling())
    admits = tuple((c.platform.id, study.admitting(c)) for c in decision.candidates if not c.accepted)
    changes = [change for _, change in admits if change]
    flips = min(changes, key=lambda change: abs(change.relative), default=None) if decision.status is Status.CUSTOM else None
    return Sensitivity(admits, flips, tuple(study.standing(decision.chosen)) if decision.chosen else ())


@dataclass(frozen=True)  # without slots: what is not asked for is not computed
class _Trial:
    """The need with one figure moved, and each platform in it."""

    need: Need
    limits: tuple[SpotLimit, ...]
    catalog: Catalog
    basis: Callable[[], Basis]
    sites: dict[tuple[str, int], tuple[Site, dict[str, Ask]]] = field(default_factory=dict)

    def site(self, platform: Platform, index: int) -> tuple[Site, dict[str, Ask]]:
        """Return *platform* under the criterion *index*, with all that is asked there."""
        key = (platform.id, index)
        if key not in self.sites:
            site = Site(platform, self.need, self.limits[index], self.catalog)
            self.sites[key] = site, asks_of(site)
        return self.sites[key]

    @property
    def is_possible(self) -> bool:
        """Return whether things can stand so: the object between source and detector."""
        m = self.need.geometry.magnification
        return m is None or m.value >= 1

    def accepts(self, platform: Platform) -> bool:
        """Return whether no must rejects *platform*."""
        basis = self.basis()
        serving = (index for index, limit in enumerate(self.limits) if not limit.infeasible)
        return self.is_possible and any(not rejects(self.site(platform, index)[0], basis) for index in serving)

    def chooses(self) -> str | None:
        """Return the platform that would be chosen."""
        chosen = decided(self.basis().at(self.need)).chosen if self.is_possible else None
        return chosen.platform.id if chosen else None


@dataclass(frozen=True, slots=True)
class _Bound:
    """A limit whose crossing may matter: by how much it is exceeded, and the rule behind it.

    Beyond one that *is_final* the chosen platform is rejected for certain; where times are rounded up to whole frames, a limit
    may be crossed and kept again.
    """

    excess: Excess
    start: float
    rule: Rule | None = None
    is_final: bool = False


class _Study:
    """One decision and the figures that may be moved."""

    def __init__(self, decision: Decision, basis: Basis) -> None:
        self.decision, self.basis, self.need = decision, basis, decision.need
        self.levers = tuple(levers(basis.requirement, decision.need))
        self.asked_of_source = decision.need.asked_of_source.keys()
        self.now = self._trial_of(decision.need)
        self.nearby: dict[str, _Trial] = {}  # by the lever's field, as below
        self.left_alone: dict[str, Basis] = {}

    def _trial_of(self, need: Need, lever: Lever | None = None) -> _Trial:
        """Return a trial of *need* under the criteria that count: the one that was met, or each where none was."""
        met = self.decision.limit.criterion if self.decision.limit and self.decision.status is Status.RECOMMENDED else None
        limits = tuple(limit for limit in need.limits if met in {None, limit.criterion})
        return _Trial(need, limits, self.basis.catalog, lambda: self._basis_of(lever) if lever else self.basis)

    def _near(self, lever: Lever) -> _Trial:
        """Return a trial so near that it tells the slope of every bound."""
        if lever.where not in self.nearby:
            self.nearby[lever.where] = self._trial(lever, _STEP)
        return self.nearby[lever.where]

    def _trial(self, lever: Lever, shift: float) -> _Trial:
        return self._at(lever, lever.value * math.exp(shift))

    def _at(self, lever: Lever, value: float) -> _Trial:
        need = moved(lever, value, self.basis.requirement, self.need, self.basis.catalog)
        return self._trial_of(need, lever)

    def _basis_of(self, lever: Lever) -> Basis:
        """Return the basis with every verdict that *lever* leaves as it is."""
        if lever.where not in self.left_alone:
            alone = {rule.id for rule in self.basis.rulebook.rules if not self._touches(lever, rule)}
            known = {candidate.platform.id: _verdicts_of(alone, candidate) for candidate in self.decision.candidates}
            self.left_alone[lever.where] = replace(self.basis, known=known)
        return self.left_alone[lever.where]

    # --- what would admit ---

    def admitting(self, rejected: Candidate) -> Change | None:
        """Return the smallest change of one figure that lets no must reject the platform, None where no single one does."""
        bounds = [self._bound(rejected.platform, verdict.rule) for verdict in rejected.verdicts if verdict.rejects]
        return self._smallest(bounds, lambda trial: trial.accepts(rejected.platform), rejected.platform)

    def enabling(self) -> Change | None:
        """Return the smallest change of one figure after which some source can serve."""
        bound = _Bound(self._forbidden, self._forbidden(self.now))
        return self._smallest([bound], lambda trial: any(not limit.infeasible for limit in trial.limits), None)

    def _forbidden(self, trial: _Trial) -> float:
        """Return by how much the set-up itself forbids the task under the criterion that it forbids least."""
        least = self.basis.catalog.default("starvation_transmission_percent") / 100
        return min(_impossible(trial.need, limit, least) for limit in trial.limits)

    def _smallest(self, bounds: Sequence[_Bound], holds: Callable[[_Trial], bool], platform: Platform | None) -> Change | None:
        """Return the smallest change that brings all *bounds* back to nothing and makes *holds* true."""
        if not all(math.isfinite(bound.start) for bound in bounds):
            return None
        found: Change | None = None
        for reach, lever in sorted(self._promising(bounds), key=lambda pair: abs(pair[0])):
            if found and abs(math.expm1(reach)) > _WIDER * abs(found.relative):
                break
            change = self._change(lever, reach, bounds, holds, platform)
            if change and (found is None or abs(change.relative) < abs(found.relative)):
                found = change
        return found

    def _promising(self, bounds: Sequence[_Bound]) -> Iterator[tuple[float, Lever]]:
        """Yield each lever that moves every bound towards nothing, with how far it would have to go if all were straight."""
        for lever in self.levers:
            if all(self._touches(lever, bound.rule) for bound in bounds):
                reaches = [reach for bound in bounds if (reach := _reach(bound, self._near(lever))) is not None]
                if len(reaches) == len(bounds) and (min(reaches) > 0 or max(reaches) < 0):
                    yield max(reaches, key=abs), lever

    def _change(
        self, lever: Lever, reach: float, bounds: Sequence[_Bound], holds: Callable[[_Trial], bool], platform: Platform | None
    ) -> Change | None:
        """Return what *lever* must be, at the digits that are told, or None where it cannot do it alone."""

        def excess(shift: float) -> float:
            trial = self._trial(lever, shift)
            return max(bound.excess(trial) for bound in bounds)

        root = _crossing(excess, max(bound.start for bound in bounds), reach)
        if root is None:
            return None
        for text in lever.written_away(lever.value * math.exp(root)):
            trial = self._at(lever, lever.read(text))
            if holds(trial) and self._knows_as_much(trial):
                effects = tuple(self._effects(trial, platform))
                return Change(lever.where, lever.text, text, lever.read(text) / lever.value - 1, effects)
        return None

    def _knows_as_much(self, trial: _Trial) -> bool:
        """Return whether the beam is still computed: outside the tables nothing is known to get through, nor to be stopped."""
        return trial.need.passage.at_highest is not None or self.need.passage.at_highest is None

    def _effects(self, trial: _Trial, platform: Platform | None) -> Iterator[Effect]:
        """Yield what else the change brings: to the set-up, and to blur and time with *platform*."""
        for (name, old), (_, new) in zip(_figures(self.now, platform), _figures(trial, platform), strict=True):
            if old and new and old.value and abs(new.value / old.value - 1) > _WORTH_TELLING:
                yield Effect(name, old.unit, old.value, new.value)

    # --- how long it stands ---

    def standing(self, chosen: Candidate) -> Iterator[Interval]:
        """Yield how far each figure may move before another platform, or none, is chosen; figures without an end are left out."""
        bounds = [bound for bound in self._bounds_of(chosen) if math.isfinite(bound.start)]
        for lever in self.levers:
            touching = [bound for bound in bounds if self._touches(lever, bound.rule)]
            ahead = [(reach, bound) for bound in touching if (reach := _reach(bound, self._near(lever))) is not None]
            low, high = (self._end(lever, [pair for pair in ahead if pair[0] * side > 0], touching) for side in (-1, 1))
            if low or high:
                yield Interval(lever.where, lever.text, low, high)

    def _bounds_of(self, chosen: Candidate) -> Iterator[_Bound]:
        """Yield what may change the choice: spots that begin or cease to serve, musts of the chosen one, what rejects the others."""
        for excess in (_behind_the_detector, self._forbidden):
            yield _Bound(excess, excess(self.now))
        smallest = min(spot.value.um for spot in chosen.platform.focal_spots)
        for spot in sorted({spot.value.um for platform in self.basis.catalog.platforms for spot in platform.focal_spots}):
            excess = partial(_spot_excess, spot)
            yield _Bound(excess, excess(self.now), is_final=spot == smallest)
        for verdict in chosen.verdicts:
            if verdict.is_must and verdict.rule.needed not in _OF_SPOT:
                yield replace(self._bound(chosen.platform, verdict.rule), is_final=verdict.rule.offered not in _ON_BEAM)
        for other in self.decision.candidates:
            for verdict in other.verdicts:
                if verdict.rejects and verdict.rule.needed not in _OF_SPOT:
                    yield self._bound(other.platform, verdict.rule)

    def _bound(self, platform: Platform, rule: Rule) -> _Bound:
        excess = partial(_excess, platform, rule)
        return _Bound(excess, excess(self.now), rule)

    def _end(self, lever: Lever, ahead: Sequence[tuple[float, _Bound]], touching: Sequence[_Bound]) -> str | None:
        """Return how far *lever* may go towards the bounds *ahead*, as it is told; None where none of them changes the choice."""
        for reach, bound in sorted(ahead, key=lambda pair: abs(pair[0])):
            at_bound = abs(reach) <= _CLOSE
            root = math.copysign(0.0, reach) if at_bound else _crossing(partial(self._moved, lever, bound), bound.start, reach)
            is_certain = bound.is_final and self.need.geometry.origin not in {"optimum", "largest"}  # else another set-up may serve
            if root is None or (not is_certain and self._stands(lever, root + math.copysign(_BEYOND, root))):
                continue
            root = self._earliest(lever, root, touching)
            inside, further = lever.written_towards(lever.value * math.exp(root))
            is_on_it = abs(math.log(lever.read(inside) / lever.value) - root) < _BEYOND  # then rounding decides on which side
            return further if is_on_it and self._at(lever, lever.read(inside)).chooses() != self._chosen else inside
        return None

    def _earliest(self, lever: Lever, root: float, touching: Sequence[_Bound]) -> float:
        """Return the first crossing on the way to *root* that changes the choice: straight lines mislead about which comes first."""
        inside = root - math.copysign(_BEYOND, root)
        trial = self._trial(lever, inside)
        for other in touching:
            at_inside = other.excess(trial)
            if (at_inside > 0) == (other.start > 0):
                continue
            earlier = _between(partial(self._moved, lever, other), (0.0, other.start), (inside, at_inside))
            if not self._stands(lever, earlier + math.copysign(_BEYOND, root)):
                root, inside = earlier, earlier - math.copysign(_BEYOND, root)
                trial = self._trial(lever, inside)
        return root

    def _moved(self, lever: Lever, bound: _Bound, shift: float) -> float:
        return bound.excess(self._trial(lever, shift))

    def _stands(self, lever: Lever, shift: float) -> bool:
        return self._trial(lever, shift).chooses() == self._chosen

    @property
    def _chosen(self) -> str | None:
        return self.decision.chosen.platform.id if self.decision.chosen else None

    def _touches(self, lever: Lever, rule: Rule | None) -> bool:
        """Return whether *lever* can move the bound of *rule*, or of a spot, at all; what is surely left alone is not computed."""
        needed = rule.needed if rule else ""
        if lever.is_of_source:
            return needed in lever.asked
        rests_on_beam = rule is not None and rule.offered in _ON_BEAM
        if lever.is_of_beam:
            return rests_on_beam or rule is None or needed == lever.name
        return rests_on_beam or needed not in self.asked_of_source


def _verdicts_of(rules: Set[str], candidate: Candidate) -> dict[str, tuple[Verdict, ...]]:
    verdicts: dict[str, tuple[Verdict, ...]] = {}
    for verdict in candidate.verdicts:
        if verdict.rule.id in rules:
            verdicts[verdict.rule.id] = (*verdicts.get(verdict.rule.id, ()), verdict)
    return verdicts


def _figures(trial: _Trial, platform: Platform | None) -> list[tuple[str, Number | None]]:
    at, limit = trial.need.geometry, trial.limits[0]
    numbers = [("magnification", at.magnification), ("field_of_view", at.usable_field), ("max_focal_spot", limit.max_focal_spot)]
    if platform is None:
        return numbers
    site, _ = trial.site(platform, 0)
    return [*numbers, ("object_unsharpness", site.object_unsharpness), ("scan_time", site.exposure.scan_time)]


# --- where a bound is crossed ---------------------------------------------------------------------------------------


def _reach(bound: _Bound, nearby: _Trial) -> float | None:
    """Return how far the figure would have to move for *bound* to be crossed if it went on straight, None where it leaves it alone."""
    slope = (bound.excess(nearby) - bound.start) / _STEP
    if not math.isfinite(slope) or abs(slope) < _CLOSE:
        return None
    if abs(bound.start) < _CLOSE:  # it stands on its limit: the least step on the one side crosses it
        return math.copysign(_CLOSE, slope)
    reach = -bound.start / slope
    return reach if abs(reach) <= _FARTHEST else None


def _crossing(excess: Callable[[float], float], start: float, first: float) -> float | None:
    """Return where *excess*, *start* at 0, changes its sign on the side of *first*; None where it turns back before.

    Secants until the sign has changed, then between the two sides (Illinois).
    """
    low, at_low, high = 0.0, start, first
    for _ in range(_ROUNDS):
        at_high = excess(high)
        if abs(at_high) < _CLOSE or (at_high > 0) != (start > 0):
            return _between(excess, (low, at_low), (high, at_high))
        if not math.isfinite(at_high) or abs(at_high) >= abs(at_low):
            return None
        step = at_high * (high - low) / (at_low - at_high)
        low, at_low, high = high, at_high, high + math.copysign(min(abs(step) * 1.05 + _CLOSE, 2 * abs(high)), first)
        if abs(high) > _FARTHEST:
            return None
    return None


def _between(excess: Callable[[float], float], low: tuple[float, float], high: tuple[float, float]) -> float:
    """Return the crossing between two points of opposite sign."""
    (a, at_a), (b, at_b) = low, high
    for _ in range(_ROUNDS):
        if abs(b - a) < _CLOSE or abs(at_b) < _CLOSE:
            break
        middle = (a * at_b - b * at_a) / (at_b - at_a) if math.isfinite(at_b) and math.isfinite(at_a) else (a + b) / 2
        at_middle = excess(middle)
        if (at_middle > 0) == (at_b > 0):
            at_a /= 2
        else:
            a, at_a = b, at_b
        b, at_b = middle, at_middle
    return b


# --- how far a limit is exceeded ------------------------------------------------------------------------------------


def _excess(platform: Platform, rule: Rule, trial: _Trial) -> float:
    """Return by how much *platform* exceeds what *rule* allows, under the criterion that suits it best.

    Minus infinity where nothing can be exceeded.
    """
    return min(_excess_at(platform, rule, trial, index) for index in range(len(trial.limits)))


def _excess_at(platform: Platform, rule: Rule, trial: _Trial, index: int) -> float:
    site, asks = trial.site(platform, index)
    if rule.needed in _OF_SPOT:
        return _blur_excess(site.spot.value.um, trial.need, site.limit)
    ask, offered = asks.get(rule.needed), offer(site, rule)
    if ask is None or ask.value is None or ask.is_guideline or offered.value is None or offered.kind is Kind.GUIDELINE:
        return -math.inf
    _, room = compared(rule, ask.value, offered)
    if room is None:  # nothing is needed, so nothing is too little; but anything is too much for no room at all
        return math.inf if rule.comparison == "at_most" and ask.value == 0 and offered.value != 0 else -math.inf
    ratio = 1 - room if rule.comparison == "at_most" else 1 / (1 + room) if room > -1 else math.inf
    return math.log(ratio) if ratio > 0 else -math.inf


def _behind_the_detector(trial: _Trial) -> float:
    """Return by how much the object would stand behind the detector."""
    m = trial.need.geometry.magnification
    return -math.log(m.value) if m else -math.inf


def _spot_excess(spot_um: float, trial: _Trial) -> float:
    return min(_blur_excess(spot_um, trial.need, limit) for limit in trial.limits)


def _blur_excess(spot_um: float, need: Need, limit: SpotLimit) -> float:
    """Return by how much a spot exceeds *limit*: by the blur that it makes, which is smooth even where no spot serves."""
    m, u = need.geometry.magnification, need.geometry.detector_unsharpness
    allowed, stated = limit.allowed_unsharpness_um, need.setup.focal_spot_um
    ratios = [spot_um / stated] if stated is not None else []
    if m is not None and u is not None and allowed is not None:
        ratios.append(physics.object_unsharpness_um(spot_um, u.value, m.value, need.unsharpness_exponent) / allowed)
    elif limit.feature_spot is not None:
        ratios.append(spot_um / limit.feature_spot.value)
    return math.log(max(ratios)) if ratios else -math.inf


def _impossible(need: Need, limit: SpotLimit, least_transmission: float) -> float:
    """Return by how much the set-up itself forbids the task, whatever the source."""
    at, setup, passing = need.geometry, need.setup, need.passage.at_highest
    ratios = [least_transmission / passing.value] if passing else []
    if limit.detector_part is not None and limit.allowed_unsharpness_um is not None:
        ratios.append(limit.detector_part.value / limit.allowed_unsharpness_um)
    if limit.resolving_voxel_um is not None and at.voxel is not None:
        ratios.append(at.voxel.value / limit.resolving_voxel_um)
    if setup.field_of_view_mm is not None and at.usable_field is not None:
        ratios.append(setup.field_of_view_mm / at.usable_field.value)
    if at.sod_mm is not None and at.swept_radius_mm is not None:
        ratios.append((at.swept_radius_mm + (setup.clearance_mm or 0.0)) / at.sod_mm)
    return math.log(max(ratios)) if ratios and max(ratios) > 0 else -math.inf

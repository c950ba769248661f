"""What would change the answer, and what would not.

For a rejected platform: the smallest change of one stated figure that admits it. For a task that no platform or no source
serves: the one that lets it be served. For the chosen platform: how far each figure may move before the choice changes.
Where a limit is crossed is solved for; whether the answer then really changes is judged as the decision itself is.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product
from typing import Final

from specgen.catalog import Platform
from specgen.decision import bounds
from specgen.decision.bounds import STEP, Ahead, Bound, Excess
from specgen.decision.choice import Basis
from specgen.decision.crossing import CLOSE, FARTHEST, between, crossing
from specgen.decision.levers import Lever, levers
from specgen.decision.refused import refusals
from specgen.decision.trials import ON_BEAM, Bench, Trial
from specgen.decision.values import Candidate, Change, Decision, Effect, End, Interval, Sensitivity, Status
from specgen.need import Number
from specgen.rules import Rule

_BEYOND: Final = 1e-6
_WORTH_TELLING: Final = 0.005  # smaller effects are lost in the digits shown
_WIDER: Final = 2.0  # a straight line errs by less than this about how far a figure must move


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


class _Study:
    """One decision and the figures that may be moved."""

    def __init__(self, decision: Decision, basis: Basis) -> None:
        self.decision, self.basis, self.bench = decision, basis, Bench(decision, basis)
        self.levers = tuple(levers(basis.requirement, decision.need))
        self.now = self.bench.trial(None)
        self.refusals = tuple(refusals(basis.requirement, basis.catalog, self.now))
        self.nearby: dict[str, Trial] = {}  # by the lever's field
        self.lever: Lever | None = None  # the one that is moved farther
        self.trials: dict[float, Trial] = {}  # of that one, by how far it is moved

    def _near(self, lever: Lever) -> Trial:
        """Return a trial so near that it tells the slope of every bound."""
        if lever.where not in self.nearby:
            self.nearby[lever.where] = self.bench.trial(lever, lever.value * math.exp(STEP))
        return self.nearby[lever.where]

    def _trial(self, lever: Lever, shift: float) -> Trial:
        if self.lever is not lever:
            self.lever, self.trials = lever, {}
        if shift not in self.trials:
            self.trials[shift] = self.bench.trial(lever, lever.value * math.exp(shift))
        return self.trials[shift]

    def _walls(self, lever: Lever) -> dict[int, tuple[float, str]]:
        """Return how far *lever* may go down (-1) and up (1) until the file is refused, and the code of that refusal."""
        near = self._near(lever)
        reaches = [*lever.refused_beyond, *((ahead.reach, code) for code, bound in self.refusals if (ahead := bound.ahead(near)))]
        sides = ((side, [(reach, code) for reach, code in reaches if 0 < reach * side <= FARTHEST]) for side in (-1, 1))
        return {side: min(found, key=lambda pair: abs(pair[0])) for side, found in sides if found}

    # --- what would admit ---

    def _each(self, of: Callable[[tuple[int, int]], Excess]) -> Excess:
        """Return the excess under the criterion that it is least under: the one that was met, or any where none was."""
        met = self.decision.limit.criterion if self.decision.limit and self.decision.status is Status.RECOMMENDED else None
        return bounds.least([of((0, index)) for index, limit in enumerate(self.decision.need.limits) if met in {None, limit.criterion}])

    def admitting(self, rejected: Candidate) -> Change | None:
        """Return the smallest change of one figure that lets no must reject the platform, None where no single one does."""
        platform = rejected.platform
        failing = {_condition(verdict.rule): verdict.rule for verdict in rejected.verdicts if verdict.rejects}
        in_the_way = [Bound.of_now(self._each(partial(bounds.of_rule, platform, rule)), self.now, rule) for rule in failing.values()]
        return self._smallest(in_the_way, lambda trial: trial.accepts(platform), platform)

    def enabling(self) -> Change | None:
        """Return the smallest change of one figure after which some source can serve."""
        bound = Bound.of_now(self._each(self._forbidden), self.now)
        return self._smallest([bound], lambda trial: any(not limit.infeasible for limit in trial.need().limits), None)

    def _forbidden(self, at: tuple[int, int]) -> Excess:
        return bounds.of_set_up(self.basis.catalog.default("starvation_transmission_percent") / 100, at)

    def _smallest(self, bounds: Sequence[Bound], holds: Callable[[Trial], bool], platform: Platform | None) -> Change | None:
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

    def _promising(self, bounds: Sequence[Bound]) -> Iterator[tuple[float, Lever]]:
        """Yield each lever that moves every bound towards nothing, with how far it would have to go if all were straight."""
        for lever in self.levers:
            if all(self.bench.touches(lever, bound.rule) for bound in bounds):
                reaches = [ahead.reach for bound in bounds if (ahead := bound.ahead(self._near(lever)))]
                if len(reaches) == len(bounds) and (min(reaches) > 0 or max(reaches) < 0):
                    yield max(reaches, key=abs), lever

    def _change(
        self, lever: Lever, reach: float, bounds: Sequence[Bound], holds: Callable[[Trial], bool], platform: Platform | None
    ) -> Change | None:
        """Return what *lever* must be, at the digits that are told, or None where it cannot do it alone."""

        def excess(shift: float) -> float:
            trial = self._trial(lever, shift)
            return max(bound.excess(trial) for bound in bounds)

        start = max(bound.start for bound in bounds)
        root = crossing(excess, start, reach)
        if root is not None and abs(root) > STEP:
            nearer = root - math.copysign(STEP, root)
            if (kept := excess(nearer)) < -CLOSE:  # there the limits are only touched once more
                root = between(excess, (0.0, start), (nearer, kept))
        wall, _ = self._walls(lever).get(1 if reach > 0 else -1, (math.inf, ""))
        for text in lever.written_away(lever.value * math.exp(root)) if root is not None else ():
            if abs(math.log(lever.read(text) / lever.value)) > abs(wall) + CLOSE:
                break
            trial = self.bench.trial(lever, lever.read(text))
            if holds(trial) and self._knows_as_much(trial):
                effects = tuple(self._effects(trial, platform))
                return Change(lever.where, lever.text, text, lever.read(text) / lever.value - 1, effects)
        return None

    def _knows_as_much(self, trial: Trial) -> bool:
        """Return whether the beam is still computed: outside the tables nothing is known to get through, nor to be stopped."""
        return trial.figures.passage.at_highest is not None or self.decision.need.passage.at_highest is None

    def _effects(self, trial: Trial, platform: Platform | None) -> Iterator[Effect]:
        """Yield what else the change brings: to the set-up, and to blur and time with *platform*."""
        for (name, old), (_, new) in zip(self._figures(self.now, platform), self._figures(trial, platform), strict=True):
            if old and new and old.value and abs(new.value / old.value - 1) > _WORTH_TELLING:
                yield Effect(name, old.unit, old.value, new.value)

    def _figures(self, trial: Trial, platform: Platform | None) -> list[tuple[str, Number | None]]:
        is_met, limits = self.decision.status is Status.RECOMMENDED, self.decision.need.limits
        met = limits.index(self.decision.limit) if is_met and self.decision.limit else 0
        at, limit = trial.need().geometry, trial.limit(0, met)
        numbers = [("magnification", at.magnification), ("field_of_view", at.usable_field), ("max_focal_spot", limit.max_focal_spot)]
        if platform is None:
            return numbers
        site = trial.site(platform, 0, met)
        return [*numbers, ("object_unsharpness", site.object_unsharpness), ("scan_time", site.exposure.scan_time)]

    # --- how long it stands ---

    def standing(self, chosen: Candidate) -> Iterator[Interval]:
        """Yield how far each figure may move before another platform, or none, is chosen; figures without an end are left out."""
        found = [bound for bound in self._bounds_of(chosen) if math.isfinite(bound.start)]
        mattering: dict[tuple[str, ...], list[Bound]] = {}  # by the lever's kind
        for lever in self.levers:
            if lever.kind not in mattering:
                mattering[lever.kind] = [bound for bound in found if self._matters(lever, bound)]
            touching = mattering[lever.kind]
            if not touching:
                continue
            ahead = [one for bound in touching if (one := bound.ahead(self._near(lever)))]
            walls = self._walls(lever)
            low, high = (self._end(lever, [one for one in ahead if one.reach * side > 0], touching, walls.get(side)) for side in (-1, 1))
            if any(end and not end.finding for end in (low, high)):  # where only refusals end it, nothing is learnt
                yield Interval(lever.where, lever.text, low, high)

    def _bounds_of(self, chosen: Candidate) -> Iterator[Bound]:
        """Yield what may change the choice in any set-up, under any criterion.

        Spots that begin or cease to serve, musts of the chosen one, what rejects the others.
        """
        limits = self.decision.need.limits
        is_alone = len(limits) == 1 and not self.decision.need.geometry.is_derived  # else another set-up or criterion may serve
        for at in product(range(len(self.bench.set_ups)), range(len(limits))):
            yield Bound.of_now(self._forbidden(at), self.now, at=at)
            yield from self._spots(chosen, at, is_alone=is_alone)
            for platform in self.basis.catalog.platforms:
                is_chosen = platform is chosen.platform
                for verdict in self.bench.verdicts(platform, *at):
                    rule = verdict.rule
                    if rule.needed not in bounds.OF_SPOT and (verdict.rejects or (is_chosen and verdict.is_must)):
                        is_final = is_alone and is_chosen and rule.offered not in ON_BEAM
                        yield Bound.of_now(bounds.of_rule(platform, rule, at), self.now, rule, (platform,), at, is_final=is_final)

    def _spots(self, chosen: Candidate, at: tuple[int, int], *, is_alone: bool) -> Iterator[Bound]:
        platforms = self.basis.catalog.platforms
        smallest = min(spot.value.um for spot in chosen.platform.focal_spots)
        rule = next(rule for rule in self.basis.rulebook.rules if rule.needed in bounds.OF_SPOT)
        for size in sorted({spot.value.um for platform in platforms for spot in platform.focal_spots}):
            having = tuple(platform for platform in platforms if any(spot.value.um == size for spot in platform.focal_spots))
            yield Bound.of_now(bounds.of_spot(size, at), self.now, rule, having, at, is_final=is_alone and size == smallest)

    def _matters(self, lever: Lever, bound: Bound) -> bool:
        """Return whether *lever* can move *bound*, and one of its platforms could be chosen then."""
        if not self.bench.touches(lever, bound.rule):
            return False
        return not bound.of or not all(self.bench.rejects(platform, *bound.at, lever) for platform in bound.of)

    def _end(self, lever: Lever, ahead: Sequence[Ahead], touching: Sequence[Bound], wall: tuple[float, str] | None) -> End | None:
        """Return how far *lever* may go towards the bounds *ahead* and at most up to *wall*; None where nothing ends it."""
        for one in sorted(ahead, key=lambda one: abs(one.straight)):
            root, bound = self._root(lever, one), one.bound
            if root is None or (wall and abs(root) >= abs(wall[0]) - _BEYOND):
                continue
            if bound.is_final or not self._stands(lever, root + math.copysign(_BEYOND, root)):
                root, first = self._earliest(lever, root, bound, touching, ahead)
                return self._told(lever, root, first or bound)
        if wall is None:
            return None
        root, first = self._earliest(lever, wall[0], None, touching, ahead)
        return self._told(lever, root, first) if first else End(lever.written_towards(lever.value * math.exp(root))[0], finding=wall[1])

    def _root(self, lever: Lever, ahead: Ahead) -> float | None:
        """Return where the bound *ahead* is crossed: where its model says, if that holds just before, else where it is found."""
        if abs(ahead.reach) <= CLOSE:
            return math.copysign(0.0, ahead.reach)
        if self._is_where_told(lever, ahead):
            return ahead.reach
        return crossing(partial(self._moved, lever, ahead.bound), ahead.bound.start, ahead.reach)

    def _is_where_told(self, lever: Lever, ahead: Ahead) -> bool:
        """Return whether the bound *ahead* is crossed where its model says: that must hold just before."""
        inside = ahead.reach - math.copysign(_BEYOND, ahead.reach)
        return ahead.agrees(inside, self._moved(lever, ahead.bound, inside))

    def _told(self, lever: Lever, root: float, bound: Bound) -> End:
        """Return the end of an interval at *root*, with the rule of *bound* that makes it one, or what forbids the task beyond it."""
        inside, further = lever.written_towards(lever.value * math.exp(root))
        is_on_it = abs(math.log(lever.read(inside) / lever.value) - root) < _BEYOND  # then rounding decides on which side
        is_lost = is_on_it and not self._keeps(self.bench.trial(lever, lever.read(inside)))
        text = further if is_lost else inside
        if bound.rule:
            chosen = self.decision.chosen
            return End(text, bound.rule, chosen.platform if chosen and chosen.platform in bound.of else bound.of[0])
        beyond = self._trial(lever, root + math.copysign(_BEYOND, root)).limit(*bound.at)
        return End(text, forbids=beyond.infeasible)

    def _earliest(
        self, lever: Lever, root: float, bound: Bound | None, touching: Sequence[Bound], ahead: Sequence[Ahead]
    ) -> tuple[float, Bound | None]:
        """Return the first crossing on the way to *root*, that of *bound*, which changes the choice: straight lines mislead about it."""
        inside = root - math.copysign(_BEYOND, root)
        trial = self._trial(lever, inside)
        differing = set(trial.distinct_set_ups())
        for other in touching:
            if other.at[0] not in differing:
                continue
            at_inside = other.excess(trial)
            if (at_inside > 0) == (other.start > 0):
                continue
            known = next((one for one in ahead if one.bound is other and CLOSE < abs(one.reach) < abs(inside)), None)
            if known and self._is_where_told(lever, known):
                earlier = known.reach
            else:
                earlier = between(partial(self._moved, lever, other), (0.0, other.start), (inside, at_inside))
            if not self._stands(lever, earlier + math.copysign(_BEYOND, root)):
                root, bound, inside = earlier, other, earlier - math.copysign(_BEYOND, root)
                trial = self._trial(lever, inside)
        return root, bound

    def _moved(self, lever: Lever, bound: Bound, shift: float) -> float:
        return bound.excess(self._trial(lever, shift))

    def _stands(self, lever: Lever, shift: float) -> bool:
        return self._keeps(self._trial(lever, shift))

    def _keeps(self, trial: Trial) -> bool:
        """Return whether the choice stands in *trial*."""
        return self.decision.chosen is not None and trial.keeps(self.decision.chosen.platform)


def _condition(rule: Rule) -> str:
    """Return what *rule* asks; the focal spot and the blur that it makes are one condition, told twice."""
    return bounds.OF_SPOT[0] if rule.needed in bounds.OF_SPOT else rule.id

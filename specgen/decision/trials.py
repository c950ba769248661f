"""What-ifs: the requirement with one figure moved, and what the decision would be.

A decision of its own would judge every rule for every platform; here what the moved figure leaves alone is judged once.
`tests/property/test_sensitivity_laws.py` holds both against each other.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from specgen.catalog import Platform
from specgen.decision.choice import Basis, Tally, place, preference, set_ups, tally, verdicts_of
from specgen.decision.levers import Lever, Moved, moved
from specgen.decision.offers import Site
from specgen.decision.values import Decision, Verdict
from specgen.lazily import lazily
from specgen.need import Ask, Need, Number, SpotLimit
from specgen.rules import Rule

# What rules judge, by what it rests on besides the platform.
ON_TIME: Final = ("scan_time_s", "signal_to_noise", "motion_blur_um", "drift_um", "longest_on_time_s")
ON_BEAM: Final = ("transmission_percent", "target_power_w", *ON_TIME)


class Bench:
    """A decision and every set-up that it tried, with all that what-ifs about it share."""

    def __init__(self, decision: Decision, basis: Basis) -> None:
        self.decision, self.basis, self.catalog = decision, basis, basis.catalog
        self.set_ups = tuple(set_ups(decision.need, basis.catalog))  # that of the decision first
        self._asked_of_source = decision.need.asked_of_source.keys()
        met = next(index for index, limit in enumerate(decision.need.limits) if limit is decision.limit)
        self._judged = {(candidate.platform.id, 0, met): candidate.verdicts for candidate in decision.candidates}
        self._moving: dict[tuple[str, ...], tuple[Rule, ...]] = {}
        self._settled: dict[tuple[tuple[str, ...], str, int, int], Tally] = {}

    def trial(self, lever: Lever | None, value: float = 0.0) -> "Trial":
        """Return the trial in which *lever* stands at *value* [our unit], or in which all is as stated."""
        need = self.decision.need
        if lever is None:
            return Trial(self, None, Moved(need.setup, need.passage, need.asked_of_source))
        return Trial(self, lever, moved(lever, value, self.basis.requirement, need, self.catalog))

    def verdicts(self, platform: Platform, set_up: int, criterion: int) -> tuple[Verdict, ...]:
        """Return every verdict on *platform* as things stand."""
        key = (platform.id, set_up, criterion)
        if key not in self._judged:
            need = self.set_ups[set_up]
            site = Site(platform, need, need.limits[criterion], self.catalog)
            self._judged[key] = tuple(verdicts_of(site, site.need.asked(site.limit), self.basis))
        return self._judged[key]

    def moving(self, lever: Lever) -> tuple[Rule, ...]:
        """Return the rules whose verdicts *lever* can change."""
        if lever.kind not in self._moving:
            self._moving[lever.kind] = tuple(rule for rule in self.basis.rulebook.rules if self.touches(lever, rule))
        return self._moving[lever.kind]

    def settled(self, lever: Lever, platform: Platform, set_up: int, criterion: int) -> Tally:
        """Return how the verdicts count that *lever* leaves as they are."""
        key = (lever.kind, platform.id, set_up, criterion)
        if key not in self._settled:
            open_still = {rule.id for rule in self.moving(lever)}
            self._settled[key] = tally(v for v in self.verdicts(platform, set_up, criterion) if v.rule.id not in open_still)
        return self._settled[key]

    def rejects(self, platform: Platform, set_up: int, criterion: int, lever: Lever) -> bool:
        """Return whether a verdict rejects *platform* that *lever* leaves as it is."""
        return any(v.rejects and not self.touches(lever, v.rule) for v in self.verdicts(platform, set_up, criterion))

    def touches(self, lever: Lever, rule: Rule | None) -> bool:
        """Return whether *lever* can move what *rule* compares, or without one a limit of the set-up itself."""
        offered, needed = (rule.offered, rule.needed) if rule else ("", "")
        if needed in lever.asked:
            return True
        if lever.is_of_source:
            return False
        if lever.is_of_time:
            return offered in ON_TIME
        if lever.is_of_beam:
            return offered in ON_BEAM or rule is None
        return offered in ON_BEAM or needed not in self._asked_of_source


class Blur(NamedTuple):
    """What a spot's size is held against: a stated size, and the blur that is allowed, or the largest spot where no blur can be told."""

    exponent: float
    stated_um: float | None
    largest_um: float | None
    magnification: Number | None
    detector_unsharpness_um: float | None
    allowed_um: float | None


class Trial:
    """The requirement with one figure moved, in every set-up that a decision tries; what is not asked for is not computed."""

    def __init__(self, bench: Bench, lever: Lever | None, figures: Moved) -> None:
        self.figures = figures
        self._bench, self._lever = bench, lever
        self._needs: dict[int, Need] = {}
        self._sites: dict[tuple[str, int], Site] = {}  # by platform and limit
        self._asked: dict[int, Mapping[str, Ask]] = {}  # by limit
        self._blurs: dict[int, Blur] = {}  # by limit
        self._orders: dict[tuple[str, int], tuple[float | str, ...] | None] = {}  # by platform and limit

    def need(self, set_up: int = 0) -> Need:
        """Return the need in the set-up *set_up*, the same one where two leave a source the same place."""
        if set_up not in self._needs:
            need = self._bench.set_ups[set_up]
            made = need if self._lever is None else self.figures.at(need)
            self._needs[set_up] = next((known for known in self._needs.values() if place(known) == place(made)), made)
        return self._needs[set_up]

    def limit(self, set_up: int, criterion: int) -> SpotLimit:
        """Return the spot limit under the criterion *criterion*."""
        return self.need(set_up).limits[criterion]

    def site(self, platform: Platform, set_up: int, criterion: int) -> Site:
        """Return *platform* in a set-up under a criterion."""
        need, limit = self.need(set_up), self.limit(set_up, criterion)
        key = (platform.id, id(limit))
        if key not in self._sites:
            self._sites[key] = Site(platform, need, limit, self._bench.catalog)
        return self._sites[key]

    def asked(self, site: Site) -> Mapping[str, Ask]:
        """Return all that any platform is asked where *site* is."""
        key = id(site.limit)
        if key not in self._asked:
            self._asked[key] = site.need.asked(site.limit)
        return self._asked[key]

    def blur(self, set_up: int, criterion: int) -> Blur:
        """Return what a spot's size is held against, by the blur that it makes where that can be told."""
        need, limit = self.need(set_up), self.limit(set_up, criterion)
        key = id(limit)
        if key not in self._blurs:
            self._blurs[key] = _blur(need, limit)
        return self._blurs[key]

    def distinct_set_ups(self) -> list[int]:
        """Return one of the set-ups for each place that there is."""
        needs = [self.need(index) for index in range(len(self._bench.set_ups))]
        return [index for index, need in enumerate(needs) if not any(need is earlier for earlier in needs[:index])]

    @property
    def is_possible(self) -> bool:
        """Return whether things can stand so: the object between source and detector."""
        m = self.need().geometry.magnification
        return m is None or m.value >= 1

    def accepts(self, platform: Platform) -> bool:
        """Return whether no must rejects *platform* in the set-up of the decision."""
        return self.is_possible and any(self._order(platform, 0, criterion) is not None for criterion in self._serving(0))

    @lazily
    def chosen(self) -> str | None:
        """Return the platform that `choice.decided` would choose."""
        if not self.is_possible:
            return None
        best = (self._best(set_up) for set_up in self.distinct_set_ups())
        order = min((found for found in best if found), default=None)
        return str(order[-1]) if order else None

    def keeps(self, platform: Platform) -> bool:
        """Return whether *platform* is the one chosen: it cannot be where a must rejects it everywhere."""
        everywhere = ((set_up, criterion) for set_up in self.distinct_set_ups() for criterion in self._serving(set_up))
        return any(self._order(platform, *at) for at in everywhere) and self.chosen == platform.id

    def _serving(self, set_up: int) -> Iterator[int]:
        return (index for index, limit in enumerate(self.need(set_up).limits) if not limit.infeasible)

    def _best(self, set_up: int) -> tuple[float | str, ...] | None:
        """Return the place of the platform that comes first, under the first criterion that admits one."""
        for criterion in self._serving(set_up):
            orders = (self._order(platform, set_up, criterion) for platform in self._bench.catalog.platforms)
            if best := min((order for order in orders if order), default=None):
                return best
        return None

    def _order(self, platform: Platform, set_up: int, criterion: int) -> tuple[float | str, ...] | None:
        """Return the place of *platform* in the order of preference, None where a must rejects it."""
        key = (platform.id, id(self.limit(set_up, criterion)))
        if key not in self._orders:
            self._orders[key] = self._ordered(platform, set_up, criterion)
        return self._orders[key]

    def _ordered(self, platform: Platform, set_up: int, criterion: int) -> tuple[float | str, ...] | None:
        bench, lever = self._bench, self._lever
        counted = bench.settled(lever, platform, set_up, criterion) if lever else Tally()
        if counted.failed_musts:
            return None
        site = self.site(platform, set_up, criterion)
        rules = bench.moving(lever) if lever else bench.basis.rulebook.rules
        verdicts = []
        for verdict in verdicts_of(site, self.asked(site), bench.basis, rules):
            if verdict.rejects:
                return None
            verdicts.append(verdict)
        return tuple(value for _, value in preference(site, tally(verdicts, counted), bench.basis))


def _blur(need: Need, limit: SpotLimit) -> Blur:
    m, u, allowed = need.geometry.magnification, need.geometry.detector_unsharpness, limit.allowed_unsharpness_um
    by_feature = limit.feature_spot if m is None or u is None or allowed is None else None
    return Blur(
        need.unsharpness_exponent,
        need.setup.focal_spot_um,
        by_feature.value if by_feature else None,
        m,
        u.value if u else None,
        allowed,
    )

"""Which class serves, which platform is recommended, and everything that led there: every candidate, every verdict.

A must that is not met rejects; what rests on an unknown figure or on a guideline is to be confirmed, never met and never
a rejection. Conditions come from the rulebook.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from specgen.catalog import EDGE_TOLERANCE, Application, Catalog, FocusClass, Platform
from specgen.decision.offers import Site, offer
from specgen.decision.values import Candidate, Decision, Outcome, Status, Verdict
from specgen.decision.verdicts import judge
from specgen.need import Ask, Need, Number, Room, SpotLimit, in_room
from specgen.requirement import Requirement
from specgen.rules import Rulebook


@dataclass(frozen=True, slots=True)
class Basis:
    """What every verdict of one decision rests on; *application* is the customer's, where the catalogue knows it.

    *prices* are list prices by platform, where all have one; *known* has verdicts that a what-if leaves as they are, by
    platform and rule, so that they need not be judged again.
    """

    requirement: Requirement
    need: Need
    catalog: Catalog
    rulebook: Rulebook
    application: Application | None
    prices: Mapping[str, float] = field(default_factory=dict)
    known: Mapping[str, Mapping[str, tuple[Verdict, ...]]] = field(default_factory=dict)

    @classmethod
    def of(cls, requirement: Requirement, need: Need, catalog: Catalog, rulebook: Rulebook) -> "Basis":
        """Return the basis of a decision on *requirement*."""
        kind = requirement.application.kind
        return cls(requirement, need, catalog, rulebook, catalog.application(kind) if kind else None, _prices(requirement, catalog))

    def at(self, need: Need) -> "Basis":
        """Return the same basis with another need."""
        return Basis(self.requirement, need, self.catalog, self.rulebook, self.application, self.prices, self.known)


def _prices(requirement: Requirement, catalog: Catalog) -> dict[str, float]:
    """Return the list price of each platform, to order them by; nothing unless all are priced in the customer's currency."""
    listed = {p.id: catalog.prices.list_price(p.id, requirement.commercial.currency) for p in catalog.platforms}
    known = {name: float(price.amount) for name, price in listed.items() if price is not None}
    return known if len(known) == len(listed) else {}


def decided(basis: Basis) -> Decision:
    """Return the decision: each criterion in turn, the first under which a platform is accepted.

    Where the magnification had to be derived, each platform is also tried in the set-up that leaves room for it, and the
    best answer counts: no platform moves the set-up for another.
    """
    return min(map(_decided, _set_ups(basis)), key=_rank)


def _set_ups(basis: Basis) -> Iterator[Basis]:
    """Yield the set-up as it is, and where its magnification was derived those that leave room for each platform."""
    yield basis
    if basis.need.geometry.origin in {"optimum", "largest"}:
        for room in dict.fromkeys(map(_room, basis.catalog.platforms)):
            yield basis.at(in_room(basis.need, room, basis.catalog))


def _room(platform: Platform) -> Room:
    housing, cone = platform.focus_to_housing, platform.cone_angle
    return Room(housing.value.mm if housing else 0.0, cone.value.deg if cone else None)


def _rank(decision: Decision) -> tuple[int, tuple[float | str, ...]]:
    """Return the place of *decision* among the set-ups tried: an answer before none, then the order of preference."""
    order = (Status.RECOMMENDED, Status.CUSTOM, Status.INFEASIBLE, Status.INCOMPLETE)
    preference = tuple(value for _, value in decision.chosen.preference) if decision.chosen else ()
    return order.index(decision.status), preference


def _decided(basis: Basis) -> Decision:
    attempts = [(limit, _candidates(basis, limit)) for limit in basis.need.limits]
    for limit, candidates in attempts:
        if not limit.infeasible and candidates and candidates[0].accepted:
            return _concluded(Status.RECOMMENDED, basis, limit, candidates)
    for limit, candidates in attempts:
        if not limit.infeasible:
            return _concluded(Status.CUSTOM, basis, limit, candidates)
    return _concluded(Status.INFEASIBLE, basis, *attempts[-1])


def _concluded(status: Status, basis: Basis, limit: SpotLimit, candidates: tuple[Candidate, ...]) -> Decision:
    chosen = candidates[0] if status is Status.RECOMMENDED else None
    focus_class = None if status is Status.INFEASIBLE else serving_class(limit.max_focal_spot, basis.catalog)
    return Decision(status, focus_class, limit, basis.need, candidates, chosen, basis.need.findings)


def serving_class(max_focal_spot: Number | None, catalog: Catalog) -> FocusClass:
    """Return the coarsest class that serves: the one that holds the limit, else the coarsest that lies wholly below it."""
    coarsest_first = sorted(catalog.classes, key=lambda known: -known.max_um)
    if max_focal_spot is None:
        return coarsest_first[0]
    holding = catalog.class_of(max_focal_spot.value)
    below = [known for known in coarsest_first if known.max_um <= max_focal_spot.value * (1 + EDGE_TOLERANCE)]
    return holding or below[0]


# --- candidates -----------------------------------------------------------------------------------------------------


def _candidates(basis: Basis, limit: SpotLimit) -> tuple[Candidate, ...]:
    """Return every platform judged, accepted ones first, each group in the declared order of preference."""
    sites = (Site(platform, basis.need, limit, basis.catalog) for platform in basis.catalog.platforms)
    judged = _without_empty_rows([candidate(site, basis) for site in sites])
    return tuple(sorted(judged, key=lambda judged: tuple(value for _, value in judged.preference)))


def _without_empty_rows(candidates: list[Candidate]) -> list[Candidate]:
    """Return *candidates* without the rules that apply only where a figure is known, and no platform gives it."""
    rows = list(zip(*(candidate.verdicts for candidate in candidates), strict=True))
    told = [not all(v.rule.unknown == Outcome.NOT_APPLICABLE and v.offered.value is None for v in row) for row in rows]
    if all(told):
        return candidates
    return [replace(c, verdicts=tuple(v for v, tells in zip(c.verdicts, told, strict=True) if tells)) for c in candidates]


def candidate(site: Site, basis: Basis) -> Candidate:
    """Return the platform of *site* with every verdict and its place in the order."""
    verdicts = tuple(_verdicts(site, basis))
    judged = Candidate(
        platform=site.platform,
        spot=site.spot,
        power=site.power,
        tube_voltage_kv=site.tube_voltage_kv,
        photons_per_s=site.photons_per_s,
        output=site.photons_per_s if site.need.light.photon_rate else site.power_w,
        exposure=site.exposure,
        object_unsharpness=site.object_unsharpness,
        front_unsharpness=site.unsharpness_at(site.need.geometry.front),
        back_unsharpness=site.unsharpness_at(site.need.geometry.back),
        verdicts=verdicts,
    )
    return replace(judged, preference=tuple(_preference(judged, basis)))


def rejects(site: Site, basis: Basis) -> bool:
    """Return whether a must rejects the platform of *site*; the first one that does is enough."""
    return any(verdict.rejects for verdict in _verdicts(site, basis))


def _verdicts(site: Site, basis: Basis) -> Iterator[Verdict]:
    asks, known = asks_of(site), basis.known.get(site.platform.id, {})
    for rule in basis.rulebook.rules:
        if rule.id in known:
            yield from known[rule.id]
        elif ask := asks.get(rule.needed):
            yield from judge(rule, ask, offer(site, rule), not basis.requirement.is_wish(ask.where), site.catalog.terms)


def asks_of(site: Site) -> dict[str, Ask]:
    """Return all that is asked in the set-up of *site*, by the names that rules use.

    Where the customer names no duty cycle, a CT asks how long the beam may stay on: its scan knows no pause.
    """
    asks = site.need.asked(site.limit)
    if site.need.setup.is_ct and "duty_cycle" not in asks:
        scan = site.exposure.scan_time
        asks["scan_time_s"] = Ask("scan_time_s", scan.value if scan else None, "imaging.time_per_part", site.time_rests_on_guideline)
    return asks


def _preference(candidate: Candidate, basis: Basis) -> Iterator[tuple[str, float | str]]:
    """Yield the steps of the order of preference, each smaller for the better platform."""
    verdicts = candidate.verdicts
    yield "failed musts", float(sum(verdict.rejects for verdict in verdicts))
    yield "shortfall", max((-(verdict.margin or 0.0) for verdict in verdicts if verdict.rejects), default=0.0)
    yield "open musts", float(sum(verdict.is_must and verdict.is_open for verdict in verdicts))
    yield "wishes met", -float(sum(not verdict.is_must and verdict.outcome is Outcome.MET for verdict in verdicts))
    yield "output", -(candidate.output or 0.0) if basis.need.needs_output else 0.0
    yield "focal spot", -candidate.spot.value.um
    yield "price", basis.prices.get(candidate.platform.id, 0.0)
    yield "application", 0.0 if basis.application and candidate.platform.label in basis.application.classes else 1.0
    yield "name", candidate.platform.id

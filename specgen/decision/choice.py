"""Which class serves, which platform is recommended, and everything that led there: every candidate, every verdict.

A must that is not met rejects; what rests on an unknown figure or on a guideline is to be confirmed, never met and never
a rejection. Conditions come from the rulebook.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from specgen.basics import Application
from specgen.catalog import EDGE_TOLERANCE, Catalog, FocusClass, Platform
from specgen.decision.offers import Site, offer
from specgen.decision.values import Candidate, Decision, Outcome, Status, Verdict
from specgen.decision.verdicts import judge
from specgen.need import ANYWHERE, Ask, Need, Number, Room, SpotLimit, in_room
from specgen.requirement import Requirement
from specgen.rules import Rule, Rulebook

ON_TIME: Final = "scan_time_s"  # asked of each platform by what it takes itself


@dataclass(frozen=True, slots=True)
class Basis:
    """What every verdict of one decision rests on; *application* is the customer's, where the catalogue knows it.

    *prices* are list prices by platform, where all have one.
    """

    requirement: Requirement
    need: Need
    catalog: Catalog
    rulebook: Rulebook
    application: Application | None
    prices: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, requirement: Requirement, need: Need, catalog: Catalog, rulebook: Rulebook) -> "Basis":
        """Return the basis of a decision on *requirement*."""
        kind = requirement.application.kind
        return cls(requirement, need, catalog, rulebook, catalog.application(kind) if kind else None, _prices(requirement, catalog))

    def at(self, need: Need) -> "Basis":
        """Return the same basis with another need."""
        return Basis(self.requirement, need, self.catalog, self.rulebook, self.application, self.prices)


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
    needs = distinct(set_ups(basis.need, basis.catalog))
    return min((_decided(basis.at(need)) for need in needs), key=_rank)


def set_ups(need: Need, catalog: Catalog) -> Iterator[Need]:
    """Yield the set-up as it is, and where its magnification is derived those that leave room for nothing and for each platform."""
    yield need
    if need.geometry.is_derived:
        rooms = dict.fromkeys((ANYWHERE, *map(_room, catalog.platforms)))
        yield from (in_room(need, room) for room in rooms if room != need.room)


def distinct(needs: Iterable[Need]) -> Iterator[Need]:
    """Yield those of *needs* that differ in what the room for a source moved: the magnification, and how it came about."""
    seen = set()
    for need in needs:
        if place(need) not in seen:
            seen.add(place(need))
            yield need


def place(need: Need) -> tuple[float | None, str]:
    """Return all that the room for a source moves."""
    m = need.geometry.magnification
    return m.value if m else None, need.geometry.origin


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
    verdicts = tuple(verdicts_of(site, site.need.asked(site.limit), basis))
    return Candidate(
        platform=site.platform,
        spot=site.spot,
        power=site.power,
        tube_voltage_kv=site.tube_voltage_kv,
        photons_per_s=site.photons_per_s,
        output=site.output,
        exposure=site.exposure,
        object_unsharpness=site.object_unsharpness,
        front_unsharpness=site.unsharpness_at(site.need.geometry.front),
        back_unsharpness=site.unsharpness_at(site.need.geometry.back),
        verdicts=verdicts,
        preference=tuple(preference(site, tally(verdicts), basis)),
    )


def verdicts_of(site: Site, asked: Mapping[str, Ask], basis: Basis, rules: Iterable[Rule] | None = None) -> Iterator[Verdict]:
    """Yield what *rules*, all of the rulebook unless given, say of the platform of *site*, of which *asked* is asked."""
    for rule in basis.rulebook.rules if rules is None else rules:
        if ask := ask_of(rule.needed, site, asked):
            yield from judge(rule, ask, offer(site, rule), not basis.requirement.is_wish(ask.where), site.catalog.terms)


def ask_of(name: str, site: Site, asked: Mapping[str, Ask]) -> Ask | None:
    """Return what is asked of *site* under *name*; *asked* is what any platform is asked there.

    Where the customer names no duty cycle, a CT asks how long the beam may stay on: its scan knows no pause.
    """
    if name != ON_TIME or not site.need.setup.is_ct or "duty_cycle" in asked:
        return asked.get(name)
    scan = site.exposure.scan_time
    return Ask(ON_TIME, scan.value if scan else None, "imaging.time_per_part", site.time_rests_on_guideline)


def asks_of(site: Site) -> Iterator[Ask]:
    """Yield all that is asked of *site*."""
    asked = site.need.asked(site.limit)
    names = dict.fromkeys((*asked, ON_TIME))
    yield from (ask for name in names if (ask := ask_of(name, site, asked)))


@dataclass(frozen=True, slots=True)
class Tally:
    """What the order of preference counts of a platform's verdicts."""

    failed_musts: int = 0
    shortfall: float = 0.0
    open_musts: int = 0
    wishes_met: int = 0


def tally(verdicts: Iterable[Verdict], so_far: Tally = Tally()) -> Tally:
    """Return *so_far* with *verdicts* counted."""
    failed, shortfall, still_open, wishes = so_far.failed_musts, so_far.shortfall, so_far.open_musts, so_far.wishes_met
    for verdict in verdicts:
        if not verdict.is_must:
            wishes += verdict.outcome is Outcome.MET
        elif verdict.outcome is Outcome.NOT_MET:
            failed, shortfall = failed + 1, max(shortfall, -(verdict.margin or 0.0))
        elif verdict.outcome is Outcome.TO_BE_CONFIRMED:
            still_open += 1
    return Tally(failed, shortfall, still_open, wishes)


def preference(site: Site, counted: Tally, basis: Basis) -> Iterator[tuple[str, float | str]]:
    """Yield the steps of the order of preference, each smaller for the better platform."""
    platform = site.platform
    yield "failed musts", float(counted.failed_musts)
    yield "shortfall", counted.shortfall
    yield "open musts", float(counted.open_musts)
    yield "wishes met", -float(counted.wishes_met)
    yield "output", -(site.output or 0.0) if site.need.needs_output else 0.0
    yield "focal spot", -site.spot.value.um
    yield "price", basis.prices.get(platform.id, 0.0)
    yield "application", 0.0 if basis.application and platform.label in basis.application.classes else 1.0
    yield "name", platform.id

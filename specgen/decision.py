"""Which class serves, which platform is recommended, and everything that led there: every candidate, every verdict.

A must that is not met rejects; what rests on an unknown figure or on a guideline is to be confirmed, never met and never
a rejection. Conditions come from the rulebook; this module only knows how to look values up and how to compare them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from specgen import physics
from specgen.catalog import EDGE_TOLERANCE, Application, Catalog, DutyFigure, Figure, FocalSpot, FocusClass, Kind, Platform, figure_value
from specgen.errors import MaintainerError
from specgen.fields import folded_name
from specgen.findings import Finding, Phrase, finding
from specgen.need import Ask, Need, Number, Room, SpotLimit, Value, derive
from specgen.requirement import DutyCycle, Requirement
from specgen.rules import NUMERIC, TOLERANCE, WORDS, Rule, Rulebook, figure_name, margin, unit_of
from specgen.units import Quantity


class Status(StrEnum):
    """What kind of answer the customer gets."""

    RECOMMENDED = "recommended"
    CUSTOM = "custom"
    INFEASIBLE = "infeasible"
    INCOMPLETE = "incomplete"


class Outcome(StrEnum):
    """What one rule says of one platform."""

    MET = "met"
    NOT_MET = "not met"
    TO_BE_CONFIRMED = "to be confirmed"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True)
class Offer:
    """What a platform, or the set-up with it, has to give: None where it is not known."""

    value: Value | DutyFigure | None
    kind: Kind | None = None
    source: str = ""


UNKNOWN: Final = Offer(None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule applied to one platform, with both sides; *item* names the one word of a list that it judges."""

    rule: Rule
    outcome: Outcome
    needed: Value | None
    offered: Offer
    margin: float | None
    is_must: bool
    where: str
    item: str = ""

    @property
    def rejects(self) -> bool:
        """Return whether this verdict alone rejects the platform."""
        return self.is_must and self.outcome is Outcome.NOT_MET

    @property
    def is_open(self) -> bool:
        """Return whether something must be confirmed before this can be called met."""
        return self.outcome is Outcome.TO_BE_CONFIRMED


@dataclass(frozen=True, slots=True)
class Candidate:
    """A platform at the operating point that suits the need, with every verdict and its place in the order."""

    platform: Platform
    spot: FocalSpot
    power: Offer
    object_unsharpness: Number | None
    verdicts: tuple[Verdict, ...]
    preference: tuple[tuple[str, float | str], ...] = ()

    @property
    def accepted(self) -> bool:
        """Return whether no must rejects the platform."""
        return not any(verdict.rejects for verdict in self.verdicts)

    @property
    def open_points(self) -> int:
        """Return how many verdicts are to be confirmed."""
        return sum(verdict.is_open for verdict in self.verdicts)


@dataclass(frozen=True, slots=True)
class Decision:
    """The chosen platform, or none, and everything that led there; *candidates* stand in order of preference."""

    status: Status
    focus_class: FocusClass | None
    limit: SpotLimit | None
    need: Need
    candidates: tuple[Candidate, ...]
    chosen: Candidate | None
    findings: tuple[Finding, ...]

    @property
    def open_points(self) -> int:
        """Return how many verdicts of the chosen platform are to be confirmed."""
        return self.chosen.open_points if self.chosen else 0

    @property
    def limited_by(self) -> str:
        """Return the regime: what limits the image, or what forbids it."""
        return self.limit.limited_by if self.limit else "nothing"


@dataclass(frozen=True, slots=True)
class _Basis:
    """What every verdict of one decision rests on."""

    requirement: Requirement
    need: Need
    catalog: Catalog
    rulebook: Rulebook

    @property
    def application(self) -> Application | None:
        """Return the application as the catalogue knows it."""
        kind = self.requirement.application.kind
        return self.catalog.application(kind) if kind else None


def decide(requirement: Requirement, need: Need, catalog: Catalog, rulebook: Rulebook) -> Decision:
    """Return the decision: each criterion in turn, the first under which a platform is accepted.

    Where the magnification had to be derived, each platform is also tried in the set-up that leaves room for it, and the
    best answer counts: no platform moves the set-up for another.
    """
    if need.missing:
        return Decision(Status.INCOMPLETE, None, None, need, (), None, need.findings)
    needs = [need]
    if need.geometry.origin in {"optimum", "largest"}:
        rooms = dict.fromkeys(_room(platform) for platform in catalog.platforms)
        needs += [derive(requirement, catalog, room) for room in rooms]
    decisions = [_decided(_Basis(requirement, each, catalog, rulebook)) for each in needs]
    return min(decisions, key=_rank)


def _room(platform: Platform) -> Room:
    housing, cone = platform.focus_to_housing, platform.cone_angle
    return Room(housing.value.mm if housing else 0.0, cone.value.deg if cone else None)


def _rank(decision: Decision) -> tuple[int, tuple[float | str, ...]]:
    """Return the place of *decision* among the set-ups tried: an answer before none, then the order of preference."""
    order = (Status.RECOMMENDED, Status.CUSTOM, Status.INFEASIBLE, Status.INCOMPLETE)
    preference = tuple(value for _, value in decision.chosen.preference) if decision.chosen else ()
    return order.index(decision.status), preference


def _decided(basis: _Basis) -> Decision:
    attempts = [(limit, _candidates(basis, limit)) for limit in basis.need.limits]
    for limit, candidates in attempts:
        if not limit.infeasible and candidates and candidates[0].accepted:
            return _concluded(Status.RECOMMENDED, basis, limit, candidates)
    for limit, candidates in attempts:
        if not limit.infeasible:
            return _concluded(Status.CUSTOM, basis, limit, candidates)
    return _concluded(Status.INFEASIBLE, basis, *attempts[-1])


def _concluded(status: Status, basis: _Basis, limit: SpotLimit, candidates: tuple[Candidate, ...]) -> Decision:
    chosen = candidates[0] if status is Status.RECOMMENDED else None
    focus_class = None if status is Status.INFEASIBLE else serving_class(limit.max_focal_spot, basis.catalog)
    decision = Decision(status, focus_class, limit, basis.need, candidates, chosen, basis.need.findings)
    return replace(decision, findings=(*decision.findings, *_noticed(decision, limit, basis)))


def serving_class(max_focal_spot: Number | None, catalog: Catalog) -> FocusClass:
    """Return the coarsest class that serves: the one that holds the limit, else the coarsest that lies wholly below it."""
    coarsest_first = sorted(catalog.classes, key=lambda known: -known.max_um)
    if max_focal_spot is None:
        return coarsest_first[0]
    holding = catalog.class_of(max_focal_spot.value)
    below = [known for known in coarsest_first if known.max_um <= max_focal_spot.value * (1 + EDGE_TOLERANCE)]
    return holding or below[0]


def _noticed(decision: Decision, limit: SpotLimit, basis: _Basis) -> Iterator[Finding]:
    """Yield what the decision itself must say; the fixed codes of the interface."""
    where = "source.focal_spot" if limit.limited_by == "stated spot" else "imaging.smallest_feature"
    spot, chosen, focus_class = limit.max_focal_spot, decision.chosen, decision.focus_class
    size = f"{spot.value:.3g} µm" if spot else Phrase("@no-limit")
    if focus_class:
        in_no_class = spot is not None and basis.catalog.class_of(spot.value) is None
        coarsest = max(basis.catalog.classes, key=lambda known: known.max_um)
        if in_no_class and focus_class is not coarsest:
            yield finding("SG-N201", where, limit=size)
        elif spot is None or in_no_class:
            yield finding("SG-N203", where, limit=Phrase("@spot-limit") if spot else Phrase("@no-spot-limit"), size=size)
        if decision.status is Status.CUSTOM:
            yield finding("SG-N204", where, focus_class=focus_class.name, limit=size)
    if limit.limited_by == "stated spot" and limit.allowed_unsharpness_um is not None:
        needed = f"{limit.feature_spot.value:.3g} µm" if limit.feature_spot else Phrase("@no-limit")
        yield finding("SG-N205", "source.focal_spot", stated=f"{spot.value:.3g} µm" if spot else "", needed=needed)
    if decision.status is not Status.INFEASIBLE and limit is not basis.need.limits[0]:
        yield finding("SG-Q223", "imaging.criterion")
    if chosen and focus_class and chosen.platform.label != focus_class.name:
        facts = {"label": chosen.platform.label, "focus_class": focus_class.name, "spot": f"{chosen.spot.value.um:g} µm"}
        yield finding("SG-N202", "", platform=chosen.platform.name, **facts)
    if chosen and spot and chosen.spot.value.um > spot.value * (1 - basis.catalog.default("close_to_limit_percent") / 100):
        yield finding("SG-W216", where, spot=f"{chosen.spot.value.um:g} µm", limit=size)
    known = basis.application
    if known and known.classes and focus_class and focus_class.name not in known.classes:
        yield finding("SG-N208", "application.kind", kind=known.name, usual=", ".join(known.classes), focus_class=focus_class.name)


# --- candidates -----------------------------------------------------------------------------------------------------


def _candidates(basis: _Basis, limit: SpotLimit) -> tuple[Candidate, ...]:
    """Return every platform judged, accepted ones first, each group in the declared order of preference."""
    judged = (_candidate(platform, basis, limit) for platform in basis.catalog.platforms)
    return tuple(sorted(judged, key=lambda candidate: tuple(value for _, value in candidate.preference)))


def _candidate(platform: Platform, basis: _Basis, limit: SpotLimit) -> Candidate:
    need, catalog = basis.need, basis.catalog
    spot = platform.operating_point(limit.max_focal_spot.value if limit.max_focal_spot else None)
    power = _power(platform, spot, catalog)
    unsharpness = _object_unsharpness(spot, need)
    offers = {
        "focal_spot_um": Offer(spot.value.um, spot.kind, spot.source),
        "target_power_w": power,
        "object_unsharpness_um": _computed(unsharpness),
        "voxel_um": _computed(need.geometry.voxel),
        "field_of_view_mm": _computed(need.geometry.usable_field),
        "scan_time_s": _computed(need.scan_time),
        "signal_to_noise": UNKNOWN,
        "delivery_date": UNKNOWN,
    }
    verdicts: list[Verdict] = []
    for rule in basis.rulebook.rules:
        ask = need.ask(rule.needed, limit)
        if ask is not None:
            offer = offers[rule.offered] if rule.offered in offers else _figure(platform, rule, catalog)
            verdicts.extend(_judge(rule, ask, offer, basis))
    candidate = Candidate(platform, spot, power, unsharpness, tuple(verdicts))
    return replace(candidate, preference=tuple(_preference(candidate, basis)))


def _power(platform: Platform, spot: FocalSpot, catalog: Catalog) -> Offer:
    """Return the power at the operating point: the maker's, else the guideline's where it applies, else unknown."""
    if spot.power is not None:
        return Offer(spot.power.w, spot.kind, spot.source)
    if platform.target_kind == "transmission" or spot.value.um < catalog.default("guideline_smallest_spot_um"):
        return UNKNOWN
    guideline = catalog.defaults["guideline_w_per_um"]
    return Offer(physics.guideline_power_w(spot.value.um, guideline.value), Kind.GUIDELINE, guideline.source)


def _object_unsharpness(spot: FocalSpot, need: Need) -> Number | None:
    m, u = need.geometry.magnification, need.geometry.detector_unsharpness
    if m is None or u is None:
        return None
    value = physics.object_unsharpness_um(spot.value.um, u.value, m.value, need.unsharpness_exponent)
    inputs = (("focal_spot_um", spot.value.um), ("detector_unsharpness_um", u.value), ("magnification", m.value))
    return Number(value, "um", "object_unsharpness", inputs)


def _computed(number: Number | None) -> Offer:
    return Offer(number.value, Kind.COMPUTED, "computed") if number else UNKNOWN


def _figure(platform: Platform, rule: Rule, catalog: Catalog) -> Offer:
    """Return the catalogue figure that *rule* asks for, in the rule's unit and the catalogue's own terms."""
    unit, name = unit_of(rule.offered), figure_name(rule.offered)
    if name not in Platform.model_fields:
        raise MaintainerError("catalog/rules", rule.id, f"no platform has a figure named {rule.offered}")
    figure: Figure | None = getattr(platform, name)
    if figure is None:
        return UNKNOWN
    value = figure_value(figure)
    if isinstance(value, Quantity):
        return Offer(value.in_unit(unit), figure.kind, figure.source)
    if isinstance(value, tuple):
        return Offer(tuple(catalog.terms.plain(name, word) for word in value), figure.kind, figure.source)
    return Offer(value, figure.kind, figure.source)


def _preference(candidate: Candidate, basis: _Basis) -> Iterator[tuple[str, float | str]]:
    """Yield the steps of the order of preference, each smaller for the better platform."""
    verdicts, watts = candidate.verdicts, candidate.power.value
    yield "failed musts", float(sum(verdict.rejects for verdict in verdicts))
    yield "shortfall", max((-(verdict.margin or 0.0) for verdict in verdicts if verdict.rejects), default=0.0)
    yield "open musts", float(sum(verdict.is_must and verdict.is_open for verdict in verdicts))
    yield "wishes met", -float(sum(not verdict.is_must and verdict.outcome is Outcome.MET for verdict in verdicts))
    output_counts = any(ask.name in _ASKS_FOR_OUTPUT for ask in basis.need.asks)
    yield "output", -watts if output_counts and isinstance(watts, float) else 0.0
    yield "focal spot", -candidate.spot.value.um
    yield "application", 0.0 if basis.application and candidate.platform.label in basis.application.classes else 1.0
    yield "name", candidate.platform.id


_ASKS_FOR_OUTPUT: Final = frozenset({"time_per_part_s", "signal_to_noise", "target_power_w"})


# --- verdicts -------------------------------------------------------------------------------------------------------


def _judge(rule: Rule, ask: Ask, offer: Offer, basis: _Basis) -> Iterator[Verdict]:
    """Yield the verdict of *rule*, one for each word where all words of a list are needed."""
    is_must, terms = not basis.requirement.is_wish(ask.where), basis.catalog.terms
    if rule.comparison != "includes":
        outcome, room = compared(rule, ask.value, offer)
        yield Verdict(rule, outcome, ask.value, offer, room, is_must, ask.where)
        return
    for word in ask.value if isinstance(ask.value, tuple) else ():
        outcome, _ = compared(rule, (word,), offer)
        if rule.offered == "standards" and folded_name(word) in map(folded_name, terms.integrator_standards):
            outcome = Outcome.NOT_APPLICABLE
        yield Verdict(rule, outcome, (word,), offer, None, is_must, ask.where, word)


def compared(rule: Rule, needed: Value, offer: Offer) -> tuple[Outcome, float | None]:
    """Return the outcome of *rule*, with the margin where there is one; every comparison of specgen is made here."""
    if offer.value is None:
        return Outcome(rule.unknown), None
    if rule.comparison in NUMERIC and isinstance(needed, float) and isinstance(offer.value, float):
        met = NUMERIC[rule.comparison](offer.value, needed)
        room = margin(rule.comparison, offer.value, needed, rule.unit)
        return (Outcome.TO_BE_CONFIRMED if offer.kind is Kind.GUIDELINE else _outcome(met)), room
    if rule.comparison in WORDS and isinstance(needed, tuple) and isinstance(offer.value, tuple):
        return _outcome(WORDS[rule.comparison](offer.value, needed)), None
    if rule.comparison == "sustains" and isinstance(needed, DutyCycle) and isinstance(offer.value, DutyFigure):
        return _sustains(needed, offer.value)
    raise MaintainerError("catalog/rules", rule.id, f"{rule.comparison} cannot compare {rule.offered} with {rule.needed}")


def _outcome(met: bool) -> Outcome:
    return Outcome.MET if met else Outcome.NOT_MET


def _sustains(needed: DutyCycle, offered: DutyFigure) -> tuple[Outcome, float | None]:
    """Judge a duty cycle by its share and by its longest on-time; a share alone cannot settle an intermittent rating."""
    if offered.on is None or offered.period is None:
        return Outcome.MET, None
    allowed = offered.on.s / offered.period.s
    if needed.is_continuous:
        return Outcome.NOT_MET, allowed - 1
    if needed.on is None or needed.period is None:
        share = needed.share.fraction if needed.share else 1.0
        return (Outcome.TO_BE_CONFIRMED if share <= allowed * (1 + TOLERANCE) else Outcome.NOT_MET), (allowed - share) / share
    share = needed.on.s / needed.period.s
    met = share <= allowed * (1 + TOLERANCE) and needed.on.s <= offered.on.s * (1 + TOLERANCE)
    return _outcome(met), min(allowed / share, offered.on.s / needed.on.s) - 1

"""What a decision is made of: offers, verdicts, candidates, and the decision that keeps them all."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from specgen import physics
from specgen.catalog import DutyFigure, FocalSpot, FocusClass, Kind, Platform
from specgen.findings import Finding
from specgen.need import Exposure, Need, Number, SpotLimit, Value
from specgen.rules import Rule

COMPUTED: Final = "computed"


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


class Offer(NamedTuple):
    """What a platform, or the set-up with it, has to give: None where it is not known."""

    value: Value | DutyFigure | None
    kind: Kind | None = None
    source: str = ""


UNKNOWN: Final = Offer(None)


class Verdict(NamedTuple):
    """One rule applied to one platform, with both sides; *item* names the one word of a list that it judges.

    It *rests_on_guideline* where either side does.
    """

    rule: Rule
    outcome: Outcome
    needed: Value | None
    offered: Offer
    margin: float | None
    is_must: bool
    where: str
    item: str = ""
    rests_on_guideline: bool = False

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
    """A platform at the operating point that suits the need, with every verdict and its place in the order.

    *tube_voltage_kv* is the voltage at which it would work, *photons_per_s* what one pixel then counts behind the path. Times
    are inverse to *output*: those photons where the set-up allows to count them, else the power.
    """

    platform: Platform
    spot: FocalSpot
    power: Offer
    tube_voltage_kv: float | None
    photons_per_s: float | None
    output: float | None
    exposure: Exposure
    object_unsharpness: Number | None
    front_unsharpness: Number | None
    back_unsharpness: Number | None
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
class Effect:
    """What a change does to another figure."""

    name: str
    unit: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of the requirement, moved: as stated and as it would have to be, in the customer's unit.

    *relative* is the change as a fraction of what is stated; *effects* are what it costs or brings besides.
    """

    where: str
    stated: str
    changed: str
    relative: float
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class End:
    """How far a figure may move, in the customer's unit, and what ends it there.

    That is *rule* for *platform*, whose verdict turns; or the *finding* that would refuse the file; or what *forbids* the task to any
    source, in the words of `limited_by`.
    """

    told: str
    rule: Rule | None = None
    platform: Platform | None = None
    finding: str = ""
    forbids: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """How far one figure may move before the choice changes; None where no end was found."""

    where: str
    stated: str
    low: End | None
    high: End | None


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What would change a decision.

    *admits* has for each rejected platform the smallest change that admits it, None where no single one does; *flips* the
    one that makes a custom or an infeasible task served.
    """

    admits: tuple[tuple[str, Change | None], ...] = ()
    flips: Change | None = None
    stands_while: tuple[Interval, ...] = ()

    def admitting(self, candidate: Candidate) -> Change | None:
        """Return the smallest change that admits *candidate*."""
        return dict(self.admits).get(candidate.platform.id)


@dataclass(frozen=True, slots=True)
class Deviation:
    """A platform that sales offer against the rules or the order of preference, and why; *instead_of* is what the rules chose."""

    because: str
    instead_of: Candidate | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A what-if: its name, the keys that it changes with what it puts there, and the decision that follows."""

    name: str
    changes: tuple[tuple[str, str], ...]
    decision: "Decision"


@dataclass(frozen=True, slots=True)
class Decision:
    """The chosen platform, or none, and everything that led there; *candidates* stand in order of preference.

    *hidden_in_s* is the time stated, where noise hides in it what the chosen platform is to show.
    """

    status: Status
    focus_class: FocusClass | None
    limit: SpotLimit | None
    need: Need
    candidates: tuple[Candidate, ...]
    chosen: Candidate | None
    findings: tuple[Finding, ...]
    sensitivity: Sensitivity = Sensitivity()
    deviation: Deviation | None = None
    scenarios: tuple[Scenario, ...] = ()
    hidden_in_s: float | None = None

    @property
    def open_points(self) -> int:
        """Return how many verdicts of the chosen platform are to be confirmed."""
        return self.chosen.open_points if self.chosen else 0

    @property
    def reference(self) -> Candidate | None:
        """Return the candidate whose time the others are compared with: the chosen one, else the one with the most output."""
        known = [candidate for candidate in self.candidates if candidate.output is not None]
        return self.chosen if self.chosen in known else max(known, key=lambda c: c.output or 0.0, default=None)

    def accepts(self, candidate: Candidate) -> bool:
        """Return whether *candidate* could be proposed: no must rejects it, nor does the set-up forbid the task to any source."""
        return candidate.accepted and self.status is not Status.INFEASIBLE

    def relative_time(self, candidate: Candidate) -> float | None:
        """Return how many times longer than the reference *candidate* takes for the same image, None where power is not known."""
        reference = self.reference
        if reference is None or not reference.output or not candidate.output:
            return None
        return physics.relative_time(candidate.output, reference.output)

    @property
    def limited_by(self) -> str:
        """Return the regime: what limits the image, or what forbids it."""
        return self.limit.limited_by if self.limit else "nothing"

"""What became of each document of a batch, in a form that the ledger keeps and the summary shows."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from specgen.pipeline import Finished

DONE, REFUSED, QUARANTINED, FAILED, ACCEPTED = "done", "refused", "quarantined", "failed", "accepted"
OUTCOMES: Final = (DONE, REFUSED, QUARANTINED, FAILED)  # in the order in which they are told; a list as a whole is *accepted*


@dataclass(frozen=True, slots=True)
class Point:
    """One candidate in the trade-off: its relative exposure time, and its blur as a share of what is allowed."""

    time: float
    blur: float
    platform: str
    is_proposed: bool


@dataclass(frozen=True, slots=True)
class About:
    """What the summary of a batch tells of one document; amounts are decimals as text."""

    reference: str
    revision: str
    customer: str
    title: str | None
    status: str
    focus_class: str | None
    platform: str | None
    open_points: int
    is_draft: bool
    currency: str | None
    net: str | None
    trade_off: tuple[Point, ...]

    @classmethod
    def of(cls, finished: Finished) -> "About":
        """Return what is to be told of a document."""
        requirement, decision = finished.proposal.requirement, finished.proposal.decision
        quote = finished.offer.quote if finished.offer else None
        return cls(
            requirement.reference,
            requirement.revision,
            requirement.customer.company,
            requirement.title,
            decision.status.value,
            decision.focus_class.name if decision.focus_class else None,
            decision.chosen.platform.name if decision.chosen else None,
            decision.open_points,
            finished.proposal.issue.draft,
            quote.net.currency if quote and quote.net else None,
            str(quote.net) if quote and quote.net else None,
            _trade_off(finished),
        )

    @classmethod
    def of_json(cls, told: dict[str, Any]) -> "About":
        """Return what `as_json` has told."""
        return cls(**told | {"trade_off": tuple(Point(**point) for point in told["trade_off"])})

    def as_json(self) -> dict[str, Any]:
        """Return this as JSON."""
        return asdict(self)


def _trade_off(finished: Finished) -> tuple[Point, ...]:
    """Return the candidates that can be compared; where no detector is known, spots stand for blur and their limit for what is allowed."""
    decision, points = finished.proposal.decision, finished.proposal.output
    if decision.limit is None or not points:
        return ()
    spot = decision.limit.max_focal_spot
    knows_blur = all(point.candidate.object_unsharpness for point in points)
    allowed = decision.limit.allowed_unsharpness_um if knows_blur else spot.value if spot else None
    if not allowed:
        return ()
    return tuple(
        Point(point.relative_time, point.unsharpness_um / allowed, point.candidate.platform.short, point.candidate is decision.chosen)
        for point in points
    )


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one file or row: of a refused one its findings, of the others *because* of what they failed."""

    file: str
    outcome: str
    status: str | None = None
    outputs: tuple[str, ...] = ()
    findings: tuple[dict[str, Any], ...] = ()
    because: tuple[str, ...] = ()
    about: About | None = None
    seconds: float = 0.0
    is_new: bool = True

    def as_json(self) -> dict[str, Any]:
        """Return this as one entry of the results of a batch."""
        return {
            "file": self.file,
            "outcome": self.outcome,
            "status": self.status,
            "outputs": list(self.outputs),
            "findings": list(self.findings),
            "because": list(self.because),
            "seconds": round(self.seconds, 3),
            "new": self.is_new,
        }

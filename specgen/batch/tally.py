"""How far a batch is: counts by outcome, the rate, and the time that remains. It is told the time, and reads no clock."""

from collections import Counter
from dataclasses import dataclass, field

from specgen.batch.outcomes import OUTCOMES, Settled


@dataclass(slots=True)
class Tally:
    """The counts of a batch of *total* files and rows that began at *begun*."""

    total: int
    begun: float
    counts: Counter[str] = field(default_factory=Counter)
    made: int = 0  # by workers in this run; what was settled before says nothing of the rate

    def add(self, settled: Settled) -> None:
        """Count one more; a list as a whole is none."""
        self.counts[settled.outcome] += settled.outcome in OUTCOMES
        self.made += settled.is_new and settled.seconds > 0

    @property
    def settled(self) -> int:
        """Return how many are settled."""
        return sum(self.counts.values())

    @property
    def by_outcome(self) -> dict[str, int]:
        """Return how many there are of each outcome."""
        return {outcome: self.counts[outcome] for outcome in OUTCOMES}

    @property
    def has_failures(self) -> bool:
        """Return whether anything but documents came of it."""
        return any(self.counts[outcome] for outcome in OUTCOMES[1:])

    def rate(self, now: float) -> float:
        """Return how many documents a second were made."""
        return self.made / (now - self.begun) if now > self.begun else 0.0

    def remaining(self, now: float) -> float | None:
        """Return how many seconds are left at that rate, or None where none is known yet."""
        rate = self.rate(now)
        return (self.total - self.settled) / rate if rate else None

    def as_json(self, now: float) -> dict[str, object]:
        """Return this as JSON."""
        left = self.remaining(now)
        return {
            "format": "specgen-progress/1",
            "total": self.total,
            "settled": self.settled,
            **self.by_outcome,
            "per_second": round(self.rate(now), 3),
            "seconds_left": None if left is None else round(left, 1),
        }

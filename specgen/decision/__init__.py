"""The decision: which class serves, which platform is recommended, why not the others, and what would change it."""

from specgen.decision.choice import serving_class
from specgen.decision.deciding import decide, deviating, explained
from specgen.decision.values import (
    UNKNOWN,
    Candidate,
    Change,
    Decision,
    Deviation,
    Interval,
    Offer,
    Outcome,
    Scenario,
    Sensitivity,
    Status,
    Verdict,
)

__all__ = [
    "UNKNOWN",
    "Candidate",
    "Change",
    "Decision",
    "Deviation",
    "Interval",
    "Offer",
    "Outcome",
    "Scenario",
    "Sensitivity",
    "Status",
    "Verdict",
    "decide",
    "deviating",
    "explained",
    "serving_class",
]

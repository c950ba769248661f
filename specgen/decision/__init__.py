"""The decision: which class serves, which platform is recommended, why not the others, and what would change it."""

from specgen.decision.choice import asks_of, serving_class
from specgen.decision.deciding import decide, deviating, explained
from specgen.decision.offers import Site
from specgen.decision.values import (
    UNKNOWN,
    Candidate,
    Change,
    Decision,
    Deviation,
    End,
    Interval,
    Offer,
    Outcome,
    Scenario,
    Sensitivity,
    Status,
    Verdict,
)
from specgen.decision.verdicts import compared

__all__ = [
    "UNKNOWN",
    "Candidate",
    "Change",
    "Decision",
    "Deviation",
    "End",
    "Interval",
    "Offer",
    "Outcome",
    "Scenario",
    "Sensitivity",
    "Site",
    "Status",
    "Verdict",
    "asks_of",
    "compared",
    "decide",
    "deviating",
    "explained",
    "serving_class",
]

"""Whether noise hides what the chosen platform is to show in the time stated: advice beside the verdicts, from the figures of the picture.

No rule judges it unless the customer asks a signal-to-noise ratio, for it rests on a contrast that nobody stated: that of gaps
as deep as the feature is wide, in the material of the path.
"""

import math
from dataclasses import replace
from typing import Final

from specgen.catalog import Catalog
from specgen.decision import Decision
from specgen.findings import Finding, Phrase, finding
from specgen.panels import CHOSEN, DROWNED, Panels, panels
from specgen.units import readable_time

HIDDEN: Final = "SG-W224"
_WHOLE: Final = 100  # from here on a time is told without decimals
_STATED: Final = ("scan", "exposure", "part")  # times of the customer's; another is chosen so that the picture shows something


def advised(decision: Decision, catalog: Catalog) -> Decision:
    """Return *decision*, saying where noise hides what its platform is to show in the time that the customer's figures give."""
    others = tuple(found for found in decision.findings if found.code != HIDDEN)
    seen = panels(decision, catalog) if decision.chosen else None
    if seen is None or not _is_hidden(seen):
        return replace(decision, findings=others, hidden_in_s=None)
    return replace(decision, findings=(*others, _advice(decision, seen)), hidden_in_s=seen.exposure_s)


def _is_hidden(seen: Panels) -> bool:
    subject = seen.subject
    return seen.time_from in _STATED and subject.stands_for == CHOSEN and subject.shows == DROWNED


def _advice(decision: Decision, seen: Panels) -> Finding:
    """Return what is hidden, how far, and what would show it."""
    setup, subject, needed = decision.need.setup, seen.subject, seen.needed_s or math.inf
    judged_at = "signal_to_noise" if setup.signal_to_noise is not None else "frame_time" if setup.frame_time_s else "time_per_part"
    return finding(
        HIDDEN,
        f"imaging.{judged_at}",
        time=_time(seen.exposure_s or 0.0),
        feature=f"{seen.feature_um:.4g} µm",
        reached=f"{subject.line_to_noise:.2g}",
        least=f"{seen.line_to_noise:g}",
        needed=_time(needed),
        allowed=Phrase(f"@time-{_allowed(decision, seen)}"),
        power=Phrase("@power-guideline" if subject.is_guideline else "@power-stated"),
        ratio=f"{_asked_ratio(decision, seen):g}",
    )


def _allowed(decision: Decision, seen: Panels) -> str:
    """Return whether that time, with a pause after each projection, lies within the time per part."""
    setup, light = decision.need.setup, decision.need.light
    if setup.time_per_part_s is None or seen.needed_s is None:
        return "not-stated"
    pauses = (light.projections or 1.0) * light.pause_s if seen.time_from != "part" else 0.0
    return "within" if seen.needed_s + pauses <= setup.time_per_part_s else "beyond"


def _asked_ratio(decision: Decision, seen: Panels) -> float:
    """Return the signal-to-noise ratio of one projection that would show it, rounded up to two digits."""
    subject, projections = seen.subject, decision.need.light.projections or 1.0
    shares = projections if seen.time_from == "scan" else 1.0
    ratio = math.sqrt((subject.quanta or 0.0) / shares) * seen.line_to_noise / (subject.line_to_noise or 1.0)
    step = 10.0 ** (math.floor(math.log10(ratio)) - 1) if ratio > 0 else 1.0
    return math.ceil(ratio / step) * step


def _time(seconds: float) -> str:
    value, unit = readable_time(seconds)
    return f"{round(value):d} {unit}" if value >= _WHOLE else f"{value:.3g} {unit}"

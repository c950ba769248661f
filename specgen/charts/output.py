"""Chart 3: resolution against relative output. Time is bought with blur; the front is what cannot be beaten in both."""

from specgen.charts.plot import DETECTOR, OTHER, PROPOSED, Axis, Curve, Dot, Limit, Plot, Zone, linear_ticks, log_ticks
from specgen.proposal import Proposal
from specgen.wording import Wording


def output(proposal: Proposal, wording: Wording) -> Plot | None:
    """Return the chart, or None where fewer than two candidates have a power."""
    decision = proposal.decision
    if decision.limit is None or len(proposal.output) < 2:
        return None
    knows_blur = proposal.output[0].candidate.object_unsharpness is not None
    allowed = decision.limit.allowed_unsharpness_um if knows_blur else decision.limit.max_focal_spot and decision.limit.max_focal_spot.value
    longest = max(point.relative_time for point in proposal.output) * 2
    blurs = [point.unsharpness_um for point in proposal.output]
    top = max(*blurs, min(allowed or 0, 2.5 * max(blurs))) * 1.15
    zones, limits = [], []
    if allowed and allowed < top:
        zones.append(Zone(y=(allowed, None), label=wording("chart.too-blurred" if knows_blur else "chart.too-large"), corner="upper right"))
        limits.append(Limit("y", allowed, wording("chart.limit", limit=wording.quantity(allowed, "um"))))
    front = tuple(sorted((p.relative_time, p.unsharpness_um) for p in proposal.output if p.on_front))
    curves = [Curve(front, OTHER)] if len(front) > 1 else []
    detector = decision.limit.detector_part
    if knows_blur and detector:
        curves.append(Curve(((0.7, detector.value), (longest, detector.value)), DETECTOR, wording("chart.detector-alone")))
    tones = {True: PROPOSED, False: OTHER}
    dots = [
        Dot((p.relative_time, p.unsharpness_um), tones[p.candidate is decision.chosen], wording.told(p.candidate.platform.short))
        for p in proposal.output
    ]
    blur = wording("chart.blur-um" if knows_blur else "chart.spot-um")
    return Plot(
        127.5,
        54,
        Axis(wording("chart.relative-time"), 0.7, longest, tuple((t, f"{wording.exact(t)} ×") for t in log_ticks(0.7, longest))),
        Axis(blur, 0, top, tuple((t, wording.exact(t)) for t in linear_ticks(top)), False),
        zones=tuple(zones),
        curves=tuple(curves),
        limits=tuple(limits),
        dots=tuple(dots),
    )

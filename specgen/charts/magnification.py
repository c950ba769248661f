"""Chart 1: blur in the object against magnification, one curve for each candidate, the detector alone broken."""

from specgen.charts.plot import DETECTOR, OTHER, PROPOSED, Axis, Curve, Dot, Limit, Plot, Zone, log_ticks
from specgen.proposal import Proposal
from specgen.wording import Wording


def magnification(proposal: Proposal, wording: Wording) -> Plot | None:
    """Return the chart, or None where the detector is not known."""
    decision, geometry = proposal.decision, proposal.decision.need.geometry
    if not proposal.curves or decision.limit is None:
        return None
    allowed = decision.limit.allowed_unsharpness_um
    values = [y for curve in proposal.curves for _, y in curve.points] + ([allowed] if allowed else [])
    high = max(values) * 1.15
    low = max(min(values), 0.002 * high) / 1.3
    end = proposal.curves[0].points[-1][0]
    curves = []
    for curve in proposal.curves:
        is_chosen = curve.candidate is not None and curve.candidate is decision.chosen
        tone = DETECTOR if curve.candidate is None else PROPOSED if is_chosen else OTHER
        label = wording.told(curve.candidate.platform.short) if curve.candidate else wording("chart.detector-alone")
        curves.append(Curve(tuple(p for p in curve.points if p[1] >= low), tone, label))
    zones, limits = [], []
    if allowed:
        limits.append(Limit("y", allowed, wording("chart.limit", limit=wording.quantity(allowed, "um"))))
        zones.append(Zone(y=(allowed, None), label=wording("chart.too-blurred"), corner="upper right"))
    least = _least_magnification(proposal)
    if least and least > 1:
        zones.append(Zone(x=(None, least), y=(None, allowed), label=wording("chart.too-few-voxels"), corner="lower left"))
    cap = geometry.largest_magnification
    if cap and 1 < cap.value < end:
        zones.append(Zone(x=(cap.value, None), y=(None, allowed), label=wording(f"chart.{cap.formula}"), corner="lower right"))
    return Plot(
        127.5,
        58,
        Axis(wording("chart.magnification"), 1, end, tuple((t, wording.exact(t)) for t in log_ticks(1, end))),
        Axis(wording("chart.blur-um"), low, high, tuple((t, wording.exact(t)) for t in log_ticks(low, high, 7))),
        zones=tuple(zones),
        curves=tuple(curves),
        limits=tuple(limits),
        dots=_point(proposal, wording),
    )


def _least_magnification(proposal: Proposal) -> float | None:
    """Return the magnification below which the voxel rule fails, where it applies."""
    limit, geometry = proposal.decision.limit, proposal.decision.need.geometry
    if limit is None or limit.resolving_voxel_um is None or geometry.pixel_um is None:
        return None
    return geometry.pixel_um / limit.resolving_voxel_um


def _point(proposal: Proposal, wording: Wording) -> tuple[Dot, ...]:
    """Return the customer's point: the proposed spot at the magnification of the set-up, or what the detector alone gives."""
    decision, m = proposal.decision, proposal.decision.need.geometry.magnification
    if m is None:
        return ()
    if decision.chosen and decision.chosen.object_unsharpness:
        blur = decision.chosen.object_unsharpness.value
        tone = PROPOSED
    elif decision.limit and decision.limit.detector_part:
        blur, tone = decision.limit.detector_part.value, OTHER
    else:
        return ()
    label = wording("chart.point", blur=wording.quantity(blur, "um"), magnification=wording.number(m.value))
    return (Dot((m.value, blur), tone, label),)

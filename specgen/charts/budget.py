"""The resolution budget as geometry: squares add, so spot and detector are the legs of a right triangle and blur its long side."""

from specgen.charts.plot import BOTTOM_MM, LEFT_MM, OTHER, PROPOSED, TOP_MM, Axis, Dot, Plot, linear_ticks
from specgen.physics import QUADRATIC
from specgen.proposal import Proposal
from specgen.wording import Wording

_WIDTH_MM, _HEIGHT_MM, _RIGHT_MM = 86.0, 62.0, 2.0
_ASPECT = (_WIDTH_MM - LEFT_MM - _RIGHT_MM) / (_HEIGHT_MM - BOTTOM_MM - TOP_MM)


def budget(proposal: Proposal, wording: Wording) -> Plot | None:
    """Return the picture, or None where the parts are not known or do not add as squares."""
    decision, m = proposal.decision, proposal.decision.need.geometry.magnification
    limit = decision.limit
    if m is None or limit is None or limit.detector_part is None or limit.allowed_unsharpness_um is None:
        return None
    if decision.need.unsharpness_exponent != QUADRATIC:
        return None
    detector, allowed = limit.detector_part.value, limit.allowed_unsharpness_um
    parts = [(c, c.spot.value.um * (m.value - 1) / m.value) for c in decision.candidates]
    shown = [(c, part) for c, part in parts if part <= 2.2 * allowed]
    right = max([1.25 * allowed, *(1.15 * part for _, part in shown)])
    top = max(1.12 * allowed, 1.25 * detector)
    right, top = max(right, top * _ASPECT), max(top, right / _ASPECT)  # one scale for both axes, so that the limit is a circle
    dots = [Dot((part, detector), PROPOSED if c is decision.chosen else OTHER, wording.told(c.platform.short)) for c, part in shown]
    triangle = None
    if decision.chosen and decision.chosen.object_unsharpness:
        part = {c.platform.id: p for c, p in parts}[decision.chosen.platform.id]
        triangle = (
            part,
            detector,
            wording("chart.spot-leg", value=wording.number(part)),
            wording("chart.detector-leg", value=wording.number(detector)),
            wording("chart.blur-side", value=wording.number(decision.chosen.object_unsharpness.value)),
        )
    return Plot(
        _WIDTH_MM,
        _HEIGHT_MM,
        Axis(wording("chart.spot-part-um"), 0, right, tuple((t, wording.exact(t)) for t in linear_ticks(right, 5)), False),
        Axis(wording("chart.detector-part-um"), 0, top, tuple((t, wording.exact(t)) for t in linear_ticks(top, 5)), False),
        dots=tuple(dots),
        arc=(allowed, wording("chart.limit", limit=wording.quantity(allowed, "um"))),
        triangle=triangle,
        grid=False,
        right_mm=_RIGHT_MM,
    )

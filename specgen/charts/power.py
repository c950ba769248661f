"""Chart 2: focal spot against target power, the classes above, the guideline as a band that is no rating."""

from specgen.catalog import Kind
from specgen.charts.plot import OTHER, PROPOSED, Axis, Band, Curve, Dot, Limit, Plot, Segment, Zone, log_ticks
from specgen.proposal import Proposal
from specgen.wording import Wording


def power(proposal: Proposal, wording: Wording) -> Plot | None:
    """Return the chart, or None where no spot is asked for."""
    decision = proposal.decision
    if decision.limit is None or not decision.candidates:
        return None
    limit = decision.limit.max_focal_spot
    spots = [c.spot.value.um for c in decision.candidates] + ([limit.value] if limit and limit.value > 0 else [])
    low, high = min(0.4, min(spots) / 2), max(260.0, min(max(spots) * 1.6, 2000.0))
    floor, top = proposal.guideline_band
    start = max(low, proposal.guideline_smallest_um)
    asked = next((v.needed for v in proposal.compliance if v.rule.needed == "target_power_w"), None)
    watts = [c.power.value for c in decision.candidates if isinstance(c.power.value, float)] + ([asked] if isinstance(asked, float) else [])
    least, most = min([0.5, *(w / 2 for w in watts)]), max([high * top, *(w * 1.3 for w in watts)])
    zones, limits = [], []
    if limit and low < limit.value < high:
        zones.append(Zone(x=(limit.value, None)))
        limits.append(Limit("x", limit.value, wording("chart.spot-limit", limit=wording.quantity(limit.value, "um"))))
    if isinstance(asked, float):
        zones.append(Zone(x=(None, limit.value if limit else None), y=(None, asked)))
        limits.append(Limit("y", asked, wording("chart.power-limit", limit=wording.quantity(asked, "W")), "start"))
    return Plot(
        127.5,
        58,
        Axis(wording("chart.spot-um"), low, high, tuple((t, wording.exact(t)) for t in log_ticks(low, high, 12))),
        Axis(wording("chart.power-w"), least, most, tuple((t, wording.exact(t)) for t in log_ticks(least, most, 7))),
        zones=tuple(zones),
        bands=(
            Band(((start, floor * start), (high, floor * high)), ((start, top * start), (high, top * high)), wording("chart.guideline")),
        ),
        curves=tuple(_operating_points(proposal)),
        limits=tuple(limits),
        dots=tuple(_dots(proposal, wording)),
        strip=_strip(proposal, low, high, wording),
        right_mm=4.0,
    )


def _operating_points(proposal: Proposal) -> list[Curve]:
    """Return one line for each platform that states several operating points: the spot grows with the power."""
    curves = []
    for candidate in proposal.decision.candidates:
        points = sorted((s.value.um, s.power.w) for s in candidate.platform.focal_spots if s.power)
        if len(points) > 1:
            curves.append(Curve(tuple(points), PROPOSED if candidate is proposal.decision.chosen else OTHER))
    return curves


def _dots(proposal: Proposal, wording: Wording) -> list[Dot]:
    dots = []
    for candidate in proposal.decision.candidates:
        if isinstance(candidate.power.value, float):
            is_chosen = candidate is proposal.decision.chosen
            suffix = wording("chart.by-guideline") if is_chosen and candidate.power.kind is Kind.GUIDELINE else ""
            at = (candidate.spot.value.um, candidate.power.value)
            dots.append(Dot(at, PROPOSED if is_chosen else OTHER, f"{wording.told(candidate.platform.short)}{suffix}"))
    return dots


def _strip(proposal: Proposal, low: float, high: float, wording: Wording) -> tuple[Segment, ...]:
    """Return the classes as stretches of the spot axis, the unnamed stretches between and beyond them named as such."""
    segments, at = [], low
    for name, least, most in proposal.classes:
        if least > at * 1.0001:
            segments.append(Segment(at, least, wording("chart.no-class"), is_filled=False))
        segments.append(Segment(max(least, low), min(most, high), wording.told(name), is_filled=True))
        at = most
    if at < high:
        segments.append(Segment(at, high, wording("chart.conventional"), is_filled=False))
    return tuple(segments)

"""Chart 4: what passes the longest path against tube voltage; outside the technique's useful window it is grey."""

from collections import defaultdict

from specgen.charts.plot import OTHER, PROPOSED, Axis, Curve, Dot, Plot, Zone, linear_ticks, log_ticks
from specgen.proposal import Proposal
from specgen.wording import Wording

_LEAST_SHARE = 1e-3  # of the highest transmission: what lies lower is of no use to anybody

_ROOM_KV = 8.0  # right of the highest voltage, so that a dot there has its label


def penetration(proposal: Proposal, wording: Wording) -> Plot | None:
    """Return the chart, or None where path, material or spectrum are not known."""
    if len(proposal.transmission) < 2:
        return None
    most = proposal.transmission[-1][1]
    points = tuple((kv, 100 * share) for kv, share in proposal.transmission if share >= _LEAST_SHARE * most)
    left, right = proposal.transmission[0][0], proposal.transmission[-1][0] + _ROOM_KV
    low, high = points[0][1] / 1.3, 100 * most * 1.4
    return Plot(
        127.5,
        54,
        Axis(wording("chart.voltage-kv"), left, right, tuple((t, wording.exact(t)) for t in linear_ticks(right) if t >= left), False),
        Axis(wording("chart.transmission-percent"), low, high, tuple((t, wording.exact(t)) for t in log_ticks(low, high, 7))),
        zones=_outside_the_window(proposal, left, right, wording),
        curves=(Curve(points, OTHER),),
        dots=tuple(dot for dot in _dots(proposal, wording) if left <= dot.at[0] <= right and points[0][1] <= dot.at[1] <= high),
        right_mm=4.0,
    )


def _outside_the_window(proposal: Proposal, left: float, right: float, wording: Wording) -> tuple[Zone, ...]:
    through = proposal.decision.need.passage
    zones = []
    if through.useful_from and left < through.useful_from.value <= right:
        zones.append(Zone(x=(None, through.useful_from.value), label=wording("chart.too-little-passes"), corner="upper left"))
    if through.useful_to and left <= through.useful_to.value < right:
        zones.append(Zone(x=(through.useful_to.value, None), label=wording("chart.little-contrast"), corner="lower right"))
    return tuple(zones)


def _dots(proposal: Proposal, wording: Wording) -> list[Dot]:
    """Return the voltage of the set-up on the curve, and the highest one of each platform that states it."""
    through, dots = proposal.decision.need.passage, []
    at = through.tube_voltage_kv
    if at is not None and through.transmission is not None:
        label = wording("chart.passes-at", percent=wording.number(100 * through.transmission.value, 2), voltage=wording.number(at))
        dots.append(Dot((at, 100 * through.transmission.value), PROPOSED if proposal.decision.chosen else OTHER, label))
    highest: dict[tuple[float, float], list[str]] = defaultdict(list)
    for candidate, kv, share in proposal.highest_voltages:
        if kv != at:
            highest[kv, 100 * share].append(wording.told(candidate.platform.short))
    return dots + [Dot(place, OTHER, ", ".join(names)) for place, names in highest.items()]

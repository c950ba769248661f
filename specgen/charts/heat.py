"""Heat stored in the anode against time at the proposed power, by the two constants that the catalogue gives."""

from specgen.charts.plot import PROPOSED, Axis, Curve, Limit, Plot, linear_ticks
from specgen.physics import stored_heat_j
from specgen.proposal import Proposal
from specgen.wording import Wording

_TIME_CONSTANTS = 4  # after so many the heat stands within 2 % of where it tends to
_STEPS = 60


def heat(proposal: Proposal, wording: Wording) -> Plot | None:
    """Return the chart, or None where nothing is proposed or the catalogue lacks a constant or the power."""
    chosen = proposal.decision.chosen
    if chosen is None or not isinstance(chosen.power.value, float):
        return None
    capacity, constant = chosen.platform.heat_capacity, chosen.platform.thermal_time_constant
    if capacity is None or constant is None:
        return None
    watts, tau, limit = chosen.power.value, constant.value.s, capacity.value.j
    minutes = _TIME_CONSTANTS * tau / 60
    points = tuple(
        (minutes * step / _STEPS, stored_heat_j(watts, tau, 0.0, 60 * minutes * step / _STEPS) / 1000) for step in range(_STEPS + 1)
    )
    top = 1.15 * max(limit / 1000, points[-1][1])
    return Plot(
        127.5,
        38,
        Axis(wording("chart.minutes"), 0, minutes, tuple((t, wording.exact(t)) for t in linear_ticks(minutes)), False),
        Axis(wording("chart.stored-heat-kj"), 0, top, tuple((t, wording.exact(t)) for t in linear_ticks(top, 4)), False),
        curves=(Curve(points, PROPOSED, wording("chart.at-power", power=wording.quantity(watts, "W"))),),
        limits=(Limit("y", limit / 1000, wording("chart.heat-limit", heat=wording.number(limit / 1000))),),
    )

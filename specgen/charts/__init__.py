"""Charts: what each shows (one module a chart), and how all are drawn (`drawing`, the only one that loads matplotlib)."""

from specgen.charts.budget import budget
from specgen.charts.magnification import magnification
from specgen.charts.output import output
from specgen.charts.plot import Chart, Plot, Spots
from specgen.charts.power import power
from specgen.charts.spots import spots

__all__ = ["Chart", "Plot", "Spots", "budget", "magnification", "output", "power", "spots"]

"""Charts: what each shows (one module a chart), and how all are drawn (`drawing`, the only one that loads matplotlib)."""

from specgen.charts.budget import budget
from specgen.charts.heat import heat
from specgen.charts.magnification import magnification
from specgen.charts.output import output
from specgen.charts.penetration import penetration
from specgen.charts.plot import Chart, Multiples, Panel, Plot, Raster, Sketch, Spots
from specgen.charts.power import power
from specgen.charts.sketch import sketch
from specgen.charts.spots import spots

__all__ = [
    "Chart",
    "Multiples",
    "Panel",
    "Plot",
    "Raster",
    "Sketch",
    "Spots",
    "budget",
    "heat",
    "magnification",
    "output",
    "penetration",
    "power",
    "sketch",
    "spots",
]

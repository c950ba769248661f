"""The set-up from above, to scale: where the source, the object and the detector stand."""

from specgen.charts.plot import Sketch
from specgen.proposal import Proposal
from specgen.wording import Wording


def sketch(proposal: Proposal, wording: Wording) -> Sketch | None:
    """Return the drawing, or None where the distances are not known."""
    geometry, columns = proposal.decision.need.geometry, proposal.requirement.imaging.detector.columns
    if geometry.sod_mm is None or geometry.sdd_mm is None:
        return None
    width = columns * geometry.pixel_um / 1000 if columns and geometry.pixel_um else None
    labels = (wording("chart.source"), wording("chart.object"), wording("chart.detector"))
    sod, sdd = wording.quantity(geometry.sod_mm, "mm"), wording.quantity(geometry.sdd_mm, "mm")
    return Sketch(86, 40, geometry.sod_mm, geometry.sdd_mm, width, geometry.swept_radius_mm, labels, sod, sdd)

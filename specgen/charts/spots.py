"""Focal spots to scale beside the feature: the whole choice in one strip."""

from specgen.catalog import Kind
from specgen.charts.plot import Spots
from specgen.proposal import Proposal
from specgen.wording import Wording


def spots(proposal: Proposal, wording: Wording) -> Spots | None:
    """Return the strip, or None where nothing is compared."""
    decision = proposal.decision
    if not decision.candidates:
        return None
    feature = decision.need.smallest_feature_um
    entries = []
    for candidate in proposal.by_spot()[:6]:
        power = candidate.power.value
        second = wording.quantity(power, "W") if isinstance(power, float) else wording("phrase.unknown")
        if candidate.power.kind is Kind.GUIDELINE:
            second = wording("selection.by-guideline", power=second)
        is_chosen = candidate is decision.chosen
        entries.append((candidate.spot.value.um, wording.quantity(candidate.spot.value.um, "um"), second, is_chosen))
    label = wording("chart.feature", feature=wording.quantity(feature, "um")) if feature else ""
    return Spots(172, feature, label, tuple(entries))

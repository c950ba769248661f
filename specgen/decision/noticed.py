"""What a decision itself must say to the customer; the fixed codes of the interface."""

from collections.abc import Iterator

from specgen.basics import Application
from specgen.catalog import Catalog
from specgen.decision.values import Decision, Status
from specgen.findings import Finding, Phrase, Term, finding


def noticed(decision: Decision, application: Application | None, catalog: Catalog) -> Iterator[Finding]:
    """Yield what follows from class, limit and chosen platform; *application* is the customer's, where the catalogue knows it."""
    limit = decision.limit
    if limit is None:
        return
    where = "source.focal_spot" if limit.limited_by == "stated spot" else "imaging.smallest_feature"
    spot, chosen, focus_class = limit.max_focal_spot, decision.chosen, decision.focus_class
    size = f"{spot.value:.3g} µm" if spot else Phrase("@no-limit")
    if focus_class:
        in_no_class = spot is not None and catalog.class_of(spot.value) is None
        coarsest = max(catalog.classes, key=lambda known: known.max_um)
        if in_no_class and focus_class is not coarsest:
            yield finding("SG-N201", where, limit=size)
        elif spot is None or in_no_class:
            yield finding("SG-N203", where, limit=Phrase("@spot-limit") if spot else Phrase("@no-spot-limit"), size=size)
        if decision.status is Status.CUSTOM:
            yield finding("SG-N204", where, focus_class=focus_class.name, limit=size)
    if limit.limited_by == "stated spot" and limit.allowed_unsharpness_um is not None:
        needed = f"{limit.feature_spot.value:.3g} µm" if limit.feature_spot else Phrase("@no-limit")
        yield finding("SG-N205", "source.focal_spot", stated=f"{spot.value:.3g} µm" if spot else "", needed=needed)
    if decision.status is not Status.INFEASIBLE and limit is not decision.need.limits[0]:
        yield finding("SG-Q223", "imaging.criterion")
    if chosen and focus_class and chosen.platform.label != focus_class.name:
        facts = {"label": chosen.platform.label, "focus_class": focus_class.name, "spot": f"{chosen.spot.value.um:g} µm"}
        yield finding("SG-N202", "", platform=chosen.platform.name, **facts)
    if chosen and spot and chosen.spot.value.um > spot.value * (1 - catalog.default("close_to_limit_percent") / 100):
        yield finding("SG-W216", where, spot=f"{chosen.spot.value.um:g} µm", limit=size)
    if application and application.classes and focus_class and focus_class.name not in application.classes:
        usual = Term(", ".join(application.classes))
        yield finding("SG-N208", "application.kind", kind=application.name, usual=usual, focus_class=focus_class.name)

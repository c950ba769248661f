"""The set-up and its resolution budget: how the magnification came about, what blurs, how large a spot may be."""

from specgen.charts import budget, sketch
from specgen.decision import Status
from specgen.document import words
from specgen.document.blocks import Block, Cell, Column, Columns, Figure, Paragraph, Part, Row, Section, Table
from specgen.need import Number
from specgen.proposal import Proposal
from specgen.wording import Wording


def setup(proposal: Proposal, number: int, wording: Wording) -> Section | None:
    """Return geometry and budget, or None where no feature is named and so no geometry matters."""
    if proposal.decision.need.smallest_feature_um is None or proposal.decision.limit is None:
        return None
    notes = tuple(_geometry(proposal, wording))
    picture, drawing = budget(proposal, wording), sketch(proposal, wording)
    geometry: list[Block] = [Part(wording("setup.geometry"), notes)]
    if drawing is not None:
        alt = wording("alt.sketch", **_distances(proposal, wording))
        geometry.append(Figure("sketch", "", "", alt, drawing, layout="bare"))
    blocks: tuple[Block, ...] = tuple(geometry)
    if picture is not None:
        alt = wording("alt.budget", **_budget_facts(proposal, wording))
        legend = wording("setup.budget-legend" if picture.dots else "setup.budget-legend-beyond")
        figure = Figure("budget", "", wording("setup.budget"), alt, picture, legend=legend, layout="half")
        blocks = (Columns((figure,), tuple(geometry)),)
    blocks += tuple(_faces(proposal, wording)) if proposal.compares else ()
    return Section(number, "setup", wording("topic.setup"), _heading(proposal, wording), "", blocks, starts_page=False)


def _heading(proposal: Proposal, wording: Wording) -> str:
    decision, facts = proposal.decision, _budget_facts(proposal, wording)
    if decision.need.geometry.magnification is None or (decision.limit and decision.limit.detector_part is None):
        return wording("setup.heading-far")
    if decision.status is Status.INFEASIBLE:
        return wording(f"setup.heading-infeasible-{decision.limit.infeasible if decision.limit else ''}", **facts)
    return wording("setup.heading" if decision.chosen else "setup.heading-custom", **facts)


def _distances(proposal: Proposal, wording: Wording) -> dict[str, object]:
    geometry = proposal.decision.need.geometry
    return {
        "magnification": wording.number(geometry.magnification.value) if geometry.magnification else "",
        "sdd": wording.quantity(geometry.sdd_mm, "mm") if geometry.sdd_mm else "",
        "sod": wording.quantity(geometry.sod_mm, "mm") if geometry.sod_mm else "",
    }


def _geometry(proposal: Proposal, wording: Wording) -> list[Block]:
    """Return how the magnification came about and what follows from it, each with its figures."""
    geometry = proposal.decision.need.geometry
    blocks: list[Block] = []
    m = geometry.magnification
    if m is None:
        return [Paragraph(words.rich(wording, "geometry.unknown"))]
    blocks.append(Paragraph(words.rich(wording, f"geometry.origin.{geometry.origin}", **_distances(proposal, wording))))
    for key, number in (("voxel", geometry.voxel), ("field", geometry.usable_field), ("largest", geometry.largest_magnification)):
        if number is not None and not (key == "largest" and geometry.origin == "largest"):
            why = wording(f"cap.{number.formula}") if key == "largest" else ""
            blocks.append(Paragraph(words.rich(wording, f"geometry.{key}", value=_shown(number, wording), why=why)))
    limit = proposal.decision.limit
    if limit and limit.needed_magnification and limit.max_focal_spot:
        optimum = limit.optimum_magnification
        text = wording.number(optimum.value) if optimum else ""
        needed, spot = wording.number(limit.needed_magnification.value), wording.quantity(limit.max_focal_spot.value, "um")
        key = "geometry.spot-limit" if optimum else "geometry.no-spot"
        blocks.append(Paragraph(words.rich(wording, key, needed=needed, spot=spot, optimum=text)))
    return blocks


def _shown(number: Number, wording: Wording) -> str:
    return wording.quantity(number.value, number.unit)


def _budget_facts(proposal: Proposal, wording: Wording) -> dict[str, object]:
    decision = proposal.decision
    chosen, limit = decision.chosen, decision.limit
    blur = chosen.object_unsharpness if chosen else None
    return {
        "limit": wording.quantity(limit.allowed_unsharpness_um, "um") if limit and limit.allowed_unsharpness_um else "",
        "detector": wording.quantity(limit.detector_part.value, "um") if limit and limit.detector_part else "",
        "spot": wording.quantity(limit.max_focal_spot.value, "um") if limit and limit.max_focal_spot else wording("phrase.no-limit"),
        "blur": wording.quantity(blur.value, "um") if blur else wording("alt.no-platform"),
    }


def _faces(proposal: Proposal, wording: Wording) -> list[Block]:
    """Return magnification and blur at the specimen's faces, which differ from its centre where it is thick."""
    decision, geometry = proposal.decision, proposal.decision.need.geometry
    subject = decision.chosen or next(iter(decision.candidates), None)
    if subject is None or geometry.front is None or geometry.back is None:
        return []
    planes = (
        ("front", geometry.front, subject.front_unsharpness),
        ("centre", geometry.magnification, subject.object_unsharpness),
        ("back", geometry.back, subject.back_unsharpness),
    )
    unknown = wording("phrase.unknown")
    rows = tuple(
        Row(
            (
                Cell(words.plain(wording(f"faces.{name}"))),
                Cell(words.plain(wording.number(m.value) if m else unknown)),
                Cell(words.plain(wording.quantity(blur.value, blur.unit) if blur else unknown)),
            )
        )
        for name, m, blur in planes
    )
    heads = ("plane", "magnification", "blur")
    columns = tuple(
        Column(words.plain(wording(f"faces.head-{head}")), width, "left" if head == "plane" else "right")
        for head, width in zip(heads, (50.0, 25.0, 25.0), strict=True)
    )
    legend = Paragraph(words.plain(wording("faces.legend", platform=subject.platform.name)), "note")
    return [Part(wording("faces.title"), (legend, Table(columns, rows, wording("faces.caption"), "dense")), stays_whole=True)]

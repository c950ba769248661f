"""The requirement as received beside the requirement as read, and the resolution budget that follows."""

from specgen.charts import budget
from specgen.document import words
from specgen.document.blocks import Block, Cell, Column, Columns, Figure, Paragraph, Part, Row, Run, Section, Table
from specgen.need import Number
from specgen.proposal import GivenLine, Proposal
from specgen.wording import Wording


def given(proposal: Proposal, number: int, wording: Wording) -> Section:
    """Return the requirement as it was read."""
    widths = (7.0, 34.0, 27.0, 17.0, 15.0)
    heads = [words.plain(wording(f"given.{name}")) for name in ("line", "file", "received", "read", "wish")]
    columns = tuple(Column(head, width) for head, width in zip(heads, widths, strict=True))
    rows = tuple(_row(line, wording) for line in proposal.given)
    blocks: list[Block] = [
        Table(columns, rows, wording("given.caption")),
        Paragraph(words.plain(wording("given.note")), "note"),
    ]
    picture = budget(proposal, wording)
    geometry = tuple(_geometry(proposal, wording))
    if picture is not None:
        alt = wording("alt.budget", **_budget_facts(proposal, wording))
        figure = Figure("budget", "", wording("given.budget"), alt, picture, legend=wording("given.budget-legend"), layout="half")
        blocks.append(Columns((figure,), (Part(wording("given.geometry"), geometry),)))
    elif geometry:
        blocks.append(Part(wording("given.geometry"), geometry))
    return Section(number, "requirement", wording("topic.given"), _heading(proposal, wording), "", tuple(blocks))


def _heading(proposal: Proposal, wording: Wording) -> str:
    need = proposal.decision.need
    stated = proposal.requirement.source.focal_spot
    if need.smallest_feature_um is None:
        return wording("given.heading-stated", spot=wording.quantity(stated.max.um, "um")) if stated else wording("given.heading-bare")
    criterion = proposal.requirement.imaging.criterion
    facts: dict[str, object] = {
        "do": wording(f"given.do-{criterion}") if criterion else wording("given.do-any"),
        "feature": wording.quantity(need.smallest_feature_um, "um"),
    }
    m = need.geometry.magnification
    if m is None:
        return wording("given.heading-far", **facts)
    return wording("given.heading", magnification=wording.number(m.value), **facts)


def _row(line: GivenLine, wording: Wording) -> Row:
    path = words.plain(line.path)
    if line.assumed is not None:
        value = wording.resolved(line.assumed.value, {})
        read = (Run(value.replace(" um", "\u202fµm"), "strong"),)
        cells = (Cell(words.plain("—")), Cell(path, "quiet"), Cell(words.plain(wording("phrase.unknown")), "quiet"), Cell(read))
        return Row((*cells, Cell(words.plain(wording("given.assumed")))), "assumed")
    read_text = words.reading(line.read, wording)
    is_changed = _squeezed(read_text) != _squeezed(line.received)
    return Row(
        (
            Cell(words.plain(str(line.line) if line.line else "—"), "quiet"),
            Cell(path, "quiet"),
            Cell(words.plain(line.received)),
            Cell((Run(read_text, "strong" if is_changed else ""),)),
            Cell(words.plain(wording("given.is-wish") if line.is_wish else wording("given.is-must")), "" if line.is_wish else "quiet"),
        )
    )


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def _geometry(proposal: Proposal, wording: Wording) -> list[Block]:
    """Return how the magnification came about and what follows from it, each with its figures."""
    geometry = proposal.decision.need.geometry
    blocks: list[Block] = []
    m = geometry.magnification
    if m is None:
        return [Paragraph(words.rich(wording, "geometry.unknown"))] if proposal.decision.need.smallest_feature_um else []
    facts: dict[str, object] = {
        "magnification": wording.number(m.value),
        "sdd": wording.quantity(geometry.sdd_mm, "mm") if geometry.sdd_mm else "",
        "sod": wording.quantity(geometry.sod_mm, "mm") if geometry.sod_mm else "",
    }
    blocks.append(Paragraph(words.rich(wording, f"geometry.origin.{geometry.origin}", **facts)))
    for key, number in (("voxel", geometry.voxel), ("field", geometry.field_of_view), ("largest", geometry.largest_magnification)):
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
        "blur": wording.quantity(blur.value, "um") if blur else wording("alt.no-platform"),
    }

"""What is delivered and by whom: the source in figures, who answers for what, how it is accepted, what is not part of the offer."""

from typing import Final

from specgen.decision import Candidate
from specgen.document import words
from specgen.document.blocks import Block, Cell, Column, Labelled, Listing, Paragraph, Part, Row, Section, Table
from specgen.document.datasheet import datasheet
from specgen.proposal import Proposal
from specgen.wording import Wording

# The wording names the duties; a bare source never claims the standards of a cabinet, which are the integrator's.
_DUTIES: Final = ("source", "interlock", "shielding", "electrical", "radiation", "warm-up", "materials", "acceptance", "imaging")
_TESTS: Final = ("spot", "voltage", "stability", "leakage", "interlock", "image")
_DANGERS: Final = ("radiation", "high-voltage", "beryllium")
_EDGE_METHOD_UM: Final = 5.0  # below it ISO 32543-3 does not reach, and the edge method of part 2 is used


def scope(proposal: Proposal, number: int, wording: Wording) -> Section:
    """Return the section."""
    chosen = proposal.decision.chosen
    blocks: list[Block] = [*datasheet(proposal, wording), _duties(wording)]
    blocks += [_tests(chosen, proposal, wording)] if chosen else []
    blocks.append(Labelled(wording("scope.excluded"), "", (Paragraph(words.plain(wording("scope.excluded-text"))),)))
    dangers = Listing(tuple(words.rich(wording, f"scope.danger.{danger}") for danger in _DANGERS))
    blocks.append(Labelled(wording("scope.safety"), "", (dangers,)))
    heading = wording("scope.heading")
    return Section(number, "scope", wording("topic.scope"), heading, wording("scope.lead"), tuple(blocks))


def _duties(wording: Wording) -> Part:
    columns = tuple(
        Column(words.plain(wording(f"scope.{name}")), width) for name, width in (("task", 22.0), ("maker", 37.0), ("integrator", 41.0))
    )
    rows = tuple(
        Row(tuple(Cell(words.plain(wording(f"scope.duty.{duty}.{part}"))) for part in ("task", "maker", "integrator"))) for duty in _DUTIES
    )
    return Part(wording("scope.duties"), (Table(columns, rows, wording("scope.duties"), "dense"),), stays_whole=True)


def _tests(chosen: Candidate, proposal: Proposal, wording: Wording) -> Part:
    """Return what shows that the source does what this document says; where the task gives no limit, it is agreed with the order."""
    widths = (("test", 22.0), ("method", 32.0), ("limit", 30.0), ("where", 16.0))
    columns = tuple(Column(words.plain(wording(f"scope.head.{name}")), width) for name, width in widths)
    limits = _limits(proposal, wording)
    part = "edge" if chosen.spot.value.um < _EDGE_METHOD_UM else "spot"
    rows = []
    for test in _TESTS:
        method = wording(f"scope.test.{part if test == 'spot' else test}.method")
        limit = limits.get(test, wording("scope.agreed"))
        cells = (wording(f"scope.test.{test}.name"), method, limit, wording(f"scope.test.{test}.where"))
        rows.append(Row(tuple(Cell(words.plain(text)) for text in cells)))
    return Part(wording("scope.tests"), (Table(columns, tuple(rows), wording("scope.tests"), "dense"),), stays_whole=True)


def _limits(proposal: Proposal, wording: Wording) -> dict[str, str]:
    """Return the limits that follow from the task itself."""
    limit, m = proposal.decision.limit, proposal.decision.need.geometry.magnification
    found = {}
    if limit and limit.max_focal_spot:
        found["spot"] = wording("scope.limit.spot", spot=wording.quantity(limit.max_focal_spot.value, "um"))
    if limit and limit.allowed_unsharpness_um and m:
        blur = wording.quantity(limit.allowed_unsharpness_um, "um")
        found["image"] = wording("scope.limit.image", blur=blur, magnification=wording.number(m.value))
    return found

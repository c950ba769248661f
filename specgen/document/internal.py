"""What only the maker's own people see: every rule on every platform with its margin and source, and every note with its code."""

from collections.abc import Iterator

from specgen import trace
from specgen.decision import Candidate, Outcome, Verdict
from specgen.document import words
from specgen.document.blocks import Block, Cell, Column, Listing, Part, Row, Run, Section, Table
from specgen.proposal import Proposal
from specgen.wording import Wording

_COLUMNS = (
    ("rule", 8.0, "left"),
    ("requirement", 20.0, "left"),
    ("needed", 12.5, "right"),
    ("offered", 13.0, "right"),
    ("unit", 6.0, "left"),
    ("margin", 9.0, "right"),
    ("verdict", 13.5, "left"),
    ("source", 18.0, "left"),
)


def internal(proposal: Proposal, number: int, wording: Wording) -> Section:
    """Return the section that is left out of what a customer gets."""
    verdicts = [verdict for candidate in proposal.decision.candidates for verdict in candidate.verdicts]
    failed = sum(verdict.outcome is Outcome.NOT_MET for verdict in verdicts)
    blocks: list[Block] = []
    if verdicts:
        columns = tuple(Column(words.plain(wording(f"sheet.{name}")), width, align) for name, width, align in _COLUMNS)
        rows = tuple(row for candidate in proposal.decision.candidates for row in _rows(candidate, wording))
        blocks.append(Part(wording("internal.trace"), (Table(columns, rows, wording("internal.trace"), "dense"),)))
    notes = tuple((Run(f"{finding.code} ", "strong"), Run(words.told(wording.message(finding)))) for finding in proposal.remarks)
    if notes:
        blocks.append(Part(wording("internal.notes"), (Listing(notes),)))
    heading = wording("internal.heading", count=len(verdicts), failed=failed) if verdicts else wording("internal.heading-none")
    return Section(number, "internal", wording("topic.internal"), heading, wording("internal.lead"), tuple(blocks))


def _rows(candidate: Candidate, wording: Wording) -> Iterator[Row]:
    """Yield the platform's name, then a row for each of its verdicts."""
    facts = {"name": candidate.platform.name, "label": candidate.platform.label, "id": candidate.platform.id}
    yield Row((Cell(words.plain(wording("internal.platform", **facts))),), "group")
    for verdict in candidate.verdicts:
        yield Row(tuple(_cells(verdict, wording)))


def _cells(verdict: Verdict, wording: Wording) -> Iterator[Cell]:
    is_known, is_bad = verdict.offered.value is not None, verdict.outcome is Outcome.NOT_MET
    offered = words.value(verdict.offered.value, words.unit_of(verdict), wording) if is_known else wording("phrase.unknown")
    kind, origin = verdict.offered.kind.value if verdict.offered.kind else "", verdict.offered.source
    source = ", ".join(part for part in (wording(f"kind-of.{kind}") if kind else "", origin if origin != kind else "") if part)
    yield Cell((Run(verdict.rule.id, "strong"),))
    yield Cell(words.plain(words.capital(trace.subject(verdict, wording))), tag="" if verdict.is_must else wording("matrix.wish"))
    yield Cell(words.plain(words.needed(verdict, wording)))
    yield Cell((Run(offered, "bad" if is_bad else "" if is_known else "quiet"),))
    yield Cell(words.plain(words.unit(verdict, wording) or "–"), "quiet")
    yield Cell(words.plain(words.margin(verdict) or "–"))
    yield Cell(words.mark(verdict.outcome, wording), "bad" if is_bad else "")
    yield Cell(words.plain(source or "–"), "quiet")

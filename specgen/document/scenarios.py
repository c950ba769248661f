"""What-ifs side by side: what each changes, and what the decision would then be."""

from specgen import trace
from specgen.decision import Decision
from specgen.document import words
from specgen.document.blocks import Cell, Column, Paragraph, Row, Run, Section, Table
from specgen.document.changes import field_name
from specgen.proposal import Proposal
from specgen.wording import Wording

_COLUMNS = (
    ("name", 23.0),
    ("answer", 12.0),
    ("class", 10.0),
    ("regime", 11.0),
    ("spot", 9.0),
    ("platform", 9.0),
    ("blur", 8.0),
    ("time", 9.0),
    ("transmission", 9.0),
)


def scenarios(proposal: Proposal, number: int, wording: Wording) -> Section | None:
    """Return the page that compares the requirement as received with each of its what-ifs, or None where it has none."""
    decision = proposal.decision
    if not decision.scenarios:
        return None
    columns = tuple(Column(words.plain(wording(f"scenario.head.{name}")), width) for name, width in _COLUMNS)
    rows = [_row((Run(wording("scenario.as-received"), "strong"),), trace.in_brief(decision, wording), "assumed")]
    for scenario in decision.scenarios:
        changes = "; ".join(f"{_name(where, wording)} {words.typeset(wording.written(value))}" for where, value in scenario.changes)
        rows.append(_row((Run(f"{scenario.name}: ", "strong"), Run(changes)), trace.in_brief(scenario.decision, wording), ""))
    table = Table(columns, tuple(rows), wording("scenario.caption"), "dense")
    note = Paragraph(words.plain(wording("scenario.note")), "note")
    others = sum(_platform(scenario.decision) != _platform(decision) for scenario in decision.scenarios)
    heading = wording("scenario.heading-same" if others == 0 else "scenario.heading", count=others, total=len(decision.scenarios))
    return Section(number, "scenarios", wording("topic.scenarios"), heading, "", (table, note), starts_page=False)


def _platform(decision: Decision) -> str:
    return decision.chosen.platform.id if decision.chosen else ""


def _row(name: tuple[Run, ...], brief: tuple[str, ...], tone: str) -> Row:
    return Row((Cell(name), *(Cell(words.plain(words.typeset(text))) for text in brief)), tone)


def _name(where: str, wording: Wording) -> str:
    """Return what people call a figure; a field that is no figure keeps its key."""
    return field_name(where, wording) if f"field.{where}" in wording.phrases else where

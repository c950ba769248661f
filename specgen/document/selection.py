"""Why this platform and why not the others: the candidates side by side, from most output to finest spot."""

from specgen import trace
from specgen.catalog import Kind
from specgen.decision import Candidate, Outcome, Status, Verdict
from specgen.document import words
from specgen.document.blocks import Block, Cell, Column, Labelled, Paragraph, Row, Run, Section, Table
from specgen.document.changes import admitting, standing
from specgen.document.deviation import deviation
from specgen.findings import Finding
from specgen.proposal import Proposal
from specgen.wording import Wording

_MOST = 6  # columns that fit beside the labels; further candidates stand in the decision attached to the document
_CLASS_CODES = ("SG-N201", "SG-N202", "SG-N203", "SG-N204", "SG-W216")


def selection(proposal: Proposal, number: int, wording: Wording, *, follows: bool) -> Section:
    """Return the candidates with their verdicts where they differ, and why each is or is not the one.

    It *follows* the set-up on the same page where there is room.
    """
    decision = proposal.decision
    shown = _shown(proposal)
    label_width = 24.0
    width = (100 - label_width) / len(shown)
    columns = [Column(words.plain(wording("selection.direction")), label_width)]
    for candidate in shown:
        tone = "proposed" if candidate is decision.chosen else ""
        name, label = wording.told(candidate.platform.short), wording.told(candidate.platform.label)
        columns.append(Column(words.plain(name), width, "center", tone, label))
    rows = [_figure_row(rows, wording) for rows in zip(*(c.verdicts for c in shown), strict=True) if _tells(rows)]
    if not any(verdict.rule.offered == "target_power_w" for verdict in shown[0].verdicts):
        rows.insert(0, _power_row(shown, wording))
    rows.append(Row((Cell(words.plain(wording("selection.verdict"))), *(_verdict(c, proposal, wording) for c in shown)), "total"))
    rows.append(Row((Cell(words.plain(wording("selection.why"))), *(_why(c, proposal, wording) for c in shown)), "prose"))
    blocks: list[Block] = [
        *deviation(proposal, wording),
        Table(tuple(columns), tuple(rows), wording("selection.caption"), "compare"),
        Paragraph(words.plain(wording("selection.note")), "note"),
    ]
    blocks.extend(admitting(shown, proposal, wording))
    blocks.extend(standing(proposal, wording))
    blocks.extend(_notes(proposal, wording))
    lead = wording(
        "selection.lead-deviation"
        if decision.deviation
        else "selection.lead"
        if decision.status is Status.RECOMMENDED
        else "selection.lead-none"
    )
    return Section(
        number, "selection", wording("topic.selection"), _heading(proposal, wording), lead, tuple(blocks), starts_page=not follows
    )


def _shown(proposal: Proposal) -> tuple[Candidate, ...]:
    """Return the candidates to show, the preferred ones where there are too many, ordered from most output to finest spot."""
    preferred = set(map(id, proposal.decision.candidates[:_MOST]))
    return tuple(candidate for candidate in proposal.by_spot() if id(candidate) in preferred)


def _tells(rows: tuple[Verdict, ...]) -> bool:
    """Return whether a rule tells the candidates apart, or is the reason for one; what none states is left to the matrix."""
    values = {str(v.offered.value) for v in rows}
    return any(v.rejects for v in rows) or (len(values) > 1 and any(v.offered.value is not None for v in rows))


def _figure_row(rows: tuple[Verdict, ...], wording: Wording) -> Row:
    first, key = rows[0], words.unit_of(*rows)
    unit = wording(f"unit.{wording.shown(0.0, key)[1]}") if isinstance(first.needed, float) else ""
    limit = words.needed(first, wording, key)
    subject = trace.subject(first, wording)
    label = words.capital(subject) + (f", {unit}" if unit else "") + ("" if first.item else f" ({limit})")
    return Row((Cell(words.plain(label), tag="" if first.is_must else wording("matrix.wish")), *(_figure(v, key, wording) for v in rows)))


def _figure(verdict: Verdict, unit: str, wording: Wording) -> Cell:
    if verdict.offered.value is None:
        return Cell(words.plain(wording("phrase.unknown")), "quiet", words.mark(verdict.outcome, wording, shows_word=False))
    has_it = verdict.item and verdict.outcome is Outcome.MET
    text = wording("matrix.has-it") if has_it else words.value(verdict.offered.value, unit, wording)
    lead = words.mark(verdict.outcome, wording, shows_word=False) if verdict.outcome is not Outcome.MET else None
    return Cell((Run(text, "bad" if verdict.outcome is Outcome.NOT_MET else ""),), "", lead)


def _power_row(shown: tuple[Candidate, ...], wording: Wording) -> Row:
    """Return the power at each operating point, which the order of preference turns on."""
    cells = []
    for candidate in shown:
        watts = candidate.power.value
        if not isinstance(watts, float):
            cells.append(Cell(words.plain(wording("phrase.unknown")), "quiet"))
        elif candidate.power.kind is Kind.GUIDELINE:
            cells.append(Cell((Run(wording("selection.by-guideline", power=wording.number(watts)), "quiet"),)))
        else:
            cells.append(Cell(words.plain(wording.number(watts))))
    return Row((Cell(words.plain(wording("selection.power"))), *cells))


def _verdict(candidate: Candidate, proposal: Proposal, wording: Wording) -> Cell:
    standing = trace.standing(candidate, proposal.decision)
    if standing == "proposed":
        return Cell((Run(wording("terminal.proposed"), "mark"),), "proposed")
    is_feasible = not candidate.accepted or proposal.decision.accepts(candidate)
    return Cell((Run(wording(f"terminal.{standing}" if is_feasible else "selection.not-feasible"), "strong"),))


def _why(candidate: Candidate, proposal: Proposal, wording: Wording) -> Cell:
    decision = proposal.decision
    if candidate is not decision.chosen:
        failing, missed = trace.first_failing(candidate), trace.in_doubt(candidate)
        why = words.told(trace.why_not_chosen(candidate, decision, wording))
        doubts = words.typeset("; ".join(trace.reason(verdict, wording) for verdict in missed))
        told = (Run(f"{why} "), Run(f"{failing.rule.id}.", "code")) if failing else (Run(why),)
        return Cell((*told, Run(f" {wording('summary.missed', points=doubts)}")) if missed and not failing else told)
    if decision.deviation:
        return Cell(words.plain(wording("selection.chosen-deviation")))
    step = deciding_step(proposal)
    return Cell(words.plain(wording(f"selection.chosen-{step}" if step else "selection.chosen-only")))


def deciding_step(proposal: Proposal) -> str:
    """Return the step of the order of preference that put the chosen platform before the next accepted one."""
    accepted = [candidate for candidate in proposal.decision.candidates if candidate.accepted]
    if len(accepted) < 2:
        return ""
    steps = zip(accepted[0].preference, accepted[1].preference, strict=True)
    return next((name.replace(" ", "-") for (name, best), (_, other) in steps if best != other), "")


def _heading(proposal: Proposal, wording: Wording) -> str:
    decision = proposal.decision
    if decision.chosen is None:
        return wording("selection.heading-none")
    if decision.deviation:
        return wording("selection.heading-deviation", platform=decision.chosen.platform.name)
    step = deciding_step(proposal)
    accepted = sum(candidate.accepted for candidate in decision.candidates)
    key = f"selection.heading-{step}" if step else "selection.heading-only"
    return wording(key, platform=decision.chosen.platform.name, accepted=accepted, count=len(decision.candidates))


def _notes(proposal: Proposal, wording: Wording) -> list[Block]:
    notes = [finding for finding in proposal.remarks if finding.code in _CLASS_CODES]
    return [Labelled(wording("selection.class-note"), "", tuple(_note(finding, wording) for finding in notes))] if notes else []


def _note(finding: Finding, wording: Wording) -> Paragraph:
    return Paragraph((Run(f"{words.told(wording.message(finding))} "), Run(words.told(wording.help(finding)), "quiet")))

"""The compliance matrix: one line for each requirement, needed beside offered, margin, verdict, evidence. No empty cell."""

from collections.abc import Iterator

from specgen import trace
from specgen.catalog import Kind
from specgen.decision import Outcome, Verdict
from specgen.document import words
from specgen.document.blocks import Bar, Cell, Column, Mark, Paragraph, Row, Run, Section, Table
from specgen.proposal import Proposal
from specgen.visibility import HIDDEN
from specgen.wording import Wording

_COLUMNS = (
    ("number", 3.8, "left"),
    ("requirement", 20.4, "left"),
    ("needed", 11.5, "right"),
    ("offered", 11.0, "right"),
    ("unit", 4.8, "left"),
    ("margin", 7.4, "right"),
    ("bar", 5.4, "left"),
    ("verdict", 16.2, "left"),
    ("evidence", 11.7, "left"),
    ("rule", 7.8, "right"),
)
_LOW, _HIGH = -0.5, 1.0  # the axis of the margin bars


def matrix(proposal: Proposal, number: int, wording: Wording) -> Section:
    """Return the matrix of the chosen platform, or of the one that comes nearest."""
    columns = tuple(
        Column(words.plain(wording(f"matrix.{name}") if name != "bar" else ""), width, align) for name, width, align in _COLUMNS
    )
    table = Table(columns, tuple(_rows(proposal, wording)), wording("matrix.caption"), "matrix")
    note = Paragraph(words.plain(wording("matrix.note")), "note")
    return Section(number, "matrix", wording("topic.matrix"), _heading(proposal, wording), _lead(proposal, wording), (note, table))


def _heading(proposal: Proposal, wording: Wording) -> str:
    met, failed = proposal.count(Outcome.MET), proposal.count(Outcome.NOT_MET)
    unsure = proposal.count(Outcome.TO_BE_CONFIRMED)
    parts = [_counted("matrix.heading.met", met, wording)]
    parts += [_counted("matrix.heading.not-met", failed, wording)] if failed or not unsure else []
    parts += [_counted("matrix.heading.open", unsure, wording)] if unsure else []
    text = ", ".join(parts)
    return words.capital(text) + "."


def _counted(key: str, count: int, wording: Wording) -> str:
    return wording(key if count else f"{key}-none", count=count)


def _lead(proposal: Proposal, wording: Wording) -> str:
    """Return against what the lines are judged that are not the chosen platform's, or what no line judges and yet counts."""
    if proposal.decision.chosen:
        hidden = next((remark for remark in proposal.remarks if remark.code == HIDDEN), None)
        return wording("matrix.advice", message=words.sentence(wording.message(hidden))) if hidden else ""
    nearest = proposal.decision.candidates[0].platform.name
    return wording("matrix.nearest", platform=nearest)


def _rows(proposal: Proposal, wording: Wording) -> Iterator[Row]:
    group = ""
    for index, verdict in enumerate(proposal.compliance, start=1):
        if verdict.rule.group != group:
            group = verdict.rule.group
            yield Row((Cell(words.plain(wording(f"group.{group}"))),), "group")
        yield _row(index, verdict, proposal, wording)


def _row(index: int, verdict: Verdict, proposal: Proposal, wording: Wording) -> Row:
    subject = trace.subject(verdict, wording)
    is_bad, is_known = verdict.outcome is Outcome.NOT_MET, verdict.offered.value is not None
    style = "bad" if is_bad else "strong" if verdict.outcome is Outcome.MET else "quiet"
    offered = words.value(verdict.offered.value, words.unit_of(verdict), wording) if is_known else wording("phrase.unknown")
    if verdict.item and verdict.outcome is Outcome.MET:
        offered = wording("matrix.has-it")
    if not is_known:
        offered = offered_terms(verdict, proposal, wording) or offered
    if verdict.outcome is Outcome.NOT_APPLICABLE:
        offered = wording("matrix.integrator")
    return Row(
        (
            Cell(words.plain(f"{index:02d}"), "quiet"),
            Cell(words.plain(words.capital(subject)), tag="" if verdict.is_must else wording("matrix.wish")),
            Cell(words.plain(words.needed(verdict, wording) if not verdict.item else wording("matrix.asked"))),
            Cell((Run(offered, style),)),
            Cell(words.plain(words.unit(verdict, wording) or "–"), "quiet"),
            Cell((Run(words.margin(verdict) or "–", "bad" if is_bad else ""),), "" if verdict.margin is not None else "quiet"),
            Cell(_bar(verdict)),
            Cell(_mark(verdict, wording), "bad" if is_bad else ""),
            Cell(words.plain(evidence(verdict, proposal, wording)), "quiet"),
            Cell(words.plain(verdict.rule.id), "quiet unbroken"),
        )
    )


def offered_terms(verdict: Verdict, proposal: Proposal, wording: Wording) -> str:
    """Return what the commercial terms offer in a line that no platform's figure can answer, or nothing."""
    terms = proposal.quote.terms if proposal.quote else None
    if terms and terms.lead_time and verdict.rule.offered == "delivery_date":
        return words.span(terms.lead_time, wording)
    return terms.incoterm or "" if terms and verdict.rule.offered == "incoterm" else ""


def _mark(verdict: Verdict, wording: Wording) -> Mark:
    return words.mark(verdict.outcome, wording)


def _bar(verdict: Verdict) -> Bar:
    """Return the margin on an axis from -50 to +100 %, zero at one third."""
    room = verdict.margin
    tone = words.MARKS[verdict.outcome]
    if room is None:
        return Bar(0, 0, "none", goes_on=False, text="")
    zero = -_LOW / (_HIGH - _LOW) * 100
    end = (min(max(room, _LOW), _HIGH) - _LOW) / (_HIGH - _LOW) * 100
    return Bar(min(zero, end), max(abs(end - zero), 1.2), tone, goes_on=room > _HIGH, text=words.margin(verdict))


def evidence(verdict: Verdict, proposal: Proposal, wording: Wording) -> str:
    """Return where the offered value comes from: a formula of the last section, the catalogue, or nobody yet."""
    if verdict.outcome is Outcome.NOT_APPLICABLE:
        return wording("evidence.duty")
    kind = verdict.offered.kind
    if kind is None and offered_terms(verdict, proposal, wording):
        return wording("evidence.terms")
    if kind is None:
        return wording("evidence.maker" if verdict.rule.offered not in {"scan_time_s", "signal_to_noise"} else "evidence.later")
    if kind is Kind.COMPUTED:
        formula = {"object_unsharpness_um": "object_unsharpness", "voxel_um": "voxel", "scan_time_s": "scan_time"}
        formula |= {"transmission_percent": "transmission", "signal_to_noise": "signal_to_noise", "field_of_view_mm": "field_of_view"}
        formula |= {"drift_um": "drift", "motion_blur_um": "motion_blur"}
        name = formula.get(verdict.rule.offered, verdict.rule.offered)
        return next((key for key, number in proposal.formulas if number.formula.startswith(name)), wording("evidence.computed"))
    return wording(f"evidence.{kind.value}")

"""How findings and decisions look on a terminal."""

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from specgen import trace
from specgen.archive.verify import ObjectReport
from specgen.batch.outcomes import DONE, OUTCOMES, REFUSED, Settled
from specgen.branding import Report
from specgen.decision import Candidate, Decision, Outcome, Status
from specgen.difference import Difference, named, shown, verdict
from specgen.doctor import Check
from specgen.files import Received
from specgen.findings import Finding, Severity
from specgen.pipeline import Offer, Result
from specgen.release import reason
from specgen.verification import Verification
from specgen.wording import Wording

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.QUESTION: "bold blue", Severity.NOTE: "bold"}
_MARKS = {Outcome.MET: "✓", Outcome.NOT_MET: "✗", Outcome.TO_BE_CONFIRMED: "?", Outcome.NOT_APPLICABLE: "–"}


def console(*, stderr: bool = False) -> Console:
    """Return a console; colours only on a terminal, and never where NO_COLOR is set."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else 140
    return Console(file=stream, highlight=False, soft_wrap=True, width=width, no_color=bool(os.environ.get("NO_COLOR")))


def show_findings(findings: Iterable[Finding], received: Received, wording: Wording, out: Console) -> None:
    """Print each finding with its source line, a caret and what to do."""
    lines = _LINE_BREAK.split(received.data.decode("utf-8", "replace").removeprefix("\ufeff"))
    for finding in findings:
        place, style = finding.place, _STYLES[finding.severity]
        head = Text(_visible(f"{place}: " if place and place.line else f"{(place or received).file}: "))
        head.append(f"{finding.severity.value}[{finding.code}]", style)
        head.append(_visible(f" {finding.where}: " if finding.where else " ")).append(_visible(wording.message(finding)))
        out.print(head)
        hint = _visible(wording.hint(finding))
        if place and not place.cell and 0 < place.line <= len(lines) and lines[place.line - 1].strip():
            source, indent, carets = _excerpt(lines[place.line - 1], place.column, place.width)
            out.print(Text(f"{place.line:5} | {source}"))
            out.print(Text(f"      | {indent}").append(f"{carets} {hint}".rstrip(), style))
        elif hint:
            out.print(Text(f"   = {hint}"))
        out.print(Text(_visible(f"   = help: {wording.help(finding)} · specgen explain {finding.code}")))


_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")  # as the reader counts lines
_STEERING: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_WIDEST: Final = 120


def _visible(text: str) -> str:
    """Return *text* without what steers a terminal: a file must not colour, move or hide what we print about it."""
    return _STEERING.sub("\ufffd", text.replace("\t", " "))


def _excerpt(line: str, column: int, width: int) -> tuple[str, str, str]:
    """Return the part of *line* around *column*, the blanks that lead to it, and as many carets as it is wide there."""
    start = max(0, column - 1 - _WIDEST // 2) if column > _WIDEST else 0
    shown = _visible(line[start : start + _WIDEST])
    before, marked = shown[: column - 1 - start], shown[column - 1 - start :][:width]
    return shown, " " * cell_len(before), "^" * max(1, cell_len(marked))


def show_decision(decision: Decision, wording: Wording, out: Console) -> None:
    """Print the answer in one sentence, the candidates side by side, then why not."""
    out.print(Text(trace.answer(decision, wording), "bold"))
    facts = {"focus_class": decision.focus_class.name if decision.focus_class else "–", "regime": decision.limited_by}
    summary = [wording(f"status.{decision.status.value}.name"), wording("terminal.summary", **facts)]
    out.print(Text(" · ".join([*summary, trace.points(decision, wording)]).rstrip(" ·")))
    if decision.candidates:
        out.print()
        out.print(_side_by_side(decision, wording))
        for candidate in decision.candidates:
            if candidate is not decision.chosen:
                why = trace.why_not_chosen(candidate, decision, wording)
                out.print(Text(f"{wording('terminal.why-not', platform=candidate.platform.name)} {why}"))
                if not candidate.accepted and decision.status is not Status.INFEASIBLE:
                    change = decision.sensitivity.admitting(candidate)
                    out.print(Text(f"    {trace.would_admit(change, candidate, wording)}"))
    if decision.scenarios:
        out.print()
        out.print(_scenarios(decision, wording))
    for line in (trace.would_flip(decision, wording), trace.stands(decision, wording)):
        if line:
            out.print(Text(line))


def _scenarios(decision: Decision, wording: Wording) -> Table:
    """Return the what-ifs side by side, the decision itself first."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    columns = ("name", "answer", "class", "regime", "spot", "platform", "blur", "time", "transmission")
    for column in columns:
        table.add_column(wording(f"scenario.head.{column}"), justify="left" if column in columns[:4] else "right")
    for name, each in ((wording("scenario.shown"), decision), *((scenario.name, scenario.decision) for scenario in decision.scenarios)):
        table.add_row(_visible(name), *trace.in_brief(each, wording))
    return table


def _side_by_side(decision: Decision, wording: Wording) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(wording("terminal.rule"))
    table.add_column(wording("terminal.needed"), justify="right")
    for candidate in decision.candidates:
        chosen = candidate is decision.chosen
        table.add_column(candidate.platform.short + (" ←" if chosen else ""), justify="right", style="bold" if chosen else "")
    for rows in zip(*(candidate.verdicts for candidate in decision.candidates), strict=True):
        first = rows[0]
        needed = f"{wording(f'sign.{first.rule.comparison}')}{trace.shown(first.needed, first.rule.unit, wording)}"
        cells = [f"{trace.shown(v.offered.value, v.rule.unit, wording)} {_MARKS[v.outcome]}" for v in rows]
        table.add_row(f"{first.rule.id}  {trace.subject(first, wording)}" + ("" if first.is_must else " (wish)"), needed, *cells)
    table.add_row("", "", *(_verdict(candidate, decision, wording) for candidate in decision.candidates))
    return table


def _verdict(candidate: Candidate, decision: Decision, wording: Wording) -> str:
    standing = trace.standing(candidate, decision)
    is_feasible = not candidate.accepted or decision.accepts(candidate)
    return wording(f"terminal.{standing}" if is_feasible else "selection.not-feasible")


def annotate(findings: Iterable[Finding], wording: Wording) -> None:
    """Print findings as annotations that GitHub's runner shows beside the line."""
    level = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.QUESTION: "notice", Severity.NOTE: "notice"}
    for finding in findings:
        place = finding.place
        file = _visible(place.file).replace("%", "%25").replace(":", "%3A").replace(",", "%2C") if place else ""
        where = f"file={file},line={place.line},col={place.column}," if place else ""
        message = f"{finding.where}: {wording.message(finding)}" if finding.where else wording.message(finding)
        print(f"::{level[finding.severity]} {where}title={finding.code}::{_visible(message).replace('%', '%25')}")


def show_checks(checks: Iterable[Check], wording: Wording) -> None:
    """Print what the doctor found, and below each thing that is missing what mends it."""
    for check in checks:
        print(f"{wording(f'doctor.{check.state}'):<8} {check.name:<16} {check.found}".rstrip())
        if not check.ok:
            print(f"         = help: {check.told(wording)}")


def show_brands(reports: Iterable[Report], wording: Wording) -> None:
    """Print what was found of each brand, a line for each fault."""
    for report in reports:
        figures = {"contrast": f"{report.lowest_contrast:.1f}", "distance": f"{report.lowest_distance:.0f}", "count": report.characters}
        for fault in report.faults:
            print(_visible(f"{report.brand}: {fault.told(wording)}"))
        if not report.faults:
            print(f"{report.brand}: {wording('brand.ok', **figures)}")


def show_verification(verification: Verification, wording: Wording) -> None:
    """Print what a PDF turned out to be, and what that proves."""
    key = verification.found.value.replace(" ", "-")
    print(_visible(f"{verification.file}: {wording(f'verify.{key}', parts=', '.join(verification.parts))}"))
    say(wording("verify.origin"))


def say(text: str) -> None:
    """Print talk, as opposed to data."""
    print(_visible(text), file=sys.stderr)


def show_result(result: Result, decision: Decision | None, wording: Wording) -> None:
    """Say what became of a file: the answer and where the document lies, or that it was refused."""
    if result.outcome == "refused" or decision is None:
        say(wording("terminal.refused", file=result.file))
        return
    say(f"{result.file}: {trace.answer(decision, wording)} {trace.points(decision, wording)}".rstrip())
    if result.offer and result.offer.release.missing:
        _say_missing(result.offer, result.outputs, wording)
    for path in result.outputs:
        print(path)


def show_settled(entries: Iterable[Settled], wording: Wording) -> None:
    """Say what came of a batch: for each file that has no document why, then the counts."""
    every = [settled for settled in entries if settled.outcome in OUTCOMES]
    for settled in every:
        for found in settled.findings if settled.outcome == REFUSED else ():
            if found["severity"] == Severity.ERROR:
                at = f"{settled.file}:{found['line']}:{found['column']}" if found["line"] else settled.file
                say(f"{at}: error[{found['code']}] {found['where']}: {found['message']}".replace(" : ", " "))
                say(f"   = help: {found['help']} · specgen explain {found['code']}")
        if settled.because:
            told = {"file": settled.file, "outcome": wording(f"batch.outcome.{settled.outcome}"), "because": "; ".join(settled.because)}
            say(wording("batch.because", **told))
    counts = Counter(settled.outcome for settled in every)
    parts = [wording(f"batch.count.{outcome}", count=counts[outcome]) for outcome in OUTCOMES if counts[outcome]]
    made = sum(settled.is_new for settled in every if settled.outcome == DONE)
    say(wording("batch.ended", counts=", ".join(parts), total=len(every), kept=counts[DONE] - made, made=made))


def show_report(report: ObjectReport, archive: str, wording: Wording, out: Console) -> None:
    """Print what was found of an object of the archive, or of a place there: nothing in short, each problem on its line."""
    name = report.object or wording("fixity.root" if not report.place else "fixity.nameless")
    state = "damaged" if report.is_damaged else "noted" if report.problems else "sound"
    head = Text(_visible(f"{'/'.join(filter(None, (archive, report.place)))}: {name}: "))
    out.print(head.append(wording(f"fixity.{state}"), "bold red" if report.is_damaged else "bold"))
    for problem in report.problems:
        word, style = ("error", "bold red") if problem.is_damage else ("warning", "bold yellow")
        line = Text("  ").append(f"{wording(f'fixity.{word}')}[{problem.code}]", style)
        where = " ".join(filter(None, (problem.version, problem.file)))
        out.print(line.append(_visible(f" {where}: " if where else " ")).append(_visible(problem.said(wording))))


def show_difference(found: Difference, wording: Wording, out: Console) -> None:
    """Print what changed, what became of it, and whether a new letter is asked for."""
    print(_visible(wording("diff.heading", old=found.old.name, new=found.new.name)))
    changes = [(wording(f"diff.{c.kind}"), c.where or wording("diff.layout"), c.old, c.new, c.is_writing) for c in found.changes]
    rows = [
        (kind, where, old or "–", f"{new or '–'}{wording('diff.writing') if is_writing and new else ''}")
        for kind, where, old, new, is_writing in changes
    ]
    _show_table(out, ("kind", "field", "old", "new"), rows, wording)
    effects = []
    for effect in found.effects:
        sides = (shown(effect, value, wording) for value in (effect.old, effect.new))
        effects.append((wording(f"diff.group.{effect.group.replace(' ', '-')}"), named(effect.what, wording), *sides))
    _show_table(out, ("effect", "on", "old", "new"), effects, wording)
    print(_visible(verdict(found, wording)))


def _show_table(out: Console, columns: Iterable[str], rows: Iterable[tuple[str, ...]], wording: Wording) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(wording(f"diff.column.{column}"), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_visible(cell)) for cell in row))
    if table.row_count:
        out.print(table)
        out.print()


def show_columns(headings: list[str], rows: list[list[str]]) -> None:
    """Print *rows* below each other, each column as wide as its widest cell; nothing where there is no row."""
    shown = [[_visible(cell) for cell in row] for row in (headings, *rows)] if rows else []
    widths = [max(map(cell_len, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        print("  ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)).rstrip())


def show_lines(lines: Iterable[str]) -> None:
    """Print *lines* as data."""
    for line in lines:
        print(_visible(line))


def _say_missing(offer: Offer, outputs: tuple[str, ...], wording: Wording) -> None:
    """Say what makes the document a draft, and the line that would release it."""
    say(" ".join((wording("draft.head"), *(reason(missing, wording) for missing in offer.release.missing))))
    stem = next((Path(path).stem for path in outputs), "")
    for missing in offer.release.missing:
        if missing.role:
            say(wording("terminal.approve", stem=stem, role=missing.role, offer=offer.release.offer))

"""How findings and decisions look on a terminal."""

import os
import re
import sys
from collections.abc import Iterable
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from specgen import trace
from specgen.branding import Report
from specgen.decision import Candidate, Decision, Outcome
from specgen.doctor import Check
from specgen.files import Received
from specgen.findings import Finding, Severity
from specgen.pipeline import Result
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
    if candidate is decision.chosen:
        return wording("terminal.proposed")
    return wording("terminal.serves" if candidate.accepted and decision.chosen else "terminal.rejected")


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
    for path in result.outputs:
        print(path)

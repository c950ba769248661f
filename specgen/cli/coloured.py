"""What is shown in colours and in columns on a terminal: findings with their lines, decisions, tables."""

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
from specgen.cli.terminal import visible
from specgen.decision import Candidate, Decision, Outcome, Status
from specgen.files import Received
from specgen.findings import Finding, Severity
from specgen.wording import Wording

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.QUESTION: "bold blue", Severity.NOTE: "bold"}
_MARKS = {Outcome.MET: "✓", Outcome.NOT_MET: "✗", Outcome.TO_BE_CONFIRMED: "?", Outcome.NOT_APPLICABLE: "–"}
_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")  # as the reader counts lines
_WIDEST: Final = 120


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
        head = Text(visible(f"{place}: " if place and place.line else f"{(place or received).file}: "))
        head.append(f"{finding.severity.value}[{finding.code}]", style)
        head.append(visible(f" {finding.where}: " if finding.where else " ")).append(visible(wording.message(finding)))
        out.print(head)
        hint = visible(wording.hint(finding))
        if place and not place.cell and 0 < place.line <= len(lines) and lines[place.line - 1].strip():
            source, indent, carets = _excerpt(lines[place.line - 1], place.column, place.width)
            out.print(Text(f"{place.line:5} | {source}"))
            out.print(Text(f"      | {indent}").append(f"{carets} {hint}".rstrip(), style))
        elif hint:
            out.print(Text(f"   = {hint}"))
        out.print(Text(visible(f"   = help: {wording.help(finding)} · specgen explain {finding.code}")))


def _excerpt(line: str, column: int, width: int) -> tuple[str, str, str]:
    """Return the part of *line* around *column*, the blanks that lead to it, and as many carets as it is wide there."""
    start = max(0, column - 1 - _WIDEST // 2) if column > _WIDEST else 0
    shown = visible(line[start : start + _WIDEST])
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
        table.add_row(visible(name), *trace.in_brief(each, wording))
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


def show_columns(headings: list[str], rows: list[list[str]]) -> None:
    """Print *rows* below each other, each column as wide as its widest cell; nothing where there is no row."""
    shown = [[visible(cell) for cell in row] for row in (headings, *rows)] if rows else []
    widths = [max(map(cell_len, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        print("  ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)).rstrip())

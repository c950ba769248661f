"""What is shown in colours and in columns on a terminal: findings with their lines, and tables of plain cells."""

import os
import re
import sys
from collections.abc import Iterable
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from specgen.cli.terminal import visible
from specgen.files.received import Received
from specgen.findings import Finding, Severity
from specgen.wording import Wording

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.QUESTION: "bold blue", Severity.NOTE: "bold"}
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


def show_columns(headings: list[str], rows: list[list[str]]) -> None:
    """Print *rows* below each other, each column as wide as its widest cell; nothing where there is no row."""
    shown = [[visible(cell) for cell in row] for row in (headings, *rows)] if rows else []
    widths = [max(map(cell_len, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        print("  ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)).rstrip())

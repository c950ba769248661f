"""`archive verify`: whether the archive is still what was written."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from specgen.archive.verify import ObjectReport, is_root, verify_references, verify_root
from specgen.cli import coloured, terminal
from specgen.cli.options import AsJson, here, print_json
from specgen.errors import UsageError
from specgen.files.library import Library, workspace_from
from specgen.files.words import load_wording
from specgen.wording import Wording

DAMAGED = 4
_SHOWN_EACH = 20  # objects between two updates of the progress line


def verify(
    references: Annotated[list[str] | None, typer.Argument(metavar="REFERENCE", help="What to verify.  [default: all]")] = None,
    archive: Annotated[
        Path | None, typer.Option("--archive", metavar="DIR", help="The archive.  [default: archive/ in the workspace, else here]")
    ] = None,
    after: Annotated[str, typer.Option("--after", metavar="PLACE", help="Go on after this place, which an interrupted run named.")] = "",
    as_json: AsJson = False,
) -> None:
    """Verify every file of the archive against what was written: each change, loss and addition is named."""
    workspace = workspace_from(here())
    root = archive or Path(os.path.relpath((workspace or here()) / "archive"))
    if not root.is_dir() or not is_root(root):
        raise UsageError(f"{root}: this is not an archive; name one with --archive DIR")
    if not (root / after).exists():  # nothing would come after it, and nothing verified reads like all sound
        raise UsageError(f"--after {after}: there is no such place in {root}; take the one that the interrupted run named")
    wording = load_wording(Library(workspace), "en")
    tally = _Tally(str(root), wording, is_quiet=as_json)
    for report in tally.told(verify_references(root, references) if references else verify_root(root, after)):
        if not as_json and (references or report.problems):
            _show(report, str(root), wording, coloured.console())
    if as_json:
        print_json(tally.as_json())
    else:
        terminal.say(tally.summary())
    raise typer.Exit(DAMAGED if tally.damaged else 0)


class _Tally:
    """What has been verified so far; on a terminal it is shown while the work goes on."""

    def __init__(self, archive: str, wording: Wording, *, is_quiet: bool) -> None:
        self._archive, self._wording, self._is_quiet = archive, wording, is_quiet
        self.objects = self.files = self.size = self.damaged = 0
        self._last = ""
        self._troubled: list[ObjectReport] = []

    def told(self, reports: Iterator[ObjectReport]) -> Iterator[ObjectReport]:
        """Yield each of *reports* after it was counted; an interrupt tells where to go on."""
        out = coloured.console(stderr=True)
        with out.status("") as status:  # which prints nothing where there is no terminal
            try:
                for report in reports:
                    self._count(report)
                    if self.objects % _SHOWN_EACH == 0:
                        status.update(self._wording("fixity.progress", count=self.objects, damaged=self.damaged))
                    yield report
            except KeyboardInterrupt:
                if self._last:
                    terminal.say(self._wording("fixity.go-on", place=self._last))
                raise

    def _count(self, report: ObjectReport) -> None:
        self.objects += report.is_object
        self.files += report.files
        self.size += report.size
        self.damaged += report.is_damaged
        self._last = report.place or self._last
        if report.problems and self._is_quiet:
            self._troubled.append(report)

    def summary(self) -> str:
        """Return the count in one line."""
        outcome = self._wording("fixity.some-damaged", count=self.damaged) if self.damaged else self._wording("fixity.all-sound")
        facts = {"objects": f"{self.objects:,}", "files": f"{self.files:,}", "size": f"{self.size / 1e6:,.1f}"}
        return self._wording("fixity.summary", archive=self._archive, outcome=outcome, **facts)

    def as_json(self) -> dict[str, Any]:
        """Return the count, and every report that has something to say."""
        return {
            "format": "specgen-verification/1",
            "archive": self._archive,
            "objects": self.objects,
            "files": self.files,
            "bytes": self.size,
            "damaged": self.damaged,
            "last": self._last or None,
            "reports": [report.as_json(self._wording) for report in self._troubled],
        }


def _show(report: ObjectReport, archive: str, wording: Wording, out: Console) -> None:
    """Print what was found of an object of the archive, or of a place there: nothing in short, each problem on its line."""
    name = report.object or wording("fixity.root" if not report.place else "fixity.nameless")
    state = "damaged" if report.is_damaged else "noted" if report.problems else "sound"
    head = Text(terminal.visible(f"{'/'.join(filter(None, (archive, report.place)))}: {name}: "))
    out.print(head.append(wording(f"fixity.{state}"), "bold red" if report.is_damaged else "bold"))
    for problem in report.problems:
        word, style = ("error", "bold red") if problem.is_damage else ("warning", "bold yellow")
        line = Text("  ").append(f"{wording(f'fixity.{word}')}[{problem.code}]", style)
        where = " ".join(filter(None, (problem.version, problem.file)))
        out.print(line.append(terminal.visible(f" {where}: " if where else " ")).append(terminal.visible(problem.said(wording))))

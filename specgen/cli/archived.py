"""What the commands of the archive share: where it lies, who does something to it, and what killed writers left."""

import datetime
from pathlib import Path
from typing import Annotated

import typer

from specgen.archive import operations, recovery
from specgen.archive.history import History
from specgen.archive.history import history as history_of
from specgen.archive.inventory import Stamp
from specgen.archive.layout import Layout
from specgen.cli import terminal
from specgen.cli.options import day, here
from specgen.errors import UsageError
from specgen.files.library import Library, workspace_from
from specgen.files.words import load_wording
from specgen.filing import archive_folder, moment
from specgen.findings import Finding
from specgen.wording import Wording

ArchiveDir = Annotated[
    Path | None, typer.Option("--archive", metavar="DIR", help="The archive.  [default: archive/ in the workspace, else here]")
]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who does it.")]
Because = Annotated[str, typer.Option("--because", metavar="TEXT", help="Why.")]
Reference = Annotated[str, typer.Argument(metavar="REFERENCE", help="The reference of a requirement.")]
Revision = Annotated[str | None, typer.Option("--revision", metavar="REV", help="Which revision.  [default: the one archived last]")]

AsOf = Annotated[str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="The day on which validity is judged.  [default: today]")]


def as_of_day(text: str | None) -> str:
    """Return the day on which validity is judged; the clock is read here, and nowhere below."""
    return (day("--as-of", text) or datetime.date.today()).isoformat()


def wording_here() -> Wording:
    """Return the words of the workspace that the current folder belongs to."""
    return load_wording(Library(workspace_from(here())), "en")


def existing(folder: Path | None) -> Layout:
    """Return the archive for reading; where there is none, say how one begins."""
    layout = Layout(folder or archive_folder(here()))
    if not layout.is_made:
        raise UsageError(wording_here()("archive.none", folder=layout.root))
    return layout


def held_of(layout: Layout, reference: str) -> History:
    """Return everything about *reference*, or say that it is not there."""
    held = history_of(layout, layout.key(reference))
    if held is None:
        raise operations.unknown(reference)
    return held


def opened(folder: Path | None, wording: Wording) -> Layout:
    """Return the archive ready for writing, and say what was found of writers that were stopped."""
    layout = Layout(folder or archive_folder(here()))
    tell_recovered(recovery.open_for_writing(layout), wording)
    return layout


def tell_recovered(recovered: tuple[recovery.Recovered, ...], wording: Wording) -> None:
    """Say what was found of writers that were stopped."""
    for one in recovered:
        terminal.say(wording(f"archive.left.{one.what.replace(' ', '-')}", where=one.where))


def tell_finding(where: str, found: Finding, wording: Wording) -> None:
    """Say what was noticed, and what to do about it."""
    terminal.say(f"{where}: {found.severity.value}[{found.code}] {wording.message(found)}")
    terminal.say(f"   = help: {wording.help(found)} · specgen explain {found.code}")


def stamp_now(by: str, because: str) -> Stamp:
    """Return who does something now, and why; the clock is read here, and nowhere below."""
    for option, text in (("--by", by), ("--because", because)):
        if not text.strip() or any(ord(character) < ord(" ") for character in text):
            raise UsageError(f"{option} {text!r}: write one line")
    return Stamp(moment(datetime.datetime.now(datetime.UTC)), by.strip(), because.strip())

"""What the commands of the archive share: where it lies, who does something to it, and what killed writers left."""

import datetime
from pathlib import Path
from typing import Annotated

import typer

from specgen.archive import recovery
from specgen.archive.inventory import Stamp
from specgen.archive.layout import Layout
from specgen.cli import terminal
from specgen.cli.options import here
from specgen.errors import UsageError
from specgen.files import Library, load_wording, workspace_from
from specgen.filing import archive_folder, moment
from specgen.wording import Wording

ArchiveDir = Annotated[
    Path | None, typer.Option("--archive", metavar="DIR", help="The archive.  [default: archive/ in the workspace, else here]")
]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who does it.")]
Because = Annotated[str, typer.Option("--because", metavar="TEXT", help="Why.")]
Reference = Annotated[str, typer.Argument(metavar="REFERENCE", help="The reference of a requirement.")]
Revision = Annotated[str | None, typer.Option("--revision", metavar="REV", help="Which revision.  [default: the one archived last]")]


def wording_here() -> Wording:
    """Return the words of the workspace that the current folder belongs to."""
    return load_wording(Library(workspace_from(here())), "en")


def existing(folder: Path | None) -> Layout:
    """Return the archive for reading; where there is none, say how one begins."""
    layout = Layout(folder or archive_folder(here()))
    if not layout.is_made:
        raise UsageError(wording_here()("archive.none", folder=layout.root))
    return layout


def opened(folder: Path | None, wording: Wording) -> Layout:
    """Return the archive ready for writing, and say what was found of writers that were stopped."""
    layout = Layout(folder or archive_folder(here()))
    tell_recovered(recovery.open_for_writing(layout), wording)
    return layout


def tell_recovered(recovered: tuple[recovery.Recovered, ...], wording: Wording) -> None:
    """Say what was found of writers that were stopped."""
    for one in recovered:
        terminal.say(wording(f"archive.left.{one.what.replace(' ', '-')}", where=one.where))


def stamp_now(by: str, because: str) -> Stamp:
    """Return who does something now, and why; the clock is read here, and nowhere below."""
    for option, text in (("--by", by), ("--because", because)):
        if not text.strip() or any(ord(character) < ord(" ") for character in text):
            raise UsageError(f"{option} {text!r}: write one line")
    return Stamp(moment(datetime.datetime.now(datetime.UTC)), by.strip(), because.strip())

"""The commands about revisions: the next one started from the archived one, and what changed between two."""

import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from specgen import pipeline, trace
from specgen.cli import terminal
from specgen.cli.archived import ArchiveDir, Reference, existing, held_of, tell_finding, wording_here
from specgen.cli.options import AsJson, CatalogDir, here, print_data, print_json
from specgen.comparing import side_of_archived, side_of_file
from specgen.difference import Side, difference
from specgen.difference import as_json as difference_as_json
from specgen.errors import ExistingOutputError, UsageError
from specgen.files import write_all
from specgen.pipeline import Judged, Kit
from specgen.revision import Revision, next_revision
from specgen.wording import Wording


def revise(
    reference: Reference,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where the file goes.  [default: REFERENCE_REVISION.yaml here]")
    ] = None,
    folder: ArchiveDir = None,
    as_json: AsJson = False,
) -> None:
    """Start the next revision: the newest archived requirement as it was received, with the next letter or number and no date."""
    layout, wording = existing(folder), wording_here()
    started = next_revision(layout, held_of(layout, reference))
    file = output or Path(f"{started.reference}_{started.revision}.yaml")
    try:
        write_all({file: started.data}, force=False)
    except ExistingOutputError:
        raise UsageError(f"{file} exists and holds something else: nothing was written; name another file with -o FILE") from None
    if as_json:
        print_json(_as_json(started, file, wording))
        return
    for found in started.findings:
        tell_finding(reference, found, wording)
    terminal.say(wording("revise.written", file=file, reference=reference, revision=started.revision, former=started.former))
    for reset in started.reset:
        terminal.say(wording("revise.reset", what=wording(f"revise.{reset.what}"), was=reset.was, now=reset.now or wording("revise.anew")))
    print_data(f"{file}\n")


def _as_json(started: Revision, file: Path, wording: Wording) -> dict[str, Any]:
    return {
        "format": "specgen-revised/1",
        "reference": started.reference,
        "former": started.former,
        "revision": started.revision,
        "file": str(file),
        "reset": [{"what": reset.what, "was": reset.was, "now": reset.now or None} for reset in started.reset],
        "findings": [trace.finding_as_json(found, wording) for found in started.findings],
    }


Document = Annotated[
    str, typer.Argument(metavar="A", help="A PDF, a decision, a requirement file, or an archived REFERENCE[@REVISION].", show_default=False)
]
Other = Annotated[str, typer.Argument(metavar="B", help="What it is compared with, of any of these kinds.", show_default=False)]


def diff(
    old: Document,
    new: Other,
    folder: ArchiveDir = None,
    catalog: CatalogDir = None,
    tells: Annotated[bool, typer.Option("--exit-code", help="Leave with 1 where a new letter is asked for.")] = False,
    as_json: AsJson = False,
) -> None:
    """Tell what changed, by meaning: technical, commercial, editorial; what became of the answer; is a new letter asked for."""
    kit = pipeline.open_kit(here(), catalog)
    found = difference(*(_side(kit, name, folder) for name in (old, new)))
    if as_json:
        print_json(difference_as_json(found))
    else:
        terminal.show_difference(found, kit.wording, terminal.console())
    raise typer.Exit(1 if tells and found.is_material else 0)


def _side(kit: Kit, name: str, folder: Path | None) -> Side:
    """Return what *name* says: a file where there is one of that name, else a reference of the archive."""
    if Path(name).exists() or Path(name).suffix.lower() in {".pdf", ".json", ".yaml", ".yml"}:
        if not Path(name).is_file():
            raise UsageError(f"{name}: there is no such file")
        side = side_of_file(kit, Path(name), datetime.date.today())
        return side if isinstance(side, Side) else _refused(kit, side)
    reference, _, revision = name.partition("@")
    layout = existing(folder)
    held = held_of(layout, reference)
    return side_of_archived(kit, layout, held, held.revision(revision or None))


def _refused(kit: Kit, judged: Judged) -> Side:
    """Say why a requirement file cannot be compared, and leave."""
    terminal.show_findings(judged.findings, judged.received, kit.wording, terminal.console(stderr=True))
    terminal.say(kit.wording("terminal.faulty", file=judged.received.file))
    raise typer.Exit(1)

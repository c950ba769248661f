"""The commands about revisions: the next one started from the archived one, and what changed between two."""

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from specgen import pipeline
from specgen.cli import coloured, terminal
from specgen.cli.archived import ArchiveDir, Reference, existing, held_of, tell_finding, wording_here
from specgen.cli.options import AsJson, CatalogDir, here, print_data, print_json
from specgen.comparing import side_of_archived, side_of_file
from specgen.difference import Difference, Side, difference, named, shown, verdict
from specgen.difference import as_json as difference_as_json
from specgen.errors import ExistingOutputError, UsageError
from specgen.files.writing import write_all
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
        "findings": [wording.finding_as_json(found) for found in started.findings],
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
        _show(found, kit.wording, coloured.console())
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
    coloured.show_findings(judged.findings, judged.received, kit.wording, coloured.console(stderr=True))
    terminal.say(kit.wording("terminal.faulty", file=judged.received.file))
    raise typer.Exit(1)


def _show(found: Difference, wording: Wording, out: Console) -> None:
    """Print what changed, what became of it, and whether a new letter is asked for."""
    print(terminal.visible(wording("diff.heading", old=found.old.name, new=found.new.name)))
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
    print(terminal.visible(verdict(found, wording)))


def _show_table(out: Console, columns: Iterable[str], rows: Iterable[tuple[str, ...]], wording: Wording) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(wording(f"diff.column.{column}"), overflow="fold")
    for row in rows:
        table.add_row(*(Text(terminal.visible(cell)) for cell in row))
    if table.row_count:
        out.print(table)
        out.print()

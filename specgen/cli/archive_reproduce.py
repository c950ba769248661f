"""`archive reproduce`: archived documents made again from what the archive holds, and what came of it."""

from collections.abc import Iterator
from typing import Annotated, Final

import typer

from specgen import pipeline, reproduction
from specgen.archive import operations, storage
from specgen.archive.history import History, history
from specgen.archive.layout import Layout
from specgen.changes import Change
from specgen.cli import terminal
from specgen.cli.archived import ArchiveDir, Revision, existing
from specgen.cli.options import AsJson, CatalogDir, here, print_json
from specgen.errors import DamagedArchiveError, UsageError
from specgen.reproduction import Outcome, Reproduction
from specgen.wording import Wording

_MOST_SHOWN: Final = 20
_LONGEST_SHOWN: Final = 100


def reproduce(
    reference: Annotated[str | None, typer.Argument(metavar="REFERENCE", help="What to make again.")] = None,
    revision: Revision = None,
    is_all: Annotated[bool, typer.Option("--all", help="Every revision of every reference.")] = False,
    folder: ArchiveDir = None,
    catalog: CatalogDir = None,
    as_json: AsJson = False,
) -> None:
    """Make an archived document again and say whether it is identical, equal in text and numbers, or not; nothing is written."""
    if (reference is None) != is_all or (is_all and revision):
        raise UsageError("name one REFERENCE, with --revision REV where it has several, or ask for --all")
    layout, kit = existing(folder), pipeline.open_kit(here(), catalog)
    found = []
    for held in _wanted(layout, reference):
        for filed in held.filed if is_all else (held.revision(revision),):
            found.append(reproduction.reproduce(kit, layout, held, filed))
            if not as_json:
                _show(found[-1], kit.wording)
    if as_json:
        print_json({"format": "specgen-reproduction/1", "results": [one.as_json() for one in found]})
    raise typer.Exit(DamagedArchiveError.exit_code if any(one.outcome is Outcome.NOT_EQUAL for one in found) else 0)


def _wanted(layout: Layout, reference: str | None) -> Iterator[History]:
    for key in [layout.key(reference)] if reference else storage.keys(layout):
        held = history(layout, key)
        if held is None:
            raise operations.unknown(str(reference))
        yield held


def _show(one: Reproduction, wording: Wording) -> None:
    key = f"reproduce.{one.outcome.name.lower().replace('_', '-')}"
    lines = [f"{one.reference} {one.revision}: {wording(key)}"]
    lines += [f"   {wording('reproduce.erased')}"] if one.erased else []
    lines += [_line(change, wording) for change in one.differences[:_MOST_SHOWN]]
    more = len(one.differences) - _MOST_SHOWN
    lines += [f"   {wording('reproduce.more', count=more)}"] if more > 0 else []
    lines += [f"   {wording('reproduce.elsewhere')}"] if one.elsewhere else []
    lines += [f"   {_line(change, wording)}" for change in one.elsewhere]
    terminal.show_lines(lines)


def _line(change: Change, wording: Wording) -> str:
    told = {name: _short(getattr(change, name), wording) for name in ("before", "after")}
    is_told = change.before is not None or change.after is not None
    return f"   {change.what}" + (": " + wording("reproduce.change", **told) if is_told else "")


def _short(value: object, wording: Wording) -> str:
    text = wording("reproduce.absent") if value is None else str(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"

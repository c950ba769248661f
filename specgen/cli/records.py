"""The commands that read the archive: list, find, show, export, and the index made anew."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from specgen.archive import export as exporting
from specgen.archive import index as indexing
from specgen.archive import recovery
from specgen.archive.history import History
from specgen.archive.index import Row, Wanted
from specgen.archive.layout import Layout
from specgen.cli import coloured, terminal
from specgen.cli.archived import ArchiveDir, AsOf, Reference, as_of_day, existing, held_of, tell_recovered, wording_here
from specgen.cli.options import AsJson, print_json
from specgen.wording import Wording

_COLUMNS: Final = ("reference", "revision", "date", "state", "customer", "class", "platform", "title")


def list_(as_of: AsOf = None, folder: ArchiveDir = None, as_json: AsJson = False) -> None:
    """List every archived revision with its state; an open one whose validity is over is marked."""
    _show_rows(existing(folder), Wanted(day=as_of_day(as_of)), as_json=as_json)


def find(
    text: Annotated[str | None, typer.Option("--text", metavar="WORDS", help="Words of the requirement, or their beginnings.")] = None,
    customer: Annotated[str | None, typer.Option("--customer", metavar="WORDS", help="Words of the company's name.")] = None,
    focus_class: Annotated[str | None, typer.Option("--class", metavar="CLASS", help="Like microfocus or 'mini focus'.")] = None,
    platform: Annotated[str | None, typer.Option("--platform", metavar="ID", help="Id of the platform that was proposed.")] = None,
    state: Annotated[str | None, typer.Option("--state", metavar="STATE", help="filed, sent, accepted, declined, ...")] = None,
    date: Annotated[str | None, typer.Option("--date", metavar="DATE", help="2026-11-20, 2026-11, 2026 or FROM..TO.")] = None,
    as_of: AsOf = None,
    folder: ArchiveDir = None,
    as_json: AsJson = False,
) -> None:
    """Find archived revisions: each option that is given must hold."""
    wanted = Wanted(None, customer, focus_class, platform, state, date, text, as_of_day(as_of))
    _show_rows(existing(folder), wanted, as_json=as_json)


def _show_rows(layout: Layout, wanted: Wanted, *, as_json: bool) -> None:
    wording = wording_here()
    rows = indexed(layout, wanted, wording)
    if as_json:
        records = [row.as_json() | {"expired_by_date": row.is_expired(wanted.day)} for row in rows]
        print_json({"format": "specgen-archive/1", "records": records})
        return
    shown = [_cells(row, wanted.day, wording) for row in rows]
    coloured.show_columns([wording(f"archive.column.{name}") for name in _COLUMNS], shown)
    terminal.say(wording("archive.found", count=len(shown)))


def _cells(row: Row, day: str, wording: Wording) -> list[str]:
    shown = row.as_json() | {"state": _state(row.state, wording, is_expired=row.is_expired(day))}
    return [shown[name] or "–" for name in _COLUMNS]


def _state(state: str, wording: Wording, *, is_expired: bool) -> str:
    return wording("archive.expired-by-date", state=state) if is_expired else state


def indexed(layout: Layout, wanted: Wanted, wording: Wording) -> Iterator[Row]:
    """Return what is wanted, after making the index anew where that is needed and can be done."""
    if not indexing.is_usable(layout) and layout.is_writable:
        _tell_built(indexing.build(layout), wording)
    return indexing.find(layout, wanted)


def show(reference: Reference, as_of: AsOf = None, folder: ArchiveDir = None, as_json: AsJson = False) -> None:
    """Show everything about one reference: its revisions, their files and digests, and what became of them."""
    layout, wording = existing(folder), wording_here()
    held = held_of(layout, reference)
    if as_json:
        print_json(_as_json(held, layout, as_of_day(as_of)))
    else:
        _show(held, layout, as_of_day(as_of), wording)


def _as_json(held: History, layout: Layout, day: str) -> dict[str, Any]:
    return {
        "format": "specgen-archived/1",
        "reference": held.inventory.reference,
        "folder": str(layout.folder(layout.key(held.inventory.reference))),
        "revisions": [
            {
                "version": filed.version,
                "state": filed.latest.as_json(),
                "expired_by_date": filed.is_expired(day),
                "record": filed.record.as_json(),
                "files": _paths(held, filed.files),
            }
            for filed in held.filed
        ],
        "log": [event.as_json() for event in held.events],
        "erasures": [erasure.as_json() for erasure in held.erasures],
    }


def _paths(held: History, files: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {name: {"path": held.inventory.manifest[digest], "sha512": digest} for name, digest in sorted(files.items())}


def _show(held: History, layout: Layout, day: str, wording: Wording) -> None:
    lines = [f"{held.inventory.reference}  {layout.folder(layout.key(held.inventory.reference))}"]
    for filed in held.filed:
        about, stamp = filed.record.subject, filed.record.stamp
        state = _state(filed.latest.state, wording, is_expired=filed.is_expired(day))
        lines += ["", f"{about.revision}  {state}  {about.date}  {about.customer}  {about.title or ''}".rstrip()]
        lines += [f"   {' · '.join(filter(None, (about.status, about.focus_class, about.platform)))}"]
        lines += [f"   {stamp.created}  {wording('archive.because', by=stamp.by, because=stamp.because)}"]
        lines += [f"   {place['path']}  sha512 {place['sha512'][:16]}…" for place in _paths(held, filed.files).values()]
    lines += [""]
    lines += [f"{e.when}  {e.revision}  {e.state}  {wording('archive.because', by=e.by, because=e.because)}" for e in held.events]
    for erasure in held.erasures:
        told, who = wording("archive.erasure", what=erasure.what), wording("archive.because", by=erasure.by, because=erasure.because)
        lines += [f"{erasure.when}  {told}  {who}"]
    terminal.show_lines(lines)


def export(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="A new folder.")],
    references: Annotated[list[str] | None, typer.Argument(metavar="REFERENCE", help="What to export.  [default: everything]")] = None,
    folder: ArchiveDir = None,
    as_json: AsJson = False,
) -> None:
    """Write archived documents to a plain folder, with a list of checksums."""
    layout, wording = existing(folder), wording_here()
    wanted = references or (row.reference for row in indexed(layout, Wanted(), wording))
    histories = (held_of(layout, reference) for reference in dict.fromkeys(wanted))
    count = exporting.export(layout, histories, output)
    if as_json:
        print_json({"format": "specgen-archive-export/1", "folder": str(output), "files": count})
        return
    terminal.say(wording("archive.exported", count=count, folder=output))


def index(folder: ArchiveDir = None, as_json: AsJson = False) -> None:
    """Make the index anew from the objects; it may be thrown away at any time."""
    layout, wording = existing(folder), wording_here()
    recovered = recovery.open_for_writing(layout)
    built = indexing.build(layout)
    if as_json:
        print_json({"format": "specgen-archive-index/1", "records": built.records, "damaged": list(built.damaged)})
    else:
        tell_recovered(recovered, wording)
        _tell_built(built, wording)
    raise typer.Exit(4 if built.damaged else 0)


def _tell_built(built: indexing.Built, wording: Wording) -> None:
    for problem in built.damaged:
        terminal.say(wording("archive.damaged", problem=problem))
    terminal.say(wording("archive.indexed", count=built.records))

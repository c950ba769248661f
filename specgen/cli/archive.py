"""The commands of the archive: what was sent, when, why and by whom, and what became of it."""

import datetime
import getpass
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from specgen import trace
from specgen.archive import export as exporting
from specgen.archive import index as indexing
from specgen.archive import operations, recovery
from specgen.archive.history import History
from specgen.archive.history import history as history_of
from specgen.archive.index import Row, Wanted
from specgen.archive.inventory import Stamp
from specgen.archive.layout import Layout
from specgen.archive.operations import Outcome
from specgen.archive.record import Filing
from specgen.cli import terminal
from specgen.cli.help import Commands
from specgen.cli.options import AsJson, here, print_json
from specgen.errors import NotFiledError, UsageError
from specgen.files import Library, load_wording, workspace_from
from specgen.filing import archive_folder, filing_of, made_here, moment
from specgen.findings import Finding, Place
from specgen.issue import Issue, Sender
from specgen.wording import Wording

archive: Final = Commands(help="The record of what was sent: add, list, show, find, state, export, index.")

_Dir = Annotated[
    Path | None, typer.Option("--archive", metavar="DIR", help="The archive.  [default: archive/ in the workspace, else here]")
]
_By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who does it.")]
_Because = Annotated[str, typer.Option("--because", metavar="TEXT", help="Why.")]
_Reference = Annotated[str, typer.Argument(metavar="REFERENCE", help="The reference of a requirement.")]
_Revision = Annotated[str | None, typer.Option("--revision", metavar="REV", help="Which revision.  [default: the one archived last]")]
_COLUMNS: Final = ("reference", "revision", "date", "state", "customer", "class", "platform", "title")
_MOST_BYTES: Final = 256_000_000


@archive.command()
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE.pdf", help="Documents as `specgen propose` wrote them.")],
    by: _By,
    because: _Because,
    folder: _Dir = None,
    as_json: AsJson = False,
) -> None:
    """Archive documents with what they carry inside; the same again changes nothing, other content is refused."""
    stamp, wording = _stamp(by, because), _wording()
    layout = _opened(folder, wording)
    entries = [_added(layout, file, stamp, wording, quiet=as_json) for file in files]
    if as_json:
        print_json(_results(entries, wording))
    raise typer.Exit(1 if any(found for _, _, found in entries) else 0)


_Entry = tuple[Path, Outcome | None, Finding | None]


def _added(layout: Layout, file: Path, stamp: Stamp, wording: Wording, *, quiet: bool) -> _Entry:
    """Archive one document, say so unless *quiet*, and return what became of it."""
    try:
        outcome = operations.add(layout, filing_of(_read(file)), stamp)
    except NotFiledError as error:
        found = Finding(error.finding.code, "", error.finding.facts, Place(str(file), 0, 0))
        if not quiet:
            terminal.say(f"{file}: {found.severity.value}[{found.code}] {wording.message(found)}")
            terminal.say(f"   = help: {wording.help(found)} · specgen explain {found.code}")
            terminal.say(wording("archive.refused", file=file))
        return file, None, found
    if not quiet:
        _tell_outcome(str(file), outcome, wording)
    return file, outcome, None


def _tell_outcome(file: str, outcome: Outcome, wording: Wording) -> None:
    told = {"reference": outcome.reference, "revision": outcome.revision, "version": outcome.version}
    terminal.say(wording("archive.filed" if outcome.is_new else "archive.unchanged", file=file, **told))


def _read(file: Path) -> bytes:
    """Return the bytes of a regular file; a pipe or a device is never opened."""
    try:
        if file.is_file() and file.stat().st_size <= _MOST_BYTES:
            return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from None
    if file.is_file():
        raise UsageError(f"{file} is larger than any document of specgen's")
    raise UsageError(f"{file}: there is no such file" if not file.exists() else f"{file} is not a file")


def _results(entries: list[_Entry], wording: Wording) -> dict[str, Any]:
    results = [
        {
            "file": str(file),
            "outcome": "refused" if found else "done",
            "status": None,
            "outputs": [],
            "findings": [trace.finding_as_json(found, wording)] if found else [],
            "archived": _outcome(outcome) if outcome else None,
        }
        for file, outcome, found in entries
    ]
    return {"format": "specgen-results/1", "results": results}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {"reference": outcome.reference, "revision": outcome.revision, "version": outcome.version, "new": outcome.is_new}


@archive.command("list")
def list_(folder: _Dir = None, as_json: AsJson = False) -> None:
    """List every archived revision with its state."""
    _show_rows(_existing(folder), Wanted(), as_json=as_json)


@archive.command()
def find(
    text: Annotated[str | None, typer.Option("--text", metavar="WORDS", help="Words of the requirement, or their beginnings.")] = None,
    customer: Annotated[str | None, typer.Option("--customer", metavar="WORDS", help="Words of the company's name.")] = None,
    focus_class: Annotated[str | None, typer.Option("--class", metavar="CLASS", help="Like microfocus.")] = None,
    platform: Annotated[str | None, typer.Option("--platform", metavar="ID", help="Id of the platform that was proposed.")] = None,
    state: Annotated[str | None, typer.Option("--state", metavar="STATE", help="filed, sent, accepted, declined, ...")] = None,
    date: Annotated[str | None, typer.Option("--date", metavar="DATE", help="2026-11-20, 2026-11, 2026 or FROM..TO.")] = None,
    folder: _Dir = None,
    as_json: AsJson = False,
) -> None:
    """Find archived revisions: each option that is given must hold."""
    wanted = Wanted(None, customer, focus_class, platform, state, date, text)
    _show_rows(_existing(folder), wanted, as_json=as_json)


def _show_rows(layout: Layout, wanted: Wanted, *, as_json: bool) -> None:
    wording = _wording()
    rows = _indexed(layout, wanted, wording)
    if as_json:
        print_json({"format": "specgen-archive/1", "records": [row.as_json() for row in rows]})
        return
    shown = [[row.as_json()[name] or "–" for name in _COLUMNS] for row in rows]
    terminal.show_columns([wording(f"archive.column.{name}") for name in _COLUMNS], shown)
    terminal.say(wording("archive.found", count=len(shown)))


def _indexed(layout: Layout, wanted: Wanted, wording: Wording) -> Iterator[Row]:
    """Return what is wanted, after making the index anew where that is needed and can be done."""
    if not indexing.is_usable(layout) and layout.is_writable:
        _tell_built(indexing.build(layout), wording)
    return indexing.find(layout, wanted)


@archive.command()
def show(reference: _Reference, folder: _Dir = None, as_json: AsJson = False) -> None:
    """Show everything about one reference: its revisions, their files and digests, and what became of them."""
    layout, wording = _existing(folder), _wording()
    held = _held(layout, reference)
    if as_json:
        print_json(_as_json(held, layout))
    else:
        _show(held, layout, wording)


def _held(layout: Layout, reference: str) -> History:
    held = history_of(layout, layout.key(reference))
    if held is None:
        raise operations.unknown(reference)
    return held


def _as_json(held: History, layout: Layout) -> dict[str, Any]:
    return {
        "format": "specgen-archived/1",
        "reference": held.inventory.reference,
        "folder": str(layout.folder(layout.key(held.inventory.reference))),
        "revisions": [
            {
                "version": filed.version,
                "state": filed.latest.as_json(),
                "record": filed.record.as_json(),
                "files": _paths(held, filed.files),
            }
            for filed in held.filed
        ],
        "log": [event.as_json() for event in held.events],
    }


def _paths(held: History, files: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {name: {"path": held.inventory.manifest[digest], "sha512": digest} for name, digest in sorted(files.items())}


def _show(held: History, layout: Layout, wording: Wording) -> None:
    lines = [f"{held.inventory.reference}  {layout.folder(layout.key(held.inventory.reference))}"]
    for filed in held.filed:
        about, stamp = filed.record.subject, filed.record.stamp
        lines += ["", f"{about.revision}  {filed.latest.state}  {about.date}  {about.customer}  {about.title or ''}".rstrip()]
        lines += [f"   {' · '.join(filter(None, (about.status, about.focus_class, about.platform)))}"]
        lines += [f"   {stamp.created}  {wording('archive.because', by=stamp.by, because=stamp.because)}"]
        lines += [f"   {place['path']}  sha512 {place['sha512'][:16]}…" for place in _paths(held, filed.files).values()]
    lines += [""]
    lines += [f"{e.when}  {e.revision}  {e.state}  {wording('archive.because', by=e.by, because=e.because)}" for e in held.events]
    terminal.show_lines(lines)


@archive.command()
def state(
    reference: _Reference,
    new_state: Annotated[str, typer.Argument(metavar="STATE", help="sent, accepted, declined, superseded or expired.")],
    by: _By,
    because: _Because,
    revision: _Revision = None,
    folder: _Dir = None,
    as_json: AsJson = False,
) -> None:
    """Note what became of a document; the log only grows."""
    stamp, wording = _stamp(by, because), _wording()
    _existing(folder)
    outcome = operations.note_state(_opened(folder, wording), reference, new_state, stamp, revision)
    if as_json:
        print_json({"format": "specgen-archived-state/1", "state": new_state, **_outcome(outcome)})
        return
    told = {"reference": reference, "revision": outcome.revision, "state": new_state}
    key = "archive.noted" if outcome.is_new else "archive.noted-already"
    terminal.say(wording(key, version=outcome.version, **told))


@archive.command()
def export(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="A new folder.")],
    references: Annotated[list[str] | None, typer.Argument(metavar="REFERENCE", help="What to export.  [default: everything]")] = None,
    folder: _Dir = None,
    as_json: AsJson = False,
) -> None:
    """Write archived documents to a plain folder, with a list of checksums."""
    layout, wording = _existing(folder), _wording()
    wanted = references or (row.reference for row in _indexed(layout, Wanted(), wording))
    histories = (_held(layout, reference) for reference in dict.fromkeys(wanted))
    count = exporting.export(layout, histories, output)
    if as_json:
        print_json({"format": "specgen-archive-export/1", "folder": str(output), "files": count})
        return
    terminal.say(wording("archive.exported", count=count, folder=output))


@archive.command()
def index(folder: _Dir = None, as_json: AsJson = False) -> None:
    """Make the index anew from the objects; it may be thrown away at any time."""
    layout, wording = _existing(folder), _wording()
    recovered = recovery.open_for_writing(layout)
    built = indexing.build(layout)
    if as_json:
        print_json({"format": "specgen-archive-index/1", "records": built.records, "damaged": list(built.damaged)})
    else:
        _tell_recovered(recovered, wording)
        _tell_built(built, wording)
    raise typer.Exit(4 if built.damaged else 0)


def _tell_built(built: indexing.Built, wording: Wording) -> None:
    for problem in built.damaged:
        terminal.say(wording("archive.damaged", problem=problem))
    terminal.say(wording("archive.indexed", count=built.records))


def _wording() -> Wording:
    return load_wording(Library(workspace_from(here())), "en")


def _existing(folder: Path | None) -> Layout:
    layout = Layout(folder or archive_folder(here()))
    if not layout.is_made:
        raise UsageError(_wording()("archive.none", folder=layout.root))
    return layout


def _opened(folder: Path | None, wording: Wording) -> Layout:
    """Return the archive ready for writing, and say what was found of writers that were stopped."""
    layout = Layout(folder or archive_folder(here()))
    _tell_recovered(recovery.open_for_writing(layout), wording)
    return layout


def _tell_recovered(recovered: tuple[recovery.Recovered, ...], wording: Wording) -> None:
    for one in recovered:
        terminal.say(wording(f"archive.left.{one.what.replace(' ', '-')}", where=one.where))


def _stamp(by: str, because: str) -> Stamp:
    for option, text in (("--by", by), ("--because", because)):
        if not text.strip() or any(ord(character) < ord(" ") for character in text):
            raise UsageError(f"{option} {text!r}: write one line")
    return Stamp(moment(datetime.datetime.now(datetime.UTC)), by.strip(), because.strip())


class Keeping:
    """What `propose --archive` does besides writing: each document is checked before it is written, and archived after."""

    def __init__(self, folder: str, sender: Sender, wording: Wording) -> None:
        if Path(folder).is_file():
            raise UsageError(f"--archive {folder}: this is a file; put --archive last, or name a folder")
        by = sender.salesperson or sender.signatory or sender.company or getpass.getuser()
        self._stamp, self._wording = _stamp(by, wording("archive.proposed")), wording
        self._layout = _opened(Path(folder) if folder else None, wording)
        self._checked: Filing | None = None

    def check(self, outputs: dict[str, bytes]) -> None:
        """Refuse what could not be archived, so that nothing of it is written."""
        (document,) = (data for name, data in outputs.items() if name.endswith(".pdf"))
        self._checked = filing_of(document)
        operations.archived_as(history_of(self._layout, self._layout.key(self._checked.subject.reference)), self._checked)

    def add(self, file: str, issue: Issue) -> None:
        """Archive the document that was checked last, now that it is written, and say so."""
        if self._checked:
            outcome = operations.add(self._layout, made_here(self._checked, issue), self._stamp)
            _tell_outcome(file, outcome, self._wording)

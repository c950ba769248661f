"""The commands of the archive, and those of them that write: a document added, a state noted, a proposal kept."""

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from specgen.archive import operations
from specgen.archive.inventory import Stamp
from specgen.archive.layout import Layout
from specgen.archive.operations import Outcome
from specgen.cli import records, terminal
from specgen.cli.archive_erase import erase
from specgen.cli.archive_impact import impact
from specgen.cli.archive_reproduce import reproduce
from specgen.cli.archive_verify import verify
from specgen.cli.archived import ArchiveDir, Because, By, Reference, Revision, existing, opened, stamp_now, tell_finding, wording_here
from specgen.cli.help import Commands
from specgen.cli.keeping import tell_outcome, tell_superseded
from specgen.cli.options import AsJson, print_json
from specgen.errors import NotFiledError, UsageError
from specgen.filing import filing_of
from specgen.findings import Finding, Place
from specgen.wording import Wording

_MOST_BYTES: Final = 256_000_000


def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE.pdf", help="Documents as `specgen propose` wrote them.")],
    by: By,
    because: Because,
    folder: ArchiveDir = None,
    as_json: AsJson = False,
) -> None:
    """Archive documents with what they carry inside; the same again changes nothing, other content is refused."""
    stamp, wording = stamp_now(by, because), wording_here()
    layout = opened(folder, wording)
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
            tell_finding(str(file), found, wording)
            terminal.say(wording("archive.refused", file=file))
        return file, None, found
    if not quiet:
        tell_outcome(str(file), outcome, wording)
    return file, outcome, None


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
            "findings": [wording.finding_as_json(one) for one in ([found] if found else outcome.findings if outcome else ())],
            "archived": _outcome(outcome) if outcome else None,
        }
        for file, outcome, found in entries
    ]
    return {"format": "specgen-results/1", "results": results}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    told = {"reference": outcome.reference, "revision": outcome.revision, "version": outcome.version, "new": outcome.is_new}
    return told | {"superseded": list(outcome.superseded)}


def state(
    reference: Reference,
    new_state: Annotated[str, typer.Argument(metavar="STATE", help="sent, accepted, declined, superseded or expired.")],
    by: By,
    because: Because,
    revision: Revision = None,
    folder: ArchiveDir = None,
    as_json: AsJson = False,
) -> None:
    """Note what became of a document; the log only grows."""
    stamp, wording = stamp_now(by, because), wording_here()
    existing(folder)
    outcome = operations.note_state(opened(folder, wording), reference, new_state, stamp, revision)
    if as_json:
        findings = [wording.finding_as_json(found) for found in outcome.findings]
        print_json({"format": "specgen-archived-state/1", "state": new_state, **_outcome(outcome), "findings": findings})
        return
    for found in outcome.findings:
        tell_finding(reference, found, wording)
    told = {"reference": reference, "revision": outcome.revision, "state": new_state}
    key = "archive.noted" if outcome.is_new else "archive.noted-already"
    terminal.say(wording(key, version=outcome.version, **told))
    tell_superseded(outcome, wording)


archive: Final = Commands(help="The record of what was sent: kept, found again, and what became of it.")
archive.command()(add)
archive.command("list")(records.list_)
archive.command()(records.find)
archive.command()(records.show)
archive.command()(state)
archive.command()(records.export)
archive.command()(records.index)
archive.command()(verify)
archive.command()(reproduce)
archive.command()(impact)
archive.command()(erase)

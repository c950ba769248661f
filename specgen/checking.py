"""Whether requirement files are right: read and checked, and nothing is decided.

Apart from the pipeline, so that a check loads neither what the maker sells nor what decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from specgen.basics import Basics
from specgen.errors import UsageError
from specgen.files.basics import load_basics
from specgen.files.library import Library, workspace_from
from specgen.files.received import Received, receive_each
from specgen.files.words import load_wording
from specgen.findings import Finding
from specgen.wording import Wording


@dataclass(frozen=True, slots=True)
class Desk:
    """What a file is checked with: the names and ranges that it is held against, and the words for what is found."""

    basics: Basics
    wording: Wording


def open_desk(folder: Path, catalog: Path | None = None) -> Desk:
    """Return the desk for checks in *folder*."""
    library = library_for(folder, catalog)
    return Desk(load_basics(library), load_wording(library))


def library_for(folder: Path, catalog: Path | None) -> Library:
    """Return the library for work in *folder*; *catalog* goes before the workspace's and the packaged catalogue."""
    if catalog is not None and not catalog.is_dir():
        raise UsageError(f"--catalog {catalog}: this is not a folder")
    return Library(workspace_from(folder), catalog)


def receive_all(basics: Basics, files: Iterable[str]) -> list[Received]:
    """Return every file read and checked; one that cannot be read is a finding, and the others go on."""
    return [received for file in files for received in receive_each(file, basics)]


def outcome_of(received: Received) -> str:
    """Return what became of a file that was only checked."""
    return "refused" if received.is_refused else "accepted"


def checked(every: Iterable[Received], wording: Wording) -> dict[str, Any]:
    """Return what was received as one JSON document."""
    return results(entry(one.file, outcome_of(one), None, (), one.findings, wording) for one in every)


def results(entries: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return what became of several files as one JSON document."""
    return {"format": "specgen-results/1", "results": list(entries)}


def entry(
    file: str, outcome: str, status: str | None, outputs: tuple[str, ...], findings: Iterable[Finding], wording: Wording
) -> dict[str, Any]:
    """Return what became of one file as JSON."""
    told = [wording.finding_as_json(finding) for finding in findings]
    return {"file": file, "outcome": outcome, "status": status, "outputs": list(outputs), "findings": told}

"""One document from file to bytes: the stages in order, and what they need, loaded once."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from specgen import __version__, trace
from specgen.catalog import Catalog
from specgen.decision import Decision, decide
from specgen.errors import UsageError
from specgen.files import Library, Received, load_catalog, load_rulebook, load_wording, load_workspace, receive, workspace_from
from specgen.findings import Finding
from specgen.issue import Workspace
from specgen.need import derive
from specgen.rules import Rulebook
from specgen.wording import Wording


@dataclass(frozen=True, slots=True)
class Kit:
    """What every document draws on: loaded once, then shared by all files of a run."""

    library: Library
    workspace: Workspace
    catalog: Catalog
    rulebook: Rulebook
    wording: Wording
    templates_digest: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A requirement file and, unless it was refused, its decision with all findings in reading order."""

    received: Received
    decision: Decision | None
    findings: tuple[Finding, ...]


def open_kit(folder: Path, catalog: Path | None = None) -> Kit:
    """Return the kit for work in *folder*; *catalog* goes before the workspace's and the packaged catalogue."""
    if catalog is not None and not catalog.is_dir():
        raise UsageError(f"--catalog {catalog}: this is not a folder")
    workspace = workspace_from(folder)
    library = Library(workspace, catalog)
    loaded = load_catalog(library)
    return Kit(
        library=library,
        workspace=load_workspace(workspace),
        catalog=loaded,
        rulebook=load_rulebook(library, loaded),
        wording=load_wording(library, "en"),
        templates_digest=library.digest("templates", "**/*.*"),
    )


def judge(kit: Kit, file: str, changes: tuple[tuple[str, str], ...] = ()) -> Judged:
    """Return the decision for *file*, or its refusal; *changes* are overrides from the command line."""
    received = receive(file, kit.catalog, changes)
    if received.requirement is None:
        return Judged(received, None, received.findings)
    decision = decide(received.requirement, derive(received.requirement, kit.catalog), kit.catalog, kit.rulebook)
    findings = received.placed((*received.findings, *decision.findings))
    return Judged(received, decision, findings)


def decision_json(kit: Kit, judged: Judged, date: datetime.date) -> dict[str, Any]:
    """Return the decision as JSON, or the refusal where there is none."""
    if judged.decision is None or judged.received.requirement is None:
        findings = [trace.finding_as_json(finding, kit.wording) for finding in judged.findings]
        return {"format": "specgen-refusal/1", "file": judged.received.file, "findings": findings}
    requirement = judged.received.requirement
    provenance = (
        ("specgen", __version__),
        ("catalog", kit.catalog.digest),
        ("rules", kit.rulebook.digest),
        ("templates", kit.templates_digest),
    )
    subject = trace.Subject(requirement.reference, requirement.revision, judged.received.sha256, date.isoformat(), provenance)
    return trace.as_json(judged.decision, judged.findings, subject, kit.wording)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file."""

    file: str
    outcome: str
    status: str | None
    outputs: tuple[str, ...]
    findings: tuple[Finding, ...]

    @classmethod
    def of_check(cls, received: Received) -> "Result":
        """Return the result of checking a file."""
        return cls(received.file, "refused" if received.is_refused else "accepted", None, (), received.findings)


def receive_all(kit: Kit, files: list[str]) -> list[Received]:
    """Return every file read and checked; one that cannot be read is a finding, and the others go on."""
    return [receive(file, kit.catalog) for file in files]


def results(kit: Kit, entries: list[Result]) -> dict[str, Any]:
    """Return the results of several files as one JSON document."""
    return {
        "format": "specgen-results/1",
        "results": [
            {
                "file": entry.file,
                "outcome": entry.outcome,
                "status": entry.status,
                "outputs": list(entry.outputs),
                "findings": [trace.finding_as_json(finding, kit.wording) for finding in entry.findings],
            }
            for entry in entries
        ],
    }

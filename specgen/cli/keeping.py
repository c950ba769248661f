"""What `--archive` does besides writing. Whoever keeps nothing loads nothing of the archive's commands."""

import getpass
from dataclasses import replace
from pathlib import Path

from specgen.archive import operations
from specgen.archive.history import history as history_of
from specgen.archive.operations import Outcome
from specgen.archive.record import Filing
from specgen.cli import terminal
from specgen.cli.archived import opened, stamp_now, tell_finding
from specgen.errors import UsageError
from specgen.filing import filing_of, made_here
from specgen.issue import Issue, Sender
from specgen.wording import Wording


class Keeping:
    """What `propose --archive` does besides writing: each document is checked before it is written, and archived after."""

    def __init__(self, folder: str, formats: tuple[str, ...], sender: Sender, wording: Wording, *, is_quiet: bool = False) -> None:
        if "pdf" not in formats:
            raise UsageError(f"--archive keeps the PDF, and --to {','.join(formats)} makes none: add pdf")
        if Path(folder).is_file():
            raise UsageError(f"--archive {folder}: this is a file; put --archive last, or name a folder")
        signatory = sender.signatory.name if sender.signatory else None
        by = sender.salesperson or signatory or sender.company or getpass.getuser()
        self._stamp, self._wording = stamp_now(by, wording("archive.proposed")), wording
        self.layout = opened(Path(folder) if folder else None, wording)
        self._checked: Filing | None = None
        self._is_quiet = is_quiet

    def check(self, outputs: dict[str, bytes]) -> None:
        """Refuse what could not be archived, so that nothing of it is written."""
        (document,) = (data for name, data in outputs.items() if name.endswith(".pdf"))
        self._checked = filing_of(document)
        operations.archived_as(history_of(self.layout, self.layout.key(self._checked.subject.reference)), self._checked)

    def add(self, file: str, issue: Issue) -> None:
        """Archive the document that was checked last, now that it is written, and say so unless this is quiet."""
        if self._checked:
            outcome = operations.add(self.layout, made_here(self._checked, issue), self._stamp)
            if not self._is_quiet:
                tell_outcome(file, replace(outcome, findings=()), self._wording)  # told with the file's own


def tell_outcome(file: str, outcome: Outcome, wording: Wording) -> None:
    """Say what became of a document that was given to the archive."""
    for found in outcome.findings:
        tell_finding(file, found, wording)
    told = {"reference": outcome.reference, "revision": outcome.revision, "version": outcome.version}
    terminal.say(wording("archive.filed" if outcome.is_new else "archive.unchanged", file=file, **told))
    tell_superseded(outcome, wording)


def tell_superseded(outcome: Outcome, wording: Wording) -> None:
    """Say which revisions it takes the place of."""
    for revision in outcome.superseded:
        terminal.say(wording("archive.superseded", reference=outcome.reference, revision=revision, by=outcome.revision))

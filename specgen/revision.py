"""The next revision started from the archived one: what is taken over, what is reset, and what is to be said of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from specgen.archive import storage, succession
from specgen.archive.history import Filed, History
from specgen.archive.layout import Layout
from specgen.archive.record import DECISION, REQUIREMENT
from specgen.difference import at
from specgen.errors import UsageError
from specgen.files.revising import raised
from specgen.findings import Finding


@dataclass(frozen=True, slots=True)
class Reset:
    """One thing that the next revision does not take over, with what it was; *now* is what it is, empty where that is yet open."""

    what: str
    was: str
    now: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """The next revision's requirement file, with what was reset in it and what is to be said of it."""

    reference: str
    former: str
    revision: str
    data: bytes
    reset: tuple[Reset, ...]
    findings: tuple[Finding, ...]


def next_revision(layout: Layout, held: History) -> Revision:
    """Return the revision after the one that was archived last."""
    filed, reference = held.filed[-1], held.inventory.reference
    former = filed.record.subject.revision
    revision = succession.following(former)
    if not revision:
        raise UsageError(f"no name comes after revision {former}: take a reference of its own")
    written = raised(storage.content(layout, held.inventory, filed.files[REQUIREMENT]), revision)
    reset = (Reset("revision", former, revision), *_reset(layout, held, filed, written.date))
    return Revision(reference, former, revision, written.data, reset, tuple(succession.remarks(held, revision)))


def _reset(layout: Layout, held: History, filed: Filed, date: str) -> Iterator[Reset]:
    """Yield what was said of the former revision alone: its day, its number, its validity, its discount and who released it."""
    decision = json.loads(storage.content(layout, held.inventory, filed.files[DECISION]))
    if date:
        yield Reset("date", date)
    for what in ("number", "valid_until"):
        if told := at(decision, f"quote.{what}"):
            yield Reset(what, str(told))
    if share := at(decision, "quote.discount.share"):
        yield Reset("discount", f"{share}, {at(decision, 'quote.discount.because')}")
    for approval in at(decision, "quote.release.approvals") or ():
        yield Reset("approval", ", ".join(str(at(approval, name)) for name in ("role", "by", "date")))

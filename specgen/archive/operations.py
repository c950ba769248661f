"""What is done to the archive: a document added, a state noted. Each is one new version of one object, or nothing at all."""

from dataclasses import dataclass

from specgen.archive import recovery, storage, succession
from specgen.archive.history import History, history
from specgen.archive.inventory import Inventory, Stamp
from specgen.archive.layout import Layout, as_bytes
from specgen.archive.record import DECISION, DOCUMENT, ERASURES, FILED, LOG, RECORD, REQUIREMENT, STATES, Event, Filing, Record, as_line
from specgen.errors import NotFiledError, UsageError
from specgen.findings import Finding, finding


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which version holds what was asked for, whether it is new, what is to be said of it, and which revisions it replaced."""

    reference: str
    revision: str
    version: str
    is_new: bool
    findings: tuple[Finding, ...] = ()
    superseded: tuple[str, ...] = ()


def add(layout: Layout, filing: Filing, stamp: Stamp) -> Outcome:
    """Archive a document; the revisions before it are superseded. The same again changes nothing.

    Other content under an archived reference and revision is refused, and so is a revision before the newest.
    """
    subject = filing.subject
    key = layout.key(subject.reference)
    with recovery.holding(layout, key):
        held = history(layout, key)
        if (version := archived_as(held, filing)) is not None:
            return Outcome(subject.reference, subject.revision, version, is_new=False)
        found = tuple(succession.remarks(held, subject.revision))
        for refusal in (one for one in found if one.is_error):
            raise NotFiledError(refusal)
        event = Event.of(subject.revision, FILED, stamp)
        replaced = tuple(succession.superseded(held, event))
        kept = _kept(layout, held)
        log = kept.get(LOG, b"") + b"".join(map(as_line, (event, *replaced)))
        files = {**filing.parts(), RECORD: as_bytes(Record.of(filing, stamp).as_json()), **kept, LOG: log}
        after = storage.commit(layout, held.inventory if held else Inventory(subject.reference), files, stamp)
    return _done(event, after, found, replaced)


def _done(event: Event, after: Inventory, found: tuple[Finding, ...], replaced: tuple[Event, ...]) -> Outcome:
    superseded = tuple(one.revision for one in replaced)
    return Outcome(after.reference, event.revision, after.head, is_new=True, findings=found, superseded=superseded)


def archived_as(held: History | None, filing: Filing) -> str | None:
    """Return the version that holds this very document, or None; refuse one of other content under its name.

    The environment may differ: the same document may come from another machine.
    """
    subject = filing.subject
    known = [filed for filed in held.filed if filed.record.subject.revision == subject.revision] if held else []
    if not known:
        return None
    digests = Record.of(filing, known[0].record.stamp).digests
    other = [name for name in (REQUIREMENT, DECISION, DOCUMENT) if digests[name] != known[0].record.digests[name]]
    if other:
        when = known[0].record.stamp.created[:10]
        raise NotFiledError(
            finding("SG-E181", "", reference=subject.reference, revision=subject.revision, when=when, other=", ".join(other))
        )
    return known[0].version


def note_state(layout: Layout, reference: str, state: str, stamp: Stamp, revision: str | None = None) -> Outcome:
    """Note what became of a document: the newest revision unless *revision* names one. The same again changes nothing.

    Once a change is accepted, the order that it changes is superseded.
    """
    if state not in STATES:
        raise UsageError(f"there is no state {state!r}; take one of: {', '.join(STATES)}")
    key = layout.key(reference)
    with recovery.holding(layout, key):
        held = history(layout, key)
        if held is None:
            raise unknown(reference)
        filed = held.revision(revision)
        event = Event.of(filed.record.subject.revision, state, stamp)
        if (event.state, event.by, event.because) == (filed.latest.state, filed.latest.by, filed.latest.because):
            return Outcome(reference, event.revision, held.inventory.head, is_new=False)
        files = {name: storage.content(layout, held.inventory, digest) for name, digest in held.inventory.state.items()}
        found = tuple(succession.remarks_on_state(filed, reference, state))
        replaced = tuple(succession.superseded(held, event))
        log = files[LOG] + b"".join(map(as_line, (event, *replaced)))
        after = storage.commit(layout, held.inventory, {**files, LOG: log}, stamp)
    return _done(event, after, found, replaced)


def unknown(reference: str) -> UsageError:
    """Return the error that *reference* is not in the archive."""
    return UsageError(f"{reference} is not in this archive\n  = help: `specgen archive list` shows what is")


def _kept(layout: Layout, held: History | None) -> dict[str, bytes]:
    """Return what each version of an object takes over from the one before: what happened, and what was erased."""
    state = held.inventory.state if held else {}
    return {name: storage.content(layout, held.inventory, state[name]) for name in (LOG, ERASURES) if held and name in state}

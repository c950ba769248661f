"""An object read back: its revisions with their records, and what happened to each."""

from collections.abc import Mapping
from dataclasses import dataclass

from specgen.archive import record, storage
from specgen.archive.inventory import Inventory
from specgen.archive.layout import Layout
from specgen.archive.record import ERASURES, LOG, RECORD, Erasure, Event, Record, expired
from specgen.errors import DamagedArchiveError, UsageError


@dataclass(frozen=True, slots=True)
class Filed:
    """One archived revision: the version that brought it, its record, the digests of its files, and its newest event."""

    version: str
    record: Record
    files: Mapping[str, str]
    latest: Event

    def is_expired(self, day: str) -> bool:
        """Return whether by *day* the document holds no more, though nobody has said so."""
        return expired(self.latest.state, self.record.subject.valid_until, day)


@dataclass(frozen=True, slots=True)
class History:
    """Everything about one reference: revisions in the order in which they were archived, every event, and what was erased."""

    inventory: Inventory
    filed: tuple[Filed, ...]
    events: tuple[Event, ...]
    erasures: tuple[Erasure, ...] = ()

    def revision(self, name: str | None) -> Filed:
        """Return the revision *name*, or the one archived last."""
        found = [filed for filed in self.filed if name in (None, filed.record.subject.revision)]
        if not found:
            known = ", ".join(filed.record.subject.revision for filed in self.filed)
            raise UsageError(f"{self.inventory.reference} has no revision {name!r} in this archive; it has {known}")
        return found[-1]


def history(layout: Layout, key: str) -> History | None:
    """Return the history of an object, or None where there is no such object."""
    held = storage.read(layout, key)
    return read(layout, held) if held else None


def read(layout: Layout, held: Inventory) -> History:
    """Return the history that *held* tells, each file of it proven by its digest."""
    where = str(layout.folder(layout.key(held.reference)))
    events = record.parse_log(storage.content(layout, held, held.state.get(LOG, "")), where)
    filed, seen = [], set()
    for number, version in enumerate(held.versions, 1):
        digest = version.state.get(RECORD, "")
        if digest in seen:
            continue
        seen.add(digest)
        entry = record.parse(storage.content(layout, held, digest), where)
        files = {name: key for name, key in version.state.items() if name not in {LOG, ERASURES}}
        filed.append(Filed(f"v{number}", entry, files, _latest(entry.subject.revision, events, where)))
    told = held.state.get(ERASURES)
    erasures = record.parse_erasures(storage.content(layout, held, told), where) if told else ()
    return History(held, tuple(filed), events, erasures)


def _latest(revision: str, events: tuple[Event, ...], where: str) -> Event:
    told = [event for event in events if event.revision == revision]
    if not told:
        raise DamagedArchiveError(where, f"the log does not tell of revision {revision}")
    return told[-1]

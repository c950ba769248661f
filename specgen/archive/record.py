"""The record of a document: who filed it when and why, what went in and what came out, and what happened to it since."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from specgen.archive.inventory import Stamp
from specgen.archive.layout import as_bytes, digest
from specgen.errors import DamagedArchiveError

FORMAT: Final = "specgen-record/1"
REQUIREMENT: Final = "requirement.yaml"
DECISION: Final = "decision.json"
DOCUMENT: Final = "document.pdf"
ENVIRONMENT: Final = "environment.json"
RECORD: Final = "record.json"
LOG: Final = "log.jsonl"
ERASURES: Final = "erasures.json"

CHANGES: Final = "changes.json"  # only where the document tells what is new since the former revision

FILED: Final = "filed"
SENT: Final = "sent"
ACCEPTED: Final = "accepted"
DECLINED: Final = "declined"
SUPERSEDED: Final = "superseded"
EXPIRED: Final = "expired"
STATES: Final = (SENT, ACCEPTED, DECLINED, SUPERSEDED, EXPIRED)
OPEN: Final = (FILED, SENT)  # nobody has answered yet


@dataclass(frozen=True, slots=True)
class Subject:
    """What a document is about, in the words by which people look for it."""

    reference: str
    revision: str
    customer: str
    title: str | None
    date: str
    status: str
    focus_class: str | None
    platform: str | None
    valid_until: str | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """A document with all that belongs to it, ready to be archived.

    *issue* says in which look it was issued, as far as that is known: what a later rendering has to be told.
    """

    subject: Subject
    requirement: bytes
    decision: bytes
    document: bytes
    environment: Mapping[str, Any]
    provenance: Mapping[str, str]
    issue: Mapping[str, Any] | None = None
    changes: bytes | None = None

    def parts(self) -> dict[str, bytes]:
        """Return the files that the record vouches for, by name."""
        return {
            REQUIREMENT: self.requirement,
            DECISION: self.decision,
            DOCUMENT: self.document,
            ENVIRONMENT: as_bytes(dict(self.environment)),
            **({CHANGES: self.changes} if self.changes is not None else {}),
        }


@dataclass(frozen=True, slots=True)
class Record:
    """What `record.json` says: the subject, who filed it, and the digest of every file that went in or came out."""

    subject: Subject
    stamp: Stamp
    digests: Mapping[str, str]
    provenance: Mapping[str, str]
    issue: Mapping[str, Any] | None

    @classmethod
    def of(cls, filing: Filing, stamp: Stamp) -> "Record":
        """Return the record of *filing*."""
        digests = {name: digest(data) for name, data in filing.parts().items()}
        return cls(filing.subject, stamp, digests, filing.provenance, filing.issue)

    def as_json(self) -> dict[str, Any]:
        """Return the record in the form that is archived."""
        subject, stamp = self.subject, self.stamp
        return {
            "format": FORMAT,
            "reference": subject.reference,
            "revision": subject.revision,
            "customer": subject.customer,
            "title": subject.title,
            "date": subject.date,
            "status": subject.status,
            "class": subject.focus_class,
            "platform": subject.platform,
            "valid_until": subject.valid_until,
            "state": FILED,
            "filed": {"when": stamp.created, "by": stamp.by, "because": stamp.because},
            "received": {name: self.digests[name] for name in (REQUIREMENT,)},
            "made": {name: key for name, key in self.digests.items() if name != REQUIREMENT},
            "provenance": dict(self.provenance),
            "issue": dict(self.issue) if self.issue is not None else None,
        }


def parse(data: bytes, where: str) -> Record:
    """Return the record in *data*, which lies at *where*."""
    try:
        tree = {"valid_until": None, **json.loads(data)}  # older records lack it
        names = ("reference", "revision", "customer", "title", "date", "status", "class", "platform", "valid_until")
        filed = tree["filed"]
        return Record(
            Subject(*(tree[name] for name in names)),
            Stamp(filed["when"], filed["by"], filed["because"]),
            {**tree["received"], **tree["made"]},
            tree["provenance"],
            tree["issue"],
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DamagedArchiveError(where, f"this is no record ({type(error).__name__}: {error})") from None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of an object's log."""

    revision: str
    state: str
    when: str
    by: str
    because: str

    @classmethod
    def of(cls, revision: str, state: str, stamp: Stamp) -> "Event":
        """Return the event that *stamp* tells of."""
        return cls(revision, state, stamp.created, stamp.by, stamp.because)

    def as_json(self) -> dict[str, str]:
        """Return the event in the form that is archived."""
        return {"revision": self.revision, "state": self.state, "when": self.when, "by": self.by, "because": self.because}


def as_line(event: Event) -> bytes:
    """Return *event* as one line; a log only ever grows by such lines."""
    return json.dumps(event.as_json(), ensure_ascii=True).encode() + b"\n"


def parse_log(data: bytes, where: str) -> tuple[Event, ...]:
    """Return the events in *data*, oldest first."""
    try:
        return tuple(Event(**json.loads(line)) for line in data.splitlines())
    except (ValueError, TypeError, RecursionError) as error:
        raise DamagedArchiveError(where, f"this is no log ({type(error).__name__}: {error})") from None


def expired(state: str, valid_until: str | None, day: str) -> bool:
    """Return whether by *day* an open document holds no more; nobody has noted that, it follows from its date."""
    return state in OPEN and valid_until is not None and valid_until < day


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was taken out of an object on request: when, by whom, why, and from which files, by version and name."""

    when: str
    by: str
    because: str
    what: str
    files: tuple[tuple[str, str], ...]

    def as_json(self) -> dict[str, Any]:
        """Return the erasure for people and programs that ask what became of an object."""
        files = [{"version": version, "path": path} for version, path in self.files]
        return {"when": self.when, "by": self.by, "because": self.because, "what": self.what, "files": files}


def parse_erasures(data: bytes, where: str) -> tuple[Erasure, ...]:
    """Return the erasures that the mark in *data* tells of, oldest first."""
    try:
        told = json.loads(data)["erasures"]
        return tuple(
            Erasure(one["when"], one["by"], one["because"], one["what"], tuple((file["version"], file["path"]) for file in one["files"]))
            for one in told
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DamagedArchiveError(where, f"this is no mark of an erasure ({type(error).__name__}: {error})") from None

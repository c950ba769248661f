"""From a finished PDF to the archive: what it carries, checked against itself, with what the archive wants to know of it."""

import datetime
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from specgen import environment
from specgen.archive.record import CHANGES, DECISION, REQUIREMENT, Filing, Subject
from specgen.errors import DocumentError, NotFiledError
from specgen.files.carried import carried_in
from specgen.files.library import workspace_from
from specgen.files.received import read_texts
from specgen.findings import Phrase, finding
from specgen.issue import Issue

_NAMES: Final = {"reference": re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"), "revision": re.compile(r"[A-Za-z0-9]{1,8}")}


def archive_folder(folder: Path) -> Path:
    """Return where the archive lies unless told otherwise: `archive/` in the workspace, else in *folder*."""
    return (workspace_from(folder) or folder) / "archive"


def filing_of(document: bytes) -> Filing:
    """Return *document* ready to be archived, or raise `NotFiledError` where its parts are not of one piece.

    How it was made is not known from the document alone; `made_here` adds that.
    """
    try:
        inside = carried_in(document, "")
    except DocumentError as error:
        raise _not_of_one_piece(error.problem) from None
    if inside.record.get("audience") == "internal":
        raise _not_of_one_piece(Phrase("@made-for-the-house"))
    for name in (REQUIREMENT, DECISION):
        if name not in inside.files:
            raise _not_of_one_piece(Phrase("@carries-not"), missing=name)
    requirement, said = inside.files[REQUIREMENT], _decision(inside.files[DECISION])
    about, provenance = said.get("requirement"), said.get("provenance")
    if not isinstance(about, dict) or not isinstance(provenance, dict):
        raise _not_of_one_piece(Phrase("@decision-unreadable"))
    if about.get("sha256") != hashlib.sha256(requirement).hexdigest():
        raise _not_of_one_piece(Phrase("@other-requirement"))
    return Filing(
        subject=_subject(read_texts(requirement), said, about),
        requirement=requirement,
        decision=inside.files[DECISION],
        document=document,
        environment=environment.unknown(inside.producer, _text(provenance, "specgen")),
        provenance={str(name): str(value) for name, value in provenance.items()},
        changes=inside.files.get(CHANGES),
    )


def _decision(data: bytes) -> dict[str, Any]:
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        raise _not_of_one_piece(Phrase("@decision-unreadable")) from None
    if not isinstance(said, dict) or said.get("format") != "specgen-decision/1":
        raise _not_of_one_piece(Phrase("@decision-unreadable"))
    return said


def _not_of_one_piece(problem: str, missing: str = "") -> NotFiledError:
    """Return why a PDF is not a document with its requirement and its decision."""
    return NotFiledError(finding("SG-E182", "", problem=problem, missing=missing))


def _subject(texts: Mapping[str, str], said: Mapping[str, Any], about: Mapping[str, Any]) -> Subject:
    """Return what the document is about; the customer and the title only the requirement knows."""
    reference, revision = str(about.get("reference")), str(about.get("revision"))
    company, date, status = texts.get("customer.company"), _text(about, "date"), _text(said, "status")
    if not _NAMES["reference"].fullmatch(reference) or not _NAMES["revision"].fullmatch(revision) or not date or not status:
        raise _not_of_one_piece(Phrase("@decision-unreadable"))
    if not company or texts.get("reference") != reference:
        raise _not_of_one_piece(Phrase("@other-requirement"))
    quote = said.get("quote")
    until = _text(quote, "valid_until") if isinstance(quote, dict) else None
    title, focus_class, platform = texts.get("title"), _text(said, "class"), _text(said, "platform")
    return Subject(reference, revision, company, title, date, status, focus_class, platform, until)


def _text(tree: Mapping[str, Any], name: str) -> str | None:
    value = tree.get(name)
    return value if isinstance(value, str) else None


def made_here(filing: Filing, issue: Issue) -> Filing:
    """Return *filing* as that of a document which this very process has made, in the look of *issue*."""
    look = {
        "date": issue.date.isoformat(),
        "language": issue.language,
        "brand": issue.brand,
        "paper": issue.paper,
        "draft": issue.draft,
        "kind": issue.kind,
        "sender": issue.sender.model_dump(exclude_none=True),
    }
    return replace(filing, environment=environment.environment(), issue=look)


def moment(now: datetime.datetime) -> str:
    """Return *now* as the archive writes it: in universal time, to the second."""
    return now.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""Whether a PDF is what it claims to be: its parts checked against each other, and the whole made again from what it carries.

That shows what was changed since it was made, not who made it: only the archive or a signature can prove that.
"""

import datetime
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from specgen import environment, pipeline
from specgen.difference import Difference
from specgen.difference import parse as parse_difference
from specgen.errors import DocumentError, UsageError
from specgen.files.carried import Carried, carried, differing_parts
from specgen.issue import KINDS
from specgen.pipeline import CHANGES, DECISION, REQUIREMENT, Finished, Kit, Wish

FORMAT: Final = "specgen-verification/1"


class Finding(StrEnum):
    """What a PDF turns out to be."""

    CONSISTENT = "consistent"
    ALTERED = "altered"
    UNKNOWN = "unknown"
    OTHER_ENGINE = "made by another engine"


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found of a PDF; *parts* names what was altered, what is missing, or what of the engine is another."""

    file: str
    found: Finding
    parts: tuple[str, ...] = ()
    record: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as one JSON document."""
        return {"format": FORMAT, "file": self.file, "found": self.found.value, "parts": list(self.parts), "record": dict(self.record)}


def verify(kit: Kit, file: Path) -> Verification:
    """Return what the PDF in *file* turns out to be, or raise `DocumentError` where it cannot be read."""
    inside = carried(file)

    def turned_out(found: Finding, *parts: str) -> Verification:
        return Verification(str(file), found, tuple(dict.fromkeys(parts)), tuple(sorted(inside.record.items())))

    lacking = [name for name in (REQUIREMENT, DECISION) if name not in inside.files] + ([] if inside.record else ["metadata"])
    if lacking:
        return turned_out(Finding.UNKNOWN, *lacking)
    decision = _decision(inside.files[DECISION])
    if contradictions := list(_contradictions(inside, decision)):
        return turned_out(Finding.ALTERED, *contradictions)
    again, parts = _made_again(kit, inside, decision)
    if again == inside.document:
        return turned_out(Finding.CONSISTENT)
    if others := list(elsewhere(kit, inside.record, decision)):
        return turned_out(Finding.OTHER_ENGINE, *others)
    parts += differing_parts(again, inside.document) if again else ()
    return turned_out(Finding.ALTERED if parts else Finding.CONSISTENT, *parts)


def _decision(data: bytes) -> dict[str, Any]:
    """Return the decision, or nothing where it is none."""
    try:
        decision = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    is_one = isinstance(decision, dict) and isinstance(decision.get("requirement"), dict) and isinstance(decision.get("provenance"), dict)
    return decision if is_one else {}


def _contradictions(inside: Carried, decision: Mapping[str, Any]) -> Iterator[str]:
    """Yield each part that another part says otherwise of."""
    record, about = inside.record, decision.get("requirement", {})
    digest = hashlib.sha256(inside.files[REQUIREMENT]).hexdigest()
    if not decision or hashlib.sha256(inside.files[DECISION]).hexdigest() != record.get("decision"):
        yield DECISION
    if digest != record.get("requirement") or (decision and digest != about.get("sha256")):
        yield REQUIREMENT
    if CHANGES in inside.files or record.get("changes"):
        yield from _contradicting_changes(inside)
    if decision and any(about.get(name) != record.get(name) for name in ("reference", "revision", "date")):
        yield "metadata"


def _contradicting_changes(inside: Carried) -> Iterator[str]:
    """Yield the list of changes where it is not the one recorded, or is about another document."""
    data, record = inside.files.get(CHANGES, b""), inside.record
    found = _changes(data)
    is_right = hashlib.sha256(data).hexdigest() == record.get("changes") and found is not None
    if not is_right or found is None or (found.new.requirement, found.new.decision) != (record.get("requirement"), record.get("decision")):
        yield CHANGES


def _changes(data: bytes) -> Difference | None:
    """Return the changes that a document carries, or None where there are none."""
    try:
        return parse_difference(data)
    except ValueError:
        return None


def finished_again(kit: Kit, record: Mapping[str, str], files: Mapping[str, bytes]) -> Finished:
    """Return the document that *files* give in the look that *record* tells; `DocumentError` names the part that is wrong."""
    try:
        date = datetime.date.fromisoformat(record.get("date", ""))
        judged = pipeline.judge_data(kit, REQUIREMENT, files[REQUIREMENT])
        wish = wish_of(record)
        finished = pipeline.finish(kit, pipeline.instead(kit, judged, wish), wish, date, lambda _: _changes(files.get(CHANGES, b"")))
    except (UsageError, ValueError):  # a brand or a language that is not there, or no date at all
        raise DocumentError("metadata", "a document cannot be made as it says", "make it with the brand and language of then") from None
    if isinstance(finished, pipeline.Result):
        raise DocumentError(REQUIREMENT, "it is refused today", "`specgen check` says why")
    return finished


def _made_again(kit: Kit, inside: Carried, decision: Mapping[str, Any]) -> tuple[bytes, tuple[str, ...]]:
    """Return the document made again from what it carries, and where its decision is another; no bytes where it cannot be made."""
    try:
        finished = finished_again(kit, inside.record, inside.files)
    except DocumentError as error:
        return b"", (error.file,)
    same = without_places(json.loads(finished.decision))
    differs = tuple(f"{DECISION}: {key}" for key in same if same[key] != without_places(decision).get(key))
    if not differs:  # a row of a list has its places there, not in the file that stands for it
        finished = replace(finished, decision=inside.files[DECISION])
    return pipeline.WRITERS["pdf"](finished), differs


def wish_of(record: Mapping[str, str]) -> Wish:
    """Return the look that a document was made in."""
    if record.get("paper") not in {"a4", "letter"} or record.get("kind") not in KINDS:
        raise ValueError(record.get("paper"), record.get("kind"))
    return Wish(
        None,
        record.get("language"),
        record.get("brand"),
        record["paper"],
        record.get("draft") == "yes",
        record.get("platform", ""),
        record.get("because", ""),
        audience=record.get("audience", ""),
        kind=record["kind"],
    )


def without_places(decision: Mapping[str, Any]) -> dict[str, Any]:
    """Return *decision* without where in its file a finding stands: a row of a list has its places in the list."""
    findings = decision.get("findings")
    bare = [
        {key: value for key, value in finding.items() if key not in {"line", "column"}} if isinstance(finding, dict) else finding
        for finding in (findings if isinstance(findings, list) else [])
    ]
    return {**decision, "findings": bare}


def elsewhere(kit: Kit, record: Mapping[str, str], decision: Mapping[str, Any]) -> Iterator[str]:
    """Yield what this document was made with that is another here."""
    here = pipeline.provenance(kit)
    yield from (name for name, value in here if decision["provenance"].get(name) != value)
    if record.get("workspace") != pipeline.workspace_digest(kit):
        yield "workspace"
    if record.get("engine") != environment.engine():
        yield "engine"

"""What is compared, wherever it lies: a PDF, a decision, a requirement file or an archived revision, as a side of a difference."""

import datetime
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from specgen import pipeline, trace
from specgen.archive import storage, succession
from specgen.archive.history import Filed, History, history
from specgen.archive.layout import Layout
from specgen.archive.record import DECISION, REQUIREMENT
from specgen.difference import Side
from specgen.errors import DocumentError
from specgen.files.carried import carried
from specgen.files.received import receive_data
from specgen.findings import Finding
from specgen.pipeline import Former, Judged, Kit
from specgen.requirement import Requirement


def side_of_file(kit: Kit, file: Path, today: datetime.date) -> Side | Judged:
    """Return the document in *file* as a side; a requirement file is decided here and now, and may be refused."""
    with file.open("rb") as opened:
        start = opened.read(5)
    if start == b"%PDF-":
        files = carried(file).files
        missing = [name for name in (REQUIREMENT, DECISION) if name not in files]
        if missing:
            raise DocumentError(str(file), f"it does not carry {missing[0]}", "name a PDF that specgen has made")
        return side(kit, files[REQUIREMENT], files[DECISION], str(file))
    if file.suffix.lower() == ".json" and (said := _decision(data := file.read_bytes())):
        return Side(pipeline.about(said, data), None, said)
    judged = pipeline.judge(kit, str(file))
    if judged.decision is None:
        return judged
    said = pipeline.decision_json(kit, judged, today)
    return Side(pipeline.about(said, trace.as_bytes(said)), judged.received.requirement, said)


def side(kit: Kit, requirement: bytes, decision: bytes, name: str) -> Side:
    """Return a document by what it carries; where today's specgen would refuse its requirement, there are no fields to compare."""
    said = _decision(decision)
    if not said:
        raise DocumentError(name, "the decision that it carries is not one of specgen's", "take another copy")
    return Side(pipeline.about(said, decision), receive_data(name, requirement, kit.catalog).requirement, said)


def side_of_archived(kit: Kit, layout: Layout, held: History, filed: Filed) -> Side:
    """Return an archived revision as a side."""
    return side(kit, *_parts(layout, held, filed))


def _parts(layout: Layout, held: History, filed: Filed) -> tuple[bytes, bytes, str]:
    """Return an archived revision's requirement and decision, and how it is called."""
    requirement, decision = (storage.content(layout, held.inventory, filed.files[name]) for name in (REQUIREMENT, DECISION))
    return requirement, decision, f"{held.inventory.reference}@{filed.record.subject.revision}"


@dataclass(frozen=True, slots=True)
class Kept:
    """What an archive has before a requirement: the last revision in its own bytes, which travel, and what is said of following it."""

    requirement: bytes = b""
    decision: bytes = b""
    name: str = ""
    findings: tuple[Finding, ...] = ()

    def side(self, kit: Kit) -> Side | None:
        """Return the former revision as a side, where there is one."""
        return side(kit, self.requirement, self.decision, self.name) if self.name else None


def kept_before(layout: Layout, requirement: Requirement) -> Kept:
    """Return what the archive *layout*, if there is one, has before *requirement*."""
    held = history(layout, layout.key(requirement.reference)) if layout.is_made else None
    filed, findings = succession.before(held, requirement.revision), tuple(succession.remarks(held, requirement.revision))
    if held is None or filed is None:
        return Kept(findings=findings)
    return Kept(*_parts(layout, held, filed), findings)


def former_in(kit: Kit, layout: Layout) -> Callable[[Requirement], Former]:
    """Return the look-up of what an archive has before a requirement."""

    def look_up(requirement: Requirement) -> Former:
        kept = kept_before(layout, requirement)
        return Former(kept.side(kit), kept.findings)

    return look_up


def _decision(data: bytes) -> dict[str, Any]:
    """Return the decision in *data*, or nothing where it is none."""
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    is_one = isinstance(said, dict) and said.get("format") == trace.FORMAT and isinstance(said.get("requirement"), dict)
    return said if is_one else {}

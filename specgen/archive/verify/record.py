"""What an object's own records vouch for: `record.json` of a version tells the digest of each file that went in and came out.

So whoever exchanges a document and restates the inventories must also forge the record, which says who filed it.
"""

from pathlib import Path
from typing import Any, Final

from specgen.archive.verify import document
from specgen.archive.verify.disk import try_read
from specgen.archive.verify.document import Block
from specgen.archive.verify.inventory import Inventory, Version, number_of
from specgen.archive.verify.problems import Notes

RECORD: Final = "record.json"
FORMAT: Final = "specgen-record/1"
_LONGEST: Final = 1 << 20


def note_records(folder: Path, judge: Inventory, on_disk: list[str], notes: Notes) -> None:
    """Note each file of a version that is another than its record vouches for; records of other programs are passed over."""
    seen = set()
    for name, version in sorted(judge.versions.items(), key=lambda entry: number_of(entry[0])):
        digest = version.state.get(RECORD, "").lower()
        stored = next((path for path, other in judge.manifest.items() if other == digest and path in on_disk), "")
        if stored and stored not in seen:
            seen.add(stored)
            _note_record(folder, stored, name, version, notes)


def _note_record(folder: Path, file: str, name: str, version: Version, notes: Notes) -> None:
    for path, digest in _told(folder, file, notes).items():
        if version.state.get(path, "").lower() != digest:
            notes.add("record-contradicted", file, name, path=path)


def _told(folder: Path, file: str, notes: Notes) -> dict[str, Any]:
    """Return the digest of each file that the record in *file* vouches for."""
    data = try_read(folder, file, _LONGEST, notes)
    try:
        record = document.parse(data or b"")
    except ValueError:
        return {}
    if not isinstance(record, Block) or record.get("format") != FORMAT:
        return {}
    groups = (record.get("received"), record.get("made"))
    return {path: digest for group in groups if isinstance(group, Block) for path, digest in group.items()}

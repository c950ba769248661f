"""One OCFL object against itself: its folder, its inventories against each other, and every file against its digest."""

import time
from pathlib import Path
from typing import Final

from specgen.archive.verify.contents import Claims, note_contents
from specgen.archive.verify.disk import Listing, Ticks, listing, silent
from specgen.archive.verify.erasure import note_erasures
from specgen.archive.verify.folder import contents, declared, note_other_entries, version_folders
from specgen.archive.verify.history import note_coverage, note_root_inventory, note_specification, note_version
from specgen.archive.verify.inventory import Inventory
from specgen.archive.verify.problems import Notes, ObjectReport
from specgen.archive.verify.record import note_records
from specgen.archive.verify.stored import INVENTORY, Stored, note_digest, sidecars, stored, weigh

# What an object shows for a moment while a writer puts the next version in place.
_UNFINISHED: Final = {"inventories-differ", "version-without-block", "sidecar-changed", "inventory-or-sidecar-changed"}
_MOST_LOOKS: Final = 5
_PAUSE_S: Final = 0.05


def verify_object(folder: Path, place: str = "", ticks: Ticks = silent) -> ObjectReport:
    """Return what is found of the object in *folder*; *ticks* is told of each piece that was read.

    What looks like a version on its way in is looked at until it stays the same: a reader may meet a writer.
    """
    report = _look(folder, place, ticks)
    for _ in range(_MOST_LOOKS):
        if not any(problem.kind in _UNFINISHED for problem in report.problems):
            break
        time.sleep(_PAUSE_S)
        earlier, report = report, _look(folder, place, ticks)
        if report == earlier:
            break
    return report


def _look(folder: Path, place: str, ticks: Ticks) -> ObjectReport:
    notes = Notes()
    listed = listing(folder, "", notes)
    specification = declared(folder, listed, notes)
    versions = version_folders(listed, notes)
    inside = {version: listing(folder / version, version, notes) for version in versions}
    root = stored(folder, "", listed, notes)
    latest = stored(folder, versions[-1], inside[versions[-1]], notes) if versions else None
    judge = weigh(root, latest, notes)
    note_other_entries(folder, listed, notes)
    if INVENTORY not in listed.files:
        notes.add("inventory-missing", INVENTORY)
    if root and root.inventory:
        note_root_inventory(root.inventory, specification, versions, notes)
    on_disk = [file for version in versions for file in contents(folder, version, inside[version], judge, notes)]
    if judge is None:
        return ObjectReport(place, "", len(versions), len(on_disk), problems=notes.of(""))
    claims = _history(folder, inside, latest, judge, on_disk, notes)
    size = note_contents(folder, judge, on_disk, claims, notes, ticks)
    note_records(folder, judge, on_disk, notes)
    note_erasures(folder, judge, on_disk, notes)
    return ObjectReport(place, judge.id, len(versions), len(on_disk), size, notes.of(judge.id))


def _history(folder: Path, inside: dict[str, Listing], latest: Stored | None, judge: Inventory, on_disk: list[str], notes: Notes) -> Claims:
    """Note what the inventories of the versions are at odds with; return what they claim of the files.

    One at a time: an object with many versions has as many inventories, each larger than the one before.
    """
    claims, before = Claims(judge), ""
    for version, listed in inside.items():
        is_latest = latest is not None and version == latest.where
        one = latest if is_latest else stored(folder, version, listed, notes)
        if one is None and INVENTORY not in listed.files and not sidecars(listed):
            notes.add("version-inventory-missing", version)
        elif one is None and INVENTORY not in listed.files:
            notes.add("inventory-missing", f"{version}/{INVENTORY}")
        if one is None or one.inventory is None:
            if one and not is_latest:
                note_digest(one, None, notes)
                notes.take(one.notes)
            continue
        note_version(one, version, judge, is_latest=is_latest, notes=notes)
        before = note_specification(one.inventory, before, notes)
        if not is_latest:
            note_coverage(one.inventory, version, judge, on_disk, notes)
            claims.take(one.inventory)
    return claims

"""The folders of an object: its declaration, its versions by name and number, and what has no business there."""

import re
from pathlib import Path
from typing import Final

from specgen.archive.verify.disk import Listing, below, files_below, listing, try_read
from specgen.archive.verify.inventory import SPECIFICATIONS, VERSION, Inventory, number_of
from specgen.archive.verify.problems import Notes
from specgen.archive.verify.stored import INVENTORY, sidecars

DECLARED: Final = "0=ocfl_object_"
REGISTERED: Final = re.compile(r"00(0[1-9]|1[0-3])-[a-z0-9]+(-[a-z0-9]+)*|initial")
_DECLARATION: Final = re.compile(r"(?P<tag>[^=]*)=(?P<value>.*)", re.DOTALL)
_LONGEST_DECLARATION: Final = 256


def declared(folder: Path, listed: Listing, notes: Notes) -> str:
    """Return the OCFL version that the object declares, or nothing."""
    found = []
    for name in listed.files:
        match = _DECLARATION.fullmatch(name)
        if not match:
            continue
        value = match["value"].removeprefix(DECLARED[2:])
        if match["tag"] != "0":
            notes.add("declaration-tag", name)
        elif not match["value"].startswith(DECLARED[2:]):
            notes.add("declaration-value", name)
        elif value not in SPECIFICATIONS:
            notes.add("declaration-version", name)
        else:
            found.append(value)
            content = try_read(folder, name, _LONGEST_DECLARATION, notes)
            if content is not None and content != f"{name[2:]}\n".encode():
                notes.add("declaration-content", name)
    if not found:
        notes.add("declaration-missing", DECLARED + SPECIFICATIONS[-1])
    if len(found) > 1:
        notes.add("declarations-several", DECLARED + found[0])
    return found[-1] if found else ""


def version_folders(listed: Listing, notes: Notes) -> tuple[str, ...]:
    """Return the folders of versions in order; what their names and their sequence lack is noted."""
    versions = sorted((name for name in listed.folders if VERSION.fullmatch(name)), key=lambda name: (number_of(name), name))
    if not versions:
        notes.add("versions-none")
        return ()
    for previous, version in zip(["v0", *versions], versions, strict=False):
        expected = number_of(previous) + 1
        if number_of(version) > expected:
            notes.add("versions-gap" if expected > 1 else "versions-not-from-one", version=f"v{expected}", before=version)
    width = len(versions[0]) if versions[0].startswith("v0") else 0
    for version in versions:
        if width and len(version) == width and not version.startswith("v0"):
            notes.add("version-padding", version)
            notes.add("version-name-new-habit", version)
        elif (len(version) != width) if width else version.startswith("v0"):
            notes.add("version-names-mixed", version)
    if width:
        notes.add("version-padded", versions[0])
    return tuple(versions)


def note_other_entries(folder: Path, listed: Listing, notes: Notes) -> None:
    """Note what does not belong into an object's own folder."""
    known = {INVENTORY, *sidecars(listed)}
    for name in listed.files:
        if name not in known and not _DECLARATION.fullmatch(name):
            notes.add("unexpected-file", name)
    for name in listed.folders:
        if name == "extensions":
            note_extensions(folder, "extension-unexpected", "extension-unregistered", notes)
        elif name == "logs":
            files_below(folder, name, notes)
        elif not VERSION.fullmatch(name):
            notes.add("unexpected-folder", name)


def note_extensions(folder: Path, unexpected: str, unregistered: str, notes: Notes) -> None:
    """Note what the folder `extensions` must not hold, and names that the OCFL editors have not registered."""
    inside = listing(folder / "extensions", "extensions", notes)
    for name in inside.files:
        notes.add(unexpected, below("extensions", name))
    for name in inside.folders:
        if not REGISTERED.fullmatch(name):
            notes.add(unregistered, below("extensions", name))
        files_below(folder, below("extensions", name), notes)


def contents(folder: Path, version: str, inside: Listing, judge: Inventory | None, notes: Notes) -> tuple[str, ...]:
    """Return the content files of a version; what else its folder holds is noted."""
    known = {INVENTORY, *sidecars(inside)}
    content = judge.content_directory if judge else "content"
    is_expected = judge is not None and any(path.startswith(f"{version}/") for path in judge.manifest)
    for name in inside.files:
        if name not in known:
            notes.add("version-unexpected-file", below(version, name))
    for name in inside.folders:
        if name != content:
            notes.add("version-unexpected-folder", below(version, name))
    place = below(version, content)
    if content not in inside.folders:
        if is_expected:
            notes.add("content-folder-missing", place)
        return ()
    if listing(folder / place, place, Notes()).is_empty:
        if not is_expected:
            notes.add("content-folder-needless", place)
        return ()
    empty: list[str] = []
    files = files_below(folder, place, notes, empty.append)
    for path in empty:
        if not judge or not any(file.startswith(f"{path}/") for file in judge.manifest):  # else what it held is missing
            notes.add("empty-folder", path)
    return files

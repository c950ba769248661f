"""The storage root: its declaration, the folders that lead to the objects, and every object at its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from specgen.archive.verify.disk import Listing, Ticks, below, listing, silent, try_read
from specgen.archive.verify.document import MOST_BYTES
from specgen.archive.verify.folder import DECLARED, note_extensions
from specgen.archive.verify.inventory import SPECIFICATIONS, VERSION, read_inventory
from specgen.archive.verify.layout import FILE, Layout, layout_of
from specgen.archive.verify.objects import verify_object
from specgen.archive.verify.problems import Notes, ObjectReport
from specgen.archive.verify.stored import INVENTORY

_DECLARED: Final = "0=ocfl_"
_DECLARATION: Final = re.compile(r"(?P<tag>[0-9]+)=(?P<value>.*)", re.DOTALL)
_LONGEST_DECLARATION: Final = 256


def verify_root(root: Path, after: str = "", ticks: Ticks = silent) -> Iterator[ObjectReport]:
    """Yield what is found of each object below *root*, in the order of their places, and of places that are not in order.

    The storage root's own report comes first. With *after*, the place of an earlier report, the objects up to it are passed
    over: the caller keeps the place and may go on another day.
    """
    notes = Notes()
    listed = listing(root, "", notes)
    specification = _declared(root, listed, notes)
    layout = layout_of(root, listed, notes)
    if "extensions" in listed.folders:
        note_extensions(root, "root-extension-unexpected", "root-extension-unregistered", notes)
    yield ObjectReport("", problems=notes.of(""), is_object=False)
    yard = _Yard(specification, layout)
    for place in places(root, listed, after):
        yield yard.placed(verify_object(root / place.path, place.path, ticks), root) if place.is_object else place.report()


def _declared(root: Path, listed: Listing, notes: Notes) -> str:
    """Return the OCFL version that the storage root declares, or nothing; other files there are nobody's concern."""
    found = []
    for name in listed.files:
        match = _DECLARATION.fullmatch(name)
        if not match:
            continue
        version = match["value"].removeprefix(_DECLARED[2:])
        if match["tag"] != "0":
            notes.add("root-declaration-tag", name)
        elif not match["value"].startswith(_DECLARED[2:]):
            notes.add("root-declaration-value", name)
        elif version not in SPECIFICATIONS:
            notes.add("root-declaration-version", name)
        else:
            found.append(version)
            content = try_read(root, name, _LONGEST_DECLARATION, notes)
            if content is not None and content != f"{name[2:]}\n".encode():
                notes.add("root-declaration-content", name)
    if not found:
        notes.add("root-missing", _DECLARED + SPECIFICATIONS[-1])
    if len(found) > 1:
        notes.add("root-declarations-several", _DECLARED + found[0])
    return found[-1] if found else ""


def is_root(root: Path) -> bool:
    """Return whether *root* says of itself, in any of its files, that it is a storage root."""
    files = listing(root, "", Notes()).files
    return FILE in files or any(name.startswith(_DECLARED) for name in files)


# --- the way to the objects -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """A folder below the storage root: an object, or one with something to note."""

    path: str
    is_object: bool
    notes: Notes

    def report(self) -> ObjectReport:
        """Return the report on a place that holds no object."""
        return ObjectReport(self.path, problems=self.notes.of(""), is_object=False)


def places(root: Path, listed: Listing, after: str = "") -> Iterator[Place]:
    """Yield the objects below *root* beyond *after*, and the folders with something to note, in order of their paths."""
    passed = tuple(after.split("/")) if after else ()
    waiting = [name for name in reversed(listed.folders) if name != "extensions"]
    while waiting:
        path = waiting.pop()
        parts = tuple(path.split("/"))
        if parts < passed[: len(parts)] or parts == passed:
            continue
        notes = Notes()
        here = listing(root / path, path, notes)
        if _looks_like_object(here):
            yield Place(path, is_object=True, notes=Notes())
            continue
        for name in here.files:
            notes.add("root-stray-file", below(path, name))
        if here.is_empty:
            notes.add("root-empty-folder", path)
        if notes.of("") and parts != passed[: len(parts)]:
            yield Place(path, is_object=False, notes=notes)
        waiting.extend(below(path, name) for name in reversed(here.folders))


def _looks_like_object(here: Listing) -> bool:
    """Return whether a folder is an object, even one that has lost its declaration or its inventory."""
    return any(name.startswith(DECLARED) for name in here.files) or INVENTORY in here.files or any(map(VERSION.fullmatch, here.folders))


@dataclass(slots=True)
class _Yard:
    """The objects among each other: each at the place that its id gives, none newer than the root, no id twice."""

    specification: str
    layout: Layout | None
    seen: dict[str, str] = field(default_factory=dict)  # only where no layout makes ids unique by their places

    def placed(self, report: ObjectReport, root: Path) -> ObjectReport:
        """Return *report* with what concerns the object's place among the others."""
        notes = Notes()
        if self.specification == SPECIFICATIONS[0] and (root / report.place / f"{DECLARED}{SPECIFICATIONS[1]}").is_file():
            notes.add("object-newer-than-root", f"{DECLARED}{SPECIFICATIONS[1]}", root=self.specification)
        if report.object and self.layout and self.layout.place(report.object) != report.place:
            notes.add("place-wrong", expected=self.layout.place(report.object))
        elif report.object and not self.layout:
            first = self.seen.setdefault(report.object, report.place)
            if first != report.place:
                notes.add("id-twice", INVENTORY, id=report.object, other=first)
        return replace(report, problems=report.problems + notes.of(report.object))


# --- one among many ---------------------------------------------------------------------------------------------------


def verify_references(root: Path, references: list[str], ticks: Ticks = silent) -> Iterator[ObjectReport]:
    """Yield what is found of the object of each reference; one that the archive does not have is damage as well."""
    found = find_objects(root, references)
    yard = _Yard("", layout_of(root, listing(root, "", Notes()), Notes()))
    for reference in dict.fromkeys(references):
        if reference in found:
            yield yard.placed(verify_object(root / found[reference], found[reference], ticks), root)
        else:
            notes = Notes()
            notes.add("object-missing", reference=reference)
            yield ObjectReport("", reference, problems=notes.of(reference))


def find_objects(root: Path, references: list[str]) -> dict[str, str]:
    """Return the place of the object of each reference, as far as there is one.

    An object's id is the reference, or ends with it after a colon or a slash. The layout gives the place where the id can be
    told from that of the first object; else every inventory is looked at.
    """
    listed = listing(root, "", Notes())
    layout = layout_of(root, listed, Notes())
    wanted = dict.fromkeys(references)
    found: dict[str, str] = {}
    for place in places(root, listed):
        if not place.is_object:
            continue
        name = _id(root / place.path)
        if layout and name and not found:
            found |= _by_layout(root, layout, name, references)
        found |= {reference: place.path for reference in wanted.keys() - found.keys() if _names(name, reference)}
        if len(found) == len(wanted):
            break
    return found


def _by_layout(root: Path, layout: Layout, example: str, references: list[str]) -> dict[str, str]:
    prefix = re.match(r"(.*[:/])?", example, re.DOTALL)
    expected = {reference: layout.place((prefix[0] if prefix else "") + reference) for reference in references}
    return {reference: place for reference, place in expected.items() if _is_folder_below(root, place)}


def _is_folder_below(root: Path, place: str) -> bool:
    """Return whether *place*, made of names that may say anything, is a folder of the storage root and no way out of it."""
    here = ""
    for part in place.split("/"):
        if part not in listing(root / here, here, Notes()).folders:
            return False
        here = below(here, part)
    return True


def _names(name: str, reference: str) -> bool:
    return name == reference or name.endswith((f":{reference}", f"/{reference}"))


def _id(folder: Path) -> str:
    data = try_read(folder, INVENTORY, MOST_BYTES, Notes())
    inventory = read_inventory(data, INVENTORY, Notes()) if data else None
    return inventory.id if inventory else ""

"""Objects of the archive, read and written: the order in which a version is written, and how a half-written one is finished.

A version is put together in the work folder, brought to the disk, and then renamed into the object: that rename is the
moment from which it exists. Readers go by the inventory in the object's folder, which is replaced after it, so they see the
former version or the new one. Whoever writes holds the object's lock.
"""

import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from specgen.archive import disk, inventory
from specgen.archive.inventory import NAME, SIDECAR, Inventory, Stamp
from specgen.archive.layout import OBJECT_MARK, Layout, digest
from specgen.errors import DamagedArchiveError

_VERSION: Final = re.compile(r"v[1-9][0-9]*")
_CONTENT: Final = re.compile(r"v[1-9][0-9]*/content/[a-z]+\.[a-z]+")
_GROUP: Final = re.compile(r"[0-9a-f]{3}")
_KEY: Final = re.compile(r"[0-9a-f]{64}")
_TRIES: Final = 100
_PAUSE_S: Final = 0.01


def keys(layout: Layout) -> Iterator[str]:
    """Yield the key of every object, in order."""
    yield from _keys(layout.root, 0)


def _keys(folder: Path, depth: int) -> Iterator[str]:
    wanted = _GROUP if depth < 3 else _KEY
    for inner in sorted(path.name for path in folder.iterdir() if wanted.fullmatch(path.name)):
        if depth < 3:
            yield from _keys(folder / inner, depth + 1)
        else:
            yield inner


def read(layout: Layout, key: str) -> Inventory | None:
    """Return the inventory of an object, or None where there is no such object."""
    path = layout.folder(key) / NAME
    for _ in range(_TRIES):
        try:
            return inventory.parse(path.read_bytes(), str(path))
        except FileNotFoundError:
            if path.parent.is_dir():
                raise DamagedArchiveError(str(path), "the inventory is missing") from None
            if not former(layout, key).is_dir():
                return None
            time.sleep(_PAUSE_S)  # it is being exchanged, which takes two renames
    cure = "the next command that writes to the archive finishes this, such as `specgen archive index`"
    raise DamagedArchiveError(str(path.parent), "an erasure was stopped before its end", cure)


def content(layout: Layout, held: Inventory, key: str) -> bytes:
    """Return the bytes of the digest *key*, proven by it."""
    folder = layout.folder(layout.key(held.reference))
    path = held.manifest.get(key, "")
    if not _CONTENT.fullmatch(path):
        raise DamagedArchiveError(str(folder / NAME), f"it has no place for the content {key[:16]}…")
    try:
        data = (folder / path).read_bytes()
    except FileNotFoundError:
        raise DamagedArchiveError(str(folder / path), "this file is missing") from None
    if digest(data) != key:
        raise DamagedArchiveError(str(folder / path), "this file is not the one that was archived: its digest differs")
    return data


def commit(layout: Layout, held: Inventory, files: Mapping[str, bytes], stamp: Stamp) -> Inventory:
    """Add a version that consists of *files*, and return the object's new inventory."""
    key = layout.key(held.reference)
    folder, staging = layout.folder(key), layout.work / key
    after, added = held.with_version(files, stamp)
    own = after.files()
    version = {**added, **{f"{after.head}/{name}": data for name, data in own.items()}}
    if held.versions:
        disk.write_tree(staging, version)
        disk.sync(layout.work)
        disk.move(staging / after.head, folder / after.head)
        _put(folder, own, staging)
    else:
        stage(layout, key, {**version, **own})
        _move_in(staged(layout, key), folder)
    return after


def stage(layout: Layout, key: str, tree: Mapping[str, bytes]) -> None:
    """Put a whole object together in the work folder."""
    disk.write_tree(layout.work / key, {f"object/{name}": data for name, data in {**tree, OBJECT_MARK[0]: OBJECT_MARK[1]}.items()})
    disk.sync(layout.work)


def staged(layout: Layout, key: str) -> Path:
    """Return where an object that was put together waits for its place."""
    return layout.work / key / "object"


def former(layout: Layout, key: str) -> Path:
    """Return where an object lies while another takes its place."""
    return layout.work / key / "former"


def _move_in(staged: Path, folder: Path) -> None:
    """Rename a new object into its place; another process may clear away the empty folders above it at the same time."""
    for _ in range(_TRIES):
        disk.make_folders(folder.parent)
        try:
            disk.move(staged, folder)
        except FileNotFoundError:
            continue
        return
    raise FileNotFoundError(2, "the folder was taken away each time", str(folder.parent))


def _put(folder: Path, own: Mapping[str, bytes], staging: Path) -> None:
    for name in (NAME, SIDECAR):
        disk.replace(folder / name, own[name], staging)


def finish(layout: Layout, key: str) -> str:
    """Finish what a killed writer left in an object, and say what was done: `finished`, `set aside`, or nothing.

    Only what a writer can leave is touched; anything else is damage, which nobody may paint over.
    """
    folder = layout.folder(key)
    numbers = sorted(int(path.name[1:]) for path in folder.iterdir() if _VERSION.fullmatch(path.name))
    root, root_agrees = _inventory_in(folder)
    newest, newest_agrees = _inventory_in(folder / f"v{numbers[-1]}") if numbers else (b"", False)
    if root_agrees and root == newest:
        return ""
    former, former_agrees = _inventory_in(folder / f"v{numbers[-2]}") if len(numbers) > 1 else (b"", False)
    if newest_agrees and root and root in (newest, former):
        staging = layout.work / key
        disk.make_folders(staging)
        _put(folder, inventory.parse(newest, str(folder)).files(), staging)
        return "finished"
    if former_agrees and root_agrees and root == former:
        set_aside(layout, folder / f"v{numbers[-1]}", f"{key}-v{numbers[-1]}")
        return "set aside"
    raise DamagedArchiveError(str(folder / NAME), "the object's inventories contradict each other")


def _inventory_in(folder: Path) -> tuple[bytes, bool]:
    """Return the inventory in *folder*, empty where there is none, and whether its sidecar agrees with it."""
    try:
        data = (folder / NAME).read_bytes()
        return data, inventory.agrees(data, (folder / SIDECAR).read_bytes())
    except FileNotFoundError:
        return b"", False


def set_aside(layout: Layout, path: Path, name: str) -> Path:
    """Move *path* to the folder of unfinished work, where nothing is ever overwritten, and return its new place."""
    free = (place for count in range(1, _TRIES * _TRIES) if not (place := layout.aside / f"{name}-{count}").exists())
    target = next(free)
    disk.move(path, target)
    return target

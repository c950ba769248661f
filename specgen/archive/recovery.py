"""What killed writers left, finished or set aside: on the next opening of the archive, and told.

Whoever writes an object has a folder in the work folder for as long as that takes, so that the next one need not search the
whole archive for what is half done.
"""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from specgen.archive import disk, index, storage
from specgen.archive.layout import Layout
from specgen.errors import DamagedArchiveError, SpecgenError


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was found of a killed writer: whether it was `finished` or `set aside`, or is `damaged`, and where it lies now."""

    what: str
    where: str


def open_for_writing(layout: Layout) -> tuple[Recovered, ...]:
    """Make the archive where there is none, and return what was recovered; what another process is writing is left alone."""
    layout.make()
    found: list[Recovered] = []
    for key in sorted(path.name for path in layout.work.iterdir()):
        with disk.locked(layout.lock(key), wait=False) as is_ours:
            if is_ours:
                found += _settled(layout, key)
    return tuple(found)


def _settled(layout: Layout, key: str) -> list[Recovered]:
    """Settle an object; one that is damaged must not keep the others from being written."""
    try:
        return settle(layout, key)
    except DamagedArchiveError as error:
        return [Recovered("damaged", str(error))]


@contextlib.contextmanager
def holding(layout: Layout, key: str) -> Iterator[None]:
    """Hold an object for writing, whole before and after; where writing fails, what was not yet archived is taken away."""
    with disk.locked(layout.lock(key)):
        settle(layout, key)
        try:
            yield
        except BaseException:
            with contextlib.suppress(OSError, SpecgenError):  # then the next opening does it
                settle(layout, key, keep=False)
            raise
        settle(layout, key)


def exchange(layout: Layout, key: str, tree: Mapping[str, bytes]) -> None:
    """Put an object that consists of *tree* in the place of the one that is there, of which nothing stays.

    From the moment in which the former is out of its place, whoever opens the archive finishes this.
    """
    storage.stage(layout, key, tree)
    disk.move(layout.folder(key), storage.former(layout, key))
    _finish_exchange(layout, key)


def _finish_exchange(layout: Layout, key: str) -> bool:
    """Finish an exchange, and return whether there was one: the index goes as well, which would keep words that are erased."""
    if not storage.former(layout, key).is_dir():
        return False
    if not layout.folder(key).is_dir():
        disk.move(storage.staged(layout, key), layout.folder(key))
    index.discard(layout)
    disk.remove(storage.former(layout, key))
    return True


def settle(layout: Layout, key: str, *, keep: bool = True) -> list[Recovered]:
    """Bring an object, its entry in the index and the work folder in order, under its lock; return what there was to do."""
    folder, staging = layout.folder(key), layout.work / key
    found = [Recovered("finished", str(folder))] if _finish_exchange(layout, key) else []
    if folder.is_dir() and (what := storage.finish(layout, key)):
        found.append(Recovered(what, str(folder)))
    if not staging.is_dir():
        return found
    if folder.is_dir():
        index.refresh(layout, key)
    else:
        disk.remove_empty(folder.parent, layout.root)
    if keep and any(path.is_dir() for path in staging.iterdir()):
        found.append(Recovered("set aside", str(storage.set_aside(layout, staging, key))))
    else:
        disk.remove(staging)
    return found

"""Archived documents as a plain folder: names that people read, and a checksum list that `sha512sum -c` proves."""

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from specgen.archive import disk, storage
from specgen.archive.history import History
from specgen.archive.layout import Layout
from specgen.archive.record import ERASURES, LOG
from specgen.errors import UsageError

SUMS: Final = "SHA512SUMS"


def export(layout: Layout, histories: Iterable[History], target: Path) -> int:
    """Write *histories* to the new folder *target*, whole or not at all, and return how many files there are.

    `REFERENCE/REVISION/document.pdf` and its companions, `REFERENCE/log.jsonl`, and the list of checksums.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{target} exists already: name a new folder with --output DIR")
    disk.make_folders(target.parent)
    staging = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if staging.exists():  # of a process long gone
            disk.remove(staging)
        disk.make_folders(staging)
        sums = _fill(layout, histories, staging)
        disk.write(staging / SUMS, "".join(sums).encode())
        disk.sync(staging)
        disk.move(staging, target)
    except BaseException:
        with contextlib.suppress(OSError):
            disk.remove(staging)
        raise
    return len(sums)


def _fill(layout: Layout, histories: Iterable[History], folder: Path) -> list[str]:
    sums = []
    for held in histories:
        reference = held.inventory.reference
        files = {f"{revision}/{name}": digest for revision, name, digest in _files(held)}
        files |= {name: digest for name, digest in held.inventory.state.items() if name in {LOG, ERASURES}}
        disk.write_tree(folder / reference, {name: storage.content(layout, held.inventory, digest) for name, digest in files.items()})
        sums += [f"{digest}  {reference}/{name}\n" for name, digest in sorted(files.items())]
    return sums


def _files(held: History) -> Iterator[tuple[str, str, str]]:
    for filed in held.filed:
        for name, digest in filed.files.items():
            yield filed.record.subject.revision, name, digest

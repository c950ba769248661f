"""The archive under faults: whatever call fails, nothing that was archived is lost and no object is ever invalid.

Here each call meets one kind of fault, in turn; `make soak` tries every kind at every call, and faults in the recovery too.
"""

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from multiprocessing import get_context
from pathlib import Path

import faults
import pytest
from faults import KINDS, OPERATIONS
from filings import STAMP, filing, judged_by_ocfl_py

from specgen.archive import disk, index, operations, recovery, storage
from specgen.archive.history import history
from specgen.archive.inventory import Inventory, Stamp
from specgen.archive.layout import Layout
from specgen.errors import DamagedArchiveError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork and no flock; the archive is read-only there")
LEAST = {
    "add to a new archive": 120,
    "add an object": 80,
    "add a revision": 80,
    "state": 70,
    "accept a change": 70,
    "revise": 90,
    "erase": 120,
    "index": 20,
    "export": 60,
}


@pytest.fixture
def quick() -> Iterator[Path]:
    """Return an empty folder, in memory where the system has such a disk: what is tried is the order, not the disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)


@pytest.mark.slow
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_call_may_fail_once(name: str, quick: Path) -> None:
    found = list(faults.faults_of(name, quick, lambda at: (KINDS[at % len(KINDS)],)))
    assert len(found) >= LEAST[name], "hardly a fault was injected: this test would prove little"
    assert [(what, wrong) for what, wrong in found if wrong] == []


@pytest.mark.slow
@pytest.mark.parametrize(("name", "share"), [("add an object", 0.73), ("erase", 0.8)])
def test_the_recovery_may_fail_as_well(name: str, share: float, quick: Path) -> None:
    """Here from one death of each, while folders are being made and while the former object is being taken away."""
    found = list(faults.faults_of_recovery(name, quick, lambda at, calls: at == round(share * calls)))
    assert len(found) > 25, "hardly a fault was injected: this test would prove little"
    assert [(what, wrong) for what, wrong in found if wrong] == []


def test_the_harness_sees_a_writer_in_the_wrong_order(quick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard goes red: who replaces the inventory before the version is in its place leaves invalid objects."""
    right = storage.commit

    def commit(layout: Layout, held: Inventory, files: Mapping[str, bytes], stamp: Stamp) -> Inventory:
        if not held.versions:
            return right(layout, held, files, stamp)
        key = layout.key(held.reference)
        after, added = held.with_version(files, stamp)
        own = after.files()
        disk.write_tree(layout.work / key, {**added, **{f"{after.head}/{name}": data for name, data in own.items()}})
        storage._put(layout.folder(key), own, layout.work / key)
        disk.move(layout.work / key / after.head, layout.folder(key) / after.head)
        return after

    monkeypatch.setattr(storage, "commit", commit)
    with pytest.raises(DamagedArchiveError, match="v3/content/log.jsonl: this file is missing"):
        list(faults.faults_of("state", quick, lambda _: ("kill after",)))


# --- several writers ----------------------------------------------------------------------------------------------------


def update(root: str, writer: int, count: int, references: int) -> None:
    layout = Layout(Path(root))
    recovery.open_for_writing(layout)
    for number in range(count):
        reference = f"R-{number % references}"
        operations.add(layout, filing(reference), STAMP)
        operations.note_state(layout, reference, "sent", Stamp(STAMP.created, f"writer {writer}", f"letter {number}"))


def updated_by(root: Path, writers: int, count: int, references: int) -> None:
    """Let *writers* processes make *count* updates each, all at once."""
    context = get_context("spawn")
    processes = [context.Process(target=update, args=(str(root), writer, count, references)) for writer in range(writers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * writers


@pytest.mark.slow
def test_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    """4 processes, 10 updates each, on 2 objects, in an archive that all of them begin: 40 updates and 2 first versions."""
    root = tmp_path / "archive"
    updated_by(root, 4, 10, 2)
    layout = Layout(root)
    held = [history(layout, layout.key(f"R-{number}")) for number in range(2)]
    events = [event for one in held if one for event in one.events]
    assert Counter(event.state for event in events) == {"filed": 2, "sent": 40}
    assert len({(event.by, event.because) for event in events if event.state == "sent"}) == 40
    assert sum(len(one.inventory.versions) for one in held if one) == 42
    assert judged_by_ocfl_py(root) == []
    assert faults.rows_of(root) == faults.rows_of_objects(root)
    assert list(layout.work.iterdir()) == []
    assert index.build(layout).records == 2

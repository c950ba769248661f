"""The archive at length: `make soak`, or `python tests/soak/archive.py [faults|writers|many [COUNT]]`; without a name, all three.

- faults: every kind of fault at every call of every operation, then faults in the recovery from a death at every call.
- writers: 8 processes, 250 updates each, on 4 objects.
- many: 100,000 small objects; what adding, indexing, listing and finding cost, and whether memory stays flat.
"""

import logging
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
os.environ["PYTHONPATH"] = str(ROOT)

import faults  # noqa: E402
from filings import STAMP, filing, judged_by_ocfl_py  # noqa: E402
from test_archive_faults import updated_by  # noqa: E402

from specgen.archive import index, operations, recovery, storage  # noqa: E402
from specgen.archive.history import history  # noqa: E402
from specgen.archive.index import Wanted  # noqa: E402
from specgen.archive.layout import Layout  # noqa: E402


def main(names: list[str]) -> int:
    """Run what *names* say and return the number of failures."""
    logging.disable(logging.INFO)
    count = int(names.pop()) if names and names[-1].isdigit() else 100_000
    wanted = names or ["faults", "writers", "many"]
    wrong = 0
    with tempfile.TemporaryDirectory(dir=_memory()) as folder:
        print(f"in {folder}", flush=True)
        for name in wanted:
            place = Path(folder) / name
            place.mkdir()
            wrong += {"faults": every_fault, "writers": many_writers, "many": lambda at: many_objects(at, count)}[name](place)
    return wrong


def _memory() -> Path | None:
    """Return the system's disk in memory where it has room for 100,000 objects: what is measured is the archive, not the disk."""
    memory = Path("/dev/shm")
    return memory if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 10e9 else None


def every_fault(folder: Path) -> int:
    """Inject every fault, and say how many there were and what was wrong."""
    wrong = 0
    for name in faults.OPERATIONS:
        for again, found in enumerate(
            (_told(faults.faults_of(name, folder / name / "once", lambda _: faults.KINDS)), _twice(name, folder))
        ):
            injected = list(found)
            wrong += sum(bool(problems) for _, problems in injected)
            if injected:
                print(f"{name}{', and in the recovery' if again else ''}: {len(injected)} faults", flush=True)
    return wrong


def _twice(name: str, folder: Path) -> Iterator[tuple[str, list[str]]]:
    return iter(()) if name in {"index", "export"} else _told(faults.faults_of_recovery(name, folder / name / "twice", lambda *_: True))


def _told(found: Iterator[tuple[str, list[str]]]) -> Iterator[tuple[str, list[str]]]:
    for what, problems in found:
        if problems:
            print(what, problems, flush=True)
        yield what, problems


def many_writers(folder: Path) -> int:
    """Let 8 processes make 250 updates each on 4 objects, and count what is there."""
    root, layout = folder / "archive", Layout(folder / "archive")
    begun = time.perf_counter()
    updated_by(root, 8, 250, 4)
    took = time.perf_counter() - begun
    held = [history(layout, key) for key in storage.keys(layout)]
    versions = sum(len(one.inventory.versions) for one in held if one)
    problems = judged_by_ocfl_py(root)
    print(
        f"8 writers x 250 updates on 4 objects: {versions - 4} versions and 4 first ones in {took:.0f} s; {problems or 'all valid'}",
        flush=True,
    )
    return int(versions != 2004) + len(problems)


def many_objects(folder: Path, count: int) -> int:
    """Archive *count* objects, and tell what the archive takes at that size."""
    layout = Layout(folder / "archive")
    recovery.open_for_writing(layout)
    index.build(layout)
    begun, memory = time.perf_counter(), []
    for number in range(count):
        operations.add(layout, filing(f"R-{number:06}", "A", f"wall {number}", customer=f"Customer {number % 5000:04} GmbH"), STAMP)
        if number % max(1, count // 10) == count // 20:
            memory.append(_resident_mb())
    added = time.perf_counter() - begun
    print(f"add: {count} objects, {1000 * added / count:.1f} ms each; MB resident on the way: {memory}", flush=True)
    begun = time.perf_counter()
    built = index.build(layout)
    print(f"index made anew: {time.perf_counter() - begun:.0f} s; {_resident_mb()} MB", flush=True)
    begun = time.perf_counter()
    listed = sum(1 for _ in index.find(layout, Wanted()))
    print(f"list: {listed} in {time.perf_counter() - begun:.1f} s; {_resident_mb()} MB", flush=True)
    for name, wanted in {
        "by reference": [Wanted(reference=f"R-{number:06}") for number in range(0, count, count // 100)],
        "by customer": [Wanted(customer=f"customer {number:04}") for number in range(0, 5000, 50)],
        "by text": [Wanted(text=f"wall {number}") for number in range(count // 2, count, count // 200)],
        "by state, date and customer": [Wanted(state="filed", date="2026-11", customer=f"{number:04}") for number in range(0, 5000, 50)],
    }.items():
        times = sorted(1000 * _seconds(layout, one) for one in wanted)
        print(f"find {name}: median {statistics.median(times):.1f} ms, slowest {times[-1]:.1f} ms of {len(times)}", flush=True)
    return int((built.records, listed) != (count, count))


def _seconds(layout: Layout, wanted: Wanted) -> float:
    begun = time.perf_counter()
    assert any(True for _ in index.find(layout, wanted)), wanted
    list(index.find(layout, wanted))
    return (time.perf_counter() - begun) / 2


def _resident_mb() -> int:
    """Return the memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1]) if Path("/proc/self/statm").exists() else 0
    return pages * resource.getpagesize() // 1_000_000


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)

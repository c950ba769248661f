"""A batch whose whole group of processes is killed again and again ends as one that nobody disturbed.

The moments are drawn by a seed: after a random count of outcomes that were told, a random while later. `make soak` does the
same with more documents and more kills.
"""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Final

import pytest
from batches import POISONS, ROOT, TIME_LIMIT, listed

from specgen.batch.ledger import FOLDER

SEED: Final = 7


def batch(folder: Path, output: str, temporary: str = "", work: str = "stub", time_limit: str = TIME_LIMIT) -> subprocess.Popen[str]:
    """Return `specgen batch` over the list in *folder*, begun in a group of processes of its own, with its files in *temporary*."""
    arguments = ("tender.csv", "--output", output, "--jobs", "2", "--time-limit", time_limit, "--progress", "json")
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}", "TMPDIR": temporary or gettempdir()}
    command = [sys.executable, str(ROOT / "tests/batches.py"), work, *arguments]
    return subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True)


def killed(run: subprocess.Popen[str], chance: random.Random, count: int) -> bool:
    """Kill the group of *run* at a random moment, and return whether it was still at work."""
    assert run.stderr
    for _ in range(chance.randrange(count)):
        if not run.stderr.readline().startswith("{"):
            break
    time.sleep(chance.uniform(0, 0.3))
    was_alive = run.poll() is None
    with contextlib.suppress(ProcessLookupError):  # it has come to its end
        os.killpg(run.pid, signal.SIGKILL)
    run.communicate()
    return was_alive


def finished(run: subprocess.Popen[str]) -> str:
    """Return what *run* says at its end."""
    return run.communicate(timeout=1800)[1].splitlines()[-1]


def left_in(folder: Path) -> dict[str, bytes]:
    """Return all files of an output folder but the ledger's own."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".sqlite"}


def quarantined(folder: Path) -> list[str]:
    """Return which files the ledger holds as quarantined, once its own integrity is proven."""
    with sqlite3.connect(folder / FOLDER / "ledger.sqlite") as ledger:
        assert ledger.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = ledger.execute("SELECT json_extract(settled, '$.file') FROM document WHERE json_extract(settled, '$.outcome') != 'done'")
        found = sorted(row[0] for row in rows)
    ledger.close()
    return found


def disturbed(folder: Path, count: int, kills: int, seed: int, *how: str) -> int:
    """Kill a batch of *count* documents, three of them poison, *kills* times, and return how often it was at work.

    *how* is the work and its time limit, where it is not the stub's.
    """
    chance, listed_in = random.Random(seed), listed(folder, count, POISONS)
    with TemporaryDirectory() as temporary:
        end = finished(batch(folder, "calm", temporary, *how))
        assert f"{count - 3} done, 3 quarantined of {count}; {count - 3} made now" in end
        hits = sum(killed(batch(folder, "output", temporary, *how), chance, count) for _ in range(kills))
        assert f"{count - 3} done, 3 quarantined of {count}" in finished(batch(folder, "output", temporary, *how))
        assert list(Path(temporary).iterdir()) == []
    poison = [number for number, line in enumerate(listed_in.read_text().splitlines(), start=1) if line.startswith(POISONS)]
    assert quarantined(folder / "output") == quarantined(folder / "calm") == sorted(f"tender.csv#{row}" for row in poison)
    assert left_in(folder / "output") == left_in(folder / "calm")
    assert len(left_in(folder / "output")) == 2 * (count - 3)
    return hits


def test_a_batch_that_is_killed_three_times(tmp_path: Path) -> None:
    """Outputs as if undisturbed, exactly the poison quarantined, nothing half-written left, the ledger whole."""
    assert disturbed(tmp_path, 24, 3, SEED) == 3


def test_workers_do_not_outlive_their_batch(tmp_path: Path) -> None:
    """Killed alone, the batch takes its workers with it, even one that hangs."""
    listed(tmp_path, 1, ("HANG",))
    run = batch(tmp_path, "output")
    group = run.pid
    assert run.stderr
    while len(members(group)) < 3:  # itself, the server that forks, and a worker
        assert run.poll() is None
        time.sleep(0.05)
    run.kill()
    run.communicate()
    for _ in range(600):
        if not members(group):
            return
        time.sleep(0.05)
    pytest.fail(f"still there: {members(group)}")


def members(group: int) -> list[int]:
    """Return the processes of a group that are alive, by their state in /proc or, elsewhere, as `ps` tells."""
    told = subprocess.run(["ps", "-eo", "pid=,pgid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in told.splitlines()]
    return [int(pid) for pid, pgid, state in rows if int(pgid) == group and not state.startswith("Z")]

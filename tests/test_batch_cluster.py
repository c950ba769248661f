"""A Dask cluster as it is run: a real scheduler, two workers in processes of their own, one of them killed in the middle."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from batches import ROOT, listed
from test_batch_kills import left_in, quarantined

from specgen.errors import EnvironmentLackError, UsageError

ENVIRONMENT = os.environ | {
    "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}",
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",  # a dead worker is told at once; nothing is tried behind our back
}
COUNT = 40
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Return a function that starts a part of a cluster; all of them end with the test."""
    parts = []

    def started(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard"]
        with (tmp_path / "cluster.log").open("ab") as log:
            parts.append(subprocess.Popen(command, cwd=tmp_path, env=ENVIRONMENT, stdout=log, stderr=log, start_new_session=True))
        return parts[-1]

    yield started
    for part in parts:
        if part.poll() is None:
            os.killpg(part.pid, signal.SIGKILL)
        part.wait()


def address(file: Path) -> str:
    """Return where the scheduler listens, once it does."""
    for _ in range(600):
        if file.exists() and file.read_text().endswith("}"):
            return str(json.loads(file.read_text())["address"])
        time.sleep(0.1)
    raise AssertionError("the scheduler does not come up")


def batch(folder: Path, output: str, *more: str) -> subprocess.Popen[str]:
    """Return `specgen batch` with the stub's work, begun."""
    arguments = ("tender.csv", "--output", output, "--progress", "json", *more)
    command = [sys.executable, str(ROOT / "tests/batches.py"), "stub", *arguments]
    return subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True)


def test_a_worker_of_the_cluster_is_killed(tmp_path: Path, start: Start) -> None:
    """Every document is done once, and the bytes are those of the local run."""
    listed(tmp_path, COUNT)
    start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", "s.json")
    scheduler = address(tmp_path / "s.json")
    workers = [start("worker", scheduler, "--nthreads", "1", "--no-nanny") for _ in range(2)]
    local = batch(tmp_path, "local", "--jobs", "1")
    run = batch(tmp_path, "cluster", "--engine", "dask", "--scheduler", scheduler)
    assert run.stderr
    told: list[Any] = [json.loads(run.stderr.readline())]
    workers[0].kill()
    *lines, end = run.communicate(timeout=120)[1].splitlines()
    told += [json.loads(line) for line in lines if line.startswith("{")]
    assert end == f"{COUNT} done of {COUNT}; {COUNT} made now, 0 made before"
    assert sorted(line["file"] for line in told) == sorted(f"tender.csv#{row}" for row in range(2, COUNT + 2))
    assert local.communicate(timeout=120)[1].splitlines()[-1] == end
    assert left_in(tmp_path / "cluster") == left_in(tmp_path / "local")
    assert quarantined(tmp_path / "cluster") == []
    again = batch(tmp_path, "cluster")  # the ledger is the same: another engine finds nothing to do
    assert again.communicate(timeout=120)[1].splitlines()[-1] == f"{COUNT} done of {COUNT}; 0 made now, {COUNT} made before"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--engine", "dask"), UsageError.exit_code, "--engine dask and --scheduler ADDRESS go together"),
        (("--scheduler", "tcp://127.0.0.1:1"), UsageError.exit_code, "go together"),
        (("--engine", "dask", "--scheduler", "nonsense://x"), EnvironmentLackError.exit_code, "no Dask scheduler answers at nonsense://x"),
    ],
)
def test_a_cluster_that_is_not_there(tmp_path: Path, arguments: tuple[str, ...], code: int, says: str) -> None:
    """Plain words, at once."""
    listed(tmp_path, 1)
    command = [sys.executable, "-m", "specgen", "batch", "tender.csv", *arguments]
    run = subprocess.run(command, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert (run.returncode, says in run.stderr) == (code, True), run.stderr

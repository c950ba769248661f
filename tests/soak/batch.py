"""Batches at length: `make soak`, or `python tests/soak/batch.py [documents [COUNT]|kills [COUNT]|speed [COUNT]]`; without a name, all.

- documents: 1,000 real documents from one list on 2 workers: all accounted for, memory per worker flat, the rate.
- kills: 30 times kill -9 of the whole group of processes of a 200-document batch with three poisons in it; once with work
  that only pretends, which is killed between any two steps, and once with real documents.
- speed: the same documents on one worker and on two.
"""

import csv
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
os.environ["PYTHONPATH"] = f"{ROOT}{os.pathsep}{ROOT / 'tests'}"

from test_batch_kills import SEED, disturbed  # noqa: E402

MOST_MB: Final = 200
MOST_GROWTH: Final = 1.05
HUNDRED: Final = 100
FIELDS: Final = {
    "reference": [""],
    "date": ["2026-11-20"],
    "company": ["Acme Cells GmbH", "Nordic Castings AB"],
    "application.technique": ["ct", "radiography"],
    "imaging.smallest_feature": ["50 um", "8 um", "120 um", "30 um", "2 um"],
    "imaging.source_object_distance": ["60 mm", "30 mm"],
    "imaging.source_detector_distance": ["600 mm", "800 mm"],
    "imaging.detector.pixel_pitch": ["100 um", "139 um"],
    "imaging.detector.basic_spatial_resolution": ["100 um"],
    "specimen.path[0].material": ["steel", "aluminium", "copper"],
    "specimen.path[0].thickness": ["1 mm", "3 mm", "9 mm"],
}


def main(names: list[str]) -> int:
    """Run what *names* say and return the number of failures."""
    count = int(names.pop()) if names and names[-1].isdigit() else None
    trials = {"documents": (documents, 1000), "kills": (kills, 30), "speed": (speed, 40)}
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in names or trials:
            place = Path(folder) / name
            place.mkdir()
            trial, usual = trials[name]
            wrong += trial(place, count or usual)
    return wrong


def tender(folder: Path, count: int) -> None:
    """Write a list of *count* requirements, none like the next."""
    rows = itertools.islice(itertools.cycle(itertools.product(*FIELDS.values())), count)
    with (folder / "tender.csv").open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(FIELDS)
        writer.writerows([f"T-{number:05}", *row[1:]] for number, row in enumerate(rows))


def run(folder: Path, output: str, jobs: int) -> tuple[dict[int, list[float]], float, dict[str, int]]:
    """Return the memory [MB] of each worker after each of its documents, the seconds it took, and the counts by outcome."""
    begun = time.perf_counter()
    command = [sys.executable, str(ROOT / "tests/batches.py"), "measured", "tender.csv", "--output", output, "--jobs", str(jobs), "--json"]
    environment = os.environ | {"MEASURED": str(folder / f"{output}.log")}
    said = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, check=False, env=environment)
    took = time.perf_counter() - begun
    outcomes = [result["outcome"] for result in json.loads(said.stdout)["results"]]
    memory: dict[int, list[float]] = {}
    for line in (folder / f"{output}.log").read_text().splitlines():
        worker, megabytes = line.split()
        memory.setdefault(int(worker), []).append(float(megabytes))
    return memory, took, {outcome: outcomes.count(outcome) for outcome in set(outcomes)}


def documents(folder: Path, count: int) -> int:
    """Make *count* documents on two workers, and tell whether all are there and memory stays flat."""
    tender(folder, count)
    memory, took, outcomes = run(folder, "output", 2)
    files = len(list((folder / "output").glob("T-*")))
    print(f"{count} documents on 2 workers: {outcomes}, {files} files, {count / took:.2f}/s", flush=True)
    wrong = int(outcomes != {"done": count}) + int(files != 2 * count)
    for worker, series in memory.items():
        most = max(series)
        later = statistics.mean(series[-HUNDRED:]) / statistics.mean(series[HUNDRED : 2 * HUNDRED]) if len(series) >= 2 * HUNDRED else 1.0
        print(f"  worker {worker}: {len(series)} documents, at most {most:.0f} MB, last 100 over second 100: {later:.3f}", flush=True)
        wrong += int(most > MOST_MB) + int(later > MOST_GROWTH)
    return wrong


def kills(folder: Path, count: int) -> int:
    """Kill a batch of 200 documents *count* times."""
    for work, time_limit in (("stub", "3"), ("poisoned", "12")):
        place = folder / work
        place.mkdir()
        hits = disturbed(place, 200, count, SEED, work, time_limit)
        print(f"{count} kills of a batch with {work} work, {hits} of them while it worked: as if undisturbed", flush=True)
    return 0


def speed(folder: Path, count: int) -> int:
    """Make *count* documents on one worker and on two."""
    tender(folder, count)
    one, two = run(folder, "one", 1)[1], run(folder, "two", 2)[1]
    print(f"{count} documents: {count / one:.2f}/s on 1 worker, {count / two:.2f}/s on 2: {one / two:.2f} times", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

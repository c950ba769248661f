"""The same file gives the same bytes: whatever the hash seed, time zone, folder, language, clock or somebody's settings.

Each run is a process of its own, since most of these count only when a process starts.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from making import EXAMPLES, ROOT

DEMO = EXAMPLES / "battery-18650.yaml"
OUTPUTS = tuple(f"ACME-2026-014_A.{ending}" for ending in ("pdf", "html", "xlsx", "json"))

# 400 days later, for Python and for every library that asks Python for the time.
LATER = """
import datetime, time
real, ahead = time.time, 400 * 86400
time.time = lambda: real() + ahead
time.time_ns = lambda: int((real() + ahead) * 1e9)
now, today, Moment, Day = datetime.datetime.now, datetime.date.today, datetime.datetime, datetime.date

class LaterMoment(Moment):
    @classmethod
    def now(cls, tz=None): return super().now(tz) + datetime.timedelta(seconds=ahead)
    @classmethod
    def utcnow(cls): return cls.now(datetime.timezone.utc).replace(tzinfo=None)

class LaterDay(Day):
    @classmethod
    def today(cls): return Day.today() + datetime.timedelta(seconds=ahead)

datetime.datetime, datetime.date = LaterMoment, LaterDay
assert datetime.date.today() > Day.today()
"""
RUN = """
import sys
from specgen.__main__ import main
sys.argv[0:1] = ["specgen", "propose", "--to", "pdf,html,xlsx,json", "--output"]
main()
"""

# How the runs differ: what stands before the program, the environment, and whether they start in a folder of their own.
SETTINGS: dict[str, tuple[str, dict[str, str]]] = {
    "plain": ("", {"PYTHONHASHSEED": "0"}),
    "another seed, language, zone and home": (
        "",
        {"PYTHONHASHSEED": "12345", "LC_ALL": "C", "LANG": "C", "TZ": "Asia/Tokyo", "HOME": "{folder}", "SOURCE_DATE_EPOCH": "1"},
    ),
    "a later clock": (LATER, {"PYTHONHASHSEED": "7"}),
    "somebody's chart settings": ("", {"MATPLOTLIBRC": "{folder}/matplotlibrc", "MPLCONFIGDIR": "{folder}"}),
}


def run(setting: str, folder: Path) -> dict[str, bytes]:
    """Return the outputs of one run."""
    before, environment = SETTINGS[setting]
    folder.mkdir()
    (folder / "matplotlibrc").write_text("lines.linewidth: 7\naxes.grid: True\nfont.size: 30\nsvg.fonttype: path\n")
    changes = {name: value.format(folder=folder) for name, value in environment.items()}
    inherited = {name: value for name, value in os.environ.items() if name in {"PATH", "LD_LIBRARY_PATH", "HOME"}}
    command = [sys.executable, "-c", before + RUN, str(folder / "out"), str(DEMO)]
    done = subprocess.run(
        command, cwd=folder, env=inherited | {"PYTHONPATH": str(ROOT)} | changes, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_bytes() for path in (folder / "out").iterdir()}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """Return the outputs of every setting, two at a time."""
    folder = tmp_path_factory.mktemp("runs")
    with ThreadPoolExecutor(2) as pool:
        made = pool.map(lambda entry: run(entry[1], folder / f"run-{entry[0]}"), enumerate(SETTINGS))
        return dict(zip(SETTINGS, made, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("setting", list(SETTINGS)[1:])
@pytest.mark.parametrize("output", OUTPUTS)
def test_the_bytes_are_the_same_everywhere(runs: dict[str, dict[str, bytes]], setting: str, output: str) -> None:
    """The dated demo, every output, against the plain run."""
    assert set(runs[setting]) == set(OUTPUTS)
    assert len(runs["plain"][output]) > 5_000
    assert runs[setting][output] == runs["plain"][output], f"{output} differs under: {setting}"

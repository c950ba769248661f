"""The wheel: what is shipped is complete, holds nothing else, and runs from an empty folder."""

import importlib.util
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from making import EXAMPLES, ROOT

from specgen import __version__

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("hatchling") is None, reason="hatchling, which builds the wheel, is not installed"),
]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which the wheel of this checkout lies unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", str(ROOT), "--no-deps", "--no-build-isolation", "--quiet", "-w", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("specgen_xray-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def run(unpacked: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Return `python -m specgen` of the wheel, started in *folder*."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | {
        "PYTHONPATH": str(unpacked),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_it_decides_from_an_empty_folder(unpacked: Path, tmp_path: Path) -> None:
    """With its own code, catalogue and words, and no file of the checkout."""
    where = run(unpacked, tmp_path, "-c", "import specgen.files.library as f; print(f.__file__, f.packaged())")
    assert where.stdout.split() == [str(unpacked / "specgen/files/library.py"), str(unpacked / "specgen/_packaged")]
    done = run(unpacked, tmp_path, "-m", "specgen", "select", str(EXAMPLES / "battery-18650.yaml"), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["platform"] == "source-ray-33um"
    assert list(tmp_path.iterdir()) == []


def test_it_makes_a_document(unpacked: Path, tmp_path: Path) -> None:
    """Templates and brand are found; the quickest document will do."""
    done = run(unpacked, tmp_path, "-m", "specgen", "propose", str(EXAMPLES / "incomplete.yaml"))
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "output").iterdir()) == ["PDK-INQ-2_A.json", "PDK-INQ-2_A.pdf"]


@pytest.mark.parametrize("area", ["catalog", "templates"])
def test_every_file_of_an_area_is_shipped(unpacked: Path, area: str) -> None:
    """Byte for byte, none missing and none added."""
    there = {path.relative_to(ROOT / area): path.read_bytes() for path in (ROOT / area).rglob("*") if path.is_file()}
    packed = unpacked / "specgen" / "_packaged" / area
    assert len(there) > 5
    assert {path.relative_to(packed): path.read_bytes() for path in packed.rglob("*") if path.is_file()} == there


def test_every_module_is_shipped_and_nothing_else(unpacked: Path) -> None:
    """No tests, no outputs, no notes, no bytecode; licence and metadata apart."""
    modules = {path.relative_to(ROOT) for path in (ROOT / "specgen").rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    files = {path.relative_to(unpacked) for path in unpacked.rglob("*") if path.is_file()}
    assert modules <= files
    beside = {path for path in files - modules if "_packaged" not in path.parts}
    assert {path.parts[0].endswith(".dist-info") for path in beside} == {True}
    packaged = {path.parts[2] for path in files if "_packaged" in path.parts}
    assert packaged == {"catalog", "templates", "examples"}


def test_the_command_is_declared(unpacked: Path) -> None:
    """`specgen` on the command line, the version of the package, and the Python that it needs."""
    (info,) = unpacked.glob("*.dist-info")

    assert "specgen = specgen.__main__:main" in (info / "entry_points.txt").read_text()
    metadata = (info / "METADATA").read_text()
    assert f"Version: {__version__}" in metadata
    assert "Requires-Python: <3.14,>=3.11" in metadata

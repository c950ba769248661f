"""Charts drawn beside: the same bytes as one after the other, and what fails there is told as if it had failed here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from making import EXAMPLES

from specgen.render import beside
from specgen.render.beside import Beside

FILES = {"charts/one.svg": (b"<svg/>", "image/svg+xml"), "charts/two.png": (b"PNG", "image/png")}


@pytest.fixture
def in_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the next work be done in a copy of this process, as the first of a process would be."""
    monkeypatch.setattr(beside, "_pays", lambda: True)


def drawn() -> dict[str, tuple[bytes, str]]:
    """Return what a copy draws."""
    return FILES


@pytest.mark.usefixtures("in_a_copy")
def test_what_is_drawn_beside_stands_with_what_is_at_hand() -> None:
    bundle = Beside(drawn, tuple(FILES), {"fonts/a.ttf": (b"font", "font/ttf")})
    assert list(bundle) == ["fonts/a.ttf", *FILES]
    assert dict(bundle) == {"fonts/a.ttf": (b"font", "font/ttf"), **FILES}
    assert "charts/three.svg" not in bundle


@pytest.mark.usefixtures("in_a_copy")
def test_what_fails_beside_fails_here() -> None:
    """With its own error, for the copy hands over nothing and the work is done once more."""

    def failing() -> dict[str, tuple[bytes, str]]:
        raise ValueError("no such curve")

    bundle = Beside(failing, ("charts/one.svg",), {})
    with pytest.raises(ValueError, match="no such curve"):
        bundle["charts/one.svg"]


@pytest.mark.usefixtures("in_a_copy")
def test_a_large_drawing_is_handed_over_whole() -> None:
    """Larger than what a pipe holds at a time."""
    large = {"charts/large.png": (bytes(range(256)) * 20_000, "image/png")}
    assert dict(Beside(lambda: large, tuple(large), {})) == large


PROGRAM = """
import hashlib, json, os, sys, tempfile
from pathlib import Path
import specgen.render.beside as beside
forks = []
fork = os.fork
os.fork = lambda: forks.append(1) or fork()
if sys.argv[1] == "alone":
    beside._pays = lambda: False
from specgen.__main__ import main
files, folder = sys.argv[2:], tempfile.mkdtemp()
sys.argv = ["specgen", "propose", *files, "--output", folder]
try:
    main()
except SystemExit as ended:
    assert ended.code == 0, ended.code
found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in Path(folder).iterdir()}
print(json.dumps([len(forks), "matplotlib" in sys.modules, found]))
"""


def proposed(how: str, *names: str) -> tuple[int, bool, dict[str, str]]:
    """Return how often a process copied itself for some documents, whether it loaded matplotlib itself, and what it wrote."""
    files = [str(EXAMPLES / f"{name}.yaml") for name in names]
    command = [sys.executable, "-c", PROGRAM, how, *files]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent)
    copies, draws, found = json.loads(ended.stdout.splitlines()[-1])
    return copies, draws, found


def test_the_bytes_are_those_of_one_process() -> None:
    """The first document of a process has its charts drawn beside; those after it do not."""
    assert proposed("beside", "battery-18650")[:2] == (1, False)
    copies, draws, found = proposed("beside", "battery-18650", "detect-only")
    assert (copies, draws, len(found)) == (1, True, 4)
    assert proposed("alone", "battery-18650", "detect-only") == (0, True, found)

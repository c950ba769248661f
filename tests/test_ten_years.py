"""The page for whoever has the archive and not specgen: its commands are run as they stand there."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest
from making import EXAMPLES, rendered

from specgen.archive import operations, recovery
from specgen.archive.inventory import Stamp
from specgen.archive.layout import Layout
from specgen.filing import filing_of

PAGE: Final = EXAMPLES.parent / "docs" / "ten-years.md"
FILED: Final = Stamp("2026-11-22T16:00:00Z", "Jane Doe", "offer for the customer's enquiry of May")
SENT: Final = Stamp("2026-12-01T08:00:00Z", "John Roe", "sent by mail")
SHELL: Final = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
NEEDED: Final = ("bash", "sha256sum", "sha512sum", "grep")


def steps() -> list[tuple[str, str]]:
    """Return each command of the page with what the page shows it to print."""
    blocks = re.findall(r"```console\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return [(command, output) for block in blocks for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder with an archive that holds the demo's document, which was sent."""
    layout = Layout(tmp_path / "archive")
    recovery.open_for_writing(layout)
    operations.add(layout, filing_of(rendered("packaged", EXAMPLES / "battery-18650.yaml").pdf), FILED)
    operations.note_state(layout, "ACME-2026-014", "sent", SENT)
    return tmp_path


@pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason=f"the page is for systems with {', '.join(NEEDED)}")
def test_the_walk_of_the_page_leads_to_the_promise(place: Path) -> None:
    """Every command in one shell, in order; three dots in the page stand for anything within a line."""
    assert len(steps()) == 11
    script = "\n".join(f"{command}\necho ----" for command, _ in steps())
    done = subprocess.run(["bash", "-c", script], cwd=place, capture_output=True, text=True, check=True, env=SHELL)
    printed = done.stdout.split("----\n")[:-1]
    assert done.stderr == ""
    for (command, output), text in zip(steps(), printed, strict=True):
        pattern = ".*".join(map(re.escape, output.split("…")))
        assert re.fullmatch(pattern, text), f"{command}\nprinted {text}"


@pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason=f"the page is for systems with {', '.join(NEEDED)}")
@pytest.mark.parametrize("file", ["v1/content/document.pdf", "v1/content/requirement.yaml", "inventory.json"])
def test_the_walk_finds_what_was_changed(place: Path, file: str) -> None:
    """One byte more, and a step of the page says so: the walk proves something."""
    (path,) = (place / "archive").glob(f"???/???/???/*/{file}")
    path.write_bytes(path.read_bytes() + b" ")
    script = "\n".join(command for command, _ in steps())
    done = subprocess.run(["bash", "-c", script], cwd=place, capture_output=True, text=True, check=False, env=SHELL)
    assert ("inventory.json: FAILED" in done.stdout) == (file == "inventory.json")
    assert (f"{file} proven" in done.stdout) is False

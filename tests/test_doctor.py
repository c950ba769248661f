"""The doctor tries each thing for real, and names the command that mends what is missing."""

import ctypes
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from specgen import doctor
from specgen.__main__ import main
from specgen.doctor import Check, examine
from specgen.files.library import Library
from specgen.files.words import load_wording
from specgen.libraries import LIBRARIES, Shared


def named(checks: tuple[Check, ...], name: str) -> Check:
    """Return the check called *name*."""
    return next(check for check in checks if check.name == name)


def cure(checks: tuple[Check, ...], name: str) -> str:
    """Return what mends *name*, in words."""
    return named(checks, name).told(load_wording(Library(), "en"))


def without_library(monkeypatch: pytest.MonkeyPatch, stem: str) -> None:
    """Let every library whose file name has *stem* be missing."""
    load = ctypes.CDLL

    def refuse(name: str, *arguments: Any) -> ctypes.CDLL:
        if stem in name:
            raise OSError(f"{name}: cannot open shared object file")
        return load(name, *arguments)

    monkeypatch.setattr(ctypes, "CDLL", refuse)


def test_all_is_well_where_the_tests_run(tmp_path: Path) -> None:
    checks = examine(tmp_path)
    assert [check for check in checks if not check.ok] == []
    assert [check.name for check in checks] == [
        "Python",
        *(library.name for library in LIBRARIES),
        "matplotlib",
        "WeasyPrint",
        "fonts",
        "catalogue",
        "templates",
        "output folder",
    ]
    assert all(check.found for check in checks)
    assert list(tmp_path.iterdir()) == [], "a check leaves nothing behind"


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library.name)
def test_a_missing_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, library: Shared) -> None:
    without_library(monkeypatch, f"lib{library.stem}.")
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    checks = examine(tmp_path)
    assert [check.name for check in checks if not check.ok] == [library.name]
    assert cure(checks, library.name) == (
        "sudo apt-get update && sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0"
    )


@pytest.mark.parametrize(
    ("programs", "platform", "says"),
    [({"dnf"}, "linux", "dnf install -y pango"), (set(), "darwin", "brew install pango"), (set(), "linux", "by your system's means")],
)
def test_other_systems(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, programs: set[str], platform: str, says: str) -> None:
    without_library(monkeypatch, "pango")
    monkeypatch.setattr(shutil, "which", lambda name: name if name in programs else None)
    monkeypatch.setattr(sys, "platform", platform)
    assert says in cure(examine(tmp_path), "Pango")


@pytest.mark.parametrize(("module", "name"), [("matplotlib", "matplotlib"), ("weasyprint", "WeasyPrint"), ("font_manrope", "fonts")])
def test_a_missing_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, module: str, name: str) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    checks = examine(tmp_path)
    assert [check.name for check in checks if not check.ok] == [name]
    assert cure(checks, name).startswith("make -C ")
    monkeypatch.setattr(doctor, "packaged", lambda: tmp_path)  # as in a wheel: no Makefile
    assert f"{sys.executable} -m pip install '{module.replace('_', '-')}" in cure(examine(tmp_path), name)


def test_an_old_python(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "PYTHONS", ((4, 0), (4, 2)))
    assert "install Python" in cure(examine(tmp_path), "Python")


def test_a_faulty_catalogue(tmp_path: Path) -> None:
    (tmp_path / "specgen.yaml").write_text("")
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog" / "portfolio.yaml").write_text("makers: [A]\ncustm: x\n")
    checks = examine(tmp_path)
    assert [check.name for check in checks if not check.ok] == ["catalogue"]
    assert "portfolio.yaml:2:1: custm: " in cure(checks, "catalogue")


def test_an_output_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("a file")
    checks = examine(tmp_path)
    assert [check.name for check in checks if not check.ok] == ["output folder"]
    assert "--output" in cure(checks, "output folder")


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["specgen", "doctor", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


def test_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(monkeypatch) == 0
    assert "missing" not in capsys.readouterr().out
    assert run(monkeypatch, "--json") == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True


def test_the_command_where_something_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    without_library(monkeypatch, "harfbuzz-subset")
    assert run(monkeypatch) == 3
    assert "missing  harfbuzz-subset\n         = help: " in capsys.readouterr().out
    assert run(monkeypatch, "--json") == 3
    said = json.loads(capsys.readouterr().out)
    assert (said["format"], said["ok"]) == ("specgen-doctor/1", False)
    assert [(c["name"], c["found"], bool(c["cure"])) for c in said["checks"] if c["state"] == "missing"] == [
        ("harfbuzz-subset", None, True)
    ]


def test_what_it_asks_about_is_loaded_only_when_it_asks() -> None:
    program = "import sys, specgen.doctor; sys.exit(len({'weasyprint', 'matplotlib'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parent.parent, check=False).returncode == 0

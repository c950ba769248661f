"""The file to start from: complete, coherent, accepted as it stands, and still accepted when every key is stated."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from specgen import pipeline
from specgen.__main__ import main
from specgen.fields import Values
from specgen.files.library import Library
from specgen.files.words import load_wording
from specgen.findings import Severity
from specgen.requirement import Requirement, field_paths
from specgen.starter import STATED, starter

TEXT: Final = starter(load_wording(Library(), "en"))
EVERY_KEY: Final = re.sub(r"(?m)^( *)#(?=[a-z_]+:|  )", r"\1", TEXT[TEXT.index("\nspecgen:") :])


def judged(folder: Path, text: str) -> tuple[pipeline.Kit, pipeline.Judged]:
    """Return what specgen makes of a file with *text*."""
    (folder / "mine.yaml").write_text(text, "utf-8")
    kit = pipeline.open_kit(folder)
    return kit, pipeline.judge(kit, str(folder / "mine.yaml"))


def examples(model: type[Values] = Requirement, above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the first example of every field that takes a value."""
    for name, field in model.model_fields.items():
        path = f"{above}.{name}" if above else name
        if isinstance(field.annotation, type) and issubclass(field.annotation, Values):
            yield from examples(field.annotation, path)
        else:
            yield path, (field.examples or [None])[0]


def test_every_field_has_a_description_and_an_example() -> None:
    assert [path for path, example in examples() if example is None] == []


def test_it_is_accepted_and_leads_to_a_recommendation(tmp_path: Path) -> None:
    _, mine = judged(tmp_path, TEXT)
    assert [f.code for f in mine.findings if f.severity is not Severity.NOTE] == []
    assert mine.decision is not None
    assert mine.decision.status.value == "recommended"


def test_it_is_accepted_with_every_key_stated(tmp_path: Path) -> None:
    """Whoever deletes a `#` must not run into an error of ours."""
    _, mine = judged(tmp_path, EVERY_KEY)
    assert [(f.code, f.where) for f in mine.findings if f.is_error or f.code == "SG-W211"] == []
    assert mine.received.requirement is not None
    assert [path for path, _ in examples() if not mine.received.requirement.given(path)] == []


def test_it_names_every_key_in_the_order_of_the_model() -> None:
    named = re.findall(r"(?m)^ *([a-z_]+):", EVERY_KEY)
    assert named == [path.rpartition(".")[2] for path in field_paths()]


def test_what_is_stated_are_fields() -> None:
    assert set(STATED) <= set(field_paths())


def test_only_what_is_meant_is_stated(tmp_path: Path) -> None:
    """An example that nobody deleted must not become a must."""
    requirement = judged(tmp_path, TEXT)[1].received.requirement
    assert requirement is not None
    assert [path for path, _ in examples() if requirement.given(path)] == [path for path, _ in examples() if path in STATED]


def test_values_are_the_models_examples(tmp_path: Path) -> None:
    requirement = judged(tmp_path, TEXT)[1].received.requirement
    assert requirement is not None
    for path, example in examples():
        if path in STATED and isinstance(example, str):
            value: Any = requirement
            for step in path.split("."):
                value = getattr(value, step)
            text = getattr(value, "text", value)
            assert (text if isinstance(text, str) else value.min.text) == example


def test_lines_fit_on_a_screen() -> None:
    assert max(map(len, TEXT.splitlines())) <= 125


# --- specgen new ----------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the current folder, which is empty."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def new(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Return the exit code of `specgen new`."""
    monkeypatch.setattr(sys, "argv", ["specgen", "new", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


def test_new_prints_it(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(monkeypatch) == 0
    assert capsys.readouterr().out == TEXT
    assert list(folder.iterdir()) == []


def test_new_writes_it(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(monkeypatch, "-o", "sub/mine.yaml") == 0
    assert (folder / "sub" / "mine.yaml").read_text("utf-8") == TEXT
    assert capsys.readouterr().out == ""


def test_new_never_overwrites_unasked(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "mine.yaml").write_text("an hour's work")
    assert new(monkeypatch, "-o", "mine.yaml") == 1
    assert (folder / "mine.yaml").read_text() == "an hour's work"
    assert "--force" in capsys.readouterr().err
    assert new(monkeypatch, "-o", "mine.yaml", "--force") == 0
    assert (folder / "mine.yaml").read_text("utf-8") == TEXT


def test_new_into_a_folder_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "sub").mkdir()
    assert new(monkeypatch, "-o", "sub") == 3
    assert "cannot write sub" in capsys.readouterr().err

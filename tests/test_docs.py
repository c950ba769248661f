"""What the documentation takes from the code is fresh, and every command explains itself."""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import typer

from specgen.cli.commands import COMMANDS as LISTED
from specgen.cli.commands import app

ROOT: Final = Path(__file__).resolve().parent.parent
_SPEC: Final = importlib.util.spec_from_file_location("make_docs", ROOT / "tools" / "make_docs.py")
assert _SPEC is not None
assert _SPEC.loader is not None
make_docs: Final = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(make_docs)

COMMANDS: Final[dict[str, Any]] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
TEXTS: Final = [
    ROOT / "README.md",
    ROOT / "Makefile",
    *ROOT.glob("docs/*.md"),
    *ROOT.glob("examples/*.md"),
    *ROOT.glob("templates/wording/*.yaml"),
]


def leaves(commands: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield every command, those of groups as well."""
    for name, command in commands.items():
        yield name, command
        yield from ((f"{name} {inner}", leaf) for inner, leaf in leaves(getattr(command, "commands", {})))


@pytest.mark.parametrize("path", sorted(make_docs.made()), ids=lambda path: path.name)
def test_generated_files_are_fresh(path: Path) -> None:
    assert path.read_text("utf-8") == make_docs.made()[path], f"stale: `make docs` writes {path.name} anew"


def test_the_reference_is_the_same_on_every_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    before = make_docs.command_reference()
    monkeypatch.setenv("COLUMNS", "40")
    assert make_docs.command_reference() == before


@pytest.mark.parametrize(("name", "command"), list(leaves(COMMANDS)), ids=[name for name, _ in leaves(COMMANDS)])
def test_every_command_and_option_has_help(name: str, command: Any) -> None:
    assert command.help, name
    assert [parameter.name for parameter in command.params if not getattr(parameter, "help", "")] == []


def test_the_list_of_commands_says_what_each_says_itself() -> None:
    assert {name: listed.summary for name, listed in LISTED.items()} == {
        name: command.help.split("\n\n")[0] for name, command in COMMANDS.items()
    }


def test_texts_name_only_commands_that_exist() -> None:
    named = {(path.name, word) for path in TEXTS for word in re.findall(r"(?:`|\$ |bin/|· )specgen ([a-z]+)", path.read_text("utf-8"))}
    assert len(named) > 10, "hardly a command found: this test would prove little"
    assert {(file, word) for file, word in named if word not in COMMANDS} == set()

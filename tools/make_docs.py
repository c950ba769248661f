"""Write what the documentation takes from the code: the command reference and the JSON Schema of the requirement file.

`tests/test_docs.py` fails where a file is not what this would write.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import typer

from specgen.cli.commands import app
from specgen.schema import json_schema

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
_HEAD: Final = """# Commands

Generated from the commands themselves by `make docs`: what `--help` says of each. Data goes to stdout, talk to stderr.
`--json` prints one JSON document on stdout, also when a command fails.
"""


def made() -> dict[Path, str]:
    """Return every generated file with its text."""
    return {
        DOCS / "commands.md": command_reference(),
        DOCS / "requirement.schema.json": json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n",
    }


def command_reference() -> str:
    """Return the help of every command as Markdown."""
    root = typer.main.get_command(app)
    sections = [f"## {path}\n\n```\n{text}\n```\n" for path, text in _helps(root, "specgen", None)]
    return "\n".join([_HEAD, *sections])


def _helps(command: Any, name: str, above: Any) -> Iterator[tuple[str, str]]:
    """Yield the full name and the help of *command*, then of what it groups; as wide as a page, not as this terminal."""
    context = typer.Context(command, info_name=name, parent=above, terminal_width=80, **command.context_settings)
    yield context.command_path, command.get_help(context).rstrip()
    for sub in getattr(command, "commands", {}):
        yield from _helps(command.commands[sub], sub, context)


if __name__ == "__main__":
    for path, text in made().items():
        path.write_text(text, "utf-8")

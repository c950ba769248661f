"""What several commands take and do alike."""

import contextlib
import datetime
import json
import re
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from specgen.errors import EnvironmentLackError, UsageError


def named(given: str | list[str]) -> str | list[str]:
    """Refuse a file name without a character, which the shell makes of a variable that is not set."""
    if "" in ([given] if isinstance(given, str) else given):
        raise UsageError("FILE is empty: is a variable of the shell not set?")
    return given


Files = Annotated[list[str], typer.Argument(metavar="FILE", callback=named, help="Requirement files, YAML or JSON.")]
File = Annotated[str, typer.Argument(metavar="FILE", callback=named, help="A requirement file, YAML or JSON.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
CatalogDir = Annotated[Path | None, typer.Option("--catalog", metavar="DIR", help="A catalogue folder that goes before all others.")]


def here() -> Path:
    """Return the current folder."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise EnvironmentLackError("the current folder is gone", "change to a folder that exists") from None


def day(option: str, text: str | None) -> datetime.date | None:
    """Return the day that *option* names, or None where it is not given."""
    if text is None:
        return None
    with contextlib.suppress(ValueError):
        if _DAY.fullmatch(text):  # fromisoformat takes more than we promise
            return datetime.date.fromisoformat(text)
    raise UsageError(f"{option} {text}: write year-month-day, like 2026-11-20")


_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def print_json(document: dict[str, Any]) -> None:
    """Print *document* as data."""
    print_data(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def print_data(text: str) -> None:
    """Print *text* as UTF-8, whatever the terminal's encoding: another program or an editor reads it."""
    typer.echo(text.encode("utf-8", "backslashreplace"), nl=False)

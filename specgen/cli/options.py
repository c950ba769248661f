"""What several commands take and do alike."""

import contextlib
import datetime
import json
import os
import re
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import typer

from specgen.errors import EnvironmentLackError, UsageError
from specgen.pipeline import WRITERS, Wish, output_folder


def named(given: str | list[str]) -> str | list[str]:
    """Refuse a file name without a character, which the shell makes of a variable that is not set."""
    if "" in ([given] if isinstance(given, str) else given):
        raise UsageError("FILE is empty: is a variable of the shell not set?")
    return given


Files = Annotated[list[str], typer.Argument(metavar="FILE", callback=named, help="Requirement files, YAML or JSON.")]
File = Annotated[str, typer.Argument(metavar="FILE", callback=named, help="A requirement file, YAML or JSON.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
CatalogDir = Annotated[Path | None, typer.Option("--catalog", metavar="DIR", help="A catalogue folder that goes before all others.")]

# What `propose` and `batch` ask of a document alike.
Output = Annotated[
    Path | None,
    typer.Option("--output", metavar="DIR", help="Where the documents go.  [default: output/ in the workspace, else here]"),
]
To = Annotated[
    str, typer.Option("--to", metavar="pdf,html,xlsx,json", help="What to write: the document, its compliance matrix, its decision.")
]
Day = Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="The document's date where the file has none.")]
Kind = Annotated[
    Literal["proposal", "specification"] | None,
    typer.Option("--kind", metavar="proposal|specification", help="An offer, or statements to build and test by, without prices."),
]
Brand = Annotated[str | None, typer.Option("--brand", metavar="ID", help="Brand of the document.")]
Language = Annotated[str | None, typer.Option("--language", metavar="CODE", help="Language of the document.")]
Paper = Annotated[Literal["a4", "letter"] | None, typer.Option("--paper", metavar="a4|letter", help="Paper of the document.")]
Draft = Annotated[bool, typer.Option("--draft", help="Mark the document as a draft.")]
Audience = Annotated[
    Literal["customer", "internal"],
    typer.Option("--audience", metavar="customer|internal", help="For the customer, or with every rule and note for the maker."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace a document of other content under the same name.")]
PlatformId = Annotated[str | None, typer.Option("--platform", metavar="ID", help="Offer this platform; needs --because.")]
Because = Annotated[str | None, typer.Option("--because", metavar="TEXT", help="Why it is offered against the decision.")]
Keep = Annotated[
    str | None,
    typer.Option("--archive", metavar="[DIR]", help="Archive it too.  [without DIR: archive/ in the workspace, else here]"),
]


def wish_of(
    date: str | None,
    language: str | None,
    brand: str | None,
    paper: str | None,
    draft: bool,
    platform: str | None,
    because: str | None,
    to: str,
    audience: str,
    kind: str | None,
) -> Wish:
    """Return what the options ask of a document, or say what is wrong with them."""
    if (platform is None) != (because is None):
        raise UsageError("--platform and --because go together: a deviation is printed with its reason")
    return Wish(day("--date", date), language, brand, paper, draft, platform or "", because or "", formats(to), audience, kind)


def output_of(output: Path | None) -> Path:
    """Return where documents go."""
    return output or Path(os.path.relpath(output_folder(here())))


def here() -> Path:
    """Return the current folder."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise EnvironmentLackError("the current folder is gone", "change to a folder that exists") from None


def formats(text: str) -> tuple[str, ...]:
    """Return the outputs that `--to` names, or say which there are."""
    asked = tuple(name.strip() for name in text.split(","))
    for name in asked:
        if name not in WRITERS:
            raise UsageError(f"--to {text}: there is no output {name!r}; take some of: {', '.join(WRITERS)}")
    return asked


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

"""What `propose` and `batch` are asked of a document alike."""

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from specgen.cli.options import day, here
from specgen.errors import UsageError
from specgen.pipeline import WRITERS, Wish, output_folder

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


def formats(text: str) -> tuple[str, ...]:
    """Return the outputs that `--to` names, or say which there are."""
    asked = tuple(name.strip() for name in text.split(","))
    for name in asked:
        if name not in WRITERS:
            raise UsageError(f"--to {text}: there is no output {name!r}; take some of: {', '.join(WRITERS)}")
    return asked

"""The commands about brands."""

from typing import Annotated

import typer

from specgen import branding, pipeline
from specgen.cli import terminal
from specgen.cli.help import Commands
from specgen.cli.options import AsJson, here, print_json
from specgen.errors import MaintainerError

brand = Commands(help="Brands: how documents look.")


@brand.callback()
def _group() -> None:
    """Brands: how documents look."""


@brand.command()
def check(
    name: Annotated[str | None, typer.Argument(metavar="[ID]", help="A brand.  [default: every brand that is here]")] = None,
    as_json: AsJson = False,
) -> None:
    """Check that a brand can go out: contrast, colour vision, characters, logo."""
    kit = pipeline.open_kit(here())
    reports = branding.check(kit.library, name)
    if as_json:
        print_json(branding.as_json(reports, kit.wording))
    else:
        terminal.show_brands(reports, kit.wording)
    raise typer.Exit(MaintainerError.exit_code if any(report.faults for report in reports) else 0)

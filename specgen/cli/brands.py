"""The commands about brands."""

from collections.abc import Iterable
from typing import Annotated

import typer

from specgen import branding, pipeline
from specgen.cli.help import Commands
from specgen.cli.options import AsJson, here, print_json
from specgen.cli.terminal import visible
from specgen.errors import MaintainerError
from specgen.wording import Wording

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
        _show(reports, kit.wording)
    raise typer.Exit(MaintainerError.exit_code if any(report.faults for report in reports) else 0)


def _show(reports: Iterable[branding.Report], wording: Wording) -> None:
    """Print what was found of each brand, a line for each fault."""
    for report in reports:
        figures = {"contrast": f"{report.lowest_contrast:.1f}", "distance": f"{report.lowest_distance:.0f}", "count": report.characters}
        for fault in report.faults:
            print(visible(f"{report.brand}: {fault.told(wording)}"))
        if not report.faults:
            print(f"{report.brand}: {wording('brand.ok', **figures)}")

"""The commands for who keeps rulebook and catalogue: does it hold, what does it say, what has the maker to tell.

Each loads the proofs when it runs: no other command needs them.
"""

from typing import Annotated

import typer

from specgen import pipeline
from specgen.cli.help import Commands
from specgen.cli.options import AsJson, CatalogDir, here
from specgen.pipeline import Kit

rules = Commands(help="The rulebook: does it hold, are its examples true, what does it say.")
catalog = Commands(help="The catalogue: is it complete and in agreement with itself, what does it hold.")


def _kit(folder: CatalogDir) -> Kit:
    return pipeline.open_kit(here(), folder)


@rules.command("check")
def check_rules(folder: CatalogDir = None, as_json: AsJson = False) -> None:
    """Prove the rulebook over the whole range of its quantities: gaps, overlaps, dead rules, contradictions."""
    from specgen.cli import proving

    raise typer.Exit(proving.check_rules(_kit(folder), as_json))


@rules.command("test")
def try_rules(folder: CatalogDir = None, as_json: AsJson = False) -> None:
    """Run the examples of every rule through the comparison that decisions use."""
    from specgen.cli import proving

    raise typer.Exit(proving.try_rules(_kit(folder), as_json))


@rules.command("show")
def show_rules(folder: CatalogDir = None, as_json: AsJson = False) -> None:
    """Print the rulebook as a page that a product manager can read and sign, in Markdown."""
    from specgen.cli import proving

    proving.show_rules(_kit(folder), as_json)


@catalog.command("check")
def check_catalog(folder: CatalogDir = None, as_json: AsJson = False) -> None:
    """Find what contradicts itself, what nothing reaches, and what only the maker can tell."""
    from specgen.cli import proving

    raise typer.Exit(proving.check_catalog(_kit(folder), as_json))


@catalog.command("list")
def list_catalog(folder: CatalogDir = None, as_json: AsJson = False) -> None:
    """List the platforms side by side: spots, class, voltage, and how much is known."""
    from specgen.cli import proving

    proving.list_catalog(_kit(folder), as_json)


@catalog.command("show")
def show_catalog(
    platform: Annotated[str | None, typer.Argument(metavar="ID", help="A platform; every one where it is left out.")] = None,
    folder: CatalogDir = None,
    as_json: AsJson = False,
) -> None:
    """Show every figure of a platform with its kind and source; what is not known is to be confirmed."""
    from specgen.cli import proving

    proving.show_catalog(_kit(folder), platform, as_json)

"""The commands about a finished PDF: is it what it claims to be, and give back what it carries."""

from pathlib import Path
from typing import Annotated

import typer

from specgen import pipeline
from specgen import verification as verifying
from specgen.cli import terminal
from specgen.cli.options import AsJson, CatalogDir, here, print_json
from specgen.errors import DocumentError
from specgen.files.carried import carried, hostile_names
from specgen.files.writing import write_all
from specgen.wording import Wording

Pdf = Annotated[Path, typer.Argument(metavar="FILE.pdf", help="A document that specgen has made.")]


def verify(file: Pdf, catalog: CatalogDir = None, as_json: AsJson = False) -> None:
    """Tell whether a PDF is consistent with what it carries, by making it again; that does not prove who made it."""
    kit = pipeline.open_kit(here(), catalog)
    verification = verifying.verify(kit, file)
    if as_json:
        print_json(verification.as_json())
    else:
        _show(verification, kit.wording)
    raise typer.Exit(0 if verification.found is verifying.Finding.CONSISTENT else DocumentError.exit_code)


def extract(
    file: Pdf,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where the files go.")] = Path(),
    force: Annotated[bool, typer.Option("--force", help="Replace a file of other content under the same name.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write the files that a PDF carries: the requirement as received and the decision."""
    files = carried(file).files
    if hostile := hostile_names(files):
        problem = f"it carries a file named {hostile[0][:100]!a}, so nothing was written"
        raise DocumentError(str(file), problem, "documents of specgen's carry plain names; treat this one with care")
    if not files:
        raise DocumentError(str(file), "it carries no files", "name a PDF that specgen has made")
    outputs = {output / name: data for name, data in files.items()}
    write_all(outputs, force=force)
    written = [str(path) for path in outputs]
    if as_json:
        print_json({"format": "specgen-extracted/1", "file": str(file), "outputs": written})
    else:
        typer.echo("\n".join(written))


def _show(verification: verifying.Verification, wording: Wording) -> None:
    """Print what a PDF turned out to be, and what that proves."""
    key = verification.found.value.replace(" ", "-")
    print(terminal.visible(f"{verification.file}: {wording(f'verify.{key}', parts=', '.join(verification.parts))}"))
    terminal.say(wording("verify.origin"))

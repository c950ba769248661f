"""The command `specgen`: every command by its name, the place where it lies, and what it is for.

A command is loaded when it runs or its own help is asked for: `check` needs a tenth of what `propose` does, `--help` nothing.
"""

from typing import Annotated, Final

import typer

from specgen import __version__
from specgen.cli.help import Commands, Elsewhere

COMMANDS: Final = {
    "new": Elsewhere("starting:new", "Write a complete, commented requirement file to start from, or the form for a list."),
    "check": Elsewhere("checks:check", "Validate requirement files: every problem of every file, in one pass."),
    "select": Elsewhere("selecting:select", "Show the decision: the answer, the candidates side by side, why and why not."),
    "propose": Elsewhere(
        "proposing:propose", "Write the document that each requirement asks for, as PDF, with its decision as JSON beside it."
    ),
    "batch": Elsewhere(
        "batch:batch",
        "Write the documents of many requirements, in parallel; a run that was stopped goes on, one that is repeated does nothing.",
    ),
    "revise": Elsewhere(
        "revisions:revise",
        "Start the next revision: the newest archived requirement as it was received, with the next letter or number and no date.",
    ),
    "diff": Elsewhere(
        "revisions:diff",
        "Tell what changed, by meaning: technical, commercial, editorial; what became of the answer; is a new letter asked for.",
    ),
    "verify": Elsewhere(
        "documents:verify",
        "Tell whether a PDF is consistent with what it carries, by making it again; that does not prove who made it.",
    ),
    "extract": Elsewhere("documents:extract", "Write the files that a PDF carries: the requirement as received and the decision."),
    "explain": Elsewhere("starting:explain", "Say what a code means and what to do about it."),
    "schema": Elsewhere("starting:schema", "Print the JSON Schema of the requirement file, for editors."),
    "doctor": Elsewhere(
        "starting:doctor", "Check that everything that specgen needs is here, and name the command that mends what is not."
    ),
    "rules": Elsewhere("catalogue:rules", "The rulebook: does it hold, are its examples true, what does it say."),
    "catalog": Elsewhere("catalogue:catalog", "The catalogue: is it complete and in agreement with itself, what does it hold."),
    "archive": Elsewhere("archive:archive", "The record of what was sent: kept, found again, and what became of it."),
    "brand": Elsewhere("brands:brand", "Brands: how documents look."),
}

app = Commands(
    help="From a customer's X-ray imaging requirement to a decision that can be defended and a proposal that can be sent.",
    epilog="Exit codes: 0 done, 1 a file was refused, 2 wrong usage, 3 this machine lacks something, "
    "4 an archive or a PDF failed verification, 5 catalogue, rules, templates or brand are faulty, 70 a defect, 130 interrupted.",
    elsewhere=COMMANDS,
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"specgen {__version__}")
        raise typer.Exit


@app.callback()
def specgen(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which specgen this is.")] = False,
) -> None:
    """From a customer's X-ray imaging requirement to a decision that can be defended and a proposal that can be sent."""

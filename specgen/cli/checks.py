"""The command that checks: are requirement files right. Colours load only where there is something to show in them."""

from typing import Annotated, Literal

import typer

from specgen import checking
from specgen.cli import terminal
from specgen.cli.options import AsJson, CatalogDir, Files, here, print_json


def check(
    files: Files,
    form: Annotated[
        Literal["text", "github"], typer.Option("--format", metavar="text|github", help="As text, or as annotations for GitHub.")
    ] = "text",
    catalog: CatalogDir = None,
    as_json: AsJson = False,
) -> None:
    """Validate requirement files: every problem of every file, in one pass."""
    desk = checking.open_desk(here(), catalog)
    received = checking.receive_all(desk.basics, files)
    if as_json:
        print_json(checking.checked(received, desk.wording))
    for one in received if not as_json else ():
        if form == "github":
            terminal.annotate(one.findings, desk.wording)
        else:
            if one.findings:
                from specgen.cli import coloured

                coloured.show_findings(one.findings, one, desk.wording, coloured.console())
            terminal.say(desk.wording("terminal.faulty" if one.is_refused else "terminal.accepted", file=one.file))
    raise typer.Exit(1 if any(one.is_refused for one in received) else 0)

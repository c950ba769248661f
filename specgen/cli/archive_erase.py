"""`archive erase`: a person's contact data taken out of an archived object, on request and for all to see."""

from typing import Annotated, Any

import typer

from specgen import erasure
from specgen.archive.erasure import Erased
from specgen.cli import terminal
from specgen.cli.archived import ArchiveDir, Because, By, Reference, existing, opened, stamp_now, wording_here
from specgen.cli.options import AsJson, print_json


def erase(
    reference: Reference,
    person: Annotated[
        str, typer.Option("--person", metavar="NAME", help="Whose data: a name or an e-mail address as the requirement has it.")
    ],
    by: By,
    because: Because,
    also: Annotated[
        list[str] | None, typer.Option("--also", metavar="TEXT", help="Further words to erase, like a telephone number in the notes.")
    ] = None,
    is_trial: Annotated[bool, typer.Option("--dry-run", help="Only say which files would change.")] = False,
    folder: ArchiveDir = None,
    as_json: AsJson = False,
) -> None:
    """Take a person's contact data out of all versions of a document, leaving a mark that says so; this cannot be undone."""
    stamp, wording = stamp_now(by, because), wording_here()
    existing(folder)
    layout = opened(folder, wording)
    erased = erasure.erase(layout, reference, person, tuple(also or ()), stamp, is_trial=is_trial)
    if as_json:
        print_json(_as_json(erased, is_trial=is_trial))
        return
    terminal.show_lines(f"{version} {path}" for version, path in erased.files)
    told = {"reference": reference, "count": len(erased.files), "version": erased.outcome.version}
    if erased.outcome.is_new:
        terminal.say(wording("archive.erased", **told))
        terminal.say(wording("archive.elsewhere"))
    else:
        terminal.say(wording("archive.would-erase" if erased.files else "archive.nothing-to-erase", **told))


def _as_json(erased: Erased, *, is_trial: bool) -> dict[str, Any]:
    return {
        "format": "specgen-erased/1",
        "reference": erased.outcome.reference,
        "version": erased.outcome.version,
        "erased": erased.outcome.is_new,
        "trial": is_trial,
        "files": [{"version": version, "path": path} for version, path in erased.files],
    }

"""The commands that come before the work: a file to start from, its schema, what a code means, what this machine lacks."""

import difflib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from specgen import doctor as examination
from specgen import explanation, pipeline
from specgen.cli import terminal
from specgen.cli.options import AsJson, here, print_data, print_json
from specgen.errors import EnvironmentLackError, UsageError
from specgen.files.form import form
from specgen.files.library import Library, workspace_from
from specgen.files.maintained import load_model
from specgen.files.words import load_wording
from specgen.files.writing import write_all
from specgen.schema import json_schema
from specgen.starter import starter
from specgen.wording import Wording


def _wording() -> Wording:
    return load_wording(Library(workspace_from(here())), "en")


def new(
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where the file goes.  [default: stdout]")] = None,
    form_file: Annotated[
        Path | None, typer.Option("--list", metavar="FILE.xlsx", help="Write the form for a list: one row, one requirement.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")] = False,
) -> None:
    """Write a complete, commented requirement file to start from, or the form for a list."""
    wording = _wording()
    if form_file is not None:
        if form_file.suffix.lower() != ".xlsx":
            raise UsageError(f"--list {form_file}: the form is a spreadsheet, so its name ends in .xlsx")
        write_all({form_file: form()}, force=force)
        terminal.say(wording("starter.form-written", file=form_file))
        return
    text = starter(wording)
    if output is None:
        print_data(text)
        return
    write_all({output: text.encode()}, force=force)
    terminal.say(wording("starter.written", file=output))


def schema() -> None:
    """Print the JSON Schema of the requirement file, for editors."""
    print_data(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")


def explain(
    code: Annotated[str, typer.Argument(metavar="CODE", help="A finding or a rule, like SG-E104 or SG-R012.")],
) -> None:
    """Say what a code means and what to do about it."""
    wording = _wording()
    wanted = code.strip().upper()
    wanted = wanted if wanted.startswith("SG-") else f"SG-{wanted}"
    findings = set(explanation.codes(wording))
    rules = {key.split(".")[1] for key in wording.phrases if key.startswith("rule.SG-")}
    if wanted in findings:
        library = Library(workspace_from(here()))
        example = load_model(library.find("examples", f"findings/{wanted}.yaml"), explanation.Example)
        print_data(explanation.plain(explanation.page(wanted, example, wording)))
    elif wanted in rules:
        _explain_rule(wanted, wording)
    else:
        near = difflib.get_close_matches(wanted, sorted(findings | rules), 3, 0.6)
        raise UsageError(f"there is no code {code!r}" + (f"; near it: {', '.join(near)}" if near else ""))


def _explain_rule(wanted: str, wording: Wording) -> None:
    kit = pipeline.open_kit(here())
    typer.echo(f"{wanted}: {wording('explain.rule', subject=wording(f'rule.{wanted}'))}")
    for rule in kit.rulebook.rules:
        if rule.id == wanted:
            source = kit.catalog.sources[rule.source]
            typer.echo(f"  {wording('explain.compares')}  {rule.offered} {rule.comparison.replace('_', ' ')} {rule.needed}")
            typer.echo(f"  {wording('explain.serves')}  {', '.join(rule.where) or '–'}")
            typer.echo(f"  {wording('explain.source')}  {', '.join(filter(None, (source.title, source.where)))}")


def doctor(as_json: AsJson = False) -> None:
    """Check that everything that specgen needs is here, and name the command that mends what is not."""
    wording = _wording()
    checks = examination.examine(here())
    if as_json:
        print_json(examination.as_json(checks, wording))
    else:
        _show_checks(checks, wording)
    raise typer.Exit(0 if all(check.ok for check in checks) else EnvironmentLackError.exit_code)


def _show_checks(checks: Iterable[examination.Check], wording: Wording) -> None:
    """Print what the doctor found, and below each thing that is missing what mends it."""
    for check in checks:
        print(f"{wording(f'doctor.{check.state}'):<8} {check.name:<16} {check.found}".rstrip())
        if not check.ok:
            print(f"         = help: {check.told(wording)}")

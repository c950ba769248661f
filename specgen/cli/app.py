"""The commands. Each names its arguments, calls the pipeline and leaves with the exit code of the interface.

Modules that draw or lay out are loaded by the command that needs them, so that `check` and `--help` start at once.
"""

import datetime
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from specgen import __version__, pipeline
from specgen.cli import terminal
from specgen.errors import UsageError
from specgen.files import write_all

app = typer.Typer(
    name="specgen",
    help="From a customer's X-ray imaging requirement to a decision that can be defended and a proposal that can be sent.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Files = Annotated[list[str], typer.Argument(metavar="FILE...", help="Requirement files, YAML or JSON.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
CatalogDir = Annotated[Path | None, typer.Option("--catalog", metavar="DIR", help="A catalogue folder that goes before all others.")]


def _print_json(document: dict[str, Any]) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _version(value: bool) -> None:
    if value:
        typer.echo(f"specgen {__version__}")
        raise typer.Exit


@app.callback()
def specgen(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which specgen this is.")] = False,
) -> None:
    """From a customer's X-ray imaging requirement to a decision that can be defended and a proposal that can be sent."""


@app.command()
def check(
    files: Files,
    as_json: AsJson = False,
    form: Annotated[str, typer.Option("--format", help="text or github (annotations).")] = "text",
    catalog: CatalogDir = None,
) -> None:
    """Validate requirement files: every problem of every file, in one pass."""
    if form not in {"text", "github"}:
        raise UsageError(f"--format {form}: take text or github")
    kit = pipeline.open_kit(Path.cwd(), catalog)
    received = pipeline.receive_all(kit, files)
    if as_json:
        _print_json(pipeline.results(kit, [pipeline.Result.of_check(one) for one in received]))
    for one in received if not as_json else ():
        if form == "github":
            terminal.annotate(one.findings, kit.wording)
        else:
            terminal.show_findings(one.findings, one, kit.wording, terminal.console())
            terminal.say(kit.wording("terminal.refused" if one.is_refused else "terminal.accepted", file=one.file))
    raise typer.Exit(1 if any(one.is_refused for one in received) else 0)


@app.command()
def select(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A requirement file.")],
    changes: Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="A what-if: a dotted key and its value.")] = None,
    catalog: CatalogDir = None,
    as_json: AsJson = False,
) -> None:
    """Show the decision: the answer, the candidates side by side, why and why not."""
    kit = pipeline.open_kit(Path.cwd(), catalog)
    judged = pipeline.judge(kit, file, tuple(_change(change) for change in changes or []))
    if as_json:
        _print_json(pipeline.decision_json(kit, judged, datetime.date.today()))
    else:
        terminal.show_findings(judged.findings, judged.received, kit.wording, terminal.console(stderr=True))
        if judged.decision:
            terminal.show_decision(judged.decision, kit.wording, terminal.console())
        else:
            terminal.say(kit.wording("terminal.refused", file=file))
    raise typer.Exit(0 if judged.decision else 1)


def _change(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign or not key.strip():
        raise UsageError(f"--set {text}: write it as KEY=VALUE, like imaging.smallest_feature=20um")
    return key.strip(), value.strip()


@app.command()
def propose(
    files: Files,
    output: Annotated[Path, typer.Option("--output", metavar="DIR", help="Where the documents go.")] = Path("output"),
    date: Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="The document's date where the file has none.")] = None,
    brand: Annotated[str | None, typer.Option("--brand", help="Brand of the document.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="Language of the document.")] = None,
    paper: Annotated[str | None, typer.Option("--paper", help="a4 or letter.")] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Mark the document as a draft.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a document of other content under the same name.")] = False,
    catalog: CatalogDir = None,
    as_json: AsJson = False,
) -> None:
    """Write the document that each requirement asks for, as PDF, with its decision as JSON beside it."""
    if paper not in {None, "a4", "letter"}:
        raise UsageError(f"--paper {paper}: take a4 or letter")
    kit = pipeline.open_kit(Path.cwd(), catalog)
    wish = pipeline.Wish(_day(date), language, brand, paper, draft)

    def write(outputs: dict[str, bytes]) -> tuple[str, ...]:
        write_all({output / name: data for name, data in outputs.items()}, force=force)
        return tuple(str(output / name) for name in outputs)

    entries = []
    for judged, result in pipeline.propose_all(kit, files, wish, datetime.date.today(), write):
        entries.append(result)
        if not as_json:
            terminal.show_findings(result.findings, judged.received, kit.wording, terminal.console(stderr=True))
            terminal.show_result(result, judged.decision, kit.wording)
    if as_json:
        _print_json(pipeline.results(kit, entries))
    raise typer.Exit(1 if any(entry.outcome == "refused" for entry in entries) else 0)


def _day(text: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"--date {text}: write year-month-day, like 2026-11-20") from None

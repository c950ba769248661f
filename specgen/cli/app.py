"""The commands. Each names its arguments, calls the pipeline and leaves with the exit code of the interface.

Modules that draw or lay out are loaded by the command that needs them, so that `check` and `--help` start at once.
"""

import datetime
from dataclasses import replace
from typing import Annotated, Literal

import typer

from specgen import __version__, pipeline
from specgen.archive.layout import Layout
from specgen.cli import catalogue, documents, options, revisions, starting, terminal
from specgen.cli.archive import Keeping, archive
from specgen.cli.batch import batch
from specgen.cli.brands import brand as brands
from specgen.cli.help import Commands
from specgen.cli.options import AsJson, CatalogDir, File, Files, here, print_json
from specgen.comparing import former_in
from specgen.errors import UsageError
from specgen.files import write_all
from specgen.filing import archive_folder

app = Commands(
    help="From a customer's X-ray imaging requirement to a decision that can be defended and a proposal that can be sent.",
    epilog="Exit codes: 0 done, 1 a file was refused, 2 wrong usage, 3 this machine lacks something, "
    "4 an archive or a PDF failed verification, 5 catalogue, rules, templates or brand are faulty, 70 a defect, 130 interrupted.",
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


app.command()(starting.new)


@app.command()
def check(
    files: Files,
    form: Annotated[
        Literal["text", "github"], typer.Option("--format", metavar="text|github", help="As text, or as annotations for GitHub.")
    ] = "text",
    catalog: CatalogDir = None,
    as_json: AsJson = False,
) -> None:
    """Validate requirement files: every problem of every file, in one pass."""
    kit = pipeline.open_kit(here(), catalog)
    received = pipeline.receive_all(kit, files)
    if as_json:
        print_json(pipeline.results(kit, [pipeline.Result.of_check(one) for one in received]))
    for one in received if not as_json else ():
        if form == "github":
            terminal.annotate(one.findings, kit.wording)
        else:
            terminal.show_findings(one.findings, one, kit.wording, terminal.console())
            terminal.say(kit.wording("terminal.faulty" if one.is_refused else "terminal.accepted", file=one.file))
    raise typer.Exit(1 if any(one.is_refused for one in received) else 0)


@app.command()
def select(
    file: File,
    changes: Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="A what-if: a dotted key and its value.")] = None,
    catalog: CatalogDir = None,
    as_json: AsJson = False,
) -> None:
    """Show the decision: the answer, the candidates side by side, why and why not."""
    kit = pipeline.open_kit(here(), catalog)
    judged, refused = _judged(kit, file, [_change(change) for change in changes or []])
    if as_json:
        print_json(pipeline.decision_json(kit, judged, datetime.date.today()))
    else:
        for each in (judged, *refused):
            terminal.show_findings(each.findings, each.received, kit.wording, terminal.console(stderr=True))
        if judged.decision:
            terminal.show_decision(judged.decision, kit.wording, terminal.console())
        else:
            terminal.say(kit.wording("terminal.faulty", file=file))
    raise typer.Exit(0 if judged.decision else 1)


def _judged(kit: pipeline.Kit, file: str, changes: list[tuple[str, str]]) -> tuple[pipeline.Judged, list[pipeline.Judged]]:
    """Return the decision with *changes* and what-ifs beside it, and those what-ifs that were refused.

    A key that is given several values makes a what-if of each; else the file as it is stands beside.
    """
    keys = [key for key, _ in changes]
    common = tuple((key, value) for key, value in changes if keys.count(key) == 1)
    judged = pipeline.judge(kit, file, common)
    beside = [(value, pipeline.judge(kit, file, (*common, (key, value)))) for key, value in changes if keys.count(key) > 1]
    if common and not beside:
        beside = [(kit.wording("scenario.as-received"), pipeline.judge(kit, file))]
    return pipeline.beside(judged, beside), [other for _, other in beside if other.decision is None]


def _change(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign or not key.strip():
        raise UsageError(f"--set {text}: write it as KEY=VALUE, like imaging.smallest_feature=20um")
    return key.strip(), value.strip()


@app.command()
def propose(
    files: Files,
    output: options.Output = None,
    to: options.To = "pdf,json",
    date: options.Day = None,
    kind: options.Kind = None,
    brand: options.Brand = None,
    language: options.Language = None,
    paper: options.Paper = None,
    draft: options.Draft = False,
    audience: options.Audience = "customer",
    force: options.Force = False,
    platform: options.PlatformId = None,
    because: options.Because = None,
    keep: options.Keep = None,
    catalog: CatalogDir = None,
    as_json: AsJson = False,
) -> None:
    """Write the document that each requirement asks for, as PDF, with its decision as JSON beside it."""
    kit = pipeline.open_kit(here(), catalog)
    wish = options.wish_of(date, language, brand, paper, draft, platform, because, to, audience, kind)
    folder, today = options.output_of(output), datetime.date.today()
    keeping = Keeping(keep, kit.workspace.sender, kit.wording) if keep is not None else None

    layout = keeping.layout if keeping else Layout(archive_folder(here()))

    def write(outputs: dict[str, bytes]) -> tuple[str, ...]:
        if keeping:
            keeping.check(outputs)
        write_all({folder / name: data for name, data in outputs.items()}, force=force)
        return tuple(str(folder / name) for name in outputs)

    entries = []
    for judged, result in pipeline.propose_all(kit, files, wish, today, write, former_in(kit, layout)):
        entries.append(result)
        if keeping and result.outcome == "done" and judged.received.requirement:
            issue = pipeline.issue_of(kit, judged.received.requirement, wish, today)[0]
            keeping.add(judged.received.file, replace(issue, kind=result.kind))
        if not as_json:
            terminal.show_findings(result.findings, judged.received, kit.wording, terminal.console(stderr=True))
            terminal.show_result(result, judged.decision, kit.wording)
    if as_json:
        print_json(pipeline.results(kit, entries))
    raise typer.Exit(1 if any(entry.outcome == "refused" for entry in entries) else 0)


app.command()(batch)
app.add_typer(catalogue.rules, name="rules")
app.add_typer(catalogue.catalog, name="catalog")
app.add_typer(archive, name="archive")
app.command()(revisions.revise)
app.command()(revisions.diff)
app.command()(documents.verify)
app.command()(documents.extract)
app.add_typer(brands, name="brand")
app.command()(starting.explain)
app.command()(starting.schema)
app.command()(starting.doctor)

"""The command that decides and writes nothing. Colours and tables load only where something is shown in them."""

import datetime
from typing import Annotated

import typer

from specgen import pipeline
from specgen.cli import terminal
from specgen.cli.options import AsJson, CatalogDir, File, here, print_json
from specgen.errors import UsageError


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
        from specgen.cli import coloured, decided

        for each in (judged, *refused):
            coloured.show_findings(each.findings, each.received, kit.wording, coloured.console(stderr=True))
        if judged.decision:
            decided.show_decision(judged.decision, kit.wording, coloured.console())
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

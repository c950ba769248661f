"""The command that writes: for each requirement the document that it asks for, kept in the archive where that is wished."""

import datetime
from dataclasses import replace
from pathlib import Path

import typer

from specgen import garbage, pipeline, trace
from specgen.archive.layout import Layout
from specgen.cli import coloured, terminal, wishes
from specgen.cli.options import AsJson, CatalogDir, Files, here, print_json
from specgen.comparing import former_in
from specgen.decision import Decision
from specgen.files.writing import write_all
from specgen.filing import archive_folder
from specgen.release import reason
from specgen.wording import Wording


def propose(
    files: Files,
    output: wishes.Output = None,
    to: wishes.To = "pdf,json",
    date: wishes.Day = None,
    kind: wishes.Kind = None,
    brand: wishes.Brand = None,
    language: wishes.Language = None,
    paper: wishes.Paper = None,
    draft: wishes.Draft = False,
    audience: wishes.Audience = "customer",
    force: wishes.Force = False,
    platform: wishes.PlatformId = None,
    because: wishes.Because = None,
    keep: wishes.Keep = None,
    catalog: CatalogDir = None,
    as_json: AsJson = False,
) -> None:
    """Write the document that each requirement asks for, as PDF, with its decision as JSON beside it."""
    garbage.look_seldom()
    kit = pipeline.open_kit(here(), catalog)
    wish = wishes.wish_of(date, language, brand, paper, draft, platform, because, to, audience, kind)
    folder, today = wishes.output_of(output), datetime.date.today()
    keeping = None
    if keep is not None:
        from specgen.cli.keeping import Keeping  # noqa: PLC0415  (most documents are not kept)

        keeping = Keeping(keep, wish.formats, kit.workspace.sender, kit.wording)
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
            coloured.show_findings(result.findings, judged.received, kit.wording, coloured.console(stderr=True))
            _show(result, judged.decision, kit.wording)
    if as_json:
        print_json(pipeline.results(kit, entries))
    raise typer.Exit(1 if any(entry.outcome == "refused" for entry in entries) else 0)


def _show(result: pipeline.Result, decision: Decision | None, wording: Wording) -> None:
    """Say what became of a file: the answer and where the document lies, or that it was refused."""
    if result.outcome == "refused" or decision is None:
        terminal.say(wording("terminal.refused", file=result.file))
        return
    terminal.say(f"{result.file}: {trace.answer(decision, wording)} {trace.points(decision, wording)}".rstrip())
    if result.offer and result.offer.release.missing:
        _say_missing(result.offer, result.outputs, wording)
    for path in result.outputs:
        print(path)


def _say_missing(offer: pipeline.Offer, outputs: tuple[str, ...], wording: Wording) -> None:
    """Say what makes the document a draft, and the line that would release it."""
    terminal.say(" ".join((wording("draft.head"), *(reason(missing, wording) for missing in offer.release.missing))))
    stem = next((Path(path).stem for path in outputs), "")
    for missing in offer.release.missing:
        if missing.role:
            terminal.say(wording("terminal.approve", stem=stem, role=missing.role, offer=offer.release.offer))

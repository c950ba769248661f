"""The command for many requirements at once: what is asked, who works on it, and how it is told."""

import datetime
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Literal

import typer

from specgen import pipeline
from specgen.archive.layout import Layout
from specgen.batch import ledger as ledgers
from specgen.batch.engine import LONGEST_S, Engine, Limits
from specgen.batch.outcomes import DONE, OUTCOMES, REFUSED, Settled
from specgen.batch.plan import Order, planned
from specgen.batch.run import carry_out
from specgen.batch.sources import files_of
from specgen.batch.tally import Tally
from specgen.batch.work import Made, Work
from specgen.cli import options, terminal, watching, wishes
from specgen.cli.keeping import Keeping
from specgen.cli.options import AsJson, CatalogDir, here, print_json
from specgen.errors import EnvironmentLackError, UsageError
from specgen.files.writing import write_all
from specgen.filing import archive_folder
from specgen.findings import Severity
from specgen.wording import Wording

Sources = Annotated[
    list[str],
    typer.Argument(metavar="FOLDER|LIST", callback=options.named, help="Folders, patterns, lists (CSV, XLSX) and requirement files."),
]
Jobs = Annotated[int | None, typer.Option("--jobs", metavar="N", min=1, help="How many at a time.  [default: one for each core]")]
Resume = Annotated[
    bool, typer.Option("--resume/--no-resume", help="Go on where an earlier run stopped and do nothing twice, or make all anew.")
]
EngineName = Annotated[
    Literal["local", "dask"], typer.Option("--engine", metavar="local|dask", help="Work on this machine, or on a Dask cluster.")
]
Scheduler = Annotated[str | None, typer.Option("--scheduler", metavar="ADDRESS", help="The cluster's scheduler; for --engine dask.")]
Report = Annotated[Path | None, typer.Option("--report", metavar="FILE", help="Write a summary of the batch: FILE.html and FILE.xlsx.")]
TimeLimit = Annotated[float, typer.Option("--time-limit", metavar="SECONDS", min=0.1, help="The longest that one document may take.")]
Progress = Annotated[
    Literal["auto", "json"],
    typer.Option("--progress", metavar="auto|json", help="As suits a terminal or a log, or as JSON, a line for each file; on stderr."),
]


def batch(
    sources: Sources,
    *,
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
    jobs: Jobs = None,
    resume: Resume = True,
    engine: EngineName = "local",
    scheduler: Scheduler = None,
    time_limit: TimeLimit = LONGEST_S,
    progress: Progress = "auto",
    report: Report = None,
    as_json: AsJson = False,
) -> None:
    """Write the documents of many requirements, in parallel; a run that was stopped goes on, one that is repeated does nothing."""
    kit = pipeline.open_kit(here(), catalog)
    wish = wishes.wish_of(date, language, brand, paper, draft, platform, because, to, audience, kind)
    files, folder = files_of(sources), wishes.output_of(output)
    if (engine == "dask") != (scheduler is not None):
        raise UsageError("--engine dask and --scheduler ADDRESS go together: the cluster is yours, specgen only hands work to it")
    keeping = Keeping(keep, wish.formats, kit.workspace.sender, kit.wording, is_quiet=True) if keep is not None else None
    archive = str((Path(keep) if keep else archive_folder(here())).absolute()) if keep is not None else ""
    with ledgers.opened(folder) as ledger:
        order = Order(kit, wish, ledger.begin(datetime.date.today(), resume=resume), archive)
        plan = planned(order, files, keeping.layout if keeping else Layout(archive_folder(here())))
        if not resume:
            ledger.forget(item.key for item in plan.items)
        workers = _engine(Work.of(order), jobs, scheduler, Limits(time_limit), folder / ledgers.FOLDER / "scratch")
        deliver = _delivery(folder, ledger.work, keeping, force=force)
        tally = Tally(plan.total, time.monotonic())
        entries: dict[int, Settled] = {}
        with watching.watch(tally, kit.wording, as_json=progress == "json") as told:
            for number, settled in carry_out(plan, kit, ledger, workers, deliver):
                entries[number] = settled
                tally.add(settled)
                told(settled)
    every = [entries[number] for number in sorted(entries)]
    if report:
        _summarise(every, time.monotonic() - tally.begun, order, report)
    if as_json:
        print_json({"format": "specgen-results/1", "results": [settled.as_json() for settled in every]})
    else:
        _tell(every, kit.wording)
    raise typer.Exit(1 if tally.has_failures else 0)


def _engine(work: Work, jobs: int | None, scheduler: str | None, limits: Limits, note: Path) -> Engine:
    """Return the cluster of *scheduler*, or a pool of processes where none is named; each loads only what it needs itself."""
    if not scheduler:
        from specgen.batch.local import Local  # noqa: PLC0415
        from specgen.batch.scratch import scratch  # noqa: PLC0415

        return Local(work, jobs or os.cpu_count() or 1, limits, scratch(note))
    try:
        from specgen.batch.cluster import Cluster  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("specgen"):
            raise
        raise EnvironmentLackError("Dask is not installed here", "pip install 'specgen-xray[dask]'") from error
    return Cluster(work, scheduler, limits)


def _summarise(every: list[Settled], seconds: float, order: Order, report: Path) -> None:
    """Write the summary in both its forms, and say where."""
    from specgen.batch.summary import Batch, as_html, as_xlsx  # noqa: PLC0415  (no other command has one)

    ended = Batch(tuple(every), seconds)
    stem = report.with_suffix("") if report.suffix in {".html", ".xlsx"} else report
    forms = {Path(f"{stem}.html"): as_html(ended, order), Path(f"{stem}.xlsx"): as_xlsx(ended, order)}
    write_all(forms, force=True)
    for path in forms:
        terminal.say(str(path))


def _delivery(folder: Path, staging: Path, keeping: Keeping | None, *, force: bool) -> Callable[[Made], tuple[str, ...]]:
    """Return what puts the outputs of a document in their place, and in the archive where that is asked for."""

    def deliver(made: Made) -> tuple[str, ...]:
        if keeping:
            keeping.check(made.outputs)
        write_all({folder / name: data for name, data in made.outputs.items()}, force=force, staging=staging)
        if keeping and made.issue:
            keeping.add(made.result.file, made.issue)
        return tuple(str(folder / name) for name in made.outputs)

    return deliver


def _tell(entries: Iterable[Settled], wording: Wording) -> None:
    """Say what came of a batch: for each file that has no document why, then the counts."""
    every = [settled for settled in entries if settled.outcome in OUTCOMES]
    for settled in every:
        for found in settled.findings if settled.outcome == REFUSED else ():
            if found["severity"] == Severity.ERROR:
                at = f"{settled.file}:{found['line']}:{found['column']}" if found["line"] else settled.file
                terminal.say(f"{at}: error[{found['code']}] {found['where']}: {found['message']}".replace(" : ", " "))
                terminal.say(f"   = help: {found['help']} · specgen explain {found['code']}")
        if settled.because:
            told = {"file": settled.file, "outcome": wording(f"batch.outcome.{settled.outcome}"), "because": "; ".join(settled.because)}
            terminal.say(wording("batch.because", **told))
    counts = Counter(settled.outcome for settled in every)
    parts = [wording(f"batch.count.{outcome}", count=counts[outcome]) for outcome in OUTCOMES if counts[outcome]]
    made = sum(settled.is_new for settled in every if settled.outcome == DONE)
    terminal.say(wording("batch.ended", counts=", ".join(parts), total=len(every), kept=counts[DONE] - made, made=made))

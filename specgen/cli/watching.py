"""How far a batch is, on stderr: a bar on a terminal, a line a minute elsewhere, JSON for another program."""

import contextlib
import json
import sys
import time
from collections.abc import Callable, Iterator

from specgen.batch.outcomes import Settled
from specgen.batch.tally import Tally
from specgen.cli import coloured, terminal
from specgen.wording import Wording

Told = Callable[[Settled], None]
_SECONDS_APART = 60.0


def watch(tally: Tally, wording: Wording, *, as_json: bool) -> contextlib.AbstractContextManager[Told]:
    """Return what is told of each settled document, and shows it as suits whoever listens."""
    if as_json:
        return contextlib.nullcontext(lambda settled: _print_json(tally, settled))
    return _bar(tally, wording) if sys.stderr.isatty() else contextlib.nullcontext(_lines(tally, wording))


def _print_json(tally: Tally, settled: Settled) -> None:
    line = tally.as_json(time.monotonic()) | {"file": settled.file, "outcome": settled.outcome}
    print(json.dumps(line, ensure_ascii=False), file=sys.stderr, flush=True)


@contextlib.contextmanager
def _bar(tally: Tally, wording: Wording) -> Iterator[Told]:
    from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415  (no other command has a bar)

    columns = (BarColumn(bar_width=24), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=coloured.console(stderr=True), transient=True) as progress:
        task = progress.add_task(line_of(tally, wording, time.monotonic()), total=tally.total)

        def told(_: Settled) -> None:
            progress.update(task, completed=tally.settled, description=line_of(tally, wording, time.monotonic()))

        yield told


def _lines(tally: Tally, wording: Wording) -> Told:
    last = time.monotonic()

    def told(_: Settled) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _SECONDS_APART:
            last = now
            terminal.say(line_of(tally, wording, now))

    return told


def line_of(tally: Tally, wording: Wording, now: float) -> str:
    """Return how far it is in one line: how many of how many, how fast, how long yet, and what came of them."""
    parts = [wording("batch.settled", count=tally.settled, total=tally.total)]
    left = tally.remaining(now)
    if left is not None:
        parts += [wording("batch.rate", rate=wording.number(tally.rate(now), 2)), wording("batch.left", time=_clock(left))]
    return " · ".join((*parts, *counts_of(tally, wording)))


def counts_of(tally: Tally, wording: Wording) -> list[str]:
    """Return the counts by outcome, those without a document left out."""
    return [wording(f"batch.count.{outcome}", count=count) for outcome, count in tally.by_outcome.items() if count]


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

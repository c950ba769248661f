"""What a document costs: specgen against `plain_thirteen.py`, the same document written for one case, and specgen's other commands.

Cold is a whole process. Warm is one more document in a process that has made one. All sides take turns, so that a change
of the machine's mood strikes all; compare ratios between runs, not milliseconds.

    python benchmarks/compare.py [--rounds N] [--only cold|warm|cli] [--elder]
"""

import argparse
import datetime
import importlib
import importlib.metadata
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = "examples/battery-18650.yaml"
SCRIPTS = {"plain": "plain_thirteen", "elder": "plain"}  # of this folder, by the side that they stand for
PACKAGES = ("weasyprint", "pydyf", "matplotlib", "numpy", "pydantic", "jinja2", "fonttools")
ENVIRONMENT = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))}


class Cost(NamedTuple):
    """What one run took: seconds, seconds, MiB."""

    wall: float
    cpu: float
    peak: float = 0.0


Costs = dict[str, list[Cost]]


# --- cold -----------------------------------------------------------------------------------------------------------


def run(*arguments: str) -> Cost:
    """Return what Python with *arguments* took from start to end; stop where it failed."""
    with tempfile.TemporaryFile("w+") as output:
        start = time.perf_counter()
        process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=ENVIRONMENT, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            sys.exit(f"{' '.join(arguments)} ended with {process.returncode}:\n{output.read()}")
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def in_turn(cases: dict[str, Callable[[], Cost]], rounds: int) -> Costs:
    """Return the costs of every case, all cases once in each round, after one round that does not count."""
    for case in cases.values():
        case()
    costs: Costs = {name: [] for name in cases}
    for index in range(rounds):
        order = list(cases) if index % 2 else list(reversed(cases))
        for name in order:
            costs[name].append(cases[name]())
    return costs


def cold(rounds: int, scripts: tuple[str, ...]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        cases: dict[str, Callable[[], Cost]] = {"specgen": partial(run, "-m", "specgen", "propose", EXAMPLE, "--output", folder, "--force")}
        for side in scripts:
            cases[side] = partial(run, f"benchmarks/{SCRIPTS[side]}.py", str(Path(folder, f"{side}.pdf")))
        costs = in_turn(cases, rounds)
        table("Cold: one process, from its start to the file, ms", costs, ("wall", "cpu"))
        table("Cold: peak memory, MiB", costs, ("peak",), scale=1)
        print("The files")
        for path in sorted(Path(folder).glob("*.pdf"), key=lambda path: path.stem in SCRIPTS):
            data = path.read_bytes()
            print(f"  {path.name:<24}{len(data) / 1000:8.0f} kB{pages(data):6} pages")
        print()


def pages(pdf: bytes) -> int:
    """Return the number of pages, which stands in one of the compressed streams."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    texts = [pdf, *(zlib.decompressobj().decompress(stream) for stream in streams if stream.startswith(b"x"))]
    return sum(len(re.findall(rb"/Type\s*/Page\b", text)) for text in texts)


# --- warm -----------------------------------------------------------------------------------------------------------


def jobs() -> dict[str, Callable[[], Callable[[], object]]]:
    """Return what a worker can do again and again, each behind its preparation."""

    def specgen() -> Callable[[], object]:
        from specgen import pipeline  # noqa: PLC0415

        kit, today = pipeline.open_kit(ROOT), datetime.date.today()
        return lambda: pipeline.propose(kit, pipeline.judge(kit, EXAMPLE), pipeline.Wish(), today)

    def script(side: str) -> Callable[[], object]:
        made: Callable[[], object] = importlib.import_module(SCRIPTS[side]).make_pdf
        return made

    def select() -> Callable[[], object]:
        from specgen import pipeline  # noqa: PLC0415

        kit, today = pipeline.open_kit(ROOT), datetime.date.today()
        return lambda: [pipeline.decision_json(kit, pipeline.judge(kit, file), today) for file in examples()]

    return {"specgen": specgen, "select": select} | {side: partial(script, side) for side in SCRIPTS}


def examples() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("examples/*.yaml"))


def work(name: str) -> None:
    """Do the job *name* once for each line on stdin, and say what it took."""
    job = jobs()[name]()
    for _ in sys.stdin:
        wall, cpu = time.perf_counter(), time.process_time()
        job()
        print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu]), flush=True)


def worker(name: str, stack: ExitStack) -> Callable[[], Cost]:
    """Return a function that makes one more document in a process of its own."""
    command = [sys.executable, __file__, "--worker", name]
    process = subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    stack.enter_context(process)
    asking, answering = process.stdin, process.stdout
    assert asking is not None
    assert answering is not None

    def once() -> Cost:
        asking.write("go\n")
        asking.flush()
        answer = answering.readline()
        if not answer:
            sys.exit(f"the worker {name} has stopped")
        return Cost(*json.loads(answer))

    return once


def warm(rounds: int, scripts: tuple[str, ...]) -> None:
    with ExitStack() as stack:
        costs = in_turn({side: worker(side, stack) for side in ("specgen", *scripts)}, rounds)
    table("Warm: one more document in a process that has made one, ms", costs, ("wall", "cpu"))


# --- the other commands ---------------------------------------------------------------------------------------------


def cli(rounds: int) -> None:
    cases: dict[str, Callable[[], Cost]] = {
        "python, doing nothing": lambda: run("-c", ""),
        "specgen --help": lambda: run("-m", "specgen", "--help"),
        "specgen check": lambda: run("-m", "specgen", "check", EXAMPLE),
        "specgen select": lambda: run("-m", "specgen", "select", EXAMPLE),
    }
    costs = in_turn(cases, rounds)
    with ExitStack() as stack:
        judged = in_turn({"select": worker("select", stack)}, rounds)["select"]
    count = len(examples())
    print(f"{'Commands: CPU, ms':<32}{'median':>8}{'min':>8}")
    for name, case in costs.items():
        print(f"  {name + ', cold':<30}{figures([cost.cpu for cost in case], 1000)}")
    print(f"  {f'select, warm, of {count} files each':<30}{figures([cost.cpu / count for cost in judged], 1000)}\n")


# --- in words -------------------------------------------------------------------------------------------------------


def figures(values: list[float], scale: float) -> str:
    return "".join(f"{scale * value:8.{0 if scale * value >= 10 else 1}f}" for value in (median(values), min(values)))


def table(title: str, costs: Costs, fields: tuple[str, ...], scale: float = 1000) -> None:
    """Print the median and the best of every side, and how the first stands to each of the others."""
    first, *others = costs
    print(f"{title}\n{'':<12}" + "".join(f"{side:>16}" for side in costs) + "".join(f"{f'{first} / {side}':>20}" for side in others))
    print(f"{'':<12}" + f"{'median':>8}{'min':>8}" * len(costs) + f"{'median':>12}{'min':>8}" * len(others))
    for field in fields:
        ours, *theirs = ([getattr(cost, field) for cost in case] for case in costs.values())
        ratios = (f"{median(ours) / median(other):12.2f}{min(ours) / min(other):8.2f}" for other in theirs)
        print(f"  {field:<10}{''.join(figures(values, scale) for values in (ours, *theirs))}{''.join(ratios)}")
    print()


def circumstances(rounds: int) -> Iterator[str]:
    """Yield the date, the machine and the versions, without naming the machine."""
    yield f"{datetime.date.today()}, {rounds} rounds; the sides take turns"
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    yield f"{os.cpu_count()} cores, load {load}; {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    yield ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare what a document costs with what a plain script needs for the same one.")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="how often each case runs (default: 5)")
    parser.add_argument("--only", choices=("cold", "warm", "cli"), help="only this part")
    parser.add_argument("--elder", action="store_true", help="measure plain.py, too: the document of eight pages")
    parser.add_argument("--worker", choices=tuple(jobs()), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        work(options.worker)
        return
    print("\n".join(circumstances(options.rounds)), end="\n\n", flush=True)
    scripts = ("plain", "elder") if options.elder else ("plain",)
    parts: dict[str, Callable[[int], None]] = {"cold": partial(cold, scripts=scripts), "warm": partial(warm, scripts=scripts), "cli": cli}
    for name, part in parts.items():
        if options.only in {None, name}:
            part(options.rounds)


if __name__ == "__main__":
    main()

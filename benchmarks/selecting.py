"""What a decision costs: every example and case on its own catalogue, read, decided and explained; and `select` from cold.

    python benchmarks/selecting.py [--rounds N]

CPU time, the median of the rounds for each file. *reading* and *deciding* are parts of the whole; the rest is what would
change the answer.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean, median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from specgen import pipeline  # noqa: E402
from specgen.decision import decide, explained  # noqa: E402
from specgen.files.received import receive  # noqa: E402
from specgen.need import derive  # noqa: E402

EXAMPLE = "examples/battery-18650.yaml"


def cpu_ms(work: Callable[[], object], rounds: int) -> float:
    """Return what *work* takes, the median of *rounds*."""
    work()
    costs = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        costs.append(1000 * (time.process_time() - start))
    return median(costs)


def costs_of(kit: pipeline.Kit, file: Path, rounds: int) -> tuple[float, float, float] | None:
    """Return reading, deciding and the whole [ms of CPU] of one requirement, None for one that is refused."""
    received = receive(str(file), kit.catalog)
    requirement = received.requirement
    if requirement is None:
        return None

    def decided() -> None:
        decide(requirement, derive(requirement, kit.catalog), kit.catalog, kit.rulebook)

    def whole() -> None:
        again = receive(str(file), kit.catalog).requirement or requirement
        explained(decide(again, derive(again, kit.catalog), kit.catalog, kit.rulebook), again, kit.catalog, kit.rulebook)

    return cpu_ms(lambda: receive(str(file), kit.catalog), rounds), cpu_ms(decided, rounds), cpu_ms(whole, rounds)


def cold_s(rounds: int) -> float:
    """Return the CPU of `specgen select` as a whole process [s], the median of *rounds*."""
    costs = []
    for _ in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "specgen", "select", EXAMPLE, "--json"]
        subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        costs.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return median(costs)


def main() -> None:
    """Print a line for each file, then the whole."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=15)
    rounds = arguments.parse_args().rounds
    for maker, files in (
        (ROOT, [*sorted(ROOT.glob("examples/*.yaml")), *sorted(ROOT.glob("tests/cases/*/requirement.yaml"))]),
        (ROOT / "examples" / "fictitious-maker", sorted(ROOT.glob("examples/*.yaml"))),
    ):
        kit = pipeline.open_kit(maker)
        print(f"\n{maker.name}: CPU in ms           reading  deciding     whole")
        known = [(file, costs) for file in files if (costs := costs_of(kit, file, rounds))]
        for file, costs in known:
            name = file.parent.name if file.stem == "requirement" else file.stem
            print(f"{name:32}" + "".join(f"{cost:10.2f}" for cost in costs))
        whole = [costs[2] for _, costs in known]
        print(f"{len(whole)} files: mean {mean(whole):.2f}, median {median(whole):.2f}, worst {max(whole):.2f}")
    print(f"\nselect from cold: {cold_s(5):.2f} s of CPU")


if __name__ == "__main__":
    main()

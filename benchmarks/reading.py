"""What reading costs: a normal file once everything is warm, and each hostile file of the tests, in time and in memory.

`python benchmarks/reading.py` prints figures and judges nothing: a loaded machine is slower, and a test must not depend on it.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from specgen.files.catalogue import load_catalog
from specgen.files.library import Library
from specgen.files.received import receive_each

ROOT: Final = Path(__file__).resolve().parent.parent
TESTS: Final = ROOT / "tests"
COUNT: Final = 1_000
_SUFFIXES: Final = {".yaml", ".json", ".csv", ".xlsx", ".xls", ".ods", ".xlsm"}


def reading(folder: Path) -> list[float]:
    """Return the milliseconds that each of `COUNT` normal files takes, all of them different."""
    text = (ROOT / "examples" / "battery-18650.yaml").read_text("utf-8")
    catalog = load_catalog(Library())
    taken = []
    for number in range(COUNT):
        file = folder / f"{number}.yaml"
        file.write_text(text.replace("50 um", f"{30 + number % 60} um").replace("reference: ", f"reference: N{number}-"), "utf-8")
        started = time.perf_counter()
        (received,) = receive_each(str(file), catalog)
        taken.append((time.perf_counter() - started) * 1000)
        assert received.requirement, received.findings
    return taken[COUNT // 10 :]


def hostile(folder: Path) -> Iterator[Path]:
    """Yield every hostile file: those that are stored, and those that the tests build."""
    yield from sorted(path for kind in ("broken", "hostile") for path in (TESTS / kind).iterdir() if path.suffix in _SUFFIXES)
    sys.path.insert(0, str(TESTS))
    from hostile import HOSTILE  # noqa: PLC0415  (the tests' own)

    for number, entry in enumerate(HOSTILE):
        path = folder / f"{number:03} {entry.name}.yaml"
        path.write_bytes(entry.data)
        yield path


def refusing(path: Path) -> tuple[float, float]:
    """Return the milliseconds of CPU and the MB of memory that refusing *path* takes beyond a warm start, in a process of its own."""
    catalog = load_catalog(Library())
    list(receive_each(str(ROOT / "tests" / "broken" / "SG-E104_wrong-case.yaml"), catalog))
    list(receive_each(str(TESTS / "hostile" / "list_formula.xlsx"), catalog))  # openpyxl, too, is loaded by now
    source, target = os.pipe()
    child = os.fork()
    if not child:
        Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
        before, started = resident("VmRSS"), time.process_time()
        list(receive_each(str(path), catalog))
        taken = (time.process_time() - started) * 1000
        os.write(target, f"{taken} {(resident('VmHWM') - before) / 1000}".encode())
        os._exit(0)
    os.close(target)
    with os.fdopen(source) as pipe:
        taken, memory = pipe.read().split()
    os.waitpid(child, 0)
    return float(taken), float(memory)


def resident(figure: str) -> int:
    """Return a figure of this process's memory in kB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split(f"{figure}:")[1].split()[0])


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        taken = reading(folder)
        slow = sorted(taken)[int(0.95 * len(taken))]
        print(f"warm reading of a normal file: median {statistics.median(taken):.2f} ms, 95 % {slow:.2f} ms ({COUNT} files)")
        figures = [(path.name, *refusing(path)) for path in hostile(folder)]
    print(f"refusing {len(figures)} hostile files: median {statistics.median(figure[1] for figure in figures):.1f} ms of CPU")
    for what, column, unit in (("CPU", 1, "ms"), ("memory", 2, "MB")):
        for figure in sorted(figures, key=lambda entry, column=column: -entry[column])[:5]:  # type: ignore[misc]
            print(f"  most {what}: {figure[column]:6.1f} {unit}  {figure[0]}")


if __name__ == "__main__":
    main()

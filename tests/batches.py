"""What the tests of batches share: many small requirements in a list, and work that poisons its worker where the reference says so.

As a script it is `specgen batch` with that work in the place of the real one, for tests that kill the whole group of processes.
"""

import csv
import datetime
import hashlib
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any, Final

from specgen.__main__ import main as specgen
from specgen.batch.outcomes import About
from specgen.batch.work import Made, Work
from specgen.cli import batch as command
from specgen.comparing import Kept
from specgen.files.received import Received, received_again
from specgen.issue import Issue, Sender
from specgen.pipeline import Result

ROOT: Final = Path(__file__).resolve().parent.parent
POISONS: Final = ("HANG", "CRASH", "MEMORY")
TIME_LIMIT: Final = "3"


def listed(folder: Path, count: int, poisons: tuple[str, ...] = ()) -> Path:
    """Return a list of *count* requirements in *folder*, the quickest documents that there are; *poisons* lie in their midst."""
    references = [f"T-{number:04}" for number in range(count - len(poisons))]
    for number, poison in enumerate(poisons, start=1):
        references.insert(number * count // (len(poisons) + 1), poison)
    file = folder / "tender.csv"
    with file.open("w", newline="") as out:
        csv.writer(out).writerows([("reference", "date", "company"), *((r, "2026-11-20", "Acme") for r in references)])
    return file


class Stub(Work):
    """Work without a layout: outputs of some size that follow from the requirement alone."""

    def warm(self) -> None:
        """Need nothing."""

    def __call__(self, bare: Received, former: Kept) -> Made:  # noqa: ARG002  (only the real work tells of it)
        requirement = received_again(bare, self.order.kit.catalog).requirement
        assert requirement
        _poison(requirement.reference)
        time.sleep(0.02)
        seed = hashlib.sha256(requirement.reference.encode()).digest()
        stem = f"{requirement.reference}_{requirement.revision}"
        outputs = {f"{stem}.pdf": seed * 4000, f"{stem}.json": json.dumps(seed.hex()).encode()}
        about = About(requirement.reference, "A", "Acme", None, "recommended", "mini focus", "P 33", 2, False, "EUR", "1000.10", ())
        issue = Issue(datetime.date(2026, 11, 20), "en", "source-ray", "a4", False, Sender())
        return Made(Result(bare.file, "done", "recommended", tuple(outputs), bare.findings), outputs, issue, about, (), 0.02)


class Poisoned(Work):
    """The real work, but for what the reference does to its worker."""

    def __call__(self, bare: Received, former: Kept) -> Made:
        requirement = received_again(bare, self.order.kit.catalog).requirement
        assert requirement
        _poison(requirement.reference)
        return super().__call__(bare, former)


class Measured(Work):
    """The real work; after each document, the memory that this process holds is noted in the file that `MEASURED` names."""

    def __call__(self, bare: Received, former: Kept) -> Made:
        made = super().__call__(bare, former)
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        with Path(os.environ["MEASURED"]).open("a") as log:
            log.write(f"{os.getpid()} {pages * os.sysconf('SC_PAGE_SIZE') / 1e6:.1f}\n")
        return made


def _poison(reference: str) -> None:
    """Do to this process what *reference* names."""
    if reference == "HANG":
        time.sleep(3600)
    if reference == "CRASH":
        os.kill(os.getpid(), signal.SIGSEGV)
    hoard: list[Any] = []
    while reference == "MEMORY":
        hoard.append(bytearray(100_000_000))
    if reference.startswith("DEFECT"):
        raise KeyError(reference)


def main() -> None:
    """Run `specgen batch` with the work that the first argument names."""
    name, *arguments = sys.argv[1:]
    work = {"stub": Stub, "poisoned": Poisoned, "measured": Measured}[name]
    command.Work = work  # type: ignore[misc]
    sys.argv = ["specgen", "batch", *arguments]
    specgen()


if __name__ == "__main__":
    import batches  # by its name, so that a worker finds these classes again

    batches.main()

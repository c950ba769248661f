"""Workers on this machine: processes that are timed, limited, and die alone."""

import contextlib
import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, TimeoutError, wait  # noqa: A004  (as pebble raises it)
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Final

from pebble import ProcessExpired, ProcessPool

from specgen.batch.engine import Answer, Limits, Strike, Worker
from specgen.batch.plan import Item
from specgen.batch.work import Made
from specgen.comparing import Kept
from specgen.errors import EnvironmentLackError, SpecgenError
from specgen.files.received import Received

# Each worker calculates on one core: as many threads each would only stand in each other's way.
_ALONE: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1")
_OUT_OF_MEMORY: Final = 97  # how a worker leaves when its document takes more than it may
_MOST_BROKEN: Final = 3  # pools in a row that break before a document is through
_WHY_BROKEN: Final = "free some memory, or take fewer workers with --jobs; `specgen doctor` tells what else may be missing"


class Local:
    """A pool of processes: each is started warm, and none outlives this one."""

    def __init__(self, work: Worker, jobs: int, limits: Limits, scratch: Path) -> None:
        """Prepare *jobs* workers; what they leave behind when they die lies in *scratch*, which is not theirs to clear."""
        self._work, self._jobs, self._limits, self._scratch = work, jobs, limits, scratch
        self._handed_out: dict[Future[Made], Item] = {}
        self._broken = 0

    @property
    def width(self) -> int:
        """Return how many documents are worth handing out: the next is there before a worker asks for it."""
        return 2 * self._jobs

    @property
    def busy(self) -> int:
        """Return how many are handed out."""
        return len(self._handed_out)

    def __enter__(self) -> "Local":
        for name, value in _ALONE.items():
            os.environ.setdefault(name, value)
        self._pool = self._started()
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def _started(self) -> ProcessPool:
        methods = multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        begin = (self._work, self._limits.memory, str(self._scratch.absolute()))
        return ProcessPool(self._jobs, max_tasks=self._limits.documents, initializer=_begin, initargs=begin, context=context)

    def submit(self, item: Item) -> None:
        """Hand *item* to the next worker that is free."""
        self._handed_out[self._pool.schedule(_work_on, args=(item.received, item.former), timeout=self._limits.seconds)] = item

    def answers(self) -> Iterator[Answer]:
        """Wait until a worker is through with a document, or has died of it, and yield what there is."""
        done, _ = wait(self._handed_out, return_when=FIRST_COMPLETED)
        if any(isinstance(future.exception(), BrokenProcessPool) for future in done):
            done, _ = wait(self._handed_out)  # all that were handed out come back
            self._mend()
        for future in done:
            yield self._answer(self._handed_out.pop(future), future)

    def _answer(self, item: Item, future: Future[Made]) -> Answer:
        error = future.exception()
        match error:
            case None:
                self._broken = 0
                return Answer(item, made=future.result())
            case BrokenProcessPool():
                return Answer(item)
            case ProcessExpired():
                return Answer(item, struck=_death(error.exitcode, self._limits))
            case TimeoutError() if not isinstance(error, SpecgenError):
                return Answer(item, struck=Strike("took-long", (("seconds", f"{self._limits.seconds:g}"),)))
        return Answer(item, error=error)

    def _mend(self) -> None:
        """Begin with a new pool where the workers of the old one died before they took a document."""
        self._broken += 1
        if self._broken == _MOST_BROKEN:
            raise EnvironmentLackError("the workers die before they take a document", _WHY_BROKEN)
        self.__exit__()
        self._pool = self._started()


def _death(code: int, limits: Limits) -> Strike:
    if code == _OUT_OF_MEMORY:
        return Strike("took-memory", (("megabytes", f"{limits.memory / 1e6:.0f}"),))
    if code < 0:
        return Strike("died-by-signal", (("signal", signal.Signals(-code).name),))
    return Strike("died", (("code", str(code)),))


# --- in a worker ----------------------------------------------------------------------------------------------------


_here: list[Worker | SpecgenError] = []  # what this worker is for: state of a process that does nothing else


def _begin(work: Worker, memory: int, scratch: str) -> None:
    """Make this process a worker: limited, bound to the life of the one that started it, and warm.

    Its temporary files lie in *scratch*: WeasyPrint puts fonts aside, and a worker that is killed cannot take them away.
    """
    tempfile.tempdir = scratch
    with contextlib.suppress(ImportError, ValueError, OSError):  # not every system knows such limits
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a worker holds nothing that has to be put in order
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    try:
        getattr(work, "warm", lambda: None)()
        _here.append(work)
    except SpecgenError as error:  # told with the first document, for a pool would only say that it broke
        _here.append(error)


def _leave_with_parent() -> None:
    """End this process once the one that started it is gone, in whatever it is caught."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _work_on(received: Received, former: Kept) -> Made:
    (work,) = _here
    if isinstance(work, SpecgenError):
        raise work
    try:
        return work(received, former)
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)  # what is left of this process is of no use

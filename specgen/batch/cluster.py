"""Workers on a Dask cluster: the same work, handed to a scheduler that somebody else runs. Nothing is scheduled here."""

import contextlib
import faulthandler
import os
from collections.abc import Iterator
from typing import Any, Final

from distributed import Client, Future, KilledWorker, WorkerPlugin, get_worker, wait

from specgen.batch.engine import Answer, Limits, Strike, Worker
from specgen.batch.plan import Item
from specgen.batch.work import Made
from specgen.comparing import Kept
from specgen.errors import EnvironmentLackError, SpecgenError
from specgen.files.received import Received

_NAME: Final = "specgen"
_ANSWER_S: Final = 10  # within which a scheduler answers
_PATIENCE_S: Final = 60  # for a worker to come, or to come back
_ONE_EACH: Final = "start them with --nthreads 1, as many as there are cores: a document takes a process for itself"


class Cluster:
    """The workers of a cluster, each made warm as it joins."""

    def __init__(self, work: Worker, scheduler: str, limits: Limits) -> None:
        self._work, self._scheduler, self._limits = work, scheduler, limits
        self._handed_out: dict[Future, Item] = {}
        self._count = 0

    @property
    def width(self) -> int:
        """Return how many documents are worth handing out: the next is there before a worker asks for it."""
        return 2 * max(1, len(self._client.nthreads()))

    @property
    def busy(self) -> int:
        """Return how many are handed out."""
        return len(self._handed_out)

    def __enter__(self) -> "Cluster":
        try:
            self._client = Client(self._scheduler, timeout=_ANSWER_S)
        except (OSError, ValueError) as error:
            raise EnvironmentLackError(f"no Dask scheduler answers at {self._scheduler}", "start one, or mend --scheduler") from error
        try:
            self._client.wait_for_workers(1, timeout=_PATIENCE_S)
        except TimeoutError as error:
            self._client.close()
            raise self._no_worker() from error
        if any(threads > 1 for threads in self._client.nthreads().values()):
            self._client.close()
            raise EnvironmentLackError("a worker of the cluster has several threads", _ONE_EACH)
        self._client.register_plugin(_Warm(self._work), name=_NAME)
        return self

    def __exit__(self, *_: object) -> None:
        for future in self._handed_out:
            future.cancel()
        with contextlib.suppress(KeyError, OSError):
            self._client.unregister_worker_plugin(_NAME)
        self._client.close()

    def submit(self, item: Item) -> None:
        """Hand *item* to the scheduler, under a name of its own: what comes again is another task."""
        self._count += 1
        future = self._client.submit(
            _work_on, item.received, item.former, self._limits.seconds, key=f"{item.key}-{self._count}", pure=False
        )
        self._handed_out[future] = item

    def answers(self) -> Iterator[Answer]:
        """Wait until a worker is through with a document, or several have died of it, and yield what there is."""
        try:
            done = wait(list(self._handed_out), timeout=_PATIENCE_S, return_when="FIRST_COMPLETED").done
        except TimeoutError as error:
            if not self._client.nthreads():
                raise self._no_worker() from error
            return
        for future in done:
            if future.status not in {"pending", "lost"}:  # a worker that dies takes along what it has not handed over: that is made again
                yield self._answer(self._handed_out.pop(future), future)

    def _answer(self, item: Item, future: Future) -> Answer:
        if future.status == "finished":
            return Answer(item, made=future.result())
        if future.status != "error":
            problem = f"the scheduler at {self._scheduler} has let go of the work"
            raise EnvironmentLackError(problem, "see to it and start the batch again, which goes on")
        error = future.exception()
        if isinstance(error, KilledWorker):
            return Answer(item, struck=Strike("killed-in-cluster", (("worker", str(getattr(error.last_worker, "address", ""))),)))
        return Answer(item, error=error)

    def _no_worker(self) -> EnvironmentLackError:
        return EnvironmentLackError(
            f"the scheduler at {self._scheduler} has no worker", f"start some and then the batch again; {_ONE_EACH}"
        )


# --- in a worker ----------------------------------------------------------------------------------------------------


class _Warm(WorkerPlugin):  # type: ignore[misc]  # Dask has no types
    """What stays in a worker from one document to the next."""

    name = _NAME

    def __init__(self, work: Worker) -> None:
        self.work = work
        self.refusal: SpecgenError | None = None

    def setup(self, worker: Any) -> None:  # noqa: ARG002  (Dask hands it over)
        """Load what every document needs, as the worker joins."""
        try:
            getattr(self.work, "warm", lambda: None)()
        except SpecgenError as error:  # told with the first document: a worker that cannot start would only come again
            self.refusal = error


def _work_on(received: Received, former: Kept, seconds: float) -> Made:
    """Return what is made of one requirement; the process ends when it takes too long, in whatever it is caught."""
    warm = get_worker().plugins[_NAME]
    if warm.refusal:
        raise warm.refusal
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            made: Made = warm.work(received, former)
        except MemoryError:
            os._exit(1)
        finally:
            faulthandler.cancel_dump_traceback_later()
    return made

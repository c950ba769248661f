"""Work in a copy of this process while this one goes on: charts are drawn on one core while pages are laid out on another."""

import itertools
import os
import pickle
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from multiprocessing import parent_process
from typing import Final

File = tuple[bytes, str]  # with its media type
Work = Callable[[], dict[str, File]]

_DRAWS: Final = "matplotlib"  # its import takes several times as long as the charts of a document
_bundles: Final = itertools.count()  # of this process


class Beside(Mapping[str, File]):
    """The files of a bundle: some *at_hand*, and those *names* that *work* returns, which is waited for when one is wanted."""

    def __init__(self, work: Work, names: tuple[str, ...], at_hand: dict[str, File]) -> None:
        self._names, self._files = names, dict(at_hand)
        self._wait: Work | None = _begun(work) if names and _pays() else work

    def __getitem__(self, name: str) -> File:
        if name in self._names and self._wait:
            self._files |= self._wait()
            self._wait = None
        return self._files[name]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._files, *self._names)))

    def __len__(self) -> int:
        return len(list(iter(self)))


def _pays() -> bool:
    """Return whether a copy is worth its while, and safe: for the first charts of a process that is alone and has no threads."""
    is_first = next(_bundles) == 0 and _DRAWS not in sys.modules
    is_alone = parent_process() is None and threading.active_count() == 1
    return is_first and is_alone and hasattr(os, "fork") and (os.cpu_count() or 1) > 1


def _begun(work: Work) -> Work:
    """Begin *work* in a copy of this process, and return what waits for it; what fails there is done here, where it tells why."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _hand_over(work, writing)
    os.close(writing)

    def wait() -> dict[str, File]:
        with os.fdopen(reading, "rb") as pipe:
            handed_over = pipe.read()
        os.waitpid(child, 0)
        made: dict[str, File] = pickle.loads(handed_over) if handed_over else work()
        return made

    return wait


def _hand_over(work: Work, writing: int) -> None:
    """Write what *work* returns, or nothing where it fails, and leave without a trace of the process that this is a copy of."""
    try:
        made = pickle.dumps(work())
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(made)
    finally:
        os._exit(0)

"""When Python looks for garbage: not while something large is built of which nothing is dropped before it is done.

Python looks after every few hundred new objects. A start makes 300,000 and a document 200,000, nearly all of them needed to
the end, so that the looking finds nothing and takes a fourth of the time.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_TWO_DOCUMENTS: Final = 1_000_000  # objects


@contextmanager
def put_off() -> Iterator[None]:
    """Look for no garbage within; what was put off is made up for afterwards, unless an outer `put_off` still holds."""
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looking:
            gc.enable()


@contextmanager
def loading() -> Iterator[None]:
    """Look for no garbage within, nor ever again in what is there at the end: modules and data that stay as long as the process."""
    with put_off():
        yield
        gc.freeze()


def look_seldom() -> None:
    """Look for garbage not after each document but after every other: a process that makes one ends before."""
    gc.set_threshold(_TWO_DOCUMENTS)

"""The import of matplotlib without axes in space, which no chart has: matplotlib says how to go on where they cannot be had."""

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

_IN_SPACE: Final = "mpl_toolkits.mplot3d"


@contextmanager
def flat() -> Iterator[None]:
    """Keep axes in space from being loaded within; who wants them later can load them."""
    modules: dict[str, Any] = sys.modules
    if _IN_SPACE in modules:
        yield
        return
    modules[_IN_SPACE] = None  # to Python, what cannot be imported
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Unable to import Axes3D", UserWarning)
            yield
    finally:
        del modules[_IN_SPACE]

"""Temporary files of a batch and its workers: in one folder, which the next run clears where this one is killed.

WeasyPrint puts fonts aside and the server that starts workers a socket; a process that is killed cannot take them away.
"""

import atexit
import re
import secrets
import shutil
import tempfile
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"specgen-[0-9a-f]{8}")  # short, since the path of a socket has to be
_LAST: Final = -1000  # after multiprocessing has cleared what it keeps there


def scratch(note: Path) -> Path:
    """Return the folder for temporary files of this process; *note* tells the next run its name, and named the last one's."""
    left = note.read_text("ascii", errors="replace") if note.is_file() else ""
    if _NAME.fullmatch(left) and left != _own().name:
        shutil.rmtree(_own().parent / left, ignore_errors=True)
    note.write_text(_own().name, "ascii")
    atexit.register(note.unlink, missing_ok=True)
    if not _own().is_dir():
        _own().mkdir(mode=0o700)
        Finalize(None, shutil.rmtree, args=(_own(), True), exitpriority=_LAST)
        tempfile.tempdir = str(_own())
    return _own()


@cache
def _own() -> Path:
    """Return one folder for this process, which may run several batches; not made yet, so that its name is noted before."""
    return Path(tempfile.gettempdir()).absolute() / f"specgen-{secrets.token_hex(4)}"

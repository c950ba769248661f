"""The few calls of the file system that writing needs, each made so that a power cut leaves a whole file or none.

Everything that the archive writes goes through here, which is also where the tests break each call in turn.
"""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Write a new file and bring it to the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        rest = memoryview(data)
        while rest:  # the system may take less than it was given
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(path: Path, data: bytes, staging: Path) -> None:
    """Put *data* in the place of *path*; a reader sees the old file or the new one. *staging* is a folder on the same disk."""
    temporary = staging / f"{path.name}.{os.getpid()}"
    with contextlib.suppress(FileNotFoundError):
        os.unlink(temporary)
    write(temporary, data)
    move(temporary, path)


def move(source: Path, target: Path) -> None:
    """Rename a file or a folder, and bring the folder that now holds it to the disk."""
    os.rename(source, target)
    sync(target.parent)


def sync(folder: Path) -> None:
    """Bring the names in *folder* to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folders(folder: Path) -> None:
    """Make *folder* and those above it that are missing, each on the disk before the next."""
    missing = [folder, *folder.parents]
    while missing and missing[-1].is_dir():
        missing.pop()
    for new in reversed(missing):
        with contextlib.suppress(FileExistsError):  # another process was faster
            os.mkdir(new)
        sync(new.parent)


def write_tree(folder: Path, files: dict[str, bytes]) -> None:
    """Write *files*, by their path below *folder*, with the folders that they need."""
    made = {folder}
    os.mkdir(folder)
    for name, data in files.items():
        for above in reversed((folder / name).relative_to(folder).parents):
            if folder / above not in made:
                os.mkdir(folder / above)
                made.add(folder / above)
        write(folder / name, data)
    for new in made:
        sync(new)


def remove(path: Path) -> None:
    """Remove a file, or a folder with all that it holds."""
    if not path.is_dir():
        os.unlink(path)
        return
    for inner in sorted(path.iterdir()):
        remove(inner)
    os.rmdir(path)


def remove_empty(folder: Path, stop: Path) -> None:
    """Remove *folder* and those above it, up to *stop*, as long as they are empty."""
    while folder != stop:
        try:
            os.rmdir(folder)
        except FileNotFoundError:
            pass
        except OSError as error:
            if error.errno in {errno.ENOTEMPTY, errno.EEXIST}:
                return
            raise  # else it would stay for ever: nobody comes back to what seems to be settled
        folder = folder.parent


@contextlib.contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold the lock *path*, which other processes then wait for; yield False where somebody else has it and *wait* is off.

    The system lets go of it when the process ends, however it ends.
    """
    import fcntl  # noqa: PLC0415  (Windows has none; there the archive can be read only)

    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(handle)

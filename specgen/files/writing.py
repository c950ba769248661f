"""Files written whole or not at all: temporary file in the same folder, fsync, rename, fsync of the folder."""

import contextlib
import os
import tempfile
from pathlib import Path

from specgen.errors import EnvironmentLackError, ExistingOutputError


def write_all(outputs: dict[Path, bytes], *, force: bool) -> None:
    """Write every output, or none: all are staged first, so a full disk leaves the folder as it was.

    A file that already holds the same bytes is left alone; one of other content is replaced only with *force*.
    """
    for path, data in outputs.items():
        if not force and path.is_file() and path.read_bytes() != data:
            raise ExistingOutputError(str(path))
    staged: list[tuple[Path, Path]] = []
    try:
        for path, data in outputs.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            staged.append((_stage(path, data), path))
        for temporary, path in staged:
            os.replace(temporary, path)
        for folder in {path.parent for path in outputs}:
            _sync_folder(folder)
    except OSError as error:
        raise EnvironmentLackError(
            f"cannot write to {error.filename or next(iter(outputs)).parent}: {os.strerror(error.errno or 0)}",
            "choose a folder with --output DIR that you may write to and that has room",
        ) from error
    finally:
        for temporary, _ in staged:
            with contextlib.suppress(FileNotFoundError):
                temporary.unlink()


def _stage(path: Path, data: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o666 & ~_umask())
    except BaseException:
        os.unlink(name)
        raise
    return Path(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Files written whole or not at all: temporary file in the same folder, fsync, rename, fsync of the folder."""

import contextlib
import os
import tempfile
from pathlib import Path

from specgen.errors import EnvironmentLackError, ExistingOutputError


def write_all(outputs: dict[Path, bytes], *, force: bool, staging: Path | None = None) -> None:
    """Write every output, or none: all are staged first, so a full disk leaves the folder as it was.

    A file that already holds the same bytes is left alone; one of other content is replaced only with *force*. If one of
    the renames fails, those before it are taken back. *staging* is a folder on the same disk for what is not yet in its
    place: whoever gives one can clear it where this process was killed.
    """
    replaced: dict[Path, Path | None] = {}  # what was renamed into place, and where the file that lay there is kept
    kept: list[Path] = []  # temporary files, none of which stays
    try:
        changed = {path: data for path, data in outputs.items() if _differs(path, data, force=force)}
        staged = {}
        for path, data in changed.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            staged[path] = _stage(path, data, staging)
            kept.append(staged[path])
        for path, temporary in staged.items():
            earlier = _stage(path, path.read_bytes(), staging) if path.exists() else None
            kept.extend([earlier] if earlier else [])
            os.replace(temporary, path)
            replaced[path] = earlier
        for folder in {path.parent for path in changed}:
            _sync_folder(folder)
    except BaseException as error:
        _take_back(replaced)
        if not isinstance(error, OSError):
            raise
        raise EnvironmentLackError(
            f"cannot write {next(iter(outputs))}: {error.strerror}",
            "choose a place with --output that you may write to and that has room",
        ) from error
    finally:
        for temporary in kept:
            with contextlib.suppress(FileNotFoundError):
                temporary.unlink()


def _differs(path: Path, data: bytes, *, force: bool) -> bool:
    """Return whether *path* does not hold *data* yet; refuse to touch what holds something else, unless with *force*."""
    if not path.is_file():
        return True
    if path.read_bytes() == data:
        return False
    if not force:
        raise ExistingOutputError(str(path))
    return True


def _take_back(replaced: dict[Path, Path | None]) -> None:
    for path, earlier in replaced.items():
        with contextlib.suppress(OSError):
            if earlier:
                os.replace(earlier, path)
            else:
                path.unlink()


def _stage(path: Path, data: bytes, staging: Path | None) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=staging or path.parent)
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

"""How the verifier reads a disk: listings that follow no link, files opened only where the listing saw a plain file."""

import errno
import hashlib
import os
import stat
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from specgen.archive.verify.problems import Notes

Ticks = Callable[[int], object]  # is told how many bytes were read
_CHUNK: Final = 1 << 20
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
# The names of OCFL and of its registered extensions beside those of Python, and the bytes of a digest.
ALGORITHMS: Final[Mapping[str, Callable[[], Any]]] = {
    "md5": lambda: hashlib.md5(usedforsecurity=False),
    "sha1": lambda: hashlib.sha1(usedforsecurity=False),
    "sha256": hashlib.sha256,
    "sha512": hashlib.sha512,
    "blake2b-160": lambda: hashlib.blake2b(digest_size=20),
    "blake2b-256": lambda: hashlib.blake2b(digest_size=32),
    "blake2b-384": lambda: hashlib.blake2b(digest_size=48),
    "blake2b-512": hashlib.blake2b,
}


def silent(_: object) -> None:
    """Tell nobody."""


def digest_length(algorithm: str) -> int:
    """Return how many hexadecimal digits a digest of *algorithm* has."""
    return int(ALGORITHMS[algorithm]().digest_size) * 2


@dataclass(frozen=True, slots=True)
class Listing:
    """The names in one folder, sorted, links and special files left out."""

    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    is_empty: bool = True


def listing(folder: Path, place: str, notes: Notes) -> Listing:
    """Return what lies in *folder*, called *place* in the notes; what is no file or folder is noted and left out."""
    try:
        with os.scandir(folder) as entries:
            kinds = {entry.name: _kind(entry) for entry in entries}
    except OSError as error:
        notes.add("unreadable", place, reason=_reason(error))
        return Listing(is_empty=False)
    for name in sorted(kinds):
        if kinds[name] in {"link", "special-file"}:
            notes.add(kinds[name], below(place, name))
    _note_alike(kinds, place, notes)
    files, folders = (tuple(sorted(name for name in kinds if kinds[name] == kind)) for kind in ("file", "folder"))
    return Listing(files, folders, is_empty=not kinds)


def _kind(entry: "os.DirEntry[str]") -> str:
    if entry.is_symlink():
        return "link"
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "file" if entry.is_file(follow_symlinks=False) else "special-file"


def _note_alike(names: Iterable[str], place: str, notes: Notes) -> None:
    """Note names that other file systems take for one: a copy there would lose a file."""
    seen: dict[str, str] = {}
    for name in sorted(names):
        first = seen.setdefault(unicodedata.normalize("NFC", name).casefold(), name)
        if first != name:
            notes.add("names-alike", below(place, name), other=first)


def below(place: str, name: str) -> str:
    """Return the path of *name* in *place*, with forward slashes on every system."""
    return f"{place}/{name}" if place else name


def files_below(root: Path, place: str, notes: Notes, when_empty: Callable[[str], object] = silent) -> tuple[str, ...]:
    """Return every plain file below *place* of *root*, sorted by folder; *when_empty* is told of each empty folder."""
    found: list[str] = []
    waiting = [place]
    while waiting:  # no recursion: nothing bounds the depth but the file system
        here = waiting.pop()
        listed = listing(root / here, here, notes)
        if listed.is_empty:
            when_empty(here)
        found.extend(below(here, name) for name in listed.files)
        waiting.extend(below(here, name) for name in reversed(listed.folders))
    return tuple(found)


def read(path: Path, most: int) -> bytes:
    """Return the first *most* bytes of a plain file."""
    with open(_opened(path), "rb") as file:
        return file.read(min(most, os.fstat(file.fileno()).st_size + 1))  # else as much memory is taken as may be read


def digests(path: Path, algorithms: Iterable[str], ticks: Ticks) -> tuple[dict[str, str], int]:
    """Return the digests of a plain file by algorithm, and its size; it is read once, piece by piece."""
    sums = {algorithm: ALGORITHMS[algorithm]() for algorithm in algorithms}
    buffer = bytearray(_CHUNK)
    view, size = memoryview(buffer), 0
    with open(_opened(path), "rb", buffering=0) as file:
        while count := file.readinto(buffer):
            for one in sums.values():
                one.update(view[:count])
            size += count
            ticks(count)
    return {algorithm: one.hexdigest() for algorithm, one in sums.items()}, size


def _opened(path: Path) -> int:
    """Open a plain file; what was exchanged since the listing for a link or a pipe is refused, and a pipe does not block."""
    handle = os.open(path, _FLAGS)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "no longer a plain file")
    return handle


def try_read(root: Path, file: str, most: int, notes: Notes) -> bytes | None:
    """Return the content of *file* below *root*; what cannot be read or is larger than *most* bytes is noted."""
    try:
        data = read(root / file, most + 1)
    except OSError as error:
        notes.add("unreadable", file, reason=_reason(error))
        return None
    if len(data) > most:
        notes.add("beyond-limit", file, what=f"{most:,} B")
        return None
    return data


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__

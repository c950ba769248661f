"""Where things lie in an archive: an OCFL 1.1 storage root in which an object's folder is named by a digest of its id.

    archive/
    ├── 0=ocfl_1.1                 this is a storage root
    ├── ocfl_layout.json           laid out by the registered extension 0004
    ├── README.txt                 how to read it without specgen
    ├── index.sqlite               may be thrown away at any time
    ├── 1a2/b3c/4d5/1a2b3c4d5.../  one object for each reference
    └── extensions/
        ├── 0004-hashed-n-tuple-storage-layout/config.json
        └── specgen/               locks, work in progress, what was set aside

An id never becomes a path: two references that differ in case, or one called `NUL`, are as good as any other.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from specgen.archive import disk
from specgen.errors import UsageError

LAYOUT: Final = "0004-hashed-n-tuple-storage-layout"
ROOT_MARK: Final = ("0=ocfl_1.1", b"ocfl_1.1\n")
OBJECT_MARK: Final = ("0=ocfl_object_1.1", b"ocfl_object_1.1\n")
_TUPLES: Final = 3
_WIDTH: Final = 3


def as_bytes(document: dict[str, Any]) -> bytes:
    """Return *document* as JSON that is the same for the same content and that people can read."""
    return (json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False) + "\n").encode()


def digest(data: bytes) -> str:
    """Return the digest by which the archive knows *data*."""
    return hashlib.sha512(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Layout:
    """The places in the storage root *root*."""

    root: Path

    @property
    def own(self) -> Path:
        """Return the folder of what is not part of the record."""
        return self.root / "extensions" / "specgen"

    @property
    def work(self) -> Path:
        """Return where versions are put together; what lies here after a writer has gone was left by a killed one."""
        return self.own / "work"

    @property
    def aside(self) -> Path:
        """Return where unfinished work of killed writers is kept."""
        return self.own / "set-aside"

    @property
    def index(self) -> Path:
        """Return the index."""
        return self.root / "index.sqlite"

    def key(self, reference: str) -> str:
        """Return the name that stands for *reference* in paths."""
        return hashlib.sha256(reference.encode()).hexdigest()

    def folder(self, key: str) -> Path:
        """Return the folder of the object that *key* stands for."""
        return self.root.joinpath(*(key[start : start + _WIDTH] for start in range(0, _TUPLES * _WIDTH, _WIDTH)), key)

    def lock(self, key: str) -> Path:
        """Return the lock of an object; few objects share one, and then wait for each other."""
        return self.own / "locks" / key[:_WIDTH]

    def make(self) -> None:
        """Make an empty archive, or what is missing of one; the mark of a storage root comes last."""
        if not self.is_made:
            self._refuse_foreign()
        for folder in (self.work, self.aside, self.own / "locks", self.root / "extensions" / LAYOUT):
            disk.make_folders(folder)
        with disk.locked(self.own / "locks" / "root"):
            for stray in (path for path in self.work.iterdir() if path.is_file()):
                disk.remove(stray)
            for path, data in self._files().items() if not self.is_made else ():
                disk.replace(path, data, self.work)
        config = self.root / "extensions" / LAYOUT / "config.json"
        if not config.is_file() or config.read_bytes() != self._files()[config]:
            raise UsageError(f"{self.root} is laid out in another way than specgen does ({LAYOUT}): name another folder with --archive DIR")

    @property
    def is_made(self) -> bool:
        """Return whether this is a storage root."""
        return (self.root / ROOT_MARK[0]).is_file()

    @property
    def is_writable(self) -> bool:
        """Return whether this process may write here; an archive on a disc can still be read."""
        return os.access(self.root, os.W_OK)

    def _files(self) -> dict[Path, bytes]:
        settings = {"digestAlgorithm": "sha256", "extensionName": LAYOUT, "numberOfTuples": _TUPLES, "tupleSize": _WIDTH}
        described = {
            "extension": LAYOUT,
            "description": "Folders named by the SHA-256 of the object's id, in three groups of three digits",
        }
        return {
            self.root / "extensions" / LAYOUT / "config.json": as_bytes({**settings, "shortObjectRoot": False}),
            self.root / "ocfl_layout.json": as_bytes(described),
            self.root / "README.txt": _README.encode(),
            self.root / ROOT_MARK[0]: ROOT_MARK[1],
        }

    def _refuse_foreign(self) -> None:
        if self.root.exists() and not self.root.is_dir():
            raise UsageError(f"{self.root} is a file, and an archive is a folder")
        ours = {path.relative_to(self.root).parts[0] for path in self._files()}
        foreign = sorted({path.name for path in self.root.iterdir()} - ours) if self.root.is_dir() else []
        if foreign and not self.is_made:  # another process may have made it since
            raise UsageError(f"{self.root} is no archive, and holds {foreign[0]}: name an empty or a new folder with --archive DIR")


_README: Final = """This is an archive of proposals. It can be read with a file browser, a PDF viewer and a text editor alone.

Each folder below the groups of three digits holds everything about one reference. Its name is the SHA-256 of that reference:
    printf %s ACME-2026-014 | sha256sum
`grep -rl '"id": "ACME-2026-014"' --include=inventory.json .` finds it as well.

In it, v1, v2, ... are versions; what was once written is not changed. inventory.json says of each version which files it
consists of ("state") and where their bytes lie ("manifest"); the long numbers are SHA-512 digests, so that
    sha512sum v1/content/document.pdf
must give the number that inventory.json has for that path, and inventory.json.sha512 the number of inventory.json itself.

    requirement.yaml   what was asked, as it was received
    decision.json      what was decided, and on which grounds
    document.pdf       what was promised
    environment.json   with what it was made
    record.json        who filed it, when and why, with the digests of the rest
    log.jsonl          one line for each event: filed, sent, accepted, declined, superseded, expired
    erasures.json      only where a person's contact data was taken out on request: what, when, by whom and why

The form is the Oxford Common File Layout 1.1 (https://ocfl.io/1.1/spec/), which other programs read and validate.
index.sqlite and extensions/specgen are not part of the record: the index is made again from the objects when it is missing.
"""

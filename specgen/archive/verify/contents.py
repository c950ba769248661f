"""Every file of an object against every digest that its inventories give."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from specgen.archive.verify.disk import Ticks, digests
from specgen.archive.verify.inventory import Inventory
from specgen.archive.verify.problems import Notes


@dataclass(frozen=True, slots=True)
class Claim:
    """What an inventory says of a file beyond what the judging one says: a digest by another algorithm, or another digest."""

    algorithm: str
    digest: str
    file: str
    is_fixity: bool


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of all inventories on each file, each once; those of *judge* about its own manifest are left out."""

    judge: Inventory
    by_path: defaultdict[str, dict[tuple[str, str], Claim]] = field(default_factory=lambda: defaultdict(dict))

    def __post_init__(self) -> None:
        self._take_fixity(self.judge)

    def take(self, inventory: Inventory) -> None:
        """Take what an earlier inventory says."""
        for path, digest in inventory.manifest.items():
            is_new = inventory.algorithm != self.judge.algorithm or self.judge.manifest.get(path, digest) != digest
            if is_new and inventory.algorithm:
                claim = Claim(inventory.algorithm, digest, inventory.file, is_fixity=False)
                self.by_path[path].setdefault((claim.algorithm, digest), claim)
        self._take_fixity(inventory)

    def _take_fixity(self, inventory: Inventory) -> None:
        for algorithm, entries in inventory.fixity.items():
            for path, digest in entries.items():
                claim = Claim(algorithm, digest, inventory.file, is_fixity=True)
                self.by_path[path].setdefault((algorithm, digest), claim)


def note_contents(folder: Path, judge: Inventory, on_disk: list[str], claims: Claims, notes: Notes, ticks: Ticks) -> int:
    """Note every file that is missing, too many or not what was archived; return how many bytes were read."""
    present = set(on_disk)
    missing = {digest: path for path, digest in judge.manifest.items() if path not in present}
    for path in judge.manifest:
        if path not in present:
            notes.add("content-missing", path)
    for path, claimed in claims.by_path.items():
        if path not in present:
            for claim in claimed.values():
                if claim.is_fixity:
                    notes.add("fixity-missing", claim.file, path=path, algorithm=claim.algorithm)
    by_digest = {digest: path for path, digest in judge.manifest.items()}
    total = 0
    for path in on_disk:
        claimed = claims.by_path.get(path, {})
        algorithms = {judge.algorithm or "sha512", *(algorithm for algorithm, _ in claimed)}
        try:
            found, size = digests(folder / path, algorithms, ticks)
        except OSError as error:
            notes.add("unreadable", path, reason=error.strerror or type(error).__name__)
            continue
        total += size
        actual = found[judge.algorithm or "sha512"]
        if path not in judge.manifest:
            _note_extra(path, missing.get(actual, ""), notes)
        elif judge.manifest[path] != actual and judge.algorithm:
            _note_changed(path, size, by_digest.get(actual, ""), notes)
        else:
            _note_claims(path, claimed.values(), found, notes)
    return total


def _note_extra(path: str, origin: str, notes: Notes) -> None:
    if origin:
        notes.add("content-moved", path, origin=origin)
    else:
        notes.add("content-unlisted", path)


def _note_changed(path: str, size: int, origin: str, notes: Notes) -> None:
    if origin:
        notes.add("content-swapped", path, origin=origin)
    else:
        notes.add("content-changed" if size else "content-emptied", path)


def _note_claims(path: str, claimed: Iterable[Claim], found: Mapping[str, str], notes: Notes) -> None:
    for claim in claimed:
        if found[claim.algorithm] == claim.digest:
            continue
        if claim.is_fixity:
            notes.add("fixity-changed", path, algorithm=claim.algorithm, inventory=claim.file)
        else:
            notes.add("digest-contradicted", claim.file, path=path)

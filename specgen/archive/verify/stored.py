"""An inventory as it lies in a folder, with the sidecar that states its digest."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from specgen.archive.verify.disk import ALGORITHMS, Listing, below, digest_length, try_read
from specgen.archive.verify.document import MOST_BYTES
from specgen.archive.verify.inventory import STRONG, Inventory, number_of, read_inventory
from specgen.archive.verify.problems import Notes

INVENTORY: Final = "inventory.json"
_LONGEST_SIDECAR: Final = 4096
_SIDECAR: Final = re.compile(rb"([0-9A-Fa-f]+)([ \t]+)inventory\.json(\n?)")


@dataclass(frozen=True, slots=True)
class Stored:
    """The inventory in the folder *where*; *agrees* says whether its sidecar does, None where there is no usable one.

    *notes* holds what is wrong with the inventory's own form; whoever weighs it against others decides whether to tell.
    """

    where: str
    data: bytes
    inventory: Inventory | None
    sidecar: str
    agrees: bool | None
    notes: Notes

    @property
    def file(self) -> str:
        """Return its path in the object."""
        return below(self.where, INVENTORY)

    @property
    def is_sound(self) -> bool:
        """Return whether it can be used and is what was written."""
        return self.inventory is not None and self.agrees is True


def sidecars(listed: Listing) -> tuple[str, ...]:
    """Return the names that a sidecar may have."""
    return tuple(name for name in listed.files if name.startswith(f"{INVENTORY}."))


def stored(folder: Path, where: str, listed: Listing, notes: Notes) -> Stored | None:
    """Return the inventory in *where*, or None where there is none that can be read."""
    file = below(where, INVENTORY)
    data = try_read(folder, file, MOST_BYTES, notes) if INVENTORY in listed.files else None
    if data is None:
        return None
    own = Notes()
    inventory = read_inventory(data, file, own)
    algorithm = inventory.algorithm if inventory else ""
    candidates = sidecars(listed)
    if not algorithm and len(candidates) == 1:
        algorithm = candidates[0].removeprefix(f"{INVENTORY}.")
    name = f"{INVENTORY}.{algorithm}"
    if name not in candidates or algorithm not in ALGORITHMS:
        kind = "sidecar-algorithm" if candidates and algorithm else "sidecar-missing"
        notes.add(
            kind,
            below(where, candidates[0] if kind == "sidecar-algorithm" else f"{INVENTORY}.{algorithm or STRONG[0]}"),
            algorithm=algorithm,
        )
        return Stored(where, data, inventory, "", None, own)
    sidecar = below(where, name)
    return Stored(where, data, inventory, sidecar, _agrees(folder, sidecar, algorithm, data, notes), own)


def _agrees(folder: Path, sidecar: str, algorithm: str, data: bytes, notes: Notes) -> bool | None:
    text = try_read(folder, sidecar, _LONGEST_SIDECAR, notes)
    if text is None:
        return None
    match = _SIDECAR.fullmatch(text)
    if not match or len(match[1]) != digest_length(algorithm):
        notes.add("sidecar-form", sidecar)
        return None
    digest = ALGORITHMS[algorithm]()
    digest.update(data)
    stated = match[1].decode()
    if stated.lower() != digest.hexdigest():
        return False
    if stated not in {stated.lower(), stated.upper()} or b"\t" in match[2] or not match[3]:
        notes.add("sidecar-habit", sidecar)
    return True


def note_digest(one: Stored, twin: Stored | None, notes: Notes) -> None:
    """Note an inventory that its sidecar contradicts; a *twin*, the copy in another folder, tells which of the two changed."""
    if one.agrees is not False:
        return
    if twin is None or twin.agrees is not True:
        notes.add("inventory-or-sidecar-changed", one.file, sidecar=one.sidecar)
    elif twin.data == one.data:
        notes.add("sidecar-changed", one.sidecar, other=twin.file)
    else:
        notes.add("inventory-changed", one.file, other=twin.file)


def weigh(root: Stored | None, latest: Stored | None, notes: Notes) -> Inventory | None:
    """Return the inventory that the contents are judged by: of two copies the one that is sound, of two sound ones the later."""
    copies = [one for one in (root, latest) if one]
    for one, twin in ((root, latest), (latest, root)):
        if one:
            note_digest(one, twin, notes)
    if root and latest and root.data != latest.data:
        suspect, other = (latest, root) if root.is_sound and not latest.is_sound else (root, latest)
        notes.add("inventories-differ", suspect.file, other=other.file)
    for one, twin in ((root, latest), (latest, root)):
        is_rotten = one and twin and one.agrees is False and twin.is_sound
        is_repeated = one is latest and one and twin and one.data == twin.data
        if one and not is_rotten and not is_repeated:
            notes.take(one.notes)
    usable = [one.inventory for one in copies if one.is_sound and one.inventory] or [one.inventory for one in copies if one.inventory]
    return max(usable, key=lambda inventory: number_of(inventory.head), default=None)

"""Where an object has to lie: the registered layouts that map an id to one place, so that exchanged objects are noticed.

The layouts are those of the OCFL extensions 0002, 0003 and 0004. Objects under any other are verified, but not their places.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from specgen.archive.verify import document
from specgen.archive.verify.disk import ALGORITHMS, Listing, digest_length, try_read
from specgen.archive.verify.folder import REGISTERED
from specgen.archive.verify.problems import Notes

FILE: Final = "ocfl_layout.json"
_LONGEST: Final = 1 << 16
_LONGEST_NAME: Final = 100  # extension 0003 cuts longer ones and adds the digest
_UNSAFE: Final = re.compile(rb"[^A-Za-z0-9_-]")


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout by its registered name, with the parameters of its configuration."""

    name: str
    algorithm: str = "sha256"
    tuple_size: int = 3
    tuples: int = 3
    is_short: bool = False

    def place(self, name: str) -> str:
        """Return the path below the storage root at which the object with the id *name* has to lie."""
        return _PLACES[self.name](self, name)

    def _tuples(self, name: str) -> tuple[list[str], str]:
        digest = ALGORITHMS[self.algorithm]()
        digest.update(name.encode("utf-8", "surrogatepass"))
        text = digest.hexdigest()
        return [text[start : start + self.tuple_size] for start in range(0, self.tuple_size * self.tuples, self.tuple_size or 1)], text

    def _hashed(self, name: str) -> str:
        parts, digest = self._tuples(name)
        return "/".join([*parts, digest[self.tuple_size * self.tuples :] if self.is_short else digest])

    def _encoded(self, name: str) -> str:
        parts, digest = self._tuples(name)
        safe = _UNSAFE.sub(lambda sign: b"%%%02x" % sign[0][0], name.encode("utf-8", "surrogatepass")).decode()
        return "/".join([*parts, safe if len(safe) <= _LONGEST_NAME else f"{safe[:_LONGEST_NAME]}-{digest}"])


_PLACES: Final[dict[str, Callable[[Layout, str], str]]] = {
    "0002-flat-direct-storage-layout": lambda _, name: name,
    "0003-hash-and-id-n-tuple-storage-layout": Layout._encoded,
    "0004-hashed-n-tuple-storage-layout": Layout._hashed,
}


def layout_of(root: Path, listed: Listing, notes: Notes) -> Layout | None:
    """Return the layout that the storage root declares, or None where there is none that is known here."""
    if FILE not in listed.files:
        return None
    declared = _object(root, FILE, notes)
    name = declared.get("extension")
    if not isinstance(name, str) or not isinstance(declared.get("description"), str):
        notes.add("layout-form", FILE)
        return None
    if not REGISTERED.fullmatch(name):
        notes.add("layout-unregistered", FILE, name=name)
        return None
    layout = _configured(root, name, notes) if name in _PLACES else None
    if layout is None:
        notes.add("layout-unchecked", FILE, name=name)
    return layout


def _object(root: Path, file: str, notes: Notes) -> dict[str, Any]:
    """Return the JSON object in *file*; empty where there is none, which the caller finds lacking."""
    data = try_read(root, file, _LONGEST, notes)
    try:
        value = document.parse(data or b"")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _configured(root: Path, name: str, notes: Notes) -> Layout | None:
    """Return the layout *name* with its configuration, or None where that makes no sense."""
    file = f"extensions/{name}/config.json"
    given = _object(root, file, notes) if (root / file).is_file() else {}
    plain = Layout(name)
    layout = Layout(
        name,
        given.get("digestAlgorithm", plain.algorithm),
        given.get("tupleSize", plain.tuple_size),
        given.get("numberOfTuples", plain.tuples),
        given.get("shortObjectRoot", plain.is_short),
    )
    numbers = (layout.tuple_size, layout.tuples)
    if not isinstance(layout.algorithm, str) or layout.algorithm not in ALGORITHMS or not isinstance(layout.is_short, bool):
        return None
    is_usable = all(type(number) is int and 0 <= number <= 32 for number in numbers)
    return layout if is_usable and layout.tuple_size * layout.tuples <= digest_length(layout.algorithm) else None

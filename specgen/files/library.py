"""Where catalogue and templates are found: one function decides which file is used, and nothing else builds paths."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from specgen.errors import MaintainerError

_PACKAGE: Final = Path(__file__).resolve().parent.parent
WORKSPACE_FILE: Final = "specgen.yaml"


def packaged() -> Path:
    """Return the folder that holds the packaged `catalog/` and `templates/`: in a wheel beside the code, else the checkout."""
    carried = _PACKAGE / "_packaged"
    return carried if carried.is_dir() else _PACKAGE.parent


def workspace_from(folder: Path) -> Path | None:
    """Return the nearest folder from *folder* upward that holds a `specgen.yaml`, or None."""
    return next((above for above in (folder, *folder.parents) if (above / WORKSPACE_FILE).is_file()), None)


@dataclass(frozen=True, slots=True)
class Library:
    """The folders in which `catalog/...` and `templates/...` are looked up, the first that has the file wins.

    *catalog* names a catalogue folder that goes before all others, as `--catalog` asks.
    """

    workspace: Path | None = None
    catalog: Path | None = None

    def roots(self, area: str) -> tuple[Path, ...]:
        """Return the folders of *area* (`catalog` or `templates`) in order of precedence."""
        roots = [self.catalog] if area == "catalog" and self.catalog else []
        roots += [self.workspace / area] if self.workspace else []
        return (*roots, packaged() / area)

    def find(self, area: str, name: str) -> Path:
        """Return the file that counts for *name*, or raise `MaintainerError`."""
        for root in self.roots(area):
            if (root / name).is_file():
                return root / name
        raise MaintainerError(f"{area}/{name}", "", "the file is missing from the installation")

    def template(self, name: str) -> str:
        """Return the text of the template that counts for *name*."""
        return self.find("templates", name).read_text("utf-8")

    def names(self, area: str, pattern: str) -> tuple[str, ...]:
        """Return the names below *area* that match *pattern* in any root, sorted, each once."""
        found = {path.relative_to(root).as_posix() for root in self.roots(area) for path in root.glob(pattern) if path.is_file()}
        return tuple(sorted(found))

    def digest(self, area: str, pattern: str) -> str:
        """Return one digest of every file that counts below *area* for *pattern*: names and bytes."""
        total = hashlib.sha256()
        for name in self.names(area, pattern):
            total.update(name.encode() + b"\0" + hashlib.sha256(self.find(area, name).read_bytes()).digest())
        return f"sha256:{total.hexdigest()}"

"""The inventory of an OCFL 1.1 object: which versions there are, and which bytes each consists of."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from specgen.archive.layout import as_bytes, digest
from specgen.errors import DamagedArchiveError

NAME: Final = "inventory.json"
SIDECAR: Final = "inventory.json.sha512"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who makes a version, when and why; *created* is RFC 3339 with a time zone, and comes from the command line."""

    created: str
    by: str
    because: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version: its stamp, and the digest of each of its files by name."""

    stamp: Stamp
    state: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Inventory:
    """An object's versions, oldest first, and the path of the bytes of each digest."""

    reference: str
    versions: tuple[Version, ...] = ()
    manifest: Mapping[str, str] = field(default_factory=dict)

    @property
    def head(self) -> str:
        """Return the name of the newest version."""
        return f"v{len(self.versions)}"

    @property
    def state(self) -> Mapping[str, str]:
        """Return the digests of the newest version by name; none where there is no version yet."""
        return self.versions[-1].state if self.versions else {}

    def with_version(self, files: Mapping[str, bytes], stamp: Stamp) -> "tuple[Inventory, dict[str, bytes]]":
        """Return the inventory with one version more, and the content that it adds, by path in the object.

        Bytes that an earlier version has are not written again.
        """
        head = f"v{len(self.versions) + 1}"
        state = {name: digest(data) for name, data in sorted(files.items())}
        new: dict[str, str] = {}
        for name, key in state.items():
            if key not in self.manifest:
                new.setdefault(key, f"{head}/content/{name}")
        content = {path: files[path.rpartition("/")[2]] for path in new.values()}
        return Inventory(self.reference, (*self.versions, Version(stamp, state)), {**self.manifest, **new}), content

    def files(self) -> dict[str, bytes]:
        """Return the inventory as the two files that stand for it."""
        data = as_bytes(self._as_json())
        return {NAME: data, SIDECAR: f"{digest(data)}  {NAME}\n".encode()}

    def _as_json(self) -> dict[str, Any]:
        versions = {f"v{number}": _version_as_json(version) for number, version in enumerate(self.versions, 1)}
        return {
            "id": self.reference,
            "type": "https://ocfl.io/1.1/spec/#inventory",
            "digestAlgorithm": "sha512",
            "head": self.head,
            "contentDirectory": "content",
            "manifest": {key: [path] for key, path in self.manifest.items()},
            "versions": versions,
        }


def _version_as_json(version: Version) -> dict[str, Any]:
    names: dict[str, list[str]] = {}
    for name, key in version.state.items():
        names.setdefault(key, []).append(name)
    stamp = version.stamp
    return {"created": stamp.created, "message": stamp.because, "user": {"name": stamp.by}, "state": names}


def parse(data: bytes, where: str) -> Inventory:
    """Return the inventory in *data*, which lies at *where*."""
    try:
        tree = json.loads(data)
        versions = (_version(tree["versions"][f"v{number}"]) for number in range(1, len(tree["versions"]) + 1))
        return Inventory(str(tree["id"]), tuple(versions), {key: str(paths[0]) for key, paths in tree["manifest"].items()})
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise DamagedArchiveError(where, f"this is no inventory ({type(error).__name__}: {error})") from None


def _version(tree: dict[str, Any]) -> Version:
    stamp = Stamp(str(tree["created"]), str(tree["user"]["name"]), str(tree["message"]))
    return Version(stamp, {str(name): key for key, names in tree["state"].items() for name in names})


def agrees(data: bytes, sidecar: bytes) -> bool:
    """Return whether *sidecar* is the digest of the inventory in *data*."""
    return sidecar.split() == [digest(data).encode(), NAME.encode()]

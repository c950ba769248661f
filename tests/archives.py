"""Archives for the tests: a writer of OCFL objects as small as can be, and the ways in which a disk spoils them.

It knows nothing of specgen: what it writes is judged by ocfl-py as well, so that the verifier cannot agree with itself alone.
"""

import hashlib
import json
import random
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

LAYOUT: Final = "0003-hash-and-id-n-tuple-storage-layout"
CONFIG: Final = {"digestAlgorithm": "sha256", "tupleSize": 3, "numberOfTuples": 3}
Files = Mapping[str, bytes]


def written(path: Path, data: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def write_inventory(folder: Path, inventory: Any, algorithm: str = "sha512") -> None:
    """Write an inventory and its digest; a text is written as it stands."""
    data = (inventory if isinstance(inventory, str) else json.dumps(inventory, indent=1)).encode()
    written(folder / "inventory.json", data)
    written(folder / f"inventory.json.{algorithm}", f"{hashlib.new(algorithm, data).hexdigest()} inventory.json\n")


def write_object(folder: Path, name: str, versions: Sequence[Files]) -> dict[str, Any]:
    """Write an object with so many versions, what is the same stored once; return its inventory."""
    written(folder / "0=ocfl_object_1.1", "ocfl_object_1.1\n")
    inventory: dict[str, Any] = {
        "id": name,
        "type": "https://ocfl.io/1.1/spec/#inventory",
        "digestAlgorithm": "sha512",
        "head": "",
        "manifest": {},
        "versions": {},
    }
    for number, files in enumerate(versions, 1):
        version, state = f"v{number}", {}
        for path, data in files.items():
            digest = hashlib.sha512(data).hexdigest()
            state.setdefault(digest, []).append(path)
            if digest not in inventory["manifest"]:
                inventory["manifest"][digest] = [f"{version}/content/{path}"]
                written(folder / version / "content" / path, data)
        user = {"name": "Jane Doe", "address": "mailto:jane.doe@acme.example"}
        told = {"created": f"2026-11-20T09:{number // 60:02}:{number % 60:02}Z", "message": f"revision {number}", "user": user}
        inventory["versions"][version] = {**told, "state": state}
        inventory["head"] = version
        write_inventory(folder / version, inventory)
    write_inventory(folder, inventory)
    return inventory


def place_of(name: str) -> str:
    """Return where layout 0003 wants the object; ids of the tests need no encoding but of the colon."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    return "/".join([digest[0:3], digest[3:6], digest[6:9], name.replace(":", "%3a")])


def write_root(root: Path, layout: str = LAYOUT) -> Path:
    """Write a storage root without objects."""
    written(root / "0=ocfl_1.1", "ocfl_1.1\n")
    written(root / "ocfl_layout.json", json.dumps({"extension": layout, "description": "for the tests"}))
    written(root / "extensions" / layout / "config.json", json.dumps({"extensionName": layout, **CONFIG}))
    return root


def write_archive(root: Path, objects: int, seed: int = 1) -> dict[str, str]:
    """Write an archive of random quotes, one to three revisions each; return the place of each object by its id."""
    chance, found = random.Random(seed), {}
    write_root(root)
    for number in range(objects):
        name = f"urn:specgen:ACME-2026-{number:03}"
        revision: dict[str, bytes] = {"drawings/cell.bin": chance.randbytes(700)}
        versions = []
        for _ in range(chance.randint(1, 3)):
            revision = revision | {"requirement.yaml": chance.randbytes(300), "proposal.pdf": chance.randbytes(chance.randint(1, 5000))}
            versions.append(revision)
        found[name] = place_of(name)
        write_object(root / found[name], name, versions)
    return found


# --- rot --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rot:
    """What was done to an archive: at which places, which files have to be named there, one of each group."""

    what: str
    named: dict[str, tuple[frozenset[str], ...]] = field(default_factory=dict)


def rotten(root: Path, places: Sequence[str], chance: random.Random) -> Rot:
    """Damage the archive once, by chance, and return what has to be found."""
    return chance.choice(ROTS)(root, places, chance)


def _one(root: Path, places: Sequence[str], chance: random.Random, part: str = "") -> tuple[str, str]:
    """Return a random object and one of its files."""
    place = chance.choice(places)
    found = sorted(path.relative_to(root / place).as_posix() for path in (root / place).rglob("*") if path.is_file())
    return place, chance.choice([file for file in found if part in file])


def names_for(file: str) -> frozenset[str]:
    """Return the files that may be named for *file*: of an inventory and its digest nobody can always tell which changed."""
    pair = file.removesuffix(".sha512")
    return frozenset({pair, f"{pair}.sha512"} if pair.endswith("inventory.json") else {file})


def flip(root: Path, places: Sequence[str], chance: random.Random) -> Rot:
    place, file = _one(root, places, chance)
    data = bytearray((root / place / file).read_bytes())
    at = chance.randrange(len(data))
    data[at] ^= chance.randint(1, 255)
    (root / place / file).write_bytes(data)
    return Rot(f"flip of byte {at} in {place}/{file}", {place: (names_for(file),)})


def loss(root: Path, places: Sequence[str], chance: random.Random) -> Rot:
    place, file = _one(root, places, chance)
    (root / place / file).unlink()
    return Rot(f"loss of {place}/{file}", {place: (names_for(file),)})


def cut(root: Path, places: Sequence[str], chance: random.Random) -> Rot:
    place, file = _one(root, places, chance)
    data = (root / place / file).read_bytes()
    (root / place / file).write_bytes(data[: chance.randrange(len(data))])
    return Rot(f"cut of {place}/{file}", {place: (names_for(file),)})


def addition(root: Path, places: Sequence[str], chance: random.Random) -> Rot:
    place, beside = _one(root, places, chance)
    file = (Path(beside).parent / f"new-{chance.randint(0, 999)}").as_posix()
    (root / place / file).write_bytes(chance.randbytes(chance.randint(0, 50)))
    return Rot(f"addition of {place}/{file}", {place: (frozenset({file}),)})


def stray(root: Path, places: Sequence[str], chance: random.Random) -> Rot:
    above = Path(chance.choice(places)).parent.as_posix()
    (root / above / "Thumbs.db").write_bytes(b"x")
    return Rot(f"a stray file in {above}", {above: (frozenset({f"{above}/Thumbs.db"}),)})


def exchange(root: Path, places: Sequence[str], chance: random.Random) -> Rot:
    one, other = (_one(root, places, chance, "/content/") for _ in range(2))
    paths = [root / place / file for place, file in (one, other)]
    if one == other:
        return exchange(root, places, chance)
    first, second = (path.read_bytes() for path in paths)
    paths[0].write_bytes(second)
    paths[1].write_bytes(first)
    named: dict[str, tuple[frozenset[str], ...]] = {}
    for place, file in (one, other):
        named[place] = (*named.get(place, ()), frozenset({file}))
    return Rot(f"exchange of {one} and {other}", named)


def move(root: Path, places: Sequence[str], chance: random.Random) -> Rot:
    place, file = _one(root, places, chance, "/content/")
    (root / place / file).rename(root / place / f"{file}.old")
    return Rot(f"another name for {place}/{file}", {place: (frozenset({file}), frozenset({f"{file}.old"}))})


def exchange_of_objects(root: Path, places: Sequence[str], chance: random.Random) -> Rot:
    one, other = chance.sample(list(places), 2)
    (root / one).rename(root / "aside")
    (root / other).rename(root / one)
    (root / "aside").rename(root / other)
    return Rot(f"exchange of {one} and {other}", {place: (frozenset({""}),) for place in (one, other)})


def loss_of_object(root: Path, places: Sequence[str], chance: random.Random) -> Rot:
    place = chance.choice(places)
    shutil.rmtree(root / place)
    above = Path(place).parent.as_posix()
    return Rot(f"loss of {place}", {above: (frozenset({above}),)})


ROTS: Final[tuple[Callable[[Path, Sequence[str], random.Random], Rot], ...]] = (
    *(flip,) * 5,  # by far the most frequent
    *(loss, cut, addition) * 2,
    *(stray, exchange, move, exchange_of_objects, loss_of_object),
)


def restore(pristine: Path, root: Path, places: Sequence[str]) -> None:
    """Put back whatever *places*, of objects or above them, held."""
    for place in places:
        shutil.rmtree(root / place, ignore_errors=True)
        shutil.copytree(pristine / place, root / place)

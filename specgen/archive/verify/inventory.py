"""One inventory: what it must hold, and the value that the rest of the verifier works with.

Everything is tolerated here and noted: what has no usable form is left out of the value, so that the checks that follow
meet only well-formed parts.
"""

import datetime
import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from specgen.archive.verify import document
from specgen.archive.verify.disk import ALGORITHMS, digest_length
from specgen.archive.verify.document import Block
from specgen.archive.verify.problems import Notes

SPECIFICATIONS: Final = ("1.0", "1.1")  # in order of time
STRONG: Final = ("sha512", "sha256")  # what contents may be addressed by, the better first
VERSION: Final = re.compile(r"v(?P<zeros>0*)(?P<number>[1-9][0-9]{0,9})")
_TYPE: Final = re.compile(r"https://ocfl\.io/(?P<specification>[0-9]+\.[0-9]+)/spec/#inventory")
_KEYS: Final = {"id", "type", "digestAlgorithm", "head", "contentDirectory", "manifest", "versions", "fixity"}
_VERSION_KEYS: Final = {"created", "state", "message", "user"}
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_HEX: Final = re.compile(r"[0-9A-Fa-f]+")
_MOMENT: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt]((?:[01]\d|2[0-3]):[0-5]\d):(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Version:
    """One version as an inventory tells it; *state* gives the digest of each logical path."""

    state: Mapping[str, str]
    told: tuple[Any, Any, Any]  # created, message, user


@dataclass(frozen=True, slots=True)
class Inventory:
    """The usable parts of an inventory; *manifest* and *fixity* give the digest of each content path, in lower case."""

    file: str
    id: str
    specification: str
    algorithm: str
    head: str
    content_directory: str
    states_content_directory: bool
    manifest: Mapping[str, str]
    fixity: Mapping[str, Mapping[str, str]]
    versions: Mapping[str, Version]


def number_of(version: str) -> int:
    """Return the number of a version by its name, 0 where it has none."""
    match = VERSION.fullmatch(version)
    return int(match["number"]) if match else 0


def read_inventory(data: bytes, file: str, notes: Notes) -> Inventory | None:
    """Return the inventory that *file* holds, or None where it is no JSON object; all that is wrong with it is noted."""
    try:
        block = document.parse(data)
    except document.BeyondLimitError as error:
        notes.add("beyond-limit", file, what=error)
        return None
    except ValueError as error:
        notes.add("not-json", file, reason=error)
        return None
    if not isinstance(block, Block):
        notes.add("not-json", file, reason="no object")
        return None
    _note_keys(block, _KEYS, file, "", notes)
    algorithm = _algorithm(block, file, notes)
    manifest = _manifest(block.get("manifest"), algorithm, file, notes)
    inventory = Inventory(
        file=file,
        id=_id(block, file, notes),
        specification=_specification(block, file, notes),
        algorithm=algorithm,
        head=_text(block, "head", file, notes),
        content_directory=_content_directory(block, file, notes),
        states_content_directory="contentDirectory" in block,
        manifest=manifest,
        fixity=_fixity(block, file, notes),
        versions=_versions(block.get("versions"), file, notes),
    )
    _note_digests(block.get("manifest"), inventory, notes)
    return inventory


def _note_keys(block: Block, known: set[str], file: str, version: str, notes: Notes) -> None:
    for key in block.twice:
        notes.add("key-twice", file, version, key=key)
    for key in block.keys() - known:
        notes.add("key-unknown", file, version, key=key)


def _text(block: Block, key: str, file: str, notes: Notes) -> str:
    """Return the text under a key that every inventory has, or nothing."""
    value = block.get(key)
    if key not in block:
        notes.add("key-missing", file, key=key)
    elif not isinstance(value, str) or not value:
        notes.add("head-form" if key == "head" else "key-form", file, key=key)
    return value if isinstance(value, str) else ""


def _id(block: Block, file: str, notes: Notes) -> str:
    name = _text(block, "id", file, notes)
    if name and not _URI.fullmatch(name):
        notes.add("id-no-uri", file, id=name)
    return name


def _specification(block: Block, file: str, notes: Notes) -> str:
    written = _text(block, "type", file, notes)
    match = _TYPE.fullmatch(written)
    if written and (not match or match["specification"] not in SPECIFICATIONS):
        notes.add("type-wrong", file, type=written)
    return match["specification"] if match and match["specification"] in SPECIFICATIONS else ""


def _algorithm(block: Block, file: str, notes: Notes) -> str:
    algorithm = _text(block, "digestAlgorithm", file, notes)
    if algorithm and algorithm not in STRONG:
        notes.add("algorithm", file, algorithm=algorithm)
    elif algorithm and algorithm != STRONG[0]:
        notes.add("algorithm-weaker", file, algorithm=algorithm)
    return algorithm if algorithm in ALGORITHMS else ""


def _content_directory(block: Block, file: str, notes: Notes) -> str:
    name = block.get("contentDirectory", "content")
    if not isinstance(name, str) or not name:
        notes.add("key-form", file, key="contentDirectory")
    elif "/" in name:
        notes.add("content-directory-slash", file, name=name)
    elif name in {".", ".."}:
        notes.add("content-directory-dots", file, name=name)
    else:
        return name
    return "content"


# --- manifest and fixity ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Kinds:
    """The kinds of problem that one sort of path can have."""

    form: str
    element: str
    slash: str
    conflict: str


_CONTENT: Final = _Kinds("content-path-form", "content-path-element", "content-path-slash", "content-paths-conflict")
_LOGICAL: Final = _Kinds("logical-path-form", "logical-path-element", "logical-path-slash", "logical-paths-conflict")


def _manifest(block: Any, algorithm: str, file: str, notes: Notes) -> dict[str, str]:
    if block is None:
        notes.add("manifest-missing", file)
    elif not isinstance(block, Block):
        notes.add("manifest-form", file)
    else:
        paths = _paths_by_digest(block, algorithm, "manifest-digest-twice", "manifest-entry-form", _CONTENT, file, "", notes)
        for path in [path for path in paths if not VERSION.fullmatch(path.partition("/")[0])]:
            notes.add("path-outside", file, path=path)
        return paths
    return {}


def _fixity(block: Block, file: str, notes: Notes) -> dict[str, dict[str, str]]:
    fixity = block.get("fixity", Block())
    if not isinstance(fixity, Block):
        notes.add("fixity-form", file)
        return {}
    found = {}
    for algorithm, entries in fixity.items():
        if not isinstance(entries, Block):
            notes.add("fixity-algorithm-form", file, algorithm=algorithm)
        elif algorithm not in ALGORITHMS:
            notes.add("fixity-algorithm-unknown", file, algorithm=algorithm)
        else:
            kind = "fixity-algorithm-form"
            found[algorithm] = _paths_by_digest(entries, algorithm, "fixity-digest-twice", kind, _CONTENT, file, "", notes)
    return found


def _paths_by_digest(
    block: Block, algorithm: str, twice: str, form: str, kinds: _Kinds, file: str, version: str, notes: Notes
) -> dict[str, str]:
    """Return the digest of each path of a block that lists paths by digest; digests that differ only in case count as one."""
    seen = {key.lower() for key in block.twice}
    for digest in block.twice:
        notes.add(twice, file, version, digest=digest)
    for digest in block:
        if digest.lower() in seen and digest not in block.twice:
            notes.add(twice, file, version, digest=digest)
        seen.add(digest.lower())
        if algorithm and not (_HEX.fullmatch(digest) and len(digest) == digest_length(algorithm)):
            notes.add("digest-form", file, version, digest=digest, algorithm=algorithm)
    pairs: list[tuple[str, str]] = []
    for digest, paths in block.items():
        if not isinstance(paths, list):
            notes.add(form, file, version, digest=digest, algorithm=algorithm)
            continue
        pairs.extend((path, digest.lower()) for path in paths if _is_path(path, kinds, file, version, notes))
    _note_conflicts([path for path, _ in pairs], kinds.conflict, file, version, notes)
    return dict(pairs)


def _is_path(path: Any, kinds: _Kinds, file: str, version: str, notes: Notes) -> bool:
    if not isinstance(path, str) or not path:
        notes.add(kinds.form, file, version, path=path)
    elif path.startswith("/") or path.endswith("/"):
        notes.add(kinds.slash, file, version, path=path)
        if {"", ".", ".."} & set(path.strip("/").split("/")) or "//" in path:
            notes.add(kinds.element, file, version, path=path)
    elif {"", ".", ".."} & set(path.split("/")):
        notes.add(kinds.element, file, version, path=path)
    else:
        return True
    return False


def _note_conflicts(paths: Iterable[str], kind: str, file: str, version: str, notes: Notes) -> None:
    """Note a path that stands twice, or is a folder of another: in order by parts such a pair is adjacent."""
    for one, other in itertools.pairwise(sorted(path.split("/") for path in paths)):
        if other[: len(one)] == one:
            notes.add(kind, file, version, path="/".join(one), other="/".join(other))


def _note_digests(manifest: Any, inventory: Inventory, notes: Notes) -> None:
    """Note digests of a state that the manifest does not have exactly so, and entries of the manifest that no state uses."""
    if not isinstance(manifest, Block) or not inventory.versions:
        return
    used = set()
    for name, version in inventory.versions.items():
        for path, digest in version.state.items():
            used.add(digest.lower())
            if digest not in manifest:
                notes.add("state-digest", inventory.file, name, path=path)
    for digest in manifest:
        if digest.lower() not in used:
            notes.add("manifest-unused", inventory.file, digest=digest)


# --- versions ---------------------------------------------------------------------------------------------------------


def _versions(block: Any, file: str, notes: Notes) -> dict[str, Version]:
    if block is None:
        notes.add("versions-missing", file)
    elif not isinstance(block, Block):
        notes.add("versions-form", file)
    elif not block:
        notes.add("versions-none", file)
    else:
        for key in block.twice:
            notes.add("key-twice", file, key=key)
        return {name: _version(version, name, file, notes) for name, version in block.items()}
    return {}


def _version(block: Any, name: str, file: str, notes: Notes) -> Version:
    if not isinstance(block, Block):
        notes.add("version-form", file, name)
        return Version({}, (None, None, None))
    _note_keys(block, _VERSION_KEYS, file, name, notes)
    for key in ("created", "state"):
        if key not in block:
            notes.add("version-key-missing", file, name, key=key)
    created, message, user = block.get("created"), block.get("message"), block.get("user")
    if "created" in block and not _is_moment(created):
        notes.add("created-form", file, name, text=created)
    if "message" in block and not isinstance(message, str):
        notes.add("message-form", file, name)
    for key in ("message", "user"):
        if key not in block:
            notes.add("version-says-little", file, name, key=key)
    if "user" in block:
        _note_user(user, name, file, notes)
    return Version(_state(block, name, file, notes), (created, message, user))


def _state(block: Block, name: str, file: str, notes: Notes) -> dict[str, str]:
    state = block.get("state", Block())
    if not isinstance(state, Block):
        notes.add("state-form", file, name)
        return {}
    for key in state.twice:
        notes.add("key-twice", file, name, key=key)
    pairs: list[tuple[str, str]] = []
    for digest, paths in state.items():
        if isinstance(paths, list):
            pairs.extend((path, digest) for path in paths if _is_path(path, _LOGICAL, file, name, notes))
        else:
            notes.add("state-form", file, name)
    _note_conflicts([path for path, _ in pairs], _LOGICAL.conflict, file, name, notes)
    return dict(pairs)


def _note_user(user: Any, name: str, file: str, notes: Notes) -> None:
    if not isinstance(user, Block) or not isinstance(user.get("name"), str) or not user["name"]:
        notes.add("user-form", file, name)
        return
    _note_keys(user, {"name", "address"}, file, name, notes)
    address = user.get("address")
    if address is None:
        notes.add("user-without-address", file, name)
    elif not isinstance(address, str) or not _URI.fullmatch(address):
        notes.add("address-no-uri", file, name, address=address)


def _is_moment(text: Any) -> bool:
    """Return whether *text* is a date and time of RFC 3339: to the second, with its zone, on a day that exists."""
    match = _MOMENT.fullmatch(text) if isinstance(text, str) else None
    if not match:
        return False
    try:
        datetime.date.fromisoformat(match[1])
    except ValueError:
        return False
    return True

"""The mark that an erasure leaves: a person's contact data was taken out, and everybody can see what, when, by whom and why.

An object from which something was erased is a plain OCFL object: each file concerned was replaced by one without the data,
the inventories of all versions were restated to name its digest, and one more version says so. Its state, and that of every
version after it, holds the file `erasures.json`:

    {"format": "specgen-erasures/1",
     "erasures": [{"when": "2031-05-04T09:30:00Z", "by": "...", "because": "...", "what": "customer.contact, customer.email",
                   "files": [{"version": "v1", "path": "requirement.yaml", "was": "<sha512 or null>", "is": "<sha512>"}]}]}

A PDF that was in somebody's hands can so still be recognised by *was*; it is null where the digest of so short a file would
let the data be guessed. The mark is believed only where it agrees with the inventories: each *is* stands there, in a version
before the one that tells of it, no *was* does, and each mark goes on where the one before ended. It excuses nothing: every
file must still be what the inventories and its record say.
"""

from pathlib import Path
from typing import Any, Final

from specgen.archive.verify import document
from specgen.archive.verify.disk import try_read
from specgen.archive.verify.document import Block
from specgen.archive.verify.inventory import Inventory, number_of
from specgen.archive.verify.problems import Notes

MARK: Final = "erasures.json"
FORMAT: Final = "specgen-erasures/1"
_LONGEST: Final = 1 << 20


def note_erasures(folder: Path, judge: Inventory, on_disk: list[str], notes: Notes) -> None:
    """Note each erasure that the object tells of, for all to see, and where its mark is lost or says what is not so."""
    marked = sorted((name for name, version in judge.versions.items() if MARK in version.state), key=number_of)
    if not marked:
        return
    newest = max(judge.versions, key=number_of)
    if newest not in marked:
        notes.add("erasure-mark-lost", judge.file, newest, last=marked[-1])
        return
    told: list[Any] = []
    stored, since = "", dict[int, str]()
    for name in marked:
        former, digest = stored, judge.versions[name].state[MARK].lower()
        stored = next((path for path, other in judge.manifest.items() if other == digest and path in on_disk), "")
        if not stored or stored == former:
            continue
        erasures = _erasures(folder, stored, notes)
        if erasures[: len(told)] != told:
            notes.add("erasure-rewritten", stored, name)
        since |= dict.fromkeys(range(len(told), len(erasures)), name)
        told = erasures
    for index, erasure in enumerate(told):
        _note_erasure(erasure, stored, since.get(index, newest), judge, notes)


def _erasures(folder: Path, file: str, notes: Notes) -> list[Any]:
    data = try_read(folder, file, _LONGEST, notes)
    try:
        mark = document.parse(data or b"")
    except ValueError:
        mark = None
    if not isinstance(mark, Block) or mark.get("format") != FORMAT or not isinstance(mark.get("erasures"), list):
        notes.add("erasure-form", file)
        return []
    return list(mark["erasures"])


def _note_erasure(erasure: Any, file: str, since: str, judge: Inventory, notes: Notes) -> None:
    told = {key: erasure.get(key) for key in ("when", "by", "because", "what")} if isinstance(erasure, Block) else {}
    files = erasure.get("files") if told else None
    if not told or not all(isinstance(text, str) and text for text in told.values()) or not isinstance(files, list) or not files:
        notes.add("erasure-form", file)
        return
    for one in files:
        if isinstance(one, Block) and all(isinstance(one.get(key), str) for key in ("version", "path", "is")):
            _note_file(one, told, file, since, judge, notes)
        else:
            notes.add("erasure-form", file)


def _note_file(one: Block, told: dict[str, Any], file: str, since: str, judge: Inventory, notes: Notes) -> None:
    name, path, was = one["version"], one["path"], one.get("was")
    version = judge.versions.get(name)
    is_earlier = number_of(name) < number_of(since)
    if version is None or not is_earlier or version.state.get(path, "").lower() != one["is"].lower():
        notes.add("erasure-contradicted", file, name, path=path)
    elif isinstance(was, str) and was.lower() in judge.manifest.values():
        notes.add("erasure-undone", file, name, path=path)
    else:
        notes.add("erased", path, name, **told)

"""Words taken out of an object on request: every version written anew without them, and one more that tells of it.

What cannot be told from the object itself, such as what a PDF is, the caller brings along as functions. The mark, its form
and what a verifier makes of it are described in `verify/erasure.py`.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from specgen.archive import disk, recovery, storage
from specgen.archive.history import history
from specgen.archive.inventory import Inventory, Stamp, Version
from specgen.archive.layout import Layout, as_bytes, digest
from specgen.archive.operations import Outcome, unknown
from specgen.archive.record import DOCUMENT, ERASURES, LOG, RECORD
from specgen.masking import in_strings

FORMAT: Final = "specgen-erasures/1"
Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Request:
    """What to erase: *parts* gives the files of a document without it, *text* any other text; *what* says so in the mark."""

    parts: Callable[[Files], Files]
    text: Callable[[str], str]
    what: str


@dataclass(frozen=True, slots=True)
class Erased:
    """What came of it: the files that were changed, each by its version and its name; no version where there was nothing."""

    outcome: Outcome
    files: tuple[tuple[str, str], ...]


def erase(layout: Layout, reference: str, request: Request, stamp: Stamp, *, is_trial: bool = False) -> Erased:
    """Write the object of *reference* anew without what is requested; a trial only says what that would change."""
    key = layout.key(reference)
    with recovery.holding(layout, key):
        held = history(layout, key)
        if held is None:
            raise unknown(reference)
        rewriting = _Rewriting(layout, held.inventory, request)
        for version in held.inventory.versions:
            rewriting.add(version)
        changed = rewriting.changed()
        files = tuple((entry["version"], entry["path"]) for entry in changed)
        stamps = any(
            request.text(text) != text for version in held.inventory.versions for text in (version.stamp.by, version.stamp.because)
        )
        if is_trial or not (changed or stamps):
            return Erased(Outcome(reference, held.filed[-1].record.subject.revision, held.inventory.head, is_new=False), files)
        rewriting.tell(changed, request.what, stamp)
        for left in [path for path in layout.aside.iterdir() if path.name.startswith(key)]:
            disk.remove(left)  # what writers that were stopped had not archived may hold the same words
        recovery.exchange(layout, key, rewriting.tree)
    return Erased(Outcome(reference, held.filed[-1].record.subject.revision, rewriting.after.head, is_new=True), files)


@dataclass
class _Rewriting:
    """An object written again version by version, as it would be had it never held the words."""

    layout: Layout
    held: Inventory
    request: Request
    after: Inventory = field(init=False)
    tree: dict[str, bytes] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)  # by what they were
    contents: dict[str, bytes] = field(default_factory=dict)  # by what their digests were

    def __post_init__(self) -> None:
        self.after = Inventory(self.held.reference)

    def add(self, version: Version) -> None:
        """Write a version that the object had."""
        stamp = Stamp(version.stamp.created, self.request.text(version.stamp.by), self.request.text(version.stamp.because))
        self._write(self._restated(version), stamp)

    def _write(self, files: Files, stamp: Stamp) -> None:
        self.after, added = self.after.with_version(files, stamp)
        own = self.after.files()
        self.tree |= added | {f"{self.after.head}/{name}": data for name, data in own.items()} | own

    def _restated(self, version: Version) -> Files:
        """Return the files of a version without the words; digests of others that they tell are those of the new ones."""
        parts = {name: key for name, key in version.state.items() if name not in {RECORD, LOG, ERASURES}}
        if not self.contents.keys() >= set(parts.values()):
            old = {name: storage.content(self.layout, self.held, key) for name, key in parts.items()}
            self._keep(parts, self.request.parts(old))
        for name in (RECORD, LOG, ERASURES):  # the record tells the digests of the parts, the mark those of all
            key = version.state.get(name)
            if key and key not in self.contents:
                self._keep({name: key}, {name: in_strings(storage.content(self.layout, self.held, key), self._text)})
        return {name: self.contents[key] for name, key in version.state.items()}

    def _keep(self, keys: Mapping[str, str], files: Files) -> None:
        for name, key in keys.items():
            self.digests[key] = digest(self.contents.setdefault(key, files[name]))

    def _text(self, text: str) -> str:
        return self.digests.get(text) or self.request.text(text)

    def changed(self) -> list[dict[str, Any]]:
        """Return each file that is another now, by the version that brought it.

        Only of the document the former digest is told: those of short files would let the words be guessed.
        """
        found, seen = [], set()
        for number, version in enumerate(self.held.versions, 1):
            for name, was in sorted(version.state.items()):
                if self.digests[was] != was and was not in seen:
                    told = was if name == DOCUMENT else None
                    found.append({"version": f"v{number}", "path": name, "was": told, "is": self.digests[was]})
                seen.add(was)
        return found

    def tell(self, changed: list[dict[str, Any]], what: str, stamp: Stamp) -> None:
        """Add the version that holds the mark."""
        head = {name: self.contents[key] for name, key in self.held.state.items()}
        earlier = json.loads(head[ERASURES])["erasures"] if ERASURES in head else []
        told = {"when": stamp.created, "by": stamp.by, "because": stamp.because, "what": what, "files": changed}
        self._write({**head, ERASURES: as_bytes({"format": FORMAT, "erasures": [*earlier, told]})}, stamp)

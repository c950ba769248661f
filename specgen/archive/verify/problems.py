"""What can be wrong with an archive: each kind with the code that OCFL gives it, and the report on one object."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from specgen.wording import Wording

# Codes that start with S are specgen's own: OCFL has none for them. Those with a W advise, the others are damage.
KINDS: Final[Mapping[str, str]] = {
    "unexpected-file": "E001",
    "unexpected-folder": "E001",
    "declaration-missing": "E003",
    "declarations-several": "E003",
    "declaration-version": "E004",
    "declaration-tag": "E005",
    "declaration-value": "E006",
    "declaration-content": "E007",
    "versions-none": "E008",
    "versions-not-from-one": "E009",
    "versions-gap": "E010",
    "version-padding": "E011",
    "version-names-mixed": "E012",
    "version-name-new-habit": "E013",
    "version-name-in-path": "E014",
    "version-unexpected-file": "E015",
    "content-folder-missing": "E016",
    "content-directory-slash": "E017",
    "content-directory-dots": "E018",
    "content-directory-late": "E019",
    "content-directory-changed": "E020",
    "content-unlisted": "E023",
    "content-unlisted-then": "E023",
    "content-moved": "E023",
    "empty-folder": "E024",
    "algorithm": "E025",
    "not-json": "E033",
    "key-twice": "E033",
    "key-form": "E033",
    "key-missing": "E036",
    "id-differs": "E037",
    "id-twice": "E037",
    "type-wrong": "E038",
    "digest-form": "E039",
    "head-form": "E040",
    "head-wrong": "E040",
    "manifest-missing": "E041",
    "path-outside": "E042",
    "versions-missing": "E043",
    "versions-form": "E044",
    "version-without-folder": "E046",
    "version-without-block": "E046",
    "version-form": "E047",
    "version-key-missing": "E048",
    "created-form": "E049",
    "state-form": "E050",
    "state-digest": "E050",
    "logical-path-form": "E051",
    "logical-path-element": "E052",
    "logical-path-slash": "E053",
    "user-form": "E054",
    "fixity-algorithm-form": "E057",
    "sidecar-missing": "E058",
    "sidecar-algorithm": "E059",
    "inventory-changed": "E060",
    "sidecar-changed": "E060",
    "inventory-or-sidecar-changed": "E060",
    "sidecar-form": "E061",
    "inventory-missing": "E063",
    "inventories-differ": "E064",
    "state-rewritten": "E066",
    "extension-unexpected": "E067",
    "link": "E090",
    "manifest-entry-form": "E092",
    "content-missing": "E092",
    "content-changed": "E092",
    "content-emptied": "E092",
    "content-swapped": "E092",
    "digest-contradicted": "E092",
    "content-missing-then": "E092",
    "fixity-missing": "E093",
    "fixity-changed": "E093",
    "message-form": "E094",
    "logical-paths-conflict": "E095",
    "manifest-digest-twice": "E096",
    "fixity-digest-twice": "E097",
    "content-path-form": "E098",
    "content-path-element": "E099",
    "content-path-slash": "E100",
    "content-paths-conflict": "E101",
    "key-unknown": "E102",
    "version-older-specification": "E103",
    "manifest-form": "E106",
    "manifest-unused": "E107",
    "fixity-form": "E111",
    "version-padded": "W001",
    "version-unexpected-folder": "W002",
    "content-folder-needless": "W003",
    "algorithm-weaker": "W004",
    "id-no-uri": "W005",
    "version-says-little": "W007",
    "user-without-address": "W008",
    "address-no-uri": "W009",
    "version-inventory-missing": "W010",
    "version-told-differently": "W011",
    "extension-unregistered": "W013",
    # the storage root
    "root-missing": "E069",
    "layout-form": "E070",
    "layout-unregistered": "E071",
    "root-stray-file": "E072",
    "root-empty-folder": "E073",
    "root-declarations-several": "E076",
    "root-declaration-version": "E077",
    "root-declaration-tag": "E078",
    "root-declaration-value": "E079",
    "root-declaration-content": "E080",
    "object-newer-than-root": "E081",
    "place-wrong": "E083",
    "root-extension-unexpected": "E112",
    "root-extension-unregistered": "W016",
    # specgen's own
    "unreadable": "SE01",
    "beyond-limit": "SE02",
    "object-missing": "SE03",
    "special-file": "SE04",
    "erasure-form": "SE05",
    "erasure-contradicted": "SE06",
    "erasure-undone": "SE07",
    "erasure-mark-lost": "SE08",
    "erasure-rewritten": "SE09",
    "record-contradicted": "SE10",
    "names-alike": "SW01",
    "fixity-algorithm-unknown": "SW02",
    "layout-unchecked": "SW03",
    "sidecar-habit": "SW04",
    "erased": "SW05",
}
MOST_PROBLEMS: Final = 1000  # of one object
LONGEST_FACT: Final = 400
_VERSION: Final = re.compile(r"v[0-9]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where: *file* is below the object, or below the storage root where *object* is empty."""

    kind: str
    file: str = ""
    version: str = ""
    object: str = ""
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def code(self) -> str:
        """Return the OCFL validation code, or specgen's own."""
        return KINDS[self.kind]

    @property
    def is_damage(self) -> bool:
        """Return whether the archive is not what it should be; else somebody should look."""
        return "W" not in self.code

    def said(self, wording: Wording) -> str:
        """Return what is wrong as a sentence."""
        return wording(f"fixity.problem.{self.kind}", **dict(self.facts))


@dataclass(frozen=True, slots=True)
class ObjectReport:
    """What was found of one object, or at a place of the storage root that holds none (*is_object* is False).

    *place* is the path below the storage root; it orders the reports, and `verify_root` can start again after it.
    """

    place: str
    object: str = ""
    versions: int = 0
    files: int = 0
    size: int = 0
    problems: tuple[Problem, ...] = ()
    is_object: bool = True

    @property
    def is_damaged(self) -> bool:
        """Return whether any of the problems is damage."""
        return any(problem.is_damage for problem in self.problems)

    def as_json(self, wording: Wording) -> dict[str, Any]:
        """Return the report as JSON."""
        return {
            "place": self.place,
            "object": self.object or None,
            "versions": self.versions,
            "files": self.files,
            "bytes": self.size,
            "damaged": self.is_damaged,
            "problems": [
                {
                    "code": problem.code,
                    "severity": "error" if problem.is_damage else "warning",
                    "object": problem.object or None,
                    "version": problem.version or None,
                    "file": problem.file or None,
                    "message": problem.said(wording),
                }
                for problem in self.problems
            ],
        }


class Notes:
    """What has been noticed so far, in order, each thing once; beyond a limit only that there is more."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}

    def add(self, kind: str, file: str = "", version: str = "", **facts: object) -> None:
        """Note a problem; its version is that of the file's folder unless told otherwise."""
        first = file.partition("/")[0]
        told = version or (first if _VERSION.fullmatch(first) else "")
        problem = Problem(kind, file, told, facts=tuple((name, _short(str(value))) for name, value in facts.items()))
        if len(self._found) < MOST_PROBLEMS:
            self._found[problem] = None
        elif problem not in self._found:
            self._found[Problem("beyond-limit", facts=(("what", f"{MOST_PROBLEMS:,} problems"),))] = None

    def of(self, name: str) -> tuple[Problem, ...]:
        """Return everything noted, as problems of the object *name*."""
        return tuple(replace(problem, object=name) for problem in self._found)

    def take(self, others: "Notes") -> None:
        """Note what *others* has; advice that was given on another file before is not repeated."""
        known = {(one.kind, one.version, one.facts) for one in self._found}
        for problem in others._found:
            if problem.is_damage or (problem.kind, problem.version, problem.facts) not in known:
                self.add(problem.kind, problem.file, problem.version, **dict(problem.facts))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_FACT else f"{text[:LONGEST_FACT]}…"

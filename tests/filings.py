"""Small documents for tests of the archive, and ocfl-py as the judge of what was written."""

import json
from pathlib import Path
from typing import Final

from ocfl import StorageRoot
from ocfl.layout import Layout
from ocfl.layout_registry import add_layout

from specgen.archive.inventory import Stamp
from specgen.archive.record import Filing, Subject

STAMP: Final = Stamp("2026-11-22T16:00:00Z", "Jane Doe", "the customer asked for it")


def filing(reference: str = "R-1", revision: str = "A", text: str = "", customer: str = "Acme Cells GmbH") -> Filing:
    """Return a document of a few bytes."""
    requirement = f"specgen: 1\nreference: {reference}\nrevision: {revision}\ncustomer: {{company: {customer}}}\nnotes: {text}\n"
    return Filing(
        Subject(reference, revision, customer, "Electrode overhang", "2026-11-20", "recommended", "mini focus", "source-ray-33um"),
        requirement=requirement.encode(),
        decision=json.dumps({"format": "specgen-decision/1", "requirement": {"reference": reference}}).encode(),
        document=f"%PDF-1.7 {reference} {revision} {text}".encode(),
        environment={"format": "specgen-environment/1", "known": False},
        provenance={"specgen": "0.1"},
    )


class HashedNTuple(Layout):
    """The registered layout 0004, whose name ocfl-py does not know; to judge objects it need not compute their paths."""

    def __init__(self) -> None:
        super().__init__()
        self.NAME, self.DESCRIPTION, self.PARAMS = "0004-hashed-n-tuple-storage-layout", "Extension 0004", {}


add_layout("0004-hashed-n-tuple-storage-layout", HashedNTuple)


def judged_by_ocfl_py(root: Path) -> list[str]:
    """Return what ocfl-py finds wrong with the storage root and its objects, each file's digest checked."""
    judge = StorageRoot(root=str(root))
    if judge.validate(log_warnings=False, log_errors=False):
        wrong = [] if judge.good_objects == judge.num_objects else [str(error) for error in judge.errors]
        return [f"ocfl-py: {problem}" for problem in wrong]
    return [f"ocfl-py: {judge.log.status_str()} {judge.errors}"]

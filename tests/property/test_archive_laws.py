"""Laws of the archive's verifier: no inventory stops it, and whatever differs from what was written is told."""

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

from archives import write_inventory, write_object
from hypothesis import given
from hypothesis import strategies as st

from specgen.archive.verify import verify_object

FIRST = {"proposal.pdf": b"one", "requirement.yaml": b"specgen: 1\n"}
SECOND = {**FIRST, "proposal.pdf": b"two"}
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["v1", "v2", "sha512", "../x", "v1/content/proposal.pdf"])
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=6
)


def steps(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of each part of a JSON document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, part in inner for found in steps(part, (*path, key)))]


def changed(document: Any, path: tuple[Any, ...], value: Any, *, drop: bool) -> Any:
    """Return *document* with another value at *path*, or without what stands there."""
    if not path:
        return value
    document = copy.deepcopy(document)
    part = document
    for key in path[:-1]:
        part = part[key]
    if drop:
        del part[path[-1]]
    else:
        part[path[-1]] = value
    return document


@given(st.data(), st.sampled_from([("",), ("v1",), ("v2", ""), ("v2",)]))
def test_any_change_of_an_inventory_is_told_or_harmless(data: st.DataObject, where: tuple[str, ...]) -> None:
    """Restated digests and all, as only a program could do it: never an exception; what is told differently is noticed.

    Only where all copies agree may a change pass: who rewrites every one of them tells another story, and OCFL cannot know.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_object(folder, "urn:specgen:ACME-1", [FIRST, SECOND])
        inventory = json.loads((folder / where[0] / "inventory.json").read_text())
        path = data.draw(st.sampled_from(steps(inventory)))
        other = changed(inventory, path, data.draw(VALUES), drop=data.draw(st.booleans()))
        for version in where:
            write_inventory(folder / version, json.dumps(other))
        report = verify_object(folder)
        assert report.problems or other == inventory or where == ("v2", "")


@given(st.binary(max_size=300), st.sampled_from(["", "v1", "v2"]))
def test_no_bytes_stop_it(data: bytes, where: str) -> None:
    """Whatever stands where an inventory, a digest or a declaration should."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_object(folder, "urn:specgen:ACME-1", [FIRST, SECOND])
        for file in ("inventory.json", "inventory.json.sha512", "0=ocfl_object_1.1"):
            (folder / where / file).write_bytes(data)
        assert verify_object(folder).is_damaged

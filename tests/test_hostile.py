"""The files of `tests/hostile/`: each refused with the code and at the place that EXPECTED.tsv says, and for nothing else first."""

import importlib.util
import re
from pathlib import Path
from typing import Any, Final

import pytest
from making import DATE, ROOT, kit
from test_received import BROKEN

from specgen.fields import LONGEST_LINE
from specgen.files import cells, lists, reader
from specgen.files.received import MOST_PROBLEMS, Received, receive_each
from specgen.pipeline import Wish, propose_all
from specgen.requirement import MOST_ITEMS

FOLDER: Final = Path(__file__).parent / "hostile"
EXPECTED: Final = tuple(tuple(line.split("\t")) for line in (FOLDER / "EXPECTED.tsv").read_text("utf-8").splitlines())
assert len(EXPECTED) + len(BROKEN) >= 150, "hardly a hostile file: this module would prove little"

_SPEC: Final = importlib.util.spec_from_file_location("make_hostile", FOLDER / "make.py")
assert _SPEC is not None
assert _SPEC.loader is not None
make: Final[Any] = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(make)


def received(name: str) -> list[Received]:
    """Return what the file is received as."""
    return list(receive_each(str(FOLDER / name), kit().catalog))


@pytest.mark.parametrize(("name", "code", "place"), EXPECTED, ids=[name for name, *_ in EXPECTED])
def test_a_hostile_file_is_refused_as_expected(name: str, code: str, place: str) -> None:
    """With that code, there, in sentences; each of its findings has a place, and no requirement is left."""
    found = [finding for one in received(name) for finding in one.findings]
    first = next(finding for finding in found if finding.is_error)
    assert first.place is not None
    assert (first.code, first.place.cell or f"{first.place.line}:{first.place.column}") == (code, place)
    assert all(finding.place and finding.place.line > 0 and finding.place.column > 0 for finding in found)
    wording = kit().wording
    assert all(wording.message(finding) and wording.help(finding) for finding in found)
    assert len(found) <= MOST_PROBLEMS + 1
    assert all(one.requirement is None for one in received(name) if one.is_refused)


def test_the_manifest_names_every_file_and_each_is_as_it_is_made() -> None:
    """Nothing is left over, nothing missing; packages are compared part by part, since their packing may differ."""
    stored = {path.name for path in FOLDER.iterdir() if path.suffix in {".yaml", ".json", ".csv", ".xlsx", ".xls", ".ods", ".xlsm"}}
    assert stored == {name for name, *_ in EXPECTED} == set(make.FILES)
    plain = {name: data for name, data in make.FILES.items() if not name.endswith((".xlsx", ".ods", ".xlsm"))}
    assert {name: (FOLDER / name).read_bytes() for name in plain} == plain, "stale: python tests/hostile/make.py writes them anew"


def test_nothing_is_written_for_any_of_them() -> None:
    """Each is refused on its own, and the rest goes on."""

    def write(outputs: dict[str, bytes]) -> tuple[str, ...]:
        raise AssertionError(list(outputs))

    named = [str(FOLDER / name) for name, *_ in EXPECTED if name != "list_linked-everything.xlsx" and not has_good_rows(name)]
    outcomes = {result.outcome for _, result in propose_all(kit(), named, Wish(), DATE, write)}
    assert outcomes == {"refused"}
    assert len(named) > 300


def has_good_rows(name: str) -> bool:
    """Return whether one of a list's rows is accepted."""
    return any(one.requirement for one in received(name))


def test_the_limits_stand_in_the_documentation() -> None:
    """With the figures that the program has, each with its reason."""
    text = (ROOT / "docs" / "limits.md").read_text("utf-8")
    rows = {
        what.strip(): (figure.strip(), why.strip())
        for what, figure, why in re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", text, re.M)
    }
    limits = {
        "bytes of one file": reader.MOST_BYTES,
        "nesting": reader.DEEPEST,
        "values in one file": reader.MOST_NODES,
        "characters of one value": reader.LONGEST_SCALAR,
        "characters of a one-line field": LONGEST_LINE,
        "entries in one list": MOST_ITEMS,
        "combining marks on one letter": reader.MOST_MARKS,
        "faults of form told at once": reader.MOST_FINDINGS,
        "faults of content told at once": MOST_PROBLEMS,
        "bytes of a list": cells.MOST_BYTES,
        "rows of a list": cells.MOST_ROWS,
        "columns of a list": cells.MOST_COLUMNS,
        "cells of a list": cells.MOST_CELLS,
        "characters of one row": cells.LONGEST_ROW,
        "characters of a heading": lists.LONGEST_HEADING,
        "parts of a spreadsheet": cells.MOST_PARTS,
        "unpacked size of a spreadsheet": cells.MOST_UNPACKED,
    }
    assert {what: rows[what][0].split(" and ")[0] for what in limits} == {what: f"{limit:,}" for what, limit in limits.items()}
    assert all(len(rows[what][1]) > 10 for what in rows if what != "limit")
